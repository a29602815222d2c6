"""What select_tasks.py works on and returns: the tasks of a document, and what is known while choosing them.

Values only; how a task is recognised stands in text/select_tasks.py and text/unmarked_tasks.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from duban.importers.grammar.acting_units import read_sentence
from duban.importers.grammar.deadlines import Clock
from duban.importers.grammar.unit_lists import unique
from duban.importers.grammar.unit_phrases import Phrase
from duban.importers.text.document_kinds import Kind, kind_of
from duban.importers.text.front_matter import Front
from duban.importers.text.item import ItemText, merged, without_due
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
    until: str = ""
    """The heading above it that sets a day for what has none: 第一季度工作任务（3月31日前完成）."""
    likely: float = 1.0
    """How likely it is a task, 0 to 1; set by text/gate.py."""
    why: tuple[str, ...] = ()
    """The signs that speak most for it, in words for a clerk."""


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
    """The tasks of a document, and what may be one; if there are none, why, in one sentence."""

    tasks: tuple[Candidate, ...]
    first_leads: FirstLeads = FirstLeads()
    why_none: str = ""
    suggested: tuple[Candidate, ...] = ()


def is_continued(item: Item) -> bool:
    """Whether the next section goes on with the number after this item's: （十） in 三, （十一） in 四."""
    above = item.parent
    if above is None or above.parent is None:
        return False
    after = next((after for before, after in pairwise(above.parent.children) if before is above), None)
    first = after.children[0] if after is not None and after.children else None
    return first is not None and first.style == item.style and first.value == item.value + 1


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
        kind = kind_of(self.of(item).title, (self.of(each).title for each in item.path()))
        return kind != "main" and not (kind == "support" and self._among_tasks(item))

    def _among_tasks(self, item: Item) -> bool:
        """Whether an item stands in the midst of a list of tasks: neither its section nor what follows is set apart.

        What is last in a list (加强组织领导) closes it.
        """
        above = item.parent
        if above is None or above.parent is None or (item is above.children[-1] and not is_continued(item)):
            return False
        others = [kid for kid in above.children if kid is not item]
        titles = [self.of(each).title for each in item.path()]
        kinds = [kind_of(title) for title in titles] + [kind_of(self.of(kid).title, titles) for kid in others]
        return all(kind == "main" for kind in kinds)

    def may_be_task(self, item: Item) -> bool:
        """Whether an item has text and is not in a section set apart."""
        return bool(self.of(item).texts) and not self.apart(item)


def named_in(said: ItemText, judge: Judge) -> Phrase | None:
    """The units that brackets and labelled lines of an item name, by their parts."""
    phrases = [phrase for phrase in said.phrases if phrase.units]
    if not phrases:
        return None
    who = merged(phrases, first_leads=judge.first_leads.holds(said.item))
    return who if who.lead or len(who.listed) == 1 else _with_roles(who, said)


def _with_roles(who: Phrase, said: ItemText) -> Phrase:
    """The units of a bracket that gives no parts, with the parts that a sentence gives: 请A会同B…（A、B）."""
    named = (read_sentence(without_due(sentence)) for sentence in said.sentences())
    led = next((each for each in named if each and each.lead and each.basis == "牵头"), None)
    if led is None or not set(led.units) <= set(who.listed):
        return who
    rest = unique(unit for unit in (*led.support, *who.listed, *who.support) if unit not in led.lead)
    return replace(who, lead=led.lead, listed=(), support=rest, basis="牵头")
