"""Judges the signature of each commit, by the keys and the rule that stood before it.

A key that is withdrawn signs nothing any more, whatever day the commit bears; what came in only afterwards is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from duban.core.audit.findings import Finding
from duban.core.audit.signers import Signer, find_signer, fingerprint, signers, unfit
from duban.core.model.workspace import Config
from duban.files.git.repository import Repository, run
from duban.files.git.signing import Signature, read_signature
from duban.files.git.walk import Changed, Step
from duban.files.workspace.workspace import CONFIG
from duban.replay.changes import BEIJING, Made


@dataclass
class Signing:
    """The signatures of one audit: what was left unsigned, what each key signed, and what came into force where."""

    repository: Repository
    unsigned: list[Finding] = field(default_factory=list)
    by_key: dict[str, list[Finding]] = field(default_factory=dict)
    since: str = ""
    """The commit from which signatures are required; "" where they are not."""
    withdrawn: dict[str, str] = field(default_factory=dict)
    """By key the commit that withdrew it."""

    def judge(self, made: Made, step: Step, sides: Sequence[dict[str, Changed]]) -> Iterator[Finding]:
        """What is wrong with the signature of a commit, or its lack; what it changes of keys and rule."""
        before = self._before(made, sides)
        if not made.commit.is_merge:
            yield from self._changed(made, before)
        signature = read_signature(made.commit.sha, step.signed) if step.signed else None
        required = any(each.signed_since for each in before)
        if signature is None:
            if (any(sides) or made.commit.is_merge) and required:
                yield made.found("unsigned", "", f"{made.commit.author} 的提交没有签名")
            elif any(sides):
                self.unsigned.append(_aside(made))
        elif signature.other:
            code = "unsigned" if required else "stranger-signed"
            yield made.found(code, "", "签名不是 SSH 公钥的（OpenPGP、X.509 或硬件钥匙），这里验不了")
        else:
            yield from self._signed(made, signature, before, required=required)

    def _before(self, made: Made, sides: Sequence[dict[str, Changed]]) -> list[Config]:
        """duban.yaml as it stood on each side, and before the push; a first commit has its own."""
        now = made.past.blobs.get(CONFIG, "")
        names = [side[CONFIG].before if CONFIG in side else now for side in sides if made.commit.parents]
        objects = made.past.objects
        found = [objects.record(name, Config) for name in dict.fromkeys(names or [now]) if name]
        standing = made.rules.standing
        found += [standing.config] if standing is not None else []
        return [each for each in found if each is not None]

    def _signed(
        self, made: Made, signature: Signature, before: Sequence[Config], *, required: bool
    ) -> Iterator[Finding]:
        if not signature.key:
            yield made.found("signature-forged", "", f"{made.commit.author} 的提交，签名验不过")
            return
        found = [signer for each in before if (signer := find_signer(each, signature.key)) is not None]
        name = fingerprint(signature.key)
        if not found:
            code = "not-a-signer" if required else "stranger-signed"
            yield made.found(code, "", f"{made.commit.author} 的提交，公钥 {name}")
            return
        day = made.commit.committed_at.astimezone(BEIJING).date()
        why = next((text for each in found if (text := unfit(each.key, day)) is not None), None)
        if why is not None:
            yield made.found("key-unfit", "", f"{found[0].name}的公钥 {name} {why}，提交在 {day}")
        else:
            self.by_key.setdefault(signature.key, []).append(_aside(made))
        if made.commit.author != found[0].name:
            yield made.found(
                "other-signer", "", f"签名的是 {found[0].name}，提交人写的是 {made.commit.author}"
            )

    def _changed(self, made: Made, before: Sequence[Config]) -> Iterator[Finding]:
        if CONFIG not in made.changes:
            return
        after = made.past.config
        old = before[0] if before else None
        held, now = _keys(old), _keys(after)
        for key in {**held, **now}:
            if held.get(key) != now.get(key):
                yield made.found("keys-changed", CONFIG, *_told(key, held.get(key), now.get(key)))
            if key in now and now[key].key.withdrawn_on and not (key in held and held[key].key.withdrawn_on):
                self.withdrawn[key] = made.commit.sha
        was, since = (each.signed_since if each is not None else None for each in (old, after))
        if was != since:
            text = f"{since} 起用签名" if since else "停用了签名"
            yield made.found("keys-changed", CONFIG, text)
            self.since = made.commit.sha if since else ""

    def late(self) -> Iterator[Finding]:
        """Unsigned commits, and those of a withdrawn key, that became part of the history only afterwards."""
        ruled = [(self.since, self.unsigned)]
        ruled += ((since, self.by_key.get(key, [])) for key, since in self.withdrawn.items())
        for since, aside in ruled:
            if since and aside:
                listed = run(self.repository.root, "rev-list", since, "--")
                known = set(listed.decode().split())
                yield from (each for each in aside if each.commit not in known)


def _aside(made: Made) -> Finding:
    """What a commit is if it came in only after the rule it was made without."""
    return made.found("came-late", "", f"{made.commit.author} 的提交")


def _keys(config: Config | None) -> dict[str, Signer]:
    return {each.key.line: each for each in signers(config)} if config is not None else {}


def _told(key: str, before: Signer | None, after: Signer | None) -> tuple[str, str, str]:
    """What became of a key, in words, and its days before and after."""
    signer = after or before
    name = f"{signer.name if signer else ''}的公钥 {fingerprint(key)}"
    what = "登记了" if before is None else "删去了" if after is None else "改了"
    return f"{name} {what}", _days(before), _days(after)


def _days(signer: Signer | None) -> str:
    if signer is None:
        return ""
    key = signer.key
    parts = (
        f"自 {key.since}",
        key.until and f"至 {key.until}",
        key.withdrawn_on and f"{key.withdrawn_on} 撤回",
    )
    return f"{signer.name} {'，'.join(part for part in parts if part)}"
