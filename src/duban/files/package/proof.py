"""The part of a history that proves some files: the commits that touched them, and of each the way down to the file.

A pack of git's own objects, without those of other matters; opened in an empty repository, where git counts digests.
"""

import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path, PurePosixPath

from duban.errors import DubanError
from duban.files.git.committed_files import chunks
from duban.files.git.repository import Repository, init, run
from duban.files.git.walk import sizes

_SHA1_SIGNS = 40
_MOST_COMMIT_BYTES = 1 << 20
_KINDS = {"tree", "blob"}


def write_pack(
    repository: Repository, touched: Mapping[str, Collection[str]], texts: Collection[str], work: Path
) -> tuple[Path, int]:
    """Packs these commits, the trees on the way to the paths that each touched, and the blobs of `texts` among them.

    Returns the file, made in `work`, and how many objects it has. Raises DubanError where one is missing.
    """
    asked = []
    for commit, paths in touched.items():
        asked.append(f"{commit}^{{tree}}")
        folders = {parent.as_posix() for path in paths for parent in PurePosixPath(path).parents}
        asked += [f"{commit}:{folder}" for folder in sorted(folders - {"."})]
        asked += [f"{commit}:{path}" for path in sorted(paths) if path in texts]
    said = run(
        repository.root,
        *("cat-file", "--batch-check=%(objectname) %(objecttype)"),
        given=os.fsencode("".join(f"{line}\n" for line in asked)),
    )
    lines = (line.rpartition(" ") for line in os.fsdecode(said).splitlines())
    names = dict.fromkeys([*touched, *(name for name, _, kind in lines if kind in _KINDS)])
    given = "".join(f"{name}\n" for name in names).encode()
    made = run(repository.root, "pack-objects", "--quiet", str(work / "proof"), given=given).decode().strip()
    return work / f"proof-{made}.pack", len(names)


def open_pack(pack: bytes, folder: Path, head: str) -> Repository:
    """A repository in an empty folder that has the objects of a pack and nothing else. Raises DubanError."""
    form = "sha1" if len(head) == _SHA1_SIGNS else "sha256"
    repository = init(folder, f"--object-format={form}")
    place = repository.common / "objects" / "pack"
    place.mkdir(parents=True, exist_ok=True)
    (place / "proof.pack").write_bytes(pack)
    run(folder, "index-pack", str(place / "proof.pack"))
    return repository


def blobs_at(repository: Repository, commit: str, paths: Sequence[str]) -> dict[str, str]:
    """The blob of each of these paths in a commit, whether the blob is there or not; no entry where there is none.

    Raises DubanError where a tree on the way is missing.
    """
    found: dict[str, str] = {}
    for some in chunks(paths):
        found.update((path, name) for path, _, name in repository.tree(commit, *some))
    return found


def read_raw_commits(repository: Repository, names: Sequence[str]) -> dict[str, bytes]:
    """These commits, byte for byte. Raises DubanError where one is missing, no commit, or absurdly long."""
    given = "".join(f"{name}\n" for name in names).encode()
    said = (
        run(repository.root, "cat-file", "--batch-check=%(objecttype)", given=given).decode() if names else ""
    )
    lengths = sizes(repository, names)
    for name, kind in zip(names, said.splitlines(), strict=True):
        if kind != "commit" or lengths[name] > _MOST_COMMIT_BYTES:
            from duban.files.git.refusals import explain

            raise explain("cat-file", f"bad object {name}", repository.root)
    return repository.objects(names)


def tree_of(repository: Repository, commit: str, folder: str) -> str | None:
    """The tree of a folder in a commit; None where it is not in the pack."""
    inner = "" if folder in ("", ".") else folder
    try:
        return run(repository.root, "rev-parse", "--verify", "--quiet", f"{commit}:{inner}").decode().strip()
    except DubanError:
        return None
