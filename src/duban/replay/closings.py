"""Counts a closed period anew, from the files of the commit that closed it: each figure, each list, the digest.

What a closing writes down is believed by every period after it, so the figures are held against the books of its own
commit; what came to be known later is no matter here (`reconcile --verify` tells that).
"""

from collections.abc import Iterable, Iterator

from duban.core.audit.findings import Finding
from duban.core.balance.closing_page import page_of
from duban.core.balance.identity import books_digest, opening_of, reconcile
from duban.core.balance.tampering import JUDGED, page_differences
from duban.core.cases.closing import CLOSING
from duban.core.periods.closings import BY_VERDICT, ClosingPage, PeriodClose
from duban.core.periods.spans import Span, parse_span
from duban.files.workspace.period_files import PAGE
from duban.replay.changes import Change, Made
from duban.replay.past import books_of

_MOST = 8
"""So many figures of one closing are told; the others are counted."""


def judge_closings(made: Made, changes: Iterable[Change]) -> Iterator[Finding]:
    """What the page or the digest of a closing says otherwise than the books of its commit."""
    for change in changes:
        span = parse_span(getattr(change.new, "period", "")) if change.kind is CLOSING else None
        for _, entry in change.added:
            if span is not None and isinstance(entry, PeriodClose):
                yield from _recounted(made, change.label, span, entry)


def _recounted(made: Made, label: str, span: Span, closing: PeriodClose) -> Iterator[Finding]:
    books = books_of(made.past, made.rules, span.end, closing.recorded_at, closing.on)
    page = _page(made, span)
    if books is None or page is None:
        return
    held = books.closings.before(span)
    before = _page(made, held[0]) if held is not None else None
    opening = opening_of(held[0], held[1], before) if held is not None and before is not None else None
    balance = reconcile(books, span, opening, closing)
    counted = page_of(balance, closing)
    found = [
        f"{each.where}的{each.term}"
        for each in page_differences(page, counted, books.former_ids, books.register)
        if closing.method >= BY_VERDICT or each.figure not in JUDGED
    ]
    if balance.total.figures != closing.total:
        found.append("结账的合计")
    if books_digest(books) != closing.digest:
        found.append("摘要")
    if found:
        more = f"等 {len(found)} 处" if len(found) > _MOST else ""
        text = f"{span.label} 账页和那次提交里的账不同：{'、'.join(found[:_MOST])}{more}"
        yield made.found("page-wrong", label, text)


def _page(made: Made, span: Span) -> ClosingPage | None:
    page: ClosingPage | None = made.past.record(f"{CLOSING.folder}/{span.label}/{PAGE}", ClosingPage)
    return page
