"""`import` of documents: looked over worst first, corrected in a workbook, known again, everything or nothing."""

import json
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook
from tests.importers.makers import docx
from tests.outside import git, survives, typed

from duban.cli.commands.importing import command as importing
from duban.cli.commands.importing import read_file as importread

LINES = (
    "某县人民政府关于2026年重点工作的意见",
    "某政发〔2026〕7号",
    "各单位：",
    "一、城建",
    "（一）新建公园2座。5月底前完成设计，9月底前完成建设。（县住房和城乡建设局牵头，县财政局配合）",
    "（二）改造老旧管网。（县水务局、县财政局负责）",
    "（三）每月5日前报送城建进展。（县住建局）",
    "某县人民政府",
    "2026年3月1日",
)
TEXT = "\n".join(LINES)


@pytest.fixture
def paper(ledgers: Path) -> Path:
    """A document outside the workspace."""
    return written(ledgers, TEXT)


def written(ledgers: Path, text: str, name: str = "意见.txt") -> Path:
    path = ledgers.parent / name
    path.write_text(text, "utf-8")
    return path


def text_of(ledgers: Path, number: int) -> str:
    return (ledgers / f"重要文件/2026/WJ-2026-{number:04d}.yaml").read_text("utf-8")


def test_json_tells_source_drafts_and_problems(paper: Path) -> None:
    answer = typed("import", str(paper), "--dry-run", "--json")
    assert answer.returncode == 0, answer.stderr
    data = json.loads(answer.stdout)
    assert set(data) == {"source", "drafts", "suggested", "unused", "problems"}
    assert data["source"] == {
        "title": LINES[0],
        "doc_no": "某政发〔2026〕7号",
        "issuer": "某县人民政府",
        "issued_on": "2026-03-01",
        "recipients": "各单位",
    }
    first = data["drafts"][0]
    assert first["milestones"] == [
        {"name": "完成设计", "due_on": "2026-05-31", "text": "5月底前", "owner": ""},
        {"name": "完成建设", "due_on": "2026-09-30", "text": "9月底前", "owner": ""},
    ]
    assert first["dues"] == [
        {"text": "5月底前", "date": "2026-05-31"},
        {"text": "9月底前", "date": "2026-09-30"},
    ]
    assert first["indicators"] == [{"name": "新建公园", "target": "2", "measure": "座"}]
    assert (first["basis"], first["clause"], first["place"]) == ("牵头", "一（一）", "第5行")
    assert first["units"] == {"县住房和城乡建设局": "县住房和城乡建设局", "县财政局": "县财政局"}
    assert data["drafts"][2]["cadence"] == "每月5日前"
    unknown = data["drafts"][2]
    assert unknown["units"] == {"县住建局": None}
    assert "单位名册里没有“县住建局”，最接近的是“县住房和城乡建设局”" in [
        each["message"] for each in unknown["problems"]
    ]


def test_drafts_can_be_looked_at_without_a_workspace(
    paper: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("别处")
    answer = typed("import", str(paper), "--dry-run", "--json", "-C", str(elsewhere))
    assert answer.returncode == 0, answer.stderr
    assert "units" not in json.loads(answer.stdout)["drafts"][0]


def test_the_least_sure_stand_on_top(paper: Path) -> None:
    answer = typed("import", str(paper), "--ledger", "WJ", "--dry-run")
    assert answer.returncode == 0, answer.stderr
    lines = [line for line in answer.stdout.splitlines() if "第" in line and "行" in line]
    assert "第6行" in lines[0]
    assert "把握" in answer.stdout
    assert "文号：某政发〔2026〕7号；发文机关：某县人民政府；发文日期：2026-03-01" in answer.stdout


def test_a_document_becomes_tasks_in_one_commit(ledgers: Path, paper: Path) -> None:
    count = int(git("rev-list", "--count", "HEAD"))
    answer = typed("import", str(paper), "--ledger", "重要文件")
    assert answer.returncode == 0, answer.stderr
    assert int(git("rev-list", "--count", "HEAD")) == count + 1
    head = text_of(ledgers, 2).partition("流水:")[0]
    assert "事项: 新建公园2座\n" in head
    for line in (
        "名称: " + LINES[0],
        "文号: 某政发〔2026〕7号",
        "条款: 一（一）",
        "发文日期: 2026-03-01",
        "文件: 意见.txt",
    ):
        assert f"    {line}\n" in head
    assert (
        "完成时限: {日期: 2026-09-30, 原文: 9月底前}\n牵头单位: 县住房和城乡建设局\n配合单位: [县财政局]\n"
        in head
    )
    assert "量化指标:\n  - {名称: 新建公园, 目标: 2, 计量单位: 座}\n" in head
    assert (
        "时序进度:\n  - {节点: 完成设计, 时限: 2026-05-31}\n  - {节点: 完成建设, 时限: 2026-09-30}\n" in head
    )
    assert "报送周期: {每: 月, 日: 5, 原文: 每月5日前}\n" in text_of(ledgers, 4)
    assert typed("check").returncode in {0, 1}
    assert git("status", "--porcelain") == ""


@pytest.mark.parametrize("again", ["same", "renamed", "word"])
def test_the_same_document_is_known_again(ledgers: Path, paper: Path, again: str) -> None:
    assert typed("import", str(paper), "--ledger", "WJ").returncode == 0
    before = git("rev-parse", "HEAD")
    other = ledgers.parent / ("另存.docx" if again == "word" else "改名.txt")
    if again == "word":
        other.write_bytes(docx(*LINES))
    elif again == "renamed":
        paper.rename(other)
    answer = typed("import", str(paper if again == "same" else other), "--ledger", "WJ")
    assert answer.returncode == 0, answer.stderr
    assert "3 件都已在台账里，没有重复登账。" in answer.stdout
    assert git("rev-parse", "HEAD") == before


def test_a_revised_document_tells_new_changed_gone(ledgers: Path, paper: Path) -> None:
    assert typed("import", str(paper), "--ledger", "WJ").returncode == 0
    text = TEXT.replace("9月底前完成建设", "11月底前完成建设").replace(
        LINES[6], "（三）修建栈桥。（县水务局）"
    )
    answer = typed("import", str(written(ledgers, text, "修订稿.txt")), "--ledger", "WJ", "--json")
    assert answer.returncode == 0, answer.stderr
    data = json.loads(answer.stdout)
    assert [task["title"] for task in data["tasks"]] == ["修建栈桥"]
    assert data["revision"] == {
        "earlier": "意见.txt",
        "changed": [
            {"task": "WJ-2026-0002", "field": "完成时限", "old": "2026-09-30", "new": "2026-11-30"},
            {
                "task": "WJ-2026-0002",
                "field": "工作要求",
                "old": "5月底前完成设计，9月底前完成建设。",
                "new": "5月底前完成设计，11月底前完成建设。",
            },
        ],
        "gone": ["WJ-2026-0004"],
    }
    assert data["skipped"] == ["新建公园2座", "改造老旧管网"]
    codes = [notice["code"] for notice in data["notices"]]
    assert {"revised-changed", "revised-gone"} <= set(codes)


def test_a_revised_cadence_is_told(ledgers: Path) -> None:
    text = TEXT.replace(LINES[6], "（三）掌握城建进展。每月5日前上报县政府。（县水务局）")
    assert typed("import", str(written(ledgers, text)), "--ledger", "WJ").returncode == 0
    text = text.replace("每月5日前上报", "每季度末上报")
    answer = typed("import", str(written(ledgers, text, "修订稿.txt")), "--ledger", "WJ", "--json")
    changed = [
        each for each in json.loads(answer.stdout)["revision"]["changed"] if each["field"] == "报送周期"
    ]
    assert changed == [
        {"task": "WJ-2026-0004", "field": "报送周期", "old": "每月5日前", "new": "每季度末上报"}
    ]


def test_another_document_of_the_same_words_is_another(ledgers: Path, paper: Path) -> None:
    assert typed("import", str(paper), "--ledger", "WJ").returncode == 0
    other = "某县关于防汛工作的通知\n1.巡查堤坝。（县水务局）\n2.改造老旧管网。（县水务局）"
    answer = typed("import", str(written(ledgers, other, "防汛.txt")), "--ledger", "WJ", "--json")
    assert [task["title"] for task in json.loads(answer.stdout)["tasks"]] == ["巡查堤坝", "改造老旧管网"]


def test_drafts_go_through_a_workbook(ledgers: Path, paper: Path) -> None:
    before = git("rev-parse", "HEAD")
    sheet = ledgers.parent / "草稿.xlsx"
    answer = typed("import", str(paper), "--ledger", "WJ", "--sheet", str(sheet))
    assert answer.returncode == 0, answer.stderr
    assert f"已把 3 件草稿写入 {sheet}，台账没有改动。" in answer.stdout
    assert git("rev-parse", "HEAD") == before
    book = load_workbook(sheet)
    book["草稿"]["D3"], book["草稿"]["E3"] = "县水务局", "县财政局"
    assert "完成设计=2026-05-31；完成建设=2026-09-30" in [cell.value for cell in book["草稿"][2]]
    book["草稿"].delete_rows(4)
    book.save(sheet)
    assert typed("import", str(sheet), "--ledger", "WJ").returncode == 0
    assert "  - {节点: 完成设计, 时限: 2026-05-31}\n" in text_of(ledgers, 2)
    text = text_of(ledgers, 3)
    assert "牵头单位: 县水务局\n配合单位: [县财政局]\n" in text
    assert "    文件: 意见.txt\n" in text
    again = typed("import", str(paper), "--ledger", "WJ")
    assert "没有重复登账" in again.stdout


def test_a_list_of_drafts_may_come_in_parts(ledgers: Path, paper: Path) -> None:
    sheet = ledgers.parent / "草稿.xlsx"
    assert typed("import", str(paper), "--ledger", "WJ", "--sheet", str(sheet)).returncode == 0
    book = load_workbook(sheet)
    book["草稿"].delete_rows(3, 2)
    book.save(ledgers.parent / "一.xlsx")
    first = typed("import", str(ledgers.parent / "一.xlsx"), "--ledger", "WJ", "--json")
    assert [task["title"] for task in json.loads(first.stdout)["tasks"]] == ["新建公园2座"]
    rest = json.loads(typed("import", str(sheet), "--ledger", "WJ", "--json").stdout)
    assert [task["title"] for task in rest["tasks"]] == ["改造老旧管网", "每月5日前报送城建进展"]
    assert (rest["skipped"], rest["revision"]["gone"]) == (["新建公园2座"], [])
    last = typed("import", str(ledgers.parent / "一.xlsx"), "--ledger", "WJ")
    assert "1 件都已在台账里，没有重复登账。" in last.stdout
    assert "没有了" not in last.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--sheet", "草稿.txt"), "不是 .xlsx"),
        (("--sheet", "没有/草稿.xlsx"), "文件夹"),
        (("--save-map",), "--save-map 要同时写 --ledger 和 --map"),
        (("--depth", "9"), "--depth"),
    ],
)
def test_wrong_use_is_told(paper: Path, words: tuple[str, ...], said: str) -> None:
    answer = typed("import", str(paper), *words)
    assert answer.returncode in {1, 2}
    assert said in answer.stderr


def test_no_file_is_written_over(ledgers: Path, paper: Path) -> None:
    target = ledgers.parent / "有.xlsx"
    target.write_bytes(b"x")
    answer = typed("import", str(paper), "--sheet", str(target))
    assert answer.returncode == 1
    assert "已经有了，没有写" in answer.stderr
    assert target.read_bytes() == b"x"
    assert typed("import", str(paper), "--sheet", str(target), "--force").returncode == 0
    assert target.read_bytes() != b"x"


def test_what_a_list_of_drafts_says_of_itself(ledgers: Path, paper: Path) -> None:
    target = ledgers.parent / "草稿.xlsx"
    tried = typed("import", str(paper), "--sheet", str(target), "--dry-run")
    assert tried.stdout == f"3 件草稿会写入 {target}（试运行，没有写入）\n"
    assert not target.exists()
    answer = json.loads(typed("import", str(paper), "--sheet", str(target), "--json").stdout)
    assert answer == {"action": "import", "sheet": str(target), "drafts": 3, "suggested": 0, "dry_run": False}
    assert target.exists()


def test_a_column_map_is_kept_with_the_ledger(ledgers: Path) -> None:
    table = ledgers.parent / "月表.csv"
    table.write_text("要干的,谁干\n修桥,县水务局\n", "utf-8")
    words = (
        "import",
        str(table),
        "--ledger",
        "XM",
        "--map",
        "要干的=事项",
        "--map",
        "谁干=牵头单位",
        "--save-map",
    )
    shown = typed(*words, "--map", "谁看=忽略", "--dry-run")
    assert "--map 里的列名“谁看”不在表头里" in shown.stderr
    left = typed(
        "import", str(table), "--ledger", "XM", "--map", "要干的=事项", "--map", "谁干=忽略", "--dry-run"
    )
    assert "列：要干的→事项；谁干→忽略" in left.stdout
    assert typed(*words).returncode == 0
    assert "导入列: {要干的: 事项, 谁干: 牵头单位}\n" in (ledgers / "重大项目/台账.yaml").read_text("utf-8")
    table.write_text("要干的,谁干\n铺路,县财政局\n", "utf-8")
    answer = typed("import", str(table), "--ledger", "XM", "--json")
    assert answer.returncode == 0, answer.stderr
    assert [task["title"] for task in json.loads(answer.stdout)["tasks"]] == ["铺路"]
    assert git("status", "--porcelain") == ""


def test_parts_become_tasks_with_depth(ledgers: Path) -> None:
    paper = written(
        ledgers, "关于应急工作的意见\n1.完善体系\n（1）修订预案。\n（2）开展演练。\n（责任单位：县水务局）"
    )
    answer = typed("import", str(paper), "--ledger", "WJ", "--depth", "2", "--json")
    assert [task["title"] for task in json.loads(answer.stdout)["tasks"]] == [
        "完善体系",
        "修订预案",
        "开展演练",
    ]


def test_a_document_without_tasks_changes_nothing(ledgers: Path) -> None:
    before = git("rev-parse", "HEAD")
    paper = written(ledgers, "关于某月进展情况的通报\n现将情况通报如下。\n一、已办结6件。")
    answer = typed("import", str(paper), "--ledger", "WJ")
    assert answer.returncode == 1
    assert "文件里没有读出要办的事：它是通报、报告一类的文件" in answer.stderr
    assert git("rev-parse", "HEAD") == before


def test_a_file_that_changes_while_it_is_read(paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stats = iter([(1, len(TEXT.encode()), 1), (2, len(TEXT.encode()), 1)])
    monkeypatch.setattr(importread, "_status", lambda _file: next(stats))
    answer = typed("import", str(paper), "--ledger", "WJ")
    assert answer.returncode == 1
    assert "文件在读的时候变了" in answer.stderr


def test_secret_marks_keep_everything_out(ledgers: Path) -> None:
    before = git("rev-parse", "HEAD")
    paper = written(ledgers, "1.建公园。（县住房和城乡建设局）\n2.某事（机密）。（县财政局）")
    answer = typed("import", str(paper), "--ledger", "WJ")
    assert answer.returncode == 1
    assert "这里有密级标志" in answer.stderr
    assert git("rev-parse", "HEAD") == before


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[2J1.建公园。（县财政局\x1b]0;x\x07）",
        "1.\u202e建公园。（县财政局）",
        '=HYPERLINK("http://e.example")\n1.@SUM。（县财政局）',
    ],
)
def test_hostile_text_is_harmless(ledgers: Path, text: str) -> None:
    survives("import", str(written(ledgers, text)), "--ledger", "WJ", "--dry-run")
    survives("import", str(written(ledgers, text)), "--ledger", "WJ", "--dry-run", "--json")
    survives("import", str(written(ledgers, text)), "--ledger", "WJ")


def test_a_document_of_one_task_is_known_again(ledgers: Path) -> None:
    table = "事项,牵头单位,完成时限\n修桥,县水务局,2026年12月底前\n"
    assert typed("import", str(written(ledgers, table, "一.csv")), "--ledger", "WJ").returncode == 0
    again = typed("import", str(written(ledgers, table.replace(",", ";"), "二.csv")), "--ledger", "WJ")
    assert "没有重复登账" in again.stdout
    other = table.replace("县水务局", "县财政局")
    fresh = typed("import", str(written(ledgers, other, "三.csv")), "--ledger", "WJ", "--json")
    assert [task["title"] for task in json.loads(fresh.stdout)["tasks"]] == ["修桥"]


def test_a_revised_table_is_known_by_its_number_however_it_is_typed(ledgers: Path) -> None:
    head, number = "事项,牵头单位\n", "某政发[2026]第9号"
    first = written(ledgers, head + "修桥,县水务局\n铺路,县水务局\n种树,县水务局\n", "一.csv")
    assert typed("import", str(first), "--ledger", "WJ", "--doc-no", number).returncode == 0
    second = written(ledgers, head + "修桥,县水务局\n清理河道,县财政局\n", "二.csv")
    answer = typed("import", str(second), "--ledger", "WJ", "--doc-no", number, "--json")
    assert len(json.loads(answer.stdout)["revision"]["gone"]) == 2


def test_a_file_over_a_hundred_megabytes_is_not_opened(ledgers: Path) -> None:
    path = ledgers.parent / "大.xlsx"
    with path.open("wb") as file:
        file.truncate(101_000_000)
    answer = typed("import", str(path), "--ledger", "WJ")
    assert answer.returncode == 1
    assert answer.stderr == (
        f"错误：{path}\n文件有 101 MB，最多 100 MB，没有读。\n可以这样做：请删去图片，或拆成几个文件。\n"
    )


@pytest.fixture
def unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a person typed, but what is shown went into a file."""
    monkeypatch.setattr(
        "duban.cli.framework.prompts.sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True))
    )


@pytest.mark.usefixtures("unseen")
def test_what_nobody_sees_is_not_entered(paper: Path) -> None:
    before = git("rev-parse", "HEAD")
    answer = typed("import", str(paper), "--ledger", "WJ")
    assert answer.returncode == 1
    assert answer.stderr.endswith(
        "错误：草稿没有显示在屏幕上，没法问你要不要登账，没有写入任何内容。\n可以这样做：先加 --dry-run 看；看过了再加 --yes 登账\n"
    )
    assert git("rev-parse", "HEAD") == before
    assert typed("import", str(paper), "--ledger", "WJ", "--dry-run").returncode == 0
    assert typed("import", str(paper), "--ledger", "WJ", "--yes").returncode == 0
    assert git("rev-parse", "HEAD") != before


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("words", "stdin", "written"),
    [((), "否\n", 0), ((), "也许\n是\n", 3), (("--yes",), "", 3), (("--dry-run",), "", 0)],
)
def test_a_person_is_asked_once_the_drafts_are_shown(
    ledgers: Path, paper: Path, words: tuple[str, ...], stdin: str, written: int
) -> None:
    count = len(list(ledgers.glob("重要文件/2026/*")))
    answer = typed("import", str(paper), "--ledger", "WJ", *words, stdin=stdin)
    assert answer.returncode == 0, answer.stderr
    assert "读出 3 件" in answer.stdout
    assert ("把这 3 件登账吗" in answer.stdout) == bool(stdin)
    assert len(list(ledgers.glob("重要文件/2026/*"))) == count + written


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a person sat at the terminal; the answers come as standard input."""
    monkeypatch.setattr(importing, "can_ask", lambda _context: True)


@pytest.mark.usefixtures("asked")
def test_hidden_rows_are_asked_for(ledgers: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    page = book.worksheets[0]
    for row in (("任务", "牵头单位"), ("修桥", "县水务局"), ("铺路", "县财政局")):
        page.append(row)
    page.row_dimensions[3].hidden = True
    page.title = "明"
    for row in (("任务", "牵头单位"), ("种树", "县水务局")):
        (book["藏"] if "藏" in book.sheetnames else book.create_sheet("藏")).append(row)
    book["藏"].sheet_state = "hidden"
    path = ledgers.parent / "表.xlsx"
    book.save(path)
    answer = typed("import", str(path), "--ledger", "WJ", stdin="是\n否\n是\n")
    assert answer.returncode == 0, answer.stderr
    assert "“藏”是隐藏的" in answer.stderr
    assert len(list(ledgers.glob("重要文件/2026/*"))) == 3


def test_a_bar_shows_only_after_a_second(
    paper: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from dataclasses import replace

    from duban.cli.framework.context import Screen, read_writing

    monkeypatch.setenv("FORCE_COLOR", "1")
    context = replace(read_writing(), screen=Screen(terminal=True))
    with importread.bar_when_slow("正在读", context):
        pass
    assert capfd.readouterr().err == ""
    monkeypatch.setattr(importread, "SLOW_SECONDS", 0.01)
    with importread.bar_when_slow("正在读", context):
        time.sleep(0.3)
    assert "正在读" in capfd.readouterr().err
    assert paper.exists()
