"""The files of a workspace on the disk against those of its last commit, whatever git was told to overlook or ignore.

Hashes files; judges no commit.
"""

from collections.abc import Iterator

from duban.core.audit.findings import RULES, Finding
from duban.files.git.content_hash import differs, has_other_bytes
from duban.files.workspace.layout import files_below, is_of_the_books
from duban.files.workspace.workspace import CALENDARS, CONFIG, EVIDENCE, Workspace


def find_differing(workspace: Workspace) -> Iterator[Finding]:
    """Files of the books that the disk has otherwise than the last commit, lacks, or has besides."""
    repository, root = workspace.repository, workspace.root.resolve()
    held: set[str] = set()
    for path, mode, name in repository.tree("HEAD", repository.relative(root)) if repository.head() else ():
        file = repository.root / path
        label = file.relative_to(root).as_posix()
        held.add(label)
        if not is_of_the_books(label, workspace.reserved):
            continue
        if differs(file, mode, name) is None:
            yield Finding(RULES["disk-differs"], label, f"{label} 不在磁盘上")
        elif differs(file, mode, name) or has_other_bytes(file, name):
            yield Finding(RULES["disk-differs"], label, f"{label} 磁盘上的是另一份")
    if CONFIG not in held:
        yield Finding(RULES["hidden-file"], CONFIG, f"{CONFIG} 没有提交过")
    folders = [
        *(ledger.folder for ledger in workspace.ledgers),
        *(root / name for name in workspace.reserved),
    ]
    for folder in dict.fromkeys(each.resolve() for each in folders if each.is_dir()):
        for file in files_below(folder):
            label = file.relative_to(root).as_posix()
            kept = label.startswith((f"{EVIDENCE}/", f"{CALENDARS}/"))
            if label not in held and (file.suffix == ".yaml" or kept):
                yield Finding(RULES["hidden-file"], label, f"{label} 没有提交过")
