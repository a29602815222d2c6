"""Clues by the commands, on real git: the whole course, every wrong order, who gave it in no answer at all."""

import json
import re
import zipfile
from pathlib import Path

import pytest
from tests.cli.commands.clue.conftest import ADD, CONTACT, GIVER, STORY, asked, commits, done, run, tell
from tests.outside import git

pytestmark = pytest.mark.usefixtures("office")
TEXT = (Path(__file__).parent / "refusals.txt").read_text("utf-8")
CASES = re.findall(r"^# (\S+): duban (.+)\n((?:.+\n)+)", TEXT, re.MULTILINE)
SECRETS = ("欧阳", CONTACT)


@pytest.mark.parametrize(("upto", "line", "said"), CASES, ids=[f"{upto}: {line}" for upto, line, _ in CASES])
def test_it_is_refused_and_nothing_is_written(upto: str, line: str, said: str) -> None:
    today = tell(upto)
    before = commits()
    answer = run(today, line)
    assert answer.stderr == said
    assert (answer.returncode in {1, 2}, answer.stdout) == (True, "")
    assert commits() == before
    assert git("status", "--porcelain") == ""


def test_every_case_is_read() -> None:
    assert len(CASES) == TEXT.count("# ") == len({(upto, line) for upto, line, _ in CASES})


def test_the_whole_course() -> None:
    today = tell("close")
    shown = asked(today, "show XS-1")
    assert (shown["kind"], shown["status"], shown["route"], shown["units"]) == (
        "clue",
        "closed",
        "send",
        ["县水务局"],
    )
    assert (shown["sampled_on"], shown["verified"], shown["answered_on"]) == (
        "2026-03-17",
        "holds",
        ["2026-03-19"],
    )
    assert all(duty["met_on"] for duty in shown["duties"])
    assert not [row for row in asked(today, "overdue") if row["task"]]
    assert run(today, "check").returncode == 0
    (row,) = asked(today, "list --text 饮水")
    assert (row["task"], row["door"], row["matter"]) == ("XS-2026-0001", "hotline", "not_carried_out")
    report = asked(today, "report clue 2026")
    (door, total) = report["tables"]["by_door"]
    assert (door["door"], door["entered"], door["true"], door["closed"]) == ("12345", 1, 1, 1)
    assert total["door"] == "total"
    (unit,) = report["tables"]["units"]
    assert (unit["unit"], unit["sent"], unit["reported"], unit["verified"], unit["untrue"]) == (
        "县水务局",
        1,
        1,
        1,
        0,
    )


ANSWERS = (
    "show XS-1",
    "list",
    "list --text 饮水",
    "log XS-1",
    "log",
    "why XS-1",
    "overdue",
    "overdue --unit 县水务局",
    "due --within 60",
    "today",
    "check",
    "audit",
    "report clue 2026",
    "report overview 2026",
    "report burden 2026",
    "export",
    "export --table events",
    "export --table duties",
    "schema clue",
    "reconcile 2026Q1",
    "notify --dry-run",
)
"""Every command that tells of clues, or might."""


@pytest.mark.parametrize("upto", [line.split()[1] for _, line in STORY])
def test_nobody_is_told_who_gave_it(upto: str, tmp_path: Path) -> None:
    today = tell(upto)
    done(today, "clue amend XS-1 --giver 欧阳某某 --reason 更正姓名") if upto != "close" else None
    for line in ANSWERS:
        for words in ((), ("--json",)):
            answer = run("2026-05-20", line, *words)
            assert answer.returncode in {0, 1, 2}, line
            for secret in SECRETS:
                assert secret not in answer.stdout + answer.stderr, (line, words, secret)
    for name in ("表.xlsx", "表.html", "表.docx", "表.csv"):
        run("2026-05-20", f"report clue 2026 -o {tmp_path / name}")
    for made in tmp_path.glob("表.*"):
        assert not any(secret.encode() in made.read_bytes() for secret in SECRETS)
    assert not any(secret in git("log", "--format=%s%n%b%n%an") for secret in SECRETS)
    assert done(today, "clue giver XS-1").startswith("XS-2026-0001 反映人：欧阳")
    assert "保密" in done("2026-05-20", "show XS-1")


def test_a_search_for_the_giver_finds_nothing() -> None:
    today = tell("send")
    assert asked(today, "list --text 欧阳") == []
    assert asked(today, f"list --text {CONTACT}") == []


def test_what_was_typed_is_not_told_back() -> None:
    line = f"{ADD} --giver {GIVER.replace('<b>', '')} --contact {CONTACT}"
    for words in (("--dry-run",), ("--dry-run", "--json"), ("--json",)):
        answer = run("2026-03-02", line, *words)
        assert answer.returncode == 0
        assert not any(secret in answer.stdout + answer.stderr for secret in SECRETS)
    answer = run("2026-03-02", "clue amend XS-1 --giver 欧阳甲 --reason 改名", "--dry-run")
    assert "欧阳" not in answer.stdout


@pytest.mark.parametrize(
    "broken",
    [
        "反映人: {姓名: 欧阳某, 联系方式: 13800001111}",
        "反映人: {姓名: 欧阳某, 年龄: 50}",
        "反映人: 欧阳某 13800001111",
        "反映人:\n  姓名: 欧阳某\n  联系方式: 13800001111",
        "反映人: [欧阳某",
    ],
)
def test_a_broken_file_is_shown_without_the_giver(broken: str, office: Path) -> None:
    today = tell("add")
    file = office / "线索/2026/XS-2026-0001.yaml"
    file.write_text(re.sub(r"反映人: .*", broken, file.read_text("utf-8")), "utf-8")
    for line in ("check", "show XS-1", "commit --reason 手工", "list", "overdue"):
        for words in ((), ("--json",)):
            answer = run(today, line, *words)
            for secret in SECRETS:
                assert secret not in answer.stdout + answer.stderr, (line, words, answer.stderr)


def test_no_log_of_a_crash_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_words: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("duban.core.clues.gates.refuse_named", broken)
    for words in (("--giver", "欧阳某", "--contact", CONTACT), ("--giver=欧阳某", f"--contact={CONTACT}")):
        answer = run("2026-03-02", ADD, *words)
        assert answer.returncode == 3
        log = Path(answer.stderr.partition("记录在：")[2].partition("\n")[0])
        assert not any(secret in log.read_text("utf-8") for secret in SECRETS)
        assert "--giver" in log.read_text("utf-8")


def test_the_journal_says_only_that_the_giver_changed(office: Path) -> None:
    today = tell("send")
    done(today, "clue amend XS-1 --contact 13900002222 --reason 换了电话")
    text = (office / "线索/2026/XS-2026-0001.yaml").read_text("utf-8")
    assert "字段: 反映人, 原因: 换了电话}" in text
    assert text.count("13900002222") == 1
    assert "13900002222" in done(today, "clue giver XS-1")
    done(today, "clue amend XS-1 --giver '' --reason 本人要求")
    assert "没有记反映人" in done(today, "clue giver XS-1")
    assert run(today, "check").returncode == 0


def test_undo_takes_back_what_is_no_draw() -> None:
    today = tell("draw")
    refused = run(today, "undo")
    assert "抽了就留下，不能撤回换一个种子" in refused.stderr
    done("2026-03-18", "clue verify XS-1 --check 情况一致 --found 看过")
    done("2026-03-18", "undo")
    assert asked("2026-03-18", "show XS-1")["verified"] is None


def test_who_closes_first_is_drawn_all_the_same() -> None:
    for today, line in STORY:
        if not line.startswith(("clue draw", "clue verify")):
            done(today, line)
    assert "抽中 1 条：XS-2026-0001" in done("2026-03-31", "clue draw --seed 开奖号码")
    (owed,) = [row for row in asked("2026-03-31", "due --within 30") if row["task"] == "XS-2026-0001"]
    assert owed["duty"] == "核查抽中的线索"
    assert "没有核查 1 条" in done("2026-03-31", "report clue 2026")
    assert "duban clue verify XS-2026-0001" in done("2026-03-31", "show XS-1")
    out = done("2026-04-01", "clue verify XS-1 --check 情况不实 --found 没有复工")
    assert "现在是“办理中”" in out
    done("2026-04-02", "clue report XS-1 --truth 属实 --found 已复工")
    done("2026-04-03", "clue answer XS-1 --via 电话")
    done("2026-04-03", "clue close XS-1")
    assert "没有可以抽的线索" in run("2026-04-30", "clue draw --seed 另一个").stderr


def test_an_untrue_report_goes_back() -> None:
    tell("draw")
    out = done("2026-03-18", "clue verify XS-1 --check 情况不实 --found 没有复工")
    assert "现在是“办理中”" in out
    assert "下一步：县水务局反馈" in out
    (late,) = [row for row in asked("2026-04-01", "overdue") if row["task"] == "XS-2026-0001"]
    assert (late["unit"], late["duty"], late["due_on"]) == ("县水务局", "反馈线索办理情况", "2026-03-25")
    done("2026-04-02", "clue report XS-1 --truth 属实 --found 已复工")
    assert asked("2026-04-02", "report clue 2026")["tables"]["units"][0]["untrue"] == 1


def test_an_inspection_looks_into_a_clue() -> None:
    done("2026-03-02", ADD)
    done("2026-03-03", "clue assess XS-1 --route 自查")
    wrong = run(
        "2026-03-04",
        "inspect add --title 饮水督查 --object 甲镇 --basis 建议经批准 --basis-by 方县长 --basis-on 2026-03-03 --basis-clue XS-9",
    )
    assert "没有" in wrong.stderr
    done(
        "2026-03-04",
        "inspect add --title 饮水督查 --object 甲镇 --type 线索核查 --basis 建议经批准 --basis-by 方县长 "
        "--basis-on 2026-03-03 --basis-clue XS-1",
    )
    assert "线索：XS-2026-0001" in done("2026-03-04", "show DX-1")
    done("2026-03-04", "clue check XS-1 --inspection DX-1")
    done("2026-03-20", "clue report XS-1 --truth 部分属实 --found 已督促复工")
    assert asked("2026-03-20", "show XS-1")["status"] == "reported"


def test_a_finding_becomes_a_clue(office: Path) -> None:
    head = (
        "--object 甲镇、乙镇 --scope 全县 --content 行政效能 --starts-on 2026-03-03 --ends-on 2026-03-20 "
        "--team 李主任:组长 --named-by 方县长 --basis 行政首长批示 --basis-by 方县长 --basis-on 2026-03-01"
    )
    for line in (
        f"inspect add --title 饮水督查 {head}",
        "inspect scheme DX-1 --approved-by 方县长",
        "inspect declare DX-1 李主任",
        "inspect announce DX-1",
        "inspect start DX-1",
        "inspect find DX-1 --unit 甲镇 --fact 工程款被挪用。有账为证。 --evidence ../照片.jpg",
        "inspect consult DX-1",
        "inspect answer DX-1 --unit 甲镇 --agreed 是",
        "inspect conclude DX-1 --opinion 有问题 --approved-by 方县长",
    ):
        done("2026-03-03", line)
    dispose = "inspect dispose DX-1 --finding 1 --outcome 线索 --approved-by 方县长"
    assert "没有" in run("2026-03-04", dispose, "--to", "XS-9").stderr
    done("2026-03-04", dispose)
    shown = asked("2026-03-04", "show XS-1")
    assert (shown["title"], shown["door"], shown["about"]) == ("工程款被挪用", "inspection", ["甲镇"])
    assert shown["found_in"] == "DX-2026-0001/1"
    assert asked("2026-03-04", "show DX-1")["findings"][0]["outcomes"] == ["clue"]
    done("2026-03-05", dispose, "--to", "XS-1")
    assert len(list((office / "线索/2026").glob("*.yaml"))) == 1
    assert run("2026-03-05", "check").returncode == 0


def test_today_says_what_comes_next() -> None:
    def waits(day: str) -> list[tuple[str, str, str]]:
        found = asked(day, "today")["waiting"]
        return [(each["what"], each["on"], each["command"]) for each in found if each["kind"] == "clue"]

    tell("add")
    assert waits("2026-03-02") == [("研判", "2026-03-09", "duban clue assess XS-2026-0001 --route 转办")]
    assert waits("2026-03-11")[0][0] == "研判逾期2个工作日"
    done("2026-03-11", "clue assess XS-1 --route 转办")
    done("2026-03-12", "clue send XS-1 --unit 县水务局")
    assert waits("2026-03-13") == []
    assert waits("2026-04-02")[0][0] == "县水务局反馈"
    assert waits("2026-04-08")[0][0].startswith("反馈逾期")


def test_what_a_call_allowed_waits_for_its_paper() -> None:
    done("2026-03-02", ADD)
    done("2026-03-03", "clue assess XS-1 --route 移送")
    out = run(
        "2026-03-04",
        "clue hand-over XS-1 --to 县监委 --doc-no 某移〔2026〕1号 --approved-by 方县长 --approved-via 电话",
    )
    assert "待补批件" in out.stderr
    assert "批件还没有到" in run("2026-03-05", "clue close XS-1").stderr
    (paper,) = [each for each in asked("2026-03-05", "today")["waiting"] if each["kind"] == "paper"]
    done("2026-03-05", paper["command"].removeprefix("duban "))
    done("2026-03-05", "clue close XS-1")
    assert json.loads(done("2026-03-05", "show XS-1", "--json"))["status"] == "closed"


def test_what_was_handed_over_is_signed_for(tmp_path: Path) -> None:
    done("2026-03-02", ADD)
    done("2026-03-03", "clue assess XS-1 --route 移送")
    assert run("2026-03-04", "clue receipt XS-1 --receiver 孙科长").returncode == 1  # not handed over yet
    done("2026-03-04", "clue hand-over XS-1 --to 县监委 --doc-no 1号 --copies 3 --approved-by 方县长")
    (step,) = [each for each in asked("2026-03-05", "today")["waiting"] if each["kind"] == "clue"]
    assert (step["what"], step["command"].split(" --")[0]) == (
        "县监委签收",
        "duban clue receipt XS-2026-0001",
    )
    letter = tmp_path / "移送函.docx"
    done("2026-03-04", f"doc 线索移送函 XS-1 -o {letter}")
    text = text_of(letter)
    assert "县监委：" in text
    assert "随函移送材料3份。" in text
    assert not [each for each in SECRETS if each in text]
    assert asked("2026-03-05", "show XS-1")["journal"][-1]["doc_no"] == "1号"
    done("2026-03-05", "clue receipt XS-1 --receiver 孙科长")
    assert "已经签收" in run("2026-03-06", "clue receipt XS-1 --receiver 孙科长").stderr
    shown = json.loads(done("2026-03-06", "show XS-1", "--json"))
    told = [(each["action"], each.get("copies"), each.get("receiver")) for each in shown["journal"]][-3:]
    del told[1]  # the letter
    assert told == [("hand_over_clue", 3, None), ("receive_clue", None, "孙科长")]
    answer = run("2026-03-06", "clue hand-over XS-1 --to 县监委 --doc-no 1号 --copies 0 --approved-by 方县长")
    assert answer.returncode != 0
    done("2026-03-20", "clue report XS-1 --truth 属实 --found 已立案")
    assert json.loads(done("2026-03-20", "show XS-1", "--json"))["status"] == "reported"


def text_of(path: Path) -> str:
    with zipfile.ZipFile(path) as held:
        return re.sub(r"<[^>]+>", "", held.read("word/document.xml").decode())


def test_papers_tell_the_matter_and_nobody(tmp_path: Path) -> None:
    letter, result = tmp_path / "函.docx", tmp_path / "反馈.docx"
    tell("assess")
    early = run("2026-03-03", f"doc 线索转办函 XS-1 --draft -o {letter}")
    assert "不能出线索转办函：XS-2026-0001 现在是“待处理”" in early.stderr
    assert "duban clue send XS-2026-0001" in early.stderr
    done("2026-03-04", "clue send XS-1 --unit 县水务局、乙镇")
    several = run("2026-03-04", f"doc 线索转办函 XS-1 --draft -o {letter}")
    assert "一个单位一份，XS-2026-0001 等着反馈的是县水务局、乙镇人民政府" in several.stderr
    done("2026-03-04", f"doc 线索转办函 XS-1 --unit 县水务局 -o {letter}")
    told = text_of(letter)
    assert all(
        word in told for word in ("县水务局：", "停工三个月。", "2026年3月25日", "不得打听、查找反映人")
    )
    assert "乙镇" not in told
    assert "20260302001" not in told
    done("2026-03-10", "clue report XS-1 --unit 县水务局 --truth 属实 --found 已复工")
    done("2026-03-11", "clue report XS-1 --truth 不属实 --found 不在本镇")
    done("2026-03-12", f"doc 线索办理反馈 XS-1 -o {result}")
    found = text_of(result)
    assert "2026年3月4日转县水务局办理，2026年3月10日反馈，反映情况属实：已复工。" in found
    assert "反映情况不属实：不在本镇。" in found
    for secret in SECRETS:
        assert secret not in told + found
    assert "没有写是哪一个" in run("2026-03-12", "doc 线索办理反馈").stderr
    assert "是线索的文书" in run("2026-03-12", "doc 线索办理反馈 XS-1 --status 办理中").stderr


def test_neither_wall_nor_board_tells(tmp_path: Path) -> None:
    today = tell("close")
    for words in ("report wall", "report wall --public", "rectify board"):
        page = tmp_path / "页.html"
        run(today, words, "-o", str(page), "--force")
        assert not page.exists() or not any(secret in page.read_text("utf-8") for secret in SECRETS)


def test_months_sum_to_the_year() -> None:
    tell("close")
    done("2026-04-07", f"{ADD} --subject 另一件")
    done("2026-05-06", "clue assess XS-2 --route 不予受理")
    done("2026-05-07", "clue decline XS-2 --ground 不属于督查范围")

    def counted(period: str) -> list[int]:
        tables = asked("2026-12-31", f"report clue {period}")["tables"]
        total: dict[str, int] = next((row for row in tables.get("by_door", ()) if row["door"] == "total"), {})
        names = ("entered", "true", "partly", "false", "declined", "closed")
        routes = sum(row["clues"] for row in tables.get("by_route", ()))
        return [*(total.get(name, 0) for name in names), routes]

    months = [counted(f"2026-{month:02}") for month in range(1, 13)]
    assert [sum(column) for column in zip(*months, strict=True)] == counted("2026") == [2, 1, 0, 0, 1, 1, 2]


def test_a_hand_that_names_the_giver_is_found(office: Path) -> None:
    """Past duban, by git alone: `check` tells where, and does not repeat it."""
    today = tell("send")
    file = office / "线索/2026/XS-2026-0001.yaml"
    file.write_text(file.read_text("utf-8").replace("由行业部门查", "欧阳<b>某说的"), "utf-8")
    git("commit", "-qam", "改")
    answer = run(today, "check")
    assert answer.returncode == 1
    assert "“意见”里有反映人的姓名或者联系方式" in answer.stderr + answer.stdout
    assert "欧阳" not in answer.stderr + answer.stdout


def test_an_inspection_names_nobody_who_gave_its_clue() -> None:
    done("2026-03-02", f"{ADD} --giver 欧阳某 --contact {CONTACT}")
    done("2026-03-03", "clue assess XS-1 --route 自查")
    head = "--object 甲镇 --type 线索核查 --basis 建议经批准 --basis-by 方县长 --basis-on 2026-03-03 --basis-clue XS-1"
    assert "里有反映人的姓名" in run("2026-03-04", f"inspect add --title 核查欧阳某反映的停工 {head}").stderr
    done("2026-03-04", f"inspect add --title 核查停工 {head}")
    for line in (
        "inspect amend DX-1 --title 欧阳某来信核查 --reason 改名",
        f"inspect cancel DX-1 --reason 反映人{CONTACT}撤回 --approved-by 方县长",
    ):
        refused = run("2026-03-05", line)
        assert "里有反映人的姓名" in refused.stderr
        assert not any(secret in refused.stderr for secret in SECRETS)


def test_who_gave_a_joined_clue_is_told_so() -> None:
    done("2026-03-02", ADD)
    done("2026-03-02", f"{ADD} --giver 欧阳某")
    done("2026-03-03", "clue assess XS-2 --route 并案")
    done("2026-03-03", "clue join XS-2 --into XS-1")

    def owed() -> list[str]:
        return [each["duty"] for each in asked("2026-03-11", "overdue") if each["task"] == "XS-2026-0002"]

    def shown() -> list[str]:
        waiting = asked("2026-03-11", "today")["waiting"]
        return [each["what"] for each in waiting if each["task"] == "XS-2026-0002"]

    assert owed() == ["答复反映人"]
    assert shown()
    done("2026-03-11", "clue answer XS-2 --via 电话")
    assert (owed(), shown()) == ([], [])
    assert asked("2026-03-11", "show XS-2")["status"] == "joined"


def test_a_paper_tells_where_it_went_but_of_misconduct_nothing(tmp_path: Path) -> None:
    paper = tmp_path / "反馈.docx"
    for number, route in enumerate(("不予受理", "移送"), 1):
        done("2026-03-02", ADD)
        done("2026-03-03", f"clue assess XS-{number} --route {route}")
    done("2026-03-04", "clue decline XS-1 --ground 其他 --reason 已有判决")
    done("2026-03-04", "clue hand-over XS-2 --to 县监委 --doc-no 某移〔2026〕1号 --approved-by 方县长")
    for number in (1, 2):
        done("2026-03-05", f"clue close XS-{number}")
    done("2026-03-06", f"doc 线索办理反馈 XS-1 --draft -o {paper}")
    assert "2026年3月4日不予受理，事由：其他；已有判决。" in text_of(paper)
    assert "怎样办的不写进文书" in run("2026-03-06", f"doc 线索办理反馈 XS-2 --draft -o {paper}").stderr


def test_a_clue_that_goes_twice_counts_where_it_first_went() -> None:
    """Sent in March and in April, to two units: one clue of the year, and of one month; asked of one unit, only of it."""
    tell("assess")
    done("2026-03-04", "clue send XS-1 --unit 县水务局")
    done("2026-04-01", "clue send XS-1 --unit 县财政局")
    done("2026-04-02", "clue report XS-1 --unit 县水务局 --truth 属实 --found 已复工")
    done("2026-04-03", "clue report XS-1 --truth 不属实 --found 已拨款")

    def routes(line: str) -> list[int]:
        return [row["clues"] for row in asked("2026-12-31", line)["tables"].get("by_route", ())]

    assert [routes(f"report clue 2026-{month:02}") for month in (3, 4)] == [[1], []]
    assert routes("report clue 2026") == [1]
    one = asked("2026-12-31", "report clue 2026 --unit 县财政局")["tables"]
    assert [(row["unit"], row["sent"], row["reported"]) for row in one["units"]] == [("县财政局", 1, 1)]
    assert (one["by_door"][0]["true"], one["by_door"][0]["false"]) == (0, 1)


def test_the_page_says_that_the_giver_changed_not_from_nothing_to_nothing() -> None:
    today = tell("send")
    done(today, "clue amend XS-1 --contact 13900002222 --reason 换了电话")
    assert "反映人：改了，内容不显示" in re.sub(r"\s+", "", done(today, "show XS-1"))


def test_an_audit_finds_a_change_of_the_giver_in_order() -> None:
    today = tell("send")
    done(today, f"clue amend XS-1 --giver 欧阳甲 --contact {CONTACT[:-1]}2 --reason 更正姓名")
    audit = run(today, "audit")
    assert (audit.returncode, "欧阳" in audit.stdout) == (0, False), audit.stdout


@pytest.mark.forges
def test_an_audit_tells_no_giver_that_was_changed_without_a_word(office: Path) -> None:
    today = tell("send")
    file = office / "线索/2026/XS-2026-0001.yaml"
    file.write_text(file.read_text("utf-8").replace("欧阳", "欧阳乙"), "utf-8")
    git("commit", "-qa", "--amend", "--no-edit")
    for words in ((), ("--json",)):
        audit = run(today, "audit", *words)
        assert audit.returncode == 1
        assert not any(secret in audit.stdout + audit.stderr for secret in SECRETS)
    assert "（内容不显示）" in audit.stdout
