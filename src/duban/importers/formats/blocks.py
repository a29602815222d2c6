"""What a reader of a format returns: the paragraphs and tables of a document in order, each with its place.

Values only: no format is known here and no text is interpreted.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from duban.errors import Problem
from duban.importers.formats.grid import Grid, refuse

MAX_BLOCKS = 20_000
MAX_CHARACTERS = 2_000_000


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `place` is where it stands, for people (第3行, 第2页, 第7段); `level` is 1 to 9 for a heading."""

    text: str
    place: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table within a document; `place` is where it begins; `torn`: its cells were separated by guessing."""

    grid: Grid
    place: str
    torn: bool = False


Block = Paragraph | TableBlock


def line_of(paragraph: Paragraph) -> int:
    """The number in the place of a paragraph: its line, else its page; 1 where none is told."""
    found = re.search(r"\d+", paragraph.place)
    return int(found[0]) if found else 1


@dataclass(frozen=True, slots=True)
class Document:
    """All blocks of one file, what a reader noticed, and what the file's own properties say.

    `notes` are footnotes and endnotes by the place of the paragraph or row that refers to them.
    """

    name: str
    blocks: tuple[Block, ...] = ()
    problems: tuple[Problem, ...] = ()
    properties: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs alone."""
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))


def refused(name: str, code: str, message: str, advice: str) -> Document:
    """A document that cannot be read, with the reason."""
    return Document(name, (), (refuse(name, code, message, advice),))
