"""Corrections (更正): finds the event that is meant, and makes the event that puts it right.

A wrong event is never edited away. A leader is needed for days and grounds that were told, and days that nobody can
prove; whether the journal stays legal, decide.py asks. Raises errors.DubanError.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from duban.core.actions.approval import unfit_approvers
from duban.core.actions.due_dates import Ground
from duban.core.actions.late_days import count_day
from duban.core.documents.numbers import NUMBER_KEY, as_official
from duban.core.engine.fold import CaseState
from duban.core.engine.journal import corrected_event, is_named_by, target_of
from duban.core.engine.kind import Kind
from duban.core.model.case_file import NumberedFile
from duban.core.model.events import Correct, Event, Issue, raw_event
from duban.core.model.record import Record, official_keys
from duban.core.model.suggest import ask_whether, nearest_term
from duban.core.model.task import Task
from duban.core.model.terms import Action, YesNo
from duban.errors import DubanError, Level, Problem, refusal

MOST_LISTED = 20
_FIXED = {"登记", "动作"}
_NOT_THIS_WAY = {
    Action.CORRECT: "再记一条更正，仍指向原来的事件",
    Action.AMEND: "duban {amend} {id} 字段选项 --reason …，把值改回来",
    Action.REGISTER: "误立的用 duban undo 撤回，或 duban withdraw {id} --reason …",
    Action.TRANSFER: "duban transfer {id} --new-lead … --reason …，再转一次",
}
_NOT_IN_A_CASE = {Action.ISSUE: "再发一份，或 duban undo 撤回"}
"""More of these in files of other kinds than the task: what entered them comes besides."""
_ENTERED = "误立的用 duban undo 撤回，或取消"
Numbered = Task | NumberedFile


TOLD = frozenset(
    {
        "时限",
        "依据",
        "规则",
        "批准人",
        "批准机关",
        "文号",
        "内部",
        "日历调整",
        "首报日",
        "计划时限",
        "并入",
        "新牵头",
        "原牵头",
    }
)
"""What a unit was told, or what a day rests on."""
DECIDED = frozenset(
    {
        Action.ASSIGN,
        Action.EXTEND,
        Action.TRANSFER,
        Action.SUSPEND,
        Action.RESUME,
        Action.WITHDRAW,
        Action.REOPEN,
    }
)
COUNTED = "计自"
VIA = "批准方式"
"""All that a 变更 is corrected in: the paper of a telephone call came."""


def find_event(kind: Kind, task: Numbered, word: str) -> Event:
    """The event that `word` means: an action (official or English) or the beginning of a 摘要.

    Raises DubanError where there is none, or several: then they are listed with their 摘要.
    """
    events = [event for event in task.journal if not isinstance(event, Correct)]
    typed = word.strip().lower()
    by_action = [event for event in events if typed in (event.action.lower(), event.action.english)]
    found = by_action or [event for event in events if target_of(event).digest.startswith(typed)]
    if len(found) == 1:
        return found[0]
    if not found:
        near = nearest_term(word, {action.english: str(action) for action in kind.entries})
        listed = "；".join(told(event) for event in events[-MOST_LISTED:])
        raise refusal(
            "no-event",
            f"{task.id} 的流水里没有“{word}”",
            f"{ask_whether(near if near != word.strip() else None)}现有：{listed}",
        )
    listed = "；".join(told(event) for event in found[:MOST_LISTED])
    raise refusal(
        "ambiguous-event",
        f"{task.id} 有{len(found)}笔“{word}”：{listed}",
        f"用摘要指明：duban {kind.amend} {task.id} --event {target_of(found[-1]).digest} …",
    )


def told(event: Event) -> str:
    """One event in a list of candidates."""
    unit = f" {event.unit}" if event.unit else ""
    return f"{event.on} {event.action}{unit}（经办 {event.by}，摘要 {target_of(event).digest}）"


def key_of(event: Event, word: str) -> str:
    """The official key of a field of such an event; raises DubanError naming the nearest."""
    keys, action = official_keys(type(event)), event.action
    english = word.strip().lower().replace("-", "_")
    key = keys.get(english) or next((key for key in keys.values() if key == word.strip()), None)
    if key is None or key in _FIXED:
        near = nearest_term(word, keys)
        hint = ask_whether(near if near not in _FIXED else None)
        known = "、".join(value for value in keys.values() if value not in _FIXED)
        raise refusal("unknown-field", f"{action}没有可以更正的“{word}”", f"{hint}可以更正：{known}")
    return key


def correction(  # noqa: PLR0913 - what is corrected, to what, and how that is written down
    kind: Kind,
    task: Numbered,
    event: Event,
    values: Mapping[str, Any],
    make: Callable[..., Correct],
    *,
    void: bool,
) -> Correct:
    """The 更正 of `event`; what earlier corrections of it set stays unless set anew. None takes a value away.

    `make` builds the event from target, value and void. Raises DubanError for an event that is put right
    another way, or values that do not fit.
    """
    other_way = _other_way(kind, event.action)
    if other_way and not (event.action is Action.AMEND and values.keys() == {VIA}):
        advice = other_way.format(id=task.id, amend=kind.amend)
        raise refusal("not-correctable", f"{task.id} 的{event.action}不用更正来改", advice)
    target = target_of(event)
    if void:
        return make(target=target, void=YesNo.YES)
    held = value_so_far(task.journal, event)
    merged = held | dict(values)
    raw = raw_event(event)
    merged = {key: value for key, value in merged.items() if raw.get(key) != value}
    if merged == held and not _was_voided(task.journal, event):
        raise refusal("nothing-new", f"{told(event)} 本来就是这样", "写一个不同的值，或 --void 作废")
    made = make(target=target, value=merged or None)
    _refuse_misfit(task, event, made)
    return made


def _other_way(kind: Kind, action: Any) -> str | None:  # noqa: ANN401 - each kind has actions of its own
    """How an event is put right that no correction does."""
    ways: dict[Any, str] = _NOT_THIS_WAY
    if kind.prefix:
        ways = {kind.life.enters: _ENTERED, **_NOT_THIS_WAY, **_NOT_IN_A_CASE}
    return ways.get(action)


def read_value(record: type[Record], key: str, text: str) -> object:
    """The raw value that a typed text stands for: as text, as a number, or as JSON; "" takes the value away.

    A 文号 is written officially.
    """
    if not text.strip():
        return None
    if key == NUMBER_KEY:
        return as_official(text.strip())
    kind = next(item for item in msgspec.structs.fields(record) if item.encode_name == key).type
    for read in (str, int, float, msgspec.json.decode):
        try:
            raw = read(text.strip())
            msgspec.convert(raw, kind)
        except (ValueError, RecursionError, msgspec.MsgspecError):
            continue
        return raw
    return text.strip()


def _corrections(journal: Sequence[Event], event: Event) -> list[Correct]:
    found = [each for each in journal if isinstance(each, Correct) and is_named_by(event, each.target)]
    return sorted(found, key=lambda each: each.recorded_at)


def value_so_far(journal: Sequence[Event], event: Event) -> dict[str, Any]:
    """What the last correction of an event set."""
    last = _corrections(journal, event)[-1:]
    return dict(last[0].value or {}) if last and last[0].void is YesNo.NO else {}


def _was_voided(journal: Sequence[Event], event: Event) -> bool:
    last = _corrections(journal, event)[-1:]
    return bool(last) and last[0].void is YesNo.YES


def _refuse_misfit(task: Numbered, event: Event, made: Correct) -> None:
    try:
        corrected_event(event, made)
    except msgspec.ValidationError:
        from duban.core.validation.validate import judge

        raw = {k: v for k, v in (raw_event(event) | (made.value or {})).items() if v is not None}
        faults = judge(raw, type(event))
        raise DubanError(
            *(
                Problem(Level.ERROR, fault.code, f"{task.id} {event.action}：{fault.message}", fault.advice)
                for fault in faults
            )
        ) from None


def is_slip(now: CaseState, wrong: Event, event: Correct) -> bool:
    """The clerk's own slip: put right on the day it was written down, before any paper has gone out since."""
    papers = any(
        isinstance(each, Issue) and each.recorded_at >= wrong.recorded_at for each in now.file.journal
    )
    return wrong.recorded_at.date() == event.recorded_at.date() and not papers


def refuse_unallowed(now: CaseState, event: Correct, wrong: Event, right: Event, ground: Ground) -> None:
    """Raises DubanError for a 更正 that sets from when an entry counts, moves what was told, or dates it back unproven.

    An approver allows the second and the third; the first nobody does: a proof does (凭据). An approver that it sets,
    or the day that it sets for one, is judged as if written so at first.
    """
    command = f"duban amend {now.file.id} --event {event.target.digest} … --allowed-by 领导 --reason …"
    values = event.value or {}
    _refuse_unfit(now, values, wrong, right, ground)
    if COUNTED in values and right.counts_from != wrong.counts_from:
        text = f"{now.file.id} 的“计自”由登记的日子推算，不能更正"
        advice = "有当天凭据的，作废这一笔，带 --late --proof 重记"
        raise refusal("counted-fixed", text, advice)
    if event.approved_by is not None or right == wrong:
        return
    if wrong.action is Action.VERIFY and "经办" in values:
        text = f"{now.file.id} 是谁核验的，管着谁能批准销号，更正须经批准"
        raise refusal("approver-missing", text, command)
    if wrong.action in DECIDED and not TOLD.isdisjoint(values) and not is_slip(now, wrong, event):
        named = "、".join(sorted(TOLD & values.keys()))
        text = f"{now.file.id} 的{wrong.action}已经告知，更正“{named}”须经批准"
        raise refusal("approver-missing", text, command)
    if right.on >= wrong.on:
        return
    recounted = count_day(msgspec.structs.replace(right, counts_from=None), ground, [])
    if recounted.counts_from is not None:
        text = (
            f"{now.file.id} 的{wrong.action}在 {wrong.recorded_at.date()} 登记，"
            f"更正到 {right.on} 没有当天的凭据，须经批准"
        )
        raise refusal("approver-missing", text, command)


def _refuse_unfit(
    now: CaseState, values: Mapping[str, Any], wrong: Event, right: Event, ground: Ground
) -> None:
    held = value_so_far(now.file.journal, wrong)
    changed = {key for key in ("批准人", "日期") if values.get(key) != held.get(key)}
    named = getattr(right, "approved_by", None)
    for problem in unfit_approvers(named, right.action, right.on, ground.roll) if named and changed else ():
        if "批准人" in changed or problem.code == "not-in-office":
            raise DubanError(problem)
