"""督查计划 as people read it: what each inspection rests on, who leads it and who takes part, who approved it."""

import pytest
from tests.inspected import approval, books_of, entry, inspection

from duban.core.model.inspection import Inspection, InspectionPlan
from duban.core.periods.spans import read_span
from duban.views.queries.cases.inspection_plan import plan_seen, plan_sheet

ENTERED = entry("督查立项", "2026-03-02")
SETTLED = entry("方案审定", "2026-03-03", approved_by="县长")
DAYS = {"starts_on": "2026-03-10", "ends_on": "2026-03-12"}
OWN = {"name": "部门", "organizer": "乙局"}
BASIS = [{"类别": "行政首长批示", "领导": "县长", "日期": "2026-03-01"}]
ROWS: dict[str, tuple[Inspection, str, dict[str, str | None]]] = {
    "in both plans": (
        inspection(1, ENTERED, **DAYS, partners=["丙局"]),
        "列入计划（1 次）",
        {
            "主办": "督查室",
            "参加单位": "丙局",
            "备案、审定": "2026 计划 2026-03-02 县长审定；2026-03 计划 2026-03-03 刘县长审定",
        },
    ),
    "settled, in no plan": (
        inspection(2, ENTERED, SETTLED, **DAYS),
        "还没有列入（1 次）",
        {"备案、审定": "方案 2026-03-03 县长审定", "依据": None},
    ),
    "a department's own": (
        inspection(2, ENTERED, entry("备案", "2026-03-02", doc_no="某水函〔2026〕1号"), **DAYS, **OWN),
        "部门备案（1 次）",
        {"主办": "乙局", "参加单位": None, "备案、审定": "2026-03-02 备案（某水函〔2026〕1号）"},
    ),
    "not yet filed": (inspection(2, ENTERED, **DAYS, **OWN), "部门备案（1 次）", {"备案、审定": None}),
    "on an order": (
        inspection(2, ENTERED, SETTLED, entry("实施", "2026-03-10"), **DAYS, warrants=BASIS),
        "另有依据（1 次）",
        {"依据": "行政首长批示：县长", "备案、审定": "方案 2026-03-03 县长审定"},
    ),
    "unplanned": (
        inspection(
            2, ENTERED, SETTLED, entry("实施", "2026-03-10", unplanned="突发", approved_by="县长"), **DAYS
        ),
        "计划外（1 次）",
        {"备案、审定": "2026-03-10 县长批准计划外开展：突发"},
    ),
    "merged": (
        inspection(2, ENTERED, entry("并入", "2026-03-03", into="DX-2026-0001", reason="重复"), **DAYS),
        "取消、并入（1 次）",
        {"状态": "已并入"},
    ),
}


@pytest.mark.parametrize("case", ROWS)
def test_a_row_says_what_it_rests_on(case: str) -> None:
    file, heading, cells = ROWS[case]
    journal = (
        approval("2026-03-02", "2026", "DX-2026-0001"),
        approval("2026-03-03", "2026-03", "DX-2026-0001", approved_by="刘县长"),
    )
    books = books_of(file, today="2026-03-12", plans=(InspectionPlan(year="2026", journal=journal),))
    span = read_span("2026")
    assert span is not None
    seen = plan_seen(books, span)
    table = plan_sheet(books, seen).tables[0]
    assert [group.title for group in table.groups] == [heading]
    told = {
        column.title: cell.value for column, cell in zip(table.columns, table.groups[0].rows[0], strict=True)
    }
    assert {name: told[name] for name in cells} == cells
