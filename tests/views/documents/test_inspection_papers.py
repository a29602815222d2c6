"""What the papers of an inspection say: to the leader, to one unit, in lists; and when they make no sense."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import msgspec
import pytest
import ryaml

from duban.core.books.books import Books, CaseItem, Filed, open_case
from duban.core.cases.inspection import INSPECTION
from duban.core.documents.template import FIELDS
from duban.core.inspections.plan import planned
from duban.core.model.inspection import Inspection, InspectionPlan, Warrant
from duban.core.model.inspection_terms import BasisKind
from duban.core.model.record import read_record
from duban.core.model.terms import DocKind
from duban.core.model.unit_register import Register
from duban.core.model.workspace import Leader, Letterhead, Unit
from duban.errors import DubanError
from duban.files.workspace.policies import load_policy
from duban.files.workspace.templates import read_template
from duban.views.documents.compose import Brief, compose
from duban.views.documents.findings_text import places_text
from duban.views.documents.inspection_fields import (
    inspection_fields,
    inspection_name,
    span_text,
    warrant_text,
)
from duban.views.documents.inspection_matter import inspection_matter, plan_matter
from duban.views.documents.kinds import (
    INSPECTING,
    choose_units,
    named_others,
    refuse_document,
)
from duban.views.model.official_document import Document, Form, Grid, Paragraph, Part

MakeBooks = Callable[..., Books]
Read = Callable[..., Books]
ON = date(2026, 9, 28)
WATER, HOUSING = "县水务局", "县住房和城乡建设局"
UNITS = (
    Unit(name=WATER, former_names=("县水利局",)),
    Unit(name=HOUSING, short_name="县住建局"),
    Unit(name="县财政局"),
)
HEAD = """
编号: DX-2026-0001
督查事项: 农村饮水安全工程建设和管护
依据:
  - {类别: 行政首长批示, 名称: 关于饮水安全的报告, 文号: 某水发〔2026〕9号, 领导: 林县长, 日期: 2026-08-28, 线索: 群众赵某来电}
督查内容: [上级和本级政府部署, 法定职责履行]
法定方式: [听取汇报, 检查访谈暗访]
实施方式: [暗访]
组织形式: [联合]
陪同: 否
督查对象: [县水利局, 县住建局, 县财政局]
范围: 2026年列入计划的12处供水工程
参加单位: [县财政局]
起: 2026-09-03
止: 2026-09-12
督查组:
  - {姓名: 韩某, 单位: 县财政局}
  - {姓名: 秦某, 身份: 组长, 单位: 县政府办公室}
  - {姓名: 许某, 身份: 特邀, 界别: 县人大代表}
组长指定人: 林县长
事项: [PS-2026-0008]
备注: 赵某另有来信
流水:
  - {日期: 2026-09-01, 登记: 2026-09-01T09:00:00+08:00, 动作: 督查立项, 经办: 王五}
"""
SCHEME = (
    "  - {日期: 2026-09-02, 登记: 2026-09-02T09:00:00+08:00, 动作: 方案审定, 经办: 王五, 批准人: 林县长}\n"
)
STARTED = (
    "  - {日期: 2026-09-03, 登记: 2026-09-03T09:00:00+08:00, 动作: 实施, 经办: 王五}\n"
    "  - {日期: 2026-09-03, 登记: 2026-09-03T19:00:00+08:00, 动作: 现场, 经办: 王五, 地点: 石桥, 情况: 赵某带路}\n"
    "  - {日期: 2026-09-08, 登记: 2026-09-08T19:00:00+08:00, 动作: 现场, 经办: 王五, 地点: 新桥}\n"
)
PROOF = f"证据: [{{路径: 附件/DX-2026-0001/赵某来信.txt, sha256: {'a' * 64}}}]"
FOUND = (
    "  - {日期: 2026-09-08, 登记: 2026-09-08T20:00:00+08:00, 动作: 发现, 经办: 王五, 单位: 县水利局, 序号: 1,"
    f" 事实: 3处工程没有按期开工, 类别: 慢落实, 违反: 某府办〔2026〕12号第三条, {PROOF}}}\n"
    "  - {日期: 2026-09-08, 登记: 2026-09-08T20:01:00+08:00, 动作: 发现, 经办: 王五, 单位: 县住建局, 序号: 2,"
    f' 事实: "图纸不全\\n检查井没有编号", {PROOF}}}\n'
    "  - {日期: 2026-09-08, 登记: 2026-09-08T20:02:00+08:00, 动作: 发现, 经办: 王五, 单位: 县水务局, 序号: 3,"
    f" 事实: 检测记录补填。, 类别: 假落实, {PROOF}}}\n"
    "  - {日期: 2026-09-08, 登记: 2026-09-08T20:03:00+08:00, 动作: 发现, 经办: 王五, 单位: 县水务局, 序号: 4,"
    f" 事实: 值班脱岗, {PROOF}}}\n"
)
HEARD = (
    "  - {日期: 2026-09-09, 登记: 2026-09-09T09:00:00+08:00, 动作: 征求意见, 经办: 王五, 单位: 县水务局, 时限: 2026-09-14}\n"
    "  - {日期: 2026-09-09, 登记: 2026-09-09T09:01:00+08:00, 动作: 征求意见, 经办: 王五, 单位: 县住建局, 时限: 2026-09-14}\n"
    "  - {日期: 2026-09-11, 登记: 2026-09-11T09:00:00+08:00, 动作: 意见反馈, 经办: 王五, 单位: 县水务局, 序号: 1, 认可: 是}\n"
    "  - {日期: 2026-09-11, 登记: 2026-09-11T09:01:00+08:00, 动作: 意见反馈, 经办: 王五, 单位: 县水务局, 序号: 3, 认可: 否,"
    " 意见: 记录是当天誊抄的}\n"
    "  - {日期: 2026-09-11, 登记: 2026-09-11T09:02:00+08:00, 动作: 意见反馈, 经办: 王五, 单位: 县水务局, 序号: 4, 认可: 否,"
    " 意见: 当天停电}\n"
    "  - {日期: 2026-09-15, 登记: 2026-09-15T09:00:00+08:00, 动作: 认定, 经办: 王五, 序号: 3, 理由: 化验室时间晚于记录}\n"
    "  - {日期: 2026-09-15, 登记: 2026-09-15T09:01:00+08:00, 动作: 认定, 经办: 王五, 序号: 4, 成立: 否, 理由: 停电属实,"
    " 批准人: 林县长}\n"
)
CONCLUDED = (
    "  - {日期: 2026-09-18, 登记: 2026-09-18T09:00:00+08:00, 动作: 督查结论, 经办: 王五, 意见: 工程推进有序，检测不实的要纠正。,"
    " 批准人: 林县长}\n"
)
SERVED = "".join(
    f"  - {{日期: 2026-09-19, 登记: 2026-09-19T09:0{place}:00+08:00, 动作: 结论送达, 经办: 王五, 单位: {unit}, 签收人: 钱某}}\n"
    for place, unit in enumerate(("县水务局", "县住建局", "县财政局"))
)
DISPOSED = (
    "  - {日期: 2026-09-21, 登记: 2026-09-21T09:00:00+08:00, 动作: 处理, 经办: 王五, 序号: 1, 去向: 整改, 整改: PS-2026-0008}\n"
    "  - {日期: 2026-09-21, 登记: 2026-09-21T09:01:00+08:00, 动作: 处理, 经办: 王五, 序号: 3, 去向: 移送, 接收机关: 县纪委监委,"
    " 文号: 某督移〔2026〕1号, 批准人: 林县长, 理由: 赵某反映属实}\n"
    "  - {日期: 2026-09-22, 登记: 2026-09-22T09:00:00+08:00, 动作: 申请复核, 经办: 王五, 单位: 县水务局, 理由: 事实不清}\n"
)
REVIEWED = (
    "  - {日期: 2026-09-25, 登记: 2026-09-25T09:00:00+08:00, 动作: 复核决定, 经办: 王五, 单位: 县水务局, 决定: 维持,"
    " 复核人: [郑某], 理由: 证据充分, 文号: 某府复〔2026〕1号, 批准人: 高县长}\n"
)
TASK = """
编号: PS-2026-0008
事项: 加快供水工程开工
牵头单位: 县水务局
流水:
  - {日期: 2026-09-21, 登记: 2026-09-21T09:10:00+08:00, 动作: 立项, 经办: 王五}
  - {日期: 2026-09-21, 登记: 2026-09-21T09:11:00+08:00, 动作: 交办, 经办: 王五, 时限: 2026-10-15, 依据: 领导确定}
"""
ON_SITE = HEAD + SCHEME + STARTED
FOLLOWED = ON_SITE + FOUND + HEARD + CONCLUDED + SERVED + DISPOSED + REVIEWED
STAGES = {
    DocKind.INSPECTION_SCHEME: HEAD + SCHEME,
    DocKind.INSPECTION_NOTICE: HEAD + SCHEME,
    DocKind.FINDINGS: FOLLOWED,
    DocKind.INSPECTION_REPORT: FOLLOWED,
    DocKind.INSPECTION_CONCLUSION: FOLLOWED,
}
NEVER = ("赵某", "钱某", "来信", "来电", "郑某")
"""Who gave clues, under what name a paper came, who signed for it: no paper prints it."""


@pytest.fixture
def read(make_books: MakeBooks) -> Read:
    def made(*texts: str, organ: str = "某县人民政府督查室", policy: Any = "anshan-2015") -> Books:  # noqa: ANN401
        books = make_books(TASK, today=ON.isoformat(), units=UNITS, policy=policy)
        letterhead = Letterhead(organ=organ, code="某督")
        config = msgspec.structs.replace(
            books.config, leaders=(Leader(name="林县长", title="县长"),), letterhead=letterhead
        )
        register = Register(UNITS)
        cases = tuple(
            open_case(
                Filed(INSPECTION, read_record(ryaml.loads(text), Inspection), "督查"), ON, None, register
            )
            for text in texts
        )
        return msgspec.structs.replace(books, config=config, cases=cases)

    return made


def told(parts: Sequence[Part]) -> list[str]:
    """The body as lines: headings and paragraphs as they are, tables by their rows, lists with their captions."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, Paragraph):
            lines.append(part.text)
        elif isinstance(part, Form):
            lines += [" | ".join(cells) for cells in part.rows]
        else:
            rows = (part.titles, *part.rows)
            lines += [f"〈{part.caption}〉"] * bool(part.caption)
            lines += [" | ".join(cell.replace("\n", "／") for cell in cells) for cells in rows]
    return lines


def item_of(books: Books) -> CaseItem:
    return books.cases[0]


def written(books: Books, kind: DocKind, *units: str, leader: str | None = "林县长") -> Document:
    refuse_document(books, kind, books.cases)
    template, _ = read_template(None, kind)
    chosen = choose_units(kind, item_of(books), units)
    matter = inspection_matter(books, kind, item_of(books), chosen, leader)
    brief = Brief(
        on=ON, letterhead=Letterhead(organ="某县人民政府督查室"), contact="王五", doc_no="某督结〔2026〕7号"
    )
    return compose(books, matter, template, brief)


def lines_of(document: Document) -> list[str]:
    around = [document.title, *([document.recipients] if document.recipients else [])]
    lists = [line for annex in document.annexes if annex.title != "回执" for line in told(annex.parts)]
    return [*around, *told(document.parts), *lists]


BASIS = "根据林县长（县长）2026年8月28日在《关于饮水安全的报告》（某水发〔2026〕9号）上的批示，"
CONTENT = "上级和本级人民政府重要工作部署落实情况；督查对象法定职责履行情况。"
COURSE = "督查组自2026年9月3日起实施督查，到现场2天（2026年9月3日至9月8日）。"
TEAM = ["组长：秦某（县政府办公室）", "组员：韩某（县财政局）", "特邀：许某（县人大代表）"]
SNAPSHOTS: dict[DocKind, list[str]] = {
    DocKind.INSPECTION_SCHEME: [
        "农村饮水安全工程建设和管护专项督查方案",
        f"{BASIS}现对县水务局、县住房和城乡建设局、县财政局开展农村饮水安全工程建设和管护专项督查，方案如下。",
        "一、督查内容",
        CONTENT,
        "涉及督办事项：加快供水工程开工（PS-2026-0008）。",
        "二、督查对象和范围",
        "督查对象：县水务局、县住房和城乡建设局、县财政局。",
        "督查范围：2026年列入计划的12处供水工程。",
        "三、督查时间",
        "2026年9月3日至9月12日。",
        "四、督查方式",
        "听取督查对象汇报；开展检查、访谈、暗访。",
        "实施方式：暗访、不用陪同。",
        "组织形式：联合。",
        "五、督查组",
        *TEAM,
        "组长由林县长（县长）指定。",
        "参加单位：县财政局。",
        "六、工作要求",
        (
            "严格按照本方案开展督查，不得随意扩大督查范围、变更督查对象和内容，不得干预督查对象的正常工作，"
            "严禁重复督查、多头督查、越权督查。与督查对象、督查事项有利害关系的人员回避。"
        ),
        "本方案由林县长（县长）2026年9月2日审定。",
    ],
    DocKind.INSPECTION_NOTICE: [
        "关于开展农村饮水安全工程建设和管护专项督查的通知",
        "县水务局、县住房和城乡建设局、县财政局：",
        f"{BASIS}决定对你们开展农村饮水安全工程建设和管护专项督查。现将有关事项通知如下。",
        "一、督查内容",
        CONTENT,
        "涉及督办事项：加快供水工程开工（PS-2026-0008）。",
        "督查范围：2026年列入计划的12处供水工程。",
        "二、督查时间",
        "2026年9月3日至9月12日。",
        "三、督查方式",
        "听取督查对象汇报；开展检查、访谈、暗访。",
        "四、督查组",
        *TEAM,
        "五、有关要求",
        "请你们配合督查，如实说明情况、提供资料，不得阻碍、隐瞒、弄虚作假。督查期间不安排迎送，不影响正常工作。",
    ],
    DocKind.FINDINGS: [
        "农村饮水安全工程建设和管护专项督查问题清单",
        "DX-2026-0001，截至2026年9月28日，问题4个。",
        "序号 | 单位 | 存在问题 | 类别 | 违反规定 | 证据 | 单位意见 | 认定 | 处理",
        (
            "1 | 县水务局 | 3处工程没有按期开工 | 慢落实 | 某府办〔2026〕12号第三条 | 1份 | 认可 |  | "
            "整改：／PS-2026-0008，2026年10月15日前，待签收"
        ),
        "2 | 县住房和城乡建设局 | 图纸不全／检查井没有编号 |  |  | 1份 | 没有反馈 |  | ",
        (
            "3 | 县水务局 | 检测记录补填。 | 假落实 |  | 1份 | 有异议：记录是当天誊抄的 | 认定：化验室时间晚于记录 | "
            "移送：／县纪委监委，某督移〔2026〕1号，2026年9月21日，林县长（县长）批准"
        ),
        "4 | 县水务局 | 值班脱岗 |  |  | 1份 | 有异议：当天停电 | 不予认定：停电属实 | ",
    ],
    DocKind.INSPECTION_REPORT: [
        "关于农村饮水安全工程建设和管护专项督查情况的报告",
        "林县长（县长）：",
        f"{BASIS}开展了农村饮水安全工程建设和管护专项督查。{COURSE}现将情况报告如下。",
        "一、总体情况",
        "督查对象3个；发现问题4个，涉及单位2个；认定3个，不予认定1个。",
        "〈按单位〉",
        "单位 | 发现 | 认定 | 不予认定 | 有异议 | 交整改 | 待处理",
        "县水务局 | 3 | 2 | 1 | 2 | 1 | 0",
        "县住房和城乡建设局 | 1 | 1 | 0 | 0 | 0 | 1",
        "合计 | 4 | 3 | 1 | 2 | 1 | 1",
        "〈按类别〉",
        "类别 | 问题",
        "其他 | 2",
        "假落实 | 1",
        "慢落实 | 1",
        "合计 | 4",
        "二、发现的问题",
        "（一）县水务局（2个）",
        "1.3处工程没有按期开工。",
        "属于慢落实。违反：某府办〔2026〕12号第三条。有证据1份。（DX-2026-0001/1）",
        "3.检测记录补填。",
        "属于假落实。有证据1份。（DX-2026-0001/3）",
        "（二）县住房和城乡建设局（1个）",
        "2.图纸不全。",
        "检查井没有编号。",
        "有证据1份。（DX-2026-0001/2）",
        "（三）不予认定的（1个）",
        "4.县水务局：值班脱岗。",
        "有证据1份。（DX-2026-0001/4）",
        "三、单位意见和认定、复核情况",
        "认可1个，有异议2个，没有反馈1个。",
        "县水务局对第3个问题有异议：记录是当天誊抄的。经研究，予以认定：化验室时间晚于记录。",
        "县水务局对第4个问题有异议：当天停电。经研究，不予认定：停电属实。",
        "县水务局2026年9月22日申请复核：事实不清。2026年9月25日复核决定维持（某府复〔2026〕1号）：证据充分。",
        "四、处理情况",
        "整改1个：第1个（PS-2026-0008，2026年10月15日前，待签收）。",
        "移送1个：第3个（县纪委监委，某督移〔2026〕1号，2026年9月21日，林县长（县长）批准）。",
        "不予认定1个：第4个。",
        "待处理1个：第2个。",
        "五、督查意见",
        "工程推进有序，检测不实的要纠正。",
        "以上报告，请审阅。",
    ],
    DocKind.INSPECTION_CONCLUSION: [
        "农村饮水安全工程建设和管护专项督查结论",
        "县水务局：",
        f"{BASIS}对你单位开展了农村饮水安全工程建设和管护专项督查。{COURSE}现作出结论如下。",
        "一、查明的情况",
        "1.3处工程没有按期开工。",
        "属于慢落实。违反：某府办〔2026〕12号第三条。有证据1份。你单位认可。（DX-2026-0001/1）",
        "2.检测记录补填。",
        "属于假落实。有证据1份。你单位有异议：记录是当天誊抄的。经研究，予以认定：化验室时间晚于记录。（DX-2026-0001/3）",
        "二、督查意见",
        "工程推进有序，检测不实的要纠正。",
        "三、整改要求",
        "请按照本结论，对认定的2个问题逐项整改。",
        "第1个问题：PS-2026-0008，2026年10月15日前。",
        "四、申请复核",
        (
            "对本结论有异议的，可以自收到本结论之日起30日内，向某县人民政府申请复核。收到申请的机关在30日内作出复核决定；"
            "参与作出本结论的工作人员在复核中回避（《政府督查工作条例》第十七条）。"
        ),
        "本结论由林县长（县长）2026年9月18日批准。",
    ],
}


@pytest.mark.parametrize("kind", SNAPSHOTS, ids=lambda kind: kind.english)
def test_the_text_of_a_paper(read: Read, kind: DocKind) -> None:
    units = (WATER,) if kind is DocKind.INSPECTION_CONCLUSION else ()
    assert lines_of(written(read(STAGES[kind]), kind, *units)) == SNAPSHOTS[kind]


@pytest.mark.parametrize("kind", STAGES, ids=lambda kind: kind.english)
@pytest.mark.parametrize("unit", [WATER, HOUSING, "县财政局"])
def test_no_paper_tells_who_gave_a_clue(read: Read, kind: DocKind, unit: str) -> None:
    paper = written(read(STAGES[kind]), kind, unit)
    text = "\n".join([paper.title, paper.recipients or "", *paper.texts])
    assert not [name for name in NEVER if name in text]
    assert "{" not in text


def test_a_conclusion_tells_a_unit_only_its_own(read: Read) -> None:
    books = read(FOLLOWED)
    theirs = "\n".join(lines_of(written(books, DocKind.INSPECTION_CONCLUSION, HOUSING)))
    assert "图纸不全" in theirs
    assert "你单位没有按时反馈意见。" in theirs
    for other in ("开工", "补填", "脱岗", "移送", "纪委", "整改要求\n第", WATER):
        assert other not in theirs, other
    mine = "\n".join(lines_of(written(books, DocKind.INSPECTION_CONCLUSION, WATER)))
    for other in ("脱岗", "移送", "纪委", "图纸", HOUSING):
        assert other not in mine, other
    nothing = lines_of(written(books, DocKind.INSPECTION_CONCLUSION, "县财政局"))
    assert "没有认定县财政局存在问题。" in nothing
    assert not any("整改" in line for line in nothing)
    assert any("申请复核" in line for line in nothing)
    paper = written(books, DocKind.INSPECTION_CONCLUSION, WATER)
    (slip,) = paper.annexes
    assert told(slip.parts)[:2] == ["签收单位 | 县水务局", "公文 | 某督结〔2026〕7号督查结论"]


def test_a_list_for_a_unit_has_its_findings_and_says_only_what_is_put_right(read: Read) -> None:
    paper = written(read(FOLLOWED), DocKind.FINDINGS, WATER)
    assert paper.wide
    assert paper.signature is None
    text = lines_of(paper)
    assert text[1] == "DX-2026-0001，截至2026年9月28日，县水务局问题3个。"
    assert text[2] == "序号 | 存在问题 | 类别 | 违反规定 | 证据 | 单位意见 | 认定 | 处理"
    assert [line.partition(" ")[0] for line in text[3:]] == ["1", "3", "4"]
    assert "移送" not in "".join(text)
    both = written(read(FOLLOWED), DocKind.FINDINGS, WATER, HOUSING)
    assert "序号 | 单位 | 存在问题" in lines_of(both)[2]
    assert "移送" not in "".join(lines_of(both))
    early = read(ON_SITE + FOUND.partition("\n")[0] + "\n")
    assert lines_of(written(early, DocKind.FINDINGS))[2:] == [
        "序号 | 单位 | 存在问题 | 类别 | 违反规定 | 证据",
        "1 | 县水务局 | 3处工程没有按期开工 | 慢落实 | 某府办〔2026〕12号第三条 | 1份",
    ]


def many(count: int) -> str:
    return "".join(
        f"  - {{日期: 2026-09-08, 登记: 2026-09-08T20:{place:02}:00+08:00, 动作: 发现, 经办: 王五, 单位: 县水务局,"
        f" 序号: {place}, 事实: 第{place}处停工}}\n"
        for place in range(1, count + 1)
    )


@pytest.mark.parametrize(("count", "listed"), [(12, False), (13, True), (30, True)])
def test_a_report_of_many_findings_has_them_in_a_list(read: Read, count: int, listed: bool) -> None:
    paper = written(read(ON_SITE + many(count)), DocKind.INSPECTION_REPORT)
    body = told(paper.parts)
    assert ("逐项列在附件的问题清单里。" in body) is listed
    assert ("1.第1处停工。" in body) is not listed
    assert [annex.title for annex in paper.annexes] == ["问题清单"] * listed
    assert f"待处理{count}个：第1至{count}个。" in body
    if listed:
        ((grid,),) = (annex.parts for annex in paper.annexes)
        assert isinstance(grid, Grid)
        assert grid.titles == ("序号", "单位", "存在问题")
        assert len(grid.rows) == count
    assert paper.characters < 4000


BASED = HEAD[: HEAD.index("依据:")] + HEAD[HEAD.index("督查内容:") :]
ALLOWED = STARTED.replace(
    "动作: 实施, 经办: 王五", "动作: 实施, 经办: 王五, 计划外: 郑某来信反映, 批准人: 林县长"
)


@pytest.mark.parametrize(
    ("text", "plan", "ground"),
    [
        (HEAD + SCHEME + STARTED, "", BASIS),
        (BASED + SCHEME + STARTED, "2026", "根据2026年度督查计划，"),
        (BASED + SCHEME + STARTED, "2026-09", "根据2026年9月督查计划，"),
        (BASED + SCHEME + ALLOWED, "", "经林县长（县长）2026年9月3日批准，"),
        (BASED + SCHEME + STARTED, "", ""),
    ],
)
def test_papers_say_on_what_an_inspection_rests(read: Read, text: str, plan: str, ground: str) -> None:
    books = read(text)
    if plan:
        raw = f"年度: '2026'\n流水:\n  - {{日期: 2026-01-08, 登记: 2026-01-08T09:00:00+08:00, 经办: 王五, 期: '{plan}'"
        raw += ", 列入: [DX-2026-0001], 批准人: 林县长}"
        books = msgspec.structs.replace(books, plans=(read_record(ryaml.loads(raw), InspectionPlan),))
    assert inspection_fields(books, item_of(books))["督查根据"] == ground
    said = lines_of(written(books, DocKind.INSPECTION_REPORT))
    assert said[2].startswith(f"{ground}开展了")
    assert ("这次督查没有列入计划：郑某来信反映。" in said) is (text == BASED + SCHEME + ALLOWED)


def test_a_report_without_findings_says_so(read: Read) -> None:
    assert lines_of(written(read(ON_SITE), DocKind.INSPECTION_REPORT))[3:] == [
        "一、总体情况",
        "督查对象3个；没有记录问题。",
        "以上报告，请审阅。",
    ]


def test_what_a_unit_has_not_answered_yet_is_no_silence(read: Read) -> None:
    books = read(
        ON_SITE + FOUND + HEARD.partition("\n")[0].replace("时限: 2026-09-14", "时限: 2026-09-28") + "\n"
    )
    text = "".join(
        lines_of(written(books, DocKind.INSPECTION_REPORT)) + lines_of(written(books, DocKind.FINDINGS))
    )
    assert "反馈" not in text
    assert "单位意见" not in text


def test_a_rectification_that_is_not_in_the_books_is_no_end(read: Read) -> None:
    books = read(FOLLOWED.replace("整改: PS-2026-0008", "整改: ZG-2026-0009"))
    lines = lines_of(written(books, DocKind.INSPECTION_REPORT))
    assert "待处理2个：第1至2个。" in lines
    assert not any("ZG-2026-0009" in line for line in lines)


def test_a_review_that_is_not_decided(read: Read) -> None:
    pending = read(FOLLOWED.removesuffix(REVIEWED))
    assert "县水务局2026年9月22日申请复核：事实不清。还没有决定。" in lines_of(
        written(pending, DocKind.INSPECTION_REPORT)
    )


BARE = (
    "编号: DX-2026-0002\n督查事项: 值班\n名义: 部门\n主办: 县财政局\n流水:\n" + HEAD.partition("流水:\n")[2]
)


def test_what_is_not_in_the_books_is_not_on_the_paper(read: Read) -> None:
    """A department's own inspection without objects, team, basis: nothing stands for what is not there."""
    books = read(BARE + SCHEME.replace(", 批准人: 林县长", "") + STARTED.partition("\n")[0] + "\n")
    assert lines_of(written(books, DocKind.INSPECTION_REPORT)) == [
        "关于值班专项督查情况的报告",
        "林县长（县长）：",
        "开展了值班专项督查。督查组自2026年9月3日起实施督查。现将情况报告如下。",
        "一、总体情况",
        "没有记录问题。",
        "以上报告，请审阅。",
    ]
    notice = lines_of(written(books, DocKind.INSPECTION_NOTICE, leader=None))
    assert notice[1:] == [
        "决定对你单位开展值班专项督查。现将有关事项通知如下。",
        "一、有关要求",
        "请你单位配合督查，如实说明情况、提供资料，不得阻碍、隐瞒、弄虚作假。督查期间不安排迎送，不影响正常工作。",
    ]


def test_a_designated_department(read: Read) -> None:
    named = "指定: {机关: 某市人民政府, 文号: 某府函〔2026〕5号, 日期: 2026-08-20, 范围: 供水工程, 职责: 查进度, 期限: 2026-12-31}\n"
    books = read(HEAD.replace("备注:", f"主办: 县水利局\n{named}备注:"))
    text = lines_of(written(books, DocKind.INSPECTION_SCHEME))
    assert "主办单位：县水务局。" in text
    assert (
        "某市人民政府2026年8月20日指定（某府函〔2026〕5号）；范围：供水工程；职责：查进度；期限：至2026年12月31日。"
        in text
    )
    assert inspection_fields(books, item_of(books))["复核机关"] == "某市人民政府"
    assert not any("审定" in line for line in text)


@pytest.mark.parametrize(
    ("organ", "named"),
    [
        ("某县人民政府督查室", "某县人民政府"),
        ("某县督查室", "作出本结论的人民政府"),
        ("中共某县委某县人民政府督查室", "作出本结论的人民政府"),
    ],
)
def test_to_whom_a_unit_applies_for_a_review(read: Read, organ: str, named: str) -> None:
    books = read(HEAD, organ=organ)
    assert inspection_fields(books, item_of(books))["复核机关"] == named


def test_a_department_promises_no_review_by_the_government(read: Read) -> None:
    books = read(BARE.replace("DX-2026-0002", "DX-2026-0001"))
    fields = inspection_fields(books, item_of(books))
    assert (fields["复核机关"], fields["复核期限"], fields["复核决定期限"]) == ("", "", "")


@pytest.mark.parametrize(
    ("period", "words"),
    [("{数: 15, 单位: 日}", "15日"), ("{数: 10, 单位: 工作日}", "10个工作日"), ("{单位: 领导确定}", "30日")],
)
def test_the_policy_may_set_other_days_for_a_review(read: Read, period: str, words: str) -> None:
    policy, _ = load_policy("anshan-2015", None)
    assert policy is not None
    rule = {
        "标识": "review",
        "种类": "督查",
        "名称": "复核",
        "条款": "一",
        "说明": "复核",
        "环节": "申请复核",
        "期限": ryaml.loads(period),
    }
    raw = msgspec.to_builtins(policy) | {"规则": [*msgspec.to_builtins(policy)["规则"], rule]}
    own = msgspec.convert(raw, type(policy))
    fields = inspection_fields(books := read(HEAD, policy=own), item_of(books))
    assert (fields["复核期限"], fields["复核决定期限"]) == (words, "30日")


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (
            DocKind.INSPECTION_SCHEME,
            BARE,
            "不能出督查方案：DX-2026-0002 没有写督查内容（--content）、督查对象（--object）、范围（--scope）",
        ),
        (DocKind.INSPECTION_SCHEME, FOLLOWED, "不能出督查方案：DX-2026-0001 现在是“整改跟踪”"),
        (DocKind.INSPECTION_NOTICE, HEAD, "不能出督查通知：DX-2026-0001 现在是“已立项”"),
        (
            DocKind.INSPECTION_NOTICE,
            HEAD.replace("陪同: 否", "通知: 否") + SCHEME,
            "不能出督查通知：DX-2026-0001 写明不发通知",
        ),
        (DocKind.FINDINGS, ON_SITE, "不能出问题清单：DX-2026-0001 还没有记问题"),
        (DocKind.INSPECTION_REPORT, HEAD + SCHEME, "不能出督查报告：DX-2026-0001 现在是“方案已定”"),
        (DocKind.INSPECTION_CONCLUSION, ON_SITE + FOUND, "不能出督查结论：DX-2026-0001 现在是“实施中”"),
    ],
)
def test_a_paper_that_makes_no_sense_is_refused(read: Read, kind: DocKind, text: str, message: str) -> None:
    books = read(text)
    with pytest.raises(DubanError) as refused:
        refuse_document(books, kind, books.cases)
    (problem,) = refused.value.problems
    assert problem.message == message
    assert "duban inspect" in problem.advice or problem.advice.startswith("duban show")


def test_each_kind_of_an_inspection_is_of_one(read: Read) -> None:
    books = read(HEAD, HEAD.replace("DX-2026-0001", "DX-2026-0003"))
    with pytest.raises(DubanError, match="督查方案一件一份，这里选了 2 件"):
        refuse_document(books, DocKind.INSPECTION_SCHEME, books.cases)


def test_for_which_units_a_paper_is(read: Read) -> None:
    books = read(FOLLOWED)
    item = item_of(books)
    assert choose_units(DocKind.FINDINGS, item, ()) == ()
    assert choose_units(DocKind.INSPECTION_NOTICE, item, (WATER, HOUSING)) == (WATER, HOUSING)
    with pytest.raises(DubanError, match="督查结论一个单位一份，这里有 3 个单位"):
        choose_units(DocKind.INSPECTION_CONCLUSION, item, ())
    with pytest.raises(DubanError, match="督查结论一个单位一份，这里有 2 个单位"):
        choose_units(DocKind.INSPECTION_CONCLUSION, item, (WATER, HOUSING))
    with pytest.raises(DubanError, match="县教育局不是 DX-2026-0001 的督查对象，也没有它的问题"):
        choose_units(DocKind.FINDINGS, item, ("县教育局",))
    alone = read(FOLLOWED.replace("[县水利局, 县住建局, 县财政局]", "[县水利局]"))
    with pytest.raises(DubanError, match="2 个单位：县水利局、县住建局"):
        choose_units(DocKind.INSPECTION_CONCLUSION, item_of(alone), ())
    one = read(HEAD.replace("[县水利局, 县住建局, 县财政局]", "[县水利局]"))
    assert choose_units(DocKind.INSPECTION_CONCLUSION, item_of(one), ()) == ("县水利局",)


def test_an_opinion_that_names_another_unit_is_told(read: Read) -> None:
    assert named_others(item_of(read(FOLLOWED)), WATER) == []
    for name in ("县住建局", HOUSING):
        books = read(FOLLOWED.replace("工程推进有序", f"{name}配合不力"))
        (notice,) = named_others(item_of(books), WATER)
        assert notice.message == "督查意见里提到了县住建局，这份是给县水务局的"
        assert named_others(item_of(books), HOUSING) == []
    strange = read(
        FOLLOWED.replace("[县水利局, 县住建局, 县财政局]", "[县水利局, 某协会]").replace(
            "工程推进有序", "某协会不配合"
        )
    )
    assert [each.code for each in named_others(item_of(strange), WATER)] == ["other-unit-named"]


PLANS = """
年度: "2026"
流水:
  - {日期: 2026-01-08, 登记: 2026-01-08T09:00:00+08:00, 经办: 王五, 期: "2026", 列入: [DX-2026-0001], 批准人: 林县长,
      会议: 县政府第30次常务会议}
  - {日期: 2026-01-08, 登记: 2026-01-08T09:01:00+08:00, 经办: 王五, 期: "2026-09", 列入: [DX-2026-0001], 批准人: 林县长}
  - {日期: 2026-06-08, 登记: 2026-06-08T09:00:00+08:00, 经办: 王五, 期: "2026", 列入: [DX-2026-0002], 批准人: 高县长}
"""


def plan_lines(books: Books, period: str) -> list[str]:
    entries = read_record(ryaml.loads(PLANS), InspectionPlan).journal
    plan = planned(entries, ON)[period]
    items = [item for item in books.cases if item.task.id in plan]
    template, _ = read_template(None, DocKind.INSPECTION_PLAN)
    paper = compose(
        books, plan_matter(books, period, plan, items), template, Brief(on=ON, letterhead=Letterhead())
    )
    assert paper.wide
    return lines_of(paper)


def test_a_plan_lists_its_inspections_as_they_were_approved(read: Read) -> None:
    books = read(ON_SITE, BARE)
    assert plan_lines(books, "2026") == [
        "2026年度督查计划表",
        "共2项，截至2026年9月28日。",
        "审定：林县长（县长）2026年1月8日，县政府第30次常务会议；高县长2026年6月8日。",
        "序号 | 编号 | 督查事项 | 依据 | 类型 | 督查对象 | 督查时间 | 主办单位 | 参加单位 | 督查组 | 审定 | 进展",
        "1 | DX-2026-0001 | 农村饮水安全工程建设和管护 | "
        + BASIS.removeprefix("根据").removesuffix("，")
        + " | 专项督查 | 县水务局、县住房和城乡建设局、县财政局 | 2026年9月3日至9月12日 |  | 县财政局 | "
        + "／".join(TEAM)
        + " | 林县长（县长）2026年1月8日，县政府第30次常务会议 | 实施中",
        "2 | DX-2026-0002 | 值班 |  | 专项督查 |  |  | 县财政局 |  |  | 高县长2026年6月8日 | 已立项",
    ]
    month = plan_lines(books, "2026-09")
    assert month[0] == "2026年9月督查计划表"
    assert month[3].endswith("督查组 | 进展")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("农村饮水安全", "农村饮水安全专项督查"),
        ("汛期安全大检查", "汛期安全大检查"),
        ("关于饮水安全的督查", "饮水安全的督查"),
        ("《饮水安全条例》落实情况", "饮水安全条例》落实情况专项督查"),
    ],
)
def test_what_titles_call_an_inspection(title: str, name: str) -> None:
    assert inspection_name(title, "专项督查") == name


@pytest.mark.parametrize(
    ("warrant", "words"),
    [
        ({"kind": BasisKind.DECISION}, "政府决定"),
        ({"kind": BasisKind.DECISION, "on": date(2026, 3, 2)}, "2026年3月2日政府决定"),
        (
            {"kind": BasisKind.DECISION, "name": "《要点》", "doc_no": "某府〔2026〕1号"},
            "《要点》（某府〔2026〕1号）",
        ),
        ({"kind": BasisKind.SUPERIOR, "doc_no": "某府〔2026〕1号"}, "某府〔2026〕1号"),
        ({"kind": BasisKind.INSTRUCTION}, "行政首长批示"),
        ({"kind": BasisKind.INSTRUCTION, "by": "林县长"}, "林县长（县长）批示"),
        ({"kind": BasisKind.PROPOSAL}, "督查建议"),
        (
            {"kind": BasisKind.PROPOSAL, "by": "林县长", "name": "建议"},
            "林县长（县长）批准的督查建议《建议》",
        ),
    ],
)
def test_on_whose_word(read: Read, warrant: dict[str, Any], words: str) -> None:
    assert warrant_text(read(), Warrant(clue="赵某", **warrant)) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 9, 3), date(2026, 9, 12), "2026年9月3日至9月12日"),
        (date(2026, 12, 30), date(2027, 1, 4), "2026年12月30日至2027年1月4日"),
        (date(2026, 9, 3), date(2026, 9, 3), "2026年9月3日"),
        (date(2026, 9, 3), None, "2026年9月3日"),
        (None, date(2026, 9, 3), "2026年9月3日"),
        (None, None, ""),
    ],
)
def test_a_span_of_days(first: date | None, last: date | None, words: str) -> None:
    assert span_text(first, last) == words


@pytest.mark.parametrize(
    ("places", "words"),
    [((), ""), ((2,), "第2个"), ((5, 1, 2, 3), "第1至3个、第5个"), ((1, 3), "第1个、第3个")],
)
def test_numbers_in_a_row_are_a_range(places: tuple[int, ...], words: str) -> None:
    assert places_text(places) == words


def test_every_field_of_an_inspection_may_be_named(read: Read) -> None:
    books = read(FOLLOWED)
    known = set(inspection_fields(books, item_of(books)))
    for kind in INSPECTING - {DocKind.INSPECTION_PLAN, DocKind.FINDINGS_TRANSFER}:
        known |= set(inspection_matter(books, kind, item_of(books), (WATER,)).told.fields)
    assert known <= set(FIELDS)


def test_who_inspected_together_shares_the_conclusion(read: Read) -> None:
    """Results are shared (Ledong 第34条): the copy of a conclusion goes to the partners, that of a notice to nobody."""
    books = read(FOLLOWED)
    copies = {
        kind: inspection_matter(books, kind, item_of(books), (WATER,)).copies
        for kind in (DocKind.INSPECTION_CONCLUSION, DocKind.INSPECTION_NOTICE)
    }
    assert copies == {DocKind.INSPECTION_CONCLUSION: ("县财政局",), DocKind.INSPECTION_NOTICE: ()}
