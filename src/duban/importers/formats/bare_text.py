"""All text of a file with its markup dropped: for what looks for a few words in it, whatever stands around them.

Bytes in, text out: no blocks, no tables, no meaning.
"""

import html
import io
import re
import zipfile

from duban.errors import Problem
from duban.importers.formats.delimited import decode
from duban.importers.formats.detect import ZIP, is_web, old_format
from duban.importers.formats.grid import refuse
from duban.importers.formats.zip_safety import BROKEN_ZIP, inspect_archive

_TAG = re.compile(r"<[^<>]*>")
_ENDS = re.compile(r"</(?:w:p|si|p|td|th|tr|div|li|h[1-6])>")
_SAVE_AGAIN = "请重新取一份，打得开再试。"


def bare_text(data: bytes, name: str) -> tuple[str | None, tuple[Problem, ...]]:
    """The text of a workbook, a Word file, a web page or a text file; None with the reason where there is none."""
    if data.startswith(ZIP):
        problem, parts = inspect_archive(data, name, save_again=_SAVE_AGAIN)
        if problem is not None:
            return None, (problem,)
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                held = [archive.read(part) for part in parts if part.endswith(".xml")]
        except BROKEN_ZIP:
            return None, (refuse(name, "file-broken", "文件的压缩结构是坏的。", _SAVE_AGAIN),)
        return "\n".join(_shown(each.decode("utf-8", "replace")) for each in held), ()
    text = decode(data)
    if text is None:
        closed = old_format(data, name)
        return None, (closed or refuse(name, "no-text", "文件里读不出文字。", _SAVE_AGAIN),)
    return (_shown(text) if is_web(data) else text), ()


def _shown(markup: str) -> str:
    return html.unescape(_TAG.sub("", _ENDS.sub("\n", markup)))
