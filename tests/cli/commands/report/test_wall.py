"""`report wall` as a clerk types it: a file that opens, a word to each mistake, nothing written by accident."""

import json
import re
import sys
from pathlib import Path

import pytest
from tests.outside import defect, git, typed

OUT = "挂图.html"


def test_it_writes_one_file_and_touches_nothing_else(ledgers: Path) -> None:
    before = git("status", "--porcelain"), git("rev-parse", "HEAD")
    answer = typed("report", "wall", "-o", f"../{OUT}", "--today", "2026-10-20")
    assert (answer.returncode, answer.stderr) == (0, ""), defect(answer.stderr)
    assert answer.stdout == f"已写入 ../{OUT}：挂图，3 件事项。\n"
    text = (ledgers.parent / OUT).read_text("utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert "某县督查室挂图作战" in text
    assert (git("status", "--porcelain"), git("rev-parse", "HEAD")) == before
    assert [path.name for path in ledgers.parent.iterdir() if path.name.startswith(".duban")] == []


def test_a_file_that_is_there_is_not_overwritten_without_a_word(ledgers: Path) -> None:
    target = ledgers.parent / OUT
    target.write_text("旧的", "utf-8")
    answer = typed("report", "wall", "-o", str(target))
    assert answer.returncode == 1
    assert "已经有了，没有写" in answer.stderr
    assert target.read_text("utf-8") == "旧的"
    assert typed("report", "wall", "-o", str(target), "--force").returncode == 0
    assert "挂图作战" in target.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("wall",), 2, "挂图是一个网页文件，要写明写到哪里。"),
        (("wall", "-o", "挂图.docx"), 2, "挂图只能写成网页（.html），不能写成“挂图.docx”。"),
        (("wall", "-o", "没有/挂图.html"), 1, "文件夹 没有 不存在"),
        (
            ("wall", "-o", OUT, "--public", "--leader", "刘建国"),
            2,
            "公开的挂图里没有领导姓名，不能按 --leader 筛选。",
        ),
        (("wall", "-o", OUT, "--unit", "没有的局"), 1, "没有单位“没有的局”"),
        (("wall", "-o", OUT, "--ledger", "没有的账"), 1, "没有台账“没有的账”"),
    ],
)
def test_each_mistake_is_told_and_nothing_is_written(
    ledgers: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    answer = typed("report", *words)
    assert answer.returncode == code
    assert said in answer.stderr
    assert not list(ledgers.rglob("*.html"))


def test_without_the_extra_nothing_is_written(ledgers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    answer = typed("report", "wall", "-o", OUT)
    assert answer.returncode == 1
    assert answer.stderr == (
        "错误：挂图的图表要用 altair 和 vl-convert-python 来画，这里没有装（缺 altair）。\n"
        '可以这样做：pip install "duban[charts]"\n'
    )
    assert not list(ledgers.rglob("*.html"))
    assert typed("report", "wall", "--json").returncode == 0


def test_the_public_wall_has_only_what_is_marked(ledgers: Path) -> None:
    empty = typed("report", "wall", "--public", "-o", OUT)
    assert empty.returncode == 0
    assert "没有一件事项标明公开" in empty.stderr
    assert "duban amend 编号 --public 是 --reason 原因" in empty.stderr
    answer = typed("amend", "PS-1", "--public", "是", "--reason", "公开督办")
    assert answer.returncode == 0, answer.stderr
    assert typed("report", "wall", "--public", "-o", OUT, "--force").returncode == 0
    text = (ledgers / OUT).read_text("utf-8")
    assert "PS-2026-0001" in text
    assert re.findall("WJ-2026-0001|张三|王五", text) == []


def test_json_gives_the_figures_and_writes_nothing(ledgers: Path) -> None:
    answer = typed("report", "wall", "--json", "--today", "2026-10-20")
    record = json.loads(answer.stdout)
    assert record["figures"]["open"] == 3
    assert {each["light"] for each in record["tasks"]} == {"red"}
    assert not list(ledgers.rglob("*.html"))


def test_a_file_that_cannot_be_read_is_told_and_the_rest_is_drawn(ledgers: Path) -> None:
    broken = next((ledgers / "领导批示").rglob("PS-*.yaml"))
    broken.write_text("坏：的", "utf-8")
    answer = typed("report", "wall", "-o", OUT)
    assert answer.returncode == 1
    assert "有 1 个文件读不了，没有画进去。" in answer.stderr
    assert f"有 1 个文件读不了，没有计入：领导批示/2026/{broken.name}" in (ledgers / OUT).read_text("utf-8")
