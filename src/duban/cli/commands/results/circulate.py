"""`circulate`: a unit is praised or blamed in a circular; blame with a limit makes its rectification at once.

Thin: words become entries; what is allowed decides core/results/gates.py.
"""

from datetime import date
from typing import Annotated, Any

from duban.cli.commands.results.recording import (
    Basis,
    Cleared,
    DocNo,
    Fact,
    Number,
    OtherCauses,
    Persons,
    Proofs,
    Units,
    follow,
    listing,
    open_results,
)
from duban.cli.commands.tasks.add import register_new
from duban.cli.framework.command_table import Entry
from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option
from duban.cli.options.head_options import HeadOptions
from duban.cli.options.task_options import Approval, ReasonText, Remark, one_line
from duban.cli.workflow.event_command import Said
from duban.cli.workflow.registration import hand_over
from duban.core.model.results.records import Circulate, RevokeResult
from duban.core.model.results.terms import BlameCause, ResultKind, Tone
from duban.core.model.terms import LedgerKind, Pace, SourceKind
from duban.core.model.word_lists import split_words
from duban.errors import misuse
from duban.plan import Plan

_HERE = "duban.cli.commands.results.circulate"
_SHARED = "duban.cli.commands.results.recording"
COMMANDS = (
    Entry("add", f"{_HERE}:add", "通报：表扬或批评；限期整改的同时立项"),
    Entry("serve", f"{_SHARED}:serve", "送达本单位、组织人事、绩效考核、监察"),
    Entry("revoke", f"{_HERE}:revoke", "撤销通报"),
    Entry("amend", f"{_SHARED}:amend", "更正记错的一笔（四种结果都用它）"),
    Entry("list", f"{_HERE}:list_results", "列出通报，或一件的经过"),
)
_LONGEST_TITLE = 40
list_results = listing(ResultKind.CIRCULAR)


def add(
    context: Writing,
    *,
    tone: Annotated[Tone | None, option("--tone", "性质", "表扬或批评")] = None,
    unit: Units = None,
    person: Persons = None,
    fact: Fact = None,
    cause: Annotated[list[BlameCause] | None, option("--cause", "原因", "批评的原因，可以写几个")] = None,
    other_cause: OtherCauses = None,
    basis: Basis = None,
    evidence: Proofs = None,
    scope: Annotated[
        str | None, option("--scope", "范围", "在什么范围通报，如 全县", parser=one_line)
    ] = None,
    channel: Annotated[
        str | None,
        option("--channel", "渠道", "在哪里通报、曝光：简报、报纸、电视、政府网站", parser=one_line),
    ] = None,
    issuer: Annotated[
        str | None,
        option("--issuer", "机关", "上级发的通报写哪个机关：照录，不用批准人", parser=one_line),
    ] = None,
    doc_no: DocNo = None,
    due_on: Annotated[date | None, option("--due-on", "日期", "限期整改：同时记进整改台账并交办")] = None,
    lead_leader: Annotated[str | None, option("--lead-leader", "姓名", "整改的牵头领导")] = None,
    requirements: Annotated[str | None, option("--requirements", "文字", "整改要求")] = None,
    pace: Annotated[Pace | None, option("--pace", "类型", "整改类型：立行立改、分阶段、持续")] = None,
    filed_with: Annotated[
        str | None, option("--filed-with", "机关", "报哪个部门登记备案", parser=one_line)
    ] = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """通报：在一定范围内表扬或批评（六盘水四（五））。批评写原因，限期整改，报有关部门登记备案。例：

    duban circulate add --tone 批评 --unit 县水务局 --fact 三次催办仍未办结 --cause 推诿扯皮 --basis WJ-12
    --scope 全县 --due-on 6月30日 --requirements 全部办结 --pace 立行立改 --filed-with 县监察局 --approved-by 石县长
    """
    said: Said = {"tone": tone, "unit": unit, "persons": tuple(person or ()), "fact": fact}
    said |= {
        "causes": tuple(cause or ()),
        "other_causes": tuple(split_words(other_cause or ())),
        "basis": split_words(basis or ()),
        "scope": scope,
        "channel": channel,
        "issuer": issuer,
        "doc_no": doc_no,
    }
    said |= {"filed_with": filed_with, "due_on": due_on, **approval.said, "note": note}

    def rectify(plan: Plan, number: str, name: str | None) -> dict[str, Any]:
        """The rectification of a limit, by the way of `rectify add --assign`."""
        if due_on is None:
            return {}
        if name is None:
            raise misuse("usage-limit", "限期整改要有整改的单位。", "写上 --unit 单位")
        text = fact or ""
        title = text if len(text) <= _LONGEST_TITLE else f"{text[: _LONGEST_TITLE - 1]}…"
        found = [word for word in split_words(basis or ()) if "/" in word]
        head = HeadOptions(
            title=title.replace("\n", " "),
            problem=fact,
            lead=[name],
            due_on=due_on,
            approved_by=approval.approved_by,
            approved_via=approval.approved_via,
            source_kind=SourceKind.INSPECTION,
            source_name=f"通报批评 {number}",
            lead_leader=[lead_leader] if lead_leader else None,
            requirements=requirements,
            pace=pace,
            found_in=found[0] if len(found) == 1 else None,
        )
        task = register_new(plan, context, head, str(LedgerKind.RECTIFICATION))
        hand_over(plan, context, task, approval.said)
        return {"rectification": task}

    ask = {"tone": "表扬还是批评", "fact": "事实", "scope": "在什么范围"}
    return open_results(context, Circulate, said, ask=ask, evidence=evidence, first=rectify)


def revoke(
    context: Writing,
    number: Number,
    *,
    reason: ReasonText = None,
    clear: Cleared = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """撤销：通报、激励不再有效，原来的一笔照旧留着；已经送达的要再送。

    受了诬告、查明不实的，--clear 写在什么范围澄清正名。
    """
    said: Said = {"reason": reason, "cleared": clear, **approval.said, "note": note}
    return follow(context, number, RevokeResult, said, {"reason": "为什么撤销"})
