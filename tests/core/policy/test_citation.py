"""What is printed of a rule: the office's own document, or one that is only followed."""

import pytest
from tests.builders import deadline_rule, make_policy

from duban.core.model.workspace import OwnDocument
from duban.core.policy.citation import cited_in, ground_of
from duban.errors import tell_ground

CITED = "鞍政办发〔2015〕18号 三.2"
METHOD = OwnDocument(name="云溪县督查工作办法", number="云府发〔2026〕1号")
CUSTOM = OwnDocument(name="云溪县督查规矩")


@pytest.mark.parametrize(
    ("own", "names", "ground", "told"),
    [
        (None, ["鞍政办发〔2015〕18号"], f"参照 {CITED}", f"参照：{CITED}"),
        (
            METHOD,
            ["鞍政办发〔2015〕18号"],
            f"云溪县督查工作办法（云府发〔2026〕1号）（参照 {CITED}）",
            f"依据：云溪县督查工作办法（云府发〔2026〕1号）（参照 {CITED}）",
        ),
        (
            CUSTOM,
            ["鞍政办发〔2015〕18号"],
            f"云溪县督查规矩（参照 {CITED}）",
            f"依据：云溪县督查规矩（参照 {CITED}）",
        ),
        (METHOD, ["云府发〔2026〕1号"], CITED, f"依据：{CITED}"),
        (CUSTOM, ["云溪县督查规矩"], CITED, f"依据：{CITED}"),
    ],
)
def test_what_is_printed(own: OwnDocument | None, names: list[str], ground: str, told: str) -> None:
    assert ground_of(CITED, names, own) == ground
    assert tell_ground(ground) == told
    assert cited_in(ground) == CITED


@pytest.mark.parametrize("clause", ["四（三）", "第2条", "三（二）五"])
@pytest.mark.parametrize("own", [None, METHOD, CUSTOM])
def test_what_is_cited_is_the_same_in_every_office(clause: str, own: OwnDocument | None) -> None:
    cited = f"六盘水府发〔2016〕7号 {clause}"
    for ground in (ground_of(cited, [], own), ground_of(cited, [], own) + "（酌定）"):
        assert cited_in(ground) == cited


@pytest.mark.parametrize("words", ["", "领导确定（林县长）", "来源规定 某府办〔2026〕12号 三", "时序进度"])
def test_what_no_rule_gives_is_a_ground_as_it_is(words: str) -> None:
    assert cited_in(words) == words
    assert tell_ground(words) == f"依据：{words}"


def test_an_office_s_own_document_is_known_by_number_and_by_title() -> None:
    inherited = deadline_rule("交办", "报结", 3, 标识="urgent", 出处="鞍政办发〔2015〕18号", 条款="三.2")
    local = deadline_rule("交办", "报结", 2, 标识="own", 条款="第7条")
    policy = make_policy(inherited, local, 文件={"标题": "云溪县督查工作办法", "文号": "云府发〔2026〕1号"})
    rules = [policy.rule("urgent"), policy.rule("own")]
    for own in (METHOD, OwnDocument(name="云溪县督查工作办法")):
        found = [policy.of_office(own).ground(rule) for rule in rules if rule]
        assert found[0].endswith(f"（参照 {CITED}）")
        assert found[1] == "云府发〔2026〕1号 第7条"
    typed = policy.of_office(OwnDocument(name="督查办法", number="云府发[2026]1号"))
    assert [typed.ground(rule) for rule in rules[1:] if rule] == ["云府发〔2026〕1号 第7条"]
    assert [policy.ground(rule) for rule in rules if rule] == [
        f"参照 {CITED}",
        "参照 云府发〔2026〕1号 第7条",
    ]
    assert policy.of_office(METHOD) == policy
