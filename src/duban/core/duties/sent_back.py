"""What a report that was sent back still owes: the work done again by a day of its own, or its papers put right.

Pure; the limit that the report was to meet goes on as it was (duties/task_duties.py).
"""

from collections.abc import Iterator

from duban.core.duties.duty import Duty, Question, is_unverified, of_task, over_of, through_pauses
from duban.core.model.events import Done, Event, Reopen, Return
from duban.core.model.terms import Returned
from duban.core.state.task_state import Limit, Standing, TaskState

_PAPERS = "退回补正"


def sent_back(asked: Question, standing: Standing) -> Iterator[Duty]:
    """What 退回 or a failed 核验 asks for: duties of their own, which the next report meets.

    The work done again by the day that was set (限期整改), or the papers put right (退回补正), whose days are ours.
    """
    state = asked.state
    void = {id(each.report) for each in standing.voided}
    reports = [each for each in state.reports if state.is_by(each, standing.unit) and id(each) not in void]
    for _, event in standing.voided:
        if isinstance(event, Reopen) or (isinstance(event, Return) and event.kind is Returned.FORMAL):
            continue  # the new round has a limit of its own; papers come below
        if event.due_on is not None:
            met = next((each for each in reports if _follows(state, each, event)), None)
            first = Limit(event.on, event.due_on, event)
            limits = through_pauses(state, first, asked.calendar) or (first,)
            yield _again(asked, standing, "限期整改", limits, met)
    for papers in standing.formal:
        limit = Limit(papers.event.on, papers.event.due_on, papers.event)
        yield _again(asked, standing, _PAPERS, (limit,), papers.answer)


def _again(
    asked: Question, standing: Standing, name: str, limits: tuple[Limit, ...], met: Done | None
) -> Duty:
    event, state, over = limits[0].event, asked.state, over_of(asked.state, standing)
    return Duty(
        subject=of_task(state.task.id),
        unit=standing.unit,
        role=standing.role,
        kind="时限",
        name=name,
        policy=asked.policies.at(event.on).name,
        rule="",
        clause=f"{event.on} {event.action}",
        trigger=event,
        triggered_on=event.on,
        due_on=next((limit.due_on for limit in reversed(limits) if limit.due_on), None),
        original_due_on=limits[0].due_on,
        met_on=met.counted_on if met else None,
        met_by=met,
        ended_on=None if met else over.on,
        ended_by="" if met else over.why,
        stopped_on=None if met else over.stopped_on,
        awaiting=name != _PAPERS and met is not None and is_unverified(standing),
        limits=limits,
        discretionary=name == _PAPERS,
    )


def _follows(state: TaskState, report: Done, event: Event) -> bool:
    return state.journal.index(report) > state.journal.index(event)
