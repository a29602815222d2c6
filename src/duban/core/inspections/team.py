"""Who may be in the group of an inspection (督查组): one head, nobody twice, nobody who has to stand aside (回避).

Whoever comes from an inspected unit does not lead the group; nor is he in it, unless units inspect each other (交叉).
"""

from collections.abc import Iterator

from duban.core.inspections.life import InspectionState
from duban.core.model.inspection import Inspection, Member, SiteDay
from duban.core.model.inspection_terms import InspectionName, Seat, Setup
from duban.core.model.terms import YesNo
from duban.errors import Level, Problem, refusal

_ART = "国令第733号"


def refuse_odd_team(head: Inspection) -> None:
    """Raises DubanError for two heads of the group, or somebody twice (国令第733号 art. 8)."""
    names = [member.name for member in head.team]
    heads = [member.name for member in head.team if member.seat is Seat.HEAD]
    if len(heads) > 1 or len(set(names)) < len(names):
        text = (
            f"组长写了{len(heads)}个（{'、'.join(heads)}），只能一个"
            if len(heads) > 1
            else "督查组里同一个人写了两遍"
        )
        raise refusal("team-odd", text, "--team 每人写一次，组长负责制，只写一个组长", f"{_ART} 第8条")


def is_member(now: InspectionState, name: str) -> bool:
    """Whether somebody is in the group."""
    return any(member.name == name for member in now.head.team)


def stands_aside(now: InspectionState, name: str) -> bool:
    """Whether somebody declared that he has to, and that was not lifted since."""
    said = now.declared.get(name)
    return said is not None and said.aside is YesNo.YES


def partial(now: InspectionState, head: Inspection) -> Iterator[Problem]:
    """Why the group of a head cannot go, or go on: who stands aside and is in it, who comes from an inspected unit."""
    way = f"换人：duban inspect amend {head.id} --team … --approved-by … --reason …"
    aside = [member.name for member in head.team if stands_aside(now, member.name)]
    if aside:
        text = f"{'、'.join(aside)}声明要回避，不能在 {head.id} 的督查组里"
        lift = (
            f"解除回避的：duban inspect declare {head.id} {aside[0]} --aside 否 --reason … --approved-by 领导"
        )
        yield Problem(Level.ERROR, "must-stand-aside", text, f"{way}；{lift}")
    for member in head.team:
        if _own_unit(now, head, member) and (member.seat is Seat.HEAD or Setup.CROSSED not in head.setup):
            text = f"{member.seat}{member.name}是督查对象{member.unit}的，要回避"
            yield Problem(Level.ERROR, "own-unit", text, way)


def _own_unit(now: InspectionState, head: Inspection, member: Member) -> bool:
    objects = now.objects if now.draws else head.objects
    units = now.register.expanded(objects)
    return member.unit is not None and any(now.register.same(member.unit, unit) for unit in units)


def unled(now: InspectionState) -> Iterator[tuple[str, str, str]]:
    """Why the group may not go on: who stands aside is still in it, it has no head. Code, words, the way out."""
    way = f"duban inspect amend {now.head.id} --team … --approved-by … --reason …"
    for member in now.head.team:
        if stands_aside(now, member.name):
            text = f"{member.seat}{member.name}声明要回避，还在督查组里，要换人"
            yield "must-stand-aside", text, way
    if now.head.name is InspectionName.GOVERNMENT and now.head.head_of_team is None:
        yield "no-head", "督查组没有组长", way.replace("--team …", "--team 姓名:组长")


def refuse_partial(now: InspectionState) -> None:
    """Raises DubanError for a group that cannot set out."""
    for problem in partial(now, now.head):
        raise refusal(problem.code, problem.message, problem.advice)


def tell_partial(now: InspectionState, notices: list[Problem]) -> None:
    """Tell of a group that could not set out as it is: a lot may still leave the unit out."""
    found = partial(now, now.head)
    notices += [Problem(Level.NOTICE, each.code, each.message, each.advice) for each in found]


def refuse_partial_on_site(now: InspectionState, entry: SiteDay) -> None:
    """Raises DubanError for somebody on site who stands aside, or is at his own unit."""
    way = f"换人：duban inspect amend {now.head.id} --team … --approved-by … --reason …"
    aside = [name for name in entry.members if stands_aside(now, name)]
    if aside:
        text = f"{'、'.join(aside)}声明要回避，不能再到 {now.head.id} 的现场"
        raise refusal("must-stand-aside", text, way)
    for member in now.head.team:
        own = (
            member.unit is not None and entry.unit is not None and now.register.same(member.unit, entry.unit)
        )
        if own and member.name in entry.members:
            raise refusal("own-unit", f"{member.name}是{member.unit}的，不能查自己的单位", way)
