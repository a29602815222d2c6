"""What 研究 and 解读报告 must leave behind before they count as done (Ledong 2, Liupanshui 四（一）).

Raises errors.DubanError to refuse; core/actions/prepare.py asks.
"""

from duban.core.actions.due_dates import Ground
from duban.core.duties.intake import pending_step
from duban.core.model.events import Event, InterpretReport, Study
from duban.core.model.terms import Action
from duban.core.state.task_state import TaskState
from duban.errors import Level, Problem, refusal


def complete_study(now: TaskState, event: Study, ground: Ground, notices: list[Problem]) -> Event:
    """What a study leaves behind is an opinion and a unit that carries it out (Ledong 2)."""
    command = f"duban progress {now.task.id} --step 研究 --opinion …"
    if event.opinion is None:
        raise refusal("opinion-missing", f"{now.task.id} 的研究没有写意见", command)
    if not now.leads:
        text = f"{now.task.id} 的研究没有定下责任单位"
        raise refusal("lead-missing", text, f"{command} --lead …")
    pending = pending_step(now, ground.policies, ground.calendar, ground.ledger)
    if pending is not None and pending.step is Action.SUBMIT:
        text = f"{now.task.id} 记了研究，还没有记呈批"
        advice = f"呈批过的补上：duban progress {now.task.id} --step 呈批 --on 呈批那天"
        notices.append(Problem(Level.NOTICE, "not-submitted", text, advice))
    return event


def complete_interpret_report(
    now: TaskState, event: InterpretReport, _ground: Ground, _notices: list[Problem]
) -> Event:
    """A report is of a session that was held."""
    if not any(each.action is Action.INTERPRET for each in now.journal):
        text = f"{now.task.id} 还没有记解读，没有结果可以报告"
        raise refusal("no-interpretation", text, f"先 duban progress {now.task.id} --step 解读")
    return event
