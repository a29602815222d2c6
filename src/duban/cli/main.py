"""The console script: answers --version at once, everything else through the shell and its error boundary.

Imports nothing but sys until it knows what is asked, because start-up is what a user feels first.
How a command is added: `framework/command_table.py`.
"""

import sys

from duban import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.cli.framework.command_table import Entry


def main(argv: "Sequence[str] | None" = None, entries: "Sequence[Entry] | None" = None) -> int:
    """Run one command line; exit code 0 fine, 1 problems, 2 usage, 3 defect, 130 interrupted."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words == ["--version"]:
        sys.stdout.write(f"duban {__version__}\n")
        return 0
    from duban.cli.framework.error_boundary import run

    if argv is None:
        import gc

        gc.disable()  # a process that ends with its answer has no cycles worth looking for
    return run(words, entries)
