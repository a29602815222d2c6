"""What papers say of rectifications (整改): where a problem was found, and the list of them with their standing.

Pure; a rectification is a task of the ledger 整改, or any task that says its problem.
"""

from collections import Counter
from collections.abc import Sequence

from duban.core.books.books import Books, Item
from duban.core.model.terms import LedgerKind, Section, Status
from duban.views.documents.fields import is_rectification, lead_names, task_fields
from duban.views.documents.figures import Told
from duban.views.documents.findings_text import filled
from duban.views.documents.matter import Matter

_COLUMNS = (
    *("序号", "编号", "问题", "来源", "整改类型", "整改目标", "完成标准"),
    *("责任单位", "责任人", "整改时限", "进展", "状态"),
)


def rectifications(books: Books) -> tuple[Item, ...]:
    """The tasks of the ledger 整改 that were not withdrawn."""
    return tuple(
        item
        for item in books.items
        if item.ledger.kind is LedgerKind.RECTIFICATION and item.state.status is not Status.WITHDRAWN
    )


def rectification_matter(books: Books, items: Sequence[Item]) -> Matter:
    """A list of rectifications with their standing, as of the day of the books."""
    rows = [(str(number), *_row(books, item)) for number, item in enumerate(items, 1)]
    counts = Counter(item.state.status for item in items)
    told = [f"{status}{counts[status]}项" for status in Status if counts[status]]
    late = sum(books.is_overdue(item) for item in items)
    said = "，".join(told) + (f"；已逾期{late}项" if late else "")
    grid = filled(_COLUMNS, rows, whole={"序号", "编号", "整改类型"})
    return Matter(
        fields=({},),
        told=Told(sections={Section.LISTED: (grid,)}, fields={"事项数": f"{len(items)}项", "整改情况": said}),
    )


def _row(books: Books, item: Item) -> tuple[str, ...]:
    fields = task_fields(books, item)
    late = fields["逾期情况"] if books.is_overdue(item) else ""
    return (
        item.task.id,
        item.task.problem or item.task.title,
        fields["整改来源"],
        fields["整改类型"],
        fields["整改目标"],
        fields["工作标准"],
        "、".join(lead_names(books, item)),
        fields["责任人"],
        fields["整改时限"],
        fields["办结情况"] or fields["进展"],
        "\n".join(filter(None, (fields["状态"], late))),
    )


def no_rectification(_books: Books, item: Item) -> tuple[str, str] | None:
    """What a task lacks for a list of rectifications, and what to type."""
    if is_rectification(item):
        return None
    return (
        "不是整改事项：不在整改台账里，也没有写问题",
        f"去掉它，或写明问题：duban amend {item.task.id} --problem …",
    )
