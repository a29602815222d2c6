"""领导批示: sewage that changed hands, a gas depot, last buses, sand diggers, a puddle entered twice, loose walls.

Only what happened; how it is written down, journal.py knows.
"""

from script.sample.journal import Books
from script.sample.office import CITY, DING, FARMS, LUO, MAYOR, SOCIETY, SU, VICE
from script.sample.sources import day_of, source, words

from duban.core.model.terms import (
    Action,
    ApprovedVia,
    Basis,
    Failure,
    Method,
    Reporting,
    SourceKind,
    Urgency,
    UrgeVia,
)


def west_street(books: Books) -> None:
    """Given to the wrong unit first; the lateness so far stayed with nobody, for it moved within the limit."""
    matter = books.enter(
        "PS",
        "2025-01-13",
        "核实处置城关镇西街污水外溢",
        lead="生态环境分局",
        support=("城关镇",),
        clerk=SU,
        sources=source(SourceKind.MEDIA, "青江晚报《西街污水何时休》", "2025-01-10"),
        instructions=(words(MAYOR, "2025-01-13", "请环保、住建立即到现场，三日内见效，举一反三。"),),
        urgency=Urgency.URGENT,
        reporting=Reporting.PRESSING,
        tags=("群众切身利益",),
        requirements="当天到场、三日内止溢，查清原因并答复群众和媒体。",
    )
    matter.assign("2025-01-13", signed="2025-01-13")
    matter.tell("2025-01-14", 20, "系市政主管塌陷，不属排污单位超排。")
    matter.transfer("2025-01-14", "县住建局", "市政排水管道属住建部门管护", CITY, due="2025-01-17")
    matter.sign("2025-01-14", "县住建局")
    matter.tell("2025-01-15", 60, "架设临时泵抽排，开挖塌陷段。", unit="县住建局")
    matter.report("2025-01-17", "换管42米，污水不再外溢，已向报社书面答复。")
    matter.verify("2025-01-20", "现场察看，路面已恢复。", by=DING)
    matter.revisit("2025-01-23", "走访沿街8家商户，反映已解决。", method=Method.UNANNOUNCED)
    matter.close("2025-01-24")


def gas_depot(books: Books) -> None:
    """Pressing: told on the next day, finished within three."""
    matter = books.enter(
        "PS",
        "2025-06-23",
        "督促整改城北液化气站安全隐患",
        lead="县城管局",
        support=("县市监局", "城关镇"),
        clerk=LUO,
        sources=source(SourceKind.INSTRUCTION, "对《安全生产暗访情况专报》的批示", "2025-06-20"),
        instructions=(words(CITY, "2025-06-20", "隐患不除不得营业，请县城管局牵头盯到底。"),),
        urgency=Urgency.URGENT,
        reporting=Reporting.PRESSING,
        requirements="6项隐患立即整改，整改期间停止充装，逐项验收签字。",
    )
    matter.assign("2025-06-23", signed="2025-06-23")
    matter.tell("2025-06-24", 50, "责令停止充装，4项隐患当场整改。")
    matter.report("2025-06-26", "6项隐患全部整改，气瓶检验仪重新检定。")
    matter.verify("2025-06-27", "会同特种设备人员逐项查验。")
    matter.close("2025-06-30", CITY)


def last_buses(books: Books) -> None:
    """Returned once for what it left out; a slip in a date was corrected later."""
    matter = books.enter(
        "PS",
        "2025-08-25",
        "回应群众反映城区公交收班过早问题",
        lead="县交通局",
        support=("县财政局",),
        clerk=DING,
        sources=source(SourceKind.MEDIA, "县长信箱2025年8月集中诉求", "2025-08-21"),
        instructions=(words(MAYOR, "2025-08-22", "群众的事要算民生账，请交通局拿出方案。"),),
        urgency=Urgency.HARD,
        tags=("群众切身利益",),
        requirements="测算延时成本，提出主要线路收班时间方案并试行。",
    )
    matter.assign("2025-08-25", signed="2025-08-26")
    matter.report("2025-09-04", "拟将3条线路末班车延至21时。")
    matter.send_back("2025-09-05", "没有成本测算，也没有征求乘客意见", due="2025-09-12")
    wrong = matter.report("2025-09-11", "1、3、6路末班车延至21时30分，9月15日起试行。", finished="2025-09-01")
    matter.correct("2025-09-12", wrong, "办结日期误写为9月1日", {"办结日期": "2025-09-11"})
    matter.revisit("2025-09-18", "夜间跟车3趟，每趟平均载客19人。", method=Method.UNANNOUNCED)
    matter.verify("2025-09-19", "到总站核对排班表。")
    matter.close("2025-09-22")


def subsidies(books: Books) -> None:
    """A complaint of firms, settled on the last day."""
    matter = books.enter(
        "PS",
        "2025-12-08",
        "核查企业反映惠企资金兑付慢问题",
        lead="县财政局",
        support=("县发改局", "经开区"),
        clerk=SU,
        sources=source(SourceKind.INSTRUCTION, "在企业家座谈会发言摘报上的批示", "2025-12-05"),
        instructions=(words(VICE, "2025-12-05", "逐笔说清卡在哪一环，年底前应兑尽兑。"),),
        urgency=Urgency.HARD,
        requirements="列明每笔资金的申报、审核、拨付日期，提出年底前兑付安排。",
    )
    matter.assign("2025-12-08", signed="2025-12-09")
    matter.tell("2025-12-16", 60, "梳理惠企资金47笔，其中19笔超过60日未拨。")
    matter.report("2025-12-22", "19笔已拨付16笔，其余3笔因企业注销依规不再拨付。")
    matter.verify("2025-12-25", "到3家企业核对到账凭证。")
    matter.close("2025-12-26", VICE)


def sand_diggers(books: Books) -> None:
    """An urgent line, verified on site by night."""
    matter = books.enter(
        "PS",
        "2026-03-09",
        "处置石桥镇下湾河段非法采砂线索",
        lead="县水利局",
        support=("石桥镇", "县自然资源局"),
        clerk=DING,
        sources=source(SourceKind.INSTRUCTION, "对群众来信的批示", "2026-03-06"),
        instructions=(words(FARMS, "2026-03-06", "查实即打，问题线索移交公安。"),),
        urgency=Urgency.URGENT,
        requirements="三日内查清事实，依法处置，提出常态化巡河办法。",
    )
    matter.assign("2026-03-09", signed="2026-03-09")
    matter.report("2026-03-12", "查扣采砂船1艘、砂石约90方，案件移送公安机关。")
    matter.verify("2026-03-13", "夜间到河段查看，未见作业。")
    matter.close("2026-03-16")


def puddle(books: Books) -> None:
    """Entered twice: merged into the task that a leader had given by word of mouth."""
    survivor = next(m for m in books.matters if m.task.title.startswith("整治北门路"))
    matter = books.enter(
        "PS",
        "2026-05-25",
        "解决县实验小学门口雨后积水问题",
        lead="县住建局",
        clerk=LUO,
        sources=source(SourceKind.INSTRUCTION, "对政协委员来信的批示", "2026-05-22"),
        instructions=(words(SOCIETY, "2026-05-22", "请住建局尽快解决，不要让孩子蹚水上学。"),),
        urgency=Urgency.HARD,
        requirements="暑假前解决校门口积水。",
    )
    matter.assign("2026-05-25", signed="2026-05-26")
    matter.withdraw("2026-05-27", "与5月20日领导交办事项为同一积水点", CITY, into=survivor)


def public_toilets(books: Books) -> None:
    """Verified, waiting to be written off."""
    matter = books.enter(
        "PS",
        "2026-09-14",
        "提高城区公共厕所夜间开放率",
        lead="县城管局",
        support=("城关镇",),
        clerk=SU,
        sources=source(SourceKind.RESEARCH, "城市精细化管理调研报告", "2026-09-08"),
        instructions=(words(CITY, "2026-09-10", "调研发现的问题要一条一条改，先从公厕改起。"),),
        until="2026-11-20",
        text="11月20日前",
        basis=Basis.LEADER,
        reporting=Reporting.IMPORTANT,
        requirements="48座公厕夜间开放率达到90%，照明、标识同步到位。",
    )
    matter.assign("2026-09-15", signed="2026-09-15", approved_by=CITY)
    matter.tell("2026-10-22", 65, "夜间开放31座，其余维修照明。")
    matter.report(
        "2026-11-16",
        "45座实现夜间开放，开放率93.8%。",
        proofs={"夜查记录.txt": "2026-11-12 至 11-14 逐座夜查：开放 45 座，关闭 3 座（维修）。\n"},
    )
    matter.verify("2026-11-18", "22时后随机查6座，均开放。")


def loose_walls(books: Books) -> None:
    """Urgent, told on the first day, one day late."""
    matter = books.enter(
        "PS",
        "2026-11-16",
        "排查处置城关镇南门片区老旧楼外墙脱落隐患",
        lead="城关镇",
        support=("县住建局",),
        clerk=DING,
        sources=source(SourceKind.MEDIA, "县融媒体中心舆情快报2026年第88期", "2026-11-15"),
        instructions=(words(MAYOR, "2026-11-16", "先围挡、再鉴定、后修缮，确保不伤人。"),),
        urgency=Urgency.URGENT,
        reporting=Reporting.PRESSING,
        requirements="当日设置围挡，三日内完成27栋楼排查并提出处置意见。",
    )
    matter.assign("2026-11-16", signed="2026-11-16")
    matter.tell("2026-11-17", 40, "27栋楼全部设置围挡，排查完成14栋。", needs="请县住建局派鉴定人员")
    matter.tell("2026-11-18", None, "鉴定人员到场，先看临街6栋。", unit="县住建局")


def arrears(books: Books) -> None:
    """A leader's own day, since the class has none."""
    matter = books.enter(
        "PS",
        "2026-11-10",
        "开展岁末欠薪线索集中排查",
        lead="县人社局",
        support=("县住建局", "经开区"),
        clerk=LUO,
        sources=source(SourceKind.INSTRUCTION, "对《三季度信访形势分析》的批示", "2026-11-09"),
        instructions=(words(MAYOR, "2026-11-09", "早排查、早介入，春节前不留尾巴。"),),
        urgency=Urgency.SPECIAL,
        requirements="排查全部在建项目和劳动密集型企业，建立线索台账。",
    )
    matter.assign(
        "2026-11-10",
        signed="2026-11-11",
        due="2026-12-04",
        approved_by=SOCIETY,
        approved_via=ApprovedVia.WRITTEN,
    )
    matter.record(
        Action.ASSIGN,
        "2026-11-11",
        {"due_on": day_of("2026-11-25"), "basis": Basis.LEADER, "approved_by": SOCIETY},
        unit="经开区",
    )
    matter.sign("2026-11-12", "县住建局", "经开区")
    matter.tell("2026-11-18", 30, "排查在建项目21个，发现线索7条。", unit="县人社局")
    matter.urge("2026-11-19", UrgeVia.PHONE, unit="经开区", note="提醒园区25日前报送")


def fake_trees(books: Books) -> None:
    """Reported, not found in the field, done after all."""
    matter = books.enter(
        "PS",
        "2026-05-06",
        "核实石桥镇造林补植不实反映",
        lead="县自然资源局",
        support=("石桥镇", "县财政局"),
        clerk=DING,
        sources=source(SourceKind.INSTRUCTION, "对巡察移交线索的批示", "2026-04-30"),
        instructions=(words(FARMS, "2026-04-30", "补了多少、活了多少，数清楚。"),),
        urgency=Urgency.HARD,
        requirements="核实2025年度补植面积和成活率，不实部分限期补植。",
    )
    matter.assign("2026-05-06", signed="2026-05-07")
    matter.report("2026-05-15", "补植1200亩属实。")
    matter.verify("2026-05-20", "抽查4个小班，实有不足六成。", Failure.FAKED, due="2026-06-12")
    matter.explain("2026-05-22", "镇村按计划数填报，局里未到场。", "逐小班测量，缺口在雨季前补植。")
    matter.report("2026-06-11", "重新测量：缺口430亩已全部补植，退回补助资金12.9万元。")
    matter.verify("2026-06-17", "随机测量6个小班，误差在3%以内。")
    matter.close("2026-06-18", FARMS)


STORY = (
    west_street,
    gas_depot,
    last_buses,
    subsidies,
    sand_diggers,
    fake_trees,
    puddle,
    public_toilets,
    arrears,
    loose_walls,
)
