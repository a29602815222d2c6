"""A policy (制度): one source document as data. Rules cite the clause they come from.

Shape and look-ups only: rules become duties in duties/task_duties.py, duties/cadence.py and duties/milestones.py; how
a policy inherits stands in policy/inheritance.py.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, TypeVar, cast

from msgspec import Meta
from msgspec import field as key
from msgspec.structs import replace

from duban.core.model.interviews.terms import InterviewCause
from duban.core.model.record import Record
from duban.core.model.task import Day, Line, Month, Period, Task, Text, Timing
from duban.core.model.terms import (
    Action,
    Every,
    Horizon,
    LedgerKind,
    Method,
    Pace,
    PostKind,
    Reporting,
    Role,
    SourceKind,
    Tallied,
    Term,
    Urgency,
    YesNo,
)
from duban.core.model.workspace import OwnDocument
from duban.core.policy.case_steps import ClueStep, InspectionStep, InterviewStep
from duban.core.policy.citation import ground_of


class Start(Term):
    """What starts the clock of a deadline rule."""

    RECEIVE = "收文"
    INTERPRET = "解读"
    ASSIGN = "交办"
    DONE = "报结"
    FINISHED = "办结"
    OVERDUE = "逾期"
    LAGGING = "滞后"
    FAILED = "核验不通过"
    OCCURRED = "事发"


class MetOn(Term):
    """Of older policies, without effect: a report counts on the day it came, whatever day of completion it names."""

    ON = "日期"
    DONE_ON = "办结日期"


class Weight(Term):
    """Whether a missing field bars 交办 or is only noticed."""

    ERROR = "错误"
    NOTICE = "提示"


class Gate(Term):
    """When a field must be there: at 交办, or in the 推进计划 that the lead owes after it."""

    ASSIGN = "交办"
    PLAN = "推进计划"


class Scope(StrEnum):
    """Whether a cadence belongs to each task, each registered unit, or the office itself."""

    TASK = "任务"
    UNIT = "单位"
    OFFICE = "督查室"


class Cycle(Term):
    """Which step of the ledger's cycle a standing cadence is (环节, Liupanshui 四（三）), or what else the books show.

    督查 is an inspection that names the rule, 邀请督查 one with delegates on site (Liupanshui 五（二）), 督查计划 the
    plan of the period (Anshan 二); 通报, 负面清单, 结果送达 (to 组织人事 or 绩效考核) and 亮点 are what results show.
    """

    DISPATCH = "周调度"
    SELF_CHECK = "月自查"
    SUMMARY = "季汇总"
    RECONCILE = "季度对账"
    INSPECT = "半年查账"
    HAND_OVER = "年底交账"
    INSPECTION = "督查"
    INVITED = "邀请督查"
    PLANNED = "督查计划"
    CIRCULATED = "通报"
    SUPPLIED = "负面清单"
    SERVED = "结果送达"
    HIGHLIGHT = "亮点"


class Separation(Term):
    """Which 销号 must be approved by another than who checked (分离); those of 整改 always must."""

    RECTIFICATION = "整改"
    ALL = "全部"
    MONTHLY = "补签"


class Applies(Record, frozen=True, kw_only=True):
    """Which tasks a rule is for (适用): every key that is given must match; tags match when one is shared."""

    ledgers: tuple[LedgerKind, ...] = key(name="台账", default=())
    urgencies: tuple[Urgency, ...] = key(name="缓急", default=())
    reportings: tuple[Reporting, ...] = key(name="报告类别", default=())
    horizons: tuple[Horizon, ...] = key(name="性质", default=())
    sources: tuple[SourceKind, ...] = key(name="来源类别", default=())
    tags: tuple[Line, ...] = key(name="标签", default=())
    without_tags: tuple[Line, ...] = key(name="无标签", default=())
    paces: tuple[Pace, ...] = key(name="整改类型", default=())
    publics: tuple[YesNo, ...] = key(name="公开", default=())

    def to(self, task: Task, ledger: LedgerKind | None) -> bool:
        """Whether a task of `ledger` is meant."""
        return self is EVERYTHING or (
            (not self.ledgers or ledger in self.ledgers)
            and (not self.urgencies or task.urgency in self.urgencies)
            and (not self.reportings or task.reporting in self.reportings)
            and (not self.horizons or task.horizon in self.horizons)
            and (not self.sources or any(source.kind in self.sources for source in task.sources))
            and (not self.tags or any(tag in self.tags for tag in task.tags))
            and not any(tag in self.without_tags for tag in task.tags)
            and (not self.paces or task.pace in self.paces)
            and (not self.publics or task.public in self.publics)
        )

    @property
    def narrowness(self) -> int:
        """How many conditions there are: of two rules that say different things the narrower one holds."""
        return sum(bool(getattr(self, name)) for name in self.__struct_fields__)


EVERYTHING = Applies()


class Rule(Record, frozen=True, kw_only=True, tag_field="种类"):
    """What every rule has: an id, a name, the clause, the facts in our own words."""

    id: Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(?![\s\S])")] = key(name="标识")
    name: Line = key(name="名称")
    clause: Line = key(name="条款")
    text: Text = key(name="说明")
    document: Line | None = key(name="出处", default=None)
    applies: Applies = key(name="适用", default=EVERYTHING)
    since: date | None = key(name="施行", default=None)
    until: date | None = key(name="废止", default=None)
    discretionary: YesNo = key(name="酌定", default=YesNo.NO)

    def in_force(self, on: date) -> bool:
        """Whether the rule holds on `on`: from 施行 on, up to the day before 废止."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


class DeadlineRule(Rule, frozen=True, kw_only=True, tag="时限"):
    """A period that starts at an event and is met by an event.

    `source_prevails`: where the day of the lead is the source's own (来源规定), the duty is due on that day.
    """

    bearer: Role = key(name="义务人")
    start: Start = key(name="起算")
    period: Period = key(name="期限")
    met_by: Annotated[tuple[Action, ...], Meta(min_length=1)] = key(name="完成")
    addressees: tuple[Line, ...] = key(name="报送", default=())
    met_on: MetOn = key(name="完成日", default=MetOn.ON)
    source_prevails: YesNo = key(name="从来源", default=YesNo.NO)

    @property
    def is_limit(self) -> bool:
        """Whether this is the limit told at 交办: from there to the report of completion."""
        return self.start is Start.ASSIGN and self.met_by == (Action.DONE,)

    @property
    def is_plan(self) -> bool:
        """Whether this is how long the lead has for its 推进计划; owed by whom 交办 told a day for it."""
        return self.start is Start.ASSIGN and Action.PLAN in self.met_by


class CadenceRule(Rule, frozen=True, kw_only=True, tag="周期"):
    """A report in each period; due on its last working day, on a day within it, or `grace` after it ends (期满后).

    `month` counts within the period, `day` within the month or the week. A `cycle` step of the office is met
    by closing the period too, one of the units by their returned self-check; an inspection (督查) by one whose head
    names the rule and the period, on the day of its conclusion. What is not `counted` is owed and shown, and speaks
    neither for nor against a unit.
    """

    bearer: Role = key(name="义务人")
    scope: Scope = key(name="范围", default=Scope.TASK)
    every: Every = key(name="每")
    cycle: Cycle | None = key(name="环节", default=None)
    month: Month | None = key(name="月", default=None)
    day: Day | None = key(name="日", default=None)
    grace: Period | None = key(name="期满后", default=None)
    met_by: tuple[Action, ...] = key(name="完成", default=(Action.PROGRESS,))
    counted: YesNo = key(name="计入评价", default=YesNo.YES)
    what: Tallied | None = key(name="所计", default=None)
    addressees: tuple[Line, ...] = key(name="报送", default=())

    @property
    def timing(self) -> Timing:
        """All that says when a report is due."""
        return self.every, self.month, self.day, self.grace


class MilestoneRule(Rule, frozen=True, kw_only=True, tag="节点"):
    """How fine the schedule of a task must be: no step longer than `grain`."""

    grain: Every = key(name="粒度")


class FieldsRule(Rule, frozen=True, kw_only=True, tag="要素"):
    """Head fields that must be filled by a gate (关口): 交办, or the 推进计划; `any_of` asks for one of several.

    `reviewed`: what was missing at 立项 and filled in by the office is approved by a leader before 交办.
    """

    fields: tuple[Line, ...] = key(name="字段", default=())
    any_of: tuple[Line, ...] = key(name="之一", default=())
    single_lead: YesNo = key(name="唯一牵头", default=YesNo.NO)
    reviewed: YesNo = key(name="补全审核", default=YesNo.NO)
    weight: Weight = key(name="级别", default=Weight.ERROR)
    gate: Gate = key(name="关口", default=Gate.ASSIGN)


class VerificationRule(Rule, frozen=True, kw_only=True, tag="核验"):
    """How a verification must be made before 销号."""

    methods: tuple[Method, ...] = key(name="方式", default=())
    against_indicators: YesNo = key(name="照单", default=YesNo.NO)
    evidence: YesNo = key(name="证据", default=YesNo.NO)


class RevisitRule(Rule, frozen=True, kw_only=True, tag="回访"):
    """How a 回访 must be made, what it must answer, and whether 销号 waits for it; by when, a 时限 says.

    `after`: 销号 waits for one that long after the passed 核验, which shows that what was reached lasts.
    """

    methods: tuple[Method, ...] = key(name="方式", default=())
    questions: tuple[Line, ...] = key(name="问", default=())
    before_close: YesNo = key(name="销号前", default=YesNo.NO)
    after: Period | None = key(name="核验后", default=None)


class PublicityRule(Rule, frozen=True, kw_only=True, tag="公示"):
    """What is shown to the public before 销号."""


class WarningRule(Rule, frozen=True, kw_only=True, tag="预警"):
    """How long before its due day a task counts as due soon and wants a warning."""

    ahead: Period = key(name="提前")


class StandingRule(Rule, frozen=True, kw_only=True, tag="评价"):
    """When a unit stands well (较好) or badly (滞后): by the share of faults in what fell due, in percent."""

    least: Annotated[int, Meta(ge=1)] = key(name="至少", default=3)
    good: Annotated[int, Meta(ge=0, le=100)] = key(name="较好", default=10)
    behind: Annotated[int, Meta(ge=1, le=100)] = key(name="滞后", default=40)
    unsigned: Annotated[int, Meta(ge=0)] = key(name="未签", default=3)


class InspectionRule(Rule, frozen=True, kw_only=True, tag="督查"):
    """A length of time, or a number, that binds inspections.

    `period`: how long before it starts a department files it (备案) or proposes it (计划报审); how long a unit has to
    answer and to apply for a review, the government to decide; within which time the same matter is inspected once.
    `count`: so many days on site in each `every`. `settled_by`: whose word a plan (计划审定), or what a department
    proposes (计划报审), needs.
    """

    step: InspectionStep = key(name="环节")
    period: Period | None = key(name="期限", default=None)
    count: Annotated[int, Meta(ge=1, le=366)] | None = key(name="天数", default=None)
    every: Every | None = key(name="每", default=None)
    settled_by: Line | None = key(name="审定", default=None)


class InterviewRule(Rule, frozen=True, kw_only=True, tag="约谈"):
    """What binds interviews.

    `causes`: for which triggers it is; of all where none is named. `parties`: who confers (会商). `posts`: who
    approves, who interviews. `period`: how long a unit has for its report; within which time `count` interviews of one
    person make a candidate for another post (调整岗位). `calendar_year`: that time is the calendar year.
    """

    step: InterviewStep = key(name="环节")
    causes: tuple[InterviewCause, ...] = key(name="事由", default=())
    parties: tuple[Line, ...] = key(name="参加", default=())
    posts: tuple[PostKind, ...] = key(name="职务", default=())
    period: Period | None = key(name="期限", default=None)
    count: Annotated[int, Meta(ge=2, le=99)] | None = key(name="次数", default=None)
    calendar_year: YesNo = key(name="按自然年", default=YesNo.NO)


class ClueRule(Rule, frozen=True, kw_only=True, tag="线索"):
    """A length of time that binds clues, and the share of them that is looked at again.

    `period`: 研判 and 转信访 from the entry, 处理 from the 研判, 反馈 from the 转办, 答复 from what came of it,
    抽查 from the draw. `share`: so many of a hundred clues that were reported on are drawn, at least one.
    """

    step: ClueStep = key(name="环节")
    period: Period | None = key(name="期限", default=None)
    share: Annotated[int, Meta(ge=1, le=100)] | None = key(name="比例", default=None)


class QuotaRule(Rule, frozen=True, kw_only=True, tag="定额"):
    """How often something is done in each period: days on the front line of leaders (职务), visits to each enterprise.

    Without a number it is only counted. What `every` and `count` ask of a whole period is owed by months (core/quotas).
    """

    what: Tallied = key(name="所计")
    every: Every = key(name="每")
    count: Annotated[int, Meta(ge=1, le=366)] | None = key(name="数", default=None)
    posts: tuple[PostKind, ...] = key(name="职务", default=())


AnyRule = (
    DeadlineRule
    | CadenceRule
    | MilestoneRule
    | FieldsRule
    | VerificationRule
    | RevisitRule
    | PublicityRule
    | WarningRule
    | StandingRule
    | InspectionRule
    | InterviewRule
    | ClueRule
    | QuotaRule
)

K = TypeVar("K", bound=Rule)


class SourceDocument(Record, frozen=True, kw_only=True):
    """The official document a policy stands for (文件)."""

    title: Line = key(name="标题")
    number: Line | None = key(name="文号", default=None)
    organ: Line | None = key(name="机关", default=None)
    issued_on: date | None = key(name="日期", default=None)


class LedgerPlan(Record, frozen=True, kw_only=True):
    """A ledger that `init` creates under this policy."""

    kind: LedgerKind = key(name="种类")
    name: Line = key(name="名称")
    prefix: Annotated[str, Meta(pattern=r"^[A-Z]{1,6}(?![\s\S])")] = key(name="字头")


class OwnCause(Record, frozen=True, kw_only=True):
    """A cause for blame that an office's own document names beside those of the vocabulary (原因)."""

    name: Line = key(name="名称")
    clause: Line = key(name="条款")


class Settings(Record, frozen=True, kw_only=True):
    """Figures that are the office's own choice, not a clause; `reporting` holds for tasks that name no 报告类别."""

    record_within: Annotated[int, Meta(ge=0)] | None = key(name="登账期限", default=None)
    silent_after: Annotated[int, Meta(ge=1)] | None = key(name="音讯期限", default=None)
    joint_leads: YesNo | None = key(name="联合牵头", default=None)
    source_met_on: MetOn | None = key(name="办结认定", default=None)
    reporting: Reporting | None = key(name="报告类别", default=None)
    verify_within: Annotated[int, Meta(ge=1)] | None = key(name="核验期限", default=None)
    paper_within: Annotated[int, Meta(ge=1)] | None = key(name="批件期限", default=None)
    separation: Separation | None = key(name="分离", default=None)
    causes: tuple[OwnCause, ...] = key(name="原因", default=())


class Policy(Record, frozen=True, kw_only=True, dict=True):
    """One policy file; after inheritance every rule is in `rules` and the base is gone."""

    name: Line = key(name="名称")
    title: Line = key(name="全称")
    base: Line | None = key(name="继承", default=None)
    document: SourceDocument | None = key(name="文件", default=None)
    note: Text | None = key(name="说明", default=None)
    ledgers: tuple[LedgerPlan, ...] = key(name="台账", default=())
    settings: Settings = key(name="设置", default=Settings())
    dropped: tuple[Line, ...] = key(name="停用", default=())
    rules: tuple[AnyRule, ...] = key(name="规则", default=())

    def rules_of(self, kind: type[K], on: date | None = None) -> Iterator[K]:
        """The rules of one kind, those in force on `on` where it is given."""
        rules = cast("tuple[K, ...]", self._by_kind.get(kind, ()))
        return iter(rules) if on is None else (rule for rule in rules if rule.in_force(on))

    def rules_for(self, kind: type[K], task: Task, ledger: LedgerKind | None) -> tuple[K, ...]:
        """The rules of one kind that are for this task, whenever in force. Remembered by what rules look at."""
        kinds = tuple(source.kind for source in task.sources)
        looked_at = (
            *(kind, ledger, task.urgency, task.reporting, task.horizon, task.tags, kinds),
            *(task.pace, task.public),
        )
        found = self._fitting.get(looked_at)
        if found is None:
            found = tuple(rule for rule in self.rules_of(kind) if rule.applies.to(task, ledger))
            self._fitting[looked_at] = found
        return cast("tuple[K, ...]", found)

    @cached_property
    def _fitting(self) -> dict[object, tuple[Rule, ...]]:
        return {}

    @cached_property
    def _by_kind(self) -> dict[type[Rule], tuple[Rule, ...]]:
        """The rules sorted out once: every answer asks for them task by task."""
        kinds = {type(rule) for rule in self.rules}
        return {kind: tuple(rule for rule in self.rules if type(rule) is kind) for kind in kinds}

    def rule(self, identifier: str) -> AnyRule | None:
        """The rule with this id."""
        return next((rule for rule in self.rules if rule.id == identifier), None)

    def of_office(self, own: OwnDocument | None) -> "Policy":
        """The policy as an office with this document of its own follows it; says the same in its file."""
        mine = replace(self)
        mine.__dict__["_own"] = own
        return mine

    def cite(self, rule: Rule) -> str:
        """Document and clause of a rule, the same in every office."""
        document = rule.document or (self.document.number if self.document else None) or self.title
        return f"{document} {rule.clause}"

    def ground(self, rule: Rule) -> str:
        """The same as it is printed here: as the office's own, or as one that is followed (参照)."""
        if not rule.id:  # what a task's own source asks for
            return self.cite(rule)
        names = [rule.document or self.title]
        if self.document and rule.document in {None, self.document.number}:
            names += [name for name in (self.document.number, self.document.title) if name]
        return ground_of(self.cite(rule), names, self.own)

    @property
    def own(self) -> OwnDocument | None:
        """The document of the office that follows the policy."""
        own = self.__dict__.get("_own")
        return own if isinstance(own, OwnDocument) else None


class PolicyBook(Record, frozen=True, kw_only=True):
    """The policies a workspace follows, by the day from which each holds.

    What format 3 brought (core/model/workspace_formats.py) holds from `anew` on, never backwards.
    """

    entries: tuple[tuple[date, Policy], ...]
    anew: date = date.min

    def at(self, on: date) -> Policy:
        """The policy in force on `on`; before the first entry, the first."""
        held = self.entries[0][1]
        for since, policy in self.entries:
            if since <= on:
                held = policy
        return held

    def find(self, name: str, on: date) -> Policy | None:
        """A policy of the book by its name: of its editions the one that held on `on`, or is the newest before it."""
        named = [(since, policy) for since, policy in self.entries if policy.name == name]
        held = self.entries[0][1] if on < self.entries[0][0] else None
        if held is not None and held.name == name:
            return held
        before = [policy for since, policy in named if since <= on]
        return before[-1] if before else named[0][1] if named else None
