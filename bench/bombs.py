"""Files that are small on disk and large to read, and honest large ones; run as a program, imports each and measures.

    .venv/bin/python -m bench.bombs [WORD ...]

The memory is that of duban and its child together, looked at every 20 ms; a page that both share counts twice.
"""

import io
import os
import resource
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.papers import paragraphs

HEAD = ("序号", "工作任务", "责任单位", "完成时限")
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    data, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(data))
    return data + head + table + end


def stream(content: bytes, entries: bytes = b"", *, times: int = 1) -> bytes:
    """A stream of a PDF, deflated so many times."""
    for _ in range(times):
        content = zlib.compress(content, 9)
    filters = b" ".join([b"/FlateDecode"] * times)
    return b"<< %s /Filter [%s] /Length %d >>\nstream\n%s\nendstream" % (
        entries,
        filters,
        len(content),
        content,
    )


def page_of(content: bytes, resources: bytes = b"/Font << /F1 4 0 R >>", *more: bytes) -> bytes:
    """A PDF of one page: objects 4 and 5 are its font and its content, `more` are 6 and on."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << %s >> /Contents 5 0 R >>"
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return pdf(b"<< /Type /Catalog /Pages 2 0 R >>", pages, page % resources, _FONT, content, *more)


def nested_forms(depth: int = 11, wide: int = 10) -> bytes:
    """Drawings that each draw the next ten times."""
    head = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842]"
    head += b" /Resources << /Font << /F1 4 0 R >> /XObject << /X %d 0 R >> >>"
    forms = [stream(b"/X Do " * wide, head % (7 + level)) for level in range(depth - 1)]
    forms.append(stream(b"BT /F1 9 Tf 9 9 Td (a) Tj ET " * wide, head % 6))
    return page_of(stream(b"/X Do " * wide), b"/XObject << /X 6 0 R >>", *forms)


def double_flate(size: int = 900_000_000) -> bytes:
    """A page of blanks, deflated twice: a thousandth of a thousandth."""
    packer = zlib.compressobj(9)
    blanks = b" " * 1_000_000
    first, again = (packer.compress(blanks) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    once = first + again * (size // len(blanks) - 1) + packer.flush()
    twice = zlib.compress(once, 9)
    head = b"<< /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%s\nendstream"
    return page_of(head % (len(twice), twice))


def long_tounicode(length: int = 3_500_000) -> bytes:
    """A font whose map of characters gives each of its codes a text that never ends."""
    cmap = b"begincmap\n1 beginbfrange\n<0000> <FFFF> <" + b"4E00" * length + b">\nendbfrange endcmap"
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H"
    font += b" /ToUnicode 7 0 R /DescendantFonts [8 0 R] >>"
    system = b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    below = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A %s >>" % system
    text = stream(b"BT /F1 9 Tf 9 9 Td <4E004E01> Tj ET")
    return page_of(text, b"/Font << /F1 6 0 R >>", font, stream(cmap), below)


def many_operators(count: int = 2_000_000) -> bytes:
    """Two million texts of one letter each on a page."""
    return page_of(stream(b"BT /F1 9 Tf 9 9 Td " + b"1 0 Td (a) Tj " * count + b"ET"))


def many_pages(count: int) -> bytes:
    """An honest document of so many pages, twenty lines each, as text of a Chinese font."""
    lines = paragraphs()
    pages, objects = [], [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects += [
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        (
            b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe)"
            b" /Ordering (GB1) /Supplement 4 >> /DW 1000 >>"
        ),
    ]
    for number in range(count):
        text = "".join(lines[(number * 7 + place) % len(lines)] for place in range(5))
        rows = [text[start : start + 36] for start in range(0, 720, 36)]
        drawn = "".join(
            f"BT /F1 12 Tf 60 {780 - 30 * place} Td <{row.encode('utf-16-be').hex()}> Tj ET\n"
            for place, row in enumerate(rows)
        )
        objects.append(stream(drawn.encode()))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
            b" /Contents %d 0 R >>" % len(objects)
        )
        pages.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(pages), count)
    return pdf(*objects)


def xlsx(sheets: Iterable[tuple[str, int]], parts: Iterable[str], shared: Iterable[str] = ()) -> bytes:
    """A workbook: sheets by name and the number of their part, the parts' XML, shared texts."""
    named = list(sheets)
    inside = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'spreadsheetml.sheet.main+xml"/>'
            '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'spreadsheetml.sharedStrings+xml"/>'
            "</Types>"
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r" Type="{_RELATIONS}/officeDocument"'
            ' Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{_RELATIONS}"><sheets>'
            + "".join(
                f'<sheet name="{name}" sheetId="{number}" r:id="s{part}"/>'
                for number, (name, part) in enumerate(named, 1)
            )
            + "</sheets></workbook>"
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{SPREADSHEET}">' + "".join(shared) + "</sst>",
    }
    inside |= {f"xl/worksheets/sheet{number}.xml": part for number, part in enumerate(parts, 1)}
    inside["xl/_rels/workbook.xml.rels"] = (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="s{part}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{part}.xml"/>'
            for part in sorted({part for _, part in named})
        )
        + "</Relationships>"
    )
    return zipped(inside)


def zipped(parts: dict[str, str]) -> bytes:
    """A zip of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def row_xml(cells: Iterable[str], attributes: str = "") -> str:
    """A row of texts."""
    inside = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f"<row{attributes}>{inside}</row>"


def sheet_xml(rows: Iterable[str]) -> str:
    """A sheet of these rows."""
    data = f'<dimension ref="A1:D9"/><sheetData>{"".join(rows)}</sheetData>'
    return f'<worksheet xmlns="{SPREADSHEET}">{data}</worksheet>'


def tasks(count: int) -> str:
    """A sheet of believable tasks."""
    body = (
        row_xml(
            (str(n), f"推进第{n}项重点工程建设并按期投入使用", "县财政局、县住建局", f"{n % 12 + 1}月底前")
        )
        for n in range(1, count + 1)
    )
    return sheet_xml([row_xml(("2026年重点工作任务分解表",)), row_xml(HEAD), *body])


def one_part(count: int = 3_000) -> bytes:
    """So many sheets that are all the same part."""
    return xlsx([(f"表{number}", 1) for number in range(count)], [tasks(200)])


def many_attributes(count: int = 1_500_000) -> bytes:
    """A row with so many attributes."""
    attributes = "".join(f' a{n:x}=""' for n in range(count))
    return xlsx(
        [("表", 1)], [sheet_xml([row_xml(HEAD), row_xml(("1", "甲", "县财政局", "9月"), attributes)])]
    )


def word(body: str) -> bytes:
    """A Word document of this body."""
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
            "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
        }
    )


def paragraph(text: str, attributes: str = "") -> str:
    """A paragraph of a Word document."""
    return f"<w:p{attributes}><w:r><w:t>{text}</w:t></w:r></w:p>"


def long_tag() -> bytes:
    """A page with one element of a million attributes."""
    return ("<html><p " + " ".join(f"a{n:x}" for n in range(1_000_000)) + ">做事").encode()


def many_rules() -> bytes:
    """A page with more rules that strike through than elements."""
    rules = "".join(f"p.a{n} b{{text-decoration:line-through}}" for n in range(40_000))
    return f"<html><style>{rules}</style><p>一、推进<b>甲</b>{'</p><p><b>乙</b>' * 15_000}".encode()


Make = Callable[[], bytes]
BOMBS: dict[str, tuple[str, Make]] = {
    "nested forms, 10^11 operations": ("嵌套.pdf", nested_forms),
    "900 MB deflated twice": ("双压.pdf", double_flate),
    "a ToUnicode without end": ("字表.pdf", long_tounicode),
    "2,000,000 text operators": ("算子.pdf", many_operators),
    "3,000 sheets, one part": ("同表.xlsx", one_part),
    "1,500,000 attributes, xlsx": ("属性.xlsx", many_attributes),
    "1,500,000 attributes, docx": (
        "属性.docx",
        lambda: word(paragraph("甲", "".join(f' a{n:x}=""' for n in range(1_500_000)))),
    ),
    "1,000,000 attributes, html": ("属性.html", long_tag),
    "40,000 rules that strike through, html": ("规则.html", many_rules),
    "elements 200,000 deep, html": (
        "深.html",
        lambda: b"<html><body>" + b"<div>" * 200_000 + "做事".encode(),
    ),
    "100,000 links in a line, html": (
        "链接.html",
        ("<html><body><p>" + "<a href=x>栏目</a>" * 100_000 + "</p></body></html>").encode,
    ),
    "117 KB of 〇": ("零.txt", ("〇" * 39_000).encode),
    "600 KB of 〇": ("零.txt", ("〇" * 200_000).encode),
    "300 KB of ─": ("线.txt", ("─" * 100_000).encode),
    "300 KB of 《": ("书名.txt", ("《" * 100_000).encode),
    "300 KB of 中": ("汉字.txt", ("中" * 100_000).encode),
    "78 KB of INSERT '\\'\\'": (
        "导出.sql.txt",
        ("INSERT INTO t VALUES ('" + "\\'" * 39_000).encode,
    ),
    "charset=undefined": ("编码.html", "<html><meta charset=undefined><p>一、做事</p>".encode),
}
HONEST: dict[str, tuple[str, Make]] = {
    "100 pages, pdf": ("百页.pdf", lambda: many_pages(100)),
    "500 pages, pdf": ("五百页.pdf", lambda: many_pages(500)),
    "2,000 pages, pdf": ("两千页.pdf", lambda: many_pages(2_000)),
    "9,000 rows, xlsx": ("九千行.xlsx", lambda: xlsx([("表", 1)], [tasks(9_000)])),
    "20,000 rows on 4 sheets, xlsx": (
        "两万行.xlsx",
        lambda: xlsx([(f"表{n}", n) for n in range(1, 5)], [tasks(5_000)] * 4),
    ),
    "9,000 rows, csv": (
        "九千行.csv",
        (
            ",".join(HEAD)
            + "\n"
            + "".join(f"{n},推进第{n}项重点工程,县财政局,9月底前\n" for n in range(1, 9_001))
        ).encode,
    ),
    "1,000 paragraphs, docx": (
        "千段.docx",
        lambda: word("".join(paragraph(line) for _ in range(9) for line in paragraphs())),
    ),
}


def measure(name: str, data: bytes, folder: Path) -> tuple[int, float, float, int, str]:
    """Import a file: exit code, seconds on the clock, of the processor, most bytes of all processes, what it said."""
    file = folder / name
    file.write_bytes(data)
    command = [
        sys.executable,
        "-m",
        "duban",
        "import",
        str(file),
        "--dry-run",
        "--year",
        "2026",
        "--ledger",
        "重要文件",
    ]
    start, before = time.monotonic(), _processor()
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            command,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=os.environ | {"DUBAN_ROOT": str(folder)},
        )
        most = 0
        while process.poll() is None:
            most = max(most, _resident(process.pid))
            time.sleep(0.02)
    took = time.monotonic() - start
    lines = (folder / "said").read_text("utf-8").splitlines() or [""]
    told = next(
        (lines[n + 1] for n, line in enumerate(lines[:-1]) if line.startswith(("错误", "提示"))), lines[0]
    )
    return process.returncode, took, _processor() - before, most, told


def _workspace(folder: Path) -> None:
    """A workspace with one ledger, so that what was read could be entered."""
    subprocess.run([sys.executable, "-m", "duban", "init", str(folder)], check=True, capture_output=True)


def _processor() -> float:
    """The seconds that the processes we have waited for took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _resident(pid: int) -> int:
    """The bytes that a process and those below it hold."""
    total = 0
    waiting = [pid]
    while waiting:
        each = waiting.pop()
        try:
            pages = int(Path(f"/proc/{each}/statm").read_text("ascii").split()[1])
            waiting += map(int, Path(f"/proc/{each}/task/{each}/children").read_text("ascii").split())
        except OSError:
            continue
        total += pages * 4096
    return total


def main(names: list[str]) -> None:
    """Print a Markdown table of every file, or of those whose names hold one of these words."""
    print(
        "| file | on disk | exit | seconds | processor | memory | said |\n|---|---:|---:|---:|---:|---:|---|"
    )
    with TemporaryDirectory() as place:
        _workspace(Path(place))
        for title, (name, make) in {**BOMBS, **HONEST}.items():
            if names and not any(word in title for word in names):
                continue
            data = make()
            code, took, used, most, told = measure(name, data, Path(place))
            size = f"{len(data) / 1000:,.0f} KB"
            figures = f"{took:.1f} s | {used:.1f} s | {most / 1e6:.0f} MB"
            print(f"| {title} | {size} | {code} | {figures} | {told if code else 'read'} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
