"""The closings of a period (结账): closed, reopened, closed again. 对账/<period>/结账.yaml.

Which period may be closed or reopened, core/periods/closings.py says.
"""

from duban.core.engine.kind import Kind, by_action, period_levels
from duban.core.periods.closings import ClosingJournal, PeriodClose, PeriodReopen
from duban.core.periods.spans import parse_span

CLOSING = Kind(
    name="结账",
    english="closing",
    record=ClosingJournal,
    levels=period_levels("结账.yaml"),
    keyed_by="period",
    is_key=parse_span,
    key_advice="文件夹以期为名，如 2026Q3：把文件移回原处",
    entries=by_action(PeriodClose, PeriodReopen),
)
