"""What select_tasks.py works on and returns: the tasks of a document, and what is known while choosing them.

Values only; how a task is recognised stands in text/select_tasks.py and text/unmarked_tasks.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from duban.importers.grammar.deadlines import Clock
from duban.importers.grammar.unit_phrases import Phrase
from duban.importers.text.document_kinds import Kind, kind_of
from duban.importers.text.front_matter import Front
from duban.importers.text.item import ItemText
from duban.importers.text.outline import Item


@dataclass(frozen=True, slots=True)
class Candidate:
    """A task: the item it comes from and who does it; `sentence` where only one sentence of the item is the task.

    `inherited`: its units stand above it; `alone`: what stands under the item belongs to it; `part`: it is one of
    several tasks under one number.
    """

    said: ItemText
    who: Phrase | None = None
    sentence: str = ""
    inherited: bool = False
    alone: bool = True
    part: bool = False


@dataclass(frozen=True, slots=True)
class FirstLeads:
    """Whether a document says that the unit listed first leads, and the paragraphs before that statement (下同)."""

    said: bool = False
    before: frozenset[str] = frozenset()

    def holds(self, item: Item) -> bool:
        """Whether the first listed unit leads in an item, the item not being before the statement."""
        return self.said and item.place not in self.before


@dataclass(frozen=True, slots=True)
class Choice:
    """The tasks of a document; if there are none, why, in one sentence."""

    tasks: tuple[Candidate, ...]
    first_leads: FirstLeads = FirstLeads()
    why_none: str = ""


@dataclass(slots=True)
class Judge:
    """What is known of a document while tasks are chosen: its items as read, its front matter, its kind."""

    said: Mapping[int, ItemText]
    front: Front
    clock: Clock
    first_leads: FirstLeads
    undirected: Kind | None = None

    def of(self, item: Item) -> ItemText:
        """An item as read."""
        return self.said[id(item)]

    def explicit(self, item: Item) -> bool:
        """Whether a bracket or a labelled line names units, people or the day for an item."""
        return self.of(item).explicit

    def apart(self, item: Item) -> bool:
        """Whether an item belongs to a section on aims, principles or safeguards (保障措施), where tasks are rare."""
        return kind_of(self.of(item).title, (self.of(each).title for each in item.path())) != "main"

    def may_be_task(self, item: Item) -> bool:
        """Whether an item has text and is not in a section set apart."""
        return bool(self.of(item).texts) and not self.apart(item)
