"""What was found wanting in a period is one list, by kind and unit; figures elsewhere count the same events."""

from collections import Counter

import pytest
from tests.accounts import quarter
from tests.builders import assigned, event, make_task, registered

from duban.core.balance.performance import performances, total_performance
from duban.core.balance.quality import FAILING, Wanting, found_wanting, kind_of
from duban.core.model.events import Event
from duban.core.model.terms import Failure


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (event("核验", "2026-09-01", method="现场", result="通过"), None),
        (event("核验", "2026-09-01", method="现场", result="不通过"), Wanting.FAILED),
        *(
            (
                event("核验", "2026-09-01", method="现场", result="不通过", failure=str(each)),
                Wanting(str(each)),
            )
            for each in Failure
        ),
        (event("退件", "2026-09-01", reason="不归我"), Wanting.CONTESTED),
        (event("退回", "2026-09-01", missing="签字"), Wanting.RETURNED),
        (event("预警", "2026-09-01", level="红"), Wanting.WARNED),
        (event("协调", "2026-09-01", rung=1, dispute="谁办"), Wanting.COORDINATED),
        (event("回访", "2026-09-01", satisfied="否"), Wanting.UNRESOLVED),
        (event("回访", "2026-09-01", satisfied="是"), None),
        (event("催办", "2026-09-01"), None),
    ],
)
def test_what_an_event_is_told_under(told: Event, kind: Wanting | None) -> None:
    assert kind_of(told) is kind


JOURNAL = (
    registered(),
    assigned("2026-09-01", "2026-12-30"),
    event("退件", "2026-09-01", unit="A", reason="不归我"),
    event("转办", "2026-09-02", old_lead="A", new_lead="B", approved_by="林"),
    event("反馈", "2026-09-03", unit="B", done="动工"),
    event("报结", "2026-09-10", unit="B"),
    event("核验", "2026-09-11", method="现场", result="不通过", failure="假落实"),
    event("报结", "2026-09-12", unit="B"),
    event("退回", "2026-09-13", missing="签字"),
    event("报结", "2026-09-14", unit="B"),
    event("核验", "2026-10-08", method="现场", result="不通过", failure="慢落实"),
)


def test_each_counts_in_its_period_for_the_lead_of_that_day() -> None:
    listed = make_task(registered(), id="WJ-2026-0002", lead="C", listed="是")
    found = quarter(make_task(*JOURNAL), listed)
    assert [(each.kind, each.unit, each.task) for each in found_wanting(found)] == [
        (Wanting.FAKED, "B", "WJ-2026-0001"),
        (Wanting.CONTESTED, "A", "WJ-2026-0001"),
        (Wanting.RETURNED, "B", "WJ-2026-0001"),
        (Wanting.LISTED, "C", "WJ-2026-0002"),
    ]
    later = quarter(make_task(*JOURNAL), listed, label="2026Q4", today="2026-10-20")
    assert [each.kind for each in found_wanting(later)] == [Wanting.SLOW, Wanting.LISTED]
    assert [each.words for each in found_wanting(later)] == ["现场不通过（慢落实）", ""]


def test_what_performance_calls_returned_is_returned_or_failed() -> None:
    found = quarter(make_task(*JOURNAL))
    counts = Counter(each.kind for each in found_wanting(found))
    done = performances(found)
    assert len(total_performance(done).returned) == counts[Wanting.RETURNED] + sum(
        counts[kind] for kind in FAILING
    )
    assert len(done["B"].returned) == 2
