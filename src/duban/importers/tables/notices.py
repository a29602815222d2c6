"""What a person should know of a table that was read: missing year, unread columns, left-out rows.

Problems only: nothing is changed or decided here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from duban.errors import Level, Problem
from duban.importers.drafts.draft import Draft
from duban.importers.formats.grid import Grid, Row
from duban.importers.grammar.cell_deadlines import parse_deadline
from duban.importers.tables.header import Header

_YEAR_IN_NAME = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_SHOWN = 8


def year_problems(
    grid: Grid, drafts: Iterable[Draft], year: int | None, inferred: int | None
) -> Iterator[Problem]:
    """One error where deadlines name no year and neither argument nor title tells it: asked, not guessed.

    A notice where the table's other deadlines told it (`inferred`).
    """
    if year is not None:
        return
    needing = [
        draft
        for draft in drafts
        if draft.due_text and (inferred or draft.due_on is None) and _lacks_year(draft.due_text)
    ]
    if not needing:
        return
    first = needing[0]
    said = f"{len(needing)} 个时限没有写年份（{first.place}“{first.due_text}”等）"
    if inferred is not None:
        message = f"{said}，同一张表里别的时限都是 {inferred} 年，也读作 {inferred} 年。"
        yield grid.problem(Level.NOTICE, "year-inferred", message, "不对的话，请加上年份，如 --year 2026。")
    else:
        message = f"{said}，标题里也看不出是哪一年。"
        named = _YEAR_IN_NAME.search(grid.path)
        hint = f"（文件名里有 {named[0]}）" if named else ""
        example = named[0] if named else "2026"
        yield grid.problem(Level.ERROR, "year-missing", message, f"请加上年份{hint}，如 --year {example}。")


def _lacks_year(text: str) -> bool:
    return parse_deadline(text, None).needs_year


def unmapped_problems(grid: Grid, drafts: Iterable[Draft], known: Iterable[str]) -> Iterator[Problem]:
    """One notice that names the columns whose text is kept but not read as any field."""
    names = dict.fromkeys(name for draft in drafts for name in draft.other if name not in set(known))
    if names:
        message = f"这些列没有对应的字段，内容原样留在“其他”里：{'、'.join(names)}。"
        yield grid.problem(
            Level.NOTICE, "columns-unmapped", message, "要读成某个字段，请用 --map 列名=字段。"
        )


def repeated_problems(grid: Grid, header: Header) -> Iterator[Problem]:
    """One notice that names headings which stand over several columns without being merged."""
    places = dict.fromkeys((heading.text, heading.anchor) for heading in header.headings)
    repeated = [text for text, count in Counter(text for text, _ in places).items() if count > 1]
    if repeated:
        message = f"列名重复：{'、'.join(repeated)}；同一字段的内容已合在一起，其余的编了号。"
        yield grid.problem(Level.NOTICE, "headings-repeated", message, "请核对，必要时改列名再导入。")


def hidden_problems(grid: Grid, rows: Iterable[Row]) -> Iterator[Problem]:
    """One notice that names the hidden rows that were read all the same."""
    hidden = [str(row.number) for row in rows if row.hidden]
    if hidden:
        message = f"第 {_some(hidden)} 行是隐藏的，也一并读入了。"
        yield grid.problem(Level.NOTICE, "hidden-rows", message, "不要的话，请删去这些行再导入。")


def left_out_problems(grid: Grid, notes: Iterable[Row]) -> Iterator[Problem]:
    """One notice that shows the rows that are no tasks: totals, notes, signatures."""
    shown = [f"第{row.number}行“{row.excerpt()}”" for row in notes]
    if shown:
        message = f"这些行不是任务，没有读入：{_some(shown)}。"
        yield grid.problem(Level.NOTICE, "rows-left-out", message, "如果其中有任务，请补上序号或单位再导入。")


def _some(texts: list[str]) -> str:
    more = f"等 {len(texts)} 处" if len(texts) > _SHOWN else ""
    return "、".join(texts[:_SHOWN]) + more
