"""Random and damaged files: an answer always, a traceback never."""

import io
import random
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from duban.importers.drafts.draft import drafts_json
from duban.importers.tables.read_table import read_table

HEAD = ["序号", "工作任务", "责任单位", "完成时限"]


def damaged(data: bytes, chance: random.Random) -> bytes:
    copy = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(copy) + 1)
        kind = chance.random()
        if kind < 0.5:
            copy[place : place + 1] = bytes([chance.randrange(256)])
        elif kind < 0.8:
            del copy[place : place + chance.randint(1, 40)]
        else:
            copy[place:place] = copy[place : place + 30]
    return bytes(copy)


def workbook() -> bytes:
    book = Workbook()
    page = book.worksheets[0]
    for row in (["2026年任务表"], HEAD, [1, "甲", "A局\nB局", "9月底"], [None, "乙", None, "12月"]):
        page.append(row)
    page.merge_cells("A1:D1")
    page.merge_cells("A3:A4")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


WORKBOOK = workbook()


@settings(deadline=None, max_examples=80)
@given(st.randoms(use_true_random=False))
def test_a_damaged_workbook_gives_an_answer(chance: random.Random) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as old, zipfile.ZipFile(buffer, "w") as new:
        struck = chance.choice(old.namelist())
        for name in old.namelist():
            new.writestr(name, damaged(old.read(name), chance) if name == struck else old.read(name))
    for file in (buffer.getvalue(), damaged(WORKBOOK, chance)):
        imported = read_table(file, "表.xlsx")
        assert imported.drafts or imported.refused


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_are_refused(data: bytes) -> None:
    imported = read_table(data, "x")
    assert imported.refused or imported.drafts


CELLS = st.sampled_from(
    [
        "",
        "1",
        "甲",
        "序号",
        "工作任务",
        "责任单位",
        "合计",
        "一、经济",
        "A局、B局",
        "9月底",
        "同上",
        "/",
        "\x1b[1m",
    ]
)


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, max_size=6).map(",".join), max_size=12).map("\n".join))
def test_any_small_table_gives_an_answer(text: str) -> None:
    imported = read_table(text.encode(), "表.csv", year=2026)
    assert imported.refused or imported.drafts
    assert all(draft.title and draft.place for draft in imported.drafts)
    assert set(drafts_json(imported)) == {"source", "drafts", "suggested", "unused", "problems"}
