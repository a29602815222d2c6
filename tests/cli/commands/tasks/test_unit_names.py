"""A unit by any of its names, and a group of units, in what is entered, asked and imported."""

import json
from pathlib import Path

import pytest
from tests.outside import typed

pytestmark = pytest.mark.usefixtures("ledgers")
TOWNS = ("龙门镇人民政府", "河口镇人民政府")
ADD = "add --ledger 重大项目 --title 修路 --source-kind 重大项目 --owner 张三 --requirements 修 --due-on 2026-12-31 --due-text 年底前"


def say(*words: str, code: int = 0) -> str:
    answer = typed(*words)
    assert answer.returncode == code, answer.stdout + answer.stderr
    return answer.stdout + answer.stderr


def add(*more: str) -> str:
    return say(*ADD.split(), *more)


@pytest.fixture
def group(ledgers: Path) -> None:  # noqa: ARG001 -- it is written there
    say("unit", "add", *TOWNS)
    say("unit", "add", "各镇人民政府", "--member", "、".join(TOWNS))


@pytest.mark.parametrize("name", ["县水务局", "水务局"])
def test_a_unit_without_its_place_is_the_same(name: str, ledgers: Path) -> None:
    said = add("--lead", name)
    assert "unknown-unit" not in said
    assert "名册里没有" not in said
    assert "XM-2026-0001" in say("list", "--unit", "县水务局")
    assert "XM-2026-0001" in say("list", "--unit", "水务局")
    assert "牵头单位: 县水务局" in (ledgers / "重大项目/2026/XM-2026-0001.yaml").read_text("utf-8")
    assert "0 个错误" in say("check") or "没有错误" in say("check")


def test_another_s_name_is_no_near_one() -> None:
    said = say(*ADD.split(), "--lead", "县商务局", code=1)
    assert "单位名册里没有“县商务局”" in said
    assert "最接近的是" not in said


@pytest.mark.usefixtures("group")
def test_a_group_is_expanded_where_it_is_entered(ledgers: Path) -> None:
    said = add("--lead", "县水务局", "--support", "县财政局、各镇人民政府")
    assert f"配合单位“各镇人民政府”展开为 2 个单位：{'、'.join(TOWNS)}" in said
    assert f"配合单位: [县财政局, {', '.join(TOWNS)}]" in (
        ledgers / "重大项目/2026/XM-2026-0001.yaml"
    ).read_text("utf-8")
    assert "展开为 2 个单位" in say("amend", "XM-1", "--support", "各镇人民政府", "--reason", "改")
    assert f"配合单位: [{', '.join(TOWNS)}]" in (ledgers / "重大项目/2026/XM-2026-0001.yaml").read_text(
        "utf-8"
    )


@pytest.mark.usefixtures("group")
def test_a_lead_in_a_group_does_not_support_itself(ledgers: Path) -> None:
    add("--lead", TOWNS[0], "--support", "各镇人民政府")
    assert f"配合单位: [{TOWNS[1]}]" in (ledgers / "重大项目/2026/XM-2026-0001.yaml").read_text("utf-8")


@pytest.mark.usefixtures("group")
def test_a_group_as_lead_is_a_duty_of_each(ledgers: Path) -> None:
    add("--lead", "各镇人民政府")
    assert f"牵头单位: [{', '.join(TOWNS)}]" in (ledgers / "重大项目/2026/XM-2026-0001.yaml").read_text(
        "utf-8"
    )


@pytest.mark.usefixtures("group")
def test_a_group_accepts_for_its_members_in_the_task(ledgers: Path) -> None:
    add("--lead", "县水务局", "--support", "各镇人民政府", "--assign")
    say("accept", "XM-1", "--unit", "各镇人民政府")
    text = (ledgers / "重大项目/2026/XM-2026-0001.yaml").read_text("utf-8")
    assert [f"动作: 签收, 经办: 王五, 单位: {town}" in text for town in TOWNS] == [True, True]
    assert "不是 XM-2026-0001 的牵头或配合单位" in say("accept", "XM-1", "--unit", "县财政局", code=1)


@pytest.mark.usefixtures("group")
def test_a_question_for_a_group_is_one_for_its_members() -> None:
    add("--lead", TOWNS[1])
    assert "XM-2026-0001" in say("list", "--unit", "各镇人民政府")


@pytest.mark.usefixtures("group")
def test_a_group_of_a_table_is_expanded(tmp_path: Path, ledgers: Path) -> None:
    table = tmp_path / "表.csv"
    table.write_text("2026年任务\n事项,牵头单位,配合单位\n修路,县水务局,各镇人民政府\n", "utf-8")
    assert "展开为 2 个单位" in say("import", str(table), "--ledger", "重大项目", "--yes")
    assert f"配合单位: [{', '.join(TOWNS)}]" in (ledgers / "重大项目/2026/XM-2026-0001.yaml").read_text(
        "utf-8"
    )


@pytest.mark.usefixtures("group")
def test_the_register_tells_its_groups(ledgers: Path) -> None:
    assert "一组 2 个单位" in say("unit", "list")
    entries = {entry["name"]: entry for entry in json.loads(say("unit", "list", "--json"))}
    assert entries["各镇人民政府"]["members"] == list(TOWNS)
    assert "单位名册里没有“西山镇人民政府”" in say(
        "unit", "amend", "各镇人民政府", "--member", "西山镇人民政府", code=1
    )
    assert "成员里又有它自己" in say("unit", "amend", "各镇人民政府", "--member", "各镇人民政府", code=1)
    config = ledgers / "duban.yaml"
    config.write_text(config.read_text("utf-8").replace("成员: [龙门镇", "成员: [西山镇"), "utf-8")
    assert "“各镇人民政府”的成员“西山镇人民政府”不在单位名册里" in say("check", code=1)
