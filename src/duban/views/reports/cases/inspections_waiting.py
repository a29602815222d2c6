"""What inspections wait for on a day: scheme, start, answers, conclusion, serving, review, findings, archive.

Pure; the first thing that an inspection waits for counts, as with tasks. `today` shows it.
"""

import re
from collections.abc import Callable
from datetime import date

from duban.core.books.books import Books, CaseItem
from duban.core.calendar.counting import workdays_between
from duban.core.inspections.conclusions import open_ends
from duban.core.inspections.endings import endings
from duban.core.inspections.life import InspectionState
from duban.core.inspections.limits import last_filing
from duban.core.inspections.steps import next_steps, setting_out
from duban.core.inspections.team import unled
from duban.core.model.inspection_terms import InspectionName, InspectionStatus

Found = tuple[date | None, str, str]
"""Since or by when, in words, the command."""
_NOTHING: Found = (None, "", "")
_S = InspectionStatus
AHEAD = 5
"""So many working days before its first day an inspection waits for its scheme (酌定)."""


def inspection_waits(books: Books, case: CaseItem, state: InspectionState) -> Found:
    """What an inspection waits for now; nothing where it has time."""
    for find in _FINDERS:
        on, told, command = find(books, case, state)
        if told:
            return on, *_as_shown(books, case, state, told, command)
    return _NOTHING


def _as_shown(
    books: Books, case: CaseItem, state: InspectionState, told: str, command: str
) -> tuple[str, str]:
    """What is told if the case shows this step too; else what comes first there: no advice that would be refused."""
    steps = tuple(next_steps(state, books.today, books.ground(case)))
    own = re.match(r"duban inspect [a-z-]+ \S+", command)
    if not steps or (own is not None and any(own[0] in step.way for step in steps)):
        return told, command
    return steps[0].said, steps[0].way


def _command(state: InspectionState, step: str, more: str = "") -> str:
    return f"duban inspect {step} {state.head.id}{more}"


def _days(on: date | None) -> str:
    return f"{on.month}月{on.day}日" if on else ""


def _review(books: Books, case: CaseItem, state: InspectionState) -> Found:
    pending = next(iter(state.awaited_reviews), None)
    if pending is None:
        return _NOTHING
    due = next((each.due_on for each in books.duties_of(case) if each.live and each.unit == "督查室"), None)
    late = due is not None and due < books.today
    told = f"复核{'逾期' if late else f'{_days(due)}前决定' if due else '待决定'}"
    return due, told, _command(state, "review", f" --unit {pending.asked.unit}")


def _file(books: Books, _case: CaseItem, state: InspectionState) -> Found:
    """What a department has to file, or to hand in, before its last day."""
    own = state.head.name is InspectionName.DEPARTMENT
    if not own and not state.is_proposed:
        return _NOTHING
    if (state.filed if own else state.proposed_on) is not None:
        return _NOTHING
    if state.status not in {_S.OPENED, _S.APPROVED}:
        return _NOTHING
    last = last_filing(state, books.policies, books.calendar, state.registered_on or books.today)
    if last is None or workdays_between(books.today, last, books.calendar) > 1:
        return _NOTHING
    what, step = ("备案", "file") if own else ("报计划", "propose")
    told = f"{_days(last)}前{what}" if books.today <= last else f"过了{what}日"
    return last, told, _command(state, step)


def _scheme(books: Books, _case: CaseItem, state: InspectionState) -> Found:
    on = state.head.starts_on
    if state.status is not _S.OPENED or (on and workdays_between(books.today, on, books.calendar) > AHEAD):
        return _NOTHING
    return on or state.registered_on, "方案待审定", _command(state, "scheme", _word(state))


def _word(state: InspectionState) -> str:
    """Whose word the scheme and the conclusion of an inspection of the government need."""
    return "" if state.head.name is InspectionName.DEPARTMENT else " --approved-by 领导"


def _start(books: Books, case: CaseItem, state: InspectionState) -> Found:
    on = state.head.starts_on
    if state.status is not _S.APPROVED or on is None or books.today < on:
        return _NOTHING
    told = "今天开始" if on == books.today else f"{_days(on)}该开始"
    return on, told, setting_out(state, books.today, books.ground(case)).way


def _team(_books: Books, _case: CaseItem, state: InspectionState) -> Found:
    """Who stands aside is still in the group, or nobody leads it."""
    if state.status not in {_S.APPROVED, _S.ON_SITE, _S.CONSULTING}:
        return _NOTHING
    code = next((code for code, _, _ in unled(state)), "")
    if not code:
        return _NOTHING
    told = "督查组没有组长" if code == "no-head" else "有人回避，督查组要换人"
    return state.history[-1][0], told, _command(state, "amend", " --team …")


def _answer(books: Books, _case: CaseItem, state: InspectionState) -> Found:
    """Answers that are due today or on the next working day, or are missing."""
    if state.status is not _S.CONSULTING:
        return _NOTHING
    waiting = [
        consult
        for consult in state.consults
        if consult.due_on is not None
        and any(
            each.consulted is consult and each.answer is None and each.settled is None
            for each in state.of_unit(consult.unit or "")
        )
    ]
    due = min((each.due_on for each in waiting if each.due_on), default=None)
    if due is None or workdays_between(books.today, due, books.calendar) > 1:
        return _NOTHING
    unit = next(each.unit for each in waiting if each.due_on == due)
    late = due < books.today
    told = f"{'意见没有反馈' if late else f'{_days(due)}反馈意见'}"
    return due, told, _command(state, "answer", f" --unit {unit}")


def _conclude(books: Books, _case: CaseItem, state: InspectionState) -> Found:
    """The last day of the scheme has passed, and no answer is waited for any more."""
    last = state.head.ends_on
    if state.status not in {_S.ON_SITE, _S.CONSULTING} or last is None or books.today <= last:
        return _NOTHING
    held = [each for each in state.findings.values() if each.holds]
    if any(each.consulted is None for each in held):
        return last, f"{len(held)}个问题要征求意见", _command(state, "consult")
    disputed = next((each for each in held if each.disputed), None)
    if disputed is not None:
        return last, "异议待认定", _command(state, "settle", f" --finding {disputed.place}")
    if any(
        each.answer is None and each.consulted and (each.consulted.due_on or last) >= books.today
        for each in held
    ):
        return _NOTHING
    return last, "待作结论", _command(state, "conclude", _word(state))


def _serve(_books: Books, _case: CaseItem, state: InspectionState) -> Found:
    if state.status not in {_S.CONCLUDED, _S.FOLLOWED} or not state.unserved:
        return _NOTHING
    on = state.concluded.on if state.concluded else None
    return (
        on,
        f"结论待送达{len(state.unserved)}家",
        _command(state, "serve", f" --unit {'、'.join(state.unserved)}"),
    )


def _dispose(books: Books, _case: CaseItem, state: InspectionState) -> Found:
    ends = endings(state, books.elsewhere) if state.status is _S.FOLLOWED else []
    left = [each.finding for each in ends if each.is_open]
    silent = [each.finding for each in ends if each.uncirculated]
    if silent and not left:
        way = f"duban circulate add --basis {state.head.id}/{silent[0].place}"
        return state.history[-1][0], f"{len(silent)}个问题待通报", way
    if not left:
        return _NOTHING
    more = f" --finding {left[0].place}"
    return state.history[-1][0], f"{len(left)}个问题没有处理", _command(state, "dispose", more)


def _receipt(_books: Books, _case: CaseItem, state: InspectionState) -> Found:
    if state.status is not _S.FOLLOWED or not state.unsigned:
        return _NOTHING
    place, organ = state.unsigned[0]
    more = f" --finding {place} --to {organ} --receiver 姓名"
    return state.history[-1][0], f"移送{len(state.unsigned)}处没有签收", _command(state, "receipt", more)


def _archive(books: Books, case: CaseItem, state: InspectionState) -> Found:
    """Nothing keeps it open, or the report to the leader alone does."""
    if state.status is not _S.FOLLOWED:
        return _NOTHING
    ends = list(open_ends(state, books.today, books.ground(case)))
    on = state.history[-1][0]
    if not ends:
        return on, "可以归档", _command(state, "archive")
    return (on, "还没有报告领导", _command(state, "report")) if ends[0][0] == "no-report" else _NOTHING


_FINDERS: tuple[Callable[[Books, CaseItem, InspectionState], Found], ...] = (
    _review,
    _file,
    _team,
    _conclude,
    _answer,
    _start,
    _scheme,
    _serve,
    _dispose,
    _receipt,
    _archive,
)
