"""The rows of a database dump (INSERT statements) as tables with the headings of a ledger.

Reads values only: nothing is run, tables are not joined, codes are not decoded.
"""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from duban.core.grammar.typed import written_day
from duban.errors import Problem
from duban.importers.formats.blocks import Block, Paragraph, TableBlock, line_of
from duban.importers.formats.cell_alignment import WHAT
from duban.importers.formats.grid import Cell, Grid, Row
from duban.importers.grammar.headings import field_of

_INSERT = re.compile(r"(?:^|(?<=[\s;]))(?:--\s*)?INSERT\s+INTO\s+([\w.`\"\[\]]+)\s*", re.IGNORECASE)
# A text whose quote never closes goes on to the end: looked for anew at each quote, that end would be read each time.
_TOKEN = re.compile(r"'(?:[^'\\]|\\.|'')*+'?|\"(?:[^\"\\]|\\.|\"\")*+\"?|`[^`]*`|[\w.+-]+|[(),;=]", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "", "t": " "}
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")
_MIDNIGHT = re.compile(r"(?<=\d) 00:00(?::00)?(?:\.0+)?$")
# What the name of a column means, told by its words; the first that fits counts.
HEADINGS = (
    ("办结日期", "actualFinish, done_time", {"actual", "real", "done", "closed"}),
    ("完成时限", "finishTime, due_date", {"deadline", "due", "finish", "plan", "limit", "expire"}),
    ("牵头单位", "leadDept", {"lead", "host", "main"}),
    ("配合单位", "assist_unit", {"support", "assist", "cooperate", "coop"}),
    ("责任单位", "department", {"dept", "department", "unit", "org", "organization"}),
    ("责任人", "owner", {"owner", "principal", "charge", "person"}),
    ("进展", "completeDesc", {"desc", "progress", "feedback", "completion"}),
    ("工作措施", "measures", {"measure", "measures"}),
    ("备注", "remark", {"remark", "note", "memo"}),
    ("事项", "taskGoal, matter", {"goal", "title", "matter", "task", "content", "item", "problem"}),
)


@dataclass(frozen=True, slots=True)
class _Record:
    """An inserted row: the line of its statement, and its values by column."""

    line: int
    values: dict[str, str]


def without_dump(blocks: Sequence[Block], path: str) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """The blocks with INSERT statements laid out as tables; a table that holds no tasks is left out and named."""
    lines = [block for block in blocks if isinstance(block, Paragraph)]
    if len(lines) < len(blocks) or not any(_INSERT.search(line.text) for line in lines):
        return tuple(blocks), ()
    tables: dict[str, list[_Record]] = {}
    for name, record in _records(lines):
        tables.setdefault(name, []).append(record)
    made: list[Block] = []
    left: list[str] = []
    for name, records in tables.items():
        headings = _headings(records)
        told = set(map(field_of, headings.values()))
        if not (told & WHAT and "deadline" in told) or (made and not _named(records)):
            left.append(name)
            continue
        made.append(TableBlock(_grid(headings, records, path), f"第{records[0].line}行"))
    if not made:
        return tuple(blocks), ()
    message = f"它是数据库导出的语句，按列名或内容认出了事项和时限；没有读的表：{'、'.join(left) or '无'}。"
    advice = "单位、状态如果是代码，请从原系统导出 Excel 或 CSV 再导入。"
    return tuple(made), (Problem.notice("database-dump", message, advice, path),)


def _records(lines: Sequence[Paragraph]) -> Iterator[tuple[str, _Record]]:
    """Every inserted row with its table: values by the names of their columns, else by their places."""
    text = "\n".join(line.text for line in lines)
    ends = list(accumulate(len(line.text) + 1 for line in lines))
    starts = list(_INSERT.finditer(text))
    for place, start in enumerate(starts):
        end = starts[place + 1].start() if place + 1 < len(starts) else len(text)
        name = start[1].rpartition(".")[2].strip('`"[]')
        pieces = _TOKEN.findall(text, start.end(), end)
        at = line_of(lines[bisect(ends, start.start())])
        found = [_assigned(pieces[1:])] if pieces and pieces[0].upper() == "SET" else _listed(pieces)
        yield from ((name, _Record(at, values)) for values in found)


def _assigned(pieces: Sequence[str]) -> dict[str, str]:
    return {
        _bare(pieces[place - 1]): _value(pieces[place + 1])
        for place, piece in enumerate(pieces[:-1])
        if piece == "=" and place
    }


def _listed(pieces: Sequence[str]) -> Iterator[dict[str, str]]:
    names: list[str] = []
    values: list[str] = []
    named = True
    for piece in pieces:
        if piece.upper() in {"VALUES", "VALUE"}:
            names, values, named = ([_bare(each) for each in values] if named else names), [], False
        elif piece == "(":
            values = []
        elif piece == ")" and not named:
            yield {
                names[place] if place < len(names) else str(place): _value(each)
                for place, each in enumerate(values)
            }
        elif piece not in {",", ")", ";"}:
            values.append(piece)


def _bare(piece: str) -> str:
    return piece.rpartition(".")[2].strip("`\"'[]")


def _value(piece: str) -> str:
    """A value as text: without its quotes, with its line breaks; "" for null."""
    if piece[:1] not in "'\"":
        return "" if piece.upper() == "NULL" else piece
    inner = piece[1:-1].replace(piece[0] * 2, piece[0])
    text = re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), inner, flags=re.DOTALL)
    return _MIDNIGHT.sub("", text.strip())


def _named(records: Sequence[_Record]) -> bool:
    return any(not column.isdecimal() for record in records for column in record.values)


def _headings(records: Sequence[_Record]) -> dict[str, str]:
    """The headings of the columns that mean something: by their names, else by what stands in them."""
    columns = dict.fromkeys(column for record in records for column in record.values)
    if _named(records):
        told = {column: _meaning(column) for column in columns}
    else:
        told = dict.fromkeys(columns, "")
        texts = {column: [record.values.get(column, "") for record in records] for column in columns}
        what = next((each for each in columns if _all(_CHINESE, texts[each], part=True)), None)
        when = next((each for each in columns if _days(texts[each])), None)
        told |= {
            column: heading for column, heading in ((what, "事项"), (when, "完成时限")) if column is not None
        }
    found: dict[str, str] = {}
    for column, heading in told.items():
        if heading and heading not in found.values():
            found[column] = heading
    return found


def _meaning(column: str) -> str:
    words = {word.lower() for word in _WORDS.findall(column)}
    if "id" in words:
        return ""
    return next((heading for heading, _, told in HEADINGS if words & told), "")


def _days(texts: Sequence[str]) -> bool:
    return bool(texts) and all(written_day(text) is not None for text in texts)


def _all(pattern: re.Pattern[str], texts: Sequence[str], *, part: bool = False) -> bool:
    match = pattern.search if part else pattern.fullmatch
    return bool(texts) and all(match(text) for text in texts)


def _grid(headings: dict[str, str], records: Sequence[_Record], path: str) -> Grid:
    at = records[0].line - 1
    rows = [Row(at, tuple(Cell(heading, (at, place)) for place, heading in enumerate(headings.values())))]
    for record in records:
        at = max(record.line, at + 1)
        cells = (Cell(record.values.get(column, ""), (at, place)) for place, column in enumerate(headings))
        rows.append(Row(at, tuple(cells)))
    return Grid(path, tuple(rows))
