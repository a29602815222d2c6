"""Whatever a program's pace: it gets all of its input, its output is whole, and one that hangs is ended."""

import subprocess
import time

import pytest

from duban.files.disk import process_timeout
from duban.files.disk.process_timeout import outcome

MUCH = b"0123456789abcdef" * 65536


def started(script: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        ["sh", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_a_slow_reader_gets_all_of_its_input() -> None:
    """It looks up only after the first second, when the waiting has begun anew."""
    assert outcome(started("sleep 1.3; cat"), MUCH, 30, subprocess.TimeoutExpired) == (MUCH, b"")


def test_one_that_does_not_read_is_not_waited_for() -> None:
    began = time.monotonic()
    assert outcome(started("echo done"), MUCH, 30, subprocess.TimeoutExpired) == (b"done\n", b"")
    assert time.monotonic() - began < 5


def test_one_that_hangs_on_its_input_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_timeout, "GRACE_SECONDS", 0.2)
    process = started("sleep 60")
    assert outcome(process, MUCH, 1.5, subprocess.TimeoutExpired) is None
    assert process.poll() is not None
