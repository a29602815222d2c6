"""FOOTPRINTS: which entries, head keys and files each command may write. The one place that says so.

act.py refuses to write anything else (then the program is wrong, not the user); an audit of the commits reads the same
table by the `Duban-Action` of each.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from duban.core.cases.carry_over import CARRY_OVER
from duban.core.cases.closing import CLOSING
from duban.core.cases.clue import CLUE
from duban.core.cases.conclusion import CONCLUSION
from duban.core.cases.inspection import INSPECTION, INSPECTION_PLAN
from duban.core.cases.kinds import all_kinds, numbered
from duban.core.cases.notice import NOTICE
from duban.core.cases.performance import PERFORMANCE
from duban.core.cases.results import RESULTS
from duban.core.cases.task import TASK
from duban.core.cases.unit_statement import UNIT_STATEMENT
from duban.core.engine.kind import Kind
from duban.core.model.clues.terms import ClueAction
from duban.core.model.inspection_terms import InspectionAction, PlanAction
from duban.core.model.results.terms import ResultAction
from duban.core.model.terms import Action, BookAction, Term

_EVIDENCE, _NUMBERS = "附件/.+", "[^/]+/台账.yaml"


@dataclass(frozen=True, slots=True)
class Footprint:
    """What one command may write: entries by kind, head keys of tasks (a pattern), other files (a pattern).

    `moves`: a task may go to another file, under another number.
    """

    entries: Mapping[Kind, Collection[Term]]
    head: str = ""
    files: str = ""
    moves: bool = False


def _may(
    *written: Action | Kind,
    head: str = "",
    files: str = "",
    moves: bool = False,
    cases: Mapping[Kind, Collection[Term]] = MappingProxyType({}),
) -> Footprint:
    """Named are actions of tasks, other kinds with all their entries, and `cases` with some of theirs."""
    entries: dict[Kind, Collection[Term]] = {kind: kind.entries for kind in written if isinstance(kind, Kind)}
    entries |= cases
    entries[TASK] = [action for action in written if isinstance(action, Action)]
    return Footprint(entries, head, files, moves)


_A, _B = Action, BookAction
FOOTPRINTS: dict[str, Footprint] = {
    **{action.english: _may(action, files=_EVIDENCE) for action in Action},
    _A.REGISTER.english: _may(
        *(_A.REGISTER, _A.RECEIVE, _A.ASSIGN),
        files=f"{_EVIDENCE}|{_NUMBERS}",
        cases={INSPECTION: [InspectionAction.DISPOSE]},
    ),
    _A.STUDY.english: _may(_A.STUDY, _A.AMEND, head="牵头单位|配合单位", files=_EVIDENCE),
    _A.ASSIGN.english: _may(_A.ASSIGN, _A.AMEND, head="配合单位|完成时限", files=_EVIDENCE),
    _A.PLAN.english: _may(
        _A.PLAN, _A.AMEND, head="岗位|责任人|承办人|时序进度|量化指标|工作措施|工作标准", files=_EVIDENCE
    ),
    _A.TRANSFER.english: _may(_A.TRANSFER, head="牵头单位|配合单位", files=_EVIDENCE),
    _A.WITHDRAW.english: _may(_A.WITHDRAW, _A.AMEND, _A.EXTEND, head="来源|完成时限", files=_EVIDENCE),
    _A.AMEND.english: _may(
        _A.AMEND, head=".+", files=_NUMBERS, moves=True, cases={INSPECTION: [InspectionAction.DISPOSE]}
    ),
    _B.STANDING.english: _may(PERFORMANCE),
    InspectionAction.MERGE.english: _may(
        head="规则|期|事项", files=_EVIDENCE, cases={INSPECTION: [InspectionAction.MERGE, _A.AMEND]}
    ),
    InspectionAction.DISPOSE.english: _may(files=_EVIDENCE, cases={CLUE: [ClueAction.ENTER_CLUE]}),
    PlanAction.APPROVE_PLAN.english: _may(INSPECTION_PLAN),
    _B.NOTIFY.english: _may(NOTICE),
    _B.CLOSE_PERIOD.english: _may(CLOSING, files="对账/[^/]+/(?:账页|交账).yaml"),
    _B.REOPEN_PERIOD.english: _may(CLOSING),
    _B.CONCLUDE.english: _may(CONCLUSION),
    _B.CARRY.english: _may(CARRY_OVER, _A.EXTEND),
    _B.RECONCILE_SEND.english: _may(UNIT_STATEMENT),
    _B.RECONCILE_AGAINST.english: _may(UNIT_STATEMENT),
    _B.RECONCILE_SIGN.english: _may(UNIT_STATEMENT),
    _B.RECONCILE_SETTLE.english: _may(UNIT_STATEMENT, *Action, head=".+"),
    **{each.english: _may(files=_EVIDENCE, cases={RESULTS: [each]}) for each in ResultAction},
    ResultAction.CIRCULATE.english: _may(
        *(_A.REGISTER, _A.ASSIGN),
        files=f"{_EVIDENCE}|{_NUMBERS}",
        cases={RESULTS: [ResultAction.CIRCULATE], INSPECTION: [InspectionAction.DISPOSE]},
    ),
    _A.ISSUE.english: _may(_A.ISSUE, files=_EVIDENCE, cases={RESULTS: [_A.ISSUE]}),
    _A.CORRECT.english: _may(_A.CORRECT, files=_EVIDENCE, cases={RESULTS: [_A.CORRECT]}),
    "renumber": _may(
        *(_A.AMEND, _A.CORRECT),
        head=".+",
        files=_EVIDENCE,
        moves=True,
        cases={kind: [_A.AMEND, _A.CORRECT] for kind in (RESULTS, *numbered())},
    ),
    "init": _may(files=f"duban.yaml|{_NUMBERS}|.gitattributes"),
    "import": _may(_A.REGISTER, _A.RECEIVE, _A.ASSIGN, files=f"{_EVIDENCE}|{_NUMBERS}"),
    "unit": _may(files="duban.yaml"),
    "key": _may(files="duban.yaml"),
    "calendar": _may(files="日历/.+"),
    "commit": _may(
        *Action, head=".+", files=".+", moves=True, cases={each: each.entries for each in all_kinds()}
    ),
    "undo": _may(files=".+"),
    "upgrade": _may(files=".+"),
}
"""By the `Duban-Action` of a commit. `commit` takes in what a hand wrote, `undo` puts back what was: any file."""

FINAL = {"undo", "notify", "init", "upgrade"}
"""Commands that no `undo` takes back."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a command would write into one file with a journal."""

    kind: Kind
    label: str
    actions: tuple[Term, ...]
    head: tuple[str, ...] = ()
    moved: bool = False


@cache
def footprint_of(action: str) -> Footprint | None:
    """What the command with this `Duban-Action` may write: into a numbered kind, an entry of that action too."""
    owned: dict[Kind, Collection[Term]] = {
        kind: {each} for kind in numbered() for each in kind.entries if each.english == action
    }
    said = FOOTPRINTS.get(action)
    if said is None:
        return Footprint(owned, files=_EVIDENCE) if owned else None
    both = {kind: {*owned.get(kind, ()), *said.entries.get(kind, ())} for kind in {**owned, **said.entries}}
    return replace(said, entries=both)


def find_trespasses(action: str, steps: Iterable[Step], files: Iterable[str]) -> list[str]:
    """What a command with this `Duban-Action` may not write, in English: it is a fault of the program."""
    footprint = footprint_of(action)
    if footprint is None:
        return [f"no footprint for {action}"]
    found = []
    for step in steps:
        allowed = footprint.entries.get(step.kind, ())
        found += [
            f"{action} may not write {each} into {step.label}" for each in step.actions if each not in allowed
        ]
        if step.moved and not footprint.moves:
            found.append(f"{action} may not move {step.label}")
        found += [
            f"{action} may not change {key} of {step.label}"
            for key in step.head
            if not re.fullmatch(footprint.head, key)
        ]
    found += [
        f"{action} may not write {label}" for label in files if not re.fullmatch(footprint.files, label)
    ]
    return found
