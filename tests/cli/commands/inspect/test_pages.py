"""What `show` says of the head of an inspection, of a group that is not ready, of findings on their way."""

import shlex

import pytest
from tests.cli.commands.inspect.conftest import asked, done, tell
from tests.cli.commands.inspect.test_entering import DESIGNATED

pytestmark = pytest.mark.usefixtures("office")
TASK = (
    "add --ledger 领导交办 --title 修泵站 --source-kind 领导交办 --lead 县水务局 --due-on 2026-12-31 --approved-by 方县长 "
    "--requirements 修好 --owner 张三"
)
HEADS = [
    ("--name 部门 --organizer 县水务局", "名义  部门，县水务局主办"),
    ("--basis 上级部署 --basis-name 关于秋粮的通知", "依据  上级部署 《关于秋粮的通知》"),
    (
        "--basis 建议经批准 --basis-by 方县长 --basis-on 2026-03-01 --basis-clue 来信",
        "依据  建议经批准 方县长 2026-03-01 线索：来信",
    ),
    (DESIGNATED, "指定  县政府 柳政函〔2026〕1号 2026-02-01：全县；督查；到 2026-06-30"),
    ("--subject 粮食", "主题      粮食"),
    ("--revisit 是 --setup 联合", "方式      专项督查，联合，回访督查"),
    ("--means 约谈 --partner 县财政局", "法定方式  约谈"),
    ("--ends-on 2026-03-13", "起止       至 2026-03-13"),
    ("--rule half-year --period 2026H1", "规则      本县/half-year"),
    ("--task JB-1", "事项      JB-2026-0001 修泵站"),
]


@pytest.mark.parametrize(("options", "line"), HEADS, ids=[options for options, _ in HEADS])
def test_a_line_of_the_head(options: str, line: str) -> None:
    done("2026-03-02", TASK)
    done("2026-03-02", f"inspect add --title 督查 {options}")
    page = done("2026-03-02", "show DX-1").splitlines()
    assert [row.split() for row in page].count(line.split()) == 1, "\n".join(page)


def test_who_has_not_declared_and_who_stands_aside() -> None:
    today = tell("scheme")
    done(today, "inspect declare DX-1 李主任 --aside 是 --reason 亲属在甲镇")
    page = done(today, "show DX-1")
    assert "要回避：亲属在甲镇" in page
    assert "还没有声明" in page


def test_findings_on_their_way() -> None:
    tell("find")
    done("2026-03-11", "inspect find DX-1 --unit 乙镇 --fact 欠农户粮款")
    assert "还没有征求" in done("2026-03-11", "show DX-1")
    done("2026-03-12", "inspect consult DX-1")
    page = done("2026-03-12", "show DX-1")
    assert "2026-03-12 征求" in page
    done("2026-03-16", "inspect answer DX-1 --unit 甲镇 --agreed 是 --opinion 立即改")
    done("2026-03-16", "inspect answer DX-1 --unit 乙镇 --agreed 否 --opinion 已付清")
    done("2026-03-16", "inspect settle DX-1 --finding 2 --holds 否 --reason 凭证齐全 --approved-by 方县长")
    page = done("2026-03-16", "show DX-1").replace("\n", "")
    assert all(word in page for word in ("认可：立即改", "有异议：已付清", "不予认定：凭证齐"))


def test_a_review_that_waits() -> None:
    today = tell("ask-review")
    assert "2026-03-20 申请，待决" in done(today, "show DX-1").replace("\n", "")


def test_one_that_was_merged_names_the_other() -> None:
    today = tell("add")
    done(today, "inspect add --title 又一次 --object 甲镇")
    done(today, "inspect merge DX-2 --into DX-1 --reason 重复 --approved-by 方县长")
    rows = [line.split() for line in done(today, "show DX-2").splitlines()]
    assert ["并入", "DX-2026-0001"] in rows
    assert "已并入" in done(today, "list")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--text", "秋粮收购"), ["DX-2026-0001"]),  # the title
        (("--text", "压级压价"), ["DX-2026-0001", "XS-2026-0001"]),  # a finding
        (("--text", "三户未付 乙镇"), ["DX-2026-0001"]),  # what it was settled to be, and whose it is
        (("--text", "某督[2026]3号"), ["DX-2026-0001"]),  # 文号, whatever its brackets
        (("--text", "ＤＸ－2026－0001"), ["DX-2026-0001", "XS-2026-0001"]),  # the number
        (("--text", "粮站"), ["DX-2026-0001"]),  # a place
        (("--text", "泵站"), ["JB-2026-0001"]),
        (("--text", "县"), ["JB-2026-0001", "DX-2026-0001", "DX-2026-0002"]),
        (("--text", "督查", "--open"), ["DX-2026-0002"]),
        (("DX-2", "--text", "秋粮"), []),
        (("--text", "粮站", "--unit", "甲镇"), []),
        (("--text", "没有这些字"), []),
    ],
)
def test_words_are_found_in_inspections_too(words: tuple[str, ...], found: list[str]) -> None:
    last = tell("archive")
    done(last, TASK)
    done(last, "inspect add --title 县里又一次督查")
    assert [each["task"] for each in asked(last, shlex.join(("list", *words)))] == found
    shown = done(last, "list", *words)
    assert all(number in shown for number in found)


def test_a_list_of_cases_alone_has_no_empty_list_of_tasks() -> None:
    today = tell("add")
    assert "没有符合的事项" not in done(today, "list DX-1")
    assert "督查项目" not in done(today, "list --ledger 领导批示")
    done(today, TASK)
    assert "DX-2026-0001" not in done(today, "list JB-1")


def test_check_says_how_many_it_looked_at() -> None:
    assert done("2026-03-02", "check").startswith("检查了 0 件事项：")
    done("2026-03-02", TASK)
    done("2026-03-02", "inspect add --title 督查")
    assert done("2026-03-02", "check").startswith("检查了 1 件事项，1 个督查项目：")
