"""The books of a period as people and programs read them."""

import pytest
from tests.accounts import closed, quarter, task
from tests.builders import (
    cadence_rule,
    day,
    event,
    events_to,
    limit_rule,
    make_policy,
    make_register,
    registered,
)

from duban.core.balance.identity import Opening
from duban.core.engine.journal import target_of
from duban.core.model.events import Event
from duban.core.model.terms import Status
from duban.core.periods.spans import parse_span
from duban.errors import DubanError
from duban.render.text import plain
from duban.render.text.width import width
from duban.views.period.balance import balance_records, narrowed
from duban.views.period.balance_sheets import balance_sheets

MOVED = event("转办", "2026-09-15", old_lead="A", new_lead="B", due_on="2026-09-28")
TASKS = (
    task(event("立项", "2026-06-01"), event("交办", "2026-06-01", due_on="2026-08-31")),
    task(*events_to(Status.CLOSED), number=2),
    task(*events_to(Status.IN_PROGRESS), MOVED, number=3, lead="B", leader_in_charge="林县长"),
    task(registered("2026-09-28"), id="PS-2026-0001", lead=["B", "A"]),
)
ROW = ("opening", "registered", "moved_in", "written_off", "moved_out", "ending")


def shown(*, detail: bool = False, units: tuple[str, ...] = ()) -> str:
    view = narrowed(quarter(*TASKS), units, (), None)
    return "\n".join(plain.render(sheet, 80) for sheet in balance_sheets(view, detail=detail))


def test_the_identity_on_paper() -> None:
    text = shown()
    assert text.startswith("季度对账 2026Q3（2026-07-01 至 2026-09-30）\n\n期初在办 1 件，期末在办 3 件。\n")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "重要文件 WJ 1 0 2 0 0 1 0 0 2" in lines
    assert "领导批示 PS 0 0 1 0 0 0 0 0 1" in lines
    assert "合计 1 0 3 0 0 1 0 0 3" in lines
    assert "A 1 0 2 0 0 1 0 1 1 1" in lines
    assert "B 0 0 1 0 1 0 0 0 2 0" in lines
    assert "合计 1 0 3 0 0 1 0 0 3 0" in lines
    assert "单位之间的移入、移出在合计里相抵。" in lines
    assert "联合：联合牵头、记在别的单位名下的事项，不计入本行。" in lines
    assert all(width(line) <= 80 for line in text.splitlines())


def test_every_figure_opens_into_its_tasks() -> None:
    text = shown(detail=True)
    for heading in (
        "全部·期初在办 1 件",
        "全部·本期登账 3 件",
        "A·移出 1 件",
        "B·移入 1 件",
        "A·联合牵头 1 件",
        "A·到期未完成 1 项",
    ):
        assert heading in text
    after = text.partition("A·移出 1 件")[2].splitlines()
    assert after[1].startswith("WJ-2026-0003  制定方案")


def test_the_record_has_the_promised_names() -> None:
    record = balance_records(narrowed(quarter(*TASKS), (), (), None))
    assert {name: str(record[name]) for name in ("period", "start_on", "end_on", "as_of", "known_at")} == {
        "period": "2026Q3",
        "start_on": "2026-07-01",
        "end_on": "2026-09-30",
        "as_of": "2026-09-30",
        "known_at": "None",
    }
    units = {row["unit"]: row for row in record["units"]}
    assert [units["A"][name] for name in ROW] == [1, 2, 0, 1, 1, 1]
    assert [units["B"][name] for name in ROW] == [0, 1, 1, 0, 0, 2]
    assert units["A"]["duties"] == {"due": 2, "met": 1, "met_late": 0, "unmet": 1, "pending": 0}
    assert units["A"]["tasks"]["moved_out"] == ("WJ-2026-0003",)
    assert [row["ledger"] for row in record["ledgers"]] == ["document", "instruction"]
    for row in (record["total"], *record["ledgers"], *record["units"]):
        came = (
            row["opening"] + row["prior_adjustment"] + row["registered"] + row["reopened"] + row["moved_in"]
        )
        assert came - row["written_off"] - row["withdrawn"] - row["moved_out"] == row["ending"]


def test_a_unit_alone_sees_its_moves_in_the_total() -> None:
    record = balance_records(narrowed(quarter(*TASKS), ("B",), (), None))
    assert [record["total"][name] for name in ROW] == [0, 1, 1, 0, 0, 2]
    assert [row["unit"] for row in record["units"]] == ["B"]
    assert [row["ending"] for row in record["ledgers"]] == [1, 1]


def test_a_ledger_and_a_leader_narrow_the_view() -> None:
    found = quarter(*TASKS)
    one = balance_records(narrowed(found, (), ("领导批示",), None))
    assert [row["prefix"] for row in one["ledgers"]] == ["PS"]
    assert [(row["unit"], row["ending"], row["joint"]) for row in one["units"]] == [("A", 0, 1), ("B", 1, 0)]
    of_lin = balance_records(narrowed(found, (), (), "林县长"))
    assert of_lin["total"]["tasks"]["ending"] == ("WJ-2026-0003",)


def test_reports_of_no_task_count_only_where_all_tasks_are_asked_for() -> None:
    policy = make_policy(limit_rule(5), cadence_rule("季", 范围="单位"))
    found = quarter(*TASKS, policy=policy, register=make_register({"全称": "A"}, {"全称": "B"}))

    def owed(units: tuple[str, ...], ledgers: tuple[str, ...], leader: str | None) -> int:
        record = balance_records(narrowed(found, units, ledgers, leader))
        return int(record["total"]["reports"]["owed"])

    assert [owed((), (), None), owed(("B",), (), None)] == [2, 1]
    assert [owed((), ("领导批示",), None), owed((), (), "林县长")] == [0, 0]


def test_units_stand_in_the_order_of_the_register_and_without_lead_last() -> None:
    register = make_register({"全称": "B"}, {"全称": "A"})
    tasks = (*TASKS, task(registered(), number=9, lead=None), task(registered(), number=8, lead="C"))
    record = balance_records(narrowed(quarter(*tasks, register=register), (), (), None))
    assert [row["unit"] for row in record["units"]] == ["B", "A", "C", None]


@pytest.mark.parametrize(
    ("units", "ledgers", "code"), [(("丙局",), (), "unknown-unit"), ((), ("账本",), "unknown-ledger")]
)
def test_an_unknown_word_is_refused(units: tuple[str, ...], ledgers: tuple[str, ...], code: str) -> None:
    with pytest.raises(DubanError) as refused:
        narrowed(quarter(*TASKS), units, ledgers, None)
    assert refused.value.problems[0].code == code


def test_adjustments_are_named() -> None:
    opening, _ = closed(quarter(TASKS[0], label="2026Q2"), "2026-07-10")
    late = task(event("立项", "2026-06-20", "2026-08-01", late="漏登"), number=7)
    view = narrowed(quarter(*TASKS, late, opening=opening), (), (), None)
    text = plain.render(balance_sheets(view, detail=False)[0], 80)
    assert "前期更正涉及 1 件：WJ-2026-0007。" in text
    assert "期初接 2026Q2 的期末（2026-07-10 结账）。" in text
    record = balance_records(view)
    assert record["prior"] == [{"task": "WJ-2026-0007", "from": None, "to": {"prefix": "WJ", "unit": "A"}}]
    assert record["opening_from"]["period"] == "2026Q2"


def notes_of(label: str, *journal: Event, today: str, opening: Opening | None = None) -> str:
    found = quarter(task(*journal), label=label, today=today, opening=opening)
    return "".join(plain.render(balance_sheets(narrowed(found, (), (), None), detail=False)[0], 400))


def test_what_was_taken_over_undecided_and_who_was_late_stand_beside() -> None:
    opened = events_to(Status.IN_PROGRESS)
    reported = (*opened, event("报结", "2026-09-29", unit="A"))
    failed = event("核验", "2026-10-12", method="现场", result="不通过")
    told = notes_of("2026Q4", *reported, failed, today="2026-10-20")
    assert "上期结转：上期到期、报结待核的 1 项，本期核定按期 0 项、逾期 1 项，仍待核 0 项" in told
    assert "本期曾逾期 1 件，其中现在逾期 1 件" in told
    passed = event("核验", "2026-10-12", method="现场", result="通过")
    told = notes_of("2026Q4", *reported, passed, today="2026-10-20")
    assert "本期核定按期 1 项、逾期 0 项，仍待核 0 项" in told
    assert "曾逾期" not in told
    found_out = event(
        "重启", "2026-11-02", reason="暗访", due_on="2027-01-15", approved_by="林", finding="失实"
    )
    told = notes_of("2026Q4", *events_to(Status.CLOSED), found_out, today="2026-11-20")
    assert "前期更正：失实重启，以前的按期改判逾期 1 项：WJ-2026-0001。" in told


def test_a_correction_of_a_closed_period_is_a_prior_adjustment() -> None:
    opened = events_to(Status.IN_PROGRESS)
    opening, _ = closed(quarter(task(*opened)), "2026-10-08")
    wrong = target_of(opened[2])
    target = {"日期": wrong.on.isoformat(), "动作": "签收", "单位": "A", "摘要": wrong.digest}
    right = event(
        "更正", "2026-10-12", target=target, value={"日期": "2026-09-03"}, reason="录错", late="录错"
    )
    late = event("反馈", "2026-09-20", "2026-10-13T09:00:00+08:00", unit="A", percent=40, late="漏记")
    told = notes_of("2026Q4", *opened, right, late, today="2026-10-20", opening=opening)
    assert "前期更正：上期结账以来更正以前的记录 1 笔：WJ-2026-0001 2026-09-0" in told
    assert "上期结账以来补登 1 笔：WJ-2026-0001 2026-09-20 的反馈（漏记）。" in told


def test_a_running_period_says_so() -> None:
    text = plain.render(
        balance_sheets(narrowed(quarter(*TASKS, today="2026-09-10"), (), (), None), detail=False)[0]
    )
    assert "这一期还没有结束，算到 2026-09-10。" in text


def test_names_of_units_cannot_steer_a_terminal() -> None:
    nasty = task(registered(), number=5, lead="\x1b[31m红局")
    text = plain.render(balance_sheets(narrowed(quarter(nasty), (), (), None), detail=True)[0], 80)
    assert "\x1b" not in text
    span = parse_span("2026Q3")
    assert span is not None
    assert span.start == day("2026-07-01")
