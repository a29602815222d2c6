"""Names of units: full, short, former, merged."""

import pytest
from tests.builders import day, make_register, make_task

from duban.core.model.unit_register import find_doubled

REGISTER = make_register(
    {"全称": "市住房城乡建设局", "简称": "市住建局", "曾用名": ["市建委"]},
    {"全称": "市城管局", "并入": "市执法局", "并入日期": "2026-10-01"},
    {"全称": "市执法局", "并入": "市住建局", "并入日期": "2026-12-01"},
    {"全称": "市建委"},
    {"全称": "甲局", "并入": "乙局"},
    {"全称": "乙局", "并入": "甲局"},
)


def test_a_full_name_wins_over_somebody_s_former_one() -> None:
    assert [REGISTER.full(name) for name in ("市住建局", "市建委", "没有的局")] == [
        "市住房城乡建设局",
        "市建委",
        "没有的局",
    ]
    found = REGISTER.find("市住建局")
    assert found is not None
    assert found.names == ("市住房城乡建设局", "市住建局", "市建委")
    assert REGISTER.find("没有的局") is None


def test_a_name_in_radicals_means_the_unit_it_looks_like() -> None:
    register = make_register({"全称": "县\u2f54务局", "简称": "水务"}, {"全称": "县\u2ed4诊部"})
    assert [register.find(name) for name in ("县水务局", "县\u2f54务局", "\u2f54务")] == [
        register.units[0]
    ] * 3
    assert register.same("县门诊部", "县\u2ed4诊部")
    assert not register.same("县门诊部", "县水务局")
    assert make_register().same("县\u2f54务局", "县水务局")


def test_mergers_are_followed_as_far_as_they_had_come() -> None:
    answers = {
        text: REGISTER.current("市城管局", day(text)) for text in ("2026-09-30", "2026-10-01", "2026-12-01")
    }
    assert answers == {"2026-09-30": "市城管局", "2026-10-01": "市执法局", "2026-12-01": "市住房城乡建设局"}
    assert REGISTER.current("市城管局") == "市住房城乡建设局"
    assert REGISTER.same("市城管局", "市住建局")
    assert not REGISTER.same("市城管局", "没有的局")


def test_two_units_merged_into_each_other_end_somewhere() -> None:
    assert REGISTER.current("甲局") in {"甲局", "乙局"}


def test_the_nearest_name() -> None:
    assert (REGISTER.nearest("市住健局"), REGISTER.nearest("xyz")) == ("市住建局", None)
    assert (REGISTER.nearest("县住建局"), REGISTER.nearest("市教育局")) == ("市住建局", None)
    assert make_register({"全称": "县住房和城乡建设局"}).nearest("县住建局") == "县住房和城乡建设局"


def test_an_empty_register_is_false_and_an_id_tells_its_ledger() -> None:
    assert not make_register()
    assert REGISTER
    assert make_task(id="XM-2026-0001").prefix == "XM"


@pytest.mark.parametrize(
    ("leads", "support", "once", "left"),
    [
        (["市住建局"], ["市住房城乡建设局", "市财政局"], ["市住建局"], ["市财政局"]),
        (["市住建局"], ["市财政局", "市财政局"], ["市住建局"], ["市财政局"]),
        (["市财政局", "市住建局", "市住房城乡建设局"], [], ["市财政局", "市住建局"], []),
        (["市住建局"], ["市城管局", "市执法局"], ["市住建局"], ["市城管局", "市执法局"]),
        (["没有的局"], ["没有的局", "另一个局"], ["没有的局"], ["另一个局"]),
        ([], ["市住建局", "市住房城乡建设局"], [], ["市住建局"]),
        (["县\u2f54务局"], ["县水务局"], ["县\u2f54务局"], []),
    ],
)
def test_each_unit_once_whatever_it_is_called(
    leads: list[str], support: list[str], once: list[str], left: list[str]
) -> None:
    assert list(REGISTER.once(leads)) == once
    assert list(REGISTER.once(support, besides=leads)) == left
    task = make_task(lead=leads, support=support)
    doubled = len(leads) - len(once) + len(support) - len(left)
    assert len(list(find_doubled(task, REGISTER))) == doubled
