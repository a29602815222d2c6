"""Writes a package: members one after another, at its end the list with their digests.

Into a file that the caller made and will give its name; nothing is read back here.
"""

import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Self

from duban.files.package.manifest import MANIFEST, Digests, Member, render

PIECE = 1 << 20
_FILE_MODE = 0o100644 << 16


class PackageWriter:
    """A package that is being written; leaving the block ends it. Raises OSError where the disk refuses."""

    def __init__(self, path: Path, made_at: datetime) -> None:
        self._archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self._made_at = made_at
        self.members: list[Member] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def add(self, name: str, data: bytes | Path, *, packed: bool = False) -> Member:
        """A member, of bytes or of a file; what is `packed` already is not compressed again."""
        digests = Digests()
        with self._archive.open(self._entry(name, packed=packed), "w", force_zip64=True) as target:
            for piece in (data,) if isinstance(data, bytes) else _pieces(data):
                target.write(piece)
                digests.update(piece)
        self.members.append(digests.member(name))
        return self.members[-1]

    def end(self, form: str, release: str, about: object) -> bytes:
        """The list, the last member; its bytes."""
        listed = render(form, release, self._made_at, about, self.members)
        self._archive.writestr(self._entry(MANIFEST), listed)
        return listed

    def _entry(self, name: str, *, packed: bool = False) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, self._made_at.timetuple()[:6])
        entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        entry.external_attr = _FILE_MODE
        return entry


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
