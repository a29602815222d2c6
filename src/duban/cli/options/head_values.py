"""What the typed options of a head become: raw values under the official keys of the files.

Reads words and refuses what does not fit, in Chinese; touches no task and no file.
"""

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from duban.cli.framework.dates import parse_day
from duban.cli.options.head_options import HeadOptions, SourceOptions
from duban.core.duties.cadence_text import parse_cadence
from duban.core.model.plain_characters import plain_values
from duban.core.model.record import official_keys, raw_record, read_record
from duban.core.model.task import Task
from duban.core.model.terms import Basis
from duban.core.policy.required_fields import option_of
from duban.errors import DubanError, Level, Problem, UsageError, misuse

_KEYS = official_keys(Task)
_SOURCE = {
    "source_kind": "类别",
    "source_name": "名称",
    "doc_no": "文号",
    "clause": "条款",
    "session": "届次",
    "held_on": "会议日期",
    "issued_on": "发文日期",
}
_LINES = ("title", "owner", "handler", "post", "clerk", "lead_leader", "leader_in_charge", "parent")
_TEXTS = ("requirements", "measures", "standard", "note")
_TERMS = ("urgency", "reporting", "horizon", "public", "listed")
_PARTS: dict[str, str] = {"milestone": "时序进度", "indicator": "量化指标", "instruction": "批示"}
_PAIRS = {"upstream_id": ("工作区号", "编号"), "classified_ref": ("登记号", "保管")}
_BREAK = re.compile("[\n\r\t\x0b\x0c\x85\u2028\u2029]")
_NUMBER = re.compile(r"\s*([+-]?\d{1,15}(?:\.\d{1,9})?)\s*(.*)", re.DOTALL)
_DIVIDER = re.compile("[=＝]")


def head_of(options: HeadOptions, old: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Official key → raw value for every option that was given; None takes a value away (typed as "").

    `old` is the head so far: a source or a 完成时限 keeps what the options do not speak of. `today` is what
    今天 means. Raises UsageError for a word that cannot be read.
    """
    changes: dict[str, Any] = {}
    for name in _LINES:
        _take(changes, options, name, one_line)
    for name in _TEXTS:
        _take(changes, options, name, _text)
    for name in _TERMS:
        value = getattr(options, name)
        if value is not None:
            changes[_KEYS[name]] = str(value)
    changes |= _units(options)
    if options.tag:
        changes["标签"] = _listed(options.tag, "--tag")
    for name, key in _PARTS.items():
        words = getattr(options, name)
        if words:
            changes[key] = [_READ[name](word, today) for word in words if word.strip()] or None
    for name, parts in _PAIRS.items():
        _take(changes, options, name, functools.partial(_pair, parts=parts))
    if options.cadence is not None:
        changes["报送周期"] = _cadence(options.cadence)
    changes |= source_of(options, old)
    return changes | _deadline(options, old)


def source_of(options: SourceOptions, old: Mapping[str, Any]) -> dict[str, Any]:
    """The 来源 with its first entry changed as the options say; empty when they say nothing."""
    given = {
        key: _source_value(name, getattr(options, name))
        for name, key in _SOURCE.items()
        if getattr(options, name) is not None
    }
    if not given:
        return {}
    sources: list[dict[str, Any]] = list(old.get("来源") or [{}])
    first, others = sources[0], sources[1:]
    merged = {key: value for key, value in (first | given).items() if value is not None}
    if not merged:
        return {"来源": others or None}
    if "类别" not in merged:
        raise misuse(
            "missing-option", "来源要写明类别。", f"加上 {option_of('来源')} 重要文件、会议议定、领导批示等"
        )
    ordered = {key: merged[key] for key in (*_SOURCE.values(), *merged) if key in merged}
    return {"来源": [ordered, *others]}


def read_task(raw: Mapping[str, Any], name: str) -> Task:
    """The head as a task, its texts in plain characters; raises DubanError with every fault, told under `name`."""
    raw = {key: plain_values(value) for key, value in raw.items()}
    try:
        return read_record({key: value for key, value in raw.items() if value is not None}, Task)
    except msgspec.ValidationError:
        from duban.core.validation.validate import judge

        cleaned = {key: value for key, value in raw.items() if value is not None}
        faults = judge(cleaned, Task)
        raise DubanError(
            *(
                Problem(Level.ERROR, fault.code, f"{name}：{fault.message}", fault.advice, fault.clause)
                for fault in faults
            )
        ) from None


def settled(raw: Mapping[str, Any], changes: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Of `changes`, what really changes the head `raw`, in the form the file holds. Raises DubanError."""
    task = read_task({**raw, **changes}, name)
    after = raw_record(task)
    return {key: after.get(key) for key in changes if after.get(key) != raw.get(key)}


def one_line(text: str, option: str) -> str | None:
    """A text that must stay on one line, without outer blanks; None when it is empty. Raises UsageError."""
    text = text.strip(" \u3000")
    found = _BREAK.search(text)
    if found:
        what = "制表符" if found[0] == "\t" else "换行"
        raise misuse(
            "line-break",
            f"{option}：只能写一行，第{found.start() + 1}个字是{what}。",
            "删去换行；较长的内容写进 --requirements 或 --note",
        )
    return text or None


def _take(
    changes: dict[str, Any], options: HeadOptions, name: str, read: Callable[[str, str], object]
) -> None:
    typed = getattr(options, name)
    if typed is not None:
        changes[_KEYS[name]] = read(typed, f"--{name.replace('_', '-')}") or None


def _units(options: HeadOptions) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if options.lead:
        leads = _listed(options.lead, "--lead")
        changes["牵头单位"] = leads[0] if leads and len(leads) == 1 else leads
    if options.support:
        changes["配合单位"] = _listed(options.support, "--support")
    return changes


def _listed(words: Iterable[str], option: str) -> list[str] | None:
    found = dict.fromkeys(line for word in words if (line := one_line(word, option)))
    return list(found) or None


def _source_value(name: str, value: object) -> str | None:
    if isinstance(value, date):
        return value.isoformat()
    return one_line(str(value), f"--{name.replace('_', '-')}")


def _deadline(options: HeadOptions, old: Mapping[str, Any]) -> dict[str, Any]:
    if options.due_on is None and options.due_text is None:
        return {}
    deadline: dict[str, Any] = dict(old.get("完成时限") or {})
    if options.due_text is not None:
        deadline["原文"] = one_line(options.due_text, "--due-text")
    if options.due_on is not None:
        deadline["日期"] = options.due_on.isoformat()
        deadline["依据"] = str(Basis.LEADER if options.approved_by else Basis.SOURCE)
    if not deadline.get("日期") and not deadline.get("原文"):
        return {"完成时限": None}
    return {
        "完成时限": {key: deadline[key] for key in ("日期", "原文", "依据") if deadline.get(key) is not None}
    }


def _cadence(typed: str) -> dict[str, Any] | None:
    words = one_line(typed, "--cadence")
    if words is None:
        return None
    cadence = parse_cadence(words)
    if cadence is None:
        example = "写成 每周五前、每月25日前、每季度末月20日前、每季度结束后10日内、每年12月20日前"
        raise misuse("usage-value", f"--cadence：“{typed}”读不成周期。", example)
    return raw_record(cadence)


def _milestone(word: str, today: date) -> dict[str, Any]:
    parts = [part.strip() for part in _DIVIDER.split(word)]
    for count, owner in ((1, None), (2, parts[-1])):
        if len(parts) <= count:
            break
        try:
            on = parse_day(parts[-count], today, "--milestone")
        except UsageError:
            if count + 1 < len(parts):
                continue
            raise
        name = one_line("=".join(parts[:-count]), "--milestone")
        if name:
            return {"节点": name, "时限": on.isoformat()} | ({"责任人": owner} if owner else {})
    raise misuse("usage-value", f"--milestone：“{word}”没有写全。", "写成 节点=日期，如 完成摸底=2026-09-30")


def _indicator(word: str, _today: date) -> dict[str, Any]:
    name, target = _split(word, "--indicator", "名称=目标，如 新增学位=1200个")
    found = _NUMBER.fullmatch(target)
    if not found or "\n" in target:
        return {"名称": name, "目标": one_line(target, "--indicator")}
    number = float(found[1]) if "." in found[1] else int(found[1])
    measure = one_line(found[2], "--indicator")
    return {"名称": name, "目标": number} | ({"计量单位": measure} if measure else {})


def _instruction(word: str, today: date) -> dict[str, Any]:
    leader, text = _split(word, "--instruction", "领导=内容，如 李县长=请抓紧办理")
    head, divider, rest = text.partition("=")
    if divider and rest.strip():
        try:
            on = parse_day(head, today, "--instruction")
        except UsageError:
            return {"领导": leader, "内容": text}
        return {"领导": leader, "日期": on.isoformat(), "内容": rest.strip()}
    return {"领导": leader, "内容": text}


_READ: dict[str, Callable[[str, date], dict[str, Any]]] = {
    "milestone": _milestone,
    "indicator": _indicator,
    "instruction": _instruction,
}


def _text(text: str, _option: str) -> str:
    return text.strip("\n")


def _pair(text: str, option: str, parts: tuple[str, str]) -> dict[str, Any] | None:
    if not text.strip():
        return None
    first, second = _split(text, option, f"{parts[0]}={parts[1]}")
    return {parts[0]: first, parts[1]: one_line(second, option)}


def _split(word: str, option: str, form: str) -> tuple[str, str]:
    found = _DIVIDER.search(word)
    name = one_line(word[: found.start()], option) if found else None
    value = word[found.end() :].strip() if found else ""
    if not name or not value:
        raise misuse("usage-value", f"{option}：“{word}”没有写全。", f"写成 {form}")
    return name, value
