"""The books as one question sees them: every task's standing on a day, and what is needed to judge it.

Views take a `Books`; nothing here reads a file.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from duban.core.actions.due_dates import Elsewhere, Ground
from duban.core.calendar.counting import workdays_between
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.duties.duty import Duty, lateness
from duban.core.duties.intake import Pending, pending_step
from duban.core.duties.standing_duties import (
    Answer,
    Inspected,
    Led,
    Observed,
    Performed,
    planned_months,
    standing_duties,
)
from duban.core.duties.task_duties import duties, is_provisional, lead_limits, live_duties, own_duties
from duban.core.engine.fold import fold as fold_case
from duban.core.engine.kind import Kind
from duban.core.model.case_file import NumberedFile
from duban.core.model.people import NO_ROLL, Roll
from duban.core.model.task import Task
from duban.core.model.terms import Role, Status
from duban.core.model.unit_register import Register
from duban.core.model.workspace import Config, LedgerHead, StandingEntry
from duban.core.model.workspace_formats import QUOTAS_SINCE
from duban.core.periods.closings import NO_CLOSINGS, Closings
from duban.core.policy.rules import PolicyBook, QuotaRule
from duban.core.quotas.duties import quota_duties
from duban.core.quotas.entries import standing_now
from duban.core.quotas.tally import Question
from duban.core.state.positions import former_ids, prefix_then
from duban.core.state.task_state import TaskState
from duban.core.state.transitions import fold
from duban.core.verdicts.verdict import Judgement, judge
from duban.errors import Problem

if TYPE_CHECKING:
    from duban.core.model.inspection import InspectionPlan

BEIJING = timezone(timedelta(hours=8), "+08:00")
"""The time zone of the books: a moment written down elsewhere counts on its day in Beijing."""

LAST_DAY = date(2100, 12, 31)
"""No day of the books lies beyond it: a later one is a slip or meant to hide a task."""


class Entry(msgspec.Struct, frozen=True):
    """A task as it stands in the books: the record, its ledger, its file (relative to the workspace)."""

    task: Task
    ledger: LedgerHead
    path: str


class Item(msgspec.Struct, frozen=True):
    """A task's state on the day of the question."""

    state: TaskState
    ledger: LedgerHead
    path: str
    roll: Roll = NO_ROLL

    @property
    def task(self) -> Task:
        """The head as of that day."""
        return self.state.file

    @property
    def leads(self) -> tuple[str, ...]:
        """The units that lead it; before it is registered those its head names."""
        return self.state.leads or self.task.leads

    @property
    def amend(self) -> str:
        """The command that puts an entry right."""
        return "amend"

    @property
    def support(self) -> tuple[str, ...]:
        """The units that support it; before it is registered those its head names."""
        return self.state.support or self.task.support

    def place(self, number: int) -> int:
        """Where an entry of the journal stands in its file."""
        return number


class CaseItem(Item, frozen=True, kw_only=True):
    """The state of a numbered file of another kind, which answers ask as they ask a task's, as far as that goes.

    `state` is the kind's own, `task` the head, `ledger` stands for the kind.
    """

    kind: Kind
    places: tuple[int, ...] = ()

    @property
    def amend(self) -> str:
        """The command that puts an entry right."""
        return self.kind.amend

    def place(self, number: int) -> int:
        """Where an entry of the journal stands in its file, which others may share."""
        return self.places[number] if self.places else number


class Filed(msgspec.Struct, frozen=True):
    """A numbered file of a kind other than the task, as it stands in the books."""

    kind: Kind
    file: NumberedFile
    path: str


def open_case(filed: Filed, today: date, known: datetime | None, register: Register) -> CaseItem:
    """The state of a numbered file on `today`, without what no answer may tell."""
    file = filed.kind.seals(filed.file) if filed.kind.seals is not None else filed.file
    state: Any = fold_case(filed.kind.life, file, today, known, register)
    shelf: Any = filed.kind
    ledger = LedgerHead(name=filed.kind.name, kind=shelf, prefix=filed.kind.prefix)
    return CaseItem(state, ledger, filed.path, kind=filed.kind)


class Books(msgspec.Struct, frozen=True, dict=True):
    """Everything a view may look at. `unread` are the files that could not be read: every answer names them.

    `later` are the tasks that were registered after today: no answer counts them, `check` still looks at their dates.
    `plans` are the years' plans of inspections, whole: who asks takes what was approved by the day of the question.
    `result_books` are the years' circulars, negative lists, awards, exemptions (core/results/life.py: results_of),
    `matters` the same by number, each as a case, `results` all of them together (core/cases/results.py).
    `last` is the last day on which anything can have been entered: the present one, where the command says it.
    """

    config: Config
    ledgers: tuple[LedgerHead, ...]
    items: tuple[Item, ...]
    policies: PolicyBook
    calendar: WorkCalendar
    register: Register
    standing: tuple[StandingEntry, ...]
    today: date
    known: datetime | None = None
    unread: tuple[Problem, ...] = ()
    later: tuple[Entry, ...] = ()
    closings: Closings = NO_CLOSINGS
    answers: tuple[Answer, ...] = ()
    last: date = LAST_DAY
    cases: tuple[CaseItem, ...] = ()
    plans: "tuple[InspectionPlan, ...]" = ()
    result_books: tuple[Any, ...] = ()
    matters: tuple[CaseItem, ...] = ()
    results: Any = None

    @property
    def numbered(self) -> tuple[CaseItem, ...]:
        """All that bears a number and is no task: files of other kinds, then results, which share a year's file."""
        return (*self.cases, *self.matters)

    @property
    def all_items(self) -> tuple[Item, ...]:
        """The tasks, then all else that bears a number."""
        return (*self.items, *self.numbered)

    def find(self, identifier: str) -> Item | None:
        """The task with this id, or that bore it before it moved to another ledger."""
        return self._by_id.get(identifier) or self._by_id.get(self.former_ids.get(identifier, ""))

    @cached_property
    def roll(self) -> Roll:
        """The leaders by their names."""
        return Roll(self.config.leaders)

    @cached_property
    def former_ids(self) -> dict[str, str]:
        """The present id of each task by the ids that it bore before."""
        found: dict[str, str] = {}
        for item in self.items:
            for name in former_ids(item.task):
                if name not in self._by_id:
                    found.setdefault(name, item.task.id)
        return found

    @cached_property
    def _by_id(self) -> dict[str, Item]:
        return {item.task.id: item for item in reversed(self.all_items)}

    @cached_property
    def _children(self) -> dict[str | None, list[Item]]:
        children: dict[str | None, list[Item]] = {}
        for item in self.items:
            parent = item.task.parent and self.former_ids.get(item.task.parent, item.task.parent)
            children.setdefault(parent, []).append(item)
        return children

    def duties_of(self, item: Item) -> tuple[Duty, ...]:
        """Every duty of one task, or case of another kind, as of today."""
        if isinstance(item, CaseItem):
            found = self._of_cases.get(item.path)
            if found is None:
                made = item.kind.duties(item.state, self.policies, self.calendar) if item.kind.duties else ()
                found = self._of_cases[item.path] = tuple(made)
            return found
        return duties(item.state, self.policies, self.calendar, item.ledger.kind)

    @cached_property
    def _of_cases(self) -> dict[str, tuple[Duty, ...]]:
        """The duties of each case by its file, as they are asked: `today` asks thrice, and books do not change."""
        return {}

    def live_duties_of(self, item: Item, ahead: date | None = None) -> tuple[Duty, ...]:
        """The duties of one task that are neither met nor ended: all that can be late or come due (by `ahead`)."""
        if isinstance(item, CaseItem):
            return tuple(duty for duty in self.duties_of(item) if duty.live)
        return live_duties(item.state, self.policies, self.calendar, item.ledger.kind, ahead)

    def pending_step(self, item: Item) -> Pending | None:
        """What a paper that was not handed over yet waits for; None for everything else."""
        if isinstance(item, CaseItem):
            return None
        return pending_step(item.state, self.policies, self.calendar, item.ledger.kind)

    def verdict_of(self, duty: Duty) -> Judgement:
        """The one verdict on a duty of these books, as of today."""
        return judge(duty, self.today)

    def overdue_limits(self, item: Item) -> list[Duty]:
        """The limits of a task's leads that are late now (当前逾期): past their day, or stopped after it."""
        if isinstance(item, CaseItem) or not _may_be_overdue(item.state):
            return []
        limits = lead_limits(item.state, self.policies, self.calendar, item.ledger.kind)
        return [duty for duty in limits if self.verdict_of(duty).verdict.is_overdue]

    def is_overdue(self, item: Item) -> bool:
        """Whether a task is late now: every list, report, paper and the wall count it by this."""
        return bool(self.overdue_limits(item))

    def in_time(self, item: Item) -> bool:
        """Whether no lead of a task, present or former, was ever late by its limit."""
        if isinstance(item, CaseItem):
            return True
        own = own_duties(item.state, self.policies, self.calendar, item.ledger.kind)
        limits = [duty for duty in own if duty.finishes and duty.role is Role.LEAD]
        return not any(self.verdict_of(duty).verdict.is_late for duty in limits)

    def late_workdays(self, item: Item) -> int:
        """Working days by which a task is late now, that of its latest lead; 0 where it is not."""
        late = (lateness(duty, self.today, self.calendar) for duty in self.overdue_limits(item))
        return max((each.workdays for each in late), default=0)

    def is_provisional(self, item: Item) -> bool:
        """Whether the due day in force of one task rests on holidays that are not published (暂定)."""
        return item.state.due_on is not None and is_provisional(item.state, self.policies, self.calendar)

    def standing_duties(self, ahead: date | None = None) -> list[Duty]:
        """The duties that belong to no task; with `ahead` also those of later periods that fall due up to then."""
        reports = standing_duties(self.policies, self.calendar, self.performed, self.today, ahead)
        return [*reports, *(quota_duties(self.quotas, ahead) if self.has_quotas else ())]

    @property
    def has_quotas(self) -> bool:
        """Whether a policy asks for something so many times a period (定额)."""
        return any(True for _, policy in self.policies.entries for _ in policy.rules_of(QuotaRule))

    @cached_property
    def quotas(self) -> Question:
        """What quotas are counted from, as of today."""
        since = self.config.format_since(QUOTAS_SINCE)
        people, wards = self.config.leaders, self.config.wards
        return Question(self.policies, self.standing, self.today, people, wards, self.register, since)

    @cached_property
    def performed(self) -> Performed:
        """What the duties that belong to no task are judged by."""
        led: dict[str, list[Led]] = {}
        for item in self.items:
            for standing in (*item.state.former, *item.state.units.values()):
                if standing.role is Role.LEAD:
                    unit = self.register.current(standing.unit, self.today)
                    led.setdefault(unit, []).append(Led(item.state, standing))
        tasks = {unit: tuple(rows) for unit, rows in led.items()}
        facts = [
            *(
                fact
                for case in (*self.cases, *self.matters)
                if case.kind.performed
                for fact in case.kind.performed(case.state)
            ),
            *(fact for plan in self.plans for fact in planned_months(plan)),
        ]
        made = tuple(each for each in facts if isinstance(each, Inspected))
        seen = tuple(each for each in facts if isinstance(each, Observed))
        return Performed(
            standing_now(self.standing), self.closings, self.answers, made, seen, tasks, self.register
        )

    def children_of(self, identifier: str) -> tuple[Item, ...]:
        """The tasks split from this one."""
        return tuple(self._children.get(identifier, ()))

    def recorded_late(self, on: date, recorded_at: datetime) -> int:
        """Working days between the business date and 登记 where they are more than the policy's 登账期限, else 0."""
        allowed = self.policies.at(on).settings.record_within
        recorded_on = recorded_at.astimezone(BEIJING).date()
        if allowed is None or recorded_on <= on:
            return 0
        workdays = workdays_between(on, recorded_on, self.calendar)
        return workdays if workdays > allowed else 0

    def ground(self, item: Item) -> Ground:
        """What a decision on this task may look at."""
        children = tuple(child.state for child in self.children_of(item.task.id))
        return Ground(
            self.policies,
            self.calendar,
            self.register,
            item.ledger.kind,
            self.today,
            children,
            self.roll,
            elsewhere=self.elsewhere,
        )

    @cached_property
    def elsewhere(self) -> Elsewhere:
        """What is asked of other files of these books."""
        return Elsewhere(
            self._state_of,
            results=lambda: self.results,
            interviews=self._interviews,
            linked=lambda found_in: self._linked.get(found_in, ()),
            config=self.config,
        )

    def _interviews(self) -> list[Any]:
        return [case.state for case in self.cases if case.kind.english == "interview"]

    @cached_property
    def _linked(self) -> dict[str, tuple[TaskState, ...]]:
        found: dict[str, tuple[TaskState, ...]] = {}
        for item in self.items:
            if item.task.found_in is not None:
                found[item.task.found_in] = (*found.get(item.task.found_in, ()), item.state)
        return found

    def _state_of(self, identifier: str) -> Any:  # noqa: ANN401 - each kind has its own
        found = self.find(identifier)
        return None if found is None else found.state


def open_books(  # noqa: PLR0913 - a question looks at this many things, each named
    config: Config,
    ledgers: tuple[LedgerHead, ...],
    entries: Iterable[Entry],
    *,
    policies: PolicyBook,
    calendar: WorkCalendar,
    register: Register,
    today: date,
    standing: tuple[StandingEntry, ...] = (),
    known: datetime | None = None,
    unread: tuple[Problem, ...] = (),
    closings: Closings = NO_CLOSINGS,
    answers: tuple[Answer, ...] = (),
    last: date = LAST_DAY,
    cases: Iterable[Filed] = (),
    plans: "tuple[InspectionPlan, ...]" = (),
    results: tuple[Any, ...] = (),
    by_number: tuple[Any, Iterable[CaseItem]] = (None, ()),
) -> Books:
    """Fold every task that was in the books on `today`, as far as was known at `known`."""
    items: list[Item] = []
    roll = Roll(config.leaders)
    heads = {head.prefix: head for head in ledgers}
    later: list[Entry] = []
    for entry in entries:
        state = fold(entry.task, today, known, register)
        if state.registered_on is not None or not _can_be_later(entry.task, today, known, last):
            prefix = prefix_then(state)
            moved = prefix != entry.task.prefix
            ledger = heads.get(prefix, entry.ledger) if moved else entry.ledger
            items.append(Item(state, ledger, entry.path, roll))
        else:
            later.append(entry)
    if known is not None:
        standing = tuple(entry for entry in standing if entry.recorded_at <= known)
    return Books(
        config,
        ledgers,
        tuple(items),
        policies,
        calendar,
        register.until(today),
        standing,
        today,
        known,
        unread,
        tuple(later),
        closings.as_of(today, known),
        answers,
        last,
        tuple(case for filed in cases if (case := open_case(filed, today, known, register)).state.journal),
        plans,
        results,
        tuple(by_number[1]),
        by_number[0],
    )


def _may_be_overdue(state: TaskState) -> bool:
    """Whether it is worth counting the limits of a task: nothing is late before a day has passed."""
    if state.status is Status.SUSPENDED:
        return any(standing.limits and standing.reported is None for standing in state.lead_standings())
    return state.status in _OWING and any(
        standing.reported is None and (due_on := standing.running_due_on) is not None and due_on < state.until
        for standing in state.lead_standings()
    )


_OWING = {Status.ASSIGNED, Status.IN_PROGRESS}


def _can_be_later(task: Task, today: date, known: datetime | None, last: date) -> bool:
    """Whether a task that is not in the books on `today` may come into them on a day after it.

    A journal without any 立项, or with one that is dated after it was written down or beyond the last day, is wrong,
    but its task must not vanish from an answer.
    """
    begun = [event for event in task.journal if event.action == "立项"]
    if known is not None and all(event.recorded_at > known for event in begun):
        return bool(begun)
    return any(
        event.on <= last and not event.recorded_at.astimezone(BEIJING).date() <= today < event.on
        for event in begun
    )
