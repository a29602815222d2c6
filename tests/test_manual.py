"""The transcripts in the manual and in the readmes are what duban says: each is typed again and compared.

`python tests/test_manual.py --update` types them and writes the answers into the pages; tests/transcript.py says how a
page is marked up.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.transcript import HOUSE, Chapter, Part, chapters, desk, masked, retype, typed

from duban.cli.framework import context
from duban.cli.framework.app import load
from duban.cli.framework.command_table import COMMANDS, Entry

MANUAL = HOUSE / "docs" / "手册.md"
PAGES = (MANUAL, HOUSE / "README.md", HOUSE / "README.zh-CN.md")
COMMON = {"--root", "--today", "--known", "--json", "--on", "--by", "--dry-run", "--help"}
APPENDIX = re.compile(r"(?<=<!-- commands -->\n)(.*?)(?=<!-- /commands -->)", re.DOTALL)


def update() -> None:
    """Write into each page what duban answers today."""
    for page in PAGES:
        text, changes = retype(page)
        page.write_text(APPENDIX.sub(lambda _: command_table(), text), "utf-8")
        sys.stdout.write(f"{page.name}: {changes} blocks changed\n")


CHAPTERS = [chapter for page in PAGES for chapter in chapters(page)]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: f"{chapter.page.stem} {chapter.title}")
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
    text = MANUAL.read_text("utf-8")
    table = APPENDIX.search(text)
    assert table is not None
    assert table[1] == command_table()


BY_GIT = {"guard receive"}
"""What nobody types: git does."""


def test_every_command_is_shown_at_work() -> None:
    parts = [part for chapter in CHAPTERS if chapter.page == MANUAL for part in chapter.parts]
    shown = [f"{command} " for part in parts if part.word == "console" for command in typed(part.text)]
    assert [
        name
        for name, _, _ in leaves()
        if name not in BY_GIT and not any(each.startswith(f"duban {name} ") for each in shown)
    ] == []


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        sys.exit("usage: python tests/test_manual.py --update")
    update()
