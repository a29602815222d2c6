"""An office that takes clues: its register and leaders; made once, copied for each test."""

import json
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.outside import Answer, at_home, defect, git, pack, typed

SET_UP = (
    "unit add 甲镇人民政府 --short-name 甲镇",
    "unit add 乙镇人民政府 --short-name 乙镇",
    "unit add 县水务局 县财政局 县信访局",
    "unit leader 方县长 --title 县长 --post 行政首长",
)
ADD = (
    "clue add --title 饮水工程停工 --door 12345 --kind 政策不落实 --about 甲镇 --content 停工三个月。 "
    "--received-no 20260302001"
)
GIVER, CONTACT = "欧阳<b>某", "13800001111"
STORY = (
    ("2026-03-02", f"{ADD} --giver '{GIVER}' --contact {CONTACT}"),
    ("2026-03-03", "clue assess XS-1 --route 转办 --opinion 由行业部门查"),
    ("2026-03-04", "clue send XS-1 --unit 县水务局"),
    ("2026-03-16", "clue report XS-1 --truth 属实 --found 已复工，6月底通水。"),
    ("2026-03-17", "clue draw --seed 2026年3月17日开奖号码"),
    ("2026-03-18", "clue verify XS-1 --check 情况一致 --found 现场已复工 --member 赵六"),
    ("2026-03-19", "clue answer XS-1 --via 电话"),
    ("2026-03-20", "clue close XS-1"),
)
"""One clue from its entry to its end, day by day."""


def run(today: str, line: str, *words: str) -> Answer:
    return typed(*shlex.split(line), *words, "--today", today)


def done(today: str, line: str, *words: str) -> str:
    answer = run(today, line, *words)
    assert answer.returncode == 0, defect(answer.stderr)
    return answer.stdout


def asked(today: str, line: str) -> Any:  # noqa: ANN401 - what a command answers
    return json.loads(done(today, line, "--json"))


def tell(upto: str) -> str:
    """The story up to the command that begins so; the day of the last one."""
    for today, line in STORY:
        done(today, line)
        if line.startswith(f"clue {upto}"):
            return today
    raise AssertionError(upto)


def commits() -> int:
    return len(git("log", "--format=%H").splitlines())


@pytest.fixture(scope="session")
def prepared(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("线索") / "台账"
    with at_home(home), pytest.MonkeyPatch.context() as patch:
        done("2026-02-02", "init", str(folder), "--name", "柳塘县督查室")
        patch.chdir(folder)
        for line in SET_UP:
            done("2026-02-02", line)
        pack(folder)
    return folder


@pytest.fixture
def office(prepared: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the office, and the current folder."""
    folder = tmp_path / "台账"
    shutil.copytree(prepared, folder)
    (tmp_path / "照片.jpg").write_bytes(b"jpg")
    monkeypatch.chdir(folder)
    with at_home(home):
        yield folder
