"""Duties done that belong to no task (履职): which rule, whose, for which period. 履职/<year>.yaml.

Which rules there are, the policy says; what is owed, core/duties/cadence.py.
"""

import re
from typing import Any

from duban.core.engine.kind import Keeping, Kind, by_action
from duban.core.model.terms import BookAction
from duban.core.model.workspace import StandingEntry, StandingJournal
from duban.errors import Problem

# What only a command that writes asks is imported when it does: every question imports this module.


def _complete(now: Any, entry: StandingEntry, ground: Any, notices: list[Problem]) -> StandingEntry:  # noqa: ANN401 - any state
    from duban.core.quotas.gates import complete

    return complete(now, entry, ground, notices)


PERFORMANCE = Kind(
    name="履职",
    english="standing",
    record=StandingJournal,
    levels=("履职", re.compile(r".+\.yaml")),
    entries=by_action(StandingEntry),
    completes={BookAction.STANDING: _complete},
    keeping=Keeping(
        "standing-deleted",
        "履职记录不能删去",
        "已入账的一笔履职被改动或删去了：{0.on} {0.rule} {0.period}",
        "改回原样；记错的，duban meeting amend 摘要 --void --reason 原因",
    ),
)
