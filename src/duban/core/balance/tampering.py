"""What changed a closed period after its closing: tasks that differ from what it knew, pages that do not add up.

Compares books with books and pages with pages; pure. files/workspace/at_commit.py reads the older ones.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from duban.core.balance.identity import fingerprint, ids_of, standing_of
from duban.core.books.books import Books, Item
from duban.core.engine.edit import compare
from duban.core.model.events import Event
from duban.core.model.record import official_keys
from duban.core.model.unit_register import Register
from duban.core.periods.closings import ClosingPage, Figures, PeriodClose
from duban.core.state.positions import NO_LEAD, Flow

JOURNAL = "流水"
_NOT_OF_THE_PERIOD = {"编号", "曾用编号", "配合单位"}
TERMS = official_keys(Figures) | {
    "due": "到期",
    "met": "按期",
    "met_late": "逾期完成",
    "unmet": "未完成",
    "pending": "待核",
}
"""What the figures are called on a page."""


class Difference(msgspec.Struct, frozen=True):
    """One thing that a closed period knew otherwise: where it stands now (`path`, `keys`), and what it is."""

    task: str | None
    path: str
    code: str
    text: str
    keys: tuple[str | int, ...] = ()


class PageDifference(msgspec.Struct, frozen=True):
    """A figure or a list of tasks that came out otherwise than the page has it."""

    row: str
    name: str | None
    figure: str
    stored: int
    found: int
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """The row or list, in words."""
        return " ".join(part for part in (_ROWS[self.row], self.name) if part)

    @property
    def term(self) -> str:
        """The figure, in words."""
        return TERMS.get(self.figure) or _FLOWS.get(self.figure, self.figure)


_ROWS = {"total": "合计", "ledger": "台账", "unit": "单位", "movement": "本期清单", "ending": "期末清单"}
_FLOWS = {flow.english: str(flow) for flow in Flow}


def find_differences(then: Books, now: Books, known: datetime) -> list[Difference]:
    """What the present files say otherwise of a period than those of its closing; both as known at `known`."""
    former = now.former_ids
    before = {former.get(item.task.id, item.task.id): item for item in then.items}
    after = {item.task.id: item for item in now.items}
    unread = {each.place.path for each in now.unread if each.place and each.code != "file-deleted"}
    found: list[Difference] = []
    for name in ids_of({*before, *after}):
        old, new = before.get(name), after.get(name)
        if new is None and old is not None:
            gone = "文件现在读不了" if old.path in unread else "结账时在账上，现在没有了"
            found.append(Difference(name, old.path, "task-gone", f"{name} {gone}"))
        elif old is None and new is not None:
            found.append(_unknown_then(new, known))
        elif old is not None and new is not None and fingerprint(old) != fingerprint(new):
            found += _task_differences(old, new, known)
    return [*found, *_standing_differences(then, now)]


def _unknown_then(item: Item, known: datetime) -> Difference:
    name = item.task.id
    told = _places(item, known)[:1]
    keys = (JOURNAL, told[0][0], "登记") if told else ()
    text = f"{name} 的登记写在结账以前，结账时账上却没有这一件"
    return Difference(name, item.path, "task-added", text, keys)


def _places(item: Item, known: datetime) -> list[tuple[int, Event]]:
    """The events that were written down by `known`, each with its place in the file."""
    return [(place, event) for place, event in enumerate(item.task.journal) if event.recorded_at <= known]


def _task_differences(old: Item, new: Item, known: datetime) -> Iterator[Difference]:
    name, path = new.task.id, new.path
    places = _places(new, known)
    edit = compare(
        msgspec.structs.replace(old.task, journal=tuple(event for _, event in _places(old, known))),
        msgspec.structs.replace(new.task, journal=tuple(event for _, event in places)),
    )
    added = [(places[place][0], event) for place, event in edit.added]
    lost = list(edit.lost)
    said = False
    for place, event in added:
        twin = next((each for each in lost if _same_entry(each, event)), None)
        if twin is not None:
            lost.remove(twin)
            text = f"{name} {told(twin)}结账后被改动"
            yield Difference(name, path, "event-changed", text, (JOURNAL, place))
        else:
            text = f"{name} {told(event)}的登记写在结账以前，结账时账上却没有"
            yield Difference(name, path, "event-added", text, (JOURNAL, place))
        said = True
    for event in lost:
        yield Difference(name, path, "event-gone", f"{name} {told(event)}结账后被删去", (JOURNAL,))
        said = True
    for key in edit.changes:
        if key not in _NOT_OF_THE_PERIOD:
            text = f"{name} 的“{key}”结账后改了，没有记变更"
            yield Difference(name, path, "head-changed", text, (key,))
            said = True
    if not said:
        yield Difference(name, path, "read-otherwise", f"{name} 文件没有改，读出来却和结账时不同")


def _same_entry(one: Event, other: Event) -> bool:
    """Whether two events that differ are the same entry: written down in the same second, or on one day alike."""
    same_moment = one.recorded_at == other.recorded_at
    return one.action is other.action and (same_moment or (one.on, one.unit) == (other.on, other.unit))


def told(event: Event) -> str:
    """An event as a finding names it."""
    unit = f" {event.unit}" if event.unit else ""
    return f"{event.on} 的{event.action}{unit}（经办 {event.by}）"


def _standing_differences(then: Books, now: Books) -> Iterator[Difference]:
    before, after = standing_of(then), standing_of(now)
    pairs = (
        ("standing-gone", "结账后被改动或删去", [each for each in before if each not in after]),
        (
            "standing-added",
            "的登记写在结账以前，结账时却没有",
            [each for each in after if each not in before],
        ),
    )
    for code, what, entries in pairs:
        for entry in entries:
            text = f"{entry.on} 的履职 {entry.rule} {entry.period}（经办 {entry.by}）{what}"
            yield Difference(None, f"履职/{entry.on.year}.yaml", code, text)


def page_faults(page: ClosingPage, closing: PeriodClose) -> Iterator[str]:
    """Why a page cannot be what its closing left: another total, figures that do not balance or do not add up."""
    if page.total != closing.total:
        yield "合计和结账时记下的不同"
    rows: list[tuple[str, Figures]] = [("合计", page.total)]
    rows += [(f"台账 {each.ledger}", each) for each in page.ledgers]
    rows += [(f"单位 {each.unit or '牵头待定'}", each) for each in page.units]
    yield from (f"{name}：期初加减本期不等于期末" for name, each in rows if not each.balanced)
    held: Counter[str] = Counter()
    for holding in page.ending:
        for name in ("合计", f"台账 {holding.ledger}", f"单位 {holding.unit or '牵头待定'}"):
            held[name] += len(holding.ids)
    for name, each in rows:
        if each.ending != held.pop(name, 0):
            yield f"{name}：期末在办 {each.ending} 件，和期末清单的件数不同"
    yield from (f"{name}：期末清单里有，数字里没有" for name in held)
    moved = {movement.flow: len(movement.ids) for movement in page.movements}
    for flow in Flow:
        count = getattr(page.total, flow.english)
        if count != moved.get(flow, 0):
            yield f"合计：{flow} {count} 件，和本期清单的件数不同"


def page_differences(
    stored: ClosingPage, found: ClosingPage, former: Mapping[str, str], register: Register
) -> list[PageDifference]:
    """Every figure and list in which two pages differ; ids and names of units are compared as they are today."""
    differences = _row_differences("total", {None: stored.total}, {None: found.total})
    differences += _row_differences(
        "ledger",
        {each.ledger: each for each in stored.ledgers},
        {each.ledger: each for each in found.ledgers},
    )
    differences += _row_differences(
        "unit",
        {_full(each.unit, register): each for each in stored.units},
        {_full(each.unit, register): each for each in found.units},
    )
    for flow in Flow:
        lists = [_moved(page, flow, former) for page in (stored, found)]
        differences += _list_difference("movement", None, flow.english, lists[0], lists[1])
    cells = [_cells(page, former, register) for page in (stored, found)]
    for ledger, unit in sorted({*cells[0], *cells[1]}):
        left, right = (each.get((ledger, unit), Counter()) for each in cells)
        differences += _list_difference("ending", f"{ledger} {unit}".strip(), "ending", left, right)
    return differences


JUDGED = ("due", "met", "met_late", "unmet", "pending")
"""The figures that rest on verdicts: of a closing of an older 口径 they may come out otherwise, the facts may not."""


def _full(name: str, register: Register) -> str:
    return register.full(name) if name else NO_LEAD


def _row_differences(
    row: str, stored: Mapping[str | None, Figures], found: Mapping[str | None, Figures]
) -> list[PageDifference]:
    differences = []
    for name in dict.fromkeys([*stored, *found]):
        left, right = stored.get(name), found.get(name)
        for figure in (left or right or Figures()).__struct_fields__:
            if figure not in TERMS:
                continue
            one, other = getattr(left, figure, 0), getattr(right, figure, 0)
            if one != other:
                differences.append(PageDifference(row, name, figure, one, other))
    return differences


def _moved(page: ClosingPage, flow: Flow, former: Mapping[str, str]) -> Counter[str]:
    return Counter(
        former.get(name, name) for each in page.movements if each.flow is flow for name in each.ids
    )


def _cells(
    page: ClosingPage, former: Mapping[str, str], register: Register
) -> dict[tuple[str, str], Counter[str]]:
    cells: dict[tuple[str, str], Counter[str]] = {}
    for each in page.ending:
        cell = cells.setdefault((each.ledger, _full(each.unit, register)), Counter())
        cell.update(former.get(name, name) for name in each.ids)
    return cells


def _list_difference(
    row: str, name: str | None, figure: str, stored: Counter[str], found: Counter[str]
) -> list[PageDifference]:
    if stored == found:
        return []
    missing, extra = (ids_of((one - other).elements()) for one, other in ((stored, found), (found, stored)))
    return [PageDifference(row, name, figure, stored.total(), found.total(), missing, extra)]
