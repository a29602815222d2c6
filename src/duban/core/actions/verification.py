"""What a 核验 must be, by the policy: method, evidence, indicators; a 退回补正; that an archive rests on a 销号.

Raises errors.DubanError for what is not allowed; nothing is recorded then.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from duban.core.actions.due_dates import Ground
from duban.core.calendar.counting import add_workdays
from duban.core.grammar.figures import amount_words, exceeds, falls_short, figure_of
from duban.core.model.events import Correct, Event, Return, Verify
from duban.core.model.inspection_terms import InspectionStatus
from duban.core.model.task import Task
from duban.core.model.terms import LedgerKind, Result, Returned, YesNo
from duban.core.policy.rules import Policy, VerificationRule
from duban.core.state.task_state import TaskState
from duban.core.state.transitions import fold
from duban.errors import Level, Problem, refusal


def refuse_opened(now: TaskState, event: Event, ground: Ground) -> None:
    """Raises DubanError where a rectification would no longer have been written off when its inspection was archived.

    What relapses later is reopened: the archive was right on its day.
    """
    if ground.ledger is not LedgerKind.RECTIFICATION:
        return
    longer = msgspec.structs.replace(now.task, journal=(*now.task.journal, event))
    for each in ground.elsewhere.inspections():
        archived = each.history[-1][0] if each.status is InspectionStatus.ARCHIVED else None
        named = {made.task for finding in each.findings.values() for made in finding.disposals}
        found_in = (now.task.found_in or "").partition("/")[0]
        if archived is None or (now.task.id not in named and found_in != each.file.id):
            continue
        if not isinstance(event, Correct) and event.on >= archived:
            continue
        before, after = (fold(file, archived, register=now.register) for file in (now.task, longer))
        if after.open and not before.open:
            number = each.file.id
            text = f"{number} 在 {archived} 归档，归档要它的整改 {now.task.id} 已经销号"
            way = (
                f"先作废归档：duban inspect amend {number} --event 归档 --void --approved-by 领导 --reason …"
            )
            raise refusal("archive-rests-on-it", text, way)


def verification_rules(task: Task, ground: Ground, on: date) -> tuple[list[VerificationRule], Policy]:
    """The rules of the policy of `on` that say how this task must be verified, the narrowest first."""
    policy = ground.policies.at(on)
    rules = [r for r in policy.rules_of(VerificationRule, on) if r.applies.to(task, ground.ledger)]
    return sorted(rules, key=lambda rule: (-rule.applies.narrowness, not rule.methods)), policy


def refuse_method(task: Task, event: Verify, ground: Ground) -> None:
    """Raises DubanError for another 方式 than the narrowest rule with methods allows, with its clause."""
    rules, policy = verification_rules(task, ground, event.on)
    rule = next((rule for rule in rules if rule.methods), None)
    if rule is not None and event.method not in rule.methods:
        allowed = "、".join(rule.methods)
        raise refusal(
            "wrong-method",
            f"{task.id} 的核验方式须为{allowed}，不能用“{event.method}”，本次没有记录",
            f"duban verify {task.id} --method {rule.methods[0]} --result {event.result}",
            policy.ground(rule),
        )


_WORDS = "actual-in-words"
"""A target and its 实绩 in words, which only a person can compare: told, never a bar."""


def judge_verification(now: TaskState, event: Verify, ground: Ground) -> list[Problem]:
    """The notices of a 核验. Raises DubanError where method, evidence or 照单 (actuals against targets) fail."""
    task = now.task
    refuse_method(task, event, ground)
    _refuse_unnamed(now, event)
    if event.result is not Result.PASS:
        return []
    if event.failure is not None:
        raise refusal(
            "pass-with-failure",
            f"{task.id} 的核验结论是通过，又写了失实“{event.failure}”，两者不能并存",
            f"duban verify {task.id} --method {event.method} --result 不通过 --failure {event.failure}",
        )
    rules, policy = verification_rules(task, ground, event.on)
    proof = next((rule for rule in rules if rule.evidence is YesNo.YES), None)
    if proof is not None and not event.evidence:
        raise refusal(
            "evidence-missing",
            f"{task.id} 核验通过须附证据",
            f"duban verify {task.id} … --evidence 文件",
            policy.ground(proof),
        )
    strict = next((rule for rule in rules if rule.against_indicators is YesNo.YES), None)
    gaps = list(_indicator_gaps(now, event))
    bars = [gap for gap in gaps if gap[0] != _WORDS]
    if bars and strict is not None:
        code, text = bars[0]
        right = "--result 不通过" if code == "below-target" else "… --actual 名称=实绩"
        raise refusal(code, text, f"duban verify {task.id} {right}", policy.ground(strict))
    told = [Problem(Level.NOTICE, code, text) for code, text in gaps]
    return told if strict is None else [*told, *_beyond(now, event, policy.ground(strict))]


def _refuse_unnamed(now: TaskState, event: Verify) -> None:
    """Raises DubanError where joint leads fail and nobody is named, or one is named to pass."""
    command = f"duban verify {now.task.id} --method {event.method} --result {event.result}"
    if event.result is Result.PASS and event.unit is not None:
        text = f"{now.task.id} 的核验通过是对整件事的，不写单位"
        raise refusal("unit-not-wanted", text, command)
    if event.result is Result.FAIL and event.unit is None and len(now.leads) > 1:
        raise refusal(
            "which-unit",
            f"{now.task.id} 有{len(now.leads)}个牵头单位，要写明哪一家没有通过，另几家的判定不动",
            " 或 ".join(f"{command} --unit {unit}" for unit in now.leads),
        )


def _beyond(now: TaskState, event: Verify, clause: str) -> Iterator[Problem]:
    """Indicators above their target: where a list is checked item by item, that is rewarded (Shiwei 三（一）)."""
    values = _actuals(now, event)
    for indicator in now.task.indicators:
        value = values.get(indicator.name)
        target, reached = (figure_of(each, indicator.measure) for each in (indicator.target, value or ""))
        if target and reached and exceeds(reached, target):
            wanted = amount_words(indicator.target, indicator.measure)
            text = f"{now.task.id} 的量化指标“{indicator.name}”实绩 {value}，超过目标 {wanted}"
            way = f"可以表扬、激励：duban award add --basis {now.task.id} …"
            yield Problem(Level.NOTICE, "above-target", text, way, clause)


def _actuals(now: TaskState, event: Verify) -> dict[str, Any]:
    """What each indicator came to: the verified value counts before the reported."""
    reports = (standing.reported for standing in now.units.values() if standing.reported)
    reported = [actual for done in reports for actual in done.actuals]
    return {actual.name: actual.actual for actual in (*reported, *event.actuals)}


def _indicator_gaps(now: TaskState, event: Verify) -> Iterator[tuple[str, str]]:
    """Indicators without an actual value, or below their target."""
    values = _actuals(now, event)
    for indicator in now.task.indicators:
        named = f"{now.task.id} 的量化指标“{indicator.name}”"
        wanted = amount_words(indicator.target, indicator.measure)
        value = values.get(indicator.name)
        if value is None:
            yield "actual-missing", f"{named}没有实绩（目标 {wanted}）"
            continue
        target, reached = (figure_of(each, indicator.measure) for each in (indicator.target, value))
        short = falls_short(reached, target) if reached and target else None
        if short:
            yield "below-target", f"{named}实绩 {value} 未达目标 {wanted}"
        elif short is None and any(sign.isdecimal() for sign in str(indicator.target)):
            yield "actual-incomparable", f"{named}实绩 {value} 不能和目标 {wanted} 比较"
        elif short is None and str(value).strip() != str(indicator.target).strip():
            yield _WORDS, f"{named}实绩“{value}”和目标“{wanted}”都是文字，请对照着看是否达到"


PAPERS_WITHIN = 3
"""Working days within which papers are put right (酌定)."""


def complete_papers(now: TaskState, event: Return, ground: Ground) -> Return:
    """A 退回补正 with its day, the third working day where none is named.

    Raises DubanError for a second one of a round, and for a later day: no leader grants one.
    """
    unit = now.unit_of(event.unit) if event.unit else None
    sent_back = [now.units[unit]] if unit else now.lead_standings()
    if any(standing.formal for standing in sent_back):
        text = f"{now.task.id} 这一轮已经退回补正过一次，再退回就是重办"
        raise refusal("formal-twice", text, f"duban return {now.task.id} --missing …")
    given = msgspec.structs.replace(event, due_on=event.due_on or _papers_due(event, ground))
    _refuse_long_papers(now, given, ground, "去掉 --due-on；要另定时限的，去掉 --formal，退回重办")
    return given


def refuse_wrong_papers(now: TaskState, wrong: Return, right: Return, ground: Ground) -> None:
    """Raises DubanError for a 更正 that makes a 退回补正 of a 退回重办, or gives one a day that it could not have."""
    if right.kind is not Returned.FORMAL:
        return
    if wrong.kind is not Returned.FORMAL:
        complete_papers(now, right, ground)
    _refuse_long_papers(now, right, ground, f"写成 --set 时限={_papers_due(right, ground)}")


def _papers_due(event: Return, ground: Ground) -> date:
    return add_workdays(event.on, PAPERS_WITHIN, ground.calendar).on


def _refuse_long_papers(now: TaskState, event: Return, ground: Ground, advice: str) -> None:
    last = _papers_due(event, ground)
    if event.due_on is None or not event.on <= event.due_on <= last:
        told = f"，不能定到 {event.due_on}" if event.due_on else "，要写明时限"
        raise refusal("formal-day", f"{now.task.id} 退回补正最迟 {last}（三个工作日）{told}", advice)
