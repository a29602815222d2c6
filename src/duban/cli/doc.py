"""`doc`: makes an official document on tasks as a Word file, numbers it, and records it as 发文.

Words and options only; how a document is put together and issued, documents.py knows.
"""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from duban.cli.choosing import offer_tasks
from duban.cli.context import Writing
from duban.cli.documents import SUFFIX, Order, draft_document, issue_document, list_kinds, show_template
from duban.core.nearest import nearest
from duban.core.terms import DocKind
from duban.errors import misuse
from duban.views.documents.kinds import DOC_RULES

VARIANTS = {"督办单": DocKind.NOTICE, "催办单": DocKind.REMINDER, "交办通知书": DocKind.ASSIGNMENT}
"""Other names under which offices know a kind."""


def read_kind(word: str) -> DocKind:
    """The kind of document a word names: the official term, its English name or a variant. Raises UsageError."""
    typed = word.strip()
    if typed in VARIANTS:
        return VARIANTS[typed]
    for kind in DOC_RULES:
        if typed.lower() in {kind.value, kind.english}:
            return kind
    near = nearest(typed, [str(kind) for kind in DOC_RULES])
    advice = f"最接近的是 {near}；" if near else ""
    raise misuse("usage-kind", f"没有“{word}”这种文书。", f"{advice}duban doc 列出全部文种")


def offer_kinds(incomplete: str) -> list[tuple[str, str]]:
    """Kinds that begin like this, for the shell."""
    return [(str(kind), rule.about) for kind, rule in DOC_RULES.items() if kind.value.startswith(incomplete)]


def read_output(word: str) -> Path:
    """The file a person wants the document in. Raises UsageError for another kind of file or a missing folder."""
    path = Path(word).expanduser()
    if path.suffix.lower() != SUFFIX:
        raise misuse("usage-output", f"-o：“{word}”不是 {SUFFIX} 文件。", f"例如 -o 通知{SUFFIX}")
    if not path.parent.is_dir() or path.is_dir():
        raise misuse("usage-output", f"-o：放不到“{word}”，没有这个文件夹。", "先建好文件夹，或换一个位置")
    return path


def doc(
    context: Writing,
    kind: Annotated[
        DocKind | None,
        typer.Argument(metavar="文种", help="哪一种文书", parser=read_kind, autocompletion=offer_kinds),
    ] = None,
    tasks: Annotated[
        list[str] | None,
        typer.Argument(metavar="编号", help="一个或几个编号；写 - 从标准输入读", autocompletion=offer_tasks),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="文件", help="再存一份到这个 .docx 文件", parser=read_output),
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="只出草稿：不编文号，不记账，要用 -o 写明文件")
    ] = False,
    red_head: Annotated[
        bool, typer.Option("--red-head", help="红头：发文机关标志、红色分隔线、版记")
    ] = False,
    reply_by: Annotated[
        date | None,
        typer.Option("--reply-by", metavar="日期", help="要求哪天前回复，默认三个工作日；提醒单、预警单用"),
    ] = None,
    template: Annotated[
        bool, typer.Option("--template", help="印出这种文书的模板，存进 制度/模板/ 就可以改")
    ] = False,
    listed: Annotated[bool, typer.Option("--list", help="列出各种文书")] = False,
) -> int:
    """出文书：通知单、提醒单、预警单、整改通知书、通报、审批表等，Word 文件，公文格式。

    自动编文号，把文件存进 附件/编号/，在流水里记一笔 发文，一次提交。不写文种就列出有哪些。
    """
    if listed or kind is None:
        return list_kinds(context)
    if template:
        return show_template(context, kind)
    order = Order(kind, tuple(tasks or ()), output, red_head=red_head, reply_by=reply_by)
    return draft_document(context, order) if draft else issue_document(context, order)
