"""Whatever stands where the read cache was: the answers are those of the files, and nothing hangs or is followed."""

import os
import random
import socket
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.files.workspace.test_read_cache import MOMENTS, _cached, _task

from duban.core.model.task import Task
from duban.files.workspace.read_cache import MAGIC, Held, Index, Stored

NAME = "WJ-2026-0001.yaml"


def _found(folder: Path) -> Task | None:
    return Index(folder / "index", folder, "1").find(folder / NAME)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one remembered task."""
    folder = tmp_path_factory.mktemp("缓存")
    assert _cached(folder, _task(MOMENTS[0])) is not None
    return folder


def sealed(data: bytes) -> bytes:
    """`data` with a head that says it is whole."""
    return MAGIC + sha256(data).digest() + data


def test_sealed_is_what_is_written(kept: Path) -> None:
    whole = (kept / "index").read_bytes()
    assert sealed(whole.removeprefix(sealed(b"")[:16])[32:]) == whole


@given(st.randoms(use_true_random=False))
def test_damage_is_no_cache(kept: Path, dice: random.Random) -> None:
    whole = (kept / "index").read_bytes()
    place = dice.randrange(len(whole))
    other = bytes([whole[place] ^ (1 << dice.randrange(8))])
    damaged = dice.choice(
        (
            whole[:place],
            whole[:place] + other + whole[place + 1 :],
            whole[:place] + dice.randbytes(7) + whole[place:],
            whole + b"\0",
            dice.randbytes(place),
        )
    )
    file = kept / "index"
    try:
        file.write_bytes(damaged)
        assert _found(kept) is None
    finally:
        file.write_bytes(whole)
    assert _found(kept) == _task(MOMENTS[0])


def _entry(folder: Path, task: bytes) -> bytes:
    mark = Index.mark(folder / NAME)
    assert mark is not None
    return msgspec.msgpack.encode(Stored(os.fsencode(f"1:{folder}"), {NAME: Held(mark, task)}))


WRONG_TASKS = {
    "another id": msgspec.json.encode(_task(MOMENTS[0])).replace(b"2026-0001", b"2026-0002"),
    "no task": b"{}",
    "no json": b"\xff\xfe",
    "deep": b"[" * 100_000,
    "deep in the journal": b'{"\xe6\xb5\x81\xe6\xb0\xb4":' + b"[" * 100_000,
    "a number": b"9" * 5_000,
    "nothing": b"",
}
WRONG_FILES = {
    "deep": b"\x91" * 100_000,
    "deep maps": b"\x92\xa0" + b"\x81\xa0" * 100_000,
    "a long array": b"\x92\xa0\xdd\xff\xff\xff\xff",
    "a long map": b"\x92\xa0\xdf\xff\xff\xff\xff",
    "a long text": b"\x92\xdb\xff\xff\xff\xff",
    "long bytes": b"\x92\xa0\x81\xa0\x92\x94\0\0\0\0\xc6\xff\xff\xff\xff",
    "no text": b"\x92\xa2\xff\xfe\x80",
    "a number": b"\x05",
    "a mark beyond numbers": b"\x92\xa0\x81\xa0\x92\x94\xcf" + b"\xff" * 8 + b"\0\0\0\xc4\0",
    "nothing": b"",
}


@pytest.mark.parametrize("wrong", WRONG_TASKS)
def test_a_whole_cache_with_a_wrong_task(tmp_path: Path, wrong: str) -> None:
    (tmp_path / NAME).write_bytes(b"")
    (tmp_path / "index").write_bytes(sealed(_entry(tmp_path, msgspec.json.encode(_task(MOMENTS[0])))))
    assert _found(tmp_path) == _task(MOMENTS[0])
    (tmp_path / "index").write_bytes(sealed(_entry(tmp_path, WRONG_TASKS[wrong])))
    assert _found(tmp_path) is None


@pytest.mark.parametrize("wrong", WRONG_FILES)
def test_a_whole_cache_of_another_shape(tmp_path: Path, wrong: str) -> None:
    (tmp_path / NAME).write_bytes(b"")
    (tmp_path / "index").write_bytes(sealed(WRONG_FILES[wrong]))
    assert _found(tmp_path) is None


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    server = socket.socket(socket.AF_UNIX)
    folder = os.open(path.parent, os.O_RDONLY)
    here = os.getcwd()  # noqa: PTH109 -- the name of a socket may have 107 bytes: it is made from its own folder
    try:
        os.fchdir(folder)
        server.bind(path.name)
    finally:
        os.chdir(here)
        os.close(folder)
        server.close()


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _zero(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _link(path: Path) -> None:
    other = path.with_name("elsewhere")
    path.rename(other)
    path.symlink_to(other.name)


def _hole(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(20 * 1024**3)


def _folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("put", [_pipe, _socket, _loop, _zero, _link, _hole, _folder])
def test_what_is_no_file_is_no_cache(tmp_path: Path, put: Callable[[Path], None]) -> None:
    task = _task(MOMENTS[0])
    assert _cached(tmp_path, task) is not None
    file = tmp_path / "index"
    if put is not _link:
        file.unlink()
    put(file)
    assert _found(tmp_path) is None
    again = Index(file, tmp_path, "1")
    mark = again.mark(tmp_path / NAME)
    assert mark is not None
    again.put(tmp_path / NAME, mark, task)
    again.save()
    assert file.is_dir() or _found(tmp_path) == task  # what stood in the way is replaced, never written to
    assert sorted(each.name for each in tmp_path.glob("index.*")) == []


def test_a_link_in_place_of_the_next_cache_is_not_written_through(tmp_path: Path) -> None:
    assert _cached(tmp_path, _task(MOMENTS[0])) is not None
    other = tmp_path / "elsewhere"
    other.write_text("mine", "utf-8")
    (tmp_path / f"index.{os.getpid()}").symlink_to(other)
    again = Index(tmp_path / "index", tmp_path, "1")
    again.put(tmp_path / NAME, (1, 1, 1, 1), _task(MOMENTS[0]))
    again.save()
    assert other.read_text("utf-8") == "mine"
