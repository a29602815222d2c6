"""Which tasks somebody means: ids, short forms, filters."""

from collections.abc import Iterable
from datetime import date, datetime

import pytest
import ryaml

from duban.core.books.books import Books, Entry, open_books
from duban.core.books.conditions import fold_text, read_condition
from duban.core.books.need import EVERYTHING, Need
from duban.core.books.selection import (
    NO_FILTERS,
    Filters,
    find_items,
    find_matching,
    resolve_id,
    select,
)
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.model.record import read_record
from duban.core.model.task import Task
from duban.core.model.terms import LedgerKind, Status
from duban.core.model.unit_register import Register
from duban.core.model.workspace import Config, LedgerHead, Unit
from duban.core.policy.rules import Policy, PolicyBook
from duban.errors import DubanError, Level, Place, Problem, UsageError

TODAY = date(2026, 11, 20)
UNITS = (
    Unit(name="县住房和城乡建设局", short_name="县住建局", former_names=("县建设局",)),
    Unit(name="县房管局", merged_into="县住房和城乡建设局"),
    Unit(name="县财政局"),
)
HEADS = {
    "WJ": LedgerHead(name="重要文件贯彻落实台账", kind=LedgerKind.DOCUMENT, prefix="WJ"),
    "HY": LedgerHead(name="会议台账", kind=LedgerKind.MEETING, prefix="HY"),
}
FOLDERS = {"WJ": "重要文件", "HY": "会议"}
BEGIN = (
    "\n流水:\n  - {日期: 2026-09-01, 登记: 2026-09-01T09:00:00+08:00, 动作: 立项, 经办: 王五}\n"
    "  - {日期: 2026-09-01, 登记: 2026-09-01T09:01:00+08:00, 动作: 交办, 经办: 王五, "
    "时限: 2026-12-01, 依据: 来源规定}\n"
)
SIGNED = "  - {日期: 2026-09-02, 登记: 2026-09-02T09:00:00+08:00, 动作: 签收, 经办: 张三, 单位: 县住建局}\n"
SAID = (
    "  - {日期: 2026-09-09, 登记: 2026-09-09T09:00:00+08:00, 动作: 反馈, 经办: 张三, 单位: 县住建局, "
    "进展: 棚户区ＡＢＣ已拆完}\n"
)
TASKS = (
    "编号: WJ-2025-0012\n事项: 旧的一件\n牵头单位: 县财政局\n督办人: 王五\n" + BEGIN.strip(),
    "编号: WJ-2026-0012\n事项: 改造老旧小区\n来源: [{类别: 领导批示, 文号: 某政发〔2026〕7号}]\n缓急: 急件\n"
    "完成时限: {日期: 2026-12-01}\n标签: [重大专项, 群众切身利益]\n牵头单位: 县住建局\n配合单位: [县财政局]\n"
    "牵头领导: 林县长\n责任人: 张三\n督办人: 赵六\n公开: 是\n" + BEGIN.strip() + "\n" + SIGNED + SAID,
    "编号: WJ-2026-0120\n事项: 没有交办的\n牵头单位: 县房管局\n批示: [{领导: 高县长, 内容: 请办}]\n"
    + BEGIN.strip().partition("\n  - {日期: 2026-09-01, 登记: 2026-09-01T09:01")[0],
    "编号: HY-2026-0003\n事项: 分出来的\n上级任务: WJ-2026-0012\n牵头单位: 县水务局\n责任人: 李四\n"
    + BEGIN.strip(),
)


def make_books(texts: Iterable[str] = TASKS, unread: tuple[Problem, ...] = ()) -> Books:
    entries = []
    for text in texts:
        task = read_record(ryaml.loads(text), Task)
        path = f"{FOLDERS[task.prefix]}/{task.id.split('-')[1]}/{task.id}.yaml"
        entries.append(Entry(task, HEADS[task.prefix], path))
    raw = {"名称": "某县", "工作区号": "t", "制度": [{"自": date(2025, 1, 1), "名称": "空"}]}
    policy = Policy(name="空", title="没有规则的制度")
    return open_books(
        read_record(raw, Config),
        tuple(HEADS.values()),
        entries,
        policies=PolicyBook(entries=((date(2025, 1, 1), policy),)),
        calendar=WorkCalendar(known_until=2026),
        register=Register(UNITS),
        today=TODAY,
        unread=unread,
    )


class Shelf:
    """Counts how often the books are opened."""

    def __init__(self) -> None:
        self.opened = 0

    def books(self, today: date, known: datetime | None = None, need: Need = EVERYTHING) -> Books:
        assert (today, known, need) == (TODAY, None, EVERYTHING)
        self.opened += 1
        return make_books()

    def holds(self, identifier: str) -> bool:
        return identifier in TITLES


TITLES = {item.task.id: item.task.title for item in make_books().items}


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("WJ-2026-0012", "WJ-2026-0012"),
        ("wj-2026-0012", "WJ-2026-0012"),
        ("ＷＪ－２０２６－００１２", "WJ-2026-0012"),
        ("WJ-2026-12", "WJ-2026-0012"),
        (" WJ-2026-0012 ", "WJ-2026-0012"),
        ("重要文件/2026/WJ-2026-0012.yaml", "WJ-2026-0012"),
        ("2026-12", "WJ-2026-0012"),
        ("2025-12", "WJ-2025-0012"),
        ("HY-3", "HY-2026-0003"),
        ("hy3", "HY-2026-0003"),
        ("3", "HY-2026-0003"),
        ("120", "WJ-2026-0120"),
    ],
)
def test_a_word_that_means_one_task(word: str, meant: str) -> None:
    assert resolve_id(word, TITLES) == meant


@pytest.mark.parametrize("word", ["WJ-12", "12", "wj0012"])
def test_a_word_that_means_several_lists_them(word: str) -> None:
    with pytest.raises(DubanError, match="有2件事项符合") as caught:
        resolve_id(word, TITLES)
    (problem,) = caught.value.problems
    assert problem.code == "ambiguous-task"
    assert "WJ-2025-0012 旧的一件；WJ-2026-0012 改造老旧小区" in problem.message


@pytest.mark.parametrize(
    ("word", "advice"),
    [
        ("WJ-2026-0013", "WJ 现有 WJ-2026-0012 至 WJ-2026-0120"),
        ("WJ-2024-0001", "WJ 现有 WJ-2025-0012 至 WJ-2026-0120"),
        ("HY-9", "HY 现有 HY-2026-0003"),
        ("WJ-2062-0012", "最接近的是"),
        ("ZZ", "duban list"),
        ("../../x", "duban list"),
        ("", "duban list"),
        ("-", "duban list"),
        ("——unit", "半角的 -"),
        ("－－unit", "半角的 -"),
        ("9" * 40, "duban list"),
    ],
)
def test_a_word_that_means_none_names_what_there_is(word: str, advice: str) -> None:
    with pytest.raises(DubanError) as caught:
        resolve_id(word, TITLES)
    assert caught.value.problems[0].code == "unknown-task"
    assert advice in caught.value.problems[0].advice


def test_many_candidates_are_cut_off() -> None:
    titles = {f"WJ-{year}-0001": "同名" for year in range(2000, 2020)}
    with pytest.raises(DubanError, match="等20件"):
        resolve_id("WJ-1", titles)


def test_every_wrong_word_is_refused_at_once() -> None:
    with pytest.raises(DubanError) as caught:
        find_items(make_books(), ["WJ-2026-0012", "WJ-12", "ZZ-1"])
    assert [problem.code for problem in caught.value.problems] == ["ambiguous-task", "unknown-task"]


def test_a_task_named_twice_is_meant_once() -> None:
    found = find_items(make_books(), ["HY-3", "WJ-2026-12", "HY-2026-0003"])
    assert [item.task.id for item in found] == ["HY-2026-0003", "WJ-2026-0012"]


def test_a_task_whose_file_cannot_be_read_says_what_is_wrong_with_it() -> None:
    broken = Problem(Level.ERROR, "bad-yaml", "第3行坏了", place=Place("重要文件/2026/WJ-2026-0099.yaml", 3))
    with pytest.raises(DubanError) as caught:
        find_items(make_books(unread=(broken,)), ["wj-2026-0099"])
    assert caught.value.problems == (broken,)


def test_a_short_form_does_not_fall_to_another_task_because_the_one_meant_is_broken() -> None:
    broken = Problem(Level.ERROR, "bad-yaml", "第3行坏了", place=Place("重要文件/2026/WJ-2026-0120.yaml", 3))
    for word in ("WJ-120", "2026-120", "120"):
        with pytest.raises(DubanError) as caught:
            find_items(make_books(unread=(broken,)), [word])
        assert caught.value.problems == (broken,)
    other = Problem(Level.ERROR, "bad-yaml", "第3行坏了", place=Place("重要文件/2024/WJ-2024-0120.yaml", 3))
    with pytest.raises(DubanError):
        find_items(make_books(unread=(other,)), ["WJ-120"])
    (found,) = find_items(make_books(unread=(other,)), ["WJ-2026-0120"])
    assert found.task.id == "WJ-2026-0120"


NUMBERS = {"WJ-2025-0012": 1, "WJ-2026-0012": 2, "WJ-2026-0120": 3, "HY-2026-0003": 4}


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        (NO_FILTERS, [1, 2, 3, 4]),
        (Filters(where=("责任人=张三",)), [2]),
        (Filters(where=("owner=张三",)), [2]),
        (Filters(where=("责任人＝张三",)), [2]),
        (Filters(where=("责任人=",)), [1, 3]),
        (Filters(where=("标签=重大专项",)), [2]),
        (Filters(where=("标签=重大专项", "标签=群众切身利益")), [2]),
        (Filters(where=("标签=重大",)), []),
        (Filters(where=("缓急=急件",)), [2]),
        (Filters(where=("urgency=urgent",)), [2]),
        (Filters(where=("来源.类别=领导批示",)), [2]),
        (Filters(where=("sources.kind=instruction",)), [2]),
        (Filters(where=("来源=某政发〔2026〕7号",)), [2]),
        (Filters(where=("来源=某政发[2026]第7号",)), [2]),
        (Filters(where=("来源.文号=某政发（2026）07号",)), [2]),
        (Filters(where=("来源.文号=某政发〔2026〕8号",)), []),
        (Filters(text="某政发【2026】第07号"), [2]),
        (Filters(where=("完成时限.日期=2026-12-01",)), [2]),
        (Filters(where=("公开=是",)), [2]),
        (Filters(where=("公开=否",)), [1, 3, 4]),
        (Filters(where=("上级任务=WJ-2026-0012",)), [4]),
        (Filters(where=("上级任务=WJ-12",)), [4]),
        (Filters(where=("上级任务=别的",)), []),
        (Filters(where=("牵头单位=县建设局",)), [2, 3]),
        (Filters(where=("lead=县水务局",)), [4]),
        (Filters(where=("状态=待交办",)), [3]),
        (Filters(where=("status=in_progress",)), [2]),
        (Filters(where=("台账=会议议定事项",)), [4]),
        (Filters(where=("ledger=WJ",)), [1, 2, 3]),
        (Filters(ledgers=("重要文件",)), [1, 2, 3]),
        (Filters(ledgers=("重要文件贯彻落实台账",)), [1, 2, 3]),
        (Filters(ledgers=("会议",)), [4]),
        (Filters(ledgers=("hy",)), [4]),
        (Filters(ledgers=("meeting", "WJ")), [1, 2, 3, 4]),
        (Filters(statuses=(Status.ASSIGNED,)), [1, 4]),
        (Filters(statuses=(Status.ASSIGNED, Status.REGISTERED)), [1, 3, 4]),
        (Filters(units=("县财政局",)), [1, 2]),
        (Filters(units=("县住房和城乡建设局",)), [2, 3]),
        (Filters(units=("县水务局",)), [4]),
        (Filters(leader="林县长"), [2]),
        (Filters(leader="高县长"), [3]),
        (Filters(clerk="王五"), [1]),
        (Filters(text="棚户区"), [2]),
        (Filters(text="棚户区abc"), [2]),
        (Filters(text="老旧 已拆完"), [2]),
        (Filters(text="老旧 没有的"), []),
        (Filters(text="〔2026〕7号"), [2]),
        (Filters(text=" "), [1, 2, 3, 4]),
        (Filters(open_only=True), [1, 2, 3, 4]),
        (Filters(units=("县财政局",), clerk="王五"), [1]),
        (Filters(units=("县财政局",), ledgers=("HY",)), []),
    ],
    ids=str,
)
def test_filters(filters: Filters, numbers: list[int]) -> None:
    assert [NUMBERS[item.task.id] for item in find_matching(make_books(), filters)] == numbers


@pytest.mark.parametrize(
    ("filters", "advice"),
    [
        (Filters(where=("责任=张三",)), "责任人"),
        (Filters(where=("来源.类型=x",)), "类别"),
        (Filters(where=("事项.x=1",)), "只写到上一级字段"),
        (Filters(where=("状态.x=1",)), "只写到上一级字段"),
        (Filters(where=("张三",)), "字段=值"),
        (Filters(where=("=张三",)), "字段=值"),
        (Filters(where=("zzzz=1",)), "可用的字段：编号"),
        (Filters(ledgers=("重要文建",)), "重要文件"),
        (Filters(ledgers=("zz",)), "重要文件（WJ）、会议议定事项（HY）"),
        (Filters(units=("县住健局",)), "县住建局"),
        (Filters(units=("zz",)), "duban unit list"),
    ],
    ids=str,
)
def test_a_filter_that_means_nothing_is_refused(filters: Filters, advice: str) -> None:
    with pytest.raises(DubanError) as caught:
        find_matching(make_books(), filters)
    assert advice in caught.value.problems[0].advice


def test_a_wrong_condition_is_wrong_usage() -> None:
    with pytest.raises(UsageError):
        read_condition("没有等号")


def test_filters_that_say_nothing_are_false() -> None:
    assert not Filters()
    assert Filters(text="x")


def test_full_ids_are_taken_without_opening_the_books() -> None:
    shelf = Shelf()
    words = ["WJ-2026-0012", "hy-2026-0003", "WJ-2026-0012"]
    assert select(shelf, words, NO_FILTERS, TODAY) == ["WJ-2026-0012", "HY-2026-0003"]
    assert select(shelf, [], NO_FILTERS, TODAY) == []
    assert shelf.opened == 0


@pytest.mark.parametrize(
    ("words", "filters", "chosen"),
    [
        (["HY-3"], NO_FILTERS, ["HY-2026-0003"]),
        ([], Filters(clerk="王五"), ["WJ-2025-0012"]),
        (["HY-3", "2025-12"], Filters(clerk="王五"), ["WJ-2025-0012"]),
        (["WJ-2025-0012"], Filters(clerk="赵六"), []),
    ],
)
def test_words_and_filters_together(words: list[str], filters: Filters, chosen: list[str]) -> None:
    assert select(Shelf(), words, filters, TODAY) == chosen


def test_what_a_correction_quotes_is_searched_too() -> None:
    corrected = TASKS[3] + (
        "\n  - {日期: 2026-09-03, 登记: 2026-09-03T09:00:00+08:00, 动作: 更正, 经办: 王五, 原因: 记错, "
        "新值: {备注: 东河大桥}, 更正对象: {日期: 2026-09-01, 动作: 立项, 摘要: 00000000}}\n"
    )
    (item,) = find_matching(make_books((corrected,)), Filters(text="东河大桥"))
    assert item.task.id == "HY-2026-0003"


@pytest.mark.parametrize(("text", "folded"), [("ＡＢc ", "abc"), ("　棚户区　", "棚户区"), ("１２", "12")])
def test_text_is_compared_without_width_or_case(text: str, folded: str) -> None:
    assert fold_text(text) == folded
