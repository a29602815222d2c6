"""The milestones of tasks against today, as one chart in Vega-Lite.

Draws the bars of a Board; views/wall/wall.py chooses them. altair is handed in.
"""

from datetime import date, timedelta
from types import ModuleType
from typing import Any

from duban.render.charts.axes import (
    INK,
    LABEL_SIZE,
    NARROW,
    SHAPES,
    SMALL_SIZE,
    inner_width,
    labels,
    lamp_colour,
    lamp_label,
    name_width,
)  # fmt: skip
from duban.render.text.escape import visible
from duban.render.text.width import clip
from duban.views.model.board import Bar, Board

TODAY = "#b3261e"
GANTT_WIDE = 960
_GANTT_ROW = 30
_BELOW_TODAY = 30
"""Pixels below the plot for the label of today's line."""
_TITLE, _NARROW_TITLE = 30, 16
"""Columns of a title; its id stands in the list, and on a wide screen beside it."""
_PAST, _AHEAD, _MARGIN = timedelta(days=240), timedelta(days=300), timedelta(days=10)


def gantt(alt: ModuleType, board: Board, width: int) -> Any:  # noqa: ANN401 - altair's charts share no type
    """Bars from 交办 to the due day, a mark for each milestone by its status, a line for today."""
    narrow = width == NARROW
    names = {bar.task: _bar_label(bar, narrow=narrow) for bar in board.bars}
    first, last = _window(board)
    spans = [
        {
            "事项": bar.task,
            "灯": lamp_label(bar.lamp),
            "始": max(bar.start, first).isoformat(),
            "止": min(max(bar.due_on or last, first), last).isoformat(),
        }
        for bar in board.bars
        if bar.start <= last
    ]
    nodes = [
        {
            "事项": bar.task,
            "节点": node.standing,
            "日": node.due_on.isoformat(),
        }
        for bar in board.bars
        for node in bar.nodes
        if first <= node.due_on <= last
    ]
    y = alt.Y("事项:N", sort=list(names), title=None, axis=labels(alt, names, SMALL_SIZE))
    x = alt.Scale(type="utc", domain=[first.isoformat(), last.isoformat()])
    ticks = {"interval": "month", "step": 4} if narrow else 12
    axis = alt.Axis(format="%Y-%m", tickCount=ticks, labelAngle=0, orient="top", grid=True)
    span = (
        alt.Chart(alt.Data(values=spans))
        .mark_bar(height=10, cornerRadius=3, opacity=0.85)
        .encode(
            y=y,
            x=alt.X("utcyearmonthdate(始):T", scale=x, title=None, axis=axis),
            x2="utcyearmonthdate(止):T",
            color=lamp_colour(alt, width),
        )
    )
    standings = ["按时完成", "迟到完成", "已过时限", "未到时限"]
    point = (
        alt.Chart(alt.Data(values=nodes))
        .mark_point(size=110, filled=True, stroke="white", strokeWidth=1, opacity=1, color=INK)
        .encode(
            y=y,
            x=alt.X("utcyearmonthdate(日):T", scale=x, title=None, axis=axis),
            shape=alt.Shape(
                "节点:N",
                scale=alt.Scale(domain=standings, range=["circle", "square", "triangle-down", "diamond"]),
                legend=alt.Legend(
                    columns=2 if narrow else 4,
                    orient="bottom" if narrow else "top",
                    offset=_BELOW_TODAY if narrow else 18,
                    symbolFillColor=INK,
                ),
            ),
        )
    )
    today = alt.Data(values=[{"日": board.today.isoformat(), "字": f"今天 {board.today:%m-%d}"}])
    rule = (
        alt.Chart(today)
        .mark_rule(color=TODAY, strokeWidth=2, strokeDash=[5, 3])
        .encode(x=alt.X("utcyearmonthdate(日):T", scale=x, title=None, axis=axis))
    )
    layers = alt.layer(span, rule, point, _today_text(alt, today, x, axis))
    return layers.properties(
        width=inner_width(width, name_width(names, SMALL_SIZE)), height=_GANTT_ROW * len(names)
    )


def _today_text(alt: ModuleType, today: Any, scale: Any, axis: Any) -> Any:  # noqa: ANN401 - altair's own types
    """The label of today's line, below the time axis."""
    height = alt.value("height")
    return (
        alt.Chart(today)
        .mark_text(align="center", baseline="top", dy=4, color=TODAY, fontSize=LABEL_SIZE, fontWeight="bold")
        .encode(x=alt.X("utcyearmonthdate(日):T", scale=scale, title=None, axis=axis), y=height, text="字:N")
    )


def _bar_label(bar: Bar, *, narrow: bool) -> str:
    title = visible(bar.title)
    if narrow:
        return f"{SHAPES[bar.lamp]}{clip(title, _NARROW_TITLE)}"
    return f"{SHAPES[bar.lamp]} {bar.task} {clip(title, _TITLE)}"


def _window(board: Board) -> tuple[date, date]:
    """The days on the time axis: all that is drawn, within `_PAST` and `_AHEAD` of today, so that it stays legible."""
    days = [
        day for bar in board.bars for day in (bar.start, bar.due_on, *(n.due_on for n in bar.nodes)) if day
    ]
    first = max(min(days), board.today - _PAST) - _MARGIN
    last = min(max([*days, board.today]), board.today + _AHEAD) + _MARGIN
    return min(first, board.today - _MARGIN), last
