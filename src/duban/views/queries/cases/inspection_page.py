"""One inspection on one page: head, group, findings with what became of them, days on site, service, what comes next.

Pure; what is still to be done, core/inspections/steps.py says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from duban.core.books.books import Books, CaseItem
from duban.core.books.facets import event_words, visits_of
from duban.core.casework.steps import Step
from duban.core.inspections.conclusions import review_until
from duban.core.inspections.endings import Ending, endings
from duban.core.inspections.life import InspectionState, Reviewed
from duban.core.inspections.steps import next_steps
from duban.core.model.events import Amend
from duban.core.model.inspection import Designation, Inspection, Member, SiteDay, Warrant
from duban.core.model.record import official_keys
from duban.core.model.terms import YesNo
from duban.views.model.fields import Field, record_of, records_of, table_of
from duban.views.model.sheet import Cell, Column, Kind, Mark, Row, Table, row

_KEYS = official_keys(Inspection)
_YES = YesNo.YES


def facts_of(books: Books, case: CaseItem) -> dict[str, Any]:
    """What `show --json` says of an inspection besides head, duties and journal."""
    state = _state(case)
    return {
        "concerned": state.concerned,
        "findings": [_finding_record(each) for each in endings(state, books.elsewhere)],
        "visits": [
            {"task": identifier, "on": seen.on, "answers": seen.answered}
            for identifier in state.head.tasks
            if (task := books.find(identifier)) is not None
            for seen in visits_of(state.head.id, task)
        ],
        "site_days": sorted({day.on for day in state.days}),
        "served": records_of(_SERVICES, _services(books, state)),
        "merged_into": state.merged_into,
        "awaiting_paper": [each.on for each in state.awaiting_paper],
        "changed_after": records_of(_CHANGES, state.changed_after),
        "next": [{"step": step.said, "how": step.way} for step in _steps(books, case)],
    }


def tables_of(books: Books, case: CaseItem) -> tuple[Sequence[Table], Sequence[Table]]:
    """The tables of the page before what is owed, and those after it, before the journal."""
    state = _state(case)
    days = len({day.on for day in state.days})
    before = (
        Table((Column("要素", shrink=0), Column("内容")), tuple(_head_rows(books, state))),
        table_of(_members(state), state.head.team, "督查组"),
        table_of(_FINDINGS, endings(state, books.elsewhere), "发现的问题"),
        table_of(_DAYS, state.days, f"现场（{days} 天）"),
        table_of(_SERVICES, _services(books, state) if state.concluded else (), "结论送达"),
    )
    return before, (table_of(_NEXT, _steps(books, case), "下一步"),)


def _state(case: CaseItem) -> InspectionState:
    state: Any = case.state
    found: InspectionState = state
    return found


def _steps(books: Books, case: CaseItem) -> tuple[Step, ...]:
    return tuple(next_steps(_state(case), books.today, books.ground(case)))


def _head_rows(books: Books, state: InspectionState) -> Iterator[Row]:
    head = state.head
    by = f"，{head.organizer}主办" if head.organizer else ""
    yield row("名义", f"{head.name}{by}")
    for warrant in head.warrants:
        yield row("依据", _warrant_text(warrant))
    if head.designation:
        yield row("指定", _designation_text(head.designation))
    if head.subject:
        yield row("主题", head.subject)
    yield row("方式", _manner_text(head))
    for name in ("content", "means", "objects", "scope", "partners"):
        value = getattr(head, name)
        if value:
            yield row(_KEYS[name], value if isinstance(value, str) else "、".join(map(str, value)))
    if set(state.objects) != set(head.objects):
        yield row("抽中的对象", "、".join(state.objects))
    if head.starts_on or head.ends_on:
        yield row("起止", f"{head.starts_on or ''} 至 {head.ends_on or ''}")
    yield from _relations(books, state)


def _manner_text(head: Inspection) -> str:
    how = [str(head.type), *map(str, (*head.setup, *head.manner))]
    how += ["回访督查"] if head.revisit is _YES else []
    how += [] if head.announced is _YES else ["不发通知"]
    how += [] if head.accompanied is _YES else ["不要陪同"]
    return "，".join(how)


def _relations(books: Books, state: InspectionState) -> Iterator[Row]:
    head = state.head
    for identifier in head.tasks:
        task = books.find(identifier)
        yield row("事项", f"{identifier} {task.task.title if task else '（没有这件事项）'}")
        if task is not None:
            for seen in visits_of(head.id, task):
                yield row("回访", f"{seen.on} {event_words(seen, task)}")
    for name in ("named_by", "rule", "period", "note"):
        if value := getattr(head, name):
            yield row(_KEYS[name], value)
    if state.merged_into:
        yield row("并入", state.merged_into)
    for change in state.changed_after:
        yield row("结论以后变更", f"{change.on} {change.field}，{change.approved_by}批准：{change.reason}")


_CHANGES: tuple[Field[Amend], ...] = (Field("on field approved_by reason"),)


def _warrant_text(warrant: Warrant) -> str:
    named = f"《{warrant.name}》" if warrant.name else ""
    clue = f"线索：{warrant.clue}" if warrant.clue else ""
    parts = (str(warrant.kind), named, warrant.doc_no, warrant.by, warrant.on and str(warrant.on), clue)
    return " ".join(part for part in parts if part)


def _designation_text(designation: Designation) -> str:
    by = " ".join(part for part in (designation.organ, designation.doc_no, str(designation.on)) if part)
    return f"{by}：{designation.scope}；{designation.duties}；到 {designation.until}"


def _members(state: InspectionState) -> tuple[Field[Member], ...]:
    def declared(member: Member) -> str:
        said = state.declared.get(member.name)
        if said is None:
            return "还没有声明"
        return f"要回避：{said.reason}" if said.aside is _YES else f"{said.on} 无回避情形"

    return (
        Field("name", Column("姓名", shrink=0)),
        Field("seat", Column("身份", shrink=0), lambda member: str(member.seat)),
        Field("", Column("单位"), lambda member: " ".join(filter(None, (member.unit, member.capacity)))),
        Field("", Column("回避声明"), declared),
    )


def _opinion(ending: Ending) -> Cell:
    """What the unit says, or by when it is asked."""
    finding = ending.finding
    if finding.answer is not None:
        told = finding.answer.opinion or ""
        if finding.answer.agreed is _YES:
            return Cell(f"认可{'：' if told else ''}{told}")
        return Cell(f"有异议：{told}", Mark.SOON if finding.disputed else None)
    if finding.consulted is None:
        return Cell("还没有征求", Mark.MUTED)
    return Cell(f"{finding.consulted.on} 征求，{finding.consulted.due_on} 前反馈")


def _ruling(ending: Ending) -> str | None:
    finding = ending.finding
    ruled = finding.settled if finding.holds else finding.given_up
    return f"{'成立' if finding.holds else '不予认定'}：{ruled.reason}" if ruled is not None else None


def _ends(ending: Ending) -> str | None:
    told = [
        " ".join(part for part in (str(each.outcome), each.task, each.to, each.doc_no) if part)
        for each in ending.entries
    ]
    told += [f"{each.outcome} {each.task}（已撤销）" for each in ending.withdrawn]
    told += [f"{each.outcome} {each.task or ''}（账上没有）" for each in ending.missing]
    told += ending.circulars or (["还没有记通报"] if ending.uncirculated else [])
    return "；".join(told) or None


_FINDINGS: tuple[Field[Ending], ...] = (
    Field("finding=place", Column("序号", Kind.INT, 0), lambda each: each.finding.place),
    Field("unit", Column("单位", shrink=2), lambda each: each.finding.unit),
    Field("fact", Column("事实", shrink=2), lambda each: each.finding.fact),
    Field("kind=found.kind", Column("类别", shrink=0), lambda each: str(each.finding.found.kind)),
    Field("", Column("证据", Kind.INT, 0), lambda each: len(each.finding.evidence)),
    Field("", Column("单位意见"), _opinion),
    Field("", Column("认定"), _ruling),
    Field("", Column("处理"), _ends),
    Field("found_on=found.on consulted_on=consulted.on answer_due_on=consulted.due_on"),
    Field("answered_on=answer.on disputed holds"),
)


def _finding_record(ending: Ending) -> dict[str, Any]:
    outcomes = [each.english for each in ending.outcomes]
    tasks = [each.task for each in ending.entries if each.task]
    return record_of(ending.finding, " ".join(each.source for each in _FINDINGS)) | {
        "outcomes": outcomes,
        "tasks": tasks,
        "circulars": list(ending.circulars),
    }


_DAYS: tuple[Field[SiteDay], ...] = (
    Field("on", Column("日期", Kind.DATE, 0)),
    Field("place", Column("地点")),
    Field("", Column("人员"), lambda day: "、".join(day.members)),
    Field("found", Column("情况", shrink=2)),
)

_NEXT: tuple[Field[Step], ...] = (
    Field("said", Column("还要做的")),
    Field("way", Column("怎样做")),
)


@dataclass(frozen=True, slots=True)
class Service:
    """Of a unit that the conclusion goes to: when it came, until when a review may be asked, what came of that."""

    unit: str
    received_on: date | None
    review_until: date | None
    reviews: tuple[Reviewed, ...]

    @property
    def told(self) -> str | None:
        """Its applications, in words."""
        return "；".join(map(_review_text, self.reviews)) or None


def _services(books: Books, state: InspectionState) -> Iterator[Service]:
    for unit in state.concerned:
        served = state.serving(unit)
        mine = (each for each in state.reviews if state.is_by(each.asked, unit))
        yield Service(unit, served.on if served else None, review_until(state, unit, books), tuple(mine))


def _review_text(review: Reviewed) -> str:
    decided, moot = review.decided, review.moot
    came = f"{decided.on} {decided.ruling}" if decided else "待决定"
    return f"{review.asked.on} 申请，" + (f"{moot.on} 结论{moot.ruling}，不用再决定" if moot else came)


_SERVICES: tuple[Field[Service], ...] = (
    Field("unit", Column("单位")),
    Field("received_on", Column("收到", Kind.DATE, 0)),
    Field("review_until", Column("复核申请到", Kind.DATE, 0)),
    Field("", Column("复核"), lambda each: each.told),
)
