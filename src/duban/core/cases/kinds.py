"""Every kind of file that has a life. A new kind is one module; a numbered one has its line in NUMBERED.

Holds nothing else. Every question imports it: a kind of which a workspace has no file is not imported for one.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from duban.core.engine.kind import Kind


class Shelf(NamedTuple):
    """Where the files of a numbered kind stand (字头, folder), and how to get the kind itself."""

    prefix: str
    folder: str
    kind: Callable[[], Kind]


def _inspection() -> Kind:
    from duban.core.cases.inspection import INSPECTION

    return INSPECTION


def _interview() -> Kind:
    from duban.core.cases.interview import INTERVIEW

    return INTERVIEW


def _clue() -> Kind:
    from duban.core.cases.clue import CLUE

    return CLUE


def _appraisal() -> Kind:
    from duban.core.cases.appraisal import APPRAISAL

    return APPRAISAL


def inspection_plans() -> Kind:
    """The plans that stand beside the inspections."""
    from duban.core.cases.inspection import INSPECTION_PLAN

    return INSPECTION_PLAN


RESULTS = "结果"
"""The folder of circulars, the negative list, awards and exemptions."""


def results() -> Kind:
    """The results of a year, entries with numbers."""
    from duban.core.cases.results import RESULTS as KIND

    return KIND


def result_items(books: Sequence[Any], *asked: Any) -> tuple[Any, Sequence[Any]]:  # noqa: ANN401 - as core/cases/results.py says
    """All results together, and every number of them as an item of the books."""
    if not books:
        return None, ()
    from duban.core.cases.results import result_items as items

    return items(books, *asked)


NUMBERED = [
    Shelf("DX", "督查", _inspection),
    Shelf("YT", "约谈", _interview),
    Shelf("XS", "线索", _clue),
    Shelf("KH", "考核", _appraisal),
]
"""The kinds besides the task whose files bear a number and are found, listed and shown by it."""


def numbered() -> list[Kind]:
    """The kinds of NUMBERED themselves."""
    return [shelf.kind() for shelf in NUMBERED]


def all_kinds() -> list[Kind]:
    """Every kind, in the order in which answers show them."""
    from duban.core.cases.carry_over import CARRY_OVER
    from duban.core.cases.closing import CLOSING
    from duban.core.cases.conclusion import CONCLUSION
    from duban.core.cases.notice import NOTICE
    from duban.core.cases.performance import PERFORMANCE
    from duban.core.cases.task import TASK
    from duban.core.cases.unit_statement import UNIT_STATEMENT

    return [
        *(
            TASK,
            PERFORMANCE,
            CLOSING,
            UNIT_STATEMENT,
            CONCLUSION,
            CARRY_OVER,
            NOTICE,
            inspection_plans(),
            results(),
        ),
        *numbered(),
    ]


def kind_of(label: str) -> Kind | None:
    """The kind of the file that stands at this path of the workspace; None for a task and for what is no such file."""
    names = label.split("/")
    return next((kind for kind in all_kinds() if len(kind.levels) == len(names) and _fits(kind, names)), None)


def _fits(kind: Kind, names: Sequence[str]) -> bool:
    return all(
        level == name if isinstance(level, str) else level.fullmatch(name) is not None
        for level, name in zip(kind.levels, names, strict=True)
    )
