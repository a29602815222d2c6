"""YAML files as records: a fast path for valid files, and every fault with its line for others.

Knows no folders and no meanings; pydantic and ruamel are imported only when there is a fault to show.
"""

from dataclasses import replace
from pathlib import Path

import msgspec

from duban.core.model.record import Fault, R, is_sealed, read_record, unquoted
from duban.core.model.task import Task
from duban.errors import Level, Problem
from duban.files.yaml.reader import parse_yaml, read_bytes_limited

ON_KEY = {"unknown-key", "duplicate-key"}
UNSHOWN = "secret-in-file"


def read_file(path: Path, label: str, kind: type[R]) -> tuple[R | None, tuple[Problem, ...]]:
    """A YAML file as a record, and its problems: every fault with its line, and None for the record."""
    data = read_bytes_limited(path, label)
    if isinstance(data, Problem):
        return None, (data,)
    return read_data(data, label, kind)


def read_data(data: bytes, label: str, kind: type[R]) -> tuple[R | None, tuple[Problem, ...]]:
    """The bytes of a YAML file as a record, and their problems: every fault with its line, and None for the record."""
    raw, problems = parse_yaml(data, label)
    if is_sealed(label):
        problems = tuple(replace(each, message=_SEALED_FAULT) for each in problems)
    if raw is None or any(problem.level is Level.ERROR for problem in problems):
        return None, problems
    try:
        return read_record(raw, kind), problems
    except msgspec.ValidationError:
        from duban.core.validation.validate import judge

        faults = judge(raw, kind)
        return None, (*problems, *(placed(fault, data, label) for fault in faults))


def read_if_sound(data: bytes | None, label: str, kind: type[R]) -> R | None:
    """The record in the bytes of a file; None where there are none, or they cannot be read."""
    return read_data(data, label, kind)[0] if data is not None else None


_SEALED_FAULT = "这一行不合 YAML 的写法，内容不显示"


def placed(fault: Fault, data: bytes, label: str, level: Level = Level.ERROR) -> Problem:
    """The problem for a fault: with the file and line where it stands."""
    from duban.files.yaml.places import locate

    fault = unquoted(fault)
    place = locate(data, fault.keys, label, key=fault.code in ON_KEY)
    if fault.code == UNSHOWN:
        place = replace(place, excerpt="")  # an error goes to logs and mails: it must not carry the secret on
    return Problem(level, fault.code, fault.message, fault.advice, fault.clause, place)


def misnamed(task: Task, path: Path, label: str) -> tuple[Problem, ...]:
    """The problem where the file name is not the id: the name is kept for life, and a copy has the same id twice."""
    if task.id == path.stem:
        return ()
    code, text = "id-not-filename", f"文件名是 {path.stem}，里面的编号却是 {task.id}"
    advice = "编号终身不变：改回文件名，或把文件移回原处"
    if path.with_name(f"{task.id}.yaml").exists():
        code, text = "duplicate-id", f"编号 {task.id} 重复：它有自己的文件，{path.name} 里又写着它"
        advice = "多余的一份移出台账；确是另一件，用 duban add 重新登账"
    return (Problem.error(code, text, advice, label),)
