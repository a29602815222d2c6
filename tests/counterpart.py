"""The two sides of a reconciliation: the office's commands, and a unit's person at a spreadsheet who fills in or spoils."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.outside import Answer, defect, typed

TODAY = "2026-10-12"
Answers = Mapping[str, Mapping[str, Any]]
OTHERS = ("对方编号", "来源", "事项", "状态", "时限", "说明")


def run(*words: str, today: str = TODAY) -> Answer:
    """The answer to a command, as if typed on that day."""
    return typed(*words, "--today", today)


def done(*words: str, today: str = TODAY) -> str:
    """What a command printed; it must succeed."""
    answer = run(*words, today=today)
    assert answer.returncode == 0, defect(answer.stderr)
    return answer.stdout


def read(*words: str, today: str = TODAY) -> dict[str, Any]:
    """The JSON answer, an object."""
    answer: dict[str, Any] = json.loads(done(*words, "--json", today=today))
    return answer


def statement(book: Workbook, name: str = "对账单") -> Worksheet:
    sheet = book[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def header(sheet: Worksheet, title: str) -> tuple[int, dict[str, int]]:
    """The line of the header, and the column of each heading."""
    for cells in sheet.iter_rows():
        found = {str(cell.value): cell.column for cell in cells if cell.value is not None}
        if title in found and len(found) > 1:
            return int(cells[0].row or 0), {name: int(column or 0) for name, column in found.items()}
    raise AssertionError(title)


def line_of(sheet: Worksheet, identifier: str) -> int:
    first, columns = header(sheet, "编号")
    lines = range(first + 1, sheet.max_row + 1)
    return next(line for line in lines if sheet.cell(line, columns["编号"]).value == identifier)


def put(sheet: Worksheet, identifier: str, heading: str, value: object) -> None:
    _, columns = header(sheet, "编号")
    cell: Any = sheet.cell(line_of(sheet, identifier), columns[heading])
    cell.value = value


def fill(
    path: Path, answers: Answers, others: Iterable[Mapping[str, Any]] = (), to: Path | None = None
) -> Path:
    """The statement with these answers; `answers` by id and heading, `others` by heading."""
    book = load_workbook(path)
    for identifier, cells in answers.items():
        for heading, value in cells.items():
            put(statement(book), identifier, heading, value)
    sheet = statement(book, "另有事项")
    first, columns = header(sheet, "对方编号")
    for line, other in enumerate(others, first + 1):
        for heading, value in other.items():
            cell: Any = sheet.cell(line, columns[heading])
            cell.value = value
    book.save(to or path)
    return to or path


def as_csv(path: Path, encoding: str = "gb18030") -> Path:
    """The statement as a spreadsheet program saves it as CSV, the other tasks below."""
    book = load_workbook(path)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for name in ("对账单", "另有事项"):
        for cells in statement(book, name).iter_rows():
            writer.writerow([shown(cell.value, str(cell.number_format)) for cell in cells])
        writer.writerow([])
    target = path.with_suffix(".csv")
    target.write_bytes(out.getvalue().encode(encoding))
    return target


def shown(value: object, form: str) -> str:
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, int | float) and form == "0%":
        return f"{value:.0%}"
    return "" if value is None else str(value)
