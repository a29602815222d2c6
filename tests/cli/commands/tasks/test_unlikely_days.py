"""A year that is a slip of the hand is told by every command that writes it, and by `check` afterwards."""

from pathlib import Path

import pytest
from tests.outside import typed

pytestmark = pytest.mark.usefixtures("ledgers")
ADD = "add --ledger 重大项目 --title 整治积水点 --source-kind 重大项目 --lead 县水务局 --owner 张三 --requirements 整治"


def say(line: str, code: int = 0) -> str:
    answer = typed(*line.split())
    assert answer.returncode == code, answer.stderr
    return answer.stderr


@pytest.mark.parametrize(
    ("steps", "last", "told"),
    [
        ((), f"{ADD} --due-on 2016-12-31", "XM-2026-0001 的完成时限 2016-12-31 比立项日 2026-09-28 早一年多"),
        ((), f"{ADD} --due-on 2062-12-31", "的完成时限 2062-12-31 在36年以后"),
        ((), f"{ADD} --due-on 2026-12-31 --milestone 摸底=2016-10-31", "节点“摸底”的时限 2016-10-31"),
        (
            ("assign",),
            "transfer XM-1 --to 县财政局 --due-on 2016-12-31 --reason 职能 --approved-by 刘建国",
            "的时限 2016-12-31 在转办日",
        ),
        (("assign", "suspend"), "resume XM-1 --due-on 2016-12-31", "的时限 2016-12-31 在恢复日"),
        (("assign",), "amend XM-1 --milestone 摸底=2016-10-31 --reason 补", "节点“摸底”的时限 2016-10-31"),
        (("assign", "accept"), "done XM-1 --done-on 2016-09-20", "办结日期 2016-09-20 比立项日"),
    ],
)
def test_it_is_told_at_once_and_by_check(steps: tuple[str, ...], last: str, told: str) -> None:
    if steps:
        say(f"{ADD} --due-on 2026-12-31 --due-text 年底前")
    for step in steps:
        more = {"suspend": " --reason 等 --approved-by 刘建国", "assign": ""}.get(step, "")
        say(f"{step} XM-1{more}")
    said = say(last)
    assert told in said
    assert "2016" not in told or "是不是 2026-" in said
    checked = typed("check")
    assert told.removeprefix("XM-2026-0001 的").removeprefix("的") in checked.stdout + checked.stderr
    assert told not in say("amend XM-1 --note 核对过 --reason 补")


def test_a_cell_of_1905_is_told_when_it_is_imported(tmp_path: Path) -> None:
    table = tmp_path / "任务表.csv"
    table.write_text("2026年任务\n序号,工作任务,牵头单位,完成时限\n1,修桥,县水务局,1905-07-18\n", "utf-8")
    answer = typed("import", str(table), "--ledger", "重大项目", "--yes")
    assert answer.returncode == 0, answer.stderr
    assert "的完成时限 1905-07-18 不在这个世纪" in answer.stderr
