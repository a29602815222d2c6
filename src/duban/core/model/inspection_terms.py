"""The vocabulary of inspections (督查项目): where one stands, what its entries do, the lists of 国令第733号.

Only words: no rules, no logic.
"""

from duban.core.model.terms import Term


class InspectionStatus(Term):
    """Where an inspection stands; computed from its journal, never stored."""

    OPENED = "已立项"
    APPROVED = "方案已定"
    ON_SITE = "实施中"
    CONSULTING = "征求意见中"
    CONCLUDED = "待送达"
    FOLLOWED = "整改跟踪"
    ARCHIVED = "已归档"
    CANCELLED = "已取消"
    MERGED = "已并入"


class InspectionAction(Term):
    """What an entry of an inspection does."""

    INSPECT = "督查立项"
    FILE = "备案"
    PROPOSE = "计划报审"
    SCHEME = "方案审定"
    DECLARE = "回避声明"
    DRAW = "抽取"
    ANNOUNCE = "督查通知"
    START = "实施"
    SITE_DAY = "现场"
    FIND = "发现"
    CONSULT = "征求意见"
    ANSWER = "意见反馈"
    SETTLE = "认定"
    REPORT_UP = "督查报告"
    CONCLUDE_INSPECTION = "督查结论"
    SERVE = "结论送达"
    ASK_REVIEW = "申请复核"
    REVIEW = "复核决定"
    DISPOSE = "处理"
    RECEIPT = "移送回执"
    ARCHIVE = "归档"
    CANCEL = "取消"
    MERGE = "并入"


class PlanAction(Term):
    """What an entry of a year's inspection plan does."""

    APPROVE_PLAN = "计划审定"


class BasisKind(Term):
    """On whose word an inspection is made (国令第733号 art. 11, Liupanshui 二（三））."""

    DECISION = "政府决定"
    INSTRUCTION = "行政首长批示"
    PROPOSAL = "建议经批准"
    SUPERIOR = "上级部署"


class InspectionName(Term):
    """In whose name it is made: the government's, or a department's own (备案, Ledong 34)."""

    GOVERNMENT = "政府"
    DEPARTMENT = "部门"


class InspectionType(Term):
    """The types of 国令第733号 art. 14."""

    COMPREHENSIVE = "综合督查"
    SPECIAL = "专项督查"
    INVESTIGATION = "事件调查"
    DAILY = "日常督办"
    CLUE = "线索核查"


class LegalMeans(Term):
    """The eight means of 国令第733号 art. 12."""

    SELF_CHECK = "自查说明"
    HEARING = "听取汇报"
    LOOKING = "检查访谈暗访"
    EVALUATING = "座谈听证统计评估"
    FILES = "调阅复制资料"
    CLUES = "收集线索"
    INTERVIEW = "约谈"
    INTERNET = "互联网督查"


class Setup(Term):
    """Who makes it together (组织形式; Ledong 34, 36, Liupanshui 五（一））."""

    JOINT = "联合"
    CROSSED = "交叉"
    ENTRUSTED = "委托"
    MERGED = "合并"
    THIRD_PARTY = "第三方"


class Manner(Term):
    """How it goes on site (实施方式; Ledong 35, 36)."""

    UNANNOUNCED = "暗访"
    SAMPLE = "抽查"
    STATIONED = "驻点"


class Content(Term):
    """What is inspected (督查内容; 国令第733号 art. 4)."""

    CENTRAL = "党中央国务院决策部署"
    GOVERNMENT = "上级和本级政府部署"
    DUTIES = "法定职责履行"
    EFFICIENCY = "行政效能"


class Seat(Term):
    """What a member is to the group (督查组)."""

    HEAD = "组长"
    DEPUTY = "副组长"
    MEMBER = "组员"
    INVITED = "特邀"


class ProblemKind(Term):
    """What is wrong (Guizhou 四（二）, Liupanshui 一)."""

    NOT_DONE = "不落实"
    FAKED = "假落实"
    SLOW = "慢落实"
    WEAK = "软落实"
    PASSIVE = "缺乏主体意识"
    UNSOUND = "机制不健全"
    FORMALISM = "形式主义"
    BUREAUCRACY = "官僚主义"
    SHIRKING = "缺乏担当"
    OTHER = "其他"


class Outcome(Term):
    """What becomes of a finding (处理)."""

    RECTIFY = "整改"
    CIRCULATE = "通报"
    CLUE = "线索"
    HAND_OVER = "移送"
    REJECT = "不予认定"


class Ruling(Term):
    """What a review comes to (国令第733号 art. 17)."""

    UPHELD = "维持"
    CHANGED = "变更"
    REVOKED = "撤销"


class DrawnOf(Term):
    """What is drawn by lot (双随机)."""

    OBJECTS = "对象"
    INSPECTORS = "人员"
    PLACES = "点位"
