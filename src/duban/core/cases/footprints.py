"""FOOTPRINTS: which entries, head keys and files each command may write. The one place that says so.

act.py refuses to write anything else (then the program is wrong, not the user); an audit of the commits reads the same
table by the `Duban-Action` of each.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from duban.core.cases.carry_over import CARRY_OVER
from duban.core.cases.closing import CLOSING
from duban.core.cases.conclusion import CONCLUSION
from duban.core.cases.kinds import numbered_kinds
from duban.core.cases.notice import NOTICE
from duban.core.cases.performance import PERFORMANCE
from duban.core.cases.task import TASK
from duban.core.cases.unit_statement import UNIT_STATEMENT
from duban.core.engine.kind import Kind
from duban.core.model.terms import Action, BookAction, Term

EVERYTHING = re.compile(".*")
_EVIDENCE, _NUMBERS = "附件/.+", "[^/]+/台账.yaml"


@dataclass(frozen=True, slots=True)
class Footprint:
    """What one command may write: entries by kind, head keys of tasks (a pattern), other files (a pattern).

    `moves`: a task may go to another file, under another number.
    """

    entries: Mapping[Kind, frozenset[Term]] = field(default_factory=dict)
    head: re.Pattern[str] | None = None
    files: re.Pattern[str] | None = None
    moves: bool = False


def _tasks(*actions: Action, head: str = "", files: str = "", moves: bool = False) -> Footprint:
    return Footprint(
        {TASK: frozenset(actions)},
        re.compile(head) if head else None,
        re.compile(files) if files else None,
        moves,
    )


def _journal(kind: Kind, *tasks: Action, head: str = "", files: str = "") -> Footprint:
    entries: dict[Kind, frozenset[Term]] = {kind: frozenset(kind.entries)}
    if tasks:
        entries[TASK] = frozenset(tasks)
    return Footprint(entries, re.compile(head) if head else None, re.compile(files) if files else None)


_A, _B = Action, BookAction
_OTHERS: dict[Action, Footprint] = {
    _A.REGISTER: _tasks(_A.REGISTER, _A.RECEIVE, _A.ASSIGN, files=f"{_EVIDENCE}|{_NUMBERS}"),
    _A.ASSIGN: _tasks(_A.ASSIGN, _A.AMEND, head="配合单位"),
    _A.TRANSFER: _tasks(_A.TRANSFER, head="牵头单位|配合单位"),
    _A.WITHDRAW: _tasks(_A.WITHDRAW, _A.AMEND, head="来源"),
    _A.DONE: _tasks(_A.DONE, files=_EVIDENCE),
    _A.VERIFY: _tasks(_A.VERIFY, files=_EVIDENCE),
    _A.ISSUE: _tasks(_A.ISSUE, files=_EVIDENCE),
    _A.AMEND: _tasks(_A.AMEND, head=".+", files=_NUMBERS, moves=True),
}
FOOTPRINTS: dict[str, Footprint] = {
    **{action.english: _OTHERS.get(action) or _tasks(action) for action in Action},
    _B.STANDING.english: _journal(PERFORMANCE),
    _B.NOTIFY.english: _journal(NOTICE),
    _B.CLOSE_PERIOD.english: _journal(CLOSING, files="对账/[^/]+/(?:账页|交账).yaml"),
    _B.REOPEN_PERIOD.english: _journal(CLOSING),
    _B.CONCLUDE.english: _journal(CONCLUSION),
    _B.CARRY.english: _journal(CARRY_OVER, _A.EXTEND),
    _B.RECONCILE_AGAINST.english: _journal(UNIT_STATEMENT),
    _B.RECONCILE_SIGN.english: _journal(UNIT_STATEMENT),
    _B.RECONCILE_SETTLE.english: _journal(UNIT_STATEMENT, *Action, head=".+"),
    "import": _tasks(_A.REGISTER, _A.ASSIGN, files=f"{_EVIDENCE}|{_NUMBERS}"),
    "unit": Footprint(files=re.compile("duban.yaml")),
    "calendar": Footprint(files=re.compile("日历/.+")),
    "commit": Footprint({TASK: frozenset(Action)}, EVERYTHING, EVERYTHING, moves=True),
    "undo": Footprint(files=EVERYTHING),
    "upgrade": Footprint(files=EVERYTHING),
}
"""By the `Duban-Action` of a commit. `commit` takes in what a hand wrote, `undo` puts back what was: any file."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a command would write into one file with a journal."""

    kind: Kind
    label: str
    actions: tuple[Term, ...]
    head: tuple[str, ...] = ()
    moved: bool = False


def footprint_of(action: str) -> Footprint | None:
    """What the command with this `Duban-Action` may write; that of a numbered kind's action, where no more is said."""
    found = FOOTPRINTS.get(action)
    if found is None:
        owners = [
            (kind, each) for kind in numbered_kinds() for each in kind.entries if each.english == action
        ]
        return Footprint({kind: frozenset({each}) for kind, each in owners}) if owners else None
    return found


def find_trespasses(action: str, steps: Iterable[Step], files: Iterable[str]) -> list[str]:
    """What a command with this `Duban-Action` may not write, in English: it is a fault of the program."""
    footprint = footprint_of(action)
    if footprint is None:
        return [f"no footprint for {action}"]
    found = []
    for step in steps:
        allowed = footprint.entries.get(step.kind, frozenset())
        found += [
            f"{action} may not write {each} into {step.label}" for each in step.actions if each not in allowed
        ]
        if step.moved and not footprint.moves:
            found.append(f"{action} may not move {step.label}")
        found += [
            f"{action} may not change {key} of {step.label}"
            for key in step.head
            if footprint.head is None or not footprint.head.fullmatch(key)
        ]
    found += [
        f"{action} may not write {label}"
        for label in files
        if footprint.files is None or not footprint.files.fullmatch(label)
    ]
    return found
