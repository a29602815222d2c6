"""Tables squeezed into running text without any mark between the cells: headings, then row after row.

Lays cells out by what such rows look like; a table whose rows cannot be separated is refused, never guessed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duban.core.grammar.mentions import leading_time
from duban.errors import Place, Problem
from duban.importers.formats.blocks import Block, Paragraph, TableBlock, line_of
from duban.importers.formats.cell_alignment import PEOPLE, UNITS, WHAT
from duban.importers.formats.grid import Cell, Grid, Row, refuse
from duban.importers.grammar.headings import field_of, is_exact
from duban.importers.grammar.normalize import one_line
from duban.importers.grammar.unit_names import begins_sentence

_HEAD = re.compile(
    r"序\s*号(?:[^。；]{0,12}(?:项目名称|工作任务|重点任务|主要内容|工作措施|任务内容|具体要求|民生实事|责任单位|责任部门|牵头单位|牵头部门|主责单位|配合单位|协办单位|完成时限|时限要求|完成时间)){3,}"
)
_LONG_LINE = 100
_PAGE_MARK = re.compile(r"^\d{1,3}、")
_HEADINGS = re.compile(r"[\u4e00-\u9fff（）()]{6,80}")
_LONGEST_HEADING = 9
_ROW_END = re.compile(r"[。；局委办部街道镇乡园区司团心府门位会院)）]$")
_UNIT = re.compile(
    r"[\u4e00-\u9fff]{1,9}?(?:局|委|办公室|办|街道|镇|乡|园|区|公司|集团|中心|政府|部门|单位|部|协会|联合会|银行|医院|学院|支队|大队)"
    r"(?![局委办室])(?:[（(][^（()）]{1,20}[)）])?"
)
# How the names of offices begin that every county has: only these tell where the name of a person before one ends.
_OFFICE = re.compile(
    r"(?:[省市州县区])?(?:教育|民政|人社|人力资源|住建|住房|财政|发改|发展|卫健|卫生|农业|水利|水务|交通|文体|文旅|文化|文广|体育|应急|公安|司法|自然资源|"
    r"生态|环保|市场|商务|审计|统计|医保|医疗|退役|城管|城市|综合|行政|信访|工信|经信|科技|科工|林业|园林|乡村|气象|税务|政务|大数据|总工会|团委|妇联|残联|国资|房产|规划)"
)
_CONTENT = re.compile(
    r"实施|落实|完成|为|新建|开展|推进|组织|启动|新增|力争|确保|全面|继续|按照|根据|通过|依托|围绕|改造|提升改造"
)
_SHORTEST_TITLE, _LONGEST_TITLE = 4, 14
_HALF = 2


@dataclass(frozen=True, slots=True)
class _Part:
    """What one row, or one line within it, holds: what to do, the person in charge, the units, the day."""

    what: str
    person: str = ""
    units: tuple[str, ...] = ()
    day: str = ""


def unsqueeze(blocks: Sequence[Block], path: str) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """The blocks with squeezed tables laid out again, and what to say of each; one that cannot be is taken out."""
    kept: list[Block] = []
    problems: list[Problem] = []
    position = 0
    while position < len(blocks):
        block = blocks[position]
        if not _begins(block):
            kept.append(block)
            position += 1
            continue
        assert isinstance(block, Paragraph)  # noqa: S101 -- what begins a table is a paragraph
        run = [block]
        position += 1
        while position < len(blocks) and _goes_on(after := blocks[position]):
            assert isinstance(after, Paragraph)  # noqa: S101 -- what goes on is one, too
            run.append(after)
            position += 1
        line = line_of(block)
        head, grid = _lay(run, path, line)
        if grid is None:
            problems.append(_refusal(path, line))
            continue
        if head:
            kept.append(Paragraph(head, block.place))
        kept.append(TableBlock(grid, block.place, torn=True))
        problems.append(_notice(path, line))
    return tuple(kept), tuple(problems)


def _begins(block: Block) -> bool:
    return (
        isinstance(block, Paragraph) and len(block.text) > _LONG_LINE and _HEAD.search(block.text) is not None
    )


def _goes_on(block: Block) -> bool:
    """Whether a paragraph continues the table: it is long, or a new page begins with it."""
    return isinstance(block, Paragraph) and (
        len(block.text) > _LONG_LINE or _PAGE_MARK.match(block.text) is not None
    )


def _refusal(path: str, line: int) -> Problem:
    message = "这里是一张被压成一行的表格，单元格的界线丢了，分不出哪个单位办哪一件，没有读。"
    advice = "请导入原来的 Word、Excel 或网页文件；只有 PDF 的，请先转成 Word 或 Excel。"
    return refuse(path, "table-squeezed", message, advice, line)


def _notice(path: str, line: int) -> Problem:
    message = "这里是一张被压成一行的表格，单元格的界线丢了，是按字面分开的，请逐件核对。"
    advice = "有原来的 Word、Excel 或网页文件的，请改用它导入。"
    return Problem.notice("table-squeezed", message, advice, Place(path, line))


def _lay(run: Sequence[Paragraph], path: str, line: int) -> tuple[str, Grid | None]:
    """The text before the table, and its rows; None where they cannot be separated."""
    texts = [one_line(paragraph.text) for paragraph in run]
    if all(_PAGE_MARK.match(text) for text in texts):
        texts = [_PAGE_MARK.sub("", text) for text in texts]
    text = "".join(texts)
    head = _HEAD.search(text)
    start = head.start() if head is not None else len(text)
    found = _HEADINGS.match(text, start)
    headings = _split_headings(found[0]) if found else ()
    fields = [field_of(name) for name in headings]
    if not WHAT & set(fields) or not UNITS & set(fields) or found is None:
        return "", None
    body = text[start + len(found[0]) :].replace(found[0], "")
    people = bool(PEOPLE & set(fields))
    rows = [(number, list(_parts(row, people=people))) for number, row in _rows(body)]
    told = sum(any(part.units for part in parts) for _, parts in rows)
    if not rows or told * _HALF < len(rows):
        return "", None
    return text[:start], _grid(headings, [str(each or "") for each in fields], rows, path, line)


def _split_headings(text: str) -> tuple[str, ...]:
    """Headings written together without separators, cut so that each has a field; () where that is impossible."""
    best: list[tuple[int, tuple[str, ...]] | None] = [(0, ())] + [None] * len(text)
    for end in range(2, len(text) + 1):
        for start in range(max(0, end - _LONGEST_HEADING), end - 1):
            before, piece = best[start], text[start:end]
            if before is None or field_of(piece) is None:
                continue
            score = before[0] + (2 * len(piece) if is_exact(piece) else 1)
            held = best[end]
            if held is None or score > held[0]:
                best[end] = (score, (*before[1], piece))
    whole = best[-1]
    return whole[1] if whole is not None else ()


def _rows(body: str) -> Iterator[tuple[int, str]]:
    """The rows, cut at their numbers: the next number counts only after the end of a sentence or of a unit's name."""
    starts: list[tuple[int, int]] = []
    number = 1
    position = 0
    while True:
        place = _next_number(body, number, position)
        if place is None:
            break
        starts.append((number, place))
        position = place + len(str(number)) + _SHORTEST_TITLE
        number += 1
    ends = [place for _, place in starts[1:]] + [len(body)] * bool(starts)
    for (which, place), end in zip(starts, ends, strict=True):
        yield which, body[place + len(str(which)) : end]


def _next_number(body: str, number: int, position: int) -> int | None:
    for match in re.finditer(
        rf"(?<!\d){number}(?=[\u4e00-\u9fff])(?![个名人户家所条座年月日万亿号次项件])", body[position:]
    ):
        place = position + match.start()
        if place == 0 or _ROW_END.search(body[:place]):
            return place
    return None


def _parts(row: str, *, people: bool) -> Iterator[_Part]:
    """The lines of a row: sentences, then who does them; sentences without units belong to the line before."""
    held: list[_Part] = []
    position = 0
    for stop in re.finditer("。", row):
        if stop.end() < position:
            continue
        person, units, day, end = _who(row, stop.end(), people=people)
        if units:
            held.append(_Part(row[position : stop.end()], person, units, day))
            position = end
    if rest := row[position:]:
        if held:
            last = held[-1]
            held[-1] = _Part(last.what + rest, last.person, last.units, last.day)
        else:
            held.append(_Part(rest))
    yield from held


def _who(row: str, start: int, *, people: bool) -> tuple[str, tuple[str, ...], str, int]:
    """Person, units and day at a place, and where they end; no units where a sentence continues there."""
    person = ""
    position = start
    if people:
        lengths = [size for size in (2, 3) if _OFFICE.match(row, start + size)]
        size = lengths[0] if lengths else 3
        person = row[start : start + size]
        position += size
    units: list[str] = []
    while (match := _UNIT.match(row, position)) is not None and not begins_sentence(match[0]):
        units.append(match[0])
        position = match.end()
    begin, end = leading_time(row[position:])
    day = row[position : position + end] if not begin else ""
    position += len(day)
    if not units or (person and begins_sentence(row[start:])):
        return "", (), "", start
    return person, tuple(units), day, position


def _grid(
    headings: Sequence[str],
    fields: Sequence[str],
    rows: Sequence[tuple[int, Sequence[_Part]]],
    path: str,
    line: int,
) -> Grid:
    columns = range(len(headings))
    title = next(place for place in columns if fields[place] in WHAT)
    more = next((place for place in columns if fields[place] in WHAT and place != title), None)
    who = [place for place in columns if fields[place] in UNITS]
    made = [Row(line, tuple(Cell(name, (line, place)) for place, name in enumerate(headings)))]
    for number, parts in rows:
        for position, part in enumerate(parts):
            at = line + len(made)
            texts = dict.fromkeys(columns, "")
            cut = _title_end(part.what) if more is not None and position == 0 else 0
            texts[title] = part.what[:cut] if cut else part.what
            if cut and more is not None:
                texts[more] = part.what[cut:]
            for place in columns:
                if fields[place] == "number":
                    texts[place] = str(number)
                elif fields[place] in PEOPLE:
                    texts[place] = part.person
                elif fields[place] == "deadline":
                    texts[place] = part.day
            texts[who[0]] = "、".join(part.units[:1] if len(who) > 1 else part.units)
            if len(who) > 1:
                texts[who[-1]] = "、".join(part.units[1:])
            made.append(Row(at, tuple(Cell(texts[place], (at, place)) for place in columns)))
    return Grid(path, tuple(made))


def _title_end(text: str) -> int:
    """Where the title of a row ends and its requirements begin; 0 where that cannot be seen."""
    match = _CONTENT.search(text, _SHORTEST_TITLE, _LONGEST_TITLE + _SHORTEST_TITLE)
    return match.start() if match is not None else 0
