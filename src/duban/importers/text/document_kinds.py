"""What kind of document it is, by title and opening; what kind of section, by its title.

All such kinds are listed here; each row has an example and the words that identify it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from duban.core.model.folding import simplified
from duban.importers.text.outline import Item

_OPENING, _HEADING, _LONGEST_TITLE = 600, 12, 40
_MOST = 0.5


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document that sets no tasks: an example, its title and opening ("": any), and why it gives no task."""

    name: str
    example: str
    title: str
    opening: str
    why: str

    def may_order(self, heading: str) -> bool:
        """Whether a section of such a document sets tasks all the same: 职责任务 of a group that is set up."""
        return self.name == "body" and "任务" in simplified(heading)[:_HEADING]


_BODIES = "领导小组|协调小组|工作小组|工作组|专班|指挥部|委员会|联席会议|议事协调机构|组成人员|组成名单"
_RULES = "办法|规定|条例|细则|章程|规则|制度|公约|守则|准则|规程|规范|预案"
_BRACKET = r"(?:[（(][^）)]{1,20}[）)])?"
KINDS = (
    Kind(
        "body",
        "关于成立某某工作领导小组的通知",
        rf"(?:成立|组建|设立|调整|充实|建立)[^。，；]{{0,40}}(?:{_BODIES})[^。，；]{{0,14}}$",
        rf"(?:成立|组建|设立|调整|充实|建立)[^。；]{{0,40}}(?:{_BODIES})[^。；]{{0,60}}如下|(?:{_BODIES})[^。；]{{0,20}}(?:调整|公布|通知)如下",
        "它是成立、调整领导小组一类机构的文件，写的是人员和日常职责",
    ),
    Kind(
        "rules",
        "某某管理办法（试行）",
        rf"(?:{_RULES}){_BRACKET}$|(?:印发|发布|修订|公布)[^。]{{2,60}}(?:{_RULES}){_BRACKET}[》〉]?{_BRACKET}的?通知$",
        "",
        "它是办法、规定一类的制度，写的是长期遵守的规则",
    ),
    Kind(
        "answer",
        "关于同意某某的批复",
        r"(?:批复|复函|答复|函复)|(?:关于|原则)同意",
        r"收悉[^。]{0,40}。?[^。]{0,30}(?:批复|函复|答复|同意)",
        "它是批复、复函，答的是来文所请",
    ),
    Kind(
        "people",
        "2026年公开招聘工作人员公告",
        r"^(?!.*(?:做好|加强|规范|开展|组织))(?:.*(?:招聘|招录|招考|招生|选聘|选调|遴选|录用|资格复审).*(?:公告|简章|启事|通告|公示|通知)|.*(?:聘任|任免|任职|免职).*)$",
        r"(?:公开|面向社会)[^。]{0,20}(?:招聘|招录|选聘|选调|遴选)[^。]{0,40}如下",
        "它是招聘、任免一类的人事文件",
    ),
    Kind(
        "speech",
        "在全市工作会议上的讲话",
        rf"(?:讲话|致辞|致词|发言|演讲|贺信|倡议书|公开信|一封信)(?:稿|提纲|摘要|材料)?{_BRACKET}$",
        r"同志们[:：]|各位(?:代表|来宾|领导|委员)[:：，]|女士们",
        "它是讲话、致辞，不是交办事项的文件",
    ),
    Kind(
        "news",
        "本报讯（记者…）",
        r"快讯$",
        r"本[报台]讯|新华社[^。]{0,20}电|[（(](?:通讯员|记者)[^）)]{2,12}[）)]|\d日电",
        "它是新闻报道，讲的是已经发生的事",
    ),
    Kind(
        "account",
        "某市人才政策解读",
        rf"(?:公告|公示|声明|启事|解读|问答|说明|简介|简报|目录|须知|指南|预算|决算|预算草案|执行情况){_BRACKET}$",
        "",
        "它是公告、预算、解读一类的文件，不是交办事项的文件",
    ),
)
_DIRECTS_TITLE = re.compile(
    r"(?:通知|意见|方案|要点|计划|措施|任务|分工|安排|部署|提示单|交办单|督办单|任务单|任务书|责任书|责任状|清单)(?:[（(][^）)]{1,20}[）)])?$"
)
_DIRECTS = re.compile(
    r"(?:现|特)?[就将]?[^。；]{0,60}(?:通知|要求|安排|部署|分工|明确|意见)如下"
    r"|(?:特|现)?制[定订](?:本|如下|此)(?:实施|工作|活动|行动)?(?:方案|意见|计划|措施)|提出(?:如下|以下)[^。；]{0,12}(?:要求|意见|措施)|特制[定订]方案"
)


def undirected(title: str, root: Item) -> Kind | None:
    """The kind of a document that sets no tasks; None where it may set some."""
    first = next((text for text in root.texts if len(text) <= _LONGEST_TITLE), "")
    plain = re.sub(r"\s", "", simplified(title or first))
    opening = simplified("".join(root.texts))[:_OPENING]
    for kind in KINDS:
        if re.search(kind.title, plain) or (kind.opening and re.search(kind.opening, opening)):
            return kind
    numbered = [item for item in root.walk() if item.number]
    articles = sum(1 for item in numbered if item.style in {"article", "chapter"})
    rules = next(kind for kind in KINDS if kind.name == "rules")
    return rules if numbered and articles >= len(numbered) * _MOST else None


def directs(title: str, texts: Iterable[str]) -> bool:
    """Whether a document gives orders: by its title, or by words such as 现就有关事项通知如下."""
    plain = re.sub(r"\s", "", simplified(title))
    return _DIRECTS_TITLE.search(plain) is not None or any(
        _DIRECTS.search(simplified(text)) for text in texts
    )


_LONGEST, _HEAD = 24, 14


@dataclass(frozen=True, slots=True)
class Words:
    """Titles of one kind of section: an example and the words that identify it."""

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
    """The kind of a section, by its title and the titles `above` it: `aim`, `support` or `main`."""
    plain = simplified(title)[:_LONGEST]
    if _WORK_AFTER.search(plain):
        return "main"
    if _KINDS["aim"].search(plain[:_HEAD]) or plain.startswith(("坚持", "目标")):
        return "aim"
    if _KINDS["support"].search(plain) and not any(_TASKS.search(simplified(each)) for each in above):
        return "support"
    return "main"
