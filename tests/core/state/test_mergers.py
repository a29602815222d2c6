"""Two units that become one: each entry is read by the register of its own day, so the past stays as it was."""

from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import msgspec
import pytest
from tests.builders import assigned, day, event, make_register, make_task, registered
from tests.inspections import entry, inspection

from duban.core.books.books import Books
from duban.core.checks import run_checks
from duban.core.engine.fold import fold as fold_case
from duban.core.inspections.life import LIFE, InspectionState
from duban.core.model.terms import Status
from duban.core.model.unit_register import Register
from duban.core.state.transitions import fold
from duban.core.verdicts.verdict import judge
from duban.errors import Level
from duban.files.workspace.workspace import open_workspace

LEDGERS = Path(__file__).parents[3] / "ledgers"
MERGED_ON = date(2026, 11, 19)
ASKED_ON = date(2026, 11, 20)
AB = make_register({"全称": "A", "并入": "B", "并入日期": "2026-10-01"}, {"全称": "B"}, {"全称": "C"})


def test_the_register_of_a_day() -> None:
    before, after = AB.until(day("2026-09-30")), AB.until(day("2026-10-01"))
    assert (before.same("A", "B"), after.same("A", "B"), after is AB) == (False, True, True)
    assert before is AB.until(day("2026-01-01"))


@pytest.mark.parametrize(
    ("one", "other", "on", "answers"),
    [
        ("A", "A", None, True),
        ("B", "A", "2026-10-01", True),
        ("B", "A", "2026-09-30", False),
        ("A", "B", "2026-10-01", False),  # what A did, B has not done
        ("B", "A", None, True),
        ("C", "A", None, False),
        ("没有的局", "A", None, False),
    ],
)
def test_who_answers_for_whom(one: str, other: str, on: str | None, answers: bool) -> None:
    assert AB.answers_for(one, other, day(on) if on else None) is answers


def test_the_last_of_a_chain_answers_for_each() -> None:
    chain = make_register(
        {"全称": "A", "并入": "B", "并入日期": "2026-03-01"},
        {"全称": "B", "并入": "C", "并入日期": "2026-06-01"},
        {"全称": "C"},
    )
    asked = [chain.answers_for(one, "A", day("2026-05-01")) for one in ("B", "C")]
    assert (asked, chain.answers_for("C", "A"), chain.answers_for("B", "A")) == ([True, False], True, True)


def test_units_of_one_task_sign_each_for_itself() -> None:
    signed = [event("签收", "2026-09-02", unit=unit) for unit in ("A", "B")]
    task = make_task(registered(), assigned(), *signed, lead="C", support=["A", "B"])
    state = fold(task, day("2026-12-31"), register=AB)
    assert state.faults == []
    assert [state.units[unit].signed_on for unit in ("A", "B")] == [day("2026-09-02")] * 2
    later = event("反馈", "2026-10-09", unit="B", done="两家的都报")
    assert [state.is_by(later, unit) for unit in ("A", "B")] == [True, True]
    assert [state.is_by(signed[1], unit) for unit in ("A", "B")] == [False, True]


def inspected(*more: dict[str, object]) -> InspectionState:
    """An inspection of A and B, concluded on 2026-09-10, before they were merged."""
    journal = (
        entry("2026-09-01", "督查立项"),
        entry("2026-09-02", "方案审定", 批准人="方县长"),
        entry("2026-09-03", "实施"),
        entry("2026-09-10", "督查结论", 批准人="方县长", 意见="总体落实"),
    )
    file = inspection(*journal, *more, 督查对象=["A", "B"])
    state = fold_case(LIFE, file, day("2026-12-31"), register=AB)
    assert isinstance(state, InspectionState)
    return state


SERVED_B = entry("2026-09-11", "结论送达", 单位="B")


@pytest.mark.parametrize(
    ("more", "unserved", "faults"),
    [
        ((SERVED_B, entry("2026-09-12", "结论送达", 单位="A")), (), 0),  # two units, two papers
        ((SERVED_B,), ("A",), 0),  # what B received then, A did not
        ((SERVED_B, entry("2026-10-08", "结论送达", 单位="A")), (), 0),
        ((SERVED_B, entry("2026-10-08", "结论送达", 单位="B")), (), 0),  # B takes what A should have had
        ((entry("2026-10-08", "结论送达", 单位="B"),), (), 0),
        ((SERVED_B, entry("2026-09-12", "结论送达", 单位="B")), ("A",), 1),
    ],
)
def test_a_conclusion_goes_to_each_of_two_units(
    more: tuple[dict[str, object], ...], unserved: tuple[str, ...], faults: int
) -> None:
    state = inspected(*more)
    assert (state.unserved, len(state.faults)) == (unserved, faults)


def test_a_unit_applies_for_itself_whoever_it_took_over() -> None:
    """B took over A, which had applied before: B may apply for its own part, and who decides says whose it is."""
    served = (SERVED_B, entry("2026-09-12", "结论送达", 单位="A"))
    asked = entry("2026-09-20", "申请复核", 单位="A", 理由="不服")
    own = entry("2026-10-08", "申请复核", 单位="B", 理由="也不服")
    state = inspected(*served, asked, own)
    assert state.faults == []
    assert [state.pending_review(unit) for unit in ("A", "B")] == state.reviews


# --- the sample --------------------------------------------


def merged(pair: tuple[str, str]) -> Register:
    """The register of the sample where one unit was merged into another."""
    config = open_workspace(LEDGERS).config
    units = [
        msgspec.structs.replace(unit, merged_into=pair[1], merged_on=MERGED_ON)
        if unit.name == pair[0]
        else unit
        for unit in config.units
    ]
    return Register(units, config.name)


def books_of(register: Register | None, on: date) -> Books:
    workspace = open_workspace(LEDGERS)
    workspace.register = register or workspace.register
    return workspace.books(on)


def together() -> list[tuple[str, str]]:
    """The pairs of units that stand in one task or one inspection."""
    books = open_workspace(LEDGERS).books(ASKED_ON)
    found: set[tuple[str, str]] = set()
    for item in books.items:
        found |= set(combinations(sorted({books.register.full(unit) for unit in item.state.units}), 2))
    for case in books.cases:
        units = getattr(case.state, "concerned", ())
        found |= set(combinations(sorted({books.register.full(unit) for unit in units}), 2))
    whole = {unit.name for unit in books.register.units if unit.merged_into is None}
    return sorted(pair for pair in found if whole.issuperset(pair))


def said(books: Books) -> list[object]:
    """What the books say of every duty and every matter."""
    items = [*books.items, *books.cases]
    duties = [duty for item in items for duty in books.duties_of(item)]
    told = [(each.name, each.unit, each.due_on, judge(each, books.today).verdict) for each in duties]
    return [*told, *((item.task.id, item.state.status) for item in items)]


def test_a_merger_makes_no_entry_illegal_and_changes_no_day_before_it() -> None:
    pairs = together()
    assert len(pairs) > 20
    before = said(books_of(None, MERGED_ON - timedelta(days=1)))
    for pair in pairs:
        register = merged(pair)
        errors = [each for each in run_checks(books_of(register, ASKED_ON)) if each.level is Level.ERROR]
        assert errors == [], pair
        assert said(books_of(register, MERGED_ON - timedelta(days=1))) == before, pair


def test_the_status_of_a_task_is_not_the_merger_s() -> None:
    task = make_task(registered(), assigned(), event("签收", "2026-09-02", unit="A"), lead=["A", "B"])
    state = fold(task, day("2026-12-31"), register=AB)
    assert (state.faults, state.status) == ([], Status.IN_PROGRESS)
