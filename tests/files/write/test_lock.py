import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from duban.errors import DubanError
from duban.files.write.lock import lock


def test_only_one_holds_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "notes" / "lock"
    with lock(path, holder="duban add"):
        with pytest.raises(DubanError) as error, lock(path, wait_seconds=0.1):
            pytest.fail("two hold the lock")
        (problem,) = error.value.problems
        assert problem.code == "locked"
        assert "duban add" in problem.message
        assert "进程号" in problem.message
    with lock(path, wait_seconds=0):
        assert path.exists()


def test_the_lock_is_released_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), lock(tmp_path / "lock"):
        raise KeyError
    with lock(tmp_path / "lock", wait_seconds=0):
        assert (tmp_path / "lock").exists()


def test_waiting_ends_when_the_other_is_done(tmp_path: Path) -> None:
    counted: list[int] = []
    busy = [0]

    def work() -> None:
        for _ in range(20):
            with lock(tmp_path / "lock", wait_seconds=30):
                busy[0] += 1
                counted.append(busy[0])
                busy[0] -= 1

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert counted == [1] * 80


def test_a_child_of_a_killed_holder_does_not_hold_the_lock(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys, time; from pathlib import Path; from duban.files.write.lock import lock\n"
        "with lock(Path(sys.argv[1])):\n"
        "    child = os.fork()\n"
        "    if child == 0:\n"
        "        time.sleep(60)\n"
        "        os._exit(0)\n"
        "    print(child, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "lock")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        child = int(holder.stdout.readline())
        assert holder.wait() == -9
        try:
            with lock(tmp_path / "lock", wait_seconds=1):
                os.kill(child, 0)  # it lives on
        finally:
            os.kill(child, signal.SIGKILL)


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys; from pathlib import Path; from duban.files.write.lock import lock\n"
        "with lock(Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", program, tmp_path / "lock"], check=False)
    assert done.returncode == -9
    with lock(tmp_path / "lock", wait_seconds=0):
        assert (tmp_path / "lock").read_bytes()


def test_a_lock_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DubanError) as error, lock(tmp_path / "file" / "lock"):
        pytest.fail("locked below a file")
    assert error.value.problems[0].code == "cannot-lock"


@pytest.mark.parametrize("kind", ["link", "second name", "pipe", "folder", "folder link"])
def test_what_lies_in_the_place_of_the_lock_is_not_touched(tmp_path: Path, kind: str) -> None:
    target, notes = tmp_path / "目标", tmp_path / "notes"
    target.write_text("要紧的")
    path = notes / "lock"
    if kind == "folder link":
        (tmp_path / "elsewhere").mkdir()
        notes.symlink_to(tmp_path / "elsewhere")
    else:
        notes.mkdir()
    if kind == "link":
        path.symlink_to(target)
    elif kind == "second name":
        path.hardlink_to(target)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    with pytest.raises(DubanError) as error, lock(path, wait_seconds=0):
        pytest.fail("it was locked")
    (problem,) = error.value.problems
    assert problem.code == "cannot-lock"
    assert problem.advice
    assert target.read_text() == "要紧的"
    assert list((tmp_path / "elsewhere").glob("*")) == []
