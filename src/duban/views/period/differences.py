"""The differences of a period with the units' books, as people and as programs read them.

Pure; what a difference is, core/statements/unit_journal.py says.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from duban.core.periods.closings import option
from duban.core.periods.spans import Span
from duban.core.statements.unit_journal import Case, Reply
from duban.views.footnotes import some_of
from duban.views.model.fields import Field, columns_of, record_of, records_of, rows_of
from duban.views.model.sheet import Cell, Column, Group, Mark, Sheet, Table

MOST_NAMED = 12
MANY = 2


def _title(case: Case) -> str:
    each = case.difference
    return f"{each.title}（疑似 {each.proposal}）" if each.proposal else each.title


def _settled(case: Case) -> Cell:
    settled = case.settled
    return (
        Cell(f"{settled.settled_as}：{settled.reason}", Mark.MUTED) if settled else Cell("未核定", Mark.SOON)
    )


_NOTE = Field[Case]("note", Column("贵方说明", shrink=3))
_FIELDS: tuple[Field[Case], ...] = (
    Field("number=difference.number", Column("差异号", shrink=0)),
    Field("kind=difference.kind", Column("种类", shrink=0)),
    Field("task=difference.task their_id=difference.their_id"),
    Field("title=difference.title", Column("事项", shrink=3), _title),
    Field("unit"),
    Field("ours=difference.ours", Column("我方")),
    Field("theirs=difference.theirs", Column("对方")),
    _NOTE,
    Field("settled_as=settled.settled_as reason=settled.reason", Column("处理", shrink=2), _settled),
    Field("proposal=difference.proposal"),
)


def difference_records(replies: Iterable[Reply]) -> list[dict[str, Any]]:
    """Every difference with both sides' values and how it was settled, as JSON shows it."""
    return [case_record(case) for reply in replies for case in reply.cases]


def case_record(case: Case) -> dict[str, Any]:
    """One difference as JSON shows it."""
    return records_of(_FIELDS, (case,))[0]


def reply_records(replies: Iterable[Reply]) -> list[dict[str, Any]]:
    """What came back from each unit, and whether it has signed."""
    return [
        record_of(reply, "unit answered_on=answered.on form=answered.form rows=answered.rows")
        | record_of(reply, "empty=answered.empty")
        | {"open_differences": len(reply.open)}
        | record_of(reply, "signed_on=signed.on signed_by=signed.signed_by")
        for reply in replies
    ]


def difference_sheet(span: Span, replies: Sequence[Reply]) -> Sheet:
    """The differences by unit, and what to do about those that are open."""
    lines = [*standing_lines(replies), *(reply_line(reply) for reply in replies)]
    still = [case for reply in replies for case in reply.open]
    notes = []
    if still:
        notes = [
            f"核定：duban reconcile {option(span)} --settle 差异号 --settle-as 我方|对方|双方 --reason 原因",
            "疑似是同一件的，确认：--against 同一份 --replace --match 对方编号=我方编号",
        ][: 2 if any(case.difference.proposal for case in still) else 1]
    tables = (difference_table(replies),) if any(reply.cases for reply in replies) else ()
    return Sheet(f"{span.label} 与各单位的差异", tuple(lines), tables, tuple(notes))


def reply_line(reply: Reply) -> str:
    """Where the reconciliation with one unit stands, in a line."""
    if reply.answered is None:
        answered = "没有来单"
    else:
        held = reply.answered
        empty = f"，留空 {held.empty} 件" if held.empty else ""
        count = f"差异 {len(reply.cases)} 处，未核定 {len(reply.open)} 处" if reply.cases else "没有差异"
        answered = f"{held.form} {held.on} 来，对了 {held.rows} 件{empty}，{count}"
    signed = f"；{reply.signed.on} {reply.signed.signed_by} 签认" if reply.signed else ""
    return f"{reply.unit}：{answered}{signed}。"


def difference_table(replies: Iterable[Reply], title: str = "") -> Table:
    """The differences, a group for each unit; what units said stands there where one said something."""
    replies = tuple(replies)
    told = any(case.note for reply in replies for case in reply.cases)
    fields = _FIELDS if told else tuple(each for each in _FIELDS if each is not _NOTE)
    groups = [
        Group(f"{reply.unit}（{len(reply.cases)} 处）", rows_of(fields, reply.cases))
        for reply in replies
        if reply.cases
    ]
    return Table(columns_of(fields), groups=tuple(groups), title=title)


def standing_lines(replies: Sequence[Reply]) -> tuple[str, ...]:
    """Which units have answered and which have signed, where there are several."""
    if len(replies) < MANY:
        return ()
    answered = [reply.unit for reply in replies if reply.answered]
    signed = [reply.unit for reply in replies if reply.signed]
    return (f"已来单 {_named(answered)}；已签认 {_named(signed)}。",)


def _named(names: Sequence[str]) -> str:
    if not names:
        return "0 个单位"
    return f"{len(names)} 个单位（{some_of(names, MOST_NAMED)}）"
