"""The duties that belong to no task: each unit's overall report and self-check, the office's own cycle.

Pure; what a task's units report, core/duties/cadence.py says.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.duties.cadence import Row, in_runs, status_on
from duban.core.duties.duty import OFFICE, Duty
from duban.core.duties.slots import Counting, Slot
from duban.core.model.suggest import nearest
from duban.core.model.terms import Role, Status, YesNo
from duban.core.model.unit_register import NO_REGISTER, Register
from duban.core.model.workspace import StandingEntry
from duban.core.periods.closings import NO_CLOSINGS, Closings
from duban.core.policy.rules import CadenceRule, Cycle, Policy, PolicyBook, Scope
from duban.core.state.task_state import Standing, TaskState
from duban.errors import refusal

if TYPE_CHECKING:
    from duban.core.model.inspection import InspectionPlan

_OPEN = {Status.ASSIGNED, Status.IN_PROGRESS, Status.REPORTED, Status.VERIFIED, Status.SUSPENDED}


class Answer(msgspec.Struct, frozen=True):
    """A unit's own check of a period that came back: the period's label, the unit, the day it came."""

    period: str
    unit: str
    on: date


class Led(msgspec.Struct, frozen=True):
    """A task that a unit leads or led."""

    state: TaskState
    standing: Standing

    def open_on(self, day: date) -> bool:
        """Whether the unit led it on that day, and it was open."""
        began, left_on = self.standing.assigned.on, self.standing.left_on
        if day < began or (left_on is not None and left_on <= day):
            return False
        return status_on(self.state, day) in _OPEN


class Inspected(msgspec.Struct, frozen=True):
    """An inspection that a policy asks for in each period was made: 制度/规则, the label of the period, the day."""

    rule: str
    period: str
    on: date


class Observed(msgspec.Struct, frozen=True):
    """A step that the books themselves show, without naming a rule: 环节, a day of the period it is of, when."""

    cycle: Cycle
    about: date
    on: date


class Performed(msgspec.Struct, frozen=True):
    """What the duties that belong to no task are judged by: 履职, closings, self-checks, inspections, the register.

    `led` holds by unit, under its present name, the tasks that it leads or led.
    """

    entries: tuple[StandingEntry, ...] = ()
    closings: Closings = NO_CLOSINGS
    answers: tuple[Answer, ...] = ()
    inspected: tuple[Inspected, ...] = ()
    observed: tuple[Observed, ...] = ()
    led: Mapping[str, tuple[Led, ...]] = {}
    register: Register = NO_REGISTER


def planned_months(plan: "InspectionPlan") -> Iterator[Observed]:
    """The months whose plan was approved, each by its first approval."""
    first: dict[str, date] = {}
    for entry in plan.journal:
        if len(entry.period) == _MONTH:
            first[entry.period] = min(entry.on, first.get(entry.period, entry.on))
    for period, on in first.items():
        yield Observed(Cycle.PLANNED, date.fromisoformat(f"{period}-01"), on)


def standing_duties(
    policies: PolicyBook,
    calendar: WorkCalendar,
    performed: Performed,
    today: date,
    ahead: date | None = None,
) -> list[Duty]:
    """What belongs to no task: each unit's overall report, the office's own reconciliations.

    A missed one stays open until it is recorded, for it is recorded with its period. With `ahead` also those that
    fall due up to that day.
    """
    rows: dict[tuple[str, str, str | None], list[tuple[Row, Slot]]] = {}
    for policy, rule, unit, slot in standing_slots(policies, calendar, performed, today, ahead):
        row = Row(rule, policy, unit or OFFICE, Role.OFFICE if unit is None else Role.LEAD)
        rows.setdefault((policy.name, rule.id, unit), []).append((row, slot))
    return [duty for slots in rows.values() for duty in in_runs(slots, today, ahead)]


def standing_slots(
    policies: PolicyBook,
    calendar: WorkCalendar,
    performed: Performed,
    today: date,
    ahead: date | None = None,
) -> Iterator[tuple[Policy, CadenceRule, str | None, Slot]]:
    """Every period of what belongs to no task, begun by today or `ahead`, with its unit (None: the office), met or not.

    A step of the cycle (环节) is met without a 履职 entry too: the office's by closing the period, an inspection (督查)
    by its conclusion and no closing, 邀请督查, 督查计划, 通报 and the like by what was observed, a unit's 月自查 by its
    returned self-check. That, and what is our own (酌定), is owed by who leads an open task when the period ends; a
    group of units (成员) owes nothing.
    """
    done = _done(performed, today)
    seen = [each for each in performed.observed if each.on <= today]
    units = [
        unit.name
        for unit in performed.register.units
        if not (unit.merged_into and (unit.merged_on or today) <= today)
    ]
    counting = Counting(calendar, policies.anew)
    for place, (since, policy) in enumerate(policies.entries):
        until = policies.entries[place + 1][0] if place + 1 < len(policies.entries) else None
        opened = max(since, policies.anew) if place == 0 else None
        for rule in policy.rules_of(CadenceRule):
            if rule.scope is Scope.TASK:
                continue
            periods = list(
                _standing_periods(rule, (since, until, opened), counting, max(today, ahead or today))
            )
            names = [f"{policy.name}/{rule.id}", rule.id]
            if rule.cycle is Cycle.INSPECTION:
                names.append(_INSPECTED + names[0])
            elif (
                rule.cycle is not None
                and rule.cycle not in _SEEN
                and (rule.scope is Scope.OFFICE or rule.cycle is Cycle.SELF_CHECK)
            ):
                names.append(_CLOSED if rule.scope is Scope.OFFICE else _ANSWERED)
            for unit in [None] if rule.scope is Scope.OFFICE else units:
                for slot in periods:
                    days = [on for name in names if (on := done.get((name, unit, slot.span.label)))]
                    days += [
                        each.on
                        for each in seen
                        if each.cycle is rule.cycle and slot.span.start <= each.about <= slot.span.end
                    ]
                    if days:
                        yield policy, rule, unit, msgspec.structs.replace(slot, met_on=min(days))
                    elif slot.span.start < counting.anew or _owes(rule, unit, slot, performed, today):
                        yield policy, rule, unit, slot


def _is_of(seen: Observed, rule: CadenceRule, slot: Slot) -> bool:
    return seen.cycle is rule.cycle and slot.span.start <= seen.about <= slot.span.end


def standing_rule(policies: PolicyBook, typed: str, on: date) -> tuple[Policy, CadenceRule]:
    """The cadence of no task that is in force on `on`, by its id alone or as 制度/规则. Raises DubanError."""
    name, _, identifier = typed.rpartition("/")
    policy = policies.at(on)
    rules = {rule.id: rule for rule in policy.rules_of(CadenceRule, on) if rule.scope is not Scope.TASK}
    if name and name != policy.name:
        raise refusal(
            "wrong-policy",
            f"{on} 施行的制度是“{policy.name}”，不是“{name}”",
            f"写成 {policy.name}/{identifier}",
        )
    if identifier in rules:
        return policy, rules[identifier]
    near = nearest(identifier, rules)
    listed = "、".join(f"{rule.id}（{rule.name}）" for rule in rules.values()) or "没有"
    raise refusal(
        "unknown-rule",
        f"制度“{policy.name}”里没有不属于事项的周期规则“{identifier}”",
        (f"最接近的是“{near}”；" if near else "") + f"可用的规则：{listed}",
    )


def _owes(rule: CadenceRule, unit: str | None, slot: Slot, performed: Performed, today: date) -> bool:
    if unit is None:
        return True
    if performed.register.members(unit):
        return False
    ours = rule.discretionary is YesNo.YES and rule.counted is YesNo.YES
    if rule.cycle is not Cycle.SELF_CHECK and not ours:
        return True
    return any(each.open_on(min(slot.span.end, today)) for each in performed.led.get(unit, ()))


_MONTH = len("2026-03")
OBSERVED = frozenset({Cycle.INVITED, Cycle.PLANNED})
"""What the books must show: no 履职 entry meets it."""
_SEEN = OBSERVED | {Cycle.CIRCULATED, Cycle.SUPPLIED, Cycle.SERVED, Cycle.HIGHLIGHT}
_CLOSED, _ANSWERED, _INSPECTED = "（结账）", "（自查）", "（督查）"
"""What stands in the place of a rule, or before it, where no 履职 entry says that it was done."""


def _done(performed: Performed, today: date) -> dict[tuple[str, str | None, str], date]:
    """(rule, unit, period) → the day it was done; of a period closed several times the first, while it is closed."""
    done: dict[tuple[str, str | None, str], date] = {
        (
            entry.rule,
            performed.register.current(entry.unit, entry.on) if entry.unit else None,
            entry.period,
        ): entry.on
        for entry in performed.entries
        if entry.on <= today
    }
    for period in performed.closings.periods:
        if period.closing is not None and period.first.on <= today:
            done[_CLOSED, None, period.span.label] = period.first.on
    for made in performed.inspected:
        key: tuple[str, str | None, str] = (_INSPECTED + made.rule, None, made.period)
        done[key] = min(made.on, done.get(key, made.on))
    for answer in performed.answers:
        key = (_ANSWERED, performed.register.current(answer.unit, answer.on), answer.period)
        if answer.on <= today:
            done[key] = min(answer.on, done.get(key, answer.on))
    return done


def _standing_periods(
    rule: CadenceRule,
    held: tuple[date, date | None, date | None],
    counting: Counting,
    last: date,
) -> Iterator[Slot]:
    """The periods of a cadence that began under its policy by `last`, none of them met.

    `held` is from when to before when the policy holds, and for the first the day on which the workspace opened: of
    the period that ran then the report is owed, too, if its day was still to come.
    """
    since, until, opened = held
    slot = counting.slot(rule.timing, since)
    while slot.opens <= last and (until is None or slot.span.start < until):
        begun = slot.span.start >= since and rule.in_force(slot.span.start)
        if begun or (opened is not None and slot.due.on >= opened and rule.in_force(since)):
            yield slot
        slot = counting.after(rule.timing, slot)
