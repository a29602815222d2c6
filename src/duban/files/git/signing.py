"""SSH signatures of commits: read from raw objects and checked by a library, made by git itself.

Needs no ssh-keygen to check. Of a signature says only whose key made it; whether that key counts is core's to say.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from duban.errors import refusal
from duban.files.git.repository import Repository, run

_HEADERS = (b"gpgsig", b"gpgsig-sha256")
"""The header of a signature, by the length of names: SHA-1 and SHA-256 repositories have one each."""
_SHA1_SIGNS = 40
_LONGEST = 16_384
"""Longer than any signature of a key that people have."""
_ARMOR = b"-----BEGIN SSH SIGNATURE-----\n"
_OTHERS = (b"-----BEGIN PGP ", b"-----BEGIN SIGNED MESSAGE-----\n")
_ENDED = b"-----END SSH SIGNATURE-----"
_FEWEST_BITS = 2048
_ON = {"true", "yes", "on", "1", ""}
_PUBLIC = re.compile(r"(ssh-(?:ed25519|rsa)) ([A-Za-z0-9+/]+={0,2})(?: .*)?", re.DOTALL)


class Signature(NamedTuple):
    """What signed a commit: an SSH key as `ssh-ed25519 AAAA…`; "" where the signature is not that of the commit.

    `other`: of a kind that is not judged here (OpenPGP, X.509, keys in hardware).
    """

    key: str = ""
    other: bool = False


def is_signed(data: bytes) -> bool:
    """Whether a raw commit has the header of a signature."""
    return any(line.startswith(_HEADERS) for line in data.partition(b"\n\n")[0].split(b"\n"))


def read_signature(name: str, data: bytes) -> Signature | None:
    """The signature of a commit, from its name and its raw object; None: it has none."""
    wanted = _HEADERS[len(name) > _SHA1_SIGNS]
    head, gap, body = data.partition(b"\n\n")
    kept: list[bytes] = []
    found: list[list[bytes]] = []
    inside = False
    for line in head.split(b"\n"):
        header, _, value = line.partition(b" ")
        if header in _HEADERS:
            inside = True
            found.append([value] if header == wanted else [])
        elif inside and line.startswith(b" "):
            found[-1].append(line[1:])
        else:
            inside = False
            kept.append(line)
    if not found:
        return None
    armored = b"\n".join(found[0])
    if len(found) > 1 or len(armored) > _LONGEST:
        return Signature()
    if not armored.startswith(_ARMOR):
        return Signature(other=armored.startswith(_OTHERS))
    return _checked(b"\n".join(kept) + gap + body, armored)


def _checked(payload: bytes, armored: bytes) -> Signature:
    import sshsig  # with cryptography: 40 ms

    if armored.rstrip().count(b"\n-----") != 1 or not armored.rstrip().endswith(_ENDED):
        return Signature()
    try:
        return Signature(sshsig.check_signature(payload, armored).openssh_str())
    except NotImplementedError:
        return Signature(other=True)
    except Exception:  # noqa: BLE001 - whatever a forged signature makes a parser say, it is none
        return Signature()


def read_public_key(text: str) -> str:
    """A public key as OpenSSH writes it, without its comment. Raises DubanError for anything else."""
    found = _PUBLIC.fullmatch(text.strip())
    advice = "生成一把：ssh-keygen -t ed25519；登记 .pub 那个文件，私钥留在自己的电脑上"
    if "PRIVATE KEY" in text:
        raise refusal("private-key", "这是私钥，不能登记，也不要交给别人", advice)
    if found is None:
        raise refusal("bad-key", "这不是能用的公钥：要 ssh-ed25519 或 ssh-rsa 开头的一行", advice)
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key

    line = f"{found[1]} {found[2]}"
    try:
        key = load_ssh_public_key(line.encode())
    except Exception as error:
        raise refusal("bad-key", "这把公钥不完整，读不出来", advice) from error
    if isinstance(key, RSAPublicKey) and key.key_size < _FEWEST_BITS:
        raise refusal("bad-key", f"RSA 公钥只有 {key.key_size} 位，太短（至少 {_FEWEST_BITS} 位）", advice)
    return line


def is_signing(settings: Mapping[str, str]) -> bool:
    """Whether git signs each commit here with an SSH key."""
    on = settings.get("commit.gpgsign", "false").lower() in _ON
    return on and settings.get("gpg.format", "") == "ssh" and bool(settings.get("user.signingkey"))


def own_key(settings: Mapping[str, str]) -> str | None:
    """The public key that git signs with here; None where it cannot be read."""
    said = settings.get("user.signingkey", "").removeprefix("key::")
    found = _PUBLIC.fullmatch(said.strip())
    if found is not None:
        return f"{found[1]} {found[2]}"
    path = Path(said).expanduser()
    if not said or not path.is_absolute():
        return None
    for each in (path.with_name(f"{path.name}.pub"), path):
        with suppress(OSError):
            match = _PUBLIC.fullmatch(
                each.resolve().read_bytes()[:_LONGEST].decode("utf-8", "replace").strip()
            )
            if match is not None:
                return f"{match[1]} {match[2]}"
    return None


def sign_here(repository: Repository, path: Path, signers: Path) -> str:
    """From now on git signs each commit of this repository with the key at `path`; returns its public key.

    Tries it first, on an object that nothing refers to: no setting stays where that fails. Raises DubanError then.
    """
    wanted = {
        "gpg.format": "ssh",
        "user.signingKey": str(path),
        "commit.gpgSign": "true",
        "gpg.ssh.allowedSignersFile": str(signers),
    }
    root = repository.root
    settings = [word for name, value in wanted.items() for word in ("-c", f"{name}={value}")]
    tree = run(root, "hash-object", "-t", "tree", "-w", "--stdin", filters=()).decode().strip()
    made = run(root, *settings, "commit-tree", "-S", "-m", "duban key use", tree, filters=())
    name = made.decode().strip()
    signature = read_signature(name, repository.objects([name])[name])
    if signature is None or not signature.key:
        text = "git 签了名，但签出来的验不过"
        raise refusal("sign-failed", text, "换一把 ed25519 的：ssh-keygen -t ed25519")
    for setting, value in wanted.items():
        run(root, "config", "--local", setting, value, filters=())
    return signature.key
