"""The list of drafts as a workbook, corrected by hand and taken in again."""

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from duban.importers.drafts.draft import Imported, Node
from duban.importers.drafts.draft_workbook import COLUMNS, SHEET, SOURCE, write_draftbook
from duban.importers.grammar.quantities import Target
from duban.importers.read_document import read_document

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


def cell(page: Worksheet, row: int, heading: str) -> Any:  # noqa: ANN401 -- openpyxl's cells take anything
    return page.cell(row, next(each.column for each in page[1] if each.value == heading))


def column_of(page: Worksheet, letter: str) -> str:
    return str(page[f"{letter}1"].value)


def saved(changed: Workbook) -> bytes:
    buffer = io.BytesIO()
    changed.save(buffer)
    return buffer.getvalue()


def test_without_a_register_the_units_of_the_drafts_are_offered() -> None:
    made = opened(write_draftbook(drafts(), file="x.txt", sha256="", units=[], urgencies=["急件"]))
    named = {unit for draft in drafts().drafts for unit in (*draft.lead, *draft.support)}
    assert {row[0] for row in made["选项"].iter_rows(values_only=True)} - {None} == named
    assert len(named) > 1


@pytest.mark.parametrize("word", ["无", "—", "/", "（无）", "N/A"])
def test_a_cell_that_says_there_is_nothing_is_empty(word: str) -> None:
    changed = opened(book())
    page = changed[SHEET]
    assert isinstance(page, Worksheet)
    for heading in ("配合单位", "完成时限", "时限原文", "责任人", "工作要求", "缓急", "报送周期", "时序进度"):
        cell(page, 2, heading).value = word
    draft = read_document(saved(changed), "草稿.xlsx").drafts[0]
    assert (draft.support, draft.due_on, draft.due_text, draft.owner) == ((), None, None, "")
    assert (draft.requirements, draft.urgency, draft.cadence, draft.nodes) == ("", "", "", ())


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
    rules = {column_of(page, str(rule.sqref)[0]): rule for rule in page.data_validations.dataValidation}
    assert set(rules) == {"牵头单位", "配合单位", "缓急"}
    assert rules["缓急"].formula1 == "=选项!$B$1:$B$2"
    assert made["选项"]["A1"].value == "县住房和城乡建设局"
    assert made["选项"].sheet_state == "hidden"
    source = "1．新建公园2座，9月底前完成。绿化要到位。（县住建局牵头，县财政局配合）"
    assert cell(page, 2, "原文").value == source
    assert cell(page, 3, "事项").data_type == "s"
    assert "没有写明谁牵头，可由县水务局牵头" in str(cell(page, 3, "待核对").value)


def test_corrections_are_taken_in() -> None:
    made = opened(book())
    page = made[SHEET]
    for heading, value in (
        ("牵头单位", "县水务局"),
        ("配合单位", "县交通局、县财政局"),
        ("完成时限", date(2026, 12, 31)),
        ("缓急", "急件"),
        ("报送周期", "每季度末月二十日前"),
        ("时序进度", "摸底＝2026年9月30日；完工=2026-12-31"),
        ("量化指标", "改造=12.5公里"),
    ):
        cell(page, 3, heading).value = value
    page.delete_rows(2)
    (draft,) = read_document(saved(made), "草稿.xlsx").drafts
    assert (draft.lead, draft.support, draft.due_on) == (
        ("县水务局",),
        ("县交通局", "县财政局"),
        date(2026, 12, 31),
    )
    assert (draft.urgency, draft.cadence, draft.troubles) == ("急件", "每季度末月二十日前", ())
    assert draft.nodes == (Node("摸底", date(2026, 9, 30), ""), Node("完工", date(2026, 12, 31), ""))
    assert draft.targets == (Target("改造", "12.5", "公里"),)


def test_what_was_taken_out_stays_out() -> None:
    text = "1.报送进展，每月5日前上报；5月底前完成设计，9月底前建成公园2座。（县住建局牵头）"
    before = read_document(f"2026年任务\n{text}".encode(), "x.txt")
    made = opened(write_draftbook(before, file="x.txt", sha256="", units=[], urgencies=[]))
    page = made[SHEET]
    assert cell(page, 2, "报送周期").value == "每月5日前"
    assert "2026-05-31；" in str(cell(page, 2, "时序进度").value)
    assert cell(page, 2, "量化指标").value == "建成公园=2座"
    for heading in ("报送周期", "时序进度", "量化指标"):
        cell(page, 2, heading).value = None
    (draft,) = read_document(saved(made), "草稿.xlsx").drafts
    assert (draft.cadence, draft.nodes, draft.targets) == ("", (), ())


def test_every_text_of_a_table_goes_through_the_list() -> None:
    table = (
        "事项,牵头单位,完成时限,责任领导,工作措施,位置,备注,亮点\n"
        "修桥,县交通局,每月25日前,张县长,先勘察,城东,急,=好\n铺路,县交通局,,,,,,\n"
    )
    before = read_document(table.encode(), "表.csv")
    assert [draft.cadence for draft in before.drafts] == ["每月25日前", ""]
    made = opened(write_draftbook(before, file="表.csv", sha256="", units=[], urgencies=[]))
    headings = [str(each.value) for each in made[SHEET][1]]
    assert headings[headings.index("量化指标") + 1 : headings.index("所属部分")] == [
        *("牵头领导", "工作措施", "备注", "位置（原表）", "亮点"),
    ]
    first, second = read_document(saved(made), "草稿.xlsx").drafts
    assert first.texts() == before.drafts[0].texts()
    assert first.other == {"位置（原表）": "城东", "亮点": "=好"}
    assert (second.texts(), second.other) == ({}, {})


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        ((2, "事项"), None, "title-missing"),
        ((2, "完成时限"), "看情况", "deadline-unclear"),
        ((2, "时序进度"), "完成摸底", "milestone-unclear"),
        ((2, "时序进度"), "完成摸底=看情况", "milestone-unclear"),
        ((2, "量化指标"), "新增学位=1,200个；看情况", "indicator-unclear"),
        ((2, "量化指标"), "480", "indicator-unclear"),
        ((1, "事项"), "什么", "title-column-missing"),
    ],
)
def test_a_slip_is_named_with_its_row(place: tuple[int, str], value: str | None, code: str) -> None:
    made = opened(book())
    cell(made[SHEET], *place).value = value
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


@pytest.mark.parametrize(
    ("value", "targets"),
    [
        ("新增学位：1,200个；新增床位480张", [("新增学位", "1200", "个"), ("新增床位", "480", "张")]),
        ("新增学位480个", [("新增学位", "480", "个")]),
        ("新增学位＝1，200个\n覆盖率=90％", [("新增学位", "1200", "个"), ("覆盖率", "90", "%")]),
        ("验收=全部", [("验收", "全部", "")]),
    ],
)
def test_figures_are_read_however_they_are_typed(value: str, targets: list[tuple[str, str, str]]) -> None:
    made = opened(book())
    cell(made[SHEET], 2, "量化指标").value = value
    first = read_document(saved(made), "草稿.xlsx").drafts[0]
    assert [(each.name, each.target, each.measure) for each in first.targets] == targets
