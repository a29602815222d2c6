"""Checks a returned statement against the one sent: the right office, period and unit, every row, every column of ours.

Pure: reports what is wrong and changes nothing. A statement sent before the books changed is still accepted.
"""

from collections.abc import Iterator, Sequence

from duban.core.model.unit_register import Register
from duban.core.statements.statement_form import (
    CHECK,
    CODE,
    OTHER_SHEET,
    OURS,
    OWED,
    PERIOD,
    UNIT,
    Issued,
    IssuedRow,
    check_sum,
    row_digest,
)
from duban.core.statements.unit_journal import Sent
from duban.errors import Problem
from duban.importers.statements.read_statement import Return, ReturnRow

_AS_SENT = "对账单要原样交回：在发出的那一份上重新填写"


def find_strangers(held: Return, issued: Issued, register: Register, units: Sequence[str]) -> list[Problem]:
    """Why a return does not belong to this workspace, this period, or one of `units` (empty: any with a statement)."""
    missing = [name for name in (UNIT, PERIOD, CODE, CHECK) if name not in held.heads]
    if missing:
        text = f"对账单抬头里的{'、'.join(missing)}不见了，看不出是哪一份。"
        return [held.problem("head-missing", text, _AS_SENT)]
    heads = held.heads
    if heads[CODE] != issued.code:
        text = f"这是工作区 {heads[CODE]} 的对账单，不是我方（{issued.code}）发出的。"
        return [held.problem("wrong-workspace", text, "请单位交回我方发出的一份")]
    if heads[PERIOD] != issued.period:
        text = f"这是 {heads[PERIOD]} 的对账单，现在对的是 {issued.period}。"
        advice = f"对那一期：duban reconcile {heads[PERIOD]} --against …"
        return [held.problem("wrong-period", text, advice)]
    unit = unit_of(held, register, issued)
    if unit is None:
        text = f"{issued.period} 没有“{heads[UNIT]}”的对账单：它在这一期没有牵头的事项。"
        return [held.problem("wrong-unit", text, f"有对账单的单位：{'、'.join(issued.units) or '没有'}")]
    if units and unit not in units:
        text = f"这是“{unit}”的对账单，不是 --unit 写的{'、'.join(units)}。"
        return [held.problem("wrong-unit", text, "核对文件，或去掉 --unit")]
    return []


def unit_of(held: Return, register: Register, issued: Issued) -> str | None:
    """The unit, among those with a statement, that a return comes from."""
    name = held.heads.get(UNIT, "")
    return next((unit for unit in issued.units if unit == name or register.same(unit, name)), None)


def find_changes(held: Return, issued: Issued, unit: str, sent: Sequence[Sent] = ()) -> list[Problem]:
    """Rows that were removed, added or renumbered, and columns of ours that were changed.

    The check sum has no key: whoever changes a row may compute it anew. What the books keep of the statements that were
    `sent` decides; for one that was sent before they kept any, the check sum alone.
    """
    return _by_check_sum(held, issued, unit) or (list(_unlike_sent(held, sent)) if sent else [])


def _unlike_sent(held: Return, sent: Sequence[Sent]) -> Iterator[Problem]:
    """How a return differs from each statement that went out: told of the one whose check sum it bears, or the last."""
    if any(problem.code == "column-missing" for problem in held.problems):
        return
    here = sorted((row.id, row_digest(row.cells)) for row in held.rows)
    if any(here == sorted((row.id, row.digest) for row in each.rows) for each in sent):
        return
    meant = next((each for each in reversed(sent) if each.check == held.heads[CHECK]), sent[-1])
    went = {row.id: row.digest for row in meant.rows}
    found = False
    for row in held.rows:
        if row.id not in went:
            text = f"第{row.row.number}行 {row.id} 不在 {meant.on} 发出的对账单里。"
            yield held.problem("not-as-sent", text, f"贵方另有的事项填在“{OTHER_SHEET}”。{_AS_SENT}", row.row)
        elif went[row.id] != row_digest(row.cells):
            text = (
                f"第{row.row.number}行 {row.id} 我方各栏和 {meant.on} 发出的不同，{CHECK}是改过以后重算的。"
            )
            yield held.problem("not-as-sent", text, _AS_SENT, row.row)
        else:
            continue
        found = True
    ids = {row.id for row in held.rows}
    for name in went:
        if name not in ids:
            found = True
            text = f"{meant.on} 发出的对账单里有 {name}，交回的没有，{CHECK}是改过以后重算的。"
            yield held.problem("not-as-sent", text, "没有异议的留空，不要删行；恢复这一行")
    if not found:
        yield held.problem("not-as-sent", f"有的行写了不止一次，{meant.on} 发出的只有一次。", _AS_SENT)


def _by_check_sum(held: Return, issued: Issued, unit: str) -> list[Problem]:
    if any(problem.code == "column-missing" for problem in held.problems):
        return []  # then no row can be read
    repeated = list(_repeated(held))
    sent = issued.units[unit]
    rows = [row.cells for row in held.rows]
    said = held.heads[CHECK]
    now = check_sum(issued.code, issued.period, held.heads[UNIT], rows)
    if said == now:
        return repeated
    if said[:8] != now[:8]:
        moved = list(_moved_rows(held, sent))
        if repeated or moved:
            return [*repeated, *moved]
    altered = list(_altered(held, sent))
    same_ids = {row.id for row in held.rows} == {row.id for row in sent}
    sorted_only = said[:8] != now[:8] and same_ids
    if altered or sorted_only:
        return altered
    text = f"{CHECK}与对账单的内容不符：我方各栏或{CHECK}改动过。"
    return [held.problem("ours-altered", text, _AS_SENT)]


def _repeated(held: Return) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for row in held.rows:
        if row.id and row.id in seen:
            text = f"第{row.row.number}行的编号 {row.id} 和第{seen[row.id]}行重复。"
            yield held.problem("id-repeated", text, "一件只有一行：恢复原来的编号", row.row)
        seen.setdefault(row.id, row.row.number)


def _moved_rows(held: Return, sent: Sequence[IssuedRow]) -> Iterator[Problem]:
    """Rows against today's books: an unknown id in a row that was ours is an edit, any other row an addition."""
    here = {row.id for row in held.rows}
    missing = {row.id: row for row in sent if row.id not in here}
    known = {row.id for row in sent}
    for row in held.rows:
        if row.id in known:
            continue
        original = _original(row, missing)
        if original is not None:
            del missing[original.id]
            shown = f"“{row.id}”" if row.id else "空白"
            text = f"第{row.row.number}行的编号是{shown}，原来是 {original.id}。"
            yield held.problem("id-edited", text, f"改回 {original.id}", row.row)
        else:
            text = f"第{row.row.number}行“{row.cells[1] or row.id}”不是我方发出的一行。"
            advice = f"贵方另有的事项填在“{OTHER_SHEET}”，删去这一行"
            yield held.problem("row-added", text, advice, row.row)
    for name, gone in missing.items():
        text = f"少了 {name}“{gone.title}”一行。"
        yield held.problem("row-removed", text, "没有异议的留空，不要删行；恢复这一行")


def _original(row: ReturnRow, missing: dict[str, IssuedRow]) -> IssuedRow | None:
    """Which missing row of ours this one was: the one of the same title, else the one equal in all but the id."""
    return next((each for each in missing.values() if row.cells[1] == each.cells[1]), None)


def _altered(held: Return, sent: Sequence[IssuedRow]) -> Iterator[Problem]:
    ours = {row.id: row for row in sent}
    for row in held.rows:
        mine = ours.get(row.id)
        if mine is None:
            continue
        for title, here, was in zip((*OURS, OWED), row.cells, mine.cells, strict=False):
            if here != was:
                text = (
                    f"第{row.row.number}行 {row.id} 我方的“{title}”写着“{here or '空白'}”，"
                    f"账上是“{was or '空白'}”。"
                )
                advice = f"我方各栏不要改；有异议的填在“贵方”各栏。{_AS_SENT}"
                yield held.problem("ours-altered", text, advice, row.row)
