"""`add` and `split`: one commit a task, everything missing named at once, everything typed kept as it was typed."""

import json
import os
import pty
import select
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.outside import git, typed

pytestmark = pytest.mark.usefixtures("ledgers")

WHOLE = (
    *("add", "--ledger", "领导批示", "--title", "清理河道", "--source-kind", "领导批示"),
    *("--instruction", "赵县长=2026-09-28=请抓紧"),
    *("--urgency", "急件", "--lead", "县水务局", "--owner", "张三", "--requirements", "清到底"),
)


def whole(*words: str) -> tuple[str, ...]:
    """WHOLE with other options; one of a single value takes the place of its own, a --lead joins it."""
    command, *pairs = WHOLE
    own = zip(pairs[::2], pairs[1::2], strict=True)
    kept = [word for name, value in own if name == "--lead" or name not in words for word in (name, value)]
    return (command, *kept, *words)


def task_text(ledgers: Path, name: str = "PS-2026-0003") -> str:
    return (ledgers / f"领导批示/2026/{name}.yaml").read_text("utf-8")


def test_everything_missing_at_once() -> None:
    before = git("rev-parse", "HEAD")
    answer = typed("add", "--support", "县财政局")
    assert answer.returncode == 1
    assert answer.stderr == (
        "错误：没有写记入哪本台账\n"
        "可以这样做：--ledger 会议议定事项、整改、重大督查、重大项目、重要文件、领导交办、领导批示\n\n"
        "错误：缺“事项”\n可以这样做：--title …\n\n"
        "错误：缺“来源”。参照：六盘水府发〔2016〕7号 三（一）（酌定）。\n可以这样做：--source-kind …\n\n"
        "错误：缺“牵头单位”。参照：六盘水府发〔2016〕7号 二（一）。\n可以这样做：--lead …\n\n"
        "错误：缺“工作要求”。参照：六盘水府发〔2016〕7号 二（一）。\n可以这样做：--requirements …\n\n"
        "错误：缺“完成时限”或“缓急”。参照：六盘水府发〔2016〕7号 二（一）。\n可以这样做：--due-on … 或 --urgency …\n"
    )
    assert git("rev-parse", "HEAD") == before


def test_json() -> None:
    answer = typed(*WHOLE, "--assign", "--json")
    assert answer.returncode == 0, answer.stderr
    data = json.loads(answer.stdout)
    assert data == {
        "task": "PS-2026-0003",
        "path": "领导批示/2026/PS-2026-0003.yaml",
        "due_on": "2026-10-08",
        "commit": git("rev-parse", "HEAD"),
    }
    assert git("log", "-1", "--format=%s") == "立项 PS-2026-0003：清理河道"
    assert git("status", "--porcelain") == ""


def test_said_to_people() -> None:
    answer = typed(*WHOLE, "--assign")
    assert "已立项、交办 PS-2026-0003：清理河道（现在是“待签收”，时限 2026-10-08）" in answer.stdout
    assert (
        "时限 2026-10-08：急件三个工作日，自 2026-09-28 交办起算（参照 鞍政办发〔2015〕18号 三.2）"
        in answer.stdout
    )
    assert "下一步：duban assign PS-2026-0004" in typed(*WHOLE).stdout


def test_advice_on_a_task_that_was_not_written_names_no_number() -> None:
    """Its number goes to the next that is entered: `amend` of it would change another task."""
    words = [word for word in WHOLE if word not in {"--urgency", "急件"}]
    answer = typed(*words, "--due-text", "立行立改", "--assign")
    assert answer.returncode == 1
    assert "duban amend" not in answer.stderr
    assert "“清理河道”的完成时限只有“立行立改”" in answer.stderr
    assert "在这条命令里写上：--due-on 日期" in answer.stderr


def test_every_option_has_its_place(ledgers: Path) -> None:
    answer = typed(
        *WHOLE,
        *("--source-name", "关于河道的意见", "--doc-no", "某政发〔2026〕7号", "--clause", "三（二）"),
        *(
            "--session",
            "第3次",
            "--held-on",
            "2026年9月1日",
            "--issued-on",
            "2026-9-2",
            "--reporting",
            "重要",
        ),
        *("--horizon", "年度", "--tag", "群众切身利益", "--support", "县财政局", "--handler", "李四"),
        *("--post", "河道股", "--clerk", "王五", "--lead-leader", "赵县长", "--leader-in-charge", "钱县长"),
        *("--measures", "先查后清", "--standard", "无垃圾", "--milestone", "完成摸底=2026-09-30"),
        *("--milestone", "清完=2026-10-05=张三", "--indicator", "河长=12.5公里", "--indicator", "满意率=高"),
        *("--instruction", "赵县长=请抓紧=快", "--instruction", "钱县长=2026-09-01=同意"),
        *("--due-on", "2026-10-09", "--due-text", "国庆后", "--approved-by", "赵县长"),
        *("--cadence", " 每季度结束后10日内"),
        *(
            "--parent",
            "ps-1",
            "--upstream-id",
            "city=WJ-2026-0009",
            "--public",
            "是",
            "--listed",
            "是",
        ),
        *("--classified-ref", "密2026-1=保密柜", "--note", "备\n注", "--received-on", "2026-09-25"),
    )
    assert answer.returncode == 0, answer.stderr
    text = task_text(ledgers)
    assert text.partition("流水:")[0] == (
        "编号: PS-2026-0003\n"
        "事项: 清理河道\n"
        "来源:\n"
        "  - {类别: 领导批示, 名称: 关于河道的意见, 文号: 某政发〔2026〕7号, 条款: 三（二）, 届次: 第3次, "
        "会议日期: 2026-09-01, 发文日期: 2026-09-02}\n"
        "批示:\n"
        "  - {领导: 赵县长, 日期: 2026-09-28, 内容: 请抓紧}\n"
        "  - {领导: 赵县长, 内容: 请抓紧=快}\n"
        "  - {领导: 钱县长, 日期: 2026-09-01, 内容: 同意}\n"
        "完成时限: {日期: 2026-10-09, 原文: 国庆后, 依据: 领导确定}\n"
        "报送周期: {每: 季, 期满后: {数: 10, 单位: 日}, 原文: 每季度结束后10日内}\n"
        "缓急: 急件\n报告类别: 重要\n性质: 年度\n标签: [群众切身利益]\n"
        "牵头单位: 县水务局\n配合单位: [县财政局]\n"
        "牵头领导: 赵县长\n分管领导: 钱县长\n责任人: 张三\n承办人: 李四\n岗位: 河道股\n督办人: 王五\n"
        "工作要求: 清到底\n工作措施: 先查后清\n工作标准: 无垃圾\n"
        "量化指标:\n  - {名称: 河长, 目标: 12.5, 计量单位: 公里}\n  - {名称: 满意率, 目标: 高}\n"
        "时序进度:\n  - {节点: 完成摸底, 时限: 2026-09-30}\n  - {节点: 清完, 时限: 2026-10-05, 责任人: 张三}\n"
        "上级任务: PS-2026-0001\n上级编号: {工作区号: city, 编号: WJ-2026-0009}\n"
        "公开: 是\n挂牌: 是\n涉密登记: {登记号: 密2026-1, 保管: 保密柜}\n"
        "备注: |-\n  备\n  注\n"
    )
    assert "{日期: 2026-09-25, " in text
    assert "动作: 收文" in text


@pytest.mark.parametrize(
    "title", ["[red]红[/red]", "=1+1", "@SUM(A1)", "-开头", "a: b # c", "'引号\"", "[]{}", "是"]
)
def test_what_is_typed_is_data(title: str) -> None:
    answer = typed(*whole("--title", title))
    assert answer.returncode == 0, answer.stderr
    shown = typed("list", "--text", title, "--json")
    assert [entry["title"] for entry in json.loads(shown.stdout)] == [title]
    assert title in answer.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--title", "一\n二"), "--title：只能写一行，第2个字是换行"),
        (("--title", "一\t二"), "第2个字是制表符"),
        (("--title", "一\x1b[31m二"), "控制字符"),
        (("--title", "一\u202e二"), "控制字符 U+202E"),
        (("--title", "  "), "缺“事项”"),
        (("--title", "长" * 501), "太长"),
        (("--title", "某事（机密）"), "密级标志"),
        (("--owner", "张\n三"), "--owner：只能写一行"),
        (("--lead", "县水物局"), "最接近的是“县水务局”"),
        (("--support", "县水务局"), "不能既牵头又配合"),
        (("--ledger", "领导批办"), "最接近的是“领导批示”"),
        (("--milestone", "完成摸底"), "写成 节点=日期"),
        (("--milestone", "完成摸底=尽快"), "不是日期"),
        (("--indicator", "河长"), "写成 名称=目标"),
        (("--cadence", "每旬"), "写成 每周五前、每月25日前"),
        (("--instruction", "=同意"), "写成 领导=内容"),
        (("--upstream-id", "city"), "写成 工作区号=编号"),
        (("--parent", "PS-2026-0099"), "没有编号为 PS-2026-0099 的事项"),
        (("--parent", "../../x"), "没有编号为“../../x”的事项"),
        (("--on", "2026-09-29"), "在今天（2026-09-28）之后"),
        (("--received-on", "2026-09-29"), "不能预先记账"),
        (("--lead", "县财政局"), "不允许联合牵头"),
    ],
)
def test_refused_and_nothing_written(words: tuple[str, ...], said: str) -> None:
    before = git("rev-parse", "HEAD")
    answer = typed(*whole(*words), "--assign")
    assert answer.returncode in (1, 2)
    assert said in answer.stderr
    assert git("rev-parse", "HEAD") == before
    assert git("status", "--porcelain") == ""


def test_the_year_of_the_id_is_that_of_registration() -> None:
    for number in (1, 2):
        answer = typed(*WHOLE, "--on", "2025-12-30", "--json")
        assert json.loads(answer.stdout)["path"] == f"领导批示/2025/PS-2025-000{number}.yaml"


@pytest.mark.parametrize("name", ["领导批示", "PS", "ps", "instruction", "领导批示贯彻落实台账"])
def test_a_ledger_has_several_names(name: str) -> None:
    answer = typed(*whole("--ledger", name), "--json")
    assert json.loads(answer.stdout)["task"] == "PS-2026-0003"


def test_a_dry_run_writes_nothing() -> None:
    before = git("rev-parse", "HEAD")
    answer = typed(*WHOLE, "--assign", "--dry-run", "--json")
    assert json.loads(answer.stdout)["commit"] is None
    assert json.loads(answer.stdout)["task"] == "PS-2026-0003"
    assert git("rev-parse", "HEAD") == before
    assert git("status", "--porcelain") == ""


def test_a_tag_no_rule_knows_is_told(ledgers: Path) -> None:
    answer = typed(*WHOLE, "--tag", "群众利益")
    assert answer.returncode == 0
    assert "规则里没有标签“群众利益”" in answer.stderr
    assert "最接近的是“群众切身利益”" in answer.stderr
    assert "标签: [群众利益]" in task_text(ledgers)


def test_an_empty_register_is_only_told(ledgers: Path) -> None:
    text = (ledgers / "duban.yaml").read_text("utf-8")
    (ledgers / "duban.yaml").write_text(text.partition("单位:")[0], "utf-8")
    git("commit", "--quiet", "--all", "-m", "没有单位")
    answer = typed(*WHOLE, "--lead", "谁也不认识的局")
    assert answer.returncode == 0
    assert "单位名册是空的" in answer.stderr


def test_asked_at_a_terminal(ledgers: Path) -> None:
    """Choices by number, a wrong answer asked again, the rest of the head from the options."""
    answers = [
        ("来源：", "3"),
        ("来源的名称", ""),
        ("牵头单位", "县水务局"),
        ("写哪一项", "1"),
        ("完成日期", "某一天"),
        ("完成日期", "2026-10-30"),
        ("由哪位领导确定", "赵县长"),
        ("批示，写成", "赵县长=2026-09-28=请抓紧"),
    ]
    text = typed_at_a_terminal(
        ledgers, (*WHOLE[:5], "--owner", "张三", "--requirements", "清到底"), answers, "下一步"
    )
    assert "类别: 领导批示" in text
    assert "完成时限: {日期: 2026-10-30, 依据: 领导确定}" in text


def test_asked_what_a_day_rests_on(ledgers: Path) -> None:
    """Of a task that is handed over at once: who set its day, else where the source says so."""
    words = [*WHOLE[:5], "--owner", "张三", "--requirements", "清到底", "--lead", "县水务局"]
    words += [
        "--source-kind",
        "重要文件",
        "--doc-no",
        "某政发〔2026〕7号",
        "--due-on",
        "2026-10-30",
        "--assign",
    ]
    quoted = [
        ("由哪位领导确定", ""),
        ("来源的哪一条", "三（二）"),
        ("时限的原文", ""),
        ("由哪位领导确定", ""),
        ("时限的原文", "10月底前"),
    ]
    text = typed_at_a_terminal(ledgers, words, quoted, "来源规定")
    assert "文号: 某政发〔2026〕7号, 条款: 三（二）" in text
    assert "完成时限: {日期: 2026-10-30, 原文: 10月底前}" in text


def typed_at_a_terminal(
    folder: Path, words: Sequence[str], answers: Sequence[tuple[str, str]], last: str
) -> str:
    """The file of PS-2026-0003 after the questions were answered, each as it is asked."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "duban", *words]
    child = subprocess.Popen(command, cwd=folder, stdin=follower, stdout=follower, stderr=follower)
    os.close(follower)
    for question, answer in answers:
        seen = read_until(leader, question)
        assert question in seen
        if not seen.endswith("> "):
            read_until(leader, "> ")
        os.write(leader, f"{answer}\n".encode())
    read_until(leader, last)
    assert child.wait(timeout=20) == 0
    os.close(leader)
    return task_text(folder)


def read_until(terminal: int, words: str, seconds: float = 20) -> str:
    seen = b""
    while words.encode() not in seen:
        ready, _, _ = select.select([terminal], [], [], seconds)
        if not ready:
            break
        try:
            seen += os.read(terminal, 4096)
        except OSError:  # the other end is closed
            break
    return seen.decode("utf-8", "replace")


def test_split_inherits_and_assigns(ledgers: Path) -> None:
    answer = typed(
        *("split", "PS-1", "--title", "摸底", "--title", "清淤", "--lead", "县水务局", "--lead", "县财政局"),
        *("--owner", "张三", "--requirements", "做完", "--due-on", "2026-10-01", "--assign"),
    )
    assert answer.returncode == 0, answer.stderr
    text = task_text(ledgers, "PS-2026-0004")
    assert text.startswith(
        "编号: PS-2026-0004\n事项: 清淤\n来源:\n  - {类别: 领导批示, 名称: 关于整治城东积水点的要求}\n"
        "批示:\n  - {领导: 方县长, 日期: 2026-09-28, 内容: 请抓紧}\n"
        "完成时限: {日期: 2026-10-01}\n牵头单位: 县财政局\n责任人: 张三\n工作要求: 做完\n上级任务: PS-2026-0001\n"
    )
    assert git("log", "-1", "--format=%s") == "分解 PS-2026-0001 为2件：整治城东积水点"
    assert git("log", "-1", "--format=%(trailers:key=Duban-Task,valueonly)").split() == [
        "PS-2026-0003",
        "PS-2026-0004",
    ]


@pytest.mark.parametrize("line", ["", "上级任务: 'PS-2026-0001'", '"\\u4e0a级任务": "\\x50S-2026-0001"'])
def test_a_parent_is_not_done_before_its_child_however_the_child_names_it(line: str, ledgers: Path) -> None:
    assert (
        typed("split", "PS-1", "--title", "摸底", "--owner", "张三", "--due-on", "2026-10-01").returncode == 0
    )
    child = ledgers / "领导批示/2026/PS-2026-0003.yaml"
    if line:
        child.write_text(child.read_text("utf-8").replace("上级任务: PS-2026-0001", line), "utf-8")
        git("commit", "-qam", "改写法")
    answer = typed("done", "PS-1", "--done", "办完")
    assert (answer.returncode, "分解任务未办结（PS-2026-0003）" in answer.stderr) == (1, True), answer


def test_split_from_lines(ledgers: Path) -> None:
    answer = typed("split", "PS-1", "--lines", "-", stdin="摸底 | 县水务局 | 2026-10-20\n\n清淤｜县财政局\n")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "“摸底”的完成日期 2026-10-20 在上级任务 PS-2026-0001 的时限 2026-10-08 之后" in answer.stderr
    command = "duban extend PS-2026-0001 --due-on 2026-10-20 --approved-by … --reason …"
    assert f"可以这样做：先改上级任务的时限：{command}\n" in answer.stderr
    assert typed(*command.replace("…", "李副县长").split()[1:]).returncode == 0
    answer = typed("split", "PS-1", "--lines", "-", stdin="摸底 | 县水务局 | 2026-10-20\n\n清淤｜县财政局\n")
    assert answer.returncode == 0, answer.stderr
    assert "PS-2026-0004 要素不全：缺“工作要求”；缺“完成时限”或“缓急”" in answer.stderr
    assert "牵头单位: 县财政局" in task_text(ledgers, "PS-2026-0004")


SHARED = ("--owner", "李明", "--requirements", "形成成果", "--support", "县财政局")


@pytest.mark.parametrize(
    ("lines", "words", "each"),
    [
        (
            "摸清 | 县水务局 | 2026-10-01\n编制 | 县水务局 | 2026-10-02\n",
            SHARED,
            ("责任人: 李明", "工作要求: 形成成果"),
        ),
        (
            "摸清\n编制\n",
            ("--lead", "县水务局", "--due-on", "2026-10-02"),
            ("牵头单位: 县水务局", "日期: 2026-10-02"),
        ),
        ("摸清\n编制\n", ("--owner", "甲", "--owner", "甲"), ("责任人: 甲",)),
        ("摸清 | 县水务局\n编制\n", ("--lead", "县水务局"), ("牵头单位: 县水务局",)),
        (
            "摸清\n",
            ("--title", "编制", "--lead", "县水务局", *SHARED),
            ("牵头单位: 县水务局", "责任人: 李明"),
        ),
        (
            "摸清 | | 2026-10-02\n编制 | | 2026-10-02\n",
            ("--lead", "县水务局"),
            ("牵头单位: 县水务局", "2026-10-02"),
        ),
    ],
)
def test_what_is_typed_beside_lines_reaches_each_part(
    ledgers: Path, lines: str, words: tuple[str, ...], each: tuple[str, ...]
) -> None:
    answer = typed("split", "PS-1", "--lines", "-", *words, stdin=lines)
    assert answer.returncode == 0, answer.stderr
    for name in ("PS-2026-0003", "PS-2026-0004"):
        assert [said for said in each if said not in task_text(ledgers, name)] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("split", "PS-1"), "没有写分解成哪几件"),
        (
            ("split", "PS-1", *("--title", "甲") * 3, *("--lead", "县水务局") * 2),
            "--lead 写了2个，要分解的有3件",
        ),
        (("split", "PS-1", "--title", "甲\n乙"), "只能写一行"),
        (("split", "PS-1", "--title", "甲", "--lead", "县水物局"), "最接近的是“县水务局”"),
        (("split", "PS-9", "--title", "甲"), "没有编号为“PS-9”的事项"),
        (("split", "PS-1", "--title", "甲", "--assign"), "要素不全，不能交办"),
        (("split", "PS-1", "--lines", "没有.txt"), "文件不存在"),
        (("split", "PS-1", "--lines", "拆.txt", "--lead", "县财政局"), "--lead 用不上"),
        (("split", "PS-1", "--lines", "拆.txt", "--due-on", "2026-10-01"), "--due-on 用不上"),
        (("split", "PS-1", "--lines", "拆.txt", *("--owner", "甲") * 3), "--owner 写了3个，要分解的有2件"),
        (
            ("split", "PS-1", "--lines", "拆.txt", "--title", "丙", *("--lead", "县财政局") * 3),
            "--lead 用不上",
        ),
    ],
)
def test_split_refused(ledgers: Path, words: tuple[str, ...], said: str) -> None:
    (ledgers / "拆.txt").write_text(
        "摸清底数 | 县水务局 | 2026-10-01\n编制方案 | 县财政局 | 2026-10-02\n", "utf-8"
    )
    git("add", "拆.txt")
    git("commit", "--quiet", "-m", "拆")
    before = git("rev-parse", "HEAD")
    answer = typed(*words)
    assert answer.returncode in (1, 2)
    assert said in answer.stderr
    assert git("rev-parse", "HEAD") == before
    assert git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"\x81\x00\xff\x00" * 9, 1, "不是文字"),
        (b"a" * (20_000_001), 1, "文件太大"),
        ("甲\n".encode() * 501, 2, "第501行：一件事最多分解成 500 件。"),
        ("甲 | 乙 | ".encode() + b"1" * 5_000, 2, "第1行：“甲 | 乙 | 111"),
        ("甲|".encode() * 200_000, 2, "甲|…”读不懂。"),
        (None, 1, "不是一个普通文件"),
    ],
)
def test_hostile_lines_are_refused(ledgers: Path, data: bytes | None, code: int, said: str) -> None:
    file = ledgers.parent / "分解.txt"
    if data is not None:
        file.write_bytes(data)
    answer = typed("split", "PS-1", "--lines", str(file) if data is not None else "/dev/zero")
    assert (answer.returncode, said in answer.stderr) == (code, True), answer.stderr[:500]
    assert len(answer.stderr) < 1_000


def test_a_reported_task_is_not_split() -> None:
    assert typed("done", "PS-1").returncode == 0
    answer = typed("split", "PS-1", "--title", "甲")
    assert answer.returncode == 1
    assert "不能分解：PS-2026-0001 现在是“待核验”" in answer.stderr


@pytest.mark.parametrize(
    "words",
    [
        whole("--doc-no", "随便写"),
        ("amend", "PS-1", "--doc-no", "随便写", "--reason", "补文号"),
        ("add", "--received-on", "2026-09-28", "--title", "来文", "--doc-no", "随便写"),
        ("import", "表.csv", "--ledger", "XM", "--doc-no", "随便写"),
        (
            *("extend", "PS-1", "--due-on", "2026-12-18", "--approved-by", "赵县长", "--reason", "省里同意"),
            *("--organ", "省水利厅", "--doc-no", "随便写"),
        ),
    ],
)
def test_a_number_that_is_none(words: tuple[str, ...]) -> None:
    before = git("rev-parse", "HEAD")
    answer = typed(*words)
    assert (answer.returncode, git("rev-parse", "HEAD")) == (1, before)
    assert "“随便写”不像文号" in answer.stderr
    assert "某政发〔2026〕7号、市政府令第12号、第12次常务会议纪要、2026-7" in answer.stderr


def test_an_old_number_that_is_none_may_stay(ledgers: Path) -> None:
    assert typed(*whole("--doc-no", "某政发〔2026〕9号")).returncode == 0
    path = ledgers / "领导批示/2026/PS-2026-0003.yaml"
    path.write_text(path.read_text("utf-8").replace("某政发〔2026〕9号", "口头"), "utf-8")
    git("commit", "-qam", "旧账")
    assert typed("amend", "PS-3", "--clause", "三", "--reason", "补条款").returncode == 0
    assert typed("assign", "PS-3").returncode == 0
