"""What papers say of rectifications (整改): where a problem was found, and the list of them with their standing.

Pure; a rectification is a task of the ledger 整改, or any task that says its problem.
"""

from collections import Counter
from collections.abc import Sequence

from duban.core.books.books import Books, Item
from duban.core.model.terms import LedgerKind, Section, Status
from duban.core.state.rectification import rebounds
from duban.views.documents.fields import earlier_rounds, is_rectification, lead_names, task_fields
from duban.views.documents.figures import Told
from duban.views.documents.findings_text import filled
from duban.views.documents.matter import Matter

_COLUMNS = (
    *("序号", "编号、来源", "问题", "整改类型", "目标、要求和标准", "牵头领导", "责任单位", "配合单位"),
    *("责任人", "整改时限", "进展", "状态"),
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
    back = sum(rebounds(item.state) > 0 for item in items)
    said = "，".join(told) + (f"；已逾期{late}项" if late else "") + (f"；反弹过的{back}项" if back else "")
    grid = filled(_COLUMNS, rows, whole={"序号", "整改类型", "责任人"})
    return Matter(
        fields=({},),
        told=Told(sections={Section.LISTED: (grid,)}, fields={"事项数": f"{len(items)}项", "整改情况": said}),
    )


def _row(books: Books, item: Item) -> tuple[str, ...]:
    fields = task_fields(books, item)
    late = fields["逾期情况"] if books.is_overdue(item) else ""
    named = (("目标", "整改目标"), ("要求", "工作要求"), ("标准", "工作标准"))
    aims = [f"{word}：{fields[name]}" for word, name in named if fields[name]]
    news = [
        *filter(None, (fields["办结情况"] or fields["进展"],)),
        *(f"（{each}）" for each in earlier_rounds(item)),
    ]
    return (
        "\n".join(filter(None, (item.task.id, fields["整改来源"]))),
        item.task.problem or item.task.title,
        fields["整改类型"],
        "\n".join(aims),
        fields["牵头领导"],
        "、".join(lead_names(books, item)),
        fields["配合单位"],
        fields["责任人"],
        fields["整改时限"],
        "\n".join(news),
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
