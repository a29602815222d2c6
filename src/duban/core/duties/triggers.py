"""What starts the clock of a deadline rule (起算), and what meets the duty that it makes (完成).

Each start (起算) is one function of what happened; a duty is met by the first event that does so on or after it.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from duban.core.duties.duty import Duty, Question, late_spans
from duban.core.model.events import Done, Event, Progress, Revisit, Verify
from duban.core.model.terms import Action, Role
from duban.core.policy.rules import DeadlineRule, Start
from duban.core.state.task_state import Standing, TaskState

_DAY = timedelta(days=1)
_OFFICE, _LEAD = Role.OFFICE, Role.LEAD  # members of an enum are slow to reach
START_ACTIONS = {Start.RECEIVE: Action.RECEIVE, Start.INTERPRET: Action.INTERPRET}
AFTER_LATENESS = {Start.OVERDUE, Start.LAGGING}
"""The starts whose day is the due day before the lateness, on which nothing was late yet."""

Trigger = tuple[Event | None, date, str | None]


def clocked(state: TaskState) -> list[Standing]:
    """Every unit that has or had a day to keep."""
    return [s for s in (*state.former, *state.units.values()) if s.limits]


def _intake(asked: Question, rule: DeadlineRule, _own: list[Duty]) -> Iterator[Trigger]:
    """Each 收文 or 解读."""
    return ((event, event.on, None) for event in asked.events[START_ACTIONS[rule.start]])


def _occurred(asked: Question, _rule: DeadlineRule, _own: list[Duty]) -> Iterator[Trigger]:
    """The day on which it happened, where the source tells it (事发日期); whoever reports it first meets the duty."""
    days = [source.occurred_on for source in asked.state.task.sources if source.occurred_on is not None]
    if days:
        yield None, min(days), None


def _overdue(asked: Question, rule: DeadlineRule, own: list[Duty]) -> Iterator[Trigger]:
    """Each lateness of a limit, from the due day on: the first late day is the first that counts."""
    resumed = {pause.ended for pause in asked.state.pauses}
    for duty in own:
        if duty.finishes and rule.bearer in {duty.role, _OFFICE}:
            spans = late_spans(duty, asked.state.until)
            for place, (first, _) in enumerate(spans):
                if not place or first not in resumed:  # what goes on after 中止 is the same lateness
                    yield duty.trigger, first - _DAY, duty.unit


def _lagging(asked: Question, _rule: DeadlineRule, own: list[Duty]) -> Iterator[Trigger]:
    """The first lateness of a limit or a node."""
    slipped = [spans[0][0] for duty in own if (spans := late_spans(duty, asked.state.until))]
    if slipped:
        yield None, min(slipped) - _DAY, None


def _failed(asked: Question, rule: DeadlineRule, own: list[Duty]) -> Iterator[Trigger]:
    """Each failed 核验 of a unit that was not late on that day: who is late owes for its lateness (逾期)."""
    for standing in clocked(asked.state):
        for voided in standing.voided if rule.bearer in {standing.role, _OFFICE} else ():
            failed = voided.event
            late = (
                first <= failed.on <= last
                for duty in own
                if duty.finishes and duty.unit == standing.unit
                for first, last in late_spans(duty, asked.state.until)
            )
            if isinstance(failed, Verify) and not any(late):
                yield failed, failed.counted_on, standing.unit


def _assigned(asked: Question, rule: DeadlineRule, _own: list[Duty]) -> Iterator[Trigger]:
    """Each unit that bears the rule, from the day the task came to it; for the office the first lead's day."""
    if rule.bearer is _OFFICE:
        leads = asked.state.lead_standings()[:1]
        yield from ((standing.assigned, standing.assigned.on, None) for standing in leads)
        return
    for standing in asked.state.units.values():
        if standing.role is rule.bearer:
            yield standing.assigned, standing.assigned.on, standing.unit


def _reports(asked: Question, _rule: DeadlineRule, _own: list[Duty]) -> Iterator[Trigger]:
    """The report that counts in each round: with joint leads the last of them, when all have reported."""
    state = asked.state
    if not state.reports:
        return
    leads = [s for s in (*state.former, *state.lead_standings()) if s.role is _LEAD]
    for number in range(1, state.rounds + 1):
        of_round = [s for s in leads if s.round == number and (s.reported or s.left_on is None)]
        reports = [standing.reported for standing in of_round if standing.reported]
        if reports and len(reports) == len(of_round):
            last = max(reports, key=lambda done: done.counted_on)
            yield last, last.counted_on, None


def _finished(asked: Question, _rule: DeadlineRule, _own: list[Duty]) -> Iterator[Trigger]:
    """The day of completion that each lead named, in its report or before it."""
    state = asked.state
    for standing in clocked(state):
        if standing.role is not _LEAD:
            continue
        done = standing.reported
        if done is not None:
            yield done, done.done_on or done.on, standing.unit
            continue
        told = next((e for e in state.feedback if _tells_end(state, e, standing)), None)
        if isinstance(told, Progress) and told.done_on:
            yield told, told.done_on, standing.unit


def _tells_end(state: TaskState, event: Event, standing: Standing) -> bool:
    return (
        isinstance(event, Progress)
        and event.milestone is None
        and event.done_on is not None
        and event.on >= standing.limits[0].since
        and (standing.left_on is None or event.on < standing.left_on)
        and state.is_by(event, standing.unit)
    )


TRIGGERS: dict[Start, Callable[[Question, DeadlineRule, list[Duty]], Iterator[Trigger]]] = {
    Start.RECEIVE: _intake,
    Start.INTERPRET: _intake,
    Start.ASSIGN: _assigned,
    Start.DONE: _reports,
    Start.FINISHED: _finished,
    Start.OVERDUE: _overdue,
    Start.LAGGING: _lagging,
    Start.FAILED: _failed,
    Start.OCCURRED: _occurred,
}
"""(event, day, unit) that starts the clock of a rule, once for each duty it makes."""


def meeting(asked: Question, rule: DeadlineRule, started: Trigger) -> Event | None:
    """The first event that meets the rule, on or after the day its clock started; a voided report does not."""
    trigger, on, unit = started
    finished = rule.start is Start.FINISHED
    after = rule.start in AFTER_LATENESS
    if finished and isinstance(trigger, Done) and Action.DONE in rule.met_by:
        return trigger
    for event in _in_order(asked, rule.met_by):
        early = event.counted_on < on or (after and event.counted_on == on)
        if (
            early
            or event.counted_on > asked.state.until
            or (event is trigger and not finished)
            or _is_void(asked.state, event)
        ):
            continue
        if unit is None or asked.state.is_by(event, unit):
            return event
    return None


def _in_order(asked: Question, actions: tuple[Action, ...]) -> Iterable[Event]:
    if actions == (Action.REVISIT,):  # a 核验 that answers the questions is the 回访, too
        return (
            e for e in asked.state.journal if isinstance(e, Revisit) or (isinstance(e, Verify) and e.replies)
        )
    if len(actions) == 1:
        return asked.events.get(actions[0], ())
    return (event for event in asked.state.journal if event.action in actions)


def _is_void(state: TaskState, event: Event) -> bool:
    """Whether a 报结 was taken back by 退回 or a failed 核验."""
    if not isinstance(event, Done):
        return False
    return all(standing.reported is not event for standing in (*state.former, *state.units.values()))
