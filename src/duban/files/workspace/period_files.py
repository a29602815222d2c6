"""The files of a period (对账/<period>/): where they are, and what they hold.

Reads only; what they mean is core's, and act.py writes them.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec

from duban.core.balance.handover import CarryJournal, HandOver
from duban.core.balance.identity import Opening, opening_of
from duban.core.balance.inspection import InspectionJournal
from duban.core.periods.closings import ClosingPage, PeriodClose
from duban.core.periods.spans import Span, parse_span
from duban.core.statements.unit_journal import UnitPeriod
from duban.errors import DubanError, Level, Place, Problem, refusal
from duban.files.disk.safe_paths import safe_stem
from duban.files.workspace.workspace import CLOSING, PERIODS, Workspace

PAGE, INSPECTION, CARRIES, HANDOVER = "账页.yaml", "查账.yaml", "结转.yaml", "交账.yaml"
TAKEN = frozenset({"结账", "账页", "查账", "结转", "交账"})
"""Files of a period that are of no unit."""
Form = InspectionJournal | CarryJournal | HandOver
FORMS: dict[str, type[Form]] = {
    INSPECTION: InspectionJournal,
    CARRIES: CarryJournal,
    HANDOVER: HandOver,
}
"""The files of a period that name it themselves, beside its closing and its page."""
F = TypeVar("F", bound=Form)


def period_folder(workspace: Workspace, span: Span) -> Path:
    """The folder of a period."""
    return workspace.root / PERIODS / span.label


def closing_path(workspace: Workspace, span: Span) -> Path:
    """The journal of closings of a period."""
    return period_folder(workspace, span) / CLOSING


def page_path(workspace: Workspace, span: Span) -> Path:
    """The page of the closing that holds."""
    return period_folder(workspace, span) / PAGE


def read_page(workspace: Workspace, span: Span, closing: PeriodClose) -> ClosingPage:
    """The page that `closing` left. Raises DubanError where it is gone, broken, or of another closing."""
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
    """What the closing before leaves as an opening. Raises as read_page."""
    if held is None:
        return None
    span, closing = held
    return opening_of(span, closing, read_page(workspace, span, closing))


def form_path(workspace: Workspace, span: Span, name: str) -> Path:
    """Where a form of a period is kept."""
    return period_folder(workspace, span) / name


def read_form(workspace: Workspace, span: Span, name: str, kind: type[F]) -> F | None:
    """A form of a period; None where there is none yet. Raises DubanError where it is broken or of another period."""
    path = form_path(workspace, span, name)
    if not workspace.look().is_there(path):
        return None
    record, problems = _read_form(workspace, path, kind)
    if record is None or any(problem.level is Level.ERROR for problem in problems):
        raise DubanError(*problems)
    return record


def check_forms(workspace: Workspace) -> Iterator[Problem]:
    """What is wrong with the forms of all periods."""
    folder, pending = workspace.root / PERIODS, workspace.look()
    for path in (folder / name / form for name in pending.names_in(folder) for form in FORMS):
        if pending.is_there(path):
            form, problems = _read_form(workspace, path, FORMS[path.name])
            yield from problems
            if isinstance(form, HandOver):
                yield from _check_handover(workspace, form, workspace.label(path))


def _check_handover(workspace: Workspace, form: HandOver, label: str) -> Iterator[Problem]:
    """A hand-over record is that of a closing of its year, though perhaps not of the one that holds."""
    period = workspace.closings.by_label.get(form.period)
    if not any(event.recorded_at == form.closed_at for event in (period.journal if period else ())):
        text = f"没有哪一次 {form.period} 的结账是 {form.closed_at.isoformat()}，这份交账单对不上"
        advice = f"git log -- {label} 查看经过，取回结账时的一份"
        yield Problem(Level.ERROR, "handover-of-another", text, advice, "", Place(label))


def _read_form(workspace: Workspace, path: Path, kind: type[F]) -> tuple[F | None, tuple[Problem, ...]]:
    label = workspace.label(path)
    record, found = workspace.look().record(path, label, kind)
    problems: tuple[Problem, ...] = found
    if record is not None and record.period != path.parent.name:
        text = f"文件夹是 {path.parent.name}，里面的期却是 {record.period}"
        advice = "文件夹以期为名，如 2026H1：把文件移回原处"
        problems = (*problems, Problem(Level.ERROR, "period-not-folder", text, advice, "", Place(label)))
    return record, problems


def unit_path(workspace: Workspace, span: Span, unit: str) -> Path:
    """The journal of the reconciliation with a unit: the one it has, else where a new one goes."""
    usual = period_folder(workspace, span) / f"{safe_stem(unit, TAKEN)}.yaml"
    if workspace.look().is_there(usual):
        return usual
    for path, record in read_unit_periods(workspace, span).items():
        if workspace.register.same(record.unit, unit):
            return path
    return usual


def read_unit_periods(workspace: Workspace, span: Span) -> dict[Path, UnitPeriod]:
    """The journals of all units of a period. Raises DubanError with every file that cannot be read."""
    folder, pending = period_folder(workspace, span), workspace.look()
    found: dict[Path, UnitPeriod] = {}
    problems: list[Problem] = []
    for path in pending.files_in(folder, ".yaml"):
        if path.stem in TAKEN:
            continue
        label = workspace.label(path)
        record, faults = pending.record(path, label, UnitPeriod)
        problems += [fault for fault in faults if fault.level is Level.ERROR]
        if record is not None:
            problems += misplaced(record, path, label)
            found[path] = record
    if problems:
        raise DubanError(*problems)
    return found


def unit_period_problems(workspace: Workspace) -> list[Problem]:
    """What is wrong with the journals of units, in every period."""
    problems: list[Problem] = []
    folder = workspace.root / PERIODS
    for name in workspace.look().names_in(folder):
        span = parse_span(name)
        if span is not None:
            try:
                read_unit_periods(workspace, span)
            except DubanError as error:
                problems += error.problems
    return problems


def misplaced(record: UnitPeriod, path: Path, label: str) -> list[Problem]:
    """A journal in the folder of another period."""
    if record.period == path.parent.name:
        return []
    text = f"文件夹是 {path.parent.name}，里面的期却是 {record.period}"
    return [Problem(Level.ERROR, "period-not-folder", text, "把文件移回原处", "", Place(label))]


def read_journals(workspace: Workspace, span: Span, until: date) -> dict[str, UnitPeriod]:
    """By unit (as of `until`) the journal of its reconciliation. Raises as read_unit_periods."""
    journals: dict[str, UnitPeriod] = {}
    for record in read_unit_periods(workspace, span).values():
        unit = workspace.register.current(record.unit, until)
        held = journals.get(unit)
        entries = (*(held.journal if held else ()), *record.journal)
        journals[unit] = msgspec.structs.replace(record, journal=entries)
    return journals
