"""`inspect plan`: shows the plan of a year or month, and writes down what was approved, changed, taken out (计划审定).

Words to one entry of 督查/<year>/计划.yaml; what may stand in a plan, core/inspections/plan.py says.
"""

import re
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from duban.cli.framework.context import Context, Writing
from duban.cli.framework.open_workspace import open_books
from duban.cli.framework.option_types import option, switch
from duban.cli.framework.output import emit
from duban.cli.framework.prompts import Form
from duban.cli.options.name_lookup import case_called
from duban.cli.options.task_options import Approval, ReasonText, Remark, one_line
from duban.cli.workflow.actions import act, commit_message, common, notice_records, outcome, tell
from duban.core.books.need import PRESENT
from duban.core.cases.inspection import INSPECTION_PLAN
from duban.core.model.folding import half_width
from duban.core.model.inspection import ApprovePlan, InspectionPlan
from duban.core.model.terms import Every
from duban.core.model.word_lists import split_words
from duban.core.periods.spans import Span, read_span, span_of
from duban.errors import misuse
from duban.files.git.log import Message
from duban.files.workspace.workspace import Workspace
from duban.plan import Plan
from duban.views.footnotes import unread_files
from duban.views.queries.cases.inspection_plan import check_sheet, plan_record, plan_seen, plan_sheet, sound

_MONTH = re.compile(r"[0-9]{4}\s*[-年./]\s*[0-9]{1,2}\s*月?")
"""What is written as a month, whether there is such a one or not."""


def plan(
    context: Writing,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="期 编号", help="2026 或 2026-03，默认今年；后面可以接着写编号"),
    ] = None,
    *,
    approve: Annotated[list[str] | None, option("--approve", "编号", "列入计划的督查，可以写几个")] = None,
    drop: Annotated[list[str] | None, option("--drop", "编号", "移出计划的督查，要写 --reason")] = None,
    approval: Approval,
    meeting: Annotated[str | None, option("--meeting", "会议", "在哪次会议上审定的", parser=one_line)] = None,
    reason: ReasonText = None,
    note: Remark = None,
    check: Annotated[bool, switch("--check", "只核对：重复的督查、还没有备案的，有的退出码为 1")] = False,
) -> int:
    """督查计划：一年或一月的督查，列入计划的、还没有列入的、计划外的，最迟哪天备案，哪几次重复。

    审定计划写 --approve 和 --approved-by；审定以后再增减，要写 --reason。例：

    duban inspect plan 2026-03 --approve DX-1、DX-2 --approved-by 刘建国 --meeting 第三次联席会议

    duban inspect plan 2026-03 --drop DX-2 --reason 与省里的督查重复 --approved-by 刘建国
    """
    span, numbers = _read(words or (), context)
    added, dropped = list(approve or ()), list(drop or ())
    if numbers and bool(added) is bool(dropped):
        raise misuse("usage-plan", f"{numbers[0]} 是列入还是移出？", "几个编号连着写：--approve DX-1、DX-2")
    (added or dropped).extend(numbers)
    if not added and not dropped:
        if approval.approved_by or meeting or reason:
            raise misuse("usage-plan", "没有写列入、移出哪一次督查。", "--approve 编号，或 --drop 编号")
        return _show(context, span, check=check)
    if check:
        raise misuse("usage-plan", "--check 只看，不能和 --approve、--drop 一起写。", "分两次")
    return _enter(
        context, span, (added, dropped), approval, {"meeting": meeting, "reason": reason, "note": note}
    )


def _read(words: Sequence[str], context: Context) -> tuple[Span, list[str]]:
    """The period that is meant, this year where none is named, and the numbers. Raises UsageError for other periods."""
    spans = {word: read_span(word, context.today) for word in words}
    named = [span for span in spans.values() if span is not None]
    if len(named) > 1:
        raise misuse("usage-period", "一次只看一期。", "写成 2026 或 2026-03")
    if named and named[0].every not in {Every.YEAR, Every.MONTH}:
        raise misuse(
            "usage-period", f"督查计划按年、按月，没有 {named[0].label} 的。", "写成 2026 或 2026-03"
        )
    odd = next((word for word in words if _MONTH.fullmatch(half_width(word))), None)
    if odd is not None and not named:
        advice = "月份写 01 到 12：2026-03；要说编号的写全：DX-2026-0013"
        raise misuse("usage-period", f"没有“{odd}”这个月。", advice)
    span = named[0] if named else span_of(Every.YEAR, context.today)
    return span, [word for word, found in spans.items() if found is None]


def _show(context: Context, span: Span, *, check: bool) -> int:
    books = open_books(context, PRESENT)
    seen = plan_seen(books, span)
    sheet = check_sheet if check else plan_sheet
    emit(plan_record(books, seen) if context.as_json else sheet(books, seen), context)
    return int(bool(unread_files(books.unread)) or (check and not sound(seen)))


def _enter(
    context: Writing,
    span: Span,
    numbers: tuple[Sequence[str], Sequence[str]],
    approval: Approval,
    said: dict[str, Any],
) -> int:
    form = Form(context)
    approver = form.need(approval.approved_by, "--approved-by", "批准人", str)
    form.close()
    made: list[ApprovePlan] = []

    def prepare(held: Plan) -> Message:
        added, dropped = (_numbers(held.workspace, words) for words in numbers)
        year = f"{span.start.year}"
        path = held.workspace.root / INSPECTION_PLAN.folder / year / str(INSPECTION_PLAN.levels[-1])
        journal = held.open_journal(INSPECTION_PLAN, path, InspectionPlan(year=year))
        entry = ApprovePlan(
            **common(held, context),
            period=span.label,
            added=added,
            dropped=dropped,
            approved_by=approver,
            approved_via=approval.approved_via,
            **said,
        )
        made.append(held.append(journal, entry, f"{span.label} 督查计划"))
        return commit_message(held.hand, entry.action.english, _subject(made[0]), (*added, *dropped))

    written = act(context, prepare)
    data = {"action": made[0].action.english, **outcome(context, written), "entry": made[0]}
    return tell(context, _subject(made[0]), written, data | {"notices": notice_records(written)})


def _subject(entry: ApprovePlan) -> str:
    told = [f"列入{len(entry.added)}次"] if entry.added else []
    told += [f"移出{len(entry.dropped)}次"] if entry.dropped else []
    return f"{entry.action} {entry.period}：{'，'.join(told)}"


def _numbers(workspace: Workspace, words: Sequence[str]) -> tuple[str, ...]:
    """The inspections that words list, in full or in short. Raises DubanError for a word that means none."""
    return tuple(dict.fromkeys(case_called(workspace, word) for word in split_words(words)))
