"""What came of a clue: reports, the lot that looks at some of them again, the answer to its giver, the end.

Thin: words become entries; what is allowed decides core, what is written act.py.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from duban.cli.commands.clue.recording import DESK, Number, Units, record, unit_waiting
from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option
from duban.cli.framework.prompts import Form
from duban.cli.options.task_options import Approval, Remark
from duban.cli.workflow.actions import common, evidence_of, message
from duban.cli.workflow.event_command import Said
from duban.core.cases.clue import CLUE
from duban.core.casework import draw as lots
from duban.core.clues.gates import frame_of
from duban.core.clues.limits import sample_size
from duban.core.model.clues.records import AnswerGiver, CloseClue, ReportClue, SampleClue, VerifyClue
from duban.core.model.clues.terms import AnsweredBy, Check, ClueAction, Truth
from duban.core.model.word_lists import split_words
from duban.errors import refusal
from duban.files.git.log import Message
from duban.plan import Plan

EvidenceFiles = Annotated[
    list[Path] | None, option("--evidence", "文件", "证据、附件，复制进 附件/，记下 SHA-256")
]


def _evidence(sources: Sequence[Path] | None) -> Any:  # noqa: ANN401 - a value that the plan tells
    return lambda plan, state: evidence_of(plan, state.head.id, sources or ())


def report(
    context: Writing,
    number: Number,
    *,
    truth: Annotated[Truth | None, option("--truth", "核实", "属实、部分属实、不属实")] = None,
    found: Annotated[str | None, option("--found", "文字", "查明和办理的情况")] = None,
    unit: Units = None,
    sources: EvidenceFiles = None,
    note: Remark = None,
) -> int:
    """反馈：承办单位报来的情况；自查的、移送和转信访有了回音的，也用它记结果。"""
    waiting = unit_waiting(unit, lambda state: (each.sent.unit or "" for each in state.waiting))
    said: Said = {"unit": waiting, "truth": truth, "found": found, "evidence": _evidence(sources)}
    ask = {"truth": "核实的情况", "found": "查明和办理的情况"}
    return record(context, number, ReportClue, said | {"note": note}, ask=ask)


def draw(
    context: Writing,
    *,
    seed: Annotated[
        str | None, option("--seed", "种子", "抽取的种子，用事先公布、谁也改不了的，如某日的开奖号码")
    ] = None,
    count: Annotated[int | None, option("--count", "个数", "抽几条，默认按制度的比例", min=1)] = None,
    note: Remark = None,
) -> int:
    """抽查：从单位反馈了的线索里抽（名单由账上算，上次抽查以后办结的也在内），抽中的都要核查。一条线索只进一次名单，抽了不能撤回。

    规则：每个编号前面加种子和一个空格，求 SHA-256，最小的几个抽中，和名单的次序无关。
    """
    form = Form(context)
    chosen = form.need(seed, "--seed", "种子", str)
    form.close()
    told: list[str] = []

    def prepare(plan: Plan) -> Message:
        frame = frame_of(plan.ground_of(CLUE))
        if not frame:
            raise refusal(
                "nothing-to-draw",
                "没有可以抽的线索：单位反馈了、没有进过名单的",
                "等单位反馈以后再抽",
            )
        wanted = count or sample_size(plan.workspace.policies, len(frame), context.on)
        if wanted is None:
            raise refusal("no-share", "制度没有写抽查的比例", "写上 --count 个数")
        drawn = lots.draw(frame, wanted, chosen)
        for identifier in drawn:
            said: dict[str, Any] = {
                "frame": frame,
                "count": wanted,
                "seed": chosen,
                "drawn": drawn,
                "note": note,
            }
            plan.append(plan.open_case(identifier), SampleClue(**common(plan, context), **said))
        told.append(f"抽中 {len(drawn)} 条：{'、'.join(drawn)}（名单 {len(frame)} 条）")
        told.append(f"重算：printf '%s %s' '{chosen}' 编号 | sha256sum，最小的 {wanted} 个")
        return message(plan, ClueAction.SAMPLE_CLUE, drawn)

    return DESK.finish(context, ClueAction.SAMPLE_CLUE, prepare, told)


def verify(
    context: Writing,
    number: Number,
    *,
    check: Annotated[Check | None, option("--check", "结果", "情况一致、情况不实")] = None,
    found: Annotated[str | None, option("--found", "文字", "看到的情况")] = None,
    member: Annotated[list[str] | None, option("--member", "姓名", "去的人，可以写几个")] = None,
    unit: Units = None,
    sources: EvidenceFiles = None,
    note: Remark = None,
) -> int:
    """核查抽中的线索：和单位反馈的一致不一致。情况不实的退回单位重新反馈，转给几个单位的写明是哪一个。"""
    said: Said = {
        "unit": unit_waiting(unit, lambda state: state.units),
        "check": check,
        "found": found,
        "members": tuple(split_words(member or ())),
        "evidence": _evidence(sources),
        "note": note,
    }
    return record(context, number, VerifyClue, said, ask={"check": "核查的结果", "found": "看到的情况"})


def answer(
    context: Writing,
    number: Number,
    *,
    via: Annotated[AnsweredBy | None, option("--via", "方式", "电话、书面、当面、平台")] = None,
    text: Annotated[str | None, option("--text", "文字", "答复了什么，不写反映人")] = None,
    note: Remark = None,
) -> int:
    """答复反映人：结果、去向或者不予受理的事由。反映人是谁用 duban clue giver 看。"""
    return record(
        context, number, AnswerGiver, {"via": via, "text": text, "note": note}, ask={"via": "怎样答复的"}
    )


def close(
    context: Writing,
    number: Number,
    *,
    unanswered: Annotated[
        str | None, option("--unanswered", "原因", "记了反映人又没有答复的，为什么")
    ] = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """办结：抽中的核查了，反映人答复了（或写明为什么没有答复），才能办结。"""
    return record(context, number, CloseClue, {"unanswered": unanswered, **approval.said, "note": note})
