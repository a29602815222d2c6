"""`check` on closed periods: closings and pages as their commits left them, and the books as they were known then.

Asks git for the older state only where something differs; says what it finds, mends nothing.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from duban.core.balance.identity import books_digest
from duban.core.balance.tampering import Difference, find_differences, page_faults
from duban.core.cases.closing import CLOSING
from duban.core.model.record import Fault, R
from duban.core.periods.chain import find_breaks
from duban.core.periods.closings import ClosingJournal, ClosingPage, PeriodClose, option
from duban.core.periods.spans import Span, parse_span
from duban.errors import DubanError, Place, Problem, error_in
from duban.files.git.incomplete import history_gap
from duban.files.git.log import Commit
from duban.files.git.repository import Repository
from duban.files.workspace.at_commit import closing_commit, closing_commits, folder_in, rebuilt
from duban.files.workspace.period_files import journal_path, page_path, read_page
from duban.files.workspace.records import placed, read_if_sound
from duban.files.workspace.workspace import Workspace


def check_closed_periods(workspace: Workspace, today: date, known: datetime | None) -> list[Problem]:
    """Everything that changed a closed period behind the back of its closing."""
    try:
        repository: Repository | None = workspace.repository
    except DubanError:
        repository = None  # `check` has said so already
    problems = list(_changed_closings(repository, workspace)) if repository else []
    for span, entry, text in find_breaks(workspace.closings):
        label = workspace.label(journal_path(workspace, span, CLOSING))
        fix = f"结账、重开一笔连着一笔：git log -- {CLOSING.folder} 查看经过，照原样取回"
        problems.append(
            error_in(label, "chain-broken", f"{span.label} {entry.on} 的{entry.action}{text}", fix)
        )
    for span, closing in workspace.closings.as_of(today, known).closed:
        problems += _check_page(workspace, span, closing)
        problems += _check_books(repository, workspace, span, closing)
    return problems


def _changed_closings(repository: Repository, workspace: Workspace) -> Iterator[Problem]:
    """Closings and reopenings that git made and the files no longer hold as they were made."""
    held = {
        (period.span.label, event.recorded_at): event
        for period in workspace.closings.periods
        for event in period.journal
    }
    for commit in closing_commits(repository, workspace):
        span = parse_span(next(iter(commit.trailer("Duban-Period")), ""))
        moment = commit.recorded_at
        if span is None or moment is None:
            continue
        label = workspace.label(journal_path(workspace, span, CLOSING))
        journal = _then(repository, workspace, commit, label, ClosingJournal)
        event = (
            next((each for each in journal.journal if each.recorded_at == moment), None) if journal else None
        )
        if event is None:
            continue
        word = "结账" if isinstance(event, PeriodClose) else "重开"
        fix = f"取回：git checkout {commit.sha[:8]} -- {label}"
        if any(name == span.label and later > moment for name, later in held):
            fix = f"照 git diff {commit.sha[:8]} -- {label} 把这一笔写回去，后来的几笔不要动"
        now = held.get((span.label, moment))
        if now is None:
            text = f"{span.label} {event.on} 的{word}（提交 {commit.sha[:8]}）从账上去掉了"
            yield error_in(label, "closing-gone", text, fix)
        elif now != event:
            text = f"{span.label} {event.on} 的{word}和提交 {commit.sha[:8]} 里写的不同"
            yield error_in(label, "closing-changed", text, fix)
        elif isinstance(event, PeriodClose) and workspace.closings.closing(span) == event:
            yield from _changed_page(repository, workspace, commit, span)


def _changed_page(
    repository: Repository, workspace: Workspace, commit: Commit, span: Span
) -> Iterator[Problem]:
    path = page_path(workspace, span)
    label = workspace.label(path)
    made = _then(repository, workspace, commit, label, ClosingPage)
    pending = workspace.look()
    now = pending.record(path, label, ClosingPage)[0] if pending.is_there(path) else None
    if made is not None and now is not None and made != now:
        fix = f"取回：git checkout {commit.sha[:8]} -- {label}"
        text = f"{span.label} 的账页和结账时（提交 {commit.sha[:8]}）的不同"
        yield error_in(label, "page-changed", text, fix)


def _then(
    repository: Repository, workspace: Workspace, commit: Commit, label: str, kind: type[R]
) -> R | None:
    """A file of the workspace as a commit has it; None where it cannot be read there."""
    folder = folder_in(repository, workspace)
    path = label if folder in ("", ".") else f"{folder}/{label}"
    data = repository.show(commit.sha, path)
    return read_if_sound(data, label, kind)


def _check_page(workspace: Workspace, span: Span, closing: PeriodClose) -> Iterator[Problem]:
    try:
        page = read_page(workspace, span, closing)
    except DubanError as error:
        label = workspace.label(page_path(workspace, span))
        for each in error.problems:
            yield replace(each, place=each.place or Place(label))
        return
    label = workspace.label(page_path(workspace, span))
    for text in page_faults(page, closing):
        fix = f"git log -- {label} 查看经过，取回结账时的一份"
        yield error_in(label, "page-wrong", f"{span.label} 的账页不对：{text}", fix)


def _check_books(
    repository: Repository | None, workspace: Workspace, span: Span, closing: PeriodClose
) -> Iterator[Problem]:
    """What a closed period knew, held against what the files say of it now."""
    now = workspace.books(span.end, closing.recorded_at)
    if books_digest(now) == closing.digest:
        return
    label = workspace.label(journal_path(workspace, span, CLOSING))
    commit = closing_commit(repository, workspace, span, closing) if repository else None
    verify = f"duban reconcile {option(span)} --verify"
    if repository is None or commit is None:
        gap = history_gap(repository) if repository else None
        why = gap.message if gap else "git 里找不到结账的提交"
        text = f"{span.label} 结账后账变了；{why}，说不出是哪一件"
        yield error_in(label, "closed-changed", text, gap.advice if gap else verify)
        return
    try:
        with rebuilt(repository, workspace, commit.sha) as old:
            then = old.books(span.end, closing.recorded_at)
            differences = find_differences(then, now, closing.recorded_at)
    except DubanError as error:
        yield from error.problems
        return
    if not differences:
        text = (
            f"{span.label} 的账和结账时的摘要不符，文件却没有改：结账的摘要被改过，或是别的版本的 duban 记的"
        )
        yield error_in(label, "closed-changed", text, verify)
    for each in differences:
        yield placed_difference(workspace, span, closing, each, commit.sha)


def placed_difference(
    workspace: Workspace, span: Span, closing: PeriodClose, each: Difference, sha: str
) -> Problem:
    """A difference as a problem, with file and line where the file still stands."""
    text = f"{each.text}（{span.label} 已在 {closing.on} 结账）"
    fix = f"改回原样：git diff {sha[:8]} -- {each.path}；要改的用更正，或重开这一期"
    path = workspace.root / each.path
    if each.code == "task-gone":
        fix = f'取回最后一次的：git checkout "$(git log -1 --format=%H --diff-filter=d -- {each.path})" -- {each.path}'
    if not each.keys or not path.is_file():
        return error_in(each.path, "closed-changed", text, fix)
    return placed(Fault(each.keys, "closed-changed", text, fix), path.read_bytes(), each.path)
