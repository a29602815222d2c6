"""`award`: a unit is rewarded (督查激励); a highlight of a half-year (亮点工作) is one too.

Thin: words become entries; what is allowed decides core/results/gates.py.
"""

from typing import Annotated

from duban.cli.commands.results.recording import (
    Basis,
    DocNo,
    Fact,
    Persons,
    Proofs,
    Units,
    listing,
    open_results,
)
from duban.cli.framework.command_table import Entry
from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option
from duban.cli.options.task_options import Approval, Remark, one_line
from duban.cli.workflow.event_command import Said
from duban.core.model.results.records import Award
from duban.core.model.results.terms import AwardLevel, Benefit, ResultKind
from duban.core.model.word_lists import split_words

_HERE = "duban.cli.commands.results.award"
COMMANDS = (
    Entry("add", f"{_HERE}:add", "激励：级别、方式、内容；半年亮点也用它"),
    Entry("serve", "duban.cli.commands.results.recording:serve", "送达本单位、组织人事、绩效考核、监察"),
    Entry("revoke", "duban.cli.commands.results.circulate:revoke", "撤销激励"),
    Entry("list", f"{_HERE}:list_results", "列出激励，或一件的经过"),
)
list_results = listing(ResultKind.AWARD)


def add(
    context: Writing,
    *,
    unit: Units = None,
    person: Persons = None,
    fact: Fact = None,
    basis: Basis = None,
    evidence: Proofs = None,
    level: Annotated[AwardLevel | None, option("--level", "级别", "哪一级的：国家、省、市、县")] = None,
    benefit: Annotated[
        Benefit | None, option("--benefit", "方式", "激励方式：表彰、资金、项目、政策、试点")
    ] = None,
    measure: Annotated[str | None, option("--measure", "文字", "激励内容：多少资金，哪个项目")] = None,
    highlight: Annotated[
        str | None, option("--highlight", "半年", "评为哪个半年的亮点工作，如 2026H1", parser=one_line)
    ] = None,
    doc_no: DocNo = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """激励：办得好的给资金、项目、政策、试点（六盘水四（六））；半年亮点写 --highlight（市委意见四（三））。"""
    said: Said = {"unit": unit, "persons": tuple(person or ()), "fact": fact, "level": level}
    said |= {"basis": split_words(basis or ()), "benefit": benefit, "measure": measure, "half": highlight}
    said |= {"doc_no": doc_no, **approval.said, "note": note}
    ask = {"fact": "事实", "level": "哪一级的", "benefit": "激励方式", "measure": "激励内容"}
    return open_results(context, Award, said, ask=ask, evidence=evidence)
