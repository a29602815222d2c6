"""Many files read by several processes give what one process reads; a wrong file is left to the careful reader."""

import subprocess
import sys
import time
from pathlib import Path

TASK = "编号: {id}\n事项: 第{number}件\n流水:\n  - {{日期: 2026-09-01, 登记: 2026-09-01T09:00:00+08:00, 动作: 立项, 经办: 王五}}\n"
PROGRAM = """\
import os, sys
from pathlib import Path
from duban.core.model.task import Task
from duban.files.workspace import parallel as bulk
from duban.files.workspace.records import read_file

def dying(names):
    os._exit(1)

os.sched_getaffinity = lambda process: {0, 1, 2}  # as if there were three processors
paths = sorted(Path(sys.argv[1]).glob("*.yaml"))
one_by_one = [read_file(path, path.name, Task) for path in paths]
wanted = [None if problems or task.id != path.stem else task for path, (task, problems) in zip(paths, one_by_one)]
assert bulk.read_tasks(paths) == [None] * len(paths)
bulk.FEW = 10
assert bulk.read_tasks(paths) == wanted
assert bulk.read_tasks([]) == []
bulk._read_portion = dying
assert bulk.read_tasks(paths) == [None] * len(paths)
print(len(wanted), sum(task is None for task in wanted))
"""


def test_several_processes_read_what_one_reads(tmp_path: Path) -> None:
    for number in range(1, 41):
        name = f"WJ-2026-{number:04d}"
        (tmp_path / f"{name}.yaml").write_text(TASK.format(id=name, number=number), "utf-8")
    (tmp_path / "WJ-2026-0003.yaml").write_text("编号：甲", "utf-8")
    (tmp_path / "WJ-2026-0005.yaml").write_bytes(b"\xff\xfe")
    (tmp_path / "WJ-2026-0007.yaml").write_text(TASK.format(id="WJ-2026-0008", number=8), "utf-8")
    (tmp_path / "WJ-2026-0009.yaml").unlink()
    (tmp_path / "WJ-2026-0009.yaml").mkdir()
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("40 4\n", "")


KILLED = """\
import os, signal, sys, time
from pathlib import Path
from duban.files.workspace import parallel as bulk

def slow(names):
    with open(sys.argv[1], "a") as file:
        print(os.getpid(), file=file, flush=True)
    time.sleep(60)

os.sched_getaffinity = lambda process: {0, 1}
bulk.FEW = 1
bulk._read_portion = slow
bulk.read_tasks([Path("甲.yaml")] * 8)
"""


def test_the_readers_end_with_a_command_that_is_killed(tmp_path: Path) -> None:
    noted = tmp_path / "readers"
    with subprocess.Popen([sys.executable, "-c", KILLED, str(noted)]) as command:
        deadline = time.monotonic() + 30
        while (not noted.exists() or len(noted.read_text().split()) < 2) and time.monotonic() < deadline:
            time.sleep(0.05)
        command.kill()
    readers = [int(word) for word in noted.read_text().split()]
    assert len(readers) == 2
    while any(lives(reader) for reader in readers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [reader for reader in readers if lives(reader)] == []


def lives(process: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has asked about yet does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
