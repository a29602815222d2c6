"""The neutral official document: title, recipients, numbered parts, tables, signature, annexes, imprint.

Pure; knows no file format. How it lies on the page (GB/T 9704-2012), the renderer says. Widths are counted in
characters of the body: a Chinese character is 1, a Latin letter or digit a half.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from duban.views.model.sheet import Cell, Column, Kind, Mark, Sheet, Table, is_total

LINE_CHARACTERS = 28
TITLE_CHARACTERS = 20
"""Characters of the title's size (22 pt) that fit on a line of 156 mm."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph (level 0) or a heading of level 1 to 4; its number 一、（一）1.（1） stands in the text."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """A table of labels and values: in each row label, value, label, value; a value may have several lines."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a row of headings; `caption` stands above it, `notes` below.

    `whole` are the columns whose texts are not broken, `right` those that are figures. A row of one cell is the
    heading of those below it.
    """

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    whole: frozenset[int] = frozenset()
    right: frozenset[int] = frozenset()
    caption: str = ""
    notes: tuple[str, ...] = ()


Part = Paragraph | Form | Grid


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex (附件): on a page of its own, with its title."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who issues it, on which day, and whether room is left for a seal."""

    organ: str
    on: date
    sealed: bool = True


@dataclass(frozen=True, slots=True)
class RedHead:
    """The head of an official document: the organ's mark; who signs (签发人) where it goes upward."""

    organ: str
    signed_by: str | None = None


@dataclass(frozen=True, slots=True)
class LetterHead:
    """The head of a letter (信函): the organ's mark between two double lines, the number at the right."""

    organ: str


@dataclass(frozen=True, slots=True)
class Masthead:
    """The head of a newsletter (报头): its name, its issue (期号), who makes it; the day is the document's."""

    name: str
    issue: str
    organ: str


Head = RedHead | LetterHead | Masthead


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands at the top left of the first page: number of the copy, secrecy, haste; a newsletter's remark."""

    copy: str | None = None
    secrecy: str | None = None
    haste: str | None = None
    remark: str | None = None


UNMARKED = Marks()


@dataclass(frozen=True, slots=True)
class Imprint:
    """The foot of the last page: who gets it (版记, 报尾), who printed it, on which day, how many copies.

    Without an organ nothing but the lines, unruled, as a letter has it.
    """

    lines: tuple[str, ...]
    organ: str | None
    on: date
    printed: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document of a day. Without a head its number stands under the title.

    `seams` are places in the title at which a line may well end.

    One that is meant to fill `one_page` may be set smaller in its tables so that it does.
    The pages of a `wide` one lie.
    """

    title: str
    on: date
    parts: tuple[Part, ...]
    doc_no: str | None = None
    head: Head | None = None
    marks: Marks = UNMARKED
    recipients: str | None = None
    signature: Signature | None = None
    note: str | None = None
    annexes: tuple[Annex, ...] = ()
    imprint: Imprint | None = None
    one_page: bool = False
    seams: frozenset[int] = frozenset()
    wide: bool = False

    @property
    def texts(self) -> Iterator[str]:
        """Every text of the body and the annexes, in order."""
        for part in (*self.parts, *(part for annex in self.annexes for part in annex.parts)):
            yield from _texts(part)

    @property
    def characters(self) -> int:
        """How long the body is: its characters, blanks left out; annexes do not count."""
        return body_characters(self.parts)


def _texts(part: Part) -> Iterator[str]:
    if isinstance(part, Paragraph):
        yield part.text
    elif isinstance(part, Form):
        yield from (cell for cells in part.rows for cell in cells)
    else:
        yield from (part.caption, *part.titles)
        yield from (cell for cells in part.rows for cell in cells)
        yield from part.notes


def body_characters(parts: Iterable[Part]) -> int:
    """How long the parts of a body are: their characters, blanks left out."""
    return sum(len("".join(text.split())) for part in parts for text in _texts(part))


def day_text(on: date) -> str:
    """A day as documents write it: Arabic, in full, no zero in front (GB/T 9704-2012 7.3.5.4)."""
    return f"{on.year}年{on.month}月{on.day}日"


def width(text: str) -> float:
    """How many characters of the body a text is wide."""
    return sum(0.5 if char.isascii() else 1 for char in text)


_DIGITS = "〇一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 to 99 in Chinese digits; a larger one in Arabic."""
    if not 0 < number < 100:  # noqa: PLR2004 - tens and ones
        return str(number)
    tens, ones = divmod(number, 10)
    before = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return before + (_DIGITS[ones] if ones else "")


def numbered(paragraphs: Iterable[Part]) -> tuple[Part, ...]:
    """Headings with their numbers 一、（一）1.（1） in front; each level starts anew under the one above."""
    counts = [0, 0, 0, 0, 0]
    found: list[Part] = []
    for part in paragraphs:
        if not isinstance(part, Paragraph) or part.level == 0:
            found.append(part)
            continue
        counts[part.level] += 1
        counts[part.level + 1 :] = [0] * (4 - part.level)
        found.append(Paragraph(f"{_ordinal(part.level, counts[part.level])}{part.text}", part.level))
    return tuple(found)


def _ordinal(level: int, number: int) -> str:
    word = chinese_number(number)
    return {1: f"{word}、", 2: f"（{word}）", 3: f"{number}.", 4: f"（{number}）"}[level]


_ORDINAL = re.compile(r"[一二三四五六七八九十]{1,3}、")
_CHINESE = "[\u3400-\u9fff，。；：、（）《》“”]"
_AIRED = re.compile(rf"(?<={_CHINESE}) (?=[0-9A-Z])|(?<=[0-9A-Z%]) (?={_CHINESE})")
_DAY = re.compile(r"(?<![0-9A-Z-])([0-9]{4})-0?([0-9]{1,2})-0?([0-9]{1,2})(?![0-9-])")
WORDED = frozenset({"lateness", "late", "lagging"})
"""Columns whose texts are duban's own words; those of others are what somebody wrote, and come out literally."""
MEMBERS = "tasks"
"""The table of a sheet that lists tasks one by one: it becomes an annex."""


def sheet_parts(sheet: Sheet, level: int = 1) -> tuple[Part, ...]:
    """A sheet as parts of a body: its title a heading (of which `numbered` sets the number), its tables in the text.

    The list of tasks is left out: it is `sheet_annexes`.
    """
    title = _ORDINAL.sub("", sheet.title, count=1)
    heading = [Paragraph(title, level)] if title and level else []
    tables = [grid(table) for table in sheet.tables if table.name != MEMBERS and _filled(table)]
    return (*heading, *(Paragraph(in_print(text)) for text in sheet.paragraphs), *tables)


def sheet_annexes(sheet: Sheet) -> tuple[Annex, ...]:
    """The list of tasks of a sheet as an annex, with the notes of the sheet below it."""
    notes = tuple(map(in_print, sheet.notes))
    title = sheet.title.removeprefix("附件：")
    return tuple(
        Annex(table.title or title, (replace(grid(table), caption="", notes=notes),))
        for table in sheet.tables
        if table.name == MEMBERS and _filled(table)
    )


def _filled(table: Table) -> bool:
    """Whether a table has any row beside its sum: the text says 0 of the others."""
    return any(not is_total(cells) for cells in table.all_rows())


def in_print(text: str) -> str:
    """A text of a screen as print has it: days in words, no blanks around figures."""
    return _AIRED.sub("", _DAY.sub(r"\1年\2月\3日", text))


def grid(table: Table) -> Grid:
    """A table of a sheet with texts in its cells; the heading of a group becomes a row of one cell."""
    rows: list[tuple[str, ...]] = []
    for section in table.sections():
        if section.title:
            rows.append((section.title,))
        rows += [tuple(map(_cell_text, cells, table.columns)) for cells in section.rows]
    places = list(enumerate(table.columns))
    return Grid(
        titles=tuple(column.title for column in table.columns),
        rows=tuple(rows),
        whole=frozenset(
            place for place, column in places if column.kind is not Kind.TEXT or not column.shrink
        ),
        right=frozenset(place for place, column in places if column.kind in {Kind.INT, Kind.PERCENT}),
        caption=table.title,
    )


def _cell_text(cell: Cell, column: Column) -> str:
    value = cell.value
    if isinstance(value, date):
        return value.isoformat() + ("\n（暂定）" if cell.mark is Mark.PROVISIONAL else "")
    if column.kind is Kind.PERCENT and isinstance(value, int | float):
        return f"{value:g}%"
    text = "" if value is None else str(value)
    return in_print(text) if column.name in WORDED else text


_AFTER = frozenset("的、》”和与及：）")
_BEFORE = frozenset("《“（关")
_TOGETHER = re.compile(r"[0-9A-Za-z.〔〕〇%]")


def title_lines(
    title: str, most: int = TITLE_CHARACTERS, seams: frozenset[int] = frozenset()
) -> tuple[str, ...]:
    """The lines of a title, about equally long, broken where a reader would breathe and never inside a number.

    No line is wider than `most` characters of the title's size. `seams` are places that are preferred.
    """
    count = max(1, -(-int(width(title) * 2) // (most * 2)))
    lines: list[str] = []
    start = 0
    while start < len(title) and (count > 1 or width(title[start:]) > most):
        cut = _best_cut(title, start, width(title[start:]) / max(count, 2), most, seams)
        lines.append(title[start:cut].strip())
        start = cut
        count -= 1
    return tuple(line for line in (*lines, title[start:].strip()) if line) or ("",)


_WORDS = re.compile(
    "(?=(人民政府|督查室|督查|督办|事项|办理|情况|通知|通报|报告|专报|工作|重点|项目|任务|推进|落实|建设|管理|整治|整改|"
    "改造|小区|片区|城镇|农村|公路|学校|周边|交通|秩序|环境|保护|安全|生产|隐患|排查|治理|问题|方案|制定|编制|规划|年度|"
    "评估|清单|清理|措施|服务|保障|就业|社会|经济|发展|改革|教育|体育|医疗|卫生|健康|民生|实事|供水|污水|雨污|管网|积水|"
    "河湖|水库|耕地|企业|资金|补贴|工资|群众|关于|进一步|加强|做好|开展|专项|行动|全县|全市|县城|城区|中心|设施|机制))"
)
"""Words of titles that must not be cut at the end of a line."""


def _words(title: str) -> frozenset[int]:
    """The places inside a word."""
    found = _WORDS.finditer(title)
    return frozenset(
        place for word in found for place in range(word.start() + 1, word.start() + len(word[1]))
    )


def _best_cut(title: str, start: int, wanted: float, most: int, seams: frozenset[int]) -> int:
    places = [place for place in range(start + 1, len(title)) if width(title[start:place]) <= most]
    words = _words(title)
    costs = {
        place: _cost(title, start, place, wanted) - 6 * (place in seams) + 12 * (place in words)
        for place in places
    }
    return min(costs, key=lambda place: costs[place]) if costs else len(title)


def _cost(text: str, start: int, place: int, wanted: float) -> float:
    before, after = text[place - 1], text[place]
    cost = abs(width(text[start:place]) - wanted)
    if before in _AFTER and after not in _AFTER:
        cost -= 2.5
    elif after in _BEFORE and before not in _BEFORE:
        cost -= 1.5
    if _TOGETHER.match(before) and _TOGETHER.match(after):
        cost += 50
    if after in "，。；：、！？）》”〕" or before in "（《“〔":
        cost += 50
    for opening, closing in ("《》", "（）"):
        if text.count(opening, 0, place) > text.count(closing, 0, place):
            cost += 8
    return cost
