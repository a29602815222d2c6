"""The life of a task: one table of transitions, and what each event means where it stands.

core/engine/fold.py folds by it. Policies are not known here: what a policy allows, core/actions/decide.py asks.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import IntEnum
from typing import Any, cast

from duban.core.engine import fold as engine
from duban.core.engine.fold import Life
from duban.core.engine.journal import Placed
from duban.core.model.events import (
    Accept,
    Apply,
    Assign,
    Contest,
    Deny,
    Done,
    Event,
    Extend,
    LeadPlan,
    Progress,
    Return,
    Transfer,
    Verify,
)
from duban.core.model.task import Task
from duban.core.model.terms import Action, Result, Status
from duban.core.model.unit_register import NO_REGISTER, Register
from duban.core.state.effects import EFFECTS
from duban.core.state.leads import TURNS, lead_before
from duban.core.state.task_state import TaskState


class Outcome(IntEnum):
    """What an action means for the whole task."""

    WHOLE = 0
    PARTIAL = 1
    PASS = 2
    FAIL = 3


_S, _A, _O = Status, Action, Outcome
_OPEN = (_S.REGISTERED, _S.ASSIGNED, _S.IN_PROGRESS, _S.REPORTED, _S.VERIFIED)
_GIVEN = _OPEN[1:]
_BUSY = (_S.ASSIGNED, _S.IN_PROGRESS)
_INTAKE = (_A.RECEIVE, _A.SUBMIT, _A.STUDY, _A.INTERPRET, _A.INTERPRET_REPORT)
_ANYWHERE = (_A.ISSUE, _A.AMEND, _A.CORRECT)

_ROWS: tuple[tuple[Action, Outcome, tuple[Status, ...], Status | None], ...] = (
    (_A.REGISTER, _O.WHOLE, (_S.REGISTERED,), None),
    *((step, _O.WHOLE, _OPEN, None) for step in _INTAKE),
    (_A.ASSIGN, _O.WHOLE, (_S.REGISTERED, _S.ASSIGNED), _S.ASSIGNED),
    (_A.ASSIGN, _O.PARTIAL, _BUSY, None),
    (_A.PLAN, _O.WHOLE, _BUSY, _S.IN_PROGRESS),
    (_A.ACCEPT, _O.WHOLE, (_S.ASSIGNED,), _S.IN_PROGRESS),
    (_A.ACCEPT, _O.PARTIAL, _GIVEN, None),
    (_A.CONTEST, _O.WHOLE, (_S.ASSIGNED,), None),
    (_A.CONTEST, _O.PARTIAL, _BUSY, None),
    (_A.PROGRESS, _O.WHOLE, (_S.IN_PROGRESS, _S.REPORTED, _S.VERIFIED), None),
    (_A.PROGRESS, _O.PARTIAL, _GIVEN, None),
    (_A.WARN, _O.WHOLE, _BUSY, None),
    (_A.URGE, _O.WHOLE, _BUSY, None),
    (_A.EXPLAIN, _O.WHOLE, (*_GIVEN, _S.CLOSED), None),
    (_A.ATTRIBUTE, _O.WHOLE, (*_GIVEN, _S.CLOSED, _S.SUSPENDED, _S.WITHDRAWN), None),
    (_A.COORDINATE, _O.WHOLE, (_S.REGISTERED, *_BUSY), None),
    *((step, _O.WHOLE, _BUSY, None) for step in (_A.APPLY, _A.EXTEND, _A.DENY)),
    (_A.TRANSFER, _O.WHOLE, _BUSY, _S.ASSIGNED),
    (_A.TRANSFER, _O.PARTIAL, (_S.IN_PROGRESS,), None),
    (_A.SUSPEND, _O.WHOLE, _OPEN, _S.SUSPENDED),
    (_A.WITHDRAW, _O.WHOLE, (*_OPEN, _S.SUSPENDED), _S.WITHDRAWN),
    (_A.DONE, _O.WHOLE, (_S.IN_PROGRESS,), _S.REPORTED),
    (_A.DONE, _O.PARTIAL, _GIVEN, None),
    (_A.RETURN, _O.WHOLE, (_S.REPORTED, _S.VERIFIED), _S.IN_PROGRESS),
    (_A.RETURN, _O.PARTIAL, _GIVEN, None),
    (_A.VERIFY, _O.PASS, (_S.REPORTED,), _S.VERIFIED),
    (_A.VERIFY, _O.FAIL, (_S.REPORTED,), _S.IN_PROGRESS),
    (_A.VERIFY, _O.PARTIAL, (_S.IN_PROGRESS,), None),
    (_A.CLOSE, _O.WHOLE, (_S.VERIFIED,), _S.CLOSED),
    (_A.REOPEN, _O.WHOLE, (_S.CLOSED,), _S.IN_PROGRESS),
    (_A.PUBLICIZE, _O.WHOLE, (_S.VERIFIED, _S.CLOSED), None),
    (_A.ESCALATE, _O.WHOLE, _BUSY, None),
    (_A.REVISIT, _O.WHOLE, (*_GIVEN, _S.CLOSED, _S.SUSPENDED, _S.WITHDRAWN), None),
    *((step, _O.WHOLE, tuple(Status), None) for step in _ANYWHERE),
)

TRANSITIONS: dict[tuple[Status, Action, Outcome], Status] = {
    (status, action, outcome): to or status for action, outcome, before, to in _ROWS for status in before
}
"""(status, action, outcome) → status; what is not here is illegal. 恢复 alone is not: it leads back
to the status before the suspension."""

# Members of an enum are slow to reach, and a journal is folded for every answer.
_ASSIGNED = Status.ASSIGNED
_WHOLE, _PARTIAL = Outcome.WHOLE, Outcome.PARTIAL
_ANSWERS = {Action.PROGRESS, Action.DONE}


def fold(
    task: Task, until: date, known: datetime | None = None, register: Register = NO_REGISTER
) -> TaskState:
    """The state of `task` on `until`, as far as was written down by `known`."""
    return cast("TaskState", engine.fold(LIFE, task, until, known, register))


def _seat_leads(state: TaskState, shown: Sequence[Placed]) -> None:
    state.leads, state.support = lead_before(state.task, shown)


def _imply_signature(state: TaskState, event: Event) -> bool:
    """A first answer of a lead is its 签收, too."""
    if state.status is _ASSIGNED and event.action in _ANSWERS and state.unit_of(event.unit) in state.leads:
        engine.move(state, event.on, TRANSITIONS[_ASSIGNED, Action.ACCEPT, _WHOLE])
        return True
    return False


def _before_suspension(state: TaskState) -> Status:
    return next(status for _, status in reversed(state.history) if status is not Status.SUSPENDED)


Judged = Outcome | str


def _judge_registration(state: TaskState, _event: Event) -> Judged:
    return "已经立过项" if state.registered_on is not None else _WHOLE


def _judge_assignment(state: TaskState, event: Assign) -> Judged:
    """The whole task goes to its leads; one unit gets a day of its own, a new one becomes a supporting unit."""
    if not state.leads:
        return "还没有牵头单位"
    if event.unit is None:
        return _WHOLE
    if state.status is not Status.REGISTERED:
        return _PARTIAL
    alone = [state.register.full(unit) for unit in state.leads] == [state.register.full(event.unit)]
    return _WHOLE if alone else "还没有交办给牵头单位"


def _known_unit(state: TaskState, event: Event) -> tuple[str, str]:
    """(unit, '') or ('', why there is none)."""
    unit = state.unit_of(event.unit)
    if unit is not None and unit in state.units:
        return unit, ""
    return "", f"“{event.unit}”不是本事项的牵头或配合单位" if event.unit else "没有写明单位"


def _judge_acceptance(state: TaskState, event: Accept) -> Judged:
    """A 签收 that follows a first answer is no contradiction: the unit had signed all the same."""
    unit, stranger = _known_unit(state, event)
    if stranger:
        return stranger
    if state.units[unit].accepted is not None:
        return f"“{unit}”已经签收"
    whole = unit in state.leads and state.status is _ASSIGNED
    return _WHOLE if whole else _PARTIAL


def _judge_contest(state: TaskState, event: Contest) -> Judged:
    unit, stranger = _known_unit(state, event)
    if stranger:
        return stranger
    if state.units[unit].signed_on is not None:
        return f"“{unit}”已经签收，不能再退件"
    whole = unit in state.leads and state.status is _ASSIGNED
    return _WHOLE if whole else _PARTIAL


def _judge_progress(state: TaskState, event: Progress) -> Judged:
    unit, stranger = _known_unit(state, event)
    return stranger or (_WHOLE if unit in state.leads else _PARTIAL)


def _judge_plan(state: TaskState, event: LeadPlan) -> Judged:
    """The plan is for a lead to make."""
    unit, stranger = _known_unit(state, event)
    return stranger or (_WHOLE if unit in state.leads else f"“{unit}”不是牵头单位，推进计划由牵头单位报")


def _judge_done(state: TaskState, event: Done) -> Judged:
    """The task is reported when every lead has reported."""
    unit, stranger = _known_unit(state, event)
    if stranger:
        return stranger
    if state.units[unit].reported is not None:
        return f"“{unit}”已经报结，要重报须先退回"
    others = (standing for standing in state.lead_standings() if standing.unit != unit)
    whole = unit in state.leads and all(other.reported for other in others)
    return _WHOLE if whole else _PARTIAL


def _judge_return(state: TaskState, event: Return) -> Judged:
    if event.unit is None:
        return _WHOLE
    unit, stranger = _known_unit(state, event)
    if stranger:
        return stranger
    if state.units[unit].reported is None:
        return f"“{unit}”没有报结，无可退回"
    alone = unit not in state.leads or state.status is Status.IN_PROGRESS
    return _PARTIAL if alone else _WHOLE


def _judge_extension(state: TaskState, event: Apply | Extend | Deny) -> Judged:
    return _WHOLE if event.unit is None else _known_unit(state, event)[1] or _WHOLE


def _judge_transfer(state: TaskState, event: Transfer) -> Judged:
    """待签收 again, unless another joint lead has signed and goes on."""
    old = state.unit_of(event.old_lead)
    if old is None or old not in state.leads:
        return f"“{event.old_lead}”不是现在的牵头单位"
    full = state.register.full
    if full(event.new_lead) in {full(unit) for unit in state.leads}:
        return f"“{event.new_lead}”已经是牵头单位"
    others = (standing for standing in state.lead_standings() if standing.unit != old)
    return _PARTIAL if any(other.signed_on for other in others) else _WHOLE


def _judge_verification(state: TaskState, event: Verify) -> Judged:
    """Who failed may be one of joint leads, also before the others have reported; what passes is the whole task."""
    if event.result is Result.PASS or event.unit is None:
        return Outcome.PASS if event.result is Result.PASS else Outcome.FAIL
    unit, stranger = _known_unit(state, event)
    if stranger:
        return stranger
    if unit not in state.leads:
        return f"“{unit}”不是牵头单位"
    if state.units[unit].reported is None:
        return f"“{unit}”没有报结，无可核验"
    return _PARTIAL if state.status is Status.IN_PROGRESS else Outcome.FAIL


_JUDGES: dict[Action, Callable[[TaskState, Any], Judged]] = {
    Action.REGISTER: _judge_registration,
    Action.ASSIGN: _judge_assignment,
    Action.ACCEPT: _judge_acceptance,
    Action.CONTEST: _judge_contest,
    Action.PROGRESS: _judge_progress,
    Action.PLAN: _judge_plan,
    Action.DONE: _judge_done,
    Action.RETURN: _judge_return,
    Action.APPLY: _judge_extension,
    Action.EXTEND: _judge_extension,
    Action.DENY: _judge_extension,
    Action.TRANSFER: _judge_transfer,
    Action.VERIFY: _judge_verification,
}

LIFE = Life(
    first=Status.REGISTERED,
    ended=frozenset({Status.CLOSED, Status.WITHDRAWN}),
    rows=(*_ROWS, (_A.RESUME, _O.WHOLE, (_S.SUSPENDED,), None)),
    enters=Action.REGISTER,
    before_entry=frozenset({*_INTAKE, *_ANYWHERE}),
    unentered="还没有立项",
    judges=_JUDGES,
    effects=EFFECTS,
    implies=_imply_signature,
    back={Action.RESUME: _before_suspension},
    state=TaskState,
    turns=TURNS,
    prepare=_seat_leads,
)
"""The life of a task. Its statuses and effects are this room's; the loop that folds it is the engine's."""
