"""The drafts as a workbook that a clerk corrects and imports again; the ledger is not touched.

Writes the one file that was asked for.
"""

from pathlib import Path
from typing import NamedTuple

from duban.cli.framework.context import Writing
from duban.cli.framework.output import emit, say
from duban.cli.framework.output_file import write_file
from duban.core.model.terms import Urgency
from duban.errors import misuse
from duban.files.workspace.workspace import Workspace
from duban.importers.drafts.draft import Imported
from duban.importers.drafts.draft_workbook import write_draftbook


class Sheeted(NamedTuple):
    """A file that was read, its digest, and what it gave."""

    file: Path
    digest: str
    imported: Imported


def write_sheet(
    context: Writing, path: Path, parcel: Sheeted, workspace: Workspace | None, *, force: bool
) -> int:
    """Write the drafts as a workbook to correct by hand."""
    target = path if path.is_absolute() else Path.cwd() / path
    if target.suffix.lower() != ".xlsx":
        raise misuse("usage-value", f"--sheet：“{path}”不是 .xlsx。", "写成 --sheet 草稿.xlsx")
    units = [unit.name for unit in workspace.register.units if not unit.merged_into] if workspace else []
    data = write_draftbook(
        parcel.imported,
        file=parcel.file.name,
        sha256=parcel.digest,
        units=units,
        urgencies=[str(term) for term in Urgency],
    )
    count, suggested = len(parcel.imported.drafts), len(parcel.imported.suggested)
    more = f"和 {suggested} 件建议" if suggested else ""
    if not context.dry_run:
        write_file(target, data, force=force)
    if context.as_json:
        told = {"sheet": path, "drafts": count, "suggested": suggested, "dry_run": context.dry_run}
        emit({"action": "import", **told}, context)
    elif context.dry_run:
        say(f"{count} 件草稿{more}会写入 {path}（试运行，没有写入）")
    else:
        done = f"已把 {count} 件草稿{more}写入 {path}，台账没有改动。"
        tick = ("建议要登的，把“登账”一列的“否”改成“是”。",) if more else ()
        say(done, *tick, f"改好后：duban import {path} --ledger 台账")
    return 0
