"""半年查账: the inspector's list, each point with its number, since when, and its conclusion.

Pure; which points there are, core/balance/inspection.py says. Conclusions on points that left the list stay visible.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from duban.core.balance.inspection import Conclusion, FindingKind, InspectionPoint, inspection_points
from duban.views.footnotes import as_of
from duban.views.model.fields import record_of
from duban.views.model.sheet import Cell, Column, Group, Kind, Mark, Row, Sheet, Table, row
from duban.views.period.balance import View, unit_order
from duban.views.period.balance_sheets import NO_LEAD_NAME, title_of

Conclusions = Mapping[str, Sequence[Conclusion]]
"""All conclusions on each point, by its number, the last one last."""


class Findings(msgspec.Struct, frozen=True):
    """The list with the conclusions on it, and those on points that are no longer on it."""

    points: tuple[InspectionPoint, ...]
    conclusions: Conclusions
    gone: tuple[Conclusion, ...]

    @property
    def open(self) -> tuple[InspectionPoint, ...]:
        """The points without a conclusion."""
        return tuple(point for point in self.points if point.number not in self.conclusions)


def findings(view: View, conclusions: Conclusions) -> Findings:
    """The points of what is shown: by lead unit, ledger and leader."""
    points = inspection_points(view.found.books, view.found.span)
    shown = tuple(point for point in points if _shows(view, point))
    numbers = {point.number for point in points}
    narrowed = bool(view.units or view.ledgers or view.leader)
    gone = () if narrowed else tuple(made[-1] for name, made in conclusions.items() if name not in numbers)
    return Findings(shown, conclusions, gone)


def _shows(view: View, point: InspectionPoint) -> bool:
    return (not view.units or lead_of(view, point) in view.units) and view.wants(point.item)


def lead_of(view: View, point: InspectionPoint) -> str:
    """The first lead of the point's task, under its name of today; empty where none leads."""
    leads, books = point.item.leads, view.found.books
    return books.register.current(leads[0], books.today) if leads else ""


def findings_records(view: View, found: Findings) -> list[dict[str, Any]]:
    """What `reconcile --half --json` says under `findings`: the list, then what left it."""
    return [
        record_of(point, "number task=item.task.id title=item.task.title")
        | {"unit": lead_of(view, point) or None, **record_of(point, "kind what since"), "listed": True}
        | _conclusions(found, point.number)
        for point in found.points
    ] + [
        {
            "number": last.number,
            "task": last.number.rpartition("-")[0],
            "title": None,
            "unit": None,
            "kind": next((kind for kind in FindingKind if last.number.endswith(f"-{kind}")), None),
            "what": last.what,
            "since": None,
            "listed": False,
            **_conclusions(found, last.number),
        }
        for last in found.gone
    ]


def _conclusions(found: Findings, number: str) -> dict[str, Any]:
    made = found.conclusions.get(number, ())
    return {"conclusions": [record_of(each, "on recorded_at by result") for each in made]}


def findings_sheet(view: View, found: Findings) -> Sheet:
    """The inspector's list as people read it: by unit; an empty conclusion is to be filled in."""
    columns = (
        Column("项", shrink=0),
        Column("事项", shrink=1),
        Column("情况", shrink=1),
        Column("自", Kind.DATE, 0),
        Column("结论", shrink=1),
    )
    units = sorted({lead_of(view, point) for point in found.points}, key=unit_order(view.found))
    groups = []
    for unit in units:
        points = [point for point in found.points if lead_of(view, point) == unit]
        title = f"{unit or NO_LEAD_NAME}（{len(points)} 项）"
        groups.append(Group(title, tuple(_row(point, found) for point in points)))
    if found.gone:
        groups.append(Group("已不在单子上的", tuple(_gone_row(last, found) for last in found.gone)))
    tables = (Table(columns, groups=tuple(groups)),) if groups else ()
    heading = title_of(view).replace("半年查账", "查账清单", 1)
    return Sheet(heading, (_told(view, found),), tables, tuple(_notes(view, found)))


def _told(view: View, found: Findings) -> str:
    counts = [(kind, sum(point.kind is kind for point in found.points)) for kind in FindingKind]
    told = "、".join(f"{kind} {count} 项" for kind, count in counts if count) or "没有要查的"
    done = len(found.points) - len(found.open)
    return f"截至 {as_of(view.found.books)}。{told}；已有结论 {done} 项，还没有的 {len(found.open)} 项。"


def _notes(view: View, found: Findings) -> Iterator[str]:
    first = view.found.span.start
    yield (
        f"超半年：{first} 以前立项、还没有销号的；暂定：时限所在的年份还没有放假安排；"
        "未核验：已报结、没有核验；缺要素：制度要求写明的没有写。"
    )
    if found.open and view.found.closing is None:
        number = found.open[0].number
        yield f"填结论：duban reconcile --half {view.found.span.label} --conclude {number} --result …"


def _row(point: InspectionPoint, found: Findings) -> Row:
    return row(point.number, point.item.task.title, point.what, point.since, _text(point.number, found))


def _gone_row(last: Conclusion, found: Findings) -> Row:
    return row(last.number, "", Cell(last.what, Mark.MUTED), None, _text(last.number, found))


def _text(number: str, found: Findings) -> str | None:
    """The conclusion that holds, and the earlier ones that it replaced."""
    made = found.conclusions.get(number, ())
    if not made:
        return None
    told = [f"{made[-1].result}（{made[-1].by} {made[-1].on:%m-%d}）"]
    told += [f"原结论 {each.on:%m-%d} {each.by}：{each.result}" for each in reversed(made[:-1])]
    return "；".join(told)
