"""The unit register changed: added, renamed, merged. What an entry becomes, as raw values for duban.yaml.

Pure: where the entry stands in the file, the command knows. Raises errors.DubanError for what cannot be.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from duban.core.model.record import raw_record
from duban.core.model.task import Unit
from duban.core.model.unit_register import Register, fold_name
from duban.errors import refusal


def add_units(register: Register, entries: Iterable[Unit]) -> list[dict[str, Any]]:
    """The new entries; a name that some unit bears or bore is refused."""
    new: list[Unit] = []
    for entry in entries:
        _refuse_taken(register, entry)
        _refuse_taken(Register(new), entry)
        new.append(entry)
    return [raw_record(entry) for entry in new]


def amend_unit(register: Register, unit: Unit, changes: Mapping[str, Any]) -> int:
    """Which entry changes. Raises DubanError where its new 简称 is another unit's name."""
    short = changes.get("简称")
    if short and (held := register.find(short)) is not None and held is not unit:
        raise _taken(short, held)
    return register.units.index(unit)


def rename_unit(register: Register, old: str, new: str, on: date) -> tuple[int, dict[str, Any]]:
    """Which entry changes, and its new values: the old name becomes a 曾用名."""
    unit = known_unit(register, old)
    held = register.find(new)
    if held is not None and held is not unit:
        raise _taken(new, held)
    if new == unit.name:
        raise refusal("same-name", f"“{new}”本来就叫这个名字", "写一个不同的名字")
    if unit.merged_into:
        raise refusal("merged-unit", f"“{unit.name}”已并入“{unit.merged_into}”", "改并入后的单位")
    former = [name for name in (*unit.former_names, unit.name) if name != new]
    changes = {"全称": new, "曾用名": list(dict.fromkeys(former)), "更名日期": on.isoformat()}
    return register.units.index(unit), changes


def merge_unit(register: Register, old: str, into: str, on: date) -> tuple[int, dict[str, Any]]:
    """Which entry changes, and its new values: from `on` it is part of another unit."""
    unit = known_unit(register, old)
    target = known_unit(register, into)
    if unit.merged_into:
        raise refusal("merged-unit", f"“{unit.name}”已经并入“{unit.merged_into}”", "duban unit list 查看")
    if register.same(unit.name, target.name):
        raise refusal("merge-cycle", f"“{into}”就是“{unit.name}”，或已并入它", "写另一个单位")
    return register.units.index(unit), {"并入": target.name, "并入日期": on.isoformat()}


def known_unit(register: Register, name: str) -> Unit:
    """The entry that bears or bore this name; raises DubanError that names the nearest."""
    unit = register.find(name)
    if unit is None:
        near = register.nearest(name)
        guess = f"最接近的是“{near}”；" if near else ""
        raise refusal("unknown-unit", f"单位名册里没有“{name}”", f"{guess}先登记：duban unit add {name}")
    return unit


def _refuse_taken(register: Register, entry: Unit) -> None:
    for name in entry.names:
        held = register.find(name)
        if held is not None:
            raise _taken(name, held)


def _taken(name: str, held: Unit) -> Exception:
    if held.name == name:
        bears = "已经在册"
    elif fold_name(held.name) == fold_name(name):
        bears = f"就是在册的“{held.name}”，只是全角半角或空格不同"
    else:
        bears = f"是“{held.name}”的简称或曾用名"
    return refusal("unit-taken", f"“{name}”{bears}", "duban unit list 查看；同一单位换名用 duban unit rename")
