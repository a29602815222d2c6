"""A page is held to its own arithmetic, two pages and two states of the books to each other."""

from collections.abc import Iterable

import msgspec
import pytest
from tests.builders import day, moment
from tests.core.books.test_selection import TASKS, make_books

from duban.core.balance.tampering import PageDifference, find_differences, page_differences, page_faults
from duban.core.model.unit_register import NO_REGISTER, Register
from duban.core.model.workspace import Unit
from duban.core.periods.closings import (
    ClosingPage,
    Figures,
    Holding,
    LedgerFigures,
    Movement,
    PeriodClose,
    UnitFigures,
)
from duban.core.state.positions import Flow
from duban.errors import Level, Place, Problem

COUNTS = {"opening": 1, "registered": 1, "ending": 2}
AT = moment("2026-10-10")
CLOSING = PeriodClose(
    on=day("2026-10-10"), recorded_at=AT, by="王五", total=Figures(**COUNTS), digest="0" * 64
)
PAGE = ClosingPage(
    period="2026Q3",
    closed_at=AT,
    total=Figures(**COUNTS),
    ledgers=(LedgerFigures(ledger="WJ", **COUNTS),),
    units=(
        UnitFigures(unit="甲局", opening=1, ending=1, due=2, met=2),
        UnitFigures(unit="", registered=1, ending=1),
    ),
    movements=(Movement(flow=Flow.REGISTERED, ids=("WJ-2026-0002",)),),
    ending=(
        Holding(ledger="WJ", unit="甲局", ids=("WJ-2026-0001",)),
        Holding(ledger="WJ", ids=("WJ-2026-0002",)),
    ),
)


def with_total(**counts: int) -> ClosingPage:
    return msgspec.structs.replace(PAGE, total=Figures(**(COUNTS | counts)))


def with_ending(*holdings: Holding) -> ClosingPage:
    return msgspec.structs.replace(PAGE, ending=holdings)


@pytest.mark.parametrize(
    ("page", "faults"),
    [
        (PAGE, []),
        (
            with_total(opening=2),
            ["合计和结账时记下的不同", "合计：期初加减本期不等于期末"],
        ),
        (
            with_total(opening=0, registered=2),
            ["合计和结账时记下的不同", "合计：本期登账 2 件，和本期清单的件数不同"],
        ),
        (
            with_ending(PAGE.ending[0]),
            [
                "合计：期末在办 2 件，和期末清单的件数不同",
                "台账 WJ：期末在办 2 件，和期末清单的件数不同",
                "单位 牵头待定：期末在办 1 件，和期末清单的件数不同",
            ],
        ),
        (
            with_ending(PAGE.ending[0], Holding(ledger="WJ", unit="乙局", ids=("WJ-2026-0002",))),
            [
                "单位 牵头待定：期末在办 1 件，和期末清单的件数不同",
                "单位 乙局：期末清单里有，数字里没有",
            ],
        ),
    ],
)
def test_a_page_must_add_up(page: ClosingPage, faults: list[str]) -> None:
    assert list(page_faults(page, CLOSING)) == faults


def test_pages_are_compared_to_the_item() -> None:
    found = msgspec.structs.replace(
        PAGE,
        units=(msgspec.structs.replace(PAGE.units[0], met=1, met_late=1),),
        ending=(PAGE.ending[0], Holding(ledger="WJ", ids=("WJ-2026-0003",))),
        movements=(),
    )
    assert page_differences(PAGE, found, {}, NO_REGISTER) == [
        PageDifference("unit", "甲局", "met", 2, 1),
        PageDifference("unit", "甲局", "met_late", 0, 1),
        PageDifference("unit", "", "registered", 1, 0),
        PageDifference("unit", "", "ending", 1, 0),
        PageDifference("movement", None, "registered", 1, 0, ("WJ-2026-0002",), ()),
        PageDifference("ending", "WJ", "ending", 1, 1, ("WJ-2026-0002",), ("WJ-2026-0003",)),
    ]


def test_new_names_and_new_ids_are_no_difference() -> None:
    found = msgspec.structs.replace(
        PAGE,
        units=(msgspec.structs.replace(PAGE.units[0], unit="甲委"), PAGE.units[1]),
        ending=(Holding(ledger="WJ", unit="甲委", ids=("HY-2026-0007",)), PAGE.ending[1]),
    )
    register = Register((Unit(name="甲委", former_names=("甲局",)),))
    assert page_differences(PAGE, found, {"WJ-2026-0001": "HY-2026-0007"}, register) == []


def codes(before: Iterable[str], after: Iterable[str]) -> list[tuple[str | None, str]]:
    found = find_differences(make_books(before), make_books(after), moment("2026-11-20"))
    return [(each.task, each.code) for each in found]


def test_the_same_books_do_not_differ() -> None:
    assert codes(TASKS, TASKS) == []
    assert codes(TASKS, reversed(TASKS)) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("责任人: 张三", "责任人: 李四", ["head-changed"]),
        ("配合单位: [县财政局]", "配合单位: [县水务局]", []),
        ("动作: 签收, 经办: 张三", "动作: 签收, 经办: 赵六", ["event-changed"]),
        (
            "日期: 2026-09-02, 登记: 2026-09-02T09:00",
            "日期: 2026-09-03, 登记: 2026-09-02T09:00",
            ["event-changed"],
        ),
        ("动作: 签收", "动作: 退件, 原因: 不归我管", ["event-added", "event-gone"]),
    ],
)
def test_each_way_to_change_a_task(old: str, new: str, expected: list[str]) -> None:
    assert old in TASKS[1]
    changed = (TASKS[0], TASKS[1].replace(old, new), *TASKS[2:])
    assert codes(TASKS, changed) == [("WJ-2026-0012", code) for code in expected]


def test_what_reads_otherwise_without_a_change_is_told() -> None:
    then, now = make_books(TASKS), make_books(TASKS)
    now.items[1].state.leads = ("县财政局",)
    (found,) = find_differences(then, now, moment("2026-11-20"))
    assert (found.task, found.code) == (now.items[1].task.id, "read-otherwise")


def test_a_file_that_cannot_be_read_is_told_from_one_that_is_gone() -> None:
    then = make_books(TASKS)
    path = then.items[-1].path
    now = make_books(TASKS[:-1])
    (gone,) = find_differences(then, now, AT)
    assert (gone.code, gone.path, gone.text) == ("task-gone", path, "HY-2026-0003 结账时在账上，现在没有了")
    broken = Problem(Level.ERROR, "bad-yaml", "读不了", "", "", Place(path))
    (unread,) = find_differences(then, make_books(TASKS[:-1], unread=(broken,)), AT)
    assert unread.text == "HY-2026-0003 文件现在读不了"
