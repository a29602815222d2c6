"""A table in a text file (CSV, TSV, semicolons): finds encoding, separator and quotes, and reads a grid.

Bytes in, grid and problems out; columns get no meaning here, only known headings are counted.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable

from duban.errors import Problem
from duban.importers.formats.grid import MAX_COLUMNS, MAX_ROWS, Cell, Grid, Row, refuse
from duban.importers.grammar.headings import field_of, fold_heading
from duban.importers.grammar.normalize import clean

MAX_TEXT_BYTES = 20_000_000
_DELIMITERS = (",", "\t", ";", "，")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEAD_LINES = 40
_QUOTED_FORMULA = re.compile(r"'+\s*[=+\-@＝＋－＠]")
_HEAD_LENGTH = 5_000
_FEW_CONTROLS = 0.1
_GB, _BIG5 = range(0xB0, 0xD8), range(0xA4, 0xC7)  # the first bytes of the everyday characters
_BYTES = {leads: frozenset(bytes([lead]) for lead in leads) for leads in (_GB, _BIG5)}
_CALLED = {"utf-8": "UTF-8", "gb18030": "GB18030（GBK）"}
_MOST, _ALMOST_ALL = 0.85, 0.95
_WRITING = re.compile(
    "[\\t\\r\\n\x20-\x7e\xb7\u2010-\u203b\u2460-\u2473\u3000-\u3017\u4e00-\u9fff\uff01-\uff5e]"
)


def read_text(
    data: bytes, path: str, known: Iterable[str] = ()
) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """Read CSV, TSV or semicolon-separated bytes; `known` (folded headings) help to tell the separator.

    Refused with a problem: more than 20 MB, an unknown encoding, NUL characters, a quote that never closes, a
    cell of more than 131,072 characters, more than 10,000 rows.
    """
    if len(data) > MAX_TEXT_BYTES:
        size = len(data) // 1_000_000
        return (), (
            refuse(path, "file-too-large", f"文件有 {size} MB，文本表格最多 20 MB。", "请拆成几个文件。"),
        )
    text = decode(data)
    if text is None:
        return (), (wrong_bytes(data, path, "请在 Excel 中另存为“CSV UTF-8”或 .xlsx，再导入。"),)
    if "\x00" in text or _controls(text) > _FEW_CONTROLS:
        advice = "它可能不是表格，或者已经损坏；请在 Excel 中打开，另存为 .xlsx。"
        return (), (
            refuse(path, "not-a-table", "文件里有不可见的控制字符（如 NUL），不像文本表格。", advice),
        )
    lines = list(io.StringIO(text, newline=""))
    skipped, delimiter = _declared(lines)
    if delimiter is None:
        delimiter = _delimiter(lines[:_HEAD_LINES], frozenset(known))
    return _grid(lines[skipped:], delimiter, path, skipped)


def decode(data: bytes) -> str | None:
    """The text of bytes: by byte order mark, else UTF-8, UTF-16 without mark, GB18030 or Big5; None if none fits."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _try(data, encoding)
    wide = max((_try(data, encoding) or "" for encoding in ("utf-16-le", "utf-16-be")), key=_plain)
    if b"\x00" in data and "\x00" not in wide and _plain(wide) > _ALMOST_ALL:
        return wide
    if (text := _try(data, "utf-8")) is not None:
        return text
    text, other = _try(data, "gb18030"), _try(data, "big5hkscs")
    if _plain(wide) > _ALMOST_ALL and _everyday(wide, "gb2312", _GB) > _MOST > _everyday(
        text or "", "gb2312", _GB
    ):
        return wide
    if other is not None and (
        text is None or _everyday(text, "gb2312", _GB) < _MOST < _everyday(other, "big5", _BIG5)
    ):
        return other
    return text


def wrong_bytes(data: bytes, path: str, advice: str) -> Problem:
    """The problem for bytes that fit no encoding: names the first line that fails in the encoding that fits longest."""
    best, encoding = -1, ""
    for tried in _CALLED:
        try:
            data.decode(tried)
        except UnicodeDecodeError as error:
            if error.start > best:
                best, encoding = error.start, tried
    message = f"文件像是 {_CALLED[encoding]} 编码，但这里有不合编码的字节，可能传输时损坏了。"
    return refuse(path, "unknown-encoding", message, advice, data[:best].count(b"\n") + 1)


def _plain(text: str) -> float:
    """The share of characters that are usual in Chinese writing: everyday ideographs, ASCII, punctuation."""
    head = text[:_HEAD_LENGTH]
    return len(_WRITING.findall(head)) / (len(head) or 1)


def _everyday(text: str, encoding: str, leads: range) -> float:
    """The share of a text's Chinese characters that stand among the everyday ones of an encoding."""
    characters = [character for character in text[:_HEAD_LENGTH] if "\u4e00" <= character <= "\u9fff"]
    held = sum(character.encode(encoding, "ignore")[:1] in _BYTES[leads] for character in characters)
    return held / (len(characters) or 1)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _controls(text: str) -> float:
    """The share of control characters among the first characters."""
    head = text[:_HEAD_LENGTH]
    return sum(character < " " and character not in "\t\r\n" for character in head) / (len(head) or 1)


def _declared(lines: list[str]) -> tuple[int, str | None]:
    """Reads the line `sep=;` that Excel writes first: how many lines to leave out, and the separator."""
    first = lines[0].strip() if lines else ""
    if first.lower().startswith("sep=") and len(first) == len("sep=;"):
        return 1, first[-1]
    return (1, "\t") if first.lower() == "sep=" else (0, None)


def _delimiter(lines: list[str], known: frozenset[str]) -> str:
    """The separator under which the most known headings appear in one row; on a tie the most columns."""
    lines = [line[:_HEAD_LENGTH] for line in lines]

    def is_heading(cell: str) -> bool:
        return field_of(clean(cell)) is not None or fold_heading(cell) in known

    def score(delimiter: str) -> tuple[int, int]:
        rows = list(csv.reader(lines, delimiter=delimiter))
        headings = max((sum(map(is_heading, row[:MAX_COLUMNS])) for row in rows), default=0)
        return headings, max(map(len, rows), default=0) if delimiter.isascii() else 0

    return max(_DELIMITERS, key=score)


def _grid(
    lines: list[str], delimiter: str, path: str, skipped: int
) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    records, line, trouble = _records(lines, delimiter, strict=True)
    if "unexpected end" in trouble:
        message = "有一个英文双引号没有配对，从这里到文件末尾都成了一个单元格。"
        advice = "请补上引号，或在 Excel 中另存为 .xlsx。"
        return (), (refuse(path, "quote-open", message, advice, line + skipped),)
    if trouble:
        records, line, trouble = _records(lines, delimiter, strict=False)
    if trouble:
        message = "这里有一个单元格超过 131072 个字，多半是引号没有配对。"
        return (), (refuse(path, "cell-too-large", message, "请检查这一行的引号。", line + skipped),)
    if len(records) > MAX_ROWS:
        return (), (refuse(path, "too-many-rows", f"表格超过 {MAX_ROWS} 行。", "请拆成几个文件。"),)
    rows = (
        Row(number, tuple(Cell(_bare(clean(text)), (number, column)) for column, text in enumerate(record)))
        for number, record in enumerate(records, 1 + skipped)
    )
    return (Grid(path, tuple(rows)),), ()


def _bare(text: str) -> str:
    """A cell without the apostrophe that an export puts before what a spreadsheet would run as a formula."""
    return text[1:] if _QUOTED_FORMULA.match(text) else text


def _records(lines: list[str], delimiter: str, *, strict: bool) -> tuple[list[list[str]], int, str]:
    """The records, the line at which the next one begins, and what stopped the reading ("" at the end)."""
    reader = csv.reader(lines, delimiter=delimiter, strict=strict)
    records: list[list[str]] = []
    line = 1
    try:
        for record in reader:
            line = reader.line_num + 1
            records.append(record[:MAX_COLUMNS])
            if len(records) > MAX_ROWS:
                break
    except csv.Error as error:
        return records, line, str(error)
    return records, line, ""
