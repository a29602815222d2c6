"""What a command must know and was not told: asked one by one at a terminal, otherwise listed all at once.

Decides nothing: an answer is read exactly as the option would be.
"""

from enum import Enum
from typing import TypeVar, cast

from duban.cli.framework.context import Context
from duban.cli.framework.option_types import Reader
from duban.cli.framework.output import show_problems
from duban.cli.framework.prompts import ask, can_ask
from duban.errors import DubanError, Level, Problem, UsageError

T = TypeVar("T")


class Form:
    """What a command needs; `close` after the last question, before anything is decided."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.missing: list[Problem] = []

    def need(self, value: T | None, option: str, label: str, kind: type[T]) -> T:
        """`value`, or what a person answers; without a person it is noted as missing."""
        if value is not None:
            return value
        if can_ask(self.context):
            return self._ask(option, label, kind)
        advice = f"{option} {'、'.join(_choices(kind)) or '…'}"
        self.missing.append(Problem(Level.ERROR, "missing-option", f"缺 {option}（{label}）", advice))
        return cast("T", None)

    def close(self) -> None:
        """Raises DubanError with everything that is missing."""
        if self.missing:
            raise DubanError(*self.missing)

    def _ask(self, option: str, label: str, kind: type[T]) -> T:
        reader = Reader(kind=kind, name=option, today=lambda: self.context.today)
        while True:
            word = ask(label, _choices(kind))
            try:
                return cast("T", reader.read(word))
            except UsageError as wrong:
                show_problems(wrong.problems)


def _choices(kind: type[object]) -> list[str]:
    return [str(member.value) for member in kind] if issubclass(kind, Enum) else []
