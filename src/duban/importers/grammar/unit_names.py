"""Whether a text has the form of a unit's name: how such names end, and how none begins.

Forms only: there is no list of units, and nothing is looked up.
"""

import re
from dataclasses import dataclass

from duban.core.model.folding import simplified

_SETS_UP = re.compile(r"设在|设立|成立|同意|听取|审议|组成|担任|召集|下设|负责(?!人)|(?<!自)由|[，。；：—]")
_SAYS = re.compile(r"报送|[执进施实推运举试]行$|情况|无法|不[得再能可]|[细划分]至|涉及|应当|已经")
_SHORTEST, _LONGEST, _LONGEST_STRONG = 2, 60, 34
_NAME_ENDS = (
    "政府|委员会|管委会|委|局|厅|部|署|办|院|行|室|处|科|股|站|所|中心|公司|集团|学校|大学|学院|医院|街道|办事处|乡镇|镇|乡|村|"
    "社区|地区|各地|地方|部门|单位|机构|机关|协会|学会|商会|联合会|工商联|残联|文联|科协|侨联|社科联|联社|总社|指挥部|小组|专班|组|工委|党委|党组|海关|"
    "法院|检察院|银行|队|军区|开发区|示范区|园区|新区|高新区|经开区|功能区|区县|县区|县市|市区|州|市|县|区|省份|省|自治区|直辖市|旗|盟|"
    "妇联|团中央|团委|工会|企业|高校|报社|电视台|馆|园|场|厂|国资委|港区|度假区|管理区|保税区|主体|会|社|队伍|团|台|总队|中队|基地|片区|组织|协调机制|秘书处|总部|市委|省委|县委|区委"
)
_UNIT = re.compile(rf"(?:.*[^的地得])?(?:{_NAME_ENDS})(?:[（(〔\[][^）)〕\]]{{1,40}}[）)〕\]])?")
_INSIDE = re.compile(r"[（(〔][^（()）〕]{1,30}[)）〕]")
_NO_NAME = re.compile(
    r"(?:加强|推进|推动|完善|建立|优化|强化|鼓励|支持|依托|通过|实施|提高|提升|发挥|围绕|坚持|落实|做好|开展|组织(?!部|人事)|建设(?!局|委|厅|部|银行|集团|公司|主管|中心)|健全|加快|深化|创新|严格|积极|切实|进一步|充分|对于|对|按|在|以|根据|为|从|将|把|由于|是|要|指导(?!中心|小组|组)|督促|配合|引导|不断|深入|全面|明确|牢固|凡|如|若|因|经(?!开|济|信|贸|发|管|侦)|当|确保|争取|向|至|其(?![他它余])|该|此|这|本次)"
)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of names: what they name, an example, the pattern of the whole name."""

    kind: str
    example: str
    pattern: str


# `strong`: a unit beyond doubt, so that a sentence which begins with it tells what it does. The other kinds are units
# only where the sentence says so: firms must do something, places are asked, fields are summed up by one 部门.
FORMS = (
    Form(
        "strong",
        "各区县政府, 有关部门, 每个设区市",
        r"(?:各|每个|有关|相关|全[市县区省国]各?|所有)[^的]{0,14}(?:政府|地区|地|部门|单位|委|办|局|机构|机关|街道|乡镇|镇|省份|省|市|县|区|州|"
        r"企业|公司|处|科室|高校|学校|园区|管委会|开发区|村|村民委员会|社区|乡|校|院系|支部|党委|党支部)|各[^的]{2,24}责任人",
    ),
    Form(
        "strong",
        "市财政局, 某集团, 县委",
        r"[^的]{1,24}(?:政府|委员会|管委会|局|委|办|厅|部|署|办公室|办公厅|部门|单位|机构|公司|中心|地区|集团|街道|办事处|指挥部|领导小组|专班|"
        r"银行|法院|检察院|海关|妇联|残联|工商联|联合会|总工会|监会|协会|商会|基金会|工委|支队|大队|总队|总局|总公司|供销社|合作社|总社)",
    ),
    Form("strong", "检查组, 市联合督查组", r"[^的]{0,14}(?:检查|督查|督导|工作|专项|调查|验收|评估|核查)组"),
    Form(
        "office",
        "人事处, 综合科, 院党办室",
        r"[\u4e00-\u9fff]{2,6}(?<![之好到此何多各])[处科股]|[\u4e00-\u9fff]{2,6}办公室|[\u4e00-\u9fff]{0,4}党办室",
    ),
    Form(
        "firm",
        "物业服务企业, 业主单位, 乡卫生院",
        r"[^的，。；：]{2,14}(?:企业|公司|单位|医院|学校|高校|机构|银行|社区|村)"
        r"|[^的，。；：]{0,10}(?:卫生院|研究院|(?:派出|司法|卫生|管理|税务|研究|财政|监管|养护)所|(?:文化|服务|水利|林业|兽医|监测|管理|养护)站|党支部)|学校|高校|医院|企业",
    ),
    Form("place", "城东区, 三河镇", r"[\u4e00-\u9fff]{2,6}(?:区|县|市|州|旗|镇|乡|街道)"),
    Form(
        "field",
        "国土, 发改",
        "(?:省|市|县|区|州)?(?:发改|财政|国土|住建|建设|规划|城管|房管|教育|公安|司法|民政|人社|编办|审计|统计|科技|经信|工信|商务|交通|水利|水务|农业|林业|畜牧|"
        "环保|生态环境|自然资源|卫生|卫健|文化|旅游|文旅|广电|体育|应急|安监|工商|质监|市监|市场监管|税务|物价|粮食|档案|信访|金融|招商|法制|国资|气象|电力|通信|消防)",
    ),
    Form(
        "fields",
        "各级教育、公安、民政等部门",
        r"(?:(?:全[市县区省国州]|自治区|省|市|州|县|区)?各级|(?:全[市县区省国州]|地方|[省市州县区](?:、[省市州县区])*|县级以上))?(?:地方)?"
        r"[\u4e00-\u9fff]{2,8}(?:、[\u4e00-\u9fff]{2,8}){0,20}(?:(?:和|及)[\u4e00-\u9fff]{2,8})?(?:等(?:相关|有关|主管|行业)?)?部门",
    ),
)
_OF_KIND = {
    form.kind: re.compile("|".join(each.pattern for each in FORMS if each.kind == form.kind))
    for form in FORMS
}
_COLLECTIVE = re.compile(r"各|每个|有关|相关|所有|全体|其他")


def _has_form(name: str, kind: str) -> bool:
    """Whether a name has one of the forms of this kind and does not begin like a sentence."""
    return _OF_KIND[kind].fullmatch(name) is not None and _NO_NAME.match(name) is None


def begins_sentence(text: str) -> bool:
    """Whether a text begins with a verb of tasks (推进…, 提升…), as no unit's name does."""
    return _NO_NAME.match(simplified(text)) is not None


def is_unit(name: str) -> bool:
    """Whether a text has the form of a unit's name: it ends like one and does not begin like a sentence."""
    plain = simplified(name)
    return (
        _SHORTEST <= len(plain) <= _LONGEST
        and _UNIT.fullmatch(plain) is not None
        and _SAYS.search(plain) is None
        and (_NO_NAME.match(plain) is None or plain.startswith(("全", "本")))
    )


def is_strong(name: str) -> bool:
    """Whether a text is certainly a unit's name.

    Brackets within it do not count: 联席会议（以下简称…）办公室.
    """
    plain = _INSIDE.sub("", simplified(name))
    short = _SHORTEST <= len(plain) <= _LONGEST_STRONG
    return short and _SETS_UP.search(plain) is None and _has_form(plain, "strong")


def is_firm(name: str) -> bool:
    """Whether a text names a kind of firm or operator."""
    return _has_form(simplified(name), "firm")


def is_office(name: str) -> bool:
    """Whether a text is the name of an office within a unit."""
    return _has_form(simplified(name), "office")


def is_place(name: str) -> bool:
    """Whether a text is the bare name of a district, county or town that stands for its government."""
    return _has_form(simplified(name), "place")


def is_field(name: str) -> bool:
    """Whether a text is a field of work that stands for the unit in charge of it, as minutes write: 请国土会同发改."""
    return _has_form(simplified(name), "field")


def can_lead(name: str) -> bool:
    """Whether the first unit of a list may be its lead: a collective (各有关部门) may not."""
    return _COLLECTIVE.match(simplified(name)) is None


def is_field_list(text: str) -> bool:
    """Whether a list names fields of work that share one 部门 (教育、卫生部门): it stays one name."""
    plain = simplified(text)
    if "会同" in plain:
        return False
    pieces = re.split("[、和及]", plain)
    return len(pieces) > 1 and _has_form(plain, "fields") and not any(map(is_strong, pieces[:-1]))
