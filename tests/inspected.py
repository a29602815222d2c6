"""Inspections (督查项目) as a test reads them: entries by their official action, heads by English names, raw values."""

from datetime import date
from pathlib import Path
from typing import Any, cast

import msgspec
from tests.builders import CALENDAR, make_book, moment

from duban.core.books.books import Books, CaseItem, Filed, open_books, open_case
from duban.core.cases.inspection import INSPECTION
from duban.core.inspections.life import InspectionState
from duban.core.model.case_file import JOURNAL
from duban.core.model.inspection import AnyEntry, ApprovePlan, Inspection, InspectionPlan
from duban.core.model.record import Record, official_keys, raw_record, read_record
from duban.core.model.unit_register import NO_REGISTER, Register
from duban.core.model.workspace import Config, Leader, PolicyInForce, Unit
from duban.files.workspace.policies import load_policy
from duban.files.yaml.writer import render_document

HEAD = {"title": "防汛准备", "organizer": None, "objects": ["甲局"]}


def entry(action: str, on: str, at: str | None = None, /, **fields: object) -> AnyEntry:
    """An entry, recorded at nine on its day unless `at` is given."""
    kind: type[Record] = next(each for word, each in INSPECTION.entries.items() if word == action)
    values = {"on": on, "recorded_at": moment(at or on), "by": "王五"} | fields
    keys = official_keys(kind)
    made = read_record({keys[name]: value for name, value in values.items() if value is not None}, kind)
    return cast("AnyEntry", made)


def inspection(number: int, *journal: AnyEntry, **head: object) -> Inspection:
    """DX-2026-000n; opened on 2 January where no entry is given."""
    values = HEAD | {"id": f"DX-2026-{number:04d}"} | head
    keys = official_keys(Inspection)
    bare = read_record({keys[name]: value for name, value in values.items() if value is not None}, Inspection)
    return msgspec.structs.replace(bare, journal=journal or (entry("督查立项", "2026-01-02"),))


def case_of(file: Inspection, today: str, register: Register = NO_REGISTER) -> CaseItem:
    """The case as books hold it."""
    return open_case(
        Filed(INSPECTION, file, f"督查/2026/{file.id}.yaml"), date.fromisoformat(today), None, register
    )


def state_of(file: Inspection, today: str, register: Register = NO_REGISTER) -> InspectionState:
    """Where it stands."""
    state: Any = case_of(file, today, register).state
    assert state.faults == []
    found: InspectionState = state
    return found


def journal_to(
    last: str, on: str = "2026-03-02", *, units: tuple[str, ...] = ("甲局",), **fields: object
) -> tuple[AnyEntry, ...]:
    """A legal journal, all of one day, up to and with an action; `fields` are those of the last."""
    found = list(enumerate(units, 1))
    steps: list[tuple[str, dict[str, Any]]] = [
        ("督查立项", {}),
        ("方案审定", {"approved_by": "县长"}),
        ("实施", {}),
        ("现场", {"place": "城关镇"}),
        *[("发现", {"place": place, "unit": unit, "fact": "堤防没有加固"}) for place, unit in found],
        *[("征求意见", {"unit": unit, "due_on": on}) for unit in units],
        *[("意见反馈", {"unit": unit, "agreed": "是"}) for unit in units],
        ("督查报告", {"to": "县长"}),
        ("督查结论", {"opinion": "限期整改", "approved_by": "县长"}),
        *[("结论送达", {"unit": unit}) for unit in units],
        *[("处理", {"place": place, "outcome": "线索", "approved_by": "县长"}) for place, _ in found],
        ("归档", {}),
    ]
    names = [name for name, _ in steps]
    end = len(names) - names[::-1].index(last)
    told = [
        entry(name, on, **(said | (fields if place == end - 1 else {})))
        for place, (name, said) in enumerate(steps[:end])
    ]
    return tuple(told)


def approval(on: str, period: str, *added: str, **fields: object) -> ApprovePlan:
    """A 计划审定 by the 县长 unless something else is said."""
    values = {"on": on, "recorded_at": moment(on), "by": "王五", "period": period, "approved_by": "县长"}
    values |= {"added": list(added) or None} | fields
    keys = official_keys(ApprovePlan)
    return read_record(
        {keys[name]: value for name, value in values.items() if value is not None}, ApprovePlan
    )


def write(root: Path, *files: Inspection) -> None:
    """The files in a workspace, as duban writes them."""
    for file in files:
        raw = raw_record(file) | {JOURNAL: [INSPECTION.raw(each) for each in file.journal]}
        path = root / "督查" / file.id.split("-")[1] / f"{file.id}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render_document(raw), "utf-8")


def books_of(
    *files: Inspection,
    today: str,
    policy: str = "default",
    plans: tuple[InspectionPlan, ...] = (),
    units: tuple[str, ...] = ("甲局", "乙局"),
    leaders: tuple[Leader, ...] = (),
) -> Books:
    """Books of inspections alone, under a built-in policy in force since 2026."""
    rules, problems = load_policy(policy, None)
    assert rules is not None, problems
    known = tuple(Unit(name=name) for name in units)
    begun = (PolicyInForce(since=date(2026, 1, 1), name=policy),)
    config = Config(name="某县督查室", code="test", policies=begun, units=known, leaders=leaders)
    return open_books(
        config,
        (),
        (),
        policies=make_book(("2026-01-01", rules)),
        calendar=CALENDAR,
        register=Register(known, config.name),
        today=date.fromisoformat(today),
        cases=[Filed(INSPECTION, file, f"督查/2026/{file.id}.yaml") for file in files],
        plans=plans,
    )
