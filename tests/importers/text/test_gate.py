"""The gate: signs are weighed, sections are decided together, nothing is both a task and within one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.importers.text.gate import chance, decide, final_pieces, read_weights
from duban.importers.text.item import ItemText
from duban.importers.text.outline import Item
from duban.importers.text.pieces import Piece, sentences_of


def piece(*within: Piece, kind: str = "item") -> Piece:
    made = Piece(ItemText(Item()), kind, None, within=list(within))
    for each in within:
        each.above = made
    return made


trees = st.recursive(
    st.builds(piece), lambda kids: st.lists(kids, max_size=4).map(lambda made: piece(*made)), max_leaves=12
)


@given(st.lists(trees, max_size=4), st.data())
def test_a_piece_and_what_stands_in_it_are_never_both_tasks(tops: list[Piece], data: st.DataObject) -> None:
    pieces = [each for top in tops for each in top.walk()]
    score = {id(each): data.draw(st.floats(0, 1)) for each in pieces}
    for chosen in (decide(tops, score, 0.5), final_pieces(tops, set(), score)):
        ids = {id(each) for each in chosen}
        assert len(ids) == len(chosen)
        assert all(score[id(each)] >= 0.5 for each in chosen)
        assert all(ids.isdisjoint(map(id, each.over())) for each in chosen)


@given(st.floats(-1e6, 1e6))
def test_a_chance_lies_between_none_and_all(score: float) -> None:
    assert 0 < chance(score) < 1


def test_a_section_of_which_the_scores_are_sure_is_taken_from_the_rules() -> None:
    kids = [piece() for _ in range(4)]
    top = piece(*kids)
    sure = {id(top): 0.1, **{id(kid): 0.95 for kid in kids}}
    doubtful = {id(top): 0.4, **{id(kid): 0.6 for kid in kids}}
    assert final_pieces([top], {id(top)}, sure) == kids
    assert final_pieces([top], {id(top)}, doubtful) == [top]


def test_every_sign_of_the_table_has_a_name_and_weighs_something() -> None:
    weights = read_weights()
    assert all(weights.words.values())
    assert len(set(weights.words.values())) == len(weights.words)
    assert all(weights.first[name] or weights.second[name] for name in weights.words)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "建学校。（市教育局负责）修路。（市交通局负责）",
            ["建学校。（市教育局负责）", "修路。（市交通局负责）"],
        ),
        ("办两件（一件；两件）事；再办一件。尾", ["办两件（一件；两件）事；", "再办一件。", "尾"]),
        ("只有一句", ["只有一句"]),
    ],
)
def test_sentences_leave_brackets_whole(text: str, wanted: list[str]) -> None:
    assert list(sentences_of(text)) == wanted
