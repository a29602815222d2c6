"""The judge says of every document what msgspec says, and says all of it in words."""

import copy
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.core.model.events import Event
from duban.core.model.record import Fault, Record
from duban.core.model.task import Task
from duban.core.model.workspace import Config, LedgerHead, StandingJournal
from duban.core.policy.rules import Policy
from duban.core.validation import diagnosis
from duban.core.validation.pydantic_models import MOST_FAULTS
from duban.core.validation.type_forms import is_record, is_sequence, item_of, members, tag_of
from duban.core.validation.validate import find_faults, judge

Spoiler = Callable[[object], object]

MOMENT = "2026-09-28T09:10:22+08:00"
EVENT = {"日期": "2026-09-28", "登记": MOMENT, "动作": "立项", "经办": "王五"}


WRONG_KEY: dict[Any, object] = {1: "x"}


def task(**changes: object) -> dict[str, Any]:
    return {"编号": "WJ-2026-0001", "事项": "制定方案", **changes}


def one(raw: object, kind: type[Record] = Task) -> Fault:
    (fault,) = judge(raw, kind)
    return fault


# official key(s) of the fault, document, code, words that must be in message and advice
CASES: list[tuple[tuple[str | int, ...], dict[str, Any], str, str, str]] = [
    (("牵头部门",), task(牵头部门="甲局"), "unknown-key", "没有“牵头部门”这个键", "“牵头单位”"),
    (("lead",), task(lead="甲局"), "unknown-key", "“lead”", "“牵头单位”"),
    (("缓急级",), task(缓急级="急件"), "unknown-key", "“缓急级”", "“缓急”"),
    (("zz",), task(zz=1), "unknown-key", "“zz”", "可以写：编号、"),
    ((1,), task() | WRONG_KEY, "unknown-key", "“1”", "可以写"),
    (("缓急",), task(缓急="急急件"), "bad-value", "不能写“急急件”", "是不是“急件”？可以写：急件、非急件"),
    (("缓急",), task(缓急="urgent"), "bad-value", "urgent", "是不是“急件”"),
    (("公开",), task(公开=True), "bad-value", "是非值 true", "是不是“是”"),
    (("事项",), task(事项=2026), "wrong-type", "应当是文字，这里是数字 2026", "加上引号：'2026'"),
    (("事项",), task(事项=["甲"]), "wrong-type", "只有一项", "方括号"),
    (("事项",), task(事项={"甲": 1}), "wrong-type", "一组", "引号"),
    (("事项",), task(事项=""), "empty-value", "“事项”是空的", "删去"),
    (("事项",), task(事项=None), "empty-value", "“事项”是空的", "删去"),
    (("事项",), task(事项="长" * 501), "too-long", "501字，最多500字", "附件"),
    (("编号",), task(编号="WJ-26-1"), "bad-id", "“编号”的写法不对", "WJ-2026-0001"),
    (("配合单位",), task(配合单位="甲局"), "wrong-type", "应当是列表，这里是文字“甲局”", "[甲局]"),
    (("牵头单位", 1), task(牵头单位=["甲局", 5]), "wrong-type", "“牵头单位”第2项", "'5'"),
    (("完成时限", "日期"), task(完成时限={"日期": "2026-02-30"}), "bad-date", "不存在", "2026年2月只有28天"),
    (("完成时限", "日期"), task(完成时限={"日期": "2026-13-01"}), "bad-date", "不存在", "2026-09-28"),
    (("完成时限", "日期"), task(完成时限={"日期": "2026/9/3"}), "bad-date", "的写法不对", "写成 2026-09-03"),
    (("完成时限", "日期"), task(完成时限={"日期": 20260903}), "bad-date", "的写法不对", "写成 2026-09-03"),
    (("完成时限", "日期"), task(完成时限={"日期": "年底"}), "bad-date", "文字“年底”", "2026-09-28"),
    (
        ("完成时限", "日期"),
        task(完成时限={"日期": datetime.fromisoformat(MOMENT)}),
        "bad-date",
        "没有钟点",
        "2026-09-28",
    ),
    (("完成时限",), task(完成时限="年底"), "wrong-type", "应当是一组", "日期、原文、依据"),
    (("来源", 0, "类别"), task(来源=[{}]), "missing-key", "“来源”第1项里缺少“类别”", "类别: …"),
    (("流水", 0), task(流水=["立项"]), "wrong-type", "“流水”第1项", "动作"),
    (("流水", 0), task(流水=[None]), "wrong-type", "这里是空的", "动作"),
    (("流水", 0, "动作"), task(流水=[EVENT | {"动作": None}]), "bad-value", "“动作”是空的", "立项"),
    (("流水", 0, "动作"), task(流水=[{"日期": "2026-09-28"}]), "missing-key", "缺少“动作”", "立项、收文"),
    (("流水", 0, "动作"), task(流水=[EVENT | {"动作": "反愧"}]), "bad-value", "“反愧”", "是不是“反馈”"),
    (("流水", 0, "动作"), task(流水=[EVENT | {"动作": "assign"}]), "bad-value", "assign", "是不是“交办”"),
    (("流水", 0, "动作"), task(流水=[EVENT | {"动作": 5}]), "bad-value", "数字 5", "可以写：立项"),
    (("流水", 0, "登记"), task(流水=[EVENT | {"登记": MOMENT[:19]}]), "bad-date", "没有写时区", "+08:00"),
    (("流水", 0, "登记"), task(流水=[EVENT | {"登记": "昨天"}]), "bad-date", "应当是时刻", "带时区"),
    (
        ("流水", 0, "登记"),
        task(流水=[EVENT | {"登记": date(2026, 9, 28)}]),
        "bad-date",
        "应当是时刻",
        "带时区",
    ),
    (("流水", 0, "经办人"), task(流水=[EVENT | {"经办人": "x"}]), "unknown-key", "“流水”第1项里", "“经办”"),
    (("流水", 0, "进度"), task(流水=[EVENT | {"动作": "反馈", "进度": 101}]), "out-of-range", "0 到 100", ""),
    (
        ("流水", 0, "进度"),
        task(流水=[EVENT | {"动作": "反馈", "进度": "40%"}]),
        "wrong-type",
        "整数",
        "只写 40",
    ),
    (
        ("流水", 0, "第几次"),
        task(流水=[EVENT | {"动作": "催办", "第几次": 0}]),
        "out-of-range",
        "不小于 1",
        "",
    ),
    (
        ("流水", 0, "新值"),
        task(
            流水=[
                EVENT
                | {
                    "动作": "更正",
                    "原因": "x",
                    "新值": 5,
                    "更正对象": {"日期": "2026-01-01", "动作": "立项", "摘要": "0" * 8},
                }
            ]
        ),
        "wrong-type",
        "一组",
        "",
    ),
    (
        ("量化指标", 0, "目标"),
        task(量化指标=[{"名称": "x", "目标": True}]),
        "wrong-type",
        "是非值 true",
        "加上引号：'true'",
    ),
]


@pytest.mark.parametrize(("keys", "raw", "code", "message", "advice"), CASES)
def test_each_fault_is_told_with_its_place_and_what_to_write(
    keys: tuple[str | int, ...], raw: dict[str, Any], code: str, message: str, advice: str
) -> None:
    fault = one(raw)
    assert (fault.keys, fault.code) == (keys, code)
    assert message in fault.message
    assert advice in fault.advice


@pytest.mark.parametrize("raw", [5, None, [], "x"])
def test_a_document_that_is_no_mapping_is_one_fault(raw: object) -> None:
    fault = one(raw)
    assert fault.keys == ()
    assert "整个文件" in fault.message


def test_all_faults_are_told_at_once() -> None:
    raw = task(缓急="x", 来源=[{"类别": "y"}, 5], 流水=[EVENT | {"动作": "交办", "时限": "z", "多余": 1}])
    found = {fault.keys for fault in judge(raw, Task)}
    assert found == {("缓急",), ("来源", 0, "类别"), ("来源", 1), ("流水", 0, "时限"), ("流水", 0, "多余")}


def test_a_flood_of_faults_is_cut_off() -> None:
    mixed = ["甲局"] * 150 + [1] * 5000
    faults = judge(task(配合单位=mixed), Task)
    assert len(faults) == MOST_FAULTS
    assert faults[0].keys == ("配合单位", 150)


def test_a_late_fault_in_a_long_list_is_found() -> None:
    assert [f.keys for f in judge(task(配合单位=["甲局"] * 5000 + [1]), Task)] == [("配合单位", 5000)]


def test_an_empty_list_where_one_is_needed() -> None:
    fault = one({"名称": "x", "工作区号": "x", "制度": []}, Config)
    assert (fault.keys, fault.code) == (("制度",), "empty-value")


def test_a_rule_that_does_not_say_its_kind() -> None:
    fault = one({"名称": "x", "全称": "x", "规则": [{"种类": "时现"}]}, Policy)
    assert fault.keys == ("规则", 0, "种类")
    assert "是不是“时限”" in fault.advice


def test_a_scope_is_told_like_any_other_word() -> None:
    rule = {
        "种类": "周期",
        "标识": "a",
        "名称": "x",
        "条款": "x",
        "说明": "x",
        "义务人": "督查室",
        "每": "周",
    }
    fault = one({"名称": "x", "全称": "x", "规则": [rule | {"范围": "督查"}]}, Policy)
    assert "是不是“督查室”？可以写：任务、单位、督查室" in fault.advice


def test_a_single_event_may_leave_its_action_out_but_not_change_it() -> None:
    kind = next(kind for kind in _event_kinds() if tag_of(kind) == ("动作", "签收"))
    raw = {key: value for key, value in EVENT.items() if key != "动作"}
    assert judge(raw, kind) == ()
    assert one(raw | {"动作": "立项"}, kind).advice == "这里只能写：签收。"


@pytest.mark.parametrize(
    ("value", "annotation", "words"),
    [
        (b"x", str, "应当是文字，这里是bytes"),
        (date(2026, 9, 28), str, "应当是文字，这里是日期 2026-09-28"),
        ("2026-09-28T09+08:00", datetime, "应当是时刻"),
        ("x", Annotated[str, msgspec.Meta(pattern="^y$")], "不能写文字“x”（refused）"),
        ("x", float, "不能这样写（refused）"),
        (5, dict[str, Any], "应当是一组“键: 值”，这里是数字 5"),
    ],
)
def test_rare_values_have_words_too(value: object, annotation: object, words: str) -> None:
    assert words in diagnosis.diagnose(value, annotation, "refused").message


@pytest.mark.parametrize("key", ["", "长" * 50])
def test_a_key_that_is_no_slip_gets_the_list_of_keys(key: str) -> None:
    fault = one(task(**{key: 1}))
    assert fault.advice.startswith("可以写：编号、")
    assert len(fault.message) < 70


def test_what_only_msgspec_refuses_is_never_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duban.core.validation.validate.find_faults", lambda *_: ())
    fault = one(task(缓急="x"))
    assert fault.code == "bad-value"
    assert "缓急" in fault.message


def test_every_pattern_of_the_models_has_words() -> None:
    used = {meta.pattern for kind in _all_kinds() for meta in _metas(kind) if meta.pattern}
    assert used <= set(diagnosis.PATTERNS)


# The judge and msgspec agree: generated documents, and the same with one thing spoilt.


def _event_kinds() -> list[type[Record]]:
    (journal,) = (f.type for f in msgspec.structs.fields(Task) if f.encode_name == "流水")
    return list(members(item_of(journal))[0])


def _all_kinds() -> list[type[Record]]:
    found: list[type[Record]] = []
    queue: list[Any] = [Task, LedgerHead, Config, Policy, StandingJournal]
    while queue:
        each = queue.pop()
        if is_sequence(each):
            queue += members(item_of(each))[0]
        elif is_record(each) and each not in found:
            found.append(each)
            queue += [part for f in msgspec.structs.fields(each) for part in members(f.type)[0]]
    return found


def _metas(kind: type[Record]) -> list[msgspec.Meta]:
    parts = [part for f in msgspec.structs.fields(kind) for part in members(f.type)[0]]
    return [meta for part in parts for meta in getattr(part, "__metadata__", ())]


def _spoil(raw: object, path: list[int], how: Spoiler) -> object:
    """`raw` with the value at a place (chosen by `path`) replaced by how(value)."""
    if isinstance(raw, dict) and raw and path:
        key = list(raw)[path[0] % len(raw)]
        return raw | {key: _spoil(raw[key], path[1:], how)}
    if isinstance(raw, list) and raw and path:
        at = path[0] % len(raw)
        return [*raw[:at], _spoil(raw[at], path[1:], how), *raw[at + 1 :]]
    return how(raw)


LINES = st.text("甲乙丙 2a", min_size=1, max_size=5)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31)).map(date.isoformat)
EVENTS = st.one_of(
    st.fixed_dictionaries(
        {"日期": DAYS, "登记": st.just(MOMENT), "动作": st.just("反馈"), "经办": LINES},
        optional={"进度": st.integers(0, 100), "单位": LINES, "备注": LINES, "办结日期": DAYS},
    ),
    st.fixed_dictionaries(
        {"日期": DAYS, "登记": st.just(MOMENT), "动作": st.just("交办"), "经办": LINES},
        optional={"时限": DAYS, "依据": st.sampled_from(["规则", "来源规定"]), "暂定": st.just("是")},
    ),
    st.fixed_dictionaries(
        {
            "日期": DAYS,
            "登记": st.just(MOMENT),
            "动作": st.just("核验"),
            "经办": LINES,
            "方式": st.just("现场"),
            "结论": st.just("通过"),
        },
        optional={"实绩": st.lists(st.fixed_dictionaries({"名称": LINES, "实绩": st.integers() | LINES}))},
    ),
)
TASKS = st.fixed_dictionaries(
    {"编号": st.just("WJ-2026-0001"), "事项": LINES},
    optional={
        "来源": st.lists(
            st.fixed_dictionaries({"类别": st.just("重要文件")}, optional={"名称": LINES}), max_size=2
        ),
        "完成时限": st.fixed_dictionaries({}, optional={"日期": DAYS, "原文": LINES}),
        "缓急": st.sampled_from(["急件", "非急件"]),
        "牵头单位": LINES | st.lists(LINES, max_size=2),
        "配合单位": st.lists(LINES, max_size=3),
        "量化指标": st.lists(
            st.fixed_dictionaries({"名称": LINES, "目标": st.integers() | st.floats() | LINES}), max_size=2
        ),
        "上级编号": st.fixed_dictionaries({"工作区号": LINES, "编号": LINES}),
        "公开": st.sampled_from(["是", "否"]),
        "流水": st.lists(EVENTS, max_size=3),
    },
)
THINGS: list[object] = [
    None,
    True,
    0,
    -1,
    3.5,
    float("nan"),
    2**70,
    "",
    "x" * 501,
    "2026-02-30",
    "2026-01-01",
    "2026-01-01T00:00:00",
    "急件",
    "\x00list",
    "\x00反馈",
    [],
    [[]],
    {},
    {1: 2},
    {None: 1},
    {"动作": "反馈"},
    {"动作": []},
    (),
    date(2026, 1, 1),
    datetime.fromisoformat(MOMENT),
    datetime.fromisoformat("2026-01-01T00:00:00"),
    b"x",
]
ODD = st.sampled_from(THINGS)
SPOILERS: st.SearchStrategy[Spoiler] = st.one_of(
    ODD.map(lambda odd: lambda _: odd),
    st.sampled_from(
        [
            lambda v: {**v, "多余": 1} if isinstance(v, dict) else [v],
            lambda v: dict(list(v.items())[1:]) if isinstance(v, dict) else str(v),
            lambda v: [v],
        ]
    ),
)


def _accepts(raw: object, kind: type[Record]) -> bool:
    try:
        msgspec.convert(raw, kind)
    except msgspec.ValidationError:
        return False
    return True


@given(raw=TASKS)
@settings(max_examples=60, deadline=None)
def test_valid_tasks_have_no_fault(raw: dict[str, Any]) -> None:
    assert find_faults(raw, Task) == ()
    assert judge(raw, Task) == ()


@given(raw=TASKS, path=st.lists(st.integers(0, 20), max_size=4), how=SPOILERS)
@settings(max_examples=150, deadline=None)
def test_the_models_find_fault_exactly_where_msgspec_does(
    raw: dict[str, Any], path: list[int], how: Spoiler
) -> None:
    spoilt = _spoil(copy.deepcopy(raw), path, how)
    assert (find_faults(spoilt, Task) == ()) == _accepts(spoilt, Task)


def test_every_record_has_a_model() -> None:
    for kind in _all_kinds():
        assert bool(judge({}, kind)) == any(f.required for f in msgspec.structs.fields(kind)), kind
        assert judge({"这个键没有": 1}, kind)


def test_every_event_kind_is_judged() -> None:
    for kind in _event_kinds():
        assert issubclass(kind, Event)
        tag = tag_of(kind)
        assert tag is not None
        fault = judge(task(流水=[EVENT | {"动作": tag[1], "这个键没有": 1}]), Task)[-1]
        assert fault.keys == ("流水", 0, "这个键没有")
