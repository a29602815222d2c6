"""Every document under corpus/sources is read as the file of its name under corpus/expected says, to the last field.

`python tests/test_corpus.py --update` writes the expected files anew; corpus/README.md says how to add a document.
"""

import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
import ryaml

from duban.errors import Level
from duban.importers.drafts.draft import Imported
from duban.importers.read_document import read_document
from duban.importers.statements.read_statement import Reading, read_return

CORPUS = Path(__file__).parent / "corpus"
SOURCES = sorted((CORPUS / "sources").iterdir())
STATEMENT = "statement-"
LONGEST_UNIT = 60
EMPTY: tuple[object, ...] = ("", None, [], {}, False)


def expected(source: Path) -> Path:
    """The file that says what is read out of a document."""
    return CORPUS / "expected" / f"{source.name}.yaml"


@cache
def read(source: Path) -> Imported:
    return read_document(source.read_bytes(), source.name)


def told(source: Path) -> str:
    """What is read out of a document, as YAML: every field that is not empty, by its name in the source."""
    if source.name.startswith(STATEMENT):
        answer = told_return(read_return(source.read_bytes(), source.name))
    else:
        answer = told_import(read(source))
    return str(ryaml.dumps(filled(msgspec.to_builtins(answer))))


def told_import(imported: Imported) -> dict[str, Any]:
    return {
        "source": imported.source,
        "year": imported.year,
        "file": imported.file,
        "headings": imported.headings,
        "problems": imported.problems,
        "drafts": imported.drafts,
        "suggested": [each.draft.title for each in imported.suggested],
    }


def told_return(reading: Reading) -> dict[str, Any]:
    held, problems = reading
    if held is None:
        return {"problems": problems}
    return {
        "heads": held.heads,
        "form": held.form,
        "problems": (*problems, *held.problems),
        "rows": [{"line": each.row.number, "cells": each.cells} for each in held.rows],
        "answers": held.answers,
        "others": held.others,
    }


def filled(value: object) -> object:
    """The same without what is empty."""
    match value:
        case dict():
            return {key: kept for key, each in value.items() if (kept := filled(each)) not in EMPTY}
        case list() | tuple():
            return [filled(each) for each in value]
    return value


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_a_document_is_read_as_expected(source: Path) -> None:
    assert told(source) == expected(source).read_text("utf-8")


@pytest.mark.parametrize(
    "source",
    [source for source in SOURCES if not source.name.startswith(STATEMENT)],
    ids=lambda source: source.name,
)
def test_a_document_gives_drafts_or_says_why_not(source: Path) -> None:
    imported = read(source)
    errors = [problem for problem in imported.problems if problem.level is Level.ERROR]
    assert imported.drafts or errors
    assert all(problem.message and problem.advice for problem in errors)
    for draft in imported.drafts:
        assert draft.title
        assert draft.place
        assert 0 < draft.confidence <= 1
        assert all(len(unit) <= LONGEST_UNIT for unit in (*draft.lead, *draft.support))


def test_every_document_stands_in_the_readme_and_nothing_else_is_expected() -> None:
    names = sorted(source.name for source in SOURCES)
    listed = re.findall(r"^\| [^|]+ \| `([^`]+)` \|", (CORPUS / "README.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == names
    assert sorted(path.name for path in (CORPUS / "expected").iterdir()) == [f"{name}.yaml" for name in names]


def update() -> None:
    """Write what is read out of each document today, and remove what no document stands behind."""
    folder = CORPUS / "expected"
    fresh = {expected(source): told(source) for source in SOURCES}
    old = {path: path.read_text("utf-8") for path in folder.iterdir()}
    for path in old.keys() - fresh.keys():
        path.unlink()
    changed = [path for path, text in fresh.items() if old.get(path) != text]
    for path in changed:
        path.write_text(fresh[path], "utf-8")
    sys.stdout.write("".join(f"{path.name}\n" for path in changed) + f"{len(changed)} files written\n")


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        sys.exit("usage: python tests/test_corpus.py --update")
    update()
