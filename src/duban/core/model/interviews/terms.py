"""The vocabulary of interviews (约谈): where one stands, what its entries do, why it is held, what came of it.

Only words: no rules, no logic.
"""

from duban.core.model.terms import Term


class InterviewStatus(Term):
    """Where an interview stands; computed from its journal, never stored."""

    ENTERED = "待建议"
    CONFERRED = "已会商"
    PROPOSED = "待批准"
    APPROVED = "待通知"
    SUMMONED = "待约谈"
    HELD = "待整改报告"
    REPORTED = "待办结"
    CLOSED = "已办结"
    CANCELLED = "已取消"


class InterviewAction(Term):
    """What an entry of an interview does."""

    ENTER_INTERVIEW = "约谈立项"
    CONFER = "约谈会商"
    PROPOSE_INTERVIEW = "约谈建议"
    APPROVE_INTERVIEW = "约谈批准"
    SUMMON = "约谈通知"
    HOLD_INTERVIEW = "约谈"
    REPORT_REMEDY = "整改报告"
    ADMONISH = "诫勉"
    CLOSE_INTERVIEW = "约谈办结"
    CANCEL_INTERVIEW = "约谈取消"


class InterviewCause(Term):
    """Why somebody is interviewed (Shiwei 三（四）, 三（五）; Anshan 三.5)."""

    SLOW = "进展缓慢"
    RANKED_LAST = "考核末位"
    REMISS = "落实不力"


class Tier(Term):
    """Who speaks: the 组织部长 first, then a 主要领导 (Shiwei 三（四）)."""

    FIRST = "一级"
    SECOND = "二级"


class Effect(Term):
    """What came of an interview."""

    SEEN = "已见效"
    NONE = "未见效"
