"""What can be wrong, and how it is carried: problems in data are values, exceptions only stop a command.

Imports nothing of duban and prints nothing; the CLI renders what is raised here.
"""

from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, by which clause, where, and what to type next."""

    level: Level
    code: str
    message: str
    advice: str = ""
    clause: str = ""
    place: Place | None = None


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
