"""`.ci/run`: the tests run on a new machine; on this one only where none can be made, and it says so."""

import shutil
import subprocess
from pathlib import Path

import pytest

RUN = Path(__file__).parents[1] / ".ci" / "run"
CLOSING = "== 3 passed in 0.01s =="


def program(path: Path, *lines: str) -> None:
    """A shell script that may be run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(("#!/bin/sh", *lines, "")), "utf-8")
    path.chmod(0o755)


def run(folder: Path, fresh: tuple[str, ...] | None, here: int = 0) -> tuple[int, list[str], str]:
    """What `.ci/run` of a project answers whose tests end with `here`; `fresh` is the tool beside it."""
    project = folder / "project"
    program(project / "script" / "test", "echo on this machine", f"echo '{CLOSING}'", f"exit {here}")
    (project / ".ci").mkdir()
    shutil.copy(RUN, project / ".ci")
    if fresh is not None:
        program(folder / "shared" / "tools" / "fresh-machine", *fresh)
    done = subprocess.run(
        ["bash", ".ci/run"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return done.returncode, done.stdout.splitlines(), done.stderr


def made(status: int) -> tuple[str, ...]:
    """A tool that made a machine, ran the command there, and says how it ended."""
    return 'echo "there: $*"', f"echo '{CLOSING}'", "echo '== exit status' >&2", f"exit {status}"


@pytest.mark.parametrize("status", [0, 1, 2])
def test_the_tests_run_on_a_new_machine(tmp_path: Path, status: int) -> None:
    code, said, errors = run(tmp_path, made(status), here=9)
    assert (code, said[-1]) == (status, CLOSING)
    assert "there: --run script/test 2>&1" in said
    assert "on this machine" not in said
    assert ("== exit status" in errors) == (status != 0)


@pytest.mark.parametrize("fresh", [("echo 'needs root' >&2", "exit 75"), None])
@pytest.mark.parametrize("status", [0, 1])
def test_without_a_new_machine_they_run_here_and_it_is_said(
    tmp_path: Path, fresh: tuple[str, ...] | None, status: int
) -> None:
    code, said, errors = run(tmp_path, fresh, here=status)
    assert (code, said[-1]) == (status, CLOSING)
    assert any("no new machine could be made" in line for line in said)
    assert "on this machine" in said
    assert ("needs root" in errors) == (fresh is not None)
