"""督查计划: a year's or a month's plan of inspections, the last days counted back, and what would be inspected twice.

Pure; which inspections those are, core/inspections/outlook.py says.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from duban.core.books.books import Books
from duban.core.cases.appraisal import APPRAISAL
from duban.core.cases.inspection import INSPECTION
from duban.core.engine.journal import entries_as_of
from duban.core.inspections.life import InspectionState
from duban.core.inspections.outlook import Doubled, Planned, Standing, doubled, is_plan_of, outlook
from duban.core.inspections.overlap import way_out
from duban.core.inspections.plan import planned
from duban.core.model.appraisals.terms import AppraisalStatus
from duban.core.model.inspection import ApprovePlan, Inspection, Member
from duban.core.model.inspection_terms import InspectionName, InspectionStatus, Seat
from duban.core.model.record import english
from duban.core.model.terms import Every
from duban.core.periods.spans import Span
from duban.core.scoring.life import AppraisalState
from duban.views.footnotes import as_of, closing_notes
from duban.views.model.fields import record_of
from duban.views.model.sheet import Cell, Column, Group, Kind, Mark, Row, Sheet, Table, row

_COLUMNS = (
    Column("编号", shrink=0),
    Column("督查事项", shrink=2),
    Column("依据", shrink=2),
    Column("类别", shrink=1),
    Column("主办", shrink=1),
    Column("参加单位", shrink=1),
    Column("对象", shrink=2),
    Column("方式", shrink=1),
    Column("时间", shrink=0),
    Column("督查组", shrink=1),
    Column("备案、审定", shrink=1),
    Column("状态", shrink=0),
)


_APPRAISALS = (
    Column("编号", shrink=0),
    Column("考核", shrink=2),
    Column("主办", shrink=1),
    Column("列入", Kind.DATE, 0),
    Column("计划、文号", shrink=2),
    Column("批准人", shrink=0),
    Column("状态", shrink=0),
)


class PlanSeen(msgspec.Struct, frozen=True):
    """The plan of a period as of the day of the books; of a year the approvals of its months too."""

    span: Span
    rows: tuple[Planned, ...]
    doubled: tuple[Doubled, ...]
    approvals: tuple[ApprovePlan, ...]
    appraisals: tuple[AppraisalState, ...] = ()

    @property
    def unfiled(self) -> tuple[Planned, ...]:
        """What is still to be filed, or to be handed in."""
        return tuple(each for each in self.rows if each.unfiled)


def inspections_of(books: Books) -> list[InspectionState]:
    """Every inspection in the books."""
    states: list[Any] = [case.state for case in books.cases if case.kind is INSPECTION]
    return states


def plan_seen(books: Books, span: Span) -> PlanSeen:
    """The plan of a year or a month."""
    entries = [each for plan in books.plans for each in plan.journal]
    plans = planned(entries, books.today, books.known)
    states = inspections_of(books)
    rows = outlook(states, plans, span, books)
    told = entries_as_of(entries, books.today, books.known)
    made = sorted((entry for entry in told if is_plan_of(entry.period, span)), key=lambda each: each.on)
    appraised = appraisals_of(books, span)
    return PlanSeen(span, tuple(rows), tuple(doubled(states, rows, books)), tuple(made), tuple(appraised))


def appraisals_of(books: Books, span: Span) -> list[AppraisalState]:
    """The appraisals of a year, which the plan of 督查检查考核 holds beside the inspections; that of a month none."""
    if span.every is not Every.YEAR:
        return []
    states: list[Any] = [case.state for case in books.cases if case.kind is APPRAISAL]
    return [
        each
        for each in states
        if each.span.start.year == span.start.year and each.status is not AppraisalStatus.CANCELLED
    ]


def plan_record(books: Books, seen: PlanSeen) -> dict[str, Any]:
    """`inspect plan --json`."""
    return {
        "period": seen.span.label,
        "today": books.today,
        "approvals": [english(each) for each in seen.approvals],
        "inspections": [_record(each) for each in seen.rows],
        "overlaps": [
            {
                "task": each.later.head.id,
                "other": each.earlier.head.id,
                "months": each.months,
                "ground": each.ground,
                "command": _merging(each),
            }
            for each in seen.doubled
        ],
        "appraisals": [_appraisal_record(each) for each in seen.appraisals],
    }


def _appraisal_record(state: AppraisalState) -> dict[str, Any]:
    listed = state.listed
    return record_of(state.head, "task=id title organizer period") | {
        "status": state.status.english,
        "plan": listed.plan if listed else None,
        "doc_no": listed.doc_no if listed else None,
        "approved_on": listed.on if listed else None,
        "approved_by": listed.approved_by if listed else None,
    }


def _record(each: Planned) -> dict[str, Any]:
    head = each.state.head
    period, approval = each.plans[-1] if each.plans else (None, None)
    record = record_of(head, "task=id title name organizer type announced accompanied starts_on ends_on")
    return record | {
        "status": each.state.status.english,
        "standing": each.standing.english,
        "plan": period,
        "approved_on": approval.on if approval else None,
        "approved_by": approval.approved_by if approval else None,
        "last_filing_on": each.last_on,
        "filed_on": each.state.filed.on if each.state.filed else None,
        "proposed_on": each.state.proposed_on if each.state.is_proposed else None,
        "behind": each.behind,
        **{
            name: english(getattr(head, name))
            for name in ("warrants", "partners", "objects", "means", "setup", "manner", "team")
        },
    }


def plan_sheet(books: Books, seen: PlanSeen) -> Sheet:
    """The plan as people read it: planned, proposed, filed and unplanned ones, what is late, what is double."""
    title = f"{seen.span.label} 督查计划 {as_of(books)}"
    groups = tuple(
        Group(f"{standing}（{len(rows)} 次）", tuple(map(_row, rows)))
        for standing in Standing
        if (rows := [each for each in seen.rows if each.standing is standing])
    )
    tables = (
        *((Table(_COLUMNS, groups=groups, title="督查"),) if groups else ()),
        *((_approvals(seen),) if seen.approvals else ()),
        *((_appraisals(seen),) if seen.appraisals else ()),
        *check_tables(books, seen),
    )
    return Sheet(title, tuple(_told(seen)), tables, (*_next(seen), *closing_notes(books)))


def check_sheet(books: Books, seen: PlanSeen) -> Sheet:
    """`inspect plan --check`: what would be inspected twice, and what is still to be filed."""
    title = f"{seen.span.label} 督查计划核对 {as_of(books)}"
    return Sheet(title, tuple(_faults(seen)), check_tables(books, seen), closing_notes(books))


def _told(seen: PlanSeen) -> Iterator[str]:
    if not seen.rows:
        yield f"{seen.span.label} 没有督查。"
        return
    counts = "，".join(
        f"{standing} {count} 次"
        for standing in Standing
        if (count := sum(each.standing is standing for each in seen.rows))
    )
    waiting = sum(each.waiting for each in seen.rows)
    behind = [each.state.head.id for each in seen.rows if each.behind]
    late = f"，其中 {len(behind)} 次过了开始的日子：{'、'.join(behind)}" if behind else ""
    yield f"{counts}；还没有开展 {waiting} 次{late}。"
    yield from _faults(seen)


def _faults(seen: PlanSeen) -> Iterator[str]:
    counts = {own: sum(each.is_departments == own for each in seen.unfiled) for own in (True, False)}
    late = f"，还没有报计划 {counts[False]} 次" if counts[False] else ""
    yield f"重复督查 {len(seen.doubled)} 处，还没有备案 {counts[True]} 次{late}。"


def _appraisals(seen: PlanSeen) -> Table:
    """The appraisals of the year; what no plan lists is told too, for it may only be reckoned within the office."""
    return Table(
        _APPRAISALS,
        tuple(
            row(
                state.head.id,
                state.head.title,
                state.head.organizer,
                state.listed.on if state.listed else None,
                " ".join(filter(None, (state.listed.plan, state.listed.doc_no)))
                if state.listed
                else "没有列入",
                state.listed.approved_by if state.listed else None,
                state.status,
            )
            for state in seen.appraisals
        ),
        title="考核",
    )


def _approvals(seen: PlanSeen) -> Table:
    """Each approval and change of the plan, with who gave it and what it did."""
    return Table(
        (
            Column("计划", shrink=0),
            Column("日期", Kind.DATE, 0),
            Column("批准人", shrink=0),
            Column("会议、方式", shrink=1),
            Column("列入", shrink=1),
            Column("移出", shrink=1),
            Column("原因", shrink=2),
        ),
        tuple(
            row(
                each.period,
                each.on,
                each.approved_by,
                each.meeting or (str(each.approved_via) if each.approved_via else None),
                "、".join(each.added) or None,
                "、".join(each.dropped) or None,
                each.reason,
            )
            for each in seen.approvals
        ),
        "审定和增减",
    )


def _next(seen: PlanSeen) -> Iterator[str]:
    proposed = [each.state.head.id for each in seen.rows if each.standing is Standing.PROPOSED]
    if proposed:
        yield f"列入计划：duban inspect plan {seen.span.label} --approve {'、'.join(proposed)} --approved-by 领导"


def _row(each: Planned) -> Row:
    head = each.state.head
    return row(
        head.id,
        head.title,
        "；".join(_warrants(head)) or None,
        f"{head.name}名义，{head.type}",
        head.organizer or "督查室",
        "、".join(head.partners) or None,
        "、".join(each.state.objects) or None,
        "、".join([*head.setup, *head.manner]) or None,
        _days(head),
        "、".join(map(_member, head.team)) or None,
        _settled(each),
        Cell(str(each.state.status), Mark.LATE if each.behind else None),
    )


def _warrants(head: Inspection) -> Iterator[str]:
    for each in head.warrants:
        named = each.doc_no or each.name or each.by
        yield f"{each.kind}{f'：{named}' if named else ''}"


def _days(head: Inspection) -> str | None:
    if head.starts_on is None:
        return None
    last = head.ends_on
    return f"{head.starts_on} 至 {last}" if last and last != head.starts_on else f"{head.starts_on}"


def _member(each: Member) -> str:
    return each.name if each.seat is Seat.MEMBER else f"{each.name}（{each.seat}）"


def _settled(each: Planned) -> str | None:
    state = each.state
    if each.plans:
        return "；".join(f"{period} 计划 {held.on} {held.approved_by}审定" for period, held in each.plans)
    if state.filed is not None:
        number = f"（{state.filed.doc_no}）" if state.filed.doc_no else ""
        return f"{state.filed.on} 备案{number}"
    if state.started is not None and state.started.unplanned is not None:
        return (
            f"{state.started.on} {state.started.approved_by or ''}批准计划外开展：{state.started.unplanned}"
        )
    if state.scheme is not None and state.scheme.approved_by is not None:
        return f"方案 {state.scheme.on} {state.scheme.approved_by}审定"
    return None


def check_tables(books: Books, seen: PlanSeen) -> tuple[Table, ...]:
    """Last days still ahead or passed, and pairs of one matter; a table only where there is something in it."""
    last = Table(
        (
            Column("编号", shrink=0),
            Column("督查事项", shrink=1),
            Column("主办", shrink=1),
            Column("开始", Kind.DATE, 0),
            Column("应做", shrink=0),
            Column("最迟", Kind.DATE, 0),
            Column("情况", shrink=1),
        ),
        tuple(_last_row(books, each) for each in seen.rows if each.last_on and each.waiting),
        "备案和报计划的最后日子",
    )
    pairs = Table(
        (
            Column("后一次", shrink=0),
            Column("前一次", shrink=0),
            Column("同一事项", shrink=1),
            Column("依据", shrink=1),
            Column("怎么办", shrink=2),
        ),
        tuple(
            row(
                each.later.head.id,
                each.earlier.head.id,
                f"{each.later.head.subject or each.later.head.title}，{each.months}个月内两次",
                each.ground,
                _merging(each),
            )
            for each in seen.doubled
        ),
        "重复督查",
    )
    return tuple(table for table in (last, pairs) if table.rows)


def _last_row(books: Books, each: Planned) -> Row:
    head, on = each.state.head, each.last_on
    own = head.name is InspectionName.DEPARTMENT
    done = (each.state.filed.on if each.state.filed else None) if own else each.state.proposed_on
    lacks = "还没有备案" if own else "还没有报来"
    if done is not None:
        late = on is not None and done > on
        told = Cell(
            f"{done} {'备案' if own else '报来'}{'，晚了' if late else ''}", Mark.LATE if late else Mark.GOOD
        )
    else:
        passed = on is not None and on < books.today
        told = Cell(f"已经过了，{lacks}" if passed else lacks, Mark.LATE if passed else Mark.SOON)
    return row(head.id, head.title, head.organizer, head.starts_on, "备案" if own else "报计划", on, told)


def _merging(each: Doubled) -> str:
    """What may still be merged is; what both force has begun with is shared."""
    if each.later.status in {InspectionStatus.OPENED, InspectionStatus.APPROVED}:
        return way_out(each.later.head.id, each.earlier)
    return f"都已开展，结果共用：duban show {each.earlier.head.id}"


def sound(seen: PlanSeen) -> bool:
    """Whether nothing is inspected twice and nothing waits past its last day."""
    return not seen.doubled and not any(
        each.last_on is not None and each.last_on < each.state.until for each in seen.unfiled
    )
