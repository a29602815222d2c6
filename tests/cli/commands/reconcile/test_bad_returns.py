"""Returns that are not as they were sent: each fault has its own message, and nothing is written."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.counterpart import as_csv, fill, header, line_of, put, statement
from tests.outside import git, typed

UNIT = "县水务局"
FIRST, SECOND = "PS-2026-0001", "WJ-2026-0001"
TODAY = ("--today", "2026-10-12")
PLACE = re.compile(r"错误：.*\.(xlsx|csv)")


@pytest.fixture
def sent(ledgers: Path, tmp_path: Path) -> Iterator[Path]:
    """The statement of a unit with two tasks."""
    assert ledgers.is_dir()
    answer = typed("reconcile", "2026Q3", "--statements", str(tmp_path / "发出"), *TODAY)
    assert answer.returncode == 0, answer.stderr
    yield tmp_path / "发出" / f"对账单-2026Q3-{UNIT}.xlsx"
    assert not git("status", "--porcelain")


def faults(*paths: Path | str, words: tuple[str, ...] = ()) -> list[str]:
    """What is said against these returns, and after → what to do; nothing may have been written."""
    before = git("rev-parse", "HEAD")
    answer = typed("reconcile", "2026Q3", "--against", *map(str, paths), *words, *TODAY)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert git("rev-parse", "HEAD") == before
    lines = [line for line in answer.stderr.splitlines() if line and not line.startswith(" ")]
    told = [line for line in lines if not PLACE.match(line)]
    return [line.removeprefix("错误：").replace("可以这样做：", "→ ") for line in told]


def spoil(path: Path, how: Callable[[Worksheet], None]) -> Path:
    book: Workbook = load_workbook(path)
    how(statement(book))
    book.save(path)
    return path


def cell(sheet: Worksheet, identifier: str, heading: str) -> str:
    _, columns = header(sheet, "编号")
    return sheet.cell(line_of(sheet, identifier), columns[heading]).coordinate


def deleted(sheet: Worksheet) -> None:
    sheet.delete_rows(line_of(sheet, SECOND))


def added(sheet: Worksheet) -> None:
    line = line_of(sheet, SECOND)
    for place, value in enumerate(("X-1", "另办一件", "牵头", "办理中"), 1):
        sheet.cell(line + 1, place).value = value


def edited(sheet: Worksheet) -> None:
    put(sheet, SECOND, "编号", "WJ-2026-0007")


def emptied(sheet: Worksheet) -> None:
    put(sheet, SECOND, "编号", None)


def repeated(sheet: Worksheet) -> None:
    put(sheet, SECOND, "编号", FIRST)


def merged(sheet: Worksheet) -> None:
    first, columns = header(sheet, "编号")
    letter = sheet.cell(first, columns["贵方说明"]).coordinate.rstrip("0123456789")
    sheet.merge_cells(f"{letter}{first + 1}:{letter}{first + 2}")


def formula(sheet: Worksheet) -> None:
    put(sheet, FIRST, "贵方进度", "=20+40")


def altered(sheet: Worksheet) -> None:
    put(sheet, FIRST, "时限", "2026-12-31")


def head(old: str, new: str) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        for line in range(1, 6):
            text = sheet.cell(line, 1).value
            if isinstance(text, str):
                sheet.cell(line, 1).value = text.replace(old, new)

    return change


def answering(heading: str, value: object) -> Callable[[Worksheet], None]:
    return lambda sheet: put(sheet, FIRST, heading, value)


def no_column(sheet: Worksheet) -> None:
    first, columns = header(sheet, "编号")
    sheet.cell(first, columns["贵方说明"]).value = "其他"


def finished_and_not(sheet: Worksheet) -> None:
    put(sheet, FIRST, "贵方办结日期", "2026-9-20")
    put(sheet, FIRST, "贵方状态", "办理中")


AS_SENT = "对账单要原样交回：在发出的那一份上重新填写"
KEEP_ROWS = "→ 没有异议的留空，不要删行；恢复这一行"
DAYS = "→ 写成 2026-9-30、2026.9.30、2026年9月30日 或 9月30日"
WORDS = "办理中、已办结、待签收、待核验、待销号、已销号、已中止、已撤销、无此事项"
CASES: dict[str, tuple[Callable[[Worksheet], None], list[str]]] = {
    "row removed": (deleted, ["少了 WJ-2026-0001“落实农村饮水安全”一行。", KEEP_ROWS]),
    "row added": (
        added,
        ["第9行“另办一件”不是我方发出的一行。", "→ 贵方另有的事项填在“另有事项”，删去这一行"],
    ),
    "id edited": (
        edited,
        ["第8行的编号是“WJ-2026-0007”，原来是 WJ-2026-0001。", "→ 改回 WJ-2026-0001"],
    ),
    "id taken out": (emptied, ["第8行的编号是空白，原来是 WJ-2026-0001。", "→ 改回 WJ-2026-0001"]),
    "id repeated": (
        repeated,
        [
            "第8行的编号 PS-2026-0001 和第7行重复。",
            "→ 一件只有一行：恢复原来的编号",
            "少了 WJ-2026-0001“落实农村饮水安全”一行。",
            KEEP_ROWS,
        ],
    ),
    "cells merged": (
        merged,
        ["M8“贵方说明”：单元格合并了，看不出是哪一件的。", "→ 取消合并单元格，一格一格填"],
    ),
    "formula": (
        formula,
        ["I7“贵方进度”：这里是公式，不能收。", "→ 改成填好的值，公式的结果要重新打字"],
    ),
    "our column altered": (
        altered,
        [
            "第7行 PS-2026-0001 我方的“时限”写着“2026-12-31”，账上是“2026-10-08”。",
            f"→ 我方各栏不要改；有异议的填在“贵方”各栏。{AS_SENT}",
        ],
    ),
    "wrong quarter": (
        head("2026Q3", "2026Q2"),
        ["这是 2026Q2 的对账单，现在对的是 2026Q3。", "→ 对那一期：duban reconcile 2026Q2 --against …"],
    ),
    "wrong unit": (
        head(UNIT, "县档案局"),
        [
            "2026Q3 没有“县档案局”的对账单：它在这一期没有牵头的事项。",
            "→ 有对账单的单位：县水务局、县住房和城乡建设局",
        ],
    ),
    "no check sum": (
        head("校验码", "校检码"),
        ["对账单抬头里的校验码不见了，看不出是哪一份。", f"→ {AS_SENT}"],
    ),
    "check sum altered": (
        head("校验码：", "校验码：0"),
        ["对账单抬头里的校验码不见了，看不出是哪一份。", f"→ {AS_SENT}"],
    ),
    "column missing": (no_column, ["对账单少了“贵方说明”一栏。", "→ 表头各栏不要删改，照原样交回"]),
    "day in words": (answering("贵方办结日期", "九月底"), ["J7“贵方办结日期”：“九月底”不是日期。", DAYS]),
    "no such day": (
        answering("贵方时限", "2026-9-31"),
        ["K7“贵方时限”：“2026-9-31”不是日期。", DAYS],
    ),
    "more than all": (
        answering("贵方进度", 160),
        ["I7“贵方进度”：“160”不是 0 到 100 的整数。", "→ 写成 60，不要写小数"],
    ),
    "a fraction": (
        answering("贵方进度", 0.6),
        ["I7“贵方进度”：“0.6”不是 0 到 100 的整数。", "→ 写成 60，不要写小数"],
    ),
    "unknown word": (
        answering("贵方状态", "办里中"),
        ["H7“贵方状态”：没有“办里中”这个词。", f"→ 是不是“办理中”？可以选：{WORDS}"],
    ),
    "finished and not": (
        finished_and_not,
        ["H7“贵方状态”：填了贵方办结日期，状态却是“办理中”。", "→ 办完了选“已办结”，没办完的不填办结日期"],
    ),
    "secret": (
        answering("贵方说明", "机密★10年"),
        [
            "县水务局：流水·0·答复·0·说明：这里有密级标志：“机密★10年”",
            "→ 涉密的内容不进台账：改写成不涉密的，原件按保密规定另存",
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_fault(name: str, sent: Path) -> None:
    how, said = CASES[name]
    assert faults(spoil(sent, how)) == said


def test_another_workspace(sent: Path) -> None:
    found = faults(spoil(sent, head("工作区号：", "工作区号：别处的-".replace("别处的", "other"))))
    assert found[0].startswith("这是工作区 other-")
    assert found[1] == "→ 请单位交回我方发出的一份"


IN_TEXT = {
    "formula": (formula, ["第7行“贵方进度”：这里是公式，不能收。", "→ 改成填好的值，公式的结果要重新打字"]),
    "row removed": CASES["row removed"],
    "id edited": CASES["id edited"],
    "our column altered": CASES["our column altered"],
    "wrong quarter": CASES["wrong quarter"],
    "unknown word": (
        answering("贵方状态", "办里中"),
        ["第7行“贵方状态”：没有“办里中”这个词。", f"→ 是不是“办理中”？可以选：{WORDS}"],
    ),
}


@pytest.mark.parametrize("name", IN_TEXT)
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_fault_in_a_text_table(name: str, encoding: str, sent: Path) -> None:
    how, said = IN_TEXT[name]
    assert faults(as_csv(spoil(sent, how), encoding)) == said


OTHERS: dict[str, tuple[list[dict[str, str]], list[str]]] = {
    "no title": (
        [{"对方编号": "A-1", "来源": "电话"}],
        ["C4“事项”：写了一行，却没有写事项。", "→ 补上事项，或清空这一行"],
    ),
    "twice": (
        [{"对方编号": "A-1", "事项": "修桥"}, {"对方编号": "A-1", "事项": "修路"}],
        ["第5行“修路”重复，前面已有同样的编号或事项。", "→ 一件只写一行，删去多余的一行"],
    ),
    "ours": (
        [{"对方编号": FIRST, "事项": "修桥"}],
        ["“另有事项”里的 PS-2026-0001 就在对账单里。", "→ 填在对账单那一行的“贵方”各栏"],
    ),
    "absent": (
        [{"对方编号": "A-1", "事项": "修桥", "状态": "无此事项"}],
        [
            "D4“状态”：没有“无此事项”这个词。",
            f"→ 可以选：{WORDS.removesuffix('、无此事项')}",
        ],
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_fault_among_the_other_tasks(name: str, sent: Path) -> None:
    others, said = OTHERS[name]
    assert faults(fill(sent, {}, others)) == said


def test_a_second_statement_in_the_file(sent: Path) -> None:
    book = load_workbook(sent)
    book.copy_worksheet(statement(book)).title = "对账单 改"
    book.save(sent)
    assert faults(sent) == ["文件里有几张对账单：“对账单”、“对账单 改”。", "→ 只留填好的那一张，删去别的"]


def test_a_hidden_sheet_is_told(sent: Path) -> None:
    book = load_workbook(sent)
    statement(book, "另有事项").sheet_state = "hidden"
    book.save(sent)
    answer = typed("reconcile", "2026Q3", "--against", str(sent), "--dry-run", *TODAY)
    assert answer.returncode == 0
    assert "工作表“另有事项”是隐藏的" in answer.stderr


def test_a_day_that_has_not_come(sent: Path) -> None:
    assert faults(sent, words=("--on", "2026-10-13")) == [
        "日期 2026-10-13 在今天（2026-10-12）之后",
        "→ --on 写今天或以前的日期",
    ]


def test_every_fault_of_every_file_is_told_at_once(sent: Path, tmp_path: Path) -> None:
    fill(sent, {FIRST: {"贵方进度": 160}, SECOND: {"贵方状态": "办完"}})
    other = tmp_path / "说明.csv"
    other.write_text("甲,乙\n1,2\n", "utf-8")
    broken = tmp_path / "坏的.xlsx"
    broken.write_bytes(sent.read_bytes()[:2000])
    empty = tmp_path / "空"
    empty.mkdir()
    said = "\n".join(faults(sent, other, broken, empty, tmp_path / "没有.xlsx"))
    for each in (
        "I7“贵方进度”：“160”",
        "H8“贵方状态”：没有“办完”这个词。",
        "这不是我方的对账单：找不到对账单的表头。",
        "文件的压缩结构是坏的，可能没有下载完整。",
        "文件夹 空 里没有 duban.yaml，不是单位的 duban 工作区",
        "文件不存在。",
    ):
        assert each in said


def test_two_returns_of_one_unit(sent: Path, tmp_path: Path) -> None:
    later = Path(shutil.copy(sent, tmp_path / "又一份.xlsx"))
    said = faults(sent, later)
    assert said == [f"{UNIT}有两份：{sent.name} 和 又一份.xlsx", "→ 只写要用的那一份"]


def test_the_unit_that_was_asked_for(sent: Path) -> None:
    said = faults(sent, words=("--unit", "县住房和城乡建设局"))
    assert said == [
        f"这是“{UNIT}”的对账单，不是 --unit 写的县住房和城乡建设局。",
        "→ 核对文件，或去掉 --unit",
    ]


def test_an_older_statement_is_still_good(sent: Path) -> None:
    """The books moved on: a task more, another due day; what was sent is compared as far as it goes."""
    words: tuple[str, ...] = (
        "add",
        "--ledger",
        "领导批示",
        "--title",
        "加固堤防",
        "--urgency",
        "急件",
        "--lead",
        UNIT,
        "--assign",
    )
    words += (
        "--source-kind",
        "领导批示",
        "--instruction",
        "刘县长=2026-09-28=请抓紧",
        "--source-name",
        "批示",
        "--owner",
        "张三",
        "--clerk",
        "王五",
    )
    assert typed(*words, "--requirements", "加固").returncode == 0
    words = ("extend", FIRST, "--due-on", "2026-10-20", "--reason", "汛期", "--approved-by", "李县长")
    assert typed("accept", FIRST, SECOND).returncode == 0
    assert typed(*words).returncode == 0
    answer = typed(
        "reconcile", "2026Q3", "--against", str(fill(sent, {FIRST: {"贵方时限": "2026-10-08"}})), *TODAY
    )
    assert answer.returncode == 0, answer.stderr
    assert f"{FIRST}-时限不符" in answer.stdout
    assert f"{UNIT}的对账单发出以后又列入 1 件，这次没有对：PS-2026-0003" in answer.stderr


def test_rows_sorted_anew_are_no_fault(sent: Path) -> None:
    def swap(sheet: Worksheet) -> None:
        one, other = line_of(sheet, FIRST), line_of(sheet, SECOND)
        for place in range(1, sheet.max_column + 1):
            first, second = sheet.cell(one, place), sheet.cell(other, place)
            first.value, second.value = second.value, first.value

    assert typed("reconcile", "2026Q3", "--against", str(spoil(sent, swap)), *TODAY).returncode == 0
