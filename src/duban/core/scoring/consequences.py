"""What a settled result may lead to: candidates, each with what it rests on and the command a person would type.

Pure; enters nothing. 市委意见 三（五）: the last two write a self-criticism and the 组织部长
talks with their principals.
"""

from collections.abc import Iterator
from typing import NamedTuple

from duban.core.scoring.life import AppraisalState
from duban.core.scoring.outcome import Outcome
from duban.core.scoring.reckon import Score, bands_of


class Consequence(NamedTuple):
    """A candidate: whose, what, by which clause, what it rests on, what a person would type."""

    unit: str
    what: str
    clause: str
    rests_on: str
    way: str


LAST = "市委健全工作落实制度意见 三（五）"
HELP = "乐府〔2019〕13号 第37条"


def consequences(state: AppraisalState, outcome: Outcome) -> Iterator[Consequence]:
    """The candidates of an approved result that ranks, the worst first."""
    if state.approved is None or outcome.internal:
        return
    lowest = bands_of(state.scheme)[-1].name
    number = state.head.id
    for each in sorted(outcome.scores, key=lambda score: (score.marks is None, score.marks or 0)):
        rests = (
            f"{number} 在“{each.group}”里第{each.rank}名，{each.told}分"
            if each.rank
            else f"{number} {each.told}分"
        )
        if each.last:
            asked = "--use 书面检查 --organ 机关 --measure 内容 --due-on 日期"
            criticism = f"duban score use {number} --unit {each.unit} {asked}"
            yield Consequence(each.unit, "末位：向党委政府书面检查", LAST, rests, criticism)
            yield Consequence(each.unit, "末位：约谈主要负责人", LAST, rests, _interview(state, each))
        if each.last or (each.band == lowest and each.marks is not None):
            way = f"duban rectify add --lead {each.unit} --title {number}考核反映的问题整改 --problem 问题"
            yield Consequence(each.unit, "结果报告和限期整改方案，跟踪", HELP, f"{rests}，{each.band}", way)


def _interview(state: AppraisalState, score: Score) -> str:
    title = f"{state.head.title}末位（{state.head.id}）"
    return (
        f"duban interview add --cause 考核末位 --unit {score.unit} --person 姓名 --post 职务 --title {title}"
    )
