"""结果: lists of circulars, the negative list, awards and exemptions; one of them is on result_page.py.

Pure; a result that was exempted says so wherever it is shown, one that was taken back stays in the list.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from duban.core.books.books import Books
from duban.core.model.results.records import Award, Circulate, Supply, causes_of
from duban.core.model.results.terms import ResultKind, ResultStage
from duban.core.results.life import STANDING, Matter, Results
from duban.views.footnotes import as_of, closing_notes
from duban.views.model.sheet import Cell, Column, Kind, Mark, Sheet, Table, row
from duban.views.redaction import Veil, no_veil, veil_of

_PENDING = frozenset({ResultStage.SUPPLIED, ResultStage.ASKED, ResultStage.EXAMINED})


class Wanted(msgspec.Struct, frozen=True):
    """Which results are asked for; `public`: what stands, and no name of a person."""

    kinds: tuple[ResultKind, ...]
    units: tuple[str, ...] = ()
    start: date = date.min
    standing: bool = False
    public: bool = False

    def titles(self, books: Books) -> Iterator[tuple[str, str]]:
        """The numbers that may be meant, with what each is about."""
        return ((each.number, each.title) for each in results_in(books).of(*self.kinds))


def results_in(books: Books) -> Results:
    """Every result of the books, as of their day."""
    found: Results | None = books.results
    return found or Results({}, {})


def chosen(books: Books, wanted: Wanted) -> Iterator[Matter]:
    """The results that are asked for. Raises DubanError for a unit that nobody knows."""
    found = results_in(books)
    for each in found.of(*wanted.kinds):
        named = each.opened.unit
        if wanted.units and not (named and any(books.register.same(named, unit) for unit in wanted.units)):
            continue
        if wanted.standing and each.stage not in STANDING | _PENDING:
            continue
        if wanted.public and (each.stage not in STANDING or each.number in found.exempted):
            continue
        if each.opened.on >= wanted.start:
            yield each


def said_of(matter: Matter) -> str:
    """What a result says of its own sort, in a few words."""
    opened = matter.opened
    match opened:
        case Circulate():
            causes = "、".join(causes_of(opened))
            told = f"{opened.issuer or ''}{opened.tone}" + (f"：{causes}" if causes else "")
            due = f"{opened.due_on} 前整改（{opened.rectification}）" if opened.due_on else ""
            return "，".join(filter(None, (told, due, opened.channel)))
        case Supply():
            causes = f"：{'、'.join(causes_of(opened))}" if causes_of(opened) else ""
            return f"{opened.inflow}（{opened.supplier}）{causes}"
        case Award():
            half = f"，{opened.half} 亮点" if opened.half else ""
            return f"{opened.level}，{opened.benefit}：{opened.measure}{half}"
        case _:
            return f"容错对象 {opened.of}"


def results_sheet(books: Books, wanted: Wanted) -> Sheet:
    """The list as people read it."""
    title = f"{'、'.join(wanted.kinds)} {as_of(books)}"
    rows = list(chosen(books, wanted))
    told = f"{len(rows)} 件。" if rows else "没有。"
    return Sheet(title, (told,), (results_table(books, rows, wanted),) if rows else (), closing_notes(books))


def results_table(books: Books, rows: list[Matter], wanted: Wanted) -> Table:
    """One row a result; a public one without persons, and without who has still to be told."""
    found, veil = results_in(books), veil_of(books) if wanted.public else no_veil
    columns = (
        Column("编号", shrink=0, name="number"),
        Column("日期", Kind.DATE, 0, name="on"),
        Column("单位", shrink=1, name="unit"),
        *(() if wanted.public else (Column("人员", shrink=1, name="persons"),)),
        Column("事实", shrink=2, name="title"),
        Column("内容", shrink=2, name="said"),
        Column("现状", shrink=1, name="stage"),
        *(() if wanted.public else (Column("还没有送", shrink=1, name="unserved"),)),
    )
    return Table(
        columns, tuple(_row(books, found, each, veil, public=wanted.public) for each in rows), name="results"
    )


def _row(books: Books, found: Results, each: Matter, veil: Veil, *, public: bool) -> tuple[Cell, ...]:
    unserved, named = found.unserved(each), each.opened.unit
    unit = books.register.current(named) if named else None
    mark = None if each.stage in STANDING | _PENDING and each.number not in found.exempted else Mark.MUTED
    return row(
        each.number,
        each.opened.on,
        unit,
        *(() if public else (Cell("、".join(each.persons), data=list(each.persons)),)),
        veil(each.title),
        veil(said_of(each)),
        Cell(found.stage(each), mark, each.stage.english),
        *(() if public else (Cell("、".join(unserved), data=[one.english for one in unserved]),)),
    )


def results_record(books: Books, wanted: Wanted) -> list[dict[str, Any]]:
    """`list --json`: a row a result."""
    found, veil = results_in(books), veil_of(books) if wanted.public else no_veil
    return [_record(found, each, veil, public=wanted.public) for each in chosen(books, wanted)]


def _record(found: Results, each: Matter, veil: Veil, *, public: bool = False) -> dict[str, Any]:
    mercy = found.exempted.get(each.number)
    record: dict[str, Any] = {
        "number": each.number,
        "kind": each.kind.english,
        "on": each.opened.on,
        "unit": each.opened.unit,
        "title": veil(each.title),
        "said": veil(said_of(each)),
        "stage": each.stage.english,
        "since": each.changed.on,
        "exempted_by": mercy.number if mercy else None,
    }
    if public:
        return record
    return record | {
        "persons": list(each.persons),
        "unserved": [one.english for one in found.unserved(each)],
    }
