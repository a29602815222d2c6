"""Lists in one typed word: 县教育局、县财政局 are two units.

Pure; knows the marks of a list only. Cells of documents, which say more than names, importers/grammar/ reads.
"""

import re
from collections.abc import Callable, Iterable, Iterator

MARKS = "、，,；;"
"""What stands between the units, persons or ids of a list."""
ENUMERATION = "、"
"""What stands between words that may hold a comma: tags, ledgers, rules."""
_LONGEST_RUN = 6
"""Pieces that a name with marks of its own has at most."""


def split_words(
    words: Iterable[str], is_name: Callable[[str], bool] = lambda _: False, marks: str = MARKS
) -> tuple[str, ...]:
    """The names in `words`, each of which is one or lists several; without repetition and outer blanks.

    A text that `is_name` stays whole, marks and all; so does what stands in brackets: 各县（市、区）政府.
    """
    return tuple(dict.fromkeys(name for word in words for name in _split(word, is_name, marks)))


def _split(word: str, is_name: Callable[[str], bool], marks: str) -> Iterator[str]:
    pieces = [found.span() for found in re.finditer(rf"(?:[(（][^()（）]*[)）]|[^{marks}])+", word)]
    pieces = [(start, end) for start, end in pieces if word[start:end].strip()]
    if len(pieces) <= 1 or is_name(word):
        yield word.strip(f" \u3000{marks}") if pieces else word
        return
    place = 0
    while place < len(pieces):
        first = pieces[place][0]
        runs = range(min(len(pieces), place + _LONGEST_RUN), place + 1, -1)
        last = next((at for at in runs if is_name(word[first : pieces[at - 1][1]].strip())), place + 1)
        yield word[first : pieces[last - 1][1]].strip()
        place = last
