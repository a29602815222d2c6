"""On which day an entry counts that is written down later than it happened: its own, or that of its 登记 (计自).

Pure. Within the policy's 登记时限 an entry counts on its own day; later it needs 补登 and a proof of that day. What is
decided in a unit's favour has no such grace: without a dated paper it counts from its 登记.
"""

from datetime import date, timedelta, timezone

import msgspec

from duban.core.actions.due_dates import Ground
from duban.core.calendar.counting import workdays_between
from duban.core.model.events import Assign, Event
from duban.core.model.terms import Action, YesNo
from duban.errors import Level, Problem

_BEIJING = timezone(timedelta(hours=8))
FAVOURS = frozenset({Action.APPLY, Action.EXTEND, Action.SUSPEND, Action.TRANSFER, Action.WITHDRAW})
"""What is decided in a unit's favour."""
ABOUT_BOOKS = frozenset({Action.REGISTER, Action.ISSUE, Action.AMEND, Action.CORRECT})
"""What is about the books themselves."""
_MEETS = frozenset(
    {
        *(
            Action.SUBMIT,
            Action.STUDY,
            Action.INTERPRET,
            Action.INTERPRET_REPORT,
            Action.PLAN,
            Action.PROGRESS,
            Action.DONE,
        ),
        *(Action.EXPLAIN, Action.COORDINATE, Action.VERIFY, Action.REVISIT),
    }
)
"""What may meet a duty."""


def _recorded_on(event: Event, ground: Ground) -> date:
    """The day of 登记, or the day taken for today where that lies before it."""
    return min(event.recorded_at.astimezone(_BEIJING).date(), ground.today)


def is_late(event: Event, ground: Ground) -> bool:
    """Whether an entry is written down later than the policy allows."""
    allowed = ground.policies.at(event.on).settings.record_within
    recorded_on = _recorded_on(event, ground)
    return allowed is not None and workdays_between(event.on, recorded_on, ground.calendar) > allowed


def limit_start(event: Assign, ground: Ground) -> date:
    """The day from which a limit is counted: the later of 日期 and 登记 of its 交办, unless a proof shows the 送达."""
    return event.on if event.proof else max(event.on, _recorded_on(event, ground))


def count_day(event: Event, ground: Ground, notices: list[Problem]) -> Event:
    """`event` with the day from which it counts (计自), where that is not its own; tells of it."""
    recorded_on = _recorded_on(event, ground)
    if recorded_on <= event.on or event.proof:
        return event
    if event.action in FAVOURS and getattr(event, "calendar", None) is not YesNo.YES:
        text = f"{event.action}写的是 {event.on}，今天才登记，又没有写明日期的批件：从 {recorded_on} 起算"
        advice = "有批件的，加 --proof 文件"
    elif event.action in _MEETS and is_late(event, ground):
        text = f"{event.action}写的是 {event.on}，过了登记时限，又没有当天的凭据：按 {recorded_on} 算"
        advice = "有收文登记、邮件、回执的，加 --late --reason 原因 --proof 文件"
    else:
        return event
    notices.append(Problem(Level.NOTICE, "counted-from", text, advice))
    return msgspec.structs.replace(event, counts_from=recorded_on)
