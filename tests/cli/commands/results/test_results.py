"""Circulars, the negative list, awards, exemptions: the story of one matter, what is refused, corrected, taken back.

`refusals.txt` holds the refusals: a line `# how far the story was told: the command`, then what is said.
"""

import re
from pathlib import Path

import pytest
from tests.cli.commands.inspect.conftest import asked, commits, done, run
from tests.cli.commands.inspect.conftest import tell as inspected
from tests.cli.commands.results.conftest import BLAME, STORY, tell
from tests.outside import git

pytestmark = pytest.mark.usefixtures("office")
DX, YES = "DX-2026-0001", "--approved-by 方县长"
TEXT = (Path(__file__).parent / "refusals.txt").read_text("utf-8")
CASES = [
    (*re.fullmatch(r"([^:]+): duban (.+)", head).groups(), said)  # type: ignore[union-attr] # or no case at all
    for head, _, said in (part.partition("\n") for part in re.split(r"^# ", TEXT, flags=re.MULTILINE)[1:])
]


@pytest.mark.parametrize(("upto", "line", "said"), CASES, ids=[f"{upto}: {line}" for upto, line, _ in CASES])
def test_it_is_refused_and_nothing_is_written(upto: str, line: str, said: str) -> None:
    today = tell(upto)
    before = commits()
    answer = run(today, line)
    assert re.sub(r"摘要 [0-9a-f]{8}", "摘要 ▒", answer.stderr) == said.rstrip("\n") + "\n"
    assert (answer.returncode in {1, 2}, answer.stdout) == (True, "")
    assert commits() == before
    assert git("status", "--porcelain") == ""


def test_every_case_is_read() -> None:
    assert len({case[:2] for case in CASES}) == len(re.findall("^# ", TEXT, re.MULTILINE)) > 30


def test_the_story_of_one_matter() -> None:
    tell("circulate add")
    (blame,) = asked("2026-03-30", "circulate list")
    assert blame | {"said": ""} == {
        "number": "TB-2026-0001",
        "kind": "circular",
        "on": "2026-03-30",
        "unit": "县水务局",
        "title": "三次催办仍未办结",
        "said": "",
        "stage": "circulated",
        "since": "2026-03-30",
        "exempted_by": None,
        "persons": ["张三"],
        "unserved": ["unit", "personnel", "appraisal", "discipline"],
    }
    task = asked("2026-03-30", "show ZG-1")
    assert (task["due_on"], task["title"]) == ("2026-04-30", "三次催办仍未办结")
    assert done("2026-03-30", "check")


def test_what_stands_at_the_end() -> None:
    tell("circulate revoke")
    today = "2026-04-14"
    assert [each["stage"] for each in asked(today, "circulate list")] == ["revoked"]
    assert asked(today, "circulate list --standing") == []
    (listed,) = asked(today, "negative list")
    assert (listed["stage"], listed["exempted_by"]) == ("removed", "RC-2026-0001")
    assert "已移出（容错：不作负面评价，RC-2026-0001）" in re.sub(
        r"\s", "", done(today, "negative list FM-1")
    )
    entries = asked(today, "circulate list TB-1")["journal"]
    assert [each["action"] for each in entries] == [
        "circulate",
        "serve_result",
        "serve_result",
        "revoke_result",
    ]
    assert asked(today, "award list")[0]["said"] == "县，资金：以奖代补20万元，2026H1 亮点"
    assert asked(today, "negative list --unit 县财政局") == []
    before = asked("2026-04-06", "negative list")
    assert before[0]["stage"] == "listed"
    assert done(today, "check")
    assert re.search(r"TB-2026-0001", git("log", "--format=%s"))
    assert "县水务局" not in git("log", "-1", "--format=%s")


def test_the_public_sees_no_person() -> None:
    tell("circulate add")
    done(
        "2026-03-30",
        "circulate add --tone 表扬 --unit 县财政局 --person 钱七 --fact 钱七当日拨付 --scope 全县 "
        "--basis JB-1 --approved-by 方县长",
    )
    public = done("2026-03-30", "circulate list --public")
    assert "张三" not in public
    assert "钱七" not in public
    assert "县财政局" in re.sub(r"\s", "", public)
    assert "persons" not in asked("2026-03-30", "circulate list --public")[0]


def test_several_units_have_a_number_each_in_one_commit() -> None:
    tell("add")
    before = commits()
    done(
        "2026-03-30",
        "circulate add --tone 表扬 --unit 县水务局、县财政局 --fact 快 --scope 全县 --basis JB-1 --approved-by 方县长",
    )
    assert commits() == before + 1
    listed = asked("2026-03-30", "circulate list")
    assert [(each["number"], each["unit"]) for each in listed] == [
        ("TB-2026-0001", "县水务局"),
        ("TB-2026-0002", "县财政局"),
    ]


def test_the_slip_of_the_day_and_what_has_gone_out() -> None:
    tell("circulate add")
    done("2026-03-30", "circulate amend TB-1 --event 通报 --set 范围=全市 --reason 记错")
    assert asked("2026-03-30", "circulate list TB-1")["journal"][0]["scope"] == "全市"
    done("2026-03-31", "circulate serve TB-1 --to 本单位 --paper 5号")
    assert (
        "没有写批准人"
        in run("2026-03-31", "circulate amend TB-1 --event 通报 --set 范围=全县 --reason 记错").stderr
    )
    done("2026-03-31", "circulate amend TB-1 --event 通报 --set 范围=全县 --reason 记错 --approved-by 方县长")
    done("2026-03-31", "circulate amend TB-1 --event 结果送达 --void --reason 没有送 --approved-by 方县长")
    (blame,) = asked("2026-03-31", "circulate list")
    assert blame["unserved"][0] == "unit"


def test_undo_takes_back_the_circular_with_its_rectification() -> None:
    tell("circulate add")
    done("2026-03-30", "undo")
    assert asked("2026-03-30", "circulate list") == []
    assert run("2026-03-30", "show ZG-1").returncode == 1


def test_a_hand_may_write_what_a_command_may() -> None:
    today = tell("negative supply")
    path = Path("结果/2026.yaml")
    text = path.read_text("utf-8")
    entry = "  - 日期: 2026-04-02\n    登记: {}\n    动作: {}\n    经办: 王五\n    编号: FM-2026-0001\n    机关: 县监察局\n{}"
    moment = re.findall(r"登记: ([^,\s]+)", text)[-1]
    path.write_text(text + entry.format(moment, "移出", "    理由: 已改\n"), "utf-8")
    assert "待纳入" in run(today, "commit --reason 手记").stderr
    path.write_text(text + entry.format(moment, "纳入", ""), "utf-8")
    done(today, "commit --reason 手记")
    assert asked(today, "negative list")[0]["stage"] == "listed"
    path.write_text(text, "utf-8")
    assert "被改动或删去了" in run(today, "commit --reason 删掉").stderr


def test_check_finds_what_cannot_stand() -> None:
    today = tell("negative supply")
    path = Path("结果/2026.yaml")
    text = path.read_text("utf-8")
    path.write_text(text.replace("编号: FM-2026-0001", "编号: FM-2025-0001"), "utf-8")
    answer = run(today, "check")
    assert answer.returncode == 1
    assert "FM-2026-…" in answer.stdout + answer.stderr


def test_an_award_for_a_unit_on_the_list_is_told() -> None:
    today = tell("negative enlist")
    line = "award add --unit 县水务局 --fact 快 --basis JB-1 --level 县 --benefit 表彰 --measure 通令 --approved-by 方县长"
    assert "在负面清单上（FM-2026-0001" in run(today, line).stderr


def test_the_story_is_whole() -> None:
    assert len({line.split()[0] for _, line in STORY}) == 6


def _grounds(today: str, more: str = "") -> list[tuple[str, str]]:
    found = asked(today, f"candidates 2026 {more}")["tables"]["grounds"]
    return [(each["case"], each["number"]) for each in found]


def test_candidates_rest_on_events_and_enter_nothing() -> None:
    """Late from 20 March, urged on the 23rd; no limit until the circular sets 30 April, which passes."""
    today = tell("urge")
    near = ("②（还差限期整改）", "JB-2026-0001")
    met = ("② 逾期、经催办仍不整改", "JB-2026-0001")
    before = commits()
    assert _grounds(today) == [near]
    assert _grounds(today, "--unit 县财政局") == []
    assert commits() == before
    done("2026-03-30", BLAME)
    assert _grounds("2026-04-30") == []  # ② not yet, and our own circular is no superior's
    assert met in _grounds("2026-05-01")
    done("2026-05-01", "circulate revoke TB-1 --reason 有误 --approved-by 方县长")
    assert near in _grounds("2026-05-01")
    done("2026-05-01", "done JB-1 --note 办完")
    assert _grounds("2026-05-01") == []


def test_candidates_by_what_was_found() -> None:
    tell("urge")
    done("2026-03-24", "accept JB-1")
    done("2026-03-25", "done JB-1 --note 办完")
    done("2026-03-26", "verify JB-1 --method 现场 --result 不通过 --failure 假落实 --due-on 2026-03-31")
    line = "negative supply --inflow {} --supplier 督查室 --unit 县财政局 --fact 错 --cause 工作失误 --basis JB-1"
    for inflow in ("部门提供", "媒体曝光"):
        done("2026-03-26", line.format(inflow))
    for number in ("FM-2026-0001", "FM-2026-0002"):
        assert not any(number in each for _, each in _grounds("2026-03-27"))
        done("2026-03-27", f"negative enlist {number} --organ 县监察局")
    assert ("④ 弄虚作假、迟报", "JB-2026-0001") in _grounds("2026-03-27")
    assert _grounds("2026-03-27", "--unit 县财政局") == [
        ("⑤ 重大失误", "FM-2026-0001"),
        ("⑤ 重大失误", "FM-2026-0002"),
    ]


def test_candidates_of_what_a_superior_named_and_of_late_reports() -> None:
    """A matter of 重大督查 counts where its own words say that somebody was named; a report counts once it came late."""
    add = "add --ledger 重大督查 --source-kind 督查活动 --source-name {} --title {} --lead 县水务局 --owner 张三 --requirements 办成 "
    rest = "--due-on 2026-12-20 --approved-by 方县长 --reporting 重要 --assign"
    for source, title in (
        ("省督查反馈", "整改甲"),
        ("省政府书面通报批评", "整改乙"),
        ("省督查反馈", "被点名的丙"),
    ):
        done("2026-03-02", add.format(source, title) + rest)
    third = ("③ 被点名、通报批评", "DC-2026-0002"), ("③ 被点名、通报批评", "DC-2026-0003")
    assert _grounds("2026-03-02") == [*third]
    done("2026-03-03", "accept DC-1")
    late = ("④ 弄虚作假、迟报", "DC-2026-0001")
    assert late not in _grounds("2026-08-03")
    done("2026-08-05", "progress DC-1 --percent 10 --done 一成 --issues 无 --next 续 --period 2026-06")
    assert late in _grounds("2026-08-05")


def test_a_superiors_circular_is_entered_as_what_it_is() -> None:
    """Nobody here approves it, it is told as the superior's, and it alone is ③ (Liupanshui 四（六）)."""
    tell("urge")
    line = "circulate add --tone 批评 --unit 县水务局 --fact 清淤逾期 --basis JB-1 --scope 全市"
    assert "没有写批准人" in run("2026-03-24", f"{line} --cause 推诿扯皮").stderr
    done("2026-03-24", f"{line} --issuer 市政府办公室 --doc-no 某市督〔2026〕2号 --channel 市政府网站")
    assert ("③ 被点名、通报批评", "TB-2026-0001") in _grounds("2026-03-24")
    (row,) = asked("2026-03-24", "circulate list")
    assert row["said"] == "市政府办公室批评，市政府网站"
    done("2026-03-25", "circulate revoke TB-1 --reason 查明不实 --clear 全市 --approved-by 方县长")
    (row,) = asked("2026-03-25", "circulate list")
    assert row["unserved"] == []  # nobody had it
    assert asked("2026-03-25", "show TB-1")["journal"][-1]["cleared"] == "全市"
    assert "（全市澄" in done("2026-03-25", "circulate list")


@pytest.mark.parametrize(
    ("upto", "told", "command"),
    [
        ("circulate add", "没有送本单位、组织人事、绩效考核、监察", "circulate serve TB-2026-0001"),
        ("circulate serve TB-1 --to 组织人事", "没有送绩效考核、监察", "circulate serve TB-2026-0001"),
        ("negative supply", "待纳入", "negative enlist FM-2026-0001"),
        ("negative enlist", "没有送本单位、组织人事、绩效考核、监察", "negative serve FM-2026-0001"),
        ("exempt ask", "容错待核实", "exempt examine RC-2026-0001"),
        ("exempt examine", "容错待认定", "exempt decide RC-2026-0001"),
        ("award add", "没有送本单位、组织人事、绩效考核、监察", "award serve JL-2026-0001"),
    ],
)
def test_today_tells_what_waits(upto: str, told: str, command: str) -> None:
    today = tell(upto)
    waits = [each for each in asked(today, "today")["waiting"] if each["kind"] == "inspect"]
    assert (told, f"duban {command}") in [(each["what"], each["command"]) for each in waits]


def test_the_year_report_counts_each_in_its_period() -> None:
    tell("circulate revoke")
    tables = asked("2026-04-14", "report results 2026")["tables"]
    assert {name: len(rows) for name, rows in tables.items()} == {
        "circulars": 1,
        "negative": 1,
        "awards": 1,
        "exemptions": 1,
    }
    march = asked("2026-04-14", "report results 2026-03")["tables"]
    assert [len(march[name]) for name in ("circulars", "negative")] == [1, 0]
    public = asked("2026-04-14", "report results 2026 --public")["tables"]
    assert [len(public[name]) for name in tables] == [0, 0, 1, 0]
    assert "persons" not in public["awards"][0]


def test_a_finding_that_is_to_be_circulated_keeps_its_inspection_open_until_it_is() -> None:
    """Both tell of each other; a circular that was revoked keeps no promise."""
    day = inspected("review DX-1")
    done(day, "inspect dispose DX-1 --finding 1、2 --outcome 通报 --approved-by 方县长")
    shut = "2026-04-21"
    assert "第1个问题的去向是通报，还没有记通报" in run(shut, "inspect archive DX-1").stderr
    waits = [
        (each["what"], each["command"]) for each in asked(shut, "today")["waiting"] if each["task"] == DX
    ]
    assert waits == [
        (
            "第1个问题的去向是通报，还没有记通报",
            f"duban circulate add --tone 批评 --unit 甲镇 --basis {DX}/1 …",
        )
    ]
    line = f"circulate add --tone 批评 --unit {{}} --fact 欠款 --cause 不落实 --basis DX-1/{{}} --scope 全县 {YES}"
    assert "finding-undisposed" not in run(shut, line.format("甲镇", 1), "--json").stdout
    assert "第2个问题的去向是通报" in run(shut, "inspect archive DX-1").stderr
    done(shut, line.format("乙镇", 2))
    done(shut, line.format("甲镇", 2))  # of another unit: it keeps no promise
    ends = {each["finding"]: each["circulars"] for each in asked(shut, f"show {DX}")["findings"]}
    assert ends == {1: ["TB-2026-0001"], 2: ["TB-2026-0002"]}
    assert "TB-2026-0002" in done(shut, f"show {DX}")
    assert [each["number"] for each in asked(shut, "show TB-2")["facts"]] == [f"{DX}/2"]
    done(shut, f"circulate revoke TB-2 --reason 有误 {YES}")
    assert "第2个问题的去向是通报" in run(shut, "inspect archive DX-1").stderr
    done(shut, line.format("乙镇", 2))
    done(shut, "inspect archive DX-1")


def test_a_circular_of_a_finding_without_that_end_is_told() -> None:
    day = inspected("serve DX-1")
    line = (
        f"circulate add --tone 批评 --unit 甲镇 --fact 压价 --cause 不落实 --basis DX-1/1 --scope 全县 {YES}"
    )
    assert "督查里还没有记这个去向" in run(day, line).stderr
    assert asked(day, "circulate list TB-1")["facts"][0]["number"] == f"{DX}/1"


@pytest.mark.parametrize("public", ["", "--public"])
@pytest.mark.parametrize("period", ["2026", "2026Q1", "2026-04"])
def test_each_figure_of_the_office_is_the_length_of_its_list(period: str, public: str) -> None:
    """Held against the reports that it names, which count in their own way."""
    day = inspected("dispose DX-1")
    for each, line in STORY:
        done(each, line)
    done(day, f"circulate add --tone 表扬 --unit 甲镇 --fact 快 --basis JB-1 --scope 全县 {YES}")
    end = "2026-04-30"
    found = {
        each["what"]: each for each in asked(end, f"report office {period} {public}")["tables"]["figures"]
    }
    assert all(each["count"] == len(each["numbers"]) for each in found.values())
    counts = {what: each["count"] for what, each in found.items()}
    seen = asked(end, f"report inspection {period}")["tables"]
    kinds = {
        "督查立项": "registered",
        "督查开展": "started",
        "督查结论": "concluded",
        "督查发现的问题": "findings",
    }
    for what, name in kinds.items():
        assert counts[what] == sum(each[name] or 0 for each in seen["by_type"] if each["type"] != "total"), (
            what
        )
    lists = asked(end, f"report results {period} {public}")["tables"]
    lists.pop("causes", None)
    stands = {name: [each["stage"] for each in rows] for name, rows in lists.items()}
    assert counts["通报批评"] + counts["通报表扬"] == stands["circulars"].count("circulated")
    assert counts["提供负面清单"] == len(stands["negative"])
    assert counts["其中已纳入"] == sum(each in {"listed", "removed"} for each in stands["negative"])
    assert counts["激励"] == stands["awards"].count("awarded")
    assert counts["其中已认定"] == stands["exemptions"].count("exempted")
    assert counts["约谈"] == len(asked(end, f"report interviews {period} {public}")["tables"]["interviews"])
    assert sum(counts.values()) > 0


OWN = """\
设置:
  原因:
    - {名称: 不敢碰硬, 条款: 第五条}
    - {名称: 久拖不决, 条款: 第六条}
规则:
"""


def test_a_cause_of_the_office_s_own_document(office: Path) -> None:
    day = tell("circulate add")
    path = office / "制度" / "本县.yaml"
    path.write_text(path.read_text("utf-8").replace("规则:\n", OWN), "utf-8")
    done(day, "commit --reason 换用本县办法")
    assert "另列的原因：不敢碰硬（第五条）、久拖不决（第六条）" in done(day, "policy show 本县").replace(
        "\n", ""
    )
    add = "circulate add --tone 批评 --unit 县财政局 --fact 三次催办仍未办结 --basis JB-1 --scope 全县 " + YES
    done(day, f"{add} --other-cause 久拖不决")
    (last,) = [each for each in asked(day, "circulate list") if each["unit"] == "县财政局"]
    assert last["said"] == "批评：久拖不决"
    refused = run(day, f"{add} --other-cause 久拖不办")
    assert refused.stderr.startswith(
        "错误：TB-2026-0003 的原因“久拖不办”，制度里没有\n可以这样做：最接近的是“久拖不决”；"
    )
    assert "--other-cause" in run(day, "circulate add --help").stdout
    assert done(day, "check")
