"""The marks of one unit, or of one person's days: items, rules, caps, weights, bonus, vetoes, rounding, band.

Pure and exact: every step is a Fraction, the number before rounding is kept, every point says its rule, clause and
event, and one that does not count says why.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

import msgspec

from duban.core.model.appraisals.scheme import CaseShare, Opinion, ScoreBand, ScoreScheme, ScoreVeto
from duban.core.model.appraisals.terms import Outset, VetoEffect
from duban.core.scoring.facts import DUE, REPORTS
from duban.core.scoring.numbers import NOTHING, exact, rounded, written
from duban.core.scoring.points import (
    WHOLE,
    Place,
    Point,
    Side,
    count_once,
    digest_of,
    key_of,
    lacking,
    points_of,
)

BONUS = "加减分"


class ItemScore(msgspec.Struct, frozen=True):
    """An item: from where it was counted, the sum, and what its bounds left; None: it was not counted."""

    name: str
    clause: str
    supplier: str
    full: Fraction
    weight: Fraction
    start: Fraction
    summed: Fraction
    marks: Fraction | None
    why: str = ""

    @property
    def share(self) -> Fraction:
        """Its part of the whole."""
        return (self.marks or NOTHING) * self.weight / WHOLE


class Score(msgspec.Struct):
    """What a unit, or a person in some days, came to. `exact` None: nothing to go by."""

    unit: str
    group: str
    items: tuple[ItemScore, ...]
    points: tuple[Point, ...]
    scale: Fraction
    exact: Fraction | None
    marks: Fraction | None
    decimals: int
    band: str | None
    vetoes: tuple[str, ...]
    cases: int
    barred: tuple[str, ...] = ()
    bonus: Fraction = NOTHING
    person: str | None = None
    since: date | None = None
    until: date | None = None
    days: int = 0
    rank: int | None = None
    unranked: str = ""
    last: bool = False

    @property
    def told(self) -> str | None:
        """The announced number."""
        return written(self.marks, self.decimals) if self.marks is not None else None

    @property
    def rated(self) -> str:
        """The band in words, where there is none too."""
        return self.band or "不定等次"

    @property
    def marks_to_strike(self) -> frozenset[str]:
        """The 摘要 that an appeal may name: of what was taken off, of cases that lower a share, of vetoes."""
        points = {each.mark for each in self.points if each.counts and each.effect < 0}
        return frozenset(points | {mark for each in self.points for mark in each.cases} | set(self.barred))

    @property
    def digest(self) -> str:
        """The 摘要 of all points: the same only where each is."""
        lines = (f"{each.mark}|{written(each.value)}|{each.why}" for each in self.points)
        return digest_of(*lines, *self.vetoes)


def reckon(scheme: ScoreScheme, side: Side) -> Score:
    """What one side comes to by a scheme.

    Of whom the books hold nothing has no band: full marks for no work are no praise (Jiamusi: not rated). The
    periodical reports that every unit owes (月自查) are no work either.
    """
    points: list[Point] = []
    missing: dict[str, str] = {}
    for item in scheme.items:
        place = Place(side.unit, item.name, exact(item.full), exact(item.weight))
        for rule in item.rules:
            made = list(points_of(rule, place, side))
            points += made
            if isinstance(rule, CaseShare | Opinion) and not made:
                missing[item.name] = lacking(rule, side)
    for rule in scheme.bonus.rules if scheme.bonus else ():
        points += points_of(rule, Place(side.unit, BONUS, NOTHING, WHOLE), side)
    for point in points:
        if point.effect < 0:  # only what was taken off can be given back
            point.why = point.why or side.struck.get(point.mark, "")
    count_once(points)
    items = tuple(_items(scheme, points, missing))
    total, scale = _total(items)
    bonus = _bonus(scheme, points)
    if total is not None:
        total += bonus
    marks = rounded(total, scheme.decimals) if total is not None else None
    vetoes = list(_vetoes(scheme, side))
    cases = sum(1 for each in side.facts if each.occasion in DUE and each.about and not each.struck)
    judged = marks is not None and any(
        (each.about or each.occasion not in REPORTS) and not each.struck for each in side.facts
    )
    return Score(
        unit=side.unit,
        group=side.group,
        items=items,
        points=tuple(points),
        scale=scale,
        exact=total,
        marks=marks,
        decimals=scheme.decimals,
        band=_band(scheme, marks, [veto for veto, _, _ in vetoes]) if judged and marks is not None else None,
        vetoes=tuple(told for _, told, _ in vetoes),
        barred=tuple(mark for _, _, marks in vetoes for mark in marks),
        bonus=bonus,
        cases=cases,
    )


def _items(scheme: ScoreScheme, points: Sequence[Point], missing: Mapping[str, str]) -> Iterator[ItemScore]:
    for item in scheme.items:
        full, lowest = exact(item.full), exact(item.lowest)
        start = full if item.outset is Outset.FULL else NOTHING
        summed = start + sum(
            (each.value for each in points if each.item == item.name and each.counts), NOTHING
        )
        why = missing.get(item.name, "")
        marks = None if why else max(lowest, min(full, summed))
        yield ItemScore(
            item.name, item.clause, item.supplier, full, exact(item.weight), start, summed, marks, why
        )


def _total(items: Sequence[ItemScore]) -> tuple[Fraction | None, Fraction]:
    """The items together, and by how much the counted items were scaled up for those that were not."""
    counted = [each for each in items if each.marks is not None]
    whole = sum((each.full * each.weight for each in items), NOTHING)
    part = sum((each.full * each.weight for each in counted), NOTHING)
    if not part:
        return None, NOTHING
    scale = whole / part
    return sum((each.share for each in counted), NOTHING) * scale, scale


def _bonus(scheme: ScoreScheme, points: Sequence[Point]) -> Fraction:
    """What is added to the whole, within its bounds."""
    if scheme.bonus is None:
        return NOTHING
    more = sum((each.value for each in points if each.item == BONUS and each.counts), NOTHING)
    return max(exact(scheme.bonus.lowest), min(exact(scheme.bonus.highest), more))


def _vetoes(scheme: ScoreScheme, side: Side) -> Iterator[tuple[ScoreVeto, str, Iterable[str]]]:
    for veto in scheme.vetoes:
        found = {
            digest_of(side.unit, veto.id, key_of(each)): each
            for each in side.facts
            if each.occasion in veto.occasions and not each.struck
        }
        found = {mark: each for mark, each in found.items() if mark not in side.struck}
        if len(found) >= veto.times:
            told = "、".join(f"{each.number}（{each.on}，{mark}）" for mark, each in found.items())
            yield veto, f"{veto.name}（{veto.clause}）：{veto.effect}，{told}", found


def bands_of(scheme: ScoreScheme) -> list[ScoreBand]:
    """The bands, the highest first."""
    return sorted(scheme.bands, key=lambda each: exact(each.since), reverse=True)


def _band(scheme: ScoreScheme, marks: Fraction, vetoes: Iterable[ScoreVeto]) -> str:
    """The band of the announced number, its lower bound included; a veto lowers it."""
    bands = bands_of(scheme)
    place = next((at for at, each in enumerate(bands) if exact(each.since) <= marks), len(bands) - 1)
    for veto in vetoes:
        if veto.effect is VetoEffect.LOWEST:
            place = len(bands) - 1
        elif place == 0 and len(bands) > 1:
            place = 1
    return bands[place].name
