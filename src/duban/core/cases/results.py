"""Results (结果): circulars, the negative list, awards, exemptions. 结果/<year>.yaml, entries with numbers.

Says only what belongs together; the rules stand in core/results.
"""

import re
from typing import Any

from duban.core.engine.kind import Keeping, Kind, by_action
from duban.core.model.results.records import AnyResult, ResultBook
from duban.core.results.life import LIFE
from duban.errors import Problem

_ENTRIES = by_action(*AnyResult.__args__)


# What only a command that writes asks is imported when it does: every question imports this module.


def _complete(now: Any, entry: Any, ground: Any, notices: list[Problem]) -> Any:  # noqa: ANN401 - any entry
    from duban.core.results.gates import complete

    return complete(now, entry, ground, notices)


def _advice(_file: Any, _now: Any, _ground: Any) -> str:  # noqa: ANN401 - as the kind asks for it
    return "写上编号看它的全部经过：duban circulate list、negative list、award list、exempt list"


RESULTS = Kind(
    name="结果",
    english="results",
    record=ResultBook,
    life=LIFE,
    levels=("结果", re.compile(r"[0-9]{4}\.yaml")),
    discreet=True,
    command="circulate",
    keyed_by="year",
    key_advice="文件以年度为名，如 2026.yaml：把文件改回原名",
    entries=_ENTRIES,
    advice=_advice,
    completes=dict.fromkeys(_ENTRIES, _complete),
    keeping=Keeping(
        "results-deleted", "通报、负面清单等的记录不能删去", "已入账的一笔结果被改动或删去了", ordered=True
    ),
)
