"""Measures an appraisal: whole processes, 40 units with 10,000 tasks.

    python -m compileall -q src
    python -m bench.appraisal                         # --tasks 10000 --repeat 7

Writes the workspace with its read cache warm, prints a Markdown table as `run.py` does.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.make import UNITS, make

sys.path.insert(0, str(Path(__file__).parent))
from run import DUBAN, HEADER, MEBIBYTE, SOURCE, Figure, measure

TODAY = "2026-09-28"


def main() -> None:
    """Build, warm, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=10_000)
    parser.add_argument("--repeat", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "台账"
        make(root, asked.tasks)
        config = root / "duban.yaml"
        more = "".join(f"  - {{全称: 县第{number}办}}\n" for number in range(1, 41 - len(UNITS)))
        config.write_text(config.read_text("utf-8").replace("单位:\n", f"单位:\n{more}", 1), "utf-8")
        here = os.environ | {"DUBAN_ROOT": str(root), "DUBAN_TODAY": TODAY, "PYTHONPATH": str(SOURCE)}
        subprocess.run([*DUBAN, "list", "--json"], check=True, capture_output=True, env=here)
        sys.stdout.write(f"40 units, {asked.tasks} tasks\n\n{HEADER}\n|---|---|---|---|---|\n")
        bare = measure("`python -c pass`", (sys.executable, "-c", "pass"), here, asked.repeat)
        for words in (("score", "try", "default", "2026H1"), ("score", "try", "default", "2026")):
            figure = measure(f"`{' '.join(words)}`", (*DUBAN, *words), here, asked.repeat)
            sys.stdout.write(_line(figure, bare))


def _line(figure: Figure, bare: Figure) -> str:
    times, memory = figure.fastest / bare.fastest, figure.memory / MEBIBYTE
    return f"| {figure.name} | {figure.seconds:.2f} s | {figure.fastest:.2f} s | {times:.0f} | {memory:.0f} MB |\n"


if __name__ == "__main__":
    main()
