"""On site and after it: days, problems found, what their units say, what the office holds.

Thin: words become entries; what is allowed decides core, what is written act.py.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated

from duban.cli.commands.inspect.preparing import EvidenceFiles, evidence
from duban.cli.commands.inspect.recording import (
    Number,
    Places,
    Units,
    enter,
    one_unit,
    places_of,
    record,
    units_named,
    units_or_all,
)
from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option
from duban.cli.framework.prompts import Form
from duban.cli.options.task_options import Approval, Remark
from duban.cli.workflow.actions import common
from duban.cli.workflow.event_command import Said
from duban.core.inspections.life import InspectionState
from duban.core.inspections.steps import next_place
from duban.core.model.inspection import AnswerFinding, Consult, Find, Settle, SiteDay
from duban.core.model.inspection_terms import InspectionAction, ProblemKind
from duban.core.model.terms import YesNo
from duban.core.model.word_lists import split_words
from duban.plan import Plan


def day(
    context: Writing,
    number: Number,
    *,
    place: Annotated[str | None, option("--place", "地点", "到了哪里")] = None,
    member: Annotated[
        list[str] | None, option("--member", "姓名", "去的人，可以写几个；要在督查组里")
    ] = None,
    found: Annotated[str | None, option("--found", "文字", "看到的情况")] = None,
    unit: Units = None,
    note: Remark = None,
) -> int:
    """现场：在现场的一天，哪天用 --on。同一天到几处，记几笔，只算一天。"""
    said: Said = {"place": place, "members": split_words(member or ()), "found": found, "note": note}
    if unit:
        said["unit"] = one_unit(unit, lambda state: state.objects)
    return record(context, number, SiteDay, said, ask={"place": "地点"})


def find(
    context: Writing,
    number: Number,
    *,
    unit: Units = None,
    fact: Annotated[str | None, option("--fact", "文字", "事实：何时何地什么问题")] = None,
    kind: Annotated[ProblemKind | None, option("--kind", "类别", "哪一类问题")] = None,
    against: Annotated[str | None, option("--against", "条款", "违反哪一条")] = None,
    sources: EvidenceFiles = None,
    note: Remark = None,
) -> int:
    """发现：一个单位的一个问题，序号自动接续。没有证据的问题作不了结论，证据可以一起附上。"""
    form = Form(context)
    fact = form.need(fact, "--fact", "发现了什么问题", str)
    form.close()
    said: Said = {"fact": fact, "kind": kind or ProblemKind.OTHER, "against": against, "note": note}

    def fill(plan: Plan, state: InspectionState) -> list[Find]:
        units = units_named(unit, lambda state: state.register.expanded(state.objects))(plan, state)
        first = next_place(plan.open_case(state.head.id).file.journal)
        proofs = evidence(sources)(plan, state)
        shared = common(plan, context)
        return [
            Find(**shared, **said, unit=name, place=place, evidence=proofs)
            for place, name in enumerate(units, first)
        ]

    def lines(entries: Sequence[Find]) -> Iterator[str]:
        yield from (f"第{entry.place}个问题：{entry.unit}" for entry in entries)

    return enter(context, number, InspectionAction.FIND, fill, lines)


def consult(
    context: Writing,
    number: Number,
    *,
    unit: Units = None,
    due_on: Annotated[date | None, option("--due-on", "日期", "最迟哪天反馈，默认按制度推算")] = None,
    note: Remark = None,
) -> int:
    """征求意见：就发现的问题听单位怎么说。不写单位就是还没有征求过的各单位。"""

    def left(state: InspectionState) -> tuple[str, ...]:
        return state.register.once(each.unit for each in state.findings.values() if each.consulted is None)

    said: Said = {"unit": units_or_all(unit, left), "due_on": due_on, "note": note}
    return record(context, number, Consult, said, several="unit")


def answer(
    context: Writing,
    number: Number,
    *,
    finding: Places = None,
    agreed: Annotated[YesNo | None, option("--agreed", "是|否", "单位认不认可")] = None,
    opinion: Annotated[str | None, option("--opinion", "文字", "单位的意见，不认可的要写")] = None,
    unit: Units = None,
    sources: EvidenceFiles = None,
    note: Remark = None,
) -> int:
    """意见反馈：单位对发现的问题怎么说。不写序号就是它的全部问题。"""
    places = places_of(finding or ())

    def concerned(state: InspectionState) -> tuple[str, ...]:
        meant = [each for place, each in state.findings.items() if not places or place in places]
        return state.register.once(each.unit for each in meant)

    said: Said = {"place": places or (None,), "agreed": agreed, "opinion": opinion, "note": note}
    said |= {"unit": one_unit(unit, concerned), "evidence": evidence(sources)}
    return record(context, number, AnswerFinding, said, ask={"agreed": "单位认不认可"}, several="place")


def settle(
    context: Writing,
    number: Number,
    *,
    finding: Places = None,
    holds: Annotated[YesNo, option("--holds", "是|否", "问题成立不成立，默认是")] = YesNo.YES,
    fact: Annotated[str | None, option("--fact", "文字", "改写的事实")] = None,
    reason: Annotated[str | None, option("--reason", "理由", "为什么这样认定")] = None,
    sources: EvidenceFiles = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """认定：单位有异议的，督查组核实以后认定成立、改写，或不予认定（须经批准）。补证据也用这一条。"""
    form = Form(context)
    words = finding or [form.need(None, "--finding", "第几个问题", str)]
    form.close()
    said: Said = {"place": places_of(words), "holds": holds, "fact": fact, "reason": reason, "note": note}
    said |= {"evidence": evidence(sources), **approval.said}
    return record(context, number, Settle, said, ask={"reason": "为什么这样认定"}, several="place")
