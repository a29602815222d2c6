"""Reads the facts of the sample: office.yaml, outings.yaml, one file for each ledger; office.yaml says what rows hold.

Only reads, and names the line of what it refuses; what follows from a row, play.py works out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import field as key

from duban.core.model.record import R, Record
from duban.core.model.terms import Action
from duban.core.model.workspace import Config, LedgerHead
from duban.errors import DubanError, Level, Problem
from duban.files.workspace.records import read_file
from duban.files.yaml.places import locate

OFFICE, OUTINGS = "office.yaml", "outings.yaml"


class FrontDays(Record, frozen=True, kw_only=True):
    """Days of a month that a leader was in one place on the front line."""

    person: str = key(name="姓名")
    month: str = key(name="月份")
    days: tuple[int, ...] = key(name="日")
    place: str = key(name="地点")
    subject: str = key(name="主题")
    problems: str | None = key(name="问题", default=None)
    handling: str | None = key(name="处理", default=None)


class Office(Record, frozen=True, kw_only=True):
    """office.yaml: whose ledgers these are, what goes without saying, and what is odd in their 履职."""

    comment: str = key(name="开头")
    today: date = key(name="今天")
    config: Config = key(name="工作区")
    usual: dict[Action, dict[str, Any]] = key(name="惯例")
    standing_notes: dict[str, str] = key(name="履职备注")
    unchecked: dict[str, str] = key(name="未自查")
    front_line: tuple[FrontDays, ...] = key(name="一线办公", default=())
    visits: tuple[dict[str, Any], ...] = key(name="走访", default=())
    papers: tuple[dict[str, Any], ...] = key(name="退文", default=())


class Book(Record, frozen=True, kw_only=True):
    """The file of a ledger: the comment above its 台账.yaml, that file, and a row for each task."""

    comment: str = key(name="开头", default="")
    head: LedgerHead = key(name="台账")
    tasks: tuple[dict[str, Any], ...] = key(name="事项")


class Outings(Record, frozen=True, kw_only=True):
    """outings.yaml: a row for each inspection, interview, clue, appraisal (考核); approvals of plans; results."""

    inspections: tuple[dict[str, Any], ...] = key(name="督查")
    plans: tuple[dict[str, Any], ...] = key(name="计划", default=())
    results: tuple[dict[str, Any], ...] = key(name="结果", default=())
    interviews: tuple[dict[str, Any], ...] = key(name="约谈", default=())
    clues: tuple[dict[str, Any], ...] = key(name="线索", default=())
    appraisals: tuple[dict[str, Any], ...] = key(name="考核", default=())


@dataclass(frozen=True, slots=True)
class Row:
    """The head of a task, or an event, and where it stands."""

    path: Path
    keys: tuple[str | int, ...]
    raw: dict[str, Any]

    @contextmanager
    def blamed(self) -> Iterator[None]:
        """Whatever is refused meanwhile is refused for this row: DubanError with its file and line."""
        try:
            yield
        except (DubanError, AttributeError, LookupError, TypeError, ValueError) as error:
            place = locate(self.path.read_bytes(), self.keys, self.path.name)
            plain = Problem(Level.ERROR, "sample-row", f"{type(error).__name__}: {error}")
            problems = error.problems if isinstance(error, DubanError) else (plain,)
            raise DubanError(*(replace(problem, place=place) for problem in problems)) from error

    def events(self) -> list["Row"]:
        """The events of a task."""
        with self.blamed():
            journal = enumerate(self.raw["流水"])
            return [Row(self.path, (*self.keys, "流水", place), dict(raw)) for place, raw in journal]


def read_facts(folder: Path) -> tuple[Office, tuple[tuple[Book, tuple[Row, ...]], ...]]:
    """The office, and each ledger with its tasks. Raises DubanError, with the line, for what is no fact."""
    paths = [path for path in sorted(folder.glob("*.yaml")) if path.name not in {OFFICE, OUTINGS}]
    return _read(folder / OFFICE, Office), tuple(_read_book(path) for path in paths)


def read_outings(folder: Path) -> dict[str, tuple[Row, ...]]:
    """The rows of outings.yaml by its keys. Raises as read_facts."""
    path = folder / OUTINGS
    outings = _read(path, Outings)
    held = {
        "督查": outings.inspections,
        "计划": outings.plans,
        "结果": outings.results,
        "约谈": outings.interviews,
        "线索": outings.clues,
        "考核": outings.appraisals,
    }
    return {
        name: tuple(Row(path, (name, place), raw) for place, raw in enumerate(rows))
        for name, rows in held.items()
    }


def _read_book(path: Path) -> tuple[Book, tuple[Row, ...]]:
    book = _read(path, Book)
    return book, tuple(Row(path, ("事项", place), raw) for place, raw in enumerate(book.tasks))


def _read(path: Path, kind: type[R]) -> R:
    record, problems = read_file(path, path.name, kind)
    if record is None:
        raise DubanError(*problems)
    return record
