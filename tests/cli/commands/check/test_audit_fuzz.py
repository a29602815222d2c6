"""Objects that no git makes: `audit` and `guard` answer with a finding or a refusal, and never break off."""

import contextlib
import io
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.forgeries import TASK, git

from duban.cli.main import main

pytestmark = pytest.mark.forges

ZEROS, MISSING = "0" * 40, "12" * 20
MODES = (b"100644", b"100755", b"100664", b"0100644", b"120000", b"160000", b"40000", b"7", b"x")
NAMES = (b"PS-2026-0001.yaml", b"duban.yaml", b"..", b".git", b"", b"a/b", b"\xff\xfe", b"\n")
DAYS = (b"0", b"1", b"1790000000", str(2**40).encode(), b"9" * 30, b"-5", b"x", b"")
ACTIONS = (
    b"",
    b"Duban-Action: accept\nDuban-Actor: \xff\nDuban-Recorded: 9999-99-99T00:00:00+99:00\n",
    b"Duban-Action: undo\nDuban-Undone: 12\nDuban-Recorded: 2026-10-12T09:00:00+08:00\n",
    b"Duban-Action: reconcile\nDuban-Release: 1.2.3.4.5.x\nDuban-Today: 0000-00-00\nDuban-Task: ../..\n",
    b"Duban-Action: \n" * 3,
)


class Forged(NamedTuple):
    """A commit to be written: what its objects are, and how the commit tells of them."""

    content: bytes
    entries: list[tuple[bytes, bytes, str]]
    tree: str
    parents: str
    author: bytes
    day: bytes
    zone: bytes
    message: bytes
    times: int
    action: bytes


FORGED = st.builds(
    Forged,
    content=st.binary(max_size=200),
    entries=st.lists(
        st.tuples(*map(st.sampled_from, (MODES, NAMES, ("blob", "tree", "commit", ZEROS, MISSING)))),
        max_size=4,
    ),
    tree=st.sampled_from(("books", "books", "books", "empty", "missing", "none", "blob")),
    parents=st.sampled_from(("one", "one", "none", "missing", "twice", "octopus", "malformed")),
    author=st.sampled_from((b"", b"author", b"author x", b"author \xff\xfe <\x00>")) | st.binary(max_size=30),
    day=st.sampled_from(DAYS),
    zone=st.sampled_from((b"+0800", b"-9999", b"", b"+", b"\xe5")),
    message=st.sampled_from((b"x", b"\r\n\x00\xe2\x80\xae")) | st.binary(max_size=60),
    times=st.sampled_from((1, 1, 20_000)),
    action=st.sampled_from(ACTIONS),
)


def write(folder: Path, kind: str, data: bytes) -> str:
    """An object as it is told, whatever git thinks of it; its name."""
    words = ["git", "-C", str(folder), "hash-object", "-t", kind, "-w", "--literally", "--stdin"]
    made = subprocess.run(words, input=data, capture_output=True, check=True, env=os.environ)
    return made.stdout.decode().strip()


def replaced(folder: Path, base: str, path: str, change: Callable[[bytes], bytes]) -> str:
    """The tree of `base` with the folder that holds `path` written anew, up to the top."""
    parts = path.split("/")
    for depth in range(len(parts) - 1, -1, -1):
        tree = f"{base}:{'/'.join(parts[:depth])}"
        words = ["git", "-C", str(folder), "cat-file", "tree", tree]
        data = subprocess.run(words, capture_output=True, check=True, env=os.environ).stdout
        made = write(folder, "tree", change(data))
        old = git(folder, "rev-parse", tree).strip()
        change = lambda data, old=old, made=made: data.replace(bytes.fromhex(old), bytes.fromhex(made))  # type: ignore[misc]  # noqa: E731
    return made


def commit(folder: Path, base: str, forged: Forged) -> str:
    """Writes the commit and what it names; the books always have one task in other words."""
    blob = write(folder, "blob", forged.content)
    before = git(folder, "rev-parse", f"{base}~1").strip()
    named = {"blob": blob, "tree": git(folder, "rev-parse", f"{base}^{{tree}}").strip(), "commit": base}
    listed = ((mode, name, bytes.fromhex(named.get(each, each))) for mode, name, each in forged.entries)
    drawn = b"".join(mode + b" " + name + b"\0" + each for mode, name, each in listed)
    task = git(folder, "rev-parse", f"{base}:{TASK}").strip()
    trees: dict[str, Callable[[], str]] = {
        "books": lambda: replaced(
            folder, base, TASK, lambda data: data.replace(bytes.fromhex(task), bytes.fromhex(blob)) + drawn
        ),
        "empty": lambda: write(folder, "tree", b""),
        "missing": lambda: MISSING,
        "none": lambda: "",
        "blob": lambda: blob,
    }
    parents = {
        "one": (base,),
        "none": (),
        "missing": (MISSING,),
        "twice": (base, base),
        "octopus": (base, before, before),
        "malformed": ("", base),
    }
    tree = trees[forged.tree]()
    lines = [f"tree {tree}".encode()] if tree else []
    lines += [f"parent {each}".encode() for each in parents[forged.parents]]
    date = b" " + forged.day + b" " + forged.zone
    lines += [
        forged.author + date,
        b"committer B <b@c>" + date,
        b"",
        forged.message * forged.times,
        b"",
        forged.action,
    ]
    return write(folder, "commit", b"\n".join(lines))


def answer(*words: str) -> tuple[int, str, str]:
    """Exit code and both outputs of a command within this process."""
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as said:
        code = main(list(words))
    return code, out.getvalue(), said.getvalue()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(forged=FORGED)
def test_what_no_git_makes_is_answered(books: Path, forged: Forged) -> None:
    head = books / ".git" / git(books, "symbolic-ref", "HEAD").strip()
    base = git(books, "rev-parse", "HEAD").strip()
    made = commit(books, base, forged)
    head.write_text(f"{made}\n")  # git update-ref would refuse some
    try:
        code, out, said = answer("audit", "--json")
        found = json.loads(out)["findings"] if out else []
        certain = {each["rule"] for each in found if each["weight"] == "certain"}
        # A first commit without files has nothing to be judged: only the disk says what is missing.
        bare = forged.tree in {"empty", "none", "blob"} and forged.parents == "none"
        assert code == 1, said
        assert (certain if bare else certain - {"disk-differs", "hidden-file"}) or (not out and said), found
        code, _, said = answer("guard", "check", base, made)
        assert (code, bool(said)) == (1, True)
    finally:
        head.write_text(f"{base}\n")
