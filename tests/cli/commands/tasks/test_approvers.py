"""Who approves stands on the roll of leaders, where there is one, and was in office on the day."""

from pathlib import Path

import pytest
from tests.outside import git, typed

pytestmark = pytest.mark.usefixtures("ledgers")
ROLL = "领导:\n  - {姓名: 李国栋, 职务: 县长}\n  - {姓名: 张丁, 职务: 副县长}\n"
ADD = (
    "add --ledger 重大项目 --title 修路 --source-kind 重大项目 --lead 县水务局 --owner 张三 --requirements 修 "
    "--due-on 2026-12-31 --due-text 年底前 --assign"
)


@pytest.fixture
def roll(ledgers: Path) -> Path:
    """The workspace with a roll, and a task that was given to its lead."""
    config = ledgers / "duban.yaml"
    config.write_text(config.read_text("utf-8") + ROLL, "utf-8")
    git("commit", "--quiet", "--all", "-m", "名册")
    assert typed(*ADD.split()).returncode == 0
    return ledgers


def extend(approver: str) -> tuple[int, str]:
    answer = typed("extend", "XM-1", "--due-on", "2027-01-15", "--approved-by", approver, "--reason", "雨")
    return answer.returncode, answer.stdout + answer.stderr


@pytest.mark.usefixtures("roll")
@pytest.mark.parametrize(
    ("approver", "hint"),
    [("门卫老李", ""), ("duban progress XM-2", ""), ("副县张丁", ""), ("张钉", "最接近的是“张丁”")],
)
def test_somebody_who_is_no_leader_approves_nothing(approver: str, hint: str, ledgers: Path) -> None:
    code, said = extend(approver)
    assert code == 1
    assert "不能作延期的批准人" in said
    assert hint in said
    assert "延期" not in (ledgers / "重大项目/2026/XM-2026-0001.yaml").read_text("utf-8")


@pytest.mark.usefixtures("roll")
@pytest.mark.parametrize("approver", ["李国栋", "李县长", "李国栋、张丁"])
def test_a_leader_is_written_by_the_name_of_the_roll(approver: str, ledgers: Path) -> None:
    assert extend(approver)[0] == 0
    named = "李国栋、张丁" if "、" in approver else "李国栋"
    assert f"批准人: {named}" in (ledgers / "重大项目/2026/XM-2026-0001.yaml").read_text("utf-8")


def test_without_a_roll_everybody_is_known() -> None:
    assert typed(*ADD.split()).returncode == 0
    assert extend("门卫老李")[0] == 0


def test_a_number_typed_with_any_brackets_is_kept_and_found(ledgers: Path) -> None:
    words = ADD.replace("--assign", "").split()
    assert typed(*words, "--doc-no", "黔府发[2016]6号").returncode == 0
    assert "文号: 黔府发〔2016〕6号" in (ledgers / "重大项目/2026/XM-2026-0001.yaml").read_text("utf-8")
    for asked in ("黔府发〔2016〕6号", "黔府发[2016]6号", "黔府发（2016）06号"):
        assert "XM-2026-0001" in typed("list", "--text", asked).stdout
        assert "XM-2026-0001" in typed("list", "--where", f"来源.文号={asked}").stdout
    assert typed("assign", "XM-1", "--approved-by", "刘建国").returncode == 0
    moved = ("extend", "XM-1", "--due-on", "2027-03-31", "--approved-by", "刘建国", "--reason", "省里同意")
    assert typed(*moved, "--organ", "省政府", "--doc-no", "黔府函[2026]第9号").returncode == 0
    corrected = typed(
        "amend", "XM-1", "--event", "延期", "--set", "文号=黔府函（2026）8号", "--reason", "写错"
    )
    assert corrected.returncode == 0, corrected.stderr
    text = (ledgers / "重大项目/2026/XM-2026-0001.yaml").read_text("utf-8")
    assert ("文号: 黔府函〔2026〕9号" in text, "文号: 黔府函〔2026〕8号" in text) == (True, True)


LEFT = "“张丁”任副县长至 2026-09-27，2026-09-28 不在任，不能作{}的批准人"
REMEDY = (
    "可以这样做：写那天在任的领导；批准的日子不是那天的，改日期（--on）；"
    "任期记错了的：duban unit leader 张丁 --until 日期\n"
)
# Every command that names who approved, and what it does.
APPROVED = {
    ADD.replace("修路", "架桥"): "立项",
    "assign XM-2 --due-on 2026-12-31": "交办",
    "extend XM-1 --due-on 2027-01-15 --reason 雨": "延期",
    "transfer XM-1 --to 县财政局 --reason 分工": "转办",
    "suspend XM-1 --reason 等批复": "中止",
    "withdraw XM-1 --reason 不办了": "撤销",
    "amend XM-1 --urgency 急件 --reason 急": "变更",
    "amend XM-1 --leader-in-charge 李国栋 --reason 分工": "变更",
    "amend XM-1 --event 交办 --set 时限=2027-01-15 --reason 写错": "更正",
}


@pytest.fixture
def served(roll: Path) -> Path:
    """The roll with days: 张丁 left yesterday, 孙立 comes tomorrow."""
    for words in ("张丁 --until 2026-09-27", "孙立 --title 副县长 --rank 3 --from 2026-09-29"):
        assert typed("unit", "leader", *words.split()).returncode == 0
    assert typed(*ADD.replace("修路", "管网").split()[:-1]).returncode == 0
    return roll / "重大项目/2026/XM-2026-0001.yaml"


@pytest.mark.parametrize("command", APPROVED)
def test_whoever_has_left_approves_nothing(served: Path, command: str) -> None:
    before = served.read_text("utf-8")
    named = "--allowed-by" if "--event" in command else "--approved-by"
    answer = typed(*command.split(), named, "张丁")
    assert (answer.returncode, LEFT.format(APPROVED[command]) in answer.stderr) == (1, True), answer.stderr
    assert answer.stderr.endswith(REMEDY)
    assert served.read_text("utf-8") == before


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("李国栋", ""),
        ("孙立", "“孙立”任副县长自 2026-09-29，2026-09-28 不在任"),
        ("孙县长", "“孙立”任副县长自 2026-09-29，2026-09-28 不在任"),
        ("李国栋、孙立", "“孙立”任副县长自 2026-09-29，2026-09-28 不在任"),
        ("孙立 --on 2026-09-29 --today 2026-09-29", ""),
        ("孙立 --on 2026-09-28 --today 2026-09-29", "2026-09-28 不在任"),
    ],
)
def test_the_day_of_the_decision_counts(words: str, told: str) -> None:
    answer = typed(
        *["extend", "XM-1", "--due-on", "2027-01-15", "--reason", "雨", "--approved-by"], *words.split()
    )
    assert (answer.returncode, told in answer.stderr) == (int(bool(told)), True), answer.stderr


@pytest.mark.usefixtures("roll")
def test_what_was_accepted_once_stays(ledgers: Path) -> None:
    assert extend("张丁")[0] == 0
    assert typed("unit", "leader", "张丁", "--until", "2026-09-27").returncode == 0
    assert "张丁" not in typed("check").stdout + typed("check").stderr
    correct = ("amend", "XM-1", "--event", "延期", "--reason", "更正", "--set")
    assert typed(*correct, "备注=雨季").returncode == 0
    answer = typed(*correct, "批准人=张丁", "--set", "日期=2026-09-28", "--set", "备注=汛期")
    assert answer.returncode == 0, answer.stderr
    assert typed("suspend", "XM-1", "--reason", "等", "--approved-by", "张丁").returncode == 1
    assert "延期" in (ledgers / "重大项目/2026/XM-2026-0001.yaml").read_text("utf-8")


def test_who_approved_before_there_was_a_roll_is_asked_about_no_more() -> None:
    today = ("--today", "2026-09-30")
    assert typed(*ADD.split()).returncode == 0
    words = ["extend", "XM-1", "--due-on", "2027-01-15", "--reason", "雨", "--approved-by", "老领导"]
    assert typed(*words, *today).returncode == 0
    assert typed("unit", "leader", "李国栋", "--title", "县长").returncode == 0
    correct = (
        "amend",
        "XM-1",
        "--event",
        "延期",
        "--allowed-by",
        "李国栋",
        "--reason",
        "写错",
        *today,
        "--set",
    )
    assert typed(*correct, "日期=2026-09-29").returncode == 0
    assert "领导名册里没有“老领导甲”" in typed(*correct, "批准人=老领导甲").stderr


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("values", "told"),
    [
        (("批准人=门卫老李",), "领导名册里没有“门卫老李”，不能作延期的批准人"),
        (("批准人=张丁",), LEFT.format("延期").replace("2026-09-28", "2026-09-29")),
        (("日期=2026-09-28",), "“孙立”任副县长自 2026-09-29，2026-09-28 不在任，不能作延期的批准人"),
        (("批准人=李国栋", "日期=2026-09-28"), ""),
        (("备注=雨季",), ""),
    ],
)
def test_a_correction_names_who_could_have_approved(values: tuple[str, ...], told: str) -> None:
    today = ("--today", "2026-09-29")
    made = typed(
        *["extend", "XM-1", "--due-on", "2027-01-15", "--reason", "雨", "--approved-by", "孙立"], *today
    )
    assert made.returncode == 0, made.stderr
    words = [word for value in values for word in ("--set", value)]
    answer = typed(
        "amend", "XM-1", "--event", "延期", *words, "--reason", "写错", "--allowed-by", "李国栋", *today
    )
    assert (answer.returncode, told in answer.stderr) == (int(bool(told)), True), answer.stderr


@pytest.mark.usefixtures("served")
def test_a_carried_task_is_approved_by_a_leader() -> None:
    words = [
        "reconcile",
        "2026",
        "--carry",
        "XM-1",
        "--reason",
        "资金未到",
        "--today",
        "2027-01-05",
        "--approved-by",
    ]
    assert (
        "“张丁”任副县长至 2026-09-27，2027-01-05 不在任，不能作结转的批准人" in typed(*words, "张丁").stderr
    )
    answer = typed(*words, "孙县长")
    assert answer.returncode == 0, answer.stderr


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("--leader-in-charge 张丁", "分管领导“张丁”任副县长至 2026-09-27，2026-09-28 不在任：XM-2026-0003"),
        ("--lead-leader 孙县长", "牵头领导“孙立”任副县长自 2026-09-29，2026-09-28 不在任：XM-2026-0003"),
        ("--instruction 张丁=2026-09-28=办", "批示领导“张丁”任副县长至 2026-09-27，2026-09-28 不在任"),
        ("--instruction 张丁=2026-09-27=办", ""),
        ("--leader-in-charge 李国栋", ""),
    ],
)
def test_a_head_that_names_who_was_not_in_office_is_told(words: str, told: str, ledgers: Path) -> None:
    answer = typed(*ADD.replace("修路", "路灯").split()[:-1], *words.split())
    assert (answer.returncode, "不在任" in answer.stderr) == (0, bool(told)), answer.stderr
    assert told in answer.stderr
    kept = typed("check").stderr + typed("check").stdout
    assert ("不在任" in kept) is (bool(told) and "--instruction" not in words)
    path = ledgers / "重大项目/2026/XM-2026-0003.yaml"
    path.write_text(path.read_text("utf-8").replace("事项: 路灯", "事项: 城区路灯"), "utf-8")
    assert "不在任" not in typed("commit", "-m", "名称").stderr


def test_a_hand_is_held_to_the_same(served: Path) -> None:
    text = served.read_text("utf-8")
    moment = text.rpartition("登记: ")[2].partition(",")[0]
    entry = (
        "  - {{日期: 2026-09-28, 登记: {}, 动作: 延期, 经办: 王五, 批准人: {}, 时限: 2027-01-15, 原因: 雨}}\n"
    )
    served.write_text(text + entry.format(moment, "张丁"), "utf-8")
    answer = typed("commit")
    assert (answer.returncode, LEFT.format("延期") in answer.stderr) == (1, True), answer.stderr
    served.write_text(text.replace("牵头单位", "分管领导: 张丁\n牵头单位", 1), "utf-8")
    answer = typed("commit", "-m", "分工")
    assert "改“分管领导”会动谁能批准延期，须经批准" in answer.stderr
    other = served.with_name("XM-2026-0002.yaml")
    served.write_text(text, "utf-8")
    written = other.read_text("utf-8")
    other.write_text(written.replace("牵头单位", "分管领导: 张丁\n牵头单位", 1), "utf-8")
    answer = typed("commit", "-m", "分工")
    assert answer.returncode == 0, answer.stderr
    assert "分管领导“张丁”任副县长至 2026-09-27，2026-09-28 不在任" in answer.stderr
