"""A Board as one HTML file: no network, no foreign script; texts never become markup.

Escapes everything from files, twice where needed: as HTML, and as data for the script, which only ever sets text.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files

from duban.render.charts.axes import SHAPES
from duban.render.charts.wall import Drawing, draw, units_left_out
from duban.render.text.cells import cell_text
from duban.render.text.escape import visible, visible_lines
from duban.views.model.board import Board, KeyFigure, Lamp, Line
from duban.views.model.sheet import Kind, Mark, Table

FIRST_ROWS = 60
"""Rows in the file itself, for a browser that runs no script."""
MOST_BESIDE = 10
"""The most bars that fit beside the other charts on one sheet of A3; more get a sheet of their own."""
FEW_UNITS = 8
"""With at most so many units there is room for another chart below them."""
URGENT = (Lamp.RED, Lamp.YELLOW, Lamp.BLUE)
COLUMNS = (
    ("lamp", "灯"),
    ("task", "编号"),
    ("title", "事项"),
    ("leads", "牵头单位"),
    ("leaders", "领导"),
    ("ledger", "台账"),
    ("status", "状态"),
    ("due", "时限"),
    ("percent", "进度"),
    ("why", "说明"),
)
Numbered = Callable[[str], int]
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def render(board: Board) -> str:
    """The whole page. Raises DubanError where the extra that draws the charts is not installed."""
    script, style = _own("wall.js"), _own("wall.css")
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="zh-CN">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_policy(script)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{_text(board.title)} {board.today}</title>",
            '<link rel="icon" href="data:,">',
            f"<style>{style}</style>",
            "</head>",
            f'<body data-view="{"public" if board.public else "office"}">',
            '<a class="skip" href="#list">跳到事项清单</a>',
            *_header(board),
            "<main>",
            *_figures(board.figures),
            *_legend(board.legend),
            *_drawings(board),
            *_tables(board),
            *_list(board),
            "</main>",
            "<footer>",
            *(f"<p>{_text(note)}</p>" for note in board.notes),
            "</footer>",
            '<dialog id="page" aria-labelledby="page-title"><div id="page-body"></div></dialog>',
            f'<script type="application/json" id="data">{_data(board)}</script>',
            f"<script>{script}</script>",
            "</body>",
            "</html>",
            "",
        )
    )


def _own(name: str) -> str:
    """A file of this folder that is put into the page unchanged."""
    return files(__package__).joinpath(name).read_text("utf-8")


def _policy(script: str) -> str:
    """The content security policy: run the one script of duban, load nothing, send nothing."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _text(text: object) -> str:
    return escape(visible(str(text)))


def _header(board: Board) -> Iterator[str]:
    yield "<header>"
    yield f"<h1>{_text(board.title)}</h1>"
    yield f'<p class="asked">{_text(board.asked)}</p>'
    yield "</header>"


def _figures(figures: Iterable[KeyFigure]) -> Iterator[str]:
    yield '<section aria-labelledby="figures-title"><h2 id="figures-title" class="quiet">总体数字</h2>'
    yield '<ul class="figures">'
    for each in figures:
        shape = f'<span class="shape" aria-hidden="true">{SHAPES[each.lamp]}</span>'
        mark = shape if each.lamp is not Lamp.OFF else ""
        yield (
            f'<li class="{each.lamp}"><span class="label">{mark}{_text(each.label)}</span> '
            f'<strong data-figure="{each.name}">{each.value}</strong><span class="unit">件</span>'
            f'<span class="note">{_text(each.note)}</span></li>'
        )
    yield "</ul></section>"


def _legend(legend: Iterable[tuple[Lamp, str]]) -> Iterator[str]:
    yield '<ul class="legend" aria-label="灯色">'
    for lamp, meaning in legend:
        yield f'<li><span class="lamp {lamp}">{_lamp(lamp)}</span> {_text(meaning)}</li>'
    yield "</ul>"


def _lamp(lamp: Lamp) -> str:
    """A light as shape and word."""
    return SHAPES[lamp] if lamp is Lamp.OFF else f"{SHAPES[lamp]}{lamp.word}"


def _drawings(board: Board) -> Iterator[str]:
    tall = " tall" if len(board.bars) > MOST_BESIDE else ""
    few = " few" if len({each.bar for each in board.units}) <= FEW_UNITS else ""
    yield f'<div class="charts{tall}{few}">'
    for drawing in draw(board):
        yield f'<section class="chart {drawing.name}" aria-labelledby="{drawing.name}-title">'
        yield f'<h2 id="{drawing.name}-title">{drawing.title}</h2>'
        yield f'<p class="says">{_text(_says(board, drawing))}</p>'
        yield drawing.wide
        yield drawing.narrow
        yield f"<details><summary>看数字：{drawing.title}</summary>"
        yield from _numbers(board, drawing.name)
        yield "</details></section>"
    yield "</div>"


_NUMBERS = {Kind.INT, Kind.PERCENT}


def _tables(board: Board) -> Iterator[str]:
    for place, table in enumerate(board.tables):
        rows = [
            [cell_text(cell, column) for cell, column in zip(cells, table.columns, strict=True)]
            for cells in table.all_rows()
        ]
        yield f'<section class="chart table" aria-labelledby="table-{place}-title">'
        yield f'<h2 id="table-{place}-title">{_text(table.title or "")}</h2>'
        numbers = all(column.kind in _NUMBERS for column in table.columns[1:])
        yield from _table([column.title for column in table.columns], rows, numbers=numbers)
        yield "</section>"


def _says(board: Board, drawing: Drawing) -> str:
    if drawing.name == "bars" and board.left_out:
        return f"{drawing.says}。图上是最急的 {len(board.bars)} 件，另有 {board.left_out} 件见清单。"
    if drawing.name == "units" and units_left_out(board):
        return f"{drawing.says}。图上是在办最多的单位，另有 {units_left_out(board)} 家见下面的数字。"
    return f"{drawing.says}。"


def _numbers(board: Board, name: str) -> Iterator[str]:
    if name == "months":
        rows = [[m.label, str(m.registered), str(m.written_off), str(m.ending)] for m in board.months]
        yield from _table(("月份", "登账", "销号", "月末在办"), rows, numbers=True)
    elif name == "bars":
        nodes = [
            [bar.task, bar.title, node.name, str(node.due_on), str(node.met_on or ""), node.standing]
            for bar in board.bars
            for node in bar.nodes
        ]
        yield from _table(("编号", "事项", "节点", "时限", "完成", "状况"), nodes)
    else:
        counts = board.units if name == "units" else board.ages
        known = board.parts if name == "units" else tuple(lamp.word for lamp in Lamp)
        parts = [part for part in known if any(each.part == part for each in counts)]
        cells = {(each.bar, each.part): each.tasks for each in counts}
        bars = dict.fromkeys(each.bar for each in counts)
        rows = [[bar, *(str(cells.get((bar, part), 0)) for part in parts)] for bar in bars]
        words = (
            parts if name == "units" else [part if part == Lamp.OFF.word else f"{part}灯" for part in parts]
        )
        heads = ["不亮灯" if word == Lamp.OFF.word else word for word in words]
        yield from _table(("单位" if name == "units" else "立项以来", *heads), rows, numbers=True)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: bool = False) -> Iterator[str]:
    kind = ' class="numbers"' if numbers else ""
    yield f'<div class="scroll" tabindex="0" role="group" aria-label="{_text(columns[0])}等数字">'
    yield f"<table{kind}><thead><tr>"
    yield "".join(f'<th scope="col">{_text(column)}</th>' for column in columns)
    yield "</tr></thead><tbody>"
    for first, *others in rows:
        cells = "".join(f"<td>{_text(value)}</td>" for value in others)
        yield f'<tr><th scope="row">{_text(first)}</th>{cells}</tr>'
    yield "</tbody></table></div>"


def _list(board: Board) -> Iterator[str]:
    urgent = [line for line in board.lines if line.lamp in URGENT]
    columns = [pair for pair in COLUMNS if pair[0] != "leaders" or not board.public]
    yield '<section id="list" aria-labelledby="list-title">'
    yield '<h2 id="list-title">事项清单</h2>'
    yield '<form id="filters" role="search" aria-label="筛选事项" hidden>'
    yield '<label class="search">搜索<input id="f-text" type="search" autocomplete="off"'
    yield 'placeholder="编号、事项、单位里的字"></label>'
    choices = [("lamp", "灯色"), ("ledger", "台账"), ("unit", "单位"), ("leader", "领导"), ("status", "状态")]
    for name, label in choices:
        if name != "leader" or not board.public:
            yield f'<label>{label}<select id="f-{name}"></select></label>'
    yield '<button type="button" id="reset">清除筛选</button></form>'
    yield '<p id="count" role="status" aria-live="polite"></p>'
    yield f"<noscript><p>浏览器没有运行脚本：下面只列最急的 {min(FIRST_ROWS, len(urgent))} 件。</p></noscript>"
    yield '<div class="rows"><table id="tasks"><caption class="quiet">事项，逾期最久的在前</caption><thead><tr>'
    yield "".join(
        f'<th scope="col" data-key="{name}" class="c-{name}">{title}</th>' for name, title in columns
    )
    yield "</tr></thead><tbody>"
    for line in urgent[:FIRST_ROWS]:
        yield _row(line, [name for name, _ in columns])
    yield "</tbody></table></div>"
    yield '<p class="more"><button type="button" id="more" hidden>再列一些</button></p></section>'


def _row(line: Line, names: Sequence[str]) -> str:
    told = _told(line)
    cells = []
    for name in names:
        if name == "lamp":
            cells.append(f'<td class="c-lamp"><span class="lamp {line.lamp}">{told["lamp"]}</span></td>')
        elif name == "title":
            cells.append(f'<th scope="row" class="c-title">{_text(told[name])}</th>')
        else:
            cells.append(f'<td class="c-{name}">{_text(told[name])}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _told(line: Line) -> dict[str, str]:
    """The cells of a row."""
    due = f"{line.due_on or ''}{'（暂定）' if line.provisional else ''}"
    missed = f"；缺报{line.missed}期" if line.missed else ""
    return {
        "lamp": _lamp(line.lamp),
        "task": line.task,
        "title": line.title,
        "leads": "、".join(line.leads) or "牵头待定",
        "leaders": "、".join(line.leaders),
        "ledger": line.ledger,
        "status": line.status,
        "due": due,
        "percent": "" if line.percent is None else f"{line.percent}%",
        "why": f"{'挂牌督办；' if line.listed else ''}{line.why}{missed}",
    }


def _data(board: Board) -> str:
    """All data for the script, as JSON that cannot close the element around it.

    Texts that are repeated (clauses, units, headings) are stored once, in `words`; the pages refer to them by number.
    """
    words: dict[str, int] = {}
    known: dict[str, int] = {}

    def number(text: str) -> int:
        place = known.get(text)
        if place is None:
            place = known[text] = words.setdefault(visible_lines(text), len(words))
        return place

    lines = [
        {
            **{name: visible(text) for name, text in _told(line).items()},
            "light": str(line.lamp),
            "units": [visible(unit) for unit in (*line.leads, *line.support)],
            "people": [visible(name) for name in line.leaders],
            "day": str(line.due_on or ""),
            "next": str(line.next_on or line.due_on or ""),
            "late": line.late,
            "done": -1 if line.percent is None else line.percent,
        }
        for line in board.lines
    ]
    pages = [
        [number(page.summary), [_page_table(table, number) for table in page.tables]] for page in board.pages
    ]
    found = {"lines": lines, "pages": pages, "words": list(words), "statuses": board.statuses}
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    for char, written in _UNSAFE.items():
        text = text.replace(char, written)
    return text


def _page_table(table: Table, number: Numbered) -> list[object]:
    """[heading, columns, rows]: a cell is the number of its text, or [number, mark]."""
    rows = [
        [
            _marked(number(cell_text(cell, column)), cell.mark)
            for cell, column in zip(each, table.columns, strict=True)
        ]
        for each in table.all_rows()
    ]
    return [number(table.title or "要素"), [number(column.title) for column in table.columns], rows]


def _marked(text: int, mark: Mark | None) -> object:
    return [text, str(mark)] if mark is not None else text
