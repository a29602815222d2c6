"""What the books hold of a task beside its head (失实类型, 退件, 预警 …): one table for filters, columns and --json.

Pure. A facet gives what a filter compares and what people read, each time of one and the same thing; what stands in
the head itself (责任人, 挂牌, 批示 …) is reached by its own key.
"""

from collections.abc import Callable, Iterator
from enum import Enum
from typing import NamedTuple

from duban.core.books.books import Books, Item
from duban.core.books.tied_leaders import leaders_of
from duban.core.model.events import (
    Contest,
    Coordinate,
    Done,
    Escalate,
    Event,
    Progress,
    Reopen,
    Return,
    Revisit,
    Transfer,
    Verify,
    Warn,
)
from duban.core.model.terms import Escalation, Failure, LedgerKind, Light, Result, Stage, Status, YesNo
from duban.core.model.workspace import Unit
from duban.core.state.rectification import stage_of

ANSWERS = {
    "genuine": "情况真实",
    "implemented": "政策落实",
    "rectified": "整改到位",
    "resolved": "问题解决",
    "satisfied": "群众满意",
}
"""The five questions of a 回访 (Anshan 三.3)."""
UNSOLVED, SOLVED, UNANSWERED = "没有解决", "已解决", "没有答案"
"""How a 回访 ended."""
_STILL_DONE = (Status.REGISTERED, Status.ASSIGNED, Status.IN_PROGRESS, Status.SUSPENDED)


class Compared(Enum):
    """How a filter holds its word against what a facet gives: as it is written, as a unit, as a person."""

    PLAIN = "plain"
    UNIT = "unit"
    PERSON = "person"


class Told(NamedTuple):
    """One thing that a facet knows of a task: what a filter compares, and what people read."""

    value: object
    words: str


class Facet(NamedTuple):
    """One facet: its name for people, its name for programs, what it tells of a task; other names it goes by.

    `words` are all that it can give, where they are few.
    """

    title: str
    name: str
    tell: Callable[[Books, Item], Iterator[Told]]
    compared: Compared = Compared.PLAIN
    aliases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def facets_of(books: Books, item: Item) -> dict[str, list[str]]:
    """What each facet tells of a task, in words, by its English name; those with nothing to tell are left out."""
    told = {facet.name: [each.words for each in facet.tell(books, item)] for facet in FACETS}
    return {name: words for name, words in told.items() if words}


def unresolved(event: Event) -> bool:
    """Whether a 回访 (or a 核验 that answered as one) found something not put right: one of its answers is 否."""
    return isinstance(event, Revisit | Verify) and YesNo.NO in event.answered.values()


def standing_problems(item: Item) -> list[Progress]:
    """The last 反馈 of each unit that named difficulties, the newest first; what needs others counts too.

    A later answer of the unit without any ends them, and so does 报结 of the task; another unit's answer does not.
    """
    if item.state.status not in _STILL_DONE:
        return []
    heard = set[str | None]()
    found = []
    for event in reversed(item.state.journal):
        if isinstance(event, Reopen | Transfer):
            break
        unit = item.state.unit_of(event.unit)
        if not isinstance(event, Progress | Done) or unit in heard:
            continue
        heard.add(unit)
        if isinstance(event, Progress) and (event.issues or event.needs):
            found.append(event)
    return found


def event_words(event: Event, item: Item) -> str:
    """One of the events that facets tell of in words, without its day."""
    match event:
        case Verify():
            why = "，".join(filter(None, (event.failure and str(event.failure), event.note)))
            return f"{event.method}{event.result}{f'（{why}）' if why else ''}"
        case Contest():
            return f"{item.state.unit_then(event)}：{event.reason}"
        case Return():
            return f"缺{event.missing}"
        case Warn():
            told = (event.whom, event.reason, event.forecast and f"研判：{event.forecast}")
            words = "，".join(filter(None, told))
            return f"{event.level}色{f'：{words}' if words else ''}"
        case Coordinate():
            words = "；".join(filter(None, (event.dispute, event.opinion and f"意见：{event.opinion}")))
            return f"第{event.rung}层级{f'：{words}' if words else ''}"
        case Escalate():
            where = f"（{event.inspection or event.sent_to}）" if event.inspection or event.sent_to else ""
            return f"{event.via}{where}：{event.reason}"
        case Revisit():
            answers = [
                f"{title}{value}" for name, title in ANSWERS.items() if (value := getattr(event, name))
            ]
            method = "，".join(filter(None, (event.method and str(event.method), event.inspection)))
            return "：".join(filter(None, (method, "、".join(answers)))) or "已回访"
        case _:
            return str(event.action)


def visits_of(number: str, item: Item) -> list[Revisit]:
    """The visits to a task that belong to one 回访督查."""
    return [each for each in item.state.revisits if each.inspection == number]


def _events(
    kind: type[Event], value: Callable[[Item, Event], object]
) -> Callable[[Books, Item], Iterator[Told]]:
    """The events of a kind for which there is a value, each with its day."""

    def tell(_books: Books, item: Item) -> Iterator[Told]:
        for event in item.state.journal:
            if isinstance(event, kind) and (found := value(item, event)) is not None:
                yield Told(found, f"{event.on} {event_words(event, item)}")

    return tell


def _field(name: str) -> Callable[[Item, Event], object]:
    return lambda _item, event: getattr(event, name)


def _unit(item: Item, event: Event) -> str:
    return item.state.unit_then(event)


def _solved(_item: Item, event: Event) -> str:
    if unresolved(event):
        return UNSOLVED
    return SOLVED if any(getattr(event, name) for name in ANSWERS) else UNANSWERED


def _answer(name: str) -> Callable[[Books, Item], Iterator[Told]]:
    """The last answer to one of the five questions."""

    def tell(_books: Books, item: Item) -> Iterator[Told]:
        given = (getattr(event, name) for event in reversed(item.state.revisits))
        answer = next((each for each in given if each is not None), None)
        if answer is not None:
            yield Told(answer, str(answer))

    return tell


def _stage(_books: Books, item: Item) -> Iterator[Told]:
    if item.ledger.kind is LedgerKind.RECTIFICATION:
        stage = stage_of(item.state)
        yield Told(stage, str(stage))


def _issues(books: Books, item: Item) -> Iterator[Told]:
    for event in reversed(standing_problems(item)):
        text = "；".join(filter(None, (event.issues, event.needs)))
        unit = item.state.unit_of(event.unit)
        led = unit is None or unit in item.state.leads
        yield Told(text, text if led else f"{books.register.current(unit or '', books.today)}：{text}")


def _of_leads(person: Callable[[Unit], str | None]) -> Callable[[Books, Item], Iterator[Told]]:
    """A person of each lead unit, as the register (单位) has it; before the name its unit where there are several."""

    def tell(books: Books, item: Item) -> Iterator[Told]:
        for lead in item.leads:
            unit = books.register.find(books.register.current(lead, books.today))
            name = person(unit) if unit is not None else None
            if unit is not None and name:
                yield Told(name, f"{unit.name}：{name}" if len(item.leads) > 1 else name)

    return tell


def _liaison(unit: Unit) -> str | None:
    return unit.liaison.name if unit.liaison else None


def _secretaries(books: Books, item: Item) -> Iterator[Told]:
    by_leader = {each.name: each.secretary for each in books.roll.posts(books.today)}
    names = (by_leader.get(leader) for leader in leaders_of(item))
    yield from (Told(name, name) for name in dict.fromkeys(names) if name)


FACETS: tuple[Facet, ...] = (
    Facet(
        "失实类型", "failures", _events(Verify, _field("failure")), aliases=("失实",), words=tuple(Failure)
    ),
    Facet("核验结论", "verifications", _events(Verify, _field("result")), words=tuple(Result)),
    Facet("退件", "contests", _events(Contest, _unit), Compared.UNIT),
    Facet("退回", "returns", _events(Return, _unit), Compared.UNIT),
    Facet("预警", "warnings", _events(Warn, _field("level")), aliases=("预判预警",), words=tuple(Light)),
    Facet("协调", "coordinations", _events(Coordinate, _field("rung"))),
    Facet("回访", "revisits", _events(Revisit, _solved), words=(UNSOLVED, SOLVED, UNANSWERED)),
    *(Facet(title, name, _answer(name), words=tuple(YesNo)) for name, title in ANSWERS.items()),
    Facet("整改状态", "stages", _stage, words=tuple(Stage)),
    Facet("整改不力", "escalations", _events(Escalate, _field("via")), words=tuple(Escalation)),
    Facet("存在问题", "issues", _issues, aliases=("存在的困难或问题",)),
    Facet("第一责任人", "principals", _of_leads(lambda unit: unit.principal), Compared.PERSON),
    Facet("直接责任人", "deputies", _of_leads(lambda unit: unit.deputy), Compared.PERSON),
    Facet("联络员", "liaisons", _of_leads(_liaison), Compared.PERSON),
    Facet("联系秘书长", "secretaries", _secretaries, Compared.PERSON),
)
"""Every facet. 第一责任人 is the principal of a lead unit, 直接责任人 its deputy in charge (Anshan 二（一）（二）)."""
FACET_OF = {word: facet for facet in FACETS for word in (facet.title, facet.name, *facet.aliases)}
