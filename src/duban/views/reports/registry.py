"""Every report: its name, what it is called, one line about it, where its view stands. One table, one signature.

Holds no code of any report: a view is imported only when it is asked.
"""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple, cast

from duban.core.model.terms import Every
from duban.views.model.sheet import Cell, Kind, Mark, Sheet, Table, Value
from duban.views.reports.request import ReportRequest

View = Callable[[ReportRequest], tuple[Sheet, ...]]


class Report(NamedTuple):
    """One report: `target` is "module:function"; `every` the kind of period meant when none is named, None: all."""

    name: str
    title: str
    line: str
    target: str
    every: Every | None = None


REPORTS: tuple[Report, ...] = (
    Report("overview", "总体情况", "各台账各状态的件数、按期率、走势、今天要定的事", "overview:overview", Every.YEAR),
    Report("register", "台账", "一件一行：综合台账，--unit 专项台账，--leader 联系领导台账", "register:ledger"),
    Report("rectification", "整改清单", "问题、措施、领导、单位、时限，可再导入", "rectification:rectification"),
    Report("bulletin", "督查通报", "总体情况、进展较好、存在问题、工作要求、附表", "bulletin:bulletin", Every.QUARTER),
    Report("brief", "督查工作简报", "同通报，有报头报尾", "bulletin:brief", Every.QUARTER),
    Report("special", "督查专报", "给一位领导：交办的事项到哪一步", "bulletin:special"),
    Report("units", "各单位办理情况", "在办、按期、逾期、退回、延期、最久的一件", "tallies:units", Every.QUARTER),
    Report("quality", "办理质量", "失实、退件、退回、预警、协调、回访、挂牌", "quality:quality", Every.QUARTER),
    Report("leader", "各位领导联系的事项", "每位领导名下的总数、办结、欠进度", "tallies:leader"),
    Report("monthly", "督查工作月报", "成效、问题、建议、报送给谁", "activity:monthly", Every.MONTH),
    Report("meetings", "会议议定事项办理情况", "一次会议一组，办理和反馈", "tallies:meetings"),
    Report("problems", "存在的困难和问题", "各单位反映的问题、需协调的、逾期原因", "activity:problems", Every.QUARTER),
    Report("timeliness", "登账及时情况", "事情发生到登记隔了多久", "activity:timeliness", Every.QUARTER),
    Report("inspection", "督查工作", "开展、结论、问题、现场天数、未了结", "cases.inspections:inspections", Every.YEAR),
    Report("results", "通报和结果运用", "通报、负面清单、激励、容错，现在怎样", "cases.results:results", Every.YEAR),
    Report("candidates", "问责情形线索", "账上有哪些问责情形的记录，不作结论", "cases.results:candidates", Every.YEAR),
    Report("interviews", "约谈情况", "约谈了谁、几级、成效、欠报，调岗候选", "cases.interviews:interviews", Every.YEAR),
    Report("office", "督查室工作数据", "督查、问题、通报、约谈各多少，各有编号", "cases.office:office", Every.YEAR),
    Report("clue", "线索办理", "渠道、类别、去向、核实、逾期、抽查", "cases.clues:clues", Every.YEAR),
    Report("quotas", "定额完成情况", "一线办公、走访、会议，谁还差多少", "cases.quotas:quotas", Every.YEAR),
    Report("errors", "错情和退文", "退回的报结和来文，错在哪里，各单位几件", "cases.errors:errors", Every.MONTH),
    Report("scores", "考核情况", "期内审定的考核：各单位得分、等次、申诉、运用", "cases.scores:scores", Every.YEAR),
    Report("ranking", "考核排名", "期内审定、可以排名的考核，按组别", "cases.scores:ranking", Every.YEAR),
    Report("approvals", "批准手续", "待补批件、待补签，按批准的领导", "approvals:approvals", Every.QUARTER),
    Report("burden", "减负", "每月向各单位要了多少报告、发了多少文", "activity:burden", Every.YEAR),
)  # fmt: skip


def view_of(report: Report) -> View:
    """The function that answers it."""
    module, _, name = report.target.partition(":")
    return cast("View", getattr(import_module(f"duban.views.reports.{module}"), name))


def report_record(report: Report, asked: ReportRequest, sheets: tuple[Sheet, ...]) -> dict[str, object]:
    """What `report --json` prints: the paragraphs as they stand, and every table by its English name."""
    from duban.views.footnotes import unread_files

    books = asked.books
    return {
        "report": report.name,
        "title": sheets[0].title,
        "period": None if asked.whole else asked.span.label,
        "start_on": asked.span.start,
        "end_on": asked.span.end,
        "as_of": asked.found.until,
        "known_at": books.known,
        "policy": books.policies.at(books.today).name,
        "unread": list(unread_files(books.unread)),
        "number": asked.number,
        "digits": asked.digits,
        "paragraphs": [text for sheet in sheets for text in sheet.paragraphs],
        "notes": [text for sheet in sheets for text in sheet.notes],
        "tables": {table.name: table_records(table) for sheet in sheets for table in sheet.tables},
    }


def table_records(table: Table) -> list[dict[str, object]]:
    """A table row by row under the English names of its columns; a row of a group begins with its title."""
    dated = any(column.name == "due_on" for column in table.columns)
    records = []
    for section in table.sections():
        for cells in section.rows:
            record: dict[str, object] = {"group": section.title} if table.groups else {}
            for column, cell in zip(table.columns, cells, strict=True):
                record[column.name] = _plain(cell, column.kind)
            if dated:
                record["provisional"] = any(cell.mark is Mark.PROVISIONAL for cell in cells)
            records.append(record)
    return records


def _plain(cell: Cell, kind: Kind) -> object:
    """A cell as programs read it; words in a column of days are none."""
    value: Value = cell.value
    if cell.data is not None:
        return cell.data
    return None if kind is Kind.DATE and isinstance(value, str) else value
