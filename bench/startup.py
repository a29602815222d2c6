"""Says what a command imports and what that costs, module by module: the fastest of several runs of `-X importtime`.

    python -m compileall -q src
    python -m bench.startup                  # overdue, in the workspace of DUBAN_ROOT or of this folder
    python -m bench.startup list --open

Prints the dearest modules (microseconds of each alone), who asked first for each, and the sums by package.
"""

import re
import subprocess
import sys
from collections import Counter

RUNS = 5
SHOWN = 30
_LINE = re.compile(r"import time: +(\d+) \| +\d+ \|( +)(\S+)")
Loaded = dict[str, tuple[int, str]]
"""Each module with its own microseconds, and the module that asked for it first."""


def read_times(listed: str) -> Loaded:
    """What `-X importtime` lists: a module stands below all that it imports, indented less by two."""
    found: Loaded = {}
    asking: list[tuple[int, str]] = []
    for own, indent, name in reversed(_LINE.findall(listed)):
        depth = len(indent)
        asking = [outer for outer in asking if outer[0] < depth]
        found[name] = int(own), asking[-1][1] if asking else ""
        asking.append((depth, name))
    return found


def measure(words: list[str]) -> Loaded:
    """The cheapest figure of each module in several runs of a command."""
    best: Loaded = {}
    for _ in range(RUNS):
        command = [sys.executable, "-X", "importtime", "-m", "duban", *words]
        listed = subprocess.run(command, capture_output=True, text=True, check=False).stderr
        for name, (own, asker) in read_times(listed).items():
            best[name] = min(own, best.get(name, (own, ""))[0]), asker
    return best


def main() -> int:
    """Measure the command that is typed, and print."""
    found = measure(sys.argv[1:] or ["overdue"])
    packages: Counter[str] = Counter()
    for name, (own, _) in found.items():
        packages[name.partition(".")[0]] += own
    print(f"{len(found)} modules, {sum(packages.values()) / 1000:.0f} ms\n")
    for name, (own, asker) in sorted(found.items(), key=lambda pair: -pair[1][0])[:SHOWN]:
        print(f"{own:7} {name}  ({asker})" if asker else f"{own:7} {name}")
    print()
    for name, own in packages.most_common(8):
        print(f"{own:7} {name}.*")
    return 0


if __name__ == "__main__":
    sys.exit(main())
