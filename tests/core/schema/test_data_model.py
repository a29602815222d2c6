"""docs/data-model.md says of every record what the models say: keys, names, what is required."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from duban.cli.commands.setup.schema import read_captions
from duban.core.model.events import AnyEvent, Decision, Event
from duban.core.model.record import Record
from duban.core.periods.closings import Figures
from duban.core.policy.rules import Rule
from duban.core.schema.json_schema import calendar_schema, file_records
from duban.core.validation.type_forms import is_record, is_sequence, item_of, members, tag_of

TEXT = (Path(__file__).parents[3] / "docs" / "data-model.md").read_text("utf-8")
HEADING = re.compile(r"^### .*?(?:\(`(\w+)`\))?$")
EVENTS: tuple[type[Event], ...] = AnyEvent.__args__


def read_tables() -> dict[str, list[list[str]]]:
    """Rows of the table under each heading, by the record named there (or by the heading)."""
    tables: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for line in TEXT.splitlines():
        if found := HEADING.match(line):
            rows = tables.setdefault(found[1] or line.removeprefix("### "), [])
        elif line.startswith("## "):
            rows = []
        elif line.startswith("| "):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return {name: rows[1:] for name, rows in tables.items()}


TABLES = read_tables()


def keys_of(kind: type[Record], but: type[Record] | None = None) -> list[tuple[str, str, bool]]:
    known = {f.encode_name for f in msgspec.structs.fields(but)} if but else set()
    return [
        (f.encode_name, f.name, f.required)
        for f in msgspec.structs.fields(kind)
        if f.encode_name not in known
    ]


def told(name: str) -> list[tuple[str, str, bool]]:
    return [(key, python, required == "yes") for key, python, _, required in TABLES[name]]


def reachable() -> list[type[Record]]:
    found: list[type[Record]] = []
    queue: list[Any] = [*file_records().values()]
    while queue:
        each = queue.pop()
        if is_sequence(each):
            queue += members(item_of(each))[0]
        elif is_record(each) and each not in found:
            found.append(each)
            queue += [part for f in msgspec.structs.fields(each) for part in members(f.type)[0]]
    return [kind for kind in found if kind not in EVENTS]


@pytest.mark.parametrize("kind", reachable(), ids=lambda kind: kind.__name__)
def test_table_of_a_record(kind: type[Record]) -> None:
    shared = next((base for base in (Rule, Figures) if issubclass(kind, base) and kind is not base), None)
    assert told(kind.__name__) == keys_of(kind, shared)


def test_common_keys_of_events_and_rules() -> None:
    assert told("Event") == [("动作", "action", True), *keys_of(Event)]
    assert told("Decision") == keys_of(Decision, Event)
    assert told("Rule") == [("种类", "kind", True), *keys_of(Rule)]


def test_table_of_actions() -> None:
    expected = []
    for kind in EVENTS:
        tag = tag_of(kind)
        assert tag is not None
        carries = "; ".join(
            f"{key}{'*' if needed else ''} {name}" for key, name, needed in keys_of(kind, Decision)
        )
        decided = " (D)" if issubclass(kind, Decision) else ""
        expected.append([tag[1] + decided, kind.__name__, carries])
    assert TABLES["What each action carries"] == expected


def test_table_of_the_calendar() -> None:
    form = calendar_schema(read_captions())
    day = form["properties"]["days"]["items"]
    expected = {key: key in form["required"] for key in form["properties"]}
    expected |= {f"days[].{key}": key in day["required"] for key in day["properties"]}
    assert {key: needed == "yes" for key, _, needed in TABLES["Calendar"]} == expected


def test_every_key_is_told_in_words() -> None:
    assert all(len(row) < 4 or row[2] for rows in TABLES.values() for row in rows)


def test_invariants_have_their_place() -> None:
    assert "\n## Invariants\n" in TEXT
