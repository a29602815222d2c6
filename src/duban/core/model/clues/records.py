"""A clue (线索): its head, the entries of its journal, and how its giver is kept out of every answer.

Only shape: what an entry does stands in core/clues/life.py, what is allowed in core/clues/gates.py.
"""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta
from msgspec import field as key

from duban.core.model.case_file import NumberedFile
from duban.core.model.clues.terms import AnsweredBy, Check, ClueAction, ClueKind, Door, Ground, Route, Truth
from duban.core.model.events import TAG, Amend, Correct, Evidence, InspectionId, Issue, Target
from duban.core.model.inspection import Approved, Entry
from duban.core.model.record import Record
from duban.core.model.task import FindingId, Line, TaskId, Text


class Giver(Record, frozen=True, kw_only=True):
    """Who gave it (反映人). Nothing but `clue giver` tells it (国令第733号 art. 26)."""

    name: Line = key(name="姓名")
    contact: Line | None = key(name="联系方式", default=None)


GIVER = "反映人"
SEALED = Giver(name="保密")
"""What every answer has in the place of a giver."""


class EnterClue(Entry, tag="线索登记", frozen=True, kw_only=True):
    """It enters the books."""

    action = ClueAction.ENTER_CLUE


class AssessClue(Approved, tag="线索研判", frozen=True, kw_only=True):
    """The office says where it goes."""

    action = ClueAction.ASSESS_CLUE
    route: Route = key(name="去向")
    opinion: Text | None = key(name="意见", default=None)


class SendClue(Approved, tag="线索转办", frozen=True, kw_only=True):
    """A unit deals with it and reports by a day."""

    action = ClueAction.SEND_CLUE
    due_on: date | None = key(name="时限", default=None)
    doc_no: Line | None = key(name="文号", default=None)


class CheckClue(Entry, tag="线索自查", frozen=True, kw_only=True):
    """The office looks into it itself: by an inspection, or a task."""

    action = ClueAction.CHECK_CLUE
    inspection: InspectionId | None = key(name="督查", default=None)
    task: TaskId | None = key(name="事项", default=None)


class HandOverClue(Approved, tag="线索移送", frozen=True, kw_only=True):
    """It goes to the organ that is competent (国令第733号 art. 23): to whom and by which paper, never what."""

    action = ClueAction.HAND_OVER_CLUE
    organ: Line = key(name="接收机关")
    doc_no: Line = key(name="文号")
    copies: Annotated[int, Meta(ge=1)] | None = key(name="材料份数", default=None)


class ReceiveClue(Entry, tag="移送签收", frozen=True, kw_only=True):
    """The organ that it was handed to, or referred to, has signed for it."""

    action = ClueAction.RECEIVE_CLUE
    receiver: Line = key(name="签收人")


class ReferPetition(Entry, tag="转信访", frozen=True, kw_only=True):
    """A matter of petition goes to whom it belongs (信访工作条例)."""

    action = ClueAction.REFER_PETITION
    organ: Line = key(name="接收机关")
    doc_no: Line | None = key(name="文号", default=None)


class JoinClue(Approved, tag="并案", frozen=True, kw_only=True):
    """Another clue of the same matter takes it over."""

    action = ClueAction.JOIN_CLUE
    into: TaskId = key(name="并入")
    reason: Text | None = key(name="原因", default=None)


class DeclineClue(Approved, tag="不予受理", frozen=True, kw_only=True):
    """It is not taken on."""

    action = ClueAction.DECLINE_CLUE
    ground: Ground = key(name="事由")
    reason: Text | None = key(name="理由", default=None)


class ReportClue(Entry, tag="线索反馈", frozen=True, kw_only=True):
    """What came of it: a unit's report, or (自查, 移送, 转信访) what the office knows."""

    action = ClueAction.REPORT_CLUE
    truth: Truth = key(name="核实")
    found: Text = key(name="情况")
    evidence: tuple[Evidence, ...] = key(name="证据", default=())


class SampleClue(Entry, tag="抽查抽取", frozen=True, kw_only=True):
    """Drawn by lot out of the clues that were reported on, so that anybody can draw again (D-21)."""

    action = ClueAction.SAMPLE_CLUE
    frame: Annotated[tuple[TaskId, ...], Meta(min_length=1)] = key(name="名单")
    count: Annotated[int, Meta(ge=1)] = key(name="数")
    seed: Line = key(name="种子")
    drawn: Annotated[tuple[TaskId, ...], Meta(min_length=1)] = key(name="抽中")


class VerifyClue(Entry, tag="抽查核查", frozen=True, kw_only=True):
    """What the office saw of a clue that was drawn."""

    action = ClueAction.VERIFY_CLUE
    check: Check = key(name="结果")
    found: Text = key(name="情况")
    members: tuple[Line, ...] = key(name="人员", default=())
    evidence: tuple[Evidence, ...] = key(name="证据", default=())


class AnswerGiver(Entry, tag="答复", frozen=True, kw_only=True):
    """Its giver, or the door it came through, was told."""

    action = ClueAction.ANSWER_GIVER
    via: AnsweredBy = key(name="方式")
    text: Text | None = key(name="内容", default=None)


class CloseClue(Approved, tag="线索办结", frozen=True, kw_only=True):
    """It is done with; `unanswered` is why its giver was not answered."""

    action = ClueAction.CLOSE_CLUE
    unanswered: Text | None = key(name="未答复", default=None)


class ClueTarget(Target, frozen=True, kw_only=True):
    """Names the entry that a correction means (更正对象)."""

    action: ClueAction = key(name=TAG)  # type: ignore[assignment] # the actions of a kind are its own


class CorrectClue(Correct, tag="更正", frozen=True, kw_only=True):
    """Replaces or voids a wrong entry, for every question asked after it was recorded."""

    target: ClueTarget = key(name="更正对象")


AnyClueEntry = (
    EnterClue
    | AssessClue
    | SendClue
    | CheckClue
    | HandOverClue
    | ReceiveClue
    | ReferPetition
    | JoinClue
    | DeclineClue
    | ReportClue
    | SampleClue
    | VerifyClue
    | AnswerGiver
    | CloseClue
    | Issue
    | Amend
    | CorrectClue
)


class Clue(NumberedFile, frozen=True, kw_only=True):
    """线索/YYYY/XS-YYYY-NNNN.yaml: one clue from its entry to its end."""

    id: TaskId = key(name="编号")
    title: Line = key(name="线索事由")
    door: Door = key(name="渠道")
    matter: ClueKind = key(name="线索类别")
    content: Text | None = key(name="反映内容", default=None)
    about: tuple[Line, ...] = key(name="被反映单位", default=())
    place: Line | None = key(name="地点", default=None)
    subject: Line | None = key(name="主题", default=None)
    received_no: Line | None = key(name="来件编号", default=None)
    found_in: FindingId | None = key(name="发现", default=None)
    giver: Giver | None = key(name=GIVER, default=None)
    note: Text | None = key(name="备注", default=None)
    journal: tuple[AnyClueEntry, ...] = key(name="流水", default=())


def sealed(file: Clue) -> Clue:
    """The clue as every answer sees it: that somebody gave it, not who; nor what a hand wrote of him into a 变更."""
    if any(isinstance(each, Amend) and each.field == GIVER for each in file.journal):
        file = msgspec.structs.replace(file, journal=tuple(map(_untold, file.journal)))
    return file if file.giver is None else msgspec.structs.replace(file, giver=SEALED)


def _untold(entry: AnyClueEntry) -> AnyClueEntry:
    if isinstance(entry, Amend) and entry.field == GIVER:
        return msgspec.structs.replace(entry, old=None, new=None)
    return entry
