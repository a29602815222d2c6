"""The wall for programs: the same figures and lines under English names.

Pure; pages are left out: `show --json` has them.
"""

from duban.core.model.terms import LedgerKind, Status
from duban.views.model.board import Bar, Board, Count, Lamp, Line

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
        "months": [
            {
                "month": month.label,
                "registered": month.registered,
                "written_off": month.written_off,
                "ending": month.ending,
            }
            for month in board.months
        ],
        "milestones": [record for bar in board.bars for record in _nodes(bar)],
        "tasks": [_line(line) for line in board.lines],
    }


def _status(count: Count) -> str:
    """The status of a part; those written off this year are closed."""
    found = next((status for status in Status if status == count.part), Status.CLOSED)
    return found.english


def _nodes(bar: Bar) -> list[dict[str, object]]:
    return [
        {
            "task": bar.task,
            "milestone": node.name,
            "due_on": node.due_on,
            "met_on": node.met_on,
            "late": node.late,
        }
        for node in bar.nodes
    ]


def _line(line: Line) -> dict[str, object]:
    return {
        "task": line.task,
        "title": line.title,
        "ledger": LedgerKind(line.ledger).english,
        "lead": line.leads,
        "support": line.support,
        "leaders": line.leaders,
        "status": Status(line.status).english,
        "light": str(line.lamp),
        "why": line.why,
        "next_on": line.next_on,
        "due_on": line.due_on,
        "provisional": line.provisional,
        "late_workdays": line.late,
        "missed": line.missed,
        "percent": line.percent,
    }
