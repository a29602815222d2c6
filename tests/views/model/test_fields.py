"""One table of fields, two readers: what programs read of a thing, what people see of it."""

from dataclasses import dataclass
from datetime import date

import pytest

from duban.core.model.terms import Status
from duban.views.model.fields import Field, record_of, records_of, table_of
from duban.views.model.sheet import Cell, Column, Mark


@dataclass
class Owner:
    name: str


@dataclass
class Thing:
    name: str
    due_on: date | None
    status: Status
    owner: Owner | None = None


BRIDGE = Thing("修桥", date(2026, 10, 1), Status.CLOSED, Owner("县水务局"))
DITCH = Thing("清沟", None, Status.ASSIGNED)
FIELDS: tuple[Field[Thing], ...] = (
    Field("title=name", Column("事项")),
    Field("status due_on"),
    Field("unit=owner.name", Column("单位")),
    Field("", Column("状态"), lambda thing: Cell(str(thing.status), Mark.GOOD)),
)


@pytest.mark.parametrize(
    ("thing", "sources", "record"),
    [
        (BRIDGE, "name due_on", {"name": "修桥", "due_on": date(2026, 10, 1)}),
        (BRIDGE, "due_on title=name", {"due_on": date(2026, 10, 1), "title": "修桥"}),
        (BRIDGE, "status unit=owner.name", {"status": "closed", "unit": "县水务局"}),
        (DITCH, "due_on unit=owner.name", {"due_on": None, "unit": None}),
        (None, "name unit=owner.name", {"name": None, "unit": None}),
        (BRIDGE, "", {}),
    ],
)
def test_a_record_names_fields_and_where_they_lie(
    thing: object, sources: str, record: dict[str, object]
) -> None:
    found = record_of(thing, sources)
    assert found == record
    assert list(found) == list(record)


def test_a_field_that_is_not_there_is_a_defect() -> None:
    with pytest.raises(AttributeError, match="colour"):
        record_of(BRIDGE, "colour=owner.colour")


def test_programs_and_people_read_the_same_fields() -> None:
    assert [list(record.items()) for record in records_of(FIELDS, (BRIDGE, DITCH))] == [
        [("title", "修桥"), ("status", "closed"), ("due_on", date(2026, 10, 1)), ("unit", "县水务局")],
        [("title", "清沟"), ("status", "assigned"), ("due_on", None), ("unit", None)],
    ]
    table = table_of(FIELDS, (BRIDGE, DITCH), "两件")
    assert (table.title, [column.title for column in table.columns]) == ("两件", ["事项", "单位", "状态"])
    assert table.rows == (
        (Cell("修桥"), Cell("县水务局"), Cell("已销号", Mark.GOOD)),
        (Cell("清沟"), Cell(None), Cell("待签收", Mark.GOOD)),
    )
