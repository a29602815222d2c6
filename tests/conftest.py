"""For every room's tests: `tests.builders` can be imported wherever pytest was started; no property is timed.

They write into memory where the system keeps a folder for that: their work is making thousands of small files.
"""

import gc
import os
import sys
import tempfile
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parents[1]))

# No deadline: a shared machine stops for a second now and then. The same examples on every machine, so that a red
# gate means a changed tree; DUBAN_EXPLORE=1 looks for new ones, and for more of them.
EXPLORES = bool(os.environ.get("DUBAN_EXPLORE"))
settings.register_profile(
    "house", deadline=None, derandomize=not EXPLORES, max_examples=1000 if EXPLORES else 60
)
settings.load_profile("house")

MEMORY = Path("/", "dev", "shm")
ROOM = 2**30  # a container often has 64 MiB


def takes_tests(folder: Path) -> bool:
    """Whether there is room in a folder, and whether a program (the hook of a repository) may run in it."""
    if not os.access(folder, os.W_OK):
        return False
    system = os.statvfs(folder)
    return system.f_bavail * system.f_frsize > ROOM and not system.f_flag & os.ST_NOEXEC


def pytest_collection_finish() -> None:
    """Nine thousand tests live to the end: the collector need not look at them again."""
    gc.freeze()


if "TMPDIR" not in os.environ and takes_tests(MEMORY):
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None  # pytest asked already
