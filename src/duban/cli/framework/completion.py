"""Completion by the shell: the two options that install it, and what is offered for command names.

Imports no command: names come from the table.
"""

from collections.abc import Iterable
from typing import Any

import typer
from typer import _click
from typer._click.shell_completion import CompletionItem
from typer.core import TyperGroup

from duban.cli.framework.command_table import Entry
from duban.errors import refusal

SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


def completions(entries: Iterable[Entry], incomplete: str) -> list[CompletionItem]:
    """The commands whose name begins like this, each with its line of help."""
    return [
        CompletionItem(entry.name, help=entry.help) for entry in entries if entry.name.startswith(incomplete)
    ]


def add_completion_options(root: TyperGroup) -> None:
    """Give the root typer's two completion options, in Chinese."""
    from typer.main import get_install_completion_arguments

    install, show = get_install_completion_arguments()
    for param, text, callback in (
        (install, "给当前 shell 装上补全", _install),
        (show, "显示补全脚本", _show),
    ):
        vars(param)["help"] = text
        param.callback = callback
        root.params.append(param)


def _install(ctx: _click.Context, _param: _click.Parameter, value: Any) -> Any:
    if not value or ctx.resilient_parsing:
        return value
    from typer._completion_shared import install

    shell, path = install(shell=_shell())
    typer.echo(f"{shell} 的补全已装到 {path}，重新打开终端后生效。")
    raise typer.Exit


def _show(ctx: _click.Context, _param: _click.Parameter, value: Any) -> Any:
    if not value or ctx.resilient_parsing:
        return value
    from typer._completion_shared import get_completion_script

    program = ctx.find_root().info_name or "duban"
    variable = f"_{program.replace('-', '_').upper()}_COMPLETE"
    typer.echo(get_completion_script(prog_name=program, complete_var=variable, shell=_shell()))
    raise typer.Exit


def _shell() -> str:
    from typer._completion_shared import _get_shell_name

    shell = _get_shell_name() or ""
    if shell not in SHELLS:
        raise refusal(
            "no-shell", f"认不出当前的 shell（{shell or '未知'}）。", f"在 {'、'.join(SHELLS)} 里运行"
        )
    return shell
