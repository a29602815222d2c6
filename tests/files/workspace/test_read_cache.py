"""The read cache gives back what was read, to the letter: a moment keeps its time zone, an event its 摘要."""

import os
from pathlib import Path

import pytest

from duban.core.engine.journal import target_of
from duban.core.model.record import read_record
from duban.core.model.task import Task
from duban.files.workspace.read_cache import Index

MOMENTS = ("2026-09-28T09:10:22+08:00", "2026-09-28T01:10:22Z", "2026-09-28T01:10:22+00:00")


def _task(moment: str) -> Task:
    event = {"日期": "2026-09-28", "登记": moment, "动作": "反馈", "经办": "王五", "进度": 40}
    return read_record({"编号": "WJ-2026-0001", "事项": "整治积水点", "流水": [event]}, Task)


def _cached(folder: Path, task: Task) -> Task | None:
    file = folder / "WJ-2026-0001.yaml"
    file.write_text("", "utf-8")
    os.utime(file, (1, 1))
    first = Index(folder / "index", folder, "1")
    mark = first.mark(file)
    assert mark is not None
    first.put(file, mark, task)
    _wait_until_old(file, folder)
    first.save()
    return Index(folder / "index", folder, "1").find(file)


def _wait_until_old(file: Path, folder: Path) -> None:
    """Until a file written now is so much younger that the index may believe the mark."""
    probe = folder / "probe"
    while True:
        probe.touch()
        if probe.stat().st_mtime_ns - file.stat().st_ctime_ns > 200_000_000:
            return


@pytest.mark.parametrize("moment", MOMENTS)
def test_what_comes_out_is_what_went_in(tmp_path: Path, moment: str) -> None:
    task = _task(moment)
    found = _cached(tmp_path, task)
    assert found == task
    assert found is not None
    assert found.journal[0].recorded_at.isoformat() == task.journal[0].recorded_at.isoformat()
    assert target_of(found.journal[0]) == target_of(task.journal[0])


@pytest.mark.parametrize("damage", [b"", b"\xc1", b"\x93\x02"])
def test_a_damaged_cache_is_no_cache(tmp_path: Path, damage: bytes) -> None:
    assert _cached(tmp_path, _task(MOMENTS[0])) is not None
    (tmp_path / "index").write_bytes(damage)
    assert Index(tmp_path / "index", tmp_path, "1").find(tmp_path / "WJ-2026-0001.yaml") is None
