"""今天: what waits for the office on one screen, each with the command that does it; what does not fit is counted.

Pure: Books → what waits, in the order in which a clerk goes through it.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import msgspec

from duban.core.actions.decide import advice_for
from duban.core.actions.steps import bars_closing
from duban.core.books.approvals import owed_papers_of
from duban.core.books.books import Books, CaseItem, Item
from duban.core.books.selection import known_units
from duban.core.calendar.counting import workdays_between
from duban.core.cases.appraisal import APPRAISAL
from duban.core.cases.clue import CLUE
from duban.core.cases.inspection import INSPECTION
from duban.core.cases.interview import INTERVIEW
from duban.core.duties.duty import OFFICE, Duty, lateness
from duban.core.duties.intake import is_paper
from duban.core.duties.task_duties import VERIFY
from duban.core.engine.kind import Kind
from duban.core.model.terms import Action, Role, Status
from duban.core.policy.rules import AnyRule, CadenceRule, Cycle, DeadlineRule
from duban.core.scoring.steps import papers_owed
from duban.views.footnotes import as_of, closing_notes
from duban.views.model.sheet import Cell, Column, Mark, Sheet, Table, row
from duban.views.queries.cases.appraisal_page import appraisal_waits
from duban.views.queries.cases.interview_page import candidates_of, interview_waits
from duban.views.queries.cases.result_page import next_steps
from duban.views.queries.cases.results import results_in
from duban.views.queries.cases.site_days import days_short
from duban.views.queries.overdue import DutyFilter, Owed, due, overdue
from duban.views.queries.task_list import heard_on
from duban.views.reports.cases.clues_waiting import clue_waits, is_sent_to
from duban.views.reports.cases.inspections_waiting import inspection_waits
from duban.views.reports.overview import contested, stuck

MOST_ROWS = 12
"""With heading, figures and what is counted only, 24 lines of 80 columns."""
_TITLE, _WHAT, _COMMAND = 8, 10, 32
"""The longest title and words, in characters of two columns, and the longest command, in columns."""
_SOON = 1
_BUSY = {Status.ASSIGNED, Status.IN_PROGRESS}
_HABITS_NAMED = 2


class Waiting(msgspec.Struct, frozen=True):
    """One thing that waits: of which kind, the task (None: of no task), since or by when, in words, the command."""

    kind: str
    task: str | None
    title: str
    on: date | None
    what: str
    command: str


KINDS: dict[str, str] = {
    "late": "逾期",
    "due": "到期",
    "intake": "来文",
    "assign": "待交办",
    "contested": "退件",
    "coordinate": "要协调",
    "apply": "待批延期",
    "unsigned": "待签收",
    "verify": "待核验",
    "close": "待销号",
    "inspect": "督查",
    "interview": "约谈",
    "clue": "线索",
    "score": "考核",
    "paper": "待批件",
    "office": "本室",
    "silent": "无音讯",
    "habit": "报告",
}
"""Each kind by its English name, in the order of the screen."""
_ELSEWHERE = {
    "late": "duban overdue",
    "due": "duban due --within 1",
    "intake": "duban list --status 待交办",
    "assign": "duban list --status 待交办",
    "contested": "duban list --status 待签收",
    "coordinate": "duban report overview",
    "apply": "duban list --status 办理中",
    "unsigned": "duban list --status 待签收",
    "verify": "duban list --status 待核验",
    "close": "duban list --status 待销号",
    "inspect": "duban inspect plan",
    "interview": "duban report interviews",
    "clue": "duban report clue",
    "score": "duban report scores",
    "paper": "duban check",
    "office": "duban overdue --unit 督查室",
    "silent": "duban check",
    "habit": "duban overdue --rule 周期",
}
"""The command that lists all of a kind."""


def waiting(books: Books, items: Sequence[Item], wanted: DutyFilter) -> tuple[Waiting, ...]:
    """All that waits among these tasks, and of the office's own duties, by kind and the longest first."""
    ids = {item.task.id for item in items}
    late = [each for each in overdue(books, wanted) if each.item is None or each.item.task.id in ids]
    soon = [each for each in due(books, _SOON, wanted) if each.item is None or each.item.task.id in ids]
    found = [
        *_of_tasks(books, items),
        *_of_cases(books, wanted),
        *_of_results(books, wanted),
        *_of_appraisals(books, wanted),
        *_of_duties(books, late, soon),
    ]
    order = list(KINDS)
    found.sort(key=lambda each: (order.index(each.kind), each.on or date.max, each.task or "~"))
    return tuple(found)


def _of_tasks(books: Books, items: Iterable[Item]) -> Iterator[Waiting]:
    for item in items:
        if isinstance(item, CaseItem) or not item.state.open:
            continue
        yield from _paper(books, item)
        yield from _applied(item)
        for kind, find in _FINDERS:
            on, what, command = find(books, item)
            if what:
                yield Waiting(kind, item.task.id, item.task.title, on, what, command)
                break


Found = tuple[date | None, str, str]
_NOTHING: Found = (None, "", "")


def _late(books: Books, item: Item) -> Found:
    limits = books.overdue_limits(item)
    if not limits:
        return _NOTHING
    command = "resume" if item.state.status is Status.SUSPENDED else "urge"
    on = min(duty.due_on for duty in limits if duty.due_on)
    return on, f"逾期{books.late_workdays(item)}个工作日", f"duban {command} {item.task.id}"


def _intake(books: Books, item: Item) -> Found:
    """The next step of a paper, and how late it is."""
    pending = books.pending_step(item)
    if pending is None:
        return _NOTHING
    on = pending.duty.due_on if pending.duty else item.state.registered_on
    late = lateness(pending.duty, books.today, books.calendar) if pending.duty else None
    when = f"逾期{late.workdays}个工作日" if late and late.days else f"{_day(on)}到期" if pending.duty else ""
    return on, f"{pending.step}{when}" if when else f"待{pending.step}", pending.command


def _to_assign(_books: Books, item: Item) -> Found:
    if item.state.status is not Status.REGISTERED:
        return _NOTHING
    on = item.state.registered_on
    return on, f"{_day(on)}立项", f"duban assign {item.task.id}"


def _day(on: date | None) -> str:
    return f"{on.month}月{on.day}日" if on else ""


def _contested(books: Books, item: Item) -> Found:
    on, what = contested(books, item)
    old = item.leads[0] if item.leads else "…"
    return (on, what, f"duban transfer {item.task.id} --old-lead {old} --new-lead …") if what else _NOTHING


def _stuck(books: Books, item: Item) -> Found:
    on, what = stuck(books, item)
    reached = max((getattr(each, "rung", 0) for each in item.state.journal), default=0)
    return (on, what, f"duban coordinate {item.task.id} --rung {min(reached + 1, 4)}") if what else _NOTHING


def _unsigned(books: Books, item: Item) -> Found:
    if item.state.status is not Status.ASSIGNED:
        return _NOTHING
    on = min(standing.assigned.on for standing in item.state.lead_standings())
    days = workdays_between(on, books.today, books.calendar)
    return on, f"交办{days}个工作日" if days else "今天交办", f"duban urge {item.task.id}"


def _next(status: Status, what: str) -> Callable[[Books, Item], Found]:
    def find(books: Books, item: Item) -> Found:
        state = item.state
        if state.status is not status:
            return _NOTHING
        on = state.history[-1][0]
        days = workdays_between(on, books.today, books.calendar)
        return on, f"{what}{days}个工作日", advice_for(item.task, status, books.ground(item))

    return find


def _to_close(books: Books, item: Item) -> Found:
    """A verified task; what bars its 销号 comes before it. What only time can bring is not for today."""
    on, what, command = _next(Status.VERIFIED, "核验通过")(books, item)
    if not what:
        return _NOTHING
    bar = bars_closing(item.state, books.today, books.ground(item))
    if bar is None:
        return on, what, command
    return (on, bar.what, bar.command) if bar.since is None or bar.since <= books.today else _NOTHING


def _silent(books: Books, item: Item) -> Found:
    limit = books.policies.at(books.today).settings.silent_after
    if limit is None or item.state.status not in _BUSY:
        return _NOTHING
    heard = heard_on(item.state) or min((s.assigned.on for s in item.state.lead_standings()), default=None)
    days = (books.today - heard).days if heard else 0
    return (heard, f"{days}天没有音讯", f"duban urge {item.task.id}") if days > limit else _NOTHING


_FINDERS: tuple[tuple[str, Callable[[Books, Item], Found]], ...] = (
    ("late", _late),
    ("intake", _intake),
    ("assign", _to_assign),
    ("contested", _contested),
    ("coordinate", _stuck),
    ("unsigned", _unsigned),
    ("verify", _next(Status.REPORTED, "报结")),
    ("close", _to_close),
    ("silent", _silent),
)
"""What a task waits for; the first that it does counts."""


def _paper(books: Books, item: Item) -> Iterator[Waiting]:
    for owed in list(owed_papers_of(item, books))[:1]:
        told = f"{owed.event.action}电话批准{owed.by_when}"
        yield Waiting("paper", item.task.id, item.task.title, owed.event.on, told, owed.came)


def _applied(item: Item) -> Iterator[Waiting]:
    for each in item.state.applications:
        if each.answer is None:
            told = f"{_day(each.event.on)}申请延到{_day(each.event.due_on)}"
            command = f"duban extend {item.task.id} --due-on {each.event.due_on} --approved-by … --reason …"
            yield Waiting("apply", item.task.id, item.task.title, each.event.on, told, command)


def _of_cases(books: Books, wanted: DutyFilter) -> Iterator[Waiting]:
    """What cases wait for, days on site that the month lacks; none of it is a leader's or a clerk's."""
    if wanted.leader is not None or wanted.clerk is not None:
        return
    units, going = known_units(wanted.units, books, OFFICE), set[str]()
    for case in books.cases:
        if case.kind not in _WAITS or not (
            case.state.open or case.kind is CLUE
        ):  # a joined one owes an answer
            continue
        name, concerns, waits = _WAITS[case.kind]
        state: Any = case.state
        if units and not any(concerns(state, unit) for unit in units):
            continue
        going.add(case.task.id)
        yield from _paper(books, case)
        on, what, command = waits(books, case, state)
        if what:
            yield Waiting(name, case.task.id, case.task.title, on, what, command)
    yield from _candidates(books, going)
    short = None if units else days_short(books)
    if short is not None:
        yield Waiting(
            "inspect", None, "现场天数", short.span.end, f"还差{short.lacking}天", "duban inspect days"
        )


_WAITS: dict[Kind, tuple[str, Callable[[Any, str], bool], Callable[[Books, CaseItem, Any], Found]]] = {
    INSPECTION: ("inspect", lambda state, unit: bool(state.is_object(unit)), inspection_waits),
    INTERVIEW: (
        "interview",
        lambda state, unit: bool(state.register.same(state.person.unit, unit)),
        lambda books, case, _: interview_waits(books, case),
    ),
    CLUE: ("clue", is_sent_to, clue_waits),
}
"""By kind: what its line is called, whether a unit has to do with it, what it waits for."""


def _candidates(books: Books, going: Collection[str]) -> Iterator[Waiting]:
    """Who is a candidate for another post, as long as the last of his interviews is among those that go on."""
    for found in candidates_of(books) if going else ():
        last = found.held[-1].head.id
        if last in going:
            told, who = f"{len(found.held)}次：调整岗位候选", f"{found.name}（{found.unit}）"
            yield Waiting("interview", last, who, found.last_on, told, "duban report interviews")


def _of_results(books: Books, wanted: DutyFilter) -> Iterator[Waiting]:
    """Results that wait for a step, and those of which somebody has not been told; on the screen they are 督查."""
    if wanted.leader is not None or wanted.clerk is not None:
        return
    found = results_in(books)
    units = known_units(wanted.units, books, OFFICE)
    for each in found.matters.values():
        whose = each.opened.unit or "、".join(each.persons)
        if units and not any(books.register.same(whose, unit) for unit in units):
            continue
        for step in next_steps(books, each):
            yield Waiting("inspect", each.number, whose, each.changed.on, step.said, step.way)


def _of_appraisals(books: Books, wanted: DutyFilter) -> Iterator[Waiting]:
    """What appraisals wait for; they are the office's own, and of no unit, leader or clerk."""
    if wanted.leader is not None or wanted.clerk is not None or wanted.units:
        return
    for case in books.cases:
        if case.kind is APPRAISAL and case.state.open:
            yield from _paper(books, case)
            on, what, command = appraisal_waits(books, case)
            if what:
                yield Waiting("score", case.task.id, case.task.title, on, what, command)
        if case.kind is APPRAISAL:
            state: Any = case.state
            for asked, step in papers_owed(state):
                yield Waiting("score", case.task.id, case.task.title, asked.due_on, step.said, step.way)


def _of_duties(books: Books, late: Sequence[Owed], soon: Sequence[Owed]) -> Iterator[Waiting]:
    """Limits and nodes that come due, the office's own duties, and missed reports as one line a kind."""
    yield from (_coming(owed) for owed in soon if owed.duty.finishes or owed.duty.node)
    for owed in (*late, *soon):
        if _speaks_for_itself(books, owed):
            continue
        if owed.duty.role is Role.OFFICE or owed.duty.unit == OFFICE:
            yield _own(books, owed)
    missed = [owed.duty for owed in late if owed.duty.role is not Role.OFFICE and _reported(books, owed.duty)]
    missed += [owed.duty for owed in (*late, *soon) if owed.duty.kind == "定额"]
    kinds: dict[str, list[Duty]] = {}
    for duty in missed:
        rule = _rule(books, duty)
        kinds.setdefault(rule.name if rule else duty.name.partition("（")[0], []).append(duty)
    for name, duties in kinds.items():
        units = list(dict.fromkeys(duty.unit for duty in duties))
        shown = "、".join(units[:_HABITS_NAMED]) + (" 等" if len(units) > _HABITS_NAMED else "")
        on = min(duty.due_on for duty in duties if duty.due_on)
        if duties[0].kind == "定额":
            told = f"{len(units)}个未完成：{shown}"
            yield Waiting("habit", None, name, on, told, "duban quota --behind")
            continue
        command = f"duban overdue --rule {duties[0].rule or '周期'}"
        yield Waiting("habit", None, name, on, f"{len(units)}家未报：{shown}", command)


def _speaks_for_itself(books: Books, owed: Owed) -> bool:
    """Whether a duty is what its own task or case waits for."""
    own = owed.duty.name == VERIFY and owed.item is not None
    told = isinstance(owed.item, CaseItem) and owed.item.kind in _WAITS
    return own or told or _is_next_step(books, owed)


def _is_next_step(books: Books, owed: Owed) -> bool:
    if owed.item is None or isinstance(owed.item, CaseItem) or not is_paper(owed.item.state):
        return False
    pending = books.pending_step(owed.item)
    return pending is not None and pending.duty == owed.duty


def _reported(books: Books, duty: Duty) -> bool:
    """Whether a duty is to report: periodically, or the 推进计划."""
    rule = _rule(books, duty)
    return duty.kind == "周期" or (isinstance(rule, DeadlineRule) and rule.is_plan)


def _coming(owed: Owed) -> Waiting:
    what = "今天到期" if not owed.left_workdays else "明天到期" if owed.left_workdays == 1 else "就要到期"
    title = owed.item.task.title if owed.item else owed.duty.name
    node = f"{owed.duty.node}：" if owed.duty.node else ""
    return Waiting("due", owed.duty.task, title, owed.due_on, node + what, f"duban urge {owed.duty.task}")


def _own(books: Books, owed: Owed) -> Waiting:
    duty = owed.duty
    late = f"逾期{owed.late.workdays}个工作日" if owed.late.days else f"{_day(owed.due_on)}到期"
    title = owed.item.task.title if owed.item else duty.name.partition("（")[0]
    what = f"{duty.name}：{late}" if owed.item else late
    return Waiting("office", duty.task, title, owed.due_on, what, _own_command(books, duty))


def _rule(books: Books, duty: Duty) -> AnyRule | None:
    policy = books.policies.find(duty.policy, duty.triggered_on)
    return policy.rule(duty.rule) if policy and duty.rule else None


_BY_RESULTS = {
    Cycle.CIRCULATED: "duban circulate add",
    Cycle.SUPPLIED: "duban negative supply",
    Cycle.SERVED: "duban circulate serve 编号 --to 组织人事",
    Cycle.HIGHLIGHT: "duban award add --highlight 半年",
}
"""Who has none enters that: duban progress --standing."""


def _own_command(books: Books, duty: Duty) -> str:
    """What meets a duty of the office."""
    rule = _rule(books, duty)
    if isinstance(rule, CadenceRule) and duty.task is None:
        label = duty.name.partition("（")[2].partition("）")[0]
        if rule.cycle is Cycle.INSPECTION:
            return f"duban inspect add --rule {rule.id} --period {label}"
        if rule.cycle is Cycle.INVITED:
            return "duban inspect add --team 姓名:特邀:单位:人大代表"
        if rule.cycle is Cycle.PLANNED:
            return f"duban inspect plan {label} --approve 编号"
        shown = _BY_RESULTS.get(rule.cycle) if rule.cycle else None
        return shown or f"duban progress --standing {rule.id} --period {label}"
    if isinstance(rule, DeadlineRule):
        step = {Action.STUDY, Action.SUBMIT, Action.INTERPRET, Action.INTERPRET_REPORT} & {*rule.met_by}
        if step:
            return f"duban progress {duty.task} --step {next(iter(step))}"
        return f"duban {rule.met_by[0].english.replace('_', '-')} {duty.task}"
    return f"duban show {duty.task}"


def today_records(books: Books, found: Sequence[Waiting]) -> dict[str, Any]:
    """What `today --json` prints: everything, nothing left out."""
    counts = Counter(each.kind for each in found)
    return {
        "today": books.today,
        "counts": {kind: counts[kind] for kind in KINDS},
        "waiting": [
            {name: getattr(each, name) for name in ("kind", "task", "title", "on", "what", "command")}
            for each in found
        ],
    }


def today_sheet(books: Books, found: Sequence[Waiting]) -> Sheet:
    """One screen: at least one line of each kind, then those that stand higher; the rest is counted."""
    title = f"今天 {as_of(books)}"
    if not found:
        return Sheet(title, ("没有要办的事。",), notes=closing_notes(books))
    counts = Counter(each.kind for each in found)
    figures = "，".join(f"{word} {counts[kind]}" for kind, word in KINDS.items() if counts[kind])
    shown = _chosen(found)
    columns = (
        Column("事", shrink=0),
        Column("事项", shrink=0),
        Column("情况", shrink=0),
        Column("命令", shrink=0),
    )
    rows = tuple(
        row(
            Cell(KINDS[each.kind], Mark.LATE if each.kind == "late" else None),
            _cut(each.title, _TITLE),
            _cut(each.what, _WHAT),
            _short(books, each),
        )
        for each in shown
    )
    left = counts - Counter(each.kind for each in shown)
    rest = "、".join(f"{KINDS[kind]} {left[kind]}（{_ELSEWHERE[kind]}）" for kind in KINDS if left[kind])
    notes = (f"没有列出的：{rest}。",) if rest else ()
    return Sheet(title, (f"{figures}。",), (Table(columns, rows),), notes)


def _chosen(found: Sequence[Waiting]) -> list[Waiting]:
    first = list({each.kind: each for each in reversed(found)}.values())
    others = [each for each in found if each not in first]
    kept = {*first, *others[: max(0, MOST_ROWS - len(first))]}
    return [each for each in found if each in kept][:MOST_ROWS]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _short(books: Books, each: Waiting) -> str:
    """A command with this year's ids short; its options are asked for on a terminal. One too long: where it stands."""
    command = each.command.partition(" --opinion")[0]
    kept = next((option for option in (" --period", " --set") if option in command), None)
    words = command if " --rule " in command or " --step " in command else command.partition(kept or " --")[0]
    told = re.sub(rf"\b([A-Z]{{1,6}})-{books.today.year}-0*(\d+)", r"\1-\2", words)
    width = sum(1 if sign.isascii() else 2 for sign in told)
    if width > _COMMAND and each.kind == "intake":
        return f"duban show {each.task}"
    return told if width <= _COMMAND else _ELSEWHERE[each.kind]
