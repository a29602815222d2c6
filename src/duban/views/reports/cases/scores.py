"""考核情况 and 考核排名: what was settled in a period, as it was frozen; appeals, uses; places within groups.

Pure; reckons nothing. An appraisal counts in the period in which it was settled. The public version has only what is
marked 公开 and was published, no name of a person, and no appeals.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from duban.core.model.appraisals.records import FrozenScore
from duban.core.model.appraisals.terms import ReviewResult
from duban.core.model.terms import YesNo
from duban.core.scoring.life import AppraisalState
from duban.core.scoring.reckon import bands_of
from duban.views.footnotes import closing_notes
from duban.views.model.sheet import Column, Kind, Row, Sheet, Table, row
from duban.views.queries.cases.appraisal_page import appraisals_of
from duban.views.redaction import no_veil, veil_of
from duban.views.reports.request import ReportRequest


def scores(asked: ReportRequest) -> tuple[Sheet, ...]:
    """The report of results."""
    found = settled(asked)
    going = (
        []
        if asked.public
        else [each for each in appraisals_of(asked.books) if each.open and not each.approved]
    )
    tables = [_appraisals(asked, [*found, *going]), _results(asked, found)]
    if not asked.public:
        tables += [_persons(asked, found), _appeals(asked, found), _uses(asked, found)]
    told = (asked.stamp, *_told(asked, found, going))
    return (Sheet(asked.title("考核情况"), told, tuple(tables), _notes(asked, found)),)


def ranking(asked: ReportRequest) -> tuple[Sheet, ...]:
    """The report of places: only of what may be ranked, group by group."""
    found = [each for each in settled(asked) if not each.internal]
    rows: list[Row] = []
    for state in found:
        rows += [
            row(state.head.id, _veiled(asked, state), each.group, each.rank, each.unit, each.marks, each.band)
            for each in _placed(asked, state)
        ]
    columns = (
        Column("编号", shrink=0, name="task"),
        Column("考核名称", shrink=2, name="title"),
        Column("组别", name="group"),
        Column("位次", Kind.INT, 0, name="rank"),
        Column("单位", shrink=2, name="unit"),
        Column("得分", shrink=0, name="marks"),
        Column("等次", shrink=0, name="band"),
    )
    internal = 0 if asked.public else len(settled(asked)) - len(found)
    told = [asked.stamp, f"期内审定、可以排名的考核 {len(found)} 次。"]
    if internal:
        told.append(f"另有内部测算 {internal} 次，不排名。")
    told += [f"{state.head.id}：{_bands(state)}。" for state in found]
    table = Table(columns, tuple(rows), "排名", name="ranking")
    return (Sheet(asked.title("考核排名"), tuple(told), (table,), _notes(asked, found)),)


def settled(asked: ReportRequest) -> list[AppraisalState]:
    """Those that were settled in the period; to the public those that were published and may be."""
    found = [
        each
        for each in appraisals_of(asked.books)
        if each.approved is not None and asked.span.start <= each.approved.on <= asked.found.until
    ]
    if asked.public:
        found = [each for each in found if each.head.public is YesNo.YES and each.published is not None]
    return sorted(found, key=lambda each: each.head.id)


def _veiled(asked: ReportRequest, state: AppraisalState) -> str:
    veil = veil_of(asked.books) if asked.public else no_veil
    return veil(state.head.title)


def _scores(asked: ReportRequest, state: AppraisalState) -> list[FrozenScore]:
    """The results of units that are asked for, as they were settled."""
    held = state.approved.scores if state.approved else ()
    return [each for each in held if each.person is None and _is_asked(asked, each.unit)]


def _is_asked(asked: ReportRequest, unit: str | None) -> bool:
    return not asked.units or any(asked.books.register.same(unit or "", name) for name in asked.unit_names)


def _placed(asked: ReportRequest, state: AppraisalState) -> list[FrozenScore]:
    order = [group.name for group in state.head.groups]
    found = [each for each in _scores(asked, state) if each.rank is not None]
    return sorted(found, key=lambda each: (order.index(each.group), each.rank or 0))


def _bands(state: AppraisalState) -> str:
    held = state.approved.scores if state.approved else ()
    counts = Counter(each.band for each in held if each.person is None)
    told = [f"{band.name} {counts[band.name]} 个" for band in bands_of(state.scheme)]
    return "，".join(told)


def _told(
    asked: ReportRequest, found: Sequence[AppraisalState], going: Sequence[AppraisalState]
) -> Iterator[str]:
    yield f"期内审定考核 {len(found)} 次，其中内部测算、不排名的 {sum(bool(each.internal) for each in found)} 次。"
    for state in found:
        yield f"{state.head.id}：{_bands(state)}。"
    if asked.public:
        return
    appeals = [each for state in found for each in state.appeals]
    changed = sum(each.review is not None and each.review.result is ReviewResult.CHANGED for each in appeals)
    yield f"申诉 {len(appeals)} 件，改变结果 {changed} 件；结果运用 {sum(len(state.uses) for state in found)} 笔。"
    if going:
        yield f"到 {asked.found.until}，还没有审定的 {len(going)} 次。"


def _notes(asked: ReportRequest, found: Sequence[AppraisalState]) -> tuple[str, ...]:
    schemes = dict.fromkeys(
        f"{each.scheme.title}{f'（{each.scheme.document.number}）' if each.scheme.document else '（没有文号）'}"
        for each in found
    )
    told = (f"方案：{'；'.join(schemes)}。",) if schemes else ()
    return (
        *told,
        "成绩是审定时定住的；等次以上含本数；位次在组别里排，同分同位。",
        *closing_notes(asked.books),
    )


def _appraisals(asked: ReportRequest, states: Sequence[AppraisalState]) -> Table:
    columns = (
        Column("编号", shrink=0, name="task"),
        Column("考核名称", shrink=2, name="title"),
        Column("考核期", shrink=0, name="period"),
        Column("方案", name="scheme"),
        Column("对象数", Kind.INT, 0, name="units"),
        Column("审定", Kind.DATE, 0, name="approved_on"),
        Column("通报", Kind.DATE, 0, name="published_on"),
        Column("状态", shrink=0, name="status"),
    )
    rows = tuple(
        row(
            state.head.id,
            _veiled(asked, state),
            state.head.period,
            state.scheme.name,
            len(state.head.units),
            state.approved.on if state.approved else None,
            state.published.on if state.published else None,
            str(state.status),
        )
        for state in states
    )
    return Table(columns, rows, "各次考核", name="appraisals")


def _results(asked: ReportRequest, states: Sequence[AppraisalState]) -> Table:
    columns = (
        Column("编号", shrink=0, name="task"),
        Column("单位", shrink=2, name="unit"),
        Column("组别", name="group"),
        Column("得分", shrink=0, name="marks"),
        Column("未取整", shrink=0, name="exact"),
        Column("等次", shrink=0, name="band"),
        Column("位次", Kind.INT, 0, name="rank"),
        Column("各项", shrink=1, name="items"),
    )
    rows = [
        row(
            state.head.id,
            each.unit,
            each.group,
            each.marks,
            each.exact,
            each.band,
            each.rank,
            "，".join(f"{item.name} {item.marks or '不计'}" for item in each.items),
        )
        for state in states
        for each in _scores(asked, state)
    ]
    return Table(columns, tuple(rows), "各单位", name="results")


def _persons(asked: ReportRequest, states: Sequence[AppraisalState]) -> Table:
    columns = (
        Column("编号", shrink=0, name="task"),
        Column("姓名", shrink=0, name="person"),
        Column("单位", shrink=2, name="unit"),
        Column("自", Kind.DATE, 0, name="since"),
        Column("至", Kind.DATE, 0, name="until"),
        Column("得分", shrink=0, name="marks"),
        Column("等次", shrink=0, name="band"),
        Column("位次", Kind.INT, 0, name="rank"),
    )
    rows = [
        row(state.head.id, each.person, each.unit, each.since, each.until, each.marks, each.band, each.rank)
        for state in states
        for each in (state.approved.scores if state.approved else ())
        if each.person is not None and _is_asked(asked, each.unit)
    ]
    return Table(columns, tuple(rows), "主要负责人", name="persons")


def _appeals(asked: ReportRequest, states: Sequence[AppraisalState]) -> Table:
    columns = (
        Column("编号", shrink=0, name="task"),
        Column("单位", shrink=2, name="unit"),
        Column("申诉", Kind.DATE, 0, name="appealed_on"),
        Column("理由", shrink=2, name="reason"),
        Column("复核", Kind.DATE, 0, name="reviewed_on"),
        Column("结论", shrink=0, name="result"),
    )
    rows = [
        row(
            state.head.id,
            each.entry.unit,
            each.entry.on,
            each.entry.reason,
            each.review.on if each.review else None,
            str(each.review.result) if each.review else "待复核",
        )
        for state in states
        for each in state.appeals
        if _is_asked(asked, each.entry.unit)
    ]
    return Table(columns, tuple(rows), "申诉", name="appeals")


def _uses(asked: ReportRequest, states: Sequence[AppraisalState]) -> Table:
    columns = (
        Column("编号", shrink=0, name="task"),
        Column("单位", shrink=2, name="unit"),
        Column("姓名", shrink=0, name="person"),
        Column("用途", shrink=0, name="use"),
        Column("机关", name="organ"),
        Column("内容", shrink=2, name="measure"),
        Column("整改", shrink=0, name="rectification"),
    )
    rows = [
        row(
            state.head.id, each.unit, each.person, str(each.use), each.organ, each.measure, each.rectification
        )
        for state in states
        for each in state.uses
        if _is_asked(asked, each.unit)
    ]
    return Table(columns, tuple(rows), "结果运用", name="uses")
