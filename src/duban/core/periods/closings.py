"""The closing of periods (结账): what is kept of it, which days are closed, what may be closed or reopened next.

Pure: records and look-ups. The figures are counted in balance/identity.py; files/workspace/period_files.py reads the
files.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, ClassVar, TypeVar

import msgspec
from msgspec import Meta
from msgspec import field as key

from duban.core.engine.journal import entries_as_of
from duban.core.model.case_file import CaseFile, Entry
from duban.core.model.events import TAG, Correct, Event
from duban.core.model.record import Record
from duban.core.model.task import Line, TaskId, Text
from duban.core.model.terms import BookAction
from duban.core.periods.spans import Span, parse_span
from duban.core.state.positions import Cell, Flow
from duban.errors import DubanError, refusal

METHOD = 3
"""How a period is counted now (口径)."""
BY_VERDICT, MENDED = 2, 3
"""Since which 口径 duties are judged by core/verdicts, and a lead that was put right before 交办 counts where it
belongs: an older closing is counted as it was."""
Count = Annotated[int, Meta(ge=0)]
Moment = Annotated[datetime, Meta(tz=True)]
E = TypeVar("E", bound=Event)


class Figures(Record, frozen=True, kw_only=True, omit_defaults=False):
    """The identity: opening + prior adjustment + what came in − what went out = ending; counts of tasks (件)."""

    opening: Count = key(name="期初在办", default=0)
    registered: Count = key(name="本期登账", default=0)
    reopened: Count = key(name="本期重启", default=0)
    moved_in: Count = key(name="移入", default=0)
    written_off: Count = key(name="本期销号", default=0)
    withdrawn: Count = key(name="本期撤销", default=0)
    moved_out: Count = key(name="移出", default=0)
    prior_adjustment: int = key(name="前期更正", default=0)
    ending: Count = key(name="期末在办", default=0)

    @property
    def balanced(self) -> bool:
        """Whether the identity holds."""
        came = self.registered + self.reopened + self.moved_in
        went = self.written_off + self.withdrawn + self.moved_out
        return self.opening + self.prior_adjustment + came - went == self.ending


class LedgerFigures(Figures, frozen=True, kw_only=True, omit_defaults=False):
    """The identity of one ledger, by its prefix."""

    ledger: Line = key(name="台账")


class UnitFigures(Figures, frozen=True, kw_only=True, omit_defaults=False):
    """The identity of one lead unit (empty: 牵头待定), and how its duties that fell due were met."""

    unit: str = key(name="单位")
    due: Count = key(name="到期", default=0)
    met: Count = key(name="按期", default=0)
    met_late: Count = key(name="逾期完成", default=0)
    unmet: Count = key(name="未完成", default=0)
    pending: Count = key(name="待核", default=0)


class Holding(Record, frozen=True, kw_only=True):
    """The tasks that were open in one cell at the end."""

    ledger: Line = key(name="台账")
    unit: str = key(name="单位", default="")
    ids: tuple[TaskId, ...] = key(name="编号")


class Movement(Record, frozen=True, kw_only=True):
    """The tasks behind one middle term of the total, each as often as it moved."""

    flow: Flow = key(name="事")
    ids: tuple[TaskId, ...] = key(name="编号")


class PolicyHash(Record, frozen=True, kw_only=True):
    """A policy in force in the period, and the SHA-256 of all that it said."""

    name: Line = key(name="名称")
    sha256: Line = key(name="sha256")


class PeriodEntry(Record, frozen=True, kw_only=True):
    """What every entry of a period's own journal carries."""

    action: ClassVar[BookAction]

    on: date = key(name="日期")
    recorded_at: Moment = key(name="登记")
    by: Line = key(name="经办")


class PeriodEvent(PeriodEntry, tag_field=TAG, frozen=True, kw_only=True):
    """An entry of a journal that holds several kinds of them, and so names its 动作."""


class PeriodClose(PeriodEvent, tag="结账", frozen=True, kw_only=True):
    """The period was closed; its 登记 is the moment as of which the books were known.

    `digest` is that of all that the books said of the period: whoever changes it later by hand is found out.
    """

    action = BookAction.CLOSE_PERIOD
    total: Figures = key(name="合计")
    digest: Line = key(name="账目摘要")
    policies: tuple[PolicyHash, ...] = key(name="制度", default=())
    forced: Text | None = key(name="强制原因", default=None)
    open_differences: tuple[Line, ...] = key(name="未决差异", default=())
    unsigned: tuple[Line, ...] = key(name="未签单位", default=())
    method: Count = key(name="口径", default=1)
    code: Line | None = key(name="账目校验码", default=None)
    """That of the books that were closed: of the commit before."""
    before: Line | None = key(name="前一笔", default=None)
    """The digest of the closing or reopening that was written down before it, of whatever period (chain.py)."""


class PeriodReopen(PeriodEvent, tag="重开", frozen=True, kw_only=True):
    """A closed period was opened again, and why."""

    action = BookAction.REOPEN_PERIOD
    reason: Text = key(name="原因")
    before: Line | None = key(name="前一笔", default=None)


class ClosingJournal(CaseFile, frozen=True, kw_only=True):
    """对账/<period>/结账.yaml: the closings and reopenings of one period; only grows."""

    period: Line = key(name="期")
    journal: tuple[PeriodClose | PeriodReopen, ...] = key(name="流水", default=())


class ClosingPage(Record, frozen=True, kw_only=True):
    """对账/<period>/账页.yaml: the figures of the closing that holds, opened down to the tasks."""

    period: Line = key(name="期")
    closed_at: Moment = key(name="结账")
    total: Figures = key(name="合计")
    ledgers: tuple[LedgerFigures, ...] = key(name="台账", default=())
    units: tuple[UnitFigures, ...] = key(name="单位", default=())
    movements: tuple[Movement, ...] = key(name="本期", default=())
    ending: tuple[Holding, ...] = key(name="期末", default=())

    @property
    def cells(self) -> dict[str, Cell]:
        """Where each task that was open at the end counted."""
        return {name: Cell(held.ledger, held.unit) for held in self.ending for name in held.ids}


class Period(msgspec.Struct, frozen=True):
    """One period that has a journal of its own, as far as the question sees it."""

    span: Span
    journal: tuple[PeriodClose | PeriodReopen, ...]

    @property
    def closing(self) -> PeriodClose | None:
        """The closing that holds; None while the period is open (never closed, or reopened)."""
        last = self.journal[-1] if self.journal else None
        return last if isinstance(last, PeriodClose) else None

    @property
    def first(self) -> PeriodClose | PeriodReopen:
        """The entry that opens the journal: the first closing. IndexError where the journal is empty."""
        return self.journal[0]


class Closings(msgspec.Struct, frozen=True, dict=True):
    """All periods of a workspace that were ever closed."""

    periods: tuple[Period, ...] = ()

    def as_of(self, today: date, known: datetime | None) -> "Closings":
        """The closings that had been made by `today` and written down by `known`."""
        seen = ((each.span, tuple(entries_as_of(each.journal, today, known))) for each in self.periods)
        return Closings(tuple(Period(*each) for each in seen))

    @cached_property
    def by_label(self) -> Mapping[str, Period]:
        """The periods by the name under which they are written down."""
        return {period.span.label: period for period in self.periods}

    def closing(self, span: Span) -> PeriodClose | None:
        """The closing of a period that holds."""
        period = self.by_label.get(span.label)
        return period.closing if period else None

    @cached_property
    def closed(self) -> tuple[tuple[Span, PeriodClose], ...]:
        """The closed periods with the closing that holds, by their first day."""
        held = [(period.span, closing) for period in self.periods if (closing := period.closing)]
        return tuple(sorted(held, key=lambda each: (each[0].start, each[0].end)))

    def covering(self, day: date) -> tuple[Span, PeriodClose] | None:
        """The closed period into which an entry of `day` would count; of several the one that was closed first.

        What lies before a closed period counts into it too: its opening rests on it.
        """
        held = [each for each in self.closed if day <= each[0].end]
        return min(held, key=lambda each: each[1].recorded_at, default=None)

    @cached_property
    def last_moment(self) -> datetime | None:
        """When the last closing or reopening was written down."""
        return max((event.recorded_at for period in self.periods for event in period.journal), default=None)

    def before(self, span: Span) -> tuple[Span, PeriodClose] | None:
        """The closing that the opening of `span` rests on: of the period before, else of any that ended that day."""
        previous = span.previous()
        closing = self.closing(previous)
        if closing is not None:
            return previous, closing
        ended = [each for each in self.closed if each[0].end == previous.end]
        return max(ended, key=lambda each: each[1].recorded_at, default=None)


NO_CLOSINGS = Closings()


def read_closings(journals: Iterable[ClosingJournal]) -> Closings:
    """The closings of a workspace; a journal whose period is none is left out (reading it has said so)."""
    periods = []
    for journal in journals:
        span = parse_span(journal.period)
        if span is not None:
            periods.append(Period(span, tuple(entries_as_of(journal.journal, None, None))))
    return Closings(tuple(sorted(periods, key=lambda each: (each.span.start, each.span.end))))


def refuse_closing(closings: Closings, span: Span, today: date) -> None:
    """Raises DubanError where a period may not be closed: still running, closed already, or out of its turn."""
    if span.end >= today:
        raise refusal(
            "period-running", f"{span.label} 到 {span.end} 才结束，还不能结账", f"{span.end} 以后再结账"
        )
    closing = closings.closing(span)
    if closing is not None:
        raise refusal(
            "closed-already",
            f"{span.label} 已在 {closing.on} 结账（经办 {closing.by}）",
            f"要重来先重开：duban reconcile {option(span)} --reopen --reason …",
        )
    same = [period for period in closings.periods if period.span.every is span.every and period.journal]
    later = [period.span.label for period in same if period.span.start > span.end and period.closing]
    if later:
        text = f"后面的 {later[0]} 已经结账，它的期初不能再变，{span.label} 不能补结"
        raise refusal("later-closed", text, f"先重开：duban reconcile {later[0]} --reopen --reason …")
    previous = span.previous()
    if any(period.span.end < span.start for period in same) and closings.closing(previous) is None:
        text = f"上一期 {previous.label} 还没有结账，{span.label} 的期初接不上"
        raise refusal("previous-open", text, f"先结上一期：duban reconcile {option(previous)} --close")


def refuse_reopening(closings: Closings, span: Span) -> PeriodClose:
    """The closing that is to be undone. Raises DubanError where there is none, or another closing rests on it."""
    closing = closings.closing(span)
    if closing is None:
        raise refusal("not-closed", f"{span.label} 没有结账，不用重开", f"duban reconcile {option(span)}")
    resting = [
        held
        for held, _ in closings.closed
        if held != span
        and (
            (held.every is span.every and held.start > span.end)
            or (held.start <= span.start and held.end >= span.end)
        )
    ]
    if resting:
        names = "、".join(held.label for held in resting)
        last = resting[-1]
        raise refusal(
            "later-closed",
            f"{names} 也已结账，{'连着' if len(resting) > 1 else '接着'} {span.label}，不能单独重开",
            f"从后往前先重开：duban reconcile {option(last)} --reopen --reason …",
        )
    return closing


def refuse_closed(closings: Closings, span: Span, what: str) -> None:
    """Raises DubanError where a period is closed, so that nothing of its own may be written any more."""
    closing = closings.closing(span)
    if closing is not None:
        text = f"{span.label} 已在 {closing.on} 结账（经办 {closing.by}），不能再{what}"
        advice = f"先重开：duban reconcile {option(span)} --reopen --reason …"
        raise refusal("closed-period", text, advice)


def admit(closings: Closings, event: E, late: str | None) -> E:
    """`event` as it may be entered: into a closed period only as 补登, with its reason.

    A correction that moves an event into a closed period is one too. Raises DubanError where no reason is given.
    """
    why = admit_day(closings, min(days_of(event)), str(event.action), late)
    return event if why is None else msgspec.structs.replace(event, late=why)


def admit_day(closings: Closings, day: date, what: str, late: str | None) -> str | None:
    """The reason (补登) that an entry of `day` must carry; None where its day is open.

    Raises DubanError where the day is closed and no reason is given.
    """
    held = closings.covering(day)
    if held is None:
        return None
    if late is None:
        raise closed_refusal(held, day, what)
    return late


def days_of(event: Entry) -> Iterator[date]:
    """The business dates that an event is about: its own, and the one that it moves another to."""
    yield event.on
    moved_to = event.value.get("日期") if isinstance(event, Correct) and event.value else None
    if isinstance(moved_to, str):
        with suppress(ValueError):  # no day: the correction itself will be refused
            yield date.fromisoformat(moved_to)


def closed_refusal(held: tuple[Span, PeriodClose], day: date, what: str) -> DubanError:
    """Why an entry of `day` may not be made."""
    span, closing = held
    where = f"在 {span.label} 以内" if day >= span.start else f"在 {span.label} 结束以前，会改动它的期初"
    return refusal(
        "closed-period",
        f"{what}的业务日期 {day} {where}；{span.label} 已在 {closing.on} 结账（经办 {closing.by}），不能再记",
        "日期写错了就改 --on；确是漏记的，加 --late --reason 原因，记作补登，下一期列为前期更正",
    )


_OPTIONS = {"周": "--week", "月": "--month", "季": "--quarter", "半年": "--half", "年": "--year"}


def option(span: Span) -> str:
    """How a command names the period: --quarter 2026Q3."""
    return f"{_OPTIONS[str(span.every)]} {span.label}"
