"""What steps on the way must say: reasons and measures, an opinion, a dispute and its rung.

Raises errors.DubanError to refuse; core/actions/prepare.py asks.
"""

from duban.core.actions.due_dates import Ground
from duban.core.model.events import Coordinate, Event, Explain, InterpretReport, Study
from duban.core.model.terms import Action
from duban.core.state.task_state import TaskState
from duban.errors import Problem, refusal


def complete_explanation(now: TaskState, event: Explain, _ground: Ground, _notices: list[Problem]) -> Event:
    """A 说明 is of reasons and of what will be done (Liupanshui 三（二）五)."""
    if event.remedy is None:
        text = f"{now.task.id} 的说明只写了原因，没有补救措施"
        raise refusal("remedy-missing", text, f"duban explain {now.task.id} --reason … --remedy …")
    return event


def complete_study(now: TaskState, event: Study, _ground: Ground, _notices: list[Problem]) -> Event:
    """What a study leaves behind is an opinion (Ledong 2)."""
    if event.opinion is None:
        text = f"{now.task.id} 的研究没有写意见"
        raise refusal("opinion-missing", text, f"duban progress {now.task.id} --step 研究 --opinion …")
    return event


def complete_interpret_report(
    now: TaskState, event: InterpretReport, _ground: Ground, _notices: list[Problem]
) -> Event:
    """What is reported has been held before."""
    if not any(each.action is Action.INTERPRET for each in now.journal):
        text = f"{now.task.id} 还没有记解读，没有结果可以报告"
        raise refusal("no-interpretation", text, f"先 duban progress {now.task.id} --step 解读")
    return event


BROAD = frozenset({"涉及面广", "情况复杂"})
"""Tags of matters that may go up the ladder of coordination at once (Ledong 21)."""


def complete_coordination(
    now: TaskState, event: Coordinate, _ground: Ground, _notices: list[Problem]
) -> Event:
    """A dispute climbs its ladder rung by rung (Ledong 21)."""
    before = [each for each in now.journal if isinstance(each, Coordinate)]
    disputed = event.dispute or any(each.dispute for each in before)
    disputed = disputed or any(each.action is Action.CONTEST for each in now.journal)
    if not disputed:
        text = f"{now.task.id} 没有写争议是什么，无可协调"
        raise refusal("no-dispute", text, f"duban coordinate {now.task.id} --rung {event.rung} --dispute …")
    reached = max((each.rung for each in before), default=0)
    if event.rung > reached + 1 and BROAD.isdisjoint(now.task.tags):
        text = f"{now.task.id} 的争议要逐层协调，现在到了第{reached}层，不能记第{event.rung}层"
        tag = f"duban amend {now.task.id} --tag 涉及面广 --reason …"
        raise refusal("rung-skipped", text, f"先 --rung {reached + 1}；涉及面广、情况复杂的，标上标签：{tag}")
    return event
