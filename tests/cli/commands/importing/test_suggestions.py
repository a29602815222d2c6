"""What may be a task: told beside the drafts, entered only where the clerk says so, by a switch or in the workbook."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from tests.outside import typed

LINES = (
    "某市人民政府办公室关于做好低温雨雪天气防范应对工作的通知",
    "各区县人民政府，市直各单位：",
    "现就有关工作通知如下：",
    "一、职责分工",
    "1.市公安局、市交通运输局负责路面管控，1月16日18时前完成融雪物资前置。",
    "2.铁路、民航部门要制定旅客滞留应急预案，做好食宿供应。",
    "3.市商务局会同市市场监管局，加强粮油肉蛋菜市场监测投放，节前完成两轮价格巡查。",
    "4.市教育局指导各地各校科学安排停课，做好离校学生安全提醒。",
    "2026年1月15日",
)


@pytest.fixture
def paper(ledgers: Path) -> Path:
    path = ledgers.parent / "通知.txt"
    path.write_text("\n".join(LINES), "utf-8")
    return path


def test_suggestions_stand_in_a_table_of_their_own(paper: Path) -> None:
    out = typed("import", str(paper), "--ledger", "重要文件", "--dry-run").stdout
    assert "读出 1 件" in out
    assert "建议 3 件：像任务，把握不够，没有算进去" in out
    drafts, suggested = out.split("建议 3 件")
    assert "市公安局" in drafts
    assert suggested.index("铁路") < suggested.index("市商务局") < suggested.index("市教育局")


def test_json_tells_them_apart_and_says_why(paper: Path) -> None:
    data = json.loads(typed("import", str(paper), "--dry-run", "--json").stdout)
    assert [each["number"] for each in data["drafts"]] == ["1"]
    assert [each["number"] for each in data["suggested"]] == ["2", "3", "4"]
    assert all(each["why"] and 0 < each["confidence"] < 0.9 for each in data["suggested"])
    whole = json.loads(typed("import", str(paper), "--dry-run", "--with-suggested", "--json").stdout)
    assert [each["number"] for each in whole["drafts"]] == ["1", "2", "3", "4"]
    assert whole["suggested"] == []


def test_they_are_entered_only_where_the_clerk_says_so(paper: Path, ledgers: Path) -> None:
    first = json.loads(typed("import", str(paper), "--ledger", "重要文件", "--yes", "--json").stdout)
    assert len(first["tasks"]) == 1
    more = json.loads(
        typed("import", str(paper), "--ledger", "重要文件", "--with-suggested", "--yes", "--json").stdout
    )
    assert (len(more["tasks"]), len(more["skipped"])) == (3, 1)
    assert (ledgers / "重要文件").exists()


def test_in_the_workbook_each_has_a_box_to_tick(paper: Path) -> None:
    sheet = paper.with_name("草稿.xlsx")
    assert typed("import", str(paper), "--ledger", "重要文件", "--sheet", str(sheet)).returncode == 0
    book = openpyxl.load_workbook(io.BytesIO(sheet.read_bytes()))
    page = book.worksheets[0]
    assert page["A1"].value == "登账"
    assert [page.cell(row, 1).value for row in range(2, 6)] == ["是", "否", "否", "否"]
    assert [page.cell(row, 2).value for row in range(2, 6)] == ["1", "2", "3", "4"]
    page["A4"] = "是"
    book.save(sheet)
    answer = json.loads(typed("import", str(sheet), "--ledger", "重要文件", "--yes", "--json").stdout)
    assert len(answer["tasks"]) == 2
    page["A5"] = "也许"
    book.save(sheet)
    refused = typed("import", str(sheet), "--ledger", "重要文件", "--yes")
    assert refused.returncode == 1
    assert "“登账”写的是“也许”，不知道要不要登" in refused.stdout + refused.stderr
