"""回访 with teeth (Anshan 三.3): every question answered, by a 方式 that is a look; 销号 waits; a 否 bars it."""

from typing import Any

import pytest
from tests.builders import CALENDAR, event, events_to, make_book, make_policy, make_task
from tests.core.actions.test_decide import built_in, ground_of, noticed, refused, told

from duban.core.actions.due_dates import Ground
from duban.core.duties.duty import Duty
from duban.core.duties.task_duties import duties
from duban.core.model.events import Event, Target
from duban.core.model.task import Task
from duban.core.model.terms import Action, Status
from duban.core.state.transitions import fold

ANSHAN = ground_of(built_in("anshan-2015"))
LIUPANSHUI = ground_of(built_in("liupanshui-2016"))
TAGS = ["群众切身利益"]
FIVE = ("genuine", "implemented", "rectified", "resolved", "satisfied")
NAMES = ("情况真实", "政策落实", "整改到位", "问题解决", "群众满意")
YES = dict.fromkeys(FIVE, "是")
REPLIES = [{"问": name, "答": "是"} for name in NAMES]


def revisited(on: str = "2026-09-12", **answers: object) -> Event:
    return event("回访", on, method="抽查", **YES | answers)


def task_at(status: Status, *more: Event) -> Task:
    return make_task(*events_to(status), *more, tags=TAGS)


@pytest.mark.parametrize("name", ["anshan-2015", "default"])
@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (YES, "wrong-method", "没有写方式"),
        (YES | {"method": "书面"}, "wrong-method", "不能用“书面”"),
        ({"method": "现场"}, "unanswered", "、".join(NAMES)),
        ({"method": "现场", "genuine": "是"}, "unanswered", "政策落实、整改到位、问题解决、群众满意"),
        (YES | {"method": "暗访", "satisfied": None}, "unanswered", "没有回答：群众满意"),
    ],
)
def test_one_answer_of_five_is_no_revisit(name: str, said: dict[str, Any], code: str, words: str) -> None:
    task, ground = task_at(Status.VERIFIED), ground_of(built_in(name))
    problem = refused(task, event("回访", "2026-09-12", **said), ground)
    assert (problem.code, words in problem.message, "三.3" in (problem.clause or "")) == (code, True, True)
    assert problem.advice.startswith("duban revisit WJ-2026-0001 --method ")
    assert all(f"--{question} …" in problem.advice for question in FIVE)


@pytest.mark.parametrize("method", ["现场", "抽查", "暗访"])
def test_a_look_that_answers_everything_is_a_revisit(method: str) -> None:
    said = event("回访", "2026-09-12", **YES | {"method": method})
    assert told(task_at(Status.VERIFIED), said, ANSHAN).genuine == "是"


@pytest.mark.parametrize(
    ("tags", "ground", "said", "code"),
    [
        ([], ANSHAN, {"genuine": "是"}, None),
        ([], ANSHAN, {"method": "书面"}, None),
        (TAGS, LIUPANSHUI, {"method": "现场", "note": "已开工"}, None),
        (TAGS, LIUPANSHUI, {"note": "电话问过"}, None),
        (TAGS, LIUPANSHUI, {}, "revisit-empty"),
    ],
)
def test_only_what_the_policy_asks_is_asked(
    tags: list[str], ground: Ground, said: dict[str, Any], code: str | None
) -> None:
    task = make_task(*events_to(Status.IN_PROGRESS), tags=tags)
    what = event("回访", "2026-09-12", **said)
    if code is None:
        assert told(task, what, ground).action is Action.REVISIT
    else:
        assert refused(task, what, ground).code == code


def test_a_local_policy_asks_its_own_questions() -> None:
    rule = {"种类": "回访", "问": ["资金到位", "情况真实"], "方式": ["现场"], "销号前": "是"}
    ground = ground_of(make_policy(rule))
    task = make_task(*events_to(Status.VERIFIED))
    problem = refused(task, event("回访", "2026-09-12", method="现场", genuine="是"), ground)
    assert "没有回答：资金到位；" in problem.message
    assert problem.advice == "duban revisit WJ-2026-0001 --method 现场 --answer 资金到位=… --genuine …"
    replies = [{"问": "资金到位", "答": "是"}]
    seen = event("回访", "2026-09-12", method="现场", genuine="是", replies=replies)
    assert told(task, seen, ground).action is Action.REVISIT
    closed = event("销号", "2026-09-13")
    assert refused(task, closed, ground).code == "close-before-revisit"
    assert told(make_task(*events_to(Status.VERIFIED), seen), closed, ground).action is Action.CLOSE


def test_writing_off_waits_for_the_revisit() -> None:
    closed = event("销号", "2026-09-13")
    problem = refused(task_at(Status.VERIFIED), closed, ANSHAN)
    assert (problem.code, "三.3" in (problem.clause or "")) == ("close-before-revisit", True)
    assert problem.advice.startswith("duban revisit WJ-2026-0001 --method 抽查 --genuine … ")
    for_leader = event("销号", "2026-09-13", waived="领导看过", approved_by="李县长")
    assert refused(task_at(Status.VERIFIED), for_leader, ANSHAN).code == "close-before-revisit"
    assert told(task_at(Status.VERIFIED, revisited()), closed, ANSHAN).action is Action.CLOSE
    early = refused(task_at(Status.VERIFIED, revisited("2026-09-14")), closed, ANSHAN)
    assert early.message == "不能销号：WJ-2026-0001 在 2026-09-13 还没有回访，2026-09-14 才回访"
    assert early.advice == "销号在回访以后，请核对日期（--on）"
    assert told(make_task(*events_to(Status.VERIFIED)), closed, ANSHAN).action is Action.CLOSE
    before = (*events_to(Status.IN_PROGRESS), revisited("2026-09-09"), *events_to(Status.VERIFIED)[3:])
    assert refused(make_task(*before, tags=TAGS), closed, ANSHAN).code == "close-before-revisit"


def verified(**said: object) -> Event:
    fields: dict[str, Any] = {"method": "现场", "result": "通过", "replies": REPLIES}
    return event("核验", "2026-09-11", **fields | said)


def test_an_on_site_verification_that_answers_is_the_revisit() -> None:
    reported = task_at(Status.REPORTED)
    assert told(reported, verified(), ANSHAN).action is Action.VERIFY
    partly = refused(reported, verified(replies=REPLIES[:1]), ANSHAN)
    assert (
        partly.code,
        partly.advice.startswith("duban verify WJ-2026-0001 --method 现场 --result 通过 --genuine"),
    ) == ("unanswered", True)
    task = make_task(*events_to(Status.REPORTED), verified(), tags=TAGS)
    assert told(task, event("销号", "2026-09-13"), ANSHAN).action is Action.CLOSE
    assert _revisit_duty(task).met_on is not None
    assert _revisit_duty(task_at(Status.VERIFIED)).met_on is None


NO = [*REPLIES[:-1], {"问": NAMES[-1], "答": "否"}]


def test_what_is_passed_answers_no_no() -> None:
    """A passed 核验 whose own answers bar the 销号 says two things; a failed one, and another policy, take it."""
    reported = task_at(Status.REPORTED)
    problem = refused(reported, verified(replies=NO), ANSHAN)
    assert (problem.code, "答“否”：群众满意，又写通过" in problem.message) == ("pass-with-no", True)
    assert "duban verify WJ-2026-0001 --method 现场 --result 不通过" in problem.advice
    free = ground_of(make_policy({"种类": "回访", "问": list(NAMES)}))
    for taken, ground in ((verified(replies=NO, result="不通过"), ANSHAN), (verified(replies=NO), free)):
        assert "revisit-failed" in noticed(reported, taken, ground)[1]


def _revisit_duty(task: Task) -> Duty:
    state = fold(task, ANSHAN.today)
    found = duties(state, make_book(built_in("anshan-2015")), CALENDAR, None)
    return next(duty for duty in found if duty.rule == "revisit")


def test_a_no_bars_writing_off_until_righted_or_waived() -> None:
    closed = event("销号", "2026-09-15")
    bad = revisited(resolved="否")
    task = task_at(Status.VERIFIED, bad)
    problem = refused(task, closed, ANSHAN)
    assert (problem.code, "回访答“否”：问题解决" in problem.message) == ("open-debts", True)
    assert "duban return WJ-2026-0001 --missing …" in problem.advice
    waived = {"waived": "群众已书面谅解"}
    assert refused(task, event("销号", "2026-09-15", **waived), ANSHAN).code == "approver-missing"
    by_leader = event("销号", "2026-09-15", **waived, approved_by="李县长")
    assert told(task, by_leader, ANSHAN).waived == "群众已书面谅解"
    again = revisited("2026-09-14")
    assert told(task_at(Status.VERIFIED, bad, again), closed, ANSHAN).action is Action.CLOSE


def test_a_matter_that_is_redone_is_visited_again() -> None:
    bad = revisited(resolved="否")
    back = event("退回", "2026-09-13", missing="问题没有解决")
    assert told(task_at(Status.VERIFIED, bad), back, ANSHAN).action is Action.RETURN
    redone = (
        bad, back,
        event("报结", "2026-09-20", unit="A"),
        event("核验", "2026-09-21", method="现场", result="通过"),
    )  # fmt: skip
    closed = event("销号", "2026-09-22")
    assert refused(task_at(Status.VERIFIED, *redone), closed, ANSHAN).code == "close-before-revisit"
    seen = revisited("2026-09-21")
    assert told(task_at(Status.VERIFIED, *redone, seen), closed, ANSHAN).action is Action.CLOSE


@pytest.mark.parametrize(
    ("status", "ways"),
    [
        (Status.IN_PROGRESS, "督促整改：duban urge {id}；预警：duban warn {id} --level …"),
        (Status.REPORTED, "退回重办：duban return {id} --missing …"),
        (Status.VERIFIED, "退回重办：duban return {id} --missing …"),
        (Status.CLOSED, "duban reopen {id}"),
        (Status.SUSPENDED, "duban resume {id}"),
        (Status.WITHDRAWN, "duban add"),
    ],
)
def test_the_advice_on_a_no_names_what_may_be_done_there(status: Status, ways: str) -> None:
    what = revisited("2026-09-20", resolved="否")
    _, codes = noticed(task_at(status), what, ANSHAN)
    assert codes == ["revisit-failed"]
    from duban.core.cases.task import decide

    (notice,) = decide(task_at(status), what, ANSHAN).notices
    assert ways.format(id="WJ-2026-0001") in notice.advice


def test_what_a_correction_leaves_of_a_revisit_is_still_one() -> None:
    from duban.core.engine.journal import target_of

    seen = revisited()
    task = task_at(Status.VERIFIED, seen)
    for value, code in (({"问题解决": None}, "unanswered"), ({"方式": "书面"}, "wrong-method")):
        wrong = event("更正", "2026-09-12", target=_raw(target_of(seen)), value=value, reason="录错")
        assert refused(task, wrong, ANSHAN).code == code


def _raw(target: Target) -> dict[str, Any]:
    return {"日期": target.on.isoformat(), "动作": str(target.action), "摘要": target.digest}
