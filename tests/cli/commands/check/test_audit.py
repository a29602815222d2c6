"""`audit`: each forgery is found by the rule that it breaks; what duban wrote is not."""

import json
from pathlib import Path

import pytest
from tests.forgeries import FORGERIES, Forgery, git
from tests.outside import typed
from tests.smuggled import SMUGGLED

pytestmark = pytest.mark.forges


def audited() -> list[dict[str, object]]:
    answer = typed("audit", "--json")
    assert answer.returncode in {0, 1}, answer.stderr
    found: list[dict[str, object]] = json.loads(answer.stdout)["findings"]
    return found


@pytest.mark.parametrize("forgery", [*FORGERIES, *SMUGGLED], ids=lambda forgery: forgery.name)
def test_a_forgery_is_found(books: Path, forgery: Forgery) -> None:
    (books / "来表.csv").unlink()
    for act in forgery.acts:
        act(books)
    found = audited()
    codes = {each["rule"] for each in found}
    assert set(forgery.rules) <= codes, [(each["rule"], each["what"]) for each in found]


@pytest.mark.usefixtures("books")
def test_what_duban_wrote_gives_nothing() -> None:
    assert [each for each in audited() if each["weight"] != "note"] == []


def test_what_a_rewritten_history_hides_a_code_on_paper_shows(books: Path) -> None:
    code = json.loads(typed("audit", "--json").stdout)["code"]
    git(books, "reset", "-q", "--hard", "HEAD~3")
    assert typed("close", "DC-2", "--today", "2026-10-12").returncode == 0
    assert [each for each in audited() if each["weight"] != "note"] == []
    answer = typed("audit", "--witness", code)
    assert answer.returncode == 1
    assert code in answer.stdout
    assert "不在今天的提交里" in answer.stdout


def test_a_code_on_paper_names_the_commit_and_what_changed_since(books: Path) -> None:
    code, head = (json.loads(typed("audit", "--json").stdout)[name] for name in ("code", "head"))
    assert typed("accept", "PS-1", "--on", "2026-10-12", "--today", "2026-10-12").returncode == 0
    answer = typed("audit", "--witness", code.replace("-", "").lower(), "--json")
    assert answer.returncode == 0
    found = json.loads(answer.stdout)["found"]
    assert found == {"commit": head, "later": 1, "changed": ["领导批示/2026/PS-2026-0001.yaml"]}
    assert (books / found["changed"][0]).exists()


@pytest.mark.usefixtures("books")
def test_what_is_no_code_is_refused() -> None:
    answer = typed("audit", "--witness", "12")
    assert answer.returncode == 1
    assert "不是账目校验码" in answer.stderr
