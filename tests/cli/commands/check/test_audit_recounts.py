"""`audit` counts each closing anew from its own commit: a page, a total, a digest that were turned in it are found."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.forgeries import CLOSING, PAGE, git, last_message
from tests.outside import typed

pytestmark = pytest.mark.forges
Turn = Callable[[str], str]


def found() -> dict[str, list[str]]:
    answer = json.loads(typed("audit", "--json").stdout)
    told: dict[str, list[str]] = {}
    for each in answer["findings"]:
        if each["weight"] == "certain":
            told.setdefault(each["rule"], []).append(each["what"])
    return told


def close_again(folder: Path, label: str, turn: Turn) -> None:
    """The commit that closed September made once more, with one file otherwise; what came after it is left out."""
    sha = git(folder, "log", "-1", "--format=%H", "--grep=Duban-Action: close_period").strip()
    when = git(folder, "log", "-1", "--format=%cI", sha).strip()
    text = last_message(folder, sha)
    git(folder, "reset", "--quiet", "--hard", sha)
    path = folder / label
    before = path.read_text("utf-8")
    after = turn(before)
    assert after != before
    path.write_text(after, "utf-8")
    git(folder, "reset", "--quiet", "--soft", f"{sha}~1")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", text, GIT_AUTHOR_DATE=when, GIT_COMMITTER_DATE=when)


def swap(pattern: str, new: str) -> Turn:
    return lambda text: re.sub(pattern, new, text, count=1)


@pytest.mark.parametrize(
    ("label", "turn", "told"),
    [
        (CLOSING, swap(r"摘要: [0-9a-f]{64}", "摘要: " + "0" * 64), "摘要"),
        (CLOSING, swap(r"本期登账: (\d+)", r"本期登账: 9\1"), "结账的合计"),
        (PAGE, swap(r"本期登账: (\d+)", r"本期登账: 9\1"), "合计的本期登账"),
        (PAGE, swap(r"编号: \[PS-2026-0002\]", "编号: []"), "期末清单 PS 县住房和城乡建设局的期末在办"),
    ],
)
def test_what_was_turned_in_a_closing_is_found(books: Path, label: str, turn: Turn, told: str) -> None:
    (books / "来表.csv").unlink()
    close_again(books, label, turn)
    answer = found()
    assert "page-wrong" in answer, answer
    assert told in "".join(answer["page-wrong"])


def test_what_was_not_turned_is_not(books: Path) -> None:
    (books / "来表.csv").unlink()
    assert "page-wrong" not in found()


@pytest.mark.forges
def test_what_was_merged_into_a_period_closed_meanwhile_is_told(ledgers: Path) -> None:
    branch = git(ledgers, "branch", "--show-current").strip()
    git(ledgers, "checkout", "--quiet", "-b", "另一台")
    day = ("--on", "2026-09-29", "--today", "2026-09-29")
    assert typed("accept", "PS-1", *day).returncode == 0
    git(ledgers, "checkout", "--quiet", branch)
    assert typed("reconcile", "2026-09", "--close", "--today", "2026-10-08").returncode == 0
    git(ledgers, "merge", "--quiet", "--no-edit", "另一台")
    answer = json.loads(typed("audit", "--json").stdout)["findings"]
    (told,) = [each for each in answer if each["rule"] == "beside-closing"]
    assert told["weight"] == "doubt"
    assert "2026-09 已经在另一边结账" in told["what"]
    assert not [each for each in answer if each["weight"] == "certain"]
