"""A PDF says the same on every machine, whatever fonts it has; what its own fonts do not tell is said."""

from collections.abc import Callable, Mapping, Sequence
from ctypes import c_char_p, c_void_p, cast, memmove

import pypdfium2
import pytest
from pypdfium2 import raw
from tests.importers.makers import pdf, simple, stream, truetype, type0, written

from duban.errors import Level
from duban.importers.formats.blocks import Document, Paragraph
from duban.importers.formats.detect import read_blocks
from duban.importers.formats.pdf.characters import Character, characters_of, forget_fonts
from duban.importers.read_document import read_document

TASK = "1.修建公园，于2026年9月底前建成。（县住建局）"
NUMBERS = {character: number for number, character in enumerate(dict.fromkeys(TASK), 40)}
NAMED = {number: character for character, number in NUMBERS.items()}
PICTURES = truetype(max(NAMED) + 1)
BLANK = truetype(max(NAMED) + 1, drawn=False)
WIDE = TASK.translate({place: place + 0xFEE0 for place in range(0x21, 0x7F)})
Font = Sequence[bytes]


def numbered(size: int) -> Callable[[str], bytes]:
    return lambda text: b"".join(NUMBERS[character].to_bytes(size, "big") for character in text)


def differences(name: Callable[[int, str], str]) -> bytes:
    names = " ".join(f"{number} /{name(number, character)}" for number, character in NAMED.items())
    return f"/Encoding << /Differences [{names}] >>".encode()


def identity(
    named: Mapping[int, str] | None = None, *, file: bytes = b"", ordering: str = "Identity"
) -> Font:
    return type0("Identity-H", ordering, name=b"ABCDEF+FangSong", named=named, file=file)


def encoded(encoding: str) -> Callable[[str], bytes]:
    return lambda text: text.encode(encoding)


READABLE: Mapping[str, tuple[Font, Callable[[str], bytes], str]] = {
    "UniGB-UCS2-H": (type0(), encoded("utf-16-be"), TASK),
    "UniGB-UTF16-H": (type0("UniGB-UTF16-H"), encoded("utf-16-be"), TASK),
    "GBK-EUC-H": (type0("GBK-EUC-H", name=b"SimSun"), encoded("gbk"), WIDE),
    "GBKp-EUC-H": (type0("GBKp-EUC-H"), encoded("gbk"), WIDE),
    "GBK2K-H": (type0("GBK2K-H"), encoded("gb18030"), WIDE),
    "GB-EUC-H": (type0("GB-EUC-H"), encoded("gb2312"), WIDE),
    "GBpc-EUC-H": (type0("GBpc-EUC-H"), encoded("gb2312"), WIDE),
    "Identity-H, named": (identity(NAMED), numbered(2), TASK),
    "Identity-H, a western name": (
        type0("Identity-H", "Identity", name=b"ArialMT", named=NAMED),
        numbered(2),
        TASK,
    ),
    "Identity-H, embedded and named": (identity(NAMED, file=PICTURES), numbered(2), TASK),
    "Identity-H, embedded without pictures": (identity(NAMED, file=BLANK), numbered(2), TASK),
    "Identity-H, embedded and broken": (identity(NAMED, file=b"no font" * 9), numbered(2), TASK),
    "Type1 with the names of characters": (
        simple("Type1", words=differences(lambda _, character: f"uni{ord(character):04X}")),
        numbered(1),
        TASK,
    ),
    "TrueType of single bytes": (
        simple(words=b"/Encoding /WinAnsiEncoding"),
        encoded("ascii"),
        "1.PM2.5<=35,2026-09",
    ),
    "TrueType that says nothing": (simple(), encoded("ascii"), "1.PM2.5<=35,2026-09"),
    "embedded, of single bytes": (
        simple(words=b"/Encoding /WinAnsiEncoding", file=truetype(127)),
        encoded("ascii"),
        "1.PM2.5<=35,2026-09",
    ),
    "Type1 that every reader has": (simple("Type1", name=b"Times-Roman"), encoded("ascii"), "2026-09-30"),
}


def page_of(text: str, code: Callable[[str], bytes]) -> str:
    """A line in one piece, the same in single characters, again in one piece and the same below, and set upright."""
    alone = "".join(written(60 + 12 * place, 660, code(one)) for place, one in enumerate(text))
    upright = f"BT /F1 12 Tf 0 1 -1 0 40 100 Tm <{code(text).hex()}> Tj ET\n"
    return (
        written(60, 700, code(text))
        + alone
        + written(60, 620, code(text))
        + written(60, 604, code(text))
        + upright
    )


def where(characters: Sequence[Character]) -> list[tuple[str, int, int]]:
    return [(text, round(left), round(middle)) for text, left, middle, _, _ in characters]


def read(data: bytes) -> list[Character]:
    forget_fonts()
    with pypdfium2.PdfDocument(data) as document:
        found, unreadable = characters_of(document[0])
    assert not unreadable
    return found


def expected(text: str) -> list[tuple[str, int, int]]:
    level = [(one, 60 + 12 * place, y + 4) for y in (700, 660, 620, 604) for place, one in enumerate(text)]
    return level + [(one, 30, 106 + 12 * place) for place, one in enumerate(text)]


@pytest.mark.parametrize("kind", READABLE)
def test_text_stands_where_the_file_says(kind: str) -> None:
    font, code, text = READABLE[kind]
    assert where(read(pdf([page_of(text, code)], font))) == expected(text)


class Offered:
    """The one font of a machine, for every name; `asked` are the names that PDFium asked it for."""

    def __init__(self, file: bytes) -> None:
        self.asked: list[bytes] = []
        self.file = file
        kinds = dict(raw.FPDF_SYSFONTINFO._fields_)
        self.calls = (kinds["MapFont"](self.map_font), kinds["GetFontData"](self.font_data))
        self.info = raw.FPDF_SYSFONTINFO(version=1, MapFont=self.calls[0], GetFontData=self.calls[1])
        raw.FPDF_SetSystemFontInfo(self.info)

    def map_font(self, *asked: object) -> int:
        self.asked.append(cast(asked[5], c_char_p).value or b"")  # type: ignore[arg-type]
        return 1

    def font_data(self, _: object, __: object, table: int, buffer: c_void_p, size: int) -> int:
        if not table and size >= len(self.file):
            memmove(buffer, self.file, len(self.file))
        return 0 if table else len(self.file)


@pytest.mark.parametrize("offered", [PICTURES, BLANK, b""], ids=["pictures", "blanks", "nothing"])
@pytest.mark.parametrize("kind", ["UniGB-UCS2-H", "Identity-H, named", "TrueType of single bytes"])
def test_no_font_of_the_machine_is_asked(kind: str, offered: bytes) -> None:
    font, code, text = READABLE[kind]
    data = pdf([page_of(text, code)], font)
    machine = Offered(offered)
    with pypdfium2.PdfDocument(data) as document:
        document[0].get_textpage().close()
    assert machine.asked
    machine.asked.clear()
    assert where(read(data)) == expected(text)
    assert machine.asked == []


def test_widths_are_those_of_the_file() -> None:
    font = type0(widths=b"/W [1 95 500]")
    page = (
        written(60, 700, "2026年9月")
        + written(60, 660, "2026年")
        + written(96, 660, "9")
        + written(102, 660, "月")
    )
    places = [("2", 60), ("0", 66), ("2", 72), ("6", 78), ("年", 84), ("9", 96), ("月", 102)]
    assert where(read(pdf([page], font))) == [(one, left, y) for y in (704, 664) for one, left in places]


def test_a_character_without_width_is_as_wide_as_high() -> None:
    font = [part.replace(b"/DW 1000", b"/DW 0") for part in type0()]
    page = "".join(written(60 + 12 * place, 700, one) for place, one in enumerate("修建公园"))
    page += "BT /F1 1 Tf 12 0 0 12 60 660 Tm <5e74> Tj ET\nBT /F1 0 Tf 60 600 Td <5e74> Tj ET\n"
    found = read(pdf([page], font))
    assert where(found) == [*expected("修建公园")[:4], ("年", 60, 664)]
    assert {(round(right - left), round(size)) for _, left, _, right, size in found} == {(12, 12)}


def test_what_is_printed_twice_to_look_bold_is_read_once() -> None:
    page = written(60, 700, "修建公园") + written(60.3, 701.5, "修建公园")
    assert "".join(text for text, *_ in read(pdf([page]))) == "修建公园"


def test_a_text_in_a_form_within_a_form_is_read() -> None:
    form = "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> /XObject << {} >> >>"
    inner, outer = (form.format(name).encode() for name in ("", "/X 7 0 R"))
    font = [*type0(), stream(written(60, 700, "年").encode(), inner), stream(b"/X Do", outer)]
    data = pdf(["/X Do"], font).replace(
        b"/F1 3 0 R >> >> /Contents", b"/F1 3 0 R >> /XObject << /X 8 0 R >> >> /Contents"
    )
    assert where(read(data)) == [("年", 60, 704)]


def test_a_rare_character_of_two_halves_is_one() -> None:
    font = identity({**NAMED, NUMBERS["园"]: "\U00020000"}, file=PICTURES)
    assert read_blocks(pdf([written(60, 700, numbered(2)(TASK))], font), "x.pdf").blocks == (
        Paragraph(TASK.replace("园", "\U00020000"), "第1页"),
    )


TYPE3 = (
    b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0] /CharProcs << /a 4 0 R >>"
    b" /Encoding << /Differences [1 /a /a /a] >> /FirstChar 1 /LastChar 3 /Widths [1000 1000 1000] >>"
)
TYPE3_PICTURE = stream(b"1000 0 0 0 900 900 d1 0 0 900 900 re f")
ONLY_PICTURES = "只带字形，没有写明是哪些字"
NOT_HELD = "没有嵌入，也没有写明是哪些字"
UNREADABLE: Mapping[str, tuple[Font, bytes, str, str]] = {
    "not embedded": (identity(), numbered(2)(TASK), "字体“FangSong”", NOT_HELD),
    "embedded": (identity(file=PICTURES), numbered(2)(TASK), "字体“FangSong”", ONLY_PICTURES),
    "embedded, numbered from one": (
        identity(file=PICTURES),
        bytes(number for one in range(1, 24) for number in (0, one)),
        "字体“FangSong”",
        ONLY_PICTURES,
    ),
    "a table for other fonts": (
        type0("UniGB-UTF32-H"),
        TASK.encode("utf-32-be"),
        "字体“STSong-Light”",
        NOT_HELD,
    ),
    "TrueType that numbers its pictures": (
        simple(name=b"#CB#CE#CC#E5", file=truetype(60, mac=True)),
        bytes((*range(20, 32), *range(33, 44))),
        "字体“宋体”",
        ONLY_PICTURES,
    ),
    "TrueType without any table": (
        simple(file=truetype(60)),
        bytes(range(1, 24)),
        "字体“SimSun”",
        ONLY_PICTURES,
    ),
    "Type1 whose names are numbers": (
        simple("Type1", words=differences(lambda number, _: f"G{number}")),
        numbered(1)(TASK),
        "字体“SimSun”",
        NOT_HELD,
    ),
    "Type3": ((TYPE3, TYPE3_PICTURE), bytes((1, 2, 3, 1, 2, 3)), "没有名字的字体", ONLY_PICTURES),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_font_that_does_not_name_its_characters_is_told(kind: str) -> None:
    font, codes, name, why = UNREADABLE[kind]
    (problem,) = read_blocks(pdf([written(60, 700, codes)], font), "x.pdf").problems
    count = len(codes) // (4 if b"UTF32" in font[0] else 2 if b"Type0" in font[0] else 1)
    assert (problem.level, problem.code) == (Level.ERROR, "unreadable-characters")
    assert problem.message == f"第 1 页的字大多读不出来（{count} 个），没有读：{name}{why}。"
    assert problem.advice == "请导入原来的 Word 等电子版；没有的，先做文字识别（OCR），校对后再导入。"


HOLE = {number: character for number, character in NAMED.items() if character != "园"}


@pytest.mark.parametrize(
    "named",
    [HOLE, *({**HOLE, NUMBERS["园"]: sign} for sign in ("\0", "\ufffd", "\ue000", "\uf8ff", "\U000f0001"))],
    ids=["none", "zero", "unknown", "its own", "the last of its own", "its own, far off"],
)
def test_a_character_that_cannot_be_read_is_marked(named: Mapping[int, str]) -> None:
    line = written(60, 700, numbered(2)(TASK))
    imported = read_document(pdf([line, line], identity(named, file=PICTURES)), "x.pdf")
    assert [draft.title for draft in imported.drafts] == ["修建公\ufffd，于2026年9月底前建成"] * 2
    assert [(problem.level, problem.message) for problem in imported.problems] == [
        (Level.NOTICE, f"第 1、2 页有 2 个字读不出来，写作“\ufffd”：字体“FangSong”{ONLY_PICTURES}。")
    ]
    assert imported.drafts[0].troubles[-1].message == "有读不出来的字，写作“\ufffd”，请对照原文补上"


def test_a_page_that_cannot_be_read_is_told_and_the_others_are_read() -> None:
    unnamed = b"".join(number.to_bytes(2, "big") for number in range(100, 120))
    pages = [written(60, 700, codes) for codes in (numbered(2)(TASK), unnamed)]
    document: Document = read_blocks(pdf(pages, identity(NAMED, file=truetype(120))), "x.pdf")
    assert document.blocks == (Paragraph(TASK, "第1页"),)
    assert [(problem.level, problem.message) for problem in document.problems] == [
        (Level.NOTICE, f"第 2 页的字大多读不出来（20 个），没有读：字体“FangSong”{ONLY_PICTURES}。")
    ]


def test_the_mark_of_a_symbol_font_stays() -> None:
    line = written(60, 700, numbered(2)(TASK))
    (block,) = read_blocks(
        pdf([line], identity({**HOLE, NUMBERS["园"]: "\uf0b7"}, file=PICTURES)), "x.pdf"
    ).blocks
    assert isinstance(block, Paragraph)
    assert block.text == TASK.replace("园", "\uf0b7")


def test_a_font_of_which_much_is_named_is_read_where_it_is() -> None:
    unnamed = b"".join(number.to_bytes(2, "big") for number in range(1, 11))
    page = written(60, 700, numbered(2)(TASK)) + written(60, 660, unnamed)
    (task, rest) = read_blocks(pdf([page], identity(NAMED, file=PICTURES)), "x.pdf").blocks
    assert task == Paragraph(TASK, "第1页")
    assert rest == Paragraph("\ufffd" * 10, "第1页")
