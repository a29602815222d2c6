"""The entry point: bytes of any file to drafts and problems; the format is told by the bytes, not by the name.

Pure: no disk, no clock, no ledger. Tables go to tables/read_table.py, running text to text/draft_text.py.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.grammar.typed import find_year
from duban.core.model.folding import normal
from duban.errors import Level, Problem
from duban.importers.drafts.confidence import judge_table_draft, with_trouble
from duban.importers.drafts.draft import DocumentSource, Draft, Imported, Suggestion, Trouble
from duban.importers.drafts.draft_workbook import read_draftbook
from duban.importers.formats.blocks import Block, Document, Paragraph, TableBlock
from duban.importers.formats.detect import read_blocks, tells_table
from duban.importers.formats.grid import Grid, refuse
from duban.importers.grammar.deadlines import Clock, find_dues, read_cadence
from duban.importers.grammar.headings import read_map
from duban.importers.table_repair.flattened import unflatten
from duban.importers.table_repair.sql_dump import without_dump
from duban.importers.table_repair.squeezed import unsqueeze
from duban.importers.tables.header import Header, find_tables, find_title, says_first_leads
from duban.importers.tables.read_table import open_grids, read_sheet, read_table
from duban.importers.text.draft_text import ReadOptions, clock_of, read_card, read_items
from duban.importers.text.front_matter import Front
from duban.importers.text.labelled_cards import POINT, card_of_table, find_cards, listed_in_cells

LONGEST_PARAGRAPH = 50_000


def read_document(
    data: bytes, name: str, *, columns: Mapping[str, str] | None = None, wanted: ReadOptions | None = None
) -> Imported:
    """Read the tasks of a file: Word, text, Markdown, web page, PDF, workbook or CSV.

    `name` is for messages and tells a text table from running text. Nothing is raised for bad data: every trouble is
    a problem, and one of level error means that the import must not go on.
    """
    wanted = wanted or ReadOptions()
    if wanted.clock.calendar is None:
        wanted = replace(wanted, clock=replace(wanted.clock, calendar=WorkCalendar()))
    if tells_table(data, name):
        return _read_workbook(data, name, columns, wanted)
    document = read_blocks(data, name)
    problems = (*document.problems, *_too_long(document))
    if any(problem.level is Level.ERROR for problem in problems):
        return Imported(problems=problems)
    return _read(document, columns or {}, wanted)


def _too_long(document: Document) -> list[Problem]:
    """Refuse paragraphs longer than any document has: patterns search from each position to the paragraph's end."""
    return [
        refuse(
            document.name,
            "line-too-long",
            f"{each.place}有 {len(each.text)} 个字连在一起，一段最多 {LONGEST_PARAGRAPH} 个字，没有读。",
            "请打开文件，按原来的段落分行，另存后再导入。",
        )
        for each in document.paragraphs()
        if len(each.text) > LONGEST_PARAGRAPH
    ]


def _read_workbook(
    data: bytes, name: str, columns: Mapping[str, str] | None, wanted: ReadOptions
) -> Imported:
    """A workbook or text table: a corrected list of drafts that comes back, else a table with a header."""
    if data.startswith(b"PK") and (corrected := read_draftbook(data, name)) is not None:
        return corrected
    imported = read_table(
        data,
        name,
        columns=columns,
        year=wanted.year,
        first_leads=wanted.first_leads,
        hidden=wanted.hidden,
        clock=wanted.clock,
    )
    if not imported.drafts and (forms := _forms(data, name, wanted)).drafts:
        return forms
    drafts = tuple(judge_table_draft(draft, imported.year) for draft in imported.drafts)
    return replace(imported, drafts=drafts, source=DocumentSource(title=imported.title))


def _forms(data: bytes, name: str, wanted: ReadOptions) -> Imported:
    """The tasks of a workbook whose sheets are forms of labels and values instead of tables."""
    grids, problems = open_grids(data, name, (), hidden=wanted.hidden)
    filled = (grid for grid in grids if grid.rows)
    drafts = (
        draft for grid in filled for draft in _cards(grid, grid.place_text(grid.rows[0]), Front(), wanted)
    )
    return Imported(drafts=tuple(drafts), problems=problems)


def _read(document: Document, columns: Mapping[str, str], wanted: ReadOptions) -> Imported:
    known, trouble = read_map(columns)
    blocks, dumped = without_dump(document.blocks, document.name)
    blocks, squeezed = unsqueeze(blocks, document.name)
    document = replace(
        document, blocks=unflatten(blocks, document.name), problems=(*document.problems, *dumped, *squeezed)
    )
    document = replace(document, blocks=tuple(_with_lists(document, known)))
    text = read_items(_without_table_notes(document), wanted)
    front, from_text, choice = text.front, text.drafts, text.choice
    first_leads = choice.first_leads.said or says_first_leads(each.text for each in document.paragraphs())
    tables = _tables(document, known, wanted, front, first_leads=first_leads)
    order = _order(document)
    drafts, unplaced = _with_notes(_in_order(order, from_text, tables.drafts), document)
    suggested = _suggestions(order, text.suggested, from_text, tables.drafts)
    problems = [
        *(*trouble, *document.problems, *unplaced, *tables.problems),
        *(*_year_notice(from_text), *_cadence_notice(document, drafts)),
    ]
    if not drafts and not any(problem.level is Level.ERROR for problem in problems):
        problems.append(
            refuse(
                document.name,
                "no-tasks",
                f"文件里没有读出要办的事：{choice.why_none}。",
                f"有 {len(suggested)} 处像任务，先看看：加 --dry-run --with-suggested。"
                if suggested
                else "如果其中有任务，请把事项编上号，后面用括号写明单位，再导入；零星的用 duban add 登账。",
            )
        )
    source = DocumentSource(
        title=front.title or tables.title,
        doc_no=front.doc_no,
        issuer=front.issuer,
        issued_on=front.issued_on,
        recipients=front.recipients,
    )
    return Imported(
        drafts=tuple(drafts),
        problems=tuple(problems),
        title=source.title,
        year=wanted.year if wanted.year is not None else front.year,
        source=source,
        headings=tables.headings,
        unused=text.unused,
        suggested=suggested,
    )


def _with_lists(document: Document, known: Mapping[str, str]) -> Iterator[Block]:
    """The blocks, what a form's cell lists (抄告单: 办理要求) as paragraphs in the place of the form."""
    for block in document.blocks:
        tasks = isinstance(block, TableBlock) and any(
            header is not None and header.lists_tasks for _, header in find_tables(block.grid, known)
        )
        lines = listed_in_cells(block.grid) if isinstance(block, TableBlock) and not tasks else ()
        if lines:
            yield from (Paragraph(line, block.place) for line in lines)
        else:
            yield block


def _with_notes(drafts: Sequence[Draft], document: Document) -> tuple[tuple[Draft, ...], list[Problem]]:
    """The drafts with the footnotes of their paragraphs and rows in 备注, and a problem for each note left over."""
    left = dict(document.notes)
    noted: list[Draft] = []
    for draft in drafts:
        places = dict.fromkeys(_IN_LINE.sub("", place) for place in draft.places)
        texts = [f"脚注：{text}" for place in places for text in left.pop(place, ())]
        noted.append(replace(draft, note="\n".join(filter(None, (draft.note, *texts)))))
    problems = [
        Problem.notice(
            "footnote-unplaced",
            f"{place}的脚注不属于哪一件，没有记：{'；'.join(texts)}",
            "请看它有没有说明由谁牵头、什么时候办完。",
            document.name,
        )
        for place, texts in left.items()
    ]
    return tuple(noted), problems


def _without_table_notes(document: Document) -> Document:
    """A document without the notes right under its tables (注：1.…): they explain the table and set no task."""
    kept: list[Block] = []
    below = noting = False
    for block in document.blocks:
        if isinstance(block, Paragraph):
            noting = (below and _NOTE.match(block.text) is not None) or (
                noting and POINT.match(block.text) is not None
            )
            below = noting
        else:
            below, noting = True, False
        if not noting:
            kept.append(block)
    return replace(document, blocks=tuple(kept))


def _order(document: Document) -> Callable[[Draft], int]:
    """What tells the position in a document of the paragraph that a draft of running text comes from."""
    places: dict[str, int] = {}
    for position, block in enumerate(document.blocks):
        places.setdefault(block.place, position)
    return lambda draft: places.get(_IN_LINE.sub("", draft.place), 0)


def _in_order(
    order: Callable[[Draft], int], from_text: Sequence[Draft], from_tables: Sequence[tuple[int, Draft]]
) -> tuple[Draft, ...]:
    """The drafts of text and tables together, in the order of the document."""
    placed = [(order(draft), draft) for draft in from_text]
    return tuple(draft for _, draft in sorted([*placed, *from_tables], key=lambda pair: pair[0]))


def _suggestions(
    order: Callable[[Draft], int],
    suggested: Sequence[Draft],
    from_text: Sequence[Draft],
    from_tables: Sequence[tuple[int, Draft]],
) -> tuple[Suggestion, ...]:
    """What may be a task, each after the drafts that stand before it; not what a table tells already."""
    places = sorted([*map(order, from_text), *(position for position, _ in from_tables)])
    told = {normal(draft.title) for _, draft in from_tables}
    return tuple(
        Suggestion(bisect_right(places, order(draft)), draft)
        for draft in sorted(suggested, key=order)
        if draft.title and normal(draft.title) not in told
    )


@dataclass(frozen=True, slots=True)
class _Tables:
    drafts: tuple[tuple[int, Draft], ...] = ()
    problems: tuple[Problem, ...] = ()
    title: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)


def _tables(
    document: Document, known: Mapping[str, str], wanted: ReadOptions, front: Front, *, first_leads: bool
) -> _Tables:
    """The tasks of all tables."""
    drafts: list[tuple[int, Draft]] = []
    problems: list[Problem] = []
    headings: dict[str, str] = {}
    title = ""
    before: tuple[TableBlock, Header] | None = None
    near: list[str] = []
    texts = [each.text for each in document.paragraphs()]
    for position, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            near = [*near[-1:], block.text]
            continue
        told = next(
            (told for text in reversed(near) if len(text) <= _LONGEST_TITLE and (told := find_year(text))),
            front.year,
        )
        near = []
        for grid, header in _parts(block, known, before):
            if header is None or not header.lists_tasks:
                cards = _cards(grid, block.place, front, wanted)
                drafts += ((position, draft) for draft in cards)
                if header is not None and not cards:
                    before = (replace(block, grid=grid), header)
                    problems.append(_no_task_table(document.name, block.place))
                continue
            before = (replace(block, grid=grid), header)
            read = read_sheet(
                grid,
                header,
                wanted.year,
                first_leads=wanted.first_leads or first_leads,
                else_year=told,
                clock=clock_of(front, wanted),
                around=texts,
            )
            title = title or find_title(grid, header)
            judged = (judge_table_draft(draft, read.year) for draft in read.drafts)
            drafts += ((position, with_trouble(each, _TORN) if block.torn else each) for each in judged)
            problems += read.problems
            headings |= read.headings
    return _Tables(tuple(drafts), tuple(problems), title, headings)


def _cards(grid: Grid, place: str, front: Front, wanted: ReadOptions) -> tuple[Draft, ...]:
    """The tasks of a table of labels and values in turn: one for each form."""
    lines = card_of_table(grid)
    cards = [texts for texts, _ in find_cards(lines, [place] * len(lines))]
    return tuple(draft for texts in cards for draft in read_card(texts, place, front, wanted))


def _parts(
    block: TableBlock, known: Mapping[str, str], before: tuple[TableBlock, Header] | None
) -> tuple[tuple[Grid, Header | None], ...]:
    """The tables of a block; one without a header continues with the columns of the table before it."""
    parts = find_tables(block.grid, known)
    (grid, header), *others = parts
    if header is not None or before is None or len(before[0].grid.columns()) != len(grid.columns()):
        return parts
    above, header = before
    return ((replace(grid, rows=(*above.grid.rows[: header.last + 1], *grid.rows)), header), *others)


_LONGEST_TITLE = 60
_NOTE = re.compile(r"(?:附?注|备注|(?:填表|填报|有关)?说明)\s*(?:\d|[:：])")
_TORN = Trouble("cells-torn", "单元格的界线丢了，是按字面分开的，请核对")
_SENTENCE = re.compile("[^。；]+")
_EACH, _REPORTS = re.compile("[每按逐]"), re.compile("报|反馈")
_IN_LINE = re.compile(r"第\d+字$")


def _no_task_table(name: str, place: str) -> Problem:
    message = f"{place}起的一张表没有写要办什么、由谁办或什么时候办，不当作任务表读。"
    advice = "如果里面有任务，请把它复制到 Excel，用 --map 列名=字段 导入。"
    return Problem.notice("table-skipped", message, advice, name)


def _cadence_notice(document: Document, drafts: Sequence[Draft]) -> list[Problem]:
    """One notice where a document asks for reports on all its tasks: no single task carries that cadence."""
    said = normal("".join(draft.text for draft in drafts))
    for paragraph in document.paragraphs():
        for sentence in _SENTENCE.findall(paragraph.text):
            each = _EACH.search(sentence) if drafts else None
            if each is None or not _REPORTS.search(sentence, each.end()) or normal(sentence) in said:
                continue
            found = (due.text for due in find_dues(sentence, Clock()) if due.kind == "recurring")
            words = next(found, "").lstrip("于在")
            if words and read_cadence(words) is not None:
                message = f"文件要求各件都定期报送（{paragraph.place}“{words}”），没有记进每一件。"
                advice = f"登账后可以一次记上：duban amend --ledger 台账 --cadence {words} --reason 文件要求"
                return [Problem.notice("cadence-overall", message, advice, document.name)]
    return []


def _year_notice(drafts: tuple[Draft, ...]) -> list[Problem]:
    """One notice where deadlines of the running text name no year: their days stay empty."""
    places = [draft.place for draft in drafts if any(each.code == "deadline-year" for each in draft.troubles)]
    if not places:
        return []
    message = f"{len(places)} 个时限没有写年份（{places[0]} 等），文件里也看不出是哪一年，日期空着。"
    return [Problem.notice("year-unsaid", message, "加上 --year 年份 再导入，就能算出日期。")]
