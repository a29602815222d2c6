"""What every command of `inspect` does alike: which inspection, which units and findings, one commit, what comes next.

Words only; what is allowed decides core, what is written act.py.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any

import typer

from duban.cli.framework.option_types import option
from duban.cli.options.name_lookup import registered_unit
from duban.cli.options.task_options import offer_cases, offer_units, one_line
from duban.cli.workflow.cases import Desk
from duban.core.cases.inspection import INSPECTION
from duban.core.inspections.life import InspectionState
from duban.core.inspections.steps import next_steps
from duban.core.model.inspection import CorrectEntry, InspectionTarget
from duban.core.model.word_lists import split_words
from duban.errors import misuse, refusal
from duban.plan import Plan


def offer_inspections(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Numbers of inspections that begin like this, with their titles."""
    return offer_cases(INSPECTION, ctx, incomplete)


Number = Annotated[
    str,
    typer.Argument(metavar="编号", help="督查的编号，可以简写成 DX-12", autocompletion=offer_inspections),
]
Units = Annotated[
    list[str] | None,
    option("--unit", "单位", "哪个单位，可以写几个或一组", autocompletion=offer_units, parser=one_line),
]
Places = Annotated[list[str] | None, option("--finding", "序号", "第几个问题，可以写几个，如 1、3")]
Find = Callable[[Plan, InspectionState], Any]
"""What a value is that only the inspection itself tells."""


DESK = Desk(kind=INSPECTION, steps=next_steps, correct=CorrectEntry, target=InspectionTarget)
record, enter, state_of = DESK.record, DESK.enter, DESK.state


def units_named(words: Sequence[str] | None, default: Callable[[InspectionState], Iterable[str]]) -> Find:
    """The units that words list, as the inspection calls them; without words the `default`, which must be one."""

    def units(plan: Plan, state: InspectionState) -> tuple[str, ...]:
        known = tuple(default(state))
        if words:
            return _listed(plan, state, words)
        if len(known) == 1:
            return known
        listed = f"是{'、'.join(known)}里的哪一个" if known else "也没有还等着的单位"
        raise refusal("which-unit", f"没有写是哪个单位，{state.head.id} {listed}", "--unit 单位")

    return units


def units_or_all(words: Sequence[str] | None, default: Callable[[InspectionState], Iterable[str]]) -> Find:
    """As units_named; without words all of the `default`."""

    def units(plan: Plan, state: InspectionState) -> tuple[str, ...]:
        known = tuple(default(state))
        if not words and known:
            return known
        return tuple(units_named(words, lambda _: ())(plan, state))

    return units


def one_unit(words: Sequence[str] | None, default: Callable[[InspectionState], Iterable[str]]) -> Find:
    """As units_named, where only one can be meant."""

    def unit(plan: Plan, state: InspectionState) -> str:
        found = units_named(words, default)(plan, state)
        if len(found) > 1:
            raise misuse("usage-units", f"这里一次只写一个单位，写了{len(found)}个。", "分几次记")
        return str(found[0])

    return unit


def _listed(plan: Plan, state: InspectionState, words: Sequence[str]) -> tuple[str, ...]:
    register = plan.workspace.register
    borne = register.once((*register.expanded(state.objects), *state.concerned))
    found: list[str] = []
    for name in register.listed(words):
        members = [
            unit for unit in borne if any(register.same(unit, each) for each in register.members(name))
        ]
        own = [unit for unit in borne if register.full(unit) == register.full(name)]
        same = [unit for unit in borne if register.same(unit, name)]
        found += own or same[:1] or members or [registered_unit(plan, name, plan.hand.today)]
    return register.once(found)


def places_of(words: Iterable[str]) -> tuple[int, ...]:
    """The numbers of findings that words list (1、3). Raises UsageError for what is no number."""
    listed = split_words(words)
    for word in listed:
        if not (word.isascii() and word.isdecimal() and int(word)):
            raise misuse(
                "usage-value", f"--finding：“{word}”不是序号。", "写成 1 或 1、3，序号用 duban show 看"
            )
    return tuple(dict.fromkeys(int(word) for word in listed))
