"""Words and tables that should not be: what is typed or imported is refused with words, or stands literally in the books."""

import csv
import io
import json
import os
import random
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from tests.outside import git, survives, typed

ADD = (
    "add",
    "--ledger",
    "领导批示",
    "--source-kind",
    "领导批示",
    "--instruction",
    "刘县长=2026-09-28=请抓紧",
    "--source-name",
    "第9号批示",
    "--urgency",
    "急件",
)
WHOLE = (*ADD, "--lead", "县水务局", "--owner", "张三", "--requirements", "办完", "--title")
LITERAL = (
    "[bold red]改造[/] :smile:",
    "[link=https://example.com]改造[/link]",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "-改造",
    "<script>alert(1)</script>",
    "改造：一，二；三。（四）《五》",
    "# 改造",
    "改造 # 不是注释",
    "改造: 不是键",
    "- 改造",
    "{甲: 乙}",
    "[甲, 乙]",
    "&甲 *甲 !甲",
    "'改造'",
    '"改造"',
    '\\"改造\\n',
    "null",
    "~",
    "true",
    "否",
    "1e999",
    "0x1F",
    "1_000",
    "2026-09-28",
    "12:30:45",
    "99999999999999999999999999",
    "|",
    ">-",
    "---",
    "%YAML 1.1",
    "<<",
    "$(id)",
    "`id`; rm -rf /",
    "%s %d {0} {title}",
    "𠮷野家👨‍👩‍👧‍👦",
    "é́́́́́́́",
    "ＰＳ－１",
    "甲" * 500,
)
REFUSED = {
    "a line break": "改造\n二",
    "a carriage return": "改造\r二",
    "an escape": "\x1b[31m改造\x1b[0m",
    "a title for the terminal": "\x1b]0;改\x07",
    "a bell": "改\x07造",
    "a backspace": "改造\b\b",
    "a form feed": "改\x0c造",
    "a C1 control": "改\x9b31m造",
    "a deletion": "改\x7f造",
    "a surrogate": "改\ud800造",
    "nothing": "",
    "blanks": "   ",
    "wide blanks": "\u3000\u3000",
    "a secret": "绝密★启用前",
    "a bracketed secret": "改造（机密）",
    "too long": "甲" * 501,
    "a megabyte": "甲" * 1_000_000,
}
IDS = (
    *("../../x", "/etc/passwd", "PS-2026-0001/../../x", "..", ".", "", " ", "PS-2026-0001\0"),
    *("PS-2026-9999", "PS-9999999999999999999999", "PS-0", "PS--1", "*", "PS-*", "XX-1", "-1", "甲" * 5000),
    *("~", "$HOME", "-", "--", "-x", "--=", "PS-2026-0001;id", "\x1b[31mPS-1", "../PS-2026-0001.yaml/x"),
    *("[bold]PS-1[/]", "=cmd|x", "\ud800", "9" * 5000, "PS-2026-" + "0" * 5000 + "9"),
)
TOLERATED = (
    "ps-1 ",
    "ＰＳ－１",
    "PS-１",
    "PS-2026-0001.yaml",
    "领导批示/2026/PS-2026-0001.yaml",
    "PS-2026-0001\n",
)
DAYS = (
    *(
        "9999-12-31",
        "0001-01-01",
        "2026-02-30",
        "0000-00-00",
        "10000-01-01",
        "-2026-09-28",
        "2026-9-8",
        "明天",
        "",
        " ",
    ),
    *(
        "２０２６-09-28",
        "2026-09-28T00:00:00",
        "1e9",
        "9" * 400,
        "\x1b[31m",
        "2026年13月1日",
        "+999999999",
        "-999999999",
    ),
)
NUMBERS = (
    "-1",
    "101",
    "40.5",
    "1e999",
    "nan",
    "inf",
    "0x10",
    "９０",
    "9" * 5000,
    "",
    "甲",
    "4_0",
    "\x1b[31m",
)


@pytest.mark.parametrize("titles", [LITERAL[start::5] for start in range(5)])
@pytest.mark.usefixtures("ledgers")
def test_a_legal_title_comes_out_literally(titles: tuple[str, ...]) -> None:
    entered = {}
    for title in titles:
        added = survives(*WHOLE[:-1], f"--title={title}", "--json")
        assert added.returncode == 0, added
        entered[json.loads(added.stdout)["task"]] = title
    found = {task["task"]: task["title"] for task in json.loads(survives("list", "--json").stdout)}
    assert entered.items() <= found.items()
    for identifier, title in entered.items():
        shown = "".join(survives("show", identifier).stdout.split())
        assert "".join(title.split()) in shown or len(title) > 30 or not title.isprintable()
    assert survives("check").returncode == 0


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.usefixtures("ledgers")
def test_a_title_nobody_can_read_is_refused_and_nothing_is_written(name: str) -> None:
    head = git("rev-parse", "HEAD")
    for words in ((*WHOLE, REFUSED[name]), ("amend", "PS-1", "--reason", "改名", "--title", REFUSED[name])):
        answer = survives(*words)
        assert answer.returncode in {1, 2}, answer
    assert (git("rev-parse", "HEAD"), git("status", "--porcelain")) == (head, "")


@pytest.mark.parametrize("word", IDS, ids=lambda word: repr(word[:20]))
@pytest.mark.usefixtures("ledgers")
def test_a_task_nobody_has_is_refused(word: str) -> None:
    head = git("rev-parse", "HEAD")
    asked = ("show", "why", "log")[IDS.index(word) % 3]  # a number is looked up in one place
    for words in ((asked, word), ("progress", word, "--done", "开工")):
        answer = survives(*words)
        assert answer.returncode in {1, 2} or word == "--", answer
    survives("amend", word, "--owner", "李四", "--reason", "甲")
    survives("amend", "PS-1", "--parent", word)
    assert (git("rev-parse", "HEAD"), git("status", "--porcelain")) == (head, "") or word == ""


@pytest.mark.parametrize("word", TOLERATED, ids=repr)
@pytest.mark.usefixtures("ledgers")
def test_another_spelling_of_an_id_means_exactly_that_task(word: str) -> None:
    assert json.loads(survives("show", word, "--json").stdout)["id"] == "PS-2026-0001"


@pytest.mark.parametrize("day", DAYS, ids=lambda day: repr(day[:20]))
@pytest.mark.usefixtures("ledgers")
def test_a_day_of_any_shape(day: str) -> None:
    lines = (
        ("overdue", f"--today={day}"),
        ("due", f"--today={day}", "--within", "5"),
        ("show", "PS-1", f"--today={day}"),
        ("list", f"--known={day}"),
        ("calendar", "due", f"{day}", "--workdays", "3"),
        ("progress", "PS-1", "--done", "开工", f"--on={day}"),
        ("progress", "PS-1", "--done", "开工", f"--done-on={day}"),
        (*WHOLE, "甲", f"--due-on={day}", "--assign"),
        (*WHOLE, "乙", f"--milestone=完成={day}", "--dry-run"),
        ("amend", "PS-2", f"--due-on={day}", "--reason", "改", "--dry-run"),
        ("extend", "PS-2", f"--due-on={day}", "--approved-by", "李县长", "--reason", "改"),
    )
    for words in lines[DAYS.index(day) % 2 :: 2]:  # a day is read in one place
        survives(*words)
    assert survives("check").returncode == 0


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: repr(number[:20]))
@pytest.mark.usefixtures("ledgers")
def test_a_number_of_any_shape(number: str) -> None:
    answer = survives("progress", "PS-1", f"--percent={number}")
    assert answer.returncode in {1, 2} or number in {"９０", "4_0"}, answer
    survives("due", f"--within={number}")
    survives("calendar", "due", "2026-09-28", f"--days={number}")
    survives("calendar", "due", "2026-09-28", f"--workdays={number}")
    survives("amend", "PS-1", "--event", "交办", "--set", f"时限={number}", "--reason", "错")
    assert survives("check").returncode == 0


@pytest.mark.parametrize(
    "words",
    [
        ("add", "--evidence", "/etc/passwd"),
        ("done", "PS-1", "--evidence", "/dev/zero"),
        ("done", "PS-1", "--evidence", "/proc/self/mem"),
        ("done", "PS-1", "--evidence", ".."),
        ("done", "PS-1", "--evidence", "\0"),
        ("done", "PS-1", "--evidence", "甲" * 5000),
        ("list", "--text", "("),
        ("list", "--text", "\x1b["),
        ("list", "--where", "编号"),
        ("list", "--where", "编号=[["),
        ("list", "--where", "__class__=1"),
        ("amend", "PS-1", "--event", "交办", "--set", "时限=" + "[" * 20_000, "--reason", "错"),
        ("amend", "PS-1", "--event", "交办", "--set", "登记=2026-01-01", "--reason", "错"),
        ("amend", "PS-1", "--event", "交办", "--set", "=", "--reason", "错"),
        ("amend", "--where", "责任人=张三", "--owner", "\x1b[31m", "--reason", "错"),
        ("init", "../../../proc/x"),
        ("init", "\0"),
        ("init", "甲" * 300),
        ("init", "w", "--code", "../../x"),
        ("init", "w", "--policy", "../../../etc/passwd"),
        ("init", "w", "--policy", "\0"),
        ("unit", "add", "\x1b[31m"),
        ("unit", "add", "甲\n乙"),
        ("unit", "add", "甲" * 501),
        ("policy", "show", "../../../etc/passwd"),
        ("policy", "show", "\0"),
        ("schema", "../x"),
        ("overdue", "-C", "/nowhere"),
        ("overdue", "-C", "\0"),
        ("overdue", "-C", "/etc/passwd"),
        ("overdue", "--unit", "\x1b[31m"),
        ("overdue", "--rule", "[" * 1000),
        ("progress", "PS-1", "--standing", "../x", "--period", "甲"),
        ("progress", "--standing", "default/quarter", "--period", "9" * 500),
        ("progress", "--standing", "default/quarter", "--period", "0000Q1"),
        ("progress", "--standing", "default/week", "--period", "9999-W53"),
        ("calendar", "show", "9999-12"),
        ("calendar", "show", "0001-01"),
        ("calendar", "show", "2026-13"),
        ("calendar", "import", "/dev/zero"),
        ("calendar", "import", "duban.yaml"),
        ("commit", "--reason", "\x1b[31m"),
        ("undo", "undo"),
        ("\x1b[31m",),
        ("--\x1b[31m",),
        ("甲" * 5000,),
        ("-" * 5000,),
        ("\ud800",),
        ("",),
    ],
    ids=lambda words: repr(" ".join(words)[:50]),
)
def test_any_other_words(words: tuple[str, ...], ledgers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = sorted(path.name for path in ledgers.parent.iterdir())
    survives(*words, stdin="\0\n../../x\n")
    monkeypatch.setenv("DUBAN_TODAY", "9999-12-31")
    survives(*words)
    assert sorted(path.name for path in ledgers.parent.iterdir()) == outside
    assert typed("list", "--today", "2026-09-28").returncode == 0


def _sheet(rows: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _with_member(data: bytes, name: str, content: bytes) -> bytes:
    """The same workbook with one part replaced."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, content if each == name else old.read(each))
    return held.getvalue()


def _table(rows: list[list[str]]) -> bytes:
    held = io.StringIO()
    csv.writer(held).writerows(rows)
    return held.getvalue().encode()


HEADER = ["序号", "任务内容", "牵头单位", "责任人", "完成时限"]
RIGHT = _sheet([HEADER, ["1", "改造", "县水务局", "张三", "2026-12-31"]])
SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%s;" % (b"" if n == 1 else b"%d" % (n - 1)) * 10) for n in range(1, 12)
)
TABLES: dict[str, tuple[str, bytes | Callable[[], bytes]]] = {
    "empty": (".csv", b""),
    "empty workbook": (".xlsx", b""),
    "no zip": (".xlsx", b"PK\x03\x04" + b"\0" * 500),
    "a text as workbook": (".xlsx", "序号,任务内容\n1,改造\n".encode()),
    "a workbook as text": (".csv", RIGHT),
    "an old workbook": (".xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000),
    "no ending": ("", b"x"),
    "another ending": (".exe", b"MZ"),
    "nul": (".csv", b"\0" * 5000),
    "only a header": (".csv", _table([HEADER])),
    "no header": (".csv", _table([["1", "2", "3"]] * 50)),
    "escapes": (".csv", _table([HEADER, ["1", "\x1b[31m改造", "县水务局", "张三", "2026-12-31"]])),
    "secret": (".csv", _table([HEADER, ["1", "机密★改造", "县水务局", "张三", "2026-12-31"]])),
    "open quote": (".csv", '序号,任务内容\n1,"改造'.encode() + "甲\n".encode() * 1000),
    "long cell": (".csv", _table([HEADER, ["1", "甲" * 200_000, "县水务局", "张三", "2026-12-31"]])),
    "many columns": (".csv", _table([[f"列{n}" for n in range(20_000)], ["1"] * 20_000])),
    "many rows": (".csv", lambda: _table([HEADER, *([[str(n), "", "", "", ""] for n in range(60_000)])])),
    "odd days": (
        ".csv",
        _table([HEADER, *([str(n), f"改造{n}", "县水务局", "张三", day] for n, day in enumerate(DAYS))]),
    ),
    "fifty megabytes": (".csv", lambda: b"1,2\n" * (13 * 1024 * 1024)),
    "fifty megabytes of nothing": (".xlsx", lambda: b"\0" * (50 * 1024 * 1024)),
    "zip bomb": (".xlsx", lambda: _with_member(RIGHT, SHEET, b"<worksheet>" + b" " * 100_000_000)),
    "deep sheet": (".xlsx", _with_member(RIGHT, SHEET, b"<a>" * 10_000 + b"</a>" * 10_000)),
    "entities": (".xlsx", _with_member(RIGHT, SHEET, ENTITIES + b"]><worksheet>&a11;</worksheet>")),
    "broken sheet": (".xlsx", _with_member(RIGHT, SHEET, b"<worksheet><sheetData><row")),
    "far cell": (
        ".xlsx",
        _with_member(
            RIGHT,
            SHEET,
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>1</t></is></c></row></sheetData></worksheet>',
        ),
    ),
    "formulas": (".xlsx", _sheet([HEADER, ["1", "=1+1", "=cmd|' /C calc'!A0", "张三", 1e300]])),
    "huge numbers": (".xlsx", _sheet([HEADER, [10**300, "改造", "县水务局", -(10**300), 2958466]])),
    "missing parts": (".xlsx", _with_member(RIGHT, "xl/workbook.xml", b"")),
}
TABLES |= {f"random {seed}": (".csv", random.Random(seed).randbytes(3000)) for seed in range(8)}
TABLES |= {f"cut at {place}": (".xlsx", RIGHT[:place]) for place in range(100, len(RIGHT), len(RIGHT) // 12)}


def _bent(seed: int) -> bytes:
    dice, data = random.Random(seed), bytearray(RIGHT)
    for _ in range(20):
        data[dice.randrange(len(data))] = dice.randrange(256)
    return bytes(data)


TABLES |= {f"bent {seed}": (".xlsx", _bent(seed)) for seed in range(15)}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_any_content(name: str, ledgers: Path) -> None:
    ending, data = TABLES[name]
    path = ledgers.parent / f"表{ending}"
    path.write_bytes(data() if callable(data) else data)
    head = git("rev-parse", "HEAD")
    dry = ("--dry-run", "--json")
    for words in (dry, ()) if len(name) % 3 == 0 else ((),):
        answer = survives("import", str(path), "--ledger", "领导批示", "--year", "2026", *words)
    assert answer.returncode == 0 or git("rev-parse", "HEAD") == head
    assert git("status", "--porcelain") == ""
    assert survives("list").returncode == 0


@pytest.mark.parametrize("make", ["folder", "pipe", "device", "nowhere", "link to itself"])
def test_a_table_that_is_no_file(make: str, ledgers: Path) -> None:
    path = ledgers.parent / "表.csv"
    if make == "folder":
        path.mkdir()
    elif make == "pipe":
        os.mkfifo(path)
    elif make == "device":
        path.symlink_to("/dev/zero")
    elif make == "link to itself":
        path.symlink_to(path.name)
    answer = survives("import", str(path), "--ledger", "领导批示")
    assert answer.returncode in {1, 2}, answer
