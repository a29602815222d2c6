"""Plays the facts of the sample day by day: every event is decided on the day on which it was written down.

Nothing illegal can get in: duban refuses it, and the making of the sample stops. No clock, no lots, no writing.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta, timezone
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from script.sample.facts import Office, Row

from duban.core.actions.due_dates import Elsewhere, Ground
from duban.core.books.books import Entry, Filed, open_books
from duban.core.calendar.counting import add_workdays
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.cases.appraisal import APPRAISAL
from duban.core.cases.clue import CLUE
from duban.core.cases.inspection import INSPECTION
from duban.core.cases.interview import INTERVIEW
from duban.core.cases.results import RESULTS
from duban.core.cases.task import decide
from duban.core.casework.draw import draw
from duban.core.engine.decide import decide as decide_case
from duban.core.engine.fold import fold as fold_case
from duban.core.engine.journal import target_of
from duban.core.engine.kind import Kind
from duban.core.inspections.plan import planned
from duban.core.model.appraisals.scheme import ScoreScheme
from duban.core.model.appraisals.terms import AppraisalAction
from duban.core.model.case_file import NumberedFile
from duban.core.model.clues.terms import ClueAction
from duban.core.model.events import EVENTS, Amend, Event, Transfer
from duban.core.model.inspection import ApprovePlan, InspectionPlan
from duban.core.model.inspection_terms import InspectionAction
from duban.core.model.people import Roll
from duban.core.model.record import raw_record, read_record
from duban.core.model.results.records import ResultBook
from duban.core.model.results.terms import ResultAction
from duban.core.model.task import Task
from duban.core.model.terms import Action, LedgerKind, Term
from duban.core.model.unit_register import Register
from duban.core.model.workspace import LedgerHead, Unit
from duban.core.policy.rules import Policy, PolicyBook
from duban.core.results.life import results_of
from duban.core.scoring.outcome import appraise, freeze
from duban.core.state.transitions import fold
from duban.errors import DubanError
from duban.files.workspace.policies import load_policy
from duban.files.workspace.schemes import load_scheme

BEIJING = timezone(timedelta(hours=8))
_OFFICE_OPENS = time(8, 40)
_AFTERNOON, _LUNCH_MINUTES, _MINUTES = 200, 150, 375
_ANSWERS = {Action.ACCEPT, Action.CONTEST, Action.PROGRESS, Action.EXPLAIN, Action.DONE}
"""What a unit says, its lead where the row names none; its liaison writes it down."""


class Desk:
    """The office at work: what it works by (`kinds`: the ledgers by 字头), every task so far and its evidence."""

    def __init__(self, office: Office, kinds: dict[str, LedgerKind]) -> None:
        self.office = office
        self.kinds = kinds
        self.calendar = WorkCalendar()
        self.register = Register(office.config.units)
        entries = [(held.since, _policy(held.name)) for held in office.config.policies]
        self.policies = PolicyBook(entries=tuple(entries))
        self.tasks: dict[str, Task] = {}
        self.cases: dict[Kind, dict[str, Any]] = {INSPECTION: {}, INTERVIEW: {}, CLUE: {}, APPRAISAL: {}}
        self.plans: dict[str, InspectionPlan] = {}
        self.results: dict[str, ResultBook] = {}
        self.evidence: dict[str, bytes] = {}

    def play(
        self,
        tasks: Iterable[Row],
        outings: Mapping[str, Iterable[Row]],
    ) -> None:
        """Record every event, in the order of their days. Raises DubanError with the line of the one refused.

        `outings` are the rows of outings.yaml by its keys.
        """
        rows: list[tuple[Row, Row, Callable[[Row, Row], None]]] = []
        rows += [(head, row, self._play_task) for head in tasks for row in head.events()]
        for kind in self.cases:
            play_case = partial(self._play_case, kind)
            rows += [(head, row, play_case) for head in outings[kind.folder] for row in head.events()]
        rows += [(row, row, self._play_plan) for row in outings["计划"]]
        rows += [(row, row, self._play_result) for row in outings["结果"]]
        for head, row, play in sorted(rows, key=lambda each: str(each[1].raw.get("日期"))):
            play(head, row)

    def _play_task(self, head: Row, row: Row) -> None:
        if head.raw.get("编号") not in self.tasks:
            with head.blamed():
                self._enter(head.raw, date.fromisoformat(row.raw["日期"]))
        with row.blamed():
            self._record(self.tasks[head.raw["编号"]], row.raw)

    def _play_case(self, kind: Kind, head: Row, row: Row) -> None:
        number, files = head.raw["编号"], self.cases[kind]
        if number not in files:
            with head.blamed():
                raw = {key: value for key, value in head.raw.items() if key != "流水"}
                first = date.fromisoformat(row.raw["日期"])
                for key in {"督查对象", "参加单位", "被反映单位"} & raw.keys():
                    raw[key] = [self.name_on(unit, first) for unit in raw[key]]
                if kind is APPRAISAL:
                    raw["方案"] = raw_record(_scheme(raw["方案"]))
                    for group in raw["组别"]:
                        group["单位"] = [self.name_on(unit, first) for unit in group["单位"]]
                files[number] = read_record(raw, kind.record)
        with row.blamed():
            file = files[number]
            entry = self._entry(kind, file, row.raw)
            today = entry.recorded_at.date()
            ground = Ground(
                *(self.policies, self.calendar, self.register, None, today),
                roll=Roll(self.office.config.leaders),
                elsewhere=self._elsewhere(today),
            )
            entry = decide_case(kind, file, entry, ground).event
            files[number] = msgspec.structs.replace(file, journal=(*file.journal, entry))

    def _play_plan(self, _head: Row, row: Row) -> None:
        with row.blamed():
            on = date.fromisoformat(row.raw["日期"])
            year = str(on.year)
            plan = self.plans.get(year) or InspectionPlan(year=year)
            office = next(person.name for person in self.office.config.people if person.role == "负责人")
            said = {"经办": office, "登记": datetime.combine(on, time(16, 20, 5), BEIJING).isoformat()}
            entry = read_record(said | row.raw, ApprovePlan)
            self.plans[year] = msgspec.structs.replace(plan, journal=(*plan.journal, entry))

    def _play_result(self, _head: Row, row: Row) -> None:
        with row.blamed():
            on, year = date.fromisoformat(row.raw["日期"]), row.raw["编号"].split("-")[1]
            book = self.results.get(year) or ResultBook(year=year)
            clerk = next(person.name for person in self.office.config.people if person.role == "督查员")
            moment = datetime.combine(on, time(16, 40, len(book.journal) % 60), BEIJING)
            raw = {"经办": clerk, "登记": moment.isoformat()} | row.raw
            if "单位" in raw:
                raw["单位"] = self.name_on(raw["单位"], on)
            entry = read_record(raw, RESULTS.entries[ResultAction(row.raw["动作"])])
            ground = Ground(
                *(self.policies, self.calendar, self.register, None, on),
                roll=Roll(self.office.config.leaders),
                elsewhere=self._elsewhere(on),
            )
            entry = decide_case(RESULTS, book, entry, ground).event
            self.results[year] = msgspec.structs.replace(book, journal=(*book.journal, entry))

    def _elsewhere(self, today: date) -> Elsewhere:
        def states(kind: Kind) -> list[Any]:
            files = (file for file in self.cases[kind].values() if file.journal)
            return [fold_case(kind.life, file, today, register=self.register) for file in files]

        def find(number: str) -> Any:  # noqa: ANN401 - as Elsewhere has it
            task = self.tasks.get(number)
            if task is not None:
                return fold(task, today, register=self.register)
            return next(
                (each for kind in self.cases for each in states(kind) if each.file.id == number), None
            )

        entries = [entry for plan in self.plans.values() for entry in plan.journal]
        inspections, interviews, clues = (partial(states, each) for each in (INSPECTION, INTERVIEW, CLUE))
        results = results_of(self.results.values(), today, register=self.register)
        return Elsewhere(
            find,
            inspections,
            lambda: planned(entries, today),
            results=lambda: results,
            interviews=interviews,
            clues=clues,
        )

    def _entry(self, kind: Kind, file: NumberedFile, row: dict[str, Any]) -> Any:  # noqa: ANN401 - of any kind
        """A row of a case as the record that duban decides on."""
        on = date.fromisoformat(row["日期"])
        action = next(each for each in kind.entries if each == row["动作"])
        clerk = next(person.name for person in self.office.config.people if person.role == "督查员")
        raw = {"经办": clerk} | row
        raw["登记"] = self._moment(file, action, on, raw.pop("登记", 0)).isoformat()
        if "单位" in raw:
            raw["单位"] = self.name_on(raw["单位"], on)
        if action in {InspectionAction.DRAW, ClueAction.SAMPLE_CLUE}:
            raw["抽中"] = draw(raw["名单"], raw["数"], raw["种子"])
        if action in {AppraisalAction.DRAFT_SCORES, AppraisalAction.APPROVE_SCORES}:
            raw["成绩"] = self._scores(file, on, datetime.fromisoformat(raw["登记"]))
        self._keep(file.id, raw)
        return read_record(raw, kind.entries[action])

    def _scores(self, file: NumberedFile, on: date, known: datetime) -> list[dict[str, Any]]:
        """The result of an appraisal by the books as they are known at the moment."""
        state: Any = fold_case(APPRAISAL.life, file, on, known, self.register)
        heads = {
            prefix: LedgerHead(name=str(kind), kind=kind, prefix=prefix)
            for prefix, kind in self.kinds.items()
        }
        books = open_books(
            self.office.config,
            tuple(heads.values()),
            [Entry(task, heads[task.prefix], task.id) for task in self.tasks.values()],
            policies=self.policies,
            calendar=self.calendar,
            register=self.register,
            today=min(state.span.end, on),
            known=known,
            cases=[
                Filed(kind, each, number)
                for kind, held in self.cases.items()
                for number, each in held.items()
            ],
            results=tuple(self.results.values()),
        )
        return [raw_record(each) for each in freeze(appraise(state, books))]

    def _keep(self, number: str, raw: dict[str, Any]) -> None:
        """Evidence by its name and text: kept as a file, recorded by its digest."""
        if "证据" in raw:
            kept = {f"附件/{number}/{name}": text.encode() for name, text in raw["证据"].items()}
            self.evidence |= kept
            raw["证据"] = [{"路径": p, "sha256": sha256(data).hexdigest()} for p, data in kept.items()]

    def name_on(self, name: str, on: date) -> str:
        """The full name that the unit so called bore on that day."""
        unit = self._unit(name)
        return unit.former_names[0] if unit.renamed_on and on < unit.renamed_on else unit.name

    def liaison_of(self, name: str) -> str:
        """Who passes messages for the unit."""
        liaison = self._unit(name).liaison
        return liaison.name if liaison else ""

    def _unit(self, name: str) -> Unit:
        unit = self.register.find(name)
        if unit is None:
            raise ValueError(f"no unit is called {name}")
        return unit

    def _enter(self, row: dict[str, Any], on: date) -> None:
        """A new task under the next number, units by the names of the day, the lead's principal as 责任人."""
        lead, year = row["牵头单位"], f"{row['编号'].partition('-')[0]}-{on.year}-"
        number = f"{year}{sum(held.startswith(year) for held in self.tasks) + 1:04d}"
        if row["编号"] != number:
            raise ValueError(f"{row['编号']}: the next number is {number}")
        raw = {"责任人": self._unit(lead).principal} | row | {"牵头单位": self.name_on(lead, on)}
        raw["配合单位"] = [self.name_on(unit, on) for unit in row.get("配合单位", ())]
        del raw["流水"]
        raw.pop("批注", None)
        self.tasks[number] = read_record(raw, Task)

    def _record(self, task: Task, row: dict[str, Any]) -> None:
        event = self._event(task, row)
        children = (other for other in self.tasks.values() if other.parent == task.id)
        states = tuple(fold(child, event.on, register=self.register) for child in children)
        today, kind = event.recorded_at.date(), self.kinds[task.prefix]
        above = self.tasks.get(task.parent or "")
        parent = fold(above, event.on, register=self.register) if above is not None else None
        ground = Ground(self.policies, self.calendar, self.register, kind, today, states, parent=parent)
        event = decide(task, event, ground).event
        head: dict[str, Any] = {}
        if isinstance(event, Amend):
            head = {event.field: event.new}
        elif isinstance(event, Transfer):
            head = {"牵头单位": event.new_lead, "配合单位": [u for u in task.support if u != event.new_lead]}
        task = msgspec.structs.replace(task, journal=(*task.journal, event))
        raw = {key: value for key, value in (raw_record(task) | head).items() if value is not None}
        self.tasks[task.id] = read_record(raw, Task) if head else task

    def _event(self, task: Task, row: dict[str, Any]) -> Event:
        """The row as the record that duban decides on."""
        action, on = Action(row["动作"]), date.fromisoformat(row["日期"])
        raw = self.office.usual.get(action, {}) | row
        for key in {"单位", "原牵头", "新牵头"} & raw.keys():
            raw[key] = self.name_on(raw[key], on)
        by = task.clerk
        if action in _ANSWERS:
            by = self.liaison_of(raw.setdefault("单位", task.leads[0]))
        raw.setdefault("经办", by)
        raw["登记"] = self._moment(task, action, on, row.get("登记", 0)).isoformat()
        self._keep(task.id, raw)
        if action is Action.AMEND:
            raw["原值"] = raw_record(task).get(row["字段"])
        if action is Action.CORRECT:
            wrong = [event for event in task.journal if event.action == row["更正对象"]]
            raw["更正对象"] = target_of(wrong[-1])
        return read_record(raw, EVENTS[action])

    def _moment(self, task: NumberedFile, action: Term, on: date, late: int) -> datetime:
        """When it was written down: `late` working days afterwards, in office hours, in order, always the same."""
        if not self.calendar.is_workday(on):
            raise ValueError(f"{on} is a day off")
        day = add_workdays(on, late, self.calendar).on if late else on
        after: datetime | None = task.journal[-1].recorded_at if task.journal else None
        if action is Action.ASSIGN and after is not None and after.date() == day and not late:
            return after
        seed = f"{task.id} {len(task.journal)} {action} {on}"
        number = int.from_bytes(sha256(seed.encode()).digest()[:4])
        minute = number % _MINUTES
        minute += _LUNCH_MINUTES if minute > _AFTERNOON else 0
        moment = datetime.combine(day, _OFFICE_OPENS, BEIJING)
        moment += timedelta(minutes=minute, seconds=number // _MINUTES % 60)
        if after is not None and moment <= after:
            moment = after + timedelta(minutes=2 + number % 9, seconds=number % 50)
        if moment.date() != day or day > self.office.today:
            raise ValueError(f"{seed} would be written down at {moment}")
        return moment


def _scheme(name: str) -> ScoreScheme:
    scheme, problems = load_scheme(name, Path(__file__).parent)
    if scheme is None:
        raise DubanError(*problems)
    return scheme


def _policy(name: str) -> Policy:
    policy, problems = load_policy(name, None)
    if policy is None:
        raise DubanError(*problems)
    return policy
