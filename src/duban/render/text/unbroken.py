"""What stays on one line in a table: numbers of tasks and findings, 文号, days.

Pure; how wide a text is says whoever sets it. One pattern for pages and papers.
"""

import re
from collections.abc import Callable

from duban.render.text.width import NO_LINE_END

UNBROKEN = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{1,6}-[0-9]{4}-[0-9]{4,}(?:/[0-9]+)?"
    r"|[\u3400-\u9fff]{1,5}〔[0-9]{4}〕[0-9]+号"
    r"|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日|[0-9]{4}年[0-9]{1,2}月|[0-9]{1,2}月[0-9]{1,2}日"
    r"|[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?(?![0-9])"
)


def longest_unbroken(text: str, wide: Callable[[str], float]) -> float:
    """The width of the widest piece of a text that may not be broken; 0 without one."""
    return max((wide(found[0]) for found in UNBROKEN.finditer(text)), default=0)


def kept_whole(line: str, room: float, wide: Callable[[str], float]) -> list[str]:
    """A line that wraps within `room`, parted before what would be broken at its end."""
    parts, used, begun, at = [], 0.0, 0, 0
    for found in UNBROKEN.finditer(line):
        for char in line[at : found.start()]:
            used = wide(char) if used + wide(char) > room else used + wide(char)
        long = wide(found[0])
        if used and used + long > room >= long:
            start = found.start()
            while start > begun and line[start - 1] in NO_LINE_END:
                start -= 1
            parts += [line[begun:start]] if start > begun else []
            begun, used = start, wide(line[start : found.start()])
        used = used + long if used + long <= room else (used + long) % room
        at = found.end()
    return [*parts, line[begun:]]
