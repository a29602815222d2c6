"""The two sides of a reconciliation with a unit: what our books say of its tasks, and what its own say.

Pure: takes both sides out of folded journals; what differs, differences.py says.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from duban.core.balance.identity import Reconciliation, Trail, ids_of
from duban.core.books.books import Books, Item
from duban.core.books.conditions import fold_text
from duban.core.documents.numbers import as_official
from duban.core.model.task import Source, Task
from duban.core.model.terms import Status
from duban.core.model.unit_register import Register
from duban.core.state.task_state import Standing
from duban.core.statements.unit_journal import Answer

ABSENT = "无此事项"
FINISHED = "已办结"
"""What a unit calls a task that it has carried out."""
CHOICES = (
    str(Status.IN_PROGRESS), FINISHED, str(Status.ASSIGNED), str(Status.REPORTED), str(Status.VERIFIED),
    str(Status.CLOSED), str(Status.SUSPENDED), str(Status.WITHDRAWN), ABSENT,
)  # fmt: skip
"""The words of status from which a unit chooses."""


class UnitRow(msgspec.Struct, frozen=True):
    """One of our tasks that a unit leads, as of the period's last day."""

    item: Item
    standing: Standing
    joint: bool

    @property
    def id(self) -> str:
        """The id."""
        return self.item.task.id

    @property
    def status(self) -> Status:
        """Where the task stands for this unit: with joint leads each has reported and signed for itself."""
        status = self.item.state.status
        if not self.joint or status not in {Status.ASSIGNED, Status.IN_PROGRESS}:
            return status
        if self.standing.reported is not None:
            return Status.REPORTED
        return Status.IN_PROGRESS if self.standing.signed_on else Status.ASSIGNED

    @property
    def percent(self) -> int | None:
        """How far the unit said it is; 100 once it has reported."""
        return 100 if self.standing.reported is not None else self.standing.percent


class Stand(msgspec.Struct, frozen=True, kw_only=True):
    """What one side says of a task.

    `told_on` is the day of its head, `days` every day that was ever told. `status` is the word that the side uses;
    None: it does not object. `answered` False: nothing was filled in. `handed_on`: a section of the unit's has it.
    """

    id: str
    title: str
    sources: frozenset[str] = frozenset()
    leads: tuple[str, ...] = ()
    status: str | None = None
    due_on: date | None = None
    told_on: date | None = None
    days: frozenset[date] = frozenset()
    percent: int | None = None
    done_on: date | None = None
    answered: bool = True
    handed_on: bool = False


def unit_rows(found: Reconciliation) -> dict[str, tuple[UnitRow, ...]]:
    """By unit every task that it leads and that was open in the period; joint leads each get it.

    What has not been assigned yet (待交办) is nobody's to answer for.
    """
    trails = {trail.id: trail for trail in found.trails if _counts(trail)}
    rows: dict[str, list[UnitRow]] = {}
    for name in ids_of(trails):
        item = trails[name].item
        if item is not None:
            for unit, row in _rows_of(item, found.books):
                rows.setdefault(unit, []).append(row)
    return {unit: tuple(held) for unit, held in rows.items()}


def _counts(trail: Trail) -> bool:
    return bool(trail.start or trail.moves or trail.end)


def _rows_of(item: Item, books: Books) -> Iterable[tuple[str, UnitRow]]:
    standings = item.state.lead_standings()
    for standing in standings:
        unit = books.register.current(standing.unit, books.today)
        yield unit, UnitRow(item, standing, len(standings) > 1)


def row_of(item: Item, unit: str, books: Books) -> UnitRow | None:
    """Our task as it stands for one of its leads, whatever the period; None where the unit does not lead it."""
    return next((row for name, row in _rows_of(item, books) if name == unit), None)


def our_stand(row: UnitRow, books: Books) -> Stand:
    """Our side of a task that a unit leads."""
    state, standing = row.item.state, row.standing
    told_on = row.item.task.deadline.on if row.item.task.deadline else None
    days = {limit.due_on for limit in standing.limits} | {told_on}
    return Stand(
        id=row.id,
        title=row.item.task.title,
        sources=source_words(row.item.task.sources),
        leads=tuple(books.register.current(unit, books.today) for unit in state.leads),
        status=row.status,
        due_on=standing.running_due_on,
        told_on=told_on,
        days=frozenset(day for day in days if day),
        percent=row.percent,
        done_on=standing.reported.done_on if standing.reported else None,
    )


def led_by_others(item: Item, books: Books) -> Stand:
    """Our side of a task that the unit does not lead: all that can be compared is who does."""
    leads = tuple(books.register.current(unit, books.today) for unit in item.state.leads)
    return Stand(id=item.task.id, title=item.task.title, leads=leads, status=item.state.status)


def their_stand(item: Item, unit: str, ours: Register, theirs: Register) -> Stand:
    """The unit's own record of a task. A lead that only its own register knows is a section of it: the unit itself."""
    state, task = item.state, item.task
    standings = state.lead_standings()
    done = [each.reported.done_on for each in standings if each.reported and each.reported.done_on]
    sections = {name for name in item.leads if ours.find(name) is None and theirs.find(name) is not None}
    leads = (unit if name in sections else name for name in item.leads)
    days = [day for each in standings if (day := each.running_due_on)]
    return Stand(
        id=task.id,
        title=task.title,
        sources=source_words(task.sources),
        leads=tuple(dict.fromkeys(leads)),
        status=state.status,
        due_on=max(days, default=None),
        told_on=task.deadline.on if task.deadline else None,
        percent=state.percent,
        done_on=max(done) if done and len(done) == len(standings) else None,
        handed_on=any(not theirs.same(name, unit) for name in sections),
    )


def answered_stand(answer: Answer | None, ours: Stand) -> Stand:
    """What a returned statement says of one row; nothing where it was left empty."""
    if answer is None:
        return Stand(id=ours.id, title=ours.title, answered=False)
    return Stand(
        id=ours.id,
        title=ours.title,
        leads=(answer.lead,) if answer.lead else (),
        status=answer.status,
        due_on=answer.due_on,
        percent=answer.percent,
        done_on=answer.done_on,
    )


def source_words(sources: Iterable[Source]) -> frozenset[str]:
    """What a task may be known by: number and name of its sources, folded."""
    words = (word for source in sources for word in (source.doc_no, source.name) if word)
    return frozenset(fold_text(as_official(word)) for word in words)


def alike(title: str, sources: frozenset[str], other: Task) -> bool:
    """Whether a task of ours may be the one so called: the same title, and a source in common where both name one."""
    held = source_words(other.sources)
    if fold_text(title) != fold_text(other.title):
        return False
    return not held or not sources or bool(held & sources)


def upstream_tasks(theirs: Books, code: str) -> Mapping[str, tuple[Item, ...]]:
    """By our id the tasks of a unit's workspace that name one of ours (上级编号)."""
    found: dict[str, list[Item]] = {}
    for item in theirs.items:
        upstream = item.task.upstream_id
        if upstream is not None and upstream.workspace == code:
            found.setdefault(upstream.id, []).append(item)
    return {name: tuple(items) for name, items in found.items()}
