"""`guard`: a server's say before it receives a push; put in as a hook, or asked about two commits.

Reads the repository alone, bare or not; writes nothing but the hook.
"""

import shlex
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from duban.cli.framework import context as clock
from duban.cli.framework.command_table import Entry
from duban.cli.framework.option_types import option
from duban.cli.framework.output import say
from duban.errors import DubanError, refusal
from duban.files.git.bare import find_bare, install_hook, make_bare
from duban.files.git.repository import Repository
from duban.render.text.escape import visible
from duban.replay.guard import Refused, Update, judge_push, read_updates

_MOST = 20
_HEAD = "refs/heads/"
_ZEROS = "0" * 40
RepositoryOption = Annotated[
    Path | None, option("--repository", "文件夹", "git 仓库，裸仓库也行；默认当前文件夹")
]


def install(repository: RepositoryOption = None) -> int:
    """装上：以后推到这个仓库的，先过一遍审计，不是 duban 写的不收；没有这个文件夹的，新建一个裸仓库。"""
    found = make_bare(repository or Path.cwd())
    words = shlex.join([sys.executable, "-m", "duban", "guard", "receive"])
    path = install_hook(found, f"#!/bin/sh\nexec {words}\n")
    say(f"已装上：{path}", "换了 duban 的位置，再装一次")
    return 0


def receive() -> int:
    """收推送以前由 git 调用：标准输入每行“旧 新 引用”，不收的返回 1。"""
    try:
        updates = list(read_updates(sys.stdin))
    except ValueError as error:
        raise refusal(
            "bad-push", "标准输入不是 git 给钩子的三样：旧提交 新提交 引用", "由 git 的 pre-receive 钩子调用"
        ) from error
    return _answer(find_bare(Path.cwd()), updates)


def check(
    old: Annotated[str, typer.Argument(metavar="旧提交", help="服务器上现在的；0 为还没有")],
    new: Annotated[str, typer.Argument(metavar="新提交", help="要推来的")],
    repository: RepositoryOption = None,
) -> int:
    """从旧提交到新提交收不收；不动任何东西。"""
    found = find_bare(repository or Path.cwd())
    names = [_ZEROS if not each.strip("0") else _commit(found, each) for each in (old, new)]
    return _answer(found, [Update(names[0], names[1], f"{_HEAD}main")])


def _commit(repository: Repository, text: str) -> str:
    found = repository.names("rev-parse", "--verify", "--end-of-options", f"{text}^{{commit}}")
    return found[0]


def _answer(repository: Repository, updates: Sequence[Update]) -> int:
    with tempfile.TemporaryDirectory(prefix="duban-") as folder:
        try:
            refused = judge_push(repository, updates, Path(folder), clock.current_moment())
        except DubanError as error:
            refused = [Refused("", each.message, each.advice) for each in error.problems]
    for each in refused[:_MOST]:
        sys.stderr.write(
            f"不收 {visible(each.ref)}：{visible(each.text)}\n可以这样做：{visible(each.advice)}\n"
        )
    if len(refused) > _MOST:
        sys.stderr.write(f"另有 {len(refused) - _MOST} 处\n")
    return int(bool(refused))


COMMANDS = (
    Entry("install", f"{__name__}:install", "装成服务器上的钩子"),
    Entry("receive", f"{__name__}:receive", "由 git 在收推送以前调用"),
    Entry("check", f"{__name__}:check", "从旧提交到新提交收不收"),
)
