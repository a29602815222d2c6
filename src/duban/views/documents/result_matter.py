"""What a paper of one result is of: whose, what, why, on what ground, who took it in or out, who has it already.

Pure; days are written as documents write them. A paper of a circular bears the 文号 that its entry says, if any.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import cast

from duban.core.books.books import Books, CaseItem, Item
from duban.core.model.results.records import (
    Award,
    Circulate,
    DecideExemption,
    Delist,
    Enlist,
    Examine,
    Supply,
    causes_of,
)
from duban.core.model.results.terms import Receiver, Tone
from duban.core.model.terms import DocKind
from duban.core.results.life import Matter as Result
from duban.views.documents.fields import leader_name
from duban.views.documents.inspection_fields import unit_now
from duban.views.documents.matter import Matter
from duban.views.model.official_document import day_text
from duban.views.queries.cases.result_page import grounds_told, matter_of
from duban.views.queries.cases.results import results_in, said_of

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_EVERYBODY = "各有关单位"
_TO_SIGN = "签收人：　　　　　　　签收日期：　　年　月　日"
CIRCULARS = {DocKind.CRITICISM: Tone.BLAME, DocKind.COMMENDATION: Tone.PRAISE}


def result_of(item: Item) -> Result:
    """The result that an item of the books is."""
    return matter_of(cast("CaseItem", item))


def result_matter(books: Books, kind: DocKind, item: Item) -> Matter:
    """One result; a circular goes to all whom it concerns, what is told about the list to the unit."""
    result = result_of(item)
    opened = result.opened
    whom = results_in(books).matters.get(result.target, result)
    unit = unit_now(books, whom.opened.unit) if whom.opened.unit else ""
    persons = "、".join(whom.persons)
    whose = f"{unit}{persons}"
    fields = {
        "编号": result.number,
        "事项": result.title,
        "状态": results_in(books).stage(result),
        "单位": unit,
        "结果对象": whose,
        "结果人员": persons,
        "结果事实": f"{result.title.rstrip('。')}。",
        "结果原因": "、".join(causes_of(opened)),
        "结果依据": "\n".join(_grounds(books, result)),
        "结果内容": said_of(result),
        **_circulated(books, result),
        **_listed(result),
        **_exempted(books, result),
        **_sent(result),
    }
    own_number = opened.doc_no if kind in CIRCULARS and isinstance(opened, Circulate) else None
    addressed = _EVERYBODY if kind in CIRCULARS else unit or persons
    return Matter(fields=(fields,), units=(unit,) if unit else (), addressed=addressed, doc_no=own_number)


def _circulated(books: Books, result: Result) -> dict[str, str]:
    opened = result.opened
    if not isinstance(opened, Circulate | Award):
        return {}
    found = {"结果批准": leader_name(books, opened.approved_by, opened.on)}
    if isinstance(opened, Circulate):
        found |= {
            "范围": opened.scope,
            "限期整改": day_text(opened.due_on) if opened.due_on else "",
            "整改编号": opened.rectification or "",
            "登记备案": opened.filed_with or "",
        }
    return found


def _listed(result: Result) -> dict[str, str]:
    """By whom, when and why it was taken in, and out."""
    found: dict[str, str] = {}
    if isinstance(result.opened, Supply):
        found |= {"提供单位": result.opened.supplier, "提供渠道": str(result.opened.inflow)}
    for each in result.steps:
        if isinstance(each, Enlist):
            found |= {
                "纳入机关": each.organ,
                "纳入日期": day_text(each.on),
                "纳入文号": _bracketed(each.doc_no),
            }
        if isinstance(each, Delist):
            found |= {
                "移出机关": each.organ,
                "移出日期": day_text(each.on),
                "移出文号": _bracketed(each.doc_no),
            }
            found |= {"移出理由": f"{each.reason.rstrip('。')}。"}
    return found


def _exempted(books: Books, result: Result) -> dict[str, str]:
    """What an exemption came to: of itself, or of what it was granted for."""
    mercy = results_in(books).exempted.get(result.number) or result
    decided = mercy.changed
    if not isinstance(decided, DecideExemption):
        return {}
    whose = f"（{mercy.number}）" if mercy is not result else ""
    found = {"容错认定": f"{decided.mercy}{whose}", "纠错": decided.righting or ""}
    target = results_in(books).matters.get(result.target)
    if target is None:
        return found
    examined = [each for each in result.steps if isinstance(each, Examine)]
    return found | {
        "容错对象": f"{target.kind} {target.number}：{target.title}",
        "容错核实": "\n".join(f"{each.organ}：{each.found}" for each in examined),
        "容错日期": day_text(decided.on),
        "容错理由": decided.reason,
        "容错文号": _bracketed(decided.doc_no),
        "结果批准": leader_name(books, decided.approved_by, decided.on),
    }


def _bracketed(text: str | None) -> str:
    return f"（{text}）" if text else ""


def _sent(result: Result) -> dict[str, str]:
    """For each receiver when it got it, since the result last changed, or where it signs."""
    since = result.steps.index(result.changed) if result.changed in result.steps else -1
    got = {each.receiver: each for each in result.served if result.steps.index(each) > since}
    found = {}
    for receiver in Receiver:
        served = got.get(receiver)
        organ = f"{served.organ}，" if served is not None and served.organ else ""
        found[f"送{receiver}"] = (
            f"{organ}{day_text(served.on)}已送（{served.paper}）" if served is not None else _TO_SIGN
        )
    return found


def _grounds(books: Books, result: Result) -> Iterator[str]:
    """What it rests on, one a line, as it stands on the day of the books."""
    rested = [each for each in grounds_told(books, result) if each.about.startswith("依据：")]
    for number, fact in enumerate(rested, 1):
        told = _DAY.sub(lambda found: day_text(date.fromisoformat(found[0])), fact.stands)
        stands = f"，到{day_text(books.today)}{told}" if told else ""
        about = fact.about.removeprefix("依据：").rstrip("。")
        yield f"{number}.{about}（{fact.number}）{stands}。"


def other_tone(books: Books, item: Item, kind: DocKind) -> tuple[str, str] | None:
    """Why a paper of a circular cannot be made: it is of the other sort, or its number is in use."""
    result = result_of(item)
    opened = result.opened
    if not isinstance(opened, Circulate):
        return f"是{result.kind}，不是通报", "duban circulate list 查看"
    if opened.tone is not CIRCULARS[kind]:
        other = next(each for each, tone in CIRCULARS.items() if tone is opened.tone)
        return f"是{opened.tone}", f"duban doc {other} {result.number}"
    if opened.issuer is not None:
        return f"是{opened.issuer}发的", f"duban show {result.number} 查看；本机关也要通报的另记一件"
    if opened.doc_no and any(each.doc_no == opened.doc_no for each in result.issued):
        return f"已经发过 {opened.doc_no}", f"duban log {result.number} 查看；发错了的先 duban undo"
    if results_in(books).exempted.get(result.number):
        return "已经容错", f"duban show {result.number} 查看"
    return None
