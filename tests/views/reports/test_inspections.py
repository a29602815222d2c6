"""督查工作 and 减负: the inspections of a year in figures, counted by hand."""

from typing import Any

import pytest
from tests.inspected import books_of, entry, inspection, journal_to

from duban.core.balance.identity import reconcile
from duban.core.model.inspection import Inspection
from duban.core.periods.spans import parse_span
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
    period: str = "2026", *files: Inspection, today: str = "2026-05-20", units: tuple[str, ...] = ()
) -> ReportRequest:
    span = parse_span(period)
    assert span is not None
    books = books_of(*(files or FILES), today=today)
    return ReportRequest(found=reconcile(books, span), units=units)


def tables(name: str, request: ReportRequest) -> dict[str, list[dict[str, Any]]]:
    report = next(each for each in REPORTS if each.name == name)
    record: Any = report_record(report, request, view_of(report)(request))
    return dict(record["tables"])


def test_the_year_is_told_by_type_mode_and_state() -> None:
    found = tables("inspection", asked())
    assert found["by_type"] == [
        dict(zip(found["by_type"][0], row, strict=True))
        for row in (
            ("综合督查", 1, 0, 0, 1, 0, 0, 0, 1),
            ("专项督查", 3, 1, 2, 0, 0, 0, 0, 2),
            ("total", 4, 1, 2, 1, 0, 0, 0, 3),
        )
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
        (each["unit"], each["findings"], each["circulate"], each["open"])
        for each in found["findings_by_unit"]
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


def test_a_sentence_says_what_was_unplanned_and_who_was_invited() -> None:
    request = asked()
    report = next(each for each in REPORTS if each.name == "inspection")
    text = "".join(view_of(report)(request)[0].paragraphs)
    assert "督查 4 次，已开展 3 次，作出结论 1 次，归档 0 次；发现问题 3 个，没有处理的 2 个。" in text
    assert "计划外 1 次：DX-2026-0004。" in text
    assert "两代表一委员参加现场督查 1 次，一年不少于 2 次（参照 六盘水府发〔2016〕7号 五（二））。" in text


@pytest.mark.parametrize(
    ("period", "units", "total"),
    [("2026", (), 4), ("2026Q1", (), 3), ("2026-04", (), 1), ("2026", ("乙局",), 2), ("2025", (), 2)],
)
def test_an_inspection_belongs_to_the_period_in_which_it_set_out(
    period: str, units: tuple[str, ...], total: int
) -> None:
    today = {"2025": "2025-12-31", "2026Q1": "2026-03-31"}.get(period, "2026-05-20")
    found = tables("inspection", asked(period, *FILES, units=units, today=today))
    assert found["by_type"][-1]["total"] == total


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
