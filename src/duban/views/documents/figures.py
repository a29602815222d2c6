"""What a report says, as a document takes it over: its sections, its list of tasks, and fields for templates.

Pure; counts nothing itself: every figure is that of `duban report bulletin`, `brief` and `special`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec

from duban.core.calendar.counting import workdays_between
from duban.core.model.terms import DocKind
from duban.views.model.official_document import (
    Annex,
    Grid,
    Paragraph,
    Part,
    day_text,
    in_print,
    sheet_annexes,
    sheet_parts,
)
from duban.views.model.sheet import Sheet
from duban.views.reports.bulletin import brief, bulletin, scope_of, special
from duban.views.reports.request import Course, Matter, ReportRequest, by_unit, counts, lead_units

REPORT_OF = {DocKind.BULLETIN: bulletin, DocKind.BRIEF: brief, DocKind.SPECIAL: special}
FOOT = "报尾"
_SITUATION = "总体情况"
MOST_ROWS = 24
"""A table with more rows would fill a page of the text: it goes to an annex."""
Sections = Mapping[str, tuple[Part, ...]]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A report, taken apart: `sections` by their names, `annexes`, `foot`: to whom it goes, `fields` by theirs."""

    sections: Sections = {}
    annexes: tuple[Annex, ...] = ()
    foot: tuple[str, ...] = ()
    fields: Mapping[str, str] = {}


NOTHING_TOLD = Told()


def tell(kind: DocKind, asked: ReportRequest) -> Told:
    """The report that belongs to a kind of document. Raises UsageError where it lacks its leader."""
    sheets = REPORT_OF[kind](msgspec.structs.replace(asked, number=asked.number or 1))
    if kind is DocKind.SPECIAL:
        (sheet,) = sheets
        _issue, _heading, first, *others = sheet.paragraphs
        text = first.replace(
            f"{asked.leader}批示交办", "您批示交办", 1
        )  # a letter to the leader speaks to him
        sections: Sections = {_SITUATION: sheet_parts(Sheet(_SITUATION, (text, *others), sheet.tables))}
        foot: tuple[str, ...] = (f"报：{asked.leader}。",)
    else:
        sections = {sheet.tab: sheet_parts(sheet) for sheet in sheets[1:] if sheet.tab != FOOT}
        text = sheets[1].paragraphs[0]
        foot = next((sheet.paragraphs for sheet in sheets if sheet.tab == FOOT), ())
    lists = tuple(annex for sheet in sheets for annex in sheet_annexes(sheet))
    sections, tables = _moved(sections, len(lists))
    return Told(
        sections=sections,
        annexes=lists + tables,
        foot=foot,
        fields={
            "总体情况": in_print(text),
            "单位情况": "；".join(_unit(name, held) for name, held in by_unit(asked, asked.matters).items())
            + "。",
            "逾期清单": "\n".join(_overdue(asked)),
            "督查范围": f"截至{day_text(asked.books.today)}" if asked.whole else scope_of(asked),
            "领导": asked.leader or "",
        },
    )


def _moved(sections: Sections, before: int) -> tuple[Sections, tuple[Annex, ...]]:
    """The sections with their long tables in annexes of their own, numbered after those that are there."""
    annexes: list[Annex] = []
    left: dict[str, tuple[Part, ...]] = {}
    for name, parts in sections.items():
        kept: list[Part] = []
        for part in parts:
            if not isinstance(part, Grid) or len(part.rows) <= MOST_ROWS:
                kept.append(part)
                continue
            title = part.caption.partition("（")[0]
            annexes.append(Annex(title, (replace(part, caption=""),)))
            kept.append(Paragraph(f"{title}，见附件{before + len(annexes)}。"))
        left[name] = tuple(kept)
    return left, tuple(annexes)


def _unit(name: str, held: Sequence[Matter]) -> str:
    done, late = counts(held)[Course.DONE], sum(matter.overdue for matter in held)
    told = [f"已办结{done}项"] * bool(done) + [f"超期{late}项"] * bool(late)
    return f"{name}{len(held)}项" + (f"（{'，'.join(told)}）" if told else "")


def _overdue(asked: ReportRequest) -> list[str]:
    """The tasks past their limit, the longest first."""
    found = []
    for matter in asked.matters:
        for due_on in [duty.due_on for duty in matter.late if duty.node is None and duty.due_on][:1]:
            days = workdays_between(due_on, asked.books.today, asked.books.calendar)
            units = "、".join(lead_units(asked.books, matter.item))
            title = f"{matter.item.task.title}（{matter.id}）"
            found.append((-days, f"{units}：{title}，时限{day_text(due_on)}，已逾期{days}个工作日。"))
    return [text for _, text in sorted(found, key=lambda each: each[0])]
