"""The error boundary: whatever happens inside a command becomes a message and an exit code here.

Nothing passes it but an exit code; a traceback goes to a log file, never to the screen.
"""

import errno
import gc
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from duban import __version__
from duban.cli.framework.command_table import COMMANDS, Entry
from duban.cli.framework.output import show_problems
from duban.errors import DubanError, is_told, reason_of

REFUSED, DEFECT, INTERRUPTED = 1, 3, 130


def run(argv: Sequence[str], entries: Sequence[Entry] | None = None) -> int:
    """Run one command line; the exit code is the answer, also when the command failed or was interrupted."""
    _open_closed()
    _prepare(sys.stdout, sys.stderr)
    collects = gc.isenabled()
    gc.disable()  # a command lives for a second and its records hold no cycles: looking for some costs half of it
    try:
        code = _run(argv, COMMANDS if entries is None else entries)
        sys.stdout.flush()
    except DubanError as error:
        show_problems(error.problems)
        if isinstance(error.__cause__, RuntimeError) and (log := _write_log(argv, error)):
            _say(f"记录在：{log}，可以和文件一起交给维护人员。")
        return error.exit_code
    except KeyboardInterrupt as stopped:
        _say(f"\n已中断。{stopped}")
        return INTERRUPTED
    except BrokenPipeError:
        _close_quietly()
        return 0
    except OSError as error:
        return _disk_full() if error.errno == errno.ENOSPC else _outside(argv, error)
    except Exception as error:  # noqa: BLE001 -- the boundary: a defect must reach the log, whatever it is
        return _defect(argv, error)
    finally:
        if collects:
            gc.enable()
    return code


def _run(argv: Sequence[str], entries: Sequence[Entry]) -> int:
    from duban.cli.framework.app import invoke
    from duban.cli.framework.context import fault_point

    point = fault_point()
    if point:
        from duban.cli.framework.crash_point import install

        install(point)
    return invoke(argv, entries)


def _open_closed() -> None:
    """Where the caller closed a stream (`>&-`), what is written goes nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            setattr(sys, name, os.fdopen(nowhere, "w", encoding="utf-8"))


def _prepare(*streams: TextIO) -> None:
    """No character may stop the output: what the encoding lacks is shown as an escape."""
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        try:
            "督办".encode(stream.encoding)
            reconfigure(errors="backslashreplace")
        except (LookupError, UnicodeEncodeError):
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _close_quietly() -> None:
    """The reader has gone (`| head`): what is left unwritten goes nowhere, without a word at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def _disk_full() -> int:
    _close_quietly()
    _say("错误：磁盘满了，结果没有写全。")
    _say("可以这样做：腾出空间再试；要记的是否已经记下，看 duban log。")
    return REFUSED


def _outside(argv: Sequence[str], error: OSError) -> int:
    """What the system refused at a path that nobody looked at first: a file or folder is not as it must be."""
    if not is_told(error):
        return _defect(argv, error)
    _say(f"错误：{_shown(error.filename)}：{reason_of(error)}，这次命令没有完成。")
    _say("可以这样做：改好它（权限用 chmod u+rwX 放开，或请管理员处理），再敲一次。")
    return REFUSED


def _shown(path: object) -> str:
    words = os.fsdecode(path) if isinstance(path, bytes) else str(path)
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in words)


def _defect(argv: Sequence[str], error: Exception) -> int:
    log = _write_log(argv, error)
    where = f"记录在：{log}" if log else "记录文件也写不下：请检查临时文件夹是否已满或只读。"
    _say(f"错误：duban 内部出错（{type(error).__name__}），这次命令没有完成。{where}")
    if log:
        _say("可以这样做：把这个文件交给维护人员；台账若有半途的写入，下一条命令会自动收尾。")
    return DEFECT


_UNTOLD = ("--giver", "--contact")
"""Options whose values go into no log (国令第733号 art. 26)."""


def _told(argv: Sequence[str]) -> list[str]:
    """The words of the command, without what no log may tell."""
    words = list(argv)
    for place, word in enumerate(words):
        name, sign, _ = word.partition("=")
        if name in _UNTOLD and sign:
            words[place] = f"{name}=…"
        elif place and words[place - 1] in _UNTOLD:
            words[place] = "…"
    return words


def _write_log(argv: Sequence[str], error: Exception) -> Path | None:
    import tempfile
    import traceback

    from duban.cli.framework.context import current_moment, state_folder

    moment = current_moment()
    text = "\n".join(
        [
            f"duban {__version__} · Python {sys.version.split()[0]} · {moment.isoformat()}",
            f"argv: {_told(argv)!r}",
            "",
            "".join(traceback.format_exception(error)),
        ]
    )
    name = f"duban-{moment:%Y%m%d-%H%M%S}-{os.getpid()}.log"
    return _first_written((state_folder(), Path(tempfile.gettempdir())), name, text)


def _first_written(folders: Iterable[Path], name: str, text: str) -> Path | None:
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / name
            path.touch(mode=0o600)
            path.write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError:
            continue
        return path
    return None


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
