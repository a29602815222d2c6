"""What of the books counts for whom: journals of tasks, results, interviews → facts; every score from raw events."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.accounts import CONFIG, HEADS, books
from tests.appraisals import LATE_RULE, appraisal, scheme, told
from tests.builders import (
    CALENDAR,
    assigned,
    cadence_rule,
    day,
    event,
    limit_rule,
    make_book,
    make_policy,
    make_register,
    make_task,
    moment,
    registered,
)
from tests.interviews import interview
from tests.interviews import upto as interviewed

from duban.core.books.books import Entry, Filed, open_books
from duban.core.cases.interview import INTERVIEW
from duban.core.engine.fold import fold
from duban.core.model.appraisals.records import UnitGroup
from duban.core.model.events import AnyEvent
from duban.core.model.record import read_record
from duban.core.model.results.records import ResultBook
from duban.core.model.task import Task
from duban.core.periods.spans import Span, parse_span
from duban.core.scoring.facts import facts_of
from duban.core.scoring.life import LIFE, AppraisalState
from duban.core.scoring.outcome import appraise, differences, freeze, trial


def span(label: str = "2026Q3") -> Span:
    found = parse_span(label)
    assert found is not None
    return found


def told_facts(*tasks: Task, label: str = "2026Q3", **asked: Any) -> list[str]:  # noqa: ANN401 - as books takes them
    """What happened to whom on which day; what does not count in brackets with why."""
    found = facts_of(books(*tasks, **asked), span(label))
    return [
        f"{each.unit} {each.occasion} {each.on}" + (f"（{each.struck}）" if each.struck else "")
        for each in found
    ]


START = (registered("2026-07-01"), assigned("2026-07-01", "2026-07-31"))
PASS = {"method": "现场", "result": "通过"}
FAIL = {"method": "现场", "result": "不通过"}


@pytest.mark.parametrize(
    ("name", "journal", "expected"),
    [
        ("in time and verified", (event("报结", "2026-07-30"), event("核验", "2026-08-03", **PASS)), ["A 按期办结 2026-07-31"]),
        ("in time, still 待核: neither", (event("报结", "2026-07-30"),), []),
        ("late", (event("报结", "2026-08-03"), event("核验", "2026-08-04", **PASS)), ["A 逾期办结 2026-07-31"]),
        ("never", (), ["A 逾期未办结 2026-07-31"]),
        (
            "never, put down to others",
            (event("归因", "2026-08-05", unit="A", cause="上级", reason="资金没有下达", approved_by="方县长"),),
            ["A 逾期未办结 2026-07-31（2026-08-05 归因于上级）"],
        ),
        ("never, its own fault", (event("归因", "2026-08-05", unit="A", cause="本单位", reason="拖", approved_by="方县长"),), ["A 逾期未办结 2026-07-31"]),
        ("suspended before its day: neither", (event("中止", "2026-07-20", reason="等批复", approved_by="方县长"),), []),
        ("withdrawn before its day", (event("撤销", "2026-07-20", reason="重复", approved_by="方县长"),), []),
        ("chased", (event("催办", "2026-08-03"), event("催办", "2026-08-04")), ["A 逾期未办结 2026-07-31", "A 催办 2026-08-03", "A 催办 2026-08-04"]),
        (
            "returned for its papers alone",
            (event("报结", "2026-07-30"), event("退回", "2026-07-31", missing="缺章", kind="补正", due_on="2026-08-05"), event("报结", "2026-08-04"), event("核验", "2026-08-05", **PASS)),
            ["A 按期办结 2026-07-31"],
        ),
        ("returned", (event("报结", "2026-07-30"), event("退回", "2026-07-31", missing="没有做完", due_on="2026-08-10")), ["A 退回 2026-07-31", "A 逾期未办结 2026-07-31"]),
        ("failed", (event("报结", "2026-07-20"), event("核验", "2026-07-22", **FAIL, due_on="2026-07-31")), ["A 核验不通过 2026-07-22", "A 逾期未办结 2026-07-31"]),
        ("untrue", (event("报结", "2026-07-20"), event("核验", "2026-07-22", **FAIL, failure="假落实", due_on="2026-07-31")), ["A 失实 2026-07-22", "A 逾期未办结 2026-07-31"]),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)  # fmt: skip
def test_a_task(name: str, journal: tuple[AnyEvent, ...], expected: list[str]) -> None:
    assert told_facts(make_task(*START, *journal)) == expected, name


def test_a_task_of_another_period_is_none() -> None:
    assert told_facts(make_task(*START), label="2026Q2", today="2026-06-30") == []
    assert told_facts(make_task(*START), label="2026-09") == []


def test_what_waited_is_counted_where_it_becomes_final() -> None:
    """Reported in July, verified in October: of the third quarter nothing, of the fourth the 核验."""
    task = make_task(*START, event("报结", "2026-07-30"), event("核验", "2026-10-12", **PASS))
    assert told_facts(task) == []
    assert told_facts(task, label="2026Q4", today="2026-12-31") == ["A 按期办结 2026-10-12"]
    failed = make_task(*START, event("报结", "2026-07-30"), event("核验", "2026-10-12", **FAIL))
    assert told_facts(failed, label="2026Q4", today="2026-12-31") == [
        "A 核验不通过 2026-10-12",
        "A 逾期未办结 2026-10-12",
    ]


def test_joint_leads_are_chased_both_and_a_support_is_told() -> None:
    task = make_task(
        *START,
        event("催办", "2026-07-20"),
        event("催办", "2026-07-21", unit="C"),
        lead=["A", "B"],
        support=["C"],
    )
    assert [each for each in told_facts(task) if "催办" in each] == [
        "A 催办 2026-07-20",
        "B 催办 2026-07-20",
        "C 催办 2026-07-21",
    ]


def test_what_was_before_a_merger_stays_with_the_unit_that_was() -> None:
    register = make_register({"全称": "A", "并入": "B", "并入日期": "2026-08-15"}, {"全称": "B"})
    assert told_facts(make_task(*START), register=register) == ["A 逾期未办结 2026-07-31"]
    late = make_task(registered("2026-07-01"), assigned("2026-07-01", "2026-08-31"))
    assert told_facts(late, register=register) == ["B 逾期未办结 2026-08-31"]


def test_periodic_reports() -> None:
    policy = make_policy(limit_rule(5), cadence_rule("月"))
    task = make_task(
        registered("2026-07-01"),
        assigned("2026-07-01", "2026-12-31"),
        event("反馈", "2026-07-30", unit="A", done="在办"),
    )
    found = Counter(each.split()[1] for each in told_facts(task, policy=policy))
    assert found == {"按期报告": 1, "漏报": 2}


def _result(action: str, on: str, **said: object) -> dict[str, Any]:
    return {"日期": on, "登记": moment(on).isoformat(), "动作": action, "经办": "王五", "单位": "A", **said}


def test_results_and_interviews() -> None:
    """A circular, an award, a list entry that was exempted, a circular that was revoked, an interview that was held."""
    entries = [
        _result("通报", "2026-08-01", 编号="TB-2026-0001", 性质="批评", 事实="拖", 范围="全县", 依据=["WJ-2026-0001", "DX-2026-0009/1"], 原因=["推诿扯皮"]),
        _result("通报", "2026-08-02", 编号="TB-2026-0002", 性质="表扬", 事实="快", 范围="全县"),
        _result("通报", "2026-08-03", 编号="TB-2026-0003", 性质="批评", 事实="错", 范围="全县"),
        _result("撤销结果", "2026-08-04", 编号="TB-2026-0003", 理由="有误"),
        _result("激励", "2026-08-05", 编号="JL-2026-0001", 事实="快", 级别="县", 激励方式="资金", 激励内容="十万"),
        _result("提供", "2026-08-06", 编号="FM-2026-0001", 渠道="部门提供", 提供单位="督查室", 事实="拖"),
        _result("提供", "2026-08-06", 编号="FM-2026-0002", 渠道="部门提供", 提供单位="督查室", 事实="拖"),
        _result("纳入", "2026-08-07", 编号="FM-2026-0001", 机关="监察局"),
        _result("申请容错", "2026-08-10", 编号="RC-2026-0001", 对象="FM-2026-0001", 理由="先行先试"),
        _result("核实容错", "2026-08-11", 编号="RC-2026-0001", 机关="监察局", 情况="属实"),
        _result("认定容错", "2026-08-12", 编号="RC-2026-0001", 认定="免责", 理由="无私", 纠错="补"),
    ]  # fmt: skip
    talk = interview(*interviewed("约谈"), 事项=["WJ-2026-0001"])
    held = open_books(
        CONFIG,
        tuple(HEADS.values()),
        [Entry(make_task(*START), HEADS["WJ"], "WJ-2026-0001.yaml")],
        policies=make_book(make_policy(limit_rule(5))),
        calendar=CALENDAR,
        register=make_register({"全称": "A"}),
        today=day("2026-09-30"),
        cases=[Filed(INTERVIEW, talk, "约谈/2026/YT-2026-0001.yaml")],
        results=(read_record({"年度": "2026", "流水": entries}, ResultBook),),
    )
    found = facts_of(held, span("2026"))
    assert [(each.unit, str(each.occasion), each.number, each.about, each.struck) for each in found] == [
        ("A", "逾期未办结", "WJ-2026-0001", ("WJ-2026-0001",), ""),
        ("A", "通报批评", "TB-2026-0001", ("WJ-2026-0001",), ""),
        ("A", "通报表扬", "TB-2026-0002", (), ""),
        ("A", "激励", "JL-2026-0001", (), ""),
        ("A", "负面清单", "FM-2026-0001", (), "RC-2026-0001 容错：免责"),
        ("甲镇", "约谈", "YT-2026-0001", ("WJ-2026-0001",), ""),
    ]
    assert all(each.mark for each in found[1:])


# --- ranking ---------------------------------------------------------------------------------------------------


def ranked(*late: int, tail: dict[str, Any] | None = None) -> dict[str, tuple[int | None, bool]]:
    """Units with so many late tasks each, at −5: rank and whether last."""
    tasks, units = [], []
    for at, count in enumerate(late):
        unit = f"单位{at + 1}"
        units.append(unit)
        tasks += [
            make_task(*START, id=f"WJ-2026-{at:02d}{number:02d}", lead=unit)
            for number in range(max(count, 0))
        ]
    rule = {"名称": "办理", "满分": 100, "规则": [LATE_RULE]}
    raw = {"项目": [rule], **({"末位": tail} if tail else {})}
    head: dict[str, Any] = {"期": "2026Q3", "组别": [{"名称": "县直", "单位": units}]}
    file = appraisal(*(told(name) for name in ("立项", "计划")), scheme=raw, **head)
    state = cast("AppraisalState", fold(LIFE, file, day("2026-12-31")))
    found = appraise(state, books(*tasks))
    assert found.internal == ""
    return {each.unit: (each.rank, each.last) for each in found.scores}


@pytest.mark.parametrize(
    ("late", "ranks", "last"),
    [
        ((1, 2, 3), [1, 2, 3], []),  # three units: no last ones
        ((1, 2, 3, 4, 5), [1, 2, 3, 4, 5], []),  # five neither
        ((1, 2, 3, 4, 5, 6), [1, 2, 3, 4, 5, 6], [5, 6]),
        ((1, 1, 3, 4, 5, 6), [1, 1, 3, 4, 5, 6], [5, 6]),  # a tie shares its place, the next is left out
        ((1, 2, 3, 4, 6, 6), [1, 2, 3, 4, 5, 5], [5, 6]),  # both last are two
        ((1, 2, 3, 6, 6, 6), [1, 2, 3, 4, 4, 4], []),  # three share the last place: who is last, people say
        ((1, 2, 3, 5, 5, 6), [1, 2, 3, 4, 4, 6], [6]),
        ((0, 2, 3, 4, 5, 6), [None, 1, 2, 3, 4, 5], []),  # nothing to do: not ranked, and five are too few
    ],
)
def test_places(late: tuple[int, ...], ranks: list[int | None], last: list[int]) -> None:
    found = list(ranked(*late).values())
    assert [rank for rank, _ in found] == ranks
    assert [place for place, (_, is_last) in enumerate(found, 1) if is_last] == last


def test_principals_by_their_days() -> None:
    """Two late tasks, one in each one's days; who was there 30 days is not ranked where 60 are asked."""
    tasks = [
        make_task(*START, id="WJ-2026-0001"),
        make_task(registered("2026-07-01"), assigned("2026-07-01", "2026-08-31"), id="WJ-2026-0002"),
    ]
    head: dict[str, Any] = {"期": "2026Q3", "组别": [{"名称": "县直", "单位": ["A"]}]}
    posts = (
        told("任职", 单位="A", 姓名="周正", 自="2026-01-01", 至="2026-08-31"),
        told("任职", 单位="A", 姓名="吴用", 自="2026-09-01", 至="2026-12-31"),
    )
    file = appraisal(told("立项"), told("计划"), *posts, scheme={"任职天数": 60}, **head)
    state = cast("AppraisalState", fold(LIFE, file, day("2026-12-31")))
    found = appraise(state, books(*tasks))
    assert [(each.person, each.told, each.days, each.rank, each.unranked) for each in found.persons] == [
        ("周正", "90.0", 62, 1, ""),
        ("吴用", "100.0", 30, None, "考核期内没有到期的任务"),
    ]
    assert found.scores[0].told == "90.0"


def test_a_review_strikes_a_point_and_nothing_else() -> None:
    head: dict[str, Any] = {"期": "2026Q3", "组别": [{"名称": "县直", "单位": ["A"]}]}
    tasks = [make_task(*START, id=f"WJ-2026-000{n}") for n in (1, 2)]
    file = appraisal(told("立项"), told("计划"), **head)
    first = appraise(cast("AppraisalState", fold(LIFE, file, day("2026-12-31"))), books(*tasks))
    mark = first.scores[0].points[0].mark
    journal = (
        *(
            told(name, **said)
            for name, said in (
                ("立项", {}),
                ("计划", {}),
                ("初评", {}),
                ("送甲", {"单位": "A"}),
                ("申诉", {"单位": "A"}),
            )
        ),
        told("复核", 单位="A", 撤销记分=[mark]),
    )
    again = appraise(
        cast("AppraisalState", fold(LIFE, msgspec.structs.replace(file, journal=journal), day("2026-12-31"))),
        books(*tasks),
    )
    assert (first.scores[0].told, again.scores[0].told) == ("90.0", "95.0")
    assert [each.why for each in again.scores[0].points] == ["2026-07-17 复核撤销：属实", ""]
    told_of = dict(differences(freeze(first), freeze(again)))
    assert told_of == {"A": "得分 90.0 → 95.0，办理 90 → 95"}


# --- every score from raw events --------------------------------------------------------------------------------

DAYS = [
    f"2026-{month:02d}-{number:02d}"
    for month in (7, 8, 9)
    for number in (3, 10, 17, 24, 31 if month != 9 else 30)
]
later = st.sampled_from(DAYS)


@st.composite
def journals(draw: st.DrawFn) -> tuple[AnyEvent, ...]:
    """A task that is due in the quarter: perhaps chased, reported, returned, verified or failed, in order."""
    due = draw(later)
    made: list[AnyEvent] = [registered("2026-07-01"), assigned("2026-07-01", due)]
    made += [event("催办", on) for on in sorted(draw(st.sets(later, max_size=4)))]
    reported = draw(st.none() | later)
    if reported is not None:
        made = [each for each in made if each.action != "催办" or each.on < date.fromisoformat(reported)]
        made.append(event("报结", reported))
        fate = draw(st.sampled_from(["待核", "通过", "退回", "失实"]))
        if fate == "通过":
            made.append(event("核验", "2026-09-30", **PASS))
        elif fate == "失实":
            made.append(event("核验", "2026-09-30", **FAIL, failure="假落实"))
        elif fate == "退回":
            made.append(event("退回", "2026-09-30", missing="没有做完"))
    return tuple(made)


MADE = scheme(
    项目=[
        {"名称": "时效", "满分": 50, "起算": "零", "规则": [{"种类": "比率", "分子": ["按期办结"], "分母": ["按期办结", "逾期办结", "逾期未办结"], "最少件数": 2}]},
        {"名称": "质量", "满分": 50, "规则": [{"种类": "逐件", "事由": ["退回"], "分值": -0.7}, {"种类": "逐件", "事由": ["失实"], "分值": -3}, {"种类": "阶梯", "事由": ["催办"], "档次": [{"次数": 2, "分值": -0.1}, {"次数": 4, "分值": -1}]}]},
    ],
)  # fmt: skip


def by_hand(tasks: Iterable[tuple[AnyEvent, ...]]) -> Fraction:
    """The same from the raw lines, by other means: no verdicts, no facts, no rules."""
    good = whole = 0
    lost = Fraction(0)
    for journal in tasks:
        lines = [(str(each.action), each.on.isoformat(), getattr(each, "result", None)) for each in journal]
        due = next(str(getattr(each, "due_on", "")) for each in journal if each.action == "交办")
        done = [on for action, on, _ in lines if action == "报结"]
        undone = [each for each in lines if each[0] == "退回" or each[2] == "不通过"]
        passed = any(result == "通过" for _, _, result in lines)
        late = not done or done[0] > due or (undone and due < "2026-09-30")
        if late or passed:
            whole += 1
            good += not late
        elif undone and due == "2026-09-30":
            whole += 1  # what came back on its last day was not done by it
        lost += Fraction(7, 10) * sum(each[0] == "退回" for each in undone)
        lost += 3 * sum(each[0] == "核验" for each in undone)
        chased = sum(action == "催办" for action, _, _ in lines)
        lost += 1 if chased >= 4 else Fraction(1, 10) if chased >= 2 else 0
    quality = max(Fraction(0), 50 - lost)
    if whole < 2:
        return quality * 2
    return Fraction(50 * good, whole) + quality


@settings(max_examples=150, deadline=None)
@given(st.lists(journals(), min_size=1, max_size=6))
def test_every_score_is_that_of_its_raw_events(made: list[tuple[AnyEvent, ...]]) -> None:
    tasks = [make_task(*journal, id=f"WJ-2026-{at:04d}") for at, journal in enumerate(made, 1)]
    groups = [UnitGroup(name="全部", units=("A",))]
    (score,) = trial(MADE, groups, span(), books(*tasks)).scores
    assert score.exact == by_hand(made)
    assert (
        score.exact
        == sum((each.share for each in score.items if each.marks is not None), Fraction(0)) * score.scale
    )
    assert all(point.clause and point.rule and (point.number or point.fact is None) for point in score.points)


def test_books_as_they_were_known_give_the_same() -> None:
    """What was written down later, be it dated back, changes nothing of what was frozen before."""
    late = make_task(
        *START, event("报结", "2026-07-30", "2026-10-20"), event("核验", "2026-08-03", "2026-10-20", **PASS)
    )
    groups, other = [UnitGroup(name="全部", units=("A",))], make_task(*START, id="WJ-2026-0002")
    then = trial(MADE, groups, span(), books(late, other, known="2026-10-10"))
    bare = trial(MADE, groups, span(), books(make_task(*START), other, known="2026-10-10"))
    now = trial(MADE, groups, span(), books(late, other, known="2026-10-30"))
    assert freeze(then) == freeze(bare) != freeze(now)
