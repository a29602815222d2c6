"""The list of a package (清单.json): what it is, who made it when, its members with their digests.

Only shape and digests; reads and writes no archive.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import TypeVar

import msgspec

MANIFEST = "清单.json"
VERSION = 1
T = TypeVar("T")


class Member(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file in the package: its name, its size in bytes, its digests in hex."""

    name: str
    size: int
    sha256: str
    sm3: str | None = None


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The list itself. `form` says what kind of package it is, `about` is that kind's own."""

    form: str
    version: int
    release: str
    made_at: datetime
    about: msgspec.Raw
    members: tuple[Member, ...]

    def told(self, record: type[T]) -> T:
        """What this kind of package says of itself. Raises msgspec.ValidationError where it says something else."""
        return msgspec.json.decode(self.about, type=record)


@cache
def has_sm3() -> bool:
    """Whether this Python can count SM3 (GB/T 32905): OpenSSL may lack it."""
    try:
        hashlib.new("sm3")
    except ValueError:
        return False
    return True


class Digests:
    """Counts the digests of a member while its bytes pass by."""

    def __init__(self) -> None:
        self.size = 0
        self._sha256 = hashlib.sha256()
        self._sm3 = hashlib.new("sm3") if has_sm3() else None

    def update(self, data: bytes) -> None:
        """The next bytes."""
        self.size += len(data)
        self._sha256.update(data)
        if self._sm3 is not None:
            self._sm3.update(data)

    def member(self, name: str) -> Member:
        """What the list says of them."""
        return Member(name, self.size, self._sha256.hexdigest(), self._sm3.hexdigest() if self._sm3 else None)


def is_same(listed: Member, counted: Member) -> bool:
    """Whether two accounts of a member agree; SM3 counts where both have it."""
    plain = (listed.size, listed.sha256) == (counted.size, counted.sha256)
    return plain and (listed.sm3 is None or counted.sm3 is None or listed.sm3 == counted.sm3)


def render(form: str, release: str, made_at: datetime, about: object, members: Iterable[Member]) -> bytes:
    """The bytes of the list, for people to read too."""
    raw = msgspec.Raw(msgspec.json.encode(about))
    made = Manifest(
        form=form, version=VERSION, release=release, made_at=made_at, about=raw, members=tuple(members)
    )
    return msgspec.json.format(msgspec.json.encode(made), indent=2) + b"\n"
