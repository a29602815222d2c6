"""Unit cells: what is one name, what separates, and what the cell says of the parts."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.importers.grammar.unit_lists import Units, read_units, split_units

LISTS = {
    "县水务局、县住建局、县护城河指挥部": ["县水务局", "县住建局", "县护城河指挥部"],
    "县水务局\n县住建局": ["县水务局", "县住建局"],
    "A局，B局；C局,D局;E局": ["A局", "B局", "C局", "D局", "E局"],
    "各县(市、区)政府(管委会)、市直各有关单位": ["各县(市、区)政府(管委会)", "市直各有关单位"],
    "县公安局（交警大队、治安大队），县司法局": ["县公安局（交警大队、治安大队）", "县司法局"],
    "县公安局(交警大队、治安大队": ["县公安局(交警大队", "治安大队"],
    "县公安局）、县司法局": ["县公安局）", "县司法局"],
    "县 残 联": ["县残联"],
    "县水务局  县住建局": ["县水务局", "县住建局"],
    "IT Dept 信息中心": ["IT Dept 信息中心"],
    "1.县水务局\n2.县住建局": ["县水务局", "县住建局"],
    "1、县水务局 2、县住建局": ["县水务局", "县住建局"],
    "12345热线办": ["12345热线办"],
    "（A局、B局）": ["A局", "B局"],
    "〔A局、B局〕": ["A局", "B局"],
    "A局、A局": ["A局"],
    "立山经济开发区、全区经济运行各专班": ["立山经济开发区", "全区经济运行各专班"],
    "市政府各有关部门,各县市区人民政府、功能区管委会负责落实": [
        "市政府各有关部门",
        "各县市区人民政府",
        "功能区管委会",
    ],
    "商务部、发展改革委等国务院相关部门及各地区按职责分工负责": [
        "商务部",
        "发展改革委",
        "国务院相关部门",
        "各地区",
    ],
    "市卫生健康委和各县区政府": ["市卫生健康委", "各县区政府"],
    "市住房城乡建设委等部门": ["市住房城乡建设委"],
    "X局等有关部门": ["X局", "有关部门"],
    "高等教育处、中等职业教育处": ["高等教育处", "中等职业教育处"],
    "A局、B局、各有关部门,C局按职责分工分别负责。": ["A局", "B局", "各有关部门", "C局"],
    "各县（市、区）党委、政府": ["各县（市、区）党委、政府"],
    "各县(市、区)委、政府": ["各县(市、区)委、政府"],
    "各区委、区政府和市直各部门": ["各区委、区政府", "市直各部门"],
    "市直有关部门、单位，各区政府": ["市直有关部门、单位", "各区政府"],
    "各行署、市、县政府": ["各行署、市、县政府"],
    "各县<市、区>人民政府、市农办": ["各县<市、区>人民政府", "市农办"],
    "各县、区人民政府(管委会)": ["各县、区人民政府(管委会)"],
    "东城区和杨家村": ["东城区", "杨家村"],
    "物业服务企业和业主委员会": ["物业服务企业", "业主委员会"],
    "": [],
    "/": [],
    "无": [],
    "、，；": [],
}


@pytest.mark.parametrize(("text", "units"), LISTS.items())
def test_a_list_of_units(text: str, units: list[str]) -> None:
    assert list(split_units(text)) == units


def test_a_name_of_any_length_stays_whole() -> None:
    assert split_units("负责" * 150) == ("负责" * 150,)


A, B, C = "A局", "B局", "C局"
ROLES = {
    "A局": Units(listed=(A,)),
    "A局、B局": Units(listed=(A, B)),
    "A局牵头，B局、C局配合": Units(lead=(A,), support=(B, C)),
    "A局牵头\nB局\nC局配合": Units(lead=(A,), support=(B, C)),
    "A局牵头，会同B局、C局": Units(lead=(A,), support=(B, C)),
    "A局会同B局": Units(lead=(A,), support=(B,)),
    "由A局牵头负责": Units(lead=(A,)),
    "A局、B局分别牵头": Units(lead=(A, B)),
    "A局牵头，B局按职责分工负责；C局参与": Units(lead=(A,), support=(B, C)),
    "A局（牵头）、B局、C局（配合）": Units(lead=(A,), support=(B, C)),
    "A局、B局（配合）": Units(listed=(A,), support=(B,)),
    "A局；B局配合": Units(listed=(A,), support=(B,)),
    "牵头单位：A局；责任单位：B局、C局": Units(lead=(A,), support=(B, C)),
    "牵头單位:A局;責任單位:B局\n配合單位:C局": Units(lead=(A,), support=(B, C)),
    "责任单位：A局、B局": Units(listed=(A, B)),
    "A局；配合单位：B局": Units(listed=(A,), support=(B,)),
    "17个市级帮扶集团牵头单位、A局": Units(listed=("17个市级帮扶集团牵头单位", A)),
    "A局（联系电话：1）": Units(listed=("A局（联系电话：1）",)),
    "": Units(),
}


@pytest.mark.parametrize(("text", "units"), ROLES.items())
def test_what_a_cell_says_of_its_units(text: str, units: Units) -> None:
    assert read_units(text) == units


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["县水务局", "县（市、区）政府", "各部门", "A局"]), unique=True),
    st.sampled_from("、，,；;\n"),
)
def test_joined_and_split_again(units: list[str], separator: str) -> None:
    assert list(split_units(separator.join(units))) == units


@pytest.mark.parametrize(
    "piece", ["（", "」", " ", "、", "牵头", "等", "及各", "负责", "1、", "单位：", "会同 \n"]
)
def test_hostile_length_takes_no_time(piece: str) -> None:
    started = time.process_time()
    read_units((piece * 32_000)[:32_000])
    assert time.process_time() - started < 3
