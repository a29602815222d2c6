"""A clock that is far behind the last closing is told: 登记 goes on from there, and somebody has to look."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.outside import typed

import duban.cli.framework.context as module

ACCEPT = ("accept", "PS-1", "--on", "2026-10-12", "--today", "2026-10-12")


@pytest.mark.forges
@pytest.mark.parametrize(("behind", "told"), [(timedelta(minutes=1), False), (timedelta(days=2), True)])
def test_a_clock_behind_the_last_closing(
    books: Path, behind: timedelta, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = module.current_moment
    with monkeypatch.context() as patch:
        patch.setattr(module, "current_moment", lambda: real() - behind)
        answer = typed(*ACCEPT)
    assert answer.returncode == 0, answer.stderr
    assert ("登记照前者往后记" in answer.stderr) is told
    assert "动作: 签收" in (books / "领导批示" / "2026" / "PS-2026-0001.yaml").read_text("utf-8")
