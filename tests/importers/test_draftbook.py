"""The list of drafts as a workbook, corrected by hand and taken in again."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from duban.importers.document import read_document
from duban.importers.draft import Imported
from duban.importers.draftbook import COLUMNS, SHEET, SOURCE, write_draftbook

TEXT = (
    "某县2026年重点任务的通知\n某政发〔2026〕7号\n各单位：\n1.新建公园2座，9月底前完成。绿化要到位。（县住建局牵头，县财政局配合）\n"
    "2.=SUM(A1)改造。（县水务局、县交通局）\n某县人民政府\n2026年3月1日"
)


def drafts() -> Imported:
    return read_document(TEXT.encode(), "通知.txt")


def book() -> bytes:
    return write_draftbook(
        drafts(),
        file="通知.txt",
        sha256="ab" * 32,
        units=["县住房和城乡建设局"],
        urgencies=["急件", "非急件"],
    )


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def saved(changed: Workbook) -> bytes:
    buffer = io.BytesIO()
    changed.save(buffer)
    return buffer.getvalue()


def test_there_and_back() -> None:
    back = read_document(book(), "草稿.xlsx")
    before = drafts()
    assert back.problems == ()
    assert (back.file, back.sha256) == ("通知.txt", "ab" * 32)
    assert (back.source.title, back.source.doc_no) == (before.source.title, before.source.doc_no)
    assert back.source.issued_on == date(2026, 3, 1)
    for one, other in zip(before.drafts, back.drafts, strict=True):
        assert (one.number, one.title, one.requirements, one.place) == (
            other.number,
            other.title,
            other.requirements,
            other.place,
        )
        assert (one.lead, one.support, one.due_on, one.due_text) == (
            other.lead,
            other.support,
            other.due_on,
            other.due_text,
        )
        assert one.targets == other.targets


def test_the_workbook_helps_the_clerk() -> None:
    made = opened(book())
    page = made[SHEET]
    headings = [str(cell.value) for cell in page[1]]
    assert headings == [heading for heading, _, _ in COLUMNS]
    rules = {str(rule.sqref)[0]: rule for rule in page.data_validations.dataValidation}
    assert set(rules) == {"D", "E", "H"}
    assert made["选项"]["A1"].value == "县住房和城乡建设局"
    assert made["选项"].sheet_state == "hidden"
    assert page["P2"].value == "新建公园2座，9月底前完成\n绿化要到位。"
    assert page["B3"].data_type == "s"
    assert "没有写明谁牵头，可由县水务局牵头" in str(page["O3"].value)


def test_corrections_are_taken_in() -> None:
    made = opened(book())
    page = made[SHEET]
    page["D3"], page["E3"], page["F3"], page["H3"] = (
        "县水务局",
        "县交通局、县财政局",
        date(2026, 12, 31),
        "急件",
    )
    page.delete_rows(2)
    (draft,) = read_document(saved(made), "草稿.xlsx").drafts
    assert (draft.lead, draft.support, draft.due_on) == (
        ("县水务局",),
        ("县交通局", "县财政局"),
        date(2026, 12, 31),
    )
    assert (draft.urgency, draft.troubles) == ("急件", ())


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("B2", None, "title-missing"),
        ("F2", "看情况", "deadline-unclear"),
        ("B1", "什么", "title-column-missing"),
    ],
)
def test_a_slip_is_named_with_its_row(cell: str, value: str | None, code: str) -> None:
    made = opened(book())
    made[SHEET][cell] = value
    imported = read_document(saved(made), "草稿.xlsx")
    assert imported.refused
    assert [problem.code for problem in imported.problems] == [code]


def test_an_empty_list_is_refused() -> None:
    made = opened(book())
    made[SHEET].delete_rows(2, 5)
    assert [problem.code for problem in read_document(saved(made), "草稿.xlsx").problems] == ["no-tasks"]


def test_another_workbook_with_such_sheets_is_a_table() -> None:
    other = Workbook()
    page = other.create_sheet(SHEET)
    for row in (("任务", "牵头单位"), ("修桥", "县交通局")):
        page.append(row)
    other.create_sheet(SOURCE)["A1"] = "随便"
    imported = read_document(saved(other), "x.xlsx")
    assert [draft.title for draft in imported.drafts] == ["修桥"]
    assert imported.sha256 == ""
