"""`negative`: the negative list (负面清单), kept by 监察: what is supplied, taken in, taken out.

Thin: words become entries; what is allowed decides core/results/gates.py.
"""

from typing import Annotated

from duban.cli.commands.results.recording import (
    Basis,
    Cleared,
    DocNo,
    Fact,
    Number,
    Organ,
    OtherCauses,
    Persons,
    Proofs,
    Units,
    follow,
    listing,
    open_results,
)
from duban.cli.framework.command_table import Entry
from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option
from duban.cli.options.task_options import ReasonText, Remark, one_line
from duban.cli.workflow.event_command import Said
from duban.core.model.results.records import Decline, Delist, Enlist, Supply
from duban.core.model.results.terms import BlameCause, Inflow, ResultKind
from duban.core.model.word_lists import split_words

_HERE = "duban.cli.commands.results.negative"
COMMANDS = (
    Entry("supply", f"{_HERE}:supply", "提供：事实和证据报给管清单的机关"),
    Entry("enlist", f"{_HERE}:enlist", "纳入清单"),
    Entry("decline", f"{_HERE}:decline", "不予纳入"),
    Entry("delist", f"{_HERE}:delist", "移出清单"),
    Entry("serve", "duban.cli.commands.results.recording:serve", "送达本单位、组织人事、绩效考核、监察"),
    Entry("list", f"{_HERE}:list_results", "列出负面清单，或一件的经过"),
)
list_results = listing(ResultKind.NEGATIVE)


def supply(
    context: Writing,
    *,
    inflow: Annotated[
        Inflow | None, option("--inflow", "渠道", "从哪里来：部门提供、人大政协反映、媒体曝光")
    ] = None,
    supplier: Annotated[
        str | None, option("--supplier", "单位", "谁提供的：政府办、监察、督查、哪个部门", parser=one_line)
    ] = None,
    unit: Units = None,
    person: Persons = None,
    fact: Fact = None,
    cause: Annotated[list[BlameCause] | None, option("--cause", "原因", "原因，可以写几个")] = None,
    other_cause: OtherCauses = None,
    basis: Basis = None,
    evidence: Proofs = None,
    note: Remark = None,
) -> int:
    """提供：不抓落实的单位或人，事实、证据报给管负面清单的监察部门（六盘水四（六））。纳不纳入由他们定。"""
    said: Said = {"inflow": inflow, "supplier": supplier, "unit": unit, "persons": tuple(person or ())}
    said |= {"fact": fact, "causes": tuple(cause or ()), "basis": split_words(basis or ()), "note": note}
    said |= {"other_causes": tuple(split_words(other_cause or ()))}
    ask = {"inflow": "从哪里来", "supplier": "谁提供的", "fact": "事实"}
    return open_results(context, Supply, said, ask=ask, evidence=evidence)


def enlist(
    context: Writing, number: Number, *, organ: Organ = None, doc_no: DocNo = None, note: Remark = None
) -> int:
    """纳入：监察部门把它记进了负面清单，哪天（--on）、哪个机关、什么文号。"""
    said: Said = {"organ": organ, "doc_no": doc_no, "note": note}
    return follow(context, number, Enlist, said, {"organ": "哪个机关"})


def decline(
    context: Writing, number: Number, *, organ: Organ = None, reason: ReasonText = None, note: Remark = None
) -> int:
    """不予纳入：监察部门看过，不记进清单。"""
    said: Said = {"organ": organ, "reason": reason, "note": note}
    return follow(context, number, Decline, said, {"organ": "哪个机关", "reason": "理由"})


def delist(
    context: Writing,
    number: Number,
    *,
    organ: Organ = None,
    reason: ReasonText = None,
    clear: Cleared = None,
    doc_no: DocNo = None,
    note: Remark = None,
) -> int:
    """移出：不再列在清单上；什么时候列过，照旧留着。受了诬告、查明不实的，--clear 写在什么范围澄清正名。"""
    said: Said = {"organ": organ, "reason": reason, "cleared": clear, "doc_no": doc_no, "note": note}
    return follow(context, number, Delist, said, {"organ": "哪个机关", "reason": "理由"})
