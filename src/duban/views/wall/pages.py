"""The page behind one task on the wall: its head, duties with clause, nodes, extensions and journal.

Pure. The office reads what `duban show` says; the public reads days, units and actions, and no free text.
"""

from collections.abc import Sequence

from duban.core.books.books import Books, Item
from duban.core.duties.duty import Duty
from duban.core.model.events import Extend
from duban.core.model.terms import Action, Basis, Role, SourceKind
from duban.views.duty_text import due_cell, original_cell, standing_cell
from duban.views.event_text import Fate, journal_lines
from duban.views.model.board import Page
from duban.views.model.fields import Field, table_of
from duban.views.model.sheet import Column, Kind, Table, row
from duban.views.queries.task_list import due_day
from duban.views.queries.task_page import approver, task_sheet
from duban.views.redaction import Veil

TOLD = frozenset(
    {
        Action.REGISTER, Action.ASSIGN, Action.ACCEPT, Action.EXTEND, Action.TRANSFER, Action.SUSPEND,
        Action.RESUME, Action.WITHDRAW, Action.DONE, Action.RETURN, Action.VERIFY, Action.PUBLICIZE, Action.CLOSE,
        Action.REOPEN,
    }
)  # fmt: skip
"""The steps of a task that the public reads; how the office presses and what it corrects is its own business."""
_OFFICIAL = {SourceKind.DOCUMENT, SourceKind.MEETING, SourceKind.PROJECT, SourceKind.WORK_REPORT}
"""Sources whose name and clause may be read by everybody; the name of another may hold a person or a 批示."""
_ORDER = ("时限义务", "时序进度", "延期", "流水", "单位", "量化指标", "")


def open_page(books: Books, item: Item, duties: Sequence[Duty], veil: Veil) -> Page:
    """All that `duban show` prints, the extensions in a table of their own; what happened first, the head last."""
    del veil
    sheet = task_sheet(books, item, duties)
    titled = {table.title: table for table in sheet.tables}
    titled["延期"] = table_of(_EXTENSIONS, item.state.extensions, "延期")
    tables = tuple(titled[title] for title in _ORDER if title in titled and titled[title].rows)
    return Page(sheet.paragraphs[0], tables)


def public_page(books: Books, item: Item, duties: Sequence[Duty], veil: Veil) -> Page:
    """Units, duties of units with their clause, nodes, extensions without reasons, the steps without words."""
    state = item.state
    due_on = due_day(item)
    head = [
        row("台账", str(item.ledger.kind)),
        row("牵头单位", "、".join(item.leads) or "待定"),
        row("配合单位", "、".join(item.support) or "无"),
    ]
    own = [duty for duty in duties if duty.role is not Role.OFFICE]
    tables = (
        Table((Column("要素"), Column("内容")), tuple(head)),
        _duties(books, item, own, veil),
        _public_extensions(item, veil),
        _steps(item),
    )
    due_text = f"，时限 {due_on}" if due_on else ""
    return Page(f"{state.status}{due_text}。", tuple(table for table in tables if table.rows))


def _duties(books: Books, item: Item, duties: Sequence[Duty], veil: Veil) -> Table:
    fields: tuple[Field[Duty], ...] = (
        Field("", Column("义务"), lambda duty: veil(duty.name)),
        Field("unit", Column("单位")),
        Field("", Column("时限", Kind.DATE), due_cell),
        Field("", Column("原定", Kind.DATE), original_cell),
        Field("", Column("状况"), lambda duty: standing_cell(duty, books)),
        Field("", Column("依据"), lambda duty: veil(_ground(item, duty))),
    )
    return table_of(fields, duties, "时限义务")


def _ground(item: Item, duty: Duty) -> str:
    """What a day rests on: its clause; not who decided it, nor the words of a source that is no official paper."""
    if duty.rule:
        return duty.ground
    private = any(source.kind not in _OFFICIAL for source in item.task.sources[:1])
    hidden = (Basis.LEADER, *((Basis.SOURCE,) if private else ()))
    return next((str(basis) for basis in hidden if duty.ground.startswith(basis)), duty.ground)


def _public_extensions(item: Item, veil: Veil) -> Table:
    columns = (Column("日期", Kind.DATE), Column("对象"), Column("新时限", Kind.DATE))
    rows = tuple(row(event.on, veil(_moved(event)), event.due_on) for event in item.state.extensions)
    return Table(columns, rows, "延期")


def _moved(event: Extend) -> str:
    """What an extension moves: a node, one unit's day, or the whole task's."""
    return f"节点“{event.milestone}”" if event.milestone else event.unit or "整件"


_EXTENSIONS: tuple[Field[Extend], ...] = (
    Field("on", Column("日期", Kind.DATE)),
    Field("", Column("对象"), _moved),
    Field("due_on", Column("新时限", Kind.DATE)),
    Field("", Column("批准"), approver),
    Field("reason", Column("原因")),
)


def _steps(item: Item) -> Table:
    kept = {Fate.KEPT, Fate.CORRECTED}
    events = [line.counts for line in journal_lines(item) if line.fate in kept]
    rows = tuple(
        row(event.on, str(event.action), event.unit or "") for event in events if event.action in TOLD
    )
    return Table((Column("日期", Kind.DATE), Column("动作"), Column("单位")), rows, "流水")
