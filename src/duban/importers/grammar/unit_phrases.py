"""Who does it: the units that a bracket, a line or a sentence of running text names, each with its part.

Each pattern is a row with an example. Names stay as written.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from duban.core.grammar.mentions import leading_time
from duban.core.model.folding import simplified
from duban.importers.grammar.headings import UNIT_FIELDS, field_of, is_exact
from duban.importers.grammar.normalize import bracket_depths
from duban.importers.grammar.unit_lists import Units, read_units, unique
from duban.importers.grammar.unit_names import is_unit

_LABELLED = """
deadline owner handler post lead_leader leader_in_charge clerk problem goal pace measures requirements standard
progress effect issues status phone note title source_name group milestones
"""
LABEL_FIELDS = UNIT_FIELDS.union(_LABELLED.split())
PEOPLE_FIELDS = frozenset({"owner", "handler", "lead_leader", "leader_in_charge"})
_ROLE = re.compile(
    r"牵头|负责|主抓|主办|协办|配合|主责|责任单位|责任部门|承办|组织实施|参与|参加|落实|分工|会同|协助|督办|抓总|实施|推进|指导"
)
_FIRST_LEADS = re.compile(
    r"[。；，,;]?[^。；，,;（(]{0,6}(?:排|列)(?:在|名)?(?:第一|首)[^。；）)]{0,12}(?:牵头|主办|主责)[^。；）)]{0,6}(?:[，,]?下同)?"
    r"|[，,]?(?:第一(?:个|家|位)?|首个|首位)[^。；]{0,6}(?:为|是)(?:牵头|主办|主责)(?:单位|部门)?(?:[，,]?下同)?|[。；，,;]下同"
)
# What a bracket says of all that follow it: 具体任务均涉及各区政府，不再列出，下同。
_FOR_ALL = re.compile(r"[。；;][^。；;]*(?:均需|均涉及|均由|不再)[^。；;]*(?:[。；;]|$)")
_BARE_LABEL = re.compile(
    r"(?:(?<=[；;。\s，,])|^)((?:牵头|责任|配合|主办|协办|主责|承办)(?:单位|部门)|完成时限)(?:为|是)?[ 　]*"
    r"(?![:：要负应须将的等和、，,及（(]|\s*$)"
)
# A label with 为 or 是 where others have a colon; one for one, so that places stay: …，责任单位为市教育局.
_LABEL_IS = re.compile(
    r"(?<=[；;。，,])((?:牵头|责任|配合|主办|协办|承办)(?:单位|部门))[为是](?=[\u4e00-\u9fff])"
)
_LABEL = re.compile(
    r"(?:(?<=[。；;，,、\s（(〔【\[］|])|^)([\u4e00-\u9fff]{1,9}(?:[（(][\u4e00-\u9fff]{1,8}[）)])?[\u4e00-\u9fff]{0,3})\s*[:：]"
)
_OPENING, _CLOSING = "（(〔［[【", "）)〕］]】"
_NOT_UNITS = re.compile(
    r"以下(?:简称|统称)|此件|附件|详见|见附|含|包括|除外|不含|下称|联系电话|电话|《|即|如|其中|试行|暂行|草案|人次|例如|本文"
)
# A bracket after whoever gets a report says who that is, not who does it: 报专班办公室（县发改局）.
_GIVEN_TO = re.compile(r"(?:报送?|上报|交|送|反馈)至?[^，,。；：（(]{0,12}(?:办公室|办|小组|指挥部|专班|组)$")
_LONGEST = 900
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Phrase:
    """What one bracket, line or sentence says: units by their part, the deadline in it, other labelled fields.

    `listed` are units without a word on who leads; `basis` says by which wording the units were recognised. `start`
    and `end` are its position in the text.
    """

    lead: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    basis: str = ""
    text: str = ""
    due_text: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    first_leads: bool = False
    start: int = 0
    end: int = 0

    @property
    def says_who_or_when(self) -> bool:
        """Whether it names units, a deadline, or a person who answers for the task."""
        return bool(self.units or self.due_text) or not PEOPLE_FIELDS.isdisjoint(self.fields)

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit named."""
        return (*self.lead, *self.listed, *self.support)


def says_first_leads(text: str) -> bool:
    """Whether a text says that the unit listed first takes the lead."""
    return _FIRST_LEADS.search(text) is not None and "牵头" in simplified(text)


@lru_cache(maxsize=4096)
def read_phrase(text: str, *, sure: bool = False) -> Phrase | None:
    """Read the inside of a bracket or a line as naming units; None where it does not.

    With `sure` it is known to name units, and the form of their names is not checked.
    """
    if not text or len(text) > _LONGEST:
        return None
    plain = simplified(text)
    first_leads = says_first_leads(plain)
    for rule in (_FOR_ALL, _FIRST_LEADS):
        if spans := [match.span() for match in rule.finditer(plain)]:
            text, plain = _without(text, spans), _without(plain, spans)
    plain_labelled, labelled = _with_colons(plain, text)
    parts = split_labels(labelled, plain_labelled)
    if any(name in LABEL_FIELDS for name, _, _ in parts):
        return _read_labelled(parts, first_leads=first_leads)
    body, due_text = _without_due(text, plain)
    units = _units_as_written(body)
    named = (*units.lead, *units.listed, *units.support)
    if not named:
        return None
    role = _ROLE.search(simplified(body)) is not None
    good = [name for name in named if is_unit(name)]
    if not sure:
        if _NOT_UNITS.match(plain) and not role:
            return None
        if any(len(name) > _LONGEST_NAME for name in named) or len(good) * (2 if role else 1) < len(named):
            return None
    basis = "牵头" if units.lead else ("单列" if len(named) == 1 else "并列")
    if units.lead and "分别牵头" in plain:
        basis = "分别牵头"
    return Phrase(units.lead, units.listed, units.support, basis, text, due_text, {}, first_leads)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    return text


def _with_colons(plain: str, text: str) -> tuple[str, str]:
    """The text with a colon added after labels that are written without one: 牵头单位 市教育局."""
    for match in reversed(list(_BARE_LABEL.finditer(plain))):
        plain = f"{plain[: match.end(1)]}：{plain[match.end() :]}"
        text = f"{text[: match.end(1)]}：{text[match.end() :]}"
    return plain, text


def split_labels(text: str, plain: str | None = None) -> list[tuple[str, str, str]]:
    """A text cut at its labels: (field, label, value) in order; what stands before the first has field "".

    Only labels that ledgers use count: 牵头单位：, 整改时限：, 工作目标：.
    """
    plain = simplified(text) if plain is None else plain
    plain = _LABEL_IS.sub(lambda match: f"{match[1]}：", plain)
    depths = bracket_depths(plain)
    found = []
    for match in _LABEL.finditer(plain):
        label = match[1]
        name = field_of(label) if depths[match.start(1)] == 0 else None
        if name not in LABEL_FIELDS or (
            name not in UNIT_FIELDS and not (is_exact(label) or name == "deadline")
        ):
            continue
        if (
            name in {"title", "group", "requirements", "measures"}
            and match.start()
            and plain[match.start() - 1] in "，,、"
        ):
            continue
        found.append((match.start(1), match.end(), str(name), label))
    parts = [("", "", text[: found[0][0]] if found else text)]
    for place, (_, end, name, label) in enumerate(found):
        until = found[place + 1][0] if place + 1 < len(found) else len(text)
        parts.append((name, label, text[end:until].strip(" 　；;，,。、\n")))
    return parts


def _read_labelled(parts: list[tuple[str, str, str]], *, first_leads: bool) -> Phrase | None:
    found: dict[str, list[str]] = {"lead": [], "unit": [], "support": []}
    fields: dict[str, str] = {}
    due_text = ""
    for name, _, value in parts:
        if name in found:
            body, due = _without_due(value, simplified(value))
            due_text = due_text or due
            units = _units_as_written(body)
            found["lead" if units.lead and name != "support" else name].extend(units.lead)
            found[name].extend(units.listed)
            all_support = name == "unit" and not units.listed  # 责任单位：A、B配合 names no other
            found["unit" if all_support else "support"].extend(units.support)
        elif name == "deadline":
            due_text = value
        elif name and value:
            fields[name] = value
        elif not name and value.strip("，,；; "):
            before, due = _without_due(value, simplified(value))
            due_text = due_text or due
            units = _units_as_written(before) if before.strip() else Units()
            found["lead"].extend(units.lead)
            found["unit"].extend(units.listed)
            found["support"].extend(units.support)
    lead, listed, support = unique(found["lead"]), unique(found["unit"]), unique(found["support"])
    if lead:
        basis = "牵头单位/配合单位" if support and not listed else "牵头单位/责任单位"
        return Phrase(lead, (), unique((*listed, *support)), basis, "", due_text, fields, first_leads)
    if listed and support:
        return Phrase(listed, (), support, "牵头单位/配合单位", "", due_text, fields, first_leads)
    basis = "单列" if len(listed) == 1 else "并列"
    return Phrase((), listed, support, basis if listed or support else "", "", due_text, fields, first_leads)


# The pieces of a bracket that say when: the first group is what is kept, whoever is to do it may follow after 由.
_DUE_PIECES = (
    re.compile(r"((?:需|并|要)?(?:长期坚持|持续推进|持续实施|长期|常态化|常态化推进|持续|全年|立行立改))"),
    # 按上级要求时限; 按时间节点推进
    re.compile(
        r"((?:按照?|依照?)[^，,；;。]{0,12}(?:时限|时间|期限|进度|节点)(?:要求)?(?:完成|推进|办结|落实)?)"
    ),
)
_PIECE = re.compile(r"[^，,；;。\s]+")
_ROLE_ENDS = re.compile(r"(?:牵头|负责|配合|主办|协办|参与|落实|实施)$")


def _due_piece(piece: str) -> tuple[int, int]:
    """Where the words stand that say when; 0 and 0 in a piece that says something else."""
    start, end = leading_time(piece)
    if end:  # 6月底前出台相关政策; 2023年12月底前由市财政局负责
        by = piece.find("由", end, end + _LONGEST_AFTER)
        return start, min(by if by >= 0 else len(piece), end + _LONGEST_AFTER)
    match = next((match for form in _DUE_PIECES if (match := form.match(piece)) is not None), None)
    return match.span(1) if match else (0, 0)


_LONGEST_AFTER = 20


def _without_due(text: str, plain: str) -> tuple[str, str]:
    """A list of units without the deadlines in it, and these in their order."""
    found: list[tuple[int, int]] = []
    for piece in _PIECE.finditer(plain):
        start, end = _due_piece(piece[0])
        if not end or (end < len(piece[0]) and piece[0][end] != "由"):
            continue
        words = piece[0][start:end]
        if end == len(piece[0]) and _ROLE_ENDS.search(words) and is_unit(_bare_unit(words)):
            continue
        found.append((piece.start() + start, piece.start() + end))
    if not found:
        return text, ""
    rest = text
    for start, end in reversed(found):
        before, after = rest[:start].rstrip("，,；;。 "), rest[end:].lstrip("，,；;。 ")
        rest = f"{before}；{after}" if before and after else before or after
    return rest, "，".join(text[start:end] for start, end in found)


def _bare_unit(piece: str) -> str:
    """A piece without the day before the unit and the role after it: 6月底前市财政局负责 becomes 市财政局."""
    return _ROLE_ENDS.sub("", piece[leading_time(piece)[1] :])


def _units_as_written(text: str) -> Units:
    """The units of a text, cut from the text itself and not from its folded form."""
    plain = simplified(text)
    if plain == text:
        return read_units(text)
    found = read_units(plain)

    def written(name: str) -> str:
        place = plain.find(name)
        return text[place : place + len(name)] if place >= 0 else name

    return Units(*(tuple(map(written, names)) for names in (found.lead, found.listed, found.support)))


def find_brackets(text: str) -> Iterator[Phrase]:
    """The brackets of a text that name who does it, with where they stand."""
    for start, end in _outer_brackets(text):
        inside = text[start + 1 : end - 1]
        before = text[start - 1] if start else "。"
        closes = (
            before in "。；;！!”」\n ）)〕]】0123456789%"
            or end >= len(text.rstrip("。；; "))
            or text[end : end + 1] in "。；;\n（(〔"
        )
        phrase = read_phrase(inside) if closes or _ROLE.search(simplified(inside)) else None
        if phrase is None or not phrase.says_who_or_when:
            continue
        if phrase.basis == "单列" and _GIVEN_TO.search(simplified(text[:start])):
            continue
        if (
            not closes
            and before not in "。；;"
            and len(phrase.units) <= 1
            and not phrase.lead
            and "：" not in inside
            and ":" not in inside
        ):
            continue
        yield replace(phrase, text=inside, start=start, end=end)


def _outer_brackets(text: str) -> Iterator[tuple[int, int]]:
    depth, start = 0, 0
    for position, character in enumerate(text):
        if character in _OPENING:
            if depth == 0:
                start = position
            depth += 1
        elif character in _CLOSING and depth:
            depth -= 1
            if depth == 0:
                yield start, position + 1
