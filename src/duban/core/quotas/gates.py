"""What may be entered as 履职: whose day, visit or meeting it is, and by which rule; what takes an entry back.

Each gate refuses with errors.DubanError and the way out; entries of earlier releases, which only name a rule and a
period, are asked nothing more than before.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from duban.core.actions.due_dates import Ground
from duban.core.model.people import Roll
from duban.core.model.record import digest
from duban.core.model.suggest import guess, nearest
from duban.core.model.terms import Tallied
from duban.core.model.workspace import Config, StandingEntry
from duban.core.periods.spans import parse_span, span_of
from duban.core.policy.rules import AnyRule, CadenceRule, Policy, QuotaRule
from duban.core.quotas.entries import standing_now, ward_on
from duban.errors import Level, Problem, refusal

Notices = list[Problem]
_SAME = ("unit", "persons", "ward", "place", "subject")
"""Two entries of one rule and day that say the same in all of these are one thing entered twice."""


def complete(now: Any, entry: StandingEntry, ground: Ground, notices: Notices) -> StandingEntry:  # noqa: ANN401 - CaseState
    """An entry as it may be written. Raises DubanError where it may not."""
    held: tuple[StandingEntry, ...] = now.file.journal
    if entry.voids is not None:
        _void(held, entry)
        return entry
    policy = ground.policies.at(entry.on)
    rule = _rule(policy, entry)
    config = ground.elsewhere.config
    if isinstance(rule, CadenceRule) and rule.what is Tallied.REGISTER and config is not None:
        _refuse_unregistered(config, entry, policy.ground(rule))
    if isinstance(rule, QuotaRule):
        entry = _quota(policy, rule, entry, config)
        since = ground.policies.entries[0][0]
        if entry.on < since:
            text = f"制度“{policy.name}”从 {since} 起用，{entry.on} 的这一笔不计数"
            notices.append(Problem(Level.NOTICE, "before-policy", text))
    if isinstance(rule, QuotaRule) or entry.subject:
        _refuse_again(held, entry, rule.what if isinstance(rule, QuotaRule) else None, notices)
    return entry


def _rule(policy: Policy, entry: StandingEntry) -> AnyRule | None:
    name, _, identifier = entry.rule.rpartition("/")
    return policy.rule(identifier) if name in {"", policy.name} else None


def _void(held: Sequence[StandingEntry], entry: StandingEntry) -> None:
    """Who takes back more than the slip of the day needs somebody's word."""
    wrong = next((each for each in held if digest(each) == entry.voids), None)
    if wrong is None:
        text = f"这一年的履职里没有摘要是 {entry.voids} 的一笔"
        raise refusal("no-event", text, "摘要见 duban meeting list 和 duban quota 姓名")
    if wrong.voids is not None or wrong not in standing_now(held):
        text = f"{entry.voids} 是冲销，或者已经冲销过了"
        raise refusal("voided-twice", text, "不必再冲；冲错了的，把原来的再记一笔")
    if entry.on < wrong.on:
        text = f"冲销的日期 {entry.on} 在原来那一笔（{wrong.on}）以前"
        raise refusal("event-before", text, "改 --on")
    slip = wrong.recorded_at.date() == entry.recorded_at.date() and wrong.by == entry.by
    if entry.approved_by is None and not slip:
        text = f"冲销 {wrong.on} 的{wrong.rule}，没有写批准人"
        raise refusal("approver-missing", text, "写上 --approved-by 领导；只有当天自己记错的不用")
    if entry.note is None:
        raise refusal("reason-missing", f"冲销 {wrong.on} 的{wrong.rule}，没有写原因", "--reason 原因")


def _quota(policy: Policy, rule: QuotaRule, entry: StandingEntry, config: Config | None) -> StandingEntry:
    ground = policy.ground(rule)
    if not rule.in_force(entry.on):
        text = f"规则“{rule.name}”在 {entry.on} 没有施行"
        raise refusal("rule-not-in-force", text, f"核对日期；duban policy show {policy.name}", ground)
    span = span_of(rule.every, entry.on)
    if entry.period != span.label:
        text = f"{entry.on} 是 {span.label} 这一期的，写的是 {entry.period}"
        raise refusal("wrong-period", text, f"期写 {span.label}，或者改日期", ground)
    if rule.what is not Tallied.PAPER and entry.subject is None:
        what = "办了什么" if rule.what is Tallied.FRONT_LINE else "为了什么"
        raise refusal("subject-missing", f"{rule.what}没有写{what}", "--subject 文字", ground)
    match rule.what:
        case Tallied.FRONT_LINE:
            return _front_line(rule, entry, config, ground)
        case Tallied.VISIT:
            return _visit(entry, config, ground)
        case _:
            _paper(entry, ground)
            return entry


def _front_line(rule: QuotaRule, entry: StandingEntry, config: Config | None, ground: str) -> StandingEntry:
    if len(entry.persons) != 1:
        text = f"一线办公一人一笔，这里写了 {len(entry.persons)} 人"
        raise refusal("one-person", text, "duban visit day --person 姓名，写几个的分记几笔", ground)
    if entry.place is None:
        raise refusal("place-missing", "一线办公没有写到了哪里", "--place 地点", ground)
    leaders = config.leaders if config is not None else ()
    names = Roll(leaders, whole=True).named(entry.persons[0], entry.on)
    named = names[0] if names else entry.persons[0]
    posts = [post for post in leaders if post.name == named]
    if not posts:
        near = guess(nearest(named, [post.name for post in leaders]))
        advice = f"{near}登记：duban unit leader {named} --title 职务 --post {rule.posts[0]} --from 日期"
        raise refusal("unknown-leader", f"领导名册里没有“{named}”", advice, ground)
    if not any(post.holds(entry.on) and post.kind in rule.posts for post in posts):
        told = "；".join(" ".join(filter(None, (p.title, p.kind or "没有写职务类别", p.days))) for p in posts)
        text = f"“{named}”{entry.on} 不是{'、'.join(rule.posts)}（名册：{told}）"
        advice = (
            f"核对日期；职务类别没有写的：duban unit leader {named} --post {rule.posts[0]}；"
            f"离任的写那天在任的人"
        )
        raise refusal("not-in-post", text, advice, ground)
    return msgspec.structs.replace(entry, persons=(named,))


def _visit(entry: StandingEntry, config: Config | None, ground: str) -> StandingEntry:
    wards = config.wards if config is not None else ()
    name = entry.ward or ""
    ward = ward_on(wards, name, entry.on)
    if ward is None:
        known = sorted({each.name for each in wards})
        text = f"{entry.on} 的包保名单里没有“{name}”" if name else "没有写走访的是哪个企业、项目"
        near = guess(nearest(name, known)) if name else ""
        raise refusal("unknown-ward", text, f"{near}登记：duban visit register 名称 --person 包保人", ground)
    if not entry.persons:
        raise refusal("persons-missing", f"走访{name}没有写谁去的", "--person 姓名，可以写几个", ground)
    went = _bare(ward.person) in set(map(_bare, entry.persons))
    if not went and entry.stand_in is None:
        text = f"{name}的包保人是{ward.person}，去的是{'、'.join(entry.persons)}"
        advice = f"代访的写明原因：--stand-in 原因；换了包保人的：duban visit register {name} --person 姓名"
        raise refusal("stand-in-untold", text, advice, ground)
    if went and entry.stand_in is not None:
        raise refusal("stand-in-odd", f"包保人{ward.person}自己去了，不是代访", "去掉 --stand-in", ground)
    return entry


def _bare(name: str) -> str:
    return "".join(name.split())


def _paper(entry: StandingEntry, ground: str) -> None:
    if entry.unit is None:
        raise refusal("which-unit", "退文没有写是哪个单位来的文", "--unit 单位", ground)
    if entry.subject is None:
        raise refusal("subject-missing", "退文没有写退的是哪一份", "--subject 标题", ground)


def _refuse_unregistered(config: Config, entry: StandingEntry, ground: str) -> None:
    """The register is made when it names somebody for each; when it was made, this entry says."""
    if entry.unit is not None:
        return
    span = parse_span(entry.period)
    held = [ward for ward in config.wards if ward.holds(entry.on)]
    if not held and span is not None:
        text = f"{entry.on} 的包保名单是空的，{entry.period} 不能算建好了"
        raise refusal(
            "register-empty",
            text,
            "duban visit register 名称 --kind 企业 --level 县级 --person 包保人",
            ground,
        )


def _refuse_again(
    held: Sequence[StandingEntry], entry: StandingEntry, what: Tallied | None, notices: Notices
) -> None:
    """Raises DubanError for the same thing entered twice; what happens again on a day counts once."""
    same = [each for each in standing_now(held) if (each.on, each.rule) == (entry.on, entry.rule)]
    for each in same:
        if all(getattr(each, name) == getattr(entry, name) for name in _SAME):
            text = f"这一笔已经记过（{each.on}，经办 {each.by}，摘要 {digest(each)}）"
            raise refusal("standing-twice", text, "不必再记；不是同一回事的，写明地点、主题")
    whose = [each for each in same if _whose(each) == _whose(entry)]
    if whose and what in {Tallied.FRONT_LINE, Tallied.VISIT}:
        text = f"{_whose(entry)} {entry.on} 已经记过 {len(whose)} 笔，同一天只算一次"
        notices.append(Problem(Level.NOTICE, "same-day", text))


def _whose(entry: StandingEntry) -> str:
    return entry.ward or "、".join(entry.persons)
