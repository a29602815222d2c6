"""The kind of the books: a task (事项), with the life of core/state and the gates of core/actions.

Says only what belongs together; its rules stand there.
"""

from duban.core.actions.decide import advice_instead, refuse_wrong_status
from duban.core.actions.due_dates import Ground
from duban.core.actions.prepare import COMPLETE
from duban.core.engine import decide as engine
from duban.core.engine.decide import Decided
from duban.core.engine.kind import Kind
from duban.core.model.events import EVENTS, Event
from duban.core.model.task import Task
from duban.core.state.transitions import LIFE

TASK = Kind(
    name="事项",
    english="task",
    record=Task,
    life=LIFE,
    entries=EVENTS,
    completes=COMPLETE,
    bars=refuse_wrong_status,
    advice=advice_instead,
)


def decide(task: Task, event: Event, ground: Ground) -> Decided:
    """`event` completed for `task`. Raises DubanError where the table or the policy does not allow it."""
    return engine.decide(TASK, task, event, ground)
