"""`check`: is everything in the books as it must be.

Gathers findings from core and from the disk and shows them; mends nothing.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePath
from typing import Annotated, Any

from msgspec.structs import replace

from duban.cli.commands.check.closed_periods import check_closed_periods
from duban.cli.commands.check.lost_tasks import check_lost
from duban.cli.framework.context import Context
from duban.cli.framework.open_workspace import open_unremembered
from duban.cli.framework.option_types import switch
from duban.cli.framework.output import emit, say, show_problems
from duban.core.books.books import Books
from duban.core.cases.carry_over import CARRY_OVER
from duban.core.cases.conclusion import CONCLUSION
from duban.core.cases.kinds import kind_of, numbered
from duban.core.cases.notice import NOTICE
from duban.core.cases.unit_statement import UNIT_STATEMENT
from duban.core.checks import Finding, run_checks
from duban.core.documents.numbers import kept_files
from duban.core.engine.journal import as_corrected
from duban.core.engine.kind import Kind
from duban.core.model.record import Fault
from duban.core.model.terms import Action
from duban.core.model.workspace_formats import coming_folders, wanted_attributes
from duban.core.policy.citation import cited_in
from duban.errors import DubanError, Level, Place, Problem, error_in, reason_of
from duban.files.disk.regular_files import as_recorded, digest, gone_from_disk
from duban.files.git.attributes import ATTRIBUTES
from duban.files.git.incomplete import find_gaps, find_hidden
from duban.files.git.repository import Repository
from duban.files.workspace.evidence import digest_of
from duban.files.workspace.layout import Kept, files_below, find_strays, is_of_the_books
from duban.files.workspace.line_ends import missing_attributes, opposing_attributes
from duban.files.workspace.period_files import check_handovers
from duban.files.workspace.policies import check_policies
from duban.files.workspace.records import placed
from duban.files.workspace.schemes import check_schemes, is_scheme
from duban.files.workspace.workspace import LEDGER, Workspace
from duban.files.write.intent import SPARE
from duban.views.model.fields import record_of

EVENT_DEPTH = 2  # 流水, n: a whole event; its 动作 is underlined
MOST_FILES = 10
"""So many changed files are named one by one."""
MOST_STRAYS = 50
"""So many files and folders that are no part of the books are named."""
EXACT = 200
"""So many findings are placed to the character; the rest name their file only: placing takes milliseconds each."""


def check(
    context: Context,
    *,
    errors: Annotated[bool, switch("--errors", "只列错误，不列提示")] = False,
) -> int:
    """检查整个工作区：每个文件、每条流水、每项要素。有错误时退出码为 1，提示不算。"""
    try:
        problems, looked_at = _everything(context)
    except DubanError as error:
        problems, looked_at = list(error.problems), "0 件事项"
    wrong = sum(problem.level is Level.ERROR for problem in problems)
    told = f"{wrong} 个错误，{len(problems) - wrong} 个提示"
    if errors:
        problems = [problem for problem in problems if problem.level is Level.ERROR]
    if context.as_json:
        emit({"problems": [problem_record(problem) for problem in problems]}, context)
    else:
        show_problems(problems)
        say(f"检查了 {looked_at}：{told}{'（没有列出提示）' if errors else ''}")
    return 1 if wrong else 0


def _everything(context: Context) -> tuple[list[Problem], str]:
    """Every problem of the workspace, and what was looked at."""
    workspace = open_unremembered(context)
    books = workspace.books(context.today, context.known, last=context.last())
    problems = [
        *books.unread,
        *_placed(workspace, [*run_checks(books), *_evidence(workspace, books), *_telling(workspace)]),
    ]
    problems += [
        *_journals(workspace, CONCLUSION, CARRY_OVER),
        *check_handovers(workspace),
        *check_closed_periods(workspace, context.today, context.known),
        *_journals(workspace, UNIT_STATEMENT),
        *_strays(workspace),
        *_astray(workspace),
        *_twin_prefixes(workspace),
        *check_policies(workspace.root),
        *check_schemes(workspace.root),
        *_journals(workspace, NOTICE),
        *_against_git(workspace, books),
        *_attributes(workspace),
    ]
    counts = Counter(case.kind.name for case in books.cases)
    cases = "".join(f"，{count} 个{name}" for name, count in counts.items())
    return problems, f"{len(books.items)} 件事项{cases}"


def problem_record(problem: Problem) -> dict[str, Any]:
    """A problem as JSON shows it: `clause` is the same in every office, `ground` what is printed here."""
    record = record_of(problem, "level path=place.path line=place.line code message advice")
    return record | {"clause": cited_in(problem.clause), "ground": problem.clause}


def _telling(workspace: Workspace) -> Iterator[Finding]:
    """Texts that tell what the books keep sealed; read from the files, for the books do not hold it."""
    for filed in workspace.cases:
        for fault in filed.kind.tells(filed.file) if filed.kind.tells is not None else ():
            yield Finding(filed.path, Level.ERROR, fault)


def _placed(workspace: Workspace, findings: list[Finding]) -> Iterator[Problem]:
    data: dict[str, bytes] = {}
    for number, finding in enumerate(findings):
        fault = finding.fault
        if number >= EXACT or not (workspace.root / finding.path).is_file():
            place = Place(finding.path)
            yield Problem(finding.level, fault.code, fault.message, fault.advice, fault.clause, place)
            continue
        if finding.path not in data:
            data = {finding.path: (workspace.root / finding.path).read_bytes()}
        if fault.keys[:1] == ("流水",) and len(fault.keys) == EVENT_DEPTH:
            fault = replace(fault, keys=(*fault.keys, "动作"))
        yield placed(fault, data[finding.path], finding.path, finding.level)


def _strays(workspace: Workspace) -> Iterator[Problem]:
    """What stands where no answer looks; that a folder as a whole was not read, reading has told already."""
    heads = {ledger.folder.name for ledger in workspace.ledgers}
    told = {_top(each) for each in workspace.problems} - heads
    kept = Kept(workspace.reserved, coming_folders(workspace.config.format))
    strays = list(find_strays(workspace.root, heads, kept, partial(_is_ignored, workspace)))
    notices = [each for each in strays if each.level is Level.NOTICE and _top(each) not in told]
    yield from (each for each in strays if each.level is Level.ERROR)
    yield from notices[:MOST_STRAYS]
    if len(notices) > MOST_STRAYS:
        yield Problem(Level.NOTICE, "stray", f"另有 {len(notices) - MOST_STRAYS} 处不属于台账的文件和文件夹")


def _astray(workspace: Workspace) -> Iterator[Problem]:
    """What stands in the folder of a numbered kind and is none of its files."""
    for kind in numbered():
        folder = workspace.root / kind.folder
        for path in files_below(folder) if folder.is_dir() else ():
            label = workspace.label(path)
            if kind_of(label) is None and not is_scheme(label):
                text = f"这个文件不是{kind.name}，不计入"
                yield Problem(
                    Level.NOTICE, "stray", text, "移走；要留在旁边的，放到工作区外面", "", Place(label)
                )


def _top(problem: Problem) -> str:
    return problem.place.path.partition("/")[0] if problem.place else ""


def _is_ignored(workspace: Workspace, name: str) -> bool:
    try:
        repository = workspace.repository
        return repository.is_ignored(repository.relative(workspace.root / name))
    except DubanError:
        return False


def _twin_prefixes(workspace: Workspace) -> Iterator[Problem]:
    """Two ledgers with one 字头 give their tasks the same numbers."""
    first: dict[str, str] = {}
    for ledger in workspace.ledgers:
        other = first.setdefault(ledger.head.prefix, ledger.folder.name)
        if other != ledger.folder.name:
            path = f"{ledger.folder.name}/{LEDGER}"
            text = f"字头 {ledger.head.prefix} 已经是台账“{other}”的，两本会编出同样的编号"
            fault = Fault(("字头",), "twin-prefix", text, "给其中一本换一个字头，里面的事项移到原来的一本")
            yield placed(fault, (ledger.folder / LEDGER).read_bytes(), path)


def _journals(workspace: Workspace, *kinds: Kind) -> Iterator[Problem]:
    """What is wrong with the files of these kinds, which the books do not hold."""
    for kind in kinds:
        try:
            yield from (each for path in workspace.files(kind) for each in workspace.held(kind, path)[1])
        except DubanError as error:
            yield from error.problems


def _evidence(workspace: Workspace, books: Books) -> Iterator[Finding]:
    """Evidence and issued documents that are gone or are no longer what was recorded."""
    pending = workspace.look()
    for item in books.all_items:
        for number, event in enumerate(as_corrected(item.task.journal)):
            what = "文书" if event.action is Action.ISSUE else "证据"
            for proof in kept_files(event):
                file = workspace.root / proof.path
                dated = proof in getattr(event, "proof", ())
                keys = ("流水", item.place(number), "文件" if what == "文书" else "凭据" if dated else what)
                try:
                    old = pending.files.get(file)
                    found = digest(old) if old is not None else digest_of(file) if file.is_file() else None
                except OSError as failure:
                    text = f"{what}文件读不了：{proof.path}（{reason_of(failure)}）"
                    yield Finding(
                        item.path, Level.ERROR, Fault(keys, "evidence-read", text, "检查权限和磁盘")
                    )
                    continue
                if found is None:
                    text = f"{what}文件不在：{proof.path}"
                    fault = Fault(keys, "evidence-gone", text, f"git checkout -- {proof.path} 取回")
                    yield Finding(item.path, Level.ERROR, fault)
                    continue
                if found == proof.sha256:
                    continue
                if not found or as_recorded(pending.data(file), proof.sha256) is None:
                    text = f"{what}文件与入账时不同：{proof.path}"
                    fault = Fault(keys, "evidence-changed", text, f"git log -- {proof.path} 查看何时改动")
                    yield Finding(item.path, Level.ERROR, fault)
                else:
                    text = f"{what}文件只有换行与入账时不同，是 git 改的：{proof.path}"
                    fix = "duban upgrade 复原"
                    yield Finding(item.path, Level.ERROR, Fault(keys, "evidence-line-ends", text, fix))


def _against_git(workspace: Workspace, books: Books) -> Iterator[Problem]:
    """What git knows otherwise: files changed by hand, tasks that were registered and are gone."""
    told = {each.place.path for each in books.unread if each.place}
    try:
        repository = workspace.repository
        yield from _uncommitted(repository, workspace, told)
        yield from (*find_gaps(repository), *find_hidden(repository))
        yield from check_lost(repository, workspace, books, told)
    except DubanError as error:
        yield from error.problems


def _uncommitted(repository: Repository, workspace: Workspace, told: Collection[str]) -> Iterator[Problem]:
    """Files that were changed by hand and are not committed; what is missing may have been told already."""
    changes = repository.changed_paths(repository.relative(workspace.root))
    pending = {workspace.label(path) for path in workspace.pending.files}
    changed = [change for change in changes if not _is_passing(repository, workspace, change.path, pending)]
    marked = set(repository.overlooked)
    for change in changed[:MOST_FILES]:
        path = repository.root / change.path
        label = _label(workspace, path)
        if change.kind == "deleted":
            if not path.exists() and label not in told:
                yield gone_from_disk(label)
            continue
        if change.path in marked:
            text = "这个文件有改动没有入账，而 git 被设成不看它（assume-unchanged 或 skip-worktree）"
            again = f"git update-index --no-assume-unchanged --no-skip-worktree -- {label}"
            fix = f"{again}；再 duban commit 入账，或 git checkout -- {label} 放弃"
            yield error_in(label, "overlooked", text, fix)
            continue
        if is_of_the_books(label, workspace.reserved):
            text, fix = "这个文件有改动还没有入账", "duban commit --reason …"
        else:
            text, fix = "这个文件不是台账文件，不会入账", "移到工作区外面，或写进 .gitignore"
        yield Problem(Level.NOTICE, "uncommitted", text, fix, "", Place(label))
    if len(changed) > MOST_FILES:
        text = f"另有 {len(changed) - MOST_FILES} 个文件也有改动还没有入账"
        yield Problem(Level.NOTICE, "uncommitted", text, "git status 查看全部")


def _attributes(workspace: Workspace) -> Iterator[Problem]:
    """Whether git is told to keep the files as they are, where the format asks it, and what says otherwise."""
    wanted = wanted_attributes(workspace.config.format)
    if not wanted:
        return
    path = workspace.root / ATTRIBUTES
    yield from missing_attributes(path.read_bytes() if path.is_file() else None, wanted)
    with suppress(DubanError):
        yield from opposing_attributes(workspace.repository, workspace.root, {})


def _is_passing(repository: Repository, workspace: Workspace, path: str, pending: Collection[str]) -> bool:
    """Whether a change is that of a pending write, told already: its files, and what it keeps beside them."""
    spare = workspace.pending.problem is not None and PurePath(path).name.startswith(SPARE)
    return spare or _label(workspace, repository.root / path) in pending


def _label(workspace: Workspace, path: Path) -> str:
    """The label of a file by its real path: a workspace may be reached through a link."""
    return path.relative_to(workspace.root.resolve()).as_posix()
