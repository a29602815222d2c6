"""季汇总: the table for the leaders, by ledger, unit and leader, against the quarter before and that of last year.

Pure: three quarters already balanced, each as of its own last day, are laid side by side; nothing is guessed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from duban.core.balance.identity import Account
from duban.core.balance.performance import Fallen, fallen_due
from duban.core.books.books import Item
from duban.core.state.positions import Cell as Place
from duban.views.model.fields import record_of
from duban.views.model.sheet import Column, Kind, Row, Sheet, Table, row
from duban.views.period.balance import View, unit_order
from duban.views.period.balance_sheets import NO_LEAD_NAME

NO_LEADER = ""
"""The leader of a task that names none."""
NO_LEADER_NAME = "领导不明"
_FIGURES = "registered written_off ending due met pending rate late"
TITLES = {
    "registered": "登账",
    "written_off": "销号",
    "ending": "期末在办",
    "due": "到期",
    "rate": "按期率",
    "late": "逾期",
}


class Side(msgspec.Struct):
    """One row in one quarter: counts of tasks, and of the duties that fell due."""

    registered: int = 0
    written_off: int = 0
    ending: int = 0
    due: int = 0
    met: int = 0
    pending: int = 0

    @property
    def late(self) -> int:
        """Duties that fell due and were not met in time, those made good later included."""
        return self.decided - self.met

    @property
    def decided(self) -> int:
        """The duties that fell due and are judged: reports still to be verified are not."""
        return self.due - self.pending

    @property
    def rate(self) -> int | None:
        """The share met in time, in whole percent, a half rounded up; None where nothing fell due."""
        return (200 * self.met + self.decided) // (2 * self.decided) if self.decided else None


class Line(msgspec.Struct, frozen=True):
    """One row with its three quarters; None: nothing was in the books then."""

    this: Side
    before: Side | None
    year_ago: Side | None


class Summary(msgspec.Struct, frozen=True):
    """The whole, and the rows of each of the three orders by their keys."""

    total: Line
    ledgers: dict[str, Line]
    units: dict[str, Line]
    leaders: dict[str, Line]


Grouping = tuple[Callable[[str, Place], str], Callable[[Fallen], str]]
"""The row of a task while it stands in a place, and the row of a duty that fell due."""


def summary(view: View, before: View, year_ago: View) -> Summary:
    """The three quarters side by side; rows in which nothing stands in any of them are left out."""
    sides = [_sides(each) if _kept_books(each) else None for each in (view, before, year_ago)]
    totals, ledgers, units, leaders = (
        [None if side is None else side[place] for side in sides] for place in range(4)
    )
    order = unit_order(view.found)
    held = [head.prefix for head in view.found.books.ledgers]
    books = view.found.books
    ranks = {
        leader.name: (leader.rank is None, leader.rank or 0, place)
        for place, leader in enumerate(books.roll.posts(books.today))
    }
    last = (True, 0, len(ranks))
    return Summary(
        total=_lines(totals, [""])[""],
        ledgers=_lines(ledgers, [*held, *sorted(_keys(ledgers) - {*held})]),
        units=_lines(units, sorted(_keys(units), key=order)),
        leaders=_lines(
            leaders,
            sorted(_keys(leaders), key=lambda name: (name == NO_LEADER, ranks.get(name, last), name)),
        ),
    )


def _kept_books(view: View) -> bool:
    """Whether anything at all was in the books at that time, shown or not."""
    return bool(view.found.books.items)


def _keys(sides: Iterable[Mapping[str, Side] | None]) -> set[str]:
    return {key for side in sides if side for key in side}


def _lines(sides: list[dict[str, Side] | None], keys: Iterable[str]) -> dict[str, Line]:
    this, before, year_ago = sides
    known = _keys(sides) | {""}
    return {
        key: Line(
            (this or {}).get(key) or Side(),
            None if before is None else before.get(key) or Side(),
            None if year_ago is None else year_ago.get(key) or Side(),
        )
        for key in keys
        if key in known
    }


def _sides(view: View) -> tuple[dict[str, Side], ...]:
    """The figures of one quarter: of the whole, by ledger, unit and leader."""
    leaders = {trail.id: _leader(trail.item) for trail in view.found.trails if trail.item is not None}
    groupings: tuple[Grouping, ...] = (
        (lambda _name, _place: "", lambda _fallen: ""),
        (lambda _name, place: place.ledger, _prefix),
        (lambda _name, place: place.unit, lambda fallen: fallen.unit),
        (
            lambda name, _place: leaders.get(name, NO_LEADER),
            lambda fallen: leaders.get(fallen.trail.id, NO_LEADER),
        ),
    )
    fallen = [each for each in fallen_due(view.found) if _shows(view, each)]
    return tuple(dict(_grouped(view, fallen, grouping)) for grouping in groupings)


def _leader(item: Item) -> str:
    """Who answers for a task in this table, where it counts once: the first of the leaders that it names."""
    text = item.task.lead_leader or item.task.leader_in_charge
    return next(iter(item.roll.named(text, item.state.registered_on)), NO_LEADER) if text else NO_LEADER


def _prefix(fallen: Fallen) -> str:
    return fallen.trail.id.partition("-")[0]


def _shows(view: View, fallen: Fallen) -> bool:
    return (not view.units or fallen.unit in view.units) and (
        not view.ledgers or _prefix(fallen) in view.ledgers
    )


def _grouped(view: View, fallen: Iterable[Fallen], grouping: Grouping) -> Iterator[tuple[str, Side]]:
    of_place, of_duty = grouping
    accounts = view.found.accounts(lambda name, place: of_place(name, place) if view.shows(place) else None)
    duties: dict[str, list[Fallen]] = {}
    for each in fallen:
        duties.setdefault(of_duty(each), []).append(each)
    for key in {*accounts, *duties}:
        account, owed = accounts.get(key) or Account(), duties.get(key, [])
        if not account.empty or owed:
            yield key, _side(account, owed)


def _side(account: Account, owed: list[Fallen]) -> Side:
    met = sum(each.outcome == "met" for each in owed)
    pending = sum(each.outcome == "pending" for each in owed)
    return Side(
        len(account.registered), len(account.written_off), len(account.ending), len(owed), met, pending
    )


def summary_records(view: View, before: View, year_ago: View) -> dict[str, Any]:
    """What `reconcile --quarter --summary --json` says under `summary`."""
    found = summary(view, before, year_ago)
    heads = {head.prefix: head for head in view.found.books.ledgers}
    return {
        "before": _quarter(before),
        "year_ago": _quarter(year_ago),
        "total": _record(found.total),
        "ledgers": [
            {**record_of(heads.get(key), "ledger=kind"), "prefix": key, **_record(line)}
            for key, line in found.ledgers.items()
        ],
        "units": [{"unit": key or None, **_record(line)} for key, line in found.units.items()],
        "leaders": [{"leader": key or None, **_record(line)} for key, line in found.leaders.items()],
    }


def _quarter(view: View) -> dict[str, Any]:
    return {
        **record_of(view.found, "period=span.label as_of=until"),
        "closed": view.found.closing is not None,
    }


def _record(line: Line) -> dict[str, Any]:
    sides = {"this": line.this, "before": line.before, "year_ago": line.year_ago}
    return {name: side and record_of(side, _FIGURES) for name, side in sides.items()}


def summary_sheet(view: View, before: View, year_ago: View) -> Sheet:
    """The summary as leaders read it."""
    found = summary(view, before, year_ago)
    kinds = {head.prefix: f"{head.kind} {head.prefix}" for head in view.found.books.ledgers}
    tables = [_total_table(found.total, (view, before, year_ago))]
    orders = (
        ("按台账", "台账", {kinds.get(key, key): line for key, line in found.ledgers.items()}),
        ("按单位", "单位", {key or NO_LEAD_NAME: line for key, line in found.units.items()}),
        ("按领导", "领导", {key or NO_LEADER_NAME: line for key, line in found.leaders.items()}),
    )
    tables += [_table(f"{title}（本季/上季/去年同季）", first, lines) for title, first, lines in orders]
    notes = (
        "到期：本季到期的时限和节点；按期率 = 按期 ÷（到期 − 待核），四舍五入到整数；补办的算逾期。",
        "待核：按时报了、还没有核验，按期、逾期都不算。",
        "义务记在义务人名下，事项记在牵头单位；领导取牵头领导，没有写的取分管领导，写了几位的取第一位。",
        "短横：那一季没有账，或没有到期的。",
    )
    return Sheet(
        f"季汇总 {view.found.span.label}", tuple(_paragraphs(view, before, year_ago)), tuple(tables), notes
    )


def _paragraphs(view: View, before: View, year_ago: View) -> Iterator[str]:
    told = [("本季", view), ("上季", before), ("去年同季", year_ago)]
    yield "；".join(f"{word} {_as_of(each)}" for word, each in told) + "。各季都按自己最后一天的账算。"


def _as_of(view: View) -> str:
    found = view.found
    closed = f"，{found.closing.on} 结账" if found.closing else ""
    return f"{found.span.label}（截至 {found.until}{closed}）"


def _total_table(line: Line, views: tuple[View, ...]) -> Table:
    words = ("本季", "上季", "去年同季")
    sides = (line.this, line.before, line.year_ago)
    rows = tuple(
        row(f"{word} {view.found.span.label}", *_texts([side]))
        for word, view, side in zip(words, views, sides, strict=True)
    )
    return Table((Column("全部", shrink=0), *(Column(title, Kind.INT, 0) for title in TITLES.values())), rows)


def _table(title: str, first: str, lines: Mapping[str, Line]) -> Table:
    columns = (Column(first, shrink=2), *(Column(title, Kind.INT, 0) for title in TITLES.values()))
    return Table(columns, tuple(_row(name, line) for name, line in lines.items()), title)


def _row(name: str, line: Line) -> Row:
    return row(name, *_texts([line.this, line.before, line.year_ago]))


def _texts(sides: list[Side | None]) -> Iterator[str]:
    """Each figure with its counterparts of the other quarters, as 7/4/2."""
    for name in TITLES:
        values = [getattr(side, name) if side else None for side in sides]
        unit = "%" if name == "rate" else ""
        yield "/".join("—" if value is None else f"{value}{unit}" for value in values)
