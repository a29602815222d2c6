"""Dies on purpose: kills this process at a named point of a write, to prove that the next command repairs it.

Only for tests and benchmarks, switched on by DUBAN_FAULT; does nothing else.
"""

import os
import signal

from duban.files.write import transaction


def install(point: str) -> None:
    """From now on the write path kills this process (SIGKILL) when it passes `point`."""

    def kill_at(name: str) -> None:
        if name == point:
            os.kill(os.getpid(), signal.SIGKILL)

    transaction.fault = kill_at
