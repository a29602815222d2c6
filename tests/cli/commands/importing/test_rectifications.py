"""Lists of rectifications into the ledger 整改: shown first, nothing lost, nothing twice, cells that mean harm are text."""

import json
from pathlib import Path

import pytest
from openpyxl import Workbook
from tests.outside import git, typed

pytestmark = pytest.mark.usefixtures("ledgers")
CORPUS = Path(__file__).parents[3] / "corpus/sources"
HEADINGS = ("序号", "问题", "措施", "牵头领导", "责任单位", "时限", "备注")


def listed(path: Path, *rows: tuple[object, ...], heads: tuple[str, ...] = HEADINGS) -> str:
    book = Workbook()
    page = book.worksheets[0]
    for row in (heads, *rows):
        page.append(list(row))
    book.save(path)
    return str(path)


def entered(ledgers: Path, number: int) -> str:
    return (ledgers / f"整改/2026/ZG-2026-{number:04d}.yaml").read_text("utf-8")


def test_drafts_are_shown_and_nothing_is_written(ledgers: Path) -> None:
    before = git("rev-parse", "HEAD")
    answer = typed("import", str(CORPUS / "rectification-audit.xlsx"), "--ledger", "整改", "--dry-run")
    assert answer.returncode == 0, answer.stderr
    assert "整改类型→整改类型；" in answer.stdout
    assert "一级单位、在审计报告中的表述" in answer.stderr
    assert "--save-map" in answer.stderr
    assert git("rev-parse", "HEAD") == before
    assert not list(ledgers.glob("整改/2026/*"))


def test_a_list_becomes_rectifications_once(ledgers: Path) -> None:
    file = str(CORPUS / "rectification-inspection.csv")
    assert typed("import", file, "--ledger", "整改").returncode == 0
    text = entered(ledgers, 1)
    for line in (
        "事项: 谈心谈话制度执行不严",
        "整改类型: 立行立改",
        "类别: 督查活动",
        "牵头单位: 局机关党委",
    ):
        assert line in text
    answer = typed("import", file, "--ledger", "整改")
    assert "已在台账里" in answer.stdout
    assert not list(ledgers.glob("整改/2026/ZG-2026-0003.yaml"))  # the third calls itself done


def test_every_column_of_an_audit_list_stands_somewhere(ledgers: Path) -> None:
    from openpyxl import load_workbook

    path = CORPUS / "rectification-audit.xlsx"
    refused = typed("import", str(path), "--ledger", "整改")
    assert refused.returncode == 1
    assert "整改清单里有认不出的列：" in refused.stderr
    assert "--keep-columns" in refused.stderr
    assert not list((ledgers / "整改").glob("*/*.yaml"))
    assert typed("import", str(path), "--ledger", "整改", "--keep-columns").returncode == 0
    text = "".join("".join(entered(ledgers, number).split()) for number in (1, 2))
    read = {
        "持续整改": "持续",
        "2026年3月31日": "2026-03-31",
        "2026年2月10日": "2026-02-10",
        "2026年3月25日": "2026-03-25",
    }
    for row in load_workbook(path).worksheets[0].iter_rows(min_row=4, values_only=True):
        for cell in row:
            said = "".join(str(cell or "").split())
            assert said.removeprefix("1.") in text or read[said] in text


@pytest.mark.parametrize(
    "words",
    [
        "@SUM(A1)", "+cmd|' /C calc'!A0", "-1+1", "<script>alert(1)</script>", "[x](javascript:0)", "&amp;<b>粗</b>",
        "${jndi:ldap://x}", "{{7*7}}", "'; DROP TABLE 事项;--", "%s%n", "- a: &b [*b]", "#注释", "null", "〇〇",
    ],
)  # fmt: skip
def test_a_cell_is_a_text_whatever_it_says(ledgers: Path, words: str) -> None:
    file = listed(
        ledgers.parent / "表.xlsx", (1, f"{words}乱", f"改{words}", "王县长", "县水务局", "2026年底前", words)
    )
    assert typed("import", file, "--ledger", "整改").returncode == 0
    shown = json.loads(typed("show", "ZG-2026-0001", "--json").stdout)
    assert (shown["problem"], shown["measures"]) == (f"{words}乱", f"改{words}")
    assert words in shown["note"] or words == "null"  # null is an empty cell, as 无 is


def test_a_formula_without_a_value_is_told(ledgers: Path) -> None:
    file = listed(
        ledgers.parent / "表.xlsx",
        (1, '=HYPERLINK("http://x","乱")', "改", "王县长", "县水务局", "立行立改", ""),
    )
    answer = typed("import", file, "--ledger", "整改")
    assert answer.returncode == 1
    assert "公式没有存下结果" in answer.stderr


def test_a_huge_cell_is_kept_or_told(ledgers: Path) -> None:
    long = "甲。" * 16_000
    file = listed(ledgers.parent / "表.xlsx", (1, long, "改", "", "县水务局", "立行立改", ""))
    assert typed("import", file, "--ledger", "整改").returncode == 0
    shown = json.loads(typed("show", "ZG-2026-0001", "--json").stdout)
    assert (shown["title"], len(shown["problem"])) == ("甲", 20_000)
    assert f"问题（续）：{'甲。' * 6_000}" in shown["note"]
    file = listed(ledgers.parent / "表二.xlsx", (1, "乱", "改", "", "县水务局", "立行立改", f"乙{long}"))
    answer = typed("import", file, "--ledger", "整改")
    assert "备注放不下，只留了前 20000 字：ZG-2026-0002" in answer.stderr


def test_an_unknown_column_is_told_mapped_and_remembered(ledgers: Path) -> None:
    row = (1, "乱", "改", "王县长", "县水务局", "立行立改", "", "查清底数")
    file = listed(ledgers.parent / "表.xlsx", row, heads=(*HEADINGS, "怎么验"))
    told = typed("import", file, "--ledger", "整改", "--dry-run")
    assert "怎么验" in told.stderr
    mapped = typed("import", file, "--ledger", "整改", "--map", "怎么验=工作标准", "--save-map")
    assert mapped.returncode == 0
    assert "工作标准: 查清底数" in entered(ledgers, 1)
    assert "怎么验: 工作标准" in (ledgers / "整改/台账.yaml").read_text("utf-8")


def test_a_corrected_list_of_drafts_keeps_what_is_put_right(ledgers: Path) -> None:
    drafts = str(ledgers.parent / "草稿.xlsx")
    assert typed("import", str(CORPUS / "rectification-environment.docx"), "--sheet", drafts).returncode == 0
    assert typed("import", drafts, "--ledger", "整改").returncode == 0
    text = entered(ledgers, 2)
    for line in ("问题: 生态用水保障不足。", '整改目标: "鹿鸣河生态流量达标率100%。"', "整改类型: 持续"):
        assert line in text


def test_a_rectification_that_came_in_is_of_an_inspection(ledgers: Path) -> None:
    words = [
        "--title",
        "治污",
        "--source-name",
        "督察反馈",
        "--issuer",
        "市政府",
        "--requirements",
        "截污",
        "--lead",
        "县水务局",
    ]
    answer = typed("add", "--ledger", "整改", *words, "--due-on", "2026-12-31", "--received-on", "2026-09-24")
    assert answer.returncode == 0, answer.stderr
    assert "类别: 督查活动" in entered(ledgers, 1)


@pytest.mark.parametrize(
    ("heading", "cell", "told"),
    [
        ("责任单位", "县水务局、县财政局", True),
        ("整改责任单位", "县水务局\n县财政局", True),
        ("责任单位", "县水务局", False),
        ("责任单位", "县水务局牵头，县财政局", False),
        ("牵头单位", "县水务局、县财政局", False),
        ("主办单位", "县水务局、县财政局", False),
    ],
)
def test_units_of_one_cell_that_lead_together_are_told(
    ledgers: Path, tmp_path: Path, heading: str, cell: str, told: bool
) -> None:
    """No word of the list says that they lead together."""
    heads = ("序号", "问题", "措施", heading, "配合单位", "时限")
    file = listed(
        tmp_path / "清单.xlsx", (1, "排口直排", "截污", cell, "县住建局", "2026年12月31日"), heads=heads
    )
    preview = typed("import", file, "--ledger", "整改", "--dry-run")
    assert ("记作联合牵头，请核对谁牵头" in "".join(preview.stdout.split()) + preview.stderr) is told
    answer = typed("import", file, "--ledger", "整改")
    assert answer.returncode == 0, answer.stderr
    note = (
        "提示：1 件的责任单位写了几个，记作联合牵头：ZG-2026-0001\n"
        "可以这样做：只一家牵头的，交办前改：duban amend ZG-2026-0001 --lead 单位 --support 单位\n"
    )
    assert (note in answer.stderr) is told
    assert ("牵头单位: [县水务局, 县财政局]" in entered(ledgers, 1)) is (
        told or (heading != "责任单位" and not told)
    )
