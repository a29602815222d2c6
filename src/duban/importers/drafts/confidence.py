"""How sure a reading is, and what a clerk has to look at in each draft.

Judges finished drafts only: it reads no text and fills nothing in.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from duban.importers.drafts.draft import Draft, Trouble
from duban.importers.grammar.deadlines import Clock, Due, find_dues, parse_deadline, read_cadence
from duban.importers.grammar.normalize import UNREADABLE
from duban.importers.grammar.quantities import find_targets

LONGEST_TITLE = 300
_LACKS = {
    "year": "时限没有写年份，文件里也看不出是哪一年",
    "issued": "时限自印发之日起算，文件里没有印发日期",
    "received": "时限自收到之日起算，收到日期要补上",
    "held": "时限自会议结束起算，会议日期要补上",
    "start": "时限没有写从哪一天起算",
    "calendar": "时限是历法上没有的日子",
}
_WEIGHTS = {
    "unit-missing": 0.3,
    "lead-unsaid": 0.1,
    "lead-joint": 0.1,
    "unit-from-above": 0.2,
    "unit-from-subject": 0.15,
    "deadline-year": 0.2,
    "deadline-issued": 0.1,
    "deadline-received": 0.1,
    "deadline-start": 0.15,
    "deadline-held": 0.1,
    "deadline-calendar": 0.3,
    "deadline-literal": 0.15,
    "deadline-unclear": 0.15,
    "deadline-missing": 0.05,
    "several-brackets": 0.15,
    "part-of-item": 0.05,
    "cells-torn": 0.4,
    "title-long": 0.15,
    "cadence-unclear": 0.05,
    "cadence-several": 0.05,
    "unit-unknown": 0.1,
    "unreadable": 0.3,
}


@dataclass(frozen=True, slots=True)
class Signs:
    """How a text draft was recognised, which decides how far it is believed.

    `likely`: how likely it is a task; `inherited`: its units stand above it; `brackets`: how many brackets name units;
    `part`: one of several tasks under one number.
    """

    likely: float = 1.0
    inherited: bool = False
    brackets: int = 1
    part: bool = False


def judge_text_draft(draft: Draft, signs: Signs, mentions: Sequence[Due], last: Due | None) -> Draft:
    """The draft of running text with its troubles and its confidence filled in."""
    troubles = (
        *_unit_troubles(draft, signs),
        *_due_troubles(draft, mentions, last),
        *_cadence_troubles(draft, [due.text for due in mentions if due.kind == "recurring"]),
        *_form_troubles(draft, signs),
    )
    return replace(draft, troubles=troubles, confidence=_confidence(troubles, signs.likely))


def judge_table_draft(draft: Draft, year: int | None) -> Draft:
    """The draft of a table row with its basis, targets, cadence, all troubles and confidence filled in."""
    if draft.proposed_lead:
        basis = "并列"
    elif draft.lead:
        basis = "单列" if len(draft.lead) == 1 and not draft.support else "牵头"
    else:
        basis = "无"
    cadence = draft.cadence or (draft.due_text if draft.due_text and read_cadence(draft.due_text) else "")
    what = "" if draft.problem else draft.title  # the figures of a problem are what is wrong
    targets = find_targets(f"{what}。{draft.requirements}")
    draft = replace(draft, basis=basis, targets=targets, cadence=cadence)
    troubles = (
        *draft.troubles,
        *_unit_troubles(draft, Signs()),
        *_table_due_troubles(draft, year),
        *_cadence_troubles(draft, [cadence] if cadence else []),
        *_form_troubles(draft, Signs()),
    )
    return replace(draft, troubles=troubles, confidence=_confidence(troubles))


def with_trouble(draft: Draft, trouble: Trouble) -> Draft:
    """The draft with one more trouble, and its confidence lowered by the weight of that trouble."""
    troubles = (*draft.troubles, trouble)
    less = _WEIGHTS.get(trouble.code, 0.0)
    return replace(draft, troubles=troubles, confidence=round(max(draft.confidence - less, 0.1), 2))


def _confidence(troubles: Iterable[Trouble], likely: float = 1.0) -> float:
    """0.01 to 1: how likely it is a task, times how sure its fields are: 1 less the weights of all troubles."""
    sure = 1.0 - sum(_WEIGHTS.get(trouble.code, 0.0) for trouble in troubles)
    return round(max(likely * max(sure, 0.1), 0.01), 2)


def _unit_troubles(draft: Draft, signs: Signs) -> Iterator[Trouble]:
    if not draft.lead and not draft.support:
        yield Trouble("unit-missing", "没有写责任单位")
    elif not draft.lead:
        proposed = f"，可由{draft.proposed_lead}牵头" if draft.proposed_lead else ""
        yield Trouble("lead-unsaid", f"没有写明谁牵头{proposed}")
    if signs.inherited:
        yield Trouble("unit-from-above", "单位取自上文")
    elif draft.basis == "主语":
        yield Trouble("unit-from-subject", "单位取自句子的主语")


def _due_troubles(draft: Draft, mentions: Sequence[Due], last: Due | None) -> Iterator[Trouble]:
    lacks = dict.fromkeys(due.lacks for due in mentions if due.lacks)
    for lack in lacks:
        yield Trouble(f"deadline-{lack}", _LACKS[lack])
    if last is not None and last.rough:
        yield Trouble("deadline-literal", _by_custom(last.text, last.on))
    if last is not None and last.provisional:
        yield Trouble("deadline-provisional", f"时限 {last.on} 暂定：放假安排还没有公布")
    if draft.due_on is not None or lacks or _recurs(draft):
        return
    if not mentions and not draft.due_text:
        yield Trouble("deadline-missing", "没有写完成时限")
    else:
        yield Trouble("deadline-open", f"“{draft.due_text}”不是某一天，原文保留")


def _by_custom(words: str, on: date | None) -> str:
    return f"时限“{words}”读作 {on}，是按习惯定的"


def _table_due_troubles(draft: Draft, year: int | None) -> Iterator[Trouble]:
    if draft.due_on is not None and draft.due_text and parse_deadline(draft.due_text, year).rough:
        yield Trouble("deadline-literal", _by_custom(draft.due_text, draft.due_on))
    if draft.due_on is not None or _recurs(draft):
        return
    if not draft.due_text:
        yield Trouble("deadline-missing", "没有写完成时限")
        return
    deadline = parse_deadline(draft.due_text, year)
    if deadline.needs_year:
        yield Trouble("deadline-year", _LACKS["year"])
    elif lacks := next(
        (due.lacks for due in find_dues(draft.due_text, Clock()) if due.kind == "relative"), ""
    ):
        yield Trouble(f"deadline-{lacks}", _LACKS[lacks])
    elif deadline.continuous:
        yield Trouble("deadline-open", f"“{draft.due_text}”不是某一天，原文保留")
    else:
        yield Trouble("deadline-unclear", f"时限“{draft.due_text}”读不成日期，原文保留")


def _recurs(draft: Draft) -> bool:
    """Whether all that a draft says of time is a cadence that can be read."""
    return draft.cadence == draft.due_text and bool(draft.cadence) and read_cadence(draft.cadence) is not None


def _cadence_troubles(draft: Draft, mentions: Sequence[str]) -> Iterator[Trouble]:
    if draft.cadence and read_cadence(draft.cadence) is None:
        yield Trouble("cadence-unclear", f"“{draft.cadence}”读不成报送周期，记在备注里")
    if others := "、".join(dict.fromkeys(words for words in mentions if words != draft.cadence)):
        yield Trouble("cadence-several", f"还有别的周期：{others}，报送周期只记了“{draft.cadence}”")


def _form_troubles(draft: Draft, signs: Signs) -> Iterator[Trouble]:
    said = (draft.title, draft.requirements, draft.text, draft.due_text or "", *draft.lead, *draft.support)
    if any(UNREADABLE in words for words in said):
        yield Trouble("unreadable", f"有读不出来的字，写作“{UNREADABLE}”，请对照原文补上")
    if signs.brackets > 1:
        yield Trouble("several-brackets", "一件里有几处写单位，已合在一起，请核对是否拆分")
    if signs.part:
        yield Trouble("part-of-item", "同一编号下有几处写单位，按括号分成了几件，请核对")
    if len(draft.title) >= LONGEST_TITLE:
        yield Trouble("title-long", "事项太长，请改短")
