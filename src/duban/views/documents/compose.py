"""Puts a document together: a template, what it is of (matter.py), the number and the day.

Pure. A part whose fields are empty is left out; 每件 parts are written once for each task.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import accumulate, groupby

import msgspec

from duban.core.books.books import Books
from duban.core.documents.template import FIELDS, Template, TemplatePart, fill, fill_pieces, names_in
from duban.core.model.terms import Layout, Seal, YesNo
from duban.core.model.workspace import Letterhead
from duban.views.documents.fields import unit_fields
from duban.views.documents.figures import Told
from duban.views.documents.matter import MOST_JOINED, Fields, Matter
from duban.views.footnotes import some_of
from duban.views.model.official_document import (
    UNMARKED,
    Annex,
    Document,
    Form,
    Grid,
    Head,
    Imprint,
    LetterHead,
    Marks,
    Masthead,
    Paragraph,
    Part,
    RedHead,
    Signature,
    day_text,
    numbered,
)

_EMPTY = dict.fromkeys(FIELDS, "")
"""What a kind of document has no word for is empty in it."""


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """What is decided before a document is written: its day, number, contact, day of answer, head, marks.

    `layout` None is that of the template; `number` is the last part of `doc_no`.
    """

    on: date
    letterhead: Letterhead
    doc_no: str | None = None
    number: int | None = None
    contact: str = ""
    reply_by: date | None = None
    red_head: bool = False
    layout: Layout | None = None
    signed_by: str | None = None
    printed: int | None = None
    marks: Marks = UNMARKED


def compose(books: Books, matter: Matter, template: Template, brief: Brief) -> Document:
    """The document of `template` on this matter."""
    told, single = matter.told, tuple(map(_limited, matter.fields))
    common = _EMPTY | _joined(single) | _of_document(books, matter, brief) | dict(told.fields)
    parts = [part for each in _blocks(template.parts) for part in _block(each, common, single, told)]
    pieces = [" ".join(piece.split()) for piece in fill_pieces(template.title, common)]
    organ = common["机关"]
    issued = Signature(organ, brief.on, template.seal is Seal.SEALED)
    layout = brief.layout or template.layout
    newsletter = layout is Layout.NEWSLETTER
    head = _head(template, brief, layout, organ)
    foot = told.foot or (f"送：{common['主送']}。",)
    return Document(
        title="".join(pieces),
        on=brief.on,
        parts=numbered(parts if len(single) > 1 else _merged(parts)),
        doc_no=None if newsletter else brief.doc_no,
        head=head,
        marks=replace(brief.marks, remark=template.remark) if newsletter else brief.marks,
        recipients=None if newsletter else _recipients(template, common),
        signature=issued if template.seal is not Seal.UNSIGNED and not newsletter else None,
        note=_note(template.note, common),
        annexes=(*(told.annexes or _annexes(template, single)), *_slips(books, matter, template, common)),
        imprint=_imprint(head, brief, organ, foot, _copies(matter, template, brief)),
        one_page=template.one_page is YesNo.YES and len(single) == 1 and not isinstance(head, RedHead),
        seams=frozenset(accumulate(map(len, pieces))),
        wide=template.wide is YesNo.YES,
    )


def _head(template: Template, brief: Brief, layout: Layout, organ: str) -> Head | None:
    if layout is Layout.NEWSLETTER:
        number = "" if brief.number is None else str(brief.number)
        name = template.masthead or str(template.kind)
        return Masthead(name, f"{brief.on.year}年第{number or '　'}期", organ)
    if layout is Layout.LETTER:
        return LetterHead(organ)
    return RedHead(organ, brief.signed_by) if brief.red_head else None


def _copies(matter: Matter, template: Template, brief: Brief) -> tuple[str, ...]:
    """Who gets a copy: whom the matter names, those of the template, those of every document."""
    return tuple(dict.fromkeys([*matter.copies, *template.copies, *brief.letterhead.copies]))


def _imprint(
    head: Head | None, brief: Brief, organ: str, foot: Sequence[str], copies: Sequence[str]
) -> Imprint | None:
    """版记 of a red head, 报尾 of a newsletter; of a letter only who gets a copy."""
    if head is None:
        return None
    lines = tuple(foot) if isinstance(head, Masthead) else ()
    if copies:
        lines += (f"抄送：{'，'.join(copies)}。",)
    if isinstance(head, LetterHead):
        return Imprint(lines, None, brief.on) if lines else None
    return Imprint(lines, organ, brief.on, brief.printed)


def _of_document(books: Books, matter: Matter, brief: Brief) -> dict[str, str]:
    return {
        "文号": brief.doc_no or "",
        "机关": brief.letterhead.organ or books.config.name,
        "日期": day_text(brief.on),
        "主送": matter.addressed,
        "称谓": "你们" if len(matter.units) > 1 else "你单位",
        "事项数": f"{len(matter.fields)}项",
        "联系人": brief.contact,
        "电话": brief.letterhead.phone or "",
        "回复期限": day_text(brief.reply_by) if brief.reply_by else "",
    }


def _limited(fields: Fields) -> Fields:
    """With 限期: by when in a sentence, for what has no day too."""
    day = fields.get("时限")
    return {**fields, "限期": f"于{day}前" if day else "及时"}


def _joined(single: Sequence[Fields]) -> dict[str, str]:
    """The fields of several tasks as one: what they share, or each value once."""
    if len(single) == 1:
        return dict(single[0])
    found: dict[str, str] = {}
    for name in single[0]:
        values = list(dict.fromkeys(fields[name] for fields in single if fields[name]))
        found[name] = some_of(values, MOST_JOINED)
        if name in {"时限", "原定时限"} and len(values) > 1:
            found[name] = "各项所列时限"
    found = dict(_limited(found))
    found["事项"] = f"“{single[0]['事项']}”等{len(single)}项"
    return found


def _recipients(template: Template, common: Fields) -> str | None:
    words = _one_line(fill(template.recipients, common)) if template.recipients else ""
    return f"{words}：" if words else None


def _note(note: str | None, common: Fields) -> str | None:
    """The clauses of a note whose fields have something to say, in brackets."""
    clauses = [clause for clause in note.strip("（）").split("，") if _says(clause, common)] if note else []
    return f"（{_one_line(fill('，'.join(clauses), common))}）" if clauses else None


def _says(text: str, fields: Fields) -> bool:
    names = names_in(text)
    return not names or any(fields.get(name) for name in names)


def _blocks(parts: Sequence[TemplatePart]) -> Iterator[list[TemplatePart]]:
    """Neighbours that are written for each task belong together."""
    for _, block in groupby(parts, key=lambda part: part.each):
        yield list(block)


def _block(
    block: Sequence[TemplatePart], common: Fields, single: Sequence[Fields], told: Told
) -> Iterator[Part]:
    rounds = [{**common, **own} for own in single] if block[0].each is YesNo.YES else [common]
    for fields in rounds:
        for part in block:
            if part.given is None or fields.get(part.given):
                yield from told.sections.get(part.section, ()) if part.section else _part(part, fields)


def _merged(parts: Sequence[Part]) -> list[Part]:
    """Tables that follow one another as one: of a single task they are one form."""
    found: list[Part] = []
    for part in parts:
        if isinstance(part, Form) and found and isinstance(found[-1], Form):
            found[-1] = Form(found[-1].rows + part.rows)
        else:
            found.append(part)
    return found


def _part(part: TemplatePart, fields: Fields) -> Iterator[Part]:
    if part.table:
        rows = (_told_pairs(cells, fields) for cells in part.table)
        if filled := tuple(cells for cells in rows if cells):
            yield Form(filled)
        return
    text = part.text or ""
    if not _says(text, fields):
        return
    if part.level:
        yield Paragraph(_one_line(fill(text, fields)), part.level)
        return
    lines = (line.strip() for line in fill(text, fields).splitlines())
    yield from (Paragraph(line) for line in lines if line)


def _told_pairs(cells: Sequence[str], fields: Fields) -> tuple[str, ...]:
    """A row without the values that name fields and are empty, and their labels; blanks to be filled in stay."""
    pairs = [pair for pair in zip(cells[::2], cells[1::2], strict=True) if _says(pair[1], fields)]
    return tuple(fill(cell, fields).rstrip("\n") for pair in pairs for cell in pair)


def _annexes(template: Template, single: Sequence[Fields]) -> Iterator[Annex]:
    """Several tasks are listed in an annex, unless the body already goes through them one by one."""
    if len(single) == 1 or any(part.each is YesNo.YES for part in template.parts):
        return
    titles = ("序号", "编号", "事项", "牵头单位", "时限", "状态", "逾期情况")
    rows = tuple(
        (str(number), *(fields[name] for name in titles[1:])) for number, fields in enumerate(single, 1)
    )
    yield Annex("督办事项清单", (Grid(titles, rows, frozenset({0, 1, 5}), frozenset({0})),))


def _slips(books: Books, matter: Matter, template: Template, common: Fields) -> Iterator[Annex]:
    """The slip that each addressee signs and sends back (回执), on a page of its own: what is not known stays blank."""
    if template.slip:
        units = [{**common, **unit_fields(books, unit)} for unit in matter.units]
        forms = (
            Form(tuple(tuple(fill(cell, fields) for cell in cells) for cells in template.slip))
            for fields in units
        )
        yield Annex("回执", tuple(each for form in forms for each in (form, Paragraph("")))[:-1])


def _one_line(text: str) -> str:
    return " ".join(text.split())
