"""How a typed cell is written as text: the same words in every format that people read.

Pure; escapes nothing: each renderer knows what is dangerous where it writes.
"""

from datetime import date

from duban.views.model.sheet import Cell, Column, Kind, Mark

PROVISIONAL = "（暂定）"


def cell_text(cell: Cell, column: Column) -> str:
    """The text of a cell: days as 2026-10-08, percent with its sign, None as nothing.

    That a day is provisional is said in words.
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
