"""督查工作 and 减负: the inspections of a year in figures, counted by hand."""

from collections import Counter
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.inspected import books_of, entry, inspection, journal_to, state_of

from duban.core.balance.identity import reconcile
from duban.core.model.inspection import Inspection
from duban.core.periods.spans import parse_span, read_span
from duban.views.reports.cases.inspections import set_out
from duban.views.reports.registry import REPORTS, report_record, view_of
from duban.views.reports.request import ReportRequest

OUT = journal_to("发现", "2026-03-10", units=("甲局", "乙局"))
FILES = (
    inspection(1, title="没有开展"),
    inspection(
        2,
        *OUT,
        entry("现场", "2026-03-10", place="乙镇"),
        objects=["甲局", "乙局"],
        manner=["暗访"],
        announced="否",
    ),
    inspection(
        3, *journal_to("处理", "2026-04-02"), type="综合督查", manner=["暗访", "抽查"], setup=["联合"]
    ),
    inspection(
        4,
        entry("督查立项", "2025-12-29"),
        entry("方案审定", "2025-12-29", approved_by="县长"),
        entry("实施", "2026-01-05", unplanned="突发", approved_by="县长"),
        entry("现场", "2026-01-05", place="丙镇", members=("戊二",)),
        entry("现场", "2026-01-06", place="丙镇"),
        objects=["乙局"],
        team=[{"姓名": "丁一", "身份": "组长"}, {"姓名": "戊二", "身份": "特邀", "界别": "人大代表"}],
    ),
    inspection(5, entry("督查立项", "2025-11-03"), title="去年的"),
)


def asked(
    period: str = "2026",
    *files: Inspection,
    today: str = "2026-05-20",
    units: tuple[str, ...] = (),
    none: bool = False,
) -> ReportRequest:
    span = read_span(period)
    assert span is not None
    books = books_of(*(files if files or none else FILES), today=today)
    return ReportRequest(found=reconcile(books, span), units=units)


def tables(name: str, request: ReportRequest) -> dict[str, list[dict[str, Any]]]:
    report = next(each for each in REPORTS if each.name == name)
    record: Any = report_record(report, request, view_of(report)(request))
    return dict(record["tables"])


def sentences(request: ReportRequest) -> str:
    report = next(each for each in REPORTS if each.name == "inspection")
    return "".join(view_of(report)(request)[0].paragraphs)


def test_the_year_is_told_by_type_mode_and_state() -> None:
    found = tables("inspection", asked())
    # 立项 in 2026: 1, 2, 3; 4 and 5 in 2025. 4 set out unplanned on 5 January.
    assert found["by_type"] == [
        dict(zip(found["by_type"][0], row, strict=True))
        for row in (
            ("综合督查", 1, 1, 0, 1, 0, 0, 0, 1),
            ("专项督查", 2, 2, 1, 0, 0, 0, 0, 2),
            ("total", 3, 3, 1, 1, 0, 0, 0, 3),
        )
    ]
    assert found["open_by_type"] == [
        dict(zip(found["open_by_type"][0], row, strict=True))
        for row in (("综合督查", 0, 0, 1, 1, 0), ("专项督查", 2, 2, 0, 4, 2), ("total", 2, 2, 1, 5, 2))
    ]
    assert {each["mode"]: each["inspections"] for each in found["by_mode"]} == {
        "暗访": 2,
        "抽查": 1,
        "联合": 1,
        "不发通知": 1,
    }


def test_days_findings_and_guests() -> None:
    found = tables("inspection", asked())
    # 5 and 6 January; 10 March (two places, one day); 2 April.
    assert [(each["month"], each["days"], each["lacking"]) for each in found["site_days"]] == [
        ("2026-01", 2, 13),
        ("2026-02", 0, 15),
        ("2026-03", 1, 14),
        ("2026-04", 1, 14),
        ("2026-05", 0, 15),
    ]
    assert [
        (each["unit"], each["findings"], each["clue"], each["open"]) for each in found["findings_by_unit"]
    ] == [
        ("甲局", 2, 1, 1),
        ("乙局", 1, 0, 1),
    ]
    assert [(each["kind"], each["findings"]) for each in found["findings_by_kind"]] == [
        ("其他", 3),
        ("total", 3),
    ]
    assert [(each["task"], each["persons"], each["days"]) for each in found["guests"]] == [
        ("DX-2026-0004", "戊二（人大代表）", "1月5日")
    ]


def test_part_of_a_month_is_asked_for_no_days() -> None:
    found = tables("inspection", asked("2026-03-05..2026-04-30"))
    assert [(each["month"], each["days"], each["wanted"]) for each in found["site_days"]] == [
        ("2026-03", 1, None),
        ("2026-04", 1, 15),
    ]


def test_a_sentence_says_what_was_unplanned_and_who_was_invited() -> None:
    text = sentences(asked())
    assert "期内立项 3 次，开展 3 次，作出结论 1 次；发现问题 3 个。" in text
    assert "到 2026-05-20，还没有开展 2 次，正在进行 2 次，整改跟踪 1 次；没有处理的问题 2 个。" in text
    assert "期内计划外开展 1 次：DX-2026-0004。" in text
    assert "两代表一委员参加现场督查 1 次，一年不少于 2 次（参照 六盘水府发〔2016〕7号 五（二））。" in text


def test_what_was_cancelled_or_merged_is_told() -> None:
    ends = (
        inspection(
            1, entry("督查立项", "2026-02-02"), entry("取消", "2026-03-03", reason="不查", approved_by="县长")
        ),
        inspection(
            2,
            entry("督查立项", "2026-02-02"),
            entry("并入", "2026-02-05", into="DX-2026-0003", reason="重复"),
        ),
    )
    assert "，取消 1 次，并入 1 次；" in sentences(asked("2026", *ends))
    assert "，并入 1 次；" in sentences(asked("2026-02", *ends, today="2026-02-28"))
    assert "，取消 1 次；" in sentences(asked("2026-03", *ends, today="2026-03-31"))


# One inspection over the turn of quarters, a figure a day: entered in March, set out in April, found in May, heard and
# concluded in June, disposed of in July and August, archived in September.
LONG = inspection(
    1,
    entry("督查立项", "2026-03-30"),
    entry("方案审定", "2026-03-31", approved_by="县长"),
    entry("实施", "2026-04-01", unplanned="突发", approved_by="县长"),
    entry("现场", "2026-04-30", place="甲镇", members=("戊二",)),
    entry("现场", "2026-05-01", place="甲镇", members=("戊二",)),
    entry("发现", "2026-05-04", place=1, unit="甲局", fact="没有开工"),
    entry("发现", "2026-05-05", place=2, unit="乙局", fact="没有验收", kind="慢落实"),
    entry("征求意见", "2026-05-06", unit="甲局", due_on="2026-05-20"),
    entry("征求意见", "2026-05-06", unit="乙局", due_on="2026-05-20"),
    entry("意见反馈", "2026-05-07", unit="甲局", agreed="是"),
    entry("意见反馈", "2026-05-07", unit="乙局", agreed="否", opinion="已经验收"),
    entry("认定", "2026-06-01", place=2, holds="否", reason="已经验收", approved_by="县长"),
    entry("督查结论", "2026-06-02", opinion="限期整改", approved_by="县长"),
    entry("结论送达", "2026-06-03", unit="甲局"),
    entry("申请复核", "2026-06-04", unit="甲局", reason="数字不对"),
    entry("复核决定", "2026-06-30", unit="甲局", ruling="变更", reviewers=("己三",), reason="重新核对", approved_by="县长"),
    entry("征求意见", "2026-07-01", unit="甲局", due_on="2026-07-15"),
    entry("督查结论", "2026-07-02", opinion="限期整改", approved_by="县长"),
    entry("处理", "2026-07-03", place=1, outcome="整改", task="ZG-2026-0001"),
    entry("结论送达", "2026-08-03", unit="甲局"),
    entry("处理", "2026-08-04", place=1, outcome="通报", approved_by="县长"),
    entry("归档", "2026-09-01"),
    manner=["暗访"],
    team=[{"姓名": "丁一", "身份": "组长"}, {"姓名": "戊二", "身份": "特邀", "界别": "人大代表"}],
)  # fmt: skip
FIGURES = ("registered", "started", "unplanned", "concluded", "archived", "findings")


@pytest.mark.parametrize(
    ("month", "figures", "still"),
    [
        ("2026-02", (), ()),
        ("2026-03", (1, 0, 0, 0, 0, 0), (1, 0, 0)),
        ("2026-04", (0, 1, 1, 0, 0, 0), (0, 1, 0)),
        ("2026-05", (0, 0, 0, 0, 0, 2), (0, 1, 0)),
        ("2026-06", (0, 0, 0, 1, 0, 0), (0, 1, 0)),
        ("2026-07", (0, 0, 0, 0, 0, 0), (0, 1, 0)),
        ("2026-08", (0, 0, 0, 0, 0, 0), (0, 0, 1)),
        ("2026-09", (0, 0, 0, 0, 1, 0), ()),
        ("2026", (1, 1, 1, 1, 1, 2), ()),
    ],
)
def test_each_fact_stands_in_the_period_of_its_own_day(
    month: str, figures: tuple[int, ...], still: tuple[int, ...]
) -> None:
    found = tables("inspection", asked(month, LONG, today=str(_last(month))))
    assert [tuple(each[name] for name in FIGURES) for each in found["by_type"][-1:]] == (
        [figures] if figures else []
    )
    assert [(each["waiting"], each["going"], each["followed"]) for each in found["open_by_type"][-1:]] == (
        [still] if still else []
    )


@pytest.mark.parametrize(
    ("month", "rows"),
    [
        ("2026-04", {}),
        ("2026-05", {"慢落实": (1, 0, 0, 0, 1), "其他": (1, 0, 0, 0, 1), "total": (2, 0, 0, 0, 2)}),
        ("2026-06", {"慢落实": (0, 0, 0, 1, 0), "其他": (0, 0, 0, 0, 1), "total": (0, 0, 0, 1, 1)}),
        (
            "2026-07",
            {"其他": (0, 1, 0, 0, 1), "total": (0, 1, 0, 0, 1)},
        ),  # the rectification is not in the books
        ("2026-08", {"其他": (0, 0, 1, 0, 0), "total": (0, 0, 1, 0, 0)}),
        ("2026-09", {}),
        ("2026", {"慢落实": (1, 0, 0, 1, 0), "其他": (1, 1, 1, 0, 0), "total": (2, 1, 1, 1, 0)}),
    ],
)
def test_a_finding_its_end_and_what_is_left_stand_each_in_its_own_month(
    month: str, rows: dict[str, tuple[int, ...]]
) -> None:
    names = ("findings", "rectify", "circulate", "reject", "open")
    found = tables("inspection", asked(month, LONG, today=str(_last(month))))
    assert {each["kind"]: tuple(each[name] for name in names) for each in found["findings_by_kind"]} == rows


@pytest.mark.parametrize(
    ("month", "times", "days"),
    [
        ("2026-03", "0 次，2026年以来 0 次，", None),
        ("2026-04", "1 次，2026年以来 1 次，", "4月30日"),
        ("2026-05", "0 次，2026年以来 1 次，", "5月1日"),
        ("2026-06", "0 次，2026年以来 1 次，", None),
        ("2026", "1 次，一年", "4月30日、5月1日"),
    ],
)
def test_a_guest_counts_on_the_first_day_on_site(month: str, times: str, days: str | None) -> None:
    request = asked(month, LONG, today=str(_last(month)))
    assert f"两代表一委员参加现场督查 {times}" in sentences(request)
    assert [each["days"] for each in tables("inspection", request)["guests"]] == ([days] if days else [])


def test_a_finding_is_given_up_each_time_it_is_ruled_out() -> None:
    """Ruled out, once more, taken back, ruled out again: twice; a ruling that it stands is no end of it."""
    rulings = [("2026-03-16", "否"), ("2026-03-17", "否"), ("2026-03-18", "是"), ("2026-04-01", "否")]
    file = inspection(
        1,
        *journal_to("发现", "2026-03-10"),
        *(
            entry("认定", on, place=1, holds=holds, reason="核对", approved_by="县长")
            for on, holds in rulings
        ),
    )
    told = {
        period: [
            (each["reject"], each["open"])
            for each in tables("inspection", asked(period, file, today=today))["findings_by_unit"]
        ]
        for period, today in (("2026-03", "2026-03-31"), ("2026-04", "2026-04-30"), ("2026", "2026-04-30"))
    }
    assert told == {"2026-03": [(1, 1)], "2026-04": [(1, 0)], "2026": [(2, 0)]}


def test_a_unit_reads_its_own_findings() -> None:
    found = tables("inspection", asked("2026", LONG, today="2026-12-31", units=("甲局",)))
    assert [(each["unit"], each["findings"]) for each in found["findings_by_unit"]] == [("甲局", 1)]
    assert found["by_type"][-1]["findings"] == 1


@given(
    st.lists(st.lists(st.dates(date(2025, 11, 1), date(2027, 1, 31)), min_size=22, max_size=22), max_size=3)
)
@settings(max_examples=25, deadline=None)
def test_the_months_add_up_to_the_year(days: list[list[date]]) -> None:
    """Every count of facts of the year is the sum of its months; what is open at the end of December is one figure."""
    files = [
        msgspec.structs.replace(
            LONG,
            id=f"DX-2026-{number:04d}",
            journal=tuple(
                msgspec.structs.replace(each, on=on)
                for each, on in zip(LONG.journal, sorted(held), strict=True)
            ),
        )
        for number, held in enumerate(days, 1)
    ]

    def told(period: str) -> dict[str, list[dict[str, Any]]]:
        return tables("inspection", asked(period, *files, today=str(_last(period)), none=True))

    year, months = told("2026"), [told(f"2026-{month:02d}") for month in range(1, 13)]
    for name, key in FACTS.items():
        sums: Counter[tuple[str, str]] = Counter()
        for found in months:
            sums.update(_counts(found[name], key))
        assert +_counts(year[name], key) == +sums, name
    assert year["open_by_type"] == months[-1]["open_by_type"]


FACTS = {
    "by_type": "type",
    "by_mode": "mode",
    "site_days": "month",
    "findings_by_kind": "kind",
    "findings_by_unit": "unit",
}
"""The tables that hold facts, each with what its rows are named by."""


def _counts(rows: list[dict[str, Any]], key: str) -> Counter[tuple[str, str]]:
    return Counter(
        {(row[key], name): n for row in rows for name, n in row.items() if name not in {key, "open"} and n}
    )


def _last(period: str) -> date:
    span = parse_span(period)
    assert span is not None
    return span.end


@pytest.mark.parametrize(
    ("period", "units", "total"),
    [("2026", (), 3), ("2026Q1", (), 2), ("2026-04", (), 1), ("2026", ("乙局",), 2), ("2025", (), 0)],
)
def test_the_burden_and_the_report_count_those_that_set_out(
    period: str, units: tuple[str, ...], total: int
) -> None:
    request = asked(period, *FILES, units=units, today=min(str(_last(period)), "2026-05-20"))
    assert [each["started"] for each in tables("inspection", request)["by_type"][-1:]] in ([total], [])
    assert len(list(set_out(request))) == total


def test_the_burden_counts_the_inspections_that_a_unit_met() -> None:
    found = tables("burden", asked())
    assert {each["unit"]: each["inspections"] for each in found["by_kind"]} == {
        "甲局": 2,
        "乙局": 2,
        "total": 4,
    }
    assert {
        each["unit"]: (each["2026-01"], each["2026-03"], each["2026-04"]) for each in found["by_month"]
    } == {
        "甲局": (0, 1, 1),
        "乙局": (1, 1, 0),
        "total": (1, 2, 1),
    }


def test_the_burden_counts_the_units_that_were_no_objects_and_yet_were_met() -> None:
    """As older entries have it: a day on site, a finding, at a unit that the head does not name."""
    out = journal_to("实施", "2026-03-10")
    seen = entry("现场", "2026-03-11", place="库房", unit="丙局")
    found = entry("发现", "2026-03-11", place=9, unit="丁局", fact="缺账")
    file = inspection(1, *out, seen, found)
    burden = tables("burden", asked("2026", file))["by_kind"]
    assert {each["unit"]: each["inspections"] for each in burden} == {
        "甲局": 1,
        "丙局": 1,
        "丁局": 1,
        "total": 3,
    }
    state = state_of(file, "2026-05-20")
    assert [state.has_met(unit) for unit in ("甲局", "丙局", "丁局", "戊局")] == [True, True, True, False]
