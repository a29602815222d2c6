import hashlib
import os
from pathlib import Path, PurePosixPath

import pytest

from duban.errors import DubanError
from duban.files.workspace.evidence import Evidence, copy_evidence

TASK = "WJ-2026-0001"


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_evidence_is_named_and_hashed(tmp_path: Path) -> None:
    source = write(tmp_path / "外" / "照片.jpg", b"1")
    planned = copy_evidence(tmp_path / "w", TASK, source)
    assert planned == Evidence(
        PurePosixPath("附件", TASK, "照片.jpg"), hashlib.sha256(b"1").hexdigest(), b"1"
    )
    assert not (tmp_path / "w").exists()


def test_the_same_content_is_kept_once_and_another_gets_a_number(tmp_path: Path) -> None:
    source = write(tmp_path / "照片.jpg", b"1")
    write(tmp_path / "w" / "附件" / TASK / "照片.jpg", b"1")
    assert copy_evidence(tmp_path / "w", TASK, source).data is None
    write(source, b"2")
    second = copy_evidence(tmp_path / "w", TASK, source)
    assert (second.path.name, second.data) == ("照片-2.jpg", b"2")
    write(tmp_path / "w" / second.path, b"2")
    assert copy_evidence(tmp_path / "w", TASK, source).path == second.path


def test_what_the_same_command_plans_counts(tmp_path: Path) -> None:
    root = tmp_path / "w"
    first = copy_evidence(root, TASK, write(tmp_path / "a" / "照片.jpg", b"1"))
    other = copy_evidence(root, TASK, write(tmp_path / "b" / "照片.jpg", b"2"), [first])
    again = copy_evidence(root, TASK, write(tmp_path / "c" / "照片.jpg", b"1"), [first, other])
    assert (other.path.name, other.data) == ("照片-2.jpg", b"2")
    assert (again.path, again.data) == (first.path, None)


def test_what_is_no_evidence_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "huge.bin").open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    (tmp_path / "link").symlink_to(tmp_path)
    write(tmp_path / "empty.txt", b"")
    write(tmp_path / "x\ny.txt", b"1")
    found = {}
    for name in ("pipe", "huge.bin", "link", "empty.txt", "x\ny.txt", "missing.txt"):
        with pytest.raises(DubanError) as error:
            copy_evidence(tmp_path / "w", TASK, tmp_path / name)
        found[name] = error.value.problems[0].code
    assert found == {
        "pipe": "evidence-kind",
        "huge.bin": "evidence-size",
        "link": "evidence-kind",
        "empty.txt": "evidence-empty",
        "x\ny.txt": "file-name",
        "missing.txt": "evidence-missing",
    }


@pytest.mark.parametrize("task", ["../x", "a/b", "", "."])
def test_a_task_id_cannot_lead_elsewhere(tmp_path: Path, task: str) -> None:
    with pytest.raises(DubanError):
        copy_evidence(tmp_path, task, write(tmp_path / "a.txt", b"1"))
