"""What may not be read, and what is no file or folder where one should be: told with its path, never a gap.

Root reads everything: the children give up that right (Linux), and a user never had it, so the tests fail as either.
"""

import contextlib
import ctypes
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.outside import Answer, at_home, in_a_copy, pairs, survives

DAY = "2026-10-21"
DROP_BOUNDING, CAPABILITIES, OVERRIDE, READ_SEARCH = 24, 0x20080522, 1, 2
"""prctl(2), capset(2) and capabilities(7)."""
FOLDERS = {
    "领导批示": ("list", "check", "show PS-1", "reconcile 2026-09", "add"),
    "领导批示/2026": ("list", "check", "doctor", "why PS-1", "report overview", "add", "done DC-4 --dry-run"),
    "日历": ("list", "calendar show 2026-10", "check", "add"),
    "日历/本地": ("list", "check", "add"),
    "对账": ("list", "reconcile 2026-09", "check", "add"),
    "对账/2026-09": ("list", "reconcile 2026-09", "check", "add"),
    "履职": ("list", "check", "due"),
    "通知": ("notify --dry-run", "check"),
    "附件": ("check",),
    "附件/DC-2026-0001": ("check",),
    "制度": ("policy list", "check", "list"),
    ".git": ("log PS-1", "check", "add"),
    ".git/duban": ("add",),
    ".": ("list", "check", "add"),
}
FILES = {
    "duban.yaml": ("list", "check", "add"),
    "领导批示/台账.yaml": ("list", "check", "add"),
    "领导批示/2026/PS-2026-0001.yaml": ("list", "check", "show PS-1", "done PS-1 --dry-run"),
    "日历/本地/2026.json": ("list", "check"),
    "对账/2026-09/结账.yaml": ("list", "check", "reconcile 2026-09"),
    "对账/2026-09/账页.yaml": ("check", "reconcile 2026-10"),
    "通知/2026-10.yaml": ("check", "notify --dry-run"),
    "附件/DC-2026-0001/证据.txt": ("check",),
    "制度/本市.yaml": ("check",),
    "履职/2026.yaml": ("list", "check"),
}
ADD = (
    *(
        "add",
        "--ledger",
        "PS",
        "--title",
        "甲",
        "--source-kind",
        "领导批示",
        "--instruction",
        "刘县长=2026-09-28=请抓紧",
        "--urgency",
        "急件",
    ),
    *("--lead", "县水务局", "--owner", "甲", "--requirements", "甲"),
)
FILLED = {
    "日历/本地/2026.json": '{"year": 2026, "papers": [], "days": [{"name": "停电", "date": "2026-09-29", "isOffDay": true}]}',
    "制度/本市.yaml": "名称: 本市\n全称: 本市制度\n继承: default\n规则: []\n",
    "通知/2026-10.yaml": "期: 2026-10\n流水: []\n",
    "履职/2026.yaml": "年度: 2026\n流水: []\n",
}


@pytest.fixture(scope="module")
def made(closed: Path, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The books with something in every folder of a workspace."""
    books = tmp_path_factory.mktemp("满") / "台账"
    shutil.copytree(closed, books)
    with at_home(home), contextlib.chdir(books):
        os.environ["DUBAN_TODAY"] = DAY
        fill(books)
    return books


@pytest.fixture
def filled(made: Path, home: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of them, and the current folder."""
    folder = tmp_path / "台账"
    shutil.copytree(made, folder)
    with at_home(home), contextlib.chdir(folder):
        os.environ["DUBAN_TODAY"] = DAY
        yield folder


def fill(books: Path) -> None:
    heard = "通知:\n- {单位: 县水务局, 渠道: 企业微信, 地址名: DUBAN_NOTIFY_A}\n"
    (books / "duban.yaml").write_text((books / "duban.yaml").read_text("utf-8") + heard, "utf-8")
    for name, text in FILLED.items():
        (books / name).parent.mkdir(parents=True, exist_ok=True)
        (books / name).write_text(text, "utf-8")
    proof = books.parent / "证据.txt"
    proof.write_text("照片", "utf-8")
    assert survives("done", "PS-1", "--evidence", str(proof)).returncode == 0
    kept = books / "附件/PS-2026-0001"
    kept.rename(books / "附件/DC-2026-0001")
    task = books / "领导批示/2026/PS-2026-0001.yaml"
    task.write_text(task.read_text("utf-8").replace("附件/PS-2026-0001", "附件/DC-2026-0001"), "utf-8")


def _words(command: str) -> tuple[str, ...]:
    return ADD if command == "add" else tuple(command.split())


def _unprivileged() -> None:
    """Gives up the rights of root to read, here and in every program started from here; stands outside."""
    os.chdir("..")
    system = ctypes.CDLL(None)
    head, rights = (ctypes.c_uint32 * 2)(CAPABILITIES, 0), (ctypes.c_uint32 * 6)()
    assert system.capget(head, rights) == 0
    for right in (OVERRIDE, READ_SEARCH):
        system.prctl(DROP_BOUNDING, right, 0, 0, 0)
        for place in range(3):  # effective, permitted, inheritable; the high halves follow
            rights[place] &= ~(1 << right)
    assert system.capset(head, rights) == 0


def _as_a_user(folder: Path, command: str) -> Answer:
    return in_a_copy(_unprivileged, *_words(command), "-C", str(folder))


@pytest.mark.parametrize("name", [*FOLDERS, *FILES])
def test_what_may_not_be_read_is_told(filled: Path, name: str) -> None:
    path = filled / name
    path.chmod(0)
    try:
        for command in (FOLDERS | FILES)[name]:
            answer = _as_a_user(filled, command)
            shown = answer.stdout + answer.stderr
            assert answer.returncode == 1, (command, shown)
            assert path.name in shown or name.startswith(".git"), (command, shown)
            assert "没有权限" in shown or "文件读不了" in shown or "读不了，没有计入" in shown, (
                command,
                shown,
            )
            assert "Traceback" not in shown
    finally:
        path.chmod(0o755)


def test_the_cache_that_may_not_be_read_harms_nobody(filled: Path) -> None:
    before = _as_a_user(filled, "list").stdout
    (filled / ".git/duban/index").write_bytes(b"")
    (filled / ".git/duban/index").chmod(0)
    answer = _as_a_user(filled, "list")
    assert (answer.returncode, answer.stdout) == (0, before)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _broken(path: Path) -> None:
    path.symlink_to("不在")


def _zero(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _folder(path: Path) -> None:
    path.mkdir()


def _file(path: Path) -> None:
    path.write_text("x", "utf-8")


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket may have 107 bytes
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(here)


def _take_away(path: Path) -> None:
    path.rename(path.with_name("拿走")) if path.is_dir() else path.unlink()


@pytest.mark.parametrize(("name", "put"), pairs(FILES, [_pipe, _loop, _broken, _zero, _folder, _socket]))
def test_what_is_no_file_is_told(filled: Path, name: str, put: Callable[[Path], None]) -> None:
    path = filled / name
    _take_away(path)
    put(path)
    for command in FILES[name]:
        answer = survives(*_words(command))
        assert answer.returncode == 1, (command, answer.stdout, answer.stderr)
        assert path.name in answer.stdout + answer.stderr, (command, answer.stderr)


GONE = {
    "领导批示/2026": ("list", "check", "add"),
    "日历": ("list", "check", "add"),
    "日历/本地": ("list", "check"),
    "对账": ("list", "reconcile 2026-09", "check"),
    "对账/2026-09": ("check", "reconcile 2026-09"),
    "履职": ("list", "check"),
    "通知": ("check",),
    "附件": ("check", "commit -m x"),
    "制度": ("check", "list"),
}


@pytest.mark.parametrize(("name", "put"), pairs(GONE, [_file, _pipe, _loop, _broken]))
def test_what_is_no_folder_is_told(filled: Path, name: str, put: Callable[[Path], None]) -> None:
    path = filled / name
    _take_away(path)
    put(path)
    for command in GONE[name]:
        answer = survives(*_words(command))
        assert answer.returncode == 1, (command, answer.stdout, answer.stderr)
        assert path.name in answer.stdout + answer.stderr, (command, answer.stderr)


@pytest.mark.parametrize("put", [_loop, _broken])
def test_a_ledger_that_leads_nowhere_is_told(filled: Path, put: Callable[[Path], None]) -> None:
    _take_away(filled / "领导批示")
    put(filled / "领导批示")
    answer = survives("list")
    assert (answer.returncode, "领导批示" in answer.stderr) == (1, True)
