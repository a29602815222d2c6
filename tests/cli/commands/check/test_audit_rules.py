"""`audit` tells which due days of the past a change of rules moved; what only comes moves nothing."""

import json
from datetime import date
from pathlib import Path

import pytest
from tests.forgeries import by_commit
from tests.outside import typed

SATURDAY = 5


def moved() -> list[dict[str, str]]:
    answer = json.loads(typed("audit", "--json").stdout)
    return [each for each in answer["findings"] if each["rule"] == "days-moved"]


def days_off(folder: Path, *days: str) -> None:
    """A local calendar that makes these days free."""
    path = folder / "日历" / "本地" / "2026.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    held = [{"name": "防汛停工", "date": day, "isOffDay": True} for day in days]
    path.write_text(json.dumps({"year": 2026, "papers": [], "days": held}, ensure_ascii=False), "utf-8")


@pytest.mark.usefixtures("books")
def test_a_calendar_that_moves_past_days_is_told(books: Path) -> None:
    (books / "来表.csv").unlink()
    assert moved() == []
    days_off(books, *(f"2026-10-{day}" for day in range(12, 31) if date(2026, 10, day).weekday() < SATURDAY))
    assert typed("commit", "--reason", "停工", "--today", "2026-11-20").returncode == 0
    (found,) = moved()
    assert found["weight"] == "note"
    assert "2026-11-20 以前到期的" in found["what"]
    assert found["before"] != found["after"]


@pytest.mark.usefixtures("books")
def test_what_lies_ahead_is_not(books: Path) -> None:
    (books / "来表.csv").unlink()
    days_off(books, "2026-12-14", "2026-12-15")
    by_commit(books)
    assert moved() == []


@pytest.mark.usefixtures("books")
def test_a_new_unit_moves_nothing() -> None:
    assert typed("unit", "add", "县审计局").returncode == 0
    assert moved() == []
