"""What may be done: each event completed or refused, with the clause and the way out."""

from functools import cache
from typing import Any

import msgspec
import pytest
from tests.builders import (
    CALENDAR,
    assigned,
    cadence_rule,
    day,
    deadline_rule,
    event,
    events_to,
    limit_rule,
    make_book,
    make_ground,
    make_policy,
    make_register,
    make_task,
    registered,
)

from duban.core.actions.decide import advice_for
from duban.core.actions.due_dates import Ground, day_taken_over, limit_for, propose_resume
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.cases.task import decide
from duban.core.engine.journal import target_of
from duban.core.model.events import Correct, Event
from duban.core.model.task import Task
from duban.core.model.terms import Action, Basis, LedgerKind, Status, YesNo
from duban.core.model.unit_register import NO_REGISTER, Register
from duban.core.policy.required_fields import is_filled, missing_fields, option_of
from duban.core.policy.rules import Policy, PolicyBook
from duban.core.state.task_state import TaskState
from duban.core.state.transitions import fold
from duban.errors import DubanError, Level, Problem
from duban.files.workspace.policies import load_policy

BUILT_IN = ("anshan-2015", "liupanshui-2016", "ledong-2019", "guizhou-2020", "shiwei", "default")
BARE = make_policy(limit_rule(5))
TODAY = "2026-12-01"
STARTED = (registered(), assigned(), event("签收", "2026-09-02", unit="A"))


@cache
def built_in(name: str) -> Policy:
    policy, problems = load_policy(name, None)
    assert problems == ()
    assert policy is not None
    return policy


def ground_of(
    policy: Policy | PolicyBook = BARE,
    today: str = TODAY,
    register: Register = NO_REGISTER,
    children: tuple[TaskState, ...] = (),
) -> Ground:
    return make_ground(policy, today, register, LedgerKind.DOCUMENT, children)


class Written:
    """An event of whatever kind, read by the names of its fields."""

    def __init__(self, event: Event) -> None:
        self.event = event

    def __getattr__(self, name: str) -> object:
        return getattr(self.event, name)


def told(task: Task, what: Event, ground: Ground | None = None) -> Written:
    """The event as it will be written; there must be nothing to tell its writer."""
    decided = decide(task, what, ground or ground_of())
    assert decided.notices == ()
    return Written(decided.event)


def noticed(task: Task, what: Event, ground: Ground | None = None) -> tuple[Written, list[str]]:
    decided = decide(task, what, ground or ground_of())
    assert {notice.level for notice in decided.notices} <= {Level.NOTICE}
    return Written(decided.event), [notice.code for notice in decided.notices]


def refused(task: Task, what: Event, ground: Ground | None = None) -> Problem:
    with pytest.raises(DubanError) as caught:
        decide(task, what, ground or ground_of())
    problem = caught.value.problems[0]
    assert problem.level is Level.ERROR
    assert problem.advice
    return problem


# --- days ----------------------------------------


def test_nothing_is_booked_before_it_happens() -> None:
    problem = refused(make_task(*STARTED), event("反馈", "2026-12-02", unit="A"))
    assert (problem.code, "2026-12-01" in problem.message) == ("future-date", True)
    assert told(make_task(*STARTED), event("反馈", TODAY, unit="A", issues="缺钱")).on == day(TODAY)


def test_a_backdated_event_is_allowed_while_the_whole_journal_stays_legal() -> None:
    task = make_task(*events_to(Status.CLOSED))
    told(task, event("反馈", "2026-09-05", TODAY, unit="A"))
    problem = refused(task, event("中止", "2026-09-05", TODAY, reason="等", approved_by="赵六"))
    assert problem.code == "not-allowed"
    assert problem.message.startswith(
        "不能补记这条中止：WJ-2026-0001 后面已有的事件会因此不成立（这条报结不成立"
    )


def test_a_business_date_before_the_task_had_come_so_far_is_what_to_look_at() -> None:
    reported = (*STARTED, event("报结", "2026-09-10", unit="A"))
    for early, told in (
        (event("核验", "2026-09-08", method="现场", result="通过"), "那天是“办理中”，今天是“待核验”"),
        (event("销号", "2026-09-08"), "那天是“办理中”，今天是“待核验”"),
        (event("报结", "2026-08-20", unit="A"), "那天还没有立项，今天是“待核验”"),
    ):
        with pytest.raises(DubanError) as caught:
            decide(make_task(*reported), early, ground_of())
        assert told in caught.value.problems[0].advice


def test_an_event_that_was_wrong_before_bars_no_other() -> None:
    journal = (*STARTED, event("销号", "2026-09-05"))
    assert told(make_task(*journal), event("催办", "2026-09-03", TODAY)).nth == 1


def test_what_the_table_does_not_allow_says_what_comes_next() -> None:
    problem = refused(make_task(*STARTED), event("恢复", "2026-09-05"))
    assert (problem.code, problem.message, problem.advice) == (
        "not-allowed",
        "不能恢复：WJ-2026-0001 现在是“办理中”",
        "duban done WJ-2026-0001 --done-on …",
    )


@pytest.mark.parametrize("status", Status)
def test_there_is_a_next_step_for_every_status(status: Status) -> None:
    assert advice_for(make_task(*events_to(status)), status, ground_of()).startswith("duban ")
    onsite = advice_for(make_task(), Status.REPORTED, ground_of(built_in("default")))
    assert onsite == "duban verify WJ-2026-0001 --method 现场 --result 通过"


# --- closing ----------------------------------------


@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.parametrize(
    "status", [Status.REGISTERED, Status.ASSIGNED, Status.IN_PROGRESS, Status.REPORTED, Status.SUSPENDED]
)
def test_no_closing_before_a_passed_verification_under_any_policy(name: str, status: Status) -> None:
    problem = refused(
        make_task(*events_to(status), tags=["群众切身利益"]),
        event("销号", "2026-09-20"),
        ground_of(built_in(name)),
    )
    assert problem.code == "close-before-verify"
    clauses = {
        "anshan-2015": "参照 鞍政办发〔2015〕18号 三.3",
        "liupanshui-2016": "参照 六盘水府发〔2016〕7号 四（三）",
        "guizhou-2020": "参照 黔府办发〔2020〕12号 二（一）",
        "shiwei": "参照 市委健全工作落实制度（原件无日期） 三（一）",
        "default": "参照 黔府办发〔2020〕12号 二（一）",
    }
    assert problem.clause == clauses.get(name, "")


def test_a_failed_or_voided_verification_closes_nothing() -> None:
    failed = event("核验", "2026-09-11", method="现场", result="不通过")
    again = event("报结", "2026-09-12", unit="A")
    problem = refused(make_task(*events_to(Status.REPORTED), failed, again), event("销号", "2026-09-20"))
    assert (problem.code, "还没有通过核验" in problem.message) == ("close-before-verify", True)
    reopened = event("重启", "2026-09-20", reason="反弹", due_on="2026-10-20", approved_by="赵六")
    problem = refused(make_task(*events_to(Status.CLOSED), reopened), event("销号", "2026-09-21"))
    assert (problem.code, "还没有报结" in problem.message) == ("close-before-verify", True)


def test_a_verified_task_closes_once_and_not_while_suspended() -> None:
    told(make_task(*events_to(Status.VERIFIED)), event("销号", "2026-09-20"))
    assert refused(make_task(*events_to(Status.CLOSED)), event("销号", "2026-09-20")).code == "not-allowed"
    resting = make_task(*events_to(Status.VERIFIED), event("中止", "2026-09-12", reason="等"))
    assert "已中止" in refused(resting, event("销号", "2026-09-20")).message


# --- verification ----------------------------------------


def check(result: str = "通过", method: str = "现场", **fields: object) -> Event:
    return event("核验", "2026-09-20", method=method, result=result, **fields)


@pytest.mark.parametrize("status", [Status.REGISTERED, Status.ASSIGNED, Status.IN_PROGRESS])
def test_no_verification_before_a_report(status: Status) -> None:
    assert refused(make_task(*events_to(status)), check()).code == "verify-before-done"


@pytest.mark.parametrize("result", ["通过", "不通过"])
def test_guizhou_verifies_on_site_and_refuses_paper(result: str) -> None:
    task = make_task(*events_to(Status.REPORTED))
    problem = refused(task, check(result, "书面"), ground_of(built_in("guizhou-2020")))
    assert (problem.code, problem.clause) == ("wrong-method", "参照 黔府办发〔2020〕12号 二（一）")
    assert problem.advice == f"duban verify WJ-2026-0001 --method 现场 --result {result}"
    told(task, check(result), ground_of(built_in("guizhou-2020")))


def test_anshan_asks_more_of_three_kinds_of_matters_only() -> None:
    policy = ground_of(built_in("anshan-2015"))
    tagged = make_task(*events_to(Status.REPORTED), tags=["重大专项"])
    assert refused(tagged, check(method="书面"), policy).code == "wrong-method"
    told(tagged, check(method="暗访"), policy)
    told(make_task(*events_to(Status.REPORTED)), check(method="书面"), policy)


def test_the_narrower_rule_on_methods_holds_and_its_day_is_the_event_s() -> None:
    wide = {"种类": "核验", "方式": ["书面"]}
    narrow = {"种类": "核验", "方式": ["抽查"], "适用": {"标签": ["民生"]}, "废止": "2026-09-15"}
    policy = ground_of(make_policy(wide, narrow))
    task = make_task(*events_to(Status.REPORTED), tags=["民生"])
    early = event("核验", "2026-09-14", method="书面", result="通过")
    assert refused(task, early, policy).code == "wrong-method"
    told(task, check(method="书面"), policy)


def test_evidence_is_asked_for_where_the_policy_says_so() -> None:
    rule = {"种类": "核验", "证据": "是"}
    task = make_task(*events_to(Status.REPORTED))
    problem = refused(task, check(), ground_of(make_policy(rule)))
    assert (problem.code, problem.clause) == ("evidence-missing", "参照 test 制度 第1条")
    proof = [{"路径": "附件/WJ-2026-0001/单.pdf", "sha256": "0" * 64}]
    told(task, check(evidence=proof), ground_of(make_policy(rule)))
    told(task, check("不通过"), ground_of(make_policy(rule)))


INDICATORS = [{"名称": "改造户数", "目标": 100, "计量单位": "户"}, {"名称": "满意度", "目标": "95%"}]


def reported_with(*actuals: tuple[str, Any]) -> Task:
    done = event(
        "报结", "2026-09-10", unit="A", actuals=[{"名称": name, "实绩": value} for name, value in actuals]
    )
    return make_task(*STARTED, done, indicators=INDICATORS)


@pytest.mark.parametrize(
    ("actuals", "codes"),
    [
        ([("改造户数", 100), ("满意度", "95")], []),
        ([("改造户数", 120.5), ("满意度", "96.5％")], []),
        ([("改造户数", 99), ("满意度", "95%")], ["below-target"]),
        ([("改造户数", 99), ("满意度", "94.9%")], ["below-target", "below-target"]),
        ([("改造户数", "已全部完成"), ("满意度", "高")], ["actual-incomparable", "actual-incomparable"]),
        ([("改造户数", "120户"), ("满意度", "0.96")], ["below-target"]),
        ([("改造户数", "120人"), ("满意度", "96%")], ["actual-incomparable"]),
        ([("改造户数", 100)], ["actual-missing"]),
        ([], ["actual-missing", "actual-missing"]),
    ],
)
def test_actuals_are_held_against_targets(actuals: list[tuple[str, Any]], codes: list[str]) -> None:
    assert noticed(reported_with(*actuals), check())[1] == codes
    strict = ground_of(make_policy({"种类": "核验", "照单": "是"}))
    if codes:
        problem = refused(reported_with(*actuals), check(), strict)
        assert (problem.code, problem.clause) == (codes[0], "参照 test 制度 第1条")
        assert ("--result 不通过" in problem.advice) is (codes[0] == "below-target")
    else:
        above = ["above-target"] * sum(str(value)[:3] not in {"100", "95"} for _, value in actuals)
        assert noticed(reported_with(*actuals), check(), strict)[1] == above


@pytest.mark.parametrize(
    ("target", "reached", "codes"),
    [("优良", "合格", ["actual-in-words"]), ("优良", "优良", []), ("优良", "85%", ["actual-in-words"])],
)
def test_words_are_for_a_person_to_compare(target: str, reached: str, codes: list[str]) -> None:
    done = event("报结", "2026-09-10", unit="A", actuals=[{"名称": "评定", "实绩": reached}])
    task = make_task(*STARTED, done, indicators=[{"名称": "评定", "目标": target}])
    for policy in (BARE, make_policy({"种类": "核验", "照单": "是"})):
        assert noticed(task, check(), ground_of(policy))[1] == codes


def test_what_the_office_found_counts_before_what_was_reported() -> None:
    task = reported_with(("改造户数", 120), ("满意度", "96%"))
    found = [{"名称": "改造户数", "实绩": 80}]
    _, codes = noticed(task, check(actuals=found))
    assert codes == ["below-target"]
    assert noticed(task, check("不通过", actuals=found))[1] == []


def test_actuals_of_a_voided_report_do_not_count() -> None:
    task = reported_with(("改造户数", 120), ("满意度", "96%"))
    back = event("退回", "2026-09-11", missing="缺表")
    again = event("报结", "2026-09-12", unit="A")
    renewed = make_task(*task.journal, back, again, indicators=INDICATORS)
    assert noticed(renewed, check())[1] == ["actual-missing", "actual-missing"]


def test_a_pass_names_no_failure() -> None:
    problem = refused(make_task(*events_to(Status.REPORTED)), check(failure="假落实"))
    assert problem.code == "pass-with-failure"
    told(make_task(*events_to(Status.REPORTED)), check("不通过", failure="假落实"))


# --- assignment ----------------------------------------

FULL: dict[str, Any] = {
    "sources": [{"类别": "重要文件", "名称": "意见", "文号": "某政发〔2026〕7号"}],
    "owner": "张三",
    "requirements": "形成方案",
    "urgency": "急件",
}


def test_assignment_is_completed_from_class_policy_and_calendar() -> None:
    task = make_task(event("立项", "2026-09-28"), **FULL)
    made = told(task, event("交办", "2026-09-28"), ground_of(built_in("default")))
    assert (made.due_on, made.basis, made.rule, made.provisional) == (
        day("2026-10-08"),
        Basis.RULE,
        "default/urgent",
        YesNo.NO,
    )


def test_a_day_counted_through_an_unpublished_year_is_provisional() -> None:
    task = make_task(event("立项", "2026-12-29"), urgency="非急件")
    made = told(task, event("交办", "2026-12-29"), ground_of(built_in("anshan-2015"), "2026-12-31"))
    assert (made.due_on, made.provisional) == (day("2027-01-06"), YesNo.YES)


QUOTED = {"类别": "重要文件", "文号": "某政发〔2026〕7号", "条款": "三"}


@pytest.mark.parametrize(
    ("deadline", "urgency", "due_on", "basis", "rule"),
    [
        ({"日期": "2026-12-31", "原文": "年底前"}, None, "2026-12-31", Basis.SOURCE, None),
        ({"日期": "2026-12-31", "依据": "领导确定"}, "特殊情况", "2026-12-31", Basis.LEADER, None),
        ({"日期": "2026-09-07", "原文": "9月7日前"}, "急件", "2026-09-07", Basis.SOURCE, None),
        ({"原文": "尽快"}, "急件", "2026-09-08", Basis.RULE, "test/rule-1"),
    ],
)
def test_the_day_of_the_source_comes_before_any_class(
    deadline: dict[str, str], urgency: str | None, due_on: str | None, basis: Basis, rule: str | None
) -> None:
    policy = make_policy(
        limit_rule(5, 适用={"缓急": ["急件"]}), limit_rule(None, "领导确定", 适用={"缓急": ["特殊情况"]})
    )
    entered = event("立项", "2026-09-01", approved_by="林县长")
    task = make_task(entered, deadline=deadline, urgency=urgency, sources=[QUOTED])
    made = told(task, event("交办", "2026-09-01"), ground_of(policy))
    assert (str(made.due_on) if made.due_on else None, made.basis, made.rule) == (due_on, basis, rule)


@pytest.mark.parametrize(
    ("sources", "on", "paper"),
    [
        ([{"类别": "领导批示", "条款": "三"}], "2026-12-31", False),  # a leader's own word has no clause
        ([{"类别": "领导批示"}], "2026-09-09", False),
        ([{"类别": "会议议定"}], "2026-12-31", True),
        ([{"类别": "会议议定", "条款": "三"}], "2026-12-31", None),
        ([{"类别": "领导批示"}, {"类别": "重要文件", "条款": "三"}], "2026-12-31", None),
        ([{"类别": "领导批示"}], "2026-09-08", None),
    ],
)
def test_a_day_beyond_the_class_needs_a_leader_or_the_words_of_a_paper(
    sources: list[dict[str, str]], on: str, paper: bool | None
) -> None:
    ground = ground_of(make_policy(limit_rule(5, 适用={"缓急": ["急件"]})))
    written = {"领导": "林县长", "日期": "2026-09-01", "内容": "抓紧"}
    task = make_task(
        registered(),
        deadline={"日期": on, "原文": f"{on}前"},
        urgency="急件",
        sources=[each | {"名称": "某处", "会议日期": "2026-08-31"} for each in sources],
        instructions=[written],
    )
    if paper is None:
        assert told(task, event("交办", "2026-09-01"), ground).basis is Basis.SOURCE
        return
    problem = refused(task, event("交办", "2026-09-01"), ground)
    assert (problem.code, problem.clause) == ("beyond-class", "参照 test 制度 第1条")
    assert ("最迟 2026-09-08" in problem.message, "--clause" in problem.advice) == (True, paper)
    by_leader = event("交办", "2026-09-01", approved_by="林县长")
    assert told(task, by_leader, ground).approved_by == "林县长"


def test_a_deadline_without_any_day_needs_a_leader_and_reports() -> None:
    words: dict[str, object] = {"deadline": {"原文": "立行立改"}}
    ground = ground_of(make_policy(limit_rule(5, 适用={"缓急": ["急件"]})))
    monthly: dict[str, object] = {"cadence": {"每": "月"}}
    for head, approver in ((words, None), (words, "林县长"), (words | monthly, None)):
        problem = refused(
            make_task(registered(), **head), event("交办", "2026-09-01", approved_by=approver), ground
        )
        assert problem.code == "endless"
        assert "立行立改" in problem.message
    made = told(
        make_task(registered(), **(words | monthly)),
        event("交办", "2026-09-01", approved_by="林县长"),
        ground,
    )
    assert made.due_on is None


def test_a_special_matter_without_a_leader_s_day_is_refused_with_the_clause() -> None:
    for deadline in (None, {"原文": "尽快"}):
        task = make_task(registered(), urgency="特殊情况", deadline=deadline)
        problem = refused(task, event("交办", "2026-09-01"), ground_of(built_in("anshan-2015")))
        assert (problem.code, problem.clause) == ("leader-date-missing", "参照 鞍政办发〔2015〕18号 三.2")
    named = event("交办", "2026-09-01", due_on="2026-09-20", approved_by="赵六")
    made = told(make_task(registered(), urgency="特殊情况"), named, ground_of(built_in("anshan-2015")))
    assert (made.due_on, made.basis) == (day("2026-09-20"), Basis.LEADER)


def test_without_day_and_class_there_is_no_limit() -> None:
    policy = make_policy()
    for head in ({}, {"deadline": {"原文": "尽快"}, "urgency": "特殊情况"}):
        assert (
            refused(make_task(registered(), **head), event("交办", "2026-09-01"), ground_of(policy)).code
            == "no-limit"
        )


def test_of_two_limits_the_narrower_holds() -> None:
    policy = make_policy(limit_rule(5), limit_rule(9, 适用={"标签": ["民生"]}))
    due, basis, rule = limit_for(make_task(tags=["民生"]), day("2026-09-01"), ground_of(policy))
    assert (due and due.on, basis, rule) == (day("2026-09-14"), Basis.RULE, "test/rule-2")


def test_a_rule_that_is_not_in_force_gives_no_limit() -> None:
    policy = make_policy(limit_rule(5, 施行="2026-09-02"))
    assert refused(make_task(registered()), event("交办", "2026-09-01"), ground_of(policy)).code == "no-limit"


def test_an_incomplete_task_is_not_assigned_and_everything_missing_is_said() -> None:
    task = make_task(registered(), lead=None)
    with pytest.raises(DubanError) as caught:
        decide(task, event("交办", "2026-09-01"), ground_of(built_in("default")))
    problems = caught.value.problems
    assert {problem.code for problem in problems} == {"incomplete"}
    assert [problem.message.partition("：")[2] for problem in problems] == [
        "缺“来源”",
        "缺“牵头单位”",
        "缺“工作要求”",
        "缺“完成时限”或“缓急”",
    ]
    assert problems[1].advice == "duban amend WJ-2026-0001 --lead … --approved-by …"
    assert problems[1].clause == "参照 六盘水府发〔2016〕7号 二（一）"


def test_a_lead_is_always_asked_for_beside_what_the_policy_asks() -> None:
    policy = make_policy(limit_rule(5), {"种类": "要素", "字段": ["责任人"]})
    task = make_task(registered(), lead=None)
    with pytest.raises(DubanError) as caught:
        decide(task, event("交办", "2026-09-01"), ground_of(policy))
    assert [problem.message.partition("：")[2] for problem in caught.value.problems] == [
        "缺“责任人”",
        "缺“牵头单位”",
    ]


def test_missing_fields_by_weight_day_and_kind() -> None:
    rules: list[dict[str, Any]] = [
        {"种类": "要素", "字段": ["配合单位"], "级别": "提示"},
        {"种类": "要素", "字段": ["配合单位"]},
        {"种类": "要素", "字段": ["配合单位"], "级别": "提示"},
        {"种类": "要素", "字段": ["岗位"], "施行": "2026-10-01"},
        {"种类": "要素", "字段": ["责任人"], "适用": {"台账": ["重大项目"]}},
        {"种类": "要素", "唯一牵头": "是"},
    ]
    policy = make_policy(*rules)
    task = make_task(lead=["A", "B"])
    on = {"always": None, "2026-09-30": day("2026-09-30")}
    named = {
        text: [(missing.fields, missing.weight) for missing in missing_fields(task, policy, None, when)]
        for text, when in on.items()
    }
    assert named["always"] == [(("配合单位",), "错误"), (("岗位",), "错误"), (("牵头单位",), "错误")]
    assert named["2026-09-30"] == [(("配合单位",), "错误"), (("牵头单位",), "错误")]
    assert missing_fields(task, policy, LedgerKind.PROJECT)[2].advice == "--owner …"


def test_what_counts_as_filled() -> None:
    task = make_task(deadline={"依据": "来源规定"}, tags=["民生"], public="否")
    filled = {key: is_filled(task, key) for key in ("完成时限", "标签", "公开", "来源", "牵头单位", "没有的")}
    assert filled == {
        "完成时限": False,
        "标签": True,
        "公开": False,
        "来源": False,
        "牵头单位": True,
        "没有的": False,
    }
    assert is_filled(make_task(deadline={"原文": "年内"}), "完成时限")
    assert [option_of(key) for key in ("完成时限", "牵头领导", "没有的")] == [
        "--due-on",
        "--lead-leader",
        "--没有的",
    ]


@pytest.mark.parametrize(
    ("told", "filled"),
    [
        ({"problem": "乱", "goal": "不乱"}, True),
        ({"problem": "乱", "standard": "验收合格"}, True),
        ({"problem": "乱", "measures": "改"}, False),
        ({"goal": "不乱"}, False),
        ({"standard": "验收合格"}, False),
    ],
)
def test_the_aim_of_a_rectification_says_what_must_come_out(told: dict[str, str], filled: bool) -> None:
    assert is_filled(make_task(**told), "工作要求") is filled


def test_joint_leads_need_a_policy_that_allows_them() -> None:
    deadline = {"日期": "2026-12-31", "依据": "领导确定"}
    task = make_task(registered(), lead=["A", "B"], deadline=deadline)
    given = event("交办", "2026-09-01", approved_by="林县长")
    assert refused(task, given, ground_of(built_in("anshan-2015"))).code == "joint-leads"
    assert told(task, given, ground_of(built_in("ledong-2019"))).due_on == day("2026-12-31")


def test_a_unit_s_own_day_is_the_leader_s() -> None:
    made = told(make_task(*STARTED), event("交办", "2026-09-05", unit="B", due_on="2026-09-20"))
    assert (made.basis, made.rule) == (Basis.LEADER, None)
    assert told(make_task(*STARTED), event("交办", "2026-09-05", unit="B")).basis is None
    by_source = event("交办", "2026-09-05", unit="B", due_on="2026-09-20", basis="来源规定")
    quoted = make_task(*STARTED, sources=[QUOTED], deadline={"日期": "2026-09-30", "原文": "各按其期"})
    assert told(quoted, by_source).basis is Basis.SOURCE
    assert refused(make_task(*STARTED, sources=[QUOTED]), by_source).code == "source-unquoted"


def test_a_supporting_unit_has_no_day_after_the_lead_s_but_by_a_leader() -> None:
    beyond = refused(make_task(*STARTED), event("交办", "2026-09-05", unit="B", due_on="2026-10-20"))
    assert (beyond.code, "2026-09-30" in beyond.message) == ("beyond-lead", True)
    by_leader = event("交办", "2026-09-05", unit="B", due_on="2026-10-20", approved_by="林县长")
    assert told(make_task(*STARTED), by_leader).due_on == day("2026-10-20")


def test_a_repeated_assignment_moves_no_day() -> None:
    given = make_task(registered(), assigned())
    for more in ({}, {"due_on": "2026-12-31"}, {"due_on": "2026-12-31", "approved_by": "林县长"}):
        problem = refused(given, event("交办", "2026-09-07", **more))
        assert problem.code == "assigned-already"
        assert "2026-09-30" in problem.message
    moved = refused(given, event("交办", "2026-09-07", due_on="2026-12-31"))
    assert "duban extend WJ-2026-0001 --due-on 2026-12-31" in moved.advice
    own = make_task(
        registered(), assigned(), event("交办", "2026-09-03", unit="B", due_on="2026-09-20"), support=["B"]
    )
    unit = refused(own, event("交办", "2026-09-07", unit="B", due_on="2026-12-31"))
    assert "duban extend WJ-2026-0001 --unit B" in unit.advice


def test_a_task_that_was_sent_back_is_assigned_again() -> None:
    again = event("交办", "2026-09-07")
    contested = (registered(), assigned(), event("退件", "2026-09-02", unit="A", reason="不归我管"))
    assert told(make_task(*contested), again).due_on is None
    later = event("交办", "2026-09-07", due_on="2026-10-20")
    assert refused(make_task(*contested), later).code == "approver-missing"
    moved = event("变更", "2026-09-03", field="牵头单位", old="A", new="C", reason="A 退件")
    assert told(make_task(*contested, moved, lead="C"), again).due_on == day("2026-09-14")


def test_no_assignment_of_a_unit_before_the_lead_s() -> None:
    problem = refused(
        make_task(registered(), support=["B"]), event("交办", "2026-09-05", unit="B", due_on="2026-09-20")
    )
    assert (problem.code, problem.message) == ("not-allowed", "不能交办：WJ-2026-0001 还没有交办给牵头单位")


# --- transfer, resume ----------------------------------------


def transfer(**fields: object) -> Event:
    return event("转办", "2026-09-10", **({"old_lead": "A", "new_lead": "C", "approved_by": "赵六"} | fields))


def test_a_transfer_gets_a_limit_of_its_own_by_class() -> None:
    made = told(make_task(*STARTED), transfer())
    assert (made.due_on, made.rule, made.provisional) == (day("2026-09-17"), "test/rule-1", YesNo.NO)
    late = event("转办", "2026-12-29", old_lead="A", new_lead="C", approved_by="赵六")
    made = told(make_task(*STARTED), late, ground_of(today="2026-12-31"))
    assert (made.due_on, made.provisional) == (day("2027-01-06"), YesNo.YES)


def test_a_transfer_keeps_the_source_s_day_and_a_leader_s() -> None:
    task = make_task(*STARTED, deadline={"日期": "2026-09-30"})
    assert told(task, transfer()).due_on is None
    assert told(make_task(*STARTED), transfer(due_on="2026-10-20")).due_on == day("2026-10-20")
    by_leader = make_policy(limit_rule(None, "领导确定"))
    assert told(make_task(*STARTED), transfer(), ground_of(by_leader)).due_on is None


def test_a_new_lead_takes_over_no_day_that_has_passed() -> None:
    task = make_task(*STARTED, deadline={"日期": "2026-09-30"})
    problem = refused(task, event("转办", "2026-10-12", old_lead="A", new_lead="C", approved_by="赵六"))
    assert problem.code == "due-passed"
    assert "2026-09-30" in problem.message
    assert "--due-on" in problem.advice
    own = event("转办", "2026-10-12", old_lead="A", new_lead="C", approved_by="赵六", due_on="2026-10-30")
    assert told(task, own).due_on == day("2026-10-30")


def test_a_transfer_goes_to_another_unit() -> None:
    assert refused(make_task(*STARTED), transfer(new_lead="A")).code == "same-lead"
    register = make_register({"全称": "市住房城乡建设局", "简称": "市住建局"})
    task = make_task(*STARTED[:2], lead="市住建局")
    named = transfer(old_lead="市住建局", new_lead="市住房城乡建设局")
    assert refused(task, named, ground_of(register=register)).code == "same-lead"
    assert noticed(make_task(*STARTED), transfer(approved_by=None))[1] == ["approver-missing"]


STOPPED = (*STARTED, event("中止", "2026-09-22", reason="等批复"))


def test_resuming_proposes_the_working_days_that_were_left() -> None:
    made, codes = noticed(make_task(*STOPPED), event("恢复", "2026-10-20"))
    assert (made.due_on, codes) == (day("2026-10-27"), ["resume-due"])
    late = (*STARTED, event("中止", "2026-10-12", reason="等批复"))
    made, _ = noticed(make_task(*late), event("恢复", "2026-10-20"))
    assert made.due_on is None
    for journal in (STOPPED, late):
        more = event("恢复", "2026-10-20", due_on="2026-11-30")
        assert refused(make_task(*journal), more).code == "approver-missing"
        by_leader = event("恢复", "2026-10-20", due_on="2026-11-30", approved_by="林县长")
        assert told(make_task(*journal), by_leader).due_on == day("2026-11-30")


def test_a_proposal_into_an_unpublished_year_says_so() -> None:
    decided = decide(make_task(*STOPPED), event("恢复", "2026-12-30"), ground_of(today="2026-12-31"))
    assert (Written(decided.event).provisional, "暂定" in decided.notices[0].message) == (YesNo.YES, True)


def test_without_a_day_there_is_nothing_to_propose() -> None:
    words = (registered(), assigned("2026-09-01", None), event("中止", "2026-09-22", reason="等批复"))
    assert told(make_task(*words), event("恢复", "2026-10-20")).due_on is None
    running = fold(make_task(*STARTED), day(TODAY))
    assert propose_resume(running, day(TODAY), CALENDAR) is None
    assert refused(make_task(*STARTED), event("恢复", "2026-10-20")).code == "not-allowed"


def test_of_joint_leads_the_latest_day_is_moved_on() -> None:
    own = event("延期", "2026-09-10", unit="B", due_on="2026-10-12", reason="等")
    state = fold(make_task(*STARTED, own, STOPPED[3], lead=["A", "B"]), day(TODAY))
    due = propose_resume(state, day("2026-10-20"), WorkCalendar(known_until=2026))
    assert due is not None
    assert due.on == day("2026-11-02")


# --- pressing, reporting ----------------------------------------


def test_urging_once_a_day_and_numbered() -> None:
    first = event("催办", "2026-09-05", nth=1)
    task = make_task(*STARTED, first, support=["B"])
    assert (
        refused(task, event("催办", "2026-09-05", "2026-09-05T15:00:00+08:00", unit="A")).code
        == "urged-today"
    )
    assert told(task, event("催办", "2026-09-05", unit="B")).nth == 1
    assert told(task, event("催办", "2026-09-06")).nth == 2
    closed = make_task(*events_to(Status.CLOSED))
    assert refused(closed, event("催办", "2026-09-20")).code == "not-allowed"


def child(*journal: Event, number: int = 2) -> TaskState:
    return fold(make_task(*journal, id=f"WJ-2026-{number:04d}", parent="WJ-2026-0001"), day(TODAY))


def test_a_parent_is_not_reported_while_a_child_is_open() -> None:
    done = event("报结", "2026-09-20", unit="A")
    ground = ground_of(children=(child(*STARTED), child(*events_to(Status.CLOSED), number=3)))
    problem = refused(make_task(*STARTED), done, ground)
    assert (problem.code, "1件分解任务未办结（WJ-2026-0002）" in problem.message) == ("open-children", True)
    closed = ground_of(
        children=(child(*events_to(Status.CLOSED)), child(*events_to(Status.WITHDRAWN), number=3))
    )
    told(make_task(*STARTED), done, closed)
    of_support = event("报结", "2026-09-20", unit="B")
    told(make_task(*STARTED, support=["B"]), of_support, ground)


def test_a_child_counts_as_it_stood_on_the_day_of_the_report() -> None:
    done = event("报结", "2026-09-11", unit="A")
    assert (
        refused(make_task(*STARTED), done, ground_of(children=(child(*events_to(Status.CLOSED)),))).code
        == "open-children"
    )
    unborn = child(registered("2026-10-01"))
    told(make_task(*STARTED), done, ground_of(children=(unborn,)))


def test_completion_is_not_after_its_report() -> None:
    for action in ("报结", "反馈"):
        late = event(action, "2026-09-20", unit="A", done_on="2026-09-21")
        assert refused(make_task(*STARTED), late).code == "done-after-report"
        timely = event(action, "2026-09-20", unit="A", done_on="2026-09-20")
        assert told(make_task(*STARTED), timely).done_on == day("2026-09-20")
    assert told(make_task(*STARTED), event("报结", "2026-09-20", unit="A")).done_on == day("2026-09-20")


def test_supporting_units_without_a_report_are_a_notice_and_no_bar() -> None:
    done = event("报结", "2026-09-20", unit="A")
    assert noticed(make_task(*STARTED, support=["B"]), done)[1] == ["support-silent"]
    reported = event("报结", "2026-09-10", unit="B")
    told(make_task(*STARTED, reported, support=["B"]), done)
    back = event("退回", "2026-09-21", unit="A", missing="签字")
    again = event("报结", "2026-09-22", unit="A")
    assert noticed(make_task(*STARTED, done, back, support=["B"]), again)[1] == []


# --- decisions that need somebody ----------------------------------------


def extension(**fields: object) -> Event:
    return event(
        "延期", "2026-09-10", **({"due_on": "2026-10-20", "reason": "等", "approved_by": "赵六"} | fields)
    )


def test_extension_needs_an_approver_and_another_day() -> None:
    problem = refused(make_task(*STARTED), extension(approved_by=None))
    assert (problem.code, problem.advice) == (
        "approver-missing",
        "duban extend WJ-2026-0001 --due-on 2026-10-20 --approved-by … --reason …",
    )
    assert refused(make_task(*STARTED), extension(due_on="2026-09-30")).code == "same-due"
    told(make_task(*STARTED), extension())
    told(make_task(*STARTED), extension(due_on="2026-09-30", unit="A"))


def test_extension_of_a_node_names_one_that_exists() -> None:
    nodes = [{"节点": "摸底", "时限": "2026-09-20"}]
    problem = refused(make_task(*STARTED, milestones=nodes), extension(milestone="验收"))
    assert (problem.code, problem.advice) == ("unknown-milestone", "现有节点：摸底")
    assert refused(make_task(*STARTED), extension(milestone="验收")).advice == "现有节点：（没有节点）"
    told(make_task(*STARTED, milestones=nodes), extension(milestone="摸底", due_on="2026-09-30"))


@pytest.mark.parametrize(
    ("due_on", "left"),
    [
        ("2026-10-20", "“验收”（2026-09-30）"),
        ("2026-09-25", "“验收”（2026-09-30）"),
        ("2026-09-15", "“摸底”（2026-09-20）、“验收”（2026-09-30）"),
    ],
)
def test_a_moved_limit_tells_which_nodes_stay_where_they_are(due_on: str, left: str) -> None:
    nodes = [{"节点": "摸底", "时限": "2026-09-20"}, {"节点": "验收", "时限": "2026-09-30"}]
    task = make_task(*STARTED, milestones=nodes)
    (notice,) = decide(task, extension(due_on=due_on), ground_of()).notices
    assert (notice.code, notice.message.endswith(f"节点没有跟着改：{left}")) == ("nodes-left", True)
    assert "duban extend WJ-2026-0001 --milestone" in notice.advice
    met = event("反馈", "2026-09-05", unit="A", milestone="验收", done="已验收", done_on="2026-09-05")
    told(make_task(*STARTED, met, milestones=nodes), extension())


def test_reopening_needs_an_approver() -> None:
    again = event("重启", "2026-09-20", reason="反弹", due_on="2026-10-20")
    problem = refused(make_task(*events_to(Status.CLOSED)), again)
    assert (problem.code, "duban reopen" in problem.advice) == ("approver-missing", True)
    approved = event("重启", "2026-09-20", reason="反弹", due_on="2026-10-20", approved_by="赵六")
    told(make_task(*events_to(Status.CLOSED)), approved)


@pytest.mark.parametrize("action", ["中止", "撤销"])
def test_suspending_and_withdrawing_without_an_approver_is_noticed(action: str) -> None:
    assert noticed(make_task(*STARTED), event(action, "2026-09-20", reason="等"))[1] == ["approver-missing"]
    told(make_task(*STARTED), event(action, "2026-09-20", reason="等", approved_by="赵六"))


def test_a_telephone_approval_waits_for_its_paper() -> None:
    decided = decide(make_task(*STARTED), extension(approved_via="电话"), ground_of())
    (notice,) = decided.notices
    assert (notice.code, "待补批件" in notice.message) == ("awaiting-paper", True)
    assert (
        notice.advice
        == "批件到后：duban amend WJ-2026-0001 --event 延期 --approved-via 书面 --reason 批件已补"
    )


def test_a_task_does_not_take_itself_over() -> None:
    itself = event("撤销", "2026-09-20", reason="重复", approved_by="赵六", merged_into="WJ-2026-0001")
    assert refused(make_task(*STARTED), itself).code == "merged-into-itself"
    told(
        make_task(*STARTED),
        event("撤销", "2026-09-20", reason="重复", approved_by="赵六", merged_into="WJ-2026-0002"),
    )


# --- corrections ----------------------------------------


def correction(wrong: Event, **fields: object) -> Correct:
    target = target_of(wrong)
    raw = {"日期": target.on, "动作": target.action, "单位": target.unit, "摘要": target.digest}
    named = {key: value for key, value in raw.items() if value is not None}
    built = event("更正", TODAY, target=named, reason="记错了", **fields)
    assert isinstance(built, Correct)
    return built


VERIFIED = events_to(Status.VERIFIED)


@pytest.mark.parametrize(
    ("wrong", "value", "code"),
    [
        (VERIFIED[4], {"方式": "书面"}, "wrong-method"),
        (VERIFIED[3], {"日期": "2027-01-05"}, "future-date"),
        (VERIFIED[3], {"办结日期": "2026-09-11"}, "done-after-report"),
        (VERIFIED[2], {"日期": "2026-09-30"}, None),
        (VERIFIED[4], {"日期": "2026-09-09"}, "not-allowed"),
        (VERIFIED[4], {"方式": "没有"}, "not-allowed"),
        (VERIFIED[4], {"备注": "补记"}, None),
    ],
)
def test_what_could_not_be_written_is_not_written_by_correction(
    wrong: Event, value: dict[str, str], code: str | None
) -> None:
    ground = ground_of(built_in("guizhou-2020"))
    right = correction(wrong, value=value)
    if code is None:
        assert told(make_task(*VERIFIED), right, ground).event is right
    else:
        assert refused(make_task(*VERIFIED), right, ground).code == code


def test_a_correction_erases_no_lateness_without_a_leader() -> None:
    late = event("报结", "2026-10-12", unit="A")
    before = correction(late, value={"日期": "2026-09-30"})
    problem = refused(make_task(*STARTED, late), before)
    assert problem.code == "approver-missing"
    assert "抹去A的逾期" in problem.message
    assert "--allowed-by" in problem.advice
    allowed = correction(late, value={"日期": "2026-09-30"}, approved_by="林县长")
    assert told(make_task(*STARTED, late), allowed).approved_by == "林县长"
    told(make_task(*STARTED, late), correction(late, value={"日期": "2026-10-13"}))
    slip = event("报结", TODAY, unit="A")
    told(make_task(*STARTED, slip), correction(slip, value={"日期": "2026-09-30"}))


def test_a_correction_takes_no_approver_away() -> None:
    given = extension()
    assert (
        refused(make_task(*STARTED, given), correction(given, value={"批准人": None})).code
        == "approver-missing"
    )
    told(make_task(*STARTED, given), correction(given, value={"批准方式": "书面"}))


def test_voiding_what_later_events_rest_on_is_refused() -> None:
    problem = refused(make_task(*VERIFIED), correction(VERIFIED[3], void="是"))
    assert "后面已有的事件会因此不成立" in problem.message
    told(make_task(*VERIFIED), correction(VERIFIED[4], void="是"))


def test_a_correction_of_nothing_is_refused() -> None:
    problem = refused(make_task(*VERIFIED), correction(event("反馈", "2026-09-05", unit="B"), void="是"))
    assert problem.message.startswith("不能更正：WJ-2026-0001 2026-09-05 反馈")


# --- the policy of the day ----------------------------------------


def test_the_policy_in_force_on_the_day_of_the_event_decides() -> None:
    strict = make_policy({"种类": "核验", "方式": ["现场"]}, name="strict")
    book = make_book(("2026-01-01", BARE), ("2026-09-15", strict))
    task = make_task(*events_to(Status.REPORTED))
    told(task, event("核验", "2026-09-14", method="书面", result="通过"), ground_of(book))
    assert refused(task, check(method="书面"), ground_of(book)).code == "wrong-method"


def test_actions_that_need_nothing_are_written_as_they_are() -> None:
    policy = make_policy(deadline_rule("收文", "呈批", None, "当日", 义务人="督查室"))
    for plain in (
        event("收文", "2026-09-05"),
        event("预警", "2026-09-05", level="红"),
        event("发文", "2026-09-05", kind="督查专报"),
    ):
        assert told(make_task(*STARTED), plain, ground_of(policy)).event is plain
    assert told(make_task(), registered()).action is Action.REGISTER


# --- debts, disputes, steps ----------------------------------------

LATE = (
    registered(),
    assigned("2026-09-01", "2026-09-08"),
    event("签收", "2026-09-02", unit="A"),
    event("报结", "2026-09-10", unit="A"),
    event("核验", "2026-09-11", method="现场", result="通过"),
)
EXPLAINED = make_policy(limit_rule(5), deadline_rule("逾期", "说明", 5))


def test_a_task_with_debts_is_not_closed() -> None:
    ground = ground_of(EXPLAINED)
    problem = refused(make_task(*LATE), event("销号", "2026-09-12"), ground)
    assert (problem.code, "A 规则2" in problem.message) == ("open-debts", True)
    assert "--waive" in problem.advice
    explained = (*LATE, event("说明", "2026-09-11", unit="A", reason="雨", remedy="加班"))
    assert told(make_task(*explained), event("销号", "2026-09-12"), ground).action is Action.CLOSE
    waived = event("销号", "2026-09-12", waived="单位已撤销")
    assert refused(make_task(*LATE), waived, ground).code == "approver-missing"
    by_leader = event("销号", "2026-09-12", waived="单位已撤销", approved_by="林县长")
    assert told(make_task(*LATE), by_leader, ground).waived == "单位已撤销"


@pytest.mark.parametrize(
    ("on", "more", "codes"),
    [
        ("2026-09-09", {}, ["issues-missing"]),
        ("2026-09-09", {"issues": "缺钱"}, []),
        ("2026-09-08", {}, []),
    ],
)
def test_a_late_unit_that_names_no_problem_is_asked(on: str, more: dict[str, str], codes: list[str]) -> None:
    """Results and problems both (Liupanshui 四（四））."""
    said = event("反馈", on, unit="A", done="完成一段", **more)
    assert noticed(make_task(*LATE[:3]), said, ground_of(make_policy(limit_rule(5))))[1] == codes


def test_a_supporting_unit_that_is_late_bars_the_closing() -> None:
    given = (*LATE[:3], event("交办", "2026-09-03", unit="B", due_on="2026-09-09"), *LATE[3:])
    in_time = make_task(*given, support=["B"])
    problem = refused(in_time, event("销号", "2026-09-12"), ground_of(make_policy(limit_rule(5))))
    assert problem.code == "open-debts"
    assert "B 按期办结并报告" in problem.message


def test_a_dispute_climbs_its_ladder_unless_the_matter_is_broad() -> None:
    first = event("协调", "2026-09-05", rung=1, dispute="资金")
    second = event("协调", "2026-09-07", rung=2, opinion="各半")
    assert refused(make_task(*STARTED), event("协调", "2026-09-05", rung=1)).code == "no-dispute"
    assert (
        refused(make_task(*STARTED), event("协调", "2026-09-05", rung=2, dispute="资金")).code
        == "rung-skipped"
    )
    assert told(make_task(*STARTED, first), second).rung == 2
    assert refused(make_task(*STARTED, first), event("协调", "2026-09-07", rung=3)).code == "rung-skipped"
    broad = make_task(*STARTED, tags=["涉及面广"])
    assert told(broad, event("协调", "2026-09-05", rung=4, dispute="资金")).rung == 4


def test_a_report_goes_back_for_its_papers_once_a_round() -> None:
    done = event("报结", "2026-09-20", unit="A")
    back = event("退回", "2026-09-25", missing="缺章", kind="补正")
    task = make_task(*STARTED, done)
    assert told(task, back).due_on == day("2026-09-30")
    for on, fits in (
        ("2026-09-28", True),
        ("2026-09-30", True),
        ("2026-10-08", False),
        ("2026-09-24", False),
    ):
        named = event("退回", "2026-09-25", missing="缺章", kind="补正", due_on=on)
        if fits:
            assert told(task, named).due_on == day(on)
        else:
            assert refused(task, named).code == "formal-day"
    first = event("退回", "2026-09-22", missing="缺章", kind="补正", due_on="2026-09-25")
    again = make_task(*STARTED, done, first, event("报结", "2026-09-23", unit="A"))
    assert refused(again, back).code == "formal-twice"
    assert told(again, event("退回", "2026-09-25", missing="没有做完")).due_on is None


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("补正", {"时限": "2026-12-31"}, "formal-day"),
        ("补正", {"时限": "2026-09-28"}, ""),
        ("补正", {"时限": None}, "formal-day"),
        ("补正", {"日期": "2026-09-22"}, "formal-day"),  # the day that it has would be the fifth
        ("补正", {"缺项": "缺两枚章"}, ""),
        ("补正", {"性质": "重办", "时限": "2026-12-31"}, ""),
        ("重办", {"性质": "补正"}, "formal-day"),
        ("重办", {"性质": "补正", "时限": "2026-09-30"}, ""),
    ],
)
def test_no_correction_gives_papers_a_longer_day(kind: str, value: dict[str, Any], code: str) -> None:
    """Not even with a leader: what takes longer than that is no matter of form."""
    done = event("报结", "2026-09-20", unit="A")
    due_on = "2026-09-30" if kind == "补正" else None
    back = event("退回", "2026-09-25", missing="缺章", kind=kind, due_on=due_on)
    allowed = {"reason": "记错", "approved_by": "林县长"}
    right = event("更正", "2026-09-25", target=target_of(back), value=value, **allowed)
    task = make_task(*STARTED, done, back)
    if code:
        assert refused(task, right).code == code
    else:
        told(task, right)


def test_a_second_return_of_a_round_is_corrected_to_no_second_one_for_papers() -> None:
    first = event("退回", "2026-09-22", missing="缺章", kind="补正", due_on="2026-09-25")
    reports = [event("报结", on, unit="A") for on in ("2026-09-20", "2026-09-23")]
    second = event("退回", "2026-09-25", missing="没有做完")
    value = {"性质": "补正", "时限": "2026-09-30"}
    right = event("更正", "2026-09-25", target=target_of(second), value=value, reason="记错")
    task = make_task(*STARTED, reports[0], first, reports[1], second)
    assert refused(task, right).code == "formal-twice"


# --- reports ----------------------------------------

MONTHLY = make_policy(limit_rule(5), cadence_rule("月"))


def test_a_report_is_told_its_period() -> None:
    ground = ground_of(MONTHLY, "2026-12-31")
    task = make_task(
        registered(), assigned("2026-09-01", "2026-12-20"), event("签收", "2026-09-02", unit="A")
    )
    said = event("反馈", "2026-10-20", unit="A", done="过半")
    assert told(task, said, ground).period == "2026-10"
    made = decide(task, event("反馈", "2026-11-03", unit="A", done="十月情况"), ground)
    assert (made.event.period, made.notices[0].code) == ("2026-10", "report-late")
    assert "--period 2026-11" in made.notices[0].advice
    named = event("反馈", "2026-11-03", unit="A", done="x", period="2026年11月")
    assert told(task, named, ground).period == "2026-11"
    for wrong, code in (
        ("2026Q3", "unknown-period"),
        ("2026-12", "unknown-period"),
        ("胡写", "unknown-period"),
    ):
        assert (
            refused(task, event("反馈", "2026-11-03", unit="A", done="x", period=wrong), ground).code == code
        )
    bare = event("反馈", "2026-11-03", unit="A", percent=40)
    assert refused(task, msgspec.structs.replace(bare, period="2026-11"), ground).code == "report-empty"
    kept = decide(task, bare, ground)
    assert (kept.event.period, [each.code for each in kept.notices]) == (None, ["report-empty"])
    named = event("反馈", "2026-11-03", unit="A", done="x", period="2026-11")
    assert refused(task, named).code == "no-cadence"


def reported(on: str, period: str | None = None, **more: object) -> Event:
    return event("反馈", on, unit="A", done="x", period=period, **more)


IDLE = (event("中止", "2026-10-28", reason="等"), event("恢复", "2026-11-06"))


@pytest.mark.parametrize(
    ("first", "more", "period", "owed"),
    [
        ("2026-11-02", (), "2026-10", None),  # of October, whose last day is a Saturday
        ("2026-11-02", (), "2026-11", None),
        ("2026-11-02", (), "2026-09", "2026-10、2026-11"),
        ("2026-11-02", (), "2025-10", "2026-10、2026-11"),
        ("2026-11-30", (), "2026-10", "2026-11"),
        ("2026-11-02", (reported("2026-10-20", "2026-10"),), "2026-10", None),  # one more of the same period
        ("2026-11-02", (reported("2026-10-20", "2026-10"),), "2026-09", "2026-11"),
        ("2026-11-02", IDLE, "2026-10", "2026-11"),  # nothing was carried out on its due day
        ("2026-12-31", (), "2026-11", ""),
    ],
)
def test_a_report_is_of_a_period_that_is_owed(
    first: str, more: tuple[Any, ...], period: str, owed: str | None
) -> None:
    given = assigned("2026-09-21", "2027-06-30", first_report=first)
    task = make_task(registered("2026-09-21"), given, event("签收", "2026-09-21", unit="A"), *more)
    ground = ground_of(MONTHLY)
    entry = reported("2026-11-10", period)
    if owed is None:
        assert told(task, entry, ground).period == period
        return
    problem = refused(task, entry, ground)
    assert (problem.code, f"不欠 {period} 的报告" in problem.message) == ("period-not-owed", True)
    assert problem.advice == (f"没有报的是 {owed}" if owed else "现在没有要报的，去掉 --period")


def test_a_period_of_an_older_policy_is_owed_under_it() -> None:
    book = make_book(MONTHLY, ("2026-11-01", make_policy(limit_rule(5), cadence_rule("月", 日=20))))
    given = assigned("2026-09-21", "2027-06-30", first_report="2026-11-02")
    task = make_task(registered("2026-09-21"), given, event("签收", "2026-09-21", unit="A"))
    for period in ("2026-10", "2026-11"):
        assert told(task, reported("2026-11-10", period), ground_of(book)).period == period


def test_a_correction_names_no_period_that_is_not_owed() -> None:
    given = assigned("2026-09-21", "2027-06-30", first_report="2026-11-02")
    said = reported("2026-11-10", "2026-11")
    task = make_task(registered("2026-09-21"), given, event("签收", "2026-09-21", unit="A"), said)
    for period, code in (("2026-10", ""), ("2026-09", "period-not-owed"), ("2026Q4", "unknown-period")):
        right = event("更正", "2026-11-11", target=target_of(said), value={"期": period}, reason="记错")
        if code:
            assert refused(task, right, ground_of(MONTHLY)).code == code
        else:
            told(task, right, ground_of(MONTHLY))


@pytest.mark.parametrize(
    ("due_on", "first", "approved_by", "result"),
    [
        ("2026-12-18", None, None, "2026-09-30"),
        ("2026-09-25", None, None, "None"),  # its 报结 comes before
        ("2026-12-18", "2026-09-30", None, "2026-09-30"),
        ("2026-12-18", "2026-11-02", "顾县长", "2026-11-02"),  # of October, whose last day is a Saturday
        ("2026-12-18", "2026-11-02", None, "approver-missing"),
        ("2026-12-18", "2026-10-20", "顾县长", "first-report-odd"),
        ("2026-12-18", "2026-08-31", "顾县长", "first-report-odd"),
    ],
)
def test_the_lead_is_told_its_first_report(
    due_on: str, first: str | None, approved_by: str | None, result: str
) -> None:
    ground = ground_of(make_policy(cadence_rule("月")), "2026-12-31")
    quoted: dict[str, object] = {"sources": [QUOTED], "deadline": {"日期": due_on, "原文": f"{due_on}前"}}
    task = make_task(registered("2026-09-01"), **quoted)
    given = assigned("2026-09-01", due_on, first_report=first, approved_by=approved_by)
    if "-" in result and result[:4] != "2026":
        assert refused(task, given, ground).code == result
    else:
        assert str(told(task, given, ground).first_report) == result


def test_without_a_cadence_there_is_no_first_report() -> None:
    ground = ground_of(make_policy(limit_rule(60)), "2026-12-31")
    task = make_task(registered("2026-09-01"))
    given = assigned("2026-09-01", "2026-12-18", approved_by="顾县长")
    assert told(task, given, ground).first_report is None
    typed = assigned("2026-09-01", "2026-12-18", first_report="2026-09-30", approved_by="顾县长")
    assert refused(task, typed, ground).code == "no-cadence"


JOINT_LEADS = (
    registered(),
    assigned(),
    event("报结", "2026-09-10", unit="A"),
    event("报结", "2026-09-11", unit="B"),
)


def verdict_on(unit: str | None, result: str) -> Event:
    return event("核验", "2026-09-12", unit=unit, method="现场", result=result)


def test_a_failed_verification_names_the_joint_lead_that_failed() -> None:
    task = make_task(*JOINT_LEADS, lead=["A", "B"])
    problem = refused(task, verdict_on(None, "不通过"))
    assert problem.code == "which-unit"
    command = "duban verify WJ-2026-0001 --method 现场 --result 不通过"
    assert problem.advice == f"{command} --unit A 或 {command} --unit B"
    assert told(task, verdict_on("B", "不通过")).unit == "B"
    assert told(task, verdict_on(None, "通过")).unit is None
    assert refused(task, verdict_on("B", "通过")).code == "unit-not-wanted"
    early = make_task(*JOINT_LEADS[:3], lead=["A", "B"])
    assert told(early, verdict_on("A", "不通过")).unit == "A"
    assert refused(early, verdict_on("B", "不通过")).code == "verify-before-done"
    alone = make_task(*events_to(Status.REPORTED))
    assert told(alone, verdict_on(None, "不通过")).unit is None


# --- parts of a task, and tasks that are merged -------------------------


def part_ground(parent_status: Status = Status.IN_PROGRESS, **head: object) -> Ground:
    """Under a parent due on 2026-09-30."""
    parent = fold(make_task(*events_to(parent_status), id="WJ-2026-0009", **head), day(TODAY))
    return msgspec.structs.replace(ground_of(), parent=parent)


PART = {"parent": "WJ-2026-0009", "deadline": {"日期": "2026-10-20"}, "urgency": "难度较大"}
LONGER = {"reason": "等", "approved_by": "林县长"}


@pytest.mark.parametrize(
    ("journal", "what"),
    [
        ((registered(),), event("交办", "2026-09-02", approved_by="林县长")),
        ((registered(),), event("交办", "2026-09-02", due_on="2026-10-01", approved_by="林县长")),
        (STARTED, event("延期", "2026-09-10", due_on="2026-10-01", **LONGER)),
        (STARTED, event("延期", "2026-09-10", unit="A", due_on="2026-10-01", **LONGER)),
        (STARTED, event("转办", "2026-09-10", old_lead="A", new_lead="C", due_on="2026-10-01", **LONGER)),
        (
            (*STARTED, event("中止", "2026-09-10", reason="等")),
            event("恢复", "2026-09-20", due_on="2026-10-08", approved_by="林县长"),
        ),
        (
            events_to(Status.CLOSED),
            event("重启", "2026-09-20", due_on="2026-10-08", finding="反弹", **LONGER),
        ),
    ],
)
def test_a_part_has_no_day_after_its_parent_s(journal: tuple[Event, ...], what: Event) -> None:
    task = make_task(*journal, **PART)
    problem = refused(task, what, part_ground())
    assert problem.code == "beyond-parent"
    assert "在上级任务 WJ-2026-0009 的时限 2026-09-30 之后" in problem.message
    assert problem.advice.startswith("先改上级任务的时限：duban extend WJ-2026-0009 --due-on 2026-10-")
    assert ("；或者 duban assign" in problem.advice) is (what.action is Action.ASSIGN)


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.WITHDRAWN, Status.CLOSED])
def test_a_parent_that_does_not_run_bounds_nothing(status: Status) -> None:
    longer = event("延期", "2026-09-10", due_on="2026-10-01", **LONGER)
    assert noticed(make_task(*STARTED, **PART), longer, part_ground(status))[0].action is Action.EXTEND


def test_a_part_on_the_parent_s_day_or_moved_forward_is_fine() -> None:
    task = make_task(*STARTED, **PART)
    same = event("延期", "2026-09-10", due_on="2026-09-29", **LONGER)
    assert noticed(task, same, part_ground())[0].due_on == day("2026-09-29")
    old = make_task(registered(), assigned("2026-09-01", "2026-12-31"), **PART)
    nearer = event("延期", "2026-09-10", due_on="2026-11-30", **LONGER)
    assert noticed(old, nearer, part_ground())[0].due_on == day("2026-11-30")


def test_a_parent_moved_forward_names_the_parts_that_stay_behind() -> None:
    parts = tuple(
        fold(make_task(*STARTED[:1], assigned("2026-09-01", due), id=f"WJ-2026-000{n}"), day(TODAY))
        for n, due in ((3, "2026-09-30"), (4, "2026-09-15"))
    )
    earlier = event("延期", "2026-09-10", due_on="2026-09-20", **LONGER)
    (notice,) = decide(make_task(*STARTED), earlier, ground_of(children=parts)).notices
    assert (notice.code, "WJ-2026-0003（2026-09-30）" in notice.message) == ("children-left", True)
    assert notice.advice == "duban extend WJ-2026-0003 --due-on 2026-09-20 --approved-by … --reason …"


@pytest.mark.parametrize(
    ("gone", "own", "on", "taken"),
    [
        ("2026-09-20", "2026-09-30", "2026-09-10", "2026-09-20"),
        ("2026-09-20", None, "2026-09-10", "2026-09-20"),
        ("2026-09-20", "2026-09-30", "2026-09-20", "2026-09-20"),
        ("2026-09-20", "2026-09-30", "2026-09-21", None),  # it was late: that stays with it
        ("2026-09-30", "2026-09-30", "2026-09-10", None),
        ("2026-10-20", "2026-09-30", "2026-09-10", None),
    ],
)
def test_the_earlier_day_still_to_come_is_taken_over(
    gone: str, own: str | None, on: str, taken: str | None
) -> None:
    merged, survivor = (
        fold(make_task(registered(), assigned("2026-09-01", due)), day(TODAY)) for due in (gone, own)
    )
    assert day_taken_over(survivor, merged, day(on)) == (day(taken) if taken else None)
