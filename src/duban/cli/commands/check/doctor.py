"""`doctor`: whether Python, git, workspace, calendar and policies are as they must be, and what to do if not.

Looks and tells; mends nothing.
"""

import sys
from collections.abc import Iterator

from duban.cli.framework.context import Context
from duban.cli.framework.open_workspace import open_quietly
from duban.cli.framework.output import emit, say
from duban.errors import DubanError, Level
from duban.files.git.incomplete import find_gaps, find_hidden
from duban.files.git.refusals import in_progress
from duban.files.git.repository import Repository
from duban.files.workspace.layout import is_of_the_books
from duban.files.workspace.workspace import Workspace

DECEMBER = 12


def doctor(context: Context) -> int:
    """体检：Python、git、工作区、日历、制度是否齐备，缺什么、怎么补。"""
    lines = list(_diagnose(context))
    if context.as_json:
        emit({"checks": [{"ok": ok, "what": what, "advice": advice} for ok, what, advice in lines]}, context)
    else:
        for ok, what, advice in lines:
            say(f"{'不好' if not ok else '注意' if advice else '正常'}  {what}")
            if advice:
                say(f"      可以这样做：{advice}")
    return 0 if all(ok for ok, _, _ in lines) else 1


def _diagnose(context: Context) -> Iterator[tuple[bool, str, str]]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield (
        sys.version_info >= (3, 11),
        f"Python {version}",
        "" if sys.version_info >= (3, 11) else "需要 3.11 以上",
    )
    try:
        workspace = open_quietly(context)
    except DubanError as error:
        yield from ((False, problem.message, problem.advice) for problem in error.problems)
        return
    yield True, f"工作区“{workspace.config.name}”：{workspace.root}", ""
    yield from _diagnose_git(workspace)
    try:
        for since, policy in workspace.policies.entries:
            yield True, f"制度：自 {since} 起用 {policy.name}（{len(policy.rules)} 条规则）", ""
    except DubanError as error:
        yield from ((False, problem.message, problem.advice) for problem in error.problems)
    for year in (context.today.year, context.today.year + 1):
        known = workspace.calendar.is_published(year)
        late = year == context.today.year or context.today.month == DECEMBER
        advice = "" if known else f"放假通知公布后：duban calendar import {year}.json；在那之前的时限标为暂定"
        yield known or not late, f"{year} 年放假安排：{'已有' if known else '还没有'}", advice
    count = sum(1 for _ in workspace.task_files())
    yield True, f"台账 {len(workspace.ledgers)} 本，事项文件 {count} 个", ""
    for problem in workspace.problems:
        yield problem.level is not Level.ERROR, problem.message, problem.advice


def _diagnose_git(workspace: Workspace) -> Iterator[tuple[bool, str, str]]:
    try:
        yield from _told_by_git(workspace, workspace.repository)
    except DubanError as error:
        yield from ((False, problem.message, problem.advice) for problem in error.problems)


def _told_by_git(workspace: Workspace, repository: Repository) -> Iterator[tuple[bool, str, str]]:
    yield True, f"git 仓库：{repository.root}", ""
    identity = repository.identity
    advice = 'git config user.name "姓名"；git config user.email "邮箱"'
    name = f"git 身份：{identity.name}" if identity else "git 没有身份"
    yield identity is not None, name, "" if identity else advice
    changes = repository.changed_paths(repository.relative(workspace.root))
    root = workspace.root.resolve()
    labels = [(repository.root / change.path).relative_to(root).as_posix() for change in changes]
    changed = sum(is_of_the_books(label, workspace.reserved) for label in labels)
    text = f"没有入账的改动：{changed} 个文件" if changed else "所有改动都已入账"
    yield True, text, "duban commit --reason …" if changed else ""
    for problem in (*find_gaps(repository), *find_hidden(repository)):
        yield True, problem.message, problem.advice
    doing = repository.state().in_progress
    if doing:
        for problem in in_progress(doing).problems:
            yield False, problem.message, problem.advice
