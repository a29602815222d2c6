"""`audit`: each forgery is found by the rule that it breaks; what duban wrote is not."""

import json
from pathlib import Path

import pytest
from tests.forgeries import FORGERIES, Forgery, git
from tests.outside import typed
from tests.smuggled import MOVED, SECOND, SMUGGLED, accepted, aside, moved

from duban.core.audit.findings import RULES

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


def test_a_task_moved_by_one_side_takes_along_what_the_other_wrote(books: Path) -> None:
    (books / "来表.csv").unlink()
    aside(accepted("PS-2"), here=(moved,))(books)
    assert not (books / SECOND).exists()
    assert "签收" in (books / MOVED).read_text("utf-8")
    assert [each for each in audited() if each["weight"] == "certain"] == []


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


@pytest.mark.parametrize("form", ["xlsx", "docx", "html", "md", "txt", "csv", "json"])
@pytest.mark.parametrize("report", ["register", "bulletin --number 3"])
def test_a_code_is_read_from_the_file_that_bears_it(books: Path, report: str, form: str) -> None:
    code = json.loads(typed("audit", "--json").stdout)["code"]
    path = books.parent / f"印出的.{form}"
    answer = typed("report", *report.split(), "-o", str(path), "--today", "2026-10-12")
    assert answer.returncode == 0, answer.stderr
    found = json.loads(typed("audit", "--witness", str(path), "--json").stdout)
    assert [each["code"] for each in found["codes"]] == [code]
    git(books, "reset", "-q", "--hard", "HEAD~1")
    answer = typed("audit", "--witness", str(path))
    assert answer.returncode == 1
    assert f"{code}：校验码对应的账目不在今天的提交里" in answer.stdout


def test_a_paper_of_books_that_are_not_the_last_commit_bears_no_code(books: Path) -> None:
    task = books / "领导批示" / "2026" / "PS-2026-0001.yaml"
    task.write_text(f"{task.read_text('utf-8')}\n", "utf-8")
    path = books.parent / "台账.md"
    assert typed("report", "register", "-o", str(path)).returncode == 0
    assert "没有账目校验码：印的时候账上有没有入账的改动" in path.read_text("utf-8")
    answer = typed("audit", "--witness", str(path))
    assert answer.returncode == 1
    assert "里没有印账目校验码" in answer.stderr


def test_a_closing_bears_the_code_of_what_it_closed(books: Path) -> None:
    shown = typed("reconcile", "2026-09", "--detail", "--today", "2026-10-12").stdout
    path = books.parent / "账页.txt"
    path.write_text(shown, "utf-8")
    found = json.loads(typed("audit", "--witness", str(path), "--json").stdout)
    ((code, seen),) = ((each["code"], each["found"]) for each in found["codes"])
    assert f"账目校验码: {code}" in (books / "对账" / "2026-09" / "结账.yaml").read_text("utf-8")
    assert "对账/2026-09/结账.yaml" in seen["changed"]


def test_check_names_a_closing_that_was_taken_from_between(books: Path) -> None:
    for words in (("--reopen", "--reason", "重算"), ("--close",)):
        assert typed("reconcile", "2026-09", *words, "--today", "2026-10-12").returncode == 0
    assert "chain-broken" not in typed("check", "--json").stdout
    path = books / "对账" / "2026-09" / "结账.yaml"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "动作: 重开" not in line), "utf-8")
    assert "chain-broken" in typed("check", "--json").stdout


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("空.txt", b"", "里没有印账目校验码"),
        ("坏.xlsx", b"PK\x03\x04" + b"x" * 40, "压缩结构是坏的"),
        ("图.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "没有文字"),
    ],
)
def test_a_file_that_bears_no_code_says_so(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    answer = typed("audit", "--witness", str(tmp_path / name))
    assert answer.returncode == 1
    assert message in answer.stderr


def test_an_audit_that_is_filed_says_every_rule_it_looked_by(books: Path, tmp_path: Path) -> None:
    (books / "来表.csv").unlink()
    filed = tmp_path / "账目审计.csv"
    assert typed("audit", "-o", str(filed)).returncode == 0
    lines = filed.read_text("utf-8-sig").splitlines()
    for rule in RULES.values():
        assert any(line.startswith(f"{rule.title},") for line in lines), rule.title
    assert typed("audit").stdout.count("确定") < len(RULES)  # on the screen only those that found something
    answer = typed("report", "audit")
    assert (answer.returncode, "duban audit -o" in answer.stderr) == (2, True)
