"""What a 回访 must answer, by which 方式, and when it bars 销号: the policy's words held against one task.

Raises errors.DubanError for what a policy does not allow; nothing is recorded then.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from duban.core.actions.due_dates import Ground
from duban.core.duties.duty import period_due
from duban.core.engine.journal import first_after
from duban.core.model.events import QUESTIONS, Event, Revisit, Verify
from duban.core.model.terms import Method, Result, Status, YesNo
from duban.core.policy.rules import Policy, RevisitRule
from duban.core.state.task_state import TaskState
from duban.errors import Level, Problem, refusal

_OPTIONS = {asked: f"--{name} …" for name, asked in QUESTIONS.items()}
_RIGHTING = {
    Status.ASSIGNED: "督促整改：duban urge {id}；预警：duban warn {id} --level …",
    Status.IN_PROGRESS: "督促整改：duban urge {id}；预警：duban warn {id} --level …",
    Status.REPORTED: "退回重办：duban return {id} --missing …",
    Status.VERIFIED: "退回重办：duban return {id} --missing …",
    Status.CLOSED: "重新办理：duban reopen {id} --finding 反弹或失实 --due-on … --approved-by … --reason …",
    Status.SUSPENDED: "恢复办理：duban resume {id}",
    Status.WITHDRAWN: "还要办的另行立项：duban add",
}
"""What may be done about a 否, by where the task stands."""


def refuse_revisit(
    now: TaskState, event: Revisit | Verify, ground: Ground, was: Event | None = None
) -> list[Problem]:
    """The notices of a 回访, or of a 核验 that is one too; `was` is what it corrects.

    Raises DubanError where a question of the policy is left open or the 方式 is none that it allows.
    """
    task, answers = now.task, event.answered
    if isinstance(event, Revisit):
        _refuse_other_inspection(now, event, ground, was)
    rules, policy = _rules(now, event, ground)
    rule = next((rule for rule in rules if rule.methods), None)
    if rule is not None and event.method not in rule.methods:
        used = f"不能用“{event.method}”" if event.method else "没有写方式"
        raise refusal(
            "wrong-method",
            f"{task.id} 的回访方式须为{'、'.join(rule.methods)}，{used}，本次没有记录",
            _command(now, event, rules, rule.methods[0]),
            policy.cite(rule),
        )
    asking = next((rule for rule in rules if rule.questions), None)
    open_ones = [question for question in _questions(rules) if question not in answers]
    if asking is not None and open_ones:
        raise refusal(
            "unanswered",
            f"{task.id} 的回访没有回答：{'、'.join(open_ones)}；要逐项回答，本次没有记录",
            _command(now, event, rules, event.method or "现场"),
            policy.cite(asking),
        )
    if isinstance(event, Revisit) and not answers and event.method is None and event.note is None:
        text = f"{task.id} 的回访没有写怎样看的、看到了什么"
        raise refusal("revisit-empty", text, f"duban revisit {task.id} --method … --note …")
    told = _tell_early(now, event, ground)
    failed = [question for question, answer in answers.items() if answer is YesNo.NO]
    if not failed:
        return told
    barred = next((rule for rule in rules if rule.before_close is YesNo.YES), None)
    if barred is not None and isinstance(event, Verify) and event.result is Result.PASS:
        text = f"{task.id} 的核验答“否”：{'、'.join(failed)}，又写通过，两者不能并存"
        way = f"duban verify {task.id} --method {event.method or '…'} --result 不通过"
        raise refusal("pass-with-no", text, f"{way}；答错了的改成“是”", policy.cite(barred))
    text = f"{task.id} 回访有 {len(failed)} 项答“否”：{'、'.join(failed)}"
    ways = _RIGHTING.get(now.status, "").format(id=task.id)
    return [*told, Problem(Level.NOTICE, "revisit-failed", text, ways)]


def _tell_early(now: TaskState, event: Revisit | Verify, ground: Ground) -> list[Problem]:
    """A notice where the 销号 waits for a 回访 long after the 核验, and this one comes before."""
    rules, policy = _rules(now, event, ground)
    rule = next((rule for rule in rules if rule.after is not None and rule.before_close is YesNo.YES), None)
    if not isinstance(event, Revisit) or now.verification is None or rule is None or rule.after is None:
        return []
    since = period_due(now.verification.on, rule.after, ground.calendar).on
    if event.on >= since:
        return []
    text = f"{now.task.id} 的销号要看核验通过以后有没有反弹，{since} 起的回访才算，{event.on} 的不算"
    return [Problem(Level.NOTICE, "revisit-early", text, f"{since} 起再回访一次", policy.cite(rule))]


def _refuse_other_inspection(now: TaskState, event: Revisit, ground: Ground, was: Event | None) -> None:
    """Raises DubanError for a 回访 of an inspection that does not exist, looks at something else or is not there."""
    number, task = event.inspection, now.task.id
    if number is None:
        return
    state = ground.elsewhere.find(number)
    if state is None:
        raise refusal("no-inspection", f"没有督查项目 {number}", "duban inspect plan 查看督查项目的编号")
    amend = f"duban inspect amend {number} --reason … --approved-by …"
    if state.head.revisit is not YesNo.YES:
        raise refusal("not-a-revisit", f"{number} 不是回访督查", f"{amend} --revisit 是 --task {task}")
    if task not in state.head.tasks:
        raise refusal("other-task", f"{number} 回访的不是 {task}", f"{amend} --task {task}")
    began, concluded = state.started, state.concluded
    if began is None or event.on < began.on:
        text = f"{number} 在 {event.on} 还没有开展" + (f"（{began.on} 才出发）" if began else "")
        raise refusal("not-on-site", text, f"先 duban inspect start {number}")
    if isinstance(was, Revisit) and (was.inspection, was.on, was.method) == (number, event.on, event.method):
        return  # what was seen is worded anew
    if concluded is not None:
        text = f"{number} 在 {concluded.on} 已经作了结论，{event.on} 的回访不在里面"
        raise refusal("not-on-site", text, "去掉 --inspection，记成平常的回访")
    if now.status is Status.ASSIGNED:
        text = f"{task} 还没有签收，没有什么可以回访"
        raise refusal("nothing-to-see", text, f"先 duban accept {task}；不回访它的：{amend} --task …")
    if event.method is Method.ON_SITE and all(day.on != event.on for day in state.days):
        text = f"{number} 没有记 {event.on} 的现场，不能写成现场回访"
        raise refusal("no-site-day", text, f"先 duban inspect day {number} --on {event.on} --place 地点")


def refuse_unvisited(now: TaskState, event: Revisit | Verify, ground: Ground, was: Event) -> None:
    """As refuse_revisit, for what corrects `was` and is only a 回访 if it says so."""
    if isinstance(event, Revisit) or event.replies:
        refuse_revisit(now, event, ground, was)


class Awaited(NamedTuple):
    """A 回访 for which 销号 waits, from when on it counts where it must come long after the 核验, and its command."""

    problem: Problem
    since: date | None
    command: str


def awaited_visit(now: TaskState, event: object, ground: Ground) -> Awaited | None:
    """The 回访 that is still to come before 销号 where the policy asks for one (Anshan 三.3)."""
    rules, policy = _rules(now, event, ground)
    latest = _latest_answers(now)
    answered = all(question in latest for question in _questions(rules))
    command = _command(now, None, rules, next((r.methods[0] for r in rules if r.methods), Method.ON_SITE))
    later = first_after(now.task.journal, now.until, Revisit)
    for rule in rules:
        if rule.before_close is YesNo.NO:
            continue
        since, waits, how = None, "报结以后还没有回访", command
        if later is not None:
            waits = f"在 {now.until} 还没有回访，{later.on} 才回访"
            how = "销号在回访以后，请核对日期（--on）"
        if rule.after is not None and now.verification is not None:
            since = period_due(now.verification.on, rule.after, ground.calendar).on
            waits, how = f"要看核验通过以后有没有反弹，{since}起还没有回访", f"{since}起：{command}"
        if answered and any(since is None or visit.on >= since for visit in _visits(now)):
            continue
        text = f"不能销号：{now.task.id} {waits}"
        return Awaited(
            Problem(Level.ERROR, "close-before-revisit", text, how, policy.cite(rule)), since, command
        )
    return None


def unrighted(now: TaskState) -> list[str]:
    """The questions to which the last 回访 of the report that counts said 否."""
    return [question for question, answer in _latest_answers(now).items() if answer is YesNo.NO]


def _latest_answers(now: TaskState) -> dict[str, YesNo]:
    """Question → the last answer; what a voided report was found to be is no longer asked."""
    latest: dict[str, YesNo] = {}
    for event in _visits(now):
        latest |= event.answered
    return latest


def _visits(now: TaskState) -> list[Revisit | Verify]:
    """The visits after the report that counts, with joint leads after the last of theirs."""
    reports = [standing.reported for standing in now.lead_standings() if standing.reported]
    ids = {id(report) for report in reports}
    last = max((place for place, event in enumerate(now.journal) if id(event) in ids), default=None)
    if last is None:
        return []
    after = now.journal[last + 1 :]
    return [e for e in after if isinstance(e, Revisit) or (isinstance(e, Verify) and e.replies)]


def _rules(now: TaskState, event: object, ground: Ground) -> tuple[list[RevisitRule], Policy]:
    """The rules of the event's day that say how this task is revisited, the narrowest first."""
    on = getattr(event, "on", now.until)
    policy = ground.policies.at(on)
    rules = [r for r in policy.rules_of(RevisitRule, on) if r.applies.to(now.task, ground.ledger)]
    return sorted(rules, key=lambda rule: -rule.applies.narrowness), policy


def _questions(rules: Iterable[RevisitRule]) -> list[str]:
    return list(dict.fromkeys(question for rule in rules for question in rule.questions))


def _command(
    now: TaskState, event: Revisit | Verify | None, rules: Iterable[RevisitRule], method: Method | str
) -> str:
    """The command that answers everything, to be filled in."""
    asked = " ".join(_OPTIONS.get(each, f"--answer {each}=…") for each in _questions(rules))
    name = f"verify {now.task.id}" if isinstance(event, Verify) else f"revisit {now.task.id}"
    result = f" --result {event.result}" if isinstance(event, Verify) else ""
    return f"duban {name} --method {method}{result} {asked}".rstrip()
