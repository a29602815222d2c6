"""Who is named in one field: several persons, blanks within names, posts, the roll of leaders."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import assigned, day, make_task, registered

from duban.core.model import people
from duban.core.model.people import (
    NO_ROLL,
    Roll,
    find_absent,
    find_leader_faults,
    find_lower_leads,
    find_strangers,
    split_people,
)
from duban.core.model.workspace import Leader

TODAY = day("2026-09-01")
ROLL = Roll(
    (
        Leader(name="刘伟", title="县委副书记、县长"),
        Leader(name="欧阳建国", title="副县长"),
        Leader(name="李和平", title="县委常委、常务副县长"),
        Leader(name="买买提·吐尔逊", title="副县长"),
        Leader(name="张明", title="副县长"),
        Leader(name="张华", title="副县长、公安局局长"),
        Leader(name="周州", title="部长"),
    )
)
TWO = ("刘伟", "欧阳建国")
# What stands in a field, and who that is on the roll above.
NAMED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("刘伟", "刘 伟", "刘\u3000伟", " 刘伟 ", "（刘伟）"), ("刘伟",)),
    **dict.fromkeys(("刘伟（县长）", "刘伟(县长)", "县长刘伟", "刘伟县长", "刘伟 县长", "县长 刘伟", "县长（刘伟）"), ("刘伟",)),
    **dict.fromkeys(("刘伟同志", "刘伟等同志", "刘县长", "刘 县长", "县长", "分管领导：刘伟", "刘伟、刘伟（县长）"), ("刘伟",)),
    **dict.fromkeys(("县委副书记、县长刘伟", "县委副书记 县长 刘伟", "中共某县委副书记刘伟"), ("刘伟",)),
    **dict.fromkeys(("欧阳建国", "欧阳 建国", "欧 阳 建 国", "欧阳建国副县长", "欧阳县长", "欧阳副县长"), ("欧阳建国",)),
    **dict.fromkeys((f"刘伟{sign}欧阳建国" for sign in "、，,；;/\n|\t"), TWO),
    **dict.fromkeys((f"刘伟{sign}欧阳建国" for sign in (" ", "\u3000", "和", "与", "及", "以及", " 和 ")), TWO),
    **dict.fromkeys(("刘 伟 欧阳 建国", "刘　伟  欧阳建国", "刘 伟、欧阳 建国", "1.刘伟 2.欧阳建国", "①刘伟②欧阳建国"), TWO),
    **dict.fromkeys(("县长刘伟、副县长欧阳建国", "刘伟（县长）欧阳建国（副县长）", "刘县长、欧阳副县长", "县长刘伟和副县长欧阳建国"), TWO),
    "李和平": ("李和平",),
    "李和平和刘伟": ("李和平", "刘伟"),
    "刘伟与李和平": ("刘伟", "李和平"),
    "常务副县长李和平": ("李和平",),
    **dict.fromkeys(("买买提·吐尔逊", "买买提・吐尔逊", "买买提•吐尔逊", "买买提．吐尔逊", "买买提.吐尔逊", "买买提 · 吐尔逊"), ("买买提·吐尔逊",)),
    "买买提•吐尔逊、刘伟（县长）": ("买买提·吐尔逊", "刘伟"),
    "刘伟·张明": ("刘伟", "张明"),
    "公安局局长张华": ("张华",),
    "张局长": ("张华",),
    "周州部长": ("周州",),
    "刘伟 张三": ("刘伟", "张三"),
    # Nobody can say who is meant, or it is no leader of ours: kept.
    "张县长": ("张县长",),
    "赵县长": ("赵县长",),
    "刘韦": ("刘韦",),
    "刘伟欧阳建国": ("刘伟欧阳建国",),
    "县政府办公室": ("县政府办公室",),
    "Liu Wei": ("Liu Wei",),
    "": (),
}  # fmt: skip
# The same without any roll.
BARE: dict[str, tuple[str, ...]] = {
    "张 三": ("张三",),
    "张三 李四": ("张三", "李四"),
    "王 小明 李 强": ("王小明", "李强"),
    "司马 光": ("司马光",),
    "诸葛 孔明、关 羽": ("诸葛孔明", "关羽"),
    "张三（局长）": ("张三",),
    "张局长": ("张局长",),
    "欧阳副县长": ("欧阳副县长",),
    "书记、县长": ("书记", "县长"),
    "张三，男": ("张三",),
    "张和平和李强": ("张和平", "李强"),
    "李强和张和平": ("李强", "张和平"),
    "欧阳和平": ("欧阳和平",),
    "阿依古丽.买买提": ("阿依古丽·买买提",),
    "\u2ee2云": ("马云",),
}


@pytest.mark.parametrize("text", NAMED)
def test_who_is_named(text: str) -> None:
    assert ROLL.named(text) == NAMED[text]


@pytest.mark.parametrize("text", BARE)
def test_who_is_named_where_no_roll_is_kept(text: str) -> None:
    assert NO_ROLL.named(text) == split_people(text) == BARE[text]


@pytest.mark.parametrize(
    ("text", "strangers"),
    [
        ("刘伟、王大力", [("王大力", "")]),
        ("刘韦", [("刘韦", "刘伟")]),
        ("刘伟欧阳建国", [("刘伟欧阳建国", "刘伟、欧阳建国")]),
        ("刘伟（县长）、买买提・吐尔逊", []),
        ("张县长", [("张县长", "")]),
        ("", []),
    ],
)
def test_who_is_not_on_the_roll(text: str, strangers: list[tuple[str, str]]) -> None:
    assert list(ROLL.strangers(text)) == strangers


def test_what_is_said_of_strangers() -> None:
    task = make_task(
        lead_leader="刘伟、刘韦",
        leader_in_charge="刘伟欧阳建国",
        instructions=[{"领导": "王大力", "内容": "阅"}],
    )
    amend, enter = "改正：duban amend WJ-2026-0001", "确是领导的，写进 duban.yaml 的“领导”名册"
    joined = "刘伟、欧阳建国"
    assert [(fault.keys, fault.message, fault.advice) for fault in find_strangers(task, ROLL, TODAY)] == [
        (
            ("牵头领导",),
            "领导名册里没有“刘韦”",
            f"最接近的是“刘伟”；{amend} --lead-leader 姓名 --reason 更正姓名；{enter}",
        ),
        (
            ("分管领导",),
            "领导名册里没有“刘伟欧阳建国”",
            f"是“{joined}”连在了一起；{amend} --leader-in-charge {joined} --reason 更正姓名；{enter}",
        ),
        (("批示", 0, "领导"), "领导名册里没有“王大力”", enter),
    ]
    assert list(find_strangers(task, NO_ROLL, TODAY)) == []


@pytest.mark.parametrize(
    "text", ["常委" * 99, "副总经理" * 7 + "某", "（" * 199, "和" * 199, "张 " * 99, "·" * 199, "县长" * 9999]
)
def test_no_text_takes_long(text: str) -> None:
    began = time.process_time()
    ROLL.named(text)
    assert time.process_time() - began < 0.5


@given(st.text("刘伟县长·a .\u3400\u4dc0𠮷", max_size=16) | st.text("刘伟𠮷·", max_size=30))
def test_what_is_like_a_name_is_what_the_pattern_says(text: str) -> None:
    assert people._is_name_like(text) == (re.fullmatch(people._NAME, text) is not None)


@pytest.mark.parametrize(
    ("in_charge", "leads", "told"),
    [
        ("欧阳建国、刘伟", None, "duban amend WJ-2026-0001 --lead-leader 刘伟"),
        ("欧阳建国、刘伟", "欧阳建国", "duban amend WJ-2026-0001 --lead-leader 刘伟 --reason 排名靠前"),
        ("欧阳建国、刘伟", "刘县长", None),
        ("欧阳建国", None, None),
        ("欧阳建国、买买提", None, None),  # of a person without a rank nothing is known
        (None, "欧阳建国", None),
    ],
)
def test_what_several_share_is_led_by_the_first(
    in_charge: str | None, leads: str | None, told: str | None
) -> None:
    roll = Roll(
        [Leader(name="欧阳建国", rank=3), Leader(name="刘伟", title="县长", rank=1), Leader(name="买买提")]
    )
    found = list(find_lower_leads(make_task(leader_in_charge=in_charge, lead_leader=leads), roll, TODAY))
    assert [fault.advice for fault in found] == ([told] if told else [])


SERVED = Roll(
    (
        Leader(name="刘伟", title="副县长", rank=3, until=day("2025-12-31")),
        Leader(name="刘强", title="县长", rank=1, until=day("2026-03-31")),
        Leader(name="张明", title="副县长", rank=2),
        Leader(name="刘伟", title="县长", rank=1, since=day("2026-04-01"), until=day("2026-06-30")),
        Leader(name="刘伟", title="县委书记", rank=1, since=day("2026-09-01")),
    )
)
AWAY = "任副县长至 2025-12-31、任县长自 2026-04-01 至 2026-06-30、任县委书记自 2026-09-01"


@pytest.mark.parametrize(
    ("text", "on", "names"),
    [
        ("刘县长", "2025-11-01", ("刘强",)),  # 县长 before 副县长
        ("刘县长", "2026-03-31", ("刘强",)),
        ("刘县长", "2026-04-01", ("刘伟",)),
        ("刘书记", "2026-09-01", ("刘伟",)),
        ("刘书记", "2026-01-01", ("刘伟",)),  # nobody else was ever meant
        ("刘县长", "2026-08-01", ("刘县长",)),  # two held it once, neither then
        ("刘县长", None, ("刘县长",)),
        ("刘县长、张县长", "2026-05-01", ("刘伟", "张明")),
        ("刘伟", "2026-08-01", ("刘伟",)),
    ],
)
def test_a_post_means_who_held_it_on_the_day(text: str, on: str | None, names: tuple[str, ...]) -> None:
    assert SERVED.named(text, day(on) if on else None) == names


@pytest.mark.parametrize(
    ("text", "on", "told"),
    [
        ("刘伟", "2025-12-31", []),
        ("刘伟", "2026-01-01", [("刘伟", AWAY, "--from")]),
        ("刘伟", "2026-04-01", []),
        ("刘伟、张明", "2026-06-30", []),
        ("刘伟、张明", "2026-07-01", [("刘伟", AWAY, "--from")]),
        ("刘强", "2026-04-01", [("刘强", "任县长至 2026-03-31", "--until")]),
        ("刘书记", "2026-08-31", [("刘伟", AWAY, "--from")]),
        ("门卫老李", "2026-04-01", []),  # a stranger, which is told otherwise
        ("", "2026-04-01", []),
    ],
)
def test_who_is_in_no_office_on_a_day(text: str, on: str, told: list[tuple[str, str, str]]) -> None:
    assert list(SERVED.absent(text, day(on))) == [
        (name, held, f"任期记错了的：duban unit leader {name} {bound} 日期") for name, held, bound in told
    ]


@pytest.mark.parametrize(
    ("approver", "wanted", "on", "said_on", "reaches"),
    [
        ("张明", "刘强", "2026-03-01", None, False),
        ("张明", "刘伟", "2025-12-01", None, True),  # 副县长 of a lower rank then
        ("张明", "刘伟", "2026-05-01", None, False),  # 县长 now
        ("张明", "刘伟", "2026-05-01", "2025-12-01", True),  # 副县长 when he said it
        ("刘伟", "刘强", "2026-05-01", "2026-03-01", True),  # in the same rank after him
        ("刘伟", "刘强", "2025-12-01", None, False),
        ("刘伟", "张明", "2026-05-01", None, True),
        ("刘伟", "刘伟", "2025-12-01", "2026-05-01", True),  # whoever said it
        ("张明", "刘强", "2026-08-01", None, False),  # by the last post of who has left
        ("张明", "某人", "2026-08-01", None, True),  # of whom nothing is known
    ],
)
def test_who_reaches_whom_by_the_posts_of_the_day(
    approver: str, wanted: str, on: str, said_on: str | None, reaches: bool
) -> None:
    assert SERVED.reaches(approver, wanted, day(on), day(said_on) if said_on else None) is reaches


def test_the_roll_on_a_day() -> None:
    def posts(on: str) -> list[tuple[str, str | None]]:
        return [(each.name, each.title) for each in SERVED.posts(day(on))]

    assert posts("2025-01-01") == [("刘伟", "副县长"), ("刘强", "县长"), ("张明", "副县长")]
    assert posts("2026-05-01") == [("刘伟", "县长"), ("刘强", "县长"), ("张明", "副县长")]
    assert posts("2026-08-01") == posts("2026-05-01")
    assert [each.name for each in SERVED.in_office(day("2026-05-01"))] == ["张明", "刘伟"]
    assert Roll([Leader(name="刘伟", since=day("2026-04-01"))]).posts(day("2026-01-01"))[0].name == "刘伟"
    assert (SERVED.first("刘伟、张明", day("2025-06-01")), SERVED.first("刘伟、张明", TODAY)) == (
        "张明",
        "刘伟",
    )


def test_what_is_said_of_leaders_who_have_left() -> None:
    head = {
        "lead_leader": "刘强、张明",
        "leader_in_charge": "刘伟",
        "instructions": [{"领导": "刘伟", "日期": "2026-03-01", "内容": "阅"}, {"领导": "刘强"}],
    }
    ends = "任期记错了的：duban unit leader 刘强 --until 日期"
    change = "换成在任的：duban amend WJ-2026-0001"
    found = list(find_absent(make_task(**head), SERVED, day("2026-05-01")))
    assert [(fault.code, *fault.keys, fault.message, fault.advice) for fault in found] == [
        (
            "not-in-office",
            "牵头领导",
            "牵头领导“刘强”任县长至 2026-03-31，2026-05-01 不在任",
            f"{change} --lead-leader 姓名、张明 --reason 领导调整；{ends}",
        ),
        (
            "not-in-office",
            *("批示", 0, "领导"),
            f"批示领导“刘伟”{AWAY}，2026-03-01 不在任",
            "核对批示日期；任期记错了的：duban unit leader 刘伟 --from 日期",
        ),
        (
            "not-in-office",
            *("批示", 1, "领导"),
            "批示领导“刘强”任县长至 2026-03-31，2026-05-01 不在任",
            f"核对批示日期；{ends}",
        ),
    ]
    given = make_task(registered(), assigned(), leader_in_charge="刘强")
    (told,) = find_leader_faults(given, SERVED, day("2026-05-01"))
    assert "--leader-in-charge 姓名 --reason 领导调整 --approved-by 领导；" in told.advice
    assert find_leader_faults(given, NO_ROLL, day("2026-05-01")) == ()
