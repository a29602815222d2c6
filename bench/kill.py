"""Kills writing commands at random moments and looks whether the books hold: every file whole, git clean, nothing lost.

    python bench/kill.py --writes 200 --seed 1

Unlike the tests, which kill at named points, this one kills anywhere between start and exit. Ends with exit code 1
at the first thing that does not hold, and keeps the folder for a look.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from make import TODAY, make

SOURCE = Path(__file__).parents[1] / "src"
DUBAN = (sys.executable, "-m", "duban")
MOST_SECONDS = 0.9
WAIT_SECONDS = 60


class Books:
    """One workspace, and what its commands have said so far."""

    def __init__(self, root: Path) -> None:
        self.root = root
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "DUBAN_"))}
        self.environment = kept | {
            "PYTHONPATH": str(SOURCE),
            "DUBAN_ROOT": str(root),
            "DUBAN_TODAY": str(TODAY),
            **{f"GIT_{role}_NAME": "王五" for role in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{role}_EMAIL": "wangwu@example.invalid" for role in ("AUTHOR", "COMMITTER")},
        }

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start a command in a group of its own."""
        nowhere = subprocess.DEVNULL
        return subprocess.Popen(
            (*DUBAN, *words), env=self.environment, stdout=nowhere, stderr=nowhere, start_new_session=True
        )

    def ask(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        command = (*DUBAN, *words)
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, timeout=WAIT_SECONDS
        )

    def git(self, *words: str) -> str:
        """What git answers."""
        done = subprocess.run(["git", *words], cwd=self.root, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def faults(self, marks: list[str]) -> list[str]:
        """What does not hold now; `marks` are the words of commands that ended well."""
        found = []
        checked = json.loads(self.ask("check", "--json").stdout)["problems"]
        found += [problem["message"] for problem in checked if problem["level"] == "error"]
        if self.git("status", "--porcelain"):
            found.append("git is not clean")
        found += [str(path) for path in self.root.rglob(".duban-*")]
        text = "".join(path.read_text("utf-8") for path in self.root.glob("领导批示/*/*.yaml"))
        found += [f"{mark} is there {text.count(mark)} times" for mark in marks if text.count(mark) != 1]
        return found


def write(number: int, dice: random.Random) -> tuple[str, ...]:
    """A command that writes something nobody else writes."""
    mark = f"第{number:05d}次"
    if dice.random() < 0.5:
        return (
            *(
                "add",
                "--ledger",
                "领导批示",
                "--title",
                mark,
                "--source-kind",
                "领导批示",
                "--urgency",
                "急件",
            ),
            *(
                "--source-name",
                "批示",
                "--lead",
                "县水务局",
                "--owner",
                "张三",
                "--requirements",
                "办结",
                "--assign",
            ),
        )
    return ("amend", "PS-2026-0001", "PS-2026-0002", "--note", f"改到{mark}", "--reason", "试验")


def clear_git_lock(books: Books) -> None:
    """What a person does when git itself was killed: duban names the lock, and leaves it to him."""
    for lock in (books.root / ".git").glob("*.lock"):
        lock.unlink()


def torture(books: Books, writes: int, dice: random.Random) -> int:
    """Run and kill; the number of killed commands. Raises SystemExit at the first fault."""
    killed, marks = 0, []
    for number in range(writes):
        process = books.start(*write(number, dice))
        time.sleep(dice.uniform(0, MOST_SECONDS))
        if process.poll() is None:
            killed += 1
            whole = dice.random() < 0.5
            (os.killpg if whole else os.kill)(process.pid, signal.SIGKILL)
            process.wait()
            if whole:
                clear_git_lock(books)
        mark = f"事项: 后续{number:05d}\n"
        after = books.ask(
            *("add", "--ledger", "领导批示", "--title", f"后续{number:05d}", "--source-kind", "领导批示"),
            *("--source-name", "批示", "--urgency", "急件", "--lead", "县水务局", "--owner", "张三"),
            *("--requirements", "办结"),
        )
        if after.returncode:
            sys.exit(f"write {number}: the next command failed in {books.root}\n{after.stderr}")
        marks.append(mark)
        faults = books.faults(marks)
        if faults:
            sys.exit(f"write {number}: {faults} in {books.root}")
    return killed


def main() -> int:
    """Read the command line, kill, tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--writes", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="duban-kill-")) / "ledgers"
    make(root, 50)
    killed = torture(Books(root), given.writes, random.Random(given.seed))
    print(f"{given.writes} writes, {killed} killed on the way: every file whole, git clean, nothing lost")
    return 0


if __name__ == "__main__":
    sys.exit(main())
