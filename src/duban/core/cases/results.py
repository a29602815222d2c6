"""Results (结果): circulars, the negative list, awards, exemptions. 结果/<year>.yaml, entries with numbers.

Says only what belongs together; the rules stand in core/results.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast

from duban.core.books.books import CaseItem
from duban.core.engine.kind import Column, Keeping, Kind, by_action
from duban.core.model.results.records import AnyResult, ResultBook
from duban.core.model.results.terms import PREFIXES
from duban.core.model.unit_register import Register
from duban.core.model.workspace import LedgerHead
from duban.core.results.life import LIFE, Results, results_of
from duban.core.results.numbers import LIVES, NumberState, numbers_of, standing
from duban.core.results.owed import performed
from duban.errors import Problem

_ENTRIES = by_action(*AnyResult.__args__)


# What only a command that writes asks is imported when it does: every question imports this module.


def _complete(now: Any, entry: Any, ground: Any, notices: list[Problem]) -> Any:  # noqa: ANN401 - any entry
    from duban.core.results.gates import complete

    return complete(now, entry, ground, notices)


def _advice(_file: Any, _now: Any, _ground: Any) -> str:  # noqa: ANN401 - as the kind asks for it
    return "写上编号看它的全部经过：duban circulate list、negative list、award list、exempt list"


_COLUMNS = (
    Column("on", "日期", lambda state: state.registered_on),
    Column("unit", "单位", lambda state: cast("NumberState", state).matter.opened.unit),
    Column("exempted_by", "容错", lambda state: cast("NumberState", state).exempted_by),
)
KINDS = {
    kind: Kind(
        name=str(kind),
        english=kind.english,
        record=ResultBook,
        life=life,
        prefix=PREFIXES[kind],
        command="circulate",
        columns=_COLUMNS,
        performed=lambda state: performed(state.matter),
    )
    for kind, life in LIVES.items()
}
"""Each kind of result, whose numbers are entries of a year's file: what asks of a numbered kind asks of these too."""


def result_items(
    books: Sequence[ResultBook], today: date, known: datetime | None, register: Register
) -> tuple[Results, list[CaseItem]]:
    """The results of a day, and every number that was opened by it as the books hold a case of another kind."""
    results = results_of(books, today, known, register)
    found = []
    for one in numbers_of(books):
        state: Any = standing(one, results, today, known, register)
        kind: Any = KINDS[one.kind]
        if state.status is not None:
            ledger = LedgerHead(name=kind.name, kind=kind, prefix=kind.prefix)
            path = f"{RESULTS.folder}/{one.year}.yaml"
            found.append(CaseItem(state, ledger, path, kind=kind, places=one.places))
    return results, found


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
