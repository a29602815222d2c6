"""The differences of a period with the units' books, as people and as programs read them.

Pure; what a difference is, core/statements/unit_journal.py says.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from duban.core.periods.closings import option
from duban.core.periods.spans import Span
from duban.core.statements.unit_journal import Case, Reply
from duban.views.model.sheet import Cell, Column, Group, Mark, Row, Sheet, Table, row

COLUMNS = (
    Column("差异号", shrink=0),
    Column("种类", shrink=0),
    Column("事项", shrink=3),
    Column("我方", shrink=1),
    Column("对方", shrink=1),
    Column("处理", shrink=2),
)
MOST_NAMED = 12
MANY = 2


def difference_records(replies: Iterable[Reply]) -> list[dict[str, Any]]:
    """Every difference with both sides' values and how it was settled, as JSON shows it."""
    return [case_record(case) for reply in replies for case in reply.cases]


def case_record(case: Case) -> dict[str, Any]:
    """One difference as JSON shows it."""
    each, settled = case.difference, case.settled
    return {
        "number": each.number,
        "kind": each.kind,
        "task": each.task,
        "their_id": each.their_id,
        "title": each.title,
        "unit": case.unit,
        "ours": each.ours,
        "theirs": each.theirs,
        "settled_as": settled.settled_as if settled else None,
        "reason": settled.reason if settled else None,
        "proposal": each.proposal,
    }


def reply_records(replies: Iterable[Reply]) -> list[dict[str, Any]]:
    """What came back from each unit, and whether it has signed."""
    return [
        {
            "unit": reply.unit,
            "answered_on": reply.answered.on if reply.answered else None,
            "form": reply.answered.form if reply.answered else None,
            "rows": reply.answered.rows if reply.answered else None,
            "empty": reply.answered.empty if reply.answered else None,
            "open_differences": len(reply.open),
            "signed_on": reply.signed.on if reply.signed else None,
            "signed_by": reply.signed.signed_by if reply.signed else None,
        }
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
    """The differences, a group for each unit."""
    groups = [
        Group(f"{reply.unit}（{len(reply.cases)} 处）", tuple(_row(case) for case in reply.cases))
        for reply in replies
        if reply.cases
    ]
    return Table(COLUMNS, groups=tuple(groups), title=title)


def _row(case: Case) -> Row:
    each, settled = case.difference, case.settled
    title = f"{each.title}（疑似 {each.proposal}）" if each.proposal else each.title
    done = (
        Cell(f"{settled.settled_as}：{settled.reason}", Mark.MUTED) if settled else Cell("未核定", Mark.SOON)
    )
    return row(each.number, each.kind, title, each.ours, each.theirs, done)


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
    more = "等" if len(names) > MOST_NAMED else ""
    return f"{len(names)} 个单位（{'、'.join(names[:MOST_NAMED])}{more}）"
