"""Every wrong order, missing basis, wrong day, stranger: refused in words, and nothing written.

`refusals.txt` holds them: a line `# how far the story was told: the command`, then what is said. Digests are ▒.
"""

import re
from pathlib import Path

import pytest
from tests.cli.commands.inspect.conftest import commits, done, run, tell
from tests.outside import git

pytestmark = pytest.mark.usefixtures("office")
TEXT = (Path(__file__).parent / "refusals.txt").read_text("utf-8")
CASES = re.findall(r"^# (\S+): duban (.+)\n((?:.+\n)+)", TEXT, re.MULTILINE)


@pytest.mark.parametrize(("upto", "line", "said"), CASES, ids=[f"{upto}: {line}" for upto, line, _ in CASES])
def test_it_is_refused_and_nothing_is_written(upto: str, line: str, said: str) -> None:
    today = tell(upto)
    before = commits()
    answer = run(today, line)
    assert re.sub(r"摘要 [0-9a-f]{8}", "摘要 ▒", answer.stderr) == said
    assert (answer.returncode in {1, 2}, answer.stdout) == (True, "")
    assert commits() == before
    assert git("status", "--porcelain") == ""


def test_every_case_is_read() -> None:
    assert len(CASES) == TEXT.count("# ") == len({(upto, line) for upto, line, _ in CASES})


def test_no_basis_no_start() -> None:
    done(
        "2026-03-02",
        "inspect add --title 突击 --object 甲镇 --scope 全镇 --content 行政效能 --starts-on 2026-03-09 "
        "--ends-on 2026-03-20 --team 李主任:组长 --named-by 方县长",
    )
    done("2026-03-03", "inspect scheme DX-1 --approved-by 方县长")
    refused = run("2026-03-09", "inspect start DX-1")
    assert refused.stderr.startswith(
        "错误：DX-2026-0001 没有列入计划，也没有政府决定、行政首长批示或经批准的建议。依据：国令第733号 第11条。\n"
        "可以这样做：确需开展的由行政首长批准：duban inspect start DX-2026-0001 --unplanned 原因 --approved-by 行政首长\n"
    )
    assert "没有写批准人" in run("2026-03-09", "inspect start DX-1 --unplanned 群众反映集中").stderr
    outside = run("2026-03-21", "inspect start DX-1 --unplanned 群众反映集中 --approved-by 方县长")
    assert "DX-2026-0001 定在 2026-03-09 至 2026-03-20，2026-03-21 不在里面" in outside.stderr
    done("2026-03-09", "inspect start DX-1 --unplanned 群众反映集中 --approved-by 方县长")


def test_a_department_files_six_working_days_ahead() -> None:
    """Before Wednesday 8 April: 7, 3, 2, 1 April, 31 and 30 March."""
    for name, filed, refused in (("DX-1", "2026-03-30", False), ("DX-2", "2026-03-31", True)):
        done(
            "2026-03-02",
            "inspect add --title 供水督查 --name 部门 --organizer 县水务局 --object 甲镇 "
            f"--starts-on 2026-04-08 --ends-on 2026-04-10 --subject {name}",
        )
        done("2026-03-02", f"inspect scheme {name}")
        assert "还没有备案" in run("2026-04-08", f"inspect start {name}").stderr
        answer = run(filed, f"inspect file {name}")
        assert ("最迟应在 2026-03-30 备案" in answer.stderr) is refused
        started = run("2026-04-08", f"inspect start {name}")
        assert (started.returncode == 1) is refused
        assert ("2026-03-31 才备案，最迟应在 2026-03-30" in started.stderr) is refused


def test_one_matter_one_force() -> None:
    tell("scheme")
    again = run(
        "2026-03-05",
        "inspect add --title 秋粮收购督查 --object 乙镇 --starts-on 2026-05-04 --ends-on 2026-05-08",
    )
    assert again.returncode == 0
    assert (
        "DX-2026-0002 和 DX-2026-0001（秋粮收购督查）是同一事项、同一批单位，3个月内只督查一次。参照：本县督查规则 第6条。\n"
        "可以这样做：合并、联合或委托：duban inspect merge DX-2026-0002 --into DX-2026-0001 --reason 同一事项 --approved-by …\n"
    ) in again.stderr
    shown = done(
        "2026-03-05", "inspect merge DX-2 --into DX-1 --setup 联合 --reason 同一事项 --approved-by 方县长"
    )
    assert "现在是“已并入”" in shown
    refused = run("2026-03-05", "inspect merge DX-1 --into DX-2 --reason 反过来 --approved-by 方县长")
    assert "DX-2026-0002 已并入，不能再并入" in refused.stderr


def test_one_number_twice_after_a_merge(office: Path) -> None:
    """Two clerks each entered a first problem; the copies were merged."""
    today = tell("find")
    file = office / "督查/2026/DX-2026-0001.yaml"
    line = "  - {日期: 2026-03-10, 登记: 2026-03-10T15:00:00+08:00, 动作: 发现, 经办: 赵六, 单位: 乙镇, 序号: 1, 事实: 欠账}\n"
    file.write_text(file.read_text("utf-8") + line, "utf-8")
    git("commit", "--quiet", "-am", "合并")
    assert "这条发现不成立：第1个问题已经记过" in run(today, "check").stderr
    page = done(today, "show DX-1", "--json")
    remedy = re.search(
        r"duban (inspect amend DX-2026-0001 --event \w+ --set 序号=2) --approved-by 领导", page
    )
    assert remedy
    done(today, f"{remedy[1]} --approved-by 方县长 --reason 两处各记一个")
    assert run(today, "check").returncode == 0
    assert page.count('"finding"') == 1
    assert done(today, "show DX-1", "--json").count('"finding"') == 2


def test_what_is_dated_back_is_told_how_it_stood_then() -> None:
    tell("day")
    answer = run("2026-03-10", "inspect day DX-1 --place 甲镇粮站 --on 2026-03-05")
    assert answer.returncode == 1
    assert answer.stderr == (
        "错误：不能现场：DX-2026-0001 在 2026-03-05 是“方案已定”，现在是“实施中”\n"
        "可以这样做：核对日期（--on）：duban log DX-2026-0001 查看哪天到了哪一步\n"
    )
