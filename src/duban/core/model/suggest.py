"""The known word that a wrong one most likely meant: by English name, by variant, or by letters.

Words only; importers/grammar/headings.py holds the far wider table of headings that spreadsheets use.
"""

from collections.abc import Iterable, Mapping

LONGEST = 40
CLOSE = 0.5

# Variants of official keys met in the source documents (glossary), by the key they mean.
_VARIANTS = {
    "编号": "任务编号 督办编号",
    "事项": "工作任务 任务内容 工作内容 重点任务 民生实事 项目名称 具体要求 督办事项 问题表述 整改事项 标题",
    "来源": "任务来源 立项依据",
    "文号": "发文字号",
    "批示": "指示 领导批注",
    "完成时限": "办理时限 时限要求 计划完成时间 整改时限 完成时间 期限",
    "缓急": "紧急程度 缓急程度",
    "牵头单位": "牵头部门 主办单位 主责单位 责任单位",
    "配合单位": "协办单位 配合部门 协同单位",
    "牵头领导": "责任领导",
    "分管领导": "分管市领导 联系领导",
    "责任人": "第一责任人",
    "承办人": "经办人",
    "岗位": "责任科室",
    "工作要求": "任务目标 整改要求 完成标准",
    "时序进度": "推进计划 工作进度安排",
    "时限": "期限 截止日期",
    "登记": "登记时间",
    "经办": "经办人 操作人",
    "批准人": "审批人",
    "缺项": "退回原因",
    "全称": "单位名称 单位全称",
    "字头": "前缀",
    "标识": "规则标识",
    "报结": "办结 完成",
    "回访": "回访复核",
    "签收": "接收",
    "反馈": "进展 报告",
    "销号": "销账",
}
MEANINGS: Mapping[str, tuple[str, ...]] = {
    variant: tuple(key for key, text in _VARIANTS.items() if variant in text.split())
    for words in _VARIANTS.values()
    for variant in words.split()
}


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`; None where none is close, or `word` is too long to be a slip."""
    from difflib import get_close_matches

    word = word.strip()
    if not word or len(word) > LONGEST:
        return None
    close = get_close_matches(word, list(known), n=1, cutoff=CLOSE)
    return close[0] if close else None


def guess(near: str | None) -> str:
    """What a wrong word most likely meant, as advice begins."""
    return f"最接近的是“{near}”；" if near else ""


def ask_whether(near: str | None, other: str = "") -> str:
    """The same as a question; `other` where nothing is near."""
    return f"是不是“{near}”？" if near else other


def nearest_term(word: str, terms: Mapping[str, str]) -> str | None:
    """The official term meant by `word`; `terms` maps English names to official terms."""
    word = word.strip()
    english = word.lower().replace("-", "_")
    if english in terms:
        return terms[english]
    meant = next((key for key in MEANINGS.get(word, ()) if key in terms.values()), None)
    return meant or nearest(word, terms.values())
