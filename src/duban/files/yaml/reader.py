"""Reads YAML files fast and safely: bytes in, plain data and problems out.

Knows nothing of tasks, writes nothing, and imports no ruamel; what it refuses it explains.
"""

import re
import stat
from pathlib import Path

from duban.errors import Problem, reason_of
from duban.files.yaml.scan import Mark, find_marks

MAX_BYTES = 1024 * 1024
"""A file larger than this (1 MB) is refused before it is parsed, or even read."""

_ODD_SIGNS = ("\u3000", "\xa0", "－", "–", "—")
_CLOSE_DASH = re.compile(r"\n *-[^\s-]")
_WIDE_BRACKETS = ("［", "｛")
_MAX_PROBLEMS = 20

_MARK_WORDS = {
    Mark.ANCHOR: ("不能使用锚点：这里以 & 开头。", "要写 & 这个字符，给整段加上英文引号。"),
    Mark.ALIAS: ("不能使用引用：这里以 * 开头。", "要写 * 这个字符，给整段加上英文引号。"),
    Mark.TAG: ("不能使用标记：这里以半角 ! 开头。", "要写感叹号，用全角“！”，或给整段加上英文引号。"),
    Mark.MERGE: ("不能使用合并键 <<。", "把各项直接写出来。"),
    Mark.DEPTH: ("括号嵌套太深。", "台账文件用不到这么深，请检查括号是否配对。"),
}


def read_bytes_limited(path: Path, label: str, limit: int = MAX_BYTES) -> bytes | Problem:
    """The bytes of a file, or why it cannot be read; a file over `limit` bytes is not read at all.

    `label` is the path to show. Only regular files are opened: a pipe or a device would hang or never end.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            remedy = "写出其中的一个文件；占了台账文件位置的，移走它。"
            return Problem.error("file-kind", "这是一个文件夹，不是文件。", remedy, label)
        if not stat.S_ISREG(status.st_mode):
            return Problem.error("file-kind", "这不是一个普通文件。", "移走它，或换成文件。", label)
        if status.st_size > limit:
            return _too_large(label, status.st_size, limit)
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        remedy = "检查路径；台账的文件删错了，可以用 git checkout -- 文件 取回。"
        return Problem.error("file-missing", "文件不存在。", remedy, label)
    except OSError as failure:
        reason = reason_of(failure)
        return Problem.error("file-read", f"文件读不了：{reason}。", "检查文件的权限和磁盘。", label)
    return data if len(data) <= limit else _too_large(label, len(data), limit)


def parse_yaml(data: bytes, path: str) -> tuple[dict[str, object] | None, tuple[Problem, ...]]:
    """The mapping in a YAML file, and what is wrong with it; None if it cannot be used.

    Dates stay texts. `path` is shown in problems. Refused: over 1 MB, not UTF-8, control characters, anchors,
    aliases, tags, merge keys, duplicate keys, several documents, keys that are no texts, a top level that is
    no mapping.
    """
    if len(data) > MAX_BYTES:
        return None, (_too_large(path, len(data), MAX_BYTES),)
    try:
        text = data.decode("utf-8-sig")  # the parser miscounts columns behind a byte order mark
    except UnicodeDecodeError as failure:
        from duban.files.yaml.explain import explain_not_utf8

        return None, (explain_not_utf8(data, path, failure.start),)
    marks = _refuse_marks(text, path)
    if marks:
        return None, marks
    return _parse_text(text, path)


def _parse_text(text: str, path: str) -> tuple[dict[str, object] | None, tuple[Problem, ...]]:
    from ryaml import loads

    try:
        value: object = loads(text)
    except ValueError as failure:
        from duban.files.yaml.explain import explain_failure

        return None, explain_failure(text, path, str(failure))
    if type(value) is not dict:
        from duban.files.yaml.explain import explain_top_level

        return None, explain_top_level(value, text, path)
    has_odd_signs = any(sign in text for sign in _ODD_SIGNS) or _CLOSE_DASH.search(text) is not None
    odd = _find_odd_keys(value, every_key=has_odd_signs)
    if odd:
        problems = _explain_odd_keys(odd, text, path)
        if problems:
            return None, problems
    if any(sign in text for sign in _WIDE_BRACKETS):
        from duban.files.yaml.explain import explain_wide_brackets

        return value, explain_wide_brackets(text, path)
    return value, ()


def _refuse_marks(text: str, path: str) -> tuple[Problem, ...]:
    marks = find_marks(text)
    if not marks:
        return ()
    from duban.files.yaml.places import place_at

    return tuple(
        Problem.error(
            f"yaml-{found.mark.name.lower()}",
            *_MARK_WORDS[found.mark],
            place_at(text, found.index, path, len(found.mark)),
        )
        for found in marks
    )


def _find_odd_keys(top: object, *, every_key: bool) -> list[tuple[object, object]]:
    """Keys that deserve a second look: no texts, without a value, or (if asked) with a strange first sign."""
    odd: list[tuple[object, object]] = []
    waiting = [top]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            for key, inner in value.items():
                if (
                    inner is None
                    or type(key) is not str
                    or (every_key and key[:1] in "\u3000\xa0－–—-" and key)
                ):
                    odd.append((key, inner))
                if type(inner) is dict or type(inner) is list:
                    waiting.append(inner)
        elif isinstance(value, list):
            waiting.extend(inner for inner in value if type(inner) is dict or type(inner) is list)
    return odd


def _explain_odd_keys(odd: list[tuple[object, object]], text: str, path: str) -> tuple[Problem, ...]:
    from duban.files.yaml.explain import explain_odd_key

    explained = (explain_odd_key(text, path, key, value) for key, value in reversed(odd[:_MAX_PROBLEMS]))
    return tuple(problem for problem in explained if problem is not None)


def _too_large(path: str, size: int, limit: int) -> Problem:
    return Problem.error(
        "file-size",
        f"文件太大（{size / 1048576:.1f} MB），上限是 {limit / 1048576:g} MB，没有读取。",
        "台账文件只写文字；材料放进附件。",
        path,
    )
