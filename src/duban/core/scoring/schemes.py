"""What is wrong with a scheme that its shape does not show, and what may not be counted since 2024.

Pure: a scheme → faults. 《整治形式主义为基层减负若干规定》 forbids to count instructions of leaders, articles, meetings
held, documents issued, photos and study notes.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from duban.core.model.appraisals.scheme import (
    AnyScoreRule,
    ByTimes,
    CaseShare,
    Opinion,
    PerCase,
    ScoreScheme,
)
from duban.core.model.appraisals.terms import Occasion
from duban.core.model.record import Fault
from duban.core.model.terms import PeriodUnit
from duban.core.scoring.facts import LATENESS
from duban.core.scoring.numbers import exact
from duban.core.scoring.points import occasions_of

FORBIDDEN_SINCE = date(2024, 8, 6)
FORBIDDEN = (
    "领导批示", "批示件数", "获批示", "信息采用", "采用信息", "刊发", "发稿", "文章", "媒体报道",
    "开会", "会议次数", "召开会议", "发文数", "发文件数", "印发文件", "照片", "留痕", "笔记", "心得体会",
)  # fmt: skip
_CLAUSE = "《整治形式主义为基层减负若干规定》（2024-08-06）"
_GOOD = frozenset({Occasion.MET, Occasion.REPORTED, Occasion.PRAISED, Occasion.AWARDED})
_EITHER = frozenset({Occasion.LATE})
"""Done, and done late: a scheme may count it as the one and as the other."""
_VERIFIED = frozenset({Occasion.FAILED, Occasion.UNTRUE})


def inherited(raw: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """A scheme that names another (继承) says what of it is its own; the rest is the other's, 文件 never."""
    taken = {key: value for key, value in base.items() if key not in {"文件", "继承"}}
    return taken | {key: value for key, value in raw.items() if key != "继承"}


def rules_of(scheme: ScoreScheme) -> Iterator[tuple[tuple[str | int, ...], AnyScoreRule]]:
    """Every rule with its place."""
    for at, item in enumerate(scheme.items):
        yield from ((("项目", at, "规则", place), rule) for place, rule in enumerate(item.rules))
    for place, rule in enumerate(scheme.bonus.rules if scheme.bonus else ()):
        yield ("加减分", "规则", place), rule


def scheme_faults(scheme: ScoreScheme, since: date | None = None) -> Iterator[Fault]:
    """Everything wrong with a scheme, for a period that begins on `since` (None: of today's kind)."""
    lacking = [
        name
        for name, there in (("项目", scheme.items), ("等次", scheme.bands), ("申诉", scheme.appeal))
        if not there
    ]
    if lacking:
        yield Fault((), "scheme-incomplete", f"方案没有写{'、'.join(lacking)}", "补上，或写 继承: 另一个方案")
        return
    yield from _names(scheme)
    yield from _bounds(scheme)
    for keys, rule in rules_of(scheme):
        yield from _rule(keys, rule)
    yield from _twice(scheme)
    yield from _terms(scheme)
    if since is None or since >= FORBIDDEN_SINCE:
        yield from _forbidden(scheme)


def _names(scheme: ScoreScheme) -> Iterator[Fault]:
    seen: set[str] = set()
    for keys, rule in (*rules_of(scheme), *((("否决", at), veto) for at, veto in enumerate(scheme.vetoes))):
        if rule.id in seen:
            yield Fault((*keys, "标识"), "duplicate-rule", f"标识 {rule.id} 写了两次", "换一个标识")
        seen.add(rule.id)
    for name, count in _counted([item.name for item in scheme.items]):
        if count > 1 or name == "加减分":
            yield Fault(
                ("项目",), "duplicate-item", f"项目“{name}”的名称重了", "每个项目名称不同，不叫加减分"
            )


def _counted(names: Sequence[str]) -> Iterator[tuple[str, int]]:
    yield from {name: names.count(name) for name in names}.items()


def _bounds(scheme: ScoreScheme) -> Iterator[Fault]:
    for at, item in enumerate(scheme.items):
        if exact(item.lowest) > exact(item.full):
            text = f"项目“{item.name}”的下限 {item.lowest} 高过满分 {item.full}"
            yield Fault(("项目", at, "下限"), "bounds-crossed", text, "改下限或满分")
    if scheme.bonus is not None and exact(scheme.bonus.lowest) > exact(scheme.bonus.highest):
        yield Fault(("加减分", "下限"), "bounds-crossed", "加减分的下限高过上限", "改下限或上限")
    marks = [exact(band.since) for band in scheme.bands]
    if len(set(marks)) != len(marks):
        yield Fault(("等次",), "bands-equal", "两个等次从同一个分数起", "每个等次的起点不同")
    if min(marks) > 0:
        text = f"低于 {min(scheme.bands, key=lambda band: exact(band.since)).since} 分的没有等次"
        yield Fault(("等次",), "bands-open", text, "最低的等次写 起: 0")


def _rule(keys: tuple[str | int, ...], rule: AnyScoreRule) -> Iterator[Fault]:
    match rule:
        case PerCase():
            yield from _per_case(keys, rule)
        case ByTimes():
            times = [rung.times for rung in rule.rungs]
            if sorted(set(times)) != times:
                text = f"规则“{rule.id}”的档次不是从少到多"
                yield Fault((*keys, "档次"), "rungs-disordered", text, "按次数从少到多写")
        case CaseShare():
            if not set(rule.good) < set(rule.whole):
                text = f"规则“{rule.id}”的分子不是分母的一部分"
                yield Fault((*keys, "分子"), "share-odd", text, "分母写上分子的全部事由，再加上别的")
        case Opinion():
            if keys[0] == "加减分":
                yield Fault(keys, "opinion-odd", f"规则“{rule.id}”：加减分里不能评议", "评议写成一个项目")


def _per_case(keys: tuple[str | int, ...], rule: PerCase) -> Iterator[Fault]:
    if rule.methods and not set(rule.occasions) <= _VERIFIED:
        text = f"规则“{rule.id}”写了核验方式，事由却不全是{'、'.join(sorted(_VERIFIED))}"
        yield Fault((*keys, "方式"), "method-odd", text, "去掉方式，或只写核验的事由")
    if rule.causes and set(rule.occasions) != {Occasion.BLAMED}:
        text = f"规则“{rule.id}”写了通报的原因，事由却不只是{Occasion.BLAMED}"
        yield Fault((*keys, "原因"), "cause-odd", text, f"去掉原因，或事由只写{Occasion.BLAMED}")
    good = {each in _GOOD for each in rule.occasions if each not in _EITHER}
    signs = {exact(each) > 0 for each in (rule.marks, rule.support) if each}
    if len(good | signs) > 1:
        text = f"规则“{rule.id}”的分值 {rule.marks} 和事由的好坏不一致"
        yield Fault((*keys, "分值"), "sign-odd", text, "好事加分，坏事扣分，分开写两条")


def _twice(scheme: ScoreScheme) -> Iterator[Fault]:
    """A matter that lowers a share may not be charged besides: the share knows no single cases to leave out."""
    lowered = {
        each: rule.id
        for _, rule in rules_of(scheme)
        if isinstance(rule, CaseShare)
        for each in rule.whole
        if each not in rule.good
    }
    for keys, rule in rules_of(scheme):
        if isinstance(rule, CaseShare | Opinion):
            continue
        for each in occasions_of(rule):
            late = each in LATENESS - {Occasion.URGED, Occasion.NODE} and Occasion.LATE in lowered
            if each in lowered or late:
                other = lowered.get(each, "")
                text = f"“{each}”已经拉低了比率“{other}”，规则“{rule.id}”又扣一次"
                yield Fault((*keys, "事由"), "counted-twice", text, "同一事由只在一处计：删去一处")


def _terms(scheme: ScoreScheme) -> Iterator[Fault]:
    told = scheme.terms
    for name, period in (("申请", told.apply), ("复核", told.decide), ("再审定", told.approve)):
        if period is not None and (period.count is None or period.unit is PeriodUnit.MONTHS):
            yield Fault(
                ("申诉", name),
                "term-odd",
                f"申诉的{name}期限要写几个工作日或几日",
                "写 {数: 3, 单位: 工作日}",
            )


def _forbidden(scheme: ScoreScheme) -> Iterator[Fault]:
    """What names, clauses or notes of a rule show that it counts what may not be counted."""
    for keys, rule in rules_of(scheme):
        said = f"{rule.name} {rule.note or ''}"
        for word in FORBIDDEN:
            if word in said:
                yield _not_counted(keys, rule.name, word)
                break
    for at, item in enumerate(scheme.items):
        yield from (_not_counted(("项目", at), item.name, word) for word in FORBIDDEN if word in item.name)


def _not_counted(keys: tuple[str | int, ...], name: str, word: str) -> Fault:
    text = f"“{name}”计了“{word}”：{FORBIDDEN_SINCE} 起的考核期不得以批示、发稿、开会、发文、照片、笔记计分"
    return Fault(keys, "forbidden-count", text, "删去这一条，或改成办成没有办成", _CLAUSE)
