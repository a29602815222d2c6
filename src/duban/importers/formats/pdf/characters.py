"""The characters of a PDF page with their positions: the same from the same file on every machine.

Position and width come from the file's own tables, never from fonts of the machine. A character that the file does
not identify is reported, not guessed.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from ctypes import c_double, c_float, c_void_p, cast, create_string_buffer
from dataclasses import dataclass
from math import hypot, pi
from typing import Any
from unicodedata import east_asian_width

from duban.core.model.folding import plain
from duban.importers.grammar.normalize import UNREADABLE, clean

Page = Any  # pypdfium2 carries no types
Character = tuple[str, float, float, float, float]
"""What is printed, its left side, its middle height, its right side, its size."""
Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""
MOST_CHARACTERS = 60_000
"""How many characters of a page are read: more than any document prints on one."""
_ASLANT = 0.1
_SPACE = 0x20
_BLANKS = frozenset({_SPACE, 0xA0, 0x3000, 0xFFFE})
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
_HALVES = range(_HIGH.start, _LOW.stop)
# What a font keeps for itself names no character, but for the marks of symbol fonts and the blank of GBK texts.
_MARKS = frozenset({*range(0xF000, 0xF100), 0xE5E5})
_PRIVATE = frozenset(range(0xE000, 0xF900)) - _MARKS
_NO_CHARACTERS = _PRIVATE | frozenset({*_HALVES, 0xFFFD})
_PRIVATE_PLANES = 0xF0000
_UNSEEN = frozenset({0, 1, 2, 3, 9, 10, 13, _SPACE})
_WIDE = ("W", "F")
_CHINESE, _MANY_NUMBERS = range(0x3400, 0xA000), 6
_FLAT, _BODY, _PAINTED = 0.01, 0.6, 0.01
_NAME_BYTES, _LONGEST_NAME = 400, 60


@dataclass(frozen=True, slots=True)
class Font:
    """A font: its name, and whether the file embeds its glyphs."""

    name: str
    embedded: bool


def forget_fonts() -> None:
    """Stop PDFium from using fonts of this machine, from now on."""
    import pypdfium2.raw as pdfium

    pdfium.FPDF_SetSystemFontInfo(None)


def turned(box: Box, page: Page) -> Box:
    """A box in the coordinates of the page as it is shown: landscape pages are often stored upright and rotated."""
    rotation, (width, height) = page.get_rotation(), page.get_size()
    left, bottom, right, top = box
    match rotation:
        case 90:
            return bottom, height - right, top, height - left
        case 180:
            return width - right, height - top, width - left, height - bottom
        case 270:
            return width - top, left, width - bottom, right
        case _:
            return box


class TooManyCharactersError(Exception):
    """A page with more than `MOST_CHARACTERS`."""


def characters_of(page: Page) -> tuple[list[Character], Counter[Font]]:
    """The printed characters of a page, and how many of each font cannot be read; slanted text is a watermark.

    Text that is printed but not visible (clipped, on a layer that is off, white, behind a box) is read too, so that
    nothing is lost. Raises TooManyCharactersError.
    """
    import pypdfium2.raw as pdfium

    _give_bodies(page)
    text_page = page.get_textpage()
    raw, box, page_is_turned = text_page.raw, pdfium.FS_RECTF(), page.get_rotation() != 0
    code_at, is_unnamed = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_HasUnicodeMapError
    box_at, angle_at = pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetCharAngle
    found: list[Character] = []
    places: list[tuple[int, int]] = []
    if (count := text_page.count_chars()) > MOST_CHARACTERS:
        raise TooManyCharactersError
    for place in range(count):
        code = code_at(raw, place)
        if code in _HALVES:
            code = _whole(code_at(raw, place - 1), code, code_at(raw, place + 1))
        if code in _BLANKS:
            continue
        readable = (
            _SPACE < code < _PRIVATE_PLANES and code not in _NO_CHARACTERS and not is_unnamed(raw, place)
        )
        if not (readable or _is_printed(raw, place, code)) or not box_at(raw, place, box):
            continue
        if abs((angle_at(raw, place) + pi / 4) % (pi / 2) - pi / 4) > _ASLANT:
            continue
        if box.right <= box.left and east_asian_width(chr(code)) in _WIDE:
            _give_width(raw, place, box)
        left, bottom, right, top = box.left, box.bottom, box.right, box.top
        if page_is_turned:
            left, bottom, right, top = turned((left, bottom, right, top), page)
        if right > left:
            character = plain(chr(code)) if readable else UNREADABLE
            found.append((character, left, (bottom + top) / 2, right, top - bottom))
            places.append((place, code))
    unreadable = _unreadable(raw, found, places) if any(one[0] == UNREADABLE for one in found) else Counter()
    text_page.close()
    return found, unreadable


def _give_bodies(page: Page) -> None:
    """Draw an outline round each text whose font has no glyphs.

    Otherwise PDFium leaves out text of height zero that stands alone, upright, or the same as the line above.
    """
    import pypdfium2.raw as pdfium

    matrix, size = pdfium.FS_MATRIX(), c_float()
    left, bottom, right, top = (c_float() for _ in range(4))
    for item in _texts(page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject):
        pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
        if right.value - left.value >= _FLAT and top.value - bottom.value >= _FLAT:
            continue
        pdfium.FPDFPageObj_GetMatrix(item, matrix)
        pdfium.FPDFTextObj_GetFontSize(item, size)
        pdfium.FPDFPageObj_SetStrokeWidth(item, _BODY * abs(size.value) * hypot(matrix.c, matrix.d))
        pdfium.FPDFTextObj_SetTextRenderMode(item, pdfium.FPDF_TEXTRENDERMODE_STROKE)
        pdfium.FPDFPageObj_SetMatrix(item, matrix)  # makes PDFium measure it again


def _texts(holder: Any, count: Callable[[Any], int], get: Callable[[Any, int], Any]) -> Iterator[Any]:  # noqa: ANN401 -- pointers
    """The text objects of a page or of a form, and of the forms within."""
    import pypdfium2.raw as pdfium

    kind_of = pdfium.FPDFPageObj_GetType
    for place in range(count(holder)):
        item = get(holder, place)
        kind = kind_of(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            yield item
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            yield from _texts(item, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject)


def _whole(before: int, code: int, after: int) -> int:
    """Joins the two surrogate halves of a rare character at its first half; the second becomes a blank."""
    if code in _HIGH and after in _LOW:
        return 0x10000 + ((code - _HIGH.start) << 10) + after - _LOW.start
    return _SPACE if code in _LOW and before in _HIGH else code


def _give_width(raw: Any, place: int, box: Any) -> None:  # noqa: ANN401 -- pointers
    """Make a character that the file gives no width as wide as it is high."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(raw, place, matrix)
    side = abs(pdfium.FPDFText_GetFontSize(raw, place)) * hypot(matrix.c, matrix.d)
    box.right, box.bottom, box.top = box.left + side, box.bottom - side / 5, box.bottom + side * 4 / 5


def _is_printed(raw: Any, place: int, code: int) -> bool:  # noqa: ANN401 -- a pointer
    """Whether an unreadable character leaves a visible mark; one of a font that is not embedded is taken to."""
    import pypdfium2.raw as pdfium

    item = pdfium.FPDFText_GetTextObject(raw, place)
    if not item or pdfium.FPDFText_IsGenerated(raw, place) or pdfium.FPDFText_IsHyphen(raw, place):
        return False
    sides = [c_double() for _ in range(4)]
    pdfium.FPDFText_GetCharBox(raw, place, *sides)
    left, right, bottom, top = (side.value for side in sides)
    flat, long = sorted((abs(right - left), abs(top - bottom)))
    held = pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(item)) == 1
    return flat > _PAINTED * long if held else code not in _UNSEEN


def _unreadable(raw: Any, found: list[Character], places: list[tuple[int, int]]) -> Counter[Font]:  # noqa: ANN401 -- a pointer
    """How many characters of each font cannot be read.

    A font that uses many control codes and no Chinese merely numbers its glyphs: its !"# are no text either, and are
    marked unreadable here.
    """
    import pypdfium2.raw as pdfium

    fonts = [pdfium.FPDFTextObj_GetFont(pdfium.FPDFText_GetTextObject(raw, place)) for place, _ in places]
    keys = [cast(font, c_void_p).value for font in fonts]
    codes = {(key, code) for key, (_, code) in zip(keys, places, strict=True)}
    numbers = Counter(key for key, code in codes if code < _SPACE)
    chinese = {key for key, code in codes if code in _CHINESE}
    for place, (key, one) in enumerate(zip(keys, found, strict=True)):
        if numbers[key] >= _MANY_NUMBERS and key not in chinese:
            found[place] = (UNREADABLE, *one[1:])
    names = {key: _named(font) for key, font in zip(keys, fonts, strict=True)}
    return Counter(names[key] for key, one in zip(keys, found, strict=True) if one[0] == UNREADABLE)


def _named(font: Any) -> Font:  # noqa: ANN401 -- a pointer
    import pypdfium2.raw as pdfium

    buffer = create_string_buffer(_NAME_BYTES)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, _NAME_BYTES)
    try:
        name = buffer.value.decode("utf-8")
    except UnicodeDecodeError:
        name = buffer.value.decode("gb18030", "replace")
    return Font(clean(name).rpartition("+")[2][:_LONGEST_NAME], pdfium.FPDFFont_GetIsEmbedded(font) == 1)
