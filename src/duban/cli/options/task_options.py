"""The options that commands on tasks share: which tasks, which unit, who approved, and what the shell offers for them.

Only the words of the command line; which tasks they mean, core/books/selection.py says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from duban.cli.framework.option_types import option
from duban.core.books.selection import Filters
from duban.core.engine.kind import Kind
from duban.core.model.terms import ApprovedVia, Slip, Status
from duban.errors import DubanError, misuse
from duban.files.workspace.workspace import Workspace

CHOOSING = "选择事项"
"""The heading in the help under which the options stand that choose tasks."""
MOST_TITLED = 40
"""Offered ids are shown with their titles as long as there are not more of them: each costs reading a file."""


def one_line(word: str) -> str:
    """What fills one line of the books: names, offices. Raises UsageError for several lines."""
    if len(word.splitlines()) > 1:
        raise misuse("usage-value", f"“{word}”有几行，这里只能写一行。", "长的内容写进 --note")
    return word.strip()


def together(words: Sequence[str] | None) -> str | None:
    """What several words say in a field of one line: persons and addressees with 、 between; None without any."""
    return "、".join(dict.fromkeys(word.strip() for word in words)) if words else None


def offer_tasks(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Ids that begin like this, the newest last, a few with their titles."""
    workspace = _workspace(ctx)
    if workspace is None:
        return []
    typed = incomplete.upper()
    found = [(path, ledger) for path, ledger in workspace.task_files() if path.stem.startswith(typed)]
    if len(found) > MOST_TITLED:
        return [(path.stem, "") for path, _ in found]
    entries = [(path.stem, workspace.read_task(path, ledger)[0]) for path, ledger in found]
    return [(name, entry.task.title if entry else "") for name, entry in entries]


def offer_cases(kind: Kind, ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Numbers of a kind that begin like this, with their titles."""
    workspace = _workspace(ctx)
    cases = workspace.usable(kind) if workspace else []
    return [(case.id, case.title) for case in cases if case.id.startswith(incomplete.upper())]


def offer_results(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Numbers of results that begin like this, with what each is about."""
    from duban.core.cases.results import RESULTS
    from duban.core.results.numbers import numbers_of

    workspace = _workspace(ctx)
    found = numbers_of(workspace.usable(RESULTS)) if workspace else []
    return [(one.file.id, one.file.title) for one in found if one.file.id.startswith(incomplete.upper())]


def offer_numbers(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Whatever bears a number that begins like this: tasks, cases of other kinds, results."""
    from duban.core.cases.kinds import numbered

    cases = [offer for kind in numbered() for offer in offer_cases(kind, ctx, incomplete)]
    return [*offer_tasks(ctx, incomplete), *cases, *offer_results(ctx, incomplete)]


def offer_units(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Units of the register of which some name begins like this, by their full names."""
    workspace = _workspace(ctx)
    units = workspace.config.units if workspace else ()
    return [
        (unit.name, unit.short_name or "")
        for unit in units
        if any(name.startswith(incomplete) for name in unit.names)
    ]


def offer_ledgers(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Ledgers whose kind or prefix begins like this."""
    workspace = _workspace(ctx)
    heads = [ledger.head for ledger in workspace.ledgers] if workspace else []
    names = [(str(head.kind), head.prefix) for head in heads]
    names += [(head.prefix, str(head.kind)) for head in heads if incomplete]
    return [(name, other) for name, other in names if name.startswith((incomplete, incomplete.upper()))]


def _workspace(ctx: typer.Context) -> Workspace | None:
    """The workspace of a half-typed command; None where there is none: completing never complains."""
    from duban.cli.framework.context import read_context
    from duban.cli.framework.open_workspace import open_quietly

    root = ctx.params.get("root")
    try:
        return open_quietly(read_context(root=Path(root) if root else None))
    except DubanError:
        return None


_TASKS = typer.Argument(
    metavar="编号", help="一个或几个编号，可以简写成 WJ-12；写 - 从标准输入读", autocompletion=offer_tasks
)
_NUMBERS = typer.Argument(
    metavar="编号", help="一个或几个编号，可以简写成 WJ-12；写 - 从标准输入读", autocompletion=offer_numbers
)
Tasks = Annotated[list[str], _TASKS]
MaybeTasks = Annotated[list[str] | None, _TASKS]
Numbers = Annotated[list[str], _NUMBERS]
"""Of tasks, of cases of other kinds, of results: a question asks them all."""
MaybeNumbers = Annotated[list[str] | None, _NUMBERS]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which tasks a command is for: by id, by filter, or by both."""

    tasks: MaybeTasks = None
    where: Annotated[
        list[str] | None, option("--where", "字段=值", "字段等于这个值的，如 责任人=张三", CHOOSING)
    ] = None
    ledger: Annotated[
        list[str] | None,
        option("--ledger", "台账", "这本台账里的，写种类或字头", CHOOSING, autocompletion=offer_ledgers),
    ] = None
    status: Annotated[list[Status] | None, option("--status", "状态", "现在是这个状态的", CHOOSING)] = None

    @property
    def filters(self) -> Filters:
        """What the chosen tasks must have in common."""
        return Filters(
            where=tuple(self.where or ()),
            ledgers=tuple(self.ledger or ()),
            statuses=tuple(self.status or ()),
        )

    def __bool__(self) -> bool:
        return bool(self.tasks) or bool(self.filters)


@dataclass(frozen=True, kw_only=True)
class Approval:
    """Who decided, and how."""

    approved_by: Annotated[str | None, option("--approved-by", "姓名", "批准人", parser=one_line)] = None
    approved_via: Annotated[
        ApprovedVia | None, option("--approved-via", "方式", "怎样批准的；电话批准的待补批件")
    ] = None

    @property
    def said(self) -> dict[str, Any]:
        """As an event takes it."""
        return {"approved_by": self.approved_by, "approved_via": self.approved_via}


UnitNames = Annotated[
    list[str] | None,
    option("--unit", "单位", "哪个单位，默认唯一的牵头单位", autocompletion=offer_units, parser=one_line),
]
OnlyUnits = Annotated[
    list[str] | None, option("--unit", "单位", "只对这个单位", autocompletion=offer_units, parser=one_line)
]
Slips = Annotated[
    list[Slip] | None,
    option(
        "--error", "错情", "错在哪里，计入每月错情：数据、文字、漏项、附件签章、格式、内容不实，可以写几个"
    ),
]
NewDay = Annotated[date | None, option("--due-on", "日期", "时限定在哪一天")]
ReasonText = Annotated[str | None, option("--reason", "文字", "原因")]
Remark = Annotated[str | None, option("--note", "文字", "备注")]
