from typing import Any

import pytest
import ryaml
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.errors import DubanError
from duban.files.yaml.edit import DELETE, append_to_list, edit_head
from duban.files.yaml.writer import render_document

EVENT = "{日期: 2026-09-29, 动作: 签收}"
LONG = "日期: 2026-09-30\n进展: |-\n  一\n\n  二"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("编号: A\n流水:\n  - {a: 1}\n", "编号: A\n流水:\n  - {a: 1}\n  - NEW\n"),
        ("流水:\n  - {a: 1}", "流水:\n  - {a: 1}\n  - NEW\n"),
        ("流水:\n- {a: 1}\n备注: x\n", "流水:\n- {a: 1}\n- NEW\n备注: x\n"),
        ("流水:\r\n  - {a: 1}\r\n备注: x\r\n", "流水:\r\n  - {a: 1}\r\n  - NEW\r\n备注: x\r\n"),
        ("流水:\n  - {a: 1}\n\n# 后面\n\n备注: x\n", "流水:\n  - {a: 1}\n  - NEW\n\n# 后面\n\n备注: x\n"),
        ("流水:\n  - {a: 1}  # 注\n  # 以下待补\n", "流水:\n  - {a: 1}  # 注\n  - NEW\n  # 以下待补\n"),
        ("流水:\n  - a: 1\n    # 属于上一项\n\n", "流水:\n  - a: 1\n    # 属于上一项\n  - NEW\n\n"),
        (
            "流水:\n  - a: |\n      一\n      # 不是注释\n乙: 1\n",
            "流水:\n  - a: |\n      一\n      # 不是注释\n  - NEW\n乙: 1\n",
        ),
        ("流水:\n  - a: |+\n      一\n\n\n乙: 1\n", "流水:\n  - a: |+\n      一\n\n\n  - NEW\n乙: 1\n"),
        ("流水: []\n备注: x\n", "流水:\n  - NEW\n备注: x\n"),
        ("流水: [ ]  # 暂无\n", "流水:  # 暂无\n  - NEW\n"),
        ("流水:\n备注: x\n", "流水:\n  - NEW\n备注: x\n"),
        ("流水: null\n", "流水:\n  - NEW\n"),
        (
            "流水:   # 空\n  # 登账后写在这里\n备注: x\n",
            "流水:   # 空\n  - NEW\n  # 登账后写在这里\n备注: x\n",
        ),
        ("编号: A\n", "编号: A\n流水:\n  - NEW\n"),
        ("编号: A", "编号: A\n流水:\n  - NEW\n"),
        ("编号: A\n...\n", "编号: A\n流水:\n  - NEW\n...\n"),
        ('"流水":\n  - {a: 1}\n', '"流水":\n  - {a: 1}\n  - NEW\n'),
        (
            "流水:\n    - {a: 1}\n    - b: 1\n      c: 2\n",
            "流水:\n    - {a: 1}\n    - b: 1\n      c: 2\n    - NEW\n",
        ),
        ("备注: '甲\n流水: 乙'\n流水:\n  - {a: 1}\n", "备注: '甲\n流水: 乙'\n流水:\n  - {a: 1}\n  - NEW\n"),
        ("\ufeff流水:\n  - {a: 1}\n", "\ufeff流水:\n  - {a: 1}\n  - NEW\n"),
        ("流水:\n  - 甲\n    乙\n", "流水:\n  - 甲\n    乙\n  - NEW\n"),
    ],
)
def test_an_item_is_added_and_no_other_byte_changes(before: str, after: str) -> None:
    assert append_to_list(before, "流水", [EVENT]) == after.replace("NEW", EVENT)


def test_several_items_and_long_ones() -> None:
    after = append_to_list("流水:\r\n- {a: 1}\r\n", "流水", [EVENT, LONG])
    assert after == (
        "流水:\r\n- {a: 1}\r\n- " + EVENT + "\r\n- 日期: 2026-09-30\r\n  进展: |-\r\n    一\r\n\r\n    二\r\n"
    )
    assert ryaml.loads(after)["流水"][2]["进展"] == "一\n\n二"
    assert append_to_list("甲: 1\n", "流水", []) == "甲: 1\n"


@pytest.mark.parametrize(
    "text",
    [
        "{流水: [], 编号: A}\n",
        "流水: [{a: 1}]\n",
        "流水: 甲\n",
        "流水: {a: 1}\n",
        "流水:\n  - a: |\n      一",
        "- 流水\n",
        "流水: [\n",
    ],
)
def test_what_cannot_be_done_safely_is_refused(text: str) -> None:
    with pytest.raises(DubanError):
        append_to_list(text, "流水", [EVENT])


lines = st.sampled_from(
    [
        "编号: A",
        "流水:",
        "流水: []",
        "  - {a: 1}",
        "- {a: 1}",
        "  - a: |",
        "      文字",
        "    b: 2",
        "# 注",
        "  # 注",
        "    # 注",
        "",
        "备注: x",
        "'流水': ~",
        "备注: |",
        "  流水:",
        "  甲: 1",
        "  - x",
        "备注: '",
        "'",
        "...",
        "---",
        "乙: >",
        "  ",
    ]
)


@given(st.lists(lines, max_size=9), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "end"]))
@settings(max_examples=300, deadline=None)
def test_whatever_the_file_the_result_is_the_old_data_and_the_item(
    rows: list[str], end: str, closing: str
) -> None:
    text = end.join(rows) + (end if closing else "")
    try:
        old = ryaml.loads(text)
    except ValueError:
        old = None
    try:
        after = append_to_list(text, "流水", [EVENT])
    except DubanError:
        return
    assert ryaml.loads(after) == {**old, "流水": [*(old.get("流水") or []), ryaml.loads(EVENT)]}
    kept = [row for row in rows if row and not row.startswith(("流水", "'流水'"))]
    assert [row for row in after.splitlines() if row in kept] == kept


HEAD = """\
# 说明：本文件由督查室维护
编号: WJ-2026-0001   # 不要改
事项: "制定方案"
来源:
  - {类别: 重要文件, 名称: 甲}   # 主要
  # 次要
  - {类别: 领导批示, 名称: 乙}

# 责任
牵头单位: 市住建局   # 已核实
配合单位: [市财政局, 市水务局]
工作要求: |
  一、摸底

  二、送审
责任人: '张三'
流水:
  - {日期: 2026-09-28,   动作: 立项}    # 手写
  - {日期: 2026-09-28, 动作: "交办"}
"""
ORDER = [
    "编号",
    "曾用编号",
    "事项",
    "来源",
    "完成时限",
    "缓急",
    "牵头单位",
    "配合单位",
    "责任人",
    "工作要求",
    "时序进度",
    "流水",
]


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.splitlines(), after.splitlines()
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return old, new


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ({"责任人": "李四"}, ["责任人: '张三'"], ["责任人: '李四'"]),
        ({"事项": "制定新方案"}, ['事项: "制定方案"'], ['事项: "制定新方案"']),
        ({"牵头单位": "市财政局"}, ["牵头单位: 市住建局   # 已核实"], ["牵头单位: 市财政局   # 已核实"]),
        ({"牵头单位": ["甲", "乙"]}, ["牵头单位: 市住建局   # 已核实"], ["牵头单位: [甲, 乙]   # 已核实"]),
        ({"配合单位": ["市财政局"]}, ["配合单位: [市财政局, 市水务局]"], ["配合单位: [市财政局]"]),
        ({"工作要求": "摸底"}, ["工作要求: |", "  一、摸底", "", "  二、送审"], ["工作要求: 摸底"]),
        ({"责任人": "甲\n乙"}, ["责任人: '张三'"], ["责任人: |-", "  甲", "  乙"]),
        ({"责任人": DELETE}, ["责任人: '张三'"], []),
        ({"缓急": "急件"}, [], ["缓急: 急件"]),
        (
            {"完成时限": {"日期": "2026-12-31", "原文": "年底前"}},
            [],
            ["完成时限: {日期: 2026-12-31, 原文: 年底前}"],
        ),
        ({"无此键": DELETE}, [], []),
        ({"末尾": 1}, [], ["末尾: 1"]),
        (
            {
                "来源": [
                    {"类别": "重要文件", "名称": "甲"},
                    {"类别": "领导批示", "名称": "乙"},
                    {"类别": "其他", "名称": "丙"},
                ]
            },
            [],
            ["  - {类别: 其他, 名称: 丙}"],
        ),
        (
            {"来源": [{"类别": "重要文件", "名称": "甲"}, {"类别": "其他", "名称": "丙"}]},
            ["  - {类别: 领导批示, 名称: 乙}"],
            ["  - {类别: 其他, 名称: 丙}"],
        ),
        (
            {"来源": [{"类别": "其他", "名称": "丙"}]},
            ["  - {类别: 重要文件, 名称: 甲}   # 主要", "  # 次要", "  - {类别: 领导批示, 名称: 乙}"],
            ["  - {类别: 其他, 名称: 丙}"],
        ),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_only_the_lines_of_the_changed_key_differ(
    changes: dict[str, Any], old: list[str], new: list[str], end: str
) -> None:
    before = HEAD.replace("\n", end)
    after = edit_head(before, changes, ORDER)
    assert changed_lines(before, after) == (old, new)
    assert after.count("\r\n") == (after.count("\n") if end == "\r\n" else 0)


def test_new_keys_take_their_place() -> None:
    after = edit_head(
        HEAD,
        {"缓急": "急件", "曾用编号": "WJ-2025-0009", "时序进度": [{"节点": "摸底", "时限": "2026-10-01"}]},
        ORDER,
    )
    lines = after.splitlines()
    assert lines[lines.index("缓急: 急件") - 1].startswith("  - {类别: 领导批示")
    assert lines[lines.index("曾用编号: WJ-2025-0009") + 1] == '事项: "制定方案"'
    assert lines[lines.index("时序进度:") + 1 : lines.index("时序进度:") + 3] == [
        "  - {节点: 摸底, 时限: 2026-10-01}",
        "流水:",
    ]


def test_a_key_before_all_others_and_a_file_without_line_end() -> None:
    assert edit_head("乙: 1", {"甲": 1}, ["甲", "乙"]) == "甲: 1\n乙: 1"
    assert edit_head("甲: 1", {"乙": 2}, ["甲", "乙"]) == "甲: 1\n乙: 2\n"
    assert edit_head("\ufeff甲: 1\n", {"甲": 2}) == "\ufeff甲: 2\n"
    assert edit_head("\ufeff乙: 1\n", {"甲": 2}, ["甲", "乙"]) == "\ufeff甲: 2\n乙: 1\n"
    assert edit_head("甲:\n乙: 1\n", {"甲": 2}) == "甲: 2\n乙: 1\n"
    assert edit_head("甲:   # 待填\n乙: 1\n", {"甲": 2}) == "甲: 2   # 待填\n乙: 1\n"
    assert edit_head("甲: |\n  　\n乙: 1\n", {"甲": None}) == "甲: null\n乙: 1\n"
    assert edit_head("甲: 1\n乙: |\n  一\n", {"甲": [{"丙": 1}]}) == "甲:\n  - {丙: 1}\n乙: |\n  一\n"


@pytest.mark.parametrize("text", ["{甲: 1}\n", "- 甲\n", "甲: [\n"])
def test_a_file_that_is_no_block_mapping_is_refused(text: str) -> None:
    with pytest.raises(DubanError):
        edit_head(text, {"甲": 2})


keys = st.sampled_from(["编号", "事项", "来源", "责任人", "备注", "流水"])
texts = st.text(st.sampled_from("甲乙 #:-,{}[]'\"|\n　\u200d&*!0129"), max_size=12)
values = st.one_of(
    texts,
    st.integers(-5, 5),
    st.none(),
    st.lists(st.one_of(texts, st.dictionaries(texts, texts, max_size=2)), max_size=3),
)


@given(st.dictionaries(keys, values, min_size=1), st.dictionaries(keys, st.one_of(values, st.just(DELETE))))
@settings(max_examples=100, deadline=None)
def test_any_change_gives_the_wanted_data(document: dict[str, Any], changes: dict[str, Any]) -> None:
    document = {"标识": 1, **document}
    after = ryaml.loads(edit_head(render_document(document), changes, ORDER))
    wanted = {key: value for key, value in {**document, **changes}.items() if value is not DELETE}
    assert after == wanted
    assert [key for key in after if key in document] == [key for key in document if key in wanted]
