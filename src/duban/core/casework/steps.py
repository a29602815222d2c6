"""What comes next in a case: how a kind says it, and what is said in place of an entry that has no place.

Pure; the steps themselves each kind knows.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from duban.core.engine.fold import CaseState
from duban.core.engine.journal import target_of
from duban.errors import refusal


class Step(NamedTuple):
    """What is to be done, and how it is recorded."""

    said: str
    way: str


def advise(identifier: str, steps: Iterable[Step]) -> str:
    """The first of the steps as an advice; where there is none, a look at the case."""
    ways = dict.fromkeys(step.way for step in steps)
    return f"下一步：{next(iter(ways))}" if ways else f"duban show {identifier} 查看"


def refuse_wrong_status(
    now: CaseState,
    action: Any,  # noqa: ANN401 - of any kind of entry
    advice: Callable[[], str],
    today: CaseState | None = None,
) -> None:
    """Raises DubanError for an entry that has no place where the case stands: before anything else is asked.

    `today` is how it stands today: an entry that is dated back is told how it stood then.
    """
    if now.registered_on is None or (now.status, action) in now.life.legal:
        return
    number = now.file.id
    if today is not None and today.status is not now.status:
        text = f"不能{action}：{number} 在 {now.until} 是“{now.status}”，现在是“{today.status}”"
        raise refusal("not-allowed", text, f"核对日期（--on）：duban log {number} 查看哪天到了哪一步")
    raise refusal("not-allowed", f"不能{action}：{number} 现在是“{now.status}”", advice())


def _void(_wrong: Any) -> str:  # noqa: ANN401 - of any kind of entry
    return "--void"


def put_right(now: CaseState, command: str, remedy: Callable[[Any], str] = _void) -> Iterator[Step]:
    """Entries that cannot stand, as two merged copies leave them: a number twice, an order that is none.

    `command` is the one that amends such a case, `remedy` what it sets.
    """
    journal: tuple[Any, ...] = now.file.journal
    for fault in now.faults:
        if fault.code == "illegal-event":
            wrong = journal[int(fault.keys[1])]
            event = target_of(wrong).digest
            way = f"duban {command} {now.file.id} --event {event} {remedy(wrong)} --approved-by 领导 --reason 原因"
            yield Step(fault.message, way)
