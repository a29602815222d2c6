"""What a template may name of one inspection: its basis, content, objects, time, group, scheme, conclusion, in words.

Pure; days are written as documents write them. Who gave a clue, and which clue it was, no field says.
"""

import re
from datetime import date
from typing import cast

from duban.core.books.books import Books, Item
from duban.core.documents.numbers import letterhead_of
from duban.core.inspections.life import Finding, InspectionState
from duban.core.inspections.limits import rule_of
from duban.core.inspections.plan import plan_of, planned
from duban.core.model.inspection import Dispose, Member, Warrant
from duban.core.model.inspection_terms import BasisKind, Content, InspectionName, LegalMeans, Seat
from duban.core.model.terms import PeriodUnit, YesNo
from duban.core.policy.case_steps import InspectionStep
from duban.views.documents.fields import leader_name
from duban.views.model.official_document import day_text

CONTENTS = {
    Content.CENTRAL: "党中央、国务院重大决策部署落实情况",
    Content.GOVERNMENT: "上级和本级人民政府重要工作部署落实情况",
    Content.DUTIES: "督查对象法定职责履行情况",
    Content.EFFICIENCY: "本级人民政府所属部门和下级人民政府的行政效能",
}
"""As 国令第733号 art. 4 says them."""
MEANS = {
    LegalMeans.SELF_CHECK: "要求督查对象自查、说明情况",
    LegalMeans.HEARING: "听取督查对象汇报",
    LegalMeans.LOOKING: "开展检查、访谈、暗访",
    LegalMeans.EVALUATING: "组织座谈、听证、统计、评估",
    LegalMeans.FILES: "调阅、复制与督查事项有关的资料",
    LegalMeans.CLUES: "通过信函、电话、媒体等渠道收集线索",
    LegalMeans.INTERVIEW: "约谈督查对象负责人或者相关责任人",
    LegalMeans.INTERNET: "运用现代信息技术手段开展“互联网+督查”",
}
"""As 国令第733号 art. 12 says them."""
REVIEW_DAYS = "30日"
"""For the application and for the decision, where the policy has no rule of its own (国令第733号 art. 17)."""
_SEATS = {seat: place for place, seat in enumerate(Seat)}
_NAMED = re.compile("(?:督查|督察|检查|核查|调查|督导|督办)$")
_GOVERNMENT = re.compile(r"(?!中共)[^\s、，]+?人民政府")


def inspection_of(item: Item) -> InspectionState:
    """The state of an inspection on the day of the books."""
    return cast("InspectionState", item.state)


def inspection_fields(books: Books, item: Item) -> dict[str, str]:
    """Every field of one inspection that does not depend on whom the paper goes to."""
    return _head(books, item) | _team(books, item) | _course(books, item) | _review(books, item)


def unit_now(books: Books, unit: str) -> str:
    """The full name of a unit as of today."""
    return books.register.current(unit, books.today)


def span_text(first: date | None, last: date | None) -> str:
    """A span of days as documents write it; one day alone where both are the same or one is missing."""
    if first is None or last is None or first == last:
        only = first or last
        return day_text(only) if only else ""
    end = day_text(last)
    return f"{day_text(first)}至{end.partition('年')[2] if first.year == last.year else end}"


def inspection_name(title: str, kind: str) -> str:
    """The inspection as titles call it: what does not end as an inspection gets its type behind it."""
    bare = title.strip("《》").removeprefix("关于").rstrip("。")
    return bare if _NAMED.search(bare) else f"{bare}{kind}"


def warrant_text(books: Books, warrant: Warrant) -> str:
    """On whose word an inspection is made, as a sentence cites it. The clue behind it is never told."""
    name = (warrant.name or "").strip("《》")
    number = f"（{warrant.doc_no}）" if warrant.doc_no else ""
    paper = f"《{name}》{number}" if name else warrant.doc_no or ""
    who = leader_name(books, warrant.by)
    day = day_text(warrant.on) if warrant.on else ""
    match warrant.kind:
        case BasisKind.INSTRUCTION:
            return f"{who or '行政首长'}{day}" + (f"在{paper}上的批示" if paper else "批示")
        case BasisKind.PROPOSAL:
            return (f"{who}{day}批准的" if who else "") + (f"督查建议{paper}")
        case _:
            return paper or f"{day}{warrant.kind}"


def _head(books: Books, item: Item) -> dict[str, str]:
    head = inspection_of(item).head
    named = [books.find(name) for name in head.tasks]
    marks = ((head.announced, "不发通知"), (head.accompanied, "不用陪同"))
    manner = [*head.manner, *(words for said, words in marks if said is YesNo.NO)]
    objects = inspection_of(item).objects
    return {
        "编号": head.id,
        "事项": head.title,
        "状态": str(inspection_of(item).status),
        "督查名称": inspection_name(head.title, head.type),
        "督查根据": _ground(books, inspection_of(item)),
        "督查内容": "；".join(CONTENTS[each] for each in head.content),
        "涉及事项": "、".join(f"{each.task.title}（{each.task.id}）" for each in named if each),
        "督查对象": "、".join(unit_now(books, unit) for unit in objects),
        "范围": (head.scope or "").strip().rstrip("。；"),
        "督查时间": span_text(head.starts_on, head.ends_on),
        "督查方式": "；".join(MEANS[each] for each in head.means),
        "组织形式": "、".join(head.setup),
        "实施方式": "、".join(manner),
        "主办单位": unit_now(books, head.organizer) if head.organizer else "",
        "参加单位": "、".join(unit_now(books, unit) for unit in head.partners),
    }


def _ground(books: Books, state: InspectionState) -> str:
    """On what an inspection rests, as its papers begin: its warrants, its plan, who allowed it outside one.

    Why it was unplanned a unit is not told: that may be a clue.
    """
    warrants = "、".join(dict.fromkeys(warrant_text(books, each) for each in state.head.warrants))
    if warrants:
        return f"根据{warrants}，"
    plans = planned([entry for plan in books.plans for entry in plan.journal], books.today, books.known)
    found = plan_of(plans, state.head.id)
    if found is not None:
        return f"根据{plan_name(found[0])}，"
    started = state.started
    if started is None or started.approved_by is None:
        return ""
    return f"经{leader_name(books, started.approved_by, started.on)}{day_text(started.on)}批准，"


def plan_name(period: str) -> str:
    """A plan of a year or a month as papers call it."""
    year, _, month = period.partition("-")
    return f"{year}年{f'{int(month)}月' if month else '度'}督查计划"


def _team(books: Books, item: Item) -> dict[str, str]:
    head = inspection_of(item).head
    seats: dict[Seat, list[str]] = {}
    for member in sorted(head.team, key=lambda each: _SEATS[each.seat]):
        seats.setdefault(member.seat, []).append(_member(books, member))
    named = head.designation
    lines = (
        (
            f"{named.organ}{day_text(named.on)}指定{f'（{named.doc_no}）' if named.doc_no else ''}",
            f"范围：{named.scope}",
            f"职责：{named.duties}",
            f"期限：至{day_text(named.until)}",
        )
        if named
        else ()
    )
    return {
        "督查组": "\n".join(f"{seat}：{'、'.join(names)}" for seat, names in seats.items()),
        "组长指定": f"组长由{leader_name(books, head.named_by)}指定" if head.named_by else "",
        "指定": "；".join(" ".join(line.split()) for line in lines),
    }


def _member(books: Books, member: Member) -> str:
    said = [unit_now(books, member.unit) if member.unit else "", member.capacity or ""]
    told = "，".join(filter(None, said))
    return f"{member.name}（{told}）" if told else member.name


def _course(books: Books, item: Item) -> dict[str, str]:
    state = inspection_of(item)
    days = sorted({each.on for each in state.days})
    course = f"督查组自{day_text(state.started.on)}起实施督查" if state.started else ""
    if course and days:
        course += f"，到现场{len(days)}天（{span_text(days[0], days[-1])}）"
    concluded, scheme = state.concluded, state.scheme
    by = leader_name(books, scheme.approved_by) if scheme else ""
    approver = leader_name(books, concluded.approved_by) if concluded else ""
    return {
        "审定": f"{by}{day_text(scheme.on)}审定" if scheme else "",
        "实施情况": course,
        "计划外": state.started.unplanned or "" if state.started else "",
        "问题数": f"{len(state.findings)}个" if state.findings else "",
        "督查意见": (concluded.opinion if concluded else ""),
        "结论批准": f"{approver}{day_text(concluded.on)}批准" if concluded and approver else "",
    }


def _review(books: Books, item: Item) -> dict[str, str]:
    """To whom a unit may apply for a review, and the days for it; nothing of a department's own inspection."""
    head = inspection_of(item).head
    steps = {"复核期限": InspectionStep.ASK_REVIEW, "复核决定期限": InspectionStep.REVIEW}
    if head.name is InspectionName.DEPARTMENT:
        return dict.fromkeys(("复核机关", *steps), "")
    organ = letterhead_of(books.config)[0].organ or ""
    government = _GOVERNMENT.match(organ)
    named = head.designation.organ if head.designation else government[0] if government else ""
    return {
        "复核机关": named or "作出本结论的人民政府",
        **{name: _days(books, step) for name, step in steps.items()},
    }


def _days(books: Books, step: InspectionStep) -> str:
    held = rule_of(books, step, books.today)
    period = held[1].period if held else None
    if period is None or period.count is None:
        return REVIEW_DAYS
    return f"{period.count}{'' if period.unit is PeriodUnit.DAYS else '个'}{period.unit}"


def transfers(state: InspectionState) -> dict[str, list[tuple[Finding, Dispose]]]:
    """By organ the findings that were handed over to it, each with the entry that did so."""
    found: dict[str, list[tuple[Finding, Dispose]]] = {}
    for finding in state.findings.values():
        for made in finding.handed if finding.holds else ():
            found.setdefault(made.to or "", []).append((finding, made))
    return found
