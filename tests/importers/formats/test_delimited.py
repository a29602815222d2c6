"""Text tables: encodings, separators, quotes, and what is refused."""

import codecs

import pytest

from duban.importers.formats.delimited import decode
from duban.importers.formats.grid import MAX_ROWS
from duban.importers.tables.read_table import read_table

TABLE = "序号,工作任务,责任单位\n1,做好甲,A局\n"


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("gb18030"),
        TABLE.encode("utf-16"),
        codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TABLE.encode("utf-32-le"),
        codecs.BOM_UTF32_BE + TABLE.encode("utf-32-be"),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "bom", "gb18030", "utf-16", "utf-16-be", "le", "be", "utf-32", "utf-32-be", "crlf", "cr"],
)
def test_each_encoding_and_line_end(data: bytes) -> None:
    (draft,) = read_table(data, "表.csv").drafts
    assert (draft.number, draft.title, draft.lead) == ("1", "做好甲", ("A局",))


def test_bytes_of_no_encoding() -> None:
    assert decode(b"\xff\xff\xff\x81") is None
    assert decode(codecs.BOM_UTF16_LE + b"\x00\xd8\x00") is None


@pytest.mark.parametrize("separator", [",", ";", "\t", "，"])
def test_each_separator(separator: str) -> None:
    text = (
        "某表\n"
        + separator.join(["序号", "任务", "责任单位"])
        + "\n"
        + separator.join(["1", "甲", "A局、B局"])
    )
    assert read_table(text.encode(), "表").drafts[0].support == ("A局", "B局")


def test_a_semicolon_table_whose_units_stand_with_commas() -> None:
    (draft,) = read_table("序号;任务;责任单位\n1;甲;A局,B局\n".encode(), "表").drafts
    assert draft.support == ("A局", "B局")


def test_a_users_heading_tells_the_separator() -> None:
    data = "甲,乙;丙\n做事;A局\n".encode()
    assert read_table(data, "表", columns={"甲,乙": "事项"}).drafts[0].title == "做事"


@pytest.mark.parametrize(("first", "separator"), [("sep=;", ";"), ("SEP=\t", "\t"), ("sep=,", ",")])
def test_excels_separator_line(first: str, separator: str) -> None:
    text = f"{first}\n序号{separator}任务\n1{separator}甲\n"
    (draft,) = read_table(text.encode(), "表").drafts
    assert (draft.title, draft.place) == ("甲", "第3行")


def test_cells_with_line_breaks_and_quotes_keep_the_row_numbers() -> None:
    text = '序号,任务,责任单位\n1,"甲\n""乙""",A局\n\n2,丙,B局\n'
    first, second = read_table(text.encode(), "表").drafts
    assert (first.title, first.place, second.place) == ('甲"乙"', "第2行", "第4行")


def test_quotes_inside_a_cell_are_read_loosely() -> None:
    assert read_table('序号,任务\n1,"甲"乙\n'.encode(), "表").drafts[0].title == "甲乙"


def line_of(data: bytes) -> tuple[str, int | None]:
    imported = read_table(data, "表.csv")
    (problem,) = imported.problems
    assert problem.message
    assert problem.advice
    assert (imported.drafts, imported.refused) == ((), True)
    return problem.code, problem.place.line if problem.place else None


def test_a_quote_that_never_closes_is_refused_with_its_line() -> None:
    assert line_of('序号,任务\n1,甲\n2,"乙\n3,丙\n'.encode()) == ("quote-open", 3)


def test_a_huge_cell_is_refused_with_its_line() -> None:
    assert line_of(("序号,任务\n1,甲\n2," + "乙" * 200_000).encode()) == ("cell-too-large", 3)


def test_a_huge_cell_on_top_is_refused() -> None:
    assert line_of(b"x" * 200_000) == ("cell-too-large", 1)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b"\xef\xbb\xbf\r\n", "file-empty"),
        (b"\x00" * 100, "file-empty"),
        ("序号,任务\x00\n1,甲\n".encode(), "not-a-table"),
        ("序号,任务\x00\n1,甲\n".encode("gb18030"), "not-a-table"),
        (b"\x01\x02\x03" * 50, "not-a-table"),
        (b"\x81\xff" * 100, "unknown-encoding"),
        (b"a," * 10_000_001, "file-too-large"),
        (("序号,任务\n" + "1,甲\n" * MAX_ROWS).encode(), "too-many-rows"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "wrong-format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"%PDF-1.7 ...", "wrong-format"),
        (b"{\\rtf1 ...", "wrong-format"),
        (b"\xef\xbb\xbf <HTML><table>", "wrong-format"),
        (b"<?xml version='1.0'?>", "wrong-format"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, code: str) -> None:
    assert line_of(data)[0] == code


@pytest.mark.parametrize(
    ("cell", "title"),
    [("'=1+1", "=1+1"), ("'-5度防冻", "-5度防冻"), ("''=1+1", "'=1+1"), ("'甲'乙", "'甲'乙"), ("甲", "甲")],
)
def test_the_apostrophe_of_an_export_goes(cell: str, title: str) -> None:
    imported = read_table(f"序号,任务\n1,{cell}\n2,丙\n".encode(), "甲.csv")
    assert [draft.title for draft in imported.drafts] == [title, "丙"]
