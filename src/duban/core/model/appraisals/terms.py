"""The vocabulary of appraisals (考核): where one stands, what its entries do, what a scheme counts.

Only words: no rules, no logic.
"""

from duban.core.model.terms import Term


class AppraisalStatus(Term):
    """Where an appraisal stands; computed from its journal, never stored."""

    OPENED = "待初评"
    DRAFTED = "待反馈"
    FED = "反馈中"
    APPROVED = "已审定"
    PUBLISHED = "已通报"
    USED = "已运用"
    CANCELLED = "已取消"


class AppraisalAction(Term):
    """What an entry of an appraisal does."""

    OPEN_APPRAISAL = "考核立项"
    LIST_APPRAISAL = "列入考核计划"
    MARK_UNITS = "考核评分"
    NAME_PRINCIPAL = "任职情况"
    DRAFT_SCORES = "考核初评"
    SERVE_SCORES = "考核送达"
    APPEAL_SCORE = "考核申诉"
    REVIEW_SCORE = "考核复核"
    APPROVE_SCORES = "考核审定"
    PUBLISH_SCORES = "考核通报"
    USE_SCORES = "考核运用"
    HAND_IN_PAPER = "检查报来"
    CANCEL_APPRAISAL = "考核取消"


class Occasion(Term):
    """What of the books a scheme may count (事由): what happened to a unit, or did not."""

    MET = "按期办结"
    LATE = "逾期办结"
    UNMET = "逾期未办结"
    NODE = "节点逾期"
    REPORTED = "按期报告"
    REPORT_LATE = "迟报"
    REPORT_MISSED = "漏报"
    URGED = "催办"
    RETURNED = "退回"
    FAILED = "核验不通过"
    UNTRUE = "失实"
    PRAISED = "通报表扬"
    BLAMED = "通报批评"
    LISTED = "负面清单"
    AWARDED = "激励"
    INTERVIEWED = "约谈"


class Outset(Term):
    """From which number an item is counted: full marks that are taken off, or nothing to which is added."""

    FULL = "满分"
    NOTHING = "零"


class VetoEffect(Term):
    """What a veto does to the band of a unit."""

    NO_AWARD = "不得评为最高等次"
    LOWEST = "定为最低等次"


class ReviewResult(Term):
    """What a review came to."""

    KEPT = "维持"
    CHANGED = "改变"


class ScoreUse(Term):
    """What a result is used for (Ledong 37, 市委意见 四（三）)."""

    PAY = "绩效工资"
    FUNDS = "财政奖补"
    OFFICE = "干部使用"
    HONOUR = "评先评优"
    SELF_CRITICISM = "书面检查"
    HELP = "帮促整改"
    OTHER = "其他"
