"""月自查: unit by unit the open tasks, and of each what the unit still owes: the list a unit checks itself against.

Pure; as of the last day of the month, or of today while it runs.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import msgspec

from duban.core.books.books import Books, Item
from duban.core.duties.duty import Duty, DutyKind, lateness
from duban.core.duties.planning import gates_passed
from duban.core.model.terms import Role, Status
from duban.core.policy.citation import cited_in
from duban.core.policy.required_fields import barring_fields
from duban.core.state.task_state import Standing
from duban.views.footnotes import as_of
from duban.views.model.fields import record_of
from duban.views.model.sheet import Cell, Column, Group, Mark, Row, Sheet, Table, row
from duban.views.period.balance import View, unit_order
from duban.views.period.balance_sheets import NO_LEAD_NAME, identity_line, title_of

KINDS: dict[DutyKind, str] = {"时限": "duty", "周期": "report", "节点": "milestone", "定额": "quota"}
_UNSIGNED = {Status.ASSIGNED, Status.IN_PROGRESS}


class Debt(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is owed: duty, report, milestone, quota, unsigned or field; by when, and how late it is by now."""

    kind: str
    what: str
    due_on: date | None = None
    provisional: bool = False
    late_workdays: int = 0
    clause: str | None = None


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a unit's list: a task (None: what belongs to no task), its role there, and what it owes."""

    item: Item | None
    role: Role
    debts: tuple[Debt, ...]


def self_check(view: View) -> dict[str, list[Check]]:
    """By unit, in the order of the register: each open task that it leads or supports, then duties of no task.

    A supporting unit's task is listed where something is owed; a lead's always.
    """
    books, until = view.found.books, view.found.span.end
    rows: dict[str, list[Check]] = {}
    for item in books.items:
        if not item.state.open or not view.wants(item):
            continue
        owed = [duty for duty in books.live_duties_of(item) if _owed_by(duty, books.today, until)]
        for unit, role in _units(books, item):
            debts = tuple(_debts(books, item, unit, role, owed))
            if debts or role is not Role.SUPPORT:
                rows.setdefault(unit, []).append(Check(item=item, role=role, debts=debts))
    if view.leader is None and not view.ledgers:
        for duty in books.standing_duties():
            if duty.role is not Role.OFFICE and _owed_by(duty, books.today, until):
                unit = books.register.current(duty.unit, books.today)
                check = Check(item=None, role=Role.LEAD, debts=(_debt(books, duty),))
                rows.setdefault(unit, []).append(check)
    names = [unit for unit in rows if not view.units or unit in view.units]
    return {unit: rows[unit] for unit in sorted(names, key=unit_order(view.found))}


def _owed_by(duty: Duty, today: date, until: date) -> bool:
    """Whether a duty is on the list of a month: late already, or due by the month's last day."""
    owed = duty.running or duty.late_on(today)
    return owed and duty.due_on is not None and duty.due_on <= until


def _units(books: Books, item: Item) -> Iterator[tuple[str, Role]]:
    """The units of today that carry a task, each once, the leads first."""
    named = [(unit, Role.LEAD) for unit in item.leads] or [("", Role.LEAD)]
    named += [(unit, Role.SUPPORT) for unit in item.support]
    seen: set[str] = set()
    for unit, role in named:
        current = books.register.current(unit, books.today) if unit else unit
        if current not in seen:
            seen.add(current)
            yield current, role


def _debts(books: Books, item: Item, unit: str, role: Role, owed: Iterable[Duty]) -> Iterator[Debt]:
    standings = [each for name, each in item.state.units.items() if books.register.same(name, unit)]
    if any(_unsigned(item, standing) for standing in standings):
        yield Debt(kind="unsigned", what=f"没有签收（{standings[0].assigned.on} 交办）")
    for duty in owed:
        if duty.role is not Role.OFFICE and books.register.same(duty.unit, unit):
            yield _debt(books, duty)
    if role is Role.LEAD:
        policy = books.policies.at(item.state.registered_on or books.today)
        for missing in barring_fields(item.task, policy, item.ledger.kind, gates_passed(item.state)):
            yield Debt(kind="field", what=missing.message, clause=cited_in(missing.clause) or None)


def _unsigned(item: Item, standing: Standing) -> bool:
    """A lead, or another unit with a day of its own; that of the rest is no debt."""
    signs = standing.role is Role.LEAD or bool(standing.limits)
    return signs and standing.signed_on is None and item.state.status in _UNSIGNED


def _debt(books: Books, duty: Duty) -> Debt:
    return Debt(
        kind=KINDS[duty.kind],
        what=duty.name,
        due_on=duty.due_on,
        provisional=duty.provisional,
        late_workdays=lateness(duty, books.today, books.calendar).workdays,
        clause=duty.clause,
    )


def self_check_records(view: View) -> list[dict[str, Any]]:
    """What `reconcile --month --json` says under `self_check`."""
    return [
        {"unit": unit or None, "tasks": [record_of(check, _CHECK) for check in checks]}
        for unit, checks in self_check(view).items()
    ]


_CHECK = "task=item.task.id title=item.task.title role status=item.state.status due_on=item.state.due_on owed=debts"


def self_check_sheet(view: View) -> Sheet:
    """The self-check lists as people read them, one group for each unit."""
    books, rows = view.found.books, self_check(view)
    columns = (
        Column("编号", shrink=0),
        Column("事项", shrink=1),
        Column("状态", shrink=0),
        Column("时限", shrink=0),
        Column("欠什么", shrink=1),
    )
    groups = tuple(
        Group(_heading(unit, checks), tuple(_row(books, check) for check in checks))
        for unit, checks in rows.items()
    )
    tasks = {check.item.task.id for checks in rows.values() for check in checks if check.item}
    owing = {check.item.task.id for checks in rows.values() for check in checks if check.item and check.debts}
    told = f"截至 {as_of(books)}。{len(rows)} 个单位，在办 {len(tasks)} 件，其中 {len(owing)} 件有欠账。"
    about = "欠什么：到本月底该做没有做的，已经过了时限的写明逾期几个工作日；时限是事项现在的时限。"
    tables = (Table(columns, groups=groups),) if groups else ()
    return Sheet(title_of(view), (told,), tables, (about, identity_line(view)))


def _heading(unit: str, checks: Sequence[Check]) -> str:
    tasks = sum(check.item is not None for check in checks)
    debts = sum(len(check.debts) for check in checks)
    return f"{unit or NO_LEAD_NAME}（{tasks} 件，{f'欠 {debts} 项' if debts else '没有欠账'}）"


def _row(books: Books, check: Check) -> Row:
    item = check.item
    late = any(debt.late_workdays for debt in check.debts)
    owed = Cell("；".join(_text(debt) for debt in check.debts) or "—", Mark.LATE if late else None)
    if item is None:
        return row("履职", "不属于哪件事项", "", "", owed)
    due = Cell(item.state.due_on, Mark.PROVISIONAL if books.is_provisional(item) else None)
    status = str(item.state.status) + ("（配合）" if check.role is Role.SUPPORT else "")
    return row(item.task.id, item.task.title, status, due, owed)


def _text(debt: Debt) -> str:
    if debt.due_on is None:
        return debt.what
    sure = "（暂定）" if debt.provisional else ""
    late = f"，逾期 {debt.late_workdays}" if debt.late_workdays else ""
    return f"{debt.what} {debt.due_on:%m-%d}{sure}{late}"
