"""Which tasks a document is of, and the report that it carries: by ids, by a filter, or as `report` takes a period.

Reads only; what a report says is the views', how a document is put together and issued stands in issue.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from duban.cli.framework.context import Writing
from duban.core.balance.identity import Reconciliation, reconcile
from duban.core.books.books import Books, Item
from duban.core.books.selection import find_items, unknown_people
from duban.core.books.tied_leaders import leaders_of
from duban.core.documents.template import REPORTING
from duban.core.model.terms import DocKind
from duban.core.periods.spans import Span
from duban.errors import DubanError, misuse, refusal
from duban.files.workspace.workspace import Workspace
from duban.views.documents.figures import NOTHING_TOLD, Told, tell
from duban.views.reports.request import ReportRequest, first_day


@dataclass(frozen=True, slots=True)
class Reach:
    """What a report is narrowed to, as it was typed."""

    period: str | None = None
    units: tuple[str, ...] = ()
    ledgers: tuple[str, ...] = ()
    leader: str | None = None


WHOLE = Reach()


@dataclass(frozen=True, slots=True)
class Subject:
    """What a document is of: its tasks, the books that say how they stand, the report it carries."""

    books: Books
    items: tuple[Item, ...]
    told: Told = NOTHING_TOLD


def refuse_reach(kind: DocKind, reach: Reach) -> None:
    """Only what carries a report has a period, a unit, a leader. Raises UsageError."""
    if kind not in REPORTING and (reach.period or reach.units or reach.leader):
        text = f"--period、--unit、--leader 只用于督查通报、督查工作简报、督查专报，不用于{kind}。"
        raise misuse("usage-reach", text, "写编号，或用 --where、--ledger、--status 筛选")


def find_subject(
    context: Writing, workspace: Workspace, kind: DocKind, reach: Reach, identifiers: Sequence[str]
) -> Subject:
    """The tasks of a document. Raises DubanError where there are none, or a named one does not belong to it."""
    books = workspace.books(context.on)
    if kind not in REPORTING:
        return Subject(books, find_items(books, identifiers, books.items))
    leader = reach.leader
    if kind is DocKind.SPECIAL and leader is None:
        leader = _shared_leader(books, find_items(books, identifiers, books.items))
    found, whole = _found(context, workspace, books, kind, reach, named=bool(identifiers))
    asked = ReportRequest(
        found=found,
        ids=tuple(identifiers),
        units=reach.units,
        ledgers=reach.ledgers,
        leader=leader,
        whole=whole,
    )
    items = tuple(matter.item for matter in asked.matters)
    if lost := [name for name in identifiers if name not in {item.task.id for item in items}]:
        text = f"{'、'.join(lost)} 不在这份{kind}里：已撤销，或者不属于所写的期、单位、领导"
        raise refusal("not-in-report", text, "去掉这几个编号，或改 --period、--unit、--leader")
    if not items:
        advice = f"换一期或换个筛选：duban doc {kind} --period 2026Q3"
        empty = refusal("nothing-chosen", "没有选中任何事项", advice)
        raise DubanError(*empty.problems, *unknown_people(asked.books, reach.leader, None))
    return Subject(asked.books, items, tell(kind, asked))


def _found(
    context: Writing, workspace: Workspace, books: Books, kind: DocKind, reach: Reach, *, named: bool
) -> tuple[Reconciliation, bool]:
    """The books of the period, and whether none bounds them: named tasks are told of as they stand today."""
    from duban.cli.commands.report.command import find_report, read_period

    if named and reach.period is None:
        return reconcile(books, Span(None, first_day(books), books.today)), True
    return read_period(replace(context, today=context.on), workspace, find_report(str(kind)), reach.period)


def _shared_leader(books: Books, items: Sequence[Item]) -> str:
    """The leader to whom all the tasks are tied, the highest of several. Raises DubanError where there is none."""
    shared = set.intersection(*(set(leaders_of(item)) for item in items)) if items else set[str]()
    if not shared:
        text = (
            "督查专报是给一位领导的，没有写是哪一位"
            if not items
            else "这几件事项没有共同的领导，督查专报不知道写给谁"
        )
        raise refusal("no-leader", text, f"duban doc {DocKind.SPECIAL} --leader 姓名")
    ranks = {each.name: place for place, each in enumerate(books.roll.posts(books.today))}
    return min(shared, key=lambda name: (ranks.get(name, len(ranks)), name))
