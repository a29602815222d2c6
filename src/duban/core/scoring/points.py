"""Points by the rules of a scheme: which facts each rule counts, for how much, and what is counted once only.

Pure. Every point says its rule, clause and event, and one that does not count says why.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import msgspec

from duban.core.model.appraisals.scheme import AnyScoreRule, ByTimes, CaseShare, Opinion, PerCase
from duban.core.model.appraisals.terms import Occasion
from duban.core.model.terms import Role
from duban.core.scoring.facts import HANDLING, LATENESS, QUALITY, Fact
from duban.core.scoring.numbers import NOTHING, exact, written

WHOLE = Fraction(100)
Judged = Mapping[str, Sequence[tuple[str, Fraction]]]
"""By item: the judges and the marks that each gave."""


class Side(msgspec.Struct, frozen=True):
    """Who is appraised by what: a unit of a group, its facts, the opinions of it, 摘要 of points struck by a review."""

    unit: str
    group: str
    facts: Sequence[Fact] = ()
    judged: Judged = {}
    struck: Mapping[str, str] = {}


class Place(NamedTuple):
    """Where a rule is applied: whose unit, the item, its full marks, its weight in the whole."""

    unit: str
    item: str
    full: Fraction
    weight: Fraction


class Point(msgspec.Struct):
    """Marks by one rule: for which fact (None: a share or an opinion), in words; `why` it does not count.

    `mark` is its 摘要, by which an appeal names it, `cases` of a share those of the cases that lower it; `effect` what
    it does to the whole.
    """

    item: str
    rule: str
    name: str
    clause: str
    value: Fraction
    effect: Fraction
    what: str
    mark: str
    number: str = ""
    on: date | None = None
    entry: str = ""
    cases: tuple[str, ...] = ()
    fact: Fact | None = None
    why: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is part of the sum."""
        return not self.why


def digest_of(*parts: str) -> str:
    """The 摘要 of some texts."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


def points_of(rule: AnyScoreRule, place: Place, side: Side) -> Iterator[Point]:
    """The points of one rule, those that do not count too; none of a share with too few cases, an opinion unsaid."""
    match rule:
        case PerCase():
            yield from _per_case(rule, place, side)
        case ByTimes():
            yield from _by_times(rule, place, side)
        case CaseShare():
            yield from _share(rule, place, side)
        case Opinion():
            yield from _opinion(rule, place, side)


def _point(rule: AnyScoreRule, place: Place, value: Fraction, what: str, key: str) -> Point:
    return Point(
        item=place.item,
        rule=rule.id,
        name=rule.name,
        clause=rule.clause,
        value=value,
        effect=value * place.weight / WHOLE,
        what=what,
        mark=digest_of(place.unit, rule.id, key),
    )


def _of_fact(point: Point, fact: Fact) -> Point:
    point.number, point.on, point.entry = fact.number, fact.on, fact.mark
    point.fact, point.why = fact, fact.struck
    return point


def key_of(fact: Fact) -> str:
    """What tells a fact from every other of its unit."""
    return f"{fact.occasion}|{fact.number}|{fact.on}|{fact.mark}|{fact.series}"


def _per_case(rule: PerCase, place: Place, side: Side) -> Iterator[Point]:
    for fact in side.facts:
        if _fits(rule, fact):
            lesser = rule.support if fact.role is Role.SUPPORT else None
            value = exact(rule.marks if lesser is None else lesser)
            yield _of_fact(_point(rule, place, value, fact.what, key_of(fact)), fact)


def _fits(rule: PerCase, fact: Fact) -> bool:
    return (
        fact.occasion in rule.occasions
        and (not rule.causes or any(each in rule.causes for each in fact.causes))
        and (not rule.methods or fact.method in rule.methods)
    )


def _by_times(rule: ByTimes, place: Place, side: Side) -> Iterator[Point]:
    by_task: dict[str, list[Fact]] = {}
    for fact in side.facts:
        if fact.occasion in rule.occasions and not fact.struck:
            by_task.setdefault(fact.number, []).append(fact)
    for number, found in by_task.items():
        reached = [each for each in rule.rungs if each.times <= len(found)]
        if reached:
            what = f"{found[0].occasion}{len(found)}次：{'、'.join(str(each.on) for each in found)}"
            yield _of_fact(_point(rule, place, exact(reached[-1].marks), what, number), found[-1])


def _share(rule: CaseShare, place: Place, side: Side) -> Iterator[Point]:
    """Cases that a review struck are in neither number."""
    marked = _cases(rule, side)
    good = [each for each in marked.values() if each.occasion in rule.good]
    bad = {mark: each for mark, each in marked.items() if each.occasion not in rule.good}
    if len(marked) >= rule.least:
        named = "、".join(f"{each.number}（{each.on}，{mark}）" for mark, each in bad.items())
        what = f"{len(good)}/{len(marked)}" + (f"，不在分子里的：{named}" if named else "")
        made = _point(rule, place, place.full * len(good) / len(marked), what, "比率")
        made.cases = tuple(bad)
        yield made


def _cases(rule: CaseShare, side: Side) -> dict[str, Fact]:
    marked = {
        digest_of(side.unit, rule.id, key_of(each)): each
        for each in side.facts
        if each.occasion in rule.whole and not each.struck
    }
    return {mark: each for mark, each in marked.items() if mark not in side.struck}


def _opinion(rule: Opinion, place: Place, side: Side) -> Iterator[Point]:
    judged = side.judged.get(place.item, ())
    if judged:
        mean = sum((marks for _, marks in judged), NOTHING) / len(judged)
        what = "；".join(f"{judge} {written(marks)}" for judge, marks in judged)
        yield _point(rule, place, mean, what, "评议")


def lacking(rule: CaseShare | Opinion, side: Side) -> str:
    """Why a share or an opinion gives no points."""
    if isinstance(rule, Opinion):
        return f"{rule.judges}还没有评分"
    return f"只有{len(_cases(rule, side))}件，不到{rule.least}件，不计"


def count_once(points: Sequence[Point]) -> None:
    """One matter is not charged twice, the highest charge stands (同一事由不重复扣分，就高).

    Within one task lateness is one matter and quality another: of several rules the one that takes most stands. A
    circular, an entry of the negative list, an interview that rests on tasks stands only where it takes more than all
    that it rests on, and then in their place.
    """
    charges = [each for each in points if each.counts and each.effect < 0 and each.fact is not None]
    matters: dict[tuple[str, str], dict[tuple[str, str], list[Point]]] = {}
    for each in charges:
        sort = _sort(each.fact)
        if sort:
            matters.setdefault((each.number, sort), {}).setdefault((each.item, each.rule), []).append(each)
    for rules in matters.values():
        held = min(rules.values(), key=lambda some: sum(each.effect for each in some))
        for other in (each for some in rules.values() if some is not held for each in some):
            other.why = f"同一事由，已按“{held[0].name}”扣分"
    handled = [each for each in charges if each.fact is not None and each.fact.occasion in HANDLING]
    for each in sorted(handled, key=lambda one: (one.effect, one.on or date.min, one.number)):
        about = set(each.fact.about if each.fact else ())
        rests = [
            other
            for other in charges
            if other is not each and other.counts and other.fact is not None and about & set(other.fact.about)
        ]
        if not rests:
            continue
        if each.effect < sum((other.effect for other in rests), NOTHING):
            for other in rests:
                other.why = f"同一事由，已按“{each.name}”（{each.number}）扣分"
        else:
            each.why = f"同一事由，已按“{rests[0].name}”（{rests[0].number}）扣分"


def _sort(fact: Fact | None) -> str:
    if fact is None:
        return ""
    return "时效" if fact.occasion in LATENESS else "质量" if fact.occasion in QUALITY else ""


def occasions_of(rule: AnyScoreRule) -> tuple[Occasion, ...]:
    """What a rule counts."""
    if isinstance(rule, CaseShare):
        return tuple(dict.fromkeys((*rule.good, *rule.whole)))
    return () if isinstance(rule, Opinion) else rule.occasions
