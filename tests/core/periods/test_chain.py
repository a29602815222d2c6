"""The chain of closings: what is taken from between, changed or unchained is named; the old ones stay valid."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from duban.core.periods.chain import Link, find_breaks, last_link, name_of
from duban.core.periods.closings import Closings, Figures, Period, PeriodClose, PeriodReopen
from duban.core.periods.spans import parse_span

BEGAN = datetime(2026, 4, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
LABELS = ("2026Q1", "2026Q2", "2026Q2", "2026Q2", "2026Q3")


def entries(*, chained: bool = True) -> list[Link]:
    """Q1 closed, Q2 closed, reopened, closed again, Q3 closed."""
    made: list[Link] = []
    for place, label in enumerate(LABELS):
        said: dict[str, Any] = {
            "on": date(2026, 4, 2),
            "recorded_at": BEGAN + timedelta(days=place),
            "by": "王五",
        }
        before = name_of(made[-1]) if made and chained else None
        again = place == LABELS.index("2026Q2") + 1
        made.append(
            PeriodReopen(**said, reason="重算", before=before)
            if again
            else PeriodClose(
                **said,
                total=Figures(),
                digest=label,
                code="AAAA-BBBB-CCCC" if chained else None,
                before=before,
            )
        )
    return made


def books(made: list[Link], without: int | None = None) -> Closings:
    held: dict[str, list[Link]] = {}
    for place, (label, entry) in enumerate(zip(LABELS, made, strict=True)):
        if place != without:
            held.setdefault(label, []).append(entry)
    return Closings(tuple(Period(span, tuple(held[label])) for label in held if (span := parse_span(label))))


def broken(closings: Closings) -> list[str]:
    return [f"{span.label} {text}" for span, _, text in find_breaks(closings)]


def test_a_whole_chain_and_one_of_old_entries_have_no_break() -> None:
    assert broken(books(entries())) == []
    assert broken(books(entries(chained=False))) == []
    assert last_link(books(entries())) == name_of(entries()[-1])
    assert last_link(Closings()) is None


@pytest.mark.parametrize("place", range(4))
def test_what_is_taken_from_between_is_missed_by_the_next(place: int) -> None:
    made = entries()
    (text,) = broken(books(made, place))
    assert text == f"{LABELS[place + 1]} 前一笔（摘要 {name_of(made[place])[:8]}）不在账上，或者改过了"


@pytest.mark.parametrize("place", range(4))
def test_what_was_changed_is_missed_by_the_next(place: int) -> None:
    made = entries()
    made[place] = msgspec.structs.replace(made[place], by="李四")
    assert [each[:6] for each in broken(books(made))] == [LABELS[place + 1]]


def test_the_chain_begins_once() -> None:
    made = entries(chained=False)
    made[2:] = [
        msgspec.structs.replace(made[2], before=name_of(made[1])),
        *made[3:],
    ]
    assert broken(books(made)) == ["2026Q2 没有写前一笔的摘要", "2026Q3 没有写前一笔的摘要"]
