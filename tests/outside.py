"""A workspace as people meet it: made by the commands themselves, typed in from outside. Knows no inside of duban."""

import contextlib
import io
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from duban.cli.main import main

Answer = subprocess.CompletedProcess[str]
Run = Callable[..., Answer]
Git = Callable[..., str]
One = TypeVar("One")
Other = TypeVar("Other")

SOURCE = Path(__file__).parents[1] / "src"
TODAY = "2026-09-28"
SETTINGS = "[init]\n\tdefaultBranch = main\n\ttemplateDir =\n[user]\n\tname = 王五\n\temail = wang@example.org\n[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n"
UNITS = ("县住房和城乡建设局", "县财政局", "县水务局")
TASKS = (
    ("领导批示", "整治城东积水点", "急件", "县水务局"),
    ("领导批示", "改造城西老旧小区", "非急件", "县住房和城乡建设局"),
    ("重要文件", "落实农村饮水安全", "难度较大", "县水务局"),
)
INSTRUCTION = ("--instruction", "方县长=2026-09-28=请抓紧")
DOCUMENT = ("--doc-no", "某水发〔2026〕3号")
"""What sources say of themselves."""
MOST_SECONDS = 5
MOST_KIBIBYTES = 1024 * 1024
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
CHINESE = re.compile("[\u4e00-\u9fff]")


@contextlib.contextmanager
def at_home(home: Path) -> Iterator[None]:
    """What a command sees of this machine: its programs, and a home with nothing in it but git's settings."""
    before = dict(os.environ)
    kept = {name: value for name, value in before.items() if not name.startswith(("GIT_", "DUBAN_"))}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.clear()
    os.environ.update(
        kept
        | {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_STATE_HOME": str(home / "state"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "DUBAN_TODAY": TODAY,
            "PYTHONPATH": str(SOURCE),
        }
    )
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def typed(*words: str, stdin: str | bytes = "") -> Answer:
    """Types one command line within this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    typed_in, sys.stdin = sys.stdin, _input(stdin)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(list(words))
    finally:
        sys.stdin = typed_in
    for stream in (out, err):
        stream.seek(0)
    return subprocess.CompletedProcess(words, code, out.read(), err.read())


def _input(given: str | bytes) -> io.TextIOWrapper:
    data = given.encode() if isinstance(given, str) else given
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")


def survives(*words: str, stdin: str = "") -> Answer:
    """Types a hostile command line: whatever it meets, words in Chinese and a code, soon and in little memory."""
    held = forget_peak()
    began = time.process_time()
    answer = typed(*words, stdin=stdin)
    took = time.process_time() - began
    shown = answer.stdout + answer.stderr
    assert answer.returncode in {0, 1, 2}, defect(shown)
    assert took < MOST_SECONDS, words
    assert memory("VmHWM") - held < MOST_KIBIBYTES, words
    assert UNSEEN.search(shown) is None, shown
    assert answer.returncode == 0 or CHINESE.search(shown), shown
    assert "Traceback" not in shown, shown
    return answer


def memory(name: str) -> int:
    """KiB that this process holds (VmRSS), or held at most since `forget_peak` (VmHWM)."""
    return int(
        re.findall(rf"^{name}:\s+(\d+) kB$", Path("/proc/self/status").read_text("ascii"), re.MULTILINE)[0]
    )


def forget_peak() -> int:
    """The most that was held so far is forgotten: what other tests took is none of this one's. KiB held now."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    return memory("VmRSS")


def pairs(ones: Iterable[One], others: Iterable[Other]) -> list[tuple[One, Other]]:
    """Every second pair, as on a chessboard: each meets half of the others. All of them with DUBAN_EXPLORE=1."""
    step = 1 if os.environ.get("DUBAN_EXPLORE") else 2
    table = ((row, one, column, other) for row, one in enumerate(ones) for column, other in enumerate(others))
    return [(one, other) for row, one, column, other in table if (row + column) % step == 0]


def defect(shown: str) -> str:
    """What was shown, with the log file that it names."""
    log = re.search(r"记录在：(.+\.log)", shown)
    return f"{shown}\n{Path(log[1]).read_text('utf-8')[-3000:]}" if log else shown


def set_up(folder: Path) -> Path:
    """A small workspace as the commands leave it: three units, three tasks assigned on 2026-09-28."""
    place = ("-C", str(folder))
    lines: list[tuple[str, ...]] = [("init", str(folder), "--name", "某县督查室")]
    lines += [("unit", "add", unit, *place) for unit in UNITS]
    lines += [
        (
            *("add", *place, "--ledger", ledger, "--title", title, "--urgency", urgency, "--lead", lead),
            *("--source-kind", ledger, "--source-name", f"关于{title}的要求", "--support", "县财政局"),
            *(DOCUMENT if ledger == "重要文件" else INSTRUCTION),
            *("--owner", "张三", "--clerk", "王五", "--requirements", f"全面{title}", "--assign"),
        )
        for ledger, title, urgency, lead in TASKS
    ]
    for words in lines:
        answer = typed(*words)
        assert answer.returncode == 0, defect(answer.stderr)
    pack(folder)
    return folder


def pack(folder: Path) -> None:
    """Puts the objects of a repository into one file, but the last commit: a copy then has 60 folders less to make."""
    place = ("git", "-C", str(folder))
    listed = subprocess.run(
        [*place, "rev-list", "--objects", "HEAD^@"], capture_output=True, check=True
    ).stdout
    packed = folder / ".git" / "objects" / "pack" / "pack"
    subprocess.run([*place, "pack-objects", "-q", str(packed)], input=listed, capture_output=True, check=True)
    subprocess.run([*place, "prune-packed", "-q"], check=True)


def git(*words: str) -> str:
    """What git answers in the current folder, past duban."""
    return subprocess.run(["git", *words], capture_output=True, text=True, check=True).stdout.strip()


def duban(*words: str, **variables: str) -> Answer:
    """Runs one command line as a process of its own in the current folder, with `variables` set."""
    command = [sys.executable, "-m", "duban", *words]
    environment = os.environ | variables
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


def in_a_copy(first: Callable[[], object], *words: str) -> Answer:
    """Types one command line in a copy of this process, after `first`; what a killed copy said is lost."""

    def job() -> Answer:
        first()
        return typed(*words)

    return at_once(job)[0]


def at_once(*jobs: Callable[[], Answer]) -> list[Answer]:
    """Does all jobs at the same time, each in a copy of this process.

    A copy has read duban already: starting anew is four times the work of most commands.
    """
    with contextlib.ExitStack() as stack:
        running = []
        for job in jobs:
            out, err = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(2))
            running.append((_copy(job, out.fileno(), err.fileno()), out, err))
        answers = []
        for child, out, err in running:
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            for stream in (out, err):
                stream.seek(0)
            answers.append(subprocess.CompletedProcess((), code, out.read().decode(), err.read().decode()))
        return answers


def _copy(job: Callable[[], Answer], out: int, err: int) -> int:
    """Starts a copy of this process that does the job, says its answer into two open files, and ends."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            answer = job()
            os.write(out, answer.stdout.encode())
            os.write(err, answer.stderr.encode())
            code = answer.returncode
        except BaseException:  # noqa: BLE001 - the copy must end here, whatever happens
            os.write(err, traceback.format_exc().encode())
        finally:
            os._exit(code)
    return child


def killed_at(point: str, *words: str) -> None:
    """Types one command line in a process that is killed at this point of its write."""
    killed = in_a_copy(lambda: os.environ.update(DUBAN_FAULT=point), *words)
    assert killed.returncode == -signal.SIGKILL, killed
