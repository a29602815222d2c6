"""Where a task stands: the whole task, each unit, each due day. What transitions.py folds from a journal.

Only values and look-ups; nothing here changes a standing. Structs, because ten thousand of them are made at once.
"""

from datetime import date
from typing import NamedTuple

import msgspec

from duban.core.engine.fold import CaseState
from duban.core.model.events import (
    Accept,
    Apply,
    Attribute,
    Contest,
    Decision,
    Deny,
    Done,
    Escalate,
    Event,
    Explain,
    Extend,
    Progress,
    Publicize,
    Reopen,
    Resume,
    Return,
    Revisit,
    Suspend,
    Urge,
    Verify,
    Warn,
    Withdraw,
)
from duban.core.model.task import Task
from duban.core.model.terms import ApprovedVia, Cause, Role, Status, YesNo


class Limit(msgspec.Struct):
    """A due day and the day from which it holds; `due_on` None while no clock runs."""

    since: date
    due_on: date | None
    event: Event


class Pause(NamedTuple):
    """A suspension: the days on which the clock was stopped and ran again (None while it still stands)."""

    began: date
    ended: date | None
    suspend: Suspend
    resume: Resume | None


class Voided(NamedTuple):
    """A report that no longer counts, and the 退回, failed 核验 or 重启 for 失实 that took it back."""

    report: Done
    event: Return | Verify | Reopen


class Application(msgspec.Struct):
    """An application for a later day, of which units it is, and what answered it (None: it is 待批)."""

    event: Apply
    units: tuple[str, ...]
    answer: Extend | Deny | None = None


class Formal(msgspec.Struct):
    """A report that went back for its papers alone (补正), its day, and the one that put them right."""

    report: Done
    event: Return
    on: date
    answer: Done | None = None


class LeadChange(NamedTuple):
    """An event that changed who leads: the leads before it and after it."""

    event: Event
    before: tuple[str, ...]
    after: tuple[str, ...]


class Standing(msgspec.Struct):
    """One unit's own standing in one round of a task.

    `kept_on` is the day of a report whose papers were put right in time; `signed_on` is also set by a first answer
    (反馈 or 报结 implies 签收), `accepted` only by a 签收 itself.
    """

    unit: str
    role: Role
    assigned: Event
    limits: list[Limit] = []
    round: int = 1
    signed_on: date | None = None
    accepted: Accept | None = None
    contested: Contest | None = None
    heard_on: date | None = None
    percent: int | None = None
    reported: Done | None = None
    first_reported: Done | None = None
    verified: Verify | None = None
    kept_on: date | None = None
    formal: list[Formal] = []
    voided: list[Voided] = []
    left_on: date | None = None
    left_by: Event | None = None

    @property
    def incomplete(self) -> Formal | None:
        """The report whose papers are still to be put right (退回补正)."""
        return self.formal[-1] if self.formal and self.formal[-1].answer is None else None

    @property
    def due_on(self) -> date | None:
        """The due day in force."""
        return self.limits[-1].due_on if self.limits else None

    @property
    def running_due_on(self) -> date | None:
        """The due day in force, or while the clock is stopped the one that was."""
        return next((limit.due_on for limit in reversed(self.limits) if limit.due_on), None)

    @property
    def original_due_on(self) -> date | None:
        """The day first told in this round; extensions never hide it."""
        return next((limit.due_on for limit in self.limits if limit.due_on), None)


class TaskState(CaseState):
    """What the journal of a task says on `until`, as far as was known at `known`."""

    file: Task
    status: Status = Status.REGISTERED
    history: list[tuple[date, Status]] = []
    units: dict[str, Standing] = {}
    former: list[Standing] = []
    leads: tuple[str, ...] = ()
    lead_changes: list[LeadChange] = []
    support: tuple[str, ...] = ()
    pauses: list[Pause] = []
    node_limits: dict[str, list[Extend]] = {}
    nodes_met: dict[str, Progress] = {}
    extensions: list[Extend] = []
    applications: list[Application] = []
    warnings: list[Warn] = []
    urges: list[Urge] = []
    returns: list[Event] = []
    explanations: list[Explain] = []
    attributions: list[Attribute] = []
    revisits: list[Revisit] = []
    publicities: list[Publicize] = []
    escalations: list[Escalate] = []
    reports: list[Done] = []
    feedback: list[Event] = []
    verification: Verify | None = None
    withdrawal: Withdraw | None = None
    closed_on: date | None = None
    rounds: int = 1
    journal: list[Event] = []

    @property
    def task(self) -> Task:
        """The head as of that day."""
        return self.file

    @property
    def suspended(self) -> list[tuple[date, date | None]]:
        """(from, until) of each suspension; until None while it stands."""
        return [(pause.began, pause.ended) for pause in self.pauses]

    def lead_standings(self) -> list[Standing]:
        """The standings of the present leads."""
        return [self.units[unit] for unit in self.leads if unit in self.units]

    def unit_of(self, name: str | None) -> str | None:
        """The unit of this task that `name` means; without a name the only lead."""
        if name is None:
            return self.leads[0] if len(self.leads) == 1 else None
        if name in self.units or not self.register:
            return name if name in self.units else None
        full = self.register.full(name)
        own = (unit for unit in self.units if self.register.full(unit) == full)
        same = (unit for unit in self.units if self.register.same(unit, name))
        return next(own, None) or next(same, None)

    def is_by(self, event: Event, unit: str) -> bool:
        """Whether `event` is `unit`'s own, a unit that has left the task included; without a name the only lead's."""
        name = event.unit if event.unit is not None else self.unit_of(None)
        if name is None:
            return False
        if self.register.answers_for(name, unit, event.on):
            return True
        return self.unit_of(name) == unit and self.register.answers_for(unit, name)

    def pending(self, unit: str) -> Application | None:
        """The application of a unit for a later day that nobody has answered (待批)."""
        return next((each for each in self.applications if each.answer is None and unit in each.units), None)

    def excused(self, unit: str) -> Attribute | None:
        """The last 归因 of a unit, where it puts the lateness down to somebody else."""
        own = (each for each in reversed(self.attributions) if self.is_by(each, unit))
        last = next(own, None)
        return last if last is not None and last.cause is not Cause.OWN else None

    def internal_due(self, unit: str) -> date | None:
        """The day that the office gave a unit where only the issuer of the source may move its own (内部)."""
        told = (
            event.due_on
            for event in reversed(self.extensions)
            if event.internal is YesNo.YES
            and (self.unit_of(event.unit) == unit if event.unit else unit in self.leads)
        )
        return next(told, None)

    def unit_then(self, event: Event) -> str:
        """The unit whose `event` is: the one it names, else the (first) lead of that time; empty where none led."""
        if event.unit is not None:
            return event.unit
        place = self.journal.index(event)
        later = (change.before for change in self.lead_changes if self.journal.index(change.event) > place)
        return next((units[0] for units in later if units), self.leads[0] if self.leads else "")

    def delays(self) -> list[Extend]:
        """The extensions that moved a day later: 提前 is none."""
        earlier = set()
        for standing in (*self.former, *self.units.values()):
            before = None
            for limit in standing.limits:
                if isinstance(limit.event, Extend) and before and limit.due_on and limit.due_on < before:
                    earlier.add(id(limit.event))
                before = limit.due_on or before
        days = {node.name: node.due_on for node in self.task.milestones}
        for name, events in self.node_limits.items():
            for event in events:
                if name in days and event.due_on < days[name]:
                    earlier.add(id(event))
                days[name] = event.due_on
        return [event for event in self.extensions if id(event) not in earlier]

    @property
    def due_on(self) -> date | None:
        """The task's due day: the latest its leads have."""
        days = [standing.due_on for standing in self.lead_standings() if standing.due_on]
        return max(days) if days else None

    @property
    def original_due_on(self) -> date | None:
        """The day first told to the present leads in this round."""
        days = [day for s in self.lead_standings() if (day := s.original_due_on)]
        return max(days) if days else None

    @property
    def percent(self) -> int | None:
        """How far the leads say they are; 100 once all have reported."""
        if self.status in {Status.REPORTED, Status.VERIFIED, Status.CLOSED}:
            return 100
        values = [s.percent for s in self.lead_standings() if s.percent is not None]
        return min(values) if values else None

    @property
    def awaiting_paper(self) -> list[Decision]:
        """Decisions approved by telephone whose paper has not come (待补批件)."""
        return [
            event
            for event in self.journal
            if isinstance(event, Decision) and event.approved_via is ApprovedVia.PHONE
        ]
