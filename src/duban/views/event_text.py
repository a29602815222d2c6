"""Events as people read them: what each says in one line, and what became of it (corrected, voided, not allowed).

Pure; changes nothing and decides nothing: core/engine/journal.py and fold.py have.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from duban.core.books.books import Item
from duban.core.engine.journal import visible_events
from duban.core.model.events import Amend, Correct, Event
from duban.core.model.record import SEALED_KEYS, digest, english, raw_record
from duban.core.model.terms import YesNo

_COMMON = frozenset({"日期", "登记", "动作", "经办", "单位", "补登"})
_PROSE = {
    *("进展", "问题", "下步", "原因", "措施", "缺项", "意见", "争议", "需协调", "研判", "备注"),
    *("事实", "情况", "情形", "理由", "计划外"),
}


class Fate(Enum):
    """What became of an event: it counts, counts corrected, was voided, or cannot stand where it is."""

    KEPT = ""
    CORRECTED = "已更正"
    VOID = "已作废"
    ILLEGAL = "不成立"


@dataclass(frozen=True, slots=True)
class Line:
    """One event of a journal: as the file has it, as it counts now, its digest (摘要), and why it does not count."""

    place: int
    written: Event
    counts: Event
    fate: Fate
    why: str | None = None

    @property
    def digest(self) -> str:
        """The 8 hex digits by which a correction names it: those of the event in the file."""
        return digest(self.written)

    @property
    def unit(self) -> str | None:
        """Whose it is, where its kind has units."""
        return getattr(self.written, "unit", None)

    @property
    def late(self) -> str | None:
        """Why it was entered into a closed period (补登)."""
        return getattr(self.written, "late", None)


def journal_lines(item: Item) -> tuple[Line, ...]:
    """Every event of the task that the question sees, in its order, voided and impossible ones included."""
    state = item.state
    journal = state.file.journal
    shown, _ = visible_events(journal, state.until, state.known)
    counted = dict(shown)
    impossible = {fault.keys[1]: fault.message for fault in state.faults if fault.code == "illegal-event"}
    lines = []
    for place, written in enumerate(journal):
        if state.known is not None and written.recorded_at > state.known:
            continue
        counts = counted.get(place)
        if counts is None:
            if written.on <= state.until:
                lines.append(Line(place, written, written, Fate.VOID))
        elif place in impossible:
            lines.append(Line(place, written, counts, Fate.ILLEGAL, impossible[place]))
        else:
            fate = Fate.KEPT if counts is written else Fate.CORRECTED
            lines.append(Line(place, written, counts, fate))
    return tuple(sorted(lines, key=lambda line: (line.counts.on, line.counts.recorded_at, line.place)))


def line_record(line: Line) -> dict[str, Any]:
    """A line of a journal for JSON: the event as it counts, its action, digest, and what became of it."""
    return {
        "action": line.counts.action.english,
        **english(line.counts),
        "digest": line.digest,
        "corrected": line.fate is Fate.CORRECTED,
        "void": line.fate is Fate.VOID,
        "illegal": line.why,
    }


def event_text(event: Event) -> str:
    """What an event carries beyond day, action and names, in one line."""
    if isinstance(event, Amend):
        untold = event.field in SEALED_KEYS or event.old is event.new is None
        turn = "改了，内容不显示" if untold else f"{_value(event.old)} → {_value(event.new)}"
        parts = [f"{event.field}：{turn}", f"原因：{event.reason}"]
        parts += [f"{event.approved_by}批准"] if event.approved_by else []
        return "；".join(parts)
    if isinstance(event, Correct):
        target = event.target
        unit = f" {target.unit}" if target.unit else ""
        what = "作废" if event.void is YesNo.YES else _pairs(event.value or {})
        return f"{target.on} {target.action}{unit}（{target.digest}）{what}；原因：{event.reason}"
    raw = {key: value for key, value in raw_record(event).items() if key not in _COMMON}
    if "备注" in raw:  # last, as the journal has it
        raw["备注"] = raw.pop("备注")
    if "规则" in raw:
        raw.pop("依据", None)
    return _pairs(raw)


def late_text(event: Event, text: str) -> str:
    """The text of an event with the mark of 补登, and why, before it."""
    late = getattr(event, "late", None)
    return f"【补登：{late}】{text}" if late else text


def who_text(event: Event) -> str:
    """The unit and the person of an event."""
    unit = getattr(event, "unit", None)
    return f"{unit} {event.by}" if unit else event.by


def _pairs(raw: Mapping[str, Any]) -> str:
    return "；".join(_pair(key, value) for key, value in raw.items())


def _pair(key: str, value: object) -> str:
    if key == "证据" and isinstance(value, list | tuple):
        return f"证据 {len(value)} 件"
    if key == "凭据" and isinstance(value, list | tuple):
        return f"凭据 {len(value)} 件"
    if key == "名单" and isinstance(value, list | tuple):
        return f"名单 {len(value)} 个"
    if key == "进度":
        return f"进度 {value}%"
    if key == "批准方式" and value == "电话":
        return "电话批准，待补批件"
    return f"{key}：{_value(value)}" if key in _PROSE else f"{key} {_value(value)}"


def _value(value: object) -> str:
    if value is None:
        return "（空）"
    if isinstance(value, Mapping):
        return " ".join(_value(each) for each in value.values())
    if isinstance(value, str) or not isinstance(value, Iterable):
        return str(value)
    return "、".join(map(_value, value))
