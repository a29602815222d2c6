"""What comes next in an appraisal, and the command that records it.

Pure; what each step needs, core/scoring/gates.py asks.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from duban.core.casework import steps as casework
from duban.core.casework.steps import Step
from duban.core.model.appraisals.records import UseScores
from duban.core.model.appraisals.scheme import Opinion
from duban.core.model.appraisals.terms import AppraisalStatus
from duban.core.scoring.gates import appeal_until
from duban.core.scoring.life import AppraisalState
from duban.core.scoring.outcome import judged_of

_S = AppraisalStatus


def next_steps(now: AppraisalState, on: date, ground: Any) -> Iterator[Step]:  # noqa: ANN401 - of a decision or of books
    """What comes next, the first thing first."""
    yield from casework.put_right(now, "score amend")
    command = f"duban score {{}} {now.head.id}".format
    match now.status:
        case _S.OPENED:
            yield from _before(now, on, command)
        case _S.DRAFTED | _S.FED:
            yield from _feedback(now, on, ground, command)
        case _S.APPROVED if not now.internal:
            yield Step("通报结果", f"{command('publish')} --doc-no 文号 --scope 范围")
        case _S.USED:
            yield from (step for _, step in papers_owed(now))
        case _S.PUBLISHED:
            yield Step("结果运用", f"{command('use')} --unit 单位 --use 用途 --organ 机关 --measure 内容")


def _before(now: AppraisalState, on: date, command: Any) -> Iterator[Step]:  # noqa: ANN401 - str.format of the command
    if now.scheme.document is not None and now.listed is None and on <= now.span.end:
        yield Step("列入考核计划", f"{command('list')} --plan 计划 --approved-by 领导")
    if on <= now.span.end:
        yield Step(f"考核期到 {now.span.end}，先试算", command("try"))
        return
    for item in now.scheme.items:
        rule = next((each for each in item.rules if isinstance(each, Opinion)), None)
        lacking = [unit for unit in now.head.units if rule and not judged_of(now, unit).get(item.name)]
        if lacking:
            way = f"{command('mark')} --item {item.name} --judge 评议人 --unit {lacking[0]}=分数"
            yield Step(f"“{item.name}”评分，还差{len(lacking)}个单位", way)
    yield Step("初评", command("draft"))


def _feedback(now: AppraisalState, on: date, ground: Any, command: Any) -> Iterator[Step]:  # noqa: ANN401 - as above
    for each in now.waiting:
        way = f"{command('review')} --unit {each.entry.unit} --reviewer 姓名 --result 维持 --reason 理由"
        yield Step(f"复核{each.entry.unit}的申诉", way)
    unserved = now.unserved()
    if unserved:
        way = f"{command('serve')} --unit {unserved[0]} --receiver 姓名"
        yield Step(f"成绩单送达，还差{len(unserved)}个单位", way)
        return
    days = [until for unit in now.head.units if (until := appeal_until(now, unit, ground)) is not None]
    answered = {each.entry.unit for each in now.appeals}
    if days and max(days) >= on and not answered.issuperset(now.head.units):
        yield Step(f"等申诉期过（{max(days)}）", f"duban show {now.head.id}")
    elif not now.waiting:
        yield Step("审定", f"{command('approve')} --approved-by 领导")


def advice(file: Any, now: AppraisalState, ground: Any) -> str:  # noqa: ANN401 - as the kind asks for it
    """What comes next, instead of an entry that is not legal here."""
    return casework.advise(file.id, next_steps(now, ground.today, ground))


def papers_owed(now: AppraisalState) -> Iterator[tuple[UseScores, Step]]:
    """The self-criticisms that have not come, each as it was asked for, and the step by which it is recorded."""
    for asked in now.awaited:
        said = f"{asked.unit}{asked.person or ''}报书面检查，时限 {asked.due_on}"
        person = f" --person {asked.person}" if asked.person else ""
        command = f"duban score hand-in {now.head.id} --unit {asked.unit}{person} --paper 文号"
        yield asked, Step(said, command)
