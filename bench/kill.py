"""Kills writing commands at random moments and looks whether the books hold: every file whole, git clean, nothing lost.

    python bench/kill.py --kills 300 --seed 1

Unlike the tests, which kill at named points, this one kills anywhere between start and exit, the process alone or with
its git. A command that said success is there exactly once; one that was killed is wholly there or wholly not, and the
next command tells which. Ends with exit code 1 at the first thing that does not hold, and keeps the folder for a look.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from make import TODAY, make

SOURCE = Path(__file__).parents[1] / "src"
DUBAN = (sys.executable, "-m", "duban")
FINISHED, TAKEN_BACK = "现在已经补完并提交", "已经撤回，文件恢复原样"
HALF = 0.5
EVERY = 10
"""Every so many commands the whole books are checked."""
MOST_SECONDS = 2.0
WAIT_SECONDS = 120


class Books:
    """One workspace, and what its commands have said so far."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.turn = 0
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

    def commits(self, since: str) -> list[str]:
        """The commits made since one, oldest first."""
        return self.git("rev-list", "--reverse", f"{since}..HEAD").split()

    def titles(self) -> str:
        """Every task of the books, as text."""
        return "".join(path.read_text("utf-8") for path in self.root.glob("*/20*/*.yaml"))

    def faults(self, *, thorough: bool) -> list[str]:
        """What does not hold now."""
        found = [str(path) for path in self.root.rglob(".duban-*")]
        found += [str(path) for path in (self.root / ".git").rglob("*.lock")]
        found += [str(path) for path in (self.root / ".git" / "duban").glob("intent*")]
        if self.git("status", "--porcelain"):
            found.append("git is not clean")
        if thorough:
            checked = json.loads(self.ask("check", "--json").stdout)["problems"]
            found += [problem["message"] for problem in checked if problem["level"] == "error"]
            self.git("fsck", "--strict")
        return found


@dataclass(frozen=True)
class Work:
    """One command: its words, how many files its commit writes, the words it enters and those it takes away."""

    name: str
    words: tuple[str, ...]
    files: int
    adds: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    edited: Path | None = None


def add(title: str) -> tuple[str, ...]:
    """The words that register one task."""
    return (
        *(
            "add",
            "--ledger",
            "领导批示",
            "--title",
            title,
            "--source-kind",
            "领导批示",
            "--instruction",
            "刘县长=2026-09-28=请抓紧",
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
            "--json",
        ),
    )


def next_work(books: Books, number: int, dice: random.Random, last: tuple[str, str]) -> Work:
    """A command that writes something nobody else writes; `last` is the id and the title of the newest task."""
    mark = f"第{number:05d}次"
    outside = books.root.parent
    kind = dice.choice(
        ("add", "import", "close", "statements", "against", "rename", "undo", "commit", "amend")
    )
    if kind == "add":
        return Work(kind, add(mark), 1, (f"事项: {mark}\n",))
    if kind == "import":
        rows = [f"{mark}之{row}" for row in range(40)]
        table = outside / f"{mark}.csv"
        lines = [
            "事项,牵头单位,责任人,完成时限,工作要求",
            *(f"{row},县水务局,张三,2026-12-20,办结" for row in rows),
        ]
        table.write_text("\n".join(lines), "utf-8")
        words = ("import", str(table), "--ledger", "重要文件", "--source-kind", "重要文件", "--yes")
        return Work(kind, words, len(rows), tuple(f"事项: {row}\n" for row in rows))
    if kind == "close":
        closed = books.git("log", "-1", "--format=%s", "--", "对账/2026-10/结账.yaml").startswith("结账")
        step = ("--reopen", "--reason", mark) if closed else ("--close",)
        return Work(kind, ("reconcile", "2026-10", *step), 1 if closed else 2)
    if kind == "statements":
        return Work(kind, ("reconcile", "2026Q3", "--statements", str(outside / mark)), 0)
    if kind == "against":
        file = dice.choice(sorted((outside / "对账单").glob("*.xlsx")))
        return Work(kind, ("reconcile", "2026Q3", "--against", str(file), "--replace"), 1)
    if kind == "rename":
        words = ("amend", last[0], "--new-ledger", "会议议定事项", "--reason", mark)
        return Work(kind, words, 3, (f"原因: {mark}",))
    if kind == "undo":
        return Work(kind, ("undo",), 2, takes=(f"事项: {last[1]}\n",))
    if kind == "commit":
        path = books.root / "领导批示" / "2026" / "PS-2026-0001.yaml"
        lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("备注:")]
        path.write_text("\n".join([*lines[:2], f"备注: {mark}", *lines[2:]]) + "\n", "utf-8")
        return Work(kind, ("commit", "--reason", mark), 1, (f"备注: {mark}\n",), edited=path)
    return Work(
        kind, ("amend", "PS-2026-0002", "PS-2026-0003", "--note", f"改到{mark}", "--reason", "试验"), 2
    )


def clear_git_locks(books: Books) -> None:
    """What a person does when git itself was killed: duban names the lock, and leaves it to him."""
    for lock in (books.root / ".git").rglob("*.lock"):
        lock.unlink()


@dataclass
class Account:
    """What must be there by now and what must not, a text each, and how the killed commands ended."""

    kept: list[str]
    gone: list[str]
    outcomes: Counter[str]

    def enter(self, work: Work, *, made: bool) -> None:
        """A command that came to its commit, or did not."""
        if made:
            passing = [one for one in self.kept if work.edited is not None and one.startswith("备注:")]
            self.kept = [one for one in self.kept if one not in (*work.takes, *passing)] + [*work.adds]
            self.gone += work.takes
        else:
            self.gone += work.adds

    def faults(self, text: str) -> list[str]:
        """What is not there once, or is there though it was taken back."""
        found = [f"{one!r} is there {text.count(one)} times" for one in self.kept if text.count(one) != 1]
        return found + [f"{one!r} is there" for one in self.gone if one in text]


def torture(books: Books, kills: int, dice: random.Random) -> Counter[str]:
    """Run and kill; how the killed commands ended. Raises SystemExit at the first fault."""
    account = Account([], [], Counter())
    last, _ = follow(books)
    account.kept.append(f"事项: {last[1]}\n")
    number = 0
    while account.outcomes.total() < kills:
        number += 1
        work = next_work(books, number, dice, last)
        before = books.git("rev-parse", "HEAD")
        process = books.start(*work.words)
        with suppress(subprocess.TimeoutExpired):
            process.wait(dice.uniform(0.2, MOST_SECONDS))
        killed = process.poll() is None
        if killed:
            (os.killpg if dice.random() < HALF else os.kill)(process.pid, signal.SIGKILL)
            process.wait()
        last, said = follow(books)
        made = books.commits(before)[:-1]  # the last is the next command's own
        if work.edited is not None and not made:  # the hand edit is still a hand edit
            books.git("checkout", "HEAD", "--", str(work.edited))
        account.enter(work, made=bool(made))
        account.kept.append(f"事项: {last[1]}\n")
        wrong = [*judge(books, work, process.returncode, made, said), *account.faults(books.titles())]
        wrong += books.faults(thorough=number % EVERY == 0)
        if wrong:
            sys.exit(f"{number}, {work.words}: {wrong[:5]} in {books.root}\n{said}")
        if killed:
            told = "told" if FINISHED in said or TAKEN_BACK in said else "nothing to tell"
            account.outcomes[f"{work.name}: {'there' if made else 'not there'}, {told}"] += 1
    return account.outcomes


def judge(books: Books, work: Work, code: int, made: list[str], said: str) -> list[str]:
    """What is wrong with how a command ended: `made` are its commits, `said` is what the next command told."""
    wrong = []
    most = min(work.files, 1)
    if len(made) > most or (code == 0 and len(made) < most) or code not in {0, -signal.SIGKILL}:
        wrong.append(f"{len(made)} commits, exit {code}")
    if (
        made
        and len(books.git("show", "--format=", "--name-only", "--no-renames", made[0]).splitlines())
        != work.files
    ):
        wrong.append(f"commit {made[0]} is not whole")
    told = [word for word in (FINISHED, TAKEN_BACK) if word in said]
    if told not in ([], [FINISHED if made else TAKEN_BACK]):
        wrong.append(f"told {told}, made {made}")
    return wrong


def follow(books: Books) -> tuple[tuple[str, str], str]:
    """The next command: the id and the title of its task, and what it said."""
    books.turn += 1
    title = f"后续{books.turn:05d}"
    after = books.ask(*add(title))
    if after.returncode and ".lock" in after.stderr:
        clear_git_locks(books)
        after = books.ask(*add(title))
    if after.returncode:
        sys.exit(f"{title}: the next command failed in {books.root}\n{after.stderr}")
    return (json.loads(after.stdout)["task"], title), after.stdout + after.stderr


def main() -> int:
    """Read the command line, kill, tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="duban-kill-")) / "ledgers"
    make(root, 50)
    books = Books(root)
    if books.ask("reconcile", "2026Q3", "--statements", str(root.parent / "对账单")).returncode:
        sys.exit("no statements could be written")
    for outcome, count in sorted(torture(books, given.kills, random.Random(given.seed)).items()):
        print(f"{count:4} {outcome}")
    if faults := books.faults(thorough=True):
        sys.exit(f"at the end: {faults} in {root}")
    shutil.rmtree(root.parent)
    print(
        f"{given.kills} commands killed: every file whole, git clean, nothing lost, nothing twice, each told right"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
