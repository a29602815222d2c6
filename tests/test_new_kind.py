"""A new kind is one module and one line: a kind that duban does not know, with which every command then works.

The module is this one, the line stands in `visits`: what is tried is the real command line on a real repository.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar

import msgspec
import pytest
from msgspec import Meta
from msgspec import field as key
from tests.outside import SETTINGS, at_home, git, set_up, typed

from duban.cli.framework.context import Writing
from duban.cli.workflow.actions import act
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.cases.kinds import NUMBERED, Shelf
from duban.core.duties.duty import Duty, Subject
from duban.core.engine.fold import CaseState, Life
from duban.core.engine.kind import Column, Kind, numbered_levels
from duban.core.model.case_file import NumberedFile
from duban.core.model.events import TAG
from duban.core.model.record import Record
from duban.core.model.task import Line
from duban.core.model.terms import Role, Term
from duban.core.policy.rules import PolicyBook
from duban.errors import DubanError, refusal
from duban.files.git.log import Message
from duban.plan import Plan

# --- the module ------------------------------------------------------------------------------------------------


class VisitStatus(Term):
    PLANNED = "待走访"
    MADE = "已走访"
    DROPPED = "已取消"


class VisitAction(Term):
    PLAN_VISIT = "安排走访"
    MAKE_VISIT = "走访"
    DROP_VISIT = "取消走访"


class VisitEntry(Record, tag_field=TAG, frozen=True, kw_only=True):
    action: ClassVar[VisitAction]
    on: date = key(name="日期")
    recorded_at: Annotated[datetime, Meta(tz=True)] = key(name="登记")
    by: Line = key(name="经办")
    late: Line | None = key(name="补登", default=None)
    note: Line | None = key(name="备注", default=None)


class PlanVisit(VisitEntry, tag="安排走访", frozen=True, kw_only=True):
    action = VisitAction.PLAN_VISIT


class MakeVisit(VisitEntry, tag="走访", frozen=True, kw_only=True):
    action = VisitAction.MAKE_VISIT
    problems: int = key(name="问题数", default=0)


class DropVisit(VisitEntry, tag="取消走访", frozen=True, kw_only=True):
    action = VisitAction.DROP_VISIT


class Visit(NumberedFile, frozen=True, kw_only=True):
    id: Line = key(name="编号")
    title: Line = key(name="事由")
    unit: Line = key(name="单位")
    due_on: date = key(name="时限")
    journal: tuple[PlanVisit | MakeVisit | DropVisit, ...] = key(name="流水", default=())


def _refuse_many(_now: CaseState, entry: MakeVisit, _ground: object, _notices: object) -> MakeVisit:
    if entry.problems > 99:
        raise refusal("too-many", "一次走访记不下这么多问题", "分几次记")
    return entry


def _duties(state: CaseState, _policies: PolicyBook, _calendar: WorkCalendar) -> Iterator[Duty]:
    made = next((each for each in state.journal if isinstance(each, MakeVisit)), None)
    dropped = next((each for each in state.journal if isinstance(each, DropVisit)), None)
    yield Duty(
        subject=Subject("visit", state.file.id),
        unit=state.file.unit,
        role=Role.LEAD,
        kind="时限",
        name="走访",
        policy="",
        rule="",
        clause="走访计划",
        trigger=None,
        triggered_on=state.registered_on or state.until,
        due_on=state.file.due_on,
        original_due_on=state.file.due_on,
        met_on=made.on if made else None,
        ended_on=dropped.on if dropped else None,
    )


VISIT = Kind(
    name="走访",
    english="visit",
    record=Visit,
    life=Life(
        first=VisitStatus.PLANNED,
        ended=frozenset({VisitStatus.MADE, VisitStatus.DROPPED}),
        rows=(
            (VisitAction.PLAN_VISIT, 0, (VisitStatus.PLANNED,), None),
            (VisitAction.MAKE_VISIT, 0, (VisitStatus.PLANNED,), VisitStatus.MADE),
            (VisitAction.DROP_VISIT, 0, (VisitStatus.PLANNED,), VisitStatus.DROPPED),
        ),
        enters=VisitAction.PLAN_VISIT,
        unentered="还没有安排",
    ),
    levels=numbered_levels("走访"),
    prefix="ZF",
    entries={kind.action: kind for kind in (PlanVisit, MakeVisit, DropVisit)},
    completes={VisitAction.MAKE_VISIT: _refuse_many},
    duties=_duties,
    columns=(Column("unit", "单位", lambda state: state.file.unit),),
)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("家")
    (folder / ".gitconfig").write_text(SETTINGS, "utf-8")
    return folder


@pytest.fixture
def visits(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A workspace in which the new kind has its line in NUMBERED."""
    with at_home(home):
        folder = set_up(tmp_path / "督查台账")
        monkeypatch.chdir(folder)
        line = Shelf("ZF", "走访", lambda: VISIT)
        NUMBERED.append(line)
        try:
            yield folder
        finally:
            NUMBERED.remove(line)


Fill = Callable[[Plan, dict[str, Any]], str]


# --- what is tried ---------------------------------------------------------------------------------------------

FIRST, SECOND = "ZF-2026-0001", "ZF-2026-0002"


def write(folder: Path, action: VisitAction, fill: Fill, day: str = "2026-09-01") -> str | None:
    """What a command of the kind would do: one plan, one commit."""
    context = Writing(root=folder, today=date(2026, 9, 28), on=date.fromisoformat(day))

    def prepare(plan: Plan) -> Message:
        said = {"on": context.on, "recorded_at": plan.hand.moment, "by": plan.hand.actor}
        identifier = fill(plan, said)
        trailers = (("Duban-Action", action.english), ("Duban-Task", identifier), ("Duban-Actor", "王五"))
        recorded = ("Duban-Recorded", plan.hand.moment.isoformat())
        return Message(f"{action} {identifier}", trailers=(*trailers, recorded))

    return act(context, prepare).commit


def planned(folder: Path, title: str = "走访城东水厂") -> str | None:
    def fill(plan: Plan, said: dict[str, Any]) -> str:
        made = plan.register_case(
            VISIT,
            lambda number: Visit(id=number, title=title, unit="县水务局", due_on=date(2026, 9, 10)),
            PlanVisit(**said),
        )
        return str(made.file.id)

    return write(folder, VisitAction.PLAN_VISIT, fill)


def made(folder: Path, identifier: str, problems: int = 2) -> str | None:
    def fill(plan: Plan, said: dict[str, Any]) -> str:
        plan.append(plan.open_case(identifier), MakeVisit(**said, problems=problems))
        return identifier

    return write(folder, VisitAction.MAKE_VISIT, fill, "2026-09-12")


def answer(*words: str) -> str:
    found = typed(*words)
    assert found.returncode == 0, found.stderr
    return found.stdout


def rows(*words: str) -> list[dict[str, Any]]:
    return [row for row in json.loads(answer(*words, "--json")) if row.get("task") == FIRST]


def test_a_new_kind_works_in_every_command(visits: Path) -> None:
    before = {path: path.read_bytes() for path in visits.rglob("*.yaml")}
    assert planned(visits)
    file = visits / "走访/2026" / f"{FIRST}.yaml"
    assert file.read_text("utf-8").startswith(
        f"编号: {FIRST}\n事由: 走访城东水厂\n单位: 县水务局\n时限: 2026-09-10\n流水:\n  - {{日期: 2026-09-01, "
    )
    assert "动作: 安排走访, 经办: 王五}" in file.read_text("utf-8")
    assert "没有错误" in answer("check") or "0 个错误" in answer("check")
    # overdue, due, why: duties of any kind
    (late,) = rows("overdue")
    assert (late["title"], late["unit"], late["duty"], late["due_on"]) == (
        "走访城东水厂",
        "县水务局",
        "走访",
        "2026-09-10",
    )
    assert FIRST in answer("overdue", "--unit", "县水务局")
    assert FIRST in answer("due", "--within", "20", "--today", "2026-09-08")
    assert "走访计划" in answer("why", FIRST)
    # list, show, log
    (listed,) = rows("list")
    assert listed == {
        "task": FIRST,
        "kind": "visit",
        "title": "走访城东水厂",
        "status": "planned",
        "unit": "县水务局",
    }
    assert all(word in answer("list") for word in ("走访城东水厂", "PS-2026-0001"))
    assert "走访" not in answer("list", "--ledger", "领导批示")
    shown = json.loads(answer("show", FIRST, "--json"))
    assert (shown["kind"], shown["status"], shown["unit"]) == ("visit", "planned", "县水务局")
    assert "待走访" in answer("show", FIRST)
    assert [step["action"] for step in json.loads(answer("log", FIRST, "--json"))] == ["plan_visit"]
    assert all("安排走访" in answer("log", *words) for words in ((FIRST,), ()))
    # a second entry: appended, the rest of the file untouched
    old = file.read_bytes()
    assert made(visits, FIRST)
    assert file.read_bytes().startswith(old)
    assert rows("overdue") == []
    assert json.loads(answer("show", FIRST, "--json"))["status"] == "made"
    assert FIRST not in answer("list", "--open")
    # export, schema
    events = [
        row for row in json.loads(answer("export", "--json", "--table", "events")) if row["task"] == FIRST
    ]
    assert [row["action"] for row in events] == ["plan_visit", "make_visit"]
    duties = [
        row for row in json.loads(answer("export", "--json", "--table", "duties")) if row["task"] == FIRST
    ]
    assert [(row["state"], row["met_on"]) for row in duties] == [("met", "2026-09-12")]
    assert "问题数" in answer("schema", "visit")
    # undo, twice refused, and its number stays used
    answer("undo")
    assert json.loads(answer("show", FIRST, "--json"))["status"] == "planned"
    assert planned(visits, "走访城西水厂")
    answer("undo")
    assert not (file.parent / f"{SECOND}.yaml").exists()
    assert planned(visits, "走访城南水厂")
    assert (file.parent / "ZF-2026-0003.yaml").exists()
    assert {path: path.read_bytes() for path in before} == before


def test_what_is_wrong_is_refused_and_told(visits: Path) -> None:
    assert planned(visits)
    assert made(visits, FIRST)
    with pytest.raises(DubanError, match="不能走访：ZF-2026-0001 现在是“已走访”"):
        made(visits, FIRST)
    assert planned(visits)
    with pytest.raises(DubanError, match="记不下这么多问题"):
        made(visits, SECOND, 100)
    file = visits / "走访/2026" / f"{SECOND}.yaml"
    kept = file.read_text("utf-8")
    file.write_text(kept.replace("动作: 安排走访", "动作: 散步"), "utf-8")
    found = typed("check", "--json")
    codes = {(each["path"], each["level"]) for each in json.loads(found.stdout)["problems"]}
    assert (f"走访/2026/{SECOND}.yaml", "error") in codes
    assert typed("overdue").returncode == 1
    file.write_text(kept, "utf-8")
    # what a hand added is decided as a command would
    more = "  - {日期: 2026-09-12, 登记: 2026-09-28T10:00:00+08:00, 动作: 走访, 经办: 王五}\n"
    file.write_text(kept + more, "utf-8")
    assert typed("commit", "--reason", "漏记").returncode == 0
    file.write_text(kept + more + more, "utf-8")
    refused = typed("commit", "--reason", "重记")
    assert refused.returncode == 1
    assert "已走访" in refused.stderr
    assert git("status", "--porcelain").endswith(f'{SECOND}.yaml"')


def test_a_command_writes_only_what_is_its_own(visits: Path) -> None:
    assert planned(visits)

    def fill(plan: Plan, said: dict[str, Any]) -> str:
        plan.append(plan.open_case(FIRST), MakeVisit(**said))
        return FIRST

    with pytest.raises(AssertionError, match="plan_visit may not write 走访 into 走访/2026"):
        write(visits, VisitAction.PLAN_VISIT, fill)


def test_every_record_of_the_kind_is_plain_data() -> None:
    assert (
        msgspec.convert({"编号": FIRST, "事由": "看", "单位": "局", "时限": "2026-09-10"}, Visit).journal
        == ()
    )


def spoiled(kept: str) -> dict[str, tuple[str, str]]:
    """Files a hand may leave, by the code with which both `commit` and `check` refuse them: path and text."""
    return {
        "id-not-filename": ("走访/2026/ZF-2026-0007.yaml", kept),
        "wrong-folder": ("走访/2025/ZF-2026-0007.yaml", kept.replace(FIRST, "ZF-2026-0007")),
        "not-registered": (
            "走访/2026/ZF-2026-0007.yaml",
            kept.replace(FIRST, "ZF-2026-0007").partition("流水")[0],
        ),
    }


def test_a_file_that_does_not_fit_its_place_counts_nowhere(visits: Path) -> None:
    assert planned(visits)
    kept = (visits / "走访/2026" / f"{FIRST}.yaml").read_text("utf-8")
    for code, (name, text) in spoiled(kept).items():
        file = visits / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
        problems = json.loads(typed("check", "--json").stdout)["problems"]
        assert (name, code) in {(each["path"], each["code"]) for each in problems}
        assert "ZF-2026-0007" not in {row["task"] for row in json.loads(typed("list", "--json").stdout)}
        assert typed("commit", "--reason", "新走访").returncode == 1
        file.unlink()
    stray = visits / "走访/说明.yaml"
    stray.write_text("说明: 一\n", "utf-8")
    problems = json.loads(typed("check", "--json").stdout)["problems"]
    assert ("走访/说明.yaml", "stray") in {(each["path"], each["code"]) for each in problems}


def test_a_head_that_a_hand_changed_is_refused(visits: Path) -> None:
    assert planned(visits)
    file = visits / "走访/2026" / f"{FIRST}.yaml"
    file.write_text(file.read_text("utf-8").replace("时限: 2026-09-10", "时限: 2026-12-10"), "utf-8")
    refused = typed("commit", "--reason", "改期")
    assert refused.returncode == 1
    assert "走访的要素不能手工改动：时限" in refused.stderr


@pytest.mark.parametrize(
    "words", ["done", "urge", "accept", "progress --percent 5", "close", "amend --owner 张三 --reason 换人"]
)
def test_a_command_of_tasks_knows_no_case(visits: Path, words: str) -> None:
    assert planned(visits)
    command, *rest = words.split()
    for name in (FIRST, "ZF-1"):
        refused = typed(command, name, *rest)
        assert refused.returncode == 1, refused.stderr
        assert "没有编号为" in refused.stderr
    assert typed("doc", "督办通知单", FIRST).returncode == 1
