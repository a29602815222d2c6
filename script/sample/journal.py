"""Writes one task as the office would have: every event is decided on the day it was written down.

Nothing illegal can get in: core.decide refuses it and the making of the sample stops. No disk, no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

import msgspec
from script.sample.moments import moment_of
from script.sample.office import REGISTER, liaison_of, principal_of, unit_name
from script.sample.sources import day_of

from duban.core.actions.due_dates import Ground, propose_resume
from duban.core.calendar.counting import WorkCalendar
from duban.core.cases.task import decide
from duban.core.engine.journal import target_of
from duban.core.model.events import EVENTS, Actual, Event, Evidence
from duban.core.model.record import official_keys, raw_record, read_record
from duban.core.model.task import Deadline, Source, Task
from duban.core.model.terms import Action, ApprovedVia, Basis, Failure, Light, Method, Result, UrgeVia, YesNo
from duban.core.model.workspace import LedgerHead
from duban.core.policy.rules import PolicyBook
from duban.core.state.transitions import fold

_HEAD = official_keys(Task)
_ANSWERS = {Action.ACCEPT, Action.CONTEST, Action.PROGRESS, Action.EXPLAIN, Action.DONE}


@dataclass
class Books:
    """All tasks made so far, and what decisions look at."""

    policies: PolicyBook
    calendar: WorkCalendar
    ledgers: dict[str, LedgerHead]
    matters: list["Matter"] = field(default_factory=list)

    def next_id(self, prefix: str, year: int) -> str:
        """The next number of a ledger and year."""
        start = f"{prefix}-{year}-"
        return f"{start}{sum(m.task.id.startswith(start) for m in self.matters) + 1:04d}"

    def enter(
        self,
        prefix: str,
        on: str,
        title: str,
        *,
        lead: str,
        clerk: str,
        sources: Source | tuple[Source, ...],
        support: tuple[str, ...] = (),
        owner: str | None = None,
        until: str | None = None,
        text: str | None = None,
        basis: Basis = Basis.SOURCE,
        late: int = 0,
        **head: object,
    ) -> "Matter":
        """Register a task; `until` and `text` are its 完成时限, units are named in short."""
        day = date.fromisoformat(on)
        made: dict[str, object] = {
            "id": self.next_id(prefix, day.year),
            "title": title,
            "lead": unit_name(lead, day),
            "support": [unit_name(unit, day) for unit in support],
            "owner": owner or principal_of(lead),
            "clerk": clerk,
            "sources": sources if isinstance(sources, tuple) else (sources,),
        }
        if until or text:
            made["deadline"] = Deadline(on=day_of(until), text=text, basis=basis)
        task = read_record({_HEAD[name]: value for name, value in (made | head).items()}, Task)
        matter = Matter(self, task)
        previous = [m for m in self.matters if m.task.id[:7] == task.id[:7]]
        if previous and previous[-1].task.journal[0].on > day:
            raise ValueError(f"{task.id} is registered before {previous[-1].task.id}")
        self.matters.append(matter)
        matter.record(Action.REGISTER, on, late=late)
        return matter


@dataclass
class Matter:
    """One task being written."""

    books: Books
    task: Task
    files: dict[str, bytes] = field(default_factory=dict)
    remarks: list[tuple[str, str]] = field(default_factory=list)

    def record(
        self,
        action: Action,
        on: str,
        values: Mapping[str, object] | None = None,
        *,
        late: int = 0,
        unit: str | None = None,
        by: str | None = None,
    ) -> Event:
        """Record an event of `on`, `late` working days afterwards."""
        day = date.fromisoformat(on)
        if not self.books.calendar.is_workday(day):
            raise ValueError(f"{self.task.id} {action} on {day}, a day off")
        if unit is None and action in _ANSWERS and len(self.task.leads) == 1:
            unit = self.task.leads[0]
        unit = unit_name(unit, day) if unit else None
        if by is None:
            by = liaison_of(unit) if action in _ANSWERS and unit else self.task.clerk
        after = self.task.journal[-1].recorded_at if self.task.journal else None
        seed = f"{self.task.id} {len(self.task.journal)} {action} {on}"
        moment = moment_of(day, late, seed, after, self.books.calendar)
        if action is Action.ASSIGN and after is not None and after.date() == day and not late:
            moment = after
        kind = EVENTS[action]
        keys = official_keys(kind)
        raw = {"动作": str(action), "日期": day, "登记": moment, "经办": by, "单位": unit}
        raw |= {keys[name]: value for name, value in (values or {}).items()}
        event = read_record({name: value for name, value in raw.items() if value is not None}, kind)
        return self._decide(event)

    def _decide(self, event: Event) -> Event:
        today = event.recorded_at.date()
        prefix = self.task.id.partition("-")[0]
        children = tuple(
            fold(other.task, event.on, register=REGISTER)
            for other in self.books.matters
            if other.task.parent == self.task.id
        )
        kind = self.books.ledgers[prefix].kind
        ground = Ground(self.books.policies, self.books.calendar, REGISTER, kind, today, children)
        decided = decide(self.task, event, ground).event
        self.task = msgspec.structs.replace(self.task, journal=(*self.task.journal, decided))
        return decided

    def _set(self, key: str, value: object) -> None:
        raw = raw_record(self.task) | {key: value}
        self.task = read_record({name: held for name, held in raw.items() if held is not None}, Task)

    # Intake of a superior's document
    def receive(self, on: str, sent_to: str) -> None:
        """收文 and 呈批 on the same day."""
        self.record(Action.RECEIVE, on)
        self.record(Action.SUBMIT, on, {"sent_to": sent_to})

    def study(self, on: str, opinion: str) -> None:
        """研究."""
        self.record(Action.STUDY, on, {"opinion": opinion})

    def interpret(self, on: str, reported: str, note: str) -> None:
        """解读 and 解读报告."""
        self.record(Action.INTERPRET, on, {"note": note})
        self.record(Action.INTERPRET_REPORT, reported, {"sent_to": "县政府办公室"})

    # Carrying out
    def assign(self, on: str, signed: str | None = None, due: str | None = None, **values: object) -> None:
        """交办; `due` is a leader's day; `signed` the day on which the lead signed."""
        self.record(Action.ASSIGN, on, {"due_on": day_of(due), **values})
        if signed:
            self.sign(signed)

    def sign(self, on: str, *units: str) -> None:
        """签收 by the units, else by the lead."""
        for unit in units or (None,):
            self.record(Action.ACCEPT, on, unit=unit)

    def tell(
        self,
        on: str,
        percent: int | None,
        done: str,
        *,
        unit: str | None = None,
        met: str | None = None,
        **values: object,
    ) -> None:
        """反馈; `met` closes the named milestone on that day."""
        done_on = day_of(on) if met else None
        self.record(
            Action.PROGRESS,
            on,
            {"percent": percent, "done": done, "milestone": met, "done_on": done_on, **values},
            unit=unit,
        )

    def warn(self, on: str, level: Light, reason: str, **values: object) -> None:
        """预警."""
        self.record(Action.WARN, on, {"level": level, "reason": reason, **values})

    def urge(self, on: str, via: UrgeVia, *, unit: str | None = None, note: str | None = None) -> None:
        """催办."""
        self.record(Action.URGE, on, {"via": via, "note": note}, unit=unit)

    def explain(self, on: str, reason: str, remedy: str) -> None:
        """说明."""
        self.record(Action.EXPLAIN, on, {"reason": reason, "remedy": remedy, "sent_to": "县政府督查室"})

    def extend(
        self,
        on: str,
        due: str,
        reason: str,
        approver: str,
        via: ApprovedVia = ApprovedVia.WRITTEN,
        **values: object,
    ) -> None:
        """延期."""
        self.record(
            Action.EXTEND,
            on,
            {"due_on": day_of(due), "reason": reason, "approved_by": approver, "approved_via": via, **values},
        )

    def transfer(self, on: str, new: str, reason: str, approver: str, due: str | None = None) -> None:
        """转办: the head names the new lead from now on."""
        new_lead = unit_name(new, date.fromisoformat(on))
        self.record(
            Action.TRANSFER,
            on,
            {
                "old_lead": self.task.leads[0],
                "new_lead": new_lead,
                "due_on": day_of(due),
                "reason": reason,
                "approved_by": approver,
                "approved_via": ApprovedVia.WRITTEN,
            },
        )
        self._set("牵头单位", new_lead)
        self._set("配合单位", [unit for unit in self.task.support if unit != new_lead] or None)

    def suspend(self, on: str, reason: str, approver: str) -> None:
        """中止."""
        self.record(
            Action.SUSPEND,
            on,
            {"reason": reason, "approved_by": approver, "approved_via": ApprovedVia.WRITTEN},
        )

    def resume(self, on: str, approver: str, note: str) -> None:
        """恢复, with the working days that were left; provisional where a year's notice is not out."""
        day = date.fromisoformat(on)
        due = propose_resume(fold(self.task, day, register=REGISTER), day, self.books.calendar)
        if due is None:
            raise ValueError(f"{self.task.id} has no day to resume to")
        self.record(
            Action.RESUME,
            on,
            {
                "due_on": due.on,
                "provisional": YesNo.YES if due.provisional else YesNo.NO,
                "approved_by": approver,
                "approved_via": ApprovedVia.WRITTEN,
                "note": note,
            },
        )

    def withdraw(self, on: str, reason: str, approver: str, into: "Matter | None" = None) -> None:
        """撤销; `into` takes over, and the sources join it."""
        self.record(
            Action.WITHDRAW,
            on,
            {
                "reason": reason,
                "merged_into": into.task.id if into else None,
                "approved_by": approver,
                "approved_via": ApprovedVia.WRITTEN,
            },
        )
        if into is not None:
            joined = [*into.task.sources, *(s for s in self.task.sources if s not in into.task.sources)]
            raw = [raw_record(one) for one in joined]
            if len(raw) > len(into.task.sources):
                into.change(on, "来源", raw, f"{self.task.id} 并入，来源一并列出")

    def change(self, on: str, key: str, new: object, reason: str, approver: str | None = None) -> None:
        """变更: the head shows the new value."""
        old = raw_record(self.task).get(key)
        self.record(
            Action.AMEND,
            on,
            {"field": key, "old": old, "new": new, "reason": reason, "approved_by": approver},
        )
        self._set(key, new)

    def correct(self, on: str, wrong: Event, reason: str, value: dict[str, str] | None = None) -> None:
        """更正: new values for an event, or none at all (作废)."""
        void = YesNo.NO if value else YesNo.YES
        self.record(
            Action.CORRECT, on, {"target": target_of(wrong), "value": value, "void": void, "reason": reason}
        )

    # Writing off
    def keep(self, proofs: dict[str, str] | None) -> tuple[Evidence, ...]:
        """Small files of evidence (name → text) under 附件."""
        kept = []
        for name, text in (proofs or {}).items():
            path, data = f"附件/{self.task.id}/{name}", text.encode()
            self.files[path] = data
            kept.append(Evidence(path=path, sha256=sha256(data).hexdigest()))
        return tuple(kept)

    def report(
        self,
        on: str,
        done: str,
        late: int = 0,
        *,
        unit: str | None = None,
        finished: str | None = None,
        reached: dict[str, float] | None = None,
        proofs: dict[str, str] | None = None,
    ) -> Event:
        """报结; `proofs` are files (name → text), `reached` the actuals (indicator → value)."""
        return self.record(
            Action.DONE,
            on,
            {
                "done": done,
                "done_on": day_of(finished),
                "evidence": self.keep(proofs),
                "actuals": _actuals(reached),
            },
            late=late,
            unit=unit,
        )

    def send_back(self, on: str, missing: str, due: str | None = None) -> None:
        """退回."""
        self.record(Action.RETURN, on, {"missing": missing, "due_on": day_of(due)})

    def verify(
        self,
        on: str,
        note: str,
        failure: Failure | None = None,
        *,
        due: str | None = None,
        reached: dict[str, float] | None = None,
        proofs: dict[str, str] | None = None,
        by: str | None = None,
    ) -> None:
        """核验 on site; with a `failure` it is not passed."""
        self.record(
            Action.VERIFY,
            on,
            {
                "method": Method.ON_SITE,
                "result": Result.FAIL if failure else Result.PASS,
                "failure": failure,
                "due_on": day_of(due),
                "evidence": self.keep(proofs),
                "actuals": _actuals(reached),
                "note": note,
            },
            by=by,
        )

    def close(self, on: str, approver: str | None = None, late: int = 0) -> None:
        """销号."""
        via = ApprovedVia.WRITTEN if approver else None
        self.record(Action.CLOSE, on, {"approved_by": approver, "approved_via": via}, late=late)

    def revisit(
        self, on: str, note: str, answers: str = "是是是是是", method: Method = Method.SAMPLE
    ) -> None:
        """回访, the five questions in their order."""
        names = ("genuine", "implemented", "rectified", "resolved", "satisfied")
        five = {name: YesNo(answer) for name, answer in zip(names, answers, strict=True)}
        self.record(Action.REVISIT, on, {"method": method, "note": note, **five})

    def reopen(self, on: str, due: str, reason: str, approver: str) -> None:
        """重启."""
        self.record(
            Action.REOPEN,
            on,
            {
                "due_on": day_of(due),
                "reason": reason,
                "approved_by": approver,
                "approved_via": ApprovedVia.WRITTEN,
            },
        )

    def remark(self, key: str, comment: str) -> None:
        """A comment that somebody wrote by hand above the line of a head field."""
        self.remarks.append((key, comment))


def _actuals(reached: dict[str, float] | None) -> tuple[Actual, ...]:
    return tuple(Actual(name=name, actual=value) for name, value in (reached or {}).items())
