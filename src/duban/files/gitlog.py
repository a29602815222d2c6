"""The words that pass between duban and git: commit messages, the log, the list of changed files. Pure text.

Runs nothing; files/git.py runs git.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

FORMAT = "%x00%H%x00%P%x00%aI%x00%cI%x00%an%x00%ae%x00%s%x00%(trailers:only,unfold)"
"""For `git log -z --name-only`: an empty field opens each commit (a path is never empty)."""

_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]+"
)
_MAX_SUBJECT_CHARS = 120


@dataclass(frozen=True, slots=True)
class Message:
    """A commit message: subject, paragraphs, and trailers as (name, value); user text in it is made harmless."""

    subject: str
    body: str = ""
    trailers: tuple[tuple[str, str], ...] = ()

    def text(self) -> str:
        """The message as git gets it: no control or direction characters, the subject on one line."""
        subject = clean(self.subject) or "duban"
        if len(subject) > _MAX_SUBJECT_CHARS:
            subject = subject[: _MAX_SUBJECT_CHARS - 1] + "…"
        body = "\n".join(clean(line) for line in self.body.splitlines())
        trailers = "\n".join(f"{name}: {clean(value)}" for name, value in self.trailers if clean(value))
        return "\n\n".join(part for part in (subject, body.strip(), trailers) if part) + "\n"


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: `at` is when its author made it, `committed_at` when it came to stand here; paths from the root."""

    sha: str
    parents: tuple[str, ...]
    at: datetime
    committed_at: datetime
    author: str
    email: str
    subject: str
    trailers: tuple[tuple[str, str], ...]
    paths: tuple[str, ...]

    def trailer(self, name: str) -> tuple[str, ...]:
        """The values of all trailers of this name."""
        return tuple(value for key, value in self.trailers if key.lower() == name.lower())


@dataclass(frozen=True, slots=True)
class Change:
    """A path that differs from the last commit: `kind` is modified, untracked, deleted or conflict."""

    path: str
    kind: str
    is_staged: bool


def clean(words: str) -> str:
    """A text on one line, without characters that cannot be seen or that turn the direction of others."""
    return re.sub(r"\s+", " ", _HIDDEN.sub(" ", words)).strip()


def read_log(answer: bytes) -> list[Commit]:
    """The commits in what `git log -z --name-only --format=FORMAT` printed."""
    return list(_commits(iter(_decode(answer).split("\0"))))


def _commits(fields: Iterator[str]) -> Iterator[Commit]:
    next(fields, None)  # what stands before the first commit's opening
    while (sha := next(fields, "")) != "":
        parents, at, committed_at, author, email, subject, trailers = (next(fields) for _ in range(7))
        paths = tuple(path.removeprefix("\n") for path in takewhile(bool, fields))
        yield Commit(
            sha,
            tuple(parents.split()),
            datetime.fromisoformat(at),
            datetime.fromisoformat(committed_at),
            author,
            email,
            subject,
            _trailers(trailers),
            paths,
        )


def _trailers(block: str) -> tuple[tuple[str, str], ...]:
    pairs = (line.partition(":") for line in block.splitlines())
    return tuple((name.strip(), value.strip()) for name, colon, value in pairs if colon)


def read_changes(answer: bytes) -> tuple[Change, ...]:
    """The changes in what `git status --porcelain=v1 -z --no-renames` printed."""
    return tuple(_change(entry[:2], entry[3:]) for entry in _decode(answer).split("\0") if entry)


def _change(marks: str, path: str) -> Change:
    if "U" in marks or marks in ("AA", "DD"):
        return Change(path, "conflict", is_staged=True)
    if marks == "??":
        return Change(path, "untracked", is_staged=False)
    return Change(path, "deleted" if "D" in marks else "modified", is_staged=marks[0] != " ")


def _decode(answer: bytes) -> str:
    return answer.decode("utf-8", "surrogateescape")
