"""Sheets as one HTML page: no script, nothing from the network, readable on a phone, ready to print on A4.

Returns text; every text from outside is escaped, and colour only repeats what the words already say.
"""

from collections.abc import Iterator
from html import escape

from duban.render.charts.trend import CAPTION, is_trend
from duban.render.text.cells import cell_text
from duban.render.text.escape import visible, visible_lines
from duban.render.text.unbroken import UNBROKEN
from duban.views.model.sheet import Cell, Column, Kind, Sheet, Table, is_total

_MOST_WHOLE = 20
"""The most rows of a table that is kept on one printed page."""
_LONG = 2
"""The `shrink` of columns that hold whole sentences."""

STYLE = """
:root{color-scheme:light;--line:#8a8a8a}
body{margin:0 auto;max-width:78rem;padding:1rem;color:#1a1a1a;background:#fff;line-height:1.6;
font-family:"Noto Serif CJK SC","Songti SC",SimSun,serif}
h1{font-size:1.6rem;text-align:center;text-wrap:balance}h2{font-size:1.3rem}h3{font-size:1.1rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem;font-size:.95rem}
th,td{border:1px solid var(--line);padding:.25rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
thead th{background:#d9e2f3;white-space:nowrap}
tbody th{background:#f2f2f2}
.int,.percent{text-align:right;white-space:nowrap}.date,.whole{white-space:nowrap}.text{min-width:7em}.long{min-width:11em}
.total{font-weight:bold;background:#f2f2f2}
.late{color:#b00000;font-weight:bold}.soon{color:#7a4300}.good{color:#1e6110}.muted{color:#595959}
.provisional{color:#0a4f8f}
.notes{font-size:.9rem;color:#404040;border-top:1px solid var(--line)}
.notes,figure{break-inside:avoid}figure{margin:1rem 0}figure svg{width:100%;min-width:42rem;height:auto}
figcaption{text-align:center;font-size:.9rem}
@page{size:A4 landscape;margin:15mm}
@media print{body{max-width:none;padding:0}.scroll{overflow:visible}.text,.long,figure svg{min-width:0}
thead{display:table-header-group}
tr,.whole-page{break-inside:avoid}h2,h3{break-after:avoid}}
""".strip()


def render(*sheets: Sheet, picture: str | None = None) -> str:
    """One page: the first sheet's title becomes its heading, those of the others head its sections.

    `picture` (SVG drawn by duban) is that of the trend, shown below its table.
    """
    title = sheets[0].title if sheets else ""
    body = "\n".join(
        line for place, sheet in enumerate(sheets) for line in _sheet(sheet, 2 if place else 1, picture)
    )
    return frame(title, STYLE, f"<main>\n{body}\n</main>")


def frame(title: str, style: str, body: str) -> str:
    """A page that runs nothing and loads nothing around a body of ready markup; the title is made harmless here."""
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{_text(title)}</title>\n<style>\n{style}\n</style>\n</head>\n<body>\n"
        f"{body}\n</body>\n</html>\n"
    )


def _sheet(sheet: Sheet, level: int, picture: str | None) -> Iterator[str]:
    if sheet.title:
        yield f"<h{level}>{_text(sheet.title)}</h{level}>"
    for text in sheet.paragraphs:
        yield f"<p>{_lines(text)}</p>"
    for table in sheet.tables:
        yield from _table(table, level + 1, sheet.title)
        if picture is not None and is_trend(table):
            told = _text(CAPTION)
            drawn = f'<div role="img" aria-label="{told}">{picture}</div>'
            yield f"<figure>{_scroll(CAPTION)}{drawn}</div><figcaption>{told}</figcaption></figure>"
    if sheet.notes:
        yield '<div class="notes">'
        yield from (f"<p>{_lines(note)}</p>" for note in sheet.notes)
        yield "</div>"


def _scroll(name: str, *, whole: bool = False) -> str:
    """A box that scrolls sideways on a phone, with the keyboard too; `whole` is not split when printed."""
    classes = "scroll whole-page" if whole else "scroll"
    return f'<div class="{classes}" tabindex="0" role="region" aria-label="{_text(name)}">'


def _table(table: Table, level: int, above: str) -> Iterator[str]:
    if table.title:
        yield f"<h{level}>{_text(table.title)}</h{level}>"
    short = sum(1 for _ in table.all_rows()) <= _MOST_WHOLE
    yield f"{_scroll(table.title or above or '表', whole=short)}<table>"
    heads = "".join(map(_head, table.columns))
    yield f"<thead><tr>{heads}</tr></thead>"
    for section in table.sections():
        yield "<tbody>"
        if section.title:
            yield f'<tr><th scope="rowgroup" colspan="{len(table.columns)}">{_text(section.title)}</th></tr>'
        for cells in section.rows:
            total = ' class="total"' if is_total(cells) else ""
            yield f"<tr{total}>{''.join(map(_cell, cells, table.columns))}</tr>"
        yield "</tbody>"
    yield "</table></div>"


def _head(column: Column) -> str:
    """The heading of a column, aligned like its cells; a column of texts has a least width."""
    kind = _kind(column) or ("long" if column.shrink >= _LONG else "text")
    return f'<th scope="col" class="{kind}">{_text(column.title)}</th>'


def _kind(column: Column) -> str:
    """The CSS classes of the cells of a column."""
    if column.kind is not Kind.TEXT:
        return str(column.kind)
    return "" if column.shrink else "whole"


def _cell(cell: Cell, column: Column) -> str:
    classes = " ".join(each for each in (_kind(column), str(cell.mark or "")) if each)
    named = f' class="{classes}"' if classes else ""
    text = _lines(cell_text(cell, column))
    if not _kind(column):
        text = UNBROKEN.sub(r'<span class="whole">\g<0></span>', text)
    return f"<td{named}>{text}</td>"


def _text(text: str) -> str:
    return escape(visible(text))


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in visible_lines(text).split("\n"))
