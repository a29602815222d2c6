"""What the typed options of a head become: raw values under the official keys of the files.

Reads words and refuses what does not fit, in Chinese; touches no task and no file.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

import msgspec

from duban.cli.framework.dates import Days
from duban.cli.framework.option_types import flag
from duban.cli.options.head_options import HeadOptions, SourceOptions
from duban.cli.options.name_lookup import listed_units
from duban.cli.options.task_options import together
from duban.core.grammar.cadences import parse_cadence
from duban.core.grammar.figures import as_amount
from duban.core.grammar.typed import speaks_of_a_day
from duban.core.model.folding import plain_values
from duban.core.model.record import official_keys, raw_record, read_record
from duban.core.model.task import Source, Task
from duban.core.model.terms import Basis, Term
from duban.core.model.unit_register import Register
from duban.core.model.word_lists import ENUMERATION, split_words
from duban.core.policy.required_fields import option_of
from duban.errors import DubanError, Level, Problem, UsageError, misuse

_KEYS = official_keys(Task)
_SOURCE_KEYS = official_keys(Source)
_SOURCE = {item.name: _SOURCE_KEYS[item.name.removeprefix("source_")] for item in fields(SourceOptions)}
NO_ID = "X-0000-0000"
"""Stands for the id of a head that has none yet."""
_BREAK = re.compile("[\n\r\t\x0b\x0c\x85\u2028\u2029]")
_UNITS = {"lead", "support"}
_DIVIDER = re.compile("[=＝]")
_Reader = Callable[[Any, str, Days], object]


def head_of(options: HeadOptions, old: Mapping[str, Any], days: Days, register: Register) -> dict[str, Any]:
    """Official key → raw value for every option that was given; None takes a value away (typed as "").

    `old` is the head so far: a source or a 完成时限 keeps what the options do not speak of. `days`
    reads days, `register` tells a unit from a list of units. Raises UsageError for a word that cannot be read.
    """
    changes: dict[str, Any] = {}
    for name, (key, read) in _READ.items():
        typed = getattr(options, name)
        if name in _UNITS:
            typed = listed_units(typed or (), register)
        if typed not in (None, (), []):
            changes[key] = read(typed, flag(name), days) or None
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
    given = {key: plain_values(value) for key, value in raw.items() if value is not None}
    try:
        return read_record(given, Task)
    except msgspec.ValidationError:
        from duban.core.validation.validate import judge

        raise DubanError(
            *(
                Problem(Level.ERROR, fault.code, f"{name}：{fault.message}", fault.advice, fault.clause)
                for fault in judge(given, Task)
            )
        ) from None


def read_new(raw: Mapping[str, Any], name: str) -> Task:
    """As read_task, of a head that has no 编号 yet."""
    return read_task({"编号": NO_ID, **raw}, name)


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


def _line(text: str, option: str, _days: Days) -> str | None:
    return one_line(text, option)


def _text(text: str, _option: str, _days: Days) -> str:
    return text.strip("\n")


def _term(term: Term, _option: str, _days: Days) -> str:
    return str(term)


def _listed(words: Iterable[str], option: str, _days: Days) -> list[str]:
    return list(dict.fromkeys(line for word in words if (line := one_line(word, option))))


def _tags(words: Iterable[str], option: str, days: Days) -> list[str]:
    return _listed(split_words(words, marks=ENUMERATION), option, days)


def _people(words: Sequence[str], option: str, days: Days) -> str | None:
    """Persons in a field of one line, as import writes them: 、 between."""
    return together(_listed(words, option, days))


def _leads(words: Iterable[str], option: str, days: Days) -> str | list[str]:
    leads = _listed(words, option, days)
    return leads[0] if len(leads) == 1 else leads


def _source_value(name: str, value: object) -> str | None:
    if isinstance(value, date):
        return value.isoformat()
    return one_line(str(value), flag(name))


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


def _cadence(typed: str, _option: str, _days: Days) -> dict[str, Any] | None:
    words = one_line(typed, "--cadence")
    if words is None:
        return None
    cadence = parse_cadence(words)
    if cadence is None:
        example = "写成 每周五前、每月25日前、每季度末月20日前、每季度结束后10日内、每年12月20日前"
        raise misuse("usage-value", f"--cadence：“{typed}”读不成周期。", example)
    return raw_record(cadence)


def _milestone(word: str, days: Days) -> dict[str, Any]:
    parts = [part.strip() for part in _DIVIDER.split(word)]
    for count, owner in ((1, None), (2, parts[-1])):
        if len(parts) <= count:
            break
        try:
            on = days.read(parts[-count], "--milestone")
        except UsageError:
            if count + 1 < len(parts):
                continue
            raise
        name = one_line("=".join(parts[:-count]), "--milestone")
        if name:
            return {"节点": name, "时限": on.isoformat()} | ({"责任人": owner} if owner else {})
    raise misuse("usage-value", f"--milestone：“{word}”没有写全。", "写成 节点=日期，如 完成摸底=2026-09-30")


def _indicator(word: str, _days: Days) -> dict[str, Any]:
    name, target = _split(word, "--indicator", "名称=目标，如 新增学位=1200个")
    amount, measure = as_amount(one_line(target, "--indicator") or "")
    return {"名称": name, "目标": amount} | ({"计量单位": measure} if measure else {})


def _instruction(word: str, days: Days) -> dict[str, Any]:
    leader, text = _split(word, "--instruction", "领导=内容，如 李县长=请抓紧办理")
    head, divider, rest = text.partition("=")
    if divider and rest.strip():
        try:
            on = days.read(head, "--instruction")
        except UsageError:
            if speaks_of_a_day(head):  # 2月30日=请抓紧: a day that is wrong, not a text
                raise
            return {"领导": leader, "内容": text}
        return {"领导": leader, "日期": on.isoformat(), "内容": rest.strip()}
    return {"领导": leader, "内容": text}


def _each(read: Callable[[str, Days], dict[str, Any]]) -> _Reader:
    return lambda words, _option, days: [read(word, days) for word in words if word.strip()]


def _pair(first: str, second: str) -> _Reader:
    def read(text: str, option: str, _days: Days) -> dict[str, Any] | None:
        if not text.strip():
            return None
        one, other = _split(text, option, f"{first}={second}")
        return {first: one, second: one_line(other, option)}

    return read


def _split(word: str, option: str, form: str) -> tuple[str, str]:
    found = _DIVIDER.search(word)
    name = one_line(word[: found.start()], option) if found else None
    value = word[found.end() :].strip() if found else ""
    if not name or not value:
        raise misuse("usage-value", f"{option}：“{word}”没有写全。", f"写成 {form}")
    return name, value


_PLAIN: tuple[tuple[_Reader, str], ...] = (
    (_line, "title post parent found_in"),
    (_people, "owner handler clerk lead_leader leader_in_charge"),
    (_text, "problem goal requirements measures standard note"),
    (_term, "urgency reporting horizon pace public listed"),
)
_READ: dict[str, tuple[str, _Reader]] = {
    **{name: (_KEYS[name], read) for read, names in _PLAIN for name in names.split()},
    "lead": ("牵头单位", _leads),
    "support": ("配合单位", _listed),
    "tag": ("标签", _tags),
    "milestone": ("时序进度", _each(_milestone)),
    "indicator": ("量化指标", _each(_indicator)),
    "instruction": ("批示", _each(_instruction)),
    "upstream_id": ("上级编号", _pair("工作区号", "编号")),
    "classified_ref": ("涉密登记", _pair("登记号", "保管")),
    "cadence": ("报送周期", _cadence),
}
"""Option → official key, and how what was typed (by the flag, on the day) is read; in the order of the 变更."""
