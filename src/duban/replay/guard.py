"""Judges a push before it is received: what comes only adds to what is there, and is what duban writes.

The policies, the calendar and the closed periods are those from before the push: what loosens them and what makes use
of it do not come in together.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from duban.core.audit.findings import Certainty, Finding
from duban.errors import DubanError
from duban.files.git.repository import Repository, run
from duban.files.workspace.workspace import CONFIG, EVIDENCE
from duban.replay.audit import Auditor
from duban.replay.past import Objects, Rules

_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_HEADS, _TAGS = "refs/heads/", "refs/tags/"


class Update(NamedTuple):
    """What a push wants of a reference: from which object (zeros: a new one) to which (zeros: deleted)."""

    old: str
    new: str
    ref: str

    @property
    def is_new(self) -> bool:
        """Whether there was no such reference."""
        return not self.old.strip("0")

    @property
    def is_deleted(self) -> bool:
        """Whether there shall be none."""
        return not self.new.strip("0")


class Refused(NamedTuple):
    """Why a push is not received: the reference, the reason in words, the remedy."""

    ref: str
    text: str
    advice: str


def read_updates(lines: Iterable[str]) -> Iterator[Update]:
    """The lines that git gives a hook. Raises ValueError for one that it would not."""
    for line in lines:
        old, new, ref = line.rstrip("\n").split(" ", 2)
        if not (_SHA.fullmatch(old) and _SHA.fullmatch(new)):
            raise ValueError(line)
        yield Update(old, new, ref)


def judge_push(
    repository: Repository, updates: Iterable[Update], folder: Path, now: datetime
) -> list[Refused]:
    """Why a push may not come in; empty where it may. Raises DubanError where git cannot be asked."""
    found: list[Refused] = []
    for update in updates:
        refused = _shape(repository, update)
        if refused is not None:
            found.append(refused)
        elif update.ref.startswith(_HEADS):
            found += _content(repository, update, folder / str(len(found)), now)
    return found


def _shape(repository: Repository, update: Update) -> Refused | None:
    name = update.ref
    if name.startswith(_TAGS):
        if update.is_new:
            return None
        return Refused(name, "标签打过就不能移、不能删", "另打一个标签")
    if not name.startswith(_HEADS):
        return Refused(name, "只收分支和标签（替换、注记都会改变看到的历史）", f"不要推送 {name}")
    if update.is_deleted:
        return Refused(name, "分支不能删", "留着；不用的分支改名也不行")
    if update.is_new or _is_ancestor(repository, update.old, update.new):
        return None
    return Refused(
        name, "推来的历史丢掉了这里已有的提交（强制推送、改写过、旧的重推）", "先 git pull 合并，再推"
    )


def _is_ancestor(repository: Repository, old: str, new: str) -> bool:
    return not int(run(repository.root, "rev-list", "--count", old, f"^{new}", "--"))


def _content(repository: Repository, update: Update, folder: Path, now: datetime) -> list[Refused]:
    found: list[Refused] = []
    places = find_workspaces(repository, update.new)
    if not places:
        return [Refused(update.ref, f"推来的分支里没有 {CONFIG}", "推送工作区所在的分支")]
    if not update.is_new:
        places |= find_workspaces(repository, update.old)
    for number, under in enumerate(sorted(places)):
        rules = Rules(Objects(repository), folder / str(number))
        try:
            # A tag may show what nobody has judged: only branches count as received.
            known = ("--not", "--branches") if update.is_new else (f"^{update.old}",)
            auditor = Auditor(repository, under, rules, now, (update.new, *known))
            if not update.is_new:
                standing = auditor.past_at(update.old)
                rules.hold(standing if standing.config is not None else None)
            _, findings = auditor.run()
        except DubanError as error:
            return [Refused(update.ref, each.message, each.advice) for each in error.problems]
        found += [_refused(update.ref, each) for each in findings if _bars(each)]
    return found


def _bars(finding: Finding) -> bool:
    """What a server does not take: what is certain, and what it is too old to judge."""
    return finding.rule.weight is Certainty.CERTAIN or finding.rule.code == "newer-release"


def _refused(ref: str, finding: Finding) -> Refused:
    commit = (finding.commit or "")[:8]
    where = f"{finding.path}：" if finding.path and finding.path not in finding.what else ""
    return Refused(
        ref, f"提交 {commit}（{finding.who}）{finding.rule.title}：{where}{finding.what}", finding.rule.advice
    )


def find_workspaces(repository: Repository, commit: str) -> set[str]:
    """The folders of the workspaces in a commit; what is kept as evidence in another is none."""
    names = repository.names("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)
    found = {name.removesuffix(CONFIG) for name in names if name == CONFIG or name.endswith(f"/{CONFIG}")}
    kept = tuple(f"{name}{EVIDENCE}/" for name in found)
    return {name.rstrip("/") or "." for name in found if not name.startswith(kept)}
