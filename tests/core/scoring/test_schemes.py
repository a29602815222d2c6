"""What is wrong with a scheme that its shape does not show: a row each, and what may not be counted since 2024."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.appraisals import scheme

from duban.core.scoring.schemes import scheme_faults
from duban.files.workspace.schemes import check_schemes, list_schemes, load_scheme

LATE = {"种类": "逐件", "事由": ["逾期办结"], "分值": -5}
SHARE = {"种类": "比率", "分子": ["按期办结"], "分母": ["按期办结", "逾期办结"], "最少件数": 3}
RUNGS = {"种类": "阶梯", "事由": ["催办"]}


def of(*rules: dict[str, Any], **fields: object) -> dict[str, Any]:
    return {"项目": [{"名称": "办理", "满分": 100, "规则": list(rules)} | fields]}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, None),
        ({"项目": None}, "scheme-incomplete"),
        ({"等次": None}, "scheme-incomplete"),
        ({"申诉": None}, "scheme-incomplete"),
        (of(LATE | {"标识": "a"}, LATE | {"标识": "a"}), "duplicate-rule"),
        (
            of(LATE | {"标识": "v0"}) | {"否决": [{"事由": ["失实"], "效果": "定为最低等次"}]},
            "duplicate-rule",
        ),
        ({"项目": [*of(LATE)["项目"], *of(LATE)["项目"]]}, "duplicate-item"),
        ({"项目": [{"名称": "加减分", "满分": 10, "规则": [LATE]}]}, "duplicate-item"),
        (of(LATE, 下限=101), "bounds-crossed"),
        ({"加减分": {"上限": -1, "下限": 1, "规则": [LATE]}}, "bounds-crossed"),
        ({"等次": [{"名称": "好", "起": 60}, {"名称": "差", "起": 60}]}, "bands-equal"),
        ({"等次": [{"名称": "好", "起": 60}]}, "bands-open"),
        (of(LATE | {"方式": ["现场"]}), "method-odd"),
        (of({"种类": "逐件", "事由": ["失实"], "方式": ["现场"], "分值": -1}), None),
        (of(LATE | {"原因": ["推诿扯皮"]}), "cause-odd"),
        (of({"种类": "逐件", "事由": ["退回"], "分值": 5}), "sign-odd"),
        (of({"种类": "逐件", "事由": ["按期办结"], "分值": -5}), "sign-odd"),
        (of({"种类": "逐件", "事由": ["按期办结", "退回"], "分值": -5}), "sign-odd"),
        (of({"种类": "逐件", "事由": ["退回"], "分值": -5, "协办分值": 3}), "sign-odd"),
        (of({"种类": "逐件", "事由": ["按期办结", "逾期办结"], "分值": 1}), None),
        (of(RUNGS | {"档次": [{"次数": 3, "分值": -1}, {"次数": 2, "分值": -2}]}), "rungs-disordered"),
        (of(SHARE | {"分母": ["按期办结"]}), "share-odd"),
        (of(SHARE | {"分母": ["逾期办结"]}), "share-odd"),
        ({"加减分": {"规则": [{"种类": "评议", "评议人": "县领导"}]}}, "opinion-odd"),
        (of(SHARE, LATE), "counted-twice"),
        (of(SHARE, {"种类": "逐件", "事由": ["退回"], "分值": -5}), None),
        (
            {"申诉": {"条款": "七", "申请": {"单位": "领导确定"}, "复核": {"数": 1, "单位": "工作日"}}},
            "term-odd",
        ),
        (of(LATE | {"名称": "获批示件数"}), "forbidden-count"),
        (of(LATE | {"说明": "按刊发文章数加分"}), "forbidden-count"),
        (of(LATE, 名称="学习笔记"), "forbidden-count"),
    ],
)
def test_a_fault(changed: dict[str, Any], code: str | None) -> None:
    found = list(scheme_faults(scheme(**changed)))
    assert [each.code for each in found][:1] == ([code] if code else [])
    assert all(each.advice for each in found)


@pytest.mark.parametrize(("since", "count"), [(date(2024, 8, 5), 0), (date(2024, 8, 6), 1)])
def test_what_may_not_be_counted_since_2024(since: date, count: int) -> None:
    """《整治形式主义为基层减负若干规定》 is of 2024-08-06: a period that began before is judged by its own time."""
    made = scheme(**of(LATE | {"名称": "开会次数"}))
    found = [each for each in scheme_faults(made, since) if each.code == "forbidden-count"]
    assert len(found) == count
    assert all("2024-08-06" in each.clause for each in found)


OWN = """名称: 本县
全称: 本县督查考核办法
继承: jiamusi
文件: {标题: 督查考核办法, 文号: 县府办发〔2025〕9号, 机关: 县政府办, 日期: 2025-12-20}
小数位: 2
"""


def test_a_scheme_takes_over_another(tmp_path: Path) -> None:
    folder = tmp_path / "考核" / "方案"
    folder.mkdir(parents=True)
    (folder / "本县.yaml").write_text(OWN, "utf-8")
    found, problems = load_scheme("本县", tmp_path)
    base, _ = load_scheme("jiamusi", tmp_path)
    assert not problems
    assert found is not None
    assert base is not None
    assert (found.items, found.bands, found.decimals) == (base.items, base.bands, 2)
    assert (found.document is not None, base.document) == (True, None)
    assert [name for name, own, _, _ in list_schemes(tmp_path) if own] == ["本县"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (OWN.replace("jiamusi", "没有"), "unknown-base"),
        (OWN.replace("jiamusi", "本县"), "unknown-base"),
        (OWN.replace("名称: 本县", "名称: 外县"), "scheme-not-filename"),
        (OWN.replace("继承: jiamusi\n", ""), "scheme-incomplete"),
        (OWN + "加分: 3\n", "unknown-key"),
        ("- 甲\n", "yaml-top"),
        (OWN + "项目: [\n", None),
    ],
)
def test_a_broken_file_is_told(tmp_path: Path, text: str, code: str | None) -> None:
    folder = tmp_path / "考核" / "方案"
    folder.mkdir(parents=True)
    (folder / "本县.yaml").write_text(text, "utf-8")
    found, problems = load_scheme("本县", tmp_path)
    assert found is None
    assert problems == check_schemes(tmp_path)
    assert code is None or code in {each.code for each in problems}
    assert all(each.place is not None for each in problems)


def test_a_scheme_that_is_none() -> None:
    found, problems = load_scheme("没有", None)
    assert (found, [each.code for each in problems]) == (None, ["no-scheme"])
