"""The pages for engineers keep their word: decisions are numbered in one row, what they name is there."""

import re
from collections.abc import Callable, Collection
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
SOURCE = HOUSE / "src" / "duban"
PAGES = ("docs/decisions.md", "docs/release.md", "SECURITY.md")

ENTRY = re.compile(r"^- \*\*(\d+)\. ", re.MULTILINE)
JOINED = re.compile(r"\b(\d+) is (\d+)\b")
NEXT = re.compile(r"Next number: (\d+)\.")
MENTION = re.compile(r"\bdecisions? (\d+)", re.IGNORECASE)
CROSS_REFERENCE = re.compile(r"\b(?:see|superseded by) (\d+)", re.IGNORECASE)
ROOM_FILE = re.compile(r"`((?:core|files|importers|views|render|cli)/[\w/]+\.(?:py|css|js)|\w+\.py)`")
TREE_FILE = re.compile(r"`((?:script|src|tests|docs|bench|schemas)/[\w./-]*[\w/])")


def numbers_of(decisions: str) -> set[int]:
    """Every number of the page, those that were joined into an older one too."""
    return {int(number) for number in ENTRY.findall(decisions)} | {
        int(younger) for younger, _ in JOINED.findall(decisions)
    }


def find_broken_row(decisions: str) -> list[str]:
    """Numbers that stand twice or are missing, joins that lead nowhere, a wrong next number."""
    entries = [int(number) for number in ENTRY.findall(decisions)]
    joins = [(int(younger), int(older)) for younger, older in JOINED.findall(decisions)]
    row = sorted([*entries, *(younger for younger, _ in joins)])
    wrong = [f"{number} stands twice" for number in sorted(set(row)) if row.count(number) > 1]
    wrong += [f"{number} is missing" for number in range(1, max(row, default=0)) if number not in row]
    wrong += [f"{younger} is {older}, which is no entry" for younger, older in joins if older not in entries]
    if NEXT.findall(decisions) != [str(max(row, default=0) + 1)]:
        wrong.append("the next number is another")
    return wrong


def find_lost_numbers(text: str, mention: re.Pattern[str], numbers: Collection[int]) -> list[str]:
    """Decisions that a text refers to and that do not exist."""
    return [found[0] for found in mention.finditer(text) if int(found[1]) not in numbers]


def find_lost_files(text: str, *, is_there: Callable[[Path], bool] = Path.exists) -> list[str]:
    """Modules (below src/duban) and files of the tree that a page names and that do not exist."""
    named = [(SOURCE, path) for path in ROOM_FILE.findall(text)]
    named += [(HOUSE, path) for path in TREE_FILE.findall(text)]
    return [path for root, path in named if not is_there(root / path)]


def read_page(path: str) -> str:
    return (HOUSE / path).read_text("utf-8")


def test_decisions_are_numbered_in_one_row() -> None:
    assert find_broken_row(read_page("docs/decisions.md")) == []


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        ("- **1. A.** x\n- **3. C.** x\nNext number: 4.", "2 is missing"),
        ("- **1. A.** x\n- **1. B.** x\nNext number: 2.", "1 stands twice"),
        ("2 is 1. Next number: 3.\n- **1. A.** x\n- **2. B.** x", "2 stands twice"),
        ("1 is 3. Next number: 3.\n- **2. B.** x", "1 is 3, which is no entry"),
        ("Next number: 2.\n- **1. A.** x\n- **2. B.** x", "the next number is another"),
        ("- **1. A.** x", "the next number is another"),
    ],
)
def test_a_broken_row_is_seen(page: str, wrong: str) -> None:
    assert find_broken_row(page) == [wrong]


def test_every_decision_that_is_referred_to_exists() -> None:
    decisions = read_page("docs/decisions.md")
    numbers = numbers_of(decisions)
    assert len(numbers) >= 150
    lost = {"docs/decisions.md": find_lost_numbers(decisions, CROSS_REFERENCE, numbers)}
    for top in ("src", "tests", "docs", "bench", "script"):
        for path in sorted((HOUSE / top).rglob("*")):
            if path.is_file() and path.suffix in {"", ".md", ".py", ".yaml", ".toml"}:
                text = path.read_text("utf-8", "replace")
                lost.setdefault(str(path), []).extend(find_lost_numbers(text, MENTION, numbers))
    assert {path: what for path, what in lost.items() if what and path != __file__} == {}


def test_a_lost_number_is_seen() -> None:
    assert find_lost_numbers("as decision 7 says, and Decisions 2", MENTION, {2}) == ["decision 7"]
    assert find_lost_numbers("(see 3). Superseded by 4.", CROSS_REFERENCE, {3}) == ["Superseded by 4"]


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_is_there(page: str) -> None:
    assert find_lost_files(read_page(page)) == []


def test_lost_files_are_seen() -> None:
    text = "`core/gone.py`, `act.py`, `lost.py`, `render/html/wall.css`, `script/no`, `script/test tests/gone -k x`"
    told = find_lost_files(text, is_there=lambda path: path.name in {"act.py", "test"})
    assert told == ["core/gone.py", "lost.py", "render/html/wall.css", "script/no"]
