"""One circular, entry of the negative list, award or exemption on one page: whose, what, on what ground, who has it.

Pure; what is still to be done is told, nothing is decided. The list is results.py.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from duban.core.books.books import Books, CaseItem
from duban.core.casework.steps import Step
from duban.core.model.record import english
from duban.core.model.results.records import Circulate, ServeResult
from duban.core.model.results.terms import ResultKind, ResultStage
from duban.core.results.life import Matter
from duban.core.results.numbers import NumberState
from duban.views.model.fields import Field, table_of
from duban.views.model.sheet import Column, Kind, Row, Table, row
from duban.views.queries.cases.interview_page import Fact
from duban.views.queries.cases.results import results_in, said_of

COMMANDS = {
    ResultKind.CIRCULAR: "circulate",
    ResultKind.NEGATIVE: "negative",
    ResultKind.AWARD: "award",
    ResultKind.EXEMPTION: "exempt",
}
"""By kind of result the commands that go on with it."""
_NEXT = {
    ResultStage.SUPPLIED: ("待纳入", "enlist"),
    ResultStage.ASKED: ("容错待核实", "examine"),
    ResultStage.EXAMINED: ("容错待认定", "decide"),
}


def matter_of(case: CaseItem) -> Matter:
    """The result that an item of the books is."""
    state: Any = case.state
    found: NumberState = state
    return found.matter


def grounds_told(books: Books, matter: Matter) -> Iterator[Fact]:
    """What a result rests on, speaks of, or has set going, each as it stands on the day of the books."""
    named = [(word, "依据") for word in getattr(matter.opened, "basis", ())]
    named += [(matter.target, "容错对象")] if matter.target else []
    if isinstance(matter.opened, Circulate) and matter.opened.rectification:
        named.append((matter.opened.rectification, "整改"))
    found = results_in(books)
    named += [(each.number, "容错") for each in found.matters.values() if each.target == matter.number]
    for word, role in named:
        number, _, place = word.partition("/")
        item = books.find(number)
        if item is None:
            yield Fact(word, role, "（账上没有）")
            continue
        findings: Any = getattr(item.state, "findings", {})
        finding = findings.get(int(place)) if place.isdecimal() else None
        told = f"{finding.unit}：{finding.fact}" if finding is not None else item.task.title
        other = found.matters.get(number)
        stands = found.stage(other) if other is not None else str(item.state.status or "")
        yield Fact(word, f"{role}：{told}", stands)


def facts_of(books: Books, case: CaseItem) -> dict[str, Any]:
    """What `show --json` says of a result besides head, duties and journal."""
    matter, found = matter_of(case), results_in(books)
    mercy = found.exempted.get(matter.number)
    return {
        "number": matter.number,
        "title": matter.title,
        "unit": matter.opened.unit,
        "persons": list(matter.persons),
        "said": said_of(matter),
        "stage": matter.stage.english,
        "since": matter.changed.on,
        "exempted_by": mercy.number if mercy else None,
        "facts": [each._asdict() for each in grounds_told(books, matter)],
        "served": [
            {"to": english(each.receiver), "on": each.on, "paper": each.paper} for each in matter.served
        ],
        "unserved": [one.english for one in found.unserved(matter)],
        "next": [{"step": step.said, "how": step.way} for step in next_steps(books, matter)],
    }


def tables_of(books: Books, case: CaseItem) -> tuple[Sequence[Table], Sequence[Table]]:
    """The tables of the page before the journal."""
    matter = matter_of(case)
    before = (
        Table((Column("要素", shrink=0), Column("内容")), tuple(_head_rows(books, matter))),
        table_of(_FACTS, grounds_told(books, matter), f"根据（到 {books.today}）"),
        table_of(_SERVED, matter.served, "送达"),
    )
    return before, (table_of(_STEPS, next_steps(books, matter), "下一步"),)


def _head_rows(books: Books, matter: Matter) -> Iterator[Row]:
    opened = matter.opened
    if opened.unit:
        yield row("单位", books.register.current(opened.unit))
    if matter.persons:
        yield row("人员", "、".join(matter.persons))
    yield row("内容", said_of(matter))
    yield row("现状", f"{results_in(books).stage(matter)}（{matter.changed.on} 起）")
    for heading, name in (
        ("范围", "scope"),
        ("文号", "doc_no"),
        ("登记备案", "filed_with"),
        ("批准人", "approved_by"),
    ):
        said = getattr(opened, name, None)
        if said:
            yield row(heading, said)


def next_steps(books: Books, matter: Matter) -> Iterator[Step]:
    """What is still to be done with a result, each with its command."""
    group = f"duban {COMMANDS[matter.kind]}"
    if matter.stage in _NEXT:
        told, step = _NEXT[matter.stage]
        yield Step(told, f"{group} {step} {matter.number}")
    unserved = results_in(books).unserved(matter)
    if unserved:
        yield Step(f"没有送{'、'.join(unserved)}", f"{group} serve {matter.number}")


_FACTS: tuple[Field[Fact], ...] = (
    Field("number", Column("编号", shrink=0)),
    Field("about", Column("什么", shrink=2)),
    Field("stands", Column("到这天怎样", shrink=1)),
)
_SERVED: tuple[Field[ServeResult], ...] = (
    Field("on", Column("日期", Kind.DATE, 0)),
    Field("receiver", Column("送给")),
    Field("organ", Column("机关")),
    Field("paper", Column("文书", shrink=1)),
)
_STEPS: tuple[Field[Step], ...] = (Field("said", Column("还要做的")), Field("way", Column("怎样做")))
