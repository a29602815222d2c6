"""Wrong command lines, said in Chinese: what does not fit, what comes nearest, where the help is.

Knows typer's exceptions by what they carry; prints nothing.
"""

import re
from collections.abc import Sequence
from difflib import get_close_matches

import typer

from duban.cli.framework.command_table import Entry
from duban.cli.framework.help import typed_name
from duban.errors import UsageError, misuse

OPTION_NEEDS = re.compile(r"Option '(.+?)' requires (an argument|(\d+) arguments)\.")
OPTION_TAKES_NONE = re.compile(r"Option '(.+?)' does not take a value\.")
EXTRA_WORDS = re.compile(r"Got unexpected extra argument\(s\) \((.*)\)", re.DOTALL)
WIDE_OPTION = re.compile("[－—–―][－—–―-]?([a-z][a-z-]*)(=.*)?", re.DOTALL)
"""An option whose dashes a Chinese keyboard wrote; what people write begins with no such word."""
TWICE, SHOWN = 2, 40
COMMON_OPTIONS = frozenset({"--root", "-C", "--today", "--known", "--json", "--on", "--by", "--dry-run"})


def refuse_wide_dashes(words: Sequence[str]) -> None:
    """Raises UsageError for an option with full-width dashes, before it is taken for an id or a text."""
    for word in words:
        if found := WIDE_OPTION.fullmatch(word):
            raise misuse("usage-dashes", f"选项前面是两个半角的 -：{word}", f"改成 --{found[1]}")


def refuse_twice(name: str, values: Sequence[str]) -> None:
    """Raises UsageError for an option of one value that was given several: the last would win without a word."""
    if len(values) > 1:
        times = "两次" if len(values) == TWICE else f"{len(values)}次"
        shown = "和".join(f"“{value if len(value) <= SHOWN else value[:SHOWN] + '…'}”" for value in values)
        raise misuse("usage-twice", f"{name} 写了{times}：{shown}，只能写一个。", f"只留一个 {name}")


def unknown_command(name: str, entries: Sequence[Entry], path: str) -> UsageError:
    """No command of this name: suggest those spelled alike, or whose help begins with this Chinese word."""
    near = [entry.name for entry in entries if len(name) > 1 and entry.help.startswith(name)]
    near += [
        each
        for each in get_close_matches(name, [entry.name for entry in entries], cutoff=0.55)
        if each not in near
    ]
    hint = f"最接近的是 {'、'.join(near)}；" if near else ""
    return misuse("usage-command", f"没有命令“{name}”。", f"{hint}看全部命令：{path} --help")


def in_chinese(error: typer.TyperException) -> UsageError:
    """The same mistake, in Chinese, with the nearest option and where to read on."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "duban"
    message, hint = _told(error, path)
    return misuse("usage", message, f"{hint}看全部选项：{path} --help")


def _told(error: typer.TyperException, path: str) -> tuple[str, str]:
    name = getattr(error, "option_name", None)
    possibilities = getattr(error, "possibilities", None)
    param = getattr(error, "param", None)
    text = error.message
    if found := OPTION_NEEDS.search(text):
        return f"选项 {found[1]} 后面要跟{f' {found[3]} 个' if found[3] else '一个'}值。", ""
    if found := OPTION_TAKES_NONE.search(text):
        return f"选项 {found[1]} 不带值。", ""
    if found := EXTRA_WORDS.search(text):
        return f"多出来的内容：{found[1]}。", "含空格的内容要加引号；"
    if name is not None:
        return f"没有选项 {name}。", _nearest(name, possibilities, path)
    if param is not None:
        return f"缺少{'参数' if param.param_type_name == 'argument' else '选项'} {typed_name(param)}。", ""
    return f"命令的写法不对：{text}", ""


def _nearest(name: str, possibilities: Sequence[str] | None, path: str) -> str:
    if name in COMMON_OPTIONS and " " not in path:
        return "公共选项写在命令后面，例如 duban list --json；"
    return f"最接近的是 {'、'.join(possibilities)}；" if possibilities else ""
