"""What a document is of: tasks by ids, by a filter, or as `report` takes a period; an inspection; a plan of them.

Reads only; what a report says is the views', how a document is put together and issued stands in issue.py.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from duban.cli.framework.context import Writing
from duban.cli.workflow.appraisals import outcome_of, state_at
from duban.core.balance.identity import Reconciliation, reconcile
from duban.core.books.books import Books, Item
from duban.core.books.selection import find_items, known_units, unknown_people
from duban.core.books.tied_leaders import leaders_of
from duban.core.cases.appraisal import APPRAISAL
from duban.core.cases.clue import CLUE
from duban.core.cases.inspection import INSPECTION, INSPECTION_PLAN
from duban.core.cases.interview import INTERVIEW
from duban.core.documents.template import REPORTING
from duban.core.engine.kind import Kind
from duban.core.inspections.plan import planned
from duban.core.model.appraisals.records import Appraisal
from duban.core.model.inspection import PLAN_PERIOD
from duban.core.model.terms import DocKind
from duban.core.periods.spans import Span
from duban.errors import DubanError, Problem, misuse, refusal
from duban.files.workspace.workspace import Workspace
from duban.views.documents.appraisal_matter import circular_matter, sheet_matter
from duban.views.documents.clues import clue_matter, clue_of, transfer_matter
from duban.views.documents.figures import NOTHING_TOLD, Told, tell
from duban.views.documents.inspection_fields import inspection_of, transfers
from duban.views.documents.inspection_matter import inspection_matter, plan_matter
from duban.views.documents.interview_matter import interview_matter, interview_of
from duban.views.documents.kinds import (
    APPRAISING,
    DOC_RULES,
    INTERVIEWING,
    OF_CASES,
    OF_CLUES,
    RESULTING,
    choose_units,
    named_others,
    refuse_copy,
    refuse_document,
)
from duban.views.documents.matter import Matter, task_matter
from duban.views.documents.rectifications import rectification_matter, rectifications
from duban.views.documents.result_matter import result_matter, result_of
from duban.views.reports.request import ReportRequest, first_day


@dataclass(frozen=True, slots=True)
class Reach:
    """What a report is narrowed to, as it was typed."""

    period: str | None = None
    units: tuple[str, ...] = ()
    ledgers: tuple[str, ...] = ()
    leader: str | None = None


WHOLE = Reach()


@dataclass(frozen=True, slots=True)
class Subject:
    """What a document is of: its tasks or inspections, the books that say how they stand, what it says of them.

    `unit` is the one that a paper for a single unit goes to.
    """

    books: Books
    items: tuple[Item, ...]
    matter: Matter
    notices: tuple[Problem, ...] = ()
    unit: str | None = None


_NARROWED: Mapping[str, frozenset[DocKind]] = {
    "--period": REPORTING | {DocKind.INSPECTION_PLAN},
    "--unit": REPORTING | {kind for kind, rule in DOC_RULES.items() if rule.units},
    "--leader": REPORTING | {DocKind.INSPECTION_REPORT},
}
"""Which kinds may be narrowed by what."""


def refuse_reach(kind: DocKind, reach: Reach) -> None:
    """Only some kinds have a period, a unit, a leader. Raises UsageError."""
    for option, given in (("--period", reach.period), ("--unit", reach.units), ("--leader", reach.leader)):
        if given and kind not in _NARROWED[option]:
            kinds = "、".join(each for each in DOC_RULES if each in _NARROWED[option])
            text = f"{option} 只用于{kinds}，不用于{kind}。"
            way = (
                f"写{kind_of(kind)}的编号"
                if kind in OF_CASES
                else "写编号，或用 --where、--ledger、--status 筛选"
            )
            raise misuse("usage-reach", text, way)


def find_subject(
    context: Writing, workspace: Workspace, kind: DocKind, reach: Reach, identifiers: Sequence[str]
) -> Subject:
    """What a document is of. Raises DubanError where that is nothing, or a named one does not belong to it."""
    books = workspace.books(context.on)
    if kind is DocKind.INSPECTION_PLAN:
        return _plan(workspace, books, reach, identifiers)
    if kind is DocKind.RECTIFICATION_LIST:
        return _rectifications(books, identifiers)
    if kind in APPRAISING:
        return _appraisal(workspace, books, kind, reach, identifiers)
    if kind in OF_CASES:
        return _of_case(books, kind, reach, identifiers)
    if kind not in REPORTING:
        return _tasks(books, kind, find_items(books, identifiers, books.items))
    leader = reach.leader
    if kind is DocKind.SPECIAL and leader is None:
        leader = _shared_leader(books, find_items(books, identifiers, books.items))
    found, whole = _found(context, workspace, books, kind, reach, named=bool(identifiers))
    asked = ReportRequest(
        found=found,
        ids=tuple(identifiers),
        units=reach.units,
        ledgers=reach.ledgers,
        leader=leader,
        whole=whole,
    )
    items = tuple(matter.item for matter in asked.matters)
    if lost := [name for name in identifiers if name not in {item.task.id for item in items}]:
        text = f"{'、'.join(lost)} 不在这份{kind}里：已撤销，或者不属于所写的期、单位、领导"
        raise refusal("not-in-report", text, "去掉这几个编号，或改 --period、--unit、--leader")
    if not items:
        advice = f"换一期或换个筛选：duban doc {kind} --period 2026Q3"
        empty = refusal("nothing-chosen", "没有选中任何事项", advice)
        raise DubanError(*empty.problems, *unknown_people(asked.books, reach.leader, None))
    return _tasks(asked.books, kind, items, tell(kind, asked))


def _of_case(books: Books, kind: DocKind, reach: Reach, words: Sequence[str]) -> Subject:
    """A paper of a case of another kind than the task."""
    if kind in RESULTING:
        return _result(books, kind, words)
    if kind in INTERVIEWING:
        return _interview(books, kind, words)
    return _clue(books, kind, reach, words) if kind in OF_CLUES else _inspection(books, kind, reach, words)


def _tasks(books: Books, kind: DocKind, items: tuple[Item, ...], told: Told = NOTHING_TOLD) -> Subject:
    refuse_document(books, kind, items)
    return Subject(books, items, task_matter(books, kind, items, told))


def _rectifications(books: Books, identifiers: Sequence[str]) -> Subject:
    """The tasks that are named; without any, all of the ledger 整改."""
    kind = DocKind.RECTIFICATION_LIST
    items = find_items(books, identifiers, books.items) if identifiers else rectifications(books)
    if not items:
        raise refusal("nothing-chosen", "整改台账里没有事项", f"duban doc {kind} 编号")
    refuse_document(books, kind, items)
    return Subject(books, items, rectification_matter(books, items))


def _inspection(books: Books, kind: DocKind, reach: Reach, words: Sequence[str]) -> Subject:
    """One inspection; which units of it, and which leader, the paper is for."""
    items = _cases(books, kind, words)
    item, state = items[0], inspection_of(items[0])
    units = choose_units(
        kind, item, known_units(reach.units, books, *state.concerned, *state.objects, *transfers(state))
    )
    leader = reach.leader or next((each.to for each in reversed(state.reports)), None)
    leader = leader or (state.scheme.approved_by if state.scheme else None)
    if kind is DocKind.INSPECTION_REPORT and leader is None:
        raise refusal("no-leader", f"{kind}是给领导的，没有写是哪一位", f"duban doc {kind} … --leader 姓名")
    matter = inspection_matter(books, kind, item, units, leader)
    single = units[0] if len(units) == 1 else None
    told = refuse_copy(kind, item, single)
    if kind is not DocKind.INSPECTION_CONCLUSION:
        return Subject(books, items, matter, told)
    return Subject(books, items, matter, (*told, *named_others(item, units[0])), units[0])


def called(kind: DocKind) -> str:
    """What a paper of a case is of, in words."""
    return "结果" if kind in RESULTING else str(kind_of(kind))


def prefix_of(kind: DocKind) -> str:
    """How the numbers of what a paper is of begin."""
    return "TB" if kind in RESULTING else kind_of(kind).prefix


def _result(books: Books, kind: DocKind, words: Sequence[str]) -> Subject:
    """One circular, entry of the negative list, award or exemption."""
    items = find_items(books, words, books.matters)
    if not items:
        text = f"{kind}是一件结果的文书，没有写是哪一件"
        raise refusal("nothing-chosen", text, f"duban doc {kind} 编号；duban list 查看编号")
    refuse_document(books, kind, items)
    return Subject(books, items, result_matter(books, kind, items[0]), unit=result_of(items[0]).opened.unit)


def kind_of(kind: DocKind) -> Kind:
    """Of which kind of case a paper is."""
    if kind in APPRAISING:
        return APPRAISAL
    return INTERVIEW if kind in INTERVIEWING else CLUE if kind in OF_CLUES else INSPECTION


def _cases(books: Books, kind: DocKind, words: Sequence[str]) -> tuple[Item, ...]:
    """The cases that are named. Raises DubanError where none is, or the paper makes no sense for one."""
    of = kind_of(kind)
    items = find_items(books, words, [item for item in books.cases if item.kind is of])
    if not items:
        text = f"{kind}是{of}的文书，没有写是哪一个"
        raise refusal("nothing-chosen", text, f"duban doc {kind} {of.prefix}-编号；duban list 查看编号")
    refuse_document(books, kind, items)
    return items


def _interview(books: Books, kind: DocKind, words: Sequence[str]) -> Subject:
    """One interview; the paper is for the unit of the person."""
    items = _cases(books, kind, words)
    return Subject(books, items, interview_matter(books, items[0]), unit=interview_of(items[0]).person.unit)


def _clue(books: Books, kind: DocKind, reach: Reach, words: Sequence[str]) -> Subject:
    """One clue, and which of the units that it was sent to the letter is for."""
    items = _cases(books, kind, words)
    state = clue_of(items[0])
    if kind is DocKind.CLUE_TRANSFER:
        return Subject(books, items, transfer_matter(books, items[0]))
    if kind is DocKind.CLUE_RESULT:
        return Subject(books, items, clue_matter(books, items[0], None))
    units = [each.sent.unit or "" for each in state.waiting]
    named = known_units(reach.units, books, *units)
    chosen = [unit for unit in units if not named or any(state.register.same(unit, each) for each in named)]
    if len(chosen) != 1:
        told = "、".join(units)
        text = f"{kind}一个单位一份，{state.head.id} 等着反馈的是{told}"
        raise refusal("one-recipient", text, f"duban doc {kind} {state.head.id} --unit {units[0]}")
    return Subject(books, items, clue_matter(books, items[0], chosen[0]), unit=chosen[0])


def _appraisal(
    workspace: Workspace, books: Books, kind: DocKind, reach: Reach, words: Sequence[str]
) -> Subject:
    """One appraisal: the sheet of one unit, or the settled result of all."""
    items = _cases(books, kind, words)
    state = state_at(workspace, cast("Appraisal", items[0].task), books.today)
    outcome, _ = outcome_of(workspace, state)
    if kind is DocKind.SCORE_CIRCULAR:
        return Subject(books, items, circular_matter(state, outcome))
    units = [outcome.of(state.unit_named(name) or "") for name in reach.units]
    if len(units) != 1 or units[0] is None:
        text = f"{kind}一个单位一份，写明是哪个考核对象"
        raise refusal("one-recipient", text, f"duban doc {kind} {state.head.id} --unit {state.head.units[0]}")
    return Subject(books, items, sheet_matter(state, units[0]), unit=units[0].unit)


def _plan(workspace: Workspace, books: Books, reach: Reach, words: Sequence[str]) -> Subject:
    """The inspections of a plan, in the order of their days."""
    kind = DocKind.INSPECTION_PLAN
    period = reach.period or str(books.today.year)
    if words or not re.match(PLAN_PERIOD, period):
        text = f"{kind}按年或按月出" + ("，不写编号。" if words else f"，“{period}”不是一年或一月。")
        raise misuse("usage-period", text, f"duban doc {kind} --period 2026，或 --period 2026-03")
    entries = [entry for file in workspace.usable(INSPECTION_PLAN) for entry in file.journal]
    plan = planned(entries, books.today).get(period, {})
    found = [item for item in books.cases if item.kind is INSPECTION and item.task.id in plan]
    if not found:
        text = f"{period} 的督查计划还没有审定，里面没有督查项目"
        raise refusal("nothing-chosen", text, "先审定计划：duban inspect plan …")
    items = tuple(
        sorted(found, key=lambda item: (inspection_of(item).head.starts_on or date.max, item.task.id))
    )
    return Subject(books, items, plan_matter(books, period, plan, items))


def _found(
    context: Writing, workspace: Workspace, books: Books, kind: DocKind, reach: Reach, *, named: bool
) -> tuple[Reconciliation, bool]:
    """The books of the period, and whether none bounds them: named tasks are told of as they stand today."""
    from duban.cli.commands.report.command import find_report, read_period

    if named and reach.period is None:
        return reconcile(books, Span(None, first_day(books), books.today)), True
    return read_period(replace(context, today=context.on), workspace, find_report(str(kind)), reach.period)


def _shared_leader(books: Books, items: Sequence[Item]) -> str:
    """The leader to whom all the tasks are tied, the highest of several. Raises DubanError where there is none."""
    shared = set.intersection(*(set(leaders_of(item)) for item in items)) if items else set[str]()
    if not shared:
        text = (
            "督查专报是给一位领导的，没有写是哪一位"
            if not items
            else "这几件事项没有共同的领导，督查专报不知道写给谁"
        )
        raise refusal("no-leader", text, f"duban doc {DocKind.SPECIAL} --leader 姓名")
    ranks = {each.name: place for place, each in enumerate(books.roll.posts(books.today))}
    return min(shared, key=lambda name: (ranks.get(name, len(ranks)), name))
