"""A file is compared with a blob by our own hash: no filter, link or mark has a say."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from duban.files.git.content_hash import MOST_BYTES, blob_name, differs, has_other_bytes

PLAIN, LINK, MODULE = b"100644", b"120000", b"160000"
Make = Callable[[Path], object]


def name_of(data: bytes, kind: str = "sha1") -> str:
    return hashlib.new(kind, b"blob %d\0" % len(data) + data).hexdigest()


CASES: dict[str, tuple[Make, bytes, bytes, bool | None]] = {
    "the same": (lambda file: file.write_bytes(b"a\n"), PLAIN, b"a\n", False),
    "another": (lambda file: file.write_bytes(b"b\n"), PLAIN, b"a\n", True),
    "empty": (lambda file: file.write_bytes(b""), PLAIN, b"", False),
    "gone": (str, PLAIN, b"a\n", None),
    "a folder in its place": (lambda file: file.mkdir(), PLAIN, b"a\n", None),
    "Windows line endings": (lambda file: file.write_bytes(b"a\r\nb\r\n"), PLAIN, b"a\nb\n", False),
    "some Windows line endings": (lambda file: file.write_bytes(b"a\r\nb\n"), PLAIN, b"a\nb\n", True),
    "a link to the same": (lambda file: file.symlink_to("a\n"), PLAIN, b"a\n", True),
    "a link as it was": (lambda file: file.symlink_to("甲"), LINK, "甲".encode(), False),
    "a link elsewhere": (lambda file: file.symlink_to("乙"), LINK, "甲".encode(), True),
    "a file for a link": (lambda file: file.write_text("甲"), LINK, "甲".encode(), True),
    "a pipe": (os.mkfifo, PLAIN, b"a\n", True),
    "a submodule": (lambda file: file.mkdir(), MODULE, b"", False),
    "a large file": (lambda file: file.write_bytes(b"x" * 3_000_000), PLAIN, b"x" * 3_000_000, False),
}


@pytest.mark.parametrize(("make", "mode", "held", "differs_by"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("kind", ["sha1", "sha256"])
def test_a_file_against_a_blob(
    tmp_path: Path, make: Make, mode: bytes, held: bytes, kind: str, *, differs_by: bool | None
) -> None:
    make(tmp_path / "甲.yaml")
    assert differs(tmp_path / "甲.yaml", mode, name_of(held, kind)) is differs_by


def test_names_are_those_of_git() -> None:
    assert blob_name(b"", "0" * 40) == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    assert blob_name(b"", "0" * 64) == "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"


@pytest.mark.parametrize(
    ("data", "other"), [(b"a\nb\n", False), (b"a\r\nb\r\n", True), (b"a\nb", True), (b"", True)]
)
def test_a_line_end_is_another_byte(tmp_path: Path, data: bytes, *, other: bool) -> None:
    path = tmp_path / "甲"
    path.write_bytes(data)
    assert has_other_bytes(path, blob_name(b"a\nb\n", "0" * 40)) is other


def test_what_is_too_large_or_no_file_is_not_read(tmp_path: Path) -> None:
    large, pipe, link = tmp_path / "大", tmp_path / "管道", tmp_path / "链接"
    with large.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")
    assert not any(has_other_bytes(path, "0" * 40) for path in (large, pipe, link, tmp_path, tmp_path / "无"))
