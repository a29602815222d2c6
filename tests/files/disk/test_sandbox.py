"""A reader in a child: the same answer as without, and words instead of a hang, a crash or a leftover process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from bench.bombs import paragraph, sheet_xml, tasks, word, xlsx

from duban.errors import DubanError, Level, Place, Problem, UsageError, misuse, refusal
from duban.files.disk.sandbox import LIMITS, Limits, confined, limits_for
from duban.importers.drafts.draft import Imported
from duban.importers.read_document import read_document
from duban.importers.statements.read_statement import Reading, read_return

SMALL = Limits(cpu_seconds=1, seconds=60.0, memory=80_000_000, answer=100_000)
TEXT = (
    "关于印发2026年工作方案的通知\n各单位：\n一、做好防汛工作\n1.完成排查（县水务局牵头，县财政局配合，2026年5月底前完成）\n"
    "2.新建泵站3座，每月25日前报送进展。（县住建局）\n"
)


def spin() -> None:
    while True:
        pass


def hold() -> list[bytes]:
    return [bytes(1_000_000) for _ in range(2_000)]


def nest() -> object:
    return nest()


def break_down() -> None:
    os.kill(os.getpid(), signal.SIGTRAP)


def leave() -> None:
    os._exit(0)


def fail() -> None:
    raise KeyError("甲\udc80")


def refuse() -> None:
    raise refusal("a-code", "不行", "这样", "第1条", Place("甲.txt", 3))


@pytest.mark.parametrize(
    ("work", "code", "said"),
    [
        (spin, "reader-time", "读“甲.txt”用了 1 秒还没有读完，停下了。"),
        (hold, "reader-memory", "读“甲.txt”要用的内存超过 80 MB，停下了。"),
        (lambda: "字" * 60_000, "reader-answer", "“甲.txt”读出来的内容太多，停下了。"),
        (break_down, "reader-crashed", "读“甲.txt”的程序半途垮了：文件是坏的，或者要用的内存超过 80 MB。"),
        (leave, "reader-crashed", "读“甲.txt”的程序半途垮了：文件是坏的，或者要用的内存超过 80 MB。"),
        (fail, "reader-failed", "读“甲.txt”时出了没有料到的错（KeyError），没有读成。"),
        (nest, "reader-failed", "读“甲.txt”时出了没有料到的错（RecursionError），没有读成。"),
        (object, "reader-failed", "读“甲.txt”时出了没有料到的错（TypeError），没有读成。"),
        (refuse, "a-code", "不行"),
    ],
)
def test_what_a_reader_may_do_becomes_words(work: Callable[[], object], code: str, said: str) -> None:
    limits = replace(SMALL, seconds=3.0) if "3 秒" in said else SMALL
    with pytest.raises(DubanError) as caught:
        confined(work, Any, "甲.txt", limits=limits)
    (problem,) = caught.value.problems
    assert (problem.level, problem.code, problem.message) == (Level.ERROR, code, said)
    assert problem.advice
    assert problem.place is not None
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_reader_that_hangs_is_stopped() -> None:
    with pytest.raises(DubanError) as caught:
        confined(lambda: time.sleep(60), Any, "甲.txt", limits=Limits(seconds=0.5))
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == ("reader-time", "读“甲.txt”用了 0.5 秒还没有读完，停下了。")
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_misuse_stays_one() -> None:
    def misused() -> None:
        raise misuse("usage-lines", "不对", "这样写")

    with pytest.raises(UsageError) as caught:
        confined(misused, Any, "x")
    assert caught.value.exit_code == 2


def test_a_refusal_comes_back_whole() -> None:
    with pytest.raises(DubanError) as caught:
        confined(refuse, Any, "x")
    expected = Problem(Level.ERROR, "a-code", "不行", "这样", "第1条", Place("甲.txt", 3))
    assert caught.value.problems == (expected,)


def test_the_trace_of_a_defect_is_kept() -> None:
    with pytest.raises(DubanError) as caught:
        confined(fail, Any, "x")
    assert "in fail" in str(caught.value.__cause__)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("甲.txt", TEXT.encode()),
        ("甲.docx", word("".join(map(paragraph, TEXT.splitlines())))),
        ("甲.xlsx", xlsx([("表一", 1)], [tasks(30)])),
        ("甲.csv", "序号,事项,牵头单位,完成时限,别的\n1,甲,县财政局,9月底,乙\n2,乙,,,丙\n".encode()),
        ("甲.pdf", b"%PDF-1.4"),
        ("甲.xlsx", xlsx([("空", 1)], [sheet_xml([])])),
    ],
)
def test_the_answer_is_that_of_the_reader(name: str, data: bytes) -> None:
    here = read_document(data, name)
    assert confined(lambda: read_document(data, name), Imported, name) == here
    assert here.drafts or here.problems


def test_a_returned_statement_is_the_same() -> None:
    data = "编号,事项\n1,甲\n".encode()
    assert confined(lambda: read_return(data, "甲.csv"), Reading, "甲.csv") == read_return(data, "甲.csv")


def test_a_view_of_a_mapping_may_be_answered() -> None:
    made = Imported(headings=MappingProxyType({"任务": "title"}))
    assert confined(lambda: made, Imported, "甲") == made


def test_an_answer_of_another_kind_is_none() -> None:
    with pytest.raises(DubanError) as caught:
        confined(lambda: {"drafts": 1}, Imported, "甲")
    assert [problem.code for problem in caught.value.problems] == ["reader-crashed"]


def test_what_waits_is_entered_after_the_fork() -> None:
    inside: list[str] = []

    @contextmanager
    def waiting() -> Any:  # noqa: ANN401 -- a generator whose values nobody reads
        inside.append("in")
        yield
        inside.append("out")

    assert confined(lambda: len(inside), int, "甲", meanwhile=waiting()) == 0
    assert inside == ["in", "out"]


WAITS = """
import os, sys, time
from duban.files.disk.sandbox import confined
def work():
    with open(sys.argv[1], "w") as told:
        told.write(str(os.getpid()))
    until = time.monotonic() + 30
    while time.monotonic() < until:
        pass
confined(work, None, "x")
"""


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_child_dies_with_its_parent(sent: signal.Signals, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    parent = subprocess.Popen([sys.executable, "-c", WAITS, str(note)], stderr=subprocess.DEVNULL)
    child = 0
    for _ in range(500):
        time.sleep(0.02)
        if note.exists() and (text := note.read_text("ascii")):
            child = int(text)
            break
    parent.send_signal(sent)
    parent.wait(10)
    for _ in range(200):
        if not is_running(child):
            break
        time.sleep(0.02)
    assert child
    assert not is_running(child)


def is_running(pid: int) -> bool:
    """Whether a process is there and no zombie that only waits to be seen off."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("size", "cpu_seconds", "seconds"),
    [(0, 7, 120), (14_000, 7, 120), (2_000_000, 31, 120), (90_000_000, 120, 360)],
)
def test_a_large_file_may_take_its_time(size: int, cpu_seconds: int, seconds: float) -> None:
    limits = limits_for(bytes(size))
    assert (limits.cpu_seconds, limits.seconds, limits.memory) == (cpu_seconds, seconds, LIMITS.memory)
