"""What one item of the outline says: title, requirements, who, by when, and the labelled lines under it.

Reads an item by itself; whether it is a task is decided in text/select_tasks.py.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from duban.core.grammar.mentions import leading_time
from duban.core.model.folding import simplified
from duban.importers.grammar.acting_units import read_sentence, read_statement
from duban.importers.grammar.deadlines import Clock, Due, find_dues
from duban.importers.grammar.normalize import first_sentence, one_line
from duban.importers.grammar.paces import short_title
from duban.importers.grammar.unit_lists import unique
from duban.importers.grammar.unit_names import can_lead
from duban.importers.grammar.unit_phrases import (
    PEOPLE_FIELDS,
    Phrase,
    find_brackets,
    read_phrase,
    split_labels,
)
from duban.importers.text.labelled_cards import POINT
from duban.importers.text.outline import Item

# Which label says what is to be done, the likeliest first.
_TITLE_LABELS = ("title", "requirements", "goal", "problem", "issues", "measures")
_PROBLEMS = frozenset({"problem", "issues"})
# Labels under which points are listed, and whose points are not of another field.
_LISTED = frozenset({"measures"})
_SENTENCES = re.compile(r"[^。；;！？]*[。；;！？]?")
# Words that close a document and belong to no item.
_CLOSING = re.compile(
    r"^(?:请(?:各|你|有关)|以上|特此|联系人|各(?:地区|部门|级|单位|县|市|区|乡镇)[^。]{0,20}(?:要(?:认真|高度|切实|充分认识|提高认识|加强领导)|贯彻落实)|未纳入|"
    r"本(?:通知|意见|方案|措施|办法|计划|责任[状书]|协议|规定)自)|(?:情况|进展)[^。；]{0,24}(?:报|报送|上报)[^。；]{0,16}(?:政府|办公室|督查室|委|局|办)"
)
# Who sat in a meeting and who gets its minutes: 出席：…, 列席：…, 记录：…, 分送：….
_ATTENDED = re.compile(
    r"^(?:(?:汇\s*报|提\s*请|提\s*交|申\s*报|起\s*草)(?:单位|部门|人)|出\s*席|列\s*席|缺\s*席|请\s*假|参加人员|参会人员|主\s*持|记\s*录|整\s*理|分\s*送|抄\s*送|抄\s*报)(?:人员?|单位)?\s*[:：]"
)
# Whom to ask stands under the last item and is none of its fields.
_CONTACT = re.compile(r"联\s*系\s*(?:人|电\s*话|方\s*式)[^。]{0,12}[:：]")
# A heading that only a space parts from the text after it: 动员部署阶段(5月) 各县要….
_HEADING = re.compile(r"(?P<heading>[^\s。；;：:，,]{4,30})\s+(?=[^\s。]{12,}[。；])")
# Who accepts or watches is none of those who do it, and no text: 验收单位：…, 督导单位：….
_WATCHER = re.compile(
    r"[\u4e00-\u9fff（）]{0,6}(?:验收|督导|监督|监管|销号|审核)[\u4e00-\u9fff（）]{0,6}[:：]"
)
_HEADLESS = re.compile(r"^[\s、，,；;：:.．?？。]+")


@dataclass(slots=True)
class ItemText:
    """An item as read: the texts without their unit brackets, the phrases, the days, the labelled fields."""

    item: Item
    texts: list[str] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    late_phrase: Phrase | None = None
    fields: dict[str, str] = field(default_factory=dict)
    due_text: str = ""
    dues: tuple[Due, ...] = ()
    bracketed: bool = False
    closing: list[str] = field(default_factory=list)
    listing: str = ""
    """The labelled field whose numbered points go on in the lines below its label (整改措施：1.…)."""
    righted: bool = False
    """Whether a label tells the aim or the measures of a rectification (整改目标：…): the text above is the problem."""

    @property
    def explicit(self) -> bool:
        """Whether a bracket or a labelled line names units, people or the day for this item."""
        people = not PEOPLE_FIELDS.isdisjoint(self.fields)
        return any(phrase.units for phrase in self.phrases) or bool(self.due_text) or people

    @property
    def body(self) -> str:
        """All texts on one line."""
        return " ".join(self.texts)

    @property
    def title(self) -> str:
        """The first sentence."""
        return first_sentence(self.texts[0]) if self.texts else ""

    def sentences(self) -> Iterator[str]:
        """The sentences after the title; the title itself if there are no others."""
        for text in self.texts:
            yield from (sentence for sentence in _SENTENCES.findall(text) if sentence.strip("。；！？ "))


def read_item(item: Item, clock: Clock) -> ItemText:
    """Read the texts that stand directly under an item."""
    said = ItemText(item)
    late: list[Phrase] = []
    for position, raw in enumerate(item.texts):
        text = one_line(raw)
        phrases = [] if _take_point(said, text) or _take_watcher(said, text) else _take_text(said, text)
        if position in item.late:
            late += phrases
        elif phrases:
            said.phrases += phrases
    if late:
        said.late_phrase = late[-1]
        said.phrases += late
    if said.righted and said.texts and len(split_labels(one_line(item.first))) == 1:
        said.fields.setdefault("problem", said.texts[0])
        said.texts[0] = short_title(said.texts[0])
    if all(text.startswith("请") for text in said.texts):
        _promote(said)
    _close(said)
    attended = next((at for at, text in enumerate(said.texts) if at and _ATTENDED.match(text)), None)
    if attended is not None:
        said.closing += said.texts[attended:]
        del said.texts[attended:]
    while len(said.texts) > 1 and _CLOSING.search(simplified(said.texts[-1])) and not item.children:
        said.closing.append(said.texts.pop())
    said.dues = tuple(due for text in said.texts for due in find_dues(text, clock))
    return said


def _take_text(said: ItemText, text: str) -> list[Phrase]:
    """Read one paragraph under an item: a line of labels, a bracket, or text with brackets after its sentences."""
    inner = text[1:-1] if text[:1] in "（(〔[【" and text[-1:] in "）)〕]】" else ""
    if inner and (phrase := read_phrase(inner)) is not None and phrase.says_who_or_when:
        _keep_due(said, phrase)
        said.bracketed = True
        return [replace(phrase, text=inner)]
    labels = split_labels(text)
    if said.item.number and said.texts and _CONTACT.match(text) and not _labels_are_told(labels, ()):
        said.closing.append(text)
        return []
    if len(labels) > 1 and (labels[0][2] == "" or _labels_are_told(labels)):
        return _take_labels(said, text, labels)
    found = list(find_brackets(text))
    for phrase in found:
        _keep_due(said, phrase)
    plain, position = "", 0
    cut = 0
    for phrase in found:
        plain += text[position : phrase.start]
        position = phrase.end
        cut = len(plain)
    rest = text[position:]
    if found and rest.strip("。；;，, ") and said.item.style != "":
        said.closing.append(rest)
        rest = ""
    plain += rest.lstrip("。；; ") if cut and plain.endswith(("。", "；")) else rest
    if found:
        said.bracketed = True
    else:
        plain, found = _take_statement(said, plain)
    if plain := _HEADLESS.sub("", plain).strip():
        heading = _HEADING.match(plain) if not said.texts and said.item.number else None
        if heading is not None:
            said.texts.append(heading["heading"])
            plain = plain[heading.end() :]
        said.texts.append(plain)
    return found


def _take_point(said: ItemText, text: str) -> bool:
    """Take a numbered line below a label as one of the points of its field; any other line ends them."""
    if not (said.listing and POINT.match(text)) or len(split_labels(text)) > 1:
        said.listing = ""
        return False
    said.fields[said.listing] = "\n".join(filter(None, (said.fields.get(said.listing), text)))
    return True


def _take_watcher(said: ItemText, text: str) -> bool:
    """Take a line on who accepts or watches, below what the labels tell of a task, as a note."""
    told = said.fields or said.phrases or said.due_text
    if not told or len(split_labels(text)) > 1 or not _WATCHER.match(text):
        return False
    said.fields["note"] = "\n".join(filter(None, (said.fields.get("note"), text)))
    return True


def _take_statement(said: ItemText, text: str) -> tuple[str, list[Phrase]]:
    """Take a last sentence that only says who does the task as if it were a bracket."""
    sentences = [sentence for sentence in _SENTENCES.findall(text) if sentence.strip()]
    if len(sentences) < 2 and not said.texts:  # noqa: PLR2004 -- what is to be done stands before it
        return text, []
    phrase = read_statement(sentences[-1]) if sentences else None
    if phrase is None:
        return text, []
    _keep_due(said, phrase)
    return "".join(sentences[:-1]), [replace(phrase, text=sentences[-1])]


def _labels_are_told(
    labels: list[tuple[str, str, str]], people: Iterable[str] = tuple(PEOPLE_FIELDS)
) -> bool:
    """Whether labels within a paragraph are fields of the task: units, a day, `people`, or measures beside them."""
    names = {name for name, _, _ in labels[1:]}
    return bool(names & {"lead", "unit", "support", "deadline", *people})


def _take_labels(said: ItemText, text: str, labels: list[tuple[str, str, str]]) -> list[Phrase]:
    before = _HEADLESS.sub("", labels[0][2]).strip()
    if before:
        said.texts.append(before)
    units = ""
    last, _, points = labels[-1]
    said.listing = last if last in _LISTED and (not points or POINT.match(points)) else ""
    for name, label, value in labels[1:]:
        said.righted |= name in {"goal", "measures"} and "整改" in simplified(label)
        if name in {"lead", "unit", "support"}:
            units += f"{label}：{value}；"
        elif name == "deadline":
            said.due_text = said.due_text or value
        elif name == "title" and value and not said.texts:
            said.texts.append(value)
        elif value:
            said.fields[name] = "\n".join(filter(None, (said.fields.get(name), value)))
    if not units:
        return []
    phrase = read_phrase(units, sure=True)
    if phrase is None or not phrase.units:
        return []
    _keep_due(said, phrase)
    return [replace(phrase, text=text, start=len(labels[0][2]))]


def _promote(said: ItemText) -> None:
    """If nothing else says what to do, take the likeliest labelled field as the text."""
    told = [name for name, value in said.fields.items() if value and name in _TITLE_LABELS]
    name = min(told, key=_TITLE_LABELS.index, default=None)
    if told and told[0] in _PROBLEMS and "title" not in told:  # a problem, and below it how it is put right
        name = told[0]
    if name is None:
        return
    value = said.fields.pop(name)
    if name in _PROBLEMS:
        said.fields["problem"] = value  # told whole: what is wrong is no requirement
        value = short_title(value)
    elif name == "goal":
        said.fields[name] = value
    said.texts.insert(0, value)


def _keep_due(said: ItemText, phrase: Phrase) -> None:
    said.due_text = said.due_text or phrase.due_text
    for name, value in phrase.fields.items():
        said.fields.setdefault(name, value)


def _close(said: ItemText) -> None:
    """Move the paragraphs after the one with the only bracket to `closing`: closing words of the document."""
    if not said.bracketed or said.item.style == "" or said.item.children:
        return
    if len(said.texts) > 1 and len(said.phrases) == 1 and said.phrases[0].start:
        texts = said.texts
        last = max(
            (
                position
                for position, raw in enumerate(said.item.texts)
                if said.phrases[0].text in one_line(raw)
            ),
            default=0,
        )
        said.closing += texts[last + 1 :]
        said.texts = texts[: last + 1]


def merged(phrases: list[Phrase], *, first_leads: bool) -> Phrase:
    """The units of several brackets as one phrase: leads lead, the rest supports; without a lead all are listed."""
    if len(phrases) == 1 and not (first_leads and not phrases[0].lead):
        return phrases[0]
    lead: list[str] = []
    listed: list[str] = []
    support: list[str] = []
    for phrase in phrases:
        lead += phrase.lead
        listed += phrase.listed
        support += phrase.support
    basis = next((phrase.basis for phrase in phrases if phrase.lead), "并列")
    labels = {phrase.basis for phrase in phrases}
    if not lead and first_leads and len(set(listed)) > 1 and can_lead(listed[0]):
        lead, listed, basis = listed[:1], listed[1:], "首位"
    elif not lead and listed and support:
        lead, listed, basis = listed, [], "牵头单位/配合单位"
    elif len(set(listed)) == 1 and not lead:
        basis = "单列"
    elif lead and any("单位" in each for each in labels):
        basis = "牵头单位/责任单位" if listed else "牵头单位/配合单位"
    seen = tuple(dict.fromkeys(lead))
    rest = tuple(dict.fromkeys(unit for unit in (listed + support if lead else listed) if unit not in seen))
    text = "；".join(phrase.text for phrase in phrases)
    if lead:
        return Phrase(seen, (), rest, basis, text)
    return Phrase((), rest, tuple(dict.fromkeys(support)), basis, text)


def subject_of(said: ItemText) -> Phrase | None:
    """Who acts in the first sentence after the title, else in the title; units of later sentences support."""
    sentences = list(said.sentences())
    for place in (1, 0):
        first = read_sentence(without_due(sentences[place])) if len(sentences) > place else None
        if first is not None:
            later = (
                read_sentence(without_due(sentence), subject_only=True) for sentence in sentences[place + 1 :]
            )
            return _with_later(first, [phrase for phrase in later if phrase is not None])
    return None


_PARTS = {"牵头": "lead", "分别牵头": "lead", "负责": "charge", "分别负责": "charge"}


def _with_later(first: Phrase, later: Iterable[Phrase]) -> Phrase:
    """Who acts first, with units named later as support; a single unit that acts first leads.

    If each leads or is in charge of a part of its own (甲由A负责；乙由B负责), all lead. A later name that ends like
    an earlier one is the same unit: 国资委, then 省国资委.
    """
    later = [phrase for phrase in later if not set(phrase.units) <= set(first.units)]
    kind = _PARTS.get(first.basis)
    joint = [phrase for phrase in later if kind is not None and _PARTS.get(phrase.basis) == kind]
    if joint:
        lead = unique(unit for phrase in (first, *joint) for unit in (*phrase.lead, *phrase.listed))
        support = unique(unit for phrase in (first, *joint) for unit in phrase.support)
        first = replace(first, lead=lead, listed=(), support=support, basis="分别牵头")
        later = [phrase for phrase in later if phrase not in joint]
    named = (*first.lead, *first.listed)
    units = tuple(
        dict.fromkeys(unit for phrase in later for unit in phrase.units if not unit.endswith(named))
    )
    if not units:
        return first
    support = tuple(dict.fromkeys((*first.support, *units)))
    if not first.lead and len(first.listed) == 1:
        return replace(first, lead=first.listed, listed=(), support=support)
    return replace(first, support=support)


def _actors(sentence: str) -> Iterator[Phrase]:
    """Who acts in a sentence, and who takes on something in its later clauses: …，各市（州）住建局负责收集.

    Who is in charge of the work precedes a mere subject; who only supervises does not.
    """
    own = read_sentence(without_due(sentence))
    clauses = [clause for clause in _COMMA.split(sentence)[1:] if "负责" in clause]
    later = [(clause, phrase) for clause in clauses if (phrase := read_sentence(clause)) is not None]
    charged = [(clause, phrase) for clause, phrase in later if phrase.basis == "负责"]
    ahead = own is not None and own.basis == "主语"
    yield from (phrase for clause, phrase in charged if ahead and not _WATCHES.search(clause))
    if own is not None:
        yield own
    yield from (phrase for clause, phrase in charged if not ahead or _WATCHES.search(clause))


def asked_in(said: ItemText) -> Phrase | None:
    """Who is asked anywhere in the item: 由…牵头, 请…, A牵头，B配合, A负责…; those named later support the first."""
    named = [phrase for sentence in said.sentences() for phrase in _actors(sentence)]
    asked = [phrase for phrase in named if phrase.basis != "主语"]
    if not asked:
        return None
    first = named[0] if asked[0].basis == "负责" else asked[0]
    return _with_later(first, named)


_COMMA = re.compile("[，,]")
_WATCHES = re.compile(r"负责(?:督促|监督|检查|指导|协调|通报|督导|考核)")
_COMMA = re.compile(r"(?:起|开始)?[，,]\s*")


def without_due(sentence: str) -> str:
    """A sentence without the deadline before its subject, as in 2019年12月底前，试点地区…."""
    _, end = leading_time(sentence)
    comma = _COMMA.match(sentence, end)
    return sentence[comma.end() :] if end and comma else sentence
