"""Each check: one clean book in which it is silent, one broken example, one golden message."""

from datetime import date, datetime
from pathlib import Path

import pytest
import ryaml

from duban.core.books.books import Books, Entry, open_books
from duban.core.calendar.holidays import HolidayDay, HolidayFile
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.checks import Finding, run_checks
from duban.core.model.record import read_record
from duban.core.model.task import Task
from duban.core.model.terms import LedgerKind
from duban.core.model.unit_register import Register
from duban.core.model.workspace import Config, LedgerHead, PolicyInForce, Unit
from duban.core.policy.rules import PolicyBook
from duban.errors import Level
from duban.files.workspace.policies import load_policy

TODAY = date(2026, 10, 9)
LEDGER = LedgerHead(name="领导批示贯彻落实台账", kind=LedgerKind.INSTRUCTION, prefix="PS")
UNITS = (
    Unit(name="县住房城乡建设局", short_name="县住建局"),
    Unit(name="县财政局"),
    Unit(name="县水务局", former_names=("县水利局",)),
)

HEAD = """
编号: PS-2026-0001
事项: 制定老旧小区改造方案
来源: [{类别: 领导批示, 名称: 关于老旧小区的批示}]
缓急: 急件
牵头单位: 县住建局
责任人: 张三
工作要求: 形成送审稿
"""
JOURNAL = """
流水:
  - {日期: 2026-09-28, 登记: 2026-09-28T09:00:00+08:00, 动作: 立项, 经办: 王五}
  - {日期: 2026-09-28, 登记: 2026-09-28T09:00:00+08:00, 动作: 交办, 经办: 王五, 时限: 2026-10-08, 依据: 规则, 规则: anshan-2015/urgent}
  - {日期: 2026-09-29, 登记: 2026-09-29T09:00:00+08:00, 动作: 签收, 经办: 李四, 单位: 县住建局}
"""


def event(day: str, action: str, rest: str = "") -> str:
    """One line of a journal, written down at ten on its own day."""
    return f"  - {{日期: {day}, 登记: {day}T10:00:00+08:00, 动作: {action}, 经办: 王五{rest}}}\n"


REGISTERED = "流水:\n" + event("2026-09-28", "立项")
DONE = event("2026-09-30", "报结", ", 单位: 县住建局")
VERIFIED = event("2026-10-08", "核验", ", 方式: 现场, 结论: 通过")
CLOSED = event("2026-10-08", "销号")


def make_task(text: str) -> Task:
    """A task as its file holds it."""
    return read_record(ryaml.loads(text), Task)


def make_books(
    *texts: str,
    policy: str = "anshan-2015",
    units: tuple[Unit, ...] = UNITS,
    today: date = TODAY,
    calendar: WorkCalendar | None = None,
    known: datetime | None = None,
) -> Books:
    """Books over these files, as of `today`."""
    loaded, problems = load_policy(policy, None)
    assert loaded is not None, problems
    entries = [
        Entry(make_task(text), LEDGER, f"领导批示/2026/file-{number}.yaml")
        for number, text in enumerate(texts)
    ]
    config = Config(
        name="某县督查室", code="x", policies=(PolicyInForce(since=date(2025, 1, 1), name=policy),)
    )
    book = PolicyBook(entries=((date(2025, 1, 1), loaded),))
    held = calendar or WorkCalendar(known_until=2026)
    return open_books(
        config,
        (LEDGER,),
        entries,
        policies=book,
        calendar=held,
        register=Register(units),
        today=today,
        known=known,
    )


def find(books: Books) -> list[tuple[str, str]]:
    """(code, message) of everything found, in order."""
    return [(finding.fault.code, finding.fault.message) for finding in run_checks(books)]


def test_clean_books_are_silent() -> None:
    closed = HEAD.replace("0001", "0002").replace("方案", "细则") + JOURNAL + DONE + VERIFIED + CLOSED
    assert find(make_books(HEAD + JOURNAL, closed)) == []


LATER = date(2026, 12, 31)
SECOND = HEAD.replace("0001", "0002")

CASES: list[tuple[str, Books, Level, str, str]] = [
    (
        "an event that is illegal where it stands",
        make_books(HEAD + JOURNAL + CLOSED),
        Level.ERROR,
        "illegal-event",
        "这条销号不成立：现在是“办理中”",
    ),
    (
        "no registration",
        make_books(HEAD),
        Level.ERROR,
        "not-registered",
        "流水里没有立项",
    ),
    (
        "written down before it happened",
        make_books(
            HEAD
            + JOURNAL
            + "  - {日期: 2026-10-08, 登记: 2026-10-07T10:00:00+08:00, 动作: 催办, 经办: 王五}\n"
        ),
        Level.ERROR,
        "future-date",
        "业务日期 2026-10-08 晚于登记时间 2026-10-07：事情还没发生就记了账",
    ),
    (
        "a field the policy asks for",
        make_books((HEAD + JOURNAL).replace("责任人: 张三\n", ""), policy="default"),
        Level.ERROR,
        "incomplete",
        "要素不全：缺“责任人”",
    ),
    (
        "no lead yet",
        make_books(
            HEAD.replace("牵头单位: 县住建局\n", "")
            + JOURNAL.splitlines(keepends=True)[1]
            + event("2026-09-28", "立项")
        ),
        Level.ERROR,
        "incomplete",
        "要素不全：缺“牵头单位”",
    ),
    (
        "no lead yet, where no rule asks",
        make_books(HEAD.replace("牵头单位: 县住建局\n", "") + REGISTERED, policy="ledong-2019"),
        Level.ERROR,
        "incomplete",
        "要素不全：牵头待定",
    ),
    (
        "no schedule where one is asked",
        make_books(HEAD + "性质: 阶段性\n" + JOURNAL, policy="liupanshui-2016"),
        Level.ERROR,
        "coarse-schedule",
        "没有时序进度，应分解到月",
    ),
    (
        "the prefix of another ledger",
        make_books((HEAD + JOURNAL).replace("PS-", "WJ-")),
        Level.ERROR,
        "wrong-ledger",
        "编号 WJ-2026-0001 的字头与台账“领导批示贯彻落实台账”（PS）不符",
    ),
    (
        "the year of another registration",
        make_books((HEAD + JOURNAL).replace("PS-2026", "PS-2025")),
        Level.ERROR,
        "wrong-year",
        "编号里的年份是 2025，立项日期却是 2026-09-28",
    ),
    (
        "an id that stands twice",
        make_books(HEAD + JOURNAL, HEAD.replace("方案", "细则") + JOURNAL),
        Level.ERROR,
        "duplicate-id",
        "编号 PS-2026-0001 重复：领导批示/2026/file-0.yaml 里也有",
    ),
    (
        "the same words from the same source",
        make_books(HEAD + JOURNAL, SECOND + JOURNAL),
        Level.NOTICE,
        "twin",
        "与 PS-2026-0001 事项、来源都相同，可能重复",
    ),
    (
        "the same number in other brackets",
        make_books(
            HEAD.replace("名称", "文号: 某政发〔2026〕7号, 名称") + JOURNAL,
            SECOND.replace("名称", "文号: '某政发[2026]7号', 名称") + JOURNAL,
        ),
        Level.NOTICE,
        "twin",
        "与 PS-2026-0001 事项、来源都相同，可能重复",
    ),
    (
        "a unit nobody registered",
        make_books((HEAD + JOURNAL).replace("县住建局", "县住建据")),
        Level.ERROR,
        "unknown-unit",
        "名册里没有“县住建据”",
    ),
    (
        "an empty register",
        make_books(HEAD + JOURNAL, units=()),
        Level.NOTICE,
        "no-register",
        "单位名册是空的，没有核对单位名称",
    ),
    (
        "a node after the due day",
        make_books(HEAD + "时序进度: [{节点: 验收, 时限: 2026-10-20}]\n" + JOURNAL),
        Level.NOTICE,
        "node-after-due",
        "节点“验收”的时限 2026-10-20 在完成时限 2026-10-08 之后",
    ),
    (
        "a schedule that is too coarse",
        make_books(
            HEAD
            + "性质: 阶段性\n时序进度: [{节点: 开工, 时限: 2026-10-08}, {节点: 完工, 时限: 2026-12-20}]\n"
            + JOURNAL.replace(
                "时限: 2026-10-08, 依据: 规则, 规则: anshan-2015/urgent", "时限: 2026-12-31, 依据: 来源规定"
            ),
            policy="liupanshui-2016",
        ),
        Level.ERROR,
        "coarse-schedule",
        "时序进度应分解到月，2026-11 没有节点",
    ),
    (
        "a mark of secrecy",
        make_books((HEAD + JOURNAL).replace("形成送审稿", "机密★10年")),
        Level.ERROR,
        "secret",
        "这里有密级标志：“机密★10年”",
    ),
    (
        "a word that only looks like one",
        make_books((HEAD + JOURNAL).replace("形成送审稿", "加强商业秘密保护")),
        Level.NOTICE,
        "secret-word",
        "文字里有“秘密”，请确认不涉密：“加强商业秘密保护”",
    ),
    (
        "a character nobody can see",
        make_books((HEAD + JOURNAL).replace("形成送审稿", '"形成\\u202e送审稿"')),
        Level.ERROR,
        "control-character",
        "文字里有看不见的控制字符 U+202E（第3个字）",
    ),
    (
        "a lead that supports as well",
        make_books(HEAD + "配合单位: [县财政局, 县住房城乡建设局]\n" + JOURNAL),
        Level.ERROR,
        "unit-twice",
        "“县住房城乡建设局”（就是“县住建局”）既牵头又配合",
    ),
    (
        "a supporting unit under two names",
        make_books(HEAD + "配合单位: [县水利局, 县财政局, 县水务局]\n" + JOURNAL),
        Level.ERROR,
        "unit-twice",
        "“县水务局”（就是“县水利局”）在配合单位里写了两遍",
    ),
    (
        "a character that only looks like another",
        make_books((HEAD + JOURNAL).replace("责任人: 张三", "责任人: 张三\n承办人: 李\u2ed3江")),
        Level.NOTICE,
        "lookalike",
        "文字里有形似字“\u2ed3”（U+2ED3），不是“长”（U+957F）：“李\u2ed3江”",
    ),
    (
        "a parent that does not exist",
        make_books(HEAD + "上级任务: PS-2026-0009\n" + JOURNAL),
        Level.ERROR,
        "no-parent",
        "上级任务 PS-2026-0009 不存在",
    ),
    (
        "parents in a circle",
        make_books(HEAD + "上级任务: PS-2026-0001\n" + JOURNAL),
        Level.ERROR,
        "parent-cycle",
        "上级任务绕成了一个圈",
    ),
    (
        "a parent reported over an open child",
        make_books(HEAD + JOURNAL + DONE, SECOND + "上级任务: PS-2026-0001\n" + JOURNAL),
        Level.ERROR,
        "open-child",
        "上级任务 PS-2026-0001 已是“待核验”，这件分解任务还没有办结",
    ),
    (
        "a survivor that does not exist",
        make_books(HEAD + JOURNAL + event("2026-09-30", "撤销", ", 原因: 重复立项, 并入: PS-2026-0007")),
        Level.ERROR,
        "no-survivor",
        "并入的 PS-2026-0007 不存在",
    ),
    (
        "nothing heard for too long",
        make_books(HEAD + JOURNAL, today=LATER),
        Level.NOTICE,
        "silent",
        "已93天没有音讯（2026-09-29 以来），超过60天（酌定）",
    ),
    (
        "a loop that was not closed step by step",
        make_books(HEAD + JOURNAL.rsplit("  - ", 1)[0] + DONE + VERIFIED + CLOSED),
        Level.NOTICE,
        "open-loop",
        "已销号，但流水里没有签收，也没有反馈",
    ),
    (
        "assigned and never signed for",
        make_books(HEAD + JOURNAL.rsplit("  - ", 1)[0], today=date(2026, 10, 12)),
        Level.NOTICE,
        "unsigned",
        "“县住建局”交办6个工作日还没有签收",
    ),
    (
        "an approval by telephone",
        make_books(
            HEAD
            + JOURNAL
            + event("2026-10-08", "延期", ", 时限: 2026-10-20, 原因: 汛期, 批准人: 陈县长, 批准方式: 电话")
        ),
        Level.NOTICE,
        "awaiting-paper",
        "2026-10-08 的延期由陈县长电话批准，待补批件",
    ),
    (
        "an assignment somebody contests",
        make_books(
            HEAD
            + JOURNAL.rsplit("  - ", 1)[0]
            + event("2026-09-29", "退件", ", 单位: 县住建局, 原因: 不属本局职责")
        ),
        Level.NOTICE,
        "contested",
        "“县住建局”在 2026-09-29 退件：不属本局职责",
    ),
    (
        "a suspension that nobody remembers",
        make_books(
            HEAD + JOURNAL + event("2026-09-30", "中止", ", 原因: 待上级批复"), today=date(2027, 10, 8)
        ),
        Level.NOTICE,
        "long-suspended",
        "2026-09-30 中止，已超过一年",
    ),
]


@pytest.mark.parametrize(
    ("books", "level", "code", "message"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_broken_example_gives_its_message(books: Books, level: Level, code: str, message: str) -> None:
    found: dict[str, Finding] = {finding.fault.code: finding for finding in run_checks(books)}
    assert code in found
    assert (found[code].level, found[code].fault.message) == (level, message)
    assert Path(found[code].path).suffix == ".yaml"


FINE = "性质: 阶段性\n时序进度: [{节点: 开工, 时限: 2026-10-08}, {节点: 封顶, 时限: 2026-11-20}, {节点: 完工, 时限: 2026-12-20}]\n"


@pytest.mark.parametrize(
    ("head", "count"),
    [
        ("标签: [原则性]\n", 1),
        ("标签: [原则性]\n性质: 中长期\n", 1),
        ("标签: [原则性]\n性质: 阶段性\n", 1),
        ("性质: 中长期\n", 1),
        ("性质: 阶段性\n", 0),
    ],
)
def test_ledong_what_is_of_principle_or_of_long_term_is_split_once(head: str, count: int) -> None:
    found = find(make_books(HEAD + head + JOURNAL, policy="ledong-2019"))
    assert [code for code, _ in found].count("coarse-schedule") == count


@pytest.mark.parametrize(
    ("nodes", "coarse"), [(FINE, False), (FINE.replace("2026-12-20", "9999-12-31"), True)]
)
def test_a_node_in_every_period_is_fine_enough(nodes: str, *, coarse: bool) -> None:
    """Also a slip of the hand in the year is an answer, not a walk of eight thousand years."""
    books = make_books(
        HEAD
        + nodes
        + JOURNAL.replace("2026-10-08, 依据", "9999-12-31, 依据" if coarse else "2026-12-31, 依据"),
        policy="liupanshui-2016",
    )
    assert ("coarse-schedule" in {code for code, _ in find(books)}) is coarse


def test_a_short_suspension_and_a_late_joint_signature() -> None:
    fresh = HEAD + JOURNAL.rsplit("  - ", 1)[0]
    assert find(make_books(fresh, today=date(2026, 9, 29))) == []
    paused = HEAD + JOURNAL + event("2026-09-30", "中止", ", 原因: 待上级批复")
    assert find(make_books(paused)) == []
    joint = HEAD.replace("牵头单位: 县住建局", "牵头单位: [县住建局, 县财政局]").replace("方案", "细则")
    contested = JOURNAL.rsplit("  - ", 1)[0] + event("2026-10-08", "退件", ", 单位: 县财政局, 原因: 不归本局")
    assert [code for code, _ in find(make_books(joint + contested, today=date(2026, 10, 9)))] == [
        "unsigned",
        "unsigned",
        "contested",
    ]


def test_one_id_twice_is_no_twin_to_merge_with_itself() -> None:
    found = [finding.fault.code for finding in run_checks(make_books(HEAD + JOURNAL, HEAD + JOURNAL))]
    assert found == ["duplicate-id"]


@pytest.mark.parametrize(
    ("on", "recorded", "seen"),
    [
        ("2062-09-28", "2026-09-28", True),  # before it happened: no command writes that
        ("9999-12-31", "2026-09-28", True),
        ("9999-12-31", "9999-12-31", True),
        ("2101-01-01", "2101-01-01", True),
        ("2026-12-01", "2026-12-01", False),  # a day that has not come for this question
        ("2100-12-31", "2100-12-31", False),
    ],
)
def test_a_registration_in_the_future_hides_no_task(on: str, recorded: str, *, seen: bool) -> None:
    """It is told, and its task stays in sight; what a past question could not know stays out of it."""
    slip = HEAD + f"流水:\n  - {{日期: {on}, 登记: {recorded}T09:00:00+08:00, 动作: 立项, 经办: 王五}}\n"
    books = make_books(slip)
    assert [item.task.id for item in books.items] == (["PS-2026-0001"] if seen else [])
    assert ("future-date" in [code for code, _ in find(books)]) == seen


def test_a_slip_that_was_not_known_then_is_in_no_answer_of_then() -> None:
    slip = HEAD + "流水:\n  - {日期: 2062-09-28, 登记: 2026-09-28T09:00:00+08:00, 动作: 立项, 经办: 王五}\n"
    assert make_books(slip, known=datetime.fromisoformat("2026-09-27T09:00:00+08:00")).items == ()


def test_an_empty_workspace_is_silent() -> None:
    assert find(make_books(units=())) == []


def test_a_circle_of_two_parents_is_found_from_both() -> None:
    one = HEAD + "上级任务: PS-2026-0002\n" + JOURNAL
    other = SECOND.replace("方案", "细则") + "上级任务: PS-2026-0001\n" + JOURNAL
    assert [code for code, _ in find(make_books(one, other))] == ["parent-cycle", "parent-cycle"]


def test_days_that_no_calendar_can_move() -> None:
    """A day that the source set, and one whose rule is gone, stand without a word."""
    source = JOURNAL.replace("依据: 规则, 规则: anshan-2015/urgent", "依据: 来源规定")
    gone = JOURNAL.replace("anshan-2015/urgent", "anshan-2015/abolished")
    later = SECOND.replace("方案", "细则")
    assert find(make_books(HEAD + source, later + gone)) == []


def test_told_day_stands_when_the_calendar_moves() -> None:
    """A holiday added later is told by `check`; the task itself keeps the day its unit was told."""
    extra = HolidayFile(2026, (), (HolidayDay("县庆", date(2026, 9, 30), is_off_day=True),))
    books = make_books(HEAD + JOURNAL, calendar=WorkCalendar(local={2026: extra}, known_until=2026))
    assert find(books) == [("calendar-moved", "已告知的时限是 2026-10-08，按现在的日历应为 2026-10-09")]
    assert books.items[0].state.due_on == date(2026, 10, 8)


def test_former_and_short_names_are_known() -> None:
    books = make_books(HEAD + "配合单位: [县水利局]\n" + JOURNAL)
    assert find(books) == []
