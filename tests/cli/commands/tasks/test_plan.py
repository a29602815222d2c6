"""`plan`: the lead sends its 推进计划; `import --assign` and `split --assign` under every policy that comes with duban."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook
from tests.outside import at_home, git, typed

POLICIES = {
    "anshan-2015": False,
    "guizhou-2020": False,
    "ledong-2019": False,
    "shiwei": True,
    "liupanshui-2016": True,
    "default": True,
}
"""Whether the lead owes a plan for a task of which only lead, requirements and day are known."""
ON = ("--today", "2026-01-05")
ROWS = (
    ("序号", "重点任务", "牵头单位", "工作要求", "完成时限"),
    ("1", "建成东湖公园", "县住建局", "建成开放", "2026-12-31"),
    ("2", "改造管网", "县水务局", "改造12公里", "2026-09-30"),
)
BY_LEADER = ("--due-on", "2026-12-31", "--approved-by", "王县长")
WHOLE = (
    *("--owner", "李四", "--post", "规划股", "--measures", "包片到人", "--indicator", "改造户数=120户"),
    *("--milestone", "摸底=2026-03-20"),
)


@pytest.fixture
def office(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policy: str) -> Iterator[Path]:
    """An empty workspace under a policy, and the current folder."""
    folder = tmp_path / "台账"
    with at_home(home):
        done("init", str(folder), "--policy", policy, "--name", "某县督查室", *ON)
        monkeypatch.chdir(folder)
        done("unit", "add", "县水务局", "县住建局", "县财政局", *ON)
        yield folder


def done(*words: str) -> str:
    answer = typed(*words)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def add(*words: str, title: str = "改造管网") -> str:
    shared = (
        "--ledger",
        "领导交办",
        "--source-kind",
        "领导交办",
        "--lead",
        "县水务局",
        "--requirements",
        "办成",
    )
    return done("add", "--title", title, *shared, *BY_LEADER, *words, "--assign", *ON)


def owed(today: str) -> dict[str, str]:
    """The plans that come due within a month or are late, by task, with their days."""
    found: dict[str, str] = {}
    for words in (("due", "--within", "22"), ("overdue",)):
        duties = json.loads(done(*words, "--today", today, "--json"))
        found |= {each["task"]: each["due_on"] for each in duties if each["rule"] == "plan"}
    return found


def laid_out(folder: Path, kind: str) -> Path:
    path = folder.parent / f"任务分解表.{kind}"
    if kind == "xlsx":
        book = Workbook()
        page = book.active
        assert page is not None
        for row in ROWS:
            page.append(row)
        book.save(path)
    else:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(ROWS)
    return path


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("policy", POLICIES)
def test_a_table_is_imported_and_handed_over_under_every_policy(office: Path, policy: str, kind: str) -> None:
    said = done("import", str(laid_out(office, kind)), "--ledger", "领导交办", "--assign", "--yes", *ON)
    assert said.count("已立项、交办") == 2
    assert said.count("推进计划 2026-01-12 前报") == 2 * POLICIES[policy]
    plans = {f"JB-2026-000{number}": "2026-01-12" for number in (1, 2)} if POLICIES[policy] else {}
    assert (owed("2026-01-06"), owed("2026-02-02")) == (plans, plans)


@pytest.mark.parametrize("policy", POLICIES)
def test_parts_are_handed_over_under_every_policy(office: Path, policy: str) -> None:
    add("--milestone", "一=2026-03-31", "--milestone", "二=2026-06-30", "--milestone", "三=2026-09-30")
    words = ("--title", "摸底", "--title", "开工", "--lead", "县住建局", "--lead", "县财政局")
    rest = ("--requirements", "按图施工", "--due-on", "2026-06-30", "--assign")
    assert done("split", "JB-1", *words, *rest, *ON).count("已立项、交办") == 2
    parts = {"JB-2026-0002", "JB-2026-0003"}
    assert (parts <= owed("2026-01-06").keys()) is POLICIES[policy]
    assert office.is_dir()


@pytest.mark.parametrize("policy", POLICIES)
def test_what_only_the_office_can_say_is_refused_or_filled_for_all(office: Path, policy: str) -> None:
    """Published tables tell who and by when, seldom what must come out: refused with a way out, not put on the unit."""
    table = office.parent / "民生实事.csv"
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(
            [
                ("序号", "民生实事", "责任单位", "完成时限"),
                ("1", "新建2座人行天桥", "县住建局", "2026-09-30"),
                ("2", "改造管网", "县水务局", "2026-12-31"),
            ]
        )
    words = ("import", str(table), "--ledger", "领导交办", "--assign", "--yes", *ON)
    refused = typed(*words)
    lacks = policy in {"default", "liupanshui-2016"}
    assert (refused.returncode, "缺“工作要求”" in refused.stderr) == (int(lacks), lacks)
    if lacks:
        assert done(*words, "--requirements", "按期完成并报告").count("已立项、交办") == 2


@pytest.mark.parametrize("policy", ["liupanshui-2016"])
def test_a_plan_is_told_sent_and_kept(office: Path) -> None:
    said = add("--horizon", "年度")
    assert "推进计划 2026-01-12 前报" in said
    before = git("rev-parse", "HEAD")
    short = typed("plan", "JB-1", "--owner", "李四", *ON)
    assert short.returncode == 1
    assert "推进计划不全，缺 时序进度、岗位、量化指标、工作措施" in short.stderr
    coarse = typed("plan", "JB-1", *WHOLE, *ON)
    assert "应分解到季，2026Q2、2026Q3 没有节点" in coarse.stderr
    assert git("rev-parse", "HEAD") == before
    more = ("--milestone", "开工=2026-06-30", "--milestone", "主体=2026-09-30=赵六")
    assert done("plan", "JB-1", *WHOLE, *more, "--today", "2026-01-07").startswith(
        "已收到推进计划 JB-2026-0001"
    )
    text = (office / "领导交办/2026/JB-2026-0001.yaml").read_text("utf-8")
    assert "时序进度:\n  - {节点: 摸底, 时限: 2026-03-20}\n  - {节点: 开工, 时限: 2026-06-30}\n" in text
    assert "动作: 变更, 经办: 王五, 单位: 县水务局, 字段: 责任人, 新值: 李四, 原因: 推进计划" in text
    assert "动作: 推进计划, 经办: 王五, 单位: 县水务局" in text
    assert owed("2026-01-20") == {}
    assert "2026-01-07 完成" in done("why", "JB-1", "--today", "2026-01-20")
    again = typed("plan", "JB-1", *WHOLE, "--today", "2026-01-08")
    assert "已在 2026-01-07 报过" in again.stderr
    assert git("log", "-1", "--format=%s") == "推进计划 JB-2026-0001：改造管网"
    assert done("check", "--errors", "--today", "2026-01-20")


@pytest.mark.parametrize("policy", ["liupanshui-2016"])
def test_a_plan_that_is_owed_stands_in_every_list(office: Path) -> None:
    add()
    assert owed("2026-01-20") == {"JB-2026-0001": "2026-01-12"}
    why = done("why", "JB-1", "--today", "2026-01-08")
    assert "还缺：时序进度、岗位、责任人、量化指标、工作措施（duban plan JB-2026-0001）" in why
    assert "原文没有给天数" in why
    late = done("today", "--today", "2026-01-20")
    assert re.search("报推进计划 +1家未报：县水务局", late)
    assert "（酌定）" in done("overdue", "--today", "2026-01-20")
    rows = json.loads(done("report", "units", "2026Q1", "--today", "2026-01-20", "--json"))["tables"][
        "by_unit"
    ]
    assert ("县水务局", 1, 1) in {(row["unit"], row["due"], row["unmet"]) for row in rows}
    problems = json.loads(typed("check", "--today", "2026-01-20", "--json").stdout)["problems"]
    assert not [each for each in problems if "时序进度" in each["message"]]  # owed, and told by `overdue`
    assert office.is_dir()


@pytest.mark.parametrize("policy", ["default"])
def test_default_asks_for_the_person_alone(office: Path) -> None:
    assert "推进计划" in add()
    assert "推进计划" not in add("--owner", "张三", title="修路")
    filled = typed("amend", "JB-1", "--owner", "赵六", *ON)
    assert "推进计划“县水务局”还没有报，改要素不算报" in filled.stderr
    assert owed("2026-01-20") == {"JB-2026-0001": "2026-01-12"}
    done("plan", "JB-1", "--owner", "李四", *ON)
    assert "责任人: 李四" in (office / "领导交办/2026/JB-2026-0001.yaml").read_text("utf-8")


@pytest.mark.parametrize("policy", ["ledong-2019"])
def test_an_old_coarse_schedule_is_told_by_check_and_a_split_puts_it_right(office: Path) -> None:
    """Yearly parts are yearly aims, whether they are nodes or tasks of their own (Ledong 18)."""
    words = (
        "--ledger",
        "重大项目",
        "--source-kind",
        "重大项目",
        "--lead",
        "县水务局",
        "--requirements",
        "建成",
    )
    done(
        "add",
        "--title",
        "建水库",
        *words,
        "--due-on",
        "2028-12-31",
        "--due-text",
        "2028年建成",
        "--horizon",
        "中长期",
        *ON,
    )
    bad = typed("assign", "XM-1", *ON)
    assert bad.returncode == 0  # no node at all: the plan will say
    parts = ("--title", "一期", "--title", "二期", "--lead", "县水务局", "--requirements", "建成")
    done("split", "XM-1", *parts, "--due-on", "2026-12-31", "--due-on", "2027-12-31", *ON)
    done("plan", "XM-1", "--owner", "李四", "--post", "建管股", "--today", "2026-01-06")
    found = json.loads(typed("check", "--today", "2026-01-20", "--json").stdout)["problems"]
    assert "coarse-schedule" not in {each["code"] for each in found}
    done("withdraw", "XM-3", "--reason", "合并", "--approved-by", "王县长", "--today", "2026-01-21")
    found = json.loads(typed("check", "--today", "2026-01-22", "--json").stdout)["problems"]
    assert [each["message"] for each in found if each["code"] == "coarse-schedule"] == [
        "时序进度应分解到年，2027 没有节点"
    ]
    assert office.is_dir()
