"""通报和结果运用: what was circulated, listed, awarded, exempted; 问责情形线索: grounds for calling one to account.

Pure. The second decides nothing and enters nothing: it lists what stands in the books, by the clause it may fall under.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from duban.core.balance.standing import Grade
from duban.core.books.books import Item
from duban.core.duties.cadence import bearings, owed_slots
from duban.core.duties.slots import Slot
from duban.core.model.events import Event, Reopen, Return, Urge, Verify
from duban.core.model.results.records import Circulate, Supply, causes_of
from duban.core.model.results.terms import BlameCause, ResultKind, ResultStage, Tone
from duban.core.model.terms import Failure, LedgerKind, Relapse, Result
from duban.core.results.life import STANDING, Matter
from duban.views.footnotes import closing_notes
from duban.views.model.sheet import Column, Kind, Sheet, Table, row
from duban.views.queries.cases.results import Wanted, chosen, results_in, results_table
from duban.views.reports.request import ReportRequest, lead_units

_NAMES = {
    ResultKind.CIRCULAR: "circulars",
    ResultKind.NEGATIVE: "negative",
    ResultKind.AWARD: "awards",
    ResultKind.EXEMPTION: "exemptions",
}
_CLAUSE = "六盘水府发〔2016〕7号 四（六）"


def results(asked: ReportRequest) -> tuple[Sheet, ...]:
    """What was entered in the period, a table a kind, as it stands at its end."""
    tables, told = [], []
    blamed: list[Matter] = []
    exempted = results_in(asked.books).exempted
    for kind, name in _NAMES.items():
        wanted = Wanted(
            (kind,), asked.unit_names if asked.units else (), asked.span.start, public=asked.public
        )
        rows = list(chosen(asked.books, wanted))
        standing = sum(each.stage in STANDING | {ResultStage.EXEMPTED} for each in rows)
        told.append(
            f"{kind} {len(rows)} 件" + (f"（现在有效 {standing} 件）" if standing < len(rows) else "")
        )
        blamed += [each for each in rows if each.stage in STANDING and each.number not in exempted]
        table = results_table(asked.books, rows, wanted)
        tables.append(Table(table.columns, table.rows, str(kind), name=name))
    tables += _by_cause(blamed)
    text = f"期内{'，'.join(told)}。"
    return (
        Sheet(asked.title("通报和结果运用"), (asked.stamp, text), tuple(tables), closing_notes(asked.books)),
    )


def _by_cause(standing: Sequence[Matter]) -> Iterator[Table]:
    """How often each cause was named in what stands; a result may name several."""
    counts = Counter((cause, matter.kind) for matter in standing for cause in causes_of(matter.opened))
    total = Counter(cause for cause, _ in counts.elements())
    if total:
        columns = (
            Column("原因", name="cause"),
            Column("通报", Kind.INT, 0, name="circulars"),
            Column("负面清单", Kind.INT, 0, name="negative"),
        )
        kinds = (ResultKind.CIRCULAR, ResultKind.NEGATIVE)
        rows = (row(cause, *(counts[cause, kind] for kind in kinds)) for cause, _ in total.most_common())
        yield Table(columns, tuple(rows), "按原因（有效的；一件写几个的，各计一次）", name="causes")


class Ground(NamedTuple):
    """One thing that the books hold for a clause: which, whose, what it rests on, the events."""

    clause: str
    unit: str
    number: str
    title: str
    what: str
    events: str


def candidates(asked: ReportRequest) -> tuple[Sheet, ...]:
    """What the books hold for the five cases in which somebody is called to account, and the units that lag behind."""
    found = sorted(_grounds(asked), key=lambda each: (each.clause, each.unit, each.number))
    columns = (
        Column("情形", shrink=1, name="case"),
        Column("单位", shrink=1, name="unit"),
        Column("编号", shrink=0, name="number"),
        Column("事项、事实", shrink=2, name="title"),
        Column("事由", shrink=2, name="what"),
        Column("依据的记录", shrink=2, name="events"),
    )
    rows = tuple(row(*each) for each in found)
    worst = tuple(
        row(unit, str(standing.grade), "；".join(reason.what for reason in standing.reasons))
        for unit, standing in asked.standings.items()
        if standing.grade is Grade.BEHIND
    )
    behind = (
        Column("单位", name="unit"),
        Column("评价", shrink=0, name="grade"),
        Column("理由", shrink=2, name="why"),
    )
    tables = (
        Table(columns, rows, f"问责情形（{_CLAUSE}）", name="grounds"),
        Table(behind, worst, "评价滞后的单位", name="behind"),
    )
    told = f"账上有记录的 {len(rows)} 条，评价滞后的单位 {len(worst)} 个。"
    told += "④的不良影响和后果，账上没有，要另外查。只列账上的记录，不作结论，也不记账；该不该问责，由有权的机关定。"
    return (Sheet(asked.title("问责情形线索"), (asked.stamp, told), tables, closing_notes(asked.books)),)


def _grounds(asked: ReportRequest) -> Iterator[Ground]:
    for item in asked.led:
        unit = "、".join(lead_units(asked.books, item))
        for clause, what, events in _of_task(asked, item):
            yield Ground(clause, unit, item.task.id, item.task.title, what, events)
    found = results_in(asked.books)
    for matter in found.matters.values():
        opened = matter.opened
        unit = asked.books.register.current(opened.unit) if opened.unit else "、".join(matter.persons)
        fits = not asked.units or any(asked.books.register.same(unit, each) for each in asked.unit_names)
        if (
            not fits
            or matter.stage not in STANDING
            or matter.number in found.exempted
            or opened.on < asked.span.start
        ):
            continue
        events = f"{opened.on} {opened.action}"
        if isinstance(opened, Circulate) and opened.tone is Tone.BLAME and opened.issuer is not None:
            paper = f"{opened.issuer}通报批评" + (f"（{opened.doc_no}）" if opened.doc_no else "")
            yield Ground("③ 被点名、通报批评", unit, matter.number, matter.title, paper, events)
        if isinstance(opened, Circulate | Supply) and BlameCause.MISTAKE in opened.causes:
            yield Ground("⑤ 重大失误", unit, matter.number, matter.title, "原因写的是工作失误", events)


def _of_task(asked: ReportRequest, item: Item) -> Iterator[tuple[str, str, str]]:
    """What the journal of a task holds for the cases: the case, what it is, the events."""
    state, until = item.state, asked.found.until
    journal = [each for each in state.journal if each.on <= until]
    within = [each for each in journal if each.on >= asked.span.start]
    for each in within:
        if isinstance(each, Verify) and each.failure is not None:
            told = f"{each.on} 核验{each.result}（{each.failure}）"
            if each.failure is Failure.FAKED:
                yield "④ 弄虚作假、迟报", "核验认定假落实", told
            elif each.failure is not Failure.SLOW:
                yield "① 选择性、象征性、拒不执行", f"核验认定{each.failure}", told
        if isinstance(each, Reopen) and each.finding is Relapse.UNTRUE:
            yield "④ 弄虚作假、迟报", "销号以后查出失实", f"{each.on} 重启"
    late = list(_late_reports(asked, item))
    if late:
        days = "；".join(f"{slot.span.label} {slot.due.on} 到期，{slot.met_on} 报来" for slot in late)
        yield "④ 弄虚作假、迟报", f"迟报 {len(late)} 期", days
    entered = state.registered_on
    if item.ledger.kind is LedgerKind.INSPECTION and entered is not None and entered >= asked.span.start:
        said = [word for word in _NAMED if any(word in text for text in _words_of(item))]
        if said:
            yield "③ 被点名、通报批评", f"上级督查反馈里写着“{said[0]}”", f"{entered} 立项"
    yield from _unrighted(asked, item, journal)


_NAMED = ("点名", "通报批评", "书面通报")
"""How a superior's feedback says that a unit was named: a matter of 重大督查 by itself is no such thing."""


def _words_of(item: Item) -> Iterator[str]:
    """What the head says it is, and where it comes from."""
    task = item.task
    yield task.title
    yield task.problem or ""
    yield from (source.name or "" for source in task.sources)


def _late_reports(asked: ReportRequest, item: Item) -> Iterator[Slot]:
    """The periodic reports that fell due in the period and came late; those that never came are not 迟报."""
    books = asked.books
    for bearing in bearings(books.policies, item.state, books.calendar, item.ledger.kind):
        for slot in owed_slots(bearing, item.state):
            if slot.met_on is not None and slot.met_on > slot.due.on >= asked.span.start:
                yield slot


def _unrighted(asked: ReportRequest, item: Item, journal: Sequence[Event]) -> Iterator[tuple[str, str, str]]:
    """② late, urged, and still not put right after the limit that was set for it."""
    limits = asked.books.overdue_limits(item)
    due = min((duty.due_on for duty in limits if duty.due_on), default=None)
    urged = [each.on for each in journal if isinstance(each, Urge) and due is not None and each.on > due]
    if due is None or not urged:
        return
    set_on = [
        each.due_on
        for each in journal
        if isinstance(each, Return | Verify)
        and each.due_on is not None
        and not (isinstance(each, Verify) and each.result is Result.PASS)
    ]
    found = results_in(asked.books)
    set_on += [
        matter.opened.due_on
        for matter in found.of(ResultKind.CIRCULAR)
        if matter.stage in STANDING
        and isinstance(matter.opened, Circulate)
        and matter.opened.due_on
        and item.task.id in matter.opened.basis
    ]
    events = f"{due} 到期；催办 {'、'.join(map(str, urged))}"
    today = asked.found.until
    if set_on and max(set_on) < today:
        yield "② 逾期、经催办仍不整改", "限期整改已过", f"{events}；限期整改 {max(set_on)}"
    elif not set_on:
        yield "②（还差限期整改）", "逾期、催办以后没有定过整改的期限", events
