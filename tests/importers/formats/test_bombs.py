"""Small files that are large to read, and long runs of one sign: a precise word, within the limits of a reader.

The limits themselves are the measure: what is quadratic would not end within them.
"""

import csv
import io
import warnings

import pytest
from bench.bombs import (
    BOMBS,
    HEAD,
    many_pages,
    page_of,
    row_xml,
    sheet_xml,
    stream,
    tasks,
    word,
    xlsx,
)

from duban.errors import DubanError, Problem
from duban.files.disk.sandbox import Limits, confined
from duban.importers.drafts.draft import Imported
from duban.importers.read_document import LONGEST_PARAGRAPH, read_document

STOPPED = {"reader-crashed", "reader-memory", "reader-time"}
EXPECTED = {
    "nested forms, 10^11 operations": STOPPED,
    "900 MB deflated twice": STOPPED,
    "a ToUnicode without end": STOPPED,
    "2,000,000 text operators": STOPPED | {"page-too-full"},
    "3,000 sheets, one part": {"too-many-sheets"},
    "1,500,000 attributes, xlsx": {"workbook-too-large"},
    "1,500,000 attributes, docx": {"workbook-too-large"},
    "1,000,000 attributes, html": {"file-too-large"},
    "40,000 rules that strike through, html": {"no-tasks"},
    "elements 200,000 deep, html": {"too-deep"},
    "100,000 links in a line, html": {"line-too-long"},
    "117 KB of 〇": {"no-tasks"},
    "600 KB of 〇": {"line-too-long"},
    "300 KB of ─": {"line-too-long"},
    "300 KB of 《": {"line-too-long"},
    "300 KB of 中": {"line-too-long"},
    "78 KB of INSERT '\\'\\'": {"line-too-long"},
    "charset=undefined": {"no-tasks"},
}
LIMITS = Limits(cpu_seconds=4, memory=150_000_000)
BRIEF = Limits(cpu_seconds=1, memory=150_000_000)  # for what takes a tenth of it
LENGTH, LINES = 3_000, 1_000  # bench/growth.py has the long ones, and how the time grows
RUNS = (
    *"〇一十1１─│┌└《》（）(【〔 　中以、，,；。：:|-－—.．*_`~#[局每前月县①⑳\u0301🙂%'\"\\=<aA",
    *(
        "'\\'",
        "（）",
        "[](",
        "&nbsp;",
        "e\u0301",
        "1月",
        "2026年",
        "年底前",
        "每月25日前",
        "一、",
        "1.",
        "（一）",
        "①做",
    ),
    *(
        "县财政局、",
        "牵头单位：",
        "（县财政局牵头）",
        "2026〕1号",
        "5个工作日",
        "推进工作，",
        "第一",
        "INSERT INTO t VALUES ('\\'",
    ),
)
ROWS = (
    "│ a │ b │\n",
    "┌──┬──┐\n",
    "| a | b |\n",
    "事项\n县财政局\n",
    "a  b  c\n",
    "《\n",
    "1. 做（县局）\n",
    "INSERT INTO t VALUES ('\n",
)


def read(data: bytes, name: str, limits: Limits = BRIEF) -> list[Problem]:
    """What is said of a file that is read as the command reads it, within less."""
    try:
        work = confined(lambda: read_document(data, name), Imported, name, limits=limits)
        return list(work.problems)
    except DubanError as error:
        return list(error.problems)


@pytest.mark.parametrize("title", BOMBS)
def test_a_bomb_is_answered(title: str) -> None:
    name, make = BOMBS[title]
    problems = read(make(), name, BRIEF if EXPECTED[title] == STOPPED else LIMITS)
    assert {problem.code for problem in problems if problem.level == "错误"} <= EXPECTED[title]
    assert all(problem.advice for problem in problems)


@pytest.mark.parametrize("runs", [RUNS[start::7] for start in range(7)])
def test_a_long_run_is_read_in_time(runs: tuple[str, ...]) -> None:
    lines = [(run * LENGTH)[:LENGTH] for run in runs]
    texts = [f"{line}\n一、推进工作{line}（牵头单位：县财政局，2026年9月底前）" for line in lines]

    def work() -> Imported:
        for text in texts:
            imported = read_document(text.encode(), "甲.txt")
        return imported

    confined(work, Imported, "甲.txt", limits=LIMITS)


@pytest.mark.parametrize("run", ["〇", "1", "《", "（", "年底前", "'\\'", "县财政局、"])
def test_a_long_cell_is_read_in_time(run: str) -> None:
    buffer = io.StringIO()
    cell = (run * LENGTH)[:LENGTH]
    csv.writer(buffer).writerows(
        [HEAD, ("1", cell, "县财政局", "9月"), ("2", "乙", cell, "9月"), ("3", "丙", "乙", cell)]
    )
    problems = read(buffer.getvalue().encode(), "甲.csv")
    assert not {problem.code for problem in problems} & (STOPPED | {"reader-failed"})


@pytest.mark.parametrize("row", ROWS)
def test_many_lines_are_read_in_time(row: str) -> None:
    problems = read((row * (LINES // row.count("\n"))).encode(), "甲.txt", LIMITS)
    assert not {problem.code for problem in problems} & (STOPPED | {"reader-failed"})


@pytest.mark.parametrize(
    ("name", "data", "message", "advice"),
    [
        (
            "甲.pdf",
            many_pages(501),
            "PDF 有 501 页，最多 500 页。",
            "请只留有任务的几页（打印成 PDF 时选好页码），或拆成几个文件，再导入。",
        ),
        (
            "甲.pdf",
            page_of(stream(b"BT /F1 9 Tf 9 9 Td " + b"1 0 Td (a) Tj " * 100_001 + b"ET")),
            "第1页画了超过 100000 笔，不像公文，没有读。",
            "请只留有任务的几页（打印成 PDF 时选好页码），或拆成几个文件，再导入。",
        ),
        (
            "甲.pdf",
            page_of(stream(b"BT /F1 9 Tf 1 0 0 1 9 9 Tm " + b"(abcdefghij) Tj " * 6_001 + b"ET")),
            "第1页有超过 60000 个字，不像公文，没有读。",
            "请只留有任务的几页（打印成 PDF 时选好页码），或拆成几个文件，再导入。",
        ),
        (
            "甲.html",
            ("<html><body><p " + "a=1 " * 20_000 + ">做事").encode(),
            "网页里有一个元素的属性超过 10000 个，不像网页，没有读。",
            "请在浏览器里另存为文本或复制到 Word，再导入。",
        ),
        (
            "甲.xlsx",
            xlsx([(f"表{number}", 1) for number in range(201)], [tasks(1)]),
            "工作簿有 201 张工作表，最多 200 张，没有读。",
            "请把有任务的表移到一个新工作簿，或拆成几个文件。",
        ),
        (
            "甲.xlsx",
            xlsx([(f"表{number}", 1) for number in range(40)], [sheet_xml([row_xml("甲")] * 800)]),
            "各张表合起来超过 30000 行，没有读完。",
            "请拆成几个文件，分几次导入。",
        ),
        (
            "甲.xlsx",
            xlsx([("表", 1)], [sheet_xml([row_xml("甲", "".join(f' a{n}=""' for n in range(100_000)))])]),
            "文件里的 xl/worksheets/sheet1.xml 有一个元素长得离奇（可能有上百万个属性），没有读。",
            "请把有内容的部分复制到一个新文件，另存后再导入。",
        ),
        (
            "甲.docx",
            word(f"<w:p>{'甲' * 300_000}</w:p>"),
            "文件里的 word/document.xml 有一个元素长得离奇（可能有上百万个属性），没有读。",
            "请把有内容的部分复制到一个新文件，另存后再导入。",
        ),
        (
            "甲.txt",
            ("字" * (LONGEST_PARAGRAPH + 1)).encode(),
            "第1行有 50001 个字连在一起，一段最多 50000 个字，没有读。",
            "请打开文件，按原来的段落分行，另存后再导入。",
        ),
        (
            "甲.html",
            ("<html><body>" + "<div>" * 300 + "做事").encode(),
            "网页里的元素一层套一层，超过 256 层，后面的读不到。",
            "请在浏览器里另存为文本或复制到 Word，再导入。",
        ),
    ],
)
def test_too_much_is_told_with_what_to_do(name: str, data: bytes, message: str, advice: str) -> None:
    problems = read_document(data, name).problems
    assert (message, advice) in [(problem.message, problem.advice) for problem in problems]


WORDS = (
    *(
        "undefined",
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
        "rot13",
        "rot_13",
        "zlib",
        "zip",
    ),
    *(
        "bz2",
        "hex",
        "base64",
        "uu",
        "quopri",
        "utf-7",
        "utf_7",
        "mbcs",
        "oem",
        "charmap",
        "palmos",
        "x" * 20,
        "8",
        "--",
    ),
    *(
        "utf-8",
        "utf8",
        "gb2312",
        "GBK",
        "gb18030",
        "utf-16",
        "utf-32",
        "us-ascii",
        "iso-8859-1",
        "utf-8\x00",
        "\x00",
    ),
)
PAGES = (
    "<html><meta charset={}><p>一、推进工作（县财政局牵头）</p>",
    '<html><meta http-equiv=Content-Type content="text/html; charset={}"><p>一、推进工作（县财政局牵头）</p>',
    '<?xml version="1.0" encoding="{}"?><html><p>一、推进工作（县财政局牵头）</p></html>',
)


@pytest.mark.parametrize("encoding", WORDS)
def test_a_page_may_declare_any_encoding(encoding: str) -> None:
    for page in PAGES:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            drafts = read_document(page.format(encoding).encode(), "甲.html").drafts
        if encoding not in {"utf-16", "iso-8859-1", "us-ascii", "gb2312", "GBK", "gb18030"}:
            assert [draft.title for draft in drafts] == ["推进工作"]


@pytest.mark.parametrize("encoding", [*WORDS[:22], "utf-16"])
def test_a_part_may_declare_any_encoding(encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    for name, data in (("甲.xlsx", xlsx([("表", 1)], [declared + tasks(2)])),):
        imported = read_document(data, name)
        assert imported.drafts or imported.refused


@pytest.mark.parametrize("digits", ["1" * 5_000, "１" * 5_000, "٣" * 5_000, "〇" * 5_000])
def test_a_number_of_any_length_is_text(digits: str) -> None:
    table = f"序号,事项,牵头单位,完成时限\n{digits},{digits},{digits},{digits}\n2,{digits}个,乙,{digits}月\n"
    for name, text in (
        ("甲.csv", table),
        ("甲.txt", f"{digits}、做事\n（{digits}）{digits}日前做事（县财政局）\n"),
    ):
        imported = read_document(text.encode(), name)
        assert imported.drafts or imported.problems
