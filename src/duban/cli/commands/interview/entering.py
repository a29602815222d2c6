"""`interview add`, `interview amend`: an interview enters the books, its head changes, a wrong entry is put right.

Gathers the head from options or, at a terminal, from answers; what is allowed decides core.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Annotated, Any

import msgspec
import typer

from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import flag, option, switch
from duban.cli.framework.prompts import Form
from duban.cli.options.head_values import NO_ID, one_line
from duban.cli.options.name_lookup import case_called, registered_unit
from duban.cli.options.task_options import Approval, offer_cases, offer_units
from duban.cli.workflow.cases import Desk, refuse_mixed
from duban.core.books.selection import NO_FILTERS, select
from duban.core.cases.interview import INTERVIEW
from duban.core.interviews.gates import refuse_head
from duban.core.interviews.life import InterviewState
from duban.core.interviews.steps import next_steps
from duban.core.model.folding import plain_values
from duban.core.model.interviews.records import CorrectInterview, EnterInterview, Interview, InterviewTarget
from duban.core.model.interviews.terms import InterviewCause, Tier
from duban.core.model.record import official_keys, raw_record, read_record
from duban.core.model.terms import YesNo
from duban.core.model.word_lists import split_words
from duban.errors import DubanError, Level, Problem, misuse
from duban.plan import Plan

WHO, FACTS, FIXING = "约谈谁", "根据什么", "更正"
DESK = Desk(kind=INTERVIEW, steps=next_steps, correct=CorrectInterview, target=InterviewTarget)


def offer_interviews(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Numbers of interviews that begin like this, with what they are about."""
    return offer_cases(INTERVIEW, ctx, incomplete)


Number = Annotated[
    str,
    typer.Argument(metavar="编号", help="约谈的编号，可以简写成 YT-3", autocompletion=offer_interviews),
]


@dataclass(frozen=True, kw_only=True)
class InterviewOptions:
    """Everything the head of an interview may say."""

    title: Annotated[str | None, option("--title", "约谈事项", "为什么事约谈，一行写完")] = None
    cause: Annotated[InterviewCause | None, option("--cause", "事由", "进展缓慢、考核末位、落实不力")] = None
    tier: Annotated[Tier | None, option("--tier", "层级", "一级（默认）或二级")] = None
    former: Annotated[
        str | None,
        option("--former", "编号", "二级约谈的，一级是哪一次", autocompletion=offer_interviews),
    ] = None
    person: Annotated[str | None, option("--person", "姓名", "被约谈人", WHO)] = None
    unit: Annotated[str | None, option("--unit", "单位", "他的单位", WHO, autocompletion=offer_units)] = None
    post: Annotated[str | None, option("--post", "职务", "他的职务，如 局长", WHO)] = None
    task: Annotated[list[str] | None, option("--task", "编号", "哪几件事项", FACTS)] = None
    inspection: Annotated[list[str] | None, option("--inspection", "编号", "哪几次督查", FACTS)] = None
    finding: Annotated[
        list[str] | None, option("--finding", "编号/序号", "督查的第几个问题，如 DX-1/2", FACTS)
    ] = None
    public: Annotated[YesNo | None, option("--public", "是|否", "公开不公开，默认否")] = None
    note: Annotated[str | None, option("--note", "文字", "备注")] = None

    @property
    def given(self) -> dict[str, Any]:
        """The options that were given, by their names."""
        found = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: value for name, value in found.items() if value not in (None, (), [])}


_KEYS = official_keys(Interview)
_PERSON = {"person": "姓名", "unit": "单位", "post": "职务"}


def head_of(plan: Plan, options: InterviewOptions, old: Mapping[str, Any]) -> dict[str, Any]:
    """Official key → raw value for every option that was given; None takes a value away (typed as "").

    `old` is the head so far. Raises DubanError for a unit, a task, an inspection that nobody knows.
    """
    given, raw = options.given, dict[str, Any]()
    for name, value in given.items():
        match name:
            case "task":
                typed = [word for word in split_words(value) if word]
                raw[_KEYS["tasks"]] = select(plan.workspace, typed, NO_FILTERS, plan.hand.today) or None
            case "inspection":
                raw[_KEYS["inspections"]] = [
                    case_called(plan.workspace, each) for each in _words(value)
                ] or None
            case "finding":
                raw[_KEYS["findings"]] = [_finding(plan, each) for each in _words(value)] or None
            case "former":
                raw[_KEYS["former"]] = (
                    case_called(plan.workspace, value, INTERVIEW) if value.strip() else None
                )
            case "note":
                raw[_KEYS["note"]] = value.strip("\n") or None
            case _ if name not in _PERSON:
                raw[_KEYS[name]] = one_line(str(value), flag(name))
    person = {_PERSON[name]: one_line(given[name], flag(name)) for name in _PERSON if name in given}
    if "单位" in person:
        person["单位"] = registered_unit(plan, person["单位"] or "", plan.hand.today)
    return raw | ({_KEYS["person"]: dict(old.get("被约谈人") or {}) | person} if person else {})


def _words(value: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(word for word in split_words(value) if word))


def _finding(plan: Plan, word: str) -> str:
    number, sign, place = word.replace("／", "/").partition("/")
    if not (sign and place.isascii() and place.isdecimal()):
        raise misuse("usage-value", f"--finding：“{word}”不是 编号/序号。", "写成 DX-1/2")
    return f"{case_called(plan.workspace, number)}/{int(place)}"


def checked(raw: Mapping[str, Any], number: str) -> Interview:
    """A raw head as a record, its texts in plain characters. Raises DubanError with every fault of it."""
    given = {key: plain_values(value) for key, value in raw.items() if value is not None}
    try:
        head = read_record(given, Interview)
    except msgspec.ValidationError:
        from duban.core.validation.validate import judge

        raise DubanError(
            *(
                Problem(Level.ERROR, fault.code, f"{number}：{fault.message}", fault.advice, fault.clause)
                for fault in judge(given, Interview)
            )
        ) from None
    refuse_head(head)
    return head


def add(context: Writing, head: InterviewOptions) -> int:
    """约谈立项：登记要约谈谁、为什么，编号 YT-年份-序号接续。例：

    duban interview add --title 供水管网改造进展缓慢 --cause 进展缓慢 --person 周正 --unit 县水务局 --post 局长
    --task WJ-12 --inspection DX-1

    一级没有成效的再约谈：--tier 二级 --former YT-1，别的照写。
    """
    form = Form(context)
    head = replace(
        head,
        title=form.need(head.title, "--title", "约谈事项", str),
        cause=form.need(head.cause, "--cause", "事由", InterviewCause),
        person=form.need(head.person, "--person", "被约谈人", str),
        unit=form.need(head.unit, "--unit", "他的单位", str),
        post=form.need(head.post, "--post", "他的职务", str),
    )
    form.close()

    def make(plan: Plan) -> Callable[[str], Any]:
        raw = {key: value for key, value in head_of(plan, head, {}).items() if value is not None}
        checked({"编号": NO_ID, **raw}, "新约谈")
        return lambda number: checked({"编号": number, **raw}, number)

    return DESK.register(context, make, EnterInterview)


def amend(
    context: Writing,
    number: Number,
    head: InterviewOptions,
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
    """改约谈的要素（变更），批准以后改的要经批准；或更正流水里记错的一笔（更正）。

    改要素：duban interview amend YT-1 --post 党组书记、局长 --reason 职务写漏。
    更正：duban interview amend YT-1 --event 约谈 --set 要求=… --reason 录入有误。
    """
    refuse_mixed(event, head.given, assignments, void=void)
    if event is None and not head.given:
        raise misuse("usage-nothing", "没有写改什么。", "例如 --post 局长 --reason 职务写错")
    form = Form(context)
    why = form.need(reason, "--reason", "为什么改", str)
    form.close()
    if event is not None:
        sets = assignments or ()
        return DESK.put_right(context, number, event, sets, reason=why, approval=approval, void=void)

    def changes(plan: Plan, now: InterviewState) -> dict[str, Any]:
        raw = raw_record(now.head)
        wanted = head_of(plan, head, raw)
        after = raw_record(checked(raw | wanted, now.head.id))
        return {key: after.get(key) for key in wanted if after.get(key) != raw.get(key)}

    return DESK.change(context, number, changes, why, approval)
