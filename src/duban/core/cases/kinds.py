"""Every kind of file that has a life, in the order in which answers show them. A new kind is one module and one line.

Holds nothing else.
"""

from collections.abc import Sequence

from duban.core.cases.carry_over import CARRY_OVER
from duban.core.cases.closing import CLOSING
from duban.core.cases.conclusion import CONCLUSION
from duban.core.cases.notice import NOTICE
from duban.core.cases.performance import PERFORMANCE
from duban.core.cases.task import TASK
from duban.core.cases.unit_statement import UNIT_STATEMENT
from duban.core.engine.kind import Kind

KINDS: list[Kind] = [TASK, PERFORMANCE, CLOSING, UNIT_STATEMENT, CONCLUSION, CARRY_OVER, NOTICE]


def numbered_kinds() -> list[Kind]:
    """The kinds besides the task whose files bear a number and are found, listed and shown by it."""
    return [kind for kind in KINDS if kind.prefix]


def kind_of(label: str) -> Kind | None:
    """The kind of the file that stands at this path of the workspace; None for a task and for what is no such file."""
    names = label.split("/")
    return next((kind for kind in KINDS if len(kind.levels) == len(names) and _fits(kind, names)), None)


def _fits(kind: Kind, names: Sequence[str]) -> bool:
    return all(
        level == name if isinstance(level, str) else level.fullmatch(name) is not None
        for level, name in zip(kind.levels, names, strict=True)
    )
