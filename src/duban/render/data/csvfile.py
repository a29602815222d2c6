"""A sheet as CSV that opens in a spreadsheet: byte order mark, CRLF, no cell that runs as a formula.

Only the tables: texts and notes are for people and stand in the other formats. Writes no file.
"""

import csv
import io

from duban.render.text.cells import cell_text
from duban.render.text.escape import visible
from duban.views.model.sheet import Sheet, Table

BOM = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def render(*sheets: Sheet, bom: bool = True, titled: bool = False) -> str:
    """All tables, one empty line between two; `bom` because spreadsheets need it to see UTF-8.

    `titled` puts a line with its title before each table that has one: where there are several.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    tables = [(table, sheet) for sheet in sheets for table in sheet.tables]
    for index, (table, sheet) in enumerate(tables):
        if index:
            writer.writerow([])
        title = table.title or sheet.title
        if titled and title:
            writer.writerow([harmless(title)])
        writer.writerows(_lines(table))
    return (BOM if bom else "") + out.getvalue()


def harmless(text: str) -> str:
    """Text that no spreadsheet runs: what starts like a formula gets an apostrophe before it.

    So does what already has one there: `import` takes one away, and every text comes back as it was.
    """
    starts_formula = text.startswith(FORMULA_STARTS) or text.lstrip("'").lstrip().startswith(FORMULA_STARTS)
    shown = visible(text)
    return f"'{shown}" if starts_formula else shown


def _lines(table: Table) -> list[list[str]]:
    """Header and rows; where there are groups, their titles become a first column without name."""
    grouped = bool(table.groups)
    lines = [[""] * grouped + [harmless(column.title) for column in table.columns]]
    for section in table.sections():
        for row in section.rows:
            texts = [
                harmless(cell_text(cell, column)) if isinstance(cell.value, str) else cell_text(cell, column)
                for cell, column in zip(row, table.columns, strict=True)
            ]
            lines.append([harmless(section.title)] * grouped + texts)
    return lines
