"""A flat table for programs: CSV (UTF-8, no byte order mark) and Parquet with real types.

The formats only; writes no file. pyarrow is an extra and imported only for Parquet.
"""

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

from duban.render.data.csvfile import harmless
from duban.views.model.flat_table import Datum, FlatTable, Type

if TYPE_CHECKING:
    import pyarrow as pa

BETWEEN = ";"
"""The separator of several units or tags in one cell of a CSV."""


def render_csv(table: FlatTable) -> str:
    """Header and rows, CRLF (RFC 4180). Text that a spreadsheet would run as a formula has an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([_text(value) for value in row] for row in table.rows)
    return out.getvalue()


def _text(value: Datum) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case date():  # a moment is one too
            return value.isoformat()
        case tuple():
            return harmless(BETWEEN.join(value))
        case str():
            return harmless(value)
        case _:
            return str(value)


def render_parquet(table: FlatTable) -> bytes:
    """The table with the types of its columns, moments in UTC. Needs the extra `parquet`."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema([(column.name, _arrow_type(column.type)) for column in table.columns])
    columns = [
        pa.array([_plain(row[place]) for row in table.rows], type=field.type)
        for place, field in enumerate(schema)
    ]
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(columns, schema=schema), out)
    return out.getvalue()


def _plain(value: Datum) -> object:
    return list(value) if isinstance(value, tuple) else value


def _arrow_type(kind: Type) -> "pa.DataType":
    import pyarrow as pa

    types = {
        Type.TEXT: pa.string(),
        Type.TEXTS: pa.list_(pa.string()),
        Type.INT: pa.int64(),
        Type.DAY: pa.date32(),
        Type.MOMENT: pa.timestamp("ms", tz="UTC"),
        Type.YES: pa.bool_(),
    }
    return types[kind]
