"""Which names mean the same unit: full, short and former names, and mergers.

Pure look-ups over the register; an unknown name stands for itself.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from duban.core.model.plain_characters import plain
from duban.core.model.record import Fault
from duban.core.model.task import Task, Unit

_NEAR = 5
_COMMON = re.compile(r"^[省市县区州旗镇乡]|(?:局|委员会|委|办公室|办|厅|部|处|院|人民政府|政府)$")


def fold_name(name: str) -> str:
    """A name as it is compared: signs of either width are one (（） and ()), without blanks."""
    return "".join(unicodedata.normalize("NFKC", plain(name)).split()).casefold()


class Register:
    """The unit register as a look-up."""

    def __init__(self, units: Iterable[Unit] = ()) -> None:
        self.units = tuple(units)
        self._by_name = {plain(name): unit for unit in reversed(self.units) for name in unit.names}
        self._by_name |= {plain(unit.name): unit for unit in self.units}
        self._folded = {fold_name(name): unit for name, unit in self._by_name.items()}
        self._current: dict[str, str] = {}
        self.mergers = sorted({unit.merged_on for unit in self.units if unit.merged_into and unit.merged_on})
        """The days on which units were merged, in order."""

    def __bool__(self) -> bool:
        return bool(self.units)

    def find(self, name: str) -> Unit | None:
        """The entry that bears or bore this name, also in characters that only look like it or of another width."""
        return self._by_name.get(plain(name)) or self._folded.get(fold_name(name))

    def full(self, name: str) -> str:
        """The present full name of the unit so called, mergers aside."""
        unit = self.find(name)
        return unit.name if unit else plain(name)

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

    def same(self, one: str, other: str) -> bool:
        """Whether two names mean the same unit today."""
        return one == other or self._current_now(one) == self._current_now(other)

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

    def nearest(self, name: str) -> str | None:
        """The known name most like `name`, if any is close."""
        from difflib import get_close_matches

        close = get_close_matches(name, list(self._by_name), n=_NEAR, cutoff=0.5)
        return next((known for known in close if _core_is_close(name, known)), None)


def _core_is_close(name: str, known: str) -> bool:
    """Whether half of the shorter name's own signs stand in the other: 住建 in 住房和城乡建设, no 教育 in 财政."""
    from difflib import SequenceMatcher

    one, other = (_COMMON.sub("", each) or each for each in (name, known))
    shared = sum(block.size for block in SequenceMatcher(None, one, other).get_matching_blocks())
    return shared * 2 >= min(len(one), len(other))


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
