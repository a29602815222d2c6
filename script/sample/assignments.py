"""领导交办: canteens, assets of a unit that was merged, a corrected count, a puddle, a plan that was dropped.

Only what happened; how it is written down, journal.py knows.
"""

from script.sample.journal import Books
from script.sample.office import CITY, DING, FARMS, INDUSTRY, LUO, MAYOR, SOCIETY, SU
from script.sample.sources import source

from duban.core.model.terms import ApprovedVia, Method, Reporting, SourceKind, Urgency


def canteens(books: Books) -> None:
    """School canteens: two units, one round, revisited."""
    matter = books.enter(
        "JB",
        "2025-04-21",
        "组织全县中小学食堂食品安全检查",
        lead="县市监局",
        support=("县教体局", "县卫健局"),
        clerk=LUO,
        sources=source(SourceKind.ASSIGNMENT, "县长在教育工作座谈会上的交办", "2025-04-18"),
        until="2025-05-23",
        text="一个月内",
        tags=("群众切身利益",),
        leader_in_charge=SOCIETY,
        requirements="64所学校食堂检查全覆盖，问题当场建账，大宗食材定点采购核验到供货商。",
    )
    matter.assign("2025-04-21", signed="2025-04-22")
    matter.sign("2025-04-22", "县教体局")
    matter.tell("2025-05-07", 55, "检查37所，发现问题62个。", unit="县市监局")
    matter.tell("2025-05-12", None, "督促11所学校更换破损餐具、补齐留样设备。", unit="县教体局")
    matter.report("2025-05-21", "64所全部检查，问题108个，整改101个，立案2起。")
    matter.revisit("2025-05-29", "暗访4所，留样记录完整。", method=Method.UNANNOUNCED)
    matter.verify("2025-05-30", "到未整改完的3所查看，7个问题均已整改。")
    matter.close("2025-06-03", SOCIETY)


def project_assets(books: Books) -> None:
    """Begun by a unit that was merged on the way: the file keeps its name."""
    matter = books.enter(
        "JB",
        "2025-05-06",
        "清查移交扶贫项目资产",
        lead="县乡村振兴局",
        support=("县财政局", "石桥镇", "城关镇"),
        clerk=DING,
        sources=source(SourceKind.ASSIGNMENT, "副县长石敬川交办", "2025-04-30"),
        until="2025-09-30",
        text="三季度末",
        reporting=Reporting.ROUTINE,
        leader_in_charge=FARMS,
        requirements="2016年以来项目资产逐项确权登记，明确管护主体和收益分配。",
    )
    matter.assign("2025-05-06", signed="2025-05-07")
    matter.tell("2025-06-20", 40, "登记资产1147项，确权到村931项。")
    matter.tell("2025-07-24", 60, "机构合并后专班不变，继续确权。", unit="县农业农村局")
    matter.report("2025-09-26", "1147项全部确权移交，闲置23项制定盘活方案。", unit="县农业农村局")
    matter.verify("2025-10-15", "抽查石桥镇3个村的资产卡片，账实相符。")
    matter.close("2025-10-17")
    matter.remark("牵头单位", "2025-06-30 机构合并，由县农业农村局接着办")


def charging_points(books: Books) -> None:
    """A count that was wrong and was corrected."""
    matter = books.enter(
        "JB",
        "2025-11-10",
        "摸清电动自行车充电设施底数",
        lead="县住建局",
        support=("城关镇",),
        clerk=SU,
        sources=source(SourceKind.ASSIGNMENT, "县长在消防工作会上的交办", "2025-11-07"),
        urgency=Urgency.NORMAL,
        requirements="按小区统计车辆数、充电端口数、缺口数，提出明年建设计划。",
    )
    matter.assign("2025-11-10", signed="2025-11-10")
    wrong = matter.report("2025-11-14", "全县小区218个，充电端口1.96万个，缺口7400个。")
    matter.verify("2025-11-19", "到5个小区点数，其中1个多报12个端口。")
    matter.correct(
        "2025-11-20",
        wrong,
        "复核后更正统计数",
        {"进展": "全县小区218个，充电端口1.91万个，缺口7900个。"},
    )
    matter.close("2025-11-21")


def job_fair(books: Books) -> None:
    """A day that a leader set; written down late, as `log` shows."""
    matter = books.enter(
        "JB",
        "2026-01-19",
        "筹办返乡创业就业洽谈会",
        lead="县人社局",
        support=("经开区", "城关镇"),
        clerk=LUO,
        sources=source(SourceKind.ASSIGNMENT, "副县长方雅宁交办", "2026-01-16"),
        urgency=Urgency.SPECIAL,
        requirements="正月初十前办成，组织企业80家以上、岗位3000个以上。",
        late=4,
    )
    matter.assign(
        "2026-01-23",
        signed="2026-01-26",
        due="2026-02-26",
        approved_by=SOCIETY,
        approved_via=ApprovedVia.MEETING,
    )
    matter.tell("2026-02-10", 70, "落实企业86家、岗位3420个。")
    matter.tell("2026-02-12", None, "园区32家企业提供岗位1800个。", unit="经开区")
    matter.report("2026-02-26", "初十开会，到场4100人，达成意向1260人。", finished="2026-02-26")
    matter.verify("2026-02-28", "到会场察看，随机询问12人。")
    matter.close("2026-03-03")


def north_gate(books: Books) -> None:
    """The survivor of two tasks that were one; its owner changed on the way."""
    matter = books.enter(
        "JB",
        "2026-05-20",
        "整治北门路（县实验小学段）积水点",
        lead="县住建局",
        support=("县城管局", "县教体局"),
        clerk=SU,
        sources=source(SourceKind.ASSIGNMENT, "县长现场办公交办", "2026-05-20"),
        until="2026-08-20",
        text="暑假结束前",
        reporting=Reporting.IMPORTANT,
        tags=("群众切身利益",),
        leader_in_charge=CITY,
        requirements="增设雨水口和排水管，小雨不积水、大雨两小时退水。",
        owner="闵思齐",
    )
    matter.assign("2026-05-21", signed="2026-05-22")


def north_gate_goes_on(books: Books) -> None:
    """What happened after the twin was merged into it."""
    matter = next(m for m in books.matters if m.task.title.startswith("整治北门路"))
    matter.tell("2026-06-24", 30, "完成管线探测和图纸审查。")
    matter.change("2026-07-01", "责任人", "陆文彬", "闵思齐调离", CITY)
    matter.tell("2026-07-28", 70, "铺设排水管310米，雨水口18处。")
    matter.report("2026-08-19", "完工并经历两场大雨检验，退水时间1小时10分。")
    matter.revisit("2026-08-26", "雨后到校门口查看，询问家长14人。", method=Method.ON_SITE)
    matter.verify("2026-08-27", "开井检查，管径、坡度与图纸一致。")
    matter.close("2026-08-31", CITY)


def night_market(books: Books) -> None:
    """Dropped: the county put a larger plan in its place."""
    matter = books.enter(
        "JB",
        "2026-07-20",
        "拟定县城夜市布点方案",
        lead="县市监局",
        support=("县城管局", "城关镇"),
        clerk=DING,
        sources=source(SourceKind.ASSIGNMENT, "副县长韩知微交办", "2026-07-17"),
        until="2026-09-18",
        text="9月中旬",
        requirements="选址3至5处，兼顾油烟、噪声和疏散通道。",
    )
    matter.assign("2026-07-21", signed="2026-07-22")
    matter.tell("2026-08-12", 30, "初选点位6处，2处因居民反对放弃。")
    matter.withdraw("2026-09-04", "县里另行编制商业网点规划，夜市布点并入该规划统筹", INDUSTRY)


def expressway_green(books: Books) -> None:
    """Nothing was heard for more than sixty days."""
    matter = books.enter(
        "JB",
        "2026-09-01",
        "对接高速公路云溪出入口绿化提升",
        lead="县交通局",
        support=("县城管局",),
        clerk=DING,
        sources=source(SourceKind.ASSIGNMENT, "县长在城市品质提升调度会上的交办", "2026-08-28"),
        until="2026-12-18",
        text="年底前",
        requirements="与高速公路管理单位商定方案并完成栽植。",
    )
    matter.assign("2026-09-02", signed="2026-09-03")
    matter.tell("2026-09-10", 10, "与管理单位首次会商。")


def town_parking(books: Books) -> None:
    """An ordinary one, three working days late."""
    matter = books.enter(
        "JB",
        "2026-11-10",
        "提出石桥镇集镇停车秩序整治办法",
        lead="石桥镇",
        support=("县交通局",),
        clerk=LUO,
        sources=source(SourceKind.ASSIGNMENT, "副县长纪南舟调研时交办", "2026-11-09"),
        urgency=Urgency.NORMAL,
        leader_in_charge=CITY,
        requirements="划定临时停车区，赶集日分流，明确管理人员。",
    )
    matter.assign("2026-11-10", signed="2026-11-11")
    matter.tell("2026-11-16", 60, "完成现场踏勘，拟设停车区2处。")


def heating(books: Books) -> None:
    """Handed over two days ago."""
    matter = books.enter(
        "JB",
        "2026-11-18",
        "核查敬老院、学校冬季取暖保障情况",
        lead="县教体局",
        support=("县卫健局", "城关镇", "石桥镇"),
        clerk=SU,
        sources=source(SourceKind.ASSIGNMENT, "县长交办", "2026-11-17"),
        urgency=Urgency.HARD,
        tags=("群众切身利益",),
        requirements="逐校逐院核查设备、燃料、用电安全，列出缺口和补齐日期。",
    )
    matter.assign("2026-11-18")
    matter.sign("2026-11-19", "县卫健局", "城关镇")


def visitors(books: Books) -> None:
    """Entered today, not yet assigned."""
    books.enter(
        "JB",
        "2026-11-19",
        "梳理县长接访日未办结事项",
        lead="城关镇",
        support=("县住建局", "县人社局"),
        clerk=DING,
        sources=source(SourceKind.ASSIGNMENT, "县长接访日交办", "2026-11-18"),
        urgency=Urgency.HARD,
        leader_in_charge=MAYOR,
        requirements="11月接访的9件事项逐件列明责任人和答复日期。",
    )


STORY = (
    canteens,
    project_assets,
    charging_points,
    job_fair,
    north_gate,
    night_market,
    expressway_green,
    town_parking,
    heating,
    visitors,
)
LATER = (north_gate_goes_on,)
