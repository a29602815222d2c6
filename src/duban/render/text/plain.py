"""A sheet as aligned lines without colour, for pipes; terminal.py colours the same layout.

Takes the width as an argument and prints nothing; all text goes through text/escape.py first.
"""

from collections.abc import Callable, Sequence

from duban.render.text.cells import cell_text
from duban.render.text.escape import visible, visible_lines
from duban.render.text.width import clip, pad, width, wrap
from duban.views.model.sheet import Column, Kind, Mark, Row, Sheet, Table

GAP = "  "
FLOOR, LAST_FLOOR = 16, 8
"""The width a text column keeps while others can still shrink, and when none can."""

Role = Mark | str
"""What a piece of text is, for the function that colours it: a mark, or "title", "heading", "rule", "note"."""
Paint = Callable[[str, Role], str]


def no_paint(text: str, _role: Role) -> str:
    """Leaves text as it is."""
    return text


def render(sheet: Sheet, columns: int = 80, paint: Paint = no_paint) -> str:
    """The sheet as text; ends with one newline.

    Lines are at most `columns` wide, as far as text columns can shrink.
    """
    blocks: list[list[str]] = []
    if sheet.title:
        blocks.append([paint(line, "title") for line in wrap(visible(sheet.title), columns)])
    blocks += [wrap(visible_lines(text), columns) for text in sheet.paragraphs]
    blocks += [_table(table, columns, paint) for table in sheet.tables]
    if sheet.notes:
        blocks.append(
            [paint(line, "note") for note in sheet.notes for line in wrap(visible_lines(note), columns)]
        )
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _table(table: Table, columns: int, paint: Paint) -> list[str]:
    texts = {id(row): _row_texts(row, table.columns) for row in table.all_rows()}
    titles = [visible(column.title) for column in table.columns]
    widths = column_widths(table.columns, [titles, *texts.values()], columns)
    lines = [paint(line, "heading") for line in wrap(visible(table.title), columns) if line]
    if sum(widths) + len(GAP) * (len(widths) - 1) > columns:
        return lines + _records(table, titles, texts, columns, paint)
    lines += _lines(titles, widths, table.columns, lambda text, _: paint(text, "heading"))
    lines.append(paint(GAP.join("-" * each for each in widths), "rule"))
    for section in table.sections():
        if section.title:
            lines += ["", *(paint(line, "heading") for line in wrap(visible(section.title), columns))]
        for row in section.rows:
            marks = [cell.mark for cell in row]
            lines += _lines(texts[id(row)], widths, table.columns, _marked(marks, paint))
    return lines


def _records(
    table: Table, titles: Sequence[str], texts: dict[int, list[str]], columns: int, paint: Paint
) -> list[str]:
    """For a screen too narrow for the table: each row as its own short paragraph of named values."""
    lines: list[str] = []
    for section in table.sections():
        if section.title:
            lines += ["", *(paint(line, "heading") for line in wrap(visible(section.title), columns))]
        for row in section.rows:
            painted = _marked([cell.mark for cell in row], paint)
            first, *others = texts[id(row)]
            lines += ["", *(painted(line, 0) for line in wrap(first, columns))]
            for index, (title, text) in enumerate(zip(titles[1:], others, strict=True), 1):
                if text:
                    lines += [f"  {painted(line, index)}" for line in wrap(f"{title}：{text}", columns - 2)]
    return lines[1:] if lines and not table.title else lines


def _marked(marks: Sequence[Mark | None], paint: Paint) -> Callable[[str, int], str]:
    def painted(text: str, index: int) -> str:
        mark = marks[index]
        return paint(text, mark) if mark and text.strip() else text

    return painted


def _row_texts(row: Row, columns: Sequence[Column]) -> list[str]:
    return [visible(cell_text(cell, column)) for cell, column in zip(row, columns, strict=True)]


def _lines(
    texts: Sequence[str], widths: Sequence[int], columns: Sequence[Column], painted: Callable[[str, int], str]
) -> list[str]:
    """One row as the lines it needs: cells wrapped or cut, numbers to the right, the last cell not padded."""
    cells = [
        [clip(text, room)] if column.clip else wrap(text, room)
        for text, room, column in zip(texts, widths, columns, strict=True)
    ]
    lines = []
    for at in range(max(map(len, cells), default=0)):
        parts = []
        for index, cell in enumerate(cells):
            right = columns[index].kind in {Kind.INT, Kind.PERCENT}
            parts.append(painted(pad(cell[at] if at < len(cell) else "", widths[index], right=right), index))
        lines.append(GAP.join(parts).rstrip())
    return lines


def column_widths(columns: Sequence[Column], texts: Sequence[Sequence[str]], limit: int) -> list[int]:
    """The width of each column within `limit`: the longest text columns shrink, and wrap.

    Columns of higher `shrink` do so first, down to a readable width; if that is not enough, all text columns shrink
    down to a few characters. Days and numbers never wrap: the sum may stay over the limit.
    """
    widths = [max(1, *(width(row[index]) for row in texts)) for index in range(len(columns))]
    room = limit - len(GAP) * (len(columns) - 1)
    soft = [index for index, column in enumerate(columns) if column.kind is Kind.TEXT and column.shrink]
    for level in sorted({columns[index].shrink for index in soft}, reverse=True):
        _narrow(widths, [index for index in soft if columns[index].shrink == level], room, FLOOR)
    _narrow(widths, soft, room, LAST_FLOOR)
    return widths


def _narrow(widths: list[int], indexes: Sequence[int], room: int, floor: int) -> None:
    """Shrinks the widest of these columns, one step at a time, until the row fits or all are at the floor."""
    while sum(widths) > room:
        widest = max(indexes, key=lambda index: widths[index], default=None)
        if widest is None or widths[widest] <= floor:
            return
        rest = sorted((widths[index] for index in indexes), reverse=True)
        next_width = next((each for each in rest if each < widths[widest]), floor)
        over = sum(widths) - room
        widths[widest] -= min(over, max(1, widths[widest] - max(next_width, floor)))
