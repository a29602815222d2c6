"""Writes on after a month was closed, and looks whether the month still has the same figures.

    python -m bench.closed --commits 300 --seed 7

Every kind of command, some entered late into the closed month, many refused, as a clerk's are; between them units
are renamed and merged and a second month is closed. Then both months are computed anew, from git alone and from the
files. The tests do the same with sixty commits. Ends with exit code 1 at the first figure that is another.
"""

import argparse
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from tests.cli.closed import AFTER, WHOLE, close_september, type_right
from tests.outside import SETTINGS, at_home, git, set_up, typed

MONTHS = ("2026-09", "2026-10")
BEGUN = date(2026, 10, 12)
LATE_SHARE = 0.2
LEADERS = ("--approved-by", "李副县长")
WHY = ("--reason", "工作需要")
ASKED = (
    *("--method", "现场", "--genuine", "是", "--implemented", "是"),
    *("--rectified", "是", "--resolved", "否", "--satisfied", "是"),
)
BETWEEN = (
    ("unit", "rename", "县水务局", "县水利局"),
    ("reconcile", "2026-10", "--close"),
    ("unit", "merge", "县财政局", "--into", "县审计局"),
    ("unit", "amend", "县审计局", "--liaison", "李四"),
    ("undo",),
    ("unit", "rename", "县住房和城乡建设局", "县住建局"),
)
"""Each done once, at even distances."""


def _commands(chance: random.Random, today: date) -> Iterator[tuple[str, ...]]:
    """Command lines without end; many of them are refused, as a clerk's are."""
    titles = 0
    while True:
        task = chance.choice(
            typed("list", "--json", "--today", today.isoformat()).stdout.split('"task": "')[1:]
        )
        name = task.partition('"')[0]
        unit = chance.choice(("县水务局", "县财政局", "县住房和城乡建设局", "县审计局"))
        due = (today + timedelta(days=chance.randrange(5, 60))).isoformat()
        chosen_ledger = chance.choice(("领导批示", "重要文件", "领导交办"))
        titles += 1
        yield from chance.sample(
            [
                (
                    "add",
                    "--ledger",
                    chance.choice(("领导批示", "重要文件")),
                    "--title",
                    f"第{titles}件",
                    *WHOLE,
                    "--assign",
                ),
                ("split", name, "--title", f"分出第{titles}件", "--lead", unit, "--assign"),
                ("assign", name),
                ("amend", name, "--owner", f"第{titles}人", *WHY),
                ("amend", name, "--support", unit, *WHY),
                ("amend", name, "--title", f"改为第{titles}件", "--urgency", "难度较大", *WHY),
                ("amend", name, "--event", "反馈", "--set", f"进度={titles % 100}", *WHY),
                (
                    "amend",
                    name,
                    "--event",
                    "交办",
                    "--set",
                    "时限=2026-10-20",
                    "--allowed-by",
                    "李副县长",
                    *WHY,
                ),
                ("amend", name, "--event", "销号", "--void", *WHY),
                ("amend", name, "--new-ledger", chosen_ledger, *WHY),
                ("accept", name, "--unit", unit),
                ("contest", name, *WHY),
                ("progress", name, "--unit", unit, "--percent", str(titles % 100)),
                ("explain", name, "--remedy", "增加班组", *WHY),
                ("coordinate", name, "--rung", "1", "--dispute", "两家意见不一"),
                ("extend", name, "--due-on", due, *LEADERS, *WHY),
                ("transfer", name, "--new-lead", unit, *LEADERS, *WHY),
                ("suspend", name, *LEADERS, *WHY),
                ("resume", name, "--due-on", due, *LEADERS),
                ("withdraw", name, *LEADERS, *WHY),
                ("urge", name),
                ("warn", name, "--level", "黄", *WHY),
                ("done", name, "--done-on", today.isoformat()),
                ("return", name, "--missing", "照片"),
                ("verify", name, "--method", "现场", "--result", chance.choice(("通过", "不通过"))),
                ("close", name),
                ("reopen", name, "--finding", "反弹", "--due-on", due, *LEADERS, *WHY),
                ("revisit", name, *ASKED),
                ("progress", "--standing", "month", "--period", "2026-09", "--unit", unit),
            ],
            12,
        )


def _enter_late(words: tuple[str, ...]) -> tuple[str, ...]:
    """The same, in the closed September."""
    more = ("--on", "2026-09-30", "--late")
    return (*words, *more, *(() if "--reason" in words else ("--reason", "当时漏记")))


def write_on(commits: int, seed: int) -> tuple[str, Counter[str]]:
    """Writes so many commits into the current folder, whose September is closed; the last day, and what was done."""
    chance, today = random.Random(seed), BEGUN
    type_right("unit", "add", "县审计局", *AFTER)
    first = _count_commits()
    waiting = [(commits * place // (len(BETWEEN) + 1), words) for place, words in enumerate(BETWEEN, start=1)]
    kinds: Counter[str] = Counter()
    for words in _commands(chance, BEGUN):
        done = _count_commits() - first
        today = max(today, BEGUN + timedelta(days=done // 3))
        if done >= commits:
            break
        while waiting and waiting[0][0] <= done:
            today += timedelta(days=20)
            kinds += _type(waiting.pop(0)[1], today)
        kinds += _type(_enter_late(words) if chance.random() < LATE_SHARE else words, today)
    return today.isoformat(), kinds


def _type(words: tuple[str, ...], today: date) -> Counter[str]:
    """The command, if it was not refused."""
    return Counter(words[:1] if typed(*words, "--today", today.isoformat()).returncode == 0 else ())


def _count_commits() -> int:
    return int(git("rev-list", "--count", "HEAD"))


def main() -> int:
    """Make the books, write on, verify both months."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--commits", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="duban-closed-") as folder:
        home = Path(folder)
        (home / ".gitconfig").write_text(SETTINGS, "utf-8")
        with at_home(home):
            os.chdir(set_up(home / "台账"))
            close_september()
            today, kinds = write_on(asked.commits, asked.seed)
            print(", ".join(f"{name} {count}" for name, count in kinds.most_common()))
            answers = [typed("reconcile", month, "--verify", "--json", "--today", today) for month in MONTHS]
        os.chdir(Path(__file__).parent)
    for month, answer in zip(MONTHS, answers, strict=True):
        print(month, "same" if answer.returncode == 0 else answer.stdout + answer.stderr)
    return max(answer.returncode for answer in answers)


if __name__ == "__main__":
    sys.exit(main())
