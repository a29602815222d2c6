"""Which part of an inspection, an interview or a clue a rule is about (环节).

Words only; the rules themselves are in rules.py.
"""

from duban.core.model.terms import Term


class InspectionStep(Term):
    """What of an inspection a rule is about (环节)."""

    FILE = "备案"
    PROPOSE = "计划报审"
    PLAN = "计划审定"
    CONSULT = "征求意见"
    ASK_REVIEW = "申请复核"
    REVIEW = "复核决定"
    OVERLAP = "重复督查"
    SITE_DAYS = "现场天数"


class InterviewStep(Term):
    """What of an interview (约谈) a rule is about (环节)."""

    CONFER = "会商"
    APPROVE = "批准"
    FIRST = "一级约谈"
    SECOND = "二级约谈"
    REPORT = "整改报告"
    COUNT = "约谈次数"


class ClueStep(Term):
    """What of a clue a rule is about (环节)."""

    ASSESS = "研判"
    ROUTE = "处理"
    PETITION = "转信访"
    FEEDBACK = "反馈"
    SAMPLE = "抽查"
    ANSWER = "答复"
