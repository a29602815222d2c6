"""Keeps every write inside the workspace: checks paths and file names before anything touches the disk.

Writes nothing; a name that some system or git would misread is refused, never changed silently.
"""

import re
import unicodedata
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from duban.errors import refusal

MAX_NAME_BYTES = 200
"""A longer file name (in UTF-8) is refused: some systems end at 255, and room is left for a number."""

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')


def inside(root: Path, relative: str | PurePosixPath) -> Path:
    """The absolute path of `relative` below `root`, symbolic links followed.

    Raises DubanError for an absolute path, `..`, git's own folder, and links that lead out of `root`.
    """
    words = str(relative)
    parts = PurePosixPath(words).parts
    outside = words.startswith(("/", "\\")) or ".." in parts or re.match(r"[A-Za-z]:", words) is not None
    if outside or not parts or "\0" in words or any(part.lower() == ".git" for part in parts):
        raise refusal(
            "path-outside",
            f"路径不在工作区里：{_shown(words)}",
            "只写工作区里的相对路径，不用 .. 和绝对路径。",
        )
    top = root.resolve()
    path = (top / PurePosixPath(words)).resolve()
    if not path.is_relative_to(top) or path == top:
        raise refusal(
            "path-outside",
            f"路径经过链接通到工作区外面：{_shown(words)}",
            "去掉这个链接，换成真正的文件夹或文件。",
        )
    return path


def check_name(name: str) -> None:
    """Raises DubanError for a file name that git, a terminal or Windows would misread."""
    reason = _what_is_wrong(name)
    if reason:
        raise refusal("file-name", f"文件名不能用：{_shown(name)}（{reason}）。", "给文件改个名字再试一次。")


def refuse_odd_name(name: str) -> None:
    """Raises DubanError for a name that is not UTF-8, before it is written into a file as a source or a title."""
    if any("\ud800" <= sign <= "\udfff" for sign in name):
        raise refusal("file-name", f"名字不是 UTF-8，记不进台账：{_shown(name)}", "给它改个名字再试一次。")


def safe_stem(name: str, taken: Collection[str] = (), prefix: str = "") -> str:
    """A file name, without its ending, made of `prefix` and a name.

    Characters that are not allowed become _; where something changed, or the name is in `taken`, a short digest of
    the name is added, so that no two names share a file.
    """
    stem = prefix + name
    if stem not in taken and not _what_is_wrong(f"{stem}.yaml") and not stem.endswith((".", " ")):
        return stem
    import hashlib

    signs = (sign if sign.isalnum() else "_" for sign in stem)
    kept = "".join(signs).encode()[: MAX_NAME_BYTES - 40].decode(errors="ignore").strip("_")
    return f"{kept or '_'}_{hashlib.sha256(name.encode()).hexdigest()[:8]}".removeprefix("_")


def _what_is_wrong(name: str) -> str:
    rules = (
        (not name or name in (".", ".."), "没有名字"),
        (len(name.encode(errors="replace")) > MAX_NAME_BYTES, f"超过 {MAX_NAME_BYTES} 个字节"),
        (
            any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") for sign in name),
            "含看不见的控制字符",
        ),
        (name.startswith(("-", ".", "~")), "以 - . ~ 开头"),
        (name.endswith((".", " ")) or name.startswith(" "), "头尾有空格，或以点结尾"),
        (_FORBIDDEN.search(name) is not None, '含 < > : " / \\ | ? * 之一'),
        (_RESERVED.fullmatch(name) is not None, "是 Windows 的保留名"),
    )
    return next((reason for wrong, reason in rules if wrong), "")


def _shown(words: str) -> str:
    seen = "".join(sign if sign.isprintable() else "\ufffd" for sign in words)
    return seen if len(seen) <= MAX_NAME_BYTES else seen[:MAX_NAME_BYTES] + "…"
