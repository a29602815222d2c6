"""What a 交办 needs: every element, and a day that somebody set who may: a class, a source's own words, a leader.

Raises errors.DubanError to refuse; core/actions/prepare.py asks.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from duban.core.actions.due_dates import Ground, limit_rule
from duban.core.actions.late_days import count_day, limit_start
from duban.core.calendar.counting import ONE_DAY, add_counted, before_workdays, same_day
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.duties.cadence import FINEST, cadences_of, first_owed
from duban.core.duties.duty import period_due
from duban.core.duties.slots import Counting
from duban.core.model.events import Amend, Assign, Transfer
from duban.core.model.events import Register as RegisterTask
from duban.core.model.task import Task
from duban.core.model.terms import Action, Basis, PeriodUnit, Role, Status, YesNo
from duban.core.model.unit_register import Register, is_collective
from duban.core.policy.required_fields import missing_fields, missing_problem, option_of
from duban.core.policy.rules import FieldsRule, Policy, Weight
from duban.core.policy.source_particulars import WORD_OF_A_LEADER, missing_particulars, unquoted
from duban.core.state.task_state import TaskState
from duban.errors import DubanError, Level, Problem, refusal

if TYPE_CHECKING:
    from duban.core.grammar.mentions import Mention


def founded(now: TaskState, event: Assign, ground: Ground) -> Assign:
    """The 交办 with what its day rests on: a rule, the words of the source, else the leader who set it.

    A day that is named at 交办 and is not that of the head is a leader's; the leader of the head's day is the one who
    approved it then. One unit's own day lies within that of the task and needs no name. Raises DubanError.
    """
    task, held = now.task, now.task.deadline
    if event.due_on is None:
        return event
    if event.basis is Basis.RULE:
        _refuse_no_rule(task, event, ground)
        return event
    same = held is not None and held.on == event.due_on
    basis = event.basis or (held.basis if held and same else Basis.LEADER)
    if basis is Basis.SOURCE:
        _refuse_unquoted(now, event, event.due_on, ground)
    who = event.approved_by or (_approver_of_day(now) if basis is Basis.LEADER and same else None)
    if basis is Basis.LEADER and who is None and event.unit is None:
        text = f"{task.id} 的时限 {event.due_on} 由领导确定，没有写是哪位领导"
        advice = f"duban assign {task.id} --due-on {event.due_on} --approved-by 姓名"
        raise refusal("approver-missing", text, advice)
    return msgspec.structs.replace(event, basis=basis, approved_by=who)


def _refuse_no_rule(task: Task, event: Assign, ground: Ground) -> None:
    """Raises DubanError for a day, written by hand, that no rule gives."""
    _, rule = limit_rule(task, ground, event.on)
    counted = rule is not None and rule.period.unit is not PeriodUnit.LEADER
    given = (
        period_due(limit_start(event, ground), rule.period, ground.calendar).on if rule and counted else None
    )
    if event.due_on != given:
        text = f"{task.id} 的时限 {event.due_on} 不是按规则算出来的" + (
            f"，按规则是 {given}" if given else ""
        )
        advice = f"duban assign {task.id}；领导定的，依据写“{Basis.LEADER}”和批准人"
        raise refusal("no-such-limit", text, advice)


def _refuse_unquoted(now: TaskState, event: Assign, on: date, ground: Ground) -> None:
    """Raises DubanError for a day that the source does not say. That of one unit may be another than the task's."""
    task, held = now.task, now.task.deadline
    if event.unit is None and held and held.basis is Basis.SOURCE and held.on not in {None, on}:
        text = f"{task.id} 的来源规定的时限是 {held.on}，不是 {on}"
        raise refusal("source-unquoted", text, f"duban assign {task.id}；领导定的，写 --approved-by 姓名")
    for missing in unquoted(task, on):
        text = f"不能交办：{task.id} 的{missing.message}"
        raise refusal("source-unquoted", text, f"duban amend {task.id} {missing.advice}")
    if task.parent is None and event.unit is None:
        _refuse_unsaid(task, event, on, ground.calendar)


def _refuse_unsaid(task: Task, event: Assign, on: date, calendar: WorkCalendar) -> None:
    """Raises DubanError for a day that is said to be the source's and is not the one that its words name."""
    words = _words_of(task)
    if not words:
        return
    from duban.core.grammar.mentions import limits_named  # 50 ms, for this alone

    said = [day for each in task.sources for day in (each.issued_on, each.held_on, each.occurred_on) if day]
    said += [each.on for each in task.instructions if each.on]
    said += [] if said else [event.on]
    named = [each for text in words for day in said for each in limits_named(text, day)]
    if any(_means(each, on, (*said, event.on), calendar) for each in named):
        return
    days = sorted({each.on for each in named if each.on is not None})
    told = f"说的是 {'、'.join(map(str, days))}，不是 {on}" if days else f"没有说 {on} 这一天"
    raise refusal(
        "source-unquoted",
        f"不能交办：{task.id} 的时限 {on} 算作来源规定，原文“{'”“'.join(words)}”{told}",
        f"duban assign {task.id} --due-on {days[-1] if days else '日期'}；"
        f"领导定的，写 --approved-by 姓名；原文抄错的：duban amend {task.id} --due-text …",
    )


def _means(mention: "Mention", on: date, starts: Iterable[date], calendar: WorkCalendar) -> bool:
    """Whether words that name a day mean `on`; of a day off also the working days beside it (Civil Code art. 203).

    Of a stretch (6月中旬) each of its days is meant, with 前 the one before it; so many days run from an event that may
    not be in the books, at the latest from 交办.
    """
    if mention.kind == "counted":
        ends = (add_counted(start, mention.count, mention.unit, calendar).on for start in starts)
        return any(on <= end for end in ends)
    point = mention.point
    if mention.on is None or point is None or point.first is None or point.last is None:
        return False
    first = point.first - ONE_DAY if point.begins_late else point.last if point.exact else point.first
    beside = {before_workdays(mention.on + ONE_DAY, 1, calendar).on, same_day(mention.on, calendar).on}
    return min(first, mention.on) <= on <= point.last or on in beside


def _words_of(task: Task) -> list[str]:
    """The words that are quoted for the day of a task; of a 批示 its own where nobody took them out of it."""
    if task.deadline is not None and task.deadline.text:
        return [task.deadline.text]
    return [each.text for each in task.instructions if each.text]


def _approver_of_day(now: TaskState) -> str | None:
    """Who approved the day of the head, at its last change or at 立项."""
    for event in reversed(now.journal):
        if isinstance(event, RegisterTask):
            return event.approved_by
        if isinstance(event, Amend) and event.field == "完成时限":
            days = [
                each.get("日期") if isinstance(each, Mapping) else None for each in (event.old, event.new)
            ]
            if event.approved_by or days[0] != days[1]:
                return event.approved_by
    return None


def refuse_moving(now: TaskState, event: Assign) -> None:
    """Raises DubanError for a 交办 that would move the day of a unit which has one and did not send the task back."""
    if now.status not in {Status.ASSIGNED, Status.IN_PROGRESS}:
        return  # the table of transitions says what comes next
    unit = now.unit_of(event.unit) if event.unit else None
    held = [now.units[unit]] if unit else now.lead_standings() if event.unit is None else []
    told = [each for each in held if each.limits and each.assigned.action is not Action.AMEND]
    on = max((each.running_due_on for each in told if each.running_due_on), default=None)
    if not told:
        return
    if any(each.contested for each in told):
        if on is not None and event.due_on is not None and event.due_on > on and event.approved_by is None:
            text = f"{now.task.id} 的时限 {on}，退件后再交办写到 {event.due_on}，须经批准"
            advice = f"duban assign {now.task.id} --due-on {event.due_on} --approved-by …"
            raise refusal("approver-missing", text, advice)
        return
    task, of = now.task, f" --unit {unit}" if unit else ""
    if event.due_on is not None and event.due_on != on:
        raise refusal(
            "assigned-already",
            f"{task.id} 已经交办，时限 {on or '没有定'}，不能用再交办改时限",
            f"duban extend {task.id}{of} --due-on {event.due_on} --approved-by … --reason …",
        )
    raise refusal(
        "assigned-already",
        f"{task.id} 已经交办，时限 {on or '没有定'}，不用再交办",
        f"duban show {task.id} 查看；换单位用 duban transfer",
    )


def refuse_beyond_lead(now: TaskState, event: Assign) -> None:
    """Raises DubanError for a supporting unit's day after that of the leads, unless a leader set it."""
    if event.due_on is None or event.approved_by or now.due_on is None or event.due_on <= now.due_on:
        return
    text = f"{now.task.id} 的时限是 {now.due_on}，给{event.unit}定到 {event.due_on}，没有写是谁定的"
    advice = f"duban assign {now.task.id} --unit {event.unit} --due-on {event.due_on} --approved-by 姓名"
    raise refusal("beyond-lead", text, advice)


def refuse_beyond_class(task: Task, event: Assign, ground: Ground) -> None:
    """Raises DubanError for a day beyond what the 缓急 allows that neither a leader nor the words of a source set."""
    policy, rule = limit_rule(task, ground, event.on)
    if rule is None or rule.period.unit is PeriodUnit.LEADER or event.due_on is None:
        return
    if event.approved_by or event.unit is not None:
        return
    allowed = period_due(event.on, rule.period, ground.calendar).on
    papers = [source for source in task.sources if source.kind not in WORD_OF_A_LEADER]
    quoted = any(source.clause for source in papers) and bool(task.deadline and task.deadline.text)
    if event.due_on <= allowed or (event.basis is Basis.SOURCE and quoted):
        return
    quote = "；来源规定的写明条款和原文：--clause … --due-text …" if papers else ""
    raise refusal(
        "beyond-class",
        f"{task.id} 是“{task.urgency}”，最迟 {allowed}，时限 {event.due_on} 比它长，没有写是谁定的",
        f"领导定的写 --approved-by 姓名{quote}",
        policy.ground(rule),
    )


def refuse_endless(task: Task, event: Assign, ground: Ground) -> None:
    """Raises DubanError for a 交办 without any day, unless a leader said so and reports are due all the same."""
    policy = ground.policies.at(event.on)
    reports = bool(cadences_of(policy, task, ground.ledger))
    if event.approved_by and reports:
        return
    words = task.deadline.text if task.deadline else ""
    lacking = "没有领导批准" if reports else "也没有报送周期"
    raise refusal(
        "endless",
        f"{task.id} 的完成时限只有“{words}”，没有日子，{lacking}，不能交办",
        f"duban amend {task.id} --due-on 日期；确实没有日子的，写明 --cadence 周期，交办时加 --approved-by 领导",
    )


def tell_first_report(task: Task, event: Assign, ground: Ground) -> Assign:
    """The 交办 with its 首报日: as typed, else as the rule proposes, where the lead owes reports before its day.

    Raises DubanError for a typed day on which no report falls due, and for one that is later than proposed without a
    leader.
    """
    policy = ground.policies.at(event.on)
    rules = [
        rule
        for rule in cadences_of(policy, task, ground.ledger)
        if rule.bearer is Role.LEAD and rule.in_force(event.on)
    ]
    counting = Counting(ground.calendar, ground.policies.anew)
    typed = event.first_report
    if not rules:
        if typed is not None:
            text = f"{task.id} 没有定期报告，不用定首报日"
            raise refusal("no-cadence", text, "去掉 --first-report；要报的，先写报送周期 --cadence")
        return event
    finest = min(rules, key=lambda rule: FINEST.index(rule.every))
    slot = first_owed(finest, event.on, event.due_on, counting)
    proposed = slot.due.on
    if typed is None:
        owed = event.on >= counting.anew and (event.due_on is None or proposed <= event.due_on)
        return msgspec.structs.replace(event, first_report=proposed) if owed else event
    held = counting.slot(finest.timing, typed)
    days = {held.due.on, counting.before(finest.timing, held).due.on}
    if typed not in days or typed < event.on:
        later = counting.after(finest.timing, slot).due.on
        text = f"{typed} 不是“{finest.name}”到期的日子，不能作首报日"
        raise refusal("first-report-odd", text, f"可以是 {proposed}、{later}", policy.cite(finest))
    if typed > proposed and event.approved_by is None:
        text = f"{task.id} 的首报日按规定是 {proposed}，推迟到 {typed} 须经批准"
        raise refusal(
            "approver-missing", text, f"duban assign {task.id} --first-report {typed} --approved-by …"
        )
    return event


def refuse_strangers(task: Task, register: Register) -> None:
    """Raises DubanError for units that a filled register does not know: nobody would get the paper.

    What stands for many at once (各有关部门) may support.
    """
    if not register:
        return
    faults = []
    for key, names in (("牵头单位", task.leads), ("配合单位", task.support)):
        for name in names:
            if register.find(name) is not None or (key == "配合单位" and is_collective(name)):
                continue
            near = register.nearest(name)
            new = f"duban unit add {name}"
            if near is not None:
                written = "".join(f" {option_of(key)} {near if each == name else each}" for each in names)
                new = f"duban amend {task.id}{written} --reason 更正单位名称；确是新单位：{new}"
            text = f"{task.id} 的{key}“{name}”不在单位名册里，不能交办"
            faults.append(Problem(Level.ERROR, "unknown-unit", text, new))
    if faults:
        raise DubanError(*faults)


def _refuse_unreviewed(now: TaskState, policy: Policy, event: Assign, ground: Ground) -> None:
    """Raises DubanError where the office filled in what was missing and no leader approved it (Liupanshui 四（二）)."""
    filled = [
        each for each in now.journal if isinstance(each, Amend) and not each.old and each.approved_by is None
    ]
    for rule in policy.rules_of(FieldsRule, event.on) if filled and event.approved_by is None else ():
        asked = rule.reviewed is YesNo.YES and rule.applies.to(now.task, ground.ledger)
        names = dict.fromkeys(each.field for each in filled if each.field in {*rule.fields, *rule.any_of})
        if asked and names:
            text = f"{now.task.id} 立项时没有的{'、'.join(names)}是后来补的，没有领导审核，不能交办"
            raise refusal(
                "unreviewed", text, f"duban assign {now.task.id} --approved-by 分管领导", policy.ground(rule)
            )


def refuse_incomplete(now: TaskState, policy: Policy, event: Assign, ground: Ground) -> None:
    """Raises DubanError for everything that a head must have before 交办 and does not: policy and source ask for it."""
    task = now.task
    missing = missing_fields(task, policy, ground.ledger, event.on)
    if now.status is Status.REGISTERED:
        _refuse_unreviewed(now, policy, event, ground)
        missing += [*missing_problem(task, ground.ledger), *missing_particulars(task)]
    faults = [
        Problem(
            Level.ERROR,
            "incomplete",
            f"{task.id} 要素不全，不能交办：{m.message}",
            f"duban amend {task.id} {m.advice} --approved-by …",
            m.clause,
        )
        for m in missing
        if m.weight is Weight.ERROR
    ]
    if not task.leads and not any("牵头单位" in m.fields for m in missing if m.weight is Weight.ERROR):
        text = f"{task.id} 要素不全，不能交办：缺“牵头单位”"
        faults.append(Problem(Level.ERROR, "incomplete", text, f"duban amend {task.id} --lead …"))
    if faults:
        raise DubanError(*faults)


def with_new_limit(now: TaskState, event: Transfer, ground: Ground) -> Transfer:
    """A 转办 with the day of the new lead, where a class gives one; that of the old lead is not told anew."""
    if event.due_on is not None:
        if event.approved_by is None:
            text = f"{now.task.id} 转给{event.new_lead}另定时限 {event.due_on}，没有写是哪位领导定的"
            command = f"duban transfer {now.task.id} --new-lead {event.new_lead} --due-on {event.due_on}"
            raise refusal("approver-missing", text, f"{command} --approved-by 姓名 --reason …")
        return event
    if now.task.deadline and now.task.deadline.on:
        _refuse_past_day(now, event, ground)
        return event
    policy, rule = limit_rule(now.task, ground, event.on)
    if rule is None or rule.period.unit is PeriodUnit.LEADER:
        _refuse_past_day(now, event, ground)
        return event
    due = period_due(event.on, rule.period, ground.calendar)
    named = f"{policy.name}/{rule.id}"
    sure = YesNo.YES if due.provisional else YesNo.NO
    return msgspec.structs.replace(event, due_on=due.on, rule=named, provisional=sure)


def _refuse_past_day(now: TaskState, event: Transfer, ground: Ground) -> None:
    """Raises DubanError where the new lead would take over a day that has passed: it has one of its own."""
    old = now.units.get(now.unit_of(event.old_lead) or "")
    if old is None or old.due_on is None or old.due_on >= count_day(event, ground, []).counted_on:
        return
    text = f"{now.task.id} 的时限 {old.due_on} 已经过了，转给{event.new_lead}要另定时限"
    advice = f"duban transfer {now.task.id} --new-lead {event.new_lead} --due-on … --approved-by … --reason …"
    raise refusal("due-passed", text, advice)
