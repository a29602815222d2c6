"""Who is inspected (督查对象): the units of the scheme, or those of them that were drawn, and nobody else (art. 15).

What was found at a unit stays a finding at an object: neither a lot nor a change of the head takes it out.
"""

from collections.abc import Iterable
from typing import Any

from duban.core.inspections.life import InspectionState
from duban.core.model.inspection import Draw, Inspection, SiteDay
from duban.core.model.inspection_terms import DrawnOf
from duban.core.model.terms import Status, YesNo
from duban.errors import Level, Problem, refusal

_ART = "国令第733号 第15条"


def _outside(now: InspectionState, units: Iterable[str], objects: Iterable[str]) -> list[str]:
    """Those of `units` that are none of `objects`, groups expanded."""
    own = now.register.expanded(objects)
    return [unit for unit in units if not any(now.register.same(unit, each) for each in own)]


def refuse_stranger(now: InspectionState, unit: str | None) -> None:
    """Raises DubanError for a unit that is no object: neither scope nor objects are widened on the way (art. 15)."""
    if unit is not None and now.is_object(unit):
        return
    if unit is not None and not _outside(now, (unit,), now.head.objects):
        text = f"{unit}没有抽中，{now.head.id} 不查它（抽中的是{'、'.join(now.objects)}）"
        way = f"确要查它，写明原因重抽：duban inspect draw {now.head.id} --of 对象 … --note 原因 --approved-by 领导"
        raise refusal("not-an-object", text, way, _ART)
    objects = "、".join(now.objects) or "还没有写"
    text = f"{unit or '（没有写单位）'}不是 {now.head.id} 的督查对象（{objects}）"
    way = f"确要查它：duban inspect amend {now.head.id} --object … --approved-by … --reason …"
    raise refusal("not-an-object", text, way, _ART)


def refuse_wider_lot(now: InspectionState, entry: Draw) -> None:
    """Raises DubanError for a lot out of other units than the scheme's, or that leaves out one of a finding."""
    if entry.of is not DrawnOf.OBJECTS:
        return
    strange = _outside(now, entry.frame, now.head.objects)
    if strange:
        objects = "、".join(now.head.objects) or "还没有写"
        text = f"{'、'.join(strange)}不是 {now.head.id} 的督查对象（{objects}），不能从里面抽"
        way = f"先写进督查对象：duban inspect amend {now.head.id} --object … --approved-by … --reason …"
        raise refusal("not-an-object", text, way, _ART)
    _refuse_left(now, _found(now), entry.drawn, "抽取")


def refuse_dropped(now: InspectionState, head: Inspection) -> None:
    """Raises DubanError for objects of a changed head without one that was drawn, or at which something was found."""
    drawn = now.objects if any(each.of is DrawnOf.OBJECTS for each in now.draws) else ()
    _refuse_left(now, (*drawn, *_found(now)), head.objects, "变更")


def _found(now: InspectionState) -> list[str]:
    return [each.unit for each in now.findings.values() if each.holds]


def _refuse_left(now: InspectionState, bound: Iterable[str], objects: Iterable[str], what: str) -> None:
    left = now.register.once(_outside(now, bound, objects))
    if left:
        text = f"{'、'.join(left)}已经抽中或者查出问题，{what}以后就不是 {now.head.id} 的督查对象了"
        settle = f"duban inspect settle {now.head.id} --finding … --holds 否 --reason … --approved-by …"
        raise refusal("object-left", text, f"把它留在督查对象里；问题不成立的先认定：{settle}", _ART)


def refuse_own(now: InspectionState, head: Inspection) -> None:
    """Raises DubanError for a unit that would inspect itself."""
    if head.organizer is not None and not _outside(now, (head.organizer,), head.objects):
        text = f"{head.organizer}主办 {head.id}，又是它的督查对象：自己不督查自己"
        raise refusal("inspects-itself", text, "--object 不写主办的单位；查它自己的由督查室或别的单位主办")


def strange_leads(now: InspectionState, head: Inspection, ground: Any) -> Problem | None:  # noqa: ANN401 - of a decision or of books
    """That a 回访督查 looks again at what others lead than its objects, or those drawn; None where all of them are."""
    if head.revisit is not YesNo.YES or not head.objects:
        return None
    objects = now.objects if any(each.of is DrawnOf.OBJECTS for each in now.draws) else head.objects
    tasks = (ground.elsewhere.find(task) for task in head.tasks)
    leads = [lead for each in tasks if each and each.status is not Status.WITHDRAWN for lead in each.leads]
    left = now.register.once(_outside(now, leads, objects))
    if not left:
        return None
    drawn = len(_outside(now, left, head.objects)) < len(left)
    text = f"{head.id} 回访的事项由{'、'.join(left)}牵头，不是它的督查对象"
    way = f"duban inspect amend {head.id} --task …"
    if drawn:
        text, way = (
            f"{text.replace('不是它的督查对象', '没有抽中')}",
            f"没有抽中的这次不回访，去掉那一件：{way}",
        )
    else:
        more = "对象、事项都换的，先加上新的，再去掉旧的"
        way = f"写进督查对象，或去掉那一件：duban inspect amend {head.id} --object …，或 --task …；{more}"
    return Problem(Level.ERROR, "lead-no-object", text, way, _ART)


def tell_strange_leads(now: InspectionState, head: Inspection, ground: Any, notices: list[Problem]) -> None:  # noqa: ANN401 - as above
    """As strange_leads, told: objects and tasks may still be put right before the scheme is settled."""
    found = strange_leads(now, head, ground)
    if found is not None:
        notices.append(Problem(Level.NOTICE, found.code, found.message, found.advice, found.clause))


def refuse_same_day(now: InspectionState, entry: SiteDay) -> None:
    """Raises DubanError for a day on site that is entered already: place, unit and members all the same."""
    for each in now.days:
        if (each.on, each.place, each.unit, set(each.members)) == (
            *(entry.on, entry.place, entry.unit),
            set(entry.members),
        ):
            text = f"{now.head.id} {entry.on} 在{entry.place}的现场已经记过"
            way = f"补情况：duban inspect amend {now.head.id} --event 现场 --set 情况=… --reason 补充"
            raise refusal("same-day-twice", text, f"{way}；别的人、别处的写明 --member、--place")
