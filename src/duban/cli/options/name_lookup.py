"""Turns the names a person types (units, nodes, indicators) into the ones a task uses.

Reads the plan's tasks and the register; changes nothing. Raises errors.DubanError for a name that means nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from duban.core.books.selection import FULL_ID, resolve_id
from duban.core.engine.kind import Kind
from duban.core.grammar.figures import as_amount, converted, figure_of, read_figure
from duban.core.model.events import Actual
from duban.core.model.suggest import guess, nearest
from duban.core.model.task import Indicator
from duban.core.model.unit_register import Register
from duban.core.state.task_state import TaskState
from duban.errors import DubanError, misuse, refusal
from duban.files.workspace.workspace import Workspace
from duban.plan import Plan

FindUnit = Callable[[Plan, str, str | None, date], str | None]
"""What a task calls the unit of a name, on a day: unit_of_task and its kind."""


def listed_units(words: Iterable[str], register: Register) -> tuple[str, ...]:
    """The names of units in `words`, each one or a list; what documents hold for one name (各市、州政府) stays one."""
    return register.listed(words, besides=_is_collective)


def _is_collective(name: str) -> bool:
    from duban.importers.grammar.unit_lists import split_units

    return split_units(name) == (name,)


def listed_for(plan: Plan, identifier: str, words: Iterable[str], on: date) -> tuple[str, ...]:
    """As listed_units; what the task calls a unit stays whole too, a group means its members in the task."""
    state = plan.state(identifier, on)
    known = {state.register.full(unit) for unit in state.units}
    found: list[str] = []
    for name in state.register.listed(words, besides=lambda name: name in state.units):
        members = [member for member in state.register.members(name) if member in known]
        found += [name] if state.register.full(name) in known or not members else members
    return tuple(found)


def units_of_task(
    find: FindUnit, names: Sequence[str] | None, on: date
) -> Callable[[Plan, str], tuple[str | None, ...]]:
    """For a task what `find` says of each unit that `names` list, each once; without names what it says of None."""

    def units(plan: Plan, identifier: str) -> tuple[str | None, ...]:
        listed = listed_for(plan, identifier, names or (), on)
        return tuple(dict.fromkeys(find(plan, identifier, name, on) for name in listed or (None,)))

    return units


def unit_of_task(plan: Plan, identifier: str, name: str | None, on: date) -> str | None:
    """What the task calls the unit `name` means on `on` (short and former names too); without a name its only lead."""
    state = plan.state(identifier, on)
    known = state.unit_of(name)
    if known is not None:
        return known
    if not state.units:
        named = (unit for unit in (*state.leads, *state.support) if name and state.register.same(unit, name))
        return next(named, name)
    if name is None:
        leads = " 或 ".join(f"--unit {unit}" for unit in state.leads)
        raise refusal("which-unit", f"{identifier} 有{len(state.leads)}个牵头单位，要写明是哪一个", leads)
    listed = f"本事项的单位：{'、'.join(state.units)}"
    text = f"“{name}”不是 {identifier} 的牵头或配合单位"
    raise _unknown("unknown-unit", text, nearest(name, _names(plan, state)), listed)


def past_unit(plan: Plan, identifier: str, name: str | None, on: date) -> str | None:
    """As unit_of_task; a lead that the task was taken from is meant too: it still says why it was late."""
    state = plan.state(identifier, on)
    if name is None or state.unit_of(name) is not None:
        return unit_of_task(plan, identifier, name, on)
    left = (each.unit for each in state.former if state.register.answers_for(name, each.unit))
    return next(left, None) or unit_of_task(plan, identifier, name, on)


def named_unit(plan: Plan, identifier: str, name: str | None, on: date) -> str | None:
    """As unit_of_task; without a name no unit is meant."""
    return unit_of_task(plan, identifier, name, on) if name else None


def any_unit(plan: Plan, identifier: str, name: str | None, on: date) -> str | None:
    """As unit_of_task; joint leads without a name are all meant (None)."""
    joint = len(plan.state(identifier, on).leads) > 1
    return None if name is None and joint else unit_of_task(plan, identifier, name, on)


def registered_unit(plan: Plan, name: str, on: date) -> str:
    """The full name of the unit that answered for `name` on `on`. An empty register knows nobody: then a notice."""
    register = plan.workspace.register
    if register.find(name) is not None:
        return register.current(name, on)
    if not register:
        plan.note("unknown-unit", f"单位“{name}”没有登记", f"duban unit add {name}")
        return name
    advice = f"新单位先登记：duban unit add {name}"
    raise _unknown("unknown-unit", f"没有单位“{name}”", register.nearest(name), advice)


def case_called(workspace: Workspace, word: str, kind: Kind | None = None) -> str:
    """The number of the case of a kind, an inspection where none is said, that `word` means in full or in short.

    Raises DubanError where it means none.
    """
    from duban.core.cases.inspection import INSPECTION

    meant = kind or INSPECTION
    titles = {path.stem: "" for path in workspace.files(meant)}
    titles |= {each.id: each.title for each in workspace.usable(meant)}
    return resolve_id(word, titles, called=meant.name)


def finding_called(workspace: Workspace, word: str) -> str:
    """The finding that `word` means (DX-1/2), in full; what has another shape, and another office's, stays as it is.

    Raises DubanError for an inspection that nobody knows.
    """
    number, sign, place = word.strip().replace("／", "/").partition("/")
    if not (sign and place.isascii() and place.isdecimal()):
        return word
    if FULL_ID.fullmatch(number.upper()) and workspace.find_case(number.upper()) is None:
        return f"{number.upper()}/{int(place)}"
    return f"{case_called(workspace, number)}/{int(place)}"


def inspection_named(word: str | None) -> Callable[[Plan, str], str] | None:
    """As case_called, for what an event of a task says; without a word no inspection is meant."""
    return None if word is None else lambda plan, _: case_called(plan.workspace, word)


def milestone_of(plan: Plan, identifier: str, name: str) -> str:
    """The node of the task that is called so."""
    known = [node.name for node in plan.open_task(identifier).task.milestones]
    if name in known:
        return name
    listed = f"现有节点：{'、'.join(known)}" if known else "这件事项没有时序进度"
    text = f"{identifier} 没有节点“{name}”"
    raise _unknown("unknown-milestone", text, nearest(name, known), listed)


def read_actual(word: str) -> Actual:
    """`名称=实绩`, the value as typed (`actuals_of` reads it). Raises UsageError for anything else."""
    name, sign, value = word.replace("＝", "=", 1).partition("=")
    name, value = name.strip(), value.strip()
    if not (sign and name and value):
        raise misuse("usage-value", f"--actual：“{word}”不是 名称=实绩。", "例如 --actual 改造户数=120")
    return Actual(name=name, actual=value)


def actuals_of(plan: Plan, identifier: str, actuals: Iterable[Actual]) -> tuple[Actual, ...]:
    """The actual values, each against an indicator of the task where it has any."""
    known = {indicator.name: indicator for indicator in plan.open_task(identifier).task.indicators}
    found = []
    for actual in actuals:
        if known and actual.name not in known:
            text = f"{identifier} 没有量化指标“{actual.name}”"
            listed = f"现有指标：{'、'.join(known)}"
            raise _unknown("unknown-indicator", text, nearest(actual.name, list(known)), listed)
        target = known.get(actual.name)
        found.append(Actual(name=actual.name, actual=_in_unit_of(target, actual, identifier)))
    return tuple(found)


def _in_unit_of(target: Indicator | None, actual: Actual, identifier: str) -> int | float | str:
    """A typed 实绩 as a number in the unit of its target; words, 余 and 约 stay. Raises DubanError for another unit."""
    typed = str(actual.actual)
    amount, own = as_amount(typed)
    figure = read_figure(typed)
    if target is None or figure is None:
        return amount if not own else typed
    wanted = figure_of(target.target, target.measure)
    unit = wanted.unit if wanted else target.measure or ""
    number = converted(figure, unit)
    if number is None:
        text = f"{identifier} 的量化指标“{actual.name}”按“{unit}”计，实绩写的是“{typed}”，不能比较"
        raise refusal("unit-differs", text, f"换算成{unit}再写：--actual {actual.name}=…")
    return number if not figure.loose and (unit or not own) else typed


def _unknown(code: str, text: str, near: str | None, advice: str) -> DubanError:
    return refusal(code, text, f"{guess(near)}{advice}")


def _names(plan: Plan, state: TaskState) -> list[str]:
    """Every name by which the units of this task may be called."""
    found = list(state.units)
    for unit in state.units:
        entry = plan.workspace.register.find(unit)
        found += entry.names if entry else ()
    return list(dict.fromkeys(found))
