"""Demands: headings and list items that say what is to be done, in a document without units and days.

Recognised by their first words; used only where nothing else made an item a task.
"""

import re
from collections.abc import Callable, Iterator

from duban.core.model.folding import simplified
from duban.importers.grammar.acting_units import read_sentence
from duban.importers.grammar.unit_phrases import Phrase
from duban.importers.text.item import ItemText, asked_in, subject_of, without_due
from duban.importers.text.outline import Item

# How a demand begins, by kind; with a noun of matters right after it names one instead: 检查内容, 培训时间.
WORDS = {
    "modal": "要|应|应当|须|必须|不得|严禁|禁止|确保|务必|力争|一律",
    "case": "(?:遇[有到]?|发现|凡|如有)[^，。]{2,16}[，,](?:要|应|须|立即|及时|第一时间)",
    "manner": (
        "进一步|持续|更好|更加|依法|严格|严厉|严肃|切实|认真|积极|大力|全面|深入|扎实|稳步|着力|加快|加大|尽快|及时|充分|有效|科学|"
        "合理|坚决|主动|精准|统筹|有序|有力|分类|从严|从快|立即|迅速|不断|牢牢|牢固|高效|高质量|妥善|逐步|稳妥|准确|广泛|自觉|提前|定期|逐一|逐项|逐户|全力|全员|全程|集中"
    ),
    "work": (
        "加强|推进|推动|完善|建立|优化|强化|鼓励|支持|依托|实施|提高|提升|发挥|落实|做好|开展|组织|建设|健全|深化|创新|引导|保证|保护|"
        "保障|维护|查处|严查|打击|整治|治理|规范|统一|明确|制定|制订|编制|修订|清理|清查|排查|整改|报送|上报|收集|核实|核查|完成|抓好|抓紧|"
        "抓实|压实|夯实|拓展|拓宽|扩大|培育|培养|发展|打造|构建|促进|增强|稳定|稳住|减轻|降低|缩短|简化|取消|推广|复制|推行|探索|搭建|配备|"
        "配合|协调|调度|监测|检查|督促|指导|宣传|培训|用好|用足|用活|盘活|调整|改造|改善|改进|整合|汇总|印制|准备|协助|执行|遵守|把好|严把|把握|"
        "突出|注重|防止|防范|防控|杜绝|减少|压减|控制|管好|办好|建好|抓住|总结|落细|畅通|激发|释放|巩固|拓深|细化|加密|补齐|守住|守好|筑牢|"
        "严控|严防|强健|倡导|营造|配齐|备足|储备|启动|启用|更新|补充|公开|开放|引进|引入|选派|安排|设置|设立|划定|划分|上好|加固|疏通|张贴|悬挂|增加|增设|新增|新建|新设|开发|研发|"
        "升级|延长|给予|转变|扶持|奖励|补助|吸引|争取|谋划|招引|壮大|做大|做强|做优|做实|做细|延伸|树立|讲好|弘扬|关注|关心|关爱|救助|帮扶|"
        "摸清|摸底|登记|建档|公布|发布|通报|反馈|移交|销毁|回收|收回|追缴|接种|消毒|值守|巡查|巡逻|走访|慰问|参加|参与|出席|提交|填写|填报|"
        "压降|管控|管住|清除|清扫|压缩|修缮|修复|修建|检修|维修|发放|签订|签署|召开|举办|承办|举行"
    ),
}
_BEGINS = re.compile("|".join(WORDS.values()))
_NOUN = re.compile(
    r".{2,3}(?:时间|地点|对象|范围|内容|方式|方法|办法|步骤|程序|机构|人员|形式|目标|原则|条件|安排|名单|依据|意义|情况|规模|流程|经费|资料|材料|"
    r"重点|要点|要求|标准|主题|阶段|措施|分工|任务|目的|背景|指标|热线|电话|方案|计划|单位|体系)"
)
# Under such a heading stand matters, however they begin: 培训内容: （一）加强档案管理的方法.
_MATTERS = re.compile(
    r"(?!工作|主要|重点|任务|整改).{2,4}(?:内容|对象|条件|项目|范围|流程|程序|方式|名单|标准|材料)"
)
# That somebody must, whoever it is; 主要 and 要求 are none.
_MUST = re.compile(
    r"^[^。；]{2,40}?(?:(?<![主重需必只摘纪简次首概])要(?![求素点件闻领害道塞])|应当|必须|务必|不得)"
)
# What ends every list of duties and is no work of its own.
_STANDING = re.compile(
    r"(?:完成|承办|办理)[^。；]{0,20}(?:交办|交派|安排|部署)的?(?:其他|其它|有关|相关)|.*另行(?:通知|规定|安排)$"
)
_DUTIES = re.compile(r"(?:(?:主要|工作|具体)?(?:职责|任务)|职责任务|职责分工)\s*[:：]$")
_GROUP = re.compile(r"[\u4e00-\u9fff]{2,14}(?:组|专班|办公室|小组)")
_MEMBERS = re.compile(
    r"(?:组\s*长|副\s*组\s*长|成\s*员|组\s*员|召\s*集\s*人|总\s*指\s*挥|指\s*挥\s*长)\s*[:：]"
)
_SEVERAL = 2

Demand = tuple[ItemText, Phrase | None, bool]
SetApart = Callable[[Item], bool]
Reads = Callable[[Item], ItemText]


def is_roster(item: Item) -> bool:
    """Whether an item lists the members of a body: 组长：…　副组长：…."""
    return not item.children and any(_MEMBERS.search(text) for text in item.texts)


def is_standing(said: ItemText) -> bool:
    """Whether an item is a standing clause and no task of its own: 完成领导交办的其他任务, 解除时间另行通知."""
    return _STANDING.match(simplified(said.title)) is not None


def is_demand(title: str) -> bool:
    """Whether a heading says what to do (统一数据标准) and does not only name a topic (检查内容)."""
    plain = re.split("[：:]", simplified(title).strip("“”‘’ "), maxsplit=1)[0]
    return _BEGINS.match(plain) is not None and _NOUN.fullmatch(plain) is None


def _demands_something(said: ItemText) -> bool:
    """Whether an item demands something: its heading, its next sentence, or 党员要带头 and the like."""
    if is_demand(said.title) or _MUST.search(simplified(said.title)) is not None:
        return True
    following = list(said.sentences())[1:2]
    return _NOUN.fullmatch(simplified(said.title)) is None and any(map(is_demand, following))


def find_demands(root: Item, read: Reads, apart: SetApart, *, alone: bool) -> Iterator[Demand]:
    """The demands in the main sections.

    `alone`: nothing else is a task; then sections that say which unit secures what count as well.
    """
    sections = [section for section in root.children if not section.cover]
    main = [section for section in sections if not apart(section)]
    company = _company(main, read, alone=alone)
    for section in sections:
        if not apart(section):
            yield from _demands(section, read, apart, alone=alone, company=company)
        elif alone:
            acting = [(read(kid), who, False) for kid in section.children if (who := actor_of(read(kid)))]
            if len({unit for _, who, _ in acting for unit in who.units}) >= _SEVERAL:
                yield from acting


def _company(items: list[Item], read: Reads, *, alone: bool) -> bool:
    """Whether so many items without sub-items begin as demands that the remaining ones are taken as demands too.

    Half of them if nothing else is a task, else three quarters.
    """
    plain = [item for item in items if not item.children]
    told = sum(1 for item in plain if _demands_something(read(item)))
    return told >= _SEVERAL and (told * 2 >= len(plain) if alone else told * 4 >= len(plain) * 3)


def _demands(item: Item, read: Reads, apart: SetApart, *, alone: bool, company: bool) -> Iterator[Demand]:
    said = read(item)
    if is_roster(item) or is_standing(said):
        return
    if not item.children:
        who = actor_of(said)
        alike = company and _NOUN.fullmatch(simplified(said.title)) is None
        if said.texts and (_demands_something(said) or who is not None or alike):
            yield said, who, False
        return
    if _MATTERS.fullmatch(simplified(said.title).rstrip("：: ")):
        return
    kids = [kid for kid in item.children if not apart(kid)]
    company = _company(kids, read, alone=alone)
    for kid in kids:
        yield from _demands(kid, read, apart, alone=alone, company=company)


def find_duties(section: Item, read: Reads) -> Iterator[Demand]:
    """The duties listed under the name of a working group: （一）宣传组 … 工作职责：1.…；2.…."""
    for item in section.walk():
        said = read(item)
        name = said.title.rstrip("：: ")
        if item.children and said.texts and _DUTIES.search(said.texts[-1].strip()) and _GROUP.fullmatch(name):
            who = Phrase((), (name,), (), "主语（上文）", name)
            yield from ((read(kid), who, True) for kid in item.children if not is_standing(read(kid)))


def actor_of(said: ItemText) -> Phrase | None:
    """Who acts anywhere in an item: who is asked, its subject, or the first unit that acts in a later sentence."""
    found = asked_in(said) or subject_of(said)
    if found is not None:
        return found
    later = (read_sentence(without_due(sentence), subject_only=True) for sentence in said.sentences())
    return next((phrase for phrase in later if phrase is not None), None)
