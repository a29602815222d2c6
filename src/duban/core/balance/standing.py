"""How a unit stands in a period (评价): 较好, 一般 or 滞后, each with the reasons for it.

Pure. The scale is a rule of the policy (评价); without one that of this module, 酌定: no source gives figures.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from duban.core.balance.identity import Reconciliation
from duban.core.balance.performance import Performance, Trace, performances
from duban.core.books.books import Books, Item
from duban.core.books.facets import unresolved
from duban.core.calendar.counting import workdays_between
from duban.core.duties.duty import Duty
from duban.core.model.events import Attribute, Event, Return, Verify
from duban.core.model.terms import Action, Result, Role, Status, Term, YesNo
from duban.core.policy.rules import CadenceRule, DeadlineRule, StandingRule
from duban.core.state.positions import NO_LEAD
from duban.core.verdicts.verdict import Verdict

LEAST, GOOD, BEHIND, UNSIGNED = 3, 10, 40, 3
"""酌定: due duties and reports below which nothing is said; the share of faults up to which a unit is 较好, and from
which 滞后, in percent; working days after which a task that nobody signed is a fault."""
_WHOLE = 100


class Grade(Term):
    """How a unit stands."""

    GOOD = "较好"
    FAIR = "一般"
    BEHIND = "滞后"
    NONE = "不评"


class Reason(msgspec.Struct, frozen=True):
    """One thing that speaks against a unit: the task, what it was, whether it alone bars 较好.

    What `fails` was wanting in substance: no 归因 excuses it, for that is of days.
    """

    task: str | None
    what: str
    bars: bool = False
    fails: bool = False


class Standing(msgspec.Struct, frozen=True):
    """The grade of a unit, how many duties and reports it rests on, and what spoke against it.

    `excused` is what a leader put down to somebody else (归因): it is told and does not count.
    """

    grade: Grade
    counted: int
    reasons: tuple[Reason, ...] = ()
    excused: tuple[Reason, ...] = ()


class _Scale(msgspec.Struct, frozen=True):
    least: int
    good: int
    behind: int
    unsigned: int


def standings(found: Reconciliation, rows: dict[str, Performance] | None = None) -> dict[str, Standing]:
    """How each unit that led, owed or ended with something stands; what was before a merger under the old name."""
    rows = performances(found) if rows is None else rows
    reasons: dict[str, list[Reason]] = {}
    books = found.books
    for unit, reason in (*_of_tasks(found), *_of_no_task(books)):
        reasons.setdefault(unit, []).append(reason)
    scale = _scale_of(books)
    names = [name for name in dict.fromkeys([*rows, *reasons]) if name != NO_LEAD]
    excuses = _excuses(found)
    return {
        name: _graded(rows.get(name) or Performance(), reasons.get(name, ()), scale, excuses.get(name, {}))
        for name in names
    }


def _excuses(found: Reconciliation) -> dict[str, dict[str, Attribute]]:
    """By unit and task the 归因 that puts a lateness down to somebody else."""
    books = found.books
    told: dict[str, dict[str, Attribute]] = {}
    for trail in found.trails:
        state = trail.item.state if trail.item is not None else None
        for standing in (
            (*state.former, *state.units.values()) if state is not None and state.attributions else ()
        ):
            excuse = state.excused(standing.unit) if state is not None else None
            if excuse is not None and state is not None:
                unit = books.register.current(standing.unit, books.today)
                told.setdefault(unit, {})[state.task.id] = excuse
    return told


def _scale_of(books: Books) -> _Scale:
    rule = next(iter(books.policies.at(books.today).rules_of(StandingRule, books.today)), None)
    if rule is None:
        return _Scale(LEAST, GOOD, BEHIND, UNSIGNED)
    return _Scale(rule.least, rule.good, rule.behind, rule.unsigned)


def _graded(
    done: Performance, told: Iterable[Reason], scale: _Scale, excuses: Mapping[str, Attribute]
) -> Standing:
    missing = [each for each in done.reports_owed if each not in done.reports_received]
    reasons = list(told)
    reasons += [Reason(each.task, f"{each.what}：补办") for each in done.met_late]
    reasons += [
        Reason(each.task, f"{each.what}：到期没有办结", bars=True) for each in _untold(done.unmet, reasons)
    ]
    reasons += [Reason(each.task, f"{each.what}：迟报") for each in done.reports_late]
    reasons += [Reason(each.task, f"{each.what}：缺报") for each in _untold(missing, reasons)]
    every = dict.fromkeys(reasons)
    unique = tuple(each for each in every if each.task not in excuses or each.fails)
    excused = tuple(_excuse(each, excuses[each.task]) for each in every if each not in unique and each.task)
    counted = done.decided + len(done.reports_owed)
    if counted < scale.least:
        return Standing(Grade.NONE, counted, unique, excused)
    share = _WHOLE * len(unique) / counted
    if share >= scale.behind:
        grade = Grade.BEHIND
    elif share <= scale.good and not any(each.bars for each in unique):
        grade = Grade.GOOD
    else:
        grade = Grade.FAIR
    return Standing(grade, counted, unique, excused)


def _excuse(reason: Reason, by: Attribute) -> Reason:
    return Reason(reason.task, f"{reason.what}（归因：{by.cause}，{by.approved_by}批准，不计）")


def _untold(traces: Iterable[Trace], reasons: Iterable[Reason]) -> list[Trace]:
    """What is not yet among the reasons as a duty that is late now."""
    told = [(each.task, each.what) for each in reasons]
    return [
        each for each in traces if not any(task == each.task and each.what in what for task, what in told)
    ]


def _of_tasks(found: Reconciliation) -> Iterator[tuple[str, Reason]]:
    """What speaks against the units of each task that the period saw: (unit, reason)."""
    books, scale = found.books, _scale_of(found.books)
    for trail in found.trails:
        item = trail.item
        if item is None:
            continue
        for event in item.state.journal:
            if found.span.start <= event.on <= found.until and (what := _fault(event)):
                for unit in _whose(item, event):
                    yield books.register.current(unit, event.on), Reason(item.task.id, *what, fails=True)
        for duty in books.live_duties_of(item):
            if duty.role is not Role.OFFICE and (reason := _owed(books, duty) or _extended(found, duty)):
                yield books.register.current(duty.unit, books.today), reason
        yield from _unsigned(books, item, scale.unsigned)


def _fault(event: Event) -> tuple[str, bool] | None:
    """What an event says against a unit, and whether it alone bars 较好; None for any other."""
    if isinstance(event, Verify) and event.result is Result.FAIL:
        return (
            f"{event.on} 核验不通过{f'（{event.failure}）' if event.failure else ''}",
            event.failure is not None,
        )
    if isinstance(event, Return):
        return (
            f"{event.on} 退回（{event.missing if event.missing.startswith('缺') else f'缺{event.missing}'}）",
            False,
        )
    if unresolved(event):
        return f"{event.on} 回访有问题没有解决", True
    return None


def _whose(item: Item, event: Event) -> tuple[str, ...]:
    """The unit an event names, else those that led then, and where that is not known those that lead now."""
    if event.unit is not None:
        return (event.unit,)
    changes = [change for change in item.state.lead_changes if change.event.on > event.on]
    return changes[0].before if changes and changes[0].before else item.state.leads


def _owed(books: Books, duty: Duty) -> Reason | None:
    """A duty that is late now; of those an owed 说明 bars too."""
    if not books.verdict_of(duty).verdict.is_overdue:
        return None
    policy = books.policies.find(duty.policy, duty.triggered_on)
    rule = policy.rule(duty.rule) if policy and duty.rule else None
    explains = isinstance(rule, DeadlineRule) and Action.EXPLAIN in rule.met_by
    bars = duty.finishes or explains
    return Reason(duty.task, f"{duty.name}：逾期未办结" if bars else f"{duty.name}：逾期", bars)


def _extended(found: Reconciliation, duty: Duty) -> Reason | None:
    """A duty that got a later day after it was late in the period: the new day takes it out of the period's figures."""
    told = found.books.verdict_of(duty)
    if told.verdict is not Verdict.EXTENDED:
        return None
    if not any(first <= found.until and last >= found.span.start for first, last in told.spans):
        return None
    return Reason(duty.task, f"{duty.name}：曾逾期，已延期到 {duty.due_on}")


def _unsigned(books: Books, item: Item, allowed: int) -> Iterator[tuple[str, Reason]]:
    if item.state.status not in {Status.ASSIGNED, Status.IN_PROGRESS}:
        return
    for standing in item.state.lead_standings():
        waited = workdays_between(standing.assigned.on, books.today, books.calendar)
        if standing.signed_on is None and waited > allowed:
            unit = books.register.current(standing.unit, books.today)
            yield unit, Reason(item.task.id, f"{waited}个工作日没有签收")


def _of_no_task(books: Books) -> Iterator[tuple[str, Reason]]:
    """Reports of units that belong to no task and are late now."""
    for duty in books.standing_duties():
        policy = books.policies.find(duty.policy, duty.triggered_on)
        rule = policy.rule(duty.rule) if policy else None
        uncounted = isinstance(rule, CadenceRule) and rule.counted is YesNo.NO
        if duty.role is not Role.OFFICE and not uncounted and books.verdict_of(duty).verdict.is_overdue:
            yield books.register.current(duty.unit, books.today), Reason(None, f"{duty.name}：逾期")
