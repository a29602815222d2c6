"""Journals for property tests: any events in any order, and the legal ones that two copies would append.

Only generators; what must hold of them, the tests say.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import strategies as st
from tests.builders import event

from duban.core.engine.journal import target_of
from duban.core.model.events import EVENTS, Correct, Event
from duban.core.model.task import Task
from duban.core.model.terms import Action, Cause, DocKind, Escalation, Light, Method, Result, YesNo
from duban.core.state.transitions import fold

LATER = timedelta(days=121)
FIRST = datetime(2026, 9, 1, 1, tzinfo=UTC)
UNITS = ("A", "B", "C")

_units = st.sampled_from(UNITS)
_days = st.integers(0, 120).map(lambda days: (FIRST + timedelta(days=days)).date())
_fields: dict[Action, dict[str, st.SearchStrategy[Any]]] = {
    Action.ASSIGN: {"unit": st.none() | _units, "due_on": st.none() | _days},
    Action.ACCEPT: {"unit": _units},
    Action.CONTEST: {"unit": _units, "reason": st.just("不归我管")},
    Action.PROGRESS: {
        "unit": st.none() | _units,
        "percent": st.none() | st.integers(0, 100),
        "milestone": st.none() | st.just("摸底"),
        "done_on": st.none() | _days,
    },
    Action.WARN: {"level": st.just(Light.YELLOW)},
    Action.URGE: {"unit": st.none() | _units},
    Action.EXPLAIN: {"unit": _units, "reason": st.just("人手不足")},
    Action.ATTRIBUTE: {"unit": _units, "cause": st.sampled_from(Cause), "reason": st.just("洪水")},
    Action.COORDINATE: {"rung": st.integers(1, 4)},
    Action.APPLY: {"unit": st.none() | _units, "due_on": _days, "reason": st.just("等批复")},
    Action.DENY: {"unit": st.none() | _units, "reason": st.just("条件具备")},
    Action.EXTEND: {
        "unit": st.none() | _units,
        "milestone": st.none() | st.just("摸底"),
        "due_on": _days,
        "reason": st.just("等批复"),
    },
    Action.TRANSFER: {"old_lead": _units, "new_lead": _units, "due_on": st.none() | _days},
    Action.SUSPEND: {"reason": st.just("等批复")},
    Action.RESUME: {"due_on": st.none() | _days},
    Action.WITHDRAW: {"reason": st.just("重复")},
    Action.DONE: {"unit": st.none() | _units, "done_on": st.none() | _days},
    Action.RETURN: {"unit": st.none() | _units, "missing": st.just("缺表"), "due_on": st.none() | _days},
    Action.VERIFY: {"method": st.just(Method.ON_SITE), "result": st.sampled_from(Result)},
    Action.REOPEN: {"reason": st.just("反弹"), "due_on": _days},
    Action.PUBLICIZE: {"channel": st.just("政府网站"), "objection": st.none() | st.sampled_from(YesNo)},
    Action.ESCALATE: {"via": st.sampled_from(Escalation), "reason": st.just("整改没有进展")},
    Action.ISSUE: {"kind": st.just(DocKind.NOTICE)},
    Action.AMEND: {
        "field": st.sampled_from(["牵头单位", "配合单位", "备注"]),
        "old": st.none() | _units | st.lists(_units, max_size=2),
        "new": st.none() | _units | st.lists(_units, max_size=2),
        "reason": st.just("调整"),
    },
}


def moments() -> st.SearchStrategy[datetime]:
    """Moments of the four months in which the journals play, to the minute so that some coincide."""
    return st.integers(0, 120 * 24).map(lambda hours: FIRST + timedelta(hours=hours))


@st.composite
def events(draw: st.DrawFn, actions: tuple[Action, ...]) -> Event:
    """One event of any of these actions, written down on its own day or later."""
    action = draw(st.sampled_from(actions))
    recorded_at = draw(moments())
    on = min(recorded_at.date(), draw(_days))
    fields = {name: draw(values) for name, values in _fields.get(action, {}).items()}
    given = {name: value for name, value in fields.items() if value is not None}
    return EVENTS[action](on=on, recorded_at=recorded_at, by="王五", **given)


@st.composite
def corrections(draw: st.DrawFn, journal: list[Event]) -> Event:
    """A correction of an event of the journal, or of none: void, restored, moved to another day, or nonsense."""
    wrong = draw(st.sampled_from(journal))
    target = target_of(wrong)
    if draw(st.integers(0, 5)) == 0:
        target = msgspec.structs.replace(target, digest="0" * 8)
    values: tuple[dict[str, Any] | None, ...] = (
        None,
        {"日期": draw(_days).isoformat()},
        {"备注": "改过"},
        {"没有": 1},
        {"登记": "2026-01-01T00:00:00Z"},
    )
    moment = draw(moments())
    return Correct(
        on=moment.date(),
        recorded_at=moment,
        by="王五",
        target=target,
        value=draw(st.sampled_from(values)),
        void=draw(st.sampled_from(YesNo)),
        reason="记错了",
    )


@st.composite
def journals(draw: st.DrawFn, without: frozenset[Action] = frozenset()) -> list[Event]:
    """Any events in any order; most begin with a registration and an assignment, so that something happens."""
    actions = tuple(action for action in Action if action not in without | {Action.CORRECT})
    journal: list[Event] = []
    if draw(st.integers(0, 4)):
        journal += [event("立项", "2026-09-01"), event("交办", "2026-09-01", due_on="2026-09-30")]
    journal += draw(st.lists(events(actions), max_size=12))
    if journal and Action.CORRECT not in without:
        journal += draw(st.lists(corrections(journal), max_size=3))
    return draw(st.permutations(journal)) if draw(st.booleans()) else journal


@st.composite
def appended(draw: st.DrawFn, task: Task, at_most: int = 6) -> list[Event]:
    """What one copy wrote after the base: events that were legal where it wrote them."""
    added: list[Event] = []
    actions = tuple(action for action in Action if action not in {Action.CORRECT, Action.REGISTER})
    for written in draw(st.lists(events(actions), max_size=at_most)):
        later = msgspec.structs.replace(written, recorded_at=written.recorded_at + LATER)
        journal = (*task.journal, *added, later)
        if not fold(msgspec.structs.replace(task, journal=journal), date.max).faults:
            added.append(later)
    return added
