"""`clue add`, `clue amend`, `clue giver`: a clue enters the books, its head changes, its giver is looked up.

Gathers the head from options or, at a terminal, from answers; what is allowed decides core.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Annotated, Any

import msgspec

from duban.cli.commands.clue.recording import DESK, Number
from duban.cli.framework.context import Context, Writing
from duban.cli.framework.open_workspace import open_workspace
from duban.cli.framework.option_types import flag, option, switch
from duban.cli.framework.output import say
from duban.cli.framework.prompts import Form, ask, can_ask
from duban.cli.options.head_values import NO_ID, one_line
from duban.cli.options.name_lookup import case_called
from duban.cli.options.task_options import Approval, offer_units
from duban.cli.workflow.cases import case_units, refuse_mixed
from duban.core.cases.clue import CLUE
from duban.core.clues.life import ClueState
from duban.core.model.clues.records import GIVER, Clue, EnterClue
from duban.core.model.clues.terms import ClueKind, Door
from duban.core.model.folding import plain_values
from duban.core.model.record import official_keys, raw_record, read_record, unquoted
from duban.errors import DubanError, Level, Problem, misuse, refusal
from duban.plan import Plan

FIXING, WHO = "更正", "反映人（不公开：查询、文书、报告、导出都不说）"
_KEYS = official_keys(Clue)


@dataclass(frozen=True, kw_only=True)
class ClueOptions:
    """Everything the head of a clue may say."""

    title: Annotated[str | None, option("--title", "事由", "什么事，一行写完，不写反映人")] = None
    door: Annotated[Door | None, option("--door", "渠道", "从哪里来的")] = None
    matter: Annotated[ClueKind | None, option("--kind", "类别", "国务院“互联网+督查”的四类")] = None
    content: Annotated[str | None, option("--content", "文字", "反映的内容，转办时单位看得到")] = None
    about: Annotated[
        list[str] | None,
        option("--about", "单位", "被反映的单位，可以写几个或一组", autocompletion=offer_units),
    ] = None
    place: Annotated[str | None, option("--place", "地点", "发生在哪里")] = None
    subject: Annotated[str | None, option("--subject", "主题", "关于哪一件事；主题相同的算同一件")] = None
    received_no: Annotated[str | None, option("--received-no", "编号", "来件的编号，如工单号")] = None
    found_in: Annotated[
        str | None, option("--found-in", "编号/序号", "督查项目发现的问题，如 DX-2026-0001/3")
    ] = None
    giver: Annotated[str | None, option("--giver", "姓名", "谁反映的；匿名的不写", WHO)] = None
    contact: Annotated[str | None, option("--contact", "电话", "怎样答复反映人", WHO)] = None
    note: Annotated[str | None, option("--note", "文字", "备注")] = None

    @property
    def given(self) -> dict[str, Any]:
        """The options that were given, by their names."""
        found = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: value for name, value in found.items() if value not in (None, (), [])}


_TEXTS = frozenset({"content", "note"})
_OWN = {"name": "姓名", "contact": "联系方式"}


def head_of(plan: Plan, options: ClueOptions, old: Mapping[str, Any]) -> dict[str, Any]:
    """Official key → raw value for every option that was given; None takes a value away (typed as "")."""
    raw: dict[str, Any] = {}
    given = options.given
    for name, value in given.items():
        if name in {"giver", "contact"}:
            continue
        if name == "about":
            raw[_KEYS[name]] = case_units(plan, value, flag(name)) or None
        elif name in _TEXTS:
            raw[_KEYS[name]] = str(value).strip("\n") or None
        else:
            raw[_KEYS[name]] = one_line(str(value), flag(name)) or None
    who = {"姓名": given.get("giver"), "联系方式": given.get("contact")}
    said = {key: one_line(value, "--giver") or "" for key, value in who.items() if value is not None}
    if said:
        held = {key: value for key, value in (dict(old.get(GIVER) or {}) | said).items() if value}
        if held and "姓名" not in held:
            if said.get("姓名") != "":
                raise misuse("missing-option", "写了怎样答复，没有写反映人是谁。", "加上 --giver 姓名或称呼")
            held = {}
        raw[GIVER] = held or None
    return raw


def checked(raw: Mapping[str, Any], number: str) -> Clue:
    """A raw head as a record, its texts in plain characters. Raises DubanError with every fault of it."""
    given = {key: plain_values(value) for key, value in raw.items() if value is not None}
    try:
        return read_record(given, Clue)
    except msgspec.ValidationError:
        from duban.core.validation.validate import judge

        raise DubanError(
            *(
                Problem(Level.ERROR, fault.code, f"{number}：{fault.message}", fault.advice, fault.clause)
                for fault in map(unquoted, judge(given, Clue))
            )
        ) from None


def add(context: Writing, head: ClueOptions) -> int:
    """线索登记：一条线索记入账，编号 XS-年份-序号接续。例：

    duban clue add --title 某村饮水工程停工 --door 12345 --kind 政策不落实 --about 甲镇人民政府
    --content 去年列入的饮水工程停工三个月。 --giver 李某 --contact 电话

    反映人只记在线索的文件里，查询、文书、报告、导出都不说；内容里也不能写。匿名的不写 --giver。
    """
    head = _answered(context, head)

    def make(plan: Plan) -> Callable[[str], Clue]:
        raw = {key: value for key, value in head_of(plan, head, {}).items() if value is not None}
        checked({"编号": NO_ID, **raw}, "新线索")
        return lambda number: checked({"编号": number, **raw}, number)

    return DESK.register(context, make, EnterClue)


def _answered(context: Writing, head: ClueOptions) -> ClueOptions:
    """The head with answers to what is left open; who gave it is asked, so that it need not stand on the line."""
    form = Form(context)
    answers: dict[str, Any] = {
        "title": form.need(head.title, "--title", "线索事由", str),
        "door": form.need(head.door, "--door", "渠道", Door),
        "matter": form.need(head.matter, "--kind", "类别", ClueKind),
    }
    form.close()
    if can_ask(context):
        if not head.about:
            answers["about"] = [ask("被反映单位（多个用顿号隔开）", optional=True)]
        if head.content is None:
            answers["content"] = ask("反映的内容", optional=True)
        if head.giver is None:
            answers["giver"] = ask("反映人，不公开；匿名的", optional=True) or None
    return replace(head, **answers)


def amend(
    context: Writing,
    number: Number,
    head: ClueOptions,
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
    """改线索的要素（变更），或更正流水里记错的一笔（更正）。反映人改了，流水只说改过，不说改成谁。

    改要素：duban clue amend XS-1 --place 城东 --reason 补写。更正：duban clue amend XS-1 --event 线索反馈 --set 情况=…
    --reason 录入有误；当天自己记错的不用批准，以后的写 --approved-by。
    """
    refuse_mixed(event, head.given, assignments, void=void)
    if event is None and not head.given:
        raise misuse("usage-nothing", "没有写改什么。", "例如 --place 城东 --reason 补写")
    form = Form(context)
    why = form.need(reason, "--reason", "为什么改", str)
    form.close()
    if event is not None:
        sets = assignments or ()
        return DESK.put_right(context, number, event, sets, reason=why, approval=approval, void=void)

    def changes(plan: Plan, now: ClueState) -> dict[str, Any]:
        old = raw_record(now.head)
        wanted = head_of(plan, head, old)
        after = raw_record(checked(old | wanted, now.head.id))
        return {key: after.get(key) for key in wanted if after.get(key) != old.get(key)}

    return DESK.change(context, number, changes, why, approval)


def giver(context: Context, number: Number) -> int:
    """看反映人：答复时用。别的命令都不说反映人是谁（国令第733号第26条），看了也不要写进别处。"""
    workspace = open_workspace(context)
    identifier = case_called(workspace, number, CLUE)
    file = next((each for each in workspace.usable(CLUE) if each.id == identifier), None)
    if file is None:
        raise refusal("no-clue", f"{identifier} 读不出来", "duban check")
    who = file.giver
    if who is None:
        say(f"{identifier} 没有记反映人（{file.door}）")
        return 0
    say(f"{identifier} 反映人：{who.name}{f'，{who.contact}' if who.contact else ''}。不得泄露。")
    return 0
