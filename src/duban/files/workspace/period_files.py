"""The files of a period (对账/<period>/): where they are, and what they hold.

Reads only; what they mean is core's, and act.py writes them.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from duban.core.balance.handover import HandOver
from duban.core.balance.identity import Opening, opening_of
from duban.core.cases.carry_over import CARRY_OVER
from duban.core.cases.closing import CLOSING
from duban.core.cases.unit_statement import OF_NO_UNIT, UNIT_STATEMENT
from duban.core.engine.kind import Kind
from duban.core.periods.closings import ClosingPage, PeriodClose
from duban.core.periods.spans import Span
from duban.core.statements.unit_journal import UnitPeriod
from duban.errors import DubanError, Level, Problem, refusal
from duban.files.disk.safe_paths import safe_stem
from duban.files.workspace.workspace import Workspace

PAGE, HANDOVER = "账页.yaml", "交账.yaml"


def period_folder(workspace: Workspace, span: Span) -> Path:
    """The folder of a period."""
    return workspace.root / CLOSING.folder / span.label


def journal_path(workspace: Workspace, span: Span, kind: Kind) -> Path:
    """Where a period has its journal of a kind that has one for each period."""
    return period_folder(workspace, span) / str(kind.levels[-1])


def page_path(workspace: Workspace, span: Span) -> Path:
    """The page of the latest closing of a period."""
    return period_folder(workspace, span) / PAGE


def read_page(workspace: Workspace, span: Span, closing: PeriodClose) -> ClosingPage:
    """The page written by `closing`. Raises DubanError where it is missing, broken, or of another closing."""
    path = page_path(workspace, span)
    label = workspace.label(path)
    pending = workspace.look()
    if not pending.is_there(path):
        raise refusal(
            "page-gone", f"{span.label} 已结账，账页却不在：{label}", f"取回：git checkout HEAD -- {label}"
        )
    page, problems = pending.record(path, label, ClosingPage)
    if page is None:
        raise DubanError(*problems)
    if page.period != span.label or page.closed_at != closing.recorded_at:
        text = f"{label} 不是 {span.label} 这次结账（{closing.recorded_at.isoformat()}）的账页"
        raise refusal("page-of-another", text, f"git log -- {label} 查看经过，取回结账时的一份")
    return page


def read_opening(workspace: Workspace, held: tuple[Span, PeriodClose] | None) -> Opening | None:
    """The opening balance that an earlier closing leaves; None where there is none. Raises as read_page."""
    if held is None:
        return None
    span, closing = held
    return opening_of(span, closing, read_page(workspace, span, closing))


def handover_path(workspace: Workspace, span: Span) -> Path:
    """The hand-over record of a year."""
    return period_folder(workspace, span) / HANDOVER


def read_journal(workspace: Workspace, span: Span, kind: Kind) -> Any:  # noqa: ANN401 - each kind has a record of its own
    """The journal of a kind for a period; None where there is none yet.

    Raises DubanError where it is broken or of another period.
    """
    return _read(workspace, kind, journal_path(workspace, span, kind))


def read_handover(workspace: Workspace, span: Span) -> HandOver | None:
    """The hand-over record of a year; None where there is none. Raises as read_journal."""
    record: HandOver | None = _read(workspace, CARRY_OVER, handover_path(workspace, span), HandOver)
    return record


def _read(workspace: Workspace, kind: Kind, path: Path, other: type[HandOver] | None = None) -> Any:  # noqa: ANN401 - see read_journal
    if not workspace.look().is_there(path):
        return None
    record, problems = workspace.held(kind, path, other)
    if record is None or any(problem.level is Level.ERROR for problem in problems):
        raise DubanError(*problems)
    return record


def check_handovers(workspace: Workspace) -> Iterator[Problem]:
    """The problems of all hand-over records; each must bear the moment of some closing of its year."""
    folder, pending = workspace.root / CLOSING.folder, workspace.look()
    for path in (folder / name / HANDOVER for name in pending.names_in(folder)):
        if not pending.is_there(path):
            continue
        form, problems = workspace.held(CARRY_OVER, path, HandOver)
        yield from problems
        period = workspace.closings.by_label.get(form.period) if form else None
        if form and not any(e.recorded_at == form.closed_at for e in (period.journal if period else ())):
            label = workspace.label(path)
            text = f"没有哪一次 {form.period} 的结账是 {form.closed_at.isoformat()}，这份交账单对不上"
            advice = f"git log -- {label} 查看经过，取回结账时的一份"
            yield Problem.error("handover-of-another", text, advice, label)


def unit_path(workspace: Workspace, span: Span, unit: str) -> Path:
    """The file of the reconciliation with a unit, also under an earlier name of it; else the path for a new one."""
    usual = period_folder(workspace, span) / f"{safe_stem(unit, OF_NO_UNIT)}.yaml"
    if workspace.look().is_there(usual):
        return usual
    for path, record in read_unit_periods(workspace, span).items():
        if workspace.register.same(record.unit, unit):
            return path
    return usual


def read_unit_periods(workspace: Workspace, span: Span) -> dict[Path, UnitPeriod]:
    """The journals of all units of a period. Raises DubanError with every file that cannot be read."""
    found: dict[Path, UnitPeriod] = {}
    problems: list[Problem] = []
    for path in workspace.files(UNIT_STATEMENT, re.escape(span.label)):
        record, faults = workspace.held(UNIT_STATEMENT, path)
        problems += [fault for fault in faults if fault.level is Level.ERROR]
        if record is not None:
            found[path] = record
    if problems:
        raise DubanError(*problems)
    return found


def read_journals(workspace: Workspace, span: Span, until: date) -> dict[str, UnitPeriod]:
    """By unit (as of `until`) the journal of its reconciliation. Raises as read_unit_periods."""
    journals: dict[str, UnitPeriod] = {}
    for record in read_unit_periods(workspace, span).values():
        unit = workspace.register.current(record.unit, until)
        held = journals.get(unit)
        entries = (*(held.journal if held else ()), *record.journal)
        journals[unit] = msgspec.structs.replace(record, journal=entries)
    return journals
