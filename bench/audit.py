"""Audits long honest histories: how long it takes, in how much memory, and that it finds nothing.

    .venv/bin/python -m bench.audit [--commits N] [--branches] [--signed]

The history is what duban would have written: each entry is decided and rendered by its own code, the commits go in by
`git fast-import`. With --branches every fiftieth commit is made on a side and merged; with --signed each bears
a signature, and must. Then the guard judges the last thousand as a push.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from bench.make import PEOPLE, UNITS, WORKS
from tests.keys import load, make_key, sign_history

from duban.core.actions.due_dates import Ground
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.cases.task import TASK, decide
from duban.core.model.case_file import JOURNAL
from duban.core.model.events import Accept, Assign, Close, Done, Event, Progress, Register, Verify
from duban.core.model.people import Roll
from duban.core.model.record import raw_record, read_record
from duban.core.model.task import Task
from duban.core.model.terms import LedgerKind, Method, Result
from duban.core.model.unit_register import Register as Units
from duban.core.model.workspace import Leader, Unit
from duban.core.policy.rules import PolicyBook
from duban.errors import DubanError
from duban.files.workspace.policies import load_policy
from duban.files.yaml.edit import append_to_list
from duban.files.yaml.writer import render_document, render_event

BEIJING = timezone(timedelta(hours=8))
FIRST = datetime(2024, 1, 2, 9, 0, tzinfo=BEIJING)
_MAIN, _MERGES = "refs/heads/main", 10_000_000
STEPS = ("accept", "progress", "progress", "progress", "done", "verify", "close")
CONFIG = """\
名称: 某县督查室
工作区号: bench
版本: 5
制度:
  - {自: 2024-01-01, 名称: default}
单位:
"""


class Office:
    """The office at work: what it goes by, the tasks so far, the time."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        policy, _ = load_policy("default", None)
        if policy is None:
            raise SystemExit("default cannot be read")
        book = PolicyBook(entries=((FIRST.date(), policy),), anew=None)
        units = tuple(Unit(name=f"县{name}") for name in UNITS)
        roll = Roll([Leader(name="方县长", title="县长")])
        self.ground = Ground(book, WorkCalendar(), Units(units), LedgerKind.PROJECT, FIRST.date(), roll=roll)
        self.now = FIRST
        self.open: dict[str, tuple[Task, str, int]] = {}
        self.count = 0

    def go_on(self) -> tuple[str, str, str, str]:
        """One command: its name, the task, the file it wrote and its text."""
        self.now += timedelta(minutes=self.dice.randrange(20, 140))
        if len(self.open) < 40 or self.dice.random() < 1 / (len(STEPS) + 1):
            return self._enter()
        name = self.dice.choice(list(self.open))
        task, text, step = self.open[name]
        event = self._event(STEPS[step], task.leads[0])
        try:
            decided = decide(task, event, self._ground()).event
        except DubanError:  # late, and nobody said why: it stays open
            del self.open[name]
            return self.go_on()
        text = append_to_list(text, JOURNAL, [render_event(TASK.raw(decided))])
        task = msgspec.structs.replace(task, journal=(*task.journal, decided))
        self.open[name] = (task, text, step + 1)
        if step + 1 == len(STEPS):
            del self.open[name]
        return STEPS[step], name, self._path(name), text

    def _enter(self) -> tuple[str, str, str, str]:
        self.count += 1
        name = f"XM-2024-{self.count:04d}"
        unit = f"县{self.dice.choice(UNITS)}"
        head = {
            "编号": name,
            "事项": f"{self.dice.choice(WORKS)}第{self.count}批",
            "来源": [{"类别": "重大项目", "名称": "重大项目计划"}],
            "缓急": "难度较大",
            "牵头单位": unit,
            "责任人": self.dice.choice(PEOPLE),
            "督办人": "王五",
            "工作要求": "按期完成",
        }
        task = read_record(head, Task)
        for event in (Register(**self._common()), Assign(**self._common())):
            decided = decide(task, event, self._ground()).event
            task = msgspec.structs.replace(task, journal=(*task.journal, decided))
        raw = raw_record(task) | {JOURNAL: [TASK.raw(each) for each in task.journal]}
        text = render_document(raw)
        self.open[name] = (task, text, 0)
        return "register", name, self._path(name), text

    def _path(self, name: str) -> str:
        return f"重大项目/2024/{name}.yaml"

    def _ground(self) -> Ground:
        return msgspec.structs.replace(self.ground, today=self.now.date())

    def _common(self) -> dict[str, Any]:
        return {"on": self.now.date(), "recorded_at": self.now, "by": "王五"}

    def _event(self, step: str, unit: str) -> Event:
        said = self._common()
        if step == "accept":
            return Accept(**said, unit=unit)
        if step == "progress":
            return Progress(**said, unit=unit, percent=self.dice.randrange(100), done="又办了一些")
        if step == "done":
            return Done(**said, unit=unit, done="办完")
        if step == "verify":
            return Verify(**said, method=Method.ON_SITE, result=Result.PASS)
        return Close(**said, approved_by="方县长")


def stream(commits: int, *, branches: bool, public: str = "") -> Iterator[bytes]:
    """What `git fast-import` reads; `public`: the key of 王五, with which each must be signed."""
    office = Office(1)
    units = "".join(f"  - {{全称: 县{name}}}\n" for name in UNITS)
    ledger = "名称: 重大项目建设台账\n种类: 重大项目\n字头: XM\n"
    keys = f"人员:\n  - {{姓名: 王五, 公钥: [{{内容: {public}, 自: 2024-01-01}}]}}\n签名起用: 2024-01-01\n"
    files = {
        "duban.yaml": f"{CONFIG}{units}领导:\n  - {{姓名: 方县长, 职务: 县长}}\n{keys if public else ''}",
        "重大项目/台账.yaml": ledger,
    }
    yield bytes(Commit(_MAIN, 1, FIRST, "建账", files, action="init"))
    main = 1
    for mark in range(2, commits + 1):
        action, name, path, text = office.go_on()
        aside = branches and mark % 50 == 0
        ref = f"refs/heads/side{mark}" if aside else _MAIN
        yield bytes(Commit(ref, mark, office.now, f"{action} {name}", {path: text}, (main,), action, name))
        if aside:
            yield bytes(Commit(_MAIN, _MERGES + mark, office.now, "合并", {path: text}, (main, mark)))
        main = _MERGES + mark if aside else mark


class Commit(NamedTuple):
    """One commit as it is put in."""

    ref: str
    mark: int
    moment: datetime
    subject: str
    files: dict[str, str]
    parents: tuple[int, ...] = ()
    action: str = ""
    task: str = ""

    def __bytes__(self) -> bytes:
        noted = [f"Duban-Action: {self.action}"] + ([f"Duban-Task: {self.task}"] if self.task else [])
        noted += ["Duban-Actor: 王五", f"Duban-Recorded: {self.moment.isoformat()}"]
        trailers = "\n".join(noted if self.action else [])
        message = f"{self.subject}\n\n{trailers}\n".encode()
        who = f"王五 <wang@example.org> {int(self.moment.timestamp())} +0800"
        lines = [f"commit {self.ref}", f"mark :{self.mark}", f"author {who}", f"committer {who}"]
        body = "\n".join([*lines, f"data {len(message)}"]).encode() + b"\n" + message + b"\n"
        for place, parent in enumerate(self.parents):
            body += f"{'merge' if place else 'from'} :{parent}\n".encode()
        for path, text in self.files.items():
            data = text.encode()
            body += f'M 644 inline "{path}"\ndata {len(data)}\n'.encode() + data + b"\n"
        return body + b"\n"


def main() -> None:
    """Make, audit in a process of its own, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commits", type=int, default=10_000)
    parser.add_argument("--branches", action="store_true")
    parser.add_argument("--signed", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "账")
        subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)
        began = time.perf_counter()
        importer = subprocess.Popen(["git", "-C", str(root), "fast-import", "--quiet"], stdin=subprocess.PIPE)
        public = make_key(Path(folder, "王五"), 1) if asked.signed else ""
        importer.communicate(b"".join(stream(asked.commits, branches=asked.branches, public=public)))
        subprocess.run(["git", "-C", str(root), "reset", "-q", "--hard", "main"], check=True)
        if asked.signed:
            sign_history(root, load(Path(folder, "王五")))
            subprocess.run(["git", "-C", str(root), "gc", "--quiet", "--prune=now"], check=True)
        print(f"made {asked.commits} commits in {time.perf_counter() - began:.1f} s")
        began = time.perf_counter()
        words = [sys.executable, "-m", "duban", "audit", "-C", str(root)]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        took = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(done.stdout[:600], done.stderr[-600:])
        print(f"audited in {took:.1f} s, exit {done.returncode}, at most {peak:.0f} MB in one process")
        old = f"HEAD~{min(1000, asked.commits - 1)}"
        words = [sys.executable, "-m", "duban", "guard", "check", old, "HEAD", "--repository", str(root)]
        began = time.perf_counter()
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        print(f"guard judged {old}..HEAD in {time.perf_counter() - began:.2f} s, exit {done.returncode}")
        print(done.stderr[-600:])


if __name__ == "__main__":
    main()
