"""Schemes of appraisal on disk: those that come with duban, and a workspace's own in 考核/方案/.

Reads only. What is wrong with one stands in core/scoring/schemes.py.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from duban.core.model.appraisals.scheme import ScoreScheme
from duban.core.model.record import read_record
from duban.core.scoring.schemes import inherited, scheme_faults
from duban.errors import Problem
from duban.files.disk.listing import files_in
from duban.files.workspace.records import placed
from duban.files.yaml.reader import parse_yaml, read_bytes_limited

BUILT_IN = Path(__file__).parents[2] / "data" / "schemes"
FOLDER, SCHEMES = "考核", "方案"
LABEL = "内置方案"
_DEPTH = 2
Found = tuple[ScoreScheme | None, tuple[Problem, ...]]


def is_scheme(label: str) -> bool:
    """Whether a file of a workspace is one of its own schemes."""
    return label.startswith(f"{FOLDER}/{SCHEMES}/") and label.endswith(".yaml") and label.count("/") == _DEPTH


def scheme_paths(root: Path | None) -> Mapping[str, tuple[Path, str]]:
    """Each scheme by the name of its file: its path, and how it is called in messages; a workspace's own go first."""
    found = {path.stem: (path, f"{LABEL}/{path.name}") for path in files_in(BUILT_IN, ".yaml")}
    own = files_in(root / FOLDER / SCHEMES, ".yaml") if root is not None else []
    return found | {path.stem: (path, f"{FOLDER}/{SCHEMES}/{path.name}") for path in own}


def load_scheme(name: str, root: Path | None, since: date | None = None) -> Found:
    """A scheme with all it inherits; None where it cannot be used for a period that begins on `since`."""
    paths = scheme_paths(root)
    if name not in paths:
        text = f"没有叫“{name}”的考核方案"
        return None, (Problem.error("no-scheme", text, f"现有：{'、'.join(paths)}"),)
    path, label = paths[name]
    raw, data, problems = _raw(path, label)
    if raw is None:
        return None, problems
    seen = [name]
    while (base := raw.get("继承")) is not None:
        if base not in paths or base in seen:
            text = f"继承的方案“{base}”{'没有' if base not in paths else '绕回来了'}"
            return None, (Problem.error("unknown-base", text, f"现有：{'、'.join(paths)}", label),)
        seen.append(base)
        other, _, wrong = _raw(*paths[base])
        if other is None:
            return None, wrong
        raw = inherited(raw, other) | ({"继承": other["继承"]} if "继承" in other else {})
    try:
        scheme = read_record(raw, ScoreScheme)
    except msgspec.ValidationError:
        from duban.core.validation.validate import judge

        return None, tuple(placed(fault, data, label) for fault in judge(raw, ScoreScheme))
    named = [] if scheme.name == name else [_misnamed(scheme.name, name, label)]
    faults = (*named, *(placed(fault, data, label) for fault in scheme_faults(scheme, since)))
    return (None, faults) if faults else (scheme, ())


def _raw(path: Path, label: str) -> tuple[dict[str, Any] | None, bytes, tuple[Problem, ...]]:
    data = read_bytes_limited(path, label)
    if isinstance(data, Problem):
        return None, b"", (data,)
    raw, problems = parse_yaml(data, label)
    return raw, data, problems


def _misnamed(said: str, name: str, label: str) -> Problem:
    text = f"文件名是 {name}，里面的名称却是“{said}”"
    return Problem.error("scheme-not-filename", text, "文件名和名称写成一样", label)


def list_schemes(root: Path | None) -> Iterator[tuple[str, bool, ScoreScheme | None, tuple[Problem, ...]]]:
    """Every scheme: its name, whether it is the workspace's own, what it says, what is wrong."""
    for name, (path, _) in scheme_paths(root).items():
        scheme, problems = load_scheme(name, root)
        yield name, path.parent != BUILT_IN, scheme, problems


def check_schemes(root: Path) -> tuple[Problem, ...]:
    """Everything wrong in the workspace's own schemes, used or not."""
    return tuple(problem for _, own, _, problems in list_schemes(root) if own for problem in problems)
