"""Prints how far the settings agree on the cases of tests/core/grammar: each case, each setting, right or not.

Run as `.venv/bin/python -m bench.agreement [FILE …]`; files of cases that were held back from whoever wrote it are
measured the same way. A wrong reading gives a day that the case does not; a hole gives none where there is one.
"""

import sys
from collections import Counter
from pathlib import Path

from tests.core.grammar.readings import CASES, SETTINGS, agree, answers, load, read


def main() -> None:
    """Count, and name what is not read as its case says."""
    files = [Path(word) for word in sys.argv[1:]] or sorted(CASES.glob("*.yaml"))
    counts: Counter[tuple[str, str]] = Counter()
    both = [0, 0]
    for case in (case for file in files for case in load(file)):
        told = dict(answers(case))
        for setting, right in told.items():
            got = read(setting, case["text"])
            kind = "right" if agree(right, got) else "hole" if got == [] else "wrong"
            counts[setting, kind] += 1
            if kind != "right":
                print(f"{kind}: {setting}: {case['text']}: {got}, not {right}")
        if "reads" in case:
            both[1] += 1
            both[0] += agree(read("sentence", case["text"]), read("cell", case["text"]))
    print("| setting | cases | right | holes | wrong |\n|---|---:|---:|---:|---:|")
    for setting in SETTINGS:
        right, hole, wrong = (counts[setting, kind] for kind in ("right", "hole", "wrong"))
        print(f"| {setting} | {right + hole + wrong} | {right} | {hole} | {wrong} |")
    print(f"\nSentence and cell read the same in {both[0]} of {both[1]} cases where they should.")


if __name__ == "__main__":
    main()
