"""What approvals still owe: the paper of one given by telephone, the monthly 补签 where one hand checked and wrote off.

Pure: looks at the books and the figures of the policy; who may approve at all, core/actions/approval.py says.
"""

from collections.abc import Iterator
from typing import NamedTuple

from duban.core.actions.approval import has_same_hands
from duban.core.books.books import Books, CaseItem, Item
from duban.core.calendar.counting import DueDay, add_workdays, workdays_between
from duban.core.engine.journal import called
from duban.core.model.events import Close, Event, Verify
from duban.core.model.terms import Every
from duban.core.periods.spans import span_of
from duban.core.policy.rules import Separation

PAPER, COUNTERSIGN = "awaiting-paper", "awaiting-countersign"


class Owed(NamedTuple):
    """An approval that owes something: by when (None: the policy names no time)."""

    code: str
    books: Books
    item: Item
    event: Event
    due: DueDay | None
    came: str
    """The command that says that it came."""

    @property
    def late(self) -> int:
        """How many working days late."""
        books = self.books
        return 0 if self.due is None else max(0, workdays_between(self.due.on, books.today, books.calendar))

    @property
    def by_when(self) -> str:
        """By when, as the end of a sentence."""
        if self.due is None:
            return ""
        sure = "（暂定）" if self.due.provisional else ""
        return f"，{self.due.on}{sure} 前补到" + (f"，已过 {self.late} 个工作日" if self.late else "")

    @property
    def text(self) -> str:
        """What is owed, in words."""
        if self.code == COUNTERSIGN:
            return f"{self.event.on} 的销号由核验的人自己办的，待补签{self.by_when}"
        named = getattr(self.event, "approved_by", None) or "领导"
        return f"{self.event.on} 的{self.event.action}由{named}电话批准，待补批件{self.by_when}"

    @property
    def advice(self) -> str:
        """The commands: that it came, or that it was not given after all."""
        if self.code == COUNTERSIGN:
            return self.came
        word = called(self.event, self.item.task.journal)
        denied = f"duban {self.item.amend} {self.item.task.id} --event {word} --void --reason 没有批准"
        return f"{self.came}；没有批准的：{denied}"


def owed_papers(books: Books) -> Iterator[Owed]:
    """What was approved by telephone and whose paper has not come, of tasks and cases, results too."""
    for item in books.all_items:
        yield from owed_papers_of(item, books)


def owed_papers_of(item: Item, books: Books) -> Iterator[Owed]:
    """Those of one."""
    said = "--set 批准方式=书面" if isinstance(item, CaseItem) else "--approved-via 书面"
    for event in item.state.awaiting_paper:
        within = books.policies.at(event.on).settings.paper_within
        due = None if within is None else add_workdays(event.on, within, books.calendar)
        word = called(event, item.task.journal)
        came = f"duban {item.amend} {item.task.id} --event {word} {said} --reason 批件已补"
        yield Owed(PAPER, books, item, event, due, came)


def owed_countersigns(books: Books) -> Iterator[Owed]:
    """销号 by whom had checked it, in an office that lets a leader sign them once a month (分离: 补签)."""
    for item in books.items:
        check: Verify | None = None
        for event in item.state.journal:
            if isinstance(event, Verify):
                check = event
            elif isinstance(event, Close) and has_same_hands(check, event, books.roll):
                if books.policies.at(event.on).settings.separation is not Separation.MONTHLY:
                    continue
                word = called(event, item.task.journal)
                came = f"duban amend {item.task.id} --event {word} --set 批准人=领导 --reason 补签 --allowed-by 领导"
                yield Owed(COUNTERSIGN, books, item, event, DueDay(span_of(Every.MONTH, event.on).end), came)
