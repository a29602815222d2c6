"""Labelled lines that make up one task without any number: 解决问题：…, 责任单位：…, 完成时限：….

Gathers lines only; they are read by text/item.py like any other item.
"""

import re
from collections.abc import Iterator, Sequence

from duban.importers.formats.grid import Grid
from duban.importers.grammar.headings import UNIT_FIELDS, field_of
from duban.importers.grammar.normalize import one_line
from duban.importers.grammar.unit_phrases import LABEL_FIELDS, split_labels

_STARTS = frozenset({"title", "problem", "issues", "requirements", "measures"})
_WHO = frozenset({"lead", "unit"})
_FEW = 2
_LONGEST_LINE = 400
_BOXED = re.compile(r"【([\u4e00-\u9fff]{2,9})】[:：]?\s*")
_ALONE = re.compile(r"[\u4e00-\u9fff]{2,8}[:：]")
_LABELLED = re.compile(r"【[^】]{1,20}】|[\u4e00-\u9fff]{2,8}[:：]")

_FEWEST_POINTS = 3
_ASKS = re.compile("要求|任务|事项|意见|内容|措施|工作")
POINT = re.compile(r"[（(]?\d{1,2}[）).．、]")

_Line = tuple[str, str, str]


def unboxed(text: str) -> str:
    """A line whose label is in heavy brackets, with a colon instead: 【整改期限】立行立改, 整改期限：立行立改."""
    match = _BOXED.match(text)
    return f"{match[1]}：{text[match.end() :]}" if match and field_of(match[1]) in LABEL_FIELDS else text


def listed_values(texts: Sequence[str]) -> frozenset[int]:
    """The positions of lines that are the numbered value of a label (整改措施：1.…, 2.…), ended by the next label.

    They are no items. If the value begins in the line of the label, that line is included.
    """
    held: set[int] = set()
    run: list[int] = []
    for place, text in enumerate(texts):
        parts = split_labels(text)
        labelled = len(parts) > 1 and not parts[0][2].strip()
        if labelled:
            held.update(run)
        if labelled and parts[1][0] in _STARTS:
            value = parts[1][2]
            run = [place] if POINT.match(value) else [-1] if not value else []
        elif run and POINT.match(text):
            run.append(place)
        else:
            run = []
    return frozenset(held - {-1})


def find_cards(
    texts: Sequence[str], places: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The groups of labelled lines with their places; the label that began the first group begins each next one.

    Where no label says what to do, the plain line before the first label does.
    """
    run: list[_Line] = []
    head: _Line | None = None
    asked = False  # the line above is a label of no field, and this line its value
    for text, place in zip(texts, places, strict=True):
        field = _field_of_line(text)
        value, asked = asked, field is None and _ALONE.fullmatch(text) is not None
        if value and run and field is None and not asked:
            continue
        if field is None:
            if run and text.startswith("请"):
                run.append(("", text, place))
            elif run and _goes_on(run[-1], text):
                run[-1] = (run[-1][0], run[-1][1] + text, run[-1][2])
            elif _LABELLED.match(text) is None:
                yield from _card(run, head)
                run, head = [], ("", text, place)
            continue
        if run and field in {name for name, _, _ in run} and field == _opening(run):
            yield from _card(run, head)
            run, head = [], None
        run.append((field, text, place))
    yield from _card(run, head)


def _goes_on(line: _Line, text: str) -> bool:
    """Whether a line without a label continues the one above: as its value, or as the rest of its sentence."""
    field, above, _ = line
    if above.rstrip().endswith(("：", ":")):
        return True
    cut = not above.rstrip().endswith(("。", "；")) and not text.endswith(("：", ":"))
    return cut and field in _STARTS and len(text) < _LONGEST_LINE


def _opening(run: list[_Line]) -> str:
    return next((name for name, _, _ in run if name in _STARTS), run[0][0])


def _card(run: list[_Line], head: _Line | None) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    names = {name for name, _, _ in run if name}
    if len(names) < _FEW:
        return
    if names & _STARTS and names - _STARTS:
        lines = run
    elif head is not None and names & _WHO:
        lines = [head, *run]
    else:
        return
    yield tuple(text for _, text, _ in lines), tuple(place for _, _, place in lines)


def _field_of_line(text: str) -> str | None:
    parts = split_labels(text)
    return parts[1][0] if len(parts) > 1 and not parts[0][2].strip() else None


def card_of_table(grid: Grid) -> tuple[str, ...]:
    """The lines of a table of labels and values in turn (整改问题 │ …); () for any other table."""
    lines: list[str] = []
    rows = 0
    for row in grid.rows:
        cells = [cell.text for _, cell in row.own()]
        pairs = list(zip(map(one_line, cells[::2]), cells[1::2], strict=False))
        if pairs and len(cells) % 2 == 0 and all(field_of(label) in LABEL_FIELDS for label, _ in pairs):
            lines += [f"{label.rstrip(':：')}：{_value(label, text)}" for label, text in pairs]
            rows += 1
    return tuple(lines) if rows >= _FEW and rows * 2 > len(grid.rows) else ()


def listed_in_cells(grid: Grid) -> tuple[str, ...]:
    """The lines of a form's cell that lists what is to be done (办理要求 │ 1.…, 2.…); () where none does."""
    for row in grid.rows:
        cells = [cell.text for _, cell in row.own()]
        lines = [line.strip() for line in cells[1].split("\n") if line.strip()] if len(cells) == _FEW else []
        if sum(POINT.match(line) is not None for line in lines) >= _FEWEST_POINTS and _ASKS.search(
            one_line(cells[0])
        ):
            return tuple(lines)
    return ()


def _value(label: str, text: str) -> str:
    """A cell on one line; each line of a cell of units is a unit."""
    return one_line(text.replace("\n", "、") if field_of(label) in UNIT_FIELDS else text)
