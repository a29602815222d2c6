"""What is done with columns of a list of rectifications that no field has: refused, until somebody says so.

Looks at what was read; reads and writes nothing.
"""

from duban.cli.workflow.registration import find_ledger
from duban.core.model.terms import LedgerKind
from duban.errors import refusal
from duban.files.workspace.workspace import Workspace
from duban.importers.drafts.draft import Imported


def refuse_unknown_columns(imported: Imported, workspace: Workspace | None, word: str, *, kept: bool) -> None:
    """Raises DubanError for a list of 整改 with columns that no field has, unless they are to be kept as they are.

    A superior's list is held against ours column by column: what stands in 备注 nobody compares.
    """
    unknown = [each for each in imported.problems if each.code == "columns-unmapped"]
    if kept or not unknown or workspace is None:
        return
    if find_ledger(workspace, word).head.kind is not LedgerKind.RECTIFICATION:
        return
    names = "、".join(each.message.partition("：")[2].rstrip("。") for each in unknown)
    text = f"整改清单里有认不出的列：{names}，没有写入任何内容"
    raise refusal(
        "unknown-columns", text, "--map 列名=字段 逐列指明，不要的写 列名=忽略；都留在备注的加 --keep-columns"
    )
