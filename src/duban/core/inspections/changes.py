"""What may still be changed of an inspection: its head, an entry that is wrong, an entry that was forgotten.

What holds for every kind, core/casework/changes.py says; here is what is of inspections alone.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from duban.core.actions.approval import Word, refuse_other_post
from duban.core.actions.due_dates import Ground
from duban.core.casework import changes
from duban.core.casework.changes import Gates, Notices, Ways
from duban.core.engine.fold import fold
from duban.core.inspections.endings import unlooked
from duban.core.inspections.gates import GATES
from duban.core.inspections.life import LIFE, UNTOLD, InspectionState
from duban.core.inspections.limits import tell_past
from duban.core.inspections.objects import refuse_dropped, refuse_own, strange_leads, tell_strange_leads
from duban.core.inspections.steps import refuse_wrong_status
from duban.core.inspections.team import partial
from duban.core.inspections.warrants import refuse_givers, refuse_other_settler, refuse_unfounded
from duban.core.model.events import Amend, Correct
from duban.core.model.inspection import Draw, Inspection, SetOut, SiteDay
from duban.core.model.inspection_terms import InspectionAction, InspectionName, InspectionStatus
from duban.core.model.record import Fault, raw_record
from duban.core.model.terms import Action
from duban.errors import DubanError, Level, Problem, refusal

_S, _A = InspectionStatus, InspectionAction
_ART = "国令第733号"
_WAYS = Ways(
    command="inspect amend",
    life=LIFE,
    gates=GATES,
    ends={_S.ARCHIVED: _A.ARCHIVE, _S.CANCELLED: _A.CANCEL, _S.MERGED: _A.MERGE},
    ended_code="inspection-ended",
)
_LOT = frozenset({"抽取对象", "名单", "数", "种子", "抽中"})
"""What makes a draw the one it is."""


def refuse_untimely(_file: Any, now: InspectionState, entry: Any, ground: Ground) -> None:  # noqa: ANN401 - any kind of entry
    """Raises DubanError for an entry that has no place where it stands, or in a file that has ended since."""
    refuse_wrong_status(now, entry.action, ground)
    changes.refuse_untimely(_WAYS, now, entry, ground)


def _amend(now: InspectionState, entry: Amend, ground: Ground, notices: Notices) -> Amend:
    """After the scheme a change says who allowed it (国令第733号 art. 15); after the conclusion it is told as one."""
    if entry.field in UNTOLD:
        return entry
    held: InspectionState = changes.as_written(now, ground)
    changes.refuse_ended(_WAYS, held, f"不能再改“{entry.field}”")
    if held.scheme is not None and entry.approved_by is None:
        text = f"{now.head.id} 的方案已经审定，改“{entry.field}”要经批准"
        raise refusal("approver-missing", text, "写上 --approved-by 领导", f"{_ART} 第15条")
    _refuse_unfit(held, entry, ground, notices)
    if held.concluded is not None:
        text = f"{now.head.id} {held.concluded.on} 已经作出结论，改“{entry.field}”会写明是结论以后变更的"
        notices.append(Problem(Level.NOTICE, "changed-after-conclusion", text))
    return entry


_BASES = frozenset({"依据", "指定", "主办", "名义"})


def _refuse_unfit(held: InspectionState, entry: Amend, ground: Ground, notices: Notices) -> None:
    """Raises DubanError where the new value names another than may be named: who ordered, who named, who goes."""
    head: Inspection = changes.newest(msgspec.structs.replace(held.head, journal=(*held.head.journal, entry)))
    if entry.field in _BASES:
        refuse_unfounded(head, ground, notices)
        refuse_givers(head, raw_record(head), ground)
    if entry.field == "组长指定人" and head.named_by is not None:
        refuse_other_post(Word(head.named_by, "督查组组长的指定", entry.on, f"{_ART} 第8条"), ground, notices)
    _refuse_misplaced(held, head, entry, ground, notices)
    if entry.field in {"督查组", "督查对象"}:
        for problem in partial(held, head):
            if problem.code == "own-unit" and held.started is None:
                notices.append(Problem(Level.NOTICE, problem.code, problem.message, problem.advice))
            else:
                raise DubanError(problem)


def _refuse_misplaced(
    held: InspectionState, head: Inspection, entry: Amend, ground: Ground, notices: Notices
) -> None:
    """Raises DubanError where the new value moves the inspection: by whom it is made, at whom, of what, when."""
    if entry.field in {"主办", "名义"} and held.scheme is not None:
        _refuse_undesignated(held, head, entry, ground, notices)
    if entry.field in {"主办", "督查对象"}:
        refuse_own(held, head)
    if entry.field == "督查对象":
        refuse_dropped(held, head)
    if entry.field in {"起", "止"} and held.started is None:
        tell_past(head, entry, notices)
    if entry.field in {"督查对象", "事项", "回访"} and (strange := strange_leads(held, head, ground)):
        if held.scheme is not None:
            raise DubanError(strange)
        tell_strange_leads(held, head, ground, notices)


def _refuse_undesignated(
    held: InspectionState, head: Inspection, entry: Amend, ground: Ground, notices: Notices
) -> None:
    """Raises DubanError where a settled scheme becomes another's without a new 指定 (art. 7) or the settler's word."""
    if held.head.designation is None and head.designation is None:
        return
    for each in (held.head, head):
        refuse_other_settler(each, entry.approved_by or "", entry.on, ground, notices)
    own = head.name is InspectionName.DEPARTMENT or head.organizer is None
    journal: tuple[Any, ...] = held.head.journal
    if own or any(_is_new_designation(each, entry) for each in journal):
        return
    text = f"{head.id} 的方案审定以后改“{entry.field}”，要有政府新的指定：原来指定的是{held.head.organizer or '别家'}"
    way = "一起写上 --designated-by 机关 --designated-no 文号 --designated-on 日期 …"
    raise refusal("not-designated", text, way, f"{_ART} 第7条")


def _is_new_designation(each: Any, entry: Amend) -> bool:  # noqa: ANN401 - any kind of entry
    """Whether it is a 变更 of the same command that names another paper or day of 指定."""
    if not isinstance(each, Amend) or (each.field, each.recorded_at) != ("指定", entry.recorded_at):
        return False
    old, new = (dict(value) if isinstance(value, Mapping) else {} for value in (each.old, each.new))
    return any(old.get(key) != new.get(key) for key in ("日期", "文号"))


def _correct(now: InspectionState, entry: Correct, ground: Ground, _notices: Notices) -> Correct:
    """A lot that was drawn stays drawn, and needs a word on its own day too."""
    wrong = changes.wrong_entry(now, entry)
    lot = isinstance(wrong, Draw)
    paper = lot and changes.paper_came(now, wrong, entry)
    if lot and not paper and not _LOT.isdisjoint(entry.value or {}):
        text = f"{now.head.id} 抽取的名单、种子和抽中的都已经留下，不能更正"
        way = f"抽错了的，写明原因、经批准重抽：duban inspect draw {now.head.id} … --note 原因 --approved-by 领导"
        raise refusal("draw-fixed", text, way)
    made = changes.correct(_WAYS, now, entry, ground, slips=not lot)
    if isinstance(wrong, SiteDay | SetOut):
        _refuse_unlooked(now, made, ground)
    return made


def _refuse_unlooked(now: InspectionState, entry: Correct, ground: Ground) -> None:
    """Raises DubanError where a 回访 of a task rests on what is to be voided, or moved to another day."""
    held: InspectionState = changes.as_written(now, ground)
    longer = msgspec.structs.replace(held.head, journal=(*held.head.journal, entry))
    after: Any = fold(held.life, longer, ground.today, register=held.register)
    before = set(unlooked(held, ground.elsewhere))
    for task, text, _ in unlooked(after, ground.elsewhere):
        if all(task != each[0] or text != each[1] for each in before):
            way = f"先更正那次回访：duban amend {task} --event 回访 --void --reason …"
            raise refusal("visit-rests-on-it", f"{now.head.id} 这样更正以后，{text}", way)


def objections(file: Inspection, ground: Ground) -> Iterator[Fault]:
    """What the gates would say today of each entry, had only those before it been written."""
    return changes.objections(_WAYS, file, ground)


DECIDES: Gates = {**GATES, Action.AMEND: _amend, Action.CORRECT: _correct}
"""By action: an entry completed, or refused."""
_completed = changes.completing(_WAYS, DECIDES)


def complete(now: InspectionState, entry: Any, ground: Ground, notices: Notices) -> Any:  # noqa: ANN401 - any kind of entry
    """An entry as its gate completes it; none may name who gave the clue that it rests on."""
    refuse_givers(now.head, raw_record(entry), ground)
    return _completed(now, entry, ground, notices)
