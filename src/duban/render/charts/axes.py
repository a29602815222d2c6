"""What the charts of the wall share: sizes, colours, and axes.

Chooses nothing that is drawn. altair is handed in, because it belongs to the extra `charts`.
"""

import json
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from duban.render.text.width import width as columns_of
from duban.views.model.board import Lamp

FONTS = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','SimHei',sans-serif"
LAMP_COLOURS = {
    Lamp.RED: "#b3261e",
    Lamp.YELLOW: "#f0b400",
    Lamp.BLUE: "#0063a8",
    Lamp.GREEN: "#4aa98f",
    Lamp.OFF: "#8a8f98",
}
"""Colours that colour-blind people can tell apart: they differ in lightness, and a word is printed beside each."""
SHAPES = {Lamp.RED: "▲", Lamp.YELLOW: "◆", Lamp.BLUE: "●", Lamp.GREEN: "■", Lamp.OFF: "○"}
"""The shape of each light, for readers who cannot see its colour."""
INK, RULE = "#1f2933", "#d5dbe3"
WIDE, NARROW = 560, 300
ROW = 26
LABEL_SIZE, SMALL_SIZE = 13, 12
_FEW = 10
_MARGIN = 24
_HALF = 0.54
"""The width of a text column in parts of the type size: a little more than half."""


def whole(alt: ModuleType, most: int) -> Any:  # noqa: ANN401 - altair's own type
    """An axis of whole numbers, for counts of tasks."""
    if most <= _FEW:
        return alt.Axis(format="d", values=list(range(most + 1)))
    return alt.Axis(format="d", tickCount=5)


def lamp_label(lamp: Lamp) -> str:
    """The name of a light in the legend."""
    return "不亮灯" if lamp is Lamp.OFF else f"{lamp.word}灯"


def lamp_colour(alt: ModuleType, width: int) -> Any:  # noqa: ANN401 - altair's own type
    """The colours of the lights and their legend."""
    scale = alt.Scale(domain=[lamp_label(lamp) for lamp in Lamp], range=[LAMP_COLOURS[lamp] for lamp in Lamp])
    legend = alt.Legend(columns=3 if width == NARROW else len(Lamp), symbolType="square")
    return alt.Color("灯:N", scale=scale, legend=legend)


def labels(alt: ModuleType, names: Mapping[str, str], size: int = LABEL_SIZE) -> Any:  # noqa: ANN401 - altair's own type
    """An axis with the name of each value, in a column as wide as the names are by `name_width`.

    This also works on a machine whose fonts cannot measure Chinese.
    """
    return alt.Axis(
        labelExpr=looked_up(names), labelFontSize=size, minExtent=name_width(names, size), ticks=False
    )


def looked_up(names: Mapping[str, object]) -> str:
    """The Vega expression that maps a value to its name (a list gives several lines)."""
    return f"({json.dumps(names, ensure_ascii=False)})[datum.value]"


def name_width(names: Mapping[str, str], size: int = LABEL_SIZE) -> int:
    """Pixels of the widest name."""
    return max((pixels(name, size) for name in names.values()), default=0)


def pixels(text: str, size: int) -> int:
    """About how wide a text is drawn: a Chinese character is as wide as it is high, a Latin one half of that."""
    return round(columns_of(text) * size * _HALF)


def inner_width(width: int, label: int) -> int:
    """The width left for the plot beside its labels."""
    return width - label - _MARGIN
