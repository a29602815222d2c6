"""Why a YAML file cannot be read, in words a clerk understands, with what to type instead.

Knows nothing of tasks and never reads the file again: it is given the text and the parser's message.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from duban.errors import Place, Problem
from duban.files.yaml.places import LINE, line_of, line_start, place_at, place_on
from duban.files.yaml.typing_slips import CONFLICT_CODE, DASH, INDENT, KEY_COLON, Hint, find_slip

_MAX_PROBLEMS = 20
_SHORT = 20
_POSITION = re.compile(r"at line (\d+) column (\d+)")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENCODINGS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))
_COMMON_SIGN = re.compile("[\u3000-\u301f\u4e00-\u9fa5\uff00-\uffee]")
_COMMON_SHARE = 0.5


_PARSER_WORDS: tuple[tuple[str, str, str, str], ...] = (
    ("duplicate entry", "yaml-duplicate", "同一个键写了两次。", "删去其中一个。"),
    (
        "more than one document",
        "yaml-documents",
        "一个文件里有几份文档（--- 或 ... 隔开）。",
        "一个文件只放一份，删去分隔线。",
    ),
    ("recursion limit", "yaml-depth", "括号或缩进嵌套太深。", "台账文件用不到这么深，请检查这一行。"),
    ("as u128", "yaml-number", "数字太大。", "如果是号码，给它加上英文引号。"),
    ("as i128", "yaml-number", "数字太小。", "如果是号码，给它加上英文引号。"),
    ("unhashable", "yaml-key", "键不能是列表或另一组键值。", "键只用一个词。"),
    (
        "quoted scalar",
        "yaml-quote",
        "引号没有配对，或引号里有不认得的反斜线写法。",
        "补上英文引号；反斜线写成 \\\\，或改用单引号。",
    ),
    (
        "flow mapping",
        "yaml-bracket",
        "花括号 { } 里的各项没有写完整。",
        "各项写成“键: 值”，用“, ”隔开，末尾补上 }；值里有逗号或冒号时加英文引号。",
    ),
    (
        "flow sequence",
        "yaml-bracket",
        "方括号 [ ] 里的各项没有写完整。",
        "各项用“, ”隔开，末尾补上 ]；项里有逗号或冒号时加英文引号。",
    ),
    ("flow node", "yaml-bracket", "括号里多了一个逗号，或缺了一项。", "检查这一行的逗号和括号。"),
    (
        "mapping values are not allowed",
        "yaml-colon",
        "这里多了一个冒号，或这一行缩进多了。",
        '值里有“: ”时给整段加英文引号，例如 事项: "甲: 乙"；不然就检查缩进。',
    ),
    ("expected ':'", "yaml-colon", "这一行不是“键: 值”。", "在键后面补上半角冒号和空格。"),
    ("tab character", "yaml-indent", "缩进用了制表符（Tab）。", "缩进只用半角空格，每级 2 个。"),
    ("cannot start any token", "yaml-token", "值不能以这个字符开头。", "给整段加上英文引号。"),
    (
        "block sequence entries",
        "yaml-indent",
        "列表的横线写错了位置。",
        "列表另起一行，缩进 2 个空格，以“- ”开头。",
    ),
    (
        "did not find expected",
        "yaml-indent",
        "这一行的缩进或写法和上下文对不上。",
        "与同级的行左对齐；值里有引号、括号时给整段加英文引号。",
    ),
)


def explain_failure(text: str, path: str, words: str) -> tuple[Problem, ...]:
    """The problems behind the message of the fast parser (`words`); at least one."""
    unprintable = _UNPRINTABLE.search(text)
    if unprintable is not None:
        return (_control(text, path, unprintable.start()),)
    spots = [(int(line) - 1, int(column) - 1) for line, column in _POSITION.findall(words)]
    duplicate = re.search(r'duplicate entry with key "(.*)"', words, re.DOTALL)
    if duplicate is not None:
        return (_duplicate(text, path, duplicate.group(1), spots),)
    for line in _suspects([line for line, _ in reversed(spots)]):
        hint = find_slip(line_of(text, line))
        if hint is not None:
            return _all_slips(text, path, line, hint)
    return (_in_parser_words(text, path, words, spots),)


def explain_not_utf8(data: bytes, path: str, start: int) -> Problem:
    """What to do with a file that is not UTF-8; `start` is the first byte that does not fit."""
    encoding = next((name for mark, name in _ENCODINGS if data.startswith(mark)), "")
    if not encoding and _looks_like_gb18030(data):
        encoding = "GB18030"
    line = data.count(b"\n", 0, start)
    excerpt = data.split(b"\n", line + 1)[line][:200] if data else b""
    shown = excerpt.decode("gb18030" if encoding == "GB18030" else "utf-8", "replace").rstrip("\r")
    place = place_on(shown, path, 0, 0)
    place = Place(path, line + 1, None, place.excerpt, 0)
    if encoding:
        message = f"文件的编码是 {encoding}，不是 UTF-8。"
        advice = f"在编辑器里另存为 UTF-8；或者：iconv -f {encoding} -t UTF-8 旧文件 > 新文件"
    else:
        message = f"文件不是 UTF-8 文字（第 {start + 1} 个字节读不懂），可能是二进制文件或已损坏。"
        advice = "用 git 取回上一个好的版本：git checkout -- 文件"
    return Problem.error("file-encoding", message, advice, place)


def explain_top_level(value: object, text: str, path: str) -> tuple[Problem, ...]:
    """Why a file whose top level is not a mapping cannot be used."""
    if value is None:
        return (
            Problem.error("yaml-empty", "文件是空的。", "写上“键: 值”，或删去这个文件。", Place(path, 1)),
        )
    for line, content in enumerate(LINE.split(text)[:_MAX_PROBLEMS]):
        hint = find_slip(content)
        if hint is not None:
            return _all_slips(text, path, line, hint)
    return (
        Problem.error(
            "yaml-top",
            "文件的最外层应当是一组“键: 值”。",
            "每行一个键，例如：编号: WJ-2026-0001",
            place_on(text, path, 0, 0),
        ),
    )


def explain_odd_key(text: str, path: str, key: object, value: object) -> Problem | None:
    """What is wrong with a key that parsed but is surely a mistake: not a text, a typing slip, or a cut-off value."""
    if not isinstance(key, str):
        words = "null|~" if key is None else re.escape(str(key))
        index = _index_of(text, rf"(?m)(?:^|[{{,]|- )\s*({words})\s*:", flags=re.IGNORECASE)
        return Problem.error(
            "yaml-key",
            f"键必须是文字，这里是 {_short(key)}。",
            "检查拼写，或给键加上英文引号。",
            place_at(text, index, path),
        )
    if key.startswith(("\u3000", "\xa0", "－", "–", "—", "-")):
        index = _index_of(text, re.escape(key))
        hint = INDENT.find(key) or DASH.find(key)
        if hint is None:
            hint = Hint(0, 1, "yaml-dash", "列表的横线后面少一个空格。", "写成“- ”再接内容。")
        return Problem.error(hint.code, hint.message, hint.advice, place_at(text, index, path, hint.width))
    if value is None:
        return _cut_off(text, path, key)
    return None


def _cut_off(text: str, path: str, key: str) -> Problem | None:
    """The problem for a key without a colon inside { }: a comma cut the value, or the colon is wide or has no space."""
    found = re.search(rf"[{{,]\s*({re.escape(key)})\s*[,}}]", text)
    if found is None:
        return None
    place = place_at(text, found.start(1), path, len(key))
    if "：" in key:
        head, _, tail = key.partition("：")
        advice = f"改成半角冒号加一个空格：“{_short(head)}: {_short(tail)}”。"
        return Problem.error("yaml-fullwidth", "键后面的冒号打成了全角“：”。", advice, place)
    if ":" in key:
        head, _, tail = key.partition(":")
        return Problem.error(
            "yaml-colon", "冒号后面少一个空格。", f"写成“{_short(head)}: {_short(tail)}”。", place
        )
    return Problem.error(
        "yaml-comma",
        f"花括号里的半角逗号把“{_short(key)}”切成了单独一项。",
        "逗号属于文字时，用全角“，”，或给整段加上英文引号；不然就补上“: 值”。",
        place,
    )


def explain_wide_brackets(text: str, path: str) -> tuple[Problem, ...]:
    """Notices for values enclosed in full-width brackets: they are read as text, but probably meant as lists."""
    found = re.finditer(r"(?m)^[ -]*[^\s:#][^:\n]{0,40}: +([［｛][^\n]{0,400}[］｝])[ \t\r]*$", text)
    return tuple(
        Problem.notice(
            "yaml-fullwidth",
            "这个值用了全角括号，只当作文字来读。",
            "要写列表，改成半角 [ ] 和“, ”；本来就是文字，给整段加上英文引号。",
            place_at(text, one.start(1), path, len(one.group(1))),
        )
        for one, _ in zip(found, range(_MAX_PROBLEMS), strict=False)
    )


def _suspects(lines: list[int]) -> list[int]:
    """The lines to check for slips: where the construct began, where the parser stopped, and the line before each."""
    before = [line - 1 for line in lines if line > 0]
    return list(dict.fromkeys([*lines, *before]))


def _all_slips(text: str, path: str, line: int, hint: Hint) -> tuple[Problem, ...]:
    """The slip, and all other top-level lines with a full-width colon, so that they are mended in one go."""
    doubled = _doubled(text, path) if hint.code == CONFLICT_CODE else None
    if doubled is not None:
        hint = replace(
            hint, message=f"{TWO_MATTERS} {doubled} 这个编号登了一件。", advice=_ADVICE.format(doubled)
        )
    others = [_problem(text, path, line, hint)]
    if hint.code != "yaml-fullwidth":
        return tuple(others)
    for number, content in enumerate(LINE.split(text)):
        if number != line and content[:1] not in ("", " ", "#") and len(others) < _MAX_PROBLEMS:
            slip = KEY_COLON.find(content[:1000])
            if slip is not None:
                others.append(_problem(text, path, number, slip))
    return tuple(sorted(others, key=lambda problem: (problem.place and problem.place.line) or 0))


TWO_MATTERS = "这是 git 合并冲突的记号：两个人各用"
_ADVICE = (
    "两件不能合成一件。放弃合并：git merge --abort；自己的一件换编号：duban renumber {} --reason 编号撞上；"
    "再 git pull --no-rebase"
)
_NUMBER = r"[A-Z]{1,6}-[0-9]{4}-[0-9]{4,}"


def _doubled(text: str, path: str) -> str | None:
    """The number under which the sides of a conflict have two matters; None where they are one.

    A file that bears a number: each side begins its journal with an entry of its own. Else: a number that entries of
    both sides bear, none of which they share.
    """
    sides: list[list[str]] = [[], []]
    side = None
    for line in LINE.split(text):
        if line.startswith("<<<<<<<"):
            side = 0
        elif line.startswith("=======") and side is not None:
            side = 1
        elif line.startswith(">>>>>>>"):
            side = None
        else:
            for each in sides if side is None else [sides[side]]:
                each.append(line)
    ours, theirs = map(_entries, sides)
    own = re.search(rf"(?:^|/)({_NUMBER})\.yaml$", path)
    if own is not None:
        return own[1] if ours and theirs and ours[0] != theirs[0] else None
    shared = {number for each in ours if each in theirs for number in _numbers(each)}
    others = {number for each in theirs for number in _numbers(each)}
    found = (number for each in ours for number in _numbers(each))
    return next((number for number in found if number in others - shared), None)


def _entries(lines: Sequence[str]) -> list[str]:
    """The entries of a journal, each as it is written."""
    begun = lines.index("流水:") + 1 if "流水:" in lines else len(lines)
    found: list[str] = []
    for line in filter(str.strip, lines[begun:]):
        if line.lstrip().startswith("- ") or not found:
            found.append(line)
        else:
            found[-1] += f"\n{line}"
    return found


def _numbers(entry: str) -> list[str]:
    return re.findall(rf"编号: ({_NUMBER})", entry)


def _problem(text: str, path: str, line: int, hint: Hint) -> Problem:
    return Problem.error(
        hint.code, hint.message, hint.advice, place_on(text, path, line, hint.column, hint.width)
    )


def _in_parser_words(text: str, path: str, words: str, spots: list[tuple[int, int]]) -> Problem:
    known = next((entry for entry in _PARSER_WORDS if entry[0] in words), None)
    _, code, message, advice = known or (
        "",
        "yaml-syntax",
        "这里不合 YAML 的写法。",
        "对照其他台账文件检查这一行。",
    )
    started = code in ("yaml-quote", "yaml-bracket", "yaml-colon") and len(spots) > 1
    line, column = (spots[-1] if started else spots[0]) if spots else (0, 0)
    if code == "yaml-documents":
        bars = [bar.start() for bar in re.finditer(r"(?m)^(?:---|\.\.\.)(?=\s|$)", text)]
        return Problem.error(
            code, message, advice, place_at(text, next((bar for bar in bars if bar > 0), 0), path, 3)
        )
    place = place_on(text, path, line, column) if spots else Place(path)
    return Problem.error(code, message, advice, place)


def _duplicate(text: str, path: str, key: str, spots: list[tuple[int, int]]) -> Problem:
    """The place of the second occurrence of a key; the parser tells at most where the mapping began."""
    pattern = re.compile(rf"(?m)(?:^|[{{,]|(?<=- ))[ \"']*({re.escape(key)})[\"']?\s*:(?=\s|$)")
    start = line_start(text, spots[0][0]) if spots else 0
    top_level = [
        found.start(1)
        for found in pattern.finditer(text, start)
        if spots or _column(text, found.start(1)) == 0
    ]
    index = top_level[min(1, len(top_level) - 1)] if top_level else start
    return Problem.error(
        "yaml-duplicate",
        f"键“{_short(key)}”写了两次。",
        "删去其中一个，或并成一个。",
        place_at(text, index, path, len(key)),
    )


def _column(text: str, index: int) -> int:
    return index - 1 - max(text.rfind("\n", 0, index), text.rfind("\r", 0, index))


def _control(text: str, path: str, index: int) -> Problem:
    return Problem.error(
        "yaml-control",
        f"文件里有看不见的控制字符（U+{ord(text[index]):04X}）。",
        "删去这个字符；它常是从别处粘贴时带进来的。",
        place_at(text, index, path),
    )


def _looks_like_gb18030(data: bytes) -> bool:
    """Whether the bytes, read as GB18030, are mostly common Chinese characters."""
    sample = data[:65536].decode("gb18030", "ignore")
    wide = [sign for sign in sample if not sign.isascii()]
    common = len(_COMMON_SIGN.findall(sample))
    readable = sum(sign >= " " or sign in "\t\r\n" for sign in sample)
    return bool(wide) and common > _COMMON_SHARE * len(wide) and readable == len(sample)


def _index_of(text: str, pattern: str, flags: int = 0) -> int:
    found = re.search(pattern, text, flags)
    if found is None:
        return 0
    return found.start(1) if found.re.groups else found.start()


def _short(value: object) -> str:
    words = str(value).strip()
    return words if len(words) <= _SHORT else words[:_SHORT] + "…"
