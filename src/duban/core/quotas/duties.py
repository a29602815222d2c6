"""Quotas (定额) as duties: due on the last day of their period, met on the day on which it was done often enough.

A missed one cannot be made good when its period is over: it stays in the lists until the quarter after has ended, then
it is ended (逾期终止) and stands in the report alone.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from duban.core.duties.duty import Duty
from duban.core.model.terms import Every, Role, YesNo
from duban.core.periods.spans import span_of
from duban.core.quotas.tally import Question, Tally, tallies

_DAY = timedelta(days=1)
_GONE = "期满后的一个季度已过"


def quota_duties(asked: Question, ahead: date | None = None) -> list[Duty]:
    """What is owed now; what was missed before the quarter that has just passed, only the report tells."""
    first = span_of(Every.QUARTER, asked.today).previous().start
    last = max(asked.today, ahead or asked.today)
    return list(_duties(asked, first, last))


def _duties(asked: Question, first: date, last: date) -> Iterator[Duty]:
    for tally in tallies(asked, first, last):
        if tally.needed:
            yield duty_of(tally)


def duty_of(tally: Tally) -> Duty:
    """A quota of one period as a duty of the leader, or of who is responsible for the enterprise."""
    policy, rule, span = tally.policy, tally.rule, tally.span
    gone = span_of(Every.QUARTER, tally.until + _DAY).end
    over = tally.met_on is None and gone < tally.today
    return Duty(
        subject=None,
        unit=tally.whose,
        role=Role.LEAD,
        kind="定额",
        name=f"{rule.name}（{span.label}，{tally.done}/{tally.needed}）",
        policy=policy.name,
        rule=rule.id,
        clause=policy.cite(rule),
        trigger=None,
        triggered_on=span.start,
        due_on=tally.until,
        original_due_on=tally.until,
        met_on=tally.met_on,
        ended_on=gone + _DAY if over else None,
        ended_by=_GONE if over else "",
        discretionary=rule.discretionary is YesNo.YES,
        cited=policy.ground(rule),
    )
