"""A draw can be made again by anybody: with sha256sum, in any order of the list."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.core.casework.draw import draw, lot

# printf '%s %s' 'SEED' NAME | sha256sum | cut -c1-8
BY_HAND = {
    ("开奖 0302", "甲镇"): "f537338b",
    ("开奖 0302", "乙镇"): "9c00b89c",
    ("另一个", "甲镇"): "5ffda1af",
    ("另一个", "乙镇"): "8d899a0a",
}
NAMES = st.lists(st.text("甲乙丙丁戊己庚", min_size=1, max_size=3), min_size=1, max_size=9, unique=True)


@pytest.mark.parametrize(("seed", "name"), BY_HAND, ids=str)
def test_a_lot_is_what_sha256sum_says(seed: str, name: str) -> None:
    assert lot(seed, name)[:8] == BY_HAND[seed, name]


@pytest.mark.parametrize(
    ("seed", "count", "drawn"),
    [
        ("开奖 0302", 1, ("乙镇",)),
        ("另一个", 1, ("甲镇",)),
        ("开奖 0302", 2, ("甲镇", "乙镇")),
    ],
)
def test_the_smallest_lots_are_drawn_in_the_order_of_the_list(
    seed: str, count: int, drawn: tuple[str, ...]
) -> None:
    assert draw(("甲镇", "乙镇"), count, seed) == drawn


@given(NAMES, st.text(max_size=5), st.data())
def test_anybody_draws_the_same(names: list[str], seed: str, data: st.DataObject) -> None:
    count = data.draw(st.integers(1, len(names)))
    drawn = draw(names, count, seed)
    assert len(drawn) == count
    assert set(drawn) == set(draw(data.draw(st.permutations(names)), count, seed))
    hashed = {name: hashlib.sha256(f"{seed} {name}".encode()).hexdigest() for name in names}
    assert max(hashed[name] for name in drawn) <= min(
        (hashed[name] for name in names if name not in drawn), default="g"
    )
