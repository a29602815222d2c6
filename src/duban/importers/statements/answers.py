"""One row of a returned statement, cell by cell: words, days and percentages, and what is wrong with each.

Takes nothing for granted that the unit typed; formulas and merged cells are faults, never values.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from duban.core.model.suggest import nearest
from duban.core.model.terms import Status
from duban.core.statements.sides import ABSENT, CHOICES, FINISHED
from duban.core.statements.statement_form import ANSWERS, OTHERS, read_day
from duban.core.statements.unit_journal import Answer, ReturnForm, TheirTask
from duban.errors import Level, Problem
from duban.importers.formats.grid import Grid, Row
from duban.importers.grammar.normalize import fold, one_line, says_nothing

_PERCENT = re.compile(r"(\d{1,6})(?:\.0+)?%?")
_MOST_LINE, _MOST_TEXT, _FULL = 500, 20_000, 100
_ENDED = {FINISHED, str(Status.REPORTED), str(Status.VERIFIED), str(Status.CLOSED)}
# 无其他事项, 没有异议, 0件: in a form that asks for differences, that there are none.
_NONE_LEFT = re.compile(
    r"(?:(?:本|我|该)?(?:单位|局|委|办|方)|(?:本|该)?(?:期|季度|月|年度))*(?:暂|均|并)?(?:无|没有)(?:其[他它]|另有|别的|不同|任何|此)*"
    r"(?:督办|督查|待办)?(?:事项|任务|工作|异议|意见|差异|出入|变化|变动|情况|内容|问题)[。.]?|[0零](?:件|项|个|条)?[。.]?"
)
_DAY_ADVICE = "写成 2026-9-30、2026.9.30 或 2026年9月30日"


@dataclass(slots=True)
class Reader:
    """Reads the cells of one row by their headings; what is wrong gathers in `problems`."""

    grid: Grid
    row: Row
    columns: Mapping[str, int]
    form: ReturnForm
    problems: list[Problem] = field(default_factory=list)

    def answer(self, identifier: str, ours: Iterable[str]) -> Answer | None:
        """What the unit filled in of one of our tasks; None where it left everything empty."""
        for title in ours:
            self._text(title, own=True)
        given = {
            "status": self._status(ANSWERS["status"], CHOICES),
            "percent": self._percent(ANSWERS["percent"]),
            "done_on": self._day(ANSWERS["done_on"]),
            "due_on": self._day(ANSWERS["due_on"]),
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
        """A task that the unit lists besides; None where the line has no title."""
        their_id, source = self._line(OTHERS["their_id"]), self._line(OTHERS["source"])
        title = self._line(OTHERS["title"])
        if title is None and self._says_none():
            return None
        status = self._status(OTHERS["status"], [word for word in CHOICES if word != ABSENT])
        due_on, note = self._day(OTHERS["due_on"]), self._text(OTHERS["note"], most=_MOST_TEXT) or None
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
        """Whether a line without title only says that there is no such task: 无 and —, beside a number at most."""
        texts = {
            title: self.row.text(self.columns[title]) for title in OTHERS.values() if title in self.columns
        }
        number = texts.pop(OTHERS["their_id"], "")
        told = [text for text in (*texts.values(), *([] if number.isdecimal() else [number])) if text]
        return bool(told) and all(says_nothing(text) or _none_left(text) for text in told)

    def _say(self, code: str, title: str, text: str, advice: str) -> None:
        where = self._address(title)
        self.problems.append(self.grid.problem(Level.ERROR, code, f"{where}：{text}", advice, self.row))

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
        """The text of a cell that may be believed, else ""."""
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
        typed = unicodedata.normalize("NFKC", self._text(title)).strip()
        known = list(words)
        if not typed or typed in known:
            return typed or None
        if typed != ABSENT and _none_left(typed):
            return None
        near = nearest(typed, known)
        guess = f"是不是“{near}”？" if near else ""
        self._say("unknown-status", title, f"没有“{typed}”这个词。", f"{guess}可以选：{'、'.join(known)}")
        return None

    def _percent(self, title: str) -> int | None:
        typed = unicodedata.normalize("NFKC", self._text(title)).replace(" ", "")
        match = _PERCENT.fullmatch(typed)
        if not typed or (match is None and _none_left(typed)):
            return None
        if match is None or int(match[1]) > _FULL:
            self._say("bad-percent", title, f"“{typed}”不是 0 到 100 的整数。", "写成 60，不要写小数")
            return None
        return int(match[1])

    def _day(self, title: str) -> date | None:
        typed = self._text(title)
        if not typed or _none_left(typed):
            return None
        day = read_day(typed)
        if day is None:
            self._say("not-a-day", title, f"“{one_line(typed)}”不是日期。", _DAY_ADVICE)
        return day


def _none_left(text: str) -> bool:
    return _NONE_LEFT.fullmatch(fold(text)) is not None
