"""Plain files only: nothing that hangs, leads elsewhere, or has a second name is opened for writing."""

import os
from datetime import date
from pathlib import Path

import pytest

from duban.errors import DubanError
from duban.files.disk.regular_files import digest, digest_now, open_plain, read_plain, write_through
from duban.files.write.sent_messages import read_spool, spool_path

TODAY = date(2026, 9, 28)


def put(path: Path, kind: str) -> None:
    """Something that is no plain file."""
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to({"link": path.parent / "目标", "device": Path("/dev/zero")}[kind])


@pytest.mark.parametrize("kind", ["pipe", "folder", "link", "device"])
def test_what_is_no_plain_file_is_not_read(tmp_path: Path, kind: str) -> None:
    (tmp_path / "目标").write_bytes(b"x")
    path = tmp_path / "来"
    put(path, kind)
    with pytest.raises(OSError, match="这"):
        read_plain(path, 10)
    assert digest_now(path) == ""
    with pytest.raises(FileExistsError):
        write_through(path, b"y")
    assert (tmp_path / "目标").read_bytes() == b"x"
    put(spool_path(tmp_path, TODAY), kind)
    with pytest.raises(DubanError) as error:
        read_spool(tmp_path, TODAY)
    assert "普通文件" in error.value.problems[0].message or "链接" in error.value.problems[0].message


def test_limits_and_names(tmp_path: Path) -> None:
    path = tmp_path / "来"
    assert (digest_now(path), read_spool(tmp_path, TODAY)) == (None, [])
    write_through(path, b"12345")
    assert (read_plain(path, 5), digest_now(path)) == (b"12345", digest(b"12345"))
    with pytest.raises(OSError, match="large"):
        read_plain(path, 4)
    (tmp_path / "又名").hardlink_to(path)
    assert read_plain(path, 5) == b"12345"
    with pytest.raises(OSError, match="普通文件"):
        open_plain(path, os.O_WRONLY)
