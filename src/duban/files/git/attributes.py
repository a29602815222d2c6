"""What .gitattributes says of a workspace's files: whether the lines that duban wants are in force.

Pure text: knows the file's grammar, reads and writes no file. Files must keep their bytes: evidence whose line ends
git rewrites no longer has the SHA-256 in the books.
"""

import re
from collections.abc import Iterator, Sequence

ATTRIBUTES = ".gitattributes"
_LINE = re.compile(r'[ \t]*(?P<pattern>"(?:[^"\\]|\\.)*"|[^\s#"]\S*)(?P<rest>[ \t].*)?')
_MACRO = "[attr]"
_BINARY = {"binary": {"text": "-", "diff": "-", "merge": "-"}}
_STRONGER = ("ident", "working-tree-encoding", "filter")
"""Attributes that change the bytes of files whatever `text` says."""
_CONVERTERS = (*_STRONGER, "eol", "crlf")
_QUIET = ("-", "!", "lfs")
"""Values of these attributes that change nothing; Git LFS restores the original bytes."""

Settings = dict[str, str]
"""Attribute → `+` set, `-` unset, `!` unspecified, else its value."""


def with_lines(text: str, wanted: Sequence[str]) -> str:
    """The text with the wanted lines in force: unchanged where they are, else with them at the end, where they win."""
    missing = [line for line in wanted if not _holds(text, line)]
    if not missing:
        return text
    begun = text if not text or text.endswith("\n") else f"{text}\n"
    return begun + "".join(f"{line}\n" for line in missing)


def opposing(text: str, wanted: Sequence[str]) -> Iterator[tuple[int, str, bool]]:
    """The lines against the wanted ones: number, line, and whether they act even if the wanted lines come last."""
    ours = {name: value for line in wanted for name, value in _settings(line, {}).items()}
    for number, line, settings in _lines(text):
        loud = [name for name in _CONVERTERS if settings.get(name, "-") not in _QUIET]
        if loud or any(settings.get(name, value) != value for name, value in ours.items()):
            yield number, line, any(name in _STRONGER for name in loud)


def _holds(text: str, wanted: str) -> bool:
    """Whether for every attribute of the wanted lines the last line that sets it is a wanted one."""
    ours = _settings(wanted, {})
    held = dict.fromkeys(ours, False)
    pattern = wanted.split(maxsplit=1)[0]
    for _, line, settings in _lines(text):
        for name in ours.keys() & settings.keys():
            if settings[name] != ours[name]:
                held[name] = False
            elif line.split()[0] == pattern:
                held[name] = True
    return all(held.values())


def _lines(text: str) -> Iterator[tuple[int, str, Settings]]:
    macros = dict(_BINARY)
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        found = _LINE.fullmatch(line.rstrip("\r"))
        if not found:
            continue
        settings = _settings(line, macros)
        if found["pattern"].startswith(_MACRO):
            macros[found["pattern"].removeprefix(_MACRO)] = settings
            continue
        yield number, line.strip(), settings


def _settings(line: str, macros: dict[str, Settings]) -> Settings:
    found = _LINE.fullmatch(line.rstrip("\r\n"))
    settings: Settings = {}
    for word in (found["rest"] or "").split() if found else ():
        if word[0] in "-!":
            settings[word[1:]] = word[0]
            continue
        name, _, value = word.partition("=")
        settings |= macros.get(name, {}) if not value else {}
        settings[name] = value or "+"
    return settings
