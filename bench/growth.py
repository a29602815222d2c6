"""Long runs of one sign or phrase in every kind of text file: how the time to read grows with their length.

    .venv/bin/python -m bench.growth [--length N] [FORM ...]

Printed: each run whose growth is more than twice as steep as its length, with more than half a second, as a Markdown
table, and for each form the slowest run. Seconds are of the processor, each reading in a child of its own.
"""

import argparse
import csv
import io
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from xml.sax.saxutils import escape

from bench.bombs import HEAD, paragraph, row_xml, sheet_xml, word, xlsx

from duban.importers.read_document import read_document

SIGNS = (
    "〇一十1１─│┌└《》（）(【】〔〕「“”〈〉[]{} 　\t中以由会及和与的市第号等年月日前每县①⑳㈠⑴"
    "、，,；;。：:|-－—–.．·*_`~～#%％@!！?？'\"\\=<>&/／╱×√→\u0301🙂\u200b\ufeff+^$aA0x"
)
_PHRASES = (
    "'\\'|（）|[](|&nbsp;|<b>|</p>|<!--|e\u0301|1月|2026年|2026|年底前|月底前|季度末|每月25日前|"
    "每周五|每季度|一、|1.|1、|（一）|①做|第一，|一是|县财政局、|县财政局 |"
    "由县财政局会同县水务局|会同|牵头单位：|牵头单位|完成时限：|（县财政局牵头）|（县财政局|"
    "牵头）|各乡镇、|2026〕1号|文号〔2026|县政办发〔2026〕1号|5个工作日|1,000|1200万元|90%|"
    "推进工作，|推进工作。|推进工作；|第1条|INSERT INTO t VALUES ('\\'|2026-09-30|2026.9.30|"
    "9月30日|2026年9月30日前|2026年9月底前，|刘伟、|刘伟 |县长刘伟|县长|局局|委委|a |--|**|"
    "http://a|a@b.c|&#|事项：|注：1.|附件1|已完成|销号|、县|（（）|《》|“”|至2026年底|"
    "2026年1月至|.a{|/*|td,|[a=b]"
)
RUNS = tuple(dict.fromkeys([*SIGNS, *_PHRASES.split("|")]))
SLOW, STEEP = 0.5, 2.0
_TIMES, _MOST_SECONDS = 4, 30
_STRIKES = "{text-decoration:line-through}"


def rows(run: str) -> list[tuple[str, ...]]:
    """A table with the run in each of its columns."""
    more = ("配合单位", "责任人", "分管领导", "完成情况", "工作要求", "量化指标", "报送周期", "备注")
    usual = ("1", "做事", "县财政局", "9月")
    return [
        (*HEAD, *more),
        *(
            tuple(
                run if here == place else (*usual, *("",) * len(more))[here]
                for here in range(len(HEAD + more))
            )
            for place in range(len(HEAD + more))
        ),
    ]


def table(run: str) -> bytes:
    """The rows as CSV."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows(run))
    return buffer.getvalue().encode()


def page(run: str) -> bytes:
    """A web page with the run in a rule, an attribute, a paragraph and a cell."""
    rule, value = run.replace("<", ""), run.replace('"', "")
    cells = "<table><tr><td>序号<td>工作任务<td>责任单位<tr><td>1<td>" + run + "<td>县财政局</table>"
    return f'<html><style>{rule} {_STRIKES}</style><p class="{value}">一、做{run}</p>{cells}</html>'.encode()


def document(run: str) -> bytes:
    """A Word document with the run in a paragraph and in each column of a table."""
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(escape(cell))}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows(run)
    )
    return word(f"{paragraph(escape(run))}<w:tbl>{cells}</w:tbl>")


FORMS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "txt": ("甲.txt", lambda run: f"{run}\n一、推进{run}（牵头单位：县财政局，2026年9月底前）".encode()),
    "lines": ("甲.txt", lambda run: "\n".join(run[at : at + 40] for at in range(0, len(run), 40)).encode()),
    "md": ("甲.md", lambda run: f"# 题\n\n{run}\n\n1. 推进{run}（县财政局）\n".encode()),
    "csv": ("甲.csv", table),
    "html": ("甲.html", page),
    "docx": ("甲.docx", document),
    "xlsx": (
        "甲.xlsx",
        lambda run: xlsx([("表", 1)], [sheet_xml(row_xml(map(escape, row)) for row in rows(run))]),
    ),
}


def growth(form: str, run: str, length: int) -> tuple[float, float]:
    """The seconds that a run of this length takes, and one four times as long."""
    name, make = FORMS[form]
    few, many = (seconds(make((run * size)[:size]), name) for size in (length, _TIMES * length))
    return few, many


def seconds(data: bytes, name: str) -> float:
    """The seconds of the processor that a child takes to read a file; `_MOST_SECONDS` if it does not end."""
    answers, answering = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (_MOST_SECONDS, _MOST_SECONDS))
        start = time.process_time()
        read_document(data, name)
        os.write(answering, str(time.process_time() - start).encode())
        os._exit(0)
    os.close(answering)
    os.waitpid(child, 0)
    told = os.read(answers, 100)
    os.close(answers)
    return float(told) if told else float(_MOST_SECONDS)


def steep(few: float, many: float) -> bool:
    """Whether the time grew more than `STEEP` times as fast as the length, and can be felt."""
    return many > SLOW and many > STEEP * _TIMES * max(few, 0.01)


def _sweep(forms: list[str], length: int) -> Iterator[str]:
    read_document("一、做".encode(), "甲.txt")  # imports are not measured
    yield f"| form | run | {length} | {_TIMES * length} |"
    yield "|---|---|---:|---:|"
    for form in forms:
        found = {run: growth(form, run, length) for run in RUNS}
        slowest = max(found, key=lambda run: found[run][1])
        for run, (few, many) in found.items():
            if steep(few, many) or run == slowest:
                mark = " **steep**" if steep(few, many) else ""
                yield f"| {form} | `{run!r}` | {few:.2f} s | {many:.2f} s{mark} |"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="How the time to read grows with long runs of one sign.")
    parser.add_argument("--length", type=int, default=5_000)
    parser.add_argument("forms", nargs="*", metavar="FORM", help="|".join(FORMS))
    asked = parser.parse_args()
    for line in _sweep(asked.forms or list(FORMS), asked.length):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
