"""What cannot be read says so: file, what is wrong, what to do; one golden message each."""

import io
import zipfile

import pytest
from openpyxl import Workbook
from tests.importers.makers import docx, pdf, printed, with_parts, zipped

from duban.errors import Level
from duban.importers.read_document import read_document

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def encrypted_zip() -> bytes:
    data = bytearray(docx("一、建公园"))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 4)
    return bytes(data)


def bomb() -> bytes:
    return zipped({"[Content_Types].xml": "", "word/document.xml": b"0" * 60_000_000})


def odt() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    return buffer.getvalue()


def locked_pdf() -> bytes:
    plain = pdf([printed(["一、建公园"])])
    crypt = b"<< /Filter /Standard /V 1 /R 2 /O <" + b"00" * 32 + b"> /U <" + b"11" * 32 + b"> /P -4 >>"
    return plain.replace(b"/Root 1 0 R >>", b"/Root 1 0 R /Encrypt " + crypt + b" /ID [<00><00>] >>")


BAD = {
    "bytes of nothing under a name of Word": (
        bytes(range(1, 200)) * 5,
        "x.docx",
        "file-broken",
        "文件名是 .docx，内容却不是，可能没有下载完或传坏了。",
    ),
    "scan": (pdf(["0 0 100 100 re f"]), "x.pdf", "no-text", "PDF 的 1 页里没有文字，多半是扫描件。"),
    "picture": (
        b"\x89PNG\r\n\x1a\n" + b"0" * 50,
        "x.png",
        "no-text",
        "这是图片（可能是扫描件），里面没有文字。",
    ),
    "locked pdf": (locked_pdf(), "x.pdf", "encrypted", "PDF 加了密码，读不出来。"),
    "broken pdf": (
        b"%PDF-1.4\nxx",
        "x.pdf",
        "workbook-broken",
        "PDF 的内容是坏的，读不出来，可能没有下载完整。",
    ),
    "locked office": (
        OLE + "EncryptedPackage".encode("utf-16-le"),
        "x.docx",
        "encrypted",
        "文件加了密码，读不出来。",
    ),
    "locked zip": (encrypted_zip(), "x.docx", "encrypted", "文件加了密码，读不出来。"),
    "old word": (
        OLE + "WordDocument".encode("utf-16-le"),
        "x.doc",
        "wrong-format",
        "这是旧的 Word .doc 格式。",
    ),
    "old word renamed": (
        OLE + "WordDocument".encode("utf-16-le"),
        "x",
        "wrong-format",
        "这是旧的 Word .doc（或 .wps）格式。",
    ),
    "wps": (OLE + b"0" * 100, "x.wps", "wrong-format", "这是 WPS 文字的 .wps 格式。"),
    "et": (OLE + b"0" * 100, "x.et", "wrong-format", "这是 WPS 表格的 .et 格式。"),
    "xls": (OLE + b"0" * 100, "x.xls", "wrong-format", "这是旧的 Excel .xls 格式。"),
    "rtf": (b"{\\rtf1 x}", "x.rtf", "wrong-format", "这是 RTF 文档。"),
    "rar": (b"Rar!\x1a\x07", "x.rar", "wrong-format", "这是压缩包。"),
    "xml": (b"<?xml version='1.0'?><a/>", "x.xml", "wrong-format", "这是 XML 文件，不是公文或表格。"),
    "broken zip": (
        docx("一、甲")[:-30],
        "x.docx",
        "workbook-broken",
        "文件的压缩结构是坏的，可能没有下载完整。",
    ),
    "broken part": (
        *(with_parts(docx("甲"), {"word/document.xml": "<w:document"}), "x.docx", "workbook-broken"),
        "Word 文档的内容是坏的，读不出来（XMLSyntaxError）。",
    ),
    "no body": (
        *(
            with_parts(docx("甲"), {"word/document.xml": "<a/>"}),
            "x.docx",
            "workbook-broken",
            "Word 文档里没有正文。",
        ),
    ),
    "zip": (zipped({"a.txt": "甲"}), "x.zip", "wrong-format", "这是压缩包，不是 Excel 工作簿。"),
    "empty": (b"", "x.txt", "file-empty", "文件里没有可读的内容。"),
    "blank": (b"\xef\xbb\xbf \r\n", "x.txt", "file-empty", "文件里没有可读的内容。"),
    "wrong bytes": (
        *("一、建公园\n二、修路".encode("gb18030") + b"\xff\xff\n", "x.txt", "unknown-encoding"),
        "文件像是 GB18030（GBK） 编码，但这里有不合编码的字节，可能传输时损坏了。",
    ),
    "wrong bytes in a table": (
        *("任务,牵头单位\n修桥,县交通局".encode("gb18030") + b"\xff\xff\n", "x.csv", "unknown-encoding"),
        "文件像是 GB18030（GBK） 编码，但这里有不合编码的字节，可能传输时损坏了。",
    ),
    "an odt": (
        *(odt(), "x.odt", "wrong-format"),
        "这是 OpenDocument 文档（.odt）。",
    ),
    "not text": (
        b"\x00\x01\x02\x03" * 40,
        "x.txt",
        "not-text",
        "文件里有不可见的控制字符（如 NUL），不像文本。",
    ),
    "bomb": (
        bomb(),
        "x.docx",
        "workbook-too-large",
        "文件展开后有 60 MB，不像一份台账或公文（可能是压缩炸弹，或有上百万个空行）。",
    ),
    "huge": (
        b"PK\x03\x04word/document.xml" + b"0" * 100_000_001,
        "x.docx",
        "file-too-large",
        "文件有 100 MB，最多 100 MB。",
    ),
    "huge text": ("甲".encode() * 7_000_000, "x.txt", "file-too-large", "文件有 21 MB，文本最多 20 MB。"),
}


@pytest.mark.parametrize(("data", "name", "code", "message"), BAD.values(), ids=BAD)
def test_bad_input_says_what_is_wrong(data: bytes, name: str, code: str, message: str) -> None:
    imported = read_document(data, name)
    assert imported.drafts == ()
    (problem,) = imported.problems
    assert (problem.level, problem.code, problem.message) == (Level.ERROR, code, message)
    assert problem.advice
    assert problem.place is not None
    assert problem.place.path == name


def test_wrong_bytes_are_found_by_line() -> None:
    data = "一、建公园\n二、修路\n".encode("gb18030") + b"\xff\xff\n"
    (problem,) = read_document(data, "x.txt").problems
    assert problem.place is not None
    assert problem.place.line == 3


def workbook(**parts: str | bytes) -> bytes:
    book = Workbook()
    for row in (("任务", "牵头单位"), ("修桥", "县交通局")):
        book.worksheets[0].append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return with_parts(buffer.getvalue(), parts)


NOTED = {
    "macros in word": (
        with_parts(docx("1.修桥。（县交通局）"), {"word/vbaProject.bin": b"x"}),
        "macros",
        "文件里有宏，没有运行。",
    ),
    "macros in excel": (workbook(**{"xl/vbaProject.bin": b"x"}), "macros", "文件里有宏，没有运行。"),
    "a template outside": (
        with_parts(
            docx("1.修桥。（县交通局）"),
            {
                "word/_rels/settings.xml.rels": '<R><Relationship Id="a" Type="x/attachedTemplate" Target="http://e.example/t" TargetMode="External"/></R>'
            },
        ),
        "external-links",
        "文件引用了别处的文件（外部链接），没有打开，用的是文件里存下的内容。",
    ),
    "another book": (
        workbook(**{"xl/externalLinks/externalLink1.xml": "<a/>"}),
        "external-links",
        "文件引用了别处的文件（外部链接），没有打开，用的是文件里存下的内容。",
    ),
    "a file within": (
        with_parts(docx("1.修桥。（县交通局）"), {"word/embeddings/a.bin": b"x"}),
        "embedded-files",
        "文件里嵌有 1 个别的文件，没有读。",
    ),
}


@pytest.mark.parametrize(("data", "code", "message"), NOTED.values(), ids=NOTED)
def test_what_is_left_alone_is_told(data: bytes, code: str, message: str) -> None:
    imported = read_document(data, "x.docx")
    assert [draft.title for draft in imported.drafts] == ["修桥"]
    assert [(problem.level, problem.code, problem.message) for problem in imported.problems] == [
        (Level.NOTICE, code, message)
    ]


def test_a_hundred_thousand_empty_paragraphs_are_enough() -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = "".join(f'<w:p w:rsidR="{number * 7919:x}"/>' for number in range(100_010))
    text = f"<w:document {space}><w:body>{body}</w:body></w:document>"
    (problem,) = read_document(with_parts(docx("甲"), {"word/document.xml": text}), "x.docx").problems
    assert problem.code == "file-too-large"


def test_plain_links_are_no_matter() -> None:
    rels = '<R><Relationship Id="a" Type="x/hyperlink" Target="http://e.example/" TargetMode="External"/></R>'
    data = with_parts(docx("1.修桥。（县交通局）"), {"word/_rels/other.xml.rels": rels})
    assert read_document(data, "x.docx").problems == ()


def test_deep_web_pages_and_wide_spans_are_bounded() -> None:
    deep = b"<html><body>" + b"<div>" * 50_000 + "1.修桥。（县交通局）".encode()
    assert read_document(deep, "x.html").problems
    wide = "<table><tr><th>任务<th>责任单位</tr><tr><td colspan=99999 rowspan=99999>甲<td>乙局</tr></table>"
    assert read_document(wide.encode(), "x.html").problems or read_document(wide.encode(), "x.html").drafts


def test_the_archive_directory_alone_tells_a_bomb() -> None:
    with zipfile.ZipFile(io.BytesIO(bomb())) as archive:
        assert archive.getinfo("word/document.xml").compress_size < 1_000_000
