"""Everything that can be wrong in readable books: one function a check, one line in CHECKS.

A check looks at the books and says what it finds and where; it reads no file and stops at nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from duban.core.actions.unlikely_days import find_unlikely_days
from duban.core.audit.signers import find_unfit_keys
from duban.core.balance.late_entries import late_entries
from duban.core.books.approvals import owed_countersigns, owed_papers
from duban.core.books.books import Books, Item
from duban.core.books.recipients import absent_recipients, recipient_faults
from duban.core.calendar.counting import workdays_between
from duban.core.cases.inspection import INSPECTION, INSPECTION_PLAN
from duban.core.cases.kinds import RESULTS
from duban.core.casework.steps import explained
from duban.core.documents.numbers import as_official, doubled_numbers
from duban.core.duties.duty import period_due
from duban.core.duties.intake import is_paper
from duban.core.duties.milestones import days_of_parts, find_gaps, grain_of
from duban.core.duties.planning import gates_passed, plan_rule, plan_told
from duban.core.duties.task_duties import find_rule
from duban.core.engine.journal import entries_as_of
from duban.core.inspections.endings import unsound
from duban.core.inspections.plan import plan_faults
from duban.core.model.events import Assign, Event, Withdraw
from duban.core.model.people import find_leader_faults
from duban.core.model.record import Fault, raw_record
from duban.core.model.shared_names import shared_names
from duban.core.model.suggest import ask_whether
from duban.core.model.terms import Action, PeriodUnit, Status
from duban.core.model.unit_register import find_doubled
from duban.core.policy.required_fields import missing_fields
from duban.core.policy.rules import Gate, MilestoneRule, Weight
from duban.core.state.positions import prefix_then
from duban.core.validation.forbidden_text import (
    find_controls,
    find_lookalikes,
    find_mentions,
    find_secrets,
    is_harmless,
)
from duban.core.validation.year_files import find_year_faults
from duban.errors import Level

_BUSY = {Status.ASSIGNED, Status.IN_PROGRESS}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: in which file, how heavy, what."""

    path: str
    level: Level
    fault: Fault


def run_checks(books: Books) -> list[Finding]:
    """Every check on every task, in the order of the files."""
    found = [finding for check in CHECKS for finding in check(books)]
    order = {item.path: place for place, item in enumerate(books.items)}
    return sorted(found, key=lambda finding: order.get(finding.path, -1))


def _error(item: Item, fault: Fault) -> Finding:
    return Finding(item.path, Level.ERROR, fault)


def _notice(item: Item, fault: Fault) -> Finding:
    return Finding(item.path, Level.NOTICE, fault)


def check_journals(books: Books) -> Iterator[Finding]:
    """Events that are illegal where they stand; journals without a beginning."""
    for item in books.items:
        journal = item.task.journal
        yield from (_error(item, fault) for fault in explained(item.state, "amend"))
        if not any(event.action is Action.REGISTER for event in journal):
            yield _error(
                item,
                Fault(("流水",), "not-registered", "流水里没有立项", "补记一条 立项，或用 duban commit 入账"),
            )


def check_cases(books: Books) -> Iterator[Finding]:
    """Numbered files of other kinds: entries that are illegal where they stand, dates to come, forbidden texts."""
    for case in books.cases:
        found = explained(case.state, case.kind.amend, case.kind.remedy)
        yield from (_error(case, fault) for fault in found)
        if case.kind is INSPECTION:
            yield from (_error(case, fault) for fault in unsound(cast("Any", case.state), books.elsewhere))
        raw = raw_record(case.task)
        yield from (_error(case, fault) for fault in (*find_secrets(raw), *find_controls(raw)))


def check_plans(books: Books) -> Iterator[Finding]:
    """Plans of inspections: numbers of nothing, another year, forbidden texts, dates to come."""
    numbers = [case.task.id for case in books.cases]
    for plan in books.plans:
        path = f"{INSPECTION_PLAN.folder}/{plan.year}/{INSPECTION_PLAN.levels[-1]}"
        told = list(entries_as_of(plan.journal, books.today, books.known))
        seen = {place for place, each in enumerate(plan.journal) if each in told}
        found = [fault for place, fault in plan_faults(plan, numbers) if place in seen]
        found += find_year_faults(plan, books.last)
        yield from (Finding(path, Level.ERROR, fault) for fault in found)


def check_results(books: Books) -> Iterator[Finding]:
    """Circulars, negative list, awards, exemptions: what is illegal where it stands, forbidden texts, dates to come."""
    found = [*books.results.faults] if books.results is not None else []
    found += [
        (book.year, fault) for book in books.result_books for fault in find_year_faults(book, books.last)
    ]
    yield from (Finding(f"{RESULTS}/{year}.yaml", Level.ERROR, fault) for year, fault in found)


def check_dates(books: Books) -> Iterator[Finding]:
    """Business dates after the day they were written down, also of tasks that are not in the books yet."""
    found = [(item.path, item.task.journal) for item in (*books.items, *books.cases)]
    for path, journal in (*found, *((entry.path, entry.task.journal) for entry in books.later)):
        for place, event in enumerate(journal):
            if event.on > event.recorded_at.date():
                text = f"业务日期 {event.on} 晚于登记时间 {event.recorded_at:%Y-%m-%d}：事情还没发生就记了账"
                fault = Fault(("流水", place, "日期"), "future-date", text, "改正日期")
                yield Finding(path, Level.ERROR, fault)
            elif event.on > books.last:
                text = f"业务日期 {event.on} 还没有到，登记时间却也写着那一天或以后，不会是真的"
                fault = Fault(
                    ("流水", place, "日期"), "future-date", text, "改正日期和登记时间；看看电脑的钟"
                )
                yield Finding(path, Level.ERROR, fault)


def check_required(books: Books) -> Iterator[Finding]:
    """Head fields that the policy asks for and an open task lacks (要素不全, Liupanshui 四（二）).

    What a plan brings is not lacking before 交办; after it the plan itself is owed (see `overdue`).
    """
    for item in books.items:
        if not item.state.open:
            continue
        policy = books.policies.at(item.state.registered_on or books.today)
        if is_paper(item.state) and not item.state.leads:
            yield _paper(books, item)
            continue
        lacking = [
            missing
            for gate in gates_passed(item.state)
            for missing in missing_fields(item.task, policy, item.ledger.kind, gate=gate)
        ]
        for missing in lacking:
            fix = f"duban amend {item.task.id} {missing.advice} --approved-by …"
            fault = Fault((), "incomplete", f"要素不全：{missing.message}", fix, missing.clause)
            yield Finding(item.path, Level.ERROR if missing.weight is Weight.ERROR else Level.NOTICE, fault)
        if not item.task.leads and not any("牵头单位" in missing.fields for missing in lacking):
            fix = f"duban amend {item.task.id} --lead … --approved-by …"
            yield _error(item, Fault((), "incomplete", "要素不全：牵头待定", fix))


def _paper(books: Books, item: Item) -> Finding:
    """A paper that came in lacks nothing yet: who does what by when is what its study will say (Ledong 2)."""
    pending = books.pending_step(item)
    step = pending.step if pending else Action.STUDY
    advice = pending.command if pending else f"duban show {item.task.id}"
    text = f"收文以后还没有定牵头单位，待{step}"
    return _notice(item, Fault((), "paper-pending", text, advice))


def check_places(books: Books) -> Iterator[Finding]:
    """Ids that do not fit their ledger or year, and ids that stand twice."""
    seen: dict[str, str] = {}
    for item in books.items:
        _, year, _ = item.task.id.split("-")
        if prefix_then(item.state) != item.ledger.prefix:
            text = f"编号 {item.task.id} 的字头与台账“{item.ledger.name}”（{item.ledger.prefix}）不符"
            yield _error(item, Fault(("编号",), "wrong-ledger", text, "把文件移回它的台账文件夹"))
        folder = item.path.split("/")[-2]
        if folder != year:
            text = f"编号 {item.task.id} 是 {year} 年的，文件却在文件夹 {folder} 里，不能办理"
            yield _error(item, Fault(("编号",), "wrong-folder", text, f"把文件移到文件夹 {year} 里"))
        registered = item.state.registered_on
        if registered is not None and str(registered.year) != year:
            text = f"编号里的年份是 {year}，立项日期却是 {registered}"
            yield _error(item, Fault(("编号",), "wrong-year", text, "编号终身不变：请核对立项日期"))
        if item.task.id in seen:
            text = f"编号 {item.task.id} 重复：{seen[item.task.id]} 里也有"
            yield _error(
                item, Fault(("编号",), "duplicate-id", text, "给后来的一件换新编号，旧号写入“曾用编号”")
            )
        seen.setdefault(item.task.id, item.path)


def check_twins(books: Books) -> Iterator[Finding]:
    """Open tasks with the same words from the same source: one of them may be superfluous."""
    groups: dict[tuple[object, ...], list[Item]] = defaultdict(list)
    for item in books.items:
        if item.state.open:
            first = item.task.sources[0] if item.task.sources else None
            key = (
                item.task.title,
                item.task.parent,
                first and (as_official(first.doc_no) if first.doc_no else first.name),
                first and first.clause,
            )
            groups[key].append(item)
    for twins in groups.values():
        for item in twins[1:]:
            other = twins[0].task.id
            if other == item.task.id:
                continue
            fix = f"确是重复：duban withdraw {item.task.id} --into {other} --reason 重复立项"
            yield _notice(item, Fault(("事项",), "twin", f"与 {other} 事项、来源都相同，可能重复", fix))


def check_units(books: Books) -> Iterator[Finding]:
    """Units that stand twice or that the register does not know; an empty register asks once to be filled."""
    for item in books.items:
        if item.state.open:
            yield from (_error(item, fault) for fault in find_doubled(item.task, books.register))
    if not books.register:
        if books.items:
            text = "单位名册是空的，没有核对单位名称"
            yield Finding(
                "duban.yaml", Level.NOTICE, Fault((), "no-register", text, "duban unit add 单位全称")
            )
        return
    for item in books.items:
        named: list[tuple[tuple[str | int, ...], str]] = [(("牵头单位",), unit) for unit in item.task.leads]
        named += [(("配合单位", place), unit) for place, unit in enumerate(item.task.support)]
        for keys, unit in named:
            if books.register.find(unit) is None:
                fix = ask_whether(books.register.nearest(unit), f"duban unit add {unit}")
                yield _error(item, Fault(keys, "unknown-unit", f"名册里没有“{unit}”", fix))


def check_leaders(books: Books) -> Iterator[Finding]:
    """Leaders of open tasks who are not on the roll, have left, or do not lead although they rank first."""
    for item in books.items:
        if item.state.open:
            found = find_leader_faults(item.task, books.roll, books.today)
            yield from (_notice(item, fault) for fault in found if not _is_past(fault))


def _is_past(fault: Fault) -> bool:
    """Whether it is of a paper that was entered once: told then, and never again."""
    return fault.code == "not-in-office" and fault.keys[0] == "批示"


def check_schedules(books: Books) -> Iterator[Finding]:
    """Schedules coarser than the rule asks (Liupanshui 三（二）, Ledong 18), and nodes after the due day."""
    for item in books.items:
        if not item.state.open:
            continue
        due_on = item.state.due_on or (item.task.deadline.on if item.task.deadline else None)
        for place, node in enumerate(item.task.milestones):
            if due_on is not None and node.due_on > due_on:
                text = f"节点“{node.name}”的时限 {node.due_on} 在完成时限 {due_on} 之后"
                yield _notice(
                    item, Fault(("时序进度", place, "时限"), "node-after-due", text, "调整节点或延期")
                )
        start = item.state.registered_on or books.today
        policy = books.policies.at(start)
        rule = grain_of(policy, item.state, item.ledger.kind, start)
        gap = _coarse(books, item, rule) if rule else None
        if rule and gap:
            fix = f"duban amend {item.task.id} --milestone 节点=日期 …"
            yield _error(item, Fault(("时序进度",), "coarse-schedule", gap, fix, policy.ground(rule)))


def _coarse(books: Books, item: Item, rule: MilestoneRule) -> str | None:
    """Why the nodes of a task and the days of its parts are coarser than one a period; None where they are fine enough.

    The period of 交办 itself counts only where a plan was asked for at 交办: older tasks were told otherwise.
    """
    days = [
        *(node.due_on for node in item.task.milestones),
        *days_of_parts(part.state for part in books.children_of(item.task.id)),
    ]
    if not days:
        planless = plan_rule(books.policies.at(books.today), item.task, item.ledger.kind, books.today) is None
        return (
            f"没有时序进度，应分解到{rule.grain}"
            if planless or Gate.PLAN in gates_passed(item.state)
            else None
        )
    told = any(plan_told(standing) for standing in item.state.lead_standings())
    began = min((each.assigned.on for each in item.state.lead_standings()), default=None) if told else None
    due_on = item.state.due_on or (item.task.deadline.on if item.task.deadline else None)
    start = began or item.state.registered_on or books.today
    gaps = find_gaps(rule.grain, start, days, due_on, books.calendar if told else None)
    return f"时序进度应分解到{rule.grain}，{gaps[0].label} 没有节点" if gaps else None


def check_days(books: Books) -> Iterator[Finding]:
    """Days of open tasks that can hardly be meant: another century, a limit before its duty began."""
    for item in books.items:
        if item.state.open:
            yield from (_notice(item, fault) for fault in find_unlikely_days(item.task, books.today))


def check_texts(books: Books) -> Iterator[Finding]:
    """Marks of secrecy, characters nobody can see, and those that only look like others, in duban.yaml too."""
    register = find_lookalikes(raw_record(books.config))
    yield from (Finding("duban.yaml", Level.NOTICE, fault) for fault in register)
    for item in books.items:
        if is_harmless(item.task):
            continue
        raw = raw_record(item.task)
        yield from (_error(item, fault) for fault in (*find_secrets(raw, of_task=True), *find_controls(raw)))
        yield from (_notice(item, fault) for fault in find_mentions(raw))
        head = {key: value for key, value in raw.items() if key != "流水"}
        yield from (_notice(item, fault) for fault in find_lookalikes(head))


def check_families(books: Books) -> Iterator[Finding]:
    """Parents that do not exist, go round in a circle, or are reported done over an open child."""
    by_id = {item.task.id: item for item in books.items}
    by_id |= {old: by_id[new] for old, new in books.former_ids.items()}
    for item in books.items:
        parent = item.task.parent
        if parent is None:
            continue
        held = by_id.get(parent)
        if held is None:
            yield _error(item, Fault(("上级任务",), "no-parent", f"上级任务 {parent} 不存在", "核对编号"))
            continue
        above, seen = held, {item.task.id}
        while above.task.parent in by_id and above.task.id not in seen:
            seen.add(above.task.id)
            above = by_id[above.task.parent or ""]
        if above.task.id == item.task.id:
            yield _error(item, Fault(("上级任务",), "parent-cycle", "上级任务绕成了一个圈", "改正上级任务"))
        done = held.state.status in {Status.REPORTED, Status.VERIFIED, Status.CLOSED}
        if done and item.state.open:
            text = f"上级任务 {parent} 已是“{held.state.status}”，这件分解任务还没有办结"
            yield _error(item, Fault(("上级任务",), "open-child", text, f"duban return {parent} --missing …"))


def check_mergers(books: Books) -> Iterator[Finding]:
    """Withdrawn tasks whose survivor is not in the books."""
    known = {*books.former_ids, *(item.task.id for item in books.items)}
    for item in books.items:
        for place, event in enumerate(item.task.journal):
            if isinstance(event, Withdraw) and event.merged_into and event.merged_into not in known:
                text = f"并入的 {event.merged_into} 不存在"
                yield _error(item, Fault(("流水", place, "并入"), "no-survivor", text, "核对编号后更正"))


def check_calendar(books: Books) -> Iterator[Finding]:
    """Told due days that the calendar of today would put elsewhere; what was told stands until somebody moves it."""
    for item in books.items:
        if item.state.status not in _BUSY:
            continue
        for standing in item.state.lead_standings():
            told = standing.limits[-1] if standing.limits else None
            event = told.event if told else None
            if not isinstance(event, Assign) or event.due_on is None or not event.rule:
                continue
            _, rule = find_rule(event, books.policies)
            if rule is None or rule.period.unit is PeriodUnit.LEADER:
                continue
            now = period_due(event.on, rule.period, books.calendar)
            if now.on != event.due_on:
                text = f"已告知的时限是 {event.due_on}，按现在的日历应为 {now.on}"
                told_off = not books.calendar.is_workday(event.due_on)
                moved = (
                    "--calendar" if told_off else f"--due-on {now.on} --approved-by … --reason 放假安排调整"
                )
                fix = f"duban extend {item.task.id} {moved}"
                keys = ("流水", _place(item.task.journal, event))
                yield _notice(item, Fault(keys, "calendar-moved", text, fix))
                break


def check_silence(books: Books) -> Iterator[Finding]:
    """Tasks being carried out of which nothing was heard for longer than the policy's 音讯期限 (days)."""
    for item in books.items:
        state = item.state
        limit = books.policies.at(books.today).settings.silent_after
        if limit is None or state.status not in _BUSY:
            continue
        heard = max(
            (s.heard_on or s.signed_on or s.assigned.on for s in state.lead_standings()), default=books.today
        )
        days = (books.today - heard).days
        if days > limit:
            text = f"已{days}天没有音讯（{heard} 以来），超过{limit}天（酌定）"
            yield _notice(item, Fault((), "silent", text, f"duban urge {item.task.id}"))


def check_loops(books: Books) -> Iterator[Finding]:
    """The closed loop (Anshan 三.1): each 交办 has its 签收, 反馈, 报结, 核验 and 销号, or is on its way there.

    What comes after 签收 and 反馈 the table of transitions already demands.
    """
    for item in books.items:
        state = item.state
        if state.status is Status.CLOSED:
            done = {event.action for event in state.journal}
            if done.isdisjoint((Action.ACCEPT, Action.PROGRESS)):
                text = "已销号，但流水里没有签收，也没有反馈"
                fix = "补记所缺的环节，写明真实日期（--on）"
                yield _notice(item, Fault(("流水",), "open-loop", text, fix))
        elif state.status is Status.ASSIGNED:
            limit = books.policies.at(books.today).settings.record_within or 3
            for standing in state.lead_standings():
                waited = workdays_between(standing.assigned.on, books.today, books.calendar)
                if standing.signed_on is None and waited > limit:
                    text = f"“{standing.unit}”交办{waited}个工作日还没有签收"
                    keys = ("流水", _place(item.task.journal, standing.assigned))
                    yield _notice(item, Fault(keys, "unsigned", text, f"duban urge {item.task.id}"))


def check_decisions(books: Books) -> Iterator[Finding]:
    """Approvals whose paper has not come, decisions without an approver, contested assignments."""
    for owed in (*owed_papers(books), *owed_countersigns(books)):
        keys = ("流水", owed.item.place(_place(owed.item.task.journal, owed.event)))
        yield _notice(owed.item, Fault(keys, owed.code, owed.text, owed.advice))
    for item in books.items:
        journal = item.task.journal
        for standing in item.state.units.values():
            if standing.contested is not None:
                text = f"“{standing.unit}”在 {standing.contested.on} 退件：{standing.contested.reason}"
                fix = f"维持：duban assign {item.task.id}；改派：duban transfer {item.task.id} --new-lead …"
                keys = ("流水", _place(journal, standing.contested))
                yield _notice(item, Fault(keys, "contested", text, fix))


def _place(journal: Sequence[Event], event: Event) -> int:
    return journal.index(event) if event in journal else 0


def check_rest(books: Books) -> Iterator[Finding]:
    """Suspensions without end: longer than a year, nobody may remember why."""
    for item in books.items:
        if item.state.status is Status.SUSPENDED and item.state.suspended:
            began = item.state.suspended[-1][0]
            if books.today - began > timedelta(days=365):
                text = f"{began} 中止，已超过一年"
                yield _notice(
                    item, Fault((), "long-suspended", text, f"duban resume {item.task.id} 或 duban withdraw")
                )


def check_closed(books: Books) -> Iterator[Finding]:
    """What was entered into closed periods: 补登 since the last closing, and entries that ought to be 补登."""
    yield from (Finding(*found) for found in late_entries(books))


def check_numbers(books: Books) -> Iterator[Finding]:
    """Two documents with one number (文号): two copies of the books were merged."""
    items = {item.task.id: item for item in books.all_items}
    for name, event, number in doubled_numbers({name: item.state.journal for name, item in items.items()}):
        text = f"文号 {number} 有两份文书在用"
        fix = f"收回后发的一份，另编文号：duban doc {event.kind} {name}"
        keys = ("流水", items[name].place(_place(items[name].task.journal, event)), "文号")
        yield _notice(items[name], Fault(keys, "doubled-number", text, fix))


def check_config(books: Books) -> Iterator[Finding]:
    """Names in duban.yaml that mean two; whom `notify` shall tell (通知) and who does not exist, or has left."""
    faults = (*shared_names(books.config), *find_unfit_keys(books.config), *recipient_faults(books))
    yield from (Finding("duban.yaml", Level.ERROR, fault) for fault in faults)
    yield from (Finding("duban.yaml", Level.NOTICE, fault) for fault in absent_recipients(books))


CHECKS: tuple[Callable[[Books], Iterator[Finding]], ...] = (
    check_journals,
    check_cases,
    check_plans,
    check_results,
    check_dates,
    check_required,
    check_places,
    check_twins,
    check_units,
    check_leaders,
    check_schedules,
    check_days,
    check_texts,
    check_families,
    check_mergers,
    check_calendar,
    check_silence,
    check_loops,
    check_decisions,
    check_rest,
    check_closed,
    check_numbers,
    check_config,
)
