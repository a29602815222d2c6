"""Templates of documents: what a field is, that a value never acts as one, and every fault of a broken template."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.core.documents.template import FIELDS, Template, fill, fill_pieces, find_template_faults, names_in
from duban.core.model.record import read_record
from duban.core.model.terms import DocKind
from duban.files.workspace.templates import read_template
from duban.views.documents.kinds import DOC_RULES

MODEL = Path(__file__).parents[3] / "docs" / "data-model.md"
GOOD: dict[str, Any] = {
    "文种": "督办通知单",
    "标题": "关于{事项}的通知",
    "主送": "{主送}",
    "附注": "联系人：{联系人}",
    "正文": [
        {"层级": 1, "文字": "要求"},
        {"文字": "{工作要求}", "如有": "工作要求"},
        {"表格": [["事项", "{事项}"]]},
    ],
}


def faults(
    change: dict[str, Any], kind: DocKind = DocKind.NOTICE
) -> list[tuple[tuple[str | int, ...], str, str]]:
    template = read_record(GOOD | change, Template)
    return [(fault.keys, fault.message, fault.advice) for fault in find_template_faults(template, kind)]


def test_a_good_template_has_no_faults() -> None:
    assert faults({}) == []


PART_ADVICE = "写一个 文字、一个 表格 或一个 章节"
FIELD_ADVICE = "可用的各项见 docs/data-model.md"


@pytest.mark.parametrize(
    ("change", "keys", "message", "advice"),
    [
        (
            {"文种": "预警单"},
            ("文种",),
            "这是“预警单”的模板，文件名却是“督办通知单”",
            "写成 文种: 督办通知单，或改文件名",
        ),
        ({"标题": "{事情}"}, ("标题",), "没有 {事情} 这一项", f"最接近的是 {{事项}}；{FIELD_ADVICE}"),
        ({"主送": "{zzzz}"}, ("主送",), "没有 {zzzz} 这一项", FIELD_ADVICE),
        ({"附注": "{联系人"}, ("附注",), "花括号没有成对", "写成 {事项} 这样，一对半角花括号"),
        (
            {"正文": [{"文字": "x", "如有": "工作要"}]},
            ("正文", 0, "如有"),
            "没有 工作要 这一项",
            f"最接近的是 {{工作要求}}；{FIELD_ADVICE}",
        ),
        ({"正文": [{}]}, ("正文", 0), "这一部分要么写文字，要么写表格，要么写章节", PART_ADVICE),
        (
            {"正文": [{"文字": "x", "表格": [["甲", "乙"]]}]},
            ("正文", 0),
            "这一部分要么写文字，要么写表格，要么写章节",
            PART_ADVICE,
        ),
        (
            {"正文": [{"层级": 1, "表格": [["甲", "乙"]]}]},
            ("正文", 0, "层级"),
            "表格没有层级",
            "去掉 层级，小标题另写一部分",
        ),
        (
            {"正文": [{"章节": "总体情况"}]},
            ("正文", 0, "章节"),
            "督办通知单没有“总体情况”这一章节",
            "章节只用于督查通报、督查工作简报、督查专报、督查报告、督查结论、问题清单、督查计划表、整改台账、考核成绩单、考核通报",
        ),
        (
            {"横向": "是"},
            ("横向",),
            "横向的纸没有红头，也不是信函、简报",
            "红头 写 否，版式 写 公文",
        ),
        (
            {"横向": "是", "红头": "否", "版式": "信函"},
            ("横向",),
            "横向的纸没有红头，也不是信函、简报",
            "红头 写 否，版式 写 公文",
        ),
        (
            {"版式": "简报"},
            ("版式",),
            "督办通知单不是简报，没有期号",
            "版式 写 公文 或 信函",
        ),
        (
            {"正文": [{"表格": [["甲", "{事项}", "丙"]]}]},
            ("正文", 0, "表格", 0),
            "这一行有 3 格，栏目和内容不成对",
            "依次写 栏目、内容、栏目、内容",
        ),
        (
            {"正文": [{"表格": [["甲", "{}"]]}]},
            ("正文", 0, "表格", 0, 1),
            "没有 {} 这一项",
            FIELD_ADVICE,
        ),
    ],
)
def test_each_fault_is_placed_and_told(
    change: dict[str, Any], keys: tuple[str | int, ...], message: str, advice: str
) -> None:
    assert faults(change) == [(keys, message, advice)]


@pytest.mark.parametrize(
    ("kind", "limit", "most"),
    [("督查通报", None, 6000), ("督查专报", None, 4000), ("督办通知单", None, 4000), ("督查专报", 900, 900)],
)
def test_how_long_a_body_may_be(kind: str, limit: int | None, most: int) -> None:
    raw = GOOD | {"文种": kind} | ({"字数上限": limit} if limit else {})
    assert read_record(raw, Template).most_characters == most


def test_a_section_stands_alone_and_is_one_of_its_report() -> None:
    special = {"文种": "督查专报", "正文": [{"章节": "总体情况"}]}
    assert faults(special, DocKind.SPECIAL) == []
    assert faults(special | {"版式": "简报"}, DocKind.SPECIAL) == []
    found = faults(special | {"正文": [{"章节": "工作要求", "层级": 1}]}, DocKind.SPECIAL)
    assert found == [
        (("正文", 0, "层级"), "章节没有层级", "去掉 层级，小标题另写一部分"),
        (("正文", 0, "章节"), "督查专报没有“工作要求”这一章节", "可以写：总体情况"),
    ]


def test_a_page_may_lie() -> None:
    assert faults({"横向": "是", "红头": "否"}) == []


def test_what_a_task_says_is_never_a_template() -> None:
    fields = {"事项": "{机关}{事项}", "机关": "督查室"}
    assert fill("关于{事项}的通知（{机关}）{没有}", fields) == "关于{机关}{事项}的通知（督查室）{没有}"
    assert fill_pieces("关于{事项}的通知", fields) == ("关于", "{机关}{事项}", "的通知")


@given(st.text(), st.text())
def test_a_value_comes_out_as_it_went_in(value: str, other: str) -> None:
    filled = fill("一{事项}二{来源}三", {"事项": value, "来源": other})
    assert filled == f"一{value}二{other}三"
    assert "".join(fill_pieces("一{事项}二{来源}三", {"事项": value, "来源": other})) == filled


def test_names_in_a_text() -> None:
    assert names_in("{事项}与{来源}，{\n}") == ("事项", "来源")


def test_the_data_model_lists_every_field() -> None:
    assert "\n" + "、".join(FIELDS) + "。\n" in MODEL.read_text("utf-8")


@pytest.mark.parametrize("kind", [kind for kind in DOC_RULES if kind is not DocKind.OTHER], ids=str)
def test_a_sentence_does_not_name_a_day_that_may_be_missing(kind: DocKind) -> None:
    """于{限期整改}前 without a day would read 于前: such a sentence stands only with it (如有), or says 限期."""
    for part in read_template(None, kind)[0].parts:
        names = set(names_in(part.text or ""))
        for name in re.findall(r"[于（]\{(\w+)\}[前）]", part.text or ""):
            assert part.given is not None or names == {name} or name in {"回复期限", "编号", "督查范围"}, (
                part.text
            )
