"""A sheet as Markdown, for use in other documents.

Prints nothing; user text never becomes markup: every character with a meaning is escaped.
"""

import re

from duban.render.text.cells import cell_text
from duban.render.text.escape import visible, visible_lines
from duban.views.model.sheet import Column, Kind, Row, Sheet, Table

SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#&$])")
LINE_START = re.compile(r"([-+](?=\s|$)|\d{1,9}[.)](?=\s|$)|[-=]+\s*$)")


def render(sheet: Sheet, level: int = 1) -> str:
    """The sheet as GitHub-flavoured Markdown, its title a heading of this level; ends with one newline."""
    marks = "#" * level
    blocks = [f"{marks} {inline(sheet.title)}"] if sheet.title else []
    blocks += [_paragraph(text) for text in sheet.paragraphs]
    for table in sheet.tables:
        blocks += _table(table, marks)
    blocks += [f"> {inline(note)}" for note in sheet.notes]
    return "\n\n".join(blocks) + "\n"


def inline(text: str) -> str:
    """One line of text in which nothing is markup."""
    return _no_start(SPECIAL.sub(r"\\\1", visible(text)).strip())


def _no_start(line: str) -> str:
    """Escapes a line that would begin a list or underline a heading: a dash, a number with a dot, equals signs."""
    found = LINE_START.match(line)
    if not found:
        return line
    mark = found[1]
    before, last = (mark[:-1], mark[-1]) if mark[0].isdigit() else ("", mark)
    return f"{before}\\{last}{line[found.end() :]}"


def _paragraph(text: str) -> str:
    return "  \n".join(map(inline, visible_lines(text).split("\n")))


def _table(table: Table, marks: str) -> list[str]:
    blocks = [f"{marks}# {inline(table.title)}"] if table.title else []
    for section in table.sections():
        if section.title:
            blocks.append(f"{marks}## {inline(section.title)}")
        blocks.append(_rows(table.columns, section.rows))
    return blocks


def _rows(columns: tuple[Column, ...], rows: tuple[Row, ...]) -> str:
    head = [inline(column.title) for column in columns]
    rule = ["---:" if column.kind in {Kind.INT, Kind.PERCENT} else "---" for column in columns]
    body = [
        [inline(cell_text(cell, column)) for cell, column in zip(row, columns, strict=True)] for row in rows
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, rule, *body])
