"""The words of a clue (线索): status, actions, doors, kinds, routes, grounds, what was found.

Only vocabulary: the records stand in records.py, what is allowed in core/clues.
"""

from duban.core.model.terms import Term


class ClueStatus(Term):
    """Where a clue stands; computed from its journal, never stored."""

    ENTERED = "待研判"
    ASSESSED = "待处理"
    SENT = "办理中"
    CHECKING = "自查中"
    HANDED = "已移送"
    PETITIONED = "已转信访"
    DECLINED = "不予受理"
    REPORTED = "已反馈"
    CLOSED = "已办结"
    JOINED = "已并案"


class ClueAction(Term):
    """What an entry of a clue does."""

    ENTER_CLUE = "线索登记"
    ASSESS_CLUE = "线索研判"
    SEND_CLUE = "线索转办"
    CHECK_CLUE = "线索自查"
    HAND_OVER_CLUE = "线索移送"
    RECEIVE_CLUE = "移送签收"
    REFER_PETITION = "转信访"
    JOIN_CLUE = "并案"
    DECLINE_CLUE = "不予受理"
    REPORT_CLUE = "线索反馈"
    SAMPLE_CLUE = "抽查抽取"
    VERIFY_CLUE = "抽查核查"
    ANSWER_GIVER = "答复"
    CLOSE_CLUE = "线索办结"


class Door(Term):
    """Through which door it came (国务院“互联网+督查”; D-17, B-27)."""

    PUBLIC = "群众"
    BUSINESS = "市场主体"
    GRASSROOTS = "基层政府"
    HOTLINE = "12345"
    DELEGATES = "代表委员"
    BOX = "举报箱"
    INSPECTION = "督查发现"


class ClueKind(Term):
    """What it is about: the four kinds of 国务院“互联网+督查”."""

    NOT_CARRIED_OUT = "政策不落实"
    IDLE = "不作为慢作为乱作为"
    UNCOORDINATED = "政策不协调"
    ADVICE = "建议"


class Route(Term):
    """Where it goes (去向)."""

    SEND = "转办"
    CHECK = "自查"
    HAND_OVER = "移送"
    PETITION = "转信访"
    JOIN = "并案"
    DECLINE = "不予受理"


class Ground(Term):
    """Why a clue is not taken on."""

    OUTSIDE = "不属于督查范围"
    VAGUE = "内容不具体无法核查"
    REPEATED = "已经办结又没有新情况"
    IN_COURT = "已进入诉讼仲裁复议"
    OTHER = "其他"


class Truth(Term):
    """What was found of what it says."""

    TRUE = "属实"
    PARTLY = "部分属实"
    FALSE = "不属实"


class Check(Term):
    """What a sample shows of a unit's report."""

    HOLDS = "情况一致"
    FALSE = "情况不实"


class AnsweredBy(Term):
    """How its giver was answered."""

    PHONE = "电话"
    LETTER = "书面"
    IN_PERSON = "当面"
    PLATFORM = "平台"
