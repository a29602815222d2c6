"""From the rows of one task to its draft: number, title, units, deadline, and every other text.

Reads cells by the layout: it neither finds columns nor decides which rows are tasks.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from duban.errors import Level, Problem
from duban.importers.deadlines import Deadline, parse_deadline
from duban.importers.draft import Draft
from duban.importers.grid import Grid
from duban.importers.layout import Layout
from duban.importers.rows import Entry, first_sentence, texts_of
from duban.importers.unitform import can_lead
from duban.importers.units import Units, read_units, unique
from duban.importers.wording import one_line

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")
_LEADING_NUMBER = re.compile(r"(\d{1,3})\s*[.、．](?=\s*\D)\s*")
_DEADLINE_IN_NOTE = re.compile(r".{0,30}(?:前|底|末|完成|办结|日)(?:完成|办结|建成|落实)?(?:到位)?[。.]?")


@dataclass(frozen=True, slots=True)
class Table:
    """A grid with its layout, the year its texts speak of, and whether the first listed unit leads."""

    grid: Grid
    layout: Layout
    year: int | None
    first_leads: bool


def draft_of(entry: Entry, table: Table) -> tuple[Draft | None, tuple[Problem, ...]]:
    """The draft of one task (None where no cell says what is to be done), and what a person should see."""
    layout = table.layout
    number, title, whole = _title(entry, layout)
    if not title:
        message = "这一行没有写要办什么事，不能登账。"
        advice = f"请在“{layout.name(layout.title)}”一列补上，或删去这一行。"
        problem = table.grid.problem(Level.ERROR, "title-missing", message, advice, entry.rows[0])
        return None, (problem, *_hole_problems(entry, table))
    texts, other = _texts(entry, layout)
    if whole and whole not in texts.get("requirements", ""):
        texts["requirements"] = "\n".join(filter(None, (whole, texts.get("requirements"))))
    due_text, extra = _due_text(entry, layout, texts)
    deadline = parse_deadline(due_text, table.year)
    lead, proposed, support = _units(entry, table)
    fields: dict[str, Any] = dict(texts)
    draft = Draft(
        number=number or texts.get("id", ""),
        title=title,
        place=table.grid.place_text(entry.rows[0]),
        lead=lead,
        proposed_lead=proposed,
        support=support,
        due_on=deadline.on,
        due_text=due_text or None,
        dues=deadline.dues,
        other={**other, **extra},
        text="\n".join(" │ ".join(one_line(cell.text) for _, cell in row.own()) for row in entry.rows),
        places=tuple(table.grid.place_text(row) for row in entry.rows),
        hidden=any(row.hidden for row in entry.rows),
        **fields,
    )
    return draft, (*_deadline_problems(entry, table, due_text, deadline), *_hole_problems(entry, table))


def _title(entry: Entry, layout: Layout) -> tuple[str, str, str]:
    """Number, title (the first sentence), and the whole text where it says more; each on one line."""
    texts = [one_line(text) for text in texts_of(entry.rows, (layout.title,))]
    details = [one_line(text) for text in texts_of(entry.rows[:1], layout.details)]
    if not texts:
        texts, details = details[:1], []
    whole = " ".join(texts)
    number = ""
    if layout.number is not None:
        numbers = texts_of(entry.rows[:1], (layout.number,))
        number = re.sub(r"^(\d+)\.0+$", r"\1", "".join(numbers).translate(_FULL_WIDTH)).rstrip("、. ")
    if (match := _LEADING_NUMBER.match(whole)) and number in {"", match[1]}:
        number, whole = match[1], whole[match.end() :]
    title = first_sentence(whole)
    if entry.shared and details:
        title = f"{title}：{first_sentence(details[0])}"
    return number, title, "" if whole.rstrip("。；;，,、 ") in title else whole


def _texts(entry: Entry, layout: Layout) -> tuple[dict[str, str], dict[str, str]]:
    """The text fields, and what stands in columns without a field.

    Where several columns mean one field, each text bears its heading.
    """
    titles = {row.cell(layout.title) for row in entry.rows}
    found: dict[str, str] = {}
    for field, columns in layout.texts.items():
        parts = [
            (layout.name(column), "\n".join(text))
            for column in columns
            if not titles.intersection(row.cell(column) for row in entry.rows)
            and (text := texts_of(entry.rows, (column,)))
        ]
        named = len(parts) > 1
        if parts:
            found[field] = "\n".join(f"{name}：{text}" if named else text for name, text in parts)
    if group := _group(entry, layout):
        found["group"] = group
    other: dict[str, str] = {}
    for column in layout.other:
        if text := texts_of(entry.rows, (column,)):
            other[_free(layout.name(column), other)] = "\n".join(text)
    return found, other


def _free(name: str, taken: Iterable[str]) -> str:
    """A name that is not yet taken: the second 数量 is 数量（2）."""
    names = [name, *(f"{name}（{count}）" for count in range(2, 300))]
    return next(free for free in names if free not in taken)


def _group(entry: Entry, layout: Layout) -> str:
    texts = (one_line(text) for text in texts_of(entry.rows, layout.groups))
    return "/".join(unique((*entry.groups, *texts)))


def _due_text(entry: Entry, layout: Layout, texts: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The deadline as written, from the first deadline column that says something, else from a plain 备注.

    What further deadline columns say comes back under their headings.
    """
    said = [
        (column, "；".join(one_line(text) for text in found))
        for column in layout.deadline
        if (found := texts_of(entry.rows, (column,)))
    ]
    if said:
        return said[0][1], {layout.name(column): text for column, text in said[1:]}
    note = one_line(texts.get("note", ""))
    if not layout.deadline and _DEADLINE_IN_NOTE.fullmatch(note):
        deadline = parse_deadline(note, None)
        if deadline.dues or deadline.needs_year:
            return note, {}
    return "", {}


def _units(entry: Entry, table: Table) -> tuple[tuple[str, ...], str | None, tuple[str, ...]]:
    """Lead, proposed lead and support: units of which none is said to lead are support, the first proposed."""
    layout = table.layout
    led = [read_units(text) for text in texts_of(entry.rows, layout.lead)]
    listed = [read_units(text) for text in texts_of(entry.rows, layout.units)]
    beside = [read_units(text) for text in texts_of(entry.rows, layout.support)]
    lead = unique(unit for cell in led for unit in (cell.lead or cell.listed))
    support = [unit for cell in led for unit in (*(cell.listed if cell.lead else ()), *cell.support)]
    unsaid: tuple[str, ...] = ()
    if not lead:
        lead = unique(unit for cell in listed for unit in cell.lead)
        unsaid = unique(unit for cell in listed for unit in cell.listed)
        if not lead and (len(unsaid) == 1 or (unsaid and table.first_leads and can_lead(unsaid[0]))):
            lead, unsaid = unsaid[:1], unsaid[1:]
    support += [*unsaid, *(unit for cell in listed for unit in cell.support), *_all(beside)]
    proposed = unsaid[0] if unsaid and not lead else None
    return lead, proposed, unique(unit for unit in support if unit not in lead)


def _all(cells: Iterable[Units]) -> list[str]:
    return [unit for cell in cells for unit in (*cell.lead, *cell.listed, *cell.support)]


def _deadline_problems(entry: Entry, table: Table, text: str, deadline: Deadline) -> Iterable[Problem]:
    row = entry.rows[0]
    if not text or deadline.needs_year:
        return
    if deadline.impossible:
        message = f"时限“{text}”里有历法上没有的日子。"
        yield table.grid.problem(
            Level.NOTICE, "deadline-impossible", message, "请改正，或登账后用 amend 补上时限。", row
        )
    elif deadline.literal:
        message = f"时限“{text}”按字面读作 {deadline.on}。"
        advice = "如果是指到期末，请写成“…底前”再导入。"
        yield table.grid.problem(Level.NOTICE, "deadline-literal", message, advice, row)
    elif deadline.on is None and not deadline.continuous:
        message = f"时限“{text}”读不成日期，原文保留，日期空着。"
        advice = "请写明年月日，或登账后用 amend 补上时限。"
        yield table.grid.problem(Level.NOTICE, "deadline-unclear", message, advice, row)


def _hole_problems(entry: Entry, table: Table) -> Iterable[Problem]:
    layout = table.layout
    vital = {layout.title, *layout.all_units, *layout.deadline}
    for row in entry.rows:
        for line, column in sorted(table.grid.holes):
            if line == row.number:
                message = f"“{layout.name(column)}”一格的公式没有存下结果，或结果是错误值。"
                level = Level.ERROR if column in vital else Level.NOTICE
                advice = "请在 Excel 中打开，重新计算后保存，再导入。"
                yield table.grid.problem(level, "formula-without-value", message, advice, row)
