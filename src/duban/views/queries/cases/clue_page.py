"""One clue on one page: head, the units it was sent to and what they found, what comes next.

Pure. Who gave it is not here: the books hold it sealed.
"""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from duban.core.books.books import Books, CaseItem
from duban.core.casework.steps import Step
from duban.core.clues.life import ClueState, Sending
from duban.core.clues.steps import next_steps
from duban.views.model.fields import Field, records_of, table_of
from duban.views.model.sheet import Column, Kind, Row, Table, row


def facts_of(_books: Books, case: CaseItem) -> dict[str, Any]:
    """What `show --json` says of a clue besides head, duties and journal."""
    state = _state(case)
    return {
        "route": state.route.english if state.route else None,
        "units": state.units,
        "sendings": records_of(_SENDINGS, state.sendings),
        "sampled_on": state.sampled.on if state.sampled else None,
        "verified": state.verified.check.english if state.verified else None,
        "answered_on": [each.on for each in state.answers],
        "awaiting_paper": [each.on for each in state.awaiting_paper],
        "next": [{"step": step.said, "how": step.way} for step in next_steps(state)],
    }


def tables_of(books: Books, case: CaseItem) -> tuple[Sequence[Table], Sequence[Table]]:
    """The tables of the page before what is owed, and those after it, before the journal."""
    state = _state(case)
    before = (
        Table((Column("要素", shrink=0), Column("内容")), tuple(_head_rows(books, state))),
        table_of(_SENDINGS, state.sendings, "转办"),
    )
    return before, (table_of(_NEXT, tuple(next_steps(state)), "下一步"),)


def _state(case: CaseItem) -> ClueState:
    return cast("ClueState", case.state)


def _head_rows(books: Books, state: ClueState) -> Iterator[Row]:
    head = state.head
    yield row("渠道", f"{head.door}{f'，来件 {head.received_no}' if head.received_no else ''}")
    yield row("类别", str(head.matter))
    told = (("被反映单位", "、".join(head.about)), ("反映内容", head.content), ("地点", head.place))
    more = (("主题", head.subject), ("发现", head.found_in), ("备注", head.note))
    for title, value in (*told, *more):
        if value:
            yield row(title, value)
    yield row("反映人", "保密" if head.giver is not None else "没有记")
    if state.route is not None:
        yield row("去向", f"{state.route}{_whither(state)}")
    for each in books.cases:
        if any(getattr(made, "into", None) == head.id for made in each.state.journal):
            yield row("并入的", f"{each.task.id} {each.task.title}")
    if state.sampled is not None:
        seen = f"，{state.verified.on} {state.verified.check}" if state.verified else "，还没有核查"
        yield row("抽查", f"{state.sampled.on} 抽中{seen}")
    for answer in state.answers:
        yield row("答复", f"{answer.on} {answer.via}{f'：{answer.text}' if answer.text else ''}")


def _whither(state: ClueState) -> str:
    """To whom, by what, why: what the entry that took it there says besides."""
    names = ("organ", "doc_no", "inspection", "task", "into", "ground", "reason")
    said = [str(value) for name in names if (value := getattr(state.routed, name, None))]
    return f"：{' '.join(said)}" if said else ""


_SENDINGS: tuple[Field[Sending], ...] = (
    Field("unit=sent.unit", Column("单位")),
    Field("sent_on=sent.on", Column("转办", Kind.DATE, 0)),
    Field("due_on=sent.due_on", Column("时限", Kind.DATE, 0)),
    Field("doc_no=sent.doc_no"),
    Field("reported_on=report.on", Column("反馈", Kind.DATE, 0)),
    Field(
        "truth=report.truth",
        Column("核实", shrink=0),
        lambda each: str(each.report.truth) if each.report else "",
    ),
    Field("found=report.found", Column("情况", shrink=2)),
)
_NEXT: tuple[Field[Step], ...] = (
    Field("said", Column("还要做的")),
    Field("way", Column("怎样做")),
)
