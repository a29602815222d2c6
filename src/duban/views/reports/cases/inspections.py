"""督查工作: what was done in a period, each fact in that of its own day; what is open at its end; the days on site.

Pure. Facts (立项, 实施, 结论, 发现, 处理, 归档 …) of twelve months add up to those of the year; what is open is told as
of the last day, of all inspections, whenever they were entered.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from duban.core.inspections.endings import endings
from duban.core.inspections.life import Finding, InspectionState, site_days
from duban.core.model.inspection import Member
from duban.core.model.inspection_terms import (
    InspectionAction,
    InspectionStatus,
    InspectionType,
    Outcome,
    ProblemKind,
)
from duban.core.model.terms import Every, Term, YesNo
from duban.core.periods.spans import months_of
from duban.core.policy.citation import ground_of
from duban.views.footnotes import closing_notes
from duban.views.model.sheet import Cell, Column, Kind, Mark, Sheet, Table, row
from duban.views.queries.cases.inspection_plan import inspections_of
from duban.views.queries.cases.site_days import days_rule
from duban.views.reports.request import ReportRequest

INVITED, INVITED_BY = 2, "六盘水府发〔2016〕7号"
"""So many on-site inspections a year with delegates and members (两代表一委员, Liupanshui 五（二）)."""
_NUMBER = Kind.INT
_A, _S = InspectionAction, InspectionStatus
_ENDS = (_A.ARCHIVE, _A.CANCEL, _A.MERGE)


class Fact(NamedTuple):
    """Something that happened to an inspection, or to a finding of one: what, and on which day."""

    what: Term
    on: date
    state: InspectionState
    finding: Finding | None = None


def inspections(asked: ReportRequest) -> tuple[Sheet, ...]:
    """The report."""
    states = tuple(_concerned(asked))
    facts = facts_within(asked)
    still = [finding for state in states for finding in _still(asked, state)]
    tables = (
        _by_type(facts),
        _open_by_type(asked, states),
        _by_mode([fact.state for fact in facts if fact.what is _A.START]),
        _days(asked, states),
        *_found(asked, facts, still),
        _guests(asked, states),
    )
    notes = (
        "各项按它自己的日子计入各期，各月相加是全年；还没有了结的，到期末有多少算多少。现场天数同一天只算一天。",
        *closing_notes(asked.books),
    )
    told = (asked.stamp, *_told(asked, facts, states, still))
    return (Sheet(asked.title("督查工作"), told, tables, notes),)


def facts_within(asked: ReportRequest) -> list[Fact]:
    """What happened in the period to the inspections, and at the units, that are asked for."""
    return [
        fact
        for state in _concerned(asked)
        for fact in facts_of(state)
        if _within(asked, fact.on) and _is_asked(asked, fact.finding)
    ]


def set_out(asked: ReportRequest) -> Iterator[tuple[InspectionState, date]]:
    """The inspections, of the units that are asked for, whose group set out in the period, and the day."""
    for state in _concerned(asked):
        if state.started is not None and _within(asked, state.started.on):
            yield state, state.started.on


def facts_of(state: InspectionState) -> Iterator[Fact]:
    """What happened to an inspection, once each: of conclusions the first, for a review makes no second inspection."""
    first: set[Term] = set()
    for entry in state.journal:
        if entry.action in {_A.INSPECT, _A.START, _A.CONCLUDE_INSPECTION, *_ENDS} - first:
            first.add(entry.action)
            yield Fact(entry.action, entry.on, state)
    for finding in state.findings.values():
        yield Fact(_A.FIND, finding.found.on, state, finding)
        for disposal in finding.disposals:
            if disposal.outcome is not Outcome.REJECT:
                yield Fact(disposal.outcome, disposal.on, state, finding)
        for ruling in finding.given_ups:
            yield Fact(Outcome.REJECT, ruling.on, state, finding)


def _still(asked: ReportRequest, state: InspectionState) -> list[Finding]:
    """The findings that stand and have come to no end."""
    found = (each.finding for each in endings(state, asked.books.elsewhere) if each.is_open)
    return [each for each in found if _is_asked(asked, each)]


def _within(asked: ReportRequest, on: date) -> bool:
    return asked.span.start <= on <= asked.found.until


def _concerned(asked: ReportRequest) -> Iterator[InspectionState]:
    """The inspections, whenever they were made, of the units that are asked for."""
    names = asked.unit_names if asked.units else ()
    for state in inspections_of(asked.books):
        if not names or any(state.has_met(unit) or state.of_unit(unit) for unit in names):
            yield state


def _is_asked(asked: ReportRequest, finding: Finding | None) -> bool:
    """Whether a finding is of a unit that is asked for."""
    if finding is None or not asked.units:
        return True
    return any(asked.books.register.same(finding.unit, unit) for unit in asked.unit_names)


def _told(
    asked: ReportRequest,
    facts: Sequence[Fact],
    states: Sequence[InspectionState],
    still: Sequence[Finding],
) -> Iterator[str]:
    of = Counter(fact.what for fact in facts)
    ends = "".join(f"，{end} {of[end]} 次" for end in _ENDS if of[end])
    yield (
        f"期内立项 {of[_A.INSPECT]} 次，开展 {of[_A.START]} 次，作出结论 {of[_A.CONCLUDE_INSPECTION]} 次{ends}；"
        f"发现问题 {of[_A.FIND]} 个。"
    )
    waiting, going, followed = _open(states)
    yield (
        f"到 {asked.found.until}，还没有开展 {waiting} 次，正在进行 {going} 次，整改跟踪 {followed} 次；"
        f"没有处理的问题 {len(still)} 个。"
    )
    unplanned = [fact.state.head.id for fact in facts if _is_unplanned(fact)]
    if unplanned:
        yield f"期内计划外开展 {len(unplanned)} 次：{'、'.join(unplanned)}。"
    begun = [min(days) for state in states if (days := state.delegate_days)]
    guests, year = sum(_within(asked, on) for on in begun), asked.found.until.year
    whole = (
        "" if asked.span.every is Every.YEAR else f"，{year}年以来 {sum(on.year == year for on in begun)} 次"
    )
    ground = ground_of(f"{INVITED_BY} 五（二）", {INVITED_BY}, asked.books.config.own_document)
    yield f"两代表一委员参加现场督查 {guests} 次{whole}，一年不少于 {INVITED} 次（{ground}）。"


def _is_unplanned(fact: Fact) -> bool:
    started = fact.state.started
    return fact.what is _A.START and started is not None and started.unplanned is not None


def _by_type(facts: Sequence[Fact]) -> Table:
    columns = (
        Column("类型", shrink=1, name="type"),
        Column("立项", _NUMBER, 0, name="registered"),
        Column("开展", _NUMBER, 0, name="started"),
        Column("其中计划外", _NUMBER, 0, name="unplanned"),
        Column("结论", _NUMBER, 0, name="concluded"),
        Column("归档", _NUMBER, 0, name="archived"),
        Column("取消", _NUMBER, 0, name="cancelled"),
        Column("并入", _NUMBER, 0, name="merged"),
        Column("发现问题", _NUMBER, 0, name="findings"),
    )
    kinds = [kind for kind in InspectionType if any(fact.state.head.type is kind for fact in facts)]
    rows = [
        row(str(kind), *_figures([each for each in facts if each.state.head.type is kind])) for kind in kinds
    ]
    if rows:
        rows.append(row(Cell("合计", data="total"), *_figures(facts)))
    return Table(columns, tuple(rows), "期内各类督查", name="by_type")


def _figures(facts: Sequence[Fact]) -> list[int]:
    of = Counter(fact.what for fact in facts)
    unplanned = sum(map(_is_unplanned, facts))
    begun = (of[_A.INSPECT], of[_A.START], unplanned, of[_A.CONCLUDE_INSPECTION])
    return [*begun, *(of[end] for end in _ENDS), of[_A.FIND]]


def _open_by_type(asked: ReportRequest, states: Sequence[InspectionState]) -> Table:
    columns = (
        Column("类型", shrink=1, name="type"),
        Column("还没有开展", _NUMBER, 0, name="waiting"),
        Column("正在进行", _NUMBER, 0, name="going"),
        Column("整改跟踪", _NUMBER, 0, name="followed"),
        Column("合计", _NUMBER, 0, name="total"),
        Column("没有处理的问题", _NUMBER, 0, name="open"),
    )

    def figures(held: Sequence[InspectionState]) -> list[int]:
        counts = _open(held)
        return [*counts, sum(counts), sum(len(_still(asked, state)) for state in held)]

    open_ones = [state for state in states if state.open]
    by_kind = {kind: [each for each in open_ones if each.head.type is kind] for kind in InspectionType}
    rows = [row(str(kind), *figures(held)) for kind, held in by_kind.items() if held]
    if rows:
        rows.append(row(Cell("合计", data="total"), *figures(open_ones)))
    return Table(columns, tuple(rows), f"到 {asked.found.until} 没有了结的督查", name="open_by_type")


def _open(states: Iterable[InspectionState]) -> tuple[int, int, int]:
    """How many have not begun, are being made, are followed up."""
    counts = Counter(state.status for state in states)
    waiting = counts[_S.OPENED] + counts[_S.APPROVED]
    return waiting, counts[_S.ON_SITE] + counts[_S.CONSULTING] + counts[_S.CONCLUDED], counts[_S.FOLLOWED]


def _by_mode(states: Sequence[InspectionState]) -> Table:
    """Those that set out; an inspection counts under each mode that it has."""
    counts: Counter[str] = Counter()
    for state in states:
        head = state.head
        counts.update(map(str, (*head.setup, *head.manner)))
        counts["不发通知"] += head.announced is YesNo.NO
        counts["不用陪同"] += head.accompanied is YesNo.NO
        counts["回访"] += head.revisit is YesNo.YES
    columns = (Column("方式", shrink=1, name="mode"), Column("次数", _NUMBER, 0, name="inspections"))
    rows = tuple(row(mode, count) for mode, count in counts.most_common() if count)
    return Table(columns, rows, "期内开展的，按方式", name="by_mode")


def _days(asked: ReportRequest, states: Sequence[InspectionState]) -> Table:
    """Days on site month by month, against what the policy asks of a whole one."""
    every = inspections_of(asked.books) if not asked.units else states
    lines = []
    for month in months_of(asked.span):
        if month.start > asked.found.until:
            break
        days = len(site_days(iter(every), month.start, min(month.end, asked.found.until)))
        begun = asked.books.policies.entries[0][0] <= month.end
        rule = days_rule(asked.books, month)[0] if begun else None
        wanted = rule.count if rule and rule.count and not asked.units else None
        lacking = max(0, wanted - days) if wanted else None
        lines.append(row(month.label, days, wanted, Cell(lacking, Mark.LATE if lacking else None)))
    columns = (
        Column("月", shrink=0, name="month"),
        Column("现场天数", _NUMBER, 0, name="days"),
        Column("要求", _NUMBER, 0, name="wanted"),
        Column("还差", _NUMBER, 0, name="lacking"),
    )
    shown = any(state.days for state in every)
    return Table(columns, tuple(lines) if shown else (), "现场天数", name="site_days")


def _found(asked: ReportRequest, facts: Sequence[Fact], still: Sequence[Finding]) -> tuple[Table, Table]:
    """What was found and disposed of in the period, and what is open at its end, by kind and by unit."""
    books = asked.books
    ends = (
        Column("发现", _NUMBER, 0, name="findings"),
        *(Column(str(each), _NUMBER, 0, name=each.english) for each in Outcome),
        Column("期末没有处理", _NUMBER, 0, name="open"),
    )
    told: list[tuple[Finding, object]] = [
        (fact.finding, fact.what) for fact in facts if fact.finding is not None
    ]
    told += [(finding, _OPEN) for finding in still]
    by_kind: dict[ProblemKind, Counter[object]] = {kind: Counter() for kind in ProblemKind}
    by_unit: dict[str, Counter[object]] = {}
    for finding, what in told:
        by_kind[finding.found.kind][what] += 1
        unit = books.register.current(finding.unit, books.today)
        by_unit.setdefault(unit, Counter())[what] += 1
    rows = [row(str(kind), *_ends(counts)) for kind, counts in by_kind.items() if counts]
    if rows:
        rows.append(row(Cell("合计", data="total"), *_ends(sum(by_kind.values(), Counter()))))
    lines = [
        row(unit, *_ends(counts))
        for unit, counts in sorted(by_unit.items(), key=lambda each: (-each[1][_A.FIND], each[0]))
    ]
    return (
        Table(
            (Column("类别", shrink=1, name="kind"), *ends),
            tuple(rows),
            "问题，按类别",
            name="findings_by_kind",
        ),
        Table(
            (Column("单位", shrink=1, name="unit"), *ends),
            tuple(lines),
            "问题，按单位",
            name="findings_by_unit",
        ),
    )


_OPEN = "open"


def _ends(counts: Counter[object]) -> list[int]:
    """How many were found, came to each end, are open."""
    return [counts[_A.FIND], *(counts[each] for each in Outcome), counts[_OPEN]]


def _guests(asked: ReportRequest, states: Sequence[InspectionState]) -> Table:
    """Those on which they went out in the period, and those that set out in it without them."""
    columns = (
        Column("编号", shrink=0, name="task"),
        Column("督查事项", shrink=1, name="title"),
        Column("代表、委员", shrink=1, name="persons"),
        Column("到现场", shrink=1, name="days"),
    )
    rows = []
    for state in states:
        days = {day for day in state.delegate_days if _within(asked, day)}
        begun = state.started is not None and _within(asked, state.started.on)
        guests = state.delegates
        if days or (begun and guests):
            rows.append(row(state.head.id, state.head.title, _named(guests), _listed(days)))
    return Table(columns, tuple(rows), "两代表一委员参加的", name="guests")


def _named(guests: Sequence[Member]) -> str:
    return "、".join(f"{guest.name}（{guest.capacity}）" for guest in guests)


def _listed(days: set[date]) -> str | None:
    return "、".join(f"{day.month}月{day.day}日" for day in sorted(days)) or None
