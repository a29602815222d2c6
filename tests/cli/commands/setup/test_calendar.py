"""`calendar` and `policy` from outside: with a workspace and without one."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.outside import git, typed

from duban.cli.commands.setup.calendar import read_month
from duban.errors import UsageError


def asked(*words: str) -> Any:  # noqa: ANN401 -- JSON of any shape
    answer = typed(*words, "--json")
    assert answer.returncode == 0, answer
    return json.loads(answer.stdout)


def holidays(year: int, *days: tuple[str, bool]) -> str:
    listed = [{"name": "本地", "date": day, "isOffDay": off} for day, off in days]
    return json.dumps({"year": year, "papers": [], "days": listed}, ensure_ascii=False)


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DUBAN_ROOT", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "due_on", "provisional"),
    [
        (("2026-09-28", "--workdays", "3"), "2026-10-08", False),
        (("2026-02-12", "--workdays", "5"), "2026-02-26", False),
        (("2026-04-28", "--workdays", "10"), "2026-05-14", False),
        (("2026-09-21", "--days", "10"), "2026-10-08", False),
        (("2026-09-27", "--workdays", "0"), "2026-09-28", False),
        (("2026-12-30", "--workdays", "3", "--known-until", "2026"), "2027-01-05", True),
    ],
)
def test_a_period_needs_no_workspace(
    nowhere: Path, words: tuple[str, ...], due_on: str, *, provisional: bool
) -> None:
    assert nowhere.is_dir()
    record = asked("calendar", "due", *words)
    assert list(record) == ["start_on", "due_on", "provisional", "days"]
    assert (record["start_on"], record["due_on"], record["provisional"]) == (words[0], due_on, provisional)
    assert {tuple(day) for day in record["days"]} == {("on", "counted", "why")}


def test_a_local_file_is_laid_over_for_one_question(nowhere: Path) -> None:
    (nowhere / "local.json").write_text(holidays(2026, ("2026-09-29", True)), "utf-8")
    words = ("calendar", "due", "2026-09-28", "--workdays", "3")
    assert asked(*words, "--local", "local.json")["due_on"] == "2026-10-09"
    assert asked(*words)["due_on"] == "2026-10-08"
    assert "本地" in typed(*words, "--local", "local.json").stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("due", "2026-09-28"), 2, "--workdays 或 --days"),
        (("due", "2026-09-28", "--workdays", "3", "--days", "3"), 2, "只写一个"),
        (("due", "2026-09-28", "--workdays", "-1"), 2, "不能小于"),
        (("due", "2026-02-30", "--workdays", "1"), 2, "没有 2026年2月30日"),
        (("due", "2026-09-28", "--workdays", "1", "--local", "none.json"), 1, "none.json"),
        (("due", "2026-09-28", "--workdays", "1", "--local", "bad.json"), 1, "不是 JSON"),
        (("due", "2026-09-28", "--workdays", "1", "--local", "list.json"), 1, "应是一个对象"),
        (("due", "2026-09-28", "--workdays", "9999999"), 1, "9999"),
        (("show", "2026-13"), 2, "不是月份"),
        (("show", "九月"), 2, "不是月份"),
        (("import", "list.json"), 1, "duban init"),
    ],
)
def test_what_makes_no_sense_is_refused(nowhere: Path, words: tuple[str, ...], code: int, said: str) -> None:
    (nowhere / "bad.json").write_text("{", "utf-8")
    (nowhere / "list.json").write_text("[]", "utf-8")
    answer = typed("calendar", *words)
    assert (answer.returncode, answer.stdout) == (code, ""), answer
    assert said in answer.stderr


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-09", (2026, 9)),
        ("2026-9", (2026, 9)),
        ("2026年9月", (2026, 9)),
        ("202609", (2026, 9)),
        ("２０２６/９", (2026, 9)),
    ],
)
def test_months_as_people_write_them(text: str, month: tuple[int, int]) -> None:
    assert read_month(text) == month


@pytest.mark.parametrize("text", ["", "2026", "9", "2026-09-01", "2026--9"])
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(UsageError, match="不是月份"):
        read_month(text)


def test_a_month_as_grid_and_as_data(nowhere: Path) -> None:
    assert nowhere.is_dir()
    assert "20 班 国庆节" in typed("calendar", "show", "2026-09").stdout
    record = asked("calendar", "show", "2026-09")
    assert (record["month"], len(record["days"])) == ("2026-09", 30)
    assert record["days"][19] == {
        "on": "2026-09-20",
        "working": True,
        "kind": "make_up",
        "name": "国庆节",
        "source": "national",
        "provisional": False,
    }
    assert typed("calendar", "show", "--today", "2026-10-05").stdout.startswith("2026年10月")


def test_an_import_is_stored_committed_and_told(ledgers: Path) -> None:
    file = ledgers.parent / "local.json"
    file.write_text(holidays(2026, ("2026-09-29", True), ("2026-10-09", True)), "utf-8")
    dry = asked("calendar", "import", str(file), "--local", "--dry-run")
    assert (dry["commit"], (ledgers / "日历").exists()) == (None, False)
    answer = typed("calendar", "import", str(file), "--local")
    assert answer.returncode == 0, answer
    assert "已告知，不变" in answer.stdout
    stored = ledgers / "日历" / "本地" / "2026.json"
    assert stored.read_bytes() == file.read_bytes()
    assert git("log", "-1", "--format=%s") == "导入2026年本地日历"
    assert git("status", "--porcelain") == ""
    assert asked("calendar", "due", "2026-09-28", "--workdays", "3")["due_on"] == "2026-10-10"
    assert asked("overdue", "--today", "2026-10-08", "--rule", "时限") == []
    again = typed("calendar", "import", str(file), "--local")
    assert (again.returncode, "早已导入" in again.stdout) == (0, True)


def test_the_moved_days_for_programs(ledgers: Path) -> None:
    file = ledgers.parent / "local.json"
    file.write_text(holidays(2026, ("2026-09-29", True)), "utf-8")
    record = asked("calendar", "import", str(file), "--local")
    assert (record["year"], record["local"], record["path"]) == (2026, True, "日历/本地/2026.json")
    assert record["commit"] == git("rev-parse", "HEAD")
    told = {row["task"]: (row["old_due_on"], row["new_due_on"]) for row in record["moved"] if row["told"]}
    assert told["PS-2026-0001"] == ("2026-10-08", "2026-10-09")


def test_a_wrong_file_is_refused_and_not_stored(ledgers: Path) -> None:
    file = ledgers.parent / "2025.json"
    file.write_text(holidays(2025), "utf-8")
    answer = typed("calendar", "import", str(file))
    assert answer.returncode == 1
    assert "一天也没有" in answer.stderr
    assert not (ledgers / "日历").exists()


def test_a_broken_file_in_the_workspace_is_not_passed_over(ledgers: Path) -> None:
    (ledgers / "日历").mkdir()
    (ledgers / "日历" / "2027.json").write_text("{", "utf-8")
    answer = typed("calendar", "due", "2026-09-28", "--workdays", "3")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "日历/2027.json" in answer.stderr


def test_policies_without_a_workspace(nowhere: Path) -> None:
    assert nowhere.is_dir()
    rows = asked("policy", "list")
    assert [row["name"] for row in rows] == [
        *(
            "anshan-2015",
            "default",
            "guizhou-2020",
            "guoling-733",
            "ledong-2019",
            "liupanshui-2016",
            "shiwei",
        ),
    ]
    assert not any(row["in_force"] or row["local"] for row in rows)
    record = asked("policy", "show", "anshan-2015")
    urgent = next(rule for rule in record["rules"] if rule["id"] == "urgent")
    assert (urgent["kind"], urgent["citation"]) == ("时限", "鞍政办发〔2015〕18号 三.2")
    assert urgent["period"] == {"count": 3, "unit": "workdays"}
    assert "鞍政办发〔2015〕18号" in typed("policy", "show", "anshan-2015").stdout.replace("\n", "")
    assert typed("policy", "show").returncode == 2
    assert typed("policy", "show", "anshan").returncode == 1


def test_policies_of_a_workspace(ledgers: Path) -> None:
    folder = ledgers / "制度"
    folder.mkdir(exist_ok=True)
    (folder / "本县.yaml").write_text("名称: 本县\n全称: 本县制度\n继承: default\n", "utf-8")
    rows = {row["name"]: row for row in asked("policy", "list")}
    assert rows["本县"]["local"] is True
    assert rows["default"]["in_force"] is True
    assert typed("policy", "show").stdout.startswith("default")
    (folder / "坏的.yaml").write_text("名称: 坏的\n", "utf-8")
    answer = typed("policy", "list")
    assert answer.returncode == 1
    assert "本县制度" in answer.stdout
    assert "制度/坏的.yaml" in answer.stderr
