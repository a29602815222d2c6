"""What a paper of an interview is of: who, why, what it rests on as of the day, what was said, what is owed.

Pure; days are written as documents write them.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import cast

from duban.core.books.books import Books, Item
from duban.core.interviews.life import InterviewState
from duban.core.model.interviews.terms import InterviewCause
from duban.views.documents.fields import leader_name
from duban.views.documents.inspection_fields import unit_now
from duban.views.documents.matter import Matter
from duban.views.model.official_document import day_text
from duban.views.queries.cases.interview_page import facts_told

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CAUSES = {
    InterviewCause.SLOW: "工作进展缓慢、经督查仍无明显进展",
    InterviewCause.RANKED_LAST: "年度考核排名靠后",
    InterviewCause.REMISS: "工作落实不力",
}


def interview_of(item: Item) -> InterviewState:
    """The state of an interview on the day of the books."""
    return cast("InterviewState", item.state)


def interview_matter(books: Books, item: Item) -> Matter:
    """One interview; the paper goes to the unit of the person."""
    state = interview_of(item)
    head, person, talk = state.head, state.person, state.held or state.summoned
    unit = unit_now(books, person.unit)
    on = state.held.on if state.held else state.summoned.at if state.summoned else None
    held = state.held
    fields = {
        "编号": head.id,
        "事项": head.title,
        "状态": str(state.status),
        "单位": unit,
        "被约谈人": person.name,
        "被约谈人职务": person.post,
        "约谈事项": head.title.rstrip("。"),
        "约谈缘由": _CAUSES[head.cause],
        "约谈根据": "\n".join(_facts(books, state)),
        "约谈时间": day_text(on) if on else "",
        "约谈地点": f"在{talk.place}" if talk and talk.place else "",
        "约谈人": "、".join(leader_name(books, name, on) for name in talk.interviewers) if talk else "",
        "参加人员": "、".join(held.present) if held else "",
        "指出问题": _closed(held.faults if held else None),
        "说明情况": _closed(held.statement if held else None),
        "表态": _closed(held.pledge if held else None),
        "约谈要求": _closed(held.demands if held else None),
        "整改报告期限": day_text(held.due_on) if held and held.due_on else "",
    }
    return Matter(fields=(fields,), units=(unit,), addressed=unit)


def _closed(text: str | None) -> str:
    """A text with its full stop."""
    return f"{text.rstrip('。')}。" if text else ""


def _facts(books: Books, state: InterviewState) -> Iterator[str]:
    """What it rests on, one a line, as it stands on the day of the books."""
    for number, fact in enumerate(facts_told(books, state.head), 1):
        told = _DAY.sub(lambda found: day_text(date.fromisoformat(found[0])), fact.stands).replace(
            "时限 ", "时限"
        )
        stands = f"，到{day_text(books.today)}{told}" if told else ""
        yield f"{number}.{fact.about}（{fact.number}）{stands}。"
