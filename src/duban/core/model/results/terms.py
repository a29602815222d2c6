"""The vocabulary of results (结果): circulars, the negative list, awards, exemptions.

Only words: no rules, no logic.
"""

from duban.core.model.terms import Term


class ResultKind(Term):
    """What an entry with a number is."""

    CIRCULAR = "通报"
    NEGATIVE = "负面清单"
    AWARD = "激励"
    EXEMPTION = "容错"


PREFIXES = {
    ResultKind.CIRCULAR: "TB",
    ResultKind.NEGATIVE: "FM",
    ResultKind.AWARD: "JL",
    ResultKind.EXEMPTION: "RC",
}


class ResultAction(Term):
    """What an entry of results does."""

    CIRCULATE = "通报"
    SUPPLY = "提供"
    ENLIST = "纳入"
    DECLINE = "不予纳入"
    DELIST = "移出"
    AWARD = "激励"
    REVOKE_RESULT = "撤销结果"
    ASK_EXEMPTION = "申请容错"
    EXAMINE = "核实容错"
    DECIDE_EXEMPTION = "认定容错"
    SERVE_RESULT = "结果送达"


class ResultStage(Term):
    """Where a result stands; computed, never stored."""

    CIRCULATED = "已通报"
    SUPPLIED = "待纳入"
    LISTED = "已纳入"
    DECLINED = "未纳入"
    REMOVED = "已移出"
    AWARDED = "已激励"
    REVOKED = "已撤销"
    ASKED = "已申请"
    EXAMINED = "已核实"
    EXEMPTED = "已认定"
    REFUSED = "未认定"


class Tone(Term):
    """Whether a circular praises or blames."""

    PRAISE = "表扬"
    BLAME = "批评"


class BlameCause(Term):
    """Why somebody is blamed (Liupanshui 四（五）, 一; Guizhou 四（二）)."""

    WEAK_MEASURES = "措施不力"
    INEFFICIENT = "效率低下"
    PERFUNCTORY = "敷衍应付"
    BUCK_PASSING = "推诿扯皮"
    MISTAKE = "工作失误"
    PASSIVE = "缺乏主体意识"
    UNSOUND = "机制不健全"
    FORMALISM = "形式主义"
    BUREAUCRACY = "官僚主义"
    SHIRKING = "缺乏担当"
    NOT_DONE = "不落实"
    FAKED = "假落实"
    SLOW = "慢落实"
    WEAK = "软落实"


class Inflow(Term):
    """By which way a matter comes onto the negative list (Liupanshui 四（六）)."""

    OFFICES = "部门提供"
    ASSEMBLY = "人大政协反映"
    MEDIA = "媒体曝光"


class AwardLevel(Term):
    """Of which level an award is."""

    STATE = "国家"
    PROVINCE = "省"
    CITY = "市"
    COUNTY = "县"


class Benefit(Term):
    """What an award brings (Liupanshui 四（六）, Ledong 三（五））."""

    PRAISE = "表彰"
    FUNDS = "资金"
    PROJECT = "项目"
    POLICY = "政策"
    PILOT = "试点"


class Mercy(Term):
    """What an exemption comes to."""

    NO_MARK = "不作负面评价"
    EXEMPT = "免责"
    LIGHTER = "从轻减轻"
    NONE = "不予认定"


FULL_MERCY = frozenset({Mercy.NO_MARK, Mercy.EXEMPT})
"""By these what was exempted counts nowhere."""


class Receiver(Term):
    """To whom a result is served (Liupanshui 四（六）: 组织人事, 目标绩效考核)."""

    UNIT = "本单位"
    PERSONNEL = "组织人事"
    APPRAISAL = "绩效考核"
    DISCIPLINE = "监察"
