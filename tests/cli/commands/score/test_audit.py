"""`audit` reckons what an appraisal froze anew, from the commit that froze it."""

import json
import re
from pathlib import Path

import pytest
from tests.cli.commands.score.conftest import done, run, tell
from tests.forgeries import git, last_message

pytestmark = pytest.mark.usefixtures("office")
KH = "考核/2026/KH-2026-0001.yaml"


def found(today: str) -> dict[str, str]:
    answer = json.loads(run(today, "audit", "--json").stdout)
    told = {each["rule"]: each["what"] for each in answer["findings"] if each["weight"] == "certain"}
    told.pop("in-future", None)  # the story's clock is months before that of git
    return told


def forge(folder: Path, pattern: str, new: str) -> None:
    """The last commit once more, with the file otherwise."""
    text, when = last_message(folder), git(folder, "log", "-1", "--format=%cI").strip()
    path = folder / KH
    before = path.read_text("utf-8")
    after = re.sub(pattern, new, before)
    assert after != before
    path.write_text(after, "utf-8")
    git(folder, "reset", "--quiet", "--soft", "HEAD~1")
    git(folder, "add", "--", KH)
    git(folder, "commit", "--quiet", "-m", text, GIT_AUTHOR_DATE=when, GIT_COMMITTER_DATE=when)


@pytest.mark.parametrize("upto", ["draft", "approve"])
def test_an_honest_result_is_in_order(upto: str) -> None:
    assert found(tell(upto)) == {}


@pytest.mark.forges
def test_a_result_that_was_turned_in_its_own_commit_is_found(office: Path) -> None:
    day = tell("draft")
    forge(office, r"62\.1\b", "92.1")
    answer = found(day)
    assert "62.1" in answer.pop("score-wrong")
    assert answer == {}
    assert "92.1" in done(day, "show KH-1")
