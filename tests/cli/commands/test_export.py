"""`export` from outside: one form at a time, whole files, nothing overwritten, the exit code of an answer."""

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from icalendar import Calendar
from tests.outside import UNITS, duban, typed

from duban.cli.framework import extras


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.usefixtures("ledgers")
def test_each_form_tells_the_same_tasks(tmp_path: Path) -> None:
    as_csv = rows_of(typed("export", "--csv").stdout)
    as_json = json.loads(typed("export", "--json").stdout)
    target = tmp_path / "台账.parquet"
    assert typed("export", "-o", str(target)).returncode == 0
    as_parquet = pq.read_table(target).to_pylist()
    names = [row["task"] for row in as_csv]
    assert names == [row["task"] for row in as_json] == [row["task"] for row in as_parquet]
    assert len(names) == 3
    assert list(as_csv[0]) == list(as_json[0]) == list(as_parquet[0])
    assert as_csv[0]["lead"] == as_json[0]["lead"][0] == as_parquet[0]["lead"][0]


@pytest.mark.usefixtures("ledgers")
@pytest.mark.parametrize(("table", "count"), [("tasks", 3), ("events", 6), ("duties", 3)])
def test_the_tables(table: str, count: int) -> None:
    rows = rows_of(typed("export", "--csv", "--table", table).stdout)
    assert len([row for row in rows if row["task"]]) == count


@pytest.mark.usefixtures("ledgers")
def test_a_calendar_of_a_unit(tmp_path: Path) -> None:
    target = tmp_path / "水务.ics"
    answer = typed("export", "--unit", UNITS[2], "--ahead", "2", "-o", str(target))
    assert (answer.returncode, answer.stdout) == (0, "")
    events = Calendar.from_ical(target.read_bytes()).walk("VEVENT")
    assert answer.stderr == f"已写入 {target}：{len(events)} 个日子\n"
    assert all(f"单位：{UNITS[2]}" in str(event["DESCRIPTION"]) for event in events)
    assert len(events) == 3


@pytest.mark.usefixtures("ledgers")
def test_the_standard_output_of_a_process_is_the_file(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    assert duban("export", "-o", str(target)).returncode == 0
    answer = duban("export", "--csv")
    assert answer.stdout.replace("\r\n", "\n") == target.read_text("utf-8").replace("\r\n", "\n")
    assert not target.read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ["export"],
            2,
            "错误：没有写导出成什么。\n可以这样做：--ics、--csv、--json、--parquet 里选一个，或用 -o 的后缀，如 -o 台账.csv\n",
        ),
        (
            ["export", "--csv", "--ics"],
            2,
            "错误：一次只能导出一种格式。\n可以这样做：--ics、--csv、--json、--parquet 里选一个，或用 -o 的后缀，如 -o 台账.csv\n",
        ),
        (
            ["export", "--ics", "-o", "新.csv"],
            2,
            "错误：格式 ics 和文件 新.csv 的后缀不一样。\n可以这样做：后缀和 --ics 写成一种，或只写 -o\n",
        ),
        (
            ["export", "--ics", "--table", "tasks"],
            2,
            "错误：--ics 没有 --table：日历里只有日子。\n可以这样做：去掉 --table，或改用 --csv\n",
        ),
        (
            ["export", "--csv", "--ahead", "2"],
            2,
            "错误：--ahead 只和 --ics 一起用。\n可以这样做：去掉 --ahead，或改用 --ics\n",
        ),
        (
            ["export", "--csv", "-o", "没有/台账.csv"],
            1,
            "错误：文件夹 没有 不存在\n可以这样做：先建文件夹：mkdir -p 没有\n",
        ),
        (
            ["export", "--csv", "-o", "领导批示"],
            1,
            "错误：领导批示 是文件夹，不能写成文件\n可以这样做：写上文件名，如 领导批示/报告\n",
        ),
        (
            ["export", "--csv", "-o", "duban.yaml"],
            1,
            "错误：duban.yaml 已经有了，没有写\n可以这样做：换一个文件名，或者加 --force 覆盖它\n",
        ),
    ],
)
@pytest.mark.usefixtures("ledgers")
def test_what_is_refused(words: list[str], code: int, said: str) -> None:
    answer = typed(*words)
    assert (answer.returncode, answer.stdout, answer.stderr) == (code, "", said)


def test_force_replaces_and_nothing_else_does(ledgers: Path) -> None:
    target = ledgers / "台账.csv"
    target.write_text("旧的", "utf-8")
    assert typed("export", "-o", "台账.csv").returncode == 1
    assert target.read_text("utf-8") == "旧的"
    assert typed("export", "-o", "台账.csv", "--force").returncode == 0
    assert target.read_text("utf-8").startswith("task,title,")
    assert [path.name for path in ledgers.glob(".台账*")] == []


def test_a_link_is_not_followed_without_force(ledgers: Path) -> None:
    (ledgers / "链接.csv").symlink_to(ledgers / "别处.csv")
    assert typed("export", "-o", "链接.csv").returncode == 1
    assert not (ledgers / "别处.csv").exists()


@pytest.mark.usefixtures("ledgers")
def test_without_pyarrow_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda _name: None)
    answer = typed("export", "--parquet", "-o", "a.parquet")
    said = '错误：写 Parquet 要用到 pyarrow，这里没有安装\n可以这样做：pip install "duban[parquet]"\n'
    assert (answer.returncode, answer.stderr) == (1, said)
    assert not Path("a.parquet").exists()


def test_an_answer_with_files_missing_says_so(ledgers: Path) -> None:
    next(ledgers.glob("领导批示/2026/*-0001.yaml")).write_text("编号: [", "utf-8")
    answer = typed("export", "--csv")
    assert answer.returncode == 1
    assert len(rows_of(answer.stdout)) == 2
    assert "有 1 个文件读不了，没有计入：领导批示/2026/PS-2026-0001.yaml" in answer.stderr


@pytest.mark.usefixtures("ledgers")
def test_a_title_that_is_a_formula_stays_text() -> None:
    assert typed("amend", "PS-1", "--title", "=1+1", "--reason", "试").returncode == 0
    (row,) = (row for row in rows_of(typed("export", "--csv").stdout) if row["task"] == "PS-2026-0001")
    assert row["title"] == "'=1+1"
    titles = [row["title"] for row in json.loads(typed("export", "--json").stdout)]
    assert "=1+1" in titles
