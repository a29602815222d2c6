"""Types the commands of a transcript, in a home folder and with a clock of its own, and says what duban answers.

Compares nothing: tests/test_manual.py and tests/test_transcripts.py do. How a page is marked up:

- a fenced block ```console is a transcript: `$ ` before a command (`\\` at its end goes on in the next line), then
  what it answered. `duban`, `cat`, `cd`, `ls` and `echo $?` are known here, nothing else;
- each heading `## ` is a chapter with an empty folder of its own, as the home of 王五; a page without one is a chapter;
- comments that a reader does not see: `<!-- today 2026-09-28 -->` sets day and clock, `<!-- prepare` ... `-->` types
  commands without showing them, `<!-- file NAME -->` writes the next fenced block into a file, and
  `<!-- edit NAME: OLD => NEW -->` is the hand of a person in an editor, `<!-- fill NAME: ROW COLUMN=VALUE; … -->`
  that of one in a spreadsheet (ROW is what stands in its first column), `<!-- sample NAME -->` lays a copy of
  the sample ledgers into a new repository, and `<!-- key NAME -->` makes an SSH key in ~/.ssh, as ssh-keygen would.

Digests and commit numbers are compared by their shape only.
"""

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from platform import python_version
from tempfile import TemporaryDirectory
from unittest.mock import patch

import openpyxl
from tests.keys import PROGRAM, install, make_key

from duban.cli.framework import context
from duban.cli.framework.dates import BEIJING
from duban.cli.main import main
from duban.core.calendar import work_calendar as workcalendar

HOUSE = Path(__file__).parents[1]
SHOWN_HOME = "~"
SHOWN_PYTHON = "3.11.2"
LAST_KNOWN_YEAR = 2026
COLUMNS = "100"
SETTINGS = (
    "[user]\n\tname = 王五\n\temail = wang@example.org\n[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n"
)
MASK = "▒" * 8
CODE = re.compile(r"\b(?:[A-Z2-7]{4}-){2}[A-Z2-7]{4}\b")
DIGEST = re.compile(r"\b(?=[0-9]*[a-f]|[0-9]{7,8}\b)(?:[0-9a-f]{7,8}|[0-9a-f]{40}|[0-9a-f]{64})\b")
PART = re.compile(
    r"^<!-- (?P<word>today|file|edit|fill|sample|key|prepare)\b(?P<rest>.*?)-->$|^```(?P<kind>\w*)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Part:
    """A directive (`word`) or a fenced block (`kind`) of a chapter, and where its text stands in the page."""

    word: str
    text: str
    span: tuple[int, int]


@dataclass(frozen=True)
class Chapter:
    """One chapter of a page: its title and what is to be done in it, in order."""

    page: Path
    title: str
    parts: tuple[Part, ...]


@dataclass
class Desk:
    """The desk of a clerk: an empty home folder, a clock that stands until it is set, and a hand that types."""

    home: Path
    folder: Path
    moment: datetime = datetime(2026, 9, 28, 9, tzinfo=BEIJING)
    code: int = 0
    pending: str = ""

    def set_clock(self, text: str) -> None:
        day, _, clock = text.strip().partition(" ")
        self.moment = datetime.fromisoformat(f"{day}T{clock or '09:00'}:00").replace(tzinfo=BEIJING)

    def tick(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment

    def environment(self) -> dict[str, str]:
        moment = self.moment.isoformat()
        kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
        return kept | {
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_STATE_HOME": str(self.home / ".state"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_DATE": moment,
            "GIT_COMMITTER_DATE": moment,
            "DUBAN_TODAY": self.moment.date().isoformat(),
            "COLUMNS": COLUMNS,
        }

    def type_in(self, command: str) -> str:
        """What one command line answers, on both streams in the order of writing."""
        words = shlex.split(command)
        program, rest = words[0], words[1:]
        if command == "echo $?":
            return f"{self.code}\n"
        if program == "cd":
            self.folder = (self.folder / rest[0]).resolve()
            return ""
        if program == "cat":
            return (self.folder / rest[0]).read_text("utf-8")
        if program == "ls":
            found = sorted((self.folder / (rest or ["."])[0]).iterdir())
            return "".join(f"{path.name}\n" for path in found if not path.name.startswith("."))
        assert program == "duban", f"a transcript types duban, not {program}"
        return self._run(rest)

    def _run(self, words: list[str]) -> str:
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        before = dict(os.environ)
        os.environ.clear()
        os.environ.update(self.environment())
        try:
            with (
                contextlib.chdir(self.folder),
                contextlib.redirect_stdout(out),
                contextlib.redirect_stderr(out),
            ):
                self.code = main(words)
        finally:
            os.environ.clear()
            os.environ.update(before)
        out.seek(0)
        text = out.read()
        assert self.code in {0, 1, 2}, text
        return text.replace(str(self.home), SHOWN_HOME).replace(python_version(), SHOWN_PYTHON)

    def _lay(self, word: str, name: str) -> None:
        if word == "key":
            lay_key(self.home, name)
        else:
            lay_sample(self.folder / name, self.environment())

    def do(self, part: Part) -> str:
        """Carry out one part of a chapter; the text that then stands in its place."""
        match part.word:
            case "today":
                self.set_clock(part.text)
            case "file":
                self.pending = part.text.strip()
            case "edit":
                name, _, change = part.text.strip().partition(": ")
                old, _, new = change.partition(" => ")
                text = (self.folder / name).read_text("utf-8")
                assert text.count(old) == 1, f"{name} holds {old!r} {text.count(old)} times"
                (self.folder / name).write_text(text.replace(old, new.replace("\\n", "\n")), "utf-8")
            case "fill":
                name, _, cells = part.text.strip().partition(": ")
                fill(self.folder / name, cells)
            case "sample" | "key":
                self._lay(part.word, part.text.strip())
            case "prepare":
                for command in commands(part.text):
                    answer = self.type_in(command)
                    assert self.code == 0, f"{command}\n{answer}"
            case "console":
                return "".join(
                    f"$ {command}\n{self.type_in(command.replace(CONTINUED, ' '))}"
                    for command in typed(part.text)
                )
            case _ if self.pending:
                path, self.pending = self.folder / self.pending, ""
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(part.text, "utf-8")
        return part.text


def fill(path: Path, cells: str) -> None:
    """Types values into a workbook as a person would: each into the row and under the heading that is named."""
    book = openpyxl.load_workbook(path)
    for cell in cells.split("; "):
        place, _, value = cell.partition("=")
        row_name, _, column_name = place.rpartition(" ")
        (target,) = [
            sheet.cell(int(row[0].row or 0), int(head.column or 0))
            for sheet in book
            for row in sheet.iter_rows(max_col=1)
            if str(row[0].value) == row_name
            for head in next(r for r in sheet.iter_rows() if any(c.value == column_name for c in r))
            if head.value == column_name
        ]
        number = value.removesuffix("%")
        target.value = int(number) if number.isdigit() else value
    book.save(path)


def lay_sample(folder: Path, environment: dict[str, str]) -> None:
    """The sample ledgers as an office would have them: a repository with one commit."""
    shutil.copytree(HOUSE / "ledgers", folder)
    for words in (("init", "--quiet"), ("add", "."), ("commit", "--quiet", "--message", "示例台账")):
        subprocess.run(["git", *words], cwd=folder, env=os.environ | environment, check=True)


def lay_key(home: Path, name: str) -> None:
    """A key of its own for each name, and a git that signs with it where there is no ssh-keygen."""
    folder = home / ".ssh"
    folder.mkdir(exist_ok=True)
    make_key(folder / name, int.from_bytes(name.encode()[-16:], "big"))
    if not (folder / PROGRAM).exists():
        install(folder)
        with (home / ".gitconfig").open("a", encoding="utf-8") as file:
            file.write(f'[gpg "ssh"]\n\tprogram = {folder / PROGRAM}\n')


CONTINUED = "\\\n"


def typed(transcript: str) -> list[str]:
    """The commands of a transcript, as they stand there."""
    return re.findall(r"^\$ ((?:.*\\\n)*.*)$", transcript, re.MULTILINE)


def commands(text: str) -> list[str]:
    """The commands of a `prepare`, one a line."""
    lines = text.replace(CONTINUED, " ").splitlines()
    return [line.strip() for line in lines if line.strip()]


def chapters(page: Path) -> list[Chapter]:
    """The chapters of a page that have something to be done in them; one of the whole page where it has no headings."""
    text = page.read_text("utf-8")
    heads = [(head.start(), head[1]) for head in re.finditer(r"^## (.*)$", text, re.MULTILINE)] or [
        (0, page.stem)
    ]
    ends = [*(start for start, _ in heads[1:]), len(text)]
    found = []
    for (start, title), end in zip(heads, ends, strict=True):
        parts = tuple(_part(match) for match in PART.finditer(text, start, end))
        if any(part.word == "console" for part in parts):
            found.append(Chapter(page, title, parts))
    return found


def _part(match: re.Match[str]) -> Part:
    group = "rest" if match["word"] else "body"
    return Part(match["word"] or match["kind"] or "text", match[group], match.span(group))


def masked(text: str) -> str:
    """The text with every commit number and digest made alike, and every 账目校验码."""
    return CODE.sub(MASK, DIGEST.sub(MASK, text))


@contextlib.contextmanager
def desk() -> Iterator[Desk]:
    """A desk in a temporary folder, with duban's clock in its hand, in a world that knows no holidays after 2026."""
    known = {year: days for year, days in workcalendar._library().items() if year <= LAST_KNOWN_YEAR}
    with TemporaryDirectory() as name:
        home = Path(name).resolve()
        (home / ".gitconfig").write_text(SETTINGS, "utf-8")
        made = Desk(home, home)
        with (
            patch.object(context, "current_moment", made.tick),
            patch.object(workcalendar, "_library", lambda: known),
        ):
            yield made


def retype(page: Path) -> tuple[str, int]:
    """A page with what duban answers today, and how many blocks changed; those that differ only in numbers stay."""
    text = page.read_text("utf-8")
    changes: list[tuple[tuple[int, int], str]] = []
    for chapter in chapters(page):
        with desk() as clerk:
            for part in chapter.parts:
                answer = clerk.do(part)
                if masked(answer) != masked(part.text):
                    changes.append((part.span, answer))
    for (start, end), answer in reversed(changes):
        text = text[:start] + answer + text[end:]
    return text, len(changes)
