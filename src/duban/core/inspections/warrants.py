"""On whose word an inspection is made (国令第733号 arts. 7, 8, 11, 21): warrants, plan, filing, the 行政首长.

Who holds which post the roll says (职务类别); where it says of nobody that he does, nothing is known, and that is told.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from duban.core.actions.approval import Word, refuse_other_post
from duban.core.actions.due_dates import Ground
from duban.core.inspections.life import InspectionState
from duban.core.inspections.limits import last_filing, rule_of
from duban.core.inspections.plan import plans_of
from duban.core.model.inspection import Approved, Inspection, Warrant
from duban.core.model.inspection_terms import BasisKind, InspectionName
from duban.core.model.terms import ApprovedVia, PostKind
from duban.core.policy.case_steps import InspectionStep
from duban.core.validation.givers import refuse_named
from duban.errors import Problem, refusal

Notices = list[Problem]
_ART = "国令第733号"


def refuse_bare(head: Inspection) -> None:
    """Raises DubanError for a warrant that does not say what makes it one."""
    for warrant in head.warrants:
        lacks = _LACKS[warrant.kind](warrant)
        if lacks:
            text = f"依据“{warrant.kind}”没有写{lacks}"
            raise refusal("basis-bare", text, f"写上 {_ASKED[warrant.kind]}", f"{_ART} 第11条")


_CLUE = re.compile(r"XS-[0-9]{4}-[0-9]{4,}")
"""A number of the books; a clue that the office keeps elsewhere is told in its own words."""
_BY_ORDER, _BY_PAPER = "是哪位领导、哪天", "名称或者文号"


def _bare_order(warrant: Warrant) -> str:
    return "" if warrant.by and warrant.on else _BY_ORDER


def _bare_paper(warrant: Warrant) -> str:
    return "" if warrant.name or warrant.doc_no else _BY_PAPER


_LACKS: Mapping[BasisKind, Callable[[Warrant], str]] = {
    BasisKind.INSTRUCTION: _bare_order,
    BasisKind.PROPOSAL: _bare_order,
    BasisKind.DECISION: _bare_paper,
    BasisKind.SUPERIOR: _bare_paper,
}
"""What a warrant still has to say."""
_ASKED: Mapping[BasisKind, str] = {
    BasisKind.INSTRUCTION: "--basis-by 领导 --basis-on 日期",
    BasisKind.PROPOSAL: "--basis-by 批准的领导 --basis-on 日期",
    BasisKind.DECISION: "--basis-no 文号，或 --basis-name 会议、文件的名称",
    BasisKind.SUPERIOR: "--basis-no 文号，或 --basis-name 文件的名称",
}


def refuse_unfounded(head: Inspection, ground: Ground, notices: Notices) -> None:
    """Raises DubanError for an instruction or approval by another than the 行政首长, and for who designates himself."""
    for warrant in head.warrants:
        if warrant.kind in {BasisKind.INSTRUCTION, BasisKind.PROPOSAL} and warrant.by and warrant.on:
            word = Word(warrant.by, f"依据“{warrant.kind}”", warrant.on, f"{_ART} 第11条")
            refuse_other_post(word, ground, notices)
        if warrant.clue is not None and _CLUE.fullmatch(warrant.clue) and not _is_clue(warrant.clue, ground):
            text = f"依据“{warrant.kind}”的线索 {warrant.clue} 不在账上"
            raise refusal("no-clue", text, "duban list 查看线索的编号，再写 --basis-clue")
    designated, organizer = head.designation, head.organizer
    if designated is not None and organizer is not None and ground.register.same(designated.organ, organizer):
        text = f"{organizer}不能自己指定自己督查，由本级政府指定"
        raise refusal("not-designated", text, "--designated-by 写指定的政府", f"{_ART} 第7条")


def _is_clue(number: str, ground: Ground) -> bool:
    return any(each.head.id == number for each in ground.elsewhere.clues())


def refuse_givers(head: Inspection, raw: object, ground: Ground) -> None:
    """Raises DubanError for a text that names who gave a clue on which an inspection rests: units read it (art. 26)."""
    named = {warrant.clue for warrant in head.warrants if warrant.clue is not None}
    for clue in ground.elsewhere.clues() if named else ():
        if clue.head.id in named:
            refuse_named(head.id, raw, clue.head.giver)


def _is_head(text: str, on: date | None, ground: Ground) -> bool | None:
    return (
        ground.roll.holds_post(text, PostKind.HEAD_OF_GOVERNMENT, on)
        if on is not None and ground.roll
        else None
    )


def refuse_other_settler(  # noqa: PLR0913 - whose, by whom, what, when
    head: Inspection, by: str, on: date, ground: Ground, notices: Notices, *, what: str = "方案"
) -> None:
    """Raises DubanError where the rule has another settle what a department inspects in the government's name."""
    held = rule_of(ground, InspectionStep.PROPOSE, on)
    government = head.organizer is not None and head.name is InspectionName.GOVERNMENT
    if held is not None and government and held[1].settled_by:
        said, clause = f"{head.organizer}以政府名义的督查{what}", held[0].ground(held[1])
        refuse_other_post(Word(by, said, on, clause, held[1].settled_by), ground, notices)


def refuse_unless_government(
    entry: Approved, what: str, clause: str, ground: Ground, notices: Notices
) -> None:
    """Raises DubanError for what neither the government (by a meeting) nor its 行政首长 approved."""
    if entry.approved_by is not None and entry.approved_via is not ApprovedVia.MEETING:
        refuse_other_post(Word(entry.approved_by, what, entry.on, clause), ground, notices)


def unfounded(now: InspectionState, on: date, ground: Ground) -> tuple[str, str, str] | None:
    """Why it may not start as it is: code, words, clause; None where plan, filing or basis carries it."""
    head = now.head
    if head.name is InspectionName.DEPARTMENT:
        return _unfiled(now, on, ground)
    bare = _unproposed(now, on, ground)
    if bare is not None:
        return bare
    held = [(period, each) for period, each in plans_of(ground.elsewhere.plans(), head.id) if each.on <= on]
    if any(period.startswith(f"{on.year}") for period, _ in held):
        return None
    given = (each for each in head.warrants if each.on is None or each.on <= on)
    if any(_carries(warrant, ground) for warrant in given):
        return None
    told = f"列在 {held[-1][0]} 的计划里，{on} 开展要在 {on.year} 年的计划里" if held else "没有列入计划"
    text = f"{told}，也没有政府决定、行政首长批示或经批准的建议"
    if any(warrant.kind is BasisKind.SUPERIOR for warrant in head.warrants):
        text += "；上级部署是提出建议的根据，建议还要经行政首长批准"
    return "no-basis", text, f"{_ART} 第11条"


def _carries(warrant: Warrant, ground: Ground) -> bool:
    """Whether an inspection may be made on it: on a superior's order only a proposal rests (art. 11)."""
    if warrant.kind is BasisKind.SUPERIOR or _LACKS[warrant.kind](warrant):
        return False
    return warrant.kind is BasisKind.DECISION or _is_head(warrant.by or "", warrant.on, ground) is not False


def _unfiled(now: InspectionState, on: date, ground: Ground) -> tuple[str, str, str] | None:
    held = rule_of(ground, InspectionStep.FILE, on)
    if held is None:
        return None
    clause = held[0].ground(held[1])
    if now.filed is None:
        return "not-filed", "是部门自己的督查，还没有备案", clause
    last = last_filing(now, ground.policies, ground.calendar, on)
    if last is not None and last < now.filed.on:
        return "filed-late", f"{now.filed.on} 才备案，最迟应在 {last}", clause
    return None


def _unproposed(now: InspectionState, on: date, ground: Ground) -> tuple[str, str, str] | None:
    """A department's inspection in the government's name whose plan came late or was not settled (Anshan 四.2)."""
    held = rule_of(ground, InspectionStep.PROPOSE, on)
    if not now.is_proposed or held is None:
        return None
    clause, came = held[0].ground(held[1]), now.proposed_on
    last = last_filing(now, ground.policies, ground.calendar, on)
    if came is None:
        return "not-proposed", f"以政府名义，{now.head.organizer}还没有报督查计划", clause
    if last is not None and last < came:
        text = f"{came} 才报计划，{now.head.starts_on} 开始的最迟应在 {last} 报"
        return "proposed-late", text, clause
    if not is_settled(now, on, ground):
        return "not-settled", f"{now.head.organizer}报的督查计划还没有经{held[1].settled_by}审定", clause
    return None


def is_settled(now: InspectionState, on: date, ground: Any) -> bool:  # noqa: ANN401 - of a decision or of books
    """Whether what a department proposed has the word of whom the policy asks: on its plan, or on its scheme."""
    held = rule_of(ground, InspectionStep.PROPOSE, on)
    if held is None or not held[1].settled_by or not ground.roll:
        return True
    words = (*now.proposals, *([now.scheme] if now.scheme else []))
    asked = ((each.approved_by, each.on) for each in words if each.approved_by and each.on <= on)
    return any(ground.roll.holds_post(by, held[1].settled_by, day) is not False for by, day in asked)
