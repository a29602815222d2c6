"""`urge --draft` from outside: words to paste, nothing written."""

import json

import pytest
from tests.outside import UNITS, git, typed

LATE = "2026-10-12"


@pytest.mark.usefixtures("ledgers")
def test_a_draft_is_shown_and_nothing_is_written() -> None:
    before = git("rev-parse", "HEAD")
    answer = typed("urge", "--draft", "--today", LATE, "--unit", UNITS[2])
    assert answer.returncode == 0
    assert answer.stderr == ""
    lines = answer.stdout.splitlines()
    assert lines[:2] == [f"―― 发给 {UNITS[2]} ――", f"{UNITS[2]}："]
    assert "1. 整治城东积水点（PS-2026-0001）" in lines
    assert lines[-1].startswith("办理情况请反馈给某县督查室")
    assert (git("rev-parse", "HEAD"), git("status", "--porcelain")) == (before, "")


@pytest.mark.usefixtures("ledgers")
def test_drafts_as_json() -> None:
    found = json.loads(typed("urge", "PS-1", "PS-2", "--draft", "--today", LATE, "--json").stdout)
    assert {each["unit"] for each in found} == {UNITS[0], UNITS[2]}
    assert all(each["text"].startswith(f"{each['unit']}：\n") for each in found)
    assert {row["task"] for each in found for row in each["duties"]} == {"PS-2026-0001", "PS-2026-0002"}


@pytest.mark.usefixtures("ledgers")
def test_filters_choose_open_tasks_only() -> None:
    typed("withdraw", "PS-1", "--reason", "重复")
    found = json.loads(typed("urge", "--draft", "--ledger", "领导批示", "--today", LATE, "--json").stdout)
    assert {row["task"] for each in found for row in each["duties"]} == {"PS-2026-0002"}


@pytest.mark.usefixtures("ledgers")
def test_a_task_of_which_nobody_owes_anything_is_named() -> None:
    typed("withdraw", "PS-1", "--reason", "重复")
    answer = typed("urge", "PS-1", "--draft")
    assert (answer.returncode, answer.stdout) == (0, "没有要催的。\n")
    assert answer.stderr == "提示：PS-2026-0001 没有单位欠着什么\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--draft", "--via", "电话"],
            "错误：--draft 不记账，不用 --via 和 --note。\n可以这样做：催过以后再记：duban urge 编号 --via 方式\n",
        ),
        (
            ["--within", "3"],
            "错误：--within 只和 --draft 一起用。\n可以这样做：去掉 --within，或加上 --draft\n",
        ),
    ],
)
@pytest.mark.usefixtures("ledgers")
def test_what_does_not_go_together(words: list[str], said: str) -> None:
    answer = typed("urge", "PS-1", *words)
    assert (answer.returncode, answer.stderr) == (2, said)
    assert "催办" not in git("log", "-1", "--format=%s")


@pytest.mark.usefixtures("ledgers")
def test_without_draft_it_is_recorded_as_ever() -> None:
    assert typed("urge", "PS-1", "--via", "电话").returncode == 0
    assert git("log", "-1", "--format=%s").startswith("催办 PS-2026-0001")
