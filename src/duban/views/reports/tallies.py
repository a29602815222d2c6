"""Tables of how many tasks go which way: by ledger, meeting, unit, leader; and the reports that are such tables.

Pure. A row's figures add up: 总数 = 已办结 + 在办, 在办 = 超进度 + 达进度 + 欠进度 + 其他.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from duban.core.balance.performance import Performance, total_performance
from duban.core.balance.standing import Grade
from duban.core.books.books import Item
from duban.core.books.tied_leaders import leaders_of
from duban.core.model.terms import LedgerKind, SourceKind, Status
from duban.views.footnotes import closing_notes
from duban.views.model.sheet import Cell, Column, Group, Kind, Mark, Row, Sheet, Table, row
from duban.views.period.balance_sheets import NO_LEAD_NAME
from duban.views.reports.quality import COUNTED, quality_tables
from duban.views.reports.register import columns_of, names_cell, row_of
from duban.views.reports.request import (
    Course,
    Matter,
    ReportRequest,
    by_ledger,
    by_unit,
    counts,
    lateness_text,
    lead_units,
    people_named,
)

_NUMBER = Kind.INT
ADDS_UP = "总数 = 已办结 + 在办；在办 = 超进度 + 达进度 + 欠进度 + 其他；已撤销的不计。"
COURSES = (
    "已办结：已销号。超进度：还没有到期的节点已经完成。欠进度：过了时限或者误了节点，还没有报结。"
    "其他：待交办、已中止。其余的在办事项是达进度。"
)
_TALLY = (
    Column("总数", _NUMBER, 0, name="total"),
    Column("已办结", _NUMBER, 0, name="done"),
    Column("办结率", Kind.PERCENT, 0, name="done_percent"),
    Column("在办", _NUMBER, 0, name="doing"),
    Column("超进度", _NUMBER, 0, name="ahead"),
    Column("达进度", _NUMBER, 0, name="on_track"),
    Column("欠进度", _NUMBER, 0, name="behind"),
    Column("其他", _NUMBER, 0, name="other"),
)


def tally_table(
    asked: ReportRequest,
    title: str,
    first: Column,
    rows: Mapping[str, Sequence[Matter]],
    *,
    total: bool = True,
) -> Table:
    """One row for each name, and where the rows are all of it and nothing twice, their sum."""
    lines = [row(name, *tally(asked, held)) for name, held in rows.items()]
    if total:
        everything = [matter for held in rows.values() for matter in held]
        lines.append(row(Cell("合计", data="total"), *tally(asked, everything)))
    return Table((first, *_TALLY), tuple(lines), title, name=f"by_{first.name}")


def tally(asked: ReportRequest, matters: Sequence[Matter]) -> Row:
    """The figures of one row."""
    found = counts(matters)
    done, behind = found[Course.DONE], found[Course.BEHIND]
    return row(
        len(matters),
        done,
        asked.percent(done, len(matters)),
        len(matters) - done,
        found[Course.AHEAD],
        found[Course.ON_TRACK],
        Cell(behind, Mark.LATE if behind else None),
        found[Course.OTHER],
    )


def ledger_table(asked: ReportRequest, matters: Sequence[Matter]) -> Table:
    """By ledger."""
    return tally_table(asked, "按台账", Column("台账", shrink=2, name="ledger"), by_ledger(asked, matters))


def unit_table(asked: ReportRequest, matters: Sequence[Matter]) -> Table:
    """By first lead."""
    return tally_table(
        asked, "按牵头单位", Column("牵头单位", shrink=2, name="unit"), by_unit(asked, matters)
    )


class Sitting(NamedTuple):
    """One sitting of a meeting: its name, its session, and the day it was held, or the year where no day is told.

    市长办公会第3次 of two years are two; tasks that leave out the day belong to the sitting of that name and session in
    the year in which they were entered.
    """

    name: str
    session: str = ""
    when: str = ""


NO_MEETING = Sitting("")


def meeting_of(item: Item) -> Sitting:
    """The sitting that gave this task; NO_MEETING for what none gave."""
    for source in item.task.sources:
        if source.kind is SourceKind.MEETING:
            name, held_on = source.name or "（没有写会议名称）", source.held_on
            if not source.session:
                return Sitting(name, "", held_on.isoformat() if held_on else "")
            year = (held_on or item.state.registered_on or item.state.until).year
            return Sitting(name, source.session, f"{year}年")
    return Sitting("（没有写会议名称）") if item.ledger.kind is LedgerKind.MEETING else NO_MEETING


def meeting_table(asked: ReportRequest, matters: Sequence[Matter]) -> Table | None:
    """By kind of meeting, with how many sessions; None where no meeting gave any of the tasks."""
    rows: dict[str, list[Matter]] = {}
    sessions: dict[str, set[Sitting]] = {}
    for matter in matters:
        sitting = meeting_of(matter.item)
        if sitting.name:
            rows.setdefault(sitting.name, []).append(matter)
            sessions.setdefault(sitting.name, set()).add(sitting)
    if not rows:
        return None
    lines = [row(name, len(sessions[name]), *tally(asked, held)) for name, held in rows.items()]
    everything = [matter for held in rows.values() for matter in held]
    last = row(Cell("合计", data="total"), sum(map(len, sessions.values())), *tally(asked, everything))
    columns = (
        Column("会议", shrink=2, name="meeting"),
        Column("次数", _NUMBER, 0, name="sessions"),
        *_TALLY,
    )
    return Table(columns, (*lines, last), "按会议", name="by_meeting")


def meetings(asked: ReportRequest) -> tuple[Sheet, ...]:
    """会议议定事项办理及反馈, session by session (A-14)."""
    matters = [matter for matter in asked.matters if meeting_of(matter.item).name]
    sessions: dict[Sitting, list[Matter]] = {}
    for matter in matters:
        sessions.setdefault(meeting_of(matter.item), []).append(matter)
    order = sorted(sessions, key=lambda each: (each.name, _first_day(sessions[each]), each.session))
    borne = Counter((each.name, each.session) for each in order)
    names = {_label(each, alone=borne[each.name, each.session] == 1): sessions[each] for each in order}
    first = Column("会议和届次", shrink=2, name="session")
    groups = tuple(
        Group(f"{name}（{len(held)} 项）", tuple(_answer(asked, each) for each in held))
        for name, held in names.items()
    )
    columns = (
        Column("编号", shrink=0, name="task"),
        Column("议定事项", shrink=2, name="title"),
        Column("牵头单位", name="lead"),
        Column("完成时间", Kind.DATE, 0, name="due_on"),
        Column("办理和反馈", shrink=2, name="progress"),
        Column("任务状态", shrink=0, name="status"),
    )
    text = f"会议议定事项 {len(matters)} 项，来自 {len(names)} 次会议。"
    tables = (
        tally_table(asked, "按届次", first, names),
        Table(columns, groups=groups, title="办理及反馈", name="tasks"),
    )
    notes = (ADDS_UP, COURSES, asked.rounding, *closing_notes(asked.books, [m.item for m in matters]))
    return (Sheet(asked.title("会议议定事项办理情况"), (asked.stamp, text), tables, notes),)


def _label(sitting: Sitting, *, alone: bool) -> str:
    """A sitting as it heads a table: with its year where another bears the same name and session."""
    when = "" if alone and sitting.session else sitting.when
    return " ".join(filter(None, (sitting.name, sitting.session, when)))


def _first_day(held: Sequence[Matter]) -> date:
    """When a session was held: 第2次 comes before 第17次, and 第十次 after 第九次."""
    sources = (source for matter in held for source in matter.item.task.sources)
    days = [source.held_on for source in sources if source.held_on]
    days = days or [day for matter in held if (day := matter.item.state.registered_on)]
    return min(days, default=date.max)


def _answer(asked: ReportRequest, matter: Matter) -> Row:
    names = ("编号", "任务内容", "牵头单位", "完成时间", "具体进展", "任务状态")
    return row_of(asked.books, matter.item, names, 0)


def leader(asked: ReportRequest) -> tuple[Sheet, ...]:
    """One row for each leader that a task is tied to; a task tied to two counts with both."""
    matters = asked.matters
    roll, today = asked.books.roll, asked.books.today
    order = {each.name: (each.rank or 0, place) for place, each in enumerate(roll.posts(today))}
    names = people_named(matter.item for matter in matters)
    names.sort(key=lambda name: (name not in order, order.get(name, (0, 0)), name))
    if asked.leader is not None:
        wanted = roll.named(asked.leader, today)
        names = [name for name in names if name in wanted]
    rows = {name: [each for each in matters if name in leaders_of(each.item)] for name in names}
    nobody = [each for each in matters if not leaders_of(each.item)]
    if nobody:
        rows["（没有写领导）"] = nobody
    first = Column("领导", name="leader")
    table = tally_table(asked, "按领导", first, rows, total=False)
    table = replace(table, rows=tuple(_with_secretary(asked, name, *rest) for name, *rest in table.rows))
    late = tuple(
        row(
            name,
            each.id,
            each.item.task.title,
            names_cell(lead_units(asked.books, each.item)),
            lateness_text(asked, each),
        )
        for name, held in rows.items()
        for each in held
        if each.late
    )
    columns = (
        first,
        Column("编号", shrink=0, name="task"),
        Column("事项", shrink=2, name="title"),
        Column("牵头单位", name="lead"),
        Column("欠进度的情况", shrink=2, name="lateness"),
    )
    text = f"共 {len(matters)} 项，涉及领导 {len(names)} 位。"
    twice = "一件联系几位领导的，每位名下各计一次，各行相加可能多于总数。"
    tables = (table, Table(columns, late, "欠进度的事项", name="behind"))
    closing = closing_notes(asked.books, [m.item for m in matters])
    notes = (twice, ADDS_UP, COURSES, asked.rounding, *closing)
    return (Sheet(asked.title("各位领导联系的事项"), (asked.stamp, text), tables, notes),)


def _with_secretary(asked: ReportRequest, name: Cell, *rest: Cell) -> Row:
    """A row of a leader with the deputy secretary-general who works with them, where the roll names one."""
    secretaries = {each.name: each.secretary for each in asked.books.roll.posts(asked.books.today)}
    secretary = secretaries.get(str(name.value))
    return (Cell(f"{name.value}（联系秘书长：{secretary}）", data=name.value) if secretary else name, *rest)


def units(asked: ReportRequest) -> tuple[Sheet, ...]:
    """How each unit stands: its open tasks, its duties of the period, returns, extensions, its oldest task."""
    done = asked.performances
    whole = total_performance(dict(done))
    held = by_unit(asked, [m for m in asked.matters if m.item.state.status is not Status.CLOSED])
    columns = (
        Column("单位", shrink=2, name="unit"),
        Column("在办", _NUMBER, 0, name="open"),
        Column("到期", _NUMBER, 0, name="due"),
        Column("按期", _NUMBER, 0, name="met"),
        Column("补办", _NUMBER, 0, name="met_late"),
        Column("未办", _NUMBER, 0, name="unmet"),
        Column("待核", _NUMBER, 0, name="pending"),
        Column("按期率", Kind.PERCENT, 0, name="met_percent"),
        Column("退回", _NUMBER, 0, name="returned"),
        Column("延期", _NUMBER, 0, name="extensions"),
        Column("评价", shrink=0, name="grade"),
        Column("最久的一件", shrink=0, name="oldest"),
        Column("天数", _NUMBER, 0, name="oldest_days"),
    )
    rows_of = {name or NO_LEAD_NAME: each for name, each in done.items()}
    names = dict.fromkeys([*rows_of, *held])
    rows = [
        _unit_row(asked, name, len(held.get(name, ())), rows_of.get(name) or Performance()) for name in names
    ]
    rows.append(_unit_row(asked, Cell("合计", data="total"), sum(map(len, held.values())), whole))
    text = f"涉及单位 {len(names)} 个，在办 {sum(map(len, held.values()))} 件。"
    table = Table(columns, tuple(rows), name="by_unit")
    tables = (table, *quality_tables(asked), standing_table(asked, Grade))
    notes = (
        "到期的是期内到期的时限和节点：到期 = 按期 + 补办（过期以后办的）+ 未办 + 待核。",
        "待核：按时报了、还没有核验，按期、逾期都不算；按期率 = 按期 ÷（到期 − 待核）。",
        "联合牵头的事项，在办记在第一家名下。",
        GRADES,
        COUNTED,
        "最久的一件：在办事项中立项最早的一件，天数从立项算起。",
        asked.rounding,
        *closing_notes(asked.books, asked.led),
    )
    return (Sheet(asked.title("各单位办理情况"), (asked.stamp, text), tables, notes),)


GRADES = (
    "评价（酌定）：到期的时限、节点和应报的报告不满3项的不评；差错不超过10%、没有硬伤的较好，满40%的滞后，其余一般。"
    "硬伤：核验失实，时限逾期未办结，欠说明，回访没有解决。"
)


def standing_table(asked: ReportRequest, grades: Iterable[Grade]) -> Table:
    """Each thing that speaks against a unit of these grades, with its task; the worst grade first."""
    wanted = set(grades)
    rows = [
        row(name, Cell(str(each.grade), data=each.grade.english), reason.task, reason.what)
        for name, each in sorted(asked.standings.items(), key=lambda pair: _RANK[pair[1].grade])
        if each.grade in wanted
        for reason in (*each.reasons, *each.excused)
    ]
    columns = (
        Column("单位", shrink=2, name="unit"),
        Column("评价", shrink=0, name="grade"),
        Column("编号", shrink=0, name="task"),
        Column("理由", shrink=2, name="reason"),
    )
    return Table(columns, tuple(rows), "各单位的评价和理由", name="standings")


_RANK = {Grade.BEHIND: 0, Grade.FAIR: 1, Grade.NONE: 2, Grade.GOOD: 3}


def _unit_row(asked: ReportRequest, name: str | Cell, still: int, done: Performance) -> Row:
    found = done.counts()
    oldest = done.oldest
    standing = asked.standings.get(name) if isinstance(name, str) else None
    return row(
        name,
        still,
        found["due"],
        found["met"],
        found["met_late"],
        Cell(found["unmet"], Mark.LATE if found["unmet"] else None),
        found["pending"],
        asked.percent(found["met"], done.decided),
        len(done.returned),
        len(done.extensions),
        Cell(
            str(standing.grade), Mark.LATE if standing.grade is Grade.BEHIND else None, standing.grade.english
        )
        if standing
        else None,
        oldest.task if oldest else None,
        (asked.found.until - oldest.on).days if oldest else None,
    )


def annex_table(asked: ReportRequest, matters: Sequence[Matter], names: Sequence[str], title: str) -> Table:
    """The tasks one by one, numbered as the text of a report names them."""
    rows = tuple(row_of(asked.books, each.item, names, place) for place, each in enumerate(matters, 1))
    return Table(columns_of(names), rows, title, name="tasks")
