"""约谈情况: who was interviewed in a period, in which tier, what came of it, what is owed, who is a candidate.

Pure. An interview counts in the period in which it was held; what is open is told as of the last day. The public
version has only what is marked 公开, and no name of a person.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from duban.core.interviews.counts import candidates, persons
from duban.core.interviews.life import InterviewState
from duban.core.model.interviews.terms import Effect, InterviewStatus, Tier
from duban.core.model.terms import YesNo
from duban.views.footnotes import closing_notes
from duban.views.model.sheet import Cell, Column, Kind, Mark, Sheet, Table, row
from duban.views.queries.cases.interview_page import interviews_of
from duban.views.redaction import no_veil, veil_of
from duban.views.reports.request import ReportRequest

_NUMBER = Kind.INT
_S = InterviewStatus


def interviews(asked: ReportRequest) -> tuple[Sheet, ...]:
    """The report."""
    every = [state for state in interviews_of(asked.books) if _is_asked(asked, state)]
    shown = [state for state in every if _is_shown(asked, state)]
    held = held_within(asked)
    named = () if asked.public else (_persons(asked, every, held),)
    listed = [state for state in shown if state in held or (state.open and state.registered_on is not None)]
    notes = (
        "约谈是提醒，不是处分；候选只照次数列出，调整不调整岗位由有权的机关决定，这里不记。",
        *closing_notes(asked.books),
    )
    tables = (*named, _units(asked, held, shown), _list(asked, listed))
    told = (asked.stamp, *_told(asked, held, shown, every))
    return (Sheet(asked.title("约谈情况"), told, tables, notes),)


def held_within(asked: ReportRequest) -> list[InterviewState]:
    """The interviews that were held in the period, those that are shown."""
    return [
        state
        for state in interviews_of(asked.books)
        if _is_asked(asked, state) and _is_shown(asked, state) and _is_within(asked, state)
    ]


def _is_shown(asked: ReportRequest, state: InterviewState) -> bool:
    return not asked.public or state.head.public is YesNo.YES


def _is_asked(asked: ReportRequest, state: InterviewState) -> bool:
    unit = state.person.unit
    return not asked.units or any(asked.books.register.same(unit, name) for name in asked.unit_names)


def _is_within(asked: ReportRequest, state: InterviewState) -> bool:
    return state.held is not None and asked.span.start <= state.held.on <= asked.found.until


def _late(asked: ReportRequest, state: InterviewState) -> bool:
    """Whether the report is missing past its day."""
    due = state.held.due_on if state.held is not None and state.status is _S.HELD else None
    return due is not None and due < asked.found.until


def _told(
    asked: ReportRequest,
    held: Sequence[InterviewState],
    shown: Sequence[InterviewState],
    every: Sequence[InterviewState],
) -> Iterator[str]:
    tiers = Counter(state.head.tier for state in held)
    effects = Counter(state.closed.effect for state in held if state.closed is not None)
    books = asked.books
    units = {books.register.current(state.person.unit) for state in held}
    who = "" if asked.public else f"、{len(persons(held, books.register))} 人"
    yield (
        f"期内约谈 {len(held)} 次（一级 {tiers[Tier.FIRST]}，二级 {tiers[Tier.SECOND]}），涉及 {len(units)} 个单位{who}"
        f"；已见效 {effects[Effect.SEEN]} 次，未见效 {effects[Effect.NONE]} 次。"
    )
    status = Counter(state.status for state in shown)
    waiting = sum(status[each] for each in (_S.ENTERED, _S.CONFERRED, _S.PROPOSED, _S.APPROVED, _S.SUMMONED))
    late = sum(_late(asked, state) for state in shown)
    yield (
        f"到 {asked.found.until}，还没有约谈 {waiting} 次，待整改报告 {status[_S.HELD]} 次（逾期 {late} 次），"
        f"待办结 {status[_S.REPORTED]} 次。"
    )
    if asked.public:
        return
    admonished = sum(
        asked.span.start <= each.on <= asked.found.until for state in every for each in state.admonished
    )
    if admonished:
        yield f"别的机关决定诫勉、在这里记了的 {admonished} 次。"
    for found in candidates(every, books, asked.found.until):
        numbers = "、".join(state.head.id for state in found.held)
        yield (
            f"候选（调整岗位）：{found.unit}{found.name}，一年内被约谈 {len(found.held)} 次（{numbers}），"
            f"够 {found.wanted} 次（{found.ground}）。"
        )


def _persons(asked: ReportRequest, every: Sequence[InterviewState], held: Sequence[InterviewState]) -> Table:
    """Everybody who was interviewed in the period; within the policy's year too."""
    columns = (
        Column("单位", shrink=1, name="unit"),
        Column("姓名", shrink=0, name="person"),
        Column("职务", shrink=1, name="post"),
        Column("期内", _NUMBER, 0, name="held"),
        Column("一级", _NUMBER, 0, name="first"),
        Column("二级", _NUMBER, 0, name="second"),
        Column("历来", _NUMBER, 0, name="ever"),
        Column("候选", shrink=0, name="candidate"),
    )
    books = asked.books
    ever, meant = (
        persons(every, books.register),
        {(c.name, c.unit) for c in candidates(every, books, asked.found.until)},
    )
    rows = []
    for (name, unit), mine in persons(held, books.register).items():
        tiers = Counter(state.head.tier for state in mine)
        candidate = Cell("调整岗位", Mark.LATE) if (name, unit) in meant else Cell(None)
        counts = (len(mine), tiers[Tier.FIRST], tiers[Tier.SECOND], len(ever[name, unit]))
        rows.append(row(unit, name, mine[-1].person.post, *counts, candidate))
    return Table(columns, tuple(rows), "期内被约谈的人", name="persons")


def _units(asked: ReportRequest, held: Sequence[InterviewState], shown: Sequence[InterviewState]) -> Table:
    columns = (
        Column("单位", shrink=1, name="unit"),
        Column("一级", _NUMBER, 0, name="first"),
        Column("二级", _NUMBER, 0, name="second"),
        Column("已见效", _NUMBER, 0, name="seen"),
        Column("未见效", _NUMBER, 0, name="none"),
        Column("期末待整改报告", _NUMBER, 0, name="owed"),
        Column("其中逾期", _NUMBER, 0, name="overdue"),
    )
    by_unit: dict[str, Counter[object]] = {}
    for state in (*held, *(each for each in shown if each.status is _S.HELD)):
        by_unit.setdefault(asked.books.register.current(state.person.unit), Counter())
    for unit, counts in by_unit.items():
        mine = [state for state in shown if asked.books.register.current(state.person.unit) == unit]
        counts.update(state.head.tier for state in mine if state in held)
        counts.update(state.closed.effect for state in mine if state in held and state.closed is not None)
        counts["owed"] = sum(state.status is _S.HELD for state in mine)
        counts["overdue"] = sum(_late(asked, state) for state in mine)
    keys = (Tier.FIRST, Tier.SECOND, Effect.SEEN, Effect.NONE, "owed", "overdue")
    rows = tuple(row(unit, *(counts[key] for key in keys)) for unit, counts in sorted(by_unit.items()))
    return Table(columns, rows, "按单位", name="units")


def _list(asked: ReportRequest, states: Sequence[InterviewState]) -> Table:
    """Those of the period, and all that are open at its end; to the public without persons."""
    veil = veil_of(asked.books) if asked.public else no_veil
    columns = [
        Column("编号", shrink=0, name="task"),
        Column("约谈事项", shrink=2, name="title"),
        Column("单位", shrink=1, name="unit"),
        Column("被约谈人", shrink=0, name="person"),
        Column("事由", shrink=0, name="cause"),
        Column("层级", shrink=0, name="tier"),
        Column("约谈日期", Kind.DATE, 0, name="held_on"),
        Column("约谈人", shrink=0, name="interviewers"),
        Column("整改报告应报", Kind.DATE, 0, name="report_due_on"),
        Column("报来", Kind.DATE, 0, name="reported_on"),
        Column("成效", shrink=0, name="effect"),
        Column("状态", shrink=0, name="status"),
    ]
    rows = []
    for state in states:
        held, head = state.held, state.head
        values = {
            "task": head.id,
            "title": veil(head.title),
            "unit": asked.books.register.current(head.person.unit),
            "person": head.person.name,
            "cause": str(head.cause),
            "tier": str(head.tier),
            "held_on": held.on if held else None,
            "interviewers": "、".join(held.interviewers) if held else None,
            "report_due_on": Cell(held.due_on if held else None, Mark.LATE if _late(asked, state) else None),
            "reported_on": state.reported.on if state.reported else None,
            "effect": str(state.closed.effect) if state.closed else None,
            "status": str(state.status),
        }
        rows.append([values[column.name] for column in columns if column.name not in _hidden(asked)])
    kept = tuple(column for column in columns if column.name not in _hidden(asked))
    return Table(kept, tuple(row(*cells) for cells in rows), "逐次", name="interviews")


def _hidden(asked: ReportRequest) -> frozenset[str]:
    return frozenset({"person", "interviewers"}) if asked.public else frozenset()
