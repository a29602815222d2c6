"""What changes a closed period behind its back is found by `check`, with file, line and what it is."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.closed import AFTER, IN, LATE, type_right
from tests.outside import git, typed

pytestmark = pytest.mark.usefixtures("books")
TASK = "领导批示/2026/PS-2026-0001.yaml"
CLOSING, PAGE = "对账/2026-09/结账.yaml", "对账/2026-09/账页.yaml"
EVENT = "  - {日期: 2026-09-29, 登记: 2026-09-29T10:00:00+08:00, 动作: 反馈, 单位: 县水务局, 经办: 赵六, 进度: 90}\n"
CODES = {
    "closed-changed",
    "closed-period-entry",
    "late-entry",
    "closing-gone",
    "closing-changed",
    "page-changed",
    "page-wrong",
    "page-gone",
    "page-of-another",
}


def found(*more: str) -> list[dict[str, Any]]:
    problems = json.loads(typed("check", "--json", *(more or AFTER)).stdout)["problems"]
    return [each for each in problems if each["code"] in CODES]


def commit(*paths: str) -> None:
    """Past duban."""
    git("add", "-A", "--", *paths)
    git("commit", "-qm", "手工")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def append_event(books: Path) -> None:
    text = (books / TASK).read_text("utf-8")
    (books / TASK).write_text(text + EVENT, "utf-8")


def lose_assignment(books: Path) -> None:
    text = (books / TASK).read_text("utf-8")
    kept = [line for line in text.splitlines(keepends=True) if "动作: 交办" not in line]
    (books / TASK).write_text("".join(kept), "utf-8")


TAMPERINGS: dict[str, tuple[Callable[[Path], object], str, str | None, str]] = {
    "deleted": (
        lambda books: (books / TASK).unlink(),
        TASK,
        None,
        "PS-2026-0001 结账时在账上，现在没有了（2026-09 已在 2026-10-08 结账）",
    ),
    "head": (
        lambda books: change(books / TASK, "责任人: 张三", "责任人: 李四"),
        TASK,
        "责任人: 李四",
        "PS-2026-0001 的“责任人”结账后改了，没有记变更",
    ),
    "event added": (
        append_event,
        TASK,
        "赵六",
        "PS-2026-0001 2026-09-29 的反馈 县水务局（经办 赵六）的登记写在结账以前，结账时账上却没有",
    ),
    "event changed": (
        lambda books: change(books / TASK, "动作: 交办, 经办: 王五", "动作: 交办, 经办: 李四"),
        TASK,
        "动作: 交办",
        "PS-2026-0001 2026-09-28 的交办（经办 王五）结账后被改动",
    ),
    "event lost": (
        lose_assignment,
        TASK,
        "流水:",
        "PS-2026-0001 2026-09-28 的交办（经办 王五）结账后被删去",
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
@pytest.mark.parametrize("committed", [False, True])
def test_what_a_hand_changed_is_named(books: Path, name: str, committed: bool) -> None:
    tamper, path, line, words = TAMPERINGS[name]
    assert found() == []
    tamper(books)
    if committed:
        commit(".")
    (problem,) = found()
    assert (problem["level"], problem["code"], problem["path"]) == ("error", "closed-changed", path)
    assert words in problem["message"]
    if line is not None:
        lines = (books / path).read_text("utf-8").splitlines()
        assert line in lines[problem["line"] - 1]
    assert typed("check", *AFTER).returncode == 1
    answer = typed("reconcile", "2026-09", "--verify", *AFTER)
    assert answer.returncode == 1
    assert words.partition("（2026-09 已")[0] in answer.stdout.replace("\n", "")


def test_a_whole_task_told_as_known_then_is_found(books: Path) -> None:
    text = (books / TASK).read_text("utf-8").replace("PS-2026-0001", "PS-2026-0009")
    path = "领导批示/2026/PS-2026-0009.yaml"
    (books / path).write_text(text, "utf-8")
    (problem,) = found()
    assert problem["path"] == path
    assert "PS-2026-0009 的登记写在结账以前，结账时账上却没有这一件" in problem["message"]


def test_an_unmarked_entry_is_an_error_until_a_correction_marks_it(books: Path) -> None:
    type_right("progress", "PS-1", "--percent", "30", *IN, *AFTER, *LATE)
    (notice,) = found()
    assert (notice["level"], notice["code"]) == ("notice", "late-entry")
    assert notice["message"] == "2026-09-30 的反馈是 2026-09 结账以后补登的，原因：当时漏记"
    assert notice["advice"] == "下一期对账列为前期更正：duban reconcile 2026-10"
    change(books / TASK, ", 补登: 当时漏记", "")
    commit(TASK)
    (problem,) = found()
    assert (problem["level"], problem["code"], problem["path"]) == ("error", "closed-period-entry", TASK)
    assert "2026-09 已在 2026-10-08 结账，却没有写补登" in problem["message"]
    assert "动作: 反馈" in (books / TASK).read_text("utf-8").splitlines()[problem["line"] - 1]
    words = problem["advice"].split()[1:]
    type_right(*words, *AFTER)
    assert [each["code"] for each in found()] == ["late-entry"]


def test_a_late_entry_is_told_until_the_next_closing_takes_it_up() -> None:
    type_right("progress", "PS-1", "--percent", "30", *IN, *AFTER, *LATE)
    shown = type_right("reconcile", "2026-10", *AFTER).replace("\n", "")
    assert "上期结账以来补登 1 笔：PS-2026-0001 2026-09-30 的反馈（当时漏记）。" in shown
    type_right("reconcile", "2026-10", "--close", "--today", "2026-11-03")
    assert found("--today", "2026-11-03") == []
    for period, tasks in (("2026-09", []), ("2026-10", ["PS-2026-0001"]), ("2026-11", [])):
        answer = json.loads(type_right("reconcile", period, "--json", "--today", "2026-11-03"))
        assert [each["task"] for each in answer["late_entries"]] == tasks
        assert all(each["reason"] == "当时漏记" for each in answer["late_entries"])


def drop_entry(books: Path) -> None:
    (books / CLOSING).write_text("期: 2026-09\n流水: []\n", "utf-8")


@pytest.mark.parametrize(
    ("tamper", "codes", "words"),
    [
        (drop_entry, ["closing-gone"], "2026-09 2026-10-08 的结账（提交 "),
        (lambda books: (books / CLOSING).unlink(), ["closing-gone"], "从账上去掉了"),
        (
            lambda books: change(books / CLOSING, "经办: 王五", "经办: 李四"),
            ["closing-changed"],
            "里写的不同",
        ),
        (lambda books: (books / PAGE).unlink(), ["page-gone"], "2026-09 已结账，账页却不在"),
        (
            lambda books: change(books / PAGE, "期末在办: ", "期末在办: 1"),
            ["page-changed", *["page-wrong"] * 3],
            "的账页和结账时",
        ),
        (
            lambda books: (books / PAGE).write_text(
                re.sub("结账: [^\n]*", "结账: 2026-10-01T00:00:00+08:00", (books / PAGE).read_text("utf-8")),
                "utf-8",
            ),
            ["page-changed", "page-of-another"],
            "的账页和结账时",
        ),
    ],
)
@pytest.mark.parametrize("committed", [False, True])
def test_closings_and_pages_stay_as_they_were_made(
    books: Path,
    tamper: Callable[[Path], object],
    codes: list[str],
    words: str,
    committed: bool,
) -> None:
    tamper(books)
    if committed:
        commit(".")
    problems = found()
    assert [each["code"] for each in problems] == codes
    assert words in problems[0]["message"]
    assert all(each["level"] == "error" and each["path"] in {CLOSING, PAGE} for each in problems)
    assert "git " in problems[0]["advice"]


def test_a_changed_digest_is_told_apart(books: Path) -> None:
    text = (books / CLOSING).read_text("utf-8")
    (books / CLOSING).write_text(re.sub("账目摘要: .{8}", "账目摘要: 00000000", text), "utf-8")
    assert [each["code"] for each in found()] == ["closing-changed", "closed-changed"]
    assert "文件却没有改：结账的摘要被改过" in found()[1]["message"]


def test_without_the_commit_of_the_closing_only_the_period_is_named(books: Path) -> None:
    git("checkout", "-q", "--orphan", "新")
    git("commit", "-qm", "只剩现在")
    change(books / TASK, "责任人: 张三", "责任人: 李四")
    (problem,) = found()
    assert problem["path"] == CLOSING
    assert "git 里找不到结账的提交，说不出是哪一件" in problem["message"]


def test_reopening_ends_the_matter_and_is_itself_kept(books: Path) -> None:
    type_right("reconcile", "2026-09", "--reopen", "--reason", "漏了一件", *AFTER)
    change(books / TASK, "责任人: 张三", "责任人: 李四")
    assert found() == []
    drop_entry(books)
    assert [each["code"] for each in found()] == ["closing-gone", "closing-gone"]


def test_a_reopened_period_says_so_for_ever() -> None:
    type_right("reconcile", "2026-09", "--reopen", "--reason", "漏了一件", *AFTER)
    again = ("--today", "2026-10-14")
    for closed in (False, True):
        if closed:
            type_right("reconcile", "2026-09", "--close", *again)
        shown = type_right("reconcile", "2026-09", *again).replace("\n", "")
        assert "曾在 2026-10-08 结账（经办 王五，期末在办 7 件）。" in shown
        assert "2026-10-12 重开（经办 王五，登记 " in shown
        assert "，原因：漏了一件。" in shown
        assert ("已在 2026-10-14 结账" in shown) is closed
        history = json.loads(type_right("reconcile", "2026-09", "--json", *again))["history"]
        assert [(each["action"], each["on"], each["by"], each["reason"]) for each in history] == [
            ("close_period", "2026-10-08", "王五", None),
            ("reopen_period", "2026-10-12", "王五", "漏了一件"),
            ("close_period", "2026-10-14", "王五", None),
        ][: 2 + closed]
        assert all(each["recorded_at"] for each in history)


STANDING = "履职/2026.yaml"
ENTRY = "  - {日期: 2026-09-30, 登记: %s, 规则: default/month, 单位: 县水务局, 期: 2026-09, 经办: 王五}\n"


def test_a_duty_of_no_task_is_held_to_the_closing_too(books: Path) -> None:
    type_right("reconcile", "2026-09", "--reopen", "--reason", "漏了一笔", *AFTER)
    words = ("progress", "--standing", "month", "--period", "2026-09", "--unit", "县水务局")
    type_right(*words, "--on", "2026-09-30", *AFTER)
    type_right("reconcile", "2026-09", "--close", *AFTER)
    assert found() == []
    kept = (books / STANDING).read_text("utf-8")
    change(books / STANDING, "单位: 县水务局", "单位: 县财政局")
    assert [(each["code"], each["path"]) for each in found()] == [("closed-changed", STANDING)] * 2
    assert "2026-09-30 的履职 default/month 2026-09（经办 王五）结账后被改动或删去" in found()[0]["message"]
    (books / STANDING).write_text(kept + ENTRY % "2026-09-30T10:00:00+08:00", "utf-8")
    (problem,) = found()
    assert "的登记写在结账以前，结账时却没有" in problem["message"]
    (books / STANDING).write_text(kept + ENTRY % "2026-12-30T10:00:00+08:00", "utf-8")
    (problem,) = found()
    assert (problem["code"], problem["path"]) == ("closed-period-entry", STANDING)
    assert problem["advice"] == "重开再结账：duban reconcile 2026-09 --reopen --reason 原因"
