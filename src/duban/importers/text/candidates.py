"""What choosing hands over: the tasks of a document, and what is known of it while they are chosen.

Holds only; how a task is told is decided where tasks are chosen.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from duban.importers.grammar.sentence_deadlines import Clock
from duban.importers.grammar.unit_phrases import Phrase
from duban.importers.text.document_kinds import Kind, kind_of
from duban.importers.text.front_matter import Front
from duban.importers.text.item import Said
from duban.importers.text.outline import Item


@dataclass(frozen=True, slots=True)
class Chosen:
    """A task: the item it is read from, who does it; `sentence` where only one sentence of the item is the task.

    `alone`: what stands under the item belongs to it; `part`: it is one of several tasks under one number.
    """

    said: Said
    who: Phrase | None = None
    sentence: str = ""
    inherited: bool = False
    alone: bool = True
    part: bool = False


@dataclass(frozen=True, slots=True)
class FirstLeads:
    """Whether a document says that the unit listed first leads, and the paragraphs before the words 下同."""

    said: bool = False
    before: frozenset[str] = frozenset()

    def holds(self, item: Item) -> bool:
        """Whether the first listed leads in an item: it is said, and not only for what follows the item."""
        return self.said and item.place not in self.before


@dataclass(frozen=True, slots=True)
class Choice:
    """The tasks of a document, and in one sentence why there are none."""

    tasks: tuple[Chosen, ...]
    first_leads: FirstLeads = FirstLeads()
    why_none: str = ""


@dataclass(slots=True)
class Judge:
    """What is known of a document while its tasks are chosen: its items as read, its front matter, its kind."""

    said: Mapping[int, Said]
    front: Front
    clock: Clock
    first_leads: FirstLeads
    undirected: Kind | None = None

    def of(self, item: Item) -> Said:
        """An item as read."""
        return self.said[id(item)]

    def explicit(self, item: Item) -> bool:
        """Whether a bracket or a labelled line names units, people or the day for an item."""
        return self.of(item).explicit

    def apart(self, item: Item) -> bool:
        """Whether an item speaks of aims, principles or how the work is secured."""
        return kind_of(self.of(item).title, (self.of(each).title for each in item.path())) != "main"

    def may_be_task(self, item: Item) -> bool:
        """Whether an item says anything, and speaks of the work itself."""
        return bool(self.of(item).texts) and not self.apart(item)
