"""The transcripts in the manual and in the readmes are what duban says: each is typed again and compared.

`python tests/test_manual.py --update` types them and writes the answers into the pages. How a page is marked up:

- a fenced block ```console is a transcript: `$ ` before a command (`\\` at its end goes on in the next line), then
  what it answered. `duban`, `cat`, `cd`, `ls` and `echo $?` are known here, nothing else;
- each heading `## ` is a chapter with an empty folder of its own, as the home of 王五;
- comments that a reader does not see: `<!-- today 2026-09-28 -->` sets day and clock, `<!-- prepare` ... `-->` types
  commands without showing them, `<!-- file NAME -->` writes the next fenced block into a file, and
  `<!-- edit NAME: OLD => NEW -->` is the hand of a person in an editor, `<!-- fill NAME: ROW COLUMN=VALUE; … -->`
  that of one in a spreadsheet (ROW is what stands in its first column), and `<!-- sample NAME -->` lays a copy of
  the sample ledgers into a new repository.

Digests and commit numbers are compared by their shape only.
"""

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from platform import python_version
from tempfile import TemporaryDirectory
from unittest.mock import patch

import openpyxl
import pytest

from duban.cli.framework import context
from duban.cli.framework.app import load
from duban.cli.framework.command_table import COMMANDS, Entry
from duban.cli.framework.dates import BEIJING
from duban.cli.main import main
from duban.core.calendar import work_calendar as workcalendar

HOUSE = Path(__file__).parents[1]
MANUAL = "docs/手册.md"
PAGES = (MANUAL, "README.md", "README.zh-CN.md")
SHOWN_HOME = "~"
SHOWN_PYTHON = "3.11.2"
LAST_KNOWN_YEAR = 2026
COLUMNS = "100"
SETTINGS = (
    "[user]\n\tname = 王五\n\temail = wang@example.org\n[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n"
)
COMMON = {"--root", "--today", "--known", "--json", "--on", "--by", "--dry-run", "--help"}
APPENDIX = re.compile(r"(?<=<!-- commands -->\n)(.*?)(?=<!-- /commands -->)", re.DOTALL)
MASK = "▒" * 8
DIGEST = re.compile(r"\b(?=[0-9]*[a-f]|[0-9]{7,8}\b)[0-9a-f]{7,8}\b")
PART = re.compile(
    r"^<!-- (?P<word>today|file|edit|fill|sample|prepare)\b(?P<rest>.*?)-->$|^```(?P<kind>\w*)\n(?P<body>.*?)^```$",
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

    page: str
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
            case "sample":
                lay_sample(self.folder / part.text.strip(), self.environment())
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


CONTINUED = "\\\n"


def typed(transcript: str) -> list[str]:
    """The commands of a transcript, as they stand there."""
    return re.findall(r"^\$ ((?:.*\\\n)*.*)$", transcript, re.MULTILINE)


def commands(text: str) -> list[str]:
    """The commands of a `prepare`, one a line."""
    lines = text.replace(CONTINUED, " ").splitlines()
    return [line.strip() for line in lines if line.strip()]


def chapters(page: str) -> list[Chapter]:
    """The chapters of a page that have something to be done in them."""
    text = (HOUSE / page).read_text("utf-8")
    heads = list(re.finditer(r"^## (.*)$", text, re.MULTILINE))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    found = []
    for head, end in zip(heads, ends, strict=False):
        parts = tuple(_part(match) for match in PART.finditer(text, head.start(), end))
        if any(part.word == "console" for part in parts):
            found.append(Chapter(page, head[1], parts))
    return found


def _part(match: re.Match[str]) -> Part:
    group = "rest" if match["word"] else "body"
    return Part(match["word"] or match["kind"] or "text", match[group], match.span(group))


def masked(text: str) -> str:
    """The text with every commit number and digest made alike."""
    return DIGEST.sub(MASK, text)


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


def update() -> None:
    """Write into each page what duban answers today; blocks that differ only in numbers stay as they are."""
    for page in PAGES:
        text = (HOUSE / page).read_text("utf-8")
        fresh = text
        changes: list[tuple[tuple[int, int], str]] = []
        for chapter in chapters(page):
            with desk() as clerk:
                for part in chapter.parts:
                    answer = clerk.do(part)
                    if masked(answer) != masked(part.text):
                        changes.append((part.span, answer))
        for (start, end), answer in reversed(changes):
            fresh = fresh[:start] + answer + fresh[end:]
        fresh = APPENDIX.sub(lambda _: command_table(), fresh)
        (HOUSE / page).write_text(fresh, "utf-8")
        sys.stdout.write(f"{page}: {len(changes)} blocks changed\n")


CHAPTERS = [chapter for page in PAGES for chapter in chapters(page)]


@pytest.mark.parametrize(
    "chapter", CHAPTERS, ids=lambda chapter: f"{Path(chapter.page).stem} {chapter.title}"
)
def test_the_transcripts_of_a_chapter_are_true(chapter: Chapter) -> None:
    with desk() as clerk:
        for part in chapter.parts:
            assert masked(clerk.do(part)) == masked(part.text)


def command_table() -> str:
    """The appendix of the manual: every command in the order of its help, with what it does and its own options."""
    rows = ["| 命令 | 做什么 | 选项 |", "|---|---|---|"]
    rows += [
        f"| `{name}` | {told} | {' '.join(f'`{word}`' for word in options)} |"
        for name, told, options in leaves()
    ]
    return "\n".join(rows) + "\n"


def leaves(entries: tuple[Entry, ...] = COMMANDS, before: str = "") -> Iterator[tuple[str, str, list[str]]]:
    """Every command by its full name, its line of help, the long names of the options that not every command has."""
    for entry in entries:
        command = load(entry)
        below = getattr(command, "entries", None)
        if below is None:
            own = [
                each for each in command.params if getattr(each, "rich_help_panel", None) != context.COMMON
            ]
            words = [word for param in own for word in param.opts if word.startswith("--")]
            yield f"{before}{entry.name}", entry.help, [word for word in words if word not in COMMON]
        else:
            yield from leaves(tuple(below.values()), f"{before}{entry.name} ")


def test_a_false_transcript_is_seen() -> None:
    false = Part("console", "$ duban calendar due 2026-09-28 --workdays 3 \\\n    --json\n{}\n", (0, 0))
    with desk() as clerk:
        answer = clerk.do(false)
    assert '"due_on": "2026-10-08"' in answer
    assert masked(answer) != masked(false.text)


def test_the_appendix_is_the_command_line() -> None:
    text = (HOUSE / MANUAL).read_text("utf-8")
    table = APPENDIX.search(text)
    assert table is not None
    assert table[1] == command_table()


def test_every_command_is_shown_at_work() -> None:
    parts = [part for chapter in CHAPTERS if chapter.page == MANUAL for part in chapter.parts]
    shown = [f"{command} " for part in parts if part.word == "console" for command in typed(part.text)]
    assert [
        name for name, _, _ in leaves() if not any(each.startswith(f"duban {name} ") for each in shown)
    ] == []


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        sys.exit("usage: python tests/test_manual.py --update")
    update()
