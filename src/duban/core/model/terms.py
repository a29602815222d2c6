"""The official vocabulary: each enum's value is the Chinese term of the files, its name the English of JSON.

Only words: no rules, no logic.
"""

from datetime import date
from enum import StrEnum


class Term(StrEnum):
    """A word with an official Chinese value and an English name."""

    __hash__ = str.__hash__  # Enum's own is Python code, and journals are looked up by term

    @property
    def english(self) -> str:
        """The name JSON and CSV use."""
        return self.name.lower()


class Status(Term):
    """Where a task stands; computed from its journal, never stored."""

    REGISTERED = "待交办"
    ASSIGNED = "待签收"
    IN_PROGRESS = "办理中"
    REPORTED = "待核验"
    VERIFIED = "待销号"
    CLOSED = "已销号"
    SUSPENDED = "已中止"
    WITHDRAWN = "已撤销"


class Action(Term):
    """What an event does."""

    REGISTER = "立项"
    RECEIVE = "收文"
    SUBMIT = "呈批"
    STUDY = "研究"
    INTERPRET = "解读"
    INTERPRET_REPORT = "解读报告"
    ASSIGN = "交办"
    PLAN = "推进计划"
    ACCEPT = "签收"
    CONTEST = "退件"
    PROGRESS = "反馈"
    WARN = "预警"
    URGE = "催办"
    EXPLAIN = "说明"
    ATTRIBUTE = "归因"
    COORDINATE = "协调"
    APPLY = "申请延期"
    EXTEND = "延期"
    DENY = "不批延期"
    TRANSFER = "转办"
    SUSPEND = "中止"
    RESUME = "恢复"
    WITHDRAW = "撤销"
    DONE = "报结"
    RETURN = "退回"
    VERIFY = "核验"
    CLOSE = "销号"
    REOPEN = "重启"
    REVISIT = "回访"
    PUBLICIZE = "公示"
    ESCALATE = "整改不力"
    ISSUE = "发文"
    AMEND = "变更"
    CORRECT = "更正"


class BookAction(Term):
    """What an entry does in a journal that belongs to no task: of a period, of a unit, of the office."""

    CLOSE_PERIOD = "结账"
    REOPEN_PERIOD = "重开"
    RECONCILE_SEND = "发单"
    RECONCILE_AGAINST = "来单"
    RECONCILE_SETTLE = "核定"
    RECONCILE_SIGN = "签认"
    CONCLUDE = "查账结论"
    CARRY = "结转"
    STANDING = "履职"
    NOTIFY = "通知"


class LedgerKind(Term):
    """The six ledgers (Liupanshui 四（三）), and what is put right (整改清单, 五（四）)."""

    DOCUMENT = "重要文件"
    MEETING = "会议议定事项"
    INSTRUCTION = "领导批示"
    INSPECTION = "重大督查"
    ASSIGNMENT = "领导交办"
    PROJECT = "重大项目"
    RECTIFICATION = "整改"


class SourceKind(Term):
    """Where a duty comes from (Liupanshui 三（一）, Anshan 一, Ledong 33)."""

    DOCUMENT = "重要文件"
    MEETING = "会议议定"
    INSTRUCTION = "领导批示"
    ASSIGNMENT = "领导交办"
    INSPECTION = "督查活动"
    PROJECT = "重大项目"
    WORK_REPORT = "政府工作报告"
    MEDIA = "媒体反映"
    REFORM = "改革"
    RESEARCH = "调研"
    SELF_SET = "单位自定"
    OTHER = "其他"


def usual_source(kind: LedgerKind) -> SourceKind:
    """Where the tasks of a ledger come from, where nobody says otherwise: what is put right, an inspection found."""
    found = {LedgerKind.RECTIFICATION: SourceKind.INSPECTION}
    return found.get(kind) or SourceKind[kind.name]


class Urgency(Term):
    """The class that gives a limit where the source sets none (Anshan 三.2)."""

    URGENT = "急件"
    NORMAL = "非急件"
    HARD = "难度较大"
    SPECIAL = "特殊情况"


class Reporting(Term):
    """How often progress is reported (Guizhou 二（五））."""

    ROUTINE = "常规"
    IMPORTANT = "重要"
    PRESSING = "紧急"


class Horizon(Term):
    """How far a task reaches; decides how fine its schedule must be (Liupanshui 三（二））."""

    LONG_TERM = "中长期"
    ANNUAL = "年度"
    PHASE = "阶段性"
    CRITICAL = "特别重要"


class Pace(Term):
    """How a problem can be put right (整改类型): at once, in stages, or for good, so that it must be seen to last."""

    AT_ONCE = "立行立改"
    IN_STAGES = "分阶段"
    LASTING = "持续"


class Stage(Term):
    """Where a rectification stands on the board; computed, never stored."""

    NOT_STARTED = "未启动"
    UNDER_WAY = "正在整改"
    AWAITING = "完成整改（待验收）"
    ACCEPTED = "已验收"
    PUBLICIZED = "公示"
    CLOSED = "已销号"
    SUSPENDED = "已中止"
    WITHDRAWN = "已撤销"


class Escalation(Term):
    """What is done where nothing is put right (Liupanshui 五（四）, Ledong 35)."""

    MORE_OFTEN = "加密督查"
    STATIONED = "驻点督查"
    REPORTED_UP = "上报"


class Basis(Term):
    """What a due day rests on."""

    RULE = "规则"
    SOURCE = "来源规定"
    LEADER = "领导确定"


class ApprovedVia(Term):
    """How an approval was given; 电话 waits for its paper (待补批件)."""

    WRITTEN = "书面"
    PHONE = "电话"
    MEETING = "会议"


class PostKind(Term):
    """What a leader's post is before the law: 国令第733号 asks for the 行政首长, Anshan 四.2 for the 秘书长.

    The 秘书长 and the director of the government office (办公厅主任) are the first helpers there (Anshan 四.1).
    Of interviews the party committee's 组织部长 and the 主要领导 (党委书记, 行政首长) speak (Shiwei 三（四）). The last
    three say how many days one is on the front line (Shiwei 三（二）); heads of units are no leaders who could approve.
    """

    HEAD_OF_GOVERNMENT = "行政首长"
    SECRETARY_GENERAL = "秘书长"
    OFFICE_DIRECTOR = "办公室主任"
    PARTY_SECRETARY = "党委书记"
    HEAD_OF_ORGANISATION = "组织部长"
    MEMBER = "班子成员"
    HEAD_OF_DEPARTMENT = "部门主要负责人"
    HEAD_OF_TOWNSHIP = "乡镇街道书记"


HEADS_OF_UNITS = frozenset({PostKind.HEAD_OF_DEPARTMENT, PostKind.HEAD_OF_TOWNSHIP})


class Tallied(Term):
    """What is counted (所计): by a rule on how often it has to be, or nowhere but in somebody's appraisal."""

    MEETING = "会议"
    STUDY = "研究"
    BRIEFING = "汇报"
    VISIT = "走访"
    FRONT_LINE = "一线办公"
    REGISTER = "包保名单"
    PAPER = "退文"
    INSTRUCTION = "批示"
    ARTICLE = "文章"
    DOCUMENT = "发文"
    PHOTO = "照片"
    NOTES = "学习笔记"

    def scores(self, on: date) -> bool:
        """Whether an appraisal of a day may count it: not what 整治形式主义为基层减负若干规定 forbids (不得计分)."""
        return on < UNSCORED_SINCE or self not in UNSCORED


UNSCORED_SINCE = date(2024, 8, 6)
UNSCORED = frozenset(
    {
        *(Tallied.MEETING, Tallied.STUDY, Tallied.INSTRUCTION, Tallied.ARTICLE),
        *(Tallied.DOCUMENT, Tallied.PHOTO, Tallied.NOTES),
    }
)


class WardKind(Term):
    """What somebody is made responsible for (包保; Guizhou 二（三）)."""

    ENTERPRISE = "企业"
    PROJECT = "项目"


class Level(Term):
    """Whose an enterprise or project is: 省市县分级."""

    PROVINCE = "省级"
    CITY = "市级"
    COUNTY = "县级"


class Slip(Term):
    """What was wrong in what a unit handed in (错情; Guizhou 二（五）); the sorts are our own (酌定)."""

    FIGURES = "数据"
    WORDING = "文字"
    OMISSION = "漏项"
    PAPERS = "附件签章"
    FORMAT = "格式"
    CONTENT = "内容不实"


class Light(Term):
    """Level of a warning."""

    BLUE = "蓝"
    YELLOW = "黄"
    RED = "红"


class Channel(Term):
    """By which service a message goes out."""

    WECOM = "企业微信"
    DINGTALK = "钉钉"
    FEISHU = "飞书"
    MAIL = "邮件"
    WEBHOOK = "接口"


class UrgeVia(Term):
    """How a unit was urged (Ledong 32)."""

    PHONE = "电话"
    WRITTEN = "书面"
    MEETING = "会议"
    MESSAGE = "微信"
    OFFICE = "OA"
    ON_SITE = "现场"
    OTHER = "其他"


class Method(Term):
    """How a verification or revisit was made."""

    ON_SITE = "现场"
    PAPER = "书面"
    SAMPLE = "抽查"
    UNANNOUNCED = "暗访"


class Result(Term):
    """What a verification found."""

    PASS = "通过"
    FAIL = "不通过"


class Failure(Term):
    """The four kinds of failure (Guizhou 四（二））."""

    NOT_DONE = "不落实"
    FAKED = "假落实"
    SLOW = "慢落实"
    WEAK = "软落实"


class Cause(Term):
    """To whom a lateness is put down (归因)."""

    OWN = "本单位"
    SUPPORT = "配合单位"
    ABOVE = "上级"
    OBJECTIVE = "客观"


class Relapse(Term):
    """Why a closed task starts anew: its report was untrue, or what had been reached did not last."""

    UNTRUE = "失实"
    REBOUND = "反弹"


class Returned(Term):
    """What a 退回 asks for: only the papers put right (附件, 签章, 格式), or the work done again."""

    FORMAL = "补正"
    REDO = "重办"


class YesNo(Term):
    """An answer to one of the five questions of a revisit (Anshan 三.3)."""

    YES = "是"
    NO = "否"


class DocKind(Term):
    """Kinds of documents an office issues on tasks, on inspections, on clues."""

    NOTICE = "督办通知单"
    ASSIGNMENT = "任务交办通知书"
    REMINDER = "督办提醒单"
    WARNING = "预警单"
    RECTIFICATION = "整改通知书"
    BULLETIN = "督查通报"
    BRIEF = "督查工作简报"
    SPECIAL = "督查专报"
    FEEDBACK = "反馈报告"
    CLOSING = "销号审批表"
    INSPECTION_SCHEME = "督查方案"
    INSPECTION_NOTICE = "督查通知"
    FINDINGS = "问题清单"
    INSPECTION_REPORT = "督查报告"
    INSPECTION_CONCLUSION = "督查结论"
    FINDINGS_TRANSFER = "问题移送函"
    INSPECTION_PLAN = "督查计划表"
    RECTIFICATION_LIST = "整改台账"
    INTERVIEW_NOTICE = "约谈通知书"
    INTERVIEW_RECORD = "约谈纪要"
    CRITICISM = "通报批评"
    COMMENDATION = "通报表扬"
    LISTING_NOTICE = "负面清单告知书"
    DELISTING_NOTICE = "负面清单移出告知书"
    EXEMPTION_NOTICE = "容错认定告知书"
    SERVICE_SLIP = "结果送达单"
    CLUE_LETTER = "线索转办函"
    CLUE_RESULT = "线索办理反馈"
    CLUE_TRANSFER = "线索移送函"
    SCORE_SHEET = "考核成绩单"
    SCORE_CIRCULAR = "考核通报"
    OTHER = "其他"


class Layout(Term):
    """How a document lies on the page: GB/T 9704-2012, its letter format, or an office's newsletter."""

    OFFICIAL = "公文"
    LETTER = "信函"
    NEWSLETTER = "简报"


class Section(Term):
    """A section of a report, or of an inspection, that a document takes over."""

    SITUATION = "总体情况"
    GOOD = "进展较好"
    WANTING = "存在问题"
    DEMANDS = "工作要求"
    OPINIONS = "单位意见"
    HANDLING = "处理情况"
    LISTED = "清单"


class Haste(Term):
    """How fast a document must go (GB/T 9704-2012 7.2.3): 紧急程度; never that of a task."""

    MOST = "特急"
    MORE = "加急"


class Seal(Term):
    """How a document is signed (GB/T 9704-2012 7.3.5)."""

    SEALED = "是"
    UNSEALED = "否"
    UNSIGNED = "无"


class Role(Term):
    """What a unit is to a task."""

    LEAD = "牵头单位"
    SUPPORT = "配合单位"
    OFFICE = "督查室"


class PeriodUnit(Term):
    """How a period is counted."""

    WORKDAYS = "工作日"
    DAYS = "日"
    MONTHS = "月"
    SAME_DAY = "当日"
    LEADER = "领导确定"


class Every(Term):
    """How often a cadence recurs."""

    WEEK = "周"
    HALF_MONTH = "半月"
    MONTH = "月"
    QUARTER = "季"
    HALF = "半年"
    YEAR = "年"
