"""Of which period a feedback is the report, and whether it says enough to be one.

Raises errors.DubanError to refuse; which periods a unit owes, core/duties/cadence.py says.
"""

from collections.abc import Sequence

import msgspec

from duban.core.actions.due_dates import Ground
from duban.core.duties.cadence import (
    Bearing,
    bearings,
    cadences_borne,
    owed_slots,
    period_of_report,
    tells_something,
)
from duban.core.model.events import Event, Progress
from duban.core.model.word_lists import ENUMERATION, split_words
from duban.core.periods.spans import read_span, span_of
from duban.core.state.task_state import TaskState
from duban.errors import Level, Problem, refusal

MOST_NAMED = 6
"""How many periods without a report a message names: the last ones."""


def tell_period(now: TaskState, event: Progress, ground: Ground, notices: list[Problem]) -> Event:
    """The feedback with the period whose report it is (期). Raises DubanError where it names one it cannot be of."""
    unit = now.unit_of(event.unit)
    found = bearings(ground.policies, now, ground.calendar, ground.ledger)
    every = [each for each in found if each.standing.unit == unit and each.standing.left_on is None]
    borne = cadences_borne(every, unit, event.on) if unit else []
    if tells_something(event):
        _tell_addressees(now, event, borne, notices)
    if event.period is not None:
        _refuse_empty(now, event)
        return _of_period(now, event, borne, every)
    if not borne:
        return event
    if not tells_something(event):
        if event.milestone is None:
            text = f"{now.task.id} 只记了进度，没有成效、问题或下一步，不算这一期的报告"
            notices.append(
                Problem(Level.NOTICE, "report-empty", text, "要算报告，补上 --done、--issues 或 --next")
            )
        return event
    slot = period_of_report(borne[0], now, event.on)
    if slot is None:
        return event
    label = slot.span.label
    if slot.due.on < event.on:
        text = f"{now.task.id} 的 {label} 一期没有报，这一笔记作 {label} 的，迟报"
        this = borne[0].slot(event.on).span.label
        notices.append(Problem(Level.NOTICE, "report-late", text, f"报的是 {this} 的，写 --period {this}"))
    return msgspec.structs.replace(event, period=label)


def _refuse_empty(now: TaskState, event: Progress) -> None:
    """Raises DubanError for a periodic report that says nothing of 成效, 问题 or 下一步 (Shiwei 三（四）)."""
    if not tells_something(event):
        text = f"{now.task.id} {event.period} 的报告没有成效、问题或下一步"
        raise refusal("report-empty", text, "写上做了什么 --done、有什么问题 --issues 或下一步 --next")


def _of_period(now: TaskState, event: Progress, borne: list[Bearing], every: list[Bearing]) -> Event:
    """A report of the period that it names; of one that has a report already it is one more.

    Raises DubanError where the unit owes no report of that kind, or none for that period. `every` are the cadences
    of the unit, those that held before too.
    """
    span = read_span(event.period or "", event.on)
    kinds = [each.rule.every for each in borne]
    if not kinds:
        raise refusal("no-cadence", f"{now.task.id} 没有定期报告，不用写哪一期", "去掉 --period")
    if span is None or span.every not in kinds or span.start > event.on:
        known = "、".join(dict.fromkeys(span_of(kind, event.on).label for kind in kinds))
        named = span.label if span else event.period
        early = span is not None and span.start > event.on
        text = f"{named} 还没有开始，不能先报" if early else f"{now.task.id} 的报告没有“{named}”这一期"
        raise refusal("unknown-period", text, f"现在这一期是 {known}")
    held = next(each.slot(span.start).span for each in borne if each.rule.every is span.every)
    owed = [slot for each in every for slot in owed_slots(each, now)]
    if all(slot.span != held for slot in owed):
        labels = [*dict.fromkeys(slot.span.label for slot in owed if slot.met_on is None)][-MOST_NAMED:]
        text = f"{now.task.id} 的{event.unit or '牵头单位'}不欠 {held.label} 的报告"
        known = f"没有报的是 {'、'.join(labels)}" if labels else "现在没有要报的，去掉 --period"
        raise refusal("period-not-owed", text, known)
    return msgspec.structs.replace(event, period=held.label)


def _tell_addressees(
    now: TaskState, event: Progress, borne: Sequence[Bearing], notices: list[Problem]
) -> None:
    """To whom a report goes, where its rule says so and the report names fewer (Guizhou 二（五）)."""
    named = split_words([event.sent_to], marks=ENUMERATION) if event.sent_to else ()
    short = next((each for each in borne if len(each.rule.addressees) > len(named)), None)
    if short is not None:
        wanted = "、".join(short.rule.addressees)
        text = f"{short.rule.name}要报送{wanted}（{short.policy.ground(short.rule)}），没有写全"
        way = f"报了的补上：duban amend {now.task.id} --event 反馈 --set 报送=机关、机关 --reason 补写"
        notices.append(Problem(Level.NOTICE, "addressees-few", text, way))
