"""A journal as it stood on a day, as far as was known at a moment: order, corrections, undone changes.

Decides nothing about legality: lifecycle.py folds what comes from here.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from operator import attrgetter, itemgetter
from typing import Any, TypeVar

import msgspec

from duban.core.model.events import EVENTS, Amend, Correct, Event, Target, Transfer, raw_event
from duban.core.model.record import Fault, digest, raw_record, read_record
from duban.core.model.task import Task
from duban.core.model.terms import Action, YesNo

Placed = tuple[int, Event]
_ORDER = itemgetter(0, 1, 2)
_FIXED = {"动作", "登记"}
_CHANGES = {Amend, Transfer}
_LEAD = "牵头单位"
NUMBER = "编号"
"""A 变更 of this field moved the task to another ledger; a head shows its present id for every question."""


def known_events(journal: Iterable[Event], known: datetime | None) -> list[Placed]:
    """The events that were written down by `known`, each with its place in the file."""
    return [
        (place, event) for place, event in enumerate(journal) if known is None or event.recorded_at <= known
    ]


def visible_events(
    journal: Sequence[Event], until: date, known: datetime | None = None
) -> tuple[list[Placed], list[Fault]]:
    """The events of a question, corrected, in order of (日期, 登记, place).

    A correction counts from its 登记 on for every question, whatever day is asked about;
    the last correction of an event wins. Corrections themselves come through as they are.
    """
    placed = known_events(journal, known)
    faults: list[Fault] = []
    if Correct in map(type, journal):
        placed, faults = _corrected(placed)
    moments = [(event.on, event.recorded_at, place, event) for place, event in placed if event.on <= until]
    moments.sort(key=_ORDER)
    return [(place, event) for _, _, place, event in moments], faults


def target_of(event: Event) -> Target:
    """How a correction names `event`."""
    return Target(on=event.on, action=event.action, unit=event.unit, digest=digest(event))


def corrected_event(event: Event, correction: Correct) -> Event:
    """`event` with the new values of `correction`; a null takes a value away, no values at all restore the event.

    What was done (动作) and when it was written down (登记) stay. Raises msgspec.ValidationError when the result
    is no event.
    """
    raw = raw_event(event)
    for name, value in (correction.value or {}).items():
        if name in _FIXED and value != raw[name]:
            raise msgspec.ValidationError(f"“{name}”不能更正")
        raw[name] = value
    raw = {name: value for name, value in raw.items() if value is not None}
    return read_record(raw, EVENTS[event.action])


def _corrected(placed: list[Placed]) -> tuple[list[Placed], list[Fault]]:
    wanted = _last_corrections(placed)
    days = {(target.on, target.action) for target in wanted}
    found: set[Target] = set()
    faults: list[Fault] = []
    result: list[Placed] = []
    for place, event in placed:
        target = target_of(event) if (event.on, event.action) in days else None
        if target is None or target not in wanted or target.action is Action.CORRECT:
            result.append((place, event))
            continue
        found.add(target)
        at, correction = wanted[target]
        if correction.void is YesNo.YES:
            continue
        try:
            result.append((place, corrected_event(event, correction)))
        except msgspec.ValidationError as error:
            faults.append(
                Fault(
                    ("流水", at, "新值"),
                    "bad-correction",
                    f"这条更正的新值不成立，原来的{event.action}照旧有效（{error}）",
                    "请另记一条更正，把新值写完整",
                )
            )
            result.append((place, event))
    faults += [
        Fault(
            ("流水", at, "更正对象"),
            "correction-without-target",
            f"这条更正要改的事件不存在：{target.on} {target.action} {target.digest}",
            "用 duban log 查看事件的摘要，再另记一条更正；更正本身不再更正，以最后一条为准",
        )
        for target, (at, _) in wanted.items()
        if target not in found
    ]
    return result, faults


def _last_corrections(placed: list[Placed]) -> dict[Target, tuple[int, Correct]]:
    """For each corrected event the correction that counts: the last written down."""
    wanted: dict[Target, tuple[int, Correct]] = {}
    for place, event in sorted(placed, key=lambda item: (item[1].recorded_at, item[0])):
        if isinstance(event, Correct):
            wanted[event.target] = (place, event)
    return wanted


def head_as_of(task: Task, shown: Sequence[Placed]) -> Task:
    """The head without the changes that the question does not see (later 变更 and 转办).

    Each such field has the value of the last written change that is seen, or the one before any change.
    """
    if _CHANGES.isdisjoint(map(type, task.journal)):
        return task
    changes = [event for event in task.journal if isinstance(event, Amend | Transfer)]
    seen = _in_writing_order(event for _, event in shown if isinstance(event, Amend | Transfer))
    hidden = {field_of(event) for event in changes if event not in seen} - {NUMBER}
    if not hidden:
        return task
    raw = raw_record(task)
    journal = raw.pop("流水")
    for event in reversed(_in_writing_order(changes)):
        if field_of(event) in hidden:
            _undo(raw, event)
    for event in seen:
        if field_of(event) in hidden:
            _redo(raw, event)
    try:
        return read_record(raw | {"流水": journal}, Task)
    except msgspec.ValidationError:
        return task


def lead_before(task: Task, shown: Sequence[Placed]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Leads and supporting units before the first visible event: the head with every shown change undone."""
    if _CHANGES.isdisjoint(map(type, task.journal)):
        return units_of(task.lead), units_of(task.support)
    changes = [
        event
        for _, event in shown
        if isinstance(event, Amend | Transfer) and field_of(event) in {_LEAD, "配合单位"}
    ]
    raw: dict[str, Any] = {_LEAD: task.leads, "配合单位": task.support}
    for event in reversed(_in_writing_order(changes)):
        _undo(raw, event)
    return units_of(raw.get(_LEAD)), units_of(raw.get("配合单位"))


def field_of(event: Amend | Transfer) -> str:
    """The official key of the head field that the event changes."""
    return event.field if isinstance(event, Amend) else _LEAD


def units_of(value: object) -> tuple[str, ...]:
    """A unit field as the file holds it (text, list or nothing) as a tuple, each unit once."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list | tuple):
        return tuple(dict.fromkeys(str(item) for item in value))
    return ()


Change = TypeVar("Change", bound=Event)


def _in_writing_order(events: Iterable[Change]) -> list[Change]:
    return sorted(events, key=attrgetter("recorded_at"))


def _undo(raw: dict[str, Any], event: Amend | Transfer) -> None:
    if isinstance(event, Transfer):
        _replace_lead(raw, event.new_lead, event.old_lead)
    else:
        _put(raw, event.field, event.old)


def _redo(raw: dict[str, Any], event: Amend | Transfer) -> None:
    if isinstance(event, Transfer):
        _replace_lead(raw, event.old_lead, event.new_lead)
    else:
        _put(raw, event.field, event.new)


def _replace_lead(raw: dict[str, Any], one: str, other: str) -> None:
    """`other` in the place of `one` among the leads; a 转办 that never took effect leaves no trace to undo."""
    leads = units_of(raw.get(_LEAD))
    if one in leads and other not in leads:
        named = [other if unit == one else unit for unit in leads]
        raw[_LEAD] = named if len(named) > 1 else other


def _put(raw: dict[str, Any], field: str, value: object) -> None:
    if value is None:
        raw.pop(field, None)
    else:
        raw[field] = value
