"""会议议定事项: parking, a school's land, titles that took a second round, sewers that are late, a contested duty.

Only what happened; how it is written down, journal.py knows.
"""

from script.sample.journal import Books
from script.sample.office import CITY, DING, INDUSTRY, LUO, SOCIETY, SU, VICE
from script.sample.sources import meeting, node, source, target

from duban.core.model.terms import Action, ApprovedVia, Light, Reporting, SourceKind, Urgency, UrgeVia

_STANDING = "县政府常务会议"


def hospital_parking(books: Books) -> None:
    """For the people's own good, so it was revisited within ten days."""
    matter = books.enter(
        "HY",
        "2025-01-20",
        "缓解县人民医院周边停车难",
        lead="县城管局",
        support=("县自然资源局", "县卫健局", "城关镇"),
        clerk=LUO,
        sources=meeting(_STANDING, "第42次", "2025-01-16", "第三项"),
        until="2025-06-30",
        text="上半年",
        tags=("群众切身利益",),
        leader_in_charge=CITY,
        requirements="新增公共泊位不少于300个，医院门前实行即停即走。",
        indicators=(target("新增泊位", 300, "个"),),
    )
    matter.assign("2025-01-21", signed="2025-01-22")
    matter.tell("2025-03-18", 30, "腾出原粮站地块12亩，可建泊位180个。")
    matter.tell("2025-05-20", 70, "粮站停车场完成地坪施工。", unit="县城管局")
    matter.tell("2025-05-21", None, "院内职工车辆全部移至后院，让出68个泊位。", unit="县卫健局")
    matter.report(
        "2025-06-24",
        "新增泊位326个，其中医院让出68个。",
        reached={"新增泊位": 326},
        proofs={"泊位清单.txt": "粮站停车场 214\n北侧路内 44\n医院让出 68\n合计 326\n"},
    )
    matter.revisit("2025-07-02", "早高峰蹲点，平均等候由26分钟降至7分钟。")
    matter.verify("2025-07-03", "逐处点数，326个泊位属实。", reached={"新增泊位": 326})
    matter.close("2025-07-04", CITY)


def investment_overruns(books: Books) -> None:
    """A hard case finished in nine working days."""
    matter = books.enter(
        "HY",
        "2025-03-10",
        "清理政府投资项目超概算问题",
        lead="县发改局",
        support=("县财政局", "县住建局"),
        clerk=DING,
        sources=meeting(_STANDING, "第45次", "2025-03-06", "第一项"),
        urgency=Urgency.HARD,
        leader_in_charge=VICE,
        requirements="逐个说明超概算原因、数额和处理建议，提出防止再超的审批办法。",
    )
    matter.assign("2025-03-10", signed="2025-03-11")
    matter.tell("2025-03-17", 60, "比对93个项目，超概算17个。")
    matter.report("2025-03-21", "报告报县政府：17个项目分三类处理，概算调整改为集体会审。")
    matter.verify("2025-03-26", "调阅5个项目档案，数额一致。")
    matter.close("2025-03-27", late=1)


def third_primary(books: Books) -> None:
    """Extended in time, by paper."""
    matter = books.enter(
        "HY",
        "2025-05-12",
        "启动县第三小学扩建前期工作",
        lead="县教体局",
        support=("县自然资源局", "县财政局"),
        clerk=LUO,
        sources=meeting("县政府专题会议", "2025年第19次", "2025-05-08", "二"),
        until="2025-09-30",
        text="三季度",
        leader_in_charge=SOCIETY,
        requirements="完成选址、用地预审和可研批复，新增学位900个。",
        milestones=(
            node("选址论证", "2025-06-30"),
            node("用地预审", "2025-08-15"),
            node("可研批复", "2025-09-25"),
        ),
    )
    matter.assign("2025-05-12", signed="2025-05-13")
    matter.tell("2025-06-26", 30, "三个地块比选，确定在校区东侧扩建。", met="选址论证")
    matter.tell("2025-08-14", 55, "取得用地预审意见。", met="用地预审")
    matter.extend("2025-09-23", "2025-10-31", "可研评审专家提出增设地下接送区，需调整方案", SOCIETY)
    matter.extend("2025-09-23", "2025-10-28", "随总时限顺延", SOCIETY, milestone="可研批复")
    matter.report("2025-10-27", "可研获批，新增学位900个。", finished="2025-10-24")
    matter.verify("2025-11-03", "查验批复文件和地块现状。")
    matter.close("2025-11-05")


def title_deeds(books: Books) -> None:
    """Extended too late, settled, reopened when more households turned up, settled again."""
    matter = books.enter(
        "HY",
        "2025-07-14",
        "化解恒泰花园不动产登记历史遗留问题",
        lead="县自然资源局",
        support=("县住建局", "城关镇"),
        clerk=SU,
        sources=meeting(_STANDING, "第51次", "2025-07-10", "第四项"),
        until="2025-11-14",
        text="四个月内",
        reporting=Reporting.IMPORTANT,
        tags=("群众切身利益",),
        leader_in_charge=CITY,
        requirements="312户全部具备登记条件，能办尽办，不让群众为历史问题买单。",
        indicators=(target("办结登记", 312, "户"),),
    )
    matter.assign("2025-07-14", signed="2025-07-15")
    matter.sign("2025-07-16", "县住建局", "城关镇")
    matter.tell("2025-08-22", 20, "查清欠缴土地出让金、未竣工验收两类障碍。")
    matter.record(
        Action.COORDINATE,
        "2025-09-10",
        {
            "rung": 2,
            "dispute": "补缴出让金由开发企业破产管理人还是财政垫付，两部门意见不一",
            "opinion": "先证后缴，县财政设专户垫付，依法追偿。",
        },
    )
    matter.tell("2025-09-26", 45, "垫付协议签订，消防、规划补验收完成。")
    matter.tell("2025-10-30", 60, "办结登记187户。")
    matter.urge("2025-11-17", UrgeVia.PHONE)
    matter.explain("2025-11-19", "94户继承、离异等权属材料不全。", "镇村干部包户补材料，每周开两次专场。")
    matter.extend("2025-11-20", "2025-12-31", "权属材料补正需要时间", CITY, note="时限已过4个工作日才报来")
    matter.tell("2025-11-27", 80, "办结登记253户。")
    matter.report("2025-12-24", "312户全部办结。", reached={"办结登记": 312}, finished="2025-12-23")
    matter.revisit("2025-12-31", "电话回访30户，均已领证。")
    matter.verify("2026-01-08", "登记系统导出312条，抽查10户原件。")
    matter.close("2026-01-12", CITY)
    matter.reopen("2026-04-14", "2026-06-30", "恒泰花园二期46户同类问题集中反映", CITY)
    matter.tell("2026-05-20", 60, "46户全部完成补验收，办结21户。")
    matter.report("2026-06-24", "二期46户全部办结登记。", reached={"办结登记": 358})
    matter.revisit("2026-07-01", "入户6户，群众对不再往返跑腿表示满意。", "是是是是是")
    matter.verify("2026-07-03", "逐户核对登记簿。")
    matter.close("2026-07-06", CITY, late=5)


def winter_supplies(books: Books) -> None:
    """Two working days late, written off all the same."""
    matter = books.enter(
        "HY",
        "2025-11-17",
        "备足今冬清雪除冰物资",
        lead="县交通局",
        support=("县城管局",),
        clerk=DING,
        sources=meeting(_STANDING, "第58次", "2025-11-14", "第五项"),
        urgency=Urgency.NORMAL,
        requirements="融雪剂不少于120吨，山区路段设4处物资点，责任到段。",
    )
    matter.assign("2025-11-17", signed="2025-11-18")
    matter.explain("2025-11-25", "两处山区物资点道路塌方，车辆无法进入。", "改由邻近道班代储，26日前到位。")
    matter.report("2025-11-26", "融雪剂130吨入库，4处物资点全部启用。")
    matter.verify("2025-11-28", "清点白石岭、石桥两处物资点。")
    matter.close("2025-12-01")


def washed_road(books: Books) -> None:
    """A road mended before the rains."""
    matter = books.enter(
        "HY",
        "2026-02-02",
        "修复县道X208线白石岭水毁路段",
        lead="县交通局",
        support=("县财政局", "石桥镇"),
        clerk=DING,
        sources=meeting("县长办公会议", "2026年第2次", "2026-01-29", "二"),
        until="2026-04-30",
        text="汛期前",
        reporting=Reporting.IMPORTANT,
        leader_in_charge=CITY,
        requirements="修复挡墙和路基1.8公里，修复期间保证单向通行。",
    )
    matter.assign("2026-02-03", signed="2026-02-04")
    matter.tell("2026-03-20", 50, "挡墙浇筑过半。")
    matter.tell("2026-04-15", None, "完成沿线3户临时过渡安置。", unit="石桥镇")
    matter.report("2026-04-27", "1.8公里路基、挡墙全部修复，恢复双向通行。")
    matter.verify("2026-05-06", "实地行车查看，边沟已疏通。")
    matter.close("2026-05-08", late=4)


def parallel_approvals(books: Books) -> None:
    """Closed after a returned report."""
    matter = books.enter(
        "HY",
        "2026-04-13",
        "建立重点项目并联审批机制",
        lead="县审批局",
        support=("县发改局", "县自然资源局", "县住建局"),
        clerk=LUO,
        sources=(
            meeting(_STANDING, "第66次", "2026-04-09", "第二项"),
            source(SourceKind.REFORM, "县委深改委2026年工作要点", "2026-02-27", "第9条"),
        ),
        until="2026-05-29",
        text="5月底前",
        leader_in_charge=VICE,
        requirements="把立项到开工的审批压缩到45个工作日以内，一张图、一张表、一个窗口。",
        standard="以3个在建项目试跑结果为准。",
    )
    matter.assign("2026-04-14", signed="2026-04-14")
    matter.tell("2026-05-12", 70, "流程图和一次性告知单完成会签。")
    matter.report("2026-05-25", "机制已建立。")
    matter.send_back("2026-05-26", "没有3个项目的试跑数据，没有印发文件")
    matter.report(
        "2026-05-29",
        "印发实施细则；3个项目试跑平均41个工作日。",
        proofs={"试跑数据.txt": "标准化厂房二期 39\n县中医院改扩建 43\n通景公路 41\n"},
    )
    matter.verify("2026-06-04", "到窗口跟办1件，环节与流程图一致。")
    matter.close("2026-06-05")


def idle_factories(books: Books) -> None:
    """Moved on by telephone: the paper has not come."""
    matter = books.enter(
        "HY",
        "2026-06-08",
        "盘活经开区闲置厂房",
        lead="经开区",
        support=("县发改局", "县自然资源局", "县市监局"),
        clerk=SU,
        sources=meeting("县政府专题会议", "2026年第23次", "2026-06-04", "一"),
        until="2026-11-13",
        text="11月13日前",
        reporting=Reporting.IMPORTANT,
        leader_in_charge=INDUSTRY,
        requirements="8.6万平方米闲置厂房盘活60%以上，一企一策签订处置协议。",
        indicators=(target("盘活面积", 51600, "平方米"),),
    )
    matter.assign("2026-06-09", signed="2026-06-10")
    matter.tell("2026-07-27", 25, "14家企业中9家达成转让或出租意向。")
    matter.tell("2026-08-25", 40, "盘活2.1万平方米。", issues="2家企业厂房被查封，需与法院衔接。")
    matter.tell("2026-09-23", 55, "盘活2.9万平方米。")
    matter.tell("2026-10-27", 65, "盘活3.4万平方米，占目标的66%。", needs="请县法院协调加快解封")
    matter.warn("2026-11-06", Light.BLUE, "距时限5个工作日，差1.7万平方米", whom="厉兴邦")
    matter.extend(
        "2026-11-12",
        "2026-12-18",
        "两处厂房12月上旬解封后方可签约",
        INDUSTRY,
        via=ApprovedVia.PHONE,
        note="韩副县长电话同意，批件待补",
    )


def sewers(books: Books) -> None:
    """The worst of the late ones: explained, urged twice, warned red."""
    matter = books.enter(
        "HY",
        "2026-08-17",
        "整治县城雨污管网错接混接点",
        lead="县住建局",
        support=("县城管局", "生态环境分局", "城关镇"),
        clerk=LUO,
        sources=meeting(_STANDING, "第72次", "2026-08-13", "第二项"),
        until="2026-10-15",
        text="10月中旬前",
        reporting=Reporting.IMPORTANT,
        tags=("群众切身利益",),
        leader_in_charge=CITY,
        requirements="普查发现的64处错接混接点全部改造，沿河排口晴天不排污。",
        indicators=(target("改造点位", 64, "处"),),
        milestones=(node("完成30处", "2026-09-15"), node("完成64处", "2026-10-15")),
    )
    matter.assign("2026-08-17", signed="2026-08-18")
    matter.sign("2026-08-19", "县城管局", "城关镇")
    matter.tell("2026-09-15", 47, "完成31处。", met="完成30处")
    matter.warn("2026-10-09", Light.YELLOW, "尚余25处，10月15日前难以完成", whom="闵思齐")
    matter.explain(
        "2026-10-19",
        "东门大街段地下光缆迁改未完成，18处无法开挖。",
        "与运营单位商定11月底前迁改完毕，先做其余点位。",
    )
    matter.extend("2026-10-20", "2026-11-30", "光缆迁改后方可开挖", CITY, milestone="完成64处")
    matter.tell("2026-10-28", 72, "完成46处。", issues="光缆迁改进度慢。", next="11月完成其余18处。")
    matter.urge("2026-11-03", UrgeVia.ON_SITE, note="到东门大街现场督办")
    matter.warn("2026-11-13", Light.RED, "逾期21个工作日", whom="陆文彬")
    matter.urge("2026-11-16", UrgeVia.WRITTEN)
    matter.remark("时序进度", "节点延到11月底，总时限没有延：常务会定的日子，须报常务会")


def school_traffic(books: Books) -> None:
    """Five working days late, with half of the work done."""
    matter = books.enter(
        "HY",
        "2026-10-26",
        "制定县城学校周边交通秩序整治方案",
        lead="县教体局",
        support=("县城管局", "县交通局", "城关镇"),
        clerk=DING,
        sources=meeting("县长办公会议", "2026年第17次", "2026-10-22", "三"),
        until="2026-11-13",
        text="三周内",
        leader_in_charge=SOCIETY,
        requirements="一校一策，错峰上下学、临时泊位、家长接送区三件事同时明确。",
    )
    matter.assign("2026-10-27", signed="2026-10-28")
    matter.tell("2026-11-06", 50, "11所学校完成现场踏勘，6所形成一校一策。")
    matter.urge("2026-11-18", UrgeVia.MESSAGE)


def market_cleaning(books: Books) -> None:
    """The unit says that it is not its own; the office has to decide."""
    matter = books.enter(
        "HY",
        "2026-11-16",
        "接管农贸市场周边夜间保洁",
        lead="县市监局",
        support=("城关镇",),
        clerk=LUO,
        sources=meeting("县政府专题会议", "2026年第41次", "2026-11-12", "四"),
        urgency=Urgency.HARD,
        leader_in_charge=CITY,
        requirements="明确4个农贸市场外围保洁主体、频次和经费，当月起执行。",
    )
    matter.assign("2026-11-17")
    matter.record(
        Action.CONTEST,
        "2026-11-18",
        {"reason": "市场外围道路保洁属城市管理职责，三定方案第五条已有规定，建议改派县城管局。"},
    )


STORY = (
    hospital_parking,
    investment_overruns,
    third_primary,
    title_deeds,
    winter_supplies,
    washed_road,
    parallel_approvals,
    idle_factories,
    sewers,
    school_traffic,
    market_cleaning,
)
