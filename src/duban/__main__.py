"""`python -m duban`: the same as the console script.

Holds nothing else.
"""

import sys

from duban.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
