"""The file of a year's results, and which result a word means: what every command asks that writes into one.

Writes nothing itself.
"""

from duban.core.books.selection import resolve_id
from duban.core.cases.results import RESULTS
from duban.core.model.results.records import ResultBook
from duban.errors import refusal
from duban.plan import Plan, Touched


def open_book(plan: Plan, year: str) -> Touched:
    """The results of a year. Raises DubanError where the workspace is too old to have any."""
    if RESULTS.folder not in plan.workspace.reserved:
        text = f"这个工作区还是版本 {plan.workspace.config.format}，没有{RESULTS}"
        raise refusal("older-workspace", text, "先升级：duban upgrade")
    path = plan.workspace.root / RESULTS.folder / f"{year}.yaml"
    return plan.open_journal(RESULTS, path, ResultBook(year=year))


def number_called(plan: Plan, word: str) -> str:
    """The result that a word means, in full or in short. Raises DubanError where it means none."""
    matters = plan.results().matters
    return resolve_id(word, {name: each.title for name, each in matters.items()}, called="结果")
