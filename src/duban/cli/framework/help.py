"""Help pages: Chinese, aligned in 80 columns with double-width characters, commands grouped by stage.

Pure text from what a command declares; imports no command and prints nothing.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from typer import _click
from typer.core import TyperArgument, TyperOption

from duban.cli.framework.command_table import STAGES, Entry
from duban.cli.framework.option_types import element_type
from duban.render.text.width import pad, width, wrap

WIDEST = 100
"""Columns beyond which a page is hard to read, however wide the terminal."""
NAMES = 30
"""Columns for names; a longer name gets a line of its own."""
TYPE_WORDS: dict[Any, str] = {
    int: "数",
    float: "数",
    Path: "路径",
    date: "日期",
    datetime: "时刻",
    bool: "是|否",
}
LONG_CHOICES = 24

Record = tuple[str, str]


def group_page(command: _click.Command, entries: Sequence[Entry], ctx: _click.Context, columns: int) -> str:
    """The page of a group: its commands by stage, then its own options."""
    path = ctx.command_path
    sections: list[tuple[str, list[Record]]] = [
        (stage or "命令", [(entry.name, entry.help) for entry in entries if entry.stage == stage])
        for stage in (*STAGES, "")
    ]
    sections += _option_sections(command, ctx)
    closing = f"看一个命令的全部选项：{path} 命令 --help"
    return _page(f"{path} 命令 [选项]…", command.help, sections, columns, closing)


def command_page(command: _click.Command, ctx: _click.Context, columns: int) -> str:
    """The page of one command: usage, what it does, arguments, options, the common options last."""
    arguments = [
        param for param in command.get_params(ctx) if isinstance(param, TyperArgument) and not param.hidden
    ]
    usage = " ".join([ctx.command_path, "[选项]…", *map(_usage_word, arguments)])
    records = [(typed_name(param), _help_text(param)) for param in arguments]
    return _page(usage, command.help, [("参数", records), *_option_sections(command, ctx)], columns, "")


def typed_name(param: object) -> str:
    """What a parameter is called in messages: the long option, or the argument's word."""
    if isinstance(param, TyperOption):
        return max(param.opts, key=len)
    if isinstance(param, TyperArgument):
        return param.metavar or param.name
    return "?"


def _option_sections(command: _click.Command, ctx: _click.Context) -> list[tuple[str, list[Record]]]:
    sections: dict[str, list[Record]] = {"选项": []}
    common: list[Record] = []
    for param in command.get_params(ctx):
        if isinstance(param, TyperOption) and not param.hidden:
            record = (_option_names(param), _help_text(param))
            if param.rich_help_panel:
                sections.setdefault(param.rich_help_panel, []).append(record)
            else:
                (
                    common
                    if param.name in {"help", "install_completion", "show_completion"}
                    else sections["选项"]
                ).append(record)
    last = list(sections)[-1]
    sections[last] += common
    return list(sections.items())


def _option_names(param: TyperOption) -> str:
    names = ", ".join(sorted(param.opts, key=len))
    if param.secondary_opts:
        names += f" / {', '.join(param.secondary_opts)}"
    return names if param.is_flag or param.count else f"{names} {_value_word(param)}"


def _value_word(param: TyperOption) -> str:
    if param.metavar:
        return param.metavar
    kind = element_type(param.type_descriptor.annotation)
    if isinstance(kind, type) and issubclass(kind, Enum):
        words = "|".join(str(member.value) for member in kind)
        return words if width(words) <= LONG_CHOICES else "取值"
    return TYPE_WORDS.get(kind, "文字")


def _usage_word(param: TyperArgument) -> str:
    more = "…" if param.nargs != 1 else ""
    word = typed_name(param) + more
    return word if param.required else f"[{word}]"


def _help_text(param: TyperOption | TyperArgument) -> str:
    extras = []
    kind = element_type(param.type_descriptor.annotation)
    if isinstance(param, TyperOption) and isinstance(kind, type) and issubclass(kind, Enum):
        words = [str(member.value) for member in kind]
        if param.metavar or width("|".join(words)) > LONG_CHOICES:
            extras.append("可以是 " + "、".join(words))
    if isinstance(param, TyperOption) and param.multiple:
        extras.append("可以写多次")
    if param.required:
        extras.append("必填")
    elif param.show_default and param.default not in (None, False, (), []) and not callable(param.default):
        value = param.default.value if isinstance(param.default, Enum) else param.default
        extras.append(f"默认 {value}")
    note = f"（{'；'.join(extras)}）" if extras else ""
    return f"{param.help or ''}{note}"


def _page(
    usage: str, about: str | None, sections: Sequence[tuple[str, list[Record]]], columns: int, closing: str
) -> str:
    room = min(columns, WIDEST)
    usage_lines = wrap(usage, room - 6)
    blocks = ["\n".join([f"用法：{usage_lines[0]}", *(f"      {line}" for line in usage_lines[1:])])]
    blocks += ["\n".join(wrap(about.strip(), room))] if about else []
    names = min(NAMES, max((width(name) for _, records in sections for name, _ in records), default=0))
    for title, records in sections:
        if records:
            blocks.append(
                "\n".join([title, *(line for record in records for line in _record(record, names, room))])
            )
    if closing:
        blocks.append(closing)
    return "\n\n".join(blocks) + "\n"


def _record(record: Record, names: int, room: int) -> list[str]:
    name, text = record
    indent = " " * (names + 4)
    lines = wrap(text, max(20, room - len(indent))) if text else [""]
    if width(name) > names:
        return [f"  {name}", *(f"{indent}{line}".rstrip() for line in lines)]
    return [f"  {pad(name, names)}  {lines[0]}".rstrip(), *(f"{indent}{line}" for line in lines[1:])]
