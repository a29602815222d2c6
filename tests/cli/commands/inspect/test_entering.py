"""What the options of a head become, how a head is changed, how a wrong entry is put right, what is asked at a terminal."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from tests.cli.commands.inspect.conftest import asked, commits, done, run, tell

from duban.cli.commands.inspect.recording import offer_inspections
from duban.cli.framework import prompts
from duban.files.yaml.reader import parse_yaml

ID = "DX-2026-0001"
pytestmark = pytest.mark.usefixtures("office")


def head(folder: Path = Path()) -> dict[str, Any]:
    """The head of the first inspection, as its file has it."""
    raw, problems = parse_yaml((folder / f"督查/2026/{ID}.yaml").read_bytes(), "")
    assert not problems
    assert isinstance(raw, dict)
    return {key: value for key, value in raw.items() if key not in {"编号", "督查事项", "流水"}}


DESIGNATED = (
    "--organizer 县水务局 --designated-by 县政府 --designated-on 2026-02-01 --designated-scope 全县 "
    "--designated-duties 督查 --designated-until 2026-06-30 --designated-no 柳政函〔2026〕1号"
)
OPTIONS: list[tuple[str, dict[str, Any]]] = [
    ("", {}),
    ("--subject 粮食 --note 急", {"主题": "粮食", "备注": "急"}),
    ("--object 甲镇、县水务局", {"督查对象": ["甲镇", "县水务局"]}),
    ("--object 甲镇 --object 甲镇人民政府", {"督查对象": ["甲镇"]}),
    ("--object 各镇人民政府", {"督查对象": ["甲镇人民政府", "乙镇人民政府", "丙镇人民政府"]}),
    ("--partner 县财政局", {"参加单位": ["县财政局"]}),
    ("--type 线索核查 --revisit 是", {"类型": "线索核查", "回访": "是"}),
    ("--type special", {}),
    ("--content 行政效能、法定职责履行", {"督查内容": ["行政效能", "法定职责履行"]}),
    ("--means 听取汇报 --means 约谈", {"法定方式": ["听取汇报", "约谈"]}),
    ("--setup 联合 --manner 暗访、抽查", {"组织形式": ["联合"], "实施方式": ["暗访", "抽查"]}),
    ("--announced 否 --accompanied 否", {"通知": "否", "陪同": "否"}),
    ("--starts-on 2026-03-09 --ends-on 2026年3月13日", {"起": "2026-03-09", "止": "2026-03-13"}),
    (
        "--basis 政府决定 --basis-no 柳政发〔2026〕7号 --basis-name 关于秋粮的决定",
        {"依据": [{"类别": "政府决定", "名称": "关于秋粮的决定", "文号": "柳政发〔2026〕7号"}]},
    ),
    (
        "--basis 政府决定 --basis-no 柳政发[2026]7号",
        {"依据": [{"类别": "政府决定", "文号": "柳政发〔2026〕7号"}]},
    ),
    (
        "--basis 建议经批准 --basis-by 方县长 --basis-on 2026-03-01 --basis-clue 来信3号",
        {"依据": [{"类别": "建议经批准", "领导": "方县长", "日期": "2026-03-01", "线索": "来信3号"}]},
    ),
    (
        "--team 李主任:组长 --team 王代表:特邀:县人大:人大代表、赵六",
        {
            "督查组": [
                {"姓名": "李主任", "身份": "组长"},
                {"姓名": "王代表", "身份": "特邀", "单位": "县人大", "界别": "人大代表"},
                {"姓名": "赵六"},
            ]
        },
    ),
    ("--named-by 方县长县长", {"组长指定人": "方县长"}),
    ("--name 部门 --organizer 县水务局", {"名义": "部门", "主办": "县水务局"}),
    (
        DESIGNATED,
        {
            "主办": "县水务局",
            "指定": {
                "机关": "县政府",
                "文号": "柳政函〔2026〕1号",
                "日期": "2026-02-01",
                "范围": "全县",
                "职责": "督查",
                "期限": "2026-06-30",
            },
        },
    ),
    ("--rule half-year --period 2026年上半年", {"规则": "本县/half-year", "期": "2026H1"}),
]


def plain(value: Any) -> Any:  # noqa: ANN401 - what a file holds
    """A value of a file with its days as texts."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return value if isinstance(value, str) else str(value)


@pytest.mark.parametrize(("options", "expected"), OPTIONS, ids=[options or "-" for options, _ in OPTIONS])
def test_what_an_option_becomes(options: str, expected: dict[str, Any]) -> None:
    done("2026-03-02", f"inspect add --title 秋粮收购督查 {options}")
    assert plain(head()) == expected


CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("--object 甲镇、丙镇", {"督查对象": ["甲镇", "丙镇"]}),
    ('--scope ""', {"范围": None}),
    ("--ends-on 2026-03-25", {"止": "2026-03-25"}),
    ("--starts-on 2026-04-01 --ends-on 2026-04-02", {"起": "2026-04-01", "止": "2026-04-02"}),
    (
        "--basis 上级部署 --basis-name 关于秋粮的通知",
        {
            "依据": [
                {"类别": "行政首长批示", "领导": "方县长", "日期": "2026-03-01"},
                {"类别": "上级部署", "名称": "关于秋粮的通知"},
            ]
        },
    ),
    ("--basis-on 2026-03-02", {"依据": [{"类别": "行政首长批示", "领导": "方县长", "日期": "2026-03-02"}]}),
]


@pytest.mark.parametrize(("options", "expected"), CHANGES, ids=[options for options, _ in CHANGES])
def test_a_change_before_the_scheme(options: str, expected: dict[str, Any]) -> None:
    tell("add")
    before = plain(head())
    done("2026-03-02", f"inspect amend DX-1 {options} --reason 方案调整")
    after = {key: value for key, value in (before | expected).items() if value is not None}
    assert plain(head()) == after
    changes = [each for each in asked("2026-03-02", "show DX-1")["journal"] if each["action"] == "amend"]
    assert sorted(each["field"] for each in changes) == sorted(expected)


def test_a_change_after_the_scheme_says_who_allowed_it() -> None:
    today = tell("scheme")
    line = "inspect amend DX-1 --ends-on 2026-03-25 --reason 增加两个点"
    refused = run(today, line)
    assert refused.returncode == 1
    assert "DX-2026-0001 的方案已经审定，改“止”要经批准。依据：国令第733号 第15条。" in refused.stderr
    done(today, f"{line} --approved-by 方县长")
    assert plain(head())["止"] == "2026-03-25"
    done(today, "inspect amend DX-1 --note 注意 --reason 补充")


def test_nothing_new_writes_nothing() -> None:
    today, before = tell("add"), commits()
    assert "没有需要写入的改动" in done(today, "inspect amend DX-1 --scope 收购点 --reason 没有改")
    assert commits() == before


def test_a_wrong_entry_is_put_right() -> None:
    tell("find")
    done("2026-03-10", "inspect amend DX-1 --event 发现 --set 事实=压级 --set kind=慢落实 --reason 录入有误")
    (finding,) = asked("2026-03-10", "show DX-1")["findings"]
    assert (finding["fact"], finding["kind"]) == ("压级", "slow")
    page = done("2026-03-10", "show DX-1")
    assert "压级" in page
    digest = asked("2026-03-10", "show DX-1")["journal"][-2]["digest"]
    done("2026-03-10", f"inspect amend DX-1 --event {digest} --void --reason 记重 --approved-by 方县长")
    assert asked("2026-03-10", "show DX-1")["findings"] == []


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Somebody at a terminal, who types these lines."""
    lines: list[str] = []
    monkeypatch.setattr(prompts, "can_ask", lambda context: not context.as_json)
    monkeypatch.setattr("duban.cli.commands.inspect.entering.can_ask", lambda context: not context.as_json)
    monkeypatch.setattr("builtins.input", lambda _mark: lines.pop(0))
    yield lines
    assert lines == []


def test_at_a_terminal_add_asks(person: list[str]) -> None:
    person += ["秋粮收购督查", "甲镇、乙镇", "2026-03-09", "", "李主任:组长、赵六"]
    shown = done("2026-03-02", "inspect add")
    assert shown.startswith("督查事项：\n督查对象（多个用顿号隔开）（可以不填，直接回车）：\n")
    assert plain(head()) == {
        "督查对象": ["甲镇", "乙镇"],
        "起": "2026-03-09",
        "督查组": [{"姓名": "李主任", "身份": "组长"}, {"姓名": "赵六"}],
    }


ASKED = [
    ("start", "day DX-1", ["甲镇粮站"], "地点"),
    ("start", "find DX-1 --unit 甲镇", ["压级压价"], "发现了什么问题"),
    ("consult", "answer DX-1 --unit 甲镇", ["1"], "单位认不认可"),
    ("consult", "settle DX-1 --finding 2", ["核实"], "为什么这样认定"),
    ("settle", "conclude DX-1 --approved-by 方县长", ["总体落实"], "结论意见"),
    ("settle", "report DX-1", ["方县长"], "报送哪位领导"),
    ("serve", "ask-review DX-1 --unit 乙镇", ["只欠一户"], "申请的理由"),
    ("ask-review", "review DX-1 --reviewer 钱七 --approved-by 孙明", ["维持", "属实"], "复核决定"),
    ("serve", "dispose DX-1 --finding 1 --approved-by 方县长", ["通报"], "去向"),
    ("add", "cancel DX-1 --approved-by 方县长", ["撞期"], "为什么取消"),
    ("scheme", "draw DX-1 --seed 0302", ["对象", "1"], "抽什么"),
    ("scheme", "amend DX-1 --note 注意", ["补充"], "为什么改"),
]


@pytest.mark.parametrize(
    ("upto", "line", "answers", "question"), ASKED, ids=[line for _, line, _, _ in ASKED]
)
def test_at_a_terminal_what_is_missing_is_asked(
    person: list[str], upto: str, line: str, answers: list[str], question: str
) -> None:
    today = tell(upto)
    refused = run(today, f"inspect {line} --json")
    assert refused.returncode == 1
    assert "缺 --" in refused.stderr
    person += answers
    assert done(today, f"inspect {line}").startswith(f"{question}：\n")


def test_the_shell_offers_numbers() -> None:
    tell("add")
    here = Mock(params={"root": None})
    assert offer_inspections(here, "dx-") == [(ID, "秋粮收购督查")]
    assert offer_inspections(here, "DX-2025") == []
