"""An office that inspects: its register, its leaders, local rules on inspections; made once, copied for each test."""

import json
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.outside import Answer, at_home, defect, git, pack, typed

RULES = """\
名称: 本县
全称: 本县督查规则
继承: default
规则:
  - {种类: 督查, 标识: filing, 名称: 督查备案, 条款: 第2条, 说明: x, 环节: 备案, 期限: {数: 6, 单位: 工作日}}
  - {种类: 督查, 标识: consult, 名称: 征求意见, 条款: 第3条, 说明: x, 环节: 征求意见, 期限: {数: 5, 单位: 工作日}}
  - {种类: 督查, 标识: asking, 名称: 申请复核, 条款: 第4条, 说明: x, 环节: 申请复核, 期限: {数: 30, 单位: 日}}
  - {种类: 督查, 标识: review, 名称: 复核决定, 条款: 第5条, 说明: x, 环节: 复核决定, 期限: {数: 30, 单位: 日}}
  - {种类: 督查, 标识: overlap, 名称: 重复督查, 条款: 第6条, 说明: x, 环节: 重复督查, 期限: {数: 3, 单位: 月}}
  - {种类: 周期, 标识: half-year, 名称: 半年督查, 条款: 第7条, 说明: x, 义务人: 督查室, 范围: 督查室, 每: 半年, 环节: 督查}
"""
SET_UP = (
    "unit add 甲镇人民政府 --short-name 甲镇",
    "unit add 乙镇人民政府 --short-name 乙镇",
    "unit add 丙镇人民政府 --short-name 丙镇",
    "unit add 县水务局 县财政局",
    "unit add 各镇人民政府 --member 甲镇、乙镇、丙镇",
    "unit leader 方县长 --title 县长 --post 行政首长",
    "unit leader 孙明 --title 秘书长 --post 秘书长",
)
SCHEME = (
    "--object 甲镇、乙镇 --scope 收购点 --content 行政效能 --starts-on 2026-03-09 --ends-on 2026-03-20 "
    "--team 李主任:组长、赵六 --named-by 方县长"
)
BASIS = "--basis 行政首长批示 --basis-by 方县长 --basis-on 2026-03-01"
STORY = (
    ("2026-03-02", f"inspect add --title 秋粮收购督查 {BASIS} {SCHEME}"),
    ("2026-03-03", "inspect scheme DX-1 --approved-by 方县长"),
    ("2026-03-04", "inspect declare DX-1 李主任、赵六"),
    ("2026-03-05", "inspect announce DX-1 --doc-no 某督〔2026〕3号"),
    ("2026-03-09", "inspect start DX-1"),
    ("2026-03-10", "inspect day DX-1 --place 甲镇粮站 --member 赵六 --unit 甲镇"),
    ("2026-03-10", "inspect find DX-1 --unit 甲镇 --fact 压级压价 --kind 不落实 --evidence ../照片.jpg"),
    ("2026-03-11", "inspect find DX-1 --unit 乙镇 --fact 欠农户粮款 --evidence ../欠条.jpg"),
    ("2026-03-12", "inspect consult DX-1"),
    ("2026-03-13", "inspect answer DX-1 --unit 甲镇 --agreed 是"),
    ("2026-03-16", "inspect answer DX-1 --finding 2 --agreed 否 --opinion 已经付清"),
    ("2026-03-17", "inspect settle DX-1 --finding 2 --fact 三户未付 --reason 逐户核对"),
    ("2026-03-18", "inspect report DX-1 --to 方县长"),
    ("2026-03-18", "inspect conclude DX-1 --opinion 总体落实 --approved-by 方县长"),
    ("2026-03-19", "inspect serve DX-1 --unit 甲镇、乙镇 --received-by 办公室"),
    ("2026-03-20", "inspect ask-review DX-1 --unit 乙镇 --reason 只欠一户"),
    ("2026-04-02", "inspect review DX-1 --ruling 维持 --reviewer 钱七 --reason 三户属实 --approved-by 孙明"),
    ("2026-04-03", "inspect dispose DX-1 --finding 1、2 --outcome 线索 --approved-by 方县长"),
    ("2026-04-21", "inspect archive DX-1 --volume 2026-督-3"),
)
"""One inspection from its entry to its archive, day by day."""


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
        if line.startswith(f"inspect {upto}"):
            return today
    raise AssertionError(upto)


@pytest.fixture(scope="session")
def prepared(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("督查") / "台账"
    with at_home(home), pytest.MonkeyPatch.context() as patch:
        done("2026-02-02", "init", str(folder), "--name", "柳塘县督查室")
        patch.chdir(folder)
        (folder / "制度").mkdir(exist_ok=True)
        (folder / "制度/本县.yaml").write_text(RULES, "utf-8")
        config = folder / "duban.yaml"
        config.write_text(config.read_text("utf-8").replace("名称: default", "名称: 本县"), "utf-8")
        done("2026-02-02", "commit --reason 本县规则")
        for line in SET_UP:
            done("2026-02-02", line)
        pack(folder)
    return folder


@pytest.fixture
def office(prepared: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the office, and the current folder."""
    folder = tmp_path / "台账"
    shutil.copytree(prepared, folder)
    for name in ("照片.jpg", "欠条.jpg", "回执.jpg"):
        (tmp_path / name).write_bytes(name.encode())
    monkeypatch.chdir(folder)
    with at_home(home):
        yield folder


def commits() -> int:
    return len(git("log", "--format=%H").splitlines())
