"""`import --received-on`, and a column of days of receipt: each task owes what a paper owes from the day it came in."""

import json
from pathlib import Path

import pytest
from tests.outside import typed

pytestmark = pytest.mark.usefixtures("ledgers")

WITHOUT = "重点任务,责任单位\n修河堤,县水务局\n查水库,\n"


def entered(folder: Path, table: str, *words: str) -> dict[str, dict[str, str]]:
    """By title, the rule and due day of each duty."""
    path = folder.parent / "来文.csv"
    path.write_text(table, "utf-8")
    answer = typed("import", str(path), "--ledger", "重要文件", "--json", *words)
    assert answer.returncode == 0, answer.stderr
    found = {}
    for task in json.loads(answer.stdout)["tasks"]:
        why = json.loads(typed("why", task["task"], "--json").stdout)
        found[why["title"]] = {each["rule"]: each["due_on"] for each in why["duties"]}
    return found


@pytest.mark.parametrize(
    ("table", "words", "owed"),
    [
        (WITHOUT, (), {"修河堤": {}, "查水库": {}}),
        (
            WITHOUT,
            ("--received-on", "2026-09-28"),
            {
                name: {"submit": "2026-09-28", "study": "2026-10-08", "interpret": "2026-10-10"}
                for name in ("修河堤", "查水库")
            },
        ),
        (
            "重点任务,责任单位,收文日期\n修河堤,县水务局,2026年9月21日\n查水库,县水务局,\n清沟渠,县水务局,上周\n",
            ("--received-on", "2026-09-28"),
            {
                "修河堤": {"submit": "2026-09-21", "study": "2026-09-24", "interpret": "2026-09-29"},
                "查水库": {"submit": "2026-09-28", "study": "2026-10-08", "interpret": "2026-10-10"},
                "清沟渠": {},
            },
        ),
    ],
    ids=["not received", "the whole file", "each row"],
)
def test_what_came_in_owes_its_steps(
    ledgers: Path, table: str, words: tuple[str, ...], owed: dict[str, dict[str, str]]
) -> None:
    """Counted by hand: three days, five working days, without the feast of 25 to 27 September and the holiday week."""
    assert entered(ledgers, table, *words) == owed


def test_the_steps_of_a_document_are_recorded_at_once(ledgers: Path) -> None:
    entered(ledgers, WITHOUT, "--received-on", "2026-09-28", "--doc-no", "某政发[2026]30号")
    answer = typed("progress", "--where", "来源.文号=某政发〔2026〕30号", "--step", "呈批")
    assert answer.stdout.count("已呈批") == 2
    assert "duban progress WJ-2026-0002 --step 研究 --opinion …\n" in typed("list").stdout


def test_a_day_that_cannot_be_read_is_no_day(ledgers: Path) -> None:
    path = ledgers.parent / "来文.csv"
    path.write_text("重点任务,责任单位,收文日期\n清沟渠,县水务局,上周\n", "utf-8")
    told = typed("import", str(path), "--ledger", "重要文件").stderr
    assert "收文日期“上周”读不成，原话记在备注里：WJ-2026-0002" in told
    assert "duban progress 编号 --step 收文 --on 日期" in told


@pytest.mark.parametrize("words", [("--received-on", "2026-09-29")])
def test_nothing_comes_in_tomorrow(ledgers: Path, words: tuple[str, ...]) -> None:
    path = ledgers.parent / "来文.csv"
    path.write_text(WITHOUT, "utf-8")
    answer = typed("import", str(path), "--ledger", "重要文件", *words)
    assert (answer.returncode, "不能预先记账" in answer.stderr) == (1, True)
