"""Measures the answers about inspections: whole processes, on 2,000 findings over 100 inspections.

    python -m compileall -q src
    python -m bench.inspections                       # --inspections 100 --findings 2000 --repeat 7

Writes the workspace, prints a Markdown table as `run.py` does. One third of the inspections is planned, one third under
way, one third concluded and served; pairs of them are about the same matter.
"""

import argparse
import os
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from bench.make import make
from tests.inspected import approval, entry, inspection, write

from duban.core.cases.inspection import INSPECTION_PLAN
from duban.core.model.case_file import JOURNAL
from duban.core.model.inspection import AnyEntry, Inspection
from duban.core.model.record import raw_record
from duban.core.model.workspace_formats import newest_format
from duban.files.yaml.writer import render_document

sys.path.insert(0, str(Path(__file__).parent))
from run import DUBAN, HEADER, MEBIBYTE, SOURCE, Figure, measure

TODAY = date(2026, 9, 28)
UNITS = tuple(f"县第{number}局" for number in range(1, 41))
TEAM = [
    {"姓名": "丁一", "身份": "组长"},
    {"姓名": "王五"},
    {"姓名": "戊二", "身份": "特邀", "界别": "人大代表"},
]


def one(number: int, findings: int) -> Inspection:
    """An inspection of five units; every third is only planned, every third still under way."""
    first = date(2026, 1, 5) + timedelta(days=2 * number)
    days = [(first + timedelta(days=step)).isoformat() for step in range(40)]
    objects = [UNITS[(number * 5 + step) % len(UNITS)] for step in range(5)]
    journal: list[AnyEntry] = [entry("督查立项", days[0])]
    if number % 3:
        journal += [entry("方案审定", days[0], approved_by="刘县长"), entry("实施", days[1])]
        journal += [entry("现场", day, place="城关镇", members=["丁一", "王五"]) for day in days[1:6]]
        places = range(1, findings + 1)
        journal += [
            entry(
                "发现",
                days[5],
                place=place,
                unit=objects[place % 5],
                fact=f"第{place}处没有落实",
                kind="慢落实",
            )
            for place in places
        ]
    if number % 3 == 2:
        journal += [entry("征求意见", days[6], unit=unit, due_on=days[20]) for unit in objects]
        journal += [entry("意见反馈", days[10], unit=unit, agreed="是") for unit in objects]
        journal += [entry("督查报告", days[11], to="刘县长")]
        journal += [entry("督查结论", days[12], opinion="限期整改", approved_by="刘县长")]
        journal += [entry("结论送达", days[13], unit=unit) for unit in objects]
        journal += [
            entry("处理", days[14], place=place, outcome="通报", approved_by="刘县长")
            for place in range(1, findings // 2)
        ]
    head = {"title": f"第{number}次督查", "subject": f"事项{number // 2}", "team": TEAM}
    return inspection(number, *journal, **head, objects=objects, starts_on=days[1], ends_on=days[6])


def build(root: Path, inspections: int, findings: int) -> int:
    """A small workspace with so many inspections, and the plan of their year; the number of findings written."""
    make(root, 100)
    config = root / "duban.yaml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("工作区号:", f"版本: {newest_format()}\n工作区号:", 1), "utf-8")
    each = findings * 3 // (2 * inspections)
    files = [one(number, each) for number in range(1, inspections + 1)]
    write(root, *files)
    plan = approval("2026-01-05", "2026", *(file.id for file in files[::2]))
    raw = {"年度": "2026", JOURNAL: [raw_record(plan)]}
    (root / INSPECTION_PLAN.folder / "2026" / "计划.yaml").write_text(render_document(raw), "utf-8")
    return sum(str(event.action) == "发现" for file in files for event in file.journal)


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inspections", type=int, default=100)
    parser.add_argument("--findings", type=int, default=2000)
    parser.add_argument("--repeat", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "台账"
        found = build(root, asked.inspections, asked.findings)
        here = os.environ | {"DUBAN_ROOT": str(root), "DUBAN_TODAY": str(TODAY), "PYTHONPATH": str(SOURCE)}
        sys.stdout.write(
            f"{asked.inspections} inspections, {found} findings, 100 tasks\n\n{HEADER}\n|---|---|---|---|---|\n"
        )
        bare = measure("`python -c pass`", (sys.executable, "-c", "pass"), here, asked.repeat)
        for words in (
            ("list", "--open"),
            ("show", "DX-2026-0002"),
            ("today",),
            ("overdue",),
            ("inspect", "plan", "2026"),
            ("inspect", "days"),
            ("report", "inspection"),
        ):
            figure = measure(f"`{' '.join(words)}`", (*DUBAN, *words), here, asked.repeat)
            sys.stdout.write(_line(figure, bare))


def _line(figure: Figure, bare: Figure) -> str:
    times, memory = figure.fastest / bare.fastest, figure.memory / MEBIBYTE
    return f"| {figure.name} | {figure.seconds:.2f} s | {figure.fastest:.2f} s | {times:.0f} | {memory:.0f} MB |\n"


if __name__ == "__main__":
    main()
