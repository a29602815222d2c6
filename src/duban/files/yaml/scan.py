"""Finds YAML's dangerous features (anchors, aliases, tags, merge keys, deep brackets) before a parser runs.

Builds nothing: it only reports where such a mark stands. In doubt it reports one, so that an alias bomb can never
pass; the price is that a line that begins with such a sign must be quoted.
"""

import re
from enum import StrEnum

import msgspec

# No possessive quantifier here: before Python 3.11.5 they match wrongly inside groups, and a mark would slip by.

MAX_FLOW_DEPTH = 100
"""Deeper nested brackets are refused (the parser's time grows with the square of the depth)."""

_MANY_BRACKETS = 500
"""With fewer opening brackets the depth cannot be dangerous, and the careful scan is skipped."""

_ENOUGH_MARKS = 20
_BREAKS = "\r\n\x85\u2028\u2029"
_SUSPECTS = ("&", "*", "!", "<<")
_LINE_END = re.compile(rf"[^{_BREAKS}]*")
_NEXT_LINE = re.compile(rf"\r\n|[{_BREAKS}]|\Z")
_NEXT_FULL_LINE = re.compile(rf"(?:[ \t]*[{_BREAKS}])*")
_EMPTY_BRACKETS = re.compile(r"(?:,[ \t]*|\[\][ \t]*|\{\}[ \t]*)*")
_SIGNS = re.compile(r"[&*!]+")
_SPACES = re.compile(r" *")
_BLANKS = re.compile(r"[ \t]*")
_DOCUMENT = re.compile(rf"(?:---|\.\.\.)(?=[ \t{_BREAKS}]|\Z)")
_DOUBLE_END = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_SINGLE_END = re.compile(r"'[^']*(?:''[^']*)*'(?!')")
_BLOCK_HEADER = re.compile(rf"[|>](?:[+-]?([1-9])?|([1-9])[+-])[ \t]*(?:#[^{_BREAKS}]*)?(?=[{_BREAKS}]|\Z)")
_PLAIN_IN_BLOCK = re.compile(rf"(?:[^:#{_BREAKS}]|:(?![ \t{_BREAKS}]|\Z)|(?<![ \t{_BREAKS}])#)+")
_PLAIN_IN_FLOW = re.compile(
    rf"(?:[^:#,\[\]{{}}{_BREAKS}]|:(?![ \t,?\[\]{{}}{_BREAKS}]|\Z)|(?<![ \t{_BREAKS}])#)+"
)
_DOUBTFUL_IN_FLOW = re.compile("[?:][ \t]*[\"'&*!]")
_POSSIBLE = re.compile(rf"(?:(?<=[ \t{_BREAKS}\[\]{{}},:?\"'-])|\A)[&*!]")


class Mark(StrEnum):
    """What kind of mark was found."""

    ANCHOR = "&"
    ALIAS = "*"
    TAG = "!"
    MERGE = "<<"
    DEPTH = "["


class Found(msgspec.Struct, frozen=True):
    """A mark and where it stands: an index into the text, in characters."""

    mark: Mark
    index: int


def find_marks(text: str) -> tuple[Found, ...]:
    """The marks in a YAML text, at most twenty, in the order of the text; time is linear in its length."""
    is_suspect = any(sign in text for sign in _SUSPECTS)
    if not is_suspect and text.count("[") + text.count("{") < _MANY_BRACKETS:
        return ()
    return _Scan(text).run()


class _Scan:
    """One pass over a text: line by line, and within a line token by token."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Found] = []
        self.depth = 0
        self.line_start = 0
        self.parent: int | None = None  # column of the block collection that this line's value belongs to
        self.open_plain: int | None = None  # the same for a plain text that may go on in the next line
        self.doubtful = False  # whether a line that is less indented than `open_plain` may still go on

    def run(self) -> tuple[Found, ...]:
        index = 0
        while index < len(self.text) and len(self.found) < _ENOUGH_MARKS:
            index = self._next_line(self._scan_line(index))
        return tuple(self.found[:_ENOUGH_MARKS])

    def _next_line(self, index: int) -> int:
        line_end = _match(_LINE_END, self.text, index)
        return _match(_NEXT_FULL_LINE, self.text, line_end)

    def _scan_line(self, start: int) -> int:
        """Scans one line, or more where a quoted or block text continues; returns the index where it stopped."""
        self.line_start = start
        self.parent = None
        index = _match(_SPACES, self.text, start)
        first = self.text[index : index + 1]
        if first == "" or first in _BREAKS:
            return index
        goes_on, self.open_plain = self.open_plain, None
        if self.depth:
            return self._scan_tokens(index if goes_on is None else self._plain(index, goes_on))
        if first == "#" or (first == "%" and index == start):
            return _match(_LINE_END, self.text, index)
        if _DOCUMENT.match(self.text, start):
            index = start + 3
        elif goes_on is not None and index - start > goes_on:
            index = self._plain(index, goes_on)
        elif goes_on is not None and self.doubtful and first in "\"'[{|>-?":
            return self._give_up(index)
        self.doubtful = False
        return self._scan_tokens(index)

    def _give_up(self, index: int) -> int:
        """Where text cannot be told from YAML, takes the next sign that might be a mark for one."""
        possible = _POSSIBLE.search(self.text, index)
        if possible is not None:
            self.found.append(Found(Mark(possible.group()[-1]), possible.end() - 1))
        return len(self.text)

    def _scan_tokens(self, index: int) -> int:
        text = self.text
        while len(self.found) < _ENOUGH_MARKS:
            index = _match(_BLANKS, text, index)
            sign = text[index : index + 1]
            if sign == "" or sign in _BREAKS:
                return index
            if sign == "#":
                return _match(_LINE_END, text, index)
            if sign in "&*!":
                self.found.append(Found(Mark(sign), index))
                index = _match(_SIGNS, text, index)
            elif sign in "\"'":
                index = self._quoted(index, sign)
            elif sign in "|>" and self.depth == 0:
                return self._block_text(index)
            elif sign in "[]{},":
                index = self._bracket(index)
            elif sign in "-?:" and (self.depth or text[index + 1 : index + 2] in ("", " ", "\t", *_BREAKS)):
                if sign != ":":
                    self.parent = index - self.line_start if sign == "-" else None
                index += 1
            else:
                index = max(self._plain(index, self.parent), index + 1)
        return index

    def _bracket(self, index: int) -> int:
        index = _match(_EMPTY_BRACKETS, self.text, index)
        sign = self.text[index : index + 1] or " "
        if sign in "[{":
            self.depth += 1
            if self.depth > MAX_FLOW_DEPTH:  # refused in any case: the rest need not be scanned
                self.found.append(Found(Mark.DEPTH, index))
                return len(self.text)
        elif sign in "]}":
            self.depth = max(0, self.depth - 1)
        else:
            return index
        return index + 1

    def _quoted(self, index: int, sign: str) -> int:
        closed = (_DOUBLE_END if sign == '"' else _SINGLE_END).match(self.text, index)
        if closed is None:  # nothing after an open quote can be a token, and the parser will refuse the text
            return len(self.text)
        self._note_key(index, closed.end())
        return closed.end()

    def _plain(self, index: int, parent: int | None) -> int:
        """Skips an unquoted text up to its end or the end of the line; it may continue in the next line."""
        end = _match(_PLAIN_IN_FLOW if self.depth else _PLAIN_IN_BLOCK, self.text, index)
        if self.depth and _DOUBTFUL_IN_FLOW.search(self.text, index, end + 1):
            return self._give_up(index)
        if self.text[index:end].strip() == "<<" and self.text[end : end + 1] == ":":
            self.found.append(Found(Mark.MERGE, index))
        if end == len(self.text) or self.text[end] in _BREAKS:
            self.doubtful = parent is None
            self.open_plain = index - self.line_start - 1 if parent is None else parent
        self._note_key(index, end)
        return end

    def _note_key(self, start: int, end: int) -> None:
        """Notes that an unquoted text followed by a colon opens a mapping at its column."""
        if self.depth == 0 and self.text[end : end + 1] == ":" and start >= self.line_start:
            self.parent = start - self.line_start

    def _block_text(self, index: int) -> int:
        """Skips a text in block style (`|`, `>`); gives up where it is not known to which column the text belongs."""
        header = _BLOCK_HEADER.match(self.text, index)
        if header is None:
            return _match(_LINE_END, self.text, index)
        if self.parent is None:
            return self._give_up(header.end())
        digit = header.group(1) or header.group(2)
        end = header.end()
        indent = self.parent + int(digit) if digit else 0
        deepest_blank = self.parent + 1
        while not indent and end < len(self.text):
            line = _match(_NEXT_LINE, self.text, end)
            first = _match(_SPACES, self.text, line)
            if first < len(self.text) and self.text[first] not in _BREAKS:
                indent = max(first - line, deepest_blank)
            else:
                deepest_blank = max(deepest_blank, first - line)
                end = first
        return _match(_indented_lines(indent), self.text, end)


def _indented_lines(indent: int) -> re.Pattern[str]:
    """All lines that follow and are blank or indented by `indent` at least."""
    return re.compile(rf"(?:(?:\r\n|[{_BREAKS}])(?: {{{indent}}}[^{_BREAKS}]*| *(?=[{_BREAKS}]|\Z)))*")


def _match(pattern: re.Pattern[str], text: str, index: int) -> int:
    """Where a pattern that may be empty ends."""
    found = pattern.match(text, index)
    return index if found is None else found.end()
