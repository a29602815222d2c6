"""What became of each finding: given up, put right, circulated, handed over, or nothing yet; and ends that contradict.

All that tell of it ask here. A rectification that was withdrawn, or that the books lack, is no end.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from duban.core.actions.due_dates import Elsewhere, Ground
from duban.core.casework.draw import draw
from duban.core.engine.fold import fold
from duban.core.engine.journal import target_of
from duban.core.inspections.life import Finding, InspectionState
from duban.core.model.case_file import JOURNAL
from duban.core.model.events import Reopen
from duban.core.model.inspection import Dispose, Draw
from duban.core.model.inspection_terms import InspectionStatus, Outcome
from duban.core.model.record import Fault
from duban.core.model.results.terms import ResultStage
from duban.core.model.terms import Method, Status, YesNo
from duban.core.state.task_state import TaskState
from duban.errors import refusal


class Ending(msgspec.Struct, frozen=True):
    """A finding, the 处理 that count, those of a rectification withdrawn or missing, and what puts it right.

    `closed` put it right, and no 处理 tells of them. `circulars` are the 通报 that stand and name it as what they rest
    on (core/results).
    """

    finding: Finding
    entries: tuple[Dispose, ...]
    withdrawn: tuple[Dispose, ...]
    running: tuple[TaskState, ...]
    closed: tuple[TaskState, ...] = ()
    missing: tuple[Dispose, ...] = ()
    circulars: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it stands and has come to no end."""
        return self.finding.holds and not self.entries

    @property
    def uncirculated(self) -> bool:
        """Whether it is to be circulated and no 通报 that stands says so."""
        return any(each.outcome is Outcome.CIRCULATE for each in self.entries) and not self.circulars

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Whither it went; one that was given up went nowhere else."""
        return tuple(each.outcome for each in self.entries) if self.finding.holds else (Outcome.REJECT,)


def ending_of(now: InspectionState, finding: Finding, elsewhere: Elsewhere) -> Ending:
    """What became of a finding, by the day of the question."""
    made = [each for each in finding.disposals if each.outcome is not Outcome.REJECT]
    tasks: dict[str, Any] = {each.task: elsewhere.find(each.task) for each in made if each.task is not None}
    lost = [each for each in made if each.outcome is Outcome.RECTIFY and tasks.get(each.task or "") is None]
    gone = {name for name, state in tasks.items() if state is not None and state.status is Status.WITHDRAWN}
    linked = {state.file.id: state for state in elsewhere.linked(f"{now.head.id}/{finding.place}")}
    held = linked | {state.file.id: state for state in tasks.values() if state is not None}
    return Ending(
        finding,
        tuple(each for each in made if each.task not in gone and each not in lost) if finding.holds else (),
        tuple(each for each in made if each.task in gone),
        tuple(state for state in held.values() if state.open),
        tuple(state for name, state in linked.items() if state.status is Status.CLOSED and name not in tasks),
        tuple(lost),
        _circulars(now, finding, elsewhere),
    )


def _circulars(now: InspectionState, finding: Finding, elsewhere: Elsewhere) -> tuple[str, ...]:
    """The numbers of the circulars of a finding's unit (or of persons alone) that rest on it and stand.

    Clues (线索) are asked here in the same way once they have files of their own.
    """
    results, named = elsewhere.results(), f"{now.head.id}/{finding.place}"
    return tuple(
        number
        for number, matter in (results.matters.items() if results is not None else ())
        if matter.stage is ResultStage.CIRCULATED
        and named in matter.opened.basis
        and (matter.opened.unit is None or now.register.same(matter.opened.unit, finding.unit))
    )


def endings(now: InspectionState, elsewhere: Elsewhere) -> list[Ending]:
    """What became of every finding, in the order in which they were found."""
    return [ending_of(now, finding, elsewhere) for finding in now.findings.values()]


def refuse_contradiction(now: InspectionState, place: int, ground: Ground) -> None:
    """Raises DubanError where a finding that is to be given up has another end, on whatever day, or is put right."""
    state: Any = fold(now.life, now.head, ground.today, register=now.register)
    finding = state.findings.get(place)
    if finding is None:
        return
    number, ending = now.head.id, ending_of(state, finding, ground.elsewhere)
    for task in ending.running:
        text = f"第{place}个问题的整改 {task.file.id} {task.status}，不能又不予认定"
        raise refusal("finding-running", text, f"先撤销整改：duban withdraw {task.file.id} --reason …")
    for task in ending.closed:
        text = f"第{place}个问题的整改 {task.file.id} 已经销号，不能又不予认定"
        way = f"不是这个问题的整改，先改指别的：duban amend {task.file.id} --found-in … --reason …"
        raise refusal("finding-ended", text, way)
    made: Any
    for made in ending.entries:
        text = f"第{place}个问题 {made.on} 已经{made.outcome}，不能又不予认定"
        event = target_of(made).digest
        way = (
            f"先作废那一笔：duban inspect amend {number} --event {event} --void --approved-by 领导 --reason …"
        )
        raise refusal("finding-ended", text, way)


def unsound(now: InspectionState, elsewhere: Elsewhere) -> Iterator[Fault]:
    """What no gate let in: a lot that its seed does not give, a rectification that is none, a bare handing over."""
    journal: Any = now.head.journal
    for visited, text, _ in unlooked(now, elsewhere):
        way = f"补记那天的现场，或更正那次回访：duban amend {visited} --event 回访 --set …"
        yield Fault((JOURNAL,), "no-site-day", text, way)
    for number, task in unfinished(now, elsewhere):
        text = f"第{number}个问题的整改 {task.file.id} 在归档那天还没有销号"
        archive = f"duban inspect amend {now.head.id} --event 归档 --void --approved-by 领导 --reason …"
        yield Fault((JOURNAL,), "archived-early", text, f"销号以后再归档，先作废归档：{archive}")
    entry: Any
    for entry in now.journal:
        found = _unsound(entry, elsewhere)
        if found is None:
            continue
        code, text = found
        place = next((number for number, each in enumerate(journal) if each is entry), None)
        void = f"--event {target_of(entry).digest} --void --approved-by 领导 --reason …"
        way = f"duban inspect amend {now.head.id} {void}"
        text = f"{entry.on} {entry.action}：{text}"
        yield Fault(
            (JOURNAL,) if place is None else (JOURNAL, place),
            code,
            text,
            f"手工改错的改回来；记错了的作废：{way}",
        )


def unlooked(now: InspectionState, elsewhere: Elsewhere) -> Iterator[tuple[str, str, date]]:
    """The 回访 of an inspection that rest on nothing of it: task, words, day (core/actions/revisiting.py)."""
    for task in now.head.tasks if now.head.revisit is YesNo.YES else ():
        state = elsewhere.find(task)
        for each in state.revisits if state is not None else ():
            if each.inspection != now.head.id:
                continue
            if now.started is None or each.on < now.started.on:
                yield task, f"{task} 在 {each.on} 回访，那天还没有开展", each.on
            elif each.method is Method.ON_SITE and all(day.on != each.on for day in now.days):
                yield task, f"{task} 在 {each.on} 现场回访，没有记那天的现场", each.on


def unfinished(now: InspectionState, elsewhere: Elsewhere) -> Iterator[tuple[int, TaskState]]:
    """The rectifications that were not written off when their inspection was archived; what relapsed later was."""
    archived = next((on for on, status in reversed(now.history) if status is InspectionStatus.ARCHIVED), None)
    if archived is None or now.status is not InspectionStatus.ARCHIVED:
        return
    for each in endings(now, elsewhere):
        for task in each.running:
            journal: Any = task.task.journal
            kept = tuple(made for made in journal if not (isinstance(made, Reopen) and made.on >= archived))
            before = msgspec.structs.replace(task.task, journal=kept)
            then: Any = fold(task.life, before, archived, register=task.register)
            if then.open and each.finding.holds:
                yield each.finding.place, task


def _unsound(entry: object, elsewhere: Elsewhere) -> tuple[str, str] | None:
    if isinstance(entry, Draw):
        right = draw(entry.frame, entry.count, entry.seed)
        text = f"按名单和种子“{entry.seed}”抽中的是{'、'.join(right)}，写的却是{'、'.join(entry.drawn)}"
        return None if set(entry.drawn) == set(right) else ("draw-false", text)
    if not isinstance(entry, Dispose):
        return None
    if entry.outcome is Outcome.RECTIFY and (entry.task is None or elsewhere.find(entry.task) is None):
        return "no-task", f"第{entry.place}个问题交整改，账上没有 {entry.task or '写是哪一件'}"
    if entry.outcome is Outcome.HAND_OVER and (entry.to is None or entry.doc_no is None):
        return "hand-over-bare", f"第{entry.place}个问题移送，没有写接收机关和移送文号"
    return None
