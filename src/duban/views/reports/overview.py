"""总体情况: tasks by ledger and status, how duties were met, the trend by month, what awaits a decision.

Pure; one pass over the folded books, for it must stay quick on ten thousand tasks.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

from duban.core.balance.identity import Trail
from duban.core.balance.performance import Performance, Trace, ever_late, total_performance
from duban.core.books.books import Books, Item
from duban.core.books.facets import standing_problems
from duban.core.model.events import Event
from duban.core.model.terms import Action, Stage, Status
from duban.core.periods.spans import months_of
from duban.views.footnotes import closing_notes
from duban.views.model.sheet import Cell, Column, Group, Kind, Mark, Row, Sheet, Table, row
from duban.views.queries.cases.rectifications import EVER, Righting, escalated, rectifications, summary
from duban.views.queries.task_list import due_day
from duban.views.reports.quality import quality_lines
from duban.views.reports.register import names_cell
from duban.views.reports.request import (
    ReportRequest,
    last_problem,
    lead_units,
    with_speaker,
)

MOST_DECISIONS = 10
"""How many tasks of one kind of decision are named, the longest waiting first; the rest are counted."""
ADDS_UP = "合计 = 已销号 + 在办 + 已撤销；销号率 = 已销号 ÷（合计 − 已撤销）。"
_NUMBER = Kind.INT


def overview(asked: ReportRequest) -> tuple[Sheet, ...]:
    """The report. Raises DubanError for an unknown unit or ledger."""
    items = asked.led
    closed = sum(item.state.status is Status.CLOSED for item in items)
    counted = sum(item.state.status is not Status.WITHDRAWN for item in items)
    still = sum(item.state.open for item in items)
    late = sum(asked.books.is_overdue(item) for item in items)
    share = asked.percent(closed, counted)
    text = f"共 {len(items)} 件，其中已撤销 {len(items) - counted} 件。已销号 {closed} 件"
    text += "" if share is None else f"，占未撤销的 {share:g}%"
    ever = len({item.task.id for item in items}.intersection(ever_late(asked.found)))
    text += f"；在办 {still} 件，其中逾期 {late} 件。期内曾逾期 {ever} 件。"
    righted = rectifications(asked.books, asked.ever)
    decisions, left_out = _decisions(asked.books, items)
    done = total_performance(dict(asked.performances))
    tables = (
        _status_table(asked, items),
        _ledger_table(asked, items),
        _duty_table(asked, done),
        _trend_table(asked, done),
        _rectification_table(asked, righted),
        decisions,
    )
    notes = (*left_out, ADDS_UP, asked.rounding, *closing_notes(asked.books))
    told = (asked.stamp, text, *quality_lines(asked), *_rectification_line(asked, righted))
    return (Sheet(asked.title("总体情况"), told, tables, notes),)


def _status_table(asked: ReportRequest, items: Sequence[Item]) -> Table:
    found = Counter(item.state.status for item in items)
    columns = (
        Column("状态", shrink=0, name="status"),
        Column("件数", _NUMBER, 0, name="tasks"),
        Column("占比", Kind.PERCENT, 0, name="percent"),
    )
    rows = [
        row(Cell(str(status), data=status.english), found[status], asked.percent(found[status], len(items)))
        for status in Status
    ]
    total = row(Cell("合计", data="total"), len(items), asked.percent(len(items), len(items)))
    return Table(columns, (*rows, total), "按状态", name="by_status")


def _ledger_table(asked: ReportRequest, items: Sequence[Item]) -> Table:
    columns = (
        Column("台账", shrink=2, name="ledger"),
        Column("合计", _NUMBER, 0, name="total"),
        Column("已销号", _NUMBER, 0, name="closed"),
        Column("在办", _NUMBER, 0, name="open"),
        Column("其中逾期", _NUMBER, 0, name="overdue"),
        Column("其中中止", _NUMBER, 0, name="suspended"),
        Column("已撤销", _NUMBER, 0, name="withdrawn"),
        Column("销号率", Kind.PERCENT, 0, name="closed_percent"),
    )
    by_prefix: dict[str, list[Item]] = {head.prefix: [] for head in asked.books.ledgers}
    for item in items:
        by_prefix.setdefault(item.ledger.prefix, []).append(item)
    heads = {head.prefix: head for head in asked.books.ledgers}
    rows = [
        _ledger_row(asked, Cell(str(heads[prefix].kind), data=heads[prefix].kind.english), held)
        for prefix, held in by_prefix.items()
        if held
    ]
    rows.append(_ledger_row(asked, Cell("合计", data="total"), items))
    return Table(columns, tuple(rows), "按台账", name="by_ledger")


def _ledger_row(asked: ReportRequest, name: Cell, items: Sequence[Item]) -> Row:
    found = Counter(item.state.status for item in items)
    closed, withdrawn = found[Status.CLOSED], found[Status.WITHDRAWN]
    late = sum(asked.books.is_overdue(item) for item in items)
    return row(
        name,
        len(items),
        closed,
        len(items) - closed - withdrawn,
        Cell(late, Mark.LATE if late else None),
        found[Status.SUSPENDED],
        withdrawn,
        asked.percent(closed, len(items) - withdrawn),
    )


def _rectification_line(asked: ReportRequest, found: Sequence[Righting]) -> tuple[str, ...]:
    """What is being put right, and how often that went too slowly in the period."""
    if not found:
        return ()
    hard = escalated(found, asked.span.start, asked.found.until)
    told = "、".join(f"{via} {times}" for via, times in hard.items() if times)
    return (f"{summary(found)}期内整改不力 {sum(hard.values())} 次{f'（{told}）' if told else ''}。",)


def _rectification_table(asked: ReportRequest, found: Sequence[Righting]) -> Table:
    """By stage, as the board has them; and what was done in the period where too little was put right."""
    columns = (
        Column("整改", shrink=0, name="stage"),
        Column("件数", _NUMBER, 0, name="tasks"),
        Column("占比", Kind.PERCENT, 0, name="percent"),
        Column("反弹", _NUMBER, 0, name="rebounds"),
        Column("期内整改不力", _NUMBER, 0, name="escalations"),
    )
    first, last = asked.span.start, asked.found.until

    def line(name: Cell, held: Sequence[Righting]) -> Row:
        back, hard = sum(each.rebounds for each in held), sum(escalated(held, first, last).values())
        return row(name, len(held), asked.percent(len(held), len(found)), back, hard)

    rows = [
        line(Cell(str(stage), data=stage.english), [each for each in found if each.stage is stage])
        for stage in Stage
    ]
    total = line(Cell("合计", data="total"), found)
    return Table(
        columns, (*rows, total) if found else (), f"整改（{EVER}，同整改看板）", name="rectifications"
    )


def _duty_table(asked: ReportRequest, done: Performance) -> Table:
    found = done.counts()
    columns = (
        Column("到期", _NUMBER, 0, name="due"),
        Column("按期完成", _NUMBER, 0, name="met"),
        Column("逾期完成", _NUMBER, 0, name="met_late"),
        Column("未完成", _NUMBER, 0, name="unmet"),
        Column("待核", _NUMBER, 0, name="pending"),
        Column("按期率", Kind.PERCENT, 0, name="met_percent"),
        Column("逾期率", Kind.PERCENT, 0, name="late_percent"),
        Column("应报", _NUMBER, 0, name="reports_owed"),
        Column("已报", _NUMBER, 0, name="reports_received"),
    )
    line = row(
        found["due"],
        found["met"],
        found["met_late"],
        Cell(found["unmet"], Mark.LATE if found["unmet"] else None),
        found["pending"],
        asked.percent(found["met"], done.decided),
        asked.percent(found["met_late"] + found["unmet"], done.decided),
        len(done.reports_owed),
        len(done.reports_received),
    )
    return Table(columns, (line,), "期内到期的时限、节点和报告", name="duties")


def _trend_table(asked: ReportRequest, done: Performance) -> Table:
    """By month: what came, what went, what was open at its end, and how the duties due in it were met."""
    columns = (
        Column("月份", shrink=0, name="month"),
        Column("登账", _NUMBER, 0, name="registered"),
        Column("销号", _NUMBER, 0, name="written_off"),
        Column("月末在办", _NUMBER, 0, name="open"),
        Column("到期", _NUMBER, 0, name="due"),
        Column("按期", _NUMBER, 0, name="met"),
        Column("按期率", Kind.PERCENT, 0, name="met_percent"),
    )
    flows = _flows(asked)
    due, met, pending = (_by_month(each) for each in (done.due, done.met, done.pending))
    still = sum(_is_open(asked, trail) for trail in asked.view.found.trails)
    rows = []
    for month in months_of(asked.span):
        if month.start > asked.found.until:
            break
        key = month.label
        still += flows[key, "in"] - flows[key, "out"]
        rows.append(
            row(
                key,
                flows[key, "registered"],
                flows[key, "written_off"],
                still,
                due[key],
                met[key],
                asked.percent(met[key], due[key] - pending[key]),
            )
        )
    return Table(columns, tuple(rows), "逐月走势", name="trend")


def _is_open(asked: ReportRequest, trail: Trail) -> bool:
    return trail.start is not None and asked.view.shows(trail.start)


def _flows(asked: ReportRequest) -> Counter[tuple[str, str]]:
    """By month and kind: tasks that came to be open here, went, were registered, were written off."""
    shows = asked.view.shows
    found: Counter[tuple[str, str]] = Counter()
    for trail in asked.view.found.trails:
        for move in trail.moves:
            before = move.before is not None and shows(move.before)
            after = move.after is not None and shows(move.after)
            if before == after:
                continue
            month = _month(move.on)
            found[month, "in" if after else "out"] += 1
            if move.flow is not None:
                found[month, move.flow.english] += 1
    return found


def _by_month(traces: Sequence[Trace]) -> Counter[str]:
    return Counter(_month(trace.on) for trace in traces)


def _month(day: date) -> str:
    return day.isoformat()[:7]  # much faster than a format, and called for every duty


def _decisions(books: Books, items: Sequence[Item]) -> tuple[Table, tuple[str, ...]]:
    """What waits for the office or a leader, the longest waiting first; and how many were left out."""
    columns = (
        Column("编号", shrink=0, name="task"),
        Column("事项", shrink=2, name="title"),
        Column("牵头单位", name="lead"),
        Column("自", Kind.DATE, 0, name="since"),
        Column("要定的事", shrink=2, name="what"),
    )
    groups, left_out = [], []
    still = [item for item in items if item.state.open]
    for name, since in _WAITING:
        asked_of = items if since is _paper else still
        waiting = [
            (day, text, item) for item in asked_of for day, text in [since(books, item)] if day is not None
        ]
        waiting.sort(key=lambda each: (each[0], each[2].task.id))
        if len(waiting) > MOST_DECISIONS:
            left_out.append(f"{name}共 {len(waiting)} 件，只列等得最久的 {MOST_DECISIONS} 件。")
        lines = tuple(_decision(books, *each) for each in waiting[:MOST_DECISIONS])
        if lines:
            groups.append(Group(f"{name} {len(waiting)} 件", lines))
    return Table(columns, groups=tuple(groups), title="今天要定的事", name="decisions"), tuple(left_out)


def _decision(books: Books, day: date, text: str, item: Item) -> Row:
    return row(item.task.id, item.task.title, names_cell(lead_units(books, item)), day, text)


Waiting = tuple[date | None, str]


def _to_assign(_books: Books, item: Item) -> Waiting:
    state = item.state
    return (state.registered_on, "还没有交办") if state.status is Status.REGISTERED else (None, "")


def contested(_books: Books, item: Item) -> Waiting:
    """A task that its lead sent back (退件): since when, and why."""
    if item.state.status is Status.ASSIGNED:
        for standing in item.state.lead_standings():
            if standing.contested is not None:
                return standing.contested.on, f"{standing.unit}退件：{standing.contested.reason}"
    return None, ""


def stuck(books: Books, item: Item) -> Waiting:
    """An open task where a unit's last answer asked for coordination that nobody has taken up since."""
    if item.state.status is not Status.IN_PROGRESS:
        return None, ""
    journal = item.state.journal
    taken_up = max(
        (place for place, event in enumerate(journal) if event.action is Action.COORDINATE), default=-1
    )
    asking = [each for each in standing_problems(item) if each.needs and journal.index(each) > taken_up]
    if not asking:
        return None, ""
    told = "；".join(with_speaker(books, item, event, event.needs or "") for event in reversed(asking))
    return asking[-1].on, f"需协调：{told}"


def _to_verify(_books: Books, item: Item) -> Waiting:
    return _since(item, Status.REPORTED, "报结了，等核验")


def _to_close(_books: Books, item: Item) -> Waiting:
    return _since(item, Status.VERIFIED, "核验通过，等销号")


def _since(item: Item, status: Status, text: str) -> Waiting:
    state = item.state
    return (state.history[-1][0], text) if state.status is status and state.history else (None, "")


def _paper(_books: Books, item: Item) -> Waiting:
    waiting: list[Event] = list(item.state.awaiting_paper)
    return (waiting[0].on, f"{waiting[0].action}凭电话批准，等批件") if waiting else (None, "")


def _late(books: Books, item: Item) -> Waiting:
    """A task that is late and whose unit has not said why."""
    state, due_on = item.state, due_day(item)
    if not books.is_overdue(item) or due_on is None:
        return None, ""
    if any(event.on > due_on for event in state.explanations):
        return None, ""
    problem = last_problem(books, item)
    return due_on, f"逾期，没有说明原因{f'；上次反馈的问题：{problem}' if problem else ''}"


_WAITING: tuple[tuple[str, Callable[[Books, Item], Waiting]], ...] = (
    ("待交办", _to_assign),
    ("退件待裁定", contested),
    ("需要协调", stuck),
    ("逾期待处置", _late),
    ("待核验", _to_verify),
    ("待销号", _to_close),
    ("待补批件", _paper),
)
