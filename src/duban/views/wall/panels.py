"""What the wall shows besides tasks: the office's year, results, interviews, quotas that lag, the last places.

Pure. Each table is one that a report shows, cut to what a wall can hold. Nobody is named but who lags behind a quota,
and that not to the public; clues never are.
"""

from collections.abc import Collection, Iterable, Iterator

from msgspec.structs import replace

from duban.core.balance.identity import reconcile
from duban.core.books.books import Books
from duban.core.books.selection import Filters
from duban.core.model.terms import Every
from duban.core.periods.spans import span_of
from duban.views.model.sheet import Row, Table
from duban.views.queries.cases.quotas import Wanted, tallies_of, tally_table
from duban.views.reports.cases.interviews import interviews
from duban.views.reports.cases.office import office
from duban.views.reports.cases.results import results
from duban.views.reports.cases.scores import ranking
from duban.views.reports.request import ReportRequest

NEWEST = 8
"""So many rows of a list stand on the wall; the newest, for the whole list is a report."""
_UNSAID = frozenset({"persons", "unserved", "numbers", "report"})
"""Columns that a wall leaves out: persons, and what only the office follows up."""


def panels(books: Books, filters: Filters, *, public: bool) -> tuple[Table, ...]:
    """The tables of this year that hold anything; none where the wall is narrowed to ledgers or a leader.

    Raises DubanError for an unknown unit.
    """
    if filters.ledgers or filters.leader is not None:
        return ()
    span = span_of(Every.YEAR, books.today)
    asked = ReportRequest(found=reconcile(books, span), units=filters.units, public=public)
    found = [
        *(() if public else _counted(asked)),
        *_results(asked),
        *_named(interviews(asked)[0].tables, "units", "约谈：各单位"),
        *(() if public or filters.units else _behind(books)),
        *_ranking(asked),
    ]
    return tuple(table for table in found if any(True for _ in table.all_rows()))


def _counted(asked: ReportRequest) -> Iterator[Table]:
    """The figures of the office that are not nought."""
    (table,) = office(asked)[0].tables
    at = next(place for place, column in enumerate(table.columns) if column.name == "count")
    rows = tuple(cells for cells in table.rows if cells[at].value)
    yield _cut(replace(table, rows=rows, title="督查室今年", name="office"))


def _results(asked: ReportRequest) -> Iterator[Table]:
    """The newest of each kind; how often each cause was named is no list by day, and stays in the report."""
    for table in results(asked)[0].tables:
        at = next((place for place, column in enumerate(table.columns) if column.name == "on"), None)
        if at is None:
            continue
        newest = sorted(table.rows, key=lambda cells: str(cells[at].value), reverse=True)
        more = f"（最近 {NEWEST} 件，共 {len(newest)} 件）" if len(newest) > NEWEST else ""
        yield _cut(replace(table, rows=tuple(newest[:NEWEST]), title=f"{table.title}{more}"))


def _behind(books: Books) -> Iterator[Table]:
    span = span_of(Every.YEAR, books.today)
    slow = tallies_of(books, Wanted(span, behind=True))
    yield replace(tally_table(slow), title="定额：谁还差", name="quotas")


def _ranking(asked: ReportRequest) -> Iterator[Table]:
    """The places of the appraisal that was settled last, group by group; none before it is, and none of a trial."""
    (table,) = ranking(asked)[0].tables
    names = [column.name for column in table.columns]
    number, title = names.index("task"), names.index("title")
    last = table.rows[-1] if table.rows else ()
    rows = tuple(cells for cells in table.rows if cells[number].value == last[number].value)
    told = f"考核排名：{last[title].value}（{last[number].value}）" if last else ""
    yield _cut(replace(table, rows=rows, title=told), {"task", "title"})


def _named(tables: Iterable[Table], name: str, title: str) -> Iterator[Table]:
    yield from (
        _cut(replace(table, title=title, name="interviews")) for table in tables if table.name == name
    )


def _cut(table: Table, told: Collection[str] = ()) -> Table:
    """The table without the columns that a wall leaves out, and those that its title tells."""
    unsaid = _UNSAID.union(told)
    kept = [place for place, column in enumerate(table.columns) if column.name not in unsaid]

    def narrow(cells: Row) -> Row:
        return tuple(cells[place] for place in kept)

    columns = tuple(table.columns[place] for place in kept)
    return replace(table, columns=columns, rows=tuple(map(narrow, table.rows)))
