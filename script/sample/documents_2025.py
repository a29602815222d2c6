"""重要文件 2025: old neighbourhoods as a parent with three children, schools, rural water, one-stop services.

Only what happened; how it is written down, journal.py knows.
"""

from script.sample.journal import Books
from script.sample.office import CITY, DING, FARMS, LUO, MAYOR, SOCIETY, SU, VICE
from script.sample.sources import document, node, target

from duban.core.model.terms import Failure, Horizon, Light, Reporting, UrgeVia

_HOUSING = "关于扎实推进2025年城镇老旧小区改造工作的通知"


def old_neighbourhoods(books: Books) -> None:
    """A parent that is reported done only after its three children."""
    notice = document(_HOUSING, "青政办发〔2025〕3号", "二", "2025-01-24")
    parent = books.enter(
        "WJ",
        "2025-02-10",
        "完成2025年度12个城镇老旧小区改造任务",
        lead="县住建局",
        support=("县财政局", "县自然资源局", "城关镇"),
        clerk=SU,
        sources=notice,
        until="2025-12-31",
        text="2025年底前",
        reporting=Reporting.IMPORTANT,
        horizon=Horizon.ANNUAL,
        tags=("群众切身利益",),
        leader_in_charge=CITY,
        requirements="12个小区、68栋楼全部完成基础类改造，居民满意度不低于90%，不留“半拉子”工程。",
        measures="先地下后地上，管线单位同步进场；每个小区设一名居民监督员。",
        indicators=(target("完成改造小区", 12, "个"), target("居民满意度", 90, "%")),
        milestones=(
            node("全部开工", "2025-05-30"),
            node("完成主体施工", "2025-10-31"),
            node("完成验收", "2025-12-20"),
        ),
    )
    parent.receive("2025-02-10", sent_to=MAYOR)
    parent.study("2025-02-12", "由县住建局牵头，按方案、管网、电梯三块分解到位。")
    parent.interpret("2025-02-14", "2025-02-18", "县住建局组织学习，逐条对照补助政策。")
    parent.assign("2025-02-19", signed="2025-02-19")
    parent.sign("2025-02-20", "县财政局", "城关镇")
    parent.sign("2025-02-24", "县自然资源局")

    plan = books.enter(
        "WJ",
        "2025-02-19",
        "编制12个小区改造方案并征求居民意见",
        lead="县住建局",
        support=("城关镇",),
        clerk=SU,
        sources=notice,
        until="2025-04-30",
        text="4月底前",
        parent=parent.task.id,
        owner="闵思齐",
        requirements="一小区一方案，居民同意率达到三分之二以上方可报批。",
    )
    plan.assign("2025-02-19", signed="2025-02-20")
    plan.tell("2025-03-20", 60, "8个小区完成入户征求意见，同意率均超过80%。", next="月底前完成其余4个小区。")
    plan.report(
        "2025-04-25",
        "12个小区方案全部经居民表决通过并报县政府批复。",
        finished="2025-04-23",
        proofs={
            "方案批复汇总.md": "# 改造方案批复汇总\n\n12个小区，平均同意率 87.4%，批复文号云政复〔2025〕11号。\n"
        },
    )
    plan.verify("2025-04-29", "抽看北苑、电力两个小区的表决记录，与上报一致。")
    plan.close("2025-04-30")

    pipes = books.enter(
        "WJ",
        "2025-02-19",
        "同步改造小区雨污分流和燃气管线",
        lead="县城管局",
        support=("县住建局", "县水利局"),
        clerk=SU,
        sources=notice,
        until="2025-10-31",
        text="10月底前",
        parent=parent.task.id,
        requirements="雨污分流、燃气老化管线更新与小区改造同步设计、同步开挖、同步回填。",
    )
    pipes.assign("2025-02-19", signed="2025-02-21")
    pipes.tell("2025-05-22", 25, "完成3个小区管线开挖。", issues="电力小区地下管线资料缺失，需人工探挖。")
    pipes.tell("2025-08-19", 70, "9个小区完成雨污分流，燃气立管更新过半。")
    pipes.warn("2025-10-14", Light.BLUE, "尚有1个小区未回填，月底前完工偏紧", whom="荀道光")
    pipes.report("2025-10-30", "12个小区雨污分流21.6公里、燃气老化管线9.3公里全部更新并通气。")
    pipes.verify("2025-11-06", "现场开井查看4处，雨污水已分开。")
    pipes.close("2025-11-10")

    lifts = books.enter(
        "WJ",
        "2025-02-19",
        "组织加装电梯意愿摸底和楼栋协商",
        lead="城关镇",
        support=("县住建局",),
        clerk=SU,
        sources=notice,
        until="2025-09-30",
        text="三季度末",
        parent=parent.task.id,
        requirements="逐栋摸清意愿，具备条件的楼栋完成协商并申报，不搞强制摊派。",
    )
    lifts.assign("2025-02-19", signed="2025-02-21")
    lifts.tell("2025-06-10", 40, "68栋楼完成意愿摸底，23栋有加装意愿。", issues="低层住户补偿标准分歧较大。")
    lifts.report("2025-09-26", "11栋楼达成协议并完成申报，其余12栋转入长期协商。")
    lifts.verify("2025-10-10", "走访5栋楼，协议签字属实。")
    lifts.close("2025-10-13")

    parent.tell("2025-05-29", 35, "12个小区全部开工。", met="全部开工")
    parent.tell("2025-07-25", 55, "6个小区完成管线施工。")
    parent.tell("2025-10-29", 85, "主体施工全部完成。", met="完成主体施工", next="组织分户验收。")
    parent.tell("2025-11-27", 95, "9个小区通过验收。", unit="县住建局")
    parent.report(
        "2025-12-22",
        "12个小区改造全部通过验收，分解的三件任务均已办结。",
        finished="2025-12-19",
        reached={"完成改造小区": 12, "居民满意度": 94},
        proofs={
            "验收结论.md": "# 验收结论\n\n12个小区均合格。遗留问题3处，限2026年1月15日前整改。\n",
            "满意度调查.txt": "发放问卷 1860 份，收回 1722 份，满意 1619 份，满意度 94.0%。\n",
        },
    )
    parent.revisit("2025-12-30", "电话抽查60户、入户12户，普遍认可，个别反映楼道灯不亮，已补装。")
    parent.verify("2026-01-06", "逐个小区查看，遗留3处已整改。")
    parent.close("2026-01-08", CITY)
    parent.remark("量化指标", "满意度以第三方问卷为准，不用镇里自报数（罗主任 2025-02-19 交代）")


def balanced_schools(books: Books) -> None:
    """Reported done, found weak on site, done again."""
    matter = books.enter(
        "WJ",
        "2025-06-09",
        "落实义务教育优质均衡创建评估反馈问题整改",
        lead="县教体局",
        support=("县财政局", "县人社局"),
        clerk=LUO,
        sources=document(
            "关于做好义务教育优质均衡发展创建工作的意见", "青教函〔2025〕18号", "三（二）", "2025-05-28"
        ),
        until="2025-11-28",
        text="11月底前",
        reporting=Reporting.ROUTINE,
        tags=("重大专项",),
        leader_in_charge=SOCIETY,
        requirements="7项不达标指标逐项销号，音体美教师缺口和实验室配备问题同步解决。",
        indicators=(target("达标指标", 7, "项"),),
        post="基础教育股股长",
    )
    matter.assign("2025-06-10", signed="2025-06-11")
    matter.sign("2025-06-12", "县财政局", "县人社局")
    matter.tell("2025-06-27", 15, "制定整改清单，7项指标均明确到校到人。")
    matter.tell("2025-09-25", 60, "新招聘音体美教师34名；13所学校实验室设备到货。", unit="县教体局")
    matter.tell("2025-09-28", None, "追加实验室设备经费260万元。", unit="县财政局")
    matter.report("2025-11-20", "7项指标全部达标。", reached={"达标指标": 7}, late=1)
    matter.revisit("2025-11-27", "暗访两所小学，新到设备尚未拆箱，与报告不完全一致。", "否是否否是")
    matter.verify(
        "2025-12-02",
        "石桥镇中心小学等3校设备未安装，实际达标6项。",
        Failure.WEAK,
        due="2025-12-31",
        reached={"达标指标": 6},
        proofs={"现场核验记录.txt": "2025-12-02 抽查6校：3校实验设备未安装，教师课表与报表不符1处。\n"},
    )
    matter.explain("2025-12-04", "供货商安装人员不足，学校急于报结。", "设备科驻校督装，12月20日前全部投用。")
    matter.report("2025-12-26", "3校设备全部安装并开课使用。", reached={"达标指标": 7})
    matter.revisit("2026-01-05", "再访3校，实验课已排入课表。")
    matter.verify("2026-01-07", "逐校查看，设备在用。")
    matter.close("2026-01-09", SOCIETY)


def rural_water(books: Books) -> None:
    """A long-term task whose lead was renamed meanwhile; its October report is missing."""
    matter = books.enter(
        "WJ",
        "2025-09-12",
        "建立农村供水工程长效管护机制",
        lead="县水利局",
        support=("县财政局", "县卫健局", "石桥镇"),
        clerk=DING,
        sources=document(
            "关于加快推动农村供水高质量发展的实施意见", "青政发〔2025〕14号", "四（一）", "2025-09-02"
        ),
        until="2027-06-30",
        text="2027年6月底前",
        reporting=Reporting.IMPORTANT,
        horizon=Horizon.LONG_TERM,
        leader_in_charge=FARMS,
        requirements="“千人以上”工程全部实行专业化管护，水费收缴率达到90%，水质定期检测公示。",
        milestones=(
            node("完成管护主体移交", "2025-12-31"),
            node("水费收缴率达到80%", "2026-06-30"),
            node("实现县域统一管护", "2026-12-31"),
            node("评估验收", "2027-06-20"),
        ),
    )
    matter.receive("2025-09-12", sent_to=MAYOR)
    matter.study("2025-09-15", "由县水务局牵头，财政落实管护补助，乡镇做好移交。")
    matter.assign("2025-09-16", signed="2025-09-16")
    matter.sign("2025-09-17", "县财政局", "石桥镇")
    matter.sign("2025-09-18", "县卫健局")
    matter.interpret("2025-09-18", "2025-09-22", "县水务局召开解读会，9个乡镇水管站参加。")
    matter.tell("2025-10-28", 10, "摸清工程底数：千人以上工程31处、千人以下87处。")
    matter.tell("2025-11-26", 20, "23处工程签订移交协议。", issues="早期村建工程产权不清。")
    matter.tell("2025-12-29", 30, "31处工程全部完成管护主体移交。", met="完成管护主体移交")
    matter.tell("2026-01-28", 32, "管护公司组建完毕，聘用管护员46名。")
    matter.tell("2026-02-26", 35, "春节期间抢修爆管11处，未出现大面积停水。")
    matter.tell("2026-03-27", 42, "统一水价方案完成成本监审。")
    matter.tell("2026-04-28", 48, "水价方案通过听证。", next="报县政府常务会议审定。")
    matter.tell("2026-05-28", 55, "水费收缴率升至76%。")
    matter.tell("2026-06-29", 60, "水费收缴率82%。", met="水费收缴率达到80%")
    matter.tell("2026-07-30", 62, "完成汛期水质检测118处，合格率97.5%。")
    matter.tell("2026-08-27", 66, "智能水表安装4300块。")
    matter.tell("2026-09-24", 70, "18处工程接入县级调度平台。", issues="6个偏远村信号不稳，数据时有中断。")
    matter.urge("2026-11-05", UrgeVia.PHONE, note="10月月报未报，联络员称11日前补报。")
    matter.urge("2026-11-16", UrgeVia.WRITTEN)
    matter.remark("牵头单位", "立项时叫县水务局，2026-03-02 更名为县水利局；台账不改，名册里查得到")


def business_environment(books: Books) -> None:
    """Done a day before its limit."""
    matter = books.enter(
        "WJ",
        "2025-10-20",
        "制定优化营商环境年度措施清单",
        lead="县审批局",
        support=("县发改局", "县市监局", "经开区"),
        clerk=DING,
        sources=document("优化营商环境行动方案", "青政办发〔2025〕21号", "五", "2025-10-09"),
        until="2025-11-20",
        text="文件印发之日起30个工作日内",
        leader_in_charge=VICE,
        requirements="对照市方案逐条细化，形成可量化、可检查的县级措施清单，征求企业意见后印发。",
    )
    matter.assign("2025-10-21", signed="2025-10-21")
    matter.tell("2025-11-05", 60, "形成42条措施初稿，召开企业座谈会2次。", unit="县审批局")
    matter.tell("2025-11-06", None, "提出园区代办、弹性用地等5条建议。", unit="经开区")
    matter.report(
        "2025-11-19",
        "清单经县政府同意印发，共39条。",
        finished="2025-11-18",
        proofs={
            "措施清单目录.md": "# 2025—2026年措施清单\n\n1. 市场准入 11 条\n2. 要素保障 14 条\n3. 政务服务 14 条\n"
        },
    )
    matter.verify("2025-11-24", "到政务大厅查看，清单已上墙，窗口人员能说明办理路径。")
    matter.close("2025-11-25")


STORY = (old_neighbourhoods, balanced_schools, rural_water, business_environment)
