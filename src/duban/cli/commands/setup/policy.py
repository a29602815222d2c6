"""`policy`: which policies there are, and every rule of one with its clause.

Reads only; needs no workspace, but shows its local policies and which one is in force when there is one.
"""

from typing import Annotated

import typer

from duban.cli.framework.command_table import Entry
from duban.cli.framework.context import Context
from duban.cli.framework.open_workspace import find_workspace
from duban.cli.framework.output import emit, show_problems
from duban.core.model.record import english
from duban.core.model.workspace_formats import edition_of
from duban.core.policy.rules import Policy, PolicyBook
from duban.errors import DubanError, Level, Problem, misuse
from duban.files.workspace.policies import check_policies, list_policies, load_policy
from duban.files.workspace.workspace import Workspace
from duban.views.queries.policies import KINDS, policy_list, policy_records, policy_show

COMMANDS = (
    Entry("list", "duban.cli.commands.setup.policy:list_all", "有哪些制度，现行的是哪一个"),
    Entry("show", "duban.cli.commands.setup.policy:show", "一个制度的全部规则，每条写明条款"),
)


def list_all(context: Context) -> int:
    """列出可以用的制度：内置的和本地的。本地制度写在工作区的 制度/ 文件夹里。"""
    workspace = find_workspace(context)
    root = workspace.root if workspace else None
    policies = list_policies(root, edition_of(workspace.config.format) if workspace else None)
    problems = check_policies(root) if root else ()
    book = _book(workspace)
    told = policy_records if context.as_json else policy_list
    emit(told(policies, book, context.today), context)
    show_problems(problems)
    return int(any(problem.level is Level.ERROR for problem in problems))


def show(
    context: Context,
    name: Annotated[str | None, typer.Argument(metavar="名称", help="哪个制度，默认现行的")] = None,
) -> int:
    """印出一个制度：依据哪份文件，每条规则的条款、适用、天数和一句白话。"""
    workspace = find_workspace(context)
    book = _book(workspace)
    held = book.at(context.today) if book else None
    if held is None and name is None:
        raise misuse("usage-policy", "没有写哪个制度，这里也没有工作区。", "duban policy list 看有哪些")
    policy: Policy | None = held
    problems: tuple[Problem, ...] = ()
    if held is None or name not in {None, held.name}:
        edition = edition_of(workspace.config.format) if workspace else None
        policy, problems = load_policy(name or "", workspace.root if workspace else None, edition)
    if policy is None:
        raise DubanError(*problems)
    emit(_record(policy) if context.as_json else policy_show(policy), context)
    show_problems(problems)
    return 0


def _book(workspace: Workspace | None) -> PolicyBook | None:
    """The policies in force; None where there is no workspace, or one of them cannot be used."""
    try:
        return workspace.policies if workspace else None
    except DubanError as error:
        show_problems(error.problems)
        return None


def _record(policy: Policy) -> dict[str, object]:
    """The policy with English names; each rule says its kind and its whole citation."""
    rules = [
        {
            "kind": KINDS[type(rule)],
            **english(rule),
            "citation": policy.cite(rule),
            "ground": policy.ground(rule),
        }
        for rule in policy.rules
    ]
    record: dict[str, object] = english(policy)
    return record | {"rules": rules}
