"""Each kind of rule, each step of the reckoning, by hand arithmetic; the schemes that come with duban at work.

A row: what differs in the scheme, the facts, and by hand the exact number, the announced one, the band.
"""

from fractions import Fraction
from typing import Any, NamedTuple

import pytest
from tests.appraisals import OPINION, fact, scheme, score

from duban.core.model.appraisals.scheme import ScoreScheme
from duban.core.model.results.terms import BlameCause
from duban.core.model.terms import Method, Role, YesNo
from duban.core.scoring.facts import Fact
from duban.core.scoring.numbers import exact, rounded, signed, written
from duban.core.scoring.points import Side
from duban.core.scoring.reckon import reckon
from duban.files.workspace.schemes import load_scheme, scheme_paths

MET = [fact(f"按期办结 WJ-{n} 2026-03-31") for n in range(1, 8)]
LATE = fact("逾期办结 WJ-8 2026-04-30")
NEVER = fact("逾期未办结 WJ-9 2026-05-29")
SHARE = {"种类": "比率", "分子": ["按期办结"], "分母": ["按期办结", "逾期办结", "逾期未办结"], "最少件数": 3}
URGED = [fact(f"催办 WJ-9 2026-06-{n:02d}") for n in range(1, 5)]
RUNGS = [{"次数": 2, "分值": -1}, {"次数": 4, "分值": -3}]


def items(*rules: dict[str, Any], **fields: object) -> dict[str, Any]:
    return {"项目": [{"名称": "办理", "满分": 100, "规则": list(rules)} | fields]}


class Row(NamedTuple):
    """One worked example."""

    name: str
    scheme: dict[str, Any]
    facts: list[Fact]
    exact: str
    told: str
    band: str


ROWS = [
    Row("nothing happened: full marks", {}, MET, "100", "100.0", "优秀"),
    Row("per case: 100 − 5 − 5", {}, [*MET, LATE, NEVER], "90", "90.0", "优秀"),
    Row(
        "the lower bound: 100 − 25 × 5 = −25, not under 0",
        {},
        [fact(f"逾期办结 WJ-{n} 2026-03-31") for n in range(25)],
        "0",
        "0.0",
        "不合格",
    ),
    Row(
        "a lower bound of its own: 100 − 25 × 5, not under 40",
        items({"种类": "逐件", "事由": ["逾期办结"], "分值": -5}, 下限=40),
        [fact(f"逾期办结 WJ-{n} 2026-03-31") for n in range(25)],
        "40",
        "40.0",
        "不合格",
    ),
    Row(
        "who only supports loses less: 100 − 3 − 5",
        items({"种类": "逐件", "事由": ["逾期办结", "逾期未办结"], "分值": -5, "协办分值": -3}),
        [fact("逾期办结 WJ-8 2026-04-30", role=Role.SUPPORT), NEVER],
        "92",
        "92.0",
        "优秀",
    ),
    Row("credit, bounded above: 0 + 7 × 20, not over 100", items({"种类": "逐件", "事由": ["按期办结"], "分值": 20}, 起算="零"), MET, "100", "100.0", "优秀"),
    Row("a share: 100 × 7 / 9", items(SHARE, 起算="零"), [*MET, LATE, NEVER], "700/9", "77.8", "合格"),
    Row("chased four times: the rung of 4, 100 − 3", items({"种类": "阶梯", "事由": ["催办"], "档次": RUNGS}), URGED, "97", "97.0", "优秀"),
    Row("chased three times: the rung of 2, 100 − 1", items({"种类": "阶梯", "事由": ["催办"], "档次": RUNGS}), URGED[:3], "99", "99.0", "优秀"),
    Row("chased once: below the first rung", items({"种类": "阶梯", "事由": ["催办"], "档次": RUNGS}), URGED[:1], "100", "100.0", "优秀"),
    Row(
        "weights: 100 × 7/9 × 60 % + 95 × 40 % = 140/3 + 38",
        {"项目": [{"名称": "时效", "满分": 100, "起算": "零", "权重": 60, "规则": [SHARE]}, {"名称": "质量", "满分": 100, "权重": 40, "规则": [{"种类": "逐件", "事由": ["退回"], "分值": -5}]}]},
        [*MET, LATE, NEVER, fact("退回 WJ-1 2026-03-20")],
        "254/3",
        "84.7",
        "合格",
    ),
    Row(
        "too few cases: the share is left out, 95 × 40 % scaled by 100 / 40",
        {"项目": [{"名称": "时效", "满分": 100, "起算": "零", "权重": 60, "规则": [SHARE]}, {"名称": "质量", "满分": 100, "权重": 40, "规则": [{"种类": "逐件", "事由": ["退回"], "分值": -5}]}]},
        [*MET[:2], fact("退回 WJ-1 2026-03-20")],
        "95",
        "95.0",
        "优秀",
    ),
    Row(
        "bonus, bounded: 90 + min(5, 2 × 3)",
        {"加减分": {"规则": [{"种类": "逐件", "事由": ["激励"], "分值": 3}]}},
        [*MET, LATE, NEVER, fact("激励 JL-2026-0001 2026-05-01"), fact("激励 JL-2026-0002 2026-05-02")],
        "95",
        "95.0",
        "优秀",
    ),
    Row(
        "malus, bounded: 100 + max(−5, −3 × 2)",
        {"加减分": {"规则": [{"种类": "逐件", "事由": ["通报批评"], "分值": -3}]}},
        [fact("通报批评 TB-2026-0001 2026-05-01"), fact("通报批评 TB-2026-0002 2026-05-02")],
        "95",
        "95.0",
        "优秀",
    ),
    Row("put down to others: told, not taken", {}, [*MET, fact("逾期办结 WJ-8 2026-04-30", struck="归因于上级")], "100", "100.0", "优秀"),
    Row(
        "a veto: 100, but not the highest band",
        {"否决": [{"事由": ["失实"], "次数": 2, "效果": "不得评为最高等次"}]},
        [fact("失实 WJ-1 2026-03-01"), fact("失实 WJ-2 2026-03-02")],
        "100",
        "100.0",
        "合格",
    ),
    Row("a veto not reached", {"否决": [{"事由": ["失实"], "次数": 2, "效果": "不得评为最高等次"}]}, [fact("失实 WJ-1 2026-03-01")], "100", "100.0", "优秀"),
    Row("the lowest by a veto", {"否决": [{"事由": ["失实"], "效果": "定为最低等次"}]}, [fact("失实 WJ-1 2026-03-01")], "100", "100.0", "不合格"),
    Row("half away from zero, bound included: 89.95 → 90.0", items({"种类": "逐件", "事由": ["退回"], "分值": -10.05}), [fact("退回 WJ-1 2026-03-20")], "89.95", "90.0", "优秀"),
    Row("just below: 89.94 → 89.9", items({"种类": "逐件", "事由": ["退回"], "分值": -10.06}), [fact("退回 WJ-1 2026-03-20")], "89.94", "89.9", "合格"),
    Row("whole numbers: 89.5 → 90 (BB has no band for it)", items({"种类": "逐件", "事由": ["退回"], "分值": -10.5}) | {"小数位": 0}, [fact("退回 WJ-1 2026-03-20")], "89.5", "90", "优秀"),
    Row("a tenth ten times is one: 100 − 10 × 0.1", items({"种类": "逐件", "事由": ["退回"], "分值": -0.1}) | {"小数位": 3}, [fact(f"退回 WJ-{n} 2026-03-20") for n in range(10)], "99", "99.000", "优秀"),
]  # fmt: skip


@pytest.mark.parametrize("case", ROWS, ids=lambda case: case.name)
def test_by_hand(case: Row) -> None:
    found = score(scheme(**case.scheme), *case.facts)
    assert found.exact is not None
    assert (written(found.exact), found.told, found.band) == (case.exact, case.told, case.band)


def test_of_whom_the_books_hold_nothing_has_no_band() -> None:
    found = score(scheme())
    assert (found.told, found.band, found.rated, found.cases) == ("100.0", None, "不定等次", 0)


def test_an_opinion_is_the_mean_of_the_judges() -> None:
    """办理 90 × 1 + 评议 (18 + 17.5 + 18) / 3 = 107.833… of 120: nothing is scaled."""
    made = scheme(项目=[*scheme_items(), OPINION])
    found = score(
        made, *MET, LATE, NEVER, 评议=[("甲", Fraction(18)), ("乙", exact(17.5)), ("丙", Fraction(18))]
    )
    assert (found.exact, found.told) == (90 + Fraction(107, 6), "107.8")
    (point,) = (each for each in found.points if each.item == "评议")
    assert (point.what, point.fact) == ("甲 18；乙 17.5；丙 18", None)


def test_without_marks_an_opinion_is_left_out() -> None:
    """办理 90 of 100; of 120 together 90 × 120 / 100 = 108."""
    found = score(scheme(项目=[*scheme_items(), OPINION]), *MET, LATE, NEVER)
    assert (found.exact, found.items[1].why) == (Fraction(108), "县领导还没有评分")


def scheme_items() -> list[dict[str, Any]]:
    return [
        {
            "名称": "办理",
            "满分": 100,
            "规则": [{"种类": "逐件", "事由": ["逾期办结", "逾期未办结"], "分值": -5}],
        }
    ]


@pytest.mark.parametrize(
    ("rules", "facts", "counted"),
    [
        ("late −1, untrue −3: two matters of one task", ["逾期办结 WJ-1 2026-03-01", "失实 WJ-1 2026-03-02"], {"逾期办结": -1, "失实": -3}),
        ("returned −2 and untrue −3: one matter, the higher", ["退回 WJ-1 2026-03-01", "失实 WJ-1 2026-03-02"], {"失实": -3}),
        ("returned twice −4 and untrue −3: the rule that takes more", ["退回 WJ-1 2026-03-01", "退回 WJ-1 2026-03-05", "失实 WJ-1 2026-03-02"], {"退回": -4}),
        ("two tasks are two matters", ["退回 WJ-1 2026-03-01", "失实 WJ-2 2026-03-02"], {"退回": -2, "失实": -3}),
        ("a circular −2 on an untrue report −3", ["失实 WJ-1 2026-03-02", "通报批评 TB-1 2026-04-01 WJ-1"], {"失实": -3}),
        ("the list −6 on late −1 and untrue −3: more than both", ["逾期办结 WJ-1 2026-03-01", "失实 WJ-1 2026-03-02", "负面清单 FM-1 2026-04-01 WJ-1"], {"负面清单": -6}),
        ("circular −2 and list −6 on one task: the list", ["通报批评 TB-1 2026-04-01 WJ-1", "负面清单 FM-1 2026-04-01 WJ-1"], {"负面清单": -6}),
        ("a circular that rests on nothing stands beside", ["失实 WJ-1 2026-03-02", "通报批评 TB-1 2026-04-01"], {"失实": -3, "通报批评": -2}),
        ("praise is never left out", ["逾期办结 WJ-1 2026-03-01", "通报表扬 TB-1 2026-04-01 WJ-1"], {"逾期办结": -1, "通报表扬": 1}),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)  # fmt: skip
def test_one_matter_is_charged_once(rules: str, facts: list[str], counted: dict[str, int]) -> None:
    assert rules
    marks = {"逾期办结": -1, "退回": -2, "失实": -3}
    extra = {"通报批评": -2, "负面清单": -6, "通报表扬": 1}
    made = scheme(
        项目=[{"名称": "办理", "满分": 100, "规则": [{"种类": "逐件", "事由": [each], "分值": value} for each, value in marks.items()]}],
        加减分={"规则": [{"种类": "逐件", "事由": [each], "分值": value} for each, value in extra.items()]},
    )  # fmt: skip
    given = []
    for told in facts:
        *words, last = told.split()
        about = (last,) if last.startswith("WJ") and len(words) == 3 else None
        given.append(fact(" ".join(words), about=about) if about else fact(told))
    found = score(made, *given)
    sums: dict[str, Fraction] = {}
    for point in found.points:
        if point.counts and point.fact is not None:
            sums[point.fact.occasion] = sums.get(point.fact.occasion, Fraction(0)) + point.value
        elif point.fact is not None:
            assert point.why.startswith("同一事由")
    assert sums == counted


def built_in(name: str) -> ScoreScheme:
    found, problems = load_scheme(name, None)
    assert not problems
    assert found is not None
    return found


SHIPPED = {
    "default": (
        # 时效 100 × 4/5 × 50 % = 40; 质量 (100 − 5 − 15) × 25 % = 20; 反馈 (100 − 3 − 6 − 5) × 15 % = 12.9;
        # 评议 none, so × 100 / 90 → 72.9 × 10/9 = 81; +1 −2 = 80
        [
            *(fact(f"按期办结 WJ-{n} 2026-03-31") for n in range(1, 5)),
            fact("逾期未办结 WJ-5 2026-03-31"),
            fact("退回 WJ-1 2026-03-20"),
            fact("失实 WJ-2 2026-03-21"),
            fact("迟报 WJ-3 2026-03-31"),
            fact("漏报 WJ-4 2026-03-31"),
            *(fact(f"催办 WJ-5 2026-04-0{n}") for n in range(1, 4)),
            fact("通报表扬 TB-1 2026-05-01"),
            fact("约谈 YT-1 2026-05-06"),
        ],
        ("80", "80.0", "良好"),
    ),
    "jiamusi": (
        # 100 − 1 (late) − 2 (untrue) = 97; finished 3 × 1 + praised 1 = +4 → 101; a circular keeps from 优秀
        [
            *(fact(f"按期办结 WJ-{n} 2026-03-31") for n in (1, 2)),
            fact("逾期办结 WJ-3 2026-03-31"),
            fact("失实 WJ-1 2026-03-21"),
            fact("通报表扬 TB-1 2026-05-01"),
            fact("通报批评 TB-2 2026-05-02"),
        ],
        ("101", "101", "良好"),
    ),
    "kaifaqu-2016": (
        # 100 − 5 (lead) − 3 (support) − 1 (shirking) − 3 (false on site) = 88; two failures keep from 优秀 (it is none)
        [
            fact("逾期未办结 WJ-1 2026-03-31", role=Role.LEAD),
            fact("逾期未办结 WJ-2 2026-03-31", role=Role.SUPPORT),
            fact("通报批评 TB-1 2026-05-01", causes=(BlameCause.BUCK_PASSING,)),
            fact("通报批评 TB-2 2026-05-02", causes=(BlameCause.SLOW,)),
            fact("失实 WJ-3 2026-04-01", method=Method.ON_SITE),
            fact("失实 WJ-4 2026-04-02", method=Method.PAPER),
        ],
        ("88", "88", "良好"),
    ),
}


def test_every_shipped_scheme_has_a_worked_example() -> None:
    assert set(SHIPPED) == set(scheme_paths(None))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scheme_by_hand(name: str) -> None:
    facts, expected = SHIPPED[name]
    found = score(built_in(name), *facts)
    assert found.exact is not None
    assert (written(found.exact), found.told, found.band) == expected


def test_two_failures_keep_from_the_highest_band() -> None:
    failures = [fact(f"逾期未办结 WJ-{n} 2026-03-31", role=Role.SUPPORT) for n in (1, 2)]
    found = score(built_in("kaifaqu-2016"), *failures)
    assert (found.told, found.band) == ("94", "良好")
    assert "WJ-1（2026-03-31" in found.vetoes[0]


def test_no_shipped_scheme_can_rank() -> None:
    assert all(built_in(name).document is None for name in scheme_paths(None))
    assert all(rule.discretionary is YesNo.YES for item in built_in("default").items for rule in item.rules)


@pytest.mark.parametrize(
    ("value", "decimals", "told", "full"),
    [
        (Fraction(1, 2), 0, "1", "0.5"),
        (Fraction(-1, 2), 0, "-1", "-0.5"),
        (Fraction(5, 4), 1, "1.3", "1.25"),
        (Fraction(254, 3), 1, "84.7", "254/3"),
        (exact(0.1), 3, "0.100", "0.1"),
        (exact("7/3"), 2, "2.33", "7/3"),
        (exact(100), 1, "100.0", "100"),
        (Fraction(1, 800), 2, "0.00", "0.00125"),
    ],
)
def test_numbers(value: Fraction, decimals: int, told: str, full: str) -> None:
    assert (written(value, decimals), written(value)) == (told, full)
    assert exact(full) == value
    assert rounded(value, decimals) == Fraction(told)


def test_signs() -> None:
    assert [signed(exact(each)) for each in (1, -0.5, 0)] == ["+1", "−0.5", "0"]


def test_schemes_are_plain_files() -> None:
    assert {path.suffix for path, _ in scheme_paths(None).values()} == {".yaml"}


def test_a_review_gives_back_what_was_taken_and_never_what_was_given() -> None:
    """7 of 9 in time: one struck case makes it 7 of 8; the share itself, a gain, cannot be struck."""
    made = scheme(**items(SHARE, 起算="零"), 否决=[{"事由": ["逾期未办结"], "效果": "定为最低等次"}])
    facts = [*MET, LATE, NEVER]
    found = score(made, *facts)
    (point,) = found.points
    assert found.marks_to_strike == {*point.cases, *found.barred}
    assert len(point.cases) == 2
    for struck, expected in (
        (point.mark, (Fraction(700, 9), "不合格")),
        (point.cases[1], (Fraction(700, 8), "不合格")),
    ):
        again = reckon(made, Side("甲局", "县直", facts, struck={struck: "复核撤销"}))
        assert (again.exact, again.band) == expected
    again = reckon(made, Side("甲局", "县直", facts, struck=dict.fromkeys(found.barred, "复核撤销")))
    assert (again.exact, again.band, again.vetoes) == (Fraction(700, 9), "合格", ())
