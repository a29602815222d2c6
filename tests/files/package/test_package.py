"""A package is opened with suspicion: damaged, altered, foreign and hostile ones are refused, each by its own code."""

import hashlib
import io
import json
import random
import stat
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from duban.cli.framework.dates import BEIJING
from duban.errors import DubanError
from duban.files.package import manifest
from duban.files.package.manifest import MANIFEST, has_sm3
from duban.files.package.reader import is_inside, open_package
from duban.files.package.writer import PackageWriter

MADE = datetime(2026, 9, 28, 9, tzinfo=BEIJING)
NOISE = random.Random(1).randbytes(5000)


class About(msgspec.Struct):
    name: str


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "包.zip"
    (tmp_path / "noise").write_bytes(NOISE)
    with PackageWriter(path, MADE) as made:
        made.add("目录/一 二\u3000三.txt", "内容\n".encode())
        made.add("noise", tmp_path / "noise", packed=True)
        made.end("test", "0.1.0", About("某县督查室"))
    return path


def look(path: Path, form: str) -> None:
    with open_package(path, form, "备份") as opened:
        opened.check()
        opened.about(About)


def code_of(path: Path, form: str = "test") -> str:
    with pytest.raises(DubanError) as error:
        look(path, form)
    (problem,) = error.value.problems
    assert problem.advice
    assert problem.place is not None
    assert problem.place.path == str(path)
    return problem.code


def test_what_was_put_in_comes_out(package: Path, tmp_path: Path) -> None:
    with open_package(package, "test", "备份") as opened:
        opened.check()
        assert opened.about(About) == About("某县督查室")
        assert (opened.release, opened.made_at) == ("0.1.0", MADE)
        assert opened.read("目录/一 二\u3000三.txt") == "内容\n".encode()
        opened.extract("noise", tmp_path / "out")
        assert opened.members["noise"].sha256 == hashlib.sha256(NOISE).hexdigest()
    assert (tmp_path / "out").read_bytes() == NOISE
    with zipfile.ZipFile(package) as archive:
        assert archive.testzip() is None
        listed = json.loads(archive.read(MANIFEST))
    assert [each["name"] for each in listed["members"]] == ["目录/一 二\u3000三.txt", "noise"]


def test_sm3_is_counted_where_python_has_it(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_package(package, "test", "备份") as opened:
        assert (opened.members["noise"].sm3 is not None) is has_sm3()
    has_sm3.cache_clear()
    monkeypatch.setattr(manifest, "has_sm3", lambda: False)
    with open_package(package, "test", "备份") as opened:  # made where it is there, checked where it is not
        opened.check()


def test_python_without_sm3_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_: str) -> None:
        raise ValueError

    has_sm3.cache_clear()
    monkeypatch.setattr(hashlib, "new", unknown)
    assert not has_sm3()
    has_sm3.cache_clear()


def test_no_byte_can_be_changed_unseen(package: Path, tmp_path: Path) -> None:
    whole = package.read_bytes()
    for place in range(0, len(whole), 13):
        (tmp_path / "x").write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        try:
            with open_package(tmp_path / "x", "test", "备份") as opened:
                opened.check()
                told = opened.about(About), opened.read("noise"), opened.read("目录/一 二\u3000三.txt")
        except DubanError as error:
            codes = {each.code for each in error.problems}
        else:  # dates, marks of systems: what carries nothing
            codes = {"same"} if told == (About("某县督查室"), NOISE, "内容\n".encode()) else {"other"}
        assert codes <= {
            *("package-broken", "package-changed", "package-unsafe", "package-foreign", "package-newer"),
            "same",
        }, place


@pytest.mark.parametrize("kept", [0, 1, 100, 4000, -1])
def test_a_package_that_was_cut_off_is_broken(package: Path, kept: int) -> None:
    package.write_bytes(package.read_bytes()[:kept])
    assert code_of(package) == "package-broken"


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def say(package: dict[str, bytes], **new: object) -> None:
    package[MANIFEST] = json.dumps(json.loads(package[MANIFEST]) | new).encode()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda members: members.update(noise=b"x"), "package-changed"),
        (lambda members: members.update(more=b"x"), "package-changed"),
        (lambda members: members.pop("noise"), "package-changed"),
        (lambda members: members.pop(MANIFEST), "package-foreign"),
        (lambda members: members.update({MANIFEST: b"{"}), "package-broken"),
        (lambda members: members.update({MANIFEST: b"[]"}), "package-broken"),
        (lambda members: members.update({MANIFEST: b"\xff\xfe"}), "package-broken"),
        (lambda members: say(members, about=1), "package-broken"),
        (lambda members: say(members, form="other"), "package-foreign"),
        (lambda members: say(members, version=2), "package-newer"),
        (lambda members: say(members, members=[]), "package-changed"),
        (
            lambda members: say(members, members=json.loads(members[MANIFEST])["members"] * 2),
            "package-changed",
        ),
        (lambda members: members.update({"../x": b""}), "package-unsafe"),
        (lambda members: members.update({"/x": b""}), "package-unsafe"),
        (lambda members: members.update({"C:x": b""}), "package-unsafe"),
        (lambda members: members.update({"a\\..\\x": b""}), "package-unsafe"),
        (lambda members: members.update({"a//x": b""}), "package-unsafe"),
        (lambda members: members.update({"a/": b""}), "package-unsafe"),
        (lambda members: members.update({"a\u202ex": b""}), "package-unsafe"),
    ],
)
def test_an_altered_package_is_refused(
    package: Path, change: Callable[[dict[str, bytes]], None], code: str
) -> None:
    assert code_of(rewritten(package, change)) == code


def test_a_link_in_it_is_refused(package: Path) -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert code_of(package) == "package-unsafe"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_doubled_member_is_refused(package: Path) -> None:
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr("noise", "other")
    assert code_of(package) == "package-unsafe"


def test_a_locked_member_is_refused(package: Path) -> None:
    data = bytearray(package.read_bytes())
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        place = data.index(mark) + (6 if mark.endswith(b"\x04") else 8)
        data[place] |= 1
    package.write_bytes(data)
    assert code_of(package) == "package-unsafe"


def test_a_bomb_is_refused(package: Path) -> None:
    """A member that claims more than deflate can make of its bytes, and members that lie upon each other."""
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(1 << 20))
    data = bytearray(bomb.getvalue())
    place = data.index(b"PK\x01\x02")
    data[place + 24 : place + 28] = (1 << 31).to_bytes(4, "little")
    package.write_bytes(data)
    assert code_of(package) == "package-unsafe"
    data[place + 20 : place + 24] = (1 << 30).to_bytes(4, "little")
    package.write_bytes(data)
    assert code_of(package) == "package-unsafe"


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    assert code_of(tmp_path) == "package-missing"
    assert code_of(tmp_path / "没有") == "package-missing"


@pytest.mark.parametrize("name", ["a", "附件/甲 乙.pdf", "..a/b..c", "a/b\u3000c", "-x"])
def test_a_harmless_name_is_inside(name: str) -> None:
    assert is_inside(name)


@pytest.mark.parametrize("name", ["", ".", "..", "a/..", "a/. ./b", "/a", "a/", "a\0", "a\nb", "con:", "a|b"])
def test_a_name_that_leads_elsewhere_is_not(name: str) -> None:
    assert not is_inside(name)
