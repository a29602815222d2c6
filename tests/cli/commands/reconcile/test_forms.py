"""The cycle's own forms as a clerk meets them: 周调度, 月自查, 季汇总, 半年查账, 年底交账, and their steps."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.outside import Answer, git, typed

pytestmark = pytest.mark.usefixtures("ledgers")

JULY = ("--today", "2027-07-12")
JANUARY = ("--today", "2027-01-11")
NAMES = ("--handed-by", "罗致远", "--received-by", "丁亦凡")


def ok(*words: str) -> str:
    answer = typed(*words)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def asked(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ok("reconcile", *words, "--json"))
    return found


def refused(*words: str, code: int = 1) -> str:
    """What a refused command says; nothing is written."""
    before = git("rev-parse", "HEAD")
    answer: Answer = typed("reconcile", *words)
    assert answer.returncode == code, answer.stdout + answer.stderr
    assert git("rev-parse", "HEAD") == before
    assert git("status", "--porcelain") == ""
    return answer.stderr.strip()


COMMON = {"period", "start_on", "end_on", "as_of", "known_at", "closed", "total", "ledgers", "units"}


@pytest.mark.parametrize(
    ("period", "keys"),
    [
        ("2026-W40", {"dispatch"}),
        ("2026-09", {"self_check"}),
        ("2026Q3", {"summary"}),
        ("2026H2", {"findings"}),
        ("2026", {"carried", "handover"}),
    ],
)
def test_each_kind_keeps_the_identity_and_adds_its_form(period: str, keys: set[str]) -> None:
    found = asked(period, "--today", "2026-09-29")
    assert set(found) >= COMMON | keys
    others = {"dispatch", "self_check", "summary", "findings", "carried", "handover"} - keys
    assert not others & set(found)
    assert found["total"]["ending"] == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--week", "2026-W40"), "周调度 2026-W40（2026-09-28 至 2026-09-29）"),
        (("--month", "2026-09"), "月自查 2026-09（2026-09-01 至 2026-09-29）"),
        (("--quarter", "2026Q3"), "季度对账 2026Q3（2026-07-01 至 2026-09-29）"),
        (("--quarter", "2026Q3", "--summary"), "季汇总 2026Q3"),
        (("--half", "2026H2"), "查账清单 2026H2（2026-07-01 至 2026-09-29）"),
        (("--year", "2026"), "结转清单 2026"),
        (("--week", "2026-W40", "--detail"), "明细 2026-W40"),
    ],
)
def test_each_form_is_shown_within_80_columns(words: tuple[str, ...], said: str) -> None:
    shown = ok("reconcile", *words, "--today", "2026-09-29")
    assert said in shown.splitlines()
    assert "2026-09-29" in shown


def test_a_broken_file_is_named_at_the_end_of_every_form(ledgers: Path) -> None:
    (ledgers / "领导批示" / "2026" / "PS-2026-0001.yaml").write_text("编号: [", "utf-8")
    for period in ("2026-W40", "2026-09", "2026Q3", "2026H2", "2026"):
        answer = typed("reconcile", period, "--today", "2026-09-29")
        assert answer.returncode == 1
        shown = "".join(answer.stdout.split())
        assert shown.endswith("看详情：dubancheck"), period
        assert shown.count("没有计入") == 1


def test_the_summary_is_computed_only_when_asked_for() -> None:
    assert asked("2026Q3", "--today", "2026-10-12")["summary"] is None
    found = asked("2026Q3", "--today", "2026-10-12", "--summary", "--unit", "县水务局")["summary"]
    assert found["total"]["this"]["registered"] == 2
    assert found["total"]["before"] is None
    assert (found["before"]["period"], found["year_ago"]["period"]) == ("2026Q2", "2025Q3")


def test_a_closed_quarter_is_compared_as_of_its_closing() -> None:
    october = ("--today", "2026-10-12")
    sign("2026Q3", *october)
    ok("reconcile", "2026Q3", "--close", *october)
    said = ("--late", "--reason", "漏记", "--approved-by", "林县长", "--on", "2026-09-29")
    ok("withdraw", "WJ-1", *said, *october)
    found = asked("2026Q4", "--summary", "--today", "2027-01-11")
    assert found["total"]["prior_adjustment"] == -1
    summary = found["summary"]
    assert (summary["before"]["closed"], summary["total"]["before"]["ending"]) == (True, 3)
    assert summary["total"]["this"]["ending"] == 2


@pytest.mark.parametrize("period", ["2026H2", "2026"])
def test_how_units_did_stands_beside_a_half_or_a_year_in_detail_only(period: str) -> None:
    assert "各单位本期履责" not in ok("reconcile", period, "--today", "2026-09-29")
    assert "各单位本期履责" in ok("reconcile", period, "--detail", "--today", "2026-09-29")


def test_a_quarter_says_how_it_is_compared() -> None:
    shown = ok("reconcile", "2026Q3", "--today", "2026-09-29")
    assert shown.rstrip().endswith("与上季、去年同季比：duban reconcile --quarter 2026Q3 --summary")


# 半年查账

POINT = "WJ-2026-0001-超半年"


def test_a_conclusion_is_one_commit_and_a_later_one_replaces_it_in_sight(
    ledgers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    ok("reconcile", "--half", "2027H1", "--conclude", POINT, "--result", "限七月办结", "--by", "甲", *JULY)
    assert git("show", "--stat", "--format=%s", "HEAD").splitlines()[0] == "查账结论 2027H1"
    ok(
        "reconcile",
        "2027H1",
        "--conclude",
        "wj-2026-0001-超半年",
        "--result",
        "准予延期",
        "--by",
        "乙",
        *JULY,
    )
    text = (ledgers / "对账" / "2027H1" / "查账.yaml").read_text("utf-8")
    assert [text.count(word) for word in (POINT, "限七月办结", "准予延期")] == [2, 1, 1]
    row = next(each for each in asked("2027H1", *JULY)["findings"] if each["number"] == POINT)
    assert [(each["by"], each["result"]) for each in row["conclusions"]] == [
        ("甲", "限七月办结"),
        ("乙", "准予延期"),
    ]
    shown = ok("reconcile", "2027H1", *JULY)
    assert "准予延期（乙 07-12）；原结论 07-12 甲：限七月办结" in shown
    assert "已有结论 1 项，还没有的 2 项" in shown


def test_several_points_are_concluded_at_once(ledgers: Path) -> None:
    listed = [row["number"] for row in asked("2027H1", *JULY)["findings"]]
    assert listed == [f"{name}-超半年" for name in ("PS-2026-0001", "PS-2026-0002", "WJ-2026-0001")]
    words = [word for number in listed[:2] for word in ("--conclude", number)]
    answer = json.loads(ok("reconcile", "2027H1", *words, "--result", "催办", *JULY, "--json"))
    assert [each["number"] for each in answer["conclusions"]] == listed[:2]
    assert answer["paths"] == ["对账/2027H1/查账.yaml"]
    assert (ledgers / "对账" / "2027H1" / "查账.yaml").read_text("utf-8").count("催办") == 2


def test_a_dry_run_writes_no_conclusion(ledgers: Path) -> None:
    ok("reconcile", "2027H1", "--conclude", POINT, "--result", "催办", "--dry-run", *JULY)
    assert not (ledgers / "对账").exists()


def test_a_conclusion_on_what_left_the_list_stays_visible() -> None:
    ok("reconcile", "2027H1", "--conclude", POINT, "--result", "撤销", *JULY)
    ok("withdraw", "WJ-1", "--reason", "重复", "--approved-by", "林县长", "--on", "2027-06-20", *JULY)
    found = asked("2027H1", *JULY)["findings"]
    assert [(row["number"], row["listed"]) for row in found if row["task"] == "WJ-2026-0001"] == [
        (POINT, False)
    ]
    assert "已不在单子上的" in ok("reconcile", "2027H1", *JULY)
    assert all(row["listed"] for row in asked("2027H1", "--unit", "县水务局", *JULY)["findings"])


def test_closing_the_half_tells_how_many_are_without_a_conclusion_and_then_nothing_is_concluded() -> None:
    ok("reconcile", "2027H1", "--conclude", POINT, "--result", "催办", *JULY)
    sign("2027H1", *JULY)
    answer = typed("reconcile", "2027H1", "--close", *JULY)
    assert answer.returncode == 0
    assert answer.stderr.splitlines()[0] == "提示：查账清单 3 项，其中 2 项还没有结论"
    assert refused("2027H1", "--conclude", POINT, "--result", "催办", *JULY) == (
        "错误：2027H1 已在 2027-07-12 结账（经办 王五），不能再写查账结论\n"
        "可以这样做：先重开：duban reconcile --half 2027H1 --reopen --reason …"
    )
    assert "填结论" not in ok("reconcile", "2027H1", *JULY)


def test_closing_a_half_in_which_all_is_concluded_says_nothing() -> None:
    listed = [row["number"] for row in asked("2027H1", *JULY)["findings"]]
    words = [word for number in listed for word in ("--conclude", number)]
    ok("reconcile", "2027H1", *words, "--result", "催办", *JULY)
    sign("2027H1", *JULY)
    assert typed("reconcile", "2027H1", "--close", *JULY).stderr == ""


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ("2027H1", "--conclude", "WJ-2026-0001-暂定", "--result", "x"),
            1,
            (
                "错误：2027H1 的查账清单上没有“WJ-2026-0001-暂定”\n"
                "可以这样做：最接近的是 WJ-2026-0001-超半年；看清单：duban reconcile --half 2027H1"
            ),
        ),
        (
            ("2027H1", "--conclude", POINT),
            2,
            (
                "错误：写结论要有 --result。\n"
                f"可以这样做：duban reconcile --half 2027H1 --conclude {POINT} --result …"
            ),
        ),
        (
            ("2027H1", "--conclude", POINT, "--result", "x", "--on", "2027-07-13"),
            1,
            "错误：业务日期 2027-07-13 在今天（2027-07-12）之后\n可以这样做：--on 写今天或以前的日期",
        ),
        (
            ("2027Q2", "--conclude", POINT, "--result", "x"),
            2,
            (
                "错误：--conclude 是半年查账用的，2027Q2 不是。\n"
                "可以这样做：duban reconcile --half 2027H1 --conclude …"
            ),
        ),
        (
            ("2027H1", "--result", "x"),
            2,
            (
                "错误：--result 和 --conclude 一起用。\n"
                "可以这样做：duban reconcile --half 2027H1 --conclude … --result …"
            ),
        ),
        (
            ("2027H1", "--summary"),
            2,
            "错误：--summary 是季度对账用的，2027H1 不是。\n可以这样做：duban reconcile --quarter 2027Q2 --summary …",
        ),
        (
            ("2027H1", "--close", "--conclude", POINT),
            2,
            "错误：--close、--conclude 一次只做一步。\n可以这样做：duban reconcile 2027H1 --close",
        ),
        (
            ("2027H1", "--conclude", POINT, "--result", "机密★"),
            1,
            None,
        ),
    ],
)
def test_what_may_not_be_concluded_says_why(words: tuple[str, ...], code: int, said: str | None) -> None:
    answer = refused(*words, *JULY, code=code)
    assert answer == said if said else "机密" in answer


# 年底交账


def sign(period: str, *day: str) -> None:
    """Every unit with a task in the period signs: nothing else stands against its closing then."""
    ok("reconcile", period, "--sign", "县水务局", "县住房和城乡建设局", "--signed-by", "张三", *day)


def carry(*words: str) -> str:
    return ok("reconcile", "--year", "2026", *words, *JANUARY)


def test_every_open_task_needs_a_reason_and_those_the_books_tell_need_none() -> None:
    ok("explain", "PS-1", "--reason", "汛期停工", "--remedy", "加班", "--on", "2026-12-30", *JANUARY)
    words = ("--due-on", "2027-03-01", "--reason", "汛期", "--approved-by", "林县长", "--on", "2026-12-29")
    ok("extend", "PS-2", *words, *JANUARY)
    rows = {
        row["task"]: (row["ground"], row["reason"], row["due_on"])
        for row in asked("2026", *JANUARY)["carried"]
    }
    assert rows == {
        "PS-2026-0001": ("explained", "2026-12-30 说明：汛期停工", "2026-10-08"),
        "PS-2026-0002": ("scheduled", "2026 年以后才到期", "2027-03-01"),
        "WJ-2026-0001": (None, None, "2026-10-16"),
    }


def test_carrying_writes_the_reason_and_with_a_new_day_the_extension_in_one_commit(ledgers: Path) -> None:
    before = git("rev-list", "--count", "HEAD")
    words = ("--carry", "PS-1", "--carry", "WJ-1", "--reason", "资金未到", "--due-on", "2027-03-01")
    shown = carry(*words, "--approved-by", "林县长")
    assert shown.splitlines()[0] == "已结转 2026：PS-2026-0001、WJ-2026-0001"
    assert int(git("rev-list", "--count", "HEAD")) == int(before) + 1
    changed = git("-c", "core.quotePath=false", "show", "--name-only", "--format=", "HEAD").splitlines()
    assert changed == [
        "对账/2026/结转.yaml",
        "重要文件/2026/WJ-2026-0001.yaml",
        "领导批示/2026/PS-2026-0001.yaml",
    ]
    assert "时限: 2027-03-01" in (ledgers / "领导批示" / "2026" / "PS-2026-0001.yaml").read_text("utf-8")
    carry("--carry", "PS-1", "--reason", "方案未定")
    rows = {row["task"]: row for row in asked("2026", *JANUARY)["carried"]}
    assert (rows["PS-2026-0001"]["ground"], rows["PS-2026-0001"]["reason"]) == ("recorded", "方案未定")
    assert (rows["WJ-2026-0001"]["due_on"], rows["WJ-2026-0001"]["reason"]) == ("2027-03-01", "资金未到")
    found = json.loads(ok("reconcile", "2026", "--carry", "PS-2", "--reason", "x", "--json", *JANUARY))
    assert [(each["task"], each["due_on"]) for each in found["carried"]] == [("PS-2026-0002", None)]


def test_the_year_is_not_closed_without_reasons_and_names() -> None:
    sign("2026", *JANUARY)
    assert refused("2026", "--close", *JANUARY) == (
        "错误：3 件在办的事项没有结转原因：PS-2026-0001、PS-2026-0002、WJ-2026-0001\n"
        "可以这样做：duban reconcile --year 2026 --carry PS-2026-0001 --reason …\n\n"
        "错误：年底交账要写明移交人和接收人\n"
        "可以这样做：duban reconcile --year 2026 --close --handed-by 姓名 --received-by 姓名"
    )
    carry("--carry", "PS-1", "--carry", "PS-2", "--carry", "WJ-1", "--reason", "资金未到")
    assert refused("2026", "--close", "--handed-by", "罗致远", *JANUARY) == (
        "错误：年底交账要写明接收人\n可以这样做：duban reconcile --year 2026 --close --received-by 姓名"
    )


def test_the_hand_over_record_is_written_with_the_closing_and_shown_to_be_signed(ledgers: Path) -> None:
    carry("--carry", "PS-1", "--carry", "PS-2", "--carry", "WJ-1", "--reason", "资金未到")
    before = asked("2026", *JANUARY)
    assert before["handover"] is None
    sign("2026", *JANUARY)
    ok("reconcile", "2026", "--close", *NAMES, "--witness", "沈怀远", *JANUARY)
    changed = git("-c", "core.quotePath=false", "show", "--name-only", "--format=", "HEAD").splitlines()
    assert changed == ["对账/2026/交账.yaml", "对账/2026/结账.yaml", "对账/2026/账页.yaml"]
    found = asked("2026", *JANUARY)["handover"]
    people = (found["handed_by"], found["received_by"], found["witness"], found["ending"], found["on"])
    assert people == ("罗致远", "丁亦凡", "沈怀远", 3, "2027-01-11")
    assert [each["reason"] for each in found["carried"]] == ["资金未到"] * 3
    assert [policy["name"] for policy in found["policies"]] == ["default"]
    shown = ok("reconcile", "2026", *JANUARY)
    assert "交账单 2026" in shown
    signed = [line.split() for line in shown.splitlines() if "签名：" in line]
    assert [line[:2] for line in signed] == [["移交人", "罗致远"], ["接收人", "丁亦凡"], ["监交人", "沈怀远"]]
    assert refused("2026", "--carry", "PS-1", "--reason", "x", *JANUARY).startswith(
        "错误：2026 已在 2027-01-11 结账"
    )
    assert ok("check", "--errors", *JANUARY)
    assert (ledgers / "对账" / "2026" / "交账.yaml").is_file()


def test_force_closes_a_year_without_reasons_and_says_what_was_open() -> None:
    sign("2026", *JANUARY)
    answer = typed("reconcile", "2026", "--close", "--force", "--reason", "调离", *JANUARY)
    assert answer.returncode == 0
    assert answer.stderr.startswith("提示：3 件在办的事项没有结转原因")
    found = asked("2026", *JANUARY)
    assert found["closed"]["forced"] == "调离"
    assert [each["reason"] for each in found["handover"]["carried"]] == [None] * 3
    assert (found["handover"]["handed_by"], found["handover"]["witness"]) == (None, None)
    assert "（没有原因）" in ok("reconcile", "2026", *JANUARY)


def test_a_reopened_year_shows_its_list_again_and_the_next_closing_a_new_record() -> None:
    carry("--carry", "PS-1", "--carry", "PS-2", "--carry", "WJ-1", "--reason", "资金未到")
    sign("2026", *JANUARY)
    ok("reconcile", "2026", "--close", *NAMES, *JANUARY)
    ok("reconcile", "2026", "--reopen", "--reason", "漏了一件", *JANUARY)
    assert asked("2026", *JANUARY)["handover"] is None
    assert "结转清单 2026" in ok("reconcile", "2026", *JANUARY)
    ok("reconcile", "2026", "--close", "--handed-by", "罗致远", "--received-by", "苏晓棠", *JANUARY)
    assert asked("2026", *JANUARY)["handover"]["received_by"] == "苏晓棠"


def test_the_next_year_opens_with_what_this_year_closed_with_to_the_item() -> None:
    carry("--carry", "PS-1", "--carry", "PS-2", "--carry", "WJ-1", "--reason", "资金未到")
    sign("2026", *JANUARY)
    ok("reconcile", "2026", "--close", *NAMES, *JANUARY)
    closed = asked("2026", *JANUARY)
    opened = asked("2027", *JANUARY)
    assert opened["opening_from"]["period"] == "2026"
    handed = [each["task"] for each in closed["handover"]["carried"]]
    assert opened["total"]["tasks"]["opening"] == closed["total"]["tasks"]["ending"] == handed
    for old, new in zip(closed["ledgers"], opened["ledgers"], strict=True):
        assert old["tasks"].get("ending", []) == new["tasks"].get("opening", [])
    by_unit = {row["unit"]: row["tasks"].get("opening") for row in opened["units"] if row["opening"]}
    assert {row["unit"]: row["tasks"]["ending"] for row in closed["units"] if row["ending"]} == by_unit


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ("--carry", "PS-1"),
            2,
            "错误：结转要写明原因。\n可以这样做：duban reconcile --year 2026 --carry PS-1 --reason …",
        ),
        (
            ("--carry", "PS-1", "--reason", "x", "--due-on", "2026-12-31", "--approved-by", "林县长"),
            2,
            "错误：结转的新时限 2026-12-31 还在 2026 年以内。\n可以这样做：写 2026-12-31 以后的日期",
        ),
        (
            ("--carry", "PS-1", "--reason", "x", "--due-on", "2027-02-01"),
            2,
            "错误：定新时限就是延期，要写明谁批准的。\n可以这样做：--due-on 2027-02-01 --approved-by 姓名",
        ),
        (
            ("--due-on", "2027-02-01"),
            2,
            (
                "错误：--due-on 和 --carry 一起用。\n"
                "可以这样做：duban reconcile --year 2026 --carry … --due-on …"
            ),
        ),
        (
            ("--handed-by", "罗致远"),
            2,
            (
                "错误：--handed-by 和 --close 一起用。\n"
                "可以这样做：duban reconcile --year 2026 --close … --handed-by …"
            ),
        ),
    ],
)
def test_what_may_not_be_carried_says_why(words: tuple[str, ...], code: int, said: str) -> None:
    assert refused("--year", "2026", *words, *JANUARY, code=code) == said


def test_a_task_that_was_not_open_at_the_end_of_the_year_is_not_carried() -> None:
    ok("withdraw", "WJ-1", "--reason", "重复", "--approved-by", "林县长", "--on", "2026-12-20", *JANUARY)
    assert refused("2026", "--carry", "WJ-1", "--carry", "PS-1", "--reason", "x", *JANUARY) == (
        "错误：WJ-2026-0001 截至 2026-12-31 不在办，不用结转\n"
        "可以这样做：看结转清单：duban reconcile --year 2026"
    )


# Files by hand


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("资金未到", "另有原因", "已入账的一笔被改动或删去了"),
        ('期: "2026"', "期: 2026H1", "文件夹是 2026，里面的期却是 2026H1"),
        ("原因: ", "原由: ", "没有“原由”这个键"),
    ],
)
def test_forms_changed_by_hand_are_found_and_kept_out(ledgers: Path, old: str, new: str, said: str) -> None:
    carry("--carry", "PS-1", "--reason", "资金未到")
    path = ledgers / "对账" / "2026" / "结转.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    checked = typed("check", *JANUARY)
    committed = typed("commit", "--reason", "改一改", *JANUARY)
    assert said in checked.stderr + committed.stderr
    assert (checked.returncode, committed.returncode) != (0, 0)
    if said.startswith("已入账"):
        assert committed.returncode == 1
    else:
        assert said in typed("reconcile", "2026", *JANUARY).stderr


def test_a_deleted_form_is_not_committed(ledgers: Path) -> None:
    carry("--carry", "PS-1", "--reason", "资金未到")
    (ledgers / "对账" / "2026" / "结转.yaml").unlink()
    answer = typed("commit", "--reason", "删", *JANUARY)
    assert answer.returncode == 1
    assert "查账、结转、交账的记录不能删去" in answer.stderr


def test_a_hand_over_record_of_no_closing_is_found_and_not_shown(ledgers: Path) -> None:
    ok("reconcile", "2026", "--close", "--force", "--reason", "调离", *JANUARY)
    path = ledgers / "对账" / "2026" / "交账.yaml"
    lines = path.read_text("utf-8").splitlines()
    lines[1] = "结账: 2026-01-01T09:00:00+08:00"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    assert (
        "没有哪一次 2026 的结账是 2026-01-01T09:00:00+08:00，这份交账单对不上"
        in typed("check", *JANUARY).stderr
    )
    assert asked("2026", *JANUARY)["handover"] is None


def test_nothing_is_written_while_the_closings_of_a_period_cannot_be_read(ledgers: Path) -> None:
    sign("2026Q4", *JANUARY)
    ok("reconcile", "2026Q4", "--close", *JANUARY)
    (ledgers / "对账" / "2026Q4" / "结账.yaml").write_text("期: [", "utf-8")
    answer = typed("reconcile", "2026", "--carry", "PS-1", "--reason", "x", *JANUARY)
    assert answer.returncode == 1
    assert "2026Q4/结账.yaml" in answer.stderr
    assert not (ledgers / "对账" / "2026").exists()


def test_the_commit_names_the_tasks_that_a_step_speaks_of() -> None:
    carry("--carry", "PS-1", "--reason", "资金未到")
    assert "Duban-Task: PS-2026-0001" in git("show", "-s", "--format=%B", "HEAD").splitlines()


def test_undo_takes_a_conclusion_back(ledgers: Path) -> None:
    ok("reconcile", "2027H1", "--conclude", POINT, "--result", "催办", *JULY)
    ok("undo", *JULY)
    assert not (ledgers / "对账" / "2027H1" / "查账.yaml").exists()


def test_due_shows_the_office_s_own_reconciliation_until_the_quarter_is_closed() -> None:
    words = (
        "due",
        "--today",
        "2027-01-11",
        "--within",
        "20",
        "--unit",
        "督查室",
        "--rule",
        "quarter",
        "--json",
    )
    (row,) = json.loads(ok(*words))
    assert (row["duty"], row["discretionary"]) == ("季度对账（2026Q4）", True)
    sign("2026Q4", *JANUARY)
    ok("reconcile", "2026Q4", "--close", *JANUARY)
    assert [each["duty"] for each in json.loads(ok(*words))] != ["季度对账（2026Q4）"]


def test_a_self_check_that_came_back_is_the_duty_done(ledgers: Path) -> None:
    october = ("--today", "2026-10-20")
    owed = [each["unit"] for each in json.loads(ok("overdue", "--json", *october)) if each["rule"] == "month"]
    sheets = json.loads(ok("reconcile", "2026-09", "--statements", "../自查", "--json", *october))
    name = next(each["path"] for each in sheets["statements"] if each["unit"] == "县水务局")
    ok("reconcile", "2026-09", "--against", name, *october)
    assert (ledgers / "对账" / "2026-09" / "县水务局.yaml").is_file()
    left = [each["unit"] for each in json.loads(ok("overdue", "--json", *october)) if each["rule"] == "month"]
    assert sorted(left) == sorted(set(owed) - {"县水务局"})
    earlier = ("--known", "2026-10-01T00:00:00+08:00")
    known = json.loads(ok("overdue", "--json", *october, *earlier))
    assert all(each["rule"] != "month" or each["unit"] in owed for each in known)
