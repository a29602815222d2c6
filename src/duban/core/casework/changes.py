"""What may still be changed of a case: an entry that is wrong, one that was forgotten; what a change may not touch.

Nothing that a later entry rests on is taken from under it; a file that has ended is opened first.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import msgspec

from duban.core.actions.corrections import VIA, is_slip, value_so_far
from duban.core.actions.due_dates import Ground
from duban.core.engine.decide import refuse_future
from duban.core.engine.fold import CaseState, Life, fold
from duban.core.engine.journal import (
    AMENDS,
    corrected_event,
    head_as_of,
    in_writing_order,
    is_named_by,
    target_of,
    visible_events,
)
from duban.core.model.case_file import JOURNAL, NumberedFile
from duban.core.model.events import Amend, Correct
from duban.core.model.record import Fault, raw_record, read_record
from duban.core.model.terms import Action, ApprovedVia, Term, YesNo
from duban.errors import DubanError, Level, Problem, refusal

Notices = list[Problem]
Gates = Mapping[Any, Callable[[Any, Any, Any, Notices], Any]]
"""By action: an entry completed, or refused."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Ways:
    """What of a kind its changes look at: the command that amends, its life and gates, which entry ends it as what."""

    command: str
    life: Life
    gates: Gates
    ends: Mapping[Term, Term]
    ended_code: str


def as_written(now: CaseState, ground: Ground) -> Any:  # noqa: ANN401 - each kind has a state of its own
    """As it stands today: an entry that is dated back changes what came since."""
    return fold(now.life, newest(now.file), ground.today, register=now.register)


def newest(file: Any) -> Any:  # noqa: ANN401 - the file of any kind
    """With the head as its changes leave it, whatever day the question is of, one that is being decided too."""
    changes: list[Any] = list(in_writing_order(each for each in file.journal if isinstance(each, Amend)))
    raw = raw_record(file)
    for change in changes:
        AMENDS[Amend].redo(raw, change)
    try:
        return read_record(raw, type(file)) if changes else file
    except msgspec.ValidationError:
        return file


def refuse_ended(ways: Ways, held: CaseState, what: str) -> None:
    """Raises DubanError for a file that has ended: what ended it is voided first."""
    if held.status in ways.ends:
        end, name = ways.ends[held.status], held.file.id
        way = f"duban {ways.command} {name} --event {end} --void --approved-by 领导 --reason 原因"
        raise refusal(ways.ended_code, f"{name} {held.status}，{what}", f"先作废{end}，再补记、再改：{way}")


def refuse_untimely(ways: Ways, now: CaseState, entry: Any, ground: Ground) -> None:  # noqa: ANN401 - any kind of entry
    """Raises DubanError for an entry of a day before the file ended."""
    if entry.action in {Action.AMEND, Action.CORRECT, Action.ISSUE} or now.status in ways.ends:
        return
    refuse_ended(ways, as_written(now, ground), f"不能再补记 {entry.on} 的{entry.action}")


def wrong_entry(now: CaseState, entry: Correct) -> Any:  # noqa: ANN401 - any kind of entry
    """The entry that a correction means; None where there is none."""
    return next((each for each in now.file.journal if is_named_by(each, entry.target)), None)


def paper_came(now: CaseState, wrong: Any, entry: Correct) -> bool:  # noqa: ANN401 - any kind of entry
    """Whether all that a correction sets is that the paper of a telephone call has come."""
    journal: Sequence[Any] = now.file.journal
    held = value_so_far(journal, wrong)
    new = {key: value for key, value in (entry.value or {}).items() if held.get(key) != value}
    return new == {VIA: ApprovedVia.WRITTEN} and held.keys() <= (entry.value or {}).keys()


def correct(ways: Ways, now: CaseState, entry: Correct, ground: Ground, *, slips: bool = True) -> Correct:
    """What could not have been written cannot be written by way of a correction.

    The slip of the day needs no word, where `slips` are let pass.
    """
    wrong = wrong_entry(now, entry)
    if wrong is not None and paper_came(now, wrong, entry):
        return entry
    if entry.approved_by is None and (wrong is None or not slips or not is_slip(now, wrong, entry)):
        text = f"更正 {now.file.id} 记错的一笔，没有写批准人"
        raise refusal("approver-missing", text, "写上 --approved-by 领导")
    if wrong is None or entry.void is YesNo.YES:
        return entry
    try:
        right = corrected_event(wrong, entry)
    except msgspec.ValidationError:
        return entry  # the fold reports it as a bad correction, and decide refuses it there
    refuse_future(right, ground)
    gate = ways.gates.get(right.action)
    if gate is not None:
        others = tuple(each for each in now.file.journal if each is not wrong)
        without = msgspec.structs.replace(now.file, journal=others)
        gate(fold(now.life, without, right.on, register=now.register), right, ground, [])
    return entry


def completing(ways: Ways, decides: Gates) -> Callable[[Any, Any, Any, Notices], Any]:
    """What completes an entry of a kind, by its gate; it tells that the paper of a telephone call is to come."""

    def complete(now: CaseState, entry: Any, ground: Ground, notices: Notices) -> Any:  # noqa: ANN401 - any kind of entry
        if isinstance(entry, Amend | Correct) and entry.approved_via is ApprovedVia.PHONE:
            text = f"{now.file.id} 的{entry.action}不能凭电话批准：它自己不能再更正，批件补不进来"
            raise refusal("phone-change", text, "批件到了再记；当天自己记错的更正不用批准")
        gate = decides.get(entry.action)
        made = gate(now, entry, ground, notices) if gate is not None else entry
        if getattr(made, "approved_via", None) is ApprovedVia.PHONE:
            text = f"{now.file.id} 的{made.action}由{made.approved_by}电话批准，待补批件"
            mark = target_of(made).digest
            came = f"duban {ways.command} {now.file.id} --event {mark} --set {VIA}=书面 --reason 批件已补"
            notices.append(Problem(Level.NOTICE, "awaiting-paper", text, f"批件到后：{came}"))
        return made

    return complete


def objections(ways: Ways, file: NumberedFile, ground: Ground) -> Iterator[Fault]:
    """What the gates would say today of each entry, had only those before it been written."""
    file, journal = newest(file), cast("Any", file.journal)
    shown, _ = visible_events(journal, ground.today)
    told = [(place, each) for place, each in shown if not isinstance(each, Correct)]
    for count, (place, made) in enumerate(told):
        gate = ways.gates.get(made.action)
        if gate is None:
            continue
        before = head_as_of(file, told[:count])
        before = msgspec.structs.replace(before, journal=tuple(each for _, each in told[:count]))
        now: Any = fold(ways.life, before, made.on, register=ground.register)
        try:
            gate(now, made, ground, [])
        except DubanError as error:
            mark = target_of(journal[place]).digest
            void = f"duban {ways.command} {file.id} --event {mark} --void --approved-by 领导 --reason 原因"
            for each in error.problems:
                text = f"{made.on} {made.action}：{each.message}"
                yield Fault(
                    (JOURNAL, place), each.code, text, f"先更正或作废后面的这一笔：{void}", each.clause
                )
