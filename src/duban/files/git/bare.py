"""A repository without a working tree, as a server has it: found, and read like any other.

Writes nothing but the hook that it is asked to install.
"""

import os
from pathlib import Path

from duban.errors import refusal
from duban.files.git.repository import Repository, run

HOOK = "pre-receive"


def find_bare(path: Path) -> Repository:
    """The repository at `path`, bare or not, without looking upward. Raises DubanError where there is none."""
    asked = ("rev-parse", "--path-format=absolute", "--absolute-git-dir", "--git-common-dir")
    lines = os.fsdecode(run(path, *asked)).rstrip("\n").split("\n")
    git_dir, common = (Path(line) for line in lines)
    return Repository(git_dir, git_dir, git_dir / "duban", common)


def make_bare(path: Path) -> Repository:
    """The repository at `path`, made there where there is no such folder yet. Raises as find_bare."""
    if not path.exists():
        path.mkdir(parents=True)
        run(path, "init", "--quiet", "--bare", filters=())
    return find_bare(path)


def install_hook(repository: Repository, script: str) -> Path:
    """Puts the hook in, and has git refuse objects that it would not make itself.

    Raises DubanError where another hook is there already.
    """
    path = repository.common / "hooks" / HOOK
    if path.exists() and path.read_text("utf-8", "replace") != script:
        text = f"这个仓库已经有 {HOOK} 钩子，没有动它：{path}"
        raise refusal("hook-there", text, "在那个钩子里加一行：duban guard receive")
    run(repository.root, "config", "receive.fsckObjects", "true", filters=())
    path.parent.mkdir(exist_ok=True)
    path.write_text(script, "utf-8")
    path.chmod(0o755)
    return path
