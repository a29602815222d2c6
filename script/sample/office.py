"""The office of the sample: its units, leaders and people. Names and telephone numbers are invented.

Only the register; what the units do stands in the ledgers.
"""

from datetime import date

from duban.core.model.unit_register import Register
from duban.core.model.workspace import Config, Leader, Letterhead, Liaison, Person, PolicyInForce, Unit
from duban.core.model.workspace_formats import newest_format

RENAMED_ON = date(2026, 3, 2)
MERGED_ON = date(2025, 6, 30)
_COUNTY = "云溪县人民政府"

# 简称, 全称, 主要负责人, 分管负责人, 联络员
_UNITS = (
    ("县发改局", "云溪县发展和改革局", "章廷玉", "宋可为", "江予安"),
    ("县教体局", "云溪县教育体育局", "程素问", "梅长林", "俞佩文"),
    ("县住建局", "云溪县住房和城乡建设局", "陆文彬", "闵思齐", "叶知秋"),
    ("县自然资源局", "云溪县自然资源局", "方砚田", "樊守成", "柏舟行"),
    ("县财政局", "云溪县财政局", "钱若谷", "申屠敏", "邱明月"),
    ("县交通局", "云溪县交通运输局", "马行川", "龚自立", "路遥知"),
    ("县水利局", "云溪县水利局", "汪海平", "薛长堤", "楚雨桐"),
    ("县农业农村局", "云溪县农业农村局", "田守望", "麦景和", "苗新雨"),
    ("县乡村振兴局", "云溪县乡村振兴局", "安居业", None, "禾晓峰"),
    ("县卫健局", "云溪县卫生健康局", "白芷兰", "温良", "杜若飞"),
    ("生态环境分局", "青江市生态环境局云溪分局", "蓝澄宇", "水静澜", "林见青"),
    ("县人社局", "云溪县人力资源和社会保障局", "任怀德", "劳正义", "封小勤"),
    ("县市监局", "云溪县市场监督管理局", "平仲衡", "庄信之", "商月明"),
    ("县审批局", "云溪县行政审批服务局", "简易行", "闻人达", "于快意"),
    ("县城管局", "云溪县城市管理执法局", "洪成章", "荀道光", "环秀珠"),
    ("城关镇", "云溪县城关镇人民政府", "郭镇远", "丰年", "向思远"),
    ("石桥镇", "云溪县石桥镇人民政府", "石敢先", "乔东升", "杜若川"),
    ("经开区", "云溪经济开发区管理委员会", "元亨通", "厉兴邦", "袁小实"),
)

MAYOR, VICE = "沈怀远", "顾明启"
SOCIETY, CITY, FARMS, INDUSTRY = "方雅宁", "纪南舟", "石敬川", "韩知微"
HEAD = "罗致远"
SU, LUO, DING = "苏晓棠", "骆青", "丁亦凡"

_LEADERS = (
    (MAYOR, "县委副书记、县长", 1, ("全面工作",), "邵文礼"),
    (VICE, "县委常委、常务副县长", 2, ("发展改革", "财政", "政务服务"), "邵文礼"),
    (CITY, "县委常委、副县长", 3, ("住房城乡建设", "自然资源", "交通运输", "城市管理"), "温书衡"),
    (SOCIETY, "副县长", 4, ("教育体育", "卫生健康", "人力资源社会保障"), "尹子昂"),
    (FARMS, "副县长", 5, ("农业农村", "水利"), "尹子昂"),
    (INDUSTRY, "副县长、云溪经济开发区党工委书记", 6, ("工业", "市场监管", "生态环境"), "温书衡"),
)
_PEOPLE = (
    (HEAD, "luozhiyuan@yunxi.example", "县政府督查室主任", "负责人"),
    (SU, "suxiaotang@yunxi.example", "县政府督查室科员", "督查员"),
    (LUO, "luoqing@yunxi.example", "县政府督查室科员", "督查员"),
    (DING, "dingyifan@yunxi.example", "县政府督查室科员", "督查员"),
    ("邵文礼", "shaowenli@yunxi.example", "县政府办公室主任", "审核"),
)
_FORMER = {"县水利局": ("云溪县水务局", "县水务局"), "县教体局": ("云溪县教育局",)}


def _unit(number: int, entry: tuple[str, str, str, str | None, str]) -> Unit:
    short, name, principal, deputy, liaison = entry
    return Unit(
        name=name,
        short_name=short,
        former_names=_FORMER.get(short, ()),
        principal=principal,
        deputy=deputy,
        liaison=Liaison(name=liaison, phone=f"0000-1234{number:03d}"),
        superior="青江市生态环境局" if short == "生态环境分局" else _COUNTY,
        merged_into="云溪县农业农村局" if short == "县乡村振兴局" else None,
        merged_on=MERGED_ON if short == "县乡村振兴局" else None,
        renamed_on=RENAMED_ON if short == "县水利局" else None,
    )


CONFIG = Config(
    name="云溪县人民政府督查室",
    code="yunxi",
    format=newest_format(),
    policies=(PolicyInForce(since=date(2025, 1, 1), name="default"),),
    units=tuple(_unit(number, entry) for number, entry in enumerate(_UNITS, 101)),
    leaders=tuple(
        Leader(name=name, title=title, rank=rank, portfolio=portfolio, secretary=secretary)
        for name, title, rank, portfolio, secretary in _LEADERS
    ),
    people=tuple(Person(name=name, email=email, post=post, role=role) for name, email, post, role in _PEOPLE),
    letterhead=Letterhead(organ="云溪县人民政府督查室", code="云督", phone="0000-1234100"),
)
REGISTER = Register(CONFIG.units)
_BY_SHORT = {unit.short_name: unit for unit in CONFIG.units}


def unit_name(short: str, on: date) -> str:
    """The full name that the unit bore on that day; a name that is none of the short ones stands for itself."""
    if short == "县水利局" and on < RENAMED_ON:
        return "云溪县水务局"
    unit = _BY_SHORT.get(short)
    return unit.name if unit else short


def liaison_of(name: str) -> str:
    """Who passes messages for the unit."""
    unit = REGISTER.find(name)
    if unit is None or unit.liaison is None:
        raise LookupError(name)
    return unit.liaison.name


def principal_of(short: str) -> str:
    """Who answers for the unit."""
    return _BY_SHORT[short].principal or ""
