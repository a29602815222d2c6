"""The wall for programs: the same figures and lines under English names.

Pure; pages are left out: `show --json` has them.
"""

from duban.core.model.terms import LedgerKind, Status
from duban.views.model.board import Board, Count, Lamp, Line
from duban.views.model.fields import record_of
from duban.views.model.sheet import Row, Table

RIGHTED = "by_unit"
"""The name of the table of rectifications."""
_BANDS = ("up_to_30", "31_to_90", "91_to_180", "over_180")


def board_record(board: Board) -> dict[str, object]:
    """`report wall --json`."""
    bands = list(dict.fromkeys(each.bar for each in board.ages))
    names = dict(zip(bands, _BANDS, strict=True))
    lamps = {lamp.word: str(lamp) for lamp in Lamp}
    return {
        "today": board.today,
        "public": board.public,
        "figures": {each.name: each.value for each in board.figures},
        "units": [{"unit": c.bar, "status": _status(c), "tasks": c.tasks} for c in board.units],
        "ages": [{"band": names[c.bar], "light": lamps[c.part], "tasks": c.tasks} for c in board.ages],
        "months": [record_of(month, "month=label registered written_off ending") for month in board.months],
        "milestones": [
            {"task": bar.task, **record_of(node, "milestone=name due_on met_on late")}
            for bar in board.bars
            for node in bar.nodes
        ],
        "rectifications": [
            _row(t, cells) for t in board.tables if t.name == RIGHTED for cells in t.all_rows()
        ],
        "panels": {
            t.name: [_row(t, cells) for cells in t.all_rows()] for t in board.tables if t.name != RIGHTED
        },
        "tasks": [_line(line) for line in board.lines],
    }


def _row(table: Table, cells: Row) -> dict[str, object]:
    """A row of units and stages; that of all is no unit's."""
    pairs = zip(table.columns, cells, strict=True)
    return {column.name: cell.value if cell.data is None else cell.data for column, cell in pairs}


def _status(count: Count) -> str:
    """The status of a part; those written off this year are closed."""
    found = next((status for status in Status if status == count.part), Status.CLOSED)
    return found.english


_LINE = (
    "task title ledger lead=leads support leaders status light=lamp why next_on due_on provisional "
    "late_workdays=late missed percent listed"
)


def _line(line: Line) -> dict[str, object]:
    words = {"ledger": LedgerKind(line.ledger).english, "status": Status(line.status).english}
    return record_of(line, _LINE) | words
