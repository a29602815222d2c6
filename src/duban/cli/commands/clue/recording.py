"""What every command of `clue` shares: which clue, which units, one commit, what comes next.

Words only; what is allowed decides core, what is written act.py.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any

import typer

from duban.cli.framework.option_types import option
from duban.cli.options.name_lookup import listed_units, registered_unit
from duban.cli.options.task_options import offer_cases, offer_units, one_line
from duban.cli.workflow.cases import Desk
from duban.core.cases.clue import CLUE
from duban.core.clues.life import ClueState
from duban.core.clues.steps import next_steps
from duban.core.model.clues.records import ClueTarget, CorrectClue
from duban.errors import refusal
from duban.plan import Plan


def offer_clues(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Numbers of clues that begin like this, with their titles."""
    return offer_cases(CLUE, ctx, incomplete)


Number = Annotated[
    str,
    typer.Argument(metavar="编号", help="线索的编号，可以简写成 XS-12", autocompletion=offer_clues),
]
Units = Annotated[
    list[str] | None,
    option("--unit", "单位", "哪个单位，可以写几个", autocompletion=offer_units, parser=one_line),
]
DocNo = Annotated[str | None, option("--doc-no", "文号", "文号")]
Organ = Annotated[str | None, option("--to", "机关", "转给、移送给哪个机关")]

DESK = Desk(kind=CLUE, steps=next_steps, correct=CorrectClue, target=ClueTarget)
record = DESK.record


def units_told(words: Sequence[str] | None) -> Callable[[Plan, ClueState], tuple[str, ...]]:
    """The units that words list, by their full names. Raises DubanError for none, and for one that nobody knows."""

    def units(plan: Plan, state: ClueState) -> tuple[str, ...]:
        if not words:
            raise refusal("which-unit", f"没有写把 {state.head.id} 转给哪个单位", "--unit 单位")
        register = plan.workspace.register
        named = register.expanded(listed_units(words, register))
        return tuple(registered_unit(plan, name, plan.hand.today) for name in named)

    return units


def unit_waiting(
    words: Sequence[str] | None, known: Callable[[ClueState], Iterable[str]]
) -> Callable[[Plan, ClueState], str | None]:
    """The unit that is meant: the one that is named, or the only one that is `known` to wait; none where none does."""

    def unit(plan: Plan, state: ClueState) -> Any:  # noqa: ANN401 - a name, or none
        listed = tuple(dict.fromkeys(known(state)))
        if words:
            named = registered_unit(plan, words[0], plan.hand.today)
            return next((each for each in listed if state.register.same(each, named)), named)
        if len(listed) > 1:
            text = f"没有写是哪个单位，{state.head.id} 是{'、'.join(listed)}里的哪一个"
            raise refusal("which-unit", text, "--unit 单位")
        return listed[0] if listed else None

    return unit
