"""A returned statement (对账单): the bytes of a workbook or CSV in, the unit's answers and every fault out.

Pure: no formula is evaluated, nothing is guessed; a return that is not as it was sent is refused, cell by cell.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from duban.core.statements.matching import code_of
from duban.core.statements.statement_form import (
    ANSWERS,
    CHECK,
    CODE,
    OTHERS,
    OURS,
    OWED,
    PERIOD,
    UNIT,
    plain_cell,
)
from duban.core.statements.unit_journal import Answer, ReturnForm, TheirTask
from duban.errors import Level, Problem
from duban.importers.formats.grid import Grid, Row, refuse
from duban.importers.grammar.headings import fold_heading
from duban.importers.statements.answers import Reader
from duban.importers.tables.read_table import open_grids

_ZIP = b"PK"
_ID = re.compile(r"[A-Za-z]{1,6}-[0-9]{4}-[0-9]{4,}")
_ID_COLUMN, _TITLE_COLUMN = OURS[0], OURS[1]
_STATUS_COLUMN, _THEIR_ID = ANSWERS["status"], OTHERS["their_id"]
_HEADS = {
    UNIT: re.compile(rf"^{UNIT}\s*[：:]\s*(.+)$"),
    PERIOD: re.compile(rf"{PERIOD}\s*[：:]\s*([0-9A-Za-z-]+)"),
    CODE: re.compile(rf"{CODE}\s*[：:]\s*([A-Za-z0-9_.-]+)"),
    CHECK: re.compile(rf"{CHECK}\s*[：:]\s*([0-9a-f]{{8}}-[0-9a-f]{{8}})"),
}
_SEND_AGAIN = "请单位在我方发出的对账单上填写，原样交回；发出：duban reconcile {period} --statements 文件夹"


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One row as it came back: where it stands, our columns as they are compared, its id first."""

    row: Row
    cells: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id as it stands there."""
        return self.cells[0]


@dataclass(frozen=True, slots=True)
class Return:
    """A returned statement: whose it says it is, its rows, and what the unit filled in."""

    grid: Grid
    form: ReturnForm
    heads: Mapping[str, str]
    rows: tuple[ReturnRow, ...]
    answers: tuple[Answer, ...]
    others: tuple[TheirTask, ...]
    problems: tuple[Problem, ...]

    @property
    def blank(self) -> bool:
        """Whether the unit has filled in nothing."""
        return not self.answers and not self.others and not self.problems

    def problem(self, code: str, message: str, advice: str, row: Row | None = None) -> Problem:
        """A fault of this return."""
        return self.grid.problem(Level.ERROR, code, message, advice, row)


Reading = tuple[Return | None, tuple[Problem, ...]]
"""What came of reading: the return, None where it is none, and what is to be said of the file."""


def read_return(data: bytes, name: str) -> Reading:
    """Read a returned statement; `name` is the file's, for messages.

    Faults of single cells stand in the return; beside a return there are only notices, such as of hidden sheets.
    """
    known = [fold_heading(title) for title in (*OURS, *ANSWERS.values(), *OTHERS.values())]
    grids, problems = open_grids(data, name, known)
    errors = tuple(problem for problem in problems if problem.level is Level.ERROR)
    if errors:
        return None, errors
    form = ReturnForm.WORKBOOK if data.startswith(_ZIP) else ReturnForm.CSV
    found = [(grid, at) for grid in grids if (at := _header(grid, _ID_COLUMN, _STATUS_COLUMN)) is not None]
    if len(found) > 1:
        named = "、".join(f"“{grid.sheet}”" for grid, _ in found)
        advice = "只留填好的那一张，删去别的"
        return None, (refuse(name, "two-statements", f"文件里有几张对账单：{named}。", advice),)
    if not found:
        advice = _SEND_AGAIN.format(period="期")
        return None, (refuse(name, "not-a-statement", "这不是我方的对账单：找不到对账单的表头。", advice),)
    return _read(grids, *found[0], form), tuple(problems)


def _header(grid: Grid, *titles: str) -> int | None:
    """The position of the row that bears all these headings."""
    for at, row in enumerate(grid.rows):
        if set(titles) <= {plain_cell(cell.text) for cell in row.cells}:
            return at
    return None


def _read(grids: Sequence[Grid], grid: Grid, at: int, form: ReturnForm) -> Return:
    heads = _read_heads(grid.rows[:at])
    columns = {plain_cell(cell.text): place for place, cell in enumerate(grid.rows[at].cells) if cell.text}
    wanted = [*OURS, *ANSWERS.values()]
    missing = [title for title in wanted if title not in columns]
    problems: list[Problem] = [
        grid.problem(
            Level.ERROR,
            "column-missing",
            f"对账单少了“{title}”一栏。",
            "表头各栏不要删改，照原样交回",
            grid.rows[at],
        )
        for title in missing
    ]
    rows: list[ReturnRow] = []
    answers: list[Answer] = []
    for row in () if missing else _rows(grid, at + 1, columns):
        reader = Reader(grid, row, columns, form)
        ours = [*OURS, *([OWED] if OWED in columns else [])]
        rows.append(ReturnRow(row, tuple(plain_cell(row.text(columns[title])) for title in ours)))
        answer = reader.answer(rows[-1].id, ours)
        problems += reader.problems
        if answer is not None:
            answers.append(answer)
    others, found = _others(grids, form)
    return Return(grid, form, heads, tuple(rows), tuple(answers), others, (*problems, *found))


def _read_heads(rows: Sequence[Row]) -> dict[str, str]:
    heads: dict[str, str] = {}
    for row in rows:
        for _, cell in row.own():
            for name, pattern in _HEADS.items():
                match = pattern.search(cell.text)
                if match:
                    heads.setdefault(name, match[1].strip())
    return heads


def _rows(grid: Grid, first: int, columns: Mapping[str, int]) -> Iterator[Row]:
    """The rows of the statement: up to the other table; a line of one text under the table is a note."""
    for row in grid.rows[first:]:
        texts = {plain_cell(cell.text) for cell in row.cells}
        if {_THEIR_ID, _TITLE_COLUMN} <= texts:
            return
        own = [(place, cell) for place, cell in row.own() if place in columns.values()]
        alone = len(own) == 1 and own[0][0] == columns[_ID_COLUMN] and not _ID.fullmatch(own[0][1].text)
        if own and not alone:
            yield row


def _others(grids: Sequence[Grid], form: ReturnForm) -> tuple[tuple[TheirTask, ...], list[Problem]]:
    """The tasks that the unit lists besides, each once."""
    found: dict[str, TheirTask] = {}
    problems: list[Problem] = []
    for grid in grids:
        at = _header(grid, _THEIR_ID, OTHERS["title"])
        if at is None:
            continue
        columns = {
            plain_cell(cell.text): place for place, cell in enumerate(grid.rows[at].cells) if cell.text
        }
        for row in grid.rows[at + 1 :]:
            own = [place for place, _ in row.own() if place in columns.values()]
            if not own:
                continue
            reader = Reader(grid, row, columns, form)
            other = reader.other(code_of)
            problems += reader.problems
            if other is None:
                continue
            if other.code in found:
                text = f"第{row.number}行“{other.title}”重复，前面已有同样的编号或事项。"
                problems.append(
                    grid.problem(Level.ERROR, "other-repeated", text, "一件只写一行，删去多余的一行", row)
                )
            found[other.code] = other
    return tuple(found.values()), problems
