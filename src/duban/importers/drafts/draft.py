"""What an importer returns: drafts of tasks, and the problems met on the way.

Values only: nothing is read or guessed here, and the ledger is not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, NamedTuple

import msgspec

from duban.errors import Level, Problem
from duban.importers.grammar.quantities import Target


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something a clerk has to look at in one draft: a code and a sentence in Chinese."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Node:
    """A dated step of a task: what is to be done by when, the words that say so, and who answers for it."""

    name: str
    due_on: date
    text: str
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One task as a document tells it; what the document does not say stays empty, never guessed.

    `place` is where it stands (`Sheet1!5行`, `第5行`). `lead` is empty where no unit is marked as the
    lead; `proposed_lead` is then the first of `support`. `due_on` is the latest of `dues`. `why` says by which signs
    running text was taken for a task.
    `text` is what the document says in its own words, whole, and `places` where all of it stands.
    The text fields bear the names of the glossary and hold the cell as written.
    """

    title: str
    place: str
    number: str = ""
    lead: tuple[str, ...] = ()
    proposed_lead: str | None = None
    support: tuple[str, ...] = ()
    due_on: date | None = None
    due_text: str | None = None
    dues: tuple[date, ...] = ()
    due_texts: tuple[str, ...] = ()
    basis: str = ""
    nodes: tuple[Node, ...] = ()
    targets: tuple[Target, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    confidence: float = 1.0
    why: tuple[str, ...] = ()
    cadence: str = ""
    text: str = ""
    places: tuple[str, ...] = ()
    hidden: bool = False
    suggested: bool = False
    id: str = ""
    former_id: str = ""
    group: str = ""
    source_name: str = ""
    source_kind: str = ""
    doc_no: str = ""
    clause: str = ""
    session: str = ""
    held_on: str = ""
    issued_on: str = ""
    received_on: str = ""
    instructions: str = ""
    instructed_by: str = ""
    instructed_on: str = ""
    urgency: str = ""
    reporting: str = ""
    horizon: str = ""
    tags: str = ""
    lead_leader: str = ""
    leader_in_charge: str = ""
    owner: str = ""
    handler: str = ""
    post: str = ""
    clerk: str = ""
    problem: str = ""
    pace: str = ""
    goal: str = ""
    requirements: str = ""
    measures: str = ""
    standard: str = ""
    indicators: str = ""
    milestones: str = ""
    percent: str = ""
    progress: str = ""
    effect: str = ""
    issues: str = ""
    next: str = ""
    status: str = ""
    done_on: str = ""
    public: str = ""
    listed: str = ""
    phone: str = ""
    note: str = ""
    other: Mapping[str, str] = field(default_factory=dict)

    @property
    def leader(self) -> str:
        """The leader named for this task: 牵头领导, else 分管领导."""
        return self.lead_leader or self.leader_in_charge

    def texts(self) -> dict[str, str]:
        """The text fields that are not empty, by their Python names."""
        return {name: text for name in TEXT_FIELDS if (text := getattr(self, name))}


TEXT_FIELDS = tuple(
    item.name
    for item in fields(Draft)
    if item.type is str and item.name not in {"title", "place", "number", "basis", "text"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSource:
    """What the document says of itself as the source of its tasks."""

    title: str = ""
    doc_no: str = ""
    issuer: str = ""
    issued_on: date | None = None
    recipients: str = ""


class Unused(NamedTuple):
    """A piece of text that no draft came from: where it stands, what it says, whether it names a unit or a day."""

    place: str
    text: str
    unit: bool
    day: bool


class Suggestion(NamedTuple):
    """What may be a task and is entered only if a clerk says so: its draft, and how many drafts stand before it."""

    after: int
    draft: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """All that one document gave: `headings` tells which column was read as which field.

    `file` and `sha256` are those of the document behind a corrected list of drafts, else empty.
    """

    drafts: tuple[Draft, ...] = ()
    problems: tuple[Problem, ...] = ()
    title: str = ""
    year: int | None = None
    source: DocumentSource = field(default_factory=DocumentSource)
    file: str = ""
    sha256: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[Unused, ...] = ()
    suggested: tuple[Suggestion, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether an error stands in the way: an import is all or nothing."""
        return any(problem.level is Level.ERROR for problem in self.problems)

    @property
    def rows(self) -> tuple[tuple[Draft, bool], ...]:
        """Drafts and suggestions in the order of the document, each with whether it is a draft."""
        drafts = [(float(at), draft, True) for at, draft in enumerate(self.drafts)]
        beside = [(each.after - 0.5, each.draft, False) for each in self.suggested]
        told = sorted((*drafts, *beside), key=lambda row: row[0])
        return tuple((draft, taken) for _, draft, taken in told)

    def with_suggested(self) -> "Imported":
        """The same with every suggestion as a draft."""
        problems = (each for each in self.problems if not (self.suggested and each.code == "no-tasks"))
        return replace(
            self,
            drafts=tuple(replace(draft, suggested=not taken) for draft, taken in self.rows),
            problems=tuple(problems),
            suggested=(),
        )


_SHOWN = """
number title problem pace goal lead proposed_lead support due_on due_text dues basis requirements indicators milestones
cadence group clause place confidence why problems
"""


def drafts_json(imported: Imported) -> dict[str, Any]:
    """What `duban import --dry-run --json` prints: drafts and problems, English names, ISO days."""
    return {
        "source": msgspec.to_builtins(imported.source) | {"title": imported.source.title or imported.title},
        "drafts": [_picked(draft) for draft in imported.drafts],
        "suggested": [_picked(each.draft) for each in imported.suggested],
        "unused": [each._asdict() for each in imported.unused],
        "problems": [
            {
                "level": problem.level.name.lower(),
                "path": problem.place.path if problem.place else None,
                "line": problem.place.line if problem.place else None,
                "code": problem.code,
                "message": problem.message,
                "advice": problem.advice,
                "clause": problem.clause,
            }
            for problem in imported.problems
        ],
    }


def _picked(draft: Draft) -> dict[str, Any]:
    """What is shown of a draft: its targets as indicators, its nodes as milestones, its troubles as problems."""
    raw = msgspec.to_builtins(draft) | {"dues": _dues_json(draft)}
    told = raw | {"indicators": raw["targets"], "milestones": raw["nodes"], "problems": raw["troubles"]}
    return {name: told[name] for name in _SHOWN.split()}


def _dues_json(draft: Draft) -> list[dict[str, str | None]]:
    """Every deadline in the order of the text, each with its words where the text was running."""
    texts = draft.due_texts or (draft.due_text or "",) * len(draft.dues)
    return [{"text": text, "date": day.isoformat()} for text, day in zip(texts, draft.dues, strict=False)]
