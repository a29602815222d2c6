"""`exempt`: an entry that speaks against somebody is exempted (容错), always with what is put right (纠错).

Thin: words become entries; what is allowed decides core/results/gates.py.
"""

from typing import Annotated, Any

from duban.cli.commands.results.recording import (
    DocNo,
    Fact,
    Number,
    Organ,
    Proofs,
    follow,
    listing,
    open_results,
)
from duban.cli.framework.command_table import Entry
from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option
from duban.cli.options.task_options import Approval, ReasonText, Remark
from duban.cli.workflow.event_command import Said
from duban.cli.workflow.results import number_called
from duban.core.model.results.records import AskExemption, DecideExemption, Examine
from duban.core.model.results.terms import FULL_MERCY, Mercy, ResultKind
from duban.core.scoring.numbers import written
from duban.plan import Plan

_HERE = "duban.cli.commands.results.exempt"
COMMANDS = (
    Entry("ask", f"{_HERE}:ask", "申请容错"),
    Entry("examine", f"{_HERE}:examine", "核实"),
    Entry("decide", f"{_HERE}:decide", "认定，同时写怎样纠错"),
    Entry("serve", "duban.cli.commands.results.recording:serve", "送达本单位、组织人事、绩效考核、监察"),
    Entry("list", f"{_HERE}:list_results", "列出容错，或一件的经过"),
)
list_results = listing(ResultKind.EXEMPTION)


def ask(
    context: Writing,
    number: Number,
    *,
    reason: ReasonText = None,
    evidence: Proofs = None,
    note: Remark = None,
) -> int:
    """申请容错：对一件通报批评或者负面清单（乐东第43条“三个区分开来”）。原来的一笔照旧留着。"""
    said: Said = {"reason": reason, "note": note}

    def target(plan: Plan, _number: str, _unit: str | None) -> dict[str, Any]:
        of = number_called(plan, number)
        return {"of": of, "unit": plan.results().matters[of].opened.unit}

    return open_results(
        context, AskExemption, said, ask={"reason": "申请的理由"}, evidence=evidence, first=target
    )


def examine(
    context: Writing, number: Number, *, organ: Organ = None, found: Fact = None, note: Remark = None
) -> int:
    """核实：哪个机关核实的，情况怎样。"""
    said: Said = {"organ": organ, "found": found, "note": note}
    return follow(context, number, Examine, said, {"organ": "哪个机关核实", "found": "核实的情况"})


def decide(
    context: Writing,
    number: Number,
    *,
    mercy: Annotated[
        Mercy | None, option("--mercy", "认定", "不作负面评价、免责、从轻减轻，或不予认定")
    ] = None,
    reason: ReasonText = None,
    righting: Annotated[str | None, option("--righting", "文字", "怎样纠错")] = None,
    doc_no: DocNo = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """认定：免的只是这一件，处处写明“容错”；错的照样要纠（--righting）。"""
    said: Said = {"mercy": mercy, "reason": reason, "righting": righting, "doc_no": doc_no}
    said |= {**approval.said, "note": note}
    ask = {"mercy": "怎样认定", "reason": "理由"}
    return follow(context, number, DecideExemption, said, ask, _tell_uses)


def _tell_uses(plan: Plan, entry: DecideExemption) -> None:
    """Which frozen results count what is exempted now, and what they were used for: nothing of it changes by itself."""
    from duban.cli.workflow.appraisals import counted_in

    if entry.mercy not in FULL_MERCY:
        return
    of = plan.results().matters[entry.number].target
    for state, whose, point in counted_in(plan.workspace, of, plan.hand.today):
        number = state.head.id
        uses = [
            f"{each.use}（{each.on} {each.organ}）"
            for each in state.uses
            if whose in {each.person, state.unit_named(each.unit or "")}
        ]
        used = f"，已用于{'、'.join(uses)}" if uses else ""
        text = f"{number} {state.head.period} 的成绩里{whose}记着 {of}（{point.name}，{written(point.effect)}分）{used}"
        way = f"没有审定的再初评：duban score draft {number}" if state.approved is None else ""
        way = way or f"要不要改由原机关决定；不计它是几分：duban score verify {number}"
        plan.note("exempted-counted", text, way)
