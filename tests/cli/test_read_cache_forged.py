"""A read cache that lies: what is written, closed, sent out or verified does not open it."""

from functools import partial
from pathlib import Path

import msgspec
import pytest
from tests.files.workspace.test_read_cache_damage import sealed
from tests.outside import at_once, typed

from duban.files.workspace.read_cache import HEAD_BYTES, Held, Stored

LIE = ("县水务局", "县天文局")
WHOLE = ("reconcile", "2026Q3", "--today", "2026-10-20")
UNMOVED = {
    "check": ("check", "--json"),
    "verify": ("reconcile", "2026-09", "--verify", "--json", "--today", "2026-10-20"),
    "close": (*WHOLE, "--close", "--dry-run", "--json"),
    "filtered": ("urge", "--where", "牵头单位=县水务局", "--via", "电话", "--dry-run", "--json"),
    "notify": ("notify", "--dry-run", "--json"),
}


@pytest.fixture
def forged(books: Path) -> Path:
    """The books with a cache, whole by its own word, in which every lead is another."""
    heard = "通知:\n- {单位: 县水务局, 渠道: 企业微信, 地址名: DUBAN_NOTIFY_A}\n"
    (books / "duban.yaml").write_text((books / "duban.yaml").read_text("utf-8") + heard, "utf-8")
    index = books / ".git/duban/index"
    index.unlink(missing_ok=True)
    # remembered only once the files are older than 0.1 s
    while not index.is_file() or not _stored(index).files:
        index.unlink(missing_ok=True)
        assert typed("list").returncode == 0
    return index


def _stored(index: Path) -> Stored:
    return msgspec.msgpack.decode(index.read_bytes()[HEAD_BYTES:], type=Stored)


def _lie(index: Path) -> None:
    stored = _stored(index)
    one, other = (word.encode() for word in LIE)
    files = {name: Held(held.mark, held.task.replace(one, other)) for name, held in stored.files.items()}
    assert files != stored.files
    index.write_bytes(sealed(msgspec.msgpack.encode(Stored(stored.root, files))))


@pytest.mark.parametrize("command", UNMOVED)
def test_what_counts_does_not_believe_the_cache(forged: Path, command: str) -> None:
    words = UNMOVED[command]
    before = typed(*words)
    _lie(forged)
    after = typed(*words)
    assert after.returncode == before.returncode
    assert _timeless(after.stdout) == _timeless(before.stdout)
    assert after.stderr == before.stderr
    assert before.returncode in {0, 1}


def _timeless(shown: str) -> list[str]:
    """The lines without those that tell the moment of recording."""
    return [line for line in shown.splitlines() if "recorded_at" not in line]


def test_the_lie_would_be_told_to_a_question(forged: Path) -> None:
    """So that the test above can fail."""
    words = ("list", "--unit", "县水务局", "--json")
    before = typed(*words).stdout
    _lie(forged)
    assert typed(*words).stdout != before


@pytest.mark.parametrize("question", ["list", "overdue", "check", "why PS-1", "show PS-1", "progress"])
def test_an_edit_within_the_cache_is_noticed(forged: Path, question: str) -> None:
    before = at_once(partial(typed, *question.split()))[0]
    data = forged.read_bytes()
    one, other = (word.encode() for word in LIE)
    forged.write_bytes(data.replace(one, other))
    assert forged.read_bytes() != data
    after = at_once(partial(typed, *question.split()))[0]
    assert (after.returncode, after.stdout, after.stderr) == (
        before.returncode,
        before.stdout,
        before.stderr,
    )
