"""Before the group sets out: filing, scheme, declarations, lots, notices, the start.

Thin: words become entries; what is allowed decides core, what is written act.py.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from duban.cli.commands.inspect.recording import Number, Units, enter, record, units_or_all
from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option
from duban.cli.framework.prompts import Form
from duban.cli.options.name_lookup import listed_units
from duban.cli.options.pasted_list import read_handed_in
from duban.cli.options.task_options import Approval, Remark, offer_units
from duban.cli.workflow.actions import common, evidence_of
from duban.cli.workflow.event_command import Said
from duban.cli.workflow.registration import check_units
from duban.core.casework import draw as lots
from duban.core.inspections.life import InspectionState
from duban.core.model.inspection import Announce, Declare, Draw, File, Propose, Scheme, SetOut
from duban.core.model.inspection_terms import DrawnOf, InspectionAction
from duban.core.model.terms import YesNo
from duban.core.model.word_lists import split_words
from duban.errors import misuse
from duban.plan import Plan

DocNo = Annotated[str | None, option("--doc-no", "文号", "文号")]
EvidenceFiles = Annotated[
    list[Path] | None, option("--evidence", "文件", "证据、附件，复制进 附件/，记下 SHA-256")
]


def evidence(sources: Sequence[Path] | None) -> Any:  # noqa: ANN401 - a value that the plan tells
    """The files as an entry records them, copied within the plan."""
    return lambda plan, state: evidence_of(plan, state.head.id, sources or ())


def file(context: Writing, number: Number, *, doc_no: DocNo = None, note: Remark = None) -> int:
    """备案：部门自己的督查，提前报督查室。"""
    return record(context, number, File, {"doc_no": doc_no, "note": note})


def propose(
    context: Writing, number: Number, *, doc_no: DocNo = None, approval: Approval, note: Remark = None
) -> int:
    """计划报审：部门以政府名义的督查，提前报来计划；日子写报来那天（--on）。审定以后再记一笔，写 --approved-by。"""
    return record(context, number, Propose, {"doc_no": doc_no, **approval.said, "note": note})


def scheme(
    context: Writing,
    number: Number,
    *,
    approval: Approval,
    sources: EvidenceFiles = None,
    note: Remark = None,
) -> int:
    """方案审定：内容、对象、范围、起止、组长写全了才能审定（国令第733号第15条）；以后再改要经批准。"""
    return record(context, number, Scheme, {**approval.said, "evidence": evidence(sources), "note": note})


def declare(
    context: Writing,
    number: Number,
    members: Annotated[list[str], typer.Argument(metavar="姓名", help="督查组的人，可以写几个")],
    *,
    aside: Annotated[YesNo, option("--aside", "是|否", "要不要回避，默认否")] = YesNo.NO,
    reason: Annotated[
        str | None, option("--reason", "情形", "要回避的，写明什么情形；解除回避的，为什么")
    ] = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """回避声明：督查组的人声明有没有要回避的情形；解除回避要经批准。例：duban inspect declare DX-1 李主任 赵六"""
    said: Said = {"member": split_words(members), "aside": aside, "reason": reason}
    said |= {**approval.said, "note": note}
    return record(context, number, Declare, said, several="member")


def draw(
    context: Writing,
    number: Number,
    *,
    of: Annotated[DrawnOf | None, option("--of", "对象|人员|点位", "抽什么")] = None,
    count: Annotated[int | None, option("--count", "个数", "抽几个", min=1)] = None,
    seed: Annotated[
        str | None, option("--seed", "种子", "抽取的种子，用事先公布、谁也改不了的，如某日的开奖号码")
    ] = None,
    source: Annotated[Path | None, option("--from", "文件", "名单文件，一行一个；- 从标准输入读")] = None,
    unit: Annotated[
        list[str] | None,
        option("--unit", "单位", "从这些单位里抽，可以写一组，如 各乡镇人民政府", autocompletion=offer_units),
    ] = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """抽取（双随机）：按名单和种子算出抽中的，谁都能重算。不写名单的，对象从督查对象里抽，人员从督查组里抽。

    抽了就留下，不能撤回；重抽要写明原因（--note），经批准。

    规则：每个名字前面加种子和一个空格，求 SHA-256，最小的几个抽中，和名单的次序无关。
    """
    if source is not None and unit:
        raise misuse("usage-draw", "--from 和 --unit 只能写一种。", "名单写成一种")
    form = Form(context)
    of = form.need(of, "--of", "抽什么", DrawnOf)
    count = form.need(count, "--count", "抽几个", int)
    seed = form.need(seed, "--seed", "种子", str)
    form.close()
    names = _read_list(source) if source is not None else ()

    def fill(plan: Plan, state: InspectionState) -> list[Draw]:
        frame = names or _frame(plan, state, of, unit or ())
        drawn = lots.draw(frame, count, seed)
        said: Said = {"of": of, "frame": frame, "count": count, "seed": seed, "drawn": drawn}
        said |= {**approval.said, "note": note}
        return [Draw(**common(plan, context), **said)]

    def lines(entries: Sequence[Draw]) -> Iterator[str]:
        for entry in entries:
            yield f"抽中 {len(entry.drawn)} 个：{'、'.join(entry.drawn)}（名单 {len(entry.frame)} 个）"
            yield f"重算：printf '%s %s' '{entry.seed}' 名字 | sha256sum，最小的 {entry.count} 个"

    return enter(context, number, InspectionAction.DRAW, fill, lines)


def _read_list(source: Path) -> tuple[str, ...]:
    text = read_handed_in(None if str(source) == "-" else source)
    names = tuple(line for each in text.splitlines() if (line := each.strip()))
    if not names:
        raise misuse("usage-draw", f"名单 {source} 是空的。", "一行写一个名字")
    return names


def _frame(plan: Plan, state: InspectionState, of: DrawnOf, words: Sequence[str]) -> tuple[str, ...]:
    """Who or what is drawn from where no list was handed in. Raises UsageError where there is nothing."""
    register = plan.workspace.register
    if words:
        units = register.expanded(listed_units(words, register))
        check_units(plan, units)
        return units
    if of is DrawnOf.OBJECTS and state.head.objects:
        return register.expanded(state.head.objects)
    if of is DrawnOf.INSPECTORS and state.head.team:
        return tuple(member.name for member in state.head.team)
    raise misuse("usage-draw", f"没有写从哪里抽{of}。", "--from 名单文件，或 --unit 单位")


def announce(
    context: Writing, number: Number, *, unit: Units = None, doc_no: DocNo = None, note: Remark = None
) -> int:
    """督查通知：通知单位要督查。不写单位就是还没有通知的各单位；写明不发通知的督查不能通知。"""

    def left(state: InspectionState) -> Iterator[str]:
        told = [each for each in state.journal if each.action is InspectionAction.ANNOUNCE]
        for name in state.register.expanded(state.objects):
            if not any(state.is_by(each, name) for each in told):
                yield name

    said: Said = {"unit": units_or_all(unit, left), "doc_no": doc_no, "note": note}
    return record(context, number, Announce, said, several="unit")


def start(
    context: Writing,
    number: Number,
    *,
    unplanned: Annotated[
        str | None, option("--unplanned", "原因", "没有计划、备案、依据的，为什么还要开展，须经批准")
    ] = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """实施：督查组出发。要列入计划，或有政府决定、行政首长批示、经批准的建议；都没有的写 --unplanned，由领导批准。"""
    return record(context, number, SetOut, {"unplanned": unplanned, **approval.said, "note": note})
