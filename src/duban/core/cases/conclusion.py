"""The conclusions of a half-year inspection (查账). 对账/<half>/查账.yaml.

Which points there are to conclude on, core/balance/inspection.py says.
"""

from duban.core.balance.inspection import Conclusion, InspectionJournal
from duban.core.engine.kind import Keeping, Kind, by_action, period_levels

CONCLUSION = Kind(
    name="查账",
    english="conclusions",
    record=InspectionJournal,
    levels=period_levels("查账.yaml"),
    keyed_by="period",
    key_advice="文件夹以期为名，如 2026H1：把文件移回原处",
    entries=by_action(Conclusion),
    keeping=Keeping(
        "form-deleted", "查账、结转、交账的记录不能删去", "已入账的一笔被改动或删去了", "改回原样，另写一条"
    ),
)
