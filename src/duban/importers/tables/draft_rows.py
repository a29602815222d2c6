"""From the rows of one task to its draft: number, title, units, deadline, and every other text.

Reads cells by the layout: columns are found by tables/column_roles.py, the rows of a task by tables/rows.py.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from duban.core.grammar.mentions import leading_time
from duban.core.grammar.typed import written_day, written_days
from duban.core.model.task import STEP_OWNER
from duban.errors import Problem
from duban.importers.drafts.draft import Draft, Node, Trouble
from duban.importers.drafts.steps import LONGEST_NODE, find_measures, find_steps, without_number
from duban.importers.formats.grid import Grid, Row
from duban.importers.grammar.deadlines import Clock, Deadline, find_dues, parse_deadline
from duban.importers.grammar.normalize import first_sentence, one_line
from duban.importers.grammar.paces import short_title
from duban.importers.grammar.unit_lists import Units, is_blank, part_persons, read_units, unique
from duban.importers.grammar.unit_names import can_lead
from duban.importers.grammar.unit_phrases import Phrase, find_brackets
from duban.importers.tables.column_roles import Layout
from duban.importers.tables.rows import Entry, texts_of

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")
_LEADING_NUMBER = re.compile(r"(\d{1,3})\s*[.、．](?=\s*\D)\s*")
_FIRST_POINT = re.compile(r"(?:1[.、．)）](?!\d)|[（(][1一][)）][.、．]?|①)\s*")
_SECOND = str.maketrans("1一①", "2二②")
# A line and below it a list of its points: 完善报批材料 ⏎ 1.… ⏎ 2.…
_LIST_HEAD = re.compile(
    r"([^\n（(]{4,60})\n\s*(?:1[.．、](?!\d)|[（(]1[）)]|①)[^\n]*\n\s*(?:2[.．、]|[（(]2[）)]|②)"
)
_ASKED = re.compile(r"是否已?([^/（(]{2,12})")
_YES = {"是", "√"}
_AFTER_DEADLINE = re.compile(r"(?:完成|办结|建成|落实)?(?:到位)?[。.]?")


_LEADS = re.compile("牵头|主办|主责|主要|首要|第一")


@dataclass(frozen=True, slots=True)
class Table:
    """What the drafts of one grid share: its layout and year, whether the first unit leads, what days count from."""

    grid: Grid
    layout: Layout
    year: int | None
    first_leads: bool
    clock: Clock
    common: tuple[str, Deadline] | None = None
    """The deadline of rows without one, as the lines around the table say it."""


def draft_of(entry: Entry, table: Table) -> tuple[Draft | None, tuple[Problem, ...]]:
    """The draft of one task (None where no cell says what to do), and the problems met."""
    layout = table.layout
    number, title, whole, brackets = _title(entry, layout)
    if not title:
        message = "这一行没有写要办什么事，不能登账。"
        advice = f"请在“{layout.name(layout.title)}”一列补上，或删去这一行。"
        problem = table.grid.error("title-missing", message, advice, entry.rows[0])
        return None, (problem, *_hole_problems(entry, table))
    texts, other = _texts(entry, layout)
    full = layout.whole
    if full == "requirements":
        if whole and whole not in texts.get(full, ""):
            texts[full] = "\n".join(filter(None, (whole, texts.get(full))))
    elif (
        full not in texts or whole
    ):  # a problem or an aim is told as it stands, though the title says all of it
        said = "\n".join(texts_of(entry.rows, (layout.title,)))
        texts[full] = "\n".join(filter(None, (said, texts.get(full))))
    due_text, extra = _due_text(entry, layout, texts)
    year = _year_of(entry, layout, due_text, table.year)
    deadline = _deadline_of(due_text, year, table.clock)
    nodes = _laid_out_steps(entry, layout, year, texts)
    told, texts_told = [due_text], list(texts_of(entry.rows, layout.details))
    if not layout.of_problems:  # the days of a problem are when it came about
        texts_told.insert(0, whole or title)
    if not deadline.dues and not deadline.continuous and not deadline.needs_year:
        plans = layout.texts.get("milestones", ())
        told = [*texts_told, *texts_of(entry.rows, plans)]
        due_text, deadline = (
            _running_deadline(told, replace(table.clock, year=year))
            or _last_stage(nodes)
            or (table.common if not due_text else None)
            or (due_text, deadline)
        )
    if not nodes:
        clock, days = replace(table.clock, year=year), set(deadline.dues)
        nodes = find_steps(days, map(one_line, told), map(one_line, texts_told), clock)
        if not nodes:
            nodes = find_measures(map(one_line, _measures(entry, layout)), days, clock)
    lead, proposed, support, persons = _units(entry, table, brackets)
    if persons and "owner" not in texts:
        texts["owner"] = "、".join(persons)
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
        nodes=nodes,
        other={**other, **extra},
        text="\n".join(" │ ".join(one_line(cell.text) for _, cell in row.own()) for row in entry.rows),
        places=tuple(table.grid.place_text(row) for row in entry.rows),
        hidden=any(row.hidden for row in entry.rows),
        troubles=tuple(_joint_trouble(layout, lead)),
        **fields,
    )
    return draft, (*_deadline_problems(entry, table, due_text, deadline), *_hole_problems(entry, table))


def _joint_trouble(layout: Layout, lead: tuple[str, ...]) -> Iterator[Trouble]:
    """That units which no word of the table makes lead together are read so (责任单位 beside 配合单位)."""
    names = [layout.name(column) for column in layout.lead]
    if len(lead) > 1 and names and not any(_LEADS.search(name) for name in names):
        told = f"“{names[0]}”写了{len(lead)}个单位（{'、'.join(lead)}），记作联合牵头，请核对谁牵头"
        yield Trouble("lead-joint", told)


def _title(entry: Entry, layout: Layout) -> tuple[str, str, str, tuple[Phrase, ...]]:
    """Number, title (the first sentence), the whole text where it says more, and the brackets of units cut off it."""
    texts = [one_line(text) for text in texts_of(entry.rows, (layout.title,))]
    finer = layout.texts.get("measures", layout.details) if layout.of_problems else layout.details
    details = [one_line(text) for text in texts_of(entry.rows[:1], finer)]
    if not texts:
        wrong = texts_of(entry.rows[:1], (*layout.texts.get("problem", ()), *layout.texts.get("issues", ())))
        texts, details = details[:1] or [one_line(text) for text in wrong[:1]], []
    whole = " ".join(texts)
    brackets = tuple(phrase for phrase in find_brackets(whole) if phrase.units)
    for phrase in reversed(brackets):
        whole = whole[: phrase.start].rstrip() + whole[phrase.end :]
    number = ""
    if layout.number is not None:
        numbers = texts_of(entry.rows[:1], (layout.number,))
        number = re.sub(r"^(\d+)\.0+$", r"\1", "".join(numbers).translate(_FULL_WIDTH)).rstrip("、. ")
    first, listed = _first_point(whole)
    if not listed and (match := _LEADING_NUMBER.match(whole)) and number in {"", match[1]}:
        number, whole = match[1], whole[match.end() :]
        first = whole
    head = _LIST_HEAD.match("\n".join(texts_of(entry.rows, (layout.title,))))
    title = (first_sentence if layout.whole == "requirements" else short_title)(head[1] if head else first)
    if _is_finer(entry, layout) and details and not layout.of_problems:
        return number, first_sentence(details[0]), "", brackets
    if entry.shared and details:
        title = f"{title}：{first_sentence(details[0])}"
    return number, title, "" if whole.rstrip("。；;，,、 ") in title else whole, brackets


def _is_finer(entry: Entry, layout: Layout) -> bool:
    """Whether the title is merged down from the task above, so that the details say what this task is."""
    return entry.shared and entry.rows[0].cell(layout.title).anchor[0] != entry.rows[0].number


def _first_point(text: str) -> tuple[str, bool]:
    """The first point of a text of several points (1.…。2.…。), without its number; else the text, and False."""
    match = _FIRST_POINT.match(text)
    second = text.find(match[0].strip().translate(_SECOND), match.end()) if match else -1
    if match is None or second < 0:
        return text, False
    point = text[match.end() : second].rstrip()
    return (point if point.endswith("。") else text), True


def _texts(entry: Entry, layout: Layout) -> tuple[dict[str, str], dict[str, str]]:
    """The texts by field, and the texts of columns without a field by heading.

    Where several columns have one field, each text is preceded by its heading.
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
        answers = [_answer(name, text) for name, text in parts] if field == "status" else [""]
        if parts and all(answers):
            found[field] = "，".join(answers)
            continue
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


def _answer(heading: str, text: str) -> str:
    """What a bare 是 says under a heading that asks: 是否销号, 是 → 已销号; "" for all else."""
    asked = _ASKED.search(heading)
    return f"已{asked[1]}" if asked and text.strip() in _YES else ""


def _free(name: str, taken: Iterable[str]) -> str:
    """A name that is not yet taken: the second 数量 is 数量（2）."""
    names = [name, *(f"{name}（{count}）" for count in range(2, 300))]
    return next(free for free in names if free not in taken)


def _group(entry: Entry, layout: Layout) -> str:
    finer = _is_finer(entry, layout) and not layout.of_problems
    above = (layout.title,) if finer and texts_of(entry.rows[:1], layout.details) else ()
    texts = (one_line(text) for text in texts_of(entry.rows, (*layout.groups, *above)))
    return "/".join(unique((*entry.groups, *texts)))


def _due_text(entry: Entry, layout: Layout, texts: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The deadline as written: from the first deadline column that is filled, else from a 备注 that only names one.

    The texts of further deadline columns are returned by their headings.
    """
    said = [
        (column, "；".join(one_line(text) for text in found))
        for column in layout.deadline
        if (found := texts_of(entry.rows, (column,)))
    ]
    if said:
        return said[0][1], {layout.name(column): text for column, text in said[1:]}
    note = one_line(texts.get("note", ""))
    if not layout.deadline and _AFTER_DEADLINE.fullmatch(note, leading_time(note)[1]):
        deadline = parse_deadline(note, None)
        if deadline.dues or deadline.needs_year:
            return note, {}
    return "", {}


def _deadline_of(text: str, year: int | None, clock: Clock) -> Deadline:
    """The deadline of a cell; a period after issue or receipt is counted with the clock."""
    deadline = parse_deadline(text, year, clock.issued_on)
    if deadline.dues or deadline.needs_year:
        return deadline
    reckoned = tuple(
        due.on for due in find_dues(text, clock) if due.kind == "relative" and due.on is not None
    )
    return replace(deadline, dues=reckoned)


def year_beside(entries: Iterable[Entry], layout: Layout) -> int | None:
    """The year for deadlines without one, if most other deadlines of the table are complete and all of one year."""
    texts = [text for entry in entries for text in texts_of(entry.rows, layout.deadline[:1])]
    read = [parse_deadline(text, None) for text in texts]
    years = [each.on.year for each in read if each.on is not None]
    undated = sum(each.needs_year for each in read)
    return years[0] if len(set(years)) == 1 and len(years) >= undated else None


def _year_of(entry: Entry, layout: Layout, due_text: str, told: int | None) -> int | None:
    """The year of a deadline without one: the table's, or the one that puts it after the row's day of assignment."""
    given = (parse_deadline(text, None).on for text in texts_of(entry.rows, layout.assigned))
    since = next((day for day in given if day is not None), None)
    if since is None:
        return told
    year = since.year if told is None else told
    due = parse_deadline(due_text, year).on
    late = due is not None and due < since and parse_deadline(due_text, None).needs_year
    return year + 1 if late else year


def _running_deadline(texts: Iterable[str], clock: Clock) -> tuple[str, Deadline] | None:
    """The deadlines in the sentences of a row whose deadline column is empty: 12月底前通气."""
    found = [due for text in texts for due in find_dues(one_line(text), clock)]
    dated = [(due.on, due.text) for due in found if due.kind == "day" and due.on is not None]
    if not dated:
        return None
    return max(dated)[1], Deadline(dues=tuple(sorted({day for day, _ in dated})))


def _stages(entry: Entry, layout: Layout, year: int | None) -> tuple[Node, ...]:
    """The steps in columns of stages, whose headings name a time: 一季度, 上半年, 6月底."""
    nodes = []
    for column in layout.texts.get("milestones", ()):
        heading = layout.name(column).split("/")[-1]
        on = parse_deadline(heading, year).on
        if on is not None:
            for text in map(one_line, texts_of(entry.rows, (column,))):
                own = parse_deadline(text, year).on
                own = own if own is not None and own <= on else None  # 12月20日前竣工验收 under 四季度
                nodes.append(Node(text[:LONGEST_NODE], own or on, heading))
    return tuple(nodes)


def _laid_out_steps(
    entry: Entry, layout: Layout, year: int | None, texts: dict[str, str]
) -> tuple[Node, ...]:
    """The steps that columns lay out: stages, 时序进度 as our own lists have it (taken out of `texts`), measures."""
    if planned := _planned(texts.get("milestones", "")):
        del texts["milestones"]
    return _stages(entry, layout, year) or planned or _dated_measures(entry, layout, year)


def _measures(entry: Entry, layout: Layout) -> tuple[str, ...]:
    """The measures against a problem whose days are steps; none where a column 时序进度 has the steps."""
    if not layout.of_problems or "milestones" in layout.texts:
        return ()
    return texts_of(entry.rows, layout.texts.get("measures", ()))


def _planned(text: str) -> tuple[Node, ...]:
    """The steps of a 时序进度 as our own lists write it: 2026-10-31 查清来源，责任人张三; none where one is not so."""
    nodes = []
    for piece in re.split("[；;\n]+", text):
        day, _, words = piece.strip().partition(" ")
        name, _, owner = words.partition(STEP_OWNER)
        on = written_day(day)
        if piece.strip() and (on is None or not name.strip() or next(written_days(words), None)):
            return ()
        if on is not None:
            nodes.append(Node(name.strip(), on, day, owner.strip()))
    return tuple(nodes)


def _dated_measures(entry: Entry, layout: Layout, year: int | None) -> tuple[Node, ...]:
    """The measures of a problem that have their days in a cell beside them, or in lines that pair off with theirs."""
    measures = layout.texts.get("measures", ())
    days = layout.steps or (layout.deadline if len(entry.rows) > 1 else ())
    nodes = []
    for row in entry.rows if layout.of_problems else ():
        said, when = (
            [line for text in _standing(row, columns) for line in text.split("\n") if line.strip()]
            for columns in (measures, days)
        )
        if len(said) > 1 and len(when) == 1:
            said = ["".join(said)]
        for text, day in zip(said, when, strict=False) if len(said) == len(when) else ():
            if (on := parse_deadline(day, year).on) is not None:
                nodes.append(Node(without_number(one_line(text)).rstrip("。；;")[:LONGEST_NODE], on, day))
    return tuple(nodes)


def _standing(row: Row, columns: Iterable[int]) -> Iterator[str]:
    cells = (row.cell(column) for column in columns)
    return (cell.text for cell in cells if cell.anchor[0] == row.number and not is_blank(cell.text))


def _last_stage(nodes: tuple[Node, ...]) -> tuple[str, Deadline] | None:
    """The end of the last stage, as the deadline of a row without one."""
    if not nodes:
        return None
    last = max(nodes, key=lambda node: node.due_on)
    return last.text, Deadline(dues=tuple(node.due_on for node in nodes))


def _units(
    entry: Entry, table: Table, brackets: tuple[Phrase, ...]
) -> tuple[tuple[str, ...], str | None, tuple[str, ...], tuple[str, ...]]:
    """Lead, proposed lead, support and persons; units without a stated lead all support, the first is proposed as lead.

    Where no cell names a unit, the brackets in the title do.
    """
    layout = table.layout
    persons: list[str] = []

    def read(columns: Iterable[int]) -> list[Units]:
        cells = []
        for column in columns:
            for text in texts_of(entry.rows, (column,)):
                units, named = part_persons(text, asked=column in layout.persons)
                persons.extend(named)
                cells.append(read_units(units))
        return cells

    led, listed, beside = read(layout.lead), read(layout.units), read(layout.support)
    if not led and not listed and not beside:
        listed = [Units(each.lead, each.listed, each.support) for each in brackets]
    lead = unique(unit for cell in led for unit in (cell.lead or cell.listed))
    support = [unit for cell in led for unit in (*(cell.listed if cell.lead else ()), *cell.support)]
    unsaid: tuple[str, ...] = ()
    if not lead:
        lead = unique(unit for cell in listed for unit in cell.lead)
        unsaid = unique(unit for cell in listed for unit in cell.listed)
        if not lead and (len(unsaid) == 1 or (unsaid and table.first_leads and can_lead(unsaid[0]))):
            lead, unsaid = unsaid[:1], unsaid[1:]
    support += [
        *unsaid,
        *(unit for cell in listed for unit in cell.support),
        *(unit for cell in beside for unit in (*cell.lead, *cell.listed, *cell.support)),
    ]
    proposed = unsaid[0] if unsaid and not lead else None
    return lead, proposed, unique(unit for unit in support if unit not in lead), unique(persons)


_COUNTED_FROM = {
    "received": "收到文件的日期：--received-on",
    "issued": "发文日期：--issued-on",
    "held": "会议日期：--held-on",
}


def _deadline_problems(entry: Entry, table: Table, text: str, deadline: Deadline) -> Iterable[Problem]:
    row = entry.rows[0]
    if not text or deadline.needs_year:
        return
    if deadline.impossible:
        message = f"时限“{text}”里有历法上没有的日子。"
        yield table.grid.notice("deadline-impossible", message, "请改正，或登账后用 amend 补上时限。", row)
    elif deadline.rough:
        message = f"时限“{text}”读作 {deadline.on}，是按习惯定的。"
        advice = "请看是不是这一天；不是的，写明年月日再导入。"
        yield table.grid.notice("deadline-literal", message, advice, row)
    elif deadline.on is None and not deadline.continuous:
        message = f"时限“{text}”读不成日期，原文保留，日期空着。"
        advice = "请写明年月日，或登账后用 amend 补上时限。"
        lacks = {due.lacks for due in find_dues(text, table.clock)} | set(deadline.lacks)
        if asked := next((told for lack, told in _COUNTED_FROM.items() if lack in lacks), ""):
            advice = f"请加上{asked} 日期，或登账后用 amend 补上时限。"
        yield table.grid.notice("deadline-unclear", message, advice, row)


def _hole_problems(entry: Entry, table: Table) -> Iterable[Problem]:
    layout = table.layout
    vital = {layout.title, *layout.texts.get("problem", ()), *layout.all_units, *layout.deadline}
    for row in entry.rows:
        for line, column in sorted(table.grid.holes):
            if line == row.number:
                message = f"“{layout.name(column)}”一格的公式没有存下结果，或结果是错误值。"
                say = table.grid.error if column in vital else table.grid.notice
                advice = "请在 Excel 中打开，重新计算后保存，再导入。"
                yield say("formula-without-value", message, advice, row)
