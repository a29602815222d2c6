"""The books of a period laid out for people: the identity by ledger and unit, the units' duties, ages, timeliness.

Pure; what is counted, core has; which rows are shown, balance.py.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from duban.core.balance.identity import Account, Reconciliation, ids_of
from duban.core.balance.late_entries import proven_late
from duban.core.balance.performance import (
    BAND_NAMES,
    BANDS,
    Delay,
    Performance,
    Trace,
    delays,
    ever_late,
    total_performance,
)
from duban.core.model.events import Correct
from duban.core.model.record import official_keys
from duban.core.periods.closings import Figures, PeriodClose, PeriodReopen, option
from duban.views.footnotes import closing_notes, moment_text, some_of
from duban.views.model.sheet import Cell, Column, Group, Kind, Mark, Row, Sheet, Table, row
from duban.views.period.balance import View, late_entries_of
from duban.views.period.differences import difference_sheet

NO_LEAD_NAME = "（牵头待定）"
FLOW_TITLES = {
    "opening": "期初",
    "prior_adjustment": "更正",
    "registered": "登账",
    "reopened": "重启",
    "moved_in": "移入",
    "written_off": "销号",
    "withdrawn": "撤销",
    "moved_out": "移出",
    "ending": "期末",
}
IDENTITY = "期初在办 + 前期更正 + 本期登账 + 本期重启 + 移入 − 本期销号 − 本期撤销 − 移出 = 期末在办。"


def balance_sheets(view: View, *, detail: bool) -> list[Sheet]:
    """The books of a period as people read them: the identity, the units' duties, ages, timeliness."""
    tables = [
        _identity_table("按台账", "台账", _ledger_rows(view), view.total, joint=False),
        _identity_table("按牵头单位", "单位", _unit_rows(view), view.total, joint=True),
    ]
    notes = [IDENTITY, *_notes(view)]
    sheets = [Sheet(title_of(view), tuple(_paragraphs(view)), tuple(tables), tuple(notes))]
    sheets.append(Sheet("各单位本期履责", (), tuple(_unit_tables(view))))
    if view.replies:
        sheets.append(difference_sheet(view.found.span, view.replies))
    if detail:
        sheets.append(detail_sheet(view))
    return sheets


def ended(sheets: Sequence[Sheet], view: View) -> list[Sheet]:
    """An answer of several sheets with what every view ends with at its very end."""
    *first, last = sheets
    shown = [trail.item for trail in view.found.trails if trail.end is not None and trail.item is not None]
    return [*first, replace(last, notes=(*last.notes, *closing_notes(view.found.books, shown)))]


def identity_line(view: View) -> str:
    """The identity of all that is shown, in one line; terms that are nothing are left out."""
    counts = view.total.counts()
    terms = [f"期初在办 {counts['opening']}"]
    for name in FLOW_TITLES:
        if counts[name] and name not in {"opening", "ending"}:
            sign = "−" if name in {"written_off", "withdrawn", "moved_out"} or counts[name] < 0 else "+"
            terms.append(f"{sign} {_TERMS[name]} {abs(counts[name])}")
    return f"{' '.join(terms)} = 期末在办 {counts['ending']}（件）。"


_TERMS = official_keys(Figures)


def title_of(view: View) -> str:
    """Which books these are."""
    found = view.found
    only = "、".join([*view.units, *view.ledgers, *([view.leader] if view.leader else [])])
    narrow = f"（{only}）" if only else ""
    return f"{NAMES[str(found.span.every)]} {found.span.label}{narrow}（{found.span.start} 至 {found.until}）"


NAMES = {"周": "周调度", "月": "月自查", "季": "季度对账", "半年": "半年查账", "年": "年底交账"}
"""What the reconciliation of each kind of period is called (Liupanshui 四（三）)."""


def _paragraphs(view: View) -> Iterator[str]:
    found = view.found
    figures = view.total.figures
    parents = len(view.total.parents)
    split = f"（其中已分解的 {parents} 项）" if parents else ""
    yield f"期初在办 {figures.opening} 件，期末在办 {figures.ending} 件{split}。"
    if found.until < found.span.end:
        yield f"这一期还没有结束，算到 {found.until}。"
    yield from _closing_lines(found)
    if found.opening is not None:
        yield f"期初接 {found.opening.span.label} 的期末（{found.opening.closing.on} 结账）。"


def _closing_lines(found: Reconciliation) -> Iterator[str]:
    if found.closing is not None:
        closing = found.closing
        forced = f"，强制结账，原因：{closing.forced}" if closing.forced else ""
        yield f"已在 {closing.on} 结账（经办 {closing.by}，登记 {moment_text(closing.recorded_at)}）{forced}。"
        yield from code_line(closing)
    elif found.known is not None:
        yield f"只算到 {moment_text(found.known)} 为止登记的。"
    yield from _history(found)


def code_line(closing: PeriodClose) -> Iterator[str]:
    """The 账目校验码 of what was closed; nothing for a closing that kept none."""
    if closing.code is not None:
        yield f"所结的账，账目校验码：{closing.code}。"


def with_book_notes(sheet: Sheet, view: View) -> Sheet:
    """A form that shows no identity by rows, with what must be said of its books: closings, 补登, adjustments."""
    return replace(sheet, notes=(*sheet.notes, *_closing_lines(view.found), *_adjustment_notes(view)))


def _history(found: Reconciliation) -> Iterator[str]:
    """A period that was ever reopened says so for ever: when it was closed, when it was opened again, and why."""
    if not any(isinstance(event, PeriodReopen) for event in found.history):
        return
    for event in found.history:
        if isinstance(event, PeriodReopen):
            yield f"{event.on} 重开（经办 {event.by}，登记 {moment_text(event.recorded_at)}），原因：{event.reason}。"
        elif event != found.closing:
            forced = f"，强制结账，原因：{event.forced}" if event.forced else ""
            yield f"曾在 {event.on} 结账（经办 {event.by}，期末在办 {event.total.ending} 件）{forced}。"


def _notes(view: View) -> Iterator[str]:
    moved = view.by_unit.values()
    if any(account.moved_in or account.moved_out for account in moved) and not view.total.moved_in:
        yield "单位之间的移入、移出在合计里相抵。"
    if any(account.joint for account in moved):
        yield "联合：联合牵头、记在别的单位名下的事项，不计入本行。"
    yield from _carried_notes(view)
    yield from _adjustment_notes(view)


def _carried_notes(view: View) -> Iterator[str]:
    """What the period took over undecided, and who was late in it: figures that stand beside what fell due."""
    done = total_performance(view.performances)
    if done.carried:
        met, late = len(done.carried_met), len(done.carried_late)
        left = len(done.carried) - met - late
        yield (
            f"上期结转：上期到期、报结待核的 {len(done.carried)} 项，本期核定按期 {met} 项、逾期 {late} 项，"
            f"仍待核 {left} 项；不在本期到期之内。"
        )
    if done.overturned:
        names = some_of([each.task or "" for each in done.overturned])
        yield f"前期更正：失实重启，以前的按期改判逾期 {len(done.overturned)} 项：{names}。"
    ever = len(ever_late(view.found))
    if ever and not view.units:
        late_now = sum(
            trail.item is not None and view.found.books.is_overdue(trail.item) for trail in view.found.trails
        )
        yield f"本期曾逾期 {ever} 件，其中现在逾期 {late_now} 件（牵头单位的时限，按事项计）。"


def _adjustment_notes(view: View) -> Iterator[str]:
    """What came into the books after the closing before: adjustments, late entries."""
    prior = [each for each in view.found.trails if each.stored != each.start]
    if prior:
        yield f"前期更正涉及 {len(prior)} 件：{some_of([each.id for each in prior])}。"
    entries = late_entries_of(view.found)
    right = [each for each in entries if isinstance(each.event, Correct)]
    late = [each for each in entries if each not in right]
    if right:
        words = [f"{each.task or ''} {each.on}（{each.late}）".strip() for each in right]
        yield f"前期更正：上期结账以来更正以前的记录 {len(right)} 笔：{some_of(words, joint='；')}。"
    if late:
        words = [f"{each.task or ''} {each.on} 的{each.what}（{each.late}）".strip() for each in late]
        yield f"上期结账以来补登 {len(late)} 笔：{some_of(words, joint='；')}。"
    proven = [each for each in proven_late(view.found.books, view.found.span) if each not in entries]
    if proven:
        words = [f"{each.task} {each.on} 的{each.what}（{each.late}）" for each in proven]
        yield f"本期补登 {len(proven)} 笔，凭当天的凭据按业务日期算：{some_of(words, joint='；')}。"


def _identity_table(
    title: str, first: str, rows: Mapping[str, Account], total: Account, *, joint: bool
) -> Table:
    columns = [Column(first, shrink=2), *(Column(name, Kind.INT, 0) for name in FLOW_TITLES.values())]
    columns += [Column("联合", Kind.INT, 0)] if joint else []
    lines = [_identity_row(name, account, joint=joint) for name, account in rows.items()]
    return Table(tuple(columns), (*lines, _identity_row("合计", total, joint=joint)), title)


def _identity_row(name: str, account: Account, *, joint: bool) -> Row:
    counts = account.counts()
    values = [counts[key] for key in FLOW_TITLES]
    return row(name, *values, *([len(account.joint)] if joint else []))


def _ledger_rows(view: View) -> dict[str, Account]:
    kinds = {head.prefix: f"{head.kind} {head.prefix}" for head in view.found.books.ledgers}
    return {kinds.get(prefix, prefix): account for prefix, account in view.by_ledger.items()}


def _unit_rows(view: View) -> dict[str, Account]:
    return {name or NO_LEAD_NAME: account for name, account in view.by_unit.items() if not account.empty}


def _unit_tables(view: View) -> Iterator[Table]:
    done = view.performances
    whole = total_performance(done)
    lines = [*((name or NO_LEAD_NAME, each) for name, each in done.items()), ("合计", whole)]
    yield Table(
        (
            Column("单位", shrink=2),
            *(
                Column(name, Kind.INT, 0)
                for name in ("到期", "按期", "补办", "未办", "待核", "应报", "已报", "误点", "延期", "退回")
            ),
            Column("平均", Kind.INT, 0),
        ),
        tuple(_duty_row(name, each) for name, each in lines if _did_anything(each) or each is whole),
        "到期的义务：按期、过期补办、未办、已报待核；应报和已报的报告；误了的节点；准了的延期；退回的报告；交办到销号平均几个工作日",
    )
    yield Table(
        (
            Column("单位", shrink=2),
            *(Column(title, Kind.INT, 0) for _, title in BANDS),
            Column("最久的一件", shrink=2),
        ),
        tuple(_age_row(view, name, each) for name, each in lines if each.ages or each is whole),
        "期末在办的事项登账以来多久",
    )
    years = sorted({year for _, each in lines for year in each.cohorts})
    if years:
        yield Table(
            (Column("单位", shrink=2), *(Column(f"{year}年", Kind.INT, 0) for year in years)),
            tuple(
                row(name, *(len(each.cohorts.get(year, ())) for year in years))
                for name, each in lines
                if each.cohorts
            ),
            "期末在办的事项哪一年登账",
        )
    yield from _delay_table(delays(view.found))


def _did_anything(done: Performance) -> bool:
    return any((done.due, done.reports_owed, done.extensions, done.returned, done.closing_workdays))


def _duty_row(name: str, done: Performance) -> Row:
    counts = done.counts()
    return row(
        name,
        counts["due"],
        counts["met"],
        counts["met_late"],
        Cell(counts["unmet"], Mark.LATE if counts["unmet"] else None),
        counts["pending"],
        len(done.reports_owed),
        len(done.reports_received),
        len(done.milestones_missed),
        len(done.extensions),
        len(done.returned),
        done.average_workdays,
    )


def _age_row(view: View, name: str, done: Performance) -> Row:
    oldest = done.oldest
    text = f"{oldest.task} {(view.found.until - oldest.on).days}天" if oldest else None
    return row(name, *(len(done.ages.get(band, ())) for band in BAND_NAMES), text)


def _delay_table(rows: Mapping[tuple[str, str], Delay]) -> Iterator[Table]:
    """Who recorded too late, all ledgers together, the most first; those who never did count in the whole only."""
    clerks: dict[str, Delay] = {}
    for (clerk, _), delay in rows.items():
        _add(clerks.setdefault(clerk, Delay()), delay)
    whole = Delay()
    for delay in clerks.values():
        _add(whole, delay)
    late = sorted(
        (each for each in clerks.items() if each[1].late), key=lambda each: (-len(each[1].late), each[0])
    )
    if rows:
        yield Table(
            (
                Column("经办"),
                Column("登记笔数", Kind.INT, 0),
                Column("迟登", Kind.INT, 0),
                Column("最迟（工作日）", Kind.INT, 0),
            ),
            tuple(_delay_row(name, each) for name, each in (*late, ("合计", whole))),
            "及时登账：业务日期在本期的各笔，过了登账期限才登记的算迟登，这里列有迟登的人",
        )


def _add(whole: Delay, delay: Delay) -> None:
    whole.recorded += delay.recorded
    whole.late = [*whole.late, *delay.late]
    whole.longest = max(whole.longest, delay.longest)


def _delay_row(name: str, delay: Delay) -> Row:
    late = Cell(len(delay.late), Mark.LATE if delay.late else None)
    return row(name, delay.recorded, late, delay.longest or None)


def detail_sheet(view: View) -> Sheet:
    """Every figure of the whole and of the units opened into its tasks."""
    titles = {each.id: each.item.task.title if each.item else "（文件已不在）" for each in view.found.trails}
    groups = list(_detail_groups("全部", view.total, titles))
    for name, account in view.by_unit.items():
        groups += _detail_groups(name or NO_LEAD_NAME, account, titles)
    for name, done in view.performances.items():
        groups += _trace_groups(name or NO_LEAD_NAME, done, titles)
    columns = (Column("编号", shrink=0), Column("事项", shrink=2), Column("说明", shrink=1))
    return Sheet(
        f"明细 {option(view.found.span).partition(' ')[2]}", (), (Table(columns, groups=tuple(groups)),)
    )


_DETAILS = {
    "opening": "期初在办",
    "prior_in": "前期更正，增加",
    "prior_out": "前期更正，减少",
    "registered": "本期登账",
    "reopened": "本期重启",
    "moved_in": "移入",
    "written_off": "本期销号",
    "withdrawn": "本期撤销",
    "moved_out": "移出",
    "ending": "期末在办",
    "joint": "联合牵头",
}


def _detail_groups(name: str, account: Account, titles: Mapping[str, str]) -> Iterator[Group]:
    for key, word in _DETAILS.items():
        ids = ids_of(getattr(account, key))
        if ids:
            yield Group(f"{name}·{word} {len(ids)} 件", tuple(row(each, titles[each], "") for each in ids))


_TRACES = {
    "met": "按期完成",
    "met_late": "逾期完成",
    "unmet": "到期未完成",
    "pending": "按时报了、还没有核验",
    "milestones_missed": "误了的节点",
    "extensions": "准了的延期",
    "returned": "退回",
}


def _trace_groups(name: str, done: Performance, titles: Mapping[str, str]) -> Iterator[Group]:
    for key, word in _TRACES.items():
        traces: list[Trace] = getattr(done, key)
        if traces:
            yield Group(f"{name}·{word} {len(traces)} 项", tuple(_trace_row(each, titles) for each in traces))
    missing = [each for each in done.reports_owed if each not in done.reports_received]
    if missing:
        yield Group(f"{name}·缺报 {len(missing)} 期", tuple(_trace_row(each, titles) for each in missing))


def _trace_row(trace: Trace, titles: Mapping[str, str]) -> Row:
    return row(trace.task, titles.get(trace.task or "", ""), f"{trace.what} {trace.on}")
