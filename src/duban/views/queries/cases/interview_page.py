"""One interview on one page: who, why, what it rests on as of the day, what was said, what comes next.

Pure; what is still to be done, core/interviews/steps.py says. `today` asks here what interviews wait for.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from duban.core.books.books import Books, CaseItem
from duban.core.calendar.counting import workdays_between
from duban.core.cases.interview import INTERVIEW
from duban.core.casework.steps import Step
from duban.core.inspections.life import InspectionState
from duban.core.interviews.counts import Candidate, candidates, persons
from duban.core.interviews.life import InterviewState
from duban.core.interviews.steps import next_steps
from duban.core.model.interviews.records import Admonish, Interview
from duban.core.model.interviews.terms import InterviewStatus
from duban.core.model.record import official_keys
from duban.core.model.terms import YesNo
from duban.views.model.fields import Field, records_of, table_of
from duban.views.model.sheet import Column, Kind, Row, Table, row

_KEYS = official_keys(Interview)
_S = InterviewStatus


class Fact(NamedTuple):
    """What an interview rests on: the number, what it is, how it stands on the day of the books."""

    number: str
    about: str
    stands: str


def interviews_of(books: Books) -> list[InterviewState]:
    """Every interview in the books."""
    states: list[Any] = [case.state for case in books.cases if case.kind is INTERVIEW]
    return states


def candidates_of(books: Books) -> list[Candidate]:
    """Who was interviewed so often that the policy asks about the post; nothing is decided by it."""
    return list(candidates(interviews_of(books), books, books.today))


def times(books: Books, state: InterviewState) -> int:
    """How many times that person has been interviewed in that unit by the day of the books."""
    key = (state.person.name, books.register.current(state.person.unit))
    return len(persons(interviews_of(books), books.register).get(key, ()))


def facts_told(books: Books, head: Interview) -> Iterator[Fact]:
    """What it rests on, each as it stands on the day of the books."""
    if head.former is not None:
        first = books.find(head.former)
        state: Any = first.state if first is not None else None
        held = state.held if isinstance(state, InterviewState) else None
        effect = f"，{state.closed.effect}" if isinstance(state, InterviewState) and state.closed else ""
        yield Fact(head.former, "一级约谈", f"{held.on} 约谈{effect}" if held else "没有约谈")
    for identifier in head.tasks:
        item = books.find(identifier)
        if item is None:
            yield Fact(identifier, "（没有这件事项）", "")
            continue
        due = item.state.due_on
        late = books.late_workdays(item) if not isinstance(item, CaseItem) else 0
        parts = [str(item.state.status), f"时限 {due}" if due else "", f"逾期{late}个工作日" if late else ""]
        yield Fact(identifier, item.task.title, "，".join(filter(None, parts)))
    for number in head.inspections:
        inspected = _inspection(books, number)
        yield (
            Fact(number, inspected.head.title, str(inspected.status))
            if inspected
            else Fact(number, "（没有这次督查）", "")
        )
    for named in head.findings:
        number, _, place = named.partition("/")
        inspected = _inspection(books, number)
        finding = inspected.findings.get(int(place)) if inspected else None
        if finding is None:
            yield Fact(named, "（没有这个问题）", "")
            continue
        ends = "、".join(str(each.outcome) for each in finding.disposals)
        yield Fact(
            named, f"{finding.unit}：{finding.fact}", (ends or "还没有处理") if finding.holds else "不予认定"
        )


def _inspection(books: Books, number: str) -> InspectionState | None:
    found = books.find(number)
    state: Any = found.state if found is not None else None
    return state if isinstance(state, InspectionState) else None


def facts_of(books: Books, case: CaseItem) -> dict[str, Any]:
    """What `show --json` says of an interview besides head, duties and journal."""
    state = _state(case)
    held = state.held
    return {
        "facts": [each._asdict() for each in facts_told(books, state.head)],
        "held_on": held.on if held else None,
        "interviewers": held.interviewers if held else (),
        "report_due_on": held.due_on if held else None,
        "reported_on": state.reported.on if state.reported else None,
        "effect": state.closed.effect.english if state.closed else None,
        "admonished": records_of(_ADMONISHED, state.admonished),
        "times": times(books, state),
        "awaiting_paper": [each.on for each in state.awaiting_paper],
        "next": [{"step": step.said, "how": step.way} for step in _steps(books, case)],
    }


def tables_of(books: Books, case: CaseItem) -> tuple[Sequence[Table], Sequence[Table]]:
    """The tables of the page before what is owed, and those after it, before the journal."""
    state = _state(case)
    before = (
        Table((Column("要素", shrink=0), Column("内容")), tuple(_head_rows(books, state))),
        table_of(_FACTS, facts_told(books, state.head), f"根据（到 {books.today}）"),
        Table((Column("约谈", shrink=0), Column("内容")), tuple(_talk_rows(state)), "谈话"),
        table_of(_ADMONISHED, state.admonished, "诫勉（别的机关决定）"),
    )
    return before, (table_of(_NEXT, _steps(books, case), "下一步"),)


def _state(case: CaseItem) -> InterviewState:
    state: Any = case.state
    found: InterviewState = state
    return found


def _steps(books: Books, case: CaseItem) -> tuple[Step, ...]:
    return tuple(next_steps(_state(case), books.today, books.ground(case)))


def _head_rows(books: Books, state: InterviewState) -> Iterator[Row]:
    head, count = state.head, times(books, state)
    yield row("事由", f"{head.cause}，{head.tier}约谈")
    yield row("被约谈人", f"{head.person.unit} {head.person.post} {head.person.name}")
    if count:
        yield row(
            "约谈次数", f"到 {books.today} 在这个单位第 {count} 次" if state.held else f"此前 {count} 次"
        )
    yield row(_KEYS["public"], str(head.public))
    if head.note:
        yield row(_KEYS["note"], head.note)


def _talk_rows(state: InterviewState) -> Iterator[Row]:
    summoned, held = state.summoned, state.held
    if held is None:
        if summoned is not None:
            yield row("定在", f"{summoned.at} {summoned.place or ''}".strip())
            yield row("约谈人", "、".join(summoned.interviewers))
        return
    yield row("日期", f"{held.on} {held.place or ''}".strip())
    yield row("约谈人", "、".join(held.interviewers))
    for heading, text in (
        ("参加", "、".join(held.present)),
        ("问题", held.faults),
        ("说明", held.statement),
        ("表态", held.pledge),
        ("要求", held.demands),
    ):
        if text:
            yield row(heading, text)
    for report in state.reports:
        yield row("整改报告", f"{report.on}　原因：{report.reason}；措施：{report.remedy}")
    if state.closed is not None:
        yield row("成效", f"{state.closed.effect}：{state.closed.reason}")


_FACTS: tuple[Field[Fact], ...] = (
    Field("number", Column("编号", shrink=0)),
    Field("about", Column("什么", shrink=2)),
    Field("stands", Column("到这天怎样", shrink=1)),
)
_ADMONISHED: tuple[Field[Admonish], ...] = (
    Field("organ", Column("机关")),
    Field("decided_on", Column("决定日期", Kind.DATE, 0)),
    Field("doc_no", Column("文号")),
)
_NEXT: tuple[Field[Step], ...] = (Field("said", Column("还要做的")), Field("way", Column("怎样做")))

_WAITS = {
    _S.ENTERED: ("待建议", "propose"),
    _S.CONFERRED: ("待建议", "propose"),
    _S.PROPOSED: ("待批准", "approve"),
    _S.APPROVED: ("待通知", "summon"),
    _S.REPORTED: ("看成效待办结", "close"),
}


def interview_waits(books: Books, case: CaseItem) -> tuple[date | None, str, str]:
    """What an interview waits for now: since or by when, in words, the command; nothing where it has time."""
    state, number = _state(case), case.task.id
    if state.status in _WAITS:
        told, step = _WAITS[state.status]
        way = next(
            (each.way.partition(" --")[0] for each in _steps(books, case)), f"duban interview {step} {number}"
        )
        return state.history[-1][0], told, way
    if state.status is _S.SUMMONED and state.summoned is not None and state.summoned.at <= books.today:
        on = state.summoned.at
        told = "今天约谈" if on == books.today else f"{on.month}月{on.day}日该约谈"
        return on, told, f"duban interview hold {number}"
    due = state.held.due_on if state.held is not None and state.status is _S.HELD else None
    if due is None or (due >= books.today and workdays_between(books.today, due, books.calendar) > 1):
        return None, "", ""
    told = f"整改报告{'逾期' if due < books.today else f'{due.month}月{due.day}日到期'}"
    return due, told, f"duban interview report {number}"


def is_public(head: Interview) -> bool:
    """Whether an interview may go out to the public."""
    return head.public is YesNo.YES
