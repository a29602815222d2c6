"""领导页: what a leader reads on a phone: what waits for him, his matters (late ones first), what this week brings.

Pure; each figure is the length of what `list`, `overdue`, `due` and `report approvals` answer for him, by their own
functions. Nothing of how the books are kept is told: no command, file, rule or policy.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from duban.core.books.approvals import COUNTERSIGN, Owed
from duban.core.books.books import Books, Item
from duban.core.books.selection import Filters, find_matching
from duban.core.calendar.counting import workdays_between
from duban.core.model.terms import Every, Status
from duban.core.periods.spans import span_of
from duban.errors import misuse
from duban.views.footnotes import PENDING, moment_text, unread_files
from duban.views.model.official_document import day_text
from duban.views.model.sheet import Cell, Column, Kind, Mark, Row, Sheet, Table, row
from duban.views.queries import overdue as duties
from duban.views.queries.task_list import due_day
from duban.views.reports.approvals import open_approvals
from duban.views.reports.overview import contested, stuck
from duban.views.reports.register import names_cell
from duban.views.reports.registry import table_records
from duban.views.reports.request import last_problem, last_progress, lead_units

PROVISIONAL = "“暂定”的日子还没有放假安排可依，公布以后可能变动。"
EXAMPLE = "duban report page --leader 姓名 -o 页.html"
_TASK, _TITLE, _LEAD = (
    Column("编号", shrink=0, name="task"),
    Column("事项", shrink=2, name="title"),
    Column("牵头单位", name="lead"),
)
_DECISIONS = (
    _TASK,
    _TITLE,
    _LEAD,
    Column("等您定", shrink=2, name="what"),
    Column("自", Kind.DATE, 0, name="since"),
)
_WEEK = (
    _TASK,
    _TITLE,
    Column("单位", name="unit"),
    Column("应做", shrink=2, name="duty"),
    Column("时限", Kind.DATE, 0, name="due_on"),
)
_MATTERS = (
    _TASK,
    _TITLE,
    Column("批示", shrink=2, name="instruction"),
    _LEAD,
    Column("状态", shrink=0, name="status"),
    Column("时限", Kind.DATE, 0, name="due_on"),
    Column("逾期", shrink=0, name="late_workdays"),
    Column("进度", Kind.PERCENT, 0, name="percent"),
    Column("最近反馈", shrink=2, name="progress"),
    Column("困难", shrink=2, name="issues"),
    Column("欠着", shrink=2, name="owed"),
)
FOLDED = ("over",)
"""The sections that begin closed."""


def one_leader(books: Books, typed: str | None) -> str:
    """The leader that a page is for, by the name on the roll. Raises UsageError for none or several."""
    if typed is None:
        raise misuse("usage-leader", "领导页是给一位领导的，没有写是哪一位。", EXAMPLE)
    named = books.roll.named(typed, books.today) or (typed,)
    if len(named) > 1:
        text = f"领导页是给一位领导的，写了 {len(named)} 位：{'、'.join(named)}。"
        raise misuse("usage-leader", text, f"一位一页：{EXAMPLE.replace('姓名', named[0])}")
    return named[0]


def leader_page(books: Books, leader: str) -> Sheet:
    """The page of a leader, as `one_leader` names him."""
    items = find_matching(books, Filters(leader=leader))
    wanted = duties.DutyFilter(leader=leader)
    late = duties.overdue(books, wanted)
    week = span_of(Every.WEEK, books.today).end
    soon = duties.due(books, workdays_between(books.today, week, books.calendar), wanted)
    decisions = _decisions(books, items, open_approvals(books, leader))
    owed: dict[str, list[duties.Owed]] = {}
    for each in late:
        if each.item is not None:
            owed.setdefault(each.item.task.id, []).append(each)
    groups: dict[str, list[Item]] = {"late": [], "owing": [], "going": [], "over": []}
    for item in items:
        groups[_group(books, item, owed)].append(item)
    groups["late"].sort(key=lambda item: (-books.late_workdays(item), item.task.id))
    for name in ("owing", "going"):
        groups[name].sort(key=lambda item: (due_day(item) or date.max, item.task.id))
    figures = row(
        len(decisions),
        Cell(len(groups["late"]), Mark.LATE if groups["late"] else None),
        len(late),
        len(soon),
        len(items) - len(groups["over"]),
        len(groups["over"]),
        len(items),
    )
    tables = (
        Table(_FIGURES, (figures,), name="figures"),
        Table(_DECISIONS, tuple(decisions), "等您定的", name="decisions"),
        Table(_MATTERS, _rows(books, groups["late"], owed, leader), "逾期", name="late"),
        Table(_WEEK, tuple(_week_row(books, each) for each in soon), "本周到期", name="week"),
        Table(_MATTERS, _rows(books, groups["owing"], owed, leader), "没有逾期，欠节点或报告", name="owing"),
        Table(_MATTERS, _rows(books, groups["going"], owed, leader), "其他在办", name="going"),
        Table(_MATTERS, _rows(books, groups["over"], owed, leader), "已了结", name="over"),
    )
    return Sheet(f"{leader}：督查事项", (_stamp(books, leader),), tables, tuple(_notes(books, tables)))


_FIGURES = (
    Column("等您定", Kind.INT, 0, name="decisions"),
    Column("逾期", Kind.INT, 0, name="late"),
    Column("逾期义务", Kind.INT, 0, name="duties"),
    Column("本周到期", Kind.INT, 0, name="week"),
    Column("在办", Kind.INT, 0, name="open"),
    Column("已了结", Kind.INT, 0, name="over"),
    Column("共计", Kind.INT, 0, name="total"),
)


def page_record(books: Books, leader: str, sheet: Sheet) -> dict[str, object]:
    """`report page --json`."""
    figures, *tables = sheet.tables
    return {
        "leader": leader,
        "today": books.today,
        "figures": table_records(figures)[0],
        "tables": {table.name: table_records(table) for table in tables},
        "notes": list(sheet.notes),
    }


def _group(books: Books, item: Item, owed: dict[str, list[duties.Owed]]) -> str:
    if books.is_overdue(item):
        return "late"
    if not item.state.open:
        return "over"
    return "owing" if item.task.id in owed else "going"


def _stamp(books: Books, leader: str) -> str:
    post = next((each.title for each in books.roll.posts(books.today) if each.name == leader), None)
    known = f"，只算到 {moment_text(books.known)} 为止登记的" if books.known else ""
    day = f"{day_text(books.today)}{known}"
    return "　".join(part for part in (post, books.config.name, day) if part)


def _notes(books: Books, tables: Sequence[Table]) -> Iterator[str]:
    """What is not in the figures, and what a mark means; in the words of the office."""
    cells = (cell for table in tables for line in table.all_rows() for cell in line)
    if any(cell.mark is Mark.PROVISIONAL for cell in cells):
        yield PROVISIONAL
    if files := unread_files(books.unread):
        yield f"有 {len(files)} 份材料读不出来，没有算进去，请督查室核对。"
    if any(each.code == PENDING for each in books.unread):
        yield "有一笔登记还没有写完，没有算进去。"


def _decisions(
    books: Books, items: Iterable[Item], approvals: tuple[Sequence[Owed], Sequence[Owed]]
) -> list[Row]:
    """What a leader must settle, the longest waiting first: later days asked for, refusals, disputes, his papers."""
    found: list[tuple[date, Item, str]] = []
    for item in items:
        if not item.state.open:
            continue
        for apply in item.state.applications:
            if apply.answer is None:
                who = "、".join(books.register.current(unit, books.today) for unit in apply.units)
                told = f"{who}申请延到{day_text(apply.event.due_on)}：{apply.event.reason}"
                found.append((apply.event.on, item, told))
        for on, told in (contested(books, item), stuck(books, item)):
            if on is not None:
                found.append((on, item, told))
    found += [(each.event.on, each.item, _approval(each)) for held in approvals for each in held]
    found.sort(key=lambda each: (each[0], each[1].task.id))
    return [
        row(item.task.id, item.task.title, names_cell(lead_units(books, item)), told, on)
        for on, item, told in found
    ]


def _approval(each: Owed) -> str:
    if each.code == COUNTERSIGN:
        return f"补签：{day_text(each.event.on)}的销号由核验的人自己办的{each.by_when}"
    return f"补批件：{day_text(each.event.on)}的{each.event.action}由您电话批准{each.by_when}"


def _week_row(books: Books, each: duties.Owed) -> Row:
    title = each.item.task.title if each.item else None
    due = Cell(each.due_on, Mark.PROVISIONAL if each.duty.provisional else None)
    unit = books.register.current(each.duty.unit, books.today)
    return row(each.duty.task, title, unit, each.duty.name, due)


def _rows(
    books: Books, items: Iterable[Item], owed: dict[str, list[duties.Owed]], leader: str
) -> tuple[Row, ...]:
    return tuple(_matter(books, item, owed.get(item.task.id, ()), leader) for item in items)


def _matter(books: Books, item: Item, owed: Iterable[duties.Owed], leader: str) -> Row:
    state, on = item.state, item.state.registered_on
    said = [
        each.text
        for each in item.task.instructions
        if each.text and leader in item.roll.named(each.leader, each.on or on)
    ]
    late = books.late_workdays(item) if books.is_overdue(item) else None
    finished = {Status.CLOSED: Mark.GOOD, Status.WITHDRAWN: Mark.MUTED, Status.SUSPENDED: Mark.MUTED}
    return row(
        item.task.id,
        item.task.title,
        "\n".join(said) or None,
        names_cell(lead_units(books, item)),
        Cell(str(state.status), finished.get(state.status), state.status.english),
        Cell(due_day(item), Mark.PROVISIONAL if books.is_provisional(item) else None),
        Cell(None if late is None else f"{late} 个工作日", Mark.LATE, late),
        state.percent,
        last_progress(books, item) or None,
        last_problem(books, item) or None,
        Cell(
            "\n".join(_owed_text(books, each) for each in owed if not _is_told(item, each)) or None, Mark.LATE
        ),
    )


def _is_told(item: Item, owed: duties.Owed) -> bool:
    """Whether the limit of the task itself already says it: that of its only lead."""
    return owed.duty.finishes and len(item.leads) == 1


def _owed_text(books: Books, each: duties.Owed) -> str:
    unit = books.register.current(each.duty.unit, books.today)
    return f"{unit}：{each.duty.name}，{day_text(each.due_on)}到期，逾期 {each.late.workdays} 个工作日"
