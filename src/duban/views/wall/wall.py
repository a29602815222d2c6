"""The wall chart (挂图作战): where every task stands against today, for a whole office on one page.

Pure: Books → Board. A light looks at a task's own limits and nodes (时限, 节点), never at its periodic reports: those
fall due all the time, and a wall that is always blue says nothing. Missed reports are told beside it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from duban.core.balance.performance import BANDS
from duban.core.books.books import Books, Item
from duban.core.books.selection import NO_FILTERS, Filters, find_matching, id_order
from duban.core.books.tied_leaders import leaders_of
from duban.core.calendar.counting import workdays_between
from duban.core.duties.duty import Duty, lateness
from duban.core.model.task import Period
from duban.core.model.terms import Every, PeriodUnit, Role, Status, YesNo
from duban.core.periods.spans import Span, span_of
from duban.core.policy.rules import WarningRule
from duban.core.state.positions import Flow, track
from duban.core.verdicts.verdict import judge
from duban.views.duty_text import length_text
from duban.views.footnotes import as_of, closing_notes, unread_files
from duban.views.model.board import Bar, Board, Count, KeyFigure, Lamp, Line, Month, Node
from duban.views.model.sheet import Table
from duban.views.queries.cases.rectifications import matrix, rectifications
from duban.views.queries.task_list import due_day
from duban.views.redaction import Veil, is_public, no_veil, veil_of
from duban.views.wall.pages import open_page, public_page
from duban.views.wall.panels import panels

MOST_BARS = 24
"""As many tasks as stand legibly on one time axis; the others are counted and listed."""
MONTHS = 12
WARNED_AHEAD = Period(count=5, unit=PeriodUnit.WORKDAYS)
"""Due soon where the policy has no 预警 rule: as `duban due` has it."""
NO_UNIT = "牵头待定"
CLOSED_NOW = "今年销号"
UNIT_PARTS = (*(status for status in Status if status not in {Status.CLOSED, Status.WITHDRAWN}), CLOSED_NOW)
_ORDER = {lamp: place for place, lamp in enumerate(Lamp)}
_WITHOUT_LIGHT = {Status.CLOSED, Status.WITHDRAWN, Status.SUSPENDED}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """One task as the wall sees it: its duties, its line."""

    item: Item
    duties: tuple[Duty, ...]
    line: Line
    overdue: bool

    @property
    def urgency(self) -> tuple[int, int, date, tuple[str, int, int]]:
        """What the list is sorted by: the light, how late, how soon, the id."""
        return (
            _ORDER[self.line.lamp],
            -self.line.late,
            self.line.next_on or self.line.due_on or date.max,
            id_order(self.line.task),
        )


def wall(books: Books, filters: Filters = NO_FILTERS, *, public: bool = False) -> Board:
    """The wall of the tasks that `filters` leave; for the public only those marked 公开, without persons and 批示.

    Raises DubanError for an unknown unit or ledger.
    """
    items = find_matching(books, filters)
    if public:
        items = tuple(item for item in items if is_public(item))
    veil = veil_of(books) if public else no_veil
    seen = sorted((_see(books, item, veil, public=public) for item in items), key=lambda each: each.urgency)
    drawn = [each for each in seen if each.item.state.open and each.item.task.milestones]
    page = public_page if public else open_page
    return Board(
        title=f"{books.config.name}{'公开督办事项' if public else '挂图作战'}",
        asked=_asked(books, filters),
        today=books.today,
        public=public,
        figures=_figures(books, seen, public=public),
        parts=tuple(map(str, UNIT_PARTS)),
        statuses=tuple(map(str, Status)),
        units=_units(books, seen),
        ages=_ages(books, seen),
        months=months(books, items),
        bars=tuple(_bar(each, veil) for each in drawn[:MOST_BARS]),
        left_out=max(0, len(drawn) - MOST_BARS),
        lines=tuple(each.line for each in seen),
        pages=tuple(page(books, each.item, each.duties, veil) for each in seen),
        tables=(*_tables(books, items, public=public), *panels(books, filters, public=public)),
        legend=_legend(books),
        notes=_notes(books, items, public=public),
    )


def _tables(books: Books, items: Sequence[Item], *, public: bool) -> tuple[Table, ...]:
    """What is being put right, unit by unit and stage by stage, where anything is."""
    found = rectifications(books, items)
    return (matrix(found, public=public),) if found else ()


def months(books: Books, items: Sequence[Item]) -> tuple[Month, ...]:
    """The last twelve months, this one included, counted from the moves of each task as reconcile counts them."""
    spans = [span_of(Every.MONTH, books.today)]
    while len(spans) < MONTHS:
        spans.insert(0, spans[0].previous())
    tracks = [track(item.state, books.register) for item in items]
    moved = Counter((move.flow, move.on.year, move.on.month) for each in tracks for move in each.moves)
    ending = Counter(
        span.label for each in tracks for span in spans if each.cell_before(span.end + _DAY) is not None
    )

    def count(flow: Flow, span: Span) -> int:
        return moved[flow, span.start.year, span.start.month]

    return tuple(
        Month(s.label, count(Flow.REGISTERED, s), count(Flow.WRITTEN_OFF, s), ending[s.label]) for s in spans
    )


def _see(books: Books, item: Item, veil: Veil, *, public: bool) -> Seen:
    state, task = item.state, item.task
    duties = books.duties_of(item)
    lamp, why, next_on, late = _light(books, item, duties)
    leaders = () if public else leaders_of(item)
    line = Line(
        task=task.id,
        title=veil(task.title),
        ledger=str(item.ledger.kind),
        leads=tuple(_short(books, unit) for unit in item.leads),
        support=tuple(_short(books, unit) for unit in item.support),
        leaders=leaders,
        status=str(state.status),
        lamp=lamp,
        why=veil(why),
        next_on=next_on,
        due_on=due_day(item),
        provisional=books.is_provisional(item),
        late=late,
        missed=0 if public else _missed(books, item, duties),
        percent=state.percent,
        listed=task.listed is YesNo.YES,
    )
    return Seen(item, duties, line, books.is_overdue(item))


def _light(books: Books, item: Item, duties: Sequence[Duty]) -> tuple[Lamp, str, date | None, int]:
    """(light, why, the due day it looks at, working days late)."""
    state = item.state
    overdue = books.overdue_limits(item)
    lit = [duty for duty in duties if duty.live and lights(duty)]
    if state.status in _WITHOUT_LIGHT:  # a stopped clock puts out no light that was red
        lit = [duty for duty in lit if books.verdict_of(duty).verdict.is_overdue]
        if not lit:
            return Lamp.OFF, _at_rest(item), None, 0
    looked_at = overdue or lit
    owed = [(duty.due_on, duty) for duty in looked_at if duty.due_on]
    if not owed:
        return _unowed(books, item)
    due_on, duty = min(owed, key=lambda pair: (pair[0], pair[1].node is not None))
    what = f"节点“{duty.node}”" if duty.node else duty.name
    if not any(books.register.same(duty.unit, lead) for lead in state.leads):
        what += f"（{_short(books, duty.unit)}）"
    late = lateness(duty, books.today, books.calendar)
    if late.days:
        before = "中止前已逾期" if duty.stopped_on else "逾期"
        return Lamp.RED, f"{before}{_span(late.workdays, late.days)}：{what}", due_on, late.workdays
    return _soon(books, item, due_on), f"{_left(books, due_on)}：{what}", due_on, 0


def lights(duty: Duty) -> bool:
    """Whether the light of a task looks at this duty: a unit's limit or node, no report, and no duty of a rule."""
    return duty.finishes or duty.node is not None


def _span(workdays: int, days: int) -> str:
    return f"{workdays}个工作日" if workdays else f"{days}日"


def _left(books: Books, due_on: date) -> str:
    if due_on == books.today:
        return "今天到期"
    return f"还剩{workdays_between(books.today, due_on, books.calendar)}个工作日"


def _soon(books: Books, item: Item, due_on: date) -> Lamp:
    """Yellow within the policy's days of warning, blue within a month, else green."""
    rules = books.policies.at(books.today).rules_for(WarningRule, item.task, item.ledger.kind)
    ahead = rules[0].ahead if rules else WARNED_AHEAD
    count = ahead.count or 0
    if ahead.unit is PeriodUnit.WORKDAYS:
        near = workdays_between(books.today, due_on, books.calendar) <= count
    else:
        near = (due_on - books.today).days <= count
    if near:
        return Lamp.YELLOW
    return Lamp.BLUE if due_on <= books.today + relativedelta(months=1) else Lamp.GREEN


def _unowed(books: Books, item: Item) -> tuple[Lamp, str, date | None, int]:
    """A task whose units owe nothing with a day: not handed over yet, reported, or without a limit."""
    status, due_on = item.state.status, due_day(item)
    if status is Status.REGISTERED:
        if due_on is None:
            return Lamp.GREEN, "还没有交办", None, 0
        if due_on < books.today:
            return Lamp.YELLOW, "还没有交办，要求的时限已过", due_on, 0
        return _soon(books, item, due_on), f"还没有交办，{_left(books, due_on)}", due_on, 0
    reported = status in {Status.REPORTED, Status.VERIFIED}
    return Lamp.GREEN, f"已报结，{status}" if reported else "没有在计的时限", None, 0


def _at_rest(item: Item) -> str:
    state = item.state
    if state.status is Status.SUSPENDED:
        return "已中止，期限停计"
    return f"{state.history[-1][0]} {state.status.removeprefix('已')}"


def _missed(books: Books, item: Item, duties: Sequence[Duty]) -> int:
    """Periodic reports of an open task that are owed and late (缺报)."""
    if not item.state.open:
        return 0
    late = [duty for duty in duties if duty.kind == "周期" and books.verdict_of(duty).verdict.is_overdue]
    return sum(max(1, duty.missed) for duty in late if duty.role is not Role.OFFICE)


def _short(books: Books, unit: str) -> str:
    entry = books.register.find(books.register.current(unit))
    return (entry.short_name or entry.name) if entry else unit


def _figures(books: Books, seen: Sequence[Seen], *, public: bool) -> tuple[KeyFigure, ...]:
    still = [each for each in seen if each.item.state.open]
    lamps = Counter(each.line.lamp for each in seen)
    waiting = sum(each.item.state.status in {Status.REPORTED, Status.VERIFIED} for each in seen)
    closed = [each for each in seen if _closed_now(books, each.item)]
    in_time = sum(books.in_time(each.item) for each in closed)
    late = sum(each.overdue for each in seen)
    missed = sum(each.line.missed > 0 for each in seen)
    found = [
        KeyFigure("open", "在办", len(still), "没有销号、没有撤销的"),
        KeyFigure("late", "逾期", late, "牵头单位的时限已过", Lamp.RED),
        KeyFigure("lagging", "误点", lamps[Lamp.RED] - late, "时限没过，节点或配合单位的时限已过", Lamp.RED),
        KeyFigure("soon", "临期", lamps[Lamp.YELLOW], "预警天数以内到期", Lamp.YELLOW),
        KeyFigure("month", "一个月内", lamps[Lamp.BLUE], "一个月内到期", Lamp.BLUE),
        KeyFigure("waiting", "待核销", waiting, "已报结，等核验、销号"),
        KeyFigure("closed", CLOSED_NOW, len(closed), f"其中按期 {in_time} 件"),
    ]
    found.insert(
        6, KeyFigure("listed", "挂牌", sum(each.line.listed for each in still), "挂牌督办，还没有销号的")
    )
    if not public:
        found.insert(6, KeyFigure("silent", "缺报", missed, "定期报告没有按时报"))
    return tuple(found)


def _closed_now(books: Books, item: Item) -> bool:
    state = item.state
    return (
        state.status is Status.CLOSED
        and state.closed_on is not None
        and state.closed_on.year == books.today.year
    )


def _units(books: Books, seen: Sequence[Seen]) -> tuple[Count, ...]:
    """Open tasks and those written off this year, by the (first) lead; the unit with the most open ones first."""
    counts: Counter[tuple[str, str]] = Counter()
    still: Counter[str] = Counter()
    for each in seen:
        unit = each.line.leads[0] if each.line.leads else NO_UNIT
        if each.item.state.open:
            counts[unit, each.line.status] += 1
            still[unit] += 1
        elif _closed_now(books, each.item):
            counts[unit, CLOSED_NOW] += 1
    units = sorted({unit for unit, _ in counts}, key=lambda unit: (-still[unit], unit))
    return tuple(
        Count(unit, part, counts[unit, part]) for unit in units for part in UNIT_PARTS if counts[unit, part]
    )


def _ages(books: Books, seen: Sequence[Seen]) -> tuple[Count, ...]:
    """Open tasks by days since 立项 and by light; every band stands, empty ones as well."""
    counts: Counter[tuple[str, Lamp]] = Counter()
    for each in seen:
        began = each.item.state.registered_on
        if each.item.state.open and began is not None:
            days = (books.today - began).days
            band = next(name for last, name in BANDS if last is None or days <= last)
            counts[band, each.line.lamp] += 1
    return tuple(Count(band, lamp.word, counts[band, lamp]) for _, band in BANDS for lamp in Lamp)


def _bar(each: Seen, veil: Veil) -> Bar:
    state = each.item.state
    handed = min((standing.assigned.on for standing in state.units.values()), default=None)
    start = handed or state.registered_on or state.until
    return Bar(
        each.line.task,
        each.line.title,
        each.line.lamp,
        start,
        each.line.due_on,
        tuple(_nodes(each, veil)),
    )


def _nodes(each: Seen, veil: Veil) -> Iterator[Node]:
    """Each node once, as the first lead owes it; before 交办 as the schedule has it."""
    owed: dict[str, Duty] = {}
    for duty in each.duties:
        if duty.node is not None:
            owed.setdefault(duty.node, duty)
    until = each.item.state.until
    for node in each.item.task.milestones:
        told = owed.get(node.name)
        if told is None:
            yield Node(veil(node.name), node.due_on, None, late=False)
        else:
            late = judge(told, until).verdict.is_overdue
            yield Node(veil(node.name), told.due_on or node.due_on, told.met_on, late)


def _asked(books: Books, filters: Filters) -> str:
    policy = books.policies.at(books.today)
    told = [f"截至 {as_of(books)}", f"制度：{policy.title}"]
    told += [f"单位：{'、'.join(filters.units)}"] if filters.units else []
    told += [f"台账：{'、'.join(filters.ledgers)}"] if filters.ledgers else []
    told += [f"联系领导：{filters.leader}"] if filters.leader else []
    return "；".join(told)


def _legend(books: Books) -> tuple[tuple[Lamp, str], ...]:
    rule = next(iter(books.policies.at(books.today).rules_of(WarningRule)), None)
    ahead = rule.ahead if rule else WARNED_AHEAD
    return (
        (Lamp.RED, "时限或节点已过"),
        (Lamp.YELLOW, f"{length_text(ahead)}以内到期"),
        (Lamp.BLUE, "一个月以内到期"),
        (Lamp.GREEN, "一个月以后到期，或者现在不欠时限"),
        (Lamp.OFF, "已中止、已销号、已撤销，不亮灯"),
    )


def _notes(books: Books, items: Sequence[Item], *, public: bool) -> tuple[str, ...]:
    counted = "一个文件算一件，上级任务和分解的各算一件；联合牵头的算在第一家。"
    if not public:
        return (counted, "定期报告缺报的另外标出，不改灯色。", *closing_notes(books, items))
    files = len(unread_files(books.unread))
    unread = (f"有 {files} 个文件读不了，没有计入。",) if files else ()
    return (counted, "只列公开的事项；人员姓名、电话和批示不在其中。", *unread)
