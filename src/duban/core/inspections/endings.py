"""What became of each finding: given up, put right, circulated, handed over, or nothing yet; and ends that contradict.

Report, papers, page, `today`, archive all ask here. A withdrawn rectification is no end; one that the books lack is.
"""

from typing import Any

import msgspec

from duban.core.actions.due_dates import Elsewhere, Ground
from duban.core.engine.fold import fold
from duban.core.engine.journal import target_of
from duban.core.inspections.life import Finding, InspectionState
from duban.core.model.inspection import Dispose
from duban.core.model.inspection_terms import Outcome
from duban.core.model.terms import Status
from duban.core.state.task_state import TaskState
from duban.errors import refusal


class Ending(msgspec.Struct, frozen=True):
    """A finding, the 处理 that count, those of a rectification that was withdrawn, and the rectifications that run."""

    finding: Finding
    entries: tuple[Dispose, ...]
    withdrawn: tuple[Dispose, ...]
    running: tuple[TaskState, ...]

    @property
    def is_open(self) -> bool:
        """Whether it stands and has come to no end."""
        return self.finding.holds and not self.entries

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Whither it went; one that was given up went nowhere else."""
        return tuple(each.outcome for each in self.entries) if self.finding.holds else (Outcome.REJECT,)


def ending_of(now: InspectionState, finding: Finding, elsewhere: Elsewhere) -> Ending:
    """What became of a finding, by the day of the question."""
    made = [each for each in finding.disposals if each.outcome is not Outcome.REJECT]
    tasks = {each.task: elsewhere.find(each.task) for each in made if each.task is not None}
    gone = {name for name, state in tasks.items() if state is not None and state.status is Status.WITHDRAWN}
    linked = {state.file.id: state for state in elsewhere.linked(f"{now.head.id}/{finding.place}")}
    held = linked | {state.file.id: state for state in tasks.values() if state is not None}
    return Ending(
        finding,
        tuple(each for each in made if each.task not in gone) if finding.holds else (),
        tuple(each for each in made if each.task in gone),
        tuple(state for state in held.values() if state.open),
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
    made: Any
    for made in ending.entries:
        text = f"第{place}个问题 {made.on} 已经{made.outcome}，不能又不予认定"
        event = target_of(made).digest
        way = (
            f"先作废那一笔：duban inspect amend {number} --event {event} --void --approved-by 领导 --reason …"
        )
        raise refusal("finding-ended", text, way)
