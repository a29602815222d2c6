"""Writes official documents of about fifty pages as text, Word, web page and PDF: the same words each time."""

import zipfile
from pathlib import Path

SECTIONS, ITEMS = 10, 11
LINES_A_PAGE, CHARACTERS_A_LINE = 22, 28
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_UNITS = (
    "市发展改革委",
    "市财政局",
    "市教育局",
    "市住房城乡建设局",
    "市交通运输局",
    "市水务局",
    "市农业农村局",
)
_NUMERALS = "一二三四五六七八九十"
_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
    (
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe)"
        b" /Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R /DW 1000 >>"
    ),
    (
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0"
        b" /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>"
    ),
)


def paragraphs() -> list[str]:
    """The document: ten sections of eleven items, each with a bracket of units and a deadline."""
    lines = [
        "某市人民政府关于2026年重点工作的实施意见",
        "某政发〔2026〕1号",
        "各区县人民政府，市政府各部门：",
    ]
    for section in range(SECTIONS):
        lines.append(f"{_NUMERALS[section]}、推进第{_NUMERALS[section]}类工作")
        for item in range(1, ITEMS + 1):
            lead, beside = _UNITS[item % len(_UNITS)], _UNITS[(item + 2) % len(_UNITS)]
            body = "坚持问题导向，健全工作机制，明确责任分工，强化督促检查，确保各项任务落到实处。" * 5
            month = item % 12 + 1
            lines.append(
                f"{item}.做好第{item}项重点工作。{body}新建设施{item}座，{month}月底前完成。"
                f"（{lead}牵头，{beside}、各区县人民政府按职责分工负责）"
            )
    return [*lines, "某市人民政府", "2026年1月1日"]


def write_papers(folder: Path) -> dict[str, Path]:
    """The document in each format, by the name of the format."""
    lines = paragraphs()
    printed = [
        line[start : start + CHARACTERS_A_LINE]
        for line in lines
        for start in range(0, len(line), CHARACTERS_A_LINE)
    ]
    pages = [printed[start : start + LINES_A_PAGE] for start in range(0, len(printed), LINES_A_PAGE)]
    files = {kind: folder / f"paper.{kind}" for kind in ("txt", "docx", "html", "pdf")}
    files["txt"].write_text("\n".join(lines), "utf-8")
    body = "".join(f"<p>{line}</p>" for line in lines)
    files["html"].write_text(f"<html><meta charset='utf-8'><body>{body}</body></html>", "utf-8")
    words = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    with zipfile.ZipFile(files["docx"], "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{_W}"><w:body>{words}</w:body></w:document>'
        )
    files["pdf"].write_bytes(_pdf(pages))
    return files


def _pdf(pages: list[list[str]]) -> bytes:
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", *_FONT]
    kids = []
    for page in pages:
        content = "".join(
            f"BT /F1 16 Tf 70 {760 - 30 * place} Td <{line.encode('utf-16-be').hex()}> Tj ET\n"
            for place, line in enumerate(page)
        ).encode()
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
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(data))
    return data + head + table + tail
