"""Makes text from files harmless on a screen: characters that control a terminal become visible.

Pure; changes only what is shown, never what is stored.
"""

import re
from unicodedata import category

NEWLINES = re.compile("[\r\n\u2028\u2029]+")
KEPT_FORMATTING = frozenset("\u200c\u200d")
"""Joiners that only shape letters and emoji."""


def visible(text: str) -> str:
    """One line without characters that control the terminal: line breaks become a space, ESC becomes ␛.

    Bidirectional overrides, zero-width characters and the like are written as ‹U+202E›.
    """
    if text.isprintable():
        return text
    return "".join(map(_visible_char, NEWLINES.sub(" ", text)))


def visible_lines(text: str) -> str:
    """The same for a text of several lines: its line breaks stay."""
    return "\n".join(map(visible, text.splitlines()))


def _visible_char(char: str) -> str:
    if char.isprintable() or char in KEPT_FORMATTING:
        return char
    if char == "\t":
        return " "
    if char < " ":
        return chr(0x2400 + ord(char))
    if char == "\x7f":
        return "␡"
    if category(char) in {"Zs", "Co"}:
        return char
    return f"‹U+{ord(char):04X}›"
