"""Why a day is the due day: rule, clause, the event that started the clock, each day counted or skipped, each change.

Pure; a day that was told to a unit is a fact, so where the calendar would now give another, both are said.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from duban.core.actions.planning import lacking_elements
from duban.core.books.books import Books, Item
from duban.core.calendar.counting import (
    DueDay,
    before_months,
    explain_before_workdays,
    explain_last_workday,
    explain_same_day,
    workdays_between,
)
from duban.core.duties.cadence import source_cadence
from duban.core.duties.duty import Duty, lateness, period_due
from duban.core.duties.slots import named_days
from duban.core.model.events import (
    Assign,
    Decision,
    Done,
    Event,
    Extend,
    Progress,
    Reopen,
    Resume,
    Return,
    Suspend,
    Transfer,
    Verify,
)
from duban.core.model.task import Period
from duban.core.model.terms import ApprovedVia, Basis, PeriodUnit, YesNo
from duban.core.periods.spans import span_of
from duban.core.policy.case_steps import ClueStep, InspectionStep
from duban.core.policy.rules import (
    CadenceRule,
    ClueRule,
    DeadlineRule,
    InspectionRule,
    InterviewRule,
    Rule,
    Start,
)
from duban.core.state.task_state import Limit, Voided
from duban.errors import tell_ground
from duban.views.duty_text import due_text, duty_record, length_text, standing_cell
from duban.views.footnotes import as_of, closing_notes, intake_notes
from duban.views.model.fields import record_of
from duban.views.model.sheet import Sheet
from duban.views.queries.calendar import UNPUBLISHED, steps_table, with_weekday

KIND_OF_LIMITS = "时限"


@dataclass(frozen=True, slots=True)
class Counted:
    """A period counted aloud: from which day, how long in words, and where it ends today's calendar says."""

    start: date
    length: str
    due: DueDay


def counted(duty: Duty, books: Books) -> Counted | None:
    """How the duty's day was counted; None where a person or a source simply named it."""
    calendar = books.calendar
    rule = rule_of(duty, books)
    if isinstance(rule, InspectionRule):
        return _inspection_counted(duty, rule, books)
    if isinstance(rule, InterviewRule | ClueRule):
        return _told_counted(duty, rule.period, books)
    if isinstance(rule, CadenceRule):
        span = span_of(rule.every, duty.triggered_on)
        if rule.grace is not None:
            due = period_due(span.end, rule.grace, calendar, aloud=True)
            return Counted(span.end, f"期满后{length_text(rule.grace, ' ')}", due)
        if rule.day is not None:
            return None
        days = named_days(rule.timing, span)
        if span.start < books.policies.anew:
            due = explain_last_workday(days.start, days.end, calendar)
            return Counted(span.start, f"{days.start} 至 {days.end} 这一期的最后一个工作日", due)
        due = explain_same_day(days.end, calendar)
        return Counted(span.start, f"{days.start} 至 {days.end} 这一期的最后一天", due)
    if duty.period is None or duty.period.unit is PeriodUnit.LEADER:
        return None
    if is_limit(duty, rule) and not _told_by_rule(duty):
        return None
    due = period_due(duty.triggered_on, duty.period, calendar, aloud=True)
    return Counted(duty.triggered_on, length_text(duty.period, " "), due)


def _inspection_counted(duty: Duty, rule: InspectionRule, books: Books) -> Counted | None:
    """Back from the first day of an inspection (备案, 计划报审), on from what was asked; None where a day was named."""
    item, period = books.find(duty.task or ""), rule.period
    if item is None or period is None:
        return None
    length = length_text(period, " ")
    if rule.step not in BACKWARD:
        return _told_counted(duty, period, books)
    starts_on = getattr(item.task, "starts_on", None)
    if starts_on is None:
        return None
    count = period.count or 0
    if rule.step is InspectionStep.FILE:
        return Counted(starts_on, f"提前 {length}", explain_before_workdays(starts_on, count, books.calendar))
    return Counted(starts_on, f"提前 {length}", before_months(starts_on, count))


def _told_counted(duty: Duty, period: Period | None, books: Books) -> Counted | None:
    """On from what was asked or said; None where another day was named then."""
    if period is None:
        return None
    due = period_due(duty.triggered_on, period, books.calendar, aloud=True)
    return Counted(duty.triggered_on, length_text(period, " "), due) if due.on == duty.due_on else None


BACKWARD = frozenset({InspectionStep.FILE, InspectionStep.PROPOSE})
"""The steps of an inspection whose last day is counted back from its first."""
_COUNTED_FROM = {
    InspectionStep.FILE: "计划开始，往前数",
    InspectionStep.PROPOSE: "计划开始，往前数",
    InspectionStep.CONSULT: "发出征求意见",
    InspectionStep.REVIEW: "收到复核申请",
    ClueStep.ASSESS: "线索登记",
    ClueStep.PETITION: "线索登记",
    ClueStep.ROUTE: "线索研判",
    ClueStep.FEEDBACK: "线索转办",
    ClueStep.SAMPLE: "抽中",
    ClueStep.ANSWER: "有了结果",
}


def is_limit(duty: Duty, rule: Rule | None) -> bool:
    """Whether this is the limit itself, told at 交办, and not a duty that follows from an event or a schedule."""
    if duty.node is not None or duty.kind != KIND_OF_LIMITS:
        return False
    return duty.finishes or not isinstance(rule, DeadlineRule | InspectionRule | InterviewRule | ClueRule)


def _told_by_rule(duty: Duty) -> bool:
    """Whether the day was counted by the rule, and not set by a source, a leader or a 重启."""
    trigger = duty.trigger
    return isinstance(trigger, Transfer) or (isinstance(trigger, Assign) and trigger.basis is Basis.RULE)


def rule_of(duty: Duty, books: Books) -> Rule | None:
    """The rule a duty comes from, also the one that a 报送周期 makes; None where a source or a leader set the day."""
    if duty.kind == "周期" and not duty.rule and duty.task and (item := books.find(duty.task)):
        return source_cadence(item.task, item.task.cadence) if item.task.cadence else None
    policy = books.policies.find(duty.policy, duty.triggered_on)
    return policy.rule(duty.rule) if policy and duty.rule else None


def told_on(duty: Duty, books: Books) -> date | None:
    """The day that was told to the unit when its clock started; None for duties that nobody was told of."""
    return duty.limits[0].due_on if duty.limits and is_limit(duty, rule_of(duty, books)) else None


def reason_record(books: Books, item: Item) -> dict[str, Any]:
    """`why --json`: the task and each duty with its days."""
    return record_of(item, "task=task.id title=task.title ledger=ledger.kind status=state.status") | {
        "suspended": [{"from": began, "to": ended} for began, ended in item.state.suspended],
        "duties": [_duty_reason(duty, books) for duty in books.duties_of(item)],
    }


def _duty_reason(duty: Duty, books: Books) -> dict[str, Any]:
    aloud = counted(duty, books)
    found = books.verdict_of(duty)
    return duty_record(duty, books) | {
        "late_spans": _spans_record(found.spans),
        "held_spans": _spans_record(found.held),
        "own_late_days": found.own_days,
        "voided": [_voided_record(each) for each in duty.voided],
        "period": record_of(duty.period, "count unit") if duty.period and aloud else None,
        "start_on": aloud.start if aloud else None,
        "told_due_on": told_on(duty, books),
        "computed_due_on": aloud.due.on if aloud else None,
        "days": aloud.due.steps if aloud else (),
        "limits": [_limit_record(limit) for limit in duty.limits],
    }


def _spans_record(spans: tuple[tuple[date, date], ...]) -> list[dict[str, date]]:
    return [{"from": first, "to": last} for first, last in spans]


def _voided_record(voided: Voided) -> dict[str, Any]:
    return record_of(voided, "reported_on=report.on on=event.on action=event.action")


def _limit_record(limit: Limit) -> dict[str, Any]:
    approved = limit.event if isinstance(limit.event, Decision) else None
    record = record_of(limit, "since due_on action=event.action") | record_of(
        approved, "approved_by approved_via"
    )
    return record | {"reason": getattr(limit.event, "reason", None)}


def reason_sheets(books: Books, item: Item) -> tuple[Sheet, ...]:
    """`why`: one sheet that sums up, then one for each duty."""
    duties = books.duties_of(item)
    late = sum(books.verdict_of(duty).verdict.is_overdue for duty in duties)
    met = sum(duty.met_on is not None for duty in duties)
    parts = [f"{as_of(books)}：{item.state.status}"]
    parts.append(f"{len(duties)} 项义务，{met} 项完成，{late} 项逾期" if duties else "还没有义务：没有交办")
    lines = ["，".join(parts) + "。", *_suspensions(books, item)]
    head = Sheet(
        f"{item.task.id} {item.task.title}",
        ("\n".join(lines),),
        notes=(*intake_notes(books, (item,)), *closing_notes(books, (item,))),
    )
    return (head, *(_duty_sheet(duty, books) for duty in duties))


def _suspensions(books: Books, item: Item) -> Iterator[str]:
    for began, ended in item.state.suspended:
        if ended is None:
            late = "已经逾期" if books.is_overdue(item) else "没有逾期"
            yield f"{began} 起中止，停表至今；中止时{late}。"
        else:
            stopped = workdays_between(began, ended, books.calendar)
            yield f"{began} 中止，{ended} 恢复，停表 {stopped} 个工作日。"


def _duty_sheet(duty: Duty, books: Books) -> Sheet:
    aloud = counted(duty, books)
    tables = (steps_table(aloud.due),) if aloud and aloud.due.steps else ()
    lines = [*_answer(duty, books), *_judged(duty, books), *_ground(duty, books, aloud), *_changes(duty)]
    notes = (UNPUBLISHED,) if duty.provisional or (aloud and aloud.due.provisional) else ()
    return Sheet(f"{duty.unit}　{duty.name}", ("\n".join(lines),), tables, notes)


def _answer(duty: Duty, books: Books) -> Iterator[str]:
    yield f"时限：{due_text(duty)}　{standing_cell(duty, books).value}"
    if duty.met_by is not None and duty.met_on is not None:
        said = getattr(duty.met_by, "done_on", None)
        told = f"，写明办结日期 {said}" if said and said != duty.met_on else ""
        if duty.finishes and duty.met_by.counted_on != duty.met_on:
            told += f"，{duty.met_by.on} 补正"
        yield f"完成：{duty.met_on}（{duty.met_by.action}，经办 {duty.met_by.by}{told}）"
    elif duty.live and (lacking := _lacking(duty, books)):
        yield f"还缺：{'、'.join(lacking)}（duban plan {duty.task}）"
    elif duty.missed > 1:
        late = lateness(duty, books.today, books.calendar)
        yield f"缺报：已连续 {duty.missed} 期，从第一期算起逾期 {late.workdays} 个工作日"


def _lacking(duty: Duty, books: Books) -> list[str]:
    """What a plan that is still owed has to bring."""
    item = books.find(duty.task) if duty.task else None
    told = duty.trigger
    if item is None or not isinstance(told, Assign | Transfer) or not is_plan(duty, books):
        return []
    return lacking_elements(item.state, books.policies.at(told.on), books.ground(item), told)


def is_plan(duty: Duty, books: Books) -> bool:
    """Whether the duty is to send a 推进计划."""
    rule = rule_of(duty, books)
    return isinstance(rule, DeadlineRule) and rule.is_plan


def _judged(duty: Duty, books: Books) -> Iterator[str]:
    """The verdict, the stretches of late days that led to it, and the days on which the office had the report."""
    found = books.verdict_of(duty)
    pending = f"（{duty.applied_on} 申请延期，待批）" if duty.applied_on else ""
    yield f"判定：{found.verdict}" + (f"（{found.why}）" if found.why else "") + pending
    if found.spans:
        spans = "、".join(
            f"{first}" if first == last else f"{first} 至 {last}" for first, last in found.spans
        )
        held = f"，其中报告在本室的 {found.days - found.own_days} 日" if found.held else ""
        yield f"逾期的日子：{spans}，共 {found.days} 日（{found.workdays(books.calendar)} 个工作日）{held}"
    for report, event in duty.voided:
        yield f"{report.on} 的报结不算：{event.on} {_voiding(event)}"


def _voiding(event: Return | Verify | Reopen) -> str:
    if isinstance(event, Reopen):
        return f"重启（{event.finding}）"
    if isinstance(event, Return):
        return f"退回（缺{event.missing}）"
    return f"核验不通过{f'（{event.failure}）' if event.failure else ''}"


def _ground(duty: Duty, books: Books, aloud: Counted | None) -> Iterator[str]:
    rule = rule_of(duty, books)
    named = f"（{duty.policy}/{duty.rule}）" if duty.rule else ""
    yield f"{tell_ground(duty.ground)}{named}"
    if rule is not None:
        yield f"规则：{rule.text}"
    back = isinstance(rule, InspectionRule) and rule.step in BACKWARD
    began = with_weekday(aloud.start if back and aloud is not None else duty.triggered_on)
    yield f"起算：{began}{_trigger_text(duty, rule)}"
    if aloud is None:
        yield f"期限：直接定到 {duty.original_due_on or '（没有写日子）'}，不用推算"
        return
    ends = with_weekday(aloud.due.on) + ("，暂定" if aloud.due.provisional else "")
    counting = "" if aloud.due.steps and aloud.due.steps[0].on == aloud.start else "起算日不计入，"
    cadence = isinstance(rule, CadenceRule) and rule.grace is None
    yield f"期限：{aloud.length}，{'' if cadence else counting}到 {ends}"
    told = told_on(duty, books)
    if told is not None and told != aloud.due.on and isinstance(duty.trigger, Assign):
        yield f"注意：交办时告知的是 {told}，按现在的日历推算是 {aloud.due.on}；告知的日子有效，要改须延期"


def _trigger_text(duty: Duty, rule: Rule | None) -> str:
    if isinstance(rule, InspectionRule | ClueRule):
        return f" {_COUNTED_FROM.get(rule.step, '')}"
    if isinstance(rule, InterviewRule):
        return " 约谈"
    if isinstance(rule, DeadlineRule) and rule.start is Start.OCCURRED:
        return f" {rule.start}"
    if isinstance(duty.trigger, Event) and duty.trigger.on == duty.triggered_on:
        return f" {duty.trigger.action}"
    if duty.kind == "周期":
        return " 本期开始"
    if isinstance(duty.trigger, Done | Progress):
        return f" 办结（{duty.trigger.on} {duty.trigger.action}时写明）"
    if duty.trigger is not None:
        return f"（{duty.trigger.on} {duty.trigger.action}的事项，时限到这一天）"
    return " 时限到这一天"


def _changes(duty: Duty) -> Iterator[str]:
    for before, limit in zip(duty.limits, duty.limits[1:], strict=False):
        event = limit.event
        if isinstance(event, Suspend):
            yield f"中止：{limit.since} 停表，原因：{event.reason}"
        elif isinstance(event, Resume):
            told = "" if event.due_on == limit.due_on else "，停表的日子补回"
            yield f"恢复：{limit.since} 起走表，时限 {limit.due_on}{told}"
        elif isinstance(event, Extend):
            if event.calendar is YesNo.YES:
                yield f"日历调整：{event.on} 由 {before.due_on} 顺延到 {limit.due_on}（放假）"
                continue
            word = "提前" if before.due_on and limit.due_on and limit.due_on < before.due_on else "延期"
            yield f"{word}：{limit.since} 由 {before.due_on or '未定'} 改为 {limit.due_on}（{_approval(event)}）"
        else:
            yield f"改期：{limit.since} {event.action}，时限 {limit.due_on}"


def _approval(event: Extend) -> str:
    if event.organ:
        return f"{event.organ}{f'（{event.doc_no}）' if event.doc_no else ''}同意；原因：{event.reason}"
    via = f"{event.approved_via}" if event.approved_via else ""
    paper = "，待补批件" if event.approved_via is ApprovedVia.PHONE else ""
    return f"{event.approved_by or '没有写批准人'}{via}批准{paper}；原因：{event.reason}"
