"""Lists as Notepad, Excel and chat programs save them, at every door that takes one."""

import codecs
from pathlib import Path

import pytest
from tests.outside import git, typed

NAMES = "PS-1\r\nPS-2\r\n"
SAVED = {
    "Notepad, UTF-8 with BOM": NAMES.encode("utf-8-sig"),
    "Notepad, ANSI": "PS-1\r\nPS-2 \r\n\r\n".encode("gbk"),
    "Notepad, Unicode": NAMES.encode("utf-16"),
    "Notepad, Unicode big endian": codecs.BOM_UTF16_BE + NAMES.encode("utf-16-be"),
    "UTF-16 without a mark": NAMES.encode("utf-16-le"),
    "old Mac line ends": b"PS-1\rPS-2\r",
    "no last line end": b"PS-1\nPS-2",
    "blank lines, trailing blanks": "\n  PS-1\t \n\u3000\n\n PS-2\u3000\n\xa0\n".encode(),
    "full-width": "ＰＳ－１\nｐｓ—２\n".encode(),
    "full-width, ANSI": "ＰＳ－１\r\nＰＳ－２\r\n".encode("gbk"),
    "marks without width": "\u200bPS-\u200b1\u200e\n\ufeffPS-2\u2060\n".encode(),
    "right-to-left marks": "\u202aPS-1\u202c\n\u202aPS-2\u202c\n".encode(),
    "a mark in the middle of two files": b"\xef\xbb\xbfPS-1\r\n\xef\xbb\xbfPS-2\r\n",
    "commas": "PS-1，PS-2、\n".encode(),
    "JSON with a mark": codecs.BOM_UTF8 + b'[{"id": "PS-2026-0001"}, {"id": "PS-2026-0002"}]',
    "JSON as PowerShell writes it": '[{"id": "PS-2026-0001", "title": "甲"}, {"task": "PS-2026-0002"}]'.encode(
        "utf-16"
    ),
}


@pytest.mark.parametrize("saved", SAVED)
def test_ids_on_standard_input(ledgers: Path, saved: str) -> None:  # noqa: ARG001 -- the folder
    answer = typed("accept", "-", "--json", stdin=SAVED[saved])
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.count('"action": "accept"') == 3  # the command's own, and an event of each task
    assert typed("show", "-", stdin=SAVED[saved]).returncode == 0


@pytest.mark.parametrize(
    "nothing", [b"", codecs.BOM_UTF8, "\u200b\n\u3000\n".encode(), "\n".encode("utf-16")]
)
def test_nothing_on_standard_input(ledgers: Path, nothing: bytes) -> None:  # noqa: ARG001 -- the folder
    answer = typed("accept", "-", stdin=nothing)
    assert (answer.returncode, "标准输入里没有编号" in answer.stderr) == (2, True)


@pytest.mark.parametrize("garbage", [b"\x00\x01\x02", b"PK\x03\x04\x00\x00\xff", b"\xff\xfe\x00"])
def test_no_text_on_standard_input(ledgers: Path, garbage: bytes) -> None:  # noqa: ARG001 -- the folder
    answer = typed("accept", "-", stdin=garbage)
    assert answer.returncode == 1
    assert "标准输入" in answer.stderr


LINES = "摸清底数｜县水务局 | 2026-10-05\r\n\r\n编制方案\t县财政局\t２０２６－１０－０８\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "utf-16-le"])
@pytest.mark.parametrize("door", ["-", "拆.txt"])
def test_parts_of_a_task(ledgers: Path, encoding: str, door: str) -> None:
    (ledgers.parent / "拆.txt").write_bytes(LINES.encode(encoding))
    given = b"" if door != "-" else LINES.encode(encoding)
    answer = typed("split", "PS-1", "--lines", door if door == "-" else f"../{door}", stdin=given)
    assert answer.returncode == 0, answer.stderr
    assert "摸清底数" in answer.stdout
    assert "编制方案" in answer.stdout
    assert git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("kind", "told"), [("missing", "文件不存在"), ("folder", "文件夹"), ("binary", "不是文字")]
)
def test_a_list_that_cannot_be_read(ledgers: Path, kind: str, told: str) -> None:
    path = ledgers.parent / "拆.txt"
    if kind == "folder":
        path.mkdir()
    elif kind == "binary":
        path.write_bytes(b"\x00\x01\xff")
    answer = typed("split", "PS-1", "--lines", str(path))
    assert (answer.returncode, told in answer.stderr, "拆.txt" in answer.stderr) == (1, True, True)


DAYS = '{"year": 2027, "papers": [], "days": [{"name": "停电", "date": "2027-09-29", "isOffDay": true}]}'


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gbk"])
def test_a_calendar(ledgers: Path, encoding: str) -> None:
    path = ledgers.parent / "2027.json"
    path.write_bytes(DAYS.encode(encoding))
    assert typed("calendar", "import", str(path), "--local").returncode == 0
    assert (ledgers / "日历/本地/2027.json").read_text("utf-8").startswith("{")


def test_a_calendar_with_a_mark_in_its_place(ledgers: Path) -> None:
    folder = ledgers / "日历/本地"
    folder.mkdir(parents=True)
    (folder / "2027.json").write_bytes(codecs.BOM_UTF8 + DAYS.encode())
    assert "停电" in typed("calendar", "show", "2027-09").stdout
    assert typed("commit", "-m", "x").returncode == 0
