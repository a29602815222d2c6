"""A sheet as CSV that opens in a spreadsheet: byte order mark, CRLF, no cell that runs as a formula.

Tables only: paragraphs and notes are left to the formats for people. Writes no file.
"""

import csv
import io

from duban.render.text.cells import cell_text
from duban.render.text.escape import visible
from duban.views.model.sheet import Sheet, Table

BOM = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def render(*sheets: Sheet, bom: bool = True, titled: bool = False) -> str:
    """All tables, with an empty line between two; `bom` because spreadsheets need it to recognise UTF-8.

    `titled` puts its title on a line before each table that has one, for sheets of several tables.
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
    """Text that no spreadsheet runs: an apostrophe is put before what begins like a formula.

    And before such a text that already has one, because `import` takes one away: every text comes back as it was.
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
