"""The closings of a period (结账): closed, reopened, closed again. 对账/<period>/结账.yaml.

Which period may be closed or reopened, core/periods/closings.py says.
"""

import re

from duban.core.engine.fold import Life
from duban.core.engine.kind import Kind
from duban.core.model.record import raw_record
from duban.core.model.terms import BookAction
from duban.core.periods.closings import ClosingJournal, PeriodClose, PeriodReopen
from duban.core.periods.spans import parse_span

CLOSING = Kind(
    name="结账",
    english="closing",
    record=ClosingJournal,
    life=Life(),
    levels=("对账", re.compile(".+"), "结账.yaml"),
    keyed_by="period",
    is_key=parse_span,
    key_advice="文件夹以期为名，如 2026Q3：把文件移回原处",
    entries={BookAction.CLOSE_PERIOD: PeriodClose, BookAction.REOPEN_PERIOD: PeriodReopen},
    raw=raw_record,
    schema="closing",
)
