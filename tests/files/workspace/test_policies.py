"""Policies read from disk: the built-in ones, and a workspace's own with file and line of every fault."""

from pathlib import Path

import pytest

from duban.errors import Level, Problem
from duban.files.workspace.policies import BUILT_IN, check_policies, folder_of, list_policies, load_policy

RULE = """  - 标识: urgent
    种类: 时限
    名称: 急件两天
    条款: 本市第1条
    说明: 本市更急。
    义务人: 牵头单位
    起算: 交办
    期限: {数: 2, 单位: 工作日}
    完成: [报结]
"""


def write(root: Path, name: str, text: str) -> None:
    (root / "制度").mkdir(exist_ok=True)
    (root / "制度" / name).write_text(text, "utf-8")


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str, int | None]]:
    return [(p.code, p.place.path if p.place else "", p.place.line if p.place else None) for p in problems]


@pytest.mark.parametrize("path", sorted(BUILT_IN.glob("*.yaml")), ids=lambda path: path.stem)
def test_built_in_policies_are_sound_and_bear_their_file_names(path: Path) -> None:
    policy, problems = load_policy(path.stem, None)
    assert problems == ()
    assert policy is not None
    assert policy.name == path.stem


def test_there_are_seven_built_in() -> None:
    names = [policy.name for policy, local in list_policies(None) if not local]
    five = ["guizhou-2020", "guoling-733", "ledong-2019", "liupanshui-2016", "shiwei"]
    assert names == ["anshan-2015", "default", *five]


@pytest.mark.parametrize("path", sorted(folder_of(1).glob("*.yaml")), ids=lambda path: path.stem)
def test_every_edition_is_kept_and_sound(path: Path) -> None:
    policy, problems = load_policy(path.stem, None, 1)
    assert problems == ()
    assert policy is not None
    newest = load_policy(path.stem, None)[0]
    assert newest is not None
    assert {rule.id for rule in policy.rules} <= {rule.id for rule in newest.rules}, "停用 of a local policy"


def test_what_is_inherited_is_of_the_same_edition(tmp_path: Path) -> None:
    write(tmp_path, "本市.yaml", "名称: 本市\n全称: 本市制度\n继承: guizhou-2020\n")
    counts = [
        len(policy.rules) for edition in (1, 2) if (policy := load_policy("本市", tmp_path, edition)[0])
    ]
    assert counts[0] == 6


@pytest.mark.parametrize("edition", [0, 3])
def test_an_edition_that_there_is_not_is_refused(edition: int) -> None:
    policy, problems = load_policy("default", None, edition)
    assert policy is None
    assert [problem.code for problem in problems] == ["unknown-edition"]


def test_a_local_policy_inherits_a_built_in_one(tmp_path: Path) -> None:
    write(tmp_path, "本市.yaml", f"名称: 本市\n全称: 本市制度\n继承: anshan-2015\n规则:\n{RULE}")
    policy, problems = load_policy("本市", tmp_path)
    assert problems == ()
    assert policy is not None
    urgent, normal = policy.rule("urgent"), policy.rule("normal")
    assert urgent is not None
    assert normal is not None
    assert policy.cite(urgent) == "本市制度 本市第1条"
    assert policy.cite(normal) == "鞍政办发〔2015〕18号 三.2"
    assert [(p.name, local) for p, local in list_policies(tmp_path)][-1] == ("本市", True)


def test_a_local_policy_is_found_by_file_name_too(tmp_path: Path) -> None:
    write(tmp_path, "city.yaml", "名称: 本市\n全称: 本市制度\n继承: default\n")
    for name in ("city", "本市"):
        policy, problems = load_policy(name, tmp_path)
        assert problems == ()
        assert policy is not None
        assert policy.name == "本市"
    assert len(list_policies(tmp_path)) == 8


def test_a_local_policy_may_stand_in_for_a_built_in_one(tmp_path: Path) -> None:
    write(tmp_path, "default.yaml", f"名称: default\n全称: 本市制度\n规则:\n{RULE}")
    policy, problems = load_policy("default", tmp_path)
    assert problems == ()
    assert policy is not None
    assert [rule.id for rule in policy.rules] == [
        "urgent",
        "inspect-plan",
        "inspect-ask-review",
        "inspect-review",
    ]


def test_it_cannot_inherit_the_one_it_stands_in_for(tmp_path: Path) -> None:
    write(tmp_path, "default.yaml", "# 本市\n名称: default\n全称: 本市制度\n继承: default\n")
    policy, problems = load_policy("default", tmp_path)
    assert policy is None
    assert told(problems) == [("policy-cycle", "制度/default.yaml", 4)]


def test_a_rule_without_clause_is_refused_with_its_line(tmp_path: Path) -> None:
    rule = RULE.replace("    条款: 本市第1条\n", "")
    write(tmp_path, "本市.yaml", f"名称: 本市\n全称: 本市制度\n规则:\n{rule}")
    policy, problems = load_policy("本市", tmp_path)
    assert policy is None
    assert told(problems) == [("missing-key", "制度/本市.yaml", 4)]
    assert "缺少“条款”" in problems[0].message


def test_an_unknown_field_is_refused_with_its_line(tmp_path: Path) -> None:
    rule = "  - {标识: f, 种类: 要素, 名称: x, 条款: 一, 说明: y,\n     字段: [责任人, 牵头部门]}\n"
    write(tmp_path, "本市.yaml", f"名称: 本市\n全称: 本市制度\n规则:\n{rule}")
    policy, problems = load_policy("本市", tmp_path)
    assert policy is None
    assert told(problems) == [("unknown-field", "制度/本市.yaml", 5)]
    assert problems[0].place is not None
    assert problems[0].place.excerpt.strip() == "字段: [责任人, 牵头部门]}"


def test_an_unknown_base_is_refused_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, "本市.yaml", "名称: 本市\n全称: 本市制度\n继承: anshan\n")
    policy, problems = load_policy("本市", tmp_path)
    assert policy is None
    assert told(problems) == [("unknown-base", "制度/本市.yaml", 3)]
    assert "是不是“anshan-2015”" in problems[0].advice


def test_a_circle_of_files_is_told_in_each(tmp_path: Path) -> None:
    write(tmp_path, "甲.yaml", "名称: 甲\n全称: 甲\n继承: 乙\n")
    write(tmp_path, "乙.yaml", "名称: 乙\n全称: 乙\n继承: 甲\n")
    policy, problems = load_policy("甲", tmp_path)
    assert policy is None
    assert told(problems) == [("policy-cycle", "制度/甲.yaml", 3), ("policy-cycle", "制度/乙.yaml", 3)]


def test_a_broken_base_file_is_the_only_thing_told(tmp_path: Path) -> None:
    write(tmp_path, "甲.yaml", "名称: 甲\n全称: 甲\n继承: 乙\n")
    write(tmp_path, "乙.yaml", "名称: 乙\n全: 乙\n")
    policy, problems = load_policy("甲", tmp_path)
    assert policy is None
    assert told(problems) == [
        ("missing-key", "制度/乙.yaml", 1),
        ("unknown-key", "制度/乙.yaml", 2),
    ]


def test_two_files_with_one_name_are_told(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "名称: 本市\n全称: 甲\n")
    write(tmp_path, "b.yaml", "名称: 本市\n全称: 乙\n")
    assert told(check_policies(tmp_path)) == [("duplicate-policy", "制度/b.yaml", 1)]


def test_an_unknown_name_is_told_without_a_place() -> None:
    policy, problems = load_policy("鞍山", None)
    assert policy is None
    assert told(problems) == [("unknown-policy", "", None)]
    assert problems[0].level is Level.ERROR
    assert "anshan-2015" in problems[0].advice


def test_check_tells_all_local_files_used_or_not(tmp_path: Path) -> None:
    write(tmp_path, "甲.yaml", "名称: 甲\n全称: [\n")
    write(tmp_path, "乙.yaml", "名称: 乙\n全称: 乙\n停用: [x]\n")
    codes = {(p.place.path, p.code) for p in check_policies(tmp_path) if p.place}
    assert ("制度/乙.yaml", "unknown-rule") in codes
    assert any(path == "制度/甲.yaml" for path, _ in codes)
    assert [p.name for p, local in list_policies(tmp_path) if local] == ["乙"]


def test_a_file_too_large_is_told(tmp_path: Path) -> None:
    write(tmp_path, "大.yaml", "名称: 大\n全称: " + "x" * 2_000_000)
    policy, problems = load_policy("大", tmp_path)
    assert policy is None
    assert problems[0].level is Level.ERROR


def test_no_folder_of_local_policies_is_fine(tmp_path: Path) -> None:
    assert check_policies(tmp_path) == ()
    assert len(list_policies(tmp_path)) == 7
