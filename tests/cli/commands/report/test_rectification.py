"""`report rectification`: the short form out, and read back by `import` as it was."""

import json
from pathlib import Path
from typing import Any

import pytest
import ryaml
from tests.outside import typed

from duban.core.model.terms import LedgerKind
from duban.importers.drafts.task_head import ImportedFile, head_of_draft
from duban.importers.read_document import read_document

pytestmark = pytest.mark.usefixtures("ledgers")
CORPUS = Path(__file__).parents[3] / "corpus/sources"
KEYS = [
    "事项",
    "问题",
    "整改类型",
    "整改目标",
    "工作要求",
    "工作措施",
    "工作标准",
    "时序进度",
    "牵头领导",
    "分管领导",
    "责任人",
    "承办人",
    "牵头单位",
    "配合单位",
    "完成时限",
]
WORDS = [
    "--title",
    "治污",
    "--source-kind",
    "督查活动",
    "--source-name",
    "督察反馈",
    "--requirements",
    "截污",
    "--lead",
    "县水务局",
    "--lead-leader",
    "方县长",
    "--ledger",
    "整改",
]
PROBLEM = ("--problem", "污水直排")


def held(ledgers: Path) -> list[dict[str, Any]]:
    """The heads of the ledger 整改 as they stand in its files."""
    files = sorted((ledgers / "整改/2026").iterdir())
    return [ryaml.loads(path.read_text("utf-8")) for path in files]


def read_back(path: Path) -> list[dict[str, Any]]:
    imported = read_document(path.read_bytes(), path.name)
    assert not imported.refused, imported.problems
    origin = ImportedFile(path.name, "0" * 64, imported.title, LedgerKind.RECTIFICATION)
    return [head_of_draft(draft, origin) for draft in imported.drafts]


def told(head: dict[str, Any]) -> dict[str, Any]:
    """What the short form tells of a head."""
    deadline = head.get("完成时限") or {}
    kept = {key: head[key] for key in KEYS if key in head}
    kept["完成时限"] = {key: str(deadline[key]) for key in ("日期", "原文") if key in deadline}
    kept["时序进度"] = [{key: str(value) for key, value in node.items()} for node in head.get("时序进度", ())]
    return kept | {"来源": head["来源"][0].get("名称")}


def written(ledgers: Path, name: str) -> Path:
    path = ledgers.parent / name
    answer = typed("report", "rectification", "-o", str(path), "--force")
    assert answer.returncode == 0, answer.stderr
    return path


@pytest.mark.parametrize("form", ["清单.xlsx", "清单.docx"])
@pytest.mark.parametrize(
    "name",
    [
        "rectification-audit.xlsx",
        "rectification-environment.docx",
        "rectification-environment-text.txt",
        "rectification-inspection-sheet.xlsx",
        "rectification-brief.csv",
        "rectification-brief-lines.txt",
    ],
)
def test_what_came_in_goes_out_and_comes_in_again(ledgers: Path, name: str, form: str) -> None:
    typed("import", str(CORPUS / name), "--ledger", "整改", "--with-finished", "--keep-columns")
    heads = held(ledgers)
    again = read_back(written(ledgers, form))
    assert [told(head) for head in again] == [told(head) for head in heads]
    for head, back in zip(heads, again, strict=True):
        assert set(head.get("备注", "").split("\n")) <= set(back["备注"].split("\n"))


@pytest.mark.parametrize(
    "words",
    [
        ["--problem", "污水直排。\n三村没有管网。", "--measures", "1.截污\n2.拆除"],
        ["--problem", "=1+1", "--measures", "@SUM(A1)", "--note", "<b>重</b>"],
        ["--problem", "2024年6月底前应缴未缴税款300万元", "--measures", "追缴"],
        ["--milestone", "查清来源=2026-10-31", "--milestone", "全部截污=2026-12-15"],
        ["--measures", "2026年11月底前追缴", "--milestone", "报方案=2026-10-31"],
        ["--support", "县财政局", "--owner", "张三", "--handler", "李四", "--leader-in-charge", "周明"],
        ["--pace", "持续", "--goal", "不再直排。", "--standard", "验收合格"],
        ["--note", "两行\n备注"],
    ],
)
def test_what_was_typed_comes_back(ledgers: Path, words: list[str]) -> None:
    given = words if "--problem" in words else [*words, *PROBLEM]
    answer = typed("add", *WORDS, "--due-on", "2026-12-31", *given)
    assert answer.returncode == 0, answer.stderr
    (head,), (back,) = held(ledgers), read_back(written(ledgers, "清单.xlsx"))
    expected = told(head) | {"完成时限": {"日期": "2026-12-31", "原文": "2026-12-31"}}
    assert told(back) == expected
    assert back["备注"].startswith(head.get("备注", ""))


def test_a_day_among_the_measures_comes_back_as_a_step_where_no_step_is_told(ledgers: Path) -> None:
    assert (
        typed(
            "add", *WORDS, *PROBLEM, "--due-on", "2026-12-31", "--measures", "2026年11月底前追缴"
        ).returncode
        == 0
    )
    assert read_back(written(ledgers, "清单.xlsx"))[0]["时序进度"] == [{"节点": "追缴", "时限": "2026-11-30"}]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["--due-on", "2026-12-31", "--due-text", "2026年12月底前"], "2026年12月底前"),
        (["--due-on", "2026-12-31", "--due-text", "12月底前"], "2026-12-31"),
        (["--due-on", "2026-12-31", "--due-text", "长期坚持"], "2026-12-31，长期坚持"),
        (["--due-text", "立行立改"], "立行立改"),
    ],
)
def test_the_day_stands_in_the_words_that_name_it(ledgers: Path, words: list[str], shown: str) -> None:
    assert typed("add", *WORDS, *PROBLEM, *words).returncode == 0
    data = json.loads(typed("report", "rectification", "--format", "json").stdout)
    assert data["tables"]["rectification"][0]["due"] == shown
    (head,), (back,) = held(ledgers), read_back(written(ledgers, "清单.xlsx"))
    assert told(back)["完成时限"].get("日期") == told(head)["完成时限"].get("日期")
    assert shown in json.dumps(told(back)["完成时限"], ensure_ascii=False)


def test_a_day_that_was_moved_is_the_day_in_force(ledgers: Path) -> None:
    words = ["--due-on", "2026-12-31", "--due-text", "2026年12月底前", "--assign"]
    assert typed("add", *WORDS, *PROBLEM, "--owner", "张三", *words).returncode == 0
    moved = typed(
        *[
            "extend",
            "ZG-1",
            "--due-on",
            "2027-01-29",
            "--reason",
            "汛期",
            "--approved-by",
            "刘建国",
            "--organ",
            "市政府",
        ],
        *("--doc-no", "某政发〔2026〕7号"),
    )
    assert moved.returncode == 0, moved.stderr
    assert read_back(written(ledgers, "清单.xlsx"))[0]["完成时限"]["日期"] == "2027-01-29"


def test_only_rectifications_that_stand_are_listed() -> None:
    for _ in range(2):
        assert typed("add", *WORDS, *PROBLEM, "--due-on", "2026-12-31").returncode == 0
    gone = typed("withdraw", "ZG-2", "--reason", "重复", "--approved-by", "刘建国")
    assert gone.returncode == 0, gone.stderr
    data = json.loads(typed("report", "rectification", "--format", "json").stdout)
    assert [row["number"] for row in data["tables"]["rectification"]] == [1]
    assert "共 1 件" in data["paragraphs"][1]


def test_the_list_of_these_very_books_enters_nothing(ledgers: Path) -> None:
    assert typed("import", str(CORPUS / "rectification-inspection.csv"), "--ledger", "整改").returncode == 0
    answer = typed("import", str(written(ledgers, "清单.xlsx")), "--ledger", "整改")
    assert "没有重复登账" in answer.stdout
    assert len(held(ledgers)) == 2


def test_a_short_name_and_a_full_one_are_no_change(ledgers: Path) -> None:
    assert typed("unit", "amend", "县水务局", "--short-name", "水务").returncode == 0
    file = ledgers.parent / "清单.csv"
    file.write_text(
        "序号,问题,措施,责任单位,时限\n1,乱排,截污,水务,立行立改\n2,乱倒,清运,水务,立行立改\n", "utf-8"
    )
    assert typed("import", str(file), "--ledger", "整改").returncode == 0
    answer = typed("import", str(written(ledgers, "清单.xlsx")), "--ledger", "整改")
    assert "2 件都已在台账里" in answer.stdout
    assert "与台账不同" not in answer.stderr
