"""Why open tasks are carried into the next year (结转). 对账/<year>/结转.yaml.

Which tasks need a reason, core/balance/handover.py says.
"""

import re

from duban.core.balance.handover import Carry, CarryJournal
from duban.core.engine.fold import Life
from duban.core.engine.kind import Keeping, Kind
from duban.core.model.record import raw_record
from duban.core.model.terms import BookAction

CARRY_OVER = Kind(
    name="结转",
    english="carry",
    record=CarryJournal,
    life=Life(),
    levels=("对账", re.compile(".+"), "结转.yaml"),
    keyed_by="period",
    key_advice="文件夹以期为名，如 2026H1：把文件移回原处",
    entries={BookAction.CARRY: Carry},
    raw=raw_record,
    keeping=Keeping(
        "form-deleted", "查账、结转、交账的记录不能删去", "已入账的一笔被改动或删去了", "改回原样，另写一条"
    ),
    schema="carry",
)
