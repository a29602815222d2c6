"""An inspection (督查项目) and the yearly plan of inspections: head, entries of the journal.

Only shape: what an entry does stands in core/inspections/life.py, what is allowed in core/inspections/gates.py.
"""

from datetime import date, datetime
from typing import Annotated, ClassVar

from msgspec import Meta
from msgspec import field as key

from duban.core.model.case_file import CaseFile, NumberedFile
from duban.core.model.events import TAG, Amend, Correct, Evidence, Issue, Target
from duban.core.model.inspection_terms import (
    BasisKind,
    Content,
    DrawnOf,
    InspectionAction,
    InspectionName,
    InspectionType,
    LegalMeans,
    Manner,
    Outcome,
    PlanAction,
    ProblemKind,
    Ruling,
    Seat,
    Setup,
)
from duban.core.model.record import Record
from duban.core.model.task import Line, TaskId, Text
from duban.core.model.terms import ApprovedVia, Term, YesNo

Place = Annotated[int, Meta(ge=1, le=9999)]
"""The number of a finding within its inspection."""
PLAN_PERIOD = r"^[0-9]{4}(-(0[1-9]|1[0-2]))?(?![\s\S])"


class Warrant(Record, frozen=True, kw_only=True):
    """On whose word an inspection is made (依据)."""

    kind: BasisKind = key(name="类别")
    name: Line | None = key(name="名称", default=None)
    doc_no: Line | None = key(name="文号", default=None)
    by: Line | None = key(name="领导", default=None)
    on: date | None = key(name="日期", default=None)
    clue: Line | None = key(name="线索", default=None)


class Designation(Record, frozen=True, kw_only=True):
    """That a government had a department inspect for it (指定; 国令第733号 art. 7)."""

    organ: Line = key(name="机关")
    doc_no: Line | None = key(name="文号", default=None)
    on: date = key(name="日期")
    scope: Text = key(name="范围")
    duties: Text = key(name="职责")
    until: date = key(name="期限")


class Member(Record, frozen=True, kw_only=True):
    """Somebody of the group (督查组)."""

    name: Line = key(name="姓名")
    seat: Seat = key(name="身份", default=Seat.MEMBER)
    unit: Line | None = key(name="单位", default=None)
    capacity: Line | None = key(name="界别", default=None)


class Entry(Record, tag_field=TAG, frozen=True, kw_only=True):
    """What every entry of an inspection carries, of a result (core/model/results/records.py), of a clue."""

    action: ClassVar[Term]

    on: date = key(name="日期")
    recorded_at: Annotated[datetime, Meta(tz=True)] = key(name="登记")
    by: Line = key(name="经办")
    unit: Line | None = key(name="单位", default=None)
    note: Text | None = key(name="备注", default=None)
    late: Line | None = key(name="补登", default=None)
    proof: tuple[Evidence, ...] = key(name="凭据", default=())


class Approved(Entry, frozen=True, kw_only=True):
    """An entry that somebody has to approve."""

    approved_by: Line | None = key(name="批准人", default=None)
    approved_via: ApprovedVia | None = key(name="批准方式", default=None)


class InspectionTarget(Target, frozen=True, kw_only=True):
    """Names the entry that a correction means (更正对象)."""

    action: InspectionAction = key(name=TAG)  # type: ignore[assignment] # the actions of a kind are its own


class CorrectEntry(Correct, tag="更正", frozen=True, kw_only=True):
    """Replaces or voids a wrong entry, for every question asked after it was recorded."""

    target: InspectionTarget = key(name="更正对象")


class Inspect(Entry, tag="督查立项", frozen=True, kw_only=True):
    """It enters the books."""

    action = InspectionAction.INSPECT


class File(Entry, tag="备案", frozen=True, kw_only=True):
    """The department told the office of its own inspection (Ledong 34)."""

    action = InspectionAction.FILE
    doc_no: Line | None = key(name="文号", default=None)


class Propose(Approved, tag="计划报审", frozen=True, kw_only=True):
    """A department handed in the plan of an inspection in the government's name; with an approver: it was settled.

    The first counts as handed in, any with the word of whom the policy asks as settled (Anshan 四.2).
    """

    action = InspectionAction.PROPOSE
    doc_no: Line | None = key(name="文号", default=None)


class Scheme(Approved, tag="方案审定", frozen=True, kw_only=True):
    """The scheme was settled: content, objects and scope stand in the head (国令第733号 art. 15)."""

    action = InspectionAction.SCHEME
    evidence: tuple[Evidence, ...] = key(name="证据", default=())


class Declare(Approved, tag="回避声明", frozen=True, kw_only=True):
    """A member says whether there is a reason to stand aside; that there is none any more is approved (情形: why)."""

    action = InspectionAction.DECLARE
    member: Line = key(name="姓名")
    aside: YesNo = key(name="回避")
    reason: Text | None = key(name="情形", default=None)


class Draw(Approved, tag="抽取", frozen=True, kw_only=True):
    """Drawn by lot out of a list, so that anybody can draw it again (core/casework/draw.py).

    Approved where something of the list was in a draw before.
    """

    action = InspectionAction.DRAW
    of: DrawnOf = key(name="抽取对象")
    frame: Annotated[tuple[Line, ...], Meta(min_length=1)] = key(name="名单")
    count: Annotated[int, Meta(ge=1)] = key(name="数")
    seed: Line = key(name="种子")
    drawn: Annotated[tuple[Line, ...], Meta(min_length=1)] = key(name="抽中")


class Announce(Entry, tag="督查通知", frozen=True, kw_only=True):
    """A unit was told that it will be inspected."""

    action = InspectionAction.ANNOUNCE
    doc_no: Line | None = key(name="文号", default=None)


class SetOut(Approved, tag="实施", frozen=True, kw_only=True):
    """The group sets out; `unplanned` is why it does so without plan, filing or basis."""

    action = InspectionAction.START
    unplanned: Text | None = key(name="计划外", default=None)


class SiteDay(Entry, tag="现场", frozen=True, kw_only=True):
    """A day on site."""

    action = InspectionAction.SITE_DAY
    place: Line = key(name="地点")
    members: tuple[Line, ...] = key(name="人员", default=())
    found: Text | None = key(name="情况", default=None)


class Find(Entry, tag="发现", frozen=True, kw_only=True):
    """A problem was found at a unit."""

    action = InspectionAction.FIND
    place: Place = key(name="序号")
    fact: Text = key(name="事实")
    kind: ProblemKind = key(name="类别", default=ProblemKind.OTHER)
    against: Line | None = key(name="违反", default=None)
    evidence: tuple[Evidence, ...] = key(name="证据", default=())


class Consult(Entry, tag="征求意见", frozen=True, kw_only=True):
    """A unit is asked what it says to the findings that concern it, by a day."""

    action = InspectionAction.CONSULT
    due_on: date | None = key(name="时限", default=None)


class AnswerFinding(Entry, tag="意见反馈", frozen=True, kw_only=True):
    """What a unit says to a finding; without a number, to all of its own."""

    action = InspectionAction.ANSWER
    place: Place | None = key(name="序号", default=None)
    agreed: YesNo = key(name="认可")
    opinion: Text | None = key(name="意见", default=None)
    evidence: tuple[Evidence, ...] = key(name="证据", default=())


class Settle(Approved, tag="认定", frozen=True, kw_only=True):
    """The office settles a finding that its unit disputes, or words it anew."""

    action = InspectionAction.SETTLE
    place: Place = key(name="序号")
    holds: YesNo = key(name="成立", default=YesNo.YES)
    fact: Text | None = key(name="事实", default=None)
    reason: Text = key(name="理由")
    evidence: tuple[Evidence, ...] = key(name="证据", default=())


class ReportUp(Entry, tag="督查报告", frozen=True, kw_only=True):
    """The report goes up to the leader."""

    action = InspectionAction.REPORT_UP
    to: Line = key(name="报送")
    doc_no: Line | None = key(name="文号", default=None)


class ConcludeInspection(Approved, tag="督查结论", frozen=True, kw_only=True):
    """The conclusion (国令第733号 art. 16)."""

    action = InspectionAction.CONCLUDE_INSPECTION
    opinion: Text = key(name="意见")
    doc_no: Line | None = key(name="文号", default=None)


class Serve(Entry, tag="结论送达", frozen=True, kw_only=True):
    """A unit received the conclusion."""

    action = InspectionAction.SERVE
    received_by: Line | None = key(name="签收人", default=None)


class AskReview(Entry, tag="申请复核", frozen=True, kw_only=True):
    """A unit applies for a review of the conclusion (国令第733号 art. 17)."""

    action = InspectionAction.ASK_REVIEW
    reason: Text = key(name="理由")


class Review(Approved, tag="复核决定", frozen=True, kw_only=True):
    """The review is decided, by others than made the conclusion (国令第733号 art. 17)."""

    action = InspectionAction.REVIEW
    ruling: Ruling = key(name="决定")
    reviewers: Annotated[tuple[Line, ...], Meta(min_length=1)] = key(name="复核人")
    reason: Text = key(name="理由")
    doc_no: Line | None = key(name="文号", default=None)


class Dispose(Approved, tag="处理", frozen=True, kw_only=True):
    """What becomes of a finding: which rectification, or to whom it was handed over."""

    action = InspectionAction.DISPOSE
    place: Place = key(name="序号")
    outcome: Outcome = key(name="去向")
    task: TaskId | None = key(name="整改", default=None)
    to: Line | None = key(name="接收机关", default=None)
    doc_no: Line | None = key(name="文号", default=None)
    copies: Annotated[int, Meta(ge=1)] | None = key(name="材料份数", default=None)
    reason: Text | None = key(name="理由", default=None)


class Receipt(Entry, tag="移送回执", frozen=True, kw_only=True):
    """What the organ that a finding was handed over to has said: who signed for it, what came of it."""

    action = InspectionAction.RECEIPT
    place: Place = key(name="序号")
    organ: Line = key(name="接收机关")
    receiver: Line | None = key(name="签收人", default=None)
    outcome: Text | None = key(name="情况", default=None)


class Archive(Entry, tag="归档", frozen=True, kw_only=True):
    """The file is closed: every finding has its end."""

    action = InspectionAction.ARCHIVE
    volume: Line | None = key(name="卷号", default=None)


class Cancel(Approved, tag="取消", frozen=True, kw_only=True):
    """It is not made."""

    action = InspectionAction.CANCEL
    reason: Text = key(name="原因")


class Merge(Approved, tag="并入", frozen=True, kw_only=True):
    """Another inspection takes it over: one matter, one force (Ledong 34)."""

    action = InspectionAction.MERGE
    into: TaskId = key(name="并入")
    setup: Setup = key(name="组织形式", default=Setup.MERGED)
    reason: Text = key(name="原因")


AnyEntry = (
    Inspect
    | File
    | Propose
    | Scheme
    | Declare
    | Draw
    | Announce
    | SetOut
    | SiteDay
    | Find
    | Consult
    | AnswerFinding
    | Settle
    | ReportUp
    | ConcludeInspection
    | Serve
    | AskReview
    | Review
    | Dispose
    | Receipt
    | Archive
    | Cancel
    | Merge
    | Issue
    | Amend
    | CorrectEntry
)


class Inspection(NumberedFile, frozen=True, kw_only=True):
    """督查/YYYY/DX-YYYY-NNNN.yaml: one inspection from its entry to its archive."""

    id: TaskId = key(name="编号")
    title: Line = key(name="督查事项")
    subject: Line | None = key(name="主题", default=None)
    name: InspectionName = key(name="名义", default=InspectionName.GOVERNMENT)
    organizer: Line | None = key(name="主办", default=None)
    warrants: tuple[Warrant, ...] = key(name="依据", default=())
    designation: Designation | None = key(name="指定", default=None)
    type: InspectionType = key(name="类型", default=InspectionType.SPECIAL)
    content: tuple[Content, ...] = key(name="督查内容", default=())
    means: tuple[LegalMeans, ...] = key(name="法定方式", default=())
    setup: tuple[Setup, ...] = key(name="组织形式", default=())
    manner: tuple[Manner, ...] = key(name="实施方式", default=())
    revisit: YesNo = key(name="回访", default=YesNo.NO)
    announced: YesNo = key(name="通知", default=YesNo.YES)
    accompanied: YesNo = key(name="陪同", default=YesNo.YES)
    objects: tuple[Line, ...] = key(name="督查对象", default=())
    scope: Text | None = key(name="范围", default=None)
    partners: tuple[Line, ...] = key(name="参加单位", default=())
    starts_on: date | None = key(name="起", default=None)
    ends_on: date | None = key(name="止", default=None)
    team: tuple[Member, ...] = key(name="督查组", default=())
    named_by: Line | None = key(name="组长指定人", default=None)
    tasks: tuple[TaskId, ...] = key(name="事项", default=())
    rule: Line | None = key(name="规则", default=None)
    period: Line | None = key(name="期", default=None)
    note: Text | None = key(name="备注", default=None)
    journal: tuple[AnyEntry, ...] = key(name="流水", default=())

    @property
    def head_of_team(self) -> Member | None:
        """Who leads the group (组长)."""
        return next((member for member in self.team if member.seat is Seat.HEAD), None)


class ApprovePlan(Record, frozen=True, kw_only=True):
    """A plan of a year or month was approved: which inspections stand in it; a later one adds to it or changes it."""

    action: ClassVar[PlanAction] = PlanAction.APPROVE_PLAN
    on: date = key(name="日期")
    recorded_at: Annotated[datetime, Meta(tz=True)] = key(name="登记")
    by: Line = key(name="经办")
    period: Annotated[str, Meta(pattern=PLAN_PERIOD)] = key(name="期")
    added: tuple[TaskId, ...] = key(name="列入", default=())
    dropped: tuple[TaskId, ...] = key(name="移出", default=())
    approved_by: Line = key(name="批准人")
    approved_via: ApprovedVia | None = key(name="批准方式", default=None)
    meeting: Line | None = key(name="会议", default=None)
    reason: Text | None = key(name="原因", default=None)
    note: Text | None = key(name="备注", default=None)
    late: Line | None = key(name="补登", default=None)


class InspectionPlan(CaseFile, frozen=True, kw_only=True):
    """督查/YYYY/计划.yaml: the plans of a year and its months, as they were approved and changed."""

    year: Annotated[str, Meta(pattern=r"^[0-9]{4}(?![\s\S])")] = key(name="年度")
    journal: tuple[ApprovePlan, ...] = key(name="流水", default=())
