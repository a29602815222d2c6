"""Two copies of one journal become one, and stand the same whichever is merged into which."""

from typing import Any

import msgspec
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.builders import assigned, day, event, make_task, moment, registered
from tests.strategies import appended, journals

from duban.core.merge.journals import merge_journals
from duban.core.model.events import Event
from duban.core.model.task import Task
from duban.core.model.terms import Status
from duban.core.state.task_state import TaskState
from duban.core.state.transitions import fold

BASE = (registered(), assigned(), event("签收", "2026-09-02", unit="A"))
UNTIL = day("2027-12-31")


def _standing(state: TaskState) -> dict[str, Any]:
    """All that a journal makes of a task; complaints by what they say, for their places are the file's."""
    told = sorted((fault.code, fault.message) for fault in state.faults)
    names = [name for name in TaskState.__struct_fields__ if name not in {"task", "faults"}]
    return {name: getattr(state, name) for name in names} | {"told": told}


def _with(task: Task, journal: tuple[Event, ...]) -> Task:
    written: Any = journal
    return msgspec.structs.replace(task, journal=written)


@given(st.data())
def test_two_copies_that_each_appended_legal_events_stand_the_same_either_way(data: st.DataObject) -> None:
    base = make_task(*BASE, support=["B"])
    ours, theirs = ([*base.journal, *data.draw(appended(base))] for _ in range(2))
    one, other = merge_journals(ours, theirs), merge_journals(theirs, ours)
    assert _standing(fold(_with(base, one), UNTIL)) == _standing(fold(_with(base, other), UNTIL))


@given(journals(), journals())
def test_neither_side_is_preferred(ours: list[Event], theirs: list[Event]) -> None:
    assert merge_journals(ours, theirs) == merge_journals(theirs, ours)


@given(journals(), journals())
def test_nothing_is_lost_and_nothing_comes_twice(ours: list[Event], theirs: list[Event]) -> None:
    merged = [msgspec.json.encode(each) for each in merge_journals(ours, theirs)]
    assert set(merged) == {msgspec.json.encode(each) for each in [*ours, *theirs]}
    assert len(merged) == len(set(merged))


@given(journals(), journals())
def test_merging_again_changes_nothing(ours: list[Event], theirs: list[Event]) -> None:
    merged = merge_journals(ours, theirs)
    assert merge_journals(merged, ours) == merged
    assert merge_journals(merged, theirs) == merged
    assert merge_journals(merged, merged) == merged


@given(journals())
def test_a_journal_in_order_of_writing_keeps_its_order(journal: list[Event]) -> None:
    written = sorted(journal, key=lambda each: each.recorded_at)
    assume(len({msgspec.json.encode(each) for each in written}) == len(written))
    assert list(merge_journals(written, written)) == written
    assert list(merge_journals(written, [])) == written


NOON = "2026-09-03T12:00:00+08:00"


def test_events_of_one_moment_keep_the_order_they_have_on_either_side() -> None:
    lead = event("变更", "2026-09-03", NOON, field="牵头单位", new="A", reason="补")
    given_out = assigned("2026-09-03", "2026-09-30", NOON)
    urged = event("催办", "2026-09-03", NOON)
    assert merge_journals([lead, given_out], [urged]) == merge_journals([urged], [lead, given_out])
    merged = merge_journals([lead, given_out], [urged])
    assert merged.index(lead) < merged.index(given_out)


def test_events_of_one_moment_in_contrary_orders_stand_in_the_order_of_the_actions() -> None:
    given_out = assigned("2026-09-03", "2026-09-30", NOON)
    urged = event("催办", "2026-09-03", NOON)
    assert merge_journals([urged, given_out], [given_out, urged]) == (given_out, urged)


def test_the_same_instant_written_in_two_zones_is_two_events() -> None:
    here = event("催办", "2026-09-03", NOON)
    there = event("催办", "2026-09-03", "2026-09-03T04:00:00Z")
    assert here == there
    assert len(merge_journals([here], [there])) == 2


def test_two_copies_that_both_reported_keep_both_and_report_one() -> None:
    ours, theirs = (
        [*BASE, event("报结", "2026-09-10", at, unit="A")]
        for at in ("2026-09-10T09:00:00+08:00", "2026-09-10T10:00:00+08:00")
    )
    state = fold(make_task(*merge_journals(ours, theirs)), UNTIL)
    assert (state.status, len(state.reports)) == (Status.REPORTED, 1)
    assert [fault.message for fault in state.faults] == ["这条报结不成立：“A”已经报结，要重报须先退回"]
    assert moment("2026-09-10T09:00:00+08:00") == state.reports[0].recorded_at
