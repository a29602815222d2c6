"""How units did in a period, beside the identity: duties met and missed, reports, extensions, returns, ages.

Pure. Every figure is a list of what stands behind it, so that it opens into its tasks; only averages are numbers.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from duban.core.balance.identity import Reconciliation, Trail
from duban.core.books.books import LAST_DAY, Books, Item
from duban.core.calendar.counting import workdays_between
from duban.core.duties.cadence import bearings, slots_due
from duban.core.duties.duty import Duty
from duban.core.duties.slots import Slot
from duban.core.duties.standing_duties import standing_slots
from duban.core.duties.task_duties import dated_duties
from duban.core.model.events import Assign, Extend, Reopen, Return, Verify
from duban.core.model.terms import Result, Role, YesNo
from duban.core.periods.spans import Span
from duban.core.state.positions import NO_LEAD, Flow
from duban.core.verdicts.verdict import Verdict, judge

_DAY = timedelta(days=1)
BANDS = ((30, "30天以内"), (90, "31—90天"), (180, "91—180天"), (None, "180天以上"))
"""Age bands of open tasks in days since 立项: the last day that belongs to each, and its name."""
BAND_NAMES = ("up_to_30", "31_to_90", "91_to_180", "over_180")


OUTCOMES = ("met", "met_late", "unmet", "pending")
"""How a duty that fell due was kept, in words of the figures."""


class Trace(msgspec.Struct, frozen=True):
    """One thing behind a figure: its task (None: a duty of no task), what it was, and the day."""

    task: str | None
    what: str
    on: date


class Performance(msgspec.Struct):
    """What one unit did. `due` = `met` + `met_late` + `unmet` + `pending`; ages and cohorts are of the open tasks.

    `pending` are reports that came in time and are still to be verified: they count neither way. `carried` are those
    that were pending when the period began, beside what fell due in it; of them `carried_met` and `carried_late` are
    final. `overturned` fell due before and was 按期 until the report was found untrue in the period (重启, 失实).
    """

    due: list[Trace] = []
    met: list[Trace] = []
    met_late: list[Trace] = []
    unmet: list[Trace] = []
    pending: list[Trace] = []
    carried: list[Trace] = []
    carried_met: list[Trace] = []
    carried_late: list[Trace] = []
    overturned: list[Trace] = []
    reports_owed: list[Trace] = []
    reports_received: list[Trace] = []
    reports_late: list[Trace] = []
    milestones_missed: list[Trace] = []
    extensions: list[Trace] = []
    returned: list[Trace] = []
    closing_workdays: list[int] = []
    ages: dict[str, list[str]] = {}
    cohorts: dict[int, list[str]] = {}
    oldest: Trace | None = None

    def counts(self) -> dict[str, int]:
        """The duties that fell due, and how they were met."""
        return {name: len(getattr(self, name)) for name in ("due", *OUTCOMES)}

    @property
    def decided(self) -> int:
        """The duties that fell due and are judged: what a share of 按期 is of."""
        return len(self.due) - len(self.pending)

    @property
    def average_workdays(self) -> float | None:
        """Working days from 交办 to 销号 of the tasks written off in the period, on average, to one decimal."""
        taken = self.closing_workdays
        return round(sum(taken) / len(taken), 1) if taken else None


def performances(found: Reconciliation, *, standing: bool = True) -> dict[str, Performance]:
    """By unit: every one that led, owed or ended with something in the period, what fell due by its name of that day.

    Without `standing`, reports that belong to no task are left out: where only some of the tasks are asked about.
    """
    rows: dict[str, Performance] = {}
    for trail in found.trails:
        if trail.item is not None:
            _count_task(rows, found, trail, trail.item)
    if standing:
        _count_standing(rows, found)
    return rows


def total_performance(rows: dict[str, Performance]) -> Performance:
    """All units as one."""
    whole = Performance()
    for row in rows.values():
        for name in _LISTS:
            getattr(whole, name).extend(getattr(row, name))
        for band, names in row.ages.items():
            whole.ages.setdefault(band, []).extend(names)
        for year, names in row.cohorts.items():
            whole.cohorts.setdefault(year, []).extend(names)
        if row.oldest is not None and (whole.oldest is None or row.oldest.on < whole.oldest.on):
            whole.oldest = row.oldest
    return whole


_LISTS = (
    "due", *OUTCOMES, "carried", "carried_met", "carried_late", "overturned",
    "reports_owed", "reports_received", "reports_late", "milestones_missed",
    "extensions", "returned", "closing_workdays",
)  # fmt: skip


def _row(rows: dict[str, Performance], books: Books, unit: str, on: date | None = None) -> Performance:
    """The row of a unit as of `on`: what fell due before a merger stays under the old name."""
    name = books.register.current(unit, min(on or books.today, books.today)) if unit else NO_LEAD
    return rows.setdefault(name, Performance())


class Fallen(msgspec.Struct, frozen=True):
    """A duty of a task that fell due in the period: whose it was, under the name of that day, and how it was met."""

    trail: Trail
    duty: Duty
    unit: str
    outcome: str


def fallen_due(found: Reconciliation) -> Iterator[Fallen]:
    """Every limit and milestone that fell due in the period; the office's own and periodic reports are none."""
    books = found.books
    for trail in found.trails:
        for duty in _duties_of_units(books, trail.item) if trail.item is not None else ():
            outcome = outcome_of(duty, found.span, books.today, books.last)
            if outcome is not None and duty.due_on is not None:
                on = min(duty.due_on, books.today)
                yield Fallen(trail, duty, books.register.current(duty.unit, on), outcome)


def _duties_of_units(books: Books, item: Item) -> Iterator[Duty]:
    every = dated_duties(item.state, books.policies, books.calendar, item.ledger.kind)
    return (duty for duty in every if duty.role is not Role.OFFICE)


def _count_task(rows: dict[str, Performance], found: Reconciliation, trail: Trail, item: Item) -> None:
    books, span = found.books, found.span
    for duty in _duties_of_units(books, item):
        _row(rows, books, duty.unit)
        _count_duty(rows, books, duty, span)
    for unit, what, slot in reports_due(books, item, span):
        trace = Trace(item.task.id, what, slot.due.on)
        _count_report(_row(rows, books, unit, slot.due.on), trace, slot.met_on, found)
    _count_events(rows, found, trail, item)
    if trail.end is not None:
        _count_open(_row(rows, books, trail.end.unit), item, books.today)


def _undecided(due_on: date, met_on: date | None, span: Span, today: date, last: date) -> bool:
    """Whether a day of the period does not count yet: still to come, or today, not over and not met."""
    return due_on > today or (due_on == today and met_on is None and (today < span.end or last <= span.end))


def _count_duty(rows: dict[str, Performance], books: Books, duty: Duty, span: Span) -> None:
    """One duty, a limit or a milestone: it fell due in the period, or its report was still to be verified then."""
    _count_carried(rows, books, duty, span)
    outcome = outcome_of(duty, span, books.today, books.last)
    if outcome is None or duty.due_on is None:
        return
    row = _row(rows, books, duty.unit, duty.due_on)
    trace = Trace(duty.task, duty.name, duty.due_on)
    row.due.append(trace)
    getattr(row, outcome).append(trace)
    if duty.node is not None and outcome in {"met_late", "unmet"}:
        row.milestones_missed.append(trace)


def _count_carried(rows: dict[str, Performance], books: Books, duty: Duty, span: Span) -> None:
    """A report that was 待核 when the period began (上期结转): scored in the one in which its 核验 is final."""
    fate = carried_as(duty, span, books.today)
    if fate is None or duty.due_on is None:
        return
    row = _row(rows, books, duty.unit, duty.due_on)
    trace = Trace(duty.task, duty.name, duty.due_on)
    if fate != "overturned":
        row.carried.append(trace)
    if fate != "carried":
        getattr(row, fate).append(trace)


def carried_as(duty: Duty, span: Span, today: date) -> str | None:
    """What became in the period of a duty that fell due before it, whose report came in time and was 待核 then.

    `overturned`: the report was found untrue; `carried_late`, `carried_met`: final; `carried`: still 待核.
    """
    if duty.due_on is None or duty.due_on >= span.start or not duty.finishes or duty.role is not Role.LEAD:
        return None
    if duty.ended_on is not None and duty.ended_on < span.start:
        return None
    untrue = next((each for each in duty.voided if isinstance(each.event, Reopen)), None)
    if untrue is not None and untrue.event.on >= span.start and not judge(duty, untrue.report.on).spans:
        return "overturned"
    ends = [(each.report.on, each.event.on) for each in duty.voided]
    if duty.met_on is not None:
        ends.append((duty.met_on, duty.verified_on or date.max))
    waited = any(report <= duty.due_on and final >= span.start for report, final in ends)
    if not waited or judge(duty, duty.due_on).spans:
        return None
    verdict = judge(duty, today).verdict
    if verdict.is_late:
        return "carried_late"
    return "carried_met" if verdict is Verdict.MET else "carried"


def ever_late(found: Reconciliation) -> list[str]:
    """The tasks whose leads were late by their limit on a day of the period (本期曾逾期), be they late now or not."""
    ids = []
    for trail in found.trails:
        limits = _duties_of_units(found.books, trail.item) if trail.item is not None else ()
        spans = (
            span
            for duty in limits
            if duty.finishes and duty.role is Role.LEAD
            for span in judge(duty, found.books.today).spans
        )
        if any(first <= found.until and last >= found.span.start for first, last in spans):
            ids.append(trail.id)
    return ids


def outcome_of(duty: Duty, span: Span, today: date, last: date = LAST_DAY) -> str | None:
    """How a duty that fell due in the period was kept, by its verdict; None where it did not fall due.

    One that ended or was stopped before its day did not, nor one whose day is still to come, be it met already, nor
    one due today that is not yet met. The last day of a period is over where it is asked about later (`last`).
    """
    due_on = duty.due_on
    if due_on is None or not span.start <= due_on <= span.end:
        return None
    if _undecided(due_on, duty.met_on, span, today, last):
        return None
    over = today == span.end and last > span.end
    verdict = judge(duty, today + _DAY if over else today).verdict
    if verdict.is_late:
        return "met_late" if verdict.is_done_late else "unmet"
    return {Verdict.MET: "met", Verdict.REPORTED: "pending"}.get(verdict)


def reports_due(books: Books, item: Item, span: Span) -> Iterator[tuple[str, str, Slot]]:
    """(unit, report, its period) of every periodic report of a task that fell due in the period."""
    for each in bearings(books.policies, item.state, books.calendar, item.ledger.kind):
        for slot in slots_due(each, item.state, (span.start, span.end)):
            if each.governs(slot):
                yield each.standing.unit, f"{each.rule.name}（{slot.span.label}）", slot


def _count_report(row: Performance, trace: Trace, met_on: date | None, found: Reconciliation) -> None:
    outcome = report_outcome(trace.on, met_on, found.span, found.until, found.books.last)
    if outcome is None:
        return
    row.reports_owed.append(trace)
    if outcome != "unmet":
        row.reports_received.append(trace)
    if outcome == "met_late":
        row.reports_late.append(trace)


def report_outcome(
    due_on: date, met_on: date | None, span: Span, until: date, last: date = LAST_DAY
) -> str | None:
    """How a periodic report that fell due in the period was kept: met, met_late, unmet; None: not counted yet."""
    if _undecided(due_on, met_on, span, until, last):
        return None
    if met_on is None:
        return "unmet"
    return "met" if met_on <= due_on else "met_late"


def _count_standing(rows: dict[str, Performance], found: Reconciliation) -> None:
    """Reports of units that belong to no task."""
    books, span = found.books, found.span
    slots = standing_slots(books.policies, books.calendar, books.performed, books.today)
    for _, rule, unit, slot in slots:
        counted = unit is not None and rule.counted is YesNo.YES
        if unit is not None and counted and span.start <= slot.due.on <= span.end:
            trace = Trace(None, f"{rule.name}（{slot.span.label}）", slot.due.on)
            in_time = slot.met_on if slot.met_on is None or slot.met_on <= slot.due.on else None
            _count_report(_row(rows, books, unit), trace, in_time, found)


_NOTABLE = (Extend, Return, Verify)
"""The events that count for a unit beside its duties."""


def _count_events(rows: dict[str, Performance], found: Reconciliation, trail: Trail, item: Item) -> None:
    books, span, state = found.books, found.span, item.state
    within = [
        event for event in state.journal if isinstance(event, _NOTABLE) and span.start <= event.on <= span.end
    ]
    for event in within:
        if event in state.extensions or isinstance(event, Return) or _failed(event):
            row = _row(rows, books, state.unit_then(event), event.on)
            if isinstance(event, Extend) and event not in state.delays():
                continue
            kept = row.extensions if event in state.extensions else row.returned
            kept.append(Trace(item.task.id, str(event.action), event.on))
    assigned = next((event for event in state.journal if isinstance(event, Assign)), None)
    for move in trail.moves:
        if move.flow is Flow.WRITTEN_OFF and move.before is not None and assigned is not None:
            row = _row(rows, books, move.before.unit)
            row.closing_workdays.append(workdays_between(assigned.on, move.on, books.calendar))


def _failed(event: object) -> bool:
    return isinstance(event, Verify) and event.result is Result.FAIL


def _count_open(row: Performance, item: Item, today: date) -> None:
    """Age and cohort of a task that is open at the end."""
    began, name = item.state.registered_on, item.task.id
    if began is None:
        return
    row.ages.setdefault(band_of((today - began).days), []).append(name)
    row.cohorts.setdefault(began.year, []).append(name)
    if row.oldest is None or began < row.oldest.on:
        row.oldest = Trace(name, item.task.title, began)


def band_of(days: int) -> str:
    """The age band in which so many days lie."""
    place = next(place for place, (last, _) in enumerate(BANDS) if last is None or days <= last)
    return BAND_NAMES[place]


class Delay(msgspec.Struct):
    """How promptly one clerk recorded in one ledger (及时登账): events of the period, and those that came too late."""

    recorded: int = 0
    late: list[Trace] = []
    longest: int = 0


def delays(found: Reconciliation) -> dict[tuple[str, str], Delay]:
    """By (clerk, prefix of the ledger): the events of the period, recorded in time or after the policy's 登账期限."""
    books, span = found.books, found.span
    rows: dict[tuple[str, str], Delay] = {}
    for trail in found.trails:
        for event in trail.item.state.journal if trail.item is not None else ():
            if not span.start <= event.on <= span.end or trail.item is None:
                continue
            row = rows.setdefault((event.by, trail.item.task.prefix), Delay())
            row.recorded += 1
            waited = books.recorded_late(event.on, event.recorded_at)
            if waited:
                row.late.append(Trace(trail.id, f"{event.action}，{waited}个工作日后登记", event.on))
                row.longest = max(row.longest, waited)
    return rows
