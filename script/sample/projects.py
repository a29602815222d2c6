"""重大项目: an arts centre over two years, a bridge, a sewage works, a school, workshops that stood still for a while.

Only what happened; how it is written down, journal.py knows.
"""

from script.sample.journal import Books
from script.sample.office import CITY, DING, FARMS, INDUSTRY, LUO, SOCIETY, SU, VICE
from script.sample.sources import node, source, target

from duban.core.model.terms import Basis, Horizon, Light, Method, Reporting, SourceKind, UrgeVia, YesNo


def arts_centre(books: Books) -> None:
    """Two years long; one node was moved."""
    matter = books.enter(
        "XM",
        "2025-02-24",
        "建设县文化艺术中心",
        lead="县住建局",
        support=("县财政局", "县自然资源局", "县教体局"),
        clerk=SU,
        sources=(
            source(SourceKind.PROJECT, "2025年县级重点项目计划", "2025-02-18", "序号6"),
            source(SourceKind.WORK_REPORT, "2025年县政府工作报告", "2025-01-08", "“实施十大民生工程”部分"),
        ),
        until="2027-05-31",
        text="2027年5月建成开放",
        reporting=Reporting.ROUTINE,
        horizon=Horizon.LONG_TERM,
        lead_leader=VICE,
        leader_in_charge=CITY,
        post="项目办主任",
        handler="钟屹",
        requirements="总建筑面积2.4万平方米，含剧场、图书馆、展厅；不超概算、不拖欠工程款。",
        indicators=(target("建筑面积", 24000, "平方米"), target("投资控制", "不超概算3.1亿元")),
        milestones=(
            node("完成施工招标", "2025-09-30", "钟屹"),
            node("主体封顶", "2026-09-30", "钟屹"),
            node("完成内外装修", "2027-03-31"),
            node("竣工验收", "2027-05-25"),
        ),
    )
    matter.assign("2025-02-25", signed="2025-02-26")
    matter.tell("2025-06-24", 8, "方案设计通过专家评审。")
    matter.tell("2025-09-26", 15, "施工招标完成。", met="完成施工招标")
    matter.tell("2025-12-23", 24, "桩基完成82%。")
    matter.tell("2026-03-24", 33, "地下室结构完成。")
    matter.tell("2026-06-23", 45, "主体施工至三层。", issues="钢结构构件供货推迟。")
    matter.extend("2026-09-21", "2026-11-30", "钢结构供货推迟两个月，总工期不变", CITY, milestone="主体封顶")
    matter.tell("2026-09-24", 56, "剧场钢屋架吊装过半。", next="11月底前封顶。")
    matter.tell("2026-11-12", 60, "剩余2榀屋架，预计25日前封顶。")


def bridge(books: Books) -> None:
    """Built in fifteen months, public, on the board."""
    matter = books.enter(
        "XM",
        "2025-03-03",
        "云溪大桥拓宽改造",
        lead="县交通局",
        support=("县住建局", "县财政局", "城关镇"),
        clerk=DING,
        sources=source(SourceKind.PROJECT, "2025年县级重点项目计划", "2025-02-18", "序号11"),
        until="2026-06-15",
        text="2026年6月中旬通车",
        reporting=Reporting.ROUTINE,
        listed=YesNo.YES,
        public=YesNo.YES,
        leader_in_charge=CITY,
        requirements="双向两车道拓宽为四车道，施工期间保留人行和非机动车通道。",
        milestones=(
            node("左幅通车", "2025-11-30"),
            node("右幅完工", "2026-05-31"),
            node("荷载试验", "2026-06-10"),
        ),
    )
    matter.assign("2025-03-04", signed="2025-03-05")
    matter.tell("2025-06-26", 25, "左幅下部结构完成。")
    matter.tell("2025-09-24", 45, "左幅箱梁架设完毕。")
    matter.tell("2025-11-28", 58, "左幅通车。", met="左幅通车")
    matter.tell("2026-03-26", 80, "右幅桥面铺装。")
    matter.tell("2026-05-28", 95, "右幅完工。", met="右幅完工")
    matter.report(
        "2026-06-11",
        "荷载试验合格，6月12日试通车。",
        proofs={"荷载试验结论.txt": "静载、动载试验各3组，挠度和应力校验系数均小于1，结论：合格。\n"},
    )
    matter.verify("2026-06-16", "现场步行全桥，栏杆、照明、排水齐全。")
    matter.close("2026-06-17", CITY)


def sewage_works(books: Books) -> None:
    """A figure below its target was accepted with a reason."""
    matter = books.enter(
        "XM",
        "2025-06-16",
        "县城第二污水处理厂提标扩容",
        lead="县住建局",
        support=("生态环境分局", "县财政局"),
        clerk=LUO,
        sources=source(SourceKind.PROJECT, "中央环保督察整改方案重点工程", "2025-06-06", "第4项"),
        until="2026-03-31",
        text="2026年一季度",
        reporting=Reporting.IMPORTANT,
        tags=("重大专项",),
        leader_in_charge=CITY,
        requirements="处理能力由2万吨/日提升到4万吨/日，出水达到一级A标准。",
        indicators=(target("处理能力", 40000, "吨/日"),),
        milestones=(node("设备安装", "2025-12-31"), node("通水调试", "2026-03-15")),
    )
    matter.assign("2025-06-17", signed="2025-06-18")
    for on, percent, done in (
        ("2025-07-29", 12, "征地拆迁完成。"),
        ("2025-08-27", 20, "生化池开挖。"),
        ("2025-09-26", 32, "生化池底板浇筑。"),
        ("2025-10-30", 45, "二沉池主体完成。"),
        ("2025-11-27", 58, "膜组件到货。"),
    ):
        matter.tell(on, percent, done)
    matter.tell("2025-12-30", 72, "设备安装完毕。", met="设备安装")
    matter.tell("2026-01-28", 80, "单机调试。")
    matter.tell("2026-02-27", 88, "联动调试，春节期间正常值守。")
    matter.tell("2026-03-13", 95, "通水调试，出水达标。", met="通水调试")
    matter.report("2026-03-30", "满负荷运行72小时，日处理3.96万吨。", reached={"处理能力": 39600})
    matter.revisit("2026-04-08", "调取在线监测，连续7日达标。", method=Method.ON_SITE)
    matter.verify(
        "2026-04-09", "满负荷时略低于设计值，系进水量不足，设备能力合格。", reached={"处理能力": 39600}
    )
    matter.close("2026-04-13", CITY)


def north_school(books: Books) -> None:
    """Opened with the term."""
    matter = books.enter(
        "XM",
        "2025-09-22",
        "新建城北小学",
        lead="县教体局",
        support=("县住建局", "县自然资源局", "县财政局"),
        clerk=LUO,
        sources=source(SourceKind.WORK_REPORT, "2025年县政府工作报告", "2025-01-08", "“补齐教育短板”部分"),
        until="2026-08-25",
        text="2026年秋季学期开学前",
        reporting=Reporting.ROUTINE,
        tags=("群众切身利益",),
        leader_in_charge=SOCIETY,
        requirements="36个教学班、1620个学位，9月1日正常开学。",
        indicators=(target("新增学位", 1620, "个"),),
        milestones=(node("主体封顶", "2026-03-31"), node("室内空气检测", "2026-08-10")),
    )
    matter.assign("2025-09-23", signed="2025-09-24")
    matter.tell("2025-12-24", 35, "主体施工至三层。")
    matter.tell("2026-03-30", 60, "主体封顶。", met="主体封顶")
    matter.tell("2026-06-25", 82, "装修和操场同步施工。")
    matter.tell("2026-08-10", 95, "空气检测全部合格。", met="室内空气检测")
    matter.report("2026-08-24", "通过竣工验收，完成招生1586人。", reached={"新增学位": 1620})
    matter.revisit("2026-09-02", "开学第二天到校，询问家长20人，教师已到岗。", method=Method.ON_SITE)
    matter.verify("2026-09-04", "清点教室36间、功能室12间。")
    matter.close("2026-09-07", SOCIETY)


def workshops(books: Books) -> None:
    """Stood still for five months; its new day lies in a year whose holidays are not published."""
    matter = books.enter(
        "XM",
        "2026-01-05",
        "建设经开区标准化厂房二期",
        lead="经开区",
        support=("县发改局", "县自然资源局", "县住建局"),
        clerk=SU,
        sources=source(SourceKind.PROJECT, "2026年县级重点项目计划", "2025-12-30", "序号2"),
        until="2026-08-31",
        text="8月底前竣工",
        basis=Basis.SOURCE,
        reporting=Reporting.ROUTINE,
        leader_in_charge=INDUSTRY,
        requirements="6栋12万平方米厂房竣工，签约入驻率不低于50%。",
        milestones=(node("完成基础施工", "2026-04-30"), node("主体完工", "2026-07-31")),
    )
    matter.assign("2026-01-06", signed="2026-01-07")
    matter.tell("2026-03-25", 25, "3栋基础完成。")
    matter.tell("2026-04-29", 35, "6栋基础全部完成。", met="完成基础施工")
    matter.suspend("2026-06-15", "场地下发现古墓葬，文物部门要求停工勘探", INDUSTRY)
    matter.resume("2026-11-09", INDUSTRY, "勘探结束，保护方案获批，11月9日复工")
    matter.tell("2026-11-18", 40, "复工人员到位，2栋主体开始施工。")
    matter.remark("完成时限", "停工期间不计时；复工后的日子跨进2027年，放假安排公布后再核一遍")


def scenic_road(books: Books) -> None:
    """A milestone is four weeks behind; the whole is not late yet."""
    matter = books.enter(
        "XM",
        "2026-03-23",
        "改造通景公路（云溪至白石岭）",
        lead="县交通局",
        support=("县自然资源局", "县财政局", "石桥镇"),
        clerk=DING,
        sources=source(SourceKind.PROJECT, "2026年县级重点项目计划", "2025-12-30", "序号9"),
        until="2026-12-25",
        text="年底通车",
        reporting=Reporting.ROUTINE,
        leader_in_charge=CITY,
        requirements="17.3公里改建为三级公路，设观景台2处。",
        indicators=(target("改造里程", 17.3, "公里"),),
        milestones=(
            node("完成征地", "2026-06-30"),
            node("路基完工", "2026-10-23"),
            node("路面铺筑", "2026-12-15"),
        ),
    )
    matter.assign("2026-03-24", signed="2026-03-25")
    matter.sign("2026-03-26", "县自然资源局", "石桥镇")
    matter.tell("2026-06-29", 30, "征地312亩全部完成。", met="完成征地")
    matter.tell("2026-09-24", 55, "路基完成11公里。", issues="白石岭段遇石方，进度减半。")
    matter.warn("2026-10-26", Light.YELLOW, "路基节点未完成，影响年底通车", whom="龚自立")
    matter.urge("2026-11-09", UrgeVia.ON_SITE)
    matter.tell("2026-11-13", 63, "路基完成13.4公里，增加两个作业面。", next="11月底前完成路基。")


def hospital(books: Books) -> None:
    """In good order."""
    matter = books.enter(
        "XM",
        "2026-04-07",
        "改扩建县中医院住院楼",
        lead="县卫健局",
        support=("县住建局", "县财政局"),
        clerk=LUO,
        sources=source(SourceKind.WORK_REPORT, "2026年县政府工作报告", "2026-01-09", "“建设健康云溪”部分"),
        until="2027-09-30",
        text="2027年三季度",
        reporting=Reporting.ROUTINE,
        leader_in_charge=SOCIETY,
        requirements="新增床位220张，施工不影响门诊。",
        indicators=(target("新增床位", 220, "张"),),
        milestones=(node("桩基完成", "2026-10-30"), node("主体封顶", "2027-04-30")),
    )
    matter.assign("2026-04-08", signed="2026-04-09")
    matter.tell("2026-06-26", 10, "完成拆除和围挡。")
    matter.tell("2026-09-23", 22, "桩基完成70%。")
    matter.tell("2026-10-29", 28, "桩基全部完成。", met="桩基完成")


def water_supply(books: Books) -> None:
    """Reported, to be verified on site."""
    matter = books.enter(
        "XM",
        "2026-05-11",
        "城乡供水一体化工程（一期）",
        lead="县水利局",
        support=("县发改局", "县财政局", "石桥镇"),
        clerk=DING,
        sources=source(SourceKind.PROJECT, "2026年县级重点项目计划", "2025-12-30", "序号4"),
        until="2026-11-27",
        text="11月底前通水",
        reporting=Reporting.ROUTINE,
        leader_in_charge=FARMS,
        requirements="铺设主管网38公里，石桥片区2.1万人用上县城自来水。",
        indicators=(target("主管网", 38, "公里"), target("受益人口", 2.1, "万人")),
    )
    matter.assign("2026-05-12", signed="2026-05-12")
    matter.tell("2026-08-25", 50, "铺设21公里。")
    matter.tell("2026-10-20", 85, "铺设35公里，加压站主体完工。")
    matter.report(
        "2026-11-18",
        "主管网38.6公里全部贯通，11月16日起向石桥片区供水。",
        finished="2026-11-16",
        reached={"主管网": 38.6, "受益人口": 2.1},
        proofs={"水质检测.txt": "管网末梢水 43 项指标全部合格，采样日期 2026-11-15。\n"},
    )


STORY = (arts_centre, bridge, sewage_works, north_school, workshops, scenic_road, hospital, water_supply)
