"""What an entry of an appraisal needs besides its place in the journal: who may, on whose word, by when.

Each function completes an entry or raises errors.DubanError with the way out; what only ought to be is a notice.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from duban.core.actions.due_dates import Ground
from duban.core.casework.changes import Gates, Notices
from duban.core.duties.duty import period_due
from duban.core.model.appraisals.records import (
    AppealScore,
    Appraisal,
    ApproveScores,
    CancelAppraisal,
    DraftScores,
    FrozenScore,
    HandInPaper,
    ListAppraisal,
    MarkUnits,
    NamePrincipal,
    OpenAppraisal,
    PublishScores,
    ReviewScore,
    ServeScores,
    UseScores,
)
from duban.core.model.appraisals.scheme import Opinion
from duban.core.model.appraisals.terms import AppraisalAction, ReviewResult, ScoreUse
from duban.core.model.inspection import Approved
from duban.core.model.terms import ApprovedVia
from duban.core.periods.spans import parse_span
from duban.core.scoring.life import AppraisalState
from duban.core.scoring.numbers import exact, written
from duban.core.scoring.outcome import refuse_unjudged
from duban.core.scoring.schemes import scheme_faults
from duban.errors import DubanError, Level, Problem, refusal

_A = AppraisalAction


def refuse_head(head: Appraisal, register: Any) -> None:  # noqa: ANN401 - of a decision or of books
    """Raises DubanError for a head that no appraisal may have, when it is entered or changed."""
    span = parse_span(head.period)
    if span is None:
        raise refusal("no-period", f"考核期“{head.period}”看不懂", "写成 2026、2026H1、2026Q3 或 2026-09")
    seen: dict[str, str] = {}
    for unit in head.units:
        held = register.find(unit)
        if held is None:
            raise refusal(
                "unknown-unit", f"{head.id} 的考核对象“{unit}”不在单位名册里", f"duban unit add {unit}"
            )
        if register.same(unit, head.organizer):
            text = f"{head.id} 由{head.organizer}主办，自己不参加考核、不排名"
            raise refusal("office-appraised", text, f"从组别里去掉{unit}")
        if held.name in seen:
            text = f"{unit}写了两次（也写作{seen[held.name]}）"
            raise refusal("unit-twice", text, "一个单位只在一个组别里")
        seen[held.name] = unit
    called = f"{head.id} 的方案“{head.scheme.name}”："
    problems = [
        Problem(Level.ERROR, each.code, called + each.message, each.advice, each.clause)
        for each in scheme_faults(head.scheme, span.start)
    ]
    if problems:
        raise DubanError(*problems)


def _open(now: AppraisalState, entry: OpenAppraisal, ground: Ground, notices: Notices) -> OpenAppraisal:
    refuse_head(now.head, ground.register)
    why = now.internal
    if why and now.scheme.document is None:
        text = f"{now.head.id} 只是内部测算，不排名：{why}"
        way = "要排名的，在考核期开始以前印发本机关的方案，写进 考核/方案/，列入考核计划"
        notices.append(Problem(Level.NOTICE, "internal-only", text, way))
    return entry


def _list(now: AppraisalState, entry: ListAppraisal, _ground: Ground, notices: Notices) -> ListAppraisal:
    _refuse_nobody(now, entry, "列入考核计划")
    if entry.on > now.span.end:
        text = f"{now.head.id} {entry.on} 才列入计划，考核期 {now.span.end} 已经结束，只能内部测算"
        notices.append(Problem(Level.NOTICE, "listed-late", text, "列入的日子记错了的改 --on"))
    return entry


def _refuse_nobody(now: AppraisalState, entry: Approved, what: str) -> None:
    if entry.approved_by is None:
        raise refusal("approver-missing", f"{now.head.id} {what}，没有写批准人", "写上 --approved-by 领导")
    if entry.approved_via is ApprovedVia.PHONE:
        text = f"{now.head.id} {what}不能电话批准：结果要交组织人事"
        raise refusal("appraisal-by-phone", text, "书面批准或会议审定以后再记")


def _cited(now: AppraisalState) -> str:
    """The clause of the scheme on appeals, as it is printed."""
    document = now.scheme.document
    return f"{document.number if document else now.scheme.title} {now.scheme.terms.clause}"


def _unit(now: AppraisalState, name: str | None) -> str:
    """The unit that an entry is of. Raises DubanError where none is named, or one that is not appraised."""
    if name is None:
        raise refusal("unit-missing", f"{now.head.id} 没有写是哪个单位", "写上 --unit 单位")
    found = now.unit_named(name)
    if found is None:
        text = f"{name}不是 {now.head.id} 的考核对象"
        raise refusal("not-appraised", text, f"duban show {now.head.id} 查看对象")
    return found


def _mark(now: AppraisalState, entry: MarkUnits, ground: Ground, notices: Notices) -> MarkUnits:
    items = {
        item.name: item for item in now.scheme.items if any(isinstance(rule, Opinion) for rule in item.rules)
    }
    item = items.get(entry.item)
    if item is None:
        names = "、".join(items) or "没有"
        text = f"{now.head.id} 的方案里“{entry.item}”不是评议的项目"
        raise refusal("no-opinion", text, f"要评分的项目：{names}")
    given = {
        now.unit_named(each.unit)
        for other in now.marks
        if (other.item, other.judge) == (entry.item, entry.judge)
        for each in other.marks
    }
    marks = []
    for each in entry.marks:
        unit = _unit(now, each.unit)
        if not 0 <= exact(each.marks) <= exact(item.full):
            text = f"{entry.judge}给{unit}的“{entry.item}”打了 {each.marks} 分，满分是 {written(exact(item.full))}"
            raise refusal("marks-beyond", text, f"写 0 到 {written(exact(item.full))} 之间的分")
        if unit in given:
            text = f"{entry.judge}已经给{unit}的“{entry.item}”打过分"
            raise refusal(
                "marked-twice", text, f"打错的更正：duban score amend {now.head.id} --event {entry.action}"
            )
        given.add(unit)
        marks.append(msgspec.structs.replace(each, unit=unit))
    held = ground.register.find(entry.judge)
    own = [unit for unit in (each.unit for each in marks) if _belongs(entry.judge, unit, ground)]
    if own or held is not None:
        text = f"评议人{entry.judge}是{own[0] if own else entry.judge}的人，不能给自己的单位打分"
        raise refusal("judge-of-own", text, "换一位评议人")
    if ground.roll and any(True for _ in ground.roll.strangers(entry.judge)):
        text = f"评议人“{entry.judge}”不在领导名册里"
        way = f"是领导的先登记：duban unit leader {entry.judge} --title 职务"
        notices.append(Problem(Level.NOTICE, "judge-unknown", text, way))
    return msgspec.structs.replace(entry, marks=tuple(marks))


def _belongs(person: str, unit: str, ground: Ground) -> bool:
    """Whether the register has a person as one of a unit."""
    held = ground.register.find(unit)
    if held is None:
        return False
    return person in {held.principal, held.deputy, held.liaison.name if held.liaison else None}


def _name(now: AppraisalState, entry: NamePrincipal, ground: Ground, notices: Notices) -> NamePrincipal:
    unit, span = _unit(now, entry.unit), now.span
    if entry.until < entry.since:
        raise refusal(
            "post-backwards", f"{entry.person}的任职 {entry.since} 至 {entry.until}，先后颠倒了", "改日期"
        )
    if entry.until < span.start or entry.since > span.end:
        text = f"{entry.person}在{unit}的任职不在考核期 {now.head.period} 里"
        raise refusal("post-outside", text, f"考核期是 {span.start} 至 {span.end}")
    for other in now.principals:
        if now.unit_named(other.unit) == unit and other.since <= entry.until and entry.since <= other.until:
            text = f"{unit}的主要负责人 {other.since} 至 {other.until} 记的是{other.person}，重叠了"
            raise refusal(
                "posts-overlap", text, f"记错的更正：duban score amend {now.head.id} --event {entry.action}"
            )
    held = ground.register.find(unit)
    known = held.principal if held is not None else None
    if known and known != entry.person and entry.until >= ground.today:
        text = f"账上{unit}的主要负责人是{known}，不是{entry.person}"
        way = f"换了人的改单位：duban unit amend {unit} --principal {entry.person}；记错的更正"
        notices.append(Problem(Level.NOTICE, "other-principal", text, way))
    return msgspec.structs.replace(entry, unit=unit)


def _draft(now: AppraisalState, entry: DraftScores, _ground: Ground, _notices: Notices) -> DraftScores:
    if entry.on <= now.span.end:
        text = f"{now.head.id} 的考核期到 {now.span.end} 才结束，{entry.on} 不能初评"
        raise refusal("period-running", text, f"先试算：duban score try {now.head.id}")
    refuse_unjudged(now)
    _refuse_other_units(now, entry.scores)
    return entry


def _refuse_other_units(now: AppraisalState, scores: Sequence[FrozenScore]) -> None:
    """Raises DubanError where a result is not of just the units that are appraised, or ranks where nobody may be."""
    units = [each.unit for each in scores if each.person is None]
    if sorted(units) != sorted(now.head.units):
        raise refusal(
            "other-units", f"{now.head.id} 的成绩不是它的全部对象，每个一份", "由命令写：duban score draft"
        )
    if now.internal and any(each.rank is not None for each in scores):
        raise refusal(
            "ranked-internal", f"{now.head.id} 只能内部测算，成绩里却有位次：{now.internal}", "由命令写"
        )


def _serve(now: AppraisalState, entry: ServeScores, _ground: Ground, _notices: Notices) -> ServeScores:
    unit = _unit(now, entry.unit)
    if unit in now.served and now.approved is None:
        text = f"{unit} {now.served[unit].on} 已经收到这份成绩"
        raise refusal("served-already", text, f"duban log {now.head.id} 查看")
    return msgspec.structs.replace(entry, unit=unit)


def appeal_until(now: AppraisalState, unit: str, ground: Any) -> date | None:  # noqa: ANN401 - of a decision or of books
    """The last day on which a unit may appeal, counted from its receipt; None where it has not got its sheet."""
    served = now.served.get(unit)
    return period_due(served.on, now.scheme.terms.apply, ground.calendar).on if served is not None else None


def _appeal(now: AppraisalState, entry: AppealScore, ground: Ground, notices: Notices) -> AppealScore:
    unit = _unit(now, entry.unit)
    until = appeal_until(now, unit, ground)
    if until is None:
        text = f"{unit}还没有收到成绩单，申诉从收到起算"
        raise refusal(
            "not-served", text, f"先送达：duban score serve {now.head.id} --unit {unit} --receiver 姓名"
        )
    if entry.on > until:
        text = f"{unit} {now.served[unit].on} 收到成绩单，申诉到 {until} 为止，{entry.on} 已经过了"
        raise refusal("appeal-late", text, "收到的日子记错的，更正考核送达；不再受理的不记", _cited(now))
    if any(now.register.same(each.entry.unit or "", unit) for each in now.waiting):
        text = f"{unit}的申诉还没有复核，不能再记一次"
        raise refusal("appeal-waiting", text, f"duban score review {now.head.id} --unit {unit}")
    due = period_due(entry.on, now.scheme.terms.decide, ground.calendar).on
    told, way = f"{unit}的申诉要在 {due} 以前复核", f"duban score review {now.head.id} --unit {unit}"
    notices.append(Problem(Level.NOTICE, "review-due", told, way))
    return msgspec.structs.replace(entry, unit=unit)


def _review(now: AppraisalState, entry: ReviewScore, ground: Ground, _notices: Notices) -> ReviewScore:
    unit = _unit(now, entry.unit)
    if not any(now.register.same(each.entry.unit or "", unit) for each in now.waiting):
        raise refusal("no-appeal", f"{unit}没有等着复核的申诉", f"duban show {now.head.id} 查看")
    busy = {each.judge for each in now.marks} | ({now.draft.by} if now.draft else set())
    for name in entry.reviewers:
        if name in busy:
            text = f"{name}评过分或做过初评，复核要回避"
            raise refusal("reviewer-barred", text, "换一位复核人：--reviewer 姓名")
        if _belongs(name, unit, ground):
            raise refusal(
                "reviewer-barred", f"{name}是{unit}的人，复核要回避", "换一位复核人：--reviewer 姓名"
            )
    if entry.result is ReviewResult.KEPT and entry.struck:
        raise refusal("review-odd", "维持的复核不撤销记分", "结论写 改变，或去掉 --strike")
    return msgspec.structs.replace(entry, unit=unit)


def _approve(now: AppraisalState, entry: ApproveScores, ground: Ground, notices: Notices) -> ApproveScores:
    head = now.head
    _refuse_nobody(now, entry, "审定")
    unserved = now.unserved()
    if unserved:
        text = f"{head.id} 还没有反馈给{'、'.join(unserved)}"
        way = f"duban score serve {head.id} --unit {unserved[0]} --receiver 姓名"
        raise refusal("not-served", text, way)
    for each in now.waiting:
        way = f"duban score review {head.id} --unit {each.entry.unit} --reviewer 姓名 --result 维持 --reason 理由"
        raise refusal("appeal-waiting", f"{each.entry.unit} {each.entry.on} 的申诉还没有复核", way)
    answered = {each.entry.unit for each in now.appeals}
    open_until = {
        unit: until
        for unit in head.units
        if unit not in answered
        and (until := appeal_until(now, unit, ground)) is not None
        and until >= entry.on
    }
    if open_until:
        unit, until = max(open_until.items(), key=lambda each: each[1])
        text = f"{head.id} 的申诉期还没有过：{unit}到 {until} 为止都可以申诉"
        raise refusal("appeal-open", text, f"{until} 以后再审定", _cited(now))
    _refuse_other_units(now, entry.scores)
    limit = reapproval_due(now, ground)
    if limit is not None and entry.on > limit:
        text = f"复核改变了结果，再审定到 {limit} 为止，{entry.on} 已经过了"
        notices.append(Problem(Level.NOTICE, "approved-late", text, "如实记下，不用改日子", _cited(now)))
    return entry


def reapproval_due(now: AppraisalState, ground: Any) -> date | None:  # noqa: ANN401 - of a decision or of books
    """By when a result that a review changed is to be settled anew; None where none was, or the scheme says nothing."""
    period = now.scheme.terms.approve
    if period is None or not now.changed:
        return None
    return period_due(max(each.on for each in now.changed), period, ground.calendar).on


def _publish(now: AppraisalState, entry: PublishScores, _ground: Ground, _notices: Notices) -> PublishScores:
    if now.internal:
        text = f"{now.head.id} 只是内部测算，不能通报：{now.internal}"
        raise refusal("internal-only", text, "要通报的，先有本机关的方案和考核计划，下一期再考核")
    return entry


def _use(now: AppraisalState, entry: UseScores, ground: Ground, _notices: Notices) -> UseScores:
    unit = _unit(now, entry.unit)
    if entry.rectification is not None:
        if entry.use not in {ScoreUse.HELP, ScoreUse.OTHER}:
            raise refusal("use-odd", f"{entry.use}不写整改事项", "帮促整改的写 --use 帮促整改")
        if ground.elsewhere.find(entry.rectification) is None:
            raise refusal("no-fact", f"{entry.rectification} 不在账上", "先立项：duban rectify add …")
    if entry.due_on is not None and entry.use is not ScoreUse.SELF_CRITICISM:
        raise refusal("use-odd", f"{entry.use}不写时限", "要单位在哪天以前报来的，只有 --use 书面检查")
    if entry.due_on is not None and entry.due_on < entry.on:
        raise refusal("due-before", f"书面检查的时限 {entry.due_on} 在 {entry.on} 以前", "改 --due-on")
    return msgspec.structs.replace(entry, unit=unit)


def _hand_in(now: AppraisalState, entry: HandInPaper, _ground: Ground, _notices: Notices) -> HandInPaper:
    """A paper answers one that was asked for and has not come. One that stands already is itself no second."""
    entry = msgspec.structs.replace(entry, unit=_unit(now, entry.unit))
    owed = [asked for asked, came in now.criticisms if came is None or came == entry]
    if not any(now.answers(entry, asked) for asked in owed):
        whose = f"{entry.unit}{entry.person or ''}"
        asked = "--use 书面检查 --organ 机关 --measure 内容 --due-on 日期"
        way = f"先记：duban score use {now.head.id} --unit {entry.unit} {asked}"
        raise refusal("nothing-owed", f"{now.head.id} 没有要{whose}报书面检查，或者已经报来", way)
    return entry


def _cancel(
    now: AppraisalState, entry: CancelAppraisal, _ground: Ground, _notices: Notices
) -> CancelAppraisal:
    _refuse_nobody(now, entry, "取消")
    return entry


GATES: Gates = {
    _A.OPEN_APPRAISAL: _open,
    _A.LIST_APPRAISAL: _list,
    _A.MARK_UNITS: _mark,
    _A.NAME_PRINCIPAL: _name,
    _A.DRAFT_SCORES: _draft,
    _A.SERVE_SCORES: _serve,
    _A.APPEAL_SCORE: _appeal,
    _A.REVIEW_SCORE: _review,
    _A.APPROVE_SCORES: _approve,
    _A.PUBLISH_SCORES: _publish,
    _A.USE_SCORES: _use,
    _A.HAND_IN_PAPER: _hand_in,
    _A.CANCEL_APPRAISAL: _cancel,
}
"""By action: an entry completed, or refused; changes of what was entered stand in changes.py."""
