"""The reconciliation with one unit in one period (对账单): sent, returned, settled, signed. 对账/<period>/<unit>.yaml.

Where it stands, core/statements/unit_journal.py reads out of the journal.
"""

import re

from duban.core.engine.kind import Keeping, Kind, by_action
from duban.core.statements.unit_journal import Answered, Sent, Settled, Signed, UnitPeriod

OF_NO_UNIT = ("结账", "账页", "查账", "结转", "交账")
"""The files of a period that are of no unit."""

UNIT_STATEMENT = Kind(
    name="对账单",
    english="unit-period",
    record=UnitPeriod,
    levels=("对账", re.compile(r"[0-9]{4}.*"), re.compile(rf"(?!(?:{'|'.join(OF_NO_UNIT)})\.yaml).+\.yaml")),
    keyed_by="period",
    entries=by_action(Sent, Answered, Settled, Signed),
    keeping=Keeping(
        "unit-deleted",
        "和单位对账的记录不能删去",
        "已入账的发单、来单、核定、签认被改动或删去了，或有新的一笔插在前面",
        "改回原样，新的写在最后",
        head="期和单位",
        ordered=True,
    ),
)
