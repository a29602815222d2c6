"""One appraisal on one page: by which scheme, whom, how far, what was told to whom, what came of appeals, what is next.

Pure; shows results as they were frozen and reckons none. `today` asks here what appraisals wait for.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from duban.core.books.books import Books, CaseItem
from duban.core.cases.appraisal import APPRAISAL
from duban.core.casework.steps import Step
from duban.core.model.appraisals.records import FrozenScore, UseScores
from duban.core.model.appraisals.terms import AppraisalStatus
from duban.core.scoring.gates import appeal_until
from duban.core.scoring.life import AppraisalState
from duban.core.scoring.steps import next_steps
from duban.views.model.fields import Field, records_of, table_of
from duban.views.model.sheet import Column, Kind, Row, Table, row

_S = AppraisalStatus


class Told(NamedTuple):
    """What a unit was told, and what it said: its result, the day of receipt, until when it may appeal, the review."""

    unit: str
    group: str
    score: FrozenScore | None
    served_on: date | None
    until: date | None
    appealed_on: date | None
    result: str | None


def appraisals_of(books: Books) -> list[AppraisalState]:
    """Every appraisal in the books."""
    states: list[Any] = [case.state for case in books.cases if case.kind is APPRAISAL]
    return states


def told_units(books: Books, state: AppraisalState) -> Iterator[Told]:
    """Every unit that is appraised, as the head lists them."""
    for unit in state.head.units:
        served = state.served.get(unit)
        appeals = [each for each in state.appeals if state.register.same(each.entry.unit or "", unit)]
        last = appeals[-1] if appeals else None
        yield Told(
            unit=unit,
            group=state.group_of(unit),
            score=state.score_of(unit),
            served_on=served.on if served else None,
            until=appeal_until(state, unit, books),
            appealed_on=last.entry.on if last else None,
            result=str(last.review.result) if last and last.review else "待复核" if last else None,
        )


def _state(case: CaseItem) -> AppraisalState:
    state: Any = case.state
    found: AppraisalState = state
    return found


def _steps(books: Books, case: CaseItem) -> tuple[Step, ...]:
    return tuple(next_steps(_state(case), books.today, books))


def facts_of(books: Books, case: CaseItem) -> dict[str, Any]:
    """What `show --json` says of an appraisal besides head, duties and journal."""
    state = _state(case)
    return {
        "ranked": not state.internal,
        "why_not": state.internal or None,
        "results": records_of(_TOLD, told_units(books, state)),
        "uses": records_of(_USES, state.uses),
        "next": [{"step": step.said, "how": step.way} for step in _steps(books, case)],
    }


def tables_of(books: Books, case: CaseItem) -> tuple[Sequence[Table], Sequence[Table]]:
    """The tables of the page before what is owed, and those after it, before the journal."""
    state = _state(case)
    before = (
        Table((Column("要素", shrink=0), Column("内容")), tuple(_head_rows(state))),
        table_of(_TOLD, told_units(books, state), "各单位"),
        table_of(_USES, state.uses, "结果运用"),
    )
    return before, (table_of(_NEXT, _steps(books, case), "下一步"),)


def _head_rows(state: AppraisalState) -> Iterator[Row]:
    head, document = state.head, state.scheme.document
    yield row("考核期", head.period)
    yield row("主办", head.organizer)
    yield row("方案", f"{state.scheme.title}{f'（{document.number}）' if document else ''}")
    if state.listed is not None:
        yield row(
            "考核计划", f"{state.listed.plan}{f'（{state.listed.doc_no}）' if state.listed.doc_no else ''}"
        )
    yield row("排名", f"不排名：{state.internal}" if state.internal else "按组别排名")
    if state.published is not None:
        yield row("通报", f"{state.published.on} {state.published.doc_no}，{state.published.scope}")
    if head.note:
        yield row("备注", head.note)


_TOLD: tuple[Field[Told], ...] = (
    Field("unit", Column("单位", shrink=2)),
    Field("group", Column("组别")),
    Field("marks=score.marks", Column("得分", shrink=0)),
    Field("band=score.band", Column("等次", shrink=0)),
    Field("rank=score.rank", Column("位次", Kind.INT, 0)),
    Field("served_on", Column("送达", Kind.DATE, 0)),
    Field("until", Column("申诉到", Kind.DATE, 0)),
    Field("appealed_on", Column("申诉", Kind.DATE, 0)),
    Field("result", Column("复核", shrink=0)),
)
_USES: tuple[Field[UseScores], ...] = (
    Field("on", Column("日期", Kind.DATE, 0)),
    Field("unit", Column("单位")),
    Field("person", Column("姓名", shrink=0)),
    Field("use", Column("用途", shrink=0)),
    Field("organ", Column("机关")),
    Field("measure", Column("内容", shrink=2)),
    Field("rectification", Column("整改", shrink=0)),
    Field("due_on", Column("时限", Kind.DATE, 0)),
)
_NEXT: tuple[Field[Step], ...] = (Field("said", Column("还要做的")), Field("way", Column("怎样做")))


def appraisal_waits(books: Books, case: CaseItem) -> tuple[date | None, str, str]:
    """What an appraisal waits for now: since when, in words, the command; nothing while it has time."""
    state = _state(case)
    steps = _steps(books, case)
    if not steps or not state.history or (state.status is _S.OPENED and books.today <= state.span.end):
        return None, "", ""
    if state.status in {_S.PUBLISHED, _S.USED}:
        return None, "", ""
    first = steps[0]
    if first.way.startswith("duban show"):
        return None, "", ""
    since = state.span.end if state.status is _S.OPENED else state.history[-1][0]
    return since, first.said, first.way.partition(" --")[0]
