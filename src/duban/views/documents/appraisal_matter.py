"""What a paper of an appraisal is of: one unit's sheet with every point, or the settled result of all, by group.

Pure; the result is handed over as it was reckoned from the books of its day.
"""

from collections.abc import Iterator

from duban.core.model.terms import Section
from duban.core.scoring.life import AppraisalState
from duban.core.scoring.numbers import signed, written
from duban.core.scoring.outcome import Outcome
from duban.core.scoring.points import Point
from duban.core.scoring.reckon import Score
from duban.views.documents.figures import Told
from duban.views.documents.findings_text import filled
from duban.views.documents.matter import Matter
from duban.views.duty_text import length_text
from duban.views.model.official_document import Grid, Paragraph, Part, day_text

_ITEMS = ("项目", "条款", "满分", "得分", "权重", "提供单位", "说明")
_POINTS = ("记分", "规则和条款", "依据", "分")
_PLACES = ("位次", "单位", "得分", "等次")


def _common(state: AppraisalState) -> dict[str, str]:
    document = state.scheme.document
    number = f"（{document.number}）" if document else ""
    settled = state.approved
    return {
        "编号": state.head.id,
        "事项": state.head.title,
        "状态": str(state.status),
        "考核名称": state.head.title,
        "考核期": f"{day_text(state.span.start)}至{day_text(state.span.end)}",
        "考核方案": f"《{document.title if document else state.scheme.title}》{number}",
        "考核审定": f"{day_text(settled.on)}{settled.meeting or settled.approved_by or ''}"
        if settled
        else "",
    }


def sheet_matter(state: AppraisalState, score: Score) -> Matter:
    """One unit's own sheet; it goes to the unit."""
    terms, unit = state.scheme.terms, score.unit
    told = (
        f"得分{score.told}分（未取整{written(score.exact)}分），{score.rated}"
        if score.exact is not None
        else "没有可以计分的项目"
    )
    place = f"，在“{score.group}”里排第{score.rank}名" if score.rank is not None else ""
    notes = [*score.vetoes, *([f"不排名：{score.unranked}"] if score.unranked else [])]
    fields = _common(state) | {
        "单位": unit,
        "考核得分": told + place,
        "考核说明": "；".join(notes),
        "申诉期限": length_text(terms.apply) if state.approved is None else "",
    }
    sections: dict[str, tuple[Part, ...]] = {
        Section.LISTED: tuple(_items(score)),
        Section.WANTING: tuple(_points(score)),
    }
    return Matter(fields=(fields,), units=(unit,), addressed=unit, told=Told(sections=sections))


def _items(score: Score) -> Iterator[Part]:
    rows = [
        (
            each.name,
            each.clause,
            written(each.full),
            written(each.marks) if each.marks is not None else "不计",
            f"{written(each.weight)}%",
            each.supplier,
            each.why,
        )
        for each in score.items
    ]
    if score.bonus:
        rows.append(("加减分", "", "", signed(score.bonus), "", "", ""))
    yield filled(_ITEMS, rows, whole={"满分", "得分", "权重"})


def _points(score: Score) -> Iterator[Part]:
    """Every point, then what was left out and why."""
    kept = [each for each in score.points if each.counts]
    left = [each for each in score.points if not each.counts]
    for title, points in (("记分", kept), ("没有计入的", left)):
        if points:
            yield Paragraph(title, 1)
            yield filled(_POINTS, [_row(each) for each in points], whole={"记分", "分"})


def _row(point: Point) -> tuple[str, str, str, str]:
    rests = " ".join(filter(None, (point.number, str(point.on) if point.on else "", point.what)))
    why = f"（{point.why}）" if point.why else ""
    return point.mark, f"{point.name}（{point.clause}）", rests + why, signed(point.value)


def circular_matter(state: AppraisalState, outcome: Outcome) -> Matter:
    """The settled result of all units, by group; no person is named."""
    counts = [
        f"{band.name}{sum(each.band == band.name for each in outcome.scores)}个"
        for band in sorted(state.scheme.bands, key=lambda each: -each.since)
    ]
    fields = _common(state) | {
        "单位": "、".join(state.head.units),
        "考核结果": f"参加考核的{len(outcome.scores)}个单位，{'，'.join(counts)}",
    }
    return Matter(
        fields=(fields,), units=state.head.units, addressed="各有关单位",
        told=Told(sections={Section.LISTED: tuple(_places(outcome))}),
    )  # fmt: skip


def _places(outcome: Outcome) -> Iterator[Part]:
    groups = dict.fromkeys(each.group for each in outcome.scores)
    for group in groups:
        mine = [each for each in outcome.scores if each.group == group]
        ranked = sorted((each for each in mine if each.rank is not None), key=lambda each: each.rank or 0)
        rows = [(str(each.rank), each.unit, each.told or "", each.band or "") for each in ranked]
        rows += [
            ("", each.unit, each.told or "", f"不排名：{each.unranked}") for each in mine if each.rank is None
        ]
        if len(groups) > 1:
            yield Paragraph(group, 1)
        grid: Grid = filled(_PLACES, rows, whole={"位次", "得分"})
        yield grid
