"""Which unit a name means: with the place before it or without, by sound, as a group."""

import pytest

from duban.core.model.record import read_record
from duban.core.model.unit_register import Register, add_units
from duban.core.model.workspace import Unit
from duban.errors import DubanError

UNITS = (
    {"全称": "县水务局", "曾用名": ["县水利局"]},
    {"全称": "县住房和城乡建设局", "简称": "县住建局"},
    {"全称": "柳塘县市场监督管理局", "简称": "县市场监管局"},
    {"全称": "县教育局"},
    {"全称": "青山县教育局"},
    {"全称": "龙门镇人民政府"},
    {"全称": "河口镇人民政府"},
    {"全称": "石桥乡人民政府"},
    {"全称": "各镇人民政府", "成员": ["龙门镇人民政府", "河口镇人民政府"]},
    {"全称": "各乡镇人民政府", "简称": "各乡镇", "成员": ["各镇人民政府", "石桥乡人民政府"]},
)


def register_of(office: str) -> Register:
    return Register((read_record(unit, Unit) for unit in UNITS), office)


REGISTER = register_of("柳塘县人民政府督查室")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("县水务局", "县水务局"),
        ("水务局", "县水务局"),
        ("柳塘县水务局", "县水务局"),
        ("县水利局", "县水务局"),
        ("水利局", "县水务局"),
        ("柳塘县水利局", "县水务局"),
        ("市水务局", None),
        ("青山县水务局", None),
        ("住建局", "县住房和城乡建设局"),
        ("柳塘县住建局", "县住房和城乡建设局"),
        ("住房和城乡建设局", "县住房和城乡建设局"),
        ("县市场监督管理局", "柳塘县市场监督管理局"),
        ("市场监督管理局", "柳塘县市场监督管理局"),
        ("市场监管局", "柳塘县市场监督管理局"),
        ("柳塘县市场监管局", "柳塘县市场监督管理局"),
        ("教育局", "县教育局"),
        ("柳塘县教育局", "县教育局"),
        ("青山县教育局", "青山县教育局"),
        ("龙门镇", None),
        ("局", None),
        ("", None),
    ],
)
def test_the_place_may_be_left_out(name: str, meant: str | None) -> None:
    found = REGISTER.find(name)
    assert (found and found.name) == meant
    assert REGISTER.full(name) == (meant or name)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("水务局", "县水务局"),
        ("柳塘县水务局", None),
        ("教育局", None),
        ("县市场监督管理局", "柳塘县市场监督管理局"),
    ],
)
def test_an_office_that_does_not_say_its_place(name: str, meant: str | None) -> None:
    found = register_of("督查室").find(name)
    assert (found and found.name) == meant


def test_an_office_means_units_of_its_own_level() -> None:
    units = ({"全称": "县水务局"}, {"全称": "市水务局"}, {"全称": "省水务局"})
    for office, meant in (("柳塘县督查室", "县水务局"), ("江城市督查室", "市水务局"), ("督查室", None)):
        found = Register((read_record(unit, Unit) for unit in units), office).find("水务局")
        assert (found and found.name) == meant


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("县商务局", None),
        ("县体育局", None),
        ("县税务局", None),
        ("县财政局", None),
        ("县住健局", "县住建局"),
        ("县叫育局", "县教育局"),
        ("县住房城乡建设局", "县住房和城乡建设局"),
        ("县市场监管", "县市场监管局"),
        ("柳塘县叫育局", "县教育局"),
        ("县市厂监督管理局", "柳塘县市场监督管理局"),
    ],
)
def test_only_what_is_really_near_is_proposed(typed: str, near: str | None) -> None:
    assert REGISTER.nearest(typed) == near


def test_a_group_stands_for_its_members() -> None:
    towns = ("龙门镇人民政府", "河口镇人民政府")
    assert REGISTER.members("各镇人民政府") == towns
    assert REGISTER.members("各乡镇") == (*towns, "石桥乡人民政府")
    assert REGISTER.members("县水务局") == REGISTER.members("各村") == ()
    assert REGISTER.expanded(["县水务局", "各镇人民政府", "龙门镇人民政府", "各村"]) == (
        "县水务局",
        *towns,
        "各村",
    )


def test_a_group_that_holds_itself_is_read_once() -> None:
    units = (
        {"全称": "甲组", "成员": ["乙组"]},
        {"全称": "乙组", "成员": ["甲组", "县水务局"]},
        {"全称": "县水务局"},
    )
    register = Register(read_record(unit, Unit) for unit in units)
    assert set(register.members("甲组")) <= {"县水务局", "甲组"}


@pytest.mark.parametrize(
    ("office", "registered", "names"),
    [
        ("云岭市柳塘区人民政府督查室", "柳塘区水务局", "水务局 区水务局 云岭市柳塘区水务局"),
        ("云岭市柳塘区人民政府督查室", "区水务局", "水务局 柳塘区水务局 云岭市柳塘区水务局"),
        ("中共柳塘县委督查室", "县水务局", "水务局 柳塘县水务局"),
        ("云岭彝族自治州柳塘市人民政府督查室", "市水务局", "水务局 柳塘市水务局"),
        ("柳塘自治县人民政府督查室", "县水务局", "水务局 柳塘自治县水务局 柳塘县水务局"),
        ("柳塘县市场监管局督查室", "县水务局", "水务局 柳塘县水务局"),
        ("柳塘县经济开发区督查室", "县水务局", "水务局 柳塘县水务局"),
    ],
)
def test_the_office_s_own_place(office: str, registered: str, names: str) -> None:
    register = Register([read_record({"全称": registered}, Unit)], office)
    for name in names.split():
        found = register.find(name)
        assert found is not None, name
        assert found.name == registered
    assert register.find("云岭市水务局") is None


@pytest.mark.parametrize("name", ["水务局", "柳塘县水务局"])
def test_a_unit_that_is_known_without_its_place_is_not_added_again(name: str) -> None:
    with pytest.raises(DubanError, match="只是地名写没写的不同"):
        add_units(REGISTER, [read_record({"全称": name}, Unit)])
    assert add_units(REGISTER, [read_record({"全称": "市水务局"}, Unit)]) == [{"全称": "市水务局"}]


def test_what_the_books_keep_does_not_hang_on_the_place() -> None:
    assert REGISTER.written("水利局") == "县水务局"
    assert REGISTER.written("县水利局") == "县水利局"
    assert REGISTER.written("某局") == "某局"
