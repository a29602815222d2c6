"""The commands that ask: overdue, due, list, show, why, log. They open the books, call a view, show its answer.

Decide nothing and write nothing; an answer with files missing from it exits 1.
"""

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from duban.cli.framework.context import Context
from duban.cli.framework.open_workspace import open_books, open_workspace
from duban.cli.framework.option_types import option, switch
from duban.cli.framework.output import emit, emit_sheets, show_problems
from duban.cli.options.filter_options import (
    FILTER,
    ClerkOption,
    LeaderOption,
    LedgerOption,
    RuleOption,
    UnitOption,
    read_words,
)
from duban.cli.options.task_options import MaybeNumbers, Numbers, together
from duban.core.books.books import Books, CaseItem, Item
from duban.core.books.need import EVERYTHING, PRESENT
from duban.core.books.selection import Filters, find_items, former_words, unknown_people
from duban.core.model.terms import Status
from duban.views.footnotes import closing_problems, unread_files
from duban.views.model.sheet import Sheet
from duban.views.queries.overdue import (
    DutyFilter,
    due_records,
    due_sheet,
    overdue_records,
    overdue_sheet,
)
from duban.views.queries.overdue import due as due_duties
from duban.views.queries.overdue import overdue as overdue_duties
from duban.views.queries.task_list import Sort, chosen_items, register_records, register_sheet

MOST_STEPS = 50
"""So many events `log` lists of all tasks unless it is asked for more."""


OpenedOption = Annotated[bool, switch("--all", "经常性工作也逐家列出")]


@dataclass(frozen=True, kw_only=True)
class DutyOptions:
    """Whose duties are asked for."""

    unit: UnitOption = None
    leader: LeaderOption = None
    ledger: LedgerOption = None
    rule: RuleOption = None
    clerk: ClerkOption = None

    @property
    def wanted(self) -> DutyFilter:
        """As the view takes it."""
        units, ledgers, rules = (tuple(words or ()) for words in (self.unit, self.ledger, self.rule))
        return DutyFilter(
            units=units,
            leader=together(self.leader),
            ledgers=ledgers,
            rules=rules,
            clerk=together(self.clerk),
        )


def overdue(
    context: Context,
    whose: DutyOptions,
    fail: Annotated[bool, switch("--fail", "有逾期时退出码为 1，供定时任务使用")] = False,
    *,
    opened: OpenedOption = False,
) -> int:
    """列出已经过了时限还没有完成的义务，按单位分组，逾期最久的在前。时限当天不算逾期。

    不属于哪件事项的（月自查、月通报等）排在后面，每种一行；写了 --all、--unit 或 --rule 的，逐家列出。
    """
    books = open_books(context, PRESENT)
    wanted = whose.wanted
    show_problems(unknown_people(books, wanted.leader, wanted.clerk))
    found = overdue_duties(books, wanted)
    opened = opened or wanted.opens
    sheet = functools.partial(overdue_sheet, books, found, wanted, opened=opened)
    emit(overdue_records(found) if context.as_json else sheet(), context)
    return _closed(books, context) or int(fail and bool(found))


def due(
    context: Context,
    within: Annotated[int, option("--within", "天数", "多少个工作日以内", min=0)] = 5,
    *,
    whose: DutyOptions,
    opened: OpenedOption = False,
) -> int:
    """列出今天和今后几个工作日内到期的义务，按单位分组，最先到期的在前。

    不属于哪件事项的排在后面，每种一行；写了 --all、--unit 或 --rule 的，逐家列出。
    """
    books = open_books(context, PRESENT)
    wanted = whose.wanted
    show_problems(unknown_people(books, wanted.leader, wanted.clerk))
    found = due_duties(books, within, wanted)
    opened = opened or wanted.opens
    sheet = functools.partial(due_sheet, books, found, within, wanted, opened=opened)
    emit(due_records(found) if context.as_json else sheet(), context)
    return _closed(books, context)


def list_tasks(
    context: Context,
    tasks: MaybeNumbers = None,
    where: Annotated[
        list[str] | None,
        option(
            "--where",
            "字段=值",
            "字段等于这个值，例如 责任人=张三、标签=重大专项、上级任务=WJ-2026-0001",
            FILTER,
        ),
    ] = None,
    ledger: LedgerOption = None,
    status: Annotated[list[Status] | None, option("--status", "状态", "只看这种状态", FILTER)] = None,
    unit: UnitOption = None,
    leader: LeaderOption = None,
    clerk: ClerkOption = None,
    text: Annotated[
        str | None, option("--text", "文字", "事项（督查项目也在内）、要求、来源、流水里有这些字", FILTER)
    ] = None,
    still_open: Annotated[bool, switch("--open", "只看没有销号、没有撤销的", FILTER)] = False,
    sort: Annotated[Sort, option("--sort", "次序", "id 编号，due 时限，heard 最久没有音讯的在前")] = Sort.ID,
) -> int:
    """列出事项。条件可以并用，都要符合；--ledger、--status、--unit、--leader、--clerk 写多次的，符合一个就行。"""
    from duban.views.queries.cases.case_page import case_records, case_sheets, chosen_cases

    books = open_books(context, PRESENT if still_open else EVERYTHING)
    filters = Filters(
        where=tuple(where or ()),
        ledgers=tuple(ledger or ()),
        statuses=tuple(status or ()),
        units=tuple(unit or ()),
        leader=together(leader),
        clerk=together(clerk),
        text=text,
        open_only=still_open,
    )
    show_problems(unknown_people(books, filters.leader, filters.clerk))
    words = read_words(tasks or ())
    items, cases = chosen_items(books, words, filters, sort), chosen_cases(books, words, filters)
    if context.as_json:
        emit([*register_records(books, items), *case_records(cases)], context)
    else:
        tasks_too = [register_sheet(books, items)] if items or not cases else []
        emit_sheets([*tasks_too, *case_sheets(books, cases)], context)
    return _closed(books, context)


def show(
    context: Context,
    tasks: Numbers,
    *,
    chain: Annotated[bool, switch("--chain", "只看责任链：从工作人员到政府主要领导，六级各是谁")] = False,
) -> int:
    """把一件事项从头到尾印成一页：要素、各单位、时限、节点、指标、流水，可以直接交出去。"""
    from duban.views.queries.cases.case_page import case_record, case_sheet
    from duban.views.queries.task_page import chain_sheet, task_record, task_sheet

    pages = chain_sheet if chain else task_sheet

    return _tell_each(
        context,
        tasks,
        lambda books, item: (
            case_record(books, item) if isinstance(item, CaseItem) else task_record(books, item)
        ),
        lambda books, item: [case_sheet(books, item) if isinstance(item, CaseItem) else pages(books, item)],
    )


def why(context: Context, tasks: Numbers) -> int:
    """说明每项义务的时限从哪里来：依据哪一条，从哪件事起算，哪些日子计入、哪些跳过，延期、中止、暂定。"""
    from duban.views.queries.why import reason_record, reason_sheets

    return _tell_each(context, tasks, reason_record, reason_sheets)


def _tell_each(
    context: Context,
    tasks: Sequence[str],
    record: Callable[[Books, Item], Any],
    sheets: Callable[[Books, Item], Iterable[Sheet]],
) -> int:
    """Show what there is to say of each task: pages; to programs a record (of several tasks, a list)."""
    books = open_books(context)
    items = _named(books, read_words(tasks))
    if context.as_json:
        records = [record(books, item) for item in items]
        emit(records[0] if len(items) == 1 else records, context)
    else:
        emit_sheets([sheet for item in items for sheet in sheets(books, item)], context)
    return _closed(books, context)


def log(
    context: Context,
    tasks: MaybeNumbers = None,
    last: Annotated[
        int | None, option("--last", "笔数", "只列最近多少笔，0 是全部；不写编号时默认 50", min=0)
    ] = None,
) -> int:
    """列出留痕：哪天登记，说的是哪一天的事，谁经办，写进哪次提交；迟登的和手工改的都标出来。

    摘要是更正这一笔时用的：duban amend 编号 --event 摘要。
    """
    from duban.cli.workflow.git_history import read_history
    from duban.views.queries.log import trail, trail_records, trail_sheet

    workspace = open_workspace(context)
    books = workspace.books(context.today, context.known)
    items = _named(books, read_words(tasks)) if tasks else books.all_items
    found = read_history(workspace, items, everything=not tasks)
    steps = trail(books, items, found.commits, found.authors)
    if context.as_json:
        emit(trail_records(steps), context)
    else:
        most = last if last is not None else 0 if tasks else MOST_STEPS
        left_out = max(0, len(steps) - most) if most else 0
        emit(trail_sheet(books, items, steps[left_out:], left_out, found.gaps), context)
    show_problems(found.problems)
    return max(_closed(books, context), int(bool(found.problems)))


def _named(books: Books, words: Sequence[str]) -> tuple[Item, ...]:
    """The tasks that words name; an id from before a move to another ledger is told its present one."""
    items = find_items(books, words)
    show_problems(former_words(books, words))
    return items


def _closed(books: Books, context: Context) -> int:
    """The exit code of an answer: 1 when files are missing from it; JSON cannot say so, so standard error does."""
    if context.as_json:
        show_problems(closing_problems(books))
    return int(bool(unread_files(books.unread)))
