"""The text of WordprocessingML as printed: without deleted text, hidden text and field codes.

Elements in, text out; what a paragraph means, and where it stands, is not asked.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from duban.importers.formats.struck_text import OFF
from duban.importers.grammar.normalize import clean

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_LOOSE = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LEFT_OUT = frozenset({f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{_MC}Fallback", f"{W}rt"})
_WRAPPERS = frozenset(
    {f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
)
_PRINTED = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_REFERENCES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_MARGINS = re.compile(r"word/(?:header|footer)\d*\.xml")
_PAGE_NUMBER = re.compile(r"[-—–－\s第共页/\d]*")
_MOST_MARGINS = 12
_USUAL, _EVERYWHERE = " usual", " everywhere"
Element = Any  # lxml carries no types


def parse_part(archive: zipfile.ZipFile, part: str) -> Element:
    """The root of a part; entities, network and huge trees are off."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(archive.read(part).replace(_STRICT, _LOOSE), parser)


def value_of(element: Element | None) -> str:
    """The w:val of an element, "" where there is none."""
    return element.get(f"{W}val", "") if element is not None else ""


def children_of(parent: Element, *wanted: str) -> Iterator[Element]:
    """The child elements of these names, looked up through content controls and insertions."""
    tags = {f"{W}{name}" for name in wanted}
    stack = list(reversed(list(parent)))
    while stack:
        element = stack.pop()
        if element.tag in tags:
            yield element
        elif element.tag in _WRAPPERS:
            stack.extend(reversed(list(element)))


def text_of(paragraph: Element) -> str:
    """The text of a paragraph as printed, without its text boxes and what was deleted or hidden."""
    pieces: list[str] = []
    stack = list(reversed(list(paragraph)))
    while stack:
        element = stack.pop()
        tag = element.tag
        if tag in LEFT_OUT or tag == f"{W}txbxContent" or not isinstance(tag, str) or is_hidden(element):
            continue
        if tag == f"{W}t":
            pieces.append(element.text or "")
        elif tag in _PRINTED:
            pieces.append(_PRINTED[tag])
        else:
            stack.extend(reversed(list(element)))
    return "".join(pieces)


def is_hidden(element: Element) -> bool:
    """Whether a run is hidden text, which Word does not print."""
    mark = element.find(f"{W}rPr/{W}vanish") if element.tag == f"{W}r" else None
    return mark is not None and value_of(mark) not in OFF


def strike_out(roots: Mapping[str, Element]) -> list[str]:
    """Mark runs that are struck through as deleted, in every part; returns their texts, paragraph by paragraph.

    Decided by the run itself, else its style, else the style of its paragraph or table.
    """
    styles = _struck_styles(roots.get("word/styles.xml"))
    if not any(styles.values()) and not any(
        root.find(f".//{W}{tag}") is not None for root in roots.values() for tag in ("strike", "dstrike")
    ):
        return []
    said: dict[Element, str] = {}
    for root in roots.values():
        for run in list(root.iter(f"{W}r")):
            paragraph = next(run.iterancestors(f"{W}p"), None)
            if paragraph is None or run.find(f".//{W}txbxContent") is not None:
                continue
            own = run.find(f"{W}rPr")
            table = next(paragraph.iterancestors(f"{W}tbl"), None)
            named = (
                value_of(own.find(f"{W}rStyle")) if own is not None else "",
                value_of(paragraph.find(f"{W}pPr/{W}pStyle")) or _USUAL,
                value_of(table.find(f"{W}tblPr/{W}tblStyle")) if table is not None else "",
                _EVERYWHERE,
            )
            told = (_strikes(own), *(styles.get(name) for name in named))
            if next((struck for struck in told if struck is not None), False):
                text = "".join(each.text or "" for each in run.iter(f"{W}t"))
                said[paragraph] = said.get(paragraph, "") + text
                run.tag = f"{W}del"
    return [text for text in said.values() if text.strip()]


def _struck_styles(root: Element | None) -> dict[str, bool | None]:
    """Which styles strike through, including by the styles they are based on; None for those that do not say.

    `_USUAL` is the style of paragraphs that name none, `_EVERYWHERE` the document defaults.
    """
    if root is None:
        return {}
    held = {style.get(f"{W}styleId", ""): style for style in root.findall(f"{W}style")}
    for style in root.findall(f"{W}style"):
        if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default", "0") not in OFF:
            held[_USUAL] = style
    if (defaults := root.find(f"{W}docDefaults/{W}rPrDefault")) is not None:
        held[_EVERYWHERE] = defaults
    found: dict[str, bool | None] = {}
    for name in held:
        path: dict[str, None] = {}
        above = name
        while above in held and above not in found and above not in path:
            path[above] = None
            if (struck := _strikes(held[above].find(f"{W}rPr"))) is not None:
                found[above] = struck
            else:
                above = value_of(held[above].find(f"{W}basedOn"))
        found |= dict.fromkeys(path, found.get(above))
    return found


def _strikes(form: Element | None) -> bool | None:
    """Whether a run's properties strike through, singly or doubly; None where they do not say."""
    marks = [] if form is None else [*form.findall(f"{W}strike"), *form.findall(f"{W}dstrike")]
    return any(value_of(mark) not in OFF for mark in marks) if marks else None


def mark_deleted(paragraph: Element) -> bool:
    """Whether the end of a paragraph was deleted or moved away: then the next one goes on in it."""
    marks = paragraph.find(f"{W}pPr/{W}rPr")
    return marks is not None and any(marks.find(f"{W}{tag}") is not None for tag in ("del", "moveFrom"))


def boxes_of(element: Element) -> Iterator[Element]:
    """The text boxes that are anchored in an element, not those within them."""
    for box in element.iter(f"{W}txbxContent"):
        above = list(box.iterancestors())
        held = above[: above.index(element)]
        if not any(each.tag in LEFT_OUT or each.tag == f"{W}txbxContent" for each in held):
            yield box


def notes_of(roots: Mapping[str, Element]) -> dict[tuple[str, str], str]:
    """The texts of footnotes and endnotes by kind and id."""
    found: dict[tuple[str, str], str] = {}
    for kind, tag in (("footnotes", "footnote"), ("endnotes", "endnote")):
        root = roots.get(f"word/{kind}.xml")
        for note in () if root is None else root.findall(f"{W}{tag}"):
            if note.get(f"{W}type", "normal") == "normal":
                lines = (clean(text_of(each)) for each in note.iter(f"{W}p"))
                found[kind, note.get(f"{W}id", "")] = "".join(lines).strip()
    return found


def references_of(element: Element) -> Iterator[tuple[str, str]]:
    """The footnotes and endnotes an element refers to, by kind and id."""
    for mark in element.iter(*_REFERENCES):
        if not any(each.tag in LEFT_OUT for each in mark.iterancestors()):
            yield _REFERENCES[mark.tag], mark.get(f"{W}id", "")


def margins_of(archive: zipfile.ZipFile, parts: Sequence[str]) -> tuple[str, ...]:
    """The lines of headers and footers, each once, without page numbers."""
    lines: dict[str, None] = {}
    for part in sorted(filter(_MARGINS.fullmatch, parts))[:_MOST_MARGINS]:
        for paragraph in parse_part(archive, part).iter(f"{W}p"):
            text = clean(text_of(paragraph))
            if not _PAGE_NUMBER.fullmatch(text):
                lines[text] = None
    return tuple(lines)
