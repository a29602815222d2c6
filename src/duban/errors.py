"""What can be wrong, and how it is carried: problems in data are values, exceptions only stop a command.

Imports nothing of duban and prints nothing; the CLI renders what is raised here.
"""

import errno
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘只读",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "用完了磁盘配额",
    errno.EFBIG: "文件太大",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EISDIR: "是文件夹，不是文件",
    errno.EEXIST: "已经有了",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ELOOP: "链接绕成了圈",
    errno.EBUSY: "正被占用",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "打开的文件太多",
}
"""What the system says, in the words of the user; it speaks English whatever the language of the terminal."""


def reason_of(failure: OSError) -> str:
    """Why the system refused, in Chinese where we know it."""
    return _REASONS.get(failure.errno or 0) or failure.strerror or str(failure)


def is_told(failure: OSError) -> bool:
    """Whether the system's refusal names a path and a reason that a user can act on: no defect of ours."""
    return bool(failure.filename) and failure.errno in _REASONS


class Level(StrEnum):
    """How much a problem weighs: only errors make a command exit 1."""

    ERROR = "错误"
    NOTICE = "提示"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem stands: a file, and in it (1-based) a line and a column, with the user's own line."""

    path: str
    line: int | None = None
    column: int | None = None
    excerpt: str = ""
    width: int = 0


FOLLOWING = "参照 "
"""Before a document that does not bind the office: its example is followed."""


def tell_ground(ground: str) -> str:
    """A printed ground behind its label: 依据：…, or 参照：… where the office has no document of its own."""
    return f"参照：{ground.removeprefix(FOLLOWING)}" if ground.startswith(FOLLOWING) else f"依据：{ground}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, by which clause (as it is printed), where, and what to type next."""

    level: Level
    code: str
    message: str
    advice: str = ""
    clause: str = ""
    place: Place | None = None

    @classmethod
    def error(cls, code: str, message: str, advice: str = "", place: Place | str | None = None) -> Self:
        """An error in a file; `place` may be its path alone."""
        return cls(Level.ERROR, code, message, advice, "", Place(place) if isinstance(place, str) else place)

    @classmethod
    def notice(cls, code: str, message: str, advice: str = "", place: Place | str | None = None) -> Self:
        """A notice; `place` as in `error`."""
        return cls(Level.NOTICE, code, message, advice, "", Place(place) if isinstance(place, str) else place)


class DubanError(Exception):
    """Stops a command: refused, or something outside is not as it must be. Exit code 1."""

    exit_code = 1

    def __init__(self, *problems: Problem) -> None:
        super().__init__("；".join(problem.message for problem in problems))
        self.problems = problems


class UsageError(DubanError):
    """The command line itself is wrong. Exit code 2."""

    exit_code = 2


def refusal(
    code: str, message: str, advice: str = "", clause: str = "", place: Place | None = None
) -> DubanError:
    """The usual way to stop a command: one error problem."""
    return DubanError(Problem(Level.ERROR, code, message, advice, clause, place))


def misuse(code: str, message: str, advice: str = "") -> UsageError:
    """A wrong option or argument, with what to type instead."""
    return UsageError(Problem(Level.ERROR, code, message, advice))


def error_in(label: str, code: str, message: str, advice: str) -> Problem:
    """An error of a whole file."""
    return Problem(Level.ERROR, code, message, advice, place=Place(label))


def refuse_errors(problems: Iterable[Problem]) -> None:
    """Raises DubanError with the errors among `problems`, if there are any."""
    errors = [problem for problem in problems if problem.level is Level.ERROR]
    if errors:
        raise DubanError(*errors)
