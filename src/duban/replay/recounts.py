"""Counts anew what a commit froze, from its own files: a closed period (page, total, digest), an appraisal's result.

What is frozen is believed by all that comes after it, so the figures are held against the books of its own commit;
what came to be known later is no matter here (`reconcile --verify` and `score verify` tell that).
"""

from collections.abc import Iterable, Iterator
from typing import Any

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
"""So many figures are told; the others are counted."""
APPRAISED = "KH"


def judge_frozen(made: Made, changes: Iterable[Change]) -> Iterator[Finding]:
    """What a closing or a result of an appraisal says otherwise than the books of its commit."""
    for change in changes:
        if change.kind is not CLOSING and change.kind.prefix != APPRAISED:
            continue
        span = parse_span(getattr(change.new, "period", None) or "")
        if span is None:
            continue
        for _, entry in change.added:
            if isinstance(entry, PeriodClose):
                yield from _closing(made, change.label, span, entry)
            elif hasattr(entry, "scores"):
                yield from _scores(made, change, span, entry)


def _scores(made: Made, change: Change, span: Span, held: Any) -> Iterator[Finding]:  # noqa: ANN401 - an entry with scores
    from duban.core.engine.fold import fold
    from duban.core.scoring.outcome import appraise, differences, freeze

    known, rules = held.recorded_at, made.rules
    books = books_of(made.past, rules, min(span.end, held.on), known)
    if books is None or change.new is None:
        return
    state: Any = fold(change.kind.life, change.new, held.on, known, rules.register(made.past))
    found = [f"{who} {what}" for who, what in differences(held.scores, freeze(appraise(state, books)))]
    if found:
        text = f"{change.name} 的成绩和那次提交里的账算的不同：{_told(found)}"
        yield made.found("score-wrong", change.label, text)


def _told(found: list[str]) -> str:
    return "、".join(found[:_MOST]) + (f"等 {len(found)} 处" if len(found) > _MOST else "")


def _closing(made: Made, label: str, span: Span, closing: PeriodClose) -> Iterator[Finding]:
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
        text = f"{span.label} 账页和那次提交里的账不同：{_told(found)}"
        yield made.found("page-wrong", label, text)


def _page(made: Made, span: Span) -> ClosingPage | None:
    page: ClosingPage | None = made.past.record(f"{CLOSING.folder}/{span.label}/{PAGE}", ClosingPage)
    return page
