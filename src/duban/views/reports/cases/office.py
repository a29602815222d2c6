"""督查室工作数据: what the office did in a period, one figure a line, each the length of a list of numbers.

Pure. Every figure is taken from the list that its own report shows (来自), and counted by the day of that list.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from duban.core.model.clues.records import CloseClue, EnterClue, HandOverClue, ReportClue, SendClue
from duban.core.model.inspection_terms import InspectionAction, Outcome
from duban.core.model.results.records import Circulate
from duban.core.model.results.terms import ResultKind, ResultStage, Tone
from duban.core.results.life import STANDING, Matter
from duban.views.footnotes import closing_notes, some_of
from duban.views.model.sheet import Cell, Column, Kind, Sheet, Table, row
from duban.views.queries.cases.results import Wanted, chosen
from duban.views.reports.cases.clues import facts_of
from duban.views.reports.cases.inspections import facts_within
from duban.views.reports.cases.interviews import held_within
from duban.views.reports.cases.scores import settled
from duban.views.reports.request import ReportRequest

_MOST_NAMED = 6


class Figure(NamedTuple):
    """One line: what is counted, the numbers that count, each as often as it does, and which report has them."""

    what: str
    numbers: Sequence[str]
    source: str


def office(asked: ReportRequest) -> tuple[Sheet, ...]:
    """The sheet."""
    figures = [figure for source in SOURCES for figure in source(asked)]
    columns = (
        Column("项目", name="what"),
        Column("件数", Kind.INT, 0, name="count"),
        Column("编号", shrink=2, name="numbers"),
        Column("来自", shrink=0, name="report"),
    )
    rows = tuple(
        row(
            each.what,
            len(each.numbers),
            Cell(some_of(list(dict.fromkeys(each.numbers)), _MOST_NAMED), data=list(each.numbers)),
            f"duban report {each.source}",
        )
        for each in figures
    )
    done = sum(bool(each.numbers) for each in figures)
    told = f"{len(figures)} 项，其中 {done} 项有数。每个数都是“来自”那张表里数出来的。"
    table = Table(columns, rows, name="figures")
    return (Sheet(asked.title("督查室工作数据"), (asked.stamp, told), (table,), closing_notes(asked.books)),)


def _of_inspections(asked: ReportRequest) -> Iterator[Figure]:
    facts = list(facts_within(asked))
    for what, term in (
        ("督查立项", InspectionAction.INSPECT),
        ("督查开展", InspectionAction.START),
        ("督查结论", InspectionAction.CONCLUDE_INSPECTION),
        ("督查发现的问题", InspectionAction.FIND),
        ("问题交整改", Outcome.RECTIFY),
        ("问题通报", Outcome.CIRCULATE),
        ("问题作线索", Outcome.CLUE),
        ("问题移送", Outcome.HAND_OVER),
    ):
        found = [fact for fact in facts if fact.what is term]
        numbers = [
            f"{fact.state.head.id}/{fact.finding.place}" if fact.finding else fact.state.head.id
            for fact in found
        ]
        yield Figure(what, numbers, "inspection")


def _of_results(asked: ReportRequest) -> Iterator[Figure]:
    units = asked.unit_names if asked.units else ()
    found = {
        kind: list(chosen(asked.books, Wanted((kind,), units, asked.span.start, public=asked.public)))
        for kind in ResultKind
    }

    def of(kind: ResultKind, test: Callable[[Matter], bool]) -> list[str]:
        return [each.number for each in found[kind] if test(each)]

    yield Figure("通报批评", of(ResultKind.CIRCULAR, partial(_is_of, Tone.BLAME)), "results")
    yield Figure("通报表扬", of(ResultKind.CIRCULAR, partial(_is_of, Tone.PRAISE)), "results")
    listed = {ResultStage.LISTED, ResultStage.REMOVED}
    yield Figure("提供负面清单", of(ResultKind.NEGATIVE, lambda _: True), "results")
    yield Figure("其中已纳入", of(ResultKind.NEGATIVE, lambda each: each.stage in listed), "results")
    yield Figure("激励", of(ResultKind.AWARD, lambda each: each.stage in STANDING), "results")
    granted = {ResultStage.EXEMPTED}
    yield Figure("容错申请", of(ResultKind.EXEMPTION, lambda _: True), "results")
    yield Figure("其中已认定", of(ResultKind.EXEMPTION, lambda each: each.stage in granted), "results")


def _is_of(tone: Tone, matter: Matter) -> bool:
    """Whether a circular that stands praises, or blames."""
    opened = matter.opened
    return isinstance(opened, Circulate) and opened.tone is tone and matter.stage in STANDING


def _of_interviews(asked: ReportRequest) -> Iterator[Figure]:
    held = held_within(asked)
    yield Figure("约谈", [state.head.id for state in held], "interviews")


def _of_clues(asked: ReportRequest) -> Iterator[Figure]:
    facts = facts_of(asked)
    for what, kind, first in (
        ("线索登记", EnterClue, False),
        ("线索转办", SendClue, True),
        ("线索移送", HandOverClue, True),
        ("线索反馈", ReportClue, False),
        ("线索办结", CloseClue, False),
    ):
        numbers = [each.state.head.id for each in facts if each.of is kind and (each.first or not first)]
        yield Figure(what, numbers, "clue")


def _of_scores(asked: ReportRequest) -> Iterator[Figure]:
    yield Figure("审定的考核", [state.head.id for state in settled(asked)], "scores")


SOURCES = (_of_inspections, _of_results, _of_interviews, _of_clues, _of_scores)
"""The lists that are counted, in the order of the sheet."""
