"""What is late and what comes due: open duties by unit, the worst first.

Pure: the day that is asked about stands in the books. Worst means the longest lateness in working days; units stand
in the order of their worst duty, then of how many they have.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any, get_args

import msgspec

from duban.core.books.books import Books, Item
from duban.core.books.selection import Filters, find_matching, known_units
from duban.core.calendar.counting import add_workdays, workdays_between
from duban.core.duties.duty import OFFICE, Duty, DutyKind, Lateness, lateness
from duban.core.model.suggest import nearest
from duban.core.model.word_lists import ENUMERATION, split_words
from duban.errors import Level, Problem, UsageError
from duban.views.duty_text import due_cell
from duban.views.footnotes import as_of, closing_notes, intake_notes
from duban.views.model.fields import Field, columns_of, records_of, rows_of
from duban.views.model.sheet import Cell, Column, Group, Kind, Mark, Sheet, Table


class DutyFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which duties are asked for.

    A unit is the one that bears the duty; leader, clerk and ledger are the task's, so they leave out what belongs
    to no task.
    """

    units: tuple[str, ...] = ()
    leader: str | None = None
    ledgers: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    clerk: str | None = None

    @property
    def opens(self) -> bool:
        """Whether so little is asked for that each duty is told, also those that belong to no matter."""
        return bool(self.units or self.rules)


EVERYTHING = DutyFilter()


class Owed(msgspec.Struct, frozen=True):
    """One open duty, how late it is (zero when it is not yet), and the working days left until its due day."""

    duty: Duty
    item: Item | None
    late: Lateness
    left_workdays: int = 0

    @property
    def due_on(self) -> date:
        """Its due day."""
        return self.duty.due_on or self.duty.triggered_on


def overdue(books: Books, wanted: DutyFilter = EVERYTHING) -> tuple[Owed, ...]:
    """Every duty that is late now, by unit, the worst first. Raises DubanError for an unknown unit, rule, ledger.

    One whose clock was stopped after its day had passed stays late.
    """
    owed = open_duties(books, wanted)
    found = [owed_duty(books, *each) for each in owed if books.verdict_of(each[0]).verdict.is_overdue]
    return _by_unit(books, found, lambda owed: (-owed.late.workdays, -owed.late.days))


def due(books: Books, workdays: int, wanted: DutyFilter = EVERYTHING) -> tuple[Owed, ...]:
    """Every duty that comes due today or within `workdays` working days, by unit, the next first. Raises as overdue."""
    ahead = add_workdays(books.today, workdays, books.calendar).on
    still = (each for each in open_duties(books, wanted, ahead) if each[0].stopped_on is None)
    running = (owed_duty(books, *each) for each in still if each[0].due_on is not None)
    found = [owed for owed in running if not owed.late.days and owed.left_workdays <= workdays]
    return _by_unit(books, found, lambda owed: (owed.left_workdays, owed.due_on.toordinal()))


def owed_duty(books: Books, duty: Duty, item: Item | None) -> Owed:
    """How an open duty stands on the day of the books."""
    late, due_on = lateness(duty, books.today, books.calendar), duty.due_on or duty.triggered_on
    return Owed(duty, item, late, workdays_between(books.today, due_on, books.calendar))


def open_duties(
    books: Books, wanted: DutyFilter = EVERYTHING, ahead: date | None = None
) -> Iterator[tuple[Duty, Item | None]]:
    """The duties neither met nor ended that are asked for, those of no task last. Raises as overdue.

    With `ahead` also the reports of periods that have not begun and fall due up to that day.
    """
    filters = Filters(leader=wanted.leader, clerk=wanted.clerk, ledgers=wanted.ledgers)
    units = known_units(wanted.units, books, OFFICE)
    rules = _known_rules(wanted.rules, books)
    for duty, item in _all_duties(books, filters, ahead):
        if (
            duty.live
            and (not units or any(books.register.same(duty.unit, unit) for unit in units))
            and (not rules or duty.rule in rules or duty.kind in rules)
        ):
            yield duty, item


def _all_duties(books: Books, filters: Filters, ahead: date | None) -> Iterator[tuple[Duty, Item | None]]:
    items = (*find_matching(books, filters), *(() if filters else books.cases))
    yield from ((duty, item) for item in items for duty in books.live_duties_of(item, ahead))
    if not filters:
        yield from ((duty, None) for duty in books.standing_duties(ahead))


def _by_unit(
    books: Books, found: Iterable[Owed], rank: Callable[[Owed], tuple[int, int]]
) -> tuple[Owed, ...]:
    units: dict[str, list[Owed]] = {}
    for owed in found:
        units.setdefault(books.register.current(owed.duty.unit), []).append(owed)
    for rows in units.values():
        rows.sort(key=lambda owed: (*rank(owed), owed.duty.task or "~", owed.duty.rule))
    ordered = sorted(units.items(), key=lambda pair: (rank(pair[1][0])[0], -len(pair[1]), pair[0]))
    return tuple(owed for _, rows in ordered for owed in rows)


def _known_rules(words: Iterable[str], books: Books) -> set[str]:
    """The ids of rules by id, policy/id or name, and kinds of duties (时限, 节点, 周期); each word one or a list."""
    rules = [rule for _, policy in books.policies.entries for rule in policy.rules]
    kinds = get_args(DutyKind)
    called = {kind: kind for kind in kinds} | {rule.name: rule.id for rule in reversed(rules)}
    ids = {rule.id for rule in rules}

    def find(word: str) -> str | None:
        identifier = word.rpartition("/")[2]
        return identifier if identifier in ids else called.get(word)

    found = set()
    for word in split_words(words, lambda name: find(name) is not None, ENUMERATION):
        rule = find(word)
        if rule is None:
            near = nearest(word, [*(rule.id for rule in rules), *(rule.name for rule in rules), *kinds])
            advice = f"最接近的是“{near}”" if near else "用 duban policy show 查看规则"
            raise UsageError(Problem(Level.ERROR, "unknown-rule", f"现行制度里没有规则“{word}”", advice))
        found.add(rule)
    return found


def _demand(owed: Owed) -> str:
    duty = owed.duty
    moved = duty.original_due_on is not None and duty.original_due_on != duty.due_on
    told = [f"原定 {duty.original_due_on}"] if moved else []
    told += [f"{duty.stopped_on} 起中止"] if duty.stopped_on else []
    return f"{duty.name}（{'，'.join(told)}）" if told else duty.name


_BASIS = Field[Owed](
    "clause=duty.clause ground=duty.ground",
    Column("依据"),
    lambda owed: owed.duty.ground,
)
_FIELDS: tuple[Field[Owed], ...] = (
    Field("task=duty.task", Column("编号", shrink=0), lambda owed: owed.duty.task or "履职"),
    Field("title=item.task.title", Column("事项"), lambda owed: owed.item.task.title if owed.item else "—"),
    Field("ledger=item.ledger.kind unit=duty.unit"),
    Field("duty=duty.name", Column("应做"), _demand),
    Field("rule=duty.named_rule policy=duty.policy"),
    _BASIS,
    Field("discretionary=duty.discretionary triggered_on=duty.triggered_on"),
    Field("due_on=duty.due_on", Column("时限", Kind.DATE, 0), lambda owed: due_cell(owed.duty)),
    Field("original_due_on=duty.original_due_on late_workdays=late.workdays late_days=late.days"),
    Field("provisional=duty.provisional status=item.state.status"),
)
_LATE = Field[Owed]("", Column("逾期", Kind.INT, 0), lambda owed: Cell(owed.late.workdays, Mark.LATE))


def overdue_records(found: Iterable[Owed]) -> list[dict[str, Any]]:
    """The rows of `overdue --json`."""
    return records_of(_FIELDS, found)


def due_records(found: Iterable[Owed]) -> list[dict[str, Any]]:
    """The rows of `due --json`: the same, and the working days that are left."""
    return records_of((*_FIELDS, Field("left_workdays")), found)


def overdue_sheet(
    books: Books, found: Sequence[Owed], wanted: DutyFilter = EVERYTHING, *, opened: bool = True
) -> Sheet:
    """What is late, as people read it: matters by unit, then what belongs to none, one line a kind unless `opened`."""
    title = f"逾期 {as_of(books)}"
    closing = _closing(books, found, wanted)
    if not found:
        return Sheet(title, ("没有逾期的义务。",), notes=closing)
    matters, habits = _parted(found, opened=opened)
    tables = (
        *((_table(books, matters, _late_heading, _LATE),) if matters else ()),
        *_habits(books, habits, _LATE),
    )
    late = any(owed.duty.counted_from for owed in found)
    since = "，时限旁写了日子的从那天计" if late else ""
    unit = f"逾期按工作日计，自时限次日起算{since}；已中止的算到中止那天。"
    told = (unit, *_folded(habits, "overdue"), *closing)
    return Sheet(title, (_counts(books, found, "逾期"),), tables, told)


def due_sheet(
    books: Books,
    found: Sequence[Owed],
    workdays: int,
    wanted: DutyFilter = EVERYTHING,
    *,
    opened: bool = True,
) -> Sheet:
    """What comes due, as people read it; in the order of overdue_sheet."""
    title = f"{workdays} 个工作日内到期 {as_of(books)}"
    closing = _closing(books, found, wanted)
    if not found:
        return Sheet(title, (f"{workdays} 个工作日内没有到期的义务。",), notes=closing)
    left = Field[Owed]("left_workdays", Column("还剩", shrink=0), lambda owed: _left_cell(owed, books.today))
    matters, habits = _parted(found, opened=opened)
    tables = (
        *((_table(books, matters, lambda rows: f"{len(rows)} 项", left),) if matters else ()),
        *_habits(books, habits, left),
    )
    return Sheet(title, (_counts(books, found, "到期"),), tables, (*_folded(habits, "due"), *closing))


def _parted(found: Sequence[Owed], *, opened: bool) -> tuple[list[Owed], list[Owed]]:
    """The duties of matters and, to be told in one line a kind, those that belong to none."""
    matters = [owed for owed in found if opened or owed.duty.subject]
    return matters, [owed for owed in found if not opened and not owed.duty.subject]


def _habits(books: Books, habits: Sequence[Owed], last: Field[Owed]) -> tuple[Table, ...]:
    """A line for each rule: who owes how many periods of it, and its earliest day."""
    kinds: dict[tuple[str, str], list[Owed]] = {}
    for owed in sorted(habits, key=lambda owed: owed.due_on):
        kinds.setdefault((owed.duty.policy, owed.duty.rule), []).append(owed)

    def name(first: Owed) -> str:
        policy = books.policies.find(first.duty.policy, first.duty.triggered_on)
        rule = policy.rule(first.duty.rule) if policy else None
        return rule.name if rule else first.duty.name

    def who(first: Owed) -> str:
        rows = kinds[first.duty.policy, first.duty.rule]
        units = {books.register.current(owed.duty.unit) for owed in rows}
        periods = sum(max(owed.duty.missed, 1) for owed in rows)
        several = f"{len(units)} {'个' if first.duty.kind == '定额' else '家'}"
        return f"{units.pop() if len(units) == 1 else several}，{periods} 期"

    fields: tuple[Field[Owed], ...] = (
        Field("", Column("经常性工作", shrink=0), name),
        Field("", Column("谁的"), who),
        _BASIS,
        Field("", Column("最早时限", Kind.DATE, 0), lambda owed: due_cell(owed.duty)),
        last,
    )
    rows = rows_of(fields, [rows[0] for rows in kinds.values()])
    return (Table(columns_of(fields), rows),) if rows else ()


def _folded(habits: Sequence[Owed], command: str) -> tuple[str, ...]:
    return (f"经常性工作每种一行；逐家列出：duban {command} --all",) if habits else ()


def _counts(books: Books, found: Sequence[Owed], what: str) -> str:
    tasks = {owed.duty.task for owed in found if owed.duty.task}
    quotas = sum(owed.duty.kind == "定额" for owed in found)
    units = {books.register.current(owed.duty.unit) for owed in found if owed.duty.kind != "定额"}
    more = f"，其中领导和企业、项目的定额 {quotas} 项" if quotas else ""
    return f"{len(units)} 个单位，{len(found)} 项义务{what}{more}，涉及 {len(tasks)} 件事项。"


def _table(
    books: Books, found: Sequence[Owed], about: Callable[[list[Owed]], str], last: Field[Owed]
) -> Table:
    """One group for each unit of today; the files keep the name that was written."""
    fields = (*_FIELDS, last)
    grouped = groupby(found, key=lambda owed: books.register.current(owed.duty.unit))
    units = [(unit, list(rows)) for unit, rows in grouped]
    groups = tuple(Group(f"{unit}（{about(rows)}）", rows_of(fields, rows)) for unit, rows in units)
    return Table(columns_of(fields), groups=groups)


def _closing(books: Books, found: Sequence[Owed], wanted: DutyFilter) -> tuple[str, ...]:
    papers = {owed.item.task.id: owed.item for owed in found if owed.item}
    return (*intake_notes(books, papers.values()), *closing_notes(books, _told_of(books, found, wanted)))


def _told_of(books: Books, found: Sequence[Owed], wanted: DutyFilter) -> Sequence[Item]:
    """The tasks that an answer speaks of: all of them, or where it was narrowed down those it shows."""
    if wanted == EVERYTHING:
        return books.items
    return list({owed.item.task.id: owed.item for owed in found if owed.item}.values())


def _late_heading(rows: list[Owed]) -> str:
    return f"{len(rows)} 项，最长逾期 {rows[0].late.workdays} 个工作日"


def _left_cell(owed: Owed, today: date) -> Cell:
    left = owed.left_workdays
    text = "今天到期" if owed.duty.due_on == today else f"{left} 个工作日"
    return Cell(text, Mark.SOON if left <= 1 else None)
