"""The head of a task, and the small records inside it; with model/events.py the one table of aliases.

No behaviour beyond shape: the state of a task is computed in state/transitions.py.
"""

from datetime import date
from typing import Annotated

from msgspec import Meta
from msgspec import field as key

from duban.core.model.case_file import NumberedFile
from duban.core.model.events import AnyEvent
from duban.core.model.record import Record
from duban.core.model.terms import (
    Basis,
    Every,
    Horizon,
    Pace,
    PeriodUnit,
    Reporting,
    SourceKind,
    Urgency,
    YesNo,
)

TASK_ID = r"^[A-Z]{1,6}-[0-9]{4}-[0-9]{4,}(?![\s\S])"
STEP_OWNER = "，责任人"
"""Stands before the owner of a step where a step is written in one line: 2026-10-31 查清来源，责任人张三."""
FINDING_ID = r"^DX-[0-9]{4}-[0-9]{4,}/[1-9][0-9]{0,3}(?![\s\S])"


TaskId = Annotated[str, Meta(pattern=TASK_ID, description="字头-年-序号，如 WJ-2026-0001")]
FindingId = Annotated[str, Meta(pattern=FINDING_ID, description="督查项目编号/第几个问题，如 DX-2026-0001/3")]
Line = Annotated[str, Meta(min_length=1, max_length=500)]
Text = Annotated[str, Meta(min_length=1, max_length=20000)]
Month = Annotated[int, Meta(ge=1, le=12)]
Day = Annotated[int, Meta(ge=1, le=31)]
Amount = int | float | str


class Source(Record, frozen=True, kw_only=True):
    """Where a duty comes from (来源)."""

    kind: SourceKind = key(name="类别")
    name: Line | None = key(name="名称", default=None)
    doc_no: Line | None = key(name="文号", default=None)
    issuer: Line | None = key(name="机关", default=None)
    clause: Line | None = key(name="条款", default=None)
    session: Line | None = key(name="届次", default=None)
    held_on: date | None = key(name="会议日期", default=None)
    issued_on: date | None = key(name="发文日期", default=None)
    occurred_on: date | None = key(name="事发日期", default=None)
    file: Line | None = key(name="文件", default=None)
    sha256: Line | None = key(name="sha256", default=None)


class Instruction(Record, frozen=True, kw_only=True):
    """What a leader wrote on a paper (批示)."""

    leader: Line = key(name="领导")
    on: date | None = key(name="日期", default=None)
    text: Text | None = key(name="内容", default=None)


class Period(Record, frozen=True, kw_only=True):
    """A length of time (期限): so many working days, so many days, the same day, or what a leader sets."""

    count: Annotated[int, Meta(ge=1, le=1000)] | None = key(name="数", default=None)
    unit: PeriodUnit = key(name="单位")


class Deadline(Record, frozen=True, kw_only=True):
    """A due day that the source or a leader set (完成时限); `on` is absent where the words give no day."""

    on: date | None = key(name="日期", default=None)
    text: Line | None = key(name="原文", default=None)
    basis: Basis = key(name="依据", default=Basis.SOURCE)


class Cadence(Record, frozen=True, kw_only=True):
    """How often the source wants to hear of the task (报送周期): in each period by a day, or so long after it ended.

    `month` counts within the period, `day` within the month or the week; without a day the last working day counts.
    """

    every: Every = key(name="每")
    month: Month | None = key(name="月", default=None)
    day: Day | None = key(name="日", default=None)
    grace: Period | None = key(name="期满后", default=None)
    text: Line | None = key(name="原文", default=None)


Timing = tuple[Every, int | None, int | None, Period | None]
"""When the reports of a cadence are due: how often, month, day, how long after the period."""


class Indicator(Record, frozen=True, kw_only=True):
    """A quantified target (量化指标)."""

    name: Line = key(name="名称")
    target: Amount = key(name="目标")
    measure: Line | None = key(name="计量单位", default=None)


class Milestone(Record, frozen=True, kw_only=True):
    """A dated node of the schedule (时序进度)."""

    name: Line = key(name="节点")
    due_on: date = key(name="时限")
    owner: Line | None = key(name="责任人", default=None)


class Upstream(Record, frozen=True, kw_only=True):
    """The task in the books of the office that assigned it (上级编号)."""

    workspace: Line = key(name="工作区号")
    id: Line = key(name="编号")


class ClassifiedRef(Record, frozen=True, kw_only=True):
    """All that may be said of a classified matter (涉密登记)."""

    number: Line = key(name="登记号")
    custody: Line = key(name="保管")


class Task(NumberedFile, frozen=True, kw_only=True):
    """One duty: what is to be done and by whom, and the journal of what happened."""

    id: TaskId = key(name="编号")
    former_id: Line | None = key(name="曾用编号", default=None)
    title: Line = key(name="事项")
    problem: Text | None = key(name="问题", default=None)
    pace: Pace | None = key(name="整改类型", default=None)
    found_in: FindingId | None = key(name="发现", default=None)
    sources: tuple[Source, ...] = key(name="来源", default=())
    instructions: tuple[Instruction, ...] = key(name="批示", default=())
    deadline: Deadline | None = key(name="完成时限", default=None)
    cadence: Cadence | None = key(name="报送周期", default=None)
    urgency: Urgency | None = key(name="缓急", default=None)
    reporting: Reporting | None = key(name="报告类别", default=None)
    horizon: Horizon | None = key(name="性质", default=None)
    tags: tuple[Line, ...] = key(name="标签", default=())
    lead: Line | tuple[Line, ...] | None = key(name="牵头单位", default=None)
    support: tuple[Line, ...] = key(name="配合单位", default=())
    lead_leader: Line | None = key(name="牵头领导", default=None)
    leader_in_charge: Line | None = key(name="分管领导", default=None)
    owner: Line | None = key(name="责任人", default=None)
    handler: Line | None = key(name="承办人", default=None)
    post: Line | None = key(name="岗位", default=None)
    clerk: Line | None = key(name="督办人", default=None)
    goal: Text | None = key(name="整改目标", default=None)
    requirements: Text | None = key(name="工作要求", default=None)
    measures: Text | None = key(name="工作措施", default=None)
    standard: Text | None = key(name="工作标准", default=None)
    indicators: tuple[Indicator, ...] = key(name="量化指标", default=())
    milestones: tuple[Milestone, ...] = key(name="时序进度", default=())
    parent: TaskId | None = key(name="上级任务", default=None)
    upstream_id: Upstream | None = key(name="上级编号", default=None)
    public: YesNo = key(name="公开", default=YesNo.NO)
    listed: YesNo = key(name="挂牌", default=YesNo.NO)
    classified_ref: ClassifiedRef | None = key(name="涉密登记", default=None)
    note: Text | None = key(name="备注", default=None)
    journal: tuple[AnyEvent, ...] = key(name="流水", default=())

    @property
    def leads(self) -> tuple[str, ...]:
        """The lead units; several only where the policy allows joint leads."""
        if self.lead is None:
            return ()
        return (self.lead,) if isinstance(self.lead, str) else self.lead

    @property
    def prefix(self) -> str:
        """The letters of the id (字头), which name its ledger."""
        return self.id.partition("-")[0]
