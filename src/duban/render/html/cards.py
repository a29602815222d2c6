"""A Sheet as one page for a phone: each row a card, figures on top; no script, nothing from the network.

Returns text; every text from outside is escaped, and colour only repeats what the words already say.
"""

from collections.abc import Collection, Iterator
from html import escape

from duban.render.html.page import frame
from duban.render.text.cells import cell_text
from duban.render.text.escape import visible, visible_lines
from duban.render.text.unbroken import UNBROKEN
from duban.views.model.sheet import Column, Kind, Mark, Row, Sheet, Table

HEADING = "title"
"""The column that heads a card."""
STYLE = """
:root{color-scheme:light;--line:#c9ced6;--quiet:#595959}
*{box-sizing:border-box}
body{margin:0;color:#1a1a1a;background:#f3f4f6;line-height:1.55;overflow-wrap:anywhere;
font-family:"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Serif CJK SC",sans-serif}
header,nav,main,footer{max-width:76rem;margin:0 auto;padding:0 .9rem}
h1{font-size:1.35rem;margin:1rem 0 .2rem;text-wrap:balance}
h2{font-size:1.1rem;margin:1.4rem 0 .5rem}h3{font-size:1.02rem;margin:0 0 .4rem}
header p,footer{color:var(--quiet);font-size:.9rem;margin:.1rem 0}footer{padding-top:1rem;padding-bottom:2rem}
ul{list-style:none;margin:0;padding:0}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(5.2rem,1fr));gap:.5rem;margin:.8rem 0}
.figures li{background:#fff;border:1px solid var(--line);border-radius:.5rem;text-align:center}
.figures a,.figures div{display:block;padding:.45rem .3rem;color:inherit;text-decoration:none;min-height:3.6rem}
.figures a span{text-decoration:underline}
.figures span{display:block;font-size:.85rem}.figures strong{font-size:1.35rem}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,21rem),1fr));gap:.6rem;align-items:start}
.cards li{background:#fff;border:1px solid var(--line);border-left:.3rem solid var(--line);border-radius:.4rem;
padding:.7rem .8rem}
.cards li.is-late{border-left-color:#b00000}
dl{display:grid;grid-template-columns:4.6em 1fr;gap:.15rem .5rem;margin:0;font-size:.95rem}
dt{color:var(--quiet)}dd{margin:0;min-width:0}
.late{color:#b00000;font-weight:bold}.soon{color:#7a4300}.good{color:#1e6110}.muted{color:var(--quiet)}
.provisional{color:#0a4f8f}.whole{white-space:nowrap}
summary{cursor:pointer;margin:1.4rem 0 .5rem;min-height:2.2rem}summary h2{display:inline;margin:0}
@page{size:A4;margin:15mm}
@media print{body{background:#fff}.cards li,.figures li{break-inside:avoid}h2{break-after:avoid}}
""".strip()


def render(sheet: Sheet, folded: Collection[str] = ()) -> str:
    """The page: a table of nothing but numbers becomes figures, every other one a section of cards.

    A figure leads to the section of its name; tables named in `folded` begin closed.
    """
    sections = [table for table in sheet.tables if any(table.all_rows()) and not _is_figures(table)]
    named = {table.name for table in sections}
    body = [
        "<header>",
        f"<h1>{_text(sheet.title)}</h1>",
        *(f"<p>{_lines(text)}</p>" for text in sheet.paragraphs),
        "</header>",
        *(line for table in sheet.tables if _is_figures(table) for line in _figures(table, named)),
        "<main>",
        *(line for table in sections for line in _section(table, folded=table.name in folded)),
        "</main>",
    ]
    if sheet.notes:
        body += ["<footer>", *(f"<p>{_text(note)}</p>" for note in sheet.notes), "</footer>"]
    return frame(sheet.title, STYLE, "\n".join(body))


def _is_figures(table: Table) -> bool:
    return all(column.kind is Kind.INT for column in table.columns)


def _figures(table: Table, sections: Collection[str]) -> Iterator[str]:
    yield '<nav aria-label="数字，点一下到那一段"><ul class="figures">'
    for cells in table.all_rows():
        for cell, column in zip(cells, table.columns, strict=True):
            told = f"<strong{_class(cell.mark)}>{cell_text(cell, column)}</strong> <span>{_text(column.title)}</span>"
            leads = column.name in sections
            yield f'<li><a href="#{column.name}">{told}</a></li>' if leads else f"<li><div>{told}</div></li>"
    yield "</ul></nav>"


def _section(table: Table, *, folded: bool) -> Iterator[str]:
    heading = f'<h2 id="{table.name}-title">{_text(table.title)}（{sum(1 for _ in table.all_rows())}）</h2>'
    yield f'<section id="{table.name}" aria-labelledby="{table.name}-title">'
    yield f"<details><summary>{heading}</summary>" if folded else heading
    yield '<ul class="cards">'
    yield from (_card(cells, table.columns) for cells in table.all_rows())
    yield "</ul>"
    yield "</details></section>" if folded else "</section>"


def _card(cells: Row, columns: tuple[Column, ...]) -> str:
    """One row: its heading, then name and value of whatever is there."""
    pairs = [
        (cell, column, _lines(text))
        for cell, column in zip(cells, columns, strict=True)
        if (text := cell_text(cell, column))
    ]
    heading = "".join(f"<h3>{text}</h3>" for _, column, text in pairs if column.name == HEADING)
    rest = "".join(
        f"<dt>{_text(column.title)}</dt><dd{_class(cell.mark)}>{text}</dd>"
        for cell, column, text in pairs
        if column.name != HEADING
    )
    late = any(cell.mark is Mark.LATE for cell, _, _ in pairs)
    return f"<li{_class('is-late' if late else None)}>{heading}<dl>{rest}</dl></li>"


def _class(name: str | None) -> str:
    return f' class="{name}"' if name else ""


def _text(text: str) -> str:
    return escape(visible(text))


def _lines(text: str) -> str:
    lines = (escape(line) for line in visible_lines(text).split("\n"))
    return UNBROKEN.sub(r'<span class="whole">\g<0></span>', "<br>".join(lines))
