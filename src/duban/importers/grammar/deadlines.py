"""The deadlines of documents: mentions of time (core/grammar) counted from a document's year, days and calendar.

The year of a text without one, the days of issue, receipt and meeting and the working-day calendar are handed in:
nothing is guessed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import msgspec

from duban.core.calendar.counting import DueDay, add_counted
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.grammar.cadences import parse_cadence
from duban.core.grammar.forms import CELL, SENTENCE
from duban.core.grammar.mentions import Mention, find_mentions
from duban.core.grammar.stretches import Base
from duban.core.model.folding import Folded, arabic, fold, fold_with_origin
from duban.core.model.task import Cadence
from duban.errors import DubanError
from duban.importers.grammar.normalize import one_line

_LONGEST, _LONGEST_CELL, _LONGEST_CADENCE = 20_000, 500, 500
_SERIALS = range(36526, 73051)  # Excel's day numbers of the years 2000 to 2099
_EXCEL_DAY_0 = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Due:
    """One mention of time in a text: the words as written, the day they set, and what they are.

    `kind` is `day`, `relative` (5日内), `span` (the time of a phase: its end counts where nothing else is said),
    `recurring` or `continuous`. `lacks` names what is missing to find the day: `year`, `issued`, `received`, `held`,
    `start`, `calendar`. `start` and `end` are its position in the text. `rough`: custom sets the day, not the words.
    """

    text: str
    on: date | None
    kind: str
    start: int
    end: int
    lacks: str = ""
    provisional: bool = False
    rough: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """What days are counted from: the document's year, its days of issue, receipt and meeting, the calendar."""

    year: int | None = None
    issued_on: date | None = None
    received_on: date | None = None
    held_on: date | None = None
    calendar: WorkCalendar | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """What a cell says of time: `dues` in the order of the text; `on` is the latest of them.

    `lacks` is what is missing for one of its days. `continuous`: 长期坚持, 每月底前. `rough`: custom sets a day, not
    the words: "6月前" was read as before June begins.
    """

    dues: tuple[date, ...] = ()
    lacks: tuple[str, ...] = ()
    continuous: bool = False
    rough: bool = False

    @property
    def on(self) -> date | None:
        """The latest day named, the one that is owed."""
        return max(self.dues, default=None)

    @property
    def needs_year(self) -> bool:
        """Whether a month or day stands there whose year nothing tells."""
        return "year" in self.lacks

    @property
    def impossible(self) -> bool:
        """Whether a day stands there that no calendar has."""
        return "calendar" in self.lacks


def owed(dues: Sequence[Due]) -> list[Due]:
    """The mentions that set a deadline; the end of a phase counts only where there is no other."""
    days = [due for due in dues if due.on is not None and due.kind in {"day", "relative"}]
    return days or [due for due in dues if due.on is not None and due.kind == "span"]


def find_dues(text: str, clock: Clock) -> tuple[Due, ...]:
    """Every mention of time in a text that sets a day or recurs, in order; what only looks like a deadline is left out.

    A month without a year takes the year named before it in the same sentence, else the document's. A day before the
    document's day of issue is a fact, not a deadline.
    """
    folded = fold_with_origin(text[:_LONGEST])
    base = Base(clock.year, clock.issued_on)
    return tuple(
        _due(each, folded, clock)
        for each in find_mentions(folded.text, SENTENCE, base)
        if each.kind not in {"none", "start"}
    )


def _due(mention: Mention, folded: Folded, clock: Clock) -> Due:
    on, lacks, provisional, kind = mention.on, mention.lacks, False, mention.kind
    if kind == "counted":
        kind, counted = "relative", _count(mention, clock)
        on, provisional = (None, False) if counted is None else (counted.on, counted.provisional)
        lacks = mention.clock if on is None else ""
    start, end = folded.origin[mention.start], folded.origin[mention.end - 1] + 1
    words = folded.original(mention.start, mention.end)
    return Due(words, on, kind, start, end, lacks, provisional, mention.rough)


def _count(mention: Mention, clock: Clock) -> DueDay | None:
    """The last day of so many days after an event; None where the event or the calendar is not known."""
    starts = {"issued": clock.issued_on, "received": clock.received_on, "held": clock.held_on}
    start = starts.get(mention.clock)
    if start is None or clock.calendar is None:
        return None
    try:
        return add_counted(start, mention.count, mention.unit, clock.calendar)
    except DubanError:
        return None


@lru_cache(maxsize=1024)
def parse_deadline(text: str, year: int | None, said_on: date | None = None) -> Deadline:
    """Read a cell; `year` is the document's year, used where the text itself names none, `said_on` its day of issue.

    A month or day without a year takes the year named before it in the text. Starts (2018年起) and
    recurring days (每年6月底前) are no deadlines.
    """
    folded = arabic(fold(text[:_LONGEST_CELL]))
    if folded.isdecimal() and int(folded) in _SERIALS:
        return Deadline(dues=(_EXCEL_DAY_0 + timedelta(days=int(folded)),))
    mentions = [
        each for each in find_mentions(folded, CELL, Base(year, said_on)) if each.kind in {"day", "span"}
    ]
    return Deadline(
        dues=tuple(each.on for each in mentions if each.on is not None),
        lacks=tuple(dict.fromkeys(each.lacks for each in mentions if each.lacks)),
        continuous=any(word in folded for word in _CONTINUOUS),
        rough=any(each.rough for each in mentions),
    )


_ALL = re.compile("各项|所有|全部|均|以上|上述|一律|统一")
_DONE = re.compile("完成|办结|办理完毕|落实到位|整改到位")
_CLAUSE = re.compile("[^，；。：:！？()（）]+")


def common_deadline(texts: Iterable[str], clock: Clock) -> tuple[str, Deadline] | None:
    """The deadline that is said of all tasks: 各项工作须于8月29日前完成; None where none is said, or several are."""
    found: dict[date, str] = {}
    for text in texts:
        line = one_line(text[:_LONGEST])
        dues = [due for due in find_dues(line, clock) if due.kind == "day" and due.on is not None]
        for clause in _CLAUSE.finditer(line) if dues else ():
            within = [due for due in dues if clause.start() <= due.start and due.end <= clause.end()]
            if (
                len(within) == 1
                and within[0].on
                and _ALL.search(clause[0])
                and _DONE.search(line, within[0].end, clause.end())
            ):
                found[within[0].on] = within[0].text
    if len(found) != 1:
        return None
    ((on, words),) = found.items()
    return words, Deadline(dues=(on,))


_CONTINUOUS = [
    "长期",
    "持续",
    "常态",
    "全年",
    "每年",
    "每半年",
    "每季",
    "每月",
    "每周",
    "每日",
    "每个月",
    "经常",
    "随时",
    "适时",
    "立行立改",
    "即知即改",
    "立知立改",
    "立查立改",
    "边查边改",
    "立即",
    "即时",
    "贯穿",
    "按月",
    "按季",
    "逐月",
    "逐季",
    "不间断",
    "滚动",
    "始终",
]


def read_cadence(words: str) -> Cadence | None:
    """The reporting cadence these words name, kept as written; None where they name none, or several."""
    found = parse_cadence(words)
    return msgspec.structs.replace(found, text=one_line(words)[:_LONGEST_CADENCE]) if found else None
