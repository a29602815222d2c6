"""JSON Schemas (draft 2020-12) of the files, for editors: official keys, words in Chinese.

Generated from the records, so that schema, fast reader and judge are one definition. Touches no file: the words
stand in data/captions.yaml and are handed in.
"""

import json
from enum import StrEnum
from typing import Any

import msgspec

from duban.core.balance.handover import HandOver
from duban.core.calendar.holidays import FIRST_YEAR, LAST_YEAR, LONGEST_NAME
from duban.core.cases.kinds import all_kinds
from duban.core.documents.template import Template
from duban.core.model.appraisals.scheme import ScoreScheme
from duban.core.model.record import Record
from duban.core.model.workspace import Config, LedgerHead
from duban.core.periods.closings import ClosingPage
from duban.core.policy.rules import Policy

DRAFT = "https://json-schema.org/draft/2020-12/schema"
FORMS: dict[str, type[Record]] = {
    "ledger": LedgerHead,
    "workspace": Config,
    "policy": Policy,
    "page": ClosingPage,
    "handover": HandOver,
    "template": Template,
    "score-scheme": ScoreScheme,
}
"""The files without a journal, by the name of their schema; the calendar is the public holiday-cn form."""


def file_records() -> dict[str, type[Record]]:
    """Every file that is a record, by the name of its schema."""
    return {kind.english: kind.record for kind in all_kinds()} | FORMS


Json = dict[str, Any]


class Captions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What each record and each key is, in Chinese: a key in general, and where a record gives it its own meaning."""

    records: dict[str, str]
    keys: dict[str, str]
    own: dict[str, dict[str, str]]

    def of(self, record: str, key: str) -> str:
        """What a key of a record is; the key itself where no words are given."""
        return self.own.get(record, {}).get(key) or self.keys.get(key, key)


def schema(kind: type[Record], captions: Captions) -> Json:
    """The JSON Schema of a record, with titles and descriptions in Chinese."""
    raw = msgspec.json.schema(kind)
    enums = {each.__name__: each for each in _enums(StrEnum)}
    definitions = {name: _told(name, part, enums, captions) for name, part in raw["$defs"].items()}
    return {
        "$schema": DRAFT,
        "title": captions.records.get(kind.__name__, kind.__name__),
        "$ref": raw["$ref"],
        "$defs": definitions,
    }


def calendar_schema(captions: Captions) -> Json:
    """The JSON Schema of a holiday file (日历/): the public holiday-cn form."""
    day = _object(
        {
            "name": {"type": "string", "maxLength": LONGEST_NAME},
            "date": {"type": "string", "format": "date"},
            "isOffDay": {"type": "boolean"},
        },
        ["name", "date", "isOffDay"],
        captions,
    )
    whole = _object(
        {
            "year": {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR},
            "papers": {"type": "array", "items": {"type": "string"}},
            "days": {"type": "array", "items": day},
        },
        ["year", "days"],
        captions,
    )
    return {"$schema": DRAFT, "title": "日历：一年的放假和调休安排", **whole}


def render_schemas(captions: Captions) -> dict[str, str]:
    """File name → text of every schema, as schemas/ holds them."""
    forms = {name: schema(kind, captions) for name, kind in file_records().items()}
    forms["calendar"] = calendar_schema(captions)
    return {
        f"{name}.schema.json": json.dumps(form, ensure_ascii=False, indent=2) + "\n"
        for name, form in sorted(forms.items())
    }


def _object(properties: dict[str, Json], required: list[str], captions: Captions) -> Json:
    told = {key: {"description": captions.keys[key], **form} for key, form in properties.items()}
    return {"type": "object", "properties": told, "required": required, "additionalProperties": False}


def _enums(base: type[StrEnum]) -> list[type[StrEnum]]:
    found = [each for each in base.__subclasses__() if each.__module__.startswith("duban.core.")]
    return found + [deeper for each in found for deeper in _enums(each)]


def _told(name: str, part: Json, enums: dict[str, type[StrEnum]], captions: Captions) -> Json:
    """One definition of msgspec's in our words, its enum values in the order of the vocabulary."""
    if "enum" in part:
        return {"enum": [term.value for term in enums[name]]}
    properties = {
        key: {"description": captions.of(name, key), **_told_property(form)}
        for key, form in part["properties"].items()
    }
    return part | {
        "title": captions.records.get(name, name).partition("：")[0],
        "description": captions.records.get(name, name),
        "properties": properties,
    }


def _told_property(form: Json) -> Json:
    told = {word: value for word, value in form.items() if word != "default" or value not in (None, [], {})}
    told.pop("description", None)
    if list(told) == ["enum"] and len(told["enum"]) == 1:
        told = {"const": told["enum"][0]}
    return _plain(told)


def _plain(form: Json) -> Json:
    """Without `discriminator`, a word of OpenAPI that JSON Schema does not know."""
    kept = {word: value for word, value in form.items() if word != "discriminator"}
    if "items" in kept:
        kept["items"] = _plain(kept["items"])
    return kept
