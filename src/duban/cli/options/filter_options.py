"""The filters of a question as typed: unit, leader, ledger, clerk, rule; and task ids, also from standard input.

Words only: which tasks they mean, core/books/selection.py decides.
"""

import json
from collections.abc import Sequence
from typing import Annotated

from duban.cli.framework.option_types import option
from duban.cli.options.pasted_list import read_handed_in
from duban.cli.options.task_options import offer_ledgers, offer_units
from duban.core.model.word_lists import split_words
from duban.errors import misuse

_TYPED = str.maketrans(",，、;；—–―－", "     ----")
FILTER = "筛选"

UnitOption = Annotated[
    list[str] | None,
    option("--unit", "单位", "只看这个单位的，旧名和并入的也算", FILTER, autocompletion=offer_units),
]
LeaderOption = Annotated[list[str] | None, option("--leader", "姓名", "只看这位领导联系的", FILTER)]
LedgerOption = Annotated[
    list[str] | None,
    option("--ledger", "台账", "只看这本台账：种类、文件夹名或字头", FILTER, autocompletion=offer_ledgers),
]
ClerkOption = Annotated[list[str] | None, option("--clerk", "姓名", "只看这位督办人的", FILTER)]
RuleOption = Annotated[
    list[str] | None, option("--rule", "规则", "只看这条规则，或这一类：时限、节点、周期、定额", FILTER)
]


def read_words(tasks: Sequence[str]) -> tuple[str, ...]:
    """The task words of a command line, each one or a list; `-` stands for those on standard input.

    Raises UsageError for an empty standard input.
    """
    words = list(split_words(word for word in tasks if word != "-"))
    if "-" in tasks:
        words += _ids_in(read_handed_in(None))
        if not words:
            raise misuse(
                "usage-stdin",
                "标准输入里没有编号。",
                "例如：duban list --open --json | duban urge -，或直接写编号",
            )
    return tuple(words)


def _ids_in(text: str) -> list[str]:
    """Ids with blanks or commas between them, or what another command answered as JSON: there under task or id."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return text.translate(_TYPED).split()
    entries = answer if isinstance(answer, list) else [answer]
    if not all(isinstance(each, dict) for each in entries):
        return text.translate(_TYPED).split()
    found = [each.get("task") or each.get("id") for each in entries]
    return list(dict.fromkeys(name for name in found if isinstance(name, str)))
