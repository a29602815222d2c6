"""What of an appraisal goes out: papers with their numbers, reports, the version for the public."""

import json
from pathlib import Path

import pytest
from docx import Document
from tests.cli.commands.score.conftest import asked, done, run, tell

pytestmark = pytest.mark.usefixtures("office")


def text_of(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def test_a_sheet_of_one_unit(office: Path) -> None:
    day = tell("draft")
    assert "一个单位一份" in run(day, "doc 考核成绩单 KH-1").stderr
    assert "不能出考核通报" in run(day, "doc 考核通报 KH-1").stderr
    done(day, f"doc 考核成绩单 KH-1 --unit 县住建局 -o {office.parent}/单.docx --draft")
    said = text_of(office.parent / "单.docx")
    assert "得分78.7分（未取整1181/15分），合格，在“全部单位”里排第6名" in said
    assert "自收到之日起3个工作日内书面申诉" in said
    assert "2/3，不在分子里的：" in said
    assert "县水务局" not in said
    made = asked(day, "doc 考核成绩单 KH-1 --unit 县住建局")
    assert (made["kind"], made["events"][0]["action"]) == ("score_sheet", "issue")
    assert "发文" in done(day, "log KH-1")
    assert "一致" in done(day, "score verify KH-1")


def test_a_circular_of_all(office: Path) -> None:
    day = tell("publish")
    done(day, f"doc 考核通报 KH-1 -o {office.parent}/报.docx --draft")
    said = text_of(office.parent / "报.docx")
    assert "参加考核的7个单位，优秀6个，良好0个，合格1个，不合格0个" in said
    assert "2026年7月17日县政府常务会议审定" in said
    assert "水局长" not in said


def test_an_internal_result_is_no_circular() -> None:
    tell_internal = (
        ("2026-07-01", "score open default 2026H1"),
        ("2026-07-01", "score cancel KH-1 --reason 重来 --approved-by 方县长"),
    )
    for day, line in tell_internal:
        done(day, line)
    assert "不能考核初评" in run("2026-07-02", "score draft KH-1").stderr
    assert "不能出考核通报" in run("2026-07-02", "doc 考核通报 KH-1").stderr


def test_reports_and_what_the_public_sees() -> None:
    day = tell("publish")
    found = asked(day, "report scores 2026")["tables"]
    assert [each["person"] for each in found["persons"]] == ["水局长", "新局长"]
    assert [(each["unit"], each["result"]) for each in found["appeals"]] == [("县住建局", "改变")]
    assert len(found["results"]) == 7
    placed = asked(day, "report ranking 2026")["tables"]["ranking"]
    assert [(each["unit"], each["rank"]) for each in placed][-2:] == [("县住建局", 6), ("县水务局", 7)]
    assert asked(day, "report ranking 2026 --unit 县水务局")["tables"]["ranking"][0]["marks"] == "62.1"
    for name in ("scores", "ranking"):
        hidden = run(day, f"report {name} 2026 --public --json")
        assert not any(json.loads(hidden.stdout)["tables"].values())
    done(day, "score amend KH-1 --public 是 --reason 公开")
    shown = run(day, "report scores 2026 --public --json").stdout
    assert set(json.loads(shown)["tables"]) == {"appraisals", "results"}
    assert not any(name in shown for name in ("水局长", "新局长", "李复核", "收发室", "等上级批文"))
    assert len(asked(day, "report ranking 2026 --public")["tables"]["ranking"]) == 7
