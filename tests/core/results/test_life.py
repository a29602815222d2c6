"""The life of results: which entry is legal where, over the full product of stages and actions; exemptions; service."""

from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from duban.core.model.record import read_record
from duban.core.model.results.records import ResultBook
from duban.core.model.results.terms import Receiver, ResultAction, ResultStage
from duban.core.results.life import can_be_exempted, results_of

A, S = ResultAction, ResultStage
LETTERS = dict(zip("TPLDRWVAEXN", S, strict=True))
# by stage: T 已通报, P 待纳入, L 已纳入, D 未纳入, R 已移出, W 已激励, V 已撤销, A 已申请, E 已核实, X 已认定, N 未认定;
# in the cell the stage after, a dot where the entry is illegal
TABLE = """
通报     . . . . . . . . . . .
提供     . . . . . . . . . . .
纳入     . L . . . . . . . . .
不予纳入 . D . . . . . . . . .
移出     . . R . . . . . . . .
激励     . . . . . . . . . . .
撤销结果 V . . . . V . . . . .
申请容错 . . . . . . . . . . .
核实容错 . . . . . . . E . . .
认定容错 . . . . . . . . X . .
结果送达 T . L . R W V . . X N
"""
EXPECTED = {
    (stage, A(action)): LETTERS.get(cell)
    for action, *cells in (line.split() for line in TABLE.strip().splitlines())
    for stage, cell in zip(S, cells, strict=True)
}
SAID: dict[str, dict[str, Any]] = {
    "通报": {"编号": "TB-2026-0001", "单位": "甲局", "性质": "批评", "事实": "拖", "范围": "全县"},
    "提供": {"编号": "FM-2026-0001", "单位": "甲局", "渠道": "媒体曝光", "提供单位": "督查室", "事实": "拖"},
    "纳入": {"机关": "监察局"},
    "不予纳入": {"机关": "监察局", "理由": "轻微"},
    "移出": {"机关": "监察局", "理由": "已改"},
    "激励": {"编号": "JL-2026-0001", "事实": "快", "级别": "县", "激励方式": "资金", "激励内容": "十万"},
    "撤销结果": {"理由": "有误"},
    "申请容错": {"编号": "RC-2026-0001", "对象": "FM-2026-0001", "理由": "先行先试"},
    "核实容错": {"机关": "监察局", "情况": "属实"},
    "认定容错": {"认定": "免责", "理由": "无私", "纠错": "补方案"},
    "结果送达": {"送达对象": "本单位", "文书": "5号"},
}
NONE = ("认定容错", {"认定": "不予认定"})
WAYS: dict[ResultStage, tuple[str | tuple[str, dict[str, str]], ...]] = {
    S.CIRCULATED: ("通报",),
    S.SUPPLIED: ("提供",),
    S.LISTED: ("提供", "纳入"),
    S.DECLINED: ("提供", "不予纳入"),
    S.REMOVED: ("提供", "纳入", "移出"),
    S.AWARDED: ("激励",),
    S.REVOKED: ("激励", "撤销结果"),
    S.ASKED: ("申请容错",),
    S.EXAMINED: ("申请容错", "核实容错"),
    S.EXEMPTED: ("申请容错", "核实容错", "认定容错"),
    S.REFUSED: ("申请容错", "核实容错", NONE),
}


def book(*steps: Any, number: str = "", year: str = "2026") -> ResultBook:  # noqa: ANN401 - a word, or one with values
    """A year whose entries follow each other day by day."""
    journal = []
    for place, step in enumerate(steps):
        word, own = step if isinstance(step, tuple) else (step, {})
        day = date(2026, 3, 2) + timedelta(days=place)
        said = SAID[word] | own
        number = said.get("编号", number)
        head = {"日期": day.isoformat(), "登记": f"{day}T10:00:00+08:00", "动作": word, "经办": "王五"}
        journal.append(head | {"编号": number} | said)
    return read_record({"年度": year, "流水": journal}, ResultBook)


def only(*steps: Any, day: date = date(2026, 12, 31)) -> Any:  # noqa: ANN401 - a word, or one with values
    return results_of([book(*steps)], day)


@pytest.mark.parametrize(("stage", "action"), list(product(S, A)), ids=str)
def test_what_may_follow_what(stage: ResultStage, action: ResultAction) -> None:
    way = WAYS[stage]
    number = only(*way).faults or next(iter(only(*way).matters))
    results = only(*way, (str(action), {"编号": number}))
    expected = EXPECTED[stage, action]
    assert bool(results.faults) is (expected is None)
    assert results.matters[number].stage is (expected or stage)
    if expected is None:
        assert (
            f"现在是“{stage}”" in results.faults[0][1].message or "已经有了" in results.faults[0][1].message
        )


def test_nothing_goes_on_with_what_is_not_there() -> None:
    for action in (each for each in A if str(each) not in {"通报", "提供", "激励", "申请容错"}):
        (fault,) = results_of([book(str(action), number="TB-2026-0009")], date(2026, 12, 31)).faults
        assert fault[1].message.endswith("那天还没有 TB-2026-0009")


def test_a_number_is_of_its_kind_and_year() -> None:
    for number in ("FM-2026-0001", "TB-2025-0001"):
        assert "编号是 TB-2026-" in only(("通报", {"编号": number})).faults[0][1].message


def test_an_entry_that_is_exempted_stays_and_says_so() -> None:
    way = (*WAYS[S.LISTED], *WAYS[S.EXEMPTED])
    on = date(2026, 3, 6)
    for day, told in ((on - timedelta(days=1), "已纳入"), (on, "已纳入（容错：免责，RC-2026-0001）")):
        results = only(*way, ("移出", {"编号": "FM-2026-0001"}), day=day)
        listed = results.matters["FM-2026-0001"]
        assert results.stage(listed) == told
        assert can_be_exempted(listed)
    refused = only(*WAYS[S.LISTED], *WAYS[S.REFUSED])
    assert refused.exempted == {}


def test_what_can_be_exempted() -> None:
    for way, expected in (
        (("通报",), True),
        ((("通报", {"性质": "表扬"}),), False),
        (("通报", "撤销结果"), False),
        (("提供",), False),
        (("激励",), False),
    ):
        (matter,) = only(*way).matters.values()
        assert can_be_exempted(matter) is expected


def test_what_changed_is_served_anew() -> None:
    serve = [("结果送达", {"送达对象": str(each)}) for each in Receiver]
    for steps, expected in (
        (("提供",), set()),
        (("提供", "纳入"), set(Receiver)),
        (("提供", "纳入", serve[0], serve[1]), set(Receiver) - {Receiver.UNIT, Receiver.PERSONNEL}),
        (("提供", "纳入", *serve), set()),
        (("提供", "纳入", *serve, "移出"), set(Receiver)),
        (("提供", "不予纳入"), set()),
    ):
        results = only(*steps)
        assert set(results.unserved(results.matters["FM-2026-0001"])) == expected


def test_books_of_two_years_are_one_answer() -> None:
    other = book(("申请容错", {"编号": "RC-2027-0001"}), "核实容错", "认定容错", year="2027")
    results = results_of([book("提供", "纳入"), other], date(2027, 1, 1))
    assert results.exempted["FM-2026-0001"].number == "RC-2027-0001"
    known = datetime.fromisoformat("2026-03-03T23:00:00+08:00")
    assert (
        results_of([book("提供", "纳入", "移出")], date(2027, 1, 1), known).matters["FM-2026-0001"].stage
        is S.LISTED
    )
