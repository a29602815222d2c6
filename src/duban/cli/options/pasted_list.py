"""Lists that are handed in, from a file or from standard input (`-`), as Notepad, Excel or a chat program save them.

Reads text only; what a line means is decided by the command that takes the list (cli/commands/).
"""

import sys
from contextlib import suppress
from pathlib import Path

from duban.errors import DubanError, Problem, refusal
from duban.files.yaml.reader import read_bytes_limited

MOST_BYTES = 20_000_000
UNSEEN = dict.fromkeys(
    map(ord, "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u202a\u202b\u202c\u202d\u202e\xad")
)
"""Marks without width, which programs leave in what is copied from them."""


def read_handed_in(file: Path | None) -> str:
    """The text of `file`, or of standard input for None, in whichever encoding, without marks that nobody sees.

    Raises DubanError where it cannot be read, is no text, or is over 20 MB.
    """
    label = "标准输入" if file is None else str(file)
    data = _read_input() if file is None else read_bytes_limited(file, label, MOST_BYTES)
    if isinstance(data, Problem):
        raise DubanError(data)
    if len(data) > MOST_BYTES:
        raise refusal("file-size", f"{label}太长，上限是 20 MB，没有读完。", "分几次来。")
    text = _decoded(data)
    if text is None or "\0" in text:
        raise refusal("file-encoding", f"{label} 不是文字", "另存为 UTF-8 的纯文本再试。")
    return text.translate(UNSEEN)


def _decoded(data: bytes) -> str | None:
    with suppress(UnicodeDecodeError):
        text = data.decode("utf-8-sig")
        if "\0" not in text:
            return text
    from duban.importers.formats.delimited import decode

    return decode(data)


def _read_input() -> bytes:
    return sys.stdin.buffer.read(MOST_BYTES + 1)
