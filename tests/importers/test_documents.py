"""Small documents of every layout, and the tasks a clerk would read out of them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.importers.document import read_document
from duban.importers.draft import Draft, Imported
from duban.importers.textdoc import Wanted
from duban.importers.when import Clock

Wish = tuple[str, str, tuple[str, ...], tuple[str, ...], str | None]


def read(text: str, name: str = "文件.txt", **wanted: object) -> Imported:
    return read_document(text.encode(), name, wanted=Wanted(**wanted))  # type: ignore[arg-type]  # a test names what it wants


def wish(draft: Draft) -> Wish:
    return draft.number, draft.title, draft.lead, draft.support, str(draft.due_on) if draft.due_on else None


LAYOUTS: dict[str, tuple[str, list[Wish]]] = {
    "brackets after each item": (
        (
            "某市关于2026年工作的意见\n一、总体要求\n（一）指导思想。坚持发展。\n二、任务\n"
            "（一）建设公园。6月底前完成。（市住建局牵头，市财政局配合）\n（二）修路。（市交通局负责）"
        ),
        [
            ("（一）", "建设公园", ("市住建局",), ("市财政局",), "2026-06-30"),
            ("（二）", "修路", ("市交通局",), (), None),
        ],
    ),
    "one long line": (
        (
            "某市人民政府关于发展的意见某府发〔2026〕1号各区县人民政府：现提出意见。一、任务（一）建公园。（市住建局牵头，各区政府按职责分工负责）"
            "（二）修路。2026年底前完工。（市交通局、市财政局负责）各地区要认真落实，年底前报市政府。"
        ),
        [
            ("（一）", "建公园", ("市住建局",), ("各区政府",), None),
            ("（二）", "修路", (), ("市交通局", "市财政局"), "2026-12-31"),
        ],
    ),
    "measures under items": (
        (
            "重点任务分工方案\n2026年1月5日\n（一）放宽准入。\n具体措施：\n1．修订清单，6月底前完成。（市发改委牵头）\n"
            "（二）压减许可。\n具体措施：取消一批。（市政府办公室负责，9月底前）"
        ),
        [
            ("1", "修订清单，6月底前完成", ("市发改委",), (), "2026-06-30"),
            ("", "取消一批", ("市政府办公室",), (), "2026-09-30"),
        ],
    ),
    "labelled lines": (
        "2026年重点工作\n1.建公园。\n牵头单位：市住建局\n责任单位：市财政局，各街道\n完成时限：9月底前\n2.修路。\n责任单位：市交通局\n",
        [
            ("1", "建公园", ("市住建局",), ("市财政局", "各街道"), "2026-09-30"),
            ("2", "修路", ("市交通局",), (), None),
        ],
    ),
    "labels within the paragraph": (
        "2026年重点任务清单一、经济1.稳增长。责任单位：市发改局、市统计局；完成时限：12月。2.招商。责任单位：市商务局；完成时限：11月底前。",
        [
            ("1", "稳增长", (), ("市发改局", "市统计局"), "2026-12-31"),
            ("2", "招商", ("市商务局",), (), "2026-11-30"),
        ],
    ),
    "sentences that only say who": (
        "2026年任务分工\n一、重点\n1.建公园，9月底前完工。市住建局牵头，市财政局配合。\n2.修路。由市交通局负责。\n3.治水。市水务局、市环保局分别牵头，各区政府负责落实。",
        [
            ("1", "建公园，9月底前完工", ("市住建局",), ("市财政局",), "2026-09-30"),
            ("2", "修路", ("市交通局",), (), None),
            ("3", "治水", ("市水务局", "市环保局"), ("各区政府",), None),
        ],
    ),
    "the first listed leads": (
        "1.建公园。（市住建局、市财政局负责，排在第一位的为牵头部门，下同）\n2.修路。（市交通局、市公安局负责）",
        [
            ("1", "建公园", ("市住建局",), ("市财政局",), None),
            ("2", "修路", ("市交通局",), ("市公安局",), None),
        ],
    ),
    "the first listed leads from here on": (
        (
            "1.建公园。（责任单位：市住建局、市财政局）\n2.修路。（责任单位：市交通局、市公安局，列首位的为牵头单位，下同）\n"
            "3.治水。（责任单位：市水务局、市财政局）"
        ),
        [
            ("1", "建公园", (), ("市住建局", "市财政局"), None),
            ("2", "修路", ("市交通局",), ("市公安局",), None),
            ("3", "治水", ("市水务局",), ("市财政局",), None),
        ],
    ),
    "subjects and steps": (
        (
            "某省试点工作方案\n2026年1月5日\n一、总体要求\n（一）工作目标。2026年12月底前，试点地区完成集约化工作，实现融合。\n二、试点任务\n"
            "试点地区要认真组织实施，重点做好以下工作：\n（一）建设平台。平台要联通。\n（二）形成标准。编制规范。\n三、保障措施\n（一）加强领导。试点地区要高度重视。"
        ),
        [
            ("（一）", "试点地区完成集约化工作，实现融合", ("试点地区",), (), "2026-12-31"),
            ("（一）", "建设平台", ("试点地区",), (), None),
            ("（二）", "形成标准", ("试点地区",), (), None),
        ],
    ),
    "units as headings": (
        "2026年任务分工\n一、市发改委\n1.编制规划，6月底前完成。\n2.推进项目。\n二、市教育局、市财政局\n3.新建学校。",
        [
            ("1", "编制规划，6月底前完成", ("市发改委",), (), "2026-06-30"),
            ("2", "推进项目", ("市发改委",), (), None),
            ("3", "新建学校", (), ("市教育局", "市财政局"), None),
        ],
    ),
    "several actors in one item": (
        (
            "关于优化营商环境的通知\n2026年1月5日\n一、准入\n（一）放宽准入。发改委、商务局要牵头在6月底前修订清单。市场监管局要加强监管。\n"
            "（二）融资。人民银行要牵头会同有关部门疏通机制。财政局要在9月底前设立基金。"
        ),
        [
            ("（一）", "放宽准入", ("发改委", "商务局"), ("市场监管局",), "2026-06-30"),
            ("（二）", "融资", ("人民银行",), ("有关部门", "财政局"), "2026-09-30"),
        ],
    ),
    "minutes": (
        (
            "县政府第3次常务会议纪要\n2026年5月8日\n会议指出，要高度重视。\n一、关于供水。会议要求，由县水务局牵头，会同县财政局于6月15日前制定方案。\n"
            "二、关于教育。请县财政局于5月底前拨付资金；请县审计局加强监管。"
        ),
        [
            ("一", "关于供水", ("县水务局",), ("县财政局",), "2026-06-15"),
            ("二", "关于教育", ("县财政局",), ("县审计局",), "2026-05-31"),
        ],
    ),
    "a letter to one unit": (
        "批示件办理通知\n市住建局：\n请你局会同市财政局研究，于2026年7月1日前提出意见。\n2026年6月1日",
        [
            (
                "",
                "请市住建局会同市财政局研究，于2026年7月1日前提出意见",
                ("市住建局",),
                ("市财政局",),
                "2026-07-01",
            )
        ],
    ),
    "one bracket for all parts of an item": (
        "1.完善体系\n（1）修订预案。\n（2）开展演练。\n（责任单位：市直各有关单位、各县人民政府）",
        [("1", "完善体系", (), ("市直各有关单位", "各县人民政府"), None)],
    ),
    "a card of labels": (
        "牵头领导：李某\n解决问题：群众办事难\n工作措施：设窗口\n责任单位：县政务局\n完成时限：2026年4月底\n解决问题：停车难\n工作措施：建车位\n责任单位：县住建局\n完成时限：2026年5月底",
        [
            ("", "群众办事难", ("县政务局",), (), "2026-04-30"),
            ("", "停车难", ("县住建局",), (), "2026-05-31"),
        ],
    ),
    "rectification list": (
        (
            "附件\n问题整改任务清单\n一、污水直排问题。\n整改目标：消除直排。\n整改措施：1.排查，2026年6月底前完成；2.改造，2026年12月底前完工。\n责任单位：某区政府\n"
            "整改时限：2026年12月31日前，并长期坚持"
        ),
        [("一", "污水直排问题", ("某区政府",), (), "2026-12-31")],
    ),
    "measures on lines of their own under their label": (
        (
            "问题整改任务清单\n一、水环境方面\n（一）管网建设滞后。\n整改时限：2026年6月底\n整改措施：\n1.2026年3月底前完成普查。\n"
            "2.2026年12月底前新建管网28公里。\n牵头单位：县住建局\n责任单位：县财政局\n（二）粪污直排。\n整改措施：1.立案查处。\n"
            "2.关停搬迁。\n责任单位：青草镇人民政府\n整改時限：2026年9月底"
        ),
        [
            ("（一）", "管网建设滞后", ("县住建局",), ("县财政局",), "2026-06-30"),
            ("（二）", "粪污直排", ("青草镇人民政府",), (), "2026-09-30"),
        ],
    ),
    "a stacked table": (
        "2026年任务表\n序号\n工作任务\n责任单位\n完成时限\n1\n建公园。\n县住建局\n县财政局\n9月底前\n2\n修路。\n县交通局\n年底前\n治水。\n10月底前",
        [
            ("1", "建公园", (), ("县住建局", "县财政局"), "2026-09-30"),
            ("2", "修路", ("县交通局",), (), "2026-12-31"),
            ("2", "治水", ("县交通局",), (), "2026-10-31"),
        ],
    ),
    "a stacked table whose requirements are numbered through": (
        (
            "2026年任务表\n工作任务\n具体要求\n责任单位\n完成时限\n加强公开\n1.公开涉及市场主体的各项政策，及时做好解读和回应，持续优化营商环境。\n市发改局\n6月底前\n"
            "2.开设专题专栏，集中发布减税降费等政策，方便企业查询，提高知晓度。\n市税务局\n9月底前\n推进服务\n3.及时发布教育、卫生等领域信息，方便群众办事，接受社会监督检查。\n市教育局\n年底前"
        ),
        [
            (
                "1",
                "公开涉及市场主体的各项政策，及时做好解读和回应，持续优化营商环境",
                ("市发改局",),
                (),
                "2026-06-30",
            ),
            (
                "2",
                "开设专题专栏，集中发布减税降费等政策，方便企业查询，提高知晓度",
                ("市税务局",),
                (),
                "2026-09-30",
            ),
            (
                "3",
                "及时发布教育、卫生等领域信息，方便群众办事，接受社会监督检查",
                ("市教育局",),
                (),
                "2026-12-31",
            ),
        ],
    ),
    "a table with bars": (
        "2026年任务\n工作任务 | 责任单位 | 完成时限\n一、民生\n（一）建公园。 | 市住建局、市财政局 | 6月底前\n（二）修路。 | 市交通局 | 长期推进\n",
        [
            ("", "（一）建公园", (), ("市住建局", "市财政局"), "2026-06-30"),
            ("", "（二）修路", ("市交通局",), (), None),
        ],
    ),
    "two lists in one file": (
        "附件1\n2026年甲任务\n1.建公园。（市住建局，9月底前）\n附件2\n2026年乙任务\n1.修路。（市交通局，10月底前）\n附件3\n联系人\n1.张三",
        [
            ("1", "建公园", ("市住建局",), (), "2026-09-30"),
            ("1", "修路", ("市交通局",), (), "2026-10-31"),
        ],
    ),
    "traditional characters": (
        "領導批示督辦通知單\n一、改造泵站。由市水務局牽頭，市財政局、市發展改革局配合，二〇二六年十月底前完成。\n二、排查積水點。（市水務局、市城管局負責）",
        [
            ("一", "改造泵站", ("市水務局",), ("市財政局", "市發展改革局"), "2026-10-31"),
            ("二", "排查積水點", (), ("市水務局", "市城管局"), None),
        ],
    ),
    "several brackets in one item": (
        (
            "1.鼓励创新。推进登记改革，营造良好环境。（市场监管局负责）加强创业教育，帮助企业对接。（市教育局、市人社局负责）"
            "\n2.修路。（市交通局负责）"
        ),
        [
            ("1", "鼓励创新", ("市场监管局",), (), None),
            ("1", "加强创业教育，帮助企业对接", (), ("市教育局", "市人社局"), None),
            ("2", "修路", ("市交通局",), (), None),
        ],
    ),
    "the first leads, but no collective": (
        "1.建公园。（市住建局、市财政局负责。列首位的为牵头单位，下同）\n2.抓服务。（各有关部门，各区政府负责）",
        [
            ("1", "建公园", ("市住建局",), ("市财政局",), None),
            ("2", "抓服务", (), ("各有关部门", "各区政府"), None),
        ],
    ),
    "a rule for all within the first bracket": (
        (
            "1.建公园。〔责任单位：市住建局、市财政局按职责分工负责。具体任务均涉及相关县政府，不再列出，下同。〕\n"
            "2.修路。（市交通局牵头，各县、区人民政府(管委会)负责落实。以下任务均需各县政府落实，不再列出）"
        ),
        [
            ("1", "建公园", (), ("市住建局", "市财政局"), None),
            ("2", "修路", ("市交通局",), ("各县、区人民政府(管委会)",), None),
        ],
    ),
    "what is done later within the bracket": (
        (
            "某市2026年分工意见\n1.稳就业。（市人社局牵头，市财政局等按职责分工负责，6月底前出台政策，年内持续推进）\n"
            "2.保民生。（各有关部门分别负责，年内持续推进）"
        ),
        [
            ("1", "稳就业", ("市人社局",), ("市财政局",), "2026-06-30"),
            ("2", "保民生", ("各有关部门",), (), None),
        ],
    ),
    "phases with their time": (
        (
            "三、时间安排 (一)动员部署阶段(5月) 各县(市、区)领导小组结合实际，制定实施方案，完成动员部署工作。 "
            "(二)总结阶段(11月) 各县(市、区)对开展情况进行总结，于10月30日前将《2009年专项行动总结》报送市办公室。"
        ),
        [
            ("(一)", "动员部署阶段(5月)", ("各县(市、区)领导小组",), (), "2009-05-31"),
            ("(二)", "总结阶段(11月)", ("各县(市、区)",), (), "2009-10-30"),
        ],
    ),
    "one line of units for several items": (
        (
            "2026年任务\n一、服务中心\n1.迁改线路，3月中旬完成。\n责任单位：市供电公司\n2.开挖基坑，6月30日前完工；\n"
            "3.完成地下室，10月30日前完成；\n4.2026年底主体施工。\n责任单位：市发改委(代建办)"
        ),
        [
            ("1", "迁改线路，3月中旬完成", ("市供电公司",), (), "2026-03-20"),
            ("2", "开挖基坑，6月30日前完工", ("市发改委(代建办)",), (), "2026-06-30"),
            ("3", "完成地下室，10月30日前完成", ("市发改委(代建办)",), (), "2026-10-30"),
            ("4", "2026年底主体施工", ("市发改委(代建办)",), (), "2026-12-31"),
        ],
    ),
    "labels in heavy brackets, and who is asked": (
        (
            "现对突出问题公开曝光。\n【点位名称】某路积尘\n【存在问题】\n此路积尘严重。\n【整改要求】\n常态化保洁，无浮土无积尘。\n"
            "【整改期限】2026年1月底前\n请城东区开展现场调查，并将情况报告。"
        ),
        [("", "常态化保洁，无浮土无积尘", ("城东区",), (), "2026-01-31")],
    ),
    "a plain line over labelled ones": (
        (
            "2026年实事分解\n新增学位2万个。\n主管领导：张三\n责任单位：市教育局\n进度安排：6月底前完成基建；12月底前招生。\n"
            "新建幼儿园8所。\n主管领导：张三\n责任单位：市教育局\n进度安排：9月底前全部开工。"
        ),
        [
            ("", "新增学位2万个", ("市教育局",), (), "2026-12-31"),
            ("", "新建幼儿园8所", ("市教育局",), (), "2026-09-30"),
        ],
    ),
    "labels within a sentence": (
        "2026年任务\n1.推进电子证照，10月底前推开，责任单位为市政务办、各区。\n2.建泊位（市城管局牵头，市公安局负责；完成时限：9月底）。",
        [
            ("1", "推进电子证照，10月底前推开", (), ("市政务办", "各区"), "2026-10-31"),
            ("2", "建泊位", ("市城管局",), ("市公安局",), "2026-09-30"),
        ],
    ),
    "a line break within brackets": (
        "1.认真贯彻《\n某省企业负担监督条例》，杜绝乱收费。（省经委负责，省纠风办\n配合）\n2.修路。（省交通厅、省公安厅负责，省财政厅配合）",
        [
            ("1", "认真贯彻《某省企业负担监督条例》，杜绝乱收费", ("省经委",), ("省纠风办",), None),
            ("2", "修路", ("省交通厅", "省公安厅"), ("省财政厅",), None),
        ],
    ),
    "each in charge of a part": (
        (
            "会议筹备分工如下：\n一、考核工作由人事处牵头;创新团队考核由科技处牵头。\n二、通知、食宿由办公室负责。\n"
            "三、供水工程。由发改局、住建局分别组织推进和落实。"
        ),
        [
            ("一", "考核工作由人事处牵头;创新团队考核由科技处牵头", ("人事处", "科技处"), (), None),
            ("二", "通知、食宿由办公室负责", ("办公室",), (), None),
            ("三", "供水工程", ("发改局", "住建局"), (), None),
        ],
    ),
    "what the closing words order": (
        (
            "某市通知\n2026年5月6日\n一、奖励先进。（市财政局负责）\n二、免于督查。（市政府办公室负责）\n"
            "各有关部门制定实施办法，于2026年12月31日前报送市政府办公室。各有关部门的落实情况年底前报送市政府。"
        ),
        [
            ("一", "奖励先进", ("市财政局",), (), None),
            ("二", "免于督查", ("市政府办公室",), (), None),
            (
                "二",
                "各有关部门制定实施办法，于2026年12月31日前报送市政府办公室",
                ("各有关部门",),
                (),
                "2026-12-31",
            ),
        ],
    ),
    "a number after which nothing stands": (
        "2026年任务\n一、任务\n（一）市住建局要建公园，6月底前完成。\n（二）市交通局要修路。\n（三）",
        [
            ("（一）", "市住建局要建公园，6月底前完成", ("市住建局",), (), "2026-06-30"),
            ("（二）", "市交通局要修路", ("市交通局",), (), None),
        ],
    ),
    "damaged marks before the words": (
        "2026年工作事项\n?。推进基地建设，抓好扩建项目。（牵头单位：市发改委；配合单位：市规划局）",
        [("", "推进基地建设，抓好扩建项目", ("市发改委",), ("市规划局",), None)],
    ),
    "people answer for it": (
        (
            "某大学2023年任务\n1.完成认证。（责任人：张三；完成时间：6月底）\n2.修订方案。（责任人：李四）\n3.开展听课。责任人：赵六\n"
            "4.建智慧教室。\n责任领导：王五\n责任部门：教务处\n5.布置会场\n(负责人:钱七)"
        ),
        [
            ("1", "完成认证", (), (), "2023-06-30"),
            ("2", "修订方案", (), (), None),
            ("3", "开展听课", (), (), None),
            ("4", "建智慧教室", ("教务处",), (), None),
            ("5", "布置会场", (), (), None),
        ],
    ),
    "that a report is due is no task": (
        (
            "某省分工方案\n2026年1月5日\n一、放出活力\n（一）推进改革。\n具体措施：\n1．2026年底前启动试点。（省市监局牵头）\n"
            "2．6月底前升级系统。（省发改委负责）\n3．压减一半。（省市监局负责）\n"
            "二、强化落实\n（一）各市、各部门要及时报告，相关落实情况年底前报省政府。"
        ),
        [
            ("1", "2026年底前启动试点", ("省市监局",), (), "2026-12-31"),
            ("2", "6月底前升级系统", ("省发改委",), (), "2026-06-30"),
            ("3", "压减一半", ("省市监局",), (), None),
        ],
    ),
    "groups between rows that count on": (
        (
            "2026年分工表\n工作任务\n具体要求\n责任单位\n一、推进决策公开\n1.征求意见。\n县政府办牵头，各乡镇落实\n2.邀请代表列席。\n县政府办\n"
            "（二）围绕民生推进公开\n3.公开资金。\n县扶贫办牵头，\n县财政局配合"
        ),
        [
            ("1", "征求意见", ("县政府办",), ("各乡镇",), None),
            ("2", "邀请代表列席", ("县政府办",), (), None),
            ("3", "公开资金", ("县扶贫办",), ("县财政局",), None),
        ],
    ),
    "empty cells before the first bar": (
        (
            "2026年整改表\n序号 | 存在问题 | 整改措施 | 牵头单位 | 整改时限 |\n1 | 融资难 | 建立名单制度。 | 省金融办 | 9月底前 |\n"
            "2 | 压减不到位 | 压减环节。 | 省编办 | 长期坚持 |\n| | 推进网上办理。 | 省政务办 | 3月底前 |"
        ),
        [
            ("1", "建立名单制度", ("省金融办",), (), "2026-09-30"),
            ("2", "压减环节", ("省编办",), (), None),
            ("2", "推进网上办理", ("省政务办",), (), "2026-03-31"),
        ],
    ),
    "a report that asks units by their names": (
        (
            "关于一季度进展情况的通报\n2026年4月1日\n一、总体情况\n已办结6件。\n二、要求\n（一）请市交通局、城东区政府于5月底前完成征地。"
            "请各单位于4月底前整改。\n（二）请以上单位于6月底前加快进度。"
        ),
        [
            *[
                (
                    "（一）",
                    "请市交通局、城东区政府于5月底前完成征地",
                    (),
                    ("市交通局", "城东区政府"),
                    "2026-05-31",
                )
            ],
        ],
    ),
    "offices within a unit, cells and bars by turns": (
        (
            "2026年任务\n工作任务\n|\n具体要求\n|\n责任科室\n|\n时限要求\n|\n"
            "集中公开\n|\n1\n|\n清理文件，公布目录。\n|\n办公室\n|\n年底前\n|\n"
            "做好解读\n|\n2\n|\n提升解读质量。\n|\n各科室\n|\n持续推进\n|\n3\n|\n编制年报。\n|\n办公室\n|\n3月底前\n|"
        ),
        [
            ("1", "清理文件，公布目录", ("办公室",), (), "2026-12-31"),
            ("2", "提升解读质量", ("各科室",), (), None),
            ("3", "编制年报", ("办公室",), (), "2026-03-31"),
        ],
    ),
    "rows with bars whose first cell is merged away": (
        (
            "工作任务 | 具体要求 | 责任部门 |\n一、做好公开。 | 1.公开预算决算。 | 财务科 |\n二、做好专栏。 | 2.更新概况信息。 | 办公室 |\n"
            "3.反馈网民意见。 | 各科室 | |\n4.更新公众号。 | 办公室牵头，各科室配合 | |"
        ),
        [
            ("1", "公开预算决算", ("财务科",), (), None),
            ("2", "更新概况信息", ("办公室",), (), None),
            ("3", "反馈网民意见", ("各科室",), (), None),
            ("4", "更新公众号", ("办公室",), ("各科室",), None),
        ],
    ),
    "merged units in rows with bars": (
        "序号 | 工作任务 | 责任单位 | 备注 |\n1 | 扩建学校1所 | 教体局 | 顺利 |\n新增学位810个 | |||\n2 | 结对帮扶 | 教体局 | 顺利 |",
        [
            ("1", "扩建学校1所", ("教体局",), (), None),
            ("1", "新增学位810个", ("教体局",), (), None),
            ("2", "结对帮扶", ("教体局",), (), None),
        ],
    ),
    "a unit broken in a narrow column": (
        "分解表\n牵头单位\n目   标   任   务\n责  任  单  位\n市政\n府办\n公厅\n自觉接受监督，办好建议提案\n市直各单位",
        [("", "自觉接受监督，办好建议提案", ("市政府办公厅",), ("市直各单位",), None)],
    ),
    "a heading that no table knows": (
        "2026年分工表\n序号\n工作任务\n负责单位\n成文形式\n1\n出台文件。\n市财政局、市发改委\n规范性文件\n2\n清理收费。\n市监局牵头\n专题报告",
        [
            ("1", "出台文件", (), ("市财政局", "市发改委"), None),
            ("2", "清理收费", ("市监局",), (), None),
        ],
    ),
    "rows that only blanks part": (
        (
            "某区2026年任务分解表\n序号 重点工作任务 主要责任单位 协同配合单位\n一、主要目标\n1 生产总值增长6.5%。 区发改委 区政府各部门，各乡镇人民政府。\n"
            "2 收入增长5%。 区财政局\n区税务局\n区政府有关部门，各乡镇人民政府。\n3 消费增长8%。 区商务局 区发改委、区市监局。"
        ),
        [
            ("1", "生产总值增长6.5%", ("区发改委",), ("区政府各部门", "各乡镇人民政府"), None),
            ("2", "收入增长5%", ("区财政局", "区税务局"), ("区政府有关部门", "各乡镇人民政府"), None),
            ("3", "消费增长8%", ("区商务局",), ("区发改委", "区市监局"), None),
        ],
    ),
    "a drawn table": (
        (
            "┌──────┬───┬────┐\n│ 工 作 任 务 │责任单│完成时限│\n│ │ 位 │ │\n├──────┼───┼────┤\n│抓好财税金融 │市财政│2026年9│\n"
            "├──────┤局、市│月底前 │\n│△加强监督 │税务局│ │\n│△完善网络 ├───┤ │\n├──────┤市教育│ │\n│优先发展教育 │局 │ │\n│ │ │ │\n"
            "└──────┴───┴────┘"
        ),
        [
            ("", "抓好财税金融", (), ("市财政局", "市税务局"), "2026-09-30"),
            ("", "优先发展教育", ("市教育局",), (), "2026-09-30"),
        ],
    ),
    "a table squeezed into one line": (
        (
            "1、2026年实事分解表序号项目名称主要内容分管领导牵头单位配合单位1增建城市公园实施口袋公园建设3个，其中城东2个、城西1个。"
            "张小海住建局财政局经开区各街道2修好乡村道路完成公路改造20公里，其中县道8公里、乡道12公里。李芳交通局公安局\n"
            "2、推进桥梁改造5座。王小明水务局东街街道3办好食堂新建老年食堂8家。赵民民政局各街道"
        ),
        [
            ("1", "增建城市公园", ("住建局",), ("财政局", "经开区", "各街道"), None),
            ("2", "修好乡村道路", ("交通局",), ("公安局",), None),
            ("2", "推进桥梁改造5座", ("水务局",), ("东街街道",), None),
            ("3", "办好食堂", ("民政局",), ("各街道",), None),
        ],
    ),
    "rows that a database wrote out": (
        (
            "-- INSERT INTO `base`.`subtask` SET taskGoal = '完成方案''初稿''，报送。', finishTime='2026-03-31 00:00:00', status = 4, parentId = 2;\n"
            "INSERT INTO `base`.`subtask`\nSET taskGoal = \"完成培训\",\n  finishTime = '2026-06-30 00:00:00'\n  status = 3;\n"
            "INSERT INTO dept (id, name) VALUES (1, '财务部'), (2, null);"
        ),
        [
            ("", "完成方案'初稿'，报送", (), (), "2026-03-31"),
            ("", "完成培训", (), (), "2026-06-30"),
        ],
    ),
    "rows of a database without names of columns": (
        (
            "INSERT INTO `matter` VALUES ('1', '整治推进不力', '2026-12-31', 'WAITING', '自查 / 履职', '2026-06-16 14:01:07', null);\n"
            "INSERT INTO `matter` VALUES ('2', '作风不够实', '2026-07-31', 'WAITING', '自查 / 作风', '2026-06-16 14:03:04', null);\n"
            "INSERT INTO `measure` VALUES ('1', '1、完善计划；\\n2、压实责任。', '2026-12-31', '1');"
        ),
        [
            ("", "整治推进不力", (), (), "2026-12-31"),
            ("", "作风不够实", (), (), "2026-07-31"),
        ],
    ),
}


@pytest.mark.parametrize(("text", "wanted"), LAYOUTS.values(), ids=LAYOUTS)
def test_a_layout(text: str, wanted: list[Wish]) -> None:
    assert [wish(draft) for draft in read(text).drafts] == wanted


WITHOUT = {
    "关于某月进展情况的通报\n现将情况通报如下。\n一、总体情况\n已办结6件。": "通报、报告",
    "某市关于印发任务分解方案的通知\n各单位：\n现将方案印发给你们。\n一、各责任单位要于2月3日前报送方案。\n二、要加强领导。\n三、要抓好落实。": "附件",
    "关于表彰2025年度先进单位的决定\n一、授予市教育局“先进单位”称号。\n二、各单位要于2026年底前完成目标任务。": "通报、报告",
    "各市政府：\n经省政府同意，对成绩突出的8个市予以通报表扬。\n各市要认真落实，2026年底前见成效。": "通报、报告",
    "现就职称申报工作通知如下。\n一、申报条件\n（一）网上申报时间：2026年3月1日至4月1日。\n二、申报程序\n（一）个人申报。": "没有一处写明",
    "春天来了。\n花开了。": "没有编号",
    "一、春天\n二、夏天": "没有一处写明",
    "INSERT INTO `t` VALUES ('1', '甲');": "数据库",
}


@pytest.mark.parametrize(("text", "why"), WITHOUT.items())
def test_a_document_without_tasks_says_why(text: str, why: str) -> None:
    (problem,) = read(text).problems
    assert problem.code == "no-tasks"
    assert why in problem.message


def test_a_squeezed_table_is_not_guessed() -> None:
    text = (
        "序号项目名称主要内容分管领导牵头单位配合单位1建公园完成建设张三住建局财政局"
        + "2修路完成修路李四交通局公安局" * 8
    )
    (problem,) = read(text).problems
    assert problem.code == "table-squeezed"


@pytest.mark.parametrize(
    ("layout", "code", "message", "trouble"),
    [
        (
            "a table squeezed into one line",
            "table-squeezed",
            "这里是一张被压成一行的表格，单元格的界线丢了，是按字面分开的，请逐件核对。",
            "cells-torn",
        ),
        (
            "rows that a database wrote out",
            "database-dump",
            "它是数据库导出的语句，按列名或内容认出了事项和时限；没有读的表：dept。",
            "unit-missing",
        ),
        (
            "rows of a database without names of columns",
            "database-dump",
            "它是数据库导出的语句，按列名或内容认出了事项和时限；没有读的表：measure。",
            "unit-missing",
        ),
    ],
)
def test_what_was_put_together_by_its_looks_is_told(
    layout: str, code: str, message: str, trouble: str
) -> None:
    imported = read(LAYOUTS[layout][0])
    assert [(problem.code, problem.message) for problem in imported.problems] == [(code, message)]
    assert all(trouble in {each.code for each in draft.troubles} for draft in imported.drafts)
    assert not imported.refused


def test_parts_of_one_item_are_told() -> None:
    first, second, other = read(LAYOUTS["several brackets in one item"][0]).drafts
    message = "同一编号下有几处写单位，按括号分成了几件，请核对"
    assert [message in {each.message for each in draft.troubles} for draft in (first, second, other)] == [
        *(True, True, False),
    ]
    assert first.requirements == "推进登记改革，营造良好环境。"


def test_a_squeezed_table_without_numbers_is_refused() -> None:
    text = "序号项目名称主要内容分管领导牵头单位配合单位" + "建公园完成建设。张三住建局财政局" * 8
    assert [problem.code for problem in read(text).problems] == ["table-squeezed"]


def test_what_is_not_said_stays_empty_and_is_listed() -> None:
    (draft,) = read("1.建公园，6月底前完成。（市住建局、市财政局）").drafts
    assert (draft.due_on, draft.lead, draft.proposed_lead) == (None, (), "市住建局")
    assert [trouble.code for trouble in draft.troubles] == ["lead-unsaid", "deadline-year"]
    assert draft.confidence == 0.7


def test_the_year_is_taken_from_the_user() -> None:
    (draft,) = read("1.建公园，6月底前完成。（市住建局）", year=2027).drafts
    assert draft.due_on == date(2027, 6, 30)


def test_several_days_become_nodes() -> None:
    text = "1.全面整改。已建成的，2026年6月底前完成；需要补建的，2026年9月底前完成规划，2026年12月底前竣工验收。（市教育局）"
    (draft,) = read(text).drafts
    assert [(node.name, node.due_on.month) for node in draft.nodes] == [
        ("已建成的，完成", 6),
        ("需要补建的，完成规划", 9),
        ("竣工验收", 12),
    ]
    assert (draft.due_on, len(draft.dues)) == (date(2026, 12, 31), 3)


def test_periods_run_from_issue_and_receipt() -> None:
    text = "某办法的通知\n2026年3月2日\n1.制定细则，本通知印发之日起30日内完成。（市教育局）\n2.收到后5个工作日内反馈。（市财政局）"
    first, second = read(text, clock=Clock(received_on=date(2026, 3, 5))).drafts
    assert (first.due_on, second.due_on) == (date(2026, 4, 1), date(2026, 3, 12))
    assert read(text).drafts[1].troubles[0].code == "deadline-received"


def test_what_recurs_is_a_cadence() -> None:
    (draft,) = read("1.报送进展，每月5日前报送。（市教育局）", year=2026).drafts
    assert (draft.cadence, draft.due_on) == ("每月5日前", None)


def test_targets_are_proposed() -> None:
    (draft,) = read("1.新建2座人行天桥，地区生产总值增长6.2%左右，新建中心幼儿园2所。（市住建局）").drafts
    assert [(each.name, each.target, each.measure) for each in draft.targets] == [
        *(("新建人行天桥", "2", "座"), ("地区生产总值增长", "6.2", "%"), ("新建中心幼儿园", "2", "所")),
    ]


def test_depth_splits_the_parts() -> None:
    text = "1.完善体系\n（1）修订预案。\n（2）2026年9月底前开展演练。\n（责任单位：市应急局）"
    one = read(text).drafts
    assert [draft.title for draft in one] == ["完善体系"]
    assert one[0].requirements == "（1）修订预案。\n（2）2026年9月底前开展演练。"
    assert [wish(draft)[:3] for draft in read(text, depth=2).drafts] == [
        *(("1", "完善体系", ("市应急局",)), ("（1）", "修订预案", ("市应急局",))),
        ("（2）", "2026年9月底前开展演练", ("市应急局",)),
    ]


def test_the_source_is_the_front_matter() -> None:
    source = read(
        "某县关于某事的通知\n某政发〔2026〕1号\n各乡镇人民政府：\n1.建公园。（县住建局）\n某县人民政府\n2026年3月1日"
    ).source
    assert (source.title, source.doc_no, source.issued_on) == (
        "某县关于某事的通知",
        "某政发〔2026〕1号",
        date(2026, 3, 1),
    )
    assert source.recipients == "各乡镇人民政府"


def test_notes_over_a_stored_text_are_left_out() -> None:
    assert len(read("# source: somewhere（财政局）\n# kind: list\n1.建公园。（县住建局）").drafts) == 1


LINES = st.sampled_from(
    [
        *(
            "一、甲",
            "（一）乙。",
            "1.丙，6月底前完成。",
            "（市财政局牵头）",
            "丁。（市教育局）",
            "责任单位：市水务局",
            "完成时限：9月",
            "附件1",
        ),
        *(
            "序号",
            "工作任务",
            "责任单位",
            "完成时限",
            "1",
            "建公园",
            "市住建局",
            "12月底前",
            "工作任务 | 责任单位 | 完成时限",
            "修路 | 市交通局 |",
            "序号 工作任务 责任单位 完成时限",
            "2 造桥。 市交通局 6月底前",
            "┌──┬───┐",
            "│任务│责任单位│",
            "├──┼───┤",
            "│建园│市住建局│",
            "【整改要求】",
            "INSERT INTO t VALUES ('1', '整治', '2026-01-01');",
        ),
        *(
            "请市财政局办理。",
            "2026年3月1日",
            "某市人民政府",
            "\x1b[31m红",
            "=cmd|' /C calc'!A0",
            "（",
            "：",
            "印发给你们",
        ),
    ]
)


@given(st.lists(LINES, max_size=14).map("\n".join))
def test_any_small_document_gives_drafts_or_a_reason(text: str) -> None:
    imported = read(text, year=2026)
    assert imported.refused or imported.drafts
    for draft in imported.drafts:
        assert draft.title
        assert draft.place
        assert "\x1b" not in f"{draft.title}{draft.requirements}"


@given(
    st.binary(max_size=300), st.sampled_from(["x.txt", "x.docx", "x.pdf", "x.html", "x.xlsx", "x.md", "x"])
)
def test_any_bytes_give_an_answer(data: bytes, name: str) -> None:
    imported = read_document(data, name)
    assert imported.refused or imported.drafts


@given(
    st.sampled_from(
        [b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf1"]
    ),
    st.binary(max_size=200),
)
def test_a_broken_file_of_any_kind_gives_an_answer(head: bytes, rest: bytes) -> None:
    imported = read_document(head + rest, "x")
    assert imported.refused or imported.drafts
