"""What the books hold of a task beside its head: filters find by it, columns and --json tell it, all from one table."""

import msgspec
import pytest
from tests.accounts import CONFIG
from tests.builders import CALENDAR, assigned, day, event, make_book, make_policy, make_task, registered

from duban.core.books.books import Books, Entry, open_books
from duban.core.books.conditions import COMPUTED
from duban.core.books.facets import FACET_OF, FACETS, facets_of
from duban.core.books.selection import Filters, find_matching
from duban.core.model.record import official_keys
from duban.core.model.task import Task
from duban.core.model.terms import LedgerKind
from duban.core.model.unit_register import Register
from duban.core.model.workspace import Leader, LedgerHead, Liaison, Unit
from duban.errors import UsageError

UNITS = (
    Unit(
        name="县水务局", principal="孙局长", deputy="周副局长", liaison=Liaison(name="吴联络", phone="0851-1")
    ),
    Unit(name="县财政局"),
)
CONFIG_HERE = msgspec.structs.replace(
    CONFIG, units=UNITS, leaders=(Leader(name="高明", title="县长", secretary="冯秘"), Leader(name="林远"))
)
RICH = (
    registered(),
    event("退件", "2026-09-02", unit="县水务局", reason="不归我局"),
    assigned("2026-09-03", "2026-09-30", unit="县水务局"),
    event("反馈", "2026-09-10", unit="县水务局", issues="资金未到"),
    event("预警", "2026-09-20", level="黄", reason="滞后", forecast="可能误期"),
    event("协调", "2026-09-21", rung=2, dispute="谁出钱", opinion="各半"),
    event("报结", "2026-09-22", unit="县水务局"),
    event("核验", "2026-09-23", method="现场", result="不通过", failure="假落实"),
    event("反馈", "2026-09-24", unit="县水务局", issues="资金未到"),
    event("报结", "2026-09-25", unit="县水务局"),
    event("退回", "2026-09-26", missing="签字"),
    event("报结", "2026-09-27", unit="县水务局"),
    event("核验", "2026-09-28", method="现场", result="通过"),
    event("回访", "2026-09-29", method="抽查", resolved="否", satisfied="否"),
    event("回访", "2026-10-09", method="抽查", resolved="是"),
)
ASSIGNED = (RICH[0], assigned(), *RICH[1:])
PLAIN = (registered(), assigned())


def make_books(until: str = "2026-10-20") -> Books:
    head = LedgerHead(name="重要文件", kind=LedgerKind.DOCUMENT, prefix="WJ")
    tasks = [
        make_task(*ASSIGNED, lead="县水务局", instructions=[{"领导": "高明"}], listed="是"),
        make_task(*PLAIN, id="WJ-2026-0002", lead="县财政局", lead_leader="林远"),
    ]
    return open_books(
        CONFIG_HERE,
        (head,),
        [Entry(task, head, f"{task.id}.yaml") for task in tasks],
        policies=make_book(make_policy()),
        calendar=CALENDAR,
        register=Register(UNITS),
        today=day(until),
    )


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("失实类型=假落实", "1"),
        ("失实=假落实", "1"),
        ("failures=faked", "1"),
        ("失实类型=慢落实", ""),
        ("失实类型", "1"),
        ("失实类型=", "2"),
        ("核验结论=不通过", "1"),
        ("退件=水务局", "1"),
        ("退件=县财政局", ""),
        ("退件", "1"),
        ("退回=县水务局", "1"),
        ("预警=黄", "1"),
        ("预判预警=红", ""),
        ("协调=2", "1"),
        ("回访=没有解决", "1"),
        ("回访=已解决", "1"),
        ("群众满意=否", "1"),
        ("问题解决=否", ""),
        ("问题解决=是", "1"),
        ("第一责任人=孙局长", "1"),
        ("直接责任人=周副局长", "1"),
        ("联络员=吴联络", "1"),
        ("联络员=", "2"),
        ("联系秘书长=冯秘", "1"),
        ("联系秘书长=林远", ""),
        ("挂牌", "1"),
        ("批示", "1"),
        ("牵头领导", "2"),
        ("公开", ""),
    ],
)
def test_a_filter_finds_by_what_is_stored(condition: str, found: str) -> None:
    items = find_matching(make_books(), Filters(where=(condition,)))
    assert "".join(item.task.id[-1] for item in items) == found


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("失实类型=假落", "不落实、假落实"),
        ("群众满意=不", "是、否"),
        ("预警=橙", "蓝、黄、红"),
        ("回访=好", "没有解决"),
    ],
)
def test_a_word_that_no_task_can_have_is_refused(condition: str, words: str) -> None:
    """Else the answer would say that there is none."""
    with pytest.raises(UsageError) as caught:
        find_matching(make_books(), Filters(where=(condition,)))
    assert words in caught.value.problems[0].advice


def test_what_was_not_yet_known_is_not_found() -> None:
    before = make_books("2026-09-22")
    assert find_matching(before, Filters(where=("失实类型",))) == ()
    assert [item.task.id for item in find_matching(before, Filters(where=("存在问题",)))] == []
    during = make_books("2026-09-21")
    assert [item.task.id for item in find_matching(during, Filters(where=("存在问题=资金未到",)))] == [
        "WJ-2026-0001"
    ]


def test_each_facet_tells_in_words() -> None:
    rich, plain = make_books().items
    assert facets_of(make_books(), plain) == {}
    assert facets_of(make_books(), rich) == {
        "failures": ["2026-09-23 现场不通过（假落实）"],
        "verifications": ["2026-09-23 现场不通过（假落实）", "2026-09-28 现场通过"],
        "contests": ["2026-09-02 县水务局：不归我局"],
        "returns": ["2026-09-26 缺签字"],
        "warnings": ["2026-09-20 黄色：滞后，研判：可能误期"],
        "coordinations": ["2026-09-21 第2层级：谁出钱；意见：各半"],
        "revisits": ["2026-09-29 抽查：问题解决否、群众满意否", "2026-10-09 抽查：问题解决是"],
        "resolved": ["是"],
        "satisfied": ["否"],
        "principals": ["孙局长"],
        "deputies": ["周副局长"],
        "liaisons": ["吴联络"],
        "secretaries": ["冯秘"],
    }


def test_no_name_of_a_facet_is_that_of_a_field() -> None:
    fields = {word for pair in official_keys(Task).items() for word in pair}
    assert fields.isdisjoint(FACET_OF)
    assert len({facet.name for facet in FACETS}) == len(FACETS)
    assert {facet.name for facet in FACETS} <= set(COMPUTED.values())
