"""What each column is used for, judged by the header and the rows under it: number, title, units, deadline, text.

Decides about columns only: rows are gathered into tasks by tables/rows.py.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from duban.core.model.folding import fold
from duban.importers.formats.grid import MAX_COLUMNS, Row
from duban.importers.grammar.deadlines import parse_deadline
from duban.importers.grammar.headings import IGNORE, names_person
from duban.importers.grammar.normalize import one_line
from duban.importers.grammar.numbering import is_number
from duban.importers.grammar.paces import is_state, pace_of
from duban.importers.tables.header import TITLE_FIELDS, Header, Heading

_HALF = 2
_FEW = 3
_LEADING = re.compile(r"(\d{1,3})[.、)](?=\D)")


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns by their use. `units` are unit columns without a word on who leads.

    `details` say more of the same task (requirements, measures); `groups` are categories. `texts` maps the text
    fields to their columns, `other` are columns without a field, `names` the headings of all. `persons` are unit
    columns that name persons too, `assigned` those that hold the day of assignment. `of_problems`: the tasks are
    problems to be put right (整改清单); then `steps` are the columns with the day of each measure. `whole` is the
    field of a title that is longer than a title may be.
    """

    title: int
    number: int | None = None
    lead: tuple[int, ...] = ()
    units: tuple[int, ...] = ()
    support: tuple[int, ...] = ()
    deadline: tuple[int, ...] = ()
    details: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    texts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    other: tuple[int, ...] = ()
    persons: tuple[int, ...] = ()
    assigned: tuple[int, ...] = ()
    of_problems: bool = False
    steps: tuple[int, ...] = ()
    whole: str = "requirements"
    names: Mapping[int, str] = field(default_factory=dict)

    @property
    def all_units(self) -> tuple[int, ...]:
        """Every column in which units stand."""
        return (*self.lead, *self.units, *self.support)

    def name(self, column: int) -> str:
        """The heading of a column; for one without a heading, its position."""
        return self.names.get(column, f"第{column + 1}列")

    def meanings(self) -> dict[str, str]:
        """Which heading was read as which field, for the user to see."""
        uses = {
            "number": () if self.number is None else (self.number,),
            "group": self.groups,
            "lead": self.lead,
            "unit": self.units,
            "support": self.support,
            "deadline": self.deadline,
            "title": (self.title,),
            "milestones": self.steps,
        }
        return {
            self.name(column): use
            for use, columns in (*self.texts.items(), *uses.items())
            for column in columns
        }


def lay_out(header: Header, rows: tuple[Row, ...]) -> Layout | None:
    """The layout of a table; None where no column says what is to be done."""
    headings = _timed(_numbered(_named(header.headings, rows), rows))
    headings = _measured(_staged(_righted(headings, rows)), rows)
    meant = {heading.column: heading.field for heading in headings}
    number = next((column for column, use in meant.items() if use == "number"), None)
    lead, units, support = _roles(headings)
    titles = _candidates(headings, rows)
    if not titles:
        return None
    steps = _step_columns(headings) if "problem" in meant.values() else ()
    deadline = tuple(column for column in _of(headings, "deadline") if column not in steps)
    who = (*lead, *units, *support, *deadline)
    chosen = next(
        (
            place
            for place, column in enumerate(titles)
            if meant[column] in _PROBLEMS  # a problem with several measures groups nothing: it is the matter
            or not _is_category(rows, column, titles[place + 1 :], number, who)
        ),
        0,
    )
    title = titles[chosen]
    extra = tuple(column for column in titles[chosen + 1 :] if meant[column] == "title")
    above = tuple(column for column in titles[:chosen] if meant[column] == "title")
    texts: dict[str, tuple[int, ...]] = {}
    for heading in headings:
        placed = heading.column in {title, *units} or heading.field in {None, IGNORE, *_PLACED}
        if not placed:
            texts[str(heading.field)] = (*texts.get(str(heading.field), ()), heading.column)
    if extra:
        texts["requirements"] = tuple(sorted((*extra, *texts.get("requirements", ()))))
    return Layout(
        title=title,
        number=number,
        lead=lead,
        units=units,
        support=support,
        deadline=deadline,
        details=tuple(sorted({*texts.get("requirements", ()), *texts.get("measures", ())})),
        groups=tuple(sorted((*above, *_of(headings, "group")))),
        texts=texts,
        other=tuple(
            heading.column
            for heading in headings
            if heading.field is None or (heading.field == "unit" and heading.column not in who)
        ),
        persons=tuple(
            heading.column for heading in headings if heading.column in who and names_person(heading.text)
        ),
        assigned=tuple(
            heading.column
            for heading in headings
            if heading.field in {"held_on", "issued_on", "received_on", "instructed_on"}
            or _GIVEN.fullmatch(fold(heading.text))
        ),
        of_problems=meant[title] in _PROBLEMS or "problem" in meant.values(),
        steps=steps,
        whole=_whole(next(each for each in headings if each.column == title)),
        names={heading.column: heading.text for heading in headings if heading.text},
    )


_BY_RANK = "title matter requirements measures indicators aim instructions issues standard"
_PROBLEMS = frozenset({"problem", "issues"})
_CURES = frozenset({"goal", "requirements", "measures"})
_LEVEL = re.compile("[二三四]级(?:标题|问题|目录)")
_RANKS = {name: rank for rank, name in enumerate(_BY_RANK.split())}
_AIM = re.compile(r"目标|标准|成果|规模")
_BESIDE = re.compile(r"(?<!组织)(?:主管|建设|业主|法人|项目)")
_GIVEN = re.compile(r"(?:交办|立项|收文|来文|下达|登记|批示|督办|转办|签批|部署)(?:时间|日期)")
_TIME = re.compile(
    r"(?:起止|实施|活动|举办|工作|推进)?(?:时间|日期)(?:安排|进度)?|时间进度|(?:建设)?工期|建设(?:周期|年限)"
)
_ANY_YEAR = 2000
_FINER = re.compile("[二三四]级(?:指标|任务)|指标(?:名称)?|考核(?:指标|内容|项目)")
_FIGURE = re.compile(r"[≤≥<>＜＞＝=约不低高于少超过达到]{0,4}[+\-＋－]?[\d.,，]+\s?\S{0,7}")
_MOST = 0.7
"""Of this part of its cells a column of figures consists."""
_PLACED = ("number", "title", "lead", "unit", "support", "deadline", "group")


def _of(headings: Iterable[Heading], *fields: str) -> tuple[int, ...]:
    return tuple(heading.column for heading in headings if heading.field in fields)


def _named(headings: tuple[Heading, ...], rows: tuple[Row, ...]) -> tuple[Heading, ...]:
    """The headings with one added for each column that has texts but no heading."""
    named = {heading.column for heading in headings}
    filled = {column for row in rows for column, cell in enumerate(row.cells) if cell.text}
    bare = tuple(Heading(column, "", None, (0, column)) for column in sorted(filled - named))
    return tuple(sorted((*headings, *bare), key=lambda heading: heading.column))


def _timed(headings: tuple[Heading, ...]) -> tuple[Heading, ...]:
    """The headings with a column called 时间 as the deadline, if there is no other."""
    if any(heading.field == "deadline" for heading in headings):
        return headings
    return tuple(
        replace(each, field="deadline") if each.field is None and _TIME.fullmatch(fold(each.text)) else each
        for each in headings
    )


def _staged(headings: tuple[Heading, ...]) -> tuple[Heading, ...]:
    """The headings with several deadline columns that each name a time (进度要求: 一季度, 二季度) as stages."""
    stages = {
        each.column
        for each in headings
        if each.field == "deadline" and parse_deadline(each.text.split("/")[-1], _ANY_YEAR).on is not None
    }
    if len(stages) < _FEW:
        return headings
    return tuple(replace(each, field="milestones") if each.column in stages else each for each in headings)


def _measured(headings: tuple[Heading, ...], rows: tuple[Row, ...]) -> tuple[Heading, ...]:
    """The headings of a list of indicators (考核指标表), whose finest level is the matter and whose figures are none.

    Only where nothing but figures (目标值: 7.5%, 12家) could be the title beside the levels (一级指标, 二级指标).
    """
    levels = [each.column for each in headings if each.field == "group" and _FINER.fullmatch(fold(each.text))]
    able = [each.column for each in headings if each.field in TITLE_FIELDS]
    if not levels or not able or not all(_is_figures(rows, column) for column in able):
        return headings
    swapped = {max(levels): "title", **dict.fromkeys(able, "indicators")}
    return tuple(replace(each, field=swapped.get(each.column, each.field)) for each in headings)


def _is_figures(rows: tuple[Row, ...], column: int) -> bool:
    """Whether a column holds little but figures with their units."""
    texts = [one_line(row.text(column)) for row in rows if _stands(row, column)]
    return sum(_FIGURE.fullmatch(text) is not None for text in texts) >= len(texts) * _MOST


def _numbered(headings: tuple[Heading, ...], rows: tuple[Row, ...]) -> tuple[Heading, ...]:
    """The headings with the number column added where its heading is missing or merged with the next."""
    if any(heading.field == "number" for heading in headings):
        return headings
    for place, heading in enumerate(headings[:-1]):
        shared = heading.anchor == headings[place + 1].anchor
        values = [text for row in rows if (text := row.text(heading.column))]
        if (shared or not heading.text) and values and all(map(is_number, values)):
            return (*headings[:place], replace(heading, field="number"), *headings[place + 1 :])
    return headings


def _righted(headings: tuple[Heading, ...], rows: tuple[Row, ...]) -> tuple[Heading, ...]:
    """The headings of a list of problems, as they are meant there.

    A column of problems left of what puts them right is what is to be put right; one merely called 问题 right of a
    task tells of its progress. The finest heading of an audit report (三级标题) is the short title where no two
    problems share it. A column of nothing but 立行立改, 分阶段 and the like is the 整改类型, one of nothing but 已完成,
    基本完成, 持续推进 (完成情况) the 状态.
    """
    cure = min(_of_columns(headings, _CURES), default=0)
    first = min(_of_columns(headings, {"title", "progress"}), default=len(rows) + MAX_COLUMNS)
    texts = {
        each.column: [
            cell.text for row in rows if (cell := row.cell(each.column)).text and _stands(row, each.column)
        ]
        for each in headings
    }
    paced = {each.column for each in headings if (said := texts[each.column]) and all(map(pace_of, said))}
    found: list[Heading] = []
    for each in headings:
        field = each.field
        if field in _PROBLEMS and each.column < cure:
            field = "problem"
        elif field == "problem" and fold(each.text) == "问题" and each.column > first:
            field = "issues"
        elif field in {None, "group", "pace"} and each.column in paced:
            field = "pace"
        elif field == "progress" and cure and texts[each.column] and all(map(is_state, texts[each.column])):
            field = "status"
        elif field == "pace" and not any(map(pace_of, texts[each.column])):
            field = "group"
        found.append(replace(each, field=field))
    problems = _of(found, "problem")
    levels = [
        each.column
        for each in found
        if each.field == "group" and _LEVEL.fullmatch(fold(each.text)) and texts[each.column]
    ]
    if problems and levels and "title" not in {each.field for each in found}:
        finest = texts[levels[-1]]
        if len(set(finest)) == len(finest) >= len(texts[problems[0]]):
            found = [replace(each, field="title") if each.column == levels[-1] else each for each in found]
    return tuple(found)


def _whole(title: Heading) -> str:
    """The field that tells in full what a title says in short: what is wrong is no requirement."""
    if title.field in _PROBLEMS or _LEVEL.fullmatch(fold(title.text)):
        return "problem"
    return "goal" if title.field == "goal" else "requirements"


def _of_columns(headings: Iterable[Heading], fields: Collection[str]) -> list[int]:
    return [heading.column for heading in headings if heading.field in fields]


def _step_columns(headings: tuple[Heading, ...]) -> tuple[int, ...]:
    """The columns right of the measures that say when each is done, where another column has the deadline."""
    days = _of(headings, "deadline")
    measures = _of(headings, "measures")
    beside = tuple(column for column in days if column - 1 in measures)
    return beside if len(beside) < len(days) else ()


def _roles(headings: tuple[Heading, ...]) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """The leading, the unassigned and the supporting unit columns.

    Beside 牵头单位, 责任单位 and 主责单位 support; beside 配合单位, 责任单位 leads. 主管部门 and 项目业主 beside a
    responsible unit have neither part. Where no column names units, 责任科室 and the like are the units.
    """
    leads = [heading for heading in headings if heading.field == "lead"]
    units, support = _of(headings, "unit"), _of(headings, "support")
    beside_task = {
        each.column for each in headings if each.field == "unit" and _BESIDE.search(fold(each.text))
    }
    if leads or len(beside_task) < len(units):
        units = tuple(column for column in units if column not in beside_task)
    if not leads and not units:
        units = _of(headings, "post")
    if leads:
        first = [heading for heading in leads if "牵头" in fold(heading.text)] or leads
        beside = tuple(heading.column for heading in leads if heading not in first)
        return tuple(heading.column for heading in first), (), tuple(sorted((*beside, *units, *support)))
    return (units, (), support) if support else ((), units, ())


def _candidates(headings: tuple[Heading, ...], rows: tuple[Row, ...]) -> list[int]:
    """The columns that can be the title, in the order of `_RANKS`, empty ones left out.

    Columns ranked after aims (批示, 问题, 标准) count only if no other can be the title.
    """
    filled = {column for row in rows for column, cell in enumerate(row.cells) if cell.text}
    able = [each for each in headings if each.field in TITLE_FIELDS and (each.column in filled or not rows)]
    fields = {each.field for each in able}
    ranks = {each.column: _rank(each, fields) for each in able}
    ordered = sorted(ranks, key=lambda column: (ranks[column], column))
    usual = [column for column in ordered if ranks[column] <= _RANKS["aim"]]
    return usual or ordered


def _rank(heading: Heading, fields: set[str | None]) -> int:
    """The rank of a column as title, 0 being the likeliest.

    A problem is the matter itself, and the other columns say how it is put right (整改清单); where none is told, the
    aim of the rectification is. Indicators are a title only if there is no 事项 column.
    """
    name = str(heading.field)
    if name == "requirements" and _AIM.search(fold(heading.text)):
        name = "aim"
    elif name == "problem":
        name = "matter"
    elif name == "goal":
        name = "aim" if fields & _PROBLEMS else "matter"
    elif name == "indicators" and "title" in fields:
        name = "standard"
    return _RANKS[name]


def _is_category(
    rows: tuple[Row, ...], column: int, others: list[int], number: int | None, who: tuple[int, ...]
) -> bool:
    """Whether a title column only groups tasks: each of its texts covers several rows that other columns distinguish.

    Where the row numbers count the texts of the column, these are the tasks, unless most cover rows with units of
    their own.
    """
    tasks = [row for row in rows if any(row.text(other) for other in others)]
    own = [row for row in tasks if any(row.text(other) and _stands(row, other) for other in others)]
    titles = {row.text(column) for row in own if row.text(column)}
    finer = max((len({row.text(other) for row in own}) for other in others), default=0)
    shared = len(titles) * _HALF <= len(own)
    if finer <= len(titles) or not own[0].text(column):
        return False
    if any(_runs(own, other) for other in others) and not _runs(own, column):
        return True
    told = Counter(row.text(column) for row in own if any(_stands(row, place) for place in who))
    if number is not None:
        counted = len({row.text(number) for row in own if row.text(number)})
        parted = sum(count > 1 for count in told.values()) * _HALF > len(titles)
        return parted or (counted > len(titles) and (shared or number > column))
    return shared and (not who or told.total() > len(titles))


def _runs(rows: list[Row], column: int) -> bool:
    """Whether the texts of a column are numbered through the table (1.…, 2.…, 3.…), and so are the tasks."""
    numbers = [_LEADING.match(fold(row.text(column))) for row in rows if _stands(row, column)]
    values = [int(match[1]) for match in numbers if match]
    return (
        len(values) == len(numbers)
        and len(values) >= _FEW
        and all(after == before + 1 for before, after in pairwise(values))
    )


def _stands(row: Row, column: int) -> bool:
    """Whether a text begins in this row, and is not merged down from above."""
    cell = row.cell(column)
    return bool(cell.text) and cell.anchor[0] == row.number
