"""Policies on disk: those that come with duban and those of a workspace's 制度/ folder, read and resolved.

Reads only. What inheriting means stands in core/policy/inheritance.py.
"""

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path

from duban.core.model.workspace_formats import FIRST_EDITION, newest_edition
from duban.core.policy.inheritance import lineage, resolve
from duban.core.policy.rules import Policy
from duban.errors import Level, Place, Problem
from duban.files.disk.listing import files_in
from duban.files.workspace.records import placed, read_data
from duban.files.yaml.reader import read_bytes_limited

# A plain path, not importlib.resources: that import alone costs more than reading the file.
BUILT_IN = Path(__file__).parents[2] / "data" / "policies"
LOCAL = "制度"
LABEL = "内置制度"
YAML = ".yaml"


def folder_of(edition: int) -> Path:
    """Where the policies of an edition lie: the newest in `BUILT_IN`, each that was replaced in a folder of its own."""
    return BUILT_IN if edition == newest_edition() else BUILT_IN / f"edition-{edition}"


class Shelf(Mapping[str, Policy]):
    """The policies a workspace can name, local before built-in; each file is read when it is first asked for.

    A local policy is found by its 名称 and by its file name. A file that cannot be read has no entry; its problems
    are in `problems`. Built-in ones are those of `edition`, the newest where none is said.
    """

    def __init__(self, root: Path | None, edition: int | None = None) -> None:
        self.root = root
        self.built_in = folder_of(edition if edition is not None else newest_edition())
        self.problems: dict[str, tuple[Problem, ...]] = {}
        self._read: dict[Path, tuple[Policy | None, bytes, str]] = {}

    @cached_property
    def paths(self) -> dict[str, Path]:
        """Each name by which a policy can be found, and its file."""
        found = {path.stem: path for path in files_in(self.built_in, YAML)}
        local = files_in(self.root / LOCAL, YAML) if self.root else []
        found |= {path.stem: path for path in local}
        named: dict[str, Path] = {}
        for path in local:
            policy = self._load(path)[0]
            if policy is None:
                continue
            if policy.name in named:
                self._refuse_twin(path, policy.name, named[policy.name])
            named.setdefault(policy.name, path)
        return found | named

    def __getitem__(self, name: str) -> Policy:
        policy = self._load(self.paths[name])[0]
        if policy is None:
            raise KeyError(name)
        return policy

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)

    @property
    def local_names(self) -> tuple[str, ...]:
        """The names of the workspace's own policies, by file name."""
        return tuple(path.stem for path in files_in(self.root / LOCAL, YAML)) if self.root else ()

    def is_local(self, name: str) -> bool:
        """Whether the policy so called is the workspace's own."""
        return self.root is not None and self.root in self.paths[name].parents

    def problems_of(self, name: str) -> tuple[Problem, ...]:
        """Everything wrong in the file of this policy, with its lines; empty where there is no policy of this name."""
        if name not in self.paths:
            return ()
        path = self.paths[name]
        policy, data, label = self._load(path)
        broken = self.problems.get(label, ())
        if policy is None:
            return broken
        _, faults = resolve(name, self)
        unread = policy.base in self.paths and policy.base not in self
        told = (fault for fault in faults if not (unread and fault.code == "unknown-base"))
        return (*broken, *(placed(fault, data, label) for fault in told))

    def __contains__(self, name: object) -> bool:
        return name in self.paths and self._load(self.paths[str(name)])[0] is not None

    def _load(self, path: Path) -> tuple[Policy | None, bytes, str]:
        if path not in self._read:
            built_in = path.parent == self.built_in
            policy, data, label, problems = _built_in(path) if built_in else _file(path, LOCAL)
            self._read[path] = (policy, data, label)
            self.problems[label] = problems
        return self._read[path]

    def _refuse_twin(self, path: Path, name: str, other: Path) -> None:
        label = self._read[path][2]
        message = f"{path.name} 和 {other.name} 的名称都是“{name}”。"
        twin = Problem.error("duplicate-policy", message, "给其中一个改名称。", Place(label, 1))
        self.problems[label] = (*self.problems.get(label, ()), twin)


def _file(path: Path, folder: str) -> tuple[Policy | None, bytes, str, tuple[Problem, ...]]:
    """A policy, its bytes, its label, and what is wrong in it."""
    label = f"{folder}/{path.name}"
    data = read_bytes_limited(path, label)
    if isinstance(data, Problem):
        return None, b"", label, (data,)
    policy, problems = read_data(data, label, Policy)
    return policy, data, label, problems


@cache
def _built_in(path: Path) -> tuple[Policy | None, bytes, str, tuple[Problem, ...]]:
    """The same for one that comes with duban: it does not change while duban runs."""
    return _file(path, LABEL)


def load_policy(
    name: str, root: Path | None, edition: int | None = None
) -> tuple[Policy | None, tuple[Problem, ...]]:
    """The policy called `name` with all it inherits; None where it or a policy it inherits from has an error.

    What comes with duban is taken of `edition`: what it said once it goes on saying for the days it held.
    """
    if edition is not None and not FIRST_EDITION <= edition <= newest_edition():
        text = f"没有第 {edition} 版的内置制度，现有第 {FIRST_EDITION} 到第 {newest_edition()} 版"
        return None, (Problem.error("unknown-edition", text, "改正或去掉“版次”，由工作区的版本决定"),)
    shelf = Shelf(root, edition)
    if name not in shelf.paths:
        _, faults = resolve(name, shelf)
        return None, tuple(Problem.error(f.code, f.message, f.advice) for f in faults)
    problems = tuple(problem for step in lineage(name, shelf) for problem in shelf.problems_of(step))
    if any(problem.level is Level.ERROR for problem in problems):
        return None, problems
    return resolve(name, shelf)[0], problems


def list_policies(root: Path | None, edition: int | None = None) -> tuple[tuple[Policy, bool], ...]:
    """Every policy that can be read, resolved, and whether it is the workspace's own; local ones last."""
    shelf = Shelf(root, edition)
    found: dict[str, tuple[Policy, bool]] = {}
    for name in shelf.paths:
        policy = resolve(name, shelf)[0] if name in shelf else None
        if policy is not None:
            found[policy.name] = (policy, shelf.is_local(name))
    return tuple(sorted(found.values(), key=lambda item: (item[1], item[0].name)))


def check_policies(root: Path) -> tuple[Problem, ...]:
    """Everything wrong in the workspace's own policies, used or not."""
    shelf = Shelf(root)
    return tuple(problem for name in shelf.local_names for problem in shelf.problems_of(name))
