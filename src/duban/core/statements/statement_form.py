"""The form of a statement (对账单): its headings, the words of our columns, and the check sum that guards them.

Pure; laid out by views/period/statement.py and read back by importers/statements/read_statement.py: both hold to
one form.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from duban.core.books.books import Books
from duban.core.grammar.typed import written_day
from duban.core.model.events import Done, Progress
from duban.core.model.folding import half_width
from duban.core.statements.sides import UnitRow

OURS = ("编号", "事项", "角色", "状态", "时限", "进度", "最近反馈")
OWED = "应做"
"""One more of our columns in the self-check of a month: what is owed."""
ANSWERS = {
    "status": "贵方状态",
    "percent": "贵方进度",
    "done_on": "贵方办结日期",
    "due_on": "贵方时限",
    "lead": "贵方牵头单位",
    "note": "贵方说明",
}
OTHERS = {
    "their_id": "对方编号",
    "source": "来源",
    "title": "事项",
    "status": "状态",
    "due_on": "时限",
    "note": "说明",
}
SHEET, OTHER_SHEET, GUIDE_SHEET = "对账单", "另有事项", "填写说明"
UNIT, PERIOD, AS_OF, CODE, CHECK = "单位", "对账期", "截至", "工作区号", "校验码"
_MOST_WORDS = 80
_ROW_SIGNS = 32
_BLANKS = re.compile(r"\s+")
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]|‹U\\+[0-9A-F]{4,6}›")


class IssuedRow(msgspec.Struct, frozen=True):
    """Our columns of one task, as values of a cell; `due_on` is provisional where the calendar is not published."""

    id: str
    title: str
    role: str
    status: str
    due_on: date | None
    percent: int | None
    feedback: str
    owed: str | None = None
    provisional: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells as they are compared: in the order of the columns."""
        percent = "" if self.percent is None else str(self.percent)
        due_on = self.due_on.isoformat() if self.due_on else ""
        words = [self.id, self.title, self.role, self.status, due_on, percent, self.feedback]
        return tuple(plain_cell(word) for word in (*words, *([] if self.owed is None else [self.owed])))


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """What a return is held against: whose statement it is, and our rows of each unit."""

    code: str
    period: str
    units: Mapping[str, tuple[IssuedRow, ...]]


def issued_rows(rows: Iterable[UnitRow], books: Books, *, owed: bool) -> tuple[IssuedRow, ...]:
    """Our columns of a unit's tasks; with `owed` also what it owes (月自查)."""
    return tuple(
        IssuedRow(
            id=row.id,
            title=row.item.task.title,
            role="联合牵头" if row.joint else "牵头",
            status=row.status,
            due_on=row.standing.running_due_on,
            percent=row.percent,
            feedback=_last_feedback(row),
            owed=_owed(row, books) if owed else None,
            provisional=books.is_provisional(row.item),
        )
        for row in rows
    )


def _last_feedback(row: UnitRow) -> str:
    """The day and the words of the unit's last 反馈 or 报结."""
    state, unit = row.item.state, row.standing.unit
    own = [
        event for event in state.journal if isinstance(event, Progress | Done) and state.is_by(event, unit)
    ]
    if not own:
        return ""
    last = own[-1]
    words = " ".join((last.done or "").split())
    return f"{last.on} {last.action} {words}"[:_MOST_WORDS].strip()


def _owed(row: UnitRow, books: Books) -> str:
    """The unit's open duties of a task: what, by when."""
    mine = [
        duty
        for duty in books.live_duties_of(row.item)
        if books.register.same(duty.unit, row.standing.unit) and (duty.running or duty.late_on(books.today))
    ]
    mine.sort(key=lambda duty: (duty.due_on or date.max, duty.rule))
    return "；".join(
        f"{duty.name} {duty.due_on}{'（暂定）' if duty.provisional else ''}" if duty.due_on else duty.name
        for duty in mine
    )


def check_sum(code: str, period: str, unit: str, rows: Sequence[Sequence[str]]) -> str:
    """Two digests: of workspace, period, unit and the ordered ids; and of all our cells."""
    ids = _digest([code, period, plain_cell(unit), [row[0] for row in rows]])
    return f"{ids}-{_digest([list(row) for row in rows])}"


def row_digest(cells: Sequence[str]) -> str:
    """What the books keep of a row that went out: the first half of the SHA-256 of our cells."""
    return hashlib.sha256(msgspec.json.encode(list(cells))).hexdigest()[:_ROW_SIGNS]


def _digest(value: object) -> str:
    return hashlib.sha256(msgspec.json.encode(value)).hexdigest()[:8]


def plain_cell(text: str) -> str:
    """A cell as it is compared, whatever program wrote it: no blanks, days in ISO form, percent without its sign."""
    bare = _BLANKS.sub("", half_width(_UNSEEN.sub("", text)))
    bare = bare.replace("(暂定)", "").removeprefix("'")
    day = read_day(bare)
    return day.isoformat() if day else bare.removesuffix("%")


def read_day(text: str) -> date | None:
    """The day that a cell names (2026-09-30, 2026.9.30, 2026/9/30, 2026年9月30日); None where it names none."""
    return written_day(text)
