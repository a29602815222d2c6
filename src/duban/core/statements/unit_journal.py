"""Reconciling with one unit in one period: what was sent and came back, how differences were settled, who signed.

Pure: records, and the fold of a unit's journal; differences are found in statements/differences.py, files are read in
files/workspace/period_files.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import msgspec
from msgspec import field as key

from duban.core.engine.journal import entries_as_of
from duban.core.model.case_file import CaseFile
from duban.core.model.events import Percent
from duban.core.model.record import Record
from duban.core.model.task import Line, TaskId, Text
from duban.core.model.terms import BookAction, Every, Term
from duban.core.periods.closings import Count, PeriodEvent

NONE = "（没有）"
"""What stands for a side that has nothing to say."""


class DifferenceKind(Term):
    """The eight kinds of difference between our books and a unit's."""

    OURS_ONLY = "我有彼无"
    THEIRS_ONLY = "彼有我无"
    STATUS = "状态不符"
    DUE_ON = "时限不符"
    LEAD = "牵头单位不符"
    PERCENT = "进度不符"
    UNVERIFIED = "报而未核"
    DONE_ON = "办结日期不符"


class SettleAs(Term):
    """Whose books are right."""

    OURS = "我方"
    THEIRS = "对方"
    BOTH = "双方"


class ReturnForm(Term):
    """What came back."""

    WORKBOOK = "工作簿"
    CSV = "CSV"
    WORKSPACE = "工作区"


class Answer(Record, frozen=True, kw_only=True):
    """What a unit says of one of our tasks; what it left empty it has no objection to."""

    id: TaskId = key(name="编号")
    status: Line | None = key(name="状态", default=None)
    percent: Percent | None = key(name="进度", default=None)
    done_on: date | None = key(name="办结日期", default=None)
    due_on: date | None = key(name="时限", default=None)
    lead: Line | None = key(name="牵头单位", default=None)
    note: Text | None = key(name="说明", default=None)


class TheirTask(Record, frozen=True, kw_only=True):
    """A task that the unit has and we have not, as far as it says."""

    code: Line = key(name="代号")
    their_id: Line | None = key(name="对方编号", default=None)
    source: Line | None = key(name="来源", default=None)
    title: Line = key(name="事项")
    status: Line | None = key(name="状态", default=None)
    due_on: date | None = key(name="时限", default=None)
    note: Text | None = key(name="说明", default=None)


class Difference(Record, frozen=True, kw_only=True):
    """One thing in which the two sides differ, with the values of both; `proposal` may be the other's task."""

    number: Line = key(name="差异号")
    kind: DifferenceKind = key(name="种类")
    task: TaskId | None = key(name="编号", default=None)
    their_id: Line | None = key(name="对方编号", default=None)
    title: Line = key(name="事项")
    ours: Line = key(name="我方", default=NONE)
    theirs: Line = key(name="对方", default=NONE)
    proposal: Line | None = key(name="疑似", default=None)


class Match(Record, frozen=True, kw_only=True):
    """A proposal that the clerk confirmed: their task is ours."""

    their_id: Line = key(name="对方编号")
    task: TaskId = key(name="编号")


class SentRow(Record, frozen=True, kw_only=True):
    """A row of a statement as it went out: whose, and the digest of all our cells in it."""

    id: TaskId = key(name="编号")
    digest: Line = key(name="各栏摘要")


class Sent(PeriodEvent, tag="发单", frozen=True, kw_only=True):
    """A statement went out; what comes back must have its rows, in their order, with our cells as they were."""

    action = BookAction.RECONCILE_SEND
    check: Line = key(name="校验码")
    rows: tuple[SentRow, ...] = key(name="行")


class Answered(PeriodEvent, tag="来单", frozen=True, kw_only=True):
    """The unit's side came in and was compared; the last one counts."""

    action = BookAction.RECONCILE_AGAINST
    file: Line = key(name="文件")
    sha256: Line | None = key(name="sha256", default=None)
    form: ReturnForm = key(name="方式")
    rows: Count = key(name="行数")
    empty: Count = key(name="未填", default=0)
    answers: tuple[Answer, ...] = key(name="答复", default=())
    others: tuple[TheirTask, ...] = key(name="另有", default=())
    differences: tuple[Difference, ...] = key(name="差异", default=())
    matches: tuple[Match, ...] = key(name="认同", default=())


class Settled(PeriodEvent, tag="核定", frozen=True, kw_only=True):
    """How one difference was settled, and the events that were written for it."""

    action = BookAction.RECONCILE_SETTLE
    number: Line = key(name="差异号")
    settled_as: SettleAs = key(name="处理")
    reason: Text = key(name="原因")
    events: tuple[Line, ...] = key(name="事件", default=())


class Signed(PeriodEvent, tag="签认", frozen=True, kw_only=True):
    """Somebody of the unit signed that both books agree."""

    action = BookAction.RECONCILE_SIGN
    signed_by: Line = key(name="签认人")
    note: Text | None = key(name="备注", default=None)


class UnitPeriod(CaseFile, frozen=True, kw_only=True):
    """对账/<period>/<unit>.yaml: the reconciliation with one unit; only grows."""

    period: Line = key(name="期")
    unit: Line = key(name="单位")
    journal: tuple[Sent | Answered | Settled | Signed, ...] = key(name="流水", default=())


class Case(msgspec.Struct, frozen=True):
    """A difference, how it was settled (None: not yet), and what the unit said to the task (说明)."""

    unit: str
    difference: Difference
    settled: Settled | None
    note: str | None = None


class Reply(msgspec.Struct, frozen=True):
    """Where the reconciliation with one unit stands."""

    unit: str
    answered: Answered | None
    cases: tuple[Case, ...]
    signed: Signed | None

    @property
    def open(self) -> tuple[Case, ...]:
        """The differences that are not settled."""
        return tuple(case for case in self.cases if case.settled is None)


class Outstanding(msgspec.Struct, frozen=True):
    """What stands against a closing."""

    cases: tuple[Case, ...]
    unsigned: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.cases or self.unsigned)


def read_reply(
    record: UnitPeriod, unit: str, today: date | None = None, known: datetime | None = None
) -> Reply:
    """The journal of a unit as it stood on `today`, as far as was written down by `known`.

    A difference that came back with the same two values stays settled; a return voids the signature before it.
    """
    answered: Answered | None = None
    signed: Signed | None = None
    settled: dict[str, Settled] = {}
    before: dict[tuple[str, str, str], Settled] = {}
    current: dict[str, Difference] = {}
    for event in entries_as_of(record.journal, today, known):
        if isinstance(event, Answered):
            answered, signed = event, None
            current = {each.number: each for each in event.differences}
            settled = {
                name: held
                for name, each in current.items()
                if (held := before.get(_values(each))) is not None
            }
        elif isinstance(event, Settled):
            if event.number in current:
                settled[event.number] = before[_values(current[event.number])] = event
        elif isinstance(event, Signed):
            signed = event
    notes = {each.id: each.note for each in answered.answers} if answered else {}
    cases = tuple(
        Case(unit, each, settled.get(name), notes.get(each.task or "")) for name, each in current.items()
    )
    return Reply(unit, answered, cases, signed)


def _values(each: Difference) -> tuple[str, str, str]:
    return each.number, each.ours, each.theirs


def sent_of(record: UnitPeriod | None) -> tuple[Sent, ...]:
    """The statements that went out to a unit, the last one last."""
    return tuple(event for event in (record.journal if record else ()) if isinstance(event, Sent))


_SIGNED = {Every.QUARTER, Every.HALF, Every.YEAR}


def must_sign(every: Every) -> bool:
    """Whether the units sign a period of this kind; a week is dispatched and a month self-checked without."""
    return every in _SIGNED


def outstanding(replies: Mapping[str, Reply], units: Iterable[str], every: Every) -> Outstanding:
    """The open differences, and the units with a row in the period (`units`) that have not signed."""
    cases = tuple(case for reply in replies.values() for case in reply.open)
    if not must_sign(every):
        return Outstanding(cases, ())
    unsigned = [unit for unit in units if unit not in replies or replies[unit].signed is None]
    return Outstanding(cases, tuple(unsigned))


def find_cases(replies: Iterable[Reply], number: str) -> tuple[Case, ...]:
    """The differences that bear this number: of several units, each its own."""
    return tuple(case for reply in replies for case in reply.cases if case.difference.number == number)


def numbers_of(replies: Sequence[Reply]) -> tuple[str, ...]:
    """Every number, open ones first."""
    cases = [case for reply in replies for case in reply.cases]
    return tuple(case.difference.number for case in sorted(cases, key=lambda case: case.settled is not None))
