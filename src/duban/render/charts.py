"""The charts of the wall: declared in Vega-Lite through altair, drawn to static SVG by vl-convert, in two widths.

Draws what a Board holds and counts nothing. Both libraries are the extra `charts`; text in the SVG stays text.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import ModuleType
from typing import Any

from duban.errors import refusal
from duban.render.escape import visible
from duban.render.width import clip
from duban.views.board import Bar, Board, Count, Lamp

FONTS = '"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei","SimHei",sans-serif'
LAMP_COLOURS = {
    Lamp.RED: "#b3261e",
    Lamp.YELLOW: "#f0b400",
    Lamp.BLUE: "#0063a8",
    Lamp.GREEN: "#4aa98f",
    Lamp.OFF: "#8a8f98",
}
"""Told apart by colour-blind people too: they differ in lightness, and a word stands beside each."""
PART_COLOURS = ("#6b3f8f", "#d07fb0", "#0063a8", "#4aa98f", "#f0b400", "#8a8f98", "#d5dbe3")
INK, RULE, TODAY = "#1f2933", "#d5dbe3", "#b3261e"
WIDE, NARROW = 560, 300
MOST_UNITS = 40
FEW = 10
_ROW, _GANTT_ROW = 24, 30
_PAST, _AHEAD, _MARGIN = timedelta(days=240), timedelta(days=300), timedelta(days=10)
_ROOT = re.compile(r"<svg\b[^>]*>")
_TAG = re.compile(r"<[a-z][^>]*>")
_IDS = re.compile(r'(\bid="|url\(#|href="#)')
_ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_SIZE = re.compile(r'\bviewBox="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart: its name, its title, what it says in a sentence, the SVG for a screen and for a phone."""

    name: str
    title: str
    says: str
    wide: str
    narrow: str


def draw(board: Board) -> tuple[Drawing, ...]:
    """Every chart that has something to show. Raises DubanError where the extra is not installed."""
    alt, convert = _libraries()
    charts: tuple[tuple[str, str, str, bool, Callable[[ModuleType, Board, int], Any]], ...] = (
        ("units", "各单位在办和销号", "各牵头单位的事项按状态分段", bool(board.units), _units),
        ("months", "近十二个月进出", "每月登账、销号的件数和月末在办的件数", True, _months),
        (
            "ages",
            "在办事项已立项多久",
            "在办事项按立项以来的天数分段，按灯色着色",
            _longest(board.ages) > 0,
            _ages,
        ),
        (
            "bars",
            "节点进度对照今天",
            "每件事项从交办到时限的横条，上面是各个节点，竖线是今天",
            bool(board.bars),
            _bars,
        ),
    )
    return tuple(
        Drawing(
            name,
            title,
            says,
            _svg(convert, make(alt, board, _width(name)), f"{name}-w", title),
            _svg(convert, make(alt, board, NARROW), f"{name}-n", title),
        )
        for name, title, says, wanted, make in charts
        if wanted
    )


def _width(name: str) -> int:
    return 2 * WIDE if name == "bars" else WIDE


def _libraries() -> tuple[ModuleType, Callable[[dict[str, Any]], str]]:
    """Altair, and what makes an SVG of a specification."""
    try:
        import altair as alt
        import vl_convert
    except ImportError as missing:
        raise refusal(
            "no-charts",
            f"挂图的图表要用 altair 和 vl-convert-python 来画，这里没有装（缺 {missing.name}）。",
            'pip install "duban[charts]"',
        ) from None
    version = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
    return alt, lambda spec: vl_convert.vegalite_to_svg(spec, vl_version=version)


def _svg(convert: Callable[[dict[str, Any]], str], chart: Any, prefix: str, title: str) -> str:  # noqa: ANN401 - altair's charts share no type
    """The picture of a chart: it scales with the page, has a name, and its ids are its own."""
    whole = chart.configure(
        font=FONTS.replace('"', "'"),
        background="transparent",
        aria=False,
        padding=4,
        view={"stroke": None},
        axis={
            "labelColor": INK,
            "titleColor": INK,
            "gridColor": "#e8ecf1",
            "domainColor": RULE,
            "tickColor": RULE,
            "labelFontSize": 13,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
        },
        legend={
            "orient": "top",
            "direction": "horizontal",
            "labelColor": INK,
            "labelFontSize": 13,
            "title": None,
            "symbolSize": 130,
        },
    )
    text = convert(whole.to_dict(validate=False))
    root = _ROOT.search(text)
    size = _SIZE.search(root[0]) if root else None
    if root is None or size is None:
        raise ValueError(text[:200])

    def tidy(tag: re.Match[str]) -> str:
        """One name for the whole picture is enough: the parts of a chart have none of their own."""
        return _IDS.sub(lambda found: f"{found[1]}{prefix}-", _ROLES.sub("", tag[0]))

    body = _TAG.sub(tidy, text[root.end() :])
    width = size[1].split()[2]
    shape = "narrow" if prefix.endswith("-n") else "wide"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{shape}" viewBox="{size[1]}" role="img" '
        f'aria-label="{title}" style="max-width:{float(width) * 1.25:.0f}px">{body}'
    )


def _units(alt: ModuleType, board: Board, width: int) -> Any:  # noqa: ANN401 - altair's charts share no type
    counts = _drawn(board.units)
    parts = [part for part in board.parts if any(each.part == part for each in counts)]
    colours = [PART_COLOURS[board.parts.index(part)] for part in parts]
    names = list(dict.fromkeys(each.bar for each in counts))
    rows = [
        {"单位": visible(c.bar), "状态": c.part, "件": c.tasks, "次序": board.parts.index(c.part)}
        for c in counts
    ]
    most = _longest(counts)
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y(
            "单位:N",
            sort=[visible(name) for name in names],
            title=None,
            axis=alt.Axis(labelLimit=110, ticks=False),
        ),
    )
    bars = base.mark_bar(stroke="white", strokeWidth=1).encode(
        x=alt.X("sum(件):Q", title="件", stack="zero", axis=_whole(alt, most)),
        color=alt.Color(
            "状态:N",
            scale=alt.Scale(domain=parts, range=colours),
            legend=alt.Legend(columns=4 if width == NARROW else 7),
        ),
        order=alt.Order("次序:Q"),
    )
    return bars.properties(width=_inner(width, 110), height=_ROW * len(names))


def units_left_out(board: Board) -> int:
    """How many units the chart has no room for; the figures beside it have them all."""
    return max(0, len({each.bar for each in board.units}) - MOST_UNITS)


def _drawn(counts: Sequence[Count]) -> list[Count]:
    """The counts of the units with the most open tasks."""
    kept = list(dict.fromkeys(each.bar for each in counts))[:MOST_UNITS]
    return [each for each in counts if each.bar in kept]


def _longest(counts: Sequence[Count]) -> int:
    """The tasks of the longest bar."""
    sums: Counter[str] = Counter()
    for each in counts:
        sums[each.bar] += each.tasks
    return max(sums.values(), default=0)


def _whole(alt: ModuleType, most: int) -> Any:  # noqa: ANN401 - altair's own type
    """An axis of whole numbers: there are no half tasks."""
    if most <= FEW:
        return alt.Axis(format="d", values=list(range(most + 1)))
    return alt.Axis(format="d", tickCount=5)


def _months(alt: ModuleType, board: Board, width: int) -> Any:  # noqa: ANN401 - altair's charts share no type
    flows = [
        {"月": m.label[2:], "项": label, "件": value}
        for m in board.months
        for label, value in (("登账", m.registered), ("销号", m.written_off))
    ]
    level = [{"月": m.label[2:], "项": "月末在办", "件": m.ending} for m in board.months]
    domain, colours = ["登账", "销号", "月末在办"], ["#0063a8", "#4aa98f", INK]
    colour = alt.Color("项:N", scale=alt.Scale(domain=domain, range=colours))
    x = alt.X("月:O", title=None, axis=alt.Axis(labelAngle=-45, ticks=False))
    number = _whole(alt, max(max(m.registered, m.written_off, m.ending) for m in board.months))
    bars = (
        alt.Chart(alt.Data(values=flows))
        .mark_bar()
        .encode(
            x=x,
            y=alt.Y("件:Q", title="件", axis=number),
            xOffset=alt.XOffset("项:N", sort=domain),
            color=colour,
        )
    )
    line = (
        alt.Chart(alt.Data(values=level))
        .mark_line(point={"filled": True, "size": 36}, strokeWidth=2)
        .encode(x=x, y=alt.Y("件:Q", axis=number), color=colour)
    )
    return (bars + line).properties(width=_inner(width, 40), height=220)


def _ages(alt: ModuleType, board: Board, width: int) -> Any:  # noqa: ANN401 - altair's charts share no type
    bands = list(dict.fromkeys(each.bar for each in board.ages))
    most = _longest(board.ages)
    words = {lamp.word: lamp for lamp in Lamp}
    rows = [
        {"龄": c.bar, "灯": _lamp_label(words[c.part]), "件": c.tasks, "次序": list(words).index(c.part)}
        for c in board.ages
    ]
    bars = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(stroke="white", strokeWidth=1)
        .encode(
            y=alt.Y("龄:N", sort=bands, title=None, axis=alt.Axis(ticks=False)),
            x=alt.X("sum(件):Q", title="件", stack="zero", axis=_whole(alt, most)),
            color=alt.Color("灯:N", scale=_lamp_scale(alt)),
            order=alt.Order("次序:Q"),
        )
    )
    return bars.properties(width=_inner(width, 90), height=_GANTT_ROW * len(bands))


def _lamp_label(lamp: Lamp) -> str:
    return "不亮灯" if lamp is Lamp.OFF else f"{lamp.word}灯"


def _lamp_scale(alt: ModuleType) -> Any:  # noqa: ANN401 - altair's own type
    return alt.Scale(domain=[_lamp_label(lamp) for lamp in Lamp], range=[LAMP_COLOURS[lamp] for lamp in Lamp])


def _bars(alt: ModuleType, board: Board, width: int) -> Any:  # noqa: ANN401 - altair's charts share no type
    narrow = width == NARROW
    label = 106 if narrow else 300
    names = {bar.task: _bar_label(bar, narrow=narrow) for bar in board.bars}
    first, last = _window(board)
    spans = [
        {
            "事项": names[bar.task],
            "灯": _lamp_label(bar.lamp),
            "始": max(bar.start, first).isoformat(),
            "止": min(max(bar.due_on or last, first), last).isoformat(),
        }
        for bar in board.bars
        if bar.start <= last
    ]
    nodes = [
        {
            "事项": names[bar.task],
            "节点": node.standing,
            "日": node.due_on.isoformat(),
        }
        for bar in board.bars
        for node in bar.nodes
        if first <= node.due_on <= last
    ]
    y = alt.Y(
        "事项:N",
        sort=list(names.values()),
        title=None,
        axis=alt.Axis(labelLimit=label, ticks=False, labelFontSize=12),
    )
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
            color=alt.Color("灯:N", scale=_lamp_scale(alt), legend=alt.Legend(columns=5)),
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
                    columns=2 if narrow else 4, orient="bottom" if narrow else "top", symbolFillColor=INK
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
    return layers.properties(width=_inner(width, label), height=_GANTT_ROW * len(names))


def _today_text(alt: ModuleType, today: Any, scale: Any, axis: Any) -> Any:  # noqa: ANN401 - altair's own types
    """The word beside the line of today, under the axis of time."""
    height = alt.value("height")
    return (
        alt.Chart(today)
        .mark_text(align="center", baseline="top", dy=4, color=TODAY, fontSize=13, fontWeight="bold")
        .encode(x=alt.X("utcyearmonthdate(日):T", scale=scale, title=None, axis=axis), y=height, text="字:N")
    )


def _bar_label(bar: Bar, *, narrow: bool) -> str:
    return visible(bar.task if narrow else f"{bar.task} {clip(bar.title, 28)}")


def _window(board: Board) -> tuple[date, date]:
    """The days that the time axis shows: all that is drawn, but no more than makes today and its weeks legible."""
    days = [
        day for bar in board.bars for day in (bar.start, bar.due_on, *(n.due_on for n in bar.nodes)) if day
    ]
    first = max(min(days), board.today - _PAST) - _MARGIN
    last = min(max([*days, board.today]), board.today + _AHEAD) + _MARGIN
    return min(first, board.today - _MARGIN), last


def _inner(width: int, label: int) -> int:
    return width - label - 20
