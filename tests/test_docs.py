"""The pages for engineers keep their word: decisions are numbered in one row, what they name is there."""

import ast
import re
import textwrap
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import pytest
from tests.test_house import FLOORS, ROOMS, endings, imported

from duban.core.audit.findings import RULES
from duban.views.reports.registry import REPORTS

HOUSE = Path(__file__).parents[1]
SOURCE = HOUSE / "src" / "duban"
ARCHITECTURE = "docs/architecture.md"
PAGES = (
    "CONTRIBUTING.md",
    "SECURITY.md",
    *(f"docs/{path.name}" for path in sorted((HOUSE / "docs").glob("[a-z]*.md"))),
)
"""The pages for engineers."""

ENTRY = re.compile(r"^- \*\*(\d+)\. ", re.MULTILINE)
JOINED = re.compile(r"\b(\d+) is (\d+)\b")
NEXT = re.compile(r"Next number: (\d+)\.")
FREE = re.compile(r"Kept free: (\d+) to (\d+)\.")
"""Numbers that a branch beside this one gives."""
MENTION = re.compile(r"\bdecisions? (\d+)", re.IGNORECASE)
CROSS_REFERENCE = re.compile(r"\b(?:see|superseded by) (\d+)", re.IGNORECASE)
ROOM_FILE = re.compile(r"`((?:core|files|importers|views|render|cli)/[\w/]+\.(?:py|css|js)|\w+\.py)[`:]")
NAMED_FUNCTION = re.compile(r"`((?:\w+/)*\w+\.py): (\w+)`")
ROOM_ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \|([^|]*)\|$", re.MULTILINE)
FLOOR_ROW = re.compile(r"^\| (\w+) \| (\d+) \| `(\w+)` \| ([^|]+) \|$", re.MULTILINE)
CODE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TO_BUILD = "(to be built)"
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
    free = {number for first, last in FREE.findall(decisions) for number in range(int(first), int(last) + 1)}
    wrong += [
        f"{number} is missing" for number in range(1, max(row, default=0)) if number not in {*row, *free}
    ]
    wrong += [f"{number} is not free" for number in row if number in free]
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


def find_lost_functions(text: str) -> list[str]:
    """Functions and classes (`module.py: name`) that a page names and that their module does not define."""
    return [
        f"{path}: {name}"
        for path, name in NAMED_FUNCTION.findall(text)
        if name not in set(defined_in((SOURCE / path).read_text("utf-8")))
    ]


def defined_in(source: str) -> Iterator[str]:
    """The names of all functions and classes of a module, methods too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name


def floors_of(text: str) -> dict[str, dict[int, set[str]]]:
    """The table of floors: room → number from the ground up → what stands there."""
    found: dict[str, dict[int, set[str]]] = {}
    for room, floor, name, _ in FLOOR_ROW.findall(text):
        found.setdefault(room, {}).setdefault(int(floor), set()).add(name)
    return found


def find_wrong_marks(text: str, is_there: Callable[[Path], bool] = Path.exists) -> list[str]:
    """Rows of that table that call something to be built that is there, or do not where it is not."""
    return [
        f"{room}/{name}"
        for room, _, name, held in FLOOR_ROW.findall(text)
        if (is_there(SOURCE / room / name) or is_there(SOURCE / room / f"{name}.py")) == (TO_BUILD in held)
    ]


def find_lost_imports(text: str) -> list[str]:
    """What the code of a page imports of duban and that does not exist; raises SyntaxError where it is no code."""
    return [
        name
        for block in CODE.findall(text)
        for name in imported(ast.parse(textwrap.dedent(block)))
        if name.startswith("duban.") and not is_there_to_import(name)
    ]


def is_there_to_import(name: str) -> bool:
    """Whether `duban.a.b` is a module, or something that the module `duban.a` has."""
    path = name.removeprefix("duban.").replace(".", "/")
    module, _, what = path.rpartition("/")
    if f"src/duban/{path}.py" in endings() or not module:
        return True
    return re.search(rf"\b{what}\b", (SOURCE / f"{module}.py").read_text("utf-8")) is not None


def read_page(path: str) -> str:
    return (HOUSE / path).read_text("utf-8")


def test_decisions_are_numbered_in_one_row() -> None:
    assert find_broken_row(read_page("docs/decisions.md")) == []


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        ("- **1. A.** x\n- **3. C.** x\nNext number: 4.", "2 is missing"),
        ("- **1. A.** x\n- **4. D.** x\nKept free: 3 to 3. Next number: 5.", "2 is missing"),
        ("- **1. A.** x\n- **2. B.** x\nKept free: 2 to 3. Next number: 3.", "2 is not free"),
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
    text = "`core/gone.py`, `act.py`, `lost.py`, `core/lost.py: f`, `render/html/wall.css`, `script/no`, `script/test x`"
    told = find_lost_files(text, is_there=lambda path: path.name in {"act.py", "test"})
    assert told == ["core/gone.py", "lost.py", "core/lost.py", "render/html/wall.css", "script/no"]


@pytest.mark.parametrize("page", PAGES)
def test_every_function_that_a_page_names_is_there(page: str) -> None:
    assert find_lost_functions(read_page(page)) == []


def test_lost_functions_are_seen() -> None:
    text = "`act.py: perform` → `plan.py: register`, `core/model/task.py: Task`, `act.py: gone`"
    assert find_lost_functions(text) == ["act.py: gone"]
    assert len(NAMED_FUNCTION.findall(read_page(ARCHITECTURE))) >= 70


def test_the_rooms_of_the_page_are_those_of_the_house_test() -> None:
    rows = {
        room: set(re.findall(r"`([\w.]+)`", cell)) for room, cell in ROOM_ROW.findall(read_page(ARCHITECTURE))
    }
    assert rows == {room: set(allowed) - {room} for room, allowed in ROOMS.items()}


def test_the_floors_of_the_page_are_those_of_the_house_test() -> None:
    page = read_page(ARCHITECTURE)
    assert floors_of(page) == {
        room: {number: set(names) for number, names in enumerate(floors, 1)}
        for room, floors in FLOORS.items()
    }
    assert find_wrong_marks(page) == [], f"say or unsay {TO_BUILD} in the table of floors"


def test_a_wrong_mark_is_seen() -> None:
    rows = f"| core | 1 | `a` | x |\n| core | 1 | `b` | y {TO_BUILD} |\n"
    assert find_wrong_marks(rows, lambda path: path.name == "a") == []
    assert find_wrong_marks(rows, lambda path: path.name in {"a.py", "b"}) == ["core/b"]
    assert find_wrong_marks(rows, lambda _: False) == ["core/a"]


def test_the_code_of_the_worked_examples_imports_what_is_there() -> None:
    page = read_page("CONTRIBUTING.md")
    assert len(CODE.findall(page)) >= 4
    assert find_lost_imports(page) == []
    lost = "```python\nfrom duban.core.model.task import Task, Nothing\n```\n"
    assert find_lost_imports(lost) == ["duban.core.model.task.Nothing"]


def test_every_report_stands_in_json_md() -> None:
    rows = re.findall(r"^\| (`[^|]+`) \| `\w+` ?[^|]*\|$", read_page("docs/json.md"), re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert {report.name for report in REPORTS} - told == set()


def test_every_rule_of_an_audit_is_told_in_json_md_and_trust_md() -> None:
    page = read_page("docs/json.md").partition("\n## `duban audit`\n")[2].partition("\n## ")[0]
    told = re.findall(r"^\| `([a-z-]+)` \| (\w+) \| [^|]+ \|$", page, re.MULTILINE)
    assert told == [(code, rule.weight.english) for code, rule in RULES.items()]
    trust = read_page("docs/trust.md")
    assert [code for code in RULES if f"`{code}`" not in trust] == []
