"""A returned statement (对账单): the bytes of a workbook or CSV in, the unit's answers and every fault out.

Pure: no formula is evaluated, nothing is guessed; a return that is not as it was sent is refused, cell by cell.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from duban.core.grammar.figures import read_figure
from duban.core.grammar.typed import near_day
from duban.core.model.folding import fold
from duban.core.model.suggest import ask_whether, nearest
from duban.core.model.terms import Status
from duban.core.periods.spans import parse_span
from duban.core.statements.matching import code_of
from duban.core.statements.sides import ABSENT, CHOICES, FINISHED
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
    read_day,
)
from duban.core.statements.unit_journal import Answer, ReturnForm, TheirTask
from duban.errors import Level, Problem
from duban.importers.formats.grid import Grid, Row, refuse
from duban.importers.grammar.headings import fold_heading
from duban.importers.grammar.normalize import one_line, says_nothing
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
    """A returned statement: which unit and period it names, its rows, and what the unit filled in."""

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
        return self.grid.error(code, message, advice, row)


Reading = tuple[Return | None, tuple[Problem, ...]]
"""The result of reading: the return, None where the file is none, and the problems of the file."""


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
    period = parse_span(heads.get(PERIOD, ""))
    around = period.end if period else None
    columns = {plain_cell(cell.text): place for place, cell in enumerate(grid.rows[at].cells) if cell.text}
    wanted = [*OURS, *ANSWERS.values()]
    missing = [title for title in wanted if title not in columns]
    problems: list[Problem] = [
        grid.error(
            "column-missing", f"对账单少了“{title}”一栏。", "表头各栏不要删改，照原样交回", grid.rows[at]
        )
        for title in missing
    ]
    rows: list[ReturnRow] = []
    answers: list[Answer] = []
    for row in () if missing else _rows(grid, at + 1, columns):
        reader = Reader(grid, row, columns, form, around)
        ours = [*OURS, *([OWED] if OWED in columns else [])]
        rows.append(ReturnRow(row, tuple(plain_cell(row.text(columns[title])) for title in ours)))
        answer = reader.answer(rows[-1].id, ours)
        problems += reader.problems
        if answer is not None:
            answers.append(answer)
    others, found = _others(grids, form, around)
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
    """The rows of the statement, up to the table of other tasks; a line of one text under the table is a note."""
    for row in grid.rows[first:]:
        texts = {plain_cell(cell.text) for cell in row.cells}
        if {_THEIR_ID, _TITLE_COLUMN} <= texts:
            return
        own = [(place, cell) for place, cell in row.own() if place in columns.values()]
        alone = len(own) == 1 and own[0][0] == columns[_ID_COLUMN] and not _ID.fullmatch(own[0][1].text)
        if own and not alone:
            yield row


def _others(
    grids: Sequence[Grid], form: ReturnForm, around: date | None
) -> tuple[tuple[TheirTask, ...], list[Problem]]:
    """The tasks that the unit adds in the second table, each once."""
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
            reader = Reader(grid, row, columns, form, around)
            other = reader.other(code_of)
            problems += reader.problems
            if other is None:
                continue
            if other.code in found:
                text = f"第{row.number}行“{other.title}”重复，前面已有同样的编号或事项。"
                problems.append(grid.error("other-repeated", text, "一件只写一行，删去多余的一行", row))
            found[other.code] = other
    return tuple(found.values()), problems


_MOST_LINE, _MOST_TEXT, _FULL = 500, 20_000, 100

_ENDED = {FINISHED, str(Status.REPORTED), str(Status.VERIFIED), str(Status.CLOSED)}

# 无其他事项, 没有异议, 0件: in a form that asks for differences, that there are none.
_NONE_LEFT = re.compile(
    r"(?:(?:本|我|该)?(?:单位|局|委|办|方)|(?:本|该)?(?:期|季度|月|年度))*(?:暂|均|并)?(?:无|没有)(?:其[他它]|另有|别的|不同|任何|此)*"
    r"(?:督办|督查|待办)?(?:事项|任务|工作|异议|意见|差异|出入|变化|变动|情况|内容|问题)[。.]?|[0零](?:件|项|个|条)?[。.]?"
)

_DAY_ADVICE = "写成 2026-9-30、2026.9.30、2026年9月30日 或 9月30日"


@dataclass(slots=True)
class Reader:
    """Reads the cells of one row by their headings; faults are collected in `problems`.

    A day without a year is the one near `around`, the end of the period.
    """

    grid: Grid
    row: Row
    columns: Mapping[str, int]
    form: ReturnForm
    around: date | None = None
    problems: list[Problem] = field(default_factory=list)

    def answer(self, identifier: str, ours: Iterable[str]) -> Answer | None:
        """What the unit filled in of one of our tasks; None where it left everything empty."""
        for title in ours:
            self._text(title, own=True)
        given = {
            "status": self._status(ANSWERS["status"], CHOICES),
            "percent": self._percent(ANSWERS["percent"]),
            "done_on": self._day(ANSWERS["done_on"], ends=False),
            "due_on": self._day(ANSWERS["due_on"], ends=True),
            "lead": self._line(ANSWERS["lead"]),
            "note": self._text(ANSWERS["note"], most=_MOST_TEXT) or None,
        }
        if given["done_on"] is not None and given["status"] not in {None, *_ENDED}:
            text = f"填了{ANSWERS['done_on']}，状态却是“{given['status']}”。"
            self._say("done-but-not", ANSWERS["status"], text, f"办完了选“{FINISHED}”，没办完的不填办结日期")
        if all(value is None for value in given.values()):
            return None
        return Answer(id=identifier, **given)  # type: ignore[arg-type]  # each value was read as its field is typed

    def other(self, code_of: Callable[[str | None, str | None, str], str]) -> TheirTask | None:
        """A task that the unit adds; None where the line has no title."""
        their_id, source = self._line(OTHERS["their_id"]), self._line(OTHERS["source"])
        title = self._line(OTHERS["title"])
        if title is None and self._says_none():
            return None
        status = self._status(OTHERS["status"], [word for word in CHOICES if word != ABSENT])
        due_on, note = (
            self._day(OTHERS["due_on"], ends=True),
            self._text(OTHERS["note"], most=_MOST_TEXT) or None,
        )
        if title is None:
            if not self.problems:
                self._say(
                    "other-untitled", OTHERS["title"], "写了一行，却没有写事项。", "补上事项，或清空这一行"
                )
            return None
        return TheirTask(
            code=code_of(their_id, source, title),
            their_id=their_id,
            source=source,
            title=title,
            status=status,
            due_on=due_on,
            note=note,
        )

    def _says_none(self) -> bool:
        """Whether a line without a title only says that there is no other task: 无 or —, with a number at most."""
        texts = {
            title: self.row.text(self.columns[title]) for title in OTHERS.values() if title in self.columns
        }
        number = texts.pop(OTHERS["their_id"], "")
        told = [text for text in (*texts.values(), *([] if number.isdecimal() else [number])) if text]
        return bool(told) and all(says_nothing(text) or _none_left(text) for text in told)

    def _say(self, code: str, title: str, text: str, advice: str) -> None:
        where = self._address(title)
        self.problems.append(self.grid.error(code, f"{where}：{text}", advice, self.row))

    def _address(self, title: str) -> str:
        """A cell as its program names it (H7), with its heading; in a text table the row."""
        if self.form is ReturnForm.CSV:
            return f"第{self.row.number}行“{title}”"
        number, letters = self.columns[title] + 1, ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return f"{letters}{self.row.number}“{title}”"

    def _text(self, title: str, *, own: bool = False, most: int = _MOST_LINE) -> str:
        """The text of a cell if it is valid, else ""."""
        column = self.columns.get(title)
        if column is None:
            return ""
        cell, place = self.row.cell(column), (self.row.number, column)
        if cell.anchor not in {(0, 0), place}:
            text = "单元格合并了，看不出是哪一件的。"
            self._say("merged-cell", title, text, "取消合并单元格，一格一格填")
            return ""
        typed = self.form is ReturnForm.CSV and not own and cell.text.startswith("=")
        if place in self.grid.formulas or typed:
            self._say("formula", title, "这里是公式，不能收。", "改成填好的值，公式的结果要重新打字")
            return ""
        if len(cell.text) > most and not own:
            self._say("too-long", title, f"有 {len(cell.text)} 个字，最多 {most} 个。", "写短一些")
            return ""
        return "" if not own and says_nothing(cell.text) else cell.text

    def _line(self, title: str) -> str | None:
        said = one_line(self._text(title))
        return None if _none_left(said) else said or None

    def _status(self, title: str, words: Iterable[str]) -> str | None:
        typed = fold(self._text(title))
        known = list(words)
        if not typed or typed in known:
            return typed or None
        if typed != ABSENT and _none_left(typed):
            return None
        near = nearest(typed, known)
        advice = f"{ask_whether(near)}可以选：{'、'.join(known)}"
        self._say("unknown-status", title, f"没有“{typed}”这个词。", advice)
        return None

    def _percent(self, title: str) -> int | None:
        typed = fold(self._text(title)).replace(" ", "")
        figure = read_figure(typed)
        if not typed or (figure is None and _none_left(typed)):
            return None
        plain = figure is not None and figure.unit in {"", "%"} and not figure.loose
        if (
            figure is None
            or not plain
            or figure.number != int(figure.number)
            or not 0 <= figure.number <= _FULL
        ):
            self._say("bad-percent", title, f"“{typed}”不是 0 到 100 的整数。", "写成 60，不要写小数")
            return None
        return int(figure.number)

    def _day(self, title: str, *, ends: bool) -> date | None:
        typed = self._text(title)
        if not typed or _none_left(typed):
            return None
        day = near_day(typed, self.around, ends=ends) if self.around else read_day(typed)
        if day is None:
            self._say("not-a-day", title, f"“{one_line(typed)}”不是日期。", _DAY_ADVICE)
        return day


def _none_left(text: str) -> bool:
    return _NONE_LEFT.fullmatch(fold(text)) is not None
