"""`inspect plan` and `inspect days` as they are typed: approve, change, undo, edit by hand, check, count."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.inspected import entry, inspection, write
from tests.outside import Answer, git, typed

MARCH = ("--today", "2026-03-05")
BY = ("--approved-by", "刘建国")
PLAN = "督查/2026/计划.yaml"
TEAM = [{"姓名": "丁一", "身份": "组长"}, {"姓名": "王五"}]


@pytest.fixture
def office(ledgers: Path) -> Path:
    """The small workspace with four inspections of March 2026, and 刘建国 on the roll."""
    assert typed("unit", "leader", "刘建国", "--title", "县长").returncode == 0
    write(
        ledgers,
        inspection(1, title="春季防汛准备", subject="防汛", starts_on="2026-03-10", ends_on="2026-03-12"),
        inspection(2, title="营商环境", starts_on="2026-03-20", objects=["乙局"]),
        inspection(
            3, title="防汛物资", subject="防汛", name="部门", organizer="甲局", starts_on="2026-03-12"
        ),
        inspection(
            4,
            entry("督查立项", "2026-02-02"),
            entry("方案审定", "2026-02-03", approved_by="刘建国"),
            entry("实施", "2026-02-27", unplanned="突发", approved_by="刘建国"),
            *(entry("现场", "2026-02-27", place="城关镇", members=["丁一"]),),
            *(
                entry("现场", on, place="柳塘镇", members=["丁一", "王五"])
                for on in ("2026-03-02", "2026-03-02")
            ),
            entry("现场", "2026-03-03", place="柳塘镇", members=["王五"]),
            title="安全生产",
            objects=["丙局"],
            team=TEAM,
        ),
    )
    git("add", "-A")
    git("commit", "-qm", "四次督查")
    return ledgers


def right(*words: str) -> Answer:
    answer = typed(*words)
    assert answer.returncode == 0, answer.stderr
    return answer


def read(*words: str) -> Any:  # noqa: ANN401 - what the command printed
    return json.loads(typed(*words, "--json").stdout)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("2026-03", "--approve", "DX-1", "--approved-via", "电话", *BY, *MARCH), "不能电话批准"),
        (  # started without a plan: none carries it afterwards, of the same day neither
            ("2026-02", "--approve", "DX-4", *BY, "--today", "2026-02-27"),
            "DX-2026-0004 在 2026-02-27 已经开始",
        ),
    ],
)
def test_what_no_plan_is(office: Path, words: tuple[str, ...], told: str) -> None:
    assert office.is_dir()
    answer = typed("inspect", "plan", *words)
    assert (answer.returncode, told in answer.stderr) == (1, True), answer.stderr


def test_a_plan_is_approved_in_one_commit_and_taken_back(office: Path) -> None:
    right("inspect", "plan", "2026-03", "--approve", "DX-1、2", *BY, "--meeting", "联席会议", *MARCH)
    text = (office / PLAN).read_text("utf-8")
    assert "列入: [DX-2026-0001, DX-2026-0002], 批准人: 刘建国, 会议: 联席会议" in text
    assert git("log", "-1", "--format=%s").strip() == "计划审定 2026-03：列入2次"
    assert git("show", "--name-only", "--format=", "HEAD").strip().strip('"') != ""
    seen = read("inspect", "plan", "2026-03", *MARCH)
    standing = {each["task"]: each["standing"] for each in seen["inspections"]}
    assert standing == {"DX-2026-0001": "planned", "DX-2026-0002": "planned", "DX-2026-0003": "filed"}
    right("undo", *MARCH)
    assert not (office / PLAN).exists()


CHANGES: dict[str, tuple[tuple[str, ...], str | None]] = {
    "added later with a reason": (("--approve", "DX-2", "--reason", "县长要求"), None),
    "added later without": (("--approve", "DX-2"), "再改要写原因"),
    "taken out with a reason": (("--drop", "DX-1", "--reason", "省里要查"), None),
    "taken out without": (("--drop", "DX-1"), "再改要写原因"),
    "a number of nothing": (("--approve", "DX-9", "--reason", "补"), "没有编号为“DX-9”"),
    "one more number, of which list": (("DX-2", "--approve", "DX-1", "--drop", "DX-1"), "是列入还是移出"),
    "in and out": (
        ("--approve", "DX-1", "--drop", "DX-1", "--reason", "改"),
        "DX-2026-0001 在这一笔里写了 2 次",
    ),
    "before it was entered": (
        ("--approve", "DX-2", "--reason", "补", "--on", "2026-01-01"),
        "不能再记 2026-01-01 的",
    ),
    "only a reason": (("--reason", "补"), "没有写列入、移出哪一次督查"),
    "only asked about": (("--approve", "DX-2", "--check"), "--check 只看"),
    "by nobody known": (
        ("--approve", "DX-2", "--reason", "补", "--approved-by", "门卫"),
        "领导名册里没有“门卫”",
    ),
}


@pytest.mark.parametrize("case", CHANGES)
def test_a_plan_that_was_approved_is_changed_with_a_reason(office: Path, case: str) -> None:
    words, told = CHANGES[case]
    right("inspect", "plan", "2026", "--approve", "DX-1", *BY, *MARCH)
    by = () if "--approved-by" in words or told == "没有写列入、移出哪一次督查" else BY
    answer = typed("inspect", "plan", "2026", *words, *by, *MARCH)
    assert (answer.returncode == 0) is (told is None), answer.stderr
    assert told is None or told in answer.stderr
    assert (office / PLAN).read_text("utf-8").count("批准人") == (2 if told is None else 1)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("2026Q1",), "督查计划按年、按月"),
        (("2026", "2026-03"), "一次只看一期"),
        (("三月份哪天",), "是列入还是移出"),
        (("2026-13",), "没有“2026-13”这个月"),
        (("2026-00", "--approve", "DX-1"), "没有“2026-00”这个月"),
        (("２０２６年13月",), "没有“２０２６年13月”这个月"),
    ],
)
def test_a_period_is_a_year_or_a_month(office: Path, words: tuple[str, ...], told: str) -> None:
    answer = typed("inspect", "plan", *words, *MARCH)
    assert answer.returncode == 2
    assert told in answer.stderr
    assert not (office / PLAN).exists()


def test_a_number_after_the_period_may_be_short(office: Path) -> None:
    right("inspect", "plan", "2026", "2026-0002", "--approve", "DX-1", *BY, *MARCH)
    assert "列入: [DX-2026-0001, DX-2026-0002]" in (office / PLAN).read_text("utf-8")


@pytest.mark.usefixtures("office")
def test_each_approval_and_change_is_told() -> None:
    right(
        "inspect",
        "plan",
        "2026",
        "--approve",
        "DX-1",
        *BY,
        "--meeting",
        "常务会议",
        "--on",
        "2026-03-02",
        *MARCH,
    )
    assert typed("unit", "leader", "周县长", "--title", "县长", *MARCH).returncode == 0
    changed = ("--approve", "DX-2", "--reason", "县长要求", "--approved-by", "周县长", "--on", "2026-03-04")
    right("inspect", "plan", "2026", *changed, *MARCH)
    right("inspect", "plan", "2026-03", "--approve", "DX-1", *BY, *MARCH)
    rows = [line.split() for line in right("inspect", "plan", "2026", *MARCH).stdout.splitlines()]
    assert ["2026", "2026-03-02", "刘建国", "常务会议", "DX-2026-0001"] in rows
    assert ["2026", "2026-03-04", "周县长", "DX-2026-0002", "县长要求"] in rows
    assert ["2026-03", "2026-03-05", "刘建国", "DX-2026-0001"] in rows
    seen = read("inspect", "plan", "2026", *MARCH)
    assert [each["period"] for each in seen["approvals"]] == ["2026", "2026", "2026-03"]
    assert [(each["plan"], each["approved_by"]) for each in seen["inspections"][:2]] == [
        ("2026-03", "刘建国"),
        ("2026", "周县长"),
    ]
    month = read("inspect", "plan", "2026-03", *MARCH)
    assert [each["period"] for each in month["approvals"]] == ["2026-03"]


def test_who_leads_and_who_takes_part_stand_apart(office: Path) -> None:
    write(
        office,
        inspection(5, title="联合督查", starts_on="2026-03-16", partners=["丁局", "戊局"], setup=["联合"]),
    )
    git("add", "-A")
    git("commit", "-qm", "联合")
    shown = [line.strip() for line in right("inspect", "plan", "2026-03", *MARCH).stdout.splitlines()]
    assert "参加单位：丁局、戊局" in shown
    assert {line for line in shown if line.startswith("主办：")} == {"主办：督查室", "主办：甲局"}


def test_a_dry_run_writes_nothing(office: Path) -> None:
    right("inspect", "plan", "2026", "--approve", "DX-1", *BY, *MARCH, "--dry-run")
    assert not (office / PLAN).exists()
    assert git("status", "--porcelain") == ""


@pytest.mark.usefixtures("office")
def test_the_page_says_what_is_late_and_what_is_double() -> None:
    shown = right("inspect", "plan", "2026-03", "--today", "2026-03-11").stdout
    assert "还没有开展 3 次，其中 1 次过了开始的日子：DX-2026-0001" in shown.replace("\n", "")
    # Thursday 12 March: Wed 11, Tue 10, Mon 9, Fri 6, Thu 5, Wed 4 (the sixth).
    assert "2026-03-04" in shown
    assert "已经过了，还没有备案" in shown
    assert "duban inspect plan 2026-03 --approve DX-2026-0001、DX-2026-0002" in shown
    checked = typed("inspect", "plan", "2026-03", "--check", "--today", "2026-03-11")
    assert checked.returncode == 1
    assert "重复督查 1 处，还没有备案 1 次。" in checked.stdout
    seen = read("inspect", "plan", "2026-03", "--today", "2026-03-11")
    assert [(each["task"], each["other"], each["months"]) for each in seen["overlaps"]] == [
        ("DX-2026-0003", "DX-2026-0001", 3)
    ]
    assert "duban inspect merge DX-2026-0003 --into DX-2026-0001" in seen["overlaps"][0]["command"]


@pytest.mark.usefixtures("office")
def test_a_month_without_inspections_is_sound() -> None:
    checked = right("inspect", "plan", "2026-09", "--check", *MARCH)
    assert "重复督查 0 处，还没有备案 0 次。" in checked.stdout


HAND = """\
  - {日期: 2026-03-04, 登记: 2026-03-04T10:00:00+08:00, 经办: 王五, 期: "2026", 列入: [%s], 批准人: %s%s}
"""


@pytest.mark.parametrize(
    ("number", "approver", "more", "told"),
    [
        ("DX-2026-0002", "刘建国", ", 原因: 漏记", None),
        ("DX-2026-0002", "刘建国", "", "再改要写原因"),
        ("DX-2026-0009", "刘建国", ", 原因: 漏记", "没有这次督查"),
        ("DX-2026-0002", "门卫", ", 原因: 漏记", "领导名册里没有“门卫”"),
    ],
)
def test_what_a_hand_adds_is_judged_as_a_command(
    office: Path, number: str, approver: str, more: str, told: str | None
) -> None:
    right("inspect", "plan", "2026", "--approve", "DX-1", *BY, "--today", "2026-03-03")
    path = office / PLAN
    path.write_text(path.read_text("utf-8") + HAND % (number, approver, more), "utf-8")
    answer = typed("commit", "-m", "补记", *MARCH)
    assert (answer.returncode == 0) is (told is None), answer.stderr
    assert told is None or told in answer.stderr


def _drop_entry(path: Path) -> None:
    path.write_text("年度: '2026'\n流水: []\n", "utf-8")


@pytest.mark.parametrize("spoil", [_drop_entry, Path.unlink], ids=["entry", "file"])
def test_what_was_approved_is_not_taken_away_by_hand(office: Path, spoil: Callable[[Path], None]) -> None:
    right("inspect", "plan", "2026", "--approve", "DX-1", *BY, *MARCH)
    spoil(office / PLAN)
    assert typed("commit", "-m", "删", *MARCH).returncode == 1


def test_check_knows_the_file(office: Path) -> None:
    right("inspect", "plan", "2026", "--approve", "DX-1", *BY, *MARCH)
    codes = {each["code"] for each in read("check", *MARCH)["problems"]}
    assert codes.isdisjoint({"stray", "unknown-folder", "reserved-folder", "no-inspection"})
    (office / "督查/2026/DX-2026-0001.yaml").unlink()
    git("commit", "-qam", "删去")
    found = [each for each in read("check", *MARCH)["problems"] if each["code"] == "no-inspection"]
    assert [(each["path"], each["line"], each["level"]) for each in found] == [(PLAN, 3, "error")]


# --- days on site


@pytest.mark.usefixtures("office")
def test_days_on_site_are_counted_once() -> None:
    seen = read("inspect", "days", "--month", "2026-03", *MARCH)
    assert (seen["days"], seen["wanted"], seen["lacking"]) == (["2026-03-02", "2026-03-03"], 15, 13)
    assert seen["persons"] == [
        {"name": "王五", "days": ["2026-03-02", "2026-03-03"]},
        {"name": "丁一", "days": ["2026-03-02"]},
    ]
    assert [each["task"] for each in seen["inspections"]] == ["DX-2026-0004"]
    shown = right("inspect", "days", *MARCH).stdout
    assert "到现场 2 天，要求不少于 15 天，还差 13 天（参照 鞍政办发〔2015〕18号 二）。" in shown


@pytest.mark.parametrize(
    ("month", "days", "wanted"), [("2026-02", 1, 15), ("2026Q1", 3, None), ("2026-04", 0, 15)]
)
@pytest.mark.usefixtures("office")
def test_another_period_has_its_own_days(month: str, days: int, wanted: int | None) -> None:
    seen = read("inspect", "days", "--month", month, *MARCH)
    assert (seen["count"], seen["wanted"]) == (days, wanted)
