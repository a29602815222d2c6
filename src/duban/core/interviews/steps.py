"""What comes next in an interview, and the command that records it.

Pure; what each step needs, core/interviews/gates.py asks.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from duban.core.casework import steps as casework
from duban.core.casework.steps import Step
from duban.core.interviews.facts import second_of, without_effect
from duban.core.interviews.life import InterviewState
from duban.core.interviews.limits import confers
from duban.core.model.interviews.terms import InterviewStatus, Tier
from duban.core.model.terms import YesNo

_S = InterviewStatus


def next_steps(now: InterviewState, on: date, ground: Any) -> Iterator[Step]:  # noqa: ANN401 - of a decision or of books
    """What comes next, the first thing first; of a first interview that had no effect the second."""
    head = f"duban interview {{}} {now.head.id}".format
    yield from casework.put_right(now, "interview amend")
    match now.status:
        case _S.ENTERED | _S.CONFERRED:
            agreed = now.conferred is not None and now.conferred.agreed is YesNo.YES
            if not agreed and confers(now.head, on, ground) is not None:
                yield Step("会商要不要约谈", f"{head('confer')} --party 单位")
            else:
                yield Step("提出约谈建议", f"{head('propose')} --to 领导")
        case _S.PROPOSED:
            yield Step("报领导批准", f"{head('approve')} --approved-by 领导")
        case _S.APPROVED:
            yield Step("通知被约谈人", f"{head('summon')} --at 日期 --interviewer 领导")
        case _S.SUMMONED:
            yield Step("约谈", f"{head('hold')} --faults 问题 --demands 要求")
        case _S.HELD:
            until = f"，{now.held.due_on} 前" if now.held and now.held.due_on else ""
            yield Step(f"{now.person.unit}报整改报告{until}", f"{head('report')} --reason 原因 --remedy 措施")
        case _S.REPORTED:
            yield Step("看成效，办结", f"{head('close')} --effect 已见效 --reason 理由")
    if (
        now.head.tier is Tier.FIRST
        and not _has_second(now, ground)
        and any(without_effect(now, ground.elsewhere.find, on))
    ):
        yield Step(
            "成效仍不明显，可以进到二级",
            f"duban interview add --tier 二级 --former {now.head.id}",
        )


def _has_second(now: InterviewState, ground: Any) -> bool:  # noqa: ANN401 - as above
    return any(second_of(ground, now.head.id))


def advice(file: Any, now: InterviewState, ground: Any) -> str:  # noqa: ANN401 - as the kind asks for it
    """What comes next, instead of an entry that is not legal here."""
    return casework.advise(file.id, next_steps(now, ground.today, ground))
