"""Spreadsheets made on the spot, so that a test shows the table it speaks of."""

import io
from collections.abc import Callable, Iterable, Sequence

import pytest
from openpyxl import Workbook

Table = Sequence[Sequence[object]]
MakeXlsx = Callable[..., bytes]


@pytest.fixture
def xlsx() -> MakeXlsx:
    def make(
        table: Table, merged: Iterable[str] = (), *, name: str = "Sheet1", hidden: Iterable[int] = ()
    ) -> bytes:
        book = Workbook()
        sheet = book.create_sheet(name)
        book.remove(book.worksheets[0])
        for row in table:
            sheet.append(list(row))
        for area in merged:
            sheet.merge_cells(area)
        for number in hidden:
            sheet.row_dimensions[number].hidden = True
        return saved(book)

    return make


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
