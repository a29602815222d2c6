"""`python -m script.sample [FOLDER]`: writes the sample workspace, by default into ledgers/.

Only the door; what is written, make.py knows.
"""

import sys
from pathlib import Path

from script.sample.make import write_sample

HOUSE = Path(__file__).parents[2]


def main() -> int:
    """Write the sample where the command line says."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HOUSE / "ledgers"
    sys.stdout.write(f"{folder}: {write_sample(folder)} files\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
