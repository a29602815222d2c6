"""A paper by policy: what it owes and when (A-26, A-27, B-02, counted by hand), and its next step."""

import pytest
from tests.builders import CALENDAR, day, event, make_book, make_task, registered

from duban.core.duties.intake import pending_step
from duban.core.duties.task_duties import dated_duties
from duban.core.model.events import Event
from duban.core.model.terms import LedgerKind
from duban.core.policy.rules import PolicyBook
from duban.core.state.task_state import TaskState
from duban.core.state.transitions import fold
from duban.files.workspace.policies import load_policy

SOURCE = [{"类别": "重要文件", "文号": "某政发〔2026〕8号"}]
CAME = (registered("2026-03-02"), event("收文", "2026-03-02"))
"""A Monday; the days until the 9th are ordinary."""


def book(name: str) -> PolicyBook:
    policy, _ = load_policy(name, None)
    assert policy is not None
    return make_book(policy)


def standing(*journal: Event, on: str = "2026-03-10", lead: str | None = None) -> TaskState:
    return fold(make_task(*journal, sources=SOURCE, lead=lead), day(on))


@pytest.mark.parametrize(
    ("policy", "owed", "step"),
    [
        ("default", {"submit": "2026-03-02", "study": "2026-03-05", "interpret": "2026-03-09"}, "呈批"),
        ("ledong-2019", {"submit": "2026-03-02", "study": "2026-03-05"}, "呈批"),
        ("liupanshui-2016", {"interpret": "2026-03-09"}, "研究"),
        ("guizhou-2020", {"study": "2026-03-02"}, "研究"),  # 第一时间: 当日 (酌定)
        ("anshan-2015", {}, "研究"),
        ("shiwei", {}, "研究"),
    ],
)
def test_what_a_paper_owes(policy: str, owed: dict[str, str], step: str) -> None:
    state = standing(*CAME)
    found = dated_duties(state, book(policy), CALENDAR, LedgerKind.DOCUMENT)
    assert {duty.rule: str(duty.due_on) for duty in found} == owed
    assert {duty.unit for duty in found} <= {"督查室"}
    pending = pending_step(state, book(policy), CALENDAR, LedgerKind.DOCUMENT)
    assert pending is not None
    assert (str(pending.step), pending.duty is not None) == (
        step,
        step == "呈批" or str(pending.step).replace("研究", "study") in owed,
    )


LAID = event("呈批", "2026-03-02")
STUDIED = event("研究", "2026-03-04", opinion="照办")


@pytest.mark.parametrize(
    ("more", "lead", "command"),
    [
        ((), None, "--step 呈批"),
        ((LAID,), None, "--step 研究 --opinion … --lead …"),
        ((LAID,), "A", "--step 研究 --opinion …"),
        ((STUDIED,), "A", "--step 呈批"),
        ((LAID, STUDIED), "A", None),
        ((LAID, STUDIED), None, "--step 研究 --opinion … --lead …"),
    ],
)
def test_the_next_step(more: tuple[Event, ...], lead: str | None, command: str | None) -> None:
    state = standing(*CAME, *more, lead=lead)
    pending = pending_step(state, book("default"), CALENDAR, LedgerKind.DOCUMENT)
    assert (pending and pending.command) == (command and f"duban progress WJ-2026-0001 {command}")


@pytest.mark.parametrize(
    "journal",
    [
        (CAME[0],),
        (*CAME, event("撤销", "2026-03-03", reason="重复")),
        (*CAME, event("交办", "2026-03-03", due_on="2026-04-01")),
    ],
)
def test_no_paper_has_no_next_step(journal: tuple[Event, ...]) -> None:
    state = standing(*journal, lead="A")
    assert pending_step(state, book("default"), CALENDAR, LedgerKind.DOCUMENT) is None


def test_the_lead_owes_the_interpretation_once_it_is_named_and_its_report_after_it() -> None:
    """A-26, A-27: five working days from receipt; two working days from the session on Friday the 6th."""
    state = standing(*CAME, event("解读", "2026-03-06"), lead="A", on="2026-03-11")
    found = {d.rule: d for d in dated_duties(state, book("liupanshui-2016"), CALENDAR, LedgerKind.DOCUMENT)}
    assert {rule: (duty.unit, str(duty.due_on)) for rule, duty in found.items()} == {
        "interpret": ("A", "2026-03-09"),
        "interpret-report": ("A", "2026-03-10"),
    }
    assert str(found["interpret"].met_on) == "2026-03-06"
