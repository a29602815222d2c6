"""督查通报, 督查工作简报 and 督查专报: figures, what goes well, what does not, what is asked; the tasks in an annex.

Pure. Every figure of the text is counted from the same tasks as the tables and the annex (E-11, A-41).
"""

from collections.abc import Iterator, Sequence

from duban.core.balance.standing import Grade
from duban.core.books.facets import standing_problems
from duban.core.books.tied_leaders import ordered_by
from duban.core.model.terms import Status
from duban.errors import misuse
from duban.views.footnotes import closing_notes
from duban.views.model.official_document import day_text
from duban.views.model.sheet import Cell, Column, Kind, Sheet, Table, row
from duban.views.reports.quality import quality_lines
from duban.views.reports.request import (
    Course,
    Matter,
    ReportRequest,
    by_unit,
    counts,
    last_problem,
    lateness_text,
    percent_text,
)
from duban.views.reports.tallies import (
    ADDS_UP,
    COURSES,
    GRADES,
    annex_table,
    ledger_table,
    meeting_table,
    standing_table,
    tally_table,
    unit_table,
)

MOST_PRAISED = 10
_LEAST_NUMBERED = 2
_ANNEX = ("序号", "编号", "任务来源", "任务内容", "牵头单位", "完成时间", "具体进展", "任务状态")
_SPECIAL = (
    *("序号", "编号", "任务内容", "牵头单位", "交办日期"),
    *("完成时间", "具体进展", "存在的困难或问题", "任务状态"),
)
_NOT_STARTED = (Status.REGISTERED, Status.ASSIGNED)


def bulletin(asked: ReportRequest) -> tuple[Sheet, ...]:
    """督查通报. Raises UsageError without an issue number."""
    office, day = asked.books.config.name, day_text(asked.books.today)
    heading = (
        f"第{_number(asked, 'bulletin')}期",
        f"{office}　{day}",
        f"现将{scope_of(asked)}督查事项的办理情况通报如下。",
    )
    return (Sheet("督查通报", heading, tab="通报"), *_body(asked, "四、工作要求"))


def brief(asked: ReportRequest) -> tuple[Sheet, ...]:
    """督查工作简报: 报头, 报身, 报尾. Raises UsageError without an issue number."""
    office, day = asked.books.config.name, day_text(asked.books.today)
    heading = (f"第{_number(asked, 'brief')}期", f"编印：{office}　　{day}")
    units = "、".join(by_unit(asked, asked.matters))
    leaders = "、".join(leader.name for leader in asked.books.roll.in_office(asked.books.today))
    sent = tuple(f"{what}：{who}。" for what, who in (("报", leaders), ("送", units)) if who)
    foot = (Sheet("", sent, tab="报尾"),) if sent else ()
    return (Sheet("督查工作简报", heading, tab="简报"), *_body(asked, "四、工作要求"), *foot)


def _number(asked: ReportRequest, name: str) -> int:
    if asked.number is None:
        raise misuse(
            "usage-number", "通报、简报要有期号，还没有写。", f"duban report {name} --number 1，写上第几期"
        )
    return asked.number


def scope_of(asked: ReportRequest) -> str:
    """Of which days, and whose, in the words of a sentence."""
    only = asked.only
    period = "全部" if asked.whole else f"{day_text(asked.span.start)}至{day_text(asked.found.until)}"
    return f"{period}{f'（{only}）' if only else ''}"


def _body(asked: ReportRequest, demands: str) -> Iterator[Sheet]:
    matters = asked.matters
    numbers = {matter.id: place for place, matter in enumerate(matters, 1)}
    meeting = meeting_table(asked, matters)
    tables = [ledger_table(asked, matters), *([meeting] if meeting else []), unit_table(asked, matters)]
    yield Sheet("一、总体情况", (situation(asked, matters),), tuple(tables), tab="总体情况")
    yield _good(asked, matters, numbers)
    yield _wanting(asked, matters, numbers)
    yield Sheet(demands, tuple(_demands(asked, matters)), tab="工作要求")
    notes = (asked.stamp, ADDS_UP, COURSES, asked.rounding)
    closing = closing_notes(asked.books, [matter.item for matter in matters])
    table = annex_table(asked, matters, _ANNEX, "")
    empty = () if matters else ("没有督查事项。",)
    yield Sheet("附件：办理情况一览表", empty, (table,), (*notes, *closing), "附件")


def situation(asked: ReportRequest, matters: Sequence[Matter]) -> str:
    """The figures in one paragraph, each with its share of all."""
    found = counts(matters)
    total, done = len(matters), found[Course.DONE]
    if not total:
        return f"截至{day_text(asked.books.today)}，没有督查事项。"

    def told(part: int, of: str = "") -> str:
        return f"{part} 项，占{of} {percent_text(asked.percent(part, total))}"

    started = sum(_started(matter) for matter in matters)
    parts = "；".join(
        f"{course} {told(found[course], '总数的')}" for course in Course if course is not Course.DONE
    )
    return (
        f"截至{day_text(asked.books.today)}，共 {total} 项，已办结 {told(done)}；正在办理 {told(total - done)}；"
        f"已启动 {told(started)}。正在办理的当中，{parts}。"
    )


def _started(matter: Matter) -> bool:
    """Whether a unit took it up: signed, fed back or further."""
    state = matter.item.state
    return state.status not in _NOT_STARTED and any(s.signed_on for s in state.units.values())


def _good(asked: ReportRequest, matters: Sequence[Matter], numbers: dict[str, int]) -> Sheet:
    """Units that stand well (评价 较好), the best share first."""
    rows = {}
    for name, held in by_unit(asked, matters).items():
        found, standing = counts(held), asked.standings.get(name)
        good = standing is not None and standing.grade is Grade.GOOD
        if good and not found[Course.BEHIND]:
            rows[name] = held
    order = sorted(rows, key=lambda name: _merit(rows[name]))
    best = {name: rows[name] for name in order[:MOST_PRAISED]}
    if not best:
        return Sheet("二、进展较好", ("没有评为较好的单位。",), tab="进展较好")
    more = f"，下面列前 {MOST_PRAISED} 个" if len(rows) > MOST_PRAISED else ""
    text = f"评为较好的单位 {len(rows)} 个{more}：{'、'.join(best)}。"
    ahead = [numbers[each.id] for each in matters if each.course is Course.AHEAD]
    overtaken = (f"超进度的事项：{_ordinals(ahead)}。",) if ahead else ()
    first = Column("牵头单位", shrink=2, name="unit")
    table = tally_table(asked, "", first, best, total=False)
    return Sheet("二、进展较好", (text, *overtaken), (_named(table, "good"),), (GRADES,), tab="进展较好")


def _named(table: Table, name: str) -> Table:
    return Table(table.columns, table.rows, table.title, table.groups, name)


def _merit(held: Sequence[Matter]) -> tuple[float, int]:
    done = counts(held)[Course.DONE]
    return -done / len(held), -done


def _wanting(asked: ReportRequest, matters: Sequence[Matter], numbers: dict[str, int]) -> Sheet:
    behind = [matter for matter in matters if matter.course is Course.BEHIND]
    graded = standing_table(asked, [Grade.BEHIND, Grade.FAIR])
    poor = [name for name, each in asked.standings.items() if each.grade is Grade.BEHIND]
    slow = [f"评为滞后的单位 {len(poor)} 个：{'、'.join(poor)}。"] if poor else []
    slow += quality_lines(asked)
    if not behind:
        tables = (graded,) if graded.rows else ()
        return Sheet(
            "三、存在问题", ("没有欠进度的事项。", *slow), tables, (GRADES,) if tables else (), "存在问题"
        )
    rows = by_unit(asked, behind)
    overdue = [matter for matter in behind if matter.overdue]
    text = (
        f"欠进度 {len(behind)} 项，涉及单位 {len(rows)} 个：过了时限 {len(overdue)} 项，"
        f"时限未到、误了节点 {len(behind) - len(overdue)} 项。"
    )
    lines = []
    for name, held in rows.items():
        late = [numbers[each.id] for each in held if each.overdue]
        lagging = [numbers[each.id] for each in held if not each.overdue]
        lines.append(
            row(
                name,
                len(held),
                Cell(_ordinals(late) or None, data=late),
                Cell(_ordinals(lagging) or None, data=lagging),
            )
        )
    units = Table(
        (
            Column("牵头单位", shrink=2, name="unit"),
            Column("项数", Kind.INT, 0, name="behind"),
            Column("过了时限的", name="late"),
            Column("误了节点的", name="lagging"),
        ),
        tuple(lines),
        "按牵头单位（第几项见附件）",
        name="behind_by_unit",
    )
    details = Table(
        (
            Column("序号", Kind.INT, 0, name="number"),
            Column("编号", shrink=0, name="task"),
            Column("事项", shrink=2, name="title"),
            Column("情况", shrink=2, name="lateness"),
            Column("单位反映的问题", shrink=2, name="issues"),
        ),
        tuple(
            row(
                numbers[m.id],
                m.id,
                m.item.task.title,
                lateness_text(asked, m),
                last_problem(asked.books, m.item) or None,
            )
            for m in behind
        ),
        "逐项情况",
        name="behind",
    )
    return Sheet("三、存在问题", (text, *slow), (units, details, graded), (GRADES,), tab="存在问题")


def _ordinals(numbers: Sequence[int]) -> str:
    return f"第{'、'.join(map(str, numbers))}项" if numbers else ""


def _demands(asked: ReportRequest, matters: Sequence[Matter]) -> Iterator[str]:
    """What the figures call for: reasons and remedies from those behind (E-11), verification before 销号."""
    behind = [matter for matter in matters if matter.course is Course.BEHIND]
    points = []
    if behind:
        units = "、".join(by_unit(asked, behind))
        points.append(f"{units}对欠进度的事项逐件查找原因，向督查室书面说明原因和整改措施，限期赶上进度。")
    waiting = sum(m.item.state.status in {Status.REPORTED, Status.VERIFIED} for m in matters)
    if waiting:
        points.append(f"已经报结、还没有销号的 {waiting} 项，逐项核验，核验通过后销号。")
    if len(behind) + waiting < sum(m.item.state.open for m in matters):
        rest = "其余" if points else ""
        points.append(f"{rest}在办事项按时限和时序进度推进；需要协调的，牵头单位及早提出。")
    if len(points) < _LEAST_NUMBERED:
        yield from points or ("没有在办事项。",)
        return
    for place, text in enumerate(points):
        yield f"（{'一二三'[place]}）{text}"


def special(asked: ReportRequest) -> tuple[Sheet, ...]:
    """督查专报 for one leader. Raises UsageError where no leader is named."""
    if asked.leader is None:
        raise misuse(
            "usage-leader", "督查专报是给一位领导的，没有写是哪一位。", "duban report special --leader 姓名"
        )
    named = asked.books.roll.named(asked.leader, asked.books.today)
    if len(named) > 1:
        text = f"督查专报是给一位领导的，写了 {len(named)} 位：{'、'.join(named)}。"
        raise misuse("usage-leader", text, f"一位一份：duban report special --leader {named[0]}")
    matters = asked.matters
    done = [m for m in matters if m.course is Course.DONE]
    late = [m for m in matters if m.overdue]
    still = [m for m in matters if m.course is not Course.DONE and not m.overdue]
    once = [m for m in still if not m.in_time]
    going = [m for m in still if m.in_time]
    hard = [m for m in going if standing_problems(m.item) or m.late]
    share = asked.percent(sum(m.in_time for m in done), len(done) + len(late) + len(once))
    ordered = sum(named[0] in ordered_by(m.item) for m in matters)
    overrun = sum(not m.in_time for m in done)
    after = f"（其中超期完成 {overrun} 项）" if overrun else ""
    text = (
        f"截至{day_text(asked.books.today)}，{asked.leader}批示交办 {ordered} 项，"
        f"另有分管、牵头 {len(matters) - ordered} 项，共 {len(matters)} 项。已完成 {len(done)} 项{after}，"
        f"按期推进 {len(going)} 项（其中存在困难 {len(hard)} 项），曾超期 {len(once)} 项，超期 {len(late)} 项，"
        f"按期完成率 {percent_text(share)}。"
    )
    figures = Table(
        (
            Column("共计", Kind.INT, 0, name="total"),
            Column("批示交办", Kind.INT, 0, name="ordered"),
            Column("分管牵头", Kind.INT, 0, name="in_charge"),
            Column("已完成", Kind.INT, 0, name="done"),
            Column("按期推进", Kind.INT, 0, name="going"),
            Column("其中存在困难", Kind.INT, 0, name="difficult"),
            Column("曾超期", Kind.INT, 0, name="once_late"),
            Column("超期", Kind.INT, 0, name="overdue"),
            Column("按期完成率", Kind.PERCENT, 0, name="in_time_percent"),
        ),
        (
            row(
                len(matters),
                ordered,
                len(matters) - ordered,
                len(done),
                len(going),
                len(hard),
                len(once),
                len(late),
                share,
            ),
        ),
        name="figures",
    )
    issue = (f"第{asked.number}期",) if asked.number is not None else ()
    heading = (
        *issue,
        f"{asked.books.config.name}　{day_text(asked.books.today)}",
        text,
        *quality_lines(asked),
    )
    notes = (
        asked.stamp,
        "共计 = 批示交办 + 分管牵头 = 已完成 + 按期推进 + 曾超期 + 超期；已撤销的不计。",
        "批示交办：有这位领导的批示。曾超期：过了时限才报结、等核验的，或者过了时限才延期的。",
        "存在困难：上次反馈写了问题，或者误了节点。",
        "按期完成率 = 按期完成的 ÷（已完成的 + 曾超期的 + 超期的）。" + asked.rounding,
        *closing_notes(asked.books, [m.item for m in matters]),
    )
    table = annex_table(asked, matters, _SPECIAL, "事项")
    return (Sheet(f"关于{asked.leader}批示和分管事项的督查专报", heading, (figures, table), notes, "专报"),)
