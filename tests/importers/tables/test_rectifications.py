"""Tables of problems to be put right: which column is what there, and the days of single measures."""

import pytest
from tests.importers.conftest import MakeXlsx

from duban.importers.drafts.draft import Draft
from duban.importers.tables.read_table import read_table

NODES = [("查清底数", "2026-03-31"), ("全部清退", "2026-06-30")]


def drafts_of(text: str) -> tuple[Draft, ...]:
    return read_table(text.encode(), "清单.csv", year=2026).drafts


def steps(draft: Draft) -> list[tuple[str, str]]:
    return [(node.name, str(node.due_on)) for node in draft.nodes]


@pytest.mark.parametrize(
    ("heads", "row", "wanted"),
    [
        # 问题 left of the measures is what is to be put right; right of a task it tells of its progress.
        ("问题,措施,责任单位", "乱收费,清退,A局", {"title": "乱收费", "problem": "乱收费"}),
        ("任务,责任单位,进展,问题,下步", "建校,A局,已开工,缺钱,筹资", {"problem": "", "issues": "缺钱"}),
        ("问题,责任单位,未完成原因", "乱收费,A局,缺人", {"problem": "乱收费", "issues": "缺人"}),
        ("反馈问题,具体表现,整改措施,责任单位", "乱收费,多收3万元,清退,A局", {"title": "乱收费", "problem": "多收3万元"}),
        ("整改任务,反馈问题,整改措施,责任单位", "治污,污水直排,截污,A局", {"title": "治污", "problem": "污水直排"}),
        ("整改目标,整改措施,责任单位", "不再直排。达Ⅴ类。,截污,A局", {"title": "不再直排", "goal": "不再直排。达Ⅴ类。"}),
        # What stands in the column decides whether it is one of 整改类型.
        ("问题,整改类型,整改措施,责任单位", "乱,立行立改,改,A局", {"pace": "立行立改", "group": ""}),
        ("问题,整改类型,整改措施,责任单位", "乱,组织建设,改,A局", {"pace": "", "group": "组织建设"}),
        ("问题,类型,整改措施,责任单位", "乱,持续整改,改,A局", {"pace": "持续整改", "group": ""}),
        ("问题,处理方式,整改措施,责任单位", "乱,限期整改,改,A局", {"pace": "限期整改", "other": {}}),
        # The finest heading of an audit report is a title where each problem has its own.
        ("二级标题,三级标题,具体问题,整改措施,责任单位", "收入,1.多收费,多收3万元,清退,A局", {"title": "多收费", "group": "收入"}),
        # A figure of a problem is no target.
        ("问题,整改措施,整改要求,责任单位", "欠缴税款300万元,追缴,追缴300万元,A局", {"problem": "欠缴税款300万元"}),
    ],
)  # fmt: skip
def test_a_column_is_what_it_is_among_the_others(heads: str, row: str, wanted: dict[str, object]) -> None:
    (draft,) = drafts_of(f"序号,{heads}\n1,{row}\n")
    assert {name: getattr(draft, name) for name in wanted} == wanted


def test_a_heading_that_problems_share_is_a_group() -> None:
    rows = "收费,多收3万元,清退,A局\n2,收费,少缴2万元,追缴,B局"
    drafts = drafts_of(f"序号,三级标题,具体问题,整改措施,责任单位\n1,{rows}\n")
    assert [(each.title, each.group) for each in drafts] == [("多收3万元", "收费"), ("少缴2万元", "收费")]


@pytest.mark.parametrize(
    ("measure", "due", "wanted"),
    [
        ("3月底前查清底数；6月底前全部清退", "6月底", NODES),
        ("1.2026年3月底前查清底数。2.2026年6月底前全部清退。", "长期坚持", NODES),
        ("（1）2026年3月底前查清底数；（2）立规矩", "6月底", NODES[:1]),
        ("2026年9月底前查清底数", "2026年6月底", []),  # later than the deadline
        ("2026年6月底前全部清退", "2026年6月底", []),  # the deadline again
        ("立规矩", "6月底", []),
    ],
)
def test_a_measure_with_a_day_is_a_step(measure: str, due: str, wanted: list[tuple[str, str]]) -> None:
    text = f"序号,问题,整改措施,责任单位,整改时限\n1,2024年6月底前多收费未退,{measure},A局,{due}\n"
    (draft,) = drafts_of(text)
    assert (steps(draft), draft.measures) == (wanted, measure)


def test_the_days_beside_measures_are_steps_and_no_deadline(xlsx: MakeXlsx) -> None:
    rows: list[list[object]] = [
        ["序号", "问题", "整改时限", "整改措施", "对应的完成时间", "责任单位"],
        [1, "多收费", "2026年7月", "1.查清底数", "2026年3月底", "A局"],
        [None, None, None, "2.全部清退", "2026年6月底", None],
    ]
    merges = ["A2:A3", "B2:B3", "C2:C3", "F2:F3"]
    (draft,) = read_table(xlsx(rows, merges), "表.xlsx").drafts
    assert steps(draft) == NODES
    assert (str(draft.due_on), draft.measures) == ("2026-07-31", "1.查清底数\n2.全部清退")


def test_rows_of_one_problem_with_days_of_their_own_are_its_steps(xlsx: MakeXlsx) -> None:
    rows: list[list[object]] = [
        ["序号", "问题", "整改措施", "责任单位", "完成时限"],
        [1, "多收费", "查清底数", "A局", "2026年3月底"],
        [None, None, "全部清退", None, "2026年6月底"],
    ]
    (draft,) = read_table(xlsx(rows, ["A2:A3", "B2:B3", "D2:D3"]), "表.xlsx").drafts
    assert steps(draft) == NODES
    assert str(draft.due_on) == "2026-06-30"


def test_lines_of_two_cells_pair_off() -> None:
    text = '序号,问题,整改措施,对应的完成时间,整改时限,责任单位\n1,多收费,"查清底数\n全部清退","3月底\n6月底",7月底,A局\n'
    (draft,) = drafts_of(text)
    assert steps(draft) == NODES


@pytest.mark.parametrize(
    ("plan", "wanted", "kept"),
    [
        ("2026-03-31 查清底数；\n2026-06-30 全部清退", NODES, ""),
        ("2026-03-31 查清底数，责任人张三；2026-06-30 全部清退；", NODES, ""),
        ("2026年3月31日 查清底数；2026/6/30 全部清退", NODES, ""),
        ("2026-03-31 查清底数，2026-03-20 完成", [], "2026-03-31 查清底数，2026-03-20 完成"),
        ("2026-03-31", [], "2026-03-31"),
        ("先查清，再清退", [], "先查清，再清退"),
        ("", [], ""),
    ],
)
def test_steps_as_our_lists_write_them(plan: str, wanted: list[tuple[str, str]], kept: str) -> None:
    (draft,) = drafts_of(f'序号,问题,整改措施,时序进度,责任单位,时限\n1,乱,5月底前改,"{plan}",A局,7月底\n')
    assert (steps(draft), draft.milestones) == (wanted, kept)
    assert [node.owner for node in draft.nodes if node.owner] == ["张三"] * ("张三" in plan)


def test_the_days_of_a_problem_are_no_deadline() -> None:
    (draft,) = drafts_of("序号,问题,整改措施,责任单位\n1,2024年9月底前应缴未缴,追缴,A局\n")
    assert draft.due_on is None


def test_a_figure_of_a_problem_is_no_target() -> None:
    text = "序号,问题,整改措施,整改要求,责任单位\n1,拖欠工程款300万元,清偿,新增学位480个,A局\n"
    imported = read_table(text.encode(), "清单.csv")
    from duban.importers.drafts.confidence import judge_table_draft

    judged = judge_table_draft(imported.drafts[0], 2026)
    assert [target.name for target in judged.targets] == ["新增学位"]
