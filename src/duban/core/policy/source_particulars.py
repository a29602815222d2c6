"""What each kind of source must say of itself before a task may be handed over, in one table, and what is missing.

No clause gives such a list (Liupanshui 三（一） only names the kinds): it is what a paper needs to cite its source, and
where it says so what one needs who looks up the day that it sets (来源规定).
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from duban.core.model.task import Source, Task
from duban.core.model.terms import Basis, SourceKind
from duban.core.policy.required_fields import Missing, option_of
from duban.core.policy.rules import Weight

_Lacking = Iterator[Missing]


def _missing(kind: SourceKind, *fields: str, advice: str = "", what: str = "") -> Missing:
    named = what or "或".join(f"“{field}”" for field in fields)
    options = advice or " 或 ".join(f"{option_of(field)} …" for field in fields)
    return Missing(fields, f"来源是{kind}，缺{named}", options, "", Weight.ERROR)


def _document(_task: Task, source: Source) -> _Lacking:
    """Its number; a paper without one is known by whose it is and what it is called."""
    if source.doc_no or (source.issuer and source.name):
        return
    if source.issuer:
        yield _missing(source.kind, "名称")
        return
    yield _missing(source.kind, "文号", "机关", advice="--doc-no … 或 --source-name … --issuer …")


def _meeting(_task: Task, source: Source) -> _Lacking:
    """Its name and day: the third session of two years is two meetings."""
    if not source.name:
        yield _missing(source.kind, "名称")
    if source.held_on is None:
        yield _missing(source.kind, "会议日期", advice="--held-on … --session …")


def _instruction(task: Task, source: Source) -> _Lacking:
    """Who wrote what on which day; of a word that was only spoken 口头 is what was written."""
    if any(each.on is not None and each.text is not None for each in task.instructions):
        return
    lacking = "哪位领导、哪天、怎么批的"
    if task.instructions:
        first = task.instructions[0]
        told = (("哪天", first.on), ("怎么批的", first.text))
        lacking = "、".join(word for word, value in told if value is None)
    what = f"批示（{lacking}；口头的，内容写“口头”）"
    yield _missing(source.kind, "批示", advice="--instruction 领导=日期=内容", what=what)


def _named(_task: Task, source: Source) -> _Lacking:
    """Which one: by its name."""
    if not source.name:
        yield _missing(source.kind, "名称")


PARTICULARS: Mapping[SourceKind, Callable[[Task, Source], _Lacking]] = {
    SourceKind.DOCUMENT: _document,
    SourceKind.MEETING: _meeting,
    SourceKind.INSTRUCTION: _instruction,
    SourceKind.INSPECTION: _named,
    SourceKind.MEDIA: _named,
}
"""Kinds that are not here need nothing of their own."""


def missing_particulars(task: Task) -> list[Missing]:
    """What the first source of a task does not say and its kind needs; a part of another task has that one's source."""
    if not task.sources or task.parent is not None:
        return []
    find = PARTICULARS.get(task.sources[0].kind)
    return list(find(task, task.sources[0])) if find is not None else []


WORD_OF_A_LEADER = frozenset({SourceKind.INSTRUCTION, SourceKind.ASSIGNMENT})
"""Sources that are what a leader said: they have no clauses."""
BASIS = "依据"


def missing_quote(task: Task) -> list[Missing]:
    """What nobody quotes of the day of a task that its source is said to set (来源规定).

    Nothing where somebody else set it; a part of another task has a day within that one's.
    """
    held = task.deadline
    if held is None or held.on is None or held.basis is not Basis.SOURCE:
        return []
    return unquoted(task, held.on)


def unquoted(task: Task, on: date) -> list[Missing]:
    """What the sources of a task lack where a day is said to be theirs; of several one that quotes it is enough."""
    lacking = min(([*_unquoted(task, source)] for source in task.sources), key=len, default=["来源"])
    if not lacking or task.parent is not None:
        return []
    options = " ".join(f"{option_of(field)} …" for field in lacking)
    text = f"时限 {on} 算作来源规定，没有写{'、'.join(lacking)}"
    return [Missing((BASIS,), text, f"{options}；领导定的，交办时写 --approved-by 姓名", "", Weight.ERROR)]


def _unquoted(task: Task, source: Source) -> Iterator[str]:
    """The words that set the day; of a numbered paper the clause where they stand, of a leader's charge whose it is.

    A 批示 has its words, which are asked for above.
    """
    charge = source.kind is SourceKind.ASSIGNMENT
    if source.kind is SourceKind.INSTRUCTION or (charge and any(each.text for each in task.instructions)):
        return
    if (source.kind is SourceKind.DOCUMENT or source.doc_no) and not source.clause:
        yield "条款"
    if charge and not source.name:
        yield "名称"
    if not (task.deadline and task.deadline.text):
        yield "原文"
