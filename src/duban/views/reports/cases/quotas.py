"""定额完成情况: quotas of a period, the meetings that a rule asks for, and every visit, day and meeting of it.

Pure; the tables are those of `quota` and `meeting list`.
"""

from msgspec.structs import replace

from duban.core.policy.rules import QuotaRule
from duban.core.quotas.tally import Tally
from duban.views.footnotes import closing_notes
from duban.views.model.sheet import Sheet, Table
from duban.views.queries.cases.quotas import (
    Wanted,
    kept_of,
    kept_table,
    notes_of,
    tallies_of,
    tally_table,
    told_of,
)
from duban.views.queries.cases.standing_log import LogWanted, log_of, log_table, rule_of
from duban.views.reports.request import ReportRequest


def quotas(asked: ReportRequest) -> tuple[Sheet, ...]:
    """Who has done how much of what, what is wanting, and the entries of the period."""
    names = asked.unit_names if asked.units else ()
    through = asked.found.until == asked.span.end
    found = [] if names else tallies_of(asked.books, Wanted(asked.span, through=through))
    kept = kept_of(asked.books, Wanted(asked.span, names, through=through))
    wanted = LogWanted(asked.span, names)
    entries = [
        each
        for each in log_of(asked.books, wanted)
        if each.subject or isinstance(rule_of(asked.books, each), QuotaRule)
    ]
    tables: list[Table] = [tally_table(_owed(found)), kept_table(kept, asked.books.today)]
    tables.append(replace(log_table(asked.books, entries), title="逐笔"))
    text = f"期内{told_of(found, kept)}逐笔 {len(entries)} 笔。"
    notes = (*notes_of(found, kept), *closing_notes(asked.books))
    return (Sheet(asked.title("定额完成情况"), (asked.stamp, text), tuple(tables), notes),)


def _owed(found: list[Tally]) -> list[Tally]:
    return [each for each in found if each.needed is not None]
