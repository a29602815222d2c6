"""What may still be changed of an inspection: its head, an entry that is wrong, an entry that was forgotten.

Nothing that a later entry rests on is taken from under it; a file that has ended is opened first.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

import msgspec

from duban.core.actions.corrections import VIA, is_slip, value_so_far
from duban.core.actions.due_dates import Ground
from duban.core.engine.decide import refuse_future
from duban.core.engine.fold import fold
from duban.core.engine.journal import (
    corrected_event,
    head_as_of,
    in_writing_order,
    is_named_by,
    put,
    target_of,
    visible_events,
)
from duban.core.inspections.gates import GATES
from duban.core.inspections.life import ENDED, LIFE, UNTOLD, InspectionState
from duban.core.inspections.steps import refuse_wrong_status
from duban.core.inspections.team import partial
from duban.core.inspections.warrants import Word, refuse_other_post, refuse_unfounded
from duban.core.model.case_file import JOURNAL
from duban.core.model.events import Amend, Correct
from duban.core.model.inspection import Draw, Inspection
from duban.core.model.inspection_terms import InspectionAction, InspectionStatus
from duban.core.model.record import Fault, raw_record, read_record
from duban.core.model.terms import Action, ApprovedVia, YesNo
from duban.errors import DubanError, Level, Problem, refusal

Notices = list[Problem]
_S, _A = InspectionStatus, InspectionAction
_ART = "国令第733号"
_ENDS = {_S.ARCHIVED: _A.ARCHIVE, _S.CANCELLED: _A.CANCEL, _S.MERGED: _A.MERGE}
_LOT = frozenset({"抽取对象", "名单", "数", "种子", "抽中"})
"""What makes a draw the one it is."""


def refuse_untimely(_file: Any, now: InspectionState, entry: Any, ground: Ground) -> None:  # noqa: ANN401 - any kind of entry
    """Raises DubanError for an entry that has no place where it stands, or in a file that has ended since."""
    refuse_wrong_status(now, entry.action, ground)
    if entry.action in {Action.AMEND, Action.CORRECT, Action.ISSUE} or now.status in ENDED:
        return
    _refuse_ended(_as_written(now, ground), f"不能再补记 {entry.on} 的{entry.action}")


def _as_written(now: InspectionState, ground: Ground) -> InspectionState:
    """As it stands today: an entry that is dated back changes what came since."""
    state: Any = fold(now.life, _newest(now.head), ground.today, register=now.register)
    held: InspectionState = state
    return held


def _newest(file: Inspection) -> Inspection:
    """With the head as its changes leave it, whatever day the question is of, one that is being decided too."""
    journal: Any = file.journal
    changes: list[Any] = list(in_writing_order(each for each in journal if isinstance(each, Amend)))
    raw = raw_record(file)
    for change in changes:
        put(raw, change.field, change.new)
    try:
        return read_record(raw, Inspection) if changes else file
    except msgspec.ValidationError:
        return file


def _refuse_ended(held: InspectionState, what: str) -> None:
    if held.status in ENDED:
        way = f"duban inspect amend {held.head.id} --event {_ENDS[held.status]} --void --approved-by 领导 --reason 原因"
        text = f"{held.head.id} {held.status}，{what}"
        raise refusal("inspection-ended", text, f"先作废{_ENDS[held.status]}，再补记、再改：{way}")


def _amend(now: InspectionState, entry: Amend, ground: Ground, notices: Notices) -> Amend:
    """After the scheme a change says who allowed it (国令第733号 art. 15); after the conclusion it is told as one."""
    if entry.field in UNTOLD:
        return entry
    held = _as_written(now, ground)
    _refuse_ended(held, f"不能再改“{entry.field}”")
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
    head = _newest(msgspec.structs.replace(held.head, journal=(*held.head.journal, entry)))
    if entry.field in _BASES:
        refuse_unfounded(head, ground, notices)
    if entry.field == "组长指定人" and head.named_by is not None:
        refuse_other_post(Word(head.named_by, "督查组组长的指定", entry.on, f"{_ART} 第8条"), ground, notices)
    if entry.field in {"督查组", "督查对象"}:
        for problem in partial(held, head):
            if problem.code == "own-unit" and held.started is None:
                notices.append(Problem(Level.NOTICE, problem.code, problem.message, problem.advice))
            else:
                raise DubanError(problem)


def _paper_came(journal: Sequence[Any], wrong: Any, entry: Correct) -> bool:  # noqa: ANN401 - any kind of entry
    """Whether all that a correction sets is that the paper of a telephone call has come."""
    held = value_so_far(journal, wrong)
    new = {key: value for key, value in (entry.value or {}).items() if held.get(key) != value}
    return new == {VIA: ApprovedVia.WRITTEN} and held.keys() <= (entry.value or {}).keys()


def _correct(now: InspectionState, entry: Correct, ground: Ground, _notices: Notices) -> Correct:
    """What could not have been written cannot be written by way of a correction; the slip of the day needs no word."""
    journal: tuple[Any, ...] = now.head.journal
    wrong = next((each for each in journal if is_named_by(each, entry.target)), None)
    if wrong is not None and _paper_came(journal, wrong, entry):
        return entry
    lot = isinstance(wrong, Draw)
    if lot and not _LOT.isdisjoint(entry.value or {}):
        text = f"{now.head.id} 抽取的名单、种子和抽中的都已经留下，不能更正"
        way = f"抽错了的，写明原因、经批准重抽：duban inspect draw {now.head.id} … --note 原因 --approved-by 领导"
        raise refusal("draw-fixed", text, way)
    if entry.approved_by is None and (wrong is None or lot or not is_slip(now, wrong, entry)):
        text = f"更正 {now.head.id} 记错的一笔，没有写批准人"
        raise refusal("approver-missing", text, "写上 --approved-by 领导")
    if wrong is None or entry.void is YesNo.YES:
        return entry
    try:
        right = corrected_event(wrong, entry)
    except msgspec.ValidationError:
        return entry  # the fold reports it as a bad correction, and decide refuses it there
    refuse_future(right, ground)
    gate = GATES.get(right.action)
    if gate is not None:
        others = tuple(each for each in journal if each is not wrong)
        without = msgspec.structs.replace(now.head, journal=others)
        gate(fold(now.life, without, right.on, register=now.register), right, ground, [])
    return entry


def complete(now: InspectionState, entry: Any, ground: Ground, notices: Notices) -> Any:  # noqa: ANN401 - any kind of entry
    """An entry as its gate completes it; tells that the paper of a telephone call is to come (待补批件)."""
    if isinstance(entry, Amend | Correct) and entry.approved_via is ApprovedVia.PHONE:
        text = f"{now.head.id} 的{entry.action}不能凭电话批准：它自己不能再更正，批件补不进来"
        raise refusal("phone-change", text, "批件到了再记；当天自己记错的更正不用批准")
    gate = DECIDES.get(entry.action)
    made = gate(now, entry, ground, notices) if gate is not None else entry
    if getattr(made, "approved_via", None) is ApprovedVia.PHONE:
        text = f"{now.head.id} 的{made.action}由{made.approved_by}电话批准，待补批件"
        came = f"duban inspect amend {now.head.id} --event {target_of(made).digest} --set {VIA}=书面 --reason 批件已补"
        notices.append(Problem(Level.NOTICE, "awaiting-paper", text, f"批件到后：{came}"))
    return made


def objections(file: Inspection, ground: Ground) -> Iterator[Fault]:
    """What the gates would say today of each entry, had only those before it been written."""
    file, journal = _newest(file), cast("Any", file.journal)
    shown, _ = visible_events(journal, ground.today)
    told = [(place, each) for place, each in shown if not isinstance(each, Correct)]
    for count, (place, made) in enumerate(told):
        gate = GATES.get(made.action)
        if gate is None:
            continue
        before = head_as_of(file, told[:count])
        before = msgspec.structs.replace(before, journal=tuple(each for _, each in told[:count]))
        now: Any = fold(LIFE, before, made.on, register=ground.register)
        try:
            gate(now, made, ground, [])
        except DubanError as error:
            mark = target_of(journal[place]).digest
            void = f"duban inspect amend {file.id} --event {mark} --void --approved-by 领导 --reason 原因"
            for each in error.problems:
                text = f"{made.on} {made.action}：{each.message}"
                yield Fault(
                    (JOURNAL, place), each.code, text, f"先更正或作废后面的这一笔：{void}", each.clause
                )


DECIDES: Mapping[Any, Callable[[Any, Any, Any, Notices], Any]] = {
    **GATES,
    Action.AMEND: _amend,
    Action.CORRECT: _correct,
}
"""By action: an entry completed, or refused."""
