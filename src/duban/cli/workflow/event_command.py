"""The usual command on tasks: one event of one kind for each chosen task, out of what was said.

Knows no kind by name; what is allowed decides core, what is written act.py.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import structs

from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import flag
from duban.cli.framework.prompts import Form
from duban.cli.options.filter_options import read_words
from duban.cli.options.task_options import Choice
from duban.cli.workflow.actions import act, chosen, common, message, tell
from duban.core.model.events import Event
from duban.core.validation.type_forms import bare, members
from duban.errors import DubanError, Level, Problem
from duban.files.git.log import Message
from duban.plan import Plan

Said = dict[str, Any]
"""Field of an event → what was said of it."""


def need(context: Writing, kind: type[Any], said: Said, ask: Mapping[str, str]) -> Said:
    """`said` with an answer to each question that it leaves open; `ask` is field → question.

    Raises DubanError with everything that is missing where nobody can be asked.
    """
    form = Form(context)
    kinds: dict[str, Any] = {item.name: bare(members(item.type)[0][0]) for item in structs.fields(kind)}
    answers = {name: form.need(said[name], flag(name), asked, kinds[name]) for name, asked in ask.items()}
    form.close()
    return said | answers


def record(
    context: Writing,
    choice: Choice,
    kind: type[Event],
    said: Said,
    *,
    ask: Mapping[str, str] | None = None,
    first: Callable[[Plan, str], None] | None = None,
) -> int:
    """Record a `kind` for each chosen task, all or nothing, out of what is said of its fields; `ask` as in `need`.

    A value that is a function of plan and task is asked of each task, in the order of the record's fields; several
    units make an event each. `first` looks at each task before that. Raises DubanError.
    """
    if ask:
        said = need(context, kind, said, ask)
    said = {name: said[name] for name in kind.__struct_fields__ if name in said}

    words = read_words(choice.tasks or ())

    def prepare(plan: Plan) -> Message:
        identifiers = chosen(plan, words, choice.filters)
        problems: list[Problem] = []
        for identifier in identifiers:
            try:
                if first is not None:
                    first(plan, identifier)
                values = {
                    name: value(plan, identifier) if callable(value) else value
                    for name, value in said.items()
                }
                units = values.pop("unit", None)
                for unit in units if isinstance(units, tuple) else (units,):
                    plan.record(identifier, kind(**common(plan, context), **values, unit=unit))
            except DubanError as error:
                problems += error.problems
        if problems and len(identifiers) > 1:  # those that could go ahead did not either
            text = f"这 {len(identifiers)} 件要么都记，要么都不记：本次一件也没有写入"
            problems.append(Problem(Level.NOTICE, "all-or-nothing", text))
        if problems:
            raise DubanError(*problems)
        return message(plan, kind.action, identifiers)

    return tell(context, kind.action, act(context, prepare))
