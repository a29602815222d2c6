"""Compares the format (版本) of a workspace with the one this release writes, before every write.

Reads one line of duban.yaml; changes nothing. The formats are listed in core/model/workspace_formats.py.
"""

import re
from pathlib import Path

from duban import __version__
from duban.core.model.workspace_formats import FIRST_FORMAT, newest_format
from duban.errors import DubanError, Level, Place, Problem
from duban.files.yaml.reader import read_bytes_limited

KEY = "版本"
NEWER, OLDER = "newer-workspace", "older-workspace"
_WRITTEN = re.compile(rf"""^(["']?){KEY}\1[ \t]*:[ \t]*([0-9]{{1,4}})\b""", re.MULTILINE)


def written_format(config: Path) -> int:
    """The format that duban.yaml states, even if the rest of the file cannot be read; without one, the first."""
    data = read_bytes_limited(config, config.name)
    found = None if isinstance(data, Problem) else _WRITTEN.search(data.decode("utf-8-sig", "replace"))
    return int(found[2]) if found else FIRST_FORMAT


def refuse_newer(config: Path, held: int) -> None:
    """Raises DubanError for a format newer than this release knows."""
    if held > newest_format():
        raise DubanError(_newer(config.name, held, Level.ERROR, "只能读，不能写，本次没有写入"))


def tell_format(config: str, held: int) -> tuple[Problem, ...]:
    """The notice for readers of a workspace in another format than this release writes."""
    if held > newest_format():
        return (_newer(config, held, Level.NOTICE, "有的内容可能认不得，答案可能不全，也不能写入"),)
    if held < newest_format():
        text = f"工作区是版本 {held}，这个 duban 用版本 {newest_format()}；照常读写，新的内容还没有加上"
        return (Problem.notice(OLDER, text, "duban upgrade", config),)
    return ()


def _newer(config: str, held: int, level: Level, so: str) -> Problem:
    text = f"工作区是版本 {held}，这个 duban（{__version__}）只认到版本 {newest_format()}：{so}"
    advice = f"换用记下它的那个 duban 或更新的；{KEY}写错了的，改回 {KEY}: {newest_format()}"
    return Problem(level, NEWER, text, advice, "", Place(config))
