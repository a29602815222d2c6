"""Who acts in a sentence of running text: 由…牵头, 请…完成, the subject, or a whole sentence that says only who.

Each pattern is a row with an example. Names stay as written; brackets and labelled lines are read by
grammar/unit_phrases.py.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from duban.core.model.folding import simplified
from duban.importers.grammar.headings import field_of
from duban.importers.grammar.unit_lists import split_units, unique
from duban.importers.grammar.unit_names import (
    is_field,
    is_field_list,
    is_firm,
    is_office,
    is_place,
    is_strong,
    is_unit,
)
from duban.importers.grammar.unit_phrases import Phrase, read_phrase

_LONGEST_STATEMENT = 260
_LONGEST_SUBJECT = 90
_LONGEST_LATER = 60
_LONGEST_OFFICE = 24
_ENDS = re.compile("[，,。；：]")


@dataclass(frozen=True, slots=True)
class Told:
    """One way in which a sentence names who acts: an example, the basis it gives, the pattern."""

    example: str
    basis: str
    pattern: str


_VERBS = (
    "要|依照|依据|应当|应|须|必须|需|将|负责|牵头|会同|于|对|按照|按|以|根据|结合|在|组织|制定|完成|开展|加强|落实|做好|建立|抓紧|尽快|积极|切实|严格|认真|"
    "组成|收到|接到|务必|进一步|全面|把|参照|督促|指导|研究|提出|推进|加快|报送|公布|立即|统筹|分别|具体|共同|协同|配合|每|各自|务必|不得|可|自行"
)
# Sentences that name who acts; the first that fits counts. U is a list of units, V a verb.
SENTENCES = (
    Told(
        "由市财政局牵头，会同市审计局于6月底前…",
        "牵头",
        r"(?:由|责成)(?P<lead>{U}?)(?:(?:总?牵头|主办|为主|负责牵头)(?:负责|组织|抓总)*|(?=会同|联合))(?:完成[^，,。；：]{1,16})?[，,]?(?:(?:会同|联合|商)(?P<support>{U}?)(?=(?:{V}|[，,。；]))|(?P<with>{U}?)(?:配合|参与|协助|协办))?",
    ),
    Told(
        "会场布置由办公室负责, …由发改局、住建局分别组织推进",
        "负责",
        r"(?P<before>分别)?(?:由|责成)(?P<charge>{U}?)(?P<each>分别)?(?:具体|统一|共同)?(?:牵头|负责|组织|承办|实施|落实|推进)(?!解释|单位|部门)",
    ),
    Told(
        "请市发展改革委、市财政局于9月底前完成",
        "请…完成",
        r"(?:^|[。；，,])\s*(?:请|责成|要求|责令)(?P<listed>{U}?)(?P<rest>(?:牵头|负责|会同|{V}|[，,]).*)",
    ),
    Told(
        "市教育局牵头，市财政局配合，…",
        "牵头",
        r"^(?P<lead>{U}?)(?:分别|共同|联合)?(?:牵头|负责|主办)(?:负责|抓总|落实)?[，,](?:会同)?(?P<with>{U}?)(?:配合|参与|参加|协助|协办|按职责|负责)",
    ),
    Told(
        "会议原则同意县经发局关于…的意见, 同意市住建局提交的方案",
        "提出",
        r"^(?:会议)?(?:原则)?(?:同意|通过|审议通过|研究同意)了?(?:由)?(?P<moved>{U}?)(?:关于|提出的?|提交的?|上报的?|报送的?|拟定的?|拟订的?|制定的?|起草的?|汇报的?)",
    ),
    Told("市财政局、市审计局：落实资金…", "主语", r"^(?P<named>{U})[：:](?=.{4})"),
    Told("试点地区要于2019年12月底前…", "主语", r"^(?P<subject>{U}?)(?:{V}).*"),
    Told("对无证经营，有关部门应当…", "主语", r"[，,](?P<later>{U}?)(?:要|应当|应|须|必须|负责).*"),
    Told("建立惩戒机制，由市场监管部门将其…", "主语", r"(?:^|[，,])由(?P<by>{U})"),
)
_LIST = r"[^。；;：:！？《》]{2,200}"
_TOLD = tuple(
    (told, re.compile(told.pattern.replace("{U}", _LIST).replace("{V}", _VERBS), re.DOTALL))
    for told in SENTENCES
)
_LEADING = re.compile(
    r"^(?:\s*(?:同时|此外|另外|其中|今后|目前|首先|原则上|会议(?:强调|要求|指出|决定|明确|议定)|在[^，,。]{2,14}(?:领导|指导|统筹)下)[，,]?)+"
)
_ROLES_AFTER = re.compile(
    r"^(?:牵头|负责牵头)?[，,]?(?:会同|联合|商)(?P<support>[^。；：:]{2,80}?)(?=于|在|按|对|制定|研究|提出|组织|完成|开展|负责|抓紧|尽快|[，,。；]|$)"
)
_BESIDE_AFTER = re.compile(
    r"^(?:牵头|负责牵头)(?:负责|抓总)?[，,](?:会同)?(?P<with>[^。；：:]{2,80}?)(?:配合|参与|参加|协助|协办|按职责)"
)
_LEADS_AFTER = re.compile(r"^(?P<each>分别)?(?:共同|联合)?(?:牵头|负责牵头)")


@lru_cache(maxsize=4096)
def read_sentence(sentence: str, *, subject_only: bool = False) -> Phrase | None:
    """Who acts in a sentence: 由…牵头, 请…完成, or its subject; None where no unit is named so.

    With `subject_only` only the subject counts, and not what the sentence says of each unit's part.
    """
    sentence = _LEADING.sub("", sentence)
    plain = simplified(sentence)
    for told, pattern in _TOLD:
        groups = pattern.groupindex
        if subject_only and not groups.keys() & {"subject", "later", "by"}:
            continue
        if "subject" in groups:
            phrase = _subject(sentence, plain)
        elif "later" in groups:
            phrase = _later_subject(sentence, plain)
        else:
            phrase = _told(told, pattern, sentence, plain)
        if phrase is not None:
            return phrase
    return None


def _strong_units(text: str, *, must: bool = False, asked: bool = False) -> tuple[str, ...]:
    """The units of a list if every name is certainly a unit's; else none.

    `must`: the words after it oblige them (应当…), so firms count too; `asked`: they are asked (请…), so places
    without 政府 count too.
    """
    if (
        asked
        and (fields := _FIELDS.fullmatch(text)) is not None
        and all(map(is_field, split_units(fields[1])))
    ):
        return split_units(fields[1])
    if is_field_list(text):
        return (text,)
    names = split_units(_CONCERNED.sub("", text))
    sure = (
        is_strong(name)
        or is_office(name)
        or (must and is_firm(name))
        or (asked and (is_place(name) or is_field(name)))
        for name in names
    )
    return names if names and all(sure) else ()


def _in_charge(text: str) -> tuple[str, ...]:
    """The units of a list that the text puts in charge (由…负责), if all are units; offices within a unit count too."""
    names = split_units(text)
    sure = names and all(is_unit(name) and len(name) <= _LONGEST_OFFICE for name in names)
    return names if sure else _strong_units(text)


_FIELDS = re.compile(r"([^等、]+(?:、[^等、]+)+)等?(?:有关|相关)?部门")
_VERB = re.compile(_VERBS)
_CONCERNED = re.compile(r"^所?涉及[的到]")
_ONE_UNIT = (
    r"[^，。；：、]{1,16}?(?:部门|单位|局|委|厅|部|办|办公室|办公厅|政府|院|行|公司|中心|街道|社区(?![居党工卫矫服干民]))"
    r"(?!办|局|部门|单位|委|厅|室|党组|公)"
)
_UNITS_FIRST = re.compile(rf"{_ONE_UNIT}(?:(?:、|和|及|以及){_ONE_UNIT})*")
_CHARGE = re.compile(r"(?:分别|具体|共同|统一)?负责")
_MUST = re.compile(r"要|应当|应|须|必须|负责")
_MODAL = re.compile(r"^(?:要|应当|应|须|必须|将|需)(?:抓紧|尽快|切实|积极|及时|认真)?(?=牵头|会同|联合|负责)")


def _leading(text: str) -> str:
    """The units at the beginning of a text, before the verb."""
    match = _UNITS_FIRST.match(text)
    return match[0] if match else ""


def _subject(sentence: str, plain: str) -> Phrase | None:
    """The units that begin a sentence, before its verb; several commas and brackets may stand among them."""
    for match in _VERB.finditer(plain, 2, _LONGEST_SUBJECT):
        before = sentence[: match.start()]
        if "。" in before or "；" in before or "：" in before:
            return None
        must = _MUST.match(plain, match.start()) is not None
        names = _strong_units(re.sub(r"^(?:由|请)", "", before).rstrip("，,"), must=must)
        if names:
            after = _MODAL.sub("", plain[match.start() :])
            support: tuple[str, ...] = ()
            if (with_whom := _ROLES_AFTER.match(after)) is not None:
                support = _strong_units(with_whom["support"]) or _strong_units(_leading(with_whom["support"]))
            leads = _LEADS_AFTER.match(after)
            if leads is not None or support:
                each = leads is not None and leads["each"]
                beside = _BESIDE_AFTER.match(after)
                support = support or (_strong_units(beside["with"]) if beside else ())
                return Phrase(names, (), support, "分别牵头" if each else "牵头", before)
            return Phrase((), names, (), "负责" if _CHARGE.match(after) else "主语", before)
    return None


def _later_subject(sentence: str, plain: str) -> Phrase | None:
    """The units that begin a later clause and must do what follows: 对无证经营，有关部门应当…."""
    for comma in re.finditer("[，,]", plain):
        for match in _MUST.finditer(plain, comma.end() + 2, comma.end() + _LONGEST_LATER):
            before = sentence[comma.end() : match.start()]
            if _ENDS.search(before):
                break
            if names := _strong_units(re.sub(r"^(?:由|请)", "", before), must=True):
                return Phrase((), names, (), "主语", before)
    return None


def _told(told: Told, pattern: re.Pattern[str], sentence: str, plain: str) -> Phrase | None:
    read = next((read for group, read in _READERS if group in pattern.groupindex), _parts)
    phrases = (read(told, sentence, match) for match in pattern.finditer(plain))
    return next((phrase for phrase in phrases if phrase is not None), None)


def _by(told: Told, sentence: str, match: re.Match[str]) -> Phrase | None:
    names = _strong_units(_leading(_cut(sentence, match, "by")))
    return Phrase((), names, (), told.basis, match[0]) if names else None


def _named(told: Told, sentence: str, match: re.Match[str]) -> Phrase | None:
    """The units before a colon (市财政局：…); 责任单位：… is a label and no unit."""
    names = _strong_units(_cut(sentence, match, "named"))
    return Phrase((), names, (), told.basis, match[0]) if names and not any(map(field_of, names)) else None


def _moved(told: Told, sentence: str, match: re.Match[str]) -> Phrase | None:
    """Who brought before a meeting what it agreed to: it is theirs to finish."""
    names = _strong_units(_cut(sentence, match, "moved"))
    return Phrase((), names, (), told.basis, match[0]) if names else None


def _charged(told: Told, sentence: str, match: re.Match[str]) -> Phrase | None:
    names = _in_charge(_cut(sentence, match, "charge"))
    if not names:
        return None
    each = match["before"] or match["each"]
    lead, listed, basis = (names, (), "分别负责") if each else ((), names, told.basis)
    return Phrase(lead, listed, (), basis, match[0])


def _parts(told: Told, sentence: str, match: re.Match[str]) -> Phrase | None:
    """The units of a match by their part: who leads or is asked, and who supports."""
    lead = _strong_units(_cut(sentence, match, "lead"))
    listed = _strong_units(_cut(sentence, match, "listed"), asked=True)
    if lead:
        support = (
            part for name in ("support", "with") for part in _strong_units(_cut(sentence, match, name))
        )
        return Phrase(lead, (), unique(support), told.basis, match[0])
    if not listed:
        return None
    rest = match["rest"] or ""
    if (with_whom := _ROLES_AFTER.match(rest)) is not None:
        return Phrase(listed, (), _strong_units(with_whom["support"], asked=True), "牵头", match[0])
    if _LEADS_AFTER.match(rest):
        beside = _BESIDE_AFTER.match(rest)
        return Phrase(listed, (), _strong_units(beside["with"]) if beside else (), "牵头", match[0])
    return Phrase((), listed, (), told.basis, match[0])


_READERS = (("by", _by), ("moved", _moved), ("named", _named), ("charge", _charged))


def _cut(sentence: str, match: re.Match[str], name: str) -> str:
    if name not in match.re.groupindex or match[name] is None:
        return ""
    return sentence[match.start(name) : match.end(name)]


_STATES = re.compile(r"(?:牵头|负责|配合|主办|协办|参与|落实|分工)[^，,。；]{0,10}[。；]?$")


def read_statement(sentence: str) -> Phrase | None:
    """Read a whole sentence that only says who does it, as a bracket would (由市应急局牵头负责，…配合)."""
    bare = re.sub(r"^(?:请|由|责成)", "", sentence.strip().rstrip("。；; "))
    plain = simplified(bare)
    if len(bare) > _LONGEST_STATEMENT or _STATES.search(plain) is None or "：" in bare or ":" in bare:
        return None
    phrase = read_phrase(bare)
    if phrase is None or not phrase.units or not all(map(is_unit, phrase.units)):
        return None
    return phrase
