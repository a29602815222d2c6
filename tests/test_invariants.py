"""What must be true of every answer, asked from outside over some made-up tasks."""

import contextlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from bench.make import TODAY, make
from tests.outside import SETTINGS, at_home, defect, git, typed

TASKS = 100
DAYS = [TODAY, *(TODAY - timedelta(days=back) for back in (1, 3, 30, 100, 300, 500))]
EVENT = re.compile(r"  - \{日期: (\d{4}-\d\d-\d\d), 登记: .*\n")
INDEX = Path(".git", "duban", "index")
Records = list[dict[str, Any]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("家")
    (folder / ".gitconfig").write_text(SETTINGS, "utf-8")
    return folder


@pytest.fixture(scope="module")
def made(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("账") / "ledgers"
    with at_home(home):
        make(folder, TASKS, seed=7)
    return folder


@pytest.fixture
def books(made: Path, home: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the made-up books, and the current folder."""
    folder = tmp_path / "ledgers"
    shutil.copytree(made, folder)
    with at_home(home), contextlib.chdir(folder):
        os.environ["DUBAN_TODAY"] = str(TODAY)
        yield folder


def ask(*words: str) -> str:
    answer = typed(*words, "--json")
    assert answer.returncode == 0, defect(answer.stderr)
    return answer.stdout


def asked(*words: str) -> Records:
    found: Records = json.loads(ask(*words))
    return found


def shown(task: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ask("show", task))
    return found


def overdue(day: date) -> Records:
    return asked("overdue", "--today", str(day))


def listed(day: date) -> Records:
    return asked("list", "--today", str(day))


def untitled(records: Records) -> Records:
    return [{key: value for key, value in record.items() if key != "title"} for record in records]


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_what_is_overdue_was_due_before_the_day(day: date) -> None:
    found = overdue(day)
    assert all(record["due_on"] < str(day) for record in found)
    assert all(record["late_days"] == (day - date.fromisoformat(record["due_on"])).days for record in found)
    assert all(0 <= record["late_workdays"] <= record["late_days"] for record in found)
    assert found or day < DAYS[-2]


@pytest.mark.usefixtures("books")
def test_the_due_day_itself_is_not_late_and_the_day_after_is() -> None:
    late = [record for record in overdue(TODAY) if record["task"] and record["rule"] is None]
    due_days = {record["due_on"] for record in late if record["due_on"] == record["original_due_on"]}
    assert due_days
    for due_on in sorted(due_days)[:8]:
        wanted = {record["task"] for record in late if record["due_on"] == due_on}
        day = date.fromisoformat(due_on)
        on_the_day = {record["task"] for record in overdue(day) if record["due_on"] == due_on}
        day_after = {
            record["task"]: record
            for record in overdue(day + timedelta(days=1))
            if record["due_on"] == due_on
        }
        assert on_the_day == set()
        assert wanted <= set(day_after)
        assert {day_after[task]["late_days"] for task in wanted} == {1}


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_no_unit_owes_for_a_task_that_rests(day: date) -> None:
    resting = {task["task"] for task in listed(day) if task["status"] in {"closed", "suspended", "withdrawn"}}
    leads = {task["task"]: {*task["lead"], *task["support"]} for task in listed(day)}
    owing = [record for record in overdue(day) if record["task"] in resting]
    assert [record for record in owing if record["unit"] in leads[record["task"]]] == []
    assert resting or day == DAYS[-1]


@pytest.mark.parametrize("day", DAYS[1:], ids=str)
def test_a_past_day_is_answered_as_it_would_have_been_that_day(books: Path, day: date) -> None:
    """Later events might as well not be there: take them out of the files, and no answer changes."""
    before = overdue(day), listed(day), ask("due", "--today", str(day))
    for path in books.glob("*/20*/*.yaml"):
        text = EVENT.sub(lambda found: found[0] if found[1] <= str(day) else "", path.read_text("utf-8"))
        if text.endswith("流水:\n"):
            path.unlink()
        else:
            path.write_text(text, "utf-8")
    for path in books.glob("履职/*.yaml"):
        text = EVENT.sub(lambda found: found[0] if found[1] <= str(day) else "", path.read_text("utf-8"))
        if text.endswith("流水:\n"):
            path.unlink()
        else:
            path.write_text(text, "utf-8")
    git("commit", "--quiet", "-am", "删去以后的")  # a file of the last commit that is gone is told
    assert (overdue(day), listed(day), ask("due", "--today", str(day))) == before
    assert len(before[1]) < TASKS or day > TODAY - timedelta(days=30)


@pytest.mark.usefixtures("books")
def test_correcting_a_slip_of_the_pen_changes_no_lateness() -> None:
    before = {day: (overdue(day), listed(day)) for day in DAYS}
    late = [record["task"] for record in before[TODAY][0] if record["task"]]
    reported = [
        task
        for task in dict.fromkeys(late)
        if "progress" in {event["action"] for event in shown(task)["journal"]}
    ]
    assert len(reported) > 2
    for task in reported[:3]:
        answer = typed("amend", task, "--title", "改正了错字的事项", "--reason", "错字")
        assert answer.returncode == 0, defect(answer.stderr)
        events = shown(task)["journal"]
        digest = next(event["digest"] for event in events if event["action"] == "progress")
        answer = typed("amend", task, "--event", digest, "--set", "进展=改正了错字", "--reason", "错字")
        assert answer.returncode == 0, defect(answer.stderr)
        assert [event for event in shown(task)["journal"] if event.get("done") == "改正了错字"]
    for day, (late_then, listed_then) in before.items():
        assert untitled(overdue(day)) == untitled(late_then)
        assert untitled(listed(day)) == untitled(listed_then)


def _answers() -> tuple[Any, ...]:
    return overdue(TODAY), listed(TODAY), ask("show", "PS-2026-0001"), ask("due", "--within", "9")


def _missing(index: Path) -> None:
    index.unlink()


def _empty(index: Path) -> None:
    index.write_bytes(b"")


def _cut(index: Path) -> None:
    index.write_bytes(index.read_bytes()[: index.stat().st_size // 2])


def _random(index: Path) -> None:
    index.write_bytes(bytes(range(256)) * 40)


def _another_version(index: Path) -> None:
    index.write_bytes(b"\x93\xcd\x03\xe7" + index.read_bytes()[2:])


def _another_workspace(index: Path) -> None:
    index.write_bytes(index.read_bytes().replace(b"ledgers", b"1edgers"))


def _a_folder(index: Path) -> None:
    index.unlink()
    index.mkdir()


def _nobody_may_write(index: Path) -> None:
    shutil.rmtree(index.parent)
    index.parent.write_text("not a folder", "utf-8")


DAMAGES: tuple[Callable[[Path], None], ...] = (
    _missing,
    _empty,
    _cut,
    _random,
    _another_version,
    _another_workspace,
    _a_folder,
    _nobody_may_write,
)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_answers_are_the_same_whatever_became_of_the_index(
    books: Path, damage: Callable[[Path], None]
) -> None:
    before = _answers()
    assert (books / INDEX).is_file()
    damage(books / INDEX)
    assert _answers() == before
    assert _answers() == before


def test_a_change_within_the_same_moment_and_of_the_same_size_is_seen(books: Path) -> None:
    path = books / "领导批示" / "2026" / "PS-2026-0001.yaml"
    texts = [path.read_text("utf-8").replace("责任人: ", f"责任人: {name}", 1) for name in "甲乙丙丁"]
    for text in texts * 3:
        moment = path.stat()
        path.write_text(text, "utf-8")
        os.utime(path, ns=(moment.st_atime_ns, moment.st_mtime_ns))
        owner = shown("PS-2026-0001")["owner"]
        assert f"责任人: {owner}\n" in text


def test_an_old_index_does_not_hide_what_came_changed_or_went(books: Path) -> None:
    before = {task["task"] for task in listed(TODAY)}
    held = (books / INDEX).read_bytes()
    (books / "领导批示" / "2026" / "PS-2026-0001.yaml").unlink()
    path = books / "领导批示" / "2026" / "PS-2026-0002.yaml"
    path.write_text(path.read_text("utf-8").replace("事项: ", "事项: 新的", 1), "utf-8")
    text = path.read_text("utf-8").replace("PS-2026-0002", "PS-2026-9999", 1)
    path.with_name("PS-2026-9999.yaml").write_text(text, "utf-8")
    git("commit", "--quiet", "-am", "删去一件")
    (books / INDEX).write_bytes(held)
    after = {task["task"]: task["title"] for task in listed(TODAY)}
    assert set(after) == (before - {"PS-2026-0001"}) | {"PS-2026-9999"}
    assert after["PS-2026-0002"].startswith("新的")


def test_a_file_that_breaks_is_told_with_an_index_that_knew_it_whole(books: Path) -> None:
    assert listed(TODAY)
    path = books / "领导批示" / "2026" / "PS-2026-0001.yaml"
    path.write_text(path.read_text("utf-8").replace("流水:", "流水："), "utf-8")
    answer = typed("list", "--json")
    assert (answer.returncode, "PS-2026-0001.yaml" in answer.stderr) == (1, True)
    assert "PS-2026-0001" not in {task["task"] for task in json.loads(answer.stdout)}
