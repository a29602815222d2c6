"""Documents made on the spot: a PDF with a Chinese text layer and ruled tables, a Word file, zips of any parts."""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from docx import Document

_DESCRIPTOR = (
    b"<< /Type /FontDescriptor /FontName /%b /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800"
    b" /Descent -200 /CapHeight 700 /StemV 80 %b >>"
)


def stream(data: bytes, words: bytes = b"") -> bytes:
    """An object that is a stream of bytes."""
    return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (words, len(data), data)


def type0(
    encoding: str = "UniGB-UCS2-H",
    ordering: str = "GB1",
    *,
    name: bytes = b"STSong-Light",
    named: Mapping[int, str] | None = None,
    file: bytes = b"",
    widths: bytes = b"",
) -> list[bytes]:
    """A font of many characters as objects from number 3 on: `named` is its ToUnicode table, `file` its pictures."""
    kind = b"2 /CIDToGIDMap /Identity" if file else b"0"
    font = [
        b"<< /Type /Font /Subtype /Type0 /BaseFont /%b /Encoding /%b /DescendantFonts [4 0 R] %b >>"
        % (name, encoding.encode(), b"/ToUnicode 6 0 R" if named is not None else b""),
        b"<< /Type /Font /Subtype /CIDFontType%b /BaseFont /%b /CIDSystemInfo << /Registry (Adobe) /Ordering (%b)"
        b" /Supplement 4 >> /FontDescriptor 5 0 R /DW 1000 %b >>" % (kind, name, ordering.encode(), widths),
        _DESCRIPTOR % (name, b"/FontFile2 7 0 R" if file else b""),
        to_unicode(named or {}),
    ]
    return [*font, stream(file, b"/Length1 %d" % len(file))] if file else font


def simple(
    kind: str = "TrueType",
    *,
    name: bytes = b"SimSun",
    words: bytes = b"",
    file: bytes = b"",
    width: int = 1000,
) -> list[bytes]:
    """A font of 256 characters as objects from number 3 on; `words` stand in its dictionary."""
    font = [
        b"<< /Type /Font /Subtype /%b /BaseFont /%b /FirstChar 0 /LastChar 255 /Widths [%b] /FontDescriptor 4 0 R %b >>"
        % (kind.encode(), name, b"%d " % width * 256, words),
        _DESCRIPTOR % (name, b"/FontFile2 5 0 R" if file else b""),
    ]
    return [*font, stream(file, b"/Length1 %d" % len(file))] if file else font


def to_unicode(named: Mapping[int, str]) -> bytes:
    """The table that says which character each code of two bytes is."""
    rows = b"".join(
        b"1 beginbfchar\n<%04x> <%b>\nendbfchar\n" % (code, character.encode("utf-16-be").hex().encode())
        for code, character in named.items()
    )
    return stream(b"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n" + rows)


def truetype(count: int, *, drawn: bool = True, mac: bool = False) -> bytes:
    """A font of so many pictures, all the same box, or nothing; with `mac` single bytes are their numbers."""
    box = struct.pack(">5h H H 4B 8h", 1, 100, 0, 900, 800, 3, 0, *[1] * 4, 100, 800, 0, -800, 0, 0, 800, 0)
    box = box if drawn else b""
    codes = bytes(min(number, count - 1) for number in range(256))
    tables = {
        b"cmap": struct.pack(">HHHHL HHH", 0, 1, 1, 0, 12, 0, 262, 0) + codes,
        b"glyf": box * count or b"\0",
        b"head": struct.pack(
            ">4L 2H 16x 4h 5h", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, 1000, 0, -200, 1000, 900, 0, 8, 2, 1, 0
        ),
        b"hhea": struct.pack(">L 3h H 3h 3h 10x H", 0x10000, 900, -200, 0, 1000, 0, 0, 1000, 1, 0, 0, count),
        b"hmtx": struct.pack(">Hh", 1000, 100) * count,
        b"loca": b"".join(struct.pack(">L", len(box) * number) for number in range(count + 1)),
        b"maxp": struct.pack(">L 14H", 0x10000, count, 4, 1, 0, 0, 1, *[0] * 8),
    }
    if not mac:
        del tables[b"cmap"]
    head, body, place = struct.pack(">LHHHH", 0x10000, len(tables), 64, 2, 0), b"", 12 + 16 * len(tables)
    for name, table in tables.items():
        head += name + struct.pack(">LLL", 0, place + len(body), len(table))
        body += table + b"\0" * (-len(table) % 4)
    return head + body


def written(x: float, y: float, text: str | bytes) -> str:
    """The drawing of one line of text, or of the codes of one."""
    codes = text.encode("utf-16-be") if isinstance(text, str) else text
    return f"BT /F1 12 Tf {x} {y} Td <{codes.hex()}> Tj ET\n"


def printed(lines: Iterable[str], top: int = 780) -> str:
    """The drawing of lines under one another."""
    return "".join(written(60, top - 20 * place, line) for place, line in enumerate(lines))


def ruled(xs: Sequence[int], ys: Sequence[int], cells: Mapping[tuple[int, int], str]) -> str:
    """The drawing of a ruled table with texts in its cells (row, column)."""
    drawn = "".join(f"{xs[0]} {y} m {xs[-1]} {y} l S\n" for y in ys)
    drawn += "".join(f"{x} {ys[0]} m {x} {ys[-1]} l S\n" for x in xs)
    for (row, column), text in cells.items():
        for place, line in enumerate(text.split("\n")):
            drawn += written(xs[column] + 4, ys[row] - 16 - 15 * place, line)
    return drawn


def pdf(pages: Iterable[str], font: Sequence[bytes] = ()) -> bytes:
    """A PDF of these drawings, one a page, in one font; without any, in one that the file does not hold."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", *(font or type0())]
    kids = []
    for page in pages:
        content = page.encode("latin-1")
        objects.append(stream(content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
            b" /Contents %d 0 R >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    data, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        data
        + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        + table
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(data))
    )


def docx(*blocks: str | Sequence[Sequence[str]], title: str = "") -> bytes:
    """A Word document of paragraphs and tables; a cell `<` goes on the cell to its left, `^` the one above."""
    document = Document()
    document.core_properties.title = title
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(rows=len(block), cols=len(block[0]))
        for row, texts in enumerate(block):
            for column, text in enumerate(texts):
                if text not in {"<", "^"}:
                    table.cell(row, column).text = text
        for row, texts in enumerate(block):
            for column, text in enumerate(texts):
                if text == "<":
                    table.cell(row, column - 1).merge(table.cell(row, column))
                elif text == "^":
                    table.cell(row - 1, column).merge(table.cell(row, column))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def with_parts(data: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """A zip with some parts put in or replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**held, **parts})
