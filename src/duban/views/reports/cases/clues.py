"""线索办理: through which door clues came, where they went, what came of them, which are late, what the lot showed.

Pure. Each fact counts in the period of its own day; what is open is told as of the last day. Nobody's name is here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple, cast

from duban.core.books.books import CaseItem
from duban.core.cases.clue import CLUE
from duban.core.clues.life import TAKEN, ClueState
from duban.core.duties.duty import OFFICE, Duty, lateness
from duban.core.model.clues.records import (
    AnswerGiver,
    EnterClue,
    ReportClue,
    SampleClue,
    SendClue,
    VerifyClue,
)
from duban.core.model.clues.terms import Check, ClueAction, ClueKind, Door, Route, Truth
from duban.core.model.terms import Term
from duban.views.footnotes import closing_notes
from duban.views.model.sheet import Cell, Column, Kind, Mark, Sheet, Table, row
from duban.views.reports.request import ReportRequest

_NUMBER = Kind.INT


class Fact(NamedTuple):
    """Something that happened to a clue: the entry's kind, what it says, of which clue; `first`: never before to it."""

    of: type
    what: Term | None
    state: ClueState
    unit: str | None
    first: bool


def clues(asked: ReportRequest) -> tuple[Sheet, ...]:
    """The report."""
    cases, facts = _concerned(asked), facts_of(asked)
    late = [(case, duty) for case in cases for duty in _late(asked, case)]
    tables = (
        _by(facts, "渠道", "door", Door, "各渠道"),
        _by(facts, "类别", "matter", ClueKind, "各类别"),
        _routes(facts),
        _units(asked, facts, late),
        _overdue(asked, late),
    )
    notes = (
        "各项按它自己的日子计入各期，各月相加是全年；没有办结的和逾期的，到期末有多少算多少。反映人不在表里。",
        "属实不属实按反馈的次数算，核查不实、退回重报的也算在内；一条线索转办几次，只算它第一次转办的那一期。",
        *closing_notes(asked.books),
    )
    told = (asked.stamp, *_told(asked, facts, cases, late))
    return (Sheet(asked.title("线索办理"), told, tuple(each for each in tables if each.rows), notes),)


def facts_of(asked: ReportRequest) -> list[Fact]:
    """What happened to clues in the period, in the order of their files."""
    return [fact for case in _concerned(asked) for fact in _facts(asked, case)]


def _concerned(asked: ReportRequest) -> list[CaseItem]:
    """The clues; of the units that are asked for those that were sent to them."""
    names = asked.unit_names if asked.units else ()
    found = [case for case in asked.books.cases if case.kind is CLUE]
    same = asked.books.register.same
    return [
        case
        for case in found
        if not names or any(same(unit, each) for unit in names for each in _state(case).units)
    ]


def _state(case: CaseItem) -> ClueState:
    return cast("ClueState", case.state)


_SAYS: dict[Any, str] = {ReportClue: "truth", VerifyClue: "check"}


def _facts(asked: ReportRequest, case: CaseItem) -> Iterator[Fact]:
    state, before = _state(case), set[type]()
    for entry in state.journal:
        if not _is_asked(asked, entry.unit):
            continue
        if asked.span.start <= entry.on <= asked.found.until:
            said = TAKEN.get(entry.action) or getattr(entry, _SAYS.get(type(entry), ""), None)
            yield Fact(type(entry), said or entry.action, state, entry.unit, type(entry) not in before)
        before.add(type(entry))


def _late(asked: ReportRequest, case: CaseItem) -> Iterator[Duty]:
    today = asked.books.today
    for duty in asked.books.duties_of(case):
        if duty.late_on(today) and _is_asked(asked, None if duty.unit == OFFICE else duty.unit):
            yield duty


def _is_asked(asked: ReportRequest, unit: str | None) -> bool:
    """Whether it is of a unit that is asked for, or of none."""
    same = asked.books.register.same
    return unit is None or not asked.units or any(same(unit, each) for each in asked.unit_names)


def _told(
    asked: ReportRequest,
    facts: Sequence[Fact],
    cases: Sequence[CaseItem],
    late: Sequence[tuple[CaseItem, Duty]],
) -> Iterator[str]:
    of, what = Counter(fact.of for fact in facts), Counter(fact.what for fact in facts)
    closed, joined = what[ClueAction.CLOSE_CLUE], what[Route.JOIN]
    yield (
        f"期内登记线索 {of[EnterClue]} 条，转办 {_clues_of(facts, SendClue)} 条，反馈 {of[ReportClue]} 次"
        f"（属实 {what[Truth.TRUE]}，部分属实 {what[Truth.PARTLY]}，不属实 {what[Truth.FALSE]}），"
        f"答复 {of[AnswerGiver]} 次，办结 {closed} 条，并案 {joined} 条。"
    )
    if of[SampleClue] or of[VerifyClue]:
        yield (
            f"抽查抽中 {of[SampleClue]} 条，核查 {of[VerifyClue]} 条，"
            f"情况一致 {what[Check.HOLDS]} 条，情况不实 {what[Check.FALSE]} 条。"
        )
    still = [_state(case) for case in cases if case.state.open]
    unverified = sum(_state(case).unverified for case in cases)
    yield (
        f"到 {asked.found.until}，没有办结 {len(still)} 条，逾期 {len({case.task.id for case, _ in late})} 条，"
        f"抽中没有核查 {unverified} 条。"
    )


def _clues_of(facts: Iterable[Fact], kind: type) -> int:
    return sum(fact.of is kind and fact.first for fact in facts)


def _by(facts: Sequence[Fact], heading: str, name: str, words: type[Term], title: str) -> Table:
    """A row for each door or kind that clues of the period have: how many came, what was found, how many ended."""
    columns = (
        Column(heading, shrink=1, name=name),
        Column("登记", _NUMBER, 0, name="entered"),
        Column("属实", _NUMBER, 0, name="true"),
        Column("部分属实", _NUMBER, 0, name="partly"),
        Column("不属实", _NUMBER, 0, name="false"),
        Column("不予受理", _NUMBER, 0, name="declined"),
        Column("办结", _NUMBER, 0, name="closed"),
    )
    counted = (*Truth, Route.DECLINE, ClueAction.CLOSE_CLUE)

    def figures(held: Sequence[Fact]) -> list[int]:
        what = Counter(fact.what for fact in held)
        return [sum(fact.of is EnterClue for fact in held), *(what[each] for each in counted)]

    rows = [
        row(str(word), *figures(held))
        for word in words
        if (held := [fact for fact in facts if getattr(fact.state.head, name) is word])
    ]
    if rows:
        rows.append(row(Cell("合计", data="total"), *figures(facts)))
    return Table(columns, tuple(rows), title, name=f"by_{name}")


def _routes(facts: Sequence[Fact]) -> Table:
    """How many clues went each way, each in the period in which it first did."""
    columns = (Column("去向", shrink=1, name="route"), Column("条数", _NUMBER, 0, name="clues"))
    gone = Counter(fact.what for fact in facts if fact.first)
    rows = tuple(row(str(route), gone[route]) for route in Route if gone[route])
    return Table(columns, rows, "各去向", name="by_route")


def _units(asked: ReportRequest, facts: Sequence[Fact], late: Sequence[tuple[CaseItem, Duty]]) -> Table:
    """What each unit was sent, reported, owes, and what the lot showed of its reports."""
    columns = (
        Column("承办单位", shrink=1, name="unit"),
        Column("转办", _NUMBER, 0, name="sent"),
        Column("反馈", _NUMBER, 0, name="reported"),
        Column("逾期未反馈", _NUMBER, 0, name="overdue"),
        Column("核查", _NUMBER, 0, name="verified"),
        Column("情况不实", _NUMBER, 0, name="untrue"),
    )
    register, day = asked.books.register, asked.books.today

    def now(unit: str | None) -> str:
        return register.current(unit or "", day)

    of_units = [fact for fact in facts if fact.unit and fact.of in {SendClue, ReportClue, VerifyClue}]
    owing = [now(duty.unit) for case, duty in late if duty.unit in _state(case).units]
    units = dict.fromkeys([*(now(fact.unit) for fact in of_units), *owing])
    rows = []
    for unit in units:
        own = [fact for fact in of_units if now(fact.unit) == unit]
        of = Counter(fact.of for fact in own)
        untrue = sum(fact.what is Check.FALSE for fact in own)
        counts = (of[SendClue], of[ReportClue], owing.count(unit), of[VerifyClue], untrue)
        rows.append(row(unit, *counts))
    return Table(columns, tuple(rows), "各承办单位", name="units")


def _overdue(asked: ReportRequest, late: Sequence[tuple[CaseItem, Duty]]) -> Table:
    columns = (
        Column("编号", shrink=0, name="clue"),
        Column("事由", shrink=2, name="title"),
        Column("应做", shrink=1, name="duty"),
        Column("单位", shrink=1, name="unit"),
        Column("时限", Kind.DATE, 0, name="limit_on"),
        Column("逾期", _NUMBER, 0, name="late_workdays"),
    )
    last = asked.books.today
    ordered = sorted(late, key=lambda each: (each[1].due_on or date.max, each[0].task.id))
    rows = tuple(
        row(
            case.task.id,
            case.task.title,
            duty.name,
            asked.books.register.current(duty.unit, last),
            duty.due_on,
            Cell(lateness(duty, last, asked.books.calendar).workdays, Mark.LATE),
        )
        for case, duty in ordered
    )
    return Table(columns, rows, "逾期的线索", name="overdue")
