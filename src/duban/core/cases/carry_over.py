"""Why open tasks are carried into the next year (结转). 对账/<year>/结转.yaml.

Which tasks need a reason, core/balance/handover.py says.
"""

from duban.core.balance.handover import Carry, CarryJournal
from duban.core.cases.conclusion import CONCLUSION
from duban.core.engine.kind import Kind, by_action, period_levels

CARRY_OVER = Kind(
    name="结转",
    english="carry",
    record=CarryJournal,
    levels=period_levels("结转.yaml"),
    keyed_by="period",
    key_advice=CONCLUSION.key_advice,
    entries=by_action(Carry),
    keeping=CONCLUSION.keeping,
)
