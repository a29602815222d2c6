"""Tables as offices lay them out: which column is the task, who is not responsible, which year, which tables."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pytest
from openpyxl import Workbook
from tests.importers.conftest import saved

from duban.importers.drafts.draft import Draft, Imported
from duban.importers.grammar.deadlines import Clock
from duban.importers.grammar.unit_lists import part_persons
from duban.importers.read_document import read_document
from duban.importers.text.draft_text import ReadOptions

MakeXlsx = Callable[..., bytes]
Cells = Sequence[object]


def read(data: bytes | str, name: str = "台账.csv") -> Imported:
    return read_document(data.encode() if isinstance(data, str) else data, name)


def codes(imported: Imported) -> list[str]:
    return [problem.code for problem in imported.problems]


def titles(imported: Imported) -> list[str]:
    return [draft.title for draft in imported.drafts]


def only(data: bytes | str) -> Draft:
    (draft,) = read(data).drafts
    return draft


@pytest.mark.parametrize(
    ("head", "row", "title"),
    [
        ("序号,反馈问题,整改目标,整改措施,责任单位", "1,河水直排,消除直排,建污水管网,A局", "河水直排"),
        ("序号,问题隐患,整改措施,整改目标,责任单位", "1,通道被占,清理占道,隐患清零,A局", "通道被占"),
        ("序号,问题表述,整改要求,责任单位", "1,河水直排,建污水管网,A局", "河水直排"),
        ("序号,整改目标,整改措施,责任单位", "1,消除直排,建污水管网,A局", "消除直排"),
        ("序号,具体要求,责任单位,存在问题,下步措施", "1,建污水管网,A局,缺钱,筹资", "建污水管网"),
        ("序号,问题表述,整改措施,责任单位", "1,河水直排,,A局", "河水直排"),
        ("序号,问题清单,任务清单,责任单位", "1,河水直排,建污水管网,A局", "建污水管网"),
        ("序号,整改事项,存在问题,整改措施,责任单位", "1,治污,河水直排,建污水管网,A局", "治污"),
        ("序号,主要内容,工作措施,责任单位", "1,建一所学校,先选址,A局", "建一所学校"),
        ("序号,工作目标,工作措施,责任单位", "1,学位够用,建一所学校,A局", "建一所学校"),
        ("序号,指标名称,目标值,责任单位", "1,地区生产总值,增长6.5%,A局", "地区生产总值"),
        ("序号,工作任务,指标,责任单位", "1,稳增长,增长6.5%,A局", "稳增长"),
        (
            "编号,来文标题,批示领导,批示内容,承办单位",
            "1,关于某事的报告,市长,请A局拿出方案,A局",
            "请A局拿出方案",
        ),
        ("编号,督办事项,批示内容,承办单位", "1,治污,请抓紧,A局", "治污"),
        ("编号,审计报告中的说法,责任单位,时限", "1,按规定批复部门的预算,A局,长期", "按规定批复部门的预算"),
        ("序号,建议提案题目,主办,会办", "1,关于停车的建议,A局,B局", "关于停车的建议"),
        ("序号,整改措施及完成时限,责任单位", "1,建污水管网，2026年6月底前完成,A局", "建污水管网"),
    ],
)
def test_the_title_is_the_cell_that_says_what_to_do(head: str, row: str, title: str) -> None:
    assert only(f"{head}\n{row}\n").title.startswith(title)


def test_a_rectification_list_is_of_problems_and_the_measures_against_them() -> None:
    """整改清单: the problem is the matter, its measures are how; what is wrong is never told as a requirement."""
    head = "序号,存在问题,整改目标,整改措施,完成标准,责任领导,牵头单位,责任人,整改时限"
    draft = only(f"{head}\n1,河水直排。三村没有管网。,不再直排,建管网,验收合格,王县长,A局,李四,2026年6月底\n")
    assert (draft.title, draft.problem, draft.issues) == ("河水直排", "河水直排。三村没有管网。", "")
    assert (draft.requirements, draft.goal) == ("", "不再直排")
    assert (draft.measures, draft.standard) == ("建管网", "验收合格")
    assert (draft.lead_leader, draft.lead, draft.owner) == ("王县长", ("A局",), "李四")
    named = only("序号,整改任务,存在问题,整改措施,责任单位\n1,治污,河水直排,建管网,A局\n")
    assert (named.title, named.problem, named.measures) == ("治污", "河水直排", "建管网")


def test_a_problem_with_several_measures_names_each_of_them(xlsx: MakeXlsx) -> None:
    rows: list[Cells] = [
        ["序号", "问题", "整改措施", "牵头单位", "整改时限"],
        [1, "环节多", "压减材料", "A局", "2026年3月底"],
        [None, None, "网上办理", "B局", "2026年6月底"],
    ]
    drafts = read(xlsx(rows, ["A2:A3", "B2:B3"])).drafts
    assert [(each.title, each.measures, each.lead) for each in drafts] == [
        ("环节多：压减材料", "压减材料", ("A局",)),
        ("环节多：网上办理", "网上办理", ("B局",)),
    ]


def test_of_several_points_in_a_cell_the_first_is_the_title() -> None:
    draft = only('序号,问题,整改措施,责任单位\n1,乱,"1.建制度。\n2.抓落实。",A局\n')
    assert (draft.number, draft.title, draft.measures) == ("1", "乱", "1.建制度。\n2.抓落实。")
    draft = only('序号,整改措施,责任单位\n1,"1.建制度。\n2.抓落实。",A局\n')
    assert (draft.number, draft.title, draft.requirements) == ("1", "建制度", "1.建制度。2.抓落实。")
    assert only("序号,整改措施,责任单位\n1,1.建制度；2.抓落实。,A局\n").title == "1.建制度；2.抓落实"
    assert only("序号,任务,责任单位\n1,（一）建公园,A局\n").title == "（一）建公园"


def test_most_titles_parted_among_units_are_groups(xlsx: MakeXlsx) -> None:
    rows: list[Cells] = [
        ["序号", "重点任务", "工作举措", "牵头单位"],
        [1, "优化环境", "设窗口", "A局"],
        [None, None, "降费用", "B局"],
        [2, "抓项目", "早开工", "C局"],
        [None, None, "早投产", "D局"],
    ]
    imported = read(xlsx(rows, ["A2:A3", "B2:B3", "A4:A5", "B4:B5"]))
    assert [(draft.title, draft.group) for draft in imported.drafts] == [
        ("设窗口", "优化环境"),
        ("降费用", "优化环境"),
        ("早开工", "抓项目"),
        ("早投产", "抓项目"),
    ]


@pytest.mark.parametrize(
    ("head", "row", "lead", "support"),
    [
        ("任务,整改责任单位,行业主管部门,督导单位", "甲,A局,B局,C局", ("A局",), ()),
        ("项目,建设单位,责任单位", "甲,B公司,A局", ("A局",), ()),
        ("项目,建设单位", "甲,B公司", ("B公司",), ()),
        ("任务,责任科室", "甲,办公室", ("办公室",), ()),
        ("任务,责任科室,协办科室", "甲,办公室,财务科", ("办公室",), ("财务科",)),
        ("任务,承办,会办", "甲,A局,B局", ("A局",), ("B局",)),
        ("任务,责任分工", "甲,A局牵头、B局配合", ("A局",), ("B局",)),
        (
            "任务,责任单位",
            "甲,市住建局（牵头单位）市财政局 市水利局",
            ("市住建局",),
            ("市财政局", "市水利局"),
        ),
        ("任务,责任单位", "甲,①市住建局 ②市财政局", (), ("市住建局", "市财政局")),
        ("任务,配合单位", "甲,市住建局等行业主管部门（按职责分工负责）", (), ("市住建局", "行业主管部门")),
        (
            "任务,配合单位",
            "甲,区住建局 区应急局 燃气公司（分公司）",
            (),
            ("区住建局", "区应急局", "燃气公司（分公司）"),
        ),
    ],
)
def test_who_is_responsible_and_who_is_not(
    head: str, row: str, lead: tuple[str, ...], support: tuple[str, ...]
) -> None:
    draft = only(f"{head}\n{row}\n")
    assert (draft.lead, draft.support) == (lead, support)


@pytest.mark.parametrize(
    ("heading", "lead", "support"),
    [
        ("指导部门", (), ("市法院", "市知识产权局")),
        ("牵头科局", ("市法院", "市知识产权局"), ()),
        ("督导科局", (), ()),
        ("处所", (), ("市法院", "市知识产权局")),
    ],
)
def test_cells_tell_what_an_unknown_heading_means(
    heading: str, lead: tuple[str, ...], support: tuple[str, ...]
) -> None:
    rows = "".join(f"{number},推广举措{number},市法院、市知识产权局\n" for number in (1, 2, 3))
    found = read_document(f"序号,改革举措,{heading}\n{rows}".encode(), "表.csv").drafts
    assert [(draft.lead, draft.support) for draft in found] == [(lead, support)] * 3


def test_units_left_of_the_titles_go_on_below() -> None:
    imported = read("责任单位,任务\nA局,甲\n,乙\nB局,丙\n")
    assert [draft.lead for draft in imported.drafts] == [("A局",), ("A局",), ("B局",)]


@pytest.mark.parametrize(
    ("heading", "cell", "lead", "owner"),
    [
        ("牵头单位（责任人）", "区科技局（许宏）", ("区科技局",), "许宏"),
        ("牵头单位及责任人", "区科技局 许宏", ("区科技局",), "许宏"),
        ("牵头单位/责任人", "区科技局：许宏", ("区科技局",), "许宏"),
        ("牵头单位", "区科技局（许宏）", ("区科技局（许宏）",), ""),
        ("牵头单位", "区科技局（联系人：许宏）", ("区科技局",), "许宏"),
        ("牵头单位及责任人", "区城投集团（区城投公司）", ("区城投集团（区城投公司）",), ""),
    ],
)
def test_a_person_in_a_unit_column(heading: str, cell: str, lead: tuple[str, ...], owner: str) -> None:
    draft = only(f"任务,{heading}\n甲,{cell}\n")
    assert (draft.lead, draft.owner) == (lead, owner)


@pytest.mark.parametrize(
    ("cell", "units", "persons"),
    [
        ("县水利局 张三、县财政局 李四", "县水利局、县财政局", ("张三", "李四")),
        ("县水利局\n张三", "县水利局", ("张三",)),
        ("县住建局（局长王五）", "县住建局", ("局长王五",)),
        ("县住建局（牵头）、县水利局", "县住建局（牵头）、县水利局", ()),
        ("县 妇 联", "县 妇 联", ()),
        ("张三", "张三", ()),
    ],
)
def test_persons_are_parted_from_units(cell: str, units: str, persons: tuple[str, ...]) -> None:
    assert part_persons(cell, asked=True) == (units, persons)


def test_a_unit_bracket_in_the_title_names_the_units() -> None:
    draft = only("序号,工作任务,完成时限\n1,免除学费。（牵头单位：市教育局；责任单位：市财政局）,2026年6月\n")
    assert (draft.title, draft.lead, draft.support) == ("免除学费", ("市教育局",), ("市财政局",))


def test_a_row_for_filing_is_no_task() -> None:
    imported = read(
        "编号,批示内容,承办单位,办理时限,备注\n1,请A局办,A局,2026年3月\n2,已阅。,—,—,存档\n3,请研究,—,—,\n"
    )
    assert [draft.number for draft in imported.drafts] == ["1", "3"]
    assert codes(imported) == ["rows-left-out"]


@pytest.mark.parametrize(
    ("head", "row", "on"),
    [
        ("任务,责任单位,要求", "甲,A局,2026年10月25日前拿方案，12月底前通气", date(2026, 12, 31)),
        (
            "任务,责任单位,措施,时限",
            "甲,A局,1.2026年4月底前上线；2.11月底前总结,按节点推进",
            date(2026, 11, 30),
        ),
        ("任务,责任单位,措施,时限", "甲,A局,2026年4月底前上线,长期坚持", None),
        ("任务,责任单位,时间", "甲,A局,2026年3月5日", date(2026, 3, 5)),
        ("时间,任务,责任单位,完成时限", "2026-01-01,甲,A局,2026年3月", date(2026, 3, 31)),
        ("任务,责任单位,开工时间,完工时间", "甲,A局,2026年4月,2026年10月底", date(2026, 10, 31)),
        ("任务,责任单位,时限", "甲,A局,26.4.30", date(2026, 4, 30)),
        ("任务,责任单位,时限", "甲,A局,2026年1-6月", date(2026, 6, 30)),
        ("交办时间,任务,责任单位,时限", "2026/12/20,甲,A局,1月15日", date(2027, 1, 15)),
        ("交办时间,任务,责任单位,时限", "2026/3/20,甲,A局,9月底前", date(2026, 9, 30)),
        ("会议时间,议定事项,责任单位,时限", "2026-03-20,甲,A局,9月底前", date(2026, 9, 30)),
        ("重点任务（2026版）,责任单位,时限", "甲,A局,9月底前", date(2026, 9, 30)),
        ("重点任务（2026）,责任单位,时限", "甲,A局,9月底前", date(2026, 9, 30)),
    ],
)
def test_the_day_a_row_sets(head: str, row: str, on: date | None) -> None:
    assert only(f"{head}\n{row}\n").due_on == on


def test_the_year_of_the_deadlines_beside_is_taken_and_told() -> None:
    imported = read("任务,责任单位,时限\n甲,A局,2026-06-30\n乙,B局,9月底前\n")
    assert [draft.due_on for draft in imported.drafts] == [date(2026, 6, 30), date(2026, 9, 30)]
    (problem,) = imported.problems
    assert (problem.code, "都是 2026 年" in problem.message) == ("year-inferred", True)


@pytest.mark.parametrize(
    "others", ["甲,A局,2026-06-30\n丙,B局,2027-06-30", "甲,A局,2026-06-30\n丙,B局,8月底前"]
)
def test_a_year_is_not_taken_from_deadlines_that_do_not_tell(others: str) -> None:
    assert codes(read(f"任务,责任单位,时限\n{others}\n乙,B局,9月底前\n")) == ["year-missing"]


def test_tables_under_one_another_have_their_own_headings(xlsx: MakeXlsx) -> None:
    rows: list[Cells] = [
        ["2026年清单"],
        ["序号", "任务", "牵头单位", "配合单位", "时限"],
        [1, "甲", "A局", "B局", "3月底"],
        ["二、整改任务"],
        ["序号", "问题", "整改措施", "责任分工", None, "整改时限"],
        [None, None, None, "牵头", "配合", None],
        [1, "乙", "治", "C局", "D局", "9月底"],
        ["序号", "问题", "整改措施", "责任分工", None, "整改时限"],
        [2, "丙", "治", "C局", "D局", "9月底"],
        ["注：由督查室解释"],
        ["单位", "完成情况", "备注"],
        ["A局", "一般", None],
    ]
    imported = read(xlsx(rows, ["A5:A6", "B5:B6", "C5:C6", "D5:E5", "F5:F6"]))
    assert [(draft.title, draft.lead, draft.support, str(draft.due_on)) for draft in imported.drafts] == [
        ("甲", ("A局",), ("B局",), "2026-03-31"),
        ("乙", ("C局",), ("D局",), "2026-09-30"),
        ("丙", ("C局",), ("D局",), "2026-09-30"),
    ]


def book(sheets: Mapping[str, Sequence[Cells]]) -> bytes:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return saved(made)


def test_a_sheet_of_figures_beside_the_tasks_is_passed_over() -> None:
    sheets: dict[str, list[Cells]] = {
        "任务": [["任务", "责任单位"], ["甲", "A局"]],
        "统计": [["单位", "任务数", "备注"], ["A局", 3, None]],
    }
    imported = read(book(sheets))
    assert (titles(imported), codes(imported)) == (["甲"], ["sheet-skipped"])


def test_a_rule_on_another_sheet_holds_for_all() -> None:
    sheets: dict[str, list[Cells]] = {
        "说明": [["责任单位中第一个单位为牵头单位。"]],
        "任务": [["任务", "责任单位"], ["甲", "A局、B局"]],
    }
    (draft,) = read(book(sheets)).drafts
    assert (draft.lead, draft.support) == (("A局",), ("B局",))


def test_a_form_of_labels_in_a_workbook_is_a_task(xlsx: MakeXlsx) -> None:
    form = [
        ["督办通知单"],
        ["督办事项", "治理水体"],
        ["主办单位", "市住建局", "协办单位", "市水利局"],
        ["办结时限", "2026年6月底前"],
        ["督办事项", "兑付奖补"],
        ["主办单位", "市财政局", "协办单位", "市科技局\n市人社局"],
        ["办结时限", "2026年7月底前"],
    ]
    imported = read(xlsx(form))
    assert [(draft.title, draft.lead, draft.support, str(draft.due_on)) for draft in imported.drafts] == [
        ("治理水体", ("市住建局",), ("市水利局",), "2026-06-30"),
        ("兑付奖补", ("市财政局",), ("市科技局", "市人社局"), "2026-07-31"),
    ]


def test_a_markdown_table_keeps_the_lines_of_its_cells() -> None:
    text = (
        "# 2026年清单\n\n## 一、项目\n\n| 序号 | 任务 | 责任单位 | 完成时限 |\n|---|---|---|---|\n"
        "| 1 | 建桥 | 市交通局<br>市财政局 | 9月底前 |\n\n## 二、招商\n\n"
        "| 序号 | 任务 | 牵头单位 | 配合单位 | 完成时限 |\n|---|---|---|---|---|\n| 2 | 招商 | 市商务局 | 各县 | 9月底前 |\n\n"
        "说明：责任单位一栏排第一位的为牵头单位。\n"
    )
    imported = read(text, "台账.md")
    assert [(draft.title, draft.lead, draft.support) for draft in imported.drafts] == [
        ("建桥", ("市交通局",), ("市财政局",)),
        ("招商", ("市商务局",), ("各县",)),
    ]


@pytest.mark.parametrize(
    "note",
    [
        "注：1.每月5日前A局报送进展。2.B局应在3月10日前反馈。",
        "说明：\n\n1.B局应在3月10日前反馈。\n\n2.A局负责解释。",
    ],
)
def test_notes_under_a_table_are_no_tasks(note: str) -> None:
    table = "| 序号 | 任务 | 责任单位 | 完成时限 |\n|---|---|---|---|\n| 1 | 建桥 | 市交通局 | 9月底前 |\n"
    imported = read(f"# 2026年清单\n\n{table}\n{note}\n", "台账.md")
    assert titles(imported) == ["建桥"]
    imported = read(
        f"# 2026年清单\n\n{table}\n{note}\n\n二、建路。由市交通局牵头，9月底前完成。\n", "台账.md"
    )
    assert titles(imported) == ["建桥", "建路"]


def steps(draft: Draft) -> list[tuple[str, str]]:
    return [(node.name, str(node.due_on)) for node in draft.nodes]


def test_stages_in_columns_are_milestones(xlsx: MakeXlsx) -> None:
    rows: list[Cells] = [
        ["2026年任务表"],
        ["任务", "责任单位", "进度安排", None, None],
        [None, None, "一季度", "上半年", "四季度"],
        ["建学校", "A局", "选址", "开工", None],
    ]
    (draft,) = read(xlsx(rows, ["A2:A3", "B2:B3", "C2:E2"])).drafts
    assert steps(draft) == [("选址", "2026-03-31"), ("开工", "2026-06-30")]
    assert (str(draft.due_on), draft.due_text) == ("2026-06-30", "上半年")


@pytest.mark.parametrize("heading", ["完成时限", "主要措施", "进度安排"])
def test_several_days_in_a_cell_are_milestones(heading: str) -> None:
    draft = only(f"任务,责任单位,{heading}\n建桥,A局,2026年6月底前开工；2026年12月底前完工\n")
    assert steps(draft) == [("开工", "2026-06-30"), ("完工", "2026-12-31")]
    assert str(draft.due_on) == "2026-12-31"


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("2026年重点工作分解表\n制表单位：某县人民政府办公室督查室 2026年2月10日\n", "2026年重点工作分解表"),
        ("某区任务清单\n使用说明：本清单由某局解释，各单位抓好落实\n", "某区任务清单"),
        ("附件：某县民生实事清单\n2026年2月10日\n", "附件：某县民生实事清单"),
        ("填报单位：某县任务专班\n", "填报单位：某县任务专班"),
    ],
)
def test_the_name_of_a_list_is_no_labelled_line(above: str, title: str) -> None:
    assert read(f"{above}序号,任务,责任单位\n1,建公园,A局\n").title == title


_RELATIVE = "序号,任务,责任单位,办理时限\n1,核实线索,A局,收到后5个工作日内\n"


def test_days_after_the_receipt_are_reckoned_in_tables_too() -> None:
    wanted = ReadOptions(clock=Clock(received_on=date(2026, 3, 2)))
    (draft,) = read_document(_RELATIVE.encode(), "台账.csv", wanted=wanted).drafts
    assert (draft.due_on, draft.due_text) == (date(2026, 3, 9), "收到后5个工作日内")
    page = "<table><tr><th>任务<th>责任单位<th>办理时限</tr><tr><td>核实线索<td>A局<td>印发之日起10日内</tr></table>"
    page = f"<html><p>某县人民政府关于办理线索的通知</p><p>某县人民政府</p><p>2026年3月2日</p>{page}"
    (draft,) = read_document(page.encode(), "x.html").drafts
    assert draft.due_on == date(2026, 3, 12)


def test_without_the_day_of_receipt_the_option_is_named() -> None:
    read_without = read(_RELATIVE)
    (draft,) = read_without.drafts
    assert (draft.due_on, [trouble.code for trouble in draft.troubles]) == (None, ["deadline-received"])
    (problem,) = read_without.problems
    assert problem.code == "deadline-unclear"
    assert problem.advice == "请加上收到文件的日期：--received-on 日期，或登账后用 amend 补上时限。"


def test_each_list_of_a_workbook_keeps_its_name() -> None:
    book = Workbook()
    for name, task in (("县直", "建公园"), ("乡镇", "修桥")):
        page = book.create_sheet(name)
        for line in ((f"2026年任务清单（{name}）",), ("序号", "任务", "责任单位"), (1, task, "A局")):
            page.append(line)
    imported = read(saved(book), "台账.xlsx")
    assert imported.title == "2026年任务清单（县直）"
    assert [draft.source_name for draft in imported.drafts] == ["", "2026年任务清单（乡镇）"]


@pytest.mark.parametrize(
    ("measures", "steps"),
    [
        ("8月底前拨付八成，11月底前全部拨付", [("拨付八成", "2026-08-31"), ("全部拨付", "2026-11-30")]),
        ("8月底前拨付八成，12月底前全部拨付", []),  # not what the deadline column says
        ("8月底前到期的合同全部清理", []),
    ],
)
def test_steps_before_the_deadline_of_a_row(measures: str, steps: list[tuple[str, str]]) -> None:
    draft = only(f'序号,任务,工作措施,责任单位,完成时限\n1,兑付资金,"{measures}",A局,2026年11月30日\n')
    assert [(node.name, str(node.due_on)) for node in draft.nodes] == steps
    assert str(draft.due_on) == "2026-11-30"


@pytest.mark.parametrize(
    ("cell", "title"),
    [
        ("完善报批材料\n1.补充可行性报告；\n2.组卷上报。", "完善报批材料"),
        ("完善报批材料\n①补充可行性报告；\n②组卷上报。", "完善报批材料"),
        ("完善园区用地\n报批材料", "完善园区用地报批材料"),
    ],
)
def test_the_line_above_a_list_in_a_cell_is_the_title(cell: str, title: str) -> None:
    draft = only(f'序号,任务,责任单位\n1,"{cell}",A局\n')
    assert draft.title == title
    whole = cell.replace("\n", "")
    assert draft.requirements == ("" if whole == title else whole)
