"""The results of an appraisal laid out: all units, one unit's sheet with every point, what was changed since.

Pure; reckons nothing. Numbers are shown as they are announced, exact ones beside them.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from duban.core.model.appraisals.scheme import ScoreScheme
from duban.core.scoring.consequences import Consequence
from duban.core.scoring.numbers import signed, written
from duban.core.scoring.outcome import Outcome
from duban.core.scoring.points import Point
from duban.core.scoring.reckon import ItemScore, Score
from duban.views.model.fields import Field, records_of, table_of
from duban.views.model.sheet import Cell, Column, Kind, Mark, Row, Sheet, Table, row


class About(NamedTuple):
    """Of what a sheet is: its title, the period, as of which day."""

    title: str
    period: str
    until: date


def outcome_sheet(about: About, outcome: Outcome, scheme: ScoreScheme) -> Sheet:
    """All units by group, the best first where they are ranked, else as the head lists them."""
    tables = [
        _group(name, list(scores), scheme, outcome.internal) for name, scores in _groups(outcome.scores)
    ]
    if outcome.persons:
        tables.append(table_of(_PERSONS, _ordered(outcome.persons), "主要负责人（按任职的日子）"))
    notes = []
    if outcome.internal:
        notes.append(f"不排名：{outcome.internal}。")
    if outcome.others:
        notes.append(f"有记录而不是考核对象：{'、'.join(outcome.others)}。")
    notes.append(f"方案：{scheme.title}。等次以上含本数。")
    return Sheet(about.title, (f"考核期 {about.period}，账到 {about.until}。",), tuple(tables), tuple(notes))


def _groups(scores: Sequence[Score]) -> Iterator[tuple[str, Sequence[Score]]]:
    for name in dict.fromkeys(each.group for each in scores):
        yield name, [each for each in scores if each.group == name]


def _ordered(scores: Sequence[Score]) -> list[Score]:
    """Ranked ones by place, the others after them in their order."""
    return sorted(scores, key=lambda each: (each.rank is None, each.rank or 0))


def _group(name: str, scores: list[Score], scheme: ScoreScheme, internal: str) -> Table:
    columns = (
        Column("单位", shrink=2, name="unit"),
        Column("位次", Kind.INT, 0, name="rank"),
        *(Column(item.name, shrink=0, name=f"item_{at + 1}") for at, item in enumerate(scheme.items)),
        Column("加减分", shrink=0, name="bonus"),
        Column("得分", shrink=0, name="marks"),
        Column("等次", shrink=0, name="band"),
        Column("说明", name="note"),
    )
    return Table(columns, tuple(_unit_row(each, internal) for each in _ordered(scores)), name, name="scores")


def _unit_row(score: Score, internal: str) -> Row:
    items = [written(each.marks, 2) if each.marks is not None else "不计" for each in score.items]
    told = [
        *score.vetoes,
        *((score.unranked,) if score.unranked != internal else ()),
        *(("末位",) if score.last else ()),
    ]
    bonus = signed(score.bonus) if score.bonus else "0"
    band = Cell(score.band, Mark.LATE if score.last else None)
    return row(score.unit, score.rank, *items, bonus, score.told, band, "；".join(told))


_PERSONS: tuple[Field[Score], ...] = (
    Field("rank", Column("位次", Kind.INT, 0)),
    Field("person", Column("姓名", shrink=0)),
    Field("unit", Column("单位", shrink=2)),
    Field("since", Column("自", Kind.DATE, 0)),
    Field("until", Column("至", Kind.DATE, 0)),
    Field("marks=told", Column("得分", shrink=0), lambda each: each.told),
    Field("band", Column("等次", shrink=0)),
    Field("note=unranked", Column("说明"), lambda each: each.unranked),
)


def outcome_record(about: About, outcome: Outcome, scheme: ScoreScheme) -> dict[str, Any]:
    """The same for programs, every point of every unit with it."""
    return {
        "period": about.period,
        "until": about.until,
        "scheme": scheme.name,
        "ranked": not outcome.internal,
        "why_not": outcome.internal or None,
        "units": [score_record(each) for each in outcome.scores],
        "persons": [score_record(each) for each in outcome.persons],
        "others": list(outcome.others),
    }


def score_record(score: Score) -> dict[str, Any]:
    """One result for programs; exact numbers as text, for JSON's own are not."""
    return {
        "unit": score.unit,
        "person": score.person,
        "since": score.since,
        "until": score.until,
        "group": score.group,
        "rank": score.rank,
        "marks": score.told,
        "exact": written(score.exact) if score.exact is not None else None,
        "band": score.band,
        "last": score.last,
        "unranked": score.unranked or None,
        "vetoes": list(score.vetoes),
        "items": [
            {
                "item": each.name,
                "clause": each.clause,
                "supplier": each.supplier,
                "full": written(each.full),
                "weight": written(each.weight),
                "marks": written(each.marks) if each.marks is not None else None,
                "why": each.why or None,
            }
            for each in score.items
        ],
        "points": [
            {
                "point": each.mark,
                "item": each.item,
                "rule": each.rule,
                "name": each.name,
                "clause": each.clause,
                "marks": written(each.value),
                "number": each.number or None,
                "on": each.on,
                "entry": each.entry or None,
                "what": each.what,
                "why_not": each.why or None,
            }
            for each in score.points
        ],
    }


_ITEMS: tuple[Field[ItemScore], ...] = (
    Field("name", Column("项目", shrink=0)),
    Field("clause", Column("条款")),
    Field("full", Column("满分", shrink=0), lambda each: written(each.full)),
    Field("start", Column("起算", shrink=0), lambda each: written(each.start)),
    Field("summed", Column("合计", shrink=0), lambda each: written(each.summed)),
    Field(
        "marks",
        Column("得分", shrink=0),
        lambda each: written(each.marks) if each.marks is not None else "不计",
    ),
    Field("weight", Column("权重%", shrink=0), lambda each: written(each.weight)),
    Field("supplier", Column("提供单位")),
    Field("why", Column("说明")),
)
_POINTS: tuple[Field[Point], ...] = (
    Field("mark", Column("记分", shrink=0)),
    Field("name", Column("规则")),
    Field("clause", Column("条款")),
    Field("number", Column("编号", shrink=0)),
    Field("on", Column("日期", Kind.DATE, 0)),
    Field("what", Column("依据", shrink=2)),
    Field("value", Column("分", shrink=0), lambda each: signed(each.value)),
)
_STRUCK: tuple[Field[Point], ...] = (*_POINTS, Field("why", Column("不计的原因", shrink=2)))


def score_sheet(about: About, score: Score) -> Sheet:
    """One unit's own sheet: each item, each point with rule, clause and event, what did not count and why."""
    who = f"{score.unit}{score.person or ''}"
    if score.exact is None or score.told is None:
        lines = ["没有可以计分的项目。"]
    else:
        bonus = score.bonus
        parts = [f"{each.name} {written(each.share)}" for each in score.items if each.marks is not None]
        scaled = f"，各项折算乘以 {written(score.scale)}" if score.scale != 1 else ""
        more = f"；加减分 {signed(bonus)}" if bonus else ""
        lines = [
            f"得分 {score.told}（未取整 {written(score.exact)}），{score.rated}。",
            f"{'，'.join(parts)}{scaled}{more}。",
        ]
    if score.rank is not None:
        lines.append(f"在“{score.group}”里第{score.rank}名。")
    lines += [f"{each}。" for each in score.vetoes]
    if score.unranked:
        lines.append(f"不排名：{score.unranked}。")
    tables = (
        table_of(_ITEMS, score.items, "各项"),
        table_of(_POINTS, [each for each in score.points if each.counts], "记分"),
        table_of(_STRUCK, [each for each in score.points if not each.counts], "没有计入的"),
    )
    return Sheet(
        f"{about.title}：{who}", (f"考核期 {about.period}，账到 {about.until}。", *lines),
        tuple(each for each in tables if each.rows),
    )  # fmt: skip


CONSEQUENCES: tuple[Field[Consequence], ...] = (
    Field("unit", Column("单位")),
    Field("what", Column("可以", shrink=1)),
    Field("clause", Column("条款")),
    Field("rests_on", Column("根据", shrink=1)),
    Field("how=way", Column("怎样做", shrink=2), lambda each: each.way),
)


def consequence_records(found: Sequence[Consequence]) -> list[dict[str, Any]]:
    """The candidates for programs."""
    return records_of(CONSEQUENCES, found)
