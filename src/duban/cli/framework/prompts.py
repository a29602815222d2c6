"""Questions to a person at a terminal, one line each, and the options that a command still needs.

Asks only where somebody can answer; what the answers mean is the caller's business.
"""

import sys
from collections.abc import Sequence
from enum import Enum
from typing import TypeVar, cast

from duban.cli.framework.context import Context
from duban.cli.framework.option_types import Reader
from duban.cli.framework.output import say, show_problems
from duban.core.model.folding import plain
from duban.errors import DubanError, Level, Problem, UsageError

MOST_CHOICES = 20
_YES = {"y", "yes", "是", "好", "对", "可以"}
_NO = {"n", "no", "否", "不", "不要"}


def can_ask(context: Context) -> bool:
    """Whether a person sits at both ends: nobody is asked through a pipe or in JSON."""
    return context.screen.terminal and not context.as_json and sys.stdin.isatty()


def sits_unseen(context: Context) -> bool:
    """Whether a person types but does not see what is shown, as in `… | less` or `… > file`."""
    return not can_ask(context) and not context.as_json and sys.stdin.isatty()


def ask(question: str, choices: Sequence[str] = (), *, optional: bool = False) -> str:
    """What the person types, without outer blanks; a number picks a choice. Empty only if `optional`.

    Raises EOFError when the input ends.
    """
    shown = list(choices)[:MOST_CHOICES]
    hint = "（可以不填，直接回车）" if optional else ""
    say(f"{question}{hint}：", *(f"  {number} {word}" for number, word in enumerate(shown, 1)))
    while True:
        typed = plain(input("> ")).strip()
        if typed.isdecimal() and 1 <= int(typed) <= len(shown):
            return shown[int(typed) - 1]
        if typed or optional:
            return typed
        say("这一项不能空着。")


def confirm(question: str) -> bool:
    """Whether the person says yes; asks again until the answer is understood. Raises EOFError at the end of input."""
    while True:
        typed = input(f"{question}（是/否）> ").strip().lower()
        if typed in _YES:
            return True
        if typed in _NO:
            return False
        say("请回答 是 或 否。")


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
        reader = Reader(kind=kind, name=option, days=self.context.days)
        while True:
            word = ask(label, _choices(kind))
            try:
                return cast("T", reader.read(word))
            except UsageError as wrong:
                show_problems(wrong.problems)


def _choices(kind: type[object]) -> list[str]:
    return [str(member.value) for member in kind] if issubclass(kind, Enum) else []
