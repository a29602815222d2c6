"""What recurs in a document ends as the 报送周期 of the task; what has no such form stays in the 备注."""

from typing import Any

import pytest

from duban.core.model.terms import LedgerKind
from duban.importers.drafts.task_head import ImportedFile, head_of_draft
from duban.importers.read_document import read_document

ORIGIN = ImportedFile("x.txt", "", "任务", LedgerKind.DOCUMENT)


@pytest.mark.parametrize(
    ("words", "cadence"),
    [
        ("每月25日前", {"每": "月", "日": 25}),
        ("每月二十五日前", {"每": "月", "日": 25}),
        ("每季度末", {"每": "季"}),
        ("每個季度末月二十日前", {"每": "季", "日": 20}),
        ("2026年起，每年2月底前", {"每": "年", "月": 2}),
    ],
)
@pytest.mark.parametrize("form", ["text", "table"])
def test_what_recurs_is_the_cadence_of_the_task(words: str, cadence: dict[str, Any], form: str) -> None:
    text = (
        f"2026年任务\n1.{words}报送进展。（县水务局）"
        if form == "text"
        else f'事项,责任单位,完成时限\n报送进展,县水务局,"{words}"\n'
    )
    (draft,) = read_document(text.encode(), f"x.{'txt' if form == 'text' else 'csv'}").drafts
    assert draft.cadence.startswith(words)
    assert {each.code for each in draft.troubles} & {
        "cadence-unclear",
        "deadline-open",
        "deadline-missing",
    } == set()
    assert head_of_draft(draft, ORIGIN)["报送周期"] == {**cadence, "原文": draft.cadence}


@pytest.mark.parametrize(
    ("words", "cadence", "unclear"),
    [
        ("每月报送进展", {"每": "月"}, False),
        ("按季通报情况", {"每": "季"}, False),
        ("每旬报送情况", None, True),
    ],
)
def test_what_recurs_without_any_number(words: str, cadence: dict[str, Any] | None, unclear: bool) -> None:
    (draft,) = read_document(f"2026年任务\n1.{words}。（县水务局）".encode(), "x.txt").drafts
    head = head_of_draft(draft, ORIGIN)
    assert draft.cadence
    assert ("cadence-unclear" in [each.code for each in draft.troubles]) == unclear
    assert head.get("报送周期") == (None if cadence is None else {**cadence, "原文": draft.cadence})


def test_what_a_document_asks_of_all_is_told() -> None:
    last = "各单位于每季度末月20日前将完成情况报县政府督查室。"
    text = f"2026年任务\n1.修桥。（县交通局）\n2.每月5日前报送进展。（县水务局）\n以上任务请抓紧落实。{last}"
    imported = read_document(text.encode(), "x.txt")
    assert [draft.cadence for draft in imported.drafts] == ["", "每月5日前"]
    assert [(each.code, each.message) for each in imported.problems] == [
        ("cadence-overall", "文件要求各件都定期报送（第4行“每季度末月20日前”），没有记进每一件。")
    ]
    assert "--cadence 每季度末月20日前" in imported.problems[0].advice


def test_a_column_may_say_how_often() -> None:
    table = "事项,责任单位,完成时限,反馈周期\n修桥,县交通局,2026年12月底前,每周五前\n铺路,县交通局,,每旬\n"
    first, second = read_document(table.encode(), "x.csv").drafts
    head = head_of_draft(first, ORIGIN)
    assert head["报送周期"] == {"每": "周", "日": 5, "原文": "每周五前"}
    assert head["完成时限"]["日期"] == "2026-12-31"
    assert [each.message for each in second.troubles if each.code == "cadence-unclear"] == [
        "“每旬”读不成报送周期，记在备注里"
    ]
    head = head_of_draft(second, ORIGIN)
    assert "报送周期" not in head
    assert "报送周期：每旬" in head["备注"]


def test_a_cadence_is_no_part_of_a_step() -> None:
    text = "2026年任务\n1.建公园。5月底前完成设计，9月底前建成，每月25日前报送进展。（县住建局）"
    (draft,) = read_document(text.encode(), "x.txt").drafts
    assert [node.name for node in draft.nodes] == ["完成设计", "建成"]
    assert draft.cadence == "每月25日前"


def test_a_second_cadence_is_told() -> None:
    text = "2026年任务\n1.报送进展。每月5日前上报月报，每季度末上报季报。（县水务局）"
    (draft,) = read_document(text.encode(), "x.txt").drafts
    assert draft.cadence == "每月5日前"
    assert [each.message for each in draft.troubles if each.code == "cadence-several"] == [
        "还有别的周期：每季度末上报，报送周期只记了“每月5日前”"
    ]
