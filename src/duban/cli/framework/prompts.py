"""Questions to a person at a terminal: one line each, choices by number or by word.

Asks only where somebody can answer; what the answers mean is the caller's business.
"""

import sys
from collections.abc import Sequence

from duban.cli.framework.context import Context
from duban.cli.framework.output import say
from duban.core.model.plain_characters import plain

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
