"""Which head fields a policy asks for (要素), before 交办 or in the lead's 推进计划, and which are missing.

Looks at one task and one policy; decides nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from duban.core.model.record import official_keys
from duban.core.model.task import Deadline, Task
from duban.core.model.terms import LedgerKind, YesNo
from duban.core.policy.citation import DISCRETIONARY
from duban.core.policy.rules import FieldsRule, Gate, Policy, Weight

_NAMES = {key: name for name, key in official_keys(Task).items()}
_OPTIONS = {
    "来源": "--source-kind",
    "完成时限": "--due-on",
    "时序进度": "--milestone",
    "量化指标": "--indicator",
    "批示": "--instruction",
    "标签": "--tag",
    "名称": "--source-name",
    "文号": "--doc-no",
    "机关": "--issuer",
    "会议日期": "--held-on",
    "条款": "--clause",
    "原文": "--due-text",
}


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that a rule asks for and the head does not have, in plain words."""

    fields: tuple[str, ...]
    message: str
    advice: str
    clause: str
    weight: Weight


def option_of(field: str) -> str:
    """The command-line option that fills the head field with this official key."""
    return _OPTIONS.get(field) or "--" + _NAMES.get(field, field).replace("_", "-")


def is_filled(task: Task, field: str) -> bool:
    """Whether the head has a value under the official key; a 完成时限 counts with a day or with words.

    Of a rectification 整改目标 or 工作标准 (its 完成标准) say what must come out: lists have no third column for it.
    """
    if field == "工作要求" and task.problem and (task.goal or task.standard):
        return True
    value = getattr(task, _NAMES[field]) if field in _NAMES else None
    if isinstance(value, Deadline):
        return value.on is not None or value.text is not None
    return value is not None and value != () and value is not YesNo.NO


def missing_fields(
    task: Task, policy: Policy, ledger: LedgerKind | None, on: date | None = None, gate: Gate = Gate.ASSIGN
) -> list[Missing]:
    """Every field that the policy's rules ask of this task at a gate in vain; the heaviest weight of a field wins.

    With `on`, only rules in force on that day ask.
    """
    found: dict[tuple[str, ...], Missing] = {}
    for rule in policy.rules_of(FieldsRule, on):
        if rule.gate is not gate or not rule.applies.to(task, ledger):
            continue
        for missing in _missing(task, policy, rule):
            held = found.get(missing.fields)
            if held is None or held.weight is Weight.NOTICE:
                found[missing.fields] = missing
    return list(found.values())


def missing_problem(task: Task, ledger: LedgerKind | None) -> list[Missing]:
    """The 问题 that a rectification is about, where the head does not say it: no policy asks for what it is."""
    if ledger is not LedgerKind.RECTIFICATION or task.problem or task.classified_ref is not None:
        return []
    return [Missing(("问题",), "没有写整改什么“问题”", "--problem …", "", Weight.ERROR)]


def barring_fields(
    task: Task, policy: Policy, ledger: LedgerKind | None, gates: Iterable[Gate] = (Gate.ASSIGN,)
) -> list[Missing]:
    """The missing fields without which a task may not pass these gates: those of the rules, and always a lead."""
    found = [missing for gate in gates for missing in missing_fields(task, policy, ledger, gate=gate)]
    if not task.leads and not any("牵头单位" in missing.fields for missing in found):
        found.append(Missing(("牵头单位",), "牵头待定", "--lead …", "", Weight.ERROR))
    return [missing for missing in found if missing.weight is Weight.ERROR]


def _missing(task: Task, policy: Policy, rule: FieldsRule) -> list[Missing]:
    clause = policy.ground(rule) + (DISCRETIONARY if rule.discretionary is YesNo.YES else "")
    found = [
        Missing((name,), f"缺“{name}”", f"{option_of(name)} …", clause, rule.weight)
        for name in rule.fields
        if not is_filled(task, name)
    ]
    if rule.any_of and not any(is_filled(task, name) for name in rule.any_of):
        named = "或".join(f"“{name}”" for name in rule.any_of)
        options = " 或 ".join(f"{option_of(name)} …" for name in rule.any_of)
        found.append(Missing(rule.any_of, f"缺{named}", options, clause, rule.weight))
    if rule.single_lead is YesNo.YES and len(task.leads) > 1:
        text = f"牵头单位只能有一个，现有{len(task.leads)}个"
        found.append(Missing(("牵头单位",), text, "--lead …", clause, rule.weight))
    return found
