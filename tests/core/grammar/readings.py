"""What each setting reads in the words of a case: for the tests, and for the agreement that bench/agreement.py prints."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.grammar.cadences import parse_cadence
from duban.core.grammar.figures import Figure, read_figure
from duban.core.grammar.stretches import Base
from duban.core.grammar.typed import read_day, read_period
from duban.core.model.record import raw_record
from duban.core.periods.spans import span_of
from duban.importers.grammar.deadlines import Clock, Deadline, Due, find_dues, parse_deadline

CASES = Path(__file__).parent
SETTINGS = ("sentence", "cell", "due", "on", "cadence", "period", "figure")


@dataclass(frozen=True)
class Times:
    """The days that the cases of a file count from."""

    year: int = 2021
    issued_on: date = date(2021, 3, 1)
    received_on: date = date(2021, 3, 8)
    held_on: date = date(2021, 2, 26)
    today: date = date(2021, 9, 15)

    def clock(self) -> Clock:
        return Clock(self.year, self.issued_on, self.received_on, self.held_on, WorkCalendar())


TIMES = Times()


def load(path: Path) -> list[dict[str, Any]]:
    """The cases of a file."""
    cases: list[dict[str, Any]] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return cases


def answers(case: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """Each setting that a case speaks of, and what is right there."""
    for setting in SETTINGS:
        if setting in case:
            yield setting, case[setting]
        elif "reads" in case and setting in {"sentence", "cell"}:
            yield setting, case["reads"]


def dues_of(text: str, times: Times = TIMES) -> tuple[Due, ...]:
    return find_dues(text, times.clock())


def cell_of(text: str, times: Times = TIMES) -> Deadline:
    return parse_deadline(text, times.year, times.issued_on)


def read(setting: str, text: str, times: Times = TIMES) -> object:
    """What a setting reads: days in the order of the text, a 报送周期, the name of a period; [] for nothing."""
    match setting:
        case "sentence":
            return [due.on for due in dues_of(text, times) if due.on is not None]
        case "cell":
            counted = [
                due.on for due in dues_of(text, times) if due.kind == "relative" and due.on is not None
            ]
            return list(cell_of(text, times).dues) or counted
        case "due" | "on":
            try:
                on = read_day(text, Base(times.today.year, times.today, ahead=setting == "due"))
            except ValueError:
                return []
            return [] if on is None else on
        case "cadence":
            cadence = parse_cadence(text)
            return (
                []
                if cadence is None
                else {key: value for key, value in raw_record(cadence).items() if key != "原文"}
            )
        case "figure":
            return [] if (figure := read_figure(text)) is None else shown(figure)
        case _:
            period = read_period(text, times.today)
            return [] if period is None else span_of(*period).label


def shown(figure: Figure) -> dict[str, Any]:
    """A figure as the cases write it: what it does not say left out."""
    return {name: value for name, value in asdict(figure).items() if value not in {"", None, False}}


def agree(right: object, got: object) -> bool:
    """Whether an answer is the right one; a single day may stand without its list."""
    return _listed(right) == _listed(got)


def _listed(value: object) -> object:
    if isinstance(value, list):
        return value
    return [value]
