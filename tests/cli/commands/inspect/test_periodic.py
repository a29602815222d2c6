"""The inspections that a rule asks for in each period: named in the head, met by the conclusion, by no 履职."""

from typing import Any

import pytest
from tests.cli.commands.inspect.conftest import asked, done, run, tell
from tests.cli.commands.inspect.test_entering import head

pytestmark = pytest.mark.usefixtures("office")
LATE = "2026-07-01"


def owed() -> set[str]:
    """The office's duties that are late the day after the half year, of this rule."""
    found: Any = asked(LATE, "overdue --unit 督查室 --all")
    return {each["duty"] for each in found if each["rule"] == "half-year"}


def test_a_conclusion_meets_the_half_year() -> None:
    today = tell("settle")
    done(today, "inspect amend DX-1 --rule half-year --period 2026H1 --approved-by 方县长 --reason 年中督查")
    assert (head()["规则"], head()["期"]) == ("本县/half-year", "2026H1")
    assert owed() == {"半年督查（2026H1）"}
    waiting = {each["command"] for each in asked(LATE, "today")["waiting"]}
    assert "duban inspect add --rule half-year --period 2026H1" in waiting
    refused = run(LATE, "progress --standing half-year --period 2026H1")
    assert refused.returncode == 1
    assert "“半年督查”（2026H1）要有一次督查，作出督查结论才算，不能只记履职" in refused.stderr
    assert "duban inspect add --rule half-year --period 2026H1" in refused.stderr
    done("2026-03-18", "inspect conclude DX-1 --opinion 总体落实 --approved-by 方县长")
    assert owed() == set()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("--rule half-year", "--rule 和 --period 要一起写。"),
        ("--rule half-year --period 2026Q1", "规则“本县/half-year”每半年一次，2026Q1 不是这样的一期"),
        ("--rule half --period 2026H1", "规则“本县/half”要的不是督查"),
        ("--rule half-yaer --period 2026H1", "最接近的是“half-year”"),
    ],
)
def test_another_duty_is_refused(words: str, told: str) -> None:
    answer = run("2026-03-02", f"inspect add --title 年中督查 {words}")
    assert answer.returncode in {1, 2}
    assert told in answer.stderr


def test_the_duty_is_taken_away_again() -> None:
    done("2026-03-02", "inspect add --title 年中督查 --rule half-year --period 2026H1")
    done("2026-03-02", 'inspect amend DX-1 --rule "" --period "" --reason 记错了')
    assert {"规则", "期"}.isdisjoint(head())
