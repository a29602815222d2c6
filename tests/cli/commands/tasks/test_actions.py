"""The commands that act on tasks, end to end: words in, one commit out; what is refused writes nothing."""

import difflib
import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import typer
from tests.outside import killed_at

from duban.cli.framework import prompts as asking
from duban.cli.main import main
from duban.cli.options import task_options as choosing

TODAY = "2026-09-28"
CONFIG = """\
名称: 某县督查室
工作区号: county
制度:
  - {自: 2026-01-01, 名称: default}
单位:
  - {全称: 县住房和城乡建设局, 简称: 县住建局, 曾用名: [县建设局]}
  - {全称: 县财政局}
  - {全称: 县水务局}
  - {全称: 县教育局}
"""
LEDGER = "名称: 领导批示贯彻落实台账\n种类: 领导批示\n字头: PS\n"
TASK = """\
# 手写的开头
编号: {id}
事项: 整治第{number}片棚户区
来源:
  - {{类别: 领导批示, 名称: 第{number}号批示}}
批示: [{{领导: 李县长, 日期: 2026-09-01, 内容: 抓紧}}]
缓急: 急件
牵头单位: 县住建局   # 简称
配合单位: [县财政局]
责任人: "张三"
工作要求: 形成方案
量化指标:
  - {{名称: 改造户数, 目标: 100, 计量单位: 户}}
时序进度:
  - {{节点: 完成摸底, 时限: 2026-09-30}}
流水:
  - {{日期: 2026-09-01, 登记: 2020-01-01T09:00:00+08:00, 动作: 立项, 经办: 王五}}
{events}  # 流水后面的注释

备注: 手写的备注
"""
EVENTS = {
    name: f"{{日期: 2026-09-{day}, 登记: 2020-01-{day}T09:00:00+08:00, {rest}}}"
    for name, day, rest in (
        ("assigned", "02", "动作: 交办, 经办: 王五, 时限: 2026-09-20, 依据: 领导确定"),
        ("accepted", "03", "动作: 签收, 经办: 李四, 单位: 县住建局"),
        ("done", "10", "动作: 报结, 经办: 李四, 单位: 县住建局, 实绩: [{名称: 改造户数, 实绩: 120}]"),
        ("verified", "11", "动作: 核验, 经办: 王五, 方式: 现场, 结论: 通过"),
        ("closed", "12", "动作: 销号, 经办: 王五"),
    )
}
STAGES = {
    "待交办": (),
    "待签收": ("assigned",),
    "办理中": ("assigned", "accepted"),
    "待核验": ("assigned", "accepted", "done"),
    "待销号": ("assigned", "accepted", "done", "verified"),
    "已销号": ("assigned", "accepted", "done", "verified", "closed"),
}
HOLIDAYS = {
    "year": 2026,
    "papers": [],
    "days": [{"name": "国庆节", "date": f"2026-10-{day:02d}", "isOffDay": True} for day in range(1, 8)],
}


@dataclass(frozen=True)
class Answer:
    """What a command line gave back."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.out)
        return found


@dataclass(frozen=True)
class Office:
    """A small workspace in a repository of its own, and a hand that types commands in it."""

    root: Path
    type_in: Callable[[Sequence[str], str], Answer]

    def run(self, line: str, stdin: str = "") -> Answer:
        return self.type_in(line.split(), stdin)

    def path(self, identifier: str) -> Path:
        return self.root / "领导批示" / "2026" / f"{identifier}.yaml"

    def text(self, identifier: str) -> str:
        return self.path(identifier).read_text("utf-8")

    def add(self, status: str, **changes: str) -> str:
        """A task in this status; changes replace lines of its head by key."""
        number = len(list(self.root.glob("领导批示/2026/*.yaml"))) + 1
        identifier = f"PS-2026-{number:04d}"
        lines = "".join(f"  - {EVENTS[name]}\n" for name in STAGES[status])
        text = TASK.format(id=identifier, number=number, events=lines)
        for key, value in changes.items():
            text = re.sub(rf"(?m)^{key}: .*$", f"{key}: {value}", text)
        self.path(identifier).parent.mkdir(parents=True, exist_ok=True)
        self.path(identifier).write_text(text, "utf-8")
        self.git("add", "-A")
        self.git("commit", "-qm", f"准备 {identifier}")
        return identifier

    def git(self, *words: str) -> str:
        done = subprocess.run(["git", *words], cwd=self.root, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def commits(self) -> int:
        return int(self.git("rev-list", "--count", "HEAD"))


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Office:
    root = tmp_path / "督办"
    root.mkdir()
    (root / "领导批示").mkdir()
    (root / "日历").mkdir()
    (root / "duban.yaml").write_text(CONFIG, "utf-8")
    (root / "领导批示" / "台账.yaml").write_text(LEDGER, "utf-8")
    (root / "日历" / "2026.json").write_text(json.dumps(HOLIDAYS), "utf-8")
    for name in [name for name in os.environ if name.startswith(("GIT_", "DUBAN_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("DUBAN_TODAY", TODAY)
    monkeypatch.chdir(root)

    def type_in(words: Sequence[str], stdin: str) -> Answer:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        capsys.readouterr()
        code = main(list(words))
        shown = capsys.readouterr()
        return Answer(code, shown.out, shown.err)

    made = Office(root, type_in)
    made.git("init", "-q", "-b", "main")
    made.git("config", "user.name", "王五")
    made.git("config", "user.email", "wangwu@example.com")
    return made


WORKS = [
    ("待交办", "assign PS-1", "已交办 PS-2026-0001：整治第1片棚户区（现在是“待签收”，时限 2026-10-08）"),
    ("待交办", "assign PS-1 --due-on 2026-11-30 --approved-by 李县长 --approved-via 书面", "时限 2026-11-30"),
    ("待签收", "assign PS-1 --unit 县水务局 --due-on 2026-09-18", "已变更、交办 PS-2026-0001"),
    ("待签收", "accept PS-1", "已签收 PS-2026-0001：整治第1片棚户区（现在是“办理中”，时限 2026-09-20）"),
    ("待签收", "accept PS-1 --unit 县建设局", "现在是“办理中”"),
    ("待签收", "accept PS-1 --unit 县财政局", "现在是“待签收”"),
    ("待签收", "contest PS-1 --reason 不属我局职责", "已退件 PS-2026-0001"),
    ("办理中", "progress PS-1 --percent 40 --done 完成入户 --issues 缺钱 --next 立项 --needs 资金", "已反馈"),
    ("待签收", "progress PS-1 --done 开始办", "现在是“办理中”"),
    ("办理中", "progress PS-1 --milestone 完成摸底", "已反馈"),
    ("待交办", "progress PS-1 --step 收文", "已收文"),
    ("办理中", "progress PS-1 --step submit --sent-to 李县长", "已呈批"),
    ("办理中", "progress PS-1 --step 研究 --opinion 由住建局牵头", "已研究"),
    ("办理中", "explain PS-1 --reason 雨季停工 --remedy 增加班组 --sent-to 县政府", "已说明"),
    ("办理中", "coordinate PS-1 --rung 1 --dispute 用地 --opinion 由县财政局出资", "已协调"),
    ("办理中", "extend PS-1 --due-on 2026-10-30 --approved-by 李县长 --reason 雨季", "时限 2026-10-30"),
    (
        "办理中",
        "extend PS-1 --due-on 2026-10-15 --milestone 完成摸底 --approved-by 李县长 --reason 雨",
        "已延期",
    ),
    ("办理中", "extend PS-1 --due-on 2026-10-15 --unit 县财政局 --approved-by 李县长 --reason 雨", "已延期"),
    (
        "办理中",
        "transfer PS-1 --to 县教育局 --reason 分工调整 --approved-by 李县长",
        "现在是“待签收”，时限 2026-10-08",
    ),
    ("办理中", "suspend PS-1 --reason 诉讼 --approved-by 李县长", "现在是“已中止”"),
    ("办理中", "withdraw PS-1 --reason 政策取消 --approved-by 李县长", "现在是“已撤销”）"),
    ("办理中", "done PS-1 --done-on 2026-09-27 --done 已建成 --actual 改造户数=120", "现在是“待核验”"),
    ("办理中", "urge PS-1 --via 电话", "已催办"),
    ("办理中", "warn PS-1 --level yellow --whom 县住建局 --reason 进度慢 --forecast 年底完不成", "已预警"),
    ("待核验", "verify PS-1 --method 现场 --result 通过", "现在是“待销号”"),
    (
        "待核验",
        "verify PS-1 --method on_site --result fail --failure 假落实 --due-on 2026-10-20",
        "时限 2026-09-20，限期整改 2026-10-20",
    ),
    (
        "待核验",
        "return PS-1 --missing 缺验收单 --due-on 2026-10-10",
        "现在是“办理中”，时限 2026-09-20，限期整改 2026-10-10",
    ),
    ("待核验", "return PS-1 --missing 缺验收单 --unit 县住建局", "现在是“办理中”"),
    ("待销号", "close PS-1", "已销号 PS-2026-0001：整治第1片棚户区（现在是“已销号”）"),
    (
        "已销号",
        "reopen PS-1 --finding 反弹 --reason 反弹 --due-on 2026-11-30 --approved-by 李县长",
        "时限 2026-11-30",
    ),
    (
        "已销号",
        "revisit PS-1 --method 暗访 --genuine 是 --implemented 是 --rectified yes --resolved 否 --satisfied 是",
        "已回访",
    ),
]


@pytest.mark.parametrize(("status", "line", "said"), WORKS, ids=[line for _, line, _ in WORKS])
def test_a_command_appends_its_event_and_commits_once(
    office: Office, status: str, line: str, said: str
) -> None:
    identifier = office.add(status)
    before, commits = office.text(identifier), office.commits()
    answer = office.run(line)
    assert (answer.code, said in answer.out) == (0, True), answer
    assert office.commits() == commits + 1
    assert f"提交 {office.git('rev-parse', 'HEAD')[:8]}" in answer.out
    assert office.git("status", "--porcelain") == ""
    if "已变更" in said or "transfer" in line:
        return  # the head changes too: see below
    after = office.text(identifier)
    marks = {mark for mark, *_ in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()}
    assert marks == {"equal", "insert"}
    assert after.endswith("  # 流水后面的注释\n\n备注: 手写的备注\n")


def last_event(office: Office, identifier: str) -> str:
    lines = office.text(identifier).partition("  # 流水后面的注释")[0].splitlines()
    return lines[-1].strip()


def test_an_event_is_one_line_with_names_the_task_uses(office: Office) -> None:
    identifier = office.add("待签收")
    office.run("accept PS-1 --unit 县建设局 --on 2026-09-25 --by 李四 --note 口头")
    line = re.sub(r"登记: \S+\+08:00", "登记: …", last_event(office, identifier))
    assert line == "- {日期: 2026-09-25, 登记: …, 动作: 签收, 经办: 李四, 单位: 县住建局, 备注: 口头}"


def test_a_commit_says_who_did_what_to_which_task(office: Office) -> None:
    office.add("待签收")
    office.run("accept PS-1 --by 李四")
    message = office.git("log", "-1", "--format=%B")
    subject, _, trailers = message.partition("\n\n")
    assert subject == "签收 PS-2026-0001：整治第1片棚户区"
    assert trailers.splitlines()[:3] == [
        "Duban-Action: accept",
        "Duban-Task: PS-2026-0001",
        "Duban-Actor: 李四",
    ]


def test_a_milestone_alone_means_completed_on_the_business_date(office: Office) -> None:
    identifier = office.add("办理中")
    office.run("progress PS-1 --milestone 完成摸底 --on 2026-09-26")
    assert last_event(office, identifier).endswith("单位: 县住建局, 节点: 完成摸底, 办结日期: 2026-09-26}")
    again = office.run("progress PS-1 --milestone 完成摸底 --percent 50")
    assert "办结日期" not in last_event(office, identifier)
    assert "PS-2026-0001 的节点“完成摸底”已在 2026-09-26 完成，以第一次为准" in again.err


def test_a_falling_percentage_is_noticed(office: Office) -> None:
    office.add("办理中")
    office.run("progress PS-1 --percent 60")
    assert "县住建局的进度从 60% 降到 40%" in office.run("progress PS-1 --percent 40").err


def test_resume_carries_the_working_days_left_and_says_so(office: Office) -> None:
    identifier = office.add("待交办")
    office.run("assign PS-1 --due-on 2026-10-09 --approved-by 李县长 --today 2026-09-21")
    office.run("suspend PS-1 --reason 诉讼 --approved-by 李县长 --today 2026-09-25")
    answer = office.run("resume PS-1 --approved-by 李县长 --today 2026-09-28")
    assert "PS-2026-0001 恢复后的时限按中止时剩余的工作日顺延为 2026-10-12" in answer.err
    assert "时限: 2026-10-12" in last_event(office, identifier)
    office.run("suspend PS-1 --reason 再停 --approved-by 李县长")
    office.run("resume PS-1 --due-on 2026-12-01 --approved-by 李县长")
    assert "时限: 2026-12-01" in last_event(office, identifier)


def test_urging_counts_and_happens_once_a_day(office: Office) -> None:
    identifier = office.add("办理中")
    office.run("urge PS-1 --on 2026-09-26")
    office.run("urge PS-1 --via 电话 --on 2026-09-27")
    assert "第几次: 2" in last_event(office, identifier)
    assert office.run("urge PS-1 --on 2026-09-27").code == 1


def test_an_approval_by_telephone_awaits_its_paper(office: Office) -> None:
    office.add("办理中")
    line = "extend PS-1 --due-on 2026-10-30 --approved-by 李县长 --approved-via 电话 --reason 雨季"
    assert "PS-2026-0001 的延期由李县长电话批准，待补批件" in office.run(line).err


def test_a_transfer_changes_the_head_and_keeps_every_other_line(office: Office) -> None:
    identifier = office.add("办理中")
    before = office.text(identifier).splitlines()
    office.run("transfer PS-1 --new-lead 县财政局 --reason 分工 --approved-by 李县长 --due-on 2026-10-20")
    after = office.text(identifier).splitlines()
    gone = [line for line in before if line not in after]
    assert gone == ["牵头单位: 县住建局   # 简称", "配合单位: [县财政局]"]
    assert "牵头单位: 县财政局   # 简称" in after
    assert "原牵头: 县住建局, 新牵头: 县财政局" in last_event(office, identifier)


def test_a_new_unit_joins_the_supporting_ones(office: Office) -> None:
    identifier = office.add("办理中")
    assert office.run("assign PS-1 --unit 县水务局 --due-on 2026-10-20").code == 1
    office.run("assign PS-1 --unit 县水务局 --due-on 2026-10-20 --approved-by 李县长")
    assert "配合单位: [县财政局, 县水务局]" in office.text(identifier)
    assert "动作: 交办" in last_event(office, identifier)
    assert "单位: 县水务局" in last_event(office, identifier)
    assert office.run("accept PS-1 --unit 县水务局").code == 0


def test_a_withdrawn_task_hands_its_sources_over(office: Office) -> None:
    gone, survivor = office.add("办理中"), office.add("办理中")
    answer = office.run("withdraw PS-1 --reason 重复 --approved-by 李县长 --into PS-2")
    assert answer.code == 0, answer
    assert "已撤销 PS-2026-0001" in answer.out
    assert "已变更 PS-2026-0002" in answer.out
    assert f"并入: {survivor}" in last_event(office, gone)
    text = office.text(survivor)
    assert "  - {类别: 领导批示, 名称: 第2号批示}\n  - {类别: 领导批示, 名称: 第1号批示}\n" in text
    assert "字段: 来源" in text
    assert "Duban-Task: PS-2026-0002" in office.git("log", "-1", "--format=%B")
    back = office.run("withdraw PS-2 --reason 重复 --into PS-1")
    assert back.code == 1
    assert "不能把 PS-2026-0002 并入 PS-2026-0001：PS-2026-0001 现在是“已撤销”" in back.err


def test_what_is_merged_hands_its_earlier_day_over(office: Office) -> None:
    office.add("办理中")
    survivor = office.add("办理中")
    assert office.run("extend PS-2 --due-on 2026-11-30 --approved-by 李县长 --reason 等").code == 0
    assert office.run("extend PS-1 --due-on 2026-10-15 --approved-by 李县长 --reason 等").code == 0
    alone = office.run("withdraw PS-1 --reason 重复 --into PS-2")
    assert alone.code == 1
    assert "PS-2026-0002 要接过 PS-2026-0001 较早的时限 2026-10-15，提前须经批准" in alone.err
    answer = office.run("withdraw PS-1 --reason 重复 --into PS-2 --approved-by 李县长")
    assert answer.code == 0, answer
    assert "PS-2026-0002 的时限提前到 2026-10-15" in answer.err
    assert "时限: 2026-10-15" in last_event(office, survivor)
    assert "PS-2026-0001 并入本事项" in last_event(office, survivor)


def test_evidence_is_copied_and_recorded_with_its_digest(office: Office, tmp_path: Path) -> None:
    identifier = office.add("办理中")
    first, second = tmp_path / "验收单.txt", tmp_path / "b" / "验收单.txt"
    second.parent.mkdir()
    first.write_text("合格", "utf-8")
    second.write_text("也合格", "utf-8")
    office.run(f"done PS-1 --evidence {first} --evidence {second}")
    folder = office.root / "附件" / identifier
    assert sorted(path.name for path in folder.iterdir()) == ["验收单-2.txt", "验收单.txt"]
    assert "路径: 附件/PS-2026-0001/验收单.txt, sha256:" in office.text(identifier)
    assert "附件/PS-2026-0001/验收单-2.txt" in office.git(
        "-c", "core.quotepath=off", "show", "--stat", "HEAD"
    )


def test_a_lead_that_the_task_was_taken_from_still_says_why_it_was_late(office: Office) -> None:
    identifier = office.add("办理中")
    moved = "transfer PS-1 --to 县教育局 --due-on 2026-11-30 --reason 分工调整 --approved-by 李县长"
    assert office.run(f"{moved} --today 2026-10-19").code == 0
    told = office.run("explain PS-1 --unit 县住建局 --reason 雨 --remedy 移交 --today 2026-10-20")
    assert "已说明 PS-2026-0001" in told.out
    assert "单位: 县住建局" in last_event(office, identifier)
    stranger = office.run("explain PS-1 --unit 县水务局 --reason 雨 --remedy 移交 --today 2026-10-20")
    assert "不是 PS-2026-0001 的牵头或配合单位" in stranger.err


REFUSED = [
    ("待交办", "accept PS-1", "不能签收：PS-2026-0001 现在是“待交办”\n可以这样做：duban assign PS-2026-0001"),
    ("待签收", "accept PS-1 --unit 县水利局", "“县水利局”不是 PS-2026-0001 的牵头或配合单位"),
    ("待签收", "accept PS-1 --unit 县建设局局", "最接近的是“县建设局”；本事项的单位：县住建局、县财政局"),
    ("办理中", "accept PS-1", "不能签收：PS-2026-0001 “县住建局”已经签收"),
    (
        "办理中",
        "contest PS-1 --reason 不归我",
        "“县住建局”已经签收，不能再退件\n可以这样做：确实不归它管的要转办：duban transfer PS-2026-0001",
    ),
    (
        "待交办",
        "assign PS-1 --unit 县水务局 --due-on 2026-10-20",
        "不能只交办一个单位：PS-2026-0001 还没有交办",
    ),
    (
        "待签收",
        "assign PS-1 --unit 县水物局 --due-on 2026-10-20",
        "没有单位“县水物局”\n可以这样做：最接近的是“县水务局”",
    ),
    ("待签收", "assign PS-1 --unit 县水务局", "缺 --due-on（这个单位的时限）"),
    ("已销号", "assign PS-1", "不能交办：PS-2026-0001 现在是“已销号”"),
    (
        "办理中",
        "progress PS-1 --milestone 完成模底",
        "PS-2026-0001 没有节点“完成模底”\n可以这样做：最接近的是“完成摸底”",
    ),
    ("办理中", "progress PS-1", "缺 --done（进展）"),
    ("办理中", "explain PS-1", "缺 --reason（逾期原因）"),
    ("已销号", "coordinate PS-1 --rung 1 --dispute 用地", "不能协调：PS-2026-0001 现在是“已销号”"),
    ("办理中", "coordinate PS-1 --rung 1", "PS-2026-0001 没有写争议是什么，无可协调"),
    ("办理中", "coordinate PS-1 --rung 3 --dispute 用地", "要逐层协调，现在到了第0层，不能记第3层"),
    ("办理中", "progress PS-1 --step 研究", "缺 --opinion（意见）"),
    (
        "办理中",
        "progress PS-1 --step 解读报告 --sent-to 市政府",
        "PS-2026-0001 还没有记解读，没有结果可以报告",
    ),
    ("办理中", "explain PS-1 --reason 雨", "缺 --remedy（补救措施）"),
    (
        "办理中",
        "extend PS-1 --due-on 2026-10-30 --approved-by 李县长 --reason x --milestone 不存在",
        "没有节点“不存在”",
    ),
    ("办理中", "extend PS-1 --due-on 2026-09-20 --approved-by 李县长 --reason x", "时限本来就是 2026-09-20"),
    ("办理中", "transfer PS-1 --to 县建设局 --reason x", "“县住建局”已经是 PS-2026-0001 的牵头单位"),
    ("办理中", "transfer PS-1 --to 县教育居 --reason x", "最接近的是“县教育局”"),
    ("已销号", "suspend PS-1 --reason x", "不能中止：PS-2026-0001 现在是“已销号”"),
    ("办理中", "resume PS-1", "不能恢复：PS-2026-0001 现在是“办理中”"),
    ("已销号", "withdraw PS-1 --reason x", "不能撤销：PS-2026-0001 现在是“已销号”"),
    ("办理中", "withdraw PS-1 --reason x --into PS-1", "PS-2026-0001 不能并入自己"),
    ("办理中", "withdraw PS-1 --reason x --into PS-9", "没有编号为“PS-9”的事项"),
    ("待核验", "done PS-1", "“县住建局”已经报结，要重报须先退回"),
    ("办理中", "done PS-1 --done-on 2026-09-29", "办结日期 2026-09-29 晚于报结日期 2026-09-28"),
    ("办理中", "done PS-1 --actual 改造户=3", "没有量化指标“改造户”\n可以这样做：最接近的是“改造户数”"),
    ("办理中", "done PS-1 --evidence 没有.txt", "没有.txt"),
    # of several faults the first field's is told: the unit before the indicator, the old lead before the new
    (
        "办理中",
        "done PS-1 --evidence 没有.txt --actual 改造户=3 --unit 无此局",
        "“无此局”不是 PS-2026-0001 的",
    ),
    ("办理中", "done PS-1 --evidence 没有.txt --actual 改造户=3", "没有量化指标“改造户”"),
    ("办理中", "transfer PS-1 --to 县教育居 --old-lead 无此局 --reason x", "“无此局”不是 PS-2026-0001 的"),
    ("办理中", "extend PS-1 --milestone 甲 --unit 县财政局", "缺 --approved-by（批准人）"),
    ("待核验", "verify PS-1 --result 通过 --failure 假落实", "缺 --method（核验方式）"),
    ("已销号", "urge PS-1", "不能催办：PS-2026-0001 已销号，没有单位欠着什么"),
    ("已销号", "warn PS-1 --level 红", "不能预警：PS-2026-0001 已销号，没有单位欠着什么"),
    ("办理中", "warn PS-1", "缺 --level（预警级别）\n可以这样做：--level 蓝、黄、红"),
    ("待核验", "verify PS-1", "缺 --method（核验方式）"),
    ("待核验", "verify PS-1 --method 书面 --result 通过", "核验方式须为现场，不能用“书面”，本次没有记录"),
    (
        "办理中",
        "verify PS-1 --method 现场 --result 通过",
        "不能核验：PS-2026-0001 还没有报结（现在是“办理中”）",
    ),
    ("办理中", "return PS-1 --missing x", "不能退回：PS-2026-0001 现在是“办理中”"),
    ("待核验", "return PS-1 --missing x --unit 县财政局", "“县财政局”没有报结，无可退回"),
    ("办理中", "close PS-1", "不能销号：PS-2026-0001 还没有报结，更没有通过核验（现在是“办理中”）"),
    ("待核验", "close PS-1", "不能销号：PS-2026-0001 还没有通过核验（现在是“待核验”）"),
    ("已销号", "reopen PS-1", "缺 --finding（失实还是反弹）"),
    (
        "办理中",
        "reopen PS-1 --finding 失实 --reason x --due-on 2026-11-30 --approved-by 李",
        "不能重启：PS-2026-0001 现在是“办理中”",
    ),
    ("待交办", "revisit PS-1 --genuine 是", "不能回访：PS-2026-0001 现在是“待交办”"),
    ("已销号", "revisit PS-1", "PS-2026-0001 的回访没有写怎样看的、看到了什么"),
    ("办理中", "urge", "没有选中任何事项"),
    ("办理中", "urge PS-7", "没有编号为“PS-7”的事项"),
    ("办理中", "urge PS-1 --on 2026-09-29", "业务日期 2026-09-29 在今天（2026-09-28）之后，不能预先记账"),
    (
        "办理中",
        "accept PS-1 --unit 县财政局 --on 2026-09-01",
        "不能签收：PS-2026-0001 在 2026-09-01 还没有交办，2026-09-02 才交办",
    ),
    ("办理中", "explain PS-1 --reason （机密） --remedy 加班", "这里有密级标志：“（机密）”"),
]


@pytest.mark.parametrize(("status", "line", "told"), REFUSED, ids=[line for _, line, _ in REFUSED])
def test_what_is_refused_writes_nothing(office: Office, status: str, line: str, told: str) -> None:
    identifier = office.add(status)
    before, commits = office.text(identifier), office.commits()
    answer = office.run(line)
    assert (answer.code, answer.out) == (1, "")
    assert told in answer.err
    assert (office.text(identifier), office.commits()) == (before, commits)
    assert office.git("status", "--porcelain") == ""


MISUSED = [
    ("accept PS-1 --unti 县住建局", "没有选项 --unti。\n可以这样做：最接近的是 --unit"),
    (
        "verify PS-1 --method 现长 --result 通过",
        "--method：“现长”没有这个取值。\n可以这样做：最接近的是 现场；可以是",
    ),
    (
        "verify PS-1 --method 现场 --result 通过 --failure 假落实",
        "--failure 和 --due-on 只用于不通过的核验。",
    ),
    ("progress PS-1 --percent 101", "--percent：“101”不能大于 100。"),
    ("progress PS-1 --step 收文 --percent 10", "收文不带 --percent。"),
    ("progress PS-1 --opinion 同意", "--opinion 只和 --step 研究 一起用。"),
    ("progress PS-1 --standing quarter --period 2026Q3", "履职不属于任何事项，也没有进度。"),
    ("coordinate PS-1 --rung 5", "--rung：“5”不能大于 4。"),
    ("done PS-1 --actual 120户", "--actual：“120户”不是 名称=实绩。"),
    ("assign PS-1 --basis 领导确定", "--basis 只说明 --due-on 的依据。"),
    ("extend PS-1 --due-on 2026-10-1 --reason x --approved-by y --milestone a --unit b", "只能写一个"),
    ("revisit PS-1 --genuine 也许", "--genuine：“也许”没有这个取值。"),
    ("urge --where 责任=张三", "没有字段“责任”"),
    ("urge -", "标准输入里没有编号。"),
]


@pytest.mark.parametrize(("line", "told"), MISUSED, ids=[line for line, _ in MISUSED])
def test_wrong_usage_is_told_in_chinese(office: Office, line: str, told: str) -> None:
    office.add("办理中")
    commits = office.commits()
    answer = office.run(line)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err
    assert office.commits() == commits


def test_everything_missing_is_listed_at_once(office: Office) -> None:
    office.add("办理中")
    answer = office.run("extend PS-1")
    assert (answer.code, answer.err) == (
        1,
        """\
错误：缺 --due-on（新的时限）
可以这样做：--due-on …

错误：缺 --reason（原因）
可以这样做：--reason …

错误：缺 --approved-by（批准人）
可以这样做：--approved-by …
""",
    )


def test_on_a_terminal_what_is_missing_is_asked(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.add("待核验")
    answers = iter(["现长", "1", "通过"])
    monkeypatch.setattr(asking, "can_ask", lambda context: not context.as_json)
    monkeypatch.setattr("builtins.input", lambda _mark: next(answers))
    answer = office.run("verify PS-1")
    assert answer.out.startswith("核验方式：\n  1 现场\n  2 书面\n  3 抽查\n  4 暗访\n")
    assert "--method：“现长”没有这个取值" in answer.err
    assert "现在是“待销号”" in answer.out
    assert office.run("verify PS-1 --json").code == 1


def test_several_ids_one_commit(office: Office) -> None:
    office.add("待签收")
    office.add("待签收")
    commits = office.commits()
    answer = office.run("accept PS-1 PS-2026-0002")
    assert [line[:17] for line in answer.out.splitlines()[:2]] == [
        "已签收 PS-2026-0001：",
        "已签收 PS-2026-0002：",
    ]
    assert office.commits() == commits + 1
    assert office.git("log", "-1", "--format=%s") == "签收 2件：PS-2026-0001 等"


def test_ids_from_standard_input(office: Office) -> None:
    office.add("待签收")
    office.add("待签收")
    answer = office.run("accept -", stdin="PS-1\nPS-2026-0002\n")
    assert (answer.code, answer.out.count("已签收")) == (0, 2)


FILTERS = [
    "--where 责任人=李四",
    "--status 待签收",
    "--ledger 领导批示 --status assigned",
    "--where owner=李四",
]


@pytest.mark.parametrize("words", FILTERS)
def test_a_filter_chooses(office: Office, words: str) -> None:
    office.add("办理中")
    chosen = office.add("待签收", 责任人="李四")
    answer = office.run(f"accept {words}")
    assert answer.code == 0, answer
    assert answer.out.count("已签收") == 1
    assert f"已签收 {chosen}" in answer.out


def test_forty_tasks_are_assigned_at_once(office: Office) -> None:
    for _ in range(40):
        office.add("待交办")
    commits = office.commits()
    answer = office.run("assign --status 待交办")
    assert (answer.code, answer.out.count("已交办")) == (0, 40)
    assert office.commits() == commits + 1


def test_one_illegal_task_stops_all(office: Office) -> None:
    names = [office.add(status) for status in ("待签收", "已销号", "待签收")]
    before, commits = [office.text(name) for name in names], office.commits()
    answer = office.run("accept PS-1 PS-2 PS-3")
    assert (answer.code, answer.out) == (1, "")
    assert "不能签收：PS-2026-0002 现在是“已销号”" in answer.err
    assert "这 3 件要么都记，要么都不记：本次一件也没有写入" in answer.err
    assert ([office.text(name) for name in names], office.commits()) == (before, commits)


def test_a_dry_run_shows_the_event_and_writes_nothing(office: Office) -> None:
    identifier = office.add("待签收")
    before, commits = office.text(identifier), office.commits()
    answer = office.run("accept PS-1 --dry-run")
    assert answer.code == 0
    assert "（试运行，没有写入）" in answer.out
    assert "动作: 签收, 经办: 王五, 单位: 县住建局}" in answer.out
    assert "提交" not in answer.out
    assert (office.text(identifier), office.commits()) == (before, commits)


def test_a_dry_run_of_add_shows_the_whole_file(office: Office) -> None:
    answer = office.run(
        "add --ledger 领导批示 --title 清河 --source-kind 领导批示 --instruction 刘县长=2026-09-28=请抓紧 --urgency 急件 --lead 县水务局"
        " --owner 张三 --requirements 清到底 --dry-run"
    )
    assert answer.code == 0, answer.err
    assert "\n  事项: 清河\n  来源:\n    - {类别: 领导批示}\n" in answer.out
    assert "\n  流水:\n    - {日期: " in answer.out


def test_json_gives_standing_events_and_commit(office: Office) -> None:
    office.add("办理中")
    answer = office.run("done PS-1 --json --actual 改造户数=96.5")
    data = answer.data
    assert data["action"] == "done"
    assert data["commit"] == office.git("rev-parse", "HEAD")
    assert data["tasks"] == [
        {
            "task": "PS-2026-0001",
            "title": "整治第1片棚户区",
            "status": "reported",
            "due_on": "2026-09-20",
            "provisional": False,
        }
    ]
    (event,) = data["events"] if isinstance(data["events"], list) else []
    assert (event["task"], event["on"], event["unit"]) == ("PS-2026-0001", TODAY, "县住建局")
    assert event["actuals"] == [{"name": "改造户数", "actual": 96.5}]
    assert event["action"] == "done"
    assert office.run("close PS-1 --json").out == ""
    assert office.run("verify PS-1 --method 现场 --result 通过 --json --dry-run").data["commit"] is None


def test_joint_leads_must_be_named(office: Office) -> None:
    office.add("待签收", 牵头单位="[县住建局, 县水务局]")
    answer = office.run("accept PS-1")
    assert answer.code == 1
    assert (
        "PS-2026-0001 有2个牵头单位，要写明是哪一个\n可以这样做：--unit 县住建局 或 --unit 县水务局"
        in answer.err
    )
    assert office.run("urge PS-1").code == 0
    assert office.run("transfer PS-1 --to 县教育局 --reason x").code == 1
    assert (
        office.run("transfer PS-1 --to 县教育局 --old-lead 县水务局 --reason x --approved-by 李县长").code
        == 0
    )
    assert "牵头单位: [县住建局, 县教育局]" in office.text("PS-2026-0001")


def test_a_file_changed_by_hand_is_not_swept_along(office: Office) -> None:
    identifier = office.add("待签收")
    path = office.path(identifier)
    path.write_text(office.text(identifier).replace("形成方案", "形成定稿"), "utf-8")
    answer = office.run("accept PS-1")
    assert answer.code == 1
    assert "PS-2026-0001.yaml 有手工改动还没有入账，本次没有写入" in answer.err
    assert "签收" not in office.text(identifier)


def test_the_number_of_a_deleted_file_is_not_given_to_another_task(office: Office) -> None:
    identifier = office.add("待签收")
    office.path(identifier).unlink()
    new = "add --ledger 领导批示 --title 新的一件 --source-kind 领导批示 --instruction 刘县长=2026-09-28=请抓紧 --lead 县住建局 --owner 张三"
    answer = office.run(f"{new} --requirements 办好 --urgency 急件")
    assert answer.code == 0
    assert "PS-2026-0002" in answer.out
    assert not office.path(identifier).exists()
    found = office.run("check")
    assert found.code == 1
    assert (
        "这个文件已经入账，现在却不在磁盘上\n可以这样做：取回：git checkout HEAD -- 领导批示/2026/"
        in found.err
    )


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("领导批示/PS-2026-0009.yaml", "不在台账的年份文件夹里，没有计入"),
        ("领导批示/2026/旧/PS-2026-0009.yaml", "不在台账的年份文件夹里，没有计入"),
        ("领导批示/2026/PS-2026-0009.yml", "不在台账的年份文件夹里，没有计入"),
        ("归档/2026/PS-2026-0009.yaml", "不在台账的年份文件夹里，没有计入"),
        ("领导批示/2025/PS-2026-0009.yaml", "文件却在文件夹 2025 里，不能办理"),
    ],
)
def test_check_finds_a_task_file_where_no_command_looks(office: Office, place: str, told: str) -> None:
    identifier = office.add("待签收")
    path = office.root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(office.text(identifier).replace(identifier, "PS-2026-0009"), "utf-8")
    found = office.run("check")
    assert found.code == 1
    assert told in found.err


def test_an_interrupted_write_is_repaired_and_told_even_by_a_refused_command(office: Office) -> None:
    identifier = office.add("待签收")
    before, commits = office.text(identifier), office.commits()
    killed_at("replaced-first", "accept", "PS-1")
    answer = office.run("urge PS-9")
    assert answer.code == 1
    assert answer.err.startswith("提示：上次的操作“签收 PS-2026-0001：整治第1片棚户区”")
    assert "没有编号为“PS-9”的事项" in answer.err
    assert office.git("status", "--porcelain") == ""
    assert (office.text(identifier) == before) == (office.commits() == commits)


STANDING_REFUSED = [
    ("--standing quarter", "缺 --period（哪一期）"),
    ("--standing quarter --period 五季度", "“五季度”不是一期"),
    ("--standing quarter --period 2026-09", "规则“default/quarter”每季一次，2026-09 不是这样的一期"),
    ("--standing quarter --period 2026Q4", "2026Q4 从 2026-10-01 才开始，不能预先记账"),
    ("--standing quarter --period 2026Q3 --on 2026-09-29", "业务日期 2026-09-29 在今天（2026-09-28）之后"),
    ("--standing quarte --period 2026Q3", "最接近的是“quarter”"),
    ("--standing anshan-2015/quarter --period 2026Q3", "施行的制度是“default”，不是“anshan-2015”"),
    ("--standing quarter --period 2026Q3 --unit 县财政局", "规则“quarter”是督查室自己的，不写单位"),
    ("--standing month --period 2026-09", "规则“month”每个单位各报各的，要写明是哪个单位"),
    ("--standing month --period 2026-09 --unit 县财正局", "最接近的是“县财政局”"),
]


@pytest.mark.parametrize(("words", "told"), STANDING_REFUSED)
def test_a_standing_duty_is_checked_against_its_rule(office: Office, words: str, told: str) -> None:
    office.add("办理中")
    answer = office.run(f"progress {words}")
    assert answer.code == 1
    assert told in answer.err
    assert not (office.root / "履职").exists()


def test_standing_duties_are_entered_once(office: Office) -> None:
    office.add("办理中")
    answer = office.run("progress --standing quarter --period 2026Q3 --note 与各单位对账")
    assert answer.code == 0, answer
    assert "已履职 default/quarter 2026Q3" in answer.out
    message = office.git("log", "-1", "--format=%B")
    assert message.startswith("履职 default/quarter 2026Q3\n\nDuban-Action: standing\n")
    path = office.root / "履职" / "2026.yaml"
    path.write_text("# 手写的开头\n" + path.read_text("utf-8"), "utf-8")
    office.git("commit", "-qam", "手改")
    before = path.read_text("utf-8")
    assert office.run("progress --standing default/month --period 2026-08 --unit 县建设局").code == 0
    assert path.read_text("utf-8").startswith(before)
    assert '单位: 县住房和城乡建设局, 期: "2026-08"' in path.read_text("utf-8")
    again = office.run("progress --standing month --period 2026-08 --unit 县住建局")
    assert "县住房和城乡建设局的 default/month 2026-08 已在 2026-09-28 记过（经办 王五）" in again.err
    assert office.run("progress --standing month --period 2026-08 --unit 县财政局 --json").data["commit"]
    assert office.git("status", "--porcelain") == ""


UNFIT = [
    (["explain", "PS-1", "--remedy", "加班", "--reason", ""], 1, "PS-2026-0001 说明：原因：“原因”"),
    (["explain", "PS-1", "--remedy", "加班", "--reason", "字" * 20001], 1, "PS-2026-0001 说明：原因：“原因”"),
    (
        ["explain", "PS-1", "--remedy", "加班", "--reason", "看\x1b[31m红"],
        1,
        "文字里有看不见的控制字符 U+001B",
    ),
    (["suspend", "PS-1", "--reason", "x", "--approved-by", "李\n县长"], 2, "这里只能写一行"),
]


@pytest.mark.parametrize(("words", "code", "told"), UNFIT, ids=["empty", "endless", "steering", "two lines"])
def test_a_text_that_does_not_fit_the_books_is_refused(
    office: Office, words: list[str], code: int, told: str
) -> None:
    identifier = office.add("办理中")
    before = office.text(identifier)
    answer = office.type_in(words, "")
    assert (answer.code, answer.out) == (code, "")
    assert told in answer.err
    assert office.text(identifier) == before


def test_a_long_text_keeps_its_lines(office: Office) -> None:
    identifier = office.add("办理中")
    assert (
        office.type_in(["progress", "PS-1", "--done", "一是摸底；\n二是：入户, “全部”完成。"], "").code == 0
    )
    assert "    进展: |-\n      一是摸底；\n      二是：入户, “全部”完成。\n" in office.text(identifier)
    assert office.run("done PS-1").code == 0


def test_a_workspace_behind_a_link_is_written_too(office: Office, tmp_path: Path) -> None:
    office.add("待签收")
    link = tmp_path / "link"
    link.symlink_to(office.root)
    assert office.run(f"accept PS-1 -C {link}").code == 0
    assert office.git("status", "--porcelain") == ""


def test_the_shell_is_offered_tasks_units_and_ledgers(office: Office, tmp_path: Path) -> None:
    identifier = office.add("待签收")
    here = cast("typer.Context", SimpleNamespace(params={}))
    elsewhere = cast("typer.Context", SimpleNamespace(params={"root": tmp_path}))
    assert choosing.offer_tasks(here, "ps-") == [(identifier, "整治第1片棚户区")]
    assert choosing.offer_tasks(here, "WJ") == []
    assert choosing.offer_tasks(elsewhere, "") == []
    assert choosing.offer_units(here, "县建") == [("县住房和城乡建设局", "县住建局")]
    assert choosing.offer_ledgers(here, "") == [("领导批示", "PS")]
    assert choosing.offer_ledgers(here, "p") == [("PS", "领导批示")]
    for number in range(choosing.MOST_TITLED):
        shutil.copy(office.path(identifier), office.path(f"PS-2026-1{number:03d}"))
    assert len(choosing.offer_tasks(here, "PS")) == choosing.MOST_TITLED + 1
    assert choosing.offer_tasks(here, "PS")[0] == (identifier, "")
