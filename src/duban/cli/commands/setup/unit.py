"""`unit`: the registers of units and leaders in duban.yaml: add, amend, rename, merge, leader, list.

The files of tasks stay as they are: old names go on to mean the unit. What an entry becomes says
core/model/unit_register.py.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Annotated, Any

import typer

from duban.cli.framework.command_table import Entry
from duban.cli.framework.context import Context, Writing
from duban.cli.framework.open_workspace import open_workspace
from duban.cli.framework.option_types import flag, option, switch
from duban.cli.framework.output import emit, say
from duban.cli.options.head_values import one_line
from duban.cli.options.task_options import offer_units
from duban.cli.workflow.actions import act, commit_message, notice_records, outcome, tell
from duban.core.model.record import official_keys, raw_record, read_record
from duban.core.model.suggest import guess, nearest
from duban.core.model.terms import PostKind
from duban.core.model.unit_register import (
    add_units,
    amend_unit,
    known_unit,
    merge_unit,
    refuse_members,
    rename_unit,
)
from duban.core.model.word_lists import split_words
from duban.core.model.workspace import Config, Leader, Unit
from duban.errors import DubanError, misuse, refusal
from duban.files.git.log import Message
from duban.files.workspace.records import read_data
from duban.files.workspace.workspace import CONFIG
from duban.files.yaml.edit import DELETE, append_to_list, edit_item
from duban.files.yaml.writer import render_item
from duban.plan import Plan
from duban.views.model.sheet import Column, Sheet, Table, row

COMMANDS = (
    Entry("add", "duban.cli.commands.setup.unit:add", "登记单位"),
    Entry("amend", "duban.cli.commands.setup.unit:amend", "改单位的简称、负责人、联络员"),
    Entry("rename", "duban.cli.commands.setup.unit:rename", "单位更名，旧名成为曾用名"),
    Entry("merge", "duban.cli.commands.setup.unit:merge", "单位并入另一个"),
    Entry("leader", "duban.cli.commands.setup.unit:leader", "登记领导，写明任期"),
    Entry("list", "duban.cli.commands.setup.unit:show", "列出单位、领导"),
)
KEY, LEADERS = "单位", "领导"
_KEYS = official_keys(Unit)
_ORDER = tuple(_KEYS.values())
Name = Annotated[str, typer.Argument(metavar="单位", help="全称、简称或曾用名", autocompletion=offer_units)]


@dataclass(frozen=True, kw_only=True)
class UnitOptions:
    """What the register says of a unit besides its name."""

    short_name: Annotated[str | None, option("--short-name", "简称", "简称")] = None
    principal: Annotated[str | None, option("--principal", "姓名", "主要负责人")] = None
    deputy: Annotated[str | None, option("--deputy", "姓名", "分管负责人")] = None
    liaison: Annotated[str | None, option("--liaison", "姓名", "联络员")] = None
    phone: Annotated[str | None, option("--phone", "电话", "联络员的电话")] = None
    superior: Annotated[str | None, option("--superior", "单位", "上级单位")] = None
    member: Annotated[
        list[str] | None,
        option(
            "--member", "单位", "这是一组单位（如 各乡镇人民政府），写它的成员", autocompletion=offer_units
        ),
    ] = None


def add(
    context: Writing,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="全称", help="单位全称，可以一次写几个")
    ] = None,
    *,
    options: UnitOptions,
    from_tasks: Annotated[bool, switch("--from-tasks", "把事项里用到、名册里没有的单位都登记进来")] = False,
) -> int:
    """登记单位。名册里有了单位之后，事项里写错的单位名会被当作错误指出来。"""
    typed = [name for word in names or () if (name := one_line(word, "全称"))]
    given = _changes(options, {})
    if not typed and not from_tasks:
        raise misuse("missing-option", "没有写登记哪个单位。", "duban unit add 单位全称，或 --from-tasks")
    if given and (len(typed) != 1 or from_tasks):
        raise misuse("usage-unit", "一次登记几个单位时不能写负责人、联络员。", "一个一个登记")

    added: list[str] = []

    def prepare(plan: Plan) -> Message | None:
        found = [*typed, *(_used_names(plan) if from_tasks else ())]
        entries = [_unit({"全称": name, **given}) for name in dict.fromkeys(found)]
        for entry in entries:
            refuse_members(plan.workspace.register, entry.name, entry.members)
        raws = add_units(plan.workspace.register, entries)
        plan.check_texts(raws, KEY)
        if not raws:
            return None
        rewrite_config(plan, lambda text: append_to_list(text, KEY, [render_item(raw) for raw in raws]))
        added.extend(raw["全称"] for raw in raws)
        return _message(plan, f"单位登记 {'、'.join(added)}")

    return _told(context, "登记单位", prepare, added)


def amend(context: Writing, name: Name, options: UnitOptions) -> int:
    """改单位的简称、负责人、联络员、上级。值写成 "" 就是去掉。更名用 rename。"""

    def prepare(plan: Plan) -> Message | None:
        unit = known_unit(plan.workspace.register, name)
        changes = _changes(options, raw_record(unit))
        if not changes:
            raise misuse("usage-nothing", "没有写改什么。", "例如 --liaison 张三 --phone 0000000")
        old = raw_record(unit)
        changes = {key: value for key, value in changes.items() if old.get(key) != value}
        if not changes:
            return None
        plan.check_texts(changes, unit.name)
        refuse_members(plan.workspace.register, unit.name, changes.get("成员") or ())
        _edit(plan, amend_unit(plan.workspace.register, unit, changes), changes)
        return _message(plan, f"单位改动 {unit.name}")

    return _told(context, f"改动单位 {name}", prepare)


def rename(
    context: Writing,
    old: Name,
    new: Annotated[str, typer.Argument(metavar="新名", help="新的全称")],
) -> int:
    """单位更名：旧名成为曾用名，事项文件不动，按旧名、新名都查得到。更名日期用 --on。"""
    name = one_line(new, "新名")
    if name is None:
        raise misuse("usage-value", "新名是空的。", "写上新的全称")

    def prepare(plan: Plan) -> Message:
        _refuse_future(context)
        plan.check_texts(name, KEY)
        late = plan.admit_day(context.on, "单位更名")
        index, changes = rename_unit(plan.workspace.register, old, name, context.on)
        _edit(plan, index, changes)
        return _message(plan, f"单位更名 {old} 为 {name}", late)

    return _told(context, f"把 {old} 更名为 {name}", prepare)


def merge(
    context: Writing,
    old: Name,
    into: Annotated[str | None, option("--into", "单位", "并入哪个单位", autocompletion=offer_units)] = None,
) -> int:
    """单位合并：一个并入另一个，事项文件不动，查后者时前者的事项一并算上。合并日期用 --on。"""
    if into is None:
        raise misuse("missing-option", "没有写并入哪个单位。", "--into 单位")

    def prepare(plan: Plan) -> Message:
        _refuse_future(context)
        late = plan.admit_day(context.on, "单位合并")
        index, changes = merge_unit(plan.workspace.register, old, into, context.on)
        _edit(plan, index, changes)
        return _message(plan, f"单位合并 {old} 并入 {into}", late)

    return _told(context, f"把 {old} 并入 {into}", prepare)


def leader(
    context: Writing,
    name: Annotated[str, typer.Argument(metavar="姓名", help="领导的姓名")],
    title: Annotated[str | None, option("--title", "职务", "职务，如 副县长")] = None,
    kind: Annotated[
        PostKind | None,
        option(
            "--post",
            "类别",
            "行政首长、秘书长、党委书记、组织部长、班子成员；单位的写部门主要负责人、乡镇街道书记",
        ),
    ] = None,
    rank: Annotated[int | None, option("--rank", "排序", "排在第几位")] = None,
    since: Annotated[date | None, option("--from", "日期", "从哪天起任职，含当天")] = None,
    until: Annotated[date | None, option("--until", "日期", "任职到哪天，含当天")] = None,
) -> int:
    """登记领导，或写明任职的起止。名册里有了领导之后，批准人须是那天在任的；分管和联系秘书长在 duban.yaml 里补写。

    县长、市长写明 --post 行政首长，督查的批示、指定、批准要看；已登记的补写：duban unit leader 刘建国 --post 行政首长。

    离任：duban unit leader 刘建国 --until 2026-06-30。另任职务，离任后再登一次：--title 县委书记 --from 2026-07-01。
    """
    typed = one_line(name, "姓名")
    if typed is None:
        raise misuse("usage-value", "姓名是空的。", "写上领导的姓名")
    given = (("职务类别", kind), ("自", since), ("至", until))
    said = {key: str(each) for key, each in given if each is not None}

    def prepare(plan: Plan) -> Message | None:
        leaders = plan.workspace.config.leaders
        posts = [place for place, each in enumerate(leaders) if each.name == typed]
        last = max(posts, key=lambda place: leaders[place].since or date.min, default=None)
        if title is None and rank is None and said:
            if last is not None:
                return _set_post(plan, last, said)
            if since is None and until is not None:
                near = guess(nearest(typed, [each.name for each in leaders]))
                advice = (
                    f"{near}补登已离任的，写上职务：duban unit leader {typed} --title 职务 --until {until}"
                )
                raise refusal("unknown-leader", f"领导名册里没有“{typed}”", advice)
        added = Leader(name=typed, title=title, kind=kind, rank=rank, since=since, until=until)
        _refuse_post(added, leaders)
        raw = raw_record(added)
        plan.check_texts(raw, LEADERS)
        rewrite_config(plan, lambda text: append_to_list(text, LEADERS, [render_item(raw)]))
        return _message(plan, f"领导登记 {typed}")

    return _told(
        context, " ".join(("登记领导", typed, *(f"{key} {each}" for key, each in said.items()))), prepare
    )


def _set_post(plan: Plan, place: int, said: dict[str, str]) -> Message | None:
    """Write from when until when the post at a place of the roll is held, and of what kind it is."""
    leaders = plan.workspace.config.leaders
    post = read_record(raw_record(leaders[place]) | said, Leader)
    if post == leaders[place]:
        return None
    _refuse_post(post, [each for at, each in enumerate(leaders) if at != place])
    order = tuple(official_keys(Leader).values())
    rewrite_config(plan, lambda text: edit_item(text, LEADERS, place, said, order))
    return _message(
        plan, " ".join(("领导任期", post.name, *(part for part in (post.kind, post.days) if part)))
    )


def _refuse_post(post: Leader, others: Sequence[Leader]) -> None:
    """Raises DubanError for a post that ends before it begins, or is held beside another of the same person."""
    if post.since and post.until and post.until < post.since:
        text = f"“{post.name}”的任期{post.days}，先后颠倒了"
        advice = f"核对日期；又任职的，写上职务：duban unit leader {post.name} --title 职务 --from 日期"
        raise refusal("post-backwards", text, advice)
    held = next((each for each in others if each.name == post.name and each.overlaps(post)), None)
    if held is not None:
        told = " ".join(part for part in (held.title, held.days) if part)
        text = f"领导名册里已有“{post.name}”{f'（{told}）' if told else ''}，任期重叠"
        advice = (
            f"换了职务的，先写原来的任到哪天：duban unit leader {post.name} --until 日期，再登记新的，写 --from；"
            "职务、排序写错了的，在 duban.yaml 里改，再 duban commit"
        )
        raise refusal("leader-twice", text, advice)


def show(context: Context, *, leaders: Annotated[bool, switch("--leaders", "列出领导和任期")] = False) -> int:
    """列出名册里的单位，或领导。"""
    if leaders:
        return _show_leaders(context)
    units = open_workspace(context).config.units
    if context.as_json:
        emit(list(units), context)
        return 0
    if not units:
        say("单位名册是空的。登记：duban unit add 单位全称；从事项里收集：duban unit add --from-tasks")
        return 0
    columns = ("全称", "简称", "曾用名", "主要负责人", "分管负责人", "联络员", "电话", "说明")
    rows = tuple(row(*_cells(unit)) for unit in units)
    emit(
        Sheet(
            f"单位 {len(units)} 个",
            tables=(Table(tuple(Column(name, shrink=int(name != "电话")) for name in columns), rows),),
        ),
        context,
    )
    return 0


def _show_leaders(context: Context) -> int:
    leaders = open_workspace(context).config.leaders
    if context.as_json:
        emit(list(leaders), context)
        return 0
    if not leaders:
        say("领导名册是空的。登记：duban unit leader 姓名 --title 职务 --rank 排序 --from 日期")
        return 0
    columns = ("姓名", "职务", "排序", "任期", "分管", "联系秘书长", "说明")
    rows = tuple(
        row(
            each.name,
            f"{each.title or ''}（{each.kind}）" if each.kind else each.title,
            None if each.rank is None else str(each.rank),
            each.days or None,
            "、".join(each.portfolio) or None,
            each.secretary,
            None if each.holds(context.today) else "不在任",
        )
        for each in leaders
    )
    table = Table(tuple(Column(name, shrink=int(name in {"职务", "分管"})) for name in columns), rows)
    emit(Sheet(f"领导 {len({each.name for each in leaders})} 位", tables=(table,)), context)
    return 0


def _refuse_future(context: Writing) -> None:
    if context.on > context.today:
        raise refusal("future-date", f"{context.on} 在今天（{context.today}）之后", "到了那一天再记")


def _cells(unit: Unit) -> tuple[str | None, ...]:
    liaison = unit.liaison
    merged = f"{unit.merged_on or ''} 并入{unit.merged_into}".strip() if unit.merged_into else None
    renamed = f"{unit.renamed_on} 更名" if unit.renamed_on else None
    group = f"一组 {len(unit.members)} 个单位" if unit.members else None
    return (
        unit.name,
        unit.short_name,
        "、".join(unit.former_names) or None,
        unit.principal,
        unit.deputy,
        liaison.name if liaison else None,
        str(liaison.phone) if liaison and liaison.phone else None,
        "；".join(part for part in (renamed, merged, group) if part) or None,
    )


def _changes(options: UnitOptions, old: Mapping[str, Any]) -> dict[str, Any]:
    """Official key → new raw value (None takes it away) for the options that were given."""
    typed: dict[str, Any] = {
        item.name: one_line(value, flag(item.name))
        for item in fields(options)
        if (value := getattr(options, item.name)) is not None and item.name != "member"
    }
    if options.member:
        typed["members"] = list(split_words(filter(None, map(str.strip, options.member)))) or None
    liaison = {
        key: typed.pop(name) for name, key in (("liaison", "姓名"), ("phone", "电话")) if name in typed
    }
    changes: dict[str, Any] = {_KEYS[name]: value for name, value in typed.items()}
    if liaison:
        merged = {key: value for key, value in (dict(old.get("联络员") or {}) | liaison).items() if value}
        if merged and "姓名" not in merged:
            raise misuse("usage-unit", "只写了电话，没有写联络员是谁。", "--liaison 姓名 --phone 电话")
        changes["联络员"] = merged or None
    return changes


def _unit(raw: Mapping[str, Any]) -> Unit:
    from duban.core.validation.validate import judge

    faults = judge({key: value for key, value in raw.items() if value is not None}, Unit)
    if faults:
        raise refusal(faults[0].code, f"{raw['全称']}：{faults[0].message}", faults[0].advice)
    return read_record({key: value for key, value in raw.items() if value is not None}, Unit)


def _used_names(plan: Plan) -> list[str]:
    """Units that tasks name and the register does not know, in the order met."""
    register = plan.workspace.register
    reading = plan.workspace.read()
    names = [name for entry in reading.entries for name in (*entry.task.leads, *entry.task.support)]
    return [name for name in dict.fromkeys(names) if register.find(name) is None]


def _edit(plan: Plan, index: int, changes: Mapping[str, Any]) -> None:
    wanted = {key: DELETE if value is None else value for key, value in changes.items()}
    rewrite_config(plan, lambda text: edit_item(text, KEY, index, wanted, _ORDER))


def rewrite_config(plan: Plan, change: Callable[[str], str]) -> None:
    """Put the changed duban.yaml into the plan; what would not be read again is refused."""
    path = plan.workspace.root / CONFIG
    old = path.read_bytes()
    new = change(old.decode()).encode()
    record, problems = read_data(new, CONFIG, Config)
    if record is None:
        raise DubanError(*problems)
    plan.put(path, new, old)


def _message(plan: Plan, subject: str, late: str | None = None) -> Message:
    """The commit message; the register has no journal, so why something was entered late (补登) stands here."""
    return replace(commit_message(plan.hand, "unit", subject), body=f"补登：{late}" if late else "")


def _told(
    context: Writing, words: str, prepare: Callable[[Plan], Message | None], names: Sequence[str] = ()
) -> int:
    """Act and say so; `names` is read only after the act, which fills it."""
    written = act(context, prepare)
    data = {"action": "unit", **outcome(context, written), "notices": notice_records(written)}
    return tell(context, f"{words} {'、'.join(names)}" if names else words, written, data)
