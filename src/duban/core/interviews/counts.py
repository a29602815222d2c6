"""How often a person was interviewed within the policy's year: who is a candidate for another post (调整岗位).

Pure; decides nothing and enters nothing: that an interview counts twice is told, whether a post is changed others say.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from duban.core.calendar.counting import before_months
from duban.core.interviews.life import InterviewState
from duban.core.interviews.limits import rule_of
from duban.core.model.terms import YesNo
from duban.core.model.unit_register import Register
from duban.core.policy.case_steps import InterviewStep


class Candidate(NamedTuple):
    """A person of a unit who was interviewed so often within the time: by which rule, in which interviews."""

    name: str
    unit: str
    since: date
    wanted: int
    ground: str
    held: tuple[InterviewState, ...]

    @property
    def last_on(self) -> date:
        """The day of the last of them."""
        return max(state.held.on for state in self.held if state.held is not None)


def persons(
    states: Iterable[InterviewState], register: Register
) -> dict[tuple[str, str], list[InterviewState]]:
    """The interviews that were held, by person and unit: a successor in the post, or in another, starts at none."""
    found: dict[tuple[str, str], list[InterviewState]] = {}
    for state in sorted(states, key=lambda each: (each.held.on if each.held else date.max, each.head.id)):
        if state.held is not None:
            found.setdefault((state.person.name, register.current(state.person.unit)), []).append(state)
    return found


def candidates(states: Sequence[InterviewState], books: Any, on: date) -> Iterator[Candidate]:  # noqa: ANN401 - of a decision or of books
    """Who was interviewed as often as the policy's rule says, within its time that ends on a day."""
    held = rule_of(books, InterviewStep.COUNT, on)
    if held is None or held[1].count is None:
        return
    policy, rule = held
    months = rule.period.count if rule.period is not None else None
    yearly = rule.calendar_year is YesNo.YES or months is None
    since = date(on.year, 1, 1) if yearly else before_months(on, months or 0).on
    for (name, unit), interviews in persons(states, books.register).items():
        within = [
            each for each in interviews if each.held is not None and _counts(each.held.on, since, on, yearly)
        ]
        if len(within) >= (rule.count or 0):
            yield Candidate(name, unit, since, rule.count or 0, policy.ground(rule), tuple(within))


def _counts(held: date, since: date, on: date, yearly: bool) -> bool:  # noqa: FBT001 - of two ways to count
    """A month that rolls leaves out the day on which it began a year ago; a calendar year has its first day."""
    return (since <= held if yearly else since < held) and held <= on
