"""What of `score` reckons: schemes, trial, draft, approval, what stands, reckoned anew; and `rank`.

Reads books as of the last day of the period; what counts and how decides core/scoring.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer

from duban.cli.commands.score.opening import (
    DESK,
    Number,
    all_units,
    offer_appraisals,
    office_of,
    scheme_named,
    span_named,
)
from duban.cli.framework.context import Context, Writing
from duban.cli.framework.open_workspace import find_workspace, open_files, open_workspace
from duban.cli.framework.option_types import option
from duban.cli.framework.output import emit, say, show_problems
from duban.cli.options.name_lookup import case_called
from duban.cli.options.task_options import Approval, Remark, offer_units
from duban.cli.workflow.actions import common, message
from duban.cli.workflow.appraisals import books_of, outcome_of, state_at
from duban.core.cases.appraisal import APPRAISAL
from duban.core.model.appraisals.records import ApproveScores, DraftScores
from duban.core.model.appraisals.scheme import ScoreScheme
from duban.core.model.appraisals.terms import AppraisalAction
from duban.core.scoring.consequences import consequences
from duban.core.scoring.life import AppraisalState
from duban.core.scoring.outcome import Outcome, appraise, differences, freeze, trial, unexplained
from duban.core.scoring.reckon import Score
from duban.errors import DubanError, Level, Problem, misuse, refusal
from duban.files.git.log import Message
from duban.files.workspace.schemes import list_schemes
from duban.files.workspace.workspace import Workspace
from duban.plan import Plan
from duban.views.model.fields import table_of
from duban.views.model.sheet import Column, Sheet, Table, row
from duban.views.queries.cases.scores import (
    CONSEQUENCES,
    About,
    consequence_records,
    outcome_record,
    outcome_sheet,
    score_record,
    score_sheet,
)
from duban.views.queries.schemes import scheme_record, scheme_sheet

Unit = Annotated[str | None, option("--unit", "单位", "只看这个单位，每一分", autocompletion=offer_units)]
Told = tuple[About, Outcome, ScoreScheme]
Which = Annotated[
    str | None,
    typer.Argument(metavar="编号", help="考核的编号，不写就是最近审定的", autocompletion=offer_appraisals),
]


def schemes(
    context: Context,
    name: Annotated[str | None, typer.Argument(metavar="方案", help="看这一个的每条规则")] = None,
) -> int:
    """考核方案：内置的和本机关的（考核/方案/）；写名称看每条规则、分值、条款，哪些是酌定。"""
    workspace = find_workspace(context)
    root = workspace.root if workspace else None
    if name is not None:
        scheme = scheme_named(name, workspace)
        emit(scheme_record(scheme) if context.as_json else scheme_sheet(scheme), context)
        return 0
    found = list(list_schemes(root))
    if context.as_json:
        emit(
            [
                {
                    "name": name,
                    "own": own,
                    "title": scheme.title if scheme else None,
                    "usable": scheme is not None,
                }
                for name, own, scheme, _ in found
            ],
            context,
        )
    else:
        columns = (
            Column("方案", shrink=0),
            Column("全称", shrink=2),
            Column("哪里的", shrink=0),
            Column("文号"),
        )
        rows = tuple(
            row(
                name,
                scheme.title if scheme else "（有错，不能用）",
                "本机关" if own else "内置",
                scheme.document.number if scheme and scheme.document else "没有，内部测算",
            )
            for name, own, scheme, _ in found
        )
        emit(Sheet("考核方案", tables=(Table(columns, rows),)), context)
    problems = [problem for _, _, _, wrong in found for problem in wrong]
    show_problems(problems)
    return 1 if problems else 0


def try_scores(
    context: Context,
    scheme: Annotated[str, typer.Argument(metavar="方案或编号", help="方案的名称，或考核的编号")] = "default",
    period: Annotated[
        str | None, typer.Argument(metavar="期", help="2026、2026H1、2026Q3 或 2026-09")
    ] = None,
    *,
    unit: Unit = None,
) -> int:
    """试算：照账今天（--today 哪天）是几分，考核期没有过也可以；不记账，不排名。"""
    workspace = open_workspace(context)
    if scheme.upper().startswith(f"{APPRAISAL.prefix}-"):
        if period is not None:
            raise misuse("usage-value", "考核有自己的期，不用再写。", f"duban score try {scheme}")
        state = _state(context, workspace, scheme)
        span, held, title = state.span, state.scheme, f"{state.head.title}（试算）"
        books = books_of(workspace, span, context.today, context.known)
        outcome = appraise(state, books)
        for each in (*outcome.scores, *outcome.persons):
            each.rank, each.last = None, False
        outcome.internal = "试算"
    else:
        span = span_named(period or str(context.today.year), context.today)
        held = scheme_named(scheme, workspace, span.start)
        books = books_of(workspace, span, context.today, context.known)
        groups = all_units(workspace, office_of(workspace), books.today)
        outcome, title = trial(held, groups, span, books), f"{held.title}（试算）"
    if span.start > context.today:
        raise refusal("period-ahead", f"{span.label} 还没有开始", "写已经开始的期")
    _tell(context, workspace, (About(title, span.label, books.today), outcome, held), unit)
    return 0


def _state(context: Context, workspace: Workspace, word: str) -> AppraisalState:
    number = case_called(workspace, word, APPRAISAL)
    found = workspace.find_case(number)
    if found is None:
        raise refusal("no-task", f"没有编号为 {number} 的考核", "duban list 查看编号")
    file, problems = workspace.held(*found)
    if file is None:
        raise DubanError(*problems)
    return state_at(workspace, file, context.today, context.known)


def _tell(context: Context, workspace: Workspace, told: Told, unit: str | None) -> None:
    about, outcome, scheme = told
    if unit is None:
        record, sheet = outcome_record(about, outcome, scheme), outcome_sheet(about, outcome, scheme)
        emit(record if context.as_json else sheet, context)
        return
    score = _score_of(outcome, unit, workspace)
    emit(score_record(score) if context.as_json else score_sheet(about, score), context)


def _score_of(outcome: Outcome, name: str, workspace: Workspace) -> Score:
    """The result of the unit that a name means."""
    found = next((each for each in outcome.scores if workspace.register.same(each.unit, name)), None)
    if found is None:
        units = "、".join(each.unit for each in outcome.scores)
        raise refusal("not-appraised", f"“{name}”不是考核对象", f"考核对象：{units}")
    return found


def draft(context: Writing, number: Number, *, note: Remark = None) -> int:
    """初评：考核期过了以后照账算出来，记进考核里定住；账改了就再初评一次，变了的单位要重新送达。"""
    told: list[str] = []

    def prepare(plan: Plan) -> Message:
        identifier = DESK.called(plan, number)
        touched = plan.open_case(identifier)
        state = DESK.state(plan, identifier, context.on)
        outcome = appraise(state, books_of(plan.workspace, state.span, plan.hand.today, plan.hand.moment))
        entry = DraftScores(**common(plan, context), scores=freeze(outcome), note=note)
        held = state.draft
        plan.append(touched, entry)
        before = held.scores if held is not None else entry.scores
        told.extend(f"{who}：{what}" for who, what in differences(before, entry.scores))
        told.extend(DESK.coming(plan, identifier))
        return message(plan, AppraisalAction.DRAFT_SCORES, [identifier])

    return DESK.finish(context, AppraisalAction.DRAFT_SCORES, prepare, told)


def approve(
    context: Writing,
    number: Number,
    *,
    meeting: Annotated[str | None, option("--meeting", "会议", "哪次会议审定的")] = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """审定：送达了、申诉期过了、申诉都复核了才能审定；照这时的账再算一遍，没有反馈过的变化不审定。"""
    told: list[str] = []

    def prepare(plan: Plan) -> Message:
        identifier = DESK.called(plan, number)
        touched = plan.open_case(identifier)
        state = DESK.state(plan, identifier, context.on)
        outcome = appraise(state, books_of(plan.workspace, state.span, plan.hand.today, plan.hand.moment))
        scores = freeze(outcome)
        changed = unexplained(state, scores) if state.draft is not None else []
        if changed:
            who, what = changed[0]
            text = f"{identifier} 的账在初评以后变了，单位没有收到过：{who} {what}（共{len(changed)}处）"
            way = f"再初评、送达变了的单位：duban score draft {identifier}"
            raise refusal("changed-untold", text, way)
        said = {**common(plan, context), **approval.said, "meeting": meeting, "note": note}
        plan.append(touched, ApproveScores(**said, scores=scores))
        told.extend(
            f"候选：{each.unit} {each.what}。{each.way}"
            for each in consequences(DESK.state(plan, identifier), outcome)
        )
        told.extend(DESK.coming(plan, identifier))
        return message(plan, AppraisalAction.APPROVE_SCORES, [identifier])

    return DESK.finish(context, AppraisalAction.APPROVE_SCORES, prepare, told)


def show(context: Context, number: Number, *, unit: Unit = None) -> int:
    """成绩：初评或审定的结果，写单位看每一分的规则、条款和那一笔；可以怎样运用列在后面。"""
    workspace = open_workspace(context)
    state = _state(context, workspace, number)
    outcome, books = outcome_of(workspace, state)
    held = state.frozen
    title = f"{state.head.title}（{state.head.id}，{held.on if held else ''} {held.action if held else ''}）"
    about = About(title, state.head.period, books.today)
    found = list(consequences(state, outcome)) if unit is None else []
    if unit is not None or not found:
        _tell(context, workspace, (about, outcome, state.scheme), unit)
    elif context.as_json:
        record = outcome_record(about, outcome, state.scheme)
        emit(record | {"candidates": consequence_records(found)}, context)
    else:
        sheet = outcome_sheet(about, outcome, state.scheme)
        more = table_of(CONSEQUENCES, found, "候选（由人决定，不自动记账）")
        emit(Sheet(sheet.title, sheet.paragraphs, (*sheet.tables, more), sheet.notes), context)
    return _compare(state, outcome)


def _compare(state: AppraisalState, outcome: Outcome) -> int:
    """Tell where what was frozen is not what the same books come to."""
    held = state.frozen
    wrong = list(differences(held.scores if held else (), freeze(outcome)))
    for who, what in wrong:
        text = f"{state.head.id} 定住的和照当时的账算的不一样：{who} {what}"
        show_problems([Problem(Level.ERROR, "score-differs", text, f"duban score verify {state.head.id}")])
    return 1 if wrong else 0


def rank(context: Context, number: Which = None) -> int:
    """考核排名：按组别，审定以后才有；内部测算的不排名。"""
    workspace = open_workspace(context)
    states = [state_at(workspace, file, context.today, context.known) for file in workspace.usable(APPRAISAL)]
    if number is not None:
        state = _state(context, workspace, number)
    else:
        settled = [each for each in states if each.approved is not None and not each.internal]
        if not settled:
            raise refusal(
                "nothing-ranked", "还没有审定的、可以排名的考核", "duban score open 方案 期；duban list 查看"
            )
        state = max(settled, key=lambda each: (each.approved.on if each.approved else date.min, each.head.id))
    if state.internal:
        text = f"{state.head.id} 只是内部测算，不排名：{state.internal}"
        raise refusal("internal-only", text, f"看分数：duban score show {state.head.id}")
    if state.approved is None:
        text = f"{state.head.id} 还没有审定，位次还会变"
        raise refusal("not-approved", text, f"看初评：duban score show {state.head.id}")
    return show(context, state.head.id)


def verify(context: Context, number: Number) -> int:
    """复算：每次定住的成绩，照那时知道的账再算一遍，逐个单位对；后来改了账、现在会是几分，也告诉。"""
    workspace = open_files(context)
    state = _state(context, workspace, number)
    frozen: Sequence[DraftScores | ApproveScores] = [
        *state.drafts,
        *([state.approved] if state.approved else []),
    ]
    if not frozen:
        raise refusal(
            "no-draft", f"{state.head.id} 还没有初评，没有可以复算的", f"duban score draft {state.head.id}"
        )
    wrong: list[dict[str, Any]] = []
    for held in frozen:
        then = state_at(workspace, state.head, held.on, held.recorded_at)
        outcome = appraise(then, books_of(workspace, state.span, held.on, held.recorded_at))
        wrong += [
            {"on": held.on, "entry": held.action, "who": who, "what": what}
            for who, what in differences(held.scores, freeze(outcome))
        ]
    last = frozen[-1]
    now = appraise(state, books_of(workspace, state.span, context.today, context.known))
    later = [{"who": who, "what": what} for who, what in differences(last.scores, freeze(now))]
    if context.as_json:
        emit({"number": state.head.id, "agrees": not wrong, "differences": wrong, "since": later}, context)
        return 1 if wrong else 0
    if not wrong:
        say(f"{state.head.id} 定住的 {len(frozen)} 次成绩和照当时的账复算的一致。")
    for each in wrong:
        say(f"{each['on']} {each['entry']}：{each['who']} {each['what']}")
    for change in later:
        say(f"后来改了账，现在会是：{change['who']} {change['what']}")
    if wrong:
        text = f"{state.head.id} 定住的成绩和照当时的账复算的不一致，{len(wrong)} 处"
        show_problems([Problem(Level.ERROR, "score-differs", text, "核对：duban log，git log 查看谁改了")])
    return 1 if wrong else 0
