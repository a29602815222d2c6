"""What a table leaves to the lines around it, to its stages and to the levels of its indicators."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from duban.importers.grammar.deadlines import Clock, common_deadline
from duban.importers.read_document import read_document

TASKS = "序号,工作事项,责任科室,完成时间\n1,排好课程表,教务处,8月25日前\n2,教材分发到班,教务处,\n3,整治校园周边,安保处,即知即改\n"


@pytest.mark.parametrize(
    ("line", "on"),
    [
        ("（2025年8月18日行政会通过，除注明外，各项工作须于8月29日前完成）", date(2025, 8, 29)),
        ("2025年工作清单。所有任务由主办单位于6月30日前办结并书面答复", date(2025, 6, 30)),
        ("2025年工作清单。方案于6月30日前报送，各项工作按月推进", None),
        ("2025年工作清单。各项工作6月底前完成，所有验收9月底前完成", None),
        ("2025年工作清单。第一批任务于6月30日前完成", None),
    ],
)
def test_a_day_for_all_tasks_is_that_of_a_row_without_one(line: str, on: date | None) -> None:
    """A row with a day of its own keeps it; one that says 即知即改 has said when."""
    read = read_document(f"{line}\n{TASKS}".encode(), "清单.csv")
    assert [draft.due_on for draft in read.drafts] == [date(2025, 8, 25), on, None]


def test_days_that_differ_are_none_for_all() -> None:
    clock = Clock(year=2026)
    assert common_deadline(["各项任务3月底前完成"], clock) is not None
    assert common_deadline(["各项任务3月底前完成", "全部工作5月底前办结"], clock) is None


def test_columns_of_quarters_are_stages_and_the_last_is_the_deadline() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for line in (
        ["2025年任务分工表"],
        ["编号", "目标任务", "进度要求", None, None, None, "责任单位"],
        [None, None, "一季度", "二季度", "三季度", "四季度", None],
        [
            "1",
            "建设标准化厂房18万平方米",
            "完成清表",
            "主体施工",
            "主体封顶",
            "12月20日前竣工验收",
            "区经投集团",
        ],
        ["2", "保护更新历史街区", "编制方案", "开工", "完成", None, "区住建局"],
        ["3", "打通断头路3条", "前期", "开工", "推进", "通车", "区城投集团"],
    ):
        sheet.append(line)
    for cells in ("C2:F2", "A2:A3", "B2:B3", "G2:G3"):
        sheet.merge_cells(cells)
    stream = BytesIO()
    book.save(stream)
    drafts = read_document(stream.getvalue(), "分工.xlsx").drafts
    assert [draft.due_on for draft in drafts] == [date(2025, 12, 20), date(2025, 9, 30), date(2025, 12, 31)]
    assert [node.name for node in drafts[0].nodes] == [
        "完成清表",
        "主体施工",
        "主体封顶",
        "12月20日前竣工验收",
    ]


def test_figures_are_no_task_where_the_levels_of_the_indicators_say_it() -> None:
    text = (
        "2026年考核指标表\n一级指标,序号,二级指标,目标值,责任单位\n"
        "经济发展,1,规模以上工业增加值增长,7.5%,市工信局\n经济发展,2,新增专精特新企业,12家,市工信局\n"
        "民生,3,PM2.5年均浓度,≤33微克/立方米,市生态环境局\n"
    )
    drafts = read_document(text.encode(), "指标.csv").drafts
    assert [draft.title for draft in drafts] == [
        "规模以上工业增加值增长",
        "新增专精特新企业",
        "PM2.5年均浓度",
    ]
    assert drafts[1].group == "经济发展"
