"""Documents that name no unit in brackets or labels: their demands, who acts in sentences, and those without tasks."""

import pytest

from duban.importers.drafts.draft import Draft, Imported
from duban.importers.grammar.acting_units import read_sentence
from duban.importers.grammar.unit_names import is_strong, is_unit
from duban.importers.read_document import read_document
from duban.importers.text.demands import is_demand
from duban.importers.text.document_kinds import KINDS, Kind, directs, undirected
from duban.importers.text.outline import Item

Wish = tuple[str, str, tuple[str, ...], tuple[str, ...], str | None]
TO_ALL = "关于做好节前工作的通知\n各乡镇人民政府，县直各部门：\n现就有关事项通知如下：\n"


def read(text: str) -> Imported:
    return read_document(text.encode(), "文件.txt")


def wish(draft: Draft) -> Wish:
    return draft.number, draft.title, draft.lead, draft.support, str(draft.due_on) if draft.due_on else None


DEMANDS: dict[str, tuple[str, list[Wish]]] = {
    "plain demands of a notice": (
        (
            TO_ALL
            + "一、排查消防隐患。对商场开展检查。\n二、检查内容\n灭火器材。\n三、严格值班值守。落实带班制度。\n四、工作要求。提高认识，抓好落实。"
        ),
        [("一", "排查消防隐患", (), (), None), ("三", "严格值班值守", (), (), None)],
    ),
    "demands in lists under headings": (
        (
            "乙公司2026年重点工作要点\n一、生产经营\n（一）稳住现有市场。走访老客户。\n（二）开发新产品。\n二、职工生活\n（一）改善食堂伙食。\n（二）完成领导交办的其他工作。"
        ),
        [
            ("（一）", "稳住现有市场", (), (), None),
            ("（二）", "开发新产品", (), (), None),
            ("（一）", "改善食堂伙食", (), (), None),
        ],
    ),
    "one day in a list hides none of its brothers": (
        TO_ALL
        + "一、压实安全责任。逐级落实。\n二、开展隐患排查。2026年6月15日前形成清单。\n三、沙袋水泵按定额储备。\n四、加强值班值守。\n五、廉洁过节。严禁公款吃喝。",
        [
            ("一", "压实安全责任", (), (), None),
            ("二", "开展隐患排查", (), (), "2026-06-15"),
            ("三", "沙袋水泵按定额储备", (), (), None),
            ("四", "加强值班值守", (), (), None),
            ("五", "廉洁过节", (), (), None),
        ],
    ),
    "whoever must do something": (
        TO_ALL
        + "一、严格控制出行。每户一人。\n二、所有党员要带头遵守。\n三、对不听劝阻的，要严肃问责。\n四、主要措施解除时间另行通知。",
        [
            ("一", "严格控制出行", (), (), None),
            ("二", "所有党员要带头遵守", (), (), None),
            ("三", "对不听劝阻的，要严肃问责", (), (), None),
        ],
    ),
    "an actor in one list hides no other list": (
        TO_ALL
        + "一、严格颁发程序\n（一）学校应当建立制度。\n（二）严格执行标准。\n二、加强日常管理\n（一）建立档案。\n（二）完善公示。",
        [
            ("（一）", "学校应当建立制度", ("学校",), (), None),
            ("（二）", "严格执行标准", (), (), None),
            ("（一）", "建立档案", (), (), None),
            ("（二）", "完善公示", (), (), None),
        ],
    ),
    "but no list beside a dated one": (
        TO_ALL
        + "一、工作任务\n1.规范使用。\n2.确保移交。\n二、工作步骤\n1.摸底排查。2026年4月底前完成。\n2.整改到位。",
        [("1", "摸底排查", (), (), "2026-04-30"), ("2", "整改到位", (), (), None)],
    ),
    "paragraphs that words count": (
        TO_ALL + "一是加强热源保障。储备煤炭。\n二是强化巡查。\n三是要畅通投诉渠道。",
        [
            ("一", "加强热源保障", (), (), None),
            ("二", "强化巡查", (), (), None),
            ("三", "要畅通投诉渠道", (), (), None),
        ],
    ),
    "lines that begin with units": (
        "关于做好迎检的通知\n各科室：\n任务分工如下：\n办公室：准备汇报材料。\n财务科：整理账册。\n人事科：汇总花名册，2026年5月8日前完成。",
        [
            ("", "准备汇报材料", ("办公室",), (), None),
            ("", "整理账册", ("财务科",), (), None),
            ("", "汇总花名册，2026年5月8日前完成", ("人事科",), (), "2026-05-08"),
        ],
    ),
    "closing words after the last demand are none of its text": (
        (
            TO_ALL
            + "一、加强巡查。每日两次。\n二、清理河道。打捞漂浮物。\n三、翻修堤防。备足沙袋。\n各乡镇人民政府要高度重视防汛工作。"
        ),
        [
            ("一", "加强巡查", (), (), None),
            ("二", "清理河道", (), (), None),
            ("三", "翻修堤防", (), (), None),
        ],
    ),
    "who secures what, where several do": (
        (
            TO_ALL
            + "一、推广改革举措\n（一）简化办事流程。\n（二）优化窗口服务。\n二、组织实施\n（一）高度重视。各县区要细化举措。\n（二）用好机制。县政务服务局要跟踪督促。"
        ),
        [
            ("（一）", "简化办事流程", (), (), None),
            ("（二）", "优化窗口服务", (), (), None),
            ("（一）", "高度重视", ("各县区",), (), None),
            ("（二）", "用好机制", ("县政务服务局",), (), None),
        ],
    ),
    "units as headings": (
        (
            "丙镇走访实施方案\n一、任务分工\n1.社区。由网格员负责走访居民家庭。\n2.其他镇直单位。由单位领导负责走访本单位职工。\n3.市场监管所、供销社。负责走访商铺。"
        ),
        [
            ("1", "社区：由网格员负责走访居民家庭", ("社区",), (), None),
            ("2", "其他镇直单位：由单位领导负责走访本单位职工", ("其他镇直单位",), (), None),
            ("3", "市场监管所、供销社：负责走访商铺", (), ("市场监管所", "供销社"), None),
        ],
    ),
    "units with a colon, and a point without one": (
        "参观接待任务分工如下：\n1、场地保持整洁，通道保证畅通。\n2、机修分厂：准备安全帽。\n3、宣传部:全程拍照。\n4、生产部、物流中心：协调车辆停放。",
        [
            ("1", "场地保持整洁，通道保证畅通", (), (), None),
            ("2", "准备安全帽", ("机修分厂",), (), None),
            ("3", "全程拍照", ("宣传部",), (), None),
            ("4", "协调车辆停放", (), ("生产部", "物流中心"), None),
        ],
    ),
    "duties listed under a working group": (
        (
            "丁镇演出工作方案\n一、主承办单位\n主办单位：丁镇人民政府\n承办单位：镇文化站\n二、领导机构和工作职责\n（一）演出现场组\n组　长：张三\n工作职责：\n"
            "1.设计演出流程；\n2.印制海报；\n3.完成领导交办的其他任务。\n（二）安全保卫组\n工作职责：\n1.维护现场秩序；\n2.完成领导小组交办的其他工作。"
        ),
        [
            ("1", "设计演出流程", ("演出现场组",), (), None),
            ("2", "印制海报", ("演出现场组",), (), None),
            ("1", "维护现场秩序", ("安全保卫组",), (), None),
        ],
    ),
    "villages and clinics act, members of a group do not": (
        (
            "各村委会：经研究，现将防疫工作领导小组调整如下：\n一、领导小组\n组　长：张三　乡长　成　员：李四　由李四兼任办公室主任，负责具体工作。\n"
            "二、职责任务\n1.开展宣传。各村要张贴标语。\n2.严格值守。乡卫生院要培训人员。\n三、工作要求\n各村要高度重视。"
        ),
        [
            ("1", "开展宣传", ("各村",), (), None),
            ("2", "严格值守", ("乡卫生院",), (), None),
        ],
    ),
    "a forwarding notice with demands of its own": (
        (
            "戊省关于转发督查通知的通知\n各市人民政府：\n现将《督查通知》转发你们。现就有关工作通知如下：\n一、各地自查\n各市（州）要开展自查，2026年6月20日前完成。\n"
            "二、部门自查\n重点内容由所涉及的省财政厅、省水利厅牵头完成自查，其他相关部门（单位）配合。\n特此通知。"
        ),
        [
            ("一", "各地自查", ("各市（州）",), (), "2026-06-20"),
            ("二", "部门自查", ("省财政厅", "省水利厅"), ("其他相关部门（单位）",), None),
        ],
    ),
    "a letter that asks everybody for one thing by a day": (
        "各市住房城乡建设局，各有关单位：\n《检查标准》已经编制完成，现征求意见。请各单位自行下载征求意见稿，于2026年12月20日前将意见反馈至我厅。\n联系人：张三",
        [
            (
                "",
                "请各单位自行下载征求意见稿，于2026年12月20日前将意见反馈至我厅",
                ("各单位",),
                (),
                "2026-12-20",
            )
        ],
    ),
    "the doer stands later in a section, whom to ask is no field": (
        (
            TO_ALL + "一、明确目标要求，落实监测任务\n全年监测以核桃为主。各级林业主管部门要指定专人配合。\n"
            "二、严格程序，确保质量\n监测工作由县林业中心具体实施。\n联系人: 王五　张三\n县林业局2026年1月6日"
        ),
        [
            ("一", "明确目标要求，落实监测任务", ("各级林业主管部门",), (), None),
            ("二", "严格程序，确保质量", ("县林业中心",), (), None),
        ],
    ),
    "headings, measures and lines of units without numbers": (
        (
            "就业政策\n拓宽渠道\n扩大企业招聘\n支持中小企业吸纳毕业生，按规定给予补贴（大企业按现有规定执行）\n教育部、共青团中央等按职责分工负责\n"
            "稳定岗位规模\n畅通毕业生进入基层的渠道，扩大科研助理岗位\n科技部、财政部等按职责分工负责\n"
            "优化服务\n组织进校招聘，办好网络招聘\n人力资源社会保障部牵头，教育部等按职责分工负责"
        ),
        [
            ("", "扩大企业招聘", (), ("教育部", "共青团中央"), None),
            ("", "稳定岗位规模", (), ("科技部", "财政部"), None),
            ("", "优化服务", ("人力资源社会保障部",), ("教育部",), None),
        ],
    ),
    "what is printed below is no day of the last item": (
        TO_ALL
        + "一、确定节目。由各社区选送节目，填写汇总表。\n二、布置场地。由镇文化中心搭建舞台。\n公开属性：主动公开\n某镇党政办公室 2026年1月19日印发",
        [
            ("一", "确定节目", ("各社区",), (), None),
            ("二", "布置场地", ("镇文化中心",), (), None),
        ],
    ),
}


@pytest.mark.parametrize(("text", "wanted"), DEMANDS.values(), ids=DEMANDS)
def test_what_a_notice_demands(text: str, wanted: list[Wish]) -> None:
    assert [wish(draft) for draft in read(text).drafts] == wanted


def test_a_demand_without_a_unit_says_so_and_is_unsure() -> None:
    for draft in read(DEMANDS["plain demands of a notice"][0]).drafts:
        assert "没有写责任单位" in [trouble.message for trouble in draft.troubles]
        assert draft.confidence < 0.6


NONE: dict[str, tuple[str, str]] = {
    "a group is set up": (
        (
            "关于成立防汛工作领导小组的通知\n各县人民政府：\n现将有关事项通知如下：\n一、主要职责\n（一）督促检查防汛措施落实。\n二、工作规则\n"
            "（一）会议每季度召开一次。\n（二）成员单位要加强沟通。"
        ),
        "领导小组一类机构的文件",
    ),
    "members change": (
        "经研究，对领导小组成员作调整，现将调整后的防火工作领导小组通知如下：\n一、加强值守。\n二、做好宣传。",
        "领导小组一类机构的文件",
    ),
    "rules in articles": (
        "第一条 为加强管理，改善环境，制定本办法。\n第二条 市园林部门负责监督管理。\n第三条 禁止摆摊设点。",
        "办法、规定一类的制度",
    ),
    "rules sent out": (
        "关于印发《用车管理规定》的通知\n各科室：\n现将规定印发给你们。\n用车管理规定\n一、严格审批程序。\n二、规范车辆维修。",
        "办法、规定一类的制度",
    ),
    "an answer": (
        "关于同意扩建项目的批复\n丁县发展改革局：\n你局请示收悉。批复如下：\n一、原则同意。\n二、加强项目管理，严格执行招标制度。",
        "批复、复函",
    ),
    "people are hired": (
        "2026年公开招聘教师公告\n现将有关事项公告如下：\n一、报名\n（一）网上报名。2026年6月5日前完成。\n（二）资格审查。区教育局负责审查。",
        "招聘、任免",
    ),
    "a speech": (
        "在全市经济工作会议上的讲话\n同志们：\n一、提高认识\n二、抓好落实\n（一）抓好项目建设。各级要加快推进项目。",
        "讲话、致辞",
    ),
    "news": (
        "攻坚行动启动\n本报讯（记者 李四）昨日市政府召开会议，作出如下部署。\n一、严控扬尘污染。\n二、市生态环境局要定期通报。",
        "新闻报道",
    ),
    "an explanation": (
        "《人才政策》政策解读\n一、内容\n（一）加大引才力度。\n（二）优化人才服务。",
        "公告、预算、解读",
    ),
    "a covering notice without numbers": (
        "关于印发工作安排的通知\n各县区人民政府：\n现将《工作安排》印发给你们，请于2026年12月10日前将落实情况报市食安办。",
        "转发、印发通知的正文",
    ),
    "a calendar of a contest": (
        "关于举办技能大赛的通知\n现将有关事项通知如下：\n一、比赛项目\n（一）焊工。\n（二）电工。\n二、时间\n（一）预赛阶段（2026年4月）。\n（二）决赛阶段（2026年5月）。",
        "没有一处写明",
    ),
    "a course": (
        "关于举办档案培训班的通知\n现将有关事项通知如下：\n一、培训内容\n（一）加强电子档案管理的方法。\n（二）保护利用案例。\n二、培训对象：档案员",
        "没有一处写明",
    ),
    "a text that directs nobody": (
        "住户手册\n各位业主：\n一、爱护公共设施。\n二、做好垃圾分类。",
        "没有一处写明",
    ),
}


@pytest.mark.parametrize(("text", "why"), NONE.values(), ids=NONE)
def test_documents_that_set_no_tasks_say_why(text: str, why: str) -> None:
    imported = read(text)
    assert imported.drafts == ()
    assert why in "".join(problem.message for problem in imported.problems)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.name != "news"], ids=lambda kind: kind.name)
def test_each_kind_tells_its_example_by_the_title(kind: Kind) -> None:
    assert undirected(kind.example, Item()) is kind


@pytest.mark.parametrize(
    "title",
    [
        "关于编制2027年部门预算的通知",
        "关于学习贯彻重要讲话精神的通知",
        "关于做好研究生招生调剂工作的通知",
        "关于加强政府采购管理的通知",
        "关于严格执行值班制度的通知",
        "关于发挥业主委员会作用做好物业管理工作的通知",
    ],
)
def test_a_notice_on_such_a_matter_may_set_tasks(title: str) -> None:
    assert undirected(title, Item()) is None


@pytest.mark.parametrize(
    ("title", "text", "wanted"),
    [
        ("关于做好防汛工作的通知", "", True),
        ("2026年工作要点（试行）", "", True),
        ("", "现就有关事项通知如下：", True),
        ("", "为落实部署，特制定本实施方案：", True),
        ("致业主的一封信", "提倡如下。", False),
    ],
)
def test_which_documents_direct(title: str, text: str, *, wanted: bool) -> None:
    assert directs(title, [text]) is wanted


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("统一数据标准", True),
        ("严厉查处不实宣传", True),
        ("“推行”网上办理", True),
        ("检查内容", False),
        ("培训时间", False),
        ("参加人员：全体职工", False),
        ("组织机构", False),
        ("参赛对象", False),
        ("评价成果运用", False),
    ],
)
def test_which_headings_are_demands(title: str, *, wanted: bool) -> None:
    assert is_demand(title) is wanted


@pytest.mark.parametrize(
    "unit", ["各村", "各校", "各支部", "乡卫生院", "镇司法所", "县水利站", "其他相关部门"]
)
def test_who_must_do_something_in_small_places(unit: str) -> None:
    phrase = read_sentence(f"{unit}要培训人员，做好登记。")
    assert phrase is not None
    assert phrase.units == (unit,)


@pytest.mark.parametrize("text", ["大城市按现有规定执行", "有关工作进行", "该区", "其实行"])
def test_what_ends_as_a_name_does_and_is_none(text: str) -> None:
    assert not is_unit(text)


def test_who_is_in_charge_of_a_unit_is_no_unit() -> None:
    assert not is_strong("单位领导负责走访本单位")
