"""Duties done that belong to no task (履职): which rule, whose, for which period. 履职/<year>.yaml.

Which rules there are, the policy says; what is owed, core/duties/cadence.py.
"""

import re

from duban.core.engine.kind import Keeping, Kind, by_action
from duban.core.model.workspace import StandingEntry, StandingJournal

PERFORMANCE = Kind(
    name="履职",
    english="standing",
    record=StandingJournal,
    levels=("履职", re.compile(r".+\.yaml")),
    entries=by_action(StandingEntry),
    keeping=Keeping(
        "standing-deleted",
        "履职记录不能删去",
        "已入账的一笔履职被改动或删去了：{0.on} {0.rule} {0.period}",
        "改回原样，另记一笔说明",
    ),
)
