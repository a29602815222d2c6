"""What every command that enters tasks does alike: find the ledger, look at units and tags, register, tell the limit.

Fills a plan and words problems; what a policy asks for decides core, nothing is written here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from duban.cli.framework.context import Writing
from duban.cli.options.head_values import read_task
from duban.cli.options.name_lookup import finding_called
from duban.cli.workflow.actions import common
from duban.core.actions.approval import refuse_strangers
from duban.core.books.conditions import fold_text
from duban.core.books.selection import NO_FILTERS, select
from duban.core.documents.numbers import DOC_NO_FORMS, NUMBER_KEY, as_official, is_number_like
from duban.core.model.events import Assign, Event, Register
from duban.core.model.people import Roll, find_leader_faults
from duban.core.model.suggest import guess, nearest
from duban.core.model.task import Task
from duban.core.model.terms import Basis, LedgerKind, YesNo
from duban.core.model.unit_register import is_collective
from duban.core.model.workspace import LedgerHead
from duban.core.model.workspace_formats import wanted_ledgers
from duban.core.policy.required_fields import Missing, missing_fields, missing_problem
from duban.core.policy.rules import DeadlineRule, Policy, PolicyBook, Weight
from duban.core.policy.source_particulars import missing_particulars, missing_quote
from duban.core.state.leads import units_of
from duban.errors import DubanError, Level, Problem, misuse, refusal, refuse_errors
from duban.files.workspace.workspace import Ledger, Workspace
from duban.plan import Plan, Touched

MOST_SHOWN = 12


def find_ledger(workspace: Workspace, word: str) -> Ledger:
    """The ledger so called: by kind, name, folder or prefix. Raises DubanError that lists what there is."""
    typed = fold_text(word)
    meant = [
        ledger for ledger in workspace.ledgers if typed in {fold_text(name) for name in _names_of(ledger)}
    ]
    meant = [ledger for ledger in meant if fold_text(ledger.head.prefix) == typed] or meant
    if len(meant) == 1:
        return meant[0]
    if meant:
        listed = "、".join(f"{held.folder.name}（{held.head.prefix}）" for held in meant)
        raise refusal("several-ledgers", f"“{word}”有{len(meant)}本：{listed}", "写字头，指明是哪一本")
    near = nearest(word, [name for held in workspace.ledgers for name in (held.head.kind, held.folder.name)])
    listed = (
        "、".join(f"{held.head.kind}（{held.head.prefix}）" for held in workspace.ledgers) or "还没有台账"
    )
    refuse_errors(workspace.problems)  # the ledger may be there, with a head that cannot be read
    if typed in {fold_text(name) for head in wanted_ledgers().values() for name in _names_of_head(head)}:
        text = f"没有台账“{word}”，它是新版本加的"
        raise refusal("unknown-ledger", text, "duban upgrade 补上这本台账（--dry-run 先看看）")
    raise refusal("unknown-ledger", f"没有台账“{word}”", f"{guess(near)}现有台账：{listed}")


def _names_of(ledger: Ledger) -> tuple[str, ...]:
    return *_names_of_head(ledger.head), ledger.folder.name


def _names_of_head(head: LedgerHead) -> tuple[str, ...]:
    return head.kind, head.kind.english, head.name, head.prefix


def unit_problems(workspace: Workspace, names: Iterable[str]) -> list[Problem]:
    """Errors for units a filled register does not know; a notice where it is empty or a unit has been merged."""
    units = list(dict.fromkeys(names))
    register = workspace.register
    if not register:
        if not units:
            return []
        text = f"单位名册是空的，没有核对单位名称：{'、'.join(units)}"
        return [Problem(Level.NOTICE, "no-register", text, "duban unit add 单位全称")]
    problems = []
    for name in units:
        found = register.find(name)
        if found is None:
            near = register.nearest(name)
            text, sure = f"单位名册里没有“{name}”", "确是新单位：" if near else ""
            advice = f"{guess(near)}{sure}duban unit add {name}"
            problems.append(Problem(Level.ERROR, "unknown-unit", text, advice))
        elif found.merged_into:
            text = f"“{name}”已并入“{register.current(name)}”"
            problems.append(Problem(Level.NOTICE, "merged-unit", text, "核对应写哪一个"))
    return problems


def note_units(plan: Plan, identifiers: Iterable[str]) -> None:
    """Tell of unknown units, refusing none: 交办 does, and `check` names them until they are put right."""
    tasks = [plan.open_task(identifier).task for identifier in identifiers]
    bars = {
        name for task in tasks for name in (*task.leads, *(n for n in task.support if not is_collective(n)))
    }
    names = dict.fromkeys(name for task in tasks for name in (*task.leads, *task.support))
    for name in names if plan.workspace.register else ():
        for each in unit_problems(plan.workspace, [name]):
            barred = each.code == "unknown-unit" and name in bars
            plan.note(each.code, f"{each.message}，不改正不能交办" if barred else each.message, each.advice)
    if not plan.workspace.register:
        plan.notices += unit_problems(plan.workspace, names)


def heed(plan: Plan, found: Sequence[Problem]) -> None:
    """Raises DubanError with the errors among `found`; without any, the plan tells the rest, each once."""
    refuse_errors(found)
    plan.notices += [problem for problem in found if problem not in plan.notices]


def check_units(plan: Plan, names: Iterable[str]) -> None:
    """Note what is worth knowing about units; raises DubanError with every unknown one."""
    heed(plan, unit_problems(plan.workspace, names))


def check_head(
    plan: Plan, identifier: str | None, changes: Mapping[str, Any], on: date, tags: Collection[str] = ()
) -> None:
    """Look at the units, tags and parent that the changes of a head (official keys) bring; `tags` it has already.

    Raises DubanError for an unknown unit, and for a parent that is none.
    """
    check_units(plan, (*units_of(changes.get("牵头单位")), *units_of(changes.get("配合单位"))))
    _note_tags(plan, [tag for tag in changes.get("标签") or () if tag not in tags], on)
    if changes.get("上级任务"):
        _check_parent(plan, identifier, changes["上级任务"])


def name_head(plan: Plan, raw: Mapping[str, Any], changes: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The changes of the head `raw` with units and leaders (of the day) as the books call them, each unit once.

    Raises DubanError for a 文号 that is none; one that stands there already may stay.
    """
    held = {source.get(NUMBER_KEY) for source in raw.get("来源") or ()}
    for source in changes.get("来源") or ():
        if source.get(NUMBER_KEY) not in held:
            refuse_odd_number(source.get(NUMBER_KEY))
    return _name_people(plan, _seat_units(plan, raw, with_numbers(changes)), on)


def _seat_units(plan: Plan, raw: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes of a head (official keys) with each unit once. Raises UsageError for one that leads and supports."""
    register, seated = plan.workspace.register, dict(changes)
    for key in ("牵头单位", "配合单位"):
        if changes.get(key):
            seated[key] = [register.written(unit) for unit in units_of(changes[key])]
    changes = seated
    leads = units_of(changes.get("牵头单位", raw.get("牵头单位")))
    if changes.get("牵头单位"):
        once = register.once(leads)
        seated["牵头单位"] = once[0] if len(once) == 1 else list(once)
    if changes.get("配合单位"):
        support = register.once(units_of(changes["配合单位"]))
        both = [unit for unit in support if unit not in register.once(support, besides=leads)]
        if both:
            text = f"“{'、'.join(both)}”不能既牵头又配合。"
            raise misuse("usage-units", text, "从 --lead 或 --support 里去掉")
        seated["配合单位"] = list(support)
    return seated


def _name_people(plan: Plan, changes: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The changes of a head with its leaders by their names on the roll, 、 between several."""
    named, roll = dict(changes), plan.roll
    for key in ("牵头领导", "分管领导"):
        if named.get(key):
            named[key] = "、".join(roll.named(named[key], on))
    if named.get("批示"):
        named["批示"] = [_written(each, roll, on) for each in named["批示"]]
    return named


def _written(instruction: Mapping[str, Any], roll: Roll, on: date) -> dict[str, Any]:
    """A 批示 with its leader's name: who held the post when it was written."""
    day = date.fromisoformat(instruction["日期"]) if instruction.get("日期") else on
    return {**instruction, "领导": "、".join(roll.named(instruction["领导"], day))}


def refuse_strange_leads(plan: Plan, ledger: LedgerKind, changes: Mapping[str, Any]) -> None:
    """Raises DubanError where a rectification is to be led by who is not on the roll; other ledgers are told."""
    if ledger is LedgerKind.RECTIFICATION:
        for key in ("牵头领导", "分管领导"):
            refuse_strangers(str(changes.get(key) or ""), f"整改的{key}", plan.roll, plan.notices)


def note_people(plan: Plan, identifiers: Iterable[str], on: date) -> None:
    """Tell of each leader who is not on the roll or held no post, and who leads what several share, with the tasks."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for identifier in identifiers:
        task = plan.open_task(identifier).task
        for fault in find_leader_faults(task, plan.roll, on):
            advice = fault.advice.replace(identifier, "编号")
            found.setdefault((fault.code, fault.message, advice), []).append(identifier)
    for (code, message, advice), names in found.items():
        shown = "、".join(names[:MOST_SHOWN]) + (" 等" if len(names) > MOST_SHOWN else "")
        plan.note(code, f"{message}：{shown}", advice)


def _note_tags(plan: Plan, tags: Iterable[str], on: date) -> None:
    """Tell about tags that no rule of the policy knows: they are kept, and do nothing."""
    policy = plan.workspace.policies.at(on)
    known = {tag for rule in policy.rules for tag in (*rule.applies.tags, *rule.applies.without_tags)}
    for tag in tags:
        if known and tag not in known:
            near = nearest(tag, known)
            text = f"制度“{policy.name}”的规则里没有标签“{tag}”，它不会引出时限"
            plan.note("unknown-tag", text, f"{guess(near)}制度用到的标签：{'、'.join(sorted(known))}")


def name_others(workspace: Workspace, raw: dict[str, Any], today: date) -> None:
    """Put whole ids where short forms were typed, of the parent and of a finding. Raises DubanError for none."""
    if found_in := raw.get("发现"):
        raw["发现"] = finding_called(workspace, found_in)
    if parent := raw.get("上级任务"):
        raw["上级任务"] = select(workspace, [parent], NO_FILTERS, today)[0]


def _check_parent(plan: Plan, identifier: str | None, parent: str) -> None:
    """Raises DubanError where the parent does not exist or stands below this task."""
    above: str | None = parent
    seen = {identifier}
    while above is not None:
        if above in seen:
            raise refusal("parent-cycle", f"上级任务 {parent} 绕回了 {identifier}", "核对上级任务的编号")
        seen.add(above)
        above = plan.open_task(above).task.parent


def lacking(task: Task, policies: PolicyBook, kind: LedgerKind | None, on: date) -> list[Missing]:
    """What the policy asks of this task before 交办 and the head does not have; the lead always."""
    found = [*missing_problem(task, kind), *missing_fields(task, policies.at(on), kind)]
    found += [*missing_particulars(task), *missing_quote(task)]
    if not task.leads and not any("牵头单位" in missing.fields for missing in found):
        found.append(Missing(("牵头单位",), "缺“牵头单位”", "--lead …", "", Weight.ERROR))
    return found


def missing_problems(found: Iterable[Missing]) -> list[Problem]:
    """What is missing, as heavy as its rule says it is, with the option that fills it and the clause."""
    return [
        Problem(Level(each.weight), "incomplete", each.message, each.advice, each.clause) for each in found
    ]


def note_lacking(plan: Plan, task: Task, kind: LedgerKind, on: date) -> None:
    """Tell what still has to be filled before 交办, one notice a task."""
    found = lacking(task, plan.workspace.policies, kind, on)
    words = [missing.message for missing in found if missing.weight is Weight.ERROR]
    if words:
        advice = f"交办前补上：duban amend {task.id} …"
        plan.note("incomplete", f"{task.id} 要素不全：{'；'.join(words)}", advice)


def refuse_odd_number(text: str | None, option: str = "--doc-no", name: str = "--source-name") -> None:
    """Raises DubanError for a text that has no form of a 文号; `name` is the option for what is none."""
    if text and not is_number_like(text):
        raise refusal(
            "odd-doc-no",
            f"“{text}”不像文号",
            f"写成 {DOC_NO_FORMS} 这样；没有文号的不写 {option}" + (f"，文件的名称写 {name}" if name else ""),
        )


def with_numbers(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A head whose sources bear their 文号 as it is written officially: with hexagonal brackets."""
    head = dict(raw)
    if sources := head.get("来源"):
        head["来源"] = [
            each | {NUMBER_KEY: as_official(each[NUMBER_KEY])} if each.get(NUMBER_KEY) else each
            for each in sources
        ]
    return head


def enter(
    plan: Plan,
    context: Writing,
    ledger: Ledger,
    raw: Mapping[str, Any],
    approval: Mapping[str, Any] | None = None,
) -> Touched:
    """Register a head (official keys, without 编号) under the next id of the ledger and the year of 立项."""
    if context.on > context.today:
        text = f"立项日期 {context.on} 在今天（{context.today}）之后"
        raise refusal("future-date", text, "改用今天或以前的日期")
    identifier = plan.next_id(ledger, context.on.year)
    named = _name_people(plan, with_numbers(expand_groups(plan, raw)), context.on)
    task = read_task({"编号": identifier, **named}, identifier)
    return plan.register(task, ledger, Register(**common(plan, context), **(approval or {})))


def expand_groups(plan: Plan, raw: Mapping[str, Any]) -> dict[str, Any]:
    """A head (official keys) with the members of each group of the register (各乡镇人民政府) in its place, and told."""
    register, new = plan.workspace.register, dict(raw)
    leads = register.expanded(units_of(raw.get("牵头单位")))
    for key in ("牵头单位", "配合单位"):
        names = units_of(raw.get(key))
        groups = [name for name in names if register.members(name)]
        if not groups:
            continue
        units = leads if key == "牵头单位" else tuple(n for n in register.expanded(names) if n not in leads)
        new[key] = units[0] if len(units) == 1 and key == "牵头单位" else list(units)
        for group in groups:
            members = register.members(group)
            plan.note("group-expanded", f"{key}“{group}”展开为 {len(members)} 个单位：{'、'.join(members)}")
    return new


def hand_over(
    plan: Plan, context: Writing, identifier: str, approval: Mapping[str, Any] | None = None
) -> Event:
    """Record the 交办 of a task; raises DubanError where it is not allowed yet."""
    try:
        return plan.record(identifier, Assign(**common(plan, context), **(approval or {})))
    except DubanError as error:
        touched = plan.touched[identifier]
        if touched.old is not None:
            raise
        raise DubanError(*(_unwritten(each, touched.task) for each in error.problems)) from error


def _unwritten(problem: Problem, task: Task) -> Problem:
    """A refusal of a task that is not written: its number goes to the next, and nothing can be amended."""
    message = problem.message.replace(f"{task.id} ", task.id).replace(task.id, f"“{task.title}”")
    advice = problem.advice.replace(f"duban amend {task.id} ", "这一件没有登账，在这条命令里写上：")
    return replace(problem, message=message, advice=advice)


def told_due(event: Assign, policies: PolicyBook) -> str:
    """The due day of a 交办 and how it was found, in one line."""
    if event.due_on is None:
        return "时限：来源没有写明日期"
    day = f"{event.due_on}（暂定）" if event.provisional is YesNo.YES else str(event.due_on)
    if event.basis is Basis.RULE and event.rule:
        policy, rule = _rule(policies, event)
        if policy and rule:
            return f"时限 {day}：{rule.name}，自 {event.on} 交办起算（{policy.ground(rule)}）"
    by = f"（{event.approved_by}）" if event.approved_by else ""
    return f"时限 {day}：{event.basis}{by}"


def _rule(policies: PolicyBook, event: Assign) -> tuple[Policy | None, DeadlineRule | None]:
    name, _, rule_id = (event.rule or "").partition("/")
    policy = policies.find(name, event.on)
    rule = policy.rule(rule_id) if policy else None
    return policy, rule if isinstance(rule, DeadlineRule) else None
