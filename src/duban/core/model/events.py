"""The events of a journal (流水): one record for each action; with model/task.py the one table of aliases.

Only shape: what an event does to a task stands in state/transitions.py and state/effects.py.
"""

from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from msgspec import Meta
from msgspec import field as key

from duban.core.model.record import Record, raw_record
from duban.core.model.terms import (
    Action,
    ApprovedVia,
    Basis,
    Cause,
    DocKind,
    Escalation,
    Failure,
    Light,
    Method,
    Relapse,
    Result,
    Returned,
    Slip,
    UrgeVia,
    YesNo,
)

Line = Annotated[str, Meta(min_length=1, max_length=500)]
Text = Annotated[str, Meta(min_length=1, max_length=20000)]
INSPECTION_ID = r"^DX-[0-9]{4}-[0-9]{4,}(?![\s\S])"
InspectionId = Annotated[str, Meta(pattern=INSPECTION_ID, description="督查项目编号，如 DX-2026-0001")]
TAG = "动作"
"""The key that tells an entry of a journal. One object for all: msgspec 0.22 knows a tag field that is not ASCII only
by the UTF-8 form that its use as a key has left on it."""
Percent = Annotated[int, Meta(ge=0, le=100)]


class Evidence(Record, frozen=True, kw_only=True):
    """A file that proves something, copied under 附件/."""

    path: Line = key(name="路径")
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}(?![\s\S])")] = key(name="sha256")


class Event(Record, tag_field=TAG, frozen=True, kw_only=True):
    """What every event carries: the business date, the moment it was written down, and by whom.

    `late` is why it was entered into a closed period, or later than the policy allows (补登); `proof` shows its day.
    """

    action: ClassVar[Action]

    on: date = key(name="日期")
    recorded_at: Annotated[datetime, Meta(tz=True)] = key(name="登记")
    by: Line = key(name="经办")
    unit: Line | None = key(name="单位", default=None)
    note: Text | None = key(name="备注", default=None)
    late: Line | None = key(name="补登", default=None)
    counts_from: date | None = key(name="计自", default=None)
    proof: tuple[Evidence, ...] = key(name="凭据", default=())

    @property
    def counted_on(self) -> date:
        """The day on which it counts: its own, or that of its 登记 where it came too late without proof (计自)."""
        return self.counts_from or self.on


class Decision(Event, frozen=True, kw_only=True):
    """An event that somebody has to approve."""

    approved_by: Line | None = key(name="批准人", default=None)
    approved_via: ApprovedVia | None = key(name="批准方式", default=None)


class Actual(Record, frozen=True, kw_only=True):
    """What was reached against an indicator (实绩)."""

    name: Line = key(name="名称")
    actual: int | float | str = key(name="实绩")


class Reply(Record, frozen=True, kw_only=True):
    """What was found to one question of a 回访 (回答)."""

    question: Line = key(name="问")
    answer: YesNo = key(name="答")


class Target(Record, frozen=True, kw_only=True):
    """Names the event that a correction means (更正对象)."""

    on: date = key(name="日期")
    action: Action = key(name=TAG)
    unit: Line | None = key(name="单位", default=None)
    digest: Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(?![\s\S])")] = key(name="摘要")


class Register(Decision, tag="立项", frozen=True, kw_only=True):
    """Entered in the books."""

    action = Action.REGISTER


class Receive(Event, tag="收文", frozen=True, kw_only=True):
    """A superior's document came in."""

    action = Action.RECEIVE


class Submit(Event, tag="呈批", frozen=True, kw_only=True):
    """Laid before the principal leader (Ledong 2)."""

    action = Action.SUBMIT
    sent_to: Line | None = key(name="报送", default=None)


class Study(Event, tag="研究", frozen=True, kw_only=True):
    """The leadership studied it and named who carries it out (Ledong 2)."""

    action = Action.STUDY
    opinion: Text | None = key(name="意见", default=None)


class Interpret(Event, tag="解读", frozen=True, kw_only=True):
    """A session that studied and interpreted the document (Liupanshui 四（一）)."""

    action = Action.INTERPRET


class InterpretReport(Event, tag="解读报告", frozen=True, kw_only=True):
    """The result of that session was reported (Liupanshui 四（一）)."""

    action = Action.INTERPRET_REPORT
    sent_to: Line | None = key(name="报送", default=None)


class Assign(Decision, tag="交办", frozen=True, kw_only=True):
    """Handed to the lead with its due day; with `unit`, to one unit with a day of its own.

    `first_report` is the due day of the first periodic report, as told to the lead.
    `plan_due_on`: by when the lead owes its 推进计划; absent where nothing was lacking, or before that duty was known.
    """

    action = Action.ASSIGN
    due_on: date | None = key(name="时限", default=None)
    basis: Basis | None = key(name="依据", default=None)
    rule: Line | None = key(name="规则", default=None)
    provisional: YesNo = key(name="暂定", default=YesNo.NO)
    first_report: date | None = key(name="首报日", default=None)
    plan_due_on: date | None = key(name="计划时限", default=None)


class LeadPlan(Event, tag="推进计划", frozen=True, kw_only=True):
    """A lead sent its plan; what it says stands in the head, each value with its 变更 (Liupanshui 二（三）)."""

    action = Action.PLAN


class Accept(Event, tag="签收", frozen=True, kw_only=True):
    """A unit signs that it has the task."""

    action = Action.ACCEPT


class Contest(Event, tag="退件", frozen=True, kw_only=True):
    """A unit says the task is not its own."""

    action = Action.CONTEST
    reason: Text = key(name="原因")


class Progress(Event, tag="反馈", frozen=True, kw_only=True):
    """A unit says how far it is; `period` is the label of the period whose report it is (2026-09)."""

    action = Action.PROGRESS
    percent: Percent | None = key(name="进度", default=None)
    done: Text | None = key(name="进展", default=None)
    issues: Text | None = key(name="问题", default=None)
    next: Text | None = key(name="下步", default=None)
    milestone: Line | None = key(name="节点", default=None)
    needs: Text | None = key(name="需协调", default=None)
    sent_to: Line | None = key(name="报送", default=None)
    done_on: date | None = key(name="办结日期", default=None)
    period: Line | None = key(name="期", default=None)


class Warn(Event, tag="预警", frozen=True, kw_only=True):
    """A warning to those who carry it out (Liupanshui 三（二）, Guizhou 二（一）)."""

    action = Action.WARN
    level: Light = key(name="级别")
    whom: Line | None = key(name="对象", default=None)
    reason: Text | None = key(name="原因", default=None)
    forecast: Text | None = key(name="研判", default=None)


class Urge(Event, tag="催办", frozen=True, kw_only=True):
    """The office presses a unit."""

    action = Action.URGE
    via: UrgeVia | None = key(name="方式", default=None)
    nth: Annotated[int, Meta(ge=1)] | None = key(name="第几次", default=None)


class Explain(Event, tag="说明", frozen=True, kw_only=True):
    """A unit explains why it is late and what it will do (Liupanshui 三（二）)."""

    action = Action.EXPLAIN
    reason: Text = key(name="原因")
    remedy: Text | None = key(name="措施", default=None)
    sent_to: Line | None = key(name="报送", default=None)


class Attribute(Decision, tag="归因", frozen=True, kw_only=True):
    """To whom the lateness of a unit is put down: no verdict changes, but its standing does."""

    action = Action.ATTRIBUTE
    cause: Cause = key(name="归于")
    reason: Text = key(name="原因")


class Coordinate(Event, tag="协调", frozen=True, kw_only=True):
    """A dispute taken up on one rung of the ladder (Ledong 21)."""

    action = Action.COORDINATE
    rung: Annotated[int, Meta(ge=1, le=4)] = key(name="层级")
    dispute: Text | None = key(name="争议", default=None)
    opinion: Text | None = key(name="意见", default=None)


class Apply(Event, tag="申请延期", frozen=True, kw_only=True):
    """A unit asks for a later day; asked for by its day and granted later, the duty was never late."""

    action = Action.APPLY
    due_on: date = key(name="时限")
    reason: Text = key(name="原因")


class Extend(Decision, tag="延期", frozen=True, kw_only=True):
    """A new due day, later or earlier, for the task, one unit or one milestone.

    `organ` and `doc_no` are who issued the source and so moves its day; without them it is `internal` (内部): the
    verdict stays on the source's day. One for the `calendar` (日历调整) moves a told day that became a day off to the
    next working day: it needs nobody's word and is no extension.
    """

    action = Action.EXTEND
    due_on: date = key(name="时限")
    milestone: Line | None = key(name="节点", default=None)
    organ: Line | None = key(name="批准机关", default=None)
    doc_no: Line | None = key(name="文号", default=None)
    internal: YesNo = key(name="内部", default=YesNo.NO)
    calendar: YesNo = key(name="日历调整", default=YesNo.NO)
    reason: Text = key(name="原因")


class Deny(Decision, tag="不批延期", frozen=True, kw_only=True):
    """An application for a later day was refused: the day stands."""

    action = Action.DENY
    reason: Text = key(name="原因")


class Transfer(Decision, tag="转办", frozen=True, kw_only=True):
    """Another unit leads from now on."""

    action = Action.TRANSFER
    old_lead: Line = key(name="原牵头")
    new_lead: Line = key(name="新牵头")
    due_on: date | None = key(name="时限", default=None)
    rule: Line | None = key(name="规则", default=None)
    provisional: YesNo = key(name="暂定", default=YesNo.NO)
    plan_due_on: date | None = key(name="计划时限", default=None)
    reason: Text | None = key(name="原因", default=None)


class Suspend(Decision, tag="中止", frozen=True, kw_only=True):
    """The clock stops."""

    action = Action.SUSPEND
    reason: Text = key(name="原因")


class Resume(Decision, tag="恢复", frozen=True, kw_only=True):
    """The clock runs again, to a new due day."""

    action = Action.RESUME
    due_on: date | None = key(name="时限", default=None)
    provisional: YesNo = key(name="暂定", default=YesNo.NO)


class Withdraw(Decision, tag="撤销", frozen=True, kw_only=True):
    """Taken out of the books; `merged_into` names the task that takes over."""

    action = Action.WITHDRAW
    reason: Text = key(name="原因")
    merged_into: Line | None = key(name="并入", default=None)


class Done(Event, tag="报结", frozen=True, kw_only=True):
    """A unit reports that it has finished."""

    action = Action.DONE
    done_on: date | None = key(name="办结日期", default=None)
    done: Text | None = key(name="进展", default=None)
    actuals: tuple[Actual, ...] = key(name="实绩", default=())
    evidence: tuple[Evidence, ...] = key(name="证据", default=())


class Return(Event, tag="退回", frozen=True, kw_only=True):
    """A report goes back; what is missing must be said. One that only the papers lack (补正) keeps its day."""

    action = Action.RETURN
    kind: Returned | None = key(name="性质", default=None)
    missing: Text = key(name="缺项")
    slips: tuple[Slip, ...] = key(name="错情", default=())
    due_on: date | None = key(name="时限", default=None)


class Verify(Event, tag="核验", frozen=True, kw_only=True):
    """The office checks what was reported; with `replies` it is the 回访, too."""

    action = Action.VERIFY
    method: Method = key(name="方式")
    result: Result = key(name="结论")
    failure: Failure | None = key(name="失实", default=None)
    due_on: date | None = key(name="时限", default=None)
    actuals: tuple[Actual, ...] = key(name="实绩", default=())
    evidence: tuple[Evidence, ...] = key(name="证据", default=())
    replies: tuple[Reply, ...] = key(name="回答", default=())

    @property
    def answered(self) -> dict[str, YesNo]:
        """Question → answer."""
        return {each.question: each.answer for each in self.replies}


QUESTIONS = {
    "genuine": "情况真实",
    "implemented": "政策落实",
    "rectified": "整改到位",
    "resolved": "问题解决",
    "satisfied": "群众满意",
}
"""The five questions that have a key of their own in a 回访."""


class Close(Decision, tag="销号", frozen=True, kw_only=True):
    """Written off; `waived` is why what was still owed need not be done any more."""

    action = Action.CLOSE
    waived: Text | None = key(name="免除", default=None)


class Reopen(Decision, tag="重启", frozen=True, kw_only=True):
    """A closed task starts a new round; where its report was untrue (失实) the round before was never on time."""

    action = Action.REOPEN
    reason: Text = key(name="原因")
    due_on: date = key(name="时限")
    finding: Relapse | None = key(name="情形", default=None)


class Revisit(Event, tag="回访", frozen=True, kw_only=True):
    """A second look: the five questions after the report (Anshan 三.3), or those of another policy (`replies`)."""

    action = Action.REVISIT
    method: Method | None = key(name="方式", default=None)
    genuine: YesNo | None = key(name="情况真实", default=None)
    implemented: YesNo | None = key(name="政策落实", default=None)
    rectified: YesNo | None = key(name="整改到位", default=None)
    resolved: YesNo | None = key(name="问题解决", default=None)
    satisfied: YesNo | None = key(name="群众满意", default=None)
    replies: tuple[Reply, ...] = key(name="回答", default=())
    inspection: InspectionId | None = key(name="督查", default=None)

    @property
    def answered(self) -> dict[str, YesNo]:
        """Question → answer."""
        five = {asked: answer for name, asked in QUESTIONS.items() if (answer := getattr(self, name))}
        return five | {each.question: each.answer for each in self.replies}


class Publicize(Event, tag="公示", frozen=True, kw_only=True):
    """What was put right is shown to the public; once the days are over, whether anybody objected (异议)."""

    action = Action.PUBLICIZE
    channel: Line | None = key(name="渠道", default=None)
    starts_on: date | None = key(name="自", default=None)
    ends_on: date | None = key(name="至", default=None)
    objection: YesNo | None = key(name="异议", default=None)


class Escalate(Event, tag="整改不力", frozen=True, kw_only=True):
    """Nothing, or too little, is put right: more inspections, one that stays, a report upward (Liupanshui 五（四）)."""

    action = Action.ESCALATE
    via: Escalation = key(name="方式")
    inspection: InspectionId | None = key(name="督查", default=None)
    sent_to: Line | None = key(name="报送", default=None)
    reason: Text = key(name="原因")
    nth: Annotated[int, Meta(ge=1)] | None = key(name="第几次", default=None)


class Issue(Event, tag="发文", frozen=True, kw_only=True):
    """A document was issued on the task."""

    action = Action.ISSUE
    kind: DocKind = key(name="文种")
    doc_no: Line | None = key(name="文号", default=None)
    file: Line | None = key(name="文件", default=None)
    sha256: Line | None = key(name="sha256", default=None)


class Amend(Decision, tag="变更", frozen=True, kw_only=True):
    """A value of the head changed; the head shows the new one."""

    action = Action.AMEND
    field: Line = key(name="字段")
    old: Any = key(name="原值", default=None)
    new: Any = key(name="新值", default=None)
    reason: Text = key(name="原因")


class Correct(Decision, tag="更正", frozen=True, kw_only=True):
    """Replaces or voids a wrong event, for every question asked after it was recorded."""

    action = Action.CORRECT
    target: Target = key(name="更正对象")
    value: dict[str, Any] | None = key(name="新值", default=None)
    void: YesNo = key(name="作废", default=YesNo.NO)
    reason: Text = key(name="原因")


AnyEvent = (
    Register
    | Receive
    | Submit
    | Study
    | Interpret
    | InterpretReport
    | Assign
    | LeadPlan
    | Accept
    | Contest
    | Progress
    | Warn
    | Urge
    | Explain
    | Attribute
    | Coordinate
    | Apply
    | Extend
    | Deny
    | Transfer
    | Suspend
    | Resume
    | Withdraw
    | Done
    | Return
    | Verify
    | Close
    | Reopen
    | Revisit
    | Publicize
    | Escalate
    | Issue
    | Amend
    | Correct
)

EVENTS: dict[Action, type[Event]] = {kind.action: kind for kind in AnyEvent.__args__}


def raw_event(event: Event) -> dict[str, Any]:
    """The event as a journal shows it: 日期, 登记, 动作, 经办, 单位, then what the action carries, 备注 last."""
    raw = raw_record(event)
    first = {key: raw.pop(key) for key in ("日期", "登记", "动作", "经办", "单位") if key in raw}
    last = {"备注": raw.pop("备注")} if "备注" in raw else {}
    return first | raw | last
