"""The neutral wall chart: key figures, series to be drawn, rows to be listed, and the page behind each row.

Knows no drawing, no colour and no HTML: a light is a word here, what it looks like is the renderer's business.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from duban.views.model.sheet import Table


class Lamp(StrEnum):
    """How urgent a task is; the value is what JSON says, `word` what people read."""

    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"
    GREEN = "green"
    OFF = "off"

    @property
    def word(self) -> str:
        """The light in one character; nothing is told by colour alone."""
        return _WORDS[self]


_WORDS = {Lamp.RED: "红", Lamp.YELLOW: "黄", Lamp.BLUE: "蓝", Lamp.GREEN: "绿", Lamp.OFF: "—"}


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One number in large type: its English name, its label, what it counts, and the light it belongs to."""

    name: str
    label: str
    value: int
    note: str
    lamp: Lamp = Lamp.OFF


@dataclass(frozen=True, slots=True)
class Count:
    """So many tasks of one part (a status, a light) in one bar (a unit, an age band)."""

    bar: str
    part: str
    tasks: int


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the books: what was entered, what was written off, what was open on its last day."""

    label: str
    registered: int
    written_off: int
    ending: int


@dataclass(frozen=True, slots=True)
class Node:
    """One dated node: the day it is due, the day it was reached, whether it is late."""

    name: str
    due_on: date
    met_on: date | None
    late: bool

    @property
    def standing(self) -> str:
        """Where it stands, in a word."""
        if self.met_on is not None:
            return "迟到完成" if self.met_on > self.due_on else "按时完成"
        return "已过时限" if self.late else "未到时限"


@dataclass(frozen=True, slots=True)
class Bar:
    """One task on the time axis: from the day it was handed over to its due day, with its nodes."""

    task: str
    title: str
    lamp: Lamp
    start: date
    due_on: date | None
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One task in the list.

    `why` says what its light looks at, `next_on` is the day of that; `late` is in working days, 0 when it is not.
    """

    task: str
    title: str
    ledger: str
    leads: tuple[str, ...]
    support: tuple[str, ...]
    leaders: tuple[str, ...]
    status: str
    lamp: Lamp
    why: str
    next_on: date | None
    due_on: date | None
    provisional: bool
    late: int
    missed: int
    percent: int | None
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What opens when a task is chosen: one line on where it stands, then tables."""

    summary: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The whole wall.

    `parts` are all parts that a bar of `units` may have, in order, written off last; `statuses` those that a line may
    have; `pages` is in the order of `lines`; `left_out` bars are not drawn, only listed; `legend` tells each light.
    `tables` stand as they are below the drawings.
    """

    title: str
    asked: str
    today: date
    public: bool
    figures: tuple[KeyFigure, ...]
    parts: tuple[str, ...]
    statuses: tuple[str, ...]
    units: tuple[Count, ...]
    ages: tuple[Count, ...]
    months: tuple[Month, ...]
    bars: tuple[Bar, ...]
    left_out: int
    lines: tuple[Line, ...]
    pages: tuple[Page, ...]
    tables: tuple[Table, ...] = ()
    legend: tuple[tuple[Lamp, str], ...]
    notes: tuple[str, ...]
