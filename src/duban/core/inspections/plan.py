"""The plans of inspections (督查计划): which inspection stands in which plan, as approved and changed; what may be.

Pure; a plan is a list of approvals (计划审定), each of which adds and takes out. `approve` raises errors.DubanError.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from duban.core.actions.approval import Word, refuse_other_post, unfit_approvers
from duban.core.actions.due_dates import Ground
from duban.core.engine.fold import CaseState
from duban.core.engine.journal import entries_as_of
from duban.core.inspections.life import ENDED, InspectionState
from duban.core.inspections.limits import rule_of
from duban.core.inspections.overlap import tell_overlap
from duban.core.model.inspection import ApprovePlan, InspectionPlan
from duban.core.model.record import Fault
from duban.core.model.terms import ApprovedVia
from duban.core.periods.spans import Span, parse_span
from duban.core.policy.case_steps import InspectionStep
from duban.errors import DubanError, Level, Problem, refusal

Notices = list[Problem]
Plans = Mapping[str, Mapping[str, ApprovePlan]]
"""Period (2026 or 2026-03) → number → the approval that put it in."""


def planned(
    entries: Iterable[ApprovePlan], today: date | None = None, known: datetime | None = None
) -> Plans:
    """What stands in which plan, as of a day and a moment."""
    plans: dict[str, dict[str, ApprovePlan]] = {}
    for entry in entries_as_of(entries, today, known):
        plan = plans.setdefault(entry.period, {})
        for number in entry.dropped:
            plan.pop(number, None)
        plan.update(dict.fromkeys(entry.added, entry))
    return plans


def plans_of(plans: Plans, number: str) -> tuple[tuple[str, ApprovePlan], ...]:
    """The plans in which an inspection stands, years before months, each with the approval that put it in."""
    found = [(period, plan[number]) for period, plan in plans.items() if number in plan]
    return tuple(sorted(found, key=lambda each: (len(each[0]), each[0])))


def plan_of(plans: Plans, number: str) -> tuple[str, ApprovePlan] | None:
    """The plan that counts for an inspection: that of the month before that of the year."""
    return next(reversed(plans_of(plans, number)), None)


def plan_span(period: str) -> Span:
    """The days of a period of a plan; ValueError for what PLAN_PERIOD does not match."""
    span = parse_span(period)
    if span is None:
        raise ValueError(f"{period} is no period of a plan")
    return span


def approve(now: CaseState, entry: ApprovePlan, ground: Ground, notices: Notices) -> ApprovePlan:
    """A plan takes in what is in the books and has not begun; what changes it after it was first approved says why."""
    journal: tuple[ApprovePlan, ...] = now.file.journal
    _refuse_odd(entry, now.file.year)
    _refuse_disorder(entry, journal)
    _refuse_other_word(entry, ground, notices)
    held = {each.head.id: each for each in ground.elsewhere.inspections()}
    for number in (*entry.added, *entry.dropped):
        if number not in held:
            text = f"{entry.period} 的计划里写了 {number}：没有这次督查"
            raise refusal("no-inspection", text, "先立项：duban inspect add …；duban list 查看编号")
    plan = planned(now.journal).get(entry.period, {})
    for number in entry.dropped:
        _refuse_dropped(held[number], entry, plan)
    for number in entry.added:
        _refuse_unfit(held[number], entry, plan)
        _refuse_second(number, entry, journal, ground)
        notices += _tell_odd(held[number], entry)
        tell_overlap(held[number].head, entry.on, ground, notices)
    return entry


def _refuse_other_word(entry: ApprovePlan, ground: Ground, notices: Notices) -> None:
    """Raises DubanError where another than the policy asks approved a plan, which then carries what stands in it."""
    what = f"{entry.period} 的{entry.action}"
    for problem in unfit_approvers(entry.approved_by, what, entry.on, ground.roll):
        raise DubanError(problem)
    held = rule_of(ground, InspectionStep.PLAN, entry.on)
    if held is not None and held[1].settled_by and entry.approved_via is not ApprovedVia.MEETING:
        clause = held[0].ground(held[1])
        refuse_other_post(
            Word(entry.approved_by, what, entry.on, clause, held[1].settled_by), ground, notices
        )


def _refuse_odd(entry: ApprovePlan, year: str) -> None:
    """Raises DubanError for an entry that says nothing, belongs to another year, or names one inspection twice."""
    if not entry.period.startswith(year):
        text = f"{entry.period} 的计划不在 {year} 年的计划里"
        raise refusal(
            "wrong-year", text, f"记进 {entry.period[:4]} 年的：duban inspect plan {entry.period} …"
        )
    numbers = Counter((*entry.added, *entry.dropped))
    if not numbers:
        text = f"{entry.period} 的计划没有写列入、移出哪一次督查"
        raise refusal(
            "plan-empty", text, f"duban inspect plan {entry.period} --approve 编号 --approved-by 领导"
        )
    number, times = numbers.most_common(1)[0]
    if times > 1:
        text = f"{number} 在这一笔里写了 {times} 次"
        raise refusal("plan-twice", text, "每个编号写一次，只在列入里，或只在移出里")


def _refuse_disorder(entry: ApprovePlan, journal: Iterable[ApprovePlan]) -> None:
    """Raises DubanError for a change that gives no reason, or is dated before the plan's newest."""
    days = [each.on for each in journal if each.period == entry.period]
    if days and entry.on < max(days):
        text = f"{entry.period} 的计划 {max(days)} 又审定过，不能再记 {entry.on} 的"
        way = f"--on 写 {max(days)} 或以后；duban inspect plan {entry.period} 查看"
        raise refusal("plan-order", text, way)
    if entry.approved_via is ApprovedVia.PHONE:
        text = f"{entry.period} 的督查计划不能电话批准：计划是一份审定的文件"
        raise refusal("plan-by-phone", text, "书面批准或会议审定以后再记：--approved-via 书面 或 会议")
    if entry.reason is None and (days or entry.dropped):
        text = f"{entry.period} 的计划已经审定过，再改要写原因"
        raise refusal("reason-missing", text, "写上 --reason 原因")


def _refuse_dropped(state: InspectionState, entry: ApprovePlan, plan: Mapping[str, ApprovePlan]) -> None:
    """Raises DubanError for taking out what is not in, or what was made: the plan does not unmake it."""
    number = state.head.id
    if number not in plan:
        text = f"{number} 不在 {entry.period} 的计划里，不能移出"
        raise refusal("not-planned", text, f"duban inspect plan {entry.period} 查看")
    if state.started is not None:
        text = f"{number} 在 {state.started.on} 已经开展，不能移出 {entry.period} 的计划"
        raise refusal("already-started", text, f"开展了的留在计划里：duban show {number} 查看")


def _refuse_unfit(state: InspectionState, entry: ApprovePlan, plan: Mapping[str, ApprovePlan]) -> None:
    number = state.head.id
    if number in plan:
        text = f"{number} 已在 {entry.period} 的计划里（{plan[number].on} 审定）"
        raise refusal("already-planned", text, f"duban inspect plan {entry.period} 查看")
    if state.registered_on is not None and entry.on < state.registered_on:
        text = f"{number} 在 {state.registered_on} 才立项，{entry.on} 审定的计划里不会有它"
        way = f"改 --on；立项的日子记错了的更正：duban inspect amend {number} --event 督查立项 --set 日期=…"
        raise refusal("plan-before-entry", text, way)
    if state.status in ENDED:
        raise refusal(
            "inspection-ended", f"{number} {state.status}，不能再列入计划", f"duban show {number} 查看"
        )
    began = state.started
    if began is not None and (began.on < entry.on or (began.unplanned and began.on == entry.on)):
        text = f"{number} 在 {began.on} 已经开始，{entry.on} 审定的计划不能再列入"
        raise refusal("already-started", text, "事先没有列入的，是计划外督查：实施时写 --unplanned 原因")


def _refuse_second(number: str, entry: ApprovePlan, journal: Iterable[ApprovePlan], ground: Ground) -> None:
    """Raises DubanError for one that stands in another year's plan, or another month's: it is moved by two entries."""
    own = (planned(journal, entry.on), planned(journal))
    others = (each for each in ground.elsewhere.plans().items() if each[0][:4] != entry.period[:4])
    for period, plan in (*own[0].items(), *own[1].items(), *others):
        if number in plan and period != entry.period and len(period) == len(entry.period):
            text = f"{number} 已在 {period} 的计划里（{plan[number].on} 审定），不能再列入 {entry.period} 的"
            way = (
                f"改期的先移出：duban inspect plan {period} --drop {number} --reason 改期 --approved-by 领导"
            )
            raise refusal("planned-elsewhere", text, way)


def _tell_odd(state: InspectionState, entry: ApprovePlan) -> Iterator[Problem]:
    head, span = state.head, plan_span(entry.period)
    way = f"duban inspect amend {head.id} --starts-on … --ends-on …"
    if head.starts_on is None:
        yield Problem(Level.NOTICE, "plan-without-day", f"{head.id} 列入了计划，没有写哪天开始", way)
    elif not span.start <= head.starts_on <= span.end:
        text = f"{head.id} 定在 {head.starts_on} 开始，不在 {entry.period} 里"
        yield Problem(Level.NOTICE, "plan-other-period", text, way)


def plan_faults(plan: InspectionPlan, numbers: Iterable[str]) -> Iterator[tuple[int, Fault]]:
    """What is wrong in the file of a year's plans, by the place of its entry: another year, numbers of nothing."""
    known = set(numbers)
    for place, entry in enumerate(plan.journal):
        keys = ("流水", place)
        if not entry.period.startswith(plan.year):
            text = f"{entry.period} 的计划不在 {plan.year} 年的计划里"
            yield place, Fault((*keys, "期"), "wrong-year", text, "改正，或移到那一年的计划里")
        for key, named in (("列入", entry.added), ("移出", entry.dropped)):
            for at, number in enumerate(named):
                if number not in known:
                    text = f"计划里写了 {number}：没有这次督查"
                    yield place, Fault((*keys, key, at), "no-inspection", text, "核对编号：duban list")
