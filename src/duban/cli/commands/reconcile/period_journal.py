"""What every step of a reconciliation does alike: is the period still open, add to a journal of it, word the commit.

Fills a plan; everything is written by act.py.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from duban.act import JOURNAL, Plan, Written
from duban.cli.framework.context import Balancing
from duban.core.model.record import Record, raw_record
from duban.core.periods.closings import refuse_closed
from duban.core.periods.spans import Span
from duban.errors import DubanError, Level, refusal
from duban.files.git.log import Message
from duban.files.workspace.records import read_data
from duban.files.workspace.workspace import PERIODS
from duban.files.yaml.edit import append_to_list
from duban.files.yaml.writer import render_document, render_item


def open_period(context: Balancing, plan: Plan, span: Span, what: str) -> None:
    """Raises DubanError where the period is closed, where its files cannot tell, or for a business date to come."""
    if context.on > context.today:
        text = f"业务日期 {context.on} 在今天（{context.today}）之后"
        raise refusal("future-date", text, "--on 写今天或以前的日期")
    closings = plan.workspace.closings
    broken = [
        each
        for each in plan.workspace.problems
        if each.level is Level.ERROR and each.place and each.place.path.startswith(PERIODS)
    ]
    if broken:
        raise DubanError(*broken)
    refuse_closed(closings, span, what)


def append_entries(plan: Plan, path: Path, fresh: Record) -> None:
    """Add the entries of `fresh`, a journal of a period, to its file. Raises DubanError for what may not be written."""
    raw = raw_record(fresh)
    plan.check_texts(raw, raw["期"])
    old = path.read_bytes() if path.is_file() else None
    if old is None:
        new = render_document(raw)
    else:
        new = append_to_list(old.decode(), JOURNAL, [render_item(each) for each in raw[JOURNAL]])
    record, problems = read_data(new.encode(), plan.workspace.label(path), type(fresh))
    if record is None:
        raise DubanError(*problems)
    plan.put(path, new.encode(), old)


def period_message(plan: Plan, word: str, action: str, span: Span, tasks: Iterable[str] = ()) -> Message:
    """The commit message of a step; `tasks` are those that it speaks of."""
    trailers = (
        ("Duban-Action", action),
        ("Duban-Period", span.label),
        *(("Duban-Task", name) for name in dict.fromkeys(tasks)),
        ("Duban-Actor", plan.hand.actor),
        ("Duban-Recorded", plan.hand.moment.isoformat()),
    )
    return Message(f"{word} {span.label}", trailers=trailers)


def step_data(context: Balancing, span: Span, written: Written) -> dict[str, Any]:
    """What every step of a reconciliation says to programs."""
    return {
        "period": span.label,
        "commit": written.commit,
        "dry_run": context.dry_run,
        "paths": written.paths,
    }
