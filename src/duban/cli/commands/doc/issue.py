"""Issues documents: chooses what they are of, takes the number under the lock, writes file and 发文 in one commit.

What a document says is the views', how it lies on the page the renderer's; everything is written by act.py.
"""

import hashlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from duban.cli.commands.doc.subject import WHOLE, Reach, Subject, find_subject
from duban.cli.framework.context import Writing
from duban.cli.framework.open_workspace import open_workspace
from duban.cli.framework.output import emit, say, show_problems
from duban.cli.framework.output_file import refuse_existing, write_file
from duban.cli.options.filter_options import read_words
from duban.cli.workflow.actions import act, chosen, common, is_discreet, message, summary, tell, trial
from duban.cli.workflow.results import open_book
from duban.core.books.books import CaseItem
from duban.core.books.selection import NO_FILTERS, Filters, select
from duban.core.calendar.counting import add_workdays
from duban.core.cases.results import RESULTS
from duban.core.documents.numbers import DocNumber, letterhead_of, next_number
from duban.core.documents.template import REPORTING, Template, names_in, template_texts, too_long
from duban.core.model.events import Issue
from duban.core.model.results.records import IssueResult
from duban.core.model.terms import Action, DocKind, Layout, YesNo
from duban.core.policy.citation import length_ground
from duban.core.results.numbers import kind_of_number
from duban.errors import Level, Problem, misuse, refusal, refuse_errors
from duban.files.disk.safe_paths import check_name, inside
from duban.files.git.log import Message
from duban.files.workspace.templates import read_template, template_file
from duban.files.workspace.workspace import EVIDENCE, Workspace
from duban.plan import Plan
from duban.views.documents.compose import Brief, compose
from duban.views.documents.kinds import DOC_RULES, OF_CASES
from duban.views.model.official_document import UNMARKED, Document, Marks
from duban.views.model.sheet import Column, Sheet, Table, row

SUFFIX = ".docx"
AFTER_ARCHIVE = "归档以后补出"
REPLY_WORKDAYS = 3
"""Working days that a reminder or a warning leaves for the answer, unless told: the office's own choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for: which kind, on which tasks, where else to put it, what stands on it."""

    kind: DocKind
    words: tuple[str, ...] = ()
    filters: Filters = NO_FILTERS
    reach: Reach = WHOLE
    output: Path | None = None
    force: bool = False
    red_head: bool = False
    layout: Layout | None = None
    reply_by: date | None = None
    signed_by: str | None = None
    printed: int | None = None
    marks: Marks = UNMARKED

    @property
    def by_report(self) -> bool:
        """Whether no task is named, and the report, or the list, says which there are."""
        named = self.words or self.filters.where or self.filters.statuses
        if self.kind is DocKind.RECTIFICATION_LIST:
            return not named and not self.filters.ledgers
        return self.kind in REPORTING and not named

    def named(self, choose: Callable[[], list[str]]) -> list[str]:
        """The ids that are meant: `choose` tells those of tasks, of an inspection they are as they were typed."""
        if self.kind in OF_CASES:
            return list(read_words(self.words))
        return [] if self.by_report else choose()


@dataclass(frozen=True, slots=True)
class Made:
    """A document that was put together: its file, its number, what is to be said about it."""

    document: Document
    data: bytes
    doc_no: str | None
    notices: tuple[Problem, ...]


def list_kinds(context: Writing) -> int:
    """Show every kind of document with one line each."""
    records = [
        {
            "kind": kind.english,
            "name": str(kind),
            "about": rule.about,
            "statuses": sorted(s.english for s in rule.statuses),
        }
        for kind, rule in DOC_RULES.items()
    ]
    rows = tuple(row(str(kind), rule.about) for kind, rule in DOC_RULES.items())
    table = Table((Column("文种", shrink=0), Column("做什么用")), rows)
    note = "例如：duban doc 督办通知单 WJ-12 -o 通知.docx；先看草稿加 --draft。"
    emit(records if context.as_json else Sheet("文书", tables=(table,), notes=(note,)), context)
    return 0


def show_template(context: Writing, kind: DocKind) -> int:
    """Print the template of a kind as it is used now, to be kept in 制度/模板/ and changed."""
    data, label = template_file(open_workspace(context).root, kind)
    text = data.decode("utf-8", "replace")
    if context.as_json:
        emit({"kind": kind.english, "template": label, "text": text}, context)
    else:
        say(*text.splitlines())
    return 0


def draft_document(context: Writing, order: Order) -> int:
    """Write the document to the file that was named: no number, no commit, no event."""
    if order.output is None:
        raise misuse("usage-draft", "草稿要写明放到哪个文件。", "duban doc … --draft -o 草稿.docx")
    workspace = open_workspace(context)
    if order.marks.secrecy and _is_within(order.output, workspace.root):
        text = f"标密级的文书不放进账本：{order.output} 在工作区里"
        raise refusal("secret-inside", text, "-o 写工作区以外、符合保密规定的位置")
    identifiers = order.named(lambda: _select(workspace, order, context))
    subject = find_subject(context, workspace, order.kind, order.reach, identifiers)
    made = make_document(workspace, subject, order, context, context.actor or "", numbered=False)
    show_problems(made.notices)
    if not context.dry_run:
        write_file(order.output, made.data, force=order.force)
    if context.as_json:
        emit(_record(order, made, None) | {"commit": None, "dry_run": context.dry_run}, context)
        return 0
    length = f"{made.document.characters} 字"
    say(f"草稿 {order.output}：{made.document.title}，{length}，没有编文号，没有记账{trial(context)}")
    return 0


def issue_document(context: Writing, order: Order) -> int:
    """Number the document, keep it in 附件/, record 发文 on each of its tasks: one commit."""
    held: list[tuple[Made, str]] = []
    if order.output is not None:
        refuse_existing(order.output, force=order.force)
    words = read_words(order.words)

    def prepare(plan: Plan) -> Message:
        named = order.named(lambda: chosen(plan, words, order.filters))
        subject = find_subject(context, plan.workspace, order.kind, order.reach, named)
        items, identifiers = subject.items, [item.task.id for item in subject.items]
        made = make_document(plan.workspace, subject, order, context, plan.hand.actor)
        plan.notices += made.notices
        path = _keep(plan, items[0].task.id, order.kind, made, context.on)
        label = plan.workspace.label(path)
        digest = hashlib.sha256(made.data).hexdigest()
        for item in items:
            late = any(each.code == "issued-after-archive" for each in made.notices)
            whose = common(plan, context) | {"unit": subject.unit} | ({"note": AFTER_ARCHIVE} if late else {})
            whose |= {"kind": order.kind, "doc_no": made.doc_no, "file": label, "sha256": digest}
            _record_issue(plan, item.task.id, whose)
        held.append((made, label))
        said = message(plan, Action.ISSUE, identifiers)
        named_as = f"{Action.ISSUE} {made.doc_no or order.kind}"
        title = "" if is_discreet(plan, identifiers) else f"：{made.document.title}"
        return replace(said, subject=f"{named_as}{title}")

    written = act(context, prepare)
    made, label = held[0]
    record = summary(context, Action.ISSUE, written) | _record(order, made, label)
    code = tell(context, Action.ISSUE, written, record)
    if not context.as_json:
        number = f" {made.doc_no}" if made.doc_no else ""
        say(f"{order.kind}{number}：{label}，{made.document.characters} 字")
    if order.output is not None and not context.dry_run:
        write_file(order.output, made.data, force=order.force)
        if not context.as_json:
            say(f"另存 {order.output}")
    return code


def _record_issue(plan: Plan, number: str, said: dict[str, Any]) -> None:
    """Enter 发文 into the file of a task or case, of a result into its year's."""
    if kind_of_number(number) is None:
        plan.append(plan.open_case(number), Issue(**said))
    else:
        book = open_book(plan, number.split("-")[1])
        plan.append(book, IssueResult(**said, number=number), number)


def _select(workspace: Workspace, order: Order, context: Writing) -> list[str]:
    """The ids that are meant. Raises DubanError where there are none."""
    filters = order.filters
    if filters and not filters.statuses:
        filters = msgspec.structs.replace(filters, open_only=True)
    identifiers = select(workspace, read_words(order.words), filters, context.today)
    if not identifiers:
        advice = f"duban doc {order.kind} 编号 --draft -o 草稿.docx"
        raise refusal("nothing-chosen", "没有选中任何事项", advice)
    return identifiers


def _is_within(path: Path, root: Path) -> bool:
    return path.resolve().is_relative_to(root.resolve())


def make_document(
    workspace: Workspace,
    subject: Subject,
    order: Order,
    context: Writing,
    actor: str,
    *,
    numbered: bool = True,
) -> Made:
    """Put the document together and set it. Raises DubanError where it makes no sense or its template is broken."""
    from duban.render.docx.official import render

    template, label = read_template(workspace.root, order.kind)
    _refuse_options(order, template, label, context.on)
    letterhead, made_up = letterhead_of(workspace.config)
    notices = list(subject.notices)
    doc_no: DocNumber | str | None = subject.matter.doc_no if numbered else None
    if numbered and template.code and doc_no is None:
        doc_no = _next(workspace, context.on, f"{letterhead.code}{template.code}")
        if made_up:
            text = f"duban.yaml 里没有写文书的代字，文号按工作区名称用“{letterhead.code}”"
            advice = f"在 duban.yaml 里写 文书: {{机关: {letterhead.organ}, 代字: {letterhead.code}}}"
            notices.append(Problem(Level.NOTICE, "no-letterhead", text, advice))
    tasks = [item.task for item in subject.items if not isinstance(item, CaseItem)]
    clerks = list(dict.fromkeys(task.clerk for task in tasks if task.clerk))
    brief = Brief(
        on=context.on,
        letterhead=letterhead,
        doc_no=str(doc_no) if doc_no else None,
        number=doc_no.number if isinstance(doc_no, DocNumber) else None,
        contact=clerks[0] if len(clerks) == 1 else actor,
        reply_by=order.reply_by or add_workdays(context.on, REPLY_WORKDAYS, subject.books.calendar).on,
        red_head=order.red_head,
        layout=order.layout,
        signed_by=order.signed_by,
        printed=order.printed,
        marks=order.marks,
    )
    document = compose(subject.books, subject.matter, template, brief)
    notices += too_long(document.characters, template, length_ground(workspace.config.own_document))
    return Made(document, render(document), brief.doc_no, tuple(notices))


def _next(workspace: Workspace, on: date, code: str) -> DocNumber:
    """The next number. A file that cannot be read may hold the last one: then there is none."""
    books = workspace.books(on)
    refuse_errors(books.unread)
    tasks = [*(item.task for item in books.items), *(entry.task for entry in books.later)]
    cases = [file for shelf in workspace.shelves() for file in workspace.usable(shelf.kind())]
    results = workspace.usable(RESULTS)
    return next_number([*tasks, *cases, *results], code, on.year)


def _refuse_options(order: Order, template: Template, label: str, on: date) -> None:
    if order.red_head and template.red_head is YesNo.NO:
        raise misuse("usage-red-head", f"{order.kind}不加红头。", f"去掉 --red-head，或改 {label} 的 红头")
    layout = order.layout or template.layout
    _refuse_layout(order, layout, template, label)
    named = (name for _, text in template_texts(template) for name in names_in(text))
    if order.reply_by is None:
        return
    if "回复期限" not in named:
        raise misuse("usage-reply-by", f"{order.kind}里没有回复期限。", "去掉 --reply-by；提醒单、预警单才有")
    if order.reply_by < on:
        text = f"回复期限 {order.reply_by} 在成文日期 {on} 之前。"
        raise misuse("usage-reply-by", text, f"写 {on} 或以后的日期")


def _refuse_layout(order: Order, layout: Layout, template: Template, label: str) -> None:
    """What a layout has no place for. Raises UsageError."""
    headed = order.red_head or layout is not Layout.OFFICIAL
    if layout is not Layout.OFFICIAL and template.red_head is YesNo.NO:
        raise misuse("usage-layout", f"{order.kind}只用公文版式。", f"去掉 --layout，或改 {label} 的 红头")
    if layout is Layout.NEWSLETTER and order.kind not in REPORTING:
        kinds = "、".join(kind for kind in DOC_RULES if kind in REPORTING)
        raise misuse("usage-layout", f"{order.kind}没有期号，不能用简报版式。", f"简报版式只用于{kinds}")
    if layout is not Layout.OFFICIAL and order.red_head:
        text = f"{layout}版式自己有红色的头，不加 --red-head。"
        raise misuse("usage-layout", text, "去掉 --red-head，或写 --layout 公文")
    if order.signed_by and not (order.red_head and layout is Layout.OFFICIAL):
        raise misuse("usage-signed-by", "签发人只写在红头的公文上。", "加 --red-head，或去掉 --signed-by")
    if order.printed and (not headed or layout is Layout.LETTER):
        raise misuse("usage-copies", "份数印在版记里，这份没有版记。", "加 --red-head，或去掉 --copies")


def _keep(plan: Plan, task: str, kind: DocKind, made: Made, on: date) -> Path:
    """Plan the copy under 附件/; another content under the same name gets a number."""
    root = plan.workspace.root
    name = f"{kind}{made.doc_no}" if made.doc_no else f"{kind}-{on.isoformat()}"
    check_name(f"{name}{SUFFIX}")
    for number in itertools.count(1):
        file = f"{name}{SUFFIX}" if number == 1 else f"{name}-{number}{SUFFIX}"
        inside(root, f"{EVIDENCE}/{task}/{file}")
        path = root / EVIDENCE / task / file
        if not path.exists():
            plan.put(path, made.data, None)
            return path
    raise AssertionError


def _record(order: Order, made: Made, label: str | None) -> dict[str, object]:
    """What programs are told of a document."""
    return {
        "kind": order.kind.english,
        "doc_no": made.doc_no,
        "title": made.document.title,
        "file": label,
        "output": str(order.output) if order.output else None,
        "characters": made.document.characters,
    }
