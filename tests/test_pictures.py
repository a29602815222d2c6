"""The pictures in the pages: each exists, is small, says in words what it shows, and is made by script/pictures.

Nothing is drawn here: whether a picture shows what duban does today, only a run of the script says.
"""

import re
import struct
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
FOLDER = HOUSE / "docs" / "图"
PAGES = ("docs/手册.md", "README.md", "README.zh-CN.md")
SCRIPT = (HOUSE / "script" / "pictures").read_text("utf-8")
LARGEST, WIDEST = 150_000, 1280
SHORTEST_WORDS = 15


def shown(page: str) -> list[tuple[str, Path]]:
    """The words and the file of every picture on a page."""
    text = (HOUSE / page).read_text("utf-8")
    found = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text)
    return [(words, ((HOUSE / page).parent / path).resolve()) for words, path in found]


def made() -> set[str]:
    """The names that the script makes pictures under: a line with its size, and a function."""
    (table,) = re.findall(r"^PICTURES='\n(.*?)^'$", SCRIPT, re.MULTILINE | re.DOTALL)
    listed = {line.split()[0] for line in table.splitlines()}
    drawn = set(re.findall(r"^picture_(\w+)\(\) \{", SCRIPT, re.MULTILINE))
    assert listed == drawn
    return listed


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_pictures_that_exist_in_words_too(page: str) -> None:
    pictures = shown(page)
    assert pictures
    for words, path in pictures:
        assert path.is_file(), path
        assert path.parent == FOLDER
        assert len(words) >= SHORTEST_WORDS, path


def test_every_picture_is_made_by_the_script_and_shown() -> None:
    kept = {path.stem for path in FOLDER.iterdir()}
    assert kept == made()
    assert kept == {path.stem for page in PAGES for _, path in shown(page)}


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.stem)
def test_a_picture_is_a_small_png(path: Path) -> None:
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(data) <= LARGEST
    (width,) = struct.unpack(">I", data[16:20])
    assert width <= WIDEST
