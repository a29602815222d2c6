"""What is told of who approved: nobody named, or by telephone so that the paper is still to come.

Pure; whether an approver may approve at all, core/actions/decide.py and the command know.
"""

from collections.abc import Collection

from duban.core.model.events import Event, Extend, Reopen, Suspend, Transfer, Withdraw
from duban.core.model.terms import ApprovedVia
from duban.core.state.task_state import TaskState
from duban.errors import Level, Problem, refusal


def _paper_came(event: Event, now: TaskState) -> str:
    """How it is recorded that the paper has come; the 摘要 of an entry that is not yet written, nobody knows."""
    if any(each.action is event.action for each in now.task.journal):
        return f"duban today 写着命令，duban log {now.task.id} 有这一笔的摘要"
    return f"duban amend {now.task.id} --event {event.action} --approved-via 书面 --reason 批件已补"


def note_approval(
    event: Extend | Reopen | Suspend | Withdraw | Transfer,
    notices: list[Problem],
    now: TaskState,
    late: Collection[str] = (),
) -> None:
    """Tell that nobody is named as having approved, or that the paper of a telephone call is to come (待补批件).

    Raises DubanError where units are `late`: what ends or moves that a leader approves.
    """
    if event.approved_by is None and late:
        units = "、".join(sorted(late))
        text = f"{now.task.id} 的{units}已经逾期，{event.action}须经批准"
        raise refusal(
            "approver-missing", text, f"duban {event.action.english} {now.task.id} … --approved-by 领导"
        )
    if event.approved_by is None:
        notices.append(
            Problem(Level.NOTICE, "approver-missing", f"{now.task.id} 的{event.action}没有写批准人")
        )
    elif event.approved_via is ApprovedVia.PHONE:
        notices.append(
            Problem(
                Level.NOTICE,
                "awaiting-paper",
                f"{now.task.id} 的{event.action}由{event.approved_by}电话批准，待补批件",
                f"批件到后：{_paper_came(event, now)}",
            )
        )
