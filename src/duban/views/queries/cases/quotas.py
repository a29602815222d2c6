"""定额: who has done how much of what a rule asks for in a period, what is still wanting; the entries, one by one.

Pure. What an even pace would have brought is told as that: nothing is missed before its period ends.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import msgspec

from duban.core.books.books import Books
from duban.core.duties.standing_duties import standing_slots
from duban.core.model.record import digest
from duban.core.model.suggest import guess, nearest
from duban.core.periods.spans import Span
from duban.core.policy.rules import CadenceRule, Policy
from duban.core.quotas.tally import Tally, tallies
from duban.errors import refusal
from duban.views.footnotes import as_of, closing_notes
from duban.views.model.sheet import Cell, Column, Group, Kind, Mark, Row, Sheet, Table, row

PACE = "慢于平均进度的，按整月平均算（内部测算），不是逾期：定额到期满那天才知道完成没有。"
MONTHS = "任期、在册不满一期的按月折算，一个月里满一半的算一个月，不足一次的不计（酌定）。"
UNSCORED = "标“不得计分”的，2024年8月6日起不作考核计分的依据。"


class Wanted(msgspec.Struct, frozen=True):
    """Which quotas are asked for: of whom, by which rules, of periods within `span`; `behind`: only what is wanting.

    `through`: the day of the books is over, as in a report of a period that has ended.
    """

    span: Span
    names: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    behind: bool = False
    through: bool = False


class Kept(msgspec.Struct, frozen=True):
    """How often a unit, or the office (None), did what a rule asks once a period: of those due in a time, which not."""

    policy: Policy
    rule: CadenceRule
    unit: str | None
    due: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def done(self) -> int:
        """Of how many periods it was done."""
        return len(self.due) - len(self.missing)


def tallies_of(books: Books, wanted: Wanted) -> list[Tally]:
    """The quotas that are asked for, what was missed and lacks most first. Raises DubanError for a wrong name."""
    asked = msgspec.structs.replace(books.quotas, through=wanted.through)
    found = list(tallies(asked, wanted.span.start, wanted.span.end))
    if wanted.rules:
        found = [each for each in found if {each.rule.id, each.rule.name} & set(wanted.rules)]
    if wanted.names:
        names = [_meant(books, found, name) for name in wanted.names]
        found = [each for each in found if each.whose in names]
    if wanted.behind:
        found = [each for each in found if each.missed or _slow(each)]
    return sorted(found, key=lambda each: (not each.missed, -_share(each), each.span.start, each.whose))


def _meant(books: Books, found: Iterable[Tally], name: str) -> str:
    known = {each.whose for each in found}
    known |= {ward.name for ward in books.config.wards} | {each.name for each in books.config.leaders}
    full = books.register.current(name) if books.register.find(name) else name
    parts = [each for each in sorted(known) if name in each]
    if name in known or full in known or books.register.find(name):
        return name if name in known else full
    if len(parts) == 1:
        return parts[0]
    advice = f"{guess(nearest(name, known))}有谁见 duban quota、duban visit list"
    raise refusal("unknown-quota", f"定额里没有“{name}”", advice)


def _share(each: Tally) -> float:
    return each.lacking / each.needed if each.needed else 0


def _slow(each: Tally) -> bool:
    return each.pace is not None and each.done < each.pace


def kept_of(books: Books, wanted: Wanted) -> list[Kept]:
    """Meetings, studies and reports that a rule asks for once a period, of the periods that fell due in the time."""
    last = min(wanted.span.end, books.today)
    found: dict[tuple[str, str, str | None], tuple[Policy, CadenceRule, list[str], list[str]]] = {}
    for policy, rule, unit, slot in standing_slots(
        books.policies, books.calendar, books.performed, books.today
    ):
        if rule.what is None or not wanted.span.start <= slot.due.on <= last:
            continue
        if slot.met_on is None and slot.due.on == books.today and not wanted.through:
            continue  # there is still the day
        _, _, due, missing = found.setdefault((policy.name, rule.id, unit), (policy, rule, [], []))
        due.append(slot.span.label)
        if slot.met_on is None:
            missing.append(slot.span.label)
    kept = [
        Kept(policy, rule, unit, tuple(due), tuple(missing))
        for (_, _, unit), (policy, rule, due, missing) in found.items()
    ]
    names = {books.register.current(name) for name in wanted.names}
    return [
        each
        for each in kept
        if (not wanted.rules or {each.rule.id, each.rule.name} & set(wanted.rules))
        and (not names or each.unit in names)
        and (each.missing or not wanted.behind)
    ]


def state_cell(each: Tally) -> Cell:
    """How a quota stands, in words."""
    if each.needed is None:
        return Cell("只计不限", Mark.MUTED, "counted")
    if not each.needed:
        return Cell("折算下来不计", Mark.MUTED, "none")
    if each.met_on is not None:
        return Cell(f"{each.met_on} 完成", Mark.GOOD, "met")
    if each.missed:
        return Cell("期满未完成", Mark.LATE, "missed")
    told = f"还有 {each.months_left} 个月，每月还要 {each.each_month}"
    if _slow(each):
        return Cell(f"{told}；慢于平均进度（应有 {each.pace}）", Mark.SOON, "slow")
    return Cell(told, data="running")


def scoring(rule: Any, on: date) -> str:  # noqa: ANN401 - a quota or a cadence
    """The mark of what no appraisal may count."""
    return "" if rule.what is None or rule.what.scores(on) else "；不得计分"


def _rule_title(policy: Policy, rule: Any, on: date) -> str:  # noqa: ANN401 - a quota or a cadence
    return f"{rule.name}（{policy.ground(rule)}{scoring(rule, on)}）"


def tally_table(found: Sequence[Tally]) -> Table:
    """One row a period and who owes it, under the rule and its clause."""
    columns = (
        Column("谁、哪个", shrink=1, name="whose"),
        Column("说明", shrink=1, name="what"),
        Column("期", shrink=0, name="period"),
        Column("已", Kind.INT, 0, name="done"),
        Column("要", Kind.INT, 0, name="needed"),
        Column("还差", Kind.INT, 0, name="lacking"),
        Column("情况", shrink=2, name="state"),
    )
    groups: dict[str, list[Row]] = {}
    for each in found:
        title = _rule_title(each.policy, each.rule, each.today)
        cut = f"（{len(each.months)} 个月）" if each.needed is not None and _is_cut(each) else ""
        groups.setdefault(title, []).append(
            row(
                *(each.whose, f"{each.what}{cut}" or None, each.span.label, each.done, each.needed),
                Cell(each.lacking or None, Mark.LATE if each.missed else None, each.lacking),
                state_cell(each),
            )
        )
    return Table(
        columns, groups=tuple(Group(name, tuple(rows)) for name, rows in groups.items()), name="quotas"
    )


def _is_cut(each: Tally) -> bool:
    return each.needed != each.rule.count


def kept_table(found: Sequence[Kept], on: date) -> Table:
    """One row a rule and a unit: of how many periods it was done, and of which not."""
    columns = (
        Column("单位", shrink=1, name="unit"),
        Column("到期", Kind.INT, 0, name="due"),
        Column("已", Kind.INT, 0, name="done"),
        Column("缺哪几期", shrink=2, name="missing"),
    )
    groups: dict[str, list[Row]] = {}
    for each in found:
        mark = Mark.LATE if each.missing else None
        groups.setdefault(_rule_title(each.policy, each.rule, on), []).append(
            row(
                *(each.unit or "督查室", len(each.due), each.done),
                Cell("、".join(each.missing) or None, mark, list(each.missing)),
            )
        )
    rows = tuple(Group(name, tuple(held)) for name, held in groups.items())
    return Table(columns, groups=rows, title="按期的会议、研究、汇报", name="kept")


def entry_table(found: Sequence[Tally]) -> Table:
    """Every entry that was looked at: what counts, and what not and why."""
    columns = (
        Column("日期", Kind.DATE, 0, name="on"),
        Column("谁、哪个", shrink=1, name="whose"),
        Column("人员", shrink=1, name="persons"),
        Column("地点", shrink=1, name="place"),
        Column("主题", shrink=2, name="subject"),
        Column("问题", shrink=2, name="problems"),
        Column("计否", shrink=0, name="counted"),
        Column("摘要", shrink=0, name="digest"),
    )
    rows = tuple(
        row(
            *(one.entry.on, each.whose, "、".join(one.entry.persons) or None, one.entry.place),
            *(one.entry.subject, _problem(one.entry)),
            Cell(one.why or "计", Mark.MUTED if one.why else None, not one.why),
            digest(one.entry),
        )
        for each in found
        for one in each.looked_at
    )
    return Table(columns, rows, "逐笔", name="entries")


def _problem(entry: Any) -> str | None:  # noqa: ANN401 - StandingEntry
    parts = [entry.problems, f"处理：{entry.handling}" if entry.handling else None]
    parts += [f"代访：{entry.stand_in}" if entry.stand_in else None]
    return "；".join(filter(None, parts)) or None


def quota_sheet(books: Books, wanted: Wanted) -> Sheet:
    """`quota` as people read it; of persons named, every entry."""
    found, kept = tallies_of(books, wanted), kept_of(books, wanted)
    tables = [tally_table(found)] if found else []
    tables += [kept_table(kept, books.today)] if kept else []
    if wanted.names and any(each.looked_at for each in found):
        tables.append(entry_table(found))
    title = f"定额 {wanted.span.label} {as_of(books)}"
    return Sheet(
        title, (told_of(found, kept),), tuple(tables), (*notes_of(found, kept), *closing_notes(books))
    )


def told_of(found: Sequence[Tally], kept: Sequence[Kept]) -> str:
    """The sums in a sentence."""
    if not found and not kept:
        return "没有要计的定额：现行制度没有定额，或者名册里没有写职务类别、没有包保名单。"
    owed = [each for each in found if each.needed]
    parts = [
        f"定额 {len(owed)} 项",
        f"已完成 {sum(each.met_on is not None for each in owed)} 项",
        f"期满未完成 {sum(each.missed for each in owed)} 项",
        f"慢于平均进度 {sum(map(_slow, owed))} 项",
    ]
    if kept:
        parts.append(f"按期的会议、研究、汇报缺 {sum(len(each.missing) for each in kept)} 期")
    return "，".join(parts) + "。"


def notes_of(found: Sequence[Tally], kept: Sequence[Kept]) -> Iterator[str]:
    """How it was counted, as far as it matters here."""
    if any(map(_slow, found)):
        yield PACE
    if any(each.needed is not None and _is_cut(each) for each in found):
        yield MONTHS
    rules: list[Any] = [each.rule for each in found] + [each.rule for each in kept]
    if any(scoring(rule, date.max) for rule in rules):
        yield UNSCORED


def quota_record(books: Books, wanted: Wanted) -> dict[str, Any]:
    """`quota --json`: all of it, with every entry that was looked at."""
    return {
        "today": books.today,
        "period": wanted.span.label,
        "quotas": [_tally_record(each) for each in tallies_of(books, wanted)],
        "kept": [
            {
                **_rule_record(each.policy, each.rule, books.today),
                "unit": each.unit,
                "due": list(each.due),
                "missing": list(each.missing),
            }
            for each in kept_of(books, wanted)
        ],
    }


def _rule_record(policy: Policy, rule: Any, on: date) -> dict[str, Any]:  # noqa: ANN401 - a quota or a cadence
    return {
        "rule": rule.id,
        "policy": policy.name,
        "name": rule.name,
        "ground": policy.ground(rule),
        "counts": rule.what.english,
        "scores": rule.what.scores(on),
    }


def _tally_record(each: Tally) -> dict[str, Any]:
    return {
        **_rule_record(each.policy, each.rule, each.today),
        "whose": each.whose,
        "period": each.span.label,
        "needed": each.needed,
        "months": len(each.months),
        "done": each.done,
        "lacking": each.lacking,
        "state": state_cell(each).data,
        "met_on": each.met_on,
        "months_left": each.months_left,
        "each_month": each.each_month,
        "pace": each.pace,
        "entries": [
            {
                "on": one.entry.on,
                "persons": list(one.entry.persons),
                "place": one.entry.place,
                "subject": one.entry.subject,
                "problems": one.entry.problems,
                "counts": not one.why,
                "why": one.why or None,
                "digest": digest(one.entry),
            }
            for one in each.looked_at
        ],
    }
