"""`reconcile --verify`: a closed period computed anew, from git alone and from the files, held against its page.

Gathers both computations; how pages and books are compared says core/balance/tampering.py, nothing is written.
"""

from duban.cli.framework.context import Balancing
from duban.cli.framework.open_workspace import open_files
from duban.cli.framework.output import emit
from duban.core.balance.closing_page import page_of, policy_hashes
from duban.core.balance.identity import books_digest, reconcile
from duban.core.balance.tampering import JUDGED, Difference, find_differences, page_differences
from duban.core.books.books import Books
from duban.core.periods.closings import BY_VERDICT, ClosingPage, PeriodClose, option
from duban.core.periods.spans import Span
from duban.errors import DubanError, refusal
from duban.files.git.incomplete import history_gap
from duban.files.workspace.at_commit import closing_commit, rebuilt
from duban.files.workspace.period_files import read_opening, read_page
from duban.files.workspace.workspace import Workspace
from duban.views.period.closed_period import Pass, Recheck, recheck_record, recheck_sheet


def recheck_period(context: Balancing, span: Span) -> int:
    """Whether a closed period still gives its figures.

    Raises DubanError where it is not closed, its page is gone, or this clone lacks the commit that closed it: no
    verdict then.
    """
    workspace = open_files(context)
    closing = workspace.closings.as_of(context.today, context.known).closing(span)
    if closing is None:
        text = f"{span.label} 没有结账，没有可以复算的"
        raise refusal("not-closed", text, f"duban reconcile {option(span)} --close")
    stored = read_page(workspace, span, closing)
    now, from_files = _computed(workspace, span, closing, stored, workspace)
    from_git, sha, reasons = None, None, []
    repository = workspace.repository
    commit = closing_commit(repository, workspace, span, closing)
    gap = history_gap(repository) if commit is None else None
    if gap is not None:
        raise refusal(gap.code, f"{gap.message}，不能复算 {span.label}，也不能说它对不对。", gap.advice)
    if commit is not None:
        sha = commit.sha
        with rebuilt(repository, workspace, sha) as old:
            then, from_git = _computed(old, span, closing, stored, workspace)
            differences = find_differences(then, now, closing.recorded_at)
            reasons = [] if from_files.same else _reasons(old, workspace, span, differences)
    policies_same = policy_hashes(workspace.policies, span) == closing.policies
    found = Recheck(span, closing, sha, from_git, from_files, policies_same, tuple(reasons))
    emit(recheck_record(found) if context.as_json else recheck_sheet(found), context)
    return int(not found.same)


def _computed(
    source: Workspace, span: Span, closing: PeriodClose, stored: ClosingPage, present: Workspace
) -> tuple[Books, Pass]:
    """The period by the files of `source`, held against the stored page."""
    books = source.books(span.end, closing.recorded_at)
    held = source.closings.as_of(closing.on, closing.recorded_at).before(span)
    try:
        opening = read_opening(source, held)
    except DubanError as error:
        return books, Pass((), digest_same=False, broken=error.problems)
    page = page_of(reconcile(books, span, opening, closing), closing)
    differences = page_differences(stored, page, books.former_ids, present.register)
    older = [each for each in differences if closing.method < BY_VERDICT and each.figure in JUDGED]
    found = tuple(each for each in differences if each not in older)
    return books, Pass(found, digest_same=books_digest(books) == closing.digest, older=tuple(older))


def _reasons(old: Workspace, now: Workspace, span: Span, differences: list[Difference]) -> list[Difference]:
    """Why the present files give something else: tasks first, then what all tasks rest on."""
    found = list(differences)
    if old.config.units != now.config.units:
        text = "单位名册改过：合并、更名的日期落在这一期里，或者改了名册里的一项"
        found.append(Difference(None, "duban.yaml", "units-changed", text))
    if (old.national_files, old.local_files) != (now.national_files, now.local_files):
        found.append(Difference(None, "日历", "calendar-changed", "日历的文件改过，时限可能不同"))
    if policy_hashes(old.policies, span) != policy_hashes(now.policies, span):
        found.append(Difference(None, "制度", "policy-changed", "制度改过，时限和应报的期可能不同"))
    return found
