"""Problems as people see them: place, the user's own line with a marker, what is wrong, what to type.

Returns text; the caller prints it. Everything from files is escaped.
"""

from collections.abc import Iterable

from duban.errors import Place, Problem, tell_ground
from duban.render.text.escape import visible
from duban.render.text.width import clip, width

BEFORE, EXCERPT = 44, 70
"""Of a long line: the most columns before the marker, and the most columns shown."""
SENTENCE_ENDS = "。！？.!?…"


def render(problems: Iterable[Problem]) -> str:
    """All problems, an empty line between two; ends with one newline, empty if there are none."""
    blocks = [problem_text(problem) for problem in problems]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def problem_text(problem: Problem) -> str:
    """One problem: 错误：path:line, the marked line, message and clause, 可以这样做：advice."""
    message = _message(problem)
    place = problem.place
    if place is None:
        lines = [f"{problem.level}：{message}"]
    else:
        lines = [f"{problem.level}：{place_text(place)}", *_excerpt(place), message]
    if problem.advice:
        lines.append(f"可以这样做：{visible(problem.advice)}")
    return "\n".join(lines)


def place_text(place: Place) -> str:
    """path:line, or the path alone."""
    path = visible(place.path)
    return path if place.line is None else f"{path}:{place.line}"


def _message(problem: Problem) -> str:
    message = visible(problem.message)
    if not problem.clause:
        return message
    stop = "" if message.endswith(tuple(SENTENCE_ENDS)) else "。"
    clause = visible(problem.clause)
    return f"{message}{stop}{tell_ground(clause)}" + ("" if clause.endswith(tuple(SENTENCE_ENDS)) else "。")


def _excerpt(place: Place) -> list[str]:
    """The user's line and a marker under the columns it is about, double-width characters counted as two."""
    if not place.excerpt or place.line is None:
        return []
    start = max(0, (place.column or 1) - 1)
    cut = max(0, start - BEFORE)
    while width(visible(place.excerpt[cut:start])) > BEFORE:
        cut += 1
    ahead = "…" if cut else ""
    rest = place.excerpt[cut : cut + EXCERPT + 1].rstrip("\r\n")
    shown = clip(ahead + visible(rest), EXCERPT)
    number = str(place.line)
    lines = [f"  {number} │ {shown}"]
    if place.column is not None:
        before = width(ahead + visible(place.excerpt[cut:start].rstrip("\r\n")))
        marked = width(
            visible(place.excerpt[start : start + min(EXCERPT, max(1, place.width))].rstrip("\r\n"))
        )
        lines.append(f"  {' ' * len(number)} │ {' ' * before}{'^' * max(1, min(marked, EXCERPT - before))}")
    return lines
