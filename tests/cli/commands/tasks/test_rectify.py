"""`rectify`: entered with its problem, shown, escalated, on the board; written off by another than who checked it."""

import json
import shutil
from pathlib import Path

import pytest
from tests.outside import Answer, defect, git, typed

ADD = (
    *("rectify", "add", "--problem", "河道内堆放建筑垃圾约200立方米；没有清运。\n沿线还有3处。"),
    *("--from", "DX-2026-0001/3", "--lead", "县水务局", "--lead-leader", "方县长"),
    *("--due-on", "2026-10-30", "--approved-by", "方县长", "--requirements", "全部清运", "--owner", "张三"),
)
ID = "ZG-2026-0001"
BASE = "2026-09-28"


def right(*words: str, on: str = BASE) -> str:
    answer = typed(*words, "--today", on)
    assert answer.returncode == 0, defect(answer.stderr)
    return answer.stdout


def wrong(*words: str, on: str = BASE) -> str:
    answer: Answer = typed(*words, "--today", on)
    assert answer.returncode == 1, defect(answer.stderr)
    return answer.stderr


def entered(*more: str) -> str:
    return right(*ADD, *more)


def verified(*more: str) -> None:
    entered("--assign", *more)
    right("accept", ID, on="2026-09-29")
    right("done", ID, on="2026-10-12")
    right(
        "verify",
        ID,
        "--method",
        "现场",
        "--result",
        "通过",
        "--rectified",
        "是",
        "--by",
        "李四",
        on="2026-10-13",
    )


def board() -> dict[str, object]:
    found = json.loads(right("rectify", "board", "--json", on="2026-12-01"))
    assert isinstance(found, dict)
    return found


# --- entry


def test_a_problem_becomes_a_task_of_the_ledger(ledgers: Path) -> None:
    said = entered("--pace", "立行立改", "--goal", "恢复行洪断面", "--standard", "两岸无垃圾", "--assign")
    assert said.startswith(f"已立项、交办 {ID}：河道内堆放建筑垃圾约200立方米；没有清运（")
    text = (ledgers / f"整改/2026/{ID}.yaml").read_text("utf-8")
    assert text.startswith(
        f"编号: {ID}\n事项: 河道内堆放建筑垃圾约200立方米；没有清运\n问题: |-\n"
        "  河道内堆放建筑垃圾约200立方米；没有清运。\n  沿线还有3处。\n整改类型: 立行立改\n发现: DX-2026-0001/3\n"
        "来源:\n  - {类别: 督查活动, 名称: 督查项目 DX-2026-0001, 条款: 第3个问题}\n"
    )
    assert "整改目标: 恢复行洪断面\n工作要求: 全部清运\n工作标准: 两岸无垃圾\n" in text
    assert git("log", "-1", "--format=%(trailers:key=Duban-Action,valueonly)") == "register"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--problem", "一处垃圾", "--title", "清垃圾", "--source-name", "河湖督查"), ("清垃圾", "督查活动 《河湖督查》")),
        (("--problem", "长" * 80, "--source-name", "河湖督查"), ("长" * 34, "《河湖督查》")),
        (("--problem", "清垃圾", "--source-kind", "媒体反映", "--source-name", "晚报"), ("清垃圾", "媒体反映 《晚报》")),
        (("--problem", "清垃圾", "--found-in", "DX-2026-0007/12", "--clause", "四"), ("清垃圾", "《督查项目 DX-2026-0007》 四")),
    ],
)  # fmt: skip
def test_what_goes_without_saying(ledgers: Path, words: tuple[str, ...], told: tuple[str, ...]) -> None:
    assert ledgers.is_dir()
    right("rectify", "add", *words, *ADD[6:])
    page = right("show", ID)
    assert all(word in page for word in told), page


def test_a_part_of_a_superiors_feedback_has_its_source(ledgers: Path) -> None:
    assert ledgers.is_dir()
    source = ("--source-kind", "督查活动", "--source-name", "省督查反馈", "--clause", "第4项")
    right("add", "--ledger", "DC", "--title", "落实反馈", *source, *ADD[6:])
    right("rectify", "add", "--problem", "垃圾没有清运", "--parent", "DC-1", *ADD[6:])
    found = json.loads(right("show", ID, "--json"))
    assert (found["parent"], found["sources"][0]["name"], found["sources"][0]["clause"]) == (
        "DC-2026-0001",
        "省督查反馈",
        "第4项",
    )


@pytest.mark.parametrize(
    ("left_out", "clause"),
    [
        ("--lead-leader", "五（四）"),
        ("--lead", "二（一）"),
        ("--due-on", "五（四）"),
        ("--requirements", "二（一）"),
    ],
)
def test_the_four_elements_are_asked_for(ledgers: Path, left_out: str, clause: str) -> None:
    assert ledgers.is_dir()
    place = ADD.index(left_out)
    words = (*ADD[:place], *ADD[place + 2 :])
    if left_out == "--due-on":
        words = (*words, "--urgency", "急件")
    told = wrong(*words)
    assert f"六盘水府发〔2016〕7号 {clause}" in told
    assert f"{left_out} …" in told


@pytest.mark.parametrize("finding", ["3", "DX-2026-0001/0", "DX-2026-0001", "WJ-2026-0001/3"])
def test_a_finding_has_its_form(ledgers: Path, finding: str) -> None:
    assert ledgers.is_dir()
    answer = typed("rectify", "add", "--title", "x", "--source-name", "y", "--from", finding, *ADD[6:])
    assert answer.returncode != 0
    assert "DX-2026-0001/3" in answer.stderr


@pytest.mark.parametrize("word", ["整改", "ZG", "rectification", "督查发现问题整改台账"])
def test_where_the_ledger_is_missing_upgrade_adds_it(ledgers: Path, word: str) -> None:
    shutil.rmtree(ledgers / "整改")
    git("add", "--all")
    git("commit", "--quiet", "-m", "没有整改台账")
    told = f"错误：没有台账“{word}”，它是新版本加的\n可以这样做：duban upgrade 补上这本台账（--dry-run 先看看）\n"
    assert told in wrong("add", "--ledger", word, "--title", "x", *ADD[6:])
    if word == "整改":
        assert told in wrong(*ADD)
    right("upgrade")
    entered()


# --- written off by another


def test_who_checked_does_not_write_off(ledgers: Path) -> None:
    assert ledgers.is_dir()
    verified()
    assert wrong("close", ID, on="2026-10-14") == (
        f"错误：整改的销号须写明批准人：{ID}\n可以这样做：duban close {ID} --approved-by …\n"
    )
    assert wrong("close", ID, "--approved-by", "李四", on="2026-10-14") == (
        f"错误：{ID} 由李四核验，不能又由本人批准销号：验收和销号是两道手续、两个人\n"
        f"可以这样做：由另一位批准：duban close {ID} --approved-by …\n"
    )
    assert "已销号" in right("close", ID, "--approved-by", "方县长", on="2026-10-14")


def test_it_waits_for_a_look(ledgers: Path) -> None:
    assert ledgers.is_dir()
    entered("--assign")
    right("accept", ID, on="2026-09-29")
    right("done", ID, on="2026-10-12")
    right("verify", ID, "--method", "现场", "--result", "通过", on="2026-10-13")
    assert wrong("close", ID, "--approved-by", "方县长", on="2026-10-14") == (
        f"错误：不能销号：{ID} 报结以后还没有回访。依据：六盘水府发〔2016〕7号 五（四）。\n"
        f"可以这样做：duban revisit {ID} --method 现场 --rectified …\n"
    )
    assert ("待回访", f"duban revisit {ID} --method 现场 --rectified …") in waits("2026-10-14")


def waits(on: str) -> list[tuple[str, str]]:
    found = json.loads(right("today", "--json", on=on))
    return [(each["what"], each["command"]) for each in found["waiting"] if each["task"] == ID]


def test_what_is_public_is_shown_first(ledgers: Path) -> None:
    assert ledgers.is_dir()
    verified("--public", "是")
    assert wrong("close", ID, "--approved-by", "方县长", on="2026-10-14") == (
        f"错误：不能销号：{ID} 还没有公示。参照：乐府〔2019〕13号 第23条。\n"
        f"可以这样做：duban rectify publicize {ID} --channel 渠道 --ends-on …\n"
    )
    assert waits("2026-10-14") == [("待公示", f"duban rectify publicize {ID} --channel 渠道 --ends-on …")]
    right("rectify", "publicize", ID, "--channel", "县政府网站", "--ends-on", "2026-10-20", on="2026-10-14")
    assert waits("2026-10-20") == []
    assert "公示到 2026-10-20，还没有记有没有异议" in wrong(
        "close", ID, "--approved-by", "方县长", on="2026-10-21"
    )
    assert waits("2026-10-21") == [("公示到2026-10-20", f"duban rectify publicize {ID} --objection 否")]
    right("rectify", "publicize", ID, "--objection", "是", "--note", "村民说没有清完", on="2026-10-21")
    assert waits("2026-10-21") == [("公示有异议", f"duban rectify publicize {ID} --objection 否 --note …")]
    right("rectify", "publicize", ID, "--objection", "否", "--note", "现场看过", on="2026-10-22")
    right("undo", on="2026-10-22")
    assert waits("2026-10-22") == [("公示有异议", f"duban rectify publicize {ID} --objection 否 --note …")]
    right("rectify", "publicize", ID, "--objection", "否", "--note", "现场看过", on="2026-10-22")
    right("close", ID, "--approved-by", "方县长", on="2026-10-22")
    journal = json.loads(right("show", ID, "--json", on="2026-10-22"))["journal"]
    assert [each["action"] for each in journal][-4:] == ["publicize", "publicize", "publicize", "close"]
    last = journal[-2]
    assert (last["channel"], last["starts_on"], last["ends_on"]) == ("县政府网站", "2026-10-14", "2026-10-20")


def test_what_is_to_last_is_looked_at_again(ledgers: Path) -> None:
    assert ledgers.is_dir()
    verified("--pace", "持续")
    close = ("close", ID, "--approved-by", "方县长")
    told = wrong(*close, on="2026-10-14")
    assert f"不能销号：{ID} 要看核验通过以后有没有反弹，2027-01-11起还没有回访" in told
    assert waits("2026-10-14") == []
    assert waits("2027-01-12") == [("待回访", f"duban revisit {ID} --method 现场 --rectified …")]
    right("revisit", ID, "--method", "抽查", "--rectified", "是", on="2027-01-12")
    right(*close, on="2027-01-12")


# --- 整改不力


def test_it_is_counted_and_shown(ledgers: Path) -> None:
    assert ledgers.is_dir()
    entered("--assign")
    right("accept", ID, on="2026-09-29")
    more = ("rectify", "escalate", ID, "--reason", "没有开工")
    assert "没有编号为“DX-2”的督查项目" in wrong(
        *more, "--via", "加密督查", "--inspection", "DX-2", on="2026-10-12"
    )
    right("inspect", "add", "--title", "河道清运加密督查", "--object", "县水务局", on="2026-10-12")
    right(*more, "--via", "加密督查", "--inspection", "DX-1", on="2026-10-12")
    assert "没有写报给谁" in wrong(*more, "--via", "上报", on="2026-10-13")
    right(*more, "--via", "上报", "--sent-to", "县政府", on="2026-10-13")
    journal = json.loads(right("show", ID, "--json", on="2026-10-13"))["journal"]
    hard = [each for each in journal if each["action"] == "escalate"]
    assert [(each["via"], each["nth"], each["inspection"]) for each in hard] == [
        ("more_often", 1, "DX-2026-0001"),
        ("reported_up", 2, None),
    ]
    assert right("list", "--where", "整改不力=上报", on="2026-10-13").count(ID) == 1
    assert right("list", "--where", "整改状态=正在整改", on="2026-10-13").count(ID) == 1
    assert right("list", "--where", "发现=DX-2026-0001/3", on="2026-10-13").count(ID) == 1
    assert "没有符合的事项" in right("list", "--where", "整改状态=公示", on="2026-10-13")
    year = "".join(right("report", "overview", "2026", on="2026-12-01").split())
    assert "期内整改不力2次（加密督查1、上报1）" in year
    tables = json.loads(right("report", "overview", "2026", "--json", on="2026-12-01"))["tables"]
    rows = {each["stage"]: each for each in tables["rectifications"]}
    assert (rows["under_way"]["tasks"], rows["under_way"]["escalations"], rows["total"]["tasks"]) == (1, 2, 1)
    before = right("report", "overview", "2026Q3", on="2026-12-01")
    assert "期内整改不力 0 次" in before


@pytest.mark.parametrize(
    "step",
    [
        ("publicize", "--channel", "x", "--ends-on", "2026-10-30"),
        ("escalate", "--via", "上报", "--reason", "x"),
    ],
)
def test_other_ledgers_have_neither(ledgers: Path, step: tuple[str, ...]) -> None:
    assert ledgers.is_dir()
    word = {"publicize": "公示", "escalate": "整改不力"}[step[0]]
    assert wrong("rectify", step[0], "PS-1", *step[1:], on="2026-09-29") == (
        f"错误：PS-2026-0001 不在整改台账，不能记{word}\n"
        "可以这样做：公示、整改不力只记在整改台账（ZG）的事项上；没有这本台账的，先 duban upgrade\n"
    )


def test_a_hand_is_held_to_it(ledgers: Path) -> None:
    path = next((ledgers / "领导批示/2026").glob("*.yaml"))
    entry = "  - {日期: 2026-09-29, 登记: 2026-09-29T09:00:00+08:00, 动作: 整改不力, 经办: 王五, 方式: 上报, 原因: 拖}\n"
    path.write_text(path.read_text("utf-8") + entry, "utf-8")
    assert "不在整改台账，不能记整改不力" in wrong("commit", "--reason", "补记", on="2026-09-29")


# --- the board


def test_the_board(ledgers: Path) -> None:
    assert ledgers.is_dir()
    assert right("rectify", "board").endswith("没有整改事项。\n")
    verified("--pace", "立行立改", "--listed", "是")
    right("close", ID, "--approved-by", "方县长", on="2026-10-14")
    more = ("--finding", "反弹", "--due-on", "2026-12-30", "--approved-by", "方县长", "--reason", "又堆了")
    right("reopen", ID, *more, on="2026-11-20")
    right("rectify", "escalate", ID, "--via", "驻点督查", "--reason", "没有清", on="2026-11-25")
    entered("--title", "第二件")
    found = board()
    assert found["stages"] == dict.fromkeys(
        (
            "not_started",
            "under_way",
            "awaiting",
            "accepted",
            "publicized",
            "closed",
            "suspended",
            "withdrawn",
        ),
        0,
    ) | {"not_started": 1, "under_way": 1}
    assert isinstance(found["tasks"], list)
    first = found["tasks"][0]
    assert {
        name: first[name] for name in ("task", "stage", "since", "days", "rebounds", "escalations", "pace")
    } == {
        "task": ID,
        "stage": "under_way",
        "since": "2026-11-20",
        "days": 11,
        "rebounds": 1,
        "escalations": 1,
        "pace": "at_once",
    }
    assert right("rectify", "board", on="2026-12-01") == BOARD
    assert "ZG-2026-0002" not in right("rectify", "board", "--unit", "县财政局", on="2026-12-01")


BOARD = """\
整改看板 2026-12-01（周二）

开账以来整改 2 件：未启动 1，正在整改 1；反弹过的 1 件，整改不力的 1 件。

整改：各单位
单位      未启动  正在整改  完成整改  已验收  公示  已销号  合计  反弹  整改不力
--------  ------  --------  --------  ------  ----  ------  ----  ----  --------
县水务局       1         1         0       0     0       0     2     1         1

编号          事项      单位      时限        情况            天数  标记
------------  --------  --------  ----------  --------------  ----  ------------

未启动 1 件
ZG-2026-0002  第二件    县水务局  2026-10-30  时限已过          64

正在整改 1 件
ZG-2026-0001  河道内堆  县水务局  2026-12-30  还剩21个工作日    11  反弹1次、整
              放建筑垃                                              改不力1次、
              圾约200                                               挂牌
              立方米；
              没有清运

天数：到这个状态以来的日历天。
"""


def test_what_is_at_rest_is_counted_only(ledgers: Path) -> None:
    assert ledgers.is_dir()
    verified()
    right("close", ID, "--approved-by", "方县长", on="2026-10-14")
    told = right("rectify", "board", on="2026-12-01")
    assert (ID in told, "已销号、已撤销的 1 件只计数，全列用 --all。" in told) == (False, True)
    assert ID in right("rectify", "board", "--all", on="2026-12-01")


def test_the_wall_shows_it(ledgers: Path, tmp_path: Path) -> None:
    assert ledgers.is_dir()
    assert json.loads(right("report", "wall", "--json"))["rectifications"] == []
    entered("--public", "是")
    row = {"unit": "县水务局", "not_started": 1, "total": 1, "escalations": 0, "rebounds": 0}
    found = json.loads(right("report", "wall", "--json"))["rectifications"]
    assert [{name: each[name] for name in row} for each in found] == [row]
    public = json.loads(right("report", "wall", "--json", "--public"))["rectifications"]
    assert [set(row) - set(each) for each in public] == [{"escalations"}]
    page = tmp_path / "挂图.html"
    right("report", "wall", "-o", str(page))
    assert "整改：各单位" in page.read_text("utf-8")


# --- what a fresh reader got past the gates


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rectify", "publicize", ID, "--objection", "否", "--ends-on", "2026-10-15"), "记结果不能改它"),
        (("rectify", "publicize", ID, "--channel", "网站", "--starts-on", "2026-10-01", "--ends-on", "2026-10-08"), "那时公示的不是这次的结果"),
        (("amend", ID, "--new-ledger", "JB", "--reason", "转"), "转出整改台账须经批准"),
        (("amend", ID, "--pace", "立行立改", "--reason", "写错"), "会动它怎样销号"),
        (("amend", ID, "--public", "否", "--reason", "不公开"), "会动它怎样销号"),
        (("amend", ID, "--event", "核验", "--set", "经办=王五", "--reason", "写错"), "是谁核验的"),
    ],
)  # fmt: skip
def test_nothing_loosens_the_writing_off(ledgers: Path, words: tuple[str, ...], said: str) -> None:
    verified("--public", "是", "--pace", "持续")
    right("rectify", "publicize", ID, "--channel", "网站", "--ends-on", "2026-10-20", on="2026-10-14")
    before = (ledgers / f"整改/2026/{ID}.yaml").read_bytes()
    assert said in wrong(*words, on="2026-10-21")
    assert (ledgers / f"整改/2026/{ID}.yaml").read_bytes() == before


def test_what_was_objected_to_is_answered_in_words(ledgers: Path) -> None:
    assert ledgers.is_dir()
    verified("--public", "是")
    right("rectify", "publicize", ID, "--channel", "网站", "--ends-on", "2026-10-20", on="2026-10-14")
    right("rectify", "publicize", ID, "--objection", "是", "--note", "没清完", on="2026-10-21")
    assert "没有写怎样核实的" in wrong("rectify", "publicize", ID, "--objection", "否", on="2026-10-22")


def test_the_count_of_escalations_is_never_given_twice(ledgers: Path) -> None:
    entered("--assign")
    said = ("rectify", "escalate", ID, "--via", "加密督查", "--reason", "没有动")
    right(*said, on="2026-10-08")
    right(*said, on="2026-10-12")
    text = (ledgers / f"整改/2026/{ID}.yaml").read_text("utf-8")
    assert text.count("动作: 整改不力") == 2
    right(*said, "--on", "2026-10-09", on="2026-10-12")
    assert [f"第几次: {n}" in (ledgers / f"整改/2026/{ID}.yaml").read_text("utf-8") for n in (1, 2, 3)] == [
        True
    ] * 3


def test_a_parent_that_is_not_there_is_told(ledgers: Path) -> None:
    assert ledgers.is_dir()
    assert "DC-2026-0099" in wrong("rectify", "add", "--problem", "x", "--parent", "DC-2026-0099", *ADD[6:])


@pytest.mark.usefixtures("ledgers")
@pytest.mark.parametrize(
    ("period", "unit"),
    [("2026-10", ()), ("2026-11", ()), ("2026Q4", ()), ("2026", ()), ("2026-11", ("--unit", "县财政局"))],
)
def test_the_overview_of_any_period_counts_as_the_board(period: str, unit: tuple[str, ...]) -> None:
    """One written off in October, one withdrawn in October, one open, which 县财政局 supports."""
    verified()
    right("close", ID, "--approved-by", "方县长", on="2026-10-14")
    again = [word if word != ADD[3] else "重复登记的问题" for word in ADD]
    right(*again, "--assign")
    withdrawn = ("withdraw", "ZG-2026-0002", "--reason", "重复", "--approved-by", "方县长")
    right(*withdrawn, on="2026-10-15")
    right(*again[:3], "沿线还有垃圾", *again[4:], "--support", "县财政局", "--assign")
    today = "2026-10-31" if period == "2026-10" else "2026-11-30"
    stages = json.loads(right("rectify", "board", *unit, "--json", on=today))["stages"]
    assert sum(stages.values()) == (1 if unit else 3)
    overview = json.loads(right("report", "overview", period, *unit, "--json", on=today))
    (told,) = (each for each in overview["paragraphs"] if each.startswith("开账以来整改"))
    assert told.startswith(f"开账以来整改 {sum(stages.values())} 件：")
    rows = {each["stage"]: each["tasks"] for each in overview["tables"]["rectifications"]}
    assert rows == stages | {"total": sum(stages.values())}
    listed = json.loads(right("report", "rectification", *unit, "--json", on=today))
    left = stages["withdrawn"]
    assert len(listed["tables"]["rectification"]) == sum(stages.values()) - left
    assert listed["paragraphs"][-1].endswith(f"已撤销的 {left} 件不列。" if left else "件。")


@pytest.mark.usefixtures("ledgers")
def test_the_list_of_a_period_says_whose_it_is() -> None:
    entered("--assign")
    assert "期内在册共 1 件，已销号 0 件。" in right("report", "rectification", "2026-10", on="2026-10-31")
    assert "\n共 1 件，已销号 0 件。" in right("report", "rectification", on="2026-10-31")
