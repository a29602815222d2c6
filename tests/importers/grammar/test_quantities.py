"""Quantified targets: what a sentence sets, and what ends in the ledger as 量化指标."""

from typing import Any

import pytest

from duban.core.model.record import read_record
from duban.core.model.task import Task
from duban.core.model.terms import LedgerKind
from duban.importers.drafts.task_head import ImportedFile, head_of_draft
from duban.importers.grammar.quantities import RULES, find_targets
from duban.importers.read_document import read_document


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.example)
def test_each_rule_serves_its_example(rule: Any) -> None:  # noqa: ANN401 -- a row of the table
    assert rule.pattern.search(rule.example)


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("新建2座人行天桥，改造公厕12座。", [("新建人行天桥", "2", "座"), ("改造公厕", "12", "座")]),
        (
            "更新老旧管网15公里，铺设燃气管道3.5公里。",
            [("更新老旧管网", "15", "公里"), ("铺设燃气管道", "3.5", "公里")],
        ),
        ("地区生产总值增长6.2%左右", [("地区生产总值增长", "6.2", "%")]),
        ("力争完成投资3.5亿元，新增学位1200个", [("完成投资", "3.5", "亿元"), ("新增学位", "1200", "个")]),
        ("建成配送中心6个、服务站58个", [("建成配送中心", "6", "个"), ("建成服务站", "58", "个")]),
        ("新增养老床位160张；加装电梯20部", [("新增养老床位", "160", "张"), ("加装电梯", "20", "部")]),
        ("实施技术改造项目100个", [("实施技术改造项目", "100", "个")]),
        ("组织进社区活动不少于40场", [("组织进社区活动", "40", "场")]),
        ("改造2005年底前建成的老旧小区18个", []),
        ("参与修订家电维修等地方标准3项", []),
        ("3个工作日内完成3个工作日的整治5个月", []),
        ("2026年9月底前完成", []),
    ],
)
def test_targets_of_a_sentence(text: str, targets: list[tuple[str, str, str]]) -> None:
    assert [(each.name, each.target, each.measure) for each in find_targets(text)] == targets


@pytest.mark.parametrize("form", ["text", "table"])
def test_targets_end_in_the_ledger(form: str) -> None:
    words = "新建公园2座，城区绿化覆盖率提高1.5个百分点"
    text = f"2026年任务\n1.{words}。（县住建局）" if form == "text" else f"事项,责任单位\n{words},县住建局\n"
    (draft,) = read_document(text.encode(), f"x.{'txt' if form == 'text' else 'csv'}").drafts
    head = head_of_draft(draft, ImportedFile("x", "", "任务", LedgerKind.DOCUMENT))
    assert head["量化指标"] == [
        {"名称": "新建公园", "目标": 2, "计量单位": "座"},
        {"名称": "城区绿化覆盖率提高", "目标": 1.5, "计量单位": "个百分点"},
    ]
    assert len(read_record({**head, "编号": "WJ-2026-0001"}, Task).indicators) == 2
