"""What the charts of the wall share: sizes, colours, and how an axis names what stands on it.

Chooses nothing that is drawn. altair comes as an argument, for it is the extra `charts`.
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
"""Told apart by colour-blind people too: they differ in lightness, and a word stands beside each."""
SHAPES = {Lamp.RED: "▲", Lamp.YELLOW: "◆", Lamp.BLUE: "●", Lamp.GREEN: "■", Lamp.OFF: "○"}
"""What each light looks like beside its colour."""
INK, RULE = "#1f2933", "#d5dbe3"
WIDE, NARROW = 560, 300
ROW = 26
LABEL_SIZE, SMALL_SIZE = 13, 12
_FEW = 10
_MARGIN = 24
_HALF = 0.54
"""A column of text by the height of its letters, a little more than half."""


def whole(alt: ModuleType, most: int) -> Any:  # noqa: ANN401 - altair's own type
    """An axis of whole numbers: there are no half tasks."""
    if most <= _FEW:
        return alt.Axis(format="d", values=list(range(most + 1)))
    return alt.Axis(format="d", tickCount=5)


def lamp_label(lamp: Lamp) -> str:
    """A light in the legend."""
    return "不亮灯" if lamp is Lamp.OFF else f"{lamp.word}灯"


def lamp_colour(alt: ModuleType, width: int) -> Any:  # noqa: ANN401 - altair's own type
    """The colours of the lights and their legend."""
    scale = alt.Scale(domain=[lamp_label(lamp) for lamp in Lamp], range=[LAMP_COLOURS[lamp] for lamp in Lamp])
    legend = alt.Legend(columns=3 if width == NARROW else len(Lamp), symbolType="square")
    return alt.Color("灯:N", scale=scale, legend=legend)


def labels(alt: ModuleType, names: Mapping[str, str], size: int = LABEL_SIZE) -> Any:  # noqa: ANN401 - altair's own type
    """An axis on which each value stands under its name, in a column as wide as the names are by our own count.

    So it holds on a machine whose fonts cannot measure Chinese.
    """
    return alt.Axis(
        labelExpr=looked_up(names), labelFontSize=size, minExtent=name_width(names, size), ticks=False
    )


def looked_up(names: Mapping[str, object]) -> str:
    """The expression of Vega that gives a value its name (several lines where it is a list)."""
    return f"({json.dumps(names, ensure_ascii=False)})[datum.value]"


def name_width(names: Mapping[str, str], size: int = LABEL_SIZE) -> int:
    """Pixels of the widest name."""
    return max((pixels(name, size) for name in names.values()), default=0)


def pixels(text: str, size: int) -> int:
    """About how wide a text is drawn: a Chinese character is as wide as it is high, a Latin one half of that."""
    return round(columns_of(text) * size * _HALF)


def inner_width(width: int, label: int) -> int:
    """What is left for the plot beside its labels."""
    return width - label - _MARGIN
