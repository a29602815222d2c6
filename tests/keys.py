"""SSH keys and signatures without openssh: keys on disk, a stand-in for ssh-keygen that git calls, signed raw commits.

As git's `gpg.ssh.program` it knows one call: `-Y sign -n git -f KEY BUFFER`, and leaves BUFFER.sig.
"""

import hashlib
import subprocess
import sys
import zlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_ssh_private_key,
)
from sshsig.sshsig import SshsigSignature, SshsigWrapper

from duban.files.git.repository import find_repository

PROGRAM = "sign-as-ssh-keygen"
_HASH = "sha512"


def make_key(path: Path, seed: int) -> str:
    """Writes a private key and its .pub beside it, the same for the same seed; returns the public one."""
    key = Ed25519PrivateKey.from_private_bytes(seed.to_bytes(32, "big"))
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    path.chmod(0o600)
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    path.with_name(f"{path.name}.pub").write_text(f"{public} {path.name}\n", "utf-8")
    return public


def sign(key: Ed25519PrivateKey, data: bytes) -> str:
    """A signature as ssh-keygen writes it."""
    digest = hashlib.new(_HASH, data).digest()
    told = SshsigWrapper(namespace=b"git", hash_algo=_HASH.encode(), hash=digest).to_bytes()
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    parts = [_string(b"ssh-ed25519") + _string(public), b"git", b"", _HASH.encode()]
    parts.append(_string(b"ssh-ed25519") + _string(key.sign(told)))
    blob = b"SSHSIG" + (1).to_bytes(4, "big") + b"".join(map(_string, parts))
    return SshsigSignature(blob).to_armored()


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def signed(data: bytes, key: Ed25519PrivateKey) -> bytes:
    """A raw commit with its signature."""
    head, _, body = data.partition(b"\n\n")
    armored = sign(key, data).rstrip("\n").replace("\n", "\n ").encode()
    return head + b"\ngpgsig " + armored + b"\n\n" + body


def load(path: Path) -> Ed25519PrivateKey:
    """A private key from its file."""
    key = load_ssh_private_key(path.read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def write_commit(folder: Path, data: bytes) -> str:
    """Puts a raw commit among the objects of a repository; returns its name. No reference names it."""
    whole = b"commit %d\0" % len(data) + data
    name = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
    path = folder / ".git" / "objects" / name[:2] / name[2:]
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        path.write_bytes(zlib.compress(whole))
    return name


def sign_history(folder: Path, key: Ed25519PrivateKey, since: str = "") -> None:
    """Makes each commit of HEAD (or those after one) anew with a signature, and sets the branch to the last."""
    wanted = f"{since}..HEAD" if since else "HEAD"
    listed = _git(folder, "rev-list", "--topo-order", "--reverse", wanted).decode().split()
    held = find_repository(folder).objects(listed)
    names: dict[bytes, bytes] = {}
    for name in listed:
        lines = held[name].split(b"\n")
        for at, line in enumerate(lines[: lines.index(b"")]):
            word, _, value = line.partition(b" ")
            if word == b"parent":
                lines[at] = b"parent " + names.get(value, value)
        names[name.encode()] = write_commit(folder, signed(b"\n".join(lines), key)).encode()
    _git(folder, "reset", "--quiet", "--hard", names[listed[-1].encode()].decode())


def _git(folder: Path, *words: str) -> bytes:
    return subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=True).stdout


def install(folder: Path) -> Path:
    """A program in `folder` that git can call as `gpg.ssh.program`."""
    program = folder / PROGRAM
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{Path(__file__).resolve()}" "$@"\n', "utf-8")
    program.chmod(0o755)
    return program


def main(words: list[str]) -> int:
    """What git asks of ssh-keygen: `-Y sign -n git -f KEY BUFFER`."""
    if words[:5] != ["-Y", "sign", "-n", "git", "-f"]:
        return 2
    buffer = Path(words[-1])
    buffer.with_name(f"{buffer.name}.sig").write_text(
        sign(load(Path(words[5])), buffer.read_bytes()), "ascii"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
