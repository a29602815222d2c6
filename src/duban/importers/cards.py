"""Labelled lines that make up one task without any number: 解决问题：…, 责任单位：…, 完成时限：….

Gathers lines only; what they say is read with every other item.
"""

from collections.abc import Iterator, Sequence

from duban.importers.columns import field_of
from duban.importers.grid import Grid
from duban.importers.who import LABEL_FIELDS, split_labels
from duban.importers.wording import one_line

_STARTS = frozenset({"title", "issues", "requirements", "measures"})
_FEW = 2


def find_cards(
    texts: Sequence[str], places: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The runs of labelled lines with their places; the label that began the first card begins the next."""
    run: list[tuple[str, str, str]] = []
    for text, place in zip(texts, places, strict=True):
        field = _field_of_line(text)
        if field is None:
            if run and not text.endswith(("：", ":")) and len(text) < 400:  # noqa: PLR2004 -- a line broken in two
                run[-1] = (run[-1][0], run[-1][1] + text, run[-1][2])
            continue
        if run and field in {name for name, _, _ in run} and field == _opening(run):
            yield from _card(run)
            run = []
        run.append((field, text, place))
    yield from _card(run)


def _opening(run: list[tuple[str, str, str]]) -> str:
    return next((name for name, _, _ in run if name in _STARTS), run[0][0])


def _card(run: list[tuple[str, str, str]]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    names = {name for name, _, _ in run}
    if len(names) >= _FEW and names & _STARTS and names - _STARTS:
        yield tuple(text for _, text, _ in run), tuple(place for _, _, place in run)


def _field_of_line(text: str) -> str | None:
    parts = split_labels(text)
    return parts[1][0] if len(parts) > 1 and not parts[0][2].strip() else None


def card_of_table(grid: Grid) -> tuple[str, ...]:
    """The lines of a table whose cells are labels and values by turns (整改问题 │ …), () where it is none."""
    lines: list[str] = []
    rows = 0
    for row in grid.rows:
        cells = [one_line(cell.text) for _, cell in row.own()]
        pairs = list(zip(cells[::2], cells[1::2], strict=False))
        if pairs and len(cells) % 2 == 0 and all(field_of(label) in LABEL_FIELDS for label, _ in pairs):
            lines += [f"{label.rstrip(':：')}：{value}" for label, value in pairs]
            rows += 1
    return tuple(lines) if rows >= _FEW and rows * 2 > len(grid.rows) else ()
