"""Opens a package that anybody may have made, and counts every digest again before a member is used.

Unpacks a member only where the caller says so, never under a name of the archive's choice.
"""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from unicodedata import category

import msgspec

from duban.errors import DubanError, error_in, reason_of
from duban.files.package.manifest import MANIFEST, VERSION, Digests, Manifest, Member, is_same

PIECE = 1 << 20
_MOST_MEMBERS = 200_000
_MOST_LIST = 64 << 20
_MOST_RATIO = 1_100
"""What deflate can do at most; a member that claims more is a bomb."""
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_BROKEN = (
    EOFError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
)
T = TypeVar("T")
_AGAIN = "这一份坏了或者不全：从原处再拷一次，或换一份"


class Package:
    """An open package; `about` is what its kind says of itself."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self._archive = archive
        self._members = {each.name: each for each in manifest.members}

    @property
    def release(self) -> str:
        """The release that made it."""
        return self.manifest.release

    @property
    def made_at(self) -> datetime:
        """When it was made, as it says."""
        return self.manifest.made_at

    @property
    def members(self) -> dict[str, Member]:
        """What the list has, by name."""
        return self._members

    def about(self, record: type[T]) -> T:
        """What it says of itself. Raises DubanError where that is not what this kind of package says."""
        try:
            return self.manifest.told(record)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise broken(self.path, f"{MANIFEST} 里的内容不是这种包该有的") from error

    def read(self, name: str) -> bytes:
        """A member, its digest counted. Raises DubanError where it is not the one that the list has."""
        pieces = list(self._pieces(name))
        return b"".join(pieces)

    def extract(self, name: str, target: Path) -> None:
        """Writes a member into a new file of the caller's naming. Raises as `read`, and OSError."""
        with target.open("xb") as file:
            for piece in self._pieces(name):
                file.write(piece)

    def check(self) -> None:
        """Counts the digests of all members. Raises DubanError for the first that is another."""
        for name in self._members:
            for _ in self._pieces(name):
                pass

    def _pieces(self, name: str) -> Iterator[bytes]:
        listed = self._members.get(name)
        if listed is None:
            raise broken(self.path, f"里面没有 {name}")
        digests = Digests()
        try:
            with self._archive.open(name) as file:
                while piece := file.read(PIECE):
                    digests.update(piece)
                    yield piece
        except _BROKEN as error:
            raise broken(self.path, f"里面的 {name} 读不出来") from error
        if not is_same(listed, digests.member(name)):
            raise _changed(self.path, f"里面的 {name} 和 {MANIFEST} 写的不一样")


@contextmanager
def open_package(path: Path, form: str, called: str) -> Iterator[Package]:
    """A package of this form; what of it the directory shows is checked, no digest yet.

    Raises DubanError: no such file, no package or another kind, damaged, made by a newer release, members outside,
    doubled, encrypted, links, or a bomb.
    """
    label = str(path)
    try:
        if not path.is_file():
            why = "这是文件夹" if path.is_dir() else "没有这个文件"
            raise DubanError(error_in(label, "package-missing", f"{why}，要写{called}的文件", "检查路径"))
        with path.open("rb") as file, _archive(path, file.seek(0, 2)) as archive:
            yield Package(path, archive, _manifest(path, archive, form, called))
    except OSError as error:
        if error.filename not in (None, path, label):
            raise
        text = f"读不了这个文件：{reason_of(error)}"
        raise DubanError(error_in(label, "package-read", text, "检查权限和磁盘")) from error


@contextmanager
def _archive(path: Path, size: int) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise broken(path, "不是压缩包，或者没有拷全") from error
    with archive:
        _refuse_unsafe(path, archive.infolist(), size)
        yield archive


def _refuse_unsafe(path: Path, entries: list[zipfile.ZipInfo], size: int) -> None:
    """What no package of ours has. Raises DubanError."""
    names = [entry.filename for entry in entries]
    if len(entries) > _MOST_MEMBERS or sum(entry.compress_size for entry in entries) > size:
        raise _unsafe(path, "里面的文件多得或大得不可能（压缩炸弹）")
    if len(set(names)) != len(names):
        raise _unsafe(path, "里面有同名的文件")
    for entry in entries:
        shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in entry.filename)[:100]
        if not is_inside(entry.orig_filename) or entry.is_dir():
            raise _unsafe(path, f"里面的“{shown}”会写到别处去")
        if stat.S_IFMT(entry.external_attr >> 16) == stat.S_IFLNK:
            raise _unsafe(path, f"里面的“{shown}”是一个链接")
        if entry.flag_bits & 1:
            raise _unsafe(path, f"里面的“{shown}”加了密")
        if entry.file_size > _MOST_RATIO * max(entry.compress_size, 1):
            raise _unsafe(path, f"里面的“{shown}”大得不可能（压缩炸弹）")


def is_inside(name: str) -> bool:
    """Whether a name of an archive stays below the folder where it is unpacked, on every system."""
    if any(sign in '\\:*?"<>|' or category(sign) in _UNSEEN for sign in name):
        return False
    return all(part.strip(" .") for part in name.split("/"))


def _manifest(path: Path, archive: zipfile.ZipFile, form: str, called: str) -> Manifest:
    names = archive.namelist()
    if MANIFEST not in names:
        raise _foreign(path, called)
    try:
        if archive.getinfo(MANIFEST).file_size > _MOST_LIST:
            raise _unsafe(path, f"{MANIFEST} 大得不可能")
        manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
    except (*_BROKEN, msgspec.DecodeError, msgspec.ValidationError) as error:
        raise broken(path, f"{MANIFEST} 读不出来") from error
    if manifest.form != form:
        raise _foreign(path, called)
    if manifest.version > VERSION:
        text = f"是更新的 duban {manifest.release} 做的，这个 duban 不认得"
        raise DubanError(error_in(str(path), "package-newer", text, "换上新的 duban 再来"))
    listed = [member.name for member in manifest.members]
    missing = sorted({*listed} - {*names})
    added = sorted({*names} - {*listed, MANIFEST})
    if missing or added or len({*listed}) != len(listed):
        what = f"少了 {missing[0]}" if missing else f"多了 {added[0]}" if added else "有的写了两次"
        raise _changed(path, f"里面的文件和 {MANIFEST} 对不上：{what}")
    return manifest


def broken(path: Path, why: str) -> DubanError:
    """The refusal of a package that is damaged."""
    return DubanError(error_in(str(path), "package-broken", why, _AGAIN))


def _changed(path: Path, why: str) -> DubanError:
    text = f"{why}：拷坏了，或者有人动过"
    return DubanError(error_in(str(path), "package-changed", text, _AGAIN))


def _unsafe(path: Path, why: str) -> DubanError:
    text = f"{why}，没有打开"
    return DubanError(error_in(str(path), "package-unsafe", text, "这不是 duban 做的：问清来处，换一份"))


def _foreign(path: Path, called: str) -> DubanError:
    text = f"这不是 duban 的{called}"
    return DubanError(error_in(str(path), "package-foreign", text, "检查是不是拿错了文件"))
