"""Reads the holiday files of 日历/: bytes to a record, and the problems of files that cannot be used.

Counts nothing; what the days mean is decided in core/calendar/.
"""

from codecs import BOM_UTF8
from pathlib import Path

import msgspec

from duban.core.calendar.holidays import HolidayFile, parse_holiday_file
from duban.errors import Problem
from duban.files.yaml.reader import read_bytes_limited


def read_holidays(
    source: Path | bytes, label: str, *, national: bool
) -> tuple[HolidayFile | None, list[Problem]]:
    """A holiday file, or its bytes, as a record (None where it cannot be used), and its problems."""
    data = source if isinstance(source, bytes) else read_bytes_limited(source, label)
    if isinstance(data, Problem):
        return None, [data]
    try:
        raw = msgspec.json.decode(data.removeprefix(BOM_UTF8))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        text, advice = f"这不是 JSON 文件（{error}）", "重新导入：duban calendar import"
        return None, [Problem.error("bad-json", text, advice, label)]
    file, problems = parse_holiday_file(raw, path=label, national=national)
    return file, list(problems)
