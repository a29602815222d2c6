"""Documents made on the spot: a PDF with a Chinese text layer and ruled tables, a Word file, zips of any parts."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from docx import Document

_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
    (
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1)"
        b" /Supplement 4 >> /FontDescriptor 5 0 R /DW 1000 >>"
    ),
    (
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800"
        b" /Descent -200 /CapHeight 700 /StemV 80 >>"
    ),
)


def written(x: float, y: float, text: str) -> str:
    """The drawing of one line of text."""
    return f"BT /F1 12 Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"


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


def pdf(pages: Iterable[str]) -> bytes:
    """A PDF of these drawings, one a page."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", *_FONT]
    kids = []
    for page in pages:
        content = page.encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
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
