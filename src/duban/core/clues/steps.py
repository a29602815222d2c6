"""What comes next in a clue: each thing that is still to be done, and the command that records it.

Pure; the gates say what is lacking, this puts it in the order of the work.
"""

from collections.abc import Iterator
from typing import Any

from duban.core.casework import steps as casework
from duban.core.casework.steps import Step
from duban.core.clues.gates import open_ends
from duban.core.clues.life import ClueState
from duban.core.model.clues.terms import ClueStatus, Route

_S = ClueStatus
_WAYS = {
    Route.SEND: "send {} --unit 单位",
    Route.CHECK: "check {} --inspection DX-…",
    Route.HAND_OVER: "hand-over {} --to 机关 --doc-no 文号 --approved-by 领导",
    Route.PETITION: "petition {} --to 机关",
    Route.JOIN: "join {} --into XS-…",
    Route.DECLINE: "decline {} --ground 不属于督查范围",
}


def next_steps(now: ClueState, _on: Any = None, _ground: Any = None) -> Iterator[Step]:  # noqa: ANN401 - as of every kind
    """What comes next, the first thing first; nothing where it has ended."""
    head = f"duban clue {{}} {now.head.id}".format
    yield from casework.put_right(now, "clue amend")
    match now.status:
        case _S.ENTERED:
            yield Step("研判：定去向", f"{head('assess')} --route 转办")
        case _S.ASSESSED:
            route = now.route or Route.SEND
            yield Step(str(route), f"duban clue {_WAYS[route].format(now.head.id)}")
        case _S.SENT:
            for each in now.waiting:
                unit = each.sent.unit
                yield Step(
                    f"{unit}反馈，时限 {each.sent.due_on}",
                    f"{head('report')} --unit {unit} --truth 属实 --found 情况",
                )
        case _S.CHECKING:
            yield Step("记自查的结果", f"{head('report')} --truth 属实 --found 情况")
        case _S.HANDED if now.received is None:
            yield Step(f"{now.routed.organ}签收", f"{head('receipt')} --receiver 姓名")
        case _S.HANDED | _S.PETITIONED | _S.DECLINED | _S.REPORTED:
            yield from (Step(said, way) for _, said, way in open_ends(now))
            yield Step("办结", head("close"))
        case _S.CLOSED if now.unverified:
            yield from (Step(said, way) for code, said, way in open_ends(now) if code == "not-verified")
        case _S.JOINED if now.head.giver is not None and not now.answered:
            yield Step("答复反映人，说已经并案", f"{head('answer')} --via 电话")


def advice(file: Any, now: ClueState, ground: Any) -> str:  # noqa: ANN401 - as the kind asks for it
    """What comes next, instead of an entry that is not legal here."""
    return casework.advise(file.id, next_steps(now, ground.today, ground))
