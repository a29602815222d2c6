"""批准手续: what was approved by telephone and waits for its paper, what waits for 补签, by the leader who approved.

Pure; what is owed and by when, core/books/approvals.py says.
"""

from collections.abc import Iterable

from duban.core.books.approvals import Owed, owed_countersigns, owed_papers
from duban.core.books.books import Books
from duban.views.footnotes import closing_notes
from duban.views.model.sheet import Cell, Column, Group, Kind, Mark, Row, Sheet, Table, row
from duban.views.reports.request import ReportRequest

_NOBODY = "没有写批准人"
_COLUMNS = (
    Column("编号", shrink=0, name="task"),
    Column("事项", shrink=2, name="title"),
    Column("日期", Kind.DATE, 0, name="on"),
    Column("动作", shrink=0, name="action"),
    Column("补齐期限", Kind.DATE, 0, name="due_on"),
    Column("已过（工作日）", Kind.INT, 0, name="late_workdays"),
)


def approvals(asked: ReportRequest) -> tuple[Sheet, ...]:
    """The report: open ones as of the end of the period; with a leader those that are his."""
    books = asked.books
    chosen = {item.task.id for item in asked.ever} if asked.units or asked.ledgers or asked.ids else None
    papers, signs = (
        [each for each in held if chosen is None or each.item.task.id in chosen]
        for held in open_approvals(books, asked.leader)
    )
    late = sum(bool(each.late) for each in papers)
    lines = (
        asked.stamp,
        f"电话批准、批件还没有到的 {len(papers)} 件，其中过了期限的 {late} 件。"
        if papers
        else "没有等着批件的电话批准。",
        *((f"核验的人自己办的销号，待分管领导补签 {len(signs)} 件。",) if signs else ()),
    )
    tables = (_table("待补批件", "papers", papers, asked), _table("待补签", "countersigns", signs, asked))
    notes = (
        "电话批准对单位已经有效；批件由经办的人补，没有批准的用更正作废。",
        *closing_notes(books, [each.item for each in (*papers, *signs)]),
    )
    return (Sheet(asked.title("批准手续"), lines, tables, notes),)


def open_approvals(books: Books, leader: str | None = None) -> tuple[list[Owed], list[Owed]]:
    """The papers and the 补签 that are open; with a leader those of what he approved."""
    wanted = set(books.roll.named(leader, books.today)) if leader else None
    papers, signs = (
        [each for each in held if wanted is None or wanted & set(_approvers(each))]
        for held in (owed_papers(books), owed_countersigns(books))
    )
    return papers, signs


def _approvers(each: Owed) -> tuple[str, ...]:
    named = getattr(each.event, "approved_by", None) or ""
    return each.books.roll.named(named, each.event.on) or (_NOBODY,)


def _table(title: str, name: str, held: Iterable[Owed], asked: ReportRequest) -> Table:
    groups: dict[str, list[Row]] = {}
    for each in held:
        for leader in _approvers(each):
            groups.setdefault(leader, []).append(_row(each))
    order = {post.name: place for place, post in enumerate(asked.books.roll.posts(asked.books.today))}
    names = sorted(groups, key=lambda leader: (order.get(leader, len(order)), leader))
    shown = tuple(Group(f"{leader}（{len(groups[leader])} 件）", tuple(groups[leader])) for leader in names)
    return Table(_COLUMNS, groups=shown, title=title, name=name)


def _row(each: Owed) -> Row:
    due = None if each.due is None else each.due.on
    provisional = each.due is not None and each.due.provisional
    return row(
        each.item.task.id,
        each.item.task.title,
        each.event.on,
        str(each.event.action),
        Cell(due, Mark.PROVISIONAL if provisional else None),
        Cell(each.late or None, Mark.LATE if each.late else None),
    )
