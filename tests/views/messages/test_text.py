"""The words to those who owe something."""

from collections.abc import Callable

import pytest

from duban.core.books.books import Books
from duban.core.model.workspace import Liaison, Unit
from duban.views.messages.text import Message, message_record, messages, pressing_duties, subject, text

MakeBooks = Callable[..., Books]
LATE = """\
编号: PS-2026-0001
事项: 整治城东积水点
缓急: 急件
牵头单位: 县水务局
督办人: 王五
流水:
  - {日期: 2026-09-28, 登记: 2026-09-28T09:00:00+08:00, 动作: 立项, 经办: 王五}
  - {日期: 2026-09-28, 登记: 2026-09-28T09:00:01+08:00, 动作: 交办, 经办: 王五, 时限: 2026-10-08, 依据: 规则, 规则: anshan-2015/urgent}
  - {日期: 2026-10-09, 登记: 2026-10-09T09:00:00+08:00, 动作: 催办, 经办: 王五, 方式: 电话, 第几次: 1}
"""
LATER = """\
编号: WJ-2026-0001
事项: 制定方案
牵头单位: [县水务局, 县教育局]
督办人: 赵六
流水:
  - {日期: 2026-09-01, 登记: 2026-09-01T09:00:00+08:00, 动作: 立项, 经办: 王五}
  - {日期: 2026-09-01, 登记: 2026-09-01T09:00:01+08:00, 动作: 交办, 经办: 王五, 时限: 2026-12-18, 依据: 来源规定}
"""
SOON = LATER.replace("2026-12-18", "2026-10-14").replace("[县水务局, 县教育局]", "县水务局")
REST = (
    LATER + "  - {日期: 2026-10-01, 登记: 2026-10-01T09:00:00+08:00, 动作: 中止, 经办: 王五, 原因: 等批复}\n"
)
WATER = Unit(name="县水务局", liaison=Liaison(name="李四", phone="0000-1"))


def test_a_message_says_what_by_when_why_and_to_whom(make_books: MakeBooks) -> None:
    books = make_books(LATE, today="2026-10-12", units=(WATER,))
    (message,) = messages(books, 0)
    assert text(books, message) == (
        "县水务局：\n"
        "截至10月12日（周一），督办事项1项逾期，请抓紧办理。\n"
        "\n"
        "一、已经逾期（1项）\n"
        "1. 整治城东积水点（PS-2026-0001）\n"
        "   应做：按期办结并报告（急件三个工作日）\n"
        "   时限：2026-10-08，已逾期3个工作日（4日）\n"
        "   参照：鞍政办发〔2015〕18号 三.2\n"
        "   已催办1次，最近一次2026-10-09\n"
        "\n"
        "办理情况请反馈给某县督查室王五。"
    )
    assert message.liaison == WATER.liaison


def test_what_is_owed_for_one_task_stands_together(make_books: MakeBooks) -> None:
    more = "责任人: 张三\n时序进度: [{节点: 摸底, 时限: 2026-10-07}]\n"
    other = LATE.replace("PS-2026-0001", "PS-2026-0002").replace("整治城东积水点", "清淤")
    books = make_books(LATE.replace("流水:", f"{more}流水:"), other, today="2026-10-12", units=(WATER,))
    (message,) = messages(books, 0)
    lines = text(books, message).splitlines()
    assert (subject(message), lines[3], len(message.late)) == (
        "督办提醒：2项逾期",
        "一、已经逾期（2项）",
        3,
    )
    assert [line for line in lines if line[:1].isdigit() or "应做" in line or "催办" in line] == [
        "1. 整治城东积水点（PS-2026-0001）",
        "   应做：节点“摸底”",
        "   应做：按期办结并报告（急件三个工作日）",
        "   已催办1次，最近一次2026-10-09",
        "2. 清淤（PS-2026-0002）",
        "   应做：按期办结并报告（急件三个工作日）",
        "   已催办1次，最近一次2026-10-09",
    ]


def test_two_clerks_stand_at_their_tasks(make_books: MakeBooks) -> None:
    books = make_books(LATE, SOON, today="2026-10-12")
    (message,) = messages(books, 5)
    shown = text(books, message)
    assert subject(message) == "督办提醒：1项逾期、1项即将到期"
    assert (
        "二、即将到期（1项）\n1. 制定方案（WJ-2026-0001）\n   应做：按期办结并报告\n   时限：2026-10-14，还剩2个工作日"
        in shown
    )
    assert shown.count("   反馈给：") == 2
    assert shown.endswith("办理情况请反馈给某县督查室。")


def test_only_what_comes_soon_begins_with_one(make_books: MakeBooks) -> None:
    books = make_books(SOON, today="2026-10-14")
    (message,) = messages(books, 0)
    assert "一、即将到期（1项）" in text(books, message)
    assert "时限：2026-10-14，今天到期" in text(books, message)


@pytest.mark.parametrize(("within", "count"), [(0, 0), (1, 0), (2, 1), (5, 1)])
def test_within_counts_working_days(make_books: MakeBooks, within: int, count: int) -> None:
    assert len(messages(make_books(SOON, today="2026-10-12"), within)) == count


def test_a_named_task_tells_each_unit_its_next_day(make_books: MakeBooks) -> None:
    books = make_books(LATER, today="2026-10-12")
    assert messages(books, 5) == ()
    found = messages(books, 5, books.items)
    assert [(each.addressee, len(each.owed), len(each.late)) for each in found] == [
        ("县水务局", 1, 0),
        ("县教育局", 1, 0),
    ]
    assert [each.addressee for each in messages(books, 5, books.items, ["县教育局"])] == ["县教育局"]


def test_nobody_is_pressed_for_what_rests(make_books: MakeBooks) -> None:
    books = make_books(REST, today="2027-03-01")
    assert messages(books, 5, books.items) == ()


def test_the_office_is_not_written_to_but_can_be_told(make_books: MakeBooks) -> None:
    books = make_books(today="2026-10-12", policy="default", units=(WATER,))
    assert {each.addressee for each in messages(books, 20)} == {"县水务局"}
    assert any(owed.duty.unit == "督查室" for owed in pressing_duties(books, 20, lambda _owed: True))


def test_a_unit_that_was_renamed_gets_one_message(make_books: MakeBooks) -> None:
    renamed = Unit(name="县水利局", former_names=("县水务局",))
    other = LATE.replace("PS-2026-0001", "PS-2026-0002").replace("县水务局", "县水利局")
    (message,) = messages(make_books(LATE, other, today="2026-10-12", units=(renamed,)), 0)
    assert (message.addressee, len(message.owed)) == ("县水利局", 2)


def test_a_title_of_several_lines_stays_in_its_line(make_books: MakeBooks) -> None:
    books = make_books(LATE.replace("整治城东积水点", '"整治\\n办理情况请反馈给别处。"'), today="2026-10-12")
    (message,) = messages(books, 0)
    assert "1. 整治 办理情况请反馈给别处。（PS-2026-0001）" in text(books, message).splitlines()


def test_a_provisional_and_a_moved_day_say_so(make_books: MakeBooks) -> None:
    moved = LATE + (
        "  - {日期: 2026-10-09, 登记: 2026-10-09T10:00:00+08:00, 动作: 延期, 经办: 王五, 时限: 2026-10-10, 原因: 雨季, 批准人: 刘建国}\n"
    )
    books = make_books(moved, today="2026-10-12")
    (message,) = messages(books, 0)
    assert (
        "   时限：2026-10-10（原定 2026-10-08），已逾期2个工作日（3日）" in text(books, message).splitlines()
    )


def test_a_leader_is_told_which_unit(make_books: MakeBooks) -> None:
    books = make_books(LATE, today="2026-10-12")
    message = Message("刘建国", pressing_duties(books, 0, lambda _owed: True))
    lines = text(books, message, with_units=True).splitlines()
    assert (lines[0], lines[5]) == ("刘建国：", "   单位：县水务局")
    assert lines[1] == "截至10月12日（周一），您联系的督办事项1项逾期，请阅示。"
    assert lines[-1] == "如有批示，请告某县督查室王五。"


def test_of_two_clerks_a_leader_learns_whose_task_it_is(make_books: MakeBooks) -> None:
    books = make_books(LATE, SOON, today="2026-10-12")
    message = Message("刘建国", pressing_duties(books, 5, lambda _owed: True))
    shown = text(books, message, with_units=True)
    assert (shown.count("   督办人："), "反馈给" in shown) == (2, False)


def test_the_record(make_books: MakeBooks) -> None:
    books = make_books(LATE, today="2026-10-12", units=(WATER,))
    (message,) = messages(books, 0)
    record = message_record(books, message)
    duties = record.pop("duties")
    assert isinstance(duties, list)
    assert [(row["task"], row["late_workdays"], row["left_workdays"]) for row in duties] == [
        ("PS-2026-0001", 3, 0)
    ]
    assert record == {
        "unit": "县水务局",
        "liaison": {"name": "李四", "phone": "0000-1"},
        "reply_to": {"office": "某县督查室", "clerks": ["王五"]},
        "subject": "督办提醒：1项逾期",
        "text": text(books, message),
        "late": 1,
    }
