"""Every advice that is printed is a command that works: of each step of an inspection and its rectification, by every door."""

import re
from collections.abc import Iterator

import pytest
from tests.cli.commands.inspect.conftest import STORY, asked, done, run

pytestmark = pytest.mark.usefixtures("office")
RECTIFY = (
    "rectify add --from DX-2026-0001/2 --lead-leader 方县长 --owner 张三 --due-on 2026-06-30 --approved-by 方县长 "
    "--requirements 逐户结清 --public 是 --assign"
)
LONG = (
    *((day, line) for day, line in STORY if not line.startswith(("inspect dispose", "inspect archive"))),
    ("2026-04-03", "inspect dispose DX-1 --finding 1 --outcome 线索 --approved-by 方县长"),
    ("2026-04-03", RECTIFY),
    ("2026-04-07", "accept ZG-1"),
    ("2026-04-08", "rectify escalate ZG-1 --via 加密督查 --reason 不动"),
    ("2026-04-15", "done ZG-1 --done 结清"),
    ("2026-04-16", "verify ZG-1 --method 现场 --result 通过 --by 李四"),
    ("2026-04-17", "revisit ZG-1 --method 现场 --rectified 是"),
    ("2026-04-17", "rectify publicize ZG-1 --channel 网站 --ends-on 2026-04-24"),
    ("2026-04-25", "rectify publicize ZG-1 --objection 否"),
    ("2026-04-26", "close ZG-1 --approved-by 方县长"),
    ("2026-04-27", "reopen ZG-1 --finding 反弹 --due-on 2026-06-30 --approved-by 方县长 --reason 又欠"),
    ("2026-04-28", "done ZG-1 --done 又结清"),
    ("2026-04-28", "verify ZG-1 --method 现场 --result 通过 --rectified 是 --by 李四"),
    ("2026-04-28", "rectify publicize ZG-1 --channel 网站 --starts-on 2026-04-28 --ends-on 2026-04-29"),
    ("2026-04-30", "rectify publicize ZG-1 --objection 否"),
    ("2026-04-30", "close ZG-1 --approved-by 方县长"),
    ("2026-05-06", "inspect archive DX-1 --volume 2026-督-3"),
)
"""The story, with a rectification that came back."""
STEPS = range(1, len(LONG) + 1)
WRONG = (
    "inspect scheme DX-1 --approved-by 方县长",
    "inspect start DX-1",
    "inspect find DX-1 --unit 甲镇 --fact 又一个",
    "inspect consult DX-1",
    "inspect answer DX-1 --unit 甲镇 --agreed 是",
    "inspect settle DX-1 --finding 1 --reason 核对",
    "inspect conclude DX-1 --opinion 好 --approved-by 方县长",
    "inspect serve DX-1 --unit 甲镇",
    "inspect ask-review DX-1 --unit 甲镇 --reason 不服",
    "inspect review DX-1 --unit 甲镇 --ruling 维持 --reviewer 钱七 --reason 查过 --approved-by 孙明",
    "inspect dispose DX-1 --finding 1 --outcome 线索 --approved-by 方县长",
    "inspect archive DX-1",
    "inspect cancel DX-1 --reason 不查了 --approved-by 方县长",
    *(
        f"doc {kind} DX-1 --draft -o ../x.docx --force"
        for kind in ("督查方案", "督查通知", "问题清单", "督查报告")
    ),
    "doc 督查结论 DX-1 --unit 甲镇 --draft -o ../x.docx --force",
    *(f"doc {kind} ZG-1 --draft -o ../x.docx --force" for kind in ("整改通知书", "销号审批表", "督办提醒单")),
    "accept ZG-1",
    "done ZG-1 --done 好",
    "verify ZG-1 --method 现场 --result 通过",
    "rectify publicize ZG-1 --channel 网站 --ends-on 2026-06-01",
    "rectify escalate ZG-1 --via 驻点督查 --reason 慢",
    "close ZG-1 --approved-by 孙明",
    "reopen ZG-1 --finding 反弹 --due-on 2026-06-30 --approved-by 方县长 --reason 又",
)
"""What is wrong at one step or another: what a refusal advises must be right there."""
COMMAND = re.compile(r"duban [a-z][^；，。\n）]*")
FILL = {
    "领导": "方县长", "地点": "粮站", "问题": "x", "意见": "x", "编号": "ZG-1", "文件": "../照片.jpg", "是/否": "是", "原因": "x",
    "渠道": "网站", "日期": "2026-05-29", "姓名": "张三", "单位": "甲镇", "理由": "x", "原因…": "x",
}  # fmt: skip
GIVEN = {
    "--unit": "甲镇", "--reason": "x", "--ruling": "维持", "--approved-by": "孙明", "--ends-on": "2026-05-29", "--rectified": "是",
    "--missing": "x", "--due-on": "2026-06-30", "--scope": "x", "--object": "甲镇", "--finding": "反弹", "--announced": "是",
    "--done-on": "今天", "--team": "李主任:组长", "--note": "x", "--method": "现场", "--problem": "x", "--starts-on": "2026-03-02",
}  # fmt: skip
LOOKS = ("show", "list", "today", "check", "log", "inspect days")


def filled(advice: str) -> str:
    """A command as it is typed, with what the advice leaves open; a word behind it says what it is for."""
    words: list[str] = []
    for word in advice.split()[1:]:
        if not word.startswith("查看"):
            words.append(GIVEN.get(words[-1], "") if word == "…" else FILL.get(word, word))
    return " ".join(filter(None, words))


def advised(day: str) -> Iterator[tuple[str, str]]:
    """Every command that is advised on a day: where, and the command."""
    for each in asked(day, "today")["waiting"]:
        yield "today", each["command"]
    for each in asked(day, "show DX-1")["next"]:
        for found in COMMAND.finditer(each["how"]):
            if not each["how"][: found.start()].endswith(("以后：", "起：")):
                yield "show", found[0]
    for line in ("check", "overdue", "due", "why DX-1", "why ZG-1", "rectify board", "show ZG-1", *WRONG):
        writes = line in WRONG and not line.startswith("doc")
        answer = run(day, line, *(["--dry-run"] if writes else []))
        refused = answer.returncode or not writes
        for found in COMMAND.finditer(answer.stderr if refused else ""):
            before = answer.stderr[: found.start()].rpartition("\n")[2]
            if not before.endswith(("以后：", "起：")):
                yield line, found[0]


@pytest.mark.parametrize("step", STEPS)
def test_what_is_advised_can_be_done(step: int) -> None:
    """Refused is nothing but an option that a terminal would ask for."""
    for day, line in LONG[:step]:
        done(day, line)
    wrong = []
    today = LONG[step - 1][0]
    doors = {command: door for door, command in advised(today)}
    for command, door in doors.items():
        line = filled(command)
        answer = run(today, line, *([] if line.startswith(LOOKS) else ["--dry-run"]))
        first = answer.stderr.partition("\n")[0]
        unmade = "编号" in command and first == "错误：没有编号为“ZG-1”的事项"
        if answer.returncode and not unmade and not first.startswith("错误：缺"):
            wrong.append(f"{door} | {command} | {line} | {first}")
    assert wrong == []
