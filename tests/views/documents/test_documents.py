"""What each kind of document says of its tasks, which tasks it makes sense for, and the figures of a circular."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import msgspec
import pytest

from duban.core.balance.identity import reconcile
from duban.core.books.books import Books, Item
from duban.core.documents.template import FIELDS, REPORTING, TemplatePart
from duban.core.model.terms import DocKind, Layout, Seal
from duban.core.model.workspace import Leader, Letterhead, Liaison, Unit
from duban.core.periods.spans import Span
from duban.errors import DubanError
from duban.files.workspace.templates import read_template
from duban.views.documents.compose import Brief, compose
from duban.views.documents.fields import task_fields
from duban.views.documents.figures import NOTHING_TOLD, REPORT_OF, Told, tell
from duban.views.documents.kinds import APPRAISING, DOC_RULES, INSPECTING, INTERVIEWING, refuse_document
from duban.views.documents.matter import task_matter
from duban.views.documents.rectifications import rectification_matter, rectifications
from duban.views.model.official_document import (
    Document,
    Form,
    Grid,
    Imprint,
    LetterHead,
    Masthead,
    Paragraph,
    Part,
    RedHead,
    Signature,
    in_print,
)
from duban.views.reports.request import ReportRequest, first_day

MakeBooks = Callable[..., Books]
ON = date(2026, 10, 15)
HEAD = Letterhead(organ="某县人民政府督查室", code="某督", phone="0000-1234567")
UNITS = (
    Unit(name="县水务局", former_names=("县水利局",)),
    Unit(name="县住房和城乡建设局", short_name="县住建局"),
    Unit(name="县财政局"),
)
FULL = """
编号: PS-2026-0007
事项: 整治城东积水点
来源:
  - {类别: 领导批示, 名称: 关于城东内涝的报告, 文号: 某府办〔2026〕12号, 条款: 三}
批示: [{领导: 林县长, 日期: 2026-09-25, 内容: 请抓紧}, {领导: 高县长}]
缓急: 急件
标签: [群众切身利益]
牵头单位: 县水利局
配合单位: [县财政局]
牵头领导: 林县长
责任人: 张三
承办人: 李四
岗位: 工程股
督办人: 王五
工作要求: "汛期前全面整治\\n建立清单"
工作措施: 逐点改造
工作标准: 雨停水退
量化指标: [{名称: 积水点, 目标: 12, 计量单位: 处}]
时序进度: [{节点: 完成摸底, 时限: 2026-10-05, 责任人: 李四}, {节点: 全面完成, 时限: 2026-10-12}]
流水:
  - {日期: 2026-09-28, 登记: 2026-09-28T09:10:00+08:00, 动作: 立项, 经办: 王五}
  - {日期: 2026-09-28, 登记: 2026-09-28T09:11:00+08:00, 动作: 交办, 经办: 王五, 时限: 2026-10-08,
      依据: 规则, 规则: anshan-2015/urgent}
  - {日期: 2026-09-29, 登记: 2026-09-29T15:00:00+08:00, 动作: 签收, 单位: 县水利局, 经办: 李四}
  - {日期: 2026-10-02, 登记: 2026-10-02T15:00:00+08:00, 动作: 反馈, 单位: 县水利局, 经办: 李四,
      进度: 40, 进展: 摸底完成, 问题: 管线图纸不全}
  - {日期: 2026-10-06, 登记: 2026-10-06T10:00:00+08:00, 动作: 延期, 经办: 王五, 批准人: 林县长, 时限: 2026-10-12, 原因: 台风}
"""
URGED = (
    "  - {日期: 2026-10-13, 登记: 2026-10-13T10:00:00+08:00, 动作: 催办, 经办: 王五, 单位: 县水利局, 方式: 电话, 第几次: 1}\n"
    "  - {日期: 2026-10-15, 登记: 2026-10-15T10:00:00+08:00, 动作: 催办, 经办: 王五, 单位: 县水利局, 第几次: 2}\n"
)
WARNED = (
    "  - {日期: 2026-10-14, 登记: 2026-10-14T10:00:00+08:00, 动作: 预警, 经办: 王五, 单位: 县水利局, 级别: 红,"
    " 对象: 分管副局长, 原因: 逾期, 研判: 月底前难以完成}\n"
)
DONE = (
    "  - {日期: 2026-10-11, 登记: 2026-10-11T10:00:00+08:00, 动作: 报结, 经办: 李四, 单位: 县水利局, 办结日期: 2026-10-10,"
    " 进展: 12处全部改造, 实绩: [{名称: 积水点, 实绩: 12}]}\n"
)
FAILED = (
    "  - {日期: 2026-10-13, 登记: 2026-10-13T11:00:00+08:00, 动作: 核验, 经办: 王五, 方式: 现场, 结论: 不通过,"
    " 失实: 软落实, 时限: 2026-10-20, 备注: 两处仍积水}\n"
)
PASSED = (
    "  - {日期: 2026-10-13, 登记: 2026-10-13T11:00:00+08:00, 动作: 核验, 经办: 王五, 方式: 现场, 结论: 通过,"
    " 备注: 雨后查看}\n"
)
CLOSED = "  - {日期: 2026-10-14, 登记: 2026-10-14T11:00:00+08:00, 动作: 销号, 经办: 王五, 批准人: 林县长}\n"
BARE = """
编号: PS-2026-0008
事项: 修补护栏
牵头单位: 县住建局
流水:
  - {日期: 2026-10-12, 登记: 2026-10-12T09:10:00+08:00, 动作: 立项, 经办: 王五}
  - {日期: 2026-10-12, 登记: 2026-10-12T09:11:00+08:00, 动作: 交办, 经办: 王五, 时限: 2026-10-15, 依据: 领导确定}
"""
RETURNED = (
    "  - {日期: 2026-10-12, 登记: 2026-10-12T11:00:00+08:00, 动作: 退回, 经办: 王五, 单位: 县水利局, 缺项: 缺现场照片,"
    " 时限: 2026-10-20}\n"
)
MOVED = (
    "  - {日期: 2026-10-14, 登记: 2026-10-14T10:00:00+08:00, 动作: 延期, 经办: 王五, 时限: 2026-10-30, 原因: 雨,"
    " 批准人: 林县长}\n"
)
CASES: dict[DocKind, str] = {
    DocKind.NOTICE: FULL,
    DocKind.ASSIGNMENT: FULL,
    DocKind.REMINDER: FULL + URGED,
    DocKind.WARNING: FULL + WARNED,
    DocKind.RECTIFICATION: FULL + DONE + FAILED,
    DocKind.BULLETIN: FULL,
    DocKind.BRIEF: FULL,
    DocKind.SPECIAL: FULL,
    DocKind.FEEDBACK: FULL,
    DocKind.CLOSING: FULL + DONE + PASSED,
}


@pytest.fixture
def read(make_books: MakeBooks) -> MakeBooks:
    def made(*texts: str) -> Books:
        books = make_books(*texts, today=ON.isoformat(), units=UNITS)
        leaders = (Leader(name="林县长", title="县长"),)
        return msgspec.structs.replace(books, config=msgspec.structs.replace(books.config, leaders=leaders))

    return made


def asked_of(books: Books, items: Sequence[Item], leader: str | None = None) -> ReportRequest:
    found = reconcile(books, Span(None, first_day(books), books.today))
    return ReportRequest(found=found, whole=True, ids=tuple(item.task.id for item in items), leader=leader)


def told_of(books: Books, kind: DocKind, items: Sequence[Item]) -> Told:
    if kind not in REPORTING:
        return NOTHING_TOLD
    return tell(kind, asked_of(books, items, "林县长" if kind is DocKind.SPECIAL else None))


def written(books: Books, kind: DocKind, *, items: Sequence[Item] | None = None, **more: Any) -> Document:  # noqa: ANN401 - any field of Brief
    items = books.items if items is None else items
    refuse_document(books, kind, items)
    template, _ = read_template(None, kind)
    number = f"某督{template.code}〔2026〕7号" if template.code else None
    given: dict[str, Any] = {
        "on": ON,
        "letterhead": HEAD,
        "doc_no": number,
        "number": 7 if number else None,
        "contact": "王五",
        "reply_by": date(2026, 10, 20),
    }
    matter = task_matter(books, kind, items, told_of(books, kind, items))
    return compose(books, matter, template, Brief(**(given | more)))


def told(parts: Sequence[Part]) -> list[str]:
    """The body as lines: headings and paragraphs as they are, tables by their rows, lists with their captions."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, Paragraph):
            lines.append(part.text)
        elif isinstance(part, Form):
            lines += [" | ".join(cell.replace("\n", "／") for cell in cells) for cells in part.rows]
        else:
            lines += [f"〈{part.caption}〉", *(" | ".join(cells) for cells in part.rows)]
    return lines


SNAPSHOTS: dict[DocKind, list[str]] = {
    DocKind.NOTICE: [
        "督办通知单",
        "县水务局：",
        "根据《关于城东内涝的报告》（某府办〔2026〕12号）三，现将下列督办事项交由你单位办理。请明确责任、抓紧落实，于2026年10月12日前办结，并将办理结果书面报送某县人民政府督查室。",
        "督办事项 | 整治城东积水点",
        "事项编号 | PS-2026-0007 | 交办日期 | 2026年9月28日",
        "批示内容 | 林县长（2026年9月25日）：请抓紧／高县长批示",
        "牵头领导 | 林县长（县长）",
        "牵头单位 | 县水务局",
        "责任人 | 张三 | 岗位 | 工程股",
        "配合单位 | 县财政局",
        "工作要求 | 汛期前全面整治／建立清单",
        "时序进度 | 2026年10月5日前，完成摸底（李四）／2026年10月12日前，全面完成",
        "办理时限 | 2026年10月12日 | 反馈周期 | 一次性，办结时报送",
        "工作纪律 | 不属于本单位职责的，签收前书面说明理由退回；不能按时办结的，时限届满前书面申请延期；不得推诿扯皮、敷衍应付、弄虚作假。",
        "（联系人：王五，电话：0000-1234567）",
    ],
    DocKind.REMINDER: [
        "督办提醒单",
        "县水务局：",
        "现就下列督办事项向你单位第2次提醒，请抓紧办理，并于2026年10月20日前书面回复办理进展、未办结的原因和下步措施。",
        "督办事项 | 整治城东积水点",
        "事项编号 | PS-2026-0007 | 提醒次数 | 第2次",
        "交办日期 | 2026年9月28日 | 办理时限 | 2026年10月12日",
        "原定时限 | 2026年10月8日 | 逾期情况 | 已逾期3个工作日",
        "时限依据 | 参照 鞍政办发〔2015〕18号 三.2",
        "工作要求 | 汛期前全面整治／建立清单",
        "最近进展 | 摸底完成",
        "历次催办 | 2026年10月13日第1次（电话）；2026年10月15日第2次",
        "回复期限 | 2026年10月20日",
        "联系人 | 王五 | 联系电话 | 0000-1234567",
        "签收人 |  | 签收时间 | 　　年　月　日　时",
    ],
    DocKind.WARNING: [
        "红色预警单",
        "县水务局：",
        "经研判，下列督办事项推进滞后或有逾期风险，现予红色预警。请立即采取措施、限期赶上，并于2026年10月20日前书面回复整改措施和完成时间。",
        "督办事项 | 整治城东积水点",
        "事项编号 | PS-2026-0007 | 预警级别 | 红色",
        "预警日期 | 2026年10月14日 | 预警对象 | 分管副局长",
        "办理时限 | 2026年10月12日 | 当前情况 | 已逾期3个工作日",
        "预警原因 | 逾期",
        "趋势研判 | 月底前难以完成",
        "最近进展 | 摸底完成",
        "存在困难 | 管线图纸不全",
        "回复期限 | 2026年10月20日",
        "联系人 | 王五 | 联系电话 | 0000-1234567",
        "签收人 |  | 签收时间 | 　　年　月　日　时",
    ],
    DocKind.CLOSING: [
        "销号审批表",
        "督办事项 | 整治城东积水点",
        "事项编号 | PS-2026-0007 | 责任人 | 张三",
        "来源 | 《关于城东内涝的报告》（某府办〔2026〕12号）三",
        "牵头单位 | 县水务局",
        "配合单位 | 县财政局",
        "交办日期 | 2026年9月28日 | 办理时限 | 2026年10月12日",
        "延期情况 | 经林县长同意，2026年10月6日调整到2026年10月12日",
        "工作要求 | 汛期前全面整治／建立清单",
        "办结日期 | 2026年10月10日 | 核验结论 | 通过",
        "办结情况 | 12处全部改造",
        "指标实绩 | 积水点：目标12处，实绩12处",
        "核验情况 | 2026年10月13日现场核验：雨后查看",
        "经办人意见 | ／　　　　　　　　签名：　　　　　　年　月　日",
        "督查室意见 | ／　　　　　　　　签名：　　　　　　年　月　日",
        "领导审批 | ／　　　　　　　　签名：　　　　　　年　月　日",
    ],
    DocKind.SPECIAL: [
        "关于林县长批示和分管事项的督查专报",
        "林县长（县长）：",
        "现将您批示和分管事项的办理情况报告如下。",
        "一、总体情况",
        (
            "截至2026年10月15日，您批示交办1项，另有分管、牵头0项，共1项。"
            "已完成0项，按期推进0项（其中存在困难0项），曾超期0项，超期1项，按期完成率0%。"
        ),
        "〈〉",
        "1 | 1 | 0 | 0 | 0 | 0 | 0 | 1 | 0%",
        "二、各单位办理情况",
        "按牵头单位分，县水务局1项（超期1项）。",
        "三、超期事项",
        "县水务局：整治城东积水点（PS-2026-0007），时限2026年10月12日，已逾期3个工作日。",
        "四、下步打算",
        "对已超期的事项，督促牵头单位限期办结并说明原因；对推进中的事项，按时限跟踪督办；对报结的事项，逐项核验后销号。",
        "（联系人：王五，电话：0000-1234567）",
    ],
}


@pytest.mark.parametrize("kind", SNAPSHOTS, ids=lambda kind: kind.english)
def test_the_text_of_a_document(read: MakeBooks, kind: DocKind) -> None:
    document = written(read(CASES[kind]), kind)
    around = [document.title, *([document.recipients] if document.recipients else [])]
    assert [*around, *told(document.parts), *([document.note] if document.note else [])] == SNAPSHOTS[kind]


@pytest.mark.parametrize("kind", CASES, ids=lambda kind: kind.english)
def test_every_kind_is_written_without_a_field_left_open(read: MakeBooks, kind: DocKind) -> None:
    document = written(read(CASES[kind]), kind)
    assert not any("{" in text or "}" in text for text in (document.title, *document.texts))
    assert document.on == ON
    assert (document.doc_no is None) == (kind in {DocKind.FEEDBACK, DocKind.BRIEF})
    assert (document.signature is None) == (kind in {DocKind.FEEDBACK, DocKind.CLOSING, DocKind.BRIEF})


def test_rectification_names_what_was_found_and_where(read: MakeBooks) -> None:
    lines = told(written(read(CASES[DocKind.RECTIFICATION]), DocKind.RECTIFICATION).parts)
    assert "存在问题 | 软落实：两处仍积水／未在2026年10月12日前办结，已逾期" in "\n".join(lines)
    assert "依据 | 2026年10月13日现场核验不通过；时限要求" in lines
    assert "完成时限 | 2026年10月20日" in lines
    lines = told(written(read(FULL + DONE + RETURNED), DocKind.RECTIFICATION).parts)
    assert "存在问题 | 缺现场照片／未在2026年10月12日前办结，已逾期3个工作日" in lines
    assert "依据 | 2026年10月12日退回；时限要求" in lines


def test_what_an_inspection_found_is_itself_the_problem(read: MakeBooks) -> None:
    found = BARE.replace("PS-2026-0008", "DC-2026-0001")
    lines = told(written(read(found), DocKind.RECTIFICATION).parts)
    assert "存在问题 | 修补护栏" in lines
    assert "依据 | 督查发现" in lines
    cited = found.replace("牵头单位", "来源: [{类别: 督查活动, 名称: 省督查反馈, 条款: 第3项}]\n牵头单位")
    lines = told(written(read(cited), DocKind.RECTIFICATION).parts)
    assert "依据 | 《省督查反馈》第3项" in lines


def test_a_late_task_is_a_problem_too(read: MakeBooks) -> None:
    """Its day has passed: first it gets a new one, then the paper names that."""
    with pytest.raises(DubanError, match="整改时限 2026-10-12 已经过了") as refused:
        written(read(FULL), DocKind.RECTIFICATION)
    assert refused.value.problems[0].advice.startswith("先定新的时限：duban extend PS-2026-0007 --due-on")
    lines = told(written(read(FULL + MOVED), DocKind.RECTIFICATION).parts)
    assert "存在问题 | 未在2026年10月12日前办结" in lines
    assert "依据 | 时限要求" in lines
    assert "完成时限 | 2026年10月30日" in lines


def test_the_assignment_says_the_six_things_that_the_policy_asks_for(read: MakeBooks) -> None:
    lines = told(written(read(FULL), DocKind.ASSIGNMENT).parts)
    headings = [line for line in lines if line[1] == "、"]
    assert headings == [
        "一、任务和工作责任",
        "二、推进时序和节点要求",
        "三、承办单位和岗位责任",
        "四、工作纪律要求",
    ]
    assert "责任岗位：工程股。" in lines
    assert "量化指标：积水点12处。" in lines
    assert "2026年10月5日前，完成摸底（李四）" in lines


@pytest.mark.parametrize("kind", [DocKind.BULLETIN, DocKind.BRIEF, DocKind.SPECIAL])
def test_a_document_carries_the_figures_of_its_report(read: MakeBooks, kind: DocKind) -> None:
    """Every cell and every paragraph of the report's sections stands in the document, and the list in its annex."""
    books = read(FULL, BARE + SUSPENDED, FULL.replace("0007", "0012") + DONE + PASSED + CLOSED)
    items = [
        item for item in books.items if kind is not DocKind.SPECIAL or "林县长" in str(item.task.instructions)
    ]
    asked = asked_of(books, items, "林县长" if kind is DocKind.SPECIAL else None)
    sheets = REPORT_OF[kind](msgspec.structs.replace(asked, number=7))
    document = written(books, kind, items=items)
    said = [text.removeprefix("注：") for text in document.texts]
    for sheet in sheets:
        for table in sheet.tables:
            for cells in table.all_rows():
                shown = [str(cell.value) for cell in cells if isinstance(cell.value, str | int)]
                assert all({text, in_print(text)} & set(said) for text in shown), (sheet.title, shown)
    (annex,) = document.annexes
    (grid,) = annex.parts
    assert isinstance(grid, Grid)
    assert [cells[1] for cells in grid.rows] == [item.task.id for item in items]
    assert in_print(sheets[-1].notes[0] if sheets[-1].notes else sheets[-2].notes[0]) in grid.notes


def test_a_circular_is_its_report_between_its_own_words(read: MakeBooks) -> None:
    books = read(FULL, BARE + SUSPENDED)
    document = written(books, DocKind.BULLETIN)
    _, *sections, _annex = REPORT_OF[DocKind.BULLETIN](msgspec.structs.replace(asked_of(books, ()), number=1))
    lines = [part.text for part in document.parts if isinstance(part, Paragraph)]
    first = (
        "为推动各项决策部署落地见效，某县人民政府督查室对督办事项的办理情况（截至2026年10月15日）进行了督查。"
        "现将情况通报如下。"
    )
    told_in_order = [text for sheet in sections for text in (sheet.title, *map(in_print, sheet.paragraphs))]
    assert lines == [first, *told_in_order]
    assert [part.text for part in document.parts if isinstance(part, Paragraph) and part.level] == [
        "一、总体情况",
        "二、进展较好",
        "三、存在问题",
        "四、工作要求",
    ]
    captions = [part.caption for part in document.parts if isinstance(part, Grid)]
    assert captions == [
        "按台账",
        "按牵头单位",
        "按牵头单位（第几项见附件）",
        "逐项情况",
        "各单位的评价和理由",
    ]
    assert document.recipients == "县水务局、县住房和城乡建设局："
    assert document.note == "（联系人：王五，电话：0000-1234567）"


def test_a_long_table_goes_to_an_annex(read: MakeBooks) -> None:
    late = [
        BARE.replace("PS-2026-0008", f"PS-2026-{number:04}").replace("时限: 2026-10-15", "时限: 2026-10-14")
        for number in range(1, 31)
    ]
    document = written(read(*late), DocKind.BULLETIN)
    assert [annex.title for annex in document.annexes] == ["办理情况一览表", "逐项情况", "各单位的评价和理由"]
    assert "逐项情况，见附件2。" in told(document.parts)
    (grid,) = document.annexes[1].parts
    assert isinstance(grid, Grid)
    assert (grid.caption, len(grid.rows)) == ("", 30)
    assert document.characters < 1000


def test_a_red_head_has_an_imprint_with_copies(read: MakeBooks) -> None:
    document = written(read(FULL), DocKind.NOTICE, red_head=True, signed_by="林县长", printed=30)
    assert document.head == RedHead("某县人民政府督查室", "林县长")
    assert document.imprint == Imprint(("抄送：县财政局。",), "某县人民政府督查室", ON, 30)
    assert not document.one_page
    plain = written(read(FULL), DocKind.NOTICE)
    assert (plain.head, plain.imprint) == (None, None)
    assert plain.one_page


def test_a_letter_says_only_who_gets_a_copy(read: MakeBooks) -> None:
    document = written(read(FULL), DocKind.NOTICE, layout=Layout.LETTER)
    assert document.head == LetterHead("某县人民政府督查室")
    assert document.imprint == Imprint(("抄送：县财政局。",), None, ON)
    assert written(read(BARE), DocKind.NOTICE, layout=Layout.LETTER).imprint is None


def test_a_newsletter_has_its_issue_and_says_whom_it_goes_to(read: MakeBooks) -> None:
    brief = written(read(FULL), DocKind.BRIEF, printed=9)
    assert brief.head == Masthead("督查工作简报", "2026年第7期", "某县人民政府督查室")
    assert (brief.marks.remark, brief.doc_no, brief.recipients) == ("内部资料", None, None)
    foot = ("报：林县长。", "送：县水务局。")
    assert brief.imprint == Imprint(foot, "某县人民政府督查室", ON, 9)
    special = written(read(FULL), DocKind.SPECIAL, layout=Layout.NEWSLETTER, number=None)
    assert special.head == Masthead("督查专报", "2026年第　期", "某县人民政府督查室")
    assert special.imprint is not None
    assert special.imprint.lines == ("报：林县长。",)
    bulletin = written(read(FULL), DocKind.BULLETIN, layout=Layout.NEWSLETTER)
    assert bulletin.imprint is not None
    assert bulletin.imprint.lines == ("送：县水务局。",)


def test_several_tasks_are_written_one_after_another_or_listed_in_an_annex(read: MakeBooks) -> None:
    books = read(FULL, BARE)
    notice = written(books, DocKind.NOTICE)
    assert notice.recipients == "县水务局、县住房和城乡建设局："
    assert "各项所列时限前办结" in told(notice.parts)[0]
    assert [line for line in told(notice.parts) if line.startswith("督办事项")] == [
        "督办事项 | 整治城东积水点",
        "督办事项 | 修补护栏",
    ]
    assert [annex.title for annex in notice.annexes] == ["回执"]
    assert written(books, DocKind.ASSIGNMENT).title == "关于交办“整治城东积水点”等2项的通知"
    (annex,) = written(books, DocKind.BULLETIN).annexes
    assert annex.title == "办理情况一览表"
    assert "修补护栏" in written(books, DocKind.BULLETIN).texts
    template, _ = read_template(None, DocKind.NOTICE)
    short = msgspec.structs.replace(template, parts=(TemplatePart(text="见附件。"),), seal=Seal.UNSEALED)
    matter = task_matter(books, DocKind.NOTICE, books.items)
    document = compose(books, matter, short, Brief(on=ON, letterhead=HEAD))
    assert [annex.title for annex in document.annexes] == ["督办事项清单", "回执"]
    assert document.signature == Signature("某县人民政府督查室", ON, sealed=False)


def test_a_table_without_anything_to_say_is_left_out(read: MakeBooks) -> None:
    books = read(BARE)
    template, _ = read_template(None, DocKind.NOTICE)
    empty = TemplatePart(table=(("批示", "{批示}"),))
    bare = msgspec.structs.replace(
        template, parts=(empty, TemplatePart(text="正文")), recipients=None, note=None
    )
    matter = task_matter(books, DocKind.NOTICE, books.items)
    document = compose(books, matter, bare, Brief(on=ON, letterhead=HEAD))
    assert document.parts == (Paragraph("正文"),)
    assert (document.recipients, document.note) == (None, None)


def test_a_circular_to_many_units_names_them_in_sum(read: MakeBooks) -> None:
    texts = [
        BARE.replace("PS-2026-0008", f"PS-2026-001{number}").replace("县住建局", f"第{number}局")
        for number in range(7)
    ]
    assert written(read(*texts), DocKind.BULLETIN).recipients == "各有关单位："


def test_the_fields_are_those_that_a_template_may_name(read: MakeBooks) -> None:
    books = read(FULL)
    of_document = {"文号", "机关", "日期", "主送", "事项数", "联系人", "电话", "回复期限", "称谓"}
    told = told_of(books, DocKind.SPECIAL, books.items)
    known = {*task_fields(books, books.items[0]), *told.fields, *of_document}
    assert known <= set(FIELDS)
    assert {*CASES, *INSPECTING, *INTERVIEWING, *APPRAISING, DocKind.RECTIFICATION_LIST} == set(DOC_RULES)


@pytest.mark.parametrize(
    ("source", "cited"),
    [
        ("[{类别: 重要文件, 名称: 《意见》, 文号: 某政发〔2026〕7号}]", "《意见》（某政发〔2026〕7号）"),
        ("[{类别: 会议议定, 名称: 县政府常务会议, 届次: 第12次}]", "县政府常务会议（第12次）议定事项"),
        ("[{类别: 会议议定}]", "会议议定事项"),
        ("[{类别: 领导批示}]", "领导批示"),
        ("[{类别: 媒体反映}]", "媒体反映"),
        ("[]", "领导批示"),
    ],
)
def test_how_a_source_is_cited(read: MakeBooks, source: str, cited: str) -> None:
    books = read(BARE.replace("牵头单位", f"来源: {source}\n牵头单位"))
    assert task_fields(books, books.items[0])["来源"] == cited


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("2026-10-15", "今日到期"),
        ("2026-10-16", "距时限还有1个工作日"),
        ("2026-10-14", "已逾期1个工作日"),
    ],
)
def test_how_late_is_said(read: MakeBooks, due: str, said: str) -> None:
    books = read(BARE.replace("时限: 2026-10-15", f"时限: {due}"))
    assert task_fields(books, books.items[0])["逾期情况"] == said


def test_a_due_day_on_the_next_day_off_is_near(make_books: MakeBooks) -> None:
    books = make_books(BARE.replace("时限: 2026-10-15", "时限: 2026-10-18"), today="2026-10-17", units=UNITS)
    assert task_fields(books, books.items[0])["逾期情况"] == "即将到期"


REGISTERED = BARE.partition("  - {日期: 2026-10-12, 登记: 2026-10-12T09:11")[0]
SUSPENDED = "  - {日期: 2026-10-13, 登记: 2026-10-13T09:11:00+08:00, 动作: 中止, 经办: 王五, 原因: 汛期}\n"
WITHDRAWN = SUSPENDED.replace("中止", "撤销")


@pytest.mark.parametrize(
    ("kind", "text", "message", "advice"),
    [
        ("督办通知单", REGISTERED, "不能出督办通知单：PS-2026-0008 现在是“待交办”", "先交办：duban assign PS-2026-0008"),
        ("督办通知单", FULL + DONE, "不能出督办通知单：PS-2026-0007 现在是“待核验”",
         "已经报结，先核验：duban verify PS-2026-0007 --method 现场 --result 通过"),
        ("预警单", FULL + DONE + PASSED, "不能出预警单：PS-2026-0007 现在是“待销号”",
         "核验已通过，可以出：duban doc 销号审批表 PS-2026-0007"),
        ("反馈报告", BARE + SUSPENDED, "不能出反馈报告：PS-2026-0008 现在是“已中止”",
         "要接着办的先恢复：duban resume PS-2026-0008"),
        ("督办提醒单", FULL + DONE + PASSED + CLOSED, "不能出督办提醒单：PS-2026-0007 现在是“已销号”",
         "要重新办的先重启：duban reopen PS-2026-0007 --finding …"),
        ("整改通知书", BARE + WITHDRAWN, "不能出整改通知书：PS-2026-0008 现在是“已撤销”", "从这次的编号里去掉 PS-2026-0008"),
        ("销号审批表", FULL, "不能出销号审批表：PS-2026-0007 现在是“办理中”",
         "先报结、核验：duban done PS-2026-0007"),
        ("督办提醒单", FULL, "不能出督办提醒单：PS-2026-0007 还没有催办过，提醒单上写不出第几次",
         "duban urge PS-2026-0007 --via 书面"),
        ("预警单", FULL, "不能出预警单：PS-2026-0007 还没有预警，预警单上写不出级别",
         "duban warn PS-2026-0007 --level 黄 --reason …"),
        ("整改通知书", BARE, "不能出整改通知书：PS-2026-0008 没有要整改的问题：没有退回、核验不通过，也没有逾期",
         "要退回的先 duban return PS-2026-0008 --missing …；提醒办理的用 duban doc 督办通知单"),
        ("督查通报", BARE.replace("牵头单位", "涉密登记: {登记号: 3, 保管: 机要室}\n牵头单位").replace("登记号: 3", "登记号: 三号"),
         "PS-2026-0008 是涉密登记，不能用 duban 出文书", "按保密规定另行制发"),
    ],
)  # fmt: skip
def test_a_document_that_makes_no_sense_is_refused(
    read: MakeBooks, kind: str, text: str, message: str, advice: str
) -> None:
    with pytest.raises(DubanError) as refused:
        written(read(text), DocKind(kind))
    assert [(problem.message, problem.advice) for problem in refused.value.problems] == [(message, advice)]


def test_what_goes_to_one_unit_or_is_of_one_task_is_refused_for_more(read: MakeBooks) -> None:
    other = BARE + URGED.replace("县水利局", "县住建局")
    with pytest.raises(
        DubanError, match=r"督办提醒单一个单位一份，这里有 2 个单位：县水务局、县住房和城乡建设局"
    ):
        written(read(FULL + URGED, other), DocKind.REMINDER)
    with pytest.raises(DubanError, match=r"反馈报告一件一份，这里选了 2 件"):
        written(read(FULL, BARE), DocKind.FEEDBACK)


def test_a_closed_task_has_its_sheet_and_stands_in_a_circular(read: MakeBooks) -> None:
    books = read(FULL + DONE + PASSED + CLOSED)
    assert written(books, DocKind.CLOSING).title == "销号审批表"
    assert "已办结1项" in "".join(told(written(books, DocKind.BULLETIN).parts))


def test_late_tasks_come_worst_first_and_units_say_what_is_done(read: MakeBooks) -> None:
    late = BARE.replace("PS-2026-0008", "PS-2026-0009").replace("时限: 2026-10-15", "时限: 2026-10-14")
    closed = FULL.replace("0007", "0012") + DONE + PASSED + CLOSED
    books = read(late, FULL, BARE + SUSPENDED, BARE.replace("0008", "0011") + WITHDRAWN, closed)
    fields = tell(DocKind.BULLETIN, asked_of(books, ())).fields
    assert [line.partition("（")[0] for line in fields["逾期清单"].splitlines()] == [
        "县水务局：整治城东积水点",
        "县住房和城乡建设局：修补护栏",
    ]
    assert fields["单位情况"] == "县水务局2项（已办结1项，超期1项）；县住房和城乡建设局2项（超期1项）。"
    assert "共4项，已办结1项" in fields["总体情况"]


def test_a_task_without_a_lead_is_counted_by_itself(read: MakeBooks) -> None:
    books = read(REGISTERED.replace("牵头单位: 县住建局\n", ""))
    fields = tell(DocKind.BULLETIN, asked_of(books, ())).fields
    assert fields["单位情况"] == "（牵头待定）1项。"


@pytest.mark.parametrize(
    ("cadence", "said"),
    [
        ("{每: 月, 日: 25}", "每月25日前报告一次"),
        ("{每: 季, 期满后: {数: 10, 单位: 工作日}}", "每季期满后10个工作日内报告一次"),
    ],
)
def test_how_often_the_source_wants_a_report(read: MakeBooks, cadence: str, said: str) -> None:
    books = read(BARE.replace("牵头单位", f"报送周期: {cadence}\n牵头单位"))
    assert task_fields(books, books.items[0])["反馈周期"] == said


PERSONS = (
    Unit(
        name="县水务局",
        former_names=("县水利局",),
        principal="孙立",
        deputy="周明",
        liaison=Liaison(name="吴联", phone="1"),
    ),
    Unit(name="县财政局"),
)


def slips(document: Document) -> list[str]:
    return [line for annex in document.annexes if annex.title == "回执" for line in told(annex.parts)]


def test_a_notice_has_the_persons_and_a_slip_to_sign(make_books: MakeBooks) -> None:
    """A-05, A-19; what the books do not know is a blank of the slip and nothing at all in the notice."""
    full = written(make_books(FULL, today=ON.isoformat(), units=PERSONS), DocKind.NOTICE)
    lines = told(full.parts)
    wanted = (
        "第一责任人 | 孙立 | 直接责任人 | 周明",
        "责任人 | 张三 | 岗位 | 工程股",
        "联络员 | 吴联 | 电话 | 1",
    )
    assert [line for line in wanted if line not in lines] == []
    assert any(line.startswith("工作纪律 | ") for line in lines)
    assert slips(full) == [
        "签收单位 | 县水务局",
        "公文 | 某督办〔2026〕7号督办通知单",
        "签收人 |  | 签收时间 | 　　年　月　日　时",
        "联络员 | 吴联 | 联系电话 | 1",
        "领导批示 | ／／／　",
    ]
    bare = written(make_books(BARE, today=ON.isoformat()), DocKind.NOTICE)
    assert not any("责任人" in line or line.startswith("联络员") for line in told(bare.parts))
    assert slips(bare)[0::3] == ["签收单位 | 县住建局", "联络员 |  | 联系电话 | "]


@pytest.mark.parametrize("kind", [DocKind.NOTICE, DocKind.ASSIGNMENT])
def test_two_addressees_are_spoken_to_as_two(read: MakeBooks, kind: DocKind) -> None:
    both = written(read(FULL, BARE), kind)
    assert "交由你们" in next(both.texts)
    signed = [line for line in slips(both) if line.startswith("签收单位")]
    assert signed == ["签收单位 | 县水务局", "签收单位 | 县住房和城乡建设局"]
    assert "交由你单位" in next(written(read(BARE), kind).texts)


@pytest.mark.parametrize(
    ("text", "words"), [(FULL, "已于2026年9月29日收悉"), (BARE, "（编号PS-2026-0008）已收悉，")]
)
def test_a_reply_says_when_a_paper_came_only_where_it_was_signed(
    read: MakeBooks, text: str, words: str
) -> None:
    assert words in next(written(read(text), DocKind.FEEDBACK).texts)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", ""),
        (", 计划时限: 2026-10-12", "2026年10月12日前报送，写明时序进度、岗位、责任人、量化指标、工作措施"),
    ],
)
def test_a_notice_says_by_when_the_plan_is_wanted(make_books: MakeBooks, more: str, said: str) -> None:
    journal = BARE.replace("依据: 领导确定", f"依据: 领导确定{more}")
    books = make_books(journal, today=ON.isoformat(), units=UNITS, policy="liupanshui-2016")
    assert task_fields(books, books.items[0])["推进计划"] == said
    sent = "  - {日期: 2026-10-12, 登记: 2026-10-12T10:00:00+08:00, 动作: 推进计划, 经办: 王五, 单位: 县住建局}\n"
    books = make_books(journal + sent, today=ON.isoformat(), units=UNITS, policy="liupanshui-2016")
    assert task_fields(books, books.items[0])["推进计划"] == ""


RECTIFIED = """
编号: ZG-2026-0001
事项: 补设警示标志
问题: "漫水路段没有警示标志，\\n没有水位标尺"
整改类型: 立行立改
整改目标: 标志、标尺齐全
来源: [{类别: 督查活动, 名称: 汛期安全专项督查, 条款: 问题清单第1项}]
牵头单位: 县水利局
配合单位: [县财政局]
牵头领导: 林县长
责任人: 张三
工作要求: 补设标志4处
工作标准: 汛期前验收合格
流水:
  - {日期: 2026-09-28, 登记: 2026-09-28T09:10:00+08:00, 动作: 立项, 经办: 王五}
  - {日期: 2026-09-28, 登记: 2026-09-28T09:11:00+08:00, 动作: 交办, 经办: 王五, 时限: 2026-10-12, 依据: 领导确定}
"""
FINISHED = RECTIFIED.replace("ZG-2026-0001", "ZG-2026-0002").replace("整改类型: 立行立改\n", "") + (
    "  - {日期: 2026-10-08, 登记: 2026-10-08T10:00:00+08:00, 动作: 报结, 经办: 李四, 单位: 县水利局, 办结日期: 2026-10-08,"
    " 进展: 已经补设}\n"
)


def test_a_rectification_says_problem_demand_limit_and_standard(read: MakeBooks) -> None:
    lines = told(written(read(RECTIFIED + MOVED), DocKind.RECTIFICATION).parts)
    assert lines == [
        (
            "督查发现，你单位在落实下列事项中存在需要整改的问题。现将整改清单印发给你单位，请对照清单逐项整改，"
            "于2026年10月30日前完成，并将整改结果书面报送某县人民政府督查室。"
        ),
        "一、整改清单",
        "整改事项 | 补设警示标志（ZG-2026-0001）",
        "存在问题 | 漫水路段没有警示标志，／没有水位标尺／未在2026年10月12日前办结",
        "依据 | 《汛期安全专项督查》问题清单第1项；时限要求",
        "整改类型 | 立行立改",
        "整改目标 | 标志、标尺齐全",
        "牵头领导 | 林县长（县长）",
        "牵头单位 | 县水务局 | 责任人 | 张三",
        "配合单位 | 县财政局",
        "工作要求 | 补设标志4处",
        "完成标准 | 汛期前验收合格",
        "完成时限 | 2026年10月30日",
        "时限依据 | 领导确定",
        "销号记录 | 检查时间：　　　　　　检查方式：／销号说明：",
        "二、整改要求",
        "请逐条分析原因，明确措施、责任人和完成时间。整改完成后报送整改报告和佐证材料，由某县人民政府督查室核验，通过后销号。",
        "整改不力、弄虚作假的，按有关规定处理。",
    ]


def test_a_list_of_rectifications_has_their_standing(read: MakeBooks) -> None:
    books = read(RECTIFIED, FINISHED, FULL)
    items = rectifications(books)
    assert [item.task.id for item in items] == ["ZG-2026-0001", "ZG-2026-0002"]
    refuse_document(books, DocKind.RECTIFICATION_LIST, items)
    template, _ = read_template(None, DocKind.RECTIFICATION_LIST)
    paper = compose(books, rectification_matter(books, items), template, Brief(on=ON, letterhead=HEAD))
    assert paper.wide
    first, grid = paper.parts
    assert first == Paragraph("共2项，截至2026年10月15日：待签收1项，待核验1项；已逾期1项。")
    assert isinstance(grid, Grid)
    assert grid.titles == (
        *("序号", "编号、来源", "问题", "整改类型", "目标、要求和标准", "牵头领导", "责任单位", "配合单位"),
        *("责任人", "整改时限", "进展", "状态"),
    )
    assert grid.rows[0][1] == "ZG-2026-0001\n《汛期安全专项督查》问题清单第1项"
    assert grid.rows[0][4:8] == (
        "目标：标志、标尺齐全\n要求：补设标志4处\n标准：汛期前验收合格",
        "林县长（县长）",
        "县水务局",
        "县财政局",
    )
    assert [cells[-3:] for cells in grid.rows] == [
        ("2026年10月12日", "", "待签收\n已逾期3个工作日"),
        ("2026年10月12日", "已经补设", "待核验"),
    ]
    other = read(FULL)
    with pytest.raises(DubanError, match="不是整改事项：不在整改台账里，也没有写问题"):
        refuse_document(other, DocKind.RECTIFICATION_LIST, other.items)


def _entry(on: str, action: str, more: str) -> str:
    return f"  - {{日期: {on}, 登记: {on}T10:00:00+08:00, 动作: {action}, 经办: 王五, {more}}}\n"


ENDED = (
    RECTIFIED.replace("2026-09-28", "2026-09-01").replace("2026-10-12", "2026-09-20")
    + _entry("2026-09-02", "反馈", "单位: 县水利局, 进展: 标志到货, 问题: 缺人")
    + _entry("2026-09-05", "报结", "单位: 县水利局, 办结日期: 2026-09-05, 进展: 已经补设")
    + _entry("2026-09-07", "核验", "方式: 现场, 结论: 不通过, 失实: 软落实, 备注: 少一处, 时限: 2026-09-15")
    + _entry("2026-09-10", "报结", "单位: 县水利局, 办结日期: 2026-09-10, 进展: 全部补设")
    + _entry("2026-09-11", "核验", "方式: 现场, 结论: 通过")
    + _entry("2026-09-14", "销号", "批准人: 林县长")
)
AGAIN = ENDED + _entry(
    "2026-10-09", "重启", "情形: 反弹, 时限: 2026-11-20, 原因: 标志被撞倒两处, 批准人: 林县长"
)
HISTORY = "（2026年9月14日销号，2026年10月9日反弹：标志被撞倒两处）"


@pytest.mark.parametrize(
    ("text", "limit", "news", "problem", "ground"),
    [
        (ENDED, "2026年9月15日", "全部补设", "软落实：少一处", "2026年9月7日现场核验不通过"),
        (AGAIN, "2026年11月20日", HISTORY, "反弹：标志被撞倒两处", "2026年10月9日重启"),
        (
            AGAIN + _entry("2026-10-12", "反馈", "单位: 县水利局, 进展: 已订新标志"),
            "2026年11月20日",
            f"已订新标志\n{HISTORY}",
            "反弹：标志被撞倒两处",
            "2026年10月9日重启",
        ),
        (
            AGAIN
            + _entry("2026-10-12", "报结", "单位: 县水利局, 进展: 立好了")
            + _entry("2026-10-13", "退回", "单位: 县水利局, 缺项: 缺照片, 时限: 2026-10-20"),
            "2026年10月20日",
            HISTORY,
            "反弹：标志被撞倒两处\n缺照片",
            "2026年10月9日重启；2026年10月13日退回",
        ),
        (
            AGAIN.replace("情形: 反弹, ", ""),
            "2026年11月20日",
            HISTORY.replace("反弹", "重启"),
            "重启：标志被撞倒两处",
            "2026年10月9日重启",
        ),
    ],
)
def test_papers_tell_the_round_that_runs_and_how_the_last_one_ended(
    read: MakeBooks, text: str, limit: str, news: str, problem: str, ground: str
) -> None:
    books = read(text)
    fields = task_fields(books, books.items[0])
    assert fields["整改问题"] == f"漫水路段没有警示标志，\n没有水位标尺\n{problem}"
    assert fields["整改依据"] == f"《汛期安全专项督查》问题清单第1项；{ground}"
    assert fields["整改时限"] == limit
    (grid,) = rectification_matter(books, books.items).told.sections.values()
    assert isinstance(grid[0], Grid)
    place = grid[0].titles.index("进展")
    # a report that was returned is the unit's last word all the same
    assert grid[0].rows[0][place].replace("立好了\n", "") == news
    assert ("反弹过的1项" in rectification_matter(books, books.items).told.fields["整改情况"]) is (
        "情形: 反弹" in text
    )


def test_where_a_problem_was_found(read: MakeBooks) -> None:
    found = RECTIFIED.replace("整改类型", "发现: DX-2026-0001/3\n整改类型")
    assert task_fields(books := read(found), books.items[0])["整改依据"].startswith(
        "督查项目DX-2026-0001第3个问题；"
    )
