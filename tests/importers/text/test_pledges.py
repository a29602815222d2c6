"""责任书 and plans by quarter: what stands numbered under a heading that says nothing of what, and whose it is."""

from datetime import date
from io import BytesIO

from docx import Document as WordDocument

from duban.importers.read_document import read_document

QUARTERS = """2026年生活垃圾分类工作目标责任状

根据三年行动计划，区人民政府与湖滨街道办事处签订如下责任状。
一、总体目标
2026年底，居民小区分类覆盖率100%。
二、工作任务及完成时限
（一）第一季度工作任务（3月31日前完成）
1、完成48个居民小区投放点改造。
2、召开动员部署会，与社区签订承诺书。
（二）第二季度工作任务（6月30日前完成）
1、建成可回收物中转站1座，5月底前运行。
2、完成沿街商户上门收集全覆盖。
四、本责任状自签字之日起生效，至2026年12月31日止。
"""
RUNNING = """2025年度耕地保护目标责任书

甲方：清河县人民政府
乙方：柳桥镇人民政府
为落实耕地保护责任，双方签订本责任书。
一、工作任务
（一）层层压实责任
1.与21个行政村签订责任书，3月31日前完成。
2.建立三级田长制，设立公示牌。
（二）严格用途管制
3.完成图斑整改236个，10月底前全部整改到位。
4.对新增违法占地早发现、早制止、早报告。
"""


def test_under_stretches_of_time_the_numbers_are_the_tasks() -> None:
    drafts = read_document(QUARTERS.encode(), "责任状.txt").drafts
    assert [(each.title, each.due_on, each.lead) for each in drafts] == [
        ("完成48个居民小区投放点改造", date(2026, 3, 31), ("湖滨街道办事处",)),
        ("召开动员部署会，与社区签订承诺书", date(2026, 3, 31), ("湖滨街道办事处",)),
        ("建成可回收物中转站1座，5月底前运行", date(2026, 5, 31), ("湖滨街道办事处",)),
        ("完成沿街商户上门收集全覆盖", date(2026, 6, 30), ("湖滨街道办事处",)),
    ]


def test_numbers_that_run_on_under_headings_are_the_tasks() -> None:
    drafts = read_document(RUNNING.encode(), "责任书.txt").drafts
    assert [(each.number, each.due_on, each.lead) for each in drafts] == [
        ("1", date(2025, 3, 31), ("柳桥镇人民政府",)),
        ("2", None, ("柳桥镇人民政府",)),
        ("3", date(2025, 10, 31), ("柳桥镇人民政府",)),
        ("4", None, ("柳桥镇人民政府",)),
    ]


def test_paragraphs_counted_in_words_are_tasks_of_their_own() -> None:
    text = (
        "专题会议纪要\n\n2023年9月18日，副区长主持召开专题会议。\n二、会议形成的意见\n会议认为，水源地安全是底线。经研究，议定如下：\n"
        "一是望湖山庄的关停腾退，由羊山镇政府牵头，区司法局配合，2023年9月30日前完成。\n"
        "二是导流槽工程由区水利局组织实施，初步设计在2023年10月15日前报批。\n"
        "三是区农业农村局要推广测土配方施肥，年内化肥使用量下降5%。\n"
    )
    drafts = read_document(text.encode(), "纪要.txt").drafts
    assert [(each.lead, each.support, each.due_on) for each in drafts] == [
        (("羊山镇政府",), ("区司法局",), date(2023, 9, 30)),
        (("区水利局",), (), date(2023, 10, 15)),
        (("区农业农村局",), (), date(2023, 12, 31)),
    ]


def test_what_a_form_lists_in_one_cell_are_its_tasks() -> None:
    """批示抄告单: the cell 办理要求 holds them, each with its unit behind it; who supports stands after a comma."""
    form = WordDocument()
    table = form.add_table(rows=0, cols=2)
    asked = (
        "请市住建局会同市消防支队做好以下工作：\n1.制定整治方案。2025年10月29日前印发。责任单位：市住建局\n"
        "2.开展全覆盖排查。逐栋建档，2025年11月20日前完成。责任单位：市消防支队、各县（区）人民政府\n"
        "3.打通维修资金通道。责任单位：市住建局，市公积金中心配合"
    )
    for label, value in (("批示领导", "市长　楚昊"), ("来文字号", "顺信〔2025〕206号"), ("办理要求", asked)):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    stream = BytesIO()
    form.save(stream)
    drafts = read_document(stream.getvalue(), "抄告单.docx").drafts
    assert [(each.number, each.lead, each.support, each.due_on) for each in drafts] == [
        ("1", ("市住建局",), (), date(2025, 10, 29)),
        ("2", (), ("市消防支队", "各县（区）人民政府"), date(2025, 11, 20)),
        ("3", ("市住建局",), ("市公积金中心",), None),
    ]
