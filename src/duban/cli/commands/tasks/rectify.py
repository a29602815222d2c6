"""`rectify`: what is peculiar to putting things right: entry with its problem, 公示, 整改不力, the board.

Thin: all else that happens to a rectification (签收, 反馈, 核验, 销号 …) are the commands of every task.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from duban.cli.commands.tasks.add import add as add_task
from duban.cli.framework.command_table import Entry
from duban.cli.framework.context import Context, Writing
from duban.cli.framework.open_workspace import open_books, open_files
from duban.cli.framework.option_types import option, switch
from duban.cli.framework.output import emit, show_problems
from duban.cli.options.filter_options import LeaderOption, UnitOption
from duban.cli.options.head_options import HeadOptions
from duban.cli.options.name_lookup import any_unit, finding_called, inspection_named, units_of_task
from duban.cli.options.task_options import Choice, ReasonText, Remark, UnitNames, together
from duban.cli.workflow.event_command import record
from duban.cli.workflow.findings import finding_of
from duban.core.books.need import EVERYTHING
from duban.core.books.selection import NO_FILTERS, Filters, find_matching, select, unknown_people
from duban.core.model.events import Escalate, Publicize
from duban.core.model.terms import Escalation, LedgerKind, SourceKind, YesNo
from duban.errors import refusal
from duban.views.footnotes import closing_problems, unread_files
from duban.views.queries.cases.rectifications import board_record, board_sheet, rectifications

COMMANDS = (
    Entry("add", "duban.cli.commands.tasks.rectify:add", "整改事项记入整改台账"),
    Entry("publicize", "duban.cli.commands.tasks.rectify:publicize", "公示整改结果，期满记有没有异议"),
    Entry("escalate", "duban.cli.commands.tasks.rectify:escalate", "整改不力：加密督查、驻点督查、上报"),
    Entry("board", "duban.cli.commands.tasks.rectify:board", "整改看板：各在哪一步，各单位多少"),
)
_LONGEST_TITLE = 40


def add(
    context: Writing,
    head: HeadOptions,
    assign: Annotated[bool, switch("--assign", "立项后随即交办，同一次提交")] = False,
) -> int:
    """整改立项：督查发现的问题记入整改台账。问题照原文写 --problem，事项（--title）不写就取问题的第一句。

    督查项目里发现的，写 --from DX-2026-0001/3，没有写的问题、牵头单位照那里；上级督查反馈的，写 --parent 那件重大督查的
    编号，来源随它。例：
    duban rectify add --from DX-2026-0001/3 --lead-leader 石县长 --due-on 6月30日 --approved-by 石县长
    --requirements 全部清运，恢复行洪断面 --pace 立行立改 --assign
    """
    if head.found_in:
        head = replace(head, found_in=finding_called(open_files(context), head.found_in))
    head = replace(head, **_source(context, head))
    head = replace(head, **_found(context, head))
    if head.title is None and head.problem:
        head = replace(head, title=_first_sentence(head.problem))
    return add_task(context, head, ledger=str(LedgerKind.RECTIFICATION), assign=assign)


def _first_sentence(problem: str) -> str:
    """The problem in one line: its first sentence, cut where that is long."""
    line = next((line.strip() for line in problem.splitlines() if line.strip()), "")
    sentence = line.partition("。")[0].rstrip("；;")
    return sentence if len(sentence) <= _LONGEST_TITLE else f"{sentence[: _LONGEST_TITLE - 1]}…"


def _source(context: Writing, head: HeadOptions) -> Mapping[str, Any]:
    """Where a rectification comes from that does not say so: its parent's source, or the finding of an inspection."""
    if head.source_kind is not None:
        return {}
    if head.parent:
        workspace = open_files(context)
        parent = select(workspace, [head.parent], NO_FILTERS, context.today)[0]
        entry = next((each for each in workspace.read().entries if each.task.id == parent), None)
        if entry is None:
            raise refusal("no-task", f"没有编号为 {head.parent} 的事项", "duban list 查看编号")
        if not entry.task.sources:
            return {}
        source = entry.task.sources[0]
        own = {"source_kind": source.kind, "source_name": source.name}
        names = ("doc_no", "issuer", "clause", "session", "held_on", "issued_on", "occurred_on")
        told = own | {name: getattr(source, name) for name in names}
        return {name: value for name, value in told.items() if getattr(head, name) is None}
    if head.found_in and head.source_name is None:
        project, _, place = head.found_in.partition("/")
        told = {"source_kind": SourceKind.INSPECTION, "source_name": f"督查项目 {project}"}
        return told | ({} if head.clause else {"clause": f"第{place}个问题"})
    return {"source_kind": SourceKind.INSPECTION} if head.source_name else {}


def _found(context: Writing, head: HeadOptions) -> Mapping[str, Any]:
    """What the finding says that is not typed: the problem in its last wording, its unit as the lead."""
    if head.found_in is None or (head.problem is not None and head.lead is not None):
        return {}
    finding = finding_of(open_files(context), head.found_in, context)
    if finding is None:
        return {}
    own = {"problem": finding.fact, "lead": [finding.unit]}
    return {name: value for name, value in own.items() if getattr(head, name) is None}


def publicize(
    context: Writing,
    choice: Choice,
    *,
    channel: Annotated[str | None, option("--channel", "渠道", "公示在哪里，如 政府网站")] = None,
    starts_on: Annotated[date | None, option("--starts-on", "日期", "从哪天起，默认业务日期")] = None,
    ends_on: Annotated[date | None, option("--ends-on", "日期", "到哪天止")] = None,
    objection: Annotated[
        YesNo | None, option("--objection", "是|否", "期满有没有异议；有的，--note 写明是什么异议")
    ] = None,
    note: Remark = None,
) -> int:
    """公示：验收以后、销号以前，整改结果向社会公示。开始时记渠道和起止日期，期满再记有没有异议。

    有异议的，核实不成立再记一次 --objection 否 --note 核实情况；成立的退回重办（duban return）。
    """
    said = {
        "channel": channel,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "objection": objection,
        "note": note,
    }
    return record(context, choice, Publicize, said)


def escalate(
    context: Writing,
    choice: Choice,
    *,
    via: Annotated[Escalation | None, option("--via", "方式", "怎样加力")] = None,
    inspection: Annotated[
        str | None, option("--inspection", "编号", "因此开展的督查项目，如 DX-2026-0002")
    ] = None,
    sent_to: Annotated[list[str] | None, option("--sent-to", "机关", "上报给谁")] = None,
    reason: ReasonText = None,
    unit: UnitNames = None,
    note: Remark = None,
) -> int:
    """整改不力：增加督查频次、派人驻点，或者由责任单位向本级政府、上级部门报告；每件自动记第几次。"""
    said = {
        "via": via,
        "inspection": inspection_named(inspection),
        "sent_to": together(sent_to),
        "reason": reason,
        "unit": units_of_task(any_unit, unit, context.on),
        "note": note,
    }
    return record(context, choice, Escalate, said, ask={"via": "怎样加力", "reason": "整改怎样不力"})


def board(
    context: Context,
    unit: UnitOption = None,
    leader: LeaderOption = None,
    *,
    everything: Annotated[bool, switch("--all", "已销号、已撤销的也逐件列出")] = False,
) -> int:
    """整改看板：未启动、正在整改、完成整改（待验收）、已验收、公示、已销号各几件，各单位多少，每件到这一步几天；反弹的标出来。"""
    books = open_books(context, EVERYTHING)
    who = together(leader)
    show_problems(unknown_people(books, who, None))
    found = rectifications(books, find_matching(books, Filters(units=tuple(unit or ()), leader=who)))
    emit(
        board_record(books, found) if context.as_json else board_sheet(books, found, everything=everything),
        context,
    )
    if context.as_json:
        show_problems(closing_problems(books))
    return int(bool(unread_files(books.unread)))
