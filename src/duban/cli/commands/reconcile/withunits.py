"""The steps of a reconciliation that are taken with the units: statements, returns, settling, signing.

Hands each step to its module; what belongs to which step, stepoptions.py says.
"""

from collections.abc import Sequence
from pathlib import Path

from duban.cli.commands.reconcile.forms import Narrow
from duban.cli.commands.reconcile.options import UnitSteps
from duban.cli.framework.context import Balancing
from duban.core.periods.spans import Span
from duban.errors import misuse


def take_step(
    context: Balancing,
    span: Span,
    options: UnitSteps,
    rest: Sequence[str],
    asked: tuple[Narrow, str | None],
) -> int:
    """The one step that is asked for; `rest` names more files, numbers, units; `asked` filters and reason."""
    (units, ledgers, leader), reason = asked
    units = tuple(units)
    if options.settle:
        from duban.cli.commands.reconcile.settle import read_ruling, settle

        _refuse_narrow("--settle", (), leader)
        ledger = next(iter(ledgers), None)
        ruling = read_ruling(context, options.settle_as, reason, options.approved_by, ledger)
        return settle(context, span, (*options.settle, *rest), ruling, units)
    _refuse_narrow(next(name for name, given in options.steps.items() if given), ledgers, leader)
    if options.sign:
        from duban.cli.commands.reconcile.settle import sign

        return sign(context, span, (*options.sign, *rest), options.signed_by, reason)
    if options.against:
        from duban.cli.commands.reconcile.receive_returns import Request, read_matches, take_answers

        paths = (*options.against, *map(Path, rest))
        matches = read_matches(options.match or (), paths)
        return take_answers(context, span, Request(paths, units, matches, options.replace))
    from duban.cli.commands.reconcile.send_statements import send_statements

    return send_statements(context, span, options.statements or Path(), units)


def _refuse_narrow(step: str, ledgers: Sequence[str], leader: str | None) -> None:
    given = [name for name, value in (("--ledger", ledgers), ("--leader", leader)) if value]
    if given:
        raise misuse("usage-steps", f"{step} 按单位对账，不用 {given[0]}。", "只对一个单位写 --unit 单位")
