"""`import`: a table becomes tasks, all or nothing; nothing is lost, nothing is guessed, nothing comes twice."""

import json
from pathlib import Path

import pytest
from openpyxl import Workbook
from tests.outside import git, typed

from duban.cli.commands.importing import command as importing
from duban.cli.commands.importing import read_file as importread

pytestmark = pytest.mark.usefixtures("ledgers")
HEADINGS = ("序号", "重点任务", "责任单位", "完成时限", "工作进展", "分管领导", "备注", "投资额")
ROWS = (
    ("2026年重点工作分解表",),
    HEADINGS,
    (1, "建成东湖公园", "县水务局、县财政局", "12月底前", "已完成立项", "赵县长", "重点", "1200万元"),
    (2, "=1+1 改造管网", "县水务局", "第三季度", None, None, None, None),
    (3, "常年巡河", "县水务局\n县财政局", "持续推进", None, None, None, None),
)


@pytest.fixture
def sheet(ledgers: Path) -> Path:
    """A workbook outside the workspace, as an office would lay it out."""
    return written(ledgers.parent / "任务表.xlsx", ROWS)


def written(path: Path, rows: tuple[tuple[object, ...], ...]) -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(list(row))
    for cells in page.iter_rows():
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a text that begins with = is no formula here
    book.save(path)
    return path


def text_of(ledgers: Path, number: int) -> str:
    return (ledgers / f"重大项目/2026/XM-2026-{number:04d}.yaml").read_text("utf-8")


def test_a_dry_run_as_json_tells_what_was_read(sheet: Path) -> None:
    before = git("rev-parse", "HEAD")
    answer = typed("import", str(sheet), "--ledger", "重大项目", "--dry-run", "--json")
    assert answer.returncode == 0, answer.stderr
    data = json.loads(answer.stdout)
    assert set(data) == {"source", "drafts", "suggested", "unused", "problems"}
    known = {"number", "title", "lead", "proposed_lead", "support", "due_on", "due_text", "place"}
    assert {name: value for name, value in data["drafts"][0].items() if name in known} == {
        "number": "1",
        "title": "建成东湖公园",
        "lead": [],
        "proposed_lead": "县水务局",
        "support": ["县水务局", "县财政局"],
        "due_on": "2026-12-31",
        "due_text": "12月底前",
        "place": "Sheet!3行",
    }
    assert [(draft["lead"], draft["due_on"]) for draft in data["drafts"][1:]] == [
        (["县水务局"], "2026-09-30"),
        ([], None),
    ]
    assert git("rev-parse", "HEAD") == before


def test_everything_comes_in_and_nothing_is_lost(ledgers: Path, sheet: Path) -> None:
    answer = typed("import", str(sheet), "--ledger", "重大项目")
    assert answer.returncode == 0, answer.stderr
    assert (
        "2 件要素不全：缺“牵头单位”：XM-2026-0001（可由县水务局牵头）、XM-2026-0003（可由县水务局牵头）"
        in answer.stderr
    )
    assert (
        "3 件要素不全：缺“工作要求”：XM-2026-0001、XM-2026-0002、XM-2026-0003\n"
        "可以这样做：交办前补上：duban amend 编号 --requirements …\n" in answer.stderr
    )
    head = text_of(ledgers, 1).partition("流水:")[0]
    lines = head.splitlines()
    assert lines[:3] == ["编号: XM-2026-0001", "事项: 建成东湖公园", "来源:"]
    assert lines[3].startswith(
        "  - {类别: 重大项目, 名称: 2026年重点工作分解表, 条款: 序号1, 文件: 任务表.xlsx, sha256: "
    )
    assert (
        "完成时限: {日期: 2026-12-31, 原文: 12月底前}\n配合单位: [县水务局, 县财政局]\n分管领导: 赵县长\n"
        in head
    )
    assert head.endswith(
        "备注: |-\n  重点\n  进展：已完成立项\n  投资额：1200万元\n  原表：任务表.xlsx Sheet!3行，序号 1\n"
    )
    assert '事项: "=1+1 改造管网"\n' in text_of(ledgers, 2)
    assert "牵头单位: 县水务局\n" in text_of(ledgers, 2)
    assert "完成时限: {原文: 持续推进}\n" in text_of(ledgers, 3)
    assert git("log", "-1", "--format=%s") == "导入 3件 XM-2026-0001 至 XM-2026-0003：任务表.xlsx"
    assert git("status", "--porcelain") == ""


def test_the_same_file_again_adds_nothing(sheet: Path) -> None:
    assert typed("import", str(sheet), "--ledger", "重大项目").returncode == 0
    before = git("rev-parse", "HEAD")
    renamed = sheet.rename(sheet.with_name("改了名.xlsx"))
    answer = typed("import", str(renamed), "--ledger", "XM")
    assert answer.returncode == 0
    assert "改了名.xlsx 里的 3 件都已在台账里，没有重复登账。" in answer.stdout
    assert git("rev-parse", "HEAD") == before


def test_a_longer_table_adds_only_what_is_new(ledgers: Path, sheet: Path) -> None:
    assert typed("import", str(sheet), "--ledger", "重大项目").returncode == 0
    more = (*ROWS, (4, "新修栈桥", "县财政局", "2026年11月底", None, None, None, None))
    answer = typed("import", str(written(sheet, more)), "--ledger", "重大项目", "--json")
    assert answer.returncode == 0, answer.stderr
    data = json.loads(answer.stdout)
    assert [task["task"] for task in data["tasks"]] == ["XM-2026-0004"]
    assert data["skipped"] == ["建成东湖公园", "=1+1 改造管网", "常年巡河"]
    assert len(list(ledgers.glob("重大项目/2026/*"))) == 4


def test_twins_within_one_table_both_come(ledgers: Path) -> None:
    twin = ("", ROWS[3][1], "县财政局", "2026年11月", None, None, None, None)
    rows = (*ROWS[:2], ROWS[3], ROWS[4], twin)
    for count, table in ((3, rows), (5, (*rows, ROWS[2], twin)), (5, (*rows, ROWS[2]))):
        file = written(ledgers.parent / "双.xlsx", table)
        assert typed("import", str(file), "--ledger", "重大项目").returncode == 0
        assert len(list(ledgers.glob("重大项目/2026/*"))) == count


def test_a_register_written_out_is_known_by_its_numbers(ledgers: Path, sheet: Path) -> None:
    assert typed("import", str(sheet), "--ledger", "重大项目").returncode == 0
    columns = "编号,任务内容,牵头单位,完成时间,任务来源"
    out = ledgers.parent / "台账.xlsx"
    assert typed("report", "register", "--columns", columns, "-o", str(out)).returncode == 0
    for word in ("重大项目", "领导批示"):
        before = git("rev-parse", "HEAD")
        answer = typed("import", str(out), "--ledger", word)
        assert answer.returncode == 0, answer.stderr
        assert "台账.xlsx 里的 6 件都已在台账里，没有重复登账。" in answer.stdout
        assert git("rev-parse", "HEAD") == before
    assert (
        "编号相同，或事项、牵头单位、时限都相同的，台账里已经有：XM-2026-0001、XM-2026-0002" in answer.stderr
    )


def test_the_same_task_in_another_document_is_told_and_not_entered_again(ledgers: Path, sheet: Path) -> None:
    assert typed("import", str(sheet), "--ledger", "重大项目").returncode == 0
    title, unit = ROWS[3][1:3]
    rows = [
        ("序号", "事项", "牵头单位", "完成时限"),
        (1, title, unit, "2026年9月30日"),
        (2, title, unit, "2026年10月"),
    ]
    rows += [(3, title, "县财政局", "2026年9月30日"), (4, title, unit, "2026年9月30日")]
    other = written(ledgers.parent / "会议纪要任务.xlsx", tuple(rows))
    answer = typed("import", str(other), "--ledger", "重大项目", "--json")
    data = json.loads(answer.stdout)
    assert [(task["lead"], str(task["due_on"])) for task in data["tasks"]] == [
        ([unit], "2026-10-31"),
        (["县财政局"], "2026-09-30"),
        ([unit], "2026-09-30"),
    ]
    assert data["skipped"] == [title]
    assert [each["message"] for each in data["notices"] if each["code"] == "known-task"] == [
        "编号相同，或事项、牵头单位、时限都相同的，台账里已经有：XM-2026-0002"
    ]


def test_assign_is_all_or_nothing(ledgers: Path, sheet: Path) -> None:
    before = git("rev-parse", "HEAD")
    answer = typed("import", str(sheet), "--ledger", "重大项目", "--assign", "--first-leads")
    assert answer.returncode == 1
    assert answer.stderr.count("要素不全，不能交办") == 3
    assert "Sheet!3行“建成东湖公园”要素不全，不能交办：缺“工作要求”" in answer.stderr
    assert git("rev-parse", "HEAD") == before
    assert not (ledgers / "重大项目/2026").exists()


def test_assigned_in_the_same_commit(ledgers: Path) -> None:
    rows = (
        ("任务", "牵头单位", "责任人", "工作要求", "完成时限"),
        ("修桥", "县水务局", "张三", "修好", "2026年11月30日"),
        ("铺路", "县财政局", "李四", "铺好", "2026-12-15"),
    )
    count = int(git("rev-list", "--count", "HEAD"))
    answer = typed(
        "import", str(written(ledgers.parent / "表.xlsx", rows)), "--ledger", "XM", "--assign", "--json"
    )
    assert answer.returncode == 0, answer.stderr
    assert [task["due_on"] for task in json.loads(answer.stdout)["tasks"]] == ["2026-11-30", "2026-12-15"]
    assert "时限: 2026-12-15, 依据: 来源规定}" in text_of(ledgers, 2)
    assert int(git("rev-list", "--count", "HEAD")) == count + 1


def test_first_leads(ledgers: Path, sheet: Path) -> None:
    assert typed("import", str(sheet), "--ledger", "重大项目", "--first-leads").returncode == 0
    assert "牵头单位: 县水务局\n配合单位: [县财政局]\n" in text_of(ledgers, 1)


def test_columns_named_by_the_user(ledgers: Path) -> None:
    table = ledgers.parent / "gb.csv"
    table.write_text("要干的,谁干,到哪天,不要\n修桥,县水务局,2026-11-30,x\n", "gb18030")
    words = ("import", str(table), "--ledger", "XM", "--map", "要干的=事项", "--map", "谁干=牵头单位")
    answer = typed(
        *words,
        "--map",
        "到哪天=完成时限",
        "--map",
        "不要=忽略",
        "--source-kind",
        "媒体反映",
        "--doc-no",
        "某报第3期",
    )
    assert answer.returncode == 0, answer.stderr
    text = text_of(ledgers, 1)
    assert "{类别: 媒体反映, 名称: gb, 文号: 某报第3期, 条款: 第2行, 文件: gb.csv, " in text
    assert "牵头单位: 县水务局\n" in text
    assert "x" not in text.partition("备注")[2].partition("流水")[0].replace("gb.csv", "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("没有.xlsx", "--ledger", "XM"), "文件不存在"),
        (("表.csv",), "没有写记入哪本台账"),
        (("表.csv", "--ledger", "XX"), "没有台账“XX”"),
        (("表.csv", "--ledger", "XM", "--map", "任务"), "写成 列名=字段"),
        (("表.csv", "--ledger", "XM", "--map", "任务=什么"), "没有叫“什么”的字段"),
        (("无年.csv", "--ledger", "XM"), "没有写年份"),
        (("空.csv", "--ledger", "XM"), "文件里没有可读的内容"),
        (("表.csv", "--ledger", "XM", "--on", "2026-09-29"), "在今天（2026-09-28）之后"),
        (("密.csv", "--ledger", "XM"), "第3行：某事（机密）：事项：这里有密级标志"),
    ],
)
def test_refused_and_nothing_written(ledgers: Path, words: tuple[str, ...], said: str) -> None:
    tables = {
        "表.csv": "任务,牵头单位,时限\n修桥,县水务局,2026-11-30\n",
        "无年.csv": "任务,牵头单位,时限\n修桥,县水务局,11月底\n",
        "空.csv": "",
        "密.csv": "任务,牵头单位,时限\n修桥,县水务局,2026-11-30\n某事（机密）,县水务局,2026-11-30\n",
    }
    for name, text in tables.items():
        (ledgers.parent / name).write_text(text, "utf-8")
    before = git("rev-parse", "HEAD")
    answer = typed("import", str(ledgers.parent / words[0]), *words[1:])
    assert answer.returncode in (1, 2)
    assert said in answer.stderr
    assert git("rev-parse", "HEAD") == before
    assert git("status", "--porcelain") == ""


def test_a_year_that_was_missing_is_given(ledgers: Path) -> None:
    (ledgers.parent / "表.csv").write_text("任务,牵头单位,时限\n修桥,县水务局,11月底\n", "utf-8")
    assert typed("import", str(ledgers.parent / "表.csv"), "--ledger", "XM", "--year", "2027").returncode == 0
    assert "日期: 2027-11-30" in text_of(ledgers, 1)


def test_after_undo_the_file_comes_in_again_under_new_numbers(ledgers: Path, sheet: Path) -> None:
    assert typed("import", str(sheet), "--ledger", "重大项目").returncode == 0
    assert typed("undo").returncode == 0
    assert typed("import", str(sheet), "--ledger", "重大项目").returncode == 0
    names = [path.stem for path in sorted(ledgers.glob("重大项目/2026/*"))]
    assert names == ["XM-2026-0004", "XM-2026-0005", "XM-2026-0006"]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a person sat at the terminal; the answers come as standard input."""
    monkeypatch.setattr(importing, "can_ask", lambda _context: True)


@pytest.mark.usefixtures("asked")
def test_a_person_looks_it_over_first(ledgers: Path, sheet: Path) -> None:
    answer = typed("import", str(sheet), stdin="重大项目\n也许\n否\n")
    assert answer.returncode == 0, answer.stderr
    assert "2026年重点工作分解表：读出 3 件" in answer.stdout
    assert "（待定" in answer.stdout
    assert answer.stdout.endswith("没有写入任何内容。\n")
    assert not (ledgers / "重大项目/2026").exists()
    assert typed("import", str(sheet), "--ledger", "XM", stdin="是\n").returncode == 0
    assert len(list(ledgers.glob("重大项目/2026/*"))) == 3


@pytest.mark.usefixtures("asked")
def test_a_person_is_asked_for_the_year(ledgers: Path) -> None:
    (ledgers.parent / "表.csv").write_text("任务,牵头单位,时限\n修桥,县水务局,11月底\n", "utf-8")
    answer = typed("import", str(ledgers.parent / "表.csv"), "--ledger", "XM", stdin="明年\n2027\n是\n")
    assert answer.returncode == 0, answer.stderr
    assert "日期: 2027-11-30" in text_of(ledgers, 1)


def test_a_reader_that_breaks_down_is_told(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **_more: object) -> None:
        raise AssertionError("甲")

    monkeypatch.setattr(importread, "read_document", broken)
    before = git("rev-parse", "HEAD")
    for more in ((), ("--dry-run", "--json")):
        answer = typed("import", str(sheet), "--ledger", "领导批示", *more)
        assert answer.returncode == 1
        assert "读“任务表.xlsx”时出了没有料到的错（AssertionError），没有读成。" in answer.stderr
        assert "Traceback" not in answer.stderr
        log = Path(answer.stderr.partition("记录在：")[2].partition("，")[0])
        assert "in broken" in log.read_text("utf-8")
        log.unlink()
    assert git("rev-parse", "HEAD") == before


def test_a_reader_that_runs_out_is_told(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object, **_more: object) -> None:
        raise MemoryError

    monkeypatch.setattr(importread, "read_document", endless)
    answer = typed("import", str(sheet), "--dry-run", "--json")
    assert answer.returncode == 1
    (problem,) = json.loads(answer.stdout)["problems"]
    assert (problem["code"], problem["path"]) == ("reader-memory", "任务表.xlsx")
    assert problem["message"] == "读“任务表.xlsx”要用的内存超过 300 MB，停下了。"
    assert problem["advice"].startswith("请只留下有任务的几页或几张表，另存为一个新文件再导入")


def test_what_fits_no_field_is_kept_and_told(ledgers: Path, tmp_path: Path) -> None:
    table = tmp_path / "表.csv"
    table.write_text(
        "2026年任务\n事项,牵头单位,缓急,反馈周期\n修桥,县水务局,特急,每两周\n铺路,县水务局,特急,\n", "utf-8"
    )
    answer = typed("import", str(table), "--ledger", "重大项目", "--yes")
    assert answer.returncode == 0, answer.stderr
    assert "缓急“特急”读不成，原话记在备注里：XM-2026-0001、XM-2026-0002" in answer.stderr
    assert "报送周期“每两周”读不成，原话记在备注里：XM-2026-0001" in answer.stderr
    assert "缓急：特急" in text_of(ledgers, 1)


STRANGE = "任务,牵头单位,配合单位,责任人,工作要求,完成时限\n修桥,{lead},{support},张三,修好,2026-12-31\n"


@pytest.mark.parametrize(
    ("lead", "support", "barred", "advice"),
    [
        (
            "县水物局",
            "",
            "牵头单位“县水物局”",
            "duban amend XM-2026-0001 --lead 县水务局 --reason 更正单位名称",
        ),
        ("县档案馆", "", "牵头单位“县档案馆”", "duban unit add 县档案馆"),
        ("县水务局", "县财正局、县档案馆", "配合单位“县档案馆”", "duban unit add 县档案馆"),
        ("各乡镇人民政府", "", "牵头单位“各乡镇人民政府”", "duban unit add 各乡镇人民政府"),
        ("县水务局", "有关部门", "", ""),
        ("水务局", "县财政局", "", ""),
    ],
)
def test_a_unit_that_add_refuses_is_not_assigned(
    ledgers: Path, lead: str, support: str, barred: str, advice: str
) -> None:
    """One gate, whichever way the task came in; what stands for many may support."""
    path = ledgers.parent / "表.csv"
    path.write_text(STRANGE.format(lead=lead, support=f'"{support}"'), "utf-8")
    words = ("import", str(path), "--ledger", "XM")
    assert typed(*words, "--assign").returncode == (1 if barred else 0)
    if not barred:
        return
    told = typed(*words).stderr
    assert "单位名册里没有" in told
    assert "不改正不能交办" in told
    answer = typed("assign", "XM-1")
    assert (answer.returncode, f"XM-2026-0001 的{barred}不在单位名册里，不能交办" in answer.stderr) == (
        1,
        True,
    )
    assert advice in answer.stderr
    assert typed(*advice.partition("；")[0].split()[1:]).returncode == 0


def test_after_the_remedy_it_is_assigned(ledgers: Path) -> None:
    path = ledgers.parent / "表.csv"
    path.write_text(STRANGE.format(lead="县水物局", support=""), "utf-8")
    assert typed("import", str(path), "--ledger", "XM").returncode == 0
    assert typed("amend", "XM-2026-0001", "--lead", "县水务局", "--reason", "更正单位名称").returncode == 0
    assert typed("assign", "XM-1").returncode == 0


def test_several_supporting_units_in_one_word(ledgers: Path) -> None:
    words = ("--title", "修桥", "--source-kind", "重大项目", "--lead", "县水务局", "--owner", "张三")
    more = ("--requirements", "修好", "--due-on", "2026-12-31", "--support", "县财政局、县住房和城乡建设局")
    assert typed("add", "--ledger", "XM", *words, *more).returncode == 0
    assert "配合单位: [县财政局, 县住房和城乡建设局]" in text_of(ledgers, 1)


def test_a_number_that_is_none_goes_to_the_notes(ledgers: Path) -> None:
    path = ledgers.parent / "表.csv"
    path.write_text("任务,牵头单位,文号\n修桥,县水务局,随便写\n铺路,县水务局,某政发[2026]8号\n", "utf-8")
    answer = typed("import", str(path), "--ledger", "XM")
    assert "文号“随便写”读不成，原话记在备注里：XM-2026-0001" in answer.stderr
    assert "  文号：随便写\n" in text_of(ledgers, 1)
    assert "文号: 某政发〔2026〕8号" in text_of(ledgers, 2)
