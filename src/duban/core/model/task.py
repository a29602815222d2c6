"""The head of a task, and the small records inside it; with events.py the one table of aliases.

No behaviour beyond shape: what a task's standing is, lifecycle.py computes.
"""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta
from msgspec import field as key

from duban.core.model.events import AnyEvent
from duban.core.model.record import Record
from duban.core.model.terms import (
    Basis,
    Channel,
    Every,
    Horizon,
    LedgerKind,
    PeriodUnit,
    Reporting,
    SourceKind,
    Urgency,
    YesNo,
)

TASK_ID = r"^[A-Z]{1,6}-[0-9]{4}-[0-9]{4,}(?![\s\S])"

CODE_WORD = r"^[A-Za-z0-9\u4e00-\u9fff]{1,12}(?![\s\S])"
"""The code word of a number (文号): letters, digits and Chinese characters, for it becomes part of a file name."""
MONTH = r"^[0-9]{4}-[0-9]{2}(?![\s\S])"
VARIABLE = r"^DUBAN_[A-Z0-9_]{1,58}(?![\s\S])"

TaskId = Annotated[str, Meta(pattern=TASK_ID, description="字头-年-序号，如 WJ-2026-0001")]
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
    clause: Line | None = key(name="条款", default=None)
    session: Line | None = key(name="届次", default=None)
    held_on: date | None = key(name="会议日期", default=None)
    issued_on: date | None = key(name="发文日期", default=None)
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


class Task(Record, frozen=True, kw_only=True):
    """One duty: what is to be done and by whom, and the journal of what happened."""

    id: TaskId = key(name="编号")
    former_id: Line | None = key(name="曾用编号", default=None)
    title: Line = key(name="事项")
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


class LedgerHead(Record, frozen=True, kw_only=True):
    """台账.yaml: what a ledger is.

    `used` holds, by year, numbers that undo took back and nobody may get again; `columns` says which heading of the
    spreadsheets that come for this ledger means which field.
    """

    name: Line = key(name="名称")
    kind: LedgerKind = key(name="种类")
    prefix: Annotated[str, Meta(pattern=r"^[A-Z]{1,6}(?![\s\S])")] = key(name="字头")
    owner: Line | None = key(name="主管", default=None)
    used: dict[str, int] = key(name="已用序号", default_factory=dict)
    columns: dict[str, str] = key(name="导入列", default_factory=dict)
    note: Text | None = key(name="备注", default=None)


class Liaison(Record, frozen=True, kw_only=True):
    """The person who passes messages between a unit and the office (联络员, Anshan 四.3)."""

    name: Line = key(name="姓名")
    phone: str | int | None = key(name="电话", default=None)


class Unit(Record, frozen=True, kw_only=True):
    """An entry of the unit register."""

    name: Line = key(name="全称")
    short_name: Line | None = key(name="简称", default=None)
    former_names: tuple[Line, ...] = key(name="曾用名", default=())
    principal: Line | None = key(name="主要负责人", default=None)
    deputy: Line | None = key(name="分管负责人", default=None)
    liaison: Liaison | None = key(name="联络员", default=None)
    superior: Line | None = key(name="上级", default=None)
    merged_into: Line | None = key(name="并入", default=None)
    merged_on: date | None = key(name="并入日期", default=None)
    renamed_on: date | None = key(name="更名日期", default=None)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the unit is or was known by, the full one first."""
        short = (self.short_name,) if self.short_name else ()
        return (self.name, *short, *self.former_names)


class Leader(Record, frozen=True, kw_only=True):
    """A leader, with the rank that decides who leads a shared matter (Liupanshui 四（二）)."""

    name: Line = key(name="姓名")
    title: Line | None = key(name="职务", default=None)
    rank: int | None = key(name="排序", default=None)
    portfolio: tuple[Line, ...] = key(name="分管", default=())
    secretary: Line | None = key(name="联系秘书长", default=None)


class Person(Record, frozen=True, kw_only=True):
    """Somebody of the office or a unit."""

    name: Line = key(name="姓名")
    email: Line | None = key(name="邮箱", default=None)
    post: Line | None = key(name="岗位", default=None)
    role: Line | None = key(name="角色", default=None)


class Recipient(Record, frozen=True, kw_only=True):
    """Who is told by which service what is owed (通知): a unit its duties, a leader those of the tasks tied to them.

    `variable` names the environment variable that holds the address; the address itself is a secret and no part of
    the books.
    """

    unit: Line | None = key(name="单位", default=None)
    leader: Line | None = key(name="领导", default=None)
    channel: Channel = key(name="渠道")
    variable: Annotated[str, Meta(pattern=VARIABLE)] = key(name="地址名")


class PolicyInForce(Record, frozen=True, kw_only=True):
    """From which day on which policy holds (制度)."""

    since: date = key(name="自")
    name: Line = key(name="名称")


class Letterhead(Record, frozen=True, kw_only=True):
    """What stands on the office's documents (文书): who issues them, the code word of their numbers, a telephone."""

    organ: Line | None = key(name="机关", default=None)
    code: Annotated[str, Meta(pattern=CODE_WORD)] | None = key(name="代字", default=None)
    phone: Line | None = key(name="电话", default=None)
    copies: tuple[Line, ...] = key(name="抄送", default=())


class Config(Record, frozen=True, kw_only=True):
    """duban.yaml: a workspace's name, format (workspace_formats.py), policies, units, leaders, people, letterhead."""

    name: Line = key(name="名称")
    code: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,64}(?![\s\S])")] = key(name="工作区号")
    format: Annotated[int, Meta(ge=1, le=9999)] = key(name="版本", default=1)
    policies: Annotated[tuple[PolicyInForce, ...], Meta(min_length=1)] = key(name="制度")
    units: tuple[Unit, ...] = key(name="单位", default=())
    leaders: tuple[Leader, ...] = key(name="领导", default=())
    people: tuple[Person, ...] = key(name="人员", default=())
    letterhead: Letterhead | None = key(name="文书", default=None)
    recipients: tuple[Recipient, ...] = key(name="通知", default=())


class StandingEntry(Record, frozen=True, kw_only=True):
    """One duty done that belongs to no task (履职): which rule, whose, for which period."""

    on: date = key(name="日期")
    recorded_at: datetime = key(name="登记")
    rule: Line = key(name="规则")
    unit: Line | None = key(name="单位", default=None)
    period: Line = key(name="期")
    by: Line = key(name="经办")
    note: Text | None = key(name="备注", default=None)
    late: Line | None = key(name="补登", default=None)


class StandingJournal(Record, frozen=True, kw_only=True):
    """履职/YYYY.yaml."""

    year: int = key(name="年度")
    journal: tuple[StandingEntry, ...] = key(name="流水", default=())


class NoticeEntry(Record, frozen=True, kw_only=True):
    """One message that went out: to whom, by which service, of which duties (their keys)."""

    on: date = key(name="日期")
    recorded_at: datetime = key(name="登记")
    by: Line = key(name="经办")
    unit: Line | None = key(name="单位", default=None)
    leader: Line | None = key(name="领导", default=None)
    channel: Channel = key(name="渠道")
    variable: Annotated[str, Meta(pattern=VARIABLE)] = key(name="地址名")
    tasks: tuple[Line, ...] = key(name="编号", default=())
    duties: Annotated[tuple[Line, ...], Meta(min_length=1)] = key(name="义务")


class NoticeJournal(Record, frozen=True, kw_only=True):
    """通知/YYYY-MM.yaml: what was sent, so that nobody is told twice in a day."""

    period: Annotated[str, Meta(pattern=MONTH)] = key(name="期")
    journal: tuple[NoticeEntry, ...] = key(name="流水", default=())
