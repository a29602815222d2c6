"""Hold the rooms of the house apart: who imports whom, who touches disk, clock and git.

Each rule is a function from a source to complaints, tried on a bad example too, so that it can fail.
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
SOURCE = HOUSE / "src" / "duban"
MODULE_LINES = 500
FOLDER_MODULES = 15

ROOMS = {
    "errors": frozenset(),
    "core": frozenset({"errors", "core"}),
    "files": frozenset({"errors", "core", "files"}),
    "views": frozenset({"errors", "core", "views"}),
    "render": frozenset({"errors", "views.model", "render"}),
    "importers": frozenset({"errors", "core", "importers"}),
    "plan": frozenset({"errors", "core", "files"}),
    "act": frozenset({"errors", "core", "files", "plan"}),
    "replay": frozenset({"errors", "core", "files", "plan", "replay"}),
    "__main__": frozenset({"cli"}),
    "cli": frozenset(
        {"errors", "core", "files", "views", "render", "importers", "plan", "act", "replay", "cli"}
    ),
}
PURE_ROOMS = frozenset({"errors", "core", "views"})
IMPURE_MODULES = frozenset({"os", "subprocess", "shutil", "tempfile", "socket", "random", "time", "sys"})
DISK_CALLS = frozenset(
    {
        "read_text",
        "read_bytes",
        "write_text",
        "write_bytes",
        "open",
        "mkdir",
        "unlink",
        "rename",
        "iterdir",
        "rglob",
    }
)
CLOCK_CALLS = frozenset({"now", "utcnow", "today", "fromtimestamp"})
WALL_CLOCK = frozenset({"time", "localtime", "gmtime", "strftime", "ctime"})
GIT_SPEAKER = "files/git/repository.py"
CONFINER = "files/disk/sandbox.py"
PROCESS_MAKERS = frozenset({CONFINER, "files/workspace/parallel.py"})
STARTERS = re.compile(r"fork(?:pty)?|exec[lv]\w*|spawn[lv]\w*|posix_spawnp?|system|popen|startfile")
UNFINISHED = re.compile(r"raise\s+NotImplemente[d]Error|\bTOD[O]\b|\bFIXM[E]\b|\bXX[X]\b")
MODULE_NAME = re.compile(r"\b[\w/]+\.py\b")
SILENCER = re.compile(r"#\s*(noq[a](?::\s*[A-Z0-9, ]+)?|type:\s*ignor[e](?:\[[\w, -]+\])?)(.*)")


@cache
def parse(text: str) -> ast.Module:
    """The tree of a module; every rule asks for it."""
    return ast.parse(text)


@cache
def walk(tree: ast.Module) -> tuple[ast.AST, ...]:
    """Every node of it."""
    return tuple(ast.walk(tree))


@dataclass(frozen=True)
class Source:
    """A module as the rules see it: its path under src/duban and its text."""

    path: str
    text: str

    @property
    def room(self) -> str:
        return self.path.split("/", maxsplit=1)[0].removesuffix(".py")

    @property
    def tree(self) -> ast.Module:
        return parse(self.text)


def imported(tree: ast.Module) -> Iterator[str]:
    """Every module this one imports, wherever the import stands; `from a import b` counts as a and a.b."""
    for node in walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def find_wrong_imports(source: Source) -> list[str]:
    """Arrows run one way."""
    allowed = ROOMS.get(source.room, frozenset())
    wrong = []
    for name in imported(source.tree):
        parts = name.split(".")
        if parts[0] != "duban" or len(parts) < 2 or not (SOURCE / parts[1]).exists() | (parts[1] in ROOMS):
            continue
        inside = ".".join(parts[1:])
        if not any(inside == room or inside.startswith(f"{room}.") for room in allowed):
            if any(room.startswith(f"{inside}.") for room in allowed):
                continue  # `from duban.views import model` names the package on the way
            wrong.append(f"{source.path} may not import {name}")
    return wrong


def find_impurity(source: Source) -> list[str]:
    """The pure rooms know no disk, no process, no environment."""
    if source.room not in PURE_ROOMS:
        return []
    found = [f"imports {name}" for name in imported(source.tree) if name.split(".")[0] in IMPURE_MODULES]
    for node in walk(source.tree):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name) and called.id in {"open", "print", "input"}:
                found.append(f"calls {called.id}()")
            if isinstance(called, ast.Attribute) and called.attr in DISK_CALLS:
                found.append(f"calls .{called.attr}()")
    return [f"{source.path} {what}" for what in found]


def find_clock(source: Source) -> list[str]:
    """Only the command line looks at the clock; waiting for a lock is not looking at it."""
    if source.room == "cli":
        return []
    found = []
    for node in walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            clock = node.func.attr in CLOCK_CALLS and name in {"date", "datetime"}
            if clock or (name == "time" and node.func.attr in WALL_CLOCK):
                found.append(f"{source.path}:{node.lineno} looks at the clock")
    return found


def find_environment(source: Source) -> list[str]:
    """Only the command line reads the environment; the git speaker hands it on to git, with LC_ALL=C."""
    if source.room == "cli" or source.path == GIT_SPEAKER:
        return []
    names = {"environ", "getenv", "environb", "putenv"}
    return [
        f"{source.path}:{node.lineno} reads the environment"
        for node in walk(source.tree)
        if (isinstance(node, ast.Attribute) and node.attr in names)
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "os"
            and any(a.name in names for a in node.names)
        )
    ]


def find_subprocess(source: Source) -> list[str]:
    """One module speaks git, and only it starts a program."""
    if source.path == GIT_SPEAKER:
        return []
    return [f"{source.path} imports {name}" for name in imported(source.tree) if name == "subprocess"]


def find_fork(source: Source) -> list[str]:
    """One module forks to read foreign bytes within limits, one to read many files at once; no other makes a process."""
    if source.path in PROCESS_MAKERS:
        return []
    found = [
        f"{source.path} imports {name}"
        for name in imported(source.tree)
        if name.split(".")[0] in {"multiprocessing", "pty"}
        or name.endswith("ProcessPoolExecutor")
        or (name.startswith("os.") and STARTERS.fullmatch(name.removeprefix("os.")))
    ]
    return found + [
        f"{source.path}:{node.lineno} calls os.{node.attr}"
        for node in walk(source.tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
        and STARTERS.fullmatch(node.attr)
    ]


def find_unpickling(source: Source) -> list[str]:
    """Nothing that was written elsewhere becomes code: what is read back is plain data."""
    names = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}
    return [f"{source.path} imports {name}" for name in imported(source.tree) if name.split(".")[0] in names]


def find_long_module(source: Source) -> list[str]:
    """A module fits in a head."""
    lines = source.text.count("\n")
    return [f"{source.path} has {lines} lines, more than {MODULE_LINES}"] if lines > MODULE_LINES else []


def find_thin_docstring(source: Source) -> list[str]:
    """A module says what it is for, and then what it must not do."""
    said = [line for line in (ast.get_docstring(source.tree) or "").splitlines() if line.strip()]
    return [] if len(said) > 1 else [f"{source.path} needs a module docstring of two lines"]


@cache
def endings() -> frozenset[str]:
    """Every module of the tree by each end of its path: a.py, b/a.py, c/b/a.py."""
    paths = [
        path.relative_to(HOUSE).as_posix() for top in (SOURCE, HOUSE / "tests") for path in top.rglob("*.py")
    ]
    return frozenset(
        "/".join(path.split("/")[start:]) for path in paths for start in range(path.count("/") + 1)
    )


def find_stale_name(source: Source) -> list[str]:
    """A module that docstrings, comments or messages name is there: who moves it changes what is said of it."""
    return [
        f"{source.path} names {name}" for name in MODULE_NAME.findall(source.text) if name not in endings()
    ]


def find_unfinished(source: Source) -> list[str]:
    """Nothing is left for later."""
    return [f"{source.path} holds {found[0]}" for found in UNFINISHED.finditer(source.text)]


def find_bare_silencer(source: Source) -> list[str]:
    """Who silences a gate says why, on the same line."""
    found = []
    for number, line in enumerate(source.text.splitlines(), 1):
        silenced = SILENCER.search(line)
        if silenced and len(silenced[2].strip(" -#")) < 8:
            found.append(f"{source.path}:{number} silences a gate without a reason")
    return found


FLOORS: dict[str, tuple[tuple[str, ...], ...]] = {
    "core": (
        ("model",),
        ("grammar",),
        ("audit", "calendar", "documents", "engine", "policy", "validation"),
        ("state",),
        ("periods",),
        ("duties",),
        ("verdicts",),
        ("actions",),
        ("quotas",),
        ("books", "casework"),
        ("balance", "inspections", "results"),
        ("clues", "interviews", "scoring", "statements"),
        ("cases",),
        ("checks", "merge"),
        ("schema",),
    ),
    "files": (("disk",), ("git", "yaml"), ("package", "write"), ("index",), ("workspace",)),
    "importers": (
        ("grammar",),
        ("formats",),
        ("drafts", "table_repair"),
        ("tables", "text"),
        ("read_document", "statements"),
    ),
    "views": (
        ("model",),
        ("duty_text", "event_text", "footnotes", "redaction"),
        ("period", "queries"),
        ("export", "messages", "reports"),
        ("documents", "wall"),
    ),
    "render": (("text",), ("charts", "data"), ("docx", "html", "xlsx")),
    "replay": (
        ("disk", "forks", "past"),
        ("witness",),
        ("changes",),
        ("ground", "moved_days", "plain", "recounts", "signing"),
        ("undone",),
        ("judge", "merges"),
        ("audit",),
        ("guard",),
    ),
    "cli": (("framework",), ("options",), ("workflow",), ("commands",), ("main",)),
}
"""What stands in each room, from the ground up: each may import only what stands on a lower floor.

Rooms that are still to be built have their floor already: core/grammar (days, periods, figures as people write them),
core/scoring, files/index.
"""
COMMANDS_MAY_IMPORT = frozenset(
    {
        *(("tasks", "notify"), ("tasks", "undo"), ("doc", "report"), ("results", "tasks")),
        *(("check", "report"), ("tasks", "quotas"), ("quotas", "setup"), ("vault", "report")),
    }
)
"""Which folder of commands calls which other: an error of an urge is sent, a wrong entry is undone, a bulletin or an audit filed,
a limit in a circular becomes a task, a paper that went back is 履职, the register of 包保 stands in duban.yaml,
a dossier is of a period as a report is."""


def arrows(source: Source) -> Iterator[tuple[str, str]]:
    """What a module uses of its own room but outside its own place there, with the name it is imported by."""
    own = source.path.removesuffix(".py").split("/")
    for name in imported(source.tree):
        target = name.split(".")
        if target[:2] == ["duban", source.room] and len(target) > 2 and own[1:2] != [target[2]]:
            yield target[2], name


def find_climbing_import(source: Source) -> list[str]:
    """Inside a room, too, arrows run one way; a command uses another only where the table above says so."""
    own = source.path.removesuffix(".py").split("/")
    height = {name: floor for floor, names in enumerate(FLOORS.get(source.room, ())) for name in names}
    if not height or own[1] == "__init__":
        return []
    if own[1] not in height:
        return [f"{source.path} stands on no floor"]
    wrong = [
        f"{source.path} may not import {name}"
        for place, name in arrows(source)
        if place in height and height[place] >= height[own[1]]
    ]
    if own[1] == "commands":
        for name in imported(source.tree):
            target = name.split(".")
            elsewhere = target[:3] == ["duban", "cli", "commands"] and len(target) > 3 and target[3] != own[2]
            if elsewhere and (own[2], target[3]) not in COMMANDS_MAY_IMPORT:
                wrong.append(f"{source.path} may not import {name}")
    return wrong


OWN_TIME = re.compile(r"\\d(?:\{[\d,]+\}|[+*?])?\)?(?:年|月|日(?!电)|季度)(?!代)|年\\d|月\\d")
TIME_READERS = ("core/grammar/", "core/model/folding.py")


def find_own_times(source: Source) -> list[str]:
    """Days, periods and figures of people are read by core/grammar; nobody else has patterns of them."""
    if source.path.startswith(TIME_READERS):
        return []
    found = []
    for node in walk(source.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if getattr(node.func.value, "id", "") != "re":
            continue
        texts = [
            each.value
            for each in ast.walk(node)
            if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
        if any(OWN_TIME.search(text) for text in texts):
            found.append(f"{source.path}:{node.lineno} reads times with a pattern of its own")
    return found


RULES: tuple[Callable[[Source], list[str]], ...] = (
    find_wrong_imports,
    find_climbing_import,
    find_impurity,
    find_clock,
    find_environment,
    find_subprocess,
    find_fork,
    find_unpickling,
    find_long_module,
    find_thin_docstring,
    find_stale_name,
    find_unfinished,
    find_bare_silencer,
    find_own_times,
)

BAD_EXAMPLES = (
    (find_own_times, "importers/bad.py", 'import re\nD = re.compile(r"(\\d{4})年(\\d{1,2})月")'),
    (find_wrong_imports, "core/bad.py", "from duban.files import workspace"),
    (find_wrong_imports, "core/bad.py", "def f():\n    import duban.cli.main"),
    (find_wrong_imports, "render/bad.py", "from duban.views import overdue"),
    (find_wrong_imports, "views/bad.py", "from duban.render.text.width import width"),
    (find_wrong_imports, "files/bad.py", "from duban import act"),
    (find_wrong_imports, "errors.py", "from duban.core.model.terms import Status"),
    (find_climbing_import, "core/model/bad.py", "from duban.core.books.books import Books"),
    (find_climbing_import, "core/policy/bad.py", "from duban.core.calendar import counting"),
    (find_climbing_import, "core/bad.py", "x = 1"),
    (find_climbing_import, "cli/commands/undo.py", "from duban.cli.commands.report.command import report"),
    (find_impurity, "core/bad.py", "import os.path"),
    (find_impurity, "core/bad.py", "from subprocess import run"),
    (find_impurity, "views/bad.py", "print('x')"),
    (find_impurity, "views/bad.py", "open('x')"),
    (find_impurity, "core/bad.py", "path.read_text()"),
    (find_clock, "files/bad.py", "import datetime\ndatetime.datetime.now()"),
    (find_clock, "core/bad.py", "date.today()"),
    (find_clock, "act.py", "import time\ntime.time()"),
    (find_environment, "files/bad.py", "import os\nos.environ['X']"),
    (find_environment, "core/bad.py", "from os import getenv"),
    (find_subprocess, "files/other.py", "import subprocess"),
    (find_subprocess, "cli/bad.py", "def f():\n    from subprocess import run"),
    (find_fork, "importers/bad.py", "import os\npid = os.fork()"),
    (find_fork, "cli/bad.py", "from os import execv"),
    (find_fork, "cli/bad.py", "from multiprocessing import Process"),
    (find_unpickling, "files/bad.py", "def f():\n    import pickle"),
    (find_long_module, "core/bad.py", "\n" * 501),
    (find_thin_docstring, "core/bad.py", '"""One line only."""'),
    (find_thin_docstring, "core/bad.py", "x = 1"),
    (find_stale_name, "core/bad.py", '"""Rules stand in no/such.py."""'),
    (find_unfinished, "core/bad.py", f"raise {NotImplementedError.__name__}"),
    (find_unfinished, "core/bad.py", "# TODO later"),
    (find_bare_silencer, "core/bad.py", "x = 1  # noqa: E501"),
    (find_bare_silencer, "core/bad.py", "x = 1  # type: ignore[misc]"),
)

GOOD_EXAMPLES = (
    (
        find_wrong_imports,
        "render/good.py",
        "from duban.views.model.sheet import Sheet\nfrom duban.views import model",
    ),
    (find_wrong_imports, "cli/good.py", "from duban import __version__\nfrom duban.act import write"),
    (find_climbing_import, "core/books/good.py", "from duban.core.model.task import Task"),
    (
        find_climbing_import,
        "cli/commands/doc/good.py",
        "from duban.cli.commands.report.command import report",
    ),
    (find_stale_name, "core/good.py", '"""Rules stand in policy/rules.py."""'),
    (find_impurity, "files/good.py", "import os"),
    (find_clock, "cli/good.py", "from datetime import date\ndate.today()"),
    (find_clock, "files/good.py", "import time\ntime.monotonic()"),
    (find_subprocess, GIT_SPEAKER, "import subprocess"),
    (find_fork, CONFINER, "import os\nos.fork()"),
    (find_fork, "files/good.py", "import os\nos.path.exists(x)"),
    (find_own_times, "importers/good.py", 'import re\nD = re.compile(r"\\d{1,3}[.、]")'),
    (find_own_times, "core/grammar/good.py", 'import re\nD = re.compile(r"\\d{1,2}月")'),
    (find_bare_silencer, "core/good.py", "x = 1  # noqa: E501 -- the address is one word"),
)


def sources() -> list[Source]:
    return [
        Source(path.relative_to(SOURCE).as_posix(), path.read_text("utf-8"))
        for path in sorted(SOURCE.rglob("*.py"))
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Callable[[Source], list[str]]) -> None:
    assert [complaint for source in sources() for complaint in rule(source)] == []


@pytest.mark.parametrize(("rule", "path", "text"), BAD_EXAMPLES)
def test_the_rule_sees_a_bad_example(rule: Callable[[Source], list[str]], path: str, text: str) -> None:
    assert rule(Source(path, text))


@pytest.mark.parametrize(("rule", "path", "text"), GOOD_EXAMPLES)
def test_the_rule_lets_a_good_example_pass(rule: Callable[[Source], list[str]], path: str, text: str) -> None:
    assert rule(Source(path, text)) == []


def test_no_folder_is_crowded() -> None:
    counted = Counter(
        source.path.rpartition("/")[0] for source in sources() if not source.path.endswith("__init__.py")
    )
    assert {folder: count for folder, count in counted.items() if count > FOLDER_MODULES} == {}


def test_every_module_stands_in_a_known_room() -> None:
    assert {source.room for source in sources()} <= {*ROOMS, "__init__"}


# What must not stand in any text file of the tree. Written in pieces, for this file is in the tree too.
FORBIDDEN = {
    "a registry's host": re.compile(
        r"pyp[i]\.org|python[h]osted\.org|npm[j]s\.(?:org|com)|npm[m]irror\.|mirrors[.]"
    ),
    "a path of one machine": re.compile(r"(?<![\w.~$}/-])/(?:wor[k]|roo[t]|hom[e]/\w+)/"),
    "how it was made": re.compile(r"help[e]r agent|su[b]agent|brie[f]\.md", re.IGNORECASE),
}
SKIPPED_FOLDERS = frozenset(
    {
        ".git",
        ".venv",
        "__pycache__",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".hypothesis",
        "dist",
        "out",
    }
)
SKIPPED_TESTS = re.compile(r"pytest\.(?:mark\.)?(?:ski[p]|xfai[l]|skipi[f]|importorski[p])\b")


def text_files() -> Iterator[tuple[str, str]]:
    """Every file of the tree that is text, with its path."""
    for path in sorted(HOUSE.rglob("*")):
        inside = path.relative_to(HOUSE)
        if SKIPPED_FOLDERS.intersection(inside.parts) or not path.is_file():
            continue
        try:
            yield inside.as_posix(), path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def find_forbidden(path: str, text: str) -> list[str]:
    """What must not be in the tree, with the line it stands on."""
    return [
        f"{path}:{text.count(chr(10), 0, found.start()) + 1} names {what}: {found[0]}"
        for what, pattern in FORBIDDEN.items()
        for found in pattern.finditer(text)
    ]


def test_nothing_forbidden_stands_in_the_tree() -> None:
    files = list(text_files())
    assert len(files) > 20
    assert [complaint for path, text in files for complaint in find_forbidden(path, text)] == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("see https://pypi", ".org/simple"),
        ("files.python", "hosted.org"),
        ("cd /wo", "rk/main && make"),
        ("open('/ro", "ot/x')"),
        ("made by a sub", "agent"),
    ],
)
def test_forbidden_words_are_seen(before: str, after: str) -> None:
    assert find_forbidden("x", f"{before}{after}")


@pytest.mark.parametrize("text", ["see docs/work/plan", "$XDG/work/x", "a/work", "homework/root/x"])
def test_harmless_words_pass(text: str) -> None:
    assert find_forbidden("x", text) == []


SKIP_EXAMPLES = tuple(f"@pytest.mark.{word}" for word in ("skip", "skipif(True)", "xfail"))


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    tests = {path: text for path, text in text_files() if path.startswith("tests/") and path.endswith(".py")}
    assert [path for path, text in tests.items() if SKIPPED_TESTS.search(text)] == []
    assert all(map(SKIPPED_TESTS.search, SKIP_EXAMPLES))


def test_constraints_hold_names_versions_and_hashes_only() -> None:
    lines = (HOUSE / "constraints.txt").read_text("utf-8").splitlines()
    pinned = re.compile(
        r"[a-z0-9-]+(\[[a-z0-9,-]+\])?==[\w.]+( ; [\w =<>.!'()]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?"
    )
    assert [line for line in lines if not pinned.fullmatch(line)] == []


def find_circles(needs: dict[str, set[str]]) -> list[list[str]]:
    """Groups whose members reach each other along `needs` (Tarjan)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    circles: list[list[str]] = []

    def visit(name: str) -> None:
        order[name] = lowest[name] = len(order)
        stack.append(name)
        for other in sorted(needs.get(name, ())):
            if other not in order:
                visit(other)
            if other in stack:
                lowest[name] = min(lowest[name], lowest[other])
        if lowest[name] == order[name]:
            place = stack.index(name)
            if len(circle := stack[place:]) > 1:
                circles.append(sorted(circle))
            del stack[place:]

    for name in sorted(needs):
        if name not in order:
            visit(name)
    return circles


def modules_needed() -> dict[str, set[str]]:
    """For each module the modules of duban that it imports, wherever in it the import stands."""
    known = {f"duban.{s.path.removesuffix('.py').replace('/', '.')}": s for s in sources()}
    return {name: known.keys() & set(imported(source.tree)) - {name} for name, source in known.items()}


def test_no_modules_import_each_other() -> None:
    assert find_circles(modules_needed()) == []
    assert find_circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


def draw() -> Iterator[str]:
    """The floors of each room from the top, what each place there imports of the others, and what climbs or circles."""
    counted = Counter(
        (source.room, source.path.split("/")[1].removesuffix(".py"), place)
        for source in sources()
        for place, _ in set(arrows(source))
        if "/" in source.path
    )
    for room, floors in FLOORS.items():
        yield f"{room}/"
        for names in reversed(floors):
            for name in names:
                used = sorted(other for here, own, other in counted if (here, own) == (room, name))
                yield f"  {name:<16}{' '.join(used) or '-'}" + (
                    ""
                    if (SOURCE / room / name).exists() or (SOURCE / room / f"{name}.py").exists()
                    else "  (to be built)"
                )
    climbing = [complaint for source in sources() for complaint in find_climbing_import(source)]
    yield f"arrows up: {'; '.join(climbing) or 'none'}"
    yield f"circles: {'; '.join(map(' <-> '.join, find_circles(modules_needed()))) or 'none'}"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in draw())
