"""One task on one page, and the whole of it for programs."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from duban.cli.framework.output import to_json
from duban.core.books.books import Books
from duban.render.text import plain
from duban.views.event_text import event_text, journal_lines
from duban.views.queries.task_page import source_text, task_record, task_sheet

MakeBooks = Callable[..., Books]

FULL = """
编号: PS-2026-0007
事项: 整治城东积水点
来源:
  - {类别: 领导批示, 名称: 关于城东内涝的报告, 文号: 某府办〔2026〕12号, 条款: 三}
  - {类别: 会议议定, 届次: 第12次常务会, 会议日期: 2026-09-20}
批示: [{领导: 林县长, 日期: 2026-09-25, 内容: 请抓紧}, {领导: 高县长}]
缓急: 急件
报告类别: 重要
标签: [群众切身利益]
牵头单位: 县水务局
配合单位: [县财政局]
牵头领导: 林县长
责任人: 张三
承办人: 李四
督办人: 王五
工作要求: 汛期前全面整治
量化指标: [{名称: 积水点, 目标: 12, 计量单位: 处}, {名称: 群众评价, 目标: 满意}]
时序进度: [{节点: 完成摸底, 时限: 2026-10-05, 责任人: 李四}, {节点: 全面完成, 时限: 2026-10-12}]
上级编号: {工作区号: city, 编号: JB-2026-0101}
公开: 是
备注: 每周一报
流水:
  - {日期: 2026-09-28, 登记: 2026-09-28T09:10:00+08:00, 动作: 立项, 经办: 王五}
  - {日期: 2026-09-28, 登记: 2026-09-28T09:11:00+08:00, 动作: 交办, 经办: 王五, 时限: 2026-10-08,
      依据: 规则, 规则: anshan-2015/urgent}
  - {日期: 2026-09-29, 登记: 2026-09-29T15:00:00+08:00, 动作: 签收, 单位: 县水务局, 经办: 李四}
  - {日期: 2026-10-02, 登记: 2026-10-02T15:00:00+08:00, 动作: 反馈, 单位: 县水务局, 经办: 李四,
      进度: 40, 进展: 摸底完成, 节点: 完成摸底, 办结日期: 2026-10-02}
  - {日期: 2026-10-06, 登记: 2026-10-06T10:00:00+08:00, 动作: 延期, 经办: 王五, 批准人: 林县长,
      批准方式: 电话, 时限: 2026-10-12, 原因: 台风}
  - {日期: 2026-10-10, 登记: 2026-10-10T10:00:00+08:00, 动作: 报结, 单位: 县水务局, 经办: 李四,
      办结日期: 2026-10-09, 实绩: [{名称: 积水点, 实绩: 12}]}
  - {日期: 2026-10-10, 登记: 2026-10-10T16:00:00+08:00, 动作: 说明, 单位: 县财政局, 经办: 钱七, 原因: 配合资金未到}
"""


LATE = FULL.partition("  - {日期: 2026-10-06")[0]


def lines_after(text: str, *events: str) -> str:
    return text + "".join(f"  - {{{event}}}\n" for event in events)


PAGE = """\
PS-2026-0007 整治城东积水点

2026-10-12（周一）：待核验，时限 2026-10-12（原定 2026-10-08），进度 100%。

要素      内容
--------  -----------------------------------------------------
台账      领导批示（领导批示/2026/PS-2026-0007.yaml）
来源      领导批示 《关于城东内涝的报告》 某府办〔2026〕12号 三
来源      会议议定 第12次常务会 2026-09-20
批示      林县长（2026-09-25）：请抓紧
批示      高县长
牵头单位  县水务局
配合单位  县财政局
缓急      急件　报告类别 重要
牵头领导  林县长
责任人    张三　承办人 李四
督办人    王五
工作要求  汛期前全面整治
标签      群众切身利益
标记      公开
上级编号  city JB-2026-0101
备注      每周一报

单位
单位      身份  签收        最近反馈    进度  报结
--------  ----  ----------  ----------  ----  ----------
县水务局  牵头  2026-09-29  2026-10-10   40%  2026-10-10
县财政局  配合

时限义务
义务            单位      时限        原定        状况            依据
--------------  --------  ----------  ----------  --------------  --------------
急件三个工作日  县水务局  2026-10-12  2026-10-08  2026-10-10 报   参照 鞍政办发
                                                  结，待核验      〔2015〕18号
                                                                  三.2
十日内回访复核  督查室    2026-10-20              还剩 6 个工作   参照 鞍政办发
                                                  日              〔2015〕18号
                                                                  三.3

时序进度
节点      时限        责任人  状况
--------  ----------  ------  ---------------
完成摸底  2026-10-05  李四    2026-10-02 完成
全面完成  2026-10-12          2026-10-10 完成

量化指标
指标      目标  报送实绩  核验实绩
--------  ----  --------  --------
积水点    12处  12处
群众评价  满意

流水
日期        动作  单位和经办     内容
----------  ----  -------------  -----------------------------------------------
2026-09-28  立项  王五
2026-09-28  交办  王五           时限 2026-10-08；规则 anshan-2015/urgent
2026-09-29  签收  县水务局 李四
2026-10-02  反馈  县水务局 李四  进度 40%；进展：摸底完成；节点 完成摸底；办结日
                                 期 2026-10-02
2026-10-06  延期  王五           批准人 林县长；电话批准，待补批件；时限
                                 2026-10-12；原因：台风
2026-10-10  报结  县水务局 李四  办结日期 2026-10-09；实绩 积水点 12
2026-10-10  说明  县财政局 钱七  原因：配合资金未到

待补批件：2026-10-06 延期由林县长电话批准，书面批件还没有到。
"""


def test_the_page(make_books: MakeBooks) -> None:
    books = make_books(FULL, today="2026-10-12")
    assert plain.render(task_sheet(books, books.items[0]), 80) == PAGE


def test_the_record_is_the_head_and_what_follows_from_the_journal(make_books: MakeBooks) -> None:
    books = make_books(FULL, today="2026-10-12")
    record: dict[str, Any] = json.loads(to_json(task_record(books, books.items[0])))
    head = ("id", "title", "urgency", "reporting", "lead", "support", "public", "ledger", "path")
    assert {name: record[name] for name in head} == {
        "id": "PS-2026-0007",
        "title": "整治城东积水点",
        "urgency": "urgent",
        "reporting": "important",
        "lead": ["县水务局"],
        "support": ["县财政局"],
        "public": True,
        "ledger": "instruction",
        "path": "领导批示/2026/PS-2026-0007.yaml",
    }
    assert (record["status"], record["due_on"], record["original_due_on"], record["percent"]) == (
        "reported",
        "2026-10-12",
        "2026-10-08",
        100,
    )
    assert [unit["unit"] for unit in record["units"]] == ["县水务局", "县财政局"]
    assert [duty["kind"] for duty in record["duties"]] == ["deadline", "milestone", "milestone", "deadline"]
    assert [event["action"] for event in record["journal"]] == [
        *("register", "assign", "accept", "progress", "extend", "done", "explain"),
    ]
    assert record["journal"][1] == {
        "action": "assign",
        "on": "2026-09-28",
        "recorded_at": "2026-09-28T09:11:00+08:00",
        "by": "王五",
        "unit": None,
        "note": None,
        "late": None,
        "counts_from": None,
        "proof": [],
        "approved_by": None,
        "approved_via": None,
        "due_on": "2026-10-08",
        "basis": "rule",
        "rule": "anshan-2015/urgent",
        "provisional": False,
        "first_report": None,
        "plan_due_on": None,
        "digest": "d1f4b36b",
        "corrected": False,
        "void": False,
        "illegal": None,
    }


def text_of(books: Books) -> str:
    return plain.render(task_sheet(books, books.items[0]), 100)


WRONG = lines_after(
    FULL,
    "日期: 2026-10-11, 登记: 2026-10-11T09:00:00+08:00, 动作: 催办, 经办: 王五, 单位: 县水务局",
    "日期: 2026-10-12, 登记: 2026-10-12T09:00:00+08:00, 动作: 更正, 经办: 王五, 原因: 记错, 新值: {日期: 2026-09-30}, "
    "更正对象: {日期: 2026-09-29, 动作: 签收, 单位: 县水务局, 摘要: 845fb7ef}",
    "日期: 2026-10-12, 登记: 2026-10-12T09:01:00+08:00, 动作: 更正, 经办: 王五, 原因: 没有这回事, 作废: 是, "
    "更正对象: {日期: 2026-10-10, 动作: 说明, 单位: 县财政局, 摘要: 1096fb03}",
    "日期: 2026-10-12, 登记: 2026-10-12T09:02:00+08:00, 动作: 更正, 经办: 王五, 原因: 找不到, 作废: 是, "
    "更正对象: {日期: 2026-10-10, 动作: 说明, 摘要: ffffffff}",
)


def test_what_became_of_each_event_is_marked(make_books: MakeBooks) -> None:
    books = make_books(WRONG, today="2026-10-12")
    lines = journal_lines(books.items[0])
    assert [(str(line.counts.action), line.fate.value) for line in lines] == [
        ("立项", ""),
        ("交办", ""),
        ("签收", "已更正"),
        ("反馈", ""),
        ("延期", ""),
        ("报结", ""),
        ("说明", "已作废"),
        ("催办", "不成立"),
        ("更正", ""),
        ("更正", ""),
        ("更正", ""),
    ]
    assert lines[2].counts.on == date(2026, 9, 30)
    assert lines[2].digest == "845fb7ef"
    text = text_of(books)
    assert "【已作废】原因：配合资金未到" in text
    assert "【不成立】这条催办不成立：现在是“待核验”" in text
    assert "2026-10-10 说明 县财政局（1096fb03）作废；原因：没有这回事" in text
    assert "2026-09-29 签收 县水务局（845fb7ef）日期 2026-09-30；原因：记错" in text
    assert "这条更正要改的事件不存在" in text
    journal = task_record(books, books.items[0])["journal"]
    assert [(event["corrected"], event["void"], bool(event["illegal"])) for event in journal][2:8] == [
        (True, False, False),
        (False, False, False),
        (False, False, False),
        (False, False, False),
        (False, True, False),
        (False, False, True),
    ]


def test_what_was_not_known_is_not_shown(make_books: MakeBooks) -> None:
    moment = datetime.fromisoformat("2026-10-11T12:00:00+08:00")
    books = make_books(WRONG, today="2026-10-12", known=moment)
    lines = journal_lines(books.items[0])
    assert [str(line.counts.action) for line in lines][-2:] == ["说明", "催办"]
    assert {line.fate.value for line in lines} == {"", "不成立"}
    assert "只算到 2026-10-11 12:00 为止登记的" in text_of(books)


def test_an_event_moved_past_the_day_of_the_question_is_void_for_it(make_books: MakeBooks) -> None:
    later = WRONG.replace("新值: {日期: 2026-09-30}", "新值: {日期: 2026-10-08}")
    books = make_books(later, today="2026-09-29")
    assert [line.fate.value for line in journal_lines(books.items[0])] == ["", "", "已作废"]


CHILD = """
编号: PS-2026-0008
事项: 分出来的一件
上级任务: PS-2026-0007
曾用编号: PS-2025-0001
涉密登记: {登记号: 密登1号, 保管: 机要室}
牵头单位: 县水务局
流水:
  - {日期: 2026-10-01, 登记: 2026-10-01T09:10:00+08:00, 动作: 立项, 经办: 王五}
  - {日期: 2026-10-02, 登记: 2026-10-02T09:10:00+08:00, 动作: 撤销, 经办: 王五, 原因: 重复, 并入: PS-2026-0007}
"""


def test_parents_children_and_what_took_over(make_books: MakeBooks) -> None:
    books = make_books(FULL, CHILD, today="2026-10-12")
    parent, child = (plain.render(task_sheet(books, item), 100) for item in books.items)
    assert "分解任务  PS-2026-0008 分出来的一件（已撤销）" in parent
    assert "上级任务  PS-2026-0007 整治城东积水点" in child
    assert "曾用编号  PS-2025-0001" in child
    assert "涉密登记  密登1号，机要室保管" in child
    assert "并入      PS-2026-0007" in child
    assert task_record(books, books.items[0])["children"] == ["PS-2026-0008"]
    alone = make_books(CHILD, today="2026-10-12")
    assert "（没有这件事项）" in text_of(alone)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (
            "日期: 2026-10-12, 登记: 2026-10-12T09:00:00+08:00, 动作: 中止, 经办: 王五, 原因: 等批复",
            "已中止，",
        ),
        (
            "日期: 2026-10-13, 登记: 2026-10-13T09:00:00+08:00, 动作: 签收, 经办: 王五, 单位: 县财政局",
            "待核验，",
        ),
    ],
)
def test_the_standing_in_words(make_books: MakeBooks, event: str, said: str) -> None:
    books = make_books(lines_after(FULL, event), today="2026-10-20")
    assert f"2026-10-20（周二）：{said}" in text_of(books)


def test_a_late_task_says_so(make_books: MakeBooks) -> None:
    books = make_books(LATE, today="2026-10-13")
    assert "办理中，已逾期 4 个工作日，时限 2026-10-08，进度 40%。" in text_of(books)
    assert "逾期 4 个工作日（5 日）" in text_of(books)


def test_a_task_suspended_when_it_was_late_says_by_how_much(make_books: MakeBooks) -> None:
    event = "日期: 2026-10-12, 登记: 2026-10-12T09:00:00+08:00, 动作: 中止, 经办: 王五, 原因: 等批复"
    books = make_books(lines_after(LATE, event), today="2026-10-20")
    assert "已中止，中止前已逾期 3 个工作日" in text_of(books)


def test_a_reopened_task_tells_its_round_and_keeps_the_old_standing(make_books: MakeBooks) -> None:
    events = [
        f"日期: 2026-10-{day}, 登记: 2026-10-{day}T17:00:00+08:00, 经办: 王五, {rest}"
        for day, rest in (
            (11, "动作: 核验, 方式: 现场, 结论: 通过, 实绩: [{名称: 积水点, 实绩: 11}]"),
            (12, "动作: 销号"),
            (13, "动作: 重启, 原因: 反弹, 时限: 2026-10-30, 批准人: 林县长"),
            (14, "动作: 退件, 单位: 县财政局, 原因: 不归我局"),
        )
    ]
    books = make_books(lines_after(FULL, *events), today="2026-10-20")
    text = text_of(books)
    assert "第 2 轮" in text
    assert "牵头（第 1 轮）" in text
    rounds = [(unit["unit"], unit["round"]) for unit in task_record(books, books.items[0])["units"]]
    assert rounds == [("县水务局", 2), ("县财政局", 2), ("县水务局", 1), ("县财政局", 1)]


def test_a_lead_that_handed_over_stays_on_the_page(make_books: MakeBooks) -> None:
    event = (
        "日期: 2026-10-12, 登记: 2026-10-12T09:00:00+08:00, 动作: 转办, 经办: 王五, "
        "原牵头: 县水务局, 新牵头: 县住建局, 批准人: 林县长"
    )
    text = text_of(
        make_books(
            lines_after(LATE, event).replace("牵头单位: 县水务局", "牵头单位: 县住建局"), today="2026-10-12"
        )
    )
    assert "县水务局  牵头（已转出）" in text
    assert "县住建局  牵头\n" in text


def test_joint_leads_and_moved_nodes(make_books: MakeBooks) -> None:
    joint = FULL.replace("牵头单位: 县水务局", "牵头单位: [县水务局, 县住建局]").replace(
        "时限: 2026-10-12, 原因", "时限: 2026-10-14, 节点: 全面完成, 原因"
    )
    books = make_books(joint, today="2026-10-12")
    (nodes,) = (table for table in task_sheet(books, books.items[0]).tables if table.title == "时序进度")
    assert [column.title for column in nodes.columns] == ["节点", "单位", "时限", "原定", "责任人", "状况"]
    assert {cells[1].value for cells in nodes.rows} == {"县水务局", "县住建局"}


def test_a_task_before_it_is_assigned(make_books: MakeBooks) -> None:
    books = make_books(FULL.partition("  - {日期: 2026-09-28, 登记: 2026-09-28T09:11")[0], today="2026-10-12")
    sheet = task_sheet(books, books.items[0])
    assert [table.title for table in sheet.tables] == ["", "时序进度", "量化指标", "流水"]


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (
            "动作: 变更, 字段: 责任人, 原值: 张三, 新值: 李四, 原因: 调动, 批准人: 林县长",
            "责任人：张三 → 李四；原因：调动；林县长批准",
        ),
        ("动作: 变更, 字段: 配合单位, 新值: [甲, 乙], 原因: 补充", "配合单位：（空） → 甲、乙；原因：补充"),
        ("动作: 报结, 单位: 县水务局, 证据: [{路径: a.pdf, sha256: %s}]" % ("0" * 64), "证据 1 件"),
        ("动作: 回访, 情况真实: 是", "情况真实 是"),
        ("动作: 签收, 单位: 县水务局, 备注: 代签", "备注：代签"),
    ],
)
def test_what_an_event_says(make_books: MakeBooks, event: str, said: str) -> None:
    text = lines_after(CHILD, f"日期: 2026-10-03, 登记: 2026-10-03T09:00:00+08:00, 经办: 王五, {event}")
    books = make_books(text)
    assert event_text(journal_lines(books.items[0])[-1].written) == said


def test_a_source_as_it_is_cited(make_books: MakeBooks) -> None:
    source = make_books(FULL, today="2026-10-12").items[0].task.sources[0]
    assert source_text(source) == "领导批示 《关于城东内涝的报告》 某府办〔2026〕12号 三"


DATED = re.sub(
    r"时限: 2026-10-08,\s+依据: 规则, 规则: anshan-2015/urgent",
    "依据: 来源规定",
    LATE.replace("缓急: 急件", "完成时限: {日期: 2026-10-08, 原文: 国庆后一周内}"),
)


def test_a_deadline_in_the_words_of_its_source(make_books: MakeBooks) -> None:
    text = text_of(make_books(DATED, today="2026-10-12"))
    assert "完成时限  2026-10-08 原文“国庆后一周内” 来源规定" in text
    assert "没有时限" in text
    assert "未定" in text
    words = text_of(make_books(DATED.replace("日期: 2026-10-08, 原文", "原文"), today="2026-10-12"))
    assert "完成时限  原文“国庆后一周内” 来源规定" in words


@pytest.mark.parametrize(
    ("cadence", "said"),
    [
        ("{每: 月, 日: 25, 原文: 每月25日前}", "报送周期  每月25日前报送一次 原文“每月25日前”"),
        ("{每: 季}", "报送周期  每季报送一次"),
    ],
)
def test_how_often_the_source_wants_to_hear(make_books: MakeBooks, cadence: str, said: str) -> None:
    assert said in text_of(make_books(LATE.replace("缓急: 急件", f"报送周期: {cadence}"), today="2026-10-12"))
