"""What was understood of a document, to look over: drafts with place, sureness, what is missing, worst first.

Lays out only; what stands in the drafts is decided by the importers.
"""

from typing import Any

from duban.cli.commands.importing.known_tasks import Compared
from duban.cli.commands.importing.read_file import units_of, worst_first
from duban.core.model.unit_register import Register
from duban.errors import Level, Problem
from duban.importers.drafts.draft import Draft, Imported, Unused, drafts_json
from duban.importers.grammar.headings import IGNORE, TERMS
from duban.views.model.sheet import Cell, Column, Mark, Row, Sheet, Table, row

_UNSURE = 0.7
_SHOWN = {**TERMS, IGNORE: "忽略"}
_MOST = 12


def drafts_sheet(imported: Imported) -> Sheet:
    """The drafts as a table."""
    columns = (
        Column("序号", shrink=0),
        Column("事项", shrink=2),
        Column("牵头单位"),
        Column("配合单位", shrink=2),
        Column("时限", shrink=0),
        Column("位置", shrink=0),
        Column("把握", shrink=0),
        Column("待核对", shrink=2),
    )
    rows = tuple(_row(draft) for draft in worst_first(imported.drafts))
    tables = (Table(columns, rows), *_suggested(imported))
    return Sheet(f"{imported.title or '文件'}：读出 {len(rows)} 件", tuple(_notes(imported)), tables)


def _suggested(imported: Imported) -> tuple[Table, ...]:
    """What may be a task, in the order of the document, each with the signs that speak for it."""
    columns = (
        Column("序号", shrink=0),
        Column("事项", shrink=2),
        Column("牵头单位"),
        Column("时限", shrink=0),
        Column("位置", shrink=0),
        Column("把握", shrink=0),
        Column("为什么", shrink=2),
    )
    rows = tuple(
        row(
            each.number,
            each.title,
            _lead(each),
            str(each.due_on or ""),
            each.place,
            _sure(each),
            "；".join(each.why),
        )
        for each in (suggestion.draft for suggestion in imported.suggested)
    )
    title = (
        f"建议 {len(rows)} 件：像任务，把握不够，没有算进去。要登的：--sheet 逐件选，或 --with-suggested 都登"
    )
    return (Table(columns, rows, title, name="suggested"),) if rows else ()


def unused_sheet(imported: Imported) -> Sheet:
    """What no draft came from, paragraph by paragraph; what names a unit or a day stands out."""
    columns = (
        Column("位置", shrink=0, name="place"),
        Column("写了", shrink=0, name="signs"),
        Column("没有用上的文字", shrink=2, name="text"),
    )

    def signs(each: Unused) -> Cell:
        told = [word for word, is_there in (("单位", each.unit), ("日期", each.day)) if is_there]
        return Cell("、".join(told), Mark.SOON if each.unit and each.day else None)

    rows = tuple(row(each.place, signs(each), each.text) for each in imported.unused)
    signed = sum(each.unit and each.day for each in imported.unused)
    told = f"没有用上 {len(rows)} 段" + (
        f"，其中 {signed} 段既写单位又写日期，请看是不是漏了。" if signed else "。"
    )
    tables = (Table(columns, rows, name="unused"),) if rows else ()
    return Sheet(f"{imported.title or '文件'}：读出 {len(imported.drafts)} 件", (told,), tables)


def _row(draft: Draft) -> Row:
    return row(
        draft.number,
        draft.title,
        _lead(draft),
        "、".join(draft.support),
        "；".join(filter(None, (str(draft.due_on or ""), draft.cadence))),
        draft.place,
        _sure(draft),
        "；".join(trouble.message for trouble in draft.troubles),
    )


def _sure(draft: Draft) -> Cell:
    return Cell(f"{round(draft.confidence * 100)}%", Mark.LATE if draft.confidence < _UNSURE else None)


def _notes(imported: Imported) -> list[str]:
    source = imported.source
    told = [
        f"{label}：{value}"
        for label, value in (
            ("文号", source.doc_no),
            ("发文机关", source.issuer),
            ("发文日期", source.issued_on),
            ("主送", source.recipients),
        )
        if value
    ]
    read = "；".join(
        f"{heading}→{_SHOWN.get(name, name)}" for heading, name in imported.headings.items() if name
    )
    return [*(["；".join(told)] if told else []), *([f"列：{read}"] if read else [])]


def _lead(draft: Draft) -> str:
    if draft.lead:
        return "、".join(draft.lead)
    return f"（待定，可由{draft.proposed_lead}牵头）" if draft.proposed_lead else "（待定）"


def answer_json(imported: Imported, register: Register | None) -> dict[str, Any]:
    """The drafts for programs; within a workspace each also says which of its units the register knows."""
    data = drafts_json(imported)
    if register:
        for entry, draft in zip(data["drafts"], imported.drafts, strict=True):
            entry["units"] = units_of(draft, register)
    return data


def revision_problems(compared: Compared) -> list[Problem]:
    """What a revised document changes and no longer has: told, never done by itself."""
    problems = []
    if compared.changed:
        shown = "；".join(
            f"{change.task} {change.field}“{change.old or '（空）'}”→“{change.new}”"
            for change in compared.changed[:_MOST]
        )
        more = f" 等 {len(compared.changed)} 处" if len(compared.changed) > _MOST else ""
        text = f"这一稿与台账不同：{shown}{more}"
        problems.append(
            Problem(
                Level.NOTICE,
                "revised-changed",
                text,
                "核对后用 duban amend 变更；已交办的时限用 duban extend",
            )
        )
    if compared.gone:
        shown = "、".join(f"{task.id}（{task.title}）" for task in compared.gone[:_MOST])
        text = f"这一稿里没有了 {len(compared.gone)} 件：{shown}"
        problems.append(Problem(Level.NOTICE, "revised-gone", text, "核对后用 duban withdraw 撤销"))
    if compared.twins:
        shown = "、".join(compared.twins[:_MOST])
        more = f" 等 {len(compared.twins)} 件" if len(compared.twins) > _MOST else ""
        text = f"编号相同，或事项、牵头单位、时限都相同的，台账里已经有：{shown}{more}"
        problems.append(
            Problem(Level.NOTICE, "known-task", text, "没有重复登账；确是另一件的，用 duban add 单独登")
        )
    return problems


def revision_json(compared: Compared) -> dict[str, Any]:
    """What a revised document changes, for programs."""
    return {
        "earlier": compared.earlier or None,
        "changed": [
            {"task": each.task, "field": each.field, "old": each.old, "new": each.new}
            for each in compared.changed
        ],
        "gone": [task.id for task in compared.gone],
    }
