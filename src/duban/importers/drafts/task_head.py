"""From a draft to the head of a task: every text becomes an official key, or a line of 备注.

Pure: guesses nothing and loses nothing; whether a policy accepts the values is not checked here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from duban.core.documents.numbers import is_number_like
from duban.core.grammar.figures import as_amount
from duban.core.grammar.typed import written_day
from duban.core.model.folding import fold
from duban.core.model.record import official_keys, raw_record
from duban.core.model.task import Source, Task
from duban.core.model.terms import (
    Horizon,
    LedgerKind,
    Reporting,
    SourceKind,
    Term,
    Urgency,
    YesNo,
    usual_source,
)
from duban.importers.drafts.draft import Draft, Node
from duban.importers.grammar.deadlines import read_cadence
from duban.importers.grammar.headings import TERMS
from duban.importers.grammar.normalize import one_line
from duban.importers.grammar.paces import pace_of, pace_told
from duban.importers.grammar.quantities import Target
from duban.importers.grammar.unit_lists import unique

LONGEST_LINE = 500
LONGEST_TEXT = 20000
_LINES = ("lead_leader", "leader_in_charge", "owner", "handler", "post", "clerk")
_TEXTS = ("problem", "goal", "requirements", "measures", "standard")
_TERMS: Mapping[str, type[Term]] = {
    "urgency": Urgency,
    "reporting": Reporting,
    "horizon": Horizon,
    "public": YesNo,
    "listed": YesNo,
}
_SOURCE_LINES = ("doc_no", "clause", "session")
_SOURCE_DAYS = ("held_on", "issued_on")
_NOTED = (
    "group instructions instructed_by instructed_on indicators milestones percent progress effect issues next status "
    "done_on phone"
)
_SEPARATORS = re.compile("[、，,；;\n]+")
_KEYS = official_keys(Task)
_SOURCE_KEYS = official_keys(Source)


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """The file a draft comes from: name, SHA-256, title, the ledger it goes to, what the user said of the source."""

    file: str
    sha256: str
    title: str
    kind: LedgerKind
    said: Mapping[str, Any] = field(default_factory=dict)
    doc_no: str = ""
    issued_on: date | None = None
    issuer: str = ""


def head_of_draft(draft: Draft, origin: ImportedFile) -> dict[str, Any]:
    """The head (official keys, raw values, without 编号) that a draft gives.

    The category of the source is what the user said, else the one the sheet names, else the ledger's own.
    Texts for which the head has no field, or that do not fit one, go to 备注 with their headings.
    """
    notes: list[tuple[str, str]] = []
    head: dict[str, Any] = {"事项": _fitting(one_line(draft.title), "事项", notes)}
    head["来源"] = [_source(draft, origin, notes)]
    head["完成时限"] = _deadline(draft, notes)
    for name in _LINES:
        text = one_line(getattr(draft, name))
        head[_KEYS[name]] = _fitting(text, _KEYS[name], notes)
    for name in _TEXTS:
        head[_KEYS[name]] = _whole(getattr(draft, name), _KEYS[name], notes)
    for name, terms in _TERMS.items():
        head[_KEYS[name]] = _term(getattr(draft, name), _KEYS[name], terms, notes)
    head["整改类型"] = _pace(draft, notes)
    written = _instruction(draft)
    head["批示"] = [written] if written else None
    if draft.nodes:
        head["时序进度"] = [_step(node) for node in draft.nodes]
    if draft.targets:
        head["量化指标"] = [_indicator(target) for target in draft.targets]
    if draft.cadence:
        head["报送周期"] = _cadence(draft.cadence, notes)
    head["标签"] = [part for part in _SEPARATORS.split(draft.tags) if part.strip()]
    head["牵头单位"] = draft.lead[0] if len(draft.lead) == 1 else list(draft.lead)
    head["配合单位"] = list(draft.support)
    former = one_line(draft.id) or one_line(draft.former_id)
    head["曾用编号"] = _fitting(former, "曾用编号", notes)
    head["备注"] = _note(draft, origin.file, notes)
    return {key: head[key] for key in _KEYS.values() if head.get(key)}


def unfit_words(draft: Draft) -> list[tuple[str, str]]:
    """What a draft says where only certain words fit (缓急 特急, 报送周期 每两周): the 备注 keeps it."""
    unfit: list[tuple[str, str]] = []
    for name, terms in _TERMS.items():
        _term(getattr(draft, name), _KEYS[name], terms, unfit)
    _term(draft.source_kind, "来源类别", SourceKind, unfit)
    if draft.pace and pace_of(draft.pace) is None:
        unfit.append((_KEYS["pace"], draft.pace))
    if draft.cadence:
        _cadence(draft.cadence, unfit)
    if odd := _odd_number(draft):
        unfit.append((_SOURCE_KEYS["doc_no"], odd))
    if draft.received_on and received_day(draft) is None:
        unfit.append((TERMS["received_on"], draft.received_on))
    return unfit + [
        (_SOURCE_KEYS[name], text)
        for name in _SOURCE_DAYS
        if (text := getattr(draft, name)) and _day(text) is None
    ]


def _odd_number(draft: Draft) -> str:
    """What stands where a 文号 should and has no form of one."""
    text = one_line(draft.doc_no)
    return text if text and not is_number_like(text) else ""


def received_day(draft: Draft) -> date | None:
    """The day on which the paper of this draft came in (收文), where the document has one."""
    return written_day(draft.received_on)


def _instruction(draft: Draft) -> dict[str, Any] | None:
    """What a leader wrote, where the sheet has a column for who did; else the words stay a note."""
    text, who, day = draft.instructions.strip(), one_line(draft.instructed_by), _day(draft.instructed_on)
    if not (text and who):
        return None
    return {"领导": who[:LONGEST_LINE], "内容": text[:LONGEST_TEXT]} | ({"日期": day} if day else {})


def _source(draft: Draft, origin: ImportedFile, notes: list[tuple[str, str]]) -> dict[str, Any]:
    source: dict[str, Any] = {"类别": str(usual_source(origin.kind))}
    if draft.source_kind:
        named = _term(draft.source_kind, "来源类别", SourceKind, notes)
        source["类别"] = named or source["类别"]
    called = one_line(draft.source_name) or one_line(origin.title)
    source["名称"] = _fitting(called, "来源名称", notes)
    if odd := _odd_number(draft):
        notes.append((_SOURCE_KEYS["doc_no"], odd))
    for name in _SOURCE_LINES:
        text = one_line(getattr(draft, name)) if name != "doc_no" or not odd else ""
        text = text or {"doc_no": origin.doc_no, "clause": _place_in_file(draft)}.get(name, "")
        source[_SOURCE_KEYS[name]] = _fitting(text, _SOURCE_KEYS[name], notes)
    if draft.received_on and received_day(draft) is None:
        notes.append((TERMS["received_on"], draft.received_on))
    for name in _SOURCE_DAYS:
        text = getattr(draft, name)
        day = _day(text)
        if not text and name == "issued_on" and origin.issued_on:
            day = origin.issued_on.isoformat()
        source[_SOURCE_KEYS[name]] = day
        if text and day is None:
            notes.append((_SOURCE_KEYS[name], text))
    if not source.get("文号"):
        source["机关"] = _fitting(one_line(origin.issuer), "机关", notes)
    source |= origin.said
    source |= {"文件": origin.file[-LONGEST_LINE:], "sha256": origin.sha256}
    return {key: source[key] for key in _SOURCE_KEYS.values() if source.get(key)}


def _place_in_file(draft: Draft) -> str:
    """Where the file itself says so, which stands for a clause: by its 序号, else its row or paragraph."""
    if draft.doc_no or draft.source_name:
        return ""  # the row tells of another source
    return f"序号{draft.number}" if draft.number else draft.place


def _indicator(target: Target) -> dict[str, Any]:
    amount, measure = as_amount(f"{target.target}{target.measure}")
    raw = {"名称": target.name, "目标": amount, "计量单位": measure}
    return {key: value for key, value in raw.items() if value != ""}


def _deadline(draft: Draft, notes: list[tuple[str, str]]) -> dict[str, Any] | None:
    text = one_line(draft.due_text or "")
    others = [day for day in unique(day.isoformat() for day in draft.dues) if day != str(draft.due_on)]
    if others and not draft.nodes:
        notes.append(("前面的时限", "、".join(others)))
    deadline = {
        "日期": draft.due_on.isoformat() if draft.due_on else None,
        "原文": _fitting(text, "完成时限", notes),
    }
    return {key: value for key, value in deadline.items() if value} or None


def _step(node: Node) -> dict[str, Any]:
    step = {"节点": one_line(node.name), "时限": node.due_on.isoformat()}
    return step | ({"责任人": node.owner} if node.owner else {})


def _cadence(words: str, notes: list[tuple[str, str]]) -> dict[str, Any] | None:
    """The 报送周期, where the words name a single one; anything else stays a note."""
    read = read_cadence(words)
    if read is None:
        notes.append(("报送周期", words))
    return raw_record(read) if read else None


def _fitting(text: str, name: str, notes: list[tuple[str, str]]) -> str | None:
    """The text cut to the length of its head field; a text that is too long goes to the notes whole."""
    if len(text) > LONGEST_LINE:
        notes.append((name, text))
        return text[: LONGEST_LINE - 1] + "…"
    return text or None


def _whole(text: str, name: str, notes: list[tuple[str, str]]) -> str | None:
    """The text as far as its head field holds it; what is over goes to the notes."""
    if over := text[LONGEST_TEXT:]:
        notes.append((f"{name}（续）", over))
    return text[:LONGEST_TEXT] or None


def _pace(draft: Draft, notes: list[tuple[str, str]]) -> str | None:
    """The 整改类型: what the sheet calls it, else what its deadline says; words that are not the term's are noted."""
    if not draft.pace:
        return str(told) if (told := pace_told(draft.due_text or "")) else None
    pace = pace_of(draft.pace)
    if pace is None or fold(draft.pace).removesuffix("整改") != pace:
        notes.append((_KEYS["pace"], draft.pace))
    return str(pace) if pace else None


def _term(text: str, name: str, terms: type[Term], notes: list[tuple[str, str]]) -> str | None:
    """The official term, where the cell holds exactly one; anything else stays a note."""
    typed = fold(text)
    found = next((term for term in terms if typed in (str(term), term.english)), None)
    if typed and found is None:
        notes.append((name, text))
    return str(found) if found else None


def _day(text: str) -> str | None:
    day = written_day(text)
    return day.isoformat() if day else None


def _note(draft: Draft, file: str, notes: list[tuple[str, str]]) -> str:
    lines = [draft.note] if draft.note else []
    lines += [f"{name}：{text}" for name, text in _noted(draft, notes)]
    number = f"，序号 {draft.number}" if draft.number else ""
    lines.append(f"原表：{file} {draft.place}{number}")
    return "\n".join(lines)[:LONGEST_TEXT]


def _noted(draft: Draft, notes: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    told = {"instructions", "instructed_by"} if _instruction(draft) else set()
    told |= {"instructed_on"} if told and _day(draft.instructed_on) else set()
    for name in _NOTED.split():
        text = getattr(draft, name)
        if text and name not in told:
            yield TERMS.get(name, name), text
    if draft.id and draft.former_id:
        yield TERMS["former_id"], draft.former_id
    yield from notes
    yield from draft.other.items()
