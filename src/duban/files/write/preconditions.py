"""What forbids a write: hand edits in its files, the same entry made twice, a commit without a signature.

Looks at commits and at the bytes that were read, never at git's index; writes nothing.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date

from duban.core.audit.signers import find_signer, fingerprint, unfit
from duban.core.model.workspace import Config
from duban.errors import DubanError, Problem, refusal
from duban.files.disk.regular_files import gone_from_disk
from duban.files.git.repository import Repository
from duban.files.git.signing import is_signing, own_key
from duban.files.write.intent import Intent

Change = tuple[bytes | None, bytes | None]
"""A file before and after a write; None: there is none."""

_PASSING = re.compile(rb"(?<=-)[0-9]{4,}\b|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")


def refuse_hand_edits(
    repository: Repository, read: Mapping[str, bytes | None], labels: Mapping[str, str]
) -> None:
    """Raises DubanError where the files as `read` differ from the last commit; `labels` are the paths as shown.

    A hand edit must not be committed along with another action, nor a deleted file be replaced; git's own status is
    not asked, because it may have been told not to look at the file.
    """
    found = repository.differing("HEAD" if repository.head() else "", read)
    if found:
        raise DubanError(*(_hand_edited(labels[path], gone=read[path] is None) for path in found))


def _hand_edited(label: str, *, gone: bool) -> Problem:
    if gone:
        return gone_from_disk(label, f"{label} 已经入账，文件现在却不在磁盘上，本次没有写入")
    text = f"{label} 有手工改动还没有入账，本次没有写入"
    advice = f"先执行 duban commit，或用 git diff 查看、git checkout -- {label} 放弃改动"
    return Problem.error("hand-edited", text, advice, label)


def refuse_again(repository: Repository, before: Intent, changes: Iterable[Change]) -> None:
    """Raises DubanError where `changes` repeat the write `before`, which was cut short and has just been finished.

    The user saw no answer and typed the command again: the entry must not be made twice.
    """
    wanted = set(before.paths).__contains__
    new = repository.files_at("HEAD", ".", wanted)
    old: dict[str, bytes] = {}
    with suppress(DubanError):  # a note may name a commit that git no longer has
        old = repository.files_at(before.head, ".", wanted) if before.head else {}
    if _said((old.get(path), new.get(path)) for path in before.paths) == _said(changes):
        raise refusal(
            "done-already",
            f"这次要记的，上次的操作{before.name}已经记过：它中途断了，现在已经补完并提交。本次没有再写一遍",
            "不必再记；确要再记一笔一样的，再运行一次这条命令",
        )


def _said(changes: Iterable[Change]) -> Counter[bytes]:
    """The lines that a write adds and removes, without the numbers and moments that differ each time."""
    said: Counter[bytes] = Counter()
    for old, new in changes:
        before, after = (Counter(_PASSING.sub(b"", data or b"").splitlines()) for data in (old, new))
        said.update(b"-" + line for line in (before - after).elements())
        said.update(b"+" + line for line in (after - before).elements())
    return said


def refuse_unsigned(repository: Repository, config: Config, today: date) -> None:
    """Raises DubanError where git does not sign here with a key that may sign today (duban.yaml: 签名起用)."""
    settings = repository.settings
    advice = "登记公钥：duban key add 姓名 公钥文件；本机设好：duban key use 私钥文件"
    if not is_signing(settings):
        raise refusal("not-signing", "这本账的提交要签名，本机的 git 没有设成签名", advice)
    key = own_key(settings)
    if key is None:
        text = f"读不到本机签名用的公钥：{settings.get('user.signingkey', '')}"
        raise refusal(
            "no-own-key", text, "把公钥（.pub）放在私钥旁边：ssh-keygen -y -f 私钥文件 > 私钥文件.pub"
        )
    held = find_signer(config, key)
    if held is None:
        raise refusal("not-a-signer", f"本机签名用的公钥没有登记：{fingerprint(key)}", advice)
    why = unfit(held.key, today)
    if why is not None:
        raise refusal("key-unfit", f"本机签名用的公钥（{held.name}的 {fingerprint(key)}）{why}", advice)
    identity = repository.identity
    if identity is not None and identity.name != held.name:
        text = f"本机的公钥是“{held.name}”的，git 里的提交人却是“{identity.name}”"
        raise refusal(
            "other-signer", text, f'git config user.name "{held.name}"；或换成自己的钥匙：duban key use'
        )
