"""An office that interviews: units with principals, leaders with posts, a slow task and an inspection of it.

Made once, copied for each test. The policy is `default`.
"""

import json
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.outside import Answer, at_home, defect, git, pack, typed

TASK = (
    "--title 供水管网改造 --lead 县水务局 --owner 张三 --source-kind 领导交办 --source-name 方县长交办 "
    "--requirements 改造三公里"
)
INSPECTION = (
    "--title 供水管网 --object 水务 --basis 行政首长批示 --basis-by 方县长 --basis-on 2026-02-01 "
    "--content 行政效能 --scope 工地 --team 李主任:组长 --named-by 方县长"
)
SET_UP = (
    ("2026-01-05", "unit add 县水务局 --short-name 水务 --principal 周正"),
    ("2026-01-05", "unit add 县财政局 县委办公室 县政府办公室"),
    ("2026-01-05", "unit leader 林书记 --title 县委书记 --post 党委书记 --rank 1"),
    ("2026-01-05", "unit leader 方县长 --title 县长 --post 行政首长 --rank 2"),
    ("2026-01-05", "unit leader 何部长 --title 县委常委、组织部部长 --post 组织部长 --rank 3"),
    ("2026-01-05", "unit leader 孙明 --title 副县长 --rank 4"),
    (
        "2026-01-05",
        f"add --ledger JB {TASK} --due-text 2026-03-31前 --due-on 2026-03-31 --assign",
    ),
    (
        "2026-02-02",
        f"inspect add {INSPECTION} --starts-on 2026-02-09 --ends-on 2026-02-13 --task JB-1",
    ),
    ("2026-02-03", "inspect scheme DX-1 --approved-by 方县长"),
    ("2026-02-09", "inspect start DX-1"),
    ("2026-02-10", "inspect find DX-1 --unit 水务 --fact 工地停工 --kind 慢落实"),
)
ADD = "--person 周正 --unit 水务 --post 局长"
FIRST = f"interview add --title 供水管网改造进展缓慢 --cause 进展缓慢 {ADD} --task JB-1 --inspection DX-1 --finding DX-1/1"
STORY = (
    ("2026-03-02", FIRST),
    ("2026-03-03", "interview confer YT-1 --party 县委办公室、县政府办公室"),
    ("2026-03-04", "interview propose YT-1 --to 方县长"),
    ("2026-03-05", "interview approve YT-1 --approved-by 方县长"),
    ("2026-03-06", "interview summon YT-1 --at 2026-03-10 --place 县委三楼会议室 --interviewer 何部长"),
    (
        "2026-03-10",
        "interview hold YT-1 --faults 停工一个月 --statement 资金没到 --pledge 月底复工 --demands 三十日内复工",
    ),
    ("2026-04-07", "interview report YT-1 --reason 资金没有拨付 --remedy 已经复工"),
    ("2026-04-10", "interview close YT-1 --effect 未见效 --reason 工程仍没有完成"),
    (
        "2026-04-13",
        f"interview add --title 供水管网改造仍无进展 --cause 进展缓慢 --tier 二级 --former YT-1 {ADD} --task JB-1 --finding DX-1/1",
    ),
    ("2026-04-13", "interview propose YT-2 --to 林书记"),
    ("2026-04-14", "interview approve YT-2 --approved-by 林书记"),
    ("2026-04-15", "interview summon YT-2 --at 2026-04-20 --interviewer 方县长"),
    ("2026-04-20", "interview hold YT-2 --faults 工程没有完成 --demands 六月底完成 --due-on 2026-05-20"),
    (
        "2026-04-28",
        "interview admonish YT-2 --organ 县纪委监委 --decided-on 2026-04-27 --doc-no 某纪函〔2026〕8号",
    ),
    ("2026-05-22", "interview report YT-2 --reason 施工队换了 --remedy 倒排工期"),
    ("2026-06-30", "interview close YT-2 --effect 已见效 --reason 工程已经完成"),
)
"""A first interview without effect, and the second: from the entry to the end, day by day."""


def run(today: str, line: str, *words: str) -> Answer:
    return typed(*shlex.split(line), *words, "--today", today)


def done(today: str, line: str, *words: str) -> str:
    answer = run(today, line, *words)
    assert answer.returncode == 0, (line, defect(answer.stderr))
    return answer.stdout


def asked(today: str, line: str) -> Any:  # noqa: ANN401 - what a command answers
    return json.loads(done(today, line, "--json"))


def tell(upto: str) -> str:
    """The story up to the command that begins so; the day of the last one."""
    for today, line in STORY:
        done(today, line)
        if line.startswith(f"interview {upto}"):
            return today
    raise AssertionError(upto)


@pytest.fixture(scope="session")
def prepared(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("约谈") / "台账"
    with at_home(home), pytest.MonkeyPatch.context() as patch:
        done("2026-01-05", "init", str(folder), "--name", "柳塘县督查室")
        patch.chdir(folder)
        for today, line in SET_UP:
            done(today, line)
        pack(folder)
    return folder


@pytest.fixture
def office(prepared: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the office, and the current folder."""
    folder = tmp_path / "台账"
    shutil.copytree(prepared, folder)
    monkeypatch.chdir(folder)
    with at_home(home):
        yield folder


def commits() -> int:
    return len(git("log", "--format=%H").splitlines())
