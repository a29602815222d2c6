"""Who may approve: a leader in office on that day, of the post that is asked; what is told where nobody is named.

What is approved by telephone is told, too. Pure; what needs an approver at all, the gates of each action say.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from duban.core.actions.due_dates import Ground
from duban.core.model.events import Close, Event, Extend, Reopen, Suspend, Transfer, Verify, Withdraw
from duban.core.model.people import Roll
from duban.core.model.suggest import guess
from duban.core.model.terms import ApprovedVia, LedgerKind, PostKind
from duban.core.policy.rules import Separation
from duban.core.state.task_state import TaskState
from duban.errors import DubanError, Level, Problem, refusal


def unfit_approvers(named: str, action: str, on: date, roll: Roll) -> Iterator[Problem]:
    """Why persons may not approve an action of a day: no leaders, or not in office; an empty roll knows everybody."""
    for name, meant in roll.strangers(named, on) if roll else ():
        if name in roll.heads_of_units:
            text = f"“{name}”是{roll.heads_of_units[name]}，不是领导，不能作{action}的批准人"
            yield Problem(Level.ERROR, "unknown-approver", text, "写批准的领导：duban unit list --leaders")
            continue
        text = f"领导名册里没有“{name}”，不能作{action}的批准人"
        advice = f"{guess(meant)}确是领导的先登记：duban unit leader {name} --title 职务"
        yield Problem(Level.ERROR, "unknown-approver", text, advice)
    for name, held, remedy in roll.absent(named, on):
        text = f"“{name}”{held}，{on} 不在任，不能作{action}的批准人"
        advice = f"写那天在任的领导；批准的日子不是那天的，改日期（--on）；{remedy}"
        yield Problem(Level.ERROR, "not-in-office", text, advice)


class Word(NamedTuple):
    """Whose word something is: a text that names him, what it is, of which day and clause, which post he holds."""

    text: str
    what: str
    on: date
    clause: str
    kind: str = PostKind.HEAD_OF_GOVERNMENT


def refuse_other_post(word: Word, ground: Ground, notices: list[Problem]) -> None:
    """Raises DubanError where who is named did not hold that post; tells where the roll does not say who does."""
    if not ground.roll:
        return
    for problem in unfit_approvers(word.text, word.what, word.on, ground.roll):
        raise DubanError(problem)
    held = ground.roll.holds_post(word.text, word.kind, word.on)
    if held is None:
        told = f"领导名册没有写 {word.on} 谁是{word.kind}，“{word.text}”是不是没有核对"
        way = f"duban unit leader 姓名 --post {word.kind}"
        if all(notice.message != told for notice in notices):
            notices.append(Problem(Level.NOTICE, "post-unknown", told, way))
    elif not held:
        who = "、".join(ground.roll.holders(word.kind, word.on))
        text = f"{word.what}要是{word.kind}（{who}）的，{word.text}不是"
        raise refusal("wrong-post", text, f"写{who}", word.clause)


def refuse_strangers(
    named: str, what: str, roll: Roll, notices: list[Problem], on: date | None = None
) -> None:
    """Raises DubanError for a leader who is not on the roll, or (on a day) in no post; an empty roll is told."""
    if not named.strip():
        return
    if not roll:
        notices.append(empty_roll(named))
        return
    for name, meant in roll.strangers(named, on):
        advice = f"{guess(meant)}确是领导的先登记：duban unit leader {name} --title 职务"
        raise refusal("unknown-leader", f"领导名册里没有“{name}”，不能作{what}", advice)
    for name, held, remedy in roll.absent(named, on) if on is not None else ():
        text = f"“{name}”{held}，{on} 不在任，不能作{what}"
        raise refusal("not-in-office", text, f"写那天在任的领导；{remedy}")


def empty_roll(name: str) -> Problem:
    """What is told where nobody can say whether somebody is a leader."""
    advice = f"登记领导：duban unit leader {name} --title 职务；登记之后，名册以外的人不能作批准人"
    return Problem(Level.NOTICE, "no-leaders", f"领导名册是空的，“{name}”是不是领导没有核对", advice)


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
