"""An interview (约谈): head, entries of the journal.

Only shape: what an entry does stands in core/interviews/life.py, what is allowed in core/interviews/gates.py.
"""

from datetime import date, datetime
from typing import Annotated, ClassVar

from msgspec import Meta
from msgspec import field as key

from duban.core.model.case_file import NumberedFile
from duban.core.model.events import TAG, Amend, Correct, Evidence, InspectionId, Issue, Target
from duban.core.model.interviews.terms import Effect, InterviewAction, InterviewCause, Tier
from duban.core.model.record import Record
from duban.core.model.task import FindingId, Line, TaskId, Text
from duban.core.model.terms import ApprovedVia, YesNo

INTERVIEW_ID = r"^YT-[0-9]{4}-[0-9]{4,}(?![\s\S])"
Persons = Annotated[tuple[Line, ...], Meta(min_length=1)]


class Interviewee(Record, frozen=True, kw_only=True):
    """Who is interviewed (被约谈人): a person, of a unit, in a post."""

    name: Line = key(name="姓名")
    unit: Line = key(name="单位")
    post: Line = key(name="职务")


class InterviewEntry(Record, tag_field=TAG, frozen=True, kw_only=True):
    """What every entry of an interview carries."""

    action: ClassVar[InterviewAction]

    on: date = key(name="日期")
    recorded_at: Annotated[datetime, Meta(tz=True)] = key(name="登记")
    by: Line = key(name="经办")
    unit: Line | None = key(name="单位", default=None)
    note: Text | None = key(name="备注", default=None)
    late: Line | None = key(name="补登", default=None)
    proof: tuple[Evidence, ...] = key(name="凭据", default=())


class ApprovedEntry(InterviewEntry, frozen=True, kw_only=True):
    """An entry that somebody approved."""

    approved_by: Line | None = key(name="批准人", default=None)
    approved_via: ApprovedVia | None = key(name="批准方式", default=None)


class InterviewTarget(Target, frozen=True, kw_only=True):
    """Names the entry that a correction means (更正对象)."""

    action: InterviewAction = key(name=TAG)  # type: ignore[assignment] # the actions of a kind are its own


class CorrectInterview(Correct, tag="更正", frozen=True, kw_only=True):
    """Replaces or voids a wrong entry, for every question asked after it was recorded."""

    target: InterviewTarget = key(name="更正对象")


class EnterInterview(InterviewEntry, tag="约谈立项", frozen=True, kw_only=True):
    """It enters the books."""

    action = InterviewAction.ENTER_INTERVIEW


class Confer(InterviewEntry, tag="约谈会商", frozen=True, kw_only=True):
    """The offices confer whether to propose it (Shiwei 三（四）)."""

    action = InterviewAction.CONFER
    parties: Persons = key(name="参加")
    agreed: YesNo = key(name="一致", default=YesNo.YES)
    opinion: Text | None = key(name="意见", default=None)


class ProposeInterview(InterviewEntry, tag="约谈建议", frozen=True, kw_only=True):
    """It is proposed to the leader who approves."""

    action = InterviewAction.PROPOSE_INTERVIEW
    to: Line = key(name="报送")
    doc_no: Line | None = key(name="文号", default=None)


class ApproveInterview(ApprovedEntry, tag="约谈批准", frozen=True, kw_only=True):
    """It is approved."""

    action = InterviewAction.APPROVE_INTERVIEW


class Summon(InterviewEntry, tag="约谈通知", frozen=True, kw_only=True):
    """The person is told day, place and who will speak; a later one puts another day."""

    action = InterviewAction.SUMMON
    at: date = key(name="约谈日期")
    place: Line | None = key(name="地点", default=None)
    interviewers: Persons = key(name="约谈人")
    doc_no: Line | None = key(name="文号", default=None)


class HoldInterview(InterviewEntry, tag="约谈", frozen=True, kw_only=True):
    """It was held: what was named, what the person said, what is demanded and by when a report is owed."""

    action = InterviewAction.HOLD_INTERVIEW
    place: Line | None = key(name="地点", default=None)
    interviewers: Persons = key(name="约谈人")
    present: tuple[Line, ...] = key(name="参加", default=())
    faults: Text = key(name="问题")
    statement: Text | None = key(name="说明", default=None)
    pledge: Text | None = key(name="表态", default=None)
    demands: Text = key(name="要求")
    due_on: date | None = key(name="时限", default=None)


class ReportRemedy(InterviewEntry, tag="整改报告", frozen=True, kw_only=True):
    """The unit reports reasons and measures (Anshan 三.5)."""

    action = InterviewAction.REPORT_REMEDY
    reason: Text = key(name="原因")
    remedy: Text = key(name="措施")
    doc_no: Line | None = key(name="文号", default=None)
    evidence: tuple[Evidence, ...] = key(name="证据", default=())


class Admonish(InterviewEntry, tag="诫勉", frozen=True, kw_only=True):
    """An admonition that was decided elsewhere: only that it was, by whom and when; it decides nothing here."""

    action = InterviewAction.ADMONISH
    organ: Line = key(name="机关")
    decided_on: date = key(name="决定日期")
    doc_no: Line | None = key(name="文号", default=None)


class CloseInterview(ApprovedEntry, tag="约谈办结", frozen=True, kw_only=True):
    """It is closed: whether it had an effect, and what that rests on."""

    action = InterviewAction.CLOSE_INTERVIEW
    effect: Effect = key(name="成效")
    reason: Text = key(name="理由")


class CancelInterview(ApprovedEntry, tag="约谈取消", frozen=True, kw_only=True):
    """It is not held."""

    action = InterviewAction.CANCEL_INTERVIEW
    reason: Text = key(name="原因")


AnyInterviewEntry = (
    EnterInterview
    | Confer
    | ProposeInterview
    | ApproveInterview
    | Summon
    | HoldInterview
    | ReportRemedy
    | Admonish
    | CloseInterview
    | CancelInterview
    | Issue
    | Amend
    | CorrectInterview
)


class Interview(NumberedFile, frozen=True, kw_only=True):
    """约谈/YYYY/YT-YYYY-NNNN.yaml: one interview of one person, from its entry to its end."""

    id: TaskId = key(name="编号")
    title: Line = key(name="约谈事项")
    cause: InterviewCause = key(name="事由")
    tier: Tier = key(name="层级", default=Tier.FIRST)
    former: Annotated[str, Meta(pattern=INTERVIEW_ID)] | None = key(name="上一次", default=None)
    person: Interviewee = key(name="被约谈人")
    tasks: tuple[TaskId, ...] = key(name="事项", default=())
    inspections: tuple[InspectionId, ...] = key(name="督查", default=())
    findings: tuple[FindingId, ...] = key(name="发现", default=())
    public: YesNo = key(name="公开", default=YesNo.NO)
    note: Text | None = key(name="备注", default=None)
    journal: tuple[AnyInterviewEntry, ...] = key(name="流水", default=())
