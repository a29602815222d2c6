"""Options that mean several take several, also in one word: 甲局、乙局."""

import json
from pathlib import Path

import pytest
from tests.outside import git, typed

BUILD, MONEY, WATER = "县住房和城乡建设局", "县财政局", "县水务局"
PARTY = "各镇党委、政府"
ADD = (*("add", "--ledger", "领导批示", "--title", "清理河道", "--source-kind", "领导批示", "--instruction", "刘县长=2026-09-28=请抓紧，10月30日前办结", "--urgency", "急件"),
       *("--requirements", "办结"))  # fmt: skip
CONFIG = "duban.yaml"

pytestmark = pytest.mark.usefixtures("ledgers")


def head_of(ledgers: Path, identifier: str) -> str:
    (path,) = ledgers.glob(f"*/*/{identifier}.yaml")
    return path.read_text("utf-8").partition("流水:")[0]


def journal_of(ledgers: Path, identifier: str, action: str) -> list[str]:
    (path,) = ledgers.glob(f"*/*/{identifier}.yaml")
    return [line for line in path.read_text("utf-8").splitlines() if f"动作: {action}," in line]


@pytest.fixture
def joint(ledgers: Path) -> Path:
    """The workspace under a policy that lets two units lead one task, PS-2026-0003, with a unit 各镇党委、政府."""
    path = ledgers / CONFIG
    path.write_text(path.read_text("utf-8").replace("名称: default", "名称: ledong-2019"), "utf-8")
    for words in (
        ("commit", "--reason", "改用允许联合牵头的制度"),
        ("unit", "add", PARTY),
        (*ADD, "--lead", f"{WATER}、{MONEY}", "--due-on", "2026-10-30", "--owner", "张三", "--assign"),
    ):
        answer = typed(*words)
        assert answer.returncode == 0, answer.stderr
    return ledgers


HEADS = (
    (("--lead", f"{WATER}、{MONEY}"), f"牵头单位: [{WATER}, {MONEY}]\n"),
    (("--lead", f"{WATER}；{MONEY}"), f"牵头单位: [{WATER}, {MONEY}]\n"),
    (("--lead", WATER, "--lead", MONEY), f"牵头单位: [{WATER}, {MONEY}]\n"),
    (("--lead", PARTY), f"牵头单位: {PARTY}\n"),
    (("--support", f"{MONEY},{PARTY}"), f"配合单位: [{MONEY}, {PARTY}]\n"),
    (("--support", f"{PARTY}，{MONEY}", "--support", BUILD), f"配合单位: [{PARTY}, {MONEY}, {BUILD}]\n"),
    (("--tag", "原则性、急难"), "标签: [原则性, 急难]\n"),
    (("--tag", "水,电"), '标签: ["水,电"]\n'),
    (("--owner", "张三", "--owner", "李四"), "责任人: 张三、李四\n"),
    (("--owner", "张三、李四"), "责任人: 张三、李四\n"),
    (("--handler", "张三", "--handler", "李四"), "承办人: 张三、李四\n"),
    (("--clerk", "张三", "--clerk", "李四"), "督办人: 张三、李四\n"),
    (("--lead-leader", "赵敏", "--lead-leader", "钱伟"), "牵头领导: 赵敏、钱伟\n"),
    (("--leader-in-charge", "赵敏，钱伟", "--leader-in-charge", "孙立"), "分管领导: 赵敏、钱伟、孙立\n"),
)


@pytest.mark.parametrize(("words", "line"), HEADS)
def test_a_head_takes_several(joint: Path, words: tuple[str, ...], line: str) -> None:
    own = () if "--lead" in words else ("--lead", WATER)
    for command in (
        (*ADD, *own, *words),
        (*ADD, "--lead", WATER),
        ("amend", "PS-5", *words, "--reason", "调整"),
    ):
        answer = typed(*command)
        assert answer.returncode == 0, answer.stderr
    assert line in head_of(joint, "PS-2026-0004")
    assert line in head_of(joint, "PS-2026-0005")


def test_an_unknown_unit_of_a_list_is_named_alone(ledgers: Path) -> None:
    answer = typed(*ADD, "--owner", "张三", "--lead", WATER, "--support", f"{MONEY}、县财正局")
    assert answer.returncode == 1
    assert "单位名册里没有“县财正局”" in answer.stderr
    assert not list(ledgers.glob("*/2026/PS-2026-0003.yaml"))


def test_what_documents_hold_for_one_unit_is_not_parted(ledgers: Path) -> None:
    path = ledgers / CONFIG
    path.write_text(path.read_text("utf-8").partition("单位:")[0], "utf-8")
    typed("commit", "--reason", "名册清空")
    answer = typed(*ADD, "--owner", "张三", "--lead", "各市、州、县人民政府", "--support", "甲局、乙局")
    assert answer.returncode == 0, answer.stderr
    assert "牵头单位: 各市、州、县人民政府\n配合单位: [甲局, 乙局]\n" in head_of(ledgers, "PS-2026-0003")


def test_a_part_may_have_joint_leads(joint: Path) -> None:
    (joint / "分解.txt").write_text(f"甲|{WATER}、{MONEY}\n乙|{PARTY}\n", "utf-8")
    answer = typed("split", "PS-3", "--lines", "分解.txt", "--support", f"{BUILD}、{MONEY}")
    assert answer.returncode == 0, answer.stderr
    assert f"“甲”由{WATER}、{MONEY}牵头，配合单位里不再列它" in answer.stderr
    assert f"牵头单位: [{WATER}, {MONEY}]\n配合单位: [{BUILD}]\n" in head_of(joint, "PS-2026-0004")
    assert f"牵头单位: {PARTY}\n配合单位: [{BUILD}, {MONEY}]\n" in head_of(joint, "PS-2026-0005")


BOTH = f"{WATER}、{MONEY}"
ACCEPTED, DONE = ("accept", "PS-3", "--unit", BOTH), ("done", "PS-3", "--unit", BOTH)
EVENTS = (
    ((), ("accept", "--unit", WATER, "--unit", MONEY), "签收"),
    ((), ("accept", "--unit", f"{WATER}，{MONEY}"), "签收"),
    ((), ("contest", "--unit", BOTH, "--reason", "不归"), "退件"),
    ((ACCEPTED,), ("progress", "--unit", BOTH, "--percent", "60%"), "反馈"),
    ((ACCEPTED,), ("progress", "--unit", BOTH, "--step", "解读"), "解读"),
    ((ACCEPTED,), ("explain", "--unit", BOTH, "--reason", "雨", "--remedy", "加班"), "说明"),
    ((ACCEPTED,), ("urge", "--unit", BOTH), "催办"),
    ((ACCEPTED,), ("warn", "--unit", BOTH, "--level", "黄"), "预警"),
    ((ACCEPTED,), ("extend", "--unit", BOTH, "--due-on", "2026-11-30", "--reason", "雨", "--approved-by", "甲"), "延期"),
    ((ACCEPTED,), ("done", "--unit", BOTH, "--evidence", CONFIG), "报结"),
    ((ACCEPTED, DONE), ("return", "--unit", BOTH, "--missing", "表"), "退回"),
)  # fmt: skip


@pytest.mark.usefixtures("joint")
@pytest.mark.parametrize(("before", "words", "action"), EVENTS)
def test_each_unit_has_an_event(
    before: tuple[tuple[str, ...], ...], words: tuple[str, ...], action: str
) -> None:
    for line in before:
        assert typed(*line).returncode == 0
    command, *options = words
    told = typed(command, "PS-3", *options, "--dry-run")
    assert f"已{action} PS-2026-0003：清理河道（{BOTH}，现在是" in told.stdout, told.stderr
    answer = typed(command, "PS-3", *options, "--json")
    assert [event["unit"] for event in json.loads(answer.stdout)["events"]] == [WATER, MONEY]
    assert typed("check").returncode == 0


def test_units_that_are_new_to_a_task_get_a_day(joint: Path) -> None:
    day = ("--due-on", "2026-10-20", "--approved-by", "赵敏")
    answer = typed("assign", "PS-3", "--unit", f"{BUILD}、{PARTY}", *day)
    assert answer.returncode == 0, answer.stderr
    assert f"配合单位: [{BUILD}, {PARTY}]\n" in head_of(joint, "PS-2026-0003")
    assert [PARTY in line for line in journal_of(joint, "PS-2026-0003", "交办")] == [False, False, True]


def test_one_wrong_unit_stops_all(joint: Path) -> None:
    before = git("rev-parse", "HEAD")
    answer = typed("accept", "PS-3", "--unit", WATER, "--unit", PARTY)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert f"“{PARTY}”不是 PS-2026-0003 的牵头或配合单位" in answer.stderr
    assert (git("rev-parse", "HEAD"), journal_of(joint, "PS-2026-0003", "签收")) == (before, [])


ADDRESSEES = (
    (
        "progress",
        ("--done", "开工", "--sent-to", "县委", "--sent-to", "县政府"),
        "反馈",
        "报送: 县委、县政府",
    ),
    ("progress", ("--step", "呈批", "--sent-to", "赵敏", "--sent-to", "钱伟"), "呈批", "报送: 赵敏、钱伟"),
    (
        "explain",
        ("--reason", "雨", "--remedy", "加班", "--sent-to", "县委，县政府"),
        "说明",
        "报送: 县委，县政府",
    ),
    ("warn", ("--level", "黄", "--whom", "赵敏", "--whom", "县委"), "预警", "对象: 赵敏、县委"),
)


@pytest.mark.parametrize(("command", "words", "action", "told"), ADDRESSEES)
def test_several_addressees_stand_in_one_line(
    ledgers: Path, command: str, words: tuple[str, ...], action: str, told: str
) -> None:
    assert typed(command, "PS-1", *words).returncode == 0
    (line,) = journal_of(ledgers, "PS-2026-0001", action)
    assert told in line


def test_a_duty_of_no_task_is_entered_for_several_units(ledgers: Path) -> None:
    duty = ("progress", "--standing", "month", "--period", "2026-08", "--json")
    answer = typed(*duty, "--unit", f"{WATER}、{MONEY}", "--unit", WATER)
    assert answer.returncode == 0, answer.stderr
    data = json.loads(answer.stdout)
    assert [entry["unit"] for entry in data["entries"]] == [WATER, MONEY]
    assert data["entry"] == data["entries"][0]
    assert (ledgers / "履职/2026.yaml").read_text("utf-8").count("规则: default/month") == 2
    assert typed(*duty, "--unit", MONEY).returncode == 1


FOUND = (
    (("list", "--unit", WATER), "PS-2026-0001 WJ-2026-0001"),
    (("list", "--unit", f"{WATER}、{BUILD}"), "PS-2026-0001 PS-2026-0002 WJ-2026-0001"),
    (("list", "--ledger", "领导批示、重要文件"), "PS-2026-0001 PS-2026-0002 WJ-2026-0001"),
    (("list", "--status", "待签收、待核验"), "PS-2026-0001 PS-2026-0002 WJ-2026-0001"),
    (("list", "--status", "办理中、已销号"), ""),
    (("list", "PS-1、WJ-1"), "PS-2026-0001 WJ-2026-0001"),
    (("list", "--clerk", "王五", "--clerk", "赵六"), "PS-2026-0001 PS-2026-0002 WJ-2026-0001"),
    (("list", "--leader", "赵敏", "--leader", "钱伟"), "PS-2026-0001 PS-2026-0002"),
    (("list", "--leader", "赵敏、孙立"), "PS-2026-0001"),
    (("due", "--within", "60", "--unit", f"{WATER}；{BUILD}", "--rule", "时限、节点"), "PS-2026-0001 PS-2026-0002 WJ-2026-0001"),
    (("due", "--within", "60", "--rule", "时限", "--leader", "赵敏", "--leader", "钱伟"), "PS-2026-0001 PS-2026-0002"),
    (("urge", "--draft", "--within", "60", "--unit", f"{BUILD}、{WATER}"), "PS-2026-0001 PS-2026-0002 WJ-2026-0001"),
    (("export", "--csv", "--leader", "赵敏", "--leader", "钱伟"), "PS-2026-0001 PS-2026-0002"),
    (("report", "register", "--columns", "编号", "--columns", "事项", "--leader", "赵敏"), "PS-2026-0001"),
    (("report", "register", "--columns", "编号", "--columns", "没有", "--leader", "赵敏"), ""),
    (("report", "register", "--columns", "编号,缓急", "--columns", "督办人", "--leader", "赵敏"), "PS-2026-0001"),
    (("report", "leader", "--leader", "赵敏", "--leader", "钱伟", "--json"), "赵敏 钱伟"),
    (("reconcile", "2026Q3", "--detail", "--leader", "赵敏", "--leader", "钱伟"), "PS-2026-0001 PS-2026-0002"),
)  # fmt: skip
NAMES = ("PS-2026-0001", "PS-2026-0002", "WJ-2026-0001")


@pytest.mark.parametrize(("words", "found"), FOUND)
def test_filters_take_several(words: tuple[str, ...], found: str) -> None:
    for number, leader in ((1, "赵敏"), (2, "钱伟")):
        charge = ("--leader-in-charge", leader, "--reason", "补", "--approved-by", leader)
        assert typed("amend", f"PS-{number}", *charge).returncode == 0
    answer = typed(*words)
    names = ("赵敏", "钱伟") if "赵敏" in found else NAMES
    assert " ".join(name for name in names if name in answer.stdout) == found, answer.stderr


def test_each_unknown_person_is_told() -> None:
    told = typed("list", "--leader", "无名", "--leader", "佚名", "--clerk", "王五").stderr
    assert told.count("没有哪件事项写着领导") == 2


def test_a_special_report_is_for_one_leader() -> None:
    answer = typed("report", "special", "--leader", "赵敏", "--leader", "钱伟")
    assert answer.returncode == 2
    assert "督查专报是给一位领导的，写了 2 位：赵敏、钱伟。\n可以这样做：一位一份" in answer.stderr
