"""重大督查: findings of superiors and of the office itself, with their rectification.

Only what happened; how it is written down, journal.py knows.
"""

from script.sample.journal import Books
from script.sample.office import CITY, DING, FARMS, INDUSTRY, LUO, SU, VICE
from script.sample.sources import node, source, target

from duban.core.model.terms import (
    Action,
    DocKind,
    Failure,
    Light,
    Method,
    Reporting,
    SourceKind,
    Urgency,
    UrgeVia,
    YesNo,
)


def false_starts(books: Books) -> None:
    """Projects that were reported as started and were not."""
    matter = books.enter(
        "DC",
        "2025-03-17",
        "整改重点项目开工率统计不实问题",
        lead="县发改局",
        support=("县住建局", "县交通局", "经开区"),
        clerk=SU,
        sources=source(SourceKind.INSPECTION, "市政府综合督查反馈意见", "2025-03-12", "问题清单第2项"),
        until="2025-04-30",
        text="4月底前",
        reporting=Reporting.IMPORTANT,
        leader_in_charge=VICE,
        requirements="对58个项目逐一核实开工状态，未开工的据实更正，完善开工认定办法。",
        indicators=(target("核实项目", 58, "个"),),
    )
    matter.assign("2025-03-18", signed="2025-03-18")
    matter.tell("2025-04-10", 60, "核实58个，其中6个仅平整场地即报开工。")
    matter.report(
        "2025-04-28",
        "6个项目据实更正；印发开工认定办法，以施工许可和影像为准。",
        reached={"核实项目": 58},
        proofs={"更正名单.txt": "据实更正 6 个：园区3个、交通2个、文旅1个。\n"},
    )
    matter.verify("2025-05-07", "随机到9个项目现场，与更正后报表一致。")
    matter.close("2025-05-08", VICE)


def water_source(books: Books) -> None:
    """Farms inside the protected zone: long, revisited, closed."""
    matter = books.enter(
        "DC",
        "2025-08-11",
        "整改龙潭水库饮用水水源保护区内养殖问题",
        lead="生态环境分局",
        support=("县农业农村局", "石桥镇"),
        clerk=DING,
        sources=source(SourceKind.INSPECTION, "省饮用水水源地专项督查反馈", "2025-08-04", "第7项"),
        until="2025-12-31",
        text="年底前",
        reporting=Reporting.IMPORTANT,
        tags=("重大专项", "群众切身利益"),
        leader_in_charge=INDUSTRY,
        requirements="一级保护区内9户养殖全部关停搬迁，粪污清运，水质稳定达到Ⅱ类。",
        milestones=(
            node("签订协议", "2025-09-30"),
            node("搬迁完毕", "2025-11-28"),
            node("水质复测", "2025-12-25"),
        ),
    )
    matter.assign("2025-08-12", signed="2025-08-13")
    matter.sign("2025-08-14", "县农业农村局", "石桥镇")
    matter.tell("2025-09-26", 35, "9户全部签订搬迁协议。", met="签订协议")
    matter.tell("2025-10-29", 60, "搬迁5户。", issues="2户要求提高安置补助。")
    matter.tell("2025-11-26", 85, "9户全部搬迁，清运粪污1400吨。", met="搬迁完毕")
    matter.tell("2025-12-18", None, "落实4户转产种植，兑付补助36万元。", unit="县农业农村局")
    matter.report("2025-12-25", "水质复测达到Ⅱ类，保护区恢复植被22亩。")
    matter.revisit("2026-01-04", "入户5户，转产有着落；水库边未见新增圈舍。", method=Method.ON_SITE)
    matter.verify("2026-01-06", "沿库岸查看9处旧址，均已拆除复绿。")
    matter.close("2026-01-08", INDUSTRY)


def late_flats(books: Books) -> None:
    """Resettlement flats: extended once by paper, handed over in spring."""
    matter = books.enter(
        "DC",
        "2025-10-13",
        "督办河西片区安置房逾期交付问题",
        lead="县住建局",
        support=("县财政局", "城关镇"),
        clerk=LUO,
        sources=source(SourceKind.INSPECTION, "县政府民生实事专项督查", "2025-10-10", "第3项"),
        until="2025-12-31",
        text="2025年底前",
        reporting=Reporting.IMPORTANT,
        tags=("群众切身利益",),
        leader_in_charge=CITY,
        requirements="428户安置房完成消防、人防验收并交付，过渡费按时足额发放。",
        indicators=(target("交付户数", 428, "户"),),
    )
    matter.assign("2025-10-13", signed="2025-10-14")
    matter.tell("2025-11-27", 50, "2栋通过消防验收。", issues="电梯到货推迟。")
    matter.extend("2025-12-26", "2026-02-13", "电梯厂家停产，改购后安装调试需要时间", CITY)
    matter.tell("2025-12-30", 70, "过渡费发放到12月。", unit="县住建局")
    matter.tell("2026-01-29", 90, "电梯安装完毕，待检。")
    matter.report("2026-02-12", "428户全部具备交付条件，已交付402户。", reached={"交付户数": 402})
    matter.revisit("2026-02-25", "10日内回访，入户11户；个别户门窗渗水，已登记维修。")
    matter.verify(
        "2026-02-27",
        "实交402户，26户外出务工未办理。",
        Failure.SLOW,
        due="2026-03-27",
        reached={"交付户数": 402},
    )
    matter.report("2026-03-25", "其余26户全部交付。", reached={"交付户数": 428})
    matter.revisit("2026-04-01", "电话回访26户，钥匙均已领取。")
    matter.verify("2026-04-03", "核对交付签领表。")
    matter.close("2026-04-07", CITY)


def field_works(books: Books) -> None:
    """Ditches and pumps that nobody looked after."""
    matter = books.enter(
        "DC",
        "2026-04-20",
        "整改高标准农田重建轻管问题",
        lead="县农业农村局",
        support=("县水利局", "县财政局", "石桥镇"),
        clerk=DING,
        sources=source(SourceKind.INSPECTION, "市农业农村专项督查通报", "2026-04-14", "第5项"),
        until="2026-09-15",
        text="秋收前",
        reporting=Reporting.ROUTINE,
        leader_in_charge=FARMS,
        requirements="3.2万亩高标准农田管护责任到村到人，损毁设施全部修复。",
        indicators=(target("修复设施", 146, "处"),),
    )
    matter.assign("2026-04-21", signed="2026-04-22")
    matter.tell("2026-06-25", 50, "修复沟渠、泵站73处，管护协议签订率80%。")
    matter.warn("2026-09-08", Light.BLUE, "剩余21处，汛后集中修复须赶工期")
    matter.explain("2026-09-18", "8月底两场暴雨新增损毁19处。", "县里追加经费，月底前一并修复。")
    matter.report("2026-09-24", "原有146处和新增19处全部修复。", reached={"修复设施": 165})
    matter.verify("2026-09-30", "开机试水6台，均能出水。")
    matter.close("2026-10-09", FARMS, late=4)


def guard_rails(books: Books) -> None:
    """Failed on site: the length did not agree; a new day was set."""
    matter = books.enter(
        "DC",
        "2026-07-06",
        "整改农村公路安全防护设施缺失问题",
        lead="县交通局",
        support=("县财政局", "石桥镇"),
        clerk=LUO,
        sources=source(SourceKind.INSPECTION, "全省农村公路安全隐患督查反馈", "2026-06-29", "第11项"),
        until="2026-10-30",
        text="10月底前",
        reporting=Reporting.IMPORTANT,
        tags=("群众切身利益",),
        listed=YesNo.YES,
        leader_in_charge=CITY,
        requirements="临水临崖路段46公里补齐护栏和警示标志。",
        indicators=(target("护栏里程", 46, "公里"),),
    )
    matter.assign("2026-07-07", signed="2026-07-08")
    matter.tell("2026-08-26", 45, "完成20公里。")
    matter.tell("2026-09-24", 75, "完成34公里。")
    matter.report("2026-10-28", "46公里护栏全部安装。", reached={"护栏里程": 46})
    matter.revisit("2026-11-04", "沿线村民反映下湾至龙潭段仍有缺口。", "否是否否否", Method.ON_SITE)
    matter.verify(
        "2026-11-06",
        "实测43.4公里，下湾至龙潭段缺2.6公里。",
        Failure.SLOW,
        due="2026-11-27",
        reached={"护栏里程": 43.4},
        proofs={
            "实测记录.md": "# 2026-11-06 实测\n\n| 路段 | 上报 | 实测 |\n|---|---|---|\n| 下湾至龙潭 | 6.0 | 3.4 |\n"
        },
    )
    matter.record(
        Action.ISSUE,
        "2026-11-09",
        {"kind": DocKind.RECTIFICATION, "doc_no": "云政督整〔2026〕14号", "note": "责成11月27日前补齐"},
    )
    matter.tell("2026-11-17", 96, "缺口段立柱打桩完成1.5公里。")


def farm_subsidies_list(books: Books) -> None:
    """Returned for the lists that were missing; reported again, to be verified."""
    matter = books.enter(
        "DC",
        "2026-09-07",
        "整改惠民惠农补贴公开不及时问题",
        lead="县财政局",
        support=("县农业农村局", "城关镇", "石桥镇"),
        clerk=SU,
        sources=source(SourceKind.INSPECTION, "县政府惠民政策落实专项督查", "2026-09-03", "第4项"),
        until="2026-11-20",
        text="11月20日前",
        reporting=Reporting.IMPORTANT,
        leader_in_charge=VICE,
        requirements="17项补贴在村务公开栏和“一卡通”平台同步公开，公开到户。",
    )
    matter.assign("2026-09-08", signed="2026-09-08")
    matter.sign("2026-09-09", "县农业农村局", "城关镇", "石桥镇")
    matter.tell("2026-10-26", 60, "12项完成补公开。")
    matter.report("2026-11-09", "17项全部公开。")
    matter.send_back("2026-11-11", "城关镇6个社区没有公开照片，平台上缺2项2025年度清单")
    matter.tell("2026-11-13", None, "6个社区补拍公开照片。", unit="城关镇")
    matter.report(
        "2026-11-17",
        "照片和清单全部补齐。",
        proofs={"公开目录.txt": "17 项补贴 × 2 年度，平台链接与村级公开栏照片编号对应。\n"},
    )


def idle_land(books: Books) -> None:
    """Closed, but the office has not revisited: its own duty stays."""
    matter = books.enter(
        "DC",
        "2026-09-21",
        "核实撂荒耕地复耕台账不实问题",
        lead="县农业农村局",
        support=("县自然资源局", "石桥镇"),
        clerk=DING,
        sources=source(SourceKind.INSPECTION, "耕地保护和粮食安全责任制考核反馈", "2026-09-16", "第6项"),
        until="2026-11-06",
        text="11月上旬前",
        tags=("重大决策部署",),
        leader_in_charge=FARMS,
        requirements="逐图斑核实2140亩复耕地，未复耕的限期播种。",
        indicators=(target("核实图斑", 317, "个"),),
    )
    matter.assign("2026-09-22", signed="2026-09-23")
    matter.tell("2026-10-21", 70, "核实图斑240个，账实不符11个。")
    matter.report("2026-11-03", "317个图斑全部核实，不符的11个已播种油菜。", reached={"核实图斑": 317})
    matter.verify("2026-11-10", "随机抽查20个图斑，苗已出齐。")
    matter.close("2026-11-12", FARMS)


def unsigned(books: Books) -> None:
    """Assigned a week ago, nobody has signed."""
    matter = books.enter(
        "DC",
        "2026-11-12",
        "补报2026年民生实事自查材料",
        lead="县发改局",
        clerk=SU,
        sources=source(SourceKind.INSPECTION, "关于做好年度民生实事督查准备的通知", "2026-11-11"),
        urgency=Urgency.HARD,
        leader_in_charge=VICE,
        requirements="10件民生实事逐件说明完成量、资金、群众评价，附佐证目录。",
    )
    matter.assign("2026-11-12")
    matter.urge("2026-11-18", UrgeVia.MESSAGE, note="联络员外出培训，已转告其办公室")


STORY = (
    false_starts,
    water_source,
    late_flats,
    field_works,
    guard_rails,
    farm_subsidies_list,
    idle_land,
    unsigned,
)
