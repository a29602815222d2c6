"""Days that can hardly be meant: another century, years off, a limit before its duty began.

A wrong year is the commonest slip of the hand (2016 for 2026). Such a day is told when it is written, by whichever
command, and by `check` as long as the task is open; it is never refused, for books may hold old matters.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from duban.core.model.events import Done, Progress
from duban.core.model.record import Fault
from duban.core.model.task import Task
from duban.core.model.terms import Action, Horizon

FAR_AHEAD, FAR_BACK = 10, 30
"""Years. 酌定: no plan sets days beyond two five-year plans; papers that are carried out may be old."""
_OLD = 5
"""Years after which a paper is told as old where one digit of its year makes it new. 酌定: the length of a plan."""
_NEW_YEAR = 3
"""The month up to which a paper may bear the number of the year before."""
_CENTURY = 100
_YEAR = timedelta(days=365)
_NEAR_YEARS = (0, 1, -1, 2, 3)


@dataclass(frozen=True, slots=True)
class _Day:
    """A day of a task: where it stands, its name, the days before and after which it can hardly be, and why."""

    keys: tuple[str | int, ...]
    name: str
    on: date
    since: date | None = None
    early: str = ""
    until: date | None = None
    late: str = ""
    limit: bool = False
    numbered: int | None = None
    paper: bool = False


def find_unlikely_days(task: Task, today: date) -> Iterator[Fault]:
    """A fault for each day of head and journal that can hardly be meant, with the year that may have been."""
    for day in (*_of_head(task, today), *_of_journal(task, today)):
        code, odd = _doubt(day, today)
        if odd:
            meant = _meant(day, today, _entered(task, today) if day.limit else None)
            advice = f"是不是 {meant}？不是的，不用改" if meant else "请核对年份"
            yield Fault(day.keys, code, f"{day.name} {day.on} {odd}", advice)


def _of_head(task: Task, today: date) -> Iterator[_Day]:
    yield from _papers(task, today)
    since, early = _began(task, today)
    if task.deadline is not None and task.deadline.on is not None:
        yield _Day(
            ("完成时限", "日期"), "完成时限", task.deadline.on, since, early, *_reach(task, today), limit=True
        )
    for place, node in enumerate(task.milestones):
        yield _Day(
            ("时序进度", place, "时限"), f"节点“{node.name}”的时限", node.due_on, since, early, limit=True
        )


def _papers(task: Task, today: date) -> Iterator[_Day]:
    """The days of what a task comes from: they have been, and a document's number says its year."""
    last, late = max(today, _entered(task, today)), "还没有到"
    for place, source in enumerate(task.sources):
        if source.issued_on is not None:
            keys = ("来源", place, "发文日期")
            number = _year_of_number(source.doc_no)
            yield _Day(keys, "发文日期", source.issued_on, until=last, late=late, numbered=number, paper=True)
        if source.held_on is not None:
            yield _Day(
                ("来源", place, "会议日期"), "会议日期", source.held_on, until=last, late=late, paper=True
            )
        if source.occurred_on is not None:
            keys = ("来源", place, "事发日期")
            yield _Day(keys, "事发日期", source.occurred_on, until=last, late=late, paper=True)
    for place, each in enumerate(task.instructions):
        if each.on is not None:
            yield _Day(("批示", place, "日期"), "批示日期", each.on, until=last, late=late, paper=True)


def _year_of_number(doc_no: str | None) -> int | None:
    from duban.core.grammar.typed import years_in

    years = years_in(doc_no) if doc_no else []
    return years[0] if len(years) == 1 else None


def _of_journal(task: Task, today: date) -> Iterator[_Day]:
    since, early = _began(task, today)
    for place, event in enumerate(task.journal):
        if event.action is Action.REGISTER:
            yield _Day(("流水", place, "日期"), "立项日期", event.on, paper=True)
        if event.action is Action.RECEIVE:
            told = [source.issued_on for source in task.sources if source.issued_on is not None]
            issued = min(told, default=None)
            yield _Day(
                ("流水", place, "日期"), "收文日期", event.on, issued, f"在发文日期 {issued} 之前", paper=True
            )
        due = getattr(event, "due_on", None)
        if isinstance(due, date):
            before = f"在{event.action}日 {event.on} 之前"
            if event.action is Action.ASSIGN:
                before = "在交办日之前，一交办就已逾期"
            yield _Day(
                ("流水", place, "时限"), "时限", due, event.on, before, *_reach(task, today), limit=True
            )
        if isinstance(event, Progress | Done) and event.done_on is not None:
            yield _Day(("流水", place, "办结日期"), "办结日期", event.done_on, since, early)


def _began(task: Task, today: date) -> tuple[date, str]:
    """Before which day the duty cannot have been: its source's, or a year before it was entered, for old matters."""
    told = [each.on for each in _papers(task, today) if not _doubt(each, today)[1]]
    if told:
        return min(told), f"在来源的日期 {min(told)} 之前"
    entered = _entered(task, today)
    return entered - _YEAR, f"比立项日 {entered} 早一年多"


def _reach(task: Task, today: date) -> tuple[date | None, str]:
    """After which day a limit is beyond what the 性质 of the task means, and why (酌定: the sources name no days)."""
    entered = _entered(task, today)
    if task.horizon is Horizon.ANNUAL:  # a plan for the coming year may be entered late in this one
        return date(entered.year + 1, 12, 31), "在下一年度以后，性质却是“年度”"
    if task.horizon is Horizon.PHASE:
        return entered + _YEAR, "在一年以后，性质却是“阶段性”"
    return None, ""


def _entered(task: Task, today: date) -> date:
    return next((event.on for event in task.journal if event.action is Action.REGISTER), today)


def _doubt(day: _Day, today: date) -> tuple[str, str]:
    """A code, and what is odd about a day; "" where nothing is."""
    years = day.on.year - today.year
    if day.on.year // _CENTURY != today.year // _CENTURY:
        return "day-unlikely", "不在这个世纪"
    if years > FAR_AHEAD:
        return "day-unlikely", f"在{years}年以后"
    if -years > FAR_BACK:
        return "day-unlikely", f"在{-years}年以前"
    if day.until is not None and day.on > day.until:
        return "day-unlikely" if day.paper else "due-too-far", day.late
    if day.numbered is not None:
        fits = day.on.year == day.numbered
        fits = fits or (day.on.year == day.numbered + 1 and day.on.month <= _NEW_YEAR)
        return "day-unlikely", "" if fits else f"和文号里的年份 {day.numbered} 对不上"
    if day.paper and -years >= _OLD and _meant(day, today, None):
        return "day-unlikely", f"在{-years}年以前"
    if day.paper and day.since is not None and day.on < day.since:
        return "day-unlikely", day.early
    return "due-in-past", day.early if day.since is not None and day.on < day.since else ""


def _meant(day: _Day, today: date, entered: date | None) -> date | None:
    """The same day of a year near by that differs in one digit, or in its century, if it is nothing to wonder at.

    A limit that was meant lies after the day on which the task was `entered`.
    """
    for near in _NEAR_YEARS:
        year = today.year + near
        digits = sum(one != other for one, other in zip(str(year), f"{day.on.year:04}", strict=True))
        if digits != 1 and year % _CENTURY != day.on.year % _CENTURY:
            continue
        try:
            on = day.on.replace(year=year)
        except ValueError:
            continue
        begun = (day.since is None or on >= day.since) and day.numbered in {None, year}
        if day.paper and on > today:
            continue
        if begun and (day.until is None or on <= day.until) and (entered is None or on >= entered):
            return on
    return None
