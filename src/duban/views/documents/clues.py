"""What a paper of a clue is of: what it says, by when a unit reports, what came of it.

Pure. Who gave it, and the number under which it came, no paper says: a unit could find him by it.
"""

from typing import Any, cast

import msgspec

from duban.core.books.books import Books, Item
from duban.core.clues.life import ClueState, Sending
from duban.core.model.clues.records import DeclineClue, HandOverClue, ReferPetition
from duban.core.model.clues.terms import Door
from duban.views.documents.fields import leader_name
from duban.views.documents.inspection_fields import unit_now
from duban.views.documents.matter import Matter
from duban.views.model.official_document import day_text

_DOORS = {
    Door.PUBLIC: "群众反映",
    Door.BUSINESS: "市场主体反映",
    Door.GRASSROOTS: "基层反映",
    Door.HOTLINE: "12345政务服务便民热线转来",
    Door.DELEGATES: "代表委员反映",
    Door.BOX: "举报箱收到",
    Door.INSPECTION: "督查发现",
}
"""How a paper says through which door a clue came: of a box that it was found there, of nobody who he is."""


def clue_of(item: Item) -> ClueState:
    """The state of a clue on the day of the books."""
    return cast("ClueState", item.state)


def clue_matter(books: Books, item: Item, unit: str | None) -> Matter:
    """One clue; `unit` is the one that a letter goes to."""
    state = clue_of(item)
    head = state.head
    sending = state.sending(unit) if unit is not None else None
    fields = {
        "编号": head.id,
        "事项": head.title.rstrip("。"),
        "状态": str(state.status),
        "反映内容": head.content or "",
        "地点": head.place or "",
        "线索来源": _DOORS[head.door],
        "时限": day_text(sending.sent.due_on) if sending is not None and sending.sent.due_on else "",
        "线索办理": "\n".join(_handled(books, state)),
    }
    routed = state.routed
    if isinstance(routed, HandOverClue):
        fields |= {
            "材料份数": f"{routed.copies}份" if routed.copies else "",
            "移送批准": leader_name(books, routed.approved_by, routed.on),
        }
    reached = (unit_now(books, unit),) if unit is not None else ()
    return Matter(fields=(fields,), units=reached, addressed="、".join(reached))


def transfer_matter(books: Books, item: Item) -> Matter:
    """A clue for the organ that it was handed to, under the 文号 that the entry says."""
    handed = cast("HandOverClue", clue_of(item).routed)
    matter = clue_matter(books, item, None)
    return msgspec.structs.replace(
        matter, units=(handed.organ,), addressed=handed.organ, doc_no=handed.doc_no
    )


def _handled(books: Books, state: ClueState) -> list[str]:
    """What was done with it, a paragraph for each unit, where else it went, and what a look showed."""
    told = [_by_unit(books, each) for each in state.sendings]
    told += [line for each in state.journal if (line := _went(each))]
    own = [each for each in state.reports if each.unit is None]
    told += [f"{day_text(each.on)}核查，反映情况{each.truth}：{_ended(each.found)}" for each in own]
    if state.verified is not None:
        told.append(
            f"{day_text(state.verified.on)}抽查核查，{state.verified.check}：{_ended(state.verified.found)}"
        )
    return told


def _went(entry: Any) -> str:  # noqa: ANN401 - any kind of entry
    """Where a clue went that no unit was sent."""
    match entry:
        case ReferPetition():
            return f"{day_text(entry.on)}转{entry.organ}。"
        case DeclineClue():
            why = "；".join(filter(None, (entry.ground, entry.reason)))
            return f"{day_text(entry.on)}不予受理，事由：{_ended(why)}"
    return ""


def _by_unit(books: Books, each: Sending) -> str:
    unit = unit_now(books, each.sent.unit or "")
    sent = f"{day_text(each.sent.on)}转{unit}办理"
    if each.report is None:
        return f"{sent}，还没有反馈。"
    return f"{sent}，{day_text(each.report.on)}反馈，反映情况{each.report.truth}：{_ended(each.report.found)}"


def _ended(text: str) -> str:
    return text if text.endswith("。") else f"{text}。"
