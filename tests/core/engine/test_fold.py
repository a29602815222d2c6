"""The loop that folds a journal, on a life of its own: what is legal, what is skipped, what is implied, who goes back."""

from datetime import date, datetime, timedelta
from itertools import product
from typing import Annotated, Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta
from msgspec import field as key

from duban.core.engine.edit import compare
from duban.core.engine.fold import CaseState, Life, fold
from duban.core.model.case_file import CaseFile
from duban.core.model.events import TAG
from duban.core.model.record import Record
from duban.core.model.terms import Term

DAY = date(2026, 9, 1)


class LampStatus(Term):
    OFF = "灭"
    ON = "亮"
    BROKEN = "坏"


class Deed(Term):
    MOUNT = "装"
    SWITCH = "按"
    BREAK = "砸"
    MEND = "修"


class Entry(Record, tag_field=TAG, frozen=True, kw_only=True):
    action: ClassVar[Deed]
    on: date = key(name="日期")
    recorded_at: Annotated[datetime, Meta(tz=True)] = key(name="登记")
    by: str = key(name="经办", default="王五")


class Mount(Entry, tag="装", frozen=True, kw_only=True):
    action = Deed.MOUNT


class Switch(Entry, tag="按", frozen=True, kw_only=True):
    action = Deed.SWITCH
    off: bool = key(name="关", default=False)


class Break(Entry, tag="砸", frozen=True, kw_only=True):
    action = Deed.BREAK


class Mend(Entry, tag="修", frozen=True, kw_only=True):
    action = Deed.MEND


class Lamp(CaseFile, frozen=True, kw_only=True):
    journal: tuple[Mount | Switch | Break | Mend, ...] = key(name="流水", default=())


def _before(state: CaseState) -> Term:
    found: Term = next(status for _, status in reversed(state.history) if status is not LampStatus.BROKEN)
    return found


LIFE = Life(
    first=LampStatus.OFF,
    ended=frozenset({LampStatus.BROKEN}),
    rows=(
        (Deed.MOUNT, 0, (LampStatus.OFF,), None),
        (Deed.SWITCH, 0, (LampStatus.OFF,), LampStatus.ON),
        (Deed.SWITCH, 1, (LampStatus.ON,), LampStatus.OFF),
        (Deed.BREAK, 0, (LampStatus.OFF, LampStatus.ON), LampStatus.BROKEN),
        (Deed.MEND, 0, (LampStatus.BROKEN,), None),
    ),
    enters=Deed.MOUNT,
    unentered="还没有装上",
    judges={Deed.SWITCH: lambda _state, entry: int(entry.off)},
    back={Deed.MEND: _before},
)


def lamp(*deeds: type[Entry] | tuple[type[Entry], dict[str, Any]]) -> Lamp:
    """A lamp with these entries, a day apart."""
    journal: list[Any] = []
    for number, deed in enumerate(deeds):
        kind, more = deed if isinstance(deed, tuple) else (deed, {})
        moment = datetime.fromisoformat(f"{DAY + timedelta(days=number)}T09:00:00+08:00")
        journal.append(kind(on=DAY + timedelta(days=number), recorded_at=moment, **more))
    return Lamp(journal=tuple(journal))


OFF = (Switch, {"off": True})


@pytest.mark.parametrize(
    ("deeds", "status", "open_", "faults"),
    [
        ((), LampStatus.OFF, True, []),
        ((Mount, Switch), LampStatus.ON, True, []),
        ((Mount, Switch, OFF), LampStatus.OFF, True, []),
        ((Switch,), LampStatus.OFF, True, ["这条按不成立：还没有装上"]),
        ((Mount, OFF), LampStatus.OFF, True, ["这条按不成立：现在是“灭”"]),
        ((Mount, Mount), LampStatus.OFF, True, []),
        ((Mount, Break, Switch), LampStatus.BROKEN, False, ["这条按不成立：现在是“坏”"]),
        ((Mount, Switch, Break, Mend), LampStatus.ON, True, []),
        ((Mount, Break, Mend, Mend), LampStatus.OFF, True, ["这条修不成立：现在是“灭”"]),
    ],
)
def test_a_journal_folds(deeds: tuple[Any, ...], status: LampStatus, open_: bool, faults: list[str]) -> None:
    state = fold(LIFE, lamp(*deeds), date(2026, 12, 31))
    assert (state.status, state.open, [fault.message for fault in state.faults]) == (status, open_, faults)
    assert len(state.journal) == len(deeds) - len(faults)


def test_a_question_sees_its_days_and_its_moment_only() -> None:
    file = lamp(Mount, Switch, Break)
    assert fold(LIFE, file, DAY + timedelta(days=1)).status is LampStatus.ON
    assert fold(LIFE, file, date(2026, 12, 31), file.journal[0].recorded_at).status is LampStatus.OFF
    assert fold(LIFE, file, DAY - timedelta(days=1)).registered_on is None


def test_without_rows_every_entry_stands() -> None:
    file = lamp(Switch, Mend, Switch)
    state = fold(Life(), file, date(2026, 12, 31))
    assert (state.status, state.journal, state.faults, state.open) == (None, list(file.journal), [], True)


@given(st.lists(st.sampled_from([Mount, Switch, OFF, Break, Mend]), max_size=12))
def test_what_counts_alone_gives_the_same(deeds: list[Any]) -> None:
    """Skipping what is illegal is stable: the entries that count, folded again, all count and end the same."""
    last = date(2026, 12, 31)
    state = fold(LIFE, lamp(*deeds), last)
    again = fold(LIFE, Lamp(journal=tuple(state.journal)), last)
    assert (again.status, again.history, again.faults) == (state.status, state.history, [])


@pytest.mark.parametrize(("status", "deed"), list(product(LampStatus, Deed)))
def test_the_table_is_whole(status: LampStatus, deed: Deed) -> None:
    wanted = any(deed is action and status in before for action, _, before, _ in LIFE.rows)
    assert ((status, deed) in LIFE.legal) is wanted


@given(st.lists(st.sampled_from([Mount, Switch, Break]), max_size=6), st.data())
def test_an_edit_is_what_was_added_and_lost(deeds: list[Any], data: st.DataObject) -> None:
    old = lamp(*deeds)
    kept = [entry for entry in old.journal if data.draw(st.booleans())]
    fresh = lamp(*deeds, Mend, Mend).journal[len(deeds) :]
    edit = compare(old, Lamp(journal=(*kept, *fresh)))
    assert edit.changes == {}
    assert [entry for _, entry in edit.added] == list(fresh)
    assert sorted(map(repr, (*edit.lost, *kept))) == sorted(map(repr, old.journal))
