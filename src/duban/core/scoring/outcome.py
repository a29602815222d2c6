"""The result of a whole appraisal: every unit and principal reckoned, ranked within groups, who is last, as frozen.

Pure: a scheme, groups, the books of the last day of the period. Ranks only where the scheme may rank.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

import msgspec

from duban.core.books.books import Books
from duban.core.model.appraisals.records import FrozenItem, FrozenScore, UnitGroup
from duban.core.model.appraisals.scheme import Opinion, ScoreScheme
from duban.core.periods.spans import Span
from duban.core.scoring.facts import Fact, facts_of
from duban.core.scoring.life import AppraisalState
from duban.core.scoring.numbers import exact, written
from duban.core.scoring.points import Judged, Side
from duban.core.scoring.reckon import Score, reckon
from duban.errors import refusal

TRIAL = "试算"


class Outcome(msgspec.Struct):
    """All results: of units, of principals; `internal`: why nobody is ranked; `others` are units outside with facts."""

    span: Span
    scores: tuple[Score, ...]
    persons: tuple[Score, ...]
    internal: str
    others: tuple[str, ...] = ()

    def of(self, unit: str) -> Score | None:
        """The result of a unit."""
        return next((each for each in self.scores if each.unit == unit), None)


def appraise(state: AppraisalState, books: Books) -> Outcome:
    """The result of an appraisal by the books as they are given; marks, reviews and posts are the state's."""
    span, scheme = state.span, state.scheme
    facts = _by_unit(books, span)
    struck = state.struck
    scores = tuple(
        reckon(
            scheme,
            Side(unit, group.name, facts.get(books.register.full(unit), ()), judged_of(state, unit), struck),
        )
        for group in state.head.groups
        for unit in group.units
    )
    persons = tuple(_persons(state, facts, struck))
    _rank(scores, scheme, state.internal)
    _rank(persons, scheme, state.internal)
    return Outcome(
        span, scores, persons, state.internal, _others(facts, map(books.register.full, state.head.units))
    )


def trial(scheme: ScoreScheme, groups: Sequence[UnitGroup], span: Span, books: Books) -> Outcome:
    """What the books would come to by a scheme: of units, nobody ranked."""
    facts = _by_unit(books, span)
    scores = tuple(
        reckon(scheme, Side(unit, group.name, facts.get(books.register.full(unit), ())))
        for group in groups
        for unit in group.units
    )
    _rank(scores, scheme, TRIAL)
    return Outcome(
        span, scores, (), TRIAL, _others(facts, (books.register.full(each.unit) for each in scores))
    )


def _by_unit(books: Books, span: Span) -> Mapping[str, Sequence[Fact]]:
    """The facts by the full names of units: one that was renamed meanwhile is the same, one that was merged is not."""
    found: dict[str, list[Fact]] = {}
    for fact in facts_of(books, span):
        found.setdefault(books.register.full(fact.unit), []).append(fact)
    return found


def _others(facts: Mapping[str, object], units: Iterable[str]) -> tuple[str, ...]:
    known = set(units)
    return tuple(unit for unit in facts if unit not in known)


def judged_of(state: AppraisalState, unit: str) -> Judged:
    """By item: who gave a unit how many marks."""
    found: dict[str, list[tuple[str, Fraction]]] = {}
    for entry in state.marks:
        for each in entry.marks:
            if state.register.same(each.unit, unit):
                found.setdefault(entry.item, []).append((entry.judge, exact(each.marks)))
    return found


def _persons(
    state: AppraisalState, facts: Mapping[str, Sequence[Fact]], struck: Mapping[str, str]
) -> Iterator[Score]:
    """Principals by their days in the post: what fell on other days is not theirs; opinions are of the unit."""
    span = state.span
    for entry in state.principals:
        unit = state.unit_named(entry.unit)
        if unit is None:
            continue
        since, until = max(entry.since, span.start), min(entry.until, span.end)
        own = [each for each in facts.get(state.register.full(unit), ()) if since <= each.on <= until]
        side = Side(unit, state.group_of(unit), own, judged_of(state, unit), struck)
        score = reckon(state.scheme, side)
        score.person, score.since, score.until = entry.person, since, until
        score.days = (until - since).days + 1
        yield score


def _rank(scores: Sequence[Score], scheme: ScoreScheme, internal: str) -> None:
    """Places within each group by the announced number; equal numbers share a place, the next is left out.

    The last places are told in groups of enough units, never more than the scheme says: a tie across the line makes
    none of the tied last.
    """
    groups: dict[str, list[Score]] = {}
    for each in scores:
        each.unranked = _unranked(each, scheme) or internal
        if not each.unranked:
            groups.setdefault(each.group, []).append(each)
    for ranked in groups.values():
        numbers = [each.marks or Fraction(0) for each in ranked]
        for each, mine in zip(ranked, numbers, strict=True):
            each.rank = 1 + sum(1 for other in numbers if other > mine)
        tail = scheme.tail
        if tail is not None and len(ranked) >= tail.least:
            for each, mine in zip(ranked, numbers, strict=True):
                each.last = sum(1 for other in numbers if other <= mine) <= tail.places


def _unranked(score: Score, scheme: ScoreScheme) -> str:
    if score.marks is None:
        return "没有可以计分的项目"
    if not score.cases:
        return "考核期内没有到期的任务"
    if score.person is not None and score.days < scheme.tenure:
        return f"任职{score.days}天，不到{scheme.tenure}天"
    return ""


def freeze(outcome: Outcome) -> tuple[FrozenScore, ...]:
    """The result as the journal keeps it."""
    return tuple(_frozen(each) for each in (*outcome.scores, *outcome.persons))


def _frozen(score: Score) -> FrozenScore:
    return FrozenScore(
        unit=score.unit,
        person=score.person,
        since=score.since,
        until=score.until,
        group=score.group,
        marks=score.told,
        exact=written(score.exact) if score.exact is not None else None,
        band=score.band,
        rank=score.rank,
        items=tuple(
            FrozenItem(name=each.name, marks=written(each.marks) if each.marks is not None else None)
            for each in score.items
        ),
        points=score.digest,
    )


def differences(held: Iterable[FrozenScore], now: Iterable[FrozenScore]) -> Iterator[tuple[str, str]]:
    """(who, what) of each result that is not what it was: number, items, points, place."""
    before, after = ({_who(each): each for each in some} for some in (held, now))
    for who in dict.fromkeys((*before, *after)):
        old, new = before.get(who), after.get(who)
        if old == new:
            continue
        if old is None or new is None:
            yield who, "原来没有" if old is None else "现在没有"
            continue
        yield who, "，".join(_told(old, new))


def _who(score: FrozenScore) -> str:
    days = f"（{score.since}—{score.until}）" if score.person else ""
    return f"{score.unit}{score.person or ''}{days}"


def _told(old: FrozenScore, new: FrozenScore) -> Iterator[str]:
    for name, mine, other in (
        ("得分", old.marks, new.marks),
        ("等次", old.band, new.band),
        ("位次", old.rank, new.rank),
        ("组别", old.group, new.group),
    ):
        if mine != other:
            yield f"{name} {mine if mine is not None else '无'} → {other if other is not None else '无'}"
    items = {each.name: each.marks for each in new.items}
    for item in old.items:
        if items.get(item.name) != item.marks:
            yield f"{item.name} {item.marks or '不计'} → {items.get(item.name) or '不计'}"
    if (old.marks, old.exact, old.items) == (new.marks, new.exact, new.items) and old.points != new.points:
        yield "得分一样，记分的依据不一样"


def refuse_unjudged(state: AppraisalState) -> None:
    """Raises DubanError where an opinion is asked for and a unit has none."""
    for item in state.scheme.items:
        rule = next((each for each in item.rules if isinstance(each, Opinion)), None)
        lacking = [unit for unit in state.head.units if rule and not judged_of(state, unit).get(item.name)]
        if rule is not None and lacking:
            text = f"{state.head.id} 的“{item.name}”还没有评分：{'、'.join(lacking)}"
            way = (
                f"duban score mark {state.head.id} --item {item.name} --judge 评议人 --unit {lacking[0]}=分数"
            )
            raise refusal("opinion-missing", text, way)


def unexplained(state: AppraisalState, now: Sequence[FrozenScore]) -> list[tuple[str, str]]:
    """What differs from the draft in units of which no review changed anything: they have not been told.

    Places follow from what others came to, and are no difference of a unit's own.
    """
    draft = state.draft.scores if state.draft else ()
    since = state.draft.recorded_at if state.draft else None
    changed = {
        state.unit_named(each.unit) for each in state.changed if since is None or each.recorded_at >= since
    }

    def bare(scores: Iterable[FrozenScore]) -> list[FrozenScore]:
        return [msgspec.structs.replace(each, rank=None) for each in scores if each.unit not in changed]

    return list(differences(bare(draft), bare(now)))


def refuse_unknown_marks(state: AppraisalState, outcome: Outcome, unit: str, marks: Iterable[str]) -> None:
    """Raises DubanError for a 摘要 that is on no sheet of a unit, or of what took nothing off."""
    score = outcome.of(state.unit_named(unit) or unit)
    known = score.marks_to_strike if score is not None else frozenset()
    for mark in marks:
        if mark not in known:
            text = f"{unit}的成绩单上没有可以申诉的记分“{mark}”"
            way = f"只有扣分、拉低比率的和否决的可以：duban score show {state.head.id} --unit {unit}"
            raise refusal("no-point", text, way)
