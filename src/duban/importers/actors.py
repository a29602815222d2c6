"""Who acts in a sentence of running text: 由…牵头, 请…完成, the subject, or a whole sentence that says only who.

Each rule is a row with the example it serves. Names stay as written; brackets and labelled lines are read elsewhere.
"""

import re
from dataclasses import dataclass

from duban.importers.folding import simplified
from duban.importers.unitform import is_strong, is_unit
from duban.importers.units import split_units, unique
from duban.importers.who import Phrase, read_phrase

_LONGEST_STATEMENT = 260
_LONGEST_SUBJECT = 90


@dataclass(frozen=True, slots=True)
class Told:
    """A way in which a sentence names who acts: an example, the basis it gives, and the pattern before and after."""

    example: str
    basis: str
    pattern: str


_VERBS = (
    "要|依照|依据|应当|应|须|必须|需|将|负责|牵头|会同|于|对|按照|按|以|根据|结合|在|组织|制定|完成|开展|加强|落实|做好|建立|抓紧|尽快|积极|切实|严格|认真|"
    "进一步|全面|把|参照|督促|指导|研究|提出|推进|加快|报送|公布|立即|统筹|分别|具体|共同|协同|配合|每|各自|务必|不得|可"
)
# Sentences that name who acts; the first that fits counts. U is a list of units, V a verb.
SENTENCES = (
    Told(
        "由市财政局牵头，会同市审计局于6月底前…",
        "牵头",
        r"(?:由|责成)(?P<lead>{U}?)(?:牵头|主办|为主|负责牵头)(?:负责|组织|抓总)*[，,]?(?:(?:会同|联合|商)(?P<support>{U}?)(?=(?:{V}|[，,。；]))|(?P<with>{U}?)(?:配合|参与|协助|协办))?",
    ),
    Told(
        "请市发展改革委、市财政局于9月底前完成",
        "请…完成",
        r"(?:^|[。；，,])\s*(?:请|责成|要求|责令)(?P<listed>{U}?)(?P<rest>(?:牵头|负责|会同|{V}|[，,]).*)",
    ),
    Told(
        "由市住建局负责…",
        "主语",
        r"(?:^|[。；，,])由(?P<listed>{U}?)(?:具体|统一|分别|共同)?(?:负责|组织|承办|实施|落实)",
    ),
    Told(
        "市教育局牵头，市财政局配合，…",
        "牵头",
        r"^(?P<lead>{U}?)(?:分别|共同|联合)?(?:牵头|负责|主办)(?:负责|抓总|落实)?[，,](?:会同)?(?P<with>{U}?)(?:配合|参与|协助|协办|按职责|负责)",
    ),
    Told("试点地区要于2019年12月底前…", "主语", r"^(?P<listed>{U}?)(?P<rest>(?:{V}).*)"),
)
_LIST = r"[^。；：:！？《》]{2,80}"
_TOLD = tuple(
    (told, re.compile(told.pattern.replace("{U}", _LIST).replace("{V}", _VERBS), re.DOTALL))
    for told in SENTENCES
)
_SUBJECT = next(pattern for told, pattern in _TOLD if told.example.startswith("试点"))
_LEADING = re.compile(r"^(?:\s*(?:同时|此外|另外|其中|今后|目前|首先|原则上)[，,]?)+")
_ROLES_AFTER = re.compile(
    r"^(?:牵头|负责牵头)?[，,]?(?:会同|联合|商)(?P<support>[^。；：:]{2,80}?)(?=于|在|按|对|制定|研究|提出|组织|完成|开展|负责|抓紧|尽快|[，,。；]|$)"
)
_BESIDE_AFTER = re.compile(
    r"^(?:牵头|负责牵头)(?:负责|抓总)?[，,](?:会同)?(?P<with>[^。；：:]{2,80}?)(?:配合|参与|协助|协办|按职责)"
)
_LEADS_AFTER = re.compile(r"^(?:牵头|负责牵头)")


def read_sentence(sentence: str, *, subject_only: bool = False) -> Phrase | None:
    """Who acts in a sentence: 由…牵头, 请…完成, or its subject; None where no unit is named so."""
    sentence = _LEADING.sub("", sentence)
    plain = simplified(sentence)
    for told, pattern in _TOLD:
        if subject_only and pattern is not _SUBJECT:
            continue
        phrase = _subject(sentence, plain) if pattern is _SUBJECT else _told(told, pattern, sentence, plain)
        if phrase is not None:
            return phrase
    return None


def _strong_units(text: str) -> tuple[str, ...]:
    names = split_units(text)
    return names if names and all(map(is_strong, names)) else ()


_VERB = re.compile(_VERBS)
_ONE_UNIT = (
    r"[^，。；：、]{1,16}?(?:部门|单位|局|委|厅|部|办|办公室|办公厅|政府|院|行|公司|中心)"
    r"(?!办|局|部门|委|厅|室|党组|公)"
)
_UNITS_FIRST = re.compile(rf"{_ONE_UNIT}(?:(?:、|和|及|以及){_ONE_UNIT})*")
_MODAL = re.compile(r"^(?:要|应当|应|须|必须|将|需)(?:抓紧|尽快|切实|积极|及时|认真)?(?=牵头|会同|联合|负责)")


def _leading(text: str) -> str:
    """The units with which a text begins, before whatever they are to do."""
    match = _UNITS_FIRST.match(text)
    return match[0] if match else ""


def _subject(sentence: str, plain: str) -> Phrase | None:
    """The units that begin a sentence, before its verb; several commas and brackets may stand among them."""
    for match in _VERB.finditer(plain, 2, _LONGEST_SUBJECT):
        before = sentence[: match.start()]
        if "。" in before or "；" in before or "：" in before:
            return None
        names = _strong_units(re.sub(r"^(?:由|请)", "", before).rstrip("，,"))
        if names:
            after = _MODAL.sub("", plain[match.start() :])
            support: tuple[str, ...] = ()
            if (with_whom := _ROLES_AFTER.match(after)) is not None:
                support = _strong_units(with_whom["support"]) or _strong_units(_leading(with_whom["support"]))
            leads = _LEADS_AFTER.match(after) is not None or bool(support)
            if leads:
                return Phrase(names, (), support, "牵头", before)
            return Phrase((), names, (), "负责" if after.startswith("负责") else "主语", before)
    return None


def _told(told: Told, pattern: re.Pattern[str], sentence: str, plain: str) -> Phrase | None:
    for match in pattern.finditer(plain):
        groups = match.groupdict()
        lead = _strong_units(_cut(sentence, match, "lead"))
        listed = _strong_units(_cut(sentence, match, "listed"))
        support = (
            *_strong_units(_cut(sentence, match, "support")),
            *_strong_units(_cut(sentence, match, "with")),
        )
        if lead:
            return Phrase(lead, (), unique(support), told.basis, match[0])
        if listed:
            rest = groups.get("rest") or ""
            if (with_whom := _ROLES_AFTER.match(rest)) is not None:
                return Phrase(listed, (), _strong_units(with_whom["support"]), "牵头", match[0])
            if _LEADS_AFTER.match(rest):
                beside = _BESIDE_AFTER.match(rest)
                return Phrase(listed, (), _strong_units(beside["with"]) if beside else (), "牵头", match[0])
            return Phrase((), listed, (), told.basis, match[0])
    return None


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
