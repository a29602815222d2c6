"""`visit`: days on the front line, visits to enterprises and projects, and the register of who is responsible for them.

Thin: words become entries of 履职, or a line of duban.yaml; what is allowed decides core/quotas/gates.py.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Annotated, Any

import typer

from duban.cli.commands.quotas.recording import (
    Handling,
    Persons,
    Place,
    Problems,
    Subject,
    people,
    record_facts,
    refuse_older,
)
from duban.cli.commands.setup.unit import rewrite_config
from duban.cli.framework.command_table import Entry
from duban.cli.framework.context import Context, Writing
from duban.cli.framework.open_workspace import open_books
from duban.cli.framework.option_types import option
from duban.cli.framework.output import emit
from duban.cli.framework.prompts import Form
from duban.cli.options.task_options import Remark, one_line
from duban.cli.workflow.actions import act, commit_message, common, notice_records, outcome, tell
from duban.core.books.need import PRESENT
from duban.core.model.people import Roll
from duban.core.model.record import official_keys, raw_record
from duban.core.model.terms import Level, Tallied, WardKind
from duban.core.model.workspace import Leader, StandingEntry, Ward
from duban.core.periods.spans import span_of
from duban.core.policy.rules import Policy, QuotaRule
from duban.core.quotas.entries import rule_key
from duban.errors import misuse, refusal
from duban.files.git.log import Message
from duban.files.yaml.edit import append_to_list, edit_item
from duban.files.yaml.writer import render_item
from duban.plan import Plan
from duban.views.footnotes import unread_files
from duban.views.queries.cases.standing_log import wards_record, wards_sheet

_HERE = "duban.cli.commands.quotas.visit"
COMMANDS = (
    Entry("day", f"{_HERE}:day", "一线办公的一天：谁、到哪里、办了什么"),
    Entry("add", f"{_HERE}:add", "走访包保的企业、项目"),
    Entry("register", f"{_HERE}:register", "包保名单：登记企业、项目和包保人，换人、移出"),
    Entry("void", "duban.cli.commands.quotas.recording:void", "冲销记错的一笔"),
    Entry("list", f"{_HERE}:list_wards", "列出包保名单，本季走访了没有"),
)
_WARDS = "包保"
_DAY = timedelta(days=1)


def day(
    context: Writing,
    *,
    person: Persons = None,
    place: Place = None,
    subject: Subject = None,
    issues: Problems = None,
    handled: Handling = None,
    note: Remark = None,
) -> int:
    """一线办公：领导哪天（--on）到了哪里、办了什么、发现什么问题、怎样处理。一人一笔，同一天去几处算一天。

    哪些领导、一年多少天，看制度和名册里的职务类别：duban unit leader 姓名 --post 班子成员。
    """
    form = Form(context)
    words = form.need(person or None, "--person", "谁", list)
    where = form.need(place, "--place", "到了哪里", str)
    what = form.need(subject, "--subject", "办了什么", str)
    form.close()
    said: dict[str, Any] = {
        "place": where,
        "subject": what,
        "problems": issues,
        "handling": handled,
        "note": note,
    }

    def make(plan: Plan) -> Iterable[StandingEntry]:
        policy = plan.workspace.policies.at(context.on)
        leaders = plan.workspace.config.leaders
        roll = Roll(leaders, whole=True)
        for name in dict.fromkeys(one for word in people(words) for one in roll.named(word, context.on)):
            rule = _rule_for(policy, Tallied.FRONT_LINE, leaders, name, context.on)
            said["rule"] = rule_key(policy.name, rule.id)
            said["period"] = span_of(rule.every, context.on).label
            yield StandingEntry(**common(plan, context), persons=(name,), **said)

    return record_facts(context, str(Tallied.FRONT_LINE), make)


def _rule_for(
    policy: Policy, what: Tallied, leaders: Iterable[Leader] = (), name: str = "", on: date = date.min
) -> QuotaRule:
    """The quota of this sort that the policy has, of leaders that of the post held; else any: the gate says why not."""
    rules = [rule for rule in policy.rules_of(QuotaRule, on) if rule.what is what]
    if not rules:
        text = f"制度“{policy.name}”没有{what}的定额，不用记"
        raise refusal("no-quota", text, "要记的，写进本地制度：种类: 定额；duban policy show 查看现行制度")
    posts = [post for post in leaders if post.name == name]
    kinds = {post.kind for post in posts if post.holds(on)} or {post.kind for post in posts}
    return next((rule for rule in rules if kinds & set(rule.posts)), rules[0])


def add(
    context: Writing,
    ward: Annotated[str, typer.Argument(metavar="名称", help="包保名单里的企业、项目")],
    *,
    person: Persons = None,
    place: Place = None,
    subject: Subject = None,
    issues: Problems = None,
    handled: Handling = None,
    stand_in: Annotated[
        str | None, option("--stand-in", "原因", "包保人没有去、由别人代访的原因", parser=one_line)
    ] = None,
    note: Remark = None,
) -> int:
    """走访：哪天（--on）谁到了名单里的哪个企业、项目，为了什么，发现什么问题、怎样处理。别人代访的写明原因。"""
    form = Form(context)
    words = form.need(person or None, "--person", "谁去的", list)
    what = form.need(subject, "--subject", "为了什么", str)
    form.close()

    def make(plan: Plan) -> Iterable[StandingEntry]:
        policy = plan.workspace.policies.at(context.on)
        rule = _rule_for(policy, Tallied.VISIT, on=context.on)
        said: dict[str, Any] = {"place": place, "subject": what, "problems": issues, "handling": handled}
        said |= {"rule": rule_key(policy.name, rule.id), "period": span_of(rule.every, context.on).label}
        said |= {"persons": people(words), "ward": _called(plan, ward), "stand_in": stand_in, "note": note}
        yield StandingEntry(**common(plan, context), **said)

    return record_facts(context, str(Tallied.VISIT), make)


def _called(plan: Plan, word: str) -> str:
    """The one entry of the register whose name holds the word; else the word, and the gate refuses it."""
    names = {each.name for each in plan.workspace.config.wards}
    parts = [name for name in names if word in name]
    return parts[0] if word not in names and len(parts) == 1 else word


def register(
    context: Writing,
    name: Annotated[str, typer.Argument(metavar="名称", help="企业、项目的名称")],
    *,
    kind: Annotated[WardKind | None, option("--kind", "类别", "企业、项目")] = None,
    level: Annotated[Level | None, option("--level", "级别", "省级、市级、县级")] = None,
    person: Annotated[str | None, option("--person", "姓名", "包保责任人", parser=one_line)] = None,
    since: Annotated[date | None, option("--from", "日期", "从哪天起，默认业务日期")] = None,
    until: Annotated[date | None, option("--until", "日期", "包保到哪天：移出名单")] = None,
) -> int:
    """包保名单：登记企业、项目和包保责任人；已在名单里的，写 --person 是换人（原来的到前一天），写 --until 是移出。"""
    typed = one_line(name)
    begins = since or context.on

    def prepare(plan: Plan) -> Message:
        refuse_older(plan)
        wards = plan.workspace.config.wards
        places = [at for at, each in enumerate(wards) if each.name == typed]
        last = max(places, key=lambda at: wards[at].since or date.min, default=None)
        held = wards[last] if last is not None else None
        if held is not None and last is not None and person is None:
            rewrite_config(plan, _ended(last, _last_day(held, until)))
            return _message(plan, f"包保移出 {typed} {until}")
        end: Callable[[str], str] = _unchanged
        if held is not None and last is not None and (held.until is None or held.until >= begins):
            if person == held.person:
                raise refusal(
                    "ward-twice", f"{typed}的包保人已经是{person}", "不必再登；移出的写 --until 日期"
                )
            end = _ended(last, _last_day(held, begins - _DAY))
        new = _new(typed, held, (kind, level, person), (begins, until))
        raw = raw_record(new)
        plan.check_texts(raw, _WARDS)
        rewrite_config(plan, lambda text: append_to_list(end(text), _WARDS, [render_item(raw)]))
        return _message(plan, f"包保登记 {typed}：{new.person}")

    written = act(context, prepare)
    data = {"action": "unit", **outcome(context, written), "notices": notice_records(written)}
    return tell(context, f"登记包保 {typed}", written, data)


def _last_day(held: Ward, day: date | None) -> date:
    if day is None:
        text = f"“{held.name}”已在包保名单里，包保人{held.person}"
        raise refusal("ward-twice", text, "换人的写 --person 姓名；移出的写 --until 日期")
    if held.since is not None and day < held.since:
        text = f"“{held.name}”由{held.person}从 {held.since} 起包保，不能到 {day} 为止"
        raise refusal("ward-backwards", text, "核对 --from、--until")
    return day


def _unchanged(text: str) -> str:
    return text


def _ended(place: int, day: date) -> Callable[[str], str]:
    """What writes the last day of an entry."""
    order = tuple(official_keys(Ward).values())
    return lambda text: edit_item(text, _WARDS, place, {"至": day.isoformat()}, order)


def _new(
    name: str,
    held: Ward | None,
    said: tuple[WardKind | None, Level | None, str | None],
    days: tuple[date, date | None],
) -> Ward:
    kind = said[0] or (held.kind if held else None)
    level = said[1] or (held.level if held else None)
    asked = ((kind, "--kind 企业 或 项目"), (level, "--level 县级"), (said[2], "--person 包保责任人"))
    missing = [way for each, way in asked if each is None]
    if kind is None or level is None or said[2] is None:
        raise misuse("missing-option", f"登记“{name}”还缺{len(missing)}项。", "；".join(missing))
    if days[1] is not None and days[1] < days[0]:
        raise refusal(
            "ward-backwards", f"“{name}”从 {days[0]} 到 {days[1]}，先后颠倒了", "核对 --from、--until"
        )
    return Ward(name=name, kind=kind, level=level, person=said[2], since=days[0], until=days[1])


def _message(plan: Plan, subject: str) -> Message:
    return commit_message(plan.hand, "unit", subject)


def list_wards(context: Context) -> int:
    """列出包保名单：谁包保、上次哪天走访、本季走访了几次。"""
    books = open_books(context, PRESENT)
    emit(wards_record(books) if context.as_json else wards_sheet(books), context)
    return int(bool(unread_files(books.unread)))
