"""An appraisal as it is typed: from the scheme to a ranked, appealed, settled, published and used result."""

from pathlib import Path

import pytest
from tests.cli.commands.score.conftest import STORY, UNITS, asked, bad_case, done, run, tell

pytestmark = pytest.mark.usefixtures("office")
KH = "考核/2026/KH-2026-0001.yaml"


def places(today: str, line: str = "score show KH-1") -> dict[str, tuple[str, str, int | None, bool]]:
    found = asked(today, line)["units"]
    return {each["unit"]: (each["marks"], each["band"], each["rank"], each["last"]) for each in found}


def test_the_whole_life() -> None:
    day = tell("draft")
    # 县水务局 1 of 3 in time: 33.33 × 50 % + 25 + 11.4 (four self-checks missed) + 9 = 62.1;
    # 县住建局 2 of 3: 78.7; the others 95.4
    drafted = places(day)
    assert drafted["县水务局"] == ("62.1", "合格", 7, True)
    assert drafted["县住建局"] == ("78.7", "合格", 6, True)
    assert [drafted[unit] for unit in UNITS[2:]] == [("95.4", "优秀", 1, False)] * 5
    persons = asked(day, "score show KH-1")["persons"]
    assert [(each["person"], each["marks"], each["rank"], each["unranked"]) for each in persons] == [
        ("水局长", "63.9", 1, None),  # two self-checks in his days: 16.67 + 25 + 13.2 + 9
        (
            "新局长",
            "94.4",
            None,
            "考核期内没有到期的任务",
        ),  # nothing due, two self-checks: (25 + 13.2 + 9) × 2
    ]
    assert "一致" in done("2026-07-03", "score verify KH-1")
    assert "县水务局：" not in done("2026-07-04", "score draft KH-1")  # nothing changed: nothing is told


def test_from_the_receipt_to_the_use() -> None:
    day = tell("approve")
    # the review took one case out of 县住建局's share: 2 of 2, but under three cases it is not counted:
    # (25 + 11.4 + 9) × 100 / 50 = 90.8
    settled = places(day)
    assert settled["县住建局"] == ("90.8", "优秀", 6, True)
    assert settled["县水务局"] == ("62.1", "合格", 7, True)
    assert places("2026-11-25", "rank") == settled
    told = asked(day, "score show KH-1")["candidates"]
    assert [(each["unit"], each["what"].partition("：")[0]) for each in told][:2] == [
        ("县水务局", "末位"),
        ("县水务局", "末位"),
    ]
    assert any("duban interview add --cause 考核末位 --unit 县水务局" in each["how"] for each in told)
    assert "县水务局" not in done("2026-07-21", "list --status 待交办")  # nothing was entered by itself
    tell_rest = (
        "score publish KH-1 --doc-no 柳府督〔2026〕9号 --scope 全县",
        "score use KH-1 --unit 县水务局 --use 书面检查 --organ 县委县政府 --measure 已经报来",
    )
    for line in tell_rest:
        done("2026-07-22", line)
    shown = asked("2026-07-22", "show KH-1")
    assert (shown["status"], shown["ranked"], shown["uses"][0]["use"]) == ("used", True, "self_criticism")
    assert [each["result"] for each in shown["results"]].count("改变") == 1
    assert "一致" in done("2026-11-25", "score verify KH-1")
    assert "已运用" in done("2026-11-25", "show KH-1")
    assert "KH-2026-0001" not in done("2026-11-25", "list --open")
    assert "考核运用" in done("2026-11-25", "log KH-1")


USE = "score use KH-1 --unit 县水务局 --use 书面检查 --organ 县委 --measure 末位"


def test_a_self_criticism_is_owed_until_it_comes() -> None:
    tell("approve")
    done("2026-07-22", "score publish KH-1 --doc-no 柳府督〔2026〕9号 --scope 全县")
    done("2026-07-22", f"{USE} --due-on 2026-07-31")
    owed = [each for each in asked("2026-07-23", "due --within 20") if each["task"] == "KH-2026-0001"]
    assert [(each["duty"], each["unit"], each["due_on"]) for each in owed] == [
        ("书面检查，报县委", "县水务局", "2026-07-31")
    ]
    assert "书面检查，报县委" in str(asked("2026-08-03", "overdue"))
    step = "duban score hand-in KH-2026-0001 --unit 县水务局 --paper 文号"
    assert step in str(asked("2026-08-03", "show KH-1")["next"])
    assert step in [each["command"] for each in asked("2026-08-03", "today")["waiting"]]
    done("2026-08-04", "score hand-in KH-1 --unit 县水务局 --paper 柳水报〔2026〕7号")
    assert "书面检查" not in str(asked("2026-08-05", "overdue"))
    assert "书面检查" not in str(asked("2026-08-05", "today")["waiting"])
    shown = asked("2026-08-05", "show KH-1")
    assert [(each["met_on"], each["due_on"]) for each in shown["duties"] if "书面检查" in each["duty"]] == [
        ("2026-08-04", "2026-07-31")
    ]
    assert (shown["status"], shown["uses"][0]["due_on"]) == ("used", "2026-07-31")
    answer = run("2026-08-06", "score hand-in KH-1 --unit 县水务局 --paper 柳水报〔2026〕8号")
    assert answer.returncode == 1
    assert "没有要县水务局报书面检查，或者已经报来" in answer.stderr


def test_a_person_owes_his_own() -> None:
    tell("approve")
    done("2026-07-22", "score publish KH-1 --doc-no 柳府督〔2026〕9号 --scope 全县")
    done("2026-07-22", f"{USE} --person 水局长 --due-on 2026-07-31")
    answer = run("2026-07-23", "score hand-in KH-1 --unit 县水务局 --paper 柳水报〔2026〕7号")
    assert "没有要县水务局报书面检查" in answer.stderr
    done("2026-07-23", "score hand-in KH-1 --unit 县水务局 --person 水局长 --paper 检查一份")
    assert "书面检查" not in str(asked("2026-08-05", "overdue"))


def test_today_says_what_comes_next() -> None:
    tell("appeal")
    seen = [each for each in asked("2026-07-09", "today")["waiting"] if each["kind"] == "score"]
    assert [(each["what"], each["command"]) for each in seen] == [
        ("复核县住建局的申诉", "duban score review KH-2026-0001")
    ]
    duties = [each for each in asked("2026-07-09", "due --within 20") if each["task"] == "KH-2026-0001"]
    assert [(each["duty"], each["due_on"]) for each in duties] == [("复核县住建局的申诉", "2026-07-22")]
    assert "复核县住建局的申诉" in str(asked("2026-07-24", "overdue"))
    assert "柳塘县督查工作考核办法 七" in done("2026-07-24", "why KH-1")


def test_books_that_changed_are_drafted_again() -> None:
    """A report whose day is put right after the draft: no approval before the unit was told again."""
    tell("serve")
    done(
        "2026-07-07",
        "amend JB-1 --event 报结 --set 日期=2026-03-18 --set 办结日期=2026-03-18 --reason 登记日期有误 --allowed-by 方县长",
    )
    refused = run("2026-07-17", "score approve KH-1 --approved-by 方县长")
    assert refused.returncode == 1
    assert "账在初评以后变了" in refused.stderr
    assert "县水务局" in refused.stderr
    later = done("2026-07-17", "score verify KH-1")
    assert "一致" in later
    assert "后来改了账，现在会是：县水务局 得分 62.1 → 78.7" in later
    again = done("2026-07-17", "score draft KH-1")
    assert "县水务局：得分 62.1 → 78.7" in again
    assert "还差1个单位" in again
    done("2026-07-17", "score serve KH-1 --unit 县水务局 --receiver 收发室")
    assert (
        run("2026-07-20", "score approve KH-1 --approved-by 方县长").returncode == 1
    )  # its days of appeal run anew
    done("2026-07-23", "score approve KH-1 --approved-by 方县长")


def test_what_was_tampered_with_is_told(office: Path) -> None:
    tell("approve")
    file = office / KH
    text = file.read_text("utf-8")
    file.write_text(text.replace('得分: "62.1"', '得分: "92.1"'), "utf-8")
    answer = run("2026-07-21", "score verify KH-1")
    assert answer.returncode == 1
    assert "县水务局 得分 92.1 → 62.1" in answer.stdout
    assert run("2026-07-21", "score show KH-1").returncode == 1
    assert run("2026-07-21", "commit --reason 改分").returncode == 1
    file.write_text(text, "utf-8")
    task = office / "领导交办/2026/JB-2026-0001.yaml"
    kept = task.read_text("utf-8")
    task.write_text(kept.replace("日期: 2026-04-10", "日期: 2026-03-19"), "utf-8")
    answer = run("2026-07-21", "score verify KH-1")
    assert answer.returncode == 1
    assert "县水务局 得分 62.1 → 78.7" in answer.stdout


def test_a_correction_and_an_undo() -> None:
    tell("serve")
    done("2026-07-07", "score amend KH-1 --note 试行第一年 --reason 补记")
    mark = next(
        each["digest"]
        for each in asked("2026-07-07", "log KH-1")
        if each["action"] == "serve_scores" and each["unit"] == "县商务局"
    )
    done("2026-07-07", f"score amend KH-1 --event {mark} --void --reason 还没有送到 --approved-by 方县长")
    assert "还差1个单位" in done("2026-07-07", "score amend KH-1 --note 试行 --reason 补记")
    done("2026-07-07", "undo")
    shown = asked("2026-07-07", "show KH-1")
    assert (shown["status"], shown["note"]) == ("fed", "试行第一年")
    assert [each["unit"] for each in shown["results"] if each["served_on"] is None] == ["县商务局"]


def test_a_trial_enters_nothing(office: Path) -> None:
    before = sorted(path.name for path in office.rglob("*.yaml"))
    found = asked("2026-04-20", "score try default 2026H1")
    assert (found["ranked"], found["why_not"]) == (False, "试算")
    # (1/3 × 50 + 25 + 88 × 15 %) × 100 / 90: nobody judged yet
    assert {each["unit"]: each["marks"] for each in found["units"]}["县水务局"] == "61.0"
    assert "县水务局" in done("2026-04-20", "score try default 2026H1 --unit 县水务局")
    assert "试算" in done("2026-04-20", "score try jiamusi 2026")
    tell("open")
    assert places("2026-04-20", "score try KH-1")["县财政局"][2] is None
    assert sorted(path.name for path in office.rglob("*.yaml")) == sorted([*before, "KH-2026-0001.yaml"])


def test_schemes(office: Path) -> None:
    assert [each["name"] for each in asked("2026-07-01", "score schemes")] == [
        "default",
        "jiamusi",
        "kaifaqu-2016",
        "柳塘",
    ]
    assert "每件 −15" in done("2026-07-01", "score schemes 柳塘")
    assert asked("2026-07-01", "score schemes kaifaqu-2016")["items"][0]["full"] == 100
    (office / "考核/方案/坏.yaml").write_text("名称: 坏\n全称: 坏\n", "utf-8")
    assert run("2026-07-01", "score schemes").returncode == 1
    assert "方案没有写项目、等次、申诉" in run("2026-07-01", "check").stderr
    assert run("2026-07-01", "commit --reason 方案").returncode == 1


@pytest.mark.parametrize(
    ("upto", "line", "code"),
    [
        ("open", "score open 没有 2026H1", "没有叫“没有”的考核方案"),
        ("open", "score open 柳塘 上半年好", "不是考核期"),
        ("open", "score open 柳塘 2026H1 --group 县直", "不是 组别=单位、单位"),
        ("open", "score open 柳塘 2026H1 --group 县直=县水利厅", "没有单位“县水利厅”"),
        ("open", "score mark KH-1 --item 综合评议 --judge 方县长 --unit 县水务局=很好", "不是 单位=分"),
        ("open", "score mark KH-1 --item 综合评议 --judge 方县长 --unit 县水务局=101", "满分是 100"),
        ("open", "score draft KH-1", "才结束"),
        ("open", "score show KH-1", "还没有初评"),
        ("open", "score verify KH-1", "还没有初评"),
        ("open", "score serve KH-1 --unit 县水务局 --receiver 甲", "不能考核送达"),
        ("open", "score try KH-1 2026H1", "不用再写"),
        ("open", "score try default 2027", "还没有开始"),
        ("open", "score try default 2026 --unit 县水利厅", "不是考核对象"),
        ("open", "rank", "还没有审定的"),
        ("draft", "rank KH-1", "还没有审定"),
        ("serve", "score appeal KH-1 --unit 县水务局 --point 00000000 --reason 略", "没有可以申诉的记分"),
        ("serve", "score publish KH-1 --doc-no 1 --scope 全县", "不能考核通报"),
        ("approve", "score cancel KH-1 --reason 略 --approved-by 方县长", "不能考核取消"),
        ("open", "score amend KH-1 --reason 略", "没有写改什么"),
        ("draft", "score amend KH-1 --title 改名 --reason 略 --approved-by 方县长", "已经初评"),
    ],
)
def test_refused(upto: str, line: str, code: str) -> None:
    day = tell(upto)
    answer = run(day, line)
    assert answer.returncode in {1, 2}
    assert code in answer.stderr
    assert "可以这样做" in answer.stderr


def test_an_internal_one_is_told_and_never_ranked() -> None:
    assert "内部测算" in run("2026-01-08", "score open default 2026H1").stderr
    done(
        "2026-07-01",
        "score mark KH-1 --item 综合评议 --judge 方县长 " + " ".join(f"--unit {unit}=90" for unit in UNITS),
    )
    done("2026-07-02", "score draft KH-1")
    assert {each[2] for each in places("2026-07-02").values()} == {None}
    answer = run("2026-07-02", "rank KH-1")
    assert "内部测算，不排名：方案没有自己的文号" in answer.stderr


def test_a_reviewer_and_the_point() -> None:
    day = tell("appeal")
    point = bad_case(day)
    answer = run(
        "2026-07-10",
        f"score review KH-1 --unit 县住建局 --reviewer 方县长 --result 改变 --strike {point} --reason 略",
    )
    assert "复核要回避" in answer.stderr


def test_what_is_exempted_after_it_was_counted_is_told() -> None:
    """容错 after 审定: the frozen result stands, the command says whom it marked down and what that was used for."""
    done(
        "2026-04-20",
        "circulate add --tone 批评 --unit 县水务局 --fact 三次催办仍未办结 --cause 推诿扯皮 --basis JB-1 --scope 全县 "
        "--approved-by 方县长 --approved-via 会议",
    )
    tell("use")
    frozen = places("2026-07-24")
    done("2026-07-24", "exempt ask TB-1 --reason 先行先试")
    done("2026-07-25", "exempt examine RC-1 --organ 县纪委监委 --fact 不谋私利")
    way = "--reason 三个区分开来 --righting 重新公示 --approved-by 方县长 --approved-via 会议"
    for mercy, told in (("从轻减轻", False), ("免责", True)):
        answer = run("2026-07-26", f"exempt decide RC-1 --mercy {mercy} {way}", "--dry-run")
        assert answer.returncode == 0, answer.stderr
        lines = [each for each in answer.stderr.splitlines() if "记着 TB-2026-0001" in each]
        whose = [each.partition("的成绩里")[2].partition("记着")[0] for each in lines]
        assert whose == ["县水务局", "水局长"] * told
        assert [("已用于书面检查（2026-07-22 县委县政府）" in each) for each in lines] == [True, False] * told
    assert "duban score verify KH-2026-0001" in answer.stderr
    done("2026-07-26", f"exempt decide RC-1 --mercy 免责 {way}")
    assert places("2026-07-26") == frozen


def test_the_plan_of_the_year_holds_the_appraisals() -> None:
    assert "没有列入" in done(tell("open"), "inspect plan 2026")
    tell_on = ""
    for tell_on, line in STORY[1:]:
        done(tell_on, line.format(point=bad_case(tell_on)) if "{point}" in line else line)
    (row,) = asked(tell_on, "inspect plan 2026")["appraisals"]
    assert row == {
        "task": "KH-2026-0001",
        "title": row["title"],
        "organizer": "柳塘县督查室",
        "period": "2026H1",
        "status": "used",
        "plan": "2026年度督查检查考核计划",
        "doc_no": "柳办发〔2026〕2号",
        "approved_on": "2026-01-12",
        "approved_by": "方县长",
    }
    assert "〔2026〕2号" in done(tell_on, "inspect plan 2026")
    assert asked(tell_on, "inspect plan 2026-01")["appraisals"] == []
    assert asked(tell_on, "inspect plan 2025")["appraisals"] == []
