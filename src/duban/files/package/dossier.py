"""A dossier: the papers, files and proofs of some matters in one package, and how it is checked from itself alone.

Knows no workspace: what goes in is handed over, what is in is held against git's digests and the list.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from duban.errors import DubanError
from duban.files.disk.regular_files import as_recorded
from duban.files.git.bundle import refuse_outside
from duban.files.git.content_hash import blob_name
from duban.files.git.signing import is_signed, read_signature
from duban.files.package.manifest import MANIFEST
from duban.files.package.proof import blobs_at, open_pack, read_raw_commits, tree_of
from duban.files.package.reader import Package, broken

FORM = "duban-dossier"
CALLED = "档案"
PACK, INDEX, SIGNERS = "历史.pack", "目录.html", "allowed_signers"


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A matter in the dossier: its page, its file, its evidence.

    `excerpt` says that its file is not whole, `left_out` how many pieces of evidence are not here.
    """

    number: str
    title: str
    kind: str
    page: str
    original: str
    excerpt: bool = False
    evidence: tuple[str, ...] = ()
    left_out: int = 0


class Original(msgspec.Struct, frozen=True):
    """A member that is a file of the repository, byte for byte: its path there."""

    member: str
    path: str


class Recorded(msgspec.Struct, frozen=True):
    """A piece of evidence, the file that names it, and the SHA-256 that stands there."""

    member: str
    original: str
    sha256: str


class Change(msgspec.Struct, frozen=True):
    """A commit that touched files of the dossier, and which."""

    commit: str
    paths: tuple[str, ...]


class DossierFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a dossier says of itself."""

    subject: str
    name: str
    code: str
    folder: str
    format: int
    head: str
    books_code: str | None
    papers: tuple[Paper, ...]
    originals: tuple[Original, ...]
    recorded: tuple[Recorded, ...]
    history: tuple[Change, ...]


class Checked(NamedTuple):
    """What a check found right: the tree of the books (None: the history is left out), objects, signers of commits.

    `signers` has for each commit who signed it by `allowed_signers`, "?" for a key that is not there, None for none.
    """

    tree: str | None
    proved: int
    signers: tuple[str | None, ...]


def check_dossier(package: Package, folder: Path) -> tuple[DossierFacts, Checked]:
    """Holds a dossier against itself, in an empty folder. Raises DubanError for the first thing that is not right."""
    facts = package.about(DossierFacts)
    package.check()
    named = {
        *(each.page for each in facts.papers),
        *(each.original for each in facts.papers),
        *(name for each in facts.papers for name in each.evidence),
        *(each.member for each in facts.originals),
        *(each.member for each in facts.recorded),
        *(each.original for each in facts.recorded),
    }
    missing = sorted(named - {*package.members})
    if missing:
        raise broken(package.path, f"{MANIFEST} 说有 {missing[0]}，包里没有")
    for each in facts.recorded:
        if each.sha256.encode() not in package.read(each.original):
            raise broken(package.path, f"{each.original} 里没有记 {each.member} 的摘要")
        if as_recorded(package.read(each.member), each.sha256) is None:
            raise broken(package.path, f"{each.member} 和 {each.original} 里记的摘要不同")
    if PACK not in package.members:
        return facts, Checked(None, 0, ())
    try:
        return facts, _prove(package, facts, folder)
    except DubanError as error:
        if error.problems[0].place is not None:
            raise
        refuse_outside(error)
        raise broken(package.path, f"{PACK} 证明不了：{error.problems[0].message.rstrip('。')}") from error


def _prove(package: Package, facts: DossierFacts, folder: Path) -> Checked:
    repository = open_pack(package.read(PACK), folder, facts.head)
    commits = [each.commit for each in facts.history]
    raw = read_raw_commits(repository, list(dict.fromkeys([facts.head, *commits])))
    held = blobs_at(repository, facts.head, [each.path for each in facts.originals])
    for each in facts.originals:
        name = held.get(each.path, "")
        if not name or blob_name(package.read(each.member), name) != name:
            raise broken(package.path, f"{each.member} 不是提交 {facts.head[:8]} 里的 {each.path}")
    for change in facts.history:
        blobs_at(repository, change.commit, change.paths)
    keys = _keys(package.read(SIGNERS).decode("utf-8", "replace") if SIGNERS in package.members else "")
    found = []
    for sha in commits:
        signature = read_signature(sha, raw[sha]) if is_signed(raw[sha]) else None
        if signature is not None and not signature.key and not signature.other:
            raise broken(package.path, f"提交 {sha[:8]} 的签名不是这次提交的")
        found.append(None if signature is None else keys.get(signature.key, "?"))
    tree = tree_of(repository, facts.head, facts.folder)
    return Checked(tree, len(facts.originals), tuple(found))


def _keys(text: str) -> dict[str, str]:
    """The public keys of an allowed_signers file as this program wrote it, and whose each is."""
    found = {}
    for line in text.splitlines():
        who, _, rest = line.removeprefix('"').partition('" ')
        found[" ".join(rest.split(" ")[1:3])] = who
    return found


def member_names(paths: Iterable[str], taken: Sequence[str] = ()) -> dict[str, str]:
    """A name in the package for each file: 原件/ and its path, or a number where the path would lead astray."""
    from duban.files.package.reader import is_inside

    used = {*taken}
    found: dict[str, str] = {}
    for path in paths:
        name = f"原件/{path}"
        if not is_inside(name) or name in used or not _is_text(name):
            name = f"原件/改名/{len(found) + 1}"
        used.add(name)
        found[path] = name
    return found


def _is_text(name: str) -> bool:
    """Whether a zip can hold the name: one that is no UTF-8 on the disk has signs that nothing can write."""
    return not any("\ud800" <= sign <= "\udfff" for sign in name)
