"""`reconcile --statements`: writes a 对账单 for each unit into a folder; the books keep what went out (发单).

Chooses units and files only; what stands in a statement, views/period/statement.py says.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from duban.cli.commands.reconcile.period_journal import append_of_unit, period_message
from duban.cli.commands.reconcile.unit_books import Desk, lay_out, named
from duban.cli.framework.context import Balancing
from duban.cli.framework.open_workspace import open_files
from duban.cli.framework.output import emit, say, show_problems
from duban.cli.workflow.actions import act, common, outcome, tell_commit, trial
from duban.core.model.terms import BookAction
from duban.core.periods.closings import option
from duban.core.periods.spans import Span
from duban.core.statements.statement_form import Issued, check_sum, row_digest
from duban.core.statements.unit_journal import Sent, SentRow, sent_of
from duban.errors import DubanError, Problem, error_in, reason_of, refusal
from duban.files.disk.safe_paths import safe_stem
from duban.files.disk.sandbox import confined, limits_for
from duban.files.git.log import Message
from duban.files.yaml.reader import read_bytes_limited
from duban.importers.statements.check_against_sent import find_strangers
from duban.importers.statements.read_statement import Reading, Return, read_return
from duban.plan import Plan
from duban.replay.witness import code_now, foot_of
from duban.views.period.statement import statement_sheets

MOST_BYTES = 30 * 1024 * 1024


def send_statements(context: Balancing, span: Span, folder: Path, units: Sequence[str]) -> int:
    """Write the statements of the units asked for, or of all that have a row in the period, and keep what went out."""
    from duban.render.xlsx.workbook import render

    made: list[Desk] = []
    files: dict[str, Path] = {}

    def prepare(plan: Plan) -> Message | None:
        desk = lay_out(context, plan.workspace, span)
        names = desk.units(units) or list(desk.rows)
        if not names:
            text = f"{span.label} 没有单位牵头的事项，没有对账单可发"
            raise refusal("nothing-to-send", text, f"duban reconcile {option(span)}")
        files.update(
            {unit: folder / f"{safe_stem(unit, (), f'对账单-{span.label}-')}.xlsx" for unit in names}
        )
        _refuse_filled(files, desk.issued, desk)
        made.append(desk)
        new = [] if plan.workspace.closings.closing(span) else [*_fresh(plan, context, desk, names)]
        for unit, entry in new:
            append_of_unit(plan, span, unit, entry)
        if not new:
            return None
        fresh = [unit for unit, _ in new]
        subject = f"{BookAction.RECONCILE_SEND} {span.label}：{named(fresh)}"
        return period_message(plan, BookAction.RECONCILE_SEND, subject, span, units=fresh)

    written = act(context, prepare)
    desk = made[0]
    code = code_now(open_files(context))
    told: list[dict[str, Any]] = []
    for unit, path in files.items():
        rows = desk.issued.units[unit]
        if not context.dry_run:
            _write(path, render(*statement_sheets(desk.found, unit, rows, foot_of(code))))
        told.append({"unit": unit, "path": path, "tasks": len(rows)})
    show_problems(written.notices)
    if context.as_json:
        record = {"period": span.label, **outcome(context, written), "books_code": code, "statements": told}
        emit(record, context)
        return 0
    say(*(f"{each['unit']}：{each['tasks']} 件，{each['path']}{trial(context)}" for each in told))
    say(f"共 {len(told)} 份对账单。收回以后：duban reconcile {option(span)} --against 文件…")
    tell_commit(written)
    return 0


def _fresh(plan: Plan, context: Balancing, desk: Desk, names: Sequence[str]) -> Iterator[tuple[str, Sent]]:
    """What the books have to keep: a statement that is the same as the last one that went out is kept already."""
    issued = desk.issued
    for unit in names:
        cells = [each.cells for each in issued.units[unit]]
        rows = tuple(SentRow(id=each[0], digest=row_digest(each)) for each in cells)
        last = next(reversed(sent_of(desk.journals.get(unit))), None)
        if last is None or last.rows != rows:
            check = check_sum(issued.code, issued.period, unit, cells)
            yield unit, Sent(**common(plan, context), check=check, rows=rows)


def _refuse_filled(files: dict[str, Path], issued: Issued, desk: Desk) -> None:
    """A file that stands there may be replaced only where it is a statement of ours that nobody has filled in."""
    problems = [
        error_in(
            str(path),
            "statement-there",
            f"{path.name} 已经在那里，{reason}，没有覆盖；一份也没有写",
            "先比对（--against）或移走它，或换一个文件夹",
        )
        for unit, path in files.items()
        if (path.exists() or path.is_symlink()) and (reason := _why_kept(path, unit, issued, desk))
    ]
    if problems:
        raise DubanError(*problems)


def _why_kept(path: Path, unit: str, issued: Issued, desk: Desk) -> str:
    if path.is_symlink():
        return "是一个链接"
    data = read_bytes_limited(path, path.name, MOST_BYTES)
    held = None if isinstance(data, Problem) else _read(data, path.name)
    if held is None or find_strangers(held, issued, desk.found.books.register, [unit]):
        return f"不是{unit}这一期的对账单"
    if not held.blank:
        return "单位已经填过"
    return ""


def _read(data: bytes, name: str) -> Return | None:
    """The statement in a file; None where it is none, or cannot be read."""
    try:
        return confined(lambda: read_return(data, name), Reading, name, limits=limits_for(data))[0]
    except DubanError:
        return None


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.tmp")
        fresh.unlink(missing_ok=True)
        with fresh.open("xb") as file:  # never through a link
            file.write(data)
        fresh.replace(path)
    except OSError as failure:
        reason = reason_of(failure)
        raise refusal("not-written", f"写不了 {path}：{reason}", "检查文件夹的权限和磁盘") from None
