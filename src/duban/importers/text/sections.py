"""What a section speaks of, told by its title: aims, how the work is secured, or the work itself.

The one place for such titles; each row is a kind with an example and the words that tell it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from duban.importers.grammar.folding import simplified

_LONGEST, _HEAD = 24, 14


@dataclass(frozen=True, slots=True)
class Words:
    """Titles that mean a kind of section: an example, and the words by which they are told."""

    kind: str
    example: str
    pattern: str


TITLES = (
    Words(
        "aim",
        "一、总体要求",
        "总体要求|总体思路|总体目标|总体安排|总体情况|指导思想|基本原则|工作原则|主要原则|工作目标|主要目标|发展目标|目标要求|基本要求|工作思路|基本思路",
    ),
    Words("aim", "（一）重要意义", "重要意义|背景|形势|基本情况|任务来源|编制依据|存在(?:的)?(?:主要)?问题"),
    Words("aim", "二、适用范围", "(?:适用|试点|实施|整治|自查|检查|时间)范围"),
    Words("aim", "（二）检查内容", "(?:自查|检查|督查|抽查|考核|评估)(?:内容|重点|对象)"),
    Words(
        "aim",
        "三、申报条件",
        "(?:申报|报名|评审|遴选|参评|推荐)[^。，]{0,6}(?:对象|条件|程序|材料|渠道|方式|范围|时间|费用|要求)|时间地点",
    ),
    Words(
        "support",
        "四、保障措施",
        "保障措施|组织保障|工作保障|实施保障|强化保障|加强保障|保障机制|政策保障|附则|其他事项|其他要求",
    ),
    Words(
        "support",
        "（一）加强组织领导",
        "组织领导|组织实施|加强组织|强化组织|加强领导|组织机构|组织架构|组织体系|责任体系|机构设置|工作机构|工作职责|职责分工",
    ),
    Words(
        "support",
        "五、工作要求",
        "工作要求|有关要求|相关要求|几点要求|加强督促|督促检查|宣传引导|落实各方责任|抓好落实|强化落实|责任追究|考核奖惩",
    ),
    Words("support", "四、下次会议安排", "下一?次[^。，]{0,6}会"),
    Words("support", "（二）提高认识", "提高认识|提高思想|统一思想|高度重视|(?:充分|深刻|切实)认识"),
)
_KINDS = {
    kind: re.compile("|".join(words.pattern for words in TITLES if words.kind == kind))
    for kind in ("aim", "support")
}
# A heading whose later clause says what is done speaks of work: 明确目标要求，落实监测任务.
_WORK_AFTER = re.compile(
    r"[，,、 ](?:落实|完成|推进|开展|抓好|抓实|实施|做好)[^。；]{0,8}(?:任务|工作|措施|项目|整治|监测|检查)$"
)
# Under such a heading even （一）加强领导，统筹协调 is work that somebody is given.
_TASKS = re.compile(r"(?:主要|重点|工作|具体|目标)任务|任务分工|职责分工")


def kind_of(title: str, above: Iterable[str] = ()) -> str:
    """`aim`, `support` or `main`: what a section of this title speaks of, under the titles `above` it."""
    plain = simplified(title)[:_LONGEST]
    if _WORK_AFTER.search(plain):
        return "main"
    if _KINDS["aim"].search(plain[:_HEAD]) or plain.startswith(("坚持", "目标")):
        return "aim"
    if _KINDS["support"].search(plain) and not any(_TASKS.search(simplified(each)) for each in above):
        return "support"
    return "main"
