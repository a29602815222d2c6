"""Measures duban as a person meets it: whole processes, from start to exit, on ledgers of several sizes.

    python -m compileall -q src
    python bench/run.py                # 1,000 and 10,000 tasks
    python bench/run.py --large        # 100,000 as well

Prints Markdown tables: wall-clock time (median and fastest run), the ratio of the fastest to `python -c pass`, peak
memory. On a machine that does other things as well, the fastest run says more than the median.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from make import TODAY, make
from papers import write_papers

SOURCE = Path(__file__).parents[1] / "src"
DUBAN = (sys.executable, "-m", "duban")
ADD = (
    *(
        "add",
        "--ledger",
        "领导批示",
        "--title",
        "清理河道",
        "--source-kind",
        "领导批示",
        "--instruction",
        "刘县长=2026-09-28=请抓紧",
        "--urgency",
        "急件",
    ),
    *(
        "--source-name",
        "第9号批示",
        "--lead",
        "县水务局",
        "--owner",
        "张三",
        "--requirements",
        "清理完毕",
        "--assign",
    ),
)
MEBIBYTE = 1024
HEADER = "| command | median | fastest | × bare Python | peak memory |"


@dataclass(frozen=True)
class Figure:
    """One line of the table: seconds (median, fastest run) and the memory of the largest run in KiB."""

    name: str
    seconds: float
    fastest: float
    memory: int


def run(command: Sequence[str], environment: dict[str, str]) -> tuple[float, int]:
    """Seconds and peak KiB of one process. Raises SystemExit where it fails: a wrong answer has no speed."""
    began = time.perf_counter()
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=errors) as process,
    ):
        _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            sys.exit(f"{' '.join(command)}: {errors.read().decode()}")
    return took, usage.ru_maxrss


def measure(
    name: str,
    command: Sequence[str],
    environment: dict[str, str],
    repeat: int,
    before: Callable[[], None] = lambda: None,
) -> Figure:
    """The median of `repeat` runs, each after `before`."""
    runs = []
    for _ in range(repeat):
        before()
        runs.append(run(command, environment))
    seconds = [took for took, _ in runs]
    return Figure(name, statistics.median(seconds), min(seconds), max(memory for _, memory in runs))


def startup(environment: dict[str, str], repeat: int) -> list[Figure]:
    """What a command costs before it reads a ledger; the first figure is Python alone."""
    commands = {
        "`python -c pass`": (sys.executable, "-c", "pass"),
        "`duban --version`": (*DUBAN, "--version"),
        "`duban --help`": (*DUBAN, "--help"),
        "`duban calendar show 2026-09`": (*DUBAN, "calendar", "show", "2026-09"),
    }
    return [measure(name, command, environment, repeat) for name, command in commands.items()]


def ledgers(folder: Path, tasks: int, environment: dict[str, str], repeat: int) -> list[Figure]:
    """The commands on a workspace of `tasks` tasks."""
    root = folder / str(tasks)
    make(root, tasks)
    task = next((root / "领导批示" / str(TODAY.year)).glob("PS-*.yaml")).stem
    here = environment | {"DUBAN_ROOT": str(root), "DUBAN_TODAY": str(TODAY)}
    index = root / ".git" / "duban" / "index"
    overdue = (*DUBAN, "overdue")
    few = min(repeat, 3)
    run((*DUBAN, *ADD), here)  # once, so that every later `add` meets the same ledger year
    cold = measure("`overdue`, no index", overdue, here, few, lambda: index.unlink(missing_ok=True))
    time.sleep(1)  # files younger than a moment are not indexed
    run(overdue, here)
    warm = [
        measure(f"`{words[0]}`", (*DUBAN, *words), here, repeat)
        for words in (
            ("overdue",),
            ("list",),
            ("show", task),
            ("reconcile", "--quarter"),
            ("report", "overview"),
        )
    ]
    unit = read_lead(root / "领导批示" / str(TODAY.year) / f"{open_task(root)}.yaml")
    writes = [
        measure("`add --assign`, committed", (*DUBAN, *ADD), here, repeat),
        measure(
            "`progress`, committed",
            (*DUBAN, "progress", open_task(root), "--unit", unit, "--done", "已完成"),
            here,
            repeat,
        ),
    ]
    return [cold, *warm, measure("`check`", (*DUBAN, "check", "--errors"), here, few), *writes]


def documents(folder: Path, environment: dict[str, str], repeat: int) -> list[Figure]:
    """Reading an official document of about fifty pages, in each format, without a ledger."""
    here = environment | {"DUBAN_ROOT": str(folder), "DUBAN_TODAY": str(TODAY)}
    return [
        measure(
            f"`import paper.{kind} --dry-run`",
            (*DUBAN, "import", str(path), "--dry-run", "--json"),
            here,
            repeat,
        )
        for kind, path in write_papers(folder).items()
    ]


def wall_chart(folder: Path, environment: dict[str, str], repeat: int) -> tuple[list[Figure], int]:
    """The wall chart of 2,000 tasks, and the bytes of its file."""
    root, path = folder / "wall", folder / "wall.html"
    make(root, 2_000)
    here = environment | {"DUBAN_ROOT": str(root), "DUBAN_TODAY": str(TODAY)}
    command = (*DUBAN, "report", "wall", "--force", "-o", str(path))
    run(command, here)
    time.sleep(1)  # files younger than a moment are not indexed
    return [measure("`report wall`", command, here, repeat)], path.stat().st_size


def open_task(root: Path) -> str:
    """A task that was added by this program, and so is open."""
    files = (root / "领导批示" / str(TODAY.year)).glob("PS-*.yaml")
    return next(path.stem for path in files if "事项: 清理河道\n" in path.read_text("utf-8"))


def read_lead(path: Path) -> str:
    """The lead unit that a task file names."""
    line = next(line for line in path.read_text("utf-8").splitlines() if line.startswith("牵头单位: "))
    return line.removeprefix("牵头单位: ")


def table(title: str, figures: Sequence[Figure], bare: float) -> str:
    """The figures as a Markdown table."""
    lines = [f"### {title}", "", HEADER, "|---|---:|---:|---:|---:|"]
    lines += [
        f"| {each.name} | {each.seconds:.2f} s | {each.fastest:.2f} s | {each.fastest / bare:.0f} "
        f"| {each.memory / MEBIBYTE:.0f} MB |"
        for each in figures
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--tasks", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--large", action="store_true", help="100,000 tasks as well")
    parser.add_argument("--repeat", type=int, default=7)
    given = parser.parse_args()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "DUBAN_"))}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in (
        ("NAME", "王五"), ("EMAIL", "wangwu@example.invalid"))}  # fmt: skip
    environment = kept | who | {"PYTHONPATH": str(SOURCE)}
    first = startup(environment, given.repeat)
    bare = first[0].fastest
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors\n")
    print(table("Start-up", first, bare))
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as folder:
        print(
            table("A document of fifty pages", documents(Path(folder), environment, given.repeat), bare),
            flush=True,
        )
        figures, size = wall_chart(Path(folder), environment, min(given.repeat, 3))
        print(table(f"Wall chart, 2,000 tasks, a file of {size / 1e6:.1f} MB", figures, bare), flush=True)
        for tasks in [*given.tasks, *([100_000] if given.large else [])]:
            figures = ledgers(Path(folder), tasks, environment, given.repeat)
            print(table(f"{tasks:,} tasks", figures, bare), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
