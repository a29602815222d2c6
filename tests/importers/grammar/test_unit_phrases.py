"""Units in brackets, lines and sentences of running text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.importers.grammar.acting_units import SENTENCES, read_sentence, read_statement
from duban.importers.grammar.unit_names import (
    FORMS,
    Form,
    can_lead,
    is_field,
    is_field_list,
    is_firm,
    is_office,
    is_place,
    is_strong,
    is_unit,
)
from duban.importers.grammar.unit_phrases import find_brackets, read_phrase, split_labels

A, B, C = "市财政局", "市教育局", "市住房城乡建设局"
# What a bracket holds, and who leads, is listed, supports, the basis, the deadline in it.
PHRASES = {
    f"{A}牵头，{B}、{C}按职责分工负责": ((A,), (), (B, C), "牵头", ""),
    f"{A}、{B}牵头，{C}配合": ((A, B), (), (C,), "牵头", ""),
    f"{A}、{B}分别牵头": ((A, B), (), (), "分别牵头", ""),
    f"{A}、{B}等国务院相关部门及各地区按职责分工负责": (
        (),
        (A, B, "国务院相关部门", "各地区"),
        (),
        "并列",
        "",
    ),
    f"{A}负责": ((), (A,), (), "单列", ""),
    f"{A}": ((), (A,), (), "单列", ""),
    f"{A}、{B}组织实施": ((), (A, B), (), "并列", ""),
    f"{A}会同有关部门负责": ((A,), (), ("有关部门",), "牵头", ""),
    f"{A}负责，{B}、{C}配合": ((A,), (), (B, C), "牵头", ""),
    f"{A}（牵头）、{B}": ((A,), (), (B,), "牵头", ""),
    f"{A}和有关区县政府具体负责": ((), (A, "有关区县政府"), (), "并列", ""),
    f"{A}、{B}等和各有关省级人民政府负责": ((), (A, B, "各有关省级人民政府"), (), "并列", ""),
    f"牵头单位：{A}；责任单位：{B}、{C}，各区县政府": (
        (A,),
        (),
        (B, C, "各区县政府"),
        "牵头单位/责任单位",
        "",
    ),
    f"牵头单位:{A};責任單位:{B},6月底完成": ((A,), (), (B,), "牵头单位/责任单位", "6月底完成"),
    f"牵头单位 {A}；配合单位 {B}；完成时限：2023年6月底前": (
        (A,),
        (),
        (B,),
        "牵头单位/配合单位",
        "2023年6月底前",
    ),
    f"责任单位：{A}；配合单位：{B}": ((A,), (), (B,), "牵头单位/配合单位", ""),
    f"责任单位：{A}、{B}等，各县(市、区)政府(管委会)": (
        (),
        (A, B, "各县(市、区)政府(管委会)"),
        (),
        "并列",
        "",
    ),
    f"责任单位：{A}（牵头）、{B}": ((A,), (), (B,), "牵头单位/责任单位", ""),
    f"2023年12月底前，{A}负责": ((), (A,), (), "单列", "2023年12月底前"),
    f"{A}、{B}负责，持续推进": ((), (A, B), (), "并列", "持续推进"),
    f"{A}牵头；{B}、各县区配合；2023年底前完成": ((A,), (), (B, "各县区"), "牵头", "2023年底前完成"),
    f"{A}、{B}负责，{C}参与，2023年9月30日前": ((A, B), (), (C,), "牵头", "2023年9月30日前"),
    f"{A}牵头，{B}等按职责分工负责，6月底前出台相关政策，年内持续推进": (
        *((A,), (), (B,), "牵头", "6月底前出台相关政策，年内持续推进"),
    ),
    f"{A}负责，年内持续推进": ((), (A,), (), "单列", "年内持续推进"),
    f"6月底前由{A}负责": ((), (A,), (), "单列", "6月底前"),
    f"{A}牵头，{B}配合；按上级要求时限": ((A,), (), (B,), "牵头", "按上级要求时限"),
    f"{A}牵头，{B}配合，按时间节点推进": ((A,), (), (B,), "牵头", "按时间节点推进"),
    f"{A}牵头，{B}配合；完成时限：9月底": ((A,), (), (B,), "牵头单位/配合单位", "9月底"),
    f"责任单位：{A}、{B}按职责分工负责。具体任务均涉及各区政府，不再列出，下同。": (
        (),
        (A, B),
        (),
        "并列",
        "",
    ),
    f"{A}、{B}等部门单位": ((), (A, B), (), "并列", ""),
    f"{A}主抓，{B}协同": ((A,), (), (B,), "牵头", ""),
    f"主办：{A}；协办：{B}": ((A,), (), (B,), "牵头单位/配合单位", ""),
    f"{A}、{B}牵头负责，2021年7月1日起实施": ((A, B), (), (), "牵头", "2021年7月1日起实施"),
    "各地区、各部门负责": ((), ("各地区", "各部门"), (), "并列", ""),
    "各市、州、县人民政府": ((), ("各市、州、县人民政府",), (), "单列", ""),
    "各街道,区市场局": ((), ("各街道", "区市场局"), (), "并列", ""),
    "17个市级帮扶集团牵头单位和各对口协同发展区县（自治县，以下简称区县）政府具体负责": (
        *((), ("17个市级帮扶集团牵头单位", "各对口协同发展区县（自治县，以下简称区县）政府"), (), "并列", ""),
    ),
    "市水務局牽頭，市財政局配合": (("市水務局",), (), ("市財政局",), "牵头", ""),
}
NO_PHRASES = [
    "此件公开发布",
    "自治县，以下简称区县",
    "APP",
    "GB 50180",
    "试行",
    "附件1",
    "人进、权进、事进",
    "含财政局",
    "一",
    "",
]


@pytest.mark.parametrize(("text", "wanted"), PHRASES.items())
def test_what_a_bracket_says(text: str, wanted: tuple[object, ...]) -> None:
    phrase = read_phrase(text)
    assert phrase is not None
    assert (phrase.lead, phrase.listed, phrase.support, phrase.basis, phrase.due_text) == wanted


@pytest.mark.parametrize("text", NO_PHRASES)
def test_brackets_that_say_something_else(text: str) -> None:
    assert read_phrase(text) is None


@pytest.mark.parametrize(
    "text",
    [
        f"{A}、{B}负责，排在第一位的部门为牵头部门，下同",
        f"{A}、{B}负责。列第一位者为牵头单位，下同",
        f"{A}、{B}，列首位的为牵头单位",
    ],
)
def test_the_first_leads_where_the_document_says_so(text: str) -> None:
    phrase = read_phrase(text)
    assert phrase is not None
    assert (phrase.listed, phrase.first_leads) == ((A, B), True)


@pytest.mark.parametrize("pair", ["（）", "()", "〔〕", "[]", "【】", "［］"])
def test_every_kind_of_bracket(pair: str) -> None:
    text = f"推广移动应用（APP）。做好工作。{pair[0]}{A}负责{pair[1]}"
    assert [(phrase.listed, text[phrase.start : phrase.end]) for phrase in find_brackets(text)] == [
        ((A,), f"{pair[0]}{A}负责{pair[1]}")
    ]


# A sentence, and who leads, is listed, supports.
ACTS = {
    "试点地区要于2019年12月底前完成。": ((), ("试点地区",), ()),
    "各地以县（市、区）为单位，进行排查。": ((), ("各地",), ()),
    "国务院办公厅将组织验收。": ((), ("国务院办公厅",), ()),
    "各市、县人民政府要加快应用。": ((), ("各市、县人民政府",), ()),
    f"由{A}牵头，会同{B}制定方案。": ((A,), (), (B,)),
    f"由{A}牵头，{B}配合，10月底前完成。": ((A,), (), (B,)),
    f"{A}牵头，{B}配合，抓好落实。": ((A,), (), (B,)),
    f"{A}会同{B}提出意见。": ((A,), (), (B,)),
    f"请{A}、{B}于9月底前完成。": ((), (A, B), ()),
    f"请{A}牵头，{B}配合完成整改。": ((A,), (), (B,)),
    f"责成{A}于8月完成验收。": ((), (A,), ()),
    f"会议决定，由{A}负责办理。": ((), (A,), ()),
    "根据推荐目录，由市工信局转发本地车型目录。": ((), ("市工信局",), ()),
    "各级教育、公安、民政等部门要加强监管。": ((), ("各级教育、公安、民政等部门",), ()),
    "因建设需要开挖的，各级规划、住房城乡建设部门要加快审批。": ((), ("各级规划、住房城乡建设部门",), ()),
    "每个设区市建立1个考场。": ((), ("每个设区市",), ()),
    "推广应用联席会议（以下简称联席会议）办公室要建立名录。": (
        *((), ("推广应用联席会议（以下简称联席会议）办公室",), ()),
    ),
    "在小区新建设施的，物业服务企业和业主委员会应积极支持。": ((), ("物业服务企业", "业主委员会"), ()),
    "检查组对受检项目提出意见。": ((), ("检查组",), ()),
    "市专项行动领导小组组成若干个小组开展督查。": ((), ("市专项行动领导小组",), ()),
    "在市政府的领导下，市发改委对全市节能工作总负责。": ((), ("市发改委",), ()),
    f"{A}、{B}分别牵头，年内完成。": ((A, B), (), ()),
    f"由{A}、{B}分别组织推进。": ((A, B), (), ()),
    "会场布置由办公室负责。": ((), ("办公室",), ()),
    "请城东区开展现场调查。": ((), ("城东区",), ()),
    "人事处根据规定提出名单。": ((), ("人事处",), ()),
    f"{A}、{B}：落实改造资金。": ((), (A, B), ()),
    f"具体办法由{A}会同{B}、{C}制定。": ((A,), (), (B, C)),
    f"以上工作由{A}总牵头。": ((A,), (), ()),
    f"会议强调，{A}要牵头，{B}、{C}配合，于3月底前完成排查。": ((A,), (), (B, C)),
}


@pytest.mark.parametrize(("text", "wanted"), ACTS.items())
def test_who_acts_in_a_sentence(text: str, wanted: tuple[object, ...]) -> None:
    phrase = read_sentence(text)
    assert phrase is not None
    assert (phrase.lead or phrase.listed if wanted[0] else phrase.lead, phrase.support) == (
        wanted[0],
        wanted[2],
    )
    assert not wanted[1] or phrase.listed == wanted[1]


@pytest.mark.parametrize(
    "text",
    [
        "平台建设可采用省级统建模式。",
        "已建成的小区配套幼儿园应按照规定及时移交。",
        "各地区政务服务平台要与门户网站联通。",
        "加强部门协同要落到实处。",
        "市场主体要诚信经营。",
        "请认真贯彻执行。",
        "具体工作由专人负责。",
        "责任单位：按职责分工落实。",
        "成立领导小组，办公室设在县交通运输局，负责日常工作。",
        "",
    ],
)
def test_sentences_in_which_no_unit_acts(text: str) -> None:
    assert read_sentence(text) is None


@pytest.mark.parametrize("told", SENTENCES, ids=lambda told: told.example)
def test_each_form_reads_its_example(told: object) -> None:
    assert read_sentence(str(getattr(told, "example", ""))) is not None


def test_a_sentence_that_only_says_who() -> None:
    phrase = read_statement(f"由{A}牵头负责，{B}、市消防救援支队等有关部门按职责分工负责。")
    assert phrase is not None
    assert (phrase.lead, phrase.support) == ((A,), (B, "市消防救援支队", "有关部门"))
    assert read_statement("认真抓好贯彻落实。") is None
    assert read_statement("推进项目落实。") is None


ASKS = {
    "strong": is_strong,
    "office": is_office,
    "firm": is_firm,
    "place": is_place,
    "field": is_field,
    "fields": is_field_list,
}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.example)
def test_each_form_of_names_has_its_example(form: Form) -> None:
    assert all(map(ASKS[form.kind], form.example.split(", ")))


@pytest.mark.parametrize("text", ["加强组织部门", "推进园区", "此处", "到处", "教育"])
def test_what_is_no_name_of_any_kind(text: str) -> None:
    assert not any(ask(text) for kind, ask in ASKS.items() if kind not in {"firm", "field"})


def test_a_collective_leads_nobody() -> None:
    assert [can_lead(name) for name in (A, "各有关部门", "有关单位", "每个设区市")] == [
        True,
        False,
        False,
        False,
    ]


def test_labels_cut_a_paragraph() -> None:
    parts = split_labels(f"全力稳增长。责任单位：{A}、{B}；完成时限：2023年12月。备注：无")
    assert [(name, value) for name, _, value in parts] == [
        *(("", "全力稳增长。"), ("unit", f"{A}、{B}"), ("deadline", "2023年12月"), ("note", "无")),
    ]
    assert split_labels("他说：好")[1:] == []


@pytest.mark.parametrize(
    "name", ["市财政局", "各县（市、区）政府（管委会）", "国务院办公厅", "17个市级帮扶集团牵头单位", "市妇联"]
)
def test_forms_of_names(name: str) -> None:
    assert is_unit(name)


@pytest.mark.parametrize("name", ["加强部门", "推进各部门", "老旧小区的部门", "甲", "", "财" * 61])
def test_forms_that_are_no_names(name: str) -> None:
    assert not is_unit(name)


@pytest.mark.parametrize(
    "piece", ["（", "）", "牵头，", "由", "、", "单位：", "排在第一", "要", "请市财政局"]
)
def test_hostile_length_takes_no_time(piece: str) -> None:
    text = (piece * 8_000)[:16_000]
    began = time.process_time()
    list(find_brackets(text))
    read_sentence(text)
    split_labels(text)
    assert time.process_time() - began < 3


@given(st.text("市财政局教育牵头负责，、；：（）〔〕等及各部门要于请由", max_size=60))
def test_any_text_gives_an_answer(text: str) -> None:
    for phrase in find_brackets(text):
        assert text[phrase.start + 1 : phrase.end - 1] == phrase.text
    read_sentence(text)
