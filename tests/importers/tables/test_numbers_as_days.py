"""Numbers where days belong: Excel drops the zero of a typed 2026.10, and counts days from 1900."""

import io

import pytest
from openpyxl import Workbook

from duban.importers.read_document import read_document


@pytest.mark.parametrize(
    ("value", "shown", "on"),
    [
        (2026.1, "0.00", None),
        (11.3, "0.00", None),
        (10.2, "0.00", None),
        (2026.12, "General", "2026-12-31"),
        (46387, "General", "2026-12-31"),
        (20261231, "General", "2026-12-31"),
    ],
)
def test_a_number_is_a_day_or_open_and_told(value: float, shown: str, on: str | None) -> None:
    book = Workbook()
    page = book.worksheets[0]
    for line in (("2026年任务",), ("序号", "事项", "牵头单位", "完成时限"), (1, "修桥", "县水务局", value)):
        page.append(line)
    page["D3"].number_format = shown
    data = io.BytesIO()
    book.save(data)
    imported = read_document(data.getvalue(), "任务.xlsx")
    (draft,) = imported.drafts
    assert (draft.due_on and str(draft.due_on)) == on
    assert ("deadline-unclear" in [problem.code for problem in imported.problems]) == (on is None)
