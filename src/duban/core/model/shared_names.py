"""Names in duban.yaml that mean two: units by any name they bear or bore, leaders in the days of one post.

Enterprises (包保) too, where two are responsible on one day. Pure; finds only. What a command may newly write says
unit_register.py.
"""

from collections.abc import Iterator
from datetime import date

from duban.core.model.folding import plain
from duban.core.model.record import Fault
from duban.core.model.unit_register import Register, fold_name
from duban.core.model.workspace import Config, Leader, Unit


def shared_names(config: Config) -> Iterator[Fault]:
    """A fault where a second unit or leader bears a name that is taken, brackets and signs of either width alike.

    Units that are one today by a merger may share names.
    """
    register = Register(config.units)
    taken: dict[str, Unit] = {}
    for place, unit in enumerate(config.units):
        for keys, name in _names_of(unit):
            held = taken.setdefault(fold_name(name), unit)
            if held is not unit and not _are_one(register, held, unit):
                text = f"“{name}”（{unit.name}）也是“{held.name}”的名称，一个名称只能指一个单位"
                fix = f"同一家单位：duban unit merge {unit.name} --into {held.name}；两家：改掉其中一个名称"
                yield Fault(("单位", place, *keys), "shared-name", text, fix)
        for at, member in enumerate(unit.members):
            if register.find(member) is None:
                text = f"“{unit.name}”的成员“{member}”不在单位名册里"
                yield Fault(("单位", place, "成员", at), "unknown-unit", text, f"duban unit add {member}")
            elif unit.name in (member, *register.members(member)):
                text = f"“{unit.name}”的成员里又有它自己"
                yield Fault(("单位", place, "成员", at), "group-in-itself", text, "从成员里删去")
    yield from _posts_at_once(config)
    yield from _wards_at_once(config)


def _posts_at_once(config: Config) -> Iterator[Fault]:
    """A fault where a leader holds two posts on one day, or one that ends before it begins."""
    held: dict[str, list[Leader]] = {}
    for place, leader in enumerate(config.leaders):
        if leader.since and leader.until and leader.until < leader.since:
            text = f"领导“{leader.name}”的任期{leader.days}，先后颠倒了"
            yield Fault(("领导", place, "至"), "post-backwards", text, "改正任职的日期")
        posts = held.setdefault(fold_name(leader.name), [])
        if any(leader.overlaps(post) for post in posts):
            text = f"领导里有两个“{leader.name}”，任期重叠，分不清是哪一位"
            fix = (
                "先后任两个职务的，写明“自”和“至”，不重叠；写重了就删去一条；"
                "确是两人同名，姓名里注明，如 张伟（副县长）"
            )
            yield Fault(("领导", place, "姓名"), "shared-name", text, fix)
        posts.append(leader)


def _wards_at_once(config: Config) -> Iterator[Fault]:
    """A fault where two are responsible for one enterprise on a day, or one until before the day that begins it."""
    for place, ward in enumerate(config.wards):
        first, last = ward.since or date.min, ward.until or date.max
        if last < first:
            text = f"“{ward.name}”的包保从 {ward.since} 到 {ward.until}，先后颠倒了"
            yield Fault(("包保", place, "至"), "ward-backwards", text, "改正包保的日期")
        for other in config.wards[:place]:
            if (
                other.name == ward.name
                and (other.since or date.min) <= last
                and (other.until or date.max) >= first
            ):
                text = f"“{ward.name}”同时由{other.person}和{ward.person}包保，分不清是谁"
                yield Fault(
                    ("包保", place, "名称"), "ward-twice", text, "前一条写明“至”，后一条写明“自”，不重叠"
                )


def _names_of(unit: Unit) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield ("全称",), unit.name
    if unit.short_name:
        yield ("简称",), unit.short_name
    yield from ((("曾用名", place), name) for place, name in enumerate(unit.former_names))


def _are_one(register: Register, one: Unit, other: Unit) -> bool:
    """Whether a merger made them one; two entries under one full name, or one that looks the same, are not."""
    return plain(one.name) != plain(other.name) and register.same(one.name, other.name)
