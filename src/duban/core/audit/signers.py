"""Who may sign commits: the keys of the people in duban.yaml, each from when until when.

Pure; whose key made a signature, git's objects say.
"""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from duban.core.model.record import Fault
from duban.core.model.workspace import Config, PublicKey

_SPECIAL = str.maketrans(dict.fromkeys('"\\\n\r,*?!', "_"))
"""What has a meaning in the names of an allowed_signers file."""


class Signer(NamedTuple):
    """A key and who has it; the places of both in duban.yaml."""

    name: str
    email: str | None
    key: PublicKey
    place: tuple[int, int]


def signers(config: Config) -> Iterator[Signer]:
    """Every key of everybody, withdrawn ones too."""
    for at, person in enumerate(config.people):
        for number, key in enumerate(person.keys):
            yield Signer(person.name, person.email, key, (at, number))


def find_signer(config: Config, key: str) -> Signer | None:
    """Whose key it is."""
    return next((each for each in signers(config) if each.key.line == key), None)


def fingerprint(key: str) -> str:
    """How ssh-keygen names a key: SHA256:… and so on."""
    digest = hashlib.sha256(b64decode(key.split()[1] + "==")).digest()
    return "SHA256:" + b64encode(digest).decode().rstrip("=")


def unfit(key: PublicKey, on: date) -> str | None:
    """Why a key may not sign on a day, in words; None where it may. One that is withdrawn may not, whatever the day."""
    if key.withdrawn_on is not None:
        return f"{key.withdrawn_on} 撤回了"
    if on < key.since:
        return f"{key.since} 起才用"
    if key.until is not None and on > key.until:
        return f"只用到 {key.until}"
    return None


def allowed_signers(config: Config) -> str:
    """The keys as git and ssh-keygen read them (gpg.ssh.allowedSignersFile); empty where there are none."""
    lines = []
    for name, email, key, _ in signers(config):
        last = min((day for day in (key.until, key.withdrawn_on) if day is not None), default=None)
        ends = f",valid-before={last + timedelta(days=1):%Y%m%d}" if last else ""
        who = (email or name).translate(_SPECIAL)
        lines.append(f'"{who}" namespaces="git",valid-after={key.since:%Y%m%d}{ends} {key.line}\n')
    return "".join(lines)


def find_unfit_keys(config: Config) -> Iterator[Fault]:
    """A fault for each key that two have, or whose days are turned round; and where nobody could sign any more."""
    held: dict[str, Signer] = {}
    for each in signers(config):
        place = ("人员", each.place[0], "公钥", each.place[1])
        other = held.setdefault(each.key.line, each)
        if other is not each:
            text = f"“{each.name}”的公钥也是“{other.name}”的，分不清是谁签的"
            yield Fault((*place, "内容"), "key-twice", text, "各人用各人的钥匙：ssh-keygen -t ed25519")
        if each.key.until is not None and each.key.until < each.key.since:
            text = f"“{each.name}”的公钥从 {each.key.since} 到 {each.key.until}，先后颠倒了"
            yield Fault((*place, "至"), "key-backwards", text, "改正日期")
    if config.signed_since is not None and all(each.key.withdrawn_on for each in held.values()):
        text = f"{config.signed_since} 起用了签名，可是没有一把能用的公钥"
        yield Fault(("签名起用",), "no-signer", text, "登记公钥：duban key add 姓名 公钥文件")
