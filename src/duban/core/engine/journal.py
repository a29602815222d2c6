"""A journal as it stood on a day, as far as was known at a moment: order, corrections, undone changes of the head.

The same for every kind of file. Decides nothing about legality: fold.py folds what comes from here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple, TypeVar, cast

import msgspec

from duban.core.model.case_file import JOURNAL, CaseFile, Entry
from duban.core.model.events import Amend, Correct, Event, Target, raw_event
from duban.core.model.record import Fault, digest, raw_record, read_record
from duban.core.model.terms import YesNo

Placed = tuple[int, Event]
_ORDER = itemgetter(0, 1, 2)
_FIXED = {"动作", "登记"}
Named = tuple[date, str, str | None, str]
"""What a correction names an entry by: day, action, unit, 摘要."""
E = TypeVar("E", bound=Entry)
F = TypeVar("F", bound=CaseFile)
NUMBER = "编号"
"""A 变更 of this field moved the task to another ledger; a head shows its present id for every question."""


def known_events(journal: Iterable[Event], known: datetime | None) -> list[Placed]:
    """The events that were written down by `known`, each with its place in the file."""
    return [
        (place, event) for place, event in enumerate(journal) if known is None or event.recorded_at <= known
    ]


def entries_as_of(journal: Iterable[E], today: date | None, known: datetime | None) -> Iterator[E]:
    """The entries of days up to `today` that were written down by `known` (None: all), in the order of writing."""
    for entry in sorted(journal, key=attrgetter("recorded_at")):
        if (today is None or entry.on <= today) and (known is None or entry.recorded_at <= known):
            yield entry


def visible_events(
    journal: Sequence[Event], until: date, known: datetime | None = None
) -> tuple[list[Placed], list[Fault]]:
    """The events of a question, corrected, in order of (日期, 登记, place).

    A correction counts from its 登记 on for every question, whatever day is asked about;
    the last correction of an event wins. Corrections themselves come through as they are.
    """
    placed = known_events(journal, known)
    faults: list[Fault] = []
    if any(issubclass(kind, Correct) for kind in set(map(type, journal))):
        placed, faults = _corrected(placed)
    moments = [(event.on, event.recorded_at, place, event) for place, event in placed if event.on <= until]
    moments.sort(key=_ORDER)
    return [(place, event) for _, _, place, event in moments], faults


def as_corrected(journal: Sequence[E]) -> Iterator[E]:
    """Every entry in the order of the file, each as its last correction leaves it; what is void as it was written."""
    held: Any = dict(visible_events(cast("Any", journal), date.max)[0])
    return (held.get(place, each) for place, each in enumerate(journal))


def first_after(journal: Sequence[Event], on: date, *kinds: type[Event]) -> Event | None:
    """The first event of one of these kinds that is dated after a day, corrected."""
    later = (event for _, event in visible_events(journal, date.max)[0] if event.on > on)
    return next((event for event in later if isinstance(event, kinds)), None)


def target_of(event: Event) -> Target:
    """How a correction names `event`."""
    unit = getattr(event, "unit", None)
    return Target(on=event.on, action=event.action, unit=unit, digest=digest(event))


def _name(target: Target) -> Named:
    """What two targets share that mean one entry, whatever kind of file it is of."""
    return target.on, str(target.action), target.unit, target.digest


def is_named_by(event: Event, target: Target) -> bool:
    """Whether a correction with this target means `event`, whatever kind of file it is of."""
    return _name(target_of(event)) == _name(target)


def called(event: Event, journal: Sequence[Event]) -> str:
    """The word by which `amend --event` finds an event: its action; where several have it, the 摘要."""
    same = [each for each in journal if each.action is event.action]
    if len(same) == 1:
        return str(event.action)
    written = (each for each in same if (each.on, each.recorded_at) == (event.on, event.recorded_at))
    return target_of(next(written, event)).digest


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
    return read_record(raw, type(event))


def _corrected(placed: list[Placed]) -> tuple[list[Placed], list[Fault]]:
    wanted = _last_corrections(placed)
    days = {(on, action) for on, action, *_ in wanted}
    found: set[Named] = set()
    faults: list[Fault] = []
    result: list[Placed] = []
    for place, event in placed:
        target = _name(target_of(event)) if (event.on, str(event.action)) in days else None
        if target is None or target not in wanted or isinstance(event, Correct):
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
                    (JOURNAL, at, "新值"),
                    "bad-correction",
                    f"这条更正的新值不成立，原来的{event.action}照旧有效（{error}）",
                    "请另记一条更正，把新值写完整",
                )
            )
            result.append((place, event))
    faults += [
        Fault(
            (JOURNAL, at, "更正对象"),
            "correction-without-target",
            f"这条更正要改的事件不存在：{on} {action} {mark}",
            "用 duban log 查看事件的摘要，再另记一条更正；更正本身不再更正，以最后一条为准",
        )
        for (on, action, unit, mark), (at, _) in wanted.items()
        if (on, action, unit, mark) not in found
    ]
    return result, faults


def _last_corrections(
    placed: list[Placed],
) -> dict[Named, tuple[int, Correct]]:
    """For each corrected event the correction that counts: the last written down."""
    wanted: dict[Named, tuple[int, Correct]] = {}
    for place, event in sorted(placed, key=lambda item: (item[1].recorded_at, item[0])):
        if isinstance(event, Correct):
            wanted[_name(event.target)] = (place, event)
    return wanted


class HeadTurn(NamedTuple):
    """How a kind of event turns the head: which field (official key), taken back in a raw head, or made again."""

    field: Callable[[Any], str]
    undo: Callable[[dict[str, Any], Any], None]
    redo: Callable[[dict[str, Any], Any], None]


Turns = Mapping[type[Event], HeadTurn]
"""The events of a kind that turn its head."""


def put(raw: dict[str, Any], field: str, value: object) -> None:
    """Set a value in a raw head; None takes it away."""
    if value is None:
        raw.pop(field, None)
    else:
        raw[field] = value


def _turned(name: str) -> Callable[[dict[str, Any], Any], None]:
    """What puts the old or the new value of a 变更 into a head; where it keeps neither, the head has what holds."""

    def turn(raw: dict[str, Any], event: Any) -> None:  # noqa: ANN401 - an event of any kind
        if event.old is not None or event.new is not None:
            put(raw, event.field, getattr(event, name))

    return turn


AMENDS: Turns = {Amend: HeadTurn(attrgetter("field"), _turned("old"), _turned("new"))}
"""A 变更 turns the head of any kind."""


def head_as_of(file: F, shown: Sequence[Placed], turns: Turns = AMENDS) -> F:
    """The head without the changes that the question does not see.

    Each such field has the value of the last written change that is seen, or the one before any change.
    """
    if turns.keys().isdisjoint(map(type, file.journal)):
        return file
    changes = in_writing_order(event for event in file.journal if type(event) in turns)
    seen = in_writing_order(event for _, event in shown if type(event) in turns)
    hidden = {turns[type(event)].field(event) for event in changes if event not in seen} - {NUMBER}
    if not hidden:
        return file
    raw = raw_record(file)
    journal = raw.pop(JOURNAL)
    for event in reversed(changes):
        turn = turns[type(event)]
        if turn.field(event) in hidden:
            turn.undo(raw, event)
    for event in seen:
        turn = turns[type(event)]
        if turn.field(event) in hidden:
            turn.redo(raw, event)
    try:
        return read_record(raw | {JOURNAL: journal}, type(file))
    except msgspec.ValidationError:
        return file


def in_writing_order(events: Iterable[Event]) -> list[Event]:
    """Events in the order in which they were written down."""
    return sorted(events, key=attrgetter("recorded_at"))
