from typing import Any

import pytest
import ryaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor

from duban.errors import DubanError
from duban.files.yaml.edit import append_to_list
from duban.files.yaml.writer import render_document, render_entry, render_event, render_inline


class PlainConstructor(SafeConstructor):
    """Reads dates as texts, as the fast parser does."""


PlainConstructor.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def read_slowly(text: str) -> dict[str, object]:
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = PlainConstructor
    document: dict[str, object] = yaml.load(text)
    return document


ODD = (
    "：，“”《》〔〕【】、。　!&*#|>%@`'\"\\{}[],:?-–—~=<.+0123456789eEaAxXoOnyNY_ "
    "\t\n\r\0\x07\x1b\x7f\x85\xa0\u2028\u2029\ufeff"
)
texts = st.one_of(
    st.text(max_size=40),
    st.text(st.sampled_from(ODD + "督办事项甲乙\u202e\u200d😀👨\ue000\ufffe\U0010ffff"), max_size=12),
    st.sampled_from(
        [
            "yes",
            "No",
            "null",
            "~",
            "true",
            "1e3",
            "0x1F",
            "0o17",
            "017",
            "1_000",
            ".inf",
            "-.INF",
            ".nan",
            "12:30",
            "2026-09-28",
            "2026-9-28",
            "2026-09-28T09:10:22+08:00",
            "2026-09-28 09:10",
            "<<",
            "=",
            "---",
            "...",
            "-",
            "- a",
            "a: b",
            "a #b",
            "a:",
            ":a",
            "?",
            "? a",
            "!x",
            "&x",
            "*x",
            "%x",
            "@x",
            "1.",
            ".5",
            "+1",
            "-0",
            "",
            "甲\n乙",
            "甲\n",
            "\n甲",
            "甲\n\n\n",
            " 甲\n乙",
            "甲 \n乙",
            "\u3000\u3000甲\n\u3000\u3000乙",
            "# 甲\n乙",
            "甲\n---\n乙",
            "a\n\tb",
        ]
    ),
)
numbers = st.one_of(
    st.integers(-(2**63) + 1, 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([1e16, 1e-7, -0.0]),
)
scalars = st.one_of(texts, numbers, st.booleans(), st.none())
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=8,
)
mappings = st.dictionaries(texts.filter(bool), values, max_size=5)  # a key says something


@given(mappings)
@example({"甲": "x" * 300, "乙": "一\n二"})
@example({"<<": {"甲": 1}})
@settings(max_examples=80, deadline=None)
def test_what_is_rendered_reads_back_the_same_in_both_parsers(mapping: dict[str, Any]) -> None:
    text = render_document(mapping)
    assert repr(ryaml.loads(text)) == repr(mapping)
    assert repr(read_slowly(text)) == repr(mapping)


@given(mappings)
@settings(max_examples=60, deadline=None)
def test_an_event_survives_the_way_into_a_file(mapping: dict[str, Any]) -> None:
    text = append_to_list("编号: A\n流水:\n", "流水", [render_event(mapping)])
    assert repr(ryaml.loads(text)["流水"]) == repr([mapping])
    assert repr(read_slowly(text)["流水"]) == repr([mapping])


@given(values)
@settings(max_examples=80, deadline=None)
def test_an_inline_value_is_one_line_in_any_place(value: object) -> None:
    line = render_inline(value)
    assert len(line.splitlines()) <= 1
    for text in (f"k: {line}\n", f"k: [{line}, 1]\n", f"k: {{a: {line}, b: 1}}\n"):
        assert repr(ryaml.loads(text)) == repr(read_slowly(text))


def test_an_event_is_one_line_in_house_style() -> None:
    event = {
        "日期": "2026-09-28",
        "登记": "2026-09-28T09:10:22+08:00",
        "动作": "立项",
        "经办": "王五",
        "规则": "anshan-2015/urgent",
    }
    assert render_event(event) == (
        "{日期: 2026-09-28, 登记: 2026-09-28T09:10:22+08:00, 动作: 立项, 经办: 王五, 规则: anshan-2015/urgent}"
    )


def test_a_long_or_many_lined_event_takes_several_lines() -> None:
    event = {"日期": "2026-09-28", "进展": "完成摸底。\n　　召开会议：", "附": ["甲", "乙"]}
    assert render_event(event) == "日期: 2026-09-28\n进展: |-\n  完成摸底。\n  　　召开会议：\n附: [甲, 乙]"
    assert render_event({"进展": "很" * 200}) == "进展: " + "很" * 200


def test_a_document_looks_like_the_house_example() -> None:
    document = {
        "编号": "WJ-2026-0001",
        "事项": "制定方案",
        "来源": [{"类别": "重要文件", "文号": "某政发〔2026〕7号", "条款": "三（二）"}],
        "完成时限": {"日期": "2026-12-31", "原文": "年底前"},
        "标签": ["群众切身利益"],
        "工作要求": "一、摸底\n二、送审\n",
        "时序进度": [],
        "公开": True,
    }
    assert render_document(document) == (
        "编号: WJ-2026-0001\n"
        "事项: 制定方案\n"
        "来源:\n"
        "  - {类别: 重要文件, 文号: 某政发〔2026〕7号, 条款: 三（二）}\n"
        "完成时限: {日期: 2026-12-31, 原文: 年底前}\n"
        "标签: [群众切身利益]\n"
        "工作要求: |\n"
        "  一、摸底\n"
        "  二、送审\n"
        "时序进度: []\n"
        "公开: true\n"
    )
    assert render_document({}) == "{}\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("甲，乙：丙“丁”", "甲，乙：丙“丁”"),
        ("甲, 乙", '"甲, 乙"'),
        ("2026", '"2026"'),
        ("2026年", "2026年"),
        ("是", "是"),
        ("yes", '"yes"'),
        ("\u202e甲", '"\\u202E甲"'),
        ("\x1b[31m", '"\\u001B[31m"'),
        ("A & B", '"A & B"'),
        ("https://example.org/a", "https://example.org/a"),
        ("", '""'),
    ],
)
def test_quotes_stand_only_where_needed(text: str, line: str) -> None:
    assert render_inline(text) == line
    assert render_entry("键", text) == (f"键: {line}",)


@pytest.mark.parametrize("value", ["\ud800", 2**63, object(), {"k" * 200: 1}, {1: 2}, b"x"])
def test_what_yaml_cannot_carry_is_refused(value: object) -> None:
    with pytest.raises(DubanError):
        render_event({"甲": value})
