"""Whole documents against gold read by eye: the gold beside the project where it is present, and more kept here.

What is kept here was read by others than the program's authors; titles are cut short. The raw texts stand beside the
project; the measure is that of the project's own scoring tool.
"""

import re
import unicodedata
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from duban.importers.drafts.draft import drafts_json
from duban.importers.read_document import read_document

OWN = Path(__file__).parent / "gold"
SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "import"
GOLD = [
    path
    for path in sorted([*OWN.glob("*.yaml"), *(SHARED / "gold").glob("*.yaml")], key=lambda path: path.name)
    if (SHARED / "raw" / f"{path.stem}.txt").exists()
]
RAW = sorted((SHARED / "raw").glob("*.txt"))
# Bulletins, replies, bare headings, a table torn beyond reading, a notice without its annex: nothing to enter.
WITHOUT_TASKS = {
    "18",
    "31",
    "32",
    "33",
    "34",
    "35",
    "36",
    "37",
    "38",
    "39",
    "40",
    "48",
    "53",
    "54",
    "55",
    "56",
}


def folded(text: str) -> str:
    return re.sub(r"[\s\W_]+", "", unicodedata.normalize("NFKC", text))


def alike(one: str, other: str) -> bool:
    short, long = sorted((folded(one), folded(other)), key=len)
    same = len(short) >= 6 and long.startswith(short)
    return short == long or same or SequenceMatcher(None, short, long).ratio() >= 0.8


def read(name: str) -> dict[str, Any]:
    data = (SHARED / "raw" / f"{name}.txt").read_bytes()
    return drafts_json(read_document(data, f"{name}.txt"))


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_a_document_is_read_as_its_gold_says(path: Path) -> None:
    tasks = YAML(typ="safe").load(path.read_text("utf-8"))["tasks"]
    drafts = read(path.stem)["drafts"]
    assert len(drafts) == len(tasks)
    for task, draft in zip(tasks, drafts, strict=True):
        if task.get("truncated"):
            continue
        assert alike(task["title"], draft["title"]), task["title"]
        assert [folded(unit) for unit in draft["lead"]] == [folded(unit) for unit in task["lead"]], task[
            "title"
        ]
        assert {folded(unit) for unit in draft["support"]} == {folded(unit) for unit in task["support"]}, (
            task["title"]
        )
        assert draft["due_on"] == (str(task["due"]) if task["due"] else None), task["title"]


def test_more_documents_have_gold_here() -> None:
    assert len(list(OWN.glob("*.yaml"))) >= 13


@pytest.mark.parametrize("path", RAW, ids=lambda path: path.stem)
def test_every_raw_text_gives_drafts_or_says_why_not(path: Path) -> None:
    answer = read(path.stem)
    errors = [problem for problem in answer["problems"] if problem["level"] == "error"]
    assert bool(answer["drafts"]) == (path.stem[:2] not in WITHOUT_TASKS)
    assert bool(errors) == (path.stem[:2] in WITHOUT_TASKS)
    assert all(problem["message"] and problem["advice"] for problem in errors)
    for draft in answer["drafts"]:
        assert draft["title"]
        assert draft["place"]
        assert 0 < draft["confidence"] <= 1
        assert all(len(unit) <= 60 for unit in (*draft["lead"], *draft["support"]))
