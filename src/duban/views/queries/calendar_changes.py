"""Which open duties another calendar would give another day: what `calendar import` has to tell.

Pure: compares two books that differ in their calendar only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from duban.core.books.books import Books, Item
from duban.core.duties.duty import Duty
from duban.views.model.fields import Field, records_of, table_of
from duban.views.model.sheet import Cell, Column, Kind, Mark, Sheet
from duban.views.queries.why import counted, told_on


@dataclass(frozen=True, slots=True)
class Moved:
    """One duty with its day before and after; a day that was `told` at 交办 stands until an extension moves it."""

    item: Item
    duty: Duty
    old_due_on: date | None
    new_due_on: date | None
    told: bool


def moved_duties(before: Books, after: Books) -> tuple[Moved, ...]:
    """The live duties of open tasks whose day is another under the calendar of `after`."""
    return tuple(moved for item in before.items if item.state.open for moved in _moved(item, before, after))


def _moved(item: Item, before: Books, after: Books) -> Iterator[Moved]:
    later = {_key(duty): duty for duty in after.duties_of(item)}
    for duty in before.duties_of(item):
        if not duty.running:
            continue
        told = told_on(duty, before)
        if told is not None and duty.due_on == told:
            old, new = counted(duty, before), counted(duty, after)
            if old and new and old.due.on != new.due.on:
                yield Moved(item, duty, told, new.due.on, told=True)
            continue
        same = later.get(_key(duty))
        if same is not None and same.due_on != duty.due_on:
            yield Moved(item, duty, duty.due_on, same.due_on, told=False)


def _key(duty: Duty) -> tuple[str, str, str | None, date]:
    return duty.unit, duty.rule or duty.kind, duty.node, duty.triggered_on


_FIELDS: tuple[Field[Moved], ...] = (
    Field("task=item.task.id", Column("编号", shrink=0)),
    Field("title=item.task.title", Column("事项", shrink=2)),
    Field("unit=duty.unit"),
    Field("duty=duty.name", Column("义务")),
    Field("rule=duty.named_rule policy=duty.policy"),
    Field("old_due_on", Column("原来", Kind.DATE, 0)),
    Field("new_due_on", Column("现在", Kind.DATE, 0)),
    Field(
        "told",
        Column("说明", shrink=0),
        lambda moved: Cell("已告知，不变", Mark.SOON) if moved.told else "随之变动",
    ),
)


def moves_records(moves: tuple[Moved, ...]) -> list[dict[str, Any]]:
    """For JSON."""
    return records_of(_FIELDS, moves)


def moves_sheet(year: int, moves: tuple[Moved, ...]) -> Sheet:
    """What an imported calendar changes, as people read it."""
    title = f"{year} 年日历带来的时限变动"
    if not moves:
        return Sheet(title, ("没有在办事项的时限变动。",))
    stands = "已告知单位的时限仍以原来的日子为准，“现在”是按新日历推算的；要改须办延期："
    notes = (f"{stands}duban extend 编号 --due-on … --approved-by … --reason …",)
    told = any(moved.told for moved in moves)
    table = table_of(_FIELDS, moves)
    return Sheet(title, (f"{len(moves)} 项。",), (table,), notes if told else ())
