"""Small tasks, events, policies and calendars, written as a test reads them; for every room's tests.

Days are ISO texts, units one letter where nothing else is said.
"""

from datetime import date, datetime
from typing import Any, cast

import msgspec

from duban.core.actions.due_dates import Ground
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.model.events import EVENTS, AnyEvent, Event
from duban.core.model.record import read_record
from duban.core.model.task import Task
from duban.core.model.terms import Action, LedgerKind, Status
from duban.core.model.unit_register import NO_REGISTER, Register
from duban.core.model.workspace import Unit
from duban.core.policy.rules import Policy, PolicyBook
from duban.core.state.task_state import TaskState

CALENDAR = WorkCalendar(known_until=2026)
"""The national calendar as it was known in 2026: everything later is provisional."""


def day(text: str) -> date:
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    """An ISO moment; a day alone is nine in the morning, Beijing time."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T09:00:00+08:00")


def event(action: str, on: str, at: str | None = None, /, **fields: object) -> AnyEvent:
    """An event by its official action and English field names; recorded at nine on its own day unless `at` is given.

    Values may be as in the files: days and terms as texts.
    """
    kind = EVENTS[Action(action)]
    keys = {item.name: item.encode_name for item in msgspec.structs.fields(kind)}
    values = {"on": on, "recorded_at": moment(at or on), "by": "王五"} | fields
    raw = {keys[name]: value for name, value in values.items() if value is not None}
    return cast("AnyEvent", read_record(raw, kind))


def make_task(*journal: Event, **head: object) -> Task:
    """A task with lead A unless `head` (English names, raw values) says otherwise."""
    values = {"id": "WJ-2026-0001", "title": "制定方案", "lead": "A"} | head
    keys = {field.name: field.encode_name for field in msgspec.structs.fields(Task)}
    bare = read_record({keys[name]: value for name, value in values.items() if value is not None}, Task)
    written: Any = journal
    return msgspec.structs.replace(bare, journal=written)


def registered(on: str = "2026-09-01") -> AnyEvent:
    return event("立项", on)


def assigned(
    on: str = "2026-09-01", due_on: str | None = "2026-09-30", at: str | None = None, /, **fields: object
) -> AnyEvent:
    return event("交办", on, at, due_on=due_on, **fields)


def events_to(status: Status) -> tuple[AnyEvent, ...]:
    """A legal journal of September 2026 that ends in this status: lead A, due 2026-09-30."""
    opened = (
        registered(),
        assigned(),
        event("签收", "2026-09-02", unit="A"),
        event("报结", "2026-09-10", unit="A"),
        event("核验", "2026-09-11", method="现场", result="通过"),
        event("销号", "2026-09-12"),
    )
    order = [
        Status.REGISTERED,
        Status.ASSIGNED,
        Status.IN_PROGRESS,
        Status.REPORTED,
        Status.VERIFIED,
        Status.CLOSED,
    ]
    if status is Status.SUSPENDED:
        return (*opened[:3], event("中止", "2026-09-14", reason="等批复"))
    if status is Status.WITHDRAWN:
        return (*opened[:3], event("撤销", "2026-09-14", reason="重复"))
    return opened[: order.index(status) + 1]


def make_policy(*rules: dict[str, Any], name: str = "test", **fields: object) -> Policy:
    """A policy of raw rules (official keys); 标识, 名称, 条款, 说明 are filled in where they do not matter."""
    filled = [
        {"标识": f"rule-{place}", "名称": f"规则{place}", "条款": f"第{place}条", "说明": "说明"} | rule
        for place, rule in enumerate(rules, start=1)
    ]
    raw = {"名称": name, "全称": f"{name} 制度", "规则": filled} | fields
    return read_record(raw, Policy)


def limit_rule(count: int | None = 5, unit: str = "工作日", /, **fields: object) -> dict[str, Any]:
    """The limit told at 交办: so many working days to finish and report."""
    return deadline_rule("交办", "报结", count, unit, **fields)


def deadline_rule(
    start: str, met_by: str, count: int | None = None, unit: str = "工作日", /, **fields: object
) -> dict[str, Any]:
    """A rule of the lead unit; `fields` by their official keys."""
    period = {"单位": unit} | ({"数": count} if count else {})
    base = {"种类": "时限", "义务人": "牵头单位", "起算": start, "期限": period, "完成": [met_by]}
    return base | fields


def cadence_rule(every: str, **fields: object) -> dict[str, Any]:
    return {"种类": "周期", "义务人": "牵头单位", "每": every} | fields


def make_book(*policies: Policy | tuple[str, Policy], anew: date = date.min) -> PolicyBook:
    """Policies in force: a policy alone holds from 2020 on. What format 3 brought holds from `anew`."""
    entries = tuple(
        (day(item[0]), item[1]) if isinstance(item, tuple) else (day("2020-01-01"), item) for item in policies
    )
    return PolicyBook(entries=entries, anew=anew)


def make_ground(
    policy: Policy | PolicyBook,
    today: str,
    register: Register = NO_REGISTER,
    ledger: LedgerKind | None = LedgerKind.DOCUMENT,
    children: tuple[TaskState, ...] = (),
) -> Ground:
    book = make_book(policy) if isinstance(policy, Policy) else policy
    return Ground(book, CALENDAR, register, ledger, day(today), children)


def make_register(*units: dict[str, Any]) -> Register:
    """A unit register of raw entries (official keys)."""
    return Register(read_record(unit, Unit) for unit in units)
