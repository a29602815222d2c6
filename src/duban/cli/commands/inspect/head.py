"""The options that fill the head of an inspection, for `add` and `amend`, and what their words become.

Reads words and refuses what does not fit, in Chinese; decides nothing about inspections.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Any

import msgspec

from duban.cli.framework.option_types import flag, option
from duban.cli.options.head_values import one_line
from duban.cli.options.name_lookup import case_called
from duban.cli.options.task_options import offer_units
from duban.cli.workflow.cases import case_units, is_number
from duban.cli.workflow.registration import refuse_odd_number
from duban.core.actions.approval import refuse_strangers
from duban.core.books.selection import NO_FILTERS, select
from duban.core.cases.clue import CLUE
from duban.core.documents.numbers import as_official
from duban.core.inspections.gates import refuse_head
from duban.core.inspections.owed import named_duty
from duban.core.model.folding import plain_values
from duban.core.model.inspection import Designation, Inspection, Warrant
from duban.core.model.inspection_terms import (
    BasisKind,
    Content,
    InspectionName,
    InspectionType,
    LegalMeans,
    Manner,
    Seat,
    Setup,
)
from duban.core.model.record import Record, official_keys, raw_record, read_record
from duban.core.model.terms import YesNo
from duban.core.model.word_lists import split_words
from duban.errors import DubanError, Level, Problem, misuse
from duban.plan import Plan

BASIS, NAMED, HOW, WHOM, GROUP = "依据", "指定（部门以政府名义督查）", "怎样督查", "查谁", "督查组"
_PARTS = 4
"""What a word of --team may say: name, seat, unit, walk of life."""


@dataclass(frozen=True, kw_only=True)
class InspectionOptions:
    """Everything the head of an inspection may say."""

    title: Annotated[str | None, option("--title", "督查事项", "督查什么，一行写完")] = None
    subject: Annotated[
        str | None, option("--subject", "主题", "关于哪一件事；主题相同的算同一事项，不写就看督查事项")
    ] = None
    name: Annotated[InspectionName | None, option("--name", "名义", "政府，或部门自己的")] = None
    organizer: Annotated[
        str | None,
        option("--organizer", "单位", "主办的部门；督查室自己的不写", autocompletion=offer_units),
    ] = None
    type: Annotated[InspectionType | None, option("--type", "类型", "国令第733号第14条的五类", HOW)] = None
    content: Annotated[
        list[Content] | None, option("--content", "内容", "督查内容，国令第733号第4条的四类", HOW)
    ] = None
    means: Annotated[
        list[LegalMeans] | None, option("--means", "方式", "法定方式，国令第733号第12条的八种", HOW)
    ] = None
    setup: Annotated[
        list[Setup] | None, option("--setup", "形式", "组织形式：联合、交叉、委托、合并、第三方", HOW)
    ] = None
    manner: Annotated[list[Manner] | None, option("--manner", "方式", "实施方式：暗访、抽查、驻点", HOW)] = (
        None
    )
    revisit: Annotated[YesNo | None, option("--revisit", "是|否", "是不是回访督查", HOW)] = None
    announced: Annotated[YesNo | None, option("--announced", "是|否", "发不发通知，默认是", HOW)] = None
    accompanied: Annotated[YesNo | None, option("--accompanied", "是|否", "要不要陪同，默认是", HOW)] = None
    basis: Annotated[
        BasisKind | None, option("--basis", "依据", "凭什么督查；再写一种就多一条依据", BASIS)
    ] = None
    basis_name: Annotated[str | None, option("--basis-name", "名称", "文件、会议的名称", BASIS)] = None
    basis_no: Annotated[str | None, option("--basis-no", "文号", "文号，如 某政发〔2026〕7号", BASIS)] = None
    basis_by: Annotated[str | None, option("--basis-by", "领导", "作批示、批准建议的领导", BASIS)] = None
    basis_on: Annotated[date | None, option("--basis-on", "日期", "哪天决定、批示、批准的", BASIS)] = None
    basis_clue: Annotated[str | None, option("--basis-clue", "线索", "建议从哪条线索来", BASIS)] = None
    designated_by: Annotated[str | None, option("--designated-by", "机关", "指定的政府", NAMED)] = None
    designated_no: Annotated[str | None, option("--designated-no", "文号", "指定的文号", NAMED)] = None
    designated_on: Annotated[date | None, option("--designated-on", "日期", "哪天指定的", NAMED)] = None
    designated_scope: Annotated[str | None, option("--designated-scope", "文字", "指定的范围", NAMED)] = None
    designated_duties: Annotated[str | None, option("--designated-duties", "文字", "指定的职责", NAMED)] = (
        None
    )
    designated_until: Annotated[date | None, option("--designated-until", "日期", "指定的期限", NAMED)] = None
    object: Annotated[
        list[str] | None,
        option("--object", "单位", "督查对象，可以写几个或一组", WHOM, autocompletion=offer_units),
    ] = None
    scope: Annotated[str | None, option("--scope", "文字", "督查的范围", WHOM)] = None
    task: Annotated[list[str] | None, option("--task", "编号", "督查的是台账里哪几件事项", WHOM)] = None
    starts_on: Annotated[date | None, option("--starts-on", "日期", "从哪天起", WHOM)] = None
    ends_on: Annotated[date | None, option("--ends-on", "日期", "到哪天止", WHOM)] = None
    team: Annotated[
        list[str] | None,
        option("--team", "姓名:身份", "组长、副组长、组员、特邀，每人一个；可再加 :单位:界别", GROUP),
    ] = None
    named_by: Annotated[str | None, option("--named-by", "领导", "组长由谁指定", GROUP)] = None
    partner: Annotated[
        list[str] | None,
        option("--partner", "单位", "一起督查的单位", GROUP, autocompletion=offer_units),
    ] = None
    rule: Annotated[str | None, option("--rule", "制度/规则", "是哪条规则要的督查")] = None
    period: Annotated[str | None, option("--period", "期", "是哪一期的，如 2026H1、2026Q3")] = None
    note: Annotated[str | None, option("--note", "文字", "备注")] = None

    @property
    def given(self) -> dict[str, Any]:
        """The options that were given, by their names."""
        found = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: value for name, value in found.items() if value not in (None, (), [])}


_FIELDS = {"object": "objects", "task": "tasks", "partner": "partners"}
"""Options that bear another name than their field."""
_TEXTS = {"scope", "note"}
_UNITS = {"object", "partner", "organizer"}
_KEYS = official_keys(Inspection)


def head_of(plan: Plan, options: InspectionOptions, old: Mapping[str, Any]) -> dict[str, Any]:
    """Official key → raw value for every option that was given; None takes a value away (typed as "").

    `old` is the head so far. Raises DubanError for a unit or a task that nobody knows, UsageError for a wrong word.
    """
    given = options.given
    raw: dict[str, Any] = {}
    for name, value in given.items():
        if name.startswith(("basis", "designated")):
            continue
        raw[_KEYS[_FIELDS.get(name, name)]] = _value(plan, name, value)
    raw |= _warrants(plan, given, old) | _designation(given, old) | _duty(plan, given, old)
    return raw


def checked(raw: Mapping[str, Any], number: str) -> Inspection:
    """A raw head as a record, its texts in plain characters. Raises DubanError with every fault of it."""
    given = {key: plain_values(value) for key, value in raw.items() if value is not None}
    try:
        head = read_record(given, Inspection)
    except msgspec.ValidationError:
        from duban.core.validation.validate import judge

        raise DubanError(
            *(
                Problem(Level.ERROR, fault.code, f"{number}：{fault.message}", fault.advice, fault.clause)
                for fault in judge(given, Inspection)
            )
        ) from None
    refuse_head(head)
    return head


def _value(plan: Plan, name: str, value: Any) -> Any:  # noqa: ANN401 - words of any option
    if name in _UNITS:
        units = case_units(plan, value if isinstance(value, list) else [value], flag(name))
        return units or None if isinstance(value, list) else next(iter(units), None)
    if name == "task":
        return _tasks(plan, value)
    if name == "team":
        return [_member(piece) for word in value for piece in split_words([word]) if piece] or None
    if name == "named_by":
        return _leaders(plan, value, "--named-by", "指定组长的领导")
    if isinstance(value, list):
        return [str(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return (text.strip("\n") or None) if name in _TEXTS else one_line(text, flag(name))


def _tasks(plan: Plan, words: Sequence[str]) -> list[str] | None:
    typed = [word for word in split_words(words) if word]
    found = select(plan.workspace, typed, NO_FILTERS, plan.hand.today)
    for identifier in found:
        plan.open_task(identifier)
    return found or None


def _leaders(plan: Plan, text: str, option: str, what: str) -> str | None:
    """Leaders by their names on the roll, 、 between several.

    Raises DubanError for who is named as `what` and not on it.
    """
    if what:
        refuse_strangers(text, what, plan.roll, plan.notices)
    return "、".join(plan.roll.named(text)) or one_line(text, option)


def _member(word: str) -> dict[str, Any]:
    """`姓名:身份:单位:界别`, all but the name left out at will. Raises UsageError for another word."""
    parts = [part.strip() for part in word.replace("：", ":").split(":")]
    seats = [str(seat) for seat in Seat]
    if len(parts) > _PARTS or not parts[0] or (parts[1:] and parts[1] and parts[1] not in seats):
        advice = f"写成 姓名:身份，身份是 {'、'.join(seats)}；不写身份是组员"
        raise misuse("usage-value", f"--team：“{word}”没有写对。", advice)
    keys = ("姓名", "身份", "单位", "界别")
    member = {key: part for key, part in zip(keys, parts, strict=False) if part}
    if member.get("身份") == Seat.MEMBER:
        del member["身份"]
    return member


def _warrants(plan: Plan, given: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """The 依据 with that of the kind that is spoken of changed, or one more. Raises UsageError without its kind."""
    said = {name.removeprefix("basis_"): value for name, value in given.items() if name.startswith("basis_")}
    kind = given.get("basis")
    held: list[dict[str, Any]] = list(old.get("依据") or ())
    if kind is None and not said:
        return {}
    if kind is None and len(held) != 1:
        advice = f"加上 --basis {'、'.join(str(each) for each in BasisKind)}"
        raise misuse("missing-option", "依据要写明是哪一种。", advice)
    wanted = str(kind) if kind is not None else held[0]["类别"]
    if "no" in said:
        refuse_odd_number(said["no"].strip(), "--basis-no", "--basis-name")
        said["doc_no"] = as_official(said.pop("no").strip())
    if "by" in said:
        own = wanted != BasisKind.SUPERIOR  # a superior's leaders are on no roll here
        said["by"] = _leaders(plan, said["by"], "--basis-by", "作批示、批准建议的领导" if own else "")
    if "clue" in said and is_number(said["clue"], CLUE):
        said["clue"] = case_called(plan.workspace, said["clue"], CLUE)
    first = next((each for each in held if each["类别"] == wanted), {"类别": wanted})
    changed = first | _official(Warrant, said, "--basis-")
    changed = {key: value for key, value in changed.items() if value is not None}
    if first in held:
        return {"依据": [changed if each is first else each for each in held]}
    return {"依据": [*held, changed]}


def _duty(plan: Plan, given: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """The duty that it meets: 制度/规则 and the label of the period; "" takes both away."""
    if given.keys().isdisjoint({"rule", "period"}):
        return {}
    rule = one_line(given.get("rule", old.get("规则") or ""), "--rule")
    period = one_line(given.get("period", old.get("期") or ""), "--period")
    if not rule and not period:
        return {"规则": None, "期": None}
    if not rule or not period:
        advice = "如 --rule office-half --period 2026H1；两个都写空的就是去掉"
        raise misuse("usage-duty", "--rule 和 --period 要一起写。", advice)
    named, label = named_duty(plan.workspace.policies, rule, period, plan.hand.today)
    return {"规则": named, "期": label}


def _designation(given: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    names = {"by": "organ", "no": "doc_no"}
    said = {name.removeprefix("designated_"): value for name, value in given.items() if "designated_" in name}
    if not said:
        return {}
    if number := said.get("no"):
        refuse_odd_number(number.strip(), "--designated-no", "")
        said["no"] = as_official(number.strip())
    changed = dict(old.get("指定") or {}) | _official(
        Designation, {names.get(name, name): value for name, value in said.items()}, "--designated-"
    )
    return {"指定": {key: value for key, value in changed.items() if value is not None} or None}


def _official(record: type[Record], said: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    keys = official_keys(record)
    return {
        keys[name]: value.isoformat() if isinstance(value, date) else one_line(str(value), f"{prefix}{name}")
        for name, value in said.items()
    }


def changes_of(plan: Plan, options: InspectionOptions, head: Inspection) -> dict[str, Any]:
    """What the options really change in a head, in the form that the file holds. Raises DubanError."""
    raw = raw_record(head)
    wanted = head_of(plan, options, raw)
    after = raw_record(checked(raw | wanted, head.id))
    fewer = set(after.get("事项", ())) <= set(raw.get("事项", ()))
    pair = (
        ("督查对象", "事项") if not fewer else ("回访", "事项", "督查对象")
    )  # leads are among the objects at each step
    order = ("指定", *pair)  # the gate of 主办 looks whether there is a new 指定
    first = sorted(wanted, key=lambda key: order.index(key) if key in order else len(order))
    return {key: after.get(key) for key in first if after.get(key) != raw.get(key)}
