"""Random honest histories of real commands, in two clones that pull from each other: an audit finds nothing certain.

    .venv/bin/python -m bench.honest [--histories N] [--seed N] [--steps N]

A history starts from a workspace of three tasks. Its commands are typed within this process; what duban refuses is no
step. Hand edits are taken in by `duban commit`. Of a conflict, a number given twice is given anew by `duban renumber`,
journals are joined by entries where `duban check` has nothing against it, and the rest is given up, as a person may.
Every other history begins as a workspace of format 4. Prints each finding with the commands that led to it, so that
the same seed shows it again.
"""

import argparse
import contextlib
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from duban.cli.main import main as duban_main
from duban.core.audit.findings import Certainty
from duban.files.git.repository import find_repository
from duban.replay.audit import audit

SETTINGS = (
    "[init]\n\tdefaultBranch = main\n[user]\n\tname = 王五\n\temail = wang@example.org\n[gc]\n\tauto = 0\n"
    "[pull]\n\trebase = false\n[core]\n\teditor = true\n"
)
FIRST = date(2026, 9, 28)
UNITS = ("县财政局", "县水务局", "县教育局")
LEDGERS = {"领导批示": "PS", "重要文件": "WJ", "重大督查": "DC", "领导交办": "JB"}
SOURCE = ("--source-name", "关于河道的要求", "--doc-no", "某水发〔2026〕3号")
TOLD = {"amend", "calendar", "commit", "reconcile", "undo", "upgrade"}
"""Commands that are counted each."""
SAID = ("--reason", "分工调整", "--approved-by", "方县长")


def typed(*words: str) -> int:
    """Types one command; its exit code."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
        code = duban_main(list(words))
    if code not in {0, 1, 2}:
        raise SystemExit(f"exit {code}: {words}\n{said.getvalue()}")
    return code


def git(folder: Path, *words: str) -> int:
    """Runs git; its exit code."""
    place = ["git", "-C", str(folder), *words]
    return subprocess.run(place, capture_output=True, check=False, env=os.environ).returncode


def answer(folder: Path, *words: str) -> str:
    """What git says on its standard output."""
    place = ["git", "-C", str(folder), *words]
    return subprocess.run(place, capture_output=True, check=False, env=os.environ).stdout.decode(
        "utf-8", "replace"
    )


def set_up(folder: Path, *, older: bool) -> None:
    """The workspace that a history starts from; an `older` one as the release of format 4 began it."""
    place = ("-C", str(folder), "--today", FIRST.isoformat())
    typed("init", str(folder), "--name", "某县督查室", "--today", FIRST.isoformat())
    if older:
        config = folder / "duban.yaml"
        config.write_text(config.read_text("utf-8").replace("版本: 5", "版本: 4"), "utf-8")
        git(folder, "commit", "-q", "--amend", "--no-edit", "--all")
    for unit in UNITS:
        typed("unit", "add", unit, *place)
    typed("unit", "leader", "方县长", "--title", "县长", *place)
    for ledger in list(LEDGERS)[:3]:
        typed(*added(ledger, "修路", UNITS[1]), *place)


def added(ledger: str, title: str, unit: str) -> tuple[str, ...]:
    """The command that enters a task."""
    said = ("--instruction", f"方县长={FIRST}=请抓紧") if ledger.startswith("领导") else ()
    words = (
        "add",
        "--ledger",
        ledger,
        "--title",
        title,
        "--urgency",
        "急件",
        "--lead",
        unit,
        "--source-kind",
    )
    return (*words, ledger, *SOURCE, *said, "--owner", "张三", "--requirements", "办结", "--assign")


def joined(base: str, ours: str, theirs: str) -> str | None:
    """Our file and what their side added to its journal; None where a side changed more than it added."""
    (head, old), (kept, mine), (their_head, other) = (split(text) for text in (base, ours, theirs))
    count = len(old)
    if their_head not in {head, kept} or mine[:count] != old or other[:count] != old:
        return None
    return kept + "".join([*mine, *(each for each in other[count:] if each not in mine)])


def split(text: str) -> tuple[str, list[str]]:
    """The head of a file of a task, and the entries of its journal."""
    head, mark, rest = text.partition("\n流水:\n")
    return head + mark, re.split(r"^(?=  - )", rest, flags=re.MULTILINE)


class Office:
    """Two clones, a day that goes on, and the dice."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.dice = random.Random(seed)
        self.clones = (folder / "甲", folder / "乙")
        self.today = FIRST
        self.done: list[str] = []

    def step(self) -> None:
        """One command in one of the clones, or a pull."""
        here, there = self.dice.sample(self.clones, 2)
        self.today += timedelta(days=self.dice.choice((0, 0, 0, 1, 1, 3, 12)))
        if self.dice.random() < 0.12:
            self.done.append(f"{here.name} pull {self._pull(here, there)}")
            return
        words = self._words(here)
        if words and not typed(*words, "-C", str(here), "--today", self.today.isoformat()):
            self.done.append(f"{here.name} {self.today} {' '.join(words)}")
            if words[0] in TOLD:
                COUNTS[words[0]] += 1
        git(here, "checkout", "-q", "--", ".")

    def _pull(self, here: Path, there: Path) -> str:
        pull = ("pull", "-q", "--no-edit", str(there), "main")
        if not git(here, *pull):
            return "merged"
        given_twice = answer(here, "diff", "--name-only", "-z", "--diff-filter=A", "HEAD...MERGE_HEAD").split(
            "\0"
        )
        clashing = [name for name in given_twice if name and name in self._conflicts(here)]
        if clashing:
            git(here, "merge", "--abort")
            day = ("-C", str(here), "--today", self.today.isoformat())
            if any(typed("renumber", Path(name).stem, "--reason", "撞号", *day) for name in clashing):
                return "clashed"
            COUNTS["renumbered"] += len(clashing)
            if not git(here, *pull):
                return "renumbered"
        if self._join(here):
            COUNTS["joined"] += 1
            return "joined"
        git(here, "merge", "--abort")
        COUNTS["given up"] += 1
        return "given up"

    def _conflicts(self, here: Path) -> list[str]:
        return [
            each for each in answer(here, "diff", "--name-only", "-z", "--diff-filter=U").split("\0") if each
        ]

    def _join(self, here: Path) -> bool:
        """Whether every conflict is in journals, and joining their lines leaves books that are in order."""
        names = self._conflicts(here)
        for name in names:
            texts = [answer(here, "show", f":{number}:{name}") for number in (1, 2, 3)]
            whole = joined(*texts) if Path(name).parent.name.isdigit() else None
            if whole is None:
                return False
            (here / name).write_text(whole, "utf-8")
        if not names:
            return False
        if typed("check", "-C", str(here), "--today", self.today.isoformat()):
            return False
        return not git(here, "commit", "-q", "--all", "--no-edit")

    def _words(self, here: Path) -> tuple[str, ...]:
        files = sorted(here.glob("*/20*/*.yaml"))
        file = self.dice.choice(files)
        name, on = file.stem, ("--on", (self.today - timedelta(days=self.dice.choice((0, 0, 1)))).isoformat())
        unit, month = self.dice.choice(UNITS), self.today.replace(day=1) - timedelta(days=1)
        late = ("--late", "--reason", "当时漏记")
        return self.dice.choice(
            (
                lambda: added(self.dice.choice(list(LEDGERS)), f"事{self.dice.randrange(99)}", unit),
                lambda: ("accept", name, *on),
                lambda: ("accept", name, *on, *late),
                lambda: ("progress", name, "--percent", str(self.dice.randrange(100)), "--done", "动工", *on),
                lambda: ("done", name, "--done", "办完", *on),
                lambda: ("done", name, "--done", "办完", "--evidence", str(self._proof(here))),
                lambda: (
                    "verify",
                    name,
                    "--method",
                    "现场",
                    "--result",
                    self.dice.choice(("通过", "不通过")),
                ),
                lambda: ("close", name, "--approved-by", "方县长"),
                lambda: ("return", name, "--reason", "没办好"),
                lambda: ("extend", name, "--due-on", str(self.today + timedelta(days=30)), *SAID),
                lambda: ("suspend", name, *SAID),
                lambda: ("resume", name),
                lambda: ("remind", name),
                lambda: ("withdraw", name, *SAID),
                lambda: ("transfer", name, "--to", unit, *SAID),
                lambda: ("amend", name, "--owner", self.dice.choice(("李四", "赵六")), "--reason", "换人"),
                lambda: ("amend", name, "--new-ledger", self.dice.choice(list(LEDGERS)), "--reason", "归口"),
                lambda: ("amend", name, "--event", "反馈", "--set", "进度=40", "--reason", "录入有误"),
                lambda: ("amend", name, "--event", "签收", "--void", "--reason", "录入有误"),
                lambda: ("undo",),
                lambda: ("undo",),
                lambda: ("unit", "add", f"县{self.dice.choice('甲乙丙丁')}局"),
                lambda: ("unit", "leader", f"{self.dice.choice('钱孙周')}县长", "--title", "副县长"),
                lambda: ("reconcile", f"{month:%Y-%m}", "--close", "--force", "--reason", "等不了"),
                lambda: ("reconcile", f"{month:%Y-%m}", "--reopen", "--reason", "漏了一笔"),
                lambda: ("split", name, "--title", "一部分", "--lead", unit),
                lambda: ("upgrade",),
                lambda: ("calendar", "import", str(self._calendar(here)), "--local"),
                lambda: self._by_hand(file),
                lambda: self._by_hand(file),
            )
        )()

    def _proof(self, here: Path) -> Path:
        path = here.parent / f"照片{self.dice.randrange(9)}.txt"
        path.write_text(f"照片{self.dice.randrange(3)}", "utf-8")
        return path

    def _calendar(self, here: Path) -> Path:
        days = [self.today + timedelta(days=self.dice.randrange(-40, 60)) for _ in range(2)]
        listed = [
            {"name": "本地", "date": f"{day}", "isOffDay": True}
            for day in sorted(set(days))
            if day.year == 2026
        ]
        path = here.parent / "日历.json"
        path.write_text(json.dumps({"year": 2026, "papers": [], "days": listed}, ensure_ascii=False), "utf-8")
        return path

    def _by_hand(self, file: Path) -> tuple[str, ...]:
        text = file.read_text("utf-8")
        line = f"  - {{日期: {self.today}, 登记: 2026-11-30T09:00:00+08:00, 动作: 签收, 经办: 王五, 单位: 县水务局}}\n"
        done = {
            "责任人: 张三": "责任人: 孙七",
            "工作要求: 办结": "工作要求: 按期办结",
            "编号: ": "# 手写的话\n编号: ",
        }
        old, new = self.dice.choice(list(done.items()))
        text = text.replace(old, new, 1) if self.dice.random() < 0.8 else text + line
        file.write_text(text, "utf-8")
        return ("commit", "--reason", "手工整理")


def judge(folder: Path) -> list[str]:
    """What an audit finds for certain."""
    with tempfile.TemporaryDirectory() as room:
        from duban.cli.framework.context import current_moment

        looked, findings = audit(find_repository(folder), ".", Path(room), current_moment())
    COUNTS["commits"] += looked.commits
    COUNTS["merges"] += looked.merges
    found = [each for each in findings if each.rule.weight is Certainty.CERTAIN]
    return [f"{(each.commit or '')[:8]} {each.action} {each.rule.code}: {each.what}" for each in found]


COUNTS: Counter[str] = Counter()


def main() -> int:
    """Play, audit, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=30)
    asked = parser.parse_args()
    began, bad = time.perf_counter(), 0
    with tempfile.TemporaryDirectory() as home:
        root = Path(home)
        (root / ".gitconfig").write_text(SETTINGS, "utf-8")
        os.environ |= {
            "HOME": home,
            "XDG_CONFIG_HOME": home,
            "XDG_STATE_HOME": home,
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        for name in ("样本", "旧样本"):
            set_up(root / name, older=name == "旧样本")
        for seed in range(asked.seed, asked.seed + asked.histories):
            folder = root / str(seed)
            for clone in ("甲", "乙"):
                shutil.copytree(root / ("旧样本" if seed % 2 else "样本"), folder / clone)
            office = Office(folder, seed)
            for _ in range(asked.steps):
                office.step()
            COUNTS["commands"] += len(office.done)
            found = [line for clone in office.clones for line in judge(clone)]
            if found:
                bad += 1
                print(f"seed {seed}:", *office.done, *found, sep="\n  ", flush=True)
            shutil.rmtree(folder)
    took = time.perf_counter() - began
    told = "、".join(f"{count} {name}" for name, count in COUNTS.items())
    print(f"{asked.histories} histories, {told}: {bad} accused, {took:.0f} s")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
