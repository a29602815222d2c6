"""Lists of rectifications in four forms become the heads that corpus/gold says, field by field.

`python -m tests.importers.test_rectification_lists` prints how many of each field are right.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import ryaml

from duban.core.model.terms import LedgerKind
from duban.importers.drafts.task_head import ImportedFile, head_of_draft
from duban.importers.read_document import read_document

CORPUS = Path(__file__).parents[1] / "corpus"
GOLD = sorted((CORPUS / "gold").iterdir())
TUNED = {"rectification-audit.xlsx", "rectification-environment.docx", "rectification-inspection.csv"} | {
    "rectification-brief.xlsx",
    "rectification-brief-lines.txt",
}
KNOWN = {("rectification-brief-text.txt", 3, "时序进度")}
"""What is read otherwise than the gold says: the name of a step bears the clause before it."""


def heads(name: str) -> list[dict[str, Any]]:
    """The heads that a document of the corpus gives in the ledger 整改."""
    imported = read_document((CORPUS / "sources" / name).read_bytes(), name)
    assert not imported.refused
    origin = ImportedFile(name, "0" * 64, imported.title, LedgerKind.RECTIFICATION)
    return [head_of_draft(draft, origin) for draft in imported.drafts]


def judged(gold: Path) -> Iterator[tuple[int, str, bool]]:
    """Each field that a list should give or gives: row, key, whether it is right; of 备注 what it must hold."""
    name = gold.name.removesuffix(".yaml")
    wanted, got = ryaml.loads(gold.read_text("utf-8")), heads(name)
    assert len(got) == len(wanted)
    for place, (want, head) in enumerate(zip(wanted, got, strict=True), 1):
        for words in want.pop("备注", ()):
            yield place, "备注", words in head["备注"]
        for key in sorted({*want, *head} - {"来源", "备注"}):
            yield place, key, bare(want.get(key)) == bare(head.get(key))


def bare(value: object) -> object:
    """A text without its end mark, which labels in running text lose."""
    return value.rstrip("。；") if isinstance(value, str) else value


@pytest.mark.parametrize("gold", GOLD, ids=lambda gold: gold.name.removesuffix(".yaml"))
def test_a_list_gives_the_heads_of_its_gold(gold: Path) -> None:
    name = gold.name.removesuffix(".yaml")
    wrong = {(name, place, key) for place, key, right in judged(gold) if not right}
    assert wrong == {each for each in KNOWN if each[0] == name}


def test_what_is_put_right_comes_from_an_inspection() -> None:
    assert {head["来源"][0]["类别"] for head in heads("rectification-brief.csv")} == {"督查活动"}


def score() -> None:
    """Print what is right of each field, on the documents the reader was made with and on the others."""
    for word, tuned in (("tuned", True), ("unseen", False)):
        told = [
            each
            for gold in GOLD
            if (gold.name.removesuffix(".yaml") in TUNED) is tuned
            for each in judged(gold)
        ]
        every, right = Counter(key for _, key, _ in told), Counter(key for _, key, good in told if good)
        fields = "; ".join(f"{key} {right[key]}/{count}" for key, count in sorted(every.items()))
        sys.stdout.write(f"{word}: {right.total()}/{every.total()}: {fields}\n")


if __name__ == "__main__":
    score()
