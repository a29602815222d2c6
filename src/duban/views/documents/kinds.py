"""Which document makes sense for which tasks: a table, and the words for a refusal.

Pure. What a document takes from the books must stand in them: an urge before a reminder, a warning before its sheet.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from duban.core.books.books import Books, Item
from duban.core.model.terms import DocKind, Status
from duban.errors import DubanError, Level, Problem
from duban.views.documents.compose import recipients_of
from duban.views.documents.fields import BUSY, last_urge, last_warning, task_fields

Lacks = Callable[[Books, Item], tuple[str, str] | None]
"""What a task lacks for a document, and what to type; None: nothing."""


@dataclass(frozen=True, slots=True)
class DocRule:
    """One kind of document: its line in the list, where a task may stand, how many tasks, what it must have."""

    about: str
    statuses: frozenset[Status]
    alone: bool = False
    one_recipient: bool = False
    lacks: Lacks | None = None


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
    return None


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
    DocKind.BULLETIN: DocRule("向各单位通报督查情况，同 report bulletin", frozenset(Status)),
    DocKind.BRIEF: DocRule("内部资料，有报头、期号、报尾，同 report brief", frozenset(Status)),
    DocKind.SPECIAL: DocRule("向一位领导专报交办事项，同 report special", frozenset(Status)),
    DocKind.FEEDBACK: DocRule("给承办单位填写的反馈报告，不编文号", BUSY, alone=True),
    DocKind.CLOSING: DocRule("销号前后的审批表：办结、核验情况和三级意见", _CHECKED, alone=True),
}
"""Every kind that `duban doc` makes, in the order in which they are listed."""


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
    if item.task.classified_ref is not None:
        text = f"{name} 是涉密登记，不能用 duban 出文书"
        return [_refused("classified-document", text, "按保密规定另行制发")]
    if status not in rule.statuses:
        return [_refused("document-status", f"不能出{kind}：{name} 现在是“{status}”", _next_step(kind, item))]
    lack = rule.lacks(books, item) if rule.lacks else None
    return [_refused("document-lacks", f"不能出{kind}：{name} {lack[0]}", lack[1])] if lack else []


def _next_step(kind: DocKind, item: Item) -> str:
    name, status = item.task.id, item.state.status
    if kind is DocKind.CLOSING:
        return f"先核验通过：duban verify {name} --method 现场 --result 通过"
    steps = {
        Status.REGISTERED: f"先交办：duban assign {name}",
        Status.REPORTED: f"已经报结，先核验：duban verify {name} --method 现场 --result 通过",
        Status.VERIFIED: f"核验已通过，可以出：duban doc 销号审批表 {name}",
        Status.SUSPENDED: f"要接着办的先恢复：duban resume {name}",
        Status.CLOSED: f"要重新办的先重启：duban reopen {name} --finding …",
    }
    return steps.get(status, f"从这次的编号里去掉 {name}")


def _refused(code: str, message: str, advice: str) -> Problem:
    return Problem(Level.ERROR, code, message, advice)
