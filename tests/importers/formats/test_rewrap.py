"""Lines of a fixed width, and the paragraphs they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.importers.formats.plain_text import unwrap
from duban.importers.read_document import read_document

PAGE = """某市2026年重点工作任务分工方案

    一、推动经济运行
    1.实施扩大内需战略，开展消费活动100场，社会消费品零
售总额增长8%左右，12月底前完成。（市商务局牵头，市文旅
- 2 -
局、市体育局按职责分工负责）
    2.加快项目建设，全年完成投资300亿元，6月底前新开工
项目50个。（市发展改革委牵头，市住房城乡建设局、各县
（市、区）人民政府按职责分工负责）
    二、保障民生
    3.新增城镇就业2万人，长期坚持。（市人力资源社会保障
局负责）"""


def test_a_page_is_read_as_its_paragraphs() -> None:
    drafts = read_document(PAGE.encode(), "页.txt").drafts
    assert [(draft.title, draft.lead, draft.support) for draft in drafts] == [
        (
            "实施扩大内需战略，开展消费活动100场，社会消费品零售总额增长8%左右，12月底前完成",
            ("市商务局",),
            ("市文旅局", "市体育局"),
        ),
        (
            "加快项目建设，全年完成投资300亿元，6月底前新开工项目50个",
            ("市发展改革委",),
            ("市住房城乡建设局", "各县（市、区）人民政府"),
        ),
        ("新增城镇就业2万人，长期坚持", ("市人力资源社会保障局",), ()),
    ]
    assert [draft.place for draft in drafts] == ["第4行", "第8行", "第12行"]


@pytest.mark.parametrize(
    "text",
    [
        "一、建公园\n二、修路\n三、造桥",
        "序号\n工作任务\n责任单位\n1\n建公园\n市住建局",
        "1.这一行很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长\n2.短。",
        "",
    ],
)
def test_a_paragraph_a_line_stays(text: str) -> None:
    lines = text.split("\n")
    assert unwrap(lines) == list(enumerate(lines, 1))


def test_what_begins_anew_is_no_rest_of_a_line() -> None:
    full = "推进城市更新行动改造老旧小区完善基础设施提升居住品质"
    begins = ["（一）修路", "责任单位：市交通局", "附件1", "  缩进的一段", "| 表 | 格 |", "2026年1月1日"]
    for line in begins:
        assert [text for _, text in unwrap([*[full, "续"] * 4, full, line])][-1] == line


@given(st.lists(st.text("市财政局，。（）1. \t", max_size=60), max_size=30))
def test_no_character_is_lost(lines: list[str]) -> None:
    joined = "".join(text for _, text in unwrap(lines))
    assert "".join(joined.split()) == "".join("".join(lines).split())
