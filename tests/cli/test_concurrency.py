"""Ten processes that write in one workspace at the same time lose nothing."""

import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.outside import Answer, at_once, duban, git, typed

WRITERS = 10
SHARED = "PS-2026-0001"


def test_ten_processes_at_once_lose_nothing(ledgers: Path) -> None:
    before = int(git("rev-list", "--count", "HEAD"))

    def write(number: int) -> Answer:
        """Enters a task of its own, and reports on the one that all share."""
        added = typed(
            *(
                "add",
                "--ledger",
                "领导批示",
                "--title",
                f"第{number}号批示事项",
                "--source-kind",
                "领导批示",
                "--instruction",
                "刘县长=2026-09-28=请抓紧",
            ),
            *("--urgency", "急件", "--lead", "县水务局", "--owner", "张三", "--requirements", "按期办结"),
            *("--source-name", f"第{number}号批示", "--assign", "--json"),
        )
        reported = typed("progress", SHARED, "--unit", "县水务局", "--done", f"第{number}次反馈")
        return reported if reported.returncode else added

    answers = at_once(*(partial(write, number) for number in range(1, WRITERS + 1)))
    assert [answer.returncode for answer in answers] == [0] * WRITERS, answers
    added = [str(json.loads(answer.stdout)["task"]) for answer in answers]

    assert sorted(added) == [f"PS-2026-{number:04d}" for number in range(3, 3 + WRITERS)]
    assert int(git("rev-list", "--count", "HEAD")) == before + 2 * WRITERS
    assert git("status", "--porcelain") == ""
    shown = json.loads(typed("show", SHARED, "--json").stdout)
    told = [event["done"] for event in shown["journal"] if event["action"] == "progress"]
    assert sorted(told) == sorted(f"第{number}次反馈" for number in range(1, WRITERS + 1))
    titles = {task["title"] for task in json.loads(typed("list", "--json").stdout)}
    assert {f"第{number}号批示事项" for number in range(1, WRITERS + 1)} <= titles
    checked = typed("check", "--json")
    errors = [problem for problem in json.loads(checked.stdout)["problems"] if problem["level"] == "error"]
    assert (checked.returncode, errors) == (0, []), checked
    assert [path.name for path in ledgers.rglob(".duban-*")] == []


def test_a_reader_never_sees_half_a_file(ledgers: Path) -> None:
    """While others write, every answer holds every task: a file is old or new, never missing or torn."""

    def write(number: int) -> int:
        return duban(
            "amend", SHARED, "PS-2026-0002", "--note", "甲" * 200 * number, "--reason", "补记"
        ).returncode

    with ThreadPoolExecutor(3) as writers:
        running = [writers.submit(write, number) for number in range(1, 4)]
        seen = 0
        while not all(writer.done() for writer in running):
            answer = typed("list", "--json", "-C", str(ledgers))
            assert (answer.returncode, len(json.loads(answer.stdout))) == (0, 3), answer
            seen += 1
    assert [writer.result() for writer in running] == [0, 0, 0]
    assert seen > 0
