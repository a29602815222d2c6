"""Targets and 实绩 as typed: one number with its unit, compared in one unit, nothing cut in two."""

from pathlib import Path

import pytest
from tests.outside import typed

pytestmark = pytest.mark.usefixtures("ledgers")


def say(*words: str, code: int = 0) -> str:
    answer = typed(*words)
    assert answer.returncode == code, answer.stderr
    return answer.stdout + answer.stderr


def enter(target: str) -> None:
    line = "add --ledger 重大项目 --title 摸底 --source-kind 重大项目 --lead 县水务局 --owner 张三 --requirements 摸底 --due-on 2026-12-31 --due-text 年底前"
    say(*line.split(), "--indicator", target, "--assign")
    say("accept", "XM-1")


@pytest.mark.parametrize(
    ("target", "actual", "told"),
    [
        ("小区=24个", "22个", "实绩 22 未达目标 24个"),
        ("小区=24个", "22", "实绩 22 未达目标 24个"),
        ("学位=1,200个", "5", "实绩 5 未达目标 1200个"),
        ("学位=1，200个", "1,100个", "实绩 1100 未达目标 1200个"),
        ("投资=1.2亿元", "11000万元", "实绩 1.1 未达目标 1.2亿元"),
        ("满意度=90%", "85％", "实绩 85 未达目标 90%"),
        ("浓度=不超过30微克", "31微克", "实绩 31 未达目标 不超过30微克"),
        ("学位=1200余个", "约1100个", "实绩 约1100个 未达目标 1200余个"),
    ],
)
def test_an_actual_below_its_target_is_told_however_it_is_typed(target: str, actual: str, told: str) -> None:
    enter(target)
    name = target.partition("=")[0]
    say("done", "XM-1", "--actual", f"{name}={actual}")
    said = say("verify", "XM-1", "--method", "现场", "--result", "通过", "--actual", f"{name}={actual}")
    assert told in said
    shown = say("show", "XM-1")
    assert "个个" not in shown
    assert "元亿元" not in shown


def test_another_unit_is_refused() -> None:
    enter("小区=24个")
    said = say("done", "XM-1", "--actual", "小区=22户", code=1)
    assert "量化指标“小区”按“个”计，实绩写的是“22户”，不能比较" in said
    assert "换算成个再写：--actual 小区=…" in said


def test_words_are_no_figure() -> None:
    enter("小区=24个")
    say("done", "XM-1", "--actual", "小区=已完成")
    said = say("verify", "XM-1", "--method", "现场", "--result", "通过")
    assert "实绩 已完成 不能和目标 24个 比较" in said


def test_figures_of_a_table_are_not_cut_in_two(tmp_path: Path, ledgers: Path) -> None:
    table = tmp_path / "表.csv"
    table.write_text(
        '2026年任务\n事项,牵头单位\n"新增学位1,200个，新建车位3至5个，绿化1200余亩",县水务局\n', "utf-8"
    )
    say("import", str(table), "--ledger", "重大项目", "--yes")
    text = (ledgers / "重大项目/2026/XM-2026-0001.yaml").read_text("utf-8")
    assert "{名称: 新增学位, 目标: 1200, 计量单位: 个}" in text
    assert "{名称: 新建车位, 目标: 3至5个}" in text
    assert "{名称: 绿化, 目标: 1200余亩}" in text
