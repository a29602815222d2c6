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


PAPER = ("--ledger", "重要文件", "--source-kind", "重要文件", "--doc-no", "某政发〔2026〕9号")
DAY = ("--lead", "县水务局", "--owner", "张三", "--requirements", "清到底", "--due-on", "2026-11-30")
QUOTE = ("--clause", "三（二）", "--due-text", "11月底前")


def text_of(ledgers: Path, name: str) -> str:
    return next(ledgers.glob(f"*/2026/{name}.yaml")).read_text("utf-8")


def test_a_day_is_quoted_or_a_leader_s_before_it_is_handed_over(ledgers: Path) -> None:
    add = ("add", "--title", "清理河道", *PAPER, *DAY)
    before = git("rev-parse", "HEAD")
    refused = typed(*add, "--assign")
    assert (refused.returncode, git("rev-parse", "HEAD")) == (1, before)
    assert "时限 2026-11-30 算作来源规定，没有写条款、原文" in refused.stderr
    assert "--clause … --due-text …；领导定的，交办时写 --approved-by 姓名" in refused.stderr
    assert "时限 2026-11-30：来源规定" in typed(*add, *QUOTE, "--assign").stdout
    assert "时限 2026-11-30：领导确定（刘县长）" in typed(*add, "--approved-by", "刘县长", "--assign").stdout
    names = [str(typed(*add, "--json").stdout.split('"task": "')[1][:12]) for _ in range(2)]
    assert "没有写条款、原文" in typed(*add, "--dry-run").stderr
    for name in names:
        assert typed("assign", name).returncode == 1
        assert f"duban amend {name} --reason 补全来源 --clause … --due-text …" in typed("show", name).stdout
    assert typed("amend", names[0], *QUOTE, "--reason", "补全来源").returncode == 0
    assert typed("assign", names[0]).returncode == 0
    assert "依据: 来源规定}\n" in text_of(ledgers, names[0])
    assert typed("assign", names[1], "--approved-by", "刘县长").returncode == 0
    text = text_of(ledgers, names[1])
    assert "完成时限: {日期: 2026-11-30, 依据: 领导确定}\n" in text
    assert "动作: 变更, 经办: 王五, 批准人: 刘县长, 字段: 完成时限" in text
    assert "批准人: 刘县长, 时限: 2026-11-30, 依据: 领导确定}" in text
    assert "领导确定（刘县长）" in typed("why", names[1]).stdout


def test_a_leader_who_set_the_day_at_the_entry_need_not_be_named_again(ledgers: Path) -> None:
    add = ("add", "--title", "清理河道", *PAPER, *DAY, "--approved-by", "刘县长")
    assert typed(*add).returncode == 0
    assert typed("assign", "WJ-2").returncode == 0
    assert "批准人: 刘县长, 时限: 2026-11-30, 依据: 领导确定}" in text_of(ledgers, "WJ-2026-0002")


@pytest.mark.parametrize(
    ("columns", "row", "clause"),
    [
        ("序号,任务", "12,修桥", "序号12"),
        ("任务", "修桥", "第2行"),
        ("条款,任务", "三（二）,修桥", "三（二）"),
        ("序号,文号,任务", "12,某水发〔2026〕3号,修桥", ""),  # the row tells of another document
    ],
)
def test_import_quotes_what_it_read(ledgers: Path, columns: str, row: str, clause: str) -> None:
    path = ledgers.parent / "来表.csv"
    path.write_text(
        f"{columns},牵头单位,责任人,工作要求,完成时限\n{row},县水务局,张三,修好,11月底前\n", "utf-8"
    )
    words = ("import", str(path), "--ledger", "重要文件", "--year", "2026", "--assign")
    more = () if "文号" in columns else ("--doc-no", "某政发〔2026〕9号")
    answer = typed(*words, *more)
    if not clause:
        assert "要素不全，不能交办：时限 2026-11-30 算作来源规定，没有写条款" in answer.stderr
        assert typed(*words, "--clause", "附件").returncode == 0
        return
    assert answer.returncode == 0, answer.stderr
    text = text_of(ledgers, "WJ-2026-0002")
    assert f"文号: 某政发〔2026〕9号, 条款: {clause}, 文件" in text
    assert "完成时限: {日期: 2026-11-30, 原文: 11月底前}" in text


def test_what_was_handed_over_unquoted_before_goes_on(ledgers: Path) -> None:
    assert typed("add", "--title", "清理河道", *PAPER, *DAY, *QUOTE, "--assign").returncode == 0
    path = ledgers / "重要文件/2026/WJ-2026-0002.yaml"
    text = path.read_text("utf-8").replace(", 条款: 三（二）", "").replace(", 原文: 11月底前", "")
    path.write_text(text, "utf-8")
    git("commit", "-qam", "旧账")
    assert typed("check", "--errors").returncode == 0
    assert "没有写" not in typed("show", "WJ-2").stdout
    assert typed("accept", "WJ-2").returncode == 0
    corrected = typed("amend", "WJ-2", "--event", "交办", "--set", "备注=当面交", "--reason", "补记")
    assert corrected.returncode == 0, corrected.stderr


def test_a_day_written_by_hand_needs_its_ground(ledgers: Path) -> None:
    assert typed("add", "--title", "清理河道", *PAPER, *DAY).returncode == 0
    path = ledgers / "重要文件/2026/WJ-2026-0002.yaml"
    text = path.read_text("utf-8")
    given = text.splitlines()[-1].replace("立项", "交办").replace("}", ", 时限: 2026-11-30, 依据: %s}\n")
    for basis, lacking in (("来源规定", "没有写条款、原文"), ("领导确定", "没有写是哪位领导")):
        path.write_text(text + given % basis, "utf-8")
        answer = typed("commit")
        assert (answer.returncode, lacking in answer.stderr) == (1, True), answer.stderr
    path.write_text(text + given.replace("}", ", 批准人: 刘县长}") % "领导确定", "utf-8")
    assert typed("commit").returncode == 0


def test_another_day_at_a_transfer_is_a_leader_s() -> None:
    assert typed("add", "--title", "清理河道", *PAPER, *DAY, *QUOTE, "--assign").returncode == 0
    words = ("transfer", "WJ-2", "--to", "县财政局", "--reason", "职能", "--due-on", "2026-12-18")
    refused = typed(*words)
    assert (refused.returncode, "没有写是哪位领导定的" in refused.stderr) == (1, True)
    assert typed(*words, "--approved-by", "刘县长").returncode == 0
