"""Runs a reader of untrusted bytes in a child process, with limits on memory and time; its answer comes back as data.

The only module that forks. It knows no format and writes nothing; the child ends with its answer, with an
interruption, or with duban itself.
"""

import mmap
import os
import select
import signal
import time
import traceback
import warnings
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn, TypeVar, cast

import msgspec

from duban.errors import DubanError, Place, Problem, UsageError, refusal

T = TypeVar("T")
_ANSWER, _PROBLEMS, _MISUSE, _MEMORY, _FAILED = b"A", b"P", b"U", b"M", b"E"
_CHUNK = 1 << 20
_SMALLER = "请只留下有任务的几页或几张表，另存为一个新文件再导入；文件大的，拆成几个。"
_SAVE_AGAIN = "请用 Word、Excel 或 WPS 打开看看，另存为新文件再导入；来历不明的文件不要打开。"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader may use: seconds of the processor, seconds on the clock, bytes of memory, bytes of its answer."""

    cpu_seconds: int = 7
    seconds: float = 120.0
    memory: int = 300_000_000
    answer: int = 64_000_000


LIMITS = Limits()
_SECONDS_A_MEGABYTE, _MOST_SECONDS = 12, 120


def limits_for(data: bytes) -> Limits:
    """The limits for a file of this size: small files get little time, for only a hostile one takes long."""
    cpu_seconds = min(LIMITS.cpu_seconds + len(data) * _SECONDS_A_MEGABYTE // 1_000_000, _MOST_SECONDS)
    return replace(LIMITS, cpu_seconds=cpu_seconds, seconds=max(LIMITS.seconds, 3.0 * cpu_seconds))


def confined(
    work: Callable[[], T],
    kind: Any,  # noqa: ANN401 -- a type as msgspec takes it, which may be a union
    label: str,
    *,
    meanwhile: AbstractContextManager[object] | None = None,
    limits: Limits = LIMITS,
) -> T:
    """What `work` returns, computed in a child process; `kind` is its type, `label` the file to name in messages.

    `meanwhile` is entered once the child runs, so that a thread it starts is not forked. Raises what `work` raised,
    if it is a DubanError, and DubanError where the child ran out of memory or time, crashed, or raised anything else.
    On a system that cannot fork (Windows) `work` runs in this process, without limits.
    """
    if not hasattr(os, "fork"):
        with meanwhile or nullcontext():
            return work()
    answers, answering = os.pipe()
    held, holding = os.pipe()  # its end stays open as long as this process lives
    parent = os.getpid()
    data, ended = b"", False
    child = _fork()
    if child == 0:
        os.close(holding)
        _serve(work, limits, answering, held, parent)
    try:
        os.close(answering)
        os.close(held)
        with meanwhile or nullcontext():
            data, ended = _receive(answers, limits)
    finally:
        if not ended:
            os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        os.close(answers)
        os.close(holding)
    if not ended:
        raise _too_large(label) if len(data) > limits.answer else _late(label, limits.seconds)
    return cast("T", _judged(data, status, kind, label, limits))


def _fork() -> int:
    """As os.fork, without Python's warning about threads that hold a lock: the child uses no lock of theirs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _receive(answers: int, limits: Limits) -> tuple[bytes, bool]:
    """What the child wrote, and whether it finished within time and size."""
    until = time.monotonic() + limits.seconds
    pieces: list[bytes] = []
    size = 0
    while (left := until - time.monotonic()) > 0:
        if not select.select([answers], [], [], left)[0]:
            break
        piece = os.read(answers, _CHUNK)
        if not piece:
            return b"".join(pieces), True
        pieces.append(piece)
        size += len(piece)
        if size > limits.answer:
            break
    return b"".join(pieces), False


def _judged(data: bytes, status: int, kind: Any, label: str, limits: Limits) -> object:  # noqa: ANN401 -- see confined
    """The child's answer; raises DubanError where it is incomplete, or the child failed."""
    most = f"{limits.memory // 1_000_000} MB"
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        raise _late(label, limits.cpu_seconds)
    match data[:1] if os.WIFEXITED(status) else b"":
        case b"A":
            try:
                return msgspec.msgpack.decode(data[1:], type=kind)
            except msgspec.DecodeError:
                raise _crashed(label, most) from None
        case b"P" | b"U":
            problems = msgspec.msgpack.decode(data[1:], type=tuple[Problem, ...])
            raise (UsageError if data[:1] == _MISUSE else DubanError)(*problems)
        case b"E":
            what, _, trace = data[1:].decode("utf-8", "replace").partition("\n")
            message = f"读“{label}”时出了没有料到的错（{what}），没有读成。"
            raise refusal("reader-failed", message, _SAVE_AGAIN, place=Place(label)) from RuntimeError(trace)
        case b"M":
            message = f"读“{label}”要用的内存超过 {most}，停下了。"
            raise refusal("reader-memory", message, _SMALLER, place=Place(label))
        case _:
            raise _crashed(label, most)


def _late(label: str, seconds: float) -> DubanError:
    return refusal(
        "reader-time", f"读“{label}”用了 {seconds:g} 秒还没有读完，停下了。", _SMALLER, place=Place(label)
    )


def _crashed(label: str, most: str) -> DubanError:
    message = f"读“{label}”的程序半途垮了：文件是坏的，或者要用的内存超过 {most}。"
    return refusal("reader-crashed", message, _SAVE_AGAIN, place=Place(label))


def _too_large(label: str) -> DubanError:
    return refusal("reader-answer", f"“{label}”读出来的内容太多，停下了。", _SMALLER, place=Place(label))


def _serve(work: Callable[[], object], limits: Limits, answering: int, held: int, parent: int) -> NoReturn:
    """Runs in the child: works, answers, and exits whatever happens."""
    code = 1
    try:
        _confine(limits, held, parent)
        _write(answering, _answer(work))
        code = 0
    except MemoryError:
        _write(answering, _MEMORY)
    finally:
        os._exit(code)


def _answer(work: Callable[[], object]) -> bytes:
    try:
        return _ANSWER + _encoded(work())
    except DubanError as error:
        return (_MISUSE if isinstance(error, UsageError) else _PROBLEMS) + _encoded(error.problems)
    except MemoryError:
        return _MEMORY
    except Exception as error:  # noqa: BLE001 -- whatever a file provokes in a reader is told, with its trace
        name = type(error).__name__
        return _FAILED + f"{name}\n{traceback.format_exc()}".encode("utf-8", "replace")


def _encoded(value: object) -> bytes:
    return msgspec.msgpack.encode(value, enc_hook=_plain)


def _plain(value: object) -> object:
    """Encodes what msgspec does not know: views of mappings. Raises TypeError for anything else."""
    if isinstance(value, (MappingProxyType, Mapping)):
        return dict(value)
    raise TypeError(type(value).__name__)


def _confine(limits: Limits, held: int, parent: int) -> None:
    """Sets the limits in the child, closes its input and output, and lets it die with its parent."""
    import fcntl
    import resource

    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGIO):
        signal.signal(each, signal.SIG_DFL)
    fcntl.fcntl(held, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(held, fcntl.F_SETFL, fcntl.fcntl(held, fcntl.F_GETFL) | os.O_ASYNC)
    if os.getppid() != parent:
        os._exit(1)
    mapped, owned = _held()
    wanted = (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_DATA, owned + limits.memory),
        (resource.RLIMIT_AS, mapped + 2 * limits.memory),
    )
    for name, most in wanted:
        hard = resource.getrlimit(name)[1]
        with suppress(OSError, ValueError):  # macOS does not know all of them
            resource.setrlimit(name, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _held() -> tuple[int, int]:
    """The bytes that this process has mapped, and how many of them are private: a fork inherits both."""
    with suppress(OSError), Path("/proc/self/statm").open("rb") as told:
        pages = told.read().split()
        return int(pages[0]) * mmap.PAGESIZE, int(pages[5]) * mmap.PAGESIZE
    return 0, 0


def _write(answering: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(answering, view) :]
