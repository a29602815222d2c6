"""A scheme of appraisal on one page: each item and rule with its figures and clause, which figures are ours (酌定).

Pure; checks nothing.
"""

from collections.abc import Iterator
from typing import Any

from duban.core.model.appraisals.scheme import AnyScoreRule, ByTimes, CaseShare, Opinion, PerCase, ScoreScheme
from duban.core.model.record import english
from duban.core.model.terms import YesNo
from duban.core.scoring.numbers import exact, signed, written
from duban.core.scoring.reckon import bands_of
from duban.views.duty_text import length_text
from duban.views.model.sheet import Column, Row, Sheet, Table, row


def scheme_record(scheme: ScoreScheme) -> dict[str, Any]:
    """The scheme with English names."""
    record: dict[str, Any] = english(scheme)
    return record


def scheme_sheet(scheme: ScoreScheme) -> Sheet:
    """Items, rules, bonus, vetoes, bands, terms of appeal."""
    document = scheme.document
    ground = (
        f"{document.organ}《{document.title}》（{document.number}，{document.issued_on}）"
        if document
        else "没有自己的文号：只供内部测算，不排名"
    )
    bands = "、".join(f"{each.name} {written(exact(each.since))} 分以上" for each in bands_of(scheme))
    appeal = scheme.terms
    told = [
        f"{ground}。",
        *(f"出处：{each}。" for each in scheme.sources),
        *([scheme.note] if scheme.note else []),
        f"等次（以上含本数）：{bands}；保留 {scheme.decimals} 位小数，四舍五入。",
        f"申诉：收到起{length_text(appeal.apply)}内申请，{length_text(appeal.decide)}内复核"
        + (f"，改变的{length_text(appeal.approve)}内再审定" if appeal.approve else "")
        + ("（酌定）" if appeal.discretionary is YesNo.YES else "")
        + "。",
    ]
    if scheme.tail is not None:
        told.append(
            f"末位：{scheme.tail.least} 个单位以上的组，最后 {scheme.tail.places} 名（{scheme.tail.clause}）。"
        )
    columns = (
        Column("项目", shrink=0),
        Column("规则", shrink=1),
        Column("条款", shrink=1),
        Column("怎样计", shrink=2),
        Column("酌定", shrink=0),
    )
    return Sheet(f"{scheme.title}（{scheme.name}）", tuple(told), (Table(columns, tuple(_rows(scheme))),))


def _rows(scheme: ScoreScheme) -> Iterator[Row]:
    for item in scheme.items:
        bounds = f"满分 {written(exact(item.full))}，下限 {written(exact(item.lowest))}，从{item.outset}起算"
        head = f"{bounds}，权重 {written(exact(item.weight))}%，{item.supplier}提供"
        yield row(item.name, "", item.clause, head, "")
        yield from (_rule_row(rule) for rule in item.rules)
    if scheme.bonus is not None:
        bonus = scheme.bonus
        bounds = f"{written(exact(bonus.lowest))} 到 {signed(exact(bonus.highest))}，{bonus.supplier}提供"
        yield row("加减分", "", bonus.clause, bounds, "")
        yield from (_rule_row(rule) for rule in bonus.rules)
    for veto in scheme.vetoes:
        told = f"{'、'.join(veto.occasions)} {veto.times} 件以上：{veto.effect}"
        yield row("否决", veto.name, veto.clause, told, _own(veto.discretionary))


def _own(discretionary: YesNo) -> str:
    return "是" if discretionary is YesNo.YES else ""


def _rule_row(rule: AnyScoreRule) -> Row:
    return row("", rule.name, rule.clause, _told(rule), _own(rule.discretionary))


def _told(rule: AnyScoreRule) -> str:
    match rule:
        case PerCase():
            narrow = "".join(f"（{'、'.join(some)}）" for some in (rule.causes, rule.methods) if some)
            lesser = f"，协办 {signed(exact(rule.support))}" if rule.support is not None else ""
            return f"{'、'.join(rule.occasions)}{narrow}每件 {signed(exact(rule.marks))}{lesser}"
        case ByTimes():
            rungs = "，".join(f"{each.times} 次起 {signed(exact(each.marks))}" for each in rule.rungs)
            return f"一件事项{'、'.join(rule.occasions)} {rungs}"
        case CaseShare():
            return f"满分 ×（{'＋'.join(rule.good)}）÷（{'＋'.join(rule.whole)}），不到 {rule.least} 件不计"
        case Opinion():
            return f"{rule.judges}打分的平均"
