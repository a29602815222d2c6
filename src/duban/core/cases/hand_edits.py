"""A file that was edited by hand: whether what changed may stand.

Decides what was added as a command would; reads no file. The journal only grows: what was recorded stays.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from duban.core.actions.approval import unfit_approvers
from duban.core.actions.due_dates import Ground
from duban.core.actions.head_changes import refuse_changes, unapproved_change
from duban.core.cases.task import decide
from duban.core.engine import decide as engine
from duban.core.engine.decide import Standpoint
from duban.core.engine.edit import Edit
from duban.core.engine.journal import target_of
from duban.core.engine.kind import Kind
from duban.core.model.case_file import JOURNAL, CaseFile, Entry
from duban.core.model.events import Amend, Correct, Event, Extend, Transfer
from duban.core.model.people import Roll
from duban.core.model.record import Fault
from duban.core.model.task import Task
from duban.core.periods.closings import Closings, PeriodClose, closed_refusal, days_of
from duban.core.periods.spans import Span
from duban.core.state.transitions import fold
from duban.errors import DubanError


def find_faults(old: Task, new: Task, edit: Edit, ground: Ground, now: datetime) -> list[Fault]:
    """Everything that may not be done by hand; `now` is the moment after which nothing can have been recorded."""
    faults = [_lost(new, event) for event in edit.lost]
    state = fold(old, ground.today, register=ground.register)
    unexplained = {key: new_value for key, (_, new_value) in unexplained_changes(edit).items()}
    faults += [
        Fault((_key(problem.message, unexplained),), problem.code, problem.message, problem.advice)
        for problem in refuse_changes(state, unexplained, ground.today, ledger=ground.ledger)
    ]
    told = {(event.action, event.recorded_at) for event in edit.lost}
    added = tuple(each for each in edit.added if (each[1].action, each[1].recorded_at) not in told)
    faults += find_added_faults(new, old.journal, added, ground, now)
    return faults


def find_added_faults(
    new: Task,
    journal: tuple[Event, ...],
    added: tuple[tuple[int, Event], ...],
    ground: Ground,
    now: datetime,
) -> list[Fault]:
    """Why events that were written by hand may not stand, each decided as a command would."""
    faults: list[Fault] = []
    task = msgspec.structs.replace(new, journal=journal)
    for place, event in added:
        keys = (JOURNAL, place)
        if event.recorded_at > now:
            text = f"登记时间 {event.recorded_at.isoformat()} 在现在之后"
            faults.append(Fault((*keys, "登记"), "future-moment", text, "写实际登记的时间"))
            continue
        if isinstance(event, Amend) and event.approved_by is None:
            state = fold(task, ground.today, register=ground.register)
            problem = unapproved_change(state, event.field, event.old, event.new, ground.today)
            if problem is not None:
                faults.append(Fault(keys, problem.code, problem.message, "在这一笔里写明：批准人: 姓名"))
        faults += find_unfit_approvers(event, keys, ground.roll)
        try:
            decided = decide(task, event, ground).event
        except DubanError as error:
            faults += [
                Fault(keys, each.code, each.message, each.advice, each.clause) for each in error.problems
            ]
        else:
            faults += _unsaid(event, decided, keys)
        task = msgspec.structs.replace(task, journal=(*task.journal, event))
    return faults


def find_unfit_approvers(entry: Any, keys: tuple[str | int, ...], roll: Roll) -> Iterator[Fault]:  # noqa: ANN401 - an entry of any kind
    """Approvers who are no leaders of the roll, or were not in office on the day of the entry."""
    named = getattr(entry, "approved_by", None)
    for each in unfit_approvers(named, entry.action, entry.on, roll) if named else ():
        yield Fault((*keys, "批准人"), each.code, each.message, each.advice)


def _unsaid(event: Event, decided: Event, keys: tuple[str | int, ...]) -> Iterator[Fault]:
    """What a command would have written and the hand did not: from when it counts, that it is internal."""
    if decided.counts_from != event.counts_from:
        text = f"{event.action}写的是 {event.on}，登记得晚，又没有当天的凭据，要从 {decided.counts_from} 算"
        yield Fault((*keys, "日期"), "counted-from", text, f"在这一笔里写明：计自: {decided.counts_from}")
    if isinstance(event, Extend) and isinstance(decided, Extend) and decided.internal is not event.internal:
        text = "来源规定的时限只有发文机关能改，这次延期只作内部安排"
        yield Fault(keys, "extend-internal", text, "在这一笔里写明：内部: 是；发文机关同意的写批准机关和文号")


def find_illegal(
    kind: Kind, file: CaseFile, held: Sequence[Any], added: Iterable[tuple[int, Any]], ground: Standpoint
) -> list[Fault]:
    """Why entries that a hand added to those `held` may not stand, each decided as a command would."""
    faults: list[Fault] = []
    so_far = msgspec.structs.replace(file, journal=tuple(held))
    for place, entry in added:
        try:
            engine.decide(kind, so_far, entry, ground)
        except DubanError as error:
            keys = (JOURNAL, place)
            faults += [Fault(keys, p.code, p.message, p.advice, p.clause) for p in error.problems]
        so_far = msgspec.structs.replace(so_far, journal=(*so_far.journal, entry))
    return faults


def find_closed_faults(added: Iterable[tuple[int, Any]], closings: Closings) -> list[Fault]:
    """Why entries written by hand may not count into a closed period: without 补登, or dated before its closing."""
    faults: list[Fault] = []
    for place, event in added:
        day = min(days_of(event))
        held = closings.covering(day)
        if held is not None and event.late is None:
            (problem,) = closed_refusal(held, day, str(event.action)).problems
            advice = "日期写错了就改；确是漏记的，在这一笔里加上：补登: 原因"
            faults.append(Fault((JOURNAL, place), problem.code, problem.message, advice))
        elif (last := _told_before(event, day, closings)) is not None:
            text = (
                f"登记时间 {event.recorded_at.isoformat()} 在 {last[0].label} 结账"
                f"（{last[1].recorded_at.isoformat()}）以前，那时账上没有这一笔"
            )
            faults.append(Fault((JOURNAL, place, "登记"), "false-moment", text, "写实际登记的时间"))
    return faults


def _told_before(event: Entry, day: date, closings: Closings) -> tuple[Span, PeriodClose] | None:
    """The closed period that would have known the event, had it been written down when it says."""
    for span, closing in closings.closed:
        touches = day <= span.end or isinstance(event, Correct)
        if touches and event.recorded_at <= closing.recorded_at:
            return span, closing
    return None


def unexplained_changes(edit: Edit) -> dict[str, tuple[Any, Any]]:
    """The changes of the head for which the hand wrote no 变更 (or 转办) of its own."""
    told: set[str] = set()
    for _, event in edit.added:
        if isinstance(event, Amend) and event.field in edit.changes:
            if event.new == edit.changes[event.field][1]:
                told.add(event.field)
        elif isinstance(event, Transfer):
            told |= {"牵头单位", "配合单位"}
    return {key: values for key, values in edit.changes.items() if key not in told}


def _lost(task: Task, event: Event) -> Fault:
    unit = f" {event.unit}" if event.unit else ""
    text = f"流水里已入账的一笔被改动或删去了：{event.on} {event.action}{unit}（经办 {event.by}）"
    advice = f"改回原样，再用 duban amend {task.id} --event {target_of(event).digest} 更正"
    return Fault((JOURNAL,), "journal-changed", text, advice)


def _key(message: str, changes: dict[str, Any]) -> str:
    """The field a refusal is about, so that its line can be shown."""
    meant = {"牵头": "牵头单位", "完成日期": "完成时限", "节点": "时序进度"}
    named = (key for word, key in meant.items() if word in message and key in changes)
    return next(named, next((key for key in changes if key in message), next(iter(changes), JOURNAL)))
