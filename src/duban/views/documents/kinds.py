"""Which document makes sense for which tasks: a table, and the words for a refusal.

Pure. What a document takes from the books must stand in them: an urge before a reminder, a warning before its sheet.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from duban.core.books.books import Books, CaseItem, Item
from duban.core.inspections.life import InspectionState
from duban.core.model.appraisals.terms import AppraisalStatus
from duban.core.model.clues.terms import ClueStatus, Route
from duban.core.model.events import Issue
from duban.core.model.inspection_terms import InspectionAction, InspectionStatus
from duban.core.model.interviews.terms import InterviewStatus
from duban.core.model.results.terms import ResultStage
from duban.core.model.terms import Action, DocKind, Status, Term, YesNo
from duban.core.results.life import TABLE
from duban.errors import DubanError, Level, Problem
from duban.views.documents.clues import clue_of
from duban.views.documents.fields import BUSY, last_urge, last_warning, rectify_by, task_fields
from duban.views.documents.inspection_fields import inspection_fields, inspection_of, transfers
from duban.views.documents.matter import recipients_of
from duban.views.documents.rectifications import no_rectification
from duban.views.documents.result_matter import other_tone, result_of
from duban.views.queries.cases.result_page import next_steps

Lacks = Callable[[Books, Item], tuple[str, str] | None]
"""What a task lacks for a document, and what to type; None: nothing."""


@dataclass(frozen=True, slots=True)
class DocRule:
    """One kind of document: its line in the list, where a task may stand, how many tasks, what it must have.

    `units`: how many units it may be for, where it is for some of an inspection.
    """

    about: str
    statuses: frozenset[Term]
    alone: bool = False
    one_recipient: bool = False
    lacks: Lacks | None = None
    units: int = 0


def _no_urge(_books: Books, item: Item) -> tuple[str, str] | None:
    if last_urge(item) is None:
        return "还没有催办过，提醒单上写不出第几次", f"duban urge {item.task.id} --via 书面"
    return None


def _no_warning(_books: Books, item: Item) -> tuple[str, str] | None:
    if last_warning(item) is None:
        return "还没有预警，预警单上写不出级别", f"duban warn {item.task.id} --level 黄 --reason …"
    return None


def _no_problem(books: Books, item: Item) -> tuple[str, str] | None:
    if not task_fields(books, item)["整改问题"]:
        advice = f"要退回的先 duban return {item.task.id} --missing …；提醒办理的用 duban doc 督办通知单"
        return "没有要整改的问题：没有退回、核验不通过，也没有逾期", advice
    by = rectify_by(item)
    if by is not None and by < books.today:
        advice = f"先定新的时限：duban extend {item.task.id} --due-on … --approved-by … --reason …"
        return f"的整改时限 {by} 已经过了，通知书不能要求在那天以前完成", advice
    return None


_NAMED = {"督查内容": "--content", "督查对象": "--object", "范围": "--scope"}


def _bare_scheme(books: Books, item: Item) -> tuple[str, str] | None:
    """A scheme names content, objects and scope (国令第733号 art. 15)."""
    fields = inspection_fields(books, item)
    missing = [f"{name}（{option}）" for name, option in _NAMED.items() if not fields[name]]
    if not missing:
        return None
    return f"没有写{'、'.join(missing)}", f"duban inspect amend {item.task.id} …"


def _unannounced(_books: Books, item: Item) -> tuple[str, str] | None:
    if inspection_of(item).head.announced is YesNo.YES:
        return None
    return "写明不发通知", f"要通知的先改：duban inspect amend {item.task.id} --announced 是 …"


def _handed_over(_books: Books, item: Item) -> tuple[str, str] | None:
    """What an organ does with a clue of misconduct is not told (国令第733号 art. 23)."""
    if clue_of(item).route is not Route.HAND_OVER:
        return None
    return "移送了，只记接收机关和文号，怎样办的不写进文书", f"duban show {item.task.id} 查看移送给哪个机关"


def _not_handed_over(_books: Books, item: Item) -> tuple[str, str] | None:
    if clue_of(item).route is Route.HAND_OVER:
        return None
    return "没有移送", f"duban show {item.task.id} 查看它的去向"


def _none_handed_over(_books: Books, item: Item) -> tuple[str, str] | None:
    if transfers(inspection_of(item)):
        return None
    way = f"duban inspect dispose {item.task.id} --finding 第几个 --outcome 移送 --to 机关 --doc-no 文号"
    return "没有移送的问题", way


def _nothing_found(_books: Books, item: Item) -> tuple[str, str] | None:
    state = inspection_of(item)
    if state.findings:
        return None
    if (state.status, InspectionAction.FIND) in state.life.legal:
        return "还没有记问题", f"duban inspect find {item.task.id} --unit …"
    return "没有记过问题，不用出问题清单", f"duban show {item.task.id} 查看"


def _internal(_books: Books, item: Item) -> tuple[str, str] | None:
    """Why a result may not be told to all."""
    state: Any = item.state
    return (f"只是内部测算：{state.internal}", f"duban score show {item.task.id}") if state.internal else None


ALL_UNITS = 1000
_S, _Y, _R, _K = InspectionStatus, InterviewStatus, ResultStage, AppraisalStatus
_OUT = frozenset(stage for stage, action in TABLE if stage is not None and action is Action.ISSUE)
_ON_THE_WAY = frozenset({_S.OPENED, _S.APPROVED, _S.ON_SITE})
_SEEN = frozenset({_S.ON_SITE, _S.CONSULTING, _S.CONCLUDED, _S.FOLLOWED, _S.ARCHIVED})
_CHECKED = frozenset({Status.VERIFIED, Status.CLOSED})
DOC_RULES: dict[DocKind, DocRule] = {
    DocKind.NOTICE: DocRule("把督办事项通知承办单位，写明要求、时限和反馈周期", BUSY),
    DocKind.ASSIGNMENT: DocRule("交办任务：工作责任、推进时序、节点要求、工作纪律", BUSY),
    DocKind.REMINDER: DocRule(
        "催办的书面提醒：第几次、逾期几日、何时回复", BUSY, one_recipient=True, lacks=_no_urge
    ),
    DocKind.WARNING: DocRule(
        "蓝、黄、红预警：原因、研判和整改要求", BUSY, one_recipient=True, lacks=_no_warning
    ),
    DocKind.RECTIFICATION: DocRule("就督查发现、核验不通过或逾期的问题要求整改", BUSY, lacks=_no_problem),
    DocKind.RECTIFICATION_LIST: DocRule(
        "整改事项的台账，横向的表；不写编号就是整改台账的全部", frozenset(Status), lacks=no_rectification
    ),
    DocKind.BULLETIN: DocRule("向各单位通报督查情况，同 report bulletin", frozenset(Status)),
    DocKind.BRIEF: DocRule("内部资料，有报头、期号、报尾，同 report brief", frozenset(Status)),
    DocKind.SPECIAL: DocRule("向一位领导专报交办事项，同 report special", frozenset(Status)),
    DocKind.FEEDBACK: DocRule("给承办单位填写的反馈报告，不编文号", BUSY, alone=True),
    DocKind.CLOSING: DocRule("销号前后的审批表：办结、核验情况和三级意见", _CHECKED, alone=True),
    DocKind.INSPECTION_PLAN: DocRule("一年或一月的督查计划，照审定的", frozenset(_S)),
    DocKind.INSPECTION_SCHEME: DocRule(
        "督查方案：内容、对象、范围、时间、方式、督查组", _ON_THE_WAY, alone=True, lacks=_bare_scheme
    ),
    DocKind.INSPECTION_NOTICE: DocRule(
        "通知督查对象；写明不发通知的不出",
        frozenset({_S.APPROVED, _S.ON_SITE}),
        alone=True,
        lacks=_unannounced,
        units=ALL_UNITS,
    ),
    DocKind.FINDINGS: DocRule(
        "督查发现的问题，横向的表，送一个单位的只列它的",
        _SEEN,
        alone=True,
        lacks=_nothing_found,
        units=ALL_UNITS,
    ),
    DocKind.INSPECTION_REPORT: DocRule("向领导报告督查情况：总数、分单位、异议、处理", _SEEN, alone=True),
    DocKind.INSPECTION_CONCLUSION: DocRule(
        "给一个单位的结论，只写它的问题，告知申请复核的权利",
        frozenset({_S.CONCLUDED, _S.FOLLOWED, _S.ARCHIVED}),
        alone=True,
        units=1,
    ),
    DocKind.FINDINGS_TRANSFER: DocRule(
        "把问题移送一个有权机关，信函格式，附回执",
        frozenset({_S.CONCLUDED, _S.FOLLOWED, _S.ARCHIVED}),
        alone=True,
        lacks=_none_handed_over,
        units=1,
    ),
    DocKind.INTERVIEW_NOTICE: DocRule(
        "通知被约谈人的单位：事项、根据、时间、地点、约谈人", frozenset({_Y.SUMMONED, _Y.HELD}), alone=True
    ),
    DocKind.INTERVIEW_RECORD: DocRule(
        "约谈的记录：问题、说明、表态、要求、整改报告的期限",
        frozenset({_Y.HELD, _Y.REPORTED, _Y.CLOSED}),
        alone=True,
    ),
    DocKind.CRITICISM: DocRule(
        "通报批评：事实、原因、依据、限期整改、登记备案",
        frozenset({_R.CIRCULATED}),
        alone=True,
        lacks=partial(other_tone, kind=DocKind.CRITICISM),
    ),
    DocKind.COMMENDATION: DocRule(
        "通报表扬：主要做法和成效、依据",
        frozenset({_R.CIRCULATED}),
        alone=True,
        lacks=partial(other_tone, kind=DocKind.COMMENDATION),
    ),
    DocKind.LISTING_NOTICE: DocRule(
        "告知单位：哪个机关把什么事记进了负面清单", frozenset({_R.LISTED}), alone=True
    ),
    DocKind.DELISTING_NOTICE: DocRule(
        "告知单位：什么时候、为什么移出负面清单", frozenset({_R.REMOVED}), alone=True
    ),
    DocKind.EXEMPTION_NOTICE: DocRule(
        "告知申请的单位：核实的情况，怎样认定，怎样纠错", frozenset({_R.EXEMPTED, _R.REFUSED}), alone=True
    ),
    DocKind.SERVICE_SLIP: DocRule("送组织人事、绩效考核、监察和本单位的一张单子，各自签收", _OUT, alone=True),
    DocKind.CLUE_LETTER: DocRule(
        "把线索转给承办单位，信函格式；不写谁反映的", frozenset({ClueStatus.SENT}), alone=True, units=1
    ),
    DocKind.CLUE_RESULT: DocRule(
        "线索办理的结果，报领导或来件的渠道；不写谁反映的",
        frozenset({ClueStatus.REPORTED, ClueStatus.CLOSED}),
        alone=True,
        lacks=_handed_over,
    ),
    DocKind.CLUE_TRANSFER: DocRule(
        "把线索移送有权机关，信函格式，附回执；不写谁反映的",
        frozenset({ClueStatus.HANDED, ClueStatus.REPORTED, ClueStatus.CLOSED}),
        alone=True,
        lacks=_not_handed_over,
    ),
    DocKind.SCORE_SHEET: DocRule(
        "一个单位的成绩：各项得分、每一分的条款和那一笔，怎样申诉",
        frozenset({_K.DRAFTED, _K.FED, _K.APPROVED, _K.PUBLISHED, _K.USED}),
        alone=True,
        units=1,
    ),
    DocKind.SCORE_CIRCULAR: DocRule(
        "审定的考核结果，按组别排名",
        frozenset({_K.APPROVED, _K.PUBLISHED, _K.USED}),
        alone=True,
        lacks=_internal,
    ),
}
"""Every kind that `duban doc` makes, in the order in which they are listed."""
INSPECTING = frozenset(kind for kind, rule in DOC_RULES.items() if rule.statuses <= frozenset(_S))
"""Kinds that are of inspections, not of tasks."""
INTERVIEWING = frozenset({DocKind.INTERVIEW_NOTICE, DocKind.INTERVIEW_RECORD})
"""Kinds that are of interviews."""
RESULTING = frozenset(kind for kind, rule in DOC_RULES.items() if rule.statuses <= frozenset(_R))
"""Kinds that are of results."""
OF_CLUES = frozenset({DocKind.CLUE_LETTER, DocKind.CLUE_RESULT, DocKind.CLUE_TRANSFER})
"""Kinds that are of clues."""
APPRAISING = frozenset({DocKind.SCORE_SHEET, DocKind.SCORE_CIRCULAR})
"""Kinds that are of appraisals."""
OF_CASES = INSPECTING | INTERVIEWING | OF_CLUES | RESULTING | APPRAISING
"""Kinds that are of one case of another kind than the task: it is named, and no filter chooses it."""


def refuse_document(books: Books, kind: DocKind, items: Sequence[Item]) -> None:
    """Raises DubanError with everything that stands against this document on these tasks."""
    rule = DOC_RULES[kind]
    problems = [problem for item in items for problem in _against(books, kind, rule, item)]
    if not problems and rule.alone and len(items) > 1:
        problems.append(_refused("one-task", f"{kind}一件一份，这里选了 {len(items)} 件", "一次写一个编号"))
    if not problems and rule.one_recipient and len(units := recipients_of(books, items)) > 1:
        text = f"{kind}一个单位一份，这里有 {len(units)} 个单位：{'、'.join(units)}"
        problems.append(_refused("one-recipient", text, "一个单位出一次"))
    if problems:
        raise DubanError(*problems)


def _against(books: Books, kind: DocKind, rule: DocRule, item: Item) -> list[Problem]:
    name, status = item.task.id, item.state.status
    if not isinstance(item, CaseItem) and item.task.classified_ref is not None:
        text = f"{name} 是涉密登记，不能用 duban 出文书"
        return [_refused("classified-document", text, "按保密规定另行制发")]
    if status not in rule.statuses:
        return [
            _refused(
                "document-status", f"不能出{kind}：{name} 现在是“{status}”", _next_step(books, kind, item)
            )
        ]
    lack = rule.lacks(books, item) if rule.lacks else None
    return [_refused("document-lacks", f"不能出{kind}：{name} {lack[0]}", lack[1])] if lack else []


def _next_step(books: Books, kind: DocKind, item: Item) -> str:
    name, status = item.task.id, item.state.status
    if isinstance(item, CaseItem):
        return _case_step(books, kind, item)
    if kind is DocKind.CLOSING and status in BUSY:
        return f"先报结、核验：duban done {name}"
    if kind is DocKind.CLOSING and status is Status.REPORTED:
        return f"先核验通过：duban verify {name} --method 现场 --result 通过"
    steps = {
        Status.REGISTERED: f"先交办：duban assign {name}",
        Status.REPORTED: f"已经报结，先核验：duban verify {name} --method 现场 --result 通过",
        Status.VERIFIED: f"核验已通过，可以出：duban doc 销号审批表 {name}",
        Status.SUSPENDED: f"要接着办的先恢复：duban resume {name}",
        Status.CLOSED: f"要重新办的先重启：duban reopen {name} --finding …",
    }
    return steps.get(status, f"从这次的编号里去掉 {name}")


def _case_step(books: Books, kind: DocKind, item: CaseItem) -> str:
    """What comes next where the case has not come so far; where it is past it, a look at it."""
    if kind in RESULTING:
        steps = list(next_steps(books, result_of(item)))
        return steps[0].way if steps else f"duban show {item.task.id} 查看"
    name, status = item.task.id, item.state.status
    order: list[Term] = list(type(status))
    if item.kind.advice is not None and order.index(status) < min(map(order.index, DOC_RULES[kind].statuses)):
        return item.kind.advice(item.task, item.state, books.ground(item))
    return f"duban show {name} 查看"


def choose_units(kind: DocKind, item: Item, named: Sequence[str]) -> tuple[str, ...]:
    """The units that a paper of an inspection is for. Raises DubanError for strangers, and where one must be named."""
    state, most = inspection_of(item), DOC_RULES[kind].units
    if kind is DocKind.FINDINGS_TRANSFER:
        return _choose_organ(item, named)
    strange = [unit for unit in named if not _belongs(item, unit)]
    if strange:
        text = f"{'、'.join(strange)}不是 {state.head.id} 的督查对象，也没有它的问题"
        raise DubanError(_refused("not-concerned", text, f"督查对象：{'、'.join(state.concerned)}"))
    if most != 1:
        return tuple(named)
    units = tuple(named) or state.concerned
    if len(units) == 1:
        return units
    text = f"{kind}一个单位一份，这里有 {len(units)} 个单位：{'、'.join(units)}"
    advice = f"duban doc {kind} {state.head.id} --unit {units[0] if units else '…'}"
    raise DubanError(_refused("one-recipient", text, advice))


def _choose_organ(item: Item, named: Sequence[str]) -> tuple[str, ...]:
    """The organ that a letter of findings goes to."""
    state, kind = inspection_of(item), DocKind.FINDINGS_TRANSFER
    known = list(transfers(state))
    if strange := [unit for unit in named if unit not in known]:
        text = f"{state.head.id} 没有问题移送给{'、'.join(strange)}"
        raise DubanError(_refused("not-handed", text, f"移送给了：{'、'.join(known)}"))
    organs = tuple(named) or tuple(known)
    if len(organs) == 1:
        return organs
    text = f"{kind}一个机关一份，这里移送给了 {len(organs)} 个：{'、'.join(organs)}"
    raise DubanError(_refused("one-recipient", text, f"duban doc {kind} {state.head.id} --unit {organs[0]}"))


def refuse_copy(kind: DocKind, item: Item, unit: str | None) -> tuple[Problem, ...]:
    """A notice that a paper is made after the archive.

    Raises DubanError where one was issued before: a copy of that is what was said, and lies among the papers.
    """
    state = inspection_of(item)
    if state.status is not InspectionStatus.ARCHIVED:
        return ()
    journal: Sequence[Any] = state.journal
    issued = [each for each in journal if isinstance(each, Issue) and each.kind is kind and each.file]
    own = [
        each for each in issued if unit is None or each.unit is None or state.register.same(each.unit, unit)
    ]
    if own:
        text = f"{state.head.id} 已归档，{kind}在 {own[-1].on} 发过（{own[-1].doc_no or '没有文号'}）"
        raise DubanError(_refused("issued-before", text, f"要副本的，原件在 {own[-1].file}"))
    on = state.history[-1][0]
    text = f"{state.head.id} 在 {on} 已归档，这份{kind}是归档以后补出的，按归档时的情况"
    return (Problem(Level.NOTICE, "issued-after-archive", text),)


def named_others(item: Item, unit: str) -> list[Problem]:
    """A notice where the opinion of a conclusion, which every unit gets, names another unit."""
    state = inspection_of(item)
    opinion = state.concluded.opinion if state.concluded else ""
    others = [
        each
        for each in state.concerned
        if not state.register.same(each, unit)
        if any(name in opinion for name in _names(state, each))
    ]
    if not others:
        return []
    text = f"督查意见里提到了{'、'.join(others)}，这份是给{unit}的"
    advice = f"要改的更正这条督查结论：duban log {state.head.id} 查看"
    return [Problem(Level.NOTICE, "other-unit-named", text, advice)]


def _names(state: InspectionState, unit: str) -> tuple[str, ...]:
    held = state.register.find(unit)
    return (unit, *held.names) if held is not None else (unit,)


def _belongs(item: Item, unit: str) -> bool:
    state = inspection_of(item)
    return state.is_object(unit) or any(state.register.same(unit, each) for each in state.concerned)


def _refused(code: str, message: str, advice: str) -> Problem:
    return Problem(Level.ERROR, code, message, advice)
