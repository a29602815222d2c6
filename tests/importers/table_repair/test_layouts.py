"""Whole tables of the layouts that offices use: what must come out of each."""

from collections.abc import Callable, Mapping
from datetime import date

from duban.errors import Level
from duban.importers.drafts.draft import Imported
from duban.importers.tables.read_table import read_table

MakeXlsx = Callable[..., bytes]
HEAD = ["序号", "工作任务", "责任单位", "完成时限"]


def read(
    data: bytes | str,
    *,
    year: int | None = 2026,
    columns: Mapping[str, str] | None = None,
    first_leads: bool = False,
) -> Imported:
    raw = data.encode() if isinstance(data, str) else data
    return read_table(raw, "台账", year=year, columns=columns, first_leads=first_leads)


def codes(imported: Imported) -> list[str]:
    return [problem.code for problem in imported.problems]


def told(imported: Imported) -> list[tuple[str, str, str]]:
    """Number, title and group of each draft."""
    return [(draft.number, draft.title, draft.group) for draft in imported.drafts]


def units(imported: Imported) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(draft.lead, draft.support) for draft in imported.drafts]


def test_a_district_export_is_read_with_all_its_columns(xlsx: MakeXlsx) -> None:
    head = [
        "序号",
        "任务来源",
        "任务内容",
        "牵头区领导",
        "牵头单位",
        "协办单位",
        "完成时间",
        "具体进展",
        "存在的困难或问题",
        "任务状态",
    ]
    row = [
        1,
        "第3次常务会",
        "完成甲。要快。",
        "张三",
        "A局",
        "B局、C局",
        "9月底前",
        "已开工",
        "缺钱",
        "进行中",
    ]
    imported = read(xlsx([head, row]))
    (draft,) = imported.drafts
    assert (draft.number, draft.title, draft.lead, draft.support) == ("1", "完成甲", ("A局",), ("B局", "C局"))
    assert (draft.due_on, draft.due_text, draft.place) == (date(2026, 9, 30), "9月底前", "Sheet1!2行")
    assert draft.texts() == {
        "source_name": "第3次常务会",
        "lead_leader": "张三",
        "requirements": "完成甲。要快。",
        "progress": "已开工",
        "issues": "缺钱",
        "status": "进行中",
    }
    assert draft.leader == "张三"
    assert imported.headings["协办单位"] == "support"
    assert codes(imported) == []


def test_one_unit_column_one_unit_leads_several_are_proposed() -> None:
    imported = read("序号,工作任务,责任单位\n1,甲,A局\n2,乙,A局、B局\n3,丙,\n4,丁,A局牵头，B局配合\n")
    assert units(imported) == [(("A局",), ()), ((), ("A局", "B局")), ((), ()), (("A局",), ("B局",))]
    assert [draft.proposed_lead for draft in imported.drafts] == [None, "A局", None, None]


def test_with_first_leads_the_first_unit_leads() -> None:
    imported = read("序号,工作任务,责任单位\n1,甲,A局、B局\n", first_leads=True)
    assert units(imported) == [(("A局",), ("B局",))]
    assert imported.drafts[0].proposed_lead is None


def test_a_document_that_says_the_first_leads_is_believed(xlsx: MakeXlsx) -> None:
    in_head = read("序号,工作任务,责任单位（排在第一位的为牵头单位）\n1,甲,A局、B局\n")
    note = [["注：第一个单位为牵头单位。"]]
    in_note = read(xlsx([HEAD, [1, "甲", "A局、B局"], *note], ["A3:D3"]))
    assert units(in_head) == units(in_note) == [(("A局",), ("B局",))]


def test_unit_columns_beside_each_other() -> None:
    beside_lead = read("序号,任务,牵头部门,主责单位,协办单位,责任单位\n1,甲,A局,B局,C局,D局\n")
    beside_support = read("序号,任务,责任单位,配合单位\n1,甲,A局、B局,C局\n")
    main_alone = read("序号,任务,主责单位\n1,甲,A局、B局\n")
    assert units(beside_lead) == [(("A局",), ("B局", "C局", "D局"))]
    assert units(beside_support) == [(("A局", "B局"), ("C局",))]
    assert units(main_alone) == [(("A局", "B局"), ())]


def test_a_lead_column_that_also_names_the_support() -> None:
    imported = read("序号,任务,牵头单位,配合单位\n1,甲,A局牵头、B局配合,C局（配合）\n")
    assert units(imported) == [(("A局",), ("B局", "C局"))]


def test_a_header_of_two_lines_with_merged_cells(xlsx: MakeXlsx) -> None:
    table = [
        ["2025年重点任务清单"],
        ["序号", "工作任务", "责任单位", None, "完成时限", "进展情况", None],
        [None, None, "牵头", "配合", None, "一季度", "二季度"],
        [1, "甲", "A局", "B局\nC局", "第三季度", "开工", None],
    ]
    merged = ["A1:G1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:G2"]
    imported = read(xlsx(table, merged), year=None)
    assert (imported.title, imported.year) == ("2025年重点任务清单", 2025)
    assert units(imported) == [(("A局",), ("B局", "C局"))]
    assert (imported.drafts[0].due_on, imported.drafts[0].progress) == (date(2025, 9, 30), "开工")
    assert imported.headings["进展情况/二季度"] == "progress"


def test_a_header_whose_lower_line_is_the_fuller(xlsx: MakeXlsx) -> None:
    table = [
        ["序号", "交办", None, None, None],
        [None, "工作任务", "责任单位", "完成时限", "备注"],
        [1, "甲", "A局", "9月底", None],
    ]
    imported = read(xlsx(table, ["A1:A2", "B1:E1"]))
    assert told(imported) == [("1", "甲", "")]
    assert imported.headings["交办/工作任务"] == "title"


def test_a_unit_heading_under_a_lead_heading_leads(xlsx: MakeXlsx) -> None:
    table = [
        ["序号", "工作任务", "牵头单位", None],
        [None, None, "单位名称", "责任人"],
        [1, "甲", "A局", "张三"],
    ]
    imported = read(xlsx(table, ["A1:A2", "B1:B2", "C1:D1"]))
    assert (imported.drafts[0].lead, imported.drafts[0].owner) == (("A局",), "张三")


def test_a_header_of_two_lines_without_merges() -> None:
    imported = read("任务表,,,,\n序号,工作任务,责任单位,,完成时限\n,,牵头,配合,\n1,甲,A局,B局、C局,9月底\n")
    assert units(imported) == [(("A局",), ("B局", "C局"))]
    assert imported.drafts[0].place == "第4行"


def test_headers_repeated_on_each_page_and_numbered_columns_are_no_tasks() -> None:
    imported = read(
        "序号,任务,责任单位,完成时限\n1,2,3,4\n1,甲,A局,9月\n序号,任务,责任单位,完成时限\n2,乙,A局,9月\n"
    )
    assert told(imported) == [("1", "甲", ""), ("2", "乙", "")]


def test_a_merged_number_and_unit_serve_both_rows(xlsx: MakeXlsx) -> None:
    table = [
        ["序号", "民生实事", "责任单位", "完成时限"],
        [5, "建养护楼", "县民政局", "5月底前动工"],
        [None, "建老年大学", None, "12月底前"],
        [6, "迁建", "A局\nB局", "12月底前"],
    ]
    imported = read(xlsx(table, ["A2:A3", "C2:C3"]))
    assert told(imported) == [("5", "建养护楼", ""), ("5", "建老年大学", ""), ("6", "迁建", "")]
    assert imported.drafts[1].lead == ("县民政局",)


def test_without_merges_a_blank_unit_stays_blank() -> None:
    imported = read("序号,民生实事,责任单位,完成时限\n5,建养护楼,县民政局,5月底\n,建老年大学,,12月底\n")
    assert units(imported) == [(("县民政局",), ()), ((), ())]


def test_categories_over_numbered_requirements(xlsx: MakeXlsx) -> None:
    table = [
        ["工作任务", None, "具体要求", None, "责任单位", "时限要求"],
        ["一、公开助力经济", "（一）加强公开", 1, "增强透明度。", "各部门负责落实", "持续推进"],
        [None, None, 2, "开设专题", "A局牵头，B局配合", "9月底"],
        [None, "（二）其他", 3, "做好丙", "C局", "9月底"],
    ]
    imported = read(xlsx(table, ["A1:B1", "C1:D1", "A2:A4", "B2:B3"]))
    assert told(imported) == [
        ("1", "增强透明度", "一、公开助力经济/（一）加强公开"),
        ("2", "开设专题", "一、公开助力经济/（一）加强公开"),
        ("3", "做好丙", "一、公开助力经济/（二）其他"),
    ]


def test_categories_in_csv_are_filled_down_and_cleared_by_a_new_one() -> None:
    imported = read(
        "工作任务,具体要求,责任单位,时限要求\n一、经济,做甲,A局,9月底\n,做乙,B局,10月底\n二、社会,做丁,D局,\n,做戊,D局,\n"
    )
    assert told(imported) == [
        ("", "做甲", "一、经济"),
        ("", "做乙", "一、经济"),
        ("", "做丁", "二、社会"),
        ("", "做戊", "二、社会"),
    ]


def test_without_units_of_their_own_the_lines_under_a_title_are_one_task(xlsx: MakeXlsx) -> None:
    table = [
        ["工作任务", "工作措施", "责任单位"],
        ["甲", "做一", "A局"],
        [None, "做二", None],
        ["乙", "做三", "B局"],
        [None, "做四", None],
    ]
    imported = read(xlsx(table, ["A2:A3", "C2:C3", "A4:A5", "C4:C5"]))
    assert [(draft.title, draft.measures) for draft in imported.drafts] == [
        ("甲", "做一\n做二"),
        ("乙", "做三\n做四"),
    ]


def test_lines_under_a_title_with_units_of_their_own_are_tasks(xlsx: MakeXlsx) -> None:
    table = [
        ["序号", "项目名称", "主要内容", "牵头单位", "配合单位"],
        [3, "老城厢复兴", "纪念馆提升。再提升。", "文旅局", "晋陵公司\n轨道公司"],
        [None, None, "核心区改造", "住建局", "五星街道"],
        [4, "优化养老服务", "上门服务", "民政局", "各街道"],
        [None, None, "改造中心", None, None],
    ]
    imported = read(xlsx(table, ["A2:A3", "B2:B3", "A4:A5", "B4:B5", "D4:D5", "E4:E5"]))
    assert [(draft.number, draft.title, draft.requirements) for draft in imported.drafts] == [
        ("3", "老城厢复兴：纪念馆提升", "纪念馆提升。再提升。"),
        ("3", "核心区改造", "核心区改造"),
        ("4", "优化养老服务", "上门服务\n改造中心"),
    ]
    assert [draft.group for draft in imported.drafts] == ["", "老城厢复兴", ""]


def test_further_units_on_lines_of_their_own_join_the_task_above() -> None:
    imported = read("序号,任务,责任单位,完成时限\n1,甲,牵头局,12月底\n,,配合局1,\n,,配合局2,\n2,乙,丙局,\n")
    assert units(imported) == [((), ("牵头局", "配合局1", "配合局2")), (("丙局",), ())]


def test_numbered_rows_of_one_merged_title_stay_tasks(xlsx: MakeXlsx) -> None:
    table = [HEAD, [1, "甲", "A局", "9月"], [2, None, "B局", "9月"], [3, "丙", "C局", "9月"]]
    imported = read(xlsx(table, ["B2:B3"]))
    assert told(imported) == [("1", "甲", ""), ("2", "甲", ""), ("3", "丙", "")]


def test_group_headings_over_the_row_are_no_tasks(xlsx: MakeXlsx) -> None:
    table = [
        HEAD,
        ["一、经济发展"],
        [1, "甲", "A局", "9月底"],
        ["二、社会民生（2项）"],
        ["（一）教育"],
        [2, "乙", "B局", "9月底"],
        ["（二）医疗"],
        [3, "丙", "C局", "9月底"],
        ["三、其他"],
        [4, "丁", "C局", "9月底"],
    ]
    imported = read(xlsx(table, ["A2:D2", "A4:D4", "A5:D5", "A7:D7", "A9:D9"]))
    assert [draft.group for draft in imported.drafts] == [
        "一、经济发展",
        "二、社会民生（2项）/（一）教育",
        "二、社会民生（2项）/（二）医疗",
        "三、其他",
    ]
    assert codes(imported) == []


def test_group_headings_without_merges() -> None:
    rows = (
        "序号,任务,责任单位\n一、经济,,\n1,甲,A局\n二,民生方面,\n2,乙,A局\n"
        "（三）,环境,\n3,丙,A局\n,生态环境类,\n4,丁,A局\n"
    )
    assert told(read(rows)) == [
        ("1", "甲", "一、经济"),
        ("2", "乙", "二、民生方面"),
        ("3", "丙", "二、民生方面/（三）环境"),
        ("4", "丁", "生态环境类"),
    ]


def test_tasks_numbered_in_chinese_are_tasks() -> None:
    assert told(read("序号,任务,责任单位\n一,甲,A局\n二,乙,\n")) == [("一", "甲", ""), ("二", "乙", "")]


def test_a_bare_title_without_number_is_a_task_unless_it_looks_like_a_heading() -> None:
    rows = "序号,任务,责任单位\n1,甲,A局\n,做好乙工作,\n"
    assert told(read(rows)) == [("1", "甲", ""), ("", "做好乙工作", "")]
    assert told(read("任务,要求\n一、甲,\n二、乙,\n")) == [("", "一、甲", ""), ("", "二、乙", "")]


def test_totals_notes_signatures_and_printed_numbers_are_left_out_and_told(xlsx: MakeXlsx) -> None:
    table = [
        HEAD,
        [1, "甲", "A局", "9月底"],
        [2],
        ["合计", 1],
        ["备注：每月报送。"],
        ["填表人：张三", None, "审核人：李四"],
        ["说明：见文件", "其他"],
        ["四、附则"],
        [
            "以上任务由督查室负责督办，各单位要高度重视，明确专人，于每月25日前报送进展情况，逾期不报的予以通报，并纳入年度考核。"
        ],
    ]
    merged = ["A5:D5", "A8:D8", "A9:D9"]
    imported = read(xlsx(table, merged))
    assert told(imported) == [("1", "甲", "")]
    (problem,) = imported.problems
    assert (problem.level, problem.code) == (Level.NOTICE, "rows-left-out")
    assert all(
        text in problem.message for text in ("第3行“2”", "合计 │ 1", "每月报送", "李四", "四、附则", "第9行")
    )


def test_many_left_out_rows_are_counted() -> None:
    rows = "".join(f"合计,{count},\n" for count in range(12))
    (problem,) = read(f"序号,任务,责任单位\n1,甲,A局\n{rows}").problems
    assert "等 12 处" in problem.message


def test_a_row_without_task_is_an_error() -> None:
    imported = read("序号,任务,责任单位,完成时限\n1,甲,A局,9月\n2,,A局,9月\n")
    (problem,) = imported.problems
    assert (problem.code, imported.refused) == ("title-missing", True)
    assert problem.place is not None
    assert (problem.place.line, problem.place.excerpt) == (3, "2 │ A局 │ 9月")


def test_a_row_without_title_but_with_requirements_takes_these() -> None:
    assert told(read("序号,任务,工作要求,责任单位\n1,,先做甲,A局\n2,乙,做乙,B局\n")) == [
        ("1", "先做甲", ""),
        ("2", "乙", ""),
    ]


def test_without_a_title_column_the_requirements_are_the_title() -> None:
    imported = read("序号,存在问题,责任单位\n1,环境问题,A局\n")
    assert (told(imported), imported.headings["存在问题"]) == ([("1", "环境问题", "")], "title")


def test_numbers_as_they_come(xlsx: MakeXlsx) -> None:
    table = [
        HEAD,
        [1.0, "甲"],
        ["２．", "乙"],
        ["3、", "丙"],
        ["（四）", "丁", "A局"],
        [None, "5.戊"],
        ["6", "6.己"],
        ["7", "3.5万亩"],
    ]
    assert [(number, title) for number, title, _ in told(read(xlsx(table)))] == [
        ("1", "甲"),
        ("2", "乙"),
        ("3", "丙"),
        ("（四）", "丁"),
        ("5", "戊"),
        ("6", "己"),
        ("7", "3.5万亩"),
    ]


def test_a_task_number_serves_where_there_is_no_row_number() -> None:
    (draft,) = read("任务编号,任务,责任单位\nZX-1,甲,A局\n").drafts
    assert (draft.number, draft.id) == ("ZX-1", "ZX-1")


def test_a_number_column_without_heading_is_found() -> None:
    assert told(read(",任务,责任单位\n1,甲,A局\n2,乙,A局\n")) == [("1", "甲", ""), ("2", "乙", "")]


def test_same_as_above_is_what_stands_above() -> None:
    imported = read("序号,任务,责任单位,完成时限\n1,甲,A局,9月\n2,乙,同上,〃\n3,丙,同上,10月\n")
    assert [draft.lead for draft in imported.drafts] == [("A局",)] * 3
    assert [draft.due_text for draft in imported.drafts] == ["9月", "9月", "10月"]


def test_texts_that_look_like_formulas_are_texts() -> None:
    imported = read("序号,任务,责任单位\n1,=cmd|' /C calc'!A0,@SUM\n2,+1 件事,-A局\n")
    assert [(draft.title, draft.lead) for draft in imported.drafts] == [
        ("=cmd|' /C calc'!A0", ("@SUM",)),
        ("+1 件事", ("-A局",)),
    ]


def test_control_characters_are_taken_out() -> None:
    (draft,) = read("序号,任务,责任单位\n1,\x1b[31m甲\u200b\u202e,A局\n").drafts
    assert draft.title == "[31m甲"


def test_columns_without_field_are_kept_and_told() -> None:
    imported = read("序号,任务,责任单位,总投资,总投资,监测\n1,甲,A局,3,4,\n2,乙,A局,,,\n")
    assert [dict(draft.other) for draft in imported.drafts] == [{"总投资": "3", "总投资（2）": "4"}, {}]
    assert codes(imported) == ["columns-unmapped", "headings-repeated"]


def test_columns_of_one_field_are_joined_under_their_headings() -> None:
    (draft,) = read("序号,任务,责任单位,备注,延期说明\n1,甲,A局,a,b\n").drafts
    assert draft.note == "备注：a\n延期说明：b"


def test_a_column_without_heading_is_kept_by_its_place() -> None:
    (draft,) = read("序号,任务,责任单位,,\n1,甲,A局,,字\n").drafts
    assert dict(draft.other) == {"第5列": "字"}


def test_a_title_of_several_sentences_is_kept_whole_in_the_requirements() -> None:
    (draft,) = read("序号,任务,工作要求\n1,做好甲（含乙。）。再做丙！,要快\n").drafts
    assert (draft.title, draft.requirements) == ("做好甲（含乙。）", "做好甲（含乙。）。再做丙！\n要快")


def test_a_title_column_right_of_the_title_becomes_requirements() -> None:
    (draft,) = read("序号,项目名称,工作内容,责任单位\n1,甲,做甲的事,A局\n").drafts
    assert (draft.title, draft.requirements) == ("甲", "做甲的事")


def test_a_cell_merged_over_title_and_requirements_is_read_once(xlsx: MakeXlsx) -> None:
    table = [["序号", "工作任务", "工作要求", "责任单位"], [1, "甲", None, "A局"], [2, "乙", "要快", "A局"]]
    imported = read(xlsx(table, ["B2:C2"]))
    assert [draft.requirements for draft in imported.drafts] == ["", "要快"]


def test_several_deadline_columns() -> None:
    imported = read("序号,整改事项,整改时限,对应的完成时间\n1,甲,9月底,10月\n2,乙,,11月\n")
    assert [(draft.due_text, dict(draft.other)) for draft in imported.drafts] == [
        ("9月底", {"对应的完成时间": "10月"}),
        ("11月", {}),
    ]
    assert codes(imported) == []


def test_a_deadline_in_the_remarks_serves_where_there_is_no_column_for_it() -> None:
    imported = read(
        "工作任务,责任单位,备注\n1.甲,A局,11月底前完成\n2.乙,A局,2025年已部署，请持续关注有关事宜\n3.丙,A局,每年完成\n"
    )
    assert [draft.due_text for draft in imported.drafts] == ["11月底前完成", None, None]
    assert imported.drafts[0].note == "11月底前完成"


def test_what_is_doubtful_in_a_deadline_is_told() -> None:
    imported = read("序号,任务,完成时限\n1,甲,2月30日\n2,乙,9月前\n3,丙,尽快\n4,丁,长期坚持\n5,戊,/\n")
    assert codes(imported) == ["deadline-impossible", "deadline-literal", "deadline-unclear"]
    assert [draft.due_text for draft in imported.drafts] == ["2月30日", "9月前", "尽快", "长期坚持", None]
    assert not imported.refused


def test_a_missing_year_is_asked_for_once() -> None:
    table = "序号,任务,完成时限\n1,甲,9月底\n2,乙,2025年底\n3,丙,年底\n"
    imported = read_table(table.encode(), "任务-2024.csv", year=None)
    (problem,) = imported.problems
    assert (problem.code, problem.level) == ("year-missing", Level.ERROR)
    assert "--year 2024" in problem.advice
    assert "2 个时限" in problem.message
    assert [draft.due_on for draft in imported.drafts] == [None, date(2025, 12, 31), None]
    assert "--year 2026" in read(table, year=None).problems[0].advice


def test_a_year_comes_from_the_title_then_the_headings() -> None:
    assert read("附件1,\n2024年任务表（2025年1月3日）,\n任务,时限\n甲,9月\n", year=None).year == 2024
    assert read("任务,2023年度目标,时限\n甲,好,9月\n", year=None).year == 2023
    assert read("2024年任务表和2025年任务表,\n任务,时限\n甲,2020年9月\n", year=None).year is None
    assert read("关于甲的通知,\n2024年5月6日,\n任务,时限\n甲,9月\n", year=None).year == 2024
    assert read("2024年任务表,\n任务,时限\n甲,9月\n", year=2022).drafts[0].due_on == date(2022, 9, 30)


def test_the_title_is_the_line_that_names_a_list() -> None:
    assert (
        read("关于印发某某事情的一个很长很长很长的通知,\n任务清单,\n任务,时限\n甲,2025年\n").title
        == "任务清单"
    )
    assert read("关于某事,\n任务,时限\n甲,2025年\n").title == "关于某事"


def test_a_users_map_wins_over_the_table() -> None:
    table = "编码,内容简介,主责,啥时候\nA1,甲,X局,9月底\n"
    imported = read(table, columns={"内容简介": "事项", "啥时候": "deadline", "编码": "忽略"})
    (draft,) = imported.drafts
    assert (draft.title, draft.due_on, draft.id, dict(draft.other)) == ("甲", date(2026, 9, 30), "", {})
    assert codes(imported) == []


def test_one_mapped_column_is_enough_for_a_header() -> None:
    assert told(read("要办的事情\n甲\n乙\n", columns={"要办的事情": "事项"})) == [
        ("", "甲", ""),
        ("", "乙", ""),
    ]


def test_a_map_that_names_what_is_not_there_is_an_error() -> None:
    imported = read("序号,任务,时限\n1,甲,9月\n", columns={"任务名": "事项", "xyz": "备注"})
    assert codes(imported) == ["map-heading-missing", "map-heading-missing"]
    assert "最接近的列名是“任务”" in imported.problems[0].advice
    assert "表里的列名：序号、任务、时限" in imported.problems[1].advice


def test_a_map_to_an_unknown_field_is_an_error() -> None:
    imported = read("序号,任务\n1,甲\n", columns={"任务": "事情"})
    assert (codes(imported), imported.refused) == (["unknown-field"], True)


def test_no_header_no_title_column_no_tasks() -> None:
    assert codes(read("aaa,bbb\n1,甲\n")) == ["header-missing"]
    assert codes(read("序号,责任单位,完成时限\n1,A局,9月\n")) == ["title-column-missing"]
    assert codes(read("序号,任务,责任单位\n")) == ["no-tasks"]


def test_a_continuation_in_another_column_is_kept() -> None:
    imported = read("序号,任务,责任单位,备注\n1,甲,A局,一\n,,,二\n")
    assert [(draft.title, draft.note) for draft in imported.drafts] == [("甲", "一\n二")]


def test_a_row_merged_from_above_alone_is_no_row(xlsx: MakeXlsx) -> None:
    imported = read(
        xlsx([HEAD, [1, "甲", "A局", "9月"], [None], [2, "乙", "B局", "9月"]], ["A2:A3", "B2:B3", "C2:C3"])
    )
    assert told(imported) == [("1", "甲", ""), ("2", "乙", "")]
