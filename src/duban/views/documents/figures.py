"""The figures of a circular or a special report, in sentences: how many tasks, how many done, late, in difficulty.

Pure; this is what stands there when no bulletin sheet is handed in. Percentages are rounded half up to one decimal.
"""

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from duban.core.books import Books, Item
from duban.core.events import Progress
from duban.core.terms import Role, Status
from duban.views.document import day_text
from duban.views.documents.fields import late_workdays, lead_names
from duban.views.register import is_late

Figures = Callable[[Books, Sequence[Item]], dict[str, str]]
"""Gives the fields 总体情况, 单位情况 and 逾期清单 of a document."""


class Count(msgspec.Struct, frozen=True):
    """Tasks by how they stand; `total` = closed + late + going + suspended, withdrawn ones are left out."""

    total: int
    closed: int
    late: int
    going: int
    hindered: int
    suspended: int
    due: int
    in_time: int


def count_tasks(books: Books, items: Sequence[Item]) -> Count:
    """The count of these tasks. `due`: closed, or past the due day; `in_time`: closed and reported in time."""
    counted = [item for item in items if item.state.status is not Status.WITHDRAWN]
    closed = [item for item in counted if item.state.status is Status.CLOSED]
    late = [item for item in counted if is_late(item.state)]
    suspended = [item for item in counted if item.state.status is Status.SUSPENDED]
    going = [item for item in counted if item.state.open and item not in late and item not in suspended]
    return Count(
        total=len(counted),
        closed=len(closed),
        late=len(late),
        going=len(going),
        hindered=sum(map(_is_hindered, going)),
        suspended=len(suspended),
        due=len(closed) + len(late),
        in_time=sum(_was_in_time(books, item) for item in closed),
    )


def _is_hindered(item: Item) -> bool:
    said = [event for event in item.state.feedback if isinstance(event, Progress)]
    return bool(said and said[-1].issues)


def _was_in_time(books: Books, item: Item) -> bool:
    limits = [duty for duty in books.duties_of(item) if duty.kind == "时限" and duty.role is Role.LEAD]
    return not any(duty.met_late or duty.late_on(books.today) for duty in limits)


def percent(part: int, whole: int) -> str:
    """`part` of `whole` in percent, rounded half up to one decimal; a dash where there is no whole."""
    if not whole:
        return "—"
    share = (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{share}%"


def figure_fields(books: Books, items: Sequence[Item]) -> dict[str, str]:
    """The three fields that the figures fill."""
    return {
        "总体情况": _overall(books, count_tasks(books, items)),
        "单位情况": "；".join(_by_unit(books, items)) + "。" if items else "",
        "逾期清单": "\n".join(_late_list(books, items)),
    }


def _overall(books: Books, count: Count) -> str:
    hindered = f"（其中存在困难或问题{count.hindered}项）" if count.hindered else ""
    suspended = f"，已中止{count.suspended}项" if count.suspended else ""
    return (
        f"截至{day_text(books.today)}，交办的{count.total}项事项，已销号{count.closed}项，"
        f"按期推进中{count.going}项{hindered}，已超期{count.late}项{suspended}，"
        f"任务按期完成率{percent(count.in_time, count.due)}。"
    )


def _by_unit(books: Books, items: Sequence[Item]) -> list[str]:
    units: dict[str, list[Item]] = {}
    for item in items:
        for unit in lead_names(books, item) or ("牵头待定",):
            units.setdefault(unit, []).append(item)
    lines = []
    for unit, held in units.items():
        count = count_tasks(books, held)
        told = [f"已销号{count.closed}项"] * bool(count.closed) + [f"超期{count.late}项"] * bool(count.late)
        lines.append(f"{unit}{count.total}项" + (f"（{'，'.join(told)}）" if told else ""))
    return lines


def _late_list(books: Books, items: Sequence[Item]) -> list[str]:
    late = sorted(
        (item for item in items if is_late(item.state)), key=lambda item: -late_workdays(books, item)
    )
    return [
        f"{'、'.join(lead_names(books, item))}：{item.task.title}（{item.task.id}），"
        f"时限{day_text(item.state.due_on) if item.state.due_on else ''}，"
        f"已逾期{late_workdays(books, item)}个工作日。"
        for item in late
    ]
