import time

import pytest
import ryaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, Event, NodeEvent

from duban.files.yaml.scan import Mark, find_marks

PIECES = [
    "a: ", "b:", "- ", "? ", ": ", "{", "}", "[", "]", ", ", ",", "|\n", "|-\n", "|1\n", ">+2\n",
    "x", "甲", "x y", '"', "'", '"q"', "'q'", "\\", "&n ", "*n", "!t ", "!!str ", "&", "*", "!", "#",
    " # c\n", "\n", "\n ", "\n  ", "\n    ", "\n\n", " ", "\t", "---\n", "...\n", "\r\n", "\u2028",
    "\x85", "<<", "<<: ", "-", "?", ":",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
@settings(max_examples=600, deadline=None)
def test_no_anchor_alias_or_tag_slips_by(text: str) -> None:
    if any(is_marked(event) for event in events_of(text)):
        assert find_marks(text)


def events_of(text: str) -> list[Event]:
    """What a parser makes of a text; nothing if either refuses it anywhere (then nothing can be expanded)."""
    try:
        ryaml.loads(text)
        return list(YAML(typ="safe", pure=True).parse(text))
    except (YAMLError, ValueError, AssertionError, IndexError, AttributeError):
        return []


def is_marked(event: Event) -> bool:
    has_mark = getattr(event, "anchor", None) is not None or bool(getattr(event, "ctag", None))
    return isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and has_mark)


@pytest.mark.parametrize(
    "text",
    [
        "备注: A & B\n",
        "备注: 重要!\n",
        "备注: 甲*乙* 丙\n",
        "备注: '&a'\n",
        '备注: "*甲\n  *乙"\n',
        "备注: |\n  * 第一\n  & 第二\n\n  !x\n乙: 1\n",
        "备注: >-\n  甲\n  *乙\n",
        "流水:\n  - 备注: |2\n        x\n      *y\n",
        "- |\n * a\n",
        "# &a *b !c\n备注: 甲 # &a\n",
        "备注: 甲\n  *乙*\n",
        "- {备注: A & B, 单位: [甲 !, 乙*]}\n",
        "备注: <<甲>>\n",
        "a" + " & " * 600,
        "流水: " + "[{}], " * 5,
        "a: [" + "[], " * 600 + "]",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert find_marks(text) == ()


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("a: &x 1\nb: *x\n", [(Mark.ANCHOR, 3), (Mark.ALIAS, 11)]),
        ("&x a: 1\n", [(Mark.ANCHOR, 0)]),
        ("- &x a\n- [*x, *x]\n", [(Mark.ANCHOR, 2), (Mark.ALIAS, 10), (Mark.ALIAS, 14)]),
        ("a: !!python/object x\n", [(Mark.TAG, 3)]),
        ("a: {b: !t c}\n", [(Mark.TAG, 7)]),
        ("<<: {a: 1}\n", [(Mark.MERGE, 0)]),
        ("a:\n  <<: {b: 1}\n", [(Mark.MERGE, 5)]),
        ("a: |\n  x\n*y : 1\n", [(Mark.ALIAS, 9)]),
        ("a: |\n   \n  x\n*y : 1\n", [(Mark.ALIAS, 13)]),
        ('{"a":*x}\n', [(Mark.ALIAS, 5)]),
        ("? *x\n: 1\n", [(Mark.ALIAS, 2)]),
        ("--- *x\n", [(Mark.ALIAS, 4)]),
    ],
)
def test_marks_are_found_where_they_stand(text: str, marks: list[tuple[Mark, int]]) -> None:
    assert [(found.mark, found.index) for found in find_marks(text)] == marks


def test_deep_brackets_are_found() -> None:
    found = find_marks("a: " + "[" * 5000 + "]" * 5000)
    assert [(one.mark, one.index) for one in found] == [(Mark.DEPTH, 103)]


@pytest.mark.parametrize(
    "piece",
    [
        "&",
        "*a ",
        "! ",
        "[",
        "{",
        "[],",
        "a, *",
        '"',
        "'",
        "- ",
        "|\n",
        "x: |\n &\n",
        "&\n",
        "\n",
        " ",
        "#",
        "甲*",
        "*x: ",
    ],
)
def test_time_grows_with_length_only(piece: str) -> None:
    text = "甲: A & B\n" + piece * (100_000 // len(piece))
    begun = time.process_time()
    marks = find_marks(text)
    assert time.process_time() - begun < 3  # a scan that grew with the square would need minutes
    assert len(marks) <= 20
