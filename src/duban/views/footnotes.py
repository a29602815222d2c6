"""What stands at the end of every answer, so that none looks complete that is not: papers owed, unread files.

Pure; names files, explains nothing: `duban check` does.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from duban.core.books.books import BEIJING, Books, Item
from duban.core.calendar.holidays import WEEKDAYS
from duban.core.duties.intake import commands_for
from duban.errors import Level, Problem

MOST_NAMED = 3
PENDING = "write-pending"


def unread_files(problems: Iterable[Problem]) -> tuple[str, ...]:
    """The files that could not be read, each once; a problem without a place counts under its message."""
    broken = (problem for problem in problems if problem.level is Level.ERROR)
    return tuple(dict.fromkeys(each.place.path if each.place else each.message for each in broken))


def closing_notes(books: Books, items: Iterable[Item] = ()) -> tuple[str, ...]:
    """The notes every view ends with: papers still owed for `items`, unread files, a pending write; usually none."""
    return (*_papers(items), *_unread(books), *_pending(books))


def intake_notes(books: Books, items: Iterable[Item]) -> tuple[str, ...]:
    """The papers among `items` that were not handed over yet: what each waits for, and the command that records it."""
    found = [(item.task.id, books.pending_step(item)) for item in items]
    waiting = [(name, pending) for name, pending in found if pending is not None]
    if not waiting:
        return ()
    told = []
    for name, pending in waiting:
        by = f"，时限 {pending.duty.due_on}" if pending.duty and pending.duty.due_on else ""
        told.append(f"{name} 待{pending.step}{by}")
    more = "，其余看 duban today" if len(told) > MOST_NAMED else ""
    first = f"来文待办 {len(told)} 件：{some_of(told, joint='；')}{more}。"
    return (first, *commands_for(waiting[:MOST_NAMED]))


def closing_problems(books: Books) -> Iterator[Problem]:
    """The same as problems, for answers that have no room for notes: only unread files are errors."""
    yield from (Problem(Level.ERROR, "unread-files", note, "duban check") for note in _unread(books))
    yield from (each for each in books.unread if each.code == PENDING)


def _papers(items: Iterable[Item]) -> Iterator[str]:
    waiting = [(item.task.id, event) for item in items for event in item.state.awaiting_paper]
    if waiting:
        named = some_of([f"{name}（{event.on} {event.action}）" for name, event in waiting])
        yield f"待补批件 {len(waiting)} 件：{named}。"


def _unread(books: Books) -> Iterator[str]:
    files = unread_files(books.unread)
    if files:
        yield f"有 {len(files)} 个文件读不了，没有计入：{some_of(files)}。看详情：duban check"


def _pending(books: Books) -> Iterator[str]:
    """A write that is under way or was cut short: this answer does not hold it."""
    yield from (f"{each.message}。" for each in books.unread if each.code == PENDING)


def some_of(names: Sequence[str], most: int = MOST_NAMED, joint: str = "、") -> str:
    """The first of many names, and that there are more."""
    return joint.join(names[:most]) + ("等" if len(names) > most else "")


def as_of(books: Books) -> str:
    """The day of the question, and the moment of knowledge where one is asked for."""
    day = f"{books.today}（{WEEKDAYS[books.today.weekday()]}）"
    if books.known is None:
        return day
    return f"{day}，只算到 {moment_text(books.known)} 为止登记的"


def moment_text(moment: datetime) -> str:
    """A moment to the minute, in Beijing."""
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}"
