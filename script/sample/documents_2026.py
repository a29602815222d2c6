"""重要文件 2026: wages, flood plans, clinics that wait for money, a report that is late, a paper just received.

Only what happened; how it is written down, journal.py knows.
"""

from script.sample.journal import Books
from script.sample.office import CITY, DING, FARMS, LUO, MAYOR, SOCIETY, SU
from script.sample.sources import document, node, target

from duban.core.model.terms import Failure, Horizon, Light, Reporting, Urgency, UrgeVia


def wages(books: Books) -> None:
    """A task of the whole year that is on its way."""
    matter = books.enter(
        "WJ",
        "2026-01-12",
        "落实保障农民工工资支付年度任务",
        lead="县人社局",
        support=("县住建局", "县交通局", "县财政局"),
        clerk=LUO,
        sources=document(
            "关于做好2026年保障农民工工资支付工作的通知", "青人社发〔2026〕2号", "二（三）", "2026-01-06"
        ),
        until="2026-12-31",
        text="年底前",
        reporting=Reporting.ROUTINE,
        horizon=Horizon.ANNUAL,
        tags=("群众切身利益",),
        leader_in_charge=SOCIETY,
        requirements="在建工程实名制、专户、保证金全覆盖，欠薪线索办结率达到98%。",
        indicators=(target("欠薪线索办结率", 98, "%"),),
        milestones=(
            node("完成在建项目摸底", "2026-03-31"),
            node("开展年中检查", "2026-07-31"),
            node("冬季集中清欠", "2026-12-25"),
        ),
    )
    matter.receive("2026-01-12", sent_to=MAYOR)
    matter.study("2026-01-14", "由县人社局牵头，住建、交通管好本行业项目。")
    matter.assign("2026-01-14", signed="2026-01-15")
    matter.sign("2026-01-15", "县住建局", "县财政局")
    matter.interpret("2026-01-16", "2026-01-20", "组织4个行业部门和23家施工企业学习。")
    matter.sign("2026-01-21", "县交通局")
    matter.tell("2026-03-30", 25, "摸清在建项目57个，专户开设率100%。", met="完成在建项目摸底")
    matter.tell("2026-06-24", 45, "处置欠薪线索86条，为412人追回工资。")
    matter.tell("2026-07-29", 55, "年中检查发现问题31个，已整改28个。", met="开展年中检查")
    matter.tell(
        "2026-09-22", 70, "其余3个问题整改完毕；线索办结率97.6%。", next="10月起逐月调度政府投资项目。"
    )
    matter.tell("2026-11-10", 80, "排出欠薪风险项目5个，逐个落实包保人员。")


def flood_plan(books: Books) -> None:
    """Reported two days late, explained, closed."""
    matter = books.enter(
        "WJ",
        "2026-03-16",
        "制定山洪灾害防御能力提升实施方案",
        lead="县水利局",
        support=("县自然资源局", "石桥镇"),
        clerk=DING,
        sources=document("山洪灾害防御能力提升行动方案", "青水发〔2026〕9号", "六", "2026-03-11"),
        urgency=Urgency.HARD,
        leader_in_charge=FARMS,
        requirements="把危险区、监测站、转移路线落实到村组，方案经专家评审后报县政府。",
    )
    matter.receive("2026-03-16", sent_to=MAYOR)
    matter.study("2026-03-18", "抓紧编制，赶在主汛期前实施。")
    matter.assign("2026-03-18", signed="2026-03-18")
    matter.interpret("2026-03-20", "2026-03-23", "与市水文中心共同解读监测预警指标。")
    matter.tell("2026-03-25", 50, "完成14个危险区复核。")
    matter.tell("2026-03-26", None, "提供危险区地形图和地灾隐患点位。", unit="县自然资源局")
    matter.explain("2026-04-02", "专家评审要求补充两条小流域的洪水淹没图。", "连夜补图，4月3日前报送。")
    matter.report("2026-04-03", "方案通过评审并报县政府。", finished="2026-04-02")
    matter.verify("2026-04-10", "到石桥镇抽查2个村，转移路线标识与方案一致。")
    matter.close("2026-04-13")


def clinics(books: Books) -> None:
    """Suspended until the money of the province comes; it was late before."""
    matter = books.enter(
        "WJ",
        "2026-05-18",
        "推进基层医疗卫生机构设备更新",
        lead="县卫健局",
        support=("县财政局", "县发改局"),
        clerk=LUO,
        sources=document("基层医疗设备更新实施方案", "青卫发〔2026〕17号", "三", "2026-05-08"),
        until="2026-08-31",
        text="8月底前",
        reporting=Reporting.IMPORTANT,
        leader_in_charge=SOCIETY,
        requirements="11所乡镇卫生院完成超声、检验设备更新，旧设备按规定处置。",
        indicators=(target("完成更新卫生院", 11, "所"),),
    )
    matter.assign("2026-05-19", signed="2026-05-20")
    matter.tell("2026-06-23", 20, "完成设备需求论证和预算评审。")
    matter.tell(
        "2026-07-28", 35, "4所卫生院设备完成招标。", issues="省级补助资金尚未下达。", needs="请县财政先行垫付"
    )
    matter.warn(
        "2026-08-24", Light.YELLOW, "资金未到位，月底前难以完成", whom="温良", forecast="预计滞后两个月以上"
    )
    matter.tell("2026-08-28", 40, "4所卫生院设备到货，7所尚未采购。")
    matter.explain(
        "2026-09-04", "省级补助资金推迟到四季度下达。", "已到货设备先行投用，其余待资金到位后一次招标。"
    )
    matter.suspend("2026-09-15", "省级补助资金未下达，设备采购无法继续", SOCIETY)
    matter.remark("完成时限", "中止期间不计时；省财政厅文件一到就办恢复手续（骆青）")


def land_report(books: Books) -> None:
    """Ten working days late, urged, warned, and still no explanation."""
    matter = books.enter(
        "WJ",
        "2026-10-12",
        "编制国土空间规划年度体检评估报告",
        lead="县自然资源局",
        support=("县住建局", "县发改局"),
        clerk=SU,
        sources=document(
            "关于开展2026年度国土空间规划城市体检评估工作的通知", "青自然资函〔2026〕64号", "三", "2026-09-28"
        ),
        until="2026-11-06",
        text="11月6日前",
        leader_in_charge=CITY,
        requirements="按市级指标体系完成体检评估，数据与年度变更调查衔接，报告报县政府审议。",
    )
    matter.assign("2026-10-13", signed="2026-10-14")
    matter.tell("2026-10-23", 45, "完成36项指标采集。", issues="住房空置率等5项数据口径不一。")
    matter.tell("2026-10-27", None, "提供房屋建筑、公共设施数据。", unit="县住建局")
    matter.warn("2026-11-02", Light.YELLOW, "报告初稿未形成", whom="樊守成")
    matter.urge("2026-11-10", UrgeVia.PHONE)
    matter.urge("2026-11-17", UrgeVia.WRITTEN, note="已发督办提醒单，请于3日内说明原因。")


def gas_safety(books: Books) -> None:
    """A document just received: studied and interpreted, to be assigned after the standing meeting."""
    matter = books.enter(
        "WJ",
        "2026-11-09",
        "落实冬季城镇燃气安全专项整治要求",
        lead="县城管局",
        support=("县市监局", "县住建局", "城关镇"),
        clerk=SU,
        sources=document(
            "关于开展冬季城镇燃气安全专项整治的紧急通知", "青政办明电〔2026〕31号", "四", "2026-11-08"
        ),
        until="2027-01-31",
        text="2027年1月底前",
        leader_in_charge=CITY,
        requirements="餐饮场所、老旧小区、气瓶充装站排查全覆盖，隐患清单化管理、逐项销号。",
        note="拟提请11月23日县政府常务会议审定分工后交办。",
    )
    matter.receive("2026-11-09", sent_to=MAYOR)
    matter.study("2026-11-11", "由县城管局牵头，整治分工提请县政府常务会议审定。")
    matter.interpret("2026-11-13", "2026-11-16", "县城管局会同燃气企业逐条解读。")


def river_litter(books: Books) -> None:
    """Found faked on the first look, done properly on the second."""
    matter = books.enter(
        "WJ",
        "2026-06-15",
        "落实河湖“清四乱”常态化整治任务",
        lead="县水利局",
        support=("生态环境分局", "城关镇", "石桥镇"),
        clerk=DING,
        sources=document("关于纵深推进河湖库“清四乱”的通知", "青河长办〔2026〕7号", "二", "2026-06-05"),
        until="2026-09-30",
        text="三季度末",
        reporting=Reporting.IMPORTANT,
        leader_in_charge=FARMS,
        requirements="自查台账内27处问题全部整治，做到现场清、手续清、责任清。",
        indicators=(target("整治问题", 27, "处"),),
    )
    matter.assign("2026-06-16", signed="2026-06-17")
    matter.tell("2026-07-27", 40, "整治11处，拆除违建420平方米。")
    matter.tell("2026-08-26", 75, "整治21处。", issues="石桥镇2处涉及耕种纠纷。")
    matter.report("2026-09-21", "27处问题全部整治到位。", reached={"整治问题": 27})
    matter.verify(
        "2026-09-24",
        "石桥镇下湾段2处只覆土掩盖，未清运。",
        Failure.FAKED,
        due="2026-10-16",
        reached={"整治问题": 25},
    )
    matter.tell("2026-10-13", 95, "下湾段垃圾清运320方，河岸复绿。", unit="县水利局")
    matter.report(
        "2026-10-15",
        "2处返工问题整改完毕。",
        reached={"整治问题": 27},
        proofs={"返工前后对照.md": "# 下湾段返工\n\n清运 320 方，复绿 0.8 亩；镇村两级签字确认。\n"},
    )
    matter.verify("2026-10-20", "全线徒步查看下湾段，无新增堆放。")
    matter.close("2026-10-22", FARMS)


STORY = (wages, flood_plan, clinics, river_litter, land_report, gas_safety)
