"""What is wrong with one value, in words a clerk understands, and what to write instead.

Only words: that the value is refused, msgspec has already said.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, get_args, get_origin

from msgspec import Meta

from duban.core.grammar.typed import day_parts
from duban.core.model.events import INSPECTION_ID
from duban.core.model.record import official_keys
from duban.core.model.suggest import ask_whether, nearest_term
from duban.core.model.task import FINDING_ID, TASK_ID
from duban.core.model.terms import YesNo
from duban.core.model.workspace import CODE_WORD, MONTH, PUBLIC_KEY, VARIABLE
from duban.core.validation.type_forms import SEQUENCES, bare, is_record, is_sequence, members

DAY_FORM = "日期写成 2026-09-28 这样：四位年、两位月、两位日。"
MOMENT_FORM = "时刻写成 2026-09-28T09:10:22+08:00 这样，带时区。"
LONGEST_SHOWN = 40

PATTERNS = {
    CODE_WORD: ("bad-code", "代字只写汉字、字母、数字，最多十二个，如 云督。"),
    TASK_ID: ("bad-id", "编号是 字头-年-序号，序号至少四位，如 WJ-2026-0001。"),
    INSPECTION_ID: ("bad-id", "督查项目编号是 DX-年-序号，如 DX-2026-0001。"),
    FINDING_ID: ("bad-value", "发现写成 督查项目编号/第几个问题，如 DX-2026-0001/3。"),
    r"^[0-9a-f]{64}(?![\s\S])": (
        "bad-value",
        "SHA-256 是 64 位小写十六进制；用 duban 的命令收证据，不必手写。",
    ),
    r"^[0-9a-f]{8}(?![\s\S])": ("bad-value", "摘要是 8 位小写十六进制；用 duban show 可以看到。"),
    r"^[A-Z]{1,6}(?![\s\S])": ("bad-id", "字头是一到六个大写字母，如 WJ。"),
    r"^[A-Za-z0-9_.-]{1,64}(?![\s\S])": ("bad-id", "工作区号只用字母、数字和 _ . -，最多 64 个。"),
    r"^[a-z0-9]+(-[a-z0-9]+)*(?![\s\S])": ("bad-id", "标识用小写字母、数字和短横，如 monthly-report。"),
    MONTH: ("bad-value", "期写成 2026-09 这样：四位年、两位月。"),
    PUBLIC_KEY: (
        "bad-key",
        "公钥是 .pub 文件里 ssh-ed25519 或 ssh-rsa 开头的一行，不带备注；用 duban key add 登记。",
    ),
    VARIABLE: (
        "secret-in-file",
        "只写名字，如 DUBAN_NOTIFY_SHUIWU；地址和密钥放进那个环境变量。密钥已经写进文件的，请更换。",
    ),
}
"""Each pattern of the models: code, and what to write."""

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong, to be read after the name of the key: “缓急”没有这个值."""

    code: str
    message: str
    advice: str = ""


EMPTY = Diagnosis("empty-value", "是空的", "写上内容，或者把这一行删去。")


def shown(value: object) -> str:
    """The value as a message quotes it: one line, not too long."""
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def what(value: object) -> str:
    """What kind of thing a value is."""
    match value:
        case None:
            return "空的"
        case bool():
            return f"是非值 {str(value).lower()}"
        case int() | float():
            return f"数字 {shown(value)}"
        case str():
            return f"文字“{shown(value)}”"
        case Mapping():
            return "一组“键: 值”"
        case list() | tuple() | set() | frozenset():
            return "列表"
        case datetime() | date():
            return f"日期 {value.isoformat()}"
        case _:
            return type(value).__name__


def diagnose(value: object, annotation: object, refusal: str) -> Diagnosis:
    """Why `value` cannot stand where `annotation` is wanted; `refusal` is what msgspec said of it."""
    if value is None:
        return EMPTY
    kinds, _ = members(annotation)
    types = [bare(kind) for kind in kinds]
    bounds = next((meta for kind in kinds for meta in get_args(kind) if isinstance(meta, Meta)), None)
    if str in types and isinstance(value, str):
        return _bad_text(value, bounds, refusal)
    if str in types:
        return _not_text(value)
    if int in types:
        return _not_number(value, bounds)
    found = next((words for kind in types if (words := _not_single(value, kind))), None)
    return found or Diagnosis("bad-value", f"不能这样写（{refusal}）")


def _not_single(value: object, kind: object) -> Diagnosis | None:
    """Words for a value that had to be of one kind other than text or number."""
    if is_sequence(kind):
        return _not_list(value)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _not_term(value, kind)
    if kind is date:
        return _not_day(value)
    if kind is datetime:
        return _not_moment(value)
    if get_origin(kind) is Literal:
        return Diagnosis("bad-value", f"不能写{what(value)}", f"这里只能写：{get_args(kind)[0]}。")
    if is_record(kind) or get_origin(kind) is dict:
        keys = "、".join(list(official_keys(kind).values())[:6]) if is_record(kind) else ""
        advice = f"里面写：{keys}。" if keys else ""
        return Diagnosis("wrong-type", f"应当是一组“键: 值”，这里是{what(value)}", advice)
    return None


def _not_list(value: object) -> Diagnosis:
    advice = f"写成 [{shown(value)}]，或者每项一行、前面加短横。" if isinstance(value, str | int) else ""
    return Diagnosis("wrong-type", f"应当是列表，这里是{what(value)}", advice)


def _not_term(value: object, kind: type[StrEnum]) -> Diagnosis:
    choices = "、".join(term.value for term in kind)
    if isinstance(value, bool) and kind is YesNo:
        near: str | None = YesNo.YES.value if value else YesNo.NO.value
    elif isinstance(value, str):
        near = nearest_term(value, {term.name.lower(): term.value for term in kind})
    else:
        near = None
    word = f"“{shown(value)}”" if isinstance(value, str) else what(value)
    return Diagnosis("bad-value", f"不能写{word}", f"{ask_whether(near)}可以写：{choices}。")


def _not_day(value: object) -> Diagnosis:
    if isinstance(value, datetime):
        return Diagnosis("bad-date", "应当只有日期，没有钟点", f"写成 {value.date().isoformat()}。")
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    parts = day_parts(text)
    if parts is None:
        return Diagnosis("bad-date", f"应当是日期，这里是{what(value)}", DAY_FORM)
    year, month, day = parts
    if not year or not 1 <= month <= _MONTHS:
        return Diagnosis("bad-date", f"写的这一天不存在：{shown(text)}", DAY_FORM)
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        return Diagnosis("bad-date", f"写的这一天不存在：{shown(text)}", f"{year}年{month}月只有{last}天。")
    return Diagnosis(
        "bad-date", f"日期的写法不对：{shown(text)}", f"写成 {date(year, month, day).isoformat()}。"
    )


def _not_moment(value: object) -> Diagnosis:
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return Diagnosis("bad-date", f"应当是时刻，这里是{what(value)}", MOMENT_FORM)
        if moment.tzinfo is None:
            return Diagnosis("bad-date", "没有写时区", f"写成 {moment.isoformat()}+08:00。")
    return Diagnosis("bad-date", f"应当是时刻，这里是{what(value)}", MOMENT_FORM)


def _bad_text(value: str, bounds: Meta | None, refusal: str) -> Diagnosis:
    if bounds and bounds.pattern in PATTERNS:
        code, advice = PATTERNS[bounds.pattern]
        if bounds.pattern == VARIABLE:  # what stands there may be a secret: it is not repeated
            return Diagnosis(code, "不是环境变量的名字", advice)
        if bounds.pattern == PUBLIC_KEY:  # nor a private key that was pasted there
            return Diagnosis(code, "不是公钥", advice)
        return Diagnosis(code, f"的写法不对：{shown(value)}", advice)
    if not value:
        return EMPTY
    if bounds and bounds.max_length and len(value) > bounds.max_length:
        return Diagnosis(
            "too-long",
            f"太长：{len(value)}字，最多{bounds.max_length}字",
            "删短，或者把全文作为附件。",
        )
    return Diagnosis("bad-value", f"不能写{what(value)}（{refusal}）")


def _not_text(value: object) -> Diagnosis:
    if isinstance(value, SEQUENCES):
        return Diagnosis("wrong-type", "应当只有一项文字，这里是列表", "去掉方括号和短横，只写一项。")
    if isinstance(value, Mapping):
        return Diagnosis("wrong-type", f"应当是文字，这里是{what(value)}", "文字里有冒号时，给整段加上引号。")
    if isinstance(value, int | float):
        quoted = str(value).lower() if isinstance(value, bool) else shown(value)
        return Diagnosis("wrong-type", f"应当是文字，这里是{what(value)}", f"加上引号：'{quoted}'。")
    return Diagnosis("wrong-type", f"应当是文字，这里是{what(value)}", "加上引号。")


def _not_number(value: object, bounds: Meta | None) -> Diagnosis:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if whole and bounds and (bounds.ge is not None or bounds.le is not None):
        limits = f"在 {bounds.ge} 到 {bounds.le} 之间" if bounds.le is not None else f"不小于 {bounds.ge}"
        return Diagnosis("out-of-range", f"应当{limits}，这里是 {shown(value)}")
    advice = (
        f"去掉引号和百分号，只写 {number[0]}。" if (number := re.findall(r"^\s*(\d+)", str(value))) else ""
    )
    return Diagnosis("wrong-type", f"应当是整数，这里是{what(value)}", advice)
