"""The numbers of documents (文号): one series for each code word and year, counted from the journals.

Pure. Nothing is stored beside the 发文 events: the next number is the highest one in any journal plus one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from duban.core.model.case_file import CaseFile
from duban.core.model.events import Correct, Event, Evidence, Issue
from duban.core.model.folding import half_width
from duban.core.model.workspace import Config, Letterhead

DOC_NO = re.compile(r"(?P<code>.+)〔(?P<year>[0-9]{4})〕(?P<number>[1-9][0-9]{0,8})号")
NUMBER_KEY = "文号"


class DocNumber(NamedTuple):
    """The three parts of a number: 云督办〔2026〕7号."""

    code: str
    year: int
    number: int

    def __str__(self) -> str:
        """As it is written: the year in hexagonal brackets, no 第, no zero in front (GB/T 9704-2012 7.2.5)."""
        return f"{self.code}〔{self.year}〕{self.number}号"


_NUMERALS = frozenset("一二三四五六七八九十百千零〇两")
_TYPED = re.compile(
    r"(?P<code>.+?)\s*[〔\[［【（(﹝]\s*(?P<year>(?:19|20)[0-9]{2})\s*年?[〕\]］】）)﹞]\s*(?:第\s*)?0*(?P<number>[1-9][0-9]{0,8})\s*号"
)


def as_official(text: str) -> str:
    """A number of a document as it is written officially, whatever brackets were typed; any other text as it is."""
    found = _TYPED.fullmatch(half_width(text).strip())
    return str(DocNumber(found["code"], int(found["year"]), int(found["number"]))) if found else text


_COUNT = r"[0-9一二三四五六七八九十百千零〇两]{1,9}"
_HAN = r"[\u4e00-\u9fff]{1,12}(?=[0-9A-Za-z]*[0-9]{4}|[^0-9]?[0-9]+[-—–/.])"
_FORMS = (
    re.compile(
        r"[^。！？!?]{0,40}[〔\[［【（(﹝〈]第?(?:19|20)[0-9]{2}年?[〕\]］】）)﹞〉]第?[0-9]{1,9}.{0,20}"
    ),
    re.compile(rf"[^。！？!?]{{0,40}}{_COUNT}(?:号|次|期).{{0,20}}"),
    re.compile(rf"(?:{_HAN})?[-—–/.:：#]?[0-9A-Za-z][-—–/.#0-9A-Za-z]{{0,60}}"),
)
"""What documents bear as their number: of a year (黔府发〔2016〕6号), of a series (市政府令第12号), bare (2016-6)."""
DOC_NO_FORMS = "某政发〔2026〕7号、市政府令第12号、第12次常务会议纪要、2026-7"
_SEVERAL = re.compile("[、；;，,]")


def is_number_like(text: str) -> bool:
    """Whether a text has a form that numbers of documents have, or lists several of that kind."""
    parts = [part for part in _SEVERAL.split("".join(half_width(text).split())) if part]
    return bool(parts) and all(_is_one_number(part) for part in parts)


def _is_one_number(part: str) -> bool:
    return any(character.isdecimal() or character in _NUMERALS for character in part) and any(
        form.fullmatch(part) for form in _FORMS
    )


def parse_doc_no(text: str) -> DocNumber | None:
    """The parts of a number as it is written; None for anything else."""
    found = DOC_NO.fullmatch(text)
    return DocNumber(found["code"], int(found["year"]), int(found["number"])) if found else None


def issued_numbers(files: Iterable[CaseFile]) -> Iterator[DocNumber]:
    """Every number that was ever written down, voided and corrected ones too."""
    for file in files:
        for event in file.journal:
            text: object = None
            if isinstance(event, Issue):
                text = event.doc_no
            elif isinstance(event, Correct) and isinstance(event.value, Mapping):
                text = event.value.get(NUMBER_KEY)
            number = parse_doc_no(as_official(text)) if isinstance(text, str) else None
            if number is not None:
                yield number


def next_number(files: Iterable[CaseFile], code: str, year: int) -> DocNumber:
    """The next number of a series: without gaps or doubles, and beginning with 1 each year."""
    used = (found.number for found in issued_numbers(files) if (found.code, found.year) == (code, year))
    return DocNumber(code, year, max(used, default=0) + 1)


def doubled_numbers(journals: Mapping[str, Iterable[Event]]) -> Iterator[tuple[str, Issue, str]]:
    """(task, event, number) of documents that bear a number which another document bears: two copies were merged.

    `journals` are the events that count, by task: a voided document frees nobody else of its number, but is no double.
    """
    first: dict[str, str | None] = {}
    for task, journal in journals.items():
        for event in journal:
            if not isinstance(event, Issue) or event.doc_no is None:
                continue
            file, number = event.sha256 or event.file, as_official(event.doc_no)
            if first.setdefault(number, file) != file:
                yield task, event, number


def kept_files(event: Event) -> tuple[Evidence, ...]:
    """The files under 附件/ that an event names with their SHA-256: evidence, proofs, the document that was issued."""
    if isinstance(event, Issue) and event.file and event.sha256:
        return (Evidence(path=event.file, sha256=event.sha256),)
    return (*getattr(event, "evidence", ()), *getattr(event, "proof", ()))


def letterhead_of(config: Config) -> tuple[Letterhead, bool]:
    """The letterhead of a workspace, its gaps filled from its name, and whether the code word had to be made up.

    Made up: the first character of the name and 督, as 云督 for 云溪县人民政府督查室.
    """
    held = config.letterhead or Letterhead()
    code = held.code or f"{config.name[0]}督"
    filled = Letterhead(organ=held.organ or config.name, code=code, phone=held.phone, copies=held.copies)
    return filled, held.code is None
