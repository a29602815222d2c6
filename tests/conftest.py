"""For every room's tests: `tests.builders` can be imported wherever pytest was started; no property is timed."""

import os
import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parents[1]))

# No deadline: a shared machine stops for a second now and then. The same examples on every machine, so that a red
# gate means a changed tree; DUBAN_EXPLORE=1 looks for new ones.
settings.register_profile("house", deadline=None, derandomize=not os.environ.get("DUBAN_EXPLORE"))
settings.load_profile("house")
