"""The text of a typed cell: the same words in every format for people.

Pure; escapes nothing: each renderer escapes what is dangerous in its own format.
"""

from datetime import date

from duban.views.model.sheet import Cell, Column, Kind, Mark

PROVISIONAL = "（暂定）"


def cell_text(cell: Cell, column: Column) -> str:
    """The text of a cell: days as 2026-10-08, percent with its sign, None as nothing.

    A provisional day is marked in words.
    """
    text = cell.value if isinstance(cell.value, str) else _value_text(cell, column)
    if cell.mark is Mark.PROVISIONAL and text and PROVISIONAL not in text:
        return text + PROVISIONAL
    return text


def _value_text(cell: Cell, column: Column) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if column.kind is Kind.PERCENT:
        return f"{value:g}%"
    return f"{value:g}" if isinstance(value, float) else str(value)
