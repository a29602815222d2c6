"""Sources with their particulars: asked when a task is added, told when it is imported, asked before 交办."""

from pathlib import Path

import pytest
from tests.outside import git, typed

pytestmark = pytest.mark.usefixtures("ledgers")
REST = ("--lead", "县水务局", "--owner", "张三", "--requirements", "清到底", "--urgency", "急件")


@pytest.mark.parametrize(
    ("kind", "options", "more"),
    [
        ("领导批示", ("--instruction 领导=日期=内容",), ("--instruction", "刘县长=2026-09-28=口头")),
        (
            "会议议定",
            ("--source-name …", "--held-on … --session …"),
            ("--source-name", "县长办公会", "--held-on", "2026-09-25"),
        ),
        (
            "重要文件",
            ("--doc-no … 或 --source-name … --issuer …",),
            ("--source-name", "关于防汛的通知", "--issuer", "省水利厅"),
        ),
        ("督查活动", ("--source-name …",), ("--source-name", "国务院大督查")),
    ],
)
def test_add_asks_for_what_its_source_needs(
    kind: str, options: tuple[str, ...], more: tuple[str, ...]
) -> None:
    words = ("add", "--ledger", "JB", "--title", "清理河道", "--source-kind", kind, *REST)
    before = git("rev-parse", "HEAD")
    answer = typed(*words)
    assert (answer.returncode, git("rev-parse", "HEAD")) == (1, before)
    assert [option for option in options if f"可以这样做：{option}\n" not in answer.stderr] == []
    assert f"来源是{kind}，缺" in answer.stderr
    answer = typed(*words, *more, "--assign")
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize(
    ("ledger", "lacking", "remedy"),
    [
        ("领导批示", "缺批示（哪位领导、哪天、怎么批的", ("--instruction", "刘县长=2026-09-28=请抓紧")),
        ("会议议定事项", "缺“会议日期”", ("--held-on", "2026-09-25")),
        ("重要文件", "缺“文号”或“机关”", ("--doc-no", "某政发〔2026〕8号")),
    ],
)
def test_import_tells_and_assign_refuses_until_it_is_there(
    ledgers: Path, ledger: str, lacking: str, remedy: tuple[str, ...]
) -> None:
    path = ledgers.parent / "来表.csv"
    path.write_text("任务,牵头单位,责任人,工作要求,缓急\n修桥,县水务局,张三,修好,急件\n", "utf-8")
    answer = typed("import", str(path), "--ledger", ledger)
    assert answer.returncode == 0, answer.stderr
    assert "1 件要素不全：来源是" in answer.stderr
    assert lacking in answer.stderr
    name = git("log", "-1", "--format=%(trailers:key=Duban-Task,valueonly)").split()[0]
    answer = typed("assign", name)
    assert (answer.returncode, f"{name} 要素不全，不能交办：来源是" in answer.stderr) == (1, True)
    told = typed("show", name).stdout
    assert f"duban amend {name} {remedy[0]} " in told
    assert typed("amend", name, *remedy, "--reason", "补全来源").returncode == 0
    assert typed("assign", name).returncode == 0


def test_what_was_handed_over_before_goes_on(ledgers: Path) -> None:
    """An old task whose source lacks something is no fault any more, and its parts may be handed over."""
    path = ledgers / "领导批示/2026/PS-2026-0001.yaml"
    text = path.read_text("utf-8")
    start, end = text.index("批示:\n  - {领导"), text.index("缓急:")
    path.write_text(text[:start] + text[end:], "utf-8")
    git("commit", "-qam", "旧账")
    assert "来源是" not in typed("show", "PS-1").stdout
    assert typed("accept", "PS-1").returncode == 0
    words = (
        "split",
        "PS-1",
        "--title",
        "摸底",
        "--title",
        "清淤",
        "--lead",
        "县水务局",
        "--requirements",
        "做完",
    )
    assert typed(*words, "--owner", "张三", "--due-on", "2026-10-01", "--assign").returncode == 0


def test_columns_of_what_a_leader_wrote_are_an_instruction(ledgers: Path) -> None:
    path = ledgers.parent / "来表.csv"
    path.write_text(
        "任务,牵头单位,责任人,工作要求,缓急,批示领导,批示日期,批示内容\n"
        "修桥,县水务局,张三,修好,急件,刘县长,2026年9月21日,请抓紧。\n"
        "铺路,县水务局,张三,铺好,急件,刘县长,昨天,请抓紧。\n"
        "种树,县水务局,张三,种好,急件,,,请抓紧。\n",
        "utf-8",
    )
    answer = typed("import", str(path), "--ledger", "领导批示")
    assert answer.returncode == 0, answer.stderr
    whole, dayless, nobody = (
        (ledgers / f"领导批示/2026/PS-2026-{n:04d}.yaml").read_text("utf-8") for n in (3, 4, 5)
    )
    assert "批示:\n  - {领导: 刘县长, 日期: 2026-09-21, 内容: 请抓紧。}\n" in whole
    assert "批示：" not in whole
    assert "批示:\n  - {领导: 刘县长, 内容: 请抓紧。}\n" in dayless
    assert "批示日期：昨天" in dayless
    assert ("\n批示:" in nobody, "批示：请抓紧。" in nobody) == (False, True)
    assert [typed("assign", f"PS-{number}").returncode for number in (3, 4, 5)] == [0, 1, 1]


def test_a_paper_may_wait_for_its_particulars() -> None:
    answer = typed("add", "--received-on", "2026-09-28", "--title", "关于防汛的通知")
    assert answer.returncode == 0, answer.stderr
    assert "来源是重要文件，缺“文号”或“机关”" in answer.stderr
