"""The message to whoever owes something: which tasks, what, by when, how late, by which clause, reply to whom.

Pure; words only. Sends nothing and writes nothing to the books: `urge` and `notify` do.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from duban.core.books.books import Books, Item
from duban.core.calendar.holidays import WEEKDAYS
from duban.core.duties.duty import OFFICE, Duty
from duban.core.model.workspace import Liaison
from duban.errors import tell_ground
from duban.views.duty_text import due_text
from duban.views.model.fields import record_of
from duban.views.queries.overdue import Owed, due_records, owed_duty

NUMERALS = ("一", "二")
TITLE = 26
"""So many signs of a title stand in a message that has no room for more."""


class Message(msgspec.Struct, frozen=True):
    """What one addressee is told: the open duties that are late or come due, the latest first."""

    addressee: str
    owed: tuple[Owed, ...]
    liaison: Liaison | None = None

    @property
    def late(self) -> tuple[Owed, ...]:
        """Those past their due day."""
        return tuple(owed for owed in self.owed if owed.late.days)

    @property
    def soon(self) -> tuple[Owed, ...]:
        """Those not yet late."""
        return tuple(owed for owed in self.owed if not owed.late.days)


def messages(
    books: Books, within: int, items: Sequence[Item] | None = None, units: Sequence[str] = ()
) -> tuple[Message, ...]:
    """A message for each unit that owes something late, or due within `within` working days; not for the office.

    `items` names tasks: then at least the next due day of each of their units is told, and nothing of no task.
    """
    found: list[Owed] = []
    for item in books.items if items is None else items:
        open_here = [owed_duty(books, duty, item) for duty in books.live_duties_of(item) if _counts(duty)]
        pressing = [owed for owed in open_here if _presses(owed, within)]
        found += pressing or (_next_of_each(open_here) if items is not None else [])
    if items is None:
        standing = (owed_duty(books, duty, None) for duty in books.standing_duties() if _counts(duty))
        found += [owed for owed in standing if _presses(owed, within)]
    return _by_unit(books, [owed for owed in found if not units or _is_of(books, owed, units)])


def _next_of_each(found: Iterable[Owed]) -> list[Owed]:
    """The duty of each unit that comes due first."""
    first: dict[str, Owed] = {}
    for owed in sorted(found, key=_by_day):
        first.setdefault(owed.duty.unit, owed)
    return list(first.values())


def pressing_duties(books: Books, within: int, wants: Callable[[Owed], bool]) -> tuple[Owed, ...]:
    """The open duties that are late or due within `within` working days and that `wants` takes, the latest first."""
    tasks = ((duty, item) for item in books.items for duty in books.live_duties_of(item))
    standing = ((duty, None) for duty in books.standing_duties())
    found = [owed_duty(books, duty, item) for duty, item in (*tasks, *standing) if _is_running(duty)]
    return tuple(sorted((each for each in found if _presses(each, within) and wants(each)), key=_by_day))


def _is_running(duty: Duty) -> bool:
    return duty.running and duty.due_on is not None


def _counts(duty: Duty) -> bool:
    return _is_running(duty) and duty.unit != OFFICE


def _presses(owed: Owed, within: int) -> bool:
    return bool(owed.late.days) or owed.left_workdays <= within


def _is_of(books: Books, owed: Owed, units: Sequence[str]) -> bool:
    return any(books.register.same(owed.duty.unit, unit) for unit in units)


def _by_day(owed: Owed) -> tuple[int, str, str]:
    return owed.due_on.toordinal(), owed.duty.task or "~", owed.duty.rule


def _by_unit(books: Books, found: Iterable[Owed]) -> tuple[Message, ...]:
    """One message for each unit of today, the one with the oldest due day first."""
    rows: dict[str, list[Owed]] = {}
    for owed in sorted(found, key=_by_day):
        rows.setdefault(books.register.current(owed.duty.unit), []).append(owed)
    return tuple(Message(unit, tuple(owed), liaison_of(books, unit)) for unit, owed in rows.items())


def liaison_of(books: Books, unit: str) -> Liaison | None:
    """The liaison officer of a unit, where the register has one."""
    entry = books.register.find(unit)
    return entry.liaison if entry else None


def subject(message: Message) -> str:
    """The message in one line."""
    return f"督办提醒：{_counts_text(message)}"


def text(books: Books, message: Message, *, with_units: bool = False) -> str:
    """The whole message, ready to paste; `with_units` where the addressee is no unit that owes, but a leader."""
    return _worded(books, message, with_units=with_units)


def fitted(books: Books, message: Message, room: int | None, *, with_units: bool) -> tuple[str, int]:
    """The message in at most `room` bytes of UTF-8, and how many of its items it only counts.

    A message that is too long says each item in one line, the latest first, and how many are left.
    """
    whole = text(books, message, with_units=with_units)
    if room is None or len(whole.encode()) <= room:
        return whole, 0
    count = len(_by_task(message.late)) + len(_by_task(message.soon))
    for shown in range(count, -1, -1):
        short = _worded(books, message, with_units=with_units, shown=shown)
        if len(short.encode()) <= room:
            break
    return short, count - shown


def _worded(books: Books, message: Message, *, with_units: bool, shown: int | None = None) -> str:
    """All that is owed in full, or the first `shown` items in a line each."""
    day = f"{books.today.month}月{books.today.day}日（{WEEKDAYS[books.today.weekday()]}）"
    clerks = clerks_of(message)
    whose, asked = ("您联系的", "请阅示") if with_units else ("", "请抓紧办理")
    lines = [f"{message.addressee}：", f"截至{day}，{whose}督办事项{_counts_text(message)}，{asked}。"]
    parts = [("已经逾期", message.late), ("即将到期", message.soon)]
    left = shown
    for numeral, (heading, rows) in zip(NUMERALS, (each for each in parts if each[1]), strict=False):
        entries = _by_task(rows)
        if left is None or left > 0:
            lines += ["", f"{numeral}、{heading}（{len(entries)}项）"]
        for number, entry in enumerate(entries if left is None else entries[:left], 1):
            if left is None:
                lines += _entry(books, number, entry, with_units=with_units, with_clerk=len(clerks) > 1)
            else:
                lines.append(_line(books, number, entry, with_units=with_units))
        left = None if left is None else max(0, left - len(entries))
    reply = f"{books.config.name}{clerks[0] if len(clerks) == 1 else ''}"
    rest = sum(len(_by_task(rows)) for _, rows in parts) - shown if shown is not None else 0
    if rest:
        lines += ["", f"其余{rest}项见督办台账，清单请向{reply}索取。"]
    lines += ["", f"如有批示，请告{reply}。" if with_units else f"办理情况请反馈给{reply}。"]
    return "\n".join(" ".join(line.splitlines()) for line in lines)


def clerks_of(message: Message) -> tuple[str, ...]:
    """To whom the answers go: the clerks (督办人) of the tasks."""
    named = (owed.item.task.clerk for owed in message.owed if owed.item)
    return tuple(dict.fromkeys(name for name in named if name))


def _counts_text(message: Message) -> str:
    counts = ((len(_by_task(message.late)), "逾期"), (len(_by_task(message.soon)), "即将到期"))
    return "、".join(f"{count}项{word}" for count, word in counts if count)


def _by_task(rows: Iterable[Owed]) -> list[list[Owed]]:
    """The duties of each task and unit together, as they come; those of no task each alone."""
    found: dict[object, list[Owed]] = {}
    for place, owed in enumerate(rows):
        task = owed.duty.task
        found.setdefault((task, owed.duty.unit) if task else place, []).append(owed)
    return list(found.values())


def _entry(
    books: Books, number: int, entry: Sequence[Owed], *, with_units: bool, with_clerk: bool
) -> Iterator[str]:
    first = entry[0]
    duty, item = first.duty, first.item
    yield f"{number}. {item.task.title}（{item.task.id}）" if item else f"{number}. {duty.name}"
    if with_units:
        yield f"   单位：{duty.unit}"
    for owed in entry:
        yield from _demand(books, owed)
    urges = [urge for urge in item.state.urges if item.state.is_by(urge, duty.unit)] if item else []
    if urges:
        yield f"   已催办{len(urges)}次，最近一次{urges[-1].on}"
    if with_clerk and item and item.task.clerk:
        yield f"   {'督办人' if with_units else '反馈给'}：{item.task.clerk}"


def _line(books: Books, number: int, entry: Sequence[Owed], *, with_units: bool) -> str:
    """An item in one line: what, whose, by when, how late."""
    first = entry[0]
    title = first.item.task.title if first.item else first.duty.name
    title = title if len(title) <= TITLE else title[: TITLE - 1] + "…"
    known = f"（{first.item.task.id}）" if first.item else ""
    unit = f"，{first.duty.unit}" if with_units else ""
    return f"{number}. {title}{known}{unit}，时限{first.due_on}，{_left(books, first)}"


def _left(books: Books, owed: Owed) -> str:
    if owed.late.days:
        return f"已逾期{owed.late.workdays}个工作日（{owed.late.days}日）"
    return "今天到期" if owed.due_on == books.today else f"还剩{owed.left_workdays}个工作日"


def _demand(books: Books, owed: Owed) -> Iterator[str]:
    """What is owed, by when, and by which clause."""
    duty = owed.duty
    if owed.item:
        yield f"   应做：{f'节点“{duty.node}”' if duty.node else duty.demand}"
    yield f"   时限：{due_text(duty)}，{_left(books, owed)}"
    yield f"   {tell_ground(duty.ground)}"


def message_record(books: Books, message: Message) -> dict[str, object]:
    """A message for JSON: to whom, the words, and the duties as `due --json` tells them."""
    return {
        "unit": message.addressee,
        "liaison": message.liaison and record_of(message.liaison, "name phone"),
        "reply_to": {"office": books.config.name, "clerks": list(clerks_of(message))},
        "subject": subject(message),
        "text": text(books, message),
        "late": len(message.late),
        "duties": due_records(message.owed),
    }
