"""The duties of the office that results meet: circulars, the negative list, the handing on, highlights (亮点).

Pure; which periods are owed, core/duties/standing_duties.py says. Who has none to tell enters that (履职).
"""

from collections.abc import Iterator

from duban.core.duties.standing_duties import Observed
from duban.core.model.results.records import Award, Circulate, ServeResult, Supply
from duban.core.model.results.terms import Receiver
from duban.core.periods.spans import parse_span
from duban.core.policy.rules import Cycle
from duban.core.results.life import Matter

_ONWARD = {Receiver.PERSONNEL, Receiver.APPRAISAL}


def performed(matter: Matter) -> Iterator[Observed]:
    """What one result shows: it counts whatever became of it later, for it was made."""
    opened = matter.opened
    match opened:
        case Circulate() if opened.issuer is None:
            yield Observed(Cycle.CIRCULATED, opened.on, opened.on)
        case Supply():
            yield Observed(Cycle.SUPPLIED, opened.on, opened.on)
        case Award() if opened.half is not None and (span := parse_span(opened.half)) is not None:
            yield Observed(Cycle.HIGHLIGHT, span.start, opened.on)
    for step in matter.steps:
        if isinstance(step, ServeResult) and step.receiver in _ONWARD:
            yield Observed(Cycle.SERVED, opened.on, step.on)
