"""Which cell of a flattened table belongs to which column and row, judged by what each cell looks like.

Finds the assignment with the highest score, by the weights in this module; reads no value from the cells.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from duban.importers.grammar.deadlines import parse_deadline
from duban.importers.grammar.headings import UNIT_FIELDS
from duban.importers.grammar.numbering import is_number
from duban.importers.grammar.unit_lists import split_units
from duban.importers.grammar.unit_names import is_unit

WHAT = frozenset({"title", "requirements", "measures", "issues", "standard"})
UNITS = UNIT_FIELDS
PEOPLE = frozenset({"lead_leader", "leader_in_charge", "owner", "handler", "clerk"})
GROUP = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]).*")
_SAYS_WHO = re.compile(r"(?:牵头|负责|配合)(?:落实)?[。]?$|牵头[,，]")
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}(?:[、\s][\u4e00-\u9fff]{2,4})*")
_LONGEST_LIST, _LONGEST_UNIT, _LONGEST_WORD, _LONGEST_DAY, _SHORT = 300, 30, 200, 30, 10
NUMBERED = re.compile(r"\d{1,3}[.、．]\s*[\u4e00-\u9fff“]")
_ANY_YEAR = 2000
_LONGEST_TASK = 25


@lru_cache(maxsize=4096)
def _looks(text: str) -> frozenset[str]:
    """What a cell may be by its form: number, units, deadline, person, group, text.

    `parts` are units with a word on what each does, `dated` says more than a day.
    """
    found = set()
    if is_number(text):
        found.add("number")
    if _SAYS_WHO.search(text) and len(text) <= _LONGEST_WORD:
        found |= {"units", "parts"}
    elif _lists_units(text):
        found.add("units")
    deadline = parse_deadline(text, _ANY_YEAR)
    if len(text) <= _LONGEST_DAY and (deadline.dues or deadline.continuous) and "number" not in found:
        found.add("deadline")
    elif len(text) <= _LONGEST_WORD and deadline.dues and not found:
        found.add("dated")
    if not found & {"units", "deadline"} and _PERSON.fullmatch(text):
        found.add("person")
    if GROUP.match(text):
        found.add("group")
    if NUMBERED.match(text):
        found.add("numbered")
    return frozenset(found or {"text"})


def _lists_units(text: str) -> bool:
    names = split_units(text)
    return (
        bool(names)
        and len(text) <= _LONGEST_LIST
        and all(is_unit(name) and len(name) <= _LONGEST_UNIT for name in names)
    )


def _fit(text: str, field: str) -> float:
    """How well a cell fits under a heading."""
    looks = _looks(text)
    if field == "number":
        return 3.0 if "number" in looks else -6.0
    if field in UNITS:
        return 2.0 if "units" in looks else (-0.5 if len(text) <= _SHORT and "text" in looks else -3.0)
    if field == "deadline":
        return 2.0 if "deadline" in looks else 0.5 if "dated" in looks else -2.0
    if field in PEOPLE:
        return 1.5 if "person" in looks else -3.0
    if field in WHAT:
        if "number" in looks:
            return -4.0
        return (
            (0.4 if field == "title" and "numbered" in looks else 0.0)
            + (-2.0 if "deadline" in looks else 0.0)
            + (-4.0 if "parts" in looks else -1.5 if "units" in looks else 0.0)
            + (0.5 if looks & {"group"} else 1.0)
        )
    if field == "group":
        return 1.0 if "group" in looks else 0.0
    return -0.8 if looks & {"number", "numbered"} else 0.2


def _size(text: str, field: str, whats: int) -> float:
    """Score for length: where two columns say what to do, the title is the short one, the requirements the long."""
    if whats <= 1 or field not in WHAT:
        return 0.0
    return 0.3 if (len(text) <= _LONGEST_TASK) == (field == "title") else -0.3


def _repeat(field: str, text: str) -> float:
    """Score for a cell that continues the column of the cell before; units continue more readily than other texts."""
    more = -0.2 if len(split_units(text)) == 1 else -0.3
    return {"number": -9.0, "deadline": -1.5}.get(field, more if field in UNITS else -1.2)


def _skip(field: str, whats: int) -> float:
    if field in WHAT:
        return -8.0 if whats == 1 else -2.0
    if field in {"number", "deadline"} or field in UNITS:
        return -1.0
    return -0.2


def lay_rows(
    texts: Sequence[str], fields: tuple[str, ...], *, one_row: bool = False
) -> list[dict[int, list[int]]]:
    """The cells in rows of columns: for each row which cells (by position) stand in which column."""
    _, path = best_path(texts, fields, one_row=one_row)
    rows: list[dict[int, list[int]]] = []
    for position, (column, begins) in enumerate(path):
        if begins or not rows:
            rows.append({})
        rows[-1].setdefault(column, []).append(position)
    return rows


def best_path(
    texts: Sequence[str], fields: tuple[str, ...], *, one_row: bool
) -> tuple[float, list[tuple[int, bool]]]:
    """The likeliest column of each cell and whether it begins a row, with the score of the whole."""
    width = len(fields)
    if not texts or not width:
        return 0.0, []
    whats = sum(field in WHAT for field in fields)
    skips = [_skip(field, whats) for field in fields]
    ahead = [sum(skips[:column]) for column in range(width + 1)]
    fits = [[_fit(text, field) + _size(text, field, whats) for field in fields] for text in texts]
    scores = [ahead[column] + fits[0][column] for column in range(width)]
    steps: list[list[tuple[int, bool]]] = [[(-1, True)] * width]
    for place in range(1, len(texts)):
        ends = [scores[column] + ahead[width] - ahead[column + 1] for column in range(width)]
        last = max(range(width), key=ends.__getitem__)
        fresh: list[float] = []
        step: list[tuple[int, bool]] = []
        for column in range(width):
            options = [(scores[column] + _repeat(fields[column], texts[place]), column, False)]
            options += [
                (scores[before] + ahead[column] - ahead[before + 1], before, False)
                for before in range(column)
            ]
            if not one_row:
                options.append((ends[last] + ahead[column], last, True))
            value, before, begins = max(options, key=lambda option: option[0])
            fresh.append(value + fits[place][column])
            step.append((before, begins))
        scores = fresh
        steps.append(step)
    ends = [scores[column] + ahead[width] - ahead[column + 1] for column in range(width)]
    column = max(range(width), key=ends.__getitem__)
    total = ends[column]
    path: list[tuple[int, bool]] = []
    for step in reversed(steps):
        before, begins = step[column]
        path.append((column, begins))
        column = before
    return total, path[::-1]
