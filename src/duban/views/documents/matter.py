"""What a document is of: the fields of its tasks or of its inspection, whom it goes to, the report it carries.

Pure. compose.py puts it into a template and knows of no task and no inspection.
"""

from collections.abc import Mapping, Sequence

import msgspec

from duban.core.books.books import Books, Item
from duban.core.documents.template import REPORTING
from duban.core.model.terms import DocKind
from duban.views.documents.fields import lead_names, leader_name, support_names, task_fields
from duban.views.documents.figures import NOTHING_TOLD, Told

Fields = Mapping[str, str]
MOST_JOINED = 6


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """`fields`: those of each task, or of the whole; `units` it goes to, `addressed` in words; who gets `copies`.

    `doc_no` is the 文号 that the books say it has already.
    """

    fields: tuple[Fields, ...]
    units: tuple[str, ...] = ()
    addressed: str = ""
    copies: tuple[str, ...] = ()
    told: Told = NOTHING_TOLD
    doc_no: str | None = None


def task_matter(books: Books, kind: DocKind, items: Sequence[Item], told: Told = NOTHING_TOLD) -> Matter:
    """Tasks, of which there is at least one; `told` is the report that the kind carries, where it carries one."""
    units = recipients_of(books, items)
    copies: list[str] = []
    if kind not in REPORTING:  # a report names whom it concerns
        copies = [unit for item in items for unit in support_names(books, item) if unit not in units]
    if kind is DocKind.SPECIAL:
        addressed = leader_name(books, told.fields.get("领导"))
    else:
        addressed = (
            "各有关单位" if kind is DocKind.BULLETIN and len(units) > MOST_JOINED else "、".join(units)
        )
    return Matter(
        fields=tuple(task_fields(books, item) for item in items),
        units=units,
        addressed=addressed,
        copies=tuple(copies),
        told=told,
    )


def recipients_of(books: Books, items: Sequence[Item]) -> tuple[str, ...]:
    """The units a document on these tasks goes to: their leads, each once."""
    return tuple(dict.fromkeys(unit for item in items for unit in lead_names(books, item)))
