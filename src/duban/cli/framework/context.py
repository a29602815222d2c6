"""What a command knows of the world outside: folder, today, who records, the screen.

The only place that looks at the clock and the environment; everything below gets these as arguments.
"""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from duban.cli.framework.dates import BEIJING, Days, parse_day
from duban.cli.framework.option_types import option, switch
from duban.errors import misuse

COMMON = "公共选项"
"""The heading in the help under which the options of every command stand."""

RootOption = Annotated[
    Path | None, option("--root -C", "文件夹", "工作区所在，默认当前文件夹（DUBAN_ROOT）", COMMON)
]
TodayOption = Annotated[
    date | None, option("--today", "日期", "当作今天是这一天来回答（DUBAN_TODAY）", COMMON, is_eager=True)
]
KnownOption = Annotated[datetime | None, option("--known", "时刻", "只算到这一时刻为止已经登记的", COMMON)]
JsonOption = Annotated[bool, switch("--json", "输出 JSON，供程序读取", COMMON)]
OnOption = Annotated[date | None, option("--on", "日期", "业务日期，即事情发生的那一天，默认今天", COMMON)]
ByOption = Annotated[str | None, option("--by", "姓名", "经办人，默认 git 里的姓名（DUBAN_ACTOR）", COMMON)]
DryRunOption = Annotated[bool, switch("--dry-run", "只说将要写什么，不真正写入", COMMON)]
LateOption = Annotated[
    bool, switch("--late", "补登：记进已经结账的一期，或过了登记时限，要写 --reason", COMMON)
]
ReasonOption = Annotated[str | None, option("--reason", "原因", "补登的原因，和 --late 一起用", COMMON)]
ProofOption = Annotated[
    list[Path] | None, option("--proof", "文件", "证明业务日期的凭据：收文登记、回执、批件", COMMON)
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Screen:
    """Where the answer goes: columns, whether a person's terminal, whether it may be coloured."""

    columns: int = 80
    terminal: bool = False
    colour: bool = False


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a question is asked with. `root` is where the search upward for the workspace starts."""

    root: Path
    today: date
    known: datetime | None = None
    as_json: bool = False
    screen: Screen = Screen()
    days: Days = field(default_factory=lambda: Days(current_day), compare=False)

    def now(self) -> datetime:
        """The present moment in Beijing, whole seconds: what 登记 records, never what today is taken from."""
        return current_moment()

    def last(self) -> date:
        """The last day on which anything can have been entered: the present one, or the day taken for it."""
        return max(self.today, self.now().date())


@dataclass(frozen=True, kw_only=True)
class Writing(Context):
    """What an action is taken with. `actor` None means: whoever git says.

    `late` is the reason for entering something into a closed period or too late (补登), `proof` what shows its day.
    """

    on: date
    actor: str | None = None
    dry_run: bool = False
    late: str | None = None
    proof: tuple[Path, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Balancing(Writing):
    """What `reconcile` is taken with: it asks and, with some of its options, acts.

    `asked_on` is the business date that was typed; None leaves it to the step.
    """

    asked_on: date | None = None


def current_moment() -> datetime:
    """Now, in Beijing, to the second."""
    return datetime.now(BEIJING).replace(microsecond=0)


def current_day(environment: Mapping[str, str] = os.environ) -> date:
    """Today in Beijing, or what DUBAN_TODAY says; raises UsageError where that is no day."""
    typed = environment.get("DUBAN_TODAY", "").strip()
    return parse_day(typed, _clock_day, "环境变量 DUBAN_TODAY") if typed else _clock_day()


def read_context(
    *,
    root: RootOption = None,
    today: TodayOption = None,
    known: KnownOption = None,
    as_json: JsonOption = False,
) -> Context:
    """The context of a question, from its options (as the help shows them) and the environment; options win."""
    return Context(
        root=_root(root), today=today or current_day(), known=known, as_json=as_json, screen=read_screen()
    )


def read_writing(
    *,
    root: RootOption = None,
    today: TodayOption = None,
    on: OnOption = None,
    by: ByOption = None,
    dry_run: DryRunOption = False,
    late: LateOption = False,
    reason: ReasonOption = None,
    proof: ProofOption = None,
    as_json: JsonOption = False,
) -> Writing:
    """The context of an action, from its options and the environment; options win."""
    asked = today or current_day()
    return Writing(
        root=_root(root),
        today=asked,
        as_json=as_json,
        screen=read_screen(),
        on=on or asked,
        actor=_actor(by),
        dry_run=dry_run,
        late=_late(reason) if late else None,
        proof=tuple(proof or ()),
    )


def read_balancing(
    *,
    root: RootOption = None,
    today: TodayOption = None,
    known: KnownOption = None,
    on: OnOption = None,
    by: ByOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> Balancing:
    """The context of a command that asks and acts, from its options and the environment; options win."""
    asked = today or current_day()
    return Balancing(
        root=_root(root),
        today=asked,
        known=known,
        as_json=as_json,
        screen=read_screen(),
        on=on or asked,
        asked_on=on,
        actor=_actor(by),
        dry_run=dry_run,
    )


def _actor(by: str | None) -> str | None:
    actor = (by if by is not None else os.environ.get("DUBAN_ACTOR", "")).strip()
    if by is not None and not actor:
        raise misuse("usage-actor", "--by 后面是空的。", "写上经办人的姓名，例如 --by 王五")
    return actor or None


def _late(reason: str | None) -> str:
    if reason is None or not reason.strip():
        raise misuse("usage-late", "--late 要写明为什么补登。", "--late --reason 原因")
    return " ".join(reason.split())


def read_screen() -> Screen:
    """The screen as it is now: COLUMNS, NO_COLOR and TERM are heeded; a pipe counts 80 columns."""
    columns = max(20, shutil.get_terminal_size((80, 24)).columns)
    terminal = sys.stdout.isatty()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return Screen(columns=columns, terminal=terminal, colour=terminal and not plain)


def state_folder() -> Path:
    """Where log files go: the user's state folder, or a temporary one where there is no home."""
    named = os.environ.get("XDG_STATE_HOME")
    if named:
        return Path(named) / "duban"
    try:
        return Path.home() / ".local" / "state" / "duban"
    except RuntimeError:
        import tempfile

        return Path(tempfile.gettempdir()) / "duban"


def fault_point() -> str:
    """The point at which a test wants this process killed, usually none."""
    return os.environ.get("DUBAN_FAULT", "")


def _clock_day() -> date:
    return current_moment().date()


def _root(asked: Path | None) -> Path:
    encoding = sys.getfilesystemencoding()
    if encoding != "utf-8":
        text = f"系统按 {encoding} 读文件名，中文的文件名会读错，事项会漏掉。"
        raise misuse("usage-encoding", text, "export PYTHONUTF8=1，或改用 UTF-8 的语言环境，如 LANG=C.UTF-8")
    if asked is not None:
        named, source = asked, "--root"
    elif os.environ.get("DUBAN_ROOT"):
        named, source = Path(os.environ["DUBAN_ROOT"]), "环境变量 DUBAN_ROOT"
    else:
        return _working_folder()
    folder = named.expanduser()
    if not folder.is_dir():
        raise misuse(
            "usage-root", f"{source} 指的文件夹不存在：{named}", "检查路径，或者先用 duban init 建立工作区"
        )
    return folder.absolute()


def _working_folder() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise misuse("usage-root", "当前文件夹已经被删除。", "换到工作区所在的文件夹再试") from None
