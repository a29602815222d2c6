"""Builds the command line out of the table: groups that import a command only when it is asked for.

The only module that knows typer's inside: its values are read by option_types.py (typer itself would load pydantic
for every option), its pages laid out by help.py, its errors worded by usage_errors.py. Decides nothing about tasks.
"""

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from importlib import import_module
from typing import Any, cast, get_type_hints

import typer
from typer import _click
from typer._click.globals import get_current_context
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from duban.cli.framework import context as contexts
from duban.cli.framework import help as pages
from duban.cli.framework.command_table import Entry
from duban.cli.framework.completion import add_completion_options, completions
from duban.cli.framework.context import Balancing, Context, Writing
from duban.cli.framework.dates import Days, parse_day
from duban.cli.framework.option_types import Reader, element_type
from duban.cli.framework.usage_errors import in_chinese, refuse_twice, refuse_wide_dashes, unknown_command
from duban.core.model.word_lists import split_words
from duban.errors import misuse, refusal

PROGRAM = "duban"
ABOUT = "督查室的台账：登账、交办、督办、核验、销号、对账，每个期限、每一步都有据可查。"
HELP_NAMES = {"help_option_names": ["--help", "-h"]}

_BUILDERS: dict[object, Callable[..., Context]] = {
    Context: contexts.read_context,
    Writing: contexts.read_writing,
    Balancing: contexts.read_balancing,
}
"""What makes each kind of context: its arguments are the options that stand at the end of the help."""


def _in_chinese(option: TyperOption | None) -> TyperOption | None:
    if option is not None:
        option.help = "显示这页帮助"
        _read_plainly([option])
    return option


class Command(TyperCommand):
    """A command whose words are read without pydantic and whose page is Chinese."""

    def parse_args(self, ctx: _click.Context, args: list[str]) -> list[str]:
        """As typer does; every mistake then knows the command it was made in."""
        try:
            if not ctx.resilient_parsing:
                self._refuse_twice(ctx, args)
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            if getattr(error, "ctx", ctx) is None:
                vars(error)["ctx"] = ctx
            raise

    def _refuse_twice(self, ctx: _click.Context, args: list[str]) -> None:
        """Raises UsageError for an option of one value that was given several: the last would win without a word."""
        parser = self.make_parser(ctx)
        for known in (*parser._short_opt.values(), *parser._long_opt.values()):
            known.action = "append" if known.action == "store" else known.action
        typed, _, order = parser.parse_args(list(args))
        if "help" in typed:
            return
        ctx.meta[_DAYS] = _days_of(ctx, typed)
        for param in dict.fromkeys(order):
            if isinstance(param, TyperOption) and not (param.multiple or param.is_flag or param.count):
                refuse_twice(pages.typed_name(param), typed[param.name or ""])

    def get_help_option(self, ctx: _click.Context) -> TyperOption | None:
        """The --help option, in Chinese."""
        return _in_chinese(super().get_help_option(ctx))

    def format_help(self, ctx: _click.Context, formatter: _click.HelpFormatter) -> None:
        """Write the help page."""
        formatter.write(pages.command_page(self, ctx, contexts.read_screen().columns))


class Group(TyperGroup):
    """A command with sub-commands, each imported when it is asked for."""

    entries: dict[str, Entry]

    def list_commands(self, ctx: _click.Context) -> list[str]:
        """Names in the order of the table."""
        del ctx
        return list(self.entries)

    def get_command(self, ctx: _click.Context, cmd_name: str) -> _click.Command | None:
        """The command of this name, imported now; None if there is none."""
        del ctx
        entry = self.entries.get(cmd_name)
        return load(entry) if entry else None

    def resolve_command(
        self, ctx: _click.Context, args: list[str]
    ) -> tuple[str | None, _click.Command | None, list[str]]:
        """As typer does; an unknown name is refused with the nearest known one."""
        command = self.get_command(ctx, args[0])
        if command is None and not ctx.resilient_parsing:
            raise unknown_command(args[0], tuple(self.entries.values()), ctx.command_path)
        return (args[0] if command else None), command, args[1:]

    def shell_complete(self, ctx: _click.Context, incomplete: str) -> list[Any]:
        """Names and options that begin like this, from the table: completing imports no command."""
        return [
            *completions(self.entries.values(), incomplete),
            *_click.Command.shell_complete(self, ctx, incomplete),
        ]

    def get_help_option(self, ctx: _click.Context) -> TyperOption | None:
        """The --help option, in Chinese."""
        return _in_chinese(super().get_help_option(ctx))

    def format_help(self, ctx: _click.Context, formatter: _click.HelpFormatter) -> None:
        """Write the help page: the commands by stage."""
        entries = tuple(self.entries.values())
        formatter.write(pages.group_page(self, entries, ctx, contexts.read_screen().columns))


def invoke(argv: Sequence[str], entries: Sequence[Entry]) -> int:
    """Run one command line and return what the command returned.

    Raises UsageError for a wrong command line and whatever the command itself raises.
    """
    root = build(entries)
    root._main_shell_completion({}, PROGRAM)
    words = list(argv)
    refuse_wide_dashes(words)
    if words[:1] == ["help"]:
        words = [*words[1:], "--help"]
    try:
        with root.make_context(PROGRAM, words) as ctx:
            result = root.invoke(ctx)
    except typer.Exit as stop:
        return stop.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None
    except EOFError:
        raise refusal(
            "no-input", "输入提前结束，没有写入任何内容。", "在终端里运行，或者把要填的都写成选项"
        ) from None
    except typer.TyperException as error:
        raise in_chinese(error) from None
    return result if isinstance(result, int) else 0


def build(entries: Sequence[Entry]) -> Group:
    """The whole command line as one group."""
    app = typer.Typer(
        name=PROGRAM,
        cls=Group,
        help=ABOUT,
        rich_markup_mode=None,
        context_settings=HELP_NAMES,
        add_completion=False,
    )
    app.callback(invoke_without_command=True)(_root)
    root = _as_group(app, entries)
    add_completion_options(root)
    _read_plainly(root.params)
    return root


def load(entry: Entry) -> _click.Command:
    """Import what an entry names and make it a command."""
    module, _, attribute = entry.target.partition(":")
    return _as_command(entry, getattr(import_module(module), attribute))


@functools.cache
def _as_command(entry: Entry, found: Any) -> _click.Command:
    if isinstance(found, tuple):
        app = typer.Typer(
            name=entry.name, cls=Group, help=entry.help, rich_markup_mode=None, add_completion=False
        )
        app.callback(invoke_without_command=True)(_group)
        return _as_group(app, found)
    app = typer.Typer(rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False)
    page = inspect.getdoc(found) or entry.help
    app.command(entry.name, cls=Command, help=page, short_help=entry.help)(with_context(spread(found)))
    command = get_command(app)
    _read_plainly(command.params)
    return command


def with_context(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with its first argument, a Context or Writing, spelled out as the common options."""
    parameters = list(inspect.signature(function, eval_str=True).parameters.values())
    if not parameters or parameters[0].annotation not in _BUILDERS:
        return function
    build_context = _BUILDERS[parameters[0].annotation]
    common = inspect.signature(build_context).parameters
    mine = {each.name for each in parameters[1:]}
    options = {name: each for name, each in common.items() if name not in mine}

    @functools.wraps(function)
    def command(**values: Any) -> Any:
        told = {name: values.get(name) for name in common}
        if "reason" in options and told["reason"] and not told["late"]:
            raise misuse(
                "usage-late",
                "--reason 在这里只和 --late 一起用。",
                "补登写 --late --reason 原因，平常去掉 --reason",
            )
        own = {name: value for name, value in values.items() if name not in options}
        return function(replace(build_context(**told), days=_days(get_current_context())), **own)

    own = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in parameters[1:]]
    vars(command)["__signature__"] = inspect.Signature([*own, *options.values()])
    command.__annotations__ = {each.name: each.annotation for each in [*own, *options.values()]}
    return command


def spread(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with each argument whose type is a dataclass spelled out as the options in its fields."""
    parameters = list(inspect.signature(function, eval_str=True).parameters.values())
    groups: dict[str, type[Any]] = {
        each.name: each.annotation for each in parameters if _is_group(each.annotation)
    }
    if not groups:
        return function

    @functools.wraps(function)
    def command(*args: object, **values: object) -> Any:
        for name, group in groups.items():
            values[name] = group(**{item.name: values.pop(item.name) for item in fields(group)})
        return function(*args, **values)

    first, *others = parameters
    spelled_out = [first]
    for each in others:
        group = groups.get(each.name)
        spelled_out += _options_in(group) if group else [each.replace(kind=inspect.Parameter.KEYWORD_ONLY)]
    vars(command)["__signature__"] = inspect.Signature(spelled_out)
    return command


_DAYS = "duban.days"
_PAPER = ("issued_on", "held_on")
"""The options that tell the day of a document, from which its limits count."""


def _days(ctx: _click.Context) -> Days:
    """What reads the days of the command line; made anew where no words were read yet."""
    return cast("Days", ctx.meta.setdefault(_DAYS, _days_of(ctx, {})))


def _days_of(ctx: _click.Context, typed: Mapping[str, Sequence[str]]) -> Days:
    """What reads the days of a command line of which `typed` are the words: some days count from others."""

    def today() -> date:
        return cast("date | None", ctx.params.get("today")) or contexts.current_day()

    def on() -> date:
        return parse_day(typed["on"][-1], today, "--on")

    def paper() -> date:
        return parse_day(typed[dated][-1], on if typed.get("on") else today, "--" + dated.replace("_", "-"))

    dated = next((name for name in _PAPER if typed.get(name) and any(typed[name])), "")
    return Days(today, on if typed.get("on") else None, paper if dated else None)


def _is_group(kind: object) -> bool:
    return isinstance(kind, type) and is_dataclass(kind) and not issubclass(kind, Context)


def _options_in(group: type[Any]) -> list[inspect.Parameter]:
    kinds = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(
            item.name, inspect.Parameter.KEYWORD_ONLY, default=item.default, annotation=kinds[item.name]
        )
        for item in fields(group)
    ]


def _as_group(app: typer.Typer, entries: Iterable[Entry]) -> Group:
    group = cast("Group", get_command(app))
    group.entries = {entry.name: entry for entry in entries}
    _read_plainly(group.params)
    return group


def _root(
    ctx: typer.Context,
    *,
    version: bool = typer.Option(False, "--version", help="显示版本号", is_eager=True),
) -> None:
    if version:
        from duban import __version__

        typer.echo(f"duban {__version__}")
        raise typer.Exit
    _group(ctx)


def _group(ctx: typer.Context) -> None:
    """A group alone is no command: its page goes to standard error."""
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help(), err=True)
        raise typer.Exit(2)


class _Words:
    """Stands in for typer's own coercion of one parameter, which would import pydantic."""

    def __init__(self, param: TyperOption | TyperArgument) -> None:
        self.param = param

    def coerce(self, value: Any, param: object, ctx: _click.Context) -> Any:
        """The typed value of what was typed, or of a default."""
        del param
        if self.param.multiple or self.param.nargs == -1:
            reader = self._reader(ctx)
            words = split_words(value or ()) if reader.is_term else value or ()
            return tuple(reader.read(word) for word in words)
        return None if value is None else self._reader(ctx).read(value)

    def _reader(self, ctx: _click.Context) -> Reader:
        descriptor = self.param.type_descriptor
        return Reader(
            kind=element_type(descriptor.annotation),
            name=pages.typed_name(self.param),
            days=_days(ctx),
            parser=descriptor.parameter_info.parser,
            minimum=self.param.min,
            maximum=self.param.max,
        )


def _read_plainly(params: Iterable[_click.Parameter]) -> None:
    for param in params:
        if isinstance(param, TyperOption | TyperArgument):
            param._runtime_param = cast("Any", _Words(param))
