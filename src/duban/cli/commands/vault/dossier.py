"""`dossier`: all that there is of some matters, or of a period, in one package that proves itself; and its check.

Making one reads the workspace; checking one needs none. Writes only the file.
"""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from duban.cli.commands.report.command import parse_period
from duban.cli.commands.vault.backup import place_for, proving, told_size
from duban.cli.commands.vault.collecting import Dossier, matters_of, write_dossier
from duban.cli.framework.context import Context
from duban.cli.framework.open_workspace import open_files
from duban.cli.framework.option_types import option, switch
from duban.cli.framework.output import emit, say, show_problems
from duban.cli.framework.output_file import refuse_existing, write_made
from duban.cli.options.filter_options import read_words
from duban.cli.options.task_options import MaybeNumbers
from duban.cli.workflow.period_books import read_balance
from duban.core.books.books import Item
from duban.core.books.selection import find_items, former_words
from duban.core.periods.spans import Span
from duban.errors import misuse, refusal
from duban.files.git.incomplete import history_gap
from duban.files.package.backup import digest_of
from duban.files.package.dossier import CALLED, FORM, PACK, Checked, DossierFacts, check_dossier
from duban.files.package.manifest import MANIFEST
from duban.files.package.reader import Package, broken, open_package
from duban.files.workspace.workspace import Workspace
from duban.replay.witness import NAME, code_of
from duban.views.footnotes import closing_problems, unread_files

_SHORT = 8
_MOST_NAMES = 3
_PERIODS = "对账"


def dossier(
    context: Context,
    numbers: MaybeNumbers = None,
    *,
    period: Annotated[
        str | None, option("--period", "期", "这一期有过的事项和督查、约谈等：2026Q3、2026-09、2026")
    ] = None,
    output: Annotated[
        Path | None, option("--output -o", "文件", "写成这个 .zip；默认放在账本文件夹的旁边")
    ] = None,
    force: Annotated[bool, switch("--force", "文件已经有了也覆盖")] = False,
    check: Annotated[
        Path | None, option("--check", "档案", "不做，只核对一份：不要账本，全凭包里的东西")
    ] = None,
) -> int:
    """档案：一件、几件、一个案子或一期的，装成一个压缩包：页、原件、附件、提交的历史、目录、各文件的摘要。

    包里的东西自己能证明自己是账上的：用 --check 核对，不要账本。反映人不放进去：线索的文件是摘录。
    """
    if check is not None:
        if numbers or period or output:
            raise misuse(
                "usage-dossier", "--check 只核对一份档案，不做新的。", f"duban dossier --check {check}"
            )
        return _check(context, check)
    if not numbers and period is None:
        raise misuse(
            "usage-dossier", "没有写做哪一件的档案。", "duban dossier PS-1；或 duban dossier --period 2026Q3"
        )
    if numbers and period is not None:
        raise misuse("usage-dossier", "编号和 --period 只写一样。", "去掉编号，或者去掉 --period")
    workspace = open_files(context)
    made = (
        _named(context, workspace, numbers or ())
        if period is None
        else _of_period(context, workspace, period)
    )
    path = place_for(context, workspace, output, f"{made.subject}-档案")
    refuse_existing(path, force=force)
    _refuse_uncommitted(made)
    with tempfile.TemporaryDirectory(prefix="duban-") as name:
        work = Path(name)

        def make(file: Path) -> tuple[DossierFacts, str]:
            facts = write_dossier(file, made, context.now(), work)
            with proving(path), open_package(file, FORM, CALLED) as package:
                _checked(package)
            return facts, digest_of(file)

        facts, digest = write_made(path, make, force=force)
    show_problems(closing_problems(made.books))
    size = path.stat().st_size
    if context.as_json:
        emit({"file": path, "size": size, "sha256": digest} | _facts_record(facts), context)
    else:
        say(f"已做成：{path}，{told_size(size)}", *_told(facts), f"  SHA-256：{digest}")
    return int(bool(unread_files(made.books.unread)))


def _named(context: Context, workspace: Workspace, numbers: Sequence[str]) -> Dossier:
    head = _head(workspace)
    books = workspace.books(context.today, context.known, last=context.last())
    words = read_words(numbers)
    items = find_items(books, words)
    show_problems(former_words(books, words))
    ids = [item.task.id for item in items]
    subject = "、".join(ids[:_MOST_NAMES]) + (f"等{len(ids)}件" if len(ids) > _MOST_NAMES else "")
    return Dossier(subject, workspace, head, books, matters_of(workspace, items))


def _of_period(context: Context, workspace: Workspace, period: str) -> Dossier:
    span = parse_period(period, context.today)
    head = _head(workspace)
    found = read_balance(context, workspace, span)
    seen = {trail.id for trail in found.trails if trail.item is not None}
    items = [item for item in found.books.items if item.task.id in seen]
    cases = [case for case in found.books.numbered if _touches(case, span, context.today)]
    if not items and not cases:
        raise refusal("dossier-empty", f"{span.label} 没有事项，也没有督查、约谈等", "换一期")
    beside = tuple(_closing_files(workspace, span))
    return Dossier(span.label, workspace, head, found.books, matters_of(workspace, [*items, *cases]), beside)


def _touches(case: Item, span: Span, today: date) -> bool:
    """Whether an entry of a case is of the period."""
    return any(span.start <= entry.on <= min(span.end, today) for entry in case.task.journal)


def _closing_files(workspace: Workspace, span: Span) -> Iterator[str]:
    """What the reconciliation of the period has in its folder."""
    folder = workspace.root / _PERIODS / span.label
    yield from (workspace.label(path) for path in sorted(folder.glob("*.yaml")))


def _head(workspace: Workspace) -> str:
    """The commit that the dossier is of, asked before the books are read. Raises DubanError for a cut history."""
    repository = workspace.repository
    gap = history_gap(repository)
    if gap is not None:
        raise refusal(gap.code, f"{gap.message}，档案证明不了来历", gap.advice)
    head = repository.head()
    if head is None:
        raise refusal("git-unborn", "仓库里还没有任何提交，档案证明不了来历", "先入账：duban commit")
    return head


def _refuse_uncommitted(made: Dossier) -> None:
    """Raises DubanError where a file of it differs from the commit: by hand, or because somebody wrote meanwhile."""
    repository = made.workspace.repository
    files = {*made.labels, *(each.item.path for each in made.matters)}
    on_disk = {
        repository.relative(path): path.read_bytes() if path.is_file() else None
        for path in (made.workspace.root / label for label in files)
    }
    differing = sorted(repository.differing(made.head, on_disk))
    if differing:
        text = f"有 {len(differing)} 个文件和最后一次提交不一样：{differing[0]}"
        raise refusal("dossier-uncommitted", text, "先入账：duban commit；或取回：git checkout -- 文件")


def _check(context: Context, path: Path) -> int:
    with open_package(path, FORM, CALLED) as package:
        facts, checked = _checked(package)
        if context.as_json:
            own = {"file": path, "made_at": package.made_at, "release": package.release}
            emit(own | _facts_record(facts) | _check_record(checked), context)
            return 0
        say(f"{facts.name} {facts.subject} 档案，对得上：{path}")
        say(f"  {package.made_at:%Y-%m-%d %H:%M} 由 duban {package.release} 做成")
        say(*_told(facts), *_proved(package, facts, checked))
    return 0


def _checked(package: Package) -> tuple[DossierFacts, Checked]:
    with tempfile.TemporaryDirectory(prefix="duban-") as name:
        facts, checked = check_dossier(package, Path(name))
    if PACK in package.members and (checked.tree is None or code_of(checked.tree) != facts.books_code):
        raise broken(package.path, f"{NAME}和 {PACK} 里的账目对不上")
    return facts, checked


def _told(facts: DossierFacts) -> Iterator[str]:
    kept = len({each.member for each in facts.recorded})
    left_out = sum(each.left_out for each in facts.papers)
    without = f"（{left_out} 份没有放进来：有反映人）" if left_out else ""
    originals = len(facts.originals) - kept
    yield f"  {len(facts.papers)} 件，{originals} 份原件，{kept} 份附件{without}，{len(facts.history)} 次提交"
    if excerpts := [each.number for each in facts.papers if each.excerpt]:
        shown = "、".join(excerpts[:_MOST_NAMES]) + ("等" if len(excerpts) > _MOST_NAMES else "")
        yield f"  {shown} 是摘录：同一文件里别的内容、反映人没有放进来"
    yield f"  账上最后一次提交 {facts.head[:_SHORT]}，{NAME} {facts.books_code}"


def _proved(package: Package, facts: DossierFacts, checked: Checked) -> Iterator[str]:
    yield f"  验过：{len(package.members)} 个文件和 {MANIFEST} 一样；附件的 SHA-256 是原件里记的"
    if PACK in package.members:
        yield f"  验过：{checked.proved} 个文件就是提交 {facts.head[:_SHORT]} 里的那些，逐字节；{NAME}由提交算得"
        yield f"  {_signed(checked)}"
    else:
        yield "  没有提交的历史，不能证明是账上的：里面的线索有反映人，或都是摘录"
    yield f"  {MANIFEST} 没有签名，谁都能另做一份：把{NAME}和印在纸上的、审计说的对一对"


def _signed(checked: Checked) -> str:
    known = sorted({who for who in checked.signers if who not in (None, "?")})
    counted = sum(who not in (None, "?") for who in checked.signers)
    strange = checked.signers.count("?")
    if not counted and not strange:
        return "提交没有签名"
    others = f"，{strange} 次是包里没有的钥匙签的" if strange else ""
    return f"{len(checked.signers)} 次提交里 {counted} 次有 {'、'.join(map(str, known))} 的签名{others}"


def _check_record(checked: Checked) -> dict[str, Any]:
    return {"proved": checked.proved, "signers": list(checked.signers)}


def _facts_record(facts: DossierFacts) -> dict[str, Any]:
    return {
        "subject": facts.subject,
        "name": facts.name,
        "code": facts.code,
        "head": facts.head,
        "books_code": facts.books_code,
        "papers": facts.papers,
        "commits": [each.commit for each in facts.history],
    }
