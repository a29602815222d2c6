"""Which leaders a task is tied to, by their names on the roll.

Pure look-ups over one task.
"""

from duban.core.books.books import Item


def leaders_of(item: Item) -> tuple[str, ...]:
    """The leaders a task is tied to, each once: who leads it, who is in charge, who wrote on its paper.

    By their names on the roll, however a field writes them: several in one, with a post, 刘县长.
    """
    task, on = item.task, item.state.registered_on
    named = [
        name
        for text in (task.lead_leader, task.leader_in_charge)
        if text
        for name in item.roll.named(text, on)
    ]
    return tuple(dict.fromkeys((*named, *ordered_by(item))))


def ordered_by(item: Item) -> tuple[str, ...]:
    """The leaders who wrote on the paper of a task: it is theirs by order, not only because they are in charge."""
    on = item.state.registered_on
    written = item.task.instructions
    return tuple(
        dict.fromkeys(name for each in written for name in item.roll.named(each.leader, each.on or on))
    )


def is_tied(item: Item, leader: str | None) -> bool:
    """Whether a task is tied to the leader that somebody typed; to nobody in particular (None) each task is."""
    return leader is None or not set(item.roll.named(leader, item.state.until)).isdisjoint(leaders_of(item))
