"""Where a rectification (整改) stands: its stage on the board, its 公示 of this round, how often it came back (反弹).

Reads a folded task; nothing is refused here.
"""

from duban.core.model.events import Publicize, Reopen
from duban.core.model.terms import Relapse, Stage, Status
from duban.core.state.task_state import TaskState

_STAGES = {
    Status.REGISTERED: Stage.NOT_STARTED,
    Status.ASSIGNED: Stage.NOT_STARTED,
    Status.IN_PROGRESS: Stage.UNDER_WAY,
    Status.REPORTED: Stage.AWAITING,
    Status.VERIFIED: Stage.ACCEPTED,
    Status.CLOSED: Stage.CLOSED,
    Status.SUSPENDED: Stage.SUSPENDED,
    Status.WITHDRAWN: Stage.WITHDRAWN,
}


def stage_of(state: TaskState) -> Stage:
    """The column of the board."""
    if state.status is Status.VERIFIED and publicity_of(state) is not None:
        return Stage.PUBLICIZED
    return _STAGES[state.status]


def publicity_of(state: TaskState) -> Publicize | None:
    """The last 公示 of what the 核验 that counts found; one before it showed something else."""
    if state.verification is None:
        return None
    place = next(at for at, event in enumerate(state.journal) if event is state.verification)
    return next((e for e in reversed(state.journal[place:]) if isinstance(e, Publicize)), None)


def rebounds(state: TaskState) -> int:
    """How often what had been put right did not last."""
    return sum(isinstance(e, Reopen) and e.finding is Relapse.REBOUND for e in state.journal)
