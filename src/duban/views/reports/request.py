"""What a report is asked: the books of its period, narrowed to units, ledgers, a leader, and how each task stands.

Pure; lays nothing out. Percentages follow one rule, which stands here: `percent`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

import msgspec

from duban.core.balance.identity import Reconciliation
from duban.core.balance.performance import Performance
from duban.core.balance.quality import Found, found_wanting
from duban.core.balance.standing import Standing, standings
from duban.core.books.books import Books, Item
from duban.core.books.facets import FACET_OF
from duban.core.books.selection import Filters, known_units, ledger_prefixes
from duban.core.books.tied_leaders import leaders_of
from duban.core.duties.duty import Duty, lateness
from duban.core.duties.task_duties import own_duties
from duban.core.model.events import Done, Event, Progress
from duban.core.model.terms import Role, Status, Term
from duban.core.periods.spans import Span
from duban.views.footnotes import as_of, unread_files
from duban.views.period.balance import View, narrowed, unit_order
from duban.views.period.balance_sheets import NO_LEAD_NAME
from duban.views.queries.task_list import Sort, chosen_items

ROUNDING = "百分比四舍五入到小数点后{digits}位；各项分别取舍，相加可能不正好是100%。"


class Course(Term):
    """How a task goes: every task that was not withdrawn is in exactly one of them."""

    DONE = "已办结"
    AHEAD = "超进度"
    ON_TRACK = "达进度"
    BEHIND = "欠进度"
    OTHER = "其他"


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """One task as reports see it.

    `late` are the duties of its leads that are late now, limits before nodes; `in_time` whether none of their limits
    was ever late.
    """

    item: Item
    course: Course | None
    late: tuple[Duty, ...] = ()
    in_time: bool = True

    @property
    def id(self) -> str:
        """Its number."""
        return self.item.task.id

    @property
    def overdue(self) -> bool:
        """Whether its own limit has passed, and not only a node."""
        return any(duty.finishes for duty in self.late)


class ReportRequest(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One question to a report. `whole` means no period was named: everything that ever was in the books.

    `ids` are the only tasks asked about, where there are any; `where` narrows lists of tasks, and no figures of units.
    """

    found: Reconciliation
    ids: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    ledgers: tuple[str, ...] = ()
    leader: str | None = None
    where: tuple[str, ...] = ()
    whole: bool = False
    number: int | None = None
    digits: int = 1
    columns: tuple[str, ...] = ()
    public: bool = False

    @property
    def books(self) -> Books:
        """The books of the last day of the period, or of today while it runs."""
        return self.found.books

    @property
    def span(self) -> Span:
        """The period."""
        return self.found.span

    @cached_property
    def ever(self) -> tuple[Item, ...]:
        """The tasks that are asked about, whether the period saw them or not, by ledger and number.

        A unit's are those it leads and those it supports. Raises DubanError for an unknown unit or ledger.
        """
        filters = Filters(units=self.units, ledgers=self.ledgers, leader=self.leader, where=self.where)
        return chosen_items(self.books, self.ids, filters, Sort.ID)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Those of them that the period saw."""
        if self.whole:
            return self.ever
        seen = {trail.id for trail in self.found.trails if trail.item is not None}
        return tuple(item for item in self.ever if item.task.id in seen)

    @cached_property
    def led(self) -> tuple[Item, ...]:
        """The same, but a unit's are only those it leads: what its figures are made of."""
        if not self.units:
            return self.items
        names = self.unit_names
        return tuple(item for item in self.items if set(names) & set(lead_units(self.books, item)))

    @cached_property
    def unit_names(self) -> tuple[str, ...]:
        """The units asked for, by their names of today. Raises DubanError for an unknown one."""
        return known_units(self.units, self.books)

    @cached_property
    def matters(self) -> tuple[Matter, ...]:
        """How the tasks that count stand: those of `led` that were not withdrawn."""
        found = (matter_of(self.books, item) for item in self.led)
        return tuple(matter for matter in found if matter.course is not None)

    @cached_property
    def view(self) -> View:
        """The books of the period, narrowed. Raises DubanError for an unknown unit or ledger."""
        return narrowed(self.found, self.units, self.ledgers, self.leader)

    @cached_property
    def performances(self) -> Mapping[str, Performance]:
        """How each unit did, in the order of the register; counted once, for it takes the longest."""
        return self.view.performances

    @cached_property
    def standings(self) -> Mapping[str, Standing]:
        """How each unit stands, with the reasons; counted once."""
        return standings(self.found, dict(self.performances))

    @cached_property
    def wanting(self) -> tuple[Found, ...]:
        """What was found wanting in the period, of the units asked for; counted once."""
        told = found_wanting(self.view.found)
        return tuple(each for each in told if not self.units or each.unit in self.unit_names)

    @property
    def only(self) -> str:
        """What the report is narrowed to, in words: units, ledgers by their kinds, a leader; else nothing."""
        kinds = {head.prefix: str(head.kind) for head in self.books.ledgers}
        ledgers = (kinds[prefix] for prefix in ledger_prefixes(self.ledgers, self.books))
        return "、".join([*self.unit_names, *ledgers, *([self.leader] if self.leader else []), *self.where])

    def title(self, name: str) -> str:
        """The title of a report: its name, whose, and the period."""
        only = self.only
        period = "" if self.whole else f" {self.span.label}"
        return f"{name}{f'（{only}）' if only else ''}{period}"

    @property
    def stamp(self) -> str:
        """As of which day, for which days, under which policy, and how many tasks could not be read."""
        books = self.books
        period = (
            f"全部事项，截至 {as_of(books)}"
            if self.whole
            else f"{self.span.start} 至 {self.found.until}，截至 {as_of(books)}"
        )
        missing = len(unread_files(books.unread))
        unread = f"读不了、没有计入的文件 {missing} 个" if missing else "没有读不了的文件"
        return f"{period}；制度 {books.policies.at(books.today).name}；{unread}。"

    @property
    def rounding(self) -> str:
        """The rule of rounding, in words."""
        return ROUNDING.format(digits=self.digits) if self.digits else ROUNDING_WHOLE

    def percent(self, part: int, whole: int) -> float | None:
        """A share, rounded as this report rounds."""
        return percent(part, whole, self.digits)


ROUNDING_WHOLE = "百分比四舍五入到个位；各项分别取舍，相加可能不正好是100%。"


def percent(part: int, whole: int, digits: int = 1) -> float | None:
    """`part` of `whole` in percent, half up at `digits` decimals, exact; None of nothing."""
    if not whole:
        return None
    scale = int(10**digits)
    return (2 * part * 100 * scale + whole) // (2 * whole) / scale


def percent_text(share: float | None) -> str:
    """A percentage in a sentence; of nothing there is none."""
    return "暂无" if share is None else f"{share:g}%"


def matter_of(books: Books, item: Item) -> Matter:
    """How one task stands on the day of the question."""
    state = item.state
    if state.status is Status.WITHDRAWN:
        return Matter(item=item, course=None)
    duties = own_duties(state, books.policies, books.calendar, item.ledger.kind)
    led = [(duty, books.verdict_of(duty).verdict) for duty in duties if duty.role is Role.LEAD]
    in_time = books.in_time(item)
    if state.status is Status.CLOSED:
        return Matter(item=item, course=Course.DONE, in_time=in_time)
    late = tuple(duty for duty, verdict in led if verdict.is_overdue and (duty.finishes or duty.node))
    if late:
        return Matter(item=item, course=Course.BEHIND, late=late, in_time=in_time)
    if state.status in {Status.REGISTERED, Status.SUSPENDED}:
        return Matter(item=item, course=Course.OTHER, in_time=in_time)
    ahead = any(
        duty.node is not None
        and isinstance(duty.met_by, Progress)
        and duty.due_on is not None
        and duty.due_on > books.today
        for duty in duties
    )
    return Matter(item=item, course=Course.AHEAD if ahead else Course.ON_TRACK, in_time=in_time)


def lead_units(books: Books, item: Item) -> tuple[str, ...]:
    """The leads of a task by their names of today."""
    return tuple(dict.fromkeys(books.register.current(unit, books.today) for unit in item.leads))


def by_unit(asked: ReportRequest, matters: Iterable[Matter]) -> dict[str, list[Matter]]:
    """Tasks by their first lead, in the order of the register; those without a lead last."""
    rows: dict[str, list[Matter]] = {}
    for matter in matters:
        leads = lead_units(asked.books, matter.item)
        rows.setdefault(leads[0] if leads else "", []).append(matter)
    order = unit_order(asked.found)
    return {name or NO_LEAD_NAME: rows[name] for name in sorted(rows, key=order)}


def by_ledger(asked: ReportRequest, matters: Iterable[Matter]) -> dict[str, list[Matter]]:
    """Tasks by ledger, in the order of the ledgers."""
    rows: dict[str, list[Matter]] = {head.prefix: [] for head in asked.books.ledgers}
    for matter in matters:
        rows.setdefault(matter.item.ledger.prefix, []).append(matter)
    kinds = {head.prefix: str(head.kind) for head in asked.books.ledgers}
    return {f"{kinds.get(prefix, '')} {prefix}".strip(): held for prefix, held in rows.items() if held}


def counts(matters: Sequence[Matter]) -> Mapping[Course, int]:
    """How many tasks go which way; together they are all."""
    found = dict.fromkeys(Course, 0)
    for matter in matters:
        if matter.course is not None:
            found[matter.course] += 1
    return found


def lateness_text(asked: ReportRequest, matter: Matter) -> str:
    """How late a task is, in words: its limit, and the nodes it missed."""
    return "；".join(_late_words(asked, matter.late))


def _late_words(asked: ReportRequest, late: Iterable[Duty]) -> Iterator[str]:
    today, calendar = asked.books.today, asked.books.calendar
    for duty in late:
        if duty.due_on is not None:
            days = lateness(duty, today, calendar).workdays
            what = duty.name if duty.node is not None else "时限"
            yield f"{what} {duty.due_on}，已超期 {days} 个工作日"


def last_progress(books: Books, item: Item) -> str:
    """What was last heard of how far a task is, in its unit's words; else nothing."""
    for event in reversed(item.state.journal):
        if isinstance(event, Progress | Done) and event.done:
            return with_speaker(books, item, event, event.done)
    return ""


def last_problem(books: Books, item: Item) -> str:
    """The difficulties that still stand: those that the last 反馈 of a unit named."""
    return "；".join(each.words for each in FACET_OF["issues"].tell(books, item))


def with_speaker(books: Books, item: Item, event: Event, text: str) -> str:
    """Words with the name of their unit before them, where it does not lead the task."""
    unit = item.state.unit_of(event.unit)
    if unit is None or unit in item.state.leads:
        return text
    return f"{books.register.current(unit, books.today)}：{text}"


def source_text(item: Item) -> str:
    """Where a task comes from, on one line: each source with its 届次 or 文号."""
    told = []
    for source in item.task.sources:
        more = source.session or source.doc_no
        name = source.name or str(source.kind)
        told.append(f"{name}（{more}）" if more and more not in name else name)
    return "；".join(told)


def people_named(items: Iterable[Item]) -> list[str]:
    """Every leader that these tasks are tied to, each once, in order of first mention."""
    return list(dict.fromkeys(name for item in items for name in leaders_of(item)))


def first_day(books: Books) -> date:
    """The first day on which anything was in the books; today where nothing was."""
    days = (item.state.registered_on for item in books.items if item.state.registered_on)
    return min(days, default=books.today)
