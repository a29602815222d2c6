"""`doc`: makes an official document on tasks as a Word file, numbers it, and records it as 发文.

Words and options only; how a document is put together and issued, issue.py knows.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from duban.cli.commands.doc.issue import (
    SUFFIX,
    Order,
    draft_document,
    issue_document,
    list_kinds,
    show_template,
)
from duban.cli.commands.doc.subject import Reach, called, refuse_reach
from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option, switch
from duban.cli.framework.output_file import refuse_existing
from duban.cli.options.task_options import Choice, offer_units, one_line, together
from duban.core.model.suggest import nearest
from duban.core.model.terms import DocKind, Haste, Layout
from duban.errors import misuse
from duban.views.documents.kinds import APPRAISING, DOC_RULES, INTERVIEWING, OF_CASES
from duban.views.model.official_document import Marks

VARIANTS = {
    "督办单": DocKind.NOTICE,
    "催办单": DocKind.REMINDER,
    "交办通知书": DocKind.ASSIGNMENT,
    "通报": DocKind.BULLETIN,
    "简报": DocKind.BRIEF,
    "专报": DocKind.SPECIAL,
    "督查通知书": DocKind.INSPECTION_NOTICE,
    "督查情况报告": DocKind.INSPECTION_REPORT,
    "督查计划": DocKind.INSPECTION_PLAN,
}
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
    """The file a person wants the document in. Raises DubanError for another kind of file or a missing folder."""
    path = Path(word).expanduser()
    if path.suffix.lower() != SUFFIX:
        raise misuse("usage-output", f"-o：“{word}”不是 {SUFFIX} 文件。", f"例如 -o 通知{SUFFIX}")
    refuse_existing(path, force=True)
    return path


SECRECY = re.compile(r"(绝密|机密|秘密)(?:★(长期|[1-9][0-9]?(?:年|个月)))?")


def read_secrecy(word: str) -> str:
    """A mark of secrecy with or without its term, as GB/T 9704-2012 7.2.2 writes it. Raises UsageError."""
    typed = word.strip().replace("*", "★")
    if not SECRECY.fullmatch(typed):
        text = f"“{word}”不是密级和保密期限。"
        raise misuse("usage-secrecy", text, "写成 秘密★1年、机密★5年、绝密★长期，或只写 秘密")
    return typed


LOOK, REPORTED = "版面", "只说一部分"


@dataclass(frozen=True, kw_only=True)
class Look:
    """What stands on a document beside its text, and how it lies on the page."""

    red_head: Annotated[bool, switch("--red-head", "红头：发文机关标志、红色分隔线、版记", LOOK)] = False
    layout: Annotated[Layout | None, option("--layout", "版式", "公文、信函、简报；默认看模板", LOOK)] = None
    haste: Annotated[Haste | None, option("--haste", "程度", "紧急程度：特急、加急", LOOK)] = None
    copy_no: Annotated[int | None, option("--copy-no", "号", "份号，印成六位", LOOK, min=1, max=999_999)] = (
        None
    )
    secrecy: Annotated[
        str | None,
        option(
            "--secrecy",
            "密级★期限",
            "密级和保密期限；涉密的只出草稿，放在账本外面",
            LOOK,
            parser=read_secrecy,
        ),
    ] = None
    signed_by: Annotated[
        str | None, option("--signed-by", "姓名", "签发人，红头上行文用", LOOK, parser=one_line)
    ] = None
    copies: Annotated[int | None, option("--copies", "份数", "版记里写共印几份", LOOK, min=1)] = None

    @property
    def marks(self) -> Marks:
        """What stands at the top left."""
        copy = f"{self.copy_no:06d}" if self.copy_no else None
        return Marks(copy, self.secrecy, str(self.haste) if self.haste else None)


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """What a report, an inspection or a plan that becomes a document is narrowed to, beside the ledger."""

    period: Annotated[
        str | None, option("--period", "期", "通报、简报、专报同 duban report；督查计划表写年或月", REPORTED)
    ] = None
    unit: Annotated[
        list[str] | None,
        option("--unit", "单位", "只说这个单位的；督查结论给哪个单位", REPORTED, autocompletion=offer_units),
    ] = None
    leader: Annotated[list[str] | None, option("--leader", "姓名", "专报、督查报告给哪位领导", REPORTED)] = (
        None
    )


def doc(
    context: Writing,
    kind: Annotated[
        DocKind | None,
        typer.Argument(metavar="文种", help="哪一种文书", parser=read_kind, autocompletion=offer_kinds),
    ] = None,
    *,
    choice: Choice,
    look: Look,
    narrowing: Narrowing,
    output: Annotated[
        Path | None, option("--output -o", "文件", "再存一份到这个 .docx 文件", parser=read_output)
    ] = None,
    force: Annotated[bool, switch("--force", "-o 的文件已经有了也覆盖")] = False,
    draft: Annotated[bool, switch("--draft", "只出草稿：不编文号，不记账，要用 -o 写明文件")] = False,
    reply_by: Annotated[
        date | None, option("--reply-by", "日期", "要求哪天前回复，默认三个工作日；提醒单、预警单用")
    ] = None,
    template: Annotated[bool, switch("--template", "印出这种文书的模板，存进 制度/模板/ 就可以改")] = False,
    listed: Annotated[bool, switch("--list", "列出各种文书")] = False,
) -> int:
    """出文书：通知单、提醒单、整改通知书、通报、督查方案、督查结论等，Word 文件，公文格式。

    自动编文号，把文件存进 附件/编号/，在流水里记一笔 发文，一次提交。不写文种就列出有哪些。
    """
    if listed or kind is None:
        return list_kinds(context)
    if template:
        return show_template(context, kind)
    reach = Reach(
        narrowing.period, tuple(narrowing.unit or ()), tuple(choice.ledger or ()), together(narrowing.leader)
    )
    refuse_reach(kind, reach)
    if kind in OF_CASES and choice.filters:
        text = f"{kind}是{called(kind)}的文书，--where、--ledger、--status 只筛选事项。"
        prefix = "YT" if kind in INTERVIEWING else "KH" if kind in APPRAISING else "DX"
        raise misuse("usage-filters", text, f"写编号：duban doc {kind} {prefix}-编号")
    _refuse_secrecy(look, draft=draft)
    order = Order(
        kind=kind,
        words=tuple(choice.tasks or ()),
        filters=choice.filters,
        reach=reach,
        output=output,
        force=force,
        red_head=look.red_head,
        layout=look.layout,
        reply_by=reply_by,
        signed_by=look.signed_by,
        printed=look.copies,
        marks=look.marks,
    )
    return draft_document(context, order) if draft else issue_document(context, order)


def _refuse_secrecy(look: Look, *, draft: bool) -> None:
    """What bears a mark of secrecy never enters the books, and each copy has its number. Raises UsageError."""
    if look.secrecy is None:
        return
    if not draft:
        text = "标密级的文书不能记进账本：账本里不放涉密的东西。"
        raise misuse("usage-secrecy", text, "--draft -o 账本外面的文件；文号、登记按保密规定办理")
    if look.copy_no is None:
        raise misuse("usage-secrecy", "涉密公文要标份号，还没有写。", "加上 --copy-no 1")
