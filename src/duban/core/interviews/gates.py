"""What an entry of an interview needs besides its place in the journal: who may, on whose word, by when.

Each function completes an entry or raises errors.DubanError with the way out; what only ought to be is a notice.
"""

from datetime import date
from typing import Any

import msgspec

from duban.core.actions.approval import refuse_strangers
from duban.core.actions.due_dates import Ground
from duban.core.casework.changes import Gates, Notices
from duban.core.duties.duty import period_due
from duban.core.interviews.facts import as_of, second_of, stalled, without_effect
from duban.core.interviews.life import InterviewState
from duban.core.interviews.limits import (
    SPEAKS,
    Said,
    confers,
    refuse_other_posts,
    rule_of,
)
from duban.core.model.interviews.records import (
    Admonish,
    ApprovedEntry,
    ApproveInterview,
    CancelInterview,
    CloseInterview,
    Confer,
    EnterInterview,
    HoldInterview,
    Interview,
    ProposeInterview,
    ReportRemedy,
    Summon,
)
from duban.core.model.interviews.terms import Effect, InterviewAction, InterviewCause, Tier
from duban.core.model.terms import YesNo
from duban.core.policy.case_steps import InterviewStep
from duban.errors import Level, Problem, refusal

_A = InterviewAction


def refuse_head(head: Interview) -> None:
    """Raises DubanError for a head that no interview may have, when it is entered or changed."""
    if head.tier is Tier.SECOND and head.former is None:
        text = f"{head.id} 是二级约谈，没有写上一次是哪一次"
        raise refusal("former-missing", text, "写上 --former 一级约谈的编号")
    if head.tier is Tier.FIRST and head.former is not None:
        text = f"{head.id} 是一级约谈，不写上一次"
        raise refusal("former-odd", text, "再约谈的写 --tier 二级，或去掉 --former")
    if head.cause is InterviewCause.SLOW and not head.tasks:
        text = f"{head.id} 因进展缓慢约谈，没有写是哪件事项"
        raise refusal("task-missing", text, "写上 --task 编号")
    if head.cause is InterviewCause.SLOW and not (head.inspections or head.findings):
        text = f"{head.id} 因经督查仍无明显进展约谈，没有写是哪次督查"
        raise refusal("inspection-missing", text, "写上 --inspection 编号，或 --finding 编号/序号")


def refuse_unknown(head: Interview, ground: Ground) -> None:
    """Raises DubanError for a fact that is not in the books: task, inspection, finding, the interview before."""
    find = ground.elsewhere.find
    for identifier in (*head.tasks, *head.inspections):
        if find(identifier) is None:
            raise refusal("no-fact", f"{head.id} 根据的 {identifier} 不在账上", "duban list 查看编号")
    for named in head.findings:
        number, _, place = named.partition("/")
        found = find(number)
        finding = found.findings.get(int(place)) if found is not None else None
        if finding is None:
            text = f"{head.id} 根据的 {named} 不在账上：{number} 没有第{place}个问题"
            raise refusal("no-fact", text, f"duban show {number} 查看")
        if not finding.holds:
            text = f"{head.id} 根据的 {named} 已经不予认定"
            raise refusal("finding-gone", text, f"duban show {number} 查看")


def _enter(now: InterviewState, entry: EnterInterview, ground: Ground, notices: Notices) -> EnterInterview:
    head = now.head
    refuse_head(head)
    refuse_unknown(head, ground)
    if head.tier is Tier.SECOND:
        refuse_effective(now, entry.on, ground)
    tell_person(head, ground, notices)
    since = inspected_on(head, ground, entry.on)
    for identifier in head.tasks if head.cause is InterviewCause.SLOW else ():
        task = ground.elsewhere.find(identifier)
        if task is not None and stalled(task, since, entry.on) is None:
            text = f"{identifier} 督查（{since}）以后有进展，或者已经报结、办结、中止，不是“仍无明显进展”"
            notices.append(Problem(Level.NOTICE, "task-moves", text, f"duban show {identifier} 核对"))
    return entry


def inspected_on(head: Interview, ground: Any, on: date) -> date | None:  # noqa: ANN401 - of a decision or of books
    """The last day by which the inspections that an interview rests on had seen the matter."""
    days = []
    for number in (*head.inspections, *(named.partition("/")[0] for named in head.findings)):
        found = ground.elsewhere.find(number)
        state = as_of(found, on) if found is not None else None
        if state is not None and state.registered_on is not None:
            seen = [each.on for each in (*state.days, *(each.found for each in state.findings.values()))]
            begun = state.started.on if state.started is not None else state.registered_on
            days.append(max([begun, *seen]))
    return max(days, default=None)


def refuse_effective(now: InterviewState, on: date, ground: Ground) -> None:
    """Raises DubanError for a second interview where there was no first, or where it had an effect."""
    head = now.head
    first = ground.elsewhere.find(head.former or "")
    if not isinstance(first, InterviewState) or first.head.tier is not Tier.FIRST:
        text = f"{head.id} 的上一次 {head.former} 不是账上的一级约谈"
        raise refusal("no-interview", text, "duban list 查看编号")
    if not now.register.same(first.person.unit, head.person.unit):
        text = f"{head.former} 约谈的是{first.person.unit}的{first.person.name}，不是{head.person.unit}"
        raise refusal("other-unit", text, "写同一个单位的一级约谈")
    twin = next((each for each in second_of(ground, first.head.id) if each.head.id != head.id), None)
    if twin is not None:
        text = f"{head.former} 已经有二级约谈 {twin.head.id}"
        raise refusal("second-exists", text, f"duban show {twin.head.id} 查看")
    if as_of(first, on).held is None:
        text = f"{head.former} 到 {on} 还没有约谈，不能进到二级"
        raise refusal("first-not-held", text, f"先约谈：duban show {head.former} 查看")
    if not any(without_effect(first, ground.elsewhere.find, on)):
        text = f"{head.former} 约谈以后，整改报告没有逾期，事项也在推进，不能进到二级"
        way = f"成效仍不明显的，先办结一级：duban interview close {head.former} --effect 未见效 --reason 理由"
        raise refusal("first-had-effect", text, way)


def tell_person(head: Interview, ground: Ground, notices: Notices) -> None:
    """Tells where the register has another principal of the unit: the principal is interviewed (Shiwei 三（四）)."""
    unit = ground.register.find(head.person.unit)
    known = unit.principal if unit is not None else None
    if known is not None and known != head.person.name:
        text = f"{head.person.unit}登记的主要负责人是{known}，不是{head.person.name}"
        way = f"约谈的是责任单位主要负责人；换了人的先改名册：duban unit amend {head.person.unit} --principal 姓名"
        notices.append(
            Problem(
                Level.NOTICE,
                "other-principal",
                text,
                way,
            )
        )


def _confer(now: InterviewState, entry: Confer, ground: Ground, _notices: Notices) -> Confer:
    held = confers(now.head, entry.on, ground)
    parties = held[1].parties if held else ()
    absent = [party for party in parties if not any(now.register.same(party, each) for each in entry.parties)]
    if held is not None and absent:
        text = f"{now.head.id} 的会商要有{'、'.join(parties)}，缺{'、'.join(absent)}"
        raise refusal("confer-incomplete", text, "写上 --party 单位", held[0].ground(held[1]))
    if entry.agreed is YesNo.NO and entry.opinion is None:
        raise refusal("opinion-missing", f"{now.head.id} 会商没有一致，没有写意见", "写上 --opinion 意见")
    return entry


def _propose(
    now: InterviewState, entry: ProposeInterview, ground: Ground, notices: Notices
) -> ProposeInterview:
    held = confers(now.head, entry.on, ground)
    if held is not None and (now.conferred is None or now.conferred.agreed is YesNo.NO):
        why = "还没有会商" if now.conferred is None else "会商没有一致"
        text = f"{now.head.id} 因{now.head.cause}约谈，先会商再建议，{why}"
        way = f"duban interview confer {now.head.id} --party 单位"
        raise refusal("confer-first", text, way, held[0].ground(held[1]))
    refuse_strangers(entry.to, "报送的领导", ground.roll, notices, entry.on)
    return entry


def _refuse_nobody(now: InterviewState, entry: ApprovedEntry, what: str) -> None:
    if entry.approved_by is None:
        text = f"{now.head.id} {what}，没有写批准人"
        raise refusal("approver-missing", text, "写上 --approved-by 领导")


def _approve(
    now: InterviewState, entry: ApproveInterview, ground: Ground, notices: Notices
) -> ApproveInterview:
    _refuse_nobody(now, entry, "的约谈要经批准")
    names = ground.roll.named(entry.approved_by or "", entry.on)
    held = rule_of(ground, InterviewStep.APPROVE, entry.on, now.head.cause)
    refuse_other_posts(Said(names, "约谈的批准人", entry.on), held, ground, notices)
    return entry


def _refuse_interviewers(
    now: InterviewState, names: tuple[str, ...], on: date, ground: Ground, notices: Notices
) -> None:
    """Raises DubanError where no leader in office speaks, or one whom the tier does not ask for."""
    if now.person.name in names:
        text = f"{now.person.name}是被约谈人，不能又是约谈人"
        raise refusal("same-person", text, "写上 --interviewer 领导")
    refuse_strangers("、".join(names), "约谈人", ground.roll, notices, on)
    held = rule_of(ground, SPEAKS[now.head.tier], on, now.head.cause)
    refuse_other_posts(Said(names, f"{now.head.tier}约谈的约谈人", on), held, ground, notices)


def _summon(now: InterviewState, entry: Summon, ground: Ground, notices: Notices) -> Summon:
    if entry.at < entry.on:
        text = f"{entry.on} 通知，约谈却在 {entry.at}，先后颠倒了"
        raise refusal("summoned-late", text, "改 --at，或改通知的日期（--on）")
    _refuse_interviewers(now, entry.interviewers, entry.at, ground, notices)
    return entry


def _hold(now: InterviewState, entry: HoldInterview, ground: Ground, notices: Notices) -> HoldInterview:
    _refuse_interviewers(now, entry.interviewers, entry.on, ground, notices)
    summoned = now.summoned
    if summoned is not None and summoned.at != entry.on:
        text = f"{now.head.id} 通知的是 {summoned.at}，记的是 {entry.on} 约谈"
        notices.append(Problem(Level.NOTICE, "other-day", text, "日子记错的改 --on；改过期的不用管"))
    if entry.due_on is not None:
        if entry.due_on < entry.on:
            text = f"整改报告的时限 {entry.due_on} 在约谈那天（{entry.on}）以前"
            raise refusal("due-before", text, "改 --due-on")
        return entry
    held = rule_of(ground, InterviewStep.REPORT, entry.on, now.head.cause)
    if held is None or held[1].period is None:
        text = "制度没有写单位几天内报整改报告"
        raise refusal("no-limit", text, f"duban interview hold {now.head.id} … --due-on 日期")
    due = period_due(entry.on, held[1].period, ground.calendar).on
    return msgspec.structs.replace(entry, due_on=due)


def _report(now: InterviewState, entry: ReportRemedy, _ground: Ground, _notices: Notices) -> ReportRemedy:
    unit = now.person.unit
    if entry.unit is not None and not now.register.answers_for(entry.unit, unit, entry.on):
        text = f"{now.head.id} 约谈的是{unit}，整改报告不是{entry.unit}的"
        raise refusal("wrong-unit", text, f"--unit {unit}，或不写")
    return entry


def _admonish(now: InterviewState, entry: Admonish, _ground: Ground, _notices: Notices) -> Admonish:
    if entry.decided_on > entry.on:
        text = f"{now.head.id} 的诫勉 {entry.decided_on} 才决定，不能在 {entry.on} 记"
        raise refusal("decided-later", text, "改 --decided-on，或改记的日期（--on）")
    return entry


def _close(now: InterviewState, entry: CloseInterview, ground: Ground, notices: Notices) -> CloseInterview:
    held = now.held
    for identifier in now.head.tasks if held is not None and entry.effect is Effect.SEEN else ():
        task = ground.elsewhere.find(identifier)
        said = stalled(task, held.on if held else None, entry.on) if task is not None else None
        if said is not None:
            notices.append(Problem(Level.NOTICE, "still-stalled", said, "确已见效的不用管"))
    return entry


def _cancel(
    now: InterviewState, entry: CancelInterview, _ground: Ground, _notices: Notices
) -> CancelInterview:
    _refuse_nobody(now, entry, "取消要经批准")
    return entry


GATES: Gates = {
    _A.ENTER_INTERVIEW: _enter,
    _A.CONFER: _confer,
    _A.PROPOSE_INTERVIEW: _propose,
    _A.APPROVE_INTERVIEW: _approve,
    _A.SUMMON: _summon,
    _A.HOLD_INTERVIEW: _hold,
    _A.REPORT_REMEDY: _report,
    _A.ADMONISH: _admonish,
    _A.CLOSE_INTERVIEW: _close,
    _A.CANCEL_INTERVIEW: _cancel,
}
"""By action: an entry completed, or refused; changes of what was entered stand in changes.py."""
