"""Document numbers: how they are written, that a series has no gaps and no doubles, and doubles that git made."""

import itertools
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import event, make_task, registered

from duban.core.documents.numbers import (
    DocNumber,
    as_official,
    doubled_numbers,
    is_number_like,
    issued_numbers,
    kept_files,
    letterhead_of,
    next_number,
    parse_doc_no,
)
from duban.core.model.case_file import CaseFile
from duban.core.model.events import AnyEvent, Issue
from duban.core.model.inspection import Inspection
from duban.core.model.record import read_record
from duban.core.model.task import Task
from duban.core.model.terms import DocKind
from duban.core.model.workspace import Config

COMMON: dict[str, Any] = {
    "on": date(2026, 9, 3),
    "recorded_at": datetime(2026, 9, 3, 9, tzinfo=UTC),
    "by": "王五",
}


def issue(number: str | None, sha256: str = "a" * 64, **more: object) -> AnyEvent:
    return event(
        "发文", "2026-09-10", kind="督办通知单", doc_no=number, file="附件/x.docx", sha256=sha256, **more
    )


def task(*events: AnyEvent, name: str = "WJ-2026-0001") -> Task:
    return make_task(registered(), *events, id=name)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("云督办〔2026〕7号", DocNumber("云督办", 2026, 7)),
        ("某政发〔2025〕120号", DocNumber("某政发", 2025, 120)),
        ("云督办〔2026〕07号", None),
        ("云督办[2026]7号", None),
        ("云督办（2026）7号", None),
        ("云督办〔2026〕第7号", None),
        ("〔2026〕7号", None),
        ("云督办〔2026〕7号\n", None),
    ],
)
def test_how_a_number_is_written(text: str, number: DocNumber | None) -> None:
    assert parse_doc_no(text) == number
    assert number is None or str(number) == text


def test_papers_of_inspections_are_numbered_too() -> None:
    issued = Issue(**COMMON, kind=DocKind.INSPECTION_NOTICE, doc_no="云督查〔2026〕4号")
    inspection = Inspection(id="DX-2026-0001", title="督查", journal=(issued,))
    files: list[CaseFile] = [task(issue("云督查〔2026〕2号")), inspection]
    assert next_number(files, "云督查", 2026) == DocNumber("云督查", 2026, 5)


def test_a_series_is_of_one_code_word_and_one_year() -> None:
    tasks = [
        task(issue("云督办〔2026〕1号"), issue("云督办〔2026〕9号"), issue(None)),
        task(issue("云督提〔2026〕3号"), issue("云督办〔2025〕44号"), name="WJ-2026-0002"),
    ]
    assert str(next_number(tasks, "云督办", 2026)) == "云督办〔2026〕10号"
    assert str(next_number(tasks, "云督提", 2026)) == "云督提〔2026〕4号"
    assert str(next_number(tasks, "云督办", 2025)) == "云督办〔2025〕45号"
    assert str(next_number(tasks, "云督警", 2026)) == "云督警〔2026〕1号"


@pytest.mark.parametrize(
    "value", [{"文号": "云督办〔2026〕8号"}, {"文号": "云督办[2026]第8号"}, {"文号": 8}, None]
)
def test_a_number_that_a_correction_gave_is_used(value: dict[str, Any] | None) -> None:
    written = issue("云督办〔2026〕1号")
    target = {"日期": "2026-09-10", "动作": "发文", "摘要": "0" * 8}
    void = None if value else "是"
    corrected = event("更正", "2026-09-11", target=target, value=value, void=void, reason="写错")
    given_number = 8 if value and isinstance(value["文号"], str) else 1
    assert next_number([task(written, corrected)], "云督办", 2026).number == given_number + 1


@given(
    st.lists(
        st.tuples(st.sampled_from(["云督办", "云督提"]), st.sampled_from([2025, 2026]), st.integers(0, 3))
    )
)
def test_numbers_taken_one_by_one_have_no_gaps_and_no_doubles(
    asked: list[tuple[str, int, int]],
) -> None:
    journals: list[list[AnyEvent]] = [[], [], [], []]
    for code, year, place in asked:
        tasks = [task(*journal, name=f"WJ-2026-000{n}") for n, journal in enumerate(journals, 1)]
        journals[place].append(issue(str(next_number(tasks, code, year))))
    taken = list(issued_numbers([task(*itertools.chain(*journals))]))
    for code in ("云督办", "云督提"):
        for year in (2025, 2026):
            series = sorted(found.number for found in taken if (found.code, found.year) == (code, year))
            assert series == list(range(1, len(series) + 1))


def test_one_document_on_two_tasks_is_no_double_but_two_documents_are() -> None:
    shared = {
        "WJ-2026-0001": [registered(), issue("云督办〔2026〕1号")],
        "WJ-2026-0002": [issue("云督办〔2026〕1号")],
    }
    forms = {"WJ-2026-0004": [issue(None), issue(None, "c" * 64)]}
    assert list(doubled_numbers(shared | forms)) == []
    other = issue("云督办〔2026〕1号", "b" * 64)
    found = list(doubled_numbers(shared | {"WJ-2026-0003": [other]}))
    assert found == [("WJ-2026-0003", other, "云督办〔2026〕1号")]
    typed = issue("云督办[2026]1号", "b" * 64)
    assert [each[2] for each in doubled_numbers(shared | {"WJ-2026-0003": [typed]})] == ["云督办〔2026〕1号"]


@pytest.mark.parametrize(
    ("head", "organ", "code", "made_up"),
    [
        ({}, "云溪县督查室", "云督", True),
        ({"文书": {"机关": "云溪县人民政府督查室"}}, "云溪县人民政府督查室", "云督", True),
        ({"文书": {"代字": "云政督"}}, "云溪县督查室", "云政督", False),
    ],
)
def test_the_letterhead_and_its_gaps(head: dict[str, Any], organ: str, code: str, *, made_up: bool) -> None:
    raw = {"名称": "云溪县督查室", "工作区号": "x", "制度": [{"自": "2026-01-01", "名称": "default"}]}
    letterhead, derived = letterhead_of(read_record(raw | head, Config))
    assert (letterhead.organ, letterhead.code, derived) == (organ, code, made_up)


def test_the_files_that_an_event_keeps() -> None:
    assert [proof.path for proof in kept_files(issue("云督办〔2026〕1号"))] == ["附件/x.docx"]
    assert kept_files(event("发文", "2026-09-10", kind="其他")) == ()
    assert kept_files(registered()) == ()
    proof = {"路径": "附件/a.pdf", "sha256": "c" * 64}
    assert [
        found.sha256 for found in kept_files(event("报结", "2026-09-10", unit="A", evidence=[proof]))
    ] == ["c" * 64]


@pytest.mark.parametrize(
    ("typed", "official"),
    [
        ("黔府发[2016]6号", "黔府发〔2016〕6号"),
        ("黔府发（2016）06号", "黔府发〔2016〕6号"),
        ("黔府发 【2016】 第6号", "黔府发〔2016〕6号"),
        ("黔府发〔2016〕6号", "黔府发〔2016〕6号"),
        ("第7号令", "第7号令"),
        ("随便写", "随便写"),
        ("", ""),
    ],
)
def test_a_number_is_kept_as_it_is_written_officially(typed: str, official: str) -> None:
    assert as_official(typed) == official
    assert as_official(official) == official


@pytest.mark.parametrize(
    "text",
    [
        *(
            "黔府发〔2016〕6号",
            "国办函〔2020〕1号",
            "市政府令第12号",
            "国务院令第733号",
            "第12次常务会议纪要",
            "〔2015〕18号",
        ),
        *(
            "2016-6",
            "编号2016-6",
            "Z2026-005",
            "GB/T9704-2012",
            "12345-20260301001",
            "12号文",
            "督查件第123号",
        ),
        *(
            "青政办明电〔2026〕31号",
            "特急·明电　青政办发电〔2026〕3号",
            "等级：特提 国办发明电〔2020〕1号",
            "中发电〔2026〕1号",
        ),
        *(
            "黔府发[2016]6号",
            "黔府发【2016】第6号",
            "县委办字[2020]5号",
            "云督办（2026）7号",
            "(86)国办发12号",
            "武政辦〔2020〕1",
        ),
        *(
            "十三届县政府第12次常务会议纪要",
            "七届第三十五次",
            "督办通报第一期",
            "专报2026年第15期",
            "2026年第6号",
            "密字12号",
        ),
        *("黔府发〔2016〕6号、黔府办发〔2016〕7号", "六盤水府發〔2016〕7號", "〔2026〕第3期"),
    ],
)
def test_a_form_that_numbers_have(text: str) -> None:
    assert is_number_like(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "随便写",
            "随便写1",
            "无",
            "没有",
            "无文号",
            "—",
            "？？？",
            "关于防汛的通知",
            "县政府",
            "黔府发",
            "张三的批示",
        ),
        *(
            "国发〔〕号",
            "〔2016〕",
            "第号",
            "abc",
            "乐府〔201913",
            "",
            "、",
            "黔府发〔2016〕6号、随便写",
            "一" * 5000 + "号",
        ),
    ],
)
def test_no_form_that_numbers_have(text: str) -> None:
    assert not is_number_like(text)


SEEDS = Path(__file__).parents[4] / "shared" / "seeds"


def test_every_number_in_the_source_documents_has_a_form() -> None:
    """Codes, brackets of any kind, misprints of a copied page: whatever a document cites, a clerk may type."""
    cited = re.compile(r"[\u4e00-\u9fff]{0,8}[〔\[［【（(][0-9]{4}[〕\]］】）)]\s?第?[0-9]{1,5}\s?[号號]?")
    texts = [path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    found = {each[0] for text in texts for each in cited.finditer(text)}
    assert [text for text in sorted(found) if not is_number_like(text)] == []
