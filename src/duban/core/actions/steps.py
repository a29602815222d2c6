"""What steps on the way must say: reasons and measures, whose a lateness is, a dispute and its rung; what bars a 销号.

Raises errors.DubanError to refuse; core/actions/prepare.py asks.
"""

from datetime import date, timedelta
from typing import NamedTuple

import msgspec

from duban.core.actions.due_dates import Ground
from duban.core.actions.revisiting import awaited_visit, unrighted
from duban.core.duties.duty import Duty
from duban.core.duties.intake import pending_step
from duban.core.duties.task_duties import dated_duties, live_duties
from duban.core.engine.journal import first_after
from duban.core.model.events import (
    Attribute,
    Close,
    Coordinate,
    Escalate,
    Event,
    Explain,
    Interpret,
    InterpretReport,
    Progress,
    Publicize,
    Reopen,
    Study,
)
from duban.core.model.inspection_terms import Manner
from duban.core.model.terms import Action, Escalation, LedgerKind, Role, Status, YesNo
from duban.core.model.word_lists import ENUMERATION, split_words
from duban.core.policy.rules import DeadlineRule, PublicityRule
from duban.core.state.rectification import publicity_of
from duban.core.state.task_state import TaskState
from duban.core.state.transitions import fold
from duban.core.verdicts.verdict import judge
from duban.errors import DubanError, Level, Problem, refusal


def late_units(state: TaskState, ground: Ground) -> set[tuple[str, str]]:
    """The units that are or were late in a task, each with the name of the duty."""
    found = dated_duties(state, ground.policies, ground.calendar, ground.ledger)
    return {
        (duty.unit, duty.node or ("" if duty.finishes else duty.name))
        for duty in found
        if duty.role is not Role.OFFICE and judge(duty, ground.today).verdict.is_late
    }


def complete_study(now: TaskState, event: Study, ground: Ground, notices: list[Problem]) -> Event:
    """What a study leaves behind is an opinion and a unit that carries it out (Ledong 2)."""
    command = f"duban progress {now.task.id} --step 研究 --opinion …"
    if event.opinion is None:
        raise refusal("opinion-missing", f"{now.task.id} 的研究没有写意见", command)
    if not now.leads:
        text = f"{now.task.id} 的研究没有定下责任单位"
        raise refusal("lead-missing", text, f"{command} --lead …")
    pending = pending_step(now, ground.policies, ground.calendar, ground.ledger)
    if pending is not None and pending.step is Action.SUBMIT:
        text = f"{now.task.id} 记了研究，还没有记呈批"
        advice = f"呈批过的补上：duban progress {now.task.id} --step 呈批 --on 呈批那天"
        notices.append(Problem(Level.NOTICE, "not-submitted", text, advice))
    return event


def _tell_addressees(now: TaskState, event: InterpretReport, ground: Ground, notices: list[Problem]) -> None:
    """To whom it goes, where the rule that it meets says so and it names fewer."""
    named = split_words([event.sent_to], marks=ENUMERATION) if event.sent_to else ()
    policy = ground.policies.at(event.on)
    for rule in policy.rules_for(DeadlineRule, now.task, ground.ledger):
        if event.action in rule.met_by and rule.in_force(event.on) and len(rule.addressees) > len(named):
            text = f"{rule.name}：要报送{'、'.join(rule.addressees)}（{policy.ground(rule)}），没有写"
            way = f"补上：duban amend {now.task.id} --event {event.action} --set 报送=机关 --reason 补写"
            notices.append(Problem(Level.NOTICE, "addressees-few", text, way))


def complete_interpret_report(
    now: TaskState, event: InterpretReport, ground: Ground, notices: list[Problem]
) -> Event:
    """A report is of a session that was held."""
    if not any(each.action is Action.INTERPRET for each in now.journal):
        later = first_after(now.task.journal, event.on, Interpret)
        if later is not None:
            text = f"{now.task.id} 在 {event.on} 还没有解读，{later.on} 才解读"
            raise refusal("no-interpretation", text, "解读报告在解读以后，请核对日期（--on）")
        text = f"{now.task.id} 还没有记解读，没有结果可以报告"
        raise refusal("no-interpretation", text, f"先 duban progress {now.task.id} --step 解读")
    _tell_addressees(now, event, ground, notices)
    return event


def complete_explanation(now: TaskState, event: Explain, ground: Ground, _notices: list[Problem]) -> Event:
    """A 说明 is of reasons and of what will be done (Liupanshui 三（二）五)."""
    if event.remedy is None:
        text = f"{now.task.id} 的说明只写了原因，没有补救措施"
        raise refusal("remedy-missing", text, f"duban explain {now.task.id} --reason … --remedy …")
    policy = ground.policies.at(event.on)
    rules = policy.rules_for(DeadlineRule, now.task, ground.ledger)
    for rule in rules:
        wanted = rule.addressees if Action.EXPLAIN in rule.met_by and rule.in_force(event.on) else ()
        named = split_words([event.sent_to], marks=ENUMERATION) if event.sent_to else ()
        if len(wanted) > len(named):
            told = " ".join(f"--sent-to {name}" for name in wanted)
            text = f"{now.task.id} 的说明要报送{'、'.join(wanted)}，写了“{event.sent_to or '（没有）'}”"
            advice = f"duban explain {now.task.id} --reason … --remedy … {told}（写具体的名称）"
            raise refusal("addressees-missing", text, advice, policy.ground(rule))
    return event


def complete_attribution(now: TaskState, event: Attribute, ground: Ground, _notices: list[Problem]) -> Event:
    """Only what is or was late is put down to somebody, and by a leader."""
    unit = event.unit or (now.leads[0] if len(now.leads) == 1 else None)
    command = f"duban explain {now.task.id} --cause {event.cause}"
    if unit is None:
        text = f"{now.task.id} 有几个牵头单位，没有写给哪一家归因"
        raise refusal("unit-missing", text, f"{command} --unit 单位 --approved-by … --reason …")
    if event.approved_by is None:
        text = f"{now.task.id} 的归因须写明批准人"
        raise refusal("approver-missing", text, f"{command} --approved-by … --reason …")
    then = msgspec.structs.replace(ground, today=event.on)
    if not any(ground.register.same(unit, late) for late, _ in late_units(now, then)):
        today = fold(now.task, ground.today, register=ground.register)
        if any(ground.register.same(unit, late) for late, _ in late_units(today, ground)):
            text = f"{now.task.id} {unit}到 {event.on} 还没有逾期，后来才逾期"
            raise refusal("nothing-late", text, "归因在逾期以后，请核对日期（--on）")
        text = f"{now.task.id} {unit}没有逾期过，不用归因"
        raise refusal("nothing-late", text, f"duban why {now.task.id} 查看")
    return msgspec.structs.replace(event, unit=unit)


BROAD = frozenset({"涉及面广", "情况复杂"})
"""Tags of matters that may go up the ladder of coordination at once (Ledong 21)."""


def complete_coordination(
    now: TaskState, event: Coordinate, _ground: Ground, _notices: list[Problem]
) -> Event:
    """A dispute climbs its ladder rung by rung (Ledong 21)."""
    before = [each for each in now.journal if isinstance(each, Coordinate)]
    disputed = event.dispute or any(each.dispute for each in before)
    disputed = disputed or any(each.action is Action.CONTEST for each in now.journal)
    if not disputed:
        text = f"{now.task.id} 没有写争议是什么，无可协调"
        raise refusal("no-dispute", text, f"duban coordinate {now.task.id} --rung {event.rung} --dispute …")
    reached = max((each.rung for each in before), default=0)
    if event.rung > reached + 1 and BROAD.isdisjoint(now.task.tags):
        text = f"{now.task.id} 的争议要逐层协调，现在到了第{reached}层，不能记第{event.rung}层"
        tag = f"duban amend {now.task.id} --tag 涉及面广 --reason …"
        raise refusal("rung-skipped", text, f"先 --rung {reached + 1}；涉及面广、情况复杂的，标上标签：{tag}")
    return event


def tell_untold(now: TaskState, event: Progress, ground: Ground, notices: list[Problem]) -> None:
    """Tell of a feedback that names no problem though its unit is late: both are told (Liupanshui 四（四）)."""
    if event.issues is not None or event.milestone is not None:
        return
    unit = now.unit_of(event.unit)
    found = live_duties(now, ground.policies, ground.calendar, ground.ledger)
    own = [duty for duty in found if duty.unit == unit and duty.kind != "周期"]
    late = [duty for duty in own if duty.role is not Role.OFFICE and duty.late_on(event.on)]
    if late:
        text = f"{now.task.id} 的{unit}已经逾期（{late[0].name}），反馈没有写存在的问题"
        notices.append(Problem(Level.NOTICE, "issues-missing", text, "补上 --issues"))


def debts(now: TaskState, on: date, ground: Ground) -> list[tuple[Duty, str]]:
    """What units owe late, and every 说明 that is owed, each with the command that settles it."""
    found = live_duties(now, ground.policies, ground.calendar, ground.ledger)
    owed = [duty for duty in found if duty.role is not Role.OFFICE]
    return [
        (duty, _command(now, duty, ground)) for duty in owed if duty.late_on(on) or _explains(duty, ground)
    ]


def refuse_debts(now: TaskState, event: Close, ground: Ground) -> None:
    """Raises DubanError where something is owed, or the last 回访 said 否, and no leader waives it."""
    if now.status is not Status.VERIFIED:  # there the table says what is missing
        return
    visit = awaited_visit(now, event, ground)
    if waits := visit.problem if visit else before_publicity(now, event.on, ground):
        raise DubanError(waits)
    told = [f"{duty.unit} {duty.name}" for duty, _ in debts(now, event.on, ground)]
    failed = unrighted(now)
    told += [f"回访答“否”：{question}" for question in failed]
    if not told:
        return
    if event.waived is None:
        again = f"；整改到位后再回访，或退回重办：duban return {now.task.id} --missing …" if failed else ""
        raise refusal(
            "open-debts",
            f"{now.task.id} 还有{len(told)}项没有做，不能销号：{'、'.join(dict.fromkeys(told))}",
            f"补做后再销号{again}；确实不用做的：duban close {now.task.id} --waive 原因 --approved-by 领导",
        )
    if event.approved_by is None:
        text = f"{now.task.id} 免除没有做的事项，须写明批准人"
        raise refusal("approver-missing", text, f"duban close {now.task.id} --waive … --approved-by …")


class Bar(NamedTuple):
    """What a verified task still waits for, in a few words; the command; from when on, where only time brings it."""

    what: str
    command: str
    since: date | None = None


def bars_closing(now: TaskState, on: date, ground: Ground) -> Bar | None:
    """What comes before the 销号 of a verified task."""
    owed = debts(now, on, ground)
    if owed:
        return Bar(f"欠{owed[0][0].name}", owed[0][1])
    if unrighted(now):
        return Bar("回访有“否”", f"duban revisit {now.task.id}")
    visit = awaited_visit(now, None, ground)
    if visit is not None:
        return Bar("待回访", visit.command, visit.since)
    if before_publicity(now, on, ground) is None:
        return None
    shown, command = publicity_of(now), f"duban rectify publicize {now.task.id}"
    if shown is None or shown.ends_on is None:
        return Bar("待公示", f"{command} --channel 渠道 --ends-on …")
    if shown.objection is not None:
        return Bar("公示有异议", f"{command} --objection 否 --note …")
    return Bar(f"公示到{shown.ends_on}", f"{command} --objection 否", shown.ends_on + timedelta(days=1))


RECTIFICATION_ONLY = "公示、整改不力只记在整改台账（ZG）的事项上；没有这本台账的，先 duban upgrade"


def refuse_other_ledgers(now: TaskState, event: Event, ground: Ground) -> None:
    """Raises DubanError for what belongs to rectifications alone."""
    if ground.ledger is not LedgerKind.RECTIFICATION:
        text = f"{now.task.id} 不在整改台账，不能记{event.action}"
        raise refusal("not-rectification", text, RECTIFICATION_ONLY)


def complete_publicity(now: TaskState, event: Publicize, ground: Ground, notices: list[Problem]) -> Event:
    """A 公示 says where and from when to when; its outcome, once the days are over, belongs to the one that runs."""
    refuse_other_ledgers(now, event, ground)
    command = f"duban rectify publicize {now.task.id}"
    shown = publicity_of(now) if event.objection is not None else None
    told = (event.channel, event.starts_on, event.ends_on)
    if shown is not None and any(told) and told != (shown.channel, shown.starts_on, shown.ends_on):
        text = (
            f"{now.task.id} 在公示（{shown.channel}，{shown.starts_on} 至 {shown.ends_on}），记结果不能改它"
        )
        raise refusal("publicity-other", text, f"{command} --objection 否；要重新公示的，另记一次起止日期")
    channel = event.channel or (shown.channel if shown else None)
    ends_on = event.ends_on or (shown.ends_on if shown else None)
    starts_on = event.starts_on or (shown.starts_on if shown else event.on if ends_on else None)
    if channel is None or starts_on is None or ends_on is None:
        text = f"{now.task.id} 的公示要写明渠道和起止日期"
        raise refusal("publicity-incomplete", text, f"{command} --channel 渠道 --starts-on … --ends-on …")
    checked = now.verification
    if checked is not None and starts_on < checked.on:
        text = f"{now.task.id} 的公示从 {starts_on} 开始，{checked.on} 才核验，那时公示的不是这次的结果"
        raise refusal("publicity-before-check", text, f"{command} --channel … --starts-on {checked.on} …")
    if ends_on < starts_on:
        text = f"{now.task.id} 的公示到 {ends_on}，在开始的 {starts_on} 之前"
        raise refusal("publicity-reversed", text, f"{command} --channel … --starts-on … --ends-on …")
    if ends_on == starts_on and shown is None:
        text = f"{now.task.id} 的公示只有 {ends_on} 一天，谁也来不及看"
        raise refusal("publicity-short", text, f"{command} --channel … --ends-on 更晚的一天")
    if event.objection is not None and event.on <= ends_on:
        text = f"{now.task.id} 公示到 {ends_on}，期满以后才知道有没有异议"
        raise refusal("publicity-running", text, f"{ends_on} 以后：{command} --objection 否")
    if event.objection is YesNo.YES and event.note is None:
        text = f"{now.task.id} 公示有异议，没有写是什么异议"
        raise refusal("objection-untold", text, f"{command} --objection 是 --note 谁对什么有异议")
    if shown is not None and shown.objection is YesNo.YES and event.note is None:
        text = f"{now.task.id} 的公示有过异议，没有写怎样核实的"
        raise refusal("objection-untold", text, f"{command} --objection 否 --note 核实情况")
    if shown is not None and shown.objection is YesNo.YES and event.by == shown.by:
        text = f"{now.task.id} 的异议由{event.by}登记，又由{event.by}一人记为不成立"
        notices.append(Problem(Level.NOTICE, "same-hands", text, "备注里写明由谁核实的"))
    return msgspec.structs.replace(event, channel=channel, starts_on=starts_on, ends_on=ends_on)


def before_publicity(now: TaskState, on: date, ground: Ground) -> Problem | None:
    """What 销号 waits for where the policy asks for a 公示, or one was begun: its end, without objection."""
    policy, shown = ground.policies.at(on), publicity_of(now)
    rules = (r for r in policy.rules_for(PublicityRule, now.task, ground.ledger) if r.in_force(on))
    rule = next(rules, None)
    command = f"duban rectify publicize {now.task.id}"
    if shown is None and rule is None:
        return None
    if shown is None:
        waits, how = "还没有公示", f"{command} --channel 渠道 --ends-on …"
    elif shown.objection is None:
        waits, how = (
            f"公示到 {shown.ends_on}，还没有记有没有异议",
            f"{shown.ends_on} 以后：{command} --objection 否",
        )
    elif shown.objection is YesNo.YES:
        again = f"duban return {now.task.id} --missing …"
        waits, how = (
            "公示有异议",
            f"核实以后不成立的：{command} --objection 否 --note 核实情况；成立的：{again}",
        )
    else:
        return None
    text = f"不能销号：{now.task.id} {waits}"
    return Problem(Level.ERROR, "close-before-publicity", text, how, policy.ground(rule) if rule else "")


def complete_escalation(now: TaskState, event: Escalate, ground: Ground, _notices: list[Problem]) -> Event:
    """Counted by rectification (Liupanshui 五（四）); a report upward says to whom."""
    refuse_other_ledgers(now, event, ground)
    if event.via is Escalation.REPORTED_UP and event.sent_to is None:
        text = f"{now.task.id} 整改不力上报，没有写报给谁"
        advice = f"duban rectify escalate {now.task.id} --via 上报 --sent-to 本级政府 --reason …"
        raise refusal("addressees-missing", text, advice)
    _refuse_other_inspection(now, event, ground)
    same = (event.via, event.on, event.inspection, event.sent_to)
    if any((each.via, each.on, each.inspection, each.sent_to) == same for each in now.escalations):
        text = f"{now.task.id} 在 {event.on} 已经记了一次{event.via}"
        raise refusal(
            "escalated-twice", text, f"重了的不用再记；另有一次的写明 --inspection：duban log {now.task.id}"
        )
    before = [each.nth or 0 for each in now.task.journal if isinstance(each, Escalate)]
    return msgspec.structs.replace(event, nth=max(before, default=0) + 1)


def _refuse_other_inspection(now: TaskState, event: Escalate, ground: Ground) -> None:
    """Raises DubanError for an inspection that is not there, came before, is over, or looks at something else."""
    number, task = event.inspection, now.task.id
    if number is None:
        return
    state = ground.elsewhere.find(number)
    add = f"先立项：duban inspect add --title … --object {'、'.join(now.leads) or '单位'} --task {task}"
    if state is None:
        text = f"{task} 因整改不力开展的督查 {number}，账上没有"
        raise refusal("no-inspection", text, f"{add}；duban list 查看编号")
    back = next((each for each in reversed(now.journal) if isinstance(each, Reopen)), None)
    began, what = (back.on, "重启") if back is not None else (now.registered_on, "立项")
    if began is not None and state.registered_on is not None and state.registered_on < began:
        text = f"{number} {state.registered_on} 立项，{task} {began} 才{what}，不是因它开展的"
        raise refusal("inspection-before", text, add)
    if not state.open and state.history[-1][0] <= event.on:
        text = f"{number} {state.history[-1][0]} {state.status}，{event.on} 不能再算因 {task} 开展的"
        raise refusal("inspection-over", text, add)
    amend = f"duban inspect amend {number} --reason … --approved-by …"
    objects = any(state.is_object(unit) for unit in now.leads)
    if task not in state.head.tasks and not objects:
        text = f"{number} 督查的不是 {task}，也没有它的牵头单位"
        raise refusal("other-task", text, f"{amend} --task {task}")
    if event.via is Escalation.STATIONED and Manner.STATIONED not in state.head.manner:
        raise refusal("not-stationed", f"{number} 的实施方式没有驻点", f"{amend} --manner 驻点")
    if event.via is Escalation.MORE_OFTEN and not objects and state.head.revisit is not YesNo.YES:
        text = f"{number} 不是回访督查，督查对象也没有 {task} 的牵头单位，不算加密督查"
        raise refusal("not-a-revisit", text, f"{amend} --revisit 是；或写上对象：--object …")


def _command(now: TaskState, duty: Duty, ground: Ground) -> str:
    if _explains(duty, ground):
        return f"duban explain {now.task.id} --unit {duty.unit} --reason … --remedy …"
    return f"duban urge {now.task.id} --unit {duty.unit}"


def _explains(duty: Duty, ground: Ground) -> bool:
    """Whether a duty is to say why something was late."""
    policy = ground.policies.find(duty.policy, duty.triggered_on)
    rule = policy.rule(duty.rule) if policy and duty.rule else None
    return isinstance(rule, DeadlineRule) and Action.EXPLAIN in rule.met_by
