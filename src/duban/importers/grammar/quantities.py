"""Quantified targets (量化指标) in a sentence: 新建2座人行天桥, 地区生产总值增长6.2%左右.

One table of patterns; results are proposals, nothing is rounded or converted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from duban.core.grammar.figures import DIGITS

_NUMBER = rf"(?P<target>(?<![\d.,，])(?:{DIGITS})(?:[至到~～—-]+\d+(?:\.\d+)?)?[余多]?)"
_MEASURE = (
    r"(?P<measure>[万千]?亿元|万?元|万?人次|平方公里|万?平方米|公里|公顷|千瓦|兆瓦|"
    r"万?[个座所处项家套户人名条场辆台件吨亩栋间株次米张部盏块](?!工作日|月|星期|小时|学时|百分点))"
)
_MOST = 8


@dataclass(frozen=True, slots=True)
class Target:
    """A proposed 量化指标: its name, the number as written, its measure."""

    name: str
    target: str
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to state a target: an example and its pattern."""

    example: str
    pattern: re.Pattern[str]


_ACTS = (
    "新建|改建|扩建|改扩建|新改扩建|建成|建设|完成|改造|新增|培育|引进|打造|创建|整治|修复|开工|竣工|提升改造|治理|发放|"
    "安置|培训|投放|新开|认定|更新|铺设|打通|维修|加固|拆除|清理|清淤|疏浚|种植|绿化|提供|签约|招引|"
    "实施|举办|组织|开展|加装|安装|增设|购置|整改|盘活|资助"
)
# The act is a verb of the sentence: no part of a description (建成的小区), no item of a list (家电维修等标准).
_ACT = rf"(?P<act>{_ACTS})(?![的等和与及、])"
RULES = (
    Rule(
        "新建2座人行天桥",
        re.compile(rf"{_ACT}(?:各类)?{_NUMBER}{_MEASURE}(?P<what>[\u4e00-\u9fff]{{1,14}})?"),
    ),
    Rule(
        "新建中心幼儿园2所",
        re.compile(rf"{_ACT}(?P<what>[\u4e00-\u9fff]{{2,14}}?)(?:不少于)?{_NUMBER}{_MEASURE}"),
    ),
    Rule(
        "建成配送中心6个、服务站58个",
        re.compile(
            rf"{_ACT}[\u4e00-\u9fff]{{2,14}}?\d+(?:\.\d+)?万?[个座所处项家套户条场台张]、(?P<what>[\u4e00-\u9fff]{{2,14}}?){_NUMBER}{_MEASURE}"
        ),
    ),
    Rule(
        "地区生产总值增长6.2%左右",
        re.compile(
            rf"(?:(?<=[，,。；;：:、])|^)(?P<what>[\u4e00-\u9fff]{{2,22}}?)(?P<act>增长|提高|下降|降低|压减|达到|控制在|保持在|突破|不低于|不高于)(?:到|至)?{_NUMBER}(?P<measure>%|％|个百分点|万?亿元)(?!(?:及|或)?以?[上下]?的)"
        ),
    ),
)
_HEAD = re.compile(r"^(?:努力|实现|力争|确保|全县|全市|全区|全省|使|其中|基本)+")


def find_targets(text: str) -> tuple[Target, ...]:
    """The targets of a text in their order, each once, eight at most."""
    found = sorted(_find(text), key=lambda pair: pair[0])
    return tuple(dict.fromkeys(target for _, target in found))[:_MOST]


def _find(text: str) -> Iterator[tuple[int, Target]]:
    taken: set[int] = set()
    for rule in RULES:
        for match in rule.pattern.finditer(text):
            if match.start("target") in taken:
                continue
            taken.add(match.start("target"))
            what = _HEAD.sub("", match["what"] or "")
            name = f"{what}{match['act']}" if rule.example.startswith("地区") else f"{match['act']}{what}"
            yield match.start(), Target(name, match["target"], match["measure"].replace("％", "%"))
