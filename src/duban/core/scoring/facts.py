"""What of the books counts for a unit in a period: one fact for each thing that happened, or did not.

Pure. Verdicts are those of every other figure; only final ones count, and what was put down to others (归因) or
exempted (容错) is told and does not count.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec

from duban.core.balance.performance import carried_as, outcome_of, report_outcome, reports_due
from duban.core.books.books import Books, CaseItem, Item
from duban.core.duties.duty import Duty
from duban.core.duties.standing_duties import standing_slots
from duban.core.duties.task_duties import own_duties
from duban.core.engine.journal import target_of
from duban.core.model.appraisals.terms import Occasion
from duban.core.model.events import Event, Reopen, Return, Urge, Verify
from duban.core.model.results.records import Award, Circulate, Supply
from duban.core.model.results.terms import FULL_MERCY, BlameCause, ResultStage, Tone
from duban.core.model.terms import Method, Relapse, Result, Returned, Role, YesNo
from duban.core.periods.spans import Span
from duban.core.results.life import Matter, Results, results_of
from duban.core.verdicts.verdict import judge

O = Occasion  # noqa: E741 - the vocabulary of this module
LATENESS = frozenset({O.LATE, O.UNMET, O.NODE, O.URGED})
QUALITY = frozenset({O.RETURNED, O.FAILED, O.UNTRUE})
REPORTS = frozenset({O.REPORTED, O.REPORT_LATE, O.REPORT_MISSED})
HANDLING = frozenset({O.PRAISED, O.BLAMED, O.LISTED, O.AWARDED, O.INTERVIEWED})
"""What was done about a matter: it rests on tasks, and is no matter of its own beside them."""
DUE = frozenset({O.MET, O.LATE, O.UNMET}) | REPORTS
"""What shows that a unit had something to do at all."""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened to a unit, or did not: of which number, on which day, in words.

    `mark` is the 摘要 of the entry; empty where the fact is that there is none. `about` are the tasks that it rests on.
    `struck` says why it does not count. `series` tells apart what recurs within one task.
    """

    occasion: Occasion
    unit: str
    on: date
    number: str
    what: str
    role: Role | None = None
    about: tuple[str, ...] = ()
    mark: str = ""
    struck: str = ""
    series: str = ""
    causes: tuple[BlameCause, ...] = ()
    method: Method | None = None


def facts_of(books: Books, span: Span) -> list[Fact]:
    """Every fact of the period as the books have it, by unit, day and number."""
    found = [
        *(
            fact
            for item in books.items
            if not isinstance(item, CaseItem)
            for fact in _of_task(books, item, span)
        ),
        *_of_standing(books, span),
        *_of_results(books, span),
        *_of_interviews(books, span),
    ]
    return sorted(
        found, key=lambda each: (each.unit, each.on, each.number, each.occasion, each.series, each.mark)
    )


def _named(books: Books, unit: str, on: date) -> str:
    """A unit by its name of the day: what was before a merger stays with the unit that was."""
    return books.register.current(unit, min(on, books.today))


def _of_task(books: Books, item: Item, span: Span) -> Iterator[Fact]:
    for duty in own_duties(item.state, books.policies, books.calendar, item.ledger.kind):
        if duty.role is not Role.OFFICE and (duty.finishes or duty.node is not None):
            yield from _of_duty(books, item, duty, span)
    for unit, what, slot in reports_due(books, item, span):
        occasion = _reported(report_outcome(slot.due.on, slot.met_on, span, books.today, books.last))
        if occasion is not None:
            told = _report_told(what, slot.due.on, slot.met_on)
            excuse = _excuse(item, unit) if occasion is not O.REPORTED else ""
            yield Fact(
                occasion=occasion, unit=_named(books, unit, slot.due.on), on=slot.due.on, number=item.task.id,
                what=told, about=(item.task.id,), struck=excuse, series=what,
            )  # fmt: skip
    for event in item.state.journal:
        if span.start <= event.on <= span.end:
            yield from _of_event(books, item, event)


_OUTCOMES = {"met": O.MET, "met_late": O.LATE, "unmet": O.UNMET, "carried_met": O.MET, "carried_late": O.LATE}


def _of_duty(books: Books, item: Item, duty: Duty, span: Span) -> Iterator[Fact]:
    """A limit or a node that fell due in the period, or whose report became final in it; what is 待核 is neither."""
    outcome, due = outcome_of(duty, span, books.today, books.last), duty.due_on
    on = due
    if outcome is None:
        outcome, on = carried_as(duty, span, books.today), _final_on(duty, span)
        if outcome == "carried_late" and not judge(duty, books.today).verdict.is_done_late:
            outcome = "unmet"
    if outcome not in _OUTCOMES or due is None or on is None:
        return
    occasion = _OUTCOMES[outcome]
    if duty.node is not None:
        if occasion is O.MET:
            return
        occasion = O.NODE
    met = (
        f"{duty.met_on} {'完成' if duty.node else '报结'}"
        if duty.met_on
        else f"到 {books.today} 没有{'完成' if duty.node else '报结'}"
    )
    yield Fact(
        occasion=occasion,
        unit=_named(books, duty.unit, on),
        on=on,
        number=item.task.id,
        what=f"{f'节点“{duty.node}”' if duty.node else '时限'} {due}，{met}",
        role=duty.role,
        about=(item.task.id,),
        mark=target_of(duty.met_by).digest if duty.met_by is not None else "",
        struck=_excuse(item, duty.unit) if occasion is not O.MET else "",
        series=f"{duty.triggered_on} {duty.node or ''}".strip(),
    )


def _final_on(duty: Duty, span: Span) -> date:
    """The day in the period on which a report that had come before it became final."""
    ends = [each.event.on for each in duty.voided if span.start <= each.event.on <= span.end]
    if duty.verified_on is not None and span.start <= duty.verified_on <= span.end:
        ends.append(duty.verified_on)
    return max(ends, default=span.start)


def _excuse(item: Item, unit: str) -> str:
    """Why a lateness is not the unit's own (归因); empty where it is."""
    said = item.state.excused(unit)
    return f"{said.on} 归因于{said.cause}" if said is not None else ""


def _reported(outcome: str | None) -> Occasion | None:
    return {"met": O.REPORTED, "met_late": O.REPORT_LATE, "unmet": O.REPORT_MISSED}.get(outcome or "")


def _report_told(what: str, due_on: date, met_on: date | None) -> str:
    return f"{what}，{due_on} 到期，{f'{met_on} 报来' if met_on else '没有报来'}"


def _of_event(books: Books, item: Item, event: Event) -> Iterator[Fact]:
    """Chases, returns, failed and untrue reports: of the unit whose they are, of all leads where none is named."""
    state = item.state
    method = event.method if isinstance(event, Verify) else None
    match event:
        case Urge():
            occasion, what = O.URGED, "催办"
        case Return() if event.kind is not Returned.FORMAL:
            occasion, what = O.RETURNED, f"退回：{event.missing}"
        case Verify(result=Result.FAIL):
            untrue = event.failure is not None
            occasion = O.UNTRUE if untrue else O.FAILED
            what = f"{event.method}核验不通过" + (f"，{event.failure}" if untrue else "")
        case Reopen(finding=Relapse.UNTRUE):
            occasion, what = O.UNTRUE, f"销号后查明失实：{event.reason}"
        case _:
            return
    own = state.unit_then(event)
    units = state.leads if event.unit is None and own in state.leads else (own,)
    for unit in units:
        standing = state.units.get(unit)
        yield Fact(
            occasion=occasion, unit=_named(books, unit, event.on), on=event.on, number=item.task.id, what=what,
            role=standing.role if standing else Role.LEAD, about=(item.task.id,),
            mark=target_of(event).digest, method=method,
        )  # fmt: skip


def _of_standing(books: Books, span: Span) -> Iterator[Fact]:
    """Reports of units that belong to no task."""
    for _, rule, unit, slot in standing_slots(books.policies, books.calendar, books.performed, books.today):
        if unit is None or rule.counted is not YesNo.YES or not span.start <= slot.due.on <= span.end:
            continue
        occasion = _reported(report_outcome(slot.due.on, slot.met_on, span, books.today, books.last))
        if occasion is not None:
            what = f"{rule.name}（{slot.span.label}）"
            yield Fact(
                occasion=occasion, unit=_named(books, unit, slot.due.on), on=slot.due.on, number=rule.id,
                what=_report_told(what, slot.due.on, slot.met_on), series=what,
            )  # fmt: skip


def _of_results(books: Books, span: Span) -> Iterator[Fact]:
    """Circulars, negative list and awards that stand; one that was exempted is told."""
    found = results_of(books.result_books, books.today, books.known, books.register)
    for matter in found.matters.values():
        occasion, on = _handled(matter)
        unit = matter.opened.unit
        if occasion is None or unit is None or not span.start <= on <= span.end:
            continue
        opened: Any = matter.opened
        yield Fact(
            occasion=occasion, unit=_named(books, unit, on), on=on, number=matter.number, what=matter.title,
            about=tuple(_tasks(books, opened.basis)), mark=target_of(matter.changed).digest,
            struck=_mercy(found, matter), causes=getattr(opened, "causes", ()),
        )  # fmt: skip


def _handled(matter: Matter) -> tuple[Occasion | None, date]:
    """What a result that stands is, and the day from which it counts."""
    opened, on = matter.opened, matter.changed.on
    match opened:
        case Circulate() if matter.stage is ResultStage.CIRCULATED:
            return (O.PRAISED if opened.tone is Tone.PRAISE else O.BLAMED), on
        case Supply() if matter.stage is ResultStage.LISTED:
            return O.LISTED, on
        case Award() if matter.stage is ResultStage.AWARDED:
            return O.AWARDED, on
        case _:
            return None, on


def _tasks(books: Books, basis: Iterable[str]) -> Iterator[str]:
    """The tasks that a result rests on, by their present numbers."""
    for number in basis:
        found = books.find(number)
        if found is not None:
            yield found.task.id


def _mercy(found: Results, matter: Matter) -> str:
    exemption = found.exempted.get(matter.number)
    said = getattr(exemption.changed, "mercy", None) if exemption is not None else None
    return f"{exemption.number} 容错：{said}" if exemption is not None and said in FULL_MERCY else ""


def _of_interviews(books: Books, span: Span) -> Iterator[Fact]:
    """Interviews that were held."""
    for case in books.cases:
        if case.kind.english != "interview":
            continue
        state: Any = case.state
        held, head = state.held, state.head
        if held is not None and span.start <= held.on <= span.end:
            yield Fact(
                occasion=O.INTERVIEWED, unit=_named(books, head.person.unit, held.on), on=held.on, number=head.id,
                what=f"{head.tier}约谈：{head.title}", about=head.tasks, mark=target_of(held).digest,
            )  # fmt: skip
