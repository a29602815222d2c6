"""The trend by month as a picture: specified in Vega-Lite, drawn by vl-convert where the extra `charts` is installed.

Draws what the table says and nothing else; without the library there is no picture, and the caller is told so.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from duban.views.model.sheet import Sheet, Table

CAPTION = "逐月走势：登账、销号和月末在办的件数"
NO_CHARTS = '没有装绘图组件，走势图没有画，数字见表。要画图：pip install "duban[charts]"'
SERIES = {"registered": "#0072b2", "written_off": "#009e73", "open": "#d55e00"}
"""The columns that are drawn, each in a colour that colour-blind people can tell from the others."""
_LEAST = 2
_WIDTH, _HEIGHT = 900, 260
_WORDS = {"labelFontSize": 13, "titleFontSize": 13, "titleFontWeight": "normal"}


def is_trend(table: Table) -> bool:
    """Whether a table can be drawn: a trend of at least two months."""
    return table.name == "trend" and len(table.rows) >= _LEAST


def trend_of(sheets: Sequence[Sheet]) -> Table | None:
    """The first table of these sheets that can be drawn."""
    return next((table for sheet in sheets for table in sheet.tables if is_trend(table)), None)


def draw_svg(table: Table) -> str | None:
    """The picture as SVG; None where the library is not installed."""
    library = _library()
    return None if library is None else str(library.vegalite_to_svg(specification(table)))


def draw_png(table: Table) -> bytes | None:
    """The picture as PNG; None where the library is not installed."""
    library = _library()
    return None if library is None else bytes(library.vegalite_to_png(specification(table), scale=2))


def specification(table: Table) -> dict[str, Any]:
    """The chart in Vega-Lite: one line for each series, distinguished by colour and by the shape of its points."""
    places = {column.name: place for place, column in enumerate(table.columns)}
    titles = {name: table.columns[places[name]].title for name in SERIES}
    values = [
        {"month": cells[places["month"]].value, "what": titles[name], "tasks": cells[places[name]].value}
        for cells in table.rows
        for name in SERIES
    ]
    scale = {"domain": list(titles.values()), "range": list(SERIES.values())}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": _WIDTH,
        "height": _HEIGHT,
        "background": "white",
        "data": {"values": values},
        "mark": {"type": "line", "point": {"size": 50, "filled": True}},
        "config": {"axis": _WORDS, "legend": {"orient": "top", "labelFontSize": 14, "symbolSize": 140}},
        "encoding": {
            "x": {"field": "month", "type": "ordinal", "title": None, "axis": {"labelAngle": -45}},
            "y": {"field": "tasks", "type": "quantitative", "title": "件"},
            "color": {"field": "what", "type": "nominal", "title": None, "scale": scale},
            "shape": {
                "field": "what",
                "type": "nominal",
                "title": None,
                "scale": {"domain": scale["domain"]},
            },
        },
    }


def _library() -> Any:  # noqa: ANN401 - an optional library without types
    try:
        return import_module("vl_convert")
    except ImportError:
        return None
