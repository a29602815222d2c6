"""Words that list several names, and names that hold the marks of a list."""

import pytest

from duban.core.model.unit_register import Register
from duban.core.model.word_lists import ENUMERATION, split_words
from duban.core.model.workspace import Unit

PARTY = "各镇党委、政府"
REGISTER = Register([Unit(name=PARTY), Unit(name="县水务局", short_name="水务,局"), Unit(name="县财政局")])
LISTS = (
    (("县水务局",), ("县水务局",)),
    (("县水务局", "县财政局"), ("县水务局", "县财政局")),
    (("县水务局、县财政局",), ("县水务局", "县财政局")),
    (("甲，乙,丙；丁;戊",), ("甲", "乙", "丙", "丁", "戊")),
    ((" 甲 、\u3000乙\n、",), ("甲", "乙")),
    (("甲、、甲、 、乙",), ("甲", "乙")),
    ((PARTY,), (PARTY,)),
    ((f"县水务局、{PARTY}、县财政局",), ("县水务局", PARTY, "县财政局")),
    ((f"{PARTY}，{PARTY}",), (PARTY,)),
    (("水务，局、甲",), ("水务，局", "甲")),
    (("各县（市、区）政府、甲",), ("各县（市、区）政府", "甲")),
    (("甲（乙、丙",), ("甲（乙", "丙")),
    (("、甲、",), ("甲",)),
    (("",), ("",)),
    (("、",), ("、",)),
    ((), ()),
)


@pytest.mark.parametrize(("words", "names"), LISTS)
def test_a_word_lists_names_and_a_registered_one_stays_whole(
    words: tuple[str, ...], names: tuple[str, ...]
) -> None:
    assert REGISTER.listed(words) == names


def test_what_is_a_name_besides_stays_whole() -> None:
    assert REGISTER.listed(["甲、乙、丙"], besides=lambda name: name == "甲、乙") == ("甲、乙", "丙")


def test_tags_may_hold_commas() -> None:
    assert split_words(["水,电、气"], marks=ENUMERATION) == ("水,电", "气")
