"""Declares options, and turns the words of the command line into typed values, without loading pydantic.

What reads days is given by the caller. Raises UsageError, in Chinese, for a word that does not fit.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin

import typer

from duban.cli.framework.dates import Days
from duban.core.model.folding import arabic, half_width, plain
from duban.errors import UsageError, misuse

LONGEST_NAME = 255
"""Bytes that a file system allows a name."""
PERCENT = 100
"""The most of an option that counts in hundredths: such a number may bear its sign."""
WORKDAYS = frozenset({"--within", "--workdays"})
"""Options that count working days, which may be said: 5个工作日."""
TRUTH = {"是": True, "true": True, "1": True, "否": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Reader:
    """How the words of one option or argument are read: `kind` is its type, `name` as the user knows it."""

    kind: Any
    name: str
    days: Days
    parser: Callable[[str], Any] | None = None
    minimum: float | None = None
    maximum: float | None = None

    @property
    def is_term(self) -> bool:
        """Whether it reads one of a few words of ours, none of which holds a mark."""
        return isinstance(self.kind, type) and issubclass(self.kind, Enum)

    def read(self, word: object) -> object:
        """The typed value of one word; what is no word is a default and stays as it is."""
        if not isinstance(word, str) or isinstance(word, Enum):
            return word
        if any("\ud800" <= char <= "\udfff" for char in word) and self.kind is not Path:
            raise self._wrong(word, "不是有效的 UTF-8 文字")
        if self.parser is not None:
            return self.parser(word if self.kind is Path else plain(word))
        if self.is_term:
            return self._member(word, self.kind)
        readers: dict[Any, Callable[[str], object]] = {
            str: plain,
            int: self._whole,
            float: self._number,
            bool: self._truth,
            Path: self._path,
            date: lambda typed: self.days.read(typed, self.name),
            datetime: lambda typed: self.days.moment(typed, self.name),
        }
        if self.kind not in readers:
            raise TypeError(f"{self.name}: the command line cannot read {self.kind!r}")
        return readers[self.kind](word)

    def _member(self, word: str, kind: type[Enum]) -> Enum:
        typed = _folded(word)
        for member in kind:
            if typed in {
                _folded(str(member.value)),
                member.name.lower(),
                member.name.lower().replace("_", "-"),
            }:
                return member
        terms = [str(member.value) for member in kind]
        near = get_close_matches(word, terms, n=1, cutoff=0.4)
        raise self._wrong(
            word, "没有这个取值", (f"最接近的是 {near[0]}；" if near else "") + f"可以是 {'、'.join(terms)}"
        )

    def _truth(self, word: str) -> bool:
        try:
            return TRUTH[_folded(word)]
        except KeyError:
            raise self._wrong(word, "要写 是 或 否") from None

    def _whole(self, word: str) -> int:
        typed = _folded(word)
        if self.maximum == PERCENT:
            typed = arabic(typed.removeprefix("百分之")).removesuffix("%").strip()
        if self.name in WORKDAYS:
            typed = arabic(typed).removesuffix("内").removesuffix("工作日").removesuffix("个").strip()
        number = _number(typed)
        if not isinstance(number, int):
            example = "按工作日算，如 5、10" if self.name in WORKDAYS else "写成 5、60 这样的数字，不带小数"
            raise self._wrong(word, "要写整数", example)
        return int(self._within(number, word))

    def _number(self, word: str) -> float:
        number = _number(_folded(word))
        if number is None:
            raise self._wrong(word, "要写数字")
        return self._within(float(number), word)

    def _within(self, number: float, word: str) -> float:
        if self.minimum is not None and number < self.minimum:
            raise self._wrong(word, f"不能小于 {self.minimum:g}")
        if self.maximum is not None and number > self.maximum:
            raise self._wrong(word, f"不能大于 {self.maximum:g}")
        return number

    def _path(self, word: str) -> Path:
        if not word:
            raise self._wrong(word, "要写文件或文件夹的路径")
        if "\0" in word or any(len(os.fsencode(part)) > LONGEST_NAME for part in Path(word).parts):
            raise self._wrong(f"{word[:20]}…", "不能做文件名", "名字太长，或者里面有看不见的字符")
        return Path(word)

    def _wrong(self, word: str, why: str, advice: str = "") -> UsageError:
        return misuse("usage-value", f"{self.name}：“{word}”{why}。", advice)


def element_type(kind: Any) -> Any:
    """T of `list[T]`; any other type as it is."""
    return get_args(kind)[0] if get_origin(kind) is list else kind


def option(flags: str, word: str | None, about: str, panel: str | None = None, **more: Any) -> Any:
    """An option of a command: its flags (blanks between), the word for its value, its help, its heading there.

    Without a word the help shows that of its type.
    """
    return typer.Option(*flags.split(), metavar=word, help=about, rich_help_panel=panel, **more)


def switch(flags: str, about: str, panel: str | None = None) -> Any:
    """An option without a value: given or not."""
    return option(flags, None, about, panel)


def flag(name: str) -> str:
    """The flag of the option that fills the argument or field `name`."""
    return f"--{name.replace('_', '-')}"


def _number(word: str) -> int | float | None:
    """The number that a word is, with thousands marks or without; None for anything else."""
    if word.isascii() and word.isdecimal() and len(word) <= _MOST_DIGITS:
        return int(word)
    from duban.core.grammar.figures import read_figure

    figure = read_figure(word)
    return None if figure is None or figure.unit or figure.loose else figure.number


_MOST_DIGITS = 18


def _folded(word: str) -> str:
    return half_width(word).strip().lower()
