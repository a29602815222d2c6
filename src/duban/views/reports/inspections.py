"""督查工作: the inspections of a period by type, mode and state, the days on site, what was found, who was invited.

Pure; an inspection belongs to the period in which its group set out, one that has not begun to that of its entry.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from duban.core.inspections.life import Finding, InspectionState, site_days
from duban.core.model.inspection import Member
from duban.core.model.inspection_terms import InspectionStatus, InspectionType, Outcome, ProblemKind
from duban.core.model.terms import YesNo
from duban.core.periods.spans import months_of
from duban.core.policy.citation import ground_of
from duban.views.footnotes import closing_notes
from duban.views.model.sheet import Cell, Column, Kind, Mark, Sheet, Table, row
from duban.views.queries.inspection_plan import inspections_of
from duban.views.queries.site_days import days_rule
from duban.views.reports.request import ReportRequest

INVITED, INVITED_BY = 2, "六盘水府发〔2016〕7号"
"""So many on-site inspections a year with delegates and members (两代表一委员, Liupanshui 五（二）)."""
_NUMBER = Kind.INT
_S = InspectionStatus
_ENDS = (_S.ARCHIVED, _S.CANCELLED, _S.MERGED)


def inspections(asked: ReportRequest) -> tuple[Sheet, ...]:
    """The report."""
    states = list(of_period(asked))
    tables = (
        _by_type(states),
        _by_mode(states),
        _days(asked, states),
        *_found(asked, states),
        _guests(states),
    )
    notes = (
        "督查按督查组出发的日子计入各期，还没有开展的按立项的日子；现场天数同一天只算一天。",
        *closing_notes(asked.books),
    )
    return (Sheet(asked.title("督查工作"), (asked.stamp, *_told(asked, states)), tables, notes),)


def of_period(asked: ReportRequest) -> Iterator[InspectionState]:
    """The inspections of the period, of the units that are asked for."""
    names = asked.unit_names if asked.units else ()
    for state in inspections_of(asked.books):
        on = state.started.on if state.started else state.registered_on
        if on is None or not (asked.whole or asked.span.start <= on <= asked.found.until):
            continue
        if not names or any(state.is_object(unit) for unit in names):
            yield state


def _told(asked: ReportRequest, states: Sequence[InspectionState]) -> Iterator[str]:
    begun = sum(state.started is not None for state in states)
    concluded = sum(state.concluded is not None for state in states)
    found = [each for state in states for each in state.findings.values()]
    yield (
        f"督查 {len(states)} 次，已开展 {begun} 次，作出结论 {concluded} 次，归档 "
        f"{sum(state.status is _S.ARCHIVED for state in states)} 次；发现问题 {len(found)} 个，"
        f"没有处理的 {sum(map(_is_open, found))} 个。"
    )
    unplanned = [state.head.id for state in states if state.started and state.started.unplanned]
    if unplanned:
        yield f"计划外 {len(unplanned)} 次：{'、'.join(unplanned)}。"
    guests = sum(bool(_guest_days(state)) for state in states)
    ground = ground_of(f"{INVITED_BY} 五（二）", {INVITED_BY}, asked.books.config.own_document)
    yield f"两代表一委员参加现场督查 {guests} 次，一年不少于 {INVITED} 次（{ground}）。"


def _is_open(finding: Finding) -> bool:
    return finding.holds and not finding.disposals


def _by_type(states: Sequence[InspectionState]) -> Table:
    columns = (
        Column("类型", shrink=1, name="type"),
        Column("共", _NUMBER, 0, name="total"),
        Column("还没有开展", _NUMBER, 0, name="waiting"),
        Column("正在进行", _NUMBER, 0, name="going"),
        Column("整改跟踪", _NUMBER, 0, name="followed"),
        *(Column(str(status), _NUMBER, 0, name=status.english) for status in _ENDS),
        Column("问题", _NUMBER, 0, name="findings"),
    )
    kinds = [kind for kind in InspectionType if any(state.head.type is kind for state in states)]
    rows = [row(str(kind), *_figures([each for each in states if each.head.type is kind])) for kind in kinds]
    if rows:
        rows.append(row(Cell("合计", data="total"), *_figures(states)))
    return Table(columns, tuple(rows), "按类型和状态", name="by_type")


def _figures(states: Sequence[InspectionState]) -> list[int]:
    counts = Counter(state.status for state in states)
    waiting = counts[_S.OPENED] + counts[_S.APPROVED]
    going = counts[_S.ON_SITE] + counts[_S.CONSULTING] + counts[_S.CONCLUDED]
    ends = [counts[status] for status in _ENDS]
    return [
        len(states),
        waiting,
        going,
        counts[_S.FOLLOWED],
        *ends,
        sum(len(state.findings) for state in states),
    ]


def _by_mode(states: Sequence[InspectionState]) -> Table:
    """An inspection counts under each mode that it has."""
    counts: Counter[str] = Counter()
    for state in states:
        head = state.head
        counts.update(map(str, (*head.setup, *head.manner)))
        counts["不发通知"] += head.announced is YesNo.NO
        counts["不用陪同"] += head.accompanied is YesNo.NO
        counts["回访"] += head.revisit is YesNo.YES
    columns = (Column("方式", shrink=1, name="mode"), Column("次数", _NUMBER, 0, name="inspections"))
    rows = tuple(row(mode, count) for mode, count in counts.most_common() if count)
    return Table(columns, rows, "按方式", name="by_mode")


def _days(asked: ReportRequest, states: Sequence[InspectionState]) -> Table:
    """Days on site month by month, of all inspections whenever they set out, against what the policy asks."""
    every = inspections_of(asked.books) if not asked.units else states
    lines = []
    for month in months_of(asked.span):
        if month.start > asked.found.until:
            break
        days = len(site_days(iter(every), month.start, min(month.end, asked.found.until)))
        begun = asked.books.policies.entries[0][0] <= month.end
        rule = days_rule(asked.books, month)[0] if begun else None
        wanted = rule.count if rule and rule.count and not asked.units else None
        lacking = max(0, (wanted or 0) - days)
        lines.append(row(month.label, days, wanted, Cell(lacking, Mark.LATE if lacking else None)))
    columns = (
        Column("月", shrink=0, name="month"),
        Column("现场天数", _NUMBER, 0, name="days"),
        Column("要求", _NUMBER, 0, name="wanted"),
        Column("还差", _NUMBER, 0, name="lacking"),
    )
    shown = any(state.days for state in every)
    return Table(columns, tuple(lines) if shown else (), "现场天数", name="site_days")


def _found(asked: ReportRequest, states: Sequence[InspectionState]) -> tuple[Table, Table]:
    found = [each for state in states for each in state.findings.values()]
    outcomes = tuple(Column(str(each), _NUMBER, 0, name=each.english) for each in Outcome)
    ends = (*outcomes, Column("没有处理", _NUMBER, 0, name="open"))
    kinds = [kind for kind in ProblemKind if any(each.found.kind is kind for each in found)]
    rows = [row(str(kind), *_ends([each for each in found if each.found.kind is kind])) for kind in kinds]
    if rows:
        rows.append(row(Cell("合计", data="total"), *_ends(found)))
    count = Column("问题", _NUMBER, 0, name="findings")
    by_kind = Table(
        (Column("类别", shrink=1, name="kind"), count, *ends),
        tuple(rows),
        "发现的问题，按类别",
        name="findings_by_kind",
    )
    books = asked.books
    units: dict[str, list[Finding]] = {}
    for each in found:
        units.setdefault(books.register.current(each.unit, books.today), []).append(each)
    lines = [
        row(unit, *_ends(held))
        for unit, held in sorted(units.items(), key=lambda each: (-len(each[1]), each[0]))
    ]
    by_unit = Table(
        (Column("单位", shrink=1, name="unit"), count, *ends),
        tuple(lines),
        "发现的问题，按单位",
        name="findings_by_unit",
    )
    return by_kind, by_unit


def _ends(found: Sequence[Finding]) -> list[int]:
    """How many; how many came to each end (不予认定 by the office's own ruling too); how many are open."""
    counts = Counter(each.outcome for finding in found for each in finding.disposals)
    counts[Outcome.REJECT] += sum(not each.holds for each in found)
    return [len(found), *(counts[each] for each in Outcome), sum(map(_is_open, found))]


def _delegates(state: InspectionState) -> list[Member]:
    """Delegates and members (党代表, 人大代表, 政协委员) in the group."""
    return [
        each
        for each in state.head.team
        if each.capacity and ("代表" in each.capacity or "委员" in each.capacity)
    ]


def _guests(states: Sequence[InspectionState]) -> Table:
    columns = (
        Column("编号", shrink=0, name="task"),
        Column("督查事项", shrink=1, name="title"),
        Column("代表、委员", shrink=1, name="persons"),
        Column("现场", shrink=1, name="days"),
    )
    rows = tuple(
        row(state.head.id, state.head.title, _named(guests), _listed(_guest_days(state)))
        for state in states
        if (guests := _delegates(state))
    )
    return Table(columns, rows, "两代表一委员参加的", name="guests")


def _guest_days(state: InspectionState) -> set[date]:
    """The days on which one of them was on site; a day that names nobody proves nothing."""
    names = {guest.name for guest in _delegates(state)}
    return {day.on for day in state.days if not names.isdisjoint(day.members)}


def _named(guests: Sequence[Member]) -> str:
    return "、".join(f"{guest.name}（{guest.capacity}）" for guest in guests)


def _listed(days: set[date]) -> str | None:
    return "、".join(f"{day.month}月{day.day}日" for day in sorted(days)) or None
