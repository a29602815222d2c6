"""Many files read by several processes give what one process reads; a wrong file is left to the careful reader."""

import subprocess
import sys
from pathlib import Path

TASK = "编号: {id}\n事项: 第{number}件\n流水:\n  - {{日期: 2026-09-01, 登记: 2026-09-01T09:00:00+08:00, 动作: 立项, 经办: 王五}}\n"
PROGRAM = """\
import os, sys
from pathlib import Path
from duban.core.model import Task
from duban.files import bulk
from duban.files.records import read_file

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
