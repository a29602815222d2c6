"""What an interview rests on, as of a day: whether a task moves, whether the first interview had an effect.

Pure: states of tasks and interviews → words.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from duban.core.engine.fold import fold
from duban.core.interviews.life import InterviewState
from duban.core.model.interviews.terms import Effect, InterviewStatus
from duban.core.model.terms import Action, Status

_MOVES = frozenset({Action.PROGRESS, Action.DONE})
_BUSY = frozenset({Status.REGISTERED, Status.ASSIGNED, Status.IN_PROGRESS})
Find = Callable[[str], Any]
"""The state of what bears a number; None where there is none."""


def as_of(state: Any, on: date) -> Any:  # noqa: ANN401 - each kind has a state of its own
    """A state as it was on a day."""
    return state if state.until == on else fold(state.life, state.file, on, register=state.register)


def stalled(task: Any, since: date | None, on: date) -> str | None:  # noqa: ANN401 - the state of a task
    """Why a task does not move: past its day, or nothing reported since; None where it moves, rests or has ended."""
    task, name = as_of(task, on), task.file.id
    if task.status not in _BUSY:
        return None
    if task.due_on is not None and task.due_on < on:
        return f"{name} 时限 {task.due_on} 已过，还没有办结"
    if since is not None and not any(each.action in _MOVES and since < each.on for each in task.journal):
        return f"{name} 自 {since} 以来没有反馈进展"
    return None


def without_effect(first: InterviewState, find: Find, on: date) -> Iterator[str]:
    """Why a first interview had no effect by a day; nothing where it had one, or is still to show it."""
    first = as_of(first, on)
    held = first.held
    if held is None:
        return
    if first.closed is not None and first.closed.effect is Effect.NONE:
        yield f"{first.head.id} {first.closed.on} 办结时认定未见效"
    due, reported = held.due_on, first.reported
    if due is not None and reported is None and due < on:
        yield f"{first.head.id} 的整改报告 {due} 到期，还没有收到"
    elif due is not None and reported is not None and due < reported.on:
        yield f"{first.head.id} 的整改报告 {due} 到期，{reported.on} 才报来"
    for identifier in first.head.tasks:
        task = find(identifier)
        said = stalled(task, held.on, on) if task is not None else None
        if said is not None:
            yield said


def second_of(ground: Any, first: str) -> Iterator[InterviewState]:  # noqa: ANN401 - of a decision or of books
    """The interviews of the second tier that name a first one, but those that were cancelled."""
    for state in ground.elsewhere.interviews():
        if state.head.former == first and state.status is not InterviewStatus.CANCELLED:
            yield state
