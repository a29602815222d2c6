"""Which due days of the past a change of policies, calendars or the register moves: told, never wrong by itself.

A day that was past when the rules changed was believed by somebody; who changed it should know, and whoever audits.
"""

from collections.abc import Iterator
from datetime import date

from duban.core.audit.findings import Finding
from duban.core.books.books import Books
from duban.core.books.duty_keys import keyed_duties
from duban.core.model.workspace import Config
from duban.errors import DubanError
from duban.files.workspace.workspace import CALENDARS, CONFIG, POLICIES
from duban.replay.changes import Made
from duban.replay.past import books_of

_MOST = 5
"""So many tasks are named; the others are counted."""


def judge_moved(made: Made) -> Iterator[Finding]:
    """The due days before the commit that its change of rules moves, by task."""
    labels = [label for label in made.changes if label.startswith((f"{CALENDARS}/", f"{POLICIES}/"))]
    labels += [CONFIG] if CONFIG in made.changes and _may_move(made) else []
    if not labels:
        return
    before = made.past.copy()
    for label in labels:
        before.put(label, made.changes[label].before)
    try:
        old, new = (books_of(past, made.rules, made.today, None) for past in (before, made.past))
    except DubanError:  # a policy that cannot be read is told elsewhere
        return
    if old is None or new is None:
        return
    then, now = _days(old), _days(new)
    moved = {key: (then[key], now.get(key)) for key in then if now.get(key) != then[key]}
    if moved:
        tasks = list(dict.fromkeys(task for task, _ in moved))
        first = next(iter(moved))
        some = f"{'、'.join(tasks[:_MOST])}{f' 等 {len(tasks)} 件' if len(tasks) > _MOST else ''}"
        text = f"{'、'.join(labels)} 改了，{made.today} 以前到期的 {len(moved)} 个时限变了：{some}"
        yield made.found(
            "days-moved", labels[0], text, _told(first, moved[first][0]), _told(first, moved[first][1])
        )


def _told(key: tuple[str, str], day: date | None) -> str:
    return f"{key[0]} {day or '没有了'}"


def _days(books: Books) -> dict[tuple[str, str], date]:
    """Each duty that fell due before the day of the books, by task and key."""
    return {
        (item.task.id, key): duty.due_on
        for item in books.items
        for key, duty in keyed_duties(books, item)
        if duty.due_on is not None and duty.due_on < books.today
    }


def _may_move(made: Made) -> bool:
    """Whether policies in force or a unit that was there already changed; what only came moves nothing."""
    old = (
        made.past.objects.record(made.changes[CONFIG].before, Config) if made.changes[CONFIG].before else None
    )
    new = made.past.config
    if old is None or new is None:
        return False
    units = {each.name: each for each in new.units}
    ruled = (old.policies, old.upgrades, old.own_document) != (new.policies, new.upgrades, new.own_document)
    return ruled or any(units.get(each.name) != each for each in old.units)
