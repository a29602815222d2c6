"""Who may approve: a leader in office on that day; and what is told where nobody is named, or by telephone.

Pure; what needs an approver at all, the gates of each action say.
"""

from collections.abc import Collection, Iterator
from datetime import date

from duban.core.actions.due_dates import Ground
from duban.core.model.events import Close, Event, Extend, Reopen, Suspend, Transfer, Verify, Withdraw
from duban.core.model.people import Roll
from duban.core.model.suggest import guess
from duban.core.model.terms import ApprovedVia, LedgerKind
from duban.core.policy.rules import Separation
from duban.core.state.task_state import TaskState
from duban.errors import Level, Problem, refusal


def unfit_approvers(named: str, action: str, on: date, roll: Roll) -> Iterator[Problem]:
    """Why persons may not approve an action of a day: no leaders, or not in office; an empty roll knows everybody."""
    for name, meant in roll.strangers(named, on) if roll else ():
        text = f"领导名册里没有“{name}”，不能作{action}的批准人"
        advice = f"{guess(meant)}确是领导的先登记：duban unit leader {name} --title 职务"
        yield Problem(Level.ERROR, "unknown-approver", text, advice)
    for name, held, remedy in roll.absent(named, on):
        text = f"“{name}”{held}，{on} 不在任，不能作{action}的批准人"
        advice = f"写那天在任的领导；批准的日子不是那天的，改日期（--on）；{remedy}"
        yield Problem(Level.ERROR, "not-in-office", text, advice)


def has_same_hands(check: Verify | None, closing: Close, roll: Roll) -> bool:
    """Whether who checked alone approved the 销号, or nobody did: of several who approve one must be another."""
    checked = roll.named(check.by, check.on) if check is not None else ()
    return set(roll.named(closing.approved_by or "", closing.on)) <= set(checked)


def refuse_same_hands(
    now: TaskState, closing: Close | None, check: Verify | None, ground: Ground
) -> list[Problem]:
    """What is told where one hand checked and wrote off, and a leader signs that monthly (分离: 补签).

    Raises DubanError where it may not be: in 整改, and everywhere under 分离: 全部. Two acts, two parties.
    """
    if closing is None:
        return []
    asked = ground.policies.at(closing.on).settings.separation
    rectification = ground.ledger is LedgerKind.RECTIFICATION
    if not rectification and asked is Separation.MONTHLY and has_same_hands(check, closing, ground.roll):
        text = f"{now.task.id} 由{check.by if check else ''}核验，又由本人销号，列入本月补签"
        return [Problem(Level.NOTICE, "same-hands", text, "duban report approvals 给分管领导看")]
    if not rectification and asked is not Separation.ALL:
        return []
    command = f"duban close {now.task.id} --approved-by …"
    if closing.approved_by is None:
        raise refusal(
            "approver-missing", f"{'整改的' if rectification else ''}销号须写明批准人：{now.task.id}", command
        )
    if has_same_hands(check, closing, ground.roll):
        text = f"{now.task.id} 由{check.by if check else ''}核验，不能又由本人批准销号：验收和销号是两道手续、两个人"
        raise refusal("same-hands", text, f"由另一位批准：{command}")
    return []


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
