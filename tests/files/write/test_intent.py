"""A note of a write that somebody else put there: nothing outside, nothing through a link, nothing that hangs."""

import json
import os
from pathlib import Path

import pytest
from tests.files.write.test_transaction import NEW, OLD, content

from duban.errors import DubanError
from duban.files.disk.regular_files import digest
from duban.files.git.log import Message
from duban.files.git.repository import Repository
from duban.files.write.transaction import recover, write_files

STEP: dict[str, object] = {
    "path": "甲.yaml",
    "old": digest(OLD),
    "new": digest(NEW),
    "temp": ".duban-0123abcd-0.tmp",
    "kept": ".duban-0123abcd-0.old",
}
NOTE: dict[str, object] = {"head": None, "subject": "立项", "body": "", "trailers": [], "made_folders": []}


def note(*steps: dict[str, object], **others: object) -> bytes:
    return json.dumps(NOTE | {"steps": [STEP | step for step in steps]} | others).encode()


HOSTILE = {
    "empty": b"",
    "no json": b"\x00\xff",
    "a list": b"[]",
    "deep": b"[" * 100_000,
    "no steps": note(),
    "steps no list": note(steps={}),
    "step no mapping": note(steps=["x"]),
    "unknown key": note({}, more=1),
    "number for a path": note({"path": 7}),
    "absolute": note({"path": "/outside/x"}),
    "upward": note({"path": "../outside/x"}),
    "upward inside": note({"path": "a/../../outside/x"}),
    "dots": note({"path": "./甲.yaml"}),
    "twice": note({"path": "a//甲.yaml"}),
    "nothing": note({"path": ""}),
    "nul": note({"path": "甲\0.yaml"}),
    "half a character": note({"path": "\ud800"}),
    "of git": note({"path": ".git/config"}),
    "of git, loud": note({"path": "a/.GIT/config"}),
    "hidden": note({"path": ".github/workflows/x.yml"}),
    "through a link": note({"path": "link/x"}),
    "a link": note({"path": "file-link"}),
    "drive": note({"path": "C:/x"}),
    "spare elsewhere": note({"temp": "../.duban-0123abcd-0.tmp"}),
    "spare of another name": note({"kept": "删.yaml"}),
    "spare absolute": note({"kept": "/outside/secret"}),
    "no digest": note({"new": "x"}),
    "nothing to nothing": note({"old": None, "new": None, "temp": None, "kept": None}),
    "new without its spare": note({"temp": None}),
    "folder elsewhere": note({}, made_folders=["../outside"]),
    "the folder itself": note({}, made_folders=["."]),
    "head no commit": note({}, head="--upload-pack=x"),
    "trailers odd": note({}, trailers=[["a"]]),
}


@pytest.fixture
def books(repository: Repository) -> Repository:
    for name in ("甲.yaml", "删.yaml"):
        (repository.root / name).write_bytes(OLD)
    repository.commit(["甲.yaml", "删.yaml"], Message("起"))
    outside = repository.root.parent / "outside"
    outside.mkdir()
    (outside / "x").write_bytes(NEW)
    (outside / "secret").write_bytes(OLD)
    (repository.root / "link").symlink_to(outside)
    (repository.root / "file-link").symlink_to(outside / "x")
    repository.notes.mkdir()
    return repository


def all_files(books: Repository) -> dict[str, bytes]:
    outside = books.root.parent / "outside"
    return content(books) | {path.name: path.read_bytes() for path in outside.iterdir()}


def refused(books: Repository) -> str:
    before = all_files(books)
    with pytest.raises(DubanError) as error:
        recover(books)
    (problem,) = error.value.problems
    assert (problem.code, all_files(books), len(books.log())) == ("intent-unreadable", before, 1)
    assert "删去这个文件" in problem.advice
    return problem.message


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_note_that_duban_did_not_write_is_refused(books: Repository, kind: str) -> None:
    (books.notes / "intent.json").write_bytes(HOSTILE[kind])
    message = refused(books)
    assert message.startswith("上次操作的记录")
    assert (books.notes / "intent.json").read_bytes() == HOSTILE[kind]


def test_outside_the_workspace_is_refused_where_there_is_one(books: Repository) -> None:
    (books.notes / "intent.json").write_bytes(note({}))
    with pytest.raises(DubanError) as error:
        recover(books, in_workspace=True)
    assert "工作区以外的路径" in error.value.problems[0].message
    (books.root / "duban.yaml").write_bytes(b"")
    assert "撤回" in (recover(books, in_workspace=True) or "")


@pytest.mark.parametrize("kind", ["pipe", "link", "dangling link", "folder", "device"])
def test_a_note_that_is_no_plain_file_is_refused(books: Repository, kind: str) -> None:
    path = books.notes / "intent.json"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(
            {"link": books.root / "甲.yaml", "dangling link": books.root / "x", "device": Path("/dev/zero")}[
                kind
            ]
        )
    assert "读不懂" in refused(books)


def test_a_registered_file_is_never_deleted_on_the_word_of_a_note(books: Repository) -> None:
    lie = note({"old": None, "kept": None, "new": digest(OLD)}, {"path": "删.yaml"}, head=books.head())
    (books.notes / "intent.json").write_bytes(lie)
    before = content(books)
    assert "没有动它" in (recover(books) or "")
    assert content(books) == before


def test_a_note_is_not_written_through_a_link(books: Repository) -> None:
    target = books.root.parent / "outside" / "x"
    (books.notes / "intent.tmp").symlink_to(target)
    path = books.root / "甲.yaml"
    with pytest.raises(DubanError):
        write_files(books, {path: NEW}, {path: digest(OLD)}, Message("改"))
    assert target.read_bytes() == NEW
    assert recover(books) is None
    write_files(books, {path: NEW}, {path: digest(OLD)}, Message("改"))
    assert target.read_bytes() == NEW
