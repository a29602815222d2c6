"""错情和退文: reports of completion that went back, papers that went back, by unit and by what was wrong.

Pure. An item without a word on what was wrong is counted and says so.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import msgspec

from duban.core.model.events import Return
from duban.core.model.terms import Slip, Tallied
from duban.core.policy.rules import QuotaRule
from duban.core.quotas.entries import standing_now
from duban.views.footnotes import closing_notes
from duban.views.model.sheet import Cell, Column, Kind, Sheet, Table, row
from duban.views.queries.cases.standing_log import rule_of
from duban.views.reports.request import ReportRequest

UNTOLD = "没有写明"


class Fault(msgspec.Struct, frozen=True):
    """One thing that went back: when, whose, what it was, of which sorts its errors were, what was wanting."""

    on: date
    unit: str
    number: str | None
    what: str
    slips: tuple[Slip, ...]
    missing: str


def errors(asked: ReportRequest) -> tuple[Sheet, ...]:
    """What went back in the period: a row a unit, then each of them."""
    found = sorted((*_reports(asked), *_papers(asked)), key=lambda each: (each.on, each.unit))
    if asked.units:
        found = [each for each in found if each.unit in asked.unit_names]
    papers = sum(each.number is None for each in found)
    text = f"期内退回 {len(found)} 件次，其中报结 {len(found) - papers} 件次，来文（退文）{papers} 件次。"
    untold = sum(not each.slips for each in found)
    text += f"没有写明错情的 {untold} 件次。" if untold else ""
    tables = (_by_unit(asked, found), _listed(found))
    return (Sheet(asked.title("错情和退文"), (asked.stamp, text), tables, closing_notes(asked.books)),)


def _reports(asked: ReportRequest) -> Iterator[Fault]:
    books = asked.books
    for item in books.items:
        for event in item.state.journal:
            if isinstance(event, Return) and asked.span.start <= event.on <= asked.found.until:
                units = [event.unit] if event.unit else item.leads[:1]
                for unit in units:
                    name = books.register.current(unit, books.today)
                    yield Fault(event.on, name, item.task.id, item.task.title, event.slips, event.missing)


def _papers(asked: ReportRequest) -> Iterator[Fault]:
    books = asked.books
    for entry in standing_now(books.standing):
        rule = rule_of(books, entry)
        if (
            (entry.slips or (isinstance(rule, QuotaRule) and rule.what is Tallied.PAPER))
            and entry.unit is not None
            and asked.span.start <= entry.on <= asked.found.until
        ):
            name = books.register.current(entry.unit, books.today)
            yield Fault(entry.on, name, None, entry.subject or "", entry.slips, entry.note or "")


def _by_unit(asked: ReportRequest, found: list[Fault]) -> Table:
    columns = (
        Column("单位", shrink=1, name="unit"),
        Column("退回", Kind.INT, 0, name="returned"),
        Column("报结", Kind.INT, 0, name="returned_reports"),
        Column("来文", Kind.INT, 0, name="returned_papers"),
        *(Column(str(slip), Kind.INT, 0, name=slip.english) for slip in Slip),
        Column(UNTOLD, Kind.INT, 0, name="untold"),
    )
    units = [unit.name for unit in asked.books.config.units]
    order = {name: place for place, name in enumerate(units)}
    names = sorted({each.unit for each in found}, key=lambda name: (order.get(name, len(order)), name))
    rows = tuple(row(name, *_figures([each for each in found if each.unit == name])) for name in names)
    total = (row(Cell("合计", data="total"), *_figures(found)),) if len(names) > 1 else ()
    return Table(columns, (*rows, *total), "各单位", name="by_unit")


def _figures(found: list[Fault]) -> Iterator[int]:
    papers = sum(each.number is None for each in found)
    yield from (len(found), len(found) - papers, papers)
    slips = Counter(slip for each in found for slip in each.slips)
    yield from (slips[slip] for slip in Slip)
    yield sum(not each.slips for each in found)


def _listed(found: list[Fault]) -> Table:
    columns = (
        Column("日期", Kind.DATE, 0, name="on"),
        Column("单位", shrink=1, name="unit"),
        Column("编号", shrink=0, name="task"),
        Column("事项、来文", shrink=2, name="title"),
        Column("错情", shrink=1, name="errors"),
        Column("缺什么", shrink=2, name="missing"),
    )
    rows = tuple(
        row(
            *(each.on, each.unit, each.number, each.what),
            Cell("、".join(each.slips) or UNTOLD, data=[slip.english for slip in each.slips]),
            each.missing or None,
        )
        for each in found
    )
    return Table(columns, rows, "逐件", name="errors")
