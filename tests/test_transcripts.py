"""Each page under transcripts/ shows one behaviour: its commands are typed again, and the answers compared.

`python tests/test_transcripts.py --update` writes the answers into the pages; tests/transcript.py says how they are
marked up.
"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.transcript import Chapter, chapters, desk, masked, retype

PAGES = [
    path for path in sorted((Path(__file__).parent / "transcripts").iterdir()) if path.name != "README.md"
]
SCENES = [chapter for page in PAGES for chapter in chapters(page)]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.page.stem)
def test_a_scene_is_true(scene: Chapter) -> None:
    with desk() as clerk:
        for part in scene.parts:
            assert masked(clerk.do(part)) == masked(part.text)


def test_every_page_is_a_scene() -> None:
    assert [scene.page for scene in SCENES] == PAGES


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        sys.exit("usage: python tests/test_transcripts.py --update")
    for each in PAGES:
        text, changes = retype(each)
        each.write_text(text, "utf-8")
        sys.stdout.write(f"{each.name}: {changes} blocks changed\n" if changes else "")
