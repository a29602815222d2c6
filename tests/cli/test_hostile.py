"""Files that should not be: whatever lies in a workspace, questions answer with words and a code, and change nothing.

The cases are made by rule from fixed seeds, so that a failure names its case.
"""

import json
import os
import random
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.outside import pairs, survives

TASK = "领导批示/2026/PS-2026-0002.yaml"
GOOD = """\
编号: PS-2026-0002
事项: 改造城西老旧小区
来源:
  - {类别: 领导批示, 名称: 第2号批示, 文号: 某政发〔2026〕7号}
完成时限: {日期: 2026-12-31, 原文: 年底前, 依据: 来源规定}
报告类别: 重要
标签: [群众切身利益]
牵头单位: 县住房和城乡建设局
配合单位: [县财政局]
责任人: 张三
工作要求: |
  第一行
  第二行
时序进度:
  - {节点: 完成摸底, 时限: 2026-09-30}
流水:
  - {日期: 2026-09-01, 登记: 2026-09-01T09:10:22+08:00, 动作: 立项, 经办: 王五}
  - {日期: 2026-09-01, 登记: 2026-09-01T09:10:22+08:00, 动作: 交办, 经办: 王五, 时限: 2026-12-31, 依据: 来源规定}
  - {日期: 2026-09-02, 登记: 2026-09-02T15:01:07+08:00, 动作: 签收, 单位: 县住房和城乡建设局, 经办: 李四}
  - {日期: 2026-09-20, 登记: 2026-09-20T15:01:07+08:00, 动作: 反馈, 单位: 县住房和城乡建设局, 经办: 李四, 进度: 40}
"""
OTHERS = {
    "duban.yaml": "名称: 某县督查室\n工作区号: county\n制度:\n  - {自: 2026-01-01, 名称: default}\n",
    "领导批示/台账.yaml": "名称: 领导批示台账\n种类: 领导批示\n字头: PS\n",
    "履职/2026.yaml": (
        "年度: 2026\n流水:\n  - {日期: 2026-03-31, 登记: 2026-03-31T09:00:00+08:00, 规则: default/quarter, "
        '期: "2026Q1", 经办: 王五}\n'
    ),
    "日历/2026.json": '{"year": 2026, "papers": [], "days": [{"name": "国庆节", "date": "2026-10-01", "isOffDay": true}]}',
    "日历/本地/2026.json": '{"year": 2026, "papers": [], "days": [{"name": "停电", "date": "2026-09-29", "isOffDay": true}]}',
    "制度/本市.yaml": "标识: 本市\n名称: 本市制度\n继承: default\n规则: []\n",
}
QUESTIONS = (
    ("check",),
    ("overdue",),
    ("list",),
    ("show", "PS-2"),
    ("why", "PS-2"),
    ("log", "PS-2"),
    ("due",),
    ("list", "--json"),
    ("show", "PS-1", "--json"),
    ("why", "PS-1"),
    ("log",),
)
ADD_DRY = ("add", "--ledger", "领导批示", "--title", "清理河道", "--dry-run")

BOMB = "a0: &a0 [" + ",".join(["x"] * 9) + "]\n"
BOMB += "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
WRONG = {
    "alias bomb": BOMB,
    "alias bomb in the journal": GOOD + "备注: &a 甲\n承办人: *a\n",
    "deep flow": "编号: " + "[" * 10_000 + "]" * 10_000,
    "deep flow maps": "编号: " + "{a: " * 10_000 + "}" * 10_000,
    "deep and unclosed": GOOD + "备注: " + "[" * 10_000,
    "deep block": "".join(f"{' ' * n}a:\n" for n in range(1000)),
    "deep block lists": "- " * 10_000 + "a",
    "deep in quotes": GOOD.replace("年底前", '"' + "[" * 600 + '"') + "编号: X\n",
    "duplicate key": GOOD + "事项: 另一件\n",
    "duplicate key in an event": GOOD.replace("进度: 40", "进度: 40, 进度: 50"),
    "full-width colon": GOOD.replace("责任人: ", "责任人："),
    "full-width comma": GOOD.replace("2026-09-30}", "2026-09-30，责任人：李四}"),
    "full-width brackets": GOOD.replace("[县财政局]", "［县财政局］").replace("责任人: 张三", "责任人："),
    "plain comma": GOOD.replace("原文: 年底前", "原文: 年底前, 务必完成"),
    "python tag": GOOD.replace("责任人: 张三", "责任人: !!python/object/apply:os.system [id]"),
    "binary tag": GOOD.replace("责任人: 张三", "责任人: !!binary aGk="),
    "merge key": GOOD + "<<: {备注: 甲}\n",
    "two documents": GOOD + "---\n" + GOOD,
    "empty": "",
    "only a comment": "# 空\n",
    "only null": "~\n",
    "a list": "- 甲\n- 乙\n",
    "a text": "改造城西老旧小区\n",
    "a number": "9" * 5000,
    "tab": GOOD.replace("  - {节点", "\t- {节点"),
    "nul": GOOD.replace("张三", "张\0三"),
    "escape": GOOD.replace("张三", '"\\e[31m张三"'),
    "raw escape": GOOD.replace("张三", "\x1b[31m张三"),
    "bell in an id": GOOD.replace("PS-2026-0002", '"PS-2026-0002\\a"'),
    "huge int": GOOD.replace("进度: 40", "进度: " + "9" * 400),
    "huge hex": GOOD.replace("进度: 40", "进度: 0x" + "f" * 400),
    "huge exponent": GOOD.replace("进度: 40", "进度: 1e999"),
    "not a number": GOOD.replace("进度: 40", "进度: .nan"),
    "minus": GOOD.replace("进度: 40", "进度: -1"),
    "no such day": GOOD.replace("2026-09-30}", "2026-02-30}"),
    "no such year": GOOD.replace("2026-09-30}", "0000-01-01}"),
    "five-digit year": GOOD.replace("2026-09-30}", "10000-01-01}"),
    "moment without zone": GOOD.replace("2026-09-01T09:10:22+08:00", "2026-09-01T09:10:22"),
    "moment of 25 hours": GOOD.replace("09:10:22", "25:10:22"),
    "unknown key": GOOD + "负责人: 李四\n",
    "unknown action": GOOD.replace("动作: 签收", "动作: 收到"),
    "unknown field of an event": GOOD.replace("进度: 40", "进度: 40, 天气: 晴"),
    "id of another": GOOD.replace("PS-2026-0002", "PS-2026-0001"),
    "id that climbs": GOOD.replace("PS-2026-0002", "../../../etc/passwd"),
    "id with a line break": GOOD.replace("PS-2026-0002", '"PS-2026-0002\\n"'),
    "id in other digits": GOOD.replace("PS-2026-0002", "PS-２０２６-０００２"),
    "surrogate": GOOD.replace("张三", '"\\ud800"'),
    "secret": GOOD.replace("张三", "机密★"),
    "parent of itself": GOOD + "上级任务: PS-2026-0002\n",
    "parent nobody knows": GOOD + "上级任务: PS-2026-9999\n",
    "correction of nothing": GOOD
    + (
        "  - {日期: 2026-09-21, 登记: 2026-09-21T15:01:07+08:00, 动作: 更正, 经办: 李四, 原因: 错, 作废: 是, "
        "更正对象: {日期: 2026-09-20, 动作: 反馈, 摘要: 00000000}}\n"
    ),
    "a journal that is no list": re.sub(r"(?s)流水:.*", "流水: 甲\n", GOOD),
    "events that are no maps": re.sub(r"(?s)流水:.*", "流水: [甲, 1, null, []]\n", GOOD),
    "many keys": "".join(f"键{n}: 值\n" for n in range(20_000)),
    "many faults": GOOD + "".join(f"  - {{日期: 甲{n}}}\n" for n in range(2_000)),
    "long line": GOOD + "备注: " + "甲" * 200_000 + "\n",
    "long key": GOOD + "甲" * 200_000 + ": 乙\n",
    "more than a megabyte": GOOD + "# " + "甲" * 400_000 + "\n",
}
LEGAL = {
    "first and last day": GOOD.replace("2026-12-31", "9999-12-31").replace("2026-09-30}", "0001-01-01}"),
    "windows line ends": GOOD.replace("\n", "\r\n"),
    "byte order mark": "\ufeff" + GOOD,
    "markup": GOOD.replace("改造城西老旧小区", '"[bold red]改造[/] :smile: [link=x]y[/link]"'),
    "formula": GOOD.replace("改造城西老旧小区", "\"=cmd|' /C calc'!A0\""),
    "html": GOOD.replace("改造城西老旧小区", "<script>alert(1)</script>"),
    "right to left": GOOD.replace("改造城西老旧小区", '"改造\u202e区小旧老"'),
    "long journal": GOOD
    + "".join(
        f"  - {{日期: 2026-09-20, 登记: 2026-09-20T15:{n // 60:02d}:{n % 60:02d}+08:00, 动作: 反馈, "
        "单位: 县住房和城乡建设局, 经办: 李四, 进度: 40}\n"
        for n in range(3_000)
    ),
    "an action far in the future": GOOD
    + "  - {日期: 9999-12-31, 登记: 9999-12-31T23:59:59+08:00, 动作: 催办, 经办: 王五, 方式: 电话}\n",
    "an action at the beginning of time": GOOD
    + "  - {日期: 0001-01-01, 登记: 0001-01-01T00:00:00+00:00, 动作: 催办, 经办: 王五, 方式: 电话}\n",
}
VALUES = (
    "[]",
    "{}",
    "~",
    "true",
    "1",
    "1.5",
    "[[1]]",
    "{甲: 乙}",
    '""',
    "2026-09-28",
    "99999999999999999999",
)
HEAD_KEYS = tuple(line.partition(":")[0] for line in GOOD.splitlines() if re.match(r"\w+:", line))
HOSTILE_SIGNS = "：，｛［\0\x1b\t\n&*!|>%@`#'\"{}[],:-?~\\甲9"


def random_bytes(seed: int) -> bytes:
    dice = random.Random(seed)
    return dice.randbytes(dice.choice((1, 10, 100, 5000, 60_000)))


def with_value(key: str, value: str) -> str:
    """The good text with this value under a key of the head."""
    return re.sub(rf"(?m)^{key}:.*\n(?:[ ].*\n)*", f"{key}: {value}\n", GOOD)


def bent(seed: int) -> str:
    """The good text with a few signs put in, taken out or doubled."""
    dice, text = random.Random(seed), GOOD
    for _ in range(dice.choice((1, 1, 2, 5, 30))):
        place = dice.randrange(len(text))
        kind = dice.randrange(3)
        if kind == 0:
            text = text[:place] + dice.choice(HOSTILE_SIGNS) + text[place:]
        elif kind == 1:
            text = text[:place] + text[place + dice.choice((1, 3, 40)) :]
        else:
            text = text[:place] + text[place : place + 30] + text[place:]
    return text


def _contents() -> Iterator[tuple[str, bytes, bool]]:
    """(name, bytes, whether `check` must refuse them)."""
    yield from ((name, text.encode(errors="surrogatepass"), True) for name, text in WRONG.items())
    yield from ((name, text.encode(), False) for name, text in LEGAL.items())
    yield "utf-16", GOOD.encode("utf-16"), True
    yield "gb18030", GOOD.encode("gb18030"), True


CONTENTS = list(_contents())


@pytest.mark.parametrize(
    ("number", "data", "refused"),
    [(number, data, refused) for number, (_, data, refused) in enumerate(CONTENTS)],
    ids=[name for name, *_ in CONTENTS],
)
def test_a_task_file_of_any_content(number: int, data: bytes, refused: bool, ledgers: Path) -> None:
    (ledgers / TASK).write_bytes(data)
    checked = survives("check")
    assert not refused or (
        checked.returncode == 1 and "PS-2026-0002.yaml" in checked.stdout + checked.stderr
    ), checked
    survives(*QUESTIONS[1 + number % (len(QUESTIONS) - 1)])
    if number % 6 == 0:
        survives("progress", "PS-2", "--done", "开工")
        assert (ledgers / TASK).read_bytes() == data or checked.returncode == 0
        other = survives("progress", "PS-1", "--done", "开工")
        assert other.returncode == 0, other


MADE: dict[str, list[bytes]] = {
    "random": [random_bytes(seed) for seed in range(20)],
    "cut": [GOOD.encode()[:end] for end in range(3, len(GOOD.encode()), len(GOOD.encode()) // 30)],
    "bent": [bent(seed).encode() for seed in range(50)],
} | {f"{key} of a wrong type": [with_value(key, value).encode() for value in VALUES] for key in HEAD_KEYS}
"""Now and then one is right."""


@pytest.mark.parametrize("name", MADE)
def test_task_files_made_by_rule(name: str, ledgers: Path) -> None:
    """All of a kind in one workspace: those that cannot be read are named, with the rest every question is answered."""
    files = {
        ledgers / f"领导批示/2026/PS-2026-{number:04d}.yaml": data.replace(
            b"-0002", f"-{number:04d}".encode()
        )
        for number, data in enumerate(MADE[name], start=101)
    }
    for path, data in files.items():
        path.write_bytes(data)
    checked = json.loads(survives("check", "--json").stdout)
    wrong = {Path(each["path"]).name for each in checked["problems"] if each["level"] == "error"}
    assert wrong <= {path.name for path in files}
    assert name != "random" or len(wrong) == len(files)
    assert survives("list").returncode == int(bool(wrong))
    named = survives("check", "--errors")
    assert all(each in named.stdout + named.stderr for each in wrong)
    for path in files:
        if path.name in wrong:
            path.unlink()
    assert survives("check", "--errors").returncode == 0
    for question in QUESTIONS:
        for identifier in ("PS-2", *(path.stem for path in files if path.exists()))[:2]:
            answer = survives(*(word.replace("PS-2", identifier) for word in question))
            assert answer.returncode == 0, answer
            if "PS-2" not in question:
                break


MADE_OF: dict[str, Callable[[str], bytes]] = {
    "empty": lambda _: b"",
    "nul": lambda _: b"\0" * 100,
    "random": lambda _: random_bytes(7),
    "list": lambda _: b"[]",
    "number": lambda _: b"1",
    "cut": lambda good: good.encode()[: len(good.encode()) * 2 // 3],
    "twice": lambda good: (good + good).encode(),
    "bomb": lambda _: BOMB.encode(),
    "deep": lambda _: b"[" * 10_000 + b"]" * 10_000,
    "deep maps": lambda _: b'{"a":' * 10_000,
    "other types": lambda good: re.sub(r": [^{\[\n]+", ": [1]", good).encode(),
    "numbers": lambda good: good.replace("2026", "99999999999999999999").encode(),
    "last year": lambda good: good.replace("2026", "9999").encode(),
    "utf-16": lambda good: good.encode("utf-16"),
}


@pytest.mark.parametrize(("place", "name"), pairs(OTHERS, MADE_OF))
def test_any_other_file_of_any_content(place: str, name: str, ledgers: Path) -> None:
    data = MADE_OF[name](OTHERS[place])
    path = ledgers / place
    path.parent.mkdir(parents=True, exist_ok=True)
    if place.startswith("制度"):
        config = (ledgers / "duban.yaml").read_text("utf-8")
        (ledgers / "duban.yaml").write_text(config.replace("default", "本市"), "utf-8")
    path.write_bytes(data)
    others = (("overdue",), ("calendar", "show", "2026-09"), ADD_DRY)
    for question in (("check",), others[len(data) % len(others)]):
        survives(*question)


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        os.chdir(path.parent)
        server.bind(path.name)


def _sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, 50 * 1024 * 1024)


def _closed(path: Path) -> None:
    path.write_text(GOOD, "utf-8")
    path.chmod(0)


THINGS: dict[str, Callable[[Path], None]] = {
    "folder": Path.mkdir,
    "pipe": _fifo,
    "socket": _socket,
    "link to itself": _loop,
    "link to nothing": lambda path: path.symlink_to("/nowhere/at/all"),
    "link to zeros": lambda path: path.symlink_to("/dev/zero"),
    "link to memory": lambda path: path.symlink_to("/proc/self/mem"),
    "link upwards": lambda path: path.symlink_to("../.."),
    "link to a secret": lambda path: path.symlink_to("/etc/passwd"),
    "fifty megabytes": _sparse,
    "nobody may read it": _closed,
}


@pytest.mark.parametrize(("place", "thing"), pairs([TASK, *OTHERS], THINGS))
def test_something_else_in_place_of_a_file(place: str, thing: str, ledgers: Path) -> None:
    path = ledgers / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    THINGS[thing](path)
    checked = survives("check")
    if place == TASK and thing not in {"nobody may read it", "link to nothing"}:
        assert (checked.returncode, "PS-2026-0002.yaml" in checked.stdout + checked.stderr) == (1, True), (
            checked
        )
        assert survives("list").returncode == 1
    survives(*QUESTIONS[1 + [*THINGS].index(thing) % (len(QUESTIONS) - 1)])
    survives("progress", "PS-2", "--done", "开工", "--dry-run")


@pytest.mark.parametrize(
    "name",
    [
        b"\xff\xfe.yaml",
        b"-rf.yaml",
        "PS-2026-0002 副本.yaml".encode(),
        b"..yaml",
        b".yaml",
        b"a\nb.yaml",
        b"\x1b[31m.yaml",
        b"PS-2026-99999999999999999999.yaml",
        "PS-2026-０００９.yaml".encode(),
        b"PS-2026-0002.YAML",
        b"PS-2026-0002.yaml~",
    ],
    ids=repr,
)
def test_a_file_of_any_name(name: bytes, ledgers: Path) -> None:
    Path(os.fsdecode(os.fsencode(ledgers / "领导批示" / "2026") + b"/" + name)).write_text(GOOD, "utf-8")
    for question in QUESTIONS[:4]:
        survives(*question)
    survives("add", "--ledger", "领导批示", "--title", "清理河道")


LIMITED = "import resource as r; r.setrlimit(r.RLIMIT_AS, (2**30, 2**30)); from duban.cli.main import main; import sys; "


@pytest.mark.parametrize("name", ["deep flow", "many faults", "long line", "fifty megabytes"])
def test_a_process_with_a_gigabyte_and_five_seconds(name: str, ledgers: Path) -> None:
    path = ledgers / TASK
    path.unlink()
    if name in THINGS:
        THINGS[name](path)
    else:
        path.write_text(WRONG[name], "utf-8")
    command = [sys.executable, "-c", f"{LIMITED}sys.exit(main(['check']))"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert (done.returncode, "PS-2026-0002.yaml" in done.stdout + done.stderr) == (1, True), done
