"""The sample ledgers: legal to the last event, rich enough to show everything, and made by their script alone."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from duban.cli.workflow.appraisals import outcome_of, state_at
from duban.core.books.books import Books
from duban.core.cases.appraisal import APPRAISAL
from duban.core.checks import run_checks
from duban.core.duties.duty import OFFICE
from duban.core.duties.standing_duties import standing_slots
from duban.core.model.events import Extend
from duban.core.model.terms import Action, ApprovedVia, Every, LedgerKind, Result, Status
from duban.core.scoring.outcome import differences, freeze
from duban.errors import Level
from duban.files.workspace.workspace import open_workspace
from duban.views.queries.overdue import overdue

HOUSE = Path(__file__).parents[1]
LEDGERS = HOUSE / "ledgers"
ASKED_ON = date(2026, 11, 20)


@pytest.fixture(scope="module")
def books() -> Books:
    return open_workspace(LEDGERS).books(ASKED_ON)


def test_every_file_is_read_and_every_journal_is_legal(books: Books) -> None:
    assert books.unread == ()
    assert [(item.path, fault.message) for item in books.items for fault in item.state.faults] == []
    assert 40 <= len(books.items) <= 70


def test_check_finds_no_error_and_shows_what_it_is_for(books: Books) -> None:
    found = run_checks(books)
    assert [finding for finding in found if finding.level is Level.ERROR] == []
    assert sorted(finding.fault.code for finding in found) == [
        "awaiting-paper",
        "contested",
        "silent",
        "unsigned",
    ]


def test_every_status_ledger_and_action_occurs(books: Books) -> None:
    assert {item.state.status for item in books.items} == set(Status)
    assert {item.ledger.kind for item in books.items} == set(LedgerKind)
    assert {event.action for item in books.items for event in item.task.journal} == set(Action)
    assert {item.state.registered_on.year for item in books.items if item.state.registered_on} == {2025, 2026}


def test_its_appraisals_are_what_they_come_to_anew() -> None:
    workspace = open_workspace(LEDGERS)
    states = [state_at(workspace, file, ASKED_ON) for file in workspace.usable(APPRAISAL)]
    assert len(states) > 1
    for state in states:
        outcome, _ = outcome_of(workspace, state)
        assert state.frozen is not None
        assert list(differences(state.frozen.scores, freeze(outcome))) == []


def test_the_turns_a_task_can_take_occur(books: Books) -> None:
    states = [item.state for item in books.items]
    assert any(state.task.parent for state in states)
    assert any(state.rounds > 1 for state in states)
    assert any(state.withdrawal and state.withdrawal.merged_into for state in states)
    assert any(state.verification and state.verification.result is Result.FAIL for state in states)
    extensions = [event for state in states for event in state.extensions]
    assert any(event.approved_via is ApprovedVia.PHONE for event in extensions)
    standings = [s for state in states for s in (*state.former, *state.units.values())]
    steps = [step for standing in standings for step in pairwise(standing.limits)]
    given_late = [
        (old, new)
        for old, new in steps
        if isinstance(new.event, Extend) and old.due_on and old.due_on < new.since
    ]
    assert given_late
    assert any(duty.provisional for item in books.items for duty in books.duties_of(item) if duty.live)


def test_overdue_shows_a_believable_picture(books: Books) -> None:
    found = overdue(books)
    units = Counter(owed.duty.unit for owed in found)
    assert 6 <= len(found) <= 15
    assert units[OFFICE] == 1
    assert len(units) >= 6
    assert min(owed.late.workdays for owed in found) == 1
    assert 20 <= max(owed.late.workdays for owed in found) <= 35


def test_the_office_met_its_own_cycle_and_one_unit_missed_a_month(books: Books) -> None:
    late = [duty for duty in books.standing_duties() if duty.late_on(ASKED_ON)]
    assert [(duty.rule, duty.unit, duty.missed) for duty in late] == [
        ("month", "云溪县卫生健康局", 1),
        ("ward-visit", "云溪纸业有限公司", 0),
    ]


def test_a_quarter_a_half_and_a_year_were_balanced_after_they_had_ended(books: Books) -> None:
    met = [
        (rule.id, slot)
        for _, rule, _, slot in standing_slots(books.policies, books.calendar, books.performed, ASKED_ON)
        if rule.cycle and slot.met_on and rule.every in {Every.QUARTER, Every.HALF, Every.YEAR}
    ]
    assert Counter(name for name, _ in met) == {"quarter": 7, "half": 3, "year": 1}
    assert all(slot.met_on and slot.span.end < slot.met_on <= slot.due.on for _, slot in met)


def test_something_was_written_down_late(books: Books) -> None:
    gaps = [event.recorded_at.date() - event.on for item in books.items for event in item.task.journal]
    assert 1 <= sum(gap.days > 3 for gap in gaps) <= 12


def test_evidence_is_what_was_recorded(books: Books) -> None:
    proofs = {
        proof.path: proof.sha256
        for item in books.all_items
        for event in item.task.journal
        for proof in getattr(event, "evidence", ())
    }
    kept = [path for path in sorted((LEDGERS / "附件").rglob("*")) if path.is_file()]
    assert len(proofs) > 10
    assert proofs == {
        path.relative_to(LEDGERS).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept
    }


def test_a_person_wrote_comments_into_it() -> None:
    files = [path for path in LEDGERS.rglob("*.yaml") if "\n# " in path.read_text("utf-8")]
    assert len(files) >= 5


def test_the_script_writes_the_same_bytes_again(tmp_path: Path) -> None:
    again = tmp_path / "ledgers"
    made = _make(HOUSE, again)
    assert (made.returncode, made.stderr) == (0, "")
    assert _tree(again) == _tree(LEDGERS)


@pytest.mark.parametrize(
    ("file", "right", "wrong", "at", "told"),
    [
        ("assignments.yaml", "进展: 检查37所", "进毒: 55, 进展: 检查37所", "动作: 反馈, 进度: 55", "进毒"),
        ("assignments.yaml", "    缓急: 非急件", "    急缓: 非急件", "编号: JB-2025-0003", "急缓"),
        ("assignments.yaml", "台账: {名称", "台账: {名号: 甲, 名称", "台账: {名号", "名号"),
        ("office.yaml", "邮箱:", "邮件:", "邮件:", "邮件"),
        ("projects.yaml", "牵头单位: 县住建局", "牵头单位: 县住健局", "编号: XM-2025-0001", "县住健局"),
        ("projects.yaml", "编号: XM-2025-0002", "编号: XM-2025-0009", "编号: XM-2025-0009", "XM-2025-0002"),
        ("meetings.yaml", "2025-01-20, 动作: 立项", "2025-01-19, 动作: 立项", "2025-01-19", "day off"),
        ("meetings.yaml", "2025-01-21, 动作: 交办", "2025-01-21, 动作: 销号", "动作: 销号", "不能销号"),
    ],
)
def test_a_wrong_fact_is_refused_with_its_file_and_line(
    tmp_path: Path, file: str, right: str, wrong: str, at: str, told: str
) -> None:
    facts = shutil.copytree(HOUSE / "script" / "sample", tmp_path / "script" / "sample") / file
    text = facts.read_text("utf-8")
    assert right in text
    text = text.replace(right, wrong, 1)
    facts.write_text(text, "utf-8")
    line = next(number for number, each in enumerate(text.splitlines(), 1) if at in each)
    made = _make(tmp_path, tmp_path / "ledgers")
    assert made.returncode == 1
    assert f"{file}:{line}" in made.stderr
    assert told in made.stderr
    assert not (tmp_path / "ledgers").exists()


def _make(place: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "script.sample", str(folder)],
        cwd=place,
        env=os.environ | {"PYTHONPATH": str(HOUSE / "src")},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
