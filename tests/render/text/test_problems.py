"""Problems as a person sees them: the marker stands under what it is about."""

import pytest

from duban.errors import Level, Place, Problem
from duban.render.text.problems import place_text, problem_text, render
from duban.render.text.width import width


def problem(place: Place | None, message: str = "不对", advice: str = "", clause: str = "") -> Problem:
    return Problem(Level.ERROR, "x", message, advice, clause, place)


def test_the_example_of_the_house_style() -> None:
    place = Place(
        "重要文件/2026/WJ-2026-0012.yaml", 14, 22, "  - {日期: 2026-03-02, 动作: 销号, 经办: 王五}", 6
    )
    shown = problem_text(
        problem(
            place,
            "不能销号：这件事项还没有通过核验",
            "duban verify WJ-2026-0012",
            "贵州 二（一）：逐一现场核验后销号。",
        )
    )
    assert shown == (
        "错误：重要文件/2026/WJ-2026-0012.yaml:14\n"
        "  14 │   - {日期: 2026-03-02, 动作: 销号, 经办: 王五}\n"
        "     │                        ^^^^^^^^^^\n"
        "不能销号：这件事项还没有通过核验。依据：贵州 二（一）：逐一现场核验后销号。\n"
        "可以这样做：duban verify WJ-2026-0012"
    )


@pytest.mark.parametrize(
    ("place", "lines"),
    [
        (None, ["错误：不对"]),
        (Place("a.yaml"), ["错误：a.yaml", "不对"]),
        (Place("a.yaml", 3), ["错误：a.yaml:3", "不对"]),
        (Place("a.yaml", 3, None, "甲: 乙"), ["错误：a.yaml:3", "  3 │ 甲: 乙", "不对"]),
        (Place("a.yaml", 3, 1, "甲: 乙"), ["错误：a.yaml:3", "  3 │ 甲: 乙", "    │ ^^", "不对"]),
        (Place("a.yaml", 3, 9, "甲: 乙\n", 5), ["错误：a.yaml:3", "  3 │ 甲: 乙", "    │       ^", "不对"]),
        (Place("a\x1b.yaml", 3, 2, "\t\x1b[2J", 1), ["错误：a␛.yaml:3", "  3 │  ␛[2J", "    │  ^", "不对"]),
    ],
)
def test_places(place: Place | None, lines: list[str]) -> None:
    assert problem_text(problem(place)).splitlines() == lines


def test_a_very_long_line_is_shown_around_the_marker() -> None:
    line = "甲" * 10_000_000
    shown = problem_text(problem(Place("a.yaml", 1, 5_000_000, line, 2))).splitlines()
    assert max(map(width, shown)) <= 80
    assert shown[1].startswith("  1 │ …甲")
    assert shown[1].endswith("甲…")
    assert shown[2].strip("│ 1") == "^^^^"
    assert shown[2].index("^") == width("  1 │ …") + 44


def test_all_problems_are_shown_apart() -> None:
    assert render([]) == ""
    assert render([problem(None), problem(None, "也不对")]) == "错误：不对\n\n错误：也不对\n"
    assert place_text(Place("a", 2)) == "a:2"
