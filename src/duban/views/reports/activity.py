"""Reports of what was written down in a period: 月报, problems, timeliness of recording, and the burden on units.

Pure; every line is an event of a journal, or a report that fell due.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from duban.core.balance.performance import delays
from duban.core.books.books import Item
from duban.core.books.facets import standing_problems
from duban.core.model.events import Done, Event, Explain, Issue, Progress, Return, Urge, Verify, Warn
from duban.core.model.terms import Result
from duban.core.periods.spans import months_of
from duban.errors import misuse
from duban.views.footnotes import closing_notes
from duban.views.model.sheet import Cell, Column, Group, Kind, Mark, Row, Sheet, Table, row
from duban.views.period.balance import unit_order
from duban.views.period.balance_sheets import NO_LEAD_NAME
from duban.views.reports.cases.inspections import set_out
from duban.views.reports.quality import quality_lines
from duban.views.reports.register import names_cell
from duban.views.reports.request import Course, ReportRequest, lateness_text, lead_units

MOST_MONTHS = 24
_NUMBER = Kind.INT
_DAY = Column("日期", Kind.DATE, 0, name="on")
_TASK = (Column("编号", shrink=0, name="task"), Column("事项", shrink=2, name="title"))
Told = tuple[Item, Event]


def _events(asked: ReportRequest, *kinds: type[Event]) -> Iterator[Told]:
    """The events of these kinds in the period, task by task."""
    for item in asked.items:
        for event in item.state.journal:
            if isinstance(event, kinds) and asked.span.start <= event.on <= asked.found.until:
                yield item, event


def _unit_of(asked: ReportRequest, item: Item, event: Event) -> str:
    """Whose event it is: the unit it names, else the first lead, under its name of today."""
    unit = event.unit or (item.leads[0] if item.leads else "")
    return asked.books.register.current(unit, asked.books.today) if unit else ""


def _by_unit(asked: ReportRequest, told: Sequence[Told]) -> dict[str, list[Told]]:
    """By unit in the order of the register, each unit's in the order of the days; only the units asked for."""
    rows: dict[str, list[Told]] = {}
    for item, event in told:
        unit = _unit_of(asked, item, event)
        if not asked.units or unit in asked.unit_names:
            rows.setdefault(unit, []).append((item, event))
    order = unit_order(asked.found)
    return {name: sorted(rows[name], key=lambda each: each[1].on) for name in sorted(rows, key=order)}


def monthly(asked: ReportRequest) -> tuple[Sheet, ...]:
    """月报: results, problems and proposals of the period, and to whom they went (A-39, A-40)."""
    rows = _by_unit(asked, list(_events(asked, Progress, Done)))
    columns = (
        _DAY,
        *_TASK,
        Column("成效", shrink=2, name="results"),
        Column("存在的困难或问题", shrink=2, name="issues"),
        Column("下步打算和建议", shrink=2, name="next"),
        Column("报送", name="sent_to"),
    )
    groups = tuple(
        Group(name or NO_LEAD_NAME, tuple(_monthly_row(*each) for each in told))
        for name, told in rows.items()
    )
    heard = {item.task.id for told in rows.values() for item, _ in told}
    behind = [matter for matter in asked.matters if matter.course is Course.BEHIND]
    silent = tuple(
        row(
            m.id,
            m.item.task.title,
            names_cell(lead_units(asked.books, m.item)),
            lateness_text(asked, m),
            _lacking(m.id in heard),
        )
        for m in behind
        if m.id not in heard or not standing_problems(m.item)
    )
    lacking = Table(
        (
            *_TASK,
            Column("牵头单位", name="lead"),
            Column("欠进度的情况", shrink=2, name="lateness"),
            Column("缺什么", name="lacking"),
        ),
        silent,
        "欠进度而没有反映问题的",
        name="lacking",
    )
    count = sum(map(len, rows.values()))
    text = f"期内反馈和报结 {count} 笔，涉及单位 {len(rows)} 个、事项 {len(heard)} 件。"
    tables = (
        Table(columns, groups=groups, title="成效、问题、建议", name="reports"),
        lacking,
        _owed_table(asked),
    )
    notes = closing_notes(asked.books, asked.items)
    told = (asked.stamp, text, *quality_lines(asked))
    return (Sheet(asked.title("督查工作月报"), told, tables, notes),)


def _lacking(heard: bool) -> str:  # noqa: FBT001 - one question, one answer
    return "反馈里没有写问题" if heard else "期内没有反馈"


def _monthly_row(item: Item, event: Event) -> Row:
    if isinstance(event, Progress):
        problem = "；".join(text for text in (event.issues, event.needs) if text) or None
        values = (event.done, problem, event.next, event.sent_to)
    else:
        values = (f"报结：{event.done or '已办结'}" if isinstance(event, Done) else None, None, None, None)
    return row(event.on, item.task.id, item.task.title, *values)


def _owed_table(asked: ReportRequest) -> Table:
    lines = []
    for name, done in asked.performances.items():
        owed, received = len(done.reports_owed), len(done.reports_received)
        if owed:
            missing = owed - received
            lines.append(
                row(name or NO_LEAD_NAME, owed, received, Cell(missing, Mark.LATE if missing else None))
            )
    columns = (
        Column("单位", shrink=2, name="unit"),
        Column("应报", _NUMBER, 0, name="owed"),
        Column("已报", _NUMBER, 0, name="received"),
        Column("缺报", _NUMBER, 0, name="missing"),
    )
    return Table(columns, tuple(lines), "期内到期的报告", name="owed_by_unit")


def problems(asked: ReportRequest) -> tuple[Sheet, ...]:
    """问题: what units reported as difficult, why they were late, and whether it still stands (A-25)."""
    told = [each for each in _events(asked, Progress, Explain) if _is_problem(each[1])]
    rows = _by_unit(asked, told)
    columns = (
        _DAY,
        *_TASK,
        Column("问题", shrink=2, name="issues"),
        Column("需协调", shrink=2, name="needs"),
        Column("原因", shrink=2, name="reason"),
        Column("措施", shrink=2, name="remedy"),
        Column("现在", shrink=0, name="state"),
    )
    groups = tuple(
        Group(f"{name or NO_LEAD_NAME}（{len(held)} 笔）", tuple(_problem_row(*each) for each in held))
        for name, held in rows.items()
    )
    standing = {item.task.id for held in rows.values() for item, event in held if _stands(item, event)}
    count = sum(map(len, rows.values()))
    text = f"期内反映的问题和说明的原因 {count} 笔；问题仍在的事项 {len(standing)} 件。"
    summary = Table(
        (
            Column("单位", shrink=2, name="unit"),
            Column("笔数", _NUMBER, 0, name="reported"),
            Column("事项", _NUMBER, 0, name="tasks"),
            Column("仍在的", _NUMBER, 0, name="standing"),
        ),
        tuple(
            row(
                name or NO_LEAD_NAME,
                len(held),
                len({item.task.id for item, _ in held}),
                len({item.task.id for item, event in held if _stands(item, event)}),
            )
            for name, held in rows.items()
        ),
        "按单位",
        name="by_unit",
    )
    tables = (summary, Table(columns, groups=groups, title="逐笔", name="problems"))
    notes = ("仍在：事项还在办，这家单位最近一次反馈仍写着问题。", *closing_notes(asked.books, asked.items))
    return (Sheet(asked.title("存在的困难和问题"), (asked.stamp, text), tables, notes),)


def _is_problem(event: Event) -> bool:
    return isinstance(event, Explain) or (isinstance(event, Progress) and bool(event.issues or event.needs))


def _stands(item: Item, event: Event) -> bool:
    """Whether the unit that said it still named difficulties when it was last heard."""
    unit = item.state.unit_of(event.unit)
    return any(item.state.unit_of(each.unit) == unit for each in standing_problems(item))


def _problem_row(item: Item, event: Event) -> Row:
    state = Cell("仍在", Mark.LATE, "standing") if _stands(item, event) else Cell("已过", data="past")
    known = (event.issues, event.needs) if isinstance(event, Progress) else (None, None)
    why = (event.reason, event.remedy) if isinstance(event, Explain) else (None, None)
    return row(event.on, item.task.id, item.task.title, *known, *why, state)


def timeliness(asked: ReportRequest) -> tuple[Sheet, ...]:
    """及时登账: how long after its day an event was written down, by clerk and ledger (recording delay)."""
    names = {item.task.id for item in asked.items}
    trails = tuple(each for each in asked.found.trails if each.id in names)
    rows = delays(msgspec.structs.replace(asked.found, trails=trails))
    kinds = {head.prefix: str(head.kind) for head in asked.books.ledgers}
    lines = [
        row(
            clerk,
            f"{kinds.get(prefix, '')} {prefix}".strip(),
            each.recorded,
            Cell(len(each.late), Mark.LATE if each.late else None),
            asked.percent(each.recorded - len(each.late), each.recorded),
            each.longest,
        )
        for (clerk, prefix), each in sorted(rows.items())
    ]
    recorded, late = sum(r.recorded for r in rows.values()), sum(len(r.late) for r in rows.values())
    longest = max((each.longest for each in rows.values()), default=0)
    share = asked.percent(recorded - late, recorded)
    lines.append(row(Cell("合计", data="total"), None, recorded, late, share, longest))
    columns = (
        Column("经办", name="clerk"),
        Column("台账", name="ledger"),
        Column("登记笔数", _NUMBER, 0, name="recorded"),
        Column("迟登", _NUMBER, 0, name="late"),
        Column("及时率", Kind.PERCENT, 0, name="in_time_percent"),
        Column("最迟（工作日）", _NUMBER, 0, name="longest_workdays"),
    )
    titles = {item.task.id: item.task.title for item in asked.items}
    details = Table(
        (Column("经办", name="clerk"), _DAY, *_TASK, Column("哪一笔", shrink=2, name="what")),
        tuple(
            row(clerk, trace.on, trace.task, titles.get(trace.task or "", ""), trace.what)
            for (clerk, _), each in sorted(rows.items())
            for trace in each.late
        ),
        "迟登的各笔",
        name="late_entries",
    )
    text = f"业务日期在期内的共 {recorded} 笔，迟登 {late} 笔。"
    tables = (Table(columns, tuple(lines), "按经办和台账", name="by_clerk"), details)
    notes = (
        "迟登：过了制度的登账期限才登记的。期限按业务日期那天的制度，以工作日计。",
        asked.rounding,
        *closing_notes(asked.books, asked.items),
    )
    return (Sheet(asked.title("登账及时情况"), (asked.stamp, text), tables, notes),)


_ASKED_BY = ("报告", "催办", "预警", "补报", "公文", "督查")


def burden(asked: ReportRequest) -> tuple[Sheet, ...]:
    """减负: how many reports and papers each unit was asked for, month by month (D-16).

    Raises UsageError where there are more months than a table can have columns.
    """
    months = [month.label for month in months_of(asked.span) if month.start <= asked.found.until]
    if len(months) > MOST_MONTHS:
        raise misuse(
            "usage-months",
            f"减负按月列表，一次最多 {MOST_MONTHS} 个月，这里有 {len(months)} 个月。",
            f"缩短到一年，例如 duban report burden {asked.found.until.year}",
        )
    one_year = len({month[:4] for month in months}) == 1
    heads = [f"{int(month[5:])}月" if one_year else month for month in months]
    found = _requests(asked)
    units = sorted({unit for unit, _, _ in found}, key=unit_order(asked.found))
    by_month = [
        _burden_row(name, [sum(found[name, kind, m] for kind in _ASKED_BY) for m in months]) for name in units
    ]
    totals = [sum(found[name, kind, m] for name in units for kind in _ASKED_BY) for m in months]
    by_month.append(_burden_row(Cell("合计", data="total"), totals))
    by_kind = [
        _burden_row(name, [sum(found[name, kind, m] for m in months) for kind in _ASKED_BY]) for name in units
    ]
    kinds = [sum(found[name, kind, m] for name in units for m in months) for kind in _ASKED_BY]
    by_kind.append(_burden_row(Cell("合计", data="total"), kinds))
    unit, total = Column("单位", shrink=2, name="unit"), Column("合计", _NUMBER, 0, name="total")
    names = ("reports", "urges", "warnings", "returns", "papers", "inspections")
    tables = (
        Table(
            (
                unit,
                *(Column(head, _NUMBER, 0, name=month) for head, month in zip(heads, months, strict=True)),
                total,
            ),
            tuple(by_month),
            "按月",
            name="by_month",
        ),
        Table(
            (
                unit,
                *(Column(kind, _NUMBER, 0, name=name) for kind, name in zip(_ASKED_BY, names, strict=True)),
                total,
            ),
            tuple(by_kind),
            "按种类",
            name="by_kind",
        ),
    )
    text = f"期内共要求 {sum(totals)} 次，涉及单位 {len(units)} 个。"
    told = (
        "报告：期内到期的定期报告。补报：退回和核验不通过。公文：就事项发给单位的文。没有写单位的，记在牵头单位名下。",
        "督查：查到这家单位的每次督查（督查对象，记了问题、到过现场的），按督查组出发的月份记。",
    )
    notes = (
        *told,
        *closing_notes(asked.books, asked.items),
    )
    return (Sheet(asked.title("减负：各单位被要求的次数"), (asked.stamp, text), tables, notes),)


def _burden_row(name: str | Cell, numbers: Sequence[int]) -> Row:
    shown = (name or NO_LEAD_NAME) if isinstance(name, str) else name
    return row(shown, *numbers, sum(numbers))


def _requests(asked: ReportRequest) -> Counter[tuple[str, str, str]]:
    """By unit, kind and month."""
    found: Counter[tuple[str, str, str]] = Counter()
    for name, done in asked.performances.items():
        found.update((name, "报告", _month(trace.on)) for trace in done.reports_owed)
    told = list(_events(asked, Urge, Warn, Return, Issue, Verify))
    for unit, held in _by_unit(asked, [each for each in told if _asks(each[1])]).items():
        found.update((unit, _KINDS[type(event)], _month(event.on)) for _, event in held)
    found.update((unit, "督查", month) for unit, month in _inspected(asked))
    return found


def _inspected(asked: ReportRequest) -> Iterator[tuple[str, str]]:
    """Each unit that an inspection was made at, with the month in which the group set out; groups by their members."""
    register, today = asked.books.register, asked.books.today
    for state, on in set_out(asked):
        met = dict.fromkeys(register.current(unit, today) for unit in state.met)
        for unit in met:
            if not asked.units or unit in asked.unit_names:
                yield unit, _month(on)


_KINDS: dict[type[Event], str] = {
    Urge: "催办",
    Warn: "预警",
    Return: "补报",
    Verify: "补报",
    Issue: "公文",
}


def _asks(event: Event) -> bool:
    return not isinstance(event, Verify) or event.result is Result.FAIL


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
