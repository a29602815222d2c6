"""What goes into a dossier: the pages of its matters, their files as they were committed, evidence, and the proof.

Writes only into the package that is being made. Who gave a clue does not go in (国令第733号 art. 26).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from duban import __version__
from duban.cli.workflow.git_history import Found, paths_of, read_history
from duban.core.audit.signers import allowed_signers
from duban.core.books.books import Books, CaseItem, Item
from duban.core.cases.kinds import NUMBERED
from duban.core.documents.numbers import kept_files
from duban.core.engine.journal import as_corrected
from duban.core.model.events import Amend, Evidence
from duban.core.model.record import SEALED_KEYS, raw_record
from duban.core.state.positions import former_ids
from duban.core.validation.givers import giver_faults
from duban.errors import refusal
from duban.files.disk.regular_files import as_recorded
from duban.files.git.walk import sizes
from duban.files.package.dossier import (
    FORM,
    INDEX,
    PACK,
    SIGNERS,
    Change,
    DossierFacts,
    Original,
    Paper,
    Recorded,
    member_names,
)
from duban.files.package.proof import blobs_at, write_pack
from duban.files.package.writer import PackageWriter
from duban.files.workspace.workspace import EVIDENCE, Workspace
from duban.files.yaml.writer import render_document
from duban.render.html.page import render
from duban.replay.witness import code_at
from duban.views.footnotes import as_of
from duban.views.model.sheet import Sheet
from duban.views.queries.cases.case_page import case_sheet
from duban.views.queries.dossier import EXCERPT, LEFT_OUT, PROVED, SEALED, Enclosed, Listed, index_sheet
from duban.views.queries.log import trail, trail_sheet
from duban.views.queries.task_page import task_sheet
from duban.views.queries.why import reason_sheets

_PAGES = "卷内"
_PORTION = 64 << 20
_MOST_NAMED = 1_000
"""Of more files git is asked for every commit: a command line has an end."""


@dataclass(frozen=True)
class Matter:
    """An item of a dossier: its file, whether that goes in whole, its evidence, and whether that must stay out."""

    item: Item
    whole: bool
    sealed: bool
    evidence: tuple[Evidence, ...]

    @property
    def number(self) -> str:
        """Its number."""
        return self.item.task.id

    @property
    def enclosed(self) -> tuple[Evidence, ...]:
        """The evidence that goes in: a clue's stays out where somebody gave it, for a letter names its writer.

        So does what another matter names of a clue's: who gave that is not asked here.
        """
        return (
            () if self.sealed else tuple(each for each in self.evidence if not self._is_of_a_clue(each.path))
        )

    def _is_of_a_clue(self, path: str) -> bool:
        owner = path.split("/")[1]
        return owner != self.number and owner.partition("-")[0] in _sealed_prefixes()


@dataclass
class Dossier:
    """A dossier to be made: of what, as of which commit and books, and files of the workspace beside its matters'."""

    subject: str
    workspace: Workspace
    head: str
    books: Books
    matters: tuple[Matter, ...]
    beside: tuple[str, ...] = ()

    @property
    def sealed(self) -> bool:
        """Whether it holds a clue that somebody gave."""
        return any(each.sealed for each in self.matters)

    @property
    def labels(self) -> list[str]:
        """The files that go in as they are, each once."""
        files = [each.item.path for each in self.matters if each.whole]
        proofs = [proof.path for each in self.matters for proof in each.enclosed]
        return list(dict.fromkeys([*files, *self.beside, *proofs]))


@cache
def _sealed_prefixes() -> frozenset[str]:
    """The prefixes of kinds of which something is kept from every answer."""
    return frozenset(shelf.prefix for shelf in NUMBERED if shelf.kind().seals is not None)


def matter_of(workspace: Workspace, item: Item) -> Matter:
    """An item with what belongs to it. Raises DubanError where a clue's own texts name who gave it."""
    proofs = dict.fromkeys(proof for event in as_corrected(item.task.journal) for proof in kept_files(event))
    stray = next((each.path for each in proofs if not each.path.startswith(f"{EVIDENCE}/")), None)
    if stray is not None:
        text = f"{item.task.id} 记的附件不在 {EVIDENCE} 里：{stray}"
        raise refusal("dossier-stray-evidence", text, f"更正那一笔：duban amend {item.task.id} --event …")
    if not isinstance(item, CaseItem):
        return Matter(item, whole=True, sealed=False, evidence=tuple(proofs))
    if item.kind.seals is None:
        return Matter(item, whole=not item.places, sealed=False, evidence=tuple(proofs))
    file, _ = workspace.held(item.kind, workspace.root / item.path)
    if file is None or any(giver_faults(file)):
        text = f"{item.task.id} 的内容里有反映人的姓名或者联系方式，不能做成档案"
        raise refusal(
            "dossier-names-giver", text, "duban check 说出在哪里，改成“反映人”再做", "国令第733号 第26条"
        )
    given = file.giver is not None or any(
        isinstance(each, Amend) and each.field in SEALED_KEYS for each in file.journal
    )
    return Matter(item, whole=False, sealed=given, evidence=tuple(proofs))


def write_dossier(file: Path, dossier: Dossier, made_at: datetime, work: Path) -> DossierFacts:
    """Writes the package. Raises DubanError where evidence is not what the books recorded, and OSError."""
    workspace, repository = dossier.workspace, dossier.workspace.repository
    head = dossier.head
    folder = repository.relative(workspace.root.resolve())
    under = "" if folder in ("", ".") else f"{folder}/"
    names = member_names(dossier.labels)
    items = [each.item for each in dossier.matters]
    found = read_history(workspace, items, everything=len(items) > _MOST_NAMED)
    commits = _by_name(found)
    with PackageWriter(file, made_at) as package:
        _add_originals(package, dossier, names, _blobs(dossier, under, head))
        papers = tuple(
            _enclose(package, dossier, each, names, _own(found, commits, each.item))
            for each in dossier.matters
        )
        recorded = tuple(_recorded(dossier, papers, names))
        history = () if dossier.sealed else tuple(_history(dossier, folder, under))
        if history:
            touched = {each.commit: each.paths for each in history}
            paths = [f"{under}{label}" for label in names]
            touched[head] = (*touched.get(head, ()), *paths)
            texts = {
                path
                for path in {*paths, *(p for each in history for p in each.paths)}
                if not _is_kept(path, under)
            }
            pack, _ = write_pack(repository, touched, texts, work)
            package.add(PACK, pack, packed=True)
        signers = allowed_signers(workspace.config)
        if signers:
            package.add(SIGNERS, signers.encode())
        facts = DossierFacts(
            subject=dossier.subject,
            name=workspace.config.name,
            code=workspace.config.code,
            folder=folder,
            format=workspace.config.format,
            head=head,
            books_code=code_at(repository, folder, head),
            papers=papers,
            originals=tuple(Original(name, f"{under}{label}") for label, name in names.items()),
            recorded=recorded,
            history=history,
        )
        package.add(
            INDEX, render(_index(facts, package, made_at, dossier.books, sealed=dossier.sealed)).encode()
        )
        package.end(FORM, __version__, facts)
    return facts


def _blobs(dossier: Dossier, under: str, head: str) -> dict[str, str]:
    """The blob of each file that goes in. Raises DubanError where the last commit has none."""
    repository = dossier.workspace.repository
    paths = [f"{under}{label}" for label in dossier.labels]
    held = blobs_at(repository, head, paths)
    for path in paths:
        if path not in held:
            text = f"{path} 不在最后一次提交里，档案做不全"
            raise refusal(
                "dossier-uncommitted", text, "先入账：duban commit；附件补提交用 git add，或者取回来"
            )
    return {path.removeprefix(under): held[path] for path in paths}


def _is_kept(path: str, under: str) -> bool:
    """Whether a path is evidence: its bytes go in once, as a member, not again among git's objects."""
    return path.removeprefix(under).startswith(f"{EVIDENCE}/")


def _enclose(
    package: PackageWriter, dossier: Dossier, matter: Matter, names: dict[str, str], found: Found
) -> Paper:
    item, number = matter.item, matter.number
    page = f"{_PAGES}/{number}.html"
    package.add(page, render(*_sheets(dossier.books, item, found)).encode())
    original = names.get(item.path, "")
    if not matter.whole:
        original = f"摘录/{number}.yaml"
        package.add(original, _excerpt(item).encode())
    return Paper(
        number=number,
        title=item.task.title,
        kind=item.kind.name if isinstance(item, CaseItem) else item.ledger.name,
        page=page,
        original=original,
        excerpt=not matter.whole,
        evidence=tuple(names[each.path] for each in matter.enclosed),
        left_out=len(matter.evidence) - len(matter.enclosed),
    )


def _by_name(found: Found) -> dict[str, list[int]]:
    """The places of the commits by their own names, and by the numbers that each names."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(found.commits):
        for name in (each.sha, *each.tasks):
            places[name].append(place)
    return places


def _own(found: Found, places: dict[str, list[int]], item: Item) -> Found:
    """What git told of one item: of a thousand each trail need not look at the commits of all."""
    if isinstance(item, CaseItem) and item.places:
        return found
    names = [item.task.id, *former_ids(item.task)]
    if (authorship := found.authors.get(item.task.id)) is not None:
        names += [sha for writers in authorship.writers.values() for sha in writers]
    own = {place for name in names for place in places.get(name, ())}
    return replace(found, commits=[found.commits[place] for place in sorted(own)])


def _excerpt(item: Item) -> str:
    """What is the item's own in a file that is not all its own; the books hold a clue sealed already."""
    if isinstance(item, CaseItem) and item.places:
        return render_document(
            {"编号": item.task.id, "流水": [raw_record(each) for each in item.task.journal]}
        )
    return render_document(raw_record(item.task))


def _sheets(books: Books, item: Item, found: Found) -> Iterator[Sheet]:
    """The pages of one matter: what `show` prints, why its days are what they are, its trail."""
    if isinstance(item, CaseItem):
        yield case_sheet(books, item)
    else:
        yield task_sheet(books, item)
        yield from reason_sheets(books, item)
    steps = trail(books, (item,), found.commits, found.authors)
    yield trail_sheet(books, (item,), steps, 0, found.gaps)


def _add_originals(
    package: PackageWriter, dossier: Dossier, names: dict[str, str], blobs: dict[str, str]
) -> None:
    """The files as they were committed, a few at a time. Raises DubanError where evidence is not what was recorded."""
    proofs = {proof.path: proof.sha256 for each in dossier.matters for proof in each.enclosed}
    repository = dossier.workspace.repository
    counted = sizes(repository, list(dict.fromkeys(blobs.values())))
    for some in _portions(list(names), {label: counted[blobs[label]] for label in names}):
        held = repository.objects(blobs[label] for label in some)
        for label in some:
            data = held[blobs[label]]
            if label in proofs and as_recorded(data, proofs[label]) is None:
                text = f"附件与入账时不同：{label}"
                advice = f"git log -- {label} 查看何时改动，取回原样再做"
                raise refusal("evidence-changed", text, advice)
            package.add(names[label], data)


def _portions(labels: Sequence[str], counted: dict[str, int]) -> Iterator[list[str]]:
    """The files in portions that memory holds easily."""
    some: list[str] = []
    for label in labels:
        if some and sum(counted[each] for each in some) + counted[label] > _PORTION:
            yield some
            some = []
        some.append(label)
    if some:
        yield some


def _recorded(dossier: Dossier, papers: Sequence[Paper], names: dict[str, str]) -> Iterator[Recorded]:
    for matter, paper in zip(dossier.matters, papers, strict=True):
        for proof in matter.enclosed:
            yield Recorded(names[proof.path], paper.original, proof.sha256)


def _history(dossier: Dossier, folder: str, under: str) -> Iterator[Change]:
    """The commits that touched the files of the dossier, newest first; none for what is an excerpt."""
    repository, workspace = dossier.workspace.repository, dossier.workspace
    items = [each.item for each in dossier.matters if each.whole]
    wanted = {*paths_of(workspace, folder, items), *(f"{under}{label}" for label in dossier.labels)}
    asked = sorted(wanted) if len(wanted) <= _MOST_NAMED else [folder]
    for made in repository.log(asked) if wanted else ():
        touched = tuple(path for path in made.paths if path in wanted)
        if touched:
            yield Change(made.sha, touched)


def _index(
    facts: DossierFacts, package: PackageWriter, made_at: datetime, books: Books, *, sealed: bool
) -> Sheet:
    matters = [
        Listed(
            each.number,
            each.title,
            each.kind,
            each.page,
            f"{each.original}{'（摘录）' if each.excerpt else ''}",
            len(each.evidence),
            each.left_out,
        )
        for each in facts.papers
    ]
    pages = {each.page for each in facts.papers}
    files = [
        Enclosed(each.name, each.size, each.sha256) for each in package.members if each.name not in pages
    ]
    excerpts = any(each.excerpt for each in facts.papers)
    notes = [note for note, wanted in _NOTES if wanted(sealed, excerpts, facts)]
    stamp = made_at, as_of(books), facts.head, facts.books_code or "没有"
    return index_sheet(f"{facts.name} {facts.subject} 档案目录", stamp, matters, files, notes)


_NOTES = (
    (PROVED, lambda _sealed, _excerpts, facts: bool(facts.history)),
    (EXCERPT, lambda _sealed, excerpts, _facts: excerpts),
    (LEFT_OUT, lambda _sealed, _excerpts, facts: any(each.left_out for each in facts.papers)),
    (SEALED, lambda sealed, _excerpts, _facts: sealed),
)


def matters_of(workspace: Workspace, items: Iterable[Item]) -> tuple[Matter, ...]:
    """Each item once."""
    return tuple(matter_of(workspace, item) for item in {item.task.id: item for item in items}.values())
