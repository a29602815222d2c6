"""Books made of YAML texts, so that a test shows the tasks it speaks of."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

import pytest
import ryaml

from duban.core.books.books import Books, Entry, open_books
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.model.record import read_record
from duban.core.model.task import Task
from duban.core.model.terms import LedgerKind
from duban.core.model.unit_register import Register
from duban.core.model.workspace import Config, Leader, LedgerHead, StandingEntry, Unit
from duban.core.model.workspace_formats import COUNTED_ANEW
from duban.core.policy.rules import Policy, PolicyBook
from duban.errors import Problem
from duban.files.workspace.policies import load_policy

MakeBooks = Callable[..., Books]
PREFIXES = {
    "WJ": LedgerKind.DOCUMENT,
    "HY": LedgerKind.MEETING,
    "PS": LedgerKind.INSTRUCTION,
    "JB": LedgerKind.ASSIGNMENT,
    "DC": LedgerKind.INSPECTION,
    "ZG": LedgerKind.RECTIFICATION,
}


FEW_DUTIES = {"anshan-2015": 1}
"""The edition whose limits and revisit stand alone: what is told of them is asked without other duties beside them."""


@pytest.fixture
def make_books() -> MakeBooks:
    def make(
        *texts: str,
        today: str = "2026-11-20",
        known: datetime | None = None,
        policy: str | Policy = "anshan-2015",
        since: date = date(2026, 9, 1),
        units: Iterable[Unit] = (),
        leaders: Iterable[Leader] = (),
        calendar: WorkCalendar | None = None,
        unread: tuple[Problem, ...] = (),
        standing: tuple[StandingEntry, ...] = (),
    ) -> Books:
        edition = FEW_DUTIES.get(policy) if isinstance(policy, str) else None
        loaded, problems = load_policy(policy, None, edition) if isinstance(policy, str) else (policy, ())
        assert loaded is not None, problems
        heads = {
            prefix: LedgerHead(name=f"{kind}台账", kind=kind, prefix=prefix)
            for prefix, kind in PREFIXES.items()
        }
        entries = []
        for text in texts:
            task = read_record(ryaml.loads(text), Task)
            head = heads[task.prefix]
            entries.append(Entry(task, head, f"{head.kind}/{task.id.split('-')[1]}/{task.id}.yaml"))
        units = tuple(units)
        config = Config(
            name="某县督查室",
            code="test",
            policies=read_record(
                {"名称": "x", "工作区号": "x", "制度": [{"自": since, "名称": loaded.name}]}, Config
            ).policies,
            units=units,
            leaders=tuple(leaders),
        )
        return open_books(
            config,
            tuple(heads.values()),
            entries,
            policies=PolicyBook(entries=((since, loaded),), anew=config.format_since(COUNTED_ANEW)),
            calendar=calendar or WorkCalendar(known_until=2026),
            register=Register(units),
            standing=standing,
            today=date.fromisoformat(today),
            known=known,
            unread=unread,
        )

    return make
