"""Words from anywhere mean what they look like: characters copied out of a PDF."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.outside import typed

TODAY = ("--today", "2026-10-08")


def said(*words: str) -> str:
    answer = typed(*words, *TODAY)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("--unit", "县\u2f54务局"),
        ("--where", "牵头单位=县\u2f54务局"),
        ("--where", "责任人=张\u2f00"),
        ("--text", "城东积\u2f54"),
    ],
)
def test_a_filter_finds_what_the_radicals_look_like(ledgers: Path, words: tuple[str, ...]) -> None:
    typed("amend", "PS-1", "--owner", "张\u2f00", "--reason", "调整", *TODAY)
    assert "PS-2026-0001" in said("list", *words)
    assert b"\xe2\xbd" not in (ledgers / "领导批示/2026/PS-2026-0001.yaml").read_bytes()


def test_old_books_are_found_told_and_put_right(ledgers: Path) -> None:
    path = ledgers / "领导批示/2026/PS-2026-0001.yaml"
    path.write_text(path.read_text("utf-8").replace("牵头单位: 县水务局", "牵头单位: 县\u2f54务局"), "utf-8")
    assert "PS-2026-0001" in said("list", "--unit", "县水务局")
    told = typed("check", *TODAY).stderr
    assert "文字里有形似字“\u2f54”（U+2F54），不是“水”（U+6C34）：“县\u2f54务局”" in told
    said("commit", "--reason", "照旧")
    said("amend", "PS-1", "--lead", "县水务局", "--reason", "字形")
    assert "形似字" not in typed("check", *TODAY).stderr


def test_a_unit_in_radicals_is_the_one_that_is_in_the_register(ledgers: Path) -> None:
    answer = typed("unit", "add", "县\u2f54务局", *TODAY)
    assert answer.returncode == 1
    assert "“县水务局”已经在册" in answer.stderr
    assert said("unit", "add", "县\u2ed4诊部").startswith("已登记单位 县门诊部")
    assert "县门诊部" in (ledgers / "duban.yaml").read_text("utf-8")


HALL = "县住房城乡建设局"
ADD = (*("add", "--ledger", "领导批示", "--title", "清理河道", "--source-kind", "领导批示", "--instruction", "刘县长=2026-09-28=请抓紧", "--urgency", "急件"),
       *("--owner", "张三", "--requirements", "办结"))  # fmt: skip
TWICE = {
    "lead and support": (("--lead", HALL, "--support", HALL), HALL),
    "lead by its short name": (("--lead", "住建", "--support", HALL), HALL),
    "support by its short name": (("--lead", HALL, "--support", "县财政局", "--support", "住建"), "住建"),
}


@pytest.fixture
def named(ledgers: Path) -> Path:
    """The workspace with a unit that has a short name."""
    said("unit", "add", HALL, "--short-name", "住建")
    return ledgers


@pytest.mark.parametrize("case", TWICE)
def test_a_unit_cannot_lead_and_support(case: str, named: Path) -> None:
    units, shown = TWICE[case]
    for words in ((*ADD, *units), ("amend", "PS-1", *units, "--reason", "调整")):
        answer = typed(*words, *TODAY)
        assert answer.returncode != 0
        assert f"“{shown}”不能既牵头又配合。" in answer.stderr
    assert not list(named.glob("*/2026/PS-2026-0003.yaml"))


def head_of(ledgers: Path, identifier: str) -> str:
    (path,) = ledgers.glob(f"*/*/{identifier}.yaml")
    return path.read_text("utf-8").partition("流水:")[0]


def test_amending_one_side_looks_at_the_other(named: Path) -> None:
    said(*ADD, "--lead", HALL, "--support", "县财政局", "--support", "县水务局", "--support", "县财政局")
    number = "PS-2026-0003"
    assert "配合单位: [县财政局, 县水务局]" in head_of(named, number)
    answer = typed("amend", number, "--support", "住建", "--reason", "调整", *TODAY)
    assert "“住建”不能既牵头又配合。" in answer.stderr
    said("amend", number, "--lead", "县财政局", "--reason", "调整")
    assert "牵头单位: 县财政局\n配合单位: [县水务局]" in head_of(named, number)
    said("amend", number, "--support", "住建", "--support", HALL, "--reason", "调整")
    assert "配合单位: [住建]" in head_of(named, number)


def test_the_lead_of_a_part_does_not_support_it(named: Path) -> None:
    said(*ADD, "--lead", HALL)
    support = ("--support", "县财政局", "--support", "住建")
    parts = ("--title", "甲", "--lead", "县财政局", "--title", "乙", "--lead", HALL)
    answer = typed("split", "PS-2026-0003", *parts, *support, *TODAY)
    assert answer.returncode == 0
    assert f"“乙”由{HALL}牵头，配合单位里不再列它" in answer.stderr
    assert "牵头单位: 县财政局\n配合单位: [住建]" in head_of(named, "PS-2026-0004")
    assert f"牵头单位: {HALL}\n配合单位: [县财政局]" in head_of(named, "PS-2026-0005")


TABLES = {
    "the same name": ("县水务局", "县水务局、县财政局", "县水务局", "[县财政局]", False),
    "its short name": (HALL, "住建、县财政局", HALL, "[县财政局]", True),
    "its full name": ("住建", f"县财政局、{HALL}", "住建", "[县财政局]", True),
    "a support under two names": ("县水务局", f"{HALL}、住建", "县水务局", f"[{HALL}]", True),
    "a support twice": ("县水务局", "县财政局、县财政局", "县水务局", "[县财政局]", False),
}


@pytest.mark.parametrize("case", TABLES)
def test_a_table_gives_each_unit_once(case: str, named: Path, tmp_path: Path) -> None:
    lead, support, led, supported, told = TABLES[case]
    path = tmp_path / "表.csv"
    path.write_text(f"序号,工作任务,牵头单位,配合单位\n1,清淤,{lead},{support}\n", "utf-8")
    answer = typed("import", str(path), "--ledger", "重要文件", *TODAY)
    assert answer.returncode == 0, answer.stderr
    assert ("只记一次：第2行" in answer.stderr) is told
    (new,) = (each for each in named.glob("重要文件/2026/*.yaml") if "清淤" in each.read_text("utf-8"))
    assert f"牵头单位: {led}\n配合单位: {supported}\n" in new.read_text("utf-8")


def test_a_draft_whose_blank_was_filled(named: Path, tmp_path: Path) -> None:
    text = tmp_path / "意见.txt"
    text.write_text(
        "关于2026年重点工作的意见\n1.建设公园。年底前完成。（县水务局、县财政局、县住房城乡建设局）\n2.修桥。（县财政局牵头）",
        "utf-8",
    )
    sheet = tmp_path / "草稿.xlsx"
    said("import", str(text), "--sheet", str(sheet))
    book = load_workbook(sheet)
    page = book["草稿"]
    assert isinstance(page, Worksheet)
    heads = [cell.value for cell in page[1]]
    place = heads.index("牵头单位") + 1
    filled: Any = page.cell(2, place)
    assert filled.value in {None, ""}
    filled.value = "住建"
    book.save(sheet)
    answer = typed("import", str(sheet), "--ledger", "重要文件", *TODAY)
    assert answer.returncode == 0, answer.stderr
    assert f"只记一次：第2行“{HALL}”" in answer.stderr
    assert "牵头单位: 住建\n配合单位: [县水务局, 县财政局]" in head_of(named, "WJ-2026-0002")


def test_a_hand_edit_is_not_entered_with_a_unit_twice(named: Path) -> None:
    path = named / "领导批示/2026/PS-2026-0001.yaml"
    path.write_text(path.read_text("utf-8").replace("[县财政局]", "[县财政局, 县水务局]"), "utf-8")
    answer = typed("commit", "--reason", "手改", *TODAY)
    assert answer.returncode == 1
    assert "“县水务局”既牵头又配合\n可以这样做：从牵头单位或配合单位里去掉一个" in answer.stderr


ROLL = (
    "领导:\n  - {姓名: 刘伟, 职务: 县长, 排序: 1}\n  - {姓名: 欧阳建国, 职务: 副县长, 排序: 2}\n"
    "  - {姓名: 买买提·吐尔逊, 职务: 副县长, 排序: 3}\n"
)
CELLS = (
    *("刘伟", "刘伟、欧阳建国", "刘伟（县长）", '"刘伟\n欧阳 建国"', "刘 伟 欧阳建国", "县长刘伟", "刘县长和买买提・吐尔逊"),
    *("刘伟同志", "欧阳副县长", "买买提.吐尔逊", "王大力", "刘伟欧阳建国"),
)  # fmt: skip


@pytest.fixture
def led(ledgers: Path) -> Path:
    """The workspace with a roll of leaders and the tasks of a table that names them in every way."""
    config = ledgers / "duban.yaml"
    config.write_text(config.read_text("utf-8") + ROLL, "utf-8")
    said("commit", "--reason", "领导")
    rows = (f"{number},事项{number},{cell},县水务局" for number, cell in enumerate(CELLS, 1))
    table = ledgers.parent / "来表.csv"
    table.write_text("\n".join(("序号,工作任务,分管领导,牵头单位", *rows)), "utf-8")
    answer = typed("import", str(table), "--ledger", "重大项目", *TODAY)
    assert answer.returncode == 0, answer.stderr
    assert "领导名册里没有“王大力”：XM-2026-0011" in answer.stderr
    assert (
        "领导名册里没有“刘伟欧阳建国”：XM-2026-0012\n可以这样做：是“刘伟、欧阳建国”连在了一起"
        in answer.stderr
    )
    return ledgers


def numbers(*words: str) -> list[int]:
    rows = json.loads(said(*words, "--json"))
    return [int(row["task"][-4:]) for row in rows if row["task"].startswith("XM-")]


def test_a_table_names_its_leaders_as_one_person_each(led: Path) -> None:
    lines = [head_of(led, f"XM-2026-{number:04d}") for number in range(1, len(CELLS) + 1)]
    written = [line.partition("分管领导: ")[2].partition("\n")[0] for line in lines]
    assert written == [
        *(
            "刘伟",
            "刘伟、欧阳建国",
            "刘伟",
            "刘伟、欧阳建国",
            "刘伟、欧阳建国",
            "刘伟",
            "刘伟、买买提·吐尔逊",
        ),
        *("刘伟", "欧阳建国", "买买提·吐尔逊", "王大力", "刘伟欧阳建国"),
    ]
    assert "分管领导（原表）：刘伟（县长）" in lines[2]
    assert "原表）" not in lines[1] + lines[3]


LIU, OUYANG, MAIMAITI = [1, 2, 3, 4, 5, 6, 7, 8], [2, 4, 5, 9], [7, 10]


@pytest.mark.parametrize(
    ("leader", "found"),
    [
        ("刘伟", LIU),
        ("刘 伟", LIU),
        ("刘伟（县长）", LIU),
        ("刘县长", LIU),
        ("欧阳建国", OUYANG),
        ("欧阳 建国", OUYANG),
        ("买买提•吐尔逊", MAIMAITI),
        ("王大力", [11]),
    ],
)
def test_every_question_means_the_same_leader(leader: str, found: list[int], led: Path) -> None:
    assert led.is_dir()
    assert numbers("list", "--leader", leader) == found
    assert numbers("list", "--where", f"分管领导={leader}") == found
    (report,) = json.loads(said("report", "leader", "--leader", leader, "--json"))["tables"]["by_leader"]
    assert report["total"] == len(found)


def test_no_third_leader_in_the_report(led: Path) -> None:
    assert led.is_dir()
    rows = json.loads(said("report", "leader", "--json"))["tables"]["by_leader"]
    named = [row["leader"] for row in rows if row["leader"] not in {"（没有写领导）", "方县长"}]
    assert named == ["刘伟", "欧阳建国", "买买提·吐尔逊", "刘伟欧阳建国", "王大力"]


def test_old_books_are_read_so_and_check_names_who_is_on_no_roll(led: Path) -> None:
    path = led / "重大项目/2026/XM-2026-0001.yaml"
    path.write_text(
        path.read_text("utf-8").replace("分管领导: 刘伟\n", "分管领导: 副县长欧阳建国，刘韦\n"), "utf-8"
    )
    assert 1 in numbers("list", "--leader", "欧阳建国")
    told = typed("check", *TODAY).stderr
    amend = "改正：duban amend XM-2026-0001 --leader-in-charge 姓名 --reason 更正姓名"
    assert f"领导名册里没有“刘韦”\n可以这样做：最接近的是“刘伟”；{amend}" in told
    assert "领导名册里没有“欧阳" not in told


def test_typed_leaders_are_written_by_their_names(led: Path) -> None:
    words = (
        *ADD,
        "--lead",
        "县水务局",
        "--lead-leader",
        "刘县长、欧阳 建国",
        "--instruction",
        "县长刘伟，王大力=请抓紧",
    )
    answer = typed(*words, *TODAY)
    assert answer.returncode == 0, answer.stderr
    assert "领导名册里没有“王大力”：PS-2026-0003" in answer.stderr
    assert "\n  - {领导: 刘伟、王大力, 内容: 请抓紧}\n" in head_of(led, "PS-2026-0003")
    assert "牵头领导: 刘伟、欧阳建国\n" in head_of(led, "PS-2026-0003")
    answer = typed("amend", "PS-2026-0003", "--lead-leader", "刘伟（县长）、刘韦", "--reason", "调整", *TODAY)
    assert "领导名册里没有“刘韦”：PS-2026-0003" in answer.stderr
    assert "牵头领导: 刘伟、刘韦\n" in head_of(led, "PS-2026-0003")


@pytest.mark.parametrize("name", ["李四", "李 四", "张三、李四", "李四同志"])
def test_other_persons_of_a_line_are_found_one_by_one(name: str, ledgers: Path) -> None:
    assert ledgers.is_dir()
    said("amend", "PS-1", "--owner", "张三、李四", "--clerk", "王五 李四", "--reason", "调整")
    for words in (("--where", f"责任人={name}"), ("--where", f"督办人={name}"), ("--clerk", name)):
        assert "PS-2026-0001" in said("list", *words)
    assert "PS-2026-0001" not in said("list", "--where", "责任人=李")


REGISTER = """序号,工作任务,牵头单位,完成时限,状态,办结日期
1,整治积水点,县水务局,2026-08-31,已销号,2026-08-30
2,新建公厕,县财政局,2026-08-31,已完成（8月20日）,
3,修桥,县水务局,2026-12-31,正在推进,
4,修路,县水务局,2026-12-31,已撤销,
5,建校,县水务局,2026-12-31,,2026-09-01
"""
LEFT = "第2行“已销号”、第3行“已完成（8月20日）”、第5行“已撤销”、第6行“办结日期 2026-09-01”"


def entered(ledgers: Path) -> list[str]:
    texts = (path.read_text("utf-8") for path in sorted(ledgers.glob("重大项目/2026/*.yaml")))
    return [text.partition("事项: ")[2].partition("\n")[0] for text in texts]


def test_rows_that_call_themselves_done_stay_out_until_asked_for(ledgers: Path, tmp_path: Path) -> None:
    path = tmp_path / "运行台账.csv"
    path.write_text(REGISTER, "utf-8")
    words = ("import", str(path), "--ledger", "重大项目")
    answer = typed(*words, *TODAY)
    out = f"提示：有 4 件自称已经办完或撤销，不登账：{LEFT}\n可以这样做：要一并登账（登为待交办），加 --with-finished\n"
    assert answer.returncode == 0
    assert answer.stderr.count(out) == 2
    assert entered(ledgers) == ["修桥"]
    assert "1 件都已在台账里" in said(*words)
    answer = typed(*words, "--with-finished", *TODAY)
    assert f"有 4 件自称已经办完或撤销，照样登为待交办：{LEFT}" in answer.stderr
    assert sorted(entered(ledgers)) == sorted(["修桥", "整治积水点", "新建公厕", "修路", "建校"])
    assert "5 件都已在台账里" in said(*words, "--with-finished")


def test_what_is_done_later_is_neither_new_nor_gone(ledgers: Path, tmp_path: Path) -> None:
    path = tmp_path / "运行台账.csv"
    path.write_text(REGISTER.replace("已销号,2026-08-30", "正在推进,"), "utf-8")
    said("import", str(path), "--ledger", "重大项目")
    assert entered(ledgers) == ["整治积水点", "修桥"]
    path.write_text(REGISTER, "utf-8")
    answer = typed("import", str(path), "--ledger", "重大项目", *TODAY)
    assert "其中 2 件已在台账里" in answer.stdout or "2 件都已在台账里" in answer.stdout
    assert "没有了" not in answer.stderr
    assert entered(ledgers) == ["整治积水点", "修桥"]


def test_a_dry_run_shows_what_would_be_entered_and_reads_all(ledgers: Path, tmp_path: Path) -> None:
    path = tmp_path / "运行台账.csv"
    path.write_text(REGISTER, "utf-8")
    words = ("import", str(path), "--ledger", "重大项目", "--dry-run")
    assert "读出 1 件" in said(*words)
    assert "读出 5 件" in said(*words, "--with-finished")
    data = json.loads(said(*words, "--json"))
    assert len(data["drafts"]) == 5
    assert "finished-rows" in {each["code"] for each in data["problems"]}
    assert entered(ledgers) == []
