"""Text that goes to and comes from git: commit messages, commit objects, lists of changed files. Pure text.

Runs nothing; git/repository.py runs git. A commit is read from its raw object: whatever date, zone, encoding or
trailer a tool wrote into it, it becomes a `Commit`, and what could not be read is reported.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache

_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]+"
)
_MAX_SUBJECT_CHARS = 120
_LONGEST_SUBJECT, _LONGEST_DATE = 400, 60
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
_TRAILER = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*)[ \t]*:")
_DATE = re.compile(rb"(-?[0-9]{1,18})(?:[ ]+([+-])?([0-9]{2})([0-9]{2}))?(?:[ ].*)?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC)
"""The earliest and latest moment that can be shown in every time zone."""
_EARLIEST, _LATEST = int(_FIRST.timestamp()), int(_LAST.timestamp())
_WIDEST_ZONE = timedelta(hours=14)

RELEASE = "Duban-Release"
"""The trailer that names the release of duban that made a commit; a recovery keeps it."""


@dataclass(frozen=True, slots=True)
class Message:
    """A commit message: subject, paragraphs, and trailers as (name, value); control characters are removed."""

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
class Touch:
    """A file that a commit changed: its path from the root, its blob in each parent, its blob after.

    The blob of a file that does not exist is "".
    """

    path: str
    before: tuple[str, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: `at` is the author's moment, `committed_at` the committer's.

    Where the committer's date cannot be read, `odd_date` is its text and `committed_at` that of the parents. A merge
    touches only files that differ from every parent. `recorded_at` is the moment that duban noted (Duban-Recorded);
    None where it is missing or has no zone.
    """

    sha: str
    parents: tuple[str, ...]
    at: datetime
    committed_at: datetime
    author: str
    email: str
    subject: str
    trailers: tuple[tuple[str, str], ...]
    touches: tuple[Touch, ...] = ()
    odd_date: str = ""
    recorded_at: datetime | None = None

    @property
    def is_merge(self) -> bool:
        """Whether it has several parents."""
        return len(self.parents) > 1

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that the commit changed, from the root; none for a merge."""
        return () if self.is_merge else tuple(touch.path for touch in self.touches)

    def trailer(self, name: str) -> tuple[str, ...]:
        """The values of all trailers of this name."""
        wanted = name.lower()
        return tuple([value for key, value in self.trailers if key == name or key.lower() == wanted])


@dataclass(frozen=True, slots=True)
class Change:
    """A path that differs from the last commit: `kind` is modified, untracked, deleted or conflict."""

    path: str
    kind: str
    is_staged: bool


def clean(words: str) -> str:
    """A text on one line, without invisible characters and direction marks."""
    return " ".join(_HIDDEN.sub(" ", words).split())


def read_moment(words: str) -> datetime | None:
    """An ISO moment with its zone; None for anything else, or one outside the calendar."""
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        return None
    if moment.tzinfo is None or not _FIRST.year < moment.year < _LAST.year:
        return None
    return moment


def read_commits(objects: Iterable[tuple[str, bytes, tuple[Touch, ...]]]) -> list[Commit]:
    """Raw commit objects (id, bytes, touched files), children before parents, as commits in the same order."""
    moments = {"": _EPOCH}  # by commit; under "" that of the one read last, for where no parent is listed
    commits = []
    for sha, data, touches in reversed(list(objects)):
        commit = _read_commit(sha, data, touches, moments)
        moments[sha] = moments[""] = commit.committed_at
        commits.append(commit)
    return commits[::-1]


def _read_commit(sha: str, data: bytes, touches: tuple[Touch, ...], moments: dict[str, datetime]) -> Commit:
    head, _, body = data.partition(b"\n\n")
    held: dict[bytes, bytes] = {}
    parents = []
    for line in head.split(b"\n"):
        name, _, value = line.partition(b" ")
        if name == b"parent":
            parents.append(value.decode("ascii", "replace"))
        elif name:
            held.setdefault(name, value)
    words = _decode_message(body, held.get(b"encoding", b""))
    authored, committed = held.get(b"author", b""), held.get(b"committer", b"")
    people = _decode_message(authored, held.get(b"encoding", b""))
    when, odd = _read_date(committed)
    if when is None:
        when = max((moments[each] for each in parents if each in moments), default=moments[""])
    author, _, email = people.rpartition(">")[0].partition("<")
    paragraphs = _PARAGRAPHS.split(words.replace("\r\n", "\n").strip("\n"))
    trailers = _find_trailers(paragraphs[1:])
    recorded = next((value for name, value in trailers if name == "Duban-Recorded"), "")
    return Commit(
        sha,
        tuple(parents),
        when if _date_of(authored) == _date_of(committed) else _read_date(authored)[0] or when,
        when,
        clean(author),
        clean(email),
        clean(paragraphs[0][:_LONGEST_SUBJECT]),
        trailers,
        touches,
        odd,
        read_moment(recorded) if recorded else None,
    )


def _decode_message(data: bytes, encoding: bytes) -> str:
    """The text of a message: in the encoding it names; messages of duban are UTF-8 whatever they name."""
    if encoding and not (b"\nDuban-" in data and _is_utf8(data)):
        with suppress(LookupError, UnicodeError, ValueError):
            return data.decode(encoding.decode("ascii"), "replace")
    return data.decode("utf-8", "replace")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _read_date(line: bytes) -> tuple[datetime | None, str]:
    """The moment at the end of an author or committer line; where there is none, the text in its place."""
    words = _date_of(line)
    found = _DATE.fullmatch(words)
    seconds = int(found[1]) if found else _LATEST
    if found is None or not _EARLIEST <= seconds < _LATEST:
        return None, clean(words[:_LONGEST_DATE].decode("utf-8", "replace")) or "没有日期"
    return (_EPOCH + timedelta(seconds=seconds)).astimezone(_zone(*found.group(2, 3, 4))), ""


def _date_of(line: bytes) -> bytes:
    return line.rpartition(b">")[2].strip()


@cache
def _zone(sign: bytes | None, hours: bytes | None, minutes: bytes | None) -> timezone:
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    if offset > _WIDEST_ZONE:
        return UTC
    return timezone(-offset if sign == b"-" else offset)


def _find_trailers(paragraphs: list[str]) -> tuple[tuple[str, str], ...]:
    """The trailers of a message: its last paragraph, or the last trailer paragraph that has one of duban's."""
    last: tuple[tuple[str, str], ...] = ()
    for paragraph in reversed(paragraphs):
        found = _trailers(paragraph)
        if not found:
            break
        last = last or found
        if any(name.startswith("Duban-") for name, _ in found):
            return found
    return last


def _trailers(paragraph: str) -> tuple[tuple[str, str], ...]:
    """The `Name: value` lines of a paragraph that holds nothing else, folded lines put together."""
    found: list[tuple[str, str]] = []
    for line in paragraph.split("\n"):
        if not line.strip() or line.startswith("(cherry picked from commit "):
            continue
        name = _TRAILER.match(line)
        if name:
            found.append((name[1], line[name.end() :].strip()))
        elif found and line[0] in " \t":
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}")
        else:
            return ()
    return tuple(found)


def read_touches(answer: bytes) -> dict[str, tuple[Touch, ...]]:
    """By commit the files it touched, from what `git diff-tree --stdin -r -c --raw -z` printed."""
    found: dict[str, list[Touch]] = {}
    touches: list[Touch] = []
    fields = iter(answer.decode("utf-8", "surrogateescape").split("\0"))
    for field in fields:
        if not field.startswith(":"):
            touches = found.setdefault(field, [])
            continue
        count = len(field) - len(field.lstrip(":"))
        blobs = ["" if set(blob) == {"0"} else blob for blob in field.split(" ")[count + 1 : 2 * count + 2]]
        touches.append(Touch(next(fields), tuple(blobs[:-1]), blobs[-1]))
    return {sha: tuple(each) for sha, each in found.items()}
