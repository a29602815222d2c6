"""Duties done that belong to no task (履职): which rule, whose, for which period. 履职/<year>.yaml.

Which rules there are, the policy says; what is owed, core/duties/cadence.py.
"""

import re

from duban.core.engine.fold import Life
from duban.core.engine.kind import Keeping, Kind
from duban.core.model.record import raw_record
from duban.core.model.terms import BookAction
from duban.core.model.workspace import StandingEntry, StandingJournal

PERFORMANCE = Kind(
    name="履职",
    english="standing",
    record=StandingJournal,
    life=Life(),
    levels=("履职", re.compile(r".+\.yaml")),
    entries={BookAction.STANDING: StandingEntry},
    raw=raw_record,
    keeping=Keeping(
        "standing-deleted",
        "履职记录不能删去",
        "已入账的一笔履职被改动或删去了：{0.on} {0.rule} {0.period}",
        "改回原样，另记一笔说明",
    ),
    schema="standing",
)
