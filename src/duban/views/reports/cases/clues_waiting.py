"""What clues wait for on a day: 研判, a way, the reports of units, a look, an answer, the end. `today` shows it.

Pure; what is owed, core/clues/duties.py says.
"""

from duban.core.books.books import Books, CaseItem
from duban.core.calendar.counting import workdays_between
from duban.core.clues.life import ClueState
from duban.core.clues.steps import next_steps
from duban.core.duties.duty import OFFICE
from duban.views.reports.cases.inspections_waiting import Found

_NOTHING: Found = (None, "", "")
_NEAR = 1
"""So many working days before its day a report of a unit shows."""


def is_sent_to(state: ClueState, unit: str) -> bool:
    """Whether a unit deals with a clue."""
    return any(state.register.same(unit, each) for each in state.units)


def clue_waits(books: Books, case: CaseItem, state: ClueState) -> Found:
    """The next step of a clue, and how late it is; a report of a unit when it is nearly due."""
    step = next(next_steps(state), None)
    if step is None:
        return _NOTHING
    owed = [duty for duty in books.duties_of(case) if duty.live and duty.due_on is not None]
    due = min((duty.due_on for duty in owed if duty.due_on is not None), default=None)
    told = step.said.partition("，")[0].partition("：")[0]
    if state.waiting and (due is None or workdays_between(books.today, due, books.calendar) > _NEAR):
        return _NOTHING
    if due is not None and due < books.today:
        late = workdays_between(due, books.today, books.calendar)
        whose = "" if owed[0].unit == OFFICE else "反馈"
        return due, f"{whose or told}逾期{late}个工作日", step.way
    return due or state.history[-1][0], told, step.way
