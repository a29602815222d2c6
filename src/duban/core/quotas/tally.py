"""How often somebody did what a rule asks for in a period, how often it is owed, and what of it is still wanting.

Pure. What a period asks is owed by months: of those in which the post was held, or the enterprise registered, for at
least half of the days; parts of one are dropped (酌定). A quota is missed when its period ends, never before.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

import msgspec

from duban.core.model.people import Roll
from duban.core.model.terms import Every, Tallied
from duban.core.model.unit_register import NO_REGISTER, Register
from duban.core.model.workspace import Leader, StandingEntry, Ward
from duban.core.periods.spans import Span, months_of, span_of
from duban.core.policy.rules import Policy, PolicyBook, QuotaRule
from duban.core.quotas.entries import rule_key, standing_now

_DAY = timedelta(days=1)
SAME_DAY = "同一天已计"
Window = tuple[date, date]
"""Days from … to …, both included."""


class Counted(msgspec.Struct, frozen=True):
    """An entry that was looked at: it counts, or `why` not."""

    entry: StandingEntry
    why: str = ""


class Tally(msgspec.Struct, frozen=True, dict=True):
    """One rule, one period, one who owes it, as of a day. `needed` None: only counted, nothing is owed.

    `whose` is a leader, an enterprise or project, or a unit; `what` says it in words. `months` of the period count, by
    their last days; `until` is the last day on which it could be done: that of the period, or of the post before it.
    """

    policy: Policy
    rule: QuotaRule
    whose: str
    what: str
    span: Span
    today: date
    needed: int | None
    months: tuple[date, ...]
    until: date
    looked_at: tuple[Counted, ...] = ()
    through: bool = False

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days that count, each once."""
        return tuple(each.entry.on for each in self.looked_at if not each.why)

    @property
    def done(self) -> int:
        """How often it was done."""
        return len(self.days)

    @property
    def lacking(self) -> int:
        """How often it is still wanting."""
        return max(0, (self.needed or 0) - self.done)

    @property
    def met_on(self) -> date | None:
        """The day on which it was done often enough."""
        return self.days[self.needed - 1] if self.needed and self.done >= self.needed else None

    @property
    def ended(self) -> bool:
        """Whether its time is over: only then can it have been missed."""
        return self.until < self.today or (self.through and self.until == self.today)

    @property
    def missed(self) -> bool:
        """Whether it was not done often enough in its period, which is over."""
        return self.ended and self.lacking > 0

    @property
    def months_left(self) -> int:
        """The months that are left, the running one included."""
        return sum(self.today <= month.end and month.start <= self.until for month in months_of(self.span))

    @property
    def each_month(self) -> int | None:
        """How often a month it still has to be done until the period ends, rounded up; None where nothing is."""
        if not self.lacking or self.ended or not self.months_left:
            return None
        return -(-self.lacking // self.months_left)

    @property
    def pace(self) -> int | None:
        """What an even pace would have brought by the end of the last full month; it is asked by no source."""
        if not self.needed or self.ended:
            return None
        return self.needed * sum(last < self.today for last in self.months) // len(self.months)


class Question(msgspec.Struct, frozen=True, dict=True):
    """What tallies are made of. `since`: from when the workspace keeps such books at all; nothing before is owed.

    `through`: the day of the question is over, as in a report of a period that has ended.
    """

    policies: PolicyBook
    entries: tuple[StandingEntry, ...]
    today: date
    leaders: Sequence[Leader] = ()
    wards: Sequence[Ward] = ()
    register: Register = NO_REGISTER
    since: date = date.min
    through: bool = False

    @cached_property
    def roll(self) -> Roll:
        """Everybody on the roll, heads of units too."""
        return Roll(self.leaders, whole=True)


class _Held(NamedTuple):
    """A rule, and the days on which it holds."""

    policy: Policy
    rule: QuotaRule
    first: date
    last: date


def tallies(asked: Question, first: date, last: date) -> Iterator[Tally]:
    """Every quota of periods that hold a day from `first` to `last`, begun by the day of the question."""
    entries = [each for each in standing_now(asked.entries) if each.on <= asked.today]
    for held in _rules(asked):
        names = {rule_key(held.policy.name, held.rule.id), held.rule.id}
        own = [each for each in entries if each.rule in names and held.first <= each.on <= held.last]
        for span in _spans(held.rule.every, first, min(last, asked.today)):
            if span.end >= held.first and span.start <= held.last:
                within = [each for each in own if span.start <= each.on <= span.end]
                yield from _of_period(asked, held, span, within)


def _rules(asked: Question) -> Iterator[_Held]:
    book = asked.policies.entries
    for place, (since, policy) in enumerate(book):
        until = book[place + 1][0] - _DAY if place + 1 < len(book) else date.max
        for rule in policy.rules_of(QuotaRule):
            first = max(since, asked.since, rule.since or date.min)
            yield _Held(policy, rule, first, min(until, (rule.until or date.max) - _DAY))


def _spans(every: Every, first: date, last: date) -> Iterator[Span]:
    span = span_of(every, first)
    while span.start <= last:
        yield span
        span = span.next()


def _of_period(asked: Question, held: _Held, span: Span, entries: Sequence[StandingEntry]) -> Iterator[Tally]:
    rule = held.rule
    found: dict[str, tuple[str, list[Window]]] = {}
    match rule.what:
        case Tallied.FRONT_LINE:
            for post in asked.leaders:
                if post.kind in rule.posts and _touches(post, span):
                    _add(found, post.name, post.title or str(post.kind), (post.since, post.until))
        case Tallied.VISIT:
            for ward in (each for each in asked.wards if _touches(each, span)):
                text = f"{ward.level}{ward.kind}，包保人 {ward.person}"
                _add(found, ward.name, text, (ward.since, ward.until))
        case _:
            for each in entries:
                if each.unit is not None:
                    _add(found, asked.register.current(each.unit, asked.today), "", (None, None))
    for whose, (what, windows) in found.items():
        cut = [(max(a, held.first, span.start), min(b, held.last, span.end)) for a, b in windows]
        cut = [window for window in cut if window[0] <= window[1]]
        months = _months_held(span, cut)
        owed = rule.count * len(months) // len(months_of(span)) if rule.count is not None else None
        done = [each for each in entries if _is_of(asked, rule, each, whose)]
        if cut and (owed or done):
            looked_at = tuple(_looked_at(done, cut))
            until = max(window[1] for window in cut)
            yield Tally(
                held.policy,
                rule,
                whose,
                what,
                span,
                asked.today,
                owed,
                months,
                until,
                looked_at,
                asked.through,
            )


def _touches(held: Leader | Ward, span: Span) -> bool:
    """Whether a post is held, or an enterprise looked after by somebody, on some day of a period."""
    return (held.since or date.min) <= span.end and (held.until or date.max) >= span.start


def _add(
    found: dict[str, tuple[str, list[Window]]],
    name: str,
    what: str,
    days: tuple[date | None, date | None],
) -> None:
    windows = found.setdefault(name, (what, []))[1]
    windows.append((days[0] or date.min, days[1] or date.max))
    found[name] = (what, windows)


def _is_of(asked: Question, rule: QuotaRule, entry: StandingEntry, whose: str) -> bool:
    match rule.what:
        case Tallied.FRONT_LINE:
            return whose in asked.roll.named("、".join(entry.persons), entry.on)
        case Tallied.VISIT:
            return entry.ward == whose
        case _:
            return entry.unit is not None and asked.register.current(entry.unit, asked.today) == whose


def _looked_at(entries: Iterable[StandingEntry], windows: Sequence[Window]) -> Iterator[Counted]:
    """The entries by day; of several of one day the first counts, and none of a day without the post."""
    seen: set[date] = set()
    for entry in sorted(entries, key=lambda each: (each.on, each.recorded_at)):
        if not any(first <= entry.on <= last for first, last in windows):
            yield Counted(entry, "那天不在任、不在册")
        elif entry.on in seen:
            yield Counted(entry, SAME_DAY)
        else:
            seen.add(entry.on)
            yield Counted(entry)


def _months_held(span: Span, windows: Sequence[Window]) -> tuple[date, ...]:
    """The months of a period, by their last days, of which the windows hold at least half of the days."""
    return tuple(
        month.end
        for month in months_of(span)
        if 2 * _days_in(month, windows) >= (month.end - month.start).days + 1
    )


def _days_in(month: Span, windows: Sequence[Window]) -> int:
    days = {
        month.start + timedelta(days=place)
        for place in range((month.end - month.start).days + 1)
        if any(first <= month.start + timedelta(days=place) <= last for first, last in windows)
    }
    return len(days)
