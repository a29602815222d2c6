"""Headings: every variant met in documents, both scripts, and the fields of --map."""

from dataclasses import fields

import pytest

from duban.importers.drafts.draft import TEXT_FIELDS, Draft
from duban.importers.grammar.headings import (
    COLUMNS,
    TERMS,
    UNIT_FIELDS,
    Column,
    field_named,
    field_of,
    read_map,
)

MET = {
    "number": "序号 序號 No.",
    "id": "任务编号 督办编号 編號",
    "title": "工作任务 任务内容 工作内容 重点任务 民生实事 项目名称 督办事项 整改事项 民生事项名称 解决问题 "
    "重点工作任务 工作任務 某某项目名称",
    "requirements": "具体要求 2022年度任务目标 主要内容 工作目标 整改要求 任务目标 工作要求",
    "measures": "工作措施 细化的整改措施",
    "standard": "整改完成标准 工作标准",
    "lead": "牵头单位 牵头部门 主办单位 主责单位 牵頭單位 牵头（主办）单位 责任单位（牵头） 区级牵头责任单位",
    "support": "配合单位 协办单位 配合部门 协同单位 协办部门 责任单位（配合）",
    "unit": "责任单位 具体责任单位 責任單位 责任部门",
    "deadline": "完成时限 办理时限 时限要求 计划完成时间 整改时限 完成时间 对应的完成时间 完成時限 2026年完成时限",
    "lead_leader": "牵头领导 牵头区领导 责任领导",
    "leader_in_charge": "分管领导 分管市领导 联系领导 区政府分管领导 协助整改工作的领导",
    "owner": "责任人 第一责任人 整改第一责任人 责任人及联系电话",
    "handler": "承办人 经办人",
    "post": "责任科室 岗位",
    "clerk": "督办人",
    "source_name": "任务来源 来源描述 立项依据",
    "doc_no": "发文字号 文号",
    "instructions": "领导批注 批示 指示",
    "urgency": "紧急程度 缓急",
    "group": "类别 任务类别",
    "progress": "完成情况 具体进展 1-9月份工作完成情况 实际完成情况",
    "effect": "1-9月份工作取得成效",
    "issues": "存在的困难或问题 问题隐患 存在问题 未整改到位问题原因及下一步计划",
    "problem": "问题 问题表述 具体问题表述 反馈问题 审计发现问题 巡察反馈的主要问题 问题具体表述",
    "goal": "整改目标 整改要达到的目标 整改目标任务",
    "pace": "整改类型 整改类别",
    "status": "任务状态 是否销号 是否已完成整改",
    "done_on": "实际完成时间",
    "phone": "监督电话 联系电话 牵头整改部门责任人及联系电话",
    "note": "备注 備註 延期说明",
    "milestones": "时序进度 推进计划 工作进度安排",
    "next": "下步打算 下一步工作",
}
UNKNOWN = (
    "提出部门",
    "督办单位",
    "资金来源",
    "问题金额（万元）",
    "其中",
    "填报单位",
    "",
    "：",
    "很" * 41,
    "负责监督管理责任的主管部门",
)


@pytest.mark.parametrize(
    ("field", "heading"), [(field, word) for field, words in MET.items() for word in words.split()]
)
def test_a_heading_met_in_documents(field: str, heading: str) -> None:
    assert field_of(heading) == field


@pytest.mark.parametrize("heading", UNKNOWN)
def test_a_heading_that_means_no_field(heading: str) -> None:
    assert field_of(heading) is None


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.field)
def test_each_variant_of_the_table_means_its_own_field(column: Column) -> None:
    assert {field_of(word) for word in (column.term, *column.variants.split())} == {column.field}


def test_spaces_and_line_breaks_in_a_heading_mean_nothing() -> None:
    assert field_of(" 具 体\n要 求：") == "requirements"


def test_each_field_has_its_place_in_a_draft() -> None:
    placed = {"number", "title", "lead", "deadline", *UNIT_FIELDS}
    assert set(TERMS) - placed == set(TEXT_FIELDS)
    assert {"number", "title", "lead", "support"} <= {item.name for item in fields(Draft)}


@pytest.mark.parametrize(
    ("word", "field"),
    [
        ("title", "title"),
        ("事项", "title"),
        (" 牵头部门 ", "lead"),
        ("忽略", "ignore"),
        ("ignore", "ignore"),
        ("没有", None),
    ],
)
def test_the_right_side_of_a_map(word: str, field: str | None) -> None:
    assert field_named(word) == field


@pytest.mark.parametrize(("word", "near"), [("事情", "事项"), ("titel", "title"), ("牵头的部门", "牵头部门")])
def test_an_unknown_field_names_the_nearest(word: str, near: str) -> None:
    known, (problem,) = read_map({"甲": word, "乙": "事项"})
    assert known == {"乙": "title"}
    assert (problem.code, f"最接近的是“{near}”" in problem.advice) == ("unknown-field", True)


def test_an_unknown_field_far_from_all_lists_them() -> None:
    _, (problem,) = read_map({"甲": "xyzzy"})
    assert "最接近" not in problem.advice
    assert "牵头单位" in problem.advice
