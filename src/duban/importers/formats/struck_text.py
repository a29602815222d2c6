"""Removes struck-through text from the cells of a workbook; the notice about it for any document.

On paper lists a struck-out row is a deleted row, and it is read so. Conditional formats do not count.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from duban.errors import Place, Problem
from duban.importers.formats.grid import Grid, some_of
from duban.importers.grammar.normalize import one_line

Piece = tuple[str, bool | None]
"""A run of text in one format, and whether it is struck through; None: as its cell is."""
WHOLE: tuple[Piece, ...] = (("", True),)
"""Stands for the text of a cell that is struck through as a whole, whatever it holds."""
_STYLES, _STRINGS = "xl/styles.xml", "xl/sharedStrings.xml"
OFF = frozenset({"0", "false", "off"})
_EXCERPT = 20


@dataclass(frozen=True, slots=True)
class Strikes:
    """Which cell formats strike through, and which shared strings have several formats, by their numbers."""

    formats: frozenset[int] = frozenset()
    strings: Mapping[int, tuple[Piece, ...]] = field(default_factory=dict)

    def of(self, cell: Element) -> tuple[Piece, ...] | None:
        """The pieces of a cell, some of them struck through; `WHOLE` if all are; None if none is."""
        crossed = bool(self.formats) and int(cell.get("s") or 0) in self.formats
        kind = cell.get("t")
        pieces: tuple[Piece, ...] | None = None
        if kind == "s" and self.strings:
            pieces = self.strings.get(int(_said(cell, "v") or -1))
        elif kind == "inlineStr":
            inline = next((child for child in cell if _tag(child) == "is"), None)
            pieces = _pieces(inline) if inline is not None else None
        if pieces is None:
            return WHOLE if crossed else None
        told = tuple((text, crossed if struck is None else struck) for text, struck in pieces)
        return told if any(struck for _, struck in told) else None


def find_strikes(archive: zipfile.ZipFile) -> Strikes:
    """The strike-through formats of a workbook; parts without any are not parsed."""
    names = set(archive.namelist())
    styles, strings = (archive.read(name) if name in names else b"" for name in (_STYLES, _STRINGS))
    formats = _formats(styles) if b"strike" in styles else frozenset()
    wanted = bool(strings) and (bool(formats) or b"strike" in strings)
    return Strikes(formats, _strings(strings) if wanted else {})


def _formats(data: bytes) -> frozenset[int]:
    from openpyxl.xml.functions import fromstring

    root = fromstring(data)
    parts = {_tag(part): part for part in root}
    crossed = {place for place, font in enumerate(parts.get("fonts", ())) if _is_struck(font)}
    return frozenset(
        place
        for place, form in enumerate(parts.get("cellXfs", ()))
        if int(form.get("fontId") or 0) in crossed
    )


def _strings(data: bytes) -> dict[int, tuple[Piece, ...]]:
    from openpyxl.xml.functions import iterparse

    found: dict[int, tuple[Piece, ...]] = {}
    place = 0
    for _, element in iterparse(io.BytesIO(data)):
        if _tag(element) == "si":
            if (pieces := _pieces(element)) is not None:
                found[place] = pieces
            place += 1
            element.clear()
    return found


def _pieces(text: Element) -> tuple[Piece, ...] | None:
    """The runs of a rich text; None where it is a plain one."""
    pieces: list[Piece] = []
    for run in (child for child in text if _tag(child) == "r"):
        form = next((child for child in run if _tag(child) == "rPr"), None)
        said = _said(run, "t").replace("x005F_", "")
        pieces.append((said, None if form is None else _is_struck(form)))
    return tuple(pieces) or None


def _is_struck(form: Element) -> bool:
    mark = next((child for child in form if _tag(child) == "strike"), None)
    return mark is not None and mark.get("val", "1").lower() not in OFF


def _said(element: Element, tag: str) -> str:
    return next((child.text or "" for child in element if _tag(child) == tag), "")


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def struck_rows(grid: Grid, texts: Iterable[tuple[int, str]], gone: Sequence[int]) -> tuple[Problem, ...]:
    """The notice for a sheet: its struck-through texts by row, and the rows left empty; none if there are none."""
    told = [f"第{row}行{_short(text)}" for row, text in texts if row not in gone]
    told += [f"第{row}行整行" for row in gone]
    return (_notice(grid.place(), told),) if told else ()


def struck_notice(name: str, texts: Iterable[str]) -> Problem:
    """The notice for a document of running text: its struck-through texts."""
    return _notice(Place(name), [_short(text) for text in texts])


def _notice(place: Place, told: Sequence[str]) -> Problem:
    message = f"有划了删除线的文字，当作已经删去，没有读：{some_of(told)}。"
    return Problem.notice("struck-text", message, "没有作废的，请去掉删除线再导入。", place)


def _short(text: str) -> str:
    flat = one_line(text)
    return f"“{flat if len(flat) <= _EXCERPT else flat[: _EXCERPT - 1] + '…'}”"
