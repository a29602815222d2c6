"""Where a clue goes: 研判, then 转办, 自查, 移送, 转信访, 并案 or 不予受理.

Thin: words become entries; what is allowed decides core, what is written act.py.
"""

from datetime import date
from typing import Annotated

from duban.cli.commands.clue.recording import DESK, DocNo, Number, Organ, Units, record, units_told
from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option
from duban.cli.framework.prompts import Form
from duban.cli.options.name_lookup import case_called
from duban.cli.options.task_options import Approval, Remark
from duban.cli.workflow.event_command import Said
from duban.core.books.selection import NO_FILTERS, select
from duban.core.model.clues.records import (
    AssessClue,
    CheckClue,
    DeclineClue,
    HandOverClue,
    JoinClue,
    ReceiveClue,
    ReferPetition,
    SendClue,
)
from duban.core.model.clues.terms import Ground, Route


def assess(
    context: Writing,
    number: Number,
    *,
    route: Annotated[
        Route | None, option("--route", "去向", "转办、自查、移送、转信访、并案、不予受理")
    ] = None,
    opinion: Annotated[str | None, option("--opinion", "文字", "研判意见")] = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """研判：定线索的去向，再按去向记一笔。反馈以后另有发现的，可以再研判。"""
    said: Said = {"route": route, "opinion": opinion, **approval.said, "note": note}
    return record(context, number, AssessClue, said, ask={"route": "去向"})


def send(
    context: Writing,
    number: Number,
    *,
    unit: Units = None,
    due_on: Annotated[date | None, option("--due-on", "日期", "哪天前反馈，默认按制度推算")] = None,
    doc_no: DocNo = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """转办：转给有权处理的单位，限期反馈，可以转几个。不转给被反映的单位；确要转的须经批准。"""
    said: Said = {"unit": units_told(unit), "due_on": due_on, "doc_no": doc_no, **approval.said, "note": note}
    return record(context, number, SendClue, said, several="unit")


def check(
    context: Writing,
    number: Number,
    *,
    inspection: Annotated[str | None, option("--inspection", "编号", "用哪次督查查，如 DX-2026-0002")] = None,
    task: Annotated[str | None, option("--task", "编号", "用台账里哪件事项查")] = None,
    note: Remark = None,
) -> int:
    """自查：督查室自己查，先立一次督查（duban inspect add --basis-clue XS-…）或一件事项，再写在这里。"""
    said: Said = {
        "inspection": (lambda plan, _: case_called(plan.workspace, inspection)) if inspection else None,
        "task": (lambda plan, _: select(plan.workspace, [task], NO_FILTERS, plan.hand.today)[0])
        if task
        else None,
        "note": note,
    }
    return record(context, number, CheckClue, said)


def hand_over(
    context: Writing,
    number: Number,
    *,
    to: Organ = None,
    doc_no: DocNo = None,
    copies: Annotated[int | None, option("--copies", "份数", "移送了几份材料；是什么不写")] = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """移送：违纪违法的移送监察机关，涉嫌犯罪的移送司法机关（国令第733号第23条）；只记接收机关和文号，须经批准。"""
    said: Said = {"organ": to, "doc_no": doc_no, "copies": copies, **approval.said, "note": note}
    return record(context, number, HandOverClue, said, ask={"organ": "移送给哪个机关", "doc_no": "移送文号"})


def receipt(
    context: Writing,
    number: Number,
    *,
    receiver: Annotated[str | None, option("--receiver", "姓名", "接收机关谁签收的")] = None,
    note: Remark = None,
) -> int:
    """移送签收：接收机关签收了。它后来的答复用 duban clue report。"""
    return record(
        context, number, ReceiveClue, {"receiver": receiver, "note": note}, ask={"receiver": "谁签收的"}
    )


def petition(
    context: Writing, number: Number, *, to: Organ = None, doc_no: DocNo = None, note: Remark = None
) -> int:
    """转信访：信访事项不归督查，五个工作日内转信访部门，并告诉反映人。"""
    said: Said = {"organ": to, "doc_no": doc_no, "note": note}
    return record(context, number, ReferPetition, said, ask={"organ": "转给哪个机关"})


def join(
    context: Writing,
    number: Number,
    *,
    into: Annotated[str | None, option("--into", "编号", "并入哪条线索")] = None,
    reason: Annotated[str | None, option("--reason", "原因", "看不出是同一件的，为什么并")] = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """并案：和另一条线索是同一件事（主题相同，或者反映同一个单位），由那一条办。"""
    form = Form(context)
    word = form.need(into, "--into", "并入哪条线索", str)
    form.close()
    said: Said = {"into": lambda plan, _: DESK.called(plan, word), "reason": reason}
    return record(context, number, JoinClue, said | {**approval.said, "note": note})


def decline(
    context: Writing,
    number: Number,
    *,
    ground: Annotated[Ground | None, option("--ground", "事由", "为什么不受理")] = None,
    reason: Annotated[str | None, option("--reason", "文字", "理由；事由是其他的要写")] = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """不予受理：写明事由，告诉反映人。"""
    said: Said = {"ground": ground, "reason": reason, **approval.said, "note": note}
    return record(context, number, DeclineClue, said, ask={"ground": "不予受理的事由"})
