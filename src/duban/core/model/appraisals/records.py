"""An appraisal (考核) of one period by one scheme: head, entries of the journal, results as they were frozen.

Only shape: what an entry does stands in core/scoring/life.py, what is allowed in core/scoring/gates.py.
"""

from datetime import date
from typing import Annotated

from msgspec import Meta
from msgspec import field as key

from duban.core.model.appraisals.scheme import Marks, ScoreScheme
from duban.core.model.appraisals.terms import AppraisalAction, ReviewResult, ScoreUse
from duban.core.model.case_file import NumberedFile
from duban.core.model.events import TAG, Amend, Correct, Issue, Target
from duban.core.model.inspection import Approved, Entry
from duban.core.model.record import Record
from duban.core.model.task import Line, TaskId, Text
from duban.core.model.terms import YesNo

Names = Annotated[tuple[Line, ...], Meta(min_length=1)]
Mark8 = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(?![\s\S])")]
Exact = Annotated[str, Meta(pattern=r"^-?[0-9]+(\.[0-9]+|/[1-9][0-9]*)?(?![\s\S])")]
"""A number in full: whole, decimal, or a fraction (283/3)."""


class UnitGroup(Record, frozen=True, kw_only=True):
    """Units that are ranked among themselves (组别)."""

    name: Line = key(name="名称")
    units: Names = key(name="单位")


class UnitMark(Record, frozen=True, kw_only=True):
    """What one judge gives one unit."""

    unit: Line = key(name="单位")
    marks: Marks = key(name="分")


class FrozenItem(Record, frozen=True, kw_only=True):
    """What an item came to; none: it was not counted."""

    name: Line = key(name="项目")
    marks: Exact | None = key(name="分", default=None)


class FrozenScore(Record, frozen=True, kw_only=True):
    """A result as it was on its day: rounded and exact, band, place, and the 摘要 of all points behind it.

    Of a person: with the days in the post.
    """

    unit: Line = key(name="单位")
    person: Line | None = key(name="姓名", default=None)
    since: date | None = key(name="自", default=None)
    until: date | None = key(name="至", default=None)
    group: Line = key(name="组别")
    marks: Exact | None = key(name="得分", default=None)
    exact: Exact | None = key(name="未取整", default=None)
    band: Line | None = key(name="等次", default=None)
    rank: Annotated[int, Meta(ge=1)] | None = key(name="位次", default=None)
    items: tuple[FrozenItem, ...] = key(name="各项", default=())
    points: Mark8 = key(name="记分摘要")


class AppraisalTarget(Target, frozen=True, kw_only=True):
    """Names the entry that a correction means (更正对象)."""

    action: AppraisalAction = key(name=TAG)  # type: ignore[assignment] # the actions of a kind are its own


class CorrectAppraisal(Correct, tag="更正", frozen=True, kw_only=True):
    """Replaces or voids a wrong entry, for every question asked after it was recorded."""

    target: AppraisalTarget = key(name="更正对象")


class OpenAppraisal(Entry, tag="考核立项", frozen=True, kw_only=True):
    """It enters the books."""

    action = AppraisalAction.OPEN_APPRAISAL


class ListAppraisal(Approved, tag="列入考核计划", frozen=True, kw_only=True):
    """It stands in an approved plan of appraisals (the yearly list of 督查检查考核)."""

    action = AppraisalAction.LIST_APPRAISAL
    plan: Line = key(name="计划")
    doc_no: Line | None = key(name="文号", default=None)


class MarkUnits(Entry, tag="考核评分", frozen=True, kw_only=True):
    """A judge's marks in one item, as signed."""

    action = AppraisalAction.MARK_UNITS
    item: Line = key(name="项目")
    judge: Line = key(name="评议人")
    marks: Annotated[tuple[UnitMark, ...], Meta(min_length=1)] = key(name="评分")


class NamePrincipal(Entry, tag="任职情况", frozen=True, kw_only=True):
    """Who led a unit (主要负责人), and on which days of the period."""

    action = AppraisalAction.NAME_PRINCIPAL
    person: Line = key(name="姓名")
    since: date = key(name="自")
    until: date = key(name="至")


class DraftScores(Entry, tag="考核初评", frozen=True, kw_only=True):
    """The first result, reckoned from the books as they were then."""

    action = AppraisalAction.DRAFT_SCORES
    scores: Annotated[tuple[FrozenScore, ...], Meta(min_length=1)] = key(name="成绩")


class ServeScores(Entry, tag="考核送达", frozen=True, kw_only=True):
    """A unit has its sheet: the days of an appeal are counted from here."""

    action = AppraisalAction.SERVE_SCORES
    receiver: Line = key(name="签收人")
    paper: Line | None = key(name="文书", default=None)


class AppealScore(Entry, tag="考核申诉", frozen=True, kw_only=True):
    """A unit objects; `points` are the 摘要 of those it objects to."""

    action = AppraisalAction.APPEAL_SCORE
    points: tuple[Mark8, ...] = key(name="记分", default=())
    reason: Text = key(name="理由")


class ReviewScore(Entry, tag="考核复核", frozen=True, kw_only=True):
    """What became of an appeal; `struck` are points that no longer count."""

    action = AppraisalAction.REVIEW_SCORE
    reviewers: Names = key(name="复核人")
    result: ReviewResult = key(name="结论")
    struck: tuple[Mark8, ...] = key(name="撤销记分", default=())
    reason: Text = key(name="理由")


class ApproveScores(Approved, tag="考核审定", frozen=True, kw_only=True):
    """The result is settled."""

    action = AppraisalAction.APPROVE_SCORES
    meeting: Line | None = key(name="会议", default=None)
    scores: Annotated[tuple[FrozenScore, ...], Meta(min_length=1)] = key(name="成绩")


class PublishScores(Entry, tag="考核通报", frozen=True, kw_only=True):
    """The result is told to all."""

    action = AppraisalAction.PUBLISH_SCORES
    doc_no: Line = key(name="文号")
    scope: Line = key(name="范围")


class UseScores(Entry, tag="考核运用", frozen=True, kw_only=True):
    """What the result of a unit, or of a person of it, is used for; who decided stands in the text."""

    action = AppraisalAction.USE_SCORES
    use: ScoreUse = key(name="用途")
    person: Line | None = key(name="姓名", default=None)
    organ: Line = key(name="机关")
    measure: Text = key(name="内容")
    rectification: TaskId | None = key(name="整改", default=None)
    due_on: date | None = key(name="时限", default=None)


class HandInPaper(Entry, tag="检查报来", frozen=True, kw_only=True):
    """The written self-criticism (书面检查) that a unit, or a person of it, was asked for has come."""

    action = AppraisalAction.HAND_IN_PAPER
    person: Line | None = key(name="姓名", default=None)
    paper: Line = key(name="文书")


class CancelAppraisal(Approved, tag="考核取消", frozen=True, kw_only=True):
    """It is given up."""

    action = AppraisalAction.CANCEL_APPRAISAL
    reason: Text = key(name="原因")


AnyAppraisalEntry = (
    OpenAppraisal
    | ListAppraisal
    | MarkUnits
    | NamePrincipal
    | DraftScores
    | ServeScores
    | AppealScore
    | ReviewScore
    | ApproveScores
    | PublishScores
    | UseScores
    | HandInPaper
    | CancelAppraisal
    | Issue
    | Amend
    | CorrectAppraisal
)


class Appraisal(NumberedFile, frozen=True, kw_only=True):
    """考核/YYYY/KH-YYYY-NNNN.yaml: one appraisal, with the scheme it is made by, from its entry to its use."""

    id: TaskId = key(name="编号")
    title: Line = key(name="考核名称")
    period: Line = key(name="期")
    organizer: Line = key(name="主办")
    groups: Annotated[tuple[UnitGroup, ...], Meta(min_length=1)] = key(name="组别")
    public: YesNo = key(name="公开", default=YesNo.NO)
    note: Text | None = key(name="备注", default=None)
    scheme: ScoreScheme = key(name="方案")
    journal: tuple[AnyAppraisalEntry, ...] = key(name="流水", default=())

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit that is appraised."""
        return tuple(unit for group in self.groups for unit in group.units)
