"""What a template may name of one task: every field of documents/template.py that a task fills, in words.

Pure; days are written as documents write them. A field with nothing to say is empty.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from duban.core.actions.planning import lacking_elements
from duban.core.books.books import Books, Item
from duban.core.books.facets import FACET_OF
from duban.core.calendar.counting import workdays_between
from duban.core.duties.cadence import cadences_of
from duban.core.duties.cadence_text import timing_words
from duban.core.duties.planning import owed_plan, plan_told
from duban.core.grammar.figures import amount_words
from duban.core.model.events import (
    Assign,
    Close,
    Done,
    Event,
    Extend,
    Issue,
    Reopen,
    Return,
    Urge,
    Verify,
    Warn,
)
from duban.core.model.task import Indicator, Source
from duban.core.model.terms import DocKind, LedgerKind, Result, SourceKind, Status
from duban.views.model.official_document import day_text

BUSY = frozenset({Status.ASSIGNED, Status.IN_PROGRESS})


def task_fields(books: Books, item: Item) -> dict[str, str]:
    """Every field of one task."""
    return (
        _head(books, item)
        | _persons(books, item)
        | _limits(books, item)
        | _pressing(item)
        | _problems(books, item)
        | _result(item)
    )


def unit_fields(books: Books, name: str) -> dict[str, str]:
    """What a template may name of one unit that it goes to: its name and persons, as the register has them."""
    unit = books.register.find(name)
    liaison = unit.liaison if unit else None
    return {
        "单位": name,
        "主要负责人": (unit.principal or "") if unit else "",
        "分管负责人": (unit.deputy or "") if unit else "",
        "联络员": liaison.name if liaison else "",
        "联络员电话": str(liaison.phone) if liaison and liaison.phone is not None else "",
    }


def _persons(books: Books, item: Item) -> dict[str, str]:
    """The persons of the leads, as the register has them; with several leads each with its unit."""
    named = (("第一责任人", "principals"), ("直接责任人", "deputies"), ("联络员", "liaisons"))
    units = [unit_fields(books, unit) for unit in lead_names(books, item)]
    return {title: _told(books, item, facet) for title, facet in named} | {
        "单位": "、".join(unit["单位"] for unit in units),
        "主要负责人": _told(books, item, "principals"),
        "分管负责人": _told(books, item, "deputies"),
        "联络员电话": "、".join(filter(None, (unit["联络员电话"] for unit in units))),
    }


def _told(books: Books, item: Item, facet: str) -> str:
    return "、".join(each.words for each in FACET_OF[facet].tell(books, item))


def last_urge(item: Item) -> Urge | None:
    """The last 催办 of a task in its present round."""
    return item.state.urges[-1] if item.state.urges else None


def last_warning(item: Item) -> Warn | None:
    """The last 预警 of a task."""
    return item.state.warnings[-1] if item.state.warnings else None


def lead_names(books: Books, item: Item) -> tuple[str, ...]:
    """The full names, as of today, of the units that lead a task."""
    return tuple(books.register.current(unit, books.today) for unit in item.leads)


def support_names(books: Books, item: Item) -> tuple[str, ...]:
    """The full names, as of today, of the units that support a task."""
    return tuple(books.register.current(unit, books.today) for unit in item.state.support)


def leader_name(books: Books, name: str | None, on: date | None = None) -> str:
    """The leaders of a field, each with the title of that day (else today): 县长沈怀远 is written 沈怀远（县长）."""
    roll, day = books.roll, on or books.today
    titles = {each.name: each.title for each in roll.posts(day)}
    named = roll.named(name, day) if name else ()
    return "、".join(f"{each}（{titles[each]}）" if titles.get(each) else each for each in named)


def _head(books: Books, item: Item) -> dict[str, str]:
    task = item.task
    written = [
        f"{each.leader}{f'（{day_text(each.on)}）' if each.on else ''}"
        + (f"：{each.text}" if each.text else "批示")
        for each in task.instructions
    ]
    return {
        "编号": task.id,
        "事项": task.title,
        "来源": "、".join(_source(each) for each in task.sources[:1]) or _without_source(item),
        "批示": "\n".join(written),
        "批示领导": "、".join(
            dict.fromkeys(leader_name(books, each.leader, each.on) for each in task.instructions)
        ),
        "台账": item.ledger.name,
        "缓急": str(task.urgency or ""),
        "状态": str(item.state.status),
        "牵头领导": leader_name(books, task.lead_leader),
        "分管领导": leader_name(books, task.leader_in_charge),
        "牵头单位": "、".join(lead_names(books, item)),
        "配合单位": "、".join(support_names(books, item)),
        "责任人": task.owner or "",
        "承办人": task.handler or "",
        "岗位": task.post or "",
        "督办人": task.clerk or "",
        "工作要求": task.requirements or "",
        "工作措施": task.measures or "",
        "工作标准": task.standard or "",
        "量化指标": "；".join(map(_target, task.indicators)),
        "时序进度": "\n".join(
            f"{day_text(node.due_on)}前，{node.name}" + (f"（{node.owner}）" if node.owner else "")
            for node in task.milestones
        ),
        "反馈周期": _cadence(books, item),
        "推进计划": _plan(books, item),
    }


def _source(source: Source) -> str:
    """A source as a sentence cites it."""
    name = (source.name or "").strip("《》")
    match source.kind:
        case SourceKind.MEETING:
            named = f"{name}{f'（{source.session}）' if source.session else ''}" if name else "会议"
            return f"{named}议定事项"
        case SourceKind.INSTRUCTION if not name:
            return "领导批示"
        case _ if not name:
            return str(source.kind)
        case _:
            more = f"（{source.doc_no}）" if source.doc_no else ""
            return f"《{name}》{more}{source.clause or ''}"


def _without_source(item: Item) -> str:
    return "领导批示" if item.task.instructions else str(item.ledger.kind)


def _target(indicator: Indicator) -> str:
    return f"{indicator.name}{amount_words(indicator.target, indicator.measure)}"


def _cadence(books: Books, item: Item) -> str:
    policy = books.policies.at(books.today)
    rules = cadences_of(policy, item.task, item.ledger.kind)
    names = [
        f"每{rule.every}{timing_words(rule.timing)}报告一次" for rule in rules if rule.in_force(books.today)
    ]
    cadence = "、".join(dict.fromkeys(names)) or "一次性，办结时报送"
    starts = [standing.assigned for standing in item.state.lead_standings()]
    first = next((day for each in starts if isinstance(each, Assign) and (day := each.first_report)), None)
    return f"{cadence}，首次{day_text(first)}" if first else cadence


def _plan(books: Books, item: Item) -> str:
    """By when the lead is to send its 推进计划, and what it has to say; empty where it owes none, or has sent it."""
    standing = owed_plan(item.state)
    told = plan_told(standing) if standing is not None else None
    if told is None:
        return ""
    wanted = lacking_elements(item.state, books.policies.at(told.on), books.ground(item), told)
    return f"{_day(told.plan_due_on)}前报送" + (f"，写明{'、'.join(wanted)}" if wanted else "")


def _day(on: date | None, *, provisional: bool = False) -> str:
    return "" if on is None else day_text(on) + ("（暂定）" if provisional else "")


def _limits(books: Books, item: Item) -> dict[str, str]:
    state = item.state
    duty = next(
        (each for each in books.duties_of(item) if each.kind == "时限" and each.unit in state.leads), None
    )
    original = state.original_due_on
    moved = [
        f"经{event.approved_by or '批准'}同意，{day_text(event.on)}调整到{day_text(event.due_on)}"
        for event in state.extensions
        if event.milestone is None
    ]
    assigned = min((each.assigned.on for each in state.lead_standings()), default=None)
    signed = [each.signed_on for each in state.lead_standings() if each.signed_on]
    return {
        "交办日期": _day(assigned),
        "收悉": f"已于{day_text(max(signed))}收悉" if signed else "已收悉",
        "时限": _day(state.due_on, provisional=books.is_provisional(item)),
        "整改时限": _day(rectify_by(item)),
        "原定时限": _day(original if original != state.due_on else None),
        "时限依据": duty.ground if duty else "",
        "延期情况": "；".join(moved),
        "逾期情况": _lateness(books, item),
        "逾期工作日": str(late_workdays(books, item) or ""),
    }


def rectify_by(item: Item) -> date | None:
    """By when it is to be put right: the day that a 退回 or failed 核验 set, else the limit; the later word counts."""
    order = {id(event): place for place, event in enumerate(item.state.journal)}
    days = []
    for standing in item.state.lead_standings():
        told = [(order.get(id(each.event), -1), each.due_on) for each in standing.limits if each.due_on]
        told += [
            (order.get(id(each.event), -1), each.event.due_on)
            for each in standing.voided
            if each.event.due_on
        ]
        days += [day for _, day in sorted(told)[-1:]]
    return max(days, default=None)


def this_round(item: Item) -> list[Event]:
    """What happened since the task was last started anew, that first; all of it where it never was."""
    journal = item.state.journal
    begun = [place for place, event in enumerate(journal) if isinstance(event, Reopen)]
    return journal[begun[-1] :] if begun else journal


def earlier_rounds(item: Item) -> list[str]:
    """How each round before this one ended, and why the next began (反弹, 失实)."""
    told, closed = [], None
    for event in item.state.journal:
        if isinstance(event, Close):
            closed = event.on
        elif isinstance(event, Reopen):
            ended = f"{day_text(closed)}销号，" if closed else ""
            told.append(f"{ended}{day_text(event.on)}{event.finding or '重启'}：{event.reason}")
    return told


def late_workdays(books: Books, item: Item) -> int:
    """Working days by which the leads of a task are late on the day of the books."""
    return books.late_workdays(item)


def _lateness(books: Books, item: Item) -> str:
    due_on = item.state.due_on
    if due_on is None or item.state.status not in BUSY:
        return ""
    if books.is_overdue(item):
        return f"已逾期{late_workdays(books, item)}个工作日"
    if due_on == books.today:
        return "今日到期"
    left = workdays_between(books.today, due_on, books.calendar)
    return f"距时限还有{left}个工作日" if left else "即将到期"


def _pressing(item: Item) -> dict[str, str]:
    state = item.state
    urge, warning = last_urge(item), last_warning(item)
    told = [
        f"{day_text(each.on)}第{each.nth or number}次" + (f"（{each.via}）" if each.via else "")
        for number, each in enumerate(state.urges, 1)
    ]
    feedback = [event for event in this_round(item) if event in state.feedback]
    news = [event for event in feedback if getattr(event, "done", None)]
    troubles = [event for event in feedback if getattr(event, "issues", None)]
    return {
        "进度": f"{state.percent}%" if state.percent is not None else "",
        "进展": _said(news, "done"),
        "困难问题": _said(troubles, "issues"),
        "催办次序": f"第{urge.nth or len(state.urges)}次" if urge else "",
        "催办情况": "；".join(told),
        "预警级别": f"{warning.level}色" if warning else "",
        "预警日期": day_text(warning.on) if warning else "",
        "预警对象": (warning.whom or warning.unit or "") if warning else "",
        "预警原因": (warning.reason or "") if warning else "",
        "研判": (warning.forecast or "") if warning else "",
    }


def _said(events: Sequence[Event], name: str) -> str:
    return str(getattr(events[-1], name)) if events else ""


def is_rectification(item: Item) -> bool:
    """Whether a task is there to put a problem right: one of that ledger, or one that says its problem."""
    return item.ledger.kind is LedgerKind.RECTIFICATION or item.task.problem is not None


def _origin(books: Books, item: Item) -> str:
    """Where the problem of a rectification was found: the conclusion of an inspection, else what its source says."""
    number, _, place = (item.task.found_in or "").partition("/")
    if not number:
        return _source(item.task.sources[0]) if item.task.sources else ""
    case = books.find(number)
    papers = [
        entry.doc_no
        for entry in (case.state.journal if case else ())
        if isinstance(entry, Issue) and entry.kind is DocKind.INSPECTION_CONCLUSION
        if any(books.register.same(entry.unit or "", lead) for lead in item.leads)
    ]
    if papers and papers[-1]:
        return f"督查结论（{papers[-1]}）问题{item.task.found_in}"
    return f"督查项目{number}第{place}个问题"


def _missed(item: Item) -> list[date]:
    """The days that had passed when a later one was set."""
    pairs = (pair for standing in item.state.lead_standings() for pair in pairwise(standing.limits))
    missed = {
        old.due_on
        for old, new in pairs
        if old.due_on and isinstance(new.event, Extend) and old.due_on < new.event.on
    }
    return sorted(missed)


def _against(books: Books, item: Item) -> str:
    """Which provision was broken, as the inspection says that found the problem."""
    number, _, place = (item.task.found_in or "").partition("/")
    case = books.find(number) if number else None
    findings: Mapping[int, Any] = getattr(case.state, "findings", {}) if case else {}
    finding = findings.get(int(place)) if place.isdecimal() else None
    return f"违反{finding.found.against}" if finding is not None and finding.found.against else ""


def _problems(books: Books, item: Item) -> dict[str, str]:
    found: list[str] = []
    grounds: list[str] = []
    since = this_round(item)
    anew = [told for each in since[:1] if (told := _begun_anew(each))]
    last = [told for each in since if (told := _found_wanting(each))][-1:]
    for problem, ground in (*anew, *last):
        found.append(problem)
        grounds.append(ground)
    origin = _origin(books, item)
    if item.ledger.kind is LedgerKind.INSPECTION or is_rectification(item):
        found.insert(0, item.task.problem or item.task.title)
        grounds.insert(0, "；".join(filter(None, (origin or "督查发现", _against(books, item)))))
    late = [f"未在{_day(day)}前办结" for day in _missed(item)]
    if books.is_overdue(item):
        late.append(f"未在{_day(item.state.due_on)}前办结，{_lateness(books, item)}")
    if late:
        found += late
        grounds.append("时限要求")
    by = rectify_by(item)
    return {
        "整改问题": "\n".join(dict.fromkeys(found)),
        "整改依据": "；".join(dict.fromkeys(grounds)),
        "整改来源": origin,
        "整改类型": str(item.task.pace or ""),
        "整改目标": item.task.goal or "",
        "整改限期": f"于{_day(by)}前完成，" if by else "",
    }


def _begun_anew(event: Event) -> tuple[str, str] | None:
    """Why a task that had been closed was started anew, and where that stands."""
    if not isinstance(event, Reopen):
        return None
    return f"{event.finding or '重启'}：{event.reason}", f"{day_text(event.on)}重启"


def _found_wanting(event: Event) -> tuple[str, str] | None:
    """What a report was sent back for, or a verification found, and where that stands; None for other events."""
    if isinstance(event, Return):
        return event.missing, f"{day_text(event.on)}退回"
    if isinstance(event, Verify) and event.result is Result.FAIL:
        problem = "：".join(str(part) for part in (event.failure or "核验不通过", event.note) if part)
        return problem, f"{day_text(event.on)}{event.method}核验不通过"
    return None


def _result(item: Item) -> dict[str, str]:
    reports: Iterable[Done] = [event for event in item.state.reports if event.done or event.done_on]
    since = this_round(item)
    report = next((each for each in reversed(list(reports)) if each in since), None)
    check = item.state.verification
    actuals = {each.name: each.actual for source in (report, check) if source for each in source.actuals}
    reached = [
        f"{each.name}：目标{amount_words(each.target, each.measure)}，"
        f"实绩{amount_words(actuals[each.name], each.measure)}"
        for each in item.task.indicators
        if each.name in actuals
    ]
    done_on = (report.done_on or report.on) if report else None
    checked = f"{day_text(check.on)}{check.method}核验" if check else ""
    return {
        "办结日期": _day(done_on),
        "办结情况": (report.done or "") if report else "",
        "指标实绩": "；".join(reached),
        "核验情况": checked + (f"：{check.note}" if check and check.note else ""),
        "核验结论": str(check.result) if check else "",
    }
