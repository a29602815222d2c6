"""The trend by month as a chart of the workbook itself: it follows its cells, and needs no library to draw it.

Writes into a worksheet of xlsx/workbook.py; draws the same series in the same colours as charts/trend.py.
"""

from typing import TYPE_CHECKING

from duban.render.charts.trend import SERIES
from duban.views.model.sheet import Table

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_LOWEST, _HIGHEST, _PAGE, _ROW = 7, 10, 15.5, 0.64
"""Centimetres: the least and greatest height of the chart, a page without its titles, a row."""
_SHAPES = {"registered": "circle", "written_off": "square", "open": "triangle"}
_LINE = 28_575
"""Two and a quarter points, in English metric units."""


def add_chart(paper: "Worksheet", table: Table, head: int, width: float) -> None:
    """Add the chart below a table whose header is on line `head`, `width` centimetres wide."""
    from openpyxl.chart import LineChart, Reference
    from openpyxl.chart.legend import Legend

    last = head + len(table.rows)
    chart = LineChart()
    chart.width = int(width)
    chart.height = max(_LOWEST, min(_HIGHEST, int(_PAGE - _ROW * len(table.rows))))
    chart.y_axis.title = "件"
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.y_axis.number_format = "0"
    chart.legend = Legend(legendPos="b")
    places = {column.name: place for place, column in enumerate(table.columns, 1)}
    for name, colour in SERIES.items():
        chart.add_data(
            Reference(paper, min_col=places[name], min_row=head, max_row=last), titles_from_data=True
        )
        line = chart.series[-1]
        line.graphicalProperties.line.solidFill = colour.removeprefix("#")
        line.graphicalProperties.line.width = _LINE
        line.marker.symbol = _SHAPES[name]
        line.marker.size = 7
        line.marker.graphicalProperties.solidFill = colour.removeprefix("#")
        line.smooth = False
    chart.set_categories(Reference(paper, min_col=places["month"], min_row=head + 1, max_row=last))
    paper.add_chart(chart, f"A{last + 2}")
