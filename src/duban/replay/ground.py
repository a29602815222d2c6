"""What a decision looked at, as the files of a commit say it: the ground of plan.py without a disk.

Other files are as the commit left them: one command may write several that lean on each other.
"""

from functools import partial
from typing import Any, cast

from duban.core.actions.due_dates import Elsewhere, Ground
from duban.core.cases.inspection import INSPECTION_PLAN
from duban.core.cases.kinds import numbered
from duban.core.cases.results import RESULTS
from duban.core.cases.task import TASK
from duban.core.engine.fold import fold
from duban.core.engine.kind import Kind
from duban.core.inspections.plan import planned
from duban.core.model.case_file import CaseFile
from duban.core.model.results.records import ResultBook
from duban.core.results.life import results_of
from duban.replay.changes import Change, Made


def ground_of(made: Made, change: Change) -> Ground:
    """What the decision looked at: the workspace as the commit left it."""
    past, rules = made.past, made.rules
    register = rules.register(past)
    today = made.today

    def state(kind: Kind, file: CaseFile) -> Any:  # noqa: ANN401 - each kind has its own
        return fold(kind.life, file, today, register=register)

    def find(identifier: str) -> Any:  # noqa: ANN401 - each kind has its own
        found = past.find(identifier)
        return None if found is None else state(*found)

    def cases(english: str) -> list[Any]:
        kind = next(kind for kind in numbered() if kind.english == english)
        return [state(kind, file) for file in past.files(kind)]

    def linked(found_in: str) -> list[Any]:
        return [state(TASK, file) for file in past.files(TASK) if getattr(file, "found_in", None) == found_in]

    def ledger_kind(identifier: str) -> Any:  # noqa: ANN401 - a term or none
        label = past.label_of(identifier)
        head = past.ledger(label) if label else None
        return head.kind if head else None

    file: Any = change.new
    ledger = past.ledger(change.label) if change.kind is TASK else None
    parent = find(file.parent) if change.kind is TASK and file.parent else None
    children = tuple(state(TASK, each) for each in past.children_of(file.id)) if change.kind is TASK else ()
    elsewhere = Elsewhere(
        find,
        partial(cases, "inspection"),
        lambda: planned([entry for year in past.files(INSPECTION_PLAN) for entry in year.journal], today),
        ledger_kind,
        lambda: results_of(cast("list[ResultBook]", list(past.files(RESULTS))), today, register=register),
        partial(cases, "interview"),
        partial(cases, "clue"),
        linked,
        past.config,
    )
    return Ground(
        rules.policies(past),
        rules.calendar(past),
        register,
        ledger.kind if ledger else None,
        today,
        children,
        rules.roll(past),
        parent,
        elsewhere,
    )
