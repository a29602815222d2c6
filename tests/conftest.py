"""For every room's tests: `tests.builders` can be imported wherever pytest was started; no property is timed."""

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parents[1]))

settings.register_profile("house", deadline=None)  # a shared machine stops for a second now and then
settings.load_profile("house")
