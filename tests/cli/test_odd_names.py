"""Names that are no names of ours: other digits, bytes that are no UTF-8, files too large to look at."""

import os
from pathlib import Path

import pytest
from tests.outside import Answer, git, survives

ADD = (
    *(
        "add",
        "--ledger",
        "PS",
        "--title",
        "甲",
        "--source-kind",
        "领导批示",
        "--instruction",
        "刘县长=2026-09-28=请抓紧",
        "--urgency",
        "急件",
    ),
    *("--lead", "县水务局", "--owner", "甲", "--requirements", "甲", "--json"),
)
GBK = os.fsdecode("文件".encode("gbk"))


@pytest.mark.parametrize("tail", ["²²", "٣٤٥٦", "２２", "①", "一", "12x", "-7", "7.5", "", "0x10", GBK])
def test_a_number_is_made_of_digits(ledgers: Path, tail: str) -> None:
    folder = ledgers / "领导批示/2026"
    other = folder / f"PS-2026-{tail}.yaml"
    other.write_bytes((folder / "PS-2026-0002.yaml").read_bytes())
    answer = survives(*ADD)
    assert (answer.returncode, '"PS-2026-0003"' in answer.stdout) == (0, True), answer.stderr
    assert other.exists()
    told = survives("check")
    assert (told.returncode, "编号" in told.stderr) == (1, True)
    assert survives("list").returncode == 1
    assert survives("undo").returncode == 0


@pytest.mark.parametrize("year", ["２０２６", "²⁰²⁶", "٢٠٢٦", GBK])
def test_a_year_is_made_of_digits(ledgers: Path, year: str) -> None:
    folder = ledgers / "领导批示" / year
    folder.mkdir()
    (folder / "PS-2026-0009.yaml").write_text("编号: PS-2026-0009\n", "utf-8")
    for words in (("list",), ("check",), ADD, ("undo",), ("commit", "-m", "x")):
        survives(*words)


@pytest.mark.parametrize("option", ["--percent", "--within"])
@pytest.mark.parametrize("number", ["²²", "٣", "９" * 5000, "9" * 5000, "①", "", "1e400"])
def test_numbers_that_are_typed(ledgers: Path, option: str, number: str) -> None:  # noqa: ARG001 -- the folder
    words = ("progress", "PS-1", option) if option == "--percent" else ("due", option)
    survives(*words, number)


@pytest.mark.parametrize("word", ["9" * 5000, "PS-" + "9" * 5000, "²", "PS-²²", "2026-²"])
def test_ids_that_are_typed(ledgers: Path, word: str) -> None:  # noqa: ARG001 -- the folder
    survives("show", word)
    survives("list", "--where", f"上级任务={word}")


def test_a_stray_file_is_left_out_unread(ledgers: Path) -> None:
    for name, size in {"虚拟机.img": 10 * 1024**3, "笔记.yaml": 10 * 1024**3}.items():
        with (ledgers / name).open("wb") as file:
            file.truncate(size)
    answer = survives("commit", "-m", "x")
    assert (answer.returncode, "没有入账（不是台账文件）：" in answer.stdout) == (0, True)
    assert "虚拟机.img" in answer.stdout


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("附件/大.bin", "上限是 50 MB"),
        ("制度/大.yaml", "上限是 1 MB"),
        ("领导批示/2026/PS-2026-0002.yaml", "上限是 1 MB"),
        ("通知/2026-09.yaml", "上限是 1 MB"),
    ],
)
def test_a_file_of_the_books_that_is_too_large_is_told(ledgers: Path, name: str, told: str) -> None:
    (ledgers / name).parent.mkdir(exist_ok=True)
    with (ledgers / name).open("wb") as file:
        file.truncate(10 * 1024**3)
    answer = survives("commit", "-m", "x")
    assert (answer.returncode, told in answer.stderr, Path(name).name in answer.stderr) == (1, True, True)
    survives("check")


def test_a_file_in_place_of_a_folder_is_no_deletion(ledgers: Path) -> None:
    task = ledgers / "领导批示/2026/PS-2026-0002.yaml"
    task.unlink()
    task.mkdir()
    answer = survives("commit", "-m", "x")
    assert (answer.returncode, "文件夹" in answer.stderr) == (1, True)


@pytest.fixture
def gbk(ledgers: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workspace in a folder whose name is GBK, and files so named within and without."""
    folder = ledgers.with_name(GBK)
    ledgers.rename(folder)
    monkeypatch.chdir(folder)
    (folder.parent / f"{GBK}.csv").write_text("事项,牵头单位\n修桥铺路,县水务局\n", "utf-8")
    return folder


@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("list", "--json"),
        ("check",),
        ("doctor", "--json"),
        ("log", "PS-1"),
        ("report", "overview", "--json"),
        ("show", "PS-1", "--json"),
        ADD,
    ],
)
def test_a_folder_that_is_no_utf8(gbk: Path, words: tuple[str, ...]) -> None:
    os.utime(gbk / "领导批示/2026/PS-2026-0001.yaml", (1, 1))
    for _ in range(2):  # the second time with what the first remembered
        assert survives(*words).returncode == 0


def refused(answer: Answer, named: str) -> None:
    assert answer.returncode in {1, 2}, answer.stdout
    assert named in answer.stderr, answer.stderr


def test_names_that_are_written_down_are_utf8(gbk: Path) -> None:
    sheet, place = gbk.parent / f"{GBK}.csv", gbk.parent / f"新{GBK}"
    refused(survives("import", str(sheet), "--ledger", "JB", "--yes"), "不是 UTF-8")
    refused(survives("import", str(sheet), "--ledger", "JB", "--dry-run"), "不是 UTF-8")
    refused(survives("init", str(place)), "不是 UTF-8")
    assert not place.exists()
    refused(survives("done", "PS-1", "--evidence", str(sheet)), "文件名不能用")
    for option in ("--unit", "--where"):
        refused(survives("list", option, f"事项={GBK}"), "不是有效的 UTF-8")
    assert git("status", "--porcelain") == ""


@pytest.mark.parametrize("folder", ["日历", "制度", "对账", "履职", "通知", "附件", "领导批示/2026", "."])
def test_files_that_are_no_utf8_within(ledgers: Path, folder: str) -> None:
    (ledgers / folder).mkdir(exist_ok=True)
    (ledgers / folder / f"{GBK}.{'json' if folder == '日历' else 'yaml'}").write_text("a: 1\n", "utf-8")
    for words in (("list",), ("check",), ("check", "--json"), ("doctor",), ("commit", "-m", "x"), ("undo",)):
        survives(*words)
