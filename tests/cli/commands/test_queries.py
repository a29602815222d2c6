"""The commands that ask, end to end: words in, an answer and an exit code out."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.outside import duban, git, typed

pytestmark = pytest.mark.usefixtures("ledgers")
BROKEN = "编号: PS-2026-0009\n事项: [坏了\n"


def asked(*words: str) -> Any:  # noqa: ANN401 -- JSON of any shape
    answer = typed(*words, "--json")
    assert (answer.returncode, answer.stderr) == (0, ""), answer
    return json.loads(answer.stdout)


@pytest.mark.parametrize(
    ("today", "tasks"),
    [
        ("2026-10-08", []),
        ("2026-10-09", ["PS-2026-0001"]),
        ("2026-10-11", ["PS-2026-0001", "PS-2026-0002"]),
    ],
)
def test_overdue_day_by_day(today: str, tasks: list[str]) -> None:
    rows = asked("overdue", "--today", today, "--rule", "时限", "--ledger", "领导批示", "--rule", "urgent")
    found = [row["task"] for row in rows if row["rule"] in {"urgent", "normal"}]
    assert found == tasks


def test_overdue_names_unit_rule_clause_and_days() -> None:
    (row,) = asked("overdue", "--today", "2026-10-12", "--unit", "县水务局", "--rule", "urgent")
    assert row == {
        "task": "PS-2026-0001",
        "title": "整治城东积水点",
        "ledger": "instruction",
        "unit": "县水务局",
        "duty": "急件三个工作日",
        "rule": "urgent",
        "policy": "default",
        "clause": "鞍政办发〔2015〕18号 三.2",
        "ground": "参照 鞍政办发〔2015〕18号 三.2",
        "discretionary": False,
        "triggered_on": "2026-09-28",
        "due_on": "2026-10-08",
        "original_due_on": "2026-10-08",
        "late_workdays": 3,
        "late_days": 4,
        "provisional": False,
        "status": "assigned",
    }
    answer = typed("overdue", "--today", "2026-10-12", "--unit", "县水务局")
    assert "县水务局（" in answer.stdout
    assert "参照 鞍政" in answer.stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--today", "2026-10-12"), 0),
        (("--today", "2026-10-12", "--fail"), 1),
        (("--today", "2026-09-28", "--fail"), 0),
        (("--today", "2026-10-12", "--fail", "--unit", "县财政局"), 0),
        (("--unit", "县水务厅"), 1),
        (("--rule", "没有的"), 2),
        (("--ledger", "没有的"), 1),
        (("--within", "3"), 2),
    ],
)
def test_exit_codes_of_overdue(words: tuple[str, ...], code: int) -> None:
    answer = typed("overdue", *words)
    assert answer.returncode == code, answer
    assert bool(answer.stderr) == (code != 0 and "--fail" not in words)


def test_due_counts_what_is_left() -> None:
    rows = asked("due", "--today", "2026-09-30", "--within", "3", "--rule", "时限")
    assert [(row["task"], row["left_workdays"]) for row in rows if row["task"]] == [
        ("PS-2026-0001", 1),
        ("PS-2026-0002", 3),
    ]
    assert typed("due", "--within", "-1").returncode == 2


@pytest.mark.parametrize(
    ("words", "tasks"),
    [
        ((), ["WJ-2026-0001", "PS-2026-0001", "PS-2026-0002"]),
        (("--ledger", "领导批示"), ["PS-2026-0001", "PS-2026-0002"]),
        (("--ledger", "WJ"), ["WJ-2026-0001"]),
        (("--where", "缓急=急件"), ["PS-2026-0001"]),
        (("--where", "urgency=hard"), ["WJ-2026-0001"]),
        (("--where", "责任人=张三", "--ledger", "WJ"), ["WJ-2026-0001"]),
        (("--status", "待签收"), ["WJ-2026-0001", "PS-2026-0001", "PS-2026-0002"]),
        (("--status", "closed"), []),
        (("--unit", "县住房和城乡建设局"), ["PS-2026-0002"]),
        (("--clerk", "王五", "--open"), ["WJ-2026-0001", "PS-2026-0001", "PS-2026-0002"]),
        (("--text", "老旧小区"), ["PS-2026-0002"]),
        (("--sort", "due"), ["PS-2026-0001", "PS-2026-0002", "WJ-2026-0001"]),
        (("PS-1",), ["PS-2026-0001"]),
        (("--today", "2026-09-27"), []),
    ],
)
def test_list(words: tuple[str, ...], tasks: list[str]) -> None:
    rows = asked("list", *words)
    assert sorted(row["task"] for row in rows) == sorted(tasks)
    if "--sort" in words:
        assert [row["task"] for row in rows] == tasks


def test_a_list_row() -> None:
    (row,) = asked("list", "PS-1")
    assert row == {
        "task": "PS-2026-0001",
        "title": "整治城东积水点",
        "ledger": "instruction",
        "status": "assigned",
        "lead": ["县水务局"],
        "support": ["县财政局"],
        "urgency": "urgent",
        "due_on": "2026-10-08",
        "original_due_on": "2026-10-08",
        "provisional": False,
        "percent": None,
        "parent": None,
        "facets": {},
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "PS-9"), "没有编号为“PS-9”的事项"),
        (("show", "1"), "有2件事项符合"),
        (("why", "ZZ-1", "PS-9"), "没有编号为“ZZ-1”的事项"),
        (("log", "PS-9"), "没有编号为“PS-9”的事项"),
        (("list", "--where", "责任=张三"), "没有字段“责任”"),
        (("show", "-"), "标准输入里没有编号"),
    ],
)
def test_what_means_nothing_is_refused(words: tuple[str, ...], said: str) -> None:
    answer = typed(*words)
    assert answer.returncode in {1, 2}
    assert answer.stdout == ""
    assert said in answer.stderr
    assert "可以这样做" in answer.stderr


def test_show_one_and_several() -> None:
    one = asked("show", "PS-1")
    assert (one["id"], one["status"], one["lead"]) == ("PS-2026-0001", "assigned", ["县水务局"])
    assert [event["action"] for event in one["journal"]] == ["register", "assign"]
    assert {"units", "duties", "ledger", "path"} <= set(one)
    two = asked("show", "PS-2", "WJ-1")
    assert [task["id"] for task in two] == ["PS-2026-0002", "WJ-2026-0001"]
    page = typed("show", "PS-2", "WJ-1").stdout
    assert page.count("时限义务") == 2


def test_ids_come_from_standard_input() -> None:
    answer = typed("show", "-", "--json", stdin="PS-2\nWJ-1\n")
    assert [task["id"] for task in json.loads(answer.stdout)] == ["PS-2026-0002", "WJ-2026-0001"]


def test_the_answer_of_another_command_is_ids_too() -> None:
    found = typed("list", "--json").stdout
    answer = typed("show", "-", "--json", stdin=found)
    assert [task["id"] for task in json.loads(answer.stdout)] == [task["task"] for task in json.loads(found)]
    assert "标准输入里没有编号" in typed("show", "-", stdin="[]").stderr
    assert "没有编号为“7”的事项" in typed("show", "-", stdin="7").stderr


def test_a_policy_that_is_not_there_is_told_with_its_file(ledgers: Path) -> None:
    config = ledgers / "duban.yaml"
    config.write_text(config.read_text("utf-8").replace("default", "defalt"), "utf-8")
    answer = typed("check")
    assert answer.returncode == 1
    assert answer.stderr.startswith("错误：duban.yaml\n没有“defalt”这个制度")


def test_why_counts_aloud() -> None:
    record = asked("why", "PS-1")
    duty = record["duties"][0]
    assert (duty["due_on"], duty["computed_due_on"], duty["told_due_on"]) == ("2026-10-08",) * 3
    assert [day["on"] for day in duty["days"] if day["counted"]] == ["2026-09-29", "2026-09-30", "2026-10-08"]
    assert "2026-10-01  周四  不计  国庆节放假" in typed("why", "PS-1").stdout


def test_log_matches_events_with_commits(ledgers: Path) -> None:
    heads = {line.split()[0] for line in git("log", "--format=%H %s").splitlines()}
    rows = asked("log", "PS-1")
    assert [row["action"] for row in rows] == ["register", "assign"]
    assert rows[0]["commit"] == rows[1]["commit"]
    assert rows[0]["commit"] in heads
    assert len(rows[0]["digest"]) == 8
    file = ledgers / "领导批示" / "2026" / "PS-2026-0001.yaml"
    file.write_text(file.read_text("utf-8").replace("责任人: 张三", "责任人: 李四"), "utf-8")
    git("commit", "-qam", "换人")
    last = asked("log", "PS-1")[-1]
    assert (last["action"], last["by_hand"], last["text"], last["by"]) == ("hand_edit", True, "换人", "王五")
    assert "手工修改" in typed("log", "PS-1").stdout


def test_log_of_everything_shows_the_last() -> None:
    assert len(asked("log")) == 6
    answer = typed("log", "--last", "2")
    assert "最近 2 笔，更早的 4 笔没有列出。" in answer.stdout
    assert "没有列出" not in typed("log", "--last", "0").stdout


def test_log_marks_what_was_recorded_late() -> None:
    late = typed(
        "accept", "PS-1", "--unit", "县水务局", "--on", "2026-09-29", "--today", "2026-09-29", "--by", "李四"
    )
    assert late.returncode == 0, late
    row = asked("log", "PS-1", "--today", "2026-09-29")[-1]
    assert row["action"] == "accept"
    assert (row["late_workdays"] > 0) == (row["recorded_at"] > "2026-10-11")


@pytest.mark.parametrize("command", ["overdue", "due", "list", "log"])
def test_a_file_that_cannot_be_read_makes_the_answer_say_so(ledgers: Path, command: str) -> None:
    (ledgers / "领导批示" / "2026" / "PS-2026-0009.yaml").write_text(BROKEN, "utf-8")
    answer = typed(command)
    said = answer.stdout.replace("duban\ncheck", "duban check")
    assert answer.returncode == 1
    assert "有 1 个文件读不了，没有计入：领导批示/2026/PS-2026-0009.yaml。看详情：duban check" in said
    told = typed(command, "--json")
    assert told.returncode == 1
    assert isinstance(json.loads(told.stdout), list)
    assert "PS-2026-0009.yaml" in told.stderr


def test_a_task_in_a_broken_file_is_explained(ledgers: Path) -> None:
    (ledgers / "领导批示" / "2026" / "PS-2026-0009.yaml").write_text(BROKEN, "utf-8")
    answer = typed("show", "PS-2026-0009")
    assert answer.returncode == 1
    assert "PS-2026-0009.yaml:" in answer.stderr
    assert "没有编号" not in answer.stderr


def test_the_answer_is_the_same_without_git_and_without_a_cache(ledgers: Path) -> None:
    with_git = [asked("list"), asked("overdue", "--today", "2026-10-12")]
    index = ledgers / ".git" / "duban" / "index"
    index.write_bytes(b"rubbish")
    assert [asked("list"), asked("overdue", "--today", "2026-10-12")] == with_git
    (ledgers / ".git").rename(ledgers / "moved")
    assert [asked("list"), asked("overdue", "--today", "2026-10-12")] == with_git
    assert [row["commit"] for row in asked("log", "PS-1")] == [None, None]


def test_a_question_about_the_past_and_about_what_was_known() -> None:
    assert typed("accept", "PS-1", "--unit", "县水务局", "--today", "2026-09-29").returncode == 0
    status = {
        today: asked("list", "PS-1", "--today", today)[0]["status"] for today in ("2026-09-28", "2026-09-29")
    }
    assert status == {"2026-09-28": "assigned", "2026-09-29": "in_progress"}
    assert asked("list", "--known", "2020-01-01") == []


def test_without_a_workspace_the_way_out_is_named(tmp_path: Path) -> None:
    answer = typed("overdue", "-C", str(tmp_path))
    assert answer.returncode == 1
    assert "duban init" in answer.stderr


GATES = (
    "duban.core.engine.decide",
    "duban.core.actions.prepare",
    "duban.core.cases.task",
    "duban.core.balance",
)
"""What only a command that writes, or a question about a period, asks."""
FOREIGN = ("duban.core.model.inspection", "duban.core.inspections")
"""What only a workspace needs that has such files."""
HEAVY = ("pydantic", "ruamel", "rich", "openpyxl", *GATES, *FOREIGN)


@pytest.mark.parametrize("command", [("overdue",), ("list",), ("due",), ("show", "PS-1"), ("why", "PS-1")])
def test_reading_imports_nothing_heavy(command: tuple[str, ...]) -> None:
    code = (
        "import sys; from duban.cli.main import main; main(sys.argv[1:]); "
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    assert duban("--version").returncode == 0
    answer = subprocess.run(
        [sys.executable, "-c", code, *command], env=os.environ, capture_output=True, text=True, check=True
    )
    assert answer.stderr.splitlines()[-1] == "[]"


DOC = Path(__file__).parents[3] / "docs" / "json.md"


def keys_of(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(keys_of, value.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("overdue", ("overdue", "--today", "2026-12-31")),
        ("due", ("due", "--within", "30")),
        ("list", ("list",)),
        ("today", ("today", "--today", "2026-12-31")),
        ("why", ("why", "PS-1")),
        ("log", ("log",)),
        ("calendar due", ("calendar", "due", "2026-09-28", "--workdays", "3")),
        ("calendar show", ("calendar", "show", "2026-09")),
        ("policy list", ("policy", "list")),
    ],
)
def test_every_field_is_documented(heading: str, words: tuple[str, ...]) -> None:
    text = DOC.read_text("utf-8")
    section = text.partition(f"## `duban {heading}")[2].partition("\n## ")[0]
    assert section
    same = text if heading in {"due", "why"} else section  # both are told as “the same, and …”
    keys = keys_of(asked(*words))
    assert keys
    assert {key for key in keys if re.search(rf"\b{key}\b", same) is None} == set()


def test_every_field_of_show_is_documented() -> None:
    text = DOC.read_text("utf-8")
    record = asked("show", "PS-1")
    named = set(record) | keys_of(record["units"]) | keys_of(record["duties"])
    assert {key for key in named if re.search(rf"\b{key}\b", text) is None} == set()


@pytest.mark.parametrize("command", ["overdue", "due", "list"])
def test_a_person_nobody_names_is_told(command: str) -> None:
    answer = typed(command, "--leader", "无此人", "--clerk", "也无此人")
    assert "没有哪件事项写着领导“无此人”" in answer.stderr
    assert "没有哪件事项写着督办人“也无此人”" in answer.stderr
    assert answer.returncode == 0
    assert "没有哪件" not in typed(command).stderr
