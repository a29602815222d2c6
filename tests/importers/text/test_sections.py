"""Titles of sections, and what they speak of."""

import pytest

from duban.importers.text.document_kinds import TITLES, Words, kind_of


@pytest.mark.parametrize("words", TITLES, ids=lambda words: words.example)
def test_each_row_tells_its_example(words: Words) -> None:
    assert kind_of(words.example.lstrip("一二三四五、（）")) == words.kind


@pytest.mark.parametrize(
    ("title", "above", "kind"),
    [
        ("加快推进老旧小区改造", (), "main"),
        ("坚持问题导向", (), "aim"),
        ("加强领导，统筹协调", (), "support"),
        ("加强领导，统筹协调", ("主要任务",), "main"),
        ("总体要求", ("主要任务",), "aim"),
        ("組織領導", (), "support"),
    ],
)
def test_what_a_section_speaks_of(title: str, above: tuple[str, ...], kind: str) -> None:
    assert kind_of(title, above) == kind
