"""What comes next in a case: how a kind says it, and what is said in place of an entry that has no place.

Pure; the steps themselves each kind knows.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from duban.core.engine.fold import CaseState
from duban.core.engine.journal import target_of
from duban.core.model.case_file import JOURNAL
from duban.core.model.record import Fault
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


Remedy = Callable[[Any, Any], str]
"""What an amend sets to put an entry right that cannot stand, of the state and the entry."""
UNMERGE = (
    "两件合成了一件：把这次合并退回去（没有推送的：git reset --keep ORIG_HEAD；推送了的，请管理员从合并前的两次提交"
    "各取回一份），再 duban renumber {} --reason 编号撞上，然后合并"
)


def explained(now: CaseState, command: str, remedy: Remedy | None = None) -> Iterator[Fault]:
    """The faults of a journal, with the way out of what two merged copies leave: a number twice, an order that is none.

    `command` is the one that amends such a file, `remedy` what it sets.
    """
    journal: tuple[Any, ...] = now.file.journal
    begun = [place for place, each in enumerate(journal) if each.action is now.life.enters]
    for place in begun[1:]:
        text = f"这个编号下登了两件：又一笔{now.life.enters}"
        yield Fault((JOURNAL, place), "two-matters", text, UNMERGE.format(now.file.id))
    for fault in now.faults:
        place = int(fault.keys[1])
        wrong, advice = journal[place], fault.advice
        if place in begun[1:]:
            continue
        if fault.code == "illegal-event":
            sets = remedy(now, wrong) if remedy is not None else "--void"
            word = "--allowed-by" if command == "amend" else "--approved-by"
            way = f"duban {command} {now.file.id} --event {target_of(wrong).digest}"
            advice = f"{way} {sets} {word} 领导 --reason 原因"
        yield msgspec.structs.replace(fault, advice=advice)


def put_right(now: CaseState, command: str, remedy: Remedy | None = None) -> Iterator[Step]:
    """Entries that cannot stand, and how each is put right; as in `explained`."""
    for fault in explained(now, command, remedy):
        if fault.code in {"illegal-event", "two-matters"}:
            yield Step(fault.message, fault.advice)
