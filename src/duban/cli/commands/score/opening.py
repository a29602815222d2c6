"""`score open`, `score amend`: an appraisal enters the books with its scheme, its head changes, an entry is put right.

Gathers the head from options; what is allowed decides core.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Any

import msgspec
import typer

from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import flag, option, switch
from duban.cli.framework.prompts import Form
from duban.cli.options.head_values import NO_ID, one_line
from duban.cli.options.name_lookup import listed_units, registered_unit
from duban.cli.options.task_options import Approval, offer_cases
from duban.cli.workflow.cases import Desk, refuse_mixed
from duban.core.cases.appraisal import APPRAISAL
from duban.core.model.appraisals.records import (
    Appraisal,
    AppraisalTarget,
    CorrectAppraisal,
    OpenAppraisal,
    UnitGroup,
)
from duban.core.model.appraisals.scheme import ScoreScheme
from duban.core.model.folding import plain_values
from duban.core.model.record import official_keys, raw_record, read_record
from duban.core.model.terms import YesNo
from duban.core.model.unit_register import Register
from duban.core.periods.spans import Span, read_span
from duban.core.scoring.life import AppraisalState
from duban.core.scoring.steps import next_steps
from duban.errors import DubanError, Level, Problem, misuse
from duban.files.workspace.schemes import load_scheme
from duban.files.workspace.workspace import Workspace
from duban.plan import Plan

FIXING = "更正"
ALL_UNITS = "全部单位"
DESK = Desk(kind=APPRAISAL, steps=next_steps, correct=CorrectAppraisal, target=AppraisalTarget)


def offer_appraisals(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Numbers of appraisals that begin like this, with what they are called."""
    return offer_cases(APPRAISAL, ctx, incomplete)


Number = Annotated[
    str,
    typer.Argument(metavar="编号", help="考核的编号，可以简写成 KH-1", autocompletion=offer_appraisals),
]


@dataclass(frozen=True, kw_only=True)
class AppraisalOptions:
    """What the head of an appraisal may say besides scheme and period."""

    title: Annotated[str | None, option("--title", "名称", "考核叫什么，不写按方案和期")] = None
    group: Annotated[
        list[str] | None,
        option("--group", "组别=单位、单位", "一组单位，可以写几组；不写就是名册上的全部单位一组"),
    ] = None
    organizer: Annotated[str | None, option("--organizer", "机关", "谁主办，自己不参加；不写就是本机关")] = (
        None
    )
    public: Annotated[YesNo | None, option("--public", "是|否", "公开不公开，默认否")] = None
    note: Annotated[str | None, option("--note", "文字", "备注")] = None

    @property
    def given(self) -> dict[str, Any]:
        """The options that were given, by their names."""
        found = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: value for name, value in found.items() if value not in (None, [])}


_KEYS = official_keys(Appraisal)


def span_named(words: str, today: date) -> Span:
    """The period that was typed. Raises UsageError for what is none."""
    span = read_span(words, today)
    if span is None or span.every is None:
        raise misuse("usage-value", f"“{words}”不是考核期。", "写成 2026、2026H1、2026Q3 或 2026-09")
    return span


def scheme_named(name: str, workspace: Workspace | None, since: date | None = None) -> ScoreScheme:
    """A scheme by its name, fit for a period that begins on `since`. Raises DubanError."""
    scheme, problems = load_scheme(name, workspace.root if workspace else None, since)
    if scheme is None:
        raise DubanError(*problems)
    return scheme


def office_of(workspace: Workspace) -> str:
    """The office whose books these are."""
    head = workspace.config.letterhead
    return head.organ if head is not None and head.organ else workspace.config.name


def all_units(workspace: Workspace, organizer: str, on: date) -> tuple[UnitGroup, ...]:
    """Every unit of the register as it is on a day, but who appraises, groups of units, and units that are gone."""
    register: Register = workspace.register.until(on)
    names = dict.fromkeys(
        register.current(unit.name, on)
        for unit in workspace.config.units
        if not unit.members and not register.same(unit.name, organizer)
    )
    if not names:
        raise misuse("usage-nothing", "单位名册里没有可以考核的单位。", "先登记：duban unit add 全称")
    return (UnitGroup(name=ALL_UNITS, units=tuple(names)),)


def groups_of(plan: Plan, words: Sequence[str], on: date) -> tuple[UnitGroup, ...]:
    """The groups that were typed, each unit by its full name. Raises UsageError, or DubanError for unknown units."""
    found = []
    for word in words:
        name, sign, units = word.replace("＝", "=", 1).partition("=")
        if not (sign and name.strip() and units.strip()):
            raise misuse(
                "usage-value",
                f"--group：“{word}”不是 组别=单位、单位。",
                "例如 --group 县直=县水务局、县住建局",
            )
        listed = listed_units([units], plan.workspace.register)
        names = tuple(dict.fromkeys(registered_unit(plan, unit, on) for unit in listed))
        found.append(UnitGroup(name=one_line(name, "--group") or "", units=names))
    return tuple(found)


def head_of(plan: Plan, options: AppraisalOptions, on: date) -> dict[str, Any]:
    """Official key → raw value for every option that was given."""
    raw: dict[str, Any] = {}
    for name, value in options.given.items():
        match name:
            case "group":
                raw[_KEYS["groups"]] = [raw_record(each) for each in groups_of(plan, value, on)]
            case "note":
                raw[_KEYS["note"]] = value.strip("\n") or None
            case _:
                raw[_KEYS[name]] = one_line(str(value), flag(name))
    return raw


def checked(raw: dict[str, Any], number: str) -> Appraisal:
    """A raw head as a record, its texts in plain characters. Raises DubanError with every fault of it."""
    given = {key: plain_values(value) for key, value in raw.items() if value is not None}
    try:
        return read_record(given, Appraisal)
    except msgspec.ValidationError:
        from duban.core.validation.validate import judge

        raise DubanError(
            *(
                Problem(Level.ERROR, fault.code, f"{number}：{fault.message}", fault.advice, fault.clause)
                for fault in judge(given, Appraisal)
            )
        ) from None


def open_appraisal(
    context: Writing,
    scheme: Annotated[
        str | None, typer.Argument(metavar="方案", help="方案的名称（duban score schemes）")
    ] = None,
    period: Annotated[
        str | None, typer.Argument(metavar="期", help="2026、2026H1、2026Q3 或 2026-09")
    ] = None,
    *,
    head: AppraisalOptions,
) -> int:
    """考核立项：照哪个方案考核哪一期，编号 KH-年份-序号接续。方案整个记进考核里，以后改方案不改这一次。例：

    duban score open 本县 2026H1 --group 县直部门=县水务局、县住建局 --group 乡镇=城关镇、河东乡
    """
    form = Form(context)
    named = form.need(scheme, "方案", "哪个方案", str)
    typed = form.need(period, "期", "哪一期", str)
    form.close()
    span = span_named(typed, context.today)

    def make(plan: Plan) -> Callable[[str], Any]:
        held = scheme_named(named, plan.workspace, span.start)
        given = head_of(plan, head, context.on)
        organizer = str(given.get(_KEYS["organizer"]) or office_of(plan.workspace))
        groups = [raw_record(each) for each in all_units(plan.workspace, organizer, context.on)]
        raw = {
            _KEYS["title"]: f"{held.title}（{span.label}）",
            _KEYS["period"]: span.label,
            _KEYS["organizer"]: organizer,
            **({} if _KEYS["groups"] in given else {_KEYS["groups"]: groups}),
            **given,
            _KEYS["scheme"]: raw_record(held),
        }
        checked({"编号": NO_ID, **raw}, "新考核")
        return lambda number: checked({"编号": number, **raw}, number)

    return DESK.register(context, make, OpenAppraisal)


def amend(
    context: Writing,
    number: Number,
    head: AppraisalOptions,
    *,
    reason: Annotated[str | None, option("--reason", "原因", "为什么改")] = None,
    event: Annotated[
        str | None, option("--event", "动作|摘要", "更正流水里的一笔，而不是改要素", FIXING)
    ] = None,
    assignments: Annotated[
        list[str] | None, option("--set", "字段=值", "这一笔的新值；值空着就是去掉", FIXING)
    ] = None,
    void: Annotated[bool, switch("--void", "这一笔作废", FIXING)] = False,
    approval: Approval,
) -> int:
    """改考核的要素（变更），初评以后不改；或更正流水里记错的一笔（更正）。

    改要素：duban score amend KH-1 --group 乡镇=城关镇、河东乡 --reason 漏了一个乡 --approved-by 领导。
    更正：duban score amend KH-1 --event 考核送达 --void --reason 送错了单位 --approved-by 领导。
    """
    refuse_mixed(event, head.given, assignments, void=void)
    if event is None and not head.given:
        raise misuse("usage-nothing", "没有写改什么。", "例如 --title 名称 --reason 写错")
    form = Form(context)
    why = form.need(reason, "--reason", "为什么改", str)
    form.close()
    if event is not None:
        sets = assignments or ()
        return DESK.put_right(context, number, event, sets, reason=why, approval=approval, void=void)

    def changes(plan: Plan, now: AppraisalState) -> dict[str, Any]:
        raw = raw_record(now.head)
        wanted = head_of(plan, head, context.on)
        after = raw_record(checked(raw | wanted, now.head.id))
        return {key: after.get(key) for key in wanted if after.get(key) != raw.get(key)}

    return DESK.change(context, number, changes, why, approval)
