"""The unit register: which names mean the same unit, and what an entry becomes when it is added, renamed, merged.

Pure; an unknown name stands for itself. Where the entry stands in duban.yaml, the command knows.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from msgspec import structs

from duban.core.model.folding import half_width, plain, simplified
from duban.core.model.record import Fault, raw_record
from duban.core.model.suggest import guess
from duban.core.model.task import Task
from duban.core.model.word_lists import split_words
from duban.core.model.workspace import Unit
from duban.errors import refusal

_NEAR = 5
# 柳塘县, 县, 某市: the place before a unit's name, and its kind.
_PLACE = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{0,6}?)(?P<level>自治州|自治县|[省市县区州旗])(?P<core>.*)", re.DOTALL
)
_ZONE = ("开发", "园", "示范", "试验", "合作", "景", "保护", "新技术产业")
"""What stands before 区 in the name of a zone, which is a unit of its place and no place of its own."""
_SHORTEST_CORE = 2
_SHORTEST_PLACE = 2
_COMMON = re.compile(r"^[省市县区州旗镇乡]|(?:局|委员会|委|办公室|办|厅|部|处|院|人民政府|政府)$")


_MANY = re.compile("各|有关|相关|其他|所有|全[市县区省]")


def is_collective(name: str) -> bool:
    """Whether a name stands for units that it does not name (各乡镇, 有关部门)."""
    return _MANY.match(name) is not None


def fold_name(name: str) -> str:
    """A name as it is compared: signs of either width are one (（） and ()), without blanks."""
    return "".join(half_width(simplified(name)).split()).casefold()


class Register:
    """The unit register as a look-up."""

    def __init__(self, units: Iterable[Unit] = (), office: str = "") -> None:
        self.units = tuple(units)
        self._ahead, self._home = _place_of(office)
        self._found: dict[str, Unit | None] = {}
        self._full: dict[str, str] = {}
        self._by_name = {plain(name): unit for unit in reversed(self.units) for name in unit.names}
        self._by_name |= {plain(unit.name): unit for unit in self.units}
        self._folded = {fold_name(name): unit for name, unit in self._by_name.items()}
        self._current: dict[str, str] = {}
        self._past: dict[int, Register] = {}
        self._office = office
        self.mergers = sorted({unit.merged_on for unit in self.units if unit.merged_into and unit.merged_on})
        """The days on which units were merged, in order."""

    def __bool__(self) -> bool:
        return bool(self.units)

    def bears(self, name: str) -> Unit | None:
        """The entry that bears or bore this name, also in characters that only look like it or of another width."""
        return self._by_name.get(plain(name)) or self._folded.get(fold_name(name))

    def find(self, name: str) -> Unit | None:
        """The entry that a name means: one of its names, with the place before it or without, if no other fits.

        Of 县水务局, 水务局 and 柳塘县水务局 (柳塘县 being the office's own) mean the same; 市水务局 is another's.
        """
        if name in self._found:  # every fold asks for the same few names, and a register does not change
            return self._found[name]
        found = self.bears(name)
        if found is None and self.units:
            found = self._find_placed(fold_name(name))
        self._found[name] = found
        return found

    def _find_placed(self, name: str) -> Unit | None:
        """The one unit whose name is the same but for the place before it; None where there is none, or several.

        Of 县水务局 and 市水务局 an office of a county means its own by 水务局.
        """
        place, level, core = self._parted(name)
        fitting = [(kind, unit) for own, kind, unit in self._by_core.get(name, ()) if self._is_ours(own)]
        if core:
            fitting += [
                (kind, unit)
                for own, kind, unit in self._by_core.get(core, ())
                if kind == level
                and (place in {"", own} or not own)
                and (own or place == self._home[0])
                and self._is_ours(own)
            ]
        for near in (
            [unit for kind, unit in fitting if kind == self._home[1]],
            [unit for _, unit in fitting],
        ):
            named = {unit.name: unit for unit in near}
            if named:
                return next(iter(named.values())) if len(named) == 1 else None
        return None

    def _parted(self, name: str) -> tuple[str, str, str]:
        """As _parted, without the places above the office's own: 云岭市柳塘区水务局 is of 柳塘 to 柳塘区."""
        if self._ahead:
            name = name.removeprefix(self._ahead) or name
        return _parted(name)

    def _is_ours(self, place: str) -> bool:
        """Whether a place may be left out: the office's own, none, or any where the office does not say its own."""
        return place in {"", self._home[0]} or not self._home[0]

    @cached_property
    def _by_core(self) -> Mapping[str, list[tuple[str, str, Unit]]]:
        """Each name without its place: the place, its kind, and the unit."""
        cores: dict[str, list[tuple[str, str, Unit]]] = {}
        for name, unit in self._folded.items():
            place, level, core = self._parted(name)
            if core:
                cores.setdefault(core, []).append((place, level, unit))
        return cores

    def members(self, name: str) -> tuple[str, ...]:
        """The units that a group of the register (各乡镇人民政府) stands for, by full name; none for a unit."""
        found: dict[str, None] = {}
        self._gather(name, found, set())
        return tuple(found)

    def _gather(self, name: str, found: dict[str, None], seen: set[str]) -> None:
        unit = self.find(name)
        for member in unit.members if unit and unit.name not in seen else ():
            if unit is not None:
                seen.add(unit.name)
            inner = self.find(member)
            if inner is not None and inner.members:
                self._gather(member, found, seen)
            else:
                found[self.full(member)] = None

    def expanded(self, names: Iterable[str]) -> tuple[str, ...]:
        """The names with the members of each group in its place, each unit once."""
        return self.once(each for name in names for each in self.members(name) or (name,))

    def full(self, name: str) -> str:
        """The present full name of the unit so called, mergers aside."""
        full = self._full.get(name)
        if full is None:
            unit = self.find(name)
            full = self._full[name] = unit.name if unit else plain(name)
        return full

    def written(self, name: str) -> str:
        """A name as the books may keep it: one that only leaves out or adds the place becomes the full one.

        Such a name may mean nothing, or another unit, once the register holds more.
        """
        return name if self.bears(name) is not None else self.full(name)

    def current(self, name: str, on: date | None = None) -> str:
        """The unit that answers for `name`, through any chain of mergers; with `on`, of those up to that day."""
        seen = set()
        name = self.full(name)
        while (unit := self.find(name)) and unit.merged_into and name not in seen:
            if on is not None and unit.merged_on is not None and unit.merged_on > on:
                break
            seen.add(name)
            name = self.full(unit.merged_into)
        return name

    def until(self, on: date) -> "Register":
        """The register as it was on `on`: without the mergers that came later."""
        if not self.mergers or self.mergers[-1] <= on:
            return self
        known = bisect_right(self.mergers, on)
        if known not in self._past:
            units = (
                unit
                if unit.merged_on is None or unit.merged_on <= on
                else structs.replace(unit, merged_into=None, merged_on=None)
                for unit in self.units
            )
            self._past[known] = Register(units, self._office)
        return self._past[known]

    def same(self, one: str, other: str) -> bool:
        """Whether two names mean the same unit, by all mergers of this register (`until`: of its day)."""
        return one == other or self._current_now(one) == self._current_now(other)

    def answers_for(self, one: str, other: str, on: date | None = None) -> bool:
        """Whether what `one` did (on `on`) was done for `other`: it is that unit, or had taken it over by then."""
        if one == other:
            return True
        register = self if on is None else self.until(on)
        name, wanted = register.full(other), register.full(one)
        seen = {name}
        while name != wanted:
            unit = register.find(name)
            if unit is None or not unit.merged_into or (name := register.full(unit.merged_into)) in seen:
                return False
            seen.add(name)
        return True

    def _current_now(self, name: str) -> str:
        """As `current`, remembered: every fold asks for the same few names."""
        found = self._current.get(name)
        if found is None:
            found = self._current[name] = self.current(name)
        return found

    def once(self, names: Iterable[str], *, besides: Iterable[str] = ()) -> tuple[str, ...]:
        """Each unit once, as first written, whichever of its names stand there; without those of `besides`.

        Mergers aside: two units that became one later were two when the task was given.
        """
        seen = {self.full(name) for name in besides}
        found = []
        for name in names:
            if (full := self.full(name)) not in seen:
                seen.add(full)
                found.append(name)
        return tuple(found)

    def listed(
        self, words: Iterable[str], *, besides: Callable[[str], bool] = lambda _: False
    ) -> tuple[str, ...]:
        """The names that words list (甲局、乙局), each once; a name of the register, or one `besides`, stays whole."""
        return split_words(words, lambda name: self.find(name) is not None or besides(name))

    def nearest(self, name: str) -> str | None:
        """The known name most like `name`, if any is close."""
        from difflib import get_close_matches

        place, level, core = self._parted(fold_name(name))
        core, cores = core or name, dict[str, list[tuple[bool, str]]]()
        for known in self._by_name:
            other = self._parted(fold_name(known))
            apart = other[1] != level or other[0] not in {place, "", self._home[0]}
            cores.setdefault(other[2] or known, []).append((apart, known))
        close = get_close_matches(core, list(cores), n=_NEAR, cutoff=0.5)
        found = [known for each in close if _core_is_close(core, each) for known in cores[each]]
        return min(found, key=lambda each: each[0])[1] if found else None


def _parted(name: str) -> tuple[str, str, str]:
    """The place before a unit's name, its kind, and the rest; three times "" where none stands there."""
    found = _PLACE.fullmatch(name)
    if found is None or len(found["core"]) < _SHORTEST_CORE:
        return "", "", ""
    return found["place"], found["level"].removeprefix("自治"), found["core"]


def _place_of(office: str) -> tuple[str, tuple[str, str]]:
    """The places above that of an office, then its own and its kind: of 云岭市柳塘区督查室 云岭市, 柳塘 and 区."""
    name = fold_name(office).removeprefix("中国共产党").removeprefix("中共")
    place, level, core = _parted(name)
    inner = _parted(core)
    while len(inner[0]) >= _SHORTEST_PLACE and not inner[0].endswith(_ZONE):
        place, level, core = inner
        inner = _parted(core)
    found = name.removesuffix(core) if core else ""
    return found[: found.rfind(place)] if place else "", (place, level)


def _core_is_close(name: str, known: str) -> bool:
    """Whether most of the shorter name's own signs stand in the other, or both sound alike.

    住建 is in 住房和城乡建设, and 住健 sounds like 住建; 商务 is not 水务, nor 体育 教育.
    """
    from difflib import SequenceMatcher

    one, other = (_COMMON.sub("", each) or each for each in (name, known))
    shared = sum(block.size for block in SequenceMatcher(None, one, other).get_matching_blocks())
    return shared * 2 > min(len(one), len(other)) or (len(one) == len(other) and _sound_alike(one, other))


def _sound_alike(one: str, other: str) -> bool:
    """Whether two words sound the same, tones too (住健, 住建): the slip of whoever types Chinese by sound."""
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(one, style=Style.TONE3) == lazy_pinyin(other, style=Style.TONE3)


NO_REGISTER = Register()


def find_doubled(task: Task, register: Register) -> Iterator[Fault]:
    """Units that stand twice in a head, as lead and support or under two names."""
    seen: dict[str, tuple[str, str]] = {}
    left = "".join(f" --support {name}" for name in register.once(task.support, besides=task.leads))
    joint = "".join(f" --lead {name}" for name in register.once(task.leads))
    for key, names in (("牵头单位", task.leads), ("配合单位", task.support)):
        for place, name in enumerate(names):
            first, called = seen.setdefault(register.full(name), (key, name))
            if (first, called) == (key, name) and names.index(name) == place:
                continue
            also = "" if called == name else f"（就是“{called}”）"
            text = f"“{name}”{also}既牵头又配合" if first != key else f"“{name}”{also}在{key}里写了两遍"
            fix = joint if key == "牵头单位" else left or ' --support ""'
            yield Fault((key, place), "unit-twice", text, f"duban amend {task.id}{fix} --reason 重复")


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
    if short and (held := register.bears(short)) is not None and held is not unit:
        raise _taken(short, held)
    return register.units.index(unit)


def rename_unit(register: Register, old: str, new: str, on: date) -> tuple[int, dict[str, Any]]:
    """Which entry changes, and its new values: the old name becomes a 曾用名."""
    unit = known_unit(register, old)
    held = register.bears(new)
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


def refuse_members(register: Register, name: str, members: Iterable[str]) -> None:
    """Raises DubanError for a member of a group that the register does not know, or that is the group itself."""
    for member in members:
        known_unit(register, member)
        if name in (member, *register.members(member)):
            raise refusal("group-in-itself", f"“{name}”的成员里又有它自己", "成员写别的单位")


def known_unit(register: Register, name: str) -> Unit:
    """The entry that bears or bore this name; raises DubanError that names the nearest."""
    unit = register.find(name)
    if unit is None:
        advice = f"{guess(register.nearest(name))}先登记：duban unit add {name}"
        raise refusal("unknown-unit", f"单位名册里没有“{name}”", advice)
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
    elif all(fold_name(each) != fold_name(name) for each in held.names):
        text = f"“{name}”就是在册的“{held.name}”，只是地名写没写的不同"
        return refusal(
            "unit-taken", text, "不用再登记，两种写法都认；是另一级的单位，写上它的地名，如 某市某局"
        )
    else:
        bears = f"是“{held.name}”的简称或曾用名"
    return refusal("unit-taken", f"“{name}”{bears}", "duban unit list 查看；同一单位换名用 duban unit rename")
