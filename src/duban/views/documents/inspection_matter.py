"""What a paper of an inspection is of: whom it goes to, which findings it tells, which sections and lists it carries.

Pure. A conclusion, and a list for one unit, tell that unit's findings only.
"""

from collections.abc import Iterator, Mapping, Sequence

from duban.core.books.books import Books, Item
from duban.core.books.facets import event_words, visits_of
from duban.core.inspections.endings import ending_of
from duban.core.inspections.life import Finding, InspectionState
from duban.core.model.inspection import ApprovePlan
from duban.core.model.inspection_terms import Outcome
from duban.core.model.terms import DocKind, Section, YesNo
from duban.views.documents.fields import leader_name
from duban.views.documents.figures import Told
from duban.views.documents.findings_text import (
    disposal_text,
    filled,
    grouped,
    heard,
    is_silent,
    kinds_grid,
    list_grid,
    places_text,
    ruling,
    stopped,
    task_text,
    told_of,
    units_grid,
)
from duban.views.documents.inspection_fields import (
    inspection_fields,
    inspection_of,
    plan_name,
    span_text,
    transfers,
    unit_now,
    warrant_text,
)
from duban.views.documents.matter import MOST_JOINED, Fields, Matter
from duban.views.model.official_document import Annex, Grid, Paragraph, Part, day_text

MOST_TOLD = 12
"""A report with more findings tells them in a list behind it."""


def inspection_matter(
    books: Books, kind: DocKind, item: Item, units: Sequence[str] = (), leader: str | None = None
) -> Matter:
    """One inspection; `units` are those the paper is for (none: all), `leader` is whom a report goes to."""
    state = inspection_of(item)
    findings = _findings(state, units)
    fields = inspection_fields(books, item)
    reached = tuple(unit_now(books, unit) for unit in (units or state.objects))
    told = Told()
    copies: tuple[str, ...] = ()
    match kind:
        case DocKind.INSPECTION_NOTICE:
            addressed = "各有关单位" if len(reached) > MOST_JOINED else "、".join(reached)
        case DocKind.INSPECTION_CONCLUSION:
            addressed = "、".join(reached)
            told = _conclusion(books, state, [each for each in findings if each in state.told], reached)
            copies = tuple(
                unit_now(books, unit) for unit in state.head.partners
            )  # results are shared (Ledong 34)
        case DocKind.INSPECTION_REPORT:
            reached, addressed = (), leader_name(books, leader)
            told = _report(books, state, findings)
        case DocKind.FINDINGS_TRANSFER:
            return _transfer(books, state, fields, units[0])
        case DocKind.FINDINGS:
            reached, addressed = tuple(unit_now(books, unit) for unit in units), ""
            grid = list_grid(books, state, findings, units)
            counted = {"问题数": f"{len(findings)}个", "单位": "、".join(reached)}
            told = Told(sections={Section.LISTED: (grid,)}, fields=counted)
        case _:
            reached, addressed = (), ""
    return Matter(fields=(fields,), units=reached, addressed=addressed, copies=copies, told=told)


def _transfer(books: Books, state: InspectionState, fields: Fields, organ: str) -> Matter:
    """The findings that were handed over to one organ, under the 文号 that the last such entry says."""
    handed = transfers(state)[organ]
    last = handed[-1][1]
    number = last.doc_no
    told = [
        f"{place}.{unit_now(books, each.unit)}：{stopped(each.fact)}"
        for place, each in enumerate((finding for finding, made in handed if made.doc_no == number), 1)
    ]
    copies = next((made.copies for _, made in handed if made.doc_no == number and made.copies), None)
    fields = {
        **fields,
        "移送内容": "\n".join(told),
        "材料份数": f"{copies}份" if copies else "",
        "移送批准": leader_name(books, last.approved_by, last.on),
        "问题数": f"{len(told)}个",
    }
    return Matter(fields=(fields,), units=(organ,), addressed=organ, doc_no=number)


def _findings(state: InspectionState, units: Sequence[str]) -> list[Finding]:
    """The findings at these units (none: all), in the order of their numbers."""
    found = [each for _, each in sorted(state.findings.items())]
    return [
        each
        for each in found
        if not units or any(state.register.answers_for(one, each.unit) for one in units)
    ]


def _conclusion(books: Books, state: InspectionState, held: Sequence[Finding], units: Sequence[str]) -> Told:
    """What a unit is told: the findings that stand at it, and what of them was given to be put right."""
    parts: list[Part] = [Paragraph("查明的情况", 1)]
    for number, each in enumerate(held, 1):
        parts += told_of(each, f"{number}.", state, "你单位")
    if not held:
        parts.append(Paragraph(f"没有认定{'、'.join(units)}存在问题。"))
    rectified = [
        f"第{number}个问题：{task_text(books, one, standing=False)}"
        for number, each in enumerate(held, 1)
        for one in ending_of(state, each, books.elsewhere).entries
        if one.outcome is Outcome.RECTIFY
    ]
    return Told(
        sections={Section.WANTING: tuple(parts)},
        fields={
            "认定问题": f"{len(held)}个问题" if held else "",
            "整改安排": "；".join(rectified) + "。" if rectified else "",
            "问题数": f"{len(held)}个" if held else "",
        },
    )


def _report(books: Books, state: InspectionState, findings: Sequence[Finding]) -> Told:
    listed = len(findings) > MOST_TOLD
    grid = list_grid(books, state, findings)
    return Told(
        sections={
            Section.SITUATION: (*_situation(books, state, findings), *_visited(books, state)),
            Section.WANTING: tuple(_wanting(books, state, findings, listed=listed)),
            Section.OPINIONS: tuple(_opinions(books, state, findings)),
            Section.HANDLING: tuple(_handling(books, state, findings)),
        },
        annexes=(Annex("问题清单", (_short(grid),)),) if listed else (),
    )


def _short(grid: Grid) -> Grid:
    """The columns of a list for which an upright page has room; the text of the report says the others."""
    kept = [
        place
        for place, title in enumerate(grid.titles)
        if title in {"序号", "单位", "存在问题", "类别", "处理"}
    ]
    return Grid(
        tuple(grid.titles[place] for place in kept),
        tuple(tuple(cells[place] for place in kept) for cells in grid.rows),
        frozenset(kept.index(place) for place in grid.whole if place in kept),
    )


def _situation(books: Books, state: InspectionState, findings: Sequence[Finding]) -> Iterator[Part]:
    yield Paragraph("总体情况", 1)
    given_up = sum(not each.holds for each in findings)
    units = grouped(books, findings)
    told = [f"督查对象{len(state.objects)}个"] if state.objects else []
    if findings:
        told.append(f"发现问题{len(findings)}个，涉及单位{len(units)}个")
        told.append(f"认定{len(findings) - given_up}个" + (f"，不予认定{given_up}个" if given_up else ""))
    else:
        told.append("没有记录问题")
    yield Paragraph("；".join(told) + "。")
    if findings:
        yield units_grid(books, state, findings)
        yield kinds_grid(findings)


def _visited(books: Books, state: InspectionState) -> Iterator[Part]:
    """What a 回访督查 saw of each task, in the words of its 回访; nothing where it is none."""
    seen = [
        f"{item.task.title}（{item.task.id}）：{day_text(visit.on)}{event_words(visit, item)}"
        for item in (books.find(name) for name in state.head.tasks)
        if item is not None
        for visit in visits_of(state.head.id, item)
    ]
    if seen:
        yield Paragraph("回访情况", 1)
        yield from (Paragraph(f"{each}。") for each in seen)


def _wanting(
    books: Books, state: InspectionState, findings: Sequence[Finding], *, listed: bool
) -> Iterator[Part]:
    if not findings:
        return
    yield Paragraph("发现的问题", 1)
    if listed:
        yield Paragraph("逐项列在附件的问题清单里。")
        return
    for unit, held in grouped(books, [each for each in findings if each.holds]).items():
        yield Paragraph(f"{unit}（{len(held)}个）", 2)
        for each in held:
            yield from told_of(each, f"{each.place}.", state)
    gone = [each for each in findings if not each.holds]
    if gone:
        yield Paragraph(f"不予认定的（{len(gone)}个）", 2)
        for each in gone:
            yield from told_of(each, f"{each.place}.{unit_now(books, each.unit)}：", state)


def _opinions(books: Books, state: InspectionState, findings: Sequence[Finding]) -> Iterator[Part]:
    """What units say, dispute, and how that was settled; their applications for a review and how those were decided."""
    answers = [each.answer.agreed for each in findings if each.answer is not None]
    counts = (
        ("认可", answers.count(YesNo.YES)),
        ("有异议", answers.count(YesNo.NO)),
        ("没有反馈", sum(is_silent(each, state) for each in findings)),
    )
    told = "，".join(f"{said}{count}个" for said, count in counts if count)
    lines = [f"{told}。"] if told else []
    lines += [
        _opinion(books, state, each)
        for each in findings
        if ruling(each) is not None or (each.answer is not None and each.answer.agreed is YesNo.NO)
    ]
    for each in state.reviews:
        unit = unit_now(books, each.asked.unit or "")
        asked = f"{unit}{day_text(each.asked.on)}申请复核：{stopped(each.asked.reason)}"
        if each.decided is None:
            left = f"结论已{each.moot.ruling}，不用再决定" if each.moot else "还没有决定"
            lines.append(f"{asked}{left}。")
            continue
        number = f"（{each.decided.doc_no}）" if each.decided.doc_no else ""
        ruled = f"{day_text(each.decided.on)}复核决定{each.decided.ruling}{number}：{stopped(each.decided.reason)}"
        lines.append(asked + ruled)
    if lines:
        yield Paragraph("单位意见和认定、复核情况", 1)
        yield from (Paragraph(" ".join(line.split())) for line in lines)


def _opinion(books: Books, state: InspectionState, finding: Finding) -> str:
    """What its unit says of a finding and how that was settled; whose it is also where nobody was asked."""
    unit = unit_now(books, finding.unit)
    said = heard(finding, f"{unit}对第{finding.place}个问题", state)
    unasked = finding.answer is None and not is_silent(finding, state)
    return f"{unit}的第{finding.place}个问题，{said}" if unasked else said


def _handling(books: Books, state: InspectionState, findings: Sequence[Finding]) -> Iterator[Part]:
    """What became of the findings, by where they went, and which have no end yet."""
    ends = [ending_of(state, each, books.elsewhere) for each in findings]
    if not ends:
        return
    yield Paragraph("处理情况", 1)
    for outcome in Outcome:
        told = [
            f"第{each.finding.place}个（{disposal_text(books, one)}）"
            for each in ends
            for one in each.entries
            if one.outcome is outcome
        ]
        if told:
            yield Paragraph(f"{outcome}{len(told)}个：{'、'.join(told)}。")
    gone = [each.finding.place for each in ends if not each.finding.holds]
    if gone:
        yield Paragraph(f"{Outcome.REJECT}{len(gone)}个：{places_text(gone)}。")
    left = [each.finding.place for each in ends if each.is_open]
    if left:
        yield Paragraph(f"待处理{len(left)}个：{places_text(left)}。")


def plan_matter(books: Books, period: str, plan: Mapping[str, ApprovePlan], items: Sequence[Item]) -> Matter:
    """The plan of a year or month as it stands on the day of the books: its inspections, and who approved them."""
    columns = (
        "序号",
        "编号",
        "督查事项",
        "依据",
        "类型",
        "督查对象",
        "督查时间",
        "主办单位",
        "参加单位",
        "督查组",
        "审定",
        "进展",
    )
    approved = sorted({(entry.on, _approval(books, entry)) for entry in plan.values()})
    rows = [
        (str(number), *_plan_row(books, item), *_approved_row(books, item, plan, len(approved)))
        for number, item in enumerate(items, 1)
    ]
    return Matter(
        fields=({"计划名称": plan_name(period), "计划审定": "；".join(text for _, text in approved)},),
        told=Told(
            sections={Section.LISTED: (filled(columns, rows, whole={"序号", "编号", "类型", "进展"}),)},
            fields={"事项数": f"{len(items)}项"},
        ),
    )


def _approved_row(
    books: Books, item: Item, plan: Mapping[str, ApprovePlan], approvals: int
) -> tuple[str, str]:
    """Who approved one inspection, where that is not the same for all, and where it stands."""
    said = _approval(books, plan[item.task.id]) if approvals > 1 else ""
    return said, str(inspection_of(item).status)


def _plan_row(books: Books, item: Item) -> tuple[str, ...]:
    state = inspection_of(item)
    head = state.head
    fields = inspection_fields(books, item)
    return (
        head.id,
        head.title,
        "、".join(dict.fromkeys(warrant_text(books, each) for each in head.warrants)),
        str(head.type),
        fields["督查对象"],
        span_text(head.starts_on, head.ends_on),
        fields["主办单位"],
        fields["参加单位"],
        fields["督查组"],
    )


def _approval(books: Books, entry: ApprovePlan) -> str:
    meeting = f"，{entry.meeting}" if entry.meeting else ""
    return f"{leader_name(books, entry.approved_by)}{day_text(entry.on)}{meeting}"
