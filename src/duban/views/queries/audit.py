"""The findings of an audit as a sheet and as records: what was looked at, what was found, what cannot be known.

Pure; judges nothing.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from duban.core.audit.findings import RULES, Certainty, Finding, Looked
from duban.views.model.sheet import Cell, Column, Kind, Mark, Sheet, Table, row

_SHORT = 8
_UNKNOWN = (
    "没有外面的凭据，整段重写的历史查不出来：用印在纸上的账目校验码来对（duban audit --witness 校验码）。",
    "提交没有签名时，提交人是谁、电脑的钟准不准，只是提交自己说的。",
    "写得合规矩的假话（真去登了一笔没有的事），账上查不出来，要看证据、问单位。",
)


def audit_sheet(
    name: str, looked: Looked, findings: Sequence[Finding], listed: Sequence[Finding], *, whole: bool = False
) -> Sheet:
    """What an audit says, for people: `listed` one by one, all `findings` counted.

    A `whole` one, to be filed, says every rule by which it looked, those that found nothing too.
    """
    counts = Counter(each.rule.weight for each in findings)
    told = "，".join(f"{weight} {counts[weight]}" for weight in Certainty)
    span = f"{_day(looked.first)} 至 {_day(looked.last)}" if looked.first and looked.last else "还没有提交"
    paragraphs: tuple[str, ...] = (
        f"查了 {looked.commits} 次提交（{span}），其中合并 {looked.merges} 次；逐字节重放流水 {looked.entries} 笔。",
        f"发现：{told}。" if findings else "每一处都和 duban 写的一样。",
    )
    if looked.code is not None:
        paragraphs = (*paragraphs, f"现在的账目校验码：{looked.code}。抄下来或印出来放在外面，日后凭它对账。")
    tables = (
        *((_rules(findings, whole=whole),) if findings or whole else ()),
        *((_table(listed),) if listed else ()),
    )
    return Sheet(f"{name} 账目审计", paragraphs, tables, _UNKNOWN)


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _rules(findings: Sequence[Finding], *, whole: bool) -> Table:
    counts = Counter(dict.fromkeys(RULES, 0) if whole else {})
    counts.update(each.rule.code for each in findings)
    columns = (
        Column("规则", name="rule"),
        Column("把握", shrink=0, name="weight"),
        Column("处", Kind.INT, name="count"),
        Column("怎么办", name="advice"),
    )
    rows = tuple(
        row(RULES[code].title, str(RULES[code].weight), count, RULES[code].advice)
        for code, count in sorted(counts.items(), key=lambda each: (_ORDER[RULES[each[0]].weight], each[0]))
    )
    return Table(columns, rows, title="按规则", name="rules")


_ORDER = {weight: place for place, weight in enumerate(Certainty)}


def _table(findings: Sequence[Finding]) -> Table:
    columns = (
        Column("提交", shrink=0, name="commit"),
        Column("时间", shrink=0, name="at"),
        Column("提交人", shrink=0, name="actor"),
        Column("规则", name="rule"),
        Column("内容", shrink=2, name="what"),
        Column("原来", shrink=2, name="before"),
        Column("后来", shrink=2, name="after"),
    )
    rows = tuple(
        row(
            (each.commit or "")[:_SHORT] or "磁盘",
            each.at.strftime("%Y-%m-%d %H:%M") if each.at else "",
            each.who,
            each.rule.title,
            Cell(each.what, Mark.LATE if each.rule.weight is Certainty.CERTAIN else None),
            each.before,
            each.after,
        )
        for each in findings
    )
    return Table(columns, rows, title="逐处", name="findings")


def audit_record(looked: Looked, findings: Sequence[Finding]) -> dict[str, object]:
    """What an audit says, for programs (docs/json.md)."""
    return {
        "commits": looked.commits,
        "merges": looked.merges,
        "entries": looked.entries,
        "first": looked.first,
        "last": looked.last,
        "head": looked.head or None,
        "code": looked.code,
        "findings": [
            {
                "rule": each.rule.code,
                "title": each.rule.title,
                "weight": each.rule.weight,
                "commit": each.commit,
                "at": each.at,
                "actor": each.who,
                "action": each.action or None,
                "path": each.path or None,
                "what": each.what,
                "before": each.before or None,
                "after": each.after or None,
                "advice": each.rule.advice,
            }
            for each in findings
        ],
    }
