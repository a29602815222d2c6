"""An audit: every commit of HEAD judged, parents first; what stands on the disk is another's question.

Holds the line of each branch as it was there: the files, and the latest moment noted.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from duban.core.audit.findings import Finding, Looked
from duban.core.engine.kind import NUMBERED_FILE
from duban.files.git.log import RELEASE
from duban.files.git.repository import Repository
from duban.files.git.walk import Changed, Step, walk
from duban.files.workspace.workspace import LEDGER
from duban.replay.changes import Commits, Made, release_of
from duban.replay.forks import Forks
from duban.replay.judge import judge
from duban.replay.merges import judge_merge
from duban.replay.past import Objects, Past, Rules
from duban.replay.signing import Signing

_SEVERAL = 2
_PORTION = 200
"""The files of so many commits are held at a time."""


@dataclass(slots=True)
class _Line:
    """A line of history: the workspace as it is there, its latest moment, children to come, who wrote last, by what."""

    past: Past
    moment: datetime | None
    waiting: int
    last: str
    release: str


def audit(
    repository: Repository, under: str, folder: Path, now: datetime, wanted: Sequence[str] = ("HEAD",)
) -> tuple[Looked, list[Finding]]:
    """Everything found in the commits of HEAD, or in the `wanted` ones as git's rev-list names them.

    `under` is the folder of the workspace as git names it, `folder` an empty one, for what must lie on a disk to be
    read. Raises DubanError where git cannot be asked.
    """
    return Auditor(repository, under, Rules(Objects(repository), folder), now, wanted).run()


class Auditor:
    """One audit under way. What lies before the wanted commits is taken as it is."""

    def __init__(
        self, repository: Repository, under: str, rules: Rules, now: datetime, wanted: Sequence[str]
    ) -> None:
        below = "" if under in ("", ".") else f"{under}/"
        self._repository = repository
        self._steps = list(walk(repository, wanted))
        self._rules = rules
        self._now = now
        self._known = Commits({step.commit.sha: step for step in self._steps}, below)
        self._cut = repository.cut_off()
        self._ledgers = self._ledgers_of_all()
        self._forks = Forks(repository, self._known.steps)
        self._waiting = Counter(parent for step in self._steps for parent in step.commit.parents)
        self._lines: dict[str, _Line] = {}
        self._looked = Looked()
        self._findings: list[Finding] = []
        self._signing = Signing(repository)

    def run(self) -> tuple[Looked, list[Finding]]:
        """Every commit in its turn."""
        for start in range(0, len(self._steps), _PORTION):
            portion = self._steps[start : start + _PORTION]
            self._rules.objects.fetch(name for step in portion for name in self._names(step))
            for step in portion:
                self._go_on(step)
        if self._steps:
            first, last = self._steps[0].commit, self._steps[-1].commit
            self._looked.first, self._looked.last = first.committed_at, last.committed_at
            self._looked.head = last.sha
        if self._rules.standing is None:
            self._findings += self._signing.late()
        return self._looked, self._findings

    def _names(self, step: Step) -> list[str]:
        held = (each for side in step.sides for each in side)
        changed = [each for each in held if each.path.startswith(self._known.below) and each.is_regular]
        return [name for each in changed for name in (each.before, each.after)]

    def _go_on(self, step: Step) -> None:
        commit = step.commit
        is_cut = bool(commit.parents) and commit.sha in self._cut
        first = None if not commit.parents or is_cut else self._line(commit.parents[0])
        past = self._go_from(first)
        for name in commit.parents[1:] if first is not None else ():
            past.born |= self._line(name).past.born
        sides = [mine(side, self._known.below) for side in step.sides]
        for label, each in sides[0].items():
            past.put(label, each.after if each.is_regular else "")
        before = first.moment if first else None
        last, release = (first.last, first.release) if first else ("", "")
        made = Made(commit, past, sides[0], before, self._now, self._rules, last, self._known.below, release)
        self._looked.commits += 1
        if is_cut:
            self._findings.append(made.found("cut-off", "", f"{commit.sha[:8]} 之前的提交不在这份克隆里"))
            past.born |= _numbers_in(past, commit.sha)
        elif commit.is_merge:
            self._looked.merges += 1
            self._findings += judge_merge(
                made, sides, self._known, self._forks.sides(commit.parents) if any(sides) else ()
            )
        elif sides[0]:
            self._findings += judge(made, self._known)
            self._looked.entries += made.entries
        if not is_cut:
            self._findings += self._signing.judge(made, step, sides)
        moments = [each for each in (before, commit.recorded_at) if each is not None]
        for name in commit.parents:
            line = self._lines.get(name)
            if line is not None:
                line.waiting -= 1
                if not line.waiting:
                    del self._lines[name]
        self._lines[commit.sha] = _Line(
            past,
            max(moments, default=None),
            self._waiting[commit.sha],
            commit.sha if sides[0] else last,
            max(release, (*commit.trailer(RELEASE), "")[0], key=release_of),
        )

    def _line(self, name: str) -> _Line:
        """Where a parent stands; one that lies before the wanted commits is read as it is."""
        if name not in self._lines:
            self._lines[name] = _Line(
                self.past_at(name),
                self._moment_at(name),
                self._waiting[name],
                self._last_at(name),
                self._release_at(name),
            )
            self._lines[name].past.born |= _numbers_in(self._lines[name].past, name)
        return self._lines[name]

    def past_at(self, name: str) -> Past:
        """The workspace in any commit."""
        past = Past(self._rules.objects)
        below = self._known.below
        held = [
            (path, blob)
            for path, mode, blob in self._repository.tree(name, below.rstrip("/") or ".")
            if mode.startswith(b"100")
        ]
        inside = [(path.removeprefix(below), blob) for path, blob in held if path.startswith(below)]
        objects = self._repository.objects(blob for _, blob in inside)
        for label, blob in inside:
            past.put(label, blob, objects[blob])
        return past

    def _moment_at(self, name: str) -> datetime | None:
        return self._repository.read_commit(name).recorded_at

    def _last_at(self, name: str) -> str:
        below = self._known.below.rstrip("/") or "."
        return (*self._repository.names("rev-list", "--max-count=1", name, "--", below), "")[0]

    def _ledgers_of_all(self) -> set[str]:
        """Where a history begins more than once: every ledger, for what begins aside has no heads and may be merged."""
        if sum(not step.commit.parents for step in self._steps) < _SEVERAL:
            return set()
        heads = (each.path for step in self._steps for side in step.sides for each in side)
        inside = (path.removeprefix(self._known.below) for path in heads if path.endswith(f"/{LEDGER}"))
        return {path.partition("/")[0] for path in inside if path.count("/") == 1}

    def _release_at(self, name: str) -> str:
        last = self._last_at(name)
        return (*self._repository.read_commit(last).trailer(RELEASE), "")[0] if last else ""

    def _go_from(self, first: _Line | None) -> Past:
        if first is None:
            past = Past(self._rules.objects)
            past.ledgers |= self._ledgers
            return past
        return first.past if first.waiting == 1 else first.past.copy()


def mine(side: tuple[Changed, ...], below: str) -> dict[str, Changed]:
    """The changed files of the workspace, by label."""
    return {each.path.removeprefix(below): each for each in side if each.path.startswith(below)}


def _numbers_in(past: Past, commit: str) -> dict[str, str]:
    """The numbers of the files that stand there, each with a commit that has it."""
    names = (label.rpartition("/")[2] for label in past.blobs)
    return {name.removesuffix(".yaml"): commit for name in names if NUMBERED_FILE.fullmatch(name)}
