"""整改 (Liupanshui 五（四）, Ledong 35): two hands, 公示 before 销号, a look long after where it must last, 整改不力."""

from itertools import product
from typing import Any

import msgspec
import pytest
from tests.builders import event, events_to, make_ground, make_policy, make_task
from tests.core.actions.test_decide import built_in, refused, told
from tests.inspections import entry, inspection, state_of

from duban.core.actions.due_dates import Elsewhere, Ground
from duban.core.cases.task import TASK
from duban.core.engine.decide import decide
from duban.core.model.events import Event, Publicize, Target
from duban.core.model.task import Task
from duban.core.model.terms import Action, LedgerKind, Relapse, Stage, Status
from duban.core.policy.rules import Policy
from duban.core.state.rectification import publicity_of, rebounds, stage_of
from duban.core.state.transitions import fold

BARE = make_policy()
PUBLICIZED = make_policy({"种类": "公示", "适用": {"台账": ["整改"], "公开": ["是"]}})
LASTING = make_policy(
    {"种类": "回访", "适用": {"整改类型": ["持续"]}, "销号前": "是", "核验后": {"数": 90, "单位": "日"}}
)
SHOWN = {"channel": "政府网站", "starts_on": "2026-09-12", "ends_on": "2026-09-18"}


def ground(
    policy: Policy = BARE, today: str = "2027-06-30", ledger: LedgerKind = LedgerKind.RECTIFICATION
) -> Ground:
    return make_ground(policy, today, ledger=ledger)


def rectification(*journal: Event, **head: object) -> Task:
    return make_task(*journal, **{"id": "ZG-2026-0001", "title": "整改乱占河道"} | head)


def verified(*more: Event, by: str = "王五", **head: object) -> Task:
    checked = event("核验", "2026-09-11", method="现场", result="通过", by=by)
    return rectification(*events_to(Status.REPORTED), checked, *more, **head)


def closed(on: str = "2026-09-25", **said: object) -> Event:
    return event("销号", on, **{"approved_by": "李县长"} | said)


# --- two acts, two parties


@pytest.mark.parametrize(
    ("ledger", "checked_by", "approved_by", "code", "words"),
    [
        ("RECTIFICATION", "王五", None, "approver-missing", "整改的销号须写明批准人"),
        ("RECTIFICATION", "王五", "王五", "same-hands", "由王五核验，不能又由本人批准销号"),
        ("RECTIFICATION", "王五", "科长王五", "same-hands", "两个人"),
        ("RECTIFICATION", "王五、赵六", "赵六", "same-hands", "由王五、赵六核验"),
        ("RECTIFICATION", "王五", "李四、王五", None, ""),
        ("RECTIFICATION", "王五", "李四", None, ""),
        ("DOCUMENT", "王五", None, None, ""),
        ("DOCUMENT", "王五", "王五", None, ""),
        ("INSPECTION", "王五", "王五", None, ""),
    ],
)
def test_who_checked_does_not_write_off(
    ledger: str, checked_by: str, approved_by: str | None, code: str | None, words: str
) -> None:
    task, said = verified(by=checked_by), closed(approved_by=approved_by)
    stand = ground(ledger=LedgerKind[ledger])
    if code is None:
        assert told(task, said, stand).action is Action.CLOSE
        return
    problem = refused(task, said, stand)
    assert (problem.code, words in problem.message) == (code, True)
    assert "duban close ZG-2026-0001 --approved-by …" in problem.advice


@pytest.mark.parametrize(
    ("asked", "approved_by", "code"),
    [
        (None, None, ""),
        ("整改", "王五", ""),
        ("全部", None, "approver-missing"),
        ("全部", "王五", "same-hands"),
        ("全部", "李县长", ""),
        ("补签", None, "told"),
        ("补签", "王五", "told"),
        ("补签", "李县长", ""),
    ],
)
def test_the_policy_asks_it_of_every_ledger(asked: str | None, approved_by: str | None, code: str) -> None:
    policy = make_policy(设置={} if asked is None else {"分离": asked})
    task, said = verified(by="王五"), closed(approved_by=approved_by)
    stand = ground(policy, ledger=LedgerKind.DOCUMENT)
    if code in {"", "told"}:
        codes = [each.code for each in decide(TASK, task, said, stand).notices]
        assert codes.count("same-hands") == bool(code)
    else:
        assert refused(task, said, stand).code == code


@pytest.mark.parametrize(
    ("action", "value"), [("销号", {"批准人": "王五"}), ("核验", {"经办": "李县长"})], ids=["销号", "核验"]
)
def test_a_correction_does_not_get_round_it(action: str, value: dict[str, Any]) -> None:
    from duban.core.engine.journal import target_of

    task = verified(closed())
    wrong = next(each for each in task.journal if each.action == action)
    made = event(
        "更正", "2026-09-26", value=value, reason="记错", approved_by="李县长", target=raw(target_of(wrong))
    )
    assert refused(task, made, ground()).code == "same-hands"


def raw(target: Target) -> dict[str, Any]:
    return {"日期": target.on.isoformat(), "动作": str(target.action), "摘要": target.digest}


def test_before_the_check_the_table_says_what_is_missing() -> None:
    problem = refused(rectification(*events_to(Status.REPORTED)), closed(), ground())
    assert problem.code == "close-before-verify"


# --- 公示


ASKED = {"公开": "是", "不公开": "否"}


def shown(on: str = "2026-09-12", **said: object) -> Event:
    return event("公示", on, **SHOWN | said)


HISTORIES: dict[str, tuple[Event, ...]] = {
    "没有": (),
    "正在公示": (shown(),),
    "没有异议": (shown(), shown("2026-09-19", objection="否")),
    "有异议": (shown(), shown("2026-09-19", objection="是", note="村民说没有拆完")),
    "异议不成立": (
        shown(),
        shown("2026-09-19", objection="是", note="村民说没有拆完"),
        shown("2026-09-21", objection="否", note="现场看过，已拆完"),
    ),
}
BARRED = {
    ("没有", "公开"): "还没有公示",
    ("正在公示", "公开"): "公示到 2026-09-18，还没有记有没有异议",
    ("正在公示", "不公开"): "公示到 2026-09-18，还没有记有没有异议",
    ("有异议", "公开"): "公示有异议",
    ("有异议", "不公开"): "公示有异议",
}


@pytest.mark.parametrize(("history", "public"), list(product(HISTORIES, ASKED)))
def test_writing_off_waits_for_the_publicity(history: str, public: str) -> None:
    task = verified(*HISTORIES[history], public=ASKED[public])
    words = BARRED.get((history, public))
    if words is None:
        assert told(task, closed(), ground(PUBLICIZED)).action is Action.CLOSE
        return
    problem = refused(task, closed(waived="不用"), ground(PUBLICIZED))
    assert (problem.code, words in problem.message) == ("close-before-publicity", True)
    assert "duban rectify publicize ZG-2026-0001" in problem.advice


def test_what_was_shown_before_a_new_check_counts_no_more() -> None:
    again = (
        event("退回", "2026-09-20", missing="还有一处"),
        event("报结", "2026-09-21", unit="A"),
        event("核验", "2026-09-22", method="现场", result="通过"),
    )
    task = verified(*HISTORIES["没有异议"], *again, public="是")
    assert "还没有公示" in refused(task, closed(), ground(PUBLICIZED)).message


@pytest.mark.parametrize(
    ("before", "on", "said", "code", "words"),
    [
        ((), "2026-09-12", {}, "publicity-incomplete", "--channel 渠道 --starts-on … --ends-on …"),
        ((), "2026-09-12", {"channel": "公示栏"}, "publicity-incomplete", "--ends-on"),
        ((), "2026-09-12", {"ends_on": "2026-09-18"}, "publicity-incomplete", "--channel"),
        ((), "2026-09-25", {"objection": "否"}, "publicity-incomplete", "--channel"),
        ((), "2026-09-12", SHOWN | {"ends_on": "2026-09-11"}, "publicity-reversed", "--ends-on"),
        ((), "2026-09-12", SHOWN | {"ends_on": "2026-09-12"}, "publicity-short", "更晚的一天"),
        ((shown(),), "2026-09-18", {"objection": "否"}, "publicity-running", "2026-09-18 以后"),
        ((shown(),), "2026-09-19", {"objection": "是"}, "objection-untold", "--objection 是 --note"),
    ],
)  # fmt: skip
def test_a_publicity_says_where_how_long_and_what_came_of_it(
    before: tuple[Event, ...], on: str, said: dict[str, Any], code: str, words: str
) -> None:
    problem = refused(verified(*before), event("公示", on, **said), ground())
    assert (problem.code, words in problem.advice) == (code, True)


def test_a_publicity_is_filled_in() -> None:
    begun = told(verified(), event("公示", "2026-09-12", channel="公示栏", ends_on="2026-09-18"), ground())
    assert str(begun.starts_on) == "2026-09-12"
    over = told(verified(shown()), event("公示", "2026-09-19", objection="否"), ground())
    assert (over.channel, str(over.starts_on), str(over.ends_on)) == tuple(SHOWN.values())


def test_a_publicity_of_one_day_that_stands_comes_to_its_end() -> None:
    """Older books have some: what was entered is not asked again."""
    one = shown(ends_on="2026-09-12")
    over = told(verified(one), event("公示", "2026-09-14", objection="否"), ground())
    assert (str(over.starts_on), str(over.ends_on)) == ("2026-09-12", "2026-09-12")


@pytest.mark.parametrize(("by", "said"), [("王五", ["same-hands"]), ("赵六", [])])
def test_who_entered_an_objection_and_calls_it_unfounded_is_told(by: str, said: list[str]) -> None:
    task = verified(shown(), shown("2026-09-19", objection="是", note="没有拆完"))
    over = event("公示", "2026-09-21", objection="否", note="现场看过", by=by)
    assert [each.code for each in decide(TASK, task, over, ground()).notices] == said


# --- 持续: it must last


@pytest.mark.parametrize(
    ("pace", "on", "codes"),
    [
        ("持续", "2026-09-20", ["revisit-early"]),
        ("持续", "2026-12-09", ["revisit-early"]),
        ("持续", "2026-12-10", []),
        ("立行立改", "2026-09-20", []),
    ],
)
def test_a_look_that_does_not_count_yet_is_told(pace: str, on: str, codes: list[str]) -> None:
    look = event("回访", on, method="现场", rectified="是")
    notices = decide(TASK, verified(pace=pace), look, ground(LASTING)).notices
    assert [each.code for each in notices] == codes
    assert all("2026-12-10 起的回访才算" in each.message for each in notices)


@pytest.mark.parametrize(
    ("pace", "looks", "barred"),
    [
        ("立行立改", (), False),
        ("分阶段", (), False),
        (None, (), False),
        ("持续", (), True),
        ("持续", ("2026-09-20",), True),
        ("持续", ("2026-12-09",), True),
        ("持续", ("2026-12-10",), False),
        ("持续", ("2026-09-20", "2027-01-05"), False),
    ],
)  # fmt: skip
def test_what_is_put_right_for_good_is_seen_again(
    pace: str | None, looks: tuple[str, ...], barred: bool
) -> None:
    visits = (event("回访", on, method="现场", rectified="是") for on in looks)
    task, said = verified(*visits, pace=pace), closed("2027-01-10")
    if not barred:
        assert told(task, said, ground(LASTING)).action is Action.CLOSE
        return
    problem = refused(task, said, ground(LASTING))
    assert problem.code == "close-before-revisit"
    assert "要看核验通过以后有没有反弹，2026-12-10起还没有回访" in problem.message
    assert problem.advice.startswith("2026-12-10起：duban revisit ZG-2026-0001 --method 现场")


@pytest.mark.parametrize("name", ["default", "liupanshui-2016", "ledong-2019"])
def test_the_built_in_policies_have_a_rectification_seen_first(name: str) -> None:
    stand = ground(built_in(name))
    assert refused(verified(), closed(), stand).code == "close-before-revisit"
    looked = event("回访", "2026-09-14", method="现场", rectified="是")
    assert told(verified(looked), closed(), stand).action is Action.CLOSE
    failed = event("回访", "2026-09-14", method="现场", rectified="否")
    assert refused(verified(failed), closed(), stand).code == "open-debts"
    assert (
        told(verified(), closed(), ground(built_in(name), ledger=LedgerKind.DOCUMENT)).action is Action.CLOSE
    )


@pytest.mark.parametrize(
    ("name", "lacking"),
    [
        ("default", {"牵头领导", "牵头单位", "完成时限", "工作要求"}),
        ("liupanshui-2016", {"牵头领导", "牵头单位", "完成时限", "工作要求"}),
        ("ledong-2019", {"牵头单位", "完成时限", "工作要求"}),
    ],
)
def test_the_elements_of_the_list(name: str, lacking: set[str]) -> None:
    from duban.core.policy.required_fields import missing_fields

    found = missing_fields(rectification(lead=None), built_in(name), LedgerKind.RECTIFICATION)
    assert lacking <= {field for each in found for field in each.fields}


# --- 整改不力


def escalated(via: str = "加密督查", on: str = "2026-09-05", **said: object) -> Event:
    return event("整改不力", on, via=via, reason="两次调度没有进展", **said)


def looking(on: str = "2026-09-04", *journal: object, **head: object) -> Ground:
    """The books with an inspection that was entered on a day; of A, the lead, where the head says nothing else."""
    entered = entry(on, "督查立项")
    state = state_of(inspection(entered, *journal, **{"督查对象": ["A"]} | head), "2027-06-30")
    return msgspec.structs.replace(ground(), elsewhere=Elsewhere({"DX-2026-0001": state}.get))


def led(*journal: Event) -> Task:
    return rectification(*events_to(Status.IN_PROGRESS), *journal)


def test_each_is_counted() -> None:
    hard = escalated(inspection="DX-2026-0001")
    assert "DX-2026-0001，账上没有" in refused(led(), hard, ground()).message
    first = told(led(), hard, looking()).event
    second = told(led(first), escalated("驻点督查", "2026-09-08"), ground()).event
    state = fold(led(first, second), second.on)
    assert [(each.nth, each.inspection) for each in state.escalations] == [(1, "DX-2026-0001"), (2, None)]


OTHER = {"督查对象": ["乙镇"]}
CANCELLED = entry("2026-09-05", "取消", 原因="不查了", 批准人="方县长")


@pytest.mark.parametrize(
    ("via", "on", "journal", "head", "code"),
    [
        ("加密督查", "2026-09-04", (), {}, None),
        ("加密督查", "2026-08-31", (), {}, "inspection-before"),
        ("加密督查", "2026-09-01", (), {}, None),  # on the day on which the rectification was entered
        ("加密督查", "2026-09-04", (CANCELLED,), {}, "inspection-over"),
        ("加密督查", "2026-09-04", (), OTHER, "other-task"),
        ("加密督查", "2026-09-04", (), OTHER | {"事项": ["ZG-2026-0001"]}, "not-a-revisit"),
        ("加密督查", "2026-09-04", (), OTHER | {"事项": ["ZG-2026-0001"], "回访": "是"}, None),
        ("驻点督查", "2026-09-04", (), {}, "not-stationed"),
        ("驻点督查", "2026-09-04", (), {"实施方式": ["驻点"]}, None),
        ("驻点督查", "2026-09-04", (), OTHER | {"实施方式": ["驻点"], "事项": ["ZG-2026-0001"]}, None),
    ],
)
def test_the_inspection_is_one_that_follows_it(
    via: str, on: str, journal: tuple[object, ...], head: dict[str, object], code: str | None
) -> None:
    hard, there = escalated(via, inspection="DX-2026-0001"), looking(on, *journal, **head)
    if code is None:
        assert told(led(), hard, there).action is Action.ESCALATE
    else:
        assert refused(led(), hard, there).code == code


def test_after_a_relapse_it_is_one_that_follows_that() -> None:
    back = (
        *events_to(Status.CLOSED),
        event(
            "重启", "2026-10-09", finding="反弹", reason="又倒了", due_on="2026-11-30", approved_by="李县长"
        ),
    )
    task = rectification(*back)
    hard = escalated(on="2026-10-20", inspection="DX-2026-0001")
    assert refused(task, hard, looking("2026-10-08")).code == "inspection-before"
    assert told(task, hard, looking("2026-10-09")).action is Action.ESCALATE


@pytest.mark.parametrize(
    ("said", "twice"),
    [({}, True), ({"on": "2026-09-06"}, False), ({"via": "驻点督查"}, False), ({"inspection": None}, False)],
)
def test_one_is_entered_once(said: dict[str, Any], twice: bool) -> None:
    there = looking(实施方式=["驻点"])
    first = told(led(), escalated(inspection="DX-2026-0001"), there).event
    again = escalated(**({"inspection": "DX-2026-0001"} | said))
    if twice:
        assert refused(led(first), again, there).code == "escalated-twice"
    else:
        assert told(led(first), again, there).action is Action.ESCALATE


def test_a_report_upward_says_to_whom() -> None:
    task = rectification(*events_to(Status.IN_PROGRESS))
    assert "--via 上报 --sent-to" in refused(task, escalated("上报"), ground()).advice
    assert told(task, escalated("上报", sent_to="县政府"), ground()).action is Action.ESCALATE


@pytest.mark.parametrize("said", [shown(), escalated()], ids=["公示", "整改不力"])
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("ledger", list(LedgerKind))
def test_only_rectifications_have_them_and_only_where_they_stand(
    said: Event, status: Status, ledger: LedgerKind
) -> None:
    where = (
        {Status.VERIFIED, Status.CLOSED}
        if isinstance(said, Publicize)
        else {Status.ASSIGNED, Status.IN_PROGRESS}
    )
    task = rectification(*events_to(status))
    later = event(str(said.action), "2026-09-20", **told_of(said))
    if ledger is not LedgerKind.RECTIFICATION:
        problem = refused(task, later, ground(ledger=ledger))
        assert (problem.code, "duban upgrade" in problem.advice) == ("not-rectification", True)
    elif status in where:
        assert told(task, later, ground()).action is said.action
    else:
        assert refused(task, later, ground()).code == "not-allowed"


def told_of(said: Event) -> dict[str, Any]:
    return dict(SHOWN) if isinstance(said, Publicize) else {"via": "加密督查", "reason": "没有进展"}


# --- the board


STAGES = {
    Status.REGISTERED: Stage.NOT_STARTED,
    Status.ASSIGNED: Stage.NOT_STARTED,
    Status.IN_PROGRESS: Stage.UNDER_WAY,
    Status.REPORTED: Stage.AWAITING,
    Status.VERIFIED: Stage.ACCEPTED,
    Status.CLOSED: Stage.CLOSED,
    Status.SUSPENDED: Stage.SUSPENDED,
    Status.WITHDRAWN: Stage.WITHDRAWN,
}


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_its_stage(status: Status) -> None:
    state = fold(rectification(*events_to(status)), ground().today)
    assert stage_of(state) is STAGES[status]
    assert publicity_of(state) is None


def test_shown_is_a_stage_of_its_own() -> None:
    assert stage_of(fold(verified(shown()), ground().today)) is Stage.PUBLICIZED
    assert stage_of(fold(verified(shown(), closed("2026-09-20")), ground().today)) is Stage.CLOSED
    assert set(STAGES.values()) | {Stage.PUBLICIZED} == set(Stage)


@pytest.mark.parametrize(
    ("finding", "times"), [*((f, int(f is Relapse.REBOUND)) for f in Relapse), (None, 0)]
)
def test_what_came_back_is_counted(finding: Relapse | None, times: int) -> None:
    again = event(
        "重启", "2026-10-08", finding=finding, reason="又占了", due_on="2026-11-30", approved_by="李县长"
    )
    state = fold(verified(closed(), again), ground().today)
    assert (rebounds(state), stage_of(state)) == (times, Stage.UNDER_WAY)
