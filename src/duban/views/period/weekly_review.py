"""周调度: what slipped last week, what is due this week and next, what is late longer, unit by unit on one page.

Pure; as of the last day of the week, or of today while it runs. Reports and the office's own duties count too.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import msgspec

from duban.core.balance.performance import outcome_of, reports_due
from duban.core.books.books import Books, Item
from duban.core.calendar.counting import workdays_between
from duban.core.duties.cadence import MANY
from duban.core.duties.duty import OFFICE, Duty
from duban.core.duties.slots import Slot
from duban.core.duties.standing_duties import standing_slots
from duban.core.model.terms import Role
from duban.core.periods.spans import Span
from duban.core.verdicts.verdict import Verdict, judge
from duban.views.footnotes import as_of
from duban.views.model.fields import record_of
from duban.views.model.sheet import Cell, Column, Group, Mark, Row, Sheet, Table, row
from duban.views.period.balance import View, unit_order
from duban.views.period.balance_sheets import identity_line, title_of

SLIPPED, THIS_WEEK, NEXT_WEEK, LONGER = "slipped", "this_week", "next_week", "longer"
WORDS = {SLIPPED: "上周误期", THIS_WEEK: "本周到期", NEXT_WEEK: "下周到期", LONGER: "久拖未办"}
PAGE_LINES = 44
"""So many lines of a page the lists may take: with title, counts, identity and notes it stays within sixty."""


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One duty to speak of: whose, of which task (None: of no task), by when, met on which day, how late it is."""

    unit: str
    task: str | None
    title: str | None
    duty: str
    due_on: date
    provisional: bool = False
    met_on: date | None = None
    late_workdays: int = 0
    ended: str | None = None

    @property
    def open(self) -> bool:
        """Whether it still has to be done."""
        return self.met_on is None and self.ended is None


class Agenda(msgspec.Struct):
    """What one unit is asked about in the week's round."""

    slipped: list[Point] = []
    this_week: list[Point] = []
    next_week: list[Point] = []
    longer: list[Point] = []

    def lists(self) -> Iterator[tuple[str, list[Point]]]:
        """The four lists by name; of this week's what is met already is not spoken of any more."""
        for name in WORDS:
            points: list[Point] = getattr(self, name)
            yield name, [each for each in points if name != THIS_WEEK or each.open]


def dispatch(view: View) -> dict[str, Agenda]:
    """The agenda of each unit that has something on it, in the order of the register, the office last."""
    rows: dict[str, Agenda] = {}
    for name, point in _points(view):
        getattr(rows.setdefault(point.unit, Agenda()), name).append(point)
    order = unit_order(view.found)
    for agenda in rows.values():
        for name in WORDS:
            getattr(agenda, name).sort(key=lambda each: (each.due_on, each.task or "~", each.duty))
    return {unit: rows[unit] for unit in sorted(rows, key=lambda unit: (unit == OFFICE, order(unit)))}


def _points(view: View) -> Iterator[tuple[str, Point]]:
    found = view.found
    for item in found.books.items:
        if view.wants(item):
            for name, point in _task_points(view, item):
                if not view.units or point.unit in view.units:
                    yield name, point
    if view.leader is None and not view.ledgers:
        for name, point in _standing_points(found.books, found.span):
            if not view.units or point.unit in view.units:
                yield name, point


def _task_points(view: View, item: Item) -> Iterator[tuple[str, Point]]:
    books, span = view.found.books, view.found.span
    before, after = span.previous(), span.next()
    missed = [
        (unit, what)
        for week in (before, span)
        for unit, what, slot in reports_due(books, item, week)
        if slot.met_on is None and slot.due.on < books.today
    ]
    for duty in books.duties_of(item):
        if duty.kind == "周期":
            if (
                duty.due_on is not None
                and duty.due_on < before.start
                and books.verdict_of(duty).verdict.is_overdue
            ):
                yield LONGER, _run(books, item, duty, missed)
        elif name := _place(duty, (before, span, after), books.today):
            yield name, _point(books, item, duty)
    for name, week in ((SLIPPED, before), (THIS_WEEK, span), (NEXT_WEEK, after)):
        for unit, what, slot in reports_due(books, item, week):
            if name == SLIPPED and (slot.met_on is not None or slot.due.on >= books.today):
                continue
            if name != NEXT_WEEK or slot.met_on is None:
                yield name, _report(books, (unit, item.task.id, item.task.title), what, slot)


_OUT = frozenset({Verdict.ENDED, Verdict.STOPPED})


def _place(duty: Duty, weeks: tuple[Span, Span, Span], today: date) -> str | None:
    """In which of the lists a duty stands; None: in none."""
    before, span, after = weeks
    due_on = duty.due_on
    if due_on is None or judge(duty, today).verdict in _OUT:
        return None
    if due_on < before.start:
        return LONGER if judge(duty, today).verdict.is_overdue else None
    if due_on <= before.end:
        return SLIPPED if outcome_of(duty, before, today) in {"met_late", "unmet"} else None
    if due_on <= span.end:
        return THIS_WEEK
    return NEXT_WEEK if duty.running and due_on <= after.end else None


def _standing_points(books: Books, span: Span) -> Iterator[tuple[str, Point]]:
    """Duties of no task; those missed longer are one row for each run, as in `overdue`."""
    before, after = span.previous(), span.next()
    slots = standing_slots(books.policies, books.calendar, books.performed, books.today)
    missed: list[tuple[str, str]] = []
    for _, rule, unit, slot in slots:
        due_on, met_on = slot.due.on, slot.met_on
        if met_on is None and before.start <= due_on < books.today:
            missed.append((unit or OFFICE, f"{rule.name}（{slot.span.label}）"))
        point = _report(books, (unit or OFFICE, None, None), f"{rule.name}（{slot.span.label}）", slot)
        if before.start <= due_on <= before.end and due_on < (met_on or books.today):
            yield SLIPPED, point
        elif span.start <= due_on <= span.end:
            yield THIS_WEEK, point
        elif after.start <= due_on <= after.end and met_on is None:
            yield NEXT_WEEK, point
    for duty in books.standing_duties():
        if duty.due_on is not None and duty.due_on < before.start:
            yield LONGER, _run(books, None, duty, missed)


def _run(books: Books, item: Item | None, duty: Duty, missed: Iterable[tuple[str, str]]) -> Point:
    """A run of missed reports without those that fell due since the week before: they stand in lists of their own."""
    name, many, _ = duty.name.partition(MANY)
    rule = name.rpartition("（")[0]
    number = duty.missed - sum(unit == duty.unit and what.startswith(f"{rule}（") for unit, what in missed)
    told = f"{name}{many}{number}期）" if number > 1 else name
    return msgspec.structs.replace(_point(books, item, duty), duty=told)


def _point(books: Books, item: Item | None, duty: Duty) -> Point:
    due_on = duty.due_on or duty.triggered_on
    over = duty.ended_on is not None and item is not None
    return Point(
        unit=OFFICE if duty.role is Role.OFFICE else books.register.current(duty.unit, books.today),
        task=duty.task,
        title=item.task.title if item else None,
        duty=duty.name,
        due_on=due_on,
        provisional=duty.provisional,
        met_on=duty.met_on,
        late_workdays=workdays_between(
            max(due_on, duty.triggered_on - timedelta(1)), duty.met_on or books.today, books.calendar
        ),
        ended=str(item.state.status) if over and item else None,
    )


def _report(books: Books, whose: tuple[str, str | None, str | None], what: str, slot: Slot) -> Point:
    unit, task, title = whose
    due_on, met_on = slot.due.on, slot.met_on
    return Point(
        unit=unit if unit == OFFICE else books.register.current(unit, books.today),
        task=task,
        title=title,
        duty=what,
        due_on=due_on,
        provisional=slot.due.provisional,
        met_on=met_on,
        late_workdays=workdays_between(due_on, met_on or books.today, books.calendar),
    )


def dispatch_records(view: View) -> list[dict[str, Any]]:
    """What `reconcile --week --json` says under `dispatch`: all lists whole, what is met this week included."""
    return [
        {
            "unit": unit,
            **{name: [record_of(each, _POINT) for each in getattr(agenda, name)] for name in WORDS},
        }
        for unit, agenda in dispatch(view).items()
    ]


_POINT = "task title duty due_on provisional met_on late_workdays ended"


def dispatch_sheet(view: View) -> Sheet:
    """The week's round as people read it; the longest lists are cut so that it fits one page."""
    found, rows = view.found, dispatch(view)
    columns = (
        Column("", shrink=0),
        Column("编号", shrink=0),
        Column("应做和事项", shrink=2, clip=True),
        Column("时限", shrink=0),
        Column("情况", shrink=0),
    )
    most = _most(rows)
    groups = tuple(
        Group(unit, tuple(_rows(agenda, most, found.books.today)))
        for unit, agenda in rows.items()
        if any(points for _, points in agenda.lists())
    )
    tables = (Table(columns, groups=groups),) if groups else ()
    notes = (identity_line(view), "逾期按工作日计，自时限次日起算；刚逾期的，过了时限还没有过一个工作日。")
    return Sheet(title_of(view), (f"截至 {as_of(found.books)}。{_counts(rows)}",), tables, notes)


def _counts(rows: dict[str, Agenda]) -> str:
    whole = {name: [each for agenda in rows.values() for each in getattr(agenda, name)] for name in WORDS}
    if not any(whole.values()):
        return "上周没有误期的，本周、下周没有到期的，也没有久拖未办的。"
    met = sum(each.met_on is not None for each in whole[THIS_WEEK])
    done = f"（已办 {met} 项）" if met else ""
    return (
        f"上周误期 {len(whole[SLIPPED])} 项，本周到期 {len(whole[THIS_WEEK])} 项{done}，"
        f"下周到期 {len(whole[NEXT_WEEK])} 项，更早误期、至今没有办的 {len(whole[LONGER])} 项。"
    )


def _most(rows: dict[str, Agenda]) -> int:
    """How many of each list may be shown so that all units fit one page; at least one."""
    counts = [[len(points) for _, points in agenda.lists()] for agenda in rows.values()]

    def lines(most: int) -> int:
        lists = (min(count, most) + (count > most) for unit in counts for count in unit)
        return sum(lists) + sum(2 for unit in counts if any(unit))

    longest = max((count for unit in counts for count in unit), default=1)
    return next((most for most in range(longest, 1, -1) if lines(most) <= PAGE_LINES), 1)


def _rows(agenda: Agenda, most: int, today: date) -> Iterator[Row]:
    for name, points in agenda.lists():
        shown = points if len(points) <= most else points[:most]
        for point in shown:
            yield _row(WORDS[name], point, today)
        if len(points) > len(shown):
            yield row(WORDS[name], "", Cell(f"另有 {len(points) - len(shown)} 项", Mark.MUTED), "", "")


def _row(word: str, point: Point, today: date) -> Row:
    what = f"{point.duty}：{point.title}" if point.title else point.duty
    on = Cell(f"{point.due_on:%m-%d}", Mark.PROVISIONAL if point.provisional else None)
    if point.due_on.year != today.year:
        on = Cell(point.due_on.isoformat(), on.mark)
    return row(word, point.task or "履职", what, on, _state(point, today))


def _state(point: Point, today: date) -> Cell:
    if point.met_on is not None:
        return Cell(f"{point.met_on:%m-%d}补办" if point.met_on > point.due_on else "已办", Mark.MUTED)
    if point.ended is not None:
        return Cell(point.ended, Mark.MUTED)
    if point.due_on < today:
        return Cell(f"逾期{point.late_workdays}" if point.late_workdays else "刚逾期", Mark.LATE)
    return Cell("今天到期" if point.due_on == today else None, Mark.SOON)
