"""A reconciliation with a unit from end to end: statements out, returns in, differences settled, signed, closed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.counterpart import TODAY, as_csv, done, fill, header, line_of, put, read, run, statement
from tests.outside import at_home, git, pack, set_up

from duban.core.statements.statement_form import check_sum
from duban.core.statements.unit_journal import DifferenceKind
from duban.importers.statements.read_statement import read_return

UNIT = "县水务局"
SIGNING = (UNIT, "县住房和城乡建设局", "县财政局")
NAMES = (
    "疏浚东河河道",
    "整治农村水厂",
    "检修二号泵站",
    "更换老旧管网",
    "清理水库库区",
    "安装智能水表",
    "修复南渠渠首",
    "拆除违建码头",
    "编制防汛预案",
)
IDS = [f"JB-2026-{number:04d}" for number in range(1, 10)]
GONE, PAUSED, OTHER_DAY, OTHER_LEAD, FURTHER, FINISHED, CLOSED, PLAIN, LAST = IDS


def refused(*words: str, today: str = TODAY) -> str:
    before = git("rev-parse", "HEAD")
    answer = run(*words, today=today)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert git("rev-parse", "HEAD") == before
    assert not git("status", "--porcelain")
    return answer.stderr


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Path:
    """A workspace in which one unit leads nine tasks, in as many standings as the eight kinds need."""
    folder = tmp_path_factory.mktemp("对账") / "督查台账"
    with at_home(home):
        set_up(folder)
        place = ("-C", str(folder))
        for number, name in enumerate(NAMES):
            words: tuple[str, ...] = (
                "add",
                *place,
                "--ledger",
                "领导交办",
                "--title",
                name,
                "--urgency",
                "非急件",
            )
            words += ("--lead", UNIT, "--source-kind", "领导交办", "--source-name", f"交办{number}")
            words += ("--owner", "张三", "--clerk", "王五", "--requirements", name, "--due-on", "2026-10-30")
            words += ("--approved-by", "李县长", "--assign")
            done(*words, today="2026-09-01")
        done("accept", *IDS, *place, today="2026-09-02")
        done("progress", FURTHER, "--percent", "40", "--done", "装了四成", *place, today="2026-09-10")
        done("done", CLOSED, "--done-on", "2026-09-14", *place, today="2026-09-15")
        done("verify", CLOSED, "--method", "现场", "--result", "通过", *place, today="2026-09-16")
        done("close", CLOSED, *place, today="2026-09-17")
        pack(folder)
    return folder


@pytest.fixture
def ledgers(office: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of that workspace, and the current folder."""
    import shutil

    folder = tmp_path / "台账"
    shutil.copytree(office, folder)
    monkeypatch.chdir(folder)
    with at_home(home):
        yield folder


@pytest.fixture
def sent(ledgers: Path, tmp_path: Path) -> Path:
    """The statement of the unit as it was written."""
    done("reconcile", "2026Q3", "--statements", str(tmp_path / "发出"))
    assert ledgers.is_dir()
    return tmp_path / "发出" / f"对账单-2026Q3-{UNIT}.xlsx"


PLANTED: dict[str, dict[str, Any]] = {
    GONE: {"贵方状态": "无此事项"},
    PAUSED: {"贵方状态": "已中止"},
    OTHER_DAY: {"贵方时限": "2026.11.15"},
    OTHER_LEAD: {"贵方牵头单位": "县财政局"},
    FURTHER: {"贵方进度": 60},
    FINISHED: {"贵方状态": "已办结", "贵方办结日期": "2026年9月25日"},
    CLOSED: {"贵方办结日期": "2026/9/12"},
    PLAIN: {"贵方说明": "没有异议"},
}
OTHER = {
    "对方编号": "SW-17",
    "来源": "李县长电话",
    "事项": "抢修西门水管",
    "状态": "办理中",
    "时限": "2026-10-20",
}
FOUND = {
    f"{GONE}-我有彼无": ("办理中", "无此事项"),
    f"{PAUSED}-状态不符": ("办理中", "已中止"),
    f"{OTHER_DAY}-时限不符": ("2026-10-30", "2026-11-15"),
    f"{OTHER_LEAD}-牵头单位不符": (UNIT, "县财政局"),
    f"{FURTHER}-进度不符": ("40%", "60%"),
    f"{FINISHED}-报而未核": ("办理中", "已办结（2026-09-25）"),
    f"{CLOSED}-办结日期不符": ("2026-09-14", "2026-09-12"),
    "SW-17-彼有我无": ("（没有）", "办理中，时限 2026-10-20"),
}


def values(answer: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {each["number"]: (each["ours"], each["theirs"]) for each in answer["differences"]}


@pytest.mark.parametrize("kind", ["xlsx", "gb18030", "utf-8-sig"])
def test_eight_kinds_planted_found_settled_signed_closed(kind: str, sent: Path) -> None:
    back = fill(sent, PLANTED, [OTHER])
    if kind != "xlsx":
        back = as_csv(back, kind)
    answer = read("reconcile", "--quarter", "2026Q3", "--against", str(back))
    assert values(answer) == FOUND
    assert {each["kind"] for each in answer["differences"]} == {kind.english for kind in DifferenceKind}
    assert [each["unit"] for each in answer["units"]] == [UNIT]
    assert (answer["units"][0]["rows"], answer["units"][0]["empty"]) == (11, 3)

    barred = refused("reconcile", "2026Q3", "--sign", UNIT, "--signed-by", "钱局长")
    assert all(number in barred for number in FOUND)
    barred = refused("reconcile", "2026Q3", "--close")
    assert all(number in barred for number in FOUND)
    assert "还没有签认的单位" in barred
    assert UNIT in barred

    ours = [f"{GONE}-我有彼无", f"{PAUSED}-状态不符", f"{OTHER_DAY}-时限不符"]
    done("reconcile", "2026Q3", "--settle", *ours, "--settle-as", "我方", "--reason", "电话核对，以台账为准")
    rest = [number for number in FOUND if number not in ours]
    words = ("--settle-as", "对方", "--reason", "核对属实", "--approved-by", "李县长", "--ledger", "领导交办")
    settled = read("reconcile", "2026Q3", "--settle", *rest, *words)
    assert {each["settled_as"] for each in settled["settled"]} == {"theirs"}
    assert all("2026Q3 对账" in event["late"] and "核对属实" in event["late"] for event in settled["events"])
    assert {event["action"] for event in settled["events"]} == {
        "transfer",
        "progress",
        "done",
        "correct",
        "register",
    }
    shown = {name: read("show", name) for name in (FURTHER, FINISHED, CLOSED)}
    assert shown[FURTHER]["percent"] == 60
    assert shown[FINISHED]["status"] == "reported"
    assert shown[FINISHED]["units"][0]["done_on"] == "2026-09-25"
    assert shown[CLOSED]["units"][0]["done_on"] == "2026-09-12"
    new = read("show", "JB-2026-0010")
    assert (new["title"], new["lead"], new["status"]) == ("抢修西门水管", [UNIT], "registered")

    again = read("reconcile", "2026Q3", "--against", str(back), "--replace")
    left = {each["number"] for each in again["differences"]}
    assert left >= set(ours)
    kept = {each["number"]: each["settled_as"] for each in again["differences"]}
    assert {kept[number] for number in ours} == {"ours"}
    for number in [name for name, how in kept.items() if how is None]:
        done("reconcile", "2026Q3", "--settle", number, "--settle-as", "双方", "--reason", "已按对方改账")
    for unit in SIGNING:
        done("reconcile", "2026Q3", "--sign", unit, "--signed-by", "局长")
    assert "已在 2026-10-12 由 局长 签认" in refused(
        "reconcile", "2026Q3", "--sign", UNIT, "--signed-by", "钱"
    )
    done("reconcile", "2026Q3", "--close")
    books = read("reconcile", "2026Q3")
    assert books["closed"]["unsigned"] == books["closed"]["open_differences"] == []
    assert {each["number"] for each in books["differences"]} == left
    assert all(each["signed_by"] == "局长" for each in books["replies"])
    for step in (
        ("--against", str(back), "--replace"),
        ("--sign", UNIT, "--signed-by", "局长"),
        ("--settle", ours[0], "--settle-as", "我方", "--reason", "再核"),
    ):
        assert "2026Q3 已在 2026-10-12 结账，不能再" in refused("reconcile", "2026Q3", *step)
    assert "对账/" not in run("check").stderr


@pytest.mark.parametrize("word", ["无", "—", "/", "（无）", "没有", "N/A"])
def test_a_form_filled_with_nothing_differs_in_nothing(word: str, sent: Path) -> None:
    columns = ("贵方状态", "贵方进度", "贵方办结日期", "贵方时限", "贵方牵头单位", "贵方说明")
    fill(sent, dict.fromkeys(IDS, dict.fromkeys(columns, word)), [dict.fromkeys(OTHER, word)])
    assert read("reconcile", "2026Q3", "--against", str(sent))["differences"] == []


def test_statement_as_its_reader_meets_it(sent: Path) -> None:
    book = load_workbook(sent)
    assert book.sheetnames == ["对账单", "另有事项", "填写说明"]
    sheet = statement(book)
    first, columns = header(sheet, "编号")
    assert sheet.freeze_panes == f"A{first + 1}"
    assert sheet.print_title_rows == f"${first}:${first}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.protection.sheet
    locked = {title: sheet.cell(first + 1, place).protection.locked for title, place in columns.items()}
    assert {title for title, shut in locked.items() if not shut} == {
        title for title in columns if title.startswith("贵方")
    }
    rules = {rule.type: str(rule.formula1) for rule in sheet.data_validations.dataValidation}
    assert set(rules) == {"list", "whole", "date"}
    assert rules["list"] == '"办理中,已办结,待签收,待核验,待销号,已销号,已中止,已撤销,无此事项"'
    line = line_of(sheet, FURTHER)
    cells = {title: sheet.cell(line, place).value for title, place in columns.items()}
    assert cells["编号"] == FURTHER
    assert str(cells["时限"]) == "2026-10-30 00:00:00"
    assert cells["进度"] == 0.4
    assert cells["最近反馈"] == "2026-09-10 反馈 装了四成"
    heads = [str(sheet.cell(at, 1).value) for at in range(1, first)]
    assert heads[0] == "某县督查室 季度对账单"
    assert heads[1] == f"单位：{UNIT}"
    assert heads[2] == "对账期：2026Q3（2026-07-01 至 2026-09-30）  截至：2026-09-30"


def rewritten(sent: Path, *, drop: str = "", day: str = "") -> Path:
    """A unit's statement with a row dropped or our day moved, and the 校验码 computed anew from what it now says."""
    book = load_workbook(sent)
    sheet = statement(book)
    if drop:
        sheet.delete_rows(line_of(sheet, drop))
    if day:
        put(sheet, FURTHER, "时限", day)
    book.save(sent)
    held, _ = read_return(sent.read_bytes(), sent.name)
    assert held is not None
    new = check_sum(held.heads["工作区号"], "2026Q3", UNIT, [row.cells for row in held.rows])
    cells = (cell for cells in sheet.iter_rows(max_col=1) for cell in cells)
    (head,) = (cell for cell in cells if "校验码：" in str(cell.value) and "工作区号" in str(cell.value))
    put_cell: Any = head
    put_cell.value = str(head.value).replace(held.heads["校验码"], new)
    book.save(sent)
    return sent


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"drop": OTHER_LEAD}, f"发出的对账单里有 {OTHER_LEAD}，交回的没有，校验码是改过以后重算的"),
        ({"day": "2027-03-01"}, f"{FURTHER} 我方各栏和 2026-10-12 发出的不同，校验码是改过以后重算的"),
    ],
    ids=["row dropped", "day moved"],
)
def test_a_statement_whose_check_was_computed_anew_is_found(
    sent: Path, change: dict[str, str], message: str
) -> None:
    assert message in refused("reconcile", "2026Q3", "--against", str(rewritten(sent, **change)))


def test_each_statement_that_went_out_may_come_back(sent: Path, tmp_path: Path) -> None:
    done("progress", PLAIN, "--percent", "10", "--done", "开工", "--on", "2026-09-30")
    assert read("reconcile", "2026Q3", "--statements", str(tmp_path / "再发"), "--unit", UNIT)["commit"]
    answer = read("reconcile", "2026Q3", "--against", str(sent))
    assert answer["differences"] == []
    again = tmp_path / "再发" / sent.name
    assert read("reconcile", "2026Q3", "--against", str(again), "--replace")["differences"] == []


def test_a_statement_of_before_the_books_kept_any_is_held_against_its_check(sent: Path) -> None:
    done("undo")
    assert "发单" not in "".join(path.read_text("utf-8") for path in Path().glob("对账/*/*.yaml"))
    done("reconcile", "2026Q3", "--against", str(sent))


def test_a_statement_bears_the_code_of_the_books_that_sent_it(sent: Path) -> None:
    assert "是提交" in done("audit", "--witness", str(sent))
    assert git("log", "-1", "--format=%(trailers:key=Duban-Action,valueonly)") == "reconcile_send"


def test_statements_are_kept_once_and_replace_only_what_nobody_filled(sent: Path) -> None:
    folder = sent.parent
    assert not git("status", "--porcelain")
    before = git("rev-parse", "HEAD")
    answer = read("reconcile", "2026Q3", "--statements", str(folder))
    assert (answer["commit"], git("rev-parse", "HEAD")) == (None, before)
    assert [each["tasks"] for each in answer["statements"] if each["unit"] == UNIT] == [11]
    fill(sent, {FURTHER: {"贵方进度": 60}})
    filled = sent.read_bytes()
    message = refused("reconcile", "2026Q3", "--statements", str(folder))
    assert f"{sent.name} 已经在那里，单位已经填过，没有覆盖" in message
    assert sent.read_bytes() == filled
    sent.write_text("别的文件", "utf-8")
    assert f"不是{UNIT}这一期的对账单" in refused("reconcile", "2026Q3", "--statements", str(folder))
    assert sent.read_text("utf-8") == "别的文件"
    sent.unlink()
    sent.symlink_to(folder / "别处.xlsx")
    assert "是一个链接" in refused("reconcile", "2026Q3", "--statements", str(folder))


def test_self_check_of_a_month_says_what_is_owed(ledgers: Path, tmp_path: Path) -> None:
    assert ledgers.is_dir()
    done("reconcile", "--month", "2026-09", "--statements", str(tmp_path / "自查"), "--unit", UNIT)
    (path,) = (tmp_path / "自查").iterdir()
    sheet = statement(load_workbook(path))
    first, columns = header(sheet, "编号")
    owed = [str(sheet.cell(line, columns["应做"]).value) for line in range(first + 1, sheet.max_row)]
    assert any("2026-10-30" in text for text in owed)
    back = fill(path, {FURTHER: {"贵方进度": 55}})
    answer = read("reconcile", "--month", "2026-09", "--against", str(back))
    assert values(answer) == {f"{FURTHER}-进度不符": ("40%", "55%")}
    assert "差异还没有核定" in refused("reconcile", "--month", "2026-09", "--close")
    number = f"{FURTHER}-进度不符"
    done("reconcile", "2026-09", "--settle", number, "--settle-as", "双方", "--reason", "口径不同")
    done("reconcile", "--month", "2026-09", "--close")


def test_a_title_that_looks_like_a_formula_stays_text(ledgers: Path, tmp_path: Path) -> None:
    assert ledgers.is_dir()
    title = '=HYPERLINK("http://example.org";"点这里")'
    words: tuple[str, ...] = (
        "add",
        "--ledger",
        "领导交办",
        "--title",
        title,
        "--urgency",
        "非急件",
        "--lead",
        UNIT,
    )
    words += ("--source-kind", "领导交办", "--source-name", "@交办", "--owner", "张三", "--clerk", "王五")
    done(
        *words,
        "--requirements",
        "+1",
        "--due-on",
        "2026-10-30",
        "--approved-by",
        "李县长",
        "--assign",
        today="2026-09-20",
    )
    done("reconcile", "2026Q3", "--statements", str(tmp_path / "发出"), "--unit", UNIT)
    (path,) = (tmp_path / "发出").iterdir()
    book = load_workbook(path)
    cells = [cell for cells in statement(book).iter_rows() for cell in cells if cell.value == title]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells] == [("s", True)]
    assert not values(read("reconcile", "2026Q3", "--against", str(path)))


def test_force_closes_with_what_is_open_written_down(sent: Path) -> None:
    done("reconcile", "2026Q3", "--against", str(fill(sent, {FURTHER: {"贵方进度": 60}})))
    assert run("reconcile", "2026Q3", "--close", "--force").returncode == 2
    done("reconcile", "2026Q3", "--close", "--force", "--reason", "单位迟迟不复")
    closed = read("reconcile", "2026Q3")["closed"]
    assert closed["forced"] == "单位迟迟不复"
    assert closed["open_differences"] == [f"{FURTHER}-进度不符"]
    assert set(closed["unsigned"]) == {UNIT, "县住房和城乡建设局"}


def test_a_return_after_signing_voids_the_signature(sent: Path) -> None:
    done("reconcile", "2026Q3", "--against", str(sent))
    done("reconcile", "2026Q3", "--sign", UNIT, "--signed-by", "局长")
    assert "已经来过单" in refused("reconcile", "2026Q3", "--against", str(sent))
    done("reconcile", "2026Q3", "--against", str(sent), "--replace")
    (reply,) = read("reconcile", "2026Q3")["replies"]
    assert reply["signed_by"] is None
    assert reply["empty"] == 11


def test_what_is_asked_of_a_day_knows_only_what_was_written(sent: Path) -> None:
    done("reconcile", "2026Q3", "--against", str(fill(sent, {FURTHER: {"贵方进度": 60}})))
    assert read("reconcile", "2026Q3", today="2026-10-11")["differences"] == []
    assert len(read("reconcile", "2026Q3")["differences"]) == 1


def test_a_proposal_is_confirmed_by_the_clerk(sent: Path) -> None:
    other = {"对方编号": "SW-3", "事项": NAMES[0], "状态": "办理中", "时限": "2026-12-31"}
    back = fill(sent, {GONE: {"贵方状态": "无此事项"}}, [other])
    answer = read("reconcile", "2026Q3", "--against", str(back))
    assert {each["number"]: each["proposal"] for each in answer["differences"]} == {
        f"{GONE}-我有彼无": "SW-3",
        "SW-3-彼有我无": GONE,
    }
    words = ("reconcile", "2026Q3", "--against", str(back), "--replace", "--match")
    assert values(read(*words, f"SW-3={GONE}")) == {f"{GONE}-时限不符": ("2026-10-30", "2026-12-31")}
    assert "对方没有编号“SW-4”的事项" in refused(*words, f"SW-4={GONE}")
    assert "--match 写的 JB-2026-0999 不是我方的事项" in refused(*words, "SW-3=JB-2026-0999")
    assert run(*words, "SW-3").returncode == 2


@pytest.mark.parametrize(
    ("answer", "words", "event", "status"),
    [
        ({"贵方状态": "已中止"}, (), "suspend", "suspended"),
        ({"贵方状态": "已撤销"}, (), "withdraw", "withdrawn"),
        ({"贵方状态": "待核验"}, (), "done", "reported"),
        ({"贵方状态": "无此事项"}, (), "withdraw", "withdrawn"),
        ({"贵方时限": "2026-11-15"}, ("--approved-by", "李县长"), "extend", "in_progress"),
        ({"贵方状态": "已办结"}, (), "done", "reported"),
    ],
)
def test_theirs_makes_our_books_right(
    answer: dict[str, str], words: tuple[str, ...], event: str, status: str, sent: Path
) -> None:
    back = fill(sent, {PLAIN: answer})
    (difference,) = read("reconcile", "2026Q3", "--against", str(back))["differences"]
    rule = ("--settle-as", "对方", "--reason", "核对属实", *words)
    settled = read("reconcile", "2026Q3", "--settle", difference["number"], *rule)
    (written,) = settled["events"]
    assert (written["action"], written["on"]) == (event, "2026-09-30")
    assert written["late"] == f"2026Q3 对账 {difference['number']}：核对属实"
    assert len(settled["paths"]) == 2
    assert read("show", PLAIN)["status"] == status
    assert len(git("log", "--format=%H", "-2").splitlines()) == 2


def test_business_day_of_a_ruling(sent: Path) -> None:
    back = fill(sent, {PLAIN: {"贵方状态": "已办结", "贵方办结日期": "2026-09-20"}, LAST: {"贵方进度": 10}})
    done("reconcile", "2026Q3", "--against", str(back))
    rule = ("--settle-as", "对方", "--reason", "属实")
    first = read("reconcile", "2026Q3", "--settle", f"{PLAIN}-报而未核", *rule)
    assert [event["on"] for event in first["events"]] == ["2026-09-20"]
    second = read("reconcile", "2026Q3", "--settle", f"{LAST}-进度不符", *rule, "--on", "2026-09-18")
    assert [event["on"] for event in second["events"]] == ["2026-09-18"]


@pytest.mark.parametrize(
    ("task", "answer", "words", "message", "command"),
    [
        (
            CLOSED,
            {"贵方状态": "办理中"},
            (),
            "我方已销号，要重启才能接着办",
            f"duban reopen {CLOSED} --finding … --due-on",
        ),
        (PLAIN, {"贵方状态": "待签收"}, (), "我方已记签收", f"duban amend {PLAIN} --event 签收 --void"),
        (PLAIN, {"贵方时限": "2026-11-15"}, (), "改时限须经批准", "--approved-by"),
        (PLAIN, {"贵方牵头单位": "县城管局"}, (), "没有单位“县城管局”", "duban unit add 县城管局"),
        (CLOSED, {"贵方办结日期": "2026-09-20"}, (), "办结日期 2026-09-20 晚于报结日期", "--settle-as 双方"),
    ],
)
def test_what_theirs_cannot_write_names_the_way(
    task: str, answer: dict[str, str], words: tuple[str, ...], message: str, command: str, sent: Path
) -> None:
    (difference,) = read("reconcile", "2026Q3", "--against", str(fill(sent, {task: answer})))["differences"]
    rule = ("--settle-as", "对方", "--reason", "属实", *words)
    said = refused("reconcile", "2026Q3", "--settle", difference["number"], *rule)
    assert message in said
    assert command in said
    assert "--settle-as 双方" in said


def test_settling_what_is_not_there(sent: Path) -> None:
    done("reconcile", "2026Q3", "--against", str(fill(sent, {FURTHER: {"贵方进度": 60}})))
    rule = ("--settle-as", "我方", "--reason", "属实")
    said = refused("reconcile", "2026Q3", "--settle", f"{FURTHER}-进度不付", *rule)
    assert f"最接近的是“{FURTHER}-进度不符”" in said
    done("reconcile", "2026Q3", "--settle", f"{FURTHER}-进度不符", *rule)
    said = refused("reconcile", "2026Q3", "--settle", f"{FURTHER}-进度不符", *rule)
    assert "已在 2026-10-12 核定为我方（经办 王五）：属实" in said
    assert "缺 --settle-as" in refused("reconcile", "2026Q3", "--settle", f"{FURTHER}-进度不符")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--sign", "县财政局", "--signed-by", "局长"), "在 2026Q3 没有牵头的事项，不用对账"),
        (("--sign", "县水物局", "--signed-by", "局长"), "最接近的是“县水务局”"),
        (("--sign", UNIT), "缺 --signed-by（签认人）"),
        (("--against", "没有.xlsx"), "文件不存在"),
        (("--statements", "发出", "--unit", "县财政局"), "在 2026Q3 没有牵头的事项，不用对账"),
    ],
)
def test_refusals_of_the_steps(words: tuple[str, ...], message: str, ledgers: Path) -> None:
    assert ledgers.is_dir()
    assert message in refused("reconcile", "2026Q3", *words)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--replace",), "--replace 和 --against 一起用"),
        (("--settle-as", "我方"), "--settle-as 和 --settle 一起用"),
        (("--signed-by", "甲"), "--signed-by 和 --sign 一起用"),
        (("--statements", "甲", "--close"), "--statements、--close 一次只做一步"),
        (("--statements", "甲", "--ledger", "领导交办"), "--statements 按单位对账，不用 --ledger"),
        (("--against", "甲", "乙", "--match", "A=B"), "--match 说的是哪一份来单"),
        (("多余",), "“多余”不是一期"),
        (("--close", "--force"), "强制结账要写明原因"),
    ],
)
def test_words_that_do_not_go_together(words: tuple[str, ...], message: str, ledgers: Path) -> None:
    assert ledgers.is_dir()
    answer = run("reconcile", "2026Q3", *words)
    assert answer.returncode == 2
    assert message in answer.stderr


def test_the_journal_of_a_unit_only_grows(sent: Path, ledgers: Path) -> None:
    done("reconcile", "2026Q3", "--against", str(fill(sent, {FURTHER: {"贵方进度": 60}})))
    done("reconcile", "2026Q3", "--sign", "县住房和城乡建设局", "--signed-by", "局长")
    path = ledgers / "对账" / "2026Q3" / f"{UNIT}.yaml"
    text = path.read_text("utf-8")
    for edited, message in (
        (text.replace("60%", "50%"), "已入账的发单、来单、核定、签认被改动或删去了"),
        (text.replace(f"单位: {UNIT}", "单位: 县财政局"), "期和单位不能改"),
        (text.replace("期: 2026Q3", "期: 2026Q2"), "里面的期却是 2026Q2"),
        (text.replace("动作: 来单", "动作: 来蛋"), "来蛋"),
    ):
        path.write_text(edited, "utf-8")
        assert message in run("commit", "--reason", "改").stderr
        path.write_text(text, "utf-8")
    path.write_text(text.replace("期: 2026Q3", "期: 2026Q2"), "utf-8")
    assert "里面的期却是 2026Q2" in run("check").stdout + run("check").stderr
    path.unlink()
    assert "不能删去" in run("commit", "--reason", "改").stderr
    path.write_text(
        text.rstrip("\n")
        + "\n  - {动作: 签认, 日期: 2026-10-12, 登记: 2026-10-12T09:00:00+08:00, 经办: 王五, 签认人: 甲}\n",
        "utf-8",
    )
    done("commit", "--reason", "补一笔")


def test_two_units_with_one_number_are_told_apart(sent: Path) -> None:
    second = sent.with_name("对账单-2026Q3-县住房和城乡建设局.xlsx")
    for path in (sent, second):
        fill(path, {}, [{"对方编号": "A-1", "事项": "修桥", "状态": "办理中"}])
    done("reconcile", "2026Q3", "--against", str(sent), str(second))
    words = (
        "reconcile",
        "2026Q3",
        "--settle",
        "A-1-彼有我无",
        "--settle-as",
        "我方",
        "--reason",
        "不归我方交办",
    )
    said = refused(*words)
    assert "县水务局、县住房和城乡建设局 都有差异 A-1-彼有我无" in said.replace(
        "县住房和城乡建设局、县水务局", "县水务局、县住房和城乡建设局"
    )
    done(*words, "--unit", UNIT)
    replies = {each["unit"]: each["open_differences"] for each in read("reconcile", "2026Q3")["replies"]}
    assert replies == {UNIT: 0, "县住房和城乡建设局": 1}
    shown = done("reconcile", "2026Q3", "--unit", UNIT)
    assert "县住房和城乡建设局：工作簿" not in shown
    assert f"{UNIT}：工作簿 2026-10-12 来，对了 11 件，留空 11 件，差异 1 处，未核定 0 处。" in shown


def test_a_dry_run_compares_and_writes_nothing(sent: Path, ledgers: Path) -> None:
    back = fill(sent, {FURTHER: {"贵方进度": 60}})
    answer = read("reconcile", "2026Q3", "--against", str(back), "--dry-run")
    assert values(answer) == {f"{FURTHER}-进度不符": ("40%", "60%")}
    assert answer["commit"] is None
    assert "来单" not in (ledgers / "对账" / "2026Q3" / f"{UNIT}.yaml").read_text("utf-8")


def test_entering_what_only_they_have_needs_a_ledger(sent: Path) -> None:
    done("reconcile", "2026Q3", "--against", str(fill(sent, {}, [OTHER])))
    words = ("reconcile", "2026Q3", "--settle", "SW-17-彼有我无", "--settle-as", "对方", "--reason", "补登账")
    assert "SW-17-彼有我无：要登账，没有写记入哪本台账" in refused(*words)
    assert "没有台账“没有的”" in refused(*words, "--ledger", "没有的")
    answer = read(*words, "--ledger", "领导批示")
    assert [(each["task"], each["on"]) for each in answer["events"]] == [("PS-2026-0003", "2026-09-30")]
    text = (Path("领导批示") / "2026" / "PS-2026-0003.yaml").read_text("utf-8")
    assert "完成时限: {日期: 2026-10-20}" in text
    assert "{类别: 其他, 名称: 李县长电话}" in text


@pytest.mark.parametrize(
    ("before", "answer", "event"),
    [
        ((), {"贵方状态": "办理中"}, "accept"),
        (("done", "--done-on", "2026-09-28"), {"贵方状态": "办理中"}, "return"),
        (("suspend", "--reason", "等"), {"贵方状态": "办理中"}, "resume"),
    ],
)
def test_back_to_work(before: tuple[str, ...], answer: dict[str, str], event: str, sent: Path) -> None:
    """A unit that goes on with what our books have as not signed, reported or suspended."""
    task = "PS-2026-0001" if event == "accept" else PLAIN
    if before:
        done(before[0], PLAIN, *before[1:], today="2026-09-28")
        done("reconcile", "2026Q3", "--statements", str(sent.parent))
    (difference,) = read("reconcile", "2026Q3", "--against", str(fill(sent, {task: answer})))["differences"]
    rule = ("--settle-as", "对方", "--reason", "还在办", "--approved-by", "李县长")
    (written,) = read("reconcile", "2026Q3", "--settle", difference["number"], *rule)["events"]
    assert (written["action"], written["on"]) == (event, "2026-09-30")
    assert read("show", task)["status"] == "in_progress"


def test_reported_already_lacks_its_verification(sent: Path) -> None:
    done("done", PLAIN, "--done-on", "2026-09-28", today="2026-09-28")
    done("reconcile", "2026Q3", "--statements", str(sent.parent))
    done("reconcile", "2026Q3", "--against", str(fill(sent, {PLAIN: {"贵方状态": "已销号"}})))
    words = (
        "reconcile",
        "2026Q3",
        "--settle",
        f"{PLAIN}-报而未核",
        "--settle-as",
        "对方",
        "--reason",
        "属实",
    )
    said = refused(*words)
    assert "我方已记报结，差的是核验" in said
    assert f"duban verify {PLAIN}" in said


def test_an_earlier_closed_period_takes_it_as_late_entry(sent: Path) -> None:
    """Their day of completion lies in a period that was closed before: 补登, with the number of the difference."""
    done("reconcile", "--month", "2026-08", "--close")
    back = fill(sent, {PLAIN: {"贵方状态": "已办结", "贵方办结日期": "2026-09-03"}})
    done("reconcile", "2026Q3", "--against", str(back))
    done("reconcile", "--month", "2026-09", "--close")
    words = (
        "reconcile",
        "2026Q3",
        "--settle",
        f"{PLAIN}-报而未核",
        "--settle-as",
        "对方",
        "--reason",
        "属实",
    )
    (written,) = read(*words)["events"]
    assert (written["on"], written["late"]) == ("2026-09-03", f"2026Q3 对账 {PLAIN}-报而未核：属实")


def test_undo_takes_back_the_ruling_and_what_it_wrote(sent: Path) -> None:
    done("reconcile", "2026Q3", "--against", str(fill(sent, {FURTHER: {"贵方进度": 60}})))
    words = ("--settle-as", "对方", "--reason", "属实")
    said = done("reconcile", "2026Q3", "--settle", f"{FURTHER}-进度不符", *words)
    assert said.startswith("核定 1 处差异：对方，改账如下\n")
    assert f"已反馈 {FURTHER}：清理水库库区" in said
    assert read("show", FURTHER)["percent"] == 60
    done("undo")
    assert read("show", FURTHER)["percent"] == 40
    assert [each["settled_as"] for each in read("reconcile", "2026Q3")["differences"]] == [None]
