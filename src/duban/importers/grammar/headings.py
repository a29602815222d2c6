"""Which heading of a ledger means which field: the one table of variants met in documents.

Words only: where headings stand is found by tables/header.py, what a column is used for by tables/column_roles.py.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from duban.core.grammar.mentions import leading_time
from duban.core.model.folding import fold
from duban.errors import Problem

IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Column:
    """A field, its official term, the headings that mean it, and a pattern for further headings (`family`).

    Headings are compared folded (half-width, simplified, without spaces, years, months and brackets), so one spelling
    serves both scripts. `unit` is a unit column that does not say whether it leads.
    """

    field: str
    term: str
    variants: str
    family: str = ""


_UNIT_WORD = r"(单位|部门|处室|科室|股室|主体|机关)"
_WHAT_WORD = r"(任务|事项|措施|举措|内容|目标|要求|工作|计划)"
_AND = r"(及|和|与|及其)"
_AND_WHO = rf"({_AND}?.*(责任人|负责人|联系人|领导))?"

# An exact heading wins over a family; among families the first that fits wins, so the order matters.
COLUMNS = (
    Column("number", "序号", "号 序 项次 顺序 顺序号 序列 次序 项目序号 任务序号 编次 No No. NO NO. #"),
    Column(
        "id",
        "编号",
        "任务编号 督办编号 事项编号 督查编号 台账编号 立项编号 交办编号 问题编号 项目编号 批示编号 提案号 建议号 "
        "案号 流水号",
        r"(督办件|督办单|交办单|交办件|批示件|提案|建议|工单|台账)(编)?号",
    ),
    Column("former_id", "曾用编号", "原编号 旧编号"),
    Column(
        "done_on",
        "办结日期",
        "实际完成时间 实际完成日期 实际完成时限 办结时间 完结时间 完结日期 销号时间 销号日期",
        r"实际.*(时间|日期|时限)",
    ),
    Column(
        "deadline",
        "完成时限",
        "办理时限 时限要求 计划完成时间 整改时限 完成时间 时限 办结时限 完成日期 完成期限 办理期限 期限 "
        "截止时间 截止日期 到期时间 到期日期 限办时间 限办日期 要求完成时间 要求办结时间 目标时限 "
        "时间要求 时间节点 计划完成时限 计划完成日期 预计完成时间 拟完成时间 对应的完成时间 最后期限 "
        "时间安排 反馈时限 反馈时间 完成节点 完成年限 完成年度 完成月份 到期日 时限节点 限时 计划完成 投用时间 "
        "投入使用时间 建成时间 出台时间 时间进度 进度要求 完成进度要求",
        rf"(?!.*{_WHAT_WORD}(及|和|与)).*(时限|期限|限期)(要求|安排|节点)?|"
        r"(计划|预计|应|要求|拟|规定)?(完成|办结|销号|整改|完工|竣工|投产).*(时间|日期|节点|年限|时间要求)",
    ),
    Column(
        "cadence",
        "报送周期",
        "报送频次 报送频率 反馈周期 反馈频次 报告周期 报告频次 上报周期 上报频次 调度频次 调度周期",
    ),
    Column(
        "milestones",
        "时序进度",
        "推进计划 工作进度安排 进度安排 节点安排 工作计划 阶段目标 序时进度 时序安排 进度计划 实施计划 "
        "序时安排",
    ),
    Column(
        "leader_in_charge",
        "分管领导",
        "分管市领导 联系领导 分管县领导 分管区领导 分管负责人 分管负责同志 分管副市长 分管副县长 分管副区长",
        r".*(?<!批示)(分管|联系|协管|协助整改).*(领导|负责人|负责同志|[市县区镇乡]长|主任|[校院]长|秘书长|"
        r"班子成员).*",
    ),
    Column(
        "lead_leader",
        "牵头领导",
        "责任领导 牵头区领导 牵头市领导 牵头县领导 包保领导 包抓领导 挂帅领导 挂点领导 主管领导 主抓领导 "
        "领导 市领导 县领导 区领导 校领导 院领导 局领导",
        r".*(牵头|责任|主抓|主管|包抓|包保|包联|包案|领办|挂帅|挂点|挂钩|督办|督导|第一).*(领导|[市县区镇乡]长|"
        r"[校院]长|班子成员).*|[省市州县区镇乡厅处]级领导",
    ),
    Column("clerk", "督办人", "督查人 督办人员 跟踪人 督办责任人 跟踪督办人 督办联系人 督查人员"),
    Column(
        "owner",
        "责任人",
        "第一责任人 整改第一责任人 整改责任人 负责人 主要负责人 牵头人 主要责任人 牵头负责人 责任人员 "
        "直接责任人 责任者 项目负责人 负责同志",
        rf"(?!.*{_UNIT_WORD}(及|和|与|或)).*责任人.*",
    ),
    Column(
        "handler",
        "承办人",
        "经办人 联系人 具体承办人 主办人 具体负责人 经办人员 承办人员 联络员 联络人 具体责任人 协办人",
    ),
    Column("post", "岗位", "责任科室 责任岗位 承办科室 责任处室 责任股室 承办处室 承办股室 经办科室"),
    Column(
        "support",
        "配合单位",
        "协办单位 配合部门 协同单位 协办部门 参与单位 参加单位 协助单位 协作单位 会办单位 协同部门 "
        "联办单位 配合 协办 会办 协同 配合责任单位 配合责任部门 协同配合单位 配合科室 配合处室 协办科室 相关单位 "
        "相关部门 其他单位",
        rf".*(配合|协办|协同|协助|参与|参加|会办|分办|联办|协作|其他责任|相关责任|共同责任).*{_UNIT_WORD}{_AND_WHO}",
    ),
    Column(
        "lead",
        "牵头单位",
        "牵头部门 主办单位 主责单位 主办部门 主责部门 牵头责任单位 牵头责任部门 牵头 主办 主责 牵头处室 "
        "牵头科室 主要责任单位 第一责任单位 主要责任部门 首要责任单位 牵头整改单位 牵头整改部门 牵头地区 "
        "牵头地方 抓总单位",
        rf".*(牵头|主办|主责|主要责任|抓总).*{_UNIT_WORD}{_AND_WHO}",
    ),
    Column(
        "unit",
        "责任单位",
        "责任部门 承办单位 承办部门 实施单位 落实单位 主管部门 主管单位 责任主体 负责单位 负责部门 "
        "具体责任单位 责任 单位 部门 实施主体 建设单位 业主单位 项目单位 单位名称 执行单位 执行部门 "
        "整改单位 整改部门 办理单位 整改责任单位 责任地区 责任地方和单位 责任单位及责任人 责任分工 职责分工 "
        "任务分工 承办 项目业主 项目法人 责任镇街 责任乡镇 责任街道 责任区县 责任科所 "
        "责任部室 责任学院 属地单位",
        r"(?!.*(监督|监管|督办|督查|督导|验收|审核|审计|提出|来文|报送)).*(责任|承办|承担|承接|落实|实施|负责|"
        r"建设|主管|执行|组织|整改|办理|完成|包保|经办).*(单位|部门|主体)(和|及)?.*",
    ),
    Column("goal", "整改目标", "整改任务目标 整改工作目标", r"(?!.*(措施|举措)).*整改.*目标.*"),
    Column(
        "title",
        "事项",
        "工作任务 任务内容 工作内容 重点任务 民生实事 项目名称 督办事项 整改事项 任务 任务名称 "
        "事项名称 事项内容 督查事项 督查内容 督办内容 督办任务 交办事项 交办内容 交办任务 交办问题 批示事项 "
        "议定事项 会议议定事项 决定事项 民生事项 民生事项名称 实事项目 实事内容 实事名称 项目 工作项目 "
        "重点项目 重点工作任务 重点工作 重点事项 主要任务 主要工作 目标任务 具体任务 具体工作 具体事项 "
        "分解任务 任务分解 工作事项 整改任务 整改内容 改革任务 改革事项 改革举措 改革内容 解决问题 需解决的问题 "
        "承诺事项 承诺内容 建议提案 提案名称 案由 会议决定 会议决定事项 会议议题 议题 议定内容 决定内容 主要事项 名称 "
        "事项摘要 标题 年度任务 内容 诉求内容 工程名称 活动名称 活动内容 工作重点 工作要点 工作安排 工作描述 "
        "任务清单 任务细化 交办单标题 交办标题 督办单标题 督办标题 事项标题",
        rf".*(任务|事项|实事|项目)(内容|名称|标题|分解|描述|清单)?({_AND}(内容|要求|目标|措施|时限))?|"
        r"(?!下).*(重点|主要|具体|本周|本月|本季度|年度)工作(内容|事项)?|(建议|提案)+(内容|标题|主题|题目|名称)|"
        rf"工作内容{_AND}(目标|要求|措施|(完成)?时限)",
    ),
    Column(
        "source_name",
        "来源",
        "任务来源 立项依据 事项来源 工作来源 督办来源 来源描述 交办来源 来源依据 文件名称 来文名称 "
        "会议名称 问题来源 项目来源 依据 立项来源 来源名称 任务出处 出处 来文标题 来文单位及标题 文件依据 政策依据 "
        "批示件名称 批示件标题 报告章节",
        r"(?!.*(资金|经费|数据)).*(来源|立项依据)",
    ),
    Column("source_kind", "来源类别", "来源类型 来源分类"),
    Column("doc_no", "文号", "发文字号 来文字号 文件文号 文件号 来文文号"),
    Column("clause", "条款", "条目 对应条款"),
    Column("session", "届次", "会议届次 会次"),
    Column("held_on", "会议日期", "会议时间"),
    Column("issued_on", "发文日期", "印发日期 发文时间 印发时间 成文日期"),
    Column("received_on", "收文日期", "收文时间 收到日期 收到时间 收件日期 收件时间 接收日期"),
    Column(
        "instructions",
        "批示",
        "指示 领导批注 领导批示 批示内容 批示要求 领导批示内容 领导指示 批示意见 领导批示要求 领导意见",
        r".*批示(件)?(内容|要求|意见|精神|摘要|指示)*",
    ),
    Column("instructed_by", "批示领导", "批示人 签批领导 签批人 批办领导 批示同志 批示领导同志"),
    Column("instructed_on", "批示日期", "批示时间 签批日期 签批时间 批办日期 批办时间"),
    Column("pace", "整改类型", "整改类别 整改分类 整改性质 整改时限类型"),
    Column("urgency", "缓急", "紧急程度 缓急程度 紧急 急缓程度"),
    Column("reporting", "报告类别", "报告类型"),
    Column("horizon", "性质", "任务性质"),
    Column("tags", "标签", ""),
    Column(
        "group",
        "类别",
        "类型 任务类别 任务类型 分类 领域 板块 大类 小类 指标类别 工作类别 项目类别 事项类别 "
        "事项类型 一级标题 二级标题 三级标题 所属领域 工作领域 问题类型 问题类别 工作板块 方面 专项 专班 "
        "一级任务 一级指标 二级指标 三级指标 行业 行动 专项行动",
        r".*(类别|类型|分类|领域|板块)",
    ),
    Column(
        "progress",
        "进展",
        "具体进展 完成情况 工作进展 进展情况 落实情况 工作完成情况 办理情况 推进情况 目前进展 办理进展 "
        "最新进展 整改情况 实际完成情况 工作进展情况 当前进展 反馈情况 进度情况 办理结果 完成进展 "
        "整改进展 目前进展情况 已采取的整改措施 办结情况 目前完成情况 执行情况 阶段性进展 形象进度 工程形象进度 "
        "答复情况",
        r"(?!.*问责).*(进展|完成情况|落实情况|推进情况|办理情况|整改情况|进展情况|反馈情况)",
    ),
    Column("effect", "成效", "取得成效 工作成效 整改成效 取得的成效 工作成果", r".*(成效|取得成果)"),
    Column("percent", "进度", "完成比例 完成率 完成进度 进度百分比 完成百分比 工作进度 办理进度 整改进度"),
    Column(
        "next",
        "下步",
        "下步打算 下一步工作 下步计划 下一步打算 下一步计划 下一步工作计划 下步工作安排 后续安排",
        r"下(一)?步.*",
    ),
    Column(
        "problem",
        "问题",
        "问题表述 问题描述 问题内容 具体问题 具体问题表述 整改问题 反馈问题 问题清单 反馈意见 具体表现 问题摘要 "
        "问题详情 问题标题 问题名称 主要表现 问题表现 突出问题 隐患描述 隐患内容",
        r"(?!.*(存在|困难|未|追责|问责)).*(反馈|检查|审计|巡[视察]|督[察查导]|发现|查出|指出|反映|移交|交办).*"
        r"(问题|隐患|意见)(具体|详细)?(表述|描述|内容|名称|清单|表现|摘要|概述|详情|事实)?|"
        r"(具体|详细)?(问题|隐患)的?(具体|详细)(表述|描述|内容|表现|情况|事实)",
    ),
    Column(
        "issues",
        "存在问题",
        "存在的困难或问题 存在的问题 困难问题 存在困难 未完成原因 问题和困难 难点 存在的困难和问题 "
        "存在的困难 困难和问题 存在问题及困难 未按期完成原因 滞后原因 存在主要问题 风险点 短板弱项",
        r"存在.*(问题|困难).*|未.*原因.*|"
        r".*(问题|隐患|短板|不足)(具体)?(表述|描述|内容|名称|清单|表现|摘要|概述|详情)?",
    ),
    Column(
        "status",
        "状态",
        "任务状态 办理状态 是否完成 是否办结 是否已完成整改 是否完成整改 是否销号 落实状态 完成状态 当前状态",
        r".*状态|是否.*(完成|办结|销号|到位)",
    ),
    Column(
        "standard",
        "工作标准",
        "完成标准 整改标准 整改完成标准 成果形式 完成标志 验收标准 预期成果 销号标准",
        r".*标准|.*完成标志",
    ),
    Column(
        "indicators", "量化指标", "考核指标 指标 指标名称 主要指标 目标值 指标值 年度指标", r".*指标(名称)?"
    ),
    Column(
        "requirements",
        "工作要求",
        "任务目标 整改要求 具体要求 工作目标 目标要求 年度目标 主要内容 具体内容 建设内容 "
        "主要建设内容 建设内容及规模 目标 要求 督办要求 交办要求 落实要求 建设规模及内容 任务要求 "
        "年度任务目标 主要目标 建设规模 考核要点 目标内容 标志性成果",
        r"(?!.*(措施|举措)).*(目标|要求)|.*(建设|主要|具体)内容.*",
    ),
    Column(
        "measures",
        "工作措施",
        "整改措施 具体措施 主要措施 推进措施 落实措施 细化的整改措施 主要举措 工作举措 措施 举措 具体举措 "
        "整改办法 解决办法 整改对策",
        rf".*(措施|举措)({_AND}(要求|内容|目标|(完成)?时限))?",
    ),
    Column("public", "公开", "是否公开"),
    Column("listed", "挂牌", "是否挂牌"),
    Column(
        "phone",
        "联系电话",
        "监督电话 电话 联系方式 手机 手机号码 牵头整改部门责任人及联系电话 配合整改部门责任人及联系电话 "
        "审计部门责任人及联系电话 牵头部门联系人及联系电话 配合部门联系人及联系电话",
        r".*(电话|联系方式)",
    ),
    Column("note", "备注", "说明 附注 延期说明 其他说明 注", r".*(备注|说明)"),
)

TERMS = MappingProxyType({column.field: column.term for column in COLUMNS})
UNIT_FIELDS = frozenset({"lead", "unit", "support"})
_LONGEST_HEADING = 40
_FOLDED = 100

_BRACKET = re.compile(r"[(\[〔【][^)\]〕】]*[)\]〕】]")
_LEADS = re.compile(r"[(\[〔【](牵头|主办|主责)(单位|部门)?[)\]〕】]")
_SUPPORTS = re.compile(r"[(\[〔【](配合|协办|协同)(单位|部门)?[)\]〕】]")
_PERSON_WORD = re.compile(r"责任人|负责人|联系人|[市县区镇]?领导|[(（]人[)）]")
_MARKS = re.compile(r"[\s:：,，。、;；*·/]+")


def fold_heading(text: str) -> str:
    """A heading as it is compared: folded, without brackets, marks, and the year or months it speaks of."""
    text = fold(text[:_FOLDED])
    bare = _MARKS.sub("", _BRACKET.sub("", text)) or _MARKS.sub("", text)
    return bare[leading_time(bare)[1] :] or bare


@cache
def _exact() -> Mapping[str, str]:
    return {
        fold_heading(name): column.field
        for column in COLUMNS
        for name in (column.term, *column.variants.split())
    }


@lru_cache(maxsize=4096)
def field_of(heading: str) -> str | None:
    """The field that a heading means, or None: by the table, else by the first `family` pattern that fits."""
    if len(heading) > _LONGEST_HEADING:
        return None
    folded = fold_heading(re.split("[/／]", heading)[0]) or fold_heading(heading)
    if not folded:
        return None
    field = _exact().get(folded) or _family(folded)
    if field == "unit" and (_LEADS.search(fold(heading)) or _SUPPORTS.search(fold(heading))):
        return "lead" if _LEADS.search(fold(heading)) else "support"
    return field


def names_person(heading: str) -> bool:
    """Whether a heading of a unit column asks for a person too: 牵头单位及责任人, 责任单位（责任人）."""
    return _PERSON_WORD.search(fold(heading)) is not None


def is_exact(heading: str) -> bool:
    """Whether a heading is listed in the table, not only matched by a `family` pattern."""
    return fold_heading(heading) in _exact()


def _family(folded: str) -> str | None:
    return next((field for field, family in _families() if family.fullmatch(folded)), None)


@cache
def _families() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((column.field, re.compile(column.family)) for column in COLUMNS if column.family)


def field_named(word: str) -> str | None:
    """The field that the right side of `--map` names: Python name, official term, known heading or 忽略."""
    word = word.strip()
    if word in TERMS or word == IGNORE:
        return word
    return IGNORE if word == "忽略" else _exact().get(fold_heading(word))


def _nearest(word: str, names: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(word, list(names), n=1, cutoff=0.5)), "")


def read_map(columns: Mapping[str, str]) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The user's column map with folded headings and Python names, and a problem for each unknown field."""
    known: dict[str, str] = {}
    problems = []
    for heading, word in columns.items():
        field = field_named(word)
        if field is None:
            near = _nearest(word.strip(), (*TERMS, *TERMS.values())) or _nearest(word.strip(), _exact())
            hint = f"最接近的是“{near}”。" if near else ""
            some = "、".join(TERMS.values())
            message = f"--map {heading}={word}：没有叫“{word}”的字段。"
            problems.append(
                Problem.error("unknown-field", message, f"{hint}可用的字段：{some}；不要的列写“忽略”。")
            )
        else:
            known[fold_heading(heading)] = field
    return known, tuple(problems)
