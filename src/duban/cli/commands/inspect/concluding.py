"""From the report to the archive: conclusion, service, review, disposal; and the ways an inspection ends early.

Thin: words become entries; what is allowed decides core, what is written act.py.
"""

from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any

from duban.cli.commands.inspect.preparing import DocNo
from duban.cli.commands.inspect.recording import (
    DESK,
    Number,
    Places,
    Units,
    one_unit,
    places_of,
    record,
    state_of,
    units_named,
)
from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option
from duban.cli.framework.prompts import Form
from duban.cli.options.name_lookup import case_called
from duban.cli.options.task_options import Approval, Remark
from duban.cli.workflow.actions import amending, common, message
from duban.cli.workflow.event_command import Said, need
from duban.core.books.selection import NO_FILTERS, select
from duban.core.cases.clue import CLUE
from duban.core.inspections.life import ENDED, InspectionState
from duban.core.inspections.steps import refuse_wrong_status
from duban.core.model.clues.records import Clue, EnterClue
from duban.core.model.clues.terms import ClueKind, Door
from duban.core.model.inspection import (
    Archive,
    AskReview,
    Cancel,
    ConcludeInspection,
    Dispose,
    Inspection,
    Merge,
    Receipt,
    ReportUp,
    Review,
    Serve,
)
from duban.core.model.inspection_terms import Outcome, Ruling, Setup
from duban.core.model.word_lists import split_words
from duban.errors import refusal
from duban.files.git.log import Message
from duban.plan import Plan

LONGEST_TITLE = 40
"""Characters of a title that is taken from a finding."""


def report(
    context: Writing,
    number: Number,
    *,
    to: Annotated[str | None, option("--to", "领导", "报送哪位领导")] = None,
    doc_no: DocNo = None,
    note: Remark = None,
) -> int:
    """督查报告：报给领导。报告对上，结论对督查对象。"""
    said: Said = {"to": to, "doc_no": doc_no, "note": note}
    return record(context, number, ReportUp, said, ask={"to": "报送哪位领导"})


def conclude(
    context: Writing,
    number: Number,
    *,
    opinion: Annotated[str | None, option("--opinion", "文字", "结论意见")] = None,
    doc_no: DocNo = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """督查结论：事实清楚、证据充分、听过单位意见，才能作结论（国令第733号第16条）。"""
    said: Said = {"opinion": opinion, "doc_no": doc_no, **approval.said, "note": note}
    return record(context, number, ConcludeInspection, said, ask={"opinion": "结论意见"})


def serve(
    context: Writing,
    number: Number,
    *,
    unit: Units = None,
    received_by: Annotated[str | None, option("--received-by", "姓名", "谁签收的")] = None,
    note: Remark = None,
) -> int:
    """结论送达：单位哪天收到的（--on），申请复核的三十日从这天起算；回执用 --proof 附上。"""
    said: Said = {
        "unit": units_named(unit, lambda state: state.unserved),
        "received_by": received_by,
        "note": note,
    }
    return record(context, number, Serve, said, several="unit")


def ask_review(
    context: Writing,
    number: Number,
    *,
    unit: Units = None,
    reason: Annotated[str | None, option("--reason", "理由", "单位为什么不服")] = None,
    note: Remark = None,
) -> int:
    """申请复核：单位对结论不服，收到以后三十日内申请（国令第733号第17条）。"""

    def received(state: InspectionState) -> Iterator[str]:
        return (each.unit or "" for each in state.served)

    said: Said = {"unit": one_unit(unit, received), "reason": reason, "note": note}
    return record(context, number, AskReview, said, ask={"reason": "申请的理由"})


def review(
    context: Writing,
    number: Number,
    *,
    unit: Units = None,
    ruling: Annotated[Ruling | None, option("--ruling", "决定", "维持、变更、撤销")] = None,
    reviewer: Annotated[
        list[str] | None, option("--reviewer", "姓名", "复核人，参加督查、作结论的要回避")
    ] = None,
    reason: Annotated[str | None, option("--reason", "理由", "决定的理由")] = None,
    doc_no: DocNo = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """复核决定：三十日内作出，复核的人没有参加过督查。变更、撤销的重新征求意见、作结论、送达。"""
    form = Form(context)
    words = reviewer or [form.need(None, "--reviewer", "复核人", str)]
    form.close()

    def pending(state: InspectionState) -> list[str]:
        return [each.asked.unit or "" for each in state.awaited_reviews]

    said: Said = {"unit": one_unit(unit, pending), "ruling": ruling, "reviewers": split_words(words)}
    said |= {"reason": reason, "doc_no": doc_no, **approval.said, "note": note}
    return record(context, number, Review, said, ask={"ruling": "复核决定", "reason": "决定的理由"})


def dispose(
    context: Writing,
    number: Number,
    *,
    finding: Places = None,
    outcome: Annotated[
        Outcome | None, option("--outcome", "去向", "整改、通报、线索、移送、不予认定")
    ] = None,
    task: Annotated[str | None, option("--task", "编号", "整改的是哪一件事项")] = None,
    to: Annotated[str | None, option("--to", "机关", "移送给哪个机关；线索写哪一条，不写就新立一条")] = None,
    doc_no: DocNo = None,
    copies: Annotated[int | None, option("--copies", "份数", "移送了几份材料；是什么不写")] = None,
    reason: Annotated[str | None, option("--reason", "理由", "理由")] = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """处理：每个问题怎样了结，可以一次写几个，一个问题也可以有几个去向。整改以外的要经政府或行政首长批准。

    交作线索的写 --to XS-编号，不写就用这个问题新立一条线索。
    """
    form = Form(context)
    words = finding or [form.need(None, "--finding", "第几个问题", str)]
    form.close()

    def meant(plan: Plan, _state: InspectionState) -> str | None:
        return select(plan.workspace, [task], NO_FILTERS, plan.hand.today)[0] if task else None

    said: Said = {"place": places_of(words), "outcome": outcome, "task": meant, "to": to, "doc_no": doc_no}
    said |= {"copies": copies, "reason": reason, **approval.said, "note": note}
    if outcome is Outcome.CLUE:
        said["to"] = partial(_clue_of, context, to, said["place"])
        return record(context, number, Dispose, said, several="place")
    return record(context, number, Dispose, said, ask={"outcome": "去向"}, several="place")


def _clue_of(
    context: Writing, word: str | None, places: tuple[int, ...], plan: Plan, state: InspectionState
) -> str:
    """The clue that findings go into: the one that is named, or a new one of the first of them."""
    if word is not None:
        return case_called(plan.workspace, word, CLUE)
    finding = state.findings.get(places[0])
    if finding is None:
        raise refusal(
            "no-finding", f"{state.head.id} 没有第{places[0]}个问题", f"duban show {state.head.id} 查看问题"
        )
    title = finding.fact.partition("。")[0]

    def made(number: str) -> Clue:
        return Clue(
            id=number,
            title=title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…",
            door=Door.INSPECTION,
            matter=ClueKind.IDLE,
            content=finding.fact,
            about=(finding.unit,),
            found_in=f"{state.head.id}/{finding.place}",
        )

    return str(plan.register_case(CLUE, made, EnterClue(**common(plan, context))).file.id)


def receipt(
    context: Writing,
    number: Number,
    *,
    finding: Places = None,
    to: Annotated[str | None, option("--to", "机关", "接收机关；只移送了一家的不用写")] = None,
    receiver: Annotated[str | None, option("--receiver", "姓名", "接收机关谁签收的")] = None,
    outcome: Annotated[str | None, option("--outcome", "情况", "接收机关怎样办的，只写公开的结果")] = None,
    note: Remark = None,
) -> int:
    """移送回执：移送的问题，接收机关签收了，或者答复了怎样办的。归档以后来的也记。"""
    form = Form(context)
    places = places_of(finding or [form.need(None, "--finding", "第几个问题", str)])
    if receiver is None and outcome is None:
        receiver = form.need(None, "--receiver", "谁签收的", str)
    form.close()

    def organ(_plan: Plan, state: InspectionState) -> str:
        known = {
            each.to or "": 0
            for place in places
            if (held := state.findings.get(place))
            for each in held.handed
        }
        if to is None and len(known) == 1:
            return next(iter(known))
        if to is None or to not in known:
            text = (
                f"{'、'.join(f'第{place}个' for place in places)}问题没有移送给{to}"
                if to
                else "没有写接收机关"
            )
            way = (
                f"移送了的：{'、'.join(known)}"
                if known
                else f"移送：duban inspect dispose {state.head.id} --outcome 移送 …"
            )
            raise refusal("not-handed", text, way)
        return to

    said: Said = {"place": places, "organ": organ, "receiver": receiver, "outcome": outcome, "note": note}
    return record(context, number, Receipt, said, several="place")


def archive(
    context: Writing,
    number: Number,
    *,
    volume: Annotated[str | None, option("--volume", "卷号", "卷号")] = None,
    note: Remark = None,
) -> int:
    """归档：每个问题有了结果，报告报了，复核的时间过了或已决定，才能归档。"""
    return record(context, number, Archive, {"volume": volume, "note": note})


def cancel(
    context: Writing,
    number: Number,
    *,
    reason: Annotated[str | None, option("--reason", "原因", "为什么取消")] = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """取消：不督查了，须经批准。"""
    said: Said = {"reason": reason, **approval.said, "note": note}
    return record(context, number, Cancel, said, ask={"reason": "为什么取消"})


def merge(
    context: Writing,
    number: Number,
    *,
    into: Annotated[str | None, option("--into", "编号", "并入哪一次督查")] = None,
    setup: Annotated[Setup | None, option("--setup", "形式", "合并、联合、委托，默认合并")] = None,
    reason: Annotated[str | None, option("--reason", "原因", "为什么并入")] = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """并入：同一事项、同一批单位只督查一次，由另一次合并、联合或受托进行，须经批准；规则和期、事项由那一次接过去。"""
    form = Form(context)
    word = form.need(into, "--into", "并入哪一次督查", str)
    form.close()
    said: Said = {"setup": setup, "reason": reason, **approval.said, "note": note}
    said = need(context, Merge, said, {"reason": "为什么并入"})
    told: list[str] = []

    def prepare(plan: Plan) -> Message:
        identifier, survivor = (case_called(plan.workspace, each) for each in (number, word))
        touched = plan.open_case(identifier)
        then, today = state_of(plan, identifier, context.on), state_of(plan, identifier)
        refuse_wrong_status(then, Merge.action, plan.ground(touched), today)
        gone = state_of(plan, identifier).head
        why = f"{identifier} 并入：{said['reason']}"
        changes = _handed_over(gone, state_of(plan, survivor)) if survivor != identifier else {}
        count = plan.amend(survivor, changes, amending(plan, context, why, **approval.said))
        values = {name: each for name, each in said.items() if each is not None}
        plan.append(touched, Merge(**common(plan, context), **values, into=survivor))
        told.extend(DESK.coming(plan, identifier))
        return message(plan, Merge.action, [identifier, survivor] if count else [identifier])

    return DESK.finish(context, Merge.action, prepare, told)


def _handed_over(gone: Inspection, survivor: InspectionState) -> dict[str, Any]:
    """What the head of the survivor takes over: the duty that it meets (规则, 期) where it has none, the tasks."""
    head = survivor.head
    if survivor.status in ENDED:
        return {}
    changes: dict[str, Any] = {}
    if gone.rule is not None and head.rule is None:
        changes |= {"规则": gone.rule, "期": gone.period}
    if not set(gone.tasks) <= set(head.tasks):
        changes["事项"] = list(dict.fromkeys((*head.tasks, *gone.tasks)))
    return changes
