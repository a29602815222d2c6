"""An office that appraises seven units: a scheme of its own in force, tasks of the first half of 2026.

Made once, copied for each test.
"""

import json
import shlex
import shutil
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.outside import Answer, at_home, defect, pack, typed

from duban.cli.framework import context
from duban.core.books.books import BEIJING

UNITS = ("县水务局", "县住建局", "县交通局", "县财政局", "县教育局", "县民政局", "县商务局")
SCHEME = """名称: 柳塘
全称: 柳塘县督查工作考核办法
继承: default
文件: {标题: 柳塘县督查工作考核办法, 文号: 柳政办发〔2025〕31号, 机关: 柳塘县人民政府办公室, 日期: 2025-12-22}
任职天数: 60
"""
_TASK = "add --ledger JB --source-kind 领导交办 --source-name 方县长交办 --requirements 办好 --owner 张三 --assign"


def _tasks() -> Iterator[tuple[str, str]]:
    """Three tasks a unit, due in March; the first unit is late with two, the second with one."""
    for place, unit in enumerate(UNITS):
        for nth in range(3):
            yield (
                "2026-02-02",
                f"{_TASK} --title {unit}第{nth + 1}件 --lead {unit} --due-text 2026-03-20前 --due-on 2026-03-20",
            )
            number = place * 3 + nth + 1
            late = nth < 2 - place
            day = "2026-04-10" if late else "2026-03-18"
            yield day, f"done JB-{number} --done 办完了"
            yield "2026-04-13", f"verify JB-{number} --method 现场 --result 通过"


SET_UP = (
    *(("2026-01-05", f"unit add {unit} --principal {unit[1]}局长") for unit in UNITS),
    ("2026-01-05", "unit leader 方县长 --title 县长 --post 行政首长 --rank 1"),
    ("2026-01-05", "commit --reason 考核方案"),
    *_tasks(),
)
MARKS = " ".join(f"--unit {unit}=90" for unit in UNITS)
SERVED = " ".join(f"--unit {unit}" for unit in UNITS)
STORY = (
    ("2026-01-08", "score open 柳塘 2026H1"),
    (
        "2026-01-12",
        "score list KH-1 --plan 2026年度督查检查考核计划 --doc-no 柳办发〔2026〕2号 --approved-by 方县长",
    ),
    ("2026-07-01", f"score mark KH-1 --item 综合评议 --judge 方县长 {MARKS}"),
    (
        "2026-07-01",
        "score principal KH-1 --unit 县水务局 --person 水局长 --since 2025-06-01 --until 2026-04-30",
    ),
    (
        "2026-07-02",
        "score principal KH-1 --unit 县水务局 --person 新局长 --since 2026-05-01 --until 2026-12-31",
    ),
    ("2026-07-03", "score draft KH-1"),
    ("2026-07-06", f"score serve KH-1 {SERVED} --receiver 收发室"),
    ("2026-07-08", "score appeal KH-1 --unit 县住建局 --point {point} --reason 等上级批文"),
    (
        "2026-07-15",
        "score review KH-1 --unit 县住建局 --reviewer 李复核 --result 改变 --strike {point} --reason 属实",
    ),
    ("2026-07-17", "score approve KH-1 --approved-by 方县长 --approved-via 会议 --meeting 县政府常务会议"),
    ("2026-07-20", "score publish KH-1 --doc-no 柳府督〔2026〕9号 --scope 全县"),
    ("2026-07-22", "score use KH-1 --unit 县水务局 --use 书面检查 --organ 县委县政府 --measure 已经报来"),
)
"""One appraisal from its entry to the use of its result; {point} is the case that 县住建局 objects to."""


_clock = [datetime(2026, 1, 1, tzinfo=BEIJING)]
"""When the next command is typed: a second after the last, on its own day; what was known when is told by moments."""


def run(today: str, line: str, *words: str) -> Answer:
    opens = datetime.combine(date.fromisoformat(today), time(9), BEIJING)
    _clock[0] = max(opens, _clock[0] + timedelta(seconds=1))
    return typed(*shlex.split(line), *words, "--today", today)


def done(today: str, line: str, *words: str) -> str:
    answer = run(today, line, *words)
    assert answer.returncode == 0, (line, defect(answer.stderr))
    return answer.stdout


def asked(today: str, line: str) -> Any:  # noqa: ANN401 - what a command answers
    return json.loads(done(today, line, "--json"))


def bad_case(today: str, unit: str = "县住建局") -> str:
    """The 摘要 of the late task that lowers the share of a unit."""
    (share,) = (
        each for each in asked(today, f"score show KH-1 --unit {unit}")["points"] if each["rule"] == "in-time"
    )
    return str(share["what"].rpartition("，")[2].removesuffix("）"))


def tell(upto: str) -> str:
    """The story up to the command that begins so; the day of the last one."""
    for today, line in STORY:
        done(today, line.format(point=bad_case(today)) if "{point}" in line else line)
        if line.startswith(f"score {upto}"):
            return today
    raise AssertionError(upto)


@pytest.fixture(scope="session")
def prepared(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("考核") / "台账"
    with at_home(home), pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "current_moment", lambda: _clock[0])
        done("2026-01-05", "init", str(folder), "--name", "柳塘县督查室")
        (folder / "考核" / "方案").mkdir(parents=True)
        (folder / "考核" / "方案" / "柳塘.yaml").write_text(SCHEME, "utf-8")
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
    monkeypatch.setattr(context, "current_moment", lambda: _clock[0])
    _clock[0] = datetime(2026, 4, 14, tzinfo=BEIJING)
    with at_home(home):
        yield folder
