"""What comes next in an inspection: each thing that is still to be done, and the command that records it.

Pure; the gates say what is lacking, this puts it in the order of the work.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from duban.core.casework import steps as casework
from duban.core.casework.steps import Step
from duban.core.inspections.conclusions import open_ends, unready
from duban.core.inspections.gates import lacking
from duban.core.inspections.life import InspectionState
from duban.core.inspections.limits import rule_of
from duban.core.inspections.team import unled
from duban.core.inspections.warrants import is_settled, unfounded
from duban.core.model.inspection import Find
from duban.core.model.inspection_terms import InspectionAction, InspectionName, InspectionStatus
from duban.core.model.terms import YesNo
from duban.core.policy.case_steps import InspectionStep

_S = InspectionStatus


def next_steps(now: InspectionState, on: date, ground: Any) -> Iterator[Step]:  # noqa: ANN401 - of a decision or of books
    """What comes next, the first thing first; nothing where it has ended."""
    head = f"duban inspect {{}} {now.head.id}".format
    yield from casework.put_right(now, "inspect amend", remedy)
    match now.status:
        case _S.OPENED | _S.APPROVED:
            yield from _before(now, on, head, ground)
        case _S.ON_SITE | _S.CONSULTING:
            if now.status is _S.ON_SITE:
                yield from (Step(said, way) for _, said, way in unled(now))
                yield Step(
                    "在现场的日子、发现的问题随时记",
                    f"{head('day')} --place 地点；{head('find')} --unit 单位 --fact 问题",
                )
            told = {said for _, said, _ in unled(now)} if now.status is _S.ON_SITE else set()
            left = [Step(said, way) for _, said, way in unready(now, on, ground) if said not in told]
            yield from _silent(now, on, head)
            own = now.head.name is InspectionName.DEPARTMENT
            conclude = f"{head('conclude')} --opinion 意见" + ("" if own else " --approved-by 领导")
            yield from left or ([] if told else [Step("作督查结论", conclude)])
        case _S.CONCLUDED | _S.FOLLOWED:
            ends = list(open_ends(now, on, ground))
            yield from (Step(said, way) for code, said, way in ends if code == "review-pending")
            if now.unserved:
                units = "、".join(now.unserved)
                yield Step(f"结论还没有送达{units}", f"{head('serve')} --unit {units}")
            left = [Step(said, way) for code, said, way in ends if code != "review-pending"]
            yield from left
            for place, organ in now.unsigned:
                way = f"{head('receipt')} --finding {place} --to {organ} --receiver 姓名"
                yield Step(f"第{place}个问题移送了，{organ}还没有签收", way)
            if not ends and now.status is _S.FOLLOWED:
                yield Step("各项都有了结果，可以归档", head("archive"))


def remedy(now: InspectionState, wrong: Any) -> str:  # noqa: ANN401 - any kind of entry
    """A number that was given twice becomes another one; anything else goes."""
    doubled = isinstance(wrong, Find) and wrong.place in now.findings
    return f"--set 序号={next_place(now.head.journal)}" if doubled else "--void"


def next_place(journal: Iterable[Any]) -> int:
    """The number of the next problem: one that was never given, voided entries too."""
    return max((each.place for each in journal if isinstance(each, Find)), default=0) + 1


def _silent(now: InspectionState, on: date, head: Any) -> Iterator[Step]:  # noqa: ANN401 - the command with its number
    """Whose answer did not come in time, as long as the scheme has days left to wait for it."""
    last = now.head.ends_on
    late = [
        each
        for each in now.findings.values()
        if each.holds and each.consulted and not each.answer and not each.settled
        if each.consulted.due_on is not None and each.consulted.due_on < on
    ]
    if late and now.status is _S.CONSULTING and (last is None or on <= last):
        unit = min(late, key=lambda each: str(each.consulted and each.consulted.due_on)).unit
        yield Step(f"{unit}的意见没有反馈", f"{head('answer')} --unit {unit} --agreed 是")


def _before(now: InspectionState, on: date, head: Any, ground: Any) -> Iterator[Step]:  # noqa: ANN401 - as in next_steps
    """What comes before the group sets out."""
    inspection = now.head
    own = inspection.name is InspectionName.DEPARTMENT
    if now.status is _S.APPROVED:
        yield from (Step(said, way) for _, said, way in unled(now))
    if own and now.filed is None:
        yield Step("部门自己的督查要备案", head("file"))
    held = rule_of(ground, InspectionStep.PROPOSE, on)
    if held is not None and now.is_proposed and not now.proposals:
        yield Step(f"{inspection.organizer}要报督查计划", head("propose"))
    elif held is not None and now.is_proposed and not is_settled(now, on, ground):
        who = held[1].settled_by
        yield Step(
            f"{inspection.organizer}报的督查计划要经{who}审定", f"{head('propose')} --approved-by {who}"
        )
    if now.status is _S.OPENED:
        missing = [] if own else lacking(now)
        if missing:
            yield Step(f"方案还缺：{'、'.join(missing)}", f"{head('amend')} …")
        yield Step("审定督查方案", head("scheme") + ("" if own else " --approved-by 领导"))
        return
    silent = [member.name for member in inspection.team if member.name not in now.declared]
    if silent:
        yield Step(f"还没有回避声明：{'、'.join(silent)}", f"{head('declare')} {' '.join(silent)}")
    if inspection.announced is YesNo.YES:
        told = [each for each in now.journal if each.action is InspectionAction.ANNOUNCE]
        objects = now.register.expanded(now.objects)
        left = [unit for unit in objects if not any(now.is_by(each, unit) for each in told)]
        if left:
            yield Step(f"还没有通知：{'、'.join(left)}", f"{head('announce')} --unit {'、'.join(left)}")
    yield setting_out(now, on, ground)


def setting_out(now: InspectionState, on: date, ground: Any) -> Step:  # noqa: ANN401 - as in next_steps
    """How the group sets out; past the last day of the scheme that is another scheme first (art. 15)."""
    head, begins, ends = f"duban inspect {{}} {now.head.id}".format, now.head.starts_on, now.head.ends_on
    if ends is not None and ends < on:
        way = f"{head('amend')} --starts-on … --ends-on … --approved-by 领导 --reason 改期"
        return Step(f"定的日子（到 {ends}）已经过了，改期以后出发", way)
    ahead = f"{begins} 起：" if begins is not None and on < begins else ""
    why = unfounded(now, max(on, begins or on), ground)
    if why is not None and why[0] == "no-basis" and begins is not None and on < begins:
        way = f"duban inspect plan {begins:%Y-%m} --approve {now.head.id} --approved-by 领导"
        return Step(f"{begins} 出发以前列入计划：{why[1]}", way)
    if why is not None:
        who = "行政首长" if now.head.name is InspectionName.GOVERNMENT else "领导"
        return Step(f"{why[1]}，按计划外出发", f"{ahead}{head('start')} --unplanned 原因 --approved-by {who}")
    return Step("督查组出发", ahead + head("start"))


def refuse_wrong_status(
    now: InspectionState,
    action: Any,  # noqa: ANN401 - of any kind of entry
    ground: Any,  # noqa: ANN401 - of a decision or of books
    today: InspectionState | None = None,
) -> None:
    """Raises DubanError for an entry that has no place where the inspection stands; `today` is how it stands today."""
    casework.refuse_wrong_status(now, action, lambda: advice(now.head, now, ground), today)


def advice(file: Any, now: InspectionState, ground: Any) -> str:  # noqa: ANN401 - as the kind asks for it
    """What comes next, instead of an entry that is not legal here."""
    return casework.advise(file.id, next_steps(now, ground.today, ground))
