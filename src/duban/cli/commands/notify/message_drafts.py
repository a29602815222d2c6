"""`urge --draft`: the message for each unit, ready to paste.

Asks the books and writes nothing to them.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from duban.cli.framework.context import Writing
from duban.cli.framework.open_workspace import open_books
from duban.cli.framework.output import emit, say, show_problems
from duban.cli.options.filter_options import read_words
from duban.cli.options.task_options import Choice
from duban.core.books.books import Books, Item
from duban.core.books.need import PRESENT
from duban.core.books.selection import find_items, find_matching, known_units
from duban.errors import Level, Problem
from duban.views.footnotes import closing_problems, unread_files
from duban.views.messages.text import Message, message_record, messages, text

WITHIN = 5
"""Working days ahead that a message looks, unless told otherwise; as `due` does."""
MOST_NAMED = 8


def draft(context: Writing, choice: Choice, names: Sequence[str], within: int | None) -> int:
    """Show the messages of the chosen tasks, or of everything that presses."""
    books = open_books(context, PRESENT)
    units = known_units(names, books)
    items = _chosen(books, choice)
    found = messages(books, WITHIN if within is None else within, items, units)
    if context.as_json:
        emit([message_record(books, message) for message in found], context)
    else:
        _tell(books, found)
    show_problems(_idle(items, found))
    show_problems(closing_problems(books))
    return int(bool(unread_files(books.unread)))


def _chosen(books: Books, choice: Choice) -> tuple[Item, ...] | None:
    """The tasks that words and filters mean; None where neither says anything."""
    words, filters = read_words(choice.tasks or ()), choice.filters
    if not words and not filters:
        return None
    items = find_items(books, words, books.items) if words else books.items
    if filters and not filters.statuses:
        filters = replace(filters, open_only=True)
    allowed = {item.task.id for item in find_matching(books, filters)}
    return tuple(item for item in items if item.task.id in allowed)


def _tell(books: Books, found: tuple[Message, ...]) -> None:
    if not found:
        say("没有要催的。")
    for place, message in enumerate(found):
        liaison = message.liaison
        phone = f" {liaison.phone}" if liaison and liaison.phone else ""
        whom = f"，联络员 {liaison.name}{phone}" if liaison else ""
        say(
            *([""] if place else []),
            f"―― 发给 {message.addressee}{whom} ――",
            *text(books, message).split("\n"),
        )


def _idle(items: tuple[Item, ...] | None, found: tuple[Message, ...]) -> list[Problem]:
    """The chosen tasks of which nobody owes anything."""
    told = {owed.duty.task for message in found for owed in message.owed}
    idle = [item.task.id for item in items or () if item.task.id not in told]
    said = f"{'、'.join(idle[:MOST_NAMED])}{'等' if len(idle) > MOST_NAMED else ''} 没有单位欠着什么"
    return [Problem(Level.NOTICE, "nothing-owed", said)] if idle else []
