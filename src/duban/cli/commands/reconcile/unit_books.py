"""What the steps of a reconciliation with units share: the period's books, the units' rows and replies.

Opens only; what is compared, settled and signed stands in the steps' own modules. Raises errors.DubanError.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from duban.cli.framework.context import Balancing
from duban.cli.workflow.period_books import read_balance
from duban.core.balance.identity import Reconciliation
from duban.core.books.selection import known_units
from duban.core.model.terms import Every
from duban.core.periods.closings import option
from duban.core.periods.spans import Span
from duban.core.statements.sides import UnitRow, unit_rows
from duban.core.statements.statement_form import Issued, issued_rows
from duban.core.statements.unit_journal import (
    Case,
    Outstanding,
    Reply,
    UnitPeriod,
    outstanding,
    read_reply,
)
from duban.errors import Level, Problem, refusal, refuse_errors
from duban.files.workspace.period_files import read_journals
from duban.files.workspace.workspace import Workspace


@dataclass(frozen=True)
class Desk:
    """The books of a period on the desk: what each unit has a row for, and where the reconciliation with it stands."""

    found: Reconciliation
    rows: dict[str, tuple[UnitRow, ...]]
    journals: dict[str, UnitPeriod]

    @cached_property
    def replies(self) -> dict[str, Reply]:
        """Where the reconciliation with each unit stands."""
        return {unit: read_reply(record, unit) for unit, record in self.journals.items()}

    @cached_property
    def issued(self) -> Issued:
        """What the statements of this moment say."""
        books, span = self.found.books, self.found.span
        owed = span.every is Every.MONTH
        units = {unit: issued_rows(rows, books, owed=owed) for unit, rows in self.rows.items()}
        return Issued(code=books.config.code, period=span.label, units=units)

    def units(self, words: Iterable[str]) -> list[str]:
        """The units that `words` mean. Raises DubanError where nobody knows one, or it has no row in the period."""
        names = list(dict.fromkeys(known_units(words, self.found.books)))
        for name in names:
            if name not in self.rows:
                text = f"“{name}”在 {self.found.span.label} 没有牵头的事项，不用对账"
                raise refusal("unit-without-row", text, f"有账可对的单位：{'、'.join(self.rows) or '没有'}")
        return names


def lay_out(context: Balancing, workspace: Workspace, span: Span) -> Desk:
    """Read the period as it is known now. Raises DubanError where a file of the books or of the period is broken."""
    found = read_balance(replace(context, known=None), workspace, span)
    refuse_errors(found.books.unread)
    return Desk(found, unit_rows(found), read_journals(workspace, span, found.until))


def find_outstanding(workspace: Workspace, found: Reconciliation) -> Outstanding:
    """What stands against the closing of a period."""
    journals = read_journals(workspace, found.span, found.until)
    replies = {unit: read_reply(record, unit) for unit, record in journals.items()}
    return outstanding(replies, unit_rows(found), found.span.kind)


def outstanding_problems(span: Span, against: Outstanding) -> list[Problem]:
    """Each open difference, and the units that have not signed, with the command that deals with it."""
    problems = [
        Problem(
            Level.ERROR,
            "difference-open",
            f"{case.unit}的差异还没有核定：{case.difference.number}"
            f"（我方 {case.difference.ours}，对方 {case.difference.theirs}）",
            settle_command(span, case),
        )
        for case in against.cases
    ]
    if against.unsigned:
        text = f"还没有签认的单位 {len(against.unsigned)} 个：{'、'.join(against.unsigned)}"
        advice = f"duban reconcile {option(span)} --sign {' '.join(against.unsigned)} --signed-by 签认人"
        problems.append(Problem(Level.ERROR, "unsigned", text, advice))
    text = f"{span.label} 还不能结账：未核定的差异 {len(against.cases)} 处，未签认的单位 {len(against.unsigned)} 个"
    advice = f"确要结账：duban reconcile {option(span)} --close --force --reason 原因，记入结账"
    return [*problems, Problem(Level.NOTICE, "not-settled", text, advice)]


def settle_command(span: Span, case: Case) -> str:
    """The command that settles a difference."""
    return f"duban reconcile {option(span)} --settle {case.difference.number} --settle-as 我方|对方|双方 --reason …"


def named(units: Iterable[str], most: int = 3) -> str:
    """Some units in a line."""
    listed = list(units)
    more = f" 等 {len(listed)} 个单位" if len(listed) > most else ""
    return "、".join(listed[:most]) + more
