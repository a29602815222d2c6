"""The charts of the wall: specified in Vega-Lite with altair, drawn to static SVG by vl-convert, in two widths.

Draws what a Board holds and counts nothing. Both libraries belong to the extra `charts`; text in the SVG stays text.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from duban.errors import refusal
from duban.render.charts.axes import (
    FONTS,
    INK,
    LABEL_SIZE,
    NARROW,
    ROW,
    RULE,
    SMALL_SIZE,
    WIDE,
    inner_width,
    labels,
    lamp_colour,
    lamp_label,
    looked_up,
    name_width,
    pixels,
    whole,
)  # fmt: skip
from duban.render.charts.gantt import GANTT_WIDE, gantt
from duban.render.text.escape import visible
from duban.render.text.width import clip
from duban.views.model.board import Board, Count, Lamp

PART_COLOURS = ("#6b3f8f", "#d07fb0", "#0063a8", "#4aa98f", "#f0b400", "#8a8f98", "#d5dbe3")
"""Colours of the statuses in their order: neighbours differ in lightness, not only in hue."""
MOST_UNITS = 40
_CONFIG = {
    "font": FONTS,
    "background": "transparent",
    "aria": False,
    "padding": 4,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": "#e8ecf1",
        "domainColor": RULE,
        "tickColor": RULE,
        "labelFontSize": LABEL_SIZE,
        "labelLimit": 0,
        "titleFontSize": SMALL_SIZE,
        "titleFontWeight": "normal",
    },
    "legend": {
        "orient": "top",
        "direction": "horizontal",
        "labelColor": INK,
        "labelFontSize": LABEL_SIZE,
        "title": None,
        "symbolSize": 130,
    },
}
_LIGHT_INK = {Lamp.RED, Lamp.BLUE}
_ROOT = re.compile(r"<svg\b[^>]*>")
_TAG = re.compile(r"<[a-z][^>]*>")
_IDS = re.compile(r'(\bid="|url\(#|href="#)')
_ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_SIZE = re.compile(r'\bviewBox="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart: its name, its title, its content in a sentence, the SVG for a screen and for a phone."""

    name: str
    title: str
    says: str
    wide: str
    narrow: str


def draw(board: Board) -> tuple[Drawing, ...]:
    """Every chart that is not empty. Raises DubanError where the extra is not installed."""
    alt, convert = _libraries()
    charts: tuple[tuple[str, str, str, bool, Callable[[ModuleType, Board, int], Any]], ...] = (
        (
            "units",
            "各单位在办和销号",
            "各牵头单位的事项按状态分段，单位后面的数字是在办件数",
            bool(board.units),
            _units,
        ),
        (
            "months",
            "近十二个月进出",
            "每月登账、销号的件数和月末在办的件数",
            any(m.registered or m.written_off or m.ending for m in board.months),
            _months,
        ),
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
            gantt,
        ),
    )
    with alt.utils.schemapi.debug_mode(
        arg=False
    ):  # a chart that is always the same need not be checked each time
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
    return GANTT_WIDE if name == "bars" else WIDE


def _libraries() -> tuple[ModuleType, Callable[[dict[str, Any]], str]]:
    """Altair, and the function that makes an SVG from a specification."""
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
    """The picture of a chart: it scales with the page, has an accessible name, and its ids begin with `prefix`."""
    text = convert(chart.to_dict(validate=False) | {"config": _CONFIG})
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
    still: Counter[str] = Counter()
    for each in counts:
        still[each.bar] += each.tasks if each.part != board.parts[-1] else 0
    room = 14 if width == NARROW else 20
    names = {visible(name): f"{clip(visible(name), room)} {count}" for name, count in still.items()}
    rows = [
        {"单位": visible(c.bar), "状态": c.part, "件": c.tasks, "次序": board.parts.index(c.part)}
        for c in counts
    ]
    most = _longest(counts)
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("单位:N", sort=list(names), title=None, axis=labels(alt, names)),
    )
    bars = base.mark_bar(stroke="white", strokeWidth=1).encode(
        x=alt.X("sum(件):Q", title="件", stack="zero", axis=whole(alt, most)),
        color=alt.Color(
            "状态:N",
            scale=alt.Scale(domain=parts, range=colours),
            legend=alt.Legend(columns=3 if width == NARROW else 7),
        ),
        order=alt.Order("次序:Q"),
    )
    return bars.properties(width=inner_width(width, name_width(names)), height=ROW * len(names))


def units_left_out(board: Board) -> int:
    """How many units the chart has no room for; the table beside it lists all."""
    return max(0, len({each.bar for each in board.units}) - MOST_UNITS)


def _drawn(counts: Sequence[Count]) -> list[Count]:
    """The counts of the units that are drawn: those with the most open tasks."""
    kept = list(dict.fromkeys(each.bar for each in counts))[:MOST_UNITS]
    return [each for each in counts if each.bar in kept]


def _longest(counts: Sequence[Count]) -> int:
    """The number of tasks in the longest bar."""
    sums: Counter[str] = Counter()
    for each in counts:
        sums[each.bar] += each.tasks
    return max(sums.values(), default=0)


def _months(alt: ModuleType, board: Board, width: int) -> Any:  # noqa: ANN401 - altair's charts share no type
    flows = [
        {"月": m.label, "项": label, "件": value}
        for m in board.months
        for label, value in (("登账", m.registered), ("销号", m.written_off))
    ]
    level = [{"月": m.label, "项": "月末在办", "件": m.ending} for m in board.months]
    domain, colours = ["登账", "销号", "月末在办"], ["#0063a8", "#4aa98f", INK]
    colour = alt.Color("项:N", scale=alt.Scale(domain=domain, range=colours))
    names = _month_names([m.label for m in board.months], "" if width == NARROW else "月")
    x = alt.X(
        "月:O",
        title=None,
        axis=alt.Axis(labelExpr=looked_up(names), labelAngle=0, labelPadding=6, ticks=False, grid=False),
    )
    number = whole(alt, max(max(m.registered, m.written_off, m.ending) for m in board.months))
    bars = (
        alt.Chart(alt.Data(values=flows))
        .mark_bar()
        .encode(
            x=x,
            y=alt.Y("件:Q", title=None, axis=number),
            xOffset=alt.XOffset("项:N", sort=domain),
            color=colour,
        )
    )
    line = (
        alt.Chart(alt.Data(values=level))
        .mark_line(point={"filled": True, "size": 36}, strokeWidth=2)
        .encode(x=x, y=alt.Y("件:Q", axis=number), color=colour)
    )
    return (bars + line).properties(width=inner_width(width, 40), height=220)


def _ages(alt: ModuleType, board: Board, width: int) -> Any:  # noqa: ANN401 - altair's charts share no type
    bands = list(dict.fromkeys(each.bar for each in board.ages))
    most = _longest(board.ages)
    words = {lamp.word: lamp for lamp in Lamp}
    inner = inner_width(width, name_width({band: band for band in bands}))
    rows = []
    ends: Counter[str] = Counter()
    for each in board.ages:
        lamp = words[each.part]
        begin = ends[each.bar]
        ends[each.bar] += each.tasks
        text = _segment_text(lamp, each.tasks)
        rows.append(
            {
                "龄": each.bar,
                "灯": lamp_label(lamp),
                "始": begin,
                "止": ends[each.bar],
                "中": begin + each.tasks / 2,
                "字": text if pixels(text, SMALL_SIZE) < each.tasks / most * inner - 4 else "",
                "墨": "#fff" if lamp in _LIGHT_INK else INK,
            }
        )
    y = alt.Y(
        "龄:N", scale=alt.Scale(domain=bands), title=None, axis=labels(alt, {band: band for band in bands})
    )
    base = alt.Chart(alt.Data(values=[each for each in rows if each["始"] != each["止"]])).encode(y=y)
    scale = alt.Scale(domain=[0, most])
    bars = base.mark_bar(stroke="white", strokeWidth=1).encode(
        x=alt.X("始:Q", title="件", axis=whole(alt, most), scale=scale),
        x2="止:Q",
        color=lamp_colour(alt, width),
    )
    text = base.mark_text(fontSize=SMALL_SIZE).encode(
        x=alt.X("中:Q", scale=scale), text="字:N", color=alt.Color("墨:N", scale=None)
    )
    return (bars + text).properties(width=inner, height=ROW * len(bands))


def _segment_text(lamp: Lamp, tasks: int) -> str:
    """The label in a segment, so that colour is not all that identifies it."""
    return f"{lamp.word if lamp is not Lamp.OFF else '停'}{tasks}"


def _month_names(labels: Sequence[str], unit: str) -> dict[str, list[str]]:
    """The labels of months; each January has its year below, and so has the first month unless January follows."""
    found = {}
    for place, label in enumerate(labels):
        year, month = label.split("-")
        first = place == 0 and not labels[1].endswith("-01")
        found[label] = [f"{int(month)}{unit}", *([year] if first or month == "01" else [])]
    return found
