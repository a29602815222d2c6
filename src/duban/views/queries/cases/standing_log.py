"""The log of 履职, the register of enterprises and projects with who visited them, and the year as a calendar.

Pure; who is behind, quotas.py says.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from duban.core.books.books import Books
from duban.core.duties.standing_duties import standing_slots
from duban.core.model.record import digest, english
from duban.core.model.terms import Every
from duban.core.model.workspace import StandingEntry
from duban.core.periods.spans import Span, span_of
from duban.core.policy.rules import AnyRule, CadenceRule, Policy, QuotaRule, Scope
from duban.core.quotas.entries import standing_now
from duban.views.footnotes import as_of, closing_notes
from duban.views.model.sheet import Cell, Column, Group, Kind, Mark, Sheet, Table, row

_OFTEN = {Every.WEEK, Every.HALF_MONTH, Every.MONTH}


class LogWanted(msgspec.Struct, frozen=True):
    """Which entries are asked for: of a period, of units, rules, persons, an enterprise."""

    span: Span
    units: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    meetings: bool = False


def rule_of(books: Books, entry: StandingEntry) -> AnyRule | None:
    """The rule that an entry names, in the policy of its day."""
    name, _, identifier = entry.rule.rpartition("/")
    policy = books.policies.find(name, entry.on) if name else books.policies.at(entry.on)
    return policy.rule(identifier) if policy else None


def log_of(books: Books, wanted: LogWanted) -> list[StandingEntry]:
    """The entries that stand and are asked for, by day; `meetings`: those of rules on meetings, studies, reports."""
    last = min(wanted.span.end, books.today)
    found = []
    for entry in standing_now(books.standing):
        rule = rule_of(books, entry)
        kept = isinstance(rule, CadenceRule) and rule.what is not None
        if not wanted.span.start <= entry.on <= last or (wanted.meetings and not kept):
            continue
        if wanted.rules and not {entry.rule, entry.rule.rpartition("/")[2]} & set(wanted.rules):
            continue
        if wanted.units and not any(entry.unit and books.register.same(entry.unit, u) for u in wanted.units):
            continue
        if (wanted.persons and not set(wanted.persons) & set(entry.persons)) or (
            wanted.wards and entry.ward not in wanted.wards
        ):
            continue
        found.append(entry)
    return sorted(found, key=lambda each: (each.on, each.recorded_at))


def log_table(books: Books, entries: Iterable[StandingEntry]) -> Table:
    """One row an entry, with the 摘要 by which it is taken back."""
    columns = (
        Column("日期", Kind.DATE, 0, name="on"),
        Column("规则", shrink=1, name="rule"),
        Column("期", shrink=0, name="period"),
        Column("单位、对象", shrink=1, name="whose"),
        Column("人员", shrink=1, name="persons"),
        Column("地点", shrink=1, name="place"),
        Column("主题", shrink=2, name="title"),
        Column("问题和处理", shrink=2, name="problems"),
        Column("摘要", shrink=0, name="digest"),
    )
    return Table(columns, tuple(_log_row(books, each) for each in entries), name="log")


def _log_row(books: Books, each: StandingEntry) -> tuple[Cell, ...]:
    rule = rule_of(books, each)
    whose = each.ward or (
        books.register.current(each.unit) if each.unit else "督查室" if not each.persons else ""
    )
    said = [each.problems, f"处理：{each.handling}" if each.handling else None]
    said += [f"代访：{each.stand_in}" if each.stand_in else None, each.note]
    said += ["错情：" + "、".join(each.slips) if each.slips else None]
    return row(
        *(each.on, rule.name if rule else each.rule, each.period, whose or None),
        *("、".join(each.persons) or None, each.place, each.subject, "；".join(filter(None, said)) or None),
        digest(each),
    )


def log_sheet(books: Books, wanted: LogWanted, title: str) -> Sheet:
    """The log as people read it."""
    entries = log_of(books, wanted)
    told = f"{len(entries)} 笔。" if entries else "没有。"
    tables = (log_table(books, entries),) if entries else ()
    return Sheet(f"{title} {wanted.span.label} {as_of(books)}", (told,), tables, closing_notes(books))


def log_record(books: Books, wanted: LogWanted) -> list[dict[str, Any]]:
    """`meeting list --json`."""
    return [{**english(each), "digest": digest(each)} for each in log_of(books, wanted)]


def wards_record(books: Books) -> list[dict[str, Any]]:
    """`visit list --json`: every entry of the register that holds, with its visits of the running quarter."""
    span = span_of(Every.QUARTER, books.today)
    found = []
    for ward in books.config.wards:
        if not ward.holds(books.today):
            continue
        visits = [e for e in standing_now(books.standing) if e.ward == ward.name and e.on <= books.today]
        days = sorted({e.on for e in visits})
        found.append(
            {
                **english(ward),
                "last_visit": days[-1] if days else None,
                "this_quarter": sum(span.start <= day for day in days),
            }
        )
    return found


def wards_sheet(books: Books) -> Sheet:
    """The register as people read it."""
    columns = (
        Column("名称", shrink=1, name="name"),
        Column("类别", shrink=0, name="kind"),
        Column("级别", shrink=0, name="level"),
        Column("包保人", shrink=0, name="person"),
        Column("上次走访", Kind.DATE, 0, name="last_visit"),
        Column("本季", Kind.INT, 0, name="this_quarter"),
    )
    names = {english(each.kind): str(each.kind) for each in books.config.wards}
    names |= {english(each.level): str(each.level) for each in books.config.wards}
    found = wards_record(books)
    rows = tuple(
        row(
            *(each["name"], names[each["kind"]], names[each["level"]], each["person"], each["last_visit"]),
            Cell(each["this_quarter"], None if each["this_quarter"] else Mark.SOON),
        )
        for each in found
    )
    unvisited = sum(not each["this_quarter"] for each in found)
    told = f"包保 {len(found)} 个，本季还没有走访 {unvisited} 个。" if found else "包保名单是空的。"
    tables = (Table(columns, rows, name="wards"),) if rows else ()
    return Sheet(f"包保名单 {as_of(books)}", (told,), tables, closing_notes(books))


class Dated(msgspec.Struct, frozen=True):
    """One duty of the calendar: when it falls due, of which period, how many owe it, how many of them have done it."""

    due_on: Any
    provisional: bool
    policy: Policy
    rule: CadenceRule | QuotaRule
    period: str
    owed: int
    met: int


def calendar_of(books: Books, span: Span) -> list[Dated]:
    """What belongs to no task and falls due in a time, quarterly or less often, by day; quotas at the end of theirs."""
    found: dict[tuple[str, str, str], Dated] = {}
    slots = standing_slots(books.policies, books.calendar, books.performed, books.today, span.end)
    for policy, rule, _, slot in slots:
        if rule.every in _OFTEN or not span.start <= slot.due.on <= span.end:
            continue
        key = (policy.name, rule.id, slot.span.label)
        held = found.get(key) or Dated(
            slot.due.on, slot.due.provisional, policy, rule, slot.span.label, owed=0, met=0
        )
        met = held.met + (slot.met_on is not None)
        found[key] = msgspec.structs.replace(held, owed=held.owed + 1, met=met)
    return sorted((*found.values(), *_quota_ends(books, span)), key=lambda each: (each.due_on, each.rule.id))


def _quota_ends(books: Books, span: Span) -> Iterator[Dated]:
    policy = books.policies.at(books.today)
    for rule in policy.rules_of(QuotaRule, books.today):
        each = span_of(rule.every, span.start)
        while rule.count is not None and rule.every not in _OFTEN and each.start <= span.end:
            yield Dated(
                each.end, provisional=False, policy=policy, rule=rule, period=each.label, owed=0, met=0
            )
            each = each.next()


def often_of(books: Books) -> list[CadenceRule]:
    """What comes round every month or more often."""
    policy = books.policies.at(books.today)
    rules = policy.rules_of(CadenceRule, books.today)
    return [rule for rule in rules if rule.scope is not Scope.TASK and rule.every in _OFTEN]


def calendar_sheet(books: Books, span: Span) -> Sheet:
    """The year as a calendar: which duty falls when."""
    columns = (
        Column("到期", Kind.DATE, 0, name="due_on"),
        Column("义务", shrink=2, name="name"),
        Column("期", shrink=0, name="period"),
        Column("谁", shrink=1, name="whose"),
        Column("已办", shrink=0, name="met"),
        Column("依据", shrink=2, name="ground"),
    )
    groups: dict[str, list[Any]] = {}
    for each in calendar_of(books, span):
        groups.setdefault(f"{each.due_on.year}年{each.due_on.month}月", []).append(
            row(
                Cell(each.due_on, Mark.PROVISIONAL if each.provisional else None),
                *(
                    each.rule.name,
                    each.period,
                    _whose(each.rule),
                    f"{each.met}/{each.owed}" if each.owed else None,
                ),
                each.policy.ground(each.rule),
            )
        )
    policy = books.policies.at(books.today)
    often = tuple(row(f"每{r.every}", r.name, _whose(r), policy.ground(r)) for r in often_of(books))
    round_ = (Column("多久", shrink=0), Column("义务"), Column("谁", shrink=0), Column("依据", shrink=2))
    dated = Table(
        columns, groups=tuple(Group(name, tuple(rows)) for name, rows in groups.items()), name="dated"
    )
    tables = (dated, Table(round_, often, "每月、每半月、每周都有的", name="often"))
    told = f"按日子的 {sum(map(len, groups.values()))} 项，每月和更勤的 {len(often)} 项；定额写在期满那天。"
    return Sheet(
        f"一年的义务 {span.label} {as_of(books)}",
        (told,),
        tuple(each for each in tables if any(True for _ in each.all_rows())),
        closing_notes(books),
    )


def _whose(rule: CadenceRule | QuotaRule) -> str:
    if isinstance(rule, QuotaRule):
        return "、".join(rule.posts) or "包保人"
    return "督查室" if rule.scope is Scope.OFFICE else "各单位"


def calendar_record(books: Books, span: Span) -> dict[str, Any]:
    """`quota --calendar --json`."""
    policy = books.policies.at(books.today)
    return {
        "today": books.today,
        "period": span.label,
        "dated": [
            {
                "due_on": each.due_on,
                "provisional": each.provisional,
                "rule": each.rule.id,
                "name": each.rule.name,
                "policy": each.policy.name,
                "ground": each.policy.ground(each.rule),
                "period": each.period,
                "owed": each.owed,
                "met": each.met,
            }
            for each in calendar_of(books, span)
        ],
        "often": [
            {"rule": r.id, "name": r.name, "every": r.every.english, "ground": policy.ground(r)}
            for r in often_of(books)
        ],
    }
